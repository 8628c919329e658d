"""Whom to ring now, by the rosters that are in force?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from herald.commandline import callsteps, records

if TYPE_CHECKING:
    from herald.commandline.acting import Signer
    from herald.formats.answer import Document
    from herald.units import Instant, PartyId


@dataclass(frozen=True, slots=True)
class Ring:
    """Whom to ring of one party, as JSON and in words."""

    document: Document
    said: str


def rings(by: Signer, number: str, parties: Sequence[PartyId], begun: Instant) -> list[Ring]:
    """Whom to ring of each of these parties now, in this call, that began then unless the record says otherwise?"""
    from herald.acknowledgement import hotline
    from herald.commandline import clock
    from herald.desk import calling
    from herald.disclosure import calls
    from herald.formats.mission import calldocuments
    from herald.formats.mission import calling as words

    now, seen_by, found = clock.now(), callsteps.viewer(by), []
    with records.moment(by.database) as at:
        held = tuple(calling.rosters(at.record))
        shown = calls.call(calling.facts_of(at.record, at.books, number), seen_by, number, now)
    for party in parties:
        roster = calls.roster(held, party, seen_by, now).roster
        tried = [each for one in shown for each in hotline.tries(one.call, by.party, party)]
        first = min((step.at for one in shown for step in one.call.side(by.party).steps), default=begun)
        ringing = None if roster is None else hotline.next_place(roster.count, roster.rung_s, first, tried, now)
        found.append(Ring(calldocuments.ring_document(party, roster, ringing), words.ring(party, roster, ringing)))
    return found
