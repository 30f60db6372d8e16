"""The texts that a model carries, read from its file."""

import struct
from typing import Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

METADATA = 8


def notes(content: Bytes) -> Dict[str, str]:
    """The texts of a file that has loaded, by their keys; of two with one key, the first.

    A note that is damaged is left out, and no more text is read than the file has bytes.
    """
    result: Dict[str, str] = {}
    room = content.nbytes
    try:
        vector = _target(content, _number(content, "<I", 0), METADATA)
        count = 0 if vector is None else _number(content, "<I", vector)
    except (struct.error, ValueError):
        return result
    first = (vector or 0) + 4
    for place in range(first, min(first + 4 * count, content.nbytes), 4):
        # Each of them, also what is damaged, takes of the room, for notes may share their texts.
        room -= 8
        if room < 0:
            break
        try:
            entry = place + _number(content, "<I", place)
            key = _text(content, _target(content, entry, 0), room)
            room -= len(key)
            value = _text(content, _target(content, entry, 1), room)
            room -= len(value)
        except (struct.error, ValueError):
            continue
        result.setdefault(key.decode(errors="replace"), value.decode(errors="replace"))
    return result


def labels_of(text: str) -> Tuple[str, ...]:
    """The lines of a text, which "\\n" and "\\r\\n" end; empty ones at its end and a byte order mark are none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n")
    return tuple(text.split("\n")) if text else ()


def _number(content: Bytes, form: str, place: int) -> int:
    # What lies outside of the file raises struct.error; a negative place would count from the end.
    if place < 0:
        raise ValueError(place)
    return int(struct.unpack_from(form, content.data, place)[0])


def _target(content: Bytes, table: int, field: int) -> Optional[int]:
    """Where a field of a table leads; None where it is left out."""
    list_of_fields = table - _number(content, "<i", table)
    if 4 + 2 * field + 2 > _number(content, "<H", list_of_fields):
        return None
    offset = _number(content, "<H", list_of_fields + 4 + 2 * field)
    return table + offset + _number(content, "<I", table + offset) if offset else None


def _text(content: Bytes, place: Optional[int], room: int) -> bytes:
    if place is None:
        return b""
    length = _number(content, "<I", place)
    if length > room or place + 4 + length > content.nbytes:
        raise ValueError(length)
    return bytes(content[place + 4:place + 4 + length])
