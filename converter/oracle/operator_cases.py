"""The list of all cases that `operators.py` makes models of."""

import arithmetic_cases
import product_cases
import shape_cases

FAMILIES = [
    product_cases.convolutions,
    product_cases.depthwise,
    product_cases.products,
    arithmetic_cases.binaries,
    arithmetic_cases.pools_and_reductions,
    shape_cases.shapes,
    shape_cases.resizes,
    arithmetic_cases.elementwise,
    shape_cases.casts,
    product_cases.mixtures,
]


def all_cases():
    """Returns every case; their names differ."""
    cases = [case for family in FAMILIES for case in family()]
    names = [case.name for case in cases]
    if len(set(names)) != len(names):
        raise ValueError("two cases share a name")
    return cases
