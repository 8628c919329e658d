"""How is one name written in several scripts? Foldings under which spellings are alike: candidates, never decisions."""

from __future__ import annotations

import re
from functools import lru_cache

from herald.geometry.gazetteer import normalised

_CLASSES = (
    ("kh", "x"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("sh", "s"),
    ("zh", "z"),
    ("dzh", "j"),
    ("dj", "j"),
    ("ch", "c"),
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
)
_SILENT = re.compile(r"[^a-z0-9]|[aeiouyw]|(?<!^)h")
_TWICE = re.compile(r"(.)\1+")


def folded(text: str) -> str:
    """How does a text read without its marks, in one case, each letter as the others that are written for it?"""
    return normalised(text)


@lru_cache(maxsize=65_536)
def romanised(word: str) -> str:
    """How does a word read in the letters a to z?"""
    from anyascii import anyascii

    return word if word.isascii() else str(anyascii(word)).casefold()


def skeleton(word: str) -> str:
    """Which consonants does every transliteration of this word leave? May be empty."""
    bones = romanised(word)
    for written, sound in _CLASSES:
        bones = bones.replace(written, sound)
    return _TWICE.sub(r"\1", _SILENT.sub("", bones))
