"""`herald coords`: where are these typed coordinates, how uncertain, and does anything not fit?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, deliver, telling_problems

if TYPE_CHECKING:
    from herald.geometry.coordinates import Typed

TAKES_NEGATIVE = {"ignore_unknown_options": True}
"""A text may begin with a minus: what is no option is a text."""

Texts = Annotated[
    list[str],
    typer.Argument(
        metavar="TEXT", help="One position a text, like '36.2021N 37.1343E' or 37SCV3304.", show_default=False
    ),
]
DatumOption = Annotated[
    str | None,
    typer.Option("--datum", metavar="D", help="What they were read from: 'WGS 84', SK-42, ED50, EPSG:4227."),
]
Near = Annotated[
    str | None,
    typer.Option("--near", metavar="NAME", help="The place they are said to be near to; tells where they are not."),
]
After = Annotated[
    list[str] | None,
    typer.Option(
        "--after", metavar="TEXT", help="A place of the route before them; may be given again.", show_default=False
    ),
]


def coords(
    texts: Texts,
    datum: DatumOption = None,
    near: Near = None,
    after: After = None,
    as_json: options.AsJson = False,
) -> Code:
    """Echo typed coordinates in every form, with their uncertainty and the nearest named place.

    Ends with 0 if nothing seems wrong, with 1 if something does not fit or has two readings, with 2 if the call was wrong, with
    3 if a text is none that can be read: then every problem is told.
    """
    from herald import files
    from herald.commandline.check import style
    from herald.formats import answer, echo
    from herald.geometry.echo import echo as said_back

    _refuse_options(texts)
    if datum is not None:
        _check_datum(datum)
    with telling_problems(as_json=as_json):
        typed, before = _read(texts, after or [], datum)
    gazetteer = files.gazetteer()
    route = [each.place for each in before]
    echoes = [said_back(each, gazetteer, near, route) for each in typed]
    deliver(answer.text(echo.document(echoes)) if as_json else echo.render(echoes, style().width))
    return Code.SOMETHING_LISTED if any(each.doubts for each in echoes) else Code.NOTHING_LISTED


def _refuse_options(texts: Sequence[str]) -> None:
    """A misspelt option is a mistake in the call, not a position."""
    for text in texts:
        if text.startswith("--"):
            raise typer.BadParameter(f"no such option: {text}")


def _check_datum(name: str) -> None:
    from herald.geometry import datums

    try:
        datums.datum(name)
    except ValueError as fault:
        raise typer.BadParameter(f"expected {fault}; saw {name}", param_hint="--datum") from None


def _read(texts: Sequence[str], after: Sequence[str], datum: str | None) -> tuple[list[Typed], list[Typed]]:
    """The positions, and those before them. Raises Malformed with every text that cannot be read."""
    from herald.geometry.coordinates import read
    from herald.malformed import Malformed, Problem

    found: list[list[Typed]] = [[], []]
    problems = []
    for of, (name, given) in zip(found, (("TEXT", texts), ("--after", after)), strict=True):
        for at, text in enumerate(given):
            try:
                of.append(read(text, datum))
            except ValueError as fault:
                problems.append(Problem("command line", None, f"{name}[{at}]", text or "nothing", str(fault)))
    if problems:
        raise Malformed(problems)
    return found[0], found[1]
