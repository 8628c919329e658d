"""How is a title of anybody's, in any script, written where there is little room? In lines that fit on every machine.

No font is at hand to measure by: letters are taken for rather wider than they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """In which lines, each at most so wide (in sizes of its letters)? At most so many: a sign says that more is left out."""
    lines = [""]
    for word in (part for whole in text.split() for part in _cut(whole, room)):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and em(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while em(f"{last}\u2026") > room:
        last = last[:-1]
    return (*lines[: most - 1], f"{last}\u2026")


def _cut(word: str, room: float) -> Iterator[str]:
    """A word that is wider than a line, in parts; no accent is parted from its letter."""
    first, wide = 0, 0.0
    for place, character in enumerate(word):
        own = em(character)
        if own and wide + own > room:
            yield word[first:place]
            first, wide = place, 0.0
        wide += own
    yield word[first:]


def em(text: str) -> float:
    """How wide is it, in sizes of its letters? Rather too wide, since every machine has other letters."""
    return sum(map(_letter_em, text))


def _letter_em(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.05
    if character in "mwMW@%\u2026\u2014":
        return 1.0
    if character in " iljtfrI.,:;'|!()[]-":
        return 0.42
    return 0.76 if character.isupper() else 0.66


def is_rtl(text: str) -> bool:
    """Does it run from right to left, as its first letter does?"""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((each for each in strong if each in {"L", "R", "AL"}), "L") != "L"
