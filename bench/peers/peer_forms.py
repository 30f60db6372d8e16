"""Makes the files of the engines that are converted by their own packages: MNN and ExecuTorch.

    peer_forms.py FOLDER [--only NAME,…] [--engines ENGINE,…]

Each file is made by a process of its own, for a converter may abort. Where one fails, FILE.fault says why.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import networks


def mnn(folder, name, kind, target):
    # The package's commands install other packages and report their use; the converter beneath them does neither.
    import _tools
    if kind == "float":
        _tools.mnnconvert(["mnnconvert", "-f", "ONNX", "--modelFile", str(folder / f"{name}_float.onnx"), "--MNNModel",
                           str(target), "--bizCode", "swiftlet"])
        return
    samples = np.load(folder / f"{name}_samples.npy")
    samples = samples.transpose(0, 3, 1, 2) if samples.ndim == 4 else samples
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        # The quantizer reads inputs as text, one folder for each.
        for index, sample in enumerate(samples):
            inputs = place / "samples" / str(index)
            inputs.mkdir(parents=True)
            np.savetxt(inputs / "input.txt", sample.reshape(-1), fmt="%.6f")
            ports = {"inputs": [{"name": "input", "shape": [1, *sample.shape]}], "outputs": []}
            (inputs / "input.json").write_text(json.dumps(ports))
        settings = {"format": "RGB", "mean": [0.0] * 3, "normal": [1.0] * 3, "width": 0, "height": 0,
                    "path": f"{place}/samples/", "used_sample_num": len(samples), "feature_quantize_method": "KL",
                    "weight_quantize_method": "MAX_ABS", "input_type": "sequence"}
        (place / "settings.json").write_text(json.dumps(settings))
        _tools.mnnquant(["mnnquant", str(folder / f"{name}_float.mnn"), str(target), str(place / "settings.json")])


def executorch(folder, name, kind, target):
    import torch_form
    network = networks.Network.load(folder / f"{name}.network")
    torch_form.write(network, target, np.load(folder / f"{name}_samples.npy"), kind == "float")


FORMS = {"mnn": (mnn, ".mnn", 300), "executorch": (executorch, ".pte", 900)}


def make(folder, engine, name, kind):
    """Makes one file where it is older than its network; answers with whether there was work."""
    _, suffix, limit = FORMS[engine]
    source = folder / f"{name}.network"
    target = folder / f"{name}_{kind}{suffix}"
    fault = target.with_name(target.name + ".fault")
    if any(path.exists() and path.stat().st_mtime >= source.stat().st_mtime for path in (target, fault)):
        return
    print(f"making {target.name}", flush=True)
    for path in (target, fault):
        path.unlink(missing_ok=True)
    half = target.with_name("half_" + target.name)
    command = [sys.executable, __file__, str(folder), "--make", engine, name, kind, str(half)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, errors="replace")
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] if done.returncode else []
    except subprocess.TimeoutExpired:
        reason = [f"not converted in {limit} s"]
    if half.exists() and not reason:
        shutil.move(half, target)
    else:
        half.unlink(missing_ok=True)
        fault.write_text(f"not converted: {reason[0] if reason else 'the converter wrote no file'}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", help="names of networks, with commas between them")
    parser.add_argument("--engines", default=",".join(FORMS), help="names of engines, with commas between them")
    parser.add_argument("--make", nargs=4, metavar=("ENGINE", "NAME", "KIND", "FILE"), help="make one file")
    options = parser.parse_args()
    if options.make:
        engine, name, kind, target = options.make
        FORMS[engine][0](options.folder, name, kind, pathlib.Path(target))
        # Some converters leave threads behind that never end.
        sys.stdout.flush()
        os._exit(0)
    made = sorted(path.stem for path in options.folder.glob("*.network"))
    for name in options.only.split(",") if options.only else made:
        for engine in FORMS:
            if name in made and engine in options.engines.split(","):
                for kind in ("float", "int8"):
                    make(options.folder, engine, name, kind)


if __name__ == "__main__":
    main()
