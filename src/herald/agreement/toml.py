"""What does an agreement's TOML file say? Read strictly, all that is wrong at once, nothing half-loaded.

Dates are TOML date-times with an offset, or RFC 3339 texts. An end of `in_force` or of a suspension that is not stated is
written `""`, since TOML has no null; without `in_force` the agreement is in force always.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from herald.agreement.areas import areas
from herald.agreement.model import (
    NOT_SPECIFIED,
    Agreement,
    Clause,
    Delivered,
    HeightRange,
    NotSpecified,
    Party,
    Period,
    Regime,
    Status,
    Zone,
)
from herald.geometry.geojson import document
from herald.geometry.place import Polygon
from herald.jsontext import WHOLE, decoded, exact, parse, quoted
from herald.malformed import Malformed, Problem
from herald.members import (
    Members,
    Reader,
    Where,
    choice,
    each,
    gather,
    in_calendar,
    instant,
    interval,
    listed,
    members,
    name,
    quantity,
    said,
    span,
    text,
    word,
)
from herald.units import HOUR, ClauseId, Instant, Microseconds, PartyId, ZoneId

Load = Callable[[str], bytes]

LARGEST_BYTES = 4 * 2**20
"""An agreement is a text that people signed; the outlines of large zones belong in files of their own."""

KINDS = (
    "ground-movement",
    "flight",
    "static-site",
    "patrol",
    "post",
    "deployment",
    "evacuation",
    "exercise",
    "repair-window",
)
"""The kinds of notice a clause may name. The notices' own list stands in a room this one may not enter; a test compares."""

_AGREEMENT = ("id", "status", "in_force", "suspended", "terrain_m", "qnh_m", "geoid_m", "party", "zone", "clause")
_PARTY = ("id", "name")
_ZONE = ("id", "geojson", "file", "terrain_m", "qnh_m")
_CLAUSE = (
    *("id", "text", "kind", "regime", "zone", "from", "to", "lead_time_h", "emergency_lead_time_h", "reply_h"),
    *("separation_m", "vertical_m", "delivered", "precedence"),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_H = 1_000_000
_AT = re.compile(r"(.*) \(at (?:(line \d+, column \d+)|end of document)\)", re.DOTALL)
_MOST_PARTS = 32
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_PARTS}}}")
_ALWAYS = Period(None, None)

T = TypeVar("T")


def read(file: str, data: bytes, load: Load) -> Agreement:
    """Which agreement does this TOML file hold?

    `load` returns the bytes of a zone's file, named relative to this one; it is asked only for paths that stay within
    the folder, and may raise OSError or ValueError. Lead times and separations are rounded up, ranges outward.

    Raises Malformed with every problem of the file and of its zones' files. Source: TOML 1.0.0; contract, section 2.
    """
    top = Members(_table(file, data), Where(file))
    _, head, bodies, heights = gather(
        lambda: top.only(_AGREEMENT),
        lambda: _head(top),
        lambda: _bodies(top, load),
        lambda: gather(
            lambda: top.get("terrain_m", _heights, None),
            lambda: top.get("qnh_m", _heights, None),
            lambda: top.get("geoid_m", _heights, None),
        ),
    )
    return Agreement(*head, *bodies, *heights)


def _table(file: str, data: bytes) -> Mapping[str, object]:
    """Which table do these bytes hold? Every fault of the text is one problem, with its line where there is one."""
    if len(data) > LARGEST_BYTES:
        raise Where(file).wrong("more", f"at most {LARGEST_BYTES // 2**20} MiB; zones may stand in files of their own")
    text_read = decoded(file, data)
    _refuse_long_keys(file, text_read)
    try:
        return tomllib.loads(text_read, parse_float=exact)
    except RecursionError:
        raise Where(file).wrong("lists or tables nested very deep", "an agreement") from None
    except ValueError as error:  # TOMLDecodeError is one; a number of too many digits raises its parent
        told = _AT.fullmatch(str(error))
        seen, place = (told[1], told[2] or _line_column(text_read, len(text_read))) if told else (str(error), WHOLE)
        raise Malformed([Problem(file, None, place, quoted(seen, 200), "TOML")]) from None


def _refuse_long_keys(file: str, text_read: str) -> None:
    """Has no dotted key more parts than any table of an agreement? The library's time grows with their square."""
    if key := _LONG_KEY.search(text_read):
        place = _line_column(text_read, key.start())
        raise Malformed([Problem(file, None, place, quoted(key[0]), f"a key of at most {_MOST_PARTS} parts")])


def _line_column(text_read: str, offset: int) -> str:
    return f"line {text_read.count(chr(10), 0, offset) + 1}, column {offset - text_read.rfind(chr(10), 0, offset)}"


def _head(top: Members) -> tuple[str, Status, Period, tuple[Period, ...]]:
    return gather(
        lambda: top.need("id", name),
        lambda: top.need("status", choice(Status)),
        lambda: top.get("in_force", _period, _ALWAYS),
        lambda: top.get("suspended", listed(_period, "a list of [from, to] pairs"), ()),
    )


def _bodies(top: Members, load: Load) -> tuple[tuple[Party, ...], tuple[Zone, ...], tuple[Clause, ...]]:
    zones = {zone for _, zone in _ids(top, "zone")}
    return gather(
        lambda: _tables(top, "party", _party),
        lambda: _tables(top, "zone", lambda value, where: _zone(members(value, where), load)),
        lambda: _tables(top, "clause", lambda value, where: _clause(members(value, where), zones)),
    )


def _tables(top: Members, kind: str, read_one: Reader[T]) -> tuple[T, ...]:
    """All tables of one kind, each id once."""
    read_all = listed(read_one, f"tables headed [[{kind}]]")
    return gather(lambda: top.get(kind, read_all, ()), lambda: _distinct(top, kind))[0]


def _ids(top: Members, kind: str) -> list[tuple[int, str]]:
    """Every id that a table of this kind states, with the table's number, whatever else is wrong with it."""
    tables = top.values.get(kind)
    each_id = [table.get("id") if isinstance(table, dict) else None for table in _items(tables)]
    return [(index, one) for index, one in enumerate(each_id) if isinstance(one, str)]


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _distinct(top: Members, kind: str) -> None:
    ids = _ids(top, kind)
    first = {one: index for index, one in reversed(ids)}
    again = [(index, one) for index, one in ids if first[one] < index]
    inside = top.where.member(kind)
    each(again, lambda twice: _refuse_twice(inside.item(twice[0]).member("id"), twice[1]))


def _refuse_twice(where: Where, twice: str) -> None:
    raise where.wrong(f"{quoted(twice)} again", "each id once")


def _party(value: object, where: Where) -> Party:
    party = members(value, where)
    _, party_id, its_name = gather(
        lambda: party.only(_PARTY),
        lambda: party.need("id", name),
        lambda: party.get("name", name, None),
    )
    return Party(PartyId(party_id), its_name or party_id)


def _zone(zone: Members, load: Load) -> Zone:
    _, zone_id, polygons, terrain, qnh = gather(
        lambda: zone.only(_ZONE),
        lambda: zone.need("id", name),
        lambda: _polygons(zone, load),
        lambda: zone.get("terrain_m", _heights, None),
        lambda: zone.get("qnh_m", _heights, None),
    )
    return Zone(ZoneId(zone_id), polygons, terrain, qnh)


def _polygons(zone: Members, load: Load) -> tuple[Polygon, ...]:
    """The zone's areas, from the one of its two members that says them."""
    if ("geojson" in zone) == ("file" in zone):
        seen = "both geojson and file" if "file" in zone else "neither geojson nor file"
        raise zone.where.member("geojson").wrong(seen, "one of the two")
    if "file" in zone:
        return zone.need("file", lambda value, where: _from_file(value, where, load))
    return zone.need("geojson", _inline)


def _inline(value: object, where: Where) -> tuple[Polygon, ...]:
    """The areas of GeoJSON that stands in the TOML file, as a table or as JSON text."""
    if not isinstance(value, str):
        return areas(value, where)
    try:
        inside = parse(where.file, value.encode())
    except Malformed as malformed:
        told = (replace(problem, field=f"{where.field}: {problem.field}") for problem in malformed.problems)
        raise Malformed(told) from None
    return areas(inside, where)


def _from_file(value: object, where: Where, load: Load) -> tuple[Polygon, ...]:
    """The areas of a GeoJSON file beside the TOML file; its problems are told under its own name."""
    path = _relative(value, where)
    try:
        data = load(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise where.wrong(f"{quoted(path)}, which cannot be read: {why}", "a file that can be read") from None
    return areas(document(path, data), Where(path))


def _relative(value: object, where: Where) -> str:
    """Which file is named? One in the agreement's folder or below it: no other path is ever loaded.

    Refused: absolute paths, `..`, backslashes, colons (drives, URL schemes, streams) and what cannot be printed.
    """
    path = text(value, where)
    inside = path and path.isprintable() and not path.startswith("/") and ".." not in path.split("/")
    if not inside or "\\" in path or ":" in path:
        raise where.wrong(said(path), "a relative path, with /, that stays in the agreement's folder")
    return path


def _clause(clause: Members, zones: Collection[str]) -> Clause:
    words, scope, lead_times, distances, delivery = gather(
        lambda: _words(clause),
        lambda: _scope(clause, zones),
        lambda: _lead_times(clause),
        lambda: _distances(clause),
        lambda: _delivery(clause),
    )
    clause_id, wording, regime = words
    kind, zone, period = scope
    return Clause(clause_id, wording, kind, regime, zone, period, *lead_times, *distances, *delivery)


def _words(clause: Members) -> tuple[ClauseId, str, Regime]:
    _, clause_id, wording, regime = gather(
        lambda: clause.only(_CLAUSE),
        lambda: clause.need("id", name),
        lambda: clause.need("text", text),
        lambda: clause.need("regime", choice(Regime)),
    )
    return ClauseId(clause_id), wording, regime


def _scope(clause: Members, zones: Collection[str]) -> tuple[str | None, ZoneId | None, Period]:
    """To which kind of notice, where and when does the clause apply?"""
    return gather(
        lambda: clause.get("kind", word(*KINDS), None),
        lambda: clause.get("zone", lambda value, where: _known(value, where, zones), None),
        lambda: _between(clause),
    )


def _known(value: object, where: Where, zones: Collection[str]) -> ZoneId:
    zone = name(value, where)
    if zone not in zones:
        raise where.wrong(said(zone), "the id of a [[zone]] of this agreement")
    return ZoneId(zone)


def _between(clause: Members) -> Period:
    start, end = gather(lambda: clause.get("from", _moment, None), lambda: clause.get("to", _moment, None))
    if start is not None and end is not None and start > end:
        raise clause.where.member("to").wrong(said(clause.values["to"]), "an instant not before `from`")
    return Period(start, end)


def _lead_times(clause: Members) -> tuple[Microseconds | None, Microseconds | None, Microseconds | None]:
    return gather(
        lambda: clause.get("lead_time_h", _hours, None),
        lambda: clause.get("emergency_lead_time_h", _hours, None),
        lambda: clause.get("reply_h", _hours, None),
    )


def _distances(clause: Members) -> tuple[int | NotSpecified | None, int | NotSpecified | None]:
    return gather(
        lambda: clause.get("separation_m", _distance, None),
        lambda: clause.get("vertical_m", _distance, None),
    )


def _delivery(clause: Members) -> tuple[Delivered, tuple[str, ...]]:
    return gather(
        lambda: clause.get("delivered", choice(Delivered), Delivered.AVAILABLE),
        lambda: clause.get("precedence", _precedence, ()),
    )


def _precedence(value: object, where: Where) -> tuple[str, ...]:
    """Which kinds go before which? The first named first; each once."""
    kinds = listed(word(*KINDS), "a list of kinds of notice")(value, where)
    again = [index for index, kind in enumerate(kinds) if kind in kinds[:index]]
    each(again, lambda index: _refuse_twice(where.item(index), kinds[index]))
    return kinds


def _hours(value: object, where: Where) -> Microseconds:
    return Microseconds(quantity(HOUR, math.ceil, 0, _LONGEST_H)(value, where))


def _distance(value: object, where: Where) -> int | NotSpecified:
    """Which distance, in mm? A clause may speak of one that its text does not state."""
    return NOT_SPECIFIED if value == NOT_SPECIFIED.value else _length(value, where)


def _length(value: object, where: Where) -> int:
    if isinstance(value, str):
        raise where.wrong(said(value), f'a number of metres, or "{NOT_SPECIFIED}"')
    return quantity(1000, math.ceil, 0)(value, where)


def _heights(value: object, where: Where) -> HeightRange:
    return HeightRange(*interval(quantity(1000, math.floor), quantity(1000, math.ceil))(value, where))


def _period(value: object, where: Where) -> Period:
    start, end = span(_end, _end, "a pair [from, to]")(value, where)
    if start is not None and end is not None and start > end:
        raise where.wrong("an end before the start", "[from, to], the earlier first")
    return Period(start, end)


def _end(value: object, where: Where) -> Instant | None:
    return None if value == "" else _moment(value, where)


def _moment(value: object, where: Where) -> Instant:
    """Which instant is this? A date-time without an offset names none."""
    if not isinstance(value, datetime):
        return instant(value, where)
    if value.tzinfo is None:
        raise where.wrong(value.isoformat(), "a date-time with an offset, like 2026-03-01T09:30:00Z")
    return in_calendar((value - _EPOCH) // timedelta(microseconds=1), value.isoformat(), where)
