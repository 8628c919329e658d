"""An act of a person, signed; sealed at once where the mission is at hand, else a line of an `.entry` file to be handed in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import records
from herald.commandline.outcome import Code, deliver

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.record.acts import Act
    from herald.record.missionfile import MissionFile
    from herald.units import Instant, PartyId

SignOnly = Annotated[
    bool, typer.Option("--sign-only", help="Only sign: an entry on standard output, for the cell to seal.")
]
Held = Annotated[
    str | None,
    typer.Option("--held", metavar="N.herald", help="The bundle in which it came; else the mission, or its .mission."),
]
At = Annotated[str | None, typer.Option("--at", metavar="INSTANT", help="When it was; else now.")]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who acts, by which key of this machine, in which mission. `database` is where it can be sealed at once, if anywhere."""

    label: str
    party: PartyId
    facts: MissionFile
    database: str | None


def signer(label: str, mission: str | None) -> Signer:
    """Who acts? In the mission of this file, or `.mission` file; else the one here; else the one the key was introduced to.

    Raises what opening either of them raises, and the refusals of the folder of keys.
    """
    from herald.commandline import keys
    from herald.record import keyfile
    from herald.units import PartyId

    party = PartyId(keyfile.public_part(keys.folder().read(label), f"{label}.key").party)
    database = _database(mission)
    if database is None:
        return Signer(label, party, keys.mission_of(label, mission), None)
    from herald.desk.founding import mission_file

    with records.moment(database) as at:
        return Signer(label, party, mission_file(at.record, at.books), database)


def _database(mission: str | None) -> str | None:
    """Is the mission itself at hand? Named, or by the variable, or the only one here."""
    if mission is not None:
        return None if mission.endswith(".mission") else mission
    try:
        return str(records.path_of(None))
    except typer.BadParameter:
        return None


def acted(by: Signer, act: Act, values: Mapping[str, Json], *, sign_only: bool = False, as_json: bool = False) -> Code:
    """Sign this act, and seal it if the mission is here and it is not only to be signed."""
    return sealed_or_said(by, [signed(by, act, values)], sign_only=sign_only, as_json=as_json)


def signed(by: Signer, act: Act, values: Mapping[str, Json]) -> bytes:
    """The line by which it is handed in."""
    from herald.commandline import clock, keys
    from herald.record import drafting
    from herald.record.drafting import Author

    held = keys.opened(by.label, _secret)
    now = clock.now()
    number = keys.folder().next_seq(by.label, int(now))
    author = Author(held.signing, by.party)
    return drafting.draft(drafting.place(by.facts), author, act, dict(values), number, now, os.urandom).line()


def sealed_or_said(by: Signer, lines: list[bytes], *, sign_only: bool = False, as_json: bool = False) -> Code:
    """What becomes of these lines? Sealed and told, or said on standard output for the cell."""
    if sign_only or by.database is None:
        deliver("".join(f"{line.decode()}\n" for line in lines))
        return Code.NOTHING_LISTED
    from herald.commandline import sealing

    with records.sequencer(by.database) as (store, sequencer):
        return sealing.sealed(store, sequencer, lines, as_json=as_json)


def leaf_of(by: Signer, index: int, held: str | None) -> bytes:
    """Which leaf is meant by this index? As the bundle has it in which it came, or the mission that is here.

    Raises typer.BadParameter where neither is at hand: nobody acknowledges what the machine cannot show.
    """
    from herald import files
    from herald.formats import kept
    from herald.record.receipt import Receipt

    if held is not None:
        found = kept.read(held, files.contents([held])[held])
        if not isinstance(found, Receipt) or found.sealed.index != index:
            raise typer.BadParameter(f"{held}: not the bundle of entry {index}", param_hint="--held")
        return found.sealed.leaf
    if by.database is None:
        hint = "name the bundle in which it came with --held, or the mission"
        raise typer.BadParameter(f"{index}: nothing of this entry is at hand: {hint}", param_hint="INDEX")
    with records.moment(by.database) as at:
        try:
            return at.record.sealed(index).leaf
        except IndexError:
            raise typer.BadParameter(f"{index}: nothing is sealed there yet", param_hint="INDEX") from None


def moment(given: str | None) -> Instant:
    """When was it? As stated, with its offset; else now. Raises typer.BadParameter."""
    from herald.commandline import clock
    from herald.units import parse_instant

    if given is None:
        return clock.now()
    try:
        return parse_instant(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given}: {error}", param_hint="--at") from None


def _secret(label: str) -> str:
    from herald.commandline import keys

    return keys.passphrase(label)


def text_of(path: str | None) -> str:
    """What does this file say? Raises typer.BadParameter for what is no UTF-8."""
    if path is None:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="FILE") from None
