"""Which cells does a file hold, as text? CSV files, and the sheets of a workbook; nothing in either is computed or fetched.

Rows are counted as a spreadsheet shows them, from 1. A cell that cannot be taken says so in its place. An archive is looked at
before it is unpacked (`archive`), and no document with a DOCTYPE is parsed. Limits: 64 MiB a file, 100,000 rows and 200 columns.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import PurePath
from typing import Any

from herald.formats import archive
from herald.formats.tables import cells
from herald.jsontext import decoded, quoted
from herald.malformed import Malformed, Problem
from herald.members import Where

MOST_BYTES = 64 * 2**20
MOST_ROWS = 100_000
MOST_COLUMNS = 200
DELIMITERS = ",;\t"
DECLARED = "sep="
"""A first line by which spreadsheets are told the delimiter: `sep=;`. They do not show it."""
_MARK = b"\xef\xbb\xbf"
_TWICE = _MARK.decode("latin-1")
_UNSOUND = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\A(?:\xff\xfe|\xfe\xff|<\0|\0<)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


@dataclass(frozen=True, slots=True)
class Amiss:
    """A cell that cannot be taken: what is seen there, and what was expected."""

    seen: str
    expected: str


Cell = str | Amiss
Line = tuple[int, Sequence[Cell]]
"""The number of a row, and its cells from the first column on."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or a CSV file, which has the name of its file, and is `alone`; its rows that are not blank.

    `problems` are those of the sheet as a whole.
    """

    file: str
    title: str
    lines: Sequence[Line]
    problems: Sequence[Problem]
    alone: bool

    def problem(self, at: str, seen: str, expected: str) -> Problem:
        """A problem somewhere on it."""
        return Problem(self.file, None, f"{self.title}, {at}" if at else self.title, seen, expected)


def sheets(file: str, data: bytes, known: Callable[[str], bool]) -> tuple[Sheet, ...]:
    """What does this file hold? `known`: is this the name of a column? Raises Malformed where it is no such file."""
    if len(data) > MOST_BYTES:
        raise Where(file).wrong(f"{len(data)} bytes", f"at most {MOST_BYTES // 2**20} MiB")
    if archive.begins(data):
        return _workbook(file, data)
    return (_csv(file, data, known),)


# -- CSV -------------------------------------------------------------------------------------------------------------------


def _csv(file: str, data: bytes, known: Callable[[str], bool]) -> Sheet:
    text = decoded(file, data.removeprefix(_MARK))
    if text.startswith(_TWICE):
        raise Where(file).wrong("a byte order mark that was read as letters", "UTF-8 that was encoded once")
    first, _, rest = text.partition("\n")
    declared = first.casefold().startswith(DECLARED) and first.strip()[len(DECLARED) :] in {"", *DELIMITERS}
    delimiter = (first.rstrip("\r")[len(DECLARED) :] or "\t") if declared else _delimiter(text, known)
    title = PurePath(file).stem
    reading = csv.reader(io.StringIO(rest if declared else text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    try:
        for number, line in enumerate(reading, 1):
            read = [_text(cell) for cell in line]
            if any(read):
                lines.append((number, read))
            if len(lines) > MOST_ROWS:
                break
    except csv.Error as error:
        last = lines[-1][0] if lines else 0
        seen = f"a cell whose quotes do not match, or that is too long ({error})"
        return Sheet(
            file, title, lines, [Problem(file, None, f"{title}, below row {last}", seen, "a row of CSV")], True
        )
    return Sheet(file, title, lines[:MOST_ROWS], _more(file, title, lines), True)


def _more(file: str, title: str, lines: Sequence[Line]) -> list[Problem]:
    most = f"at most {MOST_ROWS} that are not blank, the header included"
    return [Problem(file, None, title, "one row more", most)] if len(lines) > MOST_ROWS else []


def _delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The one that makes most known columns of one of the first lines; else the one of which there are most."""
    lines = text[: 4 * cells.LONGEST_CELL].splitlines()[:10]

    def made(delimiter: str) -> tuple[int, int]:
        split = [line.split(delimiter) for line in lines]
        return max((sum(known(name.strip(' "')) for name in line) for line in split), default=0), text.count(delimiter)

    return max(DELIMITERS, key=made)


def _text(typed: str) -> Cell:
    """The text of a cell, without the quote that keeps a spreadsheet from running it."""
    stripped = typed.replace("\r\n", "\n").strip()
    if len(stripped) > cells.LONGEST_CELL:
        return Amiss(f"{len(stripped)} characters", f"at most {cells.LONGEST_CELL} in a cell")
    if cells.CONTROL.search(stripped):
        return Amiss(quoted(stripped), "text without control characters")
    if not stripped.startswith("'"):
        return stripped
    found = cells.text(stripped)
    return found if isinstance(found, str) else stripped


# -- Workbooks -------------------------------------------------------------------------------------------------------------


def _workbook(file: str, data: bytes) -> tuple[Sheet, ...]:
    """The library raises whatever it stumbles over in a workbook that is not sound: all of it is told as what it is."""
    from openpyxl import load_workbook

    members = _members(file, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return tuple(_sheet(file, sheet, members) for sheet in book.worksheets)
    except Exception as error:  # noqa: BLE001 -- see above
        seen = f"a workbook that cannot be read ({quoted(str(error) or type(error).__name__)[1:-1]})"
        raise Where(file).wrong(seen, "a workbook as spreadsheets save it (.xlsx)") from None


def _members(file: str, data: bytes) -> Mapping[str, bytes]:
    """Each XML member of the archive, none of which may declare anything. Malformed otherwise."""
    held = archive.read(file, data)
    members = {name: held.read(name) for name in held.names if name.casefold().endswith((".xml", ".rels", ".vml"))}
    unsound = [name for name, content in members.items() if _UNSOUND.search(content)]
    if unsound:
        raise Malformed(
            Problem(file, None, f"member {quoted(name)}", "a DOCTYPE, or UTF-16", "plain XML in UTF-8")
            for name in unsound
        )
    return members


def _sheet(file: str, sheet: Any, members: Mapping[str, bytes]) -> Sheet:
    sheet.reset_dimensions()  # what a sheet states of its size is not believed
    read = (
        (number, [_typed(cell) for cell in row[: MOST_COLUMNS + 1]]) for number, row in enumerate(sheet.iter_rows(), 1)
    )
    lines = list(islice((line for line in read if any(line[1])), MOST_ROWS + 1))
    content = members.get(sheet._worksheet_path.lstrip("/"), b"")  # noqa: SLF001 -- nothing else says where
    merged = [
        Problem(file, None, f"{sheet.title}, {match[1].decode()}", "merged cells", "each cell by itself")
        for match in _MERGED.finditer(content)
    ]
    return Sheet(file, sheet.title, lines[:MOST_ROWS], [*merged, *_more(file, sheet.title, lines)], False)


_NO_VALUE = {
    "f": Amiss("a formula", "a value: copy the cell, and paste it as a value"),
    "e": Amiss("the error of a formula", "a value"),
}
"""What is not read, by what the library calls the type of a cell."""


def _typed(cell: Any) -> Cell:
    """How does a value of a workbook's cell read? Dates as days, whole numbers without a point."""
    if cell.value is None:
        return ""
    if cell.data_type in _NO_VALUE:
        return _NO_VALUE[cell.data_type]
    match cell.value:
        case bool() as truth:
            return "yes" if truth else "no"
        case datetime() as moment:
            return _date(moment, cell.number_format)
        case int() | float() as number:
            return f"{Decimal(repr(number)):f}".removesuffix(".0")
        case date() | time() as other:
            return other.isoformat()
    return _text(str(cell.value))


def _date(moment: datetime, shown: str) -> str:
    """A day; with its clock where the cell shows one. Its zone comes from another cell."""
    if moment.time() == time() and "h" not in shown.casefold():
        return moment.date().isoformat()
    return moment.isoformat(" ", "auto" if moment.second or moment.microsecond else "minutes")
