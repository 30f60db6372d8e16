import Swiftlet
import SwiftletConverter
import SwiftletCore
import SwiftletTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension EventFile {
  static let folder = OptionDefinition(
    "--tensorboard", .path("DIR"),
    "Write the numbers as events into the folder DIR, which TensorBoard shows.")

  /// Starts a file of the present.
  init() {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    self.init(wallTime: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
  }

  /// Writes the file into a folder, and says so.
  func write(toFolder folder: String, _ console: Console, isQuiet: Bool) throws(Diagnostic) {
    do throws(FileFault) {
      let path = try write(toFolder: folder)
      guard !isQuiet else { return }
      console.output.writeLine(
        "Wrote \(path.printable); look at it with: tensorboard --logdir \(folder)")
    } catch {
      throw Diagnostic(error)
    }
  }
}

extension Measurement {
  /// The most runs that are a series of numbers.
  private static let mostRuns = 1000

  /// The measurement as events: times of runs and of operators, and bytes.
  var events: EventFile {
    var file = EventFile()
    let microseconds = runs.latest.map { Double($0) / 1000 }
    for (index, time) in microseconds.prefix(Self.mostRuns).enumerated() {
      file.add("time/run, µs", time, step: index)
    }
    file.add("time/runs, µs", EventHistogram(microseconds))
    file.add("time/median of runs, µs", runs.median / 1000)
    file.add("time/loading, µs", Double(loadNanoseconds) / 1000)
    for (name, count) in [
      ("file", report.fileByteCount), ("arena", report.arenaByteCount),
      ("constants", report.constantByteCount), ("activations", report.activationByteCount),
      ("lower bound of activations", report.activationLowerBound),
    ] {
      file.add("bytes/\(name)", Double(count))
    }
    for (index, count) in report.aliveByteCounts.enumerated() {
      file.add("bytes/alive at each operator", Double(count), step: index)
    }
    for (index, times) in steps.enumerated() {
      let step = report.steps[index]
      let name = "\(index) \(step.operatorName) \(step.shortName.printable), µs"
      file.add("time/each operator, µs", times.median / 1000, step: index)
      file.add("median of operators/\(name)", times.median / 1000)
      file.add("times of operators/\(name)", EventHistogram(times.latest.map { Double($0) / 1000 }))
    }
    return file
  }
}

extension EventFile {
  /// Adds how the weights and other constants of each operator are spread.
  mutating func addWeights(_ report: ModelReport, of model: Model) {
    for (index, step) in report.steps.enumerated() {
      for case let number? in step.inputs.dropFirst() {
        guard let spread = report.distribution(ofTensor: number, readBy: index, in: model) else {
          continue
        }
        add("weights/\(index) \(step.operatorName) \(step.shortName.printable)", .init(spread))
        break
      }
    }
  }

  /// Adds how the results of each operator are spread, on the first of some samples.
  mutating func addActivations(
    _ report: ModelReport, of model: Model, on samples: SampleSet
  ) throws {
    let session = try Session(model)
    for index in model.inputs.indices {
      try session.setInput(index, reals: samples.reals(of: index, in: 0))
    }
    var recorder = Recorder(session: session, outputs: report.steps.map(\.output))
    session.run(&recorder)
    for (index, spread) in recorder.spreads {
      let step = report.steps[index]
      add("activations/\(index) \(step.operatorName) \(step.shortName.printable)", .init(spread))
    }
  }

  private struct Recorder: StepObserver {
    let session: Session
    let outputs: [Int]
    var spreads: [(step: Int, spread: ValueDistribution)] = []

    func willRun(step: Int) {}

    mutating func didRun(step: Int) {
      guard let spread = session.distribution(ofTensor: outputs[step]) else { return }
      spreads.append((step, spread))
    }
  }
}

extension Comparison {
  /// The comparison as events: signal over noise of outputs and layers; what is exact is left out.
  var events: EventFile {
    var file = EventFile()
    for output in outputs where output.difference.decibels.isFinite {
      file.add("SQNR of outputs, dB/\(output.name.printable)", output.difference.decibels)
      file.add("largest error/\(output.name.printable)", output.difference.largestError)
    }
    for layer in layers where layer.difference.decibels.isFinite {
      file.add(
        "SQNR of layers, dB/behind each operator", layer.difference.decibels, step: layer.step)
      let name = layer.name.split(separator: ";").first.map { String($0).printable } ?? ""
      file.add("SQNR of each layer, dB/\(layer.step) \(name)", layer.difference.decibels)
    }
    for layer in layers where layer.ownDecibels.isFinite {
      file.add("SQNR of layers, dB/of each alone", layer.ownDecibels, step: layer.step)
    }
    let finite = layers.map(\.difference.decibels).filter(\.isFinite)
    if !finite.isEmpty { file.add("SQNR of layers, dB/all", EventHistogram(finite)) }
    return file
  }
}
