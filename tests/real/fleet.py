"""The real tracks asked two ways: filed as notices, for the house and for MEOS, and as rows, every pair that shares an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from bench import tracks
from bench.tracks import Legs, Numbers, Tracks
from herald.check import compiled, meet
from herald.geometry.ellipsoid import Floats, arc_m
from herald.geometry.place import Path, Place
from herald.notice.model import ON_THE_GROUND, Notice, Route, Window, Windows
from herald.units import NANODEGREES, Instant
from tests.check.worlds import notice

harbour = cache(tracks.harbour)
wildfire = cache(tracks.wildfire)
BLOCK = 1 << 20
"""How many pairs of rows are asked together."""


def filed(of: Tracks, some: Iterable[int]) -> list[Notice]:
    """These tracks as movements on the ground without slack, each vertex at the instant of its fix."""
    lon_e9, lat_e9 = (np.rint(degrees * NANODEGREES).astype(np.int64) for degrees in (of.lon_deg, of.lat_deg))
    notices = []
    for track in some:
        fixes = slice(*np.searchsorted(of.track, (track, track + 1)))
        places = tuple(map(Place, lon_e9[fixes].tolist(), lat_e9[fixes].tolist()))
        windows = tuple(Window(Instant(us), Instant(us)) for us in of.unix_us[fixes].tolist())
        route = Route(places, Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * len(places))
        notices.append(notice(track, f"party-{of.party[track]}", route))
    return notices


def leg_m(of: Legs) -> Floats:
    """How long is the leg that each chord is cut from, measured along its chords? (n,) metres."""
    _, leg = np.unique(of.track.astype(np.int64) << 32 | of.number, return_inverse=True)
    chord_m = np.sqrt((of.line[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1))
    return np.asarray(np.bincount(leg, weights=chord_m)[leg], dtype=np.float64)


def concurrent(of: Legs) -> list[tuple[int, int]]:
    """Which tracks of different parties are under way at one instant, the smaller number first?"""
    first, last = of.line[:, meet.E0], of.line[:, meet.L0] + of.line[:, meet.DL]
    begins = np.flatnonzero(np.diff(of.track, prepend=-1))
    begin, end, track = np.minimum.reduceat(first, begins), np.maximum.reduceat(last, begins), of.track[begins]
    party = of.party[track]
    both = (begin <= end[:, None]) & (begin[:, None] <= end) & (party != party[:, None])
    a, b = np.nonzero(np.triu(both))
    return list(zip(track[a].tolist(), track[b].tolist(), strict=True))


def sample(of: Legs, count: int, seed: int) -> list[tuple[int, int]]:
    """The pairs that are under way at one instant among so many tracks, drawn by lot."""
    drawn = set(Random(seed).sample(range(len(of.party)), count))
    return [(a, b) for a, b in concurrent(of) if a in drawn and b in drawn]


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """How near n pairs of tracks come at one instant, in metres (inf where they share none), and by which row of each, (n, 2)."""

    metres: Floats
    rows: Numbers


def nearest(of: Legs, pairs: list[tuple[int, int]], vertical_m: float = np.inf) -> Nearest:
    """How near does each pair of tracks come at one instant, no further apart in height than this?

    Every two rows that could share an instant are asked.
    """
    a, b, pair = sharing(of, pairs)
    apart = apart_m(of, a, b, vertical_m)
    best = np.lexsort((apart, pair))
    best = best[np.diff(pair[best], prepend=-1) > 0]
    found = Nearest(np.full(len(pairs), np.inf), np.full((len(pairs), 2), -1))
    best = best[np.isfinite(apart[best])]
    found.metres[pair[best]] = arc_m(apart[best])
    found.rows[pair[best]] = np.column_stack([a[best], b[best]])
    return found


def apart_m(of: Legs, a: Numbers, b: Numbers, vertical_m: float = np.inf) -> Floats:
    """How near do these rows come, one by one, in the plane, in metres? inf where they share no instant and height."""
    height_m = np.zeros((len(of), 2)) if of.height_m is None else of.height_m
    rows = np.hstack([of.line, height_m, height_m])
    found = np.empty(len(a))
    for first in range(0, len(a), BLOCK):
        block = slice(first, first + BLOCK)
        limit = np.full(len(a[block]), vertical_m)
        found[block] = compiled.closest(rows[a[block]], rows[b[block]], limit, limit)[:, 0]
    return found


def sharing(of: Legs, pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers, Numbers]:
    """Which rows of each pair could share an instant, and of which pair are they? Rows of a track are in order of time."""
    first, last = of.line[:, meet.E0], of.line[:, meet.L0] + of.line[:, meet.DL]
    span = np.searchsorted(of.track, np.arange(len(of.party) + 1))
    found = [np.zeros((3, 0), np.int64)]
    for pair, (one, other) in enumerate(pairs):
        mine, theirs = slice(*span[one : one + 2]), slice(*span[other : other + 2])
        lo = np.searchsorted(last[theirs], first[mine], side="left")
        counts = np.maximum(np.searchsorted(first[theirs], last[mine], side="right") - lo, 0)
        a = np.repeat(np.arange(mine.start, mine.stop), counts)
        b = np.arange(len(a)) + np.repeat(theirs.start + lo - np.cumsum(counts) + counts, counts)
        found.append(np.stack([a, b, np.full(len(a), pair)]))
    return tuple(np.hstack(found))
