"""Are the examples in the docstrings true?"""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.house import committed

EXAMPLES = sorted(
    ".".join(path.relative_to(committed.SOURCE.parent).with_suffix("").parts)
    for path in committed.SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples() -> None:
    assert "herald.units" in EXAMPLES


@pytest.mark.parametrize("module", EXAMPLES)
def test_the_examples_of_a_module_are_true(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(module))
    assert tried
    assert not failed
