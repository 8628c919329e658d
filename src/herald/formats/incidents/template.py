"""Which tables are there to fill in? One as a CSV file with its header, or all as a workbook with lists to choose from.

The row below the header shows how it is filled in; it begins with "example" and is passed over when it is read. In an exercise each
table says so above its header. The bytes depend on the tables alone: no clock, no order of chance.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from herald.formats.incidents.columns import TABLES, Column, Table
from herald.formats.tables.cells import guarded
from herald.incident.codes import ActCode

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLE = "example: "
EXERCISE = "EXERCISE"
CODES = "codes"
"""The sheet that holds what can be chosen; it is not read."""
_LAST_ROW = 5_004
_WIDTH, _WIDEST = 14, 44
_MUST, _GREY = "00B9CFDB", "00595959"


def template(table: str | None = None, *, exercise: bool = False) -> bytes:
    """The table of this name as a CSV file, or all of them as a workbook. KeyError for a name that no table has."""
    return workbook(exercise=exercise) if table is None else text(TABLES[table], exercise=exercise)


def text(table: Table, *, exercise: bool = False) -> bytes:
    """One table, as a CSV file in UTF-8 with a byte order mark, without which spreadsheets misread names."""
    out = io.StringIO()
    writing = csv.writer(out, lineterminator="\r\n")
    writing.writerows([[EXERCISE]] if exercise else [])
    writing.writerow([column.name for column in table.columns])
    writing.writerow([guarded(cell) for cell in example(table).values()])
    return out.getvalue().encode("utf-8-sig")


def example(table: Table) -> Mapping[str, str]:
    """The row that shows how a table is filled in, by column."""
    first, *others = table.columns
    return {first.name: f"{EXAMPLE}{first.example}", **{column.name: column.example for column in others}}


def workbook(*, exercise: bool = False) -> bytes:
    """All tables, a sheet each; what a column means is a note at its head, and shown where it is filled in."""
    from openpyxl import Workbook

    from herald.formats.tables.xlsx_sheet import saved

    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = [(book.create_sheet(name), table) for name, table in TABLES.items()]
    lists = _codes(book)
    for sheet, table in sheets:
        _put(sheet, table, lists, exercise=exercise)
    return saved(book, f"{EXERCISE}. An incident, to be filled in" if exercise else "An incident, to be filled in")


def _codes(book: Workbook) -> Mapping[tuple[str, ...], str]:
    """The sheet of all that can be chosen, a column for each list; and where each list stands."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(CODES)
    named = {column.choices: column.name for table in TABLES.values() for column in table.columns if column.choices}
    places: dict[tuple[str, ...], str] = {}
    for number, (choices, name) in enumerate({tuple(ActCode): "acts", **named}.items(), 1):
        sheet.cell(1, number, name).font = Font(bold=True)
        for row, choice in enumerate(choices, 2):
            sheet.cell(row, number, str(choice))
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(_WIDTH, *map(len, choices))
        places[choices] = f"'{CODES}'!${letter}$2:${letter}${len(choices) + 1}"
    sheet.freeze_panes = "A2"
    return places


def _put(sheet: Worksheet, table: Table, lists: Mapping[tuple[str, ...], str], *, exercise: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    head = 2 if exercise else 1
    if exercise:
        sheet.cell(1, 1, EXERCISE).font = Font(bold=True)
    for number, (column, shown) in enumerate(zip(table.columns, example(table).values(), strict=True), 1):
        name = sheet.cell(head, number, column.name)
        name.font = Font(bold=True)
        if column.required:
            name.fill = PatternFill("solid", fgColor=_MUST)
        cell = sheet.cell(head + 1, number, guarded(shown))
        cell.font, cell.alignment = Font(italic=True, color=_GREY), Alignment(wrap_text=True, vertical="top")
        _help(sheet, number, column, lists, head)
    sheet.freeze_panes = f"B{head + 1}"
    sheet.oddHeader.left.text = f"{EXERCISE}. {table.about}" if exercise else table.about  # type: ignore[union-attr]  # there is one
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9


def _help(sheet: Worksheet, number: int, column: Column, lists: Mapping[tuple[str, ...], str], head: int) -> None:
    """What the column means: as a note at its head, and beside each cell; with a list where few things can stand there."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(number)
    sheet.cell(head, number).comment = Comment(about(column), "Herald", height=110, width=320)
    sheet.column_dimensions[letter].width = min(_WIDEST, max(_WIDTH, len(column.example)))
    listed = DataValidation(allow_blank=True, showDropDown=False)
    if column.choices:
        listed.type, listed.formula1 = "list", lists[column.choices]
        listed.showErrorMessage, listed.error = True, f"One of: {', '.join(column.choices)}"[:220]
    listed.showInputMessage, listed.promptTitle, listed.prompt = True, column.name[:32], about(column)[:255]
    listed.add(f"{letter}{head + 2}:{letter}{_LAST_ROW}")
    sheet.add_data_validation(listed)


def about(column: Column) -> str:
    """What a column means, in a sentence or two."""
    must = "Needed. " if column.required else ""
    return f"{must}{column.about[0].upper()}{column.about[1:]}. Like: {column.example}"
