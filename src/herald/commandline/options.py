"""What can be said after more than one command, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from herald.check.answer import Limits

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE", help="Files of notices, in any format that is read; - is standard input.", show_default=False
    ),
]
AgreementFile = Annotated[
    str | None,
    typer.Option("--agreement", metavar="A.toml", help="What the parties agreed: clauses, zones, limits."),
]
SeparationM = Annotated[
    float,
    typer.Option("--separation-m", metavar="METRES", help="How near is a meeting, where no clause says so."),
]
VerticalM = Annotated[
    float,
    typer.Option("--vertical-m", metavar="METRES", help="How near in height, where no clause says so."),
]
RoadFactor = Annotated[
    float,
    typer.Option(
        "--road-factor",
        metavar="K",
        help="Roads may be up to K times as long as the legs drawn; widens places and latest times.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The answer as JSON on standard output.")]
ProblemsAsJson = Annotated[
    bool, typer.Option("--json", help="What is wrong with the files as JSON on standard output.")
]
Html = Annotated[
    str | None,
    typer.Option("--html", metavar="PATH", help="Also write the report: one HTML file, whole or not at all."),
]


def limits(separation_m: float, vertical_m: float, road_factor: float = 1) -> Limits:
    """Are these limits? A limit that is none is a mistake in the call."""
    from herald import api

    with mistakes_in_the_call():
        return api.limits(separation_m, vertical_m, road_factor)


@contextmanager
def mistakes_in_the_call() -> Iterator[None]:
    """What the library refuses as a value is said as a mistake in the call."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
