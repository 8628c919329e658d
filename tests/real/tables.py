"""The real tracks as tables of fixes, as a user would hold them: written from the packages' files for a test, never kept."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

from bench.tracks import HARBOUR, columns, installed

SAMPLES = ("traffic", "data", "samples")
FIRES = ("firefighting", "calfire.json.gz")
SPOOFED = ("noisy", "noisy_spoofing.json.gz")
CLOCK = ("noisy", "noisy_time_issue.json.gz")


def ships(path: Path, day: date | None = None) -> Path:
    """The ships in the harbour, of one day or of the week: each track under its number, each ship in a column of its own."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "time", "lon", "lat", "ship"])
        for number, track in enumerate(columns(installed(*HARBOUR).read_text(encoding="utf-8"))):
            for ship, instant, lon, lat in zip(*track, strict=True):
                if day is None or instant.startswith(str(day)):
                    rows.writerow([f"track-{number:03}", f"{instant.replace(' ', 'T')}Z", lon, lat, ship])
    return path


def ais(path: Path, during: str) -> Path:
    """The same ships, where an instant begins with this text, in the columns in which the coast guard's reports are published."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["MMSI", "BaseDateTime", "LAT", "LON"])
        for track in columns(installed(*HARBOUR).read_text(encoding="utf-8")):
            for ship, instant, lon, lat in zip(*track, strict=True):
                if instant.startswith(during):
                    rows.writerow([ship, instant.replace(" ", "T"), lat, lon])
    return path


def aircraft(path: Path, sample: tuple[str, ...]) -> Path:
    """Aircraft in the columns of the package's own tables: what is null there is an empty cell here."""
    reports = _reports(sample)
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, list(reports[0]))
        rows.writeheader()
        rows.writerows(reports)
    return path


def _reports(sample: tuple[str, ...]) -> list[dict[str, Any]]:
    """Row by row; some files hold a column each, by row number."""
    held = json.loads(gzip.decompress(installed(*SAMPLES, *sample).read_bytes()))
    if isinstance(held, list):
        return held
    return [
        dict(zip(held, row, strict=True)) for row in zip(*(column.values() for column in held.values()), strict=True)
    ]
