"""What is said back to somebody who typed a position, so that a slip shows before it is filed? Nothing is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from herald.geometry import slips
from herald.geometry.coordinates import Forms, Typed, forms
from herald.geometry.ellipsoid import GEOD
from herald.geometry.gazetteer import Gazetteer, Named, Nearest
from herald.geometry.place import Place
from herald.geometry.slips import HOME_M, Suspicion
from herald.units import NANODEGREES, Metres

ALIKE = 80.0
"""From this score on a name that nobody bears exactly is taken for one that is known."""
TOLD = 3
"""So many explanations of one thing are told, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that does not fit, as a code and in numbers: never more than a reason to look again.

    `far-from-name`: `away_m` from `named`, the nearest place of the name that was given. `slip`: `slip` would explain it, and then
    it would be at `meant`, `away_m` from `named`, or, without one, from the farthest place before. `seconds`: if the decimals of
    its minutes are seconds it is at `meant`, `away_m` from where it was read.
    """

    code: str
    away_m: Metres
    named: Named | None = None
    slip: str | None = None
    meant: Place | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """A typed position with all that is said back: every form, the nearest named place, and what does not fit.

    `unknown_name` is whether a name was given that no known place bears: then nothing can be told from it.
    """

    typed: Typed
    forms: Forms
    nearest: Nearest
    doubts: tuple[Doubt, ...]
    unknown_name: bool


def echo(typed: Typed, gazetteer: Gazetteer, name: str | None = None, before: Sequence[Place] = ()) -> Echo:
    """What is said back of this position? `name` is what it is said to be near to, `before` where the route came from.

    It does not fit the name where it is farther from every place that bears it than its uncertainty and `HOME_M`.
    """
    named = () if name is None else _bearers(name, typed.place, gazetteer)
    doubts = (*_far(typed, named, gazetteer, before), *_off_route(typed, before), *_seconds(typed))
    written = forms(typed.place, max(typed.uncertainty_m, 0.75))
    return Echo(typed, written, gazetteer.nearest(typed.place), doubts, name is not None and not named)


def _bearers(name: str, near: Place, gazetteer: Gazetteer) -> tuple[Named, ...]:
    """Which places bear this name? Those exactly, else those whose name is alike."""
    exact = gazetteer.exactly([name])[name]
    return exact or tuple(each.named for each in gazetteer.candidates(name, near) if each.score >= ALIKE)


def _far(typed: Typed, named: Sequence[Named], gazetteer: Gazetteer, before: Sequence[Place]) -> Iterator[Doubt]:
    if not named:
        return
    away_m, _, bearer = min((apart_m(typed.place, each.place), each.id, each) for each in named)
    if away_m <= typed.uncertainty_m + HOME_M:
        return
    yield Doubt("far-from-name", away_m, bearer)
    yield from map(_slip, slips.by_name(typed.place, named, gazetteer, before)[:TOLD])


def _off_route(typed: Typed, before: Sequence[Place]) -> Iterator[Doubt]:
    yield from map(_slip, slips.by_route(typed.place, before)[:TOLD])


def _slip(each: Suspicion) -> Doubt:
    return Doubt("slip", each.meant_m, each.named, str(each.slip), each.meant)


def _seconds(typed: Typed) -> Iterator[Doubt]:
    if typed.otherwise is not None and (away_m := apart_m(typed.place, typed.otherwise)) > typed.uncertainty_m:
        yield Doubt("seconds", away_m, meant=typed.otherwise)


def apart_m(one: Place, other: Place) -> Metres:
    """How far apart are two places, on the ellipsoid?"""
    lon0, lat0, lon1, lat1 = (each / NANODEGREES for each in (one.lon_e9, one.lat_e9, other.lon_e9, other.lat_e9))
    return float(GEOD.inv(lon0, lat0, lon1, lat1)[2])
