"""Which words and marks does a sentence have, where, and which of them are quoted?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from herald.reading.model import Span

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![\w]))?"  # U.S., a.m.
    r"|\d+(?:[.,:]\d+)+|\d+(?:st|nd|rd|th)\b"
    r"|[@#]\w+|\w+(?:[-\u2010\u2011'\u2019.]\w+)*|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `low` is the word in small letters, with a straight apostrophe. `quoted`: it stands in a quotation."""

    text: str
    low: str
    first: int
    until: int
    quoted: bool

    @property
    def is_word(self) -> bool:
        """Is it a word or a number, and no mark?"""
        return self.text[0].isalnum() or self.text[0] in "@#_"

    @property
    def is_capital(self) -> bool:
        """Does it begin with a capital letter, or with one of a script that has none?"""
        return self.text[0].isupper() or (self.text[0].isalpha() and not self.text[0].islower())


def tokens(text: str, span: Span, quoted: Sequence[Span]) -> list[Token]:
    """The words and marks of this part of the text, in order."""
    within = [each for each in quoted if each.meets(span)]
    found = []
    for match in _TOKEN.finditer(text, span.first, span.until):
        inside = any(each.first <= match.start() < each.until for each in within)
        found.append(Token(match[0], match[0].lower().replace("\u2019", "'"), match.start(), match.end(), inside))
    return found
