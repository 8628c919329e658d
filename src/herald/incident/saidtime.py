"""Which time is meant by words like "on Thursday"? A range of instants, given the day on which they were said; else none.

The range is all that the words can mean: a day is a whole day, "about ten" is from half an hour before to half an hour after. A
day or a clock is that of a zone, which the words or whoever asks may name; where nobody does, it is widened to every zone there is.
What the rules do not know stays as it was said, with both ends unknown: nothing is guessed. The words are tables of `saidwords`, a
language beside another. Source: docs/incident-tables.md, "Times".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

from herald import clocktext
from herald.incident.saidwords import LANGUAGES, Days, Language, month, this_year
from herald.keyboard import keys
from herald.units import HOUR, SECOND, Instant

Range = tuple[Instant | None, Instant | None]
Local = tuple[datetime, datetime]
"""From when to when by the clock on a wall, the end exclusive; its zone comes after."""
UNKNOWN: Range = (None, None)
AHEAD, BEHIND = 14 * HOUR, 12 * HOUR
"""No clock is further ahead of UTC, or behind it."""
_DAY, _MINUTE, _ABOUT = timedelta(days=1), timedelta(minutes=1), timedelta(minutes=30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_STOP = re.compile(r"(?<=[^\W\d_])\.(?=\s|$)|,")
_SECONDS = re.compile(r"\d:\d\d:\d\d(?:[.,](\d{1,6}))?", re.ASCII)


def resolved(said: str, published: date | None, language: str = "en", zone: tzinfo | None = UTC) -> Range:
    """Which instants can these words mean, said on this day? `from` inclusive, `until` exclusive; unknown ends are None.

    >>> from datetime import date
    >>> first, until = resolved("on Thursday", date(2020, 8, 28))
    >>> (until - first) // HOUR, datetime.fromtimestamp(first // SECOND, UTC).date()
    (24, datetime.date(2020, 8, 27))

    A weekday is the last one that is not after the day on which it was said; so is a day or a month without its year. `zone` is
    where days were counted and the clock hung, unless the words say so; None: nobody says, and it can be any.
    """
    try:
        text = keys(said)
    except ValueError:  # nothing, or a whole story
        return UNKNOWN
    try:
        return _exact(text)
    except ValueError:
        words = LANGUAGES.get(language)
    if words is None:
        return UNKNOWN
    try:
        return _ranged(_Asked(words, published), _CLOCKS[language], text.casefold(), zone)
    except (OverflowError, ValueError):  # beyond the calendar
        return UNKNOWN


def day(said: str, language: str = "en") -> date | None:
    """Which one day do these words name by themselves? None where they name none, or more."""
    first, until = resolved(said, None, language)
    if first is None or until is None or not 0 < until - first <= 24 * HOUR:
        return None
    return (_EPOCH + timedelta(microseconds=first)).date()


def _exact(text: str) -> Range:
    """An instant with its zone; as long as the least unit in which it is told. Raises ValueError where it is none."""
    first = clocktext.read(text)
    told = _SECONDS.search(text)
    least = 60 * SECOND if told is None else SECOND // 10 ** len(told[1] or "")
    return first, Instant(first + least)


# -- What stands where ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """In which language, and said on which day?"""

    words: Language
    published: date | None

    def before(self) -> date:
        """The day on which it was said. Raises ValueError where nobody says."""
        if self.published is None:
            raise ValueError("the day on which it was said")
        return self.published


def _clock(words: Language) -> re.Pattern[str]:
    """A clock, with what stands before it, and its zone after it. With a dot only before am or pm: 10.08 is a day to many."""
    before = "|".join(map(re.escape, (*words.about, *words.at)))
    half, offset = r"(?P<half>[ap]\.?m\b\.?)", r"(?:utc|gmt)? ?(?P<sign>[+-])(?P<ahead>\d{1,2})(?::?(?P<more>\d\d))?"
    zones = "|".join(map(re.escape, sorted(words.zones, key=len, reverse=True)))
    return re.compile(
        rf"(?:^|(?<=[\s,]))(?P<before>(?:(?:{before}) )*)(?P<hour>\d{{1,2}})"
        rf"(?:(?=[:.]?\d{{0,2}} ?[ap]\.?m\b)(?:[:.](?P<of>\d\d))? ?{half}|:(?P<minute>\d\d))"
        rf"(?: ?(?:{offset}|(?P<utc>utc|gmt|z)| (?P<zone>{zones})))?(?=[\s,]|$)",
        re.ASCII if before.isascii() else 0,
    )


_CLOCKS: Mapping[str, re.Pattern[str]] = MappingProxyType({code: _clock(words) for code, words in LANGUAGES.items()})


def _ranged(asked: _Asked, clocks: re.Pattern[str], text: str, zone: tzinfo | None) -> Range:
    """The clock, the part of the day and the day itself, each taken out where it stands. ValueError: they say nothing known."""
    for phrase, instead in asked.words.alike.items():
        text = re.sub(rf"\b{phrase}\b", instead, text)
    clock = clocks.search(text)
    rest = text if clock is None else f"{text[: clock.start()]} {text[clock.end() :]}"
    is_about = clock is not None and any(phrase in clock["before"] for phrase in asked.words.about)
    if clock is None:
        rest, is_about = _about(asked.words, rest)
    tokens = _STOP.sub(" ", asked.words.ordinal.sub("", rest)).replace("mid-", "mid ").split()
    is_span = any(" ".join(left) in asked.words.spans for left in _led(asked.words, tokens))
    part = None if is_span else next((token for token in tokens if token in asked.words.parts), None)
    days = _days(asked, [token for token in tokens if token != part])
    local = _told(asked.words, days, part, clock, is_about=is_about)
    return _in_utc(local, zone if clock is None else _zone(asked.words, clock, zone))


def _told(words: Language, days: Days, part: str | None, clock: re.Match[str] | None, *, is_about: bool) -> Local:
    midnight, end = (datetime.combine(each, time()) for each in days)
    if clock is None and part is None:
        if is_about and days[1] - days[0] != _DAY:
            raise ValueError("a day or a clock, if it is a rough one")
        around = _DAY if is_about else timedelta()
        return midnight - around, end + around
    if clock is None and part is not None:
        first, until = words.parts[part]
        return midnight + first * _MINUTE, end - _DAY + until * _MINUTE
    if days[1] - days[0] != _DAY or clock is None:
        raise ValueError("one day, if a clock is told")
    at = midnight + _on_clock(clock, None if part is None else words.parts[part]) * _MINUTE
    is_rough = is_about or (clock["minute"] or clock["of"]) is None
    return (at - _ABOUT, at + _ABOUT) if is_rough else (at, at + _MINUTE)


def _on_clock(clock: re.Match[str], part: tuple[int, int] | None) -> int:
    """The minute of the day. With a part of the day, that of both halves of the day which lies in it. ValueError: there is none."""
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["of"] or 0)
    half = (clock["half"] or "").replace(".", "")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise ValueError("a time that clocks show")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = hour * 60 + minute
    if part is None:
        return at
    could = {at} if half or hour > 12 else {at % 720, at % 720 + 720}
    (only,) = {each for each in could if part[0] <= each < part[1]}
    return only


def _about(words: Language, text: str) -> tuple[str, bool]:
    """Without the word at its beginning that makes it a rough time; and whether there was one."""
    stripped = text.strip(" ,.")
    for phrase in words.about:
        if stripped.startswith(f"{phrase} "):
            return stripped.removeprefix(phrase), True
    return stripped, False


# -- Which days ------------------------------------------------------------------------------------------------------------------


def _days(asked: _Asked, tokens: Sequence[str]) -> Days:
    """Which days are meant? Raises ValueError where the rules do not know."""
    for left in _led(asked.words, tokens):
        span = asked.words.spans.get(" ".join(left))
        if span is not None:
            return _within(span(asked.before()))
        ago = asked.words.ago.fullmatch(" ".join(left))
        if ago is not None and ago[1] in asked.words.counts:
            return _one(asked.before() - asked.words.counts[ago[1]] * _DAY)
    *_, bare = _led(asked.words, tokens)
    bare = [token for token in bare if token not in asked.words.within]
    whole = " ".join(bare)
    if (iso := _ISO.fullmatch(whole)) is not None:
        year, number, of = (int(each) if each else 0 for each in iso.groups())
        return _one(date(year, number, of)) if iso[3] else _within(month(date(year, number, 1)))
    if _YEAR.fullmatch(whole):
        return _within(this_year(date(int(whole), 1, 1)))
    is_last = bool(bare) and bare[0] in asked.words.last
    left = bare[1:] if is_last else bare
    if len(left) == 1 and left[0] in asked.words.weekdays:
        return _weekday(asked.before(), asked.words.weekdays[left[0]], is_last=is_last)
    return _in_month(asked, left, is_last=is_last)


def _led(words: Language, tokens: Sequence[str]) -> Iterator[list[str]]:
    """These words; and, as long as they begin with one that takes nothing away, without it."""
    left = list(tokens)
    yield left
    while left and left[0] in words.before:
        left = left[1:]
        yield left


def _weekday(published: date, weekday: int, *, is_last: bool) -> Days:
    back = (published.weekday() - weekday) % 7
    return _one(published - (7 if is_last and not back else back) * _DAY)


def _in_month(asked: _Asked, tokens: Sequence[str], *, is_last: bool) -> Days:
    """A day of a month, or a month, with its year or the last one so: "25 august 2020", "august 25", "december 2019".

    A weekday that stands with it must be that of the day.
    """
    words = asked.words
    named = [words.months[token] for token in tokens if token in words.months]
    numbers = [token for token in tokens if token.isascii() and token.isdigit()]
    weekdays = [words.weekdays[token] for token in tokens if token in words.weekdays and token not in words.months]
    years = [int(token) for token in numbers if len(token) == 4]
    of = [int(token) for token in numbers if len(token) <= 2]
    (number,) = named
    known = len(named) + len(years) + len(of) + len(weekdays)
    if known != len(tokens) or max(len(years), len(of), len(weekdays)) > 1 or (is_last and (years or of)):
        raise ValueError("a month, a day and a year, each once")
    found = next(_of_years(asked, years, number, of, is_last=is_last))
    if weekdays and not (of and found[0].weekday() == weekdays[0]):
        raise ValueError("the weekday of that day")
    return found


def _of_years(asked: _Asked, years: Sequence[int], number: int, of: Sequence[int], *, is_last: bool) -> Iterator[Days]:
    """That day or month in the year that is said; else in the last one in which it had begun when it was said."""
    published = asked.before() if not years else None
    for year in years or (asked.before().year, asked.before().year - 1):
        try:
            first = date(year, number, of[0] if of else 1)
        except ValueError:
            continue
        begun = published is None or first <= published
        runs_still = is_last and published is not None and (published.year, published.month) == (year, number)
        if begun and not runs_still:
            yield _one(first) if of else _within(month(first))
    raise ValueError("a day that there was")


def _one(of: date) -> Days:
    return _within((of, of + _DAY))


def _within(days: Days) -> Days:
    if not _FIRST_YEAR <= days[0].year <= days[1].year <= _LAST_YEAR:
        raise ValueError(f"years from {_FIRST_YEAR} to {_LAST_YEAR}")
    return days


# -- Which zone ------------------------------------------------------------------------------------------------------------------


def _zone(words: Language, clock: re.Match[str], otherwise: tzinfo | None) -> tzinfo | None:
    """The zone that stands with the clock, if one does. Raises ValueError for one that there is not."""
    if clock["utc"] is not None:
        return UTC
    if clock["zone"] is not None:
        name = words.zones[clock["zone"]]
        return ZoneInfo(name) if name else otherwise
    if clock["sign"] is None:
        return otherwise
    ahead = timedelta(hours=int(clock["ahead"]), minutes=int(clock["more"] or 0))
    if (clock["sign"] == "-" and not ahead) or ahead > timedelta(hours=14):
        raise ValueError("an offset that is known")
    return timezone(-ahead if clock["sign"] == "-" else ahead)


def _in_utc(local: Local, zone: tzinfo | None) -> Range:
    """In UTC, by this zone; where its clocks showed a time twice, from the first to the last. None: by any zone that there is."""
    if zone is None:
        first, until = (_micros(each.replace(tzinfo=UTC)) for each in local)
        return Instant(first - AHEAD), Instant(until + BEHIND)
    first, until = (
        pick(_micros(each.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
        for pick, each in zip((min, max), local, strict=True)
    )
    return (Instant(first), Instant(until)) if first < until else UNKNOWN


def _micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86400 + since.seconds) * SECOND + since.microseconds
