"""Writes what a run has measured: tables for people, and the plot."""

import math
import pathlib

import numpy as np

import plot

NAMES = {"swiftlet": "Swiftlet", "litert": "LiteRT", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO",
         "executorch": "ExecuTorch", "mnn": "MNN", "ncnn": "ncnn"}
TITLES = {"kws": "kws (DS-CNN)", "resnet8": "resnet8", "vww": "vww (MobileNetV1 0.25)", "ad01": "ad01 (autoencoder)",
          "str_ww": "str_ww (1-D convolutions)", "resnet_large": "resnet8, wide", "mobilenet_v1": "MobileNetV1 0.25 96",
          "mobilenet_v2": "MobileNetV2 1.0 224", "mobilenet_v3": "MobileNetV3-Small min. 224",
          "efficientnet_lite0": "EfficientNet-Lite0 224", "resnet50": "ResNet50 224",
          "transformer": "transformer 4×256, 128", "mlp": "MLP 784-128-10"}
KINDS = {"int8": "int8", "float": "float32"}
# Below this correlation with the float model, an output is hardly of the same model; in int8, quantizers differ.
LEAST_CORRELATION = {"int8": 0.5, "float": 0.999}


def milliseconds(seconds):
    """Four digits, for times from a microsecond to a second."""
    value = seconds * 1e3
    return f"{value:.{max(0, 3 - math.floor(math.log10(value)))}f}" if value > 0 else "0"


def answered(race):
    return {name: result for name, result in race["results"].items() if "error" not in result}


def ratio(race, statistic):
    """How many times as long the best peer takes as Swiftlet; None where one of them is missing."""
    results = answered(race)
    peers = [result[statistic] for name, result in results.items() if name != "swiftlet"]
    return min(peers) / results["swiftlet"][statistic] if peers and "swiftlet" in results else None


def geometric_mean(values):
    values = [value for value in values if value]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def share(race, found):
    """The part of the processor's peak that Swiftlet reaches."""
    peak = found["peak"][race["kind"]] * race["threads"]
    result = answered(race).get("swiftlet")
    return race["multiplications"] / result["median"] / peak if peak and result else None


def gain(race, found):
    """How many times as long Swiftlet takes in float32 as in int8."""
    medians = {other["kind"]: answered(other)["swiftlet"]["median"] for other in found["races"]
               if (other["model"], other["threads"]) == (race["model"], race["threads"])
               and "swiftlet" in answered(other)}
    return medians["float"] / medians["int8"] if len(medians) == 2 else None


def written(value, form):
    return "–" if value is None else format(value, form)


def table(head, rows):
    """A table in Markdown, whose first column is text and whose others are numbers."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(row):
        return "| " + " | ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) + " |"

    rule = "|".join(["", "-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:]), ""])
    return "\n".join([line(head), rule, *map(line, rows)])


def cell(race, engine, statistic):
    """A time, strong where it is the best of the peers."""
    results = answered(race)
    if engine not in results:
        return "–"
    text = milliseconds(results[engine][statistic])
    peers = [result[statistic] for name, result in results.items() if name != "swiftlet"]
    return f"**{text}**" if engine != "swiftlet" and results[engine][statistic] == min(peers) else text


def engines_of(races):
    return [name for name in NAMES if any(name in race["results"] for race in races)]


def times(races, found):
    """The table of one kind and number of threads."""
    engines = engines_of(races)
    head = ["Model", "million products", *[NAMES[name] for name in engines], "ratio of medians", "of minima", "of peak",
            "float32 ÷ int8"]
    rows = []
    for race in races:
        rows.append([TITLES[race["model"]], f"{race['multiplications'] / 1e6:.3g}",
                     *[cell(race, name, "median") for name in engines],
                     written(ratio(race, "median"), ".2f"), written(ratio(race, "minimum"), ".2f"),
                     written(share(race, found), ".0%"), written(gain(race, found), ".2f")])
    means = [written(geometric_mean(ratio(race, statistic) for race in races), ".2f")
             for statistic in ("median", "minimum")]
    rows.append(["geometric mean", *[""] * (len(engines) + 1), *means, "", ""])
    # What int8 gains is said once, beside int8.
    last = len(head) - (races[0]["kind"] != "int8")
    return table(head[:last], [row[:last] for row in rows])


def minima(races):
    engines = engines_of(races)
    return table(["Model", *[NAMES[name] for name in engines]],
                 [[TITLES[race["model"]], *[cell(race, name, "minimum") for name in engines]] for race in races])


def costs(races):
    """Loading, the first answer, and memory."""
    engines = engines_of(races)
    rows = []
    for race in races:
        results = answered(race)
        rows.append([TITLES[race["model"]], *[
            f"{milliseconds(results[name]['load'])} / {milliseconds(results[name]['first'])} / "
            f"{results[name]['memory'] / 1e6:.2f}" if name in results else "–" for name in engines]])
    return table(["Model", *[NAMES[name] for name in engines]], rows)


def correlation(left, right):
    if len(left) != len(right) or np.std(left) == 0 or np.std(right) == 0:
        return 0.0
    return float(np.corrcoef(left, right)[0, 1])


def notes(found):
    """What went wrong, and where outputs differ from those of the float model."""
    lines = [f"{NAMES[name]} is not to be had here: {fault}" for name, fault in found["faults"].items()]
    lines += [f"{TITLES[name]} was not timed: its file is missing" for name in found["missing"]]
    references = {race["model"]: result["output"] for race in found["races"] if race["kind"] == "float"
                  for name, result in answered(race).items() if name == "litert"}
    for race in found["races"]:
        place = f"{TITLES[race['model']]}, {KINDS[race['kind']]}"
        for name, result in race["results"].items():
            if "error" in result:
                lines.append(f"{NAMES[name]}, {place}: {result['error'].splitlines()[0][:160]}")
            elif race["model"] in references and "output" in result:
                same = correlation(result["output"], references[race["model"]])
                if same < LEAST_CORRELATION[race["kind"]]:
                    lines.append(f"{NAMES[name]}, {place}: its output has a correlation of {same:.2f} with LiteRT's "
                                 "float output")
    return list(dict.fromkeys(lines))


def groups(found):
    """The races of each kind and number of threads."""
    keys = dict.fromkeys((race["kind"], race["threads"]) for race in found["races"])
    return {key: [race for race in found["races"] if (race["kind"], race["threads"]) == key] for key in keys}


def title(key):
    return f"{KINDS[key[0]]}, {key[1]} thread{'s' * (key[1] > 1)}"


def text(found):
    parts = [f"{title(key)}: median in milliseconds\n\n{times(races, found)}" for key, races in groups(found).items()]
    return "\n\n".join(parts + ["\n".join(notes(found))]).rstrip()


def forms_taken(found):
    """Which of several files an engine was quickest with."""
    taken = {}
    for race in found["races"]:
        for name, result in answered(race).items():
            form = result["form"].split("_")[-1]
            taken.setdefault((name, race["kind"]), {}).setdefault(form, set()).add(race["model"])
    return [f"{NAMES[name]}, {KINDS[kind]}: quickest with "
            + ", ".join(f"{form} ({len(models)} model{'s' * (len(models) > 1)})" for form, models in forms.items())
            for (name, kind), forms in taken.items() if len(forms) > 1]


HEAD = """# Swiftlet and its peers

Written by `make bench-peers`; how it measures stands in [README.md](README.md#peers). Times are milliseconds of one run
of a model that is loaded, called from Python, medians over {seconds} s of turns; the best peer is **strong**. A ratio
above 1 says how many times as long the best peer takes as Swiftlet. "Of peak": the model's multiply-accumulates in
Swiftlet's median time, as a part of the most that the processor's cores do in registers: {int8:.0f} billion a second
and core in int8, {single:.0f} billion in float32, measured before the run; a float model in tiles may stand above it, for it
takes fewer products than are counted. "float32 ÷ int8" compares Swiftlet with itself.

![Time of each engine as a multiple of Swiftlet's](results.svg)

- Date: {date}; the run took {minutes:.0f} minutes
- Processor: {processor}; the engines take turns on core{plural} {cores}
- Versions: {versions}

float32 is float32 for all: OpenVINO, which computes in bfloat16 on processors that have it, and ncnn, which stores its
values in 16 bits, are told not to.
"""
COSTS = """## Loading, the first answer, memory

Milliseconds until the model is loaded / until its first answer / megabytes that both add to the process at most.
"""


def head(found):
    """What was measured, when and where."""
    cores, peak = found["cores"], found["peak"]
    versions = ", ".join(f"{NAMES[name]} {value}" for name, value in found["versions"].items())
    return HEAD.format(seconds=found["seconds"], int8=peak["int8"] / 1e9, single=peak["float"] / 1e9,
                       date=found["date"].split("T")[0], processor=found["processor"], versions=versions,
                       plural="s" * (len(cores) > 1), cores=" and ".join(map(str, cores)), minutes=found["minutes"])


def write(found, path):
    """Writes the tables to a file, and the plot beside it."""
    tables = groups(found)
    parts = [head(found)]
    parts += [f"## {title(key)}\n\n{times(races, found)}\n" for key, races in tables.items()]
    parts.append("## Minima\n")
    parts += [f"{title(key)}:\n\n{minima(races)}\n" for key, races in tables.items()]
    parts.append(COSTS)
    parts += [f"{title(key)}:\n\n{costs(races)}\n" for key, races in tables.items() if key[1] == 1]
    remarks = notes(found) + forms_taken(found)
    if remarks:
        parts.append("## Notes\n\n" + "\n".join(f"- {line}" for line in remarks) + "\n")
    pathlib.Path(path).write_text("\n".join(parts))
    pathlib.Path(path).with_name("results.svg").write_text(plot.svg(tables, NAMES, TITLES, title))
