"""When, do the rows of one notice say? Windows on the rows of its vertices, or a departure with speeds and halts."""

from __future__ import annotations

from decimal import Decimal

from herald import clocktext
from herald.formats.tables import columns
from herald.formats.tables.tabled import Reading, Row
from herald.jsontext import quoted
from herald.units import format_instant, parse_instant

SPEEDS = ("speed_min_kmh", "speed_max_kmh")
DEPARTURE = ("depart_earliest", "depart_latest")
WINDOW = ("earliest", "latest")
HALTS = (("min_s", "halt_min_minutes", "halt_min_s"), ("max_s", "halt_max_minutes", "halt_max_s"))
MINUTE = 60

_NOON = "2026-03-01 12:00"

Members = dict[str, object]


def schedule(reading: Reading, area: bool) -> Members:
    """Which members say when? And `input_times`, `time_zone` where times were typed otherwise than the profile writes them."""
    head, vertices = reading.tabled.head, reading.tabled.vertices
    zones = reading.believed("zone", "UTC", _is_zone)
    members: Members = {}
    typed: Members = {}
    if any(column in head for column in DEPARTURE):
        members["depart"], typed["depart"] = _ends(reading, head, DEPARTURE, "properties.depart", zones[0])
    if any(column in row for row in vertices for column in WINDOW):
        rows = vertices[:1] if area else vertices
        each = [
            _ends(reading, row, WINDOW, f"properties.windows[{at}]", zone)
            for at, (row, zone) in enumerate(zip(rows, zones[1:], strict=False))
        ]
        members["windows"], typed["windows"] = [ends for ends, _ in each], _any([said for _, said in each])
        reading.put("properties.windows", rows[0], "earliest")
        _refuse_other_windows(reading, vertices[len(rows) :], rows[0])
    if "submitted_at" in head:
        reading.put("properties.submitted_at", head, "submitted_at")
        members["submitted_at"], typed["submitted_at"] = moment(
            reading, head, "submitted_at", "properties.submitted_at", zones[0]
        )
    if any(column in head for column in SPEEDS):
        reading.put("properties.speed_kmh", head, SPEEDS[0])
        members["speed_kmh"] = [
            reading.numeral(head, column, f"properties.speed_kmh[{at}]") for at, column in enumerate(SPEEDS)
        ]
    members.update(_halts(reading))
    return {**members, **_as_typed(typed, zones)}


def moment(reading: Reading, row: Row, column: str, path: str, zone: str | None) -> tuple[str | None, str | None]:
    """Which instant stands in this cell, as RFC 3339, and how was it typed, if otherwise?

    None where nothing does, or where it says that nobody stated it. What cannot be read stays as it was typed.
    """
    reading.put(path, row, column)
    typed = row.cells.get(column)
    if typed is None or columns.not_stated(typed):
        return None, None
    try:
        parse_instant(typed)
    except ValueError:
        return _told(reading, typed, path, zone)
    return typed, None


def _is_zone(text: str) -> None:
    """Raises ValueError where this is no zone."""
    clocktext.read(_NOON, text)


def _told(reading: Reading, typed: str, path: str, zone: str | None) -> tuple[str, str | None]:
    try:
        return format_instant(clocktext.read(typed, zone)), typed
    except ValueError as error:
        reading.amiss[path] = (quoted(typed), str(error))
    except OverflowError:
        reading.amiss[path] = (quoted(typed), "an instant within the years 1 to 9999 in UTC")
    return typed, None


def _ends(
    reading: Reading, row: Row, pair: tuple[str, str], path: str, zone: str | None
) -> tuple[list[str | None], list[str | None] | None]:
    """The two ends of a window, and how they were typed, if either was typed otherwise."""
    ends = [moment(reading, row, column, f"{path}[{at}]", zone) for at, column in enumerate(pair)]
    reading.put(path, row, pair[0])
    said = [text for _, text in ends]
    return [end for end, _ in ends], said if any(said) else None


def _any(items: list[list[str | None] | None]) -> object:
    return items if any(items) else None


def _refuse_other_windows(reading: Reading, rows: tuple[Row, ...], first: Row) -> None:
    """An area has one window: on its first row, and on others only the same."""
    for row in rows:
        for column in WINDOW:
            typed = row.cells.get(column)
            if typed is not None and typed != first.cells.get(column):
                reading.wrong(row, column, quoted(typed), "the window of an area on its first row alone")


def _as_typed(typed: Members, zones: tuple[str | None, ...]) -> Members:
    """What is kept of times as they were typed, and of the zone that was named for them."""
    said = {member: text for member, text in typed.items() if text is not None}
    named = list(dict.fromkeys(zone for zone in zones if zone is not None))
    zone: object = named[0] if len(named) == 1 else list(zones[1:])
    return {**({"input_times": said} if said else {}), **({"time_zone": zone} if named else {})}


def _halts(reading: Reading) -> Members:
    """The halts, at the vertices whose rows state one."""
    halts: list[Members] = []
    for vertex, row in enumerate(reading.tabled.vertices):
        stated = [column for _, *ways in HALTS for column in ways if column in row]
        if stated:
            path = f"properties.halts[{len(halts)}]"
            reading.put(path, row, stated[0])
            halts.append({"vertex": vertex, **_halt(reading, row, path)})
    return {"halts": halts} if halts else {}


def _halt(reading: Reading, row: Row, path: str) -> Members:
    lengths: Members = {}
    for member, minutes, seconds in HALTS:
        column = minutes if minutes in row else seconds
        if minutes in row and seconds in row:
            reading.wrong(row, seconds, quoted(row.cells[seconds]), f"{minutes} or {seconds}, not both")
        reading.put(f"{path}.{member}", row, column)
        if column in row:
            found = reading.numeral(row, column, f"{path}.{member}")
            is_number = column == minutes and isinstance(found, int | Decimal)
            lengths[member] = found * MINUTE if is_number else found  # type: ignore[operator]  # it is a number
        else:
            reading.put(f"{path}.{member}", row, minutes)
    return lengths
