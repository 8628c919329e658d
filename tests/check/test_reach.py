"""The boxes a store keeps: do two notices that could meet always have boxes that overlap?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.agreement.model import Agreement
from herald.check.answer import Limits
from herald.check.arrivals import meetings
from herald.check.pairs import check
from herald.check.reach import UNBOUNDED_S, Box, grown, reach, widest_m
from herald.geometry.place import Path, Polygon
from herald.notice.model import ON_THE_GROUND, Action, Area, Kind, Notice, Route, Spot, Window, Windows
from herald.units import FIRST_INSTANT, LAST_INSTANT, SECOND, Instant, NoticeId
from tests.check.histories import filed, flight, track
from tests.check.retimed import zoned
from tests.check.worlds import GEOD, LIMITS, REGIONS, START, at, notice, place

ALWAYS = Window(None, None)


def overlap(one: Box, two: Box) -> bool:
    """In all four dimensions? Touching is overlapping."""
    return all(one[side] <= two[side + 1] and two[side] <= one[side + 1] for side in range(0, 8, 2))


def near_each_other(one: Sequence[Box], two: Sequence[Box], separation_m: float) -> bool:
    return any(overlap(a, b) for a in grown(one, separation_m) for b in two)


def missed(
    notices: Sequence[Notice], agreement: Agreement | None, most: int, limits: Limits = LIMITS
) -> tuple[int, list[tuple[str, str]]]:
    """How many pairs a check lists, and which of them the boxes do not find, asked from either side."""
    of = dict(zip((each.id for each in notices), reach(notices, most, limits.road_factor), strict=True))
    assert all(1 <= len(boxes) <= most for boxes in of.values())
    encounters = check(notices, agreement, limits).encounters
    within = widest_m(agreement, limits)
    pairs = [(e.a, e.b) for e in encounters]
    return len(pairs), [
        (a, b)
        for a, b in pairs
        if not (near_each_other(of[a], of[b], within) and near_each_other(of[b], of[a], within))
    ]


@pytest.mark.parametrize("governed", [False, True])
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_pair_that_a_check_lists_has_boxes_that_overlap(
    region: str, governed: bool, seed: int, judged: Callable[[str, int], None]
) -> None:
    judged("boxes of pairs that a check lists", _judge(Random(f"{seed} {region}"), region, governed, 4))


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_pair_of_many_worlds_that_a_check_lists_has_boxes_that_overlap(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region} deep")
    listed = sum(_judge(rng, region, governed, 150) for governed in (False, True))
    judged("boxes of pairs that a check lists", listed)


def _judge(rng: Random, region: str, governed: bool, worlds: int) -> int:
    listed = 0
    for _ in range(worlds):
        agreement = zoned(region, rng) if governed and region != "pole" else None
        limits = replace(LIMITS, separation_m=rng.choice([0.0, 1000.0, 20_000.0]), road_factor=rng.choice([1.0, 1.4]))
        pairs, none = missed(filed(rng, region, 10), agreement, rng.choice([1, 2, 8, 50]), limits)
        assert not none
        listed += pairs
    return listed


def spot(number: int, party: str, lon: float, lat: float, window: Window, **members: object) -> Notice:
    return notice(number, party, Spot(place(lon, lat), window, ON_THE_GROUND), Kind.POST, **members)


@given(
    st.integers(0, 2**32),
    st.sampled_from([*REGIONS.values(), (0.0, 90.0), (-180.0, 0.0)]),
    st.sampled_from([0.0, 1.0, 100.0, 50_000.0, 200_000.0]),
    st.sampled_from([0.0, 500.0, 400_000.0, 900_000.0]),
)
def test_those_just_within_the_limit_at_a_touching_instant_are_not_missed(
    number: int, middle: tuple[float, float], separation_m: float, buffer_m: float
) -> None:
    """One from north or anywhere else, as far as separation and both buffers reach; one comes as the other goes."""
    rng = Random(number)
    apart = separation_m + 2 * buffer_m
    lon, lat, _ = GEOD.fwd(*middle, rng.uniform(0, 360), max(apart - 1e-3, 0.0))
    instant = Instant(START + rng.randrange(10**12))
    pair = [
        spot(1, "aster", *middle, Window(Instant(instant - SECOND), instant), buffer_mm=round(buffer_m * 1000)),
        spot(2, "birch", lon, lat, Window(instant, Instant(instant + SECOND)), buffer_mm=round(buffer_m * 1000)),
    ]
    assert missed(pair, None, 8, replace(LIMITS, separation_m=separation_m)) == (1, [])


def test_a_notice_of_a_long_way_has_few_boxes_that_hold_all_of_its_many(seed: int) -> None:
    rng = Random(seed)
    for region in sorted(REGIONS):
        long = [*(flight(rng, region, number, "aster") for number in range(10)), track(rng, region, 10, "birch")]
        each = reach(long, 10_000)
        assert max(map(len, each)) > 30
        for most in (1, 2, 7, 8):
            for few, many in zip(reach(long, most), each, strict=True):
                assert len(few) == min(most, len(many)) or (len(many) > most > len(few))
                assert all(any(_within(box, hull) for hull in few) for box in many)


def _within(box: Box, hull: Box) -> bool:
    return all(hull[side] <= box[side] and box[side + 1] <= hull[side + 1] for side in range(0, 8, 2))


def test_more_boxes_of_a_way_take_less_room(seed: int) -> None:
    """Along a way of many legs: each of eight boxes is about an eighth as long as the whole, and lasts about as long."""
    rng, n = Random(seed), 80
    places = [GEOD.fwd(40.0, 47.0, 45.0, 3000.0 * number)[:2] for number in range(n)]
    windows = tuple(Window(at(number / 10), at(number / 10 + rng.random() / 10)) for number in range(n))
    shape = Route(tuple(place(*each) for each in places), Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * n)
    (few,), ((whole,),) = reach([notice(1, "aster", shape)]), reach([notice(1, "aster", shape)], 1)
    assert len(few) == 8
    for box in few:
        assert box.x1 - box.x0 < (whole.x1 - whole.x0) / 6
        assert box.t1 - box.t0 < (whole.t1 - whole.t0) / 6


def test_a_week_at_a_halt_does_not_stretch_the_boxes_of_the_way() -> None:
    """Twenty kilometres in two hours on either side of the halt, in eleven legs; the week stands in a box of its own."""
    places = [place(40.0 + 0.02 * min(number, 20), 47.0) for number in (*range(11), *range(10, 21))]
    hours = [*(number / 5 for number in range(11)), *(170 + number / 5 for number in range(11))]
    windows = tuple(Window(at(hour), at(hour)) for hour in hours)
    shape = Route(tuple(places), Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * 22)
    lasting = [box for box in reach([notice(1, "aster", shape)])[0] if box.t1 - box.t0 > 86_400]
    assert len(lasting) == 1
    assert max(box.x1 - box.x0 for box in lasting) < 5_000


def test_a_cancel_has_no_boxes_and_the_others_keep_their_places() -> None:
    posts = [spot(number, "aster", number, 0.0, Window(at(0), at(1))) for number in (1, 2)]
    cancel = replace(posts[0], id=NoticeId("N0003"), action=Action.CANCEL, shape=None)
    boxes = reach([cancel, posts[0], cancel, posts[1], cancel])
    assert [len(each) for each in boxes] == [0, 1, 0, 1, 0]
    assert boxes[1] == reach(posts[:1])[0]
    assert reach([]) == ()
    assert reach([cancel]) == ((),)


def test_an_end_that_nobody_stated_is_further_off_than_the_calendar() -> None:
    box = reach([spot(1, "aster", 10.0, 0.0, ALWAYS)])[0][0]
    assert (box.t0, box.t1) == (-UNBOUNDED_S, UNBOUNDED_S)
    lasting = spot(1, "aster", 10.0, 0.0, Window(FIRST_INSTANT, LAST_INSTANT))
    box = reach([lasting])[0][0]
    assert -UNBOUNDED_S < box.t0 < FIRST_INSTANT / SECOND
    assert LAST_INSTANT / SECOND < box.t1 < UNBOUNDED_S


def test_instants_in_seconds_are_rounded_outward() -> None:
    for first in (START, START + 1, Instant(LAST_INSTANT - 5), FIRST_INSTANT):
        of = spot(1, "aster", 10.0, 0.0, Window(Instant(first), Instant(first + 3)))
        box = reach([of, spot(2, "aster", 10.0, 0.0, Window(FIRST_INSTANT, LAST_INSTANT))])[0][0]
        assert box.t0 * SECOND < first
        assert box.t1 * SECOND > first + 3
        assert box.t1 - box.t0 < 0.01


def test_whoever_is_deep_inside_an_area_is_not_missed_even_on_the_far_side_of_the_earth() -> None:
    ring = tuple(place(lon, lat) for lon, lat in ((-170, -80), (0, -80), (170, -80), (170, 80), (0, 80), (-170, 80)))
    vast = notice(1, "aster", Area(Polygon((ring,), Path.LONLAT), Window(at(0), at(9)), ON_THE_GROUND))
    ring = tuple(place(lon, lat) for lon, lat in ((0, 0), (12, 0), (12, 12), (0, 12)))
    great = notice(2, "birch", Area(Polygon((ring,), Path.LONLAT), Window(at(0), at(9)), ON_THE_GROUND))
    inside = [spot(3, "cedar", 0.0, 0.0, Window(at(1), at(2))), spot(4, "cedar", 6.0, 6.0, Window(at(1), at(2)))]
    assert missed([vast, great, *inside], None, 8) == (5, [])


def test_the_boxes_of_a_road_as_long_as_it_may_be_are_larger() -> None:
    shape = Route(
        (place(10.0, 0.0), place(10.05, 0.0)), Path.GEODESIC, Windows((Window(at(0), at(1)),) * 2), (ON_THE_GROUND,) * 2
    )
    plain, wide = (reach([notice(1, "aster", shape)], road_factor=factor)[0][0] for factor in (1.0, 1.5))
    assert plain.z1 + 3000 < wide.z1
    assert _within(plain, wide)


def test_not_even_one_box_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="saw 0"):
        reach([], 0)


# -- In a real R*Tree ----------------------------------------------------------------------------------------------------

NEAR = """SELECT DISTINCT owner FROM boxes
WHERE x1 >= ? AND x0 <= ? AND y1 >= ? AND y0 <= ? AND z1 >= ? AND z0 <= ? AND t1 >= ? AND t0 <= ?"""


class Stored:
    """What a store keeps: the boxes of what stands in an R*Tree on 32 bits, and whose each is."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, y0, y1, z0, z1, t0, t1, +owner TEXT)")
        self.filed = dict[str, Notice]()

    def add(self, notices: Sequence[Notice]) -> None:
        for each, boxes in zip(notices, reach(notices), strict=True):
            self.filed[each.id] = each
            self.db.executemany(
                "INSERT INTO boxes VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [(*box, each.id) for box in boxes]
            )

    def near(self, notices: Sequence[Notice], separation_m: float) -> Iterator[str]:
        for boxes in reach(notices):
            for box in grown(boxes, separation_m):
                yield from (owner for (owner,) in self.db.execute(NEAR, box))


@pytest.mark.parametrize("governed", [False, True])
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_what_an_r_tree_finds_and_the_check_then_says_is_what_a_check_of_everything_says(
    region: str, governed: bool, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region} stored")
    pairs = left_out = 0
    for _ in range(2):
        agreement = zoned(region, rng) if governed and region != "pole" else None
        log, store = [*filed(rng, region, 14), *_far_away(rng)], Stored()
        rng.shuffle(log)
        stand, arriving = log[:16], log[16:]
        store.add(stand)
        found = set(store.near(arriving, widest_m(agreement, LIMITS)))
        candidates = [each for each in stand if each.id in found]
        met = meetings(arriving, candidates, agreement, LIMITS)
        assert met == meetings(arriving, stand, agreement, LIMITS)
        assert met == tuple(sorted(met, key=lambda each: (each.arriving, each.other))), (
            "by place in the batch, then by id"
        )
        left_out += len(stand) - len(candidates)
        everything = {frozenset((e.a, e.b)) for e in check(log, agreement, LIMITS).encounters}
        stood = {each.id for each in stand}
        asked = {pair for pair in everything if not pair <= stood}
        assert {frozenset((arriving[each.arriving].id, each.other)) for each in met} == asked
        pairs += len(asked)
    assert left_out > 0
    judged("an R*Tree's answers, then the check's", pairs)


def _far_away(rng: Random) -> list[Notice]:
    """Posts half the Earth and half a year away from all regions' middles, so that there is somebody not to be found."""
    there = [(rng.uniform(80, 120), rng.uniform(-60, -50)) for _ in range(8)]
    window = Window(at(4000), at(4001))
    return [spot(100 + number, "dates", lon, lat, window) for number, (lon, lat) in enumerate(there)]


def test_an_r_tree_finds_an_end_nobody_stated_and_the_year_9999() -> None:
    store = Stored()
    store.add(
        [
            spot(1, "aster", 10.0, 0.0, ALWAYS),
            spot(2, "aster", 10.0, 0.0, Window(at(0), LAST_INSTANT)),
            spot(3, "aster", 10.0, 0.0, Window(at(0), at(1))),
        ]
    )
    late = Window(Instant(LAST_INSTANT - SECOND), LAST_INSTANT)
    assert sorted(store.near([spot(4, "birch", 10.0, 0.0, late)], 0.0)) == ["N0001", "N0002"]
    assert sorted(store.near([spot(4, "birch", 10.0, 0.0, ALWAYS)], 0.0)) == ["N0001", "N0002", "N0003"]
