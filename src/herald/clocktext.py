"""Which instant did somebody type? RFC 3339, date-time groups, and dates with the month in letters.

A time is an instant only with an offset or a named zone, and a date only with its month in letters or as year-month-day. What
can be read in two ways is refused, and both readings are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from herald.keyboard import keys
from herald.units import FIRST_INSTANT, LAST_INSTANT, SECOND, Instant
from herald.wording import exact

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = (
    "JAN JANUARY JANV JANVIER ЯНВ ЯНВАРЬ ЯНВАРЯ СІЧ СІЧЕНЬ СІЧНЯ",
    "FEB FEBRUARY FÉVR FÉVRIER FEVR FEVRIER ФЕВ ФЕВРАЛЬ ФЕВРАЛЯ ЛЮТ ЛЮТИЙ ЛЮТОГО",
    "MAR MARCH MARS МАР МАРТ МАРТА БЕР БЕРЕЗЕНЬ БЕРЕЗНЯ",
    "APR APRIL AVR AVRIL АПР АПРЕЛЬ АПРЕЛЯ КВІ КВІТЕНЬ КВІТНЯ",
    "MAY MAI МАЙ МАЯ ТРА ТРАВЕНЬ ТРАВНЯ",
    "JUN JUNE JUIN ИЮН ИЮНЬ ИЮНЯ ЧЕР ЧЕРВЕНЬ ЧЕРВНЯ",
    "JUL JULY JUIL JUILLET ИЮЛ ИЮЛЬ ИЮЛЯ ЛИП ЛИПЕНЬ ЛИПНЯ",
    "AUG AUGUST AOÛT AOUT АВГ АВГУСТ АВГУСТА СЕР СЕРПЕНЬ СЕРПНЯ",
    "SEP SEPT SEPTEMBER SEPTEMBRE СЕН СЕНТЯБРЬ СЕНТЯБРЯ ВЕР ВЕРЕСЕНЬ ВЕРЕСНЯ",
    "OCT OCTOBER OCTOBRE ОКТ ОКТЯБРЬ ОКТЯБРЯ ЖОВ ЖОВТЕНЬ ЖОВТНЯ",
    "NOV NOVEMBER NOVEMBRE НОЯ НОЯБРЬ НОЯБРЯ ЛИС ЛИСТОПАД ЛИСТОПАДА",
    "DEC DECEMBER DÉC DÉCEMBRE DECEMBRE ДЕК ДЕКАБРЬ ДЕКАБРЯ ГРУ ГРУДЕНЬ ГРУДНЯ",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
"""The months in English, French, Russian and Ukrainian, in full and short, each with its number."""

ZONE_LETTERS = {
    **{letter: hours for hours, letter in enumerate("ABCDEFGHIKLM", 1)},
    **{letter: -hours for hours, letter in enumerate("NOPQRSTUVWXY", 1)},
    "Z": 0,
}
"""How many hours ahead of UTC each zone letter is. Source: ACP 121, "date-time groups"; J there is local time."""

Date = tuple[int, int, int]
"""Year, month, day: as written, not yet known to exist."""
Clock = tuple[int, int, int, int]
"""Hour, minute, second, microsecond: as written."""

_WORD = r"[^\W\d_]+"
_GROUP = re.compile(rf"(\d\d) ?(\d\d)(\d\d) ?({_WORD})?(?: ({_WORD}))? ?(\d+)?")
_TIME = r"(\d\d?)[:hH](\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)? ?(.*)"
_ISO = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)(?:[Tt]| |, ?){_TIME}")
_DAY_FIRST = re.compile(rf"(\d\d?)(?:st|nd|rd|th|er)?[ .-]?({_WORD})\.?,?(?:[ .-]?(\d+))?,?[ T]{_TIME}")
_MONTH_FIRST = re.compile(rf"({_WORD})\.? (\d\d?)(?:st|nd|rd|th)?(?:,? (\d+))?,? {_TIME}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERS = re.compile(r"(\d{1,4})([/.-])(\d\d?)\2(\d{1,4})(?!\d).*")
_ZONE = re.compile(
    r"([Zz]|(?:UTC|GMT)?(?: ?([+-])(\d\d?)(?::?(\d\d))?)?)(?: ?\[?([A-Za-z]\w*(?:/[\w+-]+)+)\]?)?", re.ASCII
)

EXPECTED = "a date, a time and a zone like 2026-03-01T09:30:00Z, 010930ZMAR26 or 1 March 2026 09:30 +03:00"


def read(text: str, zone: str | None = None) -> Instant:
    """Which instant is this?

    `zone` is where the clock hung, for texts that do not say: an offset like +03:00 or a name like Asia/Damascus. What the text
    itself says goes before it.

    >>> exact(read("251000ZAUG20")), exact(read("25 August 2020, 10:00", "Asia/Damascus"))
    ('2020-08-25T10:00:00Z', '2020-08-25T07:00:00Z')

    A group's year of two digits is 20yy. Raises ValueError with what was expected.
    """
    plain = keys(text)
    date, clock, place = _parts(plain)
    _check_clock(clock)
    known = _zone(place) or (None if zone is None else _zone(keys(zone)))
    if known is None:
        raise ValueError("a time with its zone: Z, an offset like +03:00, or a name like Asia/Damascus")
    return _instant(_local(date, clock), known)


def _parts(plain: str) -> tuple[Date, Clock, str]:
    """Date, time of day and zone, as written. Raises ValueError."""
    if match := _GROUP.fullmatch(plain):
        return _group(match)
    if match := _ISO.fullmatch(plain):
        year, month, day, *rest = match.groups()
        return (int(year), int(month), int(day)), _clock(rest), rest[-1]
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year, *rest = match.groups()
        return _lettered(year, month, day), _clock(rest), rest[-1]
    if match := _MONTH_FIRST.fullmatch(plain):
        month, day, year, *rest = match.groups()
        return _lettered(year, month, day), _clock(rest), rest[-1]
    if _DATE.fullmatch(plain):
        raise ValueError("the time of day too, with its zone")
    if match := _NUMBERS.fullmatch(plain):
        raise ValueError(_unlettered(match[1], match[3], match[4]))
    raise ValueError(EXPECTED)


def _group(match: re.Match[str]) -> tuple[Date, Clock, str]:
    """A date-time group: day, hour, minute, zone letter, month, year."""
    day, hour, minute, first, second, year = match.groups(default="")
    letter, month = (first, second) if second else ("", first)
    if not second and first.upper() not in MONTHS:
        letter, month = first[:1], first[1:]
    if not month or not year:
        raise ValueError("the month and the year too, as in 251000ZAUG20")
    if len(year) not in {2, 4}:
        raise ValueError("a year of two digits (20yy) or four")
    date = (int(year) + (2000 if len(year) == 2 else 0), _month(month), int(day))
    return date, (int(hour), int(minute), 0, 0), _letter_zone(letter.upper())


def _letter_zone(letter: str) -> str:
    """The zone of a letter, as it is written elsewhere; none, where there is no letter."""
    if not letter:
        return ""
    if letter == "J":
        raise ValueError("a zone: J is local time, wherever that was; Z, another letter, or a named zone")
    if letter not in ZONE_LETTERS:
        raise ValueError("one zone letter from A to Z before the month")
    hours = ZONE_LETTERS[letter]
    return f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00" if hours else "Z"


def _month(name: str) -> int:
    if name.upper() not in MONTHS:
        raise ValueError(f"a month in English, French, Russian or Ukrainian; saw {name}")
    return MONTHS[name.upper()]


def _lettered(year: str | None, month: str, day: str) -> Date:
    """A date whose month is in letters. Its year needs four digits: 25 AUG 20 could be the 20th."""
    number = _month(month)
    if year is None:
        raise ValueError("the year too, with four digits")
    if len(year) == 2:
        readings = _existing([(2000 + int(year), number, int(day)), (2000 + int(day), number, int(year))])
        raise ValueError(f"the year with four digits{_could_be(readings)}")
    if len(year) != 4:
        raise ValueError("a year of four digits")
    return int(year), number, int(day)


def _unlettered(*numbers: str) -> str:
    """What is to be said of a date in numbers alone, with every reading of it that exists?"""
    readings = []
    for year, month, day in ((2, 1, 0), (2, 0, 1), (0, 1, 2)):
        century = {2: 2000, 4: 0}.get(len(numbers[year]))
        if century is not None:
            readings.append((century + int(numbers[year]), int(numbers[month]), int(numbers[day])))
    return f"the month in letters, or year-month-day like 2026-03-01{_could_be(_existing(readings))}"


def _could_be(readings: list[str]) -> str:
    return f"; it could be {' or '.join(readings)}" if readings else ""


def _existing(dates: Iterable[Date]) -> list[str]:
    """Those of these dates that exist, in words, each once."""
    found = []
    for year, month, day in dates:
        try:
            datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            continue
        found.append(f"{day} {_NAMES[month - 1][:3]} {year}")
    return list(dict.fromkeys(found))


def _clock(groups: list[str | None]) -> Clock:
    hour, minute, second, fraction = groups[:4]
    return int(hour or 0), int(minute or 0), int(second or 0), int(f"{fraction or '':0<6}")


def _check_clock(clock: Clock) -> None:
    """Raises ValueError where no clock shows this time."""
    hour, minute, second, _ = clock
    if (hour, minute, second) == (24, 0, 0):
        raise ValueError("00:00 of the day after: 24:00 is written as the end of one day and read as the start of it")
    if second == 60:
        raise ValueError("seconds to 59: leap seconds do not exist here")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("hours to 23, minutes and seconds to 59")


def _local(date: Date, clock: Clock) -> datetime:
    try:
        return datetime(*date, *clock)  # noqa: DTZ001 -- what a clock on a wall shows; its zone comes after
    except ValueError:
        raise ValueError("a date that exists") from None


def _zone(text: str) -> tzinfo | None:
    """Which zone is this? None where nothing is said. Raises ValueError."""
    match = _ZONE.fullmatch(text.strip())
    if match is None:
        if re.match(r"[AaPp]\.?[Mm]\b", text):
            raise ValueError("hours from 0 to 23, without am or pm")
        raise ValueError(f"Z, an offset like +03:00 or a zone like Asia/Damascus: {text} can be several, or is none")
    said, sign, hours, minutes, name = match.groups()
    if name and said:
        raise ValueError("an offset or a named zone, not both")
    if name:
        return _named(name)
    if not sign:
        return UTC if said else None
    return _offset(sign, int(hours), int(minutes or 0))


def _offset(sign: str, hours: int, minutes: int) -> tzinfo:
    if hours > 23 or minutes > 59:
        raise ValueError("an offset to 23:59")
    if sign == "-" and hours == minutes == 0:
        raise ValueError("a known offset: -00:00 says that the offset is unknown")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if sign == "-" else ahead)


def _named(name: str) -> tzinfo:
    """The zone of the tz database. Those of Etc count backwards (Etc/GMT+3 is behind UTC) and are refused but for UTC."""
    if name.upper().startswith("ETC/") and name.upper() != "ETC/UTC":
        raise ValueError("an offset like +03:00: Etc/GMT+3 means three hours behind UTC, and is read as ahead")
    for spelled in (name, name.title()):
        try:
            return ZoneInfo(spelled)
        except (OSError, ValueError, KeyError):  # a folder, a name that leads out, no such zone
            continue
    raise ValueError(f"a zone of the tz database like Asia/Damascus; it knows no {name}")


def _instant(local: datetime, zone: tzinfo) -> Instant:
    """Which instant is it when the clocks of this zone show this? Raises ValueError where they show it twice, or never."""
    found = dict.fromkeys(_since(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if not all(FIRST_INSTANT <= each <= LAST_INSTANT for each in found):
        raise ValueError("an instant from the year 1 to 9999 in UTC")
    shown = [each for each in found if _shown(each, zone) == local]
    if not shown:
        raise ValueError("a time that was shown: the clocks were put forward past it")
    if len(shown) > 1:
        raise ValueError(f"an offset: the clocks showed this twice, at {' and at '.join(map(exact, shown))}")
    return shown[0]


def _since(local: datetime) -> Instant:
    offset = local.utcoffset() or timedelta()
    since = local.replace(tzinfo=UTC) - _EPOCH - offset
    return Instant((since.days * 86400 + since.seconds) * SECOND + since.microseconds)


def _shown(instant: Instant, zone: tzinfo) -> datetime:
    """What do the clocks of this zone show at this instant?"""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone).replace(tzinfo=None, fold=0)
