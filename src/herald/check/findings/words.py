"""How does a finding list what it speaks of? Legs and vertices as runs, texts one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

_MOST_RUNS = 4
"""More runs of legs than these are counted, not listed."""


def counted(noun: str, plural: str, numbers: Sequence[int]) -> str:
    """Which legs or vertices are these, ascending?

    >>> counted("Leg", "Legs", [0, 1, 2, 5, 6])
    'Legs 0 to 2, 5 and 6 (counted from 0)'
    """
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    shown = [text for run in runs[:_MOST_RUNS] for text in _run(run)]
    if left := sum(len(run) for run in runs[_MOST_RUNS:]):
        shown.append(f"{left} more")
    return f"{noun if len(numbers) == 1 else plural} {listed(shown)} (counted from 0)"


def _run(numbers: Sequence[int]) -> list[str]:
    return [str(number) for number in numbers] if len(numbers) < 3 else [f"{numbers[0]} to {numbers[-1]}"]


def listed(texts: Sequence[str]) -> str:
    """These, one after the other.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
