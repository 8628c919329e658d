"""`herald notice`: a form to fill in, notices from one format into another, and their way into the record."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from herald.commandline import filing, options, standing
from herald.commandline.outcome import Code, Undelivered, deliver, say, telling_problems
from herald.commandline.page import mistake
from herald.commandline.reading import read
from herald.notice.model import Kind

Members = dict[str, object]

STANDARD_OUTPUT = "-"
_NOBODY_STATED = ("", "..")
_SPEEDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)-([0-9]+(?:\.[0-9]+)?)", re.ASCII)

app = typer.Typer(
    no_args_is_help=True, help="A form to fill in; notices from one format into another; notices signed and filed."
)


for command, says in filing.COMMANDS:
    app.command(short_help=says)(command)
app.command(short_help="One day's movements on one page, for one party.")(standing.sheet)


class Language(StrEnum):
    """The languages of the form."""

    EN = "en"
    FR = "fr"
    AR = "ar"
    RU = "ru"
    UK = "uk"


class Form(StrEnum):
    """The formats that notices are written in."""

    GEOJSON = "geojson"
    GPX = "gpx"
    KML = "kml"
    CSV = "csv"


FormFile = Annotated[str, typer.Argument(metavar="FORM.xlsx", help="Where the form goes.", show_default=False)]
InLanguage = Annotated[Language, typer.Option("--language", help="The language of the form.")]
To = Annotated[Form, typer.Option("--to", help="The format to write.", show_default=False)]
Output = Annotated[
    str, typer.Option("--output", metavar="PATH", help="The file to write, whole or not at all; - is standard output.")
]
Party = Annotated[str | None, typer.Option("--party", metavar="NAME", help="Whose the notices are that do not say so.")]
KindOf = Annotated[
    Kind | None, typer.Option("--kind", help="What moves, where a notice does not say so.", show_default=False)
]
Depart = Annotated[
    str | None,
    typer.Option(
        "--depart", metavar="A/B", help="When a line that states no time departs: earliest/latest; .. is not stated."
    ),
]
SpeedKmh = Annotated[str | None, typer.Option("--speed-kmh", metavar="MIN-MAX", help="How fast it then moves.")]
Window = Annotated[
    str | None, typer.Option("--window", metavar="A/B", help="When a place or an area that states no time is held.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="MEMBER=VALUE", help="Any member where it is not stated; the value as JSON, else text."
    ),
]


@app.command(short_help="Write the form of a notice, to be filled in.")
def template(form: FormFile, language: InLanguage = Language.EN) -> Code:
    """Write the form of a notice as a spreadsheet, to be filled in and read like any file of notices.

    It is written whole or not at all, and never over a file that is there: that may be filled in.
    """
    from herald.formats.tables import xlsx_form

    target = Path(form)
    if target.exists():
        raise typer.BadParameter(f"{form}: there is such a file already", param_hint="FORM.xlsx")
    _refuse(mistake(target, ()), form, "FORM.xlsx")
    _write(target, xlsx_form.render(language.value))
    return Code.NOTHING_LISTED


@app.command(short_help="Notices from any format into another.")
def convert(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    files: options.Files,
    to: To,
    output: Output = STANDARD_OUTPUT,
    party: Party = None,
    kind: KindOf = None,
    depart: Depart = None,
    speed_kmh: SpeedKmh = None,
    window: Window = None,
    members: Set = None,
    as_json: options.ProblemsAsJson = False,
) -> Code:
    """Read notices from files of any format and write them in one.

    What a notice does not state can be given; what it states stands. What the format cannot hold is said, a line each.
    """
    from herald.formats.written import written

    given = {**_schedule(depart, speed_kmh, window), **dict(map(_stated, members or ()))}
    given |= {name: value for name, value in (("party", party), ("kind", kind and kind.value)) if value is not None}
    if output != STANDARD_OUTPUT:
        _refuse(mistake(Path(output), files), output, "--output")
    with telling_problems(as_json=as_json):
        notices, _ = read(files, given=given)
    content, losses = written(notices, to.value)
    if output == STANDARD_OUTPUT:
        deliver(content.decode())
    else:
        _write(Path(output), content)
    for loss in losses:
        say(f"herald: {loss}")
    return Code.NOTHING_LISTED


def _schedule(depart: str | None, speed_kmh: str | None, window: str | None) -> Members:
    """The members that say when, of notices that do not."""
    if (depart is None) != (speed_kmh is None):
        raise typer.BadParameter("a departure and a speed, or neither", param_hint="--depart, --speed-kmh")
    if depart is not None and window is not None:
        raise typer.BadParameter(
            "a line departs, a place has a window: one of the two", param_hint="--depart, --window"
        )
    if depart is not None and speed_kmh is not None:
        return {"depart": _ends(depart, "--depart"), "speed_kmh": _speeds(speed_kmh)}
    return {} if window is None else {"windows": [_ends(window, "--window")]}


def _ends(text: str, option: str) -> list[object]:
    """Earliest and latest, as written; what is no instant is told when the notices are read."""
    earliest, slash, latest = text.partition("/")
    if not slash:
        raise typer.BadParameter(
            f"{text}: earliest/latest, like 2026-03-01T09:00:00Z/2026-03-01T09:30:00Z", param_hint=option
        )
    return [None if end in _NOBODY_STATED else end for end in (earliest, latest)]


def _speeds(text: str) -> list[object]:
    speeds = _SPEEDS.fullmatch(text)
    if speeds is None:
        raise typer.BadParameter(f"{text}: two numbers, like 20-60", param_hint="--speed-kmh")
    return [Decimal(speed) for speed in speeds.groups()]


def _stated(text: str) -> tuple[str, object]:
    """The member and the value of `member=value`."""
    from herald.jsontext import parse
    from herald.malformed import Malformed

    name, equals, value = text.partition("=")
    if not name or not equals:
        raise typer.BadParameter(f"{text}: a member and its value, like buffer_m=50", param_hint="--set")
    try:
        return name, parse("--set", value.encode("utf-8", "surrogatepass"))
    except Malformed:
        return name, value


def _refuse(why: str | None, path: str, option: str) -> None:
    if why is not None:
        raise typer.BadParameter(f"{path}: {why}", param_hint=option)


def _write(target: Path, content: bytes) -> None:
    from herald import files

    try:
        files.write_whole(target, content)
    except OSError as error:
        raise Undelivered(f"{target} could not be written: {error.strerror}") from error
