"""Is the house still made of small pieces? The marks of CONTRIBUTING.md: they look at the tail, not at one function."""

from __future__ import annotations

import ast
import re
from statistics import median, quantiles

from tests.house import committed

MODULES = [path.read_text(encoding="utf-8") for path in sorted(committed.SOURCE.rglob("*.py"))]


def lengths() -> list[int]:
    """How many lines has each function, without its docstring?"""
    found = []
    for source in MODULES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                documented = ast.get_docstring(node) is not None and len(node.body) > 1
                first = node.body[1].lineno if documented else node.body[0].lineno
                found.append((node.end_lineno or first) - first + 1)
    return found


def test_half_of_the_functions_have_at_most_twelve_lines_and_nine_tenths_at_most_forty() -> None:
    assert median(lengths()) <= 12
    assert quantiles(lengths(), n=10)[-1] <= 40


def test_nine_tenths_of_the_modules_have_at_most_four_hundred_lines() -> None:
    assert quantiles([source.count("\n") for source in MODULES], n=10)[-1] <= 400


def test_no_module_is_named_after_what_it_is_not() -> None:
    names = {path.stem for path in committed.SOURCE.rglob("*.py")}
    assert names.isdisjoint({"util", "utils", "misc", "common", "helper", "helpers", "manager", "service", "tools"})


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 matches it wrongly where the group itself goes back: a tag of any length passed as a short one."""
    assert not [source[:80] for source in MODULES if re.search(r"\)(?:[*+?]|\{[0-9,]+\})\+", source)]
