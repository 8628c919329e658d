"""What is said over a bad line to somebody whose language one does not know? Numbered phrase cards, the same in five languages.

A number alone says what its card says, so that a call gets through where words do not. The last of its three digits is a check
digit: one digit misheard, or two neighbours exchanged, is no other card. Nothing here accuses and nothing permits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

DIGITS = 3
GROUP = 100
"""The hundreds of a card's number are its topic."""
PLACEHOLDERS = frozenset({"language", "name", "notice", "number", "party", "place", "time"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Language(StrEnum):
    """The languages of the cards, by their codes in ISO 639-1."""

    EN = "en"
    FR = "fr"
    AR = "ar"
    RU = "ru"
    UK = "uk"


OWN_NAMES: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "English",
        Language.FR: "français",
        Language.AR: "العربية",
        Language.RU: "русский",
        Language.UK: "українська",
    }
)
"""Each language as it calls itself."""
RIGHT_TO_LEFT = frozenset({Language.AR})
OTHER_SCRIPT = frozenset({Language.AR, Language.RU, Language.UK})
"""The languages that are not written in Latin letters: their cards say how they are spoken."""


class Topic(StrEnum):
    """What a card is about, in the order of the hundreds of its number."""

    OPENING = "opening, and who am I"
    WHERE_AND_WHEN = "where, and when"
    MOVEMENT = "a movement, and its notice"
    STOP = "stop, cease, hold"
    HURT = "people who are hurt, help, evacuation"
    SAY_AGAIN = "not understood, say again, read back"
    ANSWER = "yes, no, numbers, wait"
    CLOSING = "closing, call again"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a card says in one language.

    `aloud` is how that is spoken, in Latin letters, for a reader who does not know the language: syllables parted by hyphens, the
    stressed ones in capitals; None where the language itself is written in Latin letters. `reviewed_by` is who, knowing both
    languages, found it right; None as long as nobody has.
    """

    words: str
    aloud: str | None
    reviewed_by: str | None

    @property
    def reviewed(self) -> bool:
        """Has somebody who knows the language found it right?"""
        return self.reviewed_by is not None


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to say: its number, the numbers of the cards that are expected in answer, and its phrase in each language."""

    number: int
    answers: tuple[int, ...]
    phrases: Mapping[Language, Phrase]

    @property
    def topic(self) -> Topic:
        """What is it about? Its hundreds say so."""
        return tuple(Topic)[self.number // GROUP - 1]


def is_number(number: int) -> bool:
    """Can a card have this number? Three digits, with a topic for the first.

    >>> is_number(403), is_number(40), is_number(903)
    (True, False, False)
    """
    return 1 <= number // GROUP <= len(Topic)


def placeholders(words: str) -> tuple[str, ...]:
    """What is left open in these words, in alphabetical order? What stands twice is there twice.

    >>> placeholders("It has stopped. The time: {time}.")
    ('time',)
    """
    return tuple(sorted(_PLACEHOLDER.findall(words)))


def filled(words: str, values: Mapping[str, str]) -> str:
    """What is said, once these are known? What is not known stays open.

    Not for a language that runs from right to left: digits that open a value would be shown at its other end. There the phrase is
    read first, and the value after it.

    >>> filled("Since: {time}.", {"time": "10 MAR 2026, 08:05 UTC"})
    'Since: 10 MAR 2026, 08:05 UTC.'
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), words)


def usable(
    cards: Sequence[Card], *, exercise: bool, languages: Collection[Language] = tuple(Language)
) -> tuple[Card, ...]:
    """Which of these cards may be read out between speakers of these languages? In an exercise all of them.

    Elsewhere those that were reviewed in each of the languages, English as little excepted as any: a number stands for a meaning
    only if it means the same on both sides. No language named is none that was reviewed.
    """
    if exercise:
        return tuple(cards)
    return tuple(card for card in cards if languages and all(_is_reviewed(card, language) for language in languages))


def _is_reviewed(card: Card, language: Language) -> bool:
    phrase = card.phrases.get(language)
    return phrase is not None and phrase.reviewed


def confusable(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """Which of these numbers could be taken for each other? Those with one digit another, or two neighbours exchanged.

    >>> list(confusable([403, 416, 413, 143]))
    [(143, 413), (403, 413), (413, 416)]
    """
    for one, other in combinations(sorted(numbers), 2):
        a, b = f"{one:0{DIGITS}d}", f"{other:0{DIGITS}d}"
        if sum(x != y for x, y in zip(a, b, strict=True)) == 1 or b in _exchanged(a):
            yield one, other


def _exchanged(figures: str) -> set[str]:
    return {figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :] for at in range(len(figures) - 1)}
