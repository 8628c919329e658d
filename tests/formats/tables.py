"""Tables of notices as people fill them in: invented parties at sea."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from herald.formats.notices import read
from herald.formats.tables import columns, xlsx_form
from herald.malformed import Malformed, Problem
from herald.notice.model import Notice

CSV, XLSX = "aster.csv", "aster.xlsx"
HEADER = "id,party,kind,depart_earliest,depart_latest,zone,speed_min_kmh,speed_max_kmh,lat,lon,buffer_m"
MOVEMENT = f"""{HEADER}
column,Aster,ground-movement,10 Mar 2026 08:00,10 Mar 2026 08:30,UTC,20,40,-31,-20,50
,,,,,,,,-31,-19.5,
"""
DAY = ("2026-03-10T08:00:00Z", "2026-03-10T20:00:00Z")

Rows = Iterable[Mapping[str, object]]


def csv(text: str) -> tuple[str, bytes]:
    return CSV, text.encode()


def notices(*files: tuple[str, bytes]) -> tuple[Notice, ...]:
    return read(files)


def problems(*files: tuple[str, bytes]) -> tuple[Problem, ...]:
    try:
        read(files)
    except Malformed as malformed:
        return malformed.problems
    return ()


def told(*files: tuple[str, bytes]) -> list[str]:
    """Every problem in words, without the name of the file and the number of the notice."""
    return [f"{one.field}: saw {one.seen}; expected {one.expected}" for one in problems(*files)]


_form = cache(xlsx_form.render)


def filled(
    heads: Rows, points: Rows = (), language: str = "en", change: Callable[[Worksheet, Worksheet], None] | None = None
) -> tuple[str, bytes]:
    """The form, filled in below its examples as a person does, by the names of the columns."""
    book = openpyxl.load_workbook(io.BytesIO(_form(language)))
    sheets = book.worksheets[1], book.worksheets[2]
    for sheet, rows in zip(sheets, (heads, points), strict=True):
        names = [columns.known(str(cell.value)) for cell in sheet[xlsx_form.HEADER_ROW]]
        first = sheet.max_row + 1
        for number, row in enumerate(rows, first):
            for column, value in row.items():
                sheet.cell(number, names.index(column) + 1).value = value  # type: ignore[assignment]  # whatever a test puts there
    if change:
        change(*sheets)
    out = io.BytesIO()
    book.save(out)
    return XLSX, out.getvalue()


def movement(**cells: object) -> dict[str, object]:
    """A row of the sheet of notices."""
    row = {
        "id": "column",
        "party": "Aster",
        "kind": "ground movement",
        "zone": "UTC",
        "depart_earliest": "10 Mar 2026 08:00",
        "depart_latest": "10 Mar 2026 08:30",
        "speed_min_kmh": 20,
        "speed_max_kmh": 40,
    }
    return {name: value for name, value in {**row, **cells}.items() if value is not None}


def route(notice: str = "column") -> list[dict[str, object]]:
    """The rows of the sheet of points for a movement of one leg."""
    return [
        {"id": notice, "lat": -31, "lon": -20, "datum": "WGS 84"},
        {"id": notice, "lat": -31, "lon": -19.5, "datum": "WGS 84"},
    ]


def site(**cells: object) -> dict[str, object]:
    row = {
        "id": "site",
        "party": "Aster",
        "kind": "static site",
        "zone": "UTC",
        "place": "31°00'00\"S 19°00'00\"W",
        "datum": "WGS 84",
        "earliest": "10 Mar 2026 08:00",
        "latest": "10 Mar 2026 20:00",
    }
    return {name: value for name, value in {**row, **cells}.items() if value is not None}
