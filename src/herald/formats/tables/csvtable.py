"""Which notices does this CSV table hold? One row a vertex, the members of a notice on its first row.

UTF-8, with or without a byte order mark; parted by commas, semicolons or tabs, whichever makes known columns of the header.
Rows of one `id` follow one another; a row without one goes on with the notice above it, and a table without the column is one
notice. Blank rows mean nothing. The columns and the words in them: `columns`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from herald.formats.filed import Drafts
from herald.formats.tables import cells, columns
from herald.formats.tables.recurring import Wanted, drafted
from herald.formats.tables.tabled import Row
from herald.jsontext import decoded, quoted
from herald.malformed import Malformed, Problem
from herald.members import Where
from herald.wording import plain

LARGEST_BYTES = 64 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 200
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
DECLARED = "sep="
"""A first line by which spreadsheets are told the delimiter: `sep=;`."""
MARK = b"\xef\xbb\xbf"
TWICE = MARK.decode("latin-1")
LIKELY = 2
"""So many known columns make a line the header of a table of notices."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the table, and the line of the file on which it begins, from 1."""

    number: int
    fields: list[str]


def likely(data: bytes) -> bool:
    """Does this look like a table of notices? By its first line, under any of the delimiters."""
    first = data[:65_536].removeprefix(MARK).decode("utf-8", "replace").splitlines()[:2]
    lines = [line for line in first if not line.startswith(DECLARED)][:1]
    return any(_count_known(_split(line, delimiter)) >= LIKELY for line in lines for delimiter in DELIMITERS)


def drafts(file: str, data: bytes) -> Drafts:
    """The notices of this table, as drafts, and what is wrong with the table."""
    try:
        return _drafts(file, data)
    except Malformed as malformed:
        return Drafts((), malformed.problems)


def _drafts(file: str, data: bytes) -> Drafts:
    where = Where(file)
    if len(data) > LARGEST_BYTES:
        raise where.wrong("more", f"at most {LARGEST_BYTES // 2**20} MiB of CSV")
    text = decoded(file, data.removeprefix(MARK))
    if text.startswith(TWICE):
        raise Where(file, None, "line 1").wrong(
            "a byte order mark that was read as letters", "UTF-8 that was encoded once"
        )
    delimiter, skipped = _delimiter(where, text)
    lines, problems = _lines(file, text, delimiter)
    header, body = lines[skipped], lines[skipped + 1 :]
    headings = columns.headings(header.fields)
    problems += _header_problems(file, header, headings)
    rows = [row for line in body if (row := _row(file, header, headings, line, problems)) is not None]
    pieces = [tuple(piece) for piece in _notices(rows, named="id" in {heading.name for heading in headings})]
    if not pieces and not problems:
        raise Where(file, None, f"line {header.number}").wrong("no row below the header", "at least one notice")
    found = drafted(file, [Wanted(piece, piece) for piece in pieces], decimal_comma=delimiter != ",")
    return Drafts(found.drafts, (*problems, *found.problems))


def _split(line: str, delimiter: str) -> list[str]:
    """The fields of one line; none where its quotes go wrong, or a field is longer than any cell."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _count_known(fields: Sequence[str]) -> int:
    return sum(columns.known(field) is not None for field in fields[: MOST_COLUMNS + 1])


def _delimiter(where: Where, text: str) -> tuple[str, int]:
    """Which delimiter makes most known columns of the header, and how many lines stand before it?

    Two that part the header and make equally many cannot both be meant.
    """
    lines = io.StringIO(text, newline=None)
    first = lines.readline(cells.LONGEST_CELL * 4)
    declared = first.casefold().startswith(DECLARED)
    header = lines.readline(cells.LONGEST_CELL * 4) if declared else first
    counts = {delimiter: _count_known(_split(header.rstrip("\n"), delimiter)) for delimiter in DELIMITERS}
    if declared:
        said = first.rstrip("\n")[len(DECLARED) :]
        if said not in DELIMITERS:
            raise Where(where.file, None, "line 1").wrong(
                quoted(first.rstrip("\n")), "sep=, or sep=; or sep= and a tab"
            )
        counts = {said: counts[said]}
    most = max(counts.values())
    best = [delimiter for delimiter, count in counts.items() if count == most]
    place = Where(where.file, None, f"line {1 + declared}")
    if not most:
        raise place.wrong(quoted(header.rstrip("\n")), "a header with columns such as id, party, kind, lat, lon")
    parting = [delimiter for delimiter in best if delimiter in header]
    if len(parting) > 1:
        told = " and ".join(DELIMITERS[one] for one in parting)
        raise place.wrong(f"a header parted by {told}", "one delimiter: commas, semicolons or tabs")
    return (parting or best)[0], int(declared)


def _lines(file: str, text: str, delimiter: str) -> tuple[list[Line], list[Problem]]:
    """The records that are not blank, and what stopped the reading of more."""
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for fields in reader:
            if len(lines) > MOST_ROWS:
                return lines, [Problem(file, None, f"line {begun}", "one row more", f"at most {MOST_ROWS}")]
            if not lines or any(map(str.strip, fields)):
                lines.append(Line(begun, fields))
            begun = reader.line_num + 1
    except csv.Error as error:
        told = f"a field whose quotes end ({plain(str(error))})"
        return lines or [Line(1, [])], [
            Problem(file, None, f"line {begun}", "quotes that do not match, or a longer cell", told)
        ]
    return lines, []


def _header_problems(file: str, header: Line, headings: Sequence[columns.Heading]) -> list[Problem]:
    problems = [
        Problem(file, None, f"line {header.number}, column {at + 1}", *heading.fault)
        for at, heading in enumerate(headings)
        if heading.fault
    ]
    if len(headings) > MOST_COLUMNS:
        seen = f"{len(headings)} columns"
        problems.append(Problem(file, None, f"line {header.number}", seen, f"at most {MOST_COLUMNS}"))
    return problems


def _row(
    file: str, header: Line, headings: Sequence[columns.Heading], line: Line, problems: list[Problem]
) -> Row | None:
    """The row, where it has as many cells as the header; what is wrong with it joins the problems."""
    if len(line.fields) != len(headings):
        seen = f"{len(line.fields)} cells"
        problems.append(Problem(file, None, f"line {line.number}", seen, f"{len(headings)}, as in the header"))
        return None
    tell = partial(_tell, header, headings, line.number)
    found: dict[str, str] = {}
    for at, (heading, field) in enumerate(zip(headings, line.fields, strict=True)):
        typed = field.strip()
        if not typed:
            continue
        fault = _fault(heading, typed)
        if fault:
            problems.append(Problem(file, None, f"line {line.number}, column {at + 1}", *fault))
            typed = columns.STAND_IN.get(heading.name, "")
        if heading.name and typed:
            found[heading.name] = typed
    return Row(found, tell)


def _fault(heading: columns.Heading, typed: str) -> tuple[str, str] | None:
    """What is wrong with a cell, whatever it should say?"""
    if len(typed) > cells.LONGEST_CELL:
        return f"{len(typed)} characters", f"at most {cells.LONGEST_CELL} in a cell"
    if cells.CONTROL.search(typed):
        return quoted(typed), "text without control characters"
    if not heading.name and not heading.fault:
        return quoted(typed), "nothing under a header that is blank"
    return None


def _tell(header: Line, headings: Sequence[columns.Heading], number: int, column: str) -> str:
    """How is the place of a column in this line told? By the name that the file's own header gives it."""
    if not column:
        return f"line {number}"
    at = next((at for at, heading in enumerate(headings) if heading.name == column), None)
    return f"line {number}, column {column if at is None else _shown(header.fields[at].strip())}"


def _shown(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else quoted(name)


def _notices(rows: Sequence[Row], *, named: bool) -> Iterator[list[Row]]:
    """The rows of each notice: those that follow one another under one id."""
    current: list[Row] = []
    for row in rows:
        goes_on = not named or "id" not in row or row.cells["id"] == current[0].cells.get("id") if current else False
        if not goes_on and current:
            yield current
            current = []
        current.append(row)
    if current:
        yield current
