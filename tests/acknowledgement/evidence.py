"""Cases in a test: drawn by lot, with any pieces in any order, or made of the pieces that a test names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from herald.acknowledgement.case import (
    Answered,
    Attempted,
    Case,
    Consigned,
    Counted,
    Deadline,
    Filing,
    Forwarded,
    Lapsed,
    Missed,
    Piece,
    Receipted,
    Stood,
    Succeeded,
    Wanted,
    What,
)
from herald.acknowledgement.ladders import Answer, Channel, Manner, Step
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.notice.model import Action
from herald.units import MINUTE, ClauseId, Instant, PartyId, parse_instant

NOON = parse_instant("2026-03-09T12:00:00Z")
ASTER, BIRCH = PartyId("aster"), PartyId("birch")
DROP, BOTH = frozenset({Channel.DROP}), frozenset(Channel)


def after(minutes: float) -> Instant:
    """So many minutes after noon."""
    return Instant(NOON + int(minutes * MINUTE))


def due(minutes: float, clause: str = "1", regime: Regime | None = Regime.NOTIFY_OBJECT) -> Deadline:
    return Deadline(after(minutes), ClauseId(clause), regime)


def counted(minutes: float = 9, *deadlines: Deadline, by: Measure = Measure.AVAILABLE, counts: bool = True) -> Counted:
    return Counted(by, after(minutes), deadlines, counts)


def answered(answer: Answer = Answer.OBJECTION, clause: str | None = "1") -> Answered:
    return Answered(answer, None if clause is None else ClauseId(clause))


def case(
    *whats: What,
    witnessed: bool | Sequence[int] = True,
    first: float | None = 1440,
    entered: bool = False,
    filer: PartyId = ASTER,
    addressee: PartyId = BIRCH,
) -> Case:
    """The notice at index 10, received at noon, and these at 11, 12 ..., a minute each after the one before.

    Each is witnessed half a minute after it was received, if all are, or if its index is among those that are.
    """
    pieces = []
    for index, what in enumerate((Filing(), *whats), 10):
        seen = witnessed if isinstance(witnessed, bool) else index in witnessed
        pieces.append(Piece(index, after(index - 10), after(index - 9.5) if seen else None, what))
    begins = None if first is None else after(first)
    return Case(filer, addressee, entered, begins, pieces[0], tuple(pieces[1:]))


# -- By lot -----------------------------------------------------------------------------------------------------------------------

_CLAUSES: tuple[ClauseId, ...] = (ClauseId("1"), ClauseId("2"))
_DRAWN: Mapping[str, Callable[[Random], What]] = {
    "wanted": lambda lots: Wanted(lots.choice((DROP, BOTH))),
    "attempted": lambda lots: Attempted(
        lots.choice((DROP, DROP, BOTH, frozenset({Channel.MIRROR}))), lots.random() < 0.2
    ),
    "consigned": lambda lots: Consigned(),
    "missed": lambda lots: Missed(),
    "counted": lambda lots: counted(
        lots.randint(0, 40),
        *(due(lots.randint(0, 30), clause, lots.choice([*Regime])) for clause in _CLAUSES if lots.random() < 0.5),
        by=lots.choice((Measure.AVAILABLE, Measure.AVAILABLE, Measure.CONSIGNED)),
        counts=lots.random() < 0.7,
    ),
    "receipted": lambda lots: Receipted(lots.choice([*Manner])),
    "forwarded": lambda lots: Forwarded(lots.choice([*Step]), lots.choice(("north post", "south post", None))),
    "answered": lambda lots: answered(lots.choice([*Answer]), lots.choice((*_CLAUSES, None))),
    "lapsed": lambda lots: Lapsed(due(lots.randint(0, 12), lots.choice(_CLAUSES), None)),
    "stood": lambda lots: Stood(lots.random() < 0.5),
    "succeeded": lambda lots: Succeeded(lots.choice((Action.CANCEL, Action.REPLACE)), lots.random() < 0.5),
}


def drawn(lots: Random) -> Case:
    """A case with up to seven pieces, all witnessed, none, or each by lot."""
    names = lots.choices([*_DRAWN], k=lots.randint(0, 7))
    whats = [_DRAWN[name](lots) for name in names]
    which: bool | list[int] = lots.choice((True, False, [at for at in range(10, 18) if lots.random() < 0.5]))
    first = lots.choice((None, 0, 5, 60))
    return case(*whats, witnessed=which, first=first, entered=lots.random() < 0.5)
