"""Do the engines that are installed here find the same meetings on schedule, and the ones that dense sampling shows?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.agreement import agreement
from bench.measure import Answer
from bench.movements import drawn
from bench.peers import CannotBeHad, open_peer
from bench.peers.approach import FROM, UNTIL, near, squared_m2
from bench.trial import SEPARATION_M, near_of, once
from tests.bench.crowd import LEGS, crowded


def answers(name: str) -> tuple[Answer, Answer]:
    """What one peer says of each of 60 movements, and of all pairs."""
    stored, asked = crowded(LEGS, 5), crowded(1320, 99)
    with open_peer(name, stored, asked, SEPARATION_M) as peer:
        return near_of(peer.near, asked.count), once(peer.pairs())


@cache
def each_with_each() -> tuple[Answer, Answer]:
    """The same, every leg beside every other."""
    stored, asked = crowded(LEGS, 5), crowded(1320, 99)
    rows, asked_rows = stored.scheduled(), asked.scheduled()
    mine, theirs = (each.ravel() for each in np.meshgrid(np.arange(len(asked)), np.arange(len(stored)), indexing="ij"))
    hit = near(asked_rows[mine], rows[theirs], SEPARATION_M)
    a, b = np.triu_indices(len(stored), 1)
    about = np.flatnonzero((rows[a, FROM] <= rows[b, UNTIL]) & (rows[b, FROM] <= rows[a, UNTIL]))
    a, b = a[about], b[about]
    met = near(rows[a], rows[b], SEPARATION_M) & (stored.movement[a] != stored.movement[b])
    one = np.column_stack([asked.movement[mine[hit]], stored.movement[theirs[hit]]])
    return np.unique(one, axis=0), once(np.column_stack([stored.movement[a[met]], stored.movement[b[met]]]))


@pytest.mark.parametrize(
    "name", ["sqlite", pytest.param("shapely", marks=pytest.mark.meos), pytest.param("meos", marks=pytest.mark.meos)]
)
def test_a_peer_finds_what_each_with_each_finds(name: str) -> None:
    near_one, all_pairs = answers(name)
    expected_one, expected_all = each_with_each()
    assert len(expected_one) > 50
    assert len(expected_all) > 50
    assert near_one.tolist() == expected_one.tolist()
    assert all_pairs.tolist() == expected_all.tolist()


def test_the_closest_approach_is_the_least_of_many_sampled_instants() -> None:
    rows = drawn(2000, 7).scheduled()[:400]
    rows[:, 4:] -= rows[:, 4:5]  # all leave at once, so that they share instants
    rows[:, :2] /= 50
    a, b = rows[:200], rows[200:]
    instants = np.minimum(a[:, 5], b[:, 5]) * np.linspace(0, 1, 4001)[:, None]
    places = [row[:, :2] + (instants / row[:, 5])[..., None] * row[:, 2:4] for row in (a, b)]
    sampled_m = np.sqrt(((places[0] - places[1]) ** 2).sum(axis=2)).min(axis=0)
    exact_m = np.sqrt(squared_m2(a, b))
    assert (exact_m <= sampled_m + 1e-6).all()
    assert (sampled_m - exact_m).max() < 5


def test_legs_at_different_times_never_come_near() -> None:
    row = np.array([[0.0, 0.0, 100.0, 0.0, 0.0, 10.0]])
    later = np.array([[0.0, 0.0, 100.0, 0.0, 10.5, 20.0]])
    assert not near(row, later, SEPARATION_M).any()
    assert near(row, np.array([[100.0, 0.0, 0.0, 0.0, 10.0, 20.0]]), 0.001).all()


def test_a_peer_that_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    monkeypatch.delitem(__import__("sys").modules, "bench.peers.duckdb", raising=False)
    with pytest.raises(CannotBeHad, match="duckdb"):
        open_peer("duckdb", drawn(100, 5), drawn(100, 6), SEPARATION_M)


def test_a_difference_counts_unless_it_is_at_the_limit() -> None:
    of = crowded(LEGS, 5)
    _, pairs = each_with_each()
    same = agreement(("a", "b"), ("all pairs", "drawn"), (pairs, pairs), (of, of), SEPARATION_M)
    assert (same.both, same.only_first, same.only_second, same.unexplained) == (len(pairs), 0, 0, 0)
    less = agreement(("a", "b"), ("all pairs", "drawn"), (pairs, pairs[1:]), (of, of), SEPARATION_M)
    assert (less.both, less.only_first, less.only_second, less.unexplained) == (len(pairs) - 1, 1, 0, 1)
    a, b = pairs[0].tolist()
    legs = [of.scheduled()[of.legs(number)] for number in (a, b)]
    nearest_m = min(float(np.sqrt(squared_m2(legs[0], np.broadcast_to(leg, legs[0].shape))).min()) for leg in legs[1])
    at_the_limit = agreement(("a", "b"), ("all pairs", "drawn"), (pairs[:1], pairs[:0]), (of, of), nearest_m + 0.5)
    assert at_the_limit.unexplained == 0


@pytest.mark.parametrize(
    "name", ["sqlite", *(pytest.param(name, marks=pytest.mark.meos) for name in ("shapely", "meos"))]
)
def test_a_peer_that_finds_nothing_says_so_in_whole_numbers(name: str) -> None:
    stored, asked = crowded(200, 5), crowded(100, 99)
    elsewhere = replace(asked, start_m=asked.start_m + 1e6)
    with open_peer(name, stored, elsewhere, SEPARATION_M) as peer:
        found = near_of(peer.near, elsewhere.count)
    assert found.shape == (0, 2)
    assert found.dtype.kind == "i"
