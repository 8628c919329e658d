"""What does a bundle show of how a notice was told, and of what either side may say of it? Only what is in it is weighed.

So whoever is shown verdicts here can have them again from the bundle, where Herald never was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from herald.acknowledgement import case as pieces
from herald.acknowledgement.case import Case, Deadline, What
from herald.acknowledgement.ladders import Tried
from herald.acknowledgement.lead import Lead
from herald.acknowledgement.standing import Stands, stands
from herald.acknowledgement.verdicts import Judged, judged
from herald.canonical import Json
from herald.disclosure.bundle import Bundle, Piece
from herald.disclosure.viewer import CELL, Viewer
from herald.notice.model import Action
from herald.record.acts import Act, Entered, Filing, filer
from herald.record.entry import Statement
from herald.record.sealed import Envelope, Sealed
from herald.record.telling import (
    Attempt,
    Channels,
    Confirmation,
    Consignment,
    Delivery,
    Gap,
    Lapse,
    ReceiptGiven,
    Response,
    Spreading,
)
from herald.tlog import policy
from herald.tlog.policy import shown
from herald.units import Instant, PartyId


@dataclass(frozen=True, slots=True)
class WithOne:
    """How far the notice has come with one addressee, and what is shown of each claim. `consigned` is when its machine signed."""

    party: PartyId
    stands: Stands
    claims: tuple[Judged, ...]
    consigned: Instant | None


class Level(IntEnum):
    """How far is a receipt from the word of the cell alone? Each needs the one before it."""

    SEALED = 0
    SIGNED = 1
    COSIGNED = 2
    HELD = 3


@dataclass(frozen=True, slots=True)
class LadderShown:
    """How a notice was told. `seen` is since when the quorum knows of it; `witnesses` who would be asked to cosign."""

    exercise: bool
    index: int
    filer: PartyId
    entered: bool
    received: Instant
    seen: Instant | None
    witnesses: tuple[str, ...]
    each: tuple[WithOne, ...]

    def level(self, one: WithOne) -> Level:
        """How far has the receipt come with this addressee? What a record holds the log has signed."""
        if self.seen is None:
            return Level.SIGNED
        return Level.COSIGNED if one.consigned is None else Level.HELD


def ladder(of: Bundle, viewer: Viewer = CELL, to: PartyId | None = None) -> LadderShown | None:
    """What does this bundle show with each addressee, or with this one? None where it is not a notice's.

    An addressee is shown its own ladder alone: of the others it has not the pieces.
    """
    statement, routing = _read(of.entry)
    if not isinstance(statement.act, Filing):
        return None
    own = {to, viewer.party} if viewer.party != filer(statement.party, statement.act) else {to}
    asked = policy.read(of.policy.encode())
    return LadderShown(
        exercise=of.exercise,
        index=of.entry.index,
        filer=filer(statement.party, statement.act),
        entered=isinstance(statement.act, Entered),
        received=routing.received,
        seen=None if of.entry.seen is None else of.entry.seen.at,
        witnesses=() if asked.quorum is None else tuple(shown(each.name) for each in asked.witnesses),
        each=tuple(_with_one(each) for each in cases(of) if own <= {None, each.addressee}),
    )


def lead_times(of: Sequence[Lead], shown: LadderShown) -> tuple[Lead, ...]:
    """Which of these lead times may be known to whom this ladder is shown? Those with the addressees that it shows."""
    parties = {one.party for one in shown.each}
    return tuple(each for each in of if each.party in parties)


def _with_one(of: Case) -> WithOne:
    consigned = (piece.at for piece in of.pieces if isinstance(piece.what, pieces.Consigned))
    return WithOne(of.addressee, stands(of), judged(of), next(consigned, None))


def cases(of: Bundle) -> tuple[Case, ...]:
    """What is there for and against each claim, with each addressee of the notice? None for an entry that is no notice."""
    statement, routing = _read(of.entry)
    if not isinstance(statement.act, Filing):
        return ()
    return tuple(_case(of, statement, link.party, link.seq) for link in routing.to)


def _case(of: Bundle, statement: Statement, addressee: PartyId, number: int) -> Case:
    at = _About(of.entry.index, filer(statement.party, statement.act), addressee, number, _id(of.entry))
    return Case(
        filer=at.filer,
        addressee=addressee,
        entered=isinstance(statement.act, Entered),
        first=_first(of.entry),
        notice=_piece(of.entry, pieces.Filing()),
        pieces=tuple(_piece(each, what) for each in of.ladder for what in _what(each, at)),
    )


def _piece(of: Piece, what: What) -> pieces.Piece:
    return pieces.Piece(of.index, _read(of)[1].received, None if of.seen is None else of.seen.at, what)


def _read(of: Piece) -> tuple[Statement, Envelope]:
    sealed = Sealed(of.index, of.note, of.envelope, of.salt)
    return sealed.entry().statement, sealed.routing()


def _value(of: Piece, name: str) -> Json:
    held = of.fields.get(name)
    return None if held is None else held.value


def _id(of: Piece) -> str | None:
    """The notice's id, where it is revealed."""
    value = _value(of, "id")
    return value if isinstance(value, str) else None


def _first(of: Piece) -> Instant | None:
    """When does the movement begin at the earliest? None where that is not revealed or was not stated.

    Source: docs/record-format.md, the fields of a notice.
    """
    match _value(of, "times"):
        case {"windows_us": [[int(first), *_], *_]} | {"depart_us": [int(first), *_]} | {"window_us": [int(first), *_]}:
            return Instant(first)
    return None


# -- What a piece is to one addressee -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _About:
    """The notice at `of`, which has this number for the addressee; `id` is None where it is not revealed."""

    of: int
    filer: PartyId
    addressee: PartyId
    number: int
    id: str | None


def _what(of: Piece, at: _About) -> Iterator[What]:
    """What does this entry say of the notice and the addressee? Nothing, where it speaks of others."""
    statement, _ = _read(of)
    reading = _READ.get(type(statement.act))
    found = None if reading is None else reading(statement.act, of, statement.party, at)
    if found is not None:
        yield found


def _attempt(act: Attempt, _of: Piece, _by: PartyId, at: _About) -> What | None:
    tries = [each for each in act.tries if each.to == at.addressee]
    if act.of != at.of or not tries:
        return None
    failed = all(each.result is Tried.FAILED for each in tries)
    return pieces.Attempted(frozenset(each.channel for each in tries), failed)


def _channels(act: Channels, _of: Piece, by: PartyId, at: _About) -> What | None:
    return pieces.Wanted(frozenset(act.channels)) if by == at.addressee else None


def _consignment(act: Consignment, _of: Piece, by: PartyId, at: _About) -> What | None:
    return pieces.Consigned() if (act.of, by) == (at.of, at.addressee) else None


def _gap(act: Gap, _of: Piece, by: PartyId, at: _About) -> What | None:
    return pieces.Missed() if (act.number, by) == (at.number, at.addressee) else None


def _delivery(act: Delivery, _of: Piece, _by: PartyId, at: _About) -> What | None:
    reached = next((each for each in act.to if each.to == at.addressee), None)
    if act.of != at.of or reached is None:
        return None
    due = tuple(Deadline(each.at_us, each.clause, each.regime) for each in reached.due)
    return pieces.Counted(act.by, act.at_us, due, act.counts)


def _receipt(act: ReceiptGiven, _of: Piece, _by: PartyId, at: _About) -> What | None:
    return pieces.Receipted(act.manner) if (act.of, act.whose) == (at.of, at.addressee) else None


def _spread(act: Spreading, of: Piece, by: PartyId, at: _About) -> What | None:
    if (act.of, by) != (at.of, at.addressee):
        return None
    unit = _value(of, "unit")
    return pieces.Forwarded(act.step, unit if isinstance(unit, str) else None)


def _response(act: Response, _of: Piece, by: PartyId, at: _About) -> What | None:
    return pieces.Answered(act.answer, act.clause) if (act.of, by) == (at.of, at.addressee) else None


def _lapse(act: Lapse, _of: Piece, _by: PartyId, at: _About) -> What | None:
    if act.of != at.of or at.addressee not in act.to:
        return None
    return pieces.Lapsed(Deadline(act.due_us, act.clause, None))


def _confirmation(act: Confirmation, _of: Piece, by: PartyId, at: _About) -> What | None:
    return pieces.Stood(act.stands) if (act.of, by) == (at.of, at.filer) else None


def _filing(act: Filing, of: Piece, by: PartyId, at: _About) -> What | None:
    """A notice of the filer that replaces or cancels one. Shown to be this one by the ids of both."""
    if filer(by, act) != at.filer or act.action is Action.NEW:
        return None
    named = _value(of, "replaces")
    return pieces.Succeeded(act.action, shown=at.id is not None and named == at.id)


_READ: Mapping[type[Act], Callable[[Any, Piece, PartyId, _About], What | None]] = {
    Attempt: _attempt,
    Channels: _channels,
    Consignment: _consignment,
    Gap: _gap,
    Delivery: _delivery,
    ReceiptGiven: _receipt,
    Spreading: _spread,
    Response: _response,
    Lapse: _lapse,
    Confirmation: _confirmation,
    Filing: _filing,
    Entered: _filing,
}
