"""Were longitude and latitude exchanged? At one vertex of a notice, or all along it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from herald.agreement.model import Agreement
from herald.check.answer import Finding
from herald.check.findings.subject import Legs, Subject, touched
from herald.check.findings.words import counted, listed
from herald.check.legs import Flags
from herald.geometry.ellipsoid import Floats, ecef, geodesic_m
from herald.geometry.lines import degrees
from herald.geometry.place import Place
from herald.notice.model import Area, Route, Shape, Spot
from herald.units import NANODEGREES, ZoneId

NEARER = 10.0
"""How many times nearer to its neighbours must the exchanged vertex be?"""
_NEARER_IN_SPACE = 6.0
"""The same in straight lines through the Earth, which are up to pi/2 times shorter than geodesics, the longest ones most."""


def swap_suspected(subjects: Sequence[Subject], agreement: Agreement | None) -> Iterator[Finding]:
    """Which notices would lie better with longitude and latitude exchanged?

    Those that lie in none of the agreement's zones, and in one if every vertex is exchanged. And those of which one vertex,
    exchanged, lies at least 10 times nearer to both its neighbours, or at the end of a route to its only one, unless that
    one is out of place itself; vertices repeated one after the other are one. A longitude over 90 degrees is no latitude:
    nothing is exchanged there.
    """
    brought = _brought_into_zones(subjects, agreement)
    for subject in subjects:
        if zones := brought.get(subject.notice.id):
            where = f"{'zone' if len(zones) == 1 else 'zones'} {listed(zones)}, and it lies in none now"
            message = f"Exchanging longitude and latitude everywhere would bring it into {where}: check which is which."
        elif vertices := _out_of_place(subject.shape):
            which = counted("vertex", "any of the vertices", vertices)
            message = (
                f"Exchanging longitude and latitude at {which} would bring it at least 10 times nearer to its "
                "neighbours: check which is which."
            )
        else:
            continue
        yield Finding(subject.notice.id, "swap-suspected", message, None)


def _brought_into_zones(subjects: Sequence[Subject], agreement: Agreement | None) -> Mapping[str, list[ZoneId]]:
    """Into which zones would exchanging every vertex bring those that lie in none? By id, zones as the agreement lists them."""
    if agreement is None:
        return {}
    outside = [subject for subject in subjects if not subject.zones]
    found = touched([exchanged(subject.shape) for subject in outside], agreement.zones)
    return {subject.notice.id: list(zones) for subject, zones in zip(outside, found, strict=True)}


def exchanged(shape: Shape) -> Shape | None:
    """The shape with longitude and latitude exchanged everywhere; None if a longitude is no latitude."""
    match shape:
        case Route(places):
            return replace(shape, places=_exchanged(places)) if _exchangeable(places) else None
        case Spot(place):
            return replace(shape, place=_exchanged([place])[0]) if _exchangeable([place]) else None
        case Area(polygon):
            if not all(_exchangeable(ring) for ring in polygon.rings):
                return None
            return replace(shape, polygon=replace(polygon, rings=tuple(_exchanged(ring) for ring in polygon.rings)))


def _exchangeable(places: Sequence[Place]) -> bool:
    return all(abs(place.lon_e9) <= 90 * NANODEGREES for place in places)


def _exchanged(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(Place(place.lat_e9, place.lon_e9) for place in places)


def _out_of_place(shape: Shape) -> Legs:
    """Which single vertices lie better exchanged? Those of an area are counted through all its rings."""
    match shape:
        case Spot():
            return ()
        case Route(places):
            return _in_line(places, closed=False)
        case Area(polygon):
            sizes = np.cumsum([0, *(len(ring) for ring in polygon.rings)]).tolist()
            each = zip(sizes, polygon.rings, strict=False)
            return tuple(first + vertex for first, ring in each for vertex in _in_line(ring, closed=True))


def _in_line(places: Sequence[Place], *, closed: bool) -> Legs:
    """Which vertices of one line lie better exchanged?"""
    kept = [at for at, place in enumerate(places) if (at == 0 and not closed) or place != places[at - 1]]
    if len(kept) < 2:
        return ()
    here = degrees([places[at] for at in kept])
    before, after = (_nearer(here, np.roll(here, step, axis=0)) for step in (1, -1))
    exchangeable = np.abs(here[:, 0]) <= 90.0
    better = before & after & exchangeable
    if not closed:
        better[0] = better[-1] = False
        better[0], better[-1] = (
            exchangeable[0] and after[0] and not better[1],
            exchangeable[-1] and before[-1] and not better[-2],
        )
    return tuple(kept[at] for at in np.flatnonzero(better).tolist())


def _nearer(here: Floats, neighbour: Floats) -> Flags:
    """Which of these places (n, 2) in degrees, exchanged, are at least 10 times nearer to that neighbour each?

    Straight lines through the Earth sort out nearly all; geodesics decide on the rest.
    """
    there = here[:, ::-1]
    to = ecef(*neighbour.T)
    now, then = (np.linalg.norm(ecef(*place.T) - to, axis=1) for place in (here, there))
    flags: Flags = then * _NEARER_IN_SPACE <= now
    if not flags.any():
        return flags
    near = np.flatnonzero(flags)
    far_m, near_m = (geodesic_m(*place[near].T, *neighbour[near].T) for place in (here, there))
    flags[near] = near_m * NEARER <= far_m
    return flags
