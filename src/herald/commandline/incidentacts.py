"""An act of an incident, from what was typed: who signs, where and when it was, as it was said; sealed and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, callsteps
from herald.commandline.acting import Signer
from herald.commandline.outcome import Code

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.incident.contents import Place, When
    from herald.record.acts import Act
    from herald.units import Instant
    from herald.written import Written

Number = Annotated[
    int,
    typer.Argument(
        metavar="NUMBER", min=0, help="The incident's number: the index that opened it.", show_default=False
    ),
]
Key = callsteps.Key
WhenText = Annotated[str | None, typer.Option("--when", metavar="TEXT", help="When it was, as it is said.")]
From = Annotated[str | None, typer.Option("--from", metavar="INSTANT", help="The first instant that it can mean.")]
Until = Annotated[str | None, typer.Option("--until", metavar="INSTANT", help="The first instant after it.")]
PlaceText = Annotated[str | None, typer.Option("--place", metavar="TEXT", help="Where it was, as it is said.")]
Coordinates = Annotated[
    str | None, typer.Option("--coordinates", metavar="TEXT", help="Where that is, in any form that `coords` takes.")
]
WithinKm = Annotated[
    float | None,
    typer.Option("--within-km", metavar="KM", min=0, help="How far from there it may have been; else as typed."),
]
_MM_PER_KM = 1_000_000
_MM_PER_M = 1_000


def signer(label: str | None, mission: str | None) -> Signer:
    """Who acts? By the key of this label, else by the only key of a person on this machine. Raises typer.BadParameter."""
    return callsteps.signer(label, mission)


def entered(
    by: Signer, act: Act, content: Written, name: dict[str, Json] | None = None, *, sign_only: bool, as_json: bool
) -> Code:
    """Sign this act with what it states, and seal it if the mission is here and it is not only to be signed.

    Raises Malformed for what cannot be stated so, before anything is signed.
    """
    values: dict[str, Json] = {"stated": checked(content), **(name or {})}
    return acting.acted(by, act, values, sign_only=sign_only, as_json=as_json)


def checked(content: Written) -> Json:
    """How does this content read? Raises Malformed for what cannot be stated so."""
    from herald.incident import contents
    from herald.members import Where

    stated = content.json()
    contents.read(type(content), stated, Where("what was typed"))
    return stated


def when(text: str | None, first: str | None, until: str | None) -> When | None:
    """When was it? None where nothing was said. Raises typer.BadParameter."""
    from herald.incident.contents import When

    if text is None and first is None and until is None:
        return None
    ends = [None if each is None else instant(each, option) for each, option in ((first, "--from"), (until, "--until"))]
    said = text or " to ".join(each for each in (first, until) if each is not None)
    return When(ends[0], said, ends[1])


def instant(given: str, option: str) -> Instant:
    """Which instant is typed there? Raises typer.BadParameter."""
    from herald.units import parse_instant

    try:
        return parse_instant(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given}: {error}", param_hint=option) from None


def place(text: str | None, typed: str | None, within_km: float | None) -> Place | None:
    """Where was it? None where nothing was said. What the digits leave open is kept, and never less. Raises typer.BadParameter."""
    from math import ceil

    from herald.incident.contents import Place

    if text is None and typed is None:
        if within_km is not None:
            raise typer.BadParameter("of which place? --place and --coordinates say so", param_hint="--within-km")
        return None
    if typed is None:
        if within_km is not None:
            raise typer.BadParameter("from where? --coordinates says so", param_hint="--within-km")
        return Place(None, None, str(text), None)
    from herald.geometry import coordinates

    try:
        read = coordinates.read(typed)
    except ValueError as error:
        raise typer.BadParameter(f"{typed}: {error}", param_hint="--coordinates") from None
    stated_mm = 0 if within_km is None else ceil(within_km * _MM_PER_KM)
    within_mm = max(stated_mm, ceil(read.uncertainty_m * _MM_PER_M))
    return Place(read.place.lat_e9, read.place.lon_e9, text or typed, within_mm)
