"""How does it read what a viewer may see of notices? The same words on paper, in a table, on a page and on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import bidirectional

from herald.acknowledgement.ladders import LAPSED, Receipt, Spread
from herald.acknowledgement.ladderwords import (
    ASKS,
    NOT_FORWARD,
    RECEIPT,
    answered,
    clause,
    delivery,
    local,
    local_span,
    no_answer_by,
    offset,
    passed_on,
)
from herald.agreement.model import Regime
from herald.disclosure.progress import OBJECTIONS, DueShown, MovementShown, Recipient
from herald.disclosure.sheet import Line, Row, Sheet, Struck, ToDo
from herald.geometry.coordinates import forms
from herald.geometry.place import Place
from herald.notice.itinerary import Itinerary, stated
from herald.notice.lifecycle import Fate
from herald.notice.model import Notice, Window
from herald.units import Instant
from herald.wording import LASTING, count, date_time_group, plain, span

NO_CLAUSE = f"no clause speaks of it: {ASKS[Regime.NOTIFY]}"
NOT_STATED = "not stated"
NONE = "No movement of that day is known here. Movements nobody filed are not covered."
NOTHING_ASKED = "nothing more is asked"
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
_LEAST_M = 0.75
"""A grid reference of ten digits is as fine as this; a finer one nobody writes."""
_LONGEST = 160


def named(text: str) -> str:
    r"""How does a name stand within a sentence? Isolated where it runs from right to left, so that it turns nothing round it.

    >>> named("aster"), len(named("\N{HEBREW LETTER ALEF}"))
    ('aster', 3)
    """
    said = plain(text)
    return (
        f"{_ISOLATE}{said}{_END_OF_ISOLATE}" if any(bidirectional(each) in _FROM_THE_RIGHT for each in said) else said
    )


def four(of: Recipient) -> tuple[str, str, str, str]:
    """A word for each ladder: delivery, receipt, spread, response."""
    due = min((each.at for each in of.due), default=None)
    return (
        delivery(of.delivery, delivered=of.delivered),
        RECEIPT[Receipt(of.receipt)],
        passed_on(of.spread, of.told, of.confirmed),
        answered(of.answer, due, of.silent_since),
    )


def clauses(of: MovementShown) -> tuple[str, ...]:
    """Which clauses speak of it, each with its regime?"""
    return tuple(clause(named(name), regime) for name, regime in of.clauses) or (NO_CLAUSE,)


def title(notice: Notice) -> str:
    """What did its party call it? Nothing where it did not."""
    said = plain(stated(notice, "title") or "")
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def marks(of: MovementShown) -> Iterator[str]:
    """What must be known of how it came to be there?"""
    if of.notice.replaces is not None:
        yield f"CHANGED since {date_time_group(of.received)}: it takes the place of {named(of.notice.replaces)}"
    if of.entered:
        yield f"ENTERED by the cell, not signed by {named(of.notice.party)}: {_STANDS_BY[of.stands_by]}"


_STANDS_BY = {
    None: "its party has said nothing to it",
    True: "its party stands by it",
    False: "its party DISOWNS it",
}


# -- A row of the sheet --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where:
    """A place: as a grid reference, in degrees, and as its party calls it ("" where it does not)."""

    mgrs: str
    degrees: str
    name: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it reads. Of a struck one most is left out: nobody shall go by it. `to` is None for a presence.

    `asked`: what stands in `to_do` is for the viewer to do.
    """

    struck: bool
    id: str
    whose: str
    kind: str
    title: str
    when_utc: tuple[str, ...]
    when_local: tuple[str, ...]
    start: Where
    to: Where | None
    shape: str
    clauses: tuple[str, ...]
    contacts: str
    escort: str
    to_do: tuple[str, ...]
    asked: bool
    marks: tuple[str, ...]


def rows(of: Sheet, ahead_min: int) -> tuple[SheetRow, ...]:
    """How do its rows read?"""
    return tuple(row(each, ahead_min) for each in of.rows)


def heading(of: Sheet, ahead_min: int) -> tuple[str, ...]:
    """Of which day, for whom, and as of when?"""
    for_whom = "the neutral cell" if of.viewer is None else named(of.viewer)
    return (
        f"Movements for {for_whom}: {span(of.first, Instant(of.end - 1))}",
        f"The day is one of clocks at {offset(ahead_min)}: it begins {local(of.first, ahead_min)}.",
        f"As of {date_time_group(of.now)}, with {of.size:,} entries in {of.origin}.",
    )


def row(of: Row, ahead_min: int) -> SheetRow:
    """How does this row read, with clocks that are so many minutes ahead of UTC?"""
    return _line(of, ahead_min) if isinstance(of, Line) else _struck(of, ahead_min)


def _line(of: Line, ahead_min: int) -> SheetRow:
    notice, way = of.movement.notice, of.way
    start, to = _ends(notice, way)
    return SheetRow(
        struck=False,
        id=plain(notice.id),
        whose=plain(notice.party),
        kind=notice.kind.value,
        title=title(notice),
        when_utc=_when(way, None),
        when_local=_when(way, ahead_min),
        start=start,
        to=to,
        shape=_shape(way),
        clauses=clauses(of.movement),
        contacts=_detail(notice, "contacts"),
        escort=_escort(notice),
        to_do=tuple(_to_do(of)),
        asked=of.to_do is not None and not of.to_do.is_nothing,
        marks=tuple(marks(of.movement)),
    )


def _struck(of: Struck, ahead_min: int) -> SheetRow:
    start, to = _ends(of.notice, of.way)
    what = "REPLACED" if of.fate is Fate.REPLACED else "CANCELLED"
    return SheetRow(
        struck=True,
        id=plain(of.notice.id),
        whose=plain(of.notice.party),
        kind=of.notice.kind.value,
        title=title(of.notice),
        when_utc=_when(of.way, None),
        when_local=_when(of.way, ahead_min),
        start=start,
        to=to,
        shape=_shape(of.way),
        clauses=(),
        contacts="",
        escort="",
        to_do=(),
        asked=False,
        marks=(f"{what} by {named(of.successor)} since {date_time_group(of.since)}: it no longer holds",),
    )


def _when(way: Itinerary, ahead_min: int | None) -> tuple[str, ...]:
    """The windows of its ends, in UTC where no offset is given."""
    if way.arrives is None:
        return (_span(way.begins, ahead_min),)
    return f"departs {_span(way.begins, ahead_min)}", f"arrives {_span(way.arrives, ahead_min)}"


def _span(window: Window, ahead_min: int | None) -> str:
    last = window.latest
    if ahead_min is None or (last is not None and last >= LASTING):
        return span(window.earliest, last)
    return local_span(window.earliest, last, ahead_min)


def _ends(notice: Notice, way: Itinerary) -> tuple[Where, Where | None]:
    first = "place_name" if way.end is None else "origin_name"
    start = _where(way.start, notice, first)
    return start, None if way.end is None else _where(way.end, notice, "destination_name")


def _where(place: Place, notice: Notice, name: str) -> Where:
    written = forms(place, max(notice.place_uncertainty_mm / 1000, _LEAST_M))
    return Where(written.mgrs, written.decimal, plain(stated(notice, name) or ""))


def _shape(way: Itinerary) -> str:
    if way.end is not None:
        return f"by {count(way.between, 'place')} between" if way.between else "straight"
    return f"area of {count(way.corners, 'corner')}, the first given" if way.corners else "one place"


def _detail(notice: Notice, member: str) -> str:
    return plain(stated(notice, member) or NOT_STATED)


def _escort(notice: Notice) -> str:
    """Escort, and weapons where they were stated: both, or neither, must be seen from afar."""
    weapons = stated(notice, "weapons")
    return _detail(notice, "escort") + ("" if weapons is None else f"; weapons: {plain(weapons)}")


def _to_do(of: Line) -> Iterator[str]:
    """What the viewer has to do, if it is an addressee; else how far it has come with each."""
    if of.to_do is not None:
        yield from asked(of.to_do)
        return
    for each in of.movement.recipients:
        yield f"{named(each.party)}: {', '.join(four(each))}"
    if not of.movement.recipients:
        yield "addressed to the cell alone"


def asked(of: ToDo) -> Iterator[str]:
    """What is asked of an addressee, a sentence each?"""
    if of.receipt:
        yield "Give receipt."
    if of.pass_on:
        yield f"Pass it on to the units: {NOT_FORWARD}."
    if of.confirm is not None:
        yield f"Have the units confirm: {of.confirm[0]} of {count(of.confirm[1], 'unit')} did not."
    if of.silent_since is not None:
        yield f"Answer still: {no_answer_by(of.silent_since)}."
    yield from (f"Answer by {date_time_group(each.at)}: {_under(each)}." for each in of.answer)
    if of.is_nothing:
        yield f"{NOTHING_ASKED.capitalize()}."


def _under(of: DueShown) -> str:
    return clause(named(of.clause), of.regime)


def recipients(of: Iterable[Recipient]) -> str:
    """Which addressees, in words?"""
    return ", ".join(named(each.party) for each in of)


def begins(of: Itinerary | None) -> str:
    """When does it begin at the earliest, in words?"""
    first: Instant | None = None if of is None else of.first
    return "start not stated" if first is None else f"begins {date_time_group(first)}"


def urgent(of: Recipient) -> tuple[bool, bool, bool, bool]:
    """Which of the four words needs somebody? Marked where it stands, beside the word and never instead of it."""
    silent = of.answer == LAPSED or of.answer in OBJECTIONS
    return not of.delivered, False, of.spread is Spread.NOT_FORWARD, silent
