"""Reads and writes pictures in the PNG format, as far as this folder needs: eight bits, red, green and blue."""

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write(path, pixels):
    """Writes [rows, columns, 3] bytes."""
    rows, columns, _ = pixels.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], axis=1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(SIGNATURE)
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))


def read(path):
    """Returns [rows, columns, 3] bytes of a picture that `write` wrote."""
    with open(path, "rb") as file:
        content = file.read()
    columns, rows, *kind = struct.unpack(">IIBBBBB", content[16:29])
    if not content.startswith(SIGNATURE) or kind != [8, 2, 0, 0, 0]:
        raise ValueError(f"'{path}' is no PNG of eight bits in red, green and blue")
    body, start = b"", 8
    while start < len(content):
        length, = struct.unpack(">I", content[start : start + 4])
        if content[start + 4 : start + 8] == b"IDAT":
            body += content[start + 8 : start + 8 + length]
        start += length + 12
    lines = np.frombuffer(zlib.decompress(body), np.uint8).reshape(rows, 1 + 3 * columns)
    if lines[:, 0].any():
        raise ValueError(f"'{path}' has filtered lines; only pictures of this folder are read")
    return lines[:, 1:].reshape(rows, columns, 3)
