"""What of an entry goes to one of its addressees? Nothing to anybody else, and to it the fields that are for addressees.

What the check found is the cell's; which unit was told, and who spoke, is its own party's: neither goes with a body.
"""

from __future__ import annotations

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
