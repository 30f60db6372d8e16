"""The texts that a model carries, read from its file."""

import struct
from typing import Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

METADATA = 8


def notes(content: Bytes) -> Dict[str, str]:
    """The texts of a file that has loaded, by their keys; of two with one key, the first.

    What of the list is damaged is left out, and no more text is read than the file has bytes.
    """
    result: Dict[str, str] = {}
    room = content.nbytes
    try:
        vector = _target(content, _number(content, "<I", 0), METADATA)
        if vector is None:
            return result
        for index in range(min(_number(content, "<I", vector), content.nbytes // 4)):
            place = vector + 4 + 4 * index
            entry = place + _number(content, "<I", place)
            key, value = (_text(content, _target(content, entry, field), room) for field in (0, 1))
            room -= len(key) + len(value) + 8
            if room < 0:
                break
            result.setdefault(key.decode(errors="replace"), value.decode(errors="replace"))
    except (struct.error, ValueError):
        pass
    return result


def labels_of(text: str) -> Tuple[str, ...]:
    """The lines of a text; empty ones at its end are none."""
    text = text.replace("\r\n", "\n").rstrip("\n")
    return tuple(text.split("\n")) if text else ()


def _number(content: Bytes, form: str, place: int) -> int:
    # What lies outside of the file raises struct.error; a negative place would count from the end.
    if place < 0:
        raise ValueError(place)
    return int(struct.unpack_from(form, content, place)[0])


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
