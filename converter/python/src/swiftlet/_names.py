"""The names of a model's steps, which the C interface does not tell: read from the flatbuffer of the file."""

import struct
from typing import Any, List, Optional

# Positions of fields in Model.fbs; a union takes two.
MODEL_OPERATORS = 4
OPERATOR_NAME = 6


def step_names(content: Any, count: int) -> List[Optional[str]]:
    """A name for each step of a file that has loaded; None where the file has none.

    What the loader does not use it does not check, so a name may lie anywhere: whatever cannot be read is None.
    """
    names: List[Optional[str]] = [None] * count
    try:
        operators = _field(content, _followed(content, 0), MODEL_OPERATORS)
        if operators is None:
            return names
        vector = _followed(content, operators)
        for step in range(min(count, _number("<I", content, vector))):
            name = _field(content, _followed(content, vector + 4 + 4 * step), OPERATOR_NAME)
            if name is not None:
                text = _followed(content, name)
                length = _number("<I", content, text)
                names[step] = bytes(content[text + 4:text + 4 + length]).decode("utf-8", "replace")
    except struct.error:
        pass
    return names


def _number(form: str, content: Any, position: int) -> int:
    if position < 0:
        raise struct.error("before the file")
    number: int = struct.unpack_from(form, content, position)[0]
    return number


def _followed(content: Any, position: int) -> int:
    """Where an offset leads."""
    return position + _number("<I", content, position)


def _field(content: Any, table: int, index: int) -> Optional[int]:
    """Where a field of a table lies; None where it is left out."""
    fields = table - _number("<i", content, table)
    place = 4 + 2 * index
    if place + 2 > _number("<H", content, fields):
        return None
    offset = _number("<H", content, fields + place)
    return table + offset if offset else None
