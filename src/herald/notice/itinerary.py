"""From where to where does a notice lead, and when? Its two ends, for whoever reads one line of it and not the whole route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from herald.canonical import Json
from herald.geometry.lines import chords
from herald.geometry.place import Place
from herald.notice.model import Area, Departure, Notice, Route, Spot, Window
from herald.notice.timing import stops
from herald.units import Instant


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The two ends of a notice. `end` and `arrives` are None for a presence; of an area `start` is its first corner.

    `corners` is how many corners an area has, `between` how many places of a route lie between its ends.
    """

    start: Place
    end: Place | None
    begins: Window
    arrives: Window | None
    between: int
    corners: int

    @property
    def first(self) -> Instant | None:
        """When does it begin at the earliest? None: not stated."""
        return self.begins.earliest

    @property
    def last(self) -> Instant | None:
        """When is it over at the latest? None: not stated."""
        return (self.begins if self.arrives is None else self.arrives).latest


def itinerary(notice: Notice) -> Itinerary | None:
    """From where to where, and when? None for a notice without a shape, which cancels another."""
    match notice.shape:
        case Route(places=places) as route:
            legs = len(places) - 1
            derived = isinstance(route.schedule, Departure)
            timed = stops(route, chords(places, route.path).leg_m.tolist() if derived else [0.0] * legs)
            begins, arrives = (Window(each.earliest, each.latest) for each in (timed[0], timed[-1]))
            return Itinerary(places[0], places[-1], begins, arrives, legs - 1, 0)
        case Spot(place=place, window=window):
            return Itinerary(place, None, window, None, 0, 0)
        case Area(polygon=polygon, window=window):
            ring = polygon.rings[0]
            return Itinerary(ring[0], None, window, None, 0, sum(map(len, polygon.rings)))
    return None


def stated(notice: Notice, member: str) -> str | None:
    """What did the filer state under this member, in words? None where it stated nothing, or what it stated was erased."""
    value = notice.kept.get(member)
    return in_words(value) or None


def in_words(value: Json) -> str:
    """How does a value read that somebody else wrote? Lists between semicolons, members as `name: value`.

    >>> in_words([{"name": "duty officer", "phone": "1"}, "radio 5"]), in_words(None), in_words(True)
    ('name: duty officer, phone: 1; radio 5', '', 'yes')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value.strip()
        case Mapping():
            return ", ".join(f"{name}: {in_words(held)}" for name, held in value.items())
        case list():
            return "; ".join(in_words(each) for each in value)
    return str(value)
