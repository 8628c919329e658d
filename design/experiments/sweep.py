"""How many pairs does the plainest search look at, along which axis?

Prints the tables of design/sweep.md, in about a minute, from the root of the clone (the last table needs the tests' set-up):

    PYTHONPATH=src:. .venv/bin/python design/experiments/sweep.py

Invented movements of two invented parties, at sea: ten legs each of 3 to 7 km at 40 km/h, up to an hour's slack, spread over a day
and 300 km square. Seconds are CPU seconds of one run.
"""
# ruff: noqa: INP001, T201, S311 - a script that is run by name, prints its tables and draws its cases

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

from herald.check import sweep
from herald.check.answer import Limits
from herald.check.asking import ask, candidates
from herald.check.world import World, world
from herald.formats import geojson
from herald.geometry.ellipsoid import GEOD
from herald.geometry.place import Path as Straight
from herald.geometry.place import Place
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
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
from herald.units import SECOND, Instant, NoticeId, PartyId, parse_instant

BEGIN = parse_instant("2030-01-01T00:00:00Z")
MIDDLE = (-20.0, -35.0)
HALF_SIDE_M = 150_000.0
DAY_S = 86_400


def notice(number: int, shape: Shape) -> Notice:
    """A notice of the one party or the other."""
    party, kind = PartyId(("aster", "birch")[number % 2]), Kind.GROUND_MOVEMENT
    return Notice(
        NoticeId(f"exercise-{number:06}"), party, kind, shape, Action.NEW, None, Reference.AGL, 0, 0, None,
        observed=False, max_speed_um_s=None, kept={}, origin=Origin("exercise.geojson", number),
    )  # fmt: skip


def place(east_m: float, north_m: float) -> Place:
    """A place so far from the middle."""
    azimuth, far = np.degrees(np.arctan2(east_m, north_m)), np.hypot(east_m, north_m)
    lon, lat, _ = GEOD.fwd(*MIDDLE, azimuth, far)
    return Place(round(lon * 1e9), round(lat * 1e9))


def movement(rng: Random, number: int) -> Notice:
    """Ten legs that wander."""
    heading = rng.uniform(0, 2 * np.pi)
    steps = [(rng.uniform(3000, 7000), heading + rng.gauss(0, 0.4)) for _ in range(10)]
    x, y = rng.uniform(-HALF_SIDE_M, HALF_SIDE_M), rng.uniform(-HALF_SIDE_M, HALF_SIDE_M)
    east = accumulate((m * np.sin(turn) for m, turn in steps), initial=x)
    north = accumulate((m * np.cos(turn) for m, turn in steps), initial=y)
    starts, slack = rng.uniform(0, DAY_S), rng.uniform(0, 3600)
    times = accumulate((m / (40 / 3.6) for m, _ in steps), initial=starts)
    places = tuple(place(*each) for each in zip(east, north, strict=True))
    windows = tuple(Window(_us(time), _us(time + slack)) for time in times)
    return notice(number, Route(places, Straight.GEODESIC, Windows(windows), (ON_THE_GROUND,) * len(places)))


def site(rng: Random, number: int) -> Notice:
    """A presence of a week."""
    where = place(rng.uniform(-HALF_SIDE_M, HALF_SIDE_M), rng.uniform(-HALF_SIDE_M, HALF_SIDE_M))
    return notice(number, Spot(where, Window(_us(-3 * DAY_S), _us(4 * DAY_S)), ON_THE_GROUND))


def _us(seconds: float) -> Instant:
    return Instant(BEGIN + round(seconds * SECOND))


def looked_at(of: World) -> list[int]:
    """How many pairs of rows would a run along each axis look at?"""
    rows = np.arange(of.outlines)
    boxes = sweep.boxes(of.legs.take(rows), of.farthest_separation_m)
    return [sweep.run_along(boxes, rows, axis).pairs for axis in range(4)]


def measured(notices: Sequence[Notice]) -> str:
    """A row of the table: rows, the share of all pairs that each axis leaves, boxes that overlap, hits, CPU seconds."""
    of = world(notices, None, Limits())
    every, begun = of.outlines * (of.outlines - 1) // 2, process_time()
    pairs = [(a, b) for a, b, _ in candidates(of)]
    searched, boxes = process_time() - begun, sum(len(a) for a, _ in pairs)
    begun = process_time()
    hits = sum(len(ask(of, a, b)) for a, b in pairs)
    asked = process_time() - begun
    x, y, z, time = (f"{pairs / every:.2%}" for pairs in looked_at(of))
    return f"| {of.outlines:,} | {x} | {y} | {z} | {time} | {boxes:,} | {hits:,} | {searched:.2f} | {asked:.2f} |"


def tables() -> Iterator[str]:
    """Every table, row by row."""
    head = "| rows | x | y | z | time | boxes overlap | within the limits | search, s | kernel, s |"
    rule = "|---|---|---|---|---|---|---|---|---|"
    rng = Random(20200825)
    of_size = {legs: [movement(rng, number) for number in range(legs // 10)] for legs in (2_000, 20_000, 100_000)}
    yield from ("movements", head, rule, *(measured(notices) for notices in of_size.values()))
    mixed = [*of_size[20_000], *(site(rng, 10**5 + number) for number in range(200))]
    yield from ("\nmovements and 200 sites of a week", head, rule, measured(mixed))
    found = find_spec("tracktable_data")
    if found is not None and found.submodule_search_locations is not None:
        day = harbour(Path(found.submodule_search_locations[0]))
        yield from ("\na day of harbour tracks", head, rule, measured(day))


def harbour(package: Path) -> tuple[Notice, ...]:
    """The day of ship tracks that the tests read."""
    import json

    from tools.ais import day_of_notices

    week = package / "python_example_data" / "NYHarbor_2020_12_first_week.traj"
    notices = day_of_notices(week.read_text(encoding="utf-8"), date(2020, 12, 2), 60.0)
    return geojson.read([("harbour.geojson", json.dumps(notices).encode())])


if __name__ == "__main__":
    for line in tables():
        print(line, flush=True)
