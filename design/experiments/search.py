"""In which order do rows lie so that a question touches few of them, and what does a tree cost beside a sorted run?

Prints the tables of design/search.md, in about two minutes, from the root of the clone:

    PYTHONPATH=src:. .venv/bin/python design/experiments/search.py

The benchmark's invented movements: 300 km square, a week, 5 to 40 legs each. Leaves are counted, so that no busy machine speaks for
the order; seconds are CPU seconds of one run.
"""
# ruff: noqa: INP001, T201 - a script that is run by name and prints its tables

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

import numpy as np

from bench.lines import Lines, of_movements
from bench.movements import drawn
from herald.check import search, tree
from herald.check.forest import asking
from herald.check.rows import Rows, on_the_ground
from herald.check.search import Filed, Within
from herald.check.tree import Boxes, boxes
from herald.geometry.ellipsoid import Floats

Scale = Callable[[Boxes], tuple[Floats, Floats, float]]
SEPARATION_M, ASKED = 1000.0, 100


def by_range(sample: Boxes) -> tuple[Floats, Floats, float]:
    """One step along the curve is as much of the range of all boxes in space as in time."""
    centre, extent = _spans(sample)
    first, last = np.quantile(centre, [0.01, 0.99], axis=1)
    width = last - first
    width[:3] = width[:3].max()
    return first[:, None], width[:, None], float(np.median((extent / width[:, None]).max(axis=0)))


def by_box(asked: tuple[float, float]) -> Scale:
    """One step is as much of a usual box, larger by so many metres and us."""

    def scale(sample: Boxes) -> tuple[Floats, Floats, float]:
        centre, extent = _spans(sample)
        first, last = np.quantile(centre, [0.01, 0.99], axis=1)
        usual = np.median(extent, axis=1) + np.array([asked[0]] * 3 + [asked[1]])
        usual[:3] = usual[:3].max()
        width = usual * ((last - first) / usual).max()
        return first[:, None], width[:, None], float(np.median((extent / width[:, None]).max(axis=0)))

    return scale


def _spans(of: Boxes) -> tuple[Floats, Floats]:
    return (of.low + of.high) / 2, of.high - of.low


def leaves(stored: Lines, asked: Lines, scale: Scale) -> float:
    """How many leaves does a notice touch, on the mean, where the rows are laid out so?"""
    kept, tree._scale = tree._scale, scale  # noqa: SLF001 - the very thing that is tried
    packed = tree.packed(on_the_ground(stored.line, stored.notice))
    tree._scale = kept  # noqa: SLF001
    found = Filed(packed, np.zeros((1, 13)), stored.party)
    touched = 0
    for notice in range(ASKED):
        own = tree.lanes(_rows(asked, notice).tree, np.arange(len(_rows(asked, notice).tree.block)))
        about = own.widened(SEPARATION_M, 1.0).around()
        touched += len(found.tree.reached(*about.narrow(), np.full(about.low.shape[1], -1, np.int32))[0])
    return touched / ASKED


def _rows(of: Lines, notice: int) -> Filed:
    line = of.of(notice)
    return asking(on_the_ground(line, np.zeros(len(line), np.int32)), -1)


def one_axis(rows: Rows) -> tuple[int, float]:
    """A run along the best axis: how many pairs it looks at, and the CPU seconds of asking the other axes of them, in NumPy."""
    begun, of = process_time(), boxes(rows)
    low, high = of.low - SEPARATION_M / 2, of.high + SEPARATION_M / 2
    runs = []
    for axis in range(4):
        order = np.argsort(low[axis], kind="stable")
        runs.append(
            (np.searchsorted(low[axis, order], high[axis, order], side="right") - np.arange(len(rows)) - 1, order)
        )
    after, order = min(runs, key=lambda run: run[0].sum())
    low, high, upto = low[:, order], high[:, order], np.cumsum(after)
    at = 0
    while at < len(rows):
        stop = max(at + 1, int(np.searchsorted(upto, (upto[at - 1] if at else 0) + (1 << 20), side="right")))
        some = after[at:stop]
        a = np.repeat(np.arange(at, stop), some)
        b = a + 1 + np.arange(len(a)) - np.repeat(np.cumsum(some) - some, some)
        for axis in range(4):
            kept = (low[axis, a] <= high[axis, b]) & (low[axis, b] <= high[axis, a])
            a, b = a[kept], b[kept]
        at = stop
    return int(after.sum()), process_time() - begun


def in_tree(rows: Rows, party: np.ndarray, fast: bool) -> float:
    """CPU seconds of packing and searching all pairs, without the kernel."""
    begun = process_time()
    filed = Filed(tree.packed(rows), rows.manners, party)
    for _ in search.candidates(filed, filed, Within(SEPARATION_M, 300.0, 0.0, fast)):
        pass
    return process_time() - begun


def tables() -> Iterator[str]:
    """Both tables, row by row."""
    slack, asked = drawn(300_000, 5), drawn(4_000, 99)
    yield "| scale | leaves, with slack | leaves, no slack |"
    scales = {"range": by_range, "box": by_box((0.0, 0.0)), "box, 2 km, 1 min": by_box((2e3, 6e7))}
    for name, scale in scales.items():
        one = leaves(of_movements(slack), of_movements(asked), scale)
        two = leaves(of_movements(slack.on_schedule()), of_movements(asked.on_schedule()), scale)
        yield f"| {name} | {one:.0f} | {two:.0f} |"
    yield "\n| legs | one axis: pairs looked at, s | tree, NumPy, s | tree, compiled, s |"
    for legs in (10_000, 100_000, 1_000_000):
        lines = of_movements(drawn(legs, 5))
        rows = on_the_ground(lines.line, lines.notice)
        looked_at, seconds = one_axis(rows) if legs < 1_000_000 else (None, None)
        run = "-" if looked_at is None else f"{looked_at:,}, {seconds:.2f}"
        in_tree(rows.take(slice(0, 100)), lines.party, True)
        yield f"| {lines.legs:,} | {run} | {in_tree(rows, lines.party, False):.2f} | {in_tree(rows, lines.party, True):.2f} |"


if __name__ == "__main__":
    for line in tables():
        print(line, flush=True)
