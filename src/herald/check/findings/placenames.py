"""Does a notice lie where the names it states are? A name is never certain, so this asks only where it is far from all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from herald.check.answer import Finding
from herald.check.findings.subject import Subject
from herald.geometry import slips
from herald.geometry.ellipsoid import geodesic_m
from herald.geometry.gazetteer import Gazetteer, Named
from herald.geometry.lines import degrees
from herald.geometry.place import Place
from herald.geometry.rings import contains
from herald.geometry.slips import Lies, Slip, Suspicion
from herald.notice.model import Area, Notice, Route, Spot
from herald.units import Metres
from herald.wording import kilometres

FAR_M = 50_000.0
"""Beyond its reach and this much a place is not at its name: hardly a city reaches so far from its point."""
TOWN = 15_000
"""Of so many inhabitants is a place that a name alone can be taken to mean; villages share their names with villages."""
ALIKE = 80.0
"""From this score on a name that nobody bears exactly is taken for that of a place where a slip would lead."""

_MEMBERS = ("place_name", "origin_name", "destination_name")
_WHOSE = {"place_name": "its place", "origin_name": "its origin", "destination_name": "its destination"}
_PLAIN_SLIPS = frozenset({Slip.SWAPPED, Slip.HEMISPHERE, Slip.DMS_AS_DECIMAL, Slip.DDM_AS_DECIMAL, Slip.GRID_SWAPPED})
"""Few enough to be asked of a name that nobody bears exactly, and of a place that is not far."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A name that a notice states, and the places that it is about; any of them may be the one that bears it.

    `neighbours` are the next places of its route. `area` is the notice's own, if it is one.
    """

    whose: str
    name: str
    places: tuple[Place, ...]
    neighbours: tuple[Place, ...] = ()
    area: Area | None = None


def states_names(notices: Sequence[Notice]) -> bool:
    """Does any of these notices say in words where it is? Exercises do not count: their names are invented."""
    return any(True for notice in notices for _ in _names(notice))


def place_name_mismatch(subjects: Sequence[Subject], gazetteer: Gazetteer | None) -> Iterator[Finding]:
    """Which notices lie far from every place that bears a name they state?

    Its place lies farther from each place of exactly that name than its reach and `FAR_M`, and a slip would explain it, or a
    town bears the name, or one place alone in the country where it lies. Or farther than its reach and `HOME_M`, and a slip
    other than a misread digit would explain it. Where no place bears exactly that name, only if such a slip leads to one whose
    name is alike, and none is alike near it. Exercises are not asked.
    """
    if gazetteer is None:
        return
    stated = [(subject.notice, each) for subject in subjects for each in _names(subject.notice)]
    known = gazetteer.exactly({each.name for _, each in stated})
    said: dict[str, list[str]] = {}
    alike = cache(_alike)
    for notice, each in stated:
        reach_m = (notice.buffer_mm + notice.place_uncertainty_mm) / 1000
        named = known[each.name]
        if text := _misplaced(each, named, reach_m, gazetteer) if named else alike(each, reach_m, gazetteer):
            said.setdefault(notice.id, []).append(text)
    for subject in subjects:
        if texts := said.get(subject.notice.id):
            message = f"{' '.join(texts)} Check the name and the coordinates; it may be another place of that name."
            yield Finding(subject.notice.id, "place-name-mismatch", message, None)


def _names(notice: Notice) -> Iterator[Stated]:
    """Which names does it state, and for which of its places?"""
    if notice.kept.get("exercise") is True:
        return
    for member in _MEMBERS:
        name = notice.kept.get(member)
        if isinstance(name, str) and name.strip():
            yield from _of_shape(member, name, notice)
        elif member == "place_name" and isinstance(name, list) and isinstance(notice.shape, Route):
            yield from _of_vertices(name, notice.shape)


def _of_shape(member: str, name: str, notice: Notice) -> Iterator[Stated]:
    whose = _WHOSE[member]
    match notice.shape:
        case Route(places):
            mine = {"origin_name": places[:1], "destination_name": places[-1:]}.get(member, places)
            near = {"origin_name": places[1:2], "destination_name": places[-2:-1]}.get(member, ())
            yield Stated(whose, name, mine, near)
        case Spot(place) if member == "place_name":
            yield Stated(whose, name, (place,))
        case Area(polygon) if member == "place_name":
            yield Stated(whose, name, polygon.rings[0], area=notice.shape)


def _of_vertices(names: Sequence[object], route: Route) -> Iterator[Stated]:
    """Names as a table states them: one a vertex, or none."""
    if len(names) != len(route.places):
        return
    for at, name in enumerate(names):
        if isinstance(name, str) and name.strip():
            near = (*route.places[max(at - 1, 0) : at], *route.places[at + 1 : at + 2])
            yield Stated(f"vertex {at} (counted from 0)", name, (route.places[at],), near)


def _misplaced(stated: Stated, named: Sequence[Named], reach_m: Metres, gazetteer: Gazetteer) -> str:
    """What is to be said where the name is borne by these places? Nothing if one of them is near."""
    place, bearer, away_m = _nearest(stated, named)
    if away_m <= reach_m + slips.HOME_M or (stated.area and _holds(stated.area, named)):
        return ""
    found = slips.by_name(place, named, gazetteer, stated.neighbours)
    far = away_m > reach_m + FAR_M
    explained = [each for each in found if far or each.slip in _PLAIN_SLIPS]
    if not explained and not (far and _must_mean(named, place, gazetteer)):
        return ""
    text = f"It calls {stated.whose} {stated.name}, and lies {kilometres(away_m)} from the nearest place known by that name"
    return f"{text} ({_called(bearer)}).{_explained(explained[0]) if explained else ''}"


def _must_mean(named: Sequence[Named], place: Place, gazetteer: Gazetteer) -> bool:
    """Is it likelier that one of these is meant than a village nobody listed? A town, or the only one in the country."""
    if any((each.population or 0) >= TOWN for each in named):
        return True
    country = gazetteer.nearest(place).named.country
    return [each.country for each in named].count(country) == 1


def _alike(stated: Stated, reach_m: Metres, gazetteer: Gazetteer) -> str:
    """What is to be said where nobody bears exactly this name, if a slip leads to one that is alike?"""
    for place in stated.places[:1]:
        for one in slips.meanings(place, digits=False):
            if one.slip not in _PLAIN_SLIPS:
                continue
            there = gazetteer.alike(stated.name, one.place, slips.HOME_M, ALIKE)
            if there is None or gazetteer.alike(stated.name, place, FAR_M + reach_m, ALIKE):
                continue
            found = [each for each in slips.by_name(place, [there.named], gazetteer) if each.slip is one.slip]
            if found and found[0].typed_m > reach_m + slips.HOME_M:
                text = f"It calls {stated.whose} {stated.name}, a name that no known place bears exactly."
                return f"{text}{_explained(found[0])}"
    return ""


def _nearest(stated: Stated, named: Sequence[Named]) -> tuple[Place, Named, Metres]:
    """Which place of the notice is nearest to which that bears the name, and how far is it?"""
    here, there = degrees(stated.places), degrees([each.place for each in named])
    rows, columns = np.repeat(here, len(there), axis=0), np.tile(there, (len(here), 1))
    away = geodesic_m(*rows.T, *columns.T)
    row, column = divmod(int(away.argmin()), len(there))
    return stated.places[row], named[column], float(away.min())


def _holds(area: Area, named: Sequence[Named]) -> bool:
    there = degrees([each.place for each in named])
    return bool(contains(area.polygon, there[:, 0], there[:, 1]).any())


def _called(named: Named) -> str:
    return f"{named.name}, {named.country}"


def _explained(one: Suspicion) -> str:
    """Which slip would explain it? As a question to the filer: nothing is corrected."""
    bearer = "" if one.named is None else _called(one.named)
    within = "" if one.lies in (None, Lies.ELSEWHERE) else f", in {one.lies}"
    if one.slip is Slip.SWAPPED:
        return (
            f" Exchanging longitude and latitude would bring it to {kilometres(one.meant_m)} from {bearer}{within}: "
            "check which is which."
        )
    return f" It would lie {kilometres(one.meant_m)} from {bearer}{within} if this is the slip: {one.slip}."
