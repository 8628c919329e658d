"""How are phrase cards shown: on a terminal, on the page of the docs, and for a machine?

Arabic stands last on its line everywhere, so that a terminal which turns its direction moves nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from unicodedata import category

from herald.acknowledgement.cards import GROUP, OWN_NAMES, RIGHT_TO_LEFT, Card, Language, Phrase, Topic, usable
from herald.acknowledgement.spelling import SPELLING
from herald.formats.answer import Document
from herald.wording import plain

EXERCISE_ONLY = "not reviewed: for exercises only"
_NUMBER = 5
_LABEL = 9
_WORDS = _NUMBER + _LABEL


def render(cards: Sequence[Card], languages: Sequence[Language], width: int = 80) -> str:
    """What do these cards say in these languages, as a table in so many columns? Ends with a newline.

    Cards that nobody has reviewed are marked, all of them in one line at the head where there are no others.
    """
    unreviewed = {card.number for card in cards if not usable([card], exercise=False, languages=languages)}
    marked = set() if len(unreviewed) == len(cards) else unreviewed
    blocks = [
        "\n".join([topic.upper(), *(line for card in group for line in _card(card, languages, width, marked))])
        for topic, group in groupby(cards, key=lambda card: card.topic)
    ]
    head = [EXERCISE_ONLY.upper()] if unreviewed and not marked else []
    return "\n\n".join([*head, *blocks]) + "\n"


def _card(card: Card, languages: Sequence[Language], width: int, marked: Collection[int]) -> Iterator[str]:
    rows = [row for language in languages for row in _rows(language, card.phrases[language])]
    rows += [("answers", " ".join(map(str, card.answers)))] if card.answers else []
    rows += [("note", EXERCISE_ONLY)] if card.number in marked else []
    for at, (label, words) in enumerate(rows):
        number = str(card.number) if at == 0 else ""
        first, *others = _wrapped(plain(words), width - _WORDS)
        yield f"{number:<{_NUMBER}}{label:<{_LABEL}}{first}"
        yield from (" " * _WORDS + each for each in others)


def _rows(language: Language, phrase: Phrase) -> Iterator[tuple[str, str]]:
    yield language, phrase.words
    if phrase.aloud is not None:
        yield "aloud", phrase.aloud


def _wrapped(words: str, columns: int) -> list[str]:
    """Lines of so many columns; a mark that stands over or under a letter takes none."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if columns_of(longer) <= columns or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def columns_of(words: str) -> int:
    r"""How many columns of a terminal do these words take? Marks that stand over or under a letter take none.

    >>> columns_of("caf\u00e9"), columns_of("cafe\u0301")
    (4, 4)
    """
    return sum(category(each) not in {"Mn", "Me", "Cf"} for each in words)


def document(cards: Iterable[Card], languages: Sequence[Language]) -> Document:
    """The same as plain JSON values."""
    return {
        "languages": [
            {"language": each, "name": OWN_NAMES[each], "direction": "rtl" if each in RIGHT_TO_LEFT else "ltr"}
            for each in languages
        ],
        "cards": [
            {
                "number": card.number,
                "topic": card.topic,
                "answers": list(card.answers),
                "phrases": {each: _phrase(card.phrases[each]) for each in languages},
            }
            for card in cards
        ],
    }


def _phrase(phrase: Phrase) -> Document:
    return {"words": phrase.words, "aloud": phrase.aloud, "reviewed": phrase.reviewed, "by": phrase.reviewed_by}


# -- The page of the docs ----------------------------------------------------------------------------------------------


def page(cards: Sequence[Card]) -> str:
    """What does the page of the docs list? Every card in every language, and how letters and digits are spelled, as Markdown."""
    tables = [
        "\n".join([f"## {_hundreds(topic)}: {topic}", "", *_head(), *(row for card in group for row in _table(card))])
        for topic, group in groupby(cards, key=lambda card: card.topic)
    ]
    return "\n\n".join([*tables, _spelling()]) + "\n"


def _hundreds(topic: Topic) -> int:
    return (list(Topic).index(topic) + 1) * GROUP


def _head() -> tuple[str, str]:
    return "| card | | says | aloud | reviewed by | answered by |", "|---|---|---|---|---|---|"


def _table(card: Card) -> Iterator[str]:
    for at, (language, phrase) in enumerate(card.phrases.items()):
        number, answers = (f"**{card.number}**", " ".join(map(str, card.answers))) if at == 0 else ("", "")
        words = escape(phrase.words, quote=False)
        shown = f'<span dir="rtl">{words}</span>' if language in RIGHT_TO_LEFT else words
        yield f"| {number} | {language} | {shown} | {phrase.aloud or ''} | {phrase.reviewed_by or ''} | {answers} |"


def _spelling() -> str:
    rows = [f"| {character} | {each.word} | {each.aloud} |" for character, each in SPELLING.items()]
    return "\n".join(["## Letters and digits", "", "| | word | aloud |", "|---|---|---|", *rows])
