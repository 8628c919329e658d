"""How wrong can a distance in a pair's tangent plane be, and how short should a chord be?

Prints the tables of design/geometry.md, in about 30 s, from the root of the clone:

    PYTHONPATH=src .venv/bin/python design/experiments/plane_error.py

A search for the worst: many random placements of two chords on the ellipsoid, each improved by random steps that are
kept when the error grows. The truth needs no measuring: the second place is put at the wanted distance from the first.
tests/geometry/test_accuracy.py runs the same search and has the worst of it judged by another geodesic library.
"""
# ruff: noqa: INP001, T201 - a script that is run by name and prints its tables

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from herald.geometry.ellipsoid import GEOD, NORMAL_STRETCH, Floats, arc_m, ecef, plane_error_m

KNOBS = 12
"""Latitude, bearing of a, place on a, length of a, bearing from a's place to b's, bearing of b, place on b, length of
b, and how much is cut off a before and behind its place, and off b. Each from 0 to 1."""
BEARINGS = [1, 4, 5]
CUTS = [8, 9, 10, 11]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two chords each, n rows: the ends (n, 4, 3) in ECEF metres, a's two and b's two; the places' fractions (n, 1)."""

    ends: Floats
    u: Floats
    v: Floats


def pairs(knobs: Floats, chord_m: float, distance_m: float, height_m: tuple[float, float] = (0.0, 0.0)) -> Pairs:
    """Which chords of at most `chord_m`, whose places are exactly `distance_m` apart, do these knobs (n, 12) place?

    Heights lift the ends of a and of b: what the product does not do, and why.
    """
    lat, turn_a, u, length_a, way, turn_b, v, length_b = knobs[:, :8].T
    lon, lat = np.zeros(len(knobs)), 180.0 * lat - 90.0
    there = GEOD.fwd(lon, lat, 360.0 * way, np.full(len(knobs), distance_m))
    a = _chord(lon, lat, 360.0 * turn_a, u * length_a * chord_m, (1 - u) * length_a * chord_m, height_m[0])
    b = _chord(there[0], there[1], 360.0 * turn_b, v * length_b * chord_m, (1 - v) * length_b * chord_m, height_m[1])
    a, u = _cut(a, u[:, None], knobs[:, 8:9], knobs[:, 9:10])
    b, v = _cut(b, v[:, None], knobs[:, 10:11], knobs[:, 11:12])
    return Pairs(np.concatenate([a, b], axis=1), u, v)


def _chord(lon: Floats, lat: Floats, bearing: Floats, before_m: Floats, after_m: Floats, height_m: float) -> Floats:
    """The ends (n, 2, 3) of the chord through a place."""
    ends = []
    for towards, run_m in ((bearing + 180.0, before_m), (bearing, after_m)):
        end_lon, end_lat = (np.radians(part) for part in GEOD.fwd(lon, lat, towards, run_m)[:2])
        up = np.stack([np.cos(end_lat) * np.cos(end_lon), np.cos(end_lat) * np.sin(end_lon), np.sin(end_lat)], axis=-1)
        ends.append(ecef(np.degrees(end_lon), np.degrees(end_lat)) + height_m * up)
    return np.stack(ends, axis=1)


def _cut(ends: Floats, place: Floats, before: Floats, behind: Floats) -> tuple[Floats, Floats]:
    """The piece of a straight chord that is left round a place, and the place's fraction of the piece."""
    first, last = place * before, 1.0 - (1.0 - place) * behind
    run = ends[:, 1] - ends[:, 0]
    piece = np.stack([ends[:, 0] + first * run, ends[:, 0] + last * run], axis=1)
    return piece, (place - first) / np.maximum(last - first, 1e-12)


def measured_m(p: Pairs) -> Floats:
    """How far apart are the places by the tangent plane? As the kernel's `metric` and `squared_m2`, in vectors."""
    normal = p.ends.sum(axis=1) * [1.0, 1.0, NORMAL_STRETCH]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    a0, a1, b0, b1 = np.moveaxis(p.ends, 1, 0)
    apart = a0 + p.u * (a1 - a0) - b0 - p.v * (b1 - b0)
    flat = apart - (apart * normal).sum(axis=1, keepdims=True) * normal
    return arc_m(np.linalg.norm(flat, axis=1))


@dataclass(frozen=True, slots=True)
class Search:
    """A search for the worst placement: how many climbers, how many steps each, whether chords may be cut."""

    climbers: int = 200
    steps: int = 300
    cut: bool = False
    height_m: tuple[float, float] = (0.0, 0.0)

    def worst(self, rng: np.random.Generator, chord_m: float, distance_m: float) -> tuple[float, Floats]:
        """What is the largest error in metres that was found, and by which knobs (12,)?"""
        knobs = self._allowed(rng.random((self.climbers, KNOBS)))
        error = self._error(knobs, chord_m, distance_m)
        size = np.full(self.climbers, 0.2)
        for _ in range(self.steps):
            some = rng.random(knobs.shape) < 0.5
            trial = self._allowed(knobs + rng.normal(size=knobs.shape) * size[:, None] * some)
            seen = self._error(trial, chord_m, distance_m)
            better = seen > error
            knobs[better], error[better] = trial[better], seen[better]
            size = np.clip(np.where(better, 1.3 * size, 0.93 * size), 1e-4, 0.3)
        at = int(error.argmax())
        return float(error[at]), knobs[at]

    def _error(self, knobs: Floats, chord_m: float, distance_m: float) -> Floats:
        return np.abs(measured_m(pairs(knobs, chord_m, distance_m, self.height_m)) - distance_m)

    def _allowed(self, knobs: Floats) -> Floats:
        """Bearings go round, everything else stays between 0 and 1."""
        allowed = np.clip(knobs, 0.0, 1.0)
        allowed[:, BEARINGS] = knobs[:, BEARINGS] % 1.0
        if not self.cut:
            allowed[:, CUTS] = 0.0
        return allowed


def derived_terms(cut: bool) -> tuple[float, float]:
    """Which k and m make s^2 d / k R^2 + s^3 / m R^2 a bound? The greatest of section 2's two forms, on a grid.

    x and y say where the places are on the whole chords, -1 to 1; xi and eta where on the pieces, times their part of the
    chord; r is the length of one chord as a part of the other's. Both forms are convex in xi and eta: the ends suffice.
    """
    grid = np.linspace(-1.0, 1.0, 161)
    x, y, r = np.meshgrid(grid, grid, np.linspace(0.0, 1.0, 41), indexing="ij", sparse=True)
    corners = [(xi, eta) for xi in _ends(x) for eta in _ends(y)] if cut else [(x, y)]
    tilt = sag = 0.0
    for xi, eta in corners:
        tilt = max(tilt, ((2 - x**2 - y**2) / 16 + (np.abs(xi) + np.abs(eta)) ** 2 / 32).max())
        both = ((1 - x**2) - r**2 * (1 - y**2)) / 4
        on_a, on_b = both * xi - x * (1 - x**2) / 3, both * eta + r**2 * y * (1 - y**2) / 3
        sag = max(sag, ((np.abs(on_a) + r * np.abs(on_b)) / 8).max())
    return 1 / tilt, 1 / sag


def _ends(x: Floats) -> tuple[Floats, Floats]:
    """Where on a piece can a place be, times the piece's part of the chord? Cut short before it, or behind it."""
    return (x - 1) / 2, (x + 1) / 2


def chords_per_leg(rng: np.random.Generator, chord_m: float, legs: int = 100_000) -> float:
    """Into how many chords does the research generator's leg fall, on average?

    Lengths are lognormal, median 4 km, sigma 0.6; one movement in ten is a flight with legs four times as long.
    """
    length_m = rng.lognormal(np.log(4e3), 0.6, legs) * np.where(rng.random(legs) < 0.1, 4.0, 1.0)
    return float(np.ceil(length_m / chord_m).mean())


def chord_table(seed: int) -> None:
    """Bound and worst for four chord lengths, whole chords and cut ones."""
    print("chord km | distance km | bound m | worst whole m | worst cut m | chords per leg")
    for chord_m in (5e3, 10e3, 15e3, 25e3):
        per_leg = chords_per_leg(np.random.default_rng(seed), chord_m)
        for distance_m in (1.0, 1e3, 10e3, 75e3, 500e3, 2000e3):
            rng = np.random.default_rng(seed)
            whole, _ = Search().worst(rng, chord_m, distance_m)
            cut, _ = Search(cut=True).worst(rng, chord_m, distance_m)
            bound = plane_error_m(chord_m, distance_m)
            print(f"{chord_m / 1e3:8g} | {distance_m / 1e3:11g} | {bound:7.4f}", end=" | ")
            print(f"{whole:13.4f} | {cut:11.4f} | {per_leg:.2f}", flush=True)


def height_table(seed: int) -> None:
    """What if the ends were lifted to the height of flight?"""
    print("heights km | distance km | worst m, chords of 10 km")
    for heights_m in ((12e3, 12e3), (0.0, 12e3)):
        for distance_m in (1e3, 25e3, 75e3):
            worst, _ = Search(height_m=heights_m).worst(np.random.default_rng(seed), 10e3, distance_m)
            print(f"{heights_m[0] / 1e3:4g}, {heights_m[1] / 1e3:4g} | {distance_m / 1e3:11g} | {worst:.2f}")


if __name__ == "__main__":
    for cut, name in ((False, "whole chords"), (True, "pieces cut from chords")):
        print("{}: s^2 d / {:.2f} R^2 + s^3 / {:.2f} R^2".format(name, *derived_terms(cut)))
    chord_table(seed=1)
    height_table(seed=1)
