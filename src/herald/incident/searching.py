"""By which keys is a text found, and which does a query ask for? Words in their own script, and how they sound in any.

A word is found by itself, by its beginning, and by its skeleton: the consonants that every transliteration leaves. An entry is
found if for each word of the query any of its keys is. That two words sound alike makes an entry a candidate, and nothing more.

What is too short to have a skeleton (Ayn, Issa, the M of M-ATV) sounds together with its neighbour. Arabic articles are not asked
for, and an Arabic word is found without the and, in, to or as that is written in one with it and its article (light stemming).
Where a script writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), each two characters that follow one another are
a word. Source: Larkey, Ballesteros, Connell, Light stemming for Arabic information retrieval (2007), light10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from herald.geometry.gazetteer import normalised_lines
from herald.incident.names import alike, is_article, skeleton

LONGEST = 64
"""Characters of a key; what is longer is found by its beginning."""
MOST = 4_096
"""Keys of one entry: those of its first words. What comes later in an entry that is longer is not found."""
SOUND = "~"
"""Begins a key that is a skeleton: no word does."""
_LEAST = 2
_LAST = "\U0010ffff"
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_RUN = re.compile(f"{_UNSPACED}+|(?:(?!{_UNSPACED}).)+")
_IS_UNSPACED = re.compile(_UNSPACED)
_AND_THE = re.compile("^[\u0648\u0641\u0628\u0643](?=\u0627\u0644..)")
_TO_THE = re.compile("^\u0644\u0644(?=..)")


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked up for one word of a query: every key from `first` on up to `beyond`, exclusive, and the skeleton, if any.

    `said`: that of which it is the skeleton, the word or, where this is too short, the word and its neighbour.
    """

    first: str
    beyond: str
    skeleton: str | None
    said: str

    def finds(self, key: str) -> bool:
        """Is this one of the keys that are looked up?"""
        return self.first <= key < self.beyond or key == self.skeleton


class _Taken(NamedTuple):
    """A word of a text: with and without what is written in one with it, what it leaves, and by which keys it is found."""

    forms: tuple[str, ...]
    bones: str
    is_article: bool
    keys: dict[str, None]


def keys(texts: Iterable[str]) -> frozenset[str]:
    """By which keys are these texts found? At most `MOST`: where there are more, by those of the first words."""
    found: dict[str, None] = {}
    for text in texts:
        for left, right in _neighbours(text):
            found.update(right.keys)
            if left is not None:
                found.update(_sounding(left.bones + right.bones))
            if len(found) >= MOST:
                return frozenset(islice(found, MOST))
    return frozenset(found)


def asked(query: str) -> tuple[Word, ...]:
    """What is looked up for each word of this query? Each once, in their order; nothing where there is no word."""
    words = _asked(query)
    said = [_with_neighbour(words, at) for at in range(len(words))]
    return tuple(
        dict.fromkeys(
            Word(word, word + _LAST, next(iter(_sounding(skeleton(heard))), None), heard)
            for word, heard in zip(words, said, strict=True)
        )
    )


def answers(query: Iterable[Word], texts: Iterable[str]) -> bool:
    """Do these texts hold a word for each word of the query, as it is written, or as it sounds?

    Keys are looked up first: this tells the words that only share their consonants by chance from those that may be one name.
    """
    there = {said for text in texts for said in _said(text)}
    return all(any(said.startswith(word.first) or alike(said, word.said) for said in there) for word in query)


def words(text: str) -> Iterator[str]:
    """Which words are in this text, folded? In their order, of at most `LONGEST` characters."""
    # Not by way of `folded`, which remembers what it was asked: texts are long, and may be erased.
    for run in _runs(text):
        if _IS_UNSPACED.match(run):
            yield from (run[at : at + 2] for at in range(len(run)))
        else:
            yield run[:LONGEST]


def _runs(text: str) -> list[str]:
    """The same, but what has no spaces is in one."""
    held = normalised_lines(" ".join(text.split()))
    words = held.split()
    return [run for word in words for run in _RUN.findall(word)] if _IS_UNSPACED.search(held) else words


def _said(text: str) -> Iterator[str]:
    """Every word of a text, without what is written in one with it too, and, where one is too short, every two neighbours."""
    for left, right in _neighbours(text):
        yield from right.forms
        if left is not None:
            yield f"{left.forms[-1]} {right.forms[-1]}"


def _neighbours(text: str) -> Iterator[tuple[_Taken | None, _Taken]]:
    """Every word of a text, with the one before it where one of the two is too short alone; articles do not part them."""
    before = None
    for word in map(_taken, words(text)):
        if word.is_article:
            yield None, word
        else:
            short = before is not None and (len(before.bones) < _LEAST or len(word.bones) < _LEAST)
            yield before if short else None, word
            before = word


@lru_cache(maxsize=65_536)
def _taken(word: str) -> _Taken:
    bare = _AND_THE.sub("", _TO_THE.sub("\u0627\u0644", word))
    forms = (word,) if bare == word else (word, bare)
    every = {key: None for form in forms for key in (form, *_sounding(skeleton(form)))}
    return _Taken(forms, skeleton(bare), is_article(word), every)


def _asked(query: str) -> list[str]:
    """The words that are asked for, each once: no articles where there is anything else; of a pair no half."""
    every = [word for run in _runs(query) for word in _of_run(run)]
    return list(dict.fromkeys(word for word in every if not is_article(word)) or dict.fromkeys(every))


def _of_run(run: str) -> Iterator[str]:
    """The words of a run that are asked for: its last character is not, if there is one before it."""
    found = list(words(run))
    return islice(found, max(1, len(found) - 1)) if _IS_UNSPACED.match(run) else iter(found)


def _with_neighbour(words: list[str], at: int) -> str:
    """What is heard of a word: with its neighbour, where it is too short alone.

    Of two rather the one that is short too, then the longer: in `to Ayn Issa` Ayn goes with Issa.
    """
    beside = [each for each in (at - 1, at + 1) if 0 <= each < len(words)]
    if not beside or not _is_short(words[at]):
        return words[at]
    other = max(beside, key=lambda each: (_is_short(words[each]), len(words[each])))
    return " ".join(words[each] for each in sorted((at, other)))


def _is_short(word: str) -> bool:
    return len(skeleton(word)) < _LEAST


def _sounding(bones: str) -> dict[str, None]:
    """The key of a skeleton; none of one that is too short."""
    return {f"{SOUND}{bones[:LONGEST]}": None} if len(bones) >= _LEAST else {}
