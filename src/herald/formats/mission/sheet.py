"""What does the sheet of a day say on a terminal, and to a machine? Of what disclosure let out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from herald.acknowledgement.ladderwords import NOT_PERMISSION, offset
from herald.disclosure.saying import NONE, SheetRow, Where, heading, rows
from herald.disclosure.sheet import Sheet
from herald.formats.answer import Document
from herald.formats.mission.words import EXERCISE
from herald.units import format_instant
from herald.wording import STATEMENT

_LABEL = 11


def words(of: Sheet, ahead_min: int) -> str:
    """How does the sheet read? Ends with a newline."""
    lines = [*([EXERCISE, ""] if of.exercise else []), *heading(of, ahead_min)]
    for each in rows(of, ahead_min):
        lines += ["", *_row(each, offset(ahead_min))]
    if not of.rows:
        lines += ["", NONE]
    return "\n".join([*lines, "", NOT_PERMISSION, f"{STATEMENT.capitalize()}."]) + "\n"


def _row(of: SheetRow, zone: str) -> Iterator[str]:
    named = f" {of.title}" if of.title else ""
    struck = "NO LONGER HOLDS: " if of.struck else ""
    yield f"{struck}{of.id}, {of.kind} of {of.whose}{named}"
    lines: list[tuple[str, tuple[str, ...]]] = [
        ("marks", of.marks),
        ("UTC", of.when_utc),
        (zone, of.when_local if zone != offset(0) else ()),
        ("from" if of.to else "at", (_place(of.start),)),
        ("to", () if of.to is None else (_place(of.to),)),
        ("clause", of.clauses),
        ("contacts", (of.contacts,) if of.contacts else ()),
        ("escort", (of.escort,) if of.escort else ()),
        ("to do", of.to_do),
    ]
    for label, texts in lines:
        for at, text in enumerate(texts):
            yield f"  {label if not at else '':<{_LABEL}}{text}"


def _place(of: Where) -> str:
    return f"{of.mgrs}  {of.degrees}{f'  {of.name}' if of.name else ''}"


def document(of: Sheet, ahead_min: int) -> Document:
    """The same for a machine."""
    return {
        "origin": of.origin,
        "exercise": of.exercise,
        "for": of.viewer,
        "now": format_instant(of.now),
        "first": format_instant(of.first),
        "end": format_instant(of.end),
        "zone": offset(ahead_min),
        "movements": [asdict(each) for each in rows(of, ahead_min)],
        "statement": f"{NOT_PERMISSION} {STATEMENT.capitalize()}.",
    }
