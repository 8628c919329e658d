"""Small worlds drawn at random: notices of every shape near one another, in four regions of the Earth."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from pyproj import Geod

from herald.check.answer import Limits
from herald.geometry.place import Path, Place, Polygon
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Area,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import SECOND, Instant, Microseconds, NoticeId, PartyId, parse_instant

GEOD = Geod(ellps="WGS84")
REGIONS = {"equator": (20.0, 0.05), "mid": (40.0, 47.0), "pole": (10.0, 89.9), "antimeridian": (179.95, -30.0)}
START = parse_instant("2026-03-10T06:00:00Z")
HOUR = 3600 * SECOND
LIMITS = Limits(separation_m=1000.0, vertical_m=300.0)


def place(lon_deg: float, lat_deg: float) -> Place:
    """A place in canonical values; longitudes may wind."""
    return Place(round(((lon_deg + 180) % 360 - 180) * 1e9), round(lat_deg * 1e9))


def near(rng: Random, region: str, metres: float) -> Place:
    """A place at random within some metres of the region's middle."""
    lon, lat = REGIONS[region]
    there = GEOD.fwd(lon, lat, rng.uniform(0, 360), metres * rng.random())
    return place(there[0], there[1])


def at(hours: float) -> Instant:
    """An instant some hours after the start."""
    return Instant(START + round(hours * HOUR))


def notice(number: int, party: str, shape: Shape, kind: Kind = Kind.GROUND_MOVEMENT, **members: object) -> Notice:
    """A notice like most; anything may be set by name."""
    plain = Notice(
        id=NoticeId(f"N{number:04}"),
        party=PartyId(party),
        kind=kind,
        shape=shape,
        action=Action.NEW,
        replaces=None,
        reference=Reference.AGL,
        buffer_mm=0,
        place_uncertainty_mm=0,
        submitted_at=None,
        observed=False,
        max_speed_um_s=None,
        kept={},
        origin=Origin("world.geojson", number),
    )
    return replace(plain, **members)  # type: ignore[arg-type]


def route(rng: Random, region: str, reach_m: float = 15_000.0) -> Route:
    """A movement of a few legs with windows, some of no slack, some halting, some flying."""
    places = [near(rng, region, reach_m) for _ in range(rng.randint(2, 5))]
    if rng.random() < 0.3:
        places.insert(1, places[0])
    bands = [_band(rng) for _ in places] if rng.random() < 0.3 else [ON_THE_GROUND] * len(places)
    path = Path.LONLAT if region != "pole" and rng.random() < 0.3 else Path.GEODESIC
    if rng.random() < 0.3:
        halts = (Halt(1, Microseconds(0), Microseconds(round(rng.random() * HOUR))),) if rng.random() < 0.5 else ()
        earliest = at(rng.uniform(0, 3))
        window = Window(earliest, Instant(earliest + round(rng.random() * HOUR)))
        return Route(tuple(places), path, Departure(window, 8_000_000, 12_000_000, halts), tuple(bands))
    slack = rng.choice([0.0, 0.0, 0.3, 1.5])
    hours = [rng.uniform(0, 3)]
    for _ in places[1:]:
        hours.append(hours[-1] + rng.choice([0.0, 0.2, 0.7]) * rng.random())
    late = [hour + slack for hour in hours]
    return Route(
        tuple(places),
        path,
        Windows(tuple(Window(at(first), at(last)) for first, last in zip(hours, late, strict=True))),
        tuple(bands),
    )


def _band(rng: Random) -> Band:
    low = rng.randrange(0, 900_000)
    return Band(low, low + rng.randrange(0, 200_000))


def area(rng: Random, region: str) -> Area:
    """A star-shaped area, sometimes with a hole."""
    middle = near(rng, region, 8000.0)
    rings = [_star(rng, middle, 2000.0, 6000.0)]
    if rng.random() < 0.4:
        rings.append(_star(rng, middle, 500.0, 1500.0))
    path = Path.GEODESIC if region == "pole" else Path.LONLAT
    start = rng.uniform(0, 4)
    return Area(Polygon(tuple(rings), path), Window(at(start), at(start + rng.uniform(0.1, 2))), ON_THE_GROUND)


def _star(rng: Random, middle: Place, least_m: float, most_m: float) -> tuple[Place, ...]:
    corners = rng.randint(4, 9)
    lon, lat = middle.lon_e9 / 1e9, middle.lat_e9 / 1e9
    there = [GEOD.fwd(lon, lat, 360 * k / corners, rng.uniform(least_m, most_m)) for k in range(corners)]
    return tuple(place(x, y) for x, y, _ in there)


def spot(rng: Random, region: str) -> Spot:
    """A presence at one place, a few hours or lasting."""
    start = rng.uniform(0, 3)
    end = parse_instant("9999-12-31T23:59:59Z") if rng.random() < 0.1 else at(start + rng.uniform(0, 2))
    return Spot(near(rng, region, 12_000.0), Window(at(start), end), ON_THE_GROUND)


def drawn(rng: Random, region: str, count: int, missing: float = 0.0) -> list[Notice]:
    """So many notices of three parties; a share of them lacks an end of a window."""
    found = []
    for number in range(count):
        shape: Shape = rng.choice([route, route, route, area, spot])(rng, region)
        if rng.random() < missing:
            shape = without_an_end(rng, shape)
        flying = isinstance(shape, Route) and shape.bands[0] != ON_THE_GROUND
        found.append(
            notice(
                number,
                rng.choice(["aster", "birch", "cedar"]),
                shape,
                Kind.FLIGHT if flying else Kind.GROUND_MOVEMENT if isinstance(shape, Route) else Kind.POST,
                buffer_mm=rng.choice([0, 0, 250_000]),
            )
        )
    return found


def without_an_end(rng: Random, shape: Shape) -> Shape:
    """The same with one end of one window not stated."""
    match shape:
        case Route(schedule=Windows(each)):
            number = rng.randrange(len(each))
            windows = (*each[:number], _open(rng, each[number]), *each[number + 1 :])
            return replace(shape, schedule=Windows(windows))
        case Spot(window=window) | Area(window=window):
            return replace(shape, window=_open(rng, window))
        case _:
            return shape


def _open(rng: Random, window: Window) -> Window:
    return Window(None, window.latest) if rng.random() < 0.5 else Window(window.earliest, None)


def later(of: Notice, delay_us: int) -> Notice:
    """The same notice filed for a later time (earlier if negative): every instant it states moves."""
    match of.shape:
        case Route(schedule=Windows(each)):
            schedule: Windows | Departure = Windows(tuple(_later(window, delay_us) for window in each))
            return replace(of, shape=replace(of.shape, schedule=schedule))
        case Route(schedule=Departure() as departure):
            schedule = replace(departure, window=_later(departure.window, delay_us))
            return replace(of, shape=replace(of.shape, schedule=schedule))
        case Spot() | Area():
            return replace(of, shape=replace(of.shape, window=_later(of.shape.window, delay_us)))
        case None:
            return of


def _later(window: Window, delay_us: int) -> Window:
    ends = (None if end is None else Instant(end + delay_us) for end in (window.earliest, window.latest))
    return Window(*ends)
