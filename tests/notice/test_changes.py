"""Is the notice with one thing changed what it says? And is everything that cannot be changed refused?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from herald.geometry.place import Path, Polygon
from herald.notice.changes import cut_early, cut_late, held, least_slack, may_step, shifted, stepped, waiting
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
    Spot,
    Window,
    Windows,
)
from herald.notice.timing import stops
from herald.units import LAST_INSTANT, MINUTE, SECOND, Instant, Microseconds
from tests.check.worlds import START, at, notice, place

PLACES = tuple(place(lon, 0.0) for lon in (0.0, 0.1, 0.2, 0.3))
EACH = tuple(Window(at(hour), at(hour + 0.5 + hour / 10)) for hour in (0, 1, 2, 3))
BANDS = (Band(500_000, 800_000),) * 4


def filed(**members: object) -> Notice:
    """A movement over four vertices, with half an hour of slack at the least."""
    return notice(1, "aster", Route(PLACES, Path.GEODESIC, Windows(EACH), (ON_THE_GROUND,) * 4), **members)  # type: ignore[arg-type]


def leaving() -> Notice:
    """A movement that leaves within half an hour, and halts at vertex 2 for 5 to 10 minutes."""
    halts = (Halt(2, Microseconds(5 * MINUTE), Microseconds(10 * MINUTE)),)
    schedule = Departure(EACH[0], 5_000_000, 10_000_000, halts)
    return notice(1, "aster", Route(PLACES, Path.GEODESIC, schedule, (ON_THE_GROUND,) * 4))


def flying(reference: Reference = Reference.AGL, bands: tuple[Band, ...] = BANDS, kind: Kind = Kind.FLIGHT) -> Notice:
    return replace(filed(reference=reference, kind=kind), shape=Route(PLACES, Path.GEODESIC, Windows(EACH), bands))


def shape(of: Notice) -> Any:
    """The notice's shape, of whichever kind."""
    return of.shape


def windows(of: Notice) -> list[tuple[float, float]]:
    """Earliest and latest at each stop, in seconds after the start; 11 km a leg. Every end is stated."""
    assert isinstance(of.shape, Route)
    lengths = [11_000.0] * (len(of.shape.places) - 1)
    timed = stops(of.shape, lengths)
    return [((stop.earliest - START) / SECOND, (stop.latest - START) / SECOND) for stop in timed]  # type: ignore[operator]


def moved(of: Notice, to: Notice) -> list[tuple[float, float]]:
    """By how many seconds is each window's earliest, and its latest, later?"""
    pairs = zip(windows(of), windows(to), strict=True)
    return [(after[0] - before[0], after[1] - before[1]) for before, after in pairs]


@pytest.mark.parametrize("of", [filed(), leaving()], ids=["windows", "departure"])
def test_a_cut_moves_one_end_of_every_window_and_a_shift_both(of: Notice) -> None:
    count = len(windows(of))
    assert moved(of, cut_late(of, 60)) == [(0, -60)] * count
    assert moved(of, cut_early(of, 60)) == [(60, 0)] * count
    assert moved(of, shifted(of, -60)) == [(-60, -60)] * count


def test_nothing_but_the_windows_is_changed_by_a_cut() -> None:
    of = filed(buffer_mm=5000)
    cut = cut_late(of, 60)
    assert replace(cut, shape=of.shape) == of
    assert replace(shape(cut), schedule=Windows(EACH)) == of.shape


def test_all_the_slack_may_be_cut_and_no_more() -> None:
    of = filed()
    assert least_slack(of) == 1800 * SECOND
    assert windows(cut_late(of, 1800))[0] == (0, 0)
    for cut in (cut_late, cut_early):
        for seconds in (1801, -1):
            with pytest.raises(ValueError, match="slack"):
                cut(of, seconds)


def test_of_a_departure_the_least_slack_is_that_of_departing() -> None:
    assert least_slack(leaving()) == 1800 * SECOND


def test_what_lacks_an_end_has_no_slack_to_cut() -> None:
    spot = notice(1, "aster", Spot(PLACES[0], Window(at(0), None), ON_THE_GROUND))
    assert least_slack(spot) is None
    with pytest.raises(ValueError, match="slack"):
        cut_late(spot, 0)
    assert least_slack(replace(spot, shape=None, action=Action.CANCEL)) is None


def test_sites_and_areas_are_cut_and_shifted_too() -> None:
    for each in (
        Spot(PLACES[0], EACH[0], ON_THE_GROUND),
        Area(Polygon(((*PLACES[:2], place(0.1, 0.1)),), Path.LONLAT), EACH[0], ON_THE_GROUND),
    ):
        of = notice(1, "aster", each)
        for changed, window in (
            (cut_late(of, 60), Window(at(0), Instant(at(0.5) - 60 * SECOND))),
            (cut_early(of, 60), Window(Instant(at(0) + 60 * SECOND), at(0.5))),
            (shifted(of, 3600), Window(at(1), at(1.5))),
        ):
            assert shape(changed).window == window


def test_a_wait_repeats_the_vertex_and_all_that_follows_is_later() -> None:
    of = held(filed(), 1, 60)
    assert isinstance(of.shape, Route)
    assert of.shape.places == (PLACES[0], PLACES[1], PLACES[1], PLACES[2], PLACES[3])
    before = windows(filed())
    assert windows(of)[:2] == before[:2]
    assert windows(of)[2:] == [(first + 60, last + 60) for first, last in before[1:]]
    assert len(of.shape.bands) == 5


def test_a_wait_where_it_halts_is_a_longer_halt_and_elsewhere_a_new_one() -> None:
    of = leaving()
    assert shape(held(of, 2, 60)).schedule.halts == (Halt(2, Microseconds(6 * MINUTE), Microseconds(11 * MINUTE)),)
    assert [halt.vertex for halt in shape(held(of, 1, 60)).schedule.halts] == [1, 2]
    assert windows(held(of, 1, 60))[:2] == windows(of)[:2]
    assert windows(held(of, 1, 60))[2:] == [(first + 60, last + 60) for first, last in windows(of)[1:]]


@pytest.mark.parametrize("of", [filed(), leaving()], ids=["windows", "departure"])
def test_a_wait_at_the_first_vertex_is_a_later_departure(of: Notice) -> None:
    assert held(of, 0, 60) == shifted(of, 60)


def test_waits_at_several_vertices_add_up() -> None:
    of = waiting(filed(), {0: 60, 2: 30})
    assert windows(of)[-1] == tuple(end + 90 for end in windows(filed())[-1])
    assert held(held(filed(), 2, 30), 0, 60) == of


def test_only_a_route_has_vertices_to_wait_at() -> None:
    spot = notice(1, "aster", Spot(PLACES[0], EACH[0], ON_THE_GROUND))
    for of, vertex in ((spot, 0), (filed(), 4), (filed(), -1)):
        with pytest.raises(ValueError, match="vertex"):
            held(of, vertex, 60)


def test_no_window_reaches_past_the_calendar() -> None:
    lasting = notice(1, "aster", Spot(PLACES[0], Window(at(0), LAST_INSTANT), ON_THE_GROUND))
    assert shape(shifted(lasting, 60)).window == Window(Instant(at(0) + 60 * SECOND), LAST_INSTANT)


def test_a_step_raises_the_whole_band_and_nothing_else() -> None:
    of = flying()
    assert shape(stepped(of, 100)).bands == (Band(600_000, 900_000),) * 4
    assert replace(stepped(of, 100), shape=of.shape) == of
    spot = replace(of, shape=Spot(PLACES[0], EACH[0], BANDS[0]))
    assert shape(stepped(spot, -500)).band == Band(0, 300_000)


@pytest.mark.parametrize(
    ("of", "flies"),
    [
        (flying(), True),
        (flying(kind=Kind.EVACUATION), True),
        (flying(kind=Kind.PATROL), False),
        (flying(bands=(ON_THE_GROUND,) * 4), False),
        (flying(bands=(ON_THE_GROUND, *BANDS[1:])), False),
        (flying(bands=(Band(0, 300_000),) * 4), True),
        (flying(Reference.AMSL, (ON_THE_GROUND,) * 4), True),
        (replace(flying(), shape=None, action=Action.CANCEL), False),
    ],
)
def test_what_flies_throughout_may_step(of: Notice, flies: bool) -> None:
    assert may_step(of) is flies
    if not flies:
        with pytest.raises(ValueError, match="fly"):
            stepped(of, 1)


def test_no_step_leads_below_the_ground_where_heights_are_over_it() -> None:
    with pytest.raises(ValueError, match="ground"):
        stepped(flying(), -501)
    assert shape(stepped(flying(Reference.AMSL), -501)).bands[0].low_mm == -1000
