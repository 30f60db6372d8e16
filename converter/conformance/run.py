"""Runs the conformance cases: run.py SWIFTLET REPORT [--only PART] [--json FILE]."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import sys

import onnx

import cases
import report
import trial


def main():
    """Runs all cases, writes the page, and says how many passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swiftlet", help="the command")
    parser.add_argument("report", help="the page to write")
    parser.add_argument("--only", default="", help="take the cases whose names hold this")
    parser.add_argument("--json", help="write each case's outcome to this file")
    arguments = parser.parse_args()
    outcomes = run(cases.collect(arguments.only), arguments.swiftlet)
    page = report.page(outcomes, {"onnx": onnx.__version__})
    unfinished = pathlib.Path(arguments.report + ".part")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(arguments.report)
    if arguments.json:
        rows = [vars(outcome) for outcome in outcomes]
        pathlib.Path(arguments.json).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    passed = sum(outcome.verdict == "passed" for outcome in outcomes)
    crashed = [outcome.name for outcome in outcomes if outcome.verdict == "crashed"]
    print(f"{passed} of {len(outcomes)} cases passed; the table is in {arguments.report}")
    if crashed:
        sys.exit(f"crashed or hung: {', '.join(crashed)}")


def run(sources, swiftlet):
    """Returns the outcome of each case, in their order."""
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(lambda source: trial.attempt(cases.Case(source), swiftlet), sources):
            outcomes.append(outcome)
            if sys.stderr.isatty():
                print(f"\r{len(outcomes)}/{len(sources)}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return outcomes


if __name__ == "__main__":
    main()
