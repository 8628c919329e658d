"""Where do two lines cross? Chords cut at the boundaries of polygons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import NORMAL_STRETCH, Floats

Index = NDArray[np.intp]

TOUCH = 1e-9
"""Lines that pass each other's ends by this fraction of their length (10 um of a chord) count as crossing."""
_BLOCK = 1 << 22


def crossings(origin: Floats, vector: Floats, ring_origin: Floats, ring_vector: Floats) -> tuple[Index, Floats]:
    """At which fractions do chords cross the chords of a ring? (chord, fraction) pairs, unsorted, fractions in [0, 1].

    Chords are (n, 3) and (m, 3) ECEF metres between surface points, some kilometres long; crossings are found in the plane
    tangent between the two, to well under a millimetre. Chords of no length, and those that run along one another, cross
    nowhere; where a ring turns off such a line, its next edge crosses.
    """
    chord, edge = _near(origin, vector, ring_origin, ring_vector)
    if len(chord) == 0:
        return chord, np.zeros(0)
    p, a, q, b = origin[chord], vector[chord], ring_origin[edge], ring_vector[edge]
    normal = (p + a / 2 + q + b / 2) * np.array([1.0, 1.0, NORMAL_STRETCH])
    normal /= np.sqrt((normal**2).sum(axis=1))[:, None]
    # Triple products with the normal are cross products in the tangent plane.
    cross = _triple(a, b, normal)
    r = p - q
    slanted = np.abs(cross) > 1e-14 * np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    chord, cross, r, a, b, normal = (column[slanted] for column in (chord, cross, r, a, b, normal))
    u, v = -_triple(r, b, normal) / cross, -_triple(r, a, normal) / cross
    hit = (u >= -TOUCH) & (u <= 1 + TOUCH) & (v >= -TOUCH) & (v <= 1 + TOUCH)
    return chord[hit], np.clip(u[hit], 0.0, 1.0)


def _triple(a: Floats, b: Floats, normal: Floats) -> Floats:
    product: Floats = (np.cross(a, b) * normal).sum(axis=1)
    return product


def _near(origin: Floats, vector: Floats, ring_origin: Floats, ring_vector: Floats) -> tuple[Index, Index]:
    """Which chords have boxes in common? A chord's sag below the surface is allowed for."""
    low, high = _box(origin, vector)
    ring_low, ring_high = _box(ring_origin, ring_vector)
    inside = np.flatnonzero((low <= ring_high.max(axis=0)).all(axis=1) & (high >= ring_low.min(axis=0)).all(axis=1))
    step = max(1, _BLOCK // max(1, len(ring_origin)))
    found: list[tuple[Index, Index]] = []
    for at in range(0, len(inside), step):
        some = inside[at : at + step]
        common = np.ones((len(some), len(ring_origin)), np.bool_)
        for axis in range(3):
            common &= low[some, axis, None] <= ring_high[:, axis]
            common &= ring_low[:, axis] <= high[some, axis, None]
        chord, edge = np.nonzero(common)
        found.append((some[chord], edge))
    if not found:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    return np.concatenate([chord for chord, _ in found]), np.concatenate([edge for _, edge in found])


def _box(origin: Floats, vector: Floats) -> tuple[Floats, Floats]:
    """Grown by s^2/8R, the sag of the longest chord, and a millimetre."""
    grow = (vector**2).sum(axis=1).max(initial=0.0) / (8 * 6.3e6) + 0.001
    return np.minimum(origin, origin + vector) - grow, np.maximum(origin, origin + vector) + grow


def pieces(count: int, chord: Index, fraction: Floats) -> tuple[Index, Floats, Floats]:
    """The parts into which these crossings cut `count` chords: (chord, start, end), in order; an uncut chord is one part."""
    every = np.arange(count)
    owner = np.concatenate([every, every, chord])
    at = np.concatenate([np.zeros(count), np.ones(count), fraction])
    order = np.lexsort((at, owner))
    owner, at = owner[order], at[order]
    part = (owner[1:] == owner[:-1]) & (at[1:] - at[:-1] > TOUCH)
    return owner[:-1][part], at[:-1][part], at[1:][part]
