"""`herald log`: what proves the record, and whether it is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from herald.commandline import records
from herald.commandline.outcome import Code, Undelivered, deliver, say
from herald.commandline.page import mistake

app = typer.Typer(no_args_is_help=True, help="What proves the record, and whether it is what it was.")

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which entry.", show_default=False)]


@app.command(short_help="A file that proves one entry, offline.")
def prove(
    index: Index,
    out: Annotated[str, typer.Option("--out", metavar="N.herald", help="The file to write.", show_default=False)],
    mission: records.MissionPath = None,
    reveal: Annotated[
        str | None, typer.Option("--reveal", metavar="FIELD,...", help="What it shows; else the times alone.")
    ] = None,
    party: records.As = None,
) -> Code:
    """Write the bundle that proves what is sealed at this index, and say first what it reveals.

    `python verify.py N.herald` verifies it where Herald never was; the verifier is in the file too. `--reveal ""` shows nothing but
    that the entry is there.
    """
    from herald import files
    from herald.commandline import bundling
    from herald.formats.mission import words

    if why := mistake(Path(out), (str(records.path_of(mission)),)):
        raise typer.BadParameter(f"{out}: {why}", param_hint="--out")
    chosen = None if reveal is None else [name for name in reveal.split(",") if name]
    with records.moment(mission) as at, _at_its_index(index):
        made, shown = bundling.bundled(at, index, chosen, party)
    say(*words.preview(shown).splitlines())
    try:
        files.write_whole(Path(out), made)
    except OSError as error:
        raise Undelivered(f"{out} could not be written: {error.strerror}") from error
    deliver(f"{out}\n")
    return Code.NOTHING_LISTED


@contextmanager
def _at_its_index(index: int) -> Iterator[None]:
    try:
        yield
    except IndexError:
        raise typer.BadParameter(f"{index}: nothing is sealed there yet", param_hint="INDEX") from None


@app.command(name="say", short_help="The figures by which an entry is read aloud.")
def say_aloud(index: Index, mission: records.MissionPath = None) -> Code:
    """Say the index with its check figure, and five groups of three figures of its leaf, to be compared by voice.

    They hold as far as the checkpoint does under which the entry stands; no witness has cosigned it yet.
    """
    from herald.formats.mission.words import UNWITNESSED
    from herald.record import aloud

    with records.moment(mission) as at, _at_its_index(index):
        figures = aloud.digits(index, at.record.sealed(index).leaf)
    deliver(f"{figures}\n")
    say(f"herald: {UNWITNESSED}")
    return Code.NOTHING_LISTED
