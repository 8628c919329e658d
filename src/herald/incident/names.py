"""How is one name written in several scripts? Foldings under which spellings are alike: candidates, never decisions."""

from __future__ import annotations

import re
from functools import lru_cache

from herald.geometry.gazetteer import normalised

LEAST_SCORE = 60.0
"""Two words in one script with fewer letters in common are not one name, whatever consonants they share."""
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
_ARTICLE = re.compile("^\u0627\u0644(?=..)")
"""The Arabic article, which is written in one with the word; in other scripts it is a word of its own."""
_ARTICLES = frozenset(["al", "el", "er", "ar", "as", "ash", "at", "az", "an", "ad"])
_TWICE = re.compile(r"(.)\1+")


def folded(text: str) -> str:
    """How does a text read without its marks, in one case, each letter as the others that are written for it?"""
    return normalised(text)


@lru_cache(maxsize=65_536)
def romanised(word: str) -> str:
    """How does a word read in the letters a to z?"""
    from anyascii import anyascii

    return word if word.isascii() else str(anyascii(word)).casefold()


def alike(a: str, b: str) -> bool:
    """May these two words, folded, be one name? In one script by their letters, in two by the consonants that are left of each."""
    from rapidfuzz import fuzz

    if skeleton(a) != skeleton(b):
        return False
    return a.isascii() is not b.isascii() or fuzz.ratio(romanised(a), romanised(b)) >= LEAST_SCORE


def skeleton(word: str) -> str:
    """Which consonants does every transliteration of this word leave? May be empty."""
    bones = romanised(_ARTICLE.sub("", word))
    for written, sound in _CLASSES:
        bones = bones.replace(written, sound)
    return _TWICE.sub(r"\1", _SILENT.sub("", bones))


def likeness(one: str, other: str) -> float:
    """How alike are two names, from 0 to 100, in whatever scripts? 100: the same but for case and marks.

    Word by word: each word of the longer name is held against its nearest in the shorter, by letters in one script, by what is
    left of them in Latin letters and by consonants in two. A word that the other lacks counts as 0, articles are left out, and
    it is the same either way round.
    """
    a, b = sorted((_bare(one), _bare(other)), key=lambda words: (len(words), words))
    if not a:
        return 0.0
    left = list(a)
    total = 0.0
    for word in b:
        if not left:
            break
        best = max(left, key=lambda held: _likeness(word, held))
        total += _likeness(word, best)
        left.remove(best)
    return 2 * total / (len(a) + len(b))


def _bare(name: str) -> list[str]:
    """The words of a name, folded, without articles; with them, where there is nothing else."""
    words = folded(name).split()
    return [_ARTICLE.sub("", word) for word in words if romanised(word).strip("'") not in _ARTICLES] or words


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    if a == b:
        return 100.0
    letters = fuzz.ratio(romanised(a), romanised(b))
    bones = fuzz.ratio(skeleton(a), skeleton(b))
    return min(99.0, max(letters, (letters + bones) / 2 if a.isascii() is b.isascii() else 0.4 * letters + 0.6 * bones))
