"""`herald read`: a report's text becomes drafted, attributed claims for a person to confirm. Nothing is sealed by it."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, Undelivered, deliver, say, telling_problems

if TYPE_CHECKING:
    from herald.reading.model import Reading

Report = Annotated[
    str, typer.Argument(metavar="FILE", help="The text, in UTF-8; - is standard input.", show_default=False)
]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help='On which day it was said: "on Thursday" is read from it.'),
]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="In which language it is.")]
Page = Annotated[
    str | None,
    typer.Option(
        "--html", metavar="PATH", help="Also write a page on which each claim is confirmed, changed or rejected."
    ),
]
Tables = Annotated[
    str | None,
    typer.Option("--tables", metavar="FOLDER", help="Also write the tables that `herald incident enter` takes."),
]
Into = Annotated[
    int | None,
    typer.Option(
        "--into",
        metavar="INCIDENT",
        min=0,
        help="For which incident: writes the tables, and says how they are entered.",
    ),
]


def read(
    file: Report,
    published: Published = None,
    language: Language = "en",
    html: Page = None,
    tables: Tables = None,
    into: Into = None,
    as_json: options.AsJson = False,
) -> Code:
    """Draft who claims what in a report, by rules: a person confirms each claim, and nothing is sealed by it.

    Ends with 0 when the text was read, with 3 where it is not UTF-8.
    """
    from herald import files
    from herald.commandline.page import destination
    from herald.formats import answer
    from herald.formats import reading as written

    day = _day(published)
    with options.mistakes_in_the_call():
        rules = files.rules(language)
    target = None if html is None else destination(html, [file])
    folder = _folder(file, tables, into)
    with telling_problems(as_json=as_json):
        found = files.read_report(file, day, rules)
    if target is not None:
        _page(target, found, file)
    if folder is not None:
        _tables(folder, found, file, into)
    deliver(answer.text(written.document(found)) if as_json else written.listing(found))
    return Code.NOTHING_LISTED


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise typer.BadParameter(f"{said}: a day, like 2020-08-27", param_hint="--published") from None


def _folder(file: str, tables: str | None, into: int | None) -> Path | None:
    """Where do the tables go? Beside the report, where only the incident is named."""
    if tables is None and into is None:
        return None
    stem = "report" if file == "-" else Path(file).stem
    folder = Path(tables) if tables is not None else Path(f"{stem}-incident-{into}")
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"{folder}: it is no folder", param_hint="--tables")
    return folder


def _page(target: Path, found: Reading, file: str) -> None:
    from herald import files
    from herald.formats.incidents.drafting import tables
    from herald.pages.draft import draft

    page = draft(found, _name(file), tables(found, _name(file)))
    try:
        files.write_whole(target, page.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise Undelivered(
            f"the page could not be written to {target}: {error.strerror}; no answer was given"
        ) from error


def _tables(folder: Path, found: Reading, file: str, into: int | None) -> None:
    from herald import files
    from herald.formats.incidents.drafting import tables, text

    made = {folder / f"{name}.csv": text(rows) for name, rows in tables(found, _name(file)).items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in made.items():
            files.write_whole(path, data)
    except OSError as error:
        raise Undelivered(
            f"the tables could not be written to {folder}: {error.strerror}; no answer was given"
        ) from error
    number = "NUMBER" if into is None else str(into)
    named = " ".join(shlex.quote(str(path)) for path in made)
    say(
        f"Drafted tables are in {folder}. Look through them: every row is somebody's claim. Then:",
        f"  herald incident enter {number} {named} --mission MISSION --key KEY",
    )


def _name(file: str) -> str:
    return "report" if file == "-" else Path(file).name
