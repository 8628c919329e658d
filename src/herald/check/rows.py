"""Pieces of legs as slim arrays: what the search and the kernel need of them, and nothing else.

Of :class:`herald.check.legs.Legs` the widest reading alone, ten numbers a row. What many rows have in common (heights, reach,
error) stands once in a table, and each row says which line of it is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herald.check import meet
from herald.check.heights import Levels
from herald.check.legs import REFERENCES, Legs
from herald.geometry.ellipsoid import CHORD_M, LEAST_RADIUS_M, Floats, Length
from herald.notice.model import Reference

Numbers = NDArray[np.int32]

# The columns of a manner. The first four are those of a row of the kernel, less the ten of its line.
BOTTOM, BOTTOM_RISE, TOP, TOP_RISE = 0, 1, 2, 3
REACH, ASIDE, SAG, CHORD = 4, 5, 6, 7
REFERENCE, STATED_LOW, STATED_HIGH, UNSTATED_LOW, UNSTATED_HIGH = 8, 9, 10, 11, 12
MANNER = 13
LINE = 10
"""How many columns a line has: those of :mod:`herald.check.meet` up to the heights."""

_ROUNDING_M = 0.001
_TILT = 1 / (2 * LEAST_RADIUS_M)
_PLANE = 1.02 / LEAST_RADIUS_M**2
"""The factor of :func:`herald.geometry.ellipsoid.plane_error_m`."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Pieces of legs, n rows.

    `line` (n, 10): X, Y, Z, DX, DY, DZ in ECEF metres, E0, DE, L0, DL in us from an epoch, on the widest reading. `notice` (n,) is
    the number of the notice each is of, `number` (n,) which of its notice's rows it is, or what else its caller knows it by.
    `manner` (n,) counts in the lines of `manners` (k, 13): heights, reach, how far astray, sag, the length of the chord it is cut
    from (0: of its own), the reference of the heights, and what raises them to the sea (see :class:`herald.check.heights.Levels`).
    """

    line: Floats
    notice: Numbers
    number: Numbers
    manner: Numbers
    manners: Floats

    def __len__(self) -> int:
        """How many rows?"""
        return len(self.line)

    def take(self, rows: NDArray[np.intp] | slice) -> Rows:
        """These rows alone, with all manners."""
        return Rows(self.line[rows], self.notice[rows], self.number[rows], self.manner[rows], self.manners)

    def kernel(self, rows: NDArray[np.intp]) -> Floats:
        """These rows as the kernel takes them, (k, 14)."""
        return np.hstack([self.line[rows], self.manners[self.manner[rows], :4]])

    def grown_m(self) -> Floats:
        """How far beyond its chord does each row's box reach? (n,) metres: see :func:`grown_m`."""
        own = self.manners[:, REACH] + self.manners[:, ASIDE] + self.manners[:, SAG]
        return (grown_m(own) + CONSTANT_M / 2)[self.manner]


CONSTANT_M = CHORD_M**2 / 8 * 2 * _TILT + _PLANE * CHORD_M**3 / 15 + 1e-5 + _ROUNDING_M
"""What no reach has a part in: the sag of the longest chord, its error in the plane, rounding."""


def grown_m(own_m: Length) -> Length:
    """How much does a share of the distance between two parties add to their boxes, in space?

    Two places that are d apart on the ground, on chords of at most s, are at most d + s^2/8R + s d/2R apart in space, and the
    kernel's error allows 1.02 (s^2 d/4 + s^3/15 + d^3/2000)/R^2 more. The distance is a sum of three, one party's reach, the
    other's, and the separation; (x + y + z)^3 <= 9 (x^3 + y^3 + z^3). So every share answers for itself, whatever the others.
    From a quarter of the way round the Earth on everything is within the limit, up to twice the Earth's radius in space: the
    cubes are taken 2000/9 times as large, so that three shares that come to a quarter reach so far.
    Source: design/search.md.
    """
    return own_m * (1 + CHORD_M * _TILT) + _PLANE * own_m * (CHORD_M * CHORD_M / 4 + own_m * own_m)


def on_the_ground(line: Floats, notice: Numbers) -> Rows:
    """Rows of parties on the ground without reach: `line` (n, 10), and whose each is (n,), rows of one notice together.

    Raises ValueError for a chord that is too long.
    """
    manners = np.zeros((1, MANNER))
    manners[0, REFERENCE] = REFERENCES.index(Reference.AGL)
    manners[0, [UNSTATED_LOW, UNSTATED_HIGH]] = -np.inf, np.inf
    return _checked(Rows(line, notice.astype(np.int32), _within(notice), np.zeros(len(line), np.int32), manners))


def rows_of(legs: Legs, levels: Levels) -> Rows:
    """The same rows, slim."""
    whole = np.sqrt((legs.possible[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1))
    manner = np.column_stack(
        [
            legs.possible[:, meet.LOW0 :],
            legs.reach_m,
            legs.aside_m,
            legs.sag_m,
            np.where(legs.chord_m > whole, legs.chord_m, 0.0),
            levels.reference,
            levels.stated,
            levels.unstated,
        ]
    )
    manners, which = _different(manner)
    line = np.ascontiguousarray(legs.possible[:, :LINE])
    owner = legs.notice.astype(np.int32)
    return _checked(Rows(line, owner, _within(owner), which.astype(np.int32), manners))


def _different(lines: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """The lines that differ from one another, in order of their columns, and which of these each is.

    Column by column: NumPy takes ten times as long for whole lines, and most columns are the same throughout.
    """
    first, which = np.zeros(min(len(lines), 1), np.intp), np.zeros(len(lines), np.intp)
    for column in np.flatnonzero((lines != lines[:1]).any(axis=0)).tolist():
        values, number = np.unique(lines[:, column], return_inverse=True)
        _, first, which = np.unique(which * len(values) + number, return_index=True, return_inverse=True)
    return lines[first], which


def _within(notice: NDArray[np.int32]) -> Numbers:
    """Which of its notice's rows is each? The rows of one notice stand together."""
    first = np.flatnonzero(np.diff(notice, prepend=-1))
    return (np.arange(len(notice)) - np.repeat(first, np.diff(first, append=len(notice)))).astype(np.int32)


def _checked(rows: Rows) -> Rows:
    """The search's bounds are derived for chords of a greatest length."""
    length = np.sqrt((rows.line[:, 3:6] ** 2).sum(axis=1)).max(initial=rows.manners[:, CHORD].max(initial=0.0))
    if length > CHORD_M * (1 + 1e-9):
        raise ValueError(f"a chord of {length:g} m; expected at most {CHORD_M:g} m")
    return rows


def join_rows(parts: Sequence[Rows]) -> Rows:
    """All rows of all parts, in order, which have one table of manners; at least one part."""
    line, notice, number, manner = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("line", "notice", "number", "manner")
    )
    return Rows(line, notice, number, manner, parts[-1].manners)
