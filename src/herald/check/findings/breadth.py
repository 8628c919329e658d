"""Is a notice drawn too coarsely, or so wide that it leaves nobody else room?"""

from __future__ import annotations

from collections.abc import Sequence
from math import pi

from herald.agreement.model import Period
from herald.check.answer import Finding
from herald.check.findings.subject import Legs, Subject, leg_lengths_m, on_the_ground
from herald.check.findings.words import counted
from herald.geometry.ellipsoid import GEOD
from herald.geometry.lines import ring_chords
from herald.geometry.place import Path, Ring
from herald.notice.model import Area, Notice, Spot
from herald.units import DAY, HOUR, Microseconds
from herald.wording import hours, kilometres

COARSE_LEG_M = 2000.0
"""A leg longer than this is not a road."""
BLANKET_KM2_H = 24_000.0
"""Herald's own measure, since no clause states one: 1,000 km2 for a day."""
LONGEST_COUNTED = Microseconds(30 * DAY)
"""Longer presences count as this long: a hospital is there for years and leaves everybody room."""


def route_coarse(notice: Notice) -> bool:
    """Must an answer that rests on this notice say that the road may differ?

    Where a ground leg is longer than 2 km and the notice states neither `buffer_m` nor `place_uncertainty_m`. On the
    ground are all kinds but flights, as :func:`on_the_ground` says. A track of the past is measured, not drawn: what lies
    between its fixes is widened by its speed.
    """
    return _stands_for_a_road(notice) and bool(_long_legs(leg_lengths_m(notice.shape)))


def drawn_coarsely(subject: Subject) -> Finding | None:
    """Is the notice `route-coarse`?"""
    legs = _long_legs(subject.leg_m) if _stands_for_a_road(subject.notice) else ()
    if not legs:
        return None
    message = (
        f"{counted('Leg', 'Legs', legs)}: up to {kilometres(max(subject.leg_m))} drawn straight, with neither buffer_m "
        "nor place_uncertainty_m, and the road may differ: draw more vertices, or state one of them."
    )
    return Finding(subject.notice.id, "route-coarse", message, None)


def _stands_for_a_road(notice: Notice) -> bool:
    return not notice.observed and notice.buffer_mm == 0 == notice.place_uncertainty_mm and on_the_ground(notice)


def _long_legs(lengths_m: Sequence[float]) -> Legs:
    return tuple(leg for leg, length in enumerate(lengths_m) if length > COARSE_LEG_M)


def blanket_notice(subject: Subject) -> Finding | None:
    """Does a notice of an area take up more room and time than others can do without?

    Area times duration over `BLANKET_KM2_H`; a point counts with the disc of its buffer. Presences longer than
    `LONGEST_COUNTED`, and those of which an end is not stated, count as that long. Movements are not asked.
    """
    area, lasts = _area_km2(subject.notice), _counted_duration(subject.span)
    if area * lasts <= BLANKET_KM2_H * HOUR:
        return None
    more = " or more" if lasts == LONGEST_COUNTED else ""
    message = (
        f"It takes up {area:,.0f} km2 for {hours(lasts)}{more}, which is more than 1,000 km2 for a day: tell of a "
        "smaller area or a shorter time, so that others are left room."
    )
    return Finding(subject.notice.id, "blanket-notice", message, None)


def _area_km2(notice: Notice) -> float:
    match notice.shape:
        case Area(polygon):
            outer, *holes = (_ring_m2(ring, polygon.path) for ring in polygon.rings)
            return max(outer - sum(holes), 0.0) / 1e6
        case Spot():
            return pi * (notice.buffer_mm / 1e6) ** 2
        case _:
            return 0.0


def _ring_m2(ring: Ring, path: Path) -> float:
    """How large is what a ring encloses? Of the two sides the smaller, which is that of the nearer pole."""
    corners = ring_chords(ring, path).lonlat
    return abs(float(GEOD.polygon_area_perimeter(corners[:, 0], corners[:, 1])[0]))


def _counted_duration(span: Period) -> Microseconds:
    if span.start is None or span.end is None:
        return LONGEST_COUNTED
    return min(Microseconds(span.end - span.start), LONGEST_COUNTED)
