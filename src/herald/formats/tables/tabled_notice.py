"""Which Feature of the profile do the rows of one notice state?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from herald.formats.filed import Draft
from herald.formats.tables import cells, columns
from herald.formats.tables.tabled import Reading, Row, Tabled
from herald.formats.tables.tabled_when import SPEEDS, schedule
from herald.formats.tables.tabled_where import Located, is_area, located
from herald.jsontext import member_path, quoted
from herald.malformed import Problem

ALONE = ("buffer_m", "place_uncertainty_m", "altitude_half_m", "max_speed_kmh")
HEIGHTS = ("altitude_low_m", "altitude_high_m")
ASKED = frozenset({"copy_from", "repeat_every_days", "repeat_weekdays", "repeat_until"})
"""Columns that ask for something to be done with the notice; they are no member of it."""

Members = dict[str, object]


@dataclass(frozen=True, slots=True)
class CellDraft(Draft):
    """A draft out of cells: `amiss` says by path what is seen and was expected there, where the cell's reader knows better."""

    amiss: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def told(self, problem: Problem) -> Problem:
        """The problem, said of the table as a person sees it."""
        better = self.amiss.get(problem.field)
        return Draft.told(self, replace(problem, seen=better[0], expected=better[1]) if better else problem)


@dataclass(frozen=True, slots=True)
class Stated:
    """The draft of one notice, and what is wrong beyond what the strict reader will find."""

    draft: Draft
    problems: tuple[Problem, ...]


def stated(file: str, number: int, tabled: Tabled) -> Stated:
    """Which draft do these rows state? `number` is that of the notice in the file, from 0."""
    reading = Reading(file, number, tabled)
    reading.put("", tabled.head, "")
    properties = _members(reading)
    found = located(reading)
    derived = {**schedule(reading, is_area(reading)), **_as_typed(reading, found)}
    names = _names(reading)
    for member, value in (*derived.items(), *names.items()):
        _agree(reading, properties, member, value)
    if found.doubt_m:
        _widen(properties, found.doubt_m)
    _ask(reading, properties)
    feature = {"type": "Feature", "geometry": found.geometry, "properties": properties}
    return Stated(CellDraft(feature, reading.stands, amiss=reading.amiss), tuple(reading.problems))


YES_OR_NO = "yes or no"
REQUIRED = ("id", "party", "kind")
TIMED = "earliest and latest on each row, or depart_earliest and depart_latest with the speeds"


def _ask(reading: Reading, properties: Members) -> None:
    """What is missing is asked for in the words of the table, if the strict reader misses it too."""
    head = reading.tabled.head
    for column in REQUIRED:
        if column not in properties:
            reading.missing(f"properties.{column}", head, column, "a value")
    if "windows" not in properties and "depart" not in properties:
        reading.missing("properties.windows", head, "earliest", TIMED)
    if "depart" in properties and "speed_kmh" not in properties:
        reading.missing("properties.speed_kmh", head, SPEEDS[0], "a speed")


def _members(reading: Reading) -> Members:
    """Every member that the cells of the head state, one or two cells each."""
    head = reading.tabled.head
    members: Members = {}
    for column in head.cells:
        member = columns.MEMBER.get(column, column)
        path = member_path("properties", member)
        if column in columns.WORDS:
            members[member] = _word(reading, head, column)
        elif column in ALONE:
            members[member] = reading.numeral(head, column, path)
        elif column in columns.COUNTS:
            members[member] = _count(reading, head, column)
        elif column in columns.TEXTS or column not in columns.KNOWN:
            members[member] = reading.text(head, column)
        else:
            continue
        reading.put(path, head, column)
    if any(column in head for column in HEIGHTS):
        reading.put("properties.altitude_m", head, HEIGHTS[0])
        ends = [reading.numeral(head, one, f"properties.altitude_m[{at}]") for at, one in enumerate(HEIGHTS)]
        members["altitude_m"] = ends
    return members


def _word(reading: Reading, row: Row, column: str) -> object:
    """The word of the vocabulary. What is none is left to the strict reader, or told here where that would take it."""
    typed = row.cells[column]
    found = columns.word(column, typed)
    if found is None and column in columns.FLAGS and not typed.startswith(cells.JSON):
        if column == "exercise":
            reading.wrong(row, column, quoted(typed), YES_OR_NO)
        reading.amiss[f"properties.{column}"] = (quoted(typed), YES_OR_NO)
    if found is None:
        return reading.text(row, column)
    return found == "true" if column in columns.FLAGS else found


def _count(reading: Reading, row: Row, column: str) -> object:
    """A number where there are only digits, else text."""
    found = cells.number(row.cells[column], decimal_comma=False)
    return found if isinstance(found, int) else reading.text(row, column)


def _as_typed(reading: Reading, found: Located) -> Members:
    """What is kept of coordinates as they were typed, and of the datum that was named for them."""
    named = reading.tabled.down("datum")
    datums = list(dict.fromkeys(one for one in named if one is not None))
    members: Members = {}
    if any(found.texts):
        members["input_text"] = found.texts[0] if len(found.texts) == 1 else found.texts
    if datums:
        members["datum"] = datums[0] if len(datums) == 1 else list(named[1:])
    return members


def _names(reading: Reading) -> Members:
    """The names of the places: of a movement its first and last, and all of them where others are named too."""
    vertices = reading.tabled.vertices
    names = [cells.text(row.cells["place_name"]) if _plain_name(row) else None for row in vertices]
    for row in vertices:
        if "place_name" in row and not _plain_name(row):
            reading.text(row, "place_name")
    if len(vertices) == 1 or is_area(reading):
        first = next((row for row in vertices if "place_name" in row), None)
        return {} if first is None else {"place_name": reading.text(first, "place_name")}
    ends = {"origin_name": names[0], "destination_name": names[-1]}
    members: Members = {member: name for member, name in ends.items() if name is not None}
    return {**members, **({"place_name": names} if any(names[1:-1]) else {})}


def _plain_name(row: Row) -> bool:
    return "place_name" in row and not row.cells["place_name"].startswith(cells.JSON)


def _agree(reading: Reading, properties: Members, member: str, value: object) -> None:
    """The member as its rows state it; where a column of its own states it too, they must be the same."""
    if member in properties and properties[member] != value:
        row, column = reading.stands.places[member_path("properties", member)]
        reading.wrong(row, column, quoted(row.cells[column]), "what the rows of the points say, or nothing")
        return
    properties[member] = value


def _widen(properties: Members, doubt_m: Decimal) -> None:
    """What is not known of typed places adds to what is stated."""
    said = properties.get("place_uncertainty_m", 0)
    if isinstance(said, int | Decimal):
        properties["place_uncertainty_m"] = said + doubt_m
