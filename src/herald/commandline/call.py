"""`herald call`: the hotline, as each side seals its own version of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, callsteps, options, records
from herald.commandline.callcards import cards
from herald.commandline.calllist import listed, show
from herald.commandline.callroster import check, roster, schedule
from herald.commandline.callsteps import (
    Card,
    Channel,
    Key,
    Language,
    Number,
    Of,
    Persons,
    To,
    Words,
)
from herald.commandline.callstops import stop, stopped, understood
from herald.commandline.outcome import Code, deliver
from herald.record.calling import CallStep, Purpose, Rang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from herald.canonical import Json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(short_help="A call begins.")
def start(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    to: Annotated[
        list[str],
        typer.Option("--to", metavar="PARTY", help="The other side; may be given again.", show_default=False),
    ],
    channel: Channel,
    purpose: Annotated[Purpose, typer.Option("--purpose", help="What it is about.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    of: Of = None,
    language: Language = "en",
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Begin a call, say its number, by which the other commands know it, and whom to ring by the roster."""
    from herald.formats import answer

    by, number = callsteps.signer(key, mission), callsteps.drawn()
    begun, others = acting.moment(at), callsteps.others(by, None, to)
    act = callsteps.step(
        number, CallStep.START, others, begun, channel=channel, language=language, notice=of, purpose=purpose
    )
    values = callsteps.fields(None, persons)
    if sign_only or by.database is None:
        return callsteps.only_signed(by, act, values, number)
    done = callsteps.sealed(by, act, values, f"call {callsteps.short(number)} of {by.party} begun")
    from herald.commandline import callringing

    rings = callringing.rings(by, number, others, begun)
    if as_json:
        deliver(answer.text({"call": number, **done.document, "ring": [each.document for each in rings]}))
    else:
        deliver(f"{done.said}\nCALL {callsteps.short(number)}  ({number})\n\n{''.join(each.said for each in rings)}")
    return done.code


def _speaking(of: CallStep, says: str) -> Callable[..., Code]:
    """The command by which words of this kind are sealed; `says` is its help."""

    def spoken(  # noqa: PLR0913, PLR0917 -- a parameter for each option
        number: Number,
        mission: records.MissionPath = None,
        words: Words = None,
        card: Card = None,
        key: Key = None,
        to: To = None,
        language: Language = "en",
        persons: Persons = None,
        at: acting.At = None,
        sign_only: acting.SignOnly = False,
        as_json: options.AsJson = False,
    ) -> Code:
        by = callsteps.signer(key, mission)
        said = callsteps.words(by, words, card, language)
        return _spoken(by, of, number, to, (said, persons, language, at), sign_only=sign_only, as_json=as_json)

    spoken.__doc__ = says
    return spoken


for command, short, of, says in (
    ("say", "What was said.", CallStep.SAID, "Seal what your side said: its words, or a phrase card by its number."),
    ("readback", "What was read back.", CallStep.READ_BACK, "Seal what was read back, as your side said or heard it."),
    (
        "agree",
        "What your side takes to be agreed.",
        CallStep.AGREED,
        "Seal what your side takes to be agreed. It binds and quotes nobody else: the other side says so for itself.",
    ),
    (
        "disagree",
        "What your side does not agree to.",
        CallStep.DISAGREED,
        "Seal what your side does not agree to, and in which words it said so.",
    ),
):
    app.command(command, short_help=short)(_speaking(of, says))


@app.command(short_help="A call ends.")
def end(  # noqa: PLR0913, PLR0917 -- a parameter for each option
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
    """End a call. A stop call that its caller ends is no longer open, whether it stopped or not."""
    by = callsteps.signer(key, mission)
    return _spoken(by, CallStep.END, number, to, (words, persons, None, at), sign_only=sign_only, as_json=as_json)


def _spoken(
    by: acting.Signer,
    of: CallStep,
    number: str,
    to: Sequence[str] | None,
    stated: tuple[Json, str | None, str | None, str | None],
    *,
    sign_only: bool,
    as_json: bool,
) -> Code:
    """Seal a step with its words, its persons, its language and its time."""
    said, persons, language, at = stated
    found, when = callsteps.chosen(by, number), acting.moment(at)
    act = callsteps.step(found.number, of, callsteps.others(by, found.call, to), when, language=language)
    return callsteps.finished(by, act, callsteps.fields(said, persons), sign_only=sign_only, as_json=as_json)


@app.command(short_help="A place of the roster was tried.")
def rang(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    to: Annotated[str, typer.Option("--to", metavar="PARTY", help="Whose roster.", show_default=False)],
    place: Annotated[
        int, typer.Option("--place", metavar="N", min=1, max=99, help="Which place of it.", show_default=False)
    ],
    result: Annotated[Rang, typer.Option("--result", help="What came of it.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal that a place of the other side's roster was tried, and say whom to ring next."""
    from herald.formats import answer

    by = callsteps.signer(key, mission)
    found, when = callsteps.chosen(by, number), acting.moment(at)
    others = callsteps.others(by, None, [to])
    act = callsteps.step(found.number, CallStep.RANG, others, when, result=result, rung=place)
    values = callsteps.fields(None, persons)
    if sign_only or by.database is None:
        return callsteps.only_signed(by, act, values)
    from herald.commandline import callringing

    done = callsteps.sealed(by, act, values, f"call {callsteps.short(found.number)}: {to} rung by {by.party}")
    (ring,) = callringing.rings(by, found.number, others, when)
    deliver(answer.text({**done.document, "ring": [ring.document]}) if as_json else f"{done.said}\n{ring.said}")
    return done.code


app.command(short_help="Something must cease now.")(stop)
app.command(short_help="A stop call was understood.")(understood)
app.command(short_help="What the stop call was about has stopped.")(stopped)
app.add_typer(roster, name="roster", short_help="Who is on duty, and who comes next.")
app.command(short_help="The line was tried out.")(check)
app.command(short_help="When the line is to be tried out.")(schedule)
app.command("list", short_help="Open stop calls, line checks, calls.")(listed)
app.command(short_help="One call, each side by its own account.")(show)
app.command(short_help="The numbered phrases.")(cards)
