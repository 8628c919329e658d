"""What did somebody type, in plain characters? For coordinates and times, which arrive in many scripts.

What only looks different is made the same: digits, signs, blanks. What could mean something else is left for the reader to refuse.
"""

from __future__ import annotations

import unicodedata

LONGEST = 100
"""No coordinate and no time is longer, in characters; so that no reader is ever slow."""

_DIGITS = {start + value: str(value) for start in (0x0660, 0x06F0, 0xFF10) for value in range(10)}
"""Arabic-Indic, Eastern Arabic-Indic and full-width digits."""
_SAME = {
    "°": "\u00ba\u02da\u2070",
    "'": "\u2019\u2018\u2032\u02b9\u00b4`\u02bc\uff07",
    '"': "\u201d\u201c\u201f\u2033\u02ba\uff02",
    "-": "\u2212\u2010\u2011\u2013\uff0d",
    "+": "\uff0b",
    ".": "\u066b\uff0e",
    ",": "\u060c\uff0c",
    ";": "\u061b\uff1b",
    ":": "\uff1a",
    " ": "\t\n\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "": "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b",
}
"""What each plain character is also written with; marks of direction, which copies out of Arabic text carry, say nothing."""
_PLAIN = _DIGITS | {ord(each): plain for plain, others in _SAME.items() for each in others}


def keys(text: str) -> str:
    """What does this text say in plain characters, blanks single?

    >>> keys("٣٦٫٥°  n ")
    '36.5° n'

    Letters of other scripts stay as they are: a Cyrillic С is no C. Raises ValueError where the text is empty or longer than
    `LONGEST`.
    """
    if len(text) > LONGEST:
        raise ValueError(f"at most {LONGEST} characters")
    plain = " ".join(text.translate(_PLAIN).split())
    if not plain:
        raise ValueError("a text that is not empty")
    return plain


def capitals(plain: str) -> str:
    """The same in capitals, which are A to Z alone: no letter of another script becomes one of them, as a long s would.

    >>> capitals("36n ſ")
    '36N ſ'
    """
    return "".join(each.upper() if each.isascii() else each for each in plain)


def named(character: str) -> str:
    r"""How is a character named to somebody who may not see what is wrong with it?

    >>> named("\u0421")
    'the character С (CYRILLIC CAPITAL LETTER ES)'
    """
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"the character {character} ({name})" if character.isprintable() else name
