"""Which rows of the tables follow from an entry? Tables are projections: whoever has the entries can make them anew.

One function says what an entry adds and takes away; every store writes just that, and `rebuild` compares with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from herald.check.reach import Box
from herald.notice.model import Action, Notice
from herald.record.acts import Kind
from herald.record.entry import Statement
from herald.record.sealed import Envelope, Link
from herald.units import Instant, NoticeId, PartyId

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


def rows(
    statement: Statement, envelope: Envelope, leaf: bytes, notice: Notice | None = None, boxes: Sequence[Box] = ()
) -> Rows:
    """What does this entry add? `notice` and where it could be (`boxes`) go with an entry of that kind, and no other."""
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
    )
