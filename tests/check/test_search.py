"""Does the search list every two rows that could be near, each pair once, and say the same of them in NumPy and compiled?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf, pi, sqrt

import numpy as np
import pytest

from herald.check import compiled, meet, rows, search, tree, walk
from herald.check.compiled import Pairs
from herald.check.legs import EVERYWHERE_M, REFERENCES
from herald.check.rows import CONSTANT_M, grown_m
from herald.check.search import Filed, Hits, Within, best_of_each
from herald.check.tree import FAN, Tree, boxes, fill, hilbert, laid, packed
from herald.geometry import ellipsoid
from herald.geometry.ellipsoid import CHORD_M, Floats, arc_m, ecef, plane_error_m, plane_m
from herald.notice.model import Reference
from herald.units import DAY
from tests.check import crowds
from tests.check.crowds import Crowd, Spread
from tests.check.kinds import HOUR_US
from tests.check.tables import REGIONS

FAST = pytest.mark.parametrize(
    "fast", [False, pytest.param(True, marks=pytest.mark.compiled)], ids=["NumPy", "compiled"]
)
SEPARATION_M, VERTICAL_M = 1000.0, 300.0
EARTH_M = ellipsoid.SEMI_MAJOR_M
Found = set[tuple[int, int]]


def scattered(seed: int, count: int) -> Crowd:
    return crowds.drawn(REGIONS["mid-latitude"], seed, count, Spread(12_000.0, 6.0))


def crowded(seed: int, count: int) -> Crowd:
    return crowds.drawn(REGIONS["pole"], seed, count, Spread(2_000.0, 1.0))


def at_one_instant(seed: int, count: int) -> Crowd:
    of = crowds.drawn(REGIONS["antimeridian"], seed, count, Spread(10_000.0))
    return _with_times(of, np.tile([7e9, 0.0, 7e9, 0.0], (count, 1)))


def without_end(seed: int, count: int) -> Crowd:
    of = crowds.drawn(REGIONS["equator"], seed, count, Spread(8_000.0))
    times = of.rows.line[:, meet.E0 :].copy()
    times[::3, :2] = -inf, 0.0
    times[::2, 2:] = inf, 0.0
    return _with_times(of, times)


def on_a_grid(seed: int, count: int) -> Crowd:
    """Every row stands still, on a grid of just the separation, from one whole hour to the next: what meets, touches."""
    rng = np.random.default_rng(seed)
    line = np.zeros((count, rows.LINE))
    line[:, 0], line[:, 1:3] = ellipsoid.SEMI_MAJOR_M, SEPARATION_M * rng.integers(-2, 3, (count, 2))
    line[:, meet.E0] = HOUR_US * rng.integers(0, 6, count)
    line[:, meet.L0] = line[:, meet.E0] + HOUR_US
    return _each_its_own(line, rng)


def one_long_among_many_short(seed: int, count: int) -> Crowd:
    of = crowds.drawn(REGIONS["mid-latitude"], seed, count, Spread(50_000.0))
    times, manners = of.rows.line[:, meet.E0 :].copy(), np.vstack([of.rows.manners, np.zeros(rows.MANNER)])
    manner = of.rows.manner.copy()
    times[:1], manner[:1] = [-3.0 * DAY, 7.0 * DAY, -3.0 * DAY, 7.0 * DAY], len(manners) - 1
    manners[-1, rows.ASIDE] = 60_000.0
    return _with_times(replace(of, rows=replace(of.rows, manner=manner, manners=manners)), times)


def at_one_place(seed: int, count: int) -> Crowd:
    line = np.zeros((count, rows.LINE))
    line[:, 0], line[:, meet.L0] = ellipsoid.SEMI_MAJOR_M, float(HOUR_US)
    return _each_its_own(line, np.random.default_rng(seed))


def _with_times(of: Crowd, times: Floats) -> Crowd:
    return replace(of, rows=replace(of.rows, line=np.hstack([of.rows.line[:, : meet.E0], times])))


def _each_its_own(line: Floats, rng: np.random.Generator) -> Crowd:
    """Each row a notice, of one of three parties."""
    return Crowd(
        rows.on_the_ground(line, np.arange(len(line), dtype=np.int32)), rng.integers(0, 3, len(line), np.int32)
    )


KINDS = (scattered, crowded, at_one_instant, without_end, on_a_grid, one_long_among_many_short, at_one_place)
COUNTS = (0, 1, FAN, FAN + 1, FAN * FAN + 1)
Kind = Callable[[int, int], Crowd]


def filed(of: Crowd) -> Filed:
    return Filed(packed(of.rows), of.rows.manners, of.party)


def listed(a: Filed, b: Filed, within: Within, leaves: range | None = None) -> Found:
    """The pairs of rows found, by their numbers; none twice, and none of one party or of one that is withdrawn."""
    found = [np.zeros((0, 2), np.int64), *search.candidates(a, b, within, leaves)]
    one, other = (side.number(each) for side, each in zip((a, b), np.vstack(found).T, strict=True))
    party, other_party = (side.party[side.owner(each)] for side, each in zip((a, b), np.vstack(found).T, strict=True))
    assert (party != other_party).all() and (party >= 0).all() and (other_party >= 0).all()
    if a.tree is b.tree:
        one, other = np.minimum(one, other), np.maximum(one, other)
    pairs = list(zip(one.tolist(), other.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def expected(of: Crowd, us: float = 0.0) -> Found:
    """The pairs of rows that do come within the limits, or do if one is so much later."""
    if us == 0.0:
        met = crowds.meeting(of, SEPARATION_M, VERTICAL_M, inf)
        return set(zip(met.a.tolist(), met.b.tolist(), strict=True))
    a, b = crowds.every_two(of)
    kernel, up, down, limit = crowds.asked(of.rows, a, b, SEPARATION_M, VERTICAL_M)
    delay = compiled.forbidden(kernel[a], kernel[b], up, down, limit)
    meeting = np.flatnonzero((delay[:, 0] <= us) & (delay[:, 1] >= -us))
    return set(zip(a[meeting].tolist(), b[meeting].tolist(), strict=True))


# -- Which pairs -------------------------------------------------------------------------------------------------------------


@FAST
@pytest.mark.parametrize("us", [0.0, 1e9], ids=["as filed", "shifted"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_pair_that_comes_within_its_limit_is_listed_and_none_twice(
    kind: Kind, us: float, fast: bool, seed: int
) -> None:
    within, meetings = Within(SEPARATION_M, VERTICAL_M, us, fast), 0
    for count in COUNTS:
        of = kind(seed + count, count).numbered()
        whole, must = filed(of), expected(of, us)
        assert must <= listed(whole, whole, within), count
        meetings += len(must)
    assert meetings > 10


@FAST
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_between_two_trees_too(kind: Kind, fast: bool, seed: int) -> None:
    within = Within(SEPARATION_M, VERTICAL_M, fast=fast)
    for count, first in ((0, 0), (20, 0), (20, 20), (FAN * FAN + 40, 40)):
        of = kind(seed, count).numbered()
        one, other = (
            Filed(packed(of.rows.take(part)), of.rows.manners, of.party) for part in (slice(first), slice(first, None))
        )
        across = {(a, b) for a, b in expected(of) if a < first <= b}
        assert across <= listed(one, other, within)
        assert {(b, a) for a, b in across} <= listed(other, one, within)


@FAST
def test_few_pairs_are_listed_beyond_those_that_meet(fast: bool, seed: int) -> None:
    """Else a search that lists all pairs would pass every other test."""
    of = crowds.drawn(REGIONS["equator"], seed, 2000)
    calm = replace(of, rows=replace(of.rows, manners=np.minimum(of.rows.manners, EVERYWHERE_M - 1)))
    calm.rows.manners[:, rows.ASIDE] = 0.0
    whole = filed(calm.numbered())
    found = listed(whole, whole, Within(SEPARATION_M, VERTICAL_M, fast=fast))
    a, _ = crowds.every_two(calm)
    assert 100 < len(found) < len(a) / 100


@FAST
@pytest.mark.parametrize("reach_m", [5.1e6, 6e6, EVERYWHERE_M])
def test_whose_reaches_come_to_a_quarter_of_the_way_round_meet_wherever_they_are(reach_m: float, fast: bool) -> None:
    """There the plane ends: two that stand opposite each other on the Earth are within the limit. But not at another time."""
    line = np.zeros((3, rows.LINE))
    line[:, 0], line[:, meet.L0] = [ellipsoid.SEMI_MAJOR_M, -ellipsoid.SEMI_MAJOR_M, ellipsoid.SEMI_MAJOR_M], 1e9
    line[2, [meet.E0, meet.L0]] = 2e9
    manner = np.zeros((3, rows.MANNER))
    manner[:, rows.REACH] = reach_m
    of = Crowd(crowds.rows_of(line, np.arange(3, dtype=np.int32), manner), np.arange(3, dtype=np.int32)).numbered()
    whole, within = filed(of), Within(SEPARATION_M, VERTICAL_M, fast=fast)
    found = np.vstack(list(search.candidates(whole, whole, within)))
    assert whole.number(found).tolist() == [[0, 1]]
    assert search.approaches(whole, whole, found, within)[0, 3] == -inf
    apart = search.approaches(whole, whole, np.array([[0, 2], [1, 2]]), within)
    assert (apart[:, [0, 3]] == inf).all()


@FAST
def test_what_is_withdrawn_is_not_listed(fast: bool, seed: int) -> None:
    of = crowded(seed, 300).numbered()
    of.party[::2] = -1
    whole, must = filed(of), expected(of)
    assert must and must <= listed(whole, whole, Within(SEPARATION_M, VERTICAL_M, fast=fast))


@FAST
def test_leaf_by_leaf_each_pair_is_listed_once(fast: bool, seed: int) -> None:
    whole, within = filed(crowded(seed, 400).numbered()), Within(SEPARATION_M, VERTICAL_M, fast=fast)
    parts = [listed(whole, whole, within, range(leaf, leaf + 1)) for leaf in range(len(whole.tree.block))]
    assert sum(map(len, parts)) == len(set().union(*parts))
    assert set().union(*parts) == listed(whole, whole, within)


@FAST
@pytest.mark.parametrize("room", [1, 256, 300, 5000])
def test_however_many_pairs_are_handed_on_together(
    room: int, fast: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, within = filed(crowded(seed, 400).numbered()), Within(SEPARATION_M, VERTICAL_M, fast=fast)
    at_once = listed(whole, whole, within)
    monkeypatch.setattr(search, "ROOM", max(room, FAN) if not fast else room)
    assert listed(whole, whole, within) == at_once
    assert len(at_once) > 5000


# -- NumPy and compiled ------------------------------------------------------------------------------------------------------


@pytest.mark.compiled
@pytest.mark.parametrize("region", REGIONS)
def test_both_forms_list_the_same_pairs_and_say_the_same_of_them(region: str, seed: int) -> None:
    of = crowds.drawn(REGIONS[region], seed, 1500).numbered()
    whole, slow, fast = filed(of), *(Within(SEPARATION_M, VERTICAL_M, 1e9, fast) for fast in (False, True))
    assert listed(whole, whole, slow) == listed(whole, whole, fast)
    found = np.vstack(list(search.candidates(whole, whole, slow)))
    near = [search.approaches(whole, whole, found, each) for each in (slow, fast)]
    met = near[0][:, 3] < inf
    assert_alike(near[0][met], near[1][met])
    np.testing.assert_array_equal(near[1][:, 3] < inf, met)
    delays = [search.delays(whole, whole, found, each) for each in (slow, fast)]
    np.testing.assert_array_equal(delays[0], delays[1])
    assert met.sum() > 500
    for one, other in zip(*(_in_turn(whole, found, near[0], each) for each in (slow, fast)), strict=True):
        assert len(one) > 10
        for name in Hits.__slots__:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)


def assert_alike(near: Floats, other: Floats) -> None:
    """Distances and fractions bit for bit; the limit, which has a sine in it, to a rounding."""
    np.testing.assert_array_equal(near[:, :3], other[:, :3])
    np.testing.assert_allclose(near[:, 3], other[:, 3], rtol=0, atol=1e-9)


def _in_turn(whole: Filed, found: Pairs, near: Floats, within: Within) -> Iterator[Hits]:
    """The hits within one forest, and from one to another; the best of each pair of notices, and of those gathered before."""
    for other in (whole, replace(whole, party=whole.party.copy())):
        all_hits = search.hits(whole, other, found, near, within)
        yield all_hits
        yield best_of_each(all_hits, within)
        halves = [search.hits(whole, other, part, near_part, within) for part, near_part in _halved(found, near)]
        yield best_of_each(search.together([best_of_each(half, within) for half in halves]), within)


def _halved(found: Pairs, near: Floats) -> list[tuple[Pairs, Floats]]:
    return [(found[:300], near[:300]), (found[300:], near[300:])]


@FAST
def test_of_equally_near_hits_the_first_rows_stand_for_a_pair_of_notices(fast: bool, seed: int) -> None:
    """In whatever order they were found, and however often some were gathered before."""
    rng = np.random.default_rng(seed)
    count = 400
    notices = rng.integers(0, 3, count) << 32 | rng.integers(3, 6, count)
    numbers = rng.permutation(count) // 20 << 32 | rng.permutation(count)
    near = np.column_stack([rng.random((count, 3)), -rng.integers(0, 3, count).astype(float)])
    stands_for = rng.integers(1, 5, count)
    best = best_of_each(Hits(notices, numbers, near, stands_for), Within(1.0, 1.0, fast=fast))
    assert best.notices.tolist() == sorted(set(notices.tolist()))
    for k, pair in enumerate(best.notices):
        of = np.flatnonzero(notices == pair)
        first = min(of, key=lambda at: (near[at, 3], numbers[at]))
        assert best.numbers[k] == numbers[first]
        np.testing.assert_array_equal(best.near[k], near[first])
        assert best.pairs[k] == stands_for[of].sum()


@FAST
def test_of_hits_by_rows_of_one_number_one_stands_for_the_pair(fast: bool) -> None:
    """Who numbers rows by their legs has two pieces meet at the vertex between them, equally near."""
    same = np.zeros(2, np.int64)
    near = np.array([[5.0, 1.0, 0.0, -3.0], [5.0, 0.0, 0.0, -3.0]])
    best = best_of_each(Hits(same, same, near, np.ones(2, np.int64)), Within(1.0, 1.0, fast=fast))
    assert len(best) == 1 == len(best.near) == len(best.numbers)
    assert best.pairs.tolist() == [2]


@FAST
@pytest.mark.parametrize("few", [1, 2000, search.FEW])
def test_one_notice_asked_at_once_is_answered_as_in_parts(
    few: int, fast: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much of it there is room for."""
    monkeypatch.setattr(search, "FEW", few)
    of, within = crowded(seed, 800), Within(SEPARATION_M, VERTICAL_M, fast=fast)
    whole, most = filed(of), 0
    for notice in range(len(of.party)):
        asked = Filed(laid(of.of(notice)), of.rows.manners, of.party[notice : notice + 1])
        parts = list(search.met(asked, whole, within))
        one, other = search.met_at_once(asked, whole, within), best_of_each(search.together(parts), within)
        for name in Hits.__slots__:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
        most = max(most, *map(len, search.candidates(asked, whole, within)))
    assert most > 2000


def test_the_literals_of_the_compiled_search_are_those_of_their_sources() -> None:
    assert walk.FAN == tree.FAN
    assert walk.OUTWARD == tree.OUTWARD
    assert walk.PLANE == rows._PLANE == 1.02 / ellipsoid.LEAST_RADIUS_M**2
    assert walk.TWO_RADII_M == 2 * ellipsoid.MEAN_RADIUS_M
    assert walk.FARTHEST_M == ellipsoid.FARTHEST_M
    assert pi / 4 == walk.QUARTER_TURN
    assert REFERENCES[0] is Reference.AGL, "up_and_down compares the reference with 0"
    for s, d in ((10_000.0, 0.0), (0.0, 2e6), (7_000.0, 30_000.0)):
        assert walk.PLANE * (s * s * d / 4 + s**3 / 15 + d**3 / 2000) + 1e-5 == pytest.approx(
            plane_error_m(s, d), rel=1e-14
        )
    for arc in (0.0, 1e3, 2e6, 1e7, 1.0007e7, 1.0008e7, EVERYWHERE_M):
        assert walk.in_plane_m(arc) == pytest.approx(float(plane_m(arc)), rel=1e-14)


def test_who_is_taken_for_aside_of_the_others_line_stays_beyond_the_limit_whatever_the_instants(seed: int) -> None:
    """On pairs drawn so that most are near the limit; half of those beyond it are told, none of those within it."""
    rng = np.random.default_rng(seed)
    always = ((1.0, 0.0, 0.0), (-1.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, -1.0, 1.0))
    told = beyond = 0
    for legs in rng.normal(0.0, 1500.0, (4000, 6)) * rng.integers(0, 2, (4000, 6)):
        m = meet.metric((EARTH_M, 0.0, 0.0, 0.0, legs[0], legs[1]), (EARTH_M, legs[4], legs[5], 0.0, legs[2], legs[3]))
        least = sqrt(meet.closest(always, m)[0])
        limit = float(rng.choice([least, least * (1 - 1e-7), least * 0.9, least * rng.random(), 1000.0]))
        beyond += least > limit * (1 + 1e-6) + 1e-6
        told += walk.aside_of(m, limit)
        assert not (walk.aside_of(m, limit) and least <= limit)
    assert told > beyond // 2 > 500


def test_no_search_needs_more_of_a_stack_than_there_is() -> None:
    """Sixteen nodes at most stand at the top; each that is taken off leaves sixteen in its place, a level further down."""
    levels, nodes = 1, 2**31 / FAN / FAN
    while nodes > FAN:
        levels, nodes = levels + 1, nodes / FAN
    assert FAN + (FAN - 1) * levels < walk.STACK


# -- What a tree holds -------------------------------------------------------------------------------------------------------


def assert_held(of: Tree, manners: Floats) -> None:
    """Every node's box in 32 bits holds the 64-bit boxes of all rows below it."""
    there = np.flatnonzero(of.block[:, meet.E0].ravel() < inf)
    held = boxes(of.rows(manners))
    assert len(there) == held.low.shape[1]
    for level in range(len(of.starts) - 1):
        node, child = np.divmod(there // FAN // FAN**level, FAN)
        only = of.only[of.starts[level] + node, child]
        assert ((only < 0) | (only == of.notice.ravel()[there])).all(), level
        box = of.nodes[of.starts[level] + node, :, child].astype(np.float64).T
        assert (box[:4] <= held.low).all() and (box[4:] >= held.high).all(), level
        used = np.zeros((of.starts[level + 1] - of.starts[level], FAN), np.bool_)
        used[node, child] = True
        empty = of.nodes[of.starts[level] : of.starts[level + 1]].transpose(0, 2, 1)[~used]
        assert (empty[:, :4] == inf).all() and (empty[:, 4:] == -inf).all(), level


@pytest.mark.parametrize("count", [1, 15, 16, 17, 256, 257, 4097, 20_000])
def test_every_node_holds_all_that_lies_below_it(count: int, seed: int) -> None:
    of = crowds.drawn(REGIONS["antimeridian"], seed, count, Spread(2e6, 1000.0))
    assert_held(packed(of.rows), of.rows.manners)


def test_what_is_put_in_bit_by_bit_is_held_too(seed: int) -> None:
    of = crowds.drawn(REGIONS["pole"], seed, 3000)
    growing, leaf = laid(of.rows.take(slice(0)), 300), 0
    for notice in range(len(of.party)):
        leaf = fill(growing, leaf, of.of(notice))
        if notice % 20 == 0:
            assert_held(growing, of.rows.manners)
    assert_held(growing, of.rows.manners)
    assert len(growing.rows(of.rows.manners)) == 3000


def test_a_box_rounds_outward_whatever_its_size(seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = rng.choice([-1.0, 1.0], (4, 10_000)) * 10 ** rng.uniform(-30, 18, (4, 10_000))
    at[:, :4] = [inf, -inf, 0.0, -0.0]
    low, high = tree.Boxes(at, at).narrow()
    assert (low <= at).all() and (high >= at).all()
    np.testing.assert_allclose(low[:, 4:], at[:, 4:], rtol=3e-7)


def test_rows_come_back_out_of_a_tree_as_they_went_in(seed: int) -> None:
    of = crowds.drawn(REGIONS["equator"], seed, 1000).numbered().rows
    back = packed(of).rows(of.manners)
    at = np.argsort(back.number)
    assert back.manners is of.manners
    for name in ("line", "notice", "number", "manner"):
        np.testing.assert_array_equal(getattr(back.take(at), name), getattr(of, name))


def test_the_curve_passes_every_cell_of_a_grid_once_from_neighbour_to_neighbour() -> None:
    """The corner of eight cells each way is the first 4096 of the curve."""
    cells = np.stack(np.meshgrid(*(np.arange(8, dtype=np.uint32),) * 4, indexing="ij")).reshape(4, -1)
    key = hilbert(cells)
    assert sorted(key.tolist()) == list(range(8**4))
    steps = np.abs(np.diff(cells[:, np.argsort(key)].astype(int), axis=1))
    assert (steps.sum(axis=0) == 1).all()


def test_the_curve_keeps_cells_apart_up_to_the_last_bit() -> None:
    last = (1 << 15) - 1
    cells = last - np.stack(np.meshgrid(*(np.arange(3, dtype=np.uint32),) * 4, indexing="ij")).reshape(4, -1)
    key = hilbert(cells.astype(np.uint32))
    assert len(set(key.tolist())) == cells.shape[1]
    assert int(key.max()) < 1 << 60


# -- What a box must be grown by ---------------------------------------------------------------------------------------------


def chords_about(rng: np.random.Generator, centre: tuple[float, float], apart_m: Floats) -> tuple[Floats, Floats]:
    """Pairs of chords of up to 10 km, (n, 6) each: the first about a place, the second beginning so far from its middle."""
    lon, lat = (np.full(len(apart_m), each) for each in centre)
    heading, metres = rng.uniform(0, 360, len(lon)), CHORD_M * rng.choice([0.0, 1.0, rng.random()], len(lon))
    there = _onward(*_onward(lon, lat, heading, metres / 2), rng.uniform(0, 360, len(lon)), apart_m)
    beyond = _onward(*there, rng.uniform(0, 360, len(lon)), CHORD_M * rng.choice([0.0, 1.0, rng.random()], len(lon)))
    return _chords((lon, lat), _onward(lon, lat, heading, metres)), _chords(there, beyond)


def _onward(lon: Floats, lat: Floats, heading: Floats, metres: Floats) -> tuple[Floats, Floats]:
    east, north, _ = ellipsoid.GEOD.fwd(lon, lat, heading, metres)
    return np.asarray(east), np.asarray(north)


def _chords(start: tuple[Floats, Floats], end: tuple[Floats, Floats]) -> Floats:
    return np.hstack([ecef(*start), ecef(*end) - ecef(*start)])


@pytest.mark.parametrize("region", REGIONS)
def test_two_places_lie_within_what_their_boxes_are_grown_by(region: str, seed: int) -> None:
    """The straight distance is at most all three shares together and the constant, however the limit is shared out.

    From two thousand kilometres down to nothing: there the end of one chord lies two metres over the middle of the other.
    """
    rng = np.random.default_rng(seed)
    n = 3000
    a, b = chords_about(rng, REGIONS[region], 10 ** rng.uniform(-3, np.log10(2e6), n))
    uv = rng.choice([0.0, 1.0, 0.5, rng.random()], (n, 2))
    apart, plane = straight_and_plane(a, b, uv)
    assert ((apart > 1.9) & (plane < 0.1)).any()
    assert (apart <= grown_together(rng, plane, np.maximum(*(np.linalg.norm(x[:, 3:], axis=1) for x in (a, b))))).all()


def straight_and_plane(a: Floats, b: Floats, uv: Floats) -> tuple[Floats, Floats]:
    """How far apart are these places in space, and in their pair's plane?"""
    between = a[:, :3] + uv[:, :1] * a[:, 3:] - b[:, :3] - uv[:, 1:] * b[:, 3:]
    rest = np.zeros(8)
    plane = [
        np.sqrt(meet.squared_m2(meet.metric([*one, *rest], [*other, *rest]), u, v))
        for one, other, (u, v) in zip(a.tolist(), b.tolist(), uv.tolist(), strict=True)
    ]
    return np.asarray(np.linalg.norm(between, axis=1)), np.array(plane)


def grown_together(rng: np.random.Generator, plane: Floats, chord: Floats) -> Floats:
    """How much do boxes grow together in all, where the limit is just so far in the plane?

    The limit is separation, both reaches and the error; what is left without the error is shared out: alike, at random, or all
    to one.
    """
    arc = arc_m(plane)
    bare = np.maximum(arc - plane_error_m(chord, np.minimum(arc, ellipsoid.FARTHEST_M)), 0.0)
    for _ in range(5):
        bare = np.maximum(arc - plane_error_m(chord, np.minimum(bare, ellipsoid.FARTHEST_M)), 0.0)
    share = rng.choice([1.0, 1e-9, rng.random()], (3, len(plane)))
    together: Floats = grown_m(bare * share / share.sum(axis=0)).sum(axis=0) + CONSTANT_M
    return together


@pytest.mark.parametrize("shares", [(1.0, 0.0, 0.0), (0.5, 0.5, 0.0), (1 / 3, 1 / 3, 1 / 3), (0.4, 0.35, 0.25)])
def test_boxes_whose_limit_is_a_quarter_of_the_way_round_reach_the_whole_earth(shares: tuple[float, ...]) -> None:
    """There the plane ends, and everything counts as within the limit."""
    quarter = pi / 2 * ellipsoid.MEAN_RADIUS_M
    assert plane_m(quarter) == inf
    assert np.asarray(grown_m(quarter * np.array(shares))).sum() >= 2 * ellipsoid.SEMI_MAJOR_M
