"""Scenes of circles, squares and triangles on textured ground, drawn from a seed, with the class of every pixel.

Only integers are computed, so that a scene is the same on every machine.
"""

import numpy as np

SIDE = 64
CLASSES = ["ground", "circle", "square", "triangle"]
# Of the axes of a shape: so many steps make one.
UNIT = 1024


def sinus(angle):
    """Returns 1024 times the sine of an angle in 64ths of a turn."""
    quarter = [0, 100, 200, 297, 392, 483, 569, 650, 724, 792, 851, 903, 946, 980, 1004, 1019, 1024]
    angle %= 64
    sign = 1 if angle < 32 else -1
    angle %= 32
    return sign * quarter[min(angle, 32 - angle)]


def inside(kind, radius, angle, across, down):
    """Returns the pixels of a shape around its centre, from their distances to it."""
    along = (across * sinus(angle + 16) + down * sinus(angle)) // UNIT
    over = (down * sinus(angle + 16) - across * sinus(angle)) // UNIT
    if kind == 1:
        return across**2 + down**2 <= radius**2
    if kind == 2:
        half = radius * 4 // 5
        return (abs(along) <= half) & (abs(over) <= half)
    # Three sides at the distance of half the radius; 887 / 1024 is the sine of 60 degrees.
    return (over <= radius // 2) & (887 * abs(along) - 512 * over <= UNIT * (radius - 1))


def texture(random):
    """Returns a ground of two colours that patches, stripes and grain mix, [64, 64, 3]."""
    one, other = random.integers(40, 216, (2, 3))
    patches = random.integers(0, 256, (9, 9)).repeat(8, 0).repeat(8, 1)
    start = random.integers(0, 8, 2)
    patches = patches[start[0] : start[0] + SIDE, start[1] : start[1] + SIDE]
    down, across = np.mgrid[:SIDE, :SIDE]
    direction = random.integers(-3, 4, 2)
    stripes = (direction[0] * down + direction[1] * across) * 16 % 256
    share = (patches + random.integers(0, 3) * stripes // 2)[..., np.newaxis] % 256
    return (one * share + other * (255 - share)) // 255


def scene(random):
    """Returns a picture [64, 64, 3] uint8, and the class of each of its pixels [64, 64] uint8."""
    picture, classes = texture(random), np.zeros((SIDE, SIDE), np.uint8)
    down, across = np.mgrid[:SIDE, :SIDE]
    free = np.ones((SIDE, SIDE), bool)
    for _ in range(random.integers(1, 5)):
        kind, radius = int(random.integers(1, 4)), int(random.integers(7, 17))
        row, column = (int(value) for value in random.integers(radius - 2, SIDE - radius + 2, 2))
        angle = int(random.integers(0, 64))
        mask = inside(kind, radius, angle, across - column, down - row)
        # Shapes keep apart, so that each is seen whole.
        if not free[mask].all():
            continue
        color = random.integers(0, 256, 3)
        near = picture[mask].mean(0).astype(int)
        if abs(color - near).sum() < 120:
            color = 255 - near // 2 if near.sum() < 384 else near // 3
        shade = random.integers(-12, 13) * (down - row)[mask] // 16
        picture[mask] = color + shade[:, np.newaxis]
        classes[mask] = kind
        free &= abs(across - column) + abs(down - row) > radius * 3 // 2
        free &= ~mask
    # Light falls from one side, and the sensor adds grain.
    light = 256 + random.integers(-24, 25) * (across - SIDE // 2) // 16
    picture = picture * light[..., np.newaxis] // 256 + random.integers(-14, 15, picture.shape)
    return picture.clip(0, 255).astype(np.uint8), classes


def scenes(seed, count):
    """Returns pictures and classes of scenes that no other seed gives."""
    random = np.random.default_rng(seed)
    pictures, classes = zip(*(scene(random) for _ in range(count)))
    return np.stack(pictures), np.stack(classes)
