"""What is odd in the fixes of a track, and which of them is it known by? Findings, never accusations.

A receiver repeats its last position, a clock is wrong, two ships share a number: none of that says anything about those on board.
What is left out here only ever makes the gap round it longer, so that more can have happened; what contradicts the rest is kept,
and the check tells nothing for certain about it (design/gaps.md, section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import LONGEST_DEGREE_M, geodesic_m
from herald.geometry.place import Place
from herald.notice.track import Fix, Source, Track
from herald.units import DAY, NANODEGREES, SECOND, Instant, parse_instant

Flags = NDArray[np.bool_]

MOVING_MM_S = 1543
"""3 knots: what says it is faster is under way. Source: ITU-R M.1371-5, table 1, where AIS parts moored ships from others."""
FIRST_BY_SATELLITE = parse_instant("1980-01-06T00:00:00Z")
"""The first instant of the time that satellites tell; no receiver of theirs has had a fix before. Source: IS-GPS-200, 3.3.4."""
LONGEST_SILENCE = 366 * DAY
"""Between two fixes of one track. A clock that was wrong is a likelier reason for more than a year."""
SPEED_TOLERANCE = 1e-9
"""A track at exactly its greatest speed must not be called impossible for a rounding: 1 part in 1e9, and 1 mm."""
DIGITS = 9
"""Decimals of a degree that a place is kept to."""
ROUNDED = frozenset({Source.AIS, Source.ADSB})
"""Reports that are known to be rounded: their digits leave a cell open. Other places are taken as they are told, as everywhere."""
COARSE_M = 50.0
"""Where places that are taken as told may be further off than this, by their digits, it is said."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in a track: its code, how often, when and where first (None where no fix says), and what became of it."""

    code: str
    count: int
    instant: Instant | None
    place: Place | None
    says: str


@dataclass(frozen=True, slots=True)
class Known:
    """The fixes that a track is known by, in order of time, and what was odd in those that were told."""

    fixes: tuple[Fix, ...]
    oddities: tuple[Oddity, ...]


def known(track: Track, most_um_s: int) -> Known:
    """By which fixes is this track known, and what was odd?

    In order of time; of fixes that say the same of the same instant one; of a position that was repeated while the thing moved
    the first. All others are kept, also those that cannot be told apart from true ones by anything but their neighbours.
    """
    ordered = sorted(track.fixes, key=_order)
    once = [next(same) for _, same in groupby(ordered, key=_what)]
    held = _frozen(once, most_um_s, blur_m(digits_of(track)))
    fixes = tuple(compress(once, ~held))
    found = (
        _odd("position-missing", track.unplaced, None, "a report without a position; left out"),
        _late(track.fixes),
        _odd("fix-twice", len(ordered) - len(once), _first_twice(ordered), "a fix told again; counted once"),
        _elsewhere(fixes),
        _odd("position-frozen", int(held.sum()), _first(once, held), "a position repeated while it moved; left out"),
        _clock(fixes),
        _too_fast(fixes, most_um_s),
        _heightless(fixes),
        _coarse(track, fixes),
    )
    return Known(fixes, tuple(one for one in found if one is not None))


def _order(fix: Fix) -> tuple[int, ...]:
    """By time; at one instant by what they say, so that nothing depends on who told first."""
    height = (0, 0) if fix.height_m is None else (1, round(fix.height_m * 1000))
    return fix.instant, fix.place.lon_e9, fix.place.lat_e9, *height, -(fix.speed_mm_s or 0)


def _what(fix: Fix) -> object:
    """What does a fix say? Two that say the same are one."""
    return fix.instant, fix.place, fix.height_m


def digits_of(track: Track) -> int:
    """With how many decimals of a degree were the places told, at most? Where the source does not say, by the places' own digits.

    >>> at = lambda lon_e9, lat_e9: Fix(Instant(0), Place(lon_e9, lat_e9))
    >>> digits_of(Track("a", (at(30_500_000_000, 4_000_000_000), at(30_125_000_000, 4_000_000_000))))
    3
    """
    if track.digits is not None:
        return min(track.digits, DIGITS)
    values = [value for fix in track.fixes for value in (fix.place.lon_e9, fix.place.lat_e9)]
    return next(digits for digits in range(DIGITS + 1) if all(value % 10 ** (DIGITS - digits) == 0 for value in values))


def blur_m(digits: int) -> float:
    """How far may a place be from the one that was told with so many decimals of a degree? Half the cell's diagonal, in metres.

    Nowhere less: a degree is counted as long as the longest. From nine decimals on nothing is lost that is kept.

    >>> round(blur_m(5), 2), blur_m(9)
    (0.79, 0.0)
    """
    return 0.0 if digits >= DIGITS else 2**0.5 / 2 * LONGEST_DEGREE_M * 10.0**-digits


def too_fast(fixes: Sequence[Fix], most_um_s: int) -> Flags:
    """Which of the legs from fix to fix need more than the greatest speed? (n - 1,) for n fixes in order of time."""
    metres, seconds = _metres(fixes), _seconds(fixes)
    fast: Flags = metres > seconds * (most_um_s / 1e6) * (1 + SPEED_TOLERANCE) + 0.001
    return fast


def _metres(fixes: Sequence[Fix]) -> NDArray[np.float64]:
    if len(fixes) < 2:
        return np.zeros(0)
    degrees = np.array([(fix.place.lon_e9, fix.place.lat_e9) for fix in fixes], dtype=np.int64) / NANODEGREES
    return geodesic_m(degrees[:-1, 0], degrees[:-1, 1], degrees[1:, 0], degrees[1:, 1])


def _seconds(fixes: Sequence[Fix]) -> NDArray[np.float64]:
    instants = np.array([fix.instant for fix in fixes], dtype=np.float64)
    return np.diff(instants) / SECOND


def _frozen(fixes: Sequence[Fix], most_um_s: int, blur: float) -> Flags:
    """Which fixes only repeat a position while the thing moved?

    Those after the first of a run of equal places, where every one of them says itself that it moved further than two places
    told alike can be apart; or where the next other place is too far from the last of them, but not from the first. The last fix
    of all is never left out: a track says nothing after it.
    """
    held = np.zeros(len(fixes), np.bool_)
    for first, after in _runs(fixes):
        moved = (_told_m(*pair) > 2 * blur for pair in pairwise(fixes[first:after]))
        if all(moved) or _caught_up(fixes, first, after, most_um_s):
            held[first + 1 : after] = True
    held[-1:] = False
    return held


def _runs(fixes: Sequence[Fix]) -> list[tuple[int, int]]:
    """Where do runs of two or more equal places begin, and where is the next other one?"""
    lengths = [len(list(run)) for _, run in groupby(fixes, key=lambda fix: fix.place)]
    ends = np.cumsum(lengths).tolist()
    return [(end - length, end) for end, length in zip(ends, lengths, strict=True) if length > 1]


def _told_m(before: Fix, fix: Fix) -> float:
    """How far has it come since the fix before, by its own word? 0 where either says no speed, or one of a thing at rest."""
    if before.speed_mm_s is None or fix.speed_mm_s is None:
        return 0.0
    slower = min(before.speed_mm_s, fix.speed_mm_s)
    return slower / 1000 * (fix.instant - before.instant) / SECOND if slower > MOVING_MM_S else 0.0


def _caught_up(fixes: Sequence[Fix], first: int, after: int, most_um_s: int) -> bool:
    """Is the next other place out of reach from the last fix of a run, and within reach from its first?"""
    if after == len(fixes):
        return False
    last, begun = (bool(too_fast((fixes[at], fixes[after]), most_um_s)[0]) for at in (after - 1, first))
    return last and not begun


def _odd(code: str, count: int, first: Fix | None, says: str) -> Oddity | None:
    if not count:
        return None
    return Oddity(code, count, first.instant if first else None, first.place if first else None, says)


def _first(fixes: Sequence[Fix], which: Iterable[object]) -> Fix | None:
    return next(iter(compress(fixes, which)), None)


def _pairs(fixes: Sequence[Fix], odd: Callable[[Fix, Fix], bool]) -> list[bool]:
    """Of which fixes is something odd beside the one before?"""
    return [False, *(odd(before, fix) for before, fix in pairwise(fixes))][: len(fixes)]


def _late(told: Sequence[Fix]) -> Oddity | None:
    which = _pairs(told, lambda before, fix: fix.instant < before.instant)
    return _odd(
        "fix-out-of-order", sum(which), _first(told, which), "a fix told after a later one; put in order of time"
    )


def _first_twice(ordered: Sequence[Fix]) -> Fix | None:
    return _first(ordered, _pairs(ordered, lambda one, other: _what(one) == _what(other)))


def _elsewhere(fixes: Sequence[Fix]) -> Oddity | None:
    which = _pairs(fixes, lambda before, fix: fix.instant == before.instant)
    says = "another place at the same instant; both are kept, and between the fixes around nothing is certain"
    return _odd("same-instant-elsewhere", sum(which), _first(fixes, which), says)


def _clock(fixes: Sequence[Fix]) -> Oddity | None:
    """Fixes before there were any, and the first after a silence so long that a clock was likelier wrong."""
    silent = _pairs(fixes, lambda before, fix: fix.instant - before.instant > LONGEST_SILENCE)
    which = [gap or fix.instant < FIRST_BY_SATELLITE for gap, fix in zip(silent, fixes, strict=True)]
    says = "an instant before 1980, or more than a year after the fix before; kept as told: look at the clock"
    return _odd("clock-implausible", sum(which), _first(fixes, which), says)


def _too_fast(fixes: Sequence[Fix], most_um_s: int) -> Oddity | None:
    which = [*too_fast(fixes, most_um_s).tolist(), False]
    says = "a leg that needs more than the greatest speed; kept, and between the fixes around nothing is certain"
    return _odd("fixes-too-fast", sum(which), _first(fixes, which), says)


def _heightless(fixes: Sequence[Fix]) -> Oddity | None:
    """Fixes without a height in a track that has some: theirs is taken between those before and after."""
    which = [fix.height_m is None for fix in fixes]
    says = "a fix without a height; it is taken between those before and after"
    return None if all(which) else _odd("height-missing", sum(which), _first(fixes, which), says)


def _coarse(track: Track, fixes: Sequence[Fix]) -> Oddity | None:
    """Places with so few decimals that they may be far off, of a source that is not known to round."""
    off_m = blur_m(digits_of(track))
    rounded = track.source in ROUNDED or off_m <= COARSE_M
    says = (
        f"places told so coarsely that they may be {off_m:,.0f} m off; taken as told, unless an uncertainty is stated"
    )
    return _odd("position-coarse", 0 if rounded else len(fixes), next(iter(fixes), None), says)
