"""How long does a large file take to be read, and how much memory beyond what it says?"""

from __future__ import annotations

import json
import random
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from herald.formats.notices import read
from herald.units import HOUR, MINUTE, SECOND, Instant, format_instant, parse_instant

LEGS_A_ROUTE = 10
FIRST_DAY = parse_instant("2026-03-01T00:00:00Z")
STEP_DEG = 0.02
MB = 2**20


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU seconds, and bytes: of the file, of memory taken in the end for the notices, and above that at the peak."""

    cpu_s: float
    file: int
    kept: int
    above: int


def figures(legs: int, departing: bool) -> list[tuple[str, int, float, str]]:
    """What reading costs, for the account. To be called in a process of its own, whose peak is then that of the reading."""
    took = reading(legs, departing)
    what = f"reading {took.file / MB:,.0f} MB of GeoJSON, {'a departure' if departing else 'windows'}"
    return [(what, legs, took.cpu_s, "CPU s"), (f"{what}: memory", legs, (took.kept + took.above) / MB, "MB")]


def reading(legs: int, departing: bool) -> Reading:
    """What does reading so many legs cost, in routes of ten? The peak is that of the process so far."""
    data = geojson(legs // LEGS_A_ROUTE, departing)
    read([("small.geojson", geojson(2, departing))])
    before, began = held(), process_time()
    notices = read([("large.geojson", data)])
    took, after = process_time() - began, held()
    if len(notices) != legs // LEGS_A_ROUTE:
        raise AssertionError(f"{len(notices)} notices of {legs // LEGS_A_ROUTE}")
    return Reading(took, len(data), after - before, peak() - after)


def held() -> int:
    """How many bytes of memory has this process now?"""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def peak() -> int:
    """How many has it had at most?"""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def geojson(routes: int, departing: bool) -> bytes:
    """A file of invented routes at sea, the same each time. Written piece by piece, so that it is not what makes the peak."""
    draw = random.Random(20200825)  # noqa: S311 - invented routes
    whole = bytearray(b'{"type": "FeatureCollection", "features": [')
    for route in range(routes):
        whole += b",\n" if route else b"\n"
        whole += json.dumps(_route(draw, route, departing)).encode()
    return bytes(whole + b"\n]}\n")


def _route(draw: random.Random, number: int, departing: bool) -> dict[str, object]:
    lon, lat, at = draw.uniform(-30, -10), draw.uniform(-40, -20), FIRST_DAY + draw.randrange(86400) * SECOND
    places, windows = [], []
    for _ in range(LEGS_A_ROUTE + 1):
        places.append([round(lon, 6), round(lat, 6)])
        windows.append([_text(at), _text(at + 10 * MINUTE)])
        lon, lat = lon + draw.uniform(-STEP_DEG, STEP_DEG), lat + draw.uniform(-STEP_DEG, STEP_DEG)
        at += draw.randrange(MINUTE // SECOND, HOUR // SECOND) * SECOND
    stated = {
        "id": f"route-{number}",
        "party": ("Aster", "Birch")[number % 2],
        "kind": "ground-movement",
        "buffer_m": 50,
    }
    when: dict[str, object] = {"depart": windows[0], "speed_kmh": [20, 60.5]} if departing else {"windows": windows}
    properties = {**stated, **when, "title": f"EXERCISE: route {number}", "exercise": True}
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": places}, "properties": properties}


def _text(at: int) -> str:
    return f"{format_instant(Instant(at))[:19]}Z"
