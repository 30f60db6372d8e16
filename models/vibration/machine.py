"""The vibration of a rotating machine, made up, and its spectrum in 64 bands.

A machine turns at 22 to 28 turns a second and is measured for two seconds. Healthy, it gives the harmonics of its
shaft, the tone of a gear with side bands, noise that a resonance of the housing colours, and all of it as loud as the
sensor happens to sit. Three faults change that a little:

- imbalance: the first harmonic grows;
- bearing: a flaw in the outer race is run over 3.58 times a turn, and each blow rings the housing;
- looseness: harmonics at half turns appear, and the higher ones grow.
"""

import numpy as np

KINDS = ["healthy", "imbalance", "bearing", "looseness"]
RATE_HZ = 4096
COUNT = 8192
# What one transform sees; the power of seven of them, which lie half over each other, is averaged.
SEGMENT = 2048
BANDS = 64
# Of a band, as a part of the frequency where it begins.
WIDTH = 0.081
# The flaw meets a ball so often in a turn: eight balls, a fifth of the pitch wide.
OUTER_RACE_ORDER = 3.58
GEAR_TEETH = 19


def signal(random, kind):
    """Returns two seconds of acceleration."""
    time = np.arange(COUNT) / RATE_HZ
    speed = random.uniform(22, 28)
    # The load makes the speed swing a little.
    drift = random.uniform(0, 0.01) * np.sin(2 * np.pi * random.uniform(0.5, 2) * time + random.uniform(0, 6.28))
    turns = np.cumsum(speed * (1 + drift)) / RATE_HZ + random.uniform()
    load = random.uniform(0.6, 1.4)
    orders = {1: 0.5, 2: 0.22, 3: 0.12, 4: 0.07, 5: 0.05, 6: 0.03}
    orders = {order: size * random.lognormal(0, 0.15) for order, size in orders.items()}
    severity = random.uniform(0.4, 1.2)
    if kind == "imbalance":
        orders[1] *= 1 + 1.5 * severity
    if kind == "looseness":
        orders.update({half: 0.10 * severity * random.lognormal(0, 0.3) for half in (0.5, 1.5, 2.5)})
        orders.update({order: orders[order] * (1 + 0.8 * severity) for order in (3, 4, 5, 6)})
    wave = sum(size * np.cos(2 * np.pi * (order * turns + random.uniform())) for order, size in orders.items())
    side = 1 + random.uniform(0.1, 0.3) * np.cos(2 * np.pi * turns)
    wave += 0.25 * load * side * np.cos(2 * np.pi * (GEAR_TEETH * turns + random.uniform()))
    strikes = random.normal(0, 0.35, COUNT)
    if kind == "bearing":
        # Each passing of the flaw, a little early or late, strikes once.
        passed = np.floor(OUTER_RACE_ORDER * turns + random.normal(0, 0.01, COUNT).cumsum() * 0.05)
        strikes += np.concatenate([[0], np.diff(passed) > 0]) * 2.5 * severity * load
    wave += housing(random, strikes) + random.normal(0, 0.12, COUNT)
    return wave * random.lognormal(0, 0.5)


def housing(random, strikes):
    """Returns what the housing makes of strikes: a ringing near 1,200 Hz that dies within milliseconds."""
    time = np.arange(128) / RATE_HZ
    ringing = np.exp(-time * random.uniform(350, 450)) * np.sin(2 * np.pi * random.uniform(1150, 1250) * time)
    return np.convolve(strikes, ringing)[:COUNT]


def edges():
    """Returns the bins of 2 Hz between which the bands lie: one bin each at first, then each wider than the last."""
    bins = [5.0]
    while len(bins) <= BANDS:
        bins.append(bins[-1] + max(1.0, bins[-1] * WIDTH))
    return np.floor(bins).astype(int)


def spectra(random, kinds):
    """Returns the spectrum of one machine of each kind, [n, 64]: the power in each band, in bels."""
    cuts = edges()
    window = np.hanning(SEGMENT)
    starts = range(0, COUNT - SEGMENT + 1, SEGMENT // 2)
    rows = []
    for kind in kinds:
        wave = signal(random, kind)
        segments = np.stack([wave[start : start + SEGMENT] for start in starts])
        power = (np.abs(np.fft.rfft(segments * window)) ** 2).mean(0) / SEGMENT
        rows.append([power[first:last].mean() for first, last in zip(cuts, cuts[1:])])
    return np.log10(np.asarray(rows) + 1e-6).astype(np.float32)
