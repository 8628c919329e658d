"""Who is looking? The neutral cell, which holds the record, or a party."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from herald.units import PartyId


@dataclass(frozen=True, slots=True)
class Viewer:
    """A party, or the neutral cell (None)."""

    party: PartyId | None = None

    @property
    def is_cell(self) -> bool:
        """Does it hold the record anyway?"""
        return self.party is None

    def is_one_of(self, parties: Iterable[PartyId]) -> bool:
        """Is it the cell, or one of these parties?"""
        return self.party is None or self.party in parties


CELL = Viewer()
