"""What the command found, as objects."""

import json
from typing import Any, Dict, Iterator, List, Mapping


class Report(Mapping[str, Any]):
    """A part of the command's `--json`, by key (`report["arenaBytes"]`) or by attribute (`report.arena_bytes`).

    Lists are tuples, and objects within are reports. What has no value, such as the decibels of what is exact, is None.
    Printed, it is indented JSON.
    """

    def __init__(self, values: Mapping[str, Any]):
        self._values: Dict[str, Any] = dict(values)

    def __getitem__(self, key: str) -> Any:
        return wrapped(self._values[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_values" not in self.__dict__:
            raise AttributeError(name)
        head, *rest = name.split("_")
        key = head + "".join(part[:1].upper() + part[1:] for part in rest)
        if key not in self._values:
            raise AttributeError(f"there is no {name!r} here; there are {', '.join(self._values)}")
        return self[key]

    def __dir__(self) -> List[str]:
        spelled = ["".join("_" + letter.lower() if letter.isupper() else letter for letter in key)
                   for key in self._values]
        return sorted([*super().__dir__(), *spelled])

    def __repr__(self) -> str:
        return f"Report({self._values!r})"

    def __str__(self) -> str:
        return json.dumps(self._values, indent=2, ensure_ascii=False)

    def as_dict(self) -> Dict[str, Any]:
        """The values as the command wrote them."""
        return self._values


def wrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return Report(value)
    return tuple(map(wrapped, value)) if isinstance(value, list) else value
