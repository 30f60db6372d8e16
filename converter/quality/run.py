"""Compares quantizers: run.py SWIFTLET MODELS DOCUMENT [--only PART] [--methods]."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import peers
import subjects

METHODS = ("min-max", "moving-average", "percentile", "entropy", "mse")


def main():
    """Makes the tables and puts them into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swiftlet", type=pathlib.Path, help="the command")
    parser.add_argument("models", type=pathlib.Path, help="the folder of the models")
    parser.add_argument("document", type=pathlib.Path, help="the page that holds the tables")
    parser.add_argument("--only", default="", help="take the models whose names hold this")
    parser.add_argument("--methods", action="store_true", help="compare ways to choose ranges and rounding")
    arguments = parser.parse_args()
    chosen = [subject for subject in subjects.SUBJECTS if arguments.only in subject.name]
    make = methods_table if arguments.methods else quality_table
    lines = []
    for line in make(chosen, arguments.swiftlet, arguments.models):
        print(line, flush=True)
        lines.append(line)
    if not arguments.only:
        place(arguments.document, "methods" if arguments.methods else "quality", lines)


def quality_table(chosen, swiftlet, models):
    """Yields the lines of the comparison with the publishers and with ONNX Runtime."""
    yield "| Model | Swiftlet, dB | Publisher's int8, dB | ONNX Runtime, dB | `.swiftlet` | Publisher's file |"
    yield "|---|---:|---:|---:|---:|---:|"
    for subject in chosen:
        trial = Trial(subject, models)
        ours, byte_count = trial.swiftlet(swiftlet)
        published, published_count = trial.published()
        theirs = trial.onnx_runtime()
        yield (
            f"| {subject.name} | {ours:.2f} | {decibels(published)} | {decibels(theirs)} | {byte_count:,} | "
            f"{published_count} |")


def methods_table(chosen, swiftlet, models):
    """Yields the lines of the comparison of ways to choose ranges, and of what each correction adds."""
    ways = [("--ranges", method, *PLAIN) for method in METHODS]
    ways += [PLAIN[1:], PLAIN[:1] + PLAIN[2:], PLAIN[:2], ()]
    names = list(METHODS) + ["equalization", "bias correction", "adaptive rounding", "default"]
    yield "| Model | " + " | ".join(names) + " |"
    yield "|---|" + "---:|" * len(names)
    for subject in chosen:
        trial = Trial(subject, models)
        figures = [trial.swiftlet(swiftlet, *way)[0] for way in ways]
        yield f"| {subject.name} | " + " | ".join(decibels(figure) for figure in figures) + " |"


PLAIN = ("--no-equalization", "--no-bias-correction", "--no-adaptive-rounding")


class Trial:
    """A model with its samples and the outputs of its float form."""

    def __init__(self, subject, models):
        self.subject = subject
        self.models = models
        self.source = models / subject.source
        self.calibration, self.held = subject.samples(models)
        self.is_onnx = subject.source.endswith(".onnx")
        run = peers.onnx_runtime if self.is_onnx else peers.litert
        self.expected = run(self.source, self.held)

    def swiftlet(self, command, *options):
        """Returns our signal-to-noise ratio, and the bytes of our file."""
        with tempfile.TemporaryDirectory() as folder:
            np.save(f"{folder}/calibration.npy", self.calibration)
            np.save(f"{folder}/held.npy", self.held)
            model = pathlib.Path(folder, "model.swiftlet")
            call(command, "convert", self.source, "--calibration", f"{folder}/calibration.npy", "-o", model, *options)
            call(command, "run", model, "--input", f"{folder}/held.npy", "--output", f"{folder}/out")
            outputs = [np.load(f"{folder}/out/out{index}.npy") for index in range(len(self.expected))]
            return ratio(self.expected, outputs), model.stat().st_size

    def published(self):
        """Returns the ratio of the publisher's int8 file, and its bytes."""
        if not self.subject.published:
            return None, "–"
        path = self.models / self.subject.published
        return ratio(self.expected, peers.litert(path, self.held)), f"{path.stat().st_size:,}"

    def onnx_runtime(self):
        """Returns the ratio of ONNX Runtime's static quantizer, for ONNX models."""
        if not self.is_onnx:
            return None
        outputs = peers.onnx_runtime_quantized(self.source, self.calibration, self.held)
        return outputs and ratio(self.expected, outputs)


def ratio(expected, given):
    """Returns the signal-to-noise ratio over all outputs, in decibels."""
    signal = sum(np.sum(np.square(array)) for array in expected)
    noise = sum(
        np.sum(np.square(array.reshape(-1) - other.reshape(-1).astype(np.float64)))
        for array, other in zip(expected, given))
    return 10 * np.log10(signal / noise) if noise else np.inf


def decibels(figure):
    """Returns a ratio as text."""
    return "–" if figure is None else f"{figure:.2f}"


def call(*words):
    """Runs a command, and stops with what it said if it fails."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(str(word) for word in words)}\n{done.stderr}")


def place(document, name, lines):
    """Puts a table between its marks in a document."""
    text = document.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    if start not in text or end not in text:
        sys.exit(f"{document} has no place for '{name}'")
    before, rest = text.split(start, 1)
    after = rest.split(end, 1)[1]
    unfinished = document.with_suffix(".part")
    unfinished.write_text(before + start + "\n".join(lines) + "\n" + end + after, encoding="utf-8")
    unfinished.replace(document)


if __name__ == "__main__":
    main()
