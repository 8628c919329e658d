"""Which time is meant by words like "on Thursday"? A range of instants, given the day on which they were said; else none.

The range is all that the words can mean: a day is a whole day, "about ten" is from half an hour before to half an hour after. Days
are those of UTC unless the words name an offset. What the rules do not know stays as it was said, with both ends unknown: nothing
is guessed. The rules are tables, a language beside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from herald.units import MINUTE, Instant, parse_instant

Range = tuple[Instant | None, Instant | None]
UNKNOWN: Range = (None, None)
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_ABOUT = 30 * MINUTE


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language: weekdays from Monday, months from January, and what stands for which span of days."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    spans: Mapping[str, Callable[[date], tuple[date, date]]]
    """Each from a day on which it is said to the first day of the span, and the first behind it."""
    filler: re.Pattern[str]
    about: re.Pattern[str]


def _numbered(words: str, first: int) -> Mapping[str, int]:
    """Each word and its first three letters, numbered in their order."""
    whole = {word: number for number, word in enumerate(words.split(), first)}
    return MappingProxyType({**{word[:3]: number for word, number in whole.items()}, **whole})


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return _month(_month(day) + timedelta(days=32))


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


ENGLISH = Language(
    weekdays=_numbered("monday tuesday wednesday thursday friday saturday sunday", 0),
    months=_numbered("january february march april may june july august september october november december", 1),
    spans=MappingProxyType(
        {
            "today": lambda day: (day, day + _DAY),
            "yesterday": lambda day: (day - _DAY, day),
            "the day before yesterday": lambda day: (day - 2 * _DAY, day - _DAY),
            "tomorrow": lambda day: (day + _DAY, day + 2 * _DAY),
            "earlier this month": lambda day: (_month(day), day + _DAY),
            "this month": lambda day: (_month(day), _next_month(day)),
            "last month": lambda day: (_month(_month(day) - _DAY), _month(day)),
            "earlier this week": lambda day: (_week(day), day + _DAY),
            "this week": lambda day: (_week(day), _week(day) + 7 * _DAY),
            "last week": lambda day: (_week(day) - 7 * _DAY, _week(day)),
            "earlier this year": lambda day: (date(day.year, 1, 1), day + _DAY),
            "this year": lambda day: (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
            "last year": lambda day: (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
        }
    ),
    filler=re.compile(r"^(?:on|in|at|during)\s+|(?:^|\s)the(?=\s\d)|(?:^|\s)of(?=\s)|,"),
    about=re.compile(r"\b(?:about|around|approximately|some time around)\s+(?=\d)"),
)
LANGUAGES: Mapping[str, Language] = MappingProxyType({"en": ENGLISH})

_CLOCK = re.compile(r"\s*\b(?:at\s+)?(\d{1,2})[:.](\d{2})\s*(am|pm|a\.m\.|p\.m\.)?\s*(utc|gmt|z)?\s*$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def resolved(said: str, published: date | None, language: str = "en") -> Range:
    """Which instants can these words mean, said on this day? `from` inclusive, `until` exclusive; unknown ends are None.

    >>> from datetime import date
    >>> first, until = resolved("on Thursday", date(2020, 8, 28))
    >>> (until - first) // 3_600_000_000, datetime.fromtimestamp(first // 10**6, UTC).date()
    (24, datetime.date(2020, 8, 27))

    A weekday is the last one that is not after the day on which it was said. A day and month without a year are the last ones so.
    """
    text = " ".join(said.split())
    try:
        instant = parse_instant(text)
    except ValueError:
        words = LANGUAGES.get(language)
        return UNKNOWN if words is None else _read(text.casefold(), published, words)
    return instant, Instant(instant + 1)


def _read(text: str, published: date | None, words: Language) -> Range:
    about = words.about.search(text) is not None
    text = words.about.sub("", text)
    clock = _CLOCK.search(text)
    days = _days(_bare(text[: clock.start()] if clock else text, words), published, words)
    if days is None:
        return UNKNOWN
    first, until = _instant(days[0]), _instant(days[1])
    if clock is None or first is None or until is None:
        return UNKNOWN if first is None or until is None else (first, until)
    if days[1] - days[0] != _DAY:
        return UNKNOWN
    return _at(first, clock, about=about)


def _bare(text: str, words: Language) -> str:
    return " ".join(words.filler.sub(" ", _ORDINAL.sub("", text.strip(" .,"))).split())


def _at(day: Instant, clock: re.Match[str], *, about: bool) -> Range:
    """A minute of a day; about it, half an hour either way."""
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return UNKNOWN
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        return UNKNOWN
    at = day + (hour * 60 + minute) * MINUTE
    return (Instant(at - _ABOUT), Instant(at + _ABOUT)) if about else (Instant(at), Instant(at + MINUTE))


def _days(text: str, published: date | None, words: Language) -> tuple[date, date] | None:
    """Which days are meant?"""
    if published is not None and text in words.spans:
        try:
            return words.spans[text](published)
        except (OverflowError, ValueError):
            return None
    if (iso := _ISO.fullmatch(text)) is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if (year := _YEAR.fullmatch(text)) is not None:
        return _whole_year(int(year[1]))
    weekday = words.weekdays.get(text.removeprefix("last "))
    if weekday is not None and published is not None:
        back = (published.weekday() - weekday) % 7
        if back == 0 and text.startswith("last "):
            back = 7
        return _day(*(published - back * _DAY).timetuple()[:3])
    return _in_month(text.split(), published, words)


def _in_month(parts: list[str], published: date | None, words: Language) -> tuple[date, date] | None:
    """A day of a month, or a month, with its year or the last one so: "25 august 2020", "august 25", "december 2019"."""
    parts = [part for part in parts if part not in words.weekdays or part in words.months]
    named = [words.months[part] for part in parts if part in words.months]
    numbers = [part for part in parts if part.isascii() and part.isdigit()]
    if len(named) != 1 or len(named) + len(numbers) != len(parts) or len(numbers) > 2:
        return None
    years = [int(part) for part in numbers if len(part) == 4]
    days = [int(part) for part in numbers if len(part) <= 2]
    if len(years) + len(days) != len(numbers) or len(years) > 1 or len(days) > 1:
        return None
    for year in years or _years_before(published):
        found = _day(year, named[0], days[0]) if days else _whole_month(year, named[0])
        if found is not None and (years or published is None or found[0] <= published):
            return found
    return None


def _years_before(published: date | None) -> tuple[int, ...]:
    return () if published is None else (published.year, published.year - 1)


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return (first, first + _DAY) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _whole_month(year: int, month: int) -> tuple[date, date] | None:
    first = _day(year, month, 1)
    return None if first is None else (first[0], _next_month(first[0]))


def _whole_year(year: int) -> tuple[date, date] | None:
    return (date(year, 1, 1), date(year + 1, 1, 1)) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _instant(day: date) -> Instant | None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR + 1:
        return None
    return Instant(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 10**6)
