"""Writes what came of the cases as a page."""

import collections

VERDICTS = ("passed", "failed", "unsupported", "crashed")


def page(outcomes, versions):
    """Returns the page of all outcomes."""
    counts = collections.Counter(outcome.verdict for outcome in outcomes)
    lines = [
        "# Conformance",
        "",
        f"The backend node tests of `onnx` {versions['onnx']} that do not only spell an operator out, each converted by",
        "`swiftlet convert --quantize none` and run by `swiftlet run`. `make conformance` writes this page; what counts is in",
        "[converter/conformance](../converter/conformance/README.md). Inputs that only state shapes or axes are frozen as",
        "constants.",
        "",
        "| Cases | Passed | Failed | Unsupported | Crashed or hung |",
        "|---:|---:|---:|---:|---:|",
        f"| {len(outcomes)} | " + " | ".join(str(counts[verdict]) for verdict in VERDICTS) + " |",
        "",
        "A refused case is unsupported, whatever the reason; a case that converts and gives another result has failed.",
        "",
        "| Operator | Cases | Passed | Failed | Unsupported | Why not |",
        "|---|---:|---:|---:|---:|---|",
    ]
    groups = collections.defaultdict(list)
    for outcome in outcomes:
        groups[outcome.operator].append(outcome)
    for operator in sorted(groups):
        lines.append(row(operator, groups[operator]))
    return "\n".join(lines) + "\n"


def row(operator, group):
    """Returns the line of one operator."""
    counts = collections.Counter(outcome.verdict for outcome in group)
    reasons = collections.Counter(
        escape(outcome.reason) for outcome in group if outcome.verdict != "passed")
    why = "; ".join(
        f"{reason} ({count})" if count > 1 else reason for reason, count in reasons.most_common(3))
    rest = sum(reasons.values()) - sum(count for _, count in reasons.most_common(3))
    if rest:
        why += f"; and {rest} more"
    failed = counts["failed"] + counts["crashed"]
    return f"| {operator} | {len(group)} | {counts['passed']} | {failed} | {counts['unsupported']} | {why} |"


def escape(text):
    """Returns a text that a table can hold."""
    return text.replace("|", "\\|").replace("<", "&lt;")
