"""What is to be sealed, by a row? Drafts: contents that name one another by the ids of rows, until what they name is sealed.

Every problem of every row is told at once, with the table, the row as a spreadsheet counts it, and the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from herald.acknowledgement.ladders import Manner
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
from herald.incident.saidtime import resolved
from herald.malformed import Malformed, Problem
from herald.members import Where, said
from herald.units import Instant, parse_instant
from herald.written import Written

Ref = str | int
"""The id of another row, or the index of an entry that is sealed (written `#117`)."""
Row = Mapping[str, str]
"""The cells of a row that are not empty, by column."""
_TIMED = frozenset({"when", "from", "until", "published"})


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
        stated = self.stated if sources is None else replace(self.stated, sources=sources)  # type: ignore[type-var]  # all that have them
        return stated, {what: refs[0] if refs else None for what, refs in found.items()}


# -- A row -----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """The cells of one row, read; what is wrong with them is gathered."""

    table: Table
    place: Place
    row: Row
    problems: list[Problem]

    def get(self, column: str) -> Any:
        """What does this cell say? None where it is empty, or wrong."""
        text = self.row.get(column)
        if text is None:
            return None
        try:
            return self.table.by_name[column].read(text)
        except ValueError as error:
            self.problems.append(self.place.problem(column, said(text), str(error)))
            return None

    def need(self) -> None:
        """Is there something in every cell in which there must be?"""
        for column in self.table.columns:
            if column.required and column.name not in self.row:
                self.problems.append(
                    self.place.problem(column.name, "nothing", f"{column.about}, like {column.example}")
                )

    def refs(self, column: str) -> tuple[Ref, ...]:
        """Which rows or entries does this cell name?"""
        found: list[Ref] = []
        for part in self.row.get(column, "").split(";"):
            text = part.strip()
            if text.startswith("#"):
                if text[1:].isascii() and text[1:].isdigit():
                    found.append(int(text[1:]))
                else:
                    self.problems.append(
                        self.place.problem(column, said(text), "an index like #117, or the id of a row")
                    )
            elif text:
                found.append(text)
        return tuple(dict.fromkeys(found))

    def instant(self, column: str) -> Instant | None:
        text = self.row.get(column)
        if text is None:
            return None
        try:
            return parse_instant(text)
        except ValueError as error:
            self.problems.append(self.place.problem(column, said(text), str(error)))
            return None

    def day(self) -> date | None:
        text = self.row.get("published")
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.problems.append(self.place.problem("published", said(text), "a day like 2026-03-12"))
            return None

    def when(self) -> When | None:
        """The time as it is said, and its range: as stated, else as the words can be read."""
        first, until, published = self.instant("from"), self.instant("until"), self.day()
        text = self.row.get("when")
        if text is None and first is None and until is None:
            return None
        if first is None and until is None and text is not None:
            first, until = resolved(text, published, self.language())
        return When(first, text or " to ".join(self.row[end] for end in ("from", "until") if end in self.row), until)

    def language(self) -> str:
        return self.row.get("language", "en")

    def speaker(self) -> Speaker:
        return Speaker(
            self.row.get("speaker_body"),
            self.get("speaker_kind"),
            self.row.get("speaker_office"),
            self.get("speaker_party"),
        )

    def clause(self) -> ClauseSaid | None:
        agreement, clause = self.row.get("agreement"), self.row.get("clause")
        spoken = self.row.get("clause_said") or clause or agreement
        return None if spoken is None else ClauseSaid(agreement, clause, spoken)

    def manner(self) -> Manner:
        """Never signed by being typed into a table: whoever enters its own side's account signs it by its key."""
        return self.get("manner") or Manner.PAPER


def _source(row: _Reading) -> Draft:
    stated = Source(
        row.row.get("described"),
        row.get("kind"),
        row.row.get("language"),
        row.row.get("outlet"),
        row.when(),
        row.row.get("title"),
        row.row.get("url"),
    )
    return _draft(row, stated, {}, name=row.row.get("author"))


def _citation(row: _Reading) -> Draft:
    stated = Citation(row.get("differs") or (), row.row.get("here"), row.row.get("there"))
    return _draft(row, stated, {"of": row.refs("source"), "cites": row.refs("cites")}, edge=row.get("edge"))


def _account(row: _Reading) -> Draft:
    stated = Account(row.get("channel"), row.when(), row.language(), (), row.speaker(), row.row.get("title"))
    whose = row.get("whose")
    refs = {"sources": row.refs("sources")}
    return _draft(row, stated, refs, name=row.row.get("speaker_name"), whose=whose, manner=row.manner())


def _claim(row: _Reading) -> Draft:
    stated = Claim(
        acts=row.get("acts") or (),
        amounts=row.get("amounts") or (),
        chain=row.get("chain") or (),
        clause=row.clause(),
        confidence=row.row.get("confidence"),
        headline=bool(row.get("headline")),
        height=row.get("height"),
        language=row.language(),
        modality=row.get("modality"),
        places=row.get("places") or (),
        quoted=bool(row.get("quoted")),
        reading=row.row.get("reading"),
        sources=(),
        speaker=row.speaker(),
        when=row.when(),
        words=row.row.get("words", ""),
    )
    refs = {"of": row.refs("account"), "replaces": row.refs("replaces"), "sources": row.refs("sources")}
    return _draft(row, stated, refs, name=row.row.get("speaker_name"))


def _link(row: _Reading) -> Draft:
    refs = {"of": row.refs("claim"), "other": row.refs("other")}
    return _draft(row, Reason(row.row.get("reason", "")), refs, link=row.get("link"))


def _casualties(row: _Reading) -> Draft:
    spoken, low, high, state = row.get("number") or ("", None, None, None)
    figure = contents.Figure(
        row.row.get("group", ""),
        row.get("harm"),
        high,
        low,
        row.get("party"),
        row.get("people") or People.UNKNOWN,
        spoken,
        row.row.get("severity"),
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
        row.row.get("words", ""),
    )
    refs = {"claim": row.refs("claim"), "revises": row.refs("revises"), "sources": row.refs("sources")}
    return _draft(row, stated, refs, name=row.row.get("speaker_name"))


def _breach(row: _Reading) -> Draft:
    clause = row.clause() or ClauseSaid(None, None, "")
    stated = Breach(row.get("acts") or (), clause, row.language(), (), row.speaker(), row.row.get("words", ""))
    step = row.get("step") or BreachStep.CLAIMED
    if (step is BreachStep.CLAIMED) is not ("of" not in row.row):
        expected = (
            "nothing, where a breach is claimed" if step is BreachStep.CLAIMED else "the breach claim that it is about"
        )
        row.problems.append(row.place.problem("of", said(row.row.get("of")), expected))
    return _draft(
        row,
        stated,
        {"of": row.refs("of"), "sources": row.refs("sources")},
        name=row.row.get("speaker_name"),
        step=step,
        whose=row.get("whose"),
        against=row.get("against"),
        manner=row.manner(),
    )


def _draft(
    row: _Reading, stated: Written, refs: Mapping[str, tuple[Ref, ...]], name: str | None = None, **more: Any
) -> Draft:
    return Draft(row.table.name, row.place, row.row.get("id"), stated, name, refs, MappingProxyType(more))


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


def drafts(rows: Iterable[tuple[Place, Row]]) -> tuple[Draft, ...]:
    """What is to be sealed, row by row? Raises Malformed with every problem of every row, and of what they name, at once."""
    problems: list[Problem] = []
    found: list[Draft] = []
    for place, row in rows:
        reading = _Reading(TABLES[place.table], place, row, [])
        reading.need()
        draft = _READ[place.table](reading)
        if not reading.problems:
            reading.problems += _strictly(draft)
        problems += reading.problems
        found.append(draft)
    joined = _joined(found)
    problems += _named_problems(joined)
    if problems:
        raise Malformed(problems)
    return joined


def _strictly(draft: Draft) -> Sequence[Problem]:
    """Is it what the record takes? As strictly as it is read there."""
    try:
        contents.read(type(draft.stated), draft.stated.json(), Where("", None, ""))
    except Malformed as malformed:
        return [draft.place.problem(each.field, each.seen, each.expected) for each in malformed.problems]
    return ()


def _joined(found: Sequence[Draft]) -> tuple[Draft, ...]:
    """Rows of casualties with one id are one statement, with the figures of all."""
    first: dict[str, int] = {}
    kept: list[Draft] = []
    for draft in found:
        at = first.get(draft.id) if draft.table == "casualties" and draft.id is not None else None
        if at is None:
            if draft.table == "casualties" and draft.id is not None:
                first[draft.id] = len(kept)
            kept.append(draft)
            continue
        before, more = kept[at].stated, draft.stated
        assert isinstance(before, Casualties) and isinstance(more, Casualties)  # noqa: S101, PT018  of one table
        kept[at] = replace(kept[at], stated=replace(before, figures=(*before.figures, *more.figures)))
    return tuple(kept)


_TO: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("citations", "of"): "sources",
        ("citations", "cites"): "sources",
        ("claims", "of"): "accounts",
        ("claims", "replaces"): "claims",
        ("links", "of"): "claims",
        ("links", "other"): "claims",
        ("casualties", "claim"): "claims",
        ("casualties", "revises"): "casualties",
        ("breaches", "of"): "breaches",
    }
)
_COLUMN: Mapping[tuple[str, str], str] = MappingProxyType(
    {("citations", "of"): "source", ("claims", "of"): "account", ("links", "of"): "claim"}
)


def _named_problems(found: Sequence[Draft]) -> list[Problem]:
    """Does every name lead to one row of the right table, and to itself by no way?"""
    problems, known = list[Problem](), dict[str, Draft]()
    for draft in found:
        if draft.id is not None and known.setdefault(draft.id, draft) is not draft:
            problems.append(draft.place.problem("id", said(draft.id), "an id that no other row has"))
    for draft in found:
        for what, refs in draft.refs.items():
            column = _COLUMN.get((draft.table, what), what)
            if what != "sources" and len(refs) > 1:
                problems.append(draft.place.problem(column, f"{len(refs)} of them", "one"))
            to = _TO.get((draft.table, what), "sources")
            for ref in refs:
                if isinstance(ref, str) and (ref not in known or known[ref].table != to):
                    expected = f"the id of a row of {to}, or an index like #117"
                    problems.append(draft.place.problem(column, said(ref), expected))
    if not problems and len(waves(found)) and sum(map(len, waves(found))) != len(found):
        going = {id(draft) for wave in waves(found) for draft in wave}
        problems += [
            draft.place.problem("id", said(draft.id), "rows that do not name one another in a circle")
            for draft in found
            if id(draft) not in going
        ]
    return problems


def waves(found: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """In which order can they be sealed? Each wave names only what was sealed before it; what goes in a circle is in none."""
    here = {draft.id for draft in found if draft.id is not None}
    made, left = set[str](), list(found)
    sealed: list[tuple[Draft, ...]] = []
    while left:
        ready = tuple(draft for draft in left if all(name in made or name not in here for name in draft.named()))
        if not ready:
            break
        sealed.append(ready)
        made |= {draft.id for draft in ready if draft.id is not None}
        left = [draft for draft in left if draft not in ready]
    return tuple(sealed)
