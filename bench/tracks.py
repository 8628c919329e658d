"""Real tracks in bulk: fixes of ships and aircraft that no one here recorded, and the legs between them as rows for the check.

The fixes are read from the files of two installed packages, tracktable-data and traffic, which are never imported; nothing of
them is kept here. docs/tracks.md says where they come from and what is odd in them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import CHORD_M, Floats, between, ecef, geodesic_m
from herald.units import NANODEGREES, SECOND

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

HARBOUR = ("tracktable_data", "python_example_data", "NYHarbor_2020_12_first_week.traj")
COAST = ("tracktable_data", "python_example_data", "US_coastal_2020_06_30.traj")
WILDFIRE = ("traffic", "data", "samples", "firefighting", "calfire.json.gz")

_HEADER, _FIELDS = 11, 4
"""A line of ships: *T*, uuid, domain, number of fixes, 0, *P*, domain, and four counts of columns; then four fields a fix."""

FOOT_M = 0.3048
MS_PER_KMH = 1 / 3.6


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The fixes of many tracks, n of them; those of one track together, in the order of their file.

    `track` (n,) counts the tracks from 0; `party` (tracks,) says whose each is, counted from 0: one ship or aircraft may have
    several. `unix_us` (n,) are microseconds since 1970 in UTC, `lon_deg` and `lat_deg` (n,) WGS 84 to 1e-9 degree, the canonical
    values of a notice. `alt_m` (n,) are metres of pressure altitude (reference FL: what the altimeter shows at 1013.25 hPa,
    neither height above the sea nor above the ellipsoid); None where the source states no heights.
    """

    track: Numbers
    party: Numbers
    unix_us: Numbers
    lon_deg: Floats
    lat_deg: Floats
    alt_m: Floats | None

    def __len__(self) -> int:
        """How many fixes?"""
        return len(self.track)


@dataclass(frozen=True, slots=True)
class Odd:
    """What was odd in the fixes, how often, and what became of it?

    `late` fixes stood after a later one of their track and were put in order. `twice`: fixes of an instant that their track had
    already, left out, `elsewhere` of them at another place than the first. `jumps`: legs faster than the greatest speed, left out.
    """

    late: int
    twice: int
    elsewhere: int
    jumps: int


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """The legs between consecutive fixes, cut into chords of at most 10 km, n of them, in order of track and time.

    `line` (n, 10) has the first columns of :mod:`herald.check.meet`: X, Y, Z, DX, DY, DZ in ECEF metres, E0, DE, L0, DL in us
    from `epoch_us`. `track` and `number` (n,) say whose leg each chord is cut from and which, both from 0; `party` (tracks,) is
    that of the tracks. `height_m` (n, 2) is the pressure altitude at the start and its rise, None where none is stated.
    A leg without length is one chord, a halt.
    """

    epoch_us: int
    line: Floats
    track: NDArray[np.int32]
    number: NDArray[np.int32]
    party: Numbers
    height_m: Floats | None
    odd: Odd

    def __len__(self) -> int:
        """How many chords?"""
        return len(self.line)


def harbour() -> Tracks:
    """Where were the ships of New York harbour in the first week of December 2020? AIS, a fix every 70 s or so."""
    return _ais(HARBOUR)


def coast() -> Tracks:
    """Where were the ships along the coasts of the United States on 30 June 2020? AIS as received, faults and all."""
    return _ais(COAST)


def wildfire() -> Tracks:
    """Where were the aircraft over the wildfires of September 2020, most in California? ADS-B, a fix every 30 s or so."""
    reports = json.loads(gzip.decompress(installed(*WILDFIRE).read_bytes()))
    flight = _numbered([report["flight_id"] for report in reports])
    together = np.argsort(flight, kind="stable")
    reports, flight = [reports[k] for k in together.tolist()], flight[together]
    aircraft = _numbered([report["icao24"] for report in reports])
    return Tracks(
        track=flight,
        party=aircraft[_firsts(flight)],
        unix_us=np.array([report["timestamp"] for report in reports], dtype=np.int64) * 1000,
        lon_deg=_canonical(np.array([report["longitude"] for report in reports])),
        lat_deg=_canonical(np.array([report["latitude"] for report in reports])),
        alt_m=np.array([report["altitude"] for report in reports]) * FOOT_M,
    )


def installed(package: str, *path: str) -> Path:
    """Where does an installed package keep this file? Finding a package does not import it.

    Raises FileNotFoundError where the package is not installed.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed; requirements/data.txt locks it")
    return Path(found.submodule_search_locations[0], *path)


def columns(text: str) -> Iterator[tuple[list[str], ...]]:
    """Every track of a `.traj` text as four columns of text, in its order: ships, instants, longitudes, latitudes.

    Raises ValueError naming a line that is none.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split(",")
        body = fields[_HEADER:]
        if fields[0] != "*T*" or not body or str(len(body) // _FIELDS) != fields[3] or len(body) % _FIELDS:
            raise ValueError(f"line {number} is no track with as many fixes as it says")
        yield tuple(body[column::_FIELDS] for column in range(_FIELDS))


def _ais(where: tuple[str, ...]) -> Tracks:
    lines = list(columns(installed(*where).read_text(encoding="utf-8")))
    ships, instants, lons, lats = (list(chain.from_iterable(column)) for column in zip(*lines, strict=True))
    track = np.repeat(np.arange(len(lines)), [len(line[0]) for line in lines])
    return Tracks(
        track=track,
        party=_numbered(ships)[_firsts(track)],
        unix_us=np.array(instants, dtype="datetime64[us]").astype(np.int64),
        lon_deg=_canonical(np.array(lons, dtype=np.float64)),
        lat_deg=_canonical(np.array(lats, dtype=np.float64)),
        alt_m=None,
    )


def _numbered(names: list[str]) -> Numbers:
    """A number for each name, counted in the order in which they first appear."""
    number = {name: k for k, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.int64)


def _firsts(track: Numbers) -> Numbers:
    """Where does each track begin?"""
    return np.flatnonzero(np.diff(track, prepend=-1))


def _canonical(degrees: Floats) -> Floats:
    canonical: Floats = np.rint(degrees * NANODEGREES) / NANODEGREES
    return canonical


def legs(of: Tracks, slack_s: float = 0.0, fastest_kmh: float = inf) -> Legs:
    """What may be where, when, if every track runs straight and evenly from fix to fix?

    Each fix may have been passed up to `slack_s` earlier or later. A leg that needs more than `fastest_kmh` is left out: how the
    ship came there, or which of two ships it was, nobody knows. The rows are those that the check has of the same tracks, filed
    as movements with these windows and without reach.
    """
    ordered, late, twice = _in_order(of)
    fixes = ordered[~twice]
    joined = of.track[fixes[:-1]] == of.track[fixes[1:]]
    begin, end = fixes[:-1][joined], fixes[1:][joined]
    number = np.arange(len(begin)) - np.searchsorted(of.track[begin], of.track[begin])
    length_m = geodesic_m(of.lon_deg[begin], of.lat_deg[begin], of.lon_deg[end], of.lat_deg[end])
    jump = length_m > fastest_kmh * MS_PER_KMH * (of.unix_us[end] - of.unix_us[begin]) / SECOND
    leg, first, last = _even(length_m[~jump])
    pieces = _Pieces(begin[~jump][leg], end[~jump][leg], first, last)
    epoch_us = int(of.unix_us.min()) if len(of) else 0
    return Legs(
        epoch_us=epoch_us,
        line=np.hstack([_chords(of, pieces), _windows(of.unix_us - epoch_us, pieces, slack_s * SECOND)]),
        track=of.track[pieces.begin].astype(np.int32),
        number=number[~jump][leg].astype(np.int32),
        party=of.party,
        height_m=None if of.alt_m is None else _run(of.alt_m, pieces),
        odd=Odd(late, int(twice.sum()), _elsewhere(of, ordered, twice), int(jump.sum())),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Between which fixes does each chord lie, (n,) each, and from which fraction of the leg to which?"""

    begin: Numbers
    end: Numbers
    first: Floats
    last: Floats


def _in_order(of: Tracks) -> tuple[Numbers, int, Flags]:
    """The fixes by track and instant; how many came late; which of those in order repeat the instant before."""
    late = int(((np.diff(of.track) == 0) & (np.diff(of.unix_us) < 0)).sum())
    ordered = np.lexsort((of.unix_us, of.track))
    again = (np.diff(of.track[ordered]) == 0) & (np.diff(of.unix_us[ordered]) == 0)
    return ordered, late, np.concatenate([[False], again])[: len(of)]


def _elsewhere(of: Tracks, ordered: Numbers, twice: Flags) -> int:
    """How many of the repeated fixes are at another place than the one that is kept?"""
    kept = ordered[np.maximum.accumulate(np.where(twice, 0, np.arange(len(ordered))))]
    return int(((of.lon_deg[ordered] != of.lon_deg[kept]) | (of.lat_deg[ordered] != of.lat_deg[kept])).sum())


def _even(length_m: Floats) -> tuple[Numbers, Floats, Floats]:
    """Legs in equal pieces of at most a chord: the leg of each, and the fractions it begins and ends at."""
    count = np.maximum(1, np.ceil(length_m / CHORD_M)).astype(np.int64)
    leg = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(leg)) - (np.cumsum(count) - count)[leg]
    return leg, within / count[leg], (within + 1) / count[leg]


def _chords(of: Tracks, pieces: _Pieces) -> Floats:
    """Start and displacement in space, (n, 6); the ends of a leg are the fixes themselves."""
    start, end = (_places(of, pieces, fraction) for fraction in (pieces.first, pieces.last))
    return np.hstack([start, end - start])


def _places(of: Tracks, pieces: _Pieces, fraction: Floats) -> Floats:
    at = np.where(fraction < 1.0, pieces.begin, pieces.end)
    lon, lat = of.lon_deg[at], of.lat_deg[at]
    inner = np.flatnonzero((fraction > 0.0) & (fraction < 1.0))
    a, b = pieces.begin[inner], pieces.end[inner]
    lon[inner], lat[inner] = between(of.lon_deg[a], of.lat_deg[a], of.lon_deg[b], of.lat_deg[b], fraction[inner])
    return ecef(lon, lat)


def _windows(time_us: Numbers, pieces: _Pieces, slack_us: float) -> Floats:
    """Earliest and latest instant at the start, each with its rise: E0, DE, L0, DL, (n, 4)."""
    run = _run(time_us.astype(np.float64), pieces)
    slack = np.array([slack_us, 0.0])
    return np.hstack([run - slack, run + slack])


def _run(at_fix: Floats, pieces: _Pieces) -> Floats:
    """A value that runs evenly from fix to fix: at the start of each piece, and its rise over it, (n, 2)."""
    rise = at_fix[pieces.end] - at_fix[pieces.begin]
    return np.column_stack([at_fix[pieces.begin] + pieces.first * rise, (pieces.last - pieces.first) * rise])
