"""How does everything stand? The board, the handover, and the sheet of a day's movements; on the terminal, on paper, as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options, records
from herald.commandline.outcome import Code, Undelivered, deliver
from herald.commandline.page import mistake

if TYPE_CHECKING:
    from herald.units import Instant

CELL = "cell"
_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)", re.ASCII)
_MOST_HOURS = 14

Page = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Also write it as one HTML file, to print.")]
Table = Annotated[
    str | None, typer.Option("--xlsx", metavar="FILE", help="Also write it as a workbook, one row a movement.")
]
For = Annotated[
    str,
    typer.Option("--for", metavar="PARTY", help="What this party may know; `cell`: everything.", show_default=False),
]
Date = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="Of which day.", show_default=False)]
Zone = Annotated[
    str, typer.Option("--zone", metavar="+HH:MM", help="How far the clocks are ahead of UTC that make the day.")
]
Since = Annotated[
    str, typer.Option("--since", metavar="INSTANT", help="From when on, like 2026-03-10T06:00Z.", show_default=False)
]


def sheet(
    party: For,
    date: Date,
    mission: records.MissionPath = None,
    zone: Zone = "+00:00",
    html: Page = None,
    xlsx: Table = None,
    as_json: options.AsJson = False,
) -> Code:
    """Say which movements there are on one day, as far as a party may know, and what it still has to do about each.

    Sites are on no sheet. What was replaced or cancelled stands struck through, so that nobody goes by the old one.
    """
    from herald.commandline import clock
    from herald.desk import sheet as desk
    from herald.disclosure.sheet import sheet as shown
    from herald.formats import answer
    from herald.formats.mission import sheet as said
    from herald.formats.tables import xlsx_sheet
    from herald.pages import papers

    ahead, path = _ahead(zone), records.path_of(mission)
    first, end = _day(date, ahead)
    targets = [_target(html, "--html", path), _target(xlsx, "--xlsx", path)]
    viewer = records.viewer(None if party == CELL else party)
    with records.moment(mission) as at:
        seen = shown(desk.day(at.record, at.books, first, end, viewer, clock.now()), viewer)
    _write(targets[0], lambda: papers.sheet(seen, ahead).encode("utf-8", "backslashreplace"))
    _write(targets[1], lambda: xlsx_sheet.render(seen, ahead))
    deliver(answer.text(said.document(seen, ahead)) if as_json else said.words(seen, ahead))
    return Code.NOTHING_LISTED


def handover(
    since: Since,
    mission: records.MissionPath = None,
    party: records.As = None,
    html: Page = None,
    as_json: options.AsJson = False,
) -> Code:
    """Say what changed since, what is unanswered, what is not known to have arrived, who was called, what is missing.

    Ends with 1 if a stop call is open or anything is unanswered, not delivered or not confirmed forward.
    """
    from herald.commandline import clock
    from herald.desk import calling
    from herald.desk import handover as desk
    from herald.disclosure.handover import handover as shown
    from herald.disclosure.handoverwords import waits
    from herald.formats import answer
    from herald.formats.mission import handover as said
    from herald.pages import papers

    begun, target, viewer = _instant(since), _target(html, "--html", records.path_of(mission)), records.viewer(party)
    with records.moment(mission) as at:
        facts = desk.watch(at.record, at.books, begun, clock.now())
        seen = shown(facts, viewer, calling.facts(at.record, at.books))
    _write(target, lambda: papers.handover(seen).encode("utf-8", "backslashreplace"))
    deliver(answer.text(said.document(seen)) if as_json else said.words(seen))
    return Code.SOMETHING_LISTED if waits(seen) else Code.NOTHING_LISTED


def board(
    mission: records.MissionPath = None, party: records.As = None, html: Page = None, as_json: options.AsJson = False
) -> Code:
    """Say what needs somebody now, then what is live and how far it has come with each addressee, then the numbers.

    Ends with 1 if anything needs somebody.
    """
    from herald.commandline import clock
    from herald.desk import calling
    from herald.desk import standing as desk
    from herald.disclosure import board as shown
    from herald.formats import answer
    from herald.formats.mission import board as said
    from herald.pages import papers

    target, viewer = _target(html, "--html", records.path_of(mission)), records.viewer(party)
    with records.moment(mission) as at:
        facts = desk.standing(at.record, at.books, clock.now(), told_of_over=not viewer.is_cell)
        facts = desk.with_read(at.record, at.books, facts, shown.wanted(facts, viewer))
        seen = shown.board(facts, viewer, calling.facts(at.record, at.books))
    _write(target, lambda: papers.board(seen).encode("utf-8", "backslashreplace"))
    deliver(answer.text(said.document(seen)) if as_json else said.words(seen))
    return Code.SOMETHING_LISTED if seen.needs or seen.stops else Code.NOTHING_LISTED


# -- What was typed ------------------------------------------------------------------------------------------------------------


def _ahead(zone: str) -> int:
    """How many minutes ahead of UTC? An offset, because a day of a named zone may have a clock that was put forward in it."""
    if zone in {"Z", "UTC"}:
        return 0
    match = _OFFSET.fullmatch(zone)
    if match is None or int(match[2]) > _MOST_HOURS or zone == "-00:00":
        raise typer.BadParameter(f"{zone}: an offset like +02:00, or Z", param_hint="--zone")
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _day(date: str, ahead_min: int) -> tuple[Instant, Instant]:
    """From when up to when is it this day, on these clocks?"""
    from herald.units import DAY, MINUTE, Instant, parse_instant

    try:
        begun = parse_instant(f"{date}T00:00:00Z")
    except ValueError:
        raise typer.BadParameter(f"{date}: a day that exists, like 2026-03-10", param_hint="--date") from None
    first = Instant(begun - ahead_min * MINUTE)
    return first, Instant(first + DAY)


def _instant(text: str) -> Instant:
    from herald import clocktext

    try:
        return clocktext.read(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: expected {error}", param_hint="--since") from None


# -- What is written -----------------------------------------------------------------------------------------------------------


def _target(path: str | None, option: str, mission: Path) -> Path | None:
    """Which file shall it be? Asked before anything is read."""
    if path is None:
        return None
    why = "it needs a file of its own" if path == "-" else mistake(Path(path), [str(mission)])
    if why is not None:
        raise typer.BadParameter(f"{path}: {why}", param_hint=option)
    return Path(path)


def _write(target: Path | None, made: Callable[[], bytes]) -> None:
    """Whole or not at all. Raises Undelivered."""
    from herald import files

    if target is None:
        return
    try:
        files.write_whole(target, made())
    except OSError as error:
        raise Undelivered(f"{target} could not be written: {error.strerror}") from error
