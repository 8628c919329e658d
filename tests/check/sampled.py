"""Motions two legs allow, drawn by the million, and how near each pair of them comes. Nothing of the kernel's way.

A motion runs along a part of its leg from any instant the window allows at the part's start to any it allows at its end; a motion
with corners is made of such parts. Two of them are points of constant velocity, whose closest approach every textbook has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.check.oracle import Pair

Floats = NDArray[np.float64]
HOUR_US = 3.6e9


@dataclass(frozen=True, slots=True)
class Passes:
    """n pairs of legs, k pairs of motions each; every array is (n, k), and `apart_m`, `velocity` are (n, k, 2).

    Both are under way from `start_us` on, `apart_m` apart, which changes by `velocity` m/us. From `begin` to `end` (us after the
    start, so that an instant's own rounding moves nothing) their heights are within the limit: never where begin > end.
    """

    start_us: Floats
    begin: Floats
    end: Floats
    apart_m: Floats
    velocity: Floats

    def together(self) -> NDArray[np.bool_]:
        """Does some instant see both under way, at heights within the limit?"""
        return self.begin <= self.end

    def nearest_m(self) -> Floats:
        """How near does each pair of motions come? inf where they are never under way together."""
        squared, along, _ = self._quadratic()
        after = np.divide(-along, squared, out=np.zeros_like(along), where=squared > 0)
        after = np.where(self.together(), np.minimum(np.maximum(after, self.begin), self.end), 0.0)
        nearest = np.hypot(*np.moveaxis(self.apart_m + after[..., None] * self.velocity, -1, 0))
        return np.where(self.together(), nearest, np.inf)

    def within(self, distance_m: Floats) -> tuple[Floats, Floats]:
        """At which instants, first and last, is each pair of motions within its distance (n,)? (inf, -inf) where it never is."""
        squared, along, now = self._quadratic()
        limit = np.maximum(distance_m, 0)[:, None]
        root = np.sqrt(np.maximum(along**2 + squared * (limit**2 - now), 0))
        first = np.divide(-along - root, squared, out=np.full_like(along, -np.inf), where=squared > 0)
        last = np.divide(-along + root, squared, out=np.full_like(along, np.inf), where=squared > 0)
        first, last = np.maximum(first, self.begin), np.minimum(last, self.end)
        never = (self.nearest_m() > limit) | (distance_m < 0)[:, None] | (first > last)
        return np.where(never, np.inf, self.start_us + first), np.where(never, -np.inf, self.start_us + last)

    def _quadratic(self) -> tuple[Floats, Floats, Floats]:
        """The squared distance is q s^2 + 2 p s + r at s us after the start: (q, p, r)."""
        w, dw = self.apart_m, self.velocity
        return (dw * dw).sum(-1), (w * dw).sum(-1), (w * w).sum(-1)


@dataclass(frozen=True, slots=True)
class _Motion:
    """From the fraction `start` at `begin_us` on by `rate` per us until `end_us`; (n, k) each."""

    start: Floats
    rate: Floats
    begin_us: Floats
    end_us: Floats

    def at(self, instant_us: Floats) -> Floats:
        return self.start + (instant_us - self.begin_us) * self.rate


def drawn(pairs: Sequence[Pair], k: int, rng: np.random.Generator, later_us: Floats | None = None) -> Passes:
    """k pairs of motions for each pair of legs; `later_us` (n, k) shifts B's."""
    a, b = (
        np.array([[float(x) for x in leg] for leg in legs]) for legs in zip(*((p.a, p.b) for p in pairs), strict=True)
    )
    flat = np.array([[float(x) for x in p.flat] for p in pairs])
    none = np.zeros((len(pairs), k))
    one, two = _motion(a, none, rng), _motion(b, none if later_us is None else later_us, rng)
    start = np.maximum(one.begin_us, two.begin_us)
    begin, end = none, np.minimum(one.end_us, two.end_us) - start
    u, v = one.at(start), two.at(start)
    limits = np.array([[float(p.up_m), float(p.down_m)] for p in pairs])
    for upper, lower, limit, up in ((a, b, limits[:, 0], True), (b, a, limits[:, 1], False)):
        w, x, dw, dx = (u, v, one.rate, two.rate) if up else (v, u, two.rate, one.rate)
        room = (limit + lower[:, 12] - upper[:, 10])[:, None] + x * lower[:, 13:14] - w * upper[:, 11:12]
        begin, end = _where_positive(room, dx * lower[:, 13:14] - dw * upper[:, 11:12], begin, end)
    apart = flat[:, None, 4:6] + u[..., None] * flat[:, None, 0:2] - v[..., None] * flat[:, None, 2:4]
    velocity = one.rate[..., None] * flat[:, None, 0:2] - two.rate[..., None] * flat[:, None, 2:4]
    return Passes(start, begin, end, apart, velocity)


def _where_positive(value: Floats, slope: Floats, begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The part of [begin, end] where value + slope s is not negative; begin > end where none is."""
    root = np.divide(-value, slope, out=np.zeros_like(value), where=slope != 0)
    begin = np.where(slope > 0, np.maximum(begin, root), begin)
    end = np.where(slope < 0, np.minimum(end, root), end)
    return begin, np.where((slope == 0) & (value < 0), -np.inf, end)


def _motion(leg: Floats, later_us: Floats, rng: np.random.Generator) -> _Motion:
    """One motion in five runs the whole leg, one instant in five is the very end of its window."""
    parts = np.sort(rng.random((2, *later_us.shape)), axis=0)
    whole = rng.random(later_us.shape) < 0.2
    start, stop = np.where(whole, 0.0, parts[0]), np.where(whole, 1.0, parts[1])
    begin, end = _instant(leg, start, rng) + later_us, _instant(leg, stop, rng) + later_us
    # Earlier at the end than at the start is no motion; the start's own instant is allowed at the end too, as no end decreases.
    end = np.maximum(begin, end)
    rate = np.divide(stop - start, end - begin, out=np.zeros_like(start), where=end > begin)
    return _Motion(np.where(end > begin, start, rng.uniform(start, stop)), rate, begin, end)


def _instant(leg: Floats, fraction: Floats, rng: np.random.Generator) -> Floats:
    """An instant at which the leg may be passed there; where an end is not stated, within some hours of the other."""
    earliest, latest = (leg[:, c : c + 1] + fraction * leg[:, c + 1 : c + 2] for c in (6, 8))
    first = np.where(np.isfinite(earliest), earliest, np.where(np.isfinite(latest), latest, HOUR_US) - 2 * HOUR_US)
    last = np.where(np.isfinite(latest), latest, first + 3 * HOUR_US)
    share = np.clip(rng.uniform(-0.125, 1.125, fraction.shape), 0.0, 1.0)
    instant: Floats = np.minimum(first + share * (last - first), last)
    return instant
