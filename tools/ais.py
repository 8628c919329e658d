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
from datetime import date
from pathlib import Path

HEADER = 11
"""A line: *T*, uuid, domain, number of fixes, 0, *P*, domain, and four counts of columns; then four fields a fix."""
FIELDS = 4


@dataclass(frozen=True, slots=True)
class Fix:
    """One report: a ship's number, the instant as text in UTC, longitude and latitude as text."""

    ship: str
    instant: str
    lon: str
    lat: str


def columns(text: str) -> Iterator[tuple[list[str], ...]]:
    """Every trajectory of the file as four columns of text, in the file's order: ships, instants, longitudes, latitudes.

    Raises ValueError naming a line that is none.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split(",")
        body = fields[HEADER:]
        if fields[0] != "*T*" or not body or str(len(body) // FIELDS) != fields[3] or len(body) % FIELDS:
            raise ValueError(f"line {number} is no trajectory with as many fixes as it says")
        yield tuple(body[column::FIELDS] for column in range(FIELDS))


def trajectories(text: str) -> Iterator[tuple[Fix, ...]]:
    """Every trajectory of the file, its fixes in order of time. Raises ValueError naming a line that is none."""
    for fixes in columns(text):
        read = (Fix(ship, when.replace(" ", "T") + "Z", lon, lat) for ship, when, lon, lat in zip(*fixes, strict=True))
        yield tuple(sorted(read, key=lambda fix: fix.instant))


def on_day(trajectory: Iterable[Fix], day: date) -> list[Fix]:
    """The fixes of one day in UTC."""
    return [fix for fix in trajectory if fix.instant.startswith(f"{day}T")]


def notice(name: str, fixes: list[Fix], max_speed_kmh: float) -> dict[str, object]:
    """One notice: a line through its fixes, each at its own instant; a point where there is only one."""
    places = [[float(fix.lon), float(fix.lat)] for fix in fixes]
    line = {"type": "LineString", "coordinates": places}
    point = {"type": "Point", "coordinates": places[0]}
    return {
        "type": "Feature",
        "geometry": line if len(places) > 1 else point,
        "properties": {
            "id": name,
            "party": f"ship-{fixes[0].ship}",
            "kind": "ground-movement",
            "observed": True,
            "max_speed_kmh": max_speed_kmh,
            "windows": [[fix.instant, fix.instant] for fix in fixes],
        },
    }


def day_of_notices(text: str, day: date, max_speed_kmh: float) -> dict[str, object]:
    """The whole file: every trajectory that has a fix on the day, named after its place in the text."""
    days = [(number, on_day(fixes, day)) for number, fixes in enumerate(trajectories(text))]
    features = [notice(f"track-{number:03}", fixes, max_speed_kmh) for number, fixes in days if fixes]
    if not features:
        raise ValueError(f"no fix on {day}")
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Read the arguments and write the file to standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("traj", type=Path, help="the .traj file")
    parser.add_argument("--day", type=date.fromisoformat, required=True, help="the day in UTC, like 2020-12-02")
    parser.add_argument("--max-speed-kmh", type=float, required=True, help="the greatest speed of any ship")
    arguments = parser.parse_args()
    try:
        text = arguments.traj.read_text(encoding="utf-8")
        notices = day_of_notices(text, arguments.day, arguments.max_speed_kmh)
    except (OSError, ValueError) as error:
        sys.exit(f"{arguments.traj}: {error}")
    json.dump(notices, sys.stdout)


if __name__ == "__main__":
    main()
