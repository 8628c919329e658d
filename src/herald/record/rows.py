"""Which rows of the tables follow from an entry? Tables are projections: whoever has the entries can make them anew.

One function says what an entry adds and takes away; every store writes just that, and `rebuild` compares with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from herald.check.reach import UNBOUNDED_S, Box
from herald.notice.model import Action, Notice
from herald.record import rungs
from herald.record.acts import Kind
from herald.record.entry import Statement
from herald.record.opening import Openings
from herald.record.rungs import MOST_RUNGS, Open, Shut, Told
from herald.record.sealed import Envelope, Link
from herald.units import SECOND, Instant, NoticeId, PartyId

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

    `openings` are asked only for the unit that was told.
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
    )


def told_rows(rows: Rows) -> Iterator[tuple[object, ...]]:
    """What does it add to the table of rungs?"""
    for number, each in enumerate(rows.told):
        n = rows.index * MOST_RUNGS + number
        yield n, each.of, each.party, each.ladder.value, each.rank, each.at, each.note


def succeeded(rows: Rows, filed: Mapping[NoticeId, Filed]) -> int | None:
    """At which index stands the notice that no longer holds from here on, if any of these does?"""
    gone = None if rows.gone is None else filed.get(rows.gone)
    return None if gone is None or rows.filed is None or gone.party != rows.filed.party else gone.index
