"""Which notices does this workbook hold? The form that `xlsx_form` writes, or one sheet with the columns of a CSV table.

The form has a sheet of notices, a row each, and a sheet of points, a row a vertex, joined by `id`. Nothing in a workbook is
computed or fetched: a formula is a problem, named by its cell. The archive is looked at before it is unpacked (`archive`), and no
document with a DOCTYPE is parsed.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

from herald.formats import archive
from herald.formats.filed import Drafts
from herald.formats.tables import cells, columns
from herald.formats.tables.form_words import examples
from herald.formats.tables.recurring import Wanted, drafted
from herald.formats.tables.tabled import Row
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_NOTICES = 5_000
"""Rows of notices in one workbook."""
MOST_POINTS = 50_000
MOST_ROWS = 100_000
"""Rows of one sheet, blank ones included, that are looked at."""
MOST_COLUMNS = 200
HEADER_WITHIN = 10
"""The header is one of the first rows: a form has a title above it."""
LIKELY = 2
"""So many known columns make a row the header."""
OF_THE_NOTICE = frozenset({"zone", "datum"})
"""Columns of a row that, on the sheet of notices, speak for all points of the notice."""

_UNSOUND = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\A(?:\xff\xfe|\xfe\xff|<\0|\0<)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


class Held(Protocol):
    """What the library says of one cell."""

    @property
    def value(self) -> object:
        """What stands in it?"""

    @property
    def data_type(self) -> str:
        """What is it: a number, a text, a formula, an error?"""

    @property
    def number_format(self) -> str:
        """How does a spreadsheet show it?"""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet that was read: its name, what its header means and on which row it stands, and the rows that are not blank."""

    name: str
    headings: tuple[columns.Heading, ...]
    header_row: int
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def drafts(file: str, data: bytes) -> Drafts:
    """The notices of this workbook, as drafts, and what is wrong with it."""
    try:
        members = _members(file, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
            return _drafts(file, data, members)
    except Malformed as malformed:
        return Drafts((), malformed.problems)


def _members(file: str, data: bytes) -> Mapping[str, bytes]:
    """Each XML member of the archive, none of which may declare anything. Malformed otherwise."""
    held = archive.read(file, data)
    members = {name: held.read(name) for name in held.names if name.casefold().endswith((".xml", ".rels", ".vml"))}
    unsound = [name for name, content in members.items() if _UNSOUND.search(content)]
    if unsound:
        where = (Where(file, None, f"member {quoted(name)}") for name in unsound)
        raise Malformed(
            chain.from_iterable(one.wrong("a DOCTYPE, or UTF-16", "plain XML in UTF-8").problems for one in where)
        )
    return members


def _drafts(file: str, data: bytes, members: Mapping[str, bytes]) -> Drafts:
    grids = _grids(file, data, members)
    problems = list(chain.from_iterable(grid.problems for grid in grids.values()))
    if "table" in grids:
        wanted = _by_id(grids["table"].rows)
    else:
        wanted, wrong = _joined(file, grids["notices"], grids.get("points"))
        problems += wrong
    if not wanted and not problems:
        raise Where(file).wrong("a form that is not filled in", "at least one notice below the header")
    found = drafted(file, wanted, decimal_comma=True, by_hand=True)
    return Drafts(found.drafts, (*problems, *found.problems))


def _grids(file: str, data: bytes, members: Mapping[str, bytes]) -> dict[str, Grid]:
    """The sheets that hold notices and points; or the only one that looks like a table. Malformed if there is none.

    The library raises whatever it stumbles over in a workbook that is not sound: nothing of that is a promise, so all of it is
    caught, and told as what it is.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheets = _sheets(file, book)
        return {what: _grid(file, what, sheet, members) for what, sheet in sheets.items()}
    except Malformed:
        raise
    except Exception as error:  # noqa: BLE001 -- see above
        seen = f"a workbook that cannot be read ({quoted(str(error) or type(error).__name__)[1:-1]})"
        raise Where(file).wrong(seen, "a workbook as spreadsheets save it (.xlsx)") from None


def _sheets(file: str, book: Workbook) -> dict[str, Worksheet]:
    named: dict[str, Worksheet] = {}
    for sheet in book.worksheets:
        what = columns.SHEETS.get(columns.folded(sheet.title))
        if what in {"notices", "points"}:
            if what in named:
                raise Where(file).wrong(
                    f"the sheets {quoted(named[what].title)} and {quoted(sheet.title)}", f"one of {what}"
                )
            named[what] = sheet
    if "notices" in named:
        return named
    tables = [sheet for sheet in book.worksheets if _looks_like_a_table(sheet)]
    if len(tables) != 1:
        seen = (
            f"{len(tables)} sheets with a header of known columns"
            if tables
            else "no sheet with a header of known columns"
        )
        raise Where(file).wrong(seen, "the form, or one sheet with columns such as id, party, kind, lat, lon")
    return {"table": tables[0]}


def _looks_like_a_table(sheet: Worksheet) -> bool:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # of a sheet that is read only
    return any(_count_known(row) >= LIKELY for row in islice(sheet.iter_rows(), HEADER_WITHIN))


def _count_known(row: Sequence[Held]) -> int:
    return sum(
        isinstance(cell.value, str) and columns.known(cell.value) is not None for cell in row[: MOST_COLUMNS + 1]
    )


def _grid(file: str, what: str, sheet: Worksheet, members: Mapping[str, bytes]) -> Grid:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # what a sheet states of its size is not believed
    each = enumerate(sheet.iter_rows(), 1)
    first = list(islice(each, HEADER_WITHIN))
    number, header = max(first, key=lambda one: _count_known(one[1]), default=(1, ()))
    if _count_known(header) < LIKELY:
        expected = f"a header with known columns within the first {HEADER_WITHIN} rows"
        raise Where(file, None, f"sheet {quoted(sheet.title)}").wrong("no header", expected)
    names = [str(cell.value) if cell.value is not None else "" for cell in header]
    while names and not names[-1].strip():
        names.pop()
    reading = _Reading(file, sheet.title, columns.headings(names), names, number)
    problems = list(reading.header_problems())
    problems += _merged(reading, members.get(sheet._worksheet_path.lstrip("/"), b""))  # type: ignore[attr-defined]  # noqa: SLF001 -- nothing else says where
    rows, own = [], 0
    most = MOST_NOTICES if what == "notices" else MOST_POINTS
    for at, row in islice(chain(first[number:], each), MOST_ROWS):
        cells_of_row, wrong = reading.row(at, row)
        problems += wrong
        if cells_of_row is not None:
            rows.append(cells_of_row)
            own += not columns.example(cells_of_row.cells.get("id", ""))
        if own > most:
            raise Where(file, None, f"{sheet.title}!{at}:{at}").wrong(
                "one row more", f"at most {most} rows on this sheet"
            )
    if next(each, None) is not None:
        problems.append(Problem(file, None, f"sheet {quoted(sheet.title)}", "more rows", f"at most {MOST_ROWS}"))
    return Grid(sheet.title, reading.headings, number, tuple(rows), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One sheet while its cells are read."""

    file: str
    sheet: str
    headings: tuple[columns.Heading, ...]
    names: Sequence[str]
    header_row: int

    def header_problems(self) -> Iterator[Problem]:
        for at, heading in enumerate(self.headings, 1):
            if heading.fault:
                yield Problem(self.file, None, f"{self.sheet}!{_letters(at)}{self.header_row}", *heading.fault)
        if len(self.headings) > MOST_COLUMNS:
            seen = f"{len(self.headings)} columns"
            yield Problem(self.file, None, f"sheet {quoted(self.sheet)}", seen, f"at most {MOST_COLUMNS}")

    def row(self, number: int, row: Sequence[Held]) -> tuple[Row | None, list[Problem]]:
        """The row, if anything stands in it; and what is wrong with its cells."""
        found: dict[str, str] = {}
        problems = []
        for at, cell in enumerate(row):
            if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                continue
            heading = self.headings[at] if at < len(self.headings) else columns.Heading("")
            typed, fault = _typed(cell, heading)
            if fault:
                place = f"{self.sheet}!{_letters(at + 1)}{number}"
                named = f" ({_named(heading.name)})" if heading.name else ""
                problems.append(Problem(self.file, None, place + named, *fault))
                typed = columns.STAND_IN.get(heading.name, "")
            if heading.name and typed:
                found[heading.name] = typed
        return (Row(found, partial(self.tell, number)) if found or problems else None), problems

    def tell(self, number: int, column: str) -> str:
        """How is the place of a column in this row told? Like `Notices!C7 (earliest departure)`."""
        at = next((at for at, heading in enumerate(self.headings, 1) if heading.name == column), None)
        if not column:
            return f"{self.sheet}!{number}:{number}"
        return (
            f"{self.sheet}!{_letters(at)}{number} ({_named(column)})"
            if at
            else f"{self.sheet}!{number}:{number} ({_named(column)})"
        )


def _named(column: str) -> str:
    """How is a column named in a problem? By its English title, as in the middle of a sentence."""
    title = columns.title(column)
    return title[:1].lower() + title[1:] if column in columns.KNOWN else quoted(column)


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


_NO_VALUE = {
    "f": ("a formula", "a value: copy the cell, and paste it as a value"),
    "e": ("the error of a formula", "a value"),
}
"""What is not read, by what the library calls the type of a cell."""


def _typed(cell: Held, heading: columns.Heading) -> tuple[str, tuple[str, str] | None]:
    """The text of a cell that is not blank; or what is seen there, and was expected."""
    if not heading.name and not heading.fault:
        return "", (quoted(str(cell.value)), "nothing under a header that is blank")
    if cell.data_type in _NO_VALUE:
        return "", _NO_VALUE[cell.data_type]
    timed = heading.name in columns.TIMES
    match cell.value:
        case bool() as truth:
            return "yes" if truth else "no", None
        case datetime() as moment:
            return _date(cell, moment, timed=timed)
        case (time() | timedelta() | int() | float()) as other if timed:
            expected = "a date and time: as text, or in a cell that is formatted as one"
            return "", (quoted(str(other)), expected)
        case int() | float() as number:
            return f"{Decimal(repr(number)):f}", None
    return _text(str(cell.value).strip())


def _date(cell: Held, moment: datetime, *, timed: bool) -> tuple[str, tuple[str, str] | None]:
    """A real date, as the text of a wall clock. One whose cell shows no hour was not typed with one."""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", cell.number_format).casefold()
    if timed and "h" not in shown:
        return "", (f"the date {moment.date()}", "a date with a time of day")
    return moment.isoformat(), None


def _text(typed: str) -> tuple[str, tuple[str, str] | None]:
    if len(typed) > cells.LONGEST_CELL:
        return "", (f"{len(typed)} characters", f"at most {cells.LONGEST_CELL} in a cell")
    if cells.CONTROL.search(typed):
        return "", (quoted(typed), "text without control characters")
    return typed, None


def _merged(reading: _Reading, content: bytes) -> Iterator[Problem]:
    """Merged cells below the header: all but the first of them would be blank."""
    from openpyxl.utils import range_boundaries

    for match in _MERGED.finditer(content):
        place = match[1].decode()
        west, _, _, south = range_boundaries(place)
        if (south or 0) >= reading.header_row and (west or 0) <= len(reading.headings):
            yield Problem(reading.file, None, f"{reading.sheet}!{place}", "merged cells", "each cell by itself")


# rows of notices and rows of points


def _by_id(rows: Iterable[Row]) -> list[Wanted]:
    """The notices of a sheet that is a table: rows that follow one another under one id."""
    pieces: list[list[Row]] = []
    for row in rows:
        goes_on = bool(pieces) and ("id" not in row or row.cells["id"] == pieces[-1][0].cells.get("id"))
        if goes_on:
            pieces[-1].append(row)
        else:
            pieces.append([row])
    return [Wanted(tuple(piece), tuple(piece)) for piece in pieces]


def _joined(file: str, notices: Grid, points: Grid | None) -> tuple[list[Wanted], list[Problem]]:
    """Each notice with its points, and what does not fit together."""
    heads, problems = _without_examples(file, notices.rows)
    each, wrong = _without_examples(file, _under_ids(points.rows if points else ()))
    problems += wrong
    by_id: dict[str, list[Row]] = {}
    for row in each:
        by_id.setdefault(row.cells.get("id", ""), []).append(row)
    known = {row.cells["id"] for row in heads if "id" in row}
    for name, rows in by_id.items():
        if name not in known:
            seen = quoted(name) if name else "nothing"
            problems.append(Problem(file, None, rows[0].tell("id"), seen, f"the id of a notice on {notices.name}"))
    wanted = []
    for row in heads:
        own = tuple(by_id.get(row.cells.get("id", ""), ()))
        problems += _said_twice(file, row) if own else ()
        wanted.append(Wanted((row, *own), own or (row,)))
    return wanted, problems


def _said_twice(file: str, row: Row) -> Iterator[Problem]:
    """What the row of a notice says of one point, although it has rows of points."""
    for column in row.cells:
        if column in columns.OF_A_ROW - OF_THE_NOTICE:
            yield Problem(
                file, None, row.tell(column), quoted(row.cells[column]), "nothing: the notice has points of its own"
            )


def _under_ids(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows of points, each under the id that stands on it or above it."""
    name = ""
    for row in rows:
        name = row.cells.get("id", name)
        yield Row({**row.cells, "id": name}, row.tell) if name else row


def _without_examples(file: str, rows: Iterable[Row]) -> tuple[list[Row], list[Problem]]:
    """The rows but for the form's examples. An example that was changed is somebody's notice, and must not be lost in silence."""
    kept, problems = [], []
    for row in rows:
        if not columns.example(row.cells.get("id", "")):
            kept.append(row)
        elif dict(row.cells) not in examples():
            told = "an id of its own, or the example as it was: examples are not read"
            problems.append(Problem(file, None, row.tell("id"), quoted(row.cells["id"]), told))
    return kept, problems
