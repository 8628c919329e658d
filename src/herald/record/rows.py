"""Which rows of the tables follow from an entry? Tables are projections: whoever has the entries can make them anew.

One function says what an entry adds and takes away; every store writes just that, and `rebuild` compares with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from herald.check.reach import UNBOUNDED_S, Box
from herald.incident import searching
from herald.notice.model import Action, Notice
from herald.record import rungs
from herald.record.acts import Act, Kind
from herald.record.entry import Statement
from herald.record.incidents import ActorEntered, Happening
from herald.record.opening import Openings
from herald.record.rungs import MOST_RUNGS, Open, Shut, Told
from herald.record.sealed import Envelope, Link
from herald.record.stated import texts
from herald.units import SECOND, Instant, NoticeId, PartyId

MOST_KEYS = searching.MOST
"""An entry is found by no more keys than this: a key's number is its entry's index times so many, and its own number."""
PIECES = 16
"""A notice has no more boxes than this: a box's number is its notice's index times so many, and its own number."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A notice that was filed, at which index, by whom, and which notice it replaces or cancels."""

    id: NoticeId
    index: int
    party: PartyId
    action: Action
    replaces: NoticeId | None

    @property
    def stands(self) -> bool:
        """Is it checked, as long as no later notice succeeds it?"""
        return self.action is not Action.CANCEL


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when is a notice about anything? None: without end, or not stated."""

    first: Instant | None
    until: Instant | None


@dataclass(frozen=True, slots=True)
class Part:
    """An entry that belongs to an incident: in which (the index of the entry that opened it), and of which entry it speaks.

    `of` is the incident itself where it was opened.
    """

    index: int
    incident: int
    of: int
    kind: Kind
    party: PartyId


@dataclass(frozen=True, slots=True)
class Rows:
    """What one entry adds to the tables.

    `filed` and `boxes` are of a notice; `gone` is the notice that it succeeds, whose boxes are taken away. `about` is the party
    whose keys it is about. `agreement` says that this version counts from here on.
    """

    index: int
    kind: Kind
    key: str
    seq: int
    party: PartyId
    received: Instant
    leaf: bytes
    to: tuple[Link, ...]
    link: Link | None
    filed: Filed | None
    boxes: tuple[Box, ...]
    gone: NoticeId | None
    told: tuple[Told, ...] = ()
    opened: tuple[Open, ...] = ()
    shut: tuple[Shut, ...] = ()
    part: Part | None = None
    keys: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """From when to when is the notice about anything?"""
        first, until = (
            min((box.t0 for box in self.boxes), default=0.0),
            max((box.t1 for box in self.boxes), default=0.0),
        )
        return Span(_rounded(first, floor), _rounded(until, ceil)) if self.boxes else Span(None, None)


def _rounded(seconds: float, outward: Callable[[float], int]) -> Instant | None:
    return Instant(outward(seconds) * SECOND) if abs(seconds) < UNBOUNDED_S else None


def rows(
    statement: Statement,
    envelope: Envelope,
    leaf: bytes,
    notice: Notice | None = None,
    boxes: Sequence[Box] = (),
    openings: Openings | None = None,
) -> Rows:
    """What does this entry add? `notice` and where it could be (`boxes`) go with an entry of that kind, and no other.

    `openings` are asked only for the unit that was told, and for the words by which it is found.
    """
    filed = None
    if notice is not None:
        filed = Filed(notice.id, envelope.index, notice.party, notice.action, notice.replaces)
    return Rows(
        index=envelope.index,
        kind=statement.kind,
        key=statement.key,
        seq=statement.seq,
        party=statement.party,
        received=envelope.received,
        leaf=leaf,
        to=envelope.to,
        link=envelope.link,
        filed=filed,
        boxes=tuple(boxes),
        gone=None if filed is None else filed.replaces,
        told=tuple(rungs.told(statement, envelope, openings or {})),
        opened=tuple(rungs.opened(statement, envelope)),
        shut=tuple(rungs.shut(statement, envelope)),
        part=part(statement, envelope.index),
        keys=keys(statement.act, openings or {}),
    )


def part(statement: Statement, index: int) -> Part | None:
    """To which incident does it belong? None if to none; the register of actors is the mission's."""
    act = statement.act
    if not isinstance(act, Happening) or isinstance(act, ActorEntered):
        return None
    incident, of = (index, index) if act.incident is None or act.of is None else (act.incident, act.of)
    return Part(index, incident, of, statement.kind, statement.party)


def part_rows(rows: Rows) -> Iterator[tuple[object, ...]]:
    """What does it add to the table of parts?"""
    if rows.part is not None:
        yield rows.index, rows.part.incident, rows.part.of, rows.part.kind.value, rows.part.party


def keys(act: Act, openings: Openings) -> tuple[str, ...]:
    """By which keys is it found, with what is still there of it? In order; none for what is of no incident."""
    if not isinstance(act, Happening):
        return ()
    return tuple(sorted(searching.keys(texts(act, openings)))[:MOST_KEYS])


def key_rows(rows: Rows) -> Iterator[tuple[int, str]]:
    """What does it add to the table of keys?"""
    for number, key in enumerate(rows.keys):
        yield rows.index * MOST_KEYS + number, key


def told_rows(rows: Rows) -> Iterator[tuple[object, ...]]:
    """What does it add to the table of rungs?"""
    for number, each in enumerate(rows.told):
        n = rows.index * MOST_RUNGS + number
        yield n, each.of, each.party, each.ladder.value, each.rank, each.at, each.note


def succeeded(rows: Rows, filed: Mapping[NoticeId, Filed]) -> int | None:
    """At which index stands the notice that no longer holds from here on, if any of these does?"""
    gone = None if rows.gone is None else filed.get(rows.gone)
    return None if gone is None or rows.filed is None or gone.party != rows.filed.party else gone.index
