"""What stands on a party's sheet of a day's movements? Its own, and those that are addressed to it, with what is left to do.

Of a notice that was replaced or cancelled it is told where it was told of the one that came after it, struck through, so that
nobody goes by the old one. Sites are on no sheet: a list of them all is not handed round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from herald.acknowledgement.ladders import LAPSED, Receipt, Spread
from herald.disclosure import progress
from herald.disclosure.progress import DueShown, MovementShown, Recipient, may_know
from herald.disclosure.viewer import Viewer
from herald.notice.itinerary import Itinerary, itinerary
from herald.notice.lifecycle import Fate
from herald.notice.model import Kind, Notice
from herald.record.progress import DayFacts, Ended
from herald.units import Instant, NoticeId, PartyId


@dataclass(frozen=True, slots=True)
class ToDo:
    """What has this addressee still to do? `pass_on`: no unit was told; `confirm`: so many of so many units have not confirmed."""

    receipt: bool
    pass_on: bool
    confirm: tuple[int, int] | None
    answer: tuple[DueShown, ...]
    silent_since: Instant | None

    @property
    def is_nothing(self) -> bool:
        """Is everything done that is asked?"""
        return self == NOTHING


NOTHING = ToDo(receipt=False, pass_on=False, confirm=None, answer=(), silent_since=None)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice on the sheet: where and when; `to_do` is the viewer's own, None where the notice is not addressed to it."""

    movement: MovementShown
    way: Itinerary
    to_do: ToDo | None
    instead_of: NoticeId | None


@dataclass(frozen=True, slots=True)
class Struck:
    """A notice that no longer holds: replaced or cancelled by `successor`, since when the record has that."""

    notice: Notice
    way: Itinerary
    fate: Fate
    successor: NoticeId
    since: Instant


Row = Line | Struck


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day's movements, for one viewer. A struck one stands before the one that took its place, where that is on the sheet."""

    origin: str
    exercise: bool
    cell: PartyId
    viewer: PartyId | None
    now: Instant
    size: int
    first: Instant
    end: Instant
    rows: tuple[Row, ...]


def sheet(of: DayFacts, viewer: Viewer) -> Sheet:
    """Which sheet of this day may this viewer see? In the order of the first instants."""
    due = progress.by_notice(of.due)
    lines = [
        _line(progress.movement(way, of.read[way.filed.index], viewer, due.get(way.filed.index, ())), viewer)
        for way in of.ways
        if may_know(way.filed.party, way.to, viewer)
    ]
    on = tuple(line for line in lines if line is not None and _is_on(line, of))
    gone = tuple(_struck(of, viewer))
    return Sheet(
        origin=of.at.origin,
        exercise=of.at.exercise,
        cell=of.at.cell,
        viewer=viewer.party,
        now=of.at.now,
        size=of.at.size,
        first=of.first,
        end=of.end,
        rows=tuple(_rows(on, gone)),
    )


def _line(of: MovementShown, viewer: Viewer) -> Line | None:
    way = itinerary(of.notice)
    own = next((each for each in of.recipients if each.party == viewer.party), None)
    return None if way is None else Line(of, way, None if own is None else to_do(own), of.notice.replaces)


def _is_on(line: Line, of: DayFacts) -> bool:
    """Is it on the sheet of this day? What a store finds may begin or end a little outside it: its spans are rounded outward."""
    return line.movement.notice.kind is not Kind.STATIC_SITE and _is_about(line.way, of.first, of.end)


def to_do(of: Recipient) -> ToDo:
    """What is left to do for this addressee, whose own ladder it is?"""
    told, confirmed = of.told or 0, of.confirmed or 0
    return ToDo(
        receipt=of.receipt == Receipt.NONE,
        pass_on=of.spread is Spread.NOT_FORWARD,
        confirm=(told - confirmed, told) if of.spread in {Spread.TOLD, Spread.PARTLY} else None,
        answer=of.due,
        silent_since=of.silent_since if of.answer == LAPSED else None,
    )


def _struck(of: DayFacts, viewer: Viewer) -> Iterator[Struck]:
    """What no longer holds, was about this day, and whose end the viewer was told of."""
    for each in of.ended:
        way = itinerary(each.read.notice)
        moves = each.read.notice.kind is not Kind.STATIC_SITE
        if way is not None and moves and _is_told(each, viewer) and _is_about(way, of.first, of.end):
            yield Struck(each.read.notice, way, each.fate, each.successor, each.successor_received)


def _is_told(of: Ended, viewer: Viewer) -> bool:
    return may_know(of.filed.party, of.to, viewer) and may_know(of.filed.party, of.successor_to, viewer)


def _is_about(way: Itinerary, first: Instant, end: Instant) -> bool:
    """Could it be under way on this day? An end that was not stated rules nothing out."""
    return (way.first is None or way.first < end) and (way.last is None or way.last >= first)


def _rows(lines: Iterable[Line], gone: tuple[Struck, ...]) -> Iterator[Row]:
    """The struck ones before those that took their place; where these are not here, by their own first instants."""
    on = tuple(lines)
    here = {line.movement.id for line in on}
    alone = [each for each in gone if each.successor not in here]
    for line in on:
        while alone and _begins(alone[0].way) <= _begins(line.way):
            yield alone.pop(0)
        yield from (each for each in gone if each.successor == line.movement.id)
        yield line
    yield from alone


def _begins(way: Itinerary) -> tuple[bool, int]:
    """What was not stated comes first: it may begin at any time."""
    return (way.first is not None, way.first or 0)
