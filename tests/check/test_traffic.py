"""Does what stands answer for one notice as a check of everything would?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from herald.agreement.model import Agreement
from herald.check.answer import Encounter, Limits
from herald.check.legs import EVERYWHERE_M
from herald.check.pairs import check
from herald.check.retime import clear_shifts
from herald.check.traffic import Traffic, covering
from herald.check.within import region as region_of
from herald.geometry.ellipsoid import geodesic_m
from herald.geometry.place import Path, Polygon
from herald.notice.model import ON_THE_GROUND, Action, Area, Notice, Spot, Window
from herald.units import PartyId
from tests.check.retimed import zoned
from tests.check.worlds import LIMITS, REGIONS, at, drawn, notice, place

HORIZON_S = 4 * 3600


def of(mine: Notice, encounters: Sequence[Encounter]) -> list[Encounter]:
    return [encounter for encounter in encounters if mine.id in (encounter.a, encounter.b)]


def same(one: Sequence[Encounter], other: Sequence[Encounter]) -> bool:
    """Equal, but for the last digits of metres, which the day that instants are counted from has a part in."""
    return len(one) == len(other) and all(
        replace(a, closest_m=None, at=None) == replace(b, closest_m=None, at=None)
        and (a.closest_m == b.closest_m or a.closest_m == pytest.approx(b.closest_m, abs=1e-6))
        for a, b in zip(one, other, strict=True)
    )


def answers_as_a_check(notices: Sequence[Notice], agreement: Agreement | None, rng: Random) -> int:
    """Every notice asked as it stands, one as a draft, and one withdrawn; how many were asked."""
    standing = Traffic(agreement, LIMITS)
    standing.add(*notices[:3])
    for each in notices[3:]:
        standing.add(each)
    whole = check(notices, agreement, LIMITS).encounters
    assert sorted((e.a, e.b) for e in standing.encounters()) == [(e.a, e.b) for e in whole]
    for each in notices:
        assert same(standing.ask(each), of(each, whole)), each.id
    mine = rng.choice(notices)
    assert standing.clear(mine, HORIZON_S) == clear_shifts(mine.id, notices, agreement, LIMITS, HORIZON_S)
    standing.withdraw(mine.id)
    assert len(standing) == len(notices) - 1
    assert mine.id not in standing
    assert same(standing.ask(mine), of(mine, whole)), "as a draft"
    left = [each for each in notices if each is not mine]
    other = rng.choice(left)
    assert same(standing.ask(other), of(other, check(left, agreement, LIMITS).encounters))
    return len(notices)


@pytest.mark.parametrize("governed", [False, True])
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_each_notice_is_answered_as_a_check_of_everything_would(
    region: str, governed: bool, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region}")
    judged("what stands = a check of everything", _judge(rng, region, governed, 1))


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_each_notice_of_many_worlds_is_answered_as_a_check_would(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region} deep")
    judged("what stands = a check of everything", sum(_judge(rng, region, governed, 30) for governed in (False, True)))


def _judge(rng: Random, region: str, governed: bool, worlds: int) -> int:
    agreement = zoned(region, rng) if governed and region != "pole" else None
    return sum(answers_as_a_check(drawn(rng, region, 7, 0.1), agreement, rng) for _ in range(worlds))


def test_a_column_deep_inside_a_great_area_is_found() -> None:
    ring = tuple(place(lon, lat) for lon, lat in ((0, 0), (12, 0), (12, 12), (0, 12)))
    held = notice(1, "aster", Area(Polygon((ring,), Path.LONLAT), Window(at(0), at(9)), ON_THE_GROUND))
    column = notice(2, "birch", Spot(place(6.0, 6.0), Window(at(1), at(2)), ON_THE_GROUND))
    standing = Traffic(limits=LIMITS)
    standing.add(held)
    assert [(e.a, e.b, e.closest_m) for e in standing.ask(column)] == [("N0001", "N0002", 0.0)]


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_disc_about_an_area_holds_its_boundary_wherever_it_lies(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region}")
    areas = [each for each in drawn(rng, region, 60) if isinstance(each.shape, Area)]
    assert areas
    for each in areas:
        disc = covering(each)
        assert isinstance(disc.shape, Spot)
        assert isinstance(each.shape, Area)
        ends = region_of([each.shape.polygon]).lonlat[:, :2]
        lon, lat = (np.full(len(ends), value / 1e9) for value in (disc.shape.place.lon_e9, disc.shape.place.lat_e9))
        away = geodesic_m(lon, lat, ends[:, 0], ends[:, 1])
        assert away.max() <= (disc.buffer_mm - each.buffer_mm) / 1000


def test_an_area_that_holds_the_place_opposite_its_middle_reaches_everywhere() -> None:
    """Nearly the whole Earth: most of its boundary runs along two meridians near 180 degrees, and 0 degrees is inside."""
    ring = tuple(place(lon, lat) for lon, lat in ((-170, -80), (0, -80), (170, -80), (170, 80), (0, 80), (-170, 80)))
    vast = notice(1, "aster", Area(Polygon((ring,), Path.LONLAT), Window(at(0), at(9)), ON_THE_GROUND))
    assert covering(vast).buffer_mm / 1000 >= EVERYWHERE_M
    column = notice(2, "birch", Spot(place(0.0, 0.0), Window(at(1), at(2)), ON_THE_GROUND))
    standing = Traffic(limits=LIMITS)
    standing.add(vast)
    assert [(e.a, e.b, e.closest_m) for e in standing.ask(column)] == [("N0001", "N0002", 0.0)]


def test_what_stands_refuses_an_id_twice_and_a_notice_without_a_shape() -> None:
    standing = Traffic()
    post = notice(1, "aster", Spot(place(0, 0), Window(at(0), at(1)), ON_THE_GROUND))
    other = notice(2, "aster", Spot(place(0, 0), Window(at(0), at(1)), ON_THE_GROUND))
    standing.add(post)
    for wrong in (post, replace(other, shape=None, action=Action.CANCEL)):
        with pytest.raises(ValueError, match=wrong.id):
            standing.add(other, wrong)
    assert len(standing) == 1
    with pytest.raises(KeyError):
        standing.withdraw(other.id)


def test_nothing_filed_answers_nothing() -> None:
    post = notice(1, "aster", Spot(place(0, 0), Window(at(0), at(1)), ON_THE_GROUND))
    standing = Traffic(limits=Limits())
    assert standing.ask(post) == ()
    assert standing.clear(post, 60) == ((-60, 60),)
    assert list(standing.encounters()) == []


def test_a_draft_under_the_id_of_another_notice_is_not_answered() -> None:
    post = notice(1, "aster", Spot(place(0, 0), Window(at(0), at(1)), ON_THE_GROUND))
    standing = Traffic(limits=LIMITS)
    standing.add(post)
    for other in (replace(post, party=PartyId("birch")), replace(post, buffer_mm=1)):
        with pytest.raises(ValueError, match="withdraw it first"):
            standing.ask(other)
        with pytest.raises(ValueError, match="withdraw it first"):
            standing.clear(other, 60)
    assert standing.ask(post) == ()
