"""What may be said of an entry that was sealed, and of a notice that was filed?

A receipt goes to its author's party, a refusal's to the party that was refused, and both to the cell. A notice is known to the
cell, to its own party and to its addressees; for anyone else it is as if it were not there. What the check found is the cell's
alone: even that there is an encounter says that another party will be near.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald.disclosure.viewer import Viewer
from herald.notice.lifecycle import FATES, Fate
from herald.notice.model import Notice
from herald.record import aloud
from herald.record.acts import Refusal
from herald.record.facts import NoticeFacts
from herald.record.met import Met
from herald.record.receipt import Receipt
from herald.tlog import checkpoint
from herald.units import Instant, NoticeId, PartyId


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """A receipt: where the entry stands, in a log of which size, and what proves it. `checked_to` is None but for a notice."""

    index: int
    size: int
    received: Instant
    checked_to: int | None
    aloud: str
    proof: bytes


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice as it was filed. `met` is None where the viewer may not know what the check found."""

    exercise: bool
    notice: Notice
    index: int
    received: Instant
    fate: Fate
    successor: NoticeId | None
    addressees: tuple[PartyId, ...]
    met: Met | None
    receipt: ReceiptShown | None
    witnessed: Instant | None


def receipt(of: Receipt, viewer: Viewer) -> ReceiptShown | None:
    """What may this viewer know of the receipt? None: nothing, not even that there is one."""
    statement = of.sealed.entry().statement
    refused = [statement.act.party] if isinstance(statement.act, Refusal) else []
    if not viewer.is_one_of([statement.party, *refused]):
        return None
    routing = of.sealed.routing()
    return ReceiptShown(
        index=routing.index,
        size=checkpoint.read(of.proof.checkpoint.text).size,
        received=routing.received,
        checked_to=None if routing.checked is None else routing.checked.size - 1,
        aloud=aloud.digits(routing.index, of.sealed.leaf),
        proof=bytes(of.proof),
    )


def notice(facts: NoticeFacts | None, viewer: Viewer, *, exercise: bool) -> NoticeShown | None:
    """What may this viewer know of the notice? None: nothing, as of one that was never filed."""
    if facts is None or not viewer.is_one_of([facts.filed.party, *facts.addressees]):
        return None
    known = viewer.is_one_of([facts.filed.party, *facts.successor_to])
    successor = facts.successor if known else None
    return NoticeShown(
        exercise=exercise,
        notice=facts.notice,
        index=facts.filed.index,
        received=facts.received,
        fate=FATES[facts.filed.action, None if successor is None else successor.action],
        successor=None if successor is None else successor.id,
        addressees=facts.addressees,
        met=facts.met if viewer.is_cell else None,
        receipt=receipt(facts.receipt, viewer),
        witnessed=facts.witnessed,
    )
