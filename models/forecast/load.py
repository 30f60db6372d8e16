"""The hourly load of a small town's electricity, made up: its seasons, its week, its weather, its holidays.

The load of an hour is what households and shops draw at that time of such a day, and heating or cooling that follows the
weather of the last hours, and a slow change of habits, and chance that lasts for some hours.
"""

import numpy as np

HOURS = 24
# The hours that a forecast looks back, and ahead.
PAST, AHEAD = 168, 24
CHANNELS = ["load", "temperature", "day off", "sine of the hour", "cosine of the hour"]
YEARS = 4


def weather(random, days):
    """Returns hourly temperatures in degrees: a year's course, a day's course, and spells of some days."""
    hour = np.arange(days * HOURS)
    year = 10 - 11 * np.cos(2 * np.pi * (hour / HOURS - 20) / 365)
    day = -(3 + 2 * np.sin(2 * np.pi * (hour / HOURS - 110) / 365)) * np.cos(2 * np.pi * (hour - 3) / HOURS)
    return year + day + 3.5 * lasting(random, len(hour), 0.985) + 0.5 * lasting(random, len(hour), 0.6)


def lasting(random, count, memory):
    """Returns chance whose deviation is one, and of which a part lasts from one hour to the next."""
    values, value = random.normal(0, np.sqrt(1 - memory**2), count), random.normal()
    for index, change in enumerate(values):
        value = memory * value + change
        values[index] = value
    return values


def days_off(random, days):
    """Returns which days are no working days: Saturdays and Sundays, and eleven holidays of each year."""
    day = np.arange(days)
    off = day % 7 >= 5
    for year in range(-(-days // 365)):
        chosen = 365 * year + random.choice(365, 11, replace=False)
        off[chosen[chosen < days]] = True
    return off


def course(centres, heights, widths):
    """Returns a day's course, as hills around some hours."""
    hour = np.arange(HOURS)
    distance = np.abs(hour - np.asarray(centres)[:, np.newaxis])
    distance = np.minimum(distance, HOURS - distance)
    return (np.asarray(heights)[:, np.newaxis] * np.exp(-((distance / np.asarray(widths)[:, np.newaxis]) ** 2))).sum(0)


def town(seed):
    """Returns the channels of every hour of four years, [hours, 5]: megawatts over 100, degrees over 20, and 0 or 1."""
    random = np.random.default_rng(seed)
    days = 365 * YEARS
    hour = np.arange(days * HOURS)
    temperature, off = weather(random, days), days_off(random, days)
    working = 48 + course([7.5, 12, 19], [17, 15, 24], [2.0, 3.5, 2.8])
    free = 44 + course([10.5, 18.5], [17, 19], [3.2, 3.0])
    base = np.where(off[:, np.newaxis], free, working).reshape(-1)
    felt = np.convolve(temperature, np.ones(12) / 12)[: len(hour)]
    heating = 1.4 * np.maximum(0, 14 - felt) + 2.2 * np.maximum(0, felt - 21)
    dark = 5 * np.cos(2 * np.pi * (hour / HOURS - 10) / 365) * course([18, 7], [1, 0.5], [3, 2])[hour % HOURS]
    habits = 4 * lasting(random, days, 0.99).repeat(HOURS)
    load = base + heating + dark + habits + 2.5 * lasting(random, len(hour), 0.9) + random.normal(0, 0.8, len(hour))
    turn = 2 * np.pi * hour / HOURS
    return np.stack([load / 100, temperature / 20, off.repeat(HOURS), np.sin(turn), np.cos(turn)], 1).astype(np.float32)


def windows(random, series, days):
    """Returns what a forecast at the midnight before each day sees, [n, 192, 5], and the load of that day, [n, 24].

    The load of the day to come is not in it; its weather is a forecast, one degree off in the mean.
    """
    starts = np.asarray(days) * HOURS - PAST
    samples = np.stack([series[start : start + PAST + AHEAD] for start in starts])
    targets = samples[:, PAST:, 0].copy()
    samples[:, PAST:, 0] = 0
    error = np.stack([lasting(random, AHEAD, 0.9) for _ in starts])
    samples[:, PAST:, 1] += error.astype(np.float32) / 20
    return samples, targets
