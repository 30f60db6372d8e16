"""Finds the shapes of a picture and draws them into it: a mask in colours, and a box around each shape.

    python models/shapes/draw.py models/shapes/scene0.png found.png [--model MODEL] [--zoom 4]

The picture is one of 64×64 pixels in the PNG format. Without a model, the network is converted to int8 first.
"""

import argparse
import pathlib

import numpy as np
import picture
from scenes import CLASSES

import swiftlet

FOLDER = pathlib.Path(__file__).resolve().parent
COLORS = np.array([[0, 0, 0], [230, 57, 53], [67, 190, 80], [60, 110, 245]])
# What is smaller than this is a speck and no shape, in pixels.
LEAST = 20


def pieces(classes):
    """Returns the connected pieces of one class each: the class, and which pixels."""
    open_pixels = classes > 0
    found = []
    while open_pixels.any():
        row, column = np.argwhere(open_pixels)[0]
        kind, piece = classes[row, column], np.zeros_like(open_pixels)
        edge = [(row, column)]
        while edge:
            row, column = edge.pop()
            inside = 0 <= row < piece.shape[0] and 0 <= column < piece.shape[1]
            if inside and open_pixels[row, column] and classes[row, column] == kind:
                open_pixels[row, column], piece[row, column] = False, True
                edge += [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        if piece.sum() >= LEAST:
            found.append((int(kind), piece))
    return found


def drawn(pixels, found, zoom):
    """Returns the picture beside itself with masks and boxes, both enlarged."""
    large = pixels.repeat(zoom, 0).repeat(zoom, 1)
    marked = large.astype(int)
    for kind, piece in found:
        mask = piece.repeat(zoom, 0).repeat(zoom, 1)
        marked[mask] = (marked[mask] + COLORS[kind]) // 2
    for kind, piece in found:
        (top, left), (bottom, right) = (np.argwhere(piece).min(0) * zoom, (np.argwhere(piece).max(0) + 1) * zoom - 1)
        for color, inset in ((COLORS[kind], 0), (COLORS[kind], 1), ([255, 255, 255], 2)):
            rows, columns = slice(top + inset, bottom - inset + 1), slice(left + inset, right - inset + 1)
            marked[[top + inset, bottom - inset], columns] = color
            marked[rows, [[left + inset], [right - inset]]] = color
    gap = np.full((large.shape[0], 2 * zoom, 3), 255)
    return np.concatenate([large, gap, marked], 1).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("picture", help="a PNG of 64×64 pixels")
    parser.add_argument("output", help="where to write the picture with its shapes")
    parser.add_argument("--model", help="a model of 'swiftlet convert'")
    parser.add_argument("--zoom", type=int, default=4, help="how many pixels are made of one; 4 when not given")
    arguments = parser.parse_args()
    if arguments.model:
        model = swiftlet.Model(arguments.model)
    else:
        model = swiftlet.convert(FOLDER / "shapes_float32.tflite", np.load(FOLDER / "calibration.npy")).model()
    pixels = picture.read(arguments.picture)
    found = pieces(model(pixels)[0].argmax(-1))
    for kind, piece in found:
        (top, left), (bottom, right) = np.argwhere(piece).min(0), np.argwhere(piece).max(0)
        print(f"{CLASSES[kind]:9} columns {left:2} to {right:2}, rows {top:2} to {bottom:2}, {piece.sum():4} pixels")
    picture.write(arguments.output, drawn(pixels, found, arguments.zoom))


if __name__ == "__main__":
    main()
