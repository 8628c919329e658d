"""A good file of notices to plant faults in: invented parties at sea, one notice of every form."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from herald.formats.notices import read
from herald.malformed import Malformed, Problem
from herald.notice.model import Notice

FILE = "aster.geojson"
GONE = object()
"""Put where a member is to be missing."""
Document = dict[str, Any]
Change = Mapping[tuple[int | str, ...], object]

COLUMN, FLIGHT, SITE, ZONE, LATER, CANCEL = range(6)

SQUARE = [[-20.0, -31.0], [-19.9, -31.0], [-19.9, -30.9], [-20.0, -30.9], [-20.0, -31.0]]
HOLE = [[-19.97, -30.97], [-19.97, -30.93], [-19.93, -30.93], [-19.93, -30.97], [-19.97, -30.97]]
DAY = ["2026-03-10T08:00:00Z", "2026-03-10T20:00:00Z"]


def feature(geometry: object, **properties: object) -> Document:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def column(**properties: object) -> Document:
    stated = {
        "id": "column",
        "party": "Aster",
        "kind": "ground-movement",
        "windows": [DAY, DAY, ["2026-03-10T09:00:00Z", None]],
        "buffer_m": 50,
        "title": "A column",
    }
    line = {"type": "LineString", "coordinates": [[-20.0, -31.0], [-19.5, -31.0], [-19.5, -30.5]]}
    return feature(line, **{**stated, **properties})


def flight(**properties: object) -> Document:
    stated = {
        "id": "flight",
        "party": "Aster",
        "kind": "flight",
        "depart": DAY,
        "speed_kmh": [180, 220],
        "halts": [{"vertex": 1, "min_s": 60, "max_s": 600}],
        "altitude_half_m": 50,
        "submitted_at": "2026-03-09T08:00:00Z",
    }
    line = {"type": "LineString", "coordinates": [[-20.0, -31.0, 300], [-19.5, -31.0, 400.5], [-19.5, -30.5, 300]]}
    return feature(line, **{**stated, **properties})


def good() -> Document:
    """A file without a fault."""
    site = {"id": "site", "party": "Aster", "kind": "static-site", "windows": [DAY]}
    zone = {"id": "zone", "party": "Aster", "kind": "exercise", "windows": [DAY], "altitude_m": [0, 500]}
    features = [
        column(),
        flight(),
        feature({"type": "Point", "coordinates": [-19.0, -31.0, 12.5]}, **site),
        feature({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, **zone, altitude_ref="AMSL"),
        column(id="later", action="replace", replaces="column"),
        feature(None, id="cancel", party="Aster", kind="static-site", action="cancel", replaces="site"),
    ]
    return {"type": "FeatureCollection", "features": features}


def changed(document: Document, changes: Change) -> Document:
    """The document with other values at these paths; a path that begins with a number is within that feature."""
    other = copy.deepcopy(document)
    for path, value in changes.items():
        inside: Any = other["features"] if isinstance(path[0], int) else other
        for step in path[:-1]:
            inside = inside[step]
        if value is GONE:
            del inside[path[-1]]
        else:
            inside[path[-1]] = value
    return other


def file(document: object) -> tuple[str, bytes]:
    return FILE, json.dumps(document).encode()


def collection(*features: object) -> tuple[str, bytes]:
    return file({"type": "FeatureCollection", "features": list(features)})


def notice(one: Document) -> Notice:
    """The one notice of this feature."""
    (found,) = read([collection(one)])
    return found


def wrong(*files: tuple[str, bytes]) -> tuple[Problem, ...]:
    """Every problem of these files; none if they are read."""
    try:
        read(files)
    except Malformed as malformed:
        return malformed.problems
    return ()


def places(*files: tuple[str, bytes]) -> list[tuple[int | None, str]]:
    """Where the problems are: feature and field."""
    return [(problem.feature, problem.field) for problem in wrong(*files)]
