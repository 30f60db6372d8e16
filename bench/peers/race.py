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
                                        pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        other.close()
        self.version = self.fault = None

    def ready(self):
        """Waits until the engine is imported; false where it is not to be had."""
        if self.version is None and self.fault is None:
            answer = json.loads(self.control.recv(1 << 16) or '{"error": "the process ended"}')
            self.version, self.fault = answer.get("version"), answer.get("error")
        return self.fault is None

    def start(self, path, threads, is_float):
        ours, theirs = socket.socketpair()
        job = {"path": path, "threads": threads, "float": is_float, "cores": self.cores[:threads]}
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
        except TimeoutError:
            line = '{"error": "no answer in time"}'
        return json.loads(line or '{"error": "the process ended"}')

    def load(self, limit=120):
        self.costs = self.answer(limit)
        self.signal(signal.SIGSTOP)
        return "error" not in self.costs

    def turn(self, seconds, keep=True):
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


def race(engines, forms, threads, is_float, seconds, turn):
    """The result of each engine, by its name. `forms`: the files that each engine may run; its quickest counts."""
    runners, results = [], {}
    try:
        for engine in engines:
            candidates = []
            for path in forms.get(engine.name, []):
                runner = engine.start(path, threads, is_float)
                runners.append(runner)
                if runner.load():
                    candidates.append((min(runner.turn(turn, keep=False) for _ in range(2)), len(candidates), runner))
                else:
                    results[engine.name] = runner.result()
            if candidates:
                chosen = min(candidates)[2]
                results[engine.name] = chosen
                for _, _, runner in candidates:
                    if runner is not chosen:
                        runner.close()
        racing = [runner for runner in results.values() if isinstance(runner, Runner)]
        for index in range(max(1, round(seconds / turn))):
            for runner in racing[index % max(1, len(racing)):] + racing[:index % max(1, len(racing))]:
                if "error" not in runner.costs:
                    runner.turn(turn)
        return {name: runner.result() if isinstance(runner, Runner) else runner for name, runner in results.items()}
    finally:
        for runner in runners:
            runner.close()
