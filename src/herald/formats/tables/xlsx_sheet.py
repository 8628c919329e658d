"""How is the sheet of a day's movements written as a workbook? One sheet, one row a movement; texts, and never a formula.

The bytes depend on what is shown alone: no clock, no order of chance.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from herald.acknowledgement.ladderwords import NOT_PERMISSION, offset
from herald.disclosure.saying import NONE, SheetRow, heading, rows
from herald.disclosure.sheet import Sheet
from herald.formats.tables.cells import CONTROL, LONGEST_CELL, guarded
from herald.wording import STATEMENT

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = (
    ("marks", 26),
    ("notice", 18),
    ("party", 16),
    ("kind", 16),
    ("title", 24),
    ("when (UTC)", 34),
    ("when ({zone})", 34),
    ("from (MGRS)", 19),
    ("from (degrees)", 30),
    ("from (name)", 18),
    ("to (MGRS)", 19),
    ("to (degrees)", 30),
    ("to (name)", 18),
    ("clause and regime", 30),
    ("contacts", 26),
    ("escort", 20),
    ("to do, or how far it has come", 44),
)
"""Each with its width, in characters."""
HEADER_ROW = 3
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 -- a workbook's properties hold no zone
EXERCISE, GONE = "EXERCISE", "NO LONGER HOLDS"


def render(of: Sheet, ahead_min: int) -> bytes:
    """The sheet as the bytes of a workbook (.xlsx), with clocks that are so many minutes ahead of UTC."""
    from openpyxl import Workbook

    book = Workbook()
    made: Worksheet = book.worksheets[0]
    made.title = "Movements"
    first = f"{EXERCISE}. " if of.exercise else ""
    _put(made, 1, [f"{first}{'  '.join(heading(of, ahead_min))}"], bold=True)
    _put(made, 2, [f"{NOT_PERMISSION} {STATEMENT.capitalize()}."], bold=True)
    _put(made, HEADER_ROW, [name.format(zone=offset(ahead_min)) for name, _ in COLUMNS], bold=True)
    shown = rows(of, ahead_min)
    for at, each in enumerate(shown, HEADER_ROW + 1):
        _put(made, at, list(_cells(each, exercise=of.exercise)), struck=each.struck)
    if not shown:
        _put(made, HEADER_ROW + 1, [NONE])
    _laid_out(made)
    return saved(book, "Movements of a day")


def _cells(of: SheetRow, *, exercise: bool) -> Iterator[str]:
    marks = (*((EXERCISE,) if exercise else ()), *((GONE,) if of.struck else ()), *of.marks)
    ends = (of.start, of.to)
    yield from ("; ".join(marks), of.id, of.whose, of.kind, of.title, "\n".join(of.when_utc), "\n".join(of.when_local))
    for end in ends:
        yield from ("", "", "") if end is None else (end.mgrs, end.degrees, end.name)
    yield from ("\n".join(of.clauses), of.contacts, of.escort, "\n".join(of.to_do))


def _put(sheet: Worksheet, row: int, texts: Sequence[str], *, bold: bool = False, struck: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    for at, text in enumerate(texts, 1):
        cell = sheet.cell(row, at)
        if text:
            cell.value = guarded(CONTROL.sub(" ", text))[: LONGEST_CELL - 1]
            cell.data_type, cell.number_format = "s", "@"  # a text whatever it looks like
        cell.font = Font(name="Arial", size=9, bold=bold, strike=struck and at > 1)
        cell.alignment = Alignment(wrap_text=row > HEADER_ROW - 1, vertical="top")


def _laid_out(sheet: Worksheet) -> None:
    """On A4 across, one page wide, the header on each page."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for at, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.oddFooter.left.text = f"{NOT_PERMISSION} {STATEMENT.capitalize()}."  # type: ignore[union-attr]  # there is one


def saved(book: Workbook, title: str) -> bytes:
    """The archive without the clock that the library writes into it, and into each member's entry."""
    book.properties.creator, book.properties.title, book.properties.created = "Herald", title, MADE
    out, still = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as made, zipfile.ZipFile(still, "w") as kept:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            stamp = rb"\g<1>%sZ" % MADE.isoformat().encode()
            kept.writestr(entry, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, made.read(name)))
    return still.getvalue()
