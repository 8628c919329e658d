"""Between two fixes of a track, what is proved, what is shown, and what cannot be told?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from herald.check.answer import Encounter, Verdict
from herald.check.pairs import check
from herald.geometry.ellipsoid import astray_m
from herald.geometry.place import Path, Place, Polygon
from herald.notice.model import (
    ON_THE_GROUND,
    Area,
    Band,
    Kind,
    Notice,
    Route,
    Spot,
    Window,
    Windows,
)
from herald.units import SECOND, Instant
from tests.check.prisms import Nearest, nearest
from tests.check.worlds import GEOD, LIMITS, REGIONS, START, near, notice, place

LonLat = tuple[float, float]
SEARCHED = 0.02
"""A search by trial comes this near to the least distance, relatively (measured: in 1 of 10 it stays 0.1 % off, never 2 %)."""
TRACKS = 3
"""How many pairs a region."""


@pytest.fixture(params=sorted(REGIONS))
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def us(seconds: float) -> Instant:
    """An instant some seconds after the start."""
    return Instant(START + round(seconds * SECOND))


def track(
    number: int, party: str, fixes: list[tuple[Place, Instant]], speed_um_s: int | None, band: Band = ON_THE_GROUND
) -> Notice:
    """An observed track through these fixes."""
    places, instants = zip(*fixes, strict=True)
    windows = Windows(tuple(Window(instant, instant) for instant in instants))
    shape = Route(places, Path.GEODESIC, windows, (band,) * len(places))
    return notice(number, party, shape, observed=True, max_speed_um_s=speed_um_s)


def running(rng: Random, region: str, number: int, party: str) -> Notice:
    """A few fixes some kilometres apart, with a little or a lot of time to spare between them."""
    speed = rng.uniform(5, 15)
    here, instant = near(rng, region, 8_000.0), us(rng.uniform(0, 1200))
    fixes = [(here, instant)]
    for _ in range(rng.randint(1, 3)):
        there = near(rng, region, 8_000.0)
        instant = Instant(instant + round(metres(here, there) / speed * rng.choice([1.02, 1.2, 2.0]) * SECOND) + SECOND)
        fixes.append((there, instant))
        here = there
    return track(number, party, fixes, round(speed * 1e6))


def metres(a: Place, b: Place) -> float:
    return float(GEOD.inv(a.lon_e9 / 1e9, a.lat_e9 / 1e9, b.lon_e9 / 1e9, b.lat_e9 / 1e9)[2])


def answer(a: Notice, b: Notice, separation_m: float = 1000.0) -> Encounter | None:
    """The one encounter; None where they cannot meet."""
    found = check([a, b], None, replace(LIMITS, separation_m=separation_m)).encounters
    return found[0] if found else None


def verdict(a: Notice, b: Notice, separation_m: float = 1000.0) -> str:
    found = answer(a, b, separation_m)
    return "cannot-meet" if found is None else found.verdict.value


def outside(said: Encounter, found: Nearest, separation_m: float) -> list[float]:
    """At which instants do places within the separation lie outside the windows?"""
    near_by = found.passes[found.passes[:, 1] <= separation_m, 0].tolist()
    return [
        instant
        for instant in (found.instant_us, *near_by)
        if not any(first <= instant <= last for first, last in said.windows)
    ]


def east(metres: float, north: float = 0.0, origin: LonLat = (40.0, 47.0)) -> Place:
    """A place so many metres east and north of the origin."""
    azimuth = float(np.degrees(np.arctan2(metres, north)))
    lon, lat, _ = GEOD.fwd(*origin, azimuth, float(np.hypot(metres, north)))
    return place(lon, lat)


def post(number: int, party: str, where: Place, first: Instant, last: Instant) -> Notice:
    return notice(number, party, Spot(where, Window(first, last), ON_THE_GROUND), Kind.POST)


def column(number: int, party: str, stops: list[tuple[Place, Instant]], slack_s: float) -> Notice:
    """A filed movement."""
    places, instants = zip(*stops, strict=True)
    windows = tuple(Window(instant, Instant(instant + round(slack_s * SECOND))) for instant in instants)
    return notice(number, party, Route(places, Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * len(places)))


def square(number: int, party: str, middle: Place, half_m: float, first: Instant, last: Instant) -> Notice:
    """A zone of activity."""
    centre = (middle.lon_e9 / 1e9, middle.lat_e9 / 1e9)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    ring = tuple(east(x * half_m, y * half_m, centre) for x, y in corners)
    shape = Area(Polygon((ring,), Path.LONLAT), Window(first, last), ON_THE_GROUND)
    return notice(number, party, shape, Kind.EXERCISE)


# What is known: the fixes.


def test_a_fix_is_known_exactly_and_meets_what_is_there_at_its_instant() -> None:
    seen = track(1, "aster", [(east(0), us(0)), (east(9_000), us(3600)), (east(18_000), us(7200))], 10_000_000)
    at_the_fix = post(2, "birch", east(9_000, 990.0), us(3600), us(3600))
    found = answer(seen, at_the_fix)
    assert found is not None and found.verdict is Verdict.COULD_MEET
    assert found.closest_m == pytest.approx(990.0, abs=0.01)
    assert found.reach_m == 0.0
    assert found.windows == ((us(3600), us(3600)),)


def test_at_a_fix_the_track_is_nowhere_else() -> None:
    """Its reach on either side of the fix is none at that instant: nobody can show a meeting 10 m further than the limit."""
    seen = track(1, "aster", [(east(0), us(0)), (east(9_000), us(3600)), (east(18_000), us(7200))], 10_000_000)
    beside = post(2, "birch", east(9_000, 1_010.0), us(3600), us(3600))
    assert verdict(seen, beside) == "cannot-tell"


def test_a_track_at_exactly_its_greatest_speed_strays_nowhere(region: str, seed: int) -> None:
    """It answers as the same movement filed without slack."""
    rng, met = Random(f"{seed} {region} exact"), 0
    for _ in range(12):
        fixes = [(near(rng, region, 5_000.0), us(0)), (near(rng, region, 5_000.0), us(600))]
        speed = metres(fixes[0][0], fixes[1][0]) / 600
        seen, filed = track(1, "aster", fixes, int(speed * 1e6)), column(1, "aster", fixes, 0.0)
        other = column(2, "birch", [(near(rng, region, 5_000.0), us(0)), (near(rng, region, 5_000.0), us(600))], 60.0)
        one, two = answer(seen, other, 2000.0), answer(filed, other, 2000.0)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            met += 1
            assert (one.verdict, one.reach_m, one.windows) == (Verdict.COULD_MEET, 0.0, two.windows)
            assert one.closest_m == pytest.approx(two.closest_m, abs=1e-6)
    assert met


def test_a_track_that_stands_still_at_its_fixes_with_no_time_to_stray_is_a_site() -> None:
    here = east(0)
    seen = track(1, "aster", [(here, us(0)), (here, us(0))], 10_000_000)
    assert verdict(seen, post(2, "birch", east(0, 999.0), us(0), us(10))) == "could-meet"
    assert verdict(seen, post(2, "birch", east(0, 1_001.0), us(0), us(10))) == "cannot-meet"


# What is proved: everything it can reach is contained.


def test_everything_within_the_greatest_speed_is_contained(region: str, seed: int) -> None:
    """No pair of places that both speeds allow at one instant is nearer than what *cannot meet* proves."""
    rng, lots, looked_at = Random(f"{seed} {region} contained"), np.random.default_rng(seed), 0
    for _ in range(TRACKS):
        a, b = running(rng, region, 1, "aster"), running(rng, region, 2, "birch")
        found = nearest(a, b, lots)
        if found is None:
            assert verdict(a, b) == "cannot-meet"
            continue
        looked_at += found.looked_at
        assert verdict(a, b, found.metres + 0.001) != "cannot-meet"
        further = answer(a, b, 1.3 * found.metres + 50)
        assert further is not None and further.verdict is Verdict.COULD_MEET
        assert outside(further, found, 1.3 * found.metres + 50) == []
    print(f"{region}: {looked_at:,} pairs of places that both speeds allow")
    assert looked_at > 10_000


@pytest.mark.parametrize("filed", ["movement", "site", "area"])
def test_everything_a_track_can_reach_of_what_was_filed_is_contained(filed: str, seed: int) -> None:
    rng, lots, searched = Random(f"{seed} {filed}"), np.random.default_rng(seed), 0
    while searched < 2 * TRACKS:
        a, b = running(rng, "mid", 1, "aster"), _filed(rng, filed)
        found = nearest(a, b, lots)
        if found is None:
            assert verdict(a, b) == "cannot-meet"
            continue
        searched += 1
        assert verdict(a, b, found.metres + 0.001) != "cannot-meet"
        further = answer(a, b, 1.3 * found.metres + 50)
        assert further is not None and further.verdict is Verdict.COULD_MEET
        assert outside(further, found, 1.3 * found.metres + 50) == []


def _filed(rng: Random, kind: str) -> Notice:
    first = us(rng.uniform(0, 1800))
    last = Instant(first + round(rng.uniform(60, 1200) * SECOND))
    if kind == "site":
        return post(2, "birch", near(rng, "mid", 12_000.0), first, last)
    if kind == "area":
        return square(2, "birch", near(rng, "mid", 15_000.0), rng.uniform(200, 2_000), first, last)
    return column(2, "birch", [(near(rng, "mid", 12_000.0), first), (near(rng, "mid", 12_000.0), last)], 300.0)


def test_a_way_strays_no_further_than_the_bound_and_the_bound_is_no_wider_than_it_must_be(seed: int) -> None:
    """Held against ways over one corner, in every direction, from legs of a kilometre to 2,000 km."""
    lots = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(60):
        start = (lots.uniform(-180, 180), lots.uniform(-85, 85))
        azimuth, leg = lots.uniform(0, 360), 10 ** lots.uniform(3, 6.3)
        end = GEOD.fwd(*start, azimuth, leg)[:2]
        way = leg * (1 + 10 ** lots.uniform(-4, -0.5))
        stated, share = float(astray_m(np.array([leg]), np.array([way]))[0]), []
        for fraction, turn in [
            (0.5, 90.0),
            (0.5, -90.0),
            *zip(lots.uniform(-0.1, 1.1, 6), [90.0, -90.0] * 3, strict=True),
        ]:
            foot = min(max(fraction, 0.0), 1.0)
            lon, lat, back = GEOD.fwd(*start, azimuth, foot * leg)
            aside = _furthest((lon, lat), back + 180 + turn + (180 * abs(fraction - foot)), start, end, way)
            assert aside <= stated + 1e-6
            share.append(aside / stated)
        worst = max(worst, 1 - max(share))
    assert worst < 0.02


def _furthest(foot: LonLat, azimuth: float, start: LonLat, end: LonLat, way: float) -> float:
    """How far may one go from a place in one direction, and still be on such a way from end to end?"""
    low, high = 0.0, way
    for _ in range(60):
        middle = (low + high) / 2
        there = GEOD.fwd(*foot, azimuth, middle)[:2]
        if GEOD.inv(*start, *there)[2] + GEOD.inv(*there, *end)[2] <= way:
            low = middle
        else:
            high = middle
    return low


def test_a_long_gap_is_as_wide_as_the_round_earth_makes_it() -> None:
    """400 km in five hours: on a plane the bound would be 17 m too narrow, and this post proved out of reach."""
    start, speed = (0.0, 45.0), 90 / 3.6
    end = GEOD.fwd(*start, 90.0, 400_000.0)[:2]
    seen = track(1, "aster", [(place(*start), us(0)), (place(*end), us(5 * 3600))], round(speed * 1e6))
    lon, lat = GEOD.npts(*start, *end, 1)[0]
    aside = GEOD.inv(lon, lat, *end)[0] - 90.0
    reach = _furthest((lon, lat), aside, start, end, speed * 5 * 3600)
    there = [place(*GEOD.fwd(lon, lat, aside, reach + 1_000.0 + more)[:2]) for more in (-100.0, -5.0, 5.0)]
    said = [verdict(seen, post(2, "birch", where, us(0), us(5 * 3600))) for where in there]
    assert said == ["could-meet", "cannot-tell", "cannot-meet"]


def test_how_the_line_of_a_track_is_drawn_has_no_meaning() -> None:
    """Between fixes nobody knows the way; a line straight in longitude and latitude is longer, and would seem too fast."""
    fixes = [(place(0, 60), us(0)), (place(3, 60), us(7200))]
    speed = metres(fixes[0][0], fixes[1][0]) / 7200
    seen = track(1, "aster", fixes, round(speed * 1e6) + 1)
    assert isinstance(seen.shape, Route)
    drawn = replace(seen, shape=replace(seen.shape, path=Path.LONLAT))
    other = post(2, "birch", place(1.5, 60.01), us(0), us(7200))
    assert answer(seen, other) == answer(drawn, other)
    assert answer(seen, other) is not None


# What is shown: a pair of motions, else it cannot be told.


def test_could_meet_is_claimed_only_where_a_search_of_its_own_finds_a_meeting(region: str, seed: int) -> None:
    rng, lots, shown, untold = Random(f"{seed} {region} shown"), np.random.default_rng(seed), 0, 0
    while shown < 3 * TRACKS:
        a, b = running(rng, region, 1, "aster"), running(rng, region, 2, "birch")
        found = nearest(a, b, lots)
        if found is None or found.metres < 50:
            continue
        for share in (0.3, 0.7, 0.9, 0.97, 1.01, 1.05, 1.5):
            separation = share * found.metres + (1.0 if share > 1 else 0.0)
            said = answer(a, b, separation)
            if said is not None and said.verdict is Verdict.COULD_MEET:
                assert found.metres <= separation * (1 + SEARCHED) + said.error_m
                shown += 1
            elif share > 1:
                pytest.fail(f"{found.metres} m are possible, and at {separation} m nothing is shown: {a} {b}")
            else:
                untold += said is not None
    assert untold


def test_tracks_too_sparse_to_show_a_meeting_and_to_exclude_one_cannot_be_told() -> None:
    """Two minutes after the fix it is within 1.4 km of it; the bound says 17 km all along the gap."""
    seen = track(1, "aster", [(east(0), us(0)), (east(20_000), us(3600))], 11_000_000)
    beside = post(2, "birch", east(0, 8_000.0), us(0), us(120))
    found = answer(seen, beside)
    assert found is not None
    assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "the tracks are too sparse")
    assert (found.closest_m, found.at, found.windows, found.clears) == (None, None, (), None)
    assert verdict(seen, post(2, "birch", east(0, 20_000.0), us(0), us(120))) == "cannot-meet"


def test_a_fix_in_between_tells_what_the_gap_could_not() -> None:
    sparse = track(1, "aster", [(east(0), us(0)), (east(20_000), us(3600))], 11_000_000)
    dense = track(1, "aster", [(east(0), us(0)), (east(700), us(120)), (east(20_000), us(3600))], 11_000_000)
    beside = post(2, "birch", east(0, 8_000.0), us(0), us(110))
    assert (verdict(sparse, beside), verdict(dense, beside)) == ("cannot-tell", "cannot-meet")


def test_a_meeting_aside_of_the_line_says_how_far_they_would_stray() -> None:
    seen = track(1, "aster", [(east(0), us(0)), (east(20_000), us(3600))], 11_000_000)
    found = answer(seen, post(2, "birch", east(10_000, 9_000.0), us(0), us(3600)))
    assert found is not None and found.verdict is Verdict.COULD_MEET
    assert found.closest_m == pytest.approx(9_000.0, abs=5.0)
    (aside,) = astray_m(np.array([20_000.0]), np.array([11 * 3600.0]))
    assert found.reach_m == pytest.approx(aside, abs=0.01)
    assert found.closest_m - found.reach_m <= found.separation_m + found.error_m


def test_a_motion_aside_has_no_height_of_its_own() -> None:
    """Where the heights are within the limit only on a part of the gap, nothing aside of it is shown."""
    line = [(east(0), us(0)), (east(20_000), us(3600))]
    low = track(1, "aster", line, 11_000_000)
    assert isinstance(low.shape, Route)
    climbing = replace(low, kind=Kind.FLIGHT, shape=replace(low.shape, bands=(ON_THE_GROUND, Band(900_000, 900_000))))
    beside = post(2, "birch", east(10_000, 9_000.0), us(0), us(3600))
    high = track(1, "aster", line, 11_000_000, Band(400_000, 500_000))
    assert [verdict(one, beside) for one in (low, climbing, high)] == ["could-meet", "cannot-tell", "cannot-meet"]


def test_a_fix_known_only_within_a_window_leaves_time_for_the_next() -> None:
    """It may be at the second fix until it must go on to reach the third: 9 km are 15 minutes."""
    fixes = [(east(0), us(0)), (east(9_000), us(900)), (east(18_000), us(3600))]
    seen = track(1, "aster", fixes, 10_000_000)
    assert isinstance(seen.shape, Route) and isinstance(seen.shape.schedule, Windows)
    first, _, third = seen.shape.schedule.each
    wide = replace(seen, shape=replace(seen.shape, schedule=Windows((first, Window(us(900), us(3600)), third))))
    until = [(2_650, "could-meet"), (2_750, "could-meet"), (2_850, "cannot-tell")]
    assert [(s, verdict(wide, post(2, "birch", east(9_000), us(s), us(3600)))) for s in (2_650, 2_750, 2_850)] == until
    found = answer(wide, post(2, "birch", east(9_000), us(2_000), us(3_600)), 1.0)
    assert found is not None and found.at is not None
    assert found.at.last <= us(2_701)


# What is missing, or cannot be.


def test_fixes_that_need_more_than_the_greatest_speed_leave_it_untold_and_are_named() -> None:
    fixes = [(east(0), us(0)), (east(5_000), us(600)), (east(25_000), us(1200)), (east(30_000), us(1800))]
    seen = track(1, "aster", fixes, 10_000_000)
    found = answer(seen, post(2, "birch", east(15_000), us(0), us(1800)))
    assert found is not None
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.reason == "N0001 (feature 1): the fixes at vertices 1 and 2 need more than max_speed_kmh"
    assert verdict(seen, post(2, "birch", east(2_500), us(0), us(1800))) == "could-meet"
    assert verdict(seen, post(2, "birch", east(15_000, 30_000.0), us(0), us(1800))) == "cannot-meet"


def test_a_greatest_speed_that_is_not_stated_is_named() -> None:
    seen = track(1, "aster", [(east(0), us(0)), (east(5_000), us(600))], None)
    for where in (east(2_500), east(500_000), place(-140, -47)):
        found = answer(seen, post(2, "birch", where, us(100), us(200)))
        assert found is not None
        assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "N0001 (feature 1): max_speed_kmh is not stated")


def test_without_a_greatest_speed_the_fixes_themselves_still_meet() -> None:
    one = track(1, "aster", [(east(0), us(0)), (east(5_000), us(600)), (east(9_000), us(1200))], None)
    two = track(2, "birch", [(east(0, 40_000.0), us(0)), (east(5_000, 900.0), us(600)), (east(0), us(1300))], None)
    found = answer(one, two)
    assert found is not None and found.verdict is Verdict.COULD_MEET
    assert found.closest_m == pytest.approx(900.0, abs=0.01)
    assert found.windows == ((us(600), us(600)),)


def test_before_its_first_and_after_its_last_fix_a_track_says_nothing() -> None:
    for speed in (10_000_000, None):
        seen = track(1, "aster", [(east(0), us(0)), (east(5_000), us(600))], speed)
        assert verdict(seen, post(2, "birch", east(0), us(601), us(9_000))) == "cannot-meet"
        assert verdict(seen, post(2, "birch", east(0), us(-900), us(-1))) == "cannot-meet"


def test_more_speed_never_turns_a_meeting_into_none(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region} faster")
    order = ["cannot-meet", "cannot-tell", "could-meet"]
    for _ in range(2 * TRACKS):
        a, b = running(rng, region, 1, "aster"), running(rng, region, 2, "birch")
        assert a.max_speed_um_s is not None
        faster = replace(a, max_speed_um_s=2 * a.max_speed_um_s)
        assert order.index(verdict(faster, b, 500.0)) >= order.index(verdict(a, b, 500.0))


def test_a_gap_in_which_a_party_may_go_almost_anywhere_is_within_reach_of_almost_everything() -> None:
    """Four days at 60 km/h: what a plane can measure ends at 1,000 km aside."""
    seen = track(1, "aster", [(place(30, 0), us(0)), (place(30.5, 0), us(4 * 86_400))], 16_666_667)
    near_by, far = (
        post(2, "birch", place(30, 20), us(0), us(4 * 86_400)),
        post(3, "birch", place(-140, 0), us(0), us(9)),
    )
    found = answer(seen, near_by)
    assert found is not None and found.verdict is Verdict.COULD_MEET
    assert found.windows == ((us(0), us(4 * 86_400)),)
    assert verdict(seen, far) in ("cannot-tell", "cannot-meet")


# What is not asked of the past.


@pytest.mark.parametrize("filed", ["movement", "site", "area"])
def test_the_past_is_not_retimed_nor_what_meets_it(filed: str) -> None:
    seen = track(1, "aster", [(east(0), us(0)), (east(20_000), us(3600))], 11_000_000)
    other = {
        "movement": column(2, "birch", [(east(10_000, 5_000), us(0)), (east(10_000, -5_000), us(3600))], 60.0),
        "site": post(2, "birch", east(10_000), us(0), us(3600)),
        "area": square(2, "birch", east(10_000), 2_000.0, us(0), us(3600)),
    }[filed]
    found = answer(seen, other)
    assert found is not None
    assert (found.verdict, found.clears) == (Verdict.COULD_MEET, None)


# What contradicts the rest: more doubt widens the answer, never narrows it.


def wandering(rng: Random, seconds: int, speed: float) -> list[tuple[float, float]]:
    """A motion second by second, in metres east and north, never faster than this: now here, now there, now at rest."""
    here, heading, pace, way = (0.0, 0.0), 0.0, 0.0, []
    for second in range(seconds + 1):
        way.append(here)
        if second % 60 == 0:
            heading, pace = rng.uniform(0, 2 * np.pi), speed * rng.choice([0.0, 0.5, 0.999])
        here = (here[0] + pace * float(np.sin(heading)), here[1] + pace * float(np.cos(heading)))
    return way


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_wrong_fix_among_true_ones_never_hides_where_the_party_was(wrong: int, seed: int) -> None:
    """Posts on the true way, and at every fix: each could meet the track, or it cannot be told, whatever else was reported."""
    rng, asked = Random(f"{seed} wrong fixes"), 0
    for _ in range(4 * TRACKS):
        way = wandering(rng, 1800, 10.0)
        true = {second: way[second] for second in range(0, 1801, 150)}
        false = {rng.randrange(1, 1800): (rng.uniform(-4e4, 4e4), rng.uniform(-4e4, 4e4)) for _ in range(wrong)}
        fixes = [(east(*where), us(second)) for second, where in sorted([*true.items(), *false.items()])]
        there = [*fixes, *((east(*way[second]), us(second)) for second in rng.sample(range(1801), 20))]
        posts = [
            post(number, "birch", where, instant, instant) for number, (where, instant) in enumerate(there, start=2)
        ]
        listed = check(
            [track(1, "aster", fixes, 10_000_000), *posts], None, replace(LIMITS, separation_m=1.0)
        ).encounters
        assert len(listed) == len(posts)
        asked += len(posts)
    assert asked >= 4 * TRACKS * 33


def test_two_places_at_one_instant_are_both_doubtful_and_neither_is_hidden() -> None:
    """A post on either side of the fixes around is in reach of them; one further off than anyone could have gone is not."""
    fixes = [(east(0), us(0)), (east(600), us(60)), (east(600, 9_000.0), us(60)), (east(1_200), us(120))]
    seen = track(1, "aster", fixes, 20_000_000)
    near_by = [east(600), east(600, 9_000.0), east(600, 4_000.0), east(600, -1_500.0)]
    said = [verdict(seen, post(2, "birch", where, us(60), us(60)), 100.0) for where in near_by]
    assert said == ["could-meet", "cannot-tell", "cannot-tell", "cannot-tell"]
    assert verdict(seen, post(2, "birch", east(600, -6_000.0), us(60), us(60)), 100.0) == "cannot-meet"


def test_around_a_wrong_fix_at_the_end_of_a_track_the_party_is_where_the_others_let_it_be() -> None:
    fixes = [(east(0), us(0)), (east(300), us(60)), (east(600), us(120)), (east(90_000), us(180))]
    seen = track(1, "aster", fixes, 10_000_000)
    for where, second in ((east(1_200), 180), (east(0), 180), (east(600, 590.0), 179)):
        assert verdict(seen, post(2, "birch", where, us(second), us(second)), 1.0) == "cannot-tell"
    assert verdict(seen, post(2, "birch", east(0, 20_000.0), us(150), us(180)), 1.0) == "cannot-meet"
