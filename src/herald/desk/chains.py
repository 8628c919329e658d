"""Which link is the next of each chain? By the chains an addressee sees what is kept back, and a stranger that no key is.

Source: docs/record-format.md, section 3.
"""

from __future__ import annotations

from herald.ports import Record
from herald.record.entry import Statement
from herald.record.keyring import Keyring
from herald.record.sealed import End, Envelope, Link
from herald.units import PartyId


class Chains:
    """The chains that entries are links of, as far as this batch has come."""

    def __init__(self, record: Record, ring: Keyring) -> None:
        """From where the record stands, with the keys that it holds."""
        self._record, self.ring = record, ring
        self._about: dict[PartyId, tuple[int, bytes | None]] = {}
        self._to: dict[PartyId, tuple[int, bytes | None]] = {}

    def ends(self, party: PartyId) -> tuple[End, ...]:
        """How far have the chains about keys come that say who its author is: the cell's, and its party's?"""
        cell = self.ring.cell or party
        return tuple(End(each, *self._end(each)) for each in dict.fromkeys((cell, party)))

    def about(self, party: PartyId) -> Link:
        """Which link is the next entry about this party's keys?"""
        seq, last = self._end(party)
        return Link(party, seq + 1, last)

    def _end(self, party: PartyId) -> tuple[int, bytes | None]:
        if party not in self._about:
            indices = self._record.about_keys(party)
            last = self._record.sealed(indices[-1]).leaf if indices else None
            self._about[party] = len(indices), last
        return self._about[party]

    def to(self, party: PartyId) -> Link:
        """Which link is the next entry that is addressed to this party?"""
        if party not in self._to:
            end = self._record.addressed(party)
            self._to[party] = (0, None) if end is None else (end.seq, end.leaf)
        seq, last = self._to[party]
        return Link(party, seq + 1, last)

    def after(self, index: int, statement: Statement, envelope: Envelope, leaf: bytes) -> None:
        """Go on behind this entry."""
        self.ring = self.ring.after(index, statement)
        if envelope.link is not None:
            self._about[envelope.link.party] = envelope.link.seq, leaf
        for link in envelope.to:
            self._to[link.party] = link.seq, leaf
