"""How are notices written as a CSV table? So that `csvtable` reads the same notices, and no spreadsheet runs what is in them.

Parted by commas, lines end with CR LF (RFC 4180), UTF-8 with a byte order mark, without which spreadsheets misread every name that
is not ASCII. A text that a spreadsheet would take for a formula stands behind a quote, which the reader takes away. Values that
are no text, and texts that a cell would change, stand as JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import cast

from herald.formats.geojson import text as geojson_text
from herald.formats.tables import cells, columns
from herald.formats.tables.tabled_notice import ALONE, HEIGHTS
from herald.formats.tables.tabled_when import DEPARTURE, SPEEDS, WINDOW
from herald.jsontext import quoted
from herald.notice.model import Notice

NOT_STATED = "not stated"
COLUMN = {member: column for column, member in columns.MEMBER.items()}
"""Under which column a member is written, where the two have not one name."""

Members = Mapping[str, object]
Line = dict[str, str]


def render(notices: Iterable[Notice]) -> tuple[bytes, tuple[str, ...]]:
    """Which table holds these notices, and what of them can it not hold? The losses in words, one a notice and member."""
    lines: list[Line] = []
    losses: list[str] = []
    names: dict[str, str] = {}
    for notice in notices:
        written, lost = _lines(notice, names)
        lines += written
        losses += lost
    order = {column: at for at, column in enumerate(columns.ORDER)}
    header = sorted({column for line in lines for column in line}, key=lambda one: (order.get(one, len(order)), one))
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(header or ["id"])
    table.writerows([line.get(column, "") for column in header] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode(), tuple(losses)


def _lines(notice: Notice, names: dict[str, str]) -> tuple[list[Line], list[str]]:
    """The rows of one notice, its members on the first, and what they leave out."""
    feature = geojson_text.feature(notice)
    properties = dict(cast(Members, feature["properties"]))
    rows = _rows(cast("Members | None", feature["geometry"]))
    _put_times(rows, properties)
    _put_names(rows, properties)
    first, lost = rows[0], []
    for member in ("windows", "depart", "speed_kmh", "halts", "altitude_m"):
        properties.pop(member, None)
    for member, value in properties.items():
        column = COLUMN.get(member, member)
        if not _has_column(member, column, names):
            lost.append(f"notice {notice.id}: a table has no column for its member {quoted(member)}, which is left out")
        else:
            first[column] = _cell(column, value)
    for row in rows:
        row["id"] = first["id"]
    return rows, lost


def _rows(geometry: Members | None) -> list[Line]:
    """A row for each position of the geometry, in degrees; one without any where there is none."""
    if geometry is None:
        return [{}]
    coordinates = cast(Sequence[Sequence[object]], geometry["coordinates"])
    if geometry["type"] == "Point":
        return [_position(coordinates)]
    if geometry["type"] == "LineString":
        return [_position(one) for one in coordinates]
    return [
        {**_position(one), "ring": str(number)}
        for number, ring in enumerate(cast(Sequence[Sequence[Sequence[object]]], coordinates), 1)
        for one in ring[:-1]
    ]


def _position(position: Sequence[object]) -> Line:
    return {column: _plain(value) for column, value in zip(("lon", "lat", "altitude_point_m"), position, strict=False)}


def _put_times(rows: list[Line], properties: Members) -> None:
    """Windows on their rows, the departure and what goes with it on the first, halts where they are made."""
    windows = cast(Sequence[Sequence[object]], properties.get("windows", ()))
    for row, ends in zip(rows, windows, strict=False):
        row.update(_ends(WINDOW, ends))
    if "depart" in properties:
        rows[0].update(_ends(DEPARTURE, cast(Sequence[object], properties["depart"])))
        rows[0].update(_pair(SPEEDS, properties["speed_kmh"]))
    if "altitude_m" in properties:
        rows[0].update(_pair(HEIGHTS, properties["altitude_m"]))
    for halt in cast(Sequence[Members], properties.get("halts", ())):
        row = rows[cast(int, halt["vertex"])]
        row.update({"halt_min_s": _plain(halt["min_s"]), "halt_max_s": _plain(halt["max_s"])})


def _ends(names: Sequence[str], ends: Sequence[object]) -> Line:
    return {name: NOT_STATED if end is None else str(end) for name, end in zip(names, ends, strict=True)}


def _pair(names: Sequence[str], values: object) -> Line:
    return {name: _plain(value) for name, value in zip(names, cast(Sequence[object], values), strict=True)}


def _put_names(rows: list[Line], properties: dict[str, object]) -> None:
    """The names of the vertices, where they say the same as the members do; a name that cannot stand so stays a member."""
    named = properties.get("place_name")
    if len(rows) == 1 or "ring" in rows[0]:
        if "place_name" in properties:
            rows[0]["place_name"] = _cell("place_name", properties.pop("place_name"))
        return
    if not isinstance(named, list) or len(named) != len(rows) or not any(named[1:-1]):
        return
    ends = {"origin_name": named[0], "destination_name": named[-1]}
    agree = all(name is None or properties.get(member) == name for member, name in ends.items())
    if agree and all(name is None or (isinstance(name, str) and cells.holds(name)) for name in named):
        del properties["place_name"]
        for row, name in zip(rows, named, strict=True):
            row.update({} if name is None else {"place_name": cells.guarded(name)})


def _has_column(member: str, column: str, names: dict[str, str]) -> bool:
    """Would this member be read back from a column of its name? `names` are the columns that are taken, by what is compared."""
    if column in columns.MEMBERS:
        return columns.MEMBER.get(column, column) == member
    fits = column not in columns.KNOWN and columns.headings([member])[0] == columns.Heading(member)
    fits = fits and cells.holds(member) and cells.guarded(member) == member
    return fits and names.setdefault(columns.folded(member), member) == member


def _cell(column: str, value: object) -> str:
    """How is this value of a notice written, so that it is read back as it is?"""
    if column in ALONE:
        return _plain(value)
    if column in columns.FLAGS and isinstance(value, bool):
        return "yes" if value else "no"
    if column in columns.COUNTS and isinstance(value, int) and abs(value) < 10**18 and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and cells.holds(value) and _means_itself(column, value):
        return cells.guarded(value)
    return f"{cells.JSON}{geojson_text.json_text(cast(geojson_text.Text, value))}"


def _means_itself(column: str, text: str) -> bool:
    """Is a text of this column read as that text, and not as a word, a number or a date?"""
    if column in columns.WORDS:
        return columns.word(column, text) in {None if column == "priority" else text, text}
    return not (column in columns.COUNTS and cells.number(text, decimal_comma=False) is not None)


def _plain(value: object) -> str:
    """A number in full, without the zeros it ends with."""
    written = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return written.rstrip("0").rstrip(".") if "." in written else written
