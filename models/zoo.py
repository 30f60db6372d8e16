"""Trains the models of the zoo again, measures them, and writes the figures of models/README.md and of every card.

Run it as Scripts/models, which finds the programs and the Python environments that it needs.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent
TABLE = ROOT / "README.md"
BEGIN, END = "<!-- figures: written by Scripts/models -->", "<!-- end of figures -->"
PERCENT = {"accuracy", "mean IoU"}


class Failure(Exception):
    """Something that a person has to see to; its message says what."""


def names():
    """Returns the folders that hold a network of their name."""
    return sorted(path.name for path in ROOT.iterdir() if (path / f"{path.name}_float32.tflite").is_file())


def run(*words, **options):
    """Runs a program, and returns what it prints."""
    words = [str(word) for word in words]
    process = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if process.returncode:
        raise Failure(f"'{' '.join(words)}' failed:\n{process.stderr[-2000:]}{process.stdout[-500:]}")
    return process.stdout


def say_progress(text):
    """Shows on a terminal what is done now; in a pipe nothing."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


# Training


def train(name, python, folder, write):
    """Trains a model into a folder; returns the files whose bytes are not those of the repository's."""
    programs = sorted((ROOT / name).glob("train*.py"))
    for index, program in enumerate(programs):
        say_progress(f"{name}: training, {program.name}, {index + 1} of {len(programs)}; a minute or some")
        run(python, program, "--output", folder)
    differing = [path.name for path in sorted(folder.iterdir())
                 if not (ROOT / name / path.name).is_file()
                 or path.read_bytes() != (ROOT / name / path.name).read_bytes()]
    if write:
        for file in differing:
            shutil.copyfile(folder / file, ROOT / name / file)
    return differing


# Measuring


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Failure(f"'{folder}' holds {len(found)} files '{pattern}', where there should be one")
    return found[0]


def measure(name, command, python=sys.executable, timed=True):
    """Returns the figures of a model: what its own program says of it, and bytes, memory, work and time."""
    folder = ROOT / name
    network, samples = folder / f"{name}_float32.tflite", only(folder, "calibration*.npy")
    figures = {"files": {path.suffix[1:]: path.stat().st_size for path in folder.glob(f"{name}_float32.*")}}
    with tempfile.TemporaryDirectory() as scratch:
        for kind, options in (("float", ["--quantize", "none"]), ("int8", ["--calibration", samples])):
            say_progress(f"{name}: measuring {kind}")
            model = pathlib.Path(scratch) / f"{kind}.swiftlet"
            report = json.loads(run(command, "convert", network, *options, "-o", model, "--json"))
            figures[kind] = {key: report[key] for key in ("fileBytes", "arenaBytes", "multiplyAccumulates")}
            if timed:
                times = json.loads(run(command, "bench", model, "--threads", 1, "--json"))
                figures[kind]["nanoseconds"] = times["medianNanoseconds"]
        figures["quality"] = json.loads(run(python, folder / "evaluate.py", model))
    return figures


# Writing


def number(value, quality):
    """Returns a figure of a model's quality as text."""
    unit = quality.get("unit", "%" if quality["metric"] in PERCENT else "")
    text = f"{100 * value:.2f}" if unit == "%" else f"{value:.4g}"
    return f"{text} {unit}".strip()


def duration(figures):
    """Returns the time of one run as text, with three digits."""
    if "nanoseconds" not in figures:
        return "0 µs"
    micro = figures["nanoseconds"] / 1000
    return f"{micro / 1000:.3g} ms" if micro >= 1000 else f"{micro:.3g} µs"


def processor():
    """Returns the name of this machine's processor."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def task(name):
    """Returns the first sentence of a card, which says what the model does."""
    card = (ROOT / name / "README.md").read_text().split("\n\n")[1]
    return " ".join(card.split()).split(". ")[0].rstrip(".")


def baseline(quality):
    return "; ".join(f"{label} {number(value, quality)}" for label, value in quality.get("baseline", {}).items()) or "–"


def table(figures):
    """Returns the table of all models."""
    lines = ["| Model | Task | Metric | Float | int8 | Without a network | `.onnx`, `.tflite` | Float, int8 `.swiftlet` "
             "| Arena, int8 | MACs | Time, float | int8 |", "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for name, model in figures.items():
        quality, small, plain = model["quality"], model["int8"], model["float"]
        files = ", ".join(f"{model['files'].get(kind, 0):,}" for kind in ("onnx", "tflite"))
        cells = [f"[{name}]({name}/README.md)", task(name), quality["metric"], number(quality["float"], quality),
                 number(quality["int8"], quality), baseline(quality), files,
                 f"{plain['fileBytes']:,}, {small['fileBytes']:,}", f"{small['arenaBytes']:,}",
                 f"{small['multiplyAccumulates']:,}", duration(plain), duration(small)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", f"Sizes are in bytes. Times: one run on one thread of {processor()}."])


def card(model):
    """Returns the figures of one model."""
    quality, small, plain = model["quality"], model["int8"], model["float"]
    rows = [(f"{quality['metric']}, {quality['samples']:,} samples", *(number(quality[kind], quality)
                                                                      for kind in ("float", "int8")))]
    for name, values in quality.items():
        if isinstance(values, dict) and set(values) == {"float", "int8"}:
            rows += [(f"{name}: {label}", number(value, quality), number(values["int8"][label], quality))
                     for label, value in values["float"].items()]
    rows += [(f"without a network: {label}", number(value, quality), "")
             for label, value in quality.get("baseline", {}).items()]
    for label, key in (("file, bytes", "fileBytes"), ("arena, bytes", "arenaBytes"),
                       ("multiply-accumulates", "multiplyAccumulates")):
        rows.append((label, f"{plain[key]:,}", f"{small[key]:,}"))
    rows.append(("time of one run", duration(plain), duration(small)))
    lines = ["| | Float | int8 |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([*lines, "", f"Times: one run on one thread of {processor()}."])


def place(path, text, write):
    """Puts text between the marks of a page, or returns whether it stands there but for its times."""
    page = path.read_text()
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise Failure(f"'{path}' must hold once each: {BEGIN} and {END}")
    head, rest = page.split(BEGIN)
    before, tail = rest.split(END)
    if write:
        path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}")
        return True
    return timeless(before) == timeless(text)


def timeless(text):
    """Returns text without what another machine or another minute changes."""
    return re.sub(r"Times: .*|[\d.e+]+ [µm]s", "", text).strip()


def main():
    parser = argparse.ArgumentParser(prog="Scripts/models", description=__doc__.split("\n")[0], epilog="Example: "
                                     "Scripts/models --figures digits")
    parser.add_argument("models", nargs="*", metavar="NAME", help="models, by their folders; all when not given")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where something differs")
    parser.add_argument("--write", action="store_true", help="put files that were trained anew in place")
    parser.add_argument("--figures", action="store_true", help="train nothing; only measure")
    parser.add_argument("--command", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--training-python", help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = set(options.models) - set(names())
    if unknown:
        parser.error(f"there is no model {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    chosen = options.models or names()
    sys.exit(1 if work(chosen, options) else 0)


def work(chosen, options):
    """Trains and measures models; returns how many things differ from what the repository holds."""
    differences = 0
    for name in [] if options.figures else chosen:
        with tempfile.TemporaryDirectory() as folder:
            differing = train(name, options.training_python, pathlib.Path(folder), options.write)
        say_progress("")
        verdict = "the same bytes" if not differing else "written: " if options.write else "other bytes: "
        print(f"{name}: {verdict}{', '.join(differing)}", flush=True)
        differences += 0 if options.write else len(differing)
    figures = {name: measure(name, options.command, timed=not options.check) for name in chosen}
    say_progress("")
    pages = [(ROOT / name / "README.md", card(figures[name])) for name in chosen]
    # A part of the models says nothing of the whole table.
    pages += [(TABLE, table(figures))] if chosen == names() else []
    for path, text in pages:
        agrees = place(path, text, not options.check)
        differences += not agrees
        if not agrees:
            print(f"{os.path.relpath(path)} does not hold the figures of now:\n{text}", flush=True)
    print(f"{len(chosen)} models: {f'{differences} differences' if differences else 'no difference'}")
    return differences


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"Error: {failure}")
