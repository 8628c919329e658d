"""Does the search for pairs find every pair, each once? Against each with each, on boxes of every awkward kind."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from herald.check import sweep
from herald.check.sweep import Boxes, overlapping, run_along

Pairs = set[tuple[int, int]]
KINDS = ("scattered", "crowded", "one instant", "without end", "on a grid", "one long, many short")


def drawn(kind: str, rng: np.random.Generator, count: int) -> Boxes:
    """Boxes about each other, some touching, some of no size."""
    low = rng.uniform(0, {"crowded": 5, "scattered": 25}.get(kind, 50), (4, count))
    size = rng.uniform(0, 10, (4, count)) * (rng.random(count) < 0.9)
    if kind == "on a grid":
        low, size = np.round(low, -1), np.round(size, -1)
    if kind == "one instant":
        low[3], size[3] = 7.0, 0.0
    if kind == "without end":
        low[3, ::3] = -np.inf
    if kind == "one long, many short":
        low[:, :1], size[:, :1] = -1.0, 100.0
    high = low + size
    if kind == "without end":
        high[3, ::2] = np.inf
    return Boxes(low, high)


def each_with_each(of: Boxes, party: np.ndarray) -> Pairs:
    def apart(a: int, b: int) -> bool:
        return any(of.low[k, a] > of.high[k, b] or of.low[k, b] > of.high[k, a] for k in range(4))

    return {(a, b) for a, b in combinations(range(len(party)), 2) if party[a] != party[b] and not apart(a, b)}


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize("kind", KINDS)
def test_every_overlapping_pair_is_listed_once_and_no_other(
    kind: str, block: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BLOCK", block)
    rng, found_any = np.random.default_rng(seed), False
    for count in (0, 1, 2, 60):
        of, notice = drawn(kind, rng, count), np.sort(rng.integers(0, max(count // 4, 1), count))
        party = notice % 3
        shares, listed = [0.0], []
        for a, b, share in overlapping(of, party, notice):
            listed += list(zip(a.tolist(), b.tolist(), strict=True))
            shares.append(share)
        assert len(listed) == len(set(listed))
        assert set(listed) == each_with_each(of, party)
        assert shares == sorted(shares)
        assert shares[-1] in (0.0, 1.0)
        found_any |= bool(listed)
    assert found_any


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_holds_just_the_pairs_that_overlap_along_its_axis(kind: str, seed: int) -> None:
    of = drawn(kind, np.random.default_rng(seed), 60)
    for axis in range(4):
        run = run_along(of, np.arange(60), axis)
        alone = sum(bool(of.overlap(np.array([a]), np.array([b]), (axis,))[0]) for a, b in combinations(range(60), 2))
        assert run.pairs == alone
