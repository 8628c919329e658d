"""What does the table of notices say? Every notice as it was given, and the places and windows of its vertices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from herald.geometry.place import Place
from herald.notice.lifecycle import Fate
from herald.notice.model import Area, Notice, Route, Spot, Window
from herald.pages.encounters import Side, side
from herald.pages.roll import Entry, heights
from herald.pages.words import Spell, Stamp, coordinates, spell, stamp
from herald.units import NANODEGREES
from herald.wording import count, metres, plain

MOST_VERTICES = 200
MOST_VERTICES_IN_ALL = 2000
"""Of one notice, and of all; the files hold the others."""


@dataclass(frozen=True, slots=True)
class VertexRow:
    """A vertex and when it is passed."""

    position: int
    decimal: str
    dms: str
    when: Spell


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the table; `vertices` are left out where there are too many, `more_vertices` says how many."""

    side: Side
    when: Spell
    shape: str
    around: str
    heights: str
    filed: Stamp | None
    status: str
    stands: bool
    vertices: tuple[VertexRow, ...]
    more_vertices: int


def notice_rows(entries: Sequence[Entry]) -> tuple[NoticeRow, ...]:
    """Every notice given here; vertices as far as there is room, those of the first notices first."""
    room = MOST_VERTICES_IN_ALL
    rows = []
    for entry in entries:
        passed = _passed(entry)
        listed = passed[: min(MOST_VERTICES, room)]
        room -= len(listed)
        rows.append(
            _row(entry, tuple(_vertex(i, *each) for i, each in enumerate(listed, 1)), len(passed) - len(listed))
        )
    return tuple(rows)


def _row(entry: Entry, vertices: tuple[VertexRow, ...], more: int) -> NoticeRow:
    notice, window = entry.notice, entry.window
    around = [("buffer", notice.buffer_mm), ("uncertainty", notice.place_uncertainty_mm)]
    return NoticeRow(
        side(entry),
        spell(window.earliest, window.latest),
        _shape(notice),
        ", ".join(f"{what} {metres(mm / 1000)}" for what, mm in around if mm),
        heights(notice),
        None if notice.submitted_at is None else stamp(notice.submitted_at),
        _status(entry),
        entry.stands,
        vertices,
        more,
    )


def _shape(notice: Notice) -> str:
    """What is filed, in words?"""
    match notice.shape:
        case Route(places=places):
            return f"{'track' if notice.observed else 'route'} of {count(len(places), 'place')}"
        case Spot():
            return "one place"
        case Area(polygon=polygon):
            return f"area of {count(sum(map(len, polygon.rings)), 'corner')}"
    return "no shape"


def _status(entry: Entry) -> str:
    """Does it stand, and which other notice has to do with that?"""
    before, after = plain(entry.notice.replaces or ""), plain(entry.ended_by or "")
    return {
        Fate.STANDS: f"stands, replaces {before}" if before else "stands",
        Fate.REPLACED: f"replaced by {after}",
        Fate.CANCELLED: f"cancelled by {after}",
        Fate.CANCELS: f"cancels {before}",
    }[entry.fate]


def _passed(entry: Entry) -> list[tuple[Place, Window]]:
    """Which places, and when? A vertex at which a movement halts stands twice, an area's corners share its window."""
    match entry.notice.shape:
        case Route(places=places):
            return [(places[stop.vertex], Window(stop.earliest, stop.latest)) for stop in entry.stops]
        case Spot(place=place, window=window):
            return [(place, window)]
        case Area(polygon=polygon, window=window):
            return [(place, window) for place in chain.from_iterable(polygon.rings)]
    return []


def _vertex(position: int, place: Place, window: Window) -> VertexRow:
    where = coordinates(place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES)
    return VertexRow(position, where.decimal, where.dms, spell(window.earliest, window.latest))
