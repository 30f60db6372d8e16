import SwiftletTerminal
import Testing

@testable import SwiftletCommand

@Suite struct ToolTests {
  @Test func theVersionIsOneLine() {
    #expect(run("--version") == Outcome(0, "swiftlet 0.1.0\n", ""))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func theHelpListsEveryCommand(words: [String]) {
    let expected = """
      Converts neural networks to compact int8 models, and runs them.

      Usage: swiftlet COMMAND [ARGUMENTS]

      Commands:
        convert     Converts a trained network to a model that Swiftlet runs.
        inspect     Shows what a model holds and needs, or what of a network can be
                    converted.
        run         Runs a model on pictures, on a recording, or on arrays in .npy
                    files.
        compare     Shows how far a model's values are from those of its float
                    network.
        bench       Measures how long a model takes.
        report      Draws a model's graph, memory, time and error as one page.
        listen      Tells the words in a recording, as they come, with their times.
        completion  Writes a script by which a shell completes swiftlet's words.
        manual      Writes the manual page of swiftlet, for 'man'.

      Options:
        --help     Show this help.
        --version  Show the version.

      Run 'swiftlet COMMAND --help' for the arguments of a command.

      """
    #expect(run(words) == Outcome(0, expected, ""))
  }

  @Test(arguments: [
    ["convert", "--help"], ["help", "convert"], ["convert", "a", "-h", "--nonsense"],
  ])
  func theHelpOfACommandHasItsArgumentsAndAnExample(words: [String]) {
    let expected = """
      Converts a trained network to a model that Swiftlet runs.

      Usage: swiftlet convert IN -o OUT [--calibration [NAME=]SAMPLES]…
               [--quantize MODE] [--ranges METHOD] [--no-equalization]
               [--no-bias-correction] [--no-adaptive-rounding] [--input-type TYPE]
               [--output-type TYPE] [--keep-float NAME]… [--winograd TILE]
               [--shape NAME=LENGTHS]… [--dump-graph DIR] [--threads N]
               [--minimum-sqnr DB] [--budget PERCENT] [--labels LABELS]…
               [--validation [NAME=]SAMPLES]… [--metadata KEY=VALUE]… [--strip]
               [--json]

      Arguments:
        IN  The network: a .tflite or an .onnx file.

      Options:
        -o, --output OUT              Write the model to OUT.
        --calibration [NAME=]SAMPLES  Choose ranges for int8 by running samples: a
                                      .npy file whose first axis counts them, a .npz
                                      file, or a folder of .npy files; of the input
                                      NAME, or the next one. The word 'random' makes
                                      samples up, which says nothing of real data. May
                                      be repeated.
        --quantize MODE               What becomes of float numbers: int8 stores
                                      weights and activations as int8 and needs
                                      samples; dynamic stores the weights of dense
                                      layers and convolutions as int8 where that pays,
                                      and their inputs while the model runs;
                                      int8-weights and float16 store smaller weights
                                      and compute in float; none keeps all. int8 when
                                      samples are given, else none. One of none,
                                      float16, int8-weights, dynamic, int8.
        --ranges METHOD               How the range of a value is chosen from samples.
                                      One of min-max, moving-average, percentile,
                                      entropy, mse.
        --no-equalization             Do not bring the weights of neighbouring layers
                                      to equal ranges.
        --no-bias-correction          Do not let biases make up for the mean error of
                                      their layers.
        --no-adaptive-rounding        Round each weight to the nearest step, and not
                                      as the outputs of its layer ask.
        --input-type TYPE             What an int8 model takes; float32 when not
                                      given. One of float32, int8, uint8.
        --output-type TYPE            What an int8 model gives; float32 when not
                                      given. One of float32, int8, uint8.
        --keep-float NAME             Leave the operator NAME in float, as reports or
                                      'swiftlet inspect' name it. May be repeated.
        --winograd TILE               Compute float 3x3 convolutions by Winograd's
                                      algorithm where that is quicker, in tiles of at
                                      most 2x2 or 4x4 outputs. Sums are rounded
                                      otherwise, and the weights of such layers take
                                      16/9 or 4 times the bytes. One of 2x2, 4x4.
        --shape NAME=LENGTHS          Fix the lengths of the input NAME, as in
                                      image=1,3,224,224, or that of the axis that the
                                      network calls NAME, as in frames=16. May be
                                      repeated.
        --dump-graph DIR              Write the graph to the folder DIR after each
                                      pass, as text.
        --threads N                   Run samples on N threads; on all processors when
                                      not given. The model is the same. From 1 to
                                      1024.
        --minimum-sqnr DB             Keep as few operators in float as let every
                                      output of the int8 model have a signal of DB
                                      decibels over its noise. From -20.0 to 200.0.
        --budget PERCENT              Keep as few operators in float as let the int8
                                      model be right for all but PERCENT of the
                                      samples fewer than the float one; needs
                                      --labels.
        --labels LABELS               The names of the classes, in a text file with
                                      one on each line, which the model carries from
                                      then on; or, for --budget, the class of each
                                      sample, in a .npy file of integers. May be
                                      repeated.
        --validation [NAME=]SAMPLES   Measure quality on these samples, and not on
                                      those of --calibration. May be repeated.
        --metadata KEY=VALUE          Let the model carry the text VALUE under KEY,
                                      such as image.mean=127.5, which 'swiftlet run'
                                      reads; docs/FORMAT.md lists the keys. An empty
                                      VALUE leaves out what the network says. May be
                                      repeated.
        --strip                       Leave out names and other texts.
        --json                        Write JSON instead of tables.
        -h, --help                    Show this help.

      Examples:
        swiftlet convert network.onnx --calibration samples.npy -o network.swiftlet
        swiftlet convert network.tflite --quantize none -o network.swiftlet

      """
    #expect(run(words) == Outcome(0, expected, ""))
  }

  @Test func everyExampleIsAcceptedByItsOwnDefinition() throws {
    for command in Tool.definition.commands {
      #expect(!command.examples.isEmpty)
      for example in command.examples {
        let words = example.split(separator: " ").map(String.init)
        #expect(words[0] == "swiftlet")
        let request = try ArgumentParser(Tool.definition).parse(Array(words.dropFirst()))
        guard case .run(let chosen, _) = request else {
          Issue.record("'\(example)' does not run")
          continue
        }
        #expect(chosen == command)
      }
    }
  }

  @Test(arguments: [
    (
      "inspect absent", "cannot read 'absent': no such file",
      "check the spelling and the folder that the path starts from", 1
    ),
    ("", "no command given", "try 'swiftlet --help'", 2),
    ("insepct m", "unknown command 'insepct'", "did you mean 'inspect'?", 2),
    ("--verison", "unknown option '--verison'", "try 'swiftlet --help'", 2),
    ("inspect m --jsn", "unknown option '--jsn'", "did you mean '--json'?", 2),
    ("convert a", "option '-o, --output OUT' is missing", "try 'swiftlet convert --help'", 2),
    ("inspect", "FILE is missing", "try 'swiftlet inspect --help'", 2),
    ("inspect a b", "unexpected argument 'b'", "try 'swiftlet inspect --help'", 2),
    (
      "bench m --threads 0", "option '--threads' needs a whole number from 1 to 1024, not '0'",
      "try 'swiftlet bench --help'", 2
    ),
    (
      "bench m --seconds -1", "option '--seconds' needs a number from 0.01 to 3600.0, not '-1'",
      "try 'swiftlet bench --help'", 2
    ),
  ])
  func mistakesAreExplained(line: String, message: String, help: String, status: Int) {
    let words = line.split(separator: " ").map(String.init)
    #expect(run(words) == Outcome(Int32(status), "", "Error: \(message)\nHelp: \(help)\n"))
  }

  private func run(_ words: String...) -> Outcome { .of(words) }

  private func run(_ words: [String]) -> Outcome { .of(words) }
}
