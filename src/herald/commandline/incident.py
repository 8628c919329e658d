"""`herald incident`: when it goes wrong anyway, every side's account apart, and each claim held against the sealed record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import (
    acting,
    incidentacts,
    incidentassessing,
    incidententering,
    incidentevidence,
    incidentreading,
    options,
    records,
)
from herald.commandline.incidentacts import (
    Coordinates,
    From,
    Key,
    Number,
    PlaceText,
    Until,
    WhenText,
    WithinKm,
)
from herald.commandline.outcome import Code, telling_problems
from herald.incident.codes import ActCode, IncidentState

if TYPE_CHECKING:
    from herald.incident.contents import NamedBy

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="PARTY", help="A party that is told, and may speak in it; may be given again."),
]


@app.command("open", short_help="An incident begins to be told.")
def open_(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it is called.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    when: WhenText = None,
    from_: From = None,
    until: Until = None,
    place: PlaceText = None,
    coordinates: Coordinates = None,
    within_km: WithinKm = None,
    code: Annotated[
        list[ActCode] | None, typer.Option("--code", help="Which acts are spoken of; may be given again.")
    ] = None,
    named: Annotated[
        list[str] | None,
        typer.Option(
            "--named", metavar="PARTY=BY", help="Who is named as a party to it, and by whom; may be given again."
        ),
    ] = None,
    notice: Annotated[
        list[int] | None,
        typer.Option("--notice", metavar="INDEX", min=0, help="A notice that it is about; may be given again."),
    ] = None,
    call: Annotated[
        list[str] | None,
        typer.Option("--call", metavar="NUMBER", help="A call that it is about, by its whole number."),
    ] = None,
    to: To = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Open an incident. Its number is the index of this entry; every account, claim and piece of evidence is entered under it.

    Nothing but the cell and the parties named with --to hears of it.
    """
    from herald.incident.codes import IncidentStep
    from herald.incident.contents import IncidentOpened
    from herald.record.incidents import Incident
    from herald.units import PartyId

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        content = IncidentOpened(
            calls=tuple(call or ()),
            codes=tuple(dict.fromkeys(code or ())),
            notices=tuple(dict.fromkeys(notice or ())),
            parties=tuple(_named(each) for each in named or ()),
            place=incidentacts.place(place, coordinates, within_km),
            title=title,
            when=incidentacts.when(when, from_, until),
        )
        told = tuple(dict.fromkeys(PartyId(party) for party in to or ()))
        act = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, told)
        return incidentacts.entered(by, act, content, sign_only=sign_only, as_json=as_json)


def _named(given: str) -> NamedBy:
    from herald.incident.contents import Named, NamedBy
    from herald.units import PartyId

    party, _, by = given.partition("=")
    if not party or not by:
        raise typer.BadParameter(f"{given}: a party and who names it, like aster=birch", param_hint="--named")
    return NamedBy(by, Named(None, PartyId(party), party))


@app.command(short_help="How an incident stands from here on.")
def state(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    stands: Annotated[IncidentState, typer.Option("--state", help="How it stands.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    asked: Annotated[
        str | None,
        typer.Option("--asked", metavar="PARTY", help="Of whom something was asked, by --due at the latest."),
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="INSTANT", help="By when an answer is asked for.")] = None,
    to: To = None,
    held: acting.Held = None,
    sign_only: acting.SignOnly = False,
    as_json: options.AsJson = False,
) -> Code:
    """Say how an incident stands: preliminary, under inquiry, closed. What was entered stays as it is, whatever is said here."""
    from herald.incident.codes import IncidentStep
    from herald.incident.contents import IncidentChanged, Named
    from herald.record.incidents import Incident
    from herald.units import PartyId

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        leaf = acting.leaf_of(by, number, held)
        whom = None if asked is None else Named(None, PartyId(asked), asked)
        content = IncidentChanged(whom, None if due is None else incidentacts.instant(due, "--due"), reason)
        told = tuple(dict.fromkeys(PartyId(party) for party in to or ()))
        act = Incident(number, leaf, number, stands, IncidentStep.CHANGED, told)
        return incidentacts.entered(by, act, content, sign_only=sign_only, as_json=as_json)


@app.command(short_help="One of two persons lets an entry out.")
def release(
    number: Number,
    of: Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Which entry of it.", show_default=False)],
    to: Annotated[
        list[str],
        typer.Option("--to", metavar="PARTY", help="To whom; may be given again.", show_default=False),
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Let an account, figures or another entry out. It is out to a party when two different persons of the cell say so."""
    from herald.incident.contents import Reason
    from herald.record.incidents import Released
    from herald.units import PartyId

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        told = tuple(dict.fromkeys(PartyId(party) for party in to))
        act = Released(number, acting.leaf_of(by, of, None), of, told)
        return incidentacts.entered(by, act, Reason(reason), sign_only=False, as_json=as_json)


for command, (_, says) in incidententering.SINGLE.items():
    app.command(command, short_help=says.partition(":")[0].partition(".")[0] + ".")(incidententering.single(command))
app.command(short_help="Tables that were filled in, all at once.")(incidententering.enter)
app.command(short_help="The tables to fill in.")(incidententering.template)
app.add_typer(
    incidentevidence.app, name="evidence", short_help="Evidence, its custody, derivatives, and who filmed it."
)
app.command(short_help="What an analyst finds.")(incidentassessing.assess)
app.command(short_help="What another person says to a finding.")(incidentassessing.review)
app.command(short_help="Who is spoken of, by all names.")(incidentreading.actor)
app.command("list", short_help="The incidents, and how they stand.")(incidentreading.listed)
app.command(short_help="Each claim held against the record.")(incidentreading.compare)
app.command(short_help="Could a movement have been there? Sealed.")(incidentreading.alibi)
app.command(short_help="All of one incident, apart, with proofs.")(incidentreading.dossier)
app.command(short_help="Entries by their words, in any script.")(incidentreading.search)
