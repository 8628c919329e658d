"""How long before it begins was a notice delivered to each addressee, held against each clause that asks for a lead time?"""

from __future__ import annotations

from collections.abc import Mapping

from herald.acknowledgement.ladders import Delivery as Rung
from herald.acknowledgement.ladders import Ladder
from herald.acknowledgement.lead import Lead
from herald.agreement.model import Delivered as Measure
from herald.check.findings.clauses import first_stated, lead_time_asked
from herald.desk.books import Books
from herald.desk.fitting import clauses_for
from herald.ports import Record
from herald.units import Instant, PartyId

_RUNGS: Mapping[Measure, Rung] = {Measure.AVAILABLE: Rung.AVAILABLE, Measure.CONSIGNED: Rung.CONSIGNED}


def leads(record: Record, books: Books, of: int) -> tuple[Lead, ...]:
    """What does each clause ask for, and what was given, with each addressee of the notice at this index? In the clauses' order.

    Tracks of the past are no advance notice: of them nothing is asked. By the clause that asks for it: since when it is available
    by the word of the quorum, or when the cell received what the addressee's machine signed.
    """
    notice = books.notices(record, [of])[0]
    if notice.observed:
        return ()
    addressees = tuple(link.party for link in record.sealed(of).routing().to)
    delivered = _delivered(record, of)
    return tuple(
        Lead(party, clause.id, asked, delivered.get((party, _RUNGS[clause.delivered])), first_stated(notice))
        for clause in clauses_for(record, books, of)
        if (asked := lead_time_asked(notice, clause)) is not None
        for party in addressees
    )


def _delivered(record: Record, of: int) -> Mapping[tuple[PartyId, int], Instant]:
    """Since when is it delivered, by party and rung? The first that was said of each."""
    found: dict[tuple[PartyId, int], Instant] = {}
    for each in record.told(of):
        if each.ladder is Ladder.DELIVERY:
            found.setdefault((each.party, each.rank), each.at)
    return found
