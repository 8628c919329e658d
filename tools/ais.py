"""A day of ship tracks as a file of notices: from the `.traj` text of the tracktable-data package to the GeoJSON profile.

    python tools/ais.py NYHarbor_2020_12_first_week.traj --day 2020-12-02 --max-speed-kmh 60 > harbour.geojson

Each trajectory is one observed notice of its ship, and each ship a party of its own: between its fixes nothing is known but the
greatest speed. The text is read without importing the package; the data stay where they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

HEADER = 11
"""A line: *T*, uuid, domain, number of points, 0, *P*, domain, and four counts of columns; then four fields a point."""
FIELDS = 4


@dataclass(frozen=True, slots=True)
class Fix:
    """One report: a ship's number, the instant as text in UTC, longitude and latitude as text."""

    ship: str
    instant: str
    lon: str
    lat: str


def trajectories(text: str) -> Iterator[tuple[Fix, ...]]:
    """Every trajectory of the file, its fixes in order of time."""
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split(",")
        body = fields[HEADER:]
        if fields[0] != "*T*" or len(body) != FIELDS * int(fields[3]):
            raise ValueError(f"line {number} is no trajectory of {fields[3]} points of {FIELDS} fields")
        fixes = (Fix(ship, when.replace(" ", "T") + "Z", lon, lat) for ship, when, lon, lat in _points(body))
        yield tuple(sorted(fixes, key=lambda fix: fix.instant))


def _points(body: list[str]) -> Iterator[tuple[str, str, str, str]]:
    yield from zip(*(body[column::FIELDS] for column in range(FIELDS)), strict=True)


def on_day(trajectory: Iterable[Fix], day: str) -> list[Fix]:
    """The fixes of one day in UTC, one an instant: a second report of the same second is the same report, relayed."""
    fixes = (fix for fix in trajectory if fix.instant.startswith(day))
    return [next(same) for _, same in groupby(fixes, key=lambda fix: fix.instant)]


def notice(name: str, fixes: list[Fix], max_speed_kmh: float) -> dict[str, object]:
    """One notice: a line through its fixes, or a point where there is only one."""
    places = [[float(fix.lon), float(fix.lat)] for fix in fixes]
    windows = [[fix.instant, fix.instant] for fix in fixes]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": places}
        if len(places) > 1
        else {"type": "Point", "coordinates": places[0]},
        "properties": {
            "id": name,
            "party": f"ship-{fixes[0].ship}",
            "kind": "ground-movement",
            "observed": True,
            "max_speed_kmh": max_speed_kmh,
            "windows": windows,
        },
    }


def day_of_notices(text: str, day: str, max_speed_kmh: float) -> dict[str, object]:
    """The whole file: every trajectory that has a fix on the day."""
    days = [(number, on_day(fixes, day)) for number, fixes in enumerate(trajectories(text))]
    features = [notice(f"track-{number:03}", fixes, max_speed_kmh) for number, fixes in days if fixes]
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Read the arguments and write the file to standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("traj", type=Path, help="the .traj file")
    parser.add_argument("--day", required=True, help="the day in UTC, like 2020-12-02")
    parser.add_argument("--max-speed-kmh", type=float, required=True, help="the greatest speed of any ship")
    arguments = parser.parse_args()
    text = arguments.traj.read_text(encoding="utf-8")
    json.dump(day_of_notices(text, arguments.day, arguments.max_speed_kmh), sys.stdout)


if __name__ == "__main__":
    main()
