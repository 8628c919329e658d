"""`herald check`: which notices of different parties could meet?"""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, deliver, telling_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from herald.agreement.model import Agreement
    from herald.check.answer import Answer, Limits
    from herald.formats.terminal import Style
    from herald.notice.model import Notice

Explain = Annotated[
    tuple[str, str] | None,
    typer.Option("--explain", metavar="A B", help="Add the certificate of this pair of ids, also if it cannot meet."),
]


def check(
    files: options.Files,
    agreement: options.AgreementFile = None,
    separation_m: options.SeparationM = 1000,
    vertical_m: options.VerticalM = 300,
    road_factor: options.RoadFactor = 1,
    as_json: options.AsJson = False,
    html: options.Html = None,
    explain: Explain = None,
) -> Code:
    """Say which notices of different parties could meet, where, when, and how little would clear it.

    Ends with 0 if no pair is listed: every pair is proved not to meet. With 1 if a pair could meet, or it cannot
    be told. With 2 if the call was wrong, with 3 if a file is malformed: then every problem is told, and nothing was
    checked.
    """
    from herald import files as held
    from herald.commandline import page
    from herald.formats import answer as machine
    from herald.formats import terminal

    limits = options.limits(separation_m, vertical_m, road_factor)
    destination = None if html is None else page.destination(html, [*files, *([agreement] if agreement else [])])
    with telling_problems(as_json=as_json):
        notices, agreed = held.read(files, agreement)
        answer = answered(notices, agreed, limits)
    if destination is not None:
        page.write(destination, answer, notices, agreed, limits)
    deliver(machine.render(answer) if as_json else terminal.render(answer, notices, agreed, limits, style()))
    return Code.SOMETHING_LISTED if answer.encounters else Code.NOTHING_LISTED


def answered(notices: Sequence[Notice], agreement: Agreement | None, limits: Limits) -> Answer:
    """What does the check answer? Tells its progress where it takes long."""
    from herald.check import pairs
    from herald.commandline.progress import Progress

    with Progress(sys.stderr) as progress:
        return pairs.check(notices, agreement, limits, progress)


def style() -> Style:
    """How wide may a line be here, and may it be bold? 80 to 100 columns on a terminal, else 80; NO_COLOR is heeded."""
    from herald.formats.terminal import Style

    if not sys.stdout.isatty():
        return Style()
    columns = get_terminal_size().columns
    return Style(max(80, min(100, columns)), bold=not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
