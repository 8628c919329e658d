"""What must hold of any answer? The properties of the check, each on worlds drawn at random in four regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest

from herald.check.answer import Answer, Encounter, Limits, Verdict
from herald.check.asking import ask, candidates, together
from herald.check.pairs import check
from herald.check.retime import clear_shifts
from herald.check.world import world
from herald.geometry.place import Path, Place, Polygon
from herald.notice.model import ON_THE_GROUND, Area, Notice, Route, Spot, Window, Windows
from herald.units import SECOND, Instant, NoticeId, PartyId
from tests.check.motions import apart_m, possible_at, sampler
from tests.check.worlds import GEOD, LIMITS, REGIONS, at, drawn, later, near, notice, place, route

WORLDS = 4
"""How many worlds a region in `make test`."""


@pytest.fixture(params=sorted(REGIONS))
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def worlds(region: str, seed: int, count: int = WORLDS, size: int = 6, missing: float = 0.0) -> list[list[Notice]]:
    return [drawn(Random(f"{seed} {region} {number}"), region, size, missing) for number in range(count)]


def met(answer: Answer) -> set[tuple[str, str, str]]:
    return {(e.a, e.b, e.verdict.value) for e in answer.encounters}


def named(encounter: Encounter) -> tuple[str, str]:
    return encounter.a, encounter.b


def test_the_order_of_the_file_changes_nothing(region: str, seed: int) -> None:
    for notices in worlds(region, seed, missing=0.1):
        assert check(notices, None, LIMITS) == check(notices[::-1], None, LIMITS)


def test_swapping_who_is_a_and_who_is_b_swaps_the_answer_and_changes_nothing_else(region: str, seed: int) -> None:
    for notices in worlds(region, seed):
        swapped = [replace(one, id=_mirrored(one.id)) for one in notices]
        there = {
            (f"N{9999 - int(e.b[1:]):04}", f"N{9999 - int(e.a[1:]):04}"): e
            for e in check(swapped, None, LIMITS).encounters
        }
        here = {named(e): e for e in check(notices, None, LIMITS).encounters}
        assert here.keys() == there.keys()
        for pair, e in here.items():
            other = there[pair]
            assert e.closest_m == pytest.approx(other.closest_m, abs=1e-6)
            assert np.allclose(np.array(e.windows, float), np.array(other.windows, float), rtol=0, atol=2)
            assert e.clears is not None and other.clears is not None
            assert e.clears == other.clears[::-1]


def _mirrored(name: NoticeId) -> NoticeId:
    """Ids in the opposite order."""
    return NoticeId(f"N{9999 - int(name[1:]):04}")


def test_the_names_of_parties_change_nothing(region: str, seed: int) -> None:
    names = {"aster": PartyId("зебра"), "birch": PartyId("a"), "cedar": PartyId("أرز الجبل الطويل")}
    for notices in worlds(region, seed, missing=0.1):
        renamed = [replace(one, party=names[one.party]) for one in notices]
        assert check(notices, None, LIMITS) == check(renamed, None, LIMITS)


def test_more_separation_or_slack_or_reach_never_turns_a_meeting_into_none(region: str, seed: int) -> None:
    for notices in worlds(region, seed, missing=0.1):
        before = {named(e) for e in check(notices, None, LIMITS).encounters}
        wider = check(notices, None, replace(LIMITS, separation_m=1500.0))
        higher = check(notices, None, replace(LIMITS, vertical_m=400.0))
        slacker = check([_slacker(one, 300) for one in notices], None, LIMITS)
        broader = check([replace(one, place_uncertainty_mm=400_000) for one in notices], None, LIMITS)
        for answer in (wider, higher, slacker, broader):
            assert before <= {named(e) for e in answer.encounters}


def _slacker(of: Notice, seconds: int) -> Notice:
    if isinstance(of.shape, Route) and isinstance(of.shape.schedule, Windows):
        windows = tuple(
            Window(w.earliest, None if w.latest is None else w.latest + seconds * SECOND)  # type: ignore[arg-type]
            for w in of.shape.schedule.each
        )
        return replace(of, shape=replace(of.shape, schedule=Windows(windows)))
    return of


def test_shifting_everything_in_time_shifts_the_answer(region: str, seed: int) -> None:
    delay = 37 * 86400 * SECOND + 123_456
    for notices in worlds(region, seed, missing=0.1):
        here, there = check(notices, None, LIMITS), check([later(one, delay) for one in notices], None, LIMITS)
        assert met(here) == met(there)
        for e, f in zip(here.encounters, there.encounters, strict=True):
            assert (e.closest_m, e.clears) == (pytest.approx(f.closest_m, abs=1e-6), f.clears)
            if e.windows:
                moved = np.array(f.windows, float) - delay
                assert np.allclose(np.array(e.windows, float)[:, 0], moved[:, 0], rtol=0, atol=2)


@pytest.mark.parametrize("mirrored", [False, True])
def test_turning_the_earth_about_its_axis_or_in_a_mirror_changes_nothing(
    region: str, seed: int, *, mirrored: bool
) -> None:
    turn = 77.123456789
    for notices in worlds(region, seed):
        if mirrored:
            moved = [_moved(one, lambda p: Place(p.lon_e9, -p.lat_e9)) for one in notices]
        else:
            moved = [_moved(one, lambda p: place(p.lon_e9 / 1e9 + turn, p.lat_e9 / 1e9)) for one in notices]
        here, there = check(notices, None, LIMITS), check(moved, None, LIMITS)
        assert met(here) == met(there)
        for e, f in zip(here.encounters, there.encounters, strict=True):
            assert e.closest_m is not None and f.closest_m is not None
            assert abs(e.closest_m - f.closest_m) <= e.error_m + f.error_m


def _moved(of: Notice, move: Callable[[Place], Place]) -> Notice:
    match of.shape:
        case Route() as shape:
            return replace(of, shape=replace(shape, places=tuple(move(p) for p in shape.places)))
        case Spot() as shape:
            return replace(of, shape=replace(shape, place=move(shape.place)))
            where = (
                {"places": tuple(move(p) for p in shape.places)}
                if isinstance(shape, Route)
                else {"place": move(shape.place)}
            )
            return replace(of, shape=replace(shape, **where))  # type: ignore[arg-type]
        case Area() as shape:
            rings = tuple(tuple(move(p) for p in ring) for ring in shape.polygon.rings)
            return replace(of, shape=replace(shape, polygon=Polygon(rings, shape.polygon.path)))
        case _:
            return of


def test_splitting_a_leg_changes_nothing(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region} split")
    for number in range(WORLDS):
        whole = [notice(k, party, route(rng, region)) for k, party in enumerate(("aster", "birch", "cedar"))]
        split = [_split(one) for one in whole]
        here, there = check(whole, None, LIMITS), check(split, None, LIMITS)
        assert met(here) == met(there), number
        for e, f in zip(here.encounters, there.encounters, strict=True):
            assert e.closest_m is not None and f.closest_m is not None
            assert abs(e.closest_m - f.closest_m) <= e.error_m + f.error_m


def _split(of: Notice) -> Notice:
    """The first leg in two at a vertex of its own, where its window lies on the line between its neighbours'."""
    shape = of.shape
    if not (isinstance(shape, Route) and isinstance(shape.schedule, Windows)) or shape.places[0] == shape.places[1]:
        return of
    if shape.path.value != "geodesic":
        return of
    one, two = shape.places[:2]
    lon, lat = GEOD.npts(one.lon_e9 / 1e9, one.lat_e9 / 1e9, two.lon_e9 / 1e9, two.lat_e9 / 1e9, 1)[0]
    a, b = shape.schedule.each[:2]
    assert a.earliest is not None and b.earliest is not None and a.latest is not None and b.latest is not None
    middle = Window((a.earliest + b.earliest) // 2, -(-(a.latest + b.latest) // 2))  # type: ignore[arg-type]
    if any((x.low_mm + y.low_mm) % 2 or (x.high_mm + y.high_mm) % 2 for x, y in [shape.bands[:2]]):
        return of
    band = replace(
        shape.bands[0],
        low_mm=(shape.bands[0].low_mm + shape.bands[1].low_mm) // 2,
        high_mm=(shape.bands[0].high_mm + shape.bands[1].high_mm) // 2,
    )
    return replace(
        of,
        shape=replace(
            shape,
            places=(one, place(lon, lat), *shape.places[1:]),
            schedule=Windows((a, middle, *shape.schedule.each[1:])),
            bands=(shape.bands[0], band, *shape.bands[1:]),
        ),
    )


def test_the_index_finds_what_asking_every_pair_finds(region: str, seed: int) -> None:
    for notices in worlds(region, seed, size=10, missing=0.1):
        of = world(notices, None, LIMITS)
        quick = together([ask(of, a, b) for a, b, _ in candidates(of)])
        rows = [
            (a, b)
            for a, b in combinations(range(of.outlines), 2)
            if of.party[of.legs.notice[a]] != of.party[of.legs.notice[b]]
        ]
        every = np.array(rows, dtype=np.intp).reshape(-1, 2)
        brute = ask(of, np.concatenate([every[:, 0], of.parts]), np.concatenate([every[:, 1], of.laid]))
        assert {frozenset(pair) for pair in zip(quick.a.tolist(), quick.b.tolist(), strict=True)} == {
            frozenset(pair) for pair in zip(brute.a.tolist(), brute.b.tolist(), strict=True)
        }


def test_no_sampled_pair_of_motions_contradicts_cannot_meet_and_every_meeting_rechecks(region: str, seed: int) -> None:
    judged = sum(_sampled(notices, Random(f"{seed} {region} sampled"), 300) for notices in worlds(region, seed))
    assert judged > 1000


def _sampled(notices: Sequence[Notice], rng: Random, samples: int) -> int:
    """Samples pairs of possible motions of every pair; how many were at one instant within the vertical limit."""
    listed = {named(e): e for e in check(notices, None, LIMITS).encounters}
    judged = 0
    for a, b in combinations(sorted(notices, key=lambda one: one.id), 2):
        if a.party == b.party:
            continue
        one, two = sampler(a), sampler(b)
        for _ in range(samples):
            pair = possible_at(one, two, rng)
            if pair is None:
                continue
            judged += 1
            distance = apart_m(pair)
            reach = (a.buffer_mm + a.place_uncertainty_mm + b.buffer_mm + b.place_uncertainty_mm) / 1000
            e = listed.get((a.id, b.id))
            if e is None:
                assert distance > LIMITS.separation_m + reach, (a, b, pair)
            else:
                assert e.closest_m is not None and distance >= e.closest_m - e.error_m - 1e-3
                if distance < LIMITS.separation_m + reach:
                    assert any(first <= pair.instant <= last for first, last in e.windows), (e, pair)
    return judged


def test_every_could_meet_rechecks_from_its_two_places_and_instants(region: str, seed: int) -> None:
    judged = 0
    for notices in worlds(region, seed, missing=0.15):
        for e in check(notices, None, LIMITS).encounters:
            if e.verdict is not Verdict.COULD_MEET:
                continue
            judged += 1
            assert e.at is not None and e.closest_m is not None
            assert e.closest_m - e.reach_m <= e.separation_m + e.error_m
            distance = GEOD.inv(*e.at.a, *e.at.b)[2]
            assert abs(distance - e.closest_m) <= e.error_m + 1e-3
            assert any(first <= e.at.first <= e.at.last <= last for first, last in e.windows)
    assert judged


def test_limits_are_closed() -> None:
    """Two spots exactly as far apart as the separation meet; a metre less of separation, and they do not."""
    one, two = _post(1, "aster", 0.0, 0, 10), _post(2, "birch", 0.01, 10, 20)
    distance = GEOD.inv(10, 0, 10, 0.01)[2]
    assert met(check([one, two], None, Limits(separation_m=distance))) == {("N0001", "N0002", "could-meet")}
    assert not check([one, two], None, Limits(separation_m=distance - 1.0)).encounters
    assert not check([one, _post(2, "birch", 0.01, 11, 20)], None, Limits(separation_m=distance)).encounters


@pytest.mark.parametrize("metres", [10.0, 1000.0, 75_000.0, 500_000.0])
@pytest.mark.parametrize("azimuth_deg", range(0, 180, 45))
def test_posts_exactly_the_separation_apart_meet_wherever_the_geodesic_runs(
    region: str, azimuth_deg: float, metres: float
) -> None:
    """A plane shows the geodesic a little longer along one azimuth and shorter along another: the stated error takes that up."""
    lon, lat = REGIONS[region]
    there = place(*GEOD.fwd(lon, lat, azimuth_deg, metres)[:2])
    separation_m = GEOD.inv(lon, lat, there.lon_e9 / 1e9, there.lat_e9 / 1e9)[2]
    mine = notice(1, "aster", Spot(place(lon, lat), Window(at(0), at(1)), ON_THE_GROUND))
    limits = Limits(separation_m=separation_m)
    together = notice(2, "birch", Spot(there, Window(at(1), at(2)), ON_THE_GROUND))
    assert met(check([mine, together], None, limits)) == {("N0001", "N0002", "could-meet")}
    after = notice(2, "birch", Spot(there, Window(at(2), at(3)), ON_THE_GROUND))
    # Mine, an hour long, is there with theirs from one hour later on until three hours later.
    assert clear_shifts(mine.id, [mine, after], None, limits, 4 * 3600) == ((-4 * 3600, 3599), (10801, 4 * 3600))


def _post(number: int, party: str, lat: float, first_us: int, last_us: int) -> Notice:
    return notice(number, party, Spot(place(10, lat), Window(Instant(first_us), Instant(last_us)), ON_THE_GROUND))


def test_the_rows_of_one_notice_are_not_held_against_each_other(seed: int) -> None:
    """A long movement alone, with windows that all overlap."""
    rng = Random(seed)
    places = tuple(near(rng, "mid", 9000.0) for _ in range(400))
    alone = Route(places, Path.GEODESIC, Windows((Window(at(0), at(1)),) * 400), (ON_THE_GROUND,) * 400)
    of = world([notice(1, "aster", alone), _post(2, "birch", 0.0, 0, 10)], None, LIMITS)
    assert sum(len(a) for a, *_ in candidates(of)) == 0


@pytest.mark.deep
def test_a_million_sampled_pairs_of_motions_never_contradict_an_answer(
    seed: int, judged: Callable[[str, int], None]
) -> None:
    """Whole notices: routes of both paths, halts, heights, buffers, areas with holes, posts, in four regions."""
    total = number = 0
    while total < 1_000_000:
        region = sorted(REGIONS)[number % len(REGIONS)]
        rng = Random(f"{seed} million {number}")
        total += _sampled(drawn(rng, region, 7), rng, 2000)
        number += 1
    judged("sampled pairs of possible motions of two notices", total)
