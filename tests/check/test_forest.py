"""Does the forest find whom a notice could meet, whoever comes and goes? Against each with each, in four regions, in both forms."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from math import inf

import numpy as np
import pytest

from herald.check import compiled, forest, meet, search
from herald.check.forest import Forest, Meetings, asking
from herald.check.rows import BOTTOM, LINE, MANNER, TOP, Numbers, Rows, on_the_ground
from herald.check.search import Filed, Within
from herald.check.tree import FAN
from herald.geometry.ellipsoid import GEOD, Floats, ecef, plane_m
from herald.units import DAY
from tests.check import crowds
from tests.check.crowds import Crowd, Meeting, Spread
from tests.check.kinds import HOUR_US
from tests.check.tables import REGIONS

COMPILED = pytest.mark.compiled
FAST = pytest.mark.parametrize("fast", [False, pytest.param(True, marks=COMPILED)], ids=["NumPy", "compiled"])
AUTHORITY = "index = each with each"
WORLDS, DEEP_WORLDS = 30, 1000
LEGS = 2000
SAME_M = 1e-6
"""Which of two rows is named first changes a distance by a rounding: no more than this."""
SAME_US = 0.001
"""A rounding of the limit, which has a sine in it, changes a delay by no more."""
SEPARATION_M, VERTICAL_M = 1000.0, 300.0

Met = dict[tuple[int, int], tuple[int, float]]
"""Of each pair of notices that meets: by how many pairs of rows, and how far within the limit at most, in metres in the plane."""


# -- Against each with each ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A crowd, what is asked of it, and the notices that are asked about by themselves."""

    crowd: Crowd
    separation_m: float
    vertical_m: float
    us: float
    asked: tuple[int, ...]

    def within(self, fast: bool) -> Within:
        return Within(self.separation_m, self.vertical_m, self.us, fast)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """All pairs; and of some notices whom they could meet, by which delays they would, and who that is."""

    pairs: Meetings
    near: list[Meetings]
    delays: list[tuple[Floats, Numbers]]


def world(seed: int, number: int) -> World:
    """One region after another."""
    rng = np.random.default_rng((seed, number))
    spread = Spread(parties=int(rng.choice([2, 5, 60])))
    crowd = crowds.drawn(list(REGIONS.values())[number % len(REGIONS)], int(rng.integers(2**31)), LEGS, spread)
    separation = float(rng.choice([0.0, 100.0, 1000.0, 5556.0]))
    asked = tuple(rng.choice(len(crowd.party), 2, replace=False).tolist())
    return World(crowd, separation, float(rng.choice([0.0, 300.0, 5000.0])), float(rng.choice([0.0, HOUR_US])), asked)


def answers(of: World, fast: bool) -> Answers:
    kept = Forest(of.crowd.rows, of.crowd.party, fast)
    alone = [asking(of.crowd.of(notice), int(of.crowd.party[notice])) for notice in of.asked]
    still, shifted = replace(of.within(fast), us=0.0), of.within(fast)
    return Answers(
        kept.pairs(still), [kept.near(each, still) for each in alone], [kept.delays(each, shifted) for each in alone]
    )


def met(found: Meetings) -> Met:
    pairs = zip(found.a.tolist(), found.b.tolist(), strict=True)
    return dict(zip(pairs, zip(found.pairs.tolist(), found.beyond_m.tolist(), strict=True), strict=True))


def by_notice(crowd: Crowd, of: Meeting) -> Met:
    """The meetings of rows, gathered by their notices."""
    found: Met = {}
    a, b = crowd.rows.notice[of.a].tolist(), crowd.rows.notice[of.b].tolist()
    for i, j, beyond in zip(a, b, of.beyond_m.tolist(), strict=True):
        count, least = found.get((i, j), (0, inf))
        found[i, j] = count + 1, min(least, beyond)
    return found


def same(found: Met, expected: Met) -> bool:
    """The same pairs, by as many rows, as far within their limits."""
    return found.keys() == expected.keys() and all(
        count == expected[pair][0] and (beyond == expected[pair][1] or abs(beyond - expected[pair][1]) <= SAME_M)
        for pair, (count, beyond) in found.items()
    )


def lines_of(pairs: Met, notice: int) -> Met:
    """Those of the pairs that one notice is of, by the other, as :meth:`Forest.near` has them."""
    return {(0, a + b - notice): each for (a, b), each in pairs.items() if notice in (a, b)}


def assert_named_rows_are_nearest(of: World, found: Meetings, rows: Meeting) -> None:
    """The two rows that are named come as far within their limit as is said, at the places that are said."""
    position = {pair: k for k, pair in enumerate(zip(rows.a.tolist(), rows.b.tolist(), strict=True))}
    first = np.searchsorted(of.crowd.rows.notice, np.arange(len(of.crowd.party)))
    a, b = first[found.a] + found.a_number, first[found.b] + found.b_number
    at = [position[pair] for pair in zip(a.tolist(), b.tolist(), strict=True)]
    near = found.hits.near
    np.testing.assert_allclose(near[:, 0], rows.plane_m[at], rtol=0, atol=SAME_M)
    np.testing.assert_allclose(near[:, 3], rows.beyond_m[at], rtol=0, atol=SAME_M)
    kernel = of.crowd.rows.kernel(np.arange(len(of.crowd)))
    for k, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        plane = meet.squared_m2(meet.metric(kernel[i].tolist(), kernel[j].tolist()), *near[k, 1:3].tolist()) ** 0.5
        assert abs(plane - near[k, 0]) <= SAME_M


def expected_delays(of: World, notice: int) -> tuple[Floats, Numbers]:
    """The delays of one notice, asked of every row of every other party, that reach into the horizon; by whom."""
    mine = np.flatnonzero(of.crowd.rows.notice == notice).astype(np.int32)
    other = np.flatnonzero(of.crowd.owner != of.crowd.party[notice]).astype(np.int32)
    a, b = (side.ravel() for side in np.meshgrid(other, mine, indexing="ij"))
    kernel, up, down, limit = crowds.asked(of.crowd.rows, a, b, of.separation_m, of.vertical_m)
    each = compiled.forbidden(kernel[a], kernel[b], up, down, limit)
    return _in_order(each, of.crowd.rows.notice[a], of.us)


def _in_order(each: Floats, owner: Numbers, us: float) -> tuple[Floats, Numbers]:
    """The intervals that reach into a horizon, in order."""
    into = np.flatnonzero((each[:, 0] <= each[:, 1]) & (each[:, 0] <= us) & (each[:, 1] >= -us))
    at = into[np.lexsort((each[into, 1], each[into, 0], owner[into]))]
    return each[at], owner[at]


def assert_same_delays(one: tuple[Floats, Numbers], other: tuple[Floats, Numbers]) -> None:
    np.testing.assert_array_equal(one[1], other[1])
    np.testing.assert_allclose(one[0], other[0], rtol=1e-15, atol=SAME_US)


def judge(of: World, found: Answers, rows: Meeting) -> int:
    """Holds these answers to each with each; returns how many pairs of rows meet."""
    pairs = by_notice(of.crowd, rows)
    assert same(met(found.pairs), pairs)
    assert_named_rows_are_nearest(of, found.pairs, rows)
    for notice, near, delays in zip(of.asked, found.near, found.delays, strict=True):
        assert same(met(near), lines_of(pairs, notice))
        assert set(near.a.tolist()) <= {0}
        assert_same_delays(_in_order(*delays, of.us), expected_delays(of, notice))
    return len(rows.a)


def assert_equal(one: Answers, other: Answers) -> None:
    """Bit for bit, but for the limit, which has a sine in it, and what rests on it."""
    for a, b in zip([one.pairs, *one.near], [other.pairs, *other.near], strict=True):
        for name in ("notices", "numbers", "pairs"):
            np.testing.assert_array_equal(getattr(a.hits, name), getattr(b.hits, name), name)
        np.testing.assert_array_equal(a.hits.near[:, :3], b.hits.near[:, :3])
        np.testing.assert_allclose(a.hits.near[:, 3], b.hits.near[:, 3], rtol=0, atol=1e-9)
    for (delays, owner), (others, other_owner) in zip(one.delays, other.delays, strict=True):
        assert_same_delays(_in_order(delays, owner, inf), _in_order(others, other_owner, inf))


@cache
def brute_force(seed: int, number: int) -> Meeting:
    of = world(seed, number)
    return crowds.meeting(of.crowd, of.separation_m, of.vertical_m)


@cache
def in_numpy(seed: int, number: int) -> Answers:
    return answers(world(seed, number), fast=False)


@pytest.mark.parametrize("part", range(3))
def test_the_index_finds_what_each_with_each_finds(part: int, seed: int, judged: Callable[[str, int], None]) -> None:
    for number in range(part, WORLDS, 3):
        judged(AUTHORITY, judge(world(seed, number), in_numpy(seed, number), brute_force(seed, number)))


@COMPILED
@pytest.mark.parametrize("part", range(3))
def test_the_compiled_index_finds_the_same(part: int, seed: int, judged: Callable[[str, int], None]) -> None:
    for number in range(part, WORLDS, 3):
        of, rows, found = world(seed, number), brute_force(seed, number), answers(world(seed, number), fast=True)
        assert same(met(found.pairs), by_notice(of.crowd, rows))
        assert_equal(found, in_numpy(seed, number))
        judged(AUTHORITY, len(rows.a))


@pytest.mark.deep
@COMPILED
def test_in_a_thousand_worlds_both_find_what_each_with_each_finds(
    seed: int, judged: Callable[[str, int], None]
) -> None:
    for number in range(WORLDS, WORLDS + DEEP_WORLDS):
        of = world(seed, number)
        rows, found = crowds.meeting(of.crowd, of.separation_m, of.vertical_m), answers(of, fast=True)
        judged(AUTHORITY, judge(of, found, rows))
        assert_equal(found, answers(of, fast=False))


def test_each_with_each_leaves_out_only_rows_that_share_no_instant(seed: int) -> None:
    """The judge asks the kernel of those alone that could share one; here of all."""
    of = world(seed, 1).crowd
    some, each = (crowds.meeting(of, SEPARATION_M, VERTICAL_M, us) for us in (0.0, inf))
    assert len(some.a) > 100
    assert by_notice(of, some) == by_notice(of, each)


# -- One notice and all pairs --------------------------------------------------------------------------------------------------


@FAST
def test_whom_a_notice_could_meet_is_its_line_of_all_pairs(fast: bool, seed: int) -> None:
    of = crowds.drawn(REGIONS["pole"], seed, 800, Spread(10_000.0, 12.0))
    kept = Forest(of.rows, of.party, fast)
    within = kept.within(SEPARATION_M, VERTICAL_M)
    pairs = met(kept.pairs(within))
    assert len(pairs) > 20
    for notice in range(len(of.party)):
        near = met(kept.near(asking(of.of(notice), int(of.party[notice])), within))
        assert same(near, lines_of(pairs, notice))


@FAST
def test_a_notice_is_asked_whatever_number_its_rows_say(fast: bool, seed: int) -> None:
    of = crowds.drawn(REGIONS["equator"], seed, 300, Spread(3_000.0, 2.0))
    kept, last = Forest(of.rows, of.party, fast), len(of.party) - 1
    within, party = kept.within(SEPARATION_M, VERTICAL_M), int(of.party[last])
    as_filed = of.rows.take(np.flatnonzero(of.rows.notice == last))
    found = kept.near(asking(as_filed, party), within)
    assert len(found) > 0
    assert met(found) == met(kept.near(asking(of.of(last), party), within))


@FAST
@pytest.mark.parametrize("gathered", [10, forest.GATHERED])
def test_several_threads_and_small_shares_say_the_same(
    gathered: int, fast: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = crowds.drawn(REGIONS["mid-latitude"], seed, 1000, Spread(6_000.0, 6.0))
    kept = Forest(of.rows, of.party, fast)
    within = kept.within(SEPARATION_M, VERTICAL_M)
    at_once = kept.pairs(within)
    monkeypatch.setattr(forest, "SHARE", 3)
    monkeypatch.setattr(forest, "GATHERED", gathered)
    with ThreadPoolExecutor(4) as pool:
        for found in (kept.pairs(within, pool.map), kept.pairs(within)):
            for name in ("notices", "numbers", "near", "pairs"):
                np.testing.assert_array_equal(getattr(found.hits, name), getattr(at_once.hits, name), name)
    assert int(at_once.pairs.sum()) > 1000


def test_it_is_compiled_where_that_can_be_had_and_there_are_many(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    of = crowds.drawn(REGIONS["equator"], seed, 100)
    kept = Forest(of.rows, of.party)
    assert not kept.within(1.0, 1.0).fast
    monkeypatch.setattr(search, "WORTH_COMPILING", 100)
    assert kept.within(1.0, 1.0).fast == compiled.installed()
    assert not Forest(of.rows, of.party, fast=False).fast
    monkeypatch.setattr(compiled, "installed", lambda: False)
    assert not kept.fast


# -- Notices come and go -------------------------------------------------------------------------------------------------------


class Standing:
    """A forest to which notices of a crowd are added, and the numbers they got there."""

    def __init__(self, of: Crowd, first: int, fast: bool) -> None:
        rows = of.rows.take(np.flatnonzero(of.rows.notice < first))
        self.crowd, self.kept = of, Forest(rows, of.party[:first], fast)
        self.numbers = {notice: notice for notice in range(first)}
        self.given = first

    def add(self, notice: int) -> None:
        number = self.kept.add(self.crowd.of(notice), int(self.crowd.party[notice]))
        assert number == self.given, "numbers are given in order and never again"
        self.numbers[notice], self.given = number, self.given + 1

    def withdraw(self, notice: int) -> None:
        self.kept.withdraw(self.numbers.pop(notice))

    def assert_answers_as_built_at_once(self, fast: bool) -> int:
        """Returns how many pairs of notices meet."""
        of, numbers = self.crowd, sorted((number, notice) for notice, number in self.numbers.items())
        rows = [of.of(notice) for _, notice in numbers]
        lengths = [len(each) for each in rows]
        assert len(self.kept) == sum(lengths)
        party = of.party[[notice for _, notice in numbers]]
        at_once = Forest(_joined(of, rows), party, fast)
        within = at_once.within(SEPARATION_M, VERTICAL_M)
        expected = {
            (numbers[a][0], numbers[b][0]): each for (a, b), each in met(at_once.pairs(within)).items()
        }  # the numbers that the notices have here
        assert same(met(self.kept.pairs(within)), expected)
        for number, notice in numbers[:: max(len(numbers) // 3, 1)]:
            near = self.kept.near(asking(of.of(notice), int(of.party[notice])), within)
            assert same(met(near), lines_of(expected, number))
        return len(expected)


def _joined(of: Crowd, rows: list[Rows]) -> Rows:
    nothing = of.rows.take(slice(0))
    line, number, manner = (
        np.concatenate([getattr(nothing, name), *(getattr(each, name) for each in rows)])
        for name in ("line", "number", "manner")
    )
    notice = np.repeat(np.arange(len(rows), dtype=np.int32), np.array([len(each) for each in rows], np.intp))
    return Rows(line, notice, number, manner, of.rows.manners)


@FAST
@pytest.mark.parametrize("first", [0, 1, 25])
@pytest.mark.parametrize("tail", [1, 4, forest.TAIL])
def test_notices_that_come_and_go_leave_the_answers_of_what_stands(
    tail: int, first: int, fast: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tail of one leaf is less than most notices; one of four fills up and its trees merge; the usual one does neither."""
    monkeypatch.setattr(forest, "TAIL", tail)
    rng = np.random.default_rng((seed, tail, first))
    of = crowds.drawn(REGIONS["antimeridian"], seed + first, 900, Spread(6_000.0, 3.0))
    standing, meetings = Standing(of, first, fast), 0
    coming = list(range(first, len(of.party)))
    for step in range(2 * len(coming)):
        if coming and (rng.random() < 0.65 or not standing.numbers):
            standing.add(coming.pop(0))
        elif standing.numbers:
            notice = int(rng.choice(list(standing.numbers)))
            standing.withdraw(notice)
            coming += [notice] * int(rng.random() < 0.3)
        if step % 20 == 0 or not coming:
            meetings += standing.assert_answers_as_built_at_once(fast)
        if not coming:
            break
    assert meetings > 20


@FAST
def test_all_may_go_and_others_come(fast: bool, seed: int) -> None:
    of = crowds.drawn(REGIONS["equator"], seed, 600, Spread(4_000.0, 2.0))
    standing = Standing(of, len(of.party), fast)
    for notice in range(len(of.party)):
        standing.withdraw(notice)
        if notice % 10 == 0:
            standing.assert_answers_as_built_at_once(fast)
    within = standing.kept.within(SEPARATION_M, VERTICAL_M)
    alone = asking(of.of(0), int(of.party[0]))
    assert (len(standing.kept), len(standing.kept.pairs(within)), len(standing.kept.near(alone, within))) == (0, 0, 0)
    assert standing.kept.delays(alone, within)[0].shape == (0, 2)
    for notice in range(len(of.party)):
        standing.add(notice)
    assert standing.assert_answers_as_built_at_once(fast) > 10


@FAST
def test_what_came_last_stays_when_most_of_the_others_go(fast: bool, seed: int) -> None:
    """Rows are cleared away once more than half are withdrawn; what stands in the tail is not to go with them."""
    of = crowds.drawn(REGIONS["pole"], seed, 600, Spread(2_000.0, 2.0))
    first = 2 * len(of.party) // 3
    standing = Standing(of, first, fast)
    for notice in range(first, len(of.party)):
        standing.add(notice)
    for notice in range(first):
        standing.withdraw(notice)
    assert standing.assert_answers_as_built_at_once(fast) > 10


def test_what_is_withdrawn_takes_no_room_for_long(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The half of a forest may be withdrawn and still be there, and what its trees have not yet merged."""
    monkeypatch.setattr(forest, "TAIL", 4)
    of = crowds.drawn(REGIONS["pole"], seed, 4000)
    kept = Forest(of.rows, of.party)
    before = kept.nbytes - kept._manners.nbytes
    for notice in range(20, len(of.party)):
        kept.withdraw(notice)
    assert len(kept) < 700
    assert kept.nbytes - kept._manners.nbytes < before / 2
    for _ in range(3):
        for notice in range(20, len(of.party)):
            kept.withdraw(kept.add(of.of(notice), int(of.party[notice])))
            assert kept.nbytes - kept._manners.nbytes < before


@FAST
def test_nothing_can_be_withdrawn_twice_nor_what_never_was(fast: bool, seed: int) -> None:
    of = crowds.drawn(REGIONS["equator"], seed, 100)
    kept = Forest(of.rows, of.party, fast)
    kept.withdraw(0)
    for number in (0, -1, len(of.party)):
        with pytest.raises(KeyError):
            kept.withdraw(number)
    assert kept.add(of.of(0), int(of.party[0])) == len(of.party)


def test_it_takes_no_more_bytes_than_promised(seed: int) -> None:
    """At most 128 a row, the index included, for movements on the ground: here those of one day on fifty days."""
    of = crowds.drawn(REGIONS["mid-latitude"], seed, LEGS)
    day = np.repeat(np.arange(50), LEGS)
    line, notice = np.tile(of.rows.line, (50, 1)), np.tile(of.rows.notice, 50) + len(of.party) * day
    line[:, [meet.E0, meet.L0]] += float(DAY) * day[:, None]
    kept = Forest(on_the_ground(line, notice), np.tile(of.party, 50))
    assert len(kept) == 100_000
    assert 80 * len(kept) < kept.nbytes <= 128 * len(kept)


# -- At the limit ----------------------------------------------------------------------------------------------------------------


def posts(lonlat: Floats, times: Floats, heights: Floats) -> Forest:
    """Each stands at a place, from one instant to another, at one height over the ground; each of its own party."""
    n = len(lonlat)
    line = np.zeros((n, LINE))
    line[:, :3], line[:, meet.E0], line[:, meet.L0] = ecef(lonlat[:, 0], lonlat[:, 1]), times[:, 0], times[:, 1]
    manner = np.zeros((n, MANNER))
    manner[:, BOTTOM] = manner[:, TOP] = heights
    numbers = np.arange(n, dtype=np.int32)
    return Forest(crowds.rows_of(line, numbers, manner), numbers, fast=False)


@FAST
@pytest.mark.parametrize("region", REGIONS)
def test_what_just_touches_meets_and_what_is_just_beyond_does_not(region: str, fast: bool) -> None:
    """A microsecond later, a millimetre further, a millimetre higher."""
    lon, lat = REGIONS[region]
    around = np.arange(0.0, 360.0, 15.0)
    n = len(around)
    for metres, meets in ((SEPARATION_M, True), (SEPARATION_M + 0.001, False)):
        east, north, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), around, np.full(n, metres))
        lonlat = np.vstack([[lon, lat], np.column_stack([east, north])])
        assert _with_the_first(lonlat, fast=fast) == (list(range(1, n + 1)) if meets else [])
    here = np.tile([lon, lat], (3, 1))
    times = np.array([[0.0, 1e12], [1e12, 2e12], [1e12 + 1, 2e12]])
    assert _with_the_first(here, times=times, fast=fast) == [1]
    assert _with_the_first(here, times=-times[:, ::-1], fast=fast) == [1]
    assert _with_the_first(here, heights=np.array([0.0, VERTICAL_M, VERTICAL_M + 0.001]), fast=fast) == [1]
    assert _with_the_first(here, heights=-np.array([0.0, VERTICAL_M, VERTICAL_M + 0.001]), fast=fast) == [1]


def _with_the_first(
    lonlat: Floats, times: Floats | None = None, heights: Floats | None = None, *, fast: bool
) -> list[int]:
    """Whom the first meets; asked by itself, the same."""
    n = len(lonlat)
    kept = posts(
        lonlat, np.tile([0.0, 1e9], (n, 1)) if times is None else times, np.zeros(n) if heights is None else heights
    )
    within = Within(SEPARATION_M, VERTICAL_M, fast=fast)
    found = kept.pairs(within)
    whole = kept._all()[0]
    lines = whole.tree.rows(whole.manners)
    alone = asking(lines.take(np.flatnonzero(lines.notice == 0)), 0)
    met_by_first: list[int] = found.b[found.a == 0].tolist()
    assert kept.near(alone, within).b.tolist() == met_by_first
    return met_by_first


@FAST
def test_the_nearest_of_several_rows_stands_for_the_pair(fast: bool) -> None:
    """Five posts of one party at 900 m to 100 m, beside one of another: the last is named, and all five are counted."""
    lon, lat = REGIONS["mid-latitude"]
    metres = np.array([0.0, 900.0, 700.0, 500.0, 300.0, 100.0])
    east, north, _ = GEOD.fwd(np.full(6, lon), np.full(6, lat), np.full(6, 30.0), metres)
    line = np.zeros((6, LINE))
    line[:, :3], line[:, meet.L0] = ecef(np.asarray(east), np.asarray(north)), 1e9
    kept = Forest(on_the_ground(line, np.array([0, 1, 1, 1, 1, 1], np.int32)), np.array([0, 1], np.int32), fast)
    found = kept.pairs(kept.within(SEPARATION_M, VERTICAL_M))
    assert (found.a.tolist(), found.b.tolist(), found.b_number.tolist(), found.pairs.tolist()) == ([0], [1], [4], [5])
    assert found.closest_m[0] == pytest.approx(100.0, abs=1e-5)
    assert found.beyond_m[0] == pytest.approx(100.0 - float(plane_m(SEPARATION_M)), abs=1e-4)


def test_a_forest_without_rows_meets_nobody() -> None:
    nothing = on_the_ground(np.zeros((0, LINE)), np.zeros(0, np.int32))
    kept = Forest(nothing, np.zeros(0, np.int32))
    within = kept.within(SEPARATION_M, VERTICAL_M)
    one = on_the_ground(np.zeros((1, LINE)), np.zeros(1, np.int32))
    assert len(kept) == len(kept.pairs(within)) == len(kept.near(asking(one, 0), within)) == 0
    assert kept.add(one, 0) == 0
    assert len(kept) == 1
    assert isinstance(asking(one, 0), Filed) and asking(one, 0).tree.block.shape == (1, LINE, FAN)
