"""`herald incident list`, `compare`, `dossier`, `search`, `alibi`, `actor`: what is there, and what the record says to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, incidentacts, options, records
from herald.commandline.incidentacts import From, Key, Number, PlaceText, Until, WithinKm
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.incident.codes import ActorKind, NameManner
from herald.wording import plain

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.disclosure.incidents import DossierShown, Facts
    from herald.incident.contents import ActorName

MOST_FOUND = 50


def listed(mission: records.MissionPath = None, party: records.As = None, as_json: options.AsJson = False) -> Code:
    """List the incidents, in the order in which they were opened."""
    from dataclasses import asdict

    from herald.desk import incidents
    from herald.disclosure import incidents as disclosed
    from herald.disclosure.incidentwords import STATES
    from herald.formats import answer
    from herald.formats.mission import dossier as words

    viewer = records.viewer(party)
    with records.moment(mission) as at:
        every = (incidents.on_record(at.record, at.books, number) for number in incidents.numbers(at.record))
        found = [shown for each in every if each is not None and (shown := disclosed.listed(each, viewer)) is not None]
    if as_json:
        deliver(answer.text({"incidents": [asdict(each) for each in found]}))
    else:
        deliver(
            words.rows(
                (
                    str(each.number),
                    "" if each.state is None else STATES[each.state],
                    f"{each.accounts} accounts, {each.claims} claims",
                    plain(each.title or ""),
                )
                for each in found
            )
        )
    return Code.SOMETHING_LISTED if found else Code.NOTHING_LISTED


def _facts(at: records.Moment, number: int) -> Facts:
    """All that there is of this incident. Raises typer.BadParameter where none was opened there."""
    from herald.commandline import clock
    from herald.desk import comparing, incidents
    from herald.disclosure.incidents import Facts
    from herald.tlog import checkpoint, note

    of = incidents.on_record(at.record, at.books, number)
    head = at.record.head()
    if of is None or head is None:
        raise typer.BadParameter(f"{number}: no incident was opened there", param_hint="NUMBER")
    held = comparing.compared(at.record, at.books, of)
    return Facts(
        of,
        held,
        comparing.alibis(at.record, at.books, of),
        at.books.origin,
        head.size,
        checkpoint.read(note.read(head.checkpoint).text).root,
        clock.now(),
        comparing.sealed(at.record, held),
    )


def _shown(mission: str | None, number: int, party: str | None) -> DossierShown:
    from herald.disclosure.incidents import dossier

    with records.moment(mission) as at:
        found = dossier(_facts(at, number), records.viewer(party))
    if found is None:
        raise typer.BadParameter(f"{number}: no incident was opened there", param_hint="NUMBER")
    return found


def compare(
    number: Number, mission: records.MissionPath = None, party: records.As = None, as_json: options.AsJson = False
) -> Code:
    """Hold each claim against the sealed record: consistent, contradicted, not in record, cannot tell; by which entries, and why.

    What the record says speaks of notices: a party is told of it only once the incident was let out to it.
    """
    from herald.disclosure.dossierview import view
    from herald.formats import answer
    from herald.formats.mission import dossier as words

    shown = _shown(mission, number, party)
    told = [each for account in shown.accounts for claim in account.claims for each in claim.held or ()]
    if as_json:
        deliver(
            answer.text({"exercise": shown.exercise, "incident": number, "record": [words.held(each) for each in told]})
        )
    else:
        deliver(words.comparisons(view(shown)))
    return Code.SOMETHING_LISTED if told else Code.NOTHING_LISTED


def dossier(
    number: Number,
    mission: records.MissionPath = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help="One self-contained page, for a screen and for A4.")
    ] = None,
    party: records.As = None,
    as_json: options.AsJson = False,
) -> Code:
    """Write the dossier: accounts side by side, times, places, what the record says, sources, evidence, proofs.

    As a party would see it, it holds its own, what is addressed to it, and what two persons of the cell let out to it.
    """
    from herald import files
    from herald.disclosure.dossierview import view
    from herald.formats import answer
    from herald.formats.mission import dossier as words

    shown = _shown(mission, number, party)
    if html is not None:
        from herald.pages import dossier as page

        files.write_whole(html, page.dossier(view(shown)).encode())
        say(f"herald: the dossier: {html}")
    if as_json:
        deliver(answer.text(words.document(shown)))
    elif html is None:
        deliver(words.comparisons(view(shown)))
    return Code.NOTHING_LISTED


def search(
    query: Annotated[str, typer.Argument(metavar="WORDS", help="Words, or how they begin.", show_default=False)],
    mission: records.MissionPath = None,
    party: records.As = None,
    as_json: options.AsJson = False,
) -> Code:
    """Find entries of incidents and actors by their words, in whatever script: what sounds alike is found too. The last first."""
    from dataclasses import asdict

    from herald.desk import incidents
    from herald.formats import answer
    from herald.formats.mission import dossier as words

    with records.moment(mission) as at:
        found = incidents.searched(at.record, at.books, query, MOST_FOUND, records.viewer(party))
    if as_json:
        deliver(answer.text({"found": [asdict(each) for each in found]}))
    else:
        deliver(
            words.rows(
                (
                    str(each.index),
                    each.kind,
                    "" if each.incident is None else f"incident {each.incident}",
                    plain(each.words),
                )
                for each in found
            )
        )
    return Code.SOMETHING_LISTED if found else Code.NOTHING_LISTED


def alibi(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    notice: Annotated[
        int, typer.Option("--notice", metavar="INDEX", min=0, help="The movement, by its entry.", show_default=False)
    ],
    coordinates: Annotated[
        str,
        typer.Option(
            "--coordinates", metavar="TEXT", help="Where, in any form that `coords` takes.", show_default=False
        ),
    ],
    from_: Annotated[str, typer.Option("--from", metavar="INSTANT", help="From when.", show_default=False)],
    until: Annotated[str, typer.Option("--until", metavar="INSTANT", help="Until when.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is sealed.", show_default=False)],
    mission: records.MissionPath = None,
    place: PlaceText = None,
    within_km: WithinKm = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Ask whether a movement that was filed could have been at a place in a window. The question is sealed before it is answered.

    Only in an incident that is open, and by the cell: whoever asked could else read out where another party was.
    """
    from herald.desk import comparing, incidents
    from herald.disclosure.incidentwords import COULD
    from herald.incident.contents import Alibi
    from herald.record.incidents import AlibiAsked

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        where = incidentacts.place(place, coordinates, within_km)
        assert where is not None  # noqa: S101  coordinates are stated
        content = Alibi(incidentacts.instant(from_, "--from"), where, reason, incidentacts.instant(until, "--until"))
        act = AlibiAsked(number, acting.leaf_of(by, number, None), notice, number)
        code = incidentacts.entered(by, act, content, sign_only=False, as_json=as_json)
    if code is Code.NOTHING_LISTED:
        with records.moment(by.database) as at:
            of = incidents.on_record(at.record, at.books, number)
            assert of is not None  # noqa: S101  it was sealed in it just now
            last = comparing.alibis(at.record, at.books, of)[-1]
        say(f"herald: {COULD[last.could]}: {last.why}")
    return code


def actor(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    name: Annotated[
        list[str],
        typer.Option(
            "--name", metavar="[MANNER:]TEXT", help="A name in any script; may be given again.", show_default=False
        ),
    ],
    mission: records.MissionPath = None,
    kind: Annotated[ActorKind, typer.Option("--kind", help="What it is.")] = ActorKind.UNIT,
    of: Annotated[
        int | None, typer.Option("--of", metavar="INDEX", min=0, help="The actor to which this adds; else a new one.")
    ] = None,
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="Of which party.")] = None,
    rank: Annotated[str | None, typer.Option("--rank", metavar="TEXT", help="Which rank.")] = None,
    office: Annotated[str | None, typer.Option("--office", metavar="TEXT", help="Which office.")] = None,
    since: Annotated[str | None, typer.Option("--when", metavar="TEXT", help="When that held, as it is said.")] = None,
    from_: From = None,
    until: Until = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Enter an actor in the register, or another name of one: a party, a unit, a body, a person, an outlet. Names can be erased.

    Whose name is spelt alike is told first: a candidate, which may be the same, and may not.
    """
    from herald.desk import incidents
    from herald.incident.contents import Actor
    from herald.record import register
    from herald.record.incidents import ActorEntered
    from herald.units import PartyId

    names = tuple(_named(each) for each in name)
    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        if of is None and by.database is not None:
            with records.moment(by.database) as at:
                known = register.actors(incidents.actors(at.record, at.books))
            for each in names:
                for like in register.candidates(each.text, known):
                    say(
                        f"herald: {each.text} is spelt like {like.matched} (actor {like.actor.number}, {like.score:.0f} of 100)"
                    )
        content = Actor(
            office, None if party is None else PartyId(party), rank, (), incidentacts.when(since, from_, until)
        )
        act = ActorEntered(kind, None if of is None else acting.leaf_of(by, of, None), of)
        spelt: dict[str, Json] = {"names": [each.json() for each in names]}
        return incidentacts.entered(by, act, content, spelt, sign_only=False, as_json=as_json)


def _named(given: str) -> ActorName:
    from herald.incident.contents import ActorName

    manner, _, text = given.partition(":")
    if text and manner in set(NameManner):
        return ActorName(None, NameManner(manner), text)
    return ActorName(None, NameManner.ALIAS, given)
