"""What would this notice be with one thing changed? A shift, a cut of slack, a wait on the way, a step in height.

Each answer is a notice like any other, in canonical values, that can be checked as it stands. Nothing else of it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from herald.geometry.place import Place
from herald.notice.model import (
    GROUND_KINDS,
    ON_THE_GROUND,
    Area,
    Band,
    Departure,
    Halt,
    Notice,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import FIRST_INSTANT, LAST_INSTANT, SECOND, Instant, Microseconds

_MM = 1000


def shifted(notice: Notice, seconds: int) -> Notice:
    """The notice as a whole so many seconds later (earlier if negative). The calendar's ends bound every window."""
    return _with_windows(notice, lambda window: _later(window, seconds * SECOND))


def cut_late(notice: Notice, seconds: int) -> Notice:
    """The notice with every latest instant so many seconds earlier.

    Of a departure the window of departing is cut, and with it every window that follows from it, by as much.
    Raises ValueError where an end is not stated, or for more than the least slack.
    """
    _within_slack(notice, seconds)
    return _with_windows(notice, lambda window: Window(window.earliest, _moved(window.latest, -seconds * SECOND)))


def cut_early(notice: Notice, seconds: int) -> Notice:
    """The notice with every earliest instant so many seconds later; otherwise as :func:`cut_late`."""
    _within_slack(notice, seconds)
    return _with_windows(notice, lambda window: Window(_moved(window.earliest, seconds * SECOND), window.latest))


def least_slack(notice: Notice) -> Microseconds | None:
    """How long is the shortest of its windows? None where an end is not stated, and for a cancel.

    Of a departure none is shorter than the window of departing.
    """
    slacks = []
    for window in windows(notice.shape):
        if window.earliest is None or window.latest is None:
            return None
        slacks.append(window.latest - window.earliest)
    return Microseconds(min(slacks)) if slacks else None


def windows(shape: Shape | None) -> tuple[Window, ...]:
    """Which windows does it state? One for each vertex, or the one it has; none for a cancel."""
    match shape:
        case Route(schedule=Windows(each)):
            return each
        case Route(schedule=Departure(window)) | Spot(window=window) | Area(window=window):
            return (window,)
        case _:
            return ()


def held(notice: Notice, vertex: int, seconds: int) -> Notice:
    """The notice with a wait of so many seconds more at one vertex, counted from 0; see :func:`waiting`."""
    return waiting(notice, {vertex: seconds})


def waiting(notice: Notice, seconds: Mapping[int, int]) -> Notice:
    """The notice with so many seconds more of waiting at each of these vertices, and all that follows later by as much.

    At the first vertex the wait is a later departure: nothing is said of where a party is before its first window. At any other
    it is a leg of its own: the vertex is repeated, or its halt is longer by as much; a wait of 0 s is one too.
    Raises ValueError for a notice without a route, and for a vertex it does not have.
    """
    route = notice.shape
    if not isinstance(route, Route) or not all(0 <= vertex < len(route.places) for vertex in seconds):
        raise ValueError(f"{notice.id} has no such vertex to wait at")
    waits = {vertex: each * SECOND for vertex, each in seconds.items()}
    match route.schedule:
        case Windows(each):
            places, each, bands = zip(*_with_waits(route, each, waits), strict=True)
            return replace(notice, shape=replace(route, places=places, schedule=Windows(each), bands=bands))
        case Departure() as departure:
            window = _later(departure.window, waits.pop(0, 0))
            halts = _longer({halt.vertex: halt for halt in departure.halts}, waits)
            return replace(notice, shape=replace(route, schedule=replace(departure, window=window, halts=halts)))


def _with_waits(route: Route, each: Sequence[Window], waits: Mapping[int, int]) -> Iterator[tuple[Place, Window, Band]]:
    """The vertices with their windows and bands; one at which it waits comes twice."""
    later = waits.get(0, 0)
    for vertex, (place, window, band) in enumerate(zip(route.places, each, route.bands, strict=True)):
        yield place, _later(window, later), band
        if vertex > 0 and vertex in waits:
            later += waits[vertex]
            yield place, _later(window, later), band


def _longer(halts: Mapping[int, Halt], waits: Mapping[int, int]) -> tuple[Halt, ...]:
    """The halts, longer where it waits, and new ones where it did not halt."""
    longer = dict(halts)
    for vertex, wait in waits.items():
        old = halts.get(vertex, Halt(vertex, Microseconds(0), Microseconds(0)))
        longer[vertex] = Halt(vertex, Microseconds(old.least + wait), Microseconds(old.most + wait))
    return tuple(longer[vertex] for vertex in sorted(longer))


def may_step(notice: Notice) -> bool:
    """Does it fly throughout, so that it could be flown higher or lower as a whole?

    Kinds that go or stand on the ground do not, whatever heights they state; nor does what is on the ground at some vertex, where
    it takes off or lands.
    """
    flown = bands(notice.shape)
    grounded = notice.reference is Reference.AGL and ON_THE_GROUND in flown
    return bool(flown) and notice.kind not in GROUND_KINDS and not grounded


def stepped(notice: Notice, metres: int) -> Notice:
    """The notice with its whole altitude band so many metres higher (lower if negative).

    Raises ValueError for a notice that does not fly, and for a step below the ground.
    """
    if not may_step(notice):
        raise ValueError(f"{notice.id} does not fly throughout")
    step = metres * _MM
    if notice.reference is Reference.AGL and any(band.low_mm + step < 0 for band in bands(notice.shape)):
        raise ValueError(f"{notice.id} would be below the ground")
    match notice.shape:
        case Route(bands=each) as route:
            return replace(notice, shape=replace(route, bands=tuple(_raised(band, step) for band in each)))
        case Spot(band=band) | Area(band=band) as shape:
            return replace(notice, shape=replace(shape, band=_raised(band, step)))
        case _:
            return notice


def _raised(band: Band, step_mm: int) -> Band:
    return Band(band.low_mm + step_mm, band.high_mm + step_mm)


def bands(shape: Shape | None) -> tuple[Band, ...]:
    """Which altitude bands has it? One for each vertex, or the one it has; none for a cancel."""
    match shape:
        case Route(bands=each):
            return each
        case Spot(band=band) | Area(band=band):
            return (band,)
        case None:
            return ()


def _within_slack(notice: Notice, seconds: int) -> None:
    slack = least_slack(notice)
    if slack is None or not 0 <= seconds * SECOND <= slack:
        raise ValueError(f"{notice.id} has no slack of {seconds} s at every vertex")


def _with_windows(notice: Notice, change: Callable[[Window], Window]) -> Notice:
    match notice.shape:
        case Route(schedule=Windows(each)) as route:
            schedule: Windows | Departure = Windows(tuple(change(window) for window in each))
            return replace(notice, shape=replace(route, schedule=schedule))
        case Route(schedule=Departure(window) as departure) as route:
            return replace(notice, shape=replace(route, schedule=replace(departure, window=change(window))))
        case Spot(window=window) | Area(window=window) as shape:
            return replace(notice, shape=replace(shape, window=change(window)))
        case _:
            return notice


def _later(window: Window, delay_us: int) -> Window:
    return Window(_moved(window.earliest, delay_us), _moved(window.latest, delay_us))


def _moved(instant: Instant | None, delay_us: int) -> Instant | None:
    """The instant so much later, within the calendar; what nobody stated stays so."""
    if instant is None:
        return None
    return Instant(max(FIRST_INSTANT, min(LAST_INSTANT, instant + delay_us)))
