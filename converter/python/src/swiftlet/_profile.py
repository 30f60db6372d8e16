"""How long a model takes, step by step."""

import statistics
from typing import Iterator, List, NamedTuple, Optional, Sequence, Tuple

# The members of the union Attributes in Model.fbs, from code 1 on.
OPERATORS = ("Conv2D", "DepthwiseConv2D", "TransposeConv2D", "FullyConnected", "Binary", "Unary", "Lookup", "PRelu",
             "Pool2D", "Reduce", "Softmax", "Concatenation", "Slice", "Pad", "Reshape", "Transpose", "Resize",
             "Quantize", "Dequantize", "Requantize", "Cast", "ArgMax", "MatMul", "Normalization", "Cumulative",
             "Gather", "Scatter", "Compare", "Select", "BroadcastTo", "TopK", "WinogradConv2D")

NAME_WIDTH = 40


def operator_name(code: int) -> str:
    """The name of an operator code, as docs/OPERATORS.md lists it."""
    return OPERATORS[code - 1] if 1 <= code <= len(OPERATORS) else f"operator {code}"


def shortened(name: Optional[str]) -> str:
    """A name that fits a line, with both of its ends; of fused steps, the name of the first."""
    text = (name or "").split(";")[0]
    return text if len(text) <= NAME_WIDTH else f"{text[:NAME_WIDTH // 2 - 1]}…{text[-NAME_WIDTH // 2:]}"


def duration(nanoseconds: float) -> str:
    """A time with three digits in the largest unit that keeps it above one, as the command writes it: 12.3 µs."""
    value, unit = float(nanoseconds), "ns"
    for larger in ("µs", "ms", "s"):
        # Half a unit of the third digit would round up to the next unit.
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f} {unit}"


class ProfileRow(NamedTuple):
    """One step of a run."""

    #: The position of the step.
    step: int
    #: The name of its operator.
    operator: str
    #: The name of the step; None where the file's names were stripped.
    name: Optional[str]
    #: The median time of the step over all runs.
    nanoseconds: float
    #: The shortest time.
    least_nanoseconds: int
    #: The step's part of the whole, from 0 to 1.
    share: float


class Profile:
    """The times of a model's steps; printed, it is a table."""

    def __init__(self, operators: Sequence[str], names: Sequence[Optional[str]], runs: Sequence[Sequence[int]]):
        self.run_count: int = len(runs)
        #: The median time of a whole run.
        self.nanoseconds: float = statistics.median(sum(run) for run in runs)
        medians = [statistics.median(step) for step in zip(*runs)]
        whole = sum(medians) or 1
        self.rows: Tuple[ProfileRow, ...] = tuple(
            ProfileRow(step, operator, name, median, min(times), median / whole)
            for step, (operator, name, median, times) in enumerate(zip(operators, names, medians, zip(*runs))))

    def __iter__(self) -> Iterator[ProfileRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        width = max([len(row.operator) for row in self.rows] + [8])
        lines: List[str] = [f"{'Step':>4}  {'Operator':<{width}}  {'Median':>10}  {'Least':>10}  {'Share':>6}  "
                            "Name"]
        for row in self.rows:
            times = f"{duration(row.nanoseconds):>10}  {duration(row.least_nanoseconds):>10}  {row.share:>6.1%}"
            lines.append(f"{row.step:>4}  {row.operator:<{width}}  {times}  {shortened(row.name)}".rstrip())
        lines.append(f"{'':>4}  {'A run':<{width}}  {duration(self.nanoseconds):>10}  {'':>10}  "
                     f"of {self.run_count} runs")
        return "\n".join(lines)
