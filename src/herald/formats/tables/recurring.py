"""Which notices does a table ask for? Each as its rows state it, what it copies from another, and every day it is repeated on.

A movement that is repeated is one notice a day, each under its own id: a notice is never edited, and each day's can be replaced or
cancelled by itself. The windows keep their local time across a change of clocks; where a local time comes twice or not at
all that day, a window holds both readings of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from herald import clocktext
from herald.formats.filed import MOST_NOTICES, Draft, Drafts
from herald.formats.tables import cells, columns
from herald.formats.tables.column_names import WEEKDAYS
from herald.formats.tables.tabled import Row, Tabled, headed
from herald.formats.tables.tabled_notice import stated
from herald.formats.tables.tabled_when import DEPARTURE, WINDOW
from herald.formats.tables.tabled_where import PLACED
from herald.jsontext import quoted
from herald.keyboard import LONGEST, keys
from herald.malformed import Malformed, Problem
from herald.members import Where
from herald.units import DAY, Instant, format_instant, parse_instant

MOST_DAYS = 400
"""On so many days one notice may be repeated: a year, and a month more."""
NOT_COPIED = frozenset(
    {"id", "copy_from", "action", "replaces", "submitted_at", "repeat_every_days", "repeat_weekdays", "repeat_until"}
)
REPEATS = ("repeat_every_days", "repeat_weekdays", "repeat_until")

_NOON = "2026-03-01 12:00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T00:00:00)?", re.ASCII)
_BETWEEN = re.compile(r"[\s,;/+،]+")
_DAYS = tuple(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All rows that speak of one notice, and those of them that may be its vertices."""

    rows: tuple[Row, ...]
    vertices: tuple[Row, ...]


def drafted(file: str, wanted: Sequence[Wanted], *, decimal_comma: bool, by_hand: bool = False) -> Drafts:
    """The drafts that these rows ask for, in order, and what is wrong beyond what the strict reader will find."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    before: dict[str, Tabled] = {}
    for one in wanted:
        number = len(drafts)
        head, contradictions = headed(file, number, one.rows)
        tabled, unfound = _copied(file, number, Tabled(head, one.vertices, decimal_comma, by_hand), before)
        found = stated(file, number, tabled)
        repeated, wrong = _repeated(file, number, tabled, found.draft)
        drafts += repeated
        problems += [*contradictions, *unfound, *found.problems, *wrong]
        before[head.cells.get("id", "")] = before[""] = tabled
        if len(drafts) > MOST_NOTICES:
            raise Where(file).wrong("more notices, with those that are repeated", f"at most {MOST_NOTICES}")
    return Drafts(tuple(drafts), tuple(problems))


# copy from another


def _copied(file: str, number: int, tabled: Tabled, before: dict[str, Tabled]) -> tuple[Tabled, tuple[Problem, ...]]:
    """The notice with what it leaves blank taken from another further up: its members, and its route if it has none."""
    head = tabled.head
    if "copy_from" not in head:
        return tabled, ()
    name = head.cells["copy_from"]
    source = before.get("" if columns.last(name) else name)
    if source is None:
        told = Problem(file, number, head.tell("copy_from"), quoted(name), "the id of a notice further up, or: last")
        return tabled, (told,)
    own_times = any(column in head for column in (*DEPARTURE, *WINDOW))
    taken = {
        column: text
        for column, text in source.head.cells.items()
        if column not in NOT_COPIED and not (own_times and column in DEPARTURE) and column not in columns.OF_A_ROW
    }
    zoned = {column: text for column, text in source.head.cells.items() if column in {"zone", "datum"}}
    merged = _over({**taken, **zoned}, source.head, head)
    if any(column in row for row in tabled.vertices for column in PLACED):
        return replace(tabled, head=merged), ()
    return _with_route(file, number, replace(tabled, head=merged), source, own_times=own_times)


def _with_route(
    file: str, number: int, tabled: Tabled, source: Tabled, *, own_times: bool
) -> tuple[Tabled, tuple[Problem, ...]]:
    """The notice along the other's route; of a single place also with a window of its own."""
    own = tabled.vertices[0]
    stated_windows = [column for column in WINDOW if column in own]
    if len(source.vertices) > 1 and stated_windows:
        expected = "depart_earliest and depart_latest, or points of its own"
        told = Problem(file, number, own.tell(stated_windows[0]), quoted(own.cells[stated_windows[0]]), expected)
        return tabled, (told,)
    dropped = WINDOW if own_times else ()
    vertices = [_over({c: t for c, t in row.cells.items() if c not in dropped}, row, None) for row in source.vertices]
    if len(vertices) == 1:
        vertices = [_over(vertices[0].cells, vertices[0], _of_a_row(own))]
    return replace(tabled, vertices=tuple(vertices)), ()


def _of_a_row(row: Row) -> Row:
    return replace(row, cells={column: text for column, text in row.cells.items() if column in columns.OF_A_ROW})


def _over(taken: Mapping[str, str], source: Row, own: Row | None) -> Row:
    """The row of its own cells, and of those taken from the other where it has none; each told where it stands."""
    mine = {} if own is None else own.cells
    home = own or source

    def tell(column: str) -> str:
        return source.tell(column) if column in taken and column not in mine else home.tell(column)

    return Row({**taken, **mine}, tell)


# repeat


def _repeated(file: str, number: int, tabled: Tabled, draft: Draft) -> tuple[list[Draft], tuple[Problem, ...]]:
    """The draft, or one for each day on which it is repeated; and what is wrong with how that is asked for."""
    head = tabled.head
    if not any(column in head for column in REPEATS):
        return [draft], ()
    try:
        days = _days(file, number, tabled, draft)
    except Malformed as malformed:
        return [draft], malformed.problems
    return [_on(draft, tabled, first, day) for first, day in days], ()


def _days(file: str, number: int, tabled: Tabled, draft: Draft) -> list[tuple[date, date]]:
    """The first day, with each on which the notice is repeated; none where its first time cannot be read."""
    head = tabled.head

    def wrong(column: str, expected: str) -> Malformed:
        seen = quoted(head.cells[column]) if column in head else "nothing"
        return Malformed([Problem(file, number, head.tell(column), seen, expected)])

    if "action" in head and columns.word("action", head.cells["action"]) != "new":
        raise wrong("action", "new, of a notice that is repeated")
    if ("repeat_every_days" in head) == ("repeat_weekdays" in head):
        raise wrong("repeat_weekdays", "either repeat_every_days or repeat_weekdays")
    if "repeat_until" not in head:
        raise wrong("repeat_until", "the last day on which it may be repeated")
    zone = tabled.down("zone")
    first = _first_day(draft, _zone(zone[0] or zone[1]))
    until = _day(head.cells["repeat_until"], zone[0])
    if until is None:
        raise wrong("repeat_until", "a day like 2026-03-31")
    if first is None:
        return []
    if not timedelta() <= until - first <= timedelta(MOST_DAYS * 7):
        raise wrong("repeat_until", f"a day from {first} on, and not years later")
    days = [first + timedelta(number) for number in range((until - first).days + 1)]
    chosen = _every(head, days, wrong) if "repeat_every_days" in head else _weekdays(head, days, wrong)
    if len(chosen) > MOST_DAYS:
        raise wrong("repeat_until", f"at most {MOST_DAYS} days, not {len(chosen)}")
    return [(first, day) for day in chosen]


Wrong = Callable[[str, str], Malformed]


def _every(head: Row, days: Sequence[date], wrong: Wrong) -> list[date]:
    column = "repeat_every_days"
    step = cells.number(head.cells[column], decimal_comma=False)
    if not isinstance(step, int) or not 1 <= step <= MOST_DAYS:
        raise wrong(column, f"a whole number of days from 1 to {MOST_DAYS}")
    return list(days[::step])


def _weekdays(head: Row, days: Sequence[date], wrong: Wrong) -> list[date]:
    """The days that are among the weekdays named; the first day must be: a movement that is filed does take place."""
    column = "repeat_weekdays"
    named = [columns.WEEKDAYS.get(columns.folded(word)) for word in _BETWEEN.split(head.cells[column]) if word]
    if not named or None in named:
        raise wrong(column, f"days of the week like {', '.join(_DAYS)}")
    first = _DAYS[days[0].weekday()]
    if first not in named:
        raise wrong(column, f"{first} among them, the day of the first movement ({days[0]})")
    return [day for day in days if _DAYS[day.weekday()] in named]


def _day(text: str, zone: str | None) -> date | None:
    """Which day is named here: as 2026-03-31, or as the beginning of a typed time."""
    typed = keys(text) if 0 < len(text) <= LONGEST else ""
    matched = _DATE.fullmatch(typed)
    try:
        if matched:
            return date.fromisoformat(matched[1])
        return _local(clocktext.read(f"{typed} 00:00", zone or "UTC"), _zone(zone)).date()
    except (ValueError, OverflowError):
        return None


def _first_day(draft: Draft, zone: tzinfo | None) -> date | None:
    """On which local day does the movement begin? None if none of its times can be read."""
    for end, _ in _ends(draft):
        try:
            return datetime.fromisoformat(end).date() if zone is None else _local(parse_instant(end), zone).date()
        except (ValueError, OverflowError):
            continue
    return None


def _properties(draft: Draft) -> dict[str, Any]:
    return cast(dict[str, Any], draft.feature["properties"])


def _ends(draft: Draft) -> Iterator[tuple[str, bool]]:
    """Each stated end of a window, and whether it is a latest one."""
    properties = _properties(draft)
    for window in (properties.get("depart", []), *properties.get("windows", [])):
        yield from ((end, bool(at)) for at, end in enumerate(window) if isinstance(end, str))


def _on(draft: Draft, tabled: Tabled, first: date, day: date) -> Draft:
    """The draft so many days later, under an id that ends with the day."""
    properties = _properties(draft)
    own, *each = (_zone(zone) for zone in tabled.down("zone"))
    days = (day - first).days
    moved: dict[str, object] = {"id": f"{properties.get('id', '')}-{day}"}
    if "depart" in properties:
        moved["depart"] = _moved(properties["depart"], days, own)
    if "windows" in properties:
        moved["windows"] = [_moved(ends, days, zone) for ends, zone in zip(properties["windows"], each, strict=False)]
    return replace(draft, feature={**draft.feature, "properties": {**properties, **moved}})


def _moved(window: Sequence[object], days: int, zone: tzinfo | None) -> list[object]:
    return [_later(end, days, zone, latest=bool(at)) for at, end in enumerate(window)]


def _later(end: object, days: int, zone: tzinfo | None, *, latest: bool) -> object:
    """The instant so many days on at the same local time; of two readings the one that widens the window."""
    if not isinstance(end, str) or days == 0:
        return end
    try:
        instant = parse_instant(end)
        if zone is None:
            return format_instant(Instant(instant + days * DAY))
        wall = _local(instant, zone).replace(tzinfo=None) + timedelta(days)
        readings = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) - _EPOCH for fold in (0, 1)]
        chosen = max(readings) if latest else min(readings)
        return format_instant(Instant(chosen // timedelta(microseconds=1)))
    except (ValueError, OverflowError):
        return end


def _zone(text: str | None) -> tzinfo | None:
    """Which zone is this? None where none is named, or none that could be read: that is told of the times themselves."""
    if text is None:
        return None
    try:
        name = keys(text)
        if "/" in name:
            return next((ZoneInfo(way) for way in (name, name.title()) if way in available_timezones()), None)
        ahead = clocktext.read(_NOON, "Z") - clocktext.read(_NOON, name)
    except ValueError:
        return None
    return timezone(timedelta(microseconds=ahead))


def _local(instant: Instant, zone: tzinfo | None) -> datetime:
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone or UTC)
