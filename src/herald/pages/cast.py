"""Who is who on the page? A letter, a hue and a dash for every party, in the order in which the parties filed.

The order is that of the notices as given, never of names, and no hue stands for a side: red marks encounters, nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from herald.agreement.model import Agreement
from herald.notice.model import Notice
from herald.units import PartyId
from herald.wording import plain

HUES = 5
"""Hues of the style sheet; with `DASHES` they part 30 parties before any two look alike, and the letter parts them all."""
DASHES = 6


@dataclass(frozen=True, slots=True)
class PartyMark:
    """How a party is written and drawn everywhere on the page; `notices` is how many it filed."""

    letter: str
    hue: int
    dash: int
    name: str
    notices: int


def cast(notices: Sequence[Notice], agreement: Agreement | None) -> Mapping[PartyId, PartyMark]:
    """How is each party marked? In the order of their first notices."""
    names = {party.id: party.name for party in agreement.parties} if agreement else {}
    filed = Counter(notice.party for notice in notices)
    return {
        party: PartyMark(letter(i), i % HUES, i % DASHES, plain(names.get(party, party)), times)
        for i, (party, times) in enumerate(filed.items())
    }


def letter(number: int) -> str:
    """Which letter has the party of this number, counted from 0? A to Z, then AA to AZ, BA and so on.

    >>> letter(0), letter(25), letter(26), letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
