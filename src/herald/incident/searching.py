"""By which keys is a text found, and which does a query ask for? Words in their own script, and how they sound in any.

A word is found by itself, by its beginning, and by its skeleton: the consonants that every transliteration leaves. An entry is
found if for each word of the query any of its keys is. That two words sound alike makes an entry a candidate, and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from herald.incident.names import alike, folded, skeleton

LONGEST = 64
"""Characters of a key; what is longer is found by its beginning."""
SOUND = "~"
"""Begins a key that is a skeleton: no word does."""
_LEAST = 2
_WORD = re.compile(r"\w+")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked up for one word of a query: every key from `first` on up to `beyond`, exclusive, and the skeleton, if any."""

    first: str
    beyond: str
    skeleton: str | None


def keys(texts: Iterable[str]) -> frozenset[str]:
    """By which keys are these texts found?"""
    found: set[str] = set()
    for text in texts:
        for word in words(text):
            found.add(word)
            sound = _sound(word)
            if sound is not None:
                found.add(sound)
    return frozenset(found)


def asked(query: str) -> tuple[Word, ...]:
    """What is looked up for each word of this query? Each once, in their order; nothing where there is no word."""
    return tuple(Word(word, word + _LAST, _sound(word)) for word in dict.fromkeys(words(query)))


def answers(query: Iterable[Word], texts: Iterable[str]) -> bool:
    """Do these texts hold a word for each word of the query, as it is written, or as it sounds?

    Keys are looked up first: this tells the words that only share their consonants by chance from those that may be one name.
    """
    there = {word for text in texts for word in words(text)}
    return all(any(held.startswith(asked.first) or alike(held, asked.first) for held in there) for asked in query)


def words(text: str) -> Iterable[str]:
    """Which words are in this text, folded?"""
    return (word[:LONGEST] for word in _WORD.findall(folded(text)))


def _sound(word: str) -> str | None:
    bones = skeleton(word)
    return f"{SOUND}{bones[:LONGEST]}" if len(bones) >= _LEAST else None
