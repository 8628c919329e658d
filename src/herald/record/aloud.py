"""Which entry do you have in front of you? The digits that two people compare over the telephone, the same in every language.

The index of the entry with a check digit behind it, then fifteen digits of its leaf, in groups of three. The check digit is Damm's:
one digit misheard, or two neighbours exchanged, is told for certain. The fifteen digits are compared in full, so that no slip in
them passes. They say that both speak of one leaf only as far as the log holds them: whoever draws the salts of leaves finds two
with the same digits after some 4e7 attempts, so they count once a witness has cosigned.
Source: docs/record-format.md, section 7; H. M. Damm, Total anti-symmetrische Quasigruppen (2004).
"""

from __future__ import annotations

import unicodedata
from functools import reduce

from herald import keyboard
from herald.canonical import LARGEST

GROUPS = 5
GROUP_DIGITS = 3
LEAF_DIGITS = GROUPS * GROUP_DIGITS
_LEAF_BYTES = 8
_INDEX_DIGITS = len(str(LARGEST)) + 1
"""With its check digit."""
_BETWEEN = frozenset(" -:.,;/\u2014")
"""What people put between digits; `keyboard.keys` has made the other blanks and dashes the same."""

_DAMM = tuple(
    tuple(map(int, row))
    for row in (
        "0317598642",
        "7092154863",
        "4206871359",
        "1750983426",
        "6123045978",
        "3674209581",
        "5869720134",
        "8945362017",
        "9438617205",
        "2581436790",
    )
)


def check_digit(figures: str) -> int:
    """Which digit is said after these? Damm, 2004: the interim digit after the last of them.

    >>> check_digit("572")
    4
    """
    return reduce(lambda interim, figure: _DAMM[interim][int(figure)], figures, 0)


def digits(index: int, leaf: bytes) -> str:
    """What is read aloud for the entry at this index? Its index with the check digit, and five groups of its leaf.

    >>> digits(572, bytes([0, 0, 0, 0, 0, 0, 1, 2]))
    '572-4: 000 000 000 000 258'

    In a text that runs from right to left it is set from left to right by whoever shows it. Raises ValueError for an index that
    no log has, and for a leaf that is shorter than 8 bytes.
    """
    if not 0 <= index <= LARGEST or len(leaf) < _LEAF_BYTES:
        raise ValueError("an index of a log, and a leaf")
    figures = f"{int.from_bytes(leaf[:_LEAF_BYTES], 'big') % 10**LEAF_DIGITS:0{LEAF_DIGITS}d}"
    groups = (figures[at : at + GROUP_DIGITS] for at in range(0, LEAF_DIGITS, GROUP_DIGITS))
    return f"{index}-{check_digit(str(index))}: {' '.join(groups)}"


def index_of(said: str) -> int | None:
    """Which index was said? None where its check digit says that something was misheard, or where it is no such text.

    >>> index_of("5724"), index_of("\u0665\u0667\u0662\u0664"), index_of("5742")
    (572, 572, None)

    The index with its check digit alone, or all the digits: of more than fifteen, the last fifteen are the leaf's. An index
    is said without leading zeroes.
    """
    figures = _figures(said)
    if figures is None:
        return None
    stated = figures[:-LEAF_DIGITS] if len(figures) > LEAF_DIGITS else figures
    known = 2 <= len(stated) <= _INDEX_DIGITS and (stated[0] != "0" or len(stated) == 2)
    return int(stated[:-1]) if known and check_digit(stated) == 0 and int(stated[:-1]) <= LARGEST else None


def agrees(said: str, index: int, leaf: bytes) -> bool:
    """Do the digits that were said name this entry? Every one of them is compared; how they are spaced does not matter."""
    figures = _figures(said)
    return figures is not None and figures == _figures(digits(index, leaf))


def _figures(said: str) -> str | None:
    """The digits of the text, in ASCII; None where anything but digits and what stands between them was said."""
    try:
        plain = keyboard.keys(said)
    except ValueError:
        return None
    values = [unicodedata.decimal(each, None) for each in plain if each not in _BETWEEN]
    return None if None in values else "".join(map(str, values))
