"""Which tracks does this table of timed positions hold? CSV, read by its header: AIS, ADS-B, or plain positions.

The columns say which layout it is; nothing is guessed from the values. Units and clocks are the layout's own. A row that cannot be
read is told with its line and column, and then nothing of the file is taken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO, TextIOWrapper

from herald.geometry.geojson import nanodegrees
from herald.geometry.place import Place
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where, name
from herald.notice.track import Fix, Source, Track
from herald.units import FIRST_INSTANT, LAST_INSTANT, SECOND, Instant, parse_instant
from herald.wording import plain

LARGEST_BYTES = 256 * 2**20
MOST_FIXES = 1_000_000
"""In one file."""
MOST_COLUMNS = 200
MOST_TOLD = 50
"""Problems with rows that are told one by one; of the others only how many there are."""

KNOT_MM_S = Decimal("514.444")
FOOT_M = Decimal("0.3048")
_MILLISECONDS_FROM = 10**11
"""As seconds that is the year 5138; as milliseconds, the year 1973."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_UNIX = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,9})?", re.ASCII)
_NO_OFFSET = re.compile(r"[0-9:.T -]{19,26}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay out a table of fixes.

    Columns are named as their publishers do, without regard to case, spaces and `_`; of several names the first that is there
    counts. `speed` and `height` pair a column with its unit (mm/s, m); `nowhere` are texts of a latitude or longitude that say
    that it is not known; `silent` a speed in the column's unit, from which on none is told. `closed`: it has no other columns.
    """

    source: Source
    id: str
    time: tuple[str, ...]
    lon: tuple[str, ...]
    lat: tuple[str, ...]
    instant: Callable[[str], Instant]
    speed: Mapping[str, Decimal] = field(default_factory=dict)
    height: Mapping[str, Decimal] = field(default_factory=dict)
    track: str | None = None
    nowhere: tuple[Decimal, Decimal] | None = None
    silent: Decimal | None = None
    closed: bool = False

    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Of each of these, one column must be there."""
        return (self.id,), self.time, self.lon, self.lat

    def known(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (
            self.id,
            *self.time,
            *self.lon,
            *self.lat,
            *self.speed,
            *self.height,
            *((self.track,) if self.track else ()),
        )


def _utc(text: str) -> Instant:
    """AIS tables state UTC without saying so; an offset that is stated counts."""
    return parse_instant(f"{text.replace(' ', 'T')}Z" if _NO_OFFSET.fullmatch(text) else text.replace(" ", "T", 1))


def _unix(text: str) -> Instant:
    """Seconds or milliseconds since 1970 in UTC, or an instant with its offset."""
    if not _UNIX.fullmatch(text):
        return parse_instant(text.replace(" ", "T", 1))
    number = Decimal(text)
    return Instant(int(number * (1000 if number >= _MILLISECONDS_FROM else SECOND)))


AIS = Layout(
    source=Source.AIS,
    id="mmsi",
    time=("basedatetime",),
    lon=("lon", "longitude"),
    lat=("lat", "latitude"),
    instant=_utc,
    speed={"sog": KNOT_MM_S},
    nowhere=(Decimal(181), Decimal(91)),
    silent=Decimal("102.3"),
)
ADSB = Layout(
    source=Source.ADSB,
    id="icao24",
    time=("timestamp", "time"),
    lon=("longitude", "lon"),
    lat=("latitude", "lat"),
    instant=_unix,
    speed={"groundspeed": KNOT_MM_S, "velocity": Decimal(1000)},
    height={"altitude": FOOT_M, "baroaltitude": Decimal(1)},
    track="flightid",
)
POSITIONS = Layout(
    source=Source.POSITIONS,
    id="id",
    time=("time",),
    lon=("lon",),
    lat=("lat",),
    instant=parse_instant,
    height={"alt": Decimal(1)},
    closed=True,
)
LAYOUTS = (AIS, ADSB, POSITIONS)
EXPECTED = (
    "the columns of AIS (MMSI, BaseDateTime, LAT, LON; also SOG), of ADS-B (icao24, timestamp or time, latitude, longitude; also "
    "altitude, baroaltitude, groundspeed, velocity, flight_id), or id, time, lon, lat, and also alt"
)


def tracks(file: str, data: bytes, party_from: str | None = None) -> tuple[tuple[Track, ...], tuple[Problem, ...]]:
    """Which tracks does this table hold, in the order in which they begin in it, and what is wrong with it?

    `party_from` names a column that says whose each track is. With any problem there are no tracks.
    """
    where = Where(file)
    try:
        if len(data) > LARGEST_BYTES:
            raise where.wrong("more", f"at most {LARGEST_BYTES // 2**20} MiB")
        return _Table(where, data, party_from).tracks(), ()
    except Malformed as malformed:
        return (), malformed.problems


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a layout stand in this table."""

    layout: Layout
    header: Sequence[str]
    id: int
    time: int
    lon: int
    lat: int
    speed: int | None
    speed_unit: Decimal
    height: int | None
    height_unit: Decimal
    track: int | None
    party: int | None


@dataclass(slots=True)
class _Gathered:
    """What was read of one track so far."""

    party: str | None
    fixes: list[Fix] = field(default_factory=list)
    digits: int = 0
    unplaced: int = 0


class _Table:
    """One table, read row by row."""

    def __init__(self, where: Where, data: bytes, party_from: str | None) -> None:
        """Which columns has it? Malformed where its header is of no layout."""
        self.where = where
        text = TextIOWrapper(BytesIO(data), encoding="utf-8-sig", newline="")
        self.rows = csv.reader(text, delimiter=_delimiter(data), strict=True)
        self.columns = _columns(self._next() or [], where, party_from)
        self.gathered: dict[str, _Gathered] = {}
        self.names: set[str] = set()
        self.problems: list[Problem] = []
        self.wrong = 0

    def tracks(self) -> tuple[Track, ...]:
        """Every track. Malformed with the problems of all rows, the first fifty one by one."""
        for _ in range(MOST_FIXES):
            row = self._next()
            if row is None:
                break
            if row:
                self._take(row)
        else:
            if self._next() is not None:
                raise self._at().wrong("more rows", f"at most {MOST_FIXES:,} fixes a file")
        if not self.gathered and not self.problems:
            raise self.where.wrong("no row below the header", "a row for each fix")
        if self.problems:
            raise Malformed([*self.problems, *self._others()])
        source = self.columns.layout.source
        return tuple(
            Track(track, tuple(found.fixes), source, found.party, found.digits, found.unplaced)
            for track, found in self.gathered.items()
        )

    def _next(self) -> list[str] | None:
        """The next row; None where there is no more. What cannot be read at all ends the reading."""
        try:
            return next(self.rows, None)
        except UnicodeDecodeError as error:
            raise self._at().wrong(f"the byte 0x{error.object[error.start]:02x}", "UTF-8 text") from None
        except csv.Error as error:
            raise self._at().wrong(
                plain(str(error)), "a table whose quotes are closed, with cells of a readable length"
            ) from None

    def _at(self, column: int | None = None) -> Where:
        line = f"line {max(self.rows.line_num, 1)}"
        return Where(
            self.where.file, None, line if column is None else f"{line}, column {plain(self.columns.header[column])}"
        )

    def _others(self) -> list[Problem]:
        untold = self.wrong - MOST_TOLD
        if untold <= 0:
            return []
        return list(self.where.wrong(f"{untold:,} more cells or rows like these", "none").problems)

    def _take(self, row: list[str]) -> None:
        try:
            self._read(row)
        except Malformed as malformed:
            self.wrong += len(malformed.problems)
            self.problems += malformed.problems[: max(0, MOST_TOLD - len(self.problems))]

    def _read(self, row: list[str]) -> None:
        c = self.columns
        if len(row) != len(c.header):
            raise self._at().wrong(f"{len(row)} cells", f"{len(c.header)}, as in the header")
        track, party = self._named(row)
        found = self.gathered.get(track) or self.gathered.setdefault(track, _Gathered(party))
        if found.party != party:
            raise self._at(c.party).wrong(
                quoted(party or ""), f"one party for all of {quoted(track)}: {quoted(found.party or '')}"
            )
        problems: list[Problem] = []
        instant = self._cell(row, c.time, c.layout.instant, problems)
        place = None if self._nowhere(row) else self._place(row, found, problems)
        height = self._told(row, c.height, c.height_unit, problems)
        speed = self._told(row, c.speed, c.speed_unit, problems, c.layout.silent)
        if problems:
            raise Malformed(problems)
        if instant is None or place is None:
            found.unplaced += 1
        else:
            found.fixes.append(Fix(instant, place, height, None if speed is None else int(speed)))

    def _named(self, row: list[str]) -> tuple[str, str | None]:
        """Which track is it of, and whose is that? A name is looked at when it first appears."""
        c = self.columns
        owner = self._name(row, c.id)
        track = self._name(row, c.track) if c.track is not None and row[c.track].strip() else owner
        if c.party is not None:
            return track, self._name(row, c.party)
        return track, None if c.layout.source is Source.POSITIONS else owner

    def _name(self, row: list[str], column: int) -> str:
        text = row[column].strip()
        if text not in self.names:
            self.names.add(name(text, self._at(column)))
        return text

    def _cell(
        self, row: list[str], column: int, read: Callable[[str], Instant], problems: list[Problem]
    ) -> Instant | None:
        try:
            instant = read(row[column].strip())
            if not FIRST_INSTANT <= instant <= LAST_INSTANT:
                raise ValueError("an instant within the years 1 to 9999")
        except ValueError as error:
            problems += self._at(column).wrong(quoted(row[column]), str(error)).problems
            return None
        return instant

    def _nowhere(self, row: list[str]) -> bool:
        """Does the row say that it knows no place, as its layout says that?"""
        c = self.columns
        lon, lat = row[c.lon].strip(), row[c.lat].strip()
        if c.layout.source is Source.POSITIONS or (lon and lat and c.layout.nowhere is None):
            return False
        if not lon and not lat:
            return True
        pair = [Decimal(text) for text in (lon, lat) if _NUMBER.fullmatch(text)]
        return c.layout.nowhere is not None and tuple(pair) == c.layout.nowhere

    def _place(self, row: list[str], found: _Gathered, problems: list[Problem]) -> Place | None:
        c = self.columns
        lon, lat = self._degrees(row, c.lon, 180, problems), self._degrees(row, c.lat, 90, problems)
        if lon is None or lat is None:
            return None
        found.digits = max(found.digits, -int(lon.as_tuple().exponent), -int(lat.as_tuple().exponent))
        return Place(nanodegrees(lon), nanodegrees(lat))

    def _degrees(self, row: list[str], column: int, most: int, problems: list[Problem]) -> Decimal | None:
        text = row[column].strip()
        if _NUMBER.fullmatch(text) and -most <= (number := Decimal(text)) <= most:
            return number
        problems += self._at(column).wrong(quoted(text), f"decimal degrees from -{most} to {most}").problems
        return None

    def _told(
        self, row: list[str], column: int | None, unit: Decimal, problems: list[Problem], silent: Decimal | None = None
    ) -> Decimal | None:
        """The number in the unit of a fix; None where the column is not there, the cell is empty, or says that it is not known."""
        if column is None or not (text := row[column].strip()):
            return None
        if not _NUMBER.fullmatch(text) or abs(number := Decimal(text)) >= 10**6:
            problems += self._at(column).wrong(quoted(text), "a number, or nothing").problems
            return None
        return None if silent is not None and number >= silent else number * unit


def _delimiter(data: bytes) -> str:
    """What parts the columns? What stands most often in the header: a comma, a semicolon or a tabulator."""
    header = data[: data.find(b"\n") % (len(data) + 1)]
    return max(",;\t", key=lambda mark: header.count(mark.encode()))


def _plain(column: str) -> str:
    return column.strip().lstrip("#").casefold().replace("_", "").replace(" ", "")


def _columns(header: list[str], where: Where, party_from: str | None) -> _Columns:
    """Which layout is it, and where do its columns stand? Malformed for a header that is of none, or says a column twice."""
    at = Where(where.file, None, "line 1")
    plain = [_plain(column) for column in header]
    layout = next((one for one in LAYOUTS if all(any(each in plain for each in names) for names in one.needed())), None)
    if layout is None or len(header) > MOST_COLUMNS:
        raise at.wrong(quoted(", ".join(header)), EXPECTED)
    wanted = {*layout.known(), *([] if party_from is None else [_plain(party_from)])}
    twice = [column for column in dict.fromkeys(plain) if column in wanted and plain.count(column) > 1]
    others = [column for column in header if layout.closed and _plain(column) not in wanted]
    if twice or others:
        faults = [("two columns", f"one column {quoted(column)}") for column in twice]
        faults += [
            (f"the column {quoted(column)}", f"{EXPECTED}; or --party-from {quoted(column)}") for column in others
        ]
        raise Malformed([problem for seen, expected in faults for problem in at.wrong(seen, expected).problems])
    if party_from is not None and _plain(party_from) not in plain:
        raise at.wrong(
            quoted(", ".join(header)), f"the column {quoted(party_from)}, from which the party is to be taken"
        )
    return _standing(layout, header, plain, party_from)


def _standing(layout: Layout, header: list[str], plain: list[str], party_from: str | None) -> _Columns:
    place = {column: at for at, column in reversed(list(enumerate(plain)))}
    speed = next((column for column in layout.speed if column in place), "")
    height = next((column for column in layout.height if column in place), "")
    time, lon, lat = (next(one for one in names if one in place) for names in layout.needed()[1:])
    return _Columns(
        layout,
        header,
        place[layout.id],
        place[time],
        place[lon],
        place[lat],
        place.get(speed),
        layout.speed.get(speed, Decimal(1)),
        place.get(height),
        layout.height.get(height, Decimal(1)),
        place.get(layout.track or ""),
        None if party_from is None else place[_plain(party_from)],
    )
