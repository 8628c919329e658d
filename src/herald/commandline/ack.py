"""`herald ack`: what addressees say to a notice, each on a ladder of its own: had it, passed on, answered; what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from herald.acknowledgement.ladders import Answer, Manner, Outcome, Step
from herald.commandline import acting, options, records
from herald.commandline.ackshow import show
from herald.commandline.keys import KeyLabel
from herald.commandline.outcome import Code, telling_problems

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.commandline.acting import Signer
    from herald.units import ClauseId

app = typer.Typer(no_args_is_help=True, help="What addressees say to a notice, and what that proves.")

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which entry.", show_default=False)]
Mission = Annotated[
    str | None,
    typer.Argument(
        metavar="[M.db]",
        help="The mission, or its .mission file; else HERALD_MISSION, else the one here.",
        show_default=False,
    ),
]


@app.command(short_help="That a person of the addressee had it.")
def receipt(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Index,
    key: KeyLabel,
    mission: Mission = None,
    language: Annotated[str, typer.Option("--language", metavar="xx", help="In which language it was read.")] = "en",
    voice: Annotated[bool, typer.Option("--voice", help="Said by telephone or radio to the cell's officer.")] = False,
    paper: Annotated[bool, typer.Option("--paper", help="Handed to the cell's officer on paper.")] = False,
    whose: Annotated[
        str | None, typer.Option("--for", metavar="PARTY", help="Of what was said or handed over: whose receipt it is.")
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="TEXT", help="Of what was said or handed over: by whom, and how read back."),
    ] = None,
    at: acting.At = None,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign that you had exactly this entry, in this language. It says that it was received, and nothing of what you think of it.

    What was only said or handed over the cell's officer records, with its own key: such a receipt is attested by its recorder
    alone, and every verdict says so.
    """
    from herald.record.telling import ReceiptGiven
    from herald.units import PartyId

    manner = _manner(voice=voice, paper=paper)
    if (manner is Manner.SIGNED) is not (whose is None and account is None):
        raise typer.BadParameter("--for and --account go with --voice or --paper, and both are needed then")
    with telling_problems(as_json=as_json):
        by = acting.signer(key, mission)
        leaf = acting.leaf_of(by, index, held)
        party = by.party if whose is None else PartyId(whose)
        act = ReceiptGiven(acting.moment(at), language, leaf, manner, index, party)
        values: dict[str, Json] = {} if account is None else {"account": account}
        return acting.acted(by, act, values, sign_only=sign_only, as_json=as_json)


def _manner(*, voice: bool, paper: bool) -> Manner:
    if voice and paper:
        raise typer.BadParameter("either --voice or --paper")
    return Manner.VOICE if voice else Manner.PAPER if paper else Manner.SIGNED


@app.command(short_help="What the addressee answers.")
def respond(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Index,
    key: KeyLabel,
    mission: Mission = None,
    noted: Annotated[bool, typer.Option("--noted", help="It is known; no more is said.")] = False,
    no_objection: Annotated[bool, typer.Option("--no-objection", help="Nothing is held against it.")] = False,
    objection: Annotated[str | None, typer.Option("--objection", metavar="WHY", help="It is objected to.")] = None,
    change_asked: Annotated[
        str | None, typer.Option("--change-asked", metavar="WHAT", help="It is asked to be changed.")
    ] = None,
    cannot_comply: Annotated[
        str | None,
        typer.Option("--cannot-comply", metavar="WHY", help="What it needs of the addressee cannot be done."),
    ] = None,
    granted: Annotated[bool, typer.Option("--granted", help="Consent is given, where a clause asks for it.")] = False,
    refused: Annotated[
        str | None, typer.Option("--refused", metavar="WHY", help="Consent is not given, where a clause asks for it.")
    ] = None,
    clause: Annotated[
        str | None, typer.Option("--clause", metavar="ID", help="Under which clause; else the only one it can be.")
    ] = None,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign what your side answers. Which answers exist is the clause's regime: notice is not permission, and silence is no consent.

    Just one answer is given. An objection names its reason, and the clause by which it is made.
    """
    from herald.record.telling import Response
    from herald.units import ClauseId

    answer, reason = _answer(
        {
            Answer.NOTED: noted,
            Answer.NO_OBJECTION: no_objection,
            Answer.OBJECTION: objection,
            Answer.CHANGE_ASKED: change_asked,
            Answer.CANNOT_COMPLY: cannot_comply,
            Answer.GRANTED: granted,
            Answer.REFUSED: refused,
        }
    )
    with telling_problems(as_json=as_json):
        by = acting.signer(key, mission)
        leaf = acting.leaf_of(by, index, held)
        under = _only_clause(by, index, answer) if clause is None else ClauseId(clause)
        return acting.acted(
            by, Response(answer, under, leaf, index), {"reason": reason}, sign_only=sign_only, as_json=as_json
        )


def _answer(given: dict[Answer, bool | str | None]) -> tuple[Answer, str]:
    """Which one answer was given, and why? Raises typer.BadParameter for none, and for several."""
    stated = {answer: why for answer, why in given.items() if why is not None and why is not False}
    if len(stated) != 1:
        seen = ", ".join(f"--{answer.value}" for answer in stated) or "none"
        raise typer.BadParameter(f"{seen}: just one of {', '.join(f'--{answer.value}' for answer in Answer)}")
    ((answer, why),) = stated.items()
    if isinstance(why, str) and not why.strip():
        raise typer.BadParameter("it needs a reason in words", param_hint=f"--{answer.value}")
    return answer, why if isinstance(why, str) else ""


def _only_clause(by: Signer, index: int, answer: Answer) -> ClauseId | None:
    """Under which clause can it be meant? The only one that speaks of the notice and knows this answer; None where none does.

    Raises typer.BadParameter where there are several: nobody guesses which is objected under.
    """
    from herald.acknowledgement.ladders import ANSWERS
    from herald.desk.fitting import clauses_for

    if by.database is None:
        return None
    with records.moment(by.database) as at:
        if at.record.filed_at(index) is None:
            raise typer.BadParameter(f"{index}: no notice is sealed there", param_hint="INDEX")
        able = [clause.id for clause in clauses_for(at.record, at.books, index) if answer in ANSWERS[clause.regime]]
    if len(able) > 1:
        raise typer.BadParameter(f"under which clause? It can be: {', '.join(able)}", param_hint="--clause")
    return able[0] if able else None


@app.command(short_help="That a unit was told, or confirms it.")
def spread(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Index,
    key: KeyLabel,
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="Which unit.", show_default=False)],
    mission: Mission = None,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="The unit itself says that it has it.")] = False,
    at: acting.At = None,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign that a unit on the ground was told of it, or confirms that it has it. A headquarters that knows is no patrol that does.

    Which unit it is the cell learns, and nobody else.
    """
    from herald.record.telling import Spreading

    with telling_problems(as_json=as_json):
        by = acting.signer(key, mission)
        step = Step.CONFIRMED if confirmed else Step.TOLD
        act = Spreading(acting.moment(at), acting.leaf_of(by, index, held), index, step)
        return acting.acted(by, act, {"unit": unit}, sign_only=sign_only, as_json=as_json)


@app.command(short_help="What came of the movement.")
def outcome(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Index,
    what: Annotated[Outcome, typer.Argument(help="What came of it.", show_default=False)],
    key: KeyLabel,
    mission: Mission = None,
    minutes: Annotated[int | None, typer.Option("--minutes", min=0, help="How long it was held up.")] = None,
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help="Where.")] = "",
    words: Annotated[str, typer.Option("--words", metavar="TEXT", help="What happened, as its author says.")] = "",
    at: acting.At = None,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign what came of the movement, as your side has it: each side may, and none is merged with another.

    That it was postponed or cancelled only the one who filed it can say.
    """
    from herald.record.telling import OutcomeStated

    with telling_problems(as_json=as_json):
        by = acting.signer(key, mission)
        act = OutcomeStated(acting.moment(at), minutes, acting.leaf_of(by, index, held), index, what)
        return acting.acted(by, act, {"place": place, "words": words}, sign_only=sign_only, as_json=as_json)


@app.command(short_help="Whether a party stands by what was entered for it.")
def confirm(
    index: Index,
    key: KeyLabel,
    mission: Mission = None,
    disown: Annotated[bool, typer.Option("--disown", help="It is not ours.")] = False,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign that a notice which the cell entered for your party is yours, or that it is not.

    A notice that is disowned goes on being checked until it is cancelled: more doubt never takes a warning away.
    """
    from herald.record.telling import Confirmation

    with telling_problems(as_json=as_json):
        by = acting.signer(key, mission)
        act = Confirmation(acting.leaf_of(by, index, held), index, stands=not disown)
        return acting.acted(by, act, {}, sign_only=sign_only, as_json=as_json)


@app.command(short_help="On which channels a party is reached.")
def channels(
    key: KeyLabel,
    mission: Mission = None,
    drop: Annotated[bool, typer.Option("--drop", help="A folder from which it fetches.")] = False,
    mirror: Annotated[
        str | None, typer.Option("--mirror", metavar="URL", help="Its machine, which takes what it is sent.")
    ] = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Sign on which channels your party wants to be reached. Until it says so, it is reached by a folder at the cell.

    A notice is available to it once it was tried on each of these, and a quorum of witnesses has seen it.
    """
    from herald.acknowledgement.ladders import Channel
    from herald.record.telling import Channels

    named = tuple(channel for channel, on in ((Channel.DROP, drop), (Channel.MIRROR, mirror is not None)) if on)
    if not named:
        raise typer.BadParameter("name at least one: --drop, --mirror URL")
    addresses: dict[str, Json] = {} if mirror is None else {Channel.MIRROR.value: mirror}
    by = acting.signer(key, mission)
    return acting.acted(by, Channels(named), {"addresses": addresses}, sign_only=sign_only, as_json=as_json)


app.command(short_help="How far a notice has come, and what that proves.")(show)
