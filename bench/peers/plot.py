"""Draws the plot of the results: one row a model, one dot an engine, at its time as a multiple of Swiftlet's."""

import math
from xml.sax.saxutils import escape

COLOURS = {"litert": "#d55e00", "onnxruntime": "#0072b2", "openvino": "#009e73", "executorch": "#cc79a7",
           "mnn": "#b8a000", "ncnn": "#56b4e9"}
LEFT, ROW, TOP, WIDTH = 200, 20, 64, 360
LEAST, MOST = 0.5, 16


def position(value):
    """Where a multiple stands on the logarithmic axis."""
    value = min(max(value, LEAST), MOST)
    return LEFT + WIDTH * math.log(value / LEAST) / math.log(MOST / LEAST)


def panel(races, heading, top, titles):
    """The rows of one table."""
    bottom = top + ROW * len(races)
    parts = [f'<text x="{LEFT}" y="{top - 22}" class="heading">{escape(heading)}</text>']
    for mark in (0.5, 1, 2, 4, 8, 16):
        x = position(mark)
        kind = "one" if mark == 1 else "grid"
        parts.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" class="{kind}"/>')
        parts.append(f'<text x="{x:.1f}" y="{top - 5}" class="mark">{mark:g}×</text>')
    for index, race in enumerate(races):
        y = top + ROW * (index + 0.5)
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4:.1f}" class="row">{escape(titles[race["model"]])}</text>')
        own = race["results"].get("swiftlet", {}).get("median")
        for name, result in race["results"].items():
            if own and name in COLOURS and "median" in result:
                x, value = position(result["median"] / own), result["median"] / own
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLOURS[name]}">'
                             f'<title>{escape(name)} {value:.2f}×</title></circle>')
    return parts, bottom


def svg(groups, names, titles, title):
    """The plot of all tables, below one another."""
    parts, y = [], TOP
    for index, (name, colour) in enumerate(COLOURS.items()):
        x = 20 + index * 95
        parts.append(f'<circle cx="{x}" cy="18" r="5" fill="{colour}"/><text x="{x + 9}" y="22">{names[name]}</text>')
    for key, races in groups.items():
        drawn, bottom = panel(races, f"{title(key)}: time as a multiple of Swiftlet's", y, titles)
        parts += drawn
        y = bottom + TOP
    height, width = y - TOP + 16, LEFT + WIDTH + 40
    style = ("text{font:12px sans-serif;fill:#333}.heading{font-weight:bold}.row{text-anchor:end}"
             ".mark{text-anchor:middle;font-size:10px}.grid{stroke:#ddd}.one{stroke:#333;stroke-width:2}")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}"><style>{style}</style><rect width="100%" height="100%" fill="#fff"/>'
            + "\n".join(parts) + "</svg>\n")
