"""Why can it not be told? What is missing, by notice, feature, vertex and end."""

from __future__ import annotations

from herald.check.drawn import is_track
from herald.check.heights import missing
from herald.check.world import World
from herald.notice.model import Area, Departure, Notice, Route, Spot, Window, Windows

COARSE = "as drawn; the road may differ"
SPARSE = "the tracks are too sparse"


def reason(of: World, a: int, b: int) -> str:
    """What would have to be known for these two rows to be told? One sentence; what is missing first."""
    texts = [text for row in (a, b) for text in _missing_of(of, row)]
    heights = missing(of.levels, a, b)
    if heights:
        texts.append(f"heights cannot be compared: the agreement does not state {' and '.join(heights)}")
    if not texts and not any(of.legs.aside_m[row] > 0 for row in (a, b)):
        # Nothing near the meeting: then an end elsewhere leaves open whether a clause is in force.
        texts = [text for row in (a, b) for text in _named_ends(of.notices[int(of.legs.notice[row])], None)]
    return "; ".join(dict.fromkeys(texts)) or SPARSE


def _missing_of(of: World, row: int) -> list[str]:
    """What is missing of this row's notice alone?"""
    notice = of.notices[int(of.legs.notice[row])]
    leg = int(of.legs.leg[row])
    ends = _named_ends(notice, leg)
    if ends or not is_track(notice) or of.legs.told[row]:
        return ends
    if notice.max_speed_um_s is None:
        return [f"{_name(notice)}: max_speed_kmh is not stated"]
    return [f"{_name(notice)}: the fixes at vertices {leg} and {leg + 1} need more than max_speed_kmh"]


def _name(notice: Notice) -> str:
    return f"{notice.id} (feature {notice.origin.feature})"


def _named_ends(notice: Notice, leg: int | None) -> list[str]:
    return [f"{_name(notice)}: {end} is not stated" for end in _ends_not_stated(notice, leg)]


def _ends_not_stated(notice: Notice, leg: int | None) -> list[str]:
    """Which ends of the windows about this leg did nobody state? Of all its windows, where no leg is named."""
    match notice.shape:
        case Route(schedule=Windows(each)):
            vertices = range(len(each)) if leg is None else (leg, leg + 1)
            return [f"the {end} of vertex {vertex}" for vertex in vertices for end in _not_stated(each[vertex])]
        case Route(schedule=Departure(window)):
            return [f"the {end} departure" for end in _not_stated(window)]
        case Spot(window=window) | Area(window=window):
            return [f"the {end} of its window" for end in _not_stated(window)]
        case _:
            return []


def _not_stated(window: Window) -> list[str]:
    ends = {"earliest": window.earliest, "latest": window.latest}
    return [name for name, end in ends.items() if end is None]
