"""Where does a copy differ from its original? Told as *the copy has X where the original has Y*, never who is wrong.

Of a quotation every difference of words counts. Of a paraphrase, a summary or a translation words are expected to differ: there
only what must not change is looked at, namely names, numbers, negations and words of doubt that stand on one side alone.
White space, the kind of quotation marks and dashes, invisible marks of direction, the dots of an abbreviation, the commas within
a number, a capital where a sentence begins and the stop at the end of it all are no differences. Source: design/sources.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from herald.incident.codes import Edge
from herald.incident.markedwords import ALIKE, COUNTED, DOUBTS, NEGATIONS, NO_NAMES, NUMERALS, PHRASES, SIDES, SLIGHT


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


def drifts(edge: Edge, here: str | None, there: str | None) -> tuple[Drift, ...]:
    """Where does the copy differ from its original, as far as it matters for this kind of citation? None of either: nowhere.

    What cites an unnamed source has no original to be held against. A name that opens a sentence and stands nowhere else is not
    told from any other word with a capital there, unless it has the form of a name.
    """
    if here is None or there is None or edge is Edge.CITES_UNNAMED:
        return ()
    copy, original = _text(here), _text(there)
    return tuple(_differing(copy, original) if edge is Edge.QUOTES else _marked(edge, copy, original))


# -- Words -------------------------------------------------------------------------------------------------------------------

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
        **dict.fromkeys("\u2014\u2015", " - "),
        "\u2026": "...",
        **dict.fromkeys("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff", ""),
        **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
    }
)
_PIECE = re.compile(r"\S+")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DIGITS = re.compile(r"\d[\d.,:/]*")
_CLOSES = frozenset(".!?:")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or what stands between words; `opens`: it begins a sentence. `first` and `behind` are places in the text."""

    text: str
    first: int
    behind: int
    is_word: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its words, in order."""

    text: str
    words: tuple[_Word, ...]

    def between(self, first: int, behind: int) -> str:
        """How do these words stand in it?"""
        if first == behind:
            return ""
        return " ".join(self.text[self.words[first].first : self.words[behind - 1].behind].replace('"', " ").split())


def _text(text: str) -> _Text:
    plain = unicodedata.normalize("NFC", text.translate(_SAME))
    words, opens = list[_Word](), True
    for piece in _PIECE.finditer(plain.replace('"', " ")):
        for first, behind in _parts(piece.group()):
            part = piece.group()[first:behind]
            is_word = any(not _is_stop(each) for each in part)
            words.append(_Word(part, piece.start() + first, piece.start() + behind, is_word, opens and is_word))
            opens = not is_word and (opens or part[-1] in _CLOSES)
    while words and not words[-1].is_word and words[-1].text in {".", ",", ";"}:
        words.pop()
    return _Text(plain, tuple(words))


def _parts(piece: str) -> Iterator[tuple[int, int]]:
    """The stops before a word, the word, the stops behind it, without single quotation marks. An abbreviation keeps its dot."""
    first, behind = 0, len(piece)
    while first < behind and _is_stop(piece[first]):
        first += 1
    while behind > first and _is_stop(piece[behind - 1]):
        behind -= 1
    if _ABBREVIATION.fullmatch(piece[first:behind]) and piece[behind : behind + 1] == ".":
        behind += 1
    yield from _runs(piece, 0, first)
    if first < behind:
        yield first, behind
    yield from _runs(piece, behind, len(piece))


def _runs(piece: str, first: int, behind: int) -> Iterator[tuple[int, int]]:
    """Stop by stop; three dots are one."""
    while first < behind:
        length = 3 if piece[first : first + 3] == "..." else 1
        if piece[first] != "'":
            yield first, first + length
        first += length


def _is_stop(character: str) -> bool:
    return unicodedata.category(character)[0] == "P" and character not in "%#@&"


def _low(word: str) -> str:
    """A word in small letters, an abbreviation without its dots, digits of any script as 0 to 9 and without commas."""
    if _DIGITS.fullmatch(word):
        plain = "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in word)
        return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    return _undotted(word).casefold()


def _undotted(word: str) -> str:
    return word.replace(".", "") if _ABBREVIATION.fullmatch(word.removesuffix(".")) else word


# -- Quotations --------------------------------------------------------------------------------------------------------------


def _differing(copy: _Text, original: _Text) -> Iterator[Drift]:
    """Piece by piece, in the order of the copy. Which of the two is the copy changes on which side a piece stands, no more."""
    from rapidfuzz.distance import Levenshtein

    opening = {_low(word.text) for text in (copy, original) for word in text.words if word.opens}
    a, b = ([_exact(word.text, opening) for word in text.words] for text in (copy, original))
    turned = (len(a), a) > (len(b), b)  # of several shortest ways to align them always the same one
    steps = Levenshtein.opcodes(b, a) if turned else Levenshtein.opcodes(a, b)
    spans = [(step.tag, (step.src_start, step.src_end), (step.dest_start, step.dest_end)) for step in steps]
    is_name = _names([*copy.words, *original.words])
    for one, two in _joined(spans):
        mine, theirs = (two, one) if turned else (one, two)
        here, there = copy.between(*mine), original.between(*theirs)
        yield Drift(_kind(copy.words[slice(*mine)], original.words[slice(*theirs)], is_name), here, there)


def _exact(word: str, opening: set[str]) -> str:
    """A word as it is written, but for a capital that may be that of a sentence."""
    low = _low(word)
    return low if low in opening or word[0].isdigit() else _undotted(word)


_Span = tuple[int, int]


def _joined(steps: Iterable[tuple[str, _Span, _Span]]) -> Iterator[tuple[_Span, _Span]]:
    """What differs, with what stands beside it and differs as well."""
    ahead: tuple[_Span, _Span] | None = None
    for tag, one, two in steps:
        if tag != "equal":
            ahead = (one, two) if ahead is None else ((ahead[0][0], one[1]), (ahead[1][0], two[1]))
        elif ahead is not None:
            yield ahead
            ahead = None
    if ahead is not None:
        yield ahead


def _kind(here: Sequence[_Word], there: Sequence[_Word], is_name: _Marks) -> DriftKind:
    """What differs, where these words stand for those? The first of the marks that the two sides do not share."""
    for kind, is_said in ((DriftKind.NEGATION, _is_negation), (DriftKind.DOUBT, _is_doubt)):
        if any(map(is_said, here)) != any(map(is_said, there)):
            return kind
    for kind, marks in ((DriftKind.NUMBER, _is_number), (DriftKind.NAME, is_name)):
        if {_same(word.text) for word in here if marks(word)} != {_same(word.text) for word in there if marks(word)}:
            return kind
    return DriftKind.WORDING


# -- Marked words ------------------------------------------------------------------------------------------------------------

_Marks = Callable[[_Word], bool]
_NAMES = frozenset([*ALIKE.values(), *PHRASES.values()])


def _is_number(word: _Word) -> bool:
    low = _low(word.text)
    if low == "may":  # the month, which no capital tells from the word of doubt where a sentence begins
        return word.text[0].isupper() and not word.opens
    return low[0].isdigit() or low in NUMERALS or low in COUNTED or low in SLIGHT


def _is_negation(word: _Word) -> bool:
    return NEGATIONS.fullmatch(_low(word.text)) is not None


def _is_doubt(word: _Word) -> bool:
    return DOUBTS.fullmatch(_low(word.text)) is not None and not _is_number(word)


def _is_name(word: _Word) -> bool:
    """Is it a word with a capital, or for a side, that is nothing else?"""
    same, capital = _same(word.text), any(each.isupper() for each in word.text)
    if same in SIDES or (capital and same in _NAMES):
        return True
    return capital and _bare(word.text) not in NO_NAMES and not any(other(word) for other in _OTHERS)


_OTHERS: tuple[_Marks, ...] = (_is_number, _is_negation, _is_doubt)


def _names(words: Iterable[_Word]) -> _Marks:
    """Which words are names? One that opens a sentence, if it is one elsewhere too or is formed like one."""
    known = frozenset(_same(word.text) for word in words if not word.opens and _is_name(word))
    return lambda word: _is_name(word) and (not word.opens or _same(word.text) in known or _is_formed(word.text))


def _is_formed(word: str) -> bool:
    """Is it formed like a name: it owns something, has more capitals, or is in a table of them?"""
    return word.endswith("'s") or any(each.isupper() for each in word[1:]) or _same(word) in SIDES | _NAMES


_TWO_WORDS = frozenset(["us", "May"])
"""With another capital it is another word: the name, and the word of doubt."""


def _bare(word: str) -> str:
    return _low(word).removesuffix("'s").removesuffix("'")


def _same(word: str) -> str:
    """What is the same in another form? A number in words as its digits, a name without its endings."""
    low = _bare(word)
    if word in _TWO_WORDS:
        return word
    return str(NUMERALS[low]) if low in NUMERALS else ALIKE.get(low, PHRASES.get(tuple(low.split()), low))


def _marked(edge: Edge, copy: _Text, original: _Text) -> Iterator[Drift]:
    """Names, numbers, negations and doubts that stand on one side alone, kind by kind.

    Of a translation numbers alone are looked at, and only where other ones stand in their place: they may be in words there.
    A summary leaves names and numbers out: only what it adds counts.
    """
    mine, theirs = _phrased(copy), _phrased(original)
    for kind, (here, there) in (
        (DriftKind.NAME, _alone(mine, theirs, _names([*mine, *theirs]))),
        (DriftKind.NUMBER, _numbers(mine, theirs)),
        (DriftKind.NEGATION, _lacking(mine, theirs, _is_negation)),
        (DriftKind.DOUBT, _lacking(mine, theirs, _is_doubt)),
    ):
        left_out = edge is Edge.SUMMARISES and kind in {DriftKind.NAME, DriftKind.NUMBER} and not here
        untold = edge is Edge.TRANSLATES and (kind is not DriftKind.NUMBER or not (here and there))
        if (here or there) and not left_out and not untold:
            yield Drift(kind, ", ".join(here), ", ".join(there))


def _phrased(text: _Text) -> list[_Word]:
    """The words alone, names of several words as one."""
    words, found, at = [word for word in text.words if word.is_word], list[_Word](), 0
    while at < len(words):
        length = next((size for size in (4, 3, 2) if tuple(_bare(w.text) for w in words[at : at + size]) in PHRASES), 1)
        parts = words[at : at + length]
        said = " ".join(word.text for word in parts)
        found.append(_Word(said, parts[0].first, parts[-1].behind, is_word=True, opens=parts[0].opens))
        at += length
    return found


_Alone = tuple[list[str], list[str]]


def _alone(mine: Sequence[_Word], theirs: Sequence[_Word], marks: _Marks) -> _Alone:
    """Which marked words stand on one side and not on the other? In their order, each once; neighbours together."""
    here, there = {_same(word.text) for word in mine}, {_same(word.text) for word in theirs}
    return _only(mine, there, marks), _only(theirs, here, marks)


def _only(of: Sequence[_Word], others: set[str], marks: _Marks) -> list[str]:
    found, before = list[str](), -2
    for place, word in enumerate(of):
        if marks(word) and _same(word.text) not in others:
            joins = before == place - 1 and not word.text[0].isdigit()
            found = [*found[:-1], f"{found[-1]} {word.text}"] if joins else [*found, word.text]
            before = place
    return list(dict.fromkeys(found))


def _numbers(mine: Sequence[_Word], theirs: Sequence[_Word]) -> _Alone:
    here, there = _alone(mine, theirs, _is_number)
    slight = all(word.casefold() in SLIGHT for word in (*here, *there))
    return ([], []) if slight and not (here and there) else (here, there)


def _lacking(mine: Sequence[_Word], theirs: Sequence[_Word], marks: _Marks) -> _Alone:
    """The marked words of one side, where there is none at all on the other: which word says it does not matter."""
    here, there = ([word.text for word in words if marks(word)] for words in (mine, theirs))
    return ([], []) if here and there else (list(dict.fromkeys(here)), list(dict.fromkeys(there)))
