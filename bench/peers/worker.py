"""The process of one engine: it imports the engine once, and forks a child for every file that is timed.

The coordinator hands each child's end of a socket over the socket whose number is the second argument. A child
answers one line of JSON to every line.
"""

import array
import ctypes
import json
import os
import resource
import signal
import socket
import sys
import time

import numpy as np

import engines

POPULATE_READ = 22
SET_PARENT_DEATH_SIGNAL = 1
OUTPUTS_COMPARED = 4096


def die_with_parent():
    """A stopped process would outlive the coordinator."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def touch_code():
    """Maps the code of all libraries, so that the memory that loading a model adds is not counted with code."""
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    with open("/proc/self/maps") as file:
        for line in file:
            span, rights, *_, path = line.split(maxsplit=5) if len(line.split()) > 5 else (*line.split()[:2], "")
            if path.startswith("/") and rights[0] == "r" and rights[1] == "-":
                start, end = (int(part, 16) for part in span.split("-"))
                libc.madvise(start, end - start, POPULATE_READ)


def memory(key):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(key))


def load(engine, job):
    """Loads a file and runs it once; what both cost."""
    touch_code()
    values = np.load(job["samples"])[:1]
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = memory("VmRSS")
    started = time.perf_counter()
    engine.load(job["path"], job["threads"], job["float"])
    loaded = time.perf_counter() - started
    run = engine.fill(values)
    if engine.prepare:
        engine.prepare()
    started = time.perf_counter()
    run()
    first = loaded + time.perf_counter() - started
    costs = {"load": loaded, "first": first, "memory": max(memory("VmHWM") - before, 0)}
    result = engine.result()
    if result is not None:
        costs["output"] = result.reshape(-1)[:OUTPUTS_COMPARED].astype(float).tolist()
    return run, costs


def timed(engine, run, seconds):
    """The nanoseconds of each run in a turn of some seconds; the first fifth of the turn warms up."""
    clock, prepare, times = time.perf_counter_ns, engine.prepare, array.array("q")
    started = clock()
    warm, end = started + int(seconds * 2e8), started + int(seconds * 1e9)
    while True:
        if prepare:
            prepare()
        before = clock()
        run()
        after = clock()
        if before >= warm or after >= end:
            times.append(after - before)
        if after >= end:
            return times


def serve(engine, channel, job):
    """The life of a child: load, then a turn for each line that arrives."""
    die_with_parent()
    os.sched_setaffinity(0, job["cores"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with channel.makefile("rw") as lines:
        try:
            run, costs = load(engine, job)
        except BaseException as error:
            costs = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(costs), file=lines, flush=True)
        for line in lines:
            times = timed(engine, run, json.loads(line)["seconds"])
            print(json.dumps({"times": times.tolist()}), file=lines, flush=True)


def main():
    die_with_parent()
    name, number = sys.argv[1:]
    control = socket.socket(fileno=int(number))
    # Engines write to the standard output what they please; the coordinator does not listen there.
    try:
        engine = engines.ENGINES[name]()
        answer = {"version": engine.version()}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    control.sendall(json.dumps(answer).encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, handles, _, _ = socket.recv_fds(control, 1 << 16, 1)
        if not message:
            return
        child = os.fork()
        if child == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(engine, socket.socket(fileno=handles[0]), json.loads(message))
            os._exit(0)
        os.close(handles[0])
        control.sendall(json.dumps({"process": child}).encode())


if __name__ == "__main__":
    main()
