"""`herald call cards`: which numbered phrase says this, in the other's language, and how is it spoken?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.acknowledgement.cards import Language
from herald.commandline import options, records
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.prevented import Prevented

if TYPE_CHECKING:
    from herald.acknowledgement.cards import Card

FACTS = ".mission"
"""How the file ends that a party has instead of the record."""

InLanguage = Annotated[
    Language | None, typer.Option("--language", help="Also what the cards say in this language, and how it is spoken.")
]
Number = Annotated[
    int | None, typer.Option("--number", metavar="N", help="This card alone; without a language in all of them.")
]
Mission = Annotated[
    str | None,
    typer.Option(
        "--mission", metavar="M.db", help="Or a .mission file: in which mission they are used; else HERALD_MISSION."
    ),
]


class NotReviewed(Prevented):
    """Cards that nobody who knows the language has found right are read out in exercises alone."""

    code = "cards-not-reviewed"


def cards(
    language: InLanguage = None, number: Number = None, mission: Mission = None, as_json: options.AsJson = False
) -> Code:
    """Show the numbered phrase cards of the hotline: what each says, how that is spoken, and which cards answer it.

    In a mission that is no exercise only cards that were reviewed in English and in the other language are shown.
    """
    from herald import files
    from herald.commandline.check import style
    from herald.formats import answer, cardsheet

    shown = _languages(language, number)
    wanted = [card for card in files.phrase_cards() if number is None or card.number == number]
    if not wanted:
        raise typer.BadParameter(f"{number} is no card: have the number said again", param_hint="--number")
    held = _usable(wanted, shown, exercise=_is_exercise(mission))
    document = {**cardsheet.document(held, shown), "withheld": len(wanted) - len(held)}
    deliver(answer.text(document) if as_json else cardsheet.render(held, shown, style().width))
    if len(held) < len(wanted):
        say(f"herald: not shown, as nobody has reviewed them: {len(wanted) - len(held):,} of {len(wanted):,} cards")
    return Code.NOTHING_LISTED


def _languages(language: Language | None, number: int | None) -> tuple[Language, ...]:
    """English first, for whoever types the command; of one card every language, unless one is named."""
    if language is None:
        return (Language.EN,) if number is None else tuple(Language)
    return tuple(dict.fromkeys((Language.EN, language)))


def _usable(wanted: Sequence[Card], languages: Sequence[Language], *, exercise: bool) -> tuple[Card, ...]:
    """Those that may be used. Raises NotReviewed where that is none of them."""
    from herald.acknowledgement.cards import usable

    held = usable(wanted, exercise=exercise, languages=languages)
    if not held:
        which = f"card {wanted[0].number}" if len(wanted) == 1 else "the cards"
        raise NotReviewed(
            f"nobody has reviewed {which} in {', '.join(languages)}, and this mission is no exercise: have an interpreter speak"
        )
    return held


def _is_exercise(given: str | None) -> bool:
    """Are the cards only looked at, or used in an exercise? True too where there is no mission: then nothing is at stake."""
    named = given or os.environ.get(records.VARIABLE)
    if named is not None and Path(named).suffix == FACTS:
        return _stated(named)
    if named is None and len(list(Path().glob(f"*{records.ENDING}"))) != 1:
        return True
    with records.moment(named) as at:
        return at.books.exercise


def _stated(named: str) -> bool:
    """What does a party's `.mission` file say? Raises Unopenable; where it is malformed, its problems end the command."""
    from herald import files
    from herald.record import missionfile

    with telling_problems(as_json=False):
        return missionfile.read(files.contents([named])[named], named).exercise
