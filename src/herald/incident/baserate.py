"""How often could notices meet, before an incident? Numbers with what they are a part of, to hold beside a word like "rare".

Counted is what the check found when each notice was filed: of each pair, when the later of the two was. It says nothing of how
often anybody met: notices are what was meant to be done, and movements nobody filed are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from herald.units import PartyId
from herald.wording import count


@dataclass(frozen=True, slots=True)
class Filing:
    """A notice that was filed: by whom, with how many others it could meet then, and of how many it could not be told."""

    party: PartyId
    could_meet: int
    cannot_tell: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many notices of so many parties; so many pairs of two parties' notices could meet; of so many it could not be told."""

    notices: int
    parties: int
    pairs: int
    untold: int

    def words(self, span: str) -> str:
        """How does it read? `span` says in which time they were filed.

        >>> Rate(2, 2, 1, 0).words("in 365 days").partition("; ")[0]
        'of 2 notices of 2 parties, filed in 365 days, 1 pair could meet when the later of the two was filed'
        """
        untold = f" (of {count(self.untold, 'more pair')} it could not be told)" if self.untold else ""
        parties = "1 party" if self.parties == 1 else f"{self.parties:,} parties"
        return (
            f"of {count(self.notices, 'notice')} of {parties}, filed {span}, {count(self.pairs, 'pair')} could meet"
            f" when the later of the two was filed{untold}; movements nobody filed are not counted"
        )


def rate(filings: Iterable[Filing]) -> Rate:
    """How many pairs, of how many notices, of how many parties? Each pair is stated by the later of its two notices alone."""
    held = list(filings)
    return Rate(
        notices=len(held),
        parties=len({each.party for each in held}),
        pairs=sum(each.could_meet for each in held),
        untold=sum(each.cannot_tell for each in held),
    )
