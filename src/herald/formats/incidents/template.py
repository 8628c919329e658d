"""Which tables are there to fill in? One as a CSV file with its header, or all as a workbook with lists to choose from.

The row below the header shows how it is filled in; it begins with "example" and is passed over when it is read.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from herald.formats.incidents.columns import TABLES, Column, Table
from herald.formats.tables.cells import guarded

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLE = "example: "
_ROWS = 2_000
_WIDTH, _WIDEST = 14, 44


def text(table: Table) -> bytes:
    """One table, as a CSV file in UTF-8."""
    out = io.StringIO()
    writing = csv.writer(out, lineterminator="\r\n")
    writing.writerow([column.name for column in table.columns])
    writing.writerow([guarded(cell) for cell in _example(table)])
    return out.getvalue().encode("utf-8-sig")


def _example(table: Table) -> list[str]:
    first, *others = table.columns
    return [f"{EXAMPLE}{first.example}", *(column.example for column in others)]


def workbook() -> bytes:
    """All tables, a sheet each; what a column means is a note at its head. The bytes depend on the tables alone."""
    from openpyxl import Workbook

    from herald.formats.tables.xlsx_sheet import saved

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES.values():
        _put(book.create_sheet(table.name), table)
    return saved(book, "An incident, to be filled in")


def _put(sheet: Worksheet, table: Table) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    example = _example(table)
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, column.name)
        head.font, head.comment = Font(bold=column.required), Comment(_about(column), "Herald")
        shown = sheet.cell(2, number, guarded(example[number - 1]))
        shown.font, shown.alignment = Font(italic=True, color="00595959"), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_WIDTH, len(column.example)))
        if column.choices is not None and sum(len(each) + 1 for each in column.choices) < 255:
            listed = DataValidation(
                type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=not column.required
            )
            listed.add(f"{letter}3:{letter}{_ROWS}")
            sheet.add_data_validation(listed)
    sheet.freeze_panes = "B2"


def _about(column: Column) -> str:
    must = "Needed. " if column.required else ""
    return f"{must}{column.about[0].upper()}{column.about[1:]}. Like: {column.example}"
