"""What stands in a table of an incident? CSV files, one for each table, and workbooks with a sheet for each.

Whose table it is the header says, or the name of the file or sheet; unknown columns are told, not passed over. Formulas are not
read: a cell holds what somebody typed. Limits: 64 MiB a file, 100,000 rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from herald.formats.incidents.columns import TABLES
from herald.formats.incidents.rows import Draft, Place, Row, drafts
from herald.formats.tables import cells
from herald.malformed import Malformed, Problem
from herald.members import said

MOST_BYTES = 64 * 2**20
MOST_ROWS = 100_000
_ZIP = b"PK\x03\x04"
_DELIMITERS = ",;\t"
_EXAMPLE = "example"
"""The first cell of a row that only shows how a table is filled in: it is passed over."""
Cells = Sequence[str]


def read(files: Iterable[tuple[str, bytes]]) -> tuple[Draft, ...]:
    """What is to be sealed by these files, together? Raises Malformed with every problem of all of them at once."""
    problems: list[Problem] = []
    rows: list[tuple[Place, Row]] = []
    for file, data in files:
        try:
            rows += _rows(file, data)
        except Malformed as malformed:
            problems += malformed.problems
    order = {table: number for number, table in enumerate(TABLES)}
    rows.sort(key=lambda each: order[each[0].table])
    try:
        found = drafts(rows)
    except Malformed as malformed:
        problems += malformed.problems
        found = ()
    if not problems and not found:
        problems.append(Problem(_first(files), None, "the whole", "no row", "at least one row below the header"))
    if problems:
        raise Malformed(problems)
    return found


def _first(files: Iterable[tuple[str, bytes]]) -> str:
    return next(iter(file for file, _ in files), "table")


def _rows(file: str, data: bytes) -> list[tuple[Place, Row]]:
    if len(data) > MOST_BYTES:
        raise Malformed([Problem(file, None, "the whole", f"{len(data)} bytes", f"at most {MOST_BYTES}")])
    sheets = _workbook(file, data) if data.startswith(_ZIP) else [(PurePath(file).stem, _csv(file, data))]
    problems: list[Problem] = []
    found: list[tuple[Place, Row]] = []
    for title, lines in sheets:
        try:
            found += _table(file, title, lines)
        except Malformed as malformed:
            problems += malformed.problems
    if problems:
        raise Malformed(problems)
    return found


# -- One table -------------------------------------------------------------------------------------------------------------


def _table(file: str, title: str, lines: Iterable[tuple[int, Cells]]) -> Iterator[tuple[Place, Row]]:
    """The rows of one table; its header is the first row that is not empty."""
    filled = ((number, line) for number, line in lines if any(cell.strip() for cell in line))
    number, first = next(filled, (1, ()))
    header = [" ".join(cell.split()).casefold().replace(" ", "_") for cell in first]
    table = _which(title, header)
    if table is None:
        expected = f"a table of one of these names: {', '.join(TABLES)}"
        raise Malformed([Problem(file, None, title, f"columns {', '.join(header[:6]) or 'none'}", expected)])
    known = TABLES[table].by_name
    at = Place(file, table, number)
    problems = [
        at.problem(name, said(name), f"one of the columns {', '.join(known)}")
        for name in header
        if name and name not in known
    ]
    problems += [
        at.problem(name, "twice", "each column once")
        for name in dict.fromkeys(header)
        if header.count(name) > 1 and name
    ]
    rows = list[tuple[Place, Row]]()
    for number, line in filled:
        place = Place(file, table, number)
        if len(rows) >= MOST_ROWS:
            problems.append(place.problem("the whole", "more rows", f"at most {MOST_ROWS}"))
            break
        row, wrong = _row(place, header, line)
        problems += wrong
        if not next(iter(line), "").casefold().startswith(_EXAMPLE):
            rows.append((place, row))
    if problems:
        raise Malformed(problems)
    yield from rows


def _which(title: str, header: Sequence[str]) -> str | None:
    """Which table is it? By its name, as far as the header goes with it; else by the only one that has all its columns."""
    name = title.casefold()
    if name in TABLES:
        return name
    fitting = [table for table, of in TABLES.items() if header and {*header} - {""} <= {*of.by_name}]
    named = [table for table in fitting if table in name]
    return next(iter(named or (fitting if len(fitting) == 1 else ())), None)


def _row(place: Place, header: Sequence[str], line: Cells) -> tuple[Row, list[Problem]]:
    problems, row = list[Problem](), dict[str, str]()
    for column, typed in zip(header, line, strict=False):
        cell = typed.strip()
        if not cell:
            continue
        try:
            text = cells.text(cell)
        except ValueError as error:
            problems.append(place.problem(column, said(cell), str(error)))
            continue
        if column and isinstance(text, str):
            row[column] = text
    over = [cell for cell in line[len(header) :] if cell.strip()]
    if over:
        problems.append(place.problem("the whole", f"{said(over[0])} beyond the last column", "nothing there"))
    return row, problems


# -- Files -----------------------------------------------------------------------------------------------------------------


def _csv(file: str, data: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(
            [Problem(file, None, "the whole", f"a byte that is no UTF-8 at {error.start}", "UTF-8")]
        ) from None
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reading = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            line = next(reading)
        except StopIteration:
            return
        except csv.Error as error:
            raise Malformed(
                [Problem(file, None, f"line {reading.line_num}", str(error), "a row of a CSV file")]
            ) from None
        yield number, line
        number = reading.line_num + 1


def _workbook(file: str, data: bytes) -> list[tuple[str, list[tuple[int, Cells]]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheets = [
            (sheet.title, [*_sheet(file, sheet)]) for sheet in book.worksheets if sheet.title.casefold() in TABLES
        ]
        book.close()
    except (BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise Malformed(
            [Problem(file, None, "the whole", str(error)[:100] or "no workbook", "a workbook (.xlsx)")]
        ) from None
    if not sheets:
        raise Malformed([Problem(file, None, "the whole", "no sheet of a known name", f"a sheet {', '.join(TABLES)}")])
    return sheets


def _sheet(file: str, sheet: Any) -> Iterator[tuple[int, Cells]]:
    problems = []
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2), 1):
        line = []
        for cell in row:
            if cell.data_type == "f":
                problems.append(
                    Problem(
                        file, None, f"{sheet.title}, row {number}", said(str(cell.value)), "a value, and no formula"
                    )
                )
            line.append(_written(cell.value))
        yield number, line
    if problems:
        raise Malformed(problems)


def _written(value: object) -> str:
    """How does a value of a workbook's cell read? Dates as days, whole numbers without a point."""
    from datetime import date, datetime

    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time().isoformat() == "00:00:00":
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
    return str(value)
