"""`herald call stop`: something must cease now. Sealed before anything else, read aloud, told to all at once, with a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from herald.acknowledgement.cards import Language as Spoken
from herald.commandline import acting, callsteps, options, records
from herald.commandline.callsteps import Key, Number, Persons, To, Words
from herald.commandline.outcome import Code, deliver, say
from herald.prevented import Prevented
from herald.record.calling import CallStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from herald.acknowledgement.stopcall import Line, StopCall
    from herald.canonical import Json
    from herald.commandline.acting import Signer
    from herald.geometry.coordinates import Forms, Typed
    from herald.record.calling import Call
    from herald.units import Instant, NoticeId

OFFICER = "the duty officer"


def stop(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Annotated[
        str | None, typer.Argument(metavar="[INDEX]", help="The notice that it is about, if any.", show_default=False)
    ] = None,
    mission: records.MissionPath = None,
    where: Annotated[
        str | None, typer.Option("--where", metavar="TEXT", help="Where: coordinates in any form, or words.")
    ] = None,
    what: Annotated[
        str | None, typer.Option("--what", metavar="TEXT", help="What happens, in the caller's words.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="INSTANT", help="Since when.")] = None,
    key: Key = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="PARTY", help="The other side; may be given again. Else all, and the cell."),
    ] = None,
    datum: Annotated[
        str | None, typer.Option("--datum", metavar="D", help="What the coordinates were read from; else WGS 84.")
    ] = None,
    language: Annotated[
        Spoken, typer.Option("--language", help="In which language; the script says both.")
    ] = Spoken.EN,
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal that something must cease now, then print what to read aloud and whom to ring first, party by party.

    It is sealed before anything else. What is not known yet is left out, and said to be: nobody waits for it. A place that is no
    coordinates is taken as the caller's words. If it cannot be sealed the script is printed all the same, and the code is not 0.
    """
    index, mission = _parted(index, mission)
    by, number, begun = callsteps.signer(key, mission), callsteps.drawn(), acting.moment(at)
    others = callsteps.others(by, None, to or callsteps.parties(by))
    typed, happens_since = _typed(where, datum), _since(since)
    notice = None if index is None else int(index)
    act = callsteps.step(number, CallStep.STOP, others, begun, language=language.value, notice=notice)
    values = callsteps.fields(_sealed_words(where, typed, what, happens_since), persons)
    asked = _Asked(by, persons, where, typed, what, happens_since, notice)
    if sign_only or by.database is None:
        code = callsteps.only_signed(by, act, values, number)
        say(*_aloud(_script(asked.call(), by, language)).splitlines())
        return code
    return _sealed_and_told(asked, act, values, language, as_json=as_json)


def _parted(index: str | None, mission: str | None) -> tuple[str | None, str | None]:
    """Which notice, and which mission? What stands alone and is no number is the mission."""
    if index is None or (index.isascii() and index.isdigit()):
        return index, mission
    if mission is not None:
        raise typer.BadParameter(f"{index}: the index of a notice is a number", param_hint="INDEX")
    return None, index


def _typed(where: str | None, datum: str | None) -> Typed | None:
    """The place, if it can be read as coordinates; if not, that is said, and nobody is kept waiting."""
    from herald.geometry.coordinates import read

    if where is None:
        return None
    try:
        return read(where, datum)
    except ValueError as error:
        say(f"herald: the place is taken as words, not as coordinates: {error}")
        return None


def _since(given: str | None) -> Instant | None:
    from herald.units import parse_instant

    try:
        return None if given is None else parse_instant(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given}: expected {error}", param_hint="--since") from None


def _sealed_words(where: str | None, typed: Typed | None, what: str | None, since: Instant | None) -> Json:
    from herald.acknowledgement import callwords

    return callwords.of_stop(where, None if typed is None else _forms(typed), what, since)


def _forms(typed: Typed) -> Forms:
    from herald.geometry.coordinates import forms

    return forms(typed.place, max(typed.uncertainty_m, 0.75))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, as it was typed: the script is made of it once it is sealed, since looking a place up takes its time."""

    by: Signer
    persons: str | None
    where: str | None
    typed: Typed | None
    what: str | None
    since: Instant | None
    notice: int | None

    def call(self) -> StopCall:
        """What the officer reads aloud."""
        from herald import files
        from herald.acknowledgement.stopcall import StopCall
        from herald.geometry.echo import echo

        where = self.where if self.typed is None else echo(self.typed, files.gazetteer())
        asked_by, exercise = self.persons or OFFICER, self.by.facts.exercise
        return StopCall(asked_by, self.by.party, where, self.what, self.since, self._notice(), exercise)

    def _notice(self) -> NoticeId | None:
        from herald.units import NoticeId

        if self.notice is None:
            return None
        if self.by.database is not None:
            with records.moment(self.by.database) as at:
                filed = at.record.filed_at(self.notice)
            if filed is not None:
                return filed.id
        return NoticeId(f"at index {self.notice}")


def _script(of: StopCall, by: Signer, language: Spoken) -> tuple[Line, ...]:
    from herald import files
    from herald.acknowledgement.cards import usable
    from herald.acknowledgement.stopcall import script

    spoken = (Spoken.EN, language)
    return script(of, usable(files.phrase_cards(), exercise=by.facts.exercise, languages=spoken), language)


def _aloud(lines: Sequence[Line]) -> str:
    from herald.formats.mission import calling

    return calling.script(lines)


def _sealed_and_told(asked: _Asked, act: Call, values: dict[str, Json], language: Spoken, *, as_json: bool) -> Code:
    """Sealed first, so that whatever fails behind it leaves the call there; read out even if it could not be sealed."""
    from herald.commandline import callringing
    from herald.formats import answer
    from herald.formats.mission import calldocuments

    by = asked.by
    say(f"herald: sealing stop call {callsteps.short(act.call)}; begin to ring, what to say follows")
    try:
        done = callsteps.sealed(by, act, values, f"stop call {callsteps.short(act.call)} of {by.party}")
    except Prevented:
        say(
            "herald: NOT SEALED. Read it aloud all the same:", *_aloud(_script(asked.call(), by, language)).splitlines()
        )
        raise
    lines = _script(asked.call(), by, language)
    rings = callringing.rings(by, act.call, act.others, act.at_us)
    if as_json:
        script, each_ring = calldocuments.script_document(lines), [each.document for each in rings]
        deliver(answer.text({"call": act.call, **done.document, "script": script, "ring": each_ring}))
    else:
        ring = "".join(each.said for each in rings)
        deliver(f"{done.said}\nSTOP CALL {callsteps.short(act.call)}  ({act.call})\n\n{ring}\n{_aloud(lines)}")
    return done.code


# -- Understood, stopped ---------------------------------------------------------------------------------------------------


def understood(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    mission: records.MissionPath = None,
    words: Words = None,
    key: Key = None,
    to: To = None,
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal that a stop call was understood: by the caller, that the other side said so; by the one called, that it has."""
    by = callsteps.signer(key, mission)
    return _told(by, CallStep.UNDERSTOOD, number, to, (words, persons, at), sign_only=sign_only, as_json=as_json)


def stopped(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    mission: records.MissionPath = None,
    words: Words = None,
    key: Key = None,
    to: To = None,
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal that what a stop call was about has stopped. With the caller's word it is no longer open; with another's it is."""
    by = callsteps.signer(key, mission)
    return _told(by, CallStep.STOPPED, number, to, (words, persons, at), sign_only=sign_only, as_json=as_json)


def _told(
    by: Signer,
    of: CallStep,
    number: str,
    to: Sequence[str] | None,
    stated: tuple[str | None, str | None, str | None],
    *,
    sign_only: bool,
    as_json: bool,
) -> Code:
    said, persons, at = stated
    found, when = callsteps.chosen(by, number), acting.moment(at)
    act = callsteps.step(found.number, of, callsteps.others(by, found.call, to), when)
    code = callsteps.finished(by, act, callsteps.fields(said, persons), sign_only=sign_only, as_json=as_json)
    if by.database is not None and not (sign_only or as_json):
        deliver(_clocks(by, found.number))
    return code


def _clocks(by: Signer, number: str) -> str:
    """How does the stop call stand now, with each party?"""
    from herald.acknowledgement.hotline import stops
    from herald.commandline import clock
    from herald.formats.mission import calling

    call = callsteps.known(by.database, callsteps.viewer(by), number)
    return "".join(f"{line}\n" for stop in stops([call]) for line in calling.stop_call(stop, clock.now()))
