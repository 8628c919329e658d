"""What a mission's log might hold: notices of every shape and tracks, in an order of their own, some replaced or cancelled."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from herald.geometry.place import Path
from herald.notice.model import ON_THE_GROUND, Action, Band, Kind, Notice, Reference, Route, Spot, Window, Windows
from herald.units import SECOND, Instant, NoticeId
from tests.check.worlds import GEOD, REGIONS, START, at, drawn, near, notice, place, without_an_end


def filed(rng: Random, region: str, count: int) -> list[Notice]:
    """So many notices near one another: of every shape, tracks of the past and great circles among them; ids in no order."""
    plain = drawn(rng, region, count, missing=0.15)
    each = [_other(rng, region, number, of) for number, of in enumerate(plain)]
    rng.shuffle(each)
    return each


def _other(rng: Random, region: str, number: int, of: Notice) -> Notice:
    """The notice, or now and then a track, a long flight, or a presence whose instants just touch others'."""
    draw = rng.random()
    if draw < 0.2:
        return track(rng, region, number, of.party)
    if draw < 0.3:
        return flight(rng, region, number, of.party)
    if draw < 0.4:
        hour = float(rng.randrange(4))
        window = Window(at(hour), at(hour + 1))
        return notice(number, of.party, Spot(near(rng, region, 3000.0), window, ON_THE_GROUND), Kind.POST)
    return of


def track(rng: Random, region: str, number: int, party: str) -> Notice:
    """An observed track of a few fixes: mostly with time to stray, now and then too fast, or of no stated speed."""
    places = [near(rng, region, 8000.0) for _ in range(rng.randint(2, 12))]
    speed, instant, windows = rng.uniform(5, 15), START + rng.randrange(3600) * SECOND, list[Window]()
    for here, there in zip(places, [*places[1:], places[-1]], strict=True):
        windows.append(Window(Instant(instant), Instant(instant)))
        way = GEOD.inv(here.lon_e9 / 1e9, here.lat_e9 / 1e9, there.lon_e9 / 1e9, there.lat_e9 / 1e9)[2]
        instant += round(way / speed * rng.choice([0.98, 1.02, 1.2, 2.0]) * SECOND) + SECOND
    shape = Route(tuple(places), Path.GEODESIC, Windows(tuple(windows)), (ON_THE_GROUND,) * len(places))
    stated = None if rng.random() < 0.2 else round(speed * 1e6)
    of = notice(number, party, shape, observed=True, max_speed_um_s=stated)
    return replace(of, shape=without_an_end(rng, shape)) if rng.random() < 0.1 else of


def flight(rng: Random, region: str, number: int, party: str) -> Notice:
    """Some hundred kilometres over the region's middle, at a height."""
    lon, lat = REGIONS[region]
    azimuth, metres = rng.uniform(0, 360), rng.uniform(50_000, 400_000)
    ends = [GEOD.fwd(lon, lat, azimuth + half, metres * rng.uniform(0.3, 1))[:2] for half in (0.0, 180.0)]
    hours = sorted(rng.uniform(0, 3) for _ in range(2))
    windows = Windows(tuple(Window(at(hour), at(hour + 0.3)) for hour in hours))
    band = Band(0, 500_000)
    shape = Route(tuple(place(*end) for end in ends), Path.GEODESIC, windows, (band, band))
    return notice(number, party, shape, Kind.FLIGHT, reference=rng.choice([Reference.AGL, Reference.AMSL]))


def history(rng: Random, region: str, count: int) -> list[Notice]:
    """The same as a log: some notices replace or cancel an earlier one of their party, each at most once."""
    log = list[Notice]()
    ended = set[NoticeId]()
    for of in filed(rng, region, count):
        before = [other for other in log if other.party == of.party and other.id not in ended]
        if before and rng.random() < 0.3:
            ended.add(named := rng.choice(before).id)
            action = rng.choice([Action.REPLACE, Action.CANCEL])
            shape = None if action is Action.CANCEL and rng.random() < 0.7 else of.shape
            log.append(replace(of, action=action, replaces=named, shape=shape))
        else:
            log.append(of)
    return log
