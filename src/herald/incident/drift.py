"""Where does a copy differ from its original? Told as *the copy has X where the original has Y*, never who is wrong.

Of a quotation every difference of words counts. Of a paraphrase, a summary or a translation words are expected to differ: there
only what must not change is looked at, namely names, numbers, negations and words of doubt that stand on one side alone.
White space, quotation marks, dashes and case at the beginning of a sentence are no differences. Source: design/sources.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from herald.incident.codes import Edge


class DriftKind(StrEnum):
    """What differs?"""

    WORDING = "wording"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Drift:
    """The copy has `here` where the original has `there`. Empty: nothing in its place."""

    kind: DriftKind
    here: str
    there: str


_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        "\u00a0": " ",
    }
)
_WORD = re.compile(r"(?:\w\.){2,}|\w+(?:[-'.,]\w+)*")
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS: Mapping[str, str] = {word: str(number) for number, word in enumerate(_ONES)}
_NUMBER = re.compile(rf"\d.*|{'|'.join(_ONES)}|several|some|many|few|dozens|scores|hundreds|thousands|numerous")
_NEGATION = re.compile(r".*n't|no|not|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)")
_DOUBT = re.compile(
    r"apparently|allegedly|reportedly|possibly|perhaps|maybe|likely|probably|appear(?:s|ed)?|seem(?:s|ed)?|suggests?"
    r"|may|might|could|claim(?:s|ed)?|alleged|believed"
)
_COMMON = re.compile(
    r"an?|and|as|at|but|by|during|for|from|he|her|his|if|in|its?|of|on|our|she|that|the|their|they|this|to|we|were|was"
    r"|when|while|with|would|will|has|have|had|is|are|be|been|i|you|not?"
)


def drifts(edge: Edge, here: str | None, there: str | None) -> tuple[Drift, ...]:
    """Where does the copy differ from its original, as far as it matters for this kind of citation? None of either: nowhere.

    What cites an unnamed source has no original to be held against.
    """
    if here is None or there is None or edge is Edge.CITES_UNNAMED:
        return ()
    copy, original = _words(here), _words(there)
    if edge is Edge.QUOTES:
        return tuple(_differing(copy, original))
    return tuple(_marked(edge, copy, original))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_SAME))


def _key(word: str) -> str:
    return word.casefold().replace(".", "") if not word[0].isdigit() else word


def _differing(copy: Sequence[str], original: Sequence[str]) -> list[Drift]:
    """Piece by piece, in the order of the copy. Which of the two is the copy changes on which side a piece stands, no more."""
    a, b = [_key(word) for word in copy], [_key(word) for word in original]
    turned = (len(a), a) > (len(b), b)
    steps = SequenceMatcher(None, b, a, autojunk=False) if turned else SequenceMatcher(None, a, b, autojunk=False)
    found = []
    for what, first, last, other_first, other_last in steps.get_opcodes():
        if what == "equal":
            continue
        one, two = (other_first, other_last), (first, last)
        mine, theirs = (one, two) if turned else (two, one)
        here, there = copy[slice(*mine)], original[slice(*theirs)]
        found.append(Drift(_kind(here, there), " ".join(here), " ".join(there)))
    return found


def _kind(here: Sequence[str], there: Sequence[str]) -> DriftKind:
    """What differs, where these words stand for those?"""
    of = [*here, *there]
    for kind, marks in (
        (DriftKind.NEGATION, _is_negation),
        (DriftKind.NUMBER, _is_number),
        (DriftKind.DOUBT, _is_doubt),
        (DriftKind.NAME, _is_name),
    ):
        if any(marks(word) for word in of):
            return kind
    return DriftKind.WORDING


def _is_number(word: str) -> bool:
    return _NUMBER.fullmatch(word.casefold()) is not None


def _is_negation(word: str) -> bool:
    return _NEGATION.fullmatch(word.casefold()) is not None


def _is_doubt(word: str) -> bool:
    return _DOUBT.fullmatch(word.casefold()) is not None


def _is_name(word: str) -> bool:
    """A word with a capital, that is not only the beginning of a sentence as far as that can be told."""
    return any(character.isupper() for character in word) and _COMMON.fullmatch(word.casefold()) is None


def _marked(edge: Edge, copy: Sequence[str], original: Sequence[str]) -> list[Drift]:
    """Names, numbers, negations and doubts that stand on one side alone, kind by kind.

    Of a translation numbers alone are looked at. A summary leaves names and numbers out: only what it adds counts.
    """
    found = []
    for kind, marks in (
        (DriftKind.NAME, _is_name),
        (DriftKind.NUMBER, _is_number),
        (DriftKind.NEGATION, _is_negation),
        (DriftKind.DOUBT, _is_doubt),
    ):
        if edge is Edge.TRANSLATES and kind is not DriftKind.NUMBER:
            continue
        here, there = _only(kind, marks, copy, original), _only(kind, marks, original, copy)
        left_out = edge is Edge.SUMMARISES and kind in {DriftKind.NAME, DriftKind.NUMBER} and not here
        if (here or there) and not left_out:
            found.append(Drift(kind, " ".join(here), " ".join(there)))
    return found


def _only(kind: DriftKind, marks: Callable[[str], bool], of: Sequence[str], others: Sequence[str]) -> list[str]:
    """Which marked words stand here and not there? In their order, each once; a negation or a doubt only if there is none there."""
    if kind in {DriftKind.NEGATION, DriftKind.DOUBT} and any(marks(word) for word in others):
        return []
    theirs, begins = {_same(word) for word in others}, of[0] if len(of) > 1 else ""
    return [
        word
        for word in dict.fromkeys(of)
        if marks(word)
        and _same(word) not in theirs
        and not (kind is DriftKind.NAME and word == begins and word.istitle())
    ]


def _same(word: str) -> str:
    low = _key(word)
    return _NUMBERS.get(low, low.removesuffix("'s"))
