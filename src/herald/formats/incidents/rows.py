"""What is to be sealed, by a row? Drafts: contents that name one another by the ids of rows, until what they name is sealed.

Every problem of every row is told at once, with the table, the row as a spreadsheet counts it, and the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from herald import clocktext
from herald.acknowledgement.ladders import Manner
from herald.formats.incidents.cells import Ref
from herald.formats.incidents.columns import TABLES, Table
from herald.incident import contents
from herald.incident.codes import BreachStep, People, Unit, Verification
from herald.incident.contents import (
    Account,
    Breach,
    Casualties,
    Citation,
    Claim,
    ClauseSaid,
    Reason,
    Source,
    Speaker,
    When,
)
from herald.incident.saidtime import UNKNOWN, day, resolved
from herald.malformed import Malformed, Problem
from herald.members import said
from herald.units import Instant
from herald.written import MOST_LISTED, Written

Row = Mapping[str, str]
"""The cells of a row that are not empty, by column."""
Dated = tuple[date | None, str | None]
"""The day on which something was said, and the zone of its clock, as far as they are stated."""
OF_A_GROUP = frozenset({"group", "harm", "number", "severity", "people", "unit", "party"})
"""Columns of casualties that speak of one group; all others speak of the whole statement."""
_NO_DATE: Dated = (None, None)
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Place:
    """Where does a row stand? In which file, of which table, in which row as it is counted there."""

    file: str
    table: str
    row: int

    def problem(self, column: str, seen: str, expected: str) -> Problem:
        """A problem in a cell of it."""
        return Problem(self.file, None, f"{self.table}, row {self.row}, {column}", seen, expected)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sealed of one row. `refs` are the other rows or entries that it names, by what they are to it.

    `stated` is complete but for the indices of the sources, which `completed` puts in. `said` are the members of the act beside.
    """

    table: str
    place: Place
    id: str | None
    stated: Written
    name: str | None
    refs: Mapping[str, tuple[Ref, ...]]
    said: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def named(self) -> tuple[str, ...]:
        """Which other rows does it name?"""
        return tuple(ref for refs in self.refs.values() for ref in refs if isinstance(ref, str))

    def completed(self, indices: Mapping[str, int]) -> tuple[Written, Mapping[str, int | None]]:
        """What it states, and the entries that its act names, once the rows that it names are sealed at these indices."""
        found = {
            what: tuple(indices[ref] if isinstance(ref, str) else ref for ref in refs)
            for what, refs in self.refs.items()
        }
        sources = found.pop("sources", None)
        if sources is None:
            return self.stated, {what: refs[0] if refs else None for what, refs in found.items()}
        stated = replace(self.stated, sources=tuple(dict.fromkeys(sources)))  # type: ignore[type-var]  # all that have them
        return stated, {what: refs[0] if refs else None for what, refs in found.items()}


def drafts(rows: Iterable[tuple[Place, Row]]) -> tuple[Draft, ...]:
    """What is to be sealed, row by row? Raises Malformed with every problem of every row, and of what they name, at once."""
    headed, problems = _headed(rows)
    tables = _Tables({}, _Dates(headed))
    found: list[Draft] = []
    for place, row in headed:
        reading = _Reading(TABLES[place.table], place, row, problems, tables)
        reading.need()
        found.append(_READ[place.table](reading))
    problems += _named_problems(found)
    joined = _joined(found, problems)
    problems += [] if problems else _circles(joined)
    if problems:
        raise Malformed(sorted(problems, key=_order(headed)))
    return joined


def _order(rows: Sequence[tuple[Place, Row]]) -> Callable[[Problem], int]:
    """Problems in the order of the rows, whatever was looked at first."""
    at = {(place.file, f"{place.table}, row {place.row}, "): number for number, (place, _) in enumerate(rows)}
    return lambda problem: at.get((problem.file, f"{problem.field.rpartition(', ')[0]}, "), -1)


# -- A row -----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tables:
    """What is known beside a row: cells that were read before, and when the rows that it names were said."""

    read: dict[tuple[str, str, str], object]
    dates: _Dates


@dataclass(slots=True)
class _Reading:
    """The cells of one row, read; what is wrong with them is gathered."""

    table: Table
    place: Place
    row: Row
    problems: list[Problem]
    tables: _Tables

    def wrong(self, column: str, expected: str) -> None:
        """What stands in this cell cannot be."""
        self.problems.append(self.place.problem(column, said(self.row.get(column, "")), expected))

    def get(self, column: str) -> Any:
        """What does this cell say? None where it is empty, or wrong. What stood in the column before is read once."""
        text = self.row.get(column)
        if text is None:
            return None
        known, key = self.tables.read, (self.table.name, column, text)
        if key not in known:
            try:
                known[key] = self.table.by_name[column].read(text)
            except ValueError as error:
                known[key] = error
        found = known[key]
        if isinstance(found, ValueError):
            self.wrong(column, str(found))
            return None
        return found

    def text(self, column: str) -> str:
        """Which text does this cell hold? Where it needs one and has none, that is told elsewhere."""
        found = self.get(column)
        return found if isinstance(found, str) else ""

    def need(self) -> None:
        """Is there something in every cell in which there must be?"""
        for column in self.table.required:
            if column.name not in self.row:
                expected = f"{column.about}, like {column.example}"
                self.problems.append(self.place.problem(column.name, "nothing", expected))

    def refs(self, column: str) -> tuple[Ref, ...]:
        """Which rows or entries does this cell name?"""
        return self.get(column) or ()

    def instant(self, column: str, zone: str | None) -> Instant | None:
        """Which instant stands there, by this zone where it does not say?"""
        text = self.row.get(column)
        if text is None:
            return None
        try:
            return clocktext.read(text, zone)
        except ValueError as error:
            self.wrong(column, str(error))
            return None

    def when(self, otherwise: str | None = None) -> When | None:
        """The time as it is said, and its range: as stated, else as the words can be read. `otherwise`: in which other column."""
        published, zone = self.tables.dates.of(self.place.table, self.row)
        if "published" in self.row and _day(self.row) is None:
            self.wrong("published", "a day like 2026-03-12 or 12 March 2026")
        hung = self.get("zone") if "zone" in self.row else None if zone is None else self.zone(zone)
        first, until = self.instant("from", zone), self.instant("until", zone)
        if first is not None and until is not None and until <= first:
            self.wrong("until", "an instant after the first")
        text = self.get("when") or self.row.get(otherwise or "")
        if text is None and first is None and until is None:
            return None
        if first is None and until is None and text is not None:
            first, until = self._read(text, published, hung)
        return When(first, text or " to ".join(self.row[end] for end in ("from", "until") if end in self.row), until)

    def zone(self, text: str) -> Any:
        """The zone of another row. What is wrong with it is told there."""
        try:
            return self.table.by_name["zone"].read(text)
        except ValueError:
            return None

    def _read(self, text: str, published: date | None, zone: Any) -> tuple[Instant | None, Instant | None]:
        """By the language of the words; an analyst may have typed it in English beside words of another."""
        found = resolved(text, published, self.language(), zone)
        return resolved(text, published, _ENGLISH, zone) if found == UNKNOWN else found

    def language(self) -> str:
        """Of the words; where nobody says, English."""
        return self.get("language") or _ENGLISH

    def speaker(self) -> Speaker:
        """Who speaks."""
        return Speaker(
            self.get("speaker_body"),
            self.get("speaker_kind"),
            self.get("speaker_office"),
            self.get("speaker_party"),
        )

    def clause(self) -> ClauseSaid | None:
        """Which agreement is spoken of, if one is."""
        agreement, clause = self.get("agreement"), self.get("clause")
        spoken = self.get("clause_said") or clause or agreement
        return None if spoken is None else ClauseSaid(agreement, clause, spoken)

    def draft(self, stated: Written, refs: Mapping[str, tuple[Ref, ...]], name: str | None = None, **more: Any) -> Draft:
        """What this row says, as it is to be sealed."""
        id_ = self.get("id") if "id" in self.table.by_name else None
        return Draft(self.table.name, self.place, id_, stated, name, refs, MappingProxyType(more))


def _source(row: _Reading) -> Draft:
    stated = Source(
        row.get("described"),
        row.get("kind"),
        row.get("language"),
        row.get("outlet"),
        row.when("published"),
        row.get("title"),
        row.get("url"),
    )
    return row.draft(stated, {}, row.get("author"))


def _citation(row: _Reading) -> Draft:
    stated = Citation(row.get("differs") or (), row.get("here"), row.get("there"))
    return row.draft(stated, {"of": row.refs("source"), "cites": row.refs("cites")}, edge=row.get("edge"))


def _account(row: _Reading) -> Draft:
    stated = Account(row.get("channel"), row.when("published"), row.language(), (), row.speaker(), row.get("title"))
    manner = row.get("manner") or Manner.PAPER
    refs = {"sources": row.refs("sources")}
    return row.draft(stated, refs, row.get("speaker_name"), whose=row.get("whose"), manner=manner)


def _claim(row: _Reading) -> Draft:
    stated = Claim(
        acts=row.get("acts") or (),
        amounts=row.get("amounts") or (),
        chain=row.get("chain") or (),
        clause=row.clause(),
        confidence=row.get("confidence"),
        headline=bool(row.get("headline")),
        height=row.get("height"),
        language=row.language(),
        modality=row.get("modality"),
        places=row.get("places") or (),
        quoted=bool(row.get("quoted")),
        reading=row.get("reading"),
        sources=(),
        speaker=row.speaker(),
        when=row.when(),
        words=row.text("words"),
    )
    refs = {"of": row.refs("account"), "replaces": row.refs("replaces"), "sources": row.refs("sources")}
    return row.draft(stated, refs, row.get("speaker_name"))


def _link(row: _Reading) -> Draft:
    refs = {"of": row.refs("claim"), "other": row.refs("other")}
    return row.draft(Reason(row.text("reason")), refs, link=row.get("link"))


def _casualties(row: _Reading) -> Draft:
    spoken, low, high, state = row.get("number") or ("", None, None, None)
    figure = contents.Figure(
        row.text("group"),
        row.get("harm"),
        high,
        low,
        row.get("party"),
        row.get("people") or People.UNKNOWN,
        spoken,
        row.get("severity"),
        state,  # type: ignore[arg-type]  # None only with a problem
        row.get("unit") or Unit.PEOPLE,
    )
    stated = Casualties(
        row.when() or When(None, "not stated", None),
        (figure,),
        row.language(),
        (),
        row.speaker(),
        row.get("verification") or Verification.CLAIMED,
        row.text("words"),
    )
    refs = {"claim": row.refs("claim"), "revises": row.refs("revises"), "sources": row.refs("sources")}
    return row.draft(stated, refs, row.get("speaker_name"))


def _breach(row: _Reading) -> Draft:
    clause = row.clause() or ClauseSaid(None, None, "")
    stated = Breach(row.get("acts") or (), clause, row.language(), (), row.speaker(), row.text("words"))
    step = row.get("step") or BreachStep.CLAIMED
    if step is BreachStep.CLAIMED and "of" in row.row:
        row.wrong("of", "nothing, where a breach is claimed")
    if step is not BreachStep.CLAIMED and "of" not in row.row:
        row.problems.append(row.place.problem("of", "nothing", "the breach claim that it is about"))
    if step is not BreachStep.CLAIMED and "against" in row.row:
        row.wrong("against", "nothing: the breach claim that it is about says so")
    return row.draft(
        stated,
        {"of": row.refs("of"), "sources": row.refs("sources")},
        row.get("speaker_name"),
        step=step,
        whose=row.get("whose"),
        against=row.get("against"),
        manner=row.get("manner") or Manner.PAPER,
    )


_READ: Mapping[str, Callable[[_Reading], Draft]] = MappingProxyType(
    {
        "sources": _source,
        "citations": _citation,
        "accounts": _account,
        "claims": _claim,
        "links": _link,
        "casualties": _casualties,
        "breaches": _breach,
    }
)


# -- When it was said --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Dates:
    """On which day, and by which clock, was what a row names said? What a row does not state its account or source does."""

    rows: Mapping[str, tuple[str, Row]]

    def __init__(self, rows: Iterable[tuple[Place, Row]]) -> None:
        self.rows = {row["id"]: (place.table, row) for place, row in rows if "id" in row}

    def of(self, table: str, row: Row, *, deep: int = 3) -> Dated:
        """As far as the row states it itself; else as what it names states it, where all of that say the same."""
        published, zone = _day(row), row.get("zone")
        asked = [row.get(column.name, "") for column in TABLES[table].columns if column.to in _DATING]
        names = [name.strip() for cell in reversed(asked) for name in cell.split(";")] if deep else []
        others = [self.of(*self.rows[name], deep=deep - 1) for name in names if name in self.rows]
        days = {other[0] for other in others if other[0] is not None}
        zones = {other[1] for other in others if other[1] is not None}
        return (
            published or (days.pop() if len(days) == 1 else None),
            zone or (zones.pop() if len(zones) == 1 else None),
        )


_DATING = frozenset({"sources", "accounts", "claims"})


def _day(row: Row) -> date | None:
    for column in ("published", "when"):
        text = row.get(column)
        found = None if text is None else day(text, row.get("language", _ENGLISH)) or day(text)
        if found is not None:
            return found
    return None
