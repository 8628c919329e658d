"""`herald doctor`: is everything here that Herald needs, and does it answer right on this machine?"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from herald.check.answer import Answer, Clears, Encounter
from herald.commandline import options
from herald.commandline.outcome import Code, deliver
from herald.units import SECOND, format_instant, parse_instant

DISTRIBUTION = "openherald"


def _notice(name: str, party: str, kind: str, geometry: object, windows: object) -> object:
    properties = {"id": name, "party": party, "kind": kind, "windows": windows, "exercise": True}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(lon: float, lat: float) -> object:
    return {"type": "Point", "coordinates": [lon, lat]}


_TEN, _TWENTY_PAST, _ELEVEN = "2026-03-01T10:00:00Z", "2026-03-01T10:20:00Z", "2026-03-01T11:00:00Z"
_ALONG_THE_EQUATOR = {"type": "LineString", "coordinates": [[-20, 0], [-19.8, 0]]}
WORLD = {
    "type": "FeatureCollection",
    "features": [
        _notice("column", "Aster", "ground-movement", _ALONG_THE_EQUATOR, [[_TEN, _TEN], [_TWENTY_PAST, _TWENTY_PAST]]),
        _notice("post", "Birch", "post", _point(-19.9, 0.005), [[_TEN, _ELEVEN]]),
        _notice("repair", "Birch", "repair-window", _point(-19.85, 0), [[None, _ELEVEN]]),
        _notice("site", "Birch", "static-site", _point(-19.8, 0.05), [[_TEN, "9999-12-31T23:59:59Z"]]),
    ],
}
"""Four notices at sea on the equator, whose answer can be worked out by hand.

The column drives 0.2 degrees of the equator, 22,263.898 m (a pi/180 = 111,319.491 m a degree), in 20 minutes without
slack: 18.5532 m/s. The post stands 0.005 degrees north of its middle: 552.8714 m, by the meridian's radius a (1 - e^2)
at the equator. The column is within 1,000 m of it for sqrt(1000^2 - 552.8714^2) = 833.267 m either side, 44.912 s,
around 10:10:00. To clear the post it must pass after 11:00 (3,044.912 s later) or before 10:00 (644.912 s earlier).
The repair lies on the road and nobody stated when it begins: it cannot be told, and no earlier hour clears the column
of it. The site lies 5.5 km off: the two cannot meet.
"""
CLOSEST_M = 552.8714
WINDOW = ("2026-03-01T10:09:15.088000Z", "2026-03-01T10:10:44.912000Z")
WINDOW_WITHIN_S = 0.01
"""The stated error of the distance, a few millimetres, moves the ends of the window by less."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing the self-check looks at: what should be answered, what was, and whether that is right."""

    name: str
    expected: str
    answered: str
    right: bool


def doctor(as_json: options.AsJson = False) -> Code:
    """Say which versions are here, and check a tiny world whose answer was worked out by hand.

    Ends with 0 if the answer is right, with 70 if it is not: then nothing that Herald says here can be relied on.
    """
    found, cases = versions(), examined()
    right = all(case.right for case in cases)
    report = {"versions": found, "self_check": {"right": right, "cases": [asdict(case) for case in cases]}}
    deliver(json.dumps(report, ensure_ascii=False, indent=2) + "\n" if as_json else _told(found, cases))
    return Code.NOTHING_LISTED if right else Code.INTERNAL


def versions() -> dict[str, str]:
    """Which release of what is here?"""
    import numpy as np
    import pyproj

    return {
        "herald": release(),
        "python": f"{platform.python_version()} ({platform.python_implementation()}, {platform.machine()})",
        "numpy": np.__version__,
        "pyproj": pyproj.__version__,
        "proj": pyproj.proj_version_str,
        **{
            name: _version(name) or "not installed"
            for name in ("typer", "jinja2", "mgrs", "openpyxl", "rapidfuzz", "tzdata", "cryptography")
        },
        "sqlite": _sqlite(),
        "numba": _version("numba") or "not installed: the same answers, slower",
    }


def _sqlite() -> str:
    """Which SQLite keeps a mission here, and can it? It must be 3.37 or newer, and have the R*Tree."""
    import sqlite3

    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE boxes USING rtree (id, low, high)")
    except sqlite3.OperationalError:
        return f"{sqlite3.sqlite_version}, without R*Tree: it cannot keep a mission"
    finally:
        database.close()
    return sqlite3.sqlite_version


def release() -> str:
    """Which Herald is this?"""
    return _version(DISTRIBUTION) or "not installed as a distribution"


def _version(distribution: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def examined() -> tuple[Case, ...]:
    """What does Herald answer for the tiny world, beside what it should?"""
    from herald.check import pairs
    from herald.check.answer import Limits
    from herald.formats.notices import read

    notices = read([("self-check", json.dumps(WORLD).encode())])
    return tuple(_cases(pairs.check(notices, None, Limits())))


def _cases(answer: Answer) -> Iterator[Case]:
    listed = ", ".join(f"{each.a} and {each.b} {each.verdict}" for each in answer.encounters)
    yield _exactly("pairs listed", "column and post could-meet, column and repair cannot-tell", listed)
    for encounter in answer.encounters:
        if encounter.b == "post":
            yield from _meeting(encounter)


def _meeting(encounter: Encounter) -> Iterator[Case]:
    closest, within = encounter.closest_m, encounter.error_m
    yield Case(
        "closest approach, within its stated error",
        f"{CLOSEST_M} m",
        "none" if closest is None else f"{closest:.4f} m, to within {within:.4f} m",
        closest is not None and abs(closest - CLOSEST_M) <= within + 0.0001 and within < 0.1,
    )
    window = [format_instant(instant) for window in encounter.windows for instant in window]
    yield Case("window, to 0.01 s", " to ".join(WINDOW), " to ".join(window), _near(window))
    column, post = (
        f"{each.later_s} later, {each.earlier_s} earlier" for each in encounter.clears or (Clears(None, None),) * 2
    )
    yield _exactly("seconds that clear the column", "3045 later, None earlier", column)
    yield _exactly("seconds that clear the post", "645 later, 3045 earlier", post)


def _exactly(name: str, expected: str, answered: str) -> Case:
    return Case(name, expected, answered, expected == answered)


def _near(window: list[str]) -> bool:
    within = WINDOW_WITHIN_S * SECOND
    apart = [abs(parse_instant(a) - parse_instant(b)) for a, b in zip(window, WINDOW, strict=False)]
    return len(window) == len(WINDOW) and all(each <= within for each in apart)


def _told(found: dict[str, str], cases: tuple[Case, ...]) -> str:
    """The same for a person: versions, then each case, and what a wrong one means."""
    wide = max(map(len, found))
    lines = [f"{name.ljust(wide)}  {which}" for name, which in found.items()]
    lines += ["", "Self-check, a tiny world worked out by hand:"]
    lines += [f"  {'right' if case.right else 'WRONG'}  {case.name}: {case.answered}" for case in cases]
    lines += [f"         expected: {case.expected}" for case in cases if not case.right]
    if not all(case.right for case in cases):
        lines += [
            "",
            "Herald does not answer right on this machine. Rely on nothing it says here, and tell its makers.",
        ]
    return "\n".join(lines) + "\n"
