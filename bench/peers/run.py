"""Times Swiftlet and its peers on the same models, and writes the results.

    run.py --command SWIFTLET --library LIBSWIFTLET --models FOLDER [--only MODEL,…] [--engines ENGINE,…]
           [--kinds int8,float] [--threads 1,2] [--seconds S] [--json FILE] [--results FILE]

`make_models.py` and `peer_forms.py` have put the files into the folder.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

import networks
import race
import report

ENGINES = ["swiftlet", "litert", "onnxruntime", "openvino", "executorch", "mnn", "ncnn"]
MODELS = ["kws", "resnet8", "vww", "ad01", "str_ww", "resnet_large", *networks.BUILDERS]
# The files that each engine may run; the quickest of them counts.
FORMS = {
    "int8": {"swiftlet": ["int8.swiftlet"], "litert": ["int8.tflite"],
             "onnxruntime": ["qdq.onnx", "tensor.onnx", "dynamic.onnx"], "openvino": ["qdq.onnx", "int8.tflite"],
             "executorch": ["int8.pte"], "mnn": ["int8.mnn"], "ncnn": ["int8.param"]},
    "float": {"swiftlet": ["float.swiftlet", "float_tiles.swiftlet"], "litert": ["float.tflite"], "onnxruntime": ["float.onnx"],
              "openvino": ["float.onnx", "float.tflite"], "executorch": ["float.pte"], "mnn": ["float.mnn"],
              "ncnn": ["float.param"]},
}


def arguments():
    def names(choices):
        def parsed(text):
            chosen = text.split(",")
            for name in chosen:
                if name not in choices:
                    raise argparse.ArgumentTypeError(f"there is no '{name}' (there are {', '.join(choices)})")
            return chosen
        return parsed

    def counts(text):
        try:
            numbers = [int(part) for part in text.split(",")]
        except ValueError:
            numbers = [0]
        if min(numbers) < 1:
            raise argparse.ArgumentTypeError(f"'{text}' are no numbers of threads, such as 1,2")
        return numbers

    parser = argparse.ArgumentParser(prog="bench-peers", description=__doc__.splitlines()[0])
    parser.add_argument("--command", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--library", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--models", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--peak", default="", help=argparse.SUPPRESS)
    parser.add_argument("--only", type=names(MODELS), metavar="MODEL,…", help=f"of {', '.join(MODELS)}")
    parser.add_argument("--engines", type=names(ENGINES), metavar="ENGINE,…", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--kinds", type=names(list(FORMS)), default=list(FORMS), metavar="KIND,…",
                        help="int8, float or both")
    parser.add_argument("--threads", type=counts, default=[1, 2], metavar="N,…",
                        help="numbers of threads (1,2)")
    parser.add_argument("--seconds", type=float, default=0.4, help="how long each engine runs each model (0.4)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write every number there")
    parser.add_argument("--results", type=pathlib.Path, metavar="FILE",
                        help="write the tables there, and the plot beside them (bench/RESULTS.md for the whole)")
    return parser.parse_args()


def converted(options, name, kind):
    """Converts a model for Swiftlet; answers with why it did not."""
    source = options.models / f"{name}_{kind}.tflite"
    requests = {f"{kind}.swiftlet": []}
    if kind == "float":
        requests["float_tiles.swiftlet"] = ["--winograd", "4x4"]
    for suffix, request in requests.items():
        target = options.models / f"{name}_{suffix}"
        done = subprocess.run([options.command, "convert", source, "-o", target, *request],
                              capture_output=True, text=True)
        if done.returncode:
            return (done.stderr.strip() or "no reason given").splitlines()[0]
    return None


def forms(options, name, kind, faults):
    """The files of a model that there are, engine by engine; why some are missing goes to `faults`."""
    found, reason = {}, converted(options, name, kind)
    for engine, suffixes in FORMS[kind].items():
        paths = [options.models / f"{name}_{suffix}" for suffix in suffixes]
        found[engine] = [str(path) for path in paths if path.exists()]
        if not found[engine]:
            fault = paths[0].with_name(paths[0].name + ".fault")
            faults[engine] = {"error": fault.read_text().strip() if fault.exists() else "there is no file"}
    if reason:
        found["swiftlet"], faults["swiftlet"] = [], {"error": f"not converted: {reason}"}
    return found


def cores(threads):
    """The cores that are used, the last ones first: the system likes to work on the first."""
    allowed = sorted(os.sched_getaffinity(0), reverse=True)
    if len(allowed) < threads:
        sys.exit(f"bench-peers: {threads} threads need as many cores, and there are {len(allowed)}; "
                 f"give --threads {','.join(map(str, range(1, len(allowed) + 1)))}")
    return allowed[:threads]


def processor():
    with open("/proc/cpuinfo") as file:
        found = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in file)}
    name = found.get("model name") or found.get("CPU part") or "unknown"
    family = f" (family {found['cpu family']}, model {found['model']})" if "cpu family" in found else ""
    sets = [part for part in ("avx2", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "asimddp", "i8mm")
            if part in found.get("flags", found.get("Features", "")).split()]
    return f"{name}{family}, {os.cpu_count()} cores, {' '.join(sets)}"


def measured_peak(options):
    """Multiply-accumulates a second of one core, by the best instruction set for each type; 0 where none is known."""
    if not options.peak:
        return [0, 0]
    pin = {cores(1)[0]}
    done = subprocess.run([options.peak, "peak", "--json"], capture_output=True, text=True, check=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, pin))
    rates = json.loads(done.stdout).values()
    return [1e9 * max((rate[kind] or 0 for rate in rates), default=0) for kind in ("int8", "float32")]


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def all_races(options, engines, models):
    results = []
    for name in models:
        network = networks.Network.load(options.models / f"{name}.network")
        samples = str(options.models / f"{name}_samples.npy")
        for kind in options.kinds:
            faults = {}
            files = forms(options, name, kind, faults)
            for threads in options.threads:
                progress(f"{name}, {kind}, {threads} thread{'s' * (threads > 1)}")
                answers = race.race(engines, files, samples, threads, kind == "float", options.seconds)
                wanted = {engine.name: faults[engine.name] for engine in engines if engine.name in faults}
                results.append({"model": name, "kind": kind, "threads": threads, "results": wanted | answers,
                                "multiplications": network.multiplications()})
    progress("")
    return results


def main():
    options = arguments()
    os.environ["SWIFTLET_LIBRARY"] = options.library
    models = [name for name in options.only or MODELS if (options.models / f"{name}.network").exists()]
    missing = [name for name in options.only or MODELS if name not in models]
    if missing:
        print(f"bench-peers: skipped {', '.join(missing)}: not made", file=sys.stderr)
    started = datetime.datetime.now()
    peak = measured_peak(options)
    with open(options.models / "log.txt", "w") as log:
        engines = [race.Engine(name, cores(max(options.threads)), log) for name in options.engines or ENGINES]
        faults = {engine.name: engine.fault for engine in engines if not engine.ready()}
        results = all_races(options, [engine for engine in engines if engine.fault is None], models)
        for engine in engines:
            engine.close()
    found = {"date": started.isoformat(timespec="minutes"), "seconds": options.seconds, "processor": processor(),
             "minutes": (datetime.datetime.now() - started).total_seconds() / 60,
             "cores": cores(max(options.threads)), "peak": {"int8": peak[0], "float": peak[1]},
             "versions": {engine.name: engine.version for engine in engines if engine.version},
             "faults": faults, "missing": missing, "races": results}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    if options.results:
        options.results.parent.mkdir(parents=True, exist_ok=True)
        report.write(found, options.results)
    print(report.text(found))


if __name__ == "__main__":
    main()
