"""What does the check say of two notices? Missing ends, heights over different references, clauses and zones, roads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from herald.agreement import toml
from herald.agreement.model import Agreement
from herald.check.answer import Answer, Limits, Verdict
from herald.check.pairs import check, windows
from herald.check.retime import clear_shifts
from herald.check.world import world
from herald.geometry.place import Path, Polygon
from herald.notice.model import ON_THE_GROUND, Area, Band, Kind, Notice, Reference, Route, Spot, Window, Windows
from herald.units import SECOND, Instant, NoticeId
from tests.check.worlds import GEOD, LIMITS, at, notice, place

FIRST, LAST = at(0), at(2)
KM = 1 / 111.3
"""A kilometre of latitude near the equator, in degrees, to half a per cent."""


def post(number: int, party: str, lat: float, window: Window | None = None, **members: object) -> Notice:
    return notice(
        number, party, Spot(place(10, lat), window or Window(FIRST, LAST), ON_THE_GROUND), Kind.POST, **members
    )


def column(number: int, party: str, windows: list[Window], lat: float = 0.0, **members: object) -> Notice:
    """Forty-four kilometres to the east, through 10 E in the middle."""
    places = tuple(place(lon, lat) for lon in (9.8, 10.0, 10.2))
    return notice(number, party, Route(places, Path.GEODESIC, Windows(tuple(windows)), (ON_THE_GROUND,) * 3), **members)


def timed(*hours: tuple[float | None, float | None]) -> list[Window]:
    return [Window(*(None if hour is None else at(hour) for hour in pair)) for pair in hours]


def flight(number: int, party: str, low_m: float, high_m: float, reference: Reference, **members: object) -> Notice:
    band = Band(round(low_m * 1000), round(high_m * 1000))
    places = tuple(place(lon, 0.0) for lon in (9.8, 10.2))
    shape = Route(places, Path.GEODESIC, Windows((Window(FIRST, LAST), Window(FIRST, LAST))), (band, band))
    return notice(number, party, shape, Kind.FLIGHT, reference=reference, **members)


def verdict(answer: Answer) -> str:
    """The one pair's answer."""
    return answer.encounters[0].verdict.value if answer.encounters else Verdict.CANNOT_MEET.value


def agreed(text: str) -> Agreement:
    return toml.read("agreement.toml", f'id = "a"\nstatus = "held"\n{text}'.encode(), lambda name: b"")


# Missing ends ---------------------------------------------------------------------------------------------------------


def test_a_missing_end_that_cannot_matter_leaves_cannot_meet() -> None:
    far = post(2, "birch", 0.5, Window(None, None))
    assert verdict(check([post(1, "aster", 0.0), far], None, LIMITS)) == "cannot-meet"


def test_a_missing_latest_is_named_where_the_answer_depends_on_it() -> None:
    early = post(2, "birch", 0.0, Window(at(-3), None))
    answer = check([post(1, "aster", 0.0), early], None, LIMITS)
    assert verdict(answer) == "cannot-tell"
    encounter = answer.encounters[0]
    assert encounter.reason == "N0002 (feature 2): the latest of its window is not stated"
    assert (encounter.closest_m, encounter.at, encounter.windows, encounter.clears) == (None, None, (), None)


def test_a_meeting_that_needs_no_missing_end_could_meet() -> None:
    """Whenever it ends, it is there at its earliest instant."""
    open_ended = post(2, "birch", 0.0, Window(at(1), None))
    assert verdict(check([post(1, "aster", 0.0), open_ended], None, LIMITS)) == "could-meet"


def test_a_missing_end_of_a_vertex_is_named_with_its_vertex() -> None:
    late = column(1, "aster", timed((0, 0.1), (0.5, None), (1, 1.1)))
    answer = check([late, post(2, "birch", 0.0, Window(at(0.9), at(0.95)))], None, LIMITS)
    assert verdict(answer) == "cannot-tell"
    assert answer.encounters[0].reason == "N0001 (feature 1): the latest of vertex 1 is not stated"


def test_a_latest_nobody_stated_is_no_earlier_than_the_ends_before_it() -> None:
    """At the middle vertex no later than... nobody says; but not before the latest of the vertex before it."""
    late = column(1, "aster", timed((0, 0.9), (0.5, None), (1, 1.1)))
    answer = check([late, post(2, "birch", 0.0, Window(at(0.8), at(0.85)))], None, LIMITS)
    assert verdict(answer) == "could-meet"


def test_a_shift_at_which_any_pair_cannot_be_told_is_never_clear() -> None:
    early = post(2, "birch", 0.0, Window(at(-3), None))
    mine = post(1, "aster", 0.0)
    clear = clear_shifts(mine.id, [mine, early], None, LIMITS, 86400)
    # Clear only where it has left before the other can have come: 2 h + 3 h earlier, and a second.
    assert clear == ((-86400, -5 * 3600 - 1),)


# Heights --------------------------------------------------------------------------------------------------------------


def test_ground_meets_a_band_that_reaches_the_ground() -> None:
    low = flight(1, "aster", 0, 500, Reference.AGL)
    assert verdict(check([low, post(2, "birch", 0.0)], None, replace(LIMITS, vertical_m=0.0))) == "could-meet"


@pytest.mark.parametrize(("low_m", "expected"), [(300.0, "could-meet"), (300.001, "cannot-meet")])
def test_the_vertical_limit_is_closed(low_m: float, expected: str) -> None:
    above = flight(1, "aster", low_m, 900, Reference.AGL)
    assert verdict(check([above, post(2, "birch", 0.0)], None, LIMITS)) == expected


def test_heights_over_the_sea_need_the_ground() -> None:
    above = flight(1, "aster", 1000, 1200, Reference.AMSL)
    ground = post(2, "birch", 0.0)
    answer = check([above, ground], None, LIMITS)
    assert verdict(answer) == "cannot-tell"
    assert answer.encounters[0].reason == "heights cannot be compared: the agreement does not state terrain_m"
    assert verdict(check([above, ground], agreed("terrain_m = [0, 600]"), LIMITS)) == "cannot-meet"
    assert verdict(check([above, ground], agreed("terrain_m = [0, 700]"), LIMITS)) == "could-meet"


def test_the_geoid_is_bounded_without_being_stated() -> None:
    """WGS 84 less sea level lies in [-110, 90] m anywhere: only what depends on where in it is cannot tell."""
    sea = flight(2, "birch", 0, 0, Reference.AMSL)
    for low_m, expected in (
        (150.0, "could-meet"),
        (250.0, "cannot-tell"),
        (389.0, "cannot-tell"),
        (391.0, "cannot-meet"),
    ):
        over = flight(1, "aster", low_m, low_m, Reference.WGS84)
        assert verdict(check([over, sea], None, LIMITS)) == expected, low_m
    over = flight(1, "aster", 250, 250, Reference.WGS84)
    assert verdict(check([over, sea], agreed("geoid_m = [-60, -55]"), LIMITS)) == "cannot-meet"
    assert verdict(check([over, sea], agreed("geoid_m = [-50, -40]"), LIMITS)) == "could-meet"


def test_pressure_altitude_needs_the_pressure() -> None:
    level, sea = flight(1, "aster", 3000, 3000, Reference.FL), flight(2, "birch", 3200, 3200, Reference.AMSL)
    assert verdict(check([level, sea], None, LIMITS)) == "cannot-tell"
    assert verdict(check([level, sea], agreed("qnh_m = [-150, 150]"), LIMITS)) == "could-meet"
    assert verdict(check([level, sea], agreed("qnh_m = [-400, -150]"), LIMITS)) == "cannot-meet"


def test_heights_over_the_ground_are_widened_by_the_relief_where_it_is_stated() -> None:
    above, ground = flight(1, "aster", 400, 500, Reference.AGL), post(2, "birch", 0.0)
    assert verdict(check([above, ground], None, LIMITS)) == "cannot-meet"
    assert verdict(check([above, ground], agreed("terrain_m = [100, 300]"), LIMITS)) == "could-meet"


# Clauses and zones ----------------------------------------------------------------------------------------------------

SQUARE = '{"type": "Polygon", "coordinates": [[[9.9, -0.2], [10.1, -0.2], [10.1, 0.2], [9.9, 0.2], [9.9, -0.2]]]}'
ZONED = f"""
[[zone]]
id = "square"
geojson = '{SQUARE}'
[[clause]]
id = "7"
text = "three kilometres in the square"
regime = "notify"
zone = "square"
separation_m = 3000
"""


def test_a_clause_governs_the_pieces_in_its_zone_and_the_flags_the_others() -> None:
    """Two kilometres aside: within the clause's three, but not within the flags' one."""
    road = column(1, "aster", timed((0, 0.5), (0.5, 1), (1, 1.5)))
    inside, outside = (
        post(2, "birch", 2 * KM),
        replace(post(3, "birch", 0), shape=Spot(place(9.85, 2 * KM), Window(FIRST, LAST), ON_THE_GROUND)),
    )
    answer = check([road, inside, outside], agreed(ZONED), LIMITS)
    assert [(e.a, e.b, e.clause, e.separation_m) for e in answer.encounters] == [("N0001", "N0002", "7", 3000.0)]


def test_either_piece_in_the_zone_is_enough() -> None:
    edge = 9.9 - 2 * KM
    mine = replace(post(1, "aster", 0), shape=Spot(place(edge, 0), Window(FIRST, LAST), ON_THE_GROUND))
    theirs = replace(post(2, "birch", 0), shape=Spot(place(9.9 + 0.5 * KM, 0), Window(FIRST, LAST), ON_THE_GROUND))
    assert [e.clause for e in check([mine, theirs], agreed(ZONED), LIMITS).encounters] == ["7"]


def test_where_a_clause_governs_the_flags_do_not() -> None:
    close = ZONED.replace("3000", "100")
    assert verdict(check([post(1, "aster", 0), post(2, "birch", 0.5 * KM)], agreed(close), LIMITS)) == "cannot-meet"
    assert verdict(check([post(1, "aster", 0), post(2, "birch", 0.5 * KM)], None, LIMITS)) == "could-meet"


def test_the_part_of_an_area_inside_a_zone_is_bounded_on_all_sides() -> None:
    """An area round the whole zone: nearest to the post is ground outside the zone, but the zone's part is within 3 km too."""
    corners = tuple(place(lon, lat) for lon, lat in ((9.7, -0.5), (10.101, -0.5), (10.101, 0.5), (9.7, 0.5)))
    ground = Area(Polygon((corners,), Path.LONLAT), Window(FIRST, LAST), ON_THE_GROUND)
    beside = replace(post(2, "birch", 0), shape=Spot(place(10.1 + 2.5 * KM, 0), Window(FIRST, LAST), ON_THE_GROUND))
    answer = check([notice(1, "aster", ground, Kind.EXERCISE), beside], agreed(ZONED), LIMITS)
    assert answer.encounters[0].clause == "7"
    closest = answer.encounters[0].closest_m
    assert closest == pytest.approx(GEOD.inv(10.1, 0, 10.1 + 2.5 * KM, 0)[2], abs=0.1)


def test_a_clause_of_one_kind_governs_if_either_notice_is_of_it() -> None:
    flights = ZONED.replace('regime = "notify"', 'regime = "notify"\nkind = "flight"')
    ground = [post(1, "aster", 0), post(2, "birch", 2 * KM)]
    assert verdict(check(ground, agreed(flights), LIMITS)) == "cannot-meet"
    over = [flight(1, "aster", 0, 100, Reference.AGL), post(2, "birch", 2 * KM)]
    assert verdict(check(over, agreed(flights), LIMITS)) == "could-meet"


def test_a_clause_governs_only_while_it_is_in_force() -> None:
    ended = ZONED + 'to = "2026-03-10T05:00:00Z"\n'
    notices = [post(1, "aster", 0), post(2, "birch", 2 * KM)]
    assert verdict(check(notices, agreed(ended), LIMITS)) == "cannot-meet"
    suspended = 'suspended = [["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"]]\n' + ZONED
    assert verdict(check(notices, agreed(suspended), LIMITS)) == "cannot-meet"


@pytest.mark.parametrize(("to", "expected"), [("06:00:00", "could-meet"), ("05:59:59.999999", "cannot-meet")])
def test_a_clause_governs_at_its_very_last_instant(to: str, expected: str) -> None:
    """Two kilometres apart, both from 6:00 on: within the clause's three, if the clause is still in force then."""
    notices = [post(1, "aster", 0), post(2, "birch", 2 * KM)]
    assert verdict(check(notices, agreed(f'{ZONED}to = "2026-03-10T{to}Z"\n'), LIMITS)) == expected


def test_shifts_at_which_a_clause_surely_governs_are_held_to_its_distance_alone() -> None:
    """Half a kilometre apart: beyond the clause's hundred metres while it is in force, within the flags' kilometre after it."""
    close = ZONED.replace("3000", "100") + 'to = "2026-03-10T07:00:00Z"\n'
    mine = post(1, "aster", 0, Window(at(0), at(1)))
    theirs = post(2, "birch", 0.5 * KM, Window(at(-9), at(9)))
    assert clear_shifts(mine.id, [mine, theirs], agreed(close), LIMITS, 6 * 3600) == ((-6 * 3600, 3600),)


def test_shifting_into_a_clauses_time_makes_it_govern() -> None:
    """The clause ends two hours before: moved there, the posts are within its three kilometres."""
    ended = ZONED + 'to = "2026-03-10T05:00:00Z"\n'
    mine = post(1, "aster", 0, Window(at(0), at(1)))
    theirs = post(2, "birch", 2 * KM, Window(at(-9), at(9)))
    clear = clear_shifts(mine.id, [mine, theirs], agreed(ended), LIMITS, 6 * 3600)
    # Its last instant is at 7:00 + shift; the clause governs while its first, 6:00 + shift, is not after 5:00.
    assert clear == ((-3600 + 1, 6 * 3600),)


# Roads, order and scope -----------------------------------------------------------------------------------------------


def test_a_road_longer_than_its_line_reaches_further_aside() -> None:
    road = column(1, "aster", timed((0, 0.5), (0.5, 1), (1, 1.5)))
    aside = post(2, "birch", 6 * KM)
    assert verdict(check([road, aside], None, LIMITS)) == "cannot-meet"
    answer = check([road, aside], None, replace(LIMITS, road_factor=1.2))
    leg_m = GEOD.inv(9.8, 0, 10.0, 0)[2]
    assert answer.encounters[0].reach_m == pytest.approx(0.5 * leg_m * (1.2**2 - 1) ** 0.5)
    assert answer.encounters[0].reason == "as drawn; the road may differ"


def test_notices_of_one_party_are_not_compared() -> None:
    answer = check([post(1, "aster", 0), post(2, "aster", 0)], None, LIMITS)
    assert not answer.encounters
    assert (answer.checked.pairs_asked, answer.checked.parties) == (0, 1)


def test_an_empty_run_is_answered() -> None:
    answer = check([], None, LIMITS)
    assert answer.scope == (
        "Checked against 0 notices of 0 parties, as in the files given. Movements nobody filed are not covered."
    )


def test_a_lasting_presence_can_be_met_years_later() -> None:
    lasting = post(1, "aster", 0, Window(FIRST, Instant(253402300799 * SECOND)))
    later = post(2, "birch", 0, Window(at(24 * 365 * 40), at(24 * 365 * 40 + 1)))
    answer = check([lasting, later], None, LIMITS)
    assert answer.encounters[0].windows == ((at(24 * 365 * 40), at(24 * 365 * 40 + 1)),)


def test_instants_of_a_meeting_are_rounded_outward_and_joined_where_they_touch() -> None:
    """In microseconds from the epoch; NaN is a piece that cannot be told, and a first may lie half an instant after its last."""
    of = world([post(1, "aster", 0)], None, LIMITS)
    instants = np.array([[10.6, 11.2], [np.nan, np.nan], [0.25, 3.5], [4.0, 6.0], [-7.5, -7.75]])
    assert [(first - of.legs.epoch, last - of.legs.epoch) for first, last in windows(of, instants)] == [
        (-8, -7),
        (0, 6),
        (10, 12),
    ]


def test_buffers_and_uncertainties_of_both_add_to_the_reach() -> None:
    mine = post(1, "aster", 0, buffer_mm=200_000, place_uncertainty_mm=50_000)
    theirs = post(2, "birch", 1.4 * KM, buffer_mm=250_000)
    answer = check([mine, theirs], None, LIMITS)
    assert [e.reach_m for e in answer.encounters] == [pytest.approx(500.0)]
    assert verdict(check([mine, replace(theirs, buffer_mm=0)], None, LIMITS)) == "cannot-meet"


def test_of_equal_margins_the_clause_first_by_code_point_is_named() -> None:
    two = ZONED + ZONED[ZONED.index("[[clause]]") :].replace('id = "7"', 'id = "10"')
    answer = check([post(1, "aster", 0), post(2, "birch", KM)], agreed(two), Limits())
    assert answer.encounters[0].clause == "10"
    assert NoticeId("N0001") == answer.encounters[0].a
