"""What do the clauses, or plain sense, hold against a notice?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from herald.agreement.model import (
    NOT_SPECIFIED,
    Agreement,
    Clause,
    Delivered,
    NotSpecified,
    Period,
    Regime,
    Status,
    Zone,
)
from herald.check.answer import Finding, Limits
from herald.check.findings import findings, route_coarse
from herald.check.findings.subject import touched
from herald.geometry.place import Path, Polygon
from herald.geometry.rings import contained, flatten
from herald.notice.lifecycle import standing
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Area,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import ClauseId, Instant, Microseconds, NoticeId, PartyId, ZoneId
from tests.check.worlds import GEOD, HOUR, at, notice, place

ALWAYS = Period(None, None)
LonLat = tuple[float, float]


# --- a few words to tell scenarios in ---


def square(lon: float, lat: float, size: float) -> Polygon:
    """A square from its south-west corner."""
    corners = [(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size)]
    return Polygon((tuple(place(*corner) for corner in corners),), Path.LONLAT)


TOWN = Zone(ZoneId("town"), (square(30.0, 10.0, 0.2),), None, None)
PORT = Zone(ZoneId("port"), (square(31.0, 10.0, 0.2),), None, None)


def clause(number: str = "1", regime: Regime = Regime.NOTIFY, **members: object) -> Clause:
    plain = Clause(
        id=ClauseId(number),
        text="",
        kind=None,
        regime=regime,
        zone=None,
        period=ALWAYS,
        lead_time=None,
        emergency_lead_time=None,
        reply=None,
        separation_mm=None,
        vertical_mm=None,
        delivered=Delivered.AVAILABLE,
        precedence=(),
    )
    return replace(plain, **members)  # type: ignore[arg-type]


def agreement(*clauses: Clause, suspended: Sequence[Period] = (), in_force: Period = ALWAYS) -> Agreement:
    return Agreement(
        id="agreement",
        status=Status.HELD,
        in_force=in_force,
        suspended=tuple(suspended),
        parties=(),
        zones=(TOWN, PORT),
        clauses=clauses,
        terrain=None,
        qnh=None,
        geoid=None,
    )


def hours(count: float) -> Microseconds:
    return Microseconds(round(count * HOUR))


def window(first: float | None, last: float | None) -> Window:
    return Window(None if first is None else at(first), None if last is None else at(last))


def along(*places: LonLat, times: Sequence[Window] | None = None, path: Path = Path.GEODESIC) -> Route:
    """A route at two hours a leg, an hour of slack, unless told otherwise."""
    each = [window(2 * n, 2 * n + 1) for n in range(len(places))] if times is None else times
    spots = tuple(place(*one) for one in places)
    return Route(spots, path, Windows(tuple(each)), (ON_THE_GROUND,) * len(places))


def site(lon: float, lat: float, first: float | None = 0, last: float | None = 10) -> Spot:
    return Spot(place(lon, lat), window(first, last), ON_THE_GROUND)


def filed(
    shape: Shape, name: str = "n", party: str = "aster", kind: Kind = Kind.GROUND_MOVEMENT, **members: object
) -> Notice:
    """A notice wide enough not to be called coarse."""
    return notice(0, party, shape, kind, **{"id": NoticeId(name), "buffer_mm": 100_000, **members})


def found(*notices: Notice, under: Agreement | None = None, limits: Limits | None = None) -> tuple[Finding, ...]:
    return findings(standing(notices), under, limits or Limits())


def codes(*notices: Notice, under: Agreement | None = None) -> set[tuple[str, str, str | None]]:
    return {(each.notice, each.code, each.clause) for each in found(*notices, under=under)}


def message(code: str, *notices: Notice, under: Agreement | None = None) -> str:
    (text,) = {each.message for each in found(*notices, under=under) if each.code == code}
    return text


THROUGH_TOWN = along((29.9, 10.1), (29.95, 10.1), (30.1, 10.1), (30.3, 10.1), (30.4, 10.1))
ELSEWHERE = along((40.0, 10.1), (40.3, 10.1))


# --- lead time ---


@pytest.mark.parametrize(("lead_us", "late"), [(24 * HOUR, False), (24 * HOUR - 1, True), (-HOUR, True)])
def test_a_notice_is_late_if_filed_any_later_than_asked(lead_us: int, late: bool) -> None:
    one = filed(THROUGH_TOWN, submitted_at=Instant(at(0) - lead_us))
    under = agreement(clause(lead_time=hours(24)))
    assert codes(one, under=under) == ({("n", "late-notice", "1")} if late else set())


def test_a_late_notice_is_told_by_how_much() -> None:
    under = agreement(clause("3", lead_time=hours(24)))
    assert message("late-notice", filed(THROUGH_TOWN, submitted_at=at(-3.5)), under=under) == (
        "Filed 3 h 30 min before its first instant, 2026-03-10T06:00:00Z, and clause 3 asks for 24 h: "
        "tell the other parties directly."
    )
    assert "Filed 2 h after its first instant" in message(
        "late-notice", filed(THROUGH_TOWN, submitted_at=at(2)), under=under
    )


def test_an_emergency_has_the_emergency_lead_time_where_a_clause_states_one() -> None:
    emergency = filed(THROUGH_TOWN, submitted_at=at(-7), kept={"priority": "emergency"})
    routine = filed(THROUGH_TOWN, submitted_at=at(-7), kept={"priority": "routine"})
    both = agreement(clause(lead_time=hours(24), emergency_lead_time=hours(6)))
    assert ("n", "late-notice", "1") not in codes(emergency, under=both)
    assert ("n", "late-notice", "1") in codes(routine, under=both)
    assert ("n", "late-notice", "1") in codes(emergency, under=agreement(clause(lead_time=hours(24))))


def test_lead_time_counts_to_the_earliest_instant_that_is_stated() -> None:
    under = agreement(clause(lead_time=hours(24)))
    unknown_start = along((30.0, 10.1), (30.3, 10.1), times=[window(None, 1), window(None, 3)])
    assert codes(filed(unknown_start, submitted_at=at(-23)), under=under) == set()
    assert codes(filed(unknown_start, submitted_at=at(-22.9)), under=under) == {("n", "late-notice", "1")}
    departs = replace(ELSEWHERE, schedule=Departure(window(None, 1), 8_000_000, 9_000_000))
    assert codes(filed(departs, submitted_at=at(-22.9)), under=under) == {("n", "late-notice", "1")}
    nothing = along((30.0, 10.1), (30.3, 10.1), times=[window(None, None)] * 2)
    assert codes(filed(nothing, submitted_at=at(0)), under=under) == set()


def test_without_a_filing_time_no_lead_time_can_be_held_against_a_notice() -> None:
    assert codes(filed(THROUGH_TOWN), under=agreement(clause(lead_time=hours(24)))) == {
        ("n", "filing-time-not-stated", "1")
    }
    assert codes(filed(THROUGH_TOWN), under=agreement(clause())) == set()


def test_a_track_of_the_past_is_no_advance_notice() -> None:
    track = filed(THROUGH_TOWN, observed=True, max_speed_um_s=40_000_000)
    assert codes(track, under=agreement(clause(lead_time=hours(24)))) == set()


NOT_APPLYING = {
    "of another kind": agreement(clause(lead_time=hours(24), kind="patrol")),
    "in another zone": agreement(clause(lead_time=hours(24), zone=PORT.id)),
    "no longer in force": agreement(clause(lead_time=hours(24), period=Period(None, Instant(at(0) - 1)))),
    "not yet in force": agreement(clause(lead_time=hours(24), period=Period(Instant(at(9) + 1), None))),
    "of an agreement that is over": agreement(clause(lead_time=hours(24)), in_force=Period(None, at(-1))),
    "suspended all the while": agreement(clause(lead_time=hours(24)), suspended=[Period(at(0), at(9))]),
}


@pytest.mark.parametrize("why", NOT_APPLYING)
def test_a_clause_holds_nothing_against_a_notice_to_which_it_does_not_apply(why: str) -> None:
    held = {code for _, code, _ in codes(filed(THROUGH_TOWN), under=NOT_APPLYING[why])}
    assert "filing-time-not-stated" not in held


def test_a_clause_in_force_for_a_single_instant_of_the_notice_applies() -> None:
    for period in (Period(None, at(0)), Period(at(9), None)):
        under = agreement(clause(lead_time=hours(24), period=period))
        assert codes(filed(THROUGH_TOWN), under=under) == {("n", "filing-time-not-stated", "1")}


# --- regimes ---


@pytest.mark.parametrize(("regime", "code"), [(Regime.CONSENT, "consent-clause"), (Regime.PROHIBIT, "prohibited")])
def test_a_zone_of_consent_or_prohibition_is_told_with_the_legs_in_it(regime: Regime, code: str) -> None:
    under = agreement(clause("5", regime, zone=TOWN.id))
    assert codes(filed(THROUGH_TOWN), under=under) == {("n", code, "5")}
    assert message(code, filed(THROUGH_TOWN), under=under).startswith(
        "Legs 1 and 2 (counted from 0) in zone town: clause 5"
    )
    assert codes(filed(ELSEWHERE), under=under) == set()


def test_notice_alone_is_not_enough_where_consent_is_asked() -> None:
    under = agreement(clause("5", Regime.CONSENT, zone=TOWN.id))
    assert "asks for consent, and notice alone is not enough" in message(
        "consent-clause", filed(site(30.1, 10.1)), under=under
    )


@pytest.mark.parametrize("regime", [Regime.NOTIFY, Regime.NOTIFY_OBJECT, Regime.PERMIT])
def test_other_regimes_ask_for_no_more_than_notice(regime: Regime) -> None:
    assert codes(filed(THROUGH_TOWN), under=agreement(clause("5", regime, zone=TOWN.id))) == set()


def test_a_leg_in_the_zone_counts_only_while_the_clause_is_in_force() -> None:
    # It is in town, on legs 1 and 2, from hour 2 to hour 7; leg 2 from hour 4.
    first_hours = agreement(clause("5", Regime.CONSENT, zone=TOWN.id, period=Period(None, at(1.9))))
    later = agreement(clause("5", Regime.CONSENT, zone=TOWN.id, period=Period(at(6), None)))
    assert codes(filed(THROUGH_TOWN), under=first_hours) == set()
    assert "Leg 2 (counted from 0) in zone town" in message("consent-clause", filed(THROUGH_TOWN), under=later)


def test_a_halt_belongs_to_the_legs_on_both_sides_of_it() -> None:
    # 16 km to a halt before the town of five hours, which end after 0.35 + 5; then leg 1, into town.
    route = along((30.4, 10.1), (30.25, 10.1), (30.1, 10.1))
    halting = replace(route, schedule=Departure(window(0, 0), 12_000_000, 13_000_000, (Halt(1, hours(5), hours(5)),)))
    for start, end in ((1, 2), (5.6, 9)):
        under = agreement(clause("5", Regime.CONSENT, zone=TOWN.id, period=Period(at(start), at(end))))
        assert message("consent-clause", filed(halting), under=under).startswith("Leg 1 (counted from 0) in zone town")
    beyond = agreement(clause("5", Regime.CONSENT, period=Period(at(4), at(4))))
    assert message("consent-clause", filed(halting), under=beyond).startswith("All legs: clause 5")


def test_a_leg_that_cuts_a_corner_between_two_vertices_outside_is_found() -> None:
    across = along((29.996, 10.195), (30.01, 10.209))
    assert codes(filed(across), under=agreement(clause("5", Regime.PROHIBIT, zone=TOWN.id))) == {
        ("n", "prohibited", "5")
    }
    past = along((29.996, 10.197), (30.01, 10.211))
    assert codes(filed(past), under=agreement(clause("5", Regime.PROHIBIT, zone=TOWN.id))) == set()


@pytest.mark.parametrize(
    "corner_and_size", [(30.05, 10.05, 0.1), (29.0, 9.0, 3.0), (30.1, 10.1, 0.5), (30.0, 10.0, 0.2)]
)
def test_an_area_within_around_across_or_equal_to_a_zone_lies_in_it(
    corner_and_size: tuple[float, float, float],
) -> None:
    area = filed(Area(square(*corner_and_size), window(0, 1), ON_THE_GROUND))
    assert ("n", "prohibited", "5") in codes(area, under=agreement(clause("5", Regime.PROHIBIT, zone=TOWN.id)))


def test_an_area_beside_a_zone_or_with_the_zone_in_its_hole_does_not_lie_in_it() -> None:
    under = agreement(clause("5", Regime.PROHIBIT, zone=TOWN.id))
    beside = Area(square(30.5, 10.0, 0.2), window(0, 1), ON_THE_GROUND)
    ring = Polygon((square(29.0, 9.0, 2.0).rings[0], square(29.9, 9.9, 0.4).rings[0]), Path.LONLAT)
    around = Area(ring, window(0, 1), ON_THE_GROUND)
    assert ("n", "prohibited", "5") not in codes(filed(beside), under=under) | codes(filed(around), under=under)


def test_a_leg_that_ends_on_the_boundary_lies_in_the_zone_by_its_end() -> None:
    under = agreement(clause("5", Regime.PROHIBIT, zone=TOWN.id))
    to_the_gate = along((30.4, 10.1), (30.2, 10.1), (30.4, 10.3))
    assert message("prohibited", filed(to_the_gate), under=under).startswith("All legs in zone town")
    short_of_it = along((30.4, 10.1), (30.2 + 2e-9, 10.1))
    assert codes(filed(short_of_it), under=under) == set()


@pytest.mark.parametrize("path", Path)
def test_legs_in_a_zone_are_those_that_dense_sampling_finds_there(path: Path) -> None:
    rng = Random(11)
    zone = Zone(ZoneId("z"), (square(30.0, 60.0, 0.3), square(30.5, 60.1, 0.3)), None, None)
    flat = [flatten(polygon) for polygon in zone.polygons]
    corners = [[(rng.uniform(29.8, 31.0), rng.uniform(59.9, 60.5)) for _ in range(12)] for _ in range(20)]
    routes = [along(*each, path=path) for each in corners]
    given = [dict(one).get(zone.id, ()) for one in touched(routes, [zone])]
    sampled = [tuple(n for n in range(11) if _sampled(a[n], a[n + 1], path, flat)) for a in corners]
    assert given == sampled
    assert 50 < sum(map(len, given)) < 200


def _sampled(a: LonLat, b: LonLat, path: Path, flat: Sequence[object]) -> bool:
    """Is any of twenty thousand places along the leg in one of the polygons?"""
    share = np.linspace(0, 1, 20_000)
    lon, lat = a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
    if path is Path.GEODESIC:
        azimuth, _, length = GEOD.inv(*a, *b)
        ones = np.ones(20_000)
        lon, lat, _ = GEOD.fwd(ones * a[0], ones * a[1], ones * azimuth, share * length)
    return bool(contained(flat, lon, lat).any())  # type: ignore[arg-type]


# --- suspension, distances, precedence ---


@pytest.mark.parametrize(
    ("period", "said"), [((9, 20), True), ((9.1, 20), False), ((-5, 0), True), ((-5, -0.1), False)]
)
def test_a_suspension_is_told_if_it_falls_into_the_notice_by_one_instant(period: LonLat, said: bool) -> None:
    under = agreement(suspended=[Period(at(period[0]), at(period[1]))])
    assert codes(filed(THROUGH_TOWN), under=under) == ({("n", "suspended", None)} if said else set())


def test_a_notice_without_a_stated_end_falls_into_every_later_suspension() -> None:
    under = agreement(suspended=[Period(at(900), None)])
    assert codes(filed(site(40, 10, 0, None)), under=under) == {("n", "suspended", None)}
    assert "is suspended from 2026-04-16T18:00:00Z without end" in message(
        "suspended", filed(site(40, 10, 0, None)), under=under
    )


@pytest.mark.parametrize(
    ("separation", "vertical", "taken"),
    [
        (NOT_SPECIFIED, NOT_SPECIFIED, "750 m apart and 120.5 m in height:"),
        (NOT_SPECIFIED, 300_000, "750 m apart:"),
        (500_000, NOT_SPECIFIED, "120.5 m in height:"),
    ],
)
def test_a_distance_that_is_not_specified_is_told_with_what_is_taken_for_it(
    separation: int | NotSpecified, vertical: int | NotSpecified, taken: str
) -> None:
    under = agreement(clause("4", separation_mm=separation, vertical_mm=vertical))
    (finding,) = found(filed(THROUGH_TOWN), under=under, limits=Limits(750.0, 120.5))
    assert (finding.code, finding.clause) == ("separation-not-specified", "4")
    assert taken in finding.message


def test_a_stated_distance_or_none_is_not_one_that_is_not_specified() -> None:
    under = agreement(clause("4", separation_mm=500_000, vertical_mm=300_000), clause("5"))
    assert codes(filed(THROUGH_TOWN), under=under) == set()


def test_of_a_distance_for_one_kind_that_kind_is_told_in_the_zone_or_beside_another_party_there() -> None:
    under = agreement(clause("4", kind="flight", zone=TOWN.id, separation_mm=NOT_SPECIFIED))
    column = filed(THROUGH_TOWN, "column")
    flight = filed(ELSEWHERE, "flight", "birch", Kind.FLIGHT)
    own = replace(flight, party=column.party)
    assert codes(flight, under=under) == codes(column, under=under) == codes(own, column, under=under) == set()
    assert codes(column, flight, under=under) == {("flight", "separation-not-specified", "4")}
    in_zone = filed(THROUGH_TOWN, "flight", "birch", Kind.FLIGHT)
    assert codes(in_zone, under=under) == {("flight", "separation-not-specified", "4")}


def test_a_kind_that_goes_first_has_declared_its_kind_itself() -> None:
    under = agreement(clause("7", precedence=("evacuation", "repair-window", "patrol")))
    told = {
        kind: bool(codes(filed(ELSEWHERE, kind=kind), under=under))
        for kind in (Kind.EVACUATION, Kind.REPAIR_WINDOW, Kind.PATROL, Kind.GROUND_MOVEMENT)
    }
    # The last of several goes before nobody who is listed.
    assert list(told.values()) == [True, True, False, False]
    only = agreement(clause("7", kind="flight", precedence=("evacuation",)))
    assert codes(filed(ELSEWHERE, kind=Kind.EVACUATION), under=only) == {("n", "precedence-self-declared", "7")}


def test_a_priority_is_the_filers_own_word_where_a_clause_gives_something_for_it() -> None:
    shorter = agreement(clause("3", lead_time=hours(24), emergency_lead_time=hours(6)))
    first = agreement(clause("7", precedence=("evacuation",)))
    nothing = agreement(clause("8", lead_time=hours(1)))
    urgent = filed(ELSEWHERE, submitted_at=at(-48), kept={"priority": "emergency"})
    for under, number in ((shorter, "3"), (first, "7")):
        assert codes(urgent, under=under) == {("n", "precedence-self-declared", number)}
    assert codes(urgent, under=nothing) == set()
    for kept in ({}, {"priority": "routine"}, {"priority": None}):
        assert codes(replace(urgent, kept=kept), under=shorter) == set()


# --- speed ---


def road(km: float, times: Sequence[Window]) -> Route:
    """One leg of a length along the equator."""
    lon, _, _ = GEOD.fwd(20.0, 0.0, 90.0, km * 1000)
    return along((20.0, 0.0), (lon, 0.0), times=times)


@pytest.mark.parametrize(("km", "fast"), [(129.999, False), (130.01, True)])
def test_130_kilometres_in_an_hour_is_the_limit_on_the_ground(km: float, fast: bool) -> None:
    # An hour from the earliest start to the latest end.
    one = filed(road(km, [window(0, 0.5), window(0.4, 1)]))
    assert codes(one) == ({("n", "speed-implausible", None)} if fast else set())


@pytest.mark.parametrize(("km", "fast"), [(1199.9, False), (1200.1, True)])
def test_1200_kilometres_in_an_hour_is_the_limit_in_flight(km: float, fast: bool) -> None:
    one = filed(road(km, [window(0, 0), window(1, 1)]), kind=Kind.FLIGHT)
    assert codes(one) == ({("n", "speed-implausible", None)} if fast else set())


def test_an_exercise_in_the_air_may_be_as_fast_as_a_flight_and_one_on_the_ground_may_not() -> None:
    fast = road(500, [window(0, 0), window(1, 1)])
    high = replace(fast, bands=(Band(100_000, 200_000),) * 2)
    assert ("n", "speed-implausible", None) in codes(filed(fast, kind=Kind.EXERCISE))
    assert codes(filed(high, kind=Kind.EXERCISE)) == set()
    over_the_sea = filed(high, kind=Kind.GROUND_MOVEMENT, reference=Reference.AMSL)
    assert ("n", "speed-implausible", None) in codes(over_the_sea)


def test_no_time_for_a_length_is_implausible_and_no_time_for_no_length_is_not() -> None:
    at_once = [window(0, 0), window(0, 0)]
    assert "the windows leave no time for 3.0 km" in message("speed-implausible", filed(road(3, at_once)))
    assert codes(filed(along((20, 0), (20, 0), times=at_once))) == set()


def test_a_missing_end_bounds_no_speed() -> None:
    for times in ([window(None, 0), window(0, 0.1)], [window(0, 0), window(0, None)]):
        assert codes(filed(road(3000, times))) == set()


def test_a_departure_is_held_to_the_slowest_speed_it_states() -> None:
    slow, fast = (
        replace(ELSEWHERE, schedule=Departure(window(0, 9), um_s, 60_000_000)) for um_s in (36_111_111, 36_120_000)
    )
    assert codes(filed(slow)) == set()
    assert "The slowest speed it states is 130.0 km/h" in message("speed-implausible", filed(fast))


def test_fixes_that_need_more_than_the_stated_greatest_speed_are_told() -> None:
    fixes = road(40, [window(0, 0), window(1, 1)])
    members = {"observed": True, "kind": Kind.GROUND_MOVEMENT}
    enough, short = (filed(fixes, max_speed_um_s=um_s, **members) for um_s in (11_111_112, 11_000_000))
    assert codes(enough) == set()
    assert message("speed-implausible", short) == (
        "Leg 0 (counted from 0): the windows ask for at least 40.0 km/h, and the greatest speed it states is 40 km/h; "
        "check the times and the places."
    )


# --- exchanged coordinates ---


def test_one_exchanged_vertex_is_found() -> None:
    one = filed(along((30.0, 10.0), (30.1, 10.0), (10.05, 30.2), (30.3, 10.1)), kind=Kind.FLIGHT)
    assert ("n", "swap-suspected", None) in codes(one)
    assert "at vertex 2 (counted from 0)" in message("swap-suspected", one)


def test_an_exchanged_vertex_is_found_at_the_end_of_a_route_and_at_a_halt() -> None:
    last = filed(along((30.0, 10.0), (30.1, 10.0), (10.05, 30.2)), kind=Kind.FLIGHT)
    assert "at vertex 2 (" in message("swap-suspected", last)
    halting = filed(along((30.0, 10.0), (10.0, 30.1), (10.0, 30.1), (30.2, 10.0)), kind=Kind.FLIGHT)
    assert "at vertex 1 (" in message("swap-suspected", halting)


def test_of_two_places_either_may_be_the_exchanged_one() -> None:
    one = filed(along((30.0, 10.0), (10.05, 30.2)), kind=Kind.FLIGHT)
    assert "at any of the vertices 0 and 1 (" in message("swap-suspected", one)


def test_two_exchanged_vertices_are_both_found_and_their_neighbours_are_not() -> None:
    both = filed(along((10.0, 30.0), (30.1, 10.0), (30.2, 10.0), (10.0, 30.3), (30.4, 10.0)), kind=Kind.FLIGHT)
    assert "at any of the vertices 0 and 3 (" in message("swap-suspected", both)


def test_an_exchanged_corner_of_an_area_is_found() -> None:
    corners = tuple(place(*corner) for corner in ((30, 10), (31, 10), (11, 31), (30, 11)))
    area = Area(Polygon((corners,), Path.LONLAT), window(0, 0.1), ON_THE_GROUND)
    assert "at vertex 2 (" in message("swap-suspected", filed(area))


@pytest.mark.parametrize(("beyond", "said"), [(0.083, True), (0.081, False)])
def test_ten_times_nearer_is_the_limit(beyond: float, said: bool) -> None:
    # Across the diagonal from (40.0, 40.2) to its exchange: the neighbours are (0.1 - x) from that and (0.1 + x) from this.
    neighbour = (40.1 + beyond, 40.1 - beyond)
    there_and_back = filed(along(neighbour, (40.0, 40.2), neighbour))
    assert codes(there_and_back) == ({("n", "swap-suspected", None)} if said else set())


def test_a_route_that_really_goes_there_and_one_whose_longitude_is_no_latitude_are_not_suspected() -> None:
    for route in (along((30.0, 10.0), (20.0, 20.0), (10.0, 30.0)), along((120.0, 10.0), (10.0, 80.0), (120.0, 11.0))):
        assert ("n", "swap-suspected", None) not in codes(filed(route, kind=Kind.FLIGHT))


@pytest.mark.parametrize(
    "shape", [along((10.1, 30.1), (10.15, 30.3)), site(10.1, 30.1), along((10.1, 29.9), (10.1, 30.3))]
)
def test_a_notice_that_would_lie_in_a_zone_with_everything_exchanged_is_found(shape: Shape) -> None:
    assert codes(filed(shape)) == set()
    assert codes(filed(shape), under=agreement()) == {("n", "swap-suspected", None)}
    assert "everywhere would bring it into zone town, and it lies in none now" in message(
        "swap-suspected", filed(shape), under=agreement()
    )


def test_a_notice_that_lies_in_a_zone_already_is_not_suspected_as_a_whole() -> None:
    mirrored = replace(agreement(), zones=(TOWN, Zone(ZoneId("mirror"), (square(10.0, 30.0, 0.2),), None, None)))
    assert codes(filed(site(10.1, 30.1)), under=mirrored) == set()


# --- the rest ---


def test_a_notice_that_replaces_or_cancels_what_is_not_there_is_told() -> None:
    replaces = filed(ELSEWHERE, "b", action=Action.REPLACE, replaces=NoticeId("gone"))
    cancels = replace(filed(ELSEWHERE, "c", action=Action.CANCEL, replaces=NoticeId("gone-too")), shape=None)
    assert codes(replaces, cancels) == {("b", "replaces-not-found", None), ("c", "replaces-not-found", None)}
    assert "It cancels gone-too, which is in none of the files" in message("replaces-not-found", cancels)
    there = filed(ELSEWHERE, "gone")
    assert codes(there, replaces) == set()


def test_what_no_longer_stands_has_no_findings() -> None:
    hurried = filed(road(500, [window(0, 0), window(1, 1)]), "old")
    follows = filed(ELSEWHERE, "new", action=Action.REPLACE, replaces=NoticeId("old"))
    assert codes(hurried, follows) == set()


COARSE = {
    "bare": (road(2.0005, [window(0, 1), window(1, 2)]), {}, True),
    "two kilometres": (road(1.9995, [window(0, 1), window(1, 2)]), {}, False),
    "with a buffer": (road(9, [window(0, 1), window(1, 2)]), {"buffer_mm": 1}, False),
    "with an uncertainty": (road(9, [window(0, 1), window(1, 2)]), {"place_uncertainty_mm": 1}, False),
    "a flight": (road(9, [window(0, 1), window(1, 2)]), {"kind": Kind.FLIGHT}, False),
    "an evacuation by road": (road(9, [window(0, 1), window(1, 2)]), {"kind": Kind.EVACUATION}, True),
    "a track of the past": (road(9, [window(0, 0), window(1, 1)]), {"observed": True}, False),
    "a patrol in the air": (
        replace(road(9, [window(0, 1), window(1, 2)]), bands=(Band(0, 50_000),) * 2),
        {"kind": Kind.PATROL},
        False,
    ),
    "a patrol with heights over the sea": (
        replace(road(9, [window(0, 1), window(1, 2)]), bands=(Band(0, 50_000),) * 2),
        {"kind": Kind.PATROL, "reference": Reference.AMSL},
        True,
    ),
    "a site": (site(20, 0), {}, False),
}


@pytest.mark.parametrize("name", COARSE)
def test_a_bare_ground_leg_over_two_kilometres_is_coarse(name: str) -> None:
    shape, members, coarse = COARSE[name]
    one = filed(shape, **{"buffer_mm": 0, **members})
    assert codes(one) == ({("n", "route-coarse", None)} if coarse else set())
    assert route_coarse(one) == coarse


def test_the_length_of_a_leg_is_that_of_its_own_kind_of_line() -> None:
    # At 85 degrees the parallel between these two is 7 km longer than the geodesic.
    ends = ((0.0, 85.0), (40.0, 85.0))
    hour = [window(0, 0), window(2.96, 2.96)]
    assert codes(filed(along(*ends, times=hour))) == set()
    assert codes(filed(along(*ends, times=hour, path=Path.LONLAT))) == {("n", "speed-implausible", None)}


# Half a degree square at the equator is 3,077 km2.
WIDE = square(20.0, 0.0, 0.5)


@pytest.mark.parametrize(("lasting", "blanket"), [(7.79, False), (7.81, True)])
def test_more_than_a_thousand_square_kilometres_for_a_day_are_a_blanket(lasting: float, blanket: bool) -> None:
    one = filed(Area(WIDE, window(0, lasting), ON_THE_GROUND))
    assert codes(one) == ({("n", "blanket-notice", None)} if blanket else set())


def test_holes_are_not_taken_up_and_a_buffer_round_a_point_is() -> None:
    hole = Polygon((WIDE.rings[0], square(20.01, 0.01, 0.48).rings[0]), Path.LONLAT)
    assert codes(filed(Area(hole, window(0, 48), ON_THE_GROUND))) == set()
    assert codes(filed(site(20, 0, 0, 12), buffer_mm=25_000_000)) == set()
    assert codes(filed(site(20, 0, 0, 12.3), buffer_mm=25_300_000)) == {("n", "blanket-notice", None)}


def test_a_lasting_presence_counts_as_thirty_days_and_so_does_one_without_an_end() -> None:
    # 30 days leave room for 33.3 km2.
    for last in (1e6, None):
        assert codes(filed(Area(square(20, 0, 0.05), window(0, last), ON_THE_GROUND))) == set()
        assert codes(filed(Area(square(20, 0, 0.053), window(0, last), ON_THE_GROUND))) == {
            ("n", "blanket-notice", None)
        }


def beside(metres: float, **members: object) -> tuple[Notice, Notice]:
    """Two hospitals of two parties, so far apart."""
    lon, lat, _ = GEOD.fwd(35.0, 37.0, 60.0, metres)
    one = filed(site(35.0, 37.0), "one", "aster", Kind.STATIC_SITE)
    other = filed(site(lon, lat), "other", "birch", Kind.STATIC_SITE)
    return one, replace(other, **members)  # type: ignore[arg-type]


@pytest.mark.parametrize(("metres", "said"), [(0, True), (199.99, True), (200.01, False)])
def test_sites_of_one_kind_within_200_metres_are_told_to_each_of_them(metres: float, said: bool) -> None:
    both = {("one", "duplicate-site", None), ("other", "duplicate-site", None)}
    assert codes(*beside(metres)) == (both if said else set())


def test_a_site_of_another_kind_or_at_another_time_is_no_duplicate_and_one_of_the_same_party_is() -> None:
    assert codes(*beside(50, kind=Kind.POST)) == set()
    assert codes(*beside(50, shape=site(35.0, 37.0, 10.1, 20))) == set()
    assert len(codes(*beside(50, shape=site(35.0, 37.0, 10, 20)))) == 2
    assert len(codes(*beside(50, party=PartyId("aster")))) == 2


def test_many_sites_at_one_place_are_not_all_named() -> None:
    crowd = [filed(site(35.0, 37.0), f"s{n}", kind=Kind.POST) for n in range(6)]
    said = {each.notice: each.message for each in found(*reversed(crowd))}
    assert "within 200 m of s0, s1, s2 and others," in said["s5"]
    assert "within 200 m of s1, s2, s3 and others," in said["s0"]


def everything() -> tuple[tuple[Notice, ...], Agreement]:
    """Notices and an agreement with every code among their findings."""
    under = agreement(
        clause("1", lead_time=hours(24), emergency_lead_time=hours(6), separation_mm=NOT_SPECIFIED),
        clause("2", Regime.CONSENT, zone=TOWN.id, precedence=("ground-movement",)),
        clause("10", Regime.PROHIBIT, zone=TOWN.id, kind="ground-movement"),
        suspended=[Period(at(9), at(30))],
    )
    notices = (
        filed(THROUGH_TOWN, "through", "birch", submitted_at=at(-3), kept={"priority": "emergency"}),
        filed(road(500, [window(0, 0), window(1, 1)]), "hurried", "aster", buffer_mm=0),
        filed(along((30.0, 40.0), (40.0, 30.1), (30.2, 40.0)), "swapped", "birch", Kind.FLIGHT),
        filed(Area(WIDE, window(0, 48), ON_THE_GROUND), "range", "cedar", Kind.EXERCISE),
        filed(ELSEWHERE, "again", "cedar", action=Action.REPLACE, replaces=NoticeId("gone")),
        *beside(120),
    )
    return notices, under


def test_places_that_cannot_be_exchanged_are_no_swap() -> None:
    """A longitude of 179 degrees is no latitude: with nothing left to exchange there is nothing to look for."""
    zone = agreement(clause())
    assert zone.zones
    assert not [
        code for _, code, _ in codes(filed(along((179.9, 10), (179.8, 10.1))), under=zone) if code == "swap-suspected"
    ]


def test_findings_come_by_notice_then_code_then_clause_by_code_point_and_once_each() -> None:
    notices, under = everything()
    keys = [(each.notice, each.code, each.clause or "") for each in found(*notices, under=under)]
    assert keys == sorted(set(keys))
    assert {code for _, code, _ in keys} == {
        *("late-notice", "filing-time-not-stated", "speed-implausible", "swap-suspected", "replaces-not-found"),
        *("separation-not-specified", "consent-clause", "prohibited", "suspended", "route-coarse", "blanket-notice"),
        *("duplicate-site", "precedence-self-declared"),
    }


def test_neither_the_order_of_the_notices_nor_the_names_of_the_parties_change_a_finding() -> None:
    notices, under = everything()
    names = {"aster": "zzz, a longer name", "birch": "a", "cedar": "Б"}
    renamed = [replace(each, party=PartyId(names[each.party])) for each in reversed(notices)]
    assert found(*renamed, under=under) == found(*notices, under=under)


def test_every_message_is_one_sentence_for_a_duty_officer() -> None:
    notices, under = everything()
    for each in found(*notices, under=under):
        assert re.fullmatch(r"[A-Z].*[^.]\.", each.message)
        assert ". " not in each.message
        assert not re.search(r"\d\.\d{4}|\de-|nan|inf\b|None|aster|birch|cedar", each.message)
