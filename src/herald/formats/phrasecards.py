"""What do the phrase cards say? One TOML file a language, read strictly, all that is wrong at once.

Each file stands by itself, so that whoever reviews a language needs no other; together they must hold the same cards, open in the
same places and answered by the same.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from herald.acknowledgement.cards import (
    OTHER_SCRIPT,
    PLACEHOLDERS,
    Card,
    Language,
    Phrase,
    confusable,
    is_number,
    placeholders,
)
from herald.jsontext import WHOLE, decoded, exact, quoted
from herald.malformed import Malformed, Problem
from herald.members import Members, Where, caught, choice, each, flag, gather, listed, members, name, said, whole

LARGEST_BYTES = 256 * 1024
LONGEST_LINE = 1000
"""In characters. The library's time grows with the square of a key's parts, which all stand on one line."""
LONGEST_WORDS = 160
"""In characters: what is longer is not said in one breath, nor read back."""
_TOP = ("language", "card")
_CARD = ("number", "words", "aloud", "answers", "reviewed", "by")


def read(files: Sequence[tuple[str, bytes]]) -> tuple[Card, ...]:
    """Which cards do these files hold together, each with its name? In the order of their numbers.

    Raises Malformed with every problem of every file; where each is right by itself, with all in which they differ.
    """
    sheets = each(files, lambda file: (file[0], parse(*file)))
    problems = [*_languages(sheets), *_differences(sheets)]
    if problems:
        raise Malformed(problems)
    return tuple(_together(alike) for alike in zip(*(cards for _, cards in sheets), strict=True))


def parse(file: str, data: bytes) -> tuple[Card, ...]:
    """Which cards does the file of one language hold? Each with its phrase in that language alone.

    Raises Malformed with every problem of the file. Source: TOML 1.0.0; docs/cards.md.
    """
    top = Members(_table(file, data), Where(file))
    numbers = tuple(_stated(top))
    language = caught(lambda: top.need("language", choice(Language)))[0]
    read_cards = listed(lambda value, where: _card(members(value, where), language, numbers), "tables headed [[card]]")
    _, _, cards, _ = gather(
        lambda: top.only(_TOP),
        lambda: top.need("language", choice(Language)),
        lambda: top.need("card", read_cards),
        lambda: _numbers(top.where, numbers),
    )
    return cards


def _table(file: str, data: bytes) -> Mapping[str, object]:
    if len(data) > LARGEST_BYTES:
        raise Where(file).wrong("more", f"at most {LARGEST_BYTES // 1024} KiB")
    text = decoded(file, data)
    for at, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            raise Malformed([Problem(file, None, f"line {at}", "more", f"at most {LONGEST_LINE} characters")])
    try:
        return tomllib.loads(text, parse_float=exact)
    except RecursionError:
        raise Where(file).wrong("lists or tables nested very deep", "phrase cards") from None
    except ValueError as error:
        raise Malformed([Problem(file, None, WHOLE, quoted(str(error), 200), "TOML")]) from None


def _stated(top: Members) -> Iterator[int]:
    """Every number that a card states, whatever else is wrong with it."""
    cards = top.values.get("card")
    for card in cards if isinstance(cards, list) else ():
        number = card.get("number") if isinstance(card, dict) else None
        if isinstance(number, int) and not isinstance(number, bool):
            yield number


def _numbers(where: Where, numbers: Sequence[int]) -> None:
    """Do they ascend, and is none of them another misheard?"""
    here, problems = where.member("card"), list[Problem]()
    for before, after in pairwise(numbers):
        if after <= before:
            problems += here.wrong(f"{after} after {before}", "cards in the order of their numbers, each once").problems
    for one, other in confusable({number for number in numbers if is_number(number)}):
        problems += here.wrong(f"{one} and {other}", "numbers of which none is another misheard").problems
    if problems:
        raise Malformed(problems)


def _card(card: Members, language: Language | None, numbers: Collection[int]) -> Card:
    foreign = None if language is None else language in OTHER_SCRIPT
    _, number, answers, (words, aloud), reviewer = gather(
        lambda: card.only(_CARD),
        lambda: card.need("number", _number),
        lambda: card.need("answers", listed(lambda value, where: _answer(value, where, numbers), "a list of numbers")),
        lambda: _spoken(card, foreign=foreign),
        lambda: _reviewer(card),
    )
    phrases = {} if language is None else {language: Phrase(words, aloud, reviewer)}
    return Card(number, answers, MappingProxyType(phrases))


def _number(value: object, where: Where) -> int:
    number = whole(value, where)
    if not is_number(number):
        raise where.wrong(said(value), "a number of three digits from 100 to 899")
    return number


def _answer(value: object, where: Where, numbers: Collection[int]) -> int:
    number = whole(value, where)
    if number not in numbers:
        raise where.wrong(said(value), "the number of a card of this file")
    return number


def _spoken(card: Members, *, foreign: bool | None) -> tuple[str, str | None]:
    """The words, and how they are spoken: stated where the language has another script (`foreign`), and nowhere else."""
    words, aloud = gather(lambda: card.need("words", _words), lambda: card.get("aloud", _aloud, None))
    where = card.where.member("aloud")
    if foreign is not None and foreign is (aloud is None):
        expected = "how it is spoken, in Latin letters" if foreign else "nothing: the language has Latin letters"
        raise where.wrong("nothing" if aloud is None else quoted(aloud), expected)
    if aloud is not None and placeholders(aloud) != placeholders(words):
        raise where.wrong(quoted(aloud), "the same left open as in the words")
    return words, aloud


def _words(value: object, where: Where) -> str:
    words = name(value, where)
    if len(words) > LONGEST_WORDS:
        raise where.wrong(quoted(words), f"at most {LONGEST_WORDS} characters")
    if not words.isprintable() or words != unicodedata.normalize("NFC", words) or words != words.strip():
        raise where.wrong(quoted(words), "visible characters in Unicode's form NFC, no blank at either end")
    open_ = placeholders(words)
    if words.count("{") != len(open_) or words.count("}") != len(open_) or not PLACEHOLDERS.issuperset(open_):
        expected = ", ".join(sorted(PLACEHOLDERS))
        raise where.wrong(quoted(words), f"in braces one of {expected}")
    return words


def _aloud(value: object, where: Where) -> str:
    aloud = _words(value, where)
    if not aloud.isascii():
        raise where.wrong(quoted(aloud), "the letters A to Z, hyphens and apostrophes")
    return aloud


def _reviewer(card: Members) -> str | None:
    """Who found it right: stated exactly where `reviewed` is true."""
    reviewed, reviewer = gather(lambda: card.need("reviewed", flag), lambda: card.get("by", name, None))
    if reviewed is (reviewer is None):
        expected = "who reviewed it" if reviewed else "nothing, as long as `reviewed` is false"
        raise card.where.member("by").wrong("nothing" if reviewer is None else quoted(reviewer), expected)
    return reviewer


Sheet = tuple[str, tuple[Card, ...]]
"""A file's name and its cards."""


def _languages(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """Is every language there once?"""
    stated = [language for _, cards in sheets for language in {each for card in cards for each in card.phrases}]
    for language in Language:
        if stated.count(language) != 1:
            seen = f"{language} {stated.count(language)} times"
            yield Problem(", ".join(file for file, _ in sheets) or "cards", None, "language", seen, "each once")


def _differences(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """In what do the files differ? Each is held against the first."""
    if not sheets:
        return
    first, model = sheets[0][0], {card.number: card for card in sheets[0][1]}
    for file, cards in sheets[1:]:
        here = {card.number: card for card in cards}
        for number in sorted(model.keys() ^ here.keys()):
            seen, expected = ("this card", "none") if number in here else ("nothing", "this card")
            yield Problem(file, None, f"card {number}", seen, f"{expected}, as in {first}")
        for number in sorted(model.keys() & here.keys()):
            yield from _difference(file, here[number], first, model[number])


def _difference(file: str, card: Card, first: str, model: Card) -> Iterator[Problem]:
    for member, seen, expected in (
        ("answers", card.answers, model.answers),
        ("words", _open(card), _open(model)),
    ):
        if seen != expected:
            shown, wanted = (", ".join(map(str, each)) or "nothing" for each in (seen, expected))
            left = "" if member == "answers" else " left open"
            yield Problem(file, None, f"card {card.number}.{member}", shown + left, f"{wanted}{left}, as in {first}")


def _open(card: Card) -> tuple[str, ...]:
    (phrase,) = card.phrases.values()
    return placeholders(phrase.words)


def _together(alike: Sequence[Card]) -> Card:
    phrases = {language: card.phrases[language] for card in alike for language in card.phrases}
    ordered = {language: phrases[language] for language in Language}
    return Card(alike[0].number, alike[0].answers, MappingProxyType(ordered))
