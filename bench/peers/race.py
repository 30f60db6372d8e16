"""Lets engines take turns with one model, each in a process of its own that is stopped between its turns."""

import dataclasses
import json
import os
import signal
import socket
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Engine:
    """A process that holds an engine, and makes the runners."""

    def __init__(self, name, cores, log):
        self.name, self.cores = name, cores
        self.control, other = socket.socketpair()
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "worker.py"), name, str(other.fileno())],
                                        pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        start_new_session=True)
        other.close()
        self.version = self.fault = None

    def ready(self):
        """Waits until the engine is imported; false where it is not to be had."""
        if self.version is None and self.fault is None:
            answer = json.loads(self.control.recv(1 << 16) or '{"error": "the process ended"}')
            self.version, self.fault = answer.get("version"), answer.get("error")
        return self.fault is None

    def start(self, path, samples, threads, is_float):
        ours, theirs = socket.socketpair()
        job = {"path": path, "samples": samples, "threads": threads, "float": is_float, "cores": self.cores[:threads]}
        socket.send_fds(self.control, [json.dumps(job).encode()], [theirs.fileno()])
        theirs.close()
        return Runner(self.name, path, json.loads(self.control.recv(1 << 16))["process"], ours)

    def close(self):
        self.control.close()
        self.process.wait()


@dataclasses.dataclass
class Runner:
    """A loaded file in a process, which is stopped but for its turns."""

    engine: str
    path: str
    process: int
    channel: socket.socket
    costs: dict = None
    rounds: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        self.lines = self.channel.makefile("rw")

    def answer(self, limit):
        self.channel.settimeout(limit)
        try:
            line = self.lines.readline()
        except OSError as error:
            line = json.dumps({"error": f"no answer: {error}"})
        return json.loads(line or '{"error": "the process ended"}')

    def load(self, limit=120):
        self.costs = self.answer(limit)
        self.signal(signal.SIGSTOP)
        return "error" not in self.costs

    def turn(self, seconds, keep=True):
        """Lets the process run for some seconds; the quickest run, in nanoseconds."""
        self.signal(signal.SIGCONT)
        print(json.dumps({"seconds": seconds}), file=self.lines, flush=True)
        answer = self.answer(60 + 10 * seconds)
        self.signal(signal.SIGSTOP)
        if "error" in answer:
            self.costs = answer
        elif keep:
            self.rounds.append(answer["times"])
        return min(answer.get("times", [float("inf")]))

    def signal(self, number):
        try:
            os.kill(self.process, number)
        except ProcessLookupError:
            pass

    def close(self):
        self.signal(signal.SIGKILL)
        self.lines.close()
        self.channel.close()

    def result(self):
        """The statistics of a runner in seconds, or why there are none."""
        if "error" in self.costs:
            return {"error": self.costs["error"], "form": os.path.basename(self.path)}
        times = [time for turn in self.rounds for time in turn]
        return {"median": statistics.median(times) / 1e9, "minimum": min(times) / 1e9, "runs": len(times),
                "form": os.path.basename(self.path), **self.costs}


TURN_SECONDS = 0.05
TRIAL_TURNS = 2


def candidates(engine, paths, samples, threads, is_float, runners):
    """The runners of an engine's files with their quickest runs of a trial, and those that failed."""
    raced, failed = [], []
    for path in paths:
        runner = engine.start(path, samples, threads, is_float)
        runners.append(runner)
        if runner.load():
            raced.append((min(runner.turn(TURN_SECONDS, keep=False) for _ in range(TRIAL_TURNS)), len(raced), runner))
        if "error" in runner.costs:
            failed.append(runner)
    return sorted(entry for entry in raced if entry[2] not in failed), failed


def take_turns(racing, seconds, turn):
    """Rounds in which each runner has one turn, each round beginning with another runner."""
    for index in range(max(1, round(seconds / turn))):
        start = index % max(1, len(racing))
        for runner in racing[start:] + racing[:start]:
            if "error" not in runner.costs:
                runner.turn(turn)


def race(engines, files, samples, threads, is_float, seconds):
    """The result of each engine, by its name. `files`: what each engine may run; its quickest counts."""
    runners, chosen, quickest = [], {}, []
    try:
        for engine in engines:
            raced, failed = candidates(engine, files.get(engine.name, []), samples, threads, is_float, runners)
            if raced:
                quickest.append(raced[0][0] / 1e9)
                chosen[engine.name] = raced[0][2]
                for _, _, runner in raced[1:]:
                    runner.close()
            elif failed:
                chosen[engine.name] = failed[0]
        # A turn holds several runs also of a large model.
        turn = max(TURN_SECONDS, 5 * min(quickest, default=0))
        take_turns([runner for runner in chosen.values() if "error" not in runner.costs], max(seconds, 4 * turn), turn)
        return {name: runner.result() for name, runner in chosen.items()}
    finally:
        for runner in runners:
            runner.close()
