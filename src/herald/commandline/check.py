"""`herald check`: which notices of different parties could meet?"""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, deliver, telling_problems
from herald.units import NoticeId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from herald.agreement.model import Agreement
    from herald.check.answer import Answer, Limits
    from herald.check.explain import Certificate
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
    from herald.commandline import page
    from herald.commandline.reading import read
    from herald.formats import answer as machine
    from herald.formats import terminal

    limits = options.limits(separation_m, vertical_m, road_factor)
    destination = None if html is None else page.destination(html, [*files, *([agreement] if agreement else [])])
    with telling_problems(as_json=as_json):
        notices, agreed = read(files, agreement)
        pair = None if explain is None else _asked(explain, notices)
        answer = answered(notices, agreed, limits)
    certificate = None if pair is None else certified(pair, notices, agreed, limits)
    if destination is not None:
        page.write(destination, answer, notices, agreed, limits)
    if as_json:
        deliver(machine.render(answer, certificate))
    else:
        deliver(terminal.render(answer, notices, agreed, limits, style(), certificate))
    return Code.SOMETHING_LISTED if answer.encounters else Code.NOTHING_LISTED


def answered(notices: Sequence[Notice], agreement: Agreement | None, limits: Limits) -> Answer:
    """What does the check answer? Tells its progress where it takes long."""
    from herald import files
    from herald.check import compiled, pairs
    from herald.check.findings import states_names
    from herald.commandline.progress import Progress

    names = files.gazetteer() if states_names(notices) else None
    with Progress(sys.stderr) as progress, compiled.telling(progress.compiling):
        return pairs.check(notices, agreement, limits, progress, names)


def certified(
    pair: tuple[NoticeId, NoticeId], notices: Sequence[Notice], agreement: Agreement | None, limits: Limits
) -> Certificate:
    """What proves the answer for this pair?"""
    from herald.check.explain import explain

    return explain(*pair, notices, agreement, limits)


def _asked(pair: tuple[str, str], notices: Sequence[Notice]) -> tuple[NoticeId, NoticeId]:
    """Which two notices are to be explained? Those of one party are not compared, nor those that no longer stand."""
    from herald.notice.lifecycle import standing

    known = {notice.id: notice for notice in standing(notices).checked}
    found = [known[each] for each in map(NoticeId, pair) if each in known]
    if len(found) < len(pair):
        missing = next(each for each in pair if each not in known)
        raise typer.BadParameter(f"no notice that is checked has the id {missing}", param_hint="--explain")
    one, two = found
    if one.party == two.party:
        raise typer.BadParameter(f"{one.id} and {two.id} are of one party and not compared", param_hint="--explain")
    return one.id, two.id


def style() -> Style:
    """How wide may a line be here, and may it be bold? 80 to 100 columns on a terminal, else 80; NO_COLOR is heeded."""
    from herald.formats.terminal import Style

    if not sys.stdout.isatty():
        return Style()
    columns = get_terminal_size().columns
    return Style(max(80, min(100, columns)), bold=not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
