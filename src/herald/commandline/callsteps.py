"""One step of a call, signed by a key of this machine: of which call, to whom, in which words; sealed and told."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, records
from herald.commandline.acting import Signer
from herald.commandline.outcome import Code, deliver, say
from herald.record.calling import Call, CallStep, Purpose, Rang
from herald.wording import plain

if TYPE_CHECKING:
    from herald.acknowledgement.hotline import CallOnRecord
    from herald.canonical import Json
    from herald.disclosure.viewer import Viewer
    from herald.formats.answer import Document
    from herald.record.acts import Act
    from herald.units import Instant, PartyId

Number = Annotated[
    str,
    typer.Argument(metavar="NUMBER", help="The call's number, or its first six figures or more.", show_default=False),
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="LABEL", help="Which of this machine's keys signs; else its only one of a person."),
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="PARTY", help="The other side; may be given again. Else those spoken to before."),
]
Words = Annotated[str | None, typer.Option("--words", metavar="TEXT", help="The words, as they were spoken.")]
Card = Annotated[int | None, typer.Option("--card", metavar="N", help="The phrase card that was said.")]
Persons = Annotated[
    str | None, typer.Option("--persons", metavar="TEXT", help="Who spoke; only the own side and the cell see it.")
]
Channel = Annotated[
    str, typer.Option("--channel", metavar="TEXT", help="By which line, like phone or VHF 121.5.", show_default=False)
]
Language = Annotated[
    str, typer.Option("--language", metavar="CODE", help="In which language, by two or three letters.")
]
Of = Annotated[
    int | None, typer.Option("--of", metavar="INDEX", min=0, help="The notice that it is about, by its index.")
]
_FEWEST, _ALL = 6, 32
_FIGURES = re.compile(r"[0-9a-f]{6,32}", re.ASCII)


# -- Who, which call, to whom ----------------------------------------------------------------------------------------------


def signer(label: str | None, mission: str | None) -> Signer:
    """Who acts? By the key of this label, else by the only key of a person on this machine. Raises typer.BadParameter."""
    return acting.signer(label or _only_person(), mission)


def _only_person() -> str:
    from herald.commandline import keys

    labels = [head.label for head in keys.folder().heads() if head.role == "person"]
    if len(labels) != 1:
        seen = ", ".join(labels) or "none"
        raise typer.BadParameter(f"which key signs? Of persons there are here: {seen}", param_hint="--key")
    return labels[0]


def drawn() -> str:
    """The number of a new call, by lot."""
    return os.urandom(_ALL // 2).hex()


def short(number: str) -> str:
    """By which figures is it typed?"""
    return number[:_FEWEST]


def figures(given: str) -> str:
    """Which figures of a call's number are these? Raises typer.BadParameter."""
    found = given.lower()
    if _FIGURES.fullmatch(found) is None:
        raise typer.BadParameter(
            f"{given}: the first {_FEWEST} figures of a call's number, or more", param_hint="NUMBER"
        )
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """The call that is meant; `call` is what the record holds of it for whoever acts, None where no record is at hand."""

    number: str
    call: CallOnRecord | None


def chosen(by: Signer, given: str) -> Chosen:
    """Which call is meant? Raises typer.BadParameter where it is none that the party knows, or could be several."""
    begins = figures(given)
    if by.database is None:
        if len(begins) < _ALL:
            raise typer.BadParameter(f"{given}: all {_ALL} figures, as the record is not here", param_hint="NUMBER")
        return Chosen(begins, None)
    found = known(by.database, viewer(by), begins)
    return Chosen(found.number, found)


def known(database: str | None, seen_by: Viewer, begins: str) -> CallOnRecord:
    """Which call of this record has a number that begins so, for these eyes? Raises typer.BadParameter."""
    from herald.commandline import clock
    from herald.desk import calling
    from herald.disclosure import calls

    with records.moment(database) as at:
        found = calls.call(calling.facts_of(at.record, at.books, begins), seen_by, begins, clock.now())
    if len(found) != 1:
        raise typer.BadParameter(which(begins, [each.call for each in found]), param_hint="NUMBER")
    return found[0].call


def which(begins: str, found: Sequence[CallOnRecord]) -> str:
    """Why is it not clear which call is meant?"""
    told = f"more than one call begins so: {', '.join(each.number for each in found)}"
    return f"{begins}: {told if found else 'no such call is known'}"


def viewer(by: Signer) -> Viewer:
    """With whose eyes does it look? The cell's own officers with the cell's."""
    from herald.disclosure.viewer import CELL, Viewer

    return CELL if by.party == by.facts.cell else Viewer(by.party)


def parties(by: Signer) -> tuple[PartyId, ...]:
    """Whom could it call? Every other party in the agreement's order, and the cell."""
    return tuple(each for each in dict.fromkeys([*by.facts.parties, by.facts.cell]) if each != by.party)


def others(by: Signer, call: CallOnRecord | None, to: Sequence[str] | None) -> tuple[PartyId, ...]:
    """To whom is it said? To those named, else to whom it was spoken before in this call. Raises typer.BadParameter."""
    from herald.acknowledgement.hotline import others_of

    there = parties(by)
    named = tuple(dict.fromkeys(each for name in to or () for each in (_party(name, there),)))
    if named:
        return named
    before = () if call is None else others_of(call, by.party)
    if not before:
        raise typer.BadParameter("to whom? Nobody was spoken to in this call by what is here", param_hint="--to")
    return before


def _party(name: str, there: Sequence[PartyId]) -> PartyId:
    found = next((party for party in there if party == name), None)
    if found is None:
        raise typer.BadParameter(f"{name}: whom you could call: {', '.join(there)}", param_hint="--to")
    return found


# -- The words -------------------------------------------------------------------------------------------------------------


def words(by: Signer, said: str | None, card: int | None, language: str) -> Json:
    """What was said? Words, or a card. Raises typer.BadParameter, and NotReviewed for a card that may not be used."""
    if (said is None) is (card is None):
        raise typer.BadParameter("the words, or a card: one of the two", param_hint="--words")
    return said if card is None else _from_card(by, card, language)


def _from_card(by: Signer, number: int, language: str) -> Json:
    from herald import files
    from herald.acknowledgement import callwords
    from herald.acknowledgement.cards import Language as Spoken
    from herald.acknowledgement.cards import usable
    from herald.commandline.callcards import NotReviewed

    card = next((each for each in files.phrase_cards() if each.number == number), None)
    if card is None or language not in set(Spoken):
        raise typer.BadParameter(f"{number}: no card of this number speaks {language}", param_hint="--card")
    spoken = Spoken(language)
    if not usable([card], exercise=by.facts.exercise, languages=(Spoken.EN, spoken)):
        raise NotReviewed(f"nobody has reviewed card {number} in {language}, and this mission is no exercise")
    return callwords.from_card(number, card.phrases[spoken].words)


# -- Sealing ---------------------------------------------------------------------------------------------------------------


def step(  # noqa: PLR0913 -- a member of the act each
    number: str,
    of: CallStep,
    others: Sequence[PartyId],
    at: Instant,
    *,
    channel: str | None = None,
    language: str | None = None,
    notice: int | None = None,
    purpose: Purpose | None = None,
    result: Rang | None = None,
    rung: int | None = None,
) -> Call:
    """The act of this step."""
    return Call(at, number, channel, language, notice, tuple(others), purpose, result, rung, of)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an entry: with which code, as JSON, and in words."""

    code: Code
    document: Document
    said: str

    @property
    def is_sealed(self) -> bool:
        """Does it stand in the log?"""
        return self.code is Code.NOTHING_LISTED


def sealed(by: Signer, act: Act, values: Mapping[str, Json], what: str) -> Done:
    """Sign this act and seal it in the record that is here; `what` says in words what it is."""
    from herald.desk.sequencer import Sealing
    from herald.disclosure import receipts
    from herald.disclosure.viewer import CELL
    from herald.formats.mission import documents
    from herald.formats.mission import words as wording

    line = acting.signed(by, act, values)
    with records.sequencer(by.database) as (_, sequencer):
        (outcome,) = sequencer.seal([line])
    marked, mark = {"exercise": by.facts.exercise}, f"{wording.EXERCISE}\n\n" if by.facts.exercise else ""
    if not isinstance(outcome, Sealing):
        refused = outcome.refused
        told = f"NOT SEALED, {plain(what)}: REFUSED ({refused.code}): {plain(refused.why)}.\n"
        return Done(Code.UNVERIFIED, {**marked, "refused": refused.code, "why": refused.why}, mark + told)
    shown = receipts.receipt(outcome.receipt, CELL)
    assert shown is not None  # noqa: S101  the cell sees every receipt
    return Done(Code.NOTHING_LISTED, {**marked, **documents.receipt(shown)}, mark + wording.receipt(shown, what))


def only_signed(by: Signer, act: Act, values: Mapping[str, Json], number: str | None = None) -> Code:
    """The entry on standard output, for the cell to seal; a new call's number in words."""
    if number is not None:
        say(f"herald: the call's number: {number}")
    deliver(acting.signed(by, act, values).decode() + "\n")
    return Code.NOTHING_LISTED


def fields(words: Json = None, persons: str | None = None) -> dict[str, Json]:
    """The fields of a step: nothing is said of what was not stated."""
    return {"persons": persons, "words": words}


def finished(by: Signer, act: Call, values: Mapping[str, Json], *, sign_only: bool, as_json: bool) -> Code:
    """Seal a step of a call and tell of it, or only sign it."""
    from herald.formats import answer

    if sign_only or by.database is None:
        return only_signed(by, act, values)
    done = sealed(by, act, values, f"call {short(act.call)}: {act.step}, by {by.party}")
    deliver(answer.text({"call": act.call, **done.document}) if as_json else done.said)
    return done.code
