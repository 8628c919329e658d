"""`herald notice sign, cancel, replace, submit, show`: a notice on its way into the record, signed apart from it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.acknowledgement.ladders import Manner
from herald.commandline import options, records
from herald.commandline.keys import KeyLabel, MissionFact
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.notice.model import Action, Kind

if TYPE_CHECKING:
    from herald.notice.model import Notice

Id = Annotated[str, typer.Argument(metavar="ID", help="Which notice.", show_default=False)]


def sign(
    files: options.Files, key: KeyLabel, mission: MissionFact = None, as_json: options.ProblemsAsJson = False
) -> Code:
    """Sign notices on the party's own machine, without the mission: a line of an `.entry` file for each, on standard output.

    Every notice is of the key's party; one that does not say whose it is, is its.
    """
    from herald.commandline.reading import read

    with telling_problems(as_json=as_json):
        notices, _ = read(files, given={"party": _party(key)})
        _sign(notices, key, mission)
    return Code.NOTHING_LISTED


def cancel(
    notice: Id,
    key: KeyLabel,
    mission: MissionFact = None,
    new_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The cancel's own id; else ID-cancel.")
    ] = None,
    kind: Annotated[Kind, typer.Option("--kind", help="The kind of what is cancelled.")] = Kind.GROUND_MOVEMENT,
) -> Code:
    """Sign that a notice no longer holds, to be handed in as any other entry."""
    from herald.formats.geojson.text import json_text
    from herald.formats.notices import read

    properties = {
        "id": new_id or f"{notice}-cancel",
        "party": _party(key),
        "kind": kind.value,
        "action": Action.CANCEL.value,
        "replaces": notice,
    }
    feature = {"type": "Feature", "geometry": None, "properties": properties}
    data = json_text({"type": "FeatureCollection", "features": [feature]}).encode()
    with telling_problems(as_json=False):
        _sign(read([("cancel", data)]), key, mission)
    return Code.NOTHING_LISTED


def replace(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file with the new notice.", show_default=False)],
    replaces: Annotated[
        str, typer.Option("--replaces", metavar="ID", help="Which notice it replaces.", show_default=False)
    ],
    key: KeyLabel,
    mission: MissionFact = None,
    as_json: options.ProblemsAsJson = False,
) -> Code:
    """Sign a notice that takes the place of another, which then no longer holds. The file has one notice, with an id of its own."""
    from herald.commandline.reading import read
    from herald.units import NoticeId

    with telling_problems(as_json=as_json):
        notices, _ = read([file], given={"party": _party(key)})
        if len(notices) != 1:
            raise typer.BadParameter(f"{file}: one notice; it has {len(notices)}", param_hint="FILE")
        (new,) = notices
        _sign([changed(new, action=Action.REPLACE, replaces=NoticeId(replaces))], key, mission)
    return Code.NOTHING_LISTED


def submit(
    entries: Annotated[
        str, typer.Argument(metavar="FILE.entry", help="What was signed; - is standard input.", show_default=False)
    ],
    mission: records.MissionPath = None,
    receipts: Annotated[
        str | None, typer.Option("--receipts", metavar="FOLDER", help="Also a bundle for each.")
    ] = None,
    behalf: Annotated[
        str | None,
        typer.Option(
            "--on-behalf-of",
            metavar="PARTY",
            help="FILE has notices of a party that has no key.",
        ),
    ] = None,
    original: Annotated[
        str | None, typer.Option("--original", metavar="FILE", help="As it came: its SHA-256 is sealed.")
    ] = None,
    manner: Annotated[
        Manner, typer.Option("--manner", help="How it came: on paper (e-mail too), by voice.")
    ] = Manner.PAPER,
    key: Annotated[
        str | None, typer.Option("--key", metavar="LABEL", help="Which officer of the cell enters it.")
    ] = None,
    as_json: options.AsJson = False,
) -> Code:
    """Seal what was signed, each checked against everything before it, and say whom it could meet. For the cell's eyes.

    With `--on-behalf-of` the file has notices in any format, of a party that cannot sign: the cell's officer enters them, marked so
    and weaker in every verdict, until the party confirms or disowns them. Ends with 0 if no pair is listed, with 1 if one is, with
    4 if an entry was refused, with 3 if one is none.
    """
    from herald import files
    from herald.commandline import sealing
    from herald.record import opening

    if behalf is not None:
        return _on_behalf(entries, mission, _Behalf(behalf, original, manner, key), as_json=as_json)
    if original is not None or key is not None:
        raise typer.BadParameter("go with --on-behalf-of alone", param_hint="--original, --key")
    lines = opening.lines(files.contents([entries])[entries])
    if not lines:
        raise typer.BadParameter(f"{entries}: no entry in it", param_hint="FILE.entry")
    folder = None if receipts is None else Path(receipts)
    with records.sequencer(mission) as (store, sequencer):
        code = sealing.sealed(store, sequencer, lines, as_json=as_json, receipts=folder)
    say("herald: `herald mission tick`, which a timer runs, brings it to those to whom it is addressed")
    return code


@dataclass(frozen=True, slots=True)
class _Behalf:
    """For whom is it entered, from what, and by whom?"""

    party: str
    original: str | None
    manner: Manner
    key: str | None


def _on_behalf(path: str, mission: str | None, of: _Behalf, *, as_json: bool) -> Code:
    """Notices of a party that has no key, entered by the cell's officer."""
    from hashlib import sha256

    from herald import files
    from herald.commandline import acting
    from herald.commandline.reading import read
    from herald.notice.fields import fields
    from herald.record.acts import Entered
    from herald.units import PartyId

    if of.original is None or of.key is None or of.manner is Manner.SIGNED:
        raise typer.BadParameter(
            "needs what came (--original), how (--manner paper or voice) and --key", param_hint="--on-behalf-of"
        )
    with telling_problems(as_json=as_json):
        notices, _ = read([path], given={"party": of.party})
    others = sorted({notice.party for notice in notices} - {PartyId(of.party)})
    if others:
        raise typer.BadParameter(f"has notices of {', '.join(others)}", param_hint="FILE")
    came = sha256(files.contents([of.original])[of.original]).digest()
    by = acting.signer(of.key, mission)
    version = None if by.facts.agreement is None else by.facts.agreement.digest
    lines = [
        _fit(acting.signed(by, Entered(each.action, version, of.manner, came, each.party), fields(each)), each.id)
        for each in notices
    ]
    return acting.sealed_or_said(by, lines, as_json=as_json)


def show(
    notice: Id, mission: records.MissionPath = None, party: records.As = None, as_json: options.AsJson = False
) -> Code:
    """Say what was filed under this id, and what became of it. Ends with 1 if nothing is known of it."""
    from herald.desk import stating
    from herald.disclosure import receipts
    from herald.formats import answer
    from herald.formats.mission import documents, words
    from herald.units import NoticeId

    with records.moment(mission) as at:
        facts = stating.notice(at.record, at.books, NoticeId(notice))
        shown = receipts.notice(facts, records.viewer(party), exercise=at.books.exercise)
    if shown is None:
        deliver(answer.text({"notice": None}) if as_json else f"No notice of the id {notice} is known here.\n")
        return Code.SOMETHING_LISTED
    deliver(answer.text(documents.notice(shown)) if as_json else words.notice(shown))
    return Code.NOTHING_LISTED


def _party(key: str) -> str:
    from herald.commandline import keys
    from herald.record import keyfile

    return keyfile.public_part(keys.folder().read(key), f"{key}.key").party


def _sign(notices: Sequence[Notice], key: str, mission: str | None) -> None:
    """A line for each on standard output; all of them, or none."""
    from herald.commandline import clock, keys
    from herald.record import drafting
    from herald.record.drafting import Author

    held, facts = keys.opened(key), keys.mission_of(key, mission)
    author, lines = Author(held.signing, held.head.party), list[bytes]()
    invented = [each.id for each in notices if each.kept.get("exercise") is True and not facts.exercise]
    if invented:
        raise typer.BadParameter(f"{', '.join(invented)}: of an exercise, and the mission is not", param_hint="FILE")
    for each in notices:
        now = clock.now()
        number = keys.folder().next_seq(key, int(now))
        try:
            signed = drafting.notice(facts, author, each, number, now, os.urandom)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="FILE") from None
        lines.append(_fit(signed.line(), each.id))
    deliver("".join(f"{line.decode()}\n" for line in lines))


def _fit(line: bytes, notice: str) -> bytes:
    """The line, if the cell can read it: what it would refuse is told to whoever can still change it. Raises Malformed."""
    from herald.desk.admission import Unreadable, read
    from herald.formats import sealed
    from herald.malformed import Malformed

    found = read(line, sealed.read)
    if isinstance(found, Unreadable):
        raise Malformed(changed(problem, file=notice) for problem in found.problems)
    return line


COMMANDS = (
    (sign, "Notices signed, to be handed in."),
    (submit, "What was signed, sealed and checked."),
    (cancel, "That a notice no longer holds, signed."),
    (replace, "A notice in the place of another, signed."),
    (show, "What was filed, and what became of it."),
)
