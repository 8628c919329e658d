"""How does the notice form look, as a workbook? Sheets for notices, points, help and codes, in one of five languages.

Every column has its help at hand where it is filled in, lists to choose from, and an example row that reading skips. The bytes
depend on the language alone: no clock, no order of chance.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from herald.formats.tables import column_names, columns, form_words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

Groups = Mapping[str, Sequence[str]]

NOTICES: Groups = {
    "notice": ("id", "party", "kind", "title", "action", "replaces", "copy_from"),
    "when": ("zone", "depart_earliest", "depart_latest", "speed_min_kmh", "speed_max_kmh"),
    "one place": ("place_name", "place", "datum", "earliest", "latest"),
    "how": ("buffer_m", "place_uncertainty_m", "altitude_low_m", "altitude_high_m", "altitude_ref"),
    "repeat": ("repeat_every_days", "repeat_weekdays", "repeat_until"),
    "about": (
        "submitted_at",
        "priority",
        "agreement",
        "filer_organisation",
        "contacts",
        "vehicles",
        "markings",
        "escort",
        "weapons",
        "purpose",
        "people_count",
        "cargo",
        "exercise",
    ),
}
POINTS: Groups = {
    "point": ("id", "point"),
    "where": ("place_name", "place", "lat", "lon", "datum"),
    "point times": ("zone", "earliest", "latest", "halt_min_minutes", "halt_max_minutes"),
    "point more": ("altitude_point_m", "ring"),
}
REQUIRED = frozenset({"id", "party", "kind"})
LAST_ROW = 5_004
"""The rows to which lists and help reach: as many notices as one workbook may hold."""
TITLE_ROW, GROUP_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4

LISTS: Mapping[str, Mapping[str, column_names.Names]] = {
    "kind": column_names.KINDS,
    "action": column_names.ACTIONS,
    "altitude_ref": column_names.REFERENCES,
    "priority": column_names.PRIORITIES,
    "exercise": column_names.TRUTHS,
    "repeat_weekdays": column_names.WEEKDAYS,
}
DATUMS = (
    "WGS 84",
    "SK-42",
    "PZ-90",
    "ED50",
    "Deir ez Zor",
    "Palestine 1923",
    "Ain el Abd",
    "Nahrwan 1967",
    "Herat North",
    "Adindan",
)
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Juba",
    "Africa/Khartoum",
    "Africa/Mogadishu",
    "Africa/Tripoli",
    "Asia/Aden",
    "Asia/Amman",
    "Asia/Baghdad",
    "Asia/Beirut",
    "Asia/Damascus",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kabul",
    "Asia/Yerevan",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Moscow",
)
FREE = frozenset({"party", "datum", "zone", "repeat_weekdays"})
"""Columns whose list only proposes."""
PARTIES = 40
"""So many rows of the list are left for the names of parties."""

WIDE = {
    "title": 28,
    "place": 34,
    "contacts": 30,
    "vehicles": 30,
    "markings": 26,
    "place_name": 20,
    "kind": 20,
    "zone": 17,
}
TIME_FORMAT = "d mmm yyyy hh:mm"
"""The month in letters, whatever was typed: a day and a month that a program exchanged are seen."""
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 -- a workbook's properties hold no zone

INK, BAND, HEAD, MUST, EXAMPLE, RULE = "1F2A37", "33566B", "DCE6EC", "B9CFDB", "F2F2F2", "A9B8C2"


_LEFT_TO_RIGHT = "\u200e"
_LATIN = re.compile(r"[0-9A-Za-z+](?:[ -~°]*[0-9A-Za-z\"])?")
"""What stands left to right within Arabic. Without marks round it 2026-03-10 is shown as 10-03-2026."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One form while it is made: its workbook, its language, and where the lists of codes stand."""

    book: Workbook
    language: str
    lists: dict[str, str]

    def said(self, words: Sequence[str]) -> str:
        text = words[column_names.LANGUAGES.index(self.language)]
        return _LATIN.sub(f"{_LEFT_TO_RIGHT}\\g<0>{_LEFT_TO_RIGHT}", text) if self.language == "ar" else text

    def sheet(self, name: str) -> Worksheet:
        made: Worksheet = self.book.create_sheet(self.said(column_names.SHEETS[name]))
        made.sheet_view.rightToLeft = self.language == "ar"
        made.sheet_view.showGridLines = name in {"notices", "points"}
        return made


def render(language: str) -> bytes:
    """The form in this language, one of `column_names.LANGUAGES`, as the bytes of a workbook (.xlsx). ValueError for another."""
    if language not in column_names.LANGUAGES:
        raise ValueError(f"one of {', '.join(column_names.LANGUAGES)}; saw {language}")
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    form = _Form(book, language, {})
    help_sheet, notices, points, codes = (form.sheet(name) for name in ("help", "notices", "points", "codes"))
    _codes(form, codes)
    _help(form, help_sheet)
    _table(form, notices, NOTICES, form_words.example_notices(language))
    _table(form, points, POINTS, form_words.example_points(language))
    book.active = 1
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is notices
    book.properties.creator, book.properties.title = "Herald", form.said(form_words.TITLE)
    book.properties.created = MADE
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The same archive, whatever the time is: the library writes the clock into it, and into each member's entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as still:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>%sZ" % MADE.isoformat().encode(), content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            still.writestr(entry, content)
    return out.getvalue()


# sheets to fill in


def _table(form: _Form, sheet: Worksheet, groups: Groups, examples: Sequence[form_words.Cells]) -> None:
    """A sheet with a title, groups of columns, a header and examples; each column with its help and its list."""
    names = [column for group in groups.values() for column in group]
    _titled(form, sheet, len(names))
    _group_row(form, sheet, groups)
    for at, column in enumerate(names, 1):
        _column(form, sheet, at, column)
    for row, cells_of_row in enumerate(examples, FIRST_ROW):
        sheet.row_dimensions[row].height = 18
        for at, column in enumerate(names, 1):
            _example(sheet, row, at, column, cells_of_row.get(column))
    sheet.freeze_panes = f"B{FIRST_ROW}"
    _printed(sheet, wide=1 + len(names) // 15)


def _titled(form: _Form, sheet: Worksheet, width: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for at in range(1, width + 1):
        sheet.cell(TITLE_ROW, at).fill = PatternFill("solid", INK)
    title = sheet.cell(TITLE_ROW, 1, f"{form.said(form_words.TITLE)}   |   {form.said(form_words.STATEMENT)}")
    title.font = Font(name="Arial", size=12, bold=True, color="FFFFFF")
    title.alignment = Alignment(vertical="center", horizontal=_start(form), readingOrder=_order(form))
    sheet.row_dimensions[TITLE_ROW].height = 28
    sheet.row_dimensions[GROUP_ROW].height = 20
    sheet.row_dimensions[HEADER_ROW].height = 48


def _start(form: _Form) -> str:
    return "right" if form.language == "ar" else "left"


def _order(form: _Form) -> int:
    """The reading order of a cell: 2 is right to left."""
    return 2 if form.language == "ar" else 1


def _group_row(form: _Form, sheet: Worksheet, groups: Groups) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    at = 1
    for group, names in groups.items():
        for offset in range(len(names)):
            band = sheet.cell(GROUP_ROW, at + offset)
            band.fill = PatternFill("solid", BAND)
            band.border = Border(left=Side("medium", "FFFFFF") if offset == 0 else None)
        first = sheet.cell(GROUP_ROW, at, form.said(form_words.GROUPS[group]))
        first.font = Font(name="Arial", size=10, bold=True, color="FFFFFF")
        first.alignment = Alignment(vertical="center", horizontal=_start(form), readingOrder=_order(form))
        at += len(names)


def _column(form: _Form, sheet: Worksheet, at: int, column: str) -> None:
    """The header of one column, its width, its number format, and its help."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    required = column in REQUIRED
    title = columns.title(column, form.language)
    header = sheet.cell(HEADER_ROW, at, f"{title} *" if required else title)
    header.font = Font(name="Arial", size=10, bold=True, color=INK)
    header.fill = PatternFill("solid", MUST if required else HEAD)
    header.alignment = Alignment(wrap_text=True, vertical="center", horizontal=_start(form), readingOrder=_order(form))
    side = Side("thin", RULE)
    header.border = Border(left=side, right=side, bottom=Side("medium", BAND))
    letter = get_column_letter(at)
    kept = sheet.column_dimensions[letter]
    kept.width = WIDE.get(column, 19 if column in columns.TIMES else max(13, min(18, len(title) * 0.8)))
    kept.font = Font(name="Arial", size=10)
    if column in columns.TIMES:
        kept.number_format = TIME_FORMAT
    elif column not in columns.NUMBERS | columns.COUNTS:
        kept.number_format = "@" if column != "repeat_until" else "yyyy-mm-dd"
    _validated(form, sheet, f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}", column)


def _validated(form: _Form, sheet: Worksheet, cells_of_column: str, column: str) -> None:
    """The list to choose from, or what a number may be; and the help that shows beside the cell."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=False)
    if column in form.lists:
        rule.type, rule.formula1 = "list", form.lists[column]
        rule.showErrorMessage = column not in FREE
        rule.errorStyle, rule.error = "stop", form.said(form_words.CHOOSE)
    elif column in columns.NUMBERS:
        rule.type, rule.operator, rule.formula1 = "decimal", "greaterThanOrEqual", "-1000000000"
    rule.promptTitle = columns.title(column, form.language)[:32]
    rule.prompt = form.said(form_words.HELP[column])[:255]
    rule.add(cells_of_column)
    sheet.add_data_validation(rule)


def _example(sheet: Worksheet, row: int, at: int, column: str, text: str | None) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = sheet.cell(row, at, float(text) if text is not None and column in columns.NUMBERS else text)
    cell.fill = PatternFill("solid", EXAMPLE)
    cell.font = Font(name="Arial", size=10, italic=True, color="6B7680")
    cell.alignment = Alignment(vertical="center")
    if text is not None:
        cell.number_format = "General" if column in columns.NUMBERS else "@"


def _printed(sheet: Worksheet, wide: int) -> None:
    """On A3 across, so many pages wide, with the headers and the ids on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    _fitted(sheet, wide)
    sheet.print_title_cols = "A:A"
    sheet.print_title_rows = f"{GROUP_ROW}:{HEADER_ROW}"


def _fitted(sheet: Worksheet, wide: int = 1) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


# sheets to look things up in


def _help(form: _Form, sheet: Worksheet) -> None:
    """How the form is filled in, and what belongs into each column."""
    from openpyxl.styles import Font, PatternFill

    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    _line(form, sheet, 1, (form.said(form_words.TITLE), ""), Font(name="Arial", size=16, bold=True, color=INK))
    _line(form, sheet, 2, (form.said(form_words.STATEMENT), ""), Font(name="Arial", size=11, bold=True, color=BAND))
    row = 4
    for number, step in enumerate(form_words.STEPS, 1):
        _line(form, sheet, row, (f"{number}", form.said(step)), Font(name="Arial", size=11))
        row += 1
    for name, groups in (("notices", NOTICES), ("points", POINTS)):
        row += 1
        _line(
            form,
            sheet,
            row,
            (form.said(column_names.SHEETS[name]), ""),
            Font(name="Arial", size=13, bold=True, color=INK),
        )
        heads = (form.said(form_words.COLUMN), form.said(form_words.WHAT))
        _line(
            form, sheet, row + 1, heads, Font(name="Arial", size=10, bold=True, color=INK), PatternFill("solid", HEAD)
        )
        row += 2
        for column in (one for group in groups.values() for one in group):
            title = columns.title(column, form.language) + (" *" if column in REQUIRED else "")
            _line(form, sheet, row, (title, form.said(form_words.HELP[column])), Font(name="Arial", size=10))
            row += 1
    sheet.page_setup.paperSize = 9
    _fitted(sheet)


def _line(
    form: _Form, sheet: Worksheet, row: int, texts: Sequence[str], font: Font, fill: PatternFill | None = None
) -> None:
    """One line of the help, its texts from the first column on; high enough for what is folded."""
    from openpyxl.styles import Alignment

    for at, text in enumerate(texts, 1):
        cell = sheet.cell(row, at, text or None)
        cell.font = font
        if fill is not None:
            cell.fill = fill
        folded = bool(texts[-1])
        cell.alignment = Alignment(wrap_text=folded, vertical="top", horizontal=_start(form), readingOrder=_order(form))
    sheet.row_dimensions[row].height = 24 if not texts[-1] else 15 * (1 + len(texts[-1]) // 105) + 2


def _codes(form: _Form, sheet: Worksheet) -> None:
    """The lists to choose from: each word in the form's language, and beside it the code it stands for."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    blocks: dict[str, list[tuple[str, str]]] = {
        column: [(form.said(words), code) for code, words in table.items()] for column, table in LISTS.items()
    }
    blocks |= {"datum": [(name, "") for name in DATUMS], "zone": [(name, "") for name in ZONES], "party": []}
    for number, (column, pairs) in enumerate(blocks.items()):
        at = 1 + 2 * number
        heads = (columns.title(column, form.language), form.said(form_words.CODE) if column in LISTS else "")
        for offset, head in enumerate(heads):
            cell = sheet.cell(1, at + offset, head or None)
            cell.font, cell.fill = Font(name="Arial", size=10, bold=True, color=INK), PatternFill("solid", HEAD)
        for row, pair in enumerate(pairs, 2):
            for offset, text in enumerate(pair):
                sheet.cell(row, at + offset, text or None).font = Font(name="Arial", size=10)
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 30
        sheet.column_dimensions[get_column_letter(at + 1)].width = 18 if column in LISTS else 3
        last = 1 + (len(pairs) or PARTIES)
        form.lists[column] = f"'{sheet.title}'!${letter}$2:${letter}${last}"
    sheet.cell(1, at + 1, form.said(form_words.PARTIES)).font = Font(name="Arial", size=10, italic=True, color="6B7680")
    sheet.freeze_panes = "A2"
