"""Is each proposal the least that clears, and is none missed? The notice is changed, filed anew and checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from herald.agreement import toml
from herald.agreement.model import Agreement
from herald.check import compiled, proposals
from herald.check.answer import Cuts, Hold, Steps
from herald.check.pairs import check
from herald.check.proposals import FARTHEST_STEP_M, propose
from herald.geometry.place import Path
from herald.notice.changes import cut_early, cut_late, held, least_slack, shifted, stepped
from herald.notice.model import (
    ON_THE_GROUND,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Reference,
    Route,
    Spot,
    Window,
    Windows,
)
from herald.units import LAST_INSTANT, SECOND, Microseconds, NoticeId
from tests.check.proposed import HORIZON_S, contradictions, hits, lists, world
from tests.check.retimed import zoned
from tests.check.worlds import LIMITS, REGIONS, at, drawn, notice, place

PLANAR = sorted(set(REGIONS) - {"pole"})
"""Where a zone with edges straight in longitude and latitude can be drawn."""
DAY_S = 86_400


def wrong(found: list[tuple[str, str]]) -> list[str]:
    return [text for _, text in found if text]


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_a_proposal_clears_and_one_less_does_not(region: str, seed: int) -> None:
    found = [each for number in range(7) for each in contradictions(f"{seed} {number}", region)]
    assert len(found) > 20
    assert wrong(found) == []


@pytest.mark.parametrize("region", PLANAR)
def test_clauses_that_begin_or_cease_to_govern_with_the_change_are_followed(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region}")
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", region, zoned(region, rng))]
    assert len(found) > 15
    assert wrong(found) == []


def test_late_times_of_a_longer_road_are_followed(seed: int) -> None:
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", "mid", road=1.3)]
    assert wrong(found) == []


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_many_more_proposals_clear_and_one_less_does_not(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region}")
    found: list[tuple[str, str]] = []
    for number in range(150):
        agreement = zoned(region, rng) if region in PLANAR and number % 2 else None
        found += contradictions(f"{seed} deep {number}", region, agreement, rng.choice([1.0, 1.0, 1.3]), whole=True)
    kinds = Counter(name.split(" at ")[0] for name, _ in found)
    for kind, count in kinds.items():
        judged(f"checks of a notice changed by a {kind}", count)
    assert wrong(found) == []
    assert {"late cut", "early cut", "hold", "step up", "step down"} <= set(kinds)


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_without_clauses_what_clears_once_clears_with_every_longer_cut(region: str, seed: int) -> None:
    judged = 0
    for number in range(20):
        notices = drawn(Random(f"{seed} cuts {region} {number}"), region, 4)
        mine, others = notices[0], notices[1:]
        cuts = propose(mine.id, notices, None, LIMITS, HORIZON_S).cuts
        for least, cut in ((cuts.late_s, cut_late), (cuts.early_s, cut_early)):
            if least:
                for more in (least + 60, 2 * least):
                    try:
                        changed = cut(mine, more)
                    except ValueError:  # more than its slack
                        continue
                    judged += 1
                    assert not hits(changed, others, None)
    assert judged


def column(late_h: float = 1.0, **members: object) -> Notice:
    """20 km along the equator in an hour, after a halt of nothing at its middle; up to `late_h` later."""
    hours, places = (0.0, 0.5, 1.0), (place(20.0, 0.0), place(20.09, 0.0), place(20.18, 0.0))
    each = Windows(tuple(Window(at(hour), at(hour + late_h)) for hour in hours))
    return notice(1, "aster", Route(places, Path.GEODESIC, each, (ON_THE_GROUND,) * 3), **members)  # type: ignore[arg-type]


def post(first_h: float | None, last_h: float | None, lon: float = 20.18) -> Notice:
    """At the column's end, or elsewhere on its way."""
    window = Window(*(None if hour is None else at(hour) for hour in (first_h, last_h)))
    return notice(2, "birch", Spot(place(lon, 0.0), window, ON_THE_GROUND), Kind.POST)


def test_a_post_that_comes_late_is_cleared_by_an_earlier_end_or_by_coming_after_it() -> None:
    found = propose(column().id, [column(), post(1.75, 3.0)], None, LIMITS, DAY_S)
    # It may stand at its end from 1 h to 2 h, and is a kilometre from it less than 180 s before.
    assert found.cuts == Cuts(late_s=901, early_s=None)
    assert found.holds == (Hold(0, 7380), Hold(1, 7380))
    assert found.altitude_steps == Steps(None, None)


def test_a_post_that_leaves_early_is_cleared_by_a_later_start_and_by_a_hold() -> None:
    found = propose(column().id, [column(), post(0.5, 1.25)], None, LIMITS, DAY_S)
    assert found.cuts.late_s is None
    # It may be a kilometre from the post 180 s before the end.
    assert found.cuts.early_s == pytest.approx(900 + 180, abs=2)
    assert [hold.later_s for hold in found.holds] == [found.cuts.early_s] * 2


def test_a_wait_where_another_comes_by_is_no_proposal() -> None:
    """The hold that would clear the end stands at the middle while somebody else passes there."""
    passing = replace(post(1.1, 1.2, lon=20.09), id=NoticeId("passing"))
    found = propose(column().id, [column(0.5), post(0.5, 1.25), passing], None, LIMITS, DAY_S)
    assert found.holds[1].later_s is None
    shift = found.holds[0].later_s
    assert shift is not None and shift == pytest.approx(0.7 * 3600 + 180, abs=2)
    assert not lists(shifted(column(0.5), shift), [post(0.5, 1.25), passing], None)
    assert propose(column().id, [column(0.5), post(0.5, 1.25)], None, LIMITS, DAY_S).holds[1].later_s == 1080


def halting(least_s: int, most_s: int) -> Notice:
    """The column leaving within six minutes at about 20 km/h, with a halt at its middle."""
    route = column().shape
    assert isinstance(route, Route)
    halts = (Halt(1, Microseconds(least_s * SECOND), Microseconds(most_s * SECOND)),)
    schedule = Departure(Window(at(0), at(0.1)), 5_500_000, 5_600_000, halts)
    return replace(column(), shape=replace(route, schedule=schedule))


def test_of_a_departure_the_halt_grows() -> None:
    first, middle = propose(column().id, [halting(60, 120), post(0.5, 2.0)], None, LIMITS, DAY_S).holds
    assert first.later_s == middle.later_s and middle.later_s is not None
    route = halting(60 + middle.later_s, 120 + middle.later_s)
    assert held(halting(60, 120), 1, middle.later_s) == route
    assert not lists(route, [post(0.5, 2.0)], None)


def test_a_halt_that_is_met_is_not_cleared_by_a_longer_one() -> None:
    """The post is there as the column arrives, and has left when it may leave."""
    for first, last in ((0.5, 0.55), (0.9, 1.2)):
        found = propose(column().id, [halting(1200, 1800), post(first, last, lon=20.09)], None, LIMITS, 900)
        assert found.holds[1].later_s is None


def test_what_is_clear_as_filed_needs_nothing() -> None:
    found = propose(column().id, [column(), post(10, 11)], None, LIMITS, DAY_S)
    assert found.cuts == Cuts(0, 0)
    assert found.holds == (Hold(0, 0), Hold(1, 0))
    assert found.altitude_steps == Steps(None, None)


def test_a_notice_that_lacks_an_end_has_no_cut_and_no_wait_on_its_way() -> None:
    route = column().shape
    assert isinstance(route, Route) and isinstance(route.schedule, Windows)
    each = (*route.schedule.each[:2], Window(route.schedule.each[2].earliest, None))
    lacking = replace(column(), shape=replace(route, schedule=Windows(each)))
    found = propose(lacking.id, [lacking, post(0.5, 1.25)], None, LIMITS, DAY_S)
    assert found.cuts == Cuts(None, None)
    assert found.holds[0].later_s and found.holds[1].later_s is None


def test_nothing_but_a_shift_clears_one_that_stays_for_ever() -> None:
    found = propose(column().id, [column(), post(0.5, None)], None, LIMITS, DAY_S)
    assert found == replace(found, cuts=Cuts(None, None), holds=(Hold(0, None), Hold(1, None)))
    lasting = replace(post(0, 0), shape=Spot(place(20.18, 0.0), Window(at(0), LAST_INSTANT), ON_THE_GROUND))
    assert propose(lasting.id, [column(), lasting], None, LIMITS, DAY_S).cuts.late_s is None


def test_a_cut_is_looked_for_within_the_horizon_only() -> None:
    both = [column(), post(1.75, 3.0)]
    assert propose(column().id, both, None, LIMITS, 901).cuts.late_s == 901
    assert propose(column().id, both, None, LIMITS, 900).cuts.late_s is None


def clause(separation_m: int, period: str) -> Agreement:
    """One clause with a separation, in force for a period."""
    rule = f'id = "near"\ntext = "apart"\nregime = "notify"\nseparation_m = {separation_m}\n{period}'
    return toml.read("a.toml", f'id = "x"\nstatus = "held"\n[[clause]]\n{rule}'.encode(), lambda _: b"")


def test_a_cut_may_clear_by_ending_before_a_clause_is_in_force_or_beginning_after_it() -> None:
    """The post is 3.3 km from the column's end, all the time; the clause asks for 5 km."""
    both = [column(), post(0, 10, lon=20.21)]
    for period, cuts in (
        ("from = 2026-03-10T07:54:00Z", Cuts(late_s=361, early_s=None)),
        ("to = 2026-03-10T06:06:00Z", Cuts(late_s=None, early_s=361)),
        ("from = 2026-03-10T05:54:00Z", Cuts(None, None)),
    ):
        assert propose(column().id, both, clause(5000, period), LIMITS, DAY_S).cuts == cuts


def test_a_hold_may_clear_by_lasting_until_a_clause_is_in_force() -> None:
    """The post is 600 m from the column's end, all the time; the clause asks for 100 m only, from half an hour after the column."""
    both = [column(), post(0, 10, lon=20.1854)]
    found = propose(column().id, both, clause(100, "from = 2026-03-10T08:30:00Z"), LIMITS, DAY_S)
    assert found.holds == (Hold(0, 1800), Hold(1, 1800))


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_closed_form_leaves_the_check_nothing_to_correct(
    region: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As filed, and the least amounts that it leaves: two rounds of checks. More would say that it misses a meeting."""
    rounds: list[int] = []
    listed = proposals._Draft.listed

    def counted(draft: proposals._Draft, forms: Sequence[Notice]) -> list[bool]:
        rounds.append(len(forms))
        return listed(draft, forms)

    monkeypatch.setattr(proposals._Draft, "listed", counted)
    judged = 0
    for number in range(40):
        rng = Random(f"{seed} rounds {region} {number}")
        notices = world(rng, region)
        if isinstance(notices[0].shape, Route) and least_slack(notices[0]) is not None:
            agreement = zoned(region, rng) if region in PLANAR and number % 2 else None
            rounds.clear()
            propose(notices[0].id, notices, agreement, LIMITS, HORIZON_S)
            assert len(rounds) <= 2, (number, rounds)
            judged += len(rounds) == 2
    assert judged > 3


def test_what_the_closed_form_would_miss_the_check_itself_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [column(), post(1.995, 3.0)]
    cuts = propose(column().id, both, None, LIMITS, DAY_S).cuts
    assert cuts.late_s == 19
    monkeypatch.setattr(compiled, "cuts", lambda a, *_: np.full((len(a), 2), -np.inf))
    assert propose(column().id, both, None, LIMITS, 20).cuts == Cuts(late_s=19, early_s=None)


def test_the_past_has_no_proposals() -> None:
    with pytest.raises(ValueError, match="past"):
        propose(column().id, [column(observed=True), post(0, 1)], None, LIMITS, DAY_S)


# -- Steps in height ----------------------------------------------------------------------------------------------------


def flight(low_m: int, high_m: int, reference: Reference = Reference.AGL) -> Notice:
    band = Band(low_m * 1000, high_m * 1000)
    route = column().shape
    assert isinstance(route, Route)
    return replace(column(), kind=Kind.FLIGHT, reference=reference, shape=replace(route, bands=(band,) * 3))


def mast(low_m: int, high_m: int, reference: Reference = Reference.AGL) -> Notice:
    """A post of some height."""
    there = post(0, 3).shape
    assert isinstance(there, Spot)
    return replace(post(0, 3), reference=reference, shape=replace(there, band=Band(low_m * 1000, high_m * 1000)))


def steps(mine: Notice, other: Notice, agreement: Agreement | None = None) -> tuple[int | None, int | None]:
    found = propose(mine.id, [mine, other], agreement, LIMITS, DAY_S).altitude_steps
    return found.up_m, found.down_m


def test_a_step_leaves_the_vertical_limit_and_a_metre_between_the_bands() -> None:
    assert steps(flight(200, 250), mast(0, 100)) == (201, None)
    assert steps(flight(700, 800), mast(1000, 1400)) == (1001, 101)


def test_no_step_down_leads_below_the_ground() -> None:
    assert steps(flight(300, 900), mast(1000, 1100)) == (1101, 201)
    assert steps(flight(300, 900), mast(900, 1100)) == (1101, None)
    assert steps(flight(301, 900), mast(900, 1100)) == (1100, 301)


def test_over_the_sea_a_step_down_needs_the_ground_to_be_stated() -> None:
    mine, other = flight(700, 800, Reference.AMSL), mast(1000, 1400, Reference.AMSL)
    assert steps(mine, other) == (1001, None)
    for ground, down in ((599, 101), (600, None)):
        agreed = f'id = "relief"\nstatus = "held"\nterrain_m = [0, {ground}]\n'
        assert steps(mine, other, toml.read("a.toml", agreed.encode(), lambda _: b"")) == (1001, down)


def test_heights_that_cannot_be_compared_have_no_step() -> None:
    assert steps(flight(700, 800, Reference.FL), mast(1000, 1400, Reference.AMSL)) == (None, None)


def test_what_is_on_the_ground_does_not_step() -> None:
    assert steps(column(), mast(0, 100)) == (None, None)


def test_no_step_is_looked_for_beyond_the_bound() -> None:
    assert steps(flight(700, 800), mast(0, 700 + FARTHEST_STEP_M - 301)) == (FARTHEST_STEP_M, None)
    assert steps(flight(700, 800), mast(0, 700 + FARTHEST_STEP_M - 300)) == (None, None)


def test_a_step_clears_in_the_check_itself() -> None:
    mine, other = flight(200, 250), mast(0, 100)
    assert [bool(check([stepped(mine, metres), other], None, LIMITS).encounters) for metres in (200, 201)] == [
        True,
        False,
    ]
