"""The command `herald`: nouns and questions, one module each. Nothing heavy is loaded before a command needs it."""

from __future__ import annotations

from typing import Annotated

import typer

from herald.commandline.check import check
from herald.commandline.coords import TAKES_NEGATIVE, coords
from herald.commandline.demo import demo
from herald.commandline.doctor import doctor, release
from herald.commandline.later import later
from herald.commandline.outcome import Commands
from herald.commandline.read import read
from herald.commandline.retime import retime
from herald.commandline.tracks import tracks

app = typer.Typer(
    name="herald",
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command, says, settings in (
    (check, "Who could meet, where, when, and what would clear it.", {}),
    (retime, "By how much one notice could be shifted to meet no one.", {}),
    (coords, "Typed coordinates: where they are, and what does not fit.", TAKES_NEGATIVE),
    (tracks, "Timed positions of the past, as notices for the check.", {}),
    (read, "A report's text: who claims what, drafted for a person to confirm.", {}),
    (demo, "An exercise day, checked; writes its report.", {}),
    (doctor, "What is installed, and whether it answers right here.", {}),
):
    app.command(short_help=says, context_settings=settings)(command)
for name, says, more in (
    (
        "notice",
        "A form to fill in; notices converted, signed and filed.",
        "A form to fill in; notices from one format into another; notices signed and filed.",
    ),
    ("mission", "One record of one agreement, kept by a neutral cell.", None),
    (
        "key",
        "The keys with which a party signs.",
        "The keys with which a party signs, made and kept on its own machine.",
    ),
    ("ack", "What addressees say to a notice, and what that proves.", None),
    (
        "call",
        "The hotline: calls, the duty roster, stop calls.",
        "The hotline: calls, the duty roster, stop calls. Each side seals its own.",
    ),
    (
        "incident",
        "When it goes wrong: every side's account, kept apart.",
        "When it goes wrong: every side's account, evidence and sources, kept apart.",
    ),
    ("log", "What proves the record, and whether it is what it was.", None),
):
    app.add_typer(later(f"herald.commandline.{name}", more or says), name=name, short_help=says)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"herald {release()}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def herald(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which Herald this is.")
    ] = False,
) -> None:
    """Say who could meet, where and when, before they do: exact answers to notices of movement.

    Data goes to standard output, words to standard error. `herald demo` shows what there is.
    """


if __name__ == "__main__":
    app()
