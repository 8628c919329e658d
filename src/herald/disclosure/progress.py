"""What may be said of how far a notice has come?

The cell sees everything. Whose notice it is sees how far it has come with each addressee, and of their units the rung of the ladder
alone: how many were told, and which, is the addressee's. An addressee sees its own ladder, and nothing of any other's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from herald.acknowledgement.ladders import RANKS, Answer, Delivery, Spread, spread
from herald.acknowledgement.numbers import Reached
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.disclosure.viewer import Viewer
from herald.notice.model import Notice
from herald.record.progress import Read, Way
from herald.record.rungs import Come, Open
from herald.units import ClauseId, Instant, NoticeId, PartyId

DECIDED = frozenset(RANKS[each] for each in (Answer.GRANTED, Answer.REFUSED))
OBJECTIONS = frozenset(
    RANKS[each] for each in (Answer.OBJECTION, Answer.CHANGE_ASKED, Answer.CANNOT_COMPLY, Answer.REFUSED)
)
"""Ranks of answers that settle what consent was asked for, and of those that somebody has to act on."""


@dataclass(frozen=True, slots=True)
class DueShown:
    """An answer is due by an instant, under this clause."""

    at: Instant
    clause: ClauseId
    regime: Regime


@dataclass(frozen=True, slots=True)
class Recipient:
    """How far a notice has come with one addressee: a rung of each ladder, and what is due from it.

    `told` and `confirmed` are its units, None where the viewer may not know how many. `silent_since` is the deadline that it let
    pass, where it is known here.
    """

    party: PartyId
    delivery: int
    delivered: bool
    receipt: int
    spread: Spread
    told: int | None
    confirmed: int | None
    answer: int | None
    due: tuple[DueShown, ...] = ()
    silent_since: Instant | None = None


@dataclass(frozen=True, slots=True)
class MovementShown:
    """A notice that the viewer may know, and how far it has come as far as the viewer may know.

    `own`: it is the viewer's. `entered`: the cell entered it, and `stands_by` is what its party says to that.
    """

    index: int
    notice: Notice
    own: bool
    received: Instant
    clauses: tuple[tuple[ClauseId, Regime], ...]
    entered: bool
    stands_by: bool | None
    recipients: tuple[Recipient, ...]

    @property
    def id(self) -> NoticeId:
        """What is it called?"""
        return self.notice.id


def may_know(filer: PartyId, to: Iterable[PartyId], viewer: Viewer) -> bool:
    """May this viewer know of the notice at all? The cell, whose it is, and to whom it is addressed."""
    return viewer.is_one_of([filer, *to])


def by_notice(due: Iterable[Open]) -> Mapping[int, tuple[Open, ...]]:
    """What is due, by notice?"""
    found: defaultdict[int, list[Open]] = defaultdict(list)
    for each in due:
        found[each.of].append(each)
    return {of: tuple(each) for of, each in found.items()}


def ladders(of: Way, viewer: Viewer) -> tuple[Come, ...]:
    """Whose ladders of this notice may this viewer see?"""
    if viewer.is_one_of([of.filed.party]):
        return of.come
    return tuple(each for each in of.come if each.party == viewer.party)


def recipient(of: Way, come: Come, viewer: Viewer, due: Iterable[Open] = (), read: Read | None = None) -> Recipient:
    """What of this ladder may it see? `due` is what is due of this notice."""
    counted = viewer.is_one_of([come.party])
    return Recipient(
        party=come.party,
        delivery=come.delivery,
        delivered=is_delivered(come, of.measure),
        receipt=come.receipt,
        spread=spread(come.told, come.confirmed),
        told=come.told if counted else None,
        confirmed=come.confirmed if counted else None,
        answer=come.answer,
        due=tuple(_due(each) for each in due if each.party == come.party),
        silent_since=None if read is None else read.silent_since.get(come.party),
    )


_ENOUGH = {Measure.AVAILABLE: int(Delivery.AVAILABLE), Measure.CONSIGNED: int(Delivery.CONSIGNED)}
"""From which rung on is it delivered? As numbers: with thousands of notices this is asked a hundred thousand times."""


def is_delivered(come: Come, measure: Measure) -> bool:
    """Does it count as delivered? Whoever's own machine says that it holds it, has it by any measure."""
    return come.delivery >= _ENOUGH[measure]


def _due(of: Open) -> DueShown:
    assert of.clause is not None  # noqa: S101  only answers are due, and each by a clause
    assert of.regime is not None  # noqa: S101
    return DueShown(of.at, of.clause, of.regime)


def movement(of: Way, read: Read, viewer: Viewer, due: Sequence[Open]) -> MovementShown:
    """What may this viewer see of a notice that it may know? `due` is what is due of this notice, from anyone."""
    return MovementShown(
        index=of.filed.index,
        notice=read.notice,
        own=of.filed.party == viewer.party,
        received=read.received,
        clauses=tuple((clause.id, clause.regime) for clause in read.clauses),
        entered=read.entered,
        stands_by=read.stands_by,
        recipients=tuple(recipient(of, come, viewer, due, read) for come in ladders(of, viewer)),
    )


def reached(ways: Iterable[Way], viewer: Viewer) -> Iterator[Reached]:
    """How far has each of these come with each addressee whose ladder the viewer may see? For counting."""
    for way in ways:
        for come in ladders(way, viewer):
            yield _reached(way, come, counted=viewer.is_one_of([come.party]))


def _reached(way: Way, come: Come, *, counted: bool) -> Reached:
    return Reached(
        notice=come.of,
        party=come.party,
        delivered=is_delivered(come, way.measure),
        receipt=come.receipt,
        told=come.told if counted else None,
        confirmed=come.confirmed if counted else None,
        spread=spread(come.told, come.confirmed),
        answer=come.answer,
    )
