"""Could two heights be within the limit? Bands over four references, and what lies between the references.

A height over the ground becomes one over the sea by the ground's own height (`terrain_m`), a pressure altitude by `qnh_m`, a
height over the ellipsoid by `geoid_m`. A range the agreement states widens the answer. A range nobody stated must not decide it:
the *possible* margin takes all of the range, the *certain* one asks that the pair meets whatever the value is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from herald.agreement.model import Agreement, HeightRange
from herald.check.legs import REFERENCES, Flags, Index, Legs
from herald.geometry.ellipsoid import Floats
from herald.notice.model import Reference

GEOID_M = (-110.0, 90.0)
"""WGS 84 height minus height over the sea, anywhere on Earth. Source: the EGM96 undulation, -107 to 86 m, rounded outward."""

_AGL, _WGS84 = REFERENCES.index(Reference.AGL), REFERENCES.index(Reference.WGS84)
_AMSL, _FL = REFERENCES.index(Reference.AMSL), REFERENCES.index(Reference.FL)
_NEEDS = {_AGL: "terrain_m", _WGS84: "geoid_m", _FL: "qnh_m"}


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What each row's heights must be raised by to be heights over the sea, n rows, in metres.

    `stated` (n, 2) is the range the agreement states, `unstated` (n, 2) the range where it states none; the raise is the sum of
    one value of each.
    """

    reference: Index
    stated: Floats
    unstated: Floats

    def take(self, rows: Index) -> Levels:
        """Those of these rows alone."""
        return Levels(self.reference[rows], self.stated[rows], self.unstated[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """How far A's low edge may lie above B's high edge (`up_m`), and B's low above A's high (`down_m`); n pairs, metres."""

    up_m: Floats
    down_m: Floats
    sure_up_m: Floats
    sure_down_m: Floats

    def depends(self) -> Flags:
        """For which pairs could the answer depend on a range nobody stated?"""
        different: Flags = (self.up_m != self.sure_up_m) | (self.down_m != self.sure_down_m)
        return different


def levels(legs: Legs, agreement: Agreement | None) -> Levels:
    """What raises each row's heights to heights over the sea?

    The range of a zone stands before the agreement's own; in several zones, the hull of theirs.
    """
    n = len(legs)
    stated, unstated = np.zeros((n, 2)), np.zeros((n, 2))
    unstated[np.isin(legs.reference, (_AGL, _FL))] = (-inf, inf)
    unstated[legs.reference == _WGS84] = (-GEOID_M[1], -GEOID_M[0])
    if agreement is not None:
        for reference, ranges in (
            (_AGL, _by_zone(legs, agreement, "terrain")),
            (_FL, _by_zone(legs, agreement, "qnh")),
            (_WGS84, -_everywhere(n, agreement.geoid)[:, ::-1]),
        ):
            known = (legs.reference == reference) & np.isfinite(ranges[:, 0])
            stated[known], unstated[known] = ranges[known], 0.0
    return Levels(legs.reference, stated, unstated)


def _everywhere(n: int, stated: HeightRange | None) -> Floats:
    """(n, 2) metres; (inf, -inf) where nothing is stated."""
    low, high = (inf, -inf) if stated is None else (stated.low_mm / 1000, stated.high_mm / 1000)
    return np.tile(np.array([low, high]), (n, 1))


def _by_zone(legs: Legs, agreement: Agreement, name: str) -> Floats:
    """The range stated for each row's place, (n, 2); (inf, -inf) where none is, or where the party could stray to such a place."""
    found = _everywhere(len(legs), None)
    within = np.zeros(len(legs), np.bool_)
    for number, zone in enumerate(agreement.zones):
        of_zone: HeightRange | None = getattr(zone, name)
        if of_zone is not None:
            lies, astray = legs.zones[:, number], legs.astray[:, number]
            found = _hull(found, lies | astray, of_zone)
            within |= lies & ~astray
    general: HeightRange | None = getattr(agreement, name)
    if general is not None:
        return _hull(found, ~within, general)
    found[~within] = _everywhere(int((~within).sum()), None)
    return found


def _hull(ranges: Floats, rows: Flags, stated: HeightRange) -> Floats:
    """These ranges, widened for some rows to hold another."""
    low = np.where(rows, np.minimum(ranges[:, 0], stated.low_mm / 1000), ranges[:, 0])
    high = np.where(rows, np.maximum(ranges[:, 1], stated.high_mm / 1000), ranges[:, 1])
    return np.column_stack([low, high])


def margins(of: Levels, a: Index, b: Index, vertical_m: float) -> Margins:
    """Which margins hold for these pairs of rows under this vertical limit?

    Heights over one reference are compared as they are; over the ground at two places, widened by the relief where it is stated
    for both. Closed: exactly the limit is within it.
    """
    same = of.reference[a] == of.reference[b]
    over_ground = same & (of.reference[a] == _AGL)
    relief = over_ground & _known(of, a) & _known(of, b)
    compare = (~same | relief)[:, None]
    low = np.where(compare, of.stated[a] - of.stated[b][:, ::-1], 0.0)
    unsure = np.where(~same[:, None], of.unstated[a] - of.unstated[b][:, ::-1], 0.0)
    return Margins(
        up_m=vertical_m - low[:, 0] - unsure[:, 0],
        down_m=vertical_m + low[:, 1] + unsure[:, 1],
        sure_up_m=vertical_m - low[:, 0] - unsure[:, 1],
        sure_down_m=vertical_m + low[:, 1] + unsure[:, 0],
    )


def _known(of: Levels, rows: Index) -> Flags:
    bounded: Flags = np.isfinite(of.unstated[rows, 0])
    return bounded


def missing(of: Levels, a: int, b: int) -> tuple[str, ...]:
    """Which ranges would the agreement have to state for these two rows' heights to be compared? None over one reference."""
    if of.reference[a] == of.reference[b]:
        return ()
    needed = {_NEEDS[int(of.reference[row])] for row in (a, b) if of.unstated[row, 0] != of.unstated[row, 1]}
    return tuple(sorted(needed))
