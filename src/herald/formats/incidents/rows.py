"""What is to be sealed, by a row? Drafts: contents that name one another by the ids of rows, until what they name is sealed.

Every problem of every row is told at once, with the table, the row as a spreadsheet counts it, and the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Any

from herald import clocktext
from herald.acknowledgement.ladders import Manner
from herald.formats.incidents import cells
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
    dated = {row["id"]: (place.table, row) for place, row in headed if "id" in row}
    tables = _Tables({}, _Dates(dated, {}))
    found: list[Draft] = []
    for place, row in headed:
        reading = _Reading(TABLES[place.table], place, row, problems, tables)
        reading.need()
        found.append(_READ[place.table](reading))
    joined = _joined(found, problems)
    problems += _named_problems(joined)
    problems += () if problems else _circles(joined)
    if problems:
        raise Malformed(sorted(problems, key=_order(headed)))
    return joined


def _order(rows: Sequence[tuple[Place, Row]]) -> Callable[[Problem], int]:
    """Problems in the order of the rows, whatever was looked at first."""
    at = {(place.file, f"{place.table}, row {place.row}"): number for number, (place, _) in enumerate(rows)}
    return lambda problem: at[problem.file, problem.field.rpartition(", ")[0]]


# -- A row -----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tables:
    """What is known beside a row: cells that were read before, and when the rows that it names were said."""

    read: dict[object, Any]
    dates: _Dates

    def once(self, key: object, read: Callable[[], object]) -> Any:
        """What is read of this, or the ValueError that it raises; read the first time alone."""
        if key not in self.read:
            try:
                self.read[key] = read()
            except ValueError as error:
                self.read[key] = error
        return self.read[key]


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
        found = self._read_once(column, text)
        if isinstance(found, ValueError):
            self.wrong(column, str(found))
            return None
        return found

    def _read_once(self, column: str, text: str) -> object:
        return self.tables.once((self.table.name, column, text), lambda: self.table.by_name[column].read(text))

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
        found = self.tables.once(("instant", text, zone), lambda: clocktext.read(text, zone))
        if isinstance(found, ValueError):
            self.wrong(column, str(found))
        return None if isinstance(found, ValueError) else found

    def when(self, otherwise: str | None = None) -> When | None:
        """The time as it is said, and its range: as stated, else as the words can be read. `otherwise`: in which other column."""
        published, zone = self.tables.dates.of(self.place.table, self.row)
        self.get("published")
        hung = self.get("zone") if "zone" in self.row else self._hung(zone)
        first, until = self.instant("from", zone), self.instant("until", zone)
        if first is not None and until is not None and until <= first:
            self.wrong("until", "an instant after the first")
        text = self.get("when") or self.row.get(otherwise or "")
        if text is None and first is None and until is None:
            return None
        if first is None and until is None and text is not None:
            first, until = self._read(text, published, hung)
        return When(first, text or " to ".join(self.row[end] for end in ("from", "until") if end in self.row), until)

    def _hung(self, zone: str | None) -> Any:
        """Where the clock of what it names hung. What is wrong with that is told there."""
        found = None if zone is None else self._read_once("zone", zone)
        return None if isinstance(found, ValueError) else found

    def _read(self, text: str, published: date | None, zone: Any) -> tuple[Instant | None, Instant | None]:
        """By the language of the words; an analyst may have typed it in English beside words of another."""
        language = self.language()
        found = self.tables.once((text, published, language, zone), lambda: resolved(text, published, language, zone))
        return resolved(text, published, _ENGLISH, zone) if found == UNKNOWN and language != _ENGLISH else found

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

    def draft(
        self, stated: Written, refs: Mapping[str, tuple[Ref, ...]], name: str | None = None, **more: Any
    ) -> Draft:
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


# -- When it was said ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dates:
    """On which day, and by which clock, was something said? What a row does not state, what it names does, if all that agree."""

    rows: Mapping[str, tuple[str, Row]]
    known: dict[str, Dated]

    def of(self, table: str, row: Row) -> Dated:
        """As far as the row states it itself; else as its account, its sources or its claim do, where they say the same."""
        published, zone = _day(table, row), row.get("zone")
        if published is not None and zone is not None:
            return published, zone
        others = [self._named(name) for name in self._names(table, row)]
        days, zones = ({of[which] for of in others if of[which] is not None} for which in (0, 1))
        return published or _only(days), zone or _only(zones)

    def _names(self, table: str, row: Row) -> Iterator[str]:
        by_name = TABLES[table].by_name
        for column in _DATING:
            for name in row.get(column, "").split(";") if column in by_name else ():
                found = self.rows.get(name.strip())
                if found is not None and found[0] == by_name[column].to:  # of another table it could lead back here
                    yield name.strip()

    def _named(self, id_: str) -> Dated:
        if id_ not in self.known:
            self.known[id_] = self.of(*self.rows[id_])
        return self.known[id_]


_DATING = ("account", "sources", "claim")


def _only(of: set[Any]) -> Any:
    return of.pop() if len(of) == 1 else None


def _day(table: str, row: Row) -> date | None:
    """When was it said? Of a claim `when` is the time of which it speaks."""
    if "published" in row:
        return _published(row["published"])
    if table not in {"sources", "accounts"} or "when" not in row:
        return None
    return day(row["when"], row.get("language", _ENGLISH)) or day(row["when"])


@lru_cache(maxsize=4096)
def _published(text: str) -> date | None:
    try:
        return cells.day(text)
    except ValueError:  # told where it stands
        return None


# -- Rows together -----------------------------------------------------------------------------------------------------------


def _headed(rows: Iterable[tuple[Place, Row]]) -> tuple[list[tuple[Place, Row]], list[Problem]]:
    """Rows of casualties with one id are one statement: what speaks of the whole stands on the first, and may be repeated."""
    found, problems = list[tuple[Place, Row]](), list[Problem]()
    first: dict[str, tuple[Place, Row]] = {}
    for place, row in rows:
        if place.table != "casualties" or "id" not in row:
            found.append((place, row))
            continue
        head = first.setdefault(row["id"], (place, row))
        whole = {column: text for column, text in head[1].items() if column not in OF_A_GROUP}
        group = {column: text for column, text in row.items() if column in OF_A_GROUP}
        for column, text in row.items():
            if column not in group and whole.get(column) != text:
                expected = f"{said(whole[column])} as in row {head[0].row}, or nothing" if column in whole else _FIRST
                problems.append(place.problem(column, said(text), expected))
        found.append((place, {**whole, **group}))
    return found, problems


_FIRST = "nothing: it stands on the first row of the statement, if it stands anywhere"


def _joined(found: Sequence[Draft], problems: list[Problem]) -> tuple[Draft, ...]:
    """One draft for each statement of casualties, with the figures of all its rows; the others as they are."""
    groups: dict[object, list[Draft]] = {}
    for draft in found:
        key = draft.id if draft.table == "casualties" and draft.id is not None else id(draft)
        groups.setdefault(key, []).append(draft)
    problems += (
        group[-1].place.problem("id", f"{len(group)} rows of one id", f"at most {MOST_LISTED}")
        for group in groups.values()
        if len(group) > MOST_LISTED
    )
    return tuple(group[0] if len(group) == 1 else _whole(group) for group in groups.values())


def _whole(group: Sequence[Draft]) -> Draft:
    figures = tuple(figure for draft in group for figure in getattr(draft.stated, "figures", ()))
    return replace(group[0], stated=replace(group[0].stated, figures=figures))  # type: ignore[type-var]  # all have them


def _named_problems(found: Sequence[Draft]) -> Iterator[Problem]:
    """Does every name lead to one row of the right table, and to no more than are asked for?"""
    known: dict[str, Draft] = {}
    for draft in found:
        if draft.id is not None and known.setdefault(draft.id, draft) is not draft:
            yield draft.place.problem("id", said(draft.id), "an id that no other row has")
    for draft in found:
        for what, refs in draft.refs.items():
            column = COLUMN.get((draft.table, what), what)
            to = TABLES[draft.table].by_name[column].to
            if what != "sources" and len(refs) > 1:
                yield draft.place.problem(column, f"{len(refs)} of them", "one")
            for ref in refs:
                if isinstance(ref, str) and (ref not in known or known[ref].table != to):
                    yield draft.place.problem(column, said(ref), f"the id of a row of {to}, or an index like #117")
        for one, other, column in _APART.get(draft.table, ()):
            if draft.refs[one] and draft.refs[one] == draft.refs[other]:
                yield draft.place.problem(column, said(str(draft.refs[one][0])), "another one than itself")
        yield from _replaced(draft, known)


def _replaced(draft: Draft, known: Mapping[str, Draft]) -> Iterator[Problem]:
    """Is a claim corrected within its account?"""
    for ref in draft.refs.get("replaces", ()):
        other = known.get(ref) if isinstance(ref, str) else None
        if other is not None and other.table == "claims" and other.refs["of"] != draft.refs["of"]:
            yield draft.place.problem("replaces", said(ref), "a claim of the same account")


COLUMN: Mapping[tuple[str, str], str] = MappingProxyType(
    {("citations", "of"): "source", ("claims", "of"): "account", ("links", "of"): "claim"}
)
"""In which column stands what a row names, where it is not called so?"""
_APART = MappingProxyType({"citations": (("of", "cites", "cites"),), "links": (("of", "other", "other"),)})


def _circles(found: Sequence[Draft]) -> Iterator[Problem]:
    """Which rows name one another in a circle, or name such rows?"""
    sealed = {id(draft) for wave in waves(found) for draft in wave}
    for draft in found:
        if id(draft) not in sealed:
            yield draft.place.problem("id", said(draft.id), "rows that do not name one another in a circle")


def waves(found: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """In which order can they be sealed? As they stand, but for what names a later one; what goes in a circle is left out.

    Each wave names only what is sealed before it.
    """
    sealed: list[list[Draft]] = []
    now = set[str]()
    for draft in _in_order(found):
        if not sealed or not now.isdisjoint(draft.named()):
            sealed.append([])
            now.clear()
        sealed[-1].append(draft)
        now |= {draft.id} if draft.id is not None else set()
    return tuple(map(tuple, sealed))


def _in_order(found: Sequence[Draft]) -> Iterator[Draft]:
    """The first that names nothing that is still to come, and so on."""
    here = {draft.id for draft in found if draft.id is not None}
    lacking = [{name for name in draft.named() if name in here} for draft in found]
    waiting: dict[str, list[int]] = {}
    for at, names in enumerate(lacking):
        for name in names:
            waiting.setdefault(name, []).append(at)
    ready = [at for at, names in enumerate(lacking) if not names]
    while ready:
        draft = found[heappop(ready)]
        yield draft
        for at in () if draft.id is None else waiting.pop(draft.id, ()):
            lacking[at].discard(draft.id)
            if not lacking[at]:
                heappush(ready, at)
