"""`herald call roster`, `check`, `schedule`: who is on duty, and whether the line answers when it should."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, callsteps, options, records
from herald.commandline.callsteps import Channel, Key, Persons
from herald.commandline.outcome import Code, deliver, telling_problems
from herald.record.calling import CallStep

if TYPE_CHECKING:
    from herald.units import Instant

roster = typer.Typer(no_args_is_help=True, help="Who is on duty, and who comes next.")

With = Annotated[
    str, typer.Option("--with", metavar="PARTY", help="The party at the other end of the line.", show_default=False)
]
_SPAN = re.compile(r"([0-9]{1,7}) ?(s|min|m|h|d)", re.ASCII)
_SECONDS = {"s": 1, "min": 60, "m": 60, "h": 3_600, "d": 86_400}


@roster.command("show", short_help="Who is on duty now.")
def show_roster(
    mission: records.MissionPath = None,
    party: records.As = None,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> Code:
    """Show for each party, and for the cell, the roster in force: the places in the order in which they are rung."""
    from herald.desk import calling
    from herald.disclosure import calls
    from herald.formats import answer
    from herald.formats.mission import calldocuments, words
    from herald.formats.mission import calling as rosters

    when, viewer = acting.moment(at), records.viewer(party)
    with records.moment(mission) as held:
        every = tuple(calling.rosters(held.record))
        agreed = () if held.books.agreement is None else tuple(each.id for each in held.books.agreement.parties)
        cell = () if held.books.ring.cell is None else (held.books.ring.cell,)
        exercise = held.books.exercise
    shown = [calls.roster(every, each, viewer, when) for each in dict.fromkeys([*agreed, *cell])]
    if as_json:
        rows = [calldocuments.roster_document(each) for each in shown]
        deliver(answer.text({"exercise": exercise, "rosters": rows}))
    else:
        deliver(f"{words.EXERCISE}\n\n" if exercise else "")
        deliver("".join(map(rosters.roster, shown)))
    return Code.NOTHING_LISTED


@roster.command("set", short_help="Who is on duty from when to when.")
def set_roster(
    file: Annotated[str, typer.Argument(metavar="FILE.toml", help="The roster.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal your side's roster: its places in the order in which they are rung, from when to when, and for how long each.

    It goes to every other party, which must be able to ring: name roles, no persons. The one sealed last counts for its time.
    """
    from herald import files
    from herald.formats import roster as rosters

    with telling_problems(as_json=as_json):
        read = rosters.read(file, files.contents([file])[file])
    by = callsteps.signer(key, mission)
    return acting.acted(by, read.act, {"places": read.places}, sign_only=sign_only, as_json=as_json)


def check(
    party: With,
    channel: Channel,
    mission: records.MissionPath = None,
    key: Key = None,
    persons: Persons = None,
    at: acting.At = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal that the line was tried out and answered. By the cell it is what its schedule asks for; by a party its own account."""
    by, number, when = callsteps.signer(key, mission), callsteps.drawn(), acting.moment(at)
    act = callsteps.step(number, CallStep.CHECKED, callsteps.others(by, None, [party]), when, channel=channel)
    return callsteps.finished(by, act, callsteps.fields(None, persons), sign_only=sign_only, as_json=as_json)


def schedule(
    party: With,
    every: Annotated[str, typer.Option("--every", metavar="6h", help="How often: s, min, h or d.", show_default=False)],
    first: Annotated[str, typer.Option("--first", metavar="INSTANT", help="When first.", show_default=False)],
    grace: Annotated[
        str, typer.Option("--grace", metavar="10min", help="Within how long each time.", show_default=False)
    ],
    mission: records.MissionPath = None,
    key: Key = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal when the cell's line to a party is to be tried out. It takes the place of the schedule before it for that party.

    What is not tried out within the grace is sealed as missed by the cell's machine.
    """
    from herald.record.calling import Schedule

    by = callsteps.signer(key, mission)
    (named,) = callsteps.others(by, None, [party])
    act = Schedule(_seconds(every, "--every", 60), _instant(first), _seconds(grace, "--grace", 1, 86_400), named)
    return acting.acted(by, act, {}, sign_only=sign_only, as_json=as_json)


def _seconds(given: str, option: str, least: int, most: int = 400 * 86_400) -> int:
    match = _SPAN.fullmatch(given)
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    if not least <= seconds <= most:
        raise typer.BadParameter(f"{given}: a whole number with s, min, h or d, in range", param_hint=option)
    return seconds


def _instant(given: str) -> Instant:
    from herald.units import parse_instant

    try:
        return parse_instant(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given}: expected {error}", param_hint="--first") from None
