"""What of an entry goes to one of its addressees? Nothing to anybody else, and to it the fields that are for addressees.

What the check found is the cell's; which unit was told, and who spoke, is its own party's: neither goes with a body.
"""

from __future__ import annotations

from collections.abc import Sequence

from herald.disclosure.receipts import NoticeShown
from herald.notice.lifecycle import FATES
from herald.notice.model import Notice
from herald.record.body import FOR_ADDRESSEES
from herald.record.opening import Openings
from herald.record.parcel import Body, Piece
from herald.record.sealed import Sealed
from herald.units import PartyId


def body(sealed: Sealed, openings: Openings, party: PartyId, erased: Sealed | None = None) -> Body | None:
    """What does this party get of this entry? None where it is not one of its addressees.

    `openings` are those that are there; `erased` is the entry by which one that is not was erased, if any was.
    """
    if all(link.party != party for link in sealed.routing().to):
        return None
    names = FOR_ADDRESSEES.get(sealed.entry().statement.kind, frozenset())
    fields = {name: held for name, held in openings.items() if name in names}
    return Body(Piece.of(sealed), fields, None if erased is None else Piece.of(erased))


def held(notice: Notice, sealed: Sealed, others: Sequence[Notice], *, exercise: bool) -> NoticeShown:
    """What does an addressee see of a notice that its own machine holds, beside these others?

    It knows of a successor only where that is among them, and nothing of what the check found.
    """
    successor = next((each for each in others if (each.replaces, each.party) == (notice.id, notice.party)), None)
    routing = sealed.routing()
    return NoticeShown(
        exercise=exercise,
        notice=notice,
        index=sealed.index,
        received=routing.received,
        fate=FATES[notice.action, None if successor is None else successor.action],
        successor=None if successor is None else successor.id,
        addressees=tuple(link.party for link in routing.to),
        met=None,
        receipt=None,
        witnessed=None,
    )
