"""Does Herald, asked as the benchmark asks it, find what its peers find, and do the approximations err as they must?"""

from __future__ import annotations

import numpy as np
import pytest

from bench import lines, ours
from bench.agreement import agreement
from bench.approximations import approximations, keys, sampled
from bench.peers import open_peer
from bench.trial import HARBOUR, SEPARATION_M, near_of, once
from tests.bench.crowd import LEGS, crowded


@pytest.mark.parametrize("fast", [False, pytest.param(True, marks=pytest.mark.compiled)])
def test_on_schedule_herald_finds_what_a_peer_finds(fast: bool) -> None:
    stored, asked = crowded(LEGS, 5).on_schedule(), crowded(1320, 99).on_schedule()
    herald = ours.Ours(
        ours.planted(lines.of_movements(stored), fast), lines.of_movements(asked.of_others(stored.count))
    )
    with open_peer("sqlite", stored, asked, SEPARATION_M) as peer:
        near = near_of(herald.near, asked.count), near_of(peer.near, asked.count)
        pairs = once(herald.pairs(1)), once(peer.pairs())
    one = agreement(("Herald", peer.title), ("one notice", "drawn"), near, (asked, stored), SEPARATION_M)
    every = agreement(("Herald", peer.title), ("all pairs", "drawn"), pairs, (stored, stored), SEPARATION_M)
    assert one.both > 50
    assert every.both > 50
    assert one.unexplained == every.unexplained == 0
    assert herald.pairs(2).tolist() == herald.pairs(1).tolist()


def test_volumes_and_windows_miss_nothing_and_the_schedule_invents_nothing() -> None:
    of = crowded(LEGS, 5)
    exact, volumes, windows, schedule, minutes, beside = approximations(of, ours.could_meet, SEPARATION_M)
    assert exact.flagged == exact.exact > 100
    assert (volumes.missed, windows.missed, schedule.false) == (0, 0, 0)
    assert 0 < volumes.false < windows.false
    assert 0 < schedule.missed <= minutes.missed
    assert beside.exact == schedule.flagged
    assert 0 < beside.missed < beside.exact


def test_what_a_full_minute_shows_is_near_on_schedule() -> None:
    of = crowded(LEGS, 5)
    scheduled = keys(ours.could_meet(of.on_schedule()), of)
    shown = keys(sampled(of, SEPARATION_M - 1), of)
    assert len(shown) > 20
    assert np.isin(shown, scheduled).all()


def test_what_is_filed_and_withdrawn_is_timed() -> None:
    rows = ours.changes(2000, 20)
    assert [what.partition(":")[0] for what, *_ in rows] == ["add a notice"] * 2 + ["withdraw a notice"] * 2
    assert all(legs == 1904 and value > 0 and unit == "CPU ms" for _, legs, value, unit in rows)


@pytest.mark.harbour
def test_a_piece_of_a_real_track_is_asked_of_all_but_its_own_ship() -> None:
    case = ours.Case(data="harbour", notices=40)
    stored = case.stored()
    asked = case.asked(stored)
    assert asked.count == 40
    assert all(len(asked.of(number)) >= 1 for number in range(asked.count))
    found = near_of(ours.Ours(ours.planted(stored, fast=False), asked).near, asked.count)
    assert len(found) > 40
    assert (asked.party[found[:, 0]] != stored.party[found[:, 1]]).all()


@pytest.mark.harbour
def test_real_tracks_lie_on_the_map_where_they_lie_on_the_ellipsoid() -> None:
    ships = lines.some(lines.harbour(0.0), 60, 7)
    there_and_back = lines.of_movements(lines.on_map(ships, HARBOUR), HARBOUR)
    assert len(ships.line) == len(there_and_back.line) > 500
    assert np.abs(there_and_back.line - ships.line)[:, :6].max() < 1e-5
    assert np.abs(there_and_back.line - ships.line)[:, 6:].max() < 2
    assert there_and_back.notice.tolist() == ships.notice.tolist()
    assert there_and_back.party.tolist() == ships.party.tolist()
