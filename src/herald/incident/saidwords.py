# ruff: noqa: RUF001
"""Which words name a time, in which language? Tables alone: `saidtime` has the rules that read them.

A language is one more entry of LANGUAGES. Words are in small letters, without dots and commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from herald.clocktext import MONTHS

Days = tuple[date, date]
"""The first day of a span, and the first behind it."""
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language.

    `spans`: what stands for days, seen from the day on which it is said. `alike`: phrases that say the same as others of the table.
    `before`: words that may stand before a day or a span and take nothing away from it ("early August" lies in August). `within`:
    words that say nothing. `last`: what puts a weekday or a month before the running one. `about`: beginnings that make a time a
    rough one; `at`: what else stands before a clock. `parts`: parts of a day, in minutes from its beginning; they may reach beyond
    it. `ago`: so many days ago, the number in `counts`. `zones`: whose clock, each with its zone; "" is the clock on the spot.
    `ordinal`: what hangs on a number.
    """

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    spans: Mapping[str, Callable[[date], Days]]
    alike: Mapping[str, str]
    before: frozenset[str]
    within: frozenset[str]
    last: frozenset[str]
    about: tuple[str, ...]
    at: frozenset[str]
    parts: Mapping[str, tuple[int, int]]
    ago: re.Pattern[str]
    counts: Mapping[str, int]
    zones: Mapping[str, str]
    ordinal: re.Pattern[str]


# -- Spans -----------------------------------------------------------------------------------------------------------------


def _days(first: int, until: int) -> Callable[[date], Days]:
    return lambda day: (day + first * _DAY, day + until * _DAY)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def month(day: date) -> Days:
    """The month in which this day lies."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _weekend(day: date) -> Days:
    """The last one that had begun."""
    saturday = day - timedelta(days=(day.weekday() - _SATURDAY) % 7)
    return saturday, saturday + 2 * _DAY


def _last_weekend(day: date) -> Days:
    """Said at a weekend it can be this one, or the one before."""
    first, until = _weekend(day)
    return (first - 7 * _DAY if day.weekday() >= _SATURDAY else first), until


TODAY, YESTERDAY, BEFORE_YESTERDAY, TOMORROW = _days(0, 1), _days(-1, 0), _days(-2, -1), _days(1, 2)
LAST_NIGHT = _days(-1, 1)


def this_week(day: date) -> Days:
    """From Monday to Sunday."""
    return _week(day), _week(day) + 7 * _DAY


def last_week(day: date) -> Days:
    """The week before."""
    return _week(day) - 7 * _DAY, _week(day)


def last_month(day: date) -> Days:
    """The month before."""
    return month(day.replace(day=1) - _DAY)


def this_year(day: date) -> Days:
    """The whole year."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def last_year(day: date) -> Days:
    """The year before."""
    return date(day.year - 1, 1, 1), date(day.year, 1, 1)


def earlier(of: Callable[[date], Days]) -> Callable[[date], Days]:
    """From the beginning of that span to the end of the day on which it is said."""
    return lambda day: (of(day)[0], day + _DAY)


# -- Words -----------------------------------------------------------------------------------------------------------------


def _numbered(first: int, *names: str) -> Mapping[str, int]:
    """Each with its number in the order; several names of one, parted by blanks."""
    return MappingProxyType({name: number for number, each in enumerate(names, first) for name in each.split()})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS = MappingProxyType({name.casefold(): number for name, number in MONTHS.items()})
_HALF_DAY, _WHOLE_DAY = 12 * 60, 24 * 60
_MORNING, _AFTERNOON, _EVENING = (0, _HALF_DAY), (_HALF_DAY, 19 * 60), (16 * 60, _WHOLE_DAY)
_NIGHT = (0, 30 * 60)
"""Its early hours are that night, and so are those of the day after."""

ENGLISH = Language(
    weekdays=_numbered(
        0, "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat",
        "sunday sun",
    ),
    months=_MONTHS,
    spans=MappingProxyType(
        {
            "today": TODAY,
            "yesterday": YESTERDAY,
            "day before yesterday": BEFORE_YESTERDAY,
            "tomorrow": TOMORROW,
            "last night": LAST_NIGHT,
            "overnight": LAST_NIGHT,
            "this week": this_week,
            "earlier this week": earlier(this_week),
            "last week": last_week,
            "weekend": _weekend,
            "last weekend": _last_weekend,
            "this month": month,
            "earlier this month": earlier(month),
            "last month": last_month,
            "this year": this_year,
            "earlier this year": earlier(this_year),
            "last year": last_year,
        }
    ),
    alike=MappingProxyType(
        {
            "this morning": "today morning",
            "this afternoon": "today afternoon",
            "this evening": "today evening",
            "tonight": "today night",
            "early hours": "small-hours",
        }
    ),
    before=_words("on in at during over the early late later earlier mid middle beginning start end of"),
    within=frozenset({"of", "the", "on", "in"}),
    last=frozenset({"last"}),
    about=("about", "around", "approximately", "roughly", "some time around", "sometime around", "circa"),
    at=_words("at"),
    parts=MappingProxyType(
        {
            "morning": _MORNING,
            "afternoon": _AFTERNOON,
            "evening": _EVENING,
            "night": _NIGHT,
            "small-hours": (0, 6 * 60),
            "noon": (_HALF_DAY - 30, _HALF_DAY + 30),
            "midday": (11 * 60, 14 * 60),
            "midnight": (-30, _WHOLE_DAY + 30),
        }
    ),
    ago=re.compile(r"(\w+) days? ago"),
    counts=_numbered(1, "a one 1", "two 2", "three 3", "four 4", "five 5", "six 6"),
    zones=MappingProxyType(
        {
            "local time": "",
            "local": "",
            "moscow time": "Europe/Moscow",
            "damascus time": "Asia/Damascus",
            "syria time": "Asia/Damascus",
            "syrian time": "Asia/Damascus",
            "turkish time": "Europe/Istanbul",
            "istanbul time": "Europe/Istanbul",
            "ankara time": "Europe/Istanbul",
            "baghdad time": "Asia/Baghdad",
            "kyiv time": "Europe/Kyiv",
            "kiev time": "Europe/Kyiv",
            "london time": "Europe/London",
            "washington time": "America/New_York",
        }
    ),
    ordinal=re.compile(r"(?<=\d)(?:st|nd|rd|th)\b"),
)  # fmt: skip
RUSSIAN = Language(
    weekdays=_numbered(
        0, "понедельник пн", "вторник вт", "среда среду ср", "четверг чт", "пятница пятницу пт", "суббота субботу сб",
        "воскресенье вс",
    ),
    months=MappingProxyType(
        {
            **_MONTHS,
            **_numbered(
                1, "январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре",
                "ноябре", "декабре",
            ),
        }
    ),
    spans=MappingProxyType(
        {
            "сегодня": TODAY,
            "вчера": YESTERDAY,
            "позавчера": BEFORE_YESTERDAY,
            "завтра": TOMORROW,
            "этой неделе": this_week,
            "ранее на этой неделе": earlier(this_week),
            "прошлой неделе": last_week,
            "этом месяце": month,
            "ранее в этом месяце": earlier(month),
            "прошлом месяце": last_month,
            "этом году": this_year,
            "ранее в этом году": earlier(this_year),
            "прошлом году": last_year,
        }
    ),
    alike=MappingProxyType({}),
    before=_words("в во на ранее рано поздно начале середине конце"),
    within=frozenset({"в", "года", "году", "г", "числа"}),
    last=frozenset({"прошлый", "прошлую", "прошлое", "прошлом"}),
    about=("около", "примерно", "приблизительно"),
    at=_words("в"),
    parts=MappingProxyType(
        {
            "утром": _MORNING,
            "днем": (10 * 60, 19 * 60),
            "днём": (10 * 60, 19 * 60),
            "вечером": _EVENING,
            "ночью": _NIGHT,
        }
    ),
    ago=re.compile(r"(\w+) д(?:ень|ня|ней) назад"),
    counts=_numbered(1, "один 1", "два 2", "три 3", "четыре 4", "пять 5", "шесть 6"),
    zones=MappingProxyType(
        {
            "по местному времени": "",
            "местного времени": "",
            "по московскому времени": "Europe/Moscow",
            "московского времени": "Europe/Moscow",
            "мск": "Europe/Moscow",
        }
    ),
    ordinal=re.compile(r"(?<=\d)-?го\b"),
)  # fmt: skip
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {"en": ENGLISH, "eng": ENGLISH, "ru": RUSSIAN, "rus": RUSSIAN},
)
"""By the language's letters, as ISO 639 has them."""
