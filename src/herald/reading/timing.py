"""Which words say when? Found here, and read as a range by the rules that every table of incidents is read by.

A clock without a day takes the last day that the report named before; a clock without a zone that of the report, if it names one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from herald.incident.saidtime import resolved
from herald.incident.saidwords import LANGUAGES
from herald.reading.model import Span, Time
from herald.units import SECOND, Instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = re.compile(
    r"(?:\(\s*)?(?:UTC|GMT)\s*([+-]|\u2212)\s*(\d{1,2})(?::?(\d\d))?(?:\s*\))?|local\s*(?:time)?\s*=\s*UTC\s*([+-])\s*(\d{1,2})",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Context:
    """What was said of days and zones so far. `day`: the last one that was named alone; `zone`: that of the report's clocks."""

    published: date | None
    day: date | None = None
    zone: tzinfo = UTC


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    """What words of time look like in this language: built from the tables that read them."""
    words = LANGUAGES[language]
    of = "|".join
    names = of(sorted(map(re.escape, words.months), key=len, reverse=True))
    weekdays = of(sorted(map(re.escape, words.weekdays), key=len, reverse=True))
    spans = of(sorted(map(re.escape, words.spans), key=len, reverse=True))
    alike = of(sorted(map(re.escape, words.alike), key=len, reverse=True))
    parts = of(sorted((re.escape(part) for part in words.parts if part != "small-hours"), key=len, reverse=True))
    zones = of(sorted(map(re.escape, words.zones), key=len, reverse=True))
    clock = (
        rf"(?:(?:at|about|around|shortly before|just after|approximately|by)\s+)*(?:\d{{1,2}}[:.]\d\d\s?(?:a\.m\.?|p\.m\.?|am|pm)(?!\w)|\d{{1,2}}:\d\d(?::\d\d)?|(?<=at )\d{{1,2}}\.\d\d(?!\d)|(?<=at )\d{{4}}(?!\d)|\d{{4}}(?=\s?(?:Z\b|UTC|hrs|hours|local))|\d{{1,2}}(?:[.:]\d\d)?\s?(?:a\.m\.?|p\.m\.?|am|pm)(?!\w)|noon|midday|midnight)"
        rf"(?:\s?(?:hours|hrs|h)\b)?(?:\s?(?:Z\b|UTC|GMT)(?:\s?[+-]\s?\d{{1,2}}(?::?\d\d)?)?|\s\(?(?:{zones}|[A-Z][a-z]+ time)\)?)?(?:\s?\((?:UTC|GMT)\s?[+-]\s?\d{{1,2}}\))?"
    )
    year = r"(?:,?\s+\d{4})?"
    dated = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:{names})\b\.?{year}|(?:{names})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:){year}|\d{{4}}-\d\d-\d\d)"
    day = rf"(?:(?:(?:{weekdays})\b,?\s+)?{dated}|(?:last\s+)?(?:{weekdays})\b(?:\s+(?:{parts}))?)"
    month = (
        rf"(?:(?:early|late|mid|the beginning of|the end of|last|the first half of)[\s-]+)?(?:{names})\b(?:\s+\d{{4}})?"
    )
    lead = r"(?:(?:late|early|earlier)\s+)?(?:(?:on|in|since|until|during|before|by|from|of|through)\s+)?(?:the\s+)?(?:(?:morning|evening|afternoon|night|early hours)\s+of\s+)?"
    relative = rf"(?:{spans}|{alike}|(?:\w+)\s+(?:days?|weeks?|months?|hours?|years?)\s+(?:ago|earlier|later|before)|(?:the\s+)?(?:previous|same|next|following|day)\s+(?:day|evening|morning|night|week|before)|recently|the day before|(?:this|that|last)\s+(?:{parts}|{weekdays}))"
    either = rf"(?:{day}|{relative}|in\s+(?:the\s+)?{month}|(?:early|late|mid)[\s-]+(?:{names})\b(?:\s+\d{{4}})?|since\s+{month}|of\s+(?:{names})\b\s+\d{{4}}|in\s+\d{{4}}\b)"
    between = rf"between\s+(?:{lead}{either}|\d[\w:]*)\s+and\s+(?:{either}|{clock})"
    return re.compile(
        rf"(?<![\w-])(?:{between}|{lead}{either}(?:,?\s+(?:at|about|around|shortly|just|by)?\s*{clock})?(?:\s+(?:{parts})\b)?|{clock}(?:,?\s+(?:on\s+)?{lead}{either})?)(?![\w-])",
        re.IGNORECASE,
    )


def times(text: str, span: Span, language: str, context: Context) -> list[tuple[Span, Time]]:
    """Every expression of time in this part of the text, in order, with what it means."""
    key = language if language in LANGUAGES else "en"
    found = []
    for match in _pattern(key).finditer(text, span.first, span.until):
        said = match[0].strip(" ,")
        first = match.start() + match[0].index(said)
        if _is_none(said, text, first) or (
            said.lower().startswith("of ")
            and text[max(0, first - 8) : first].strip().split(" ")[-1].lower() not in _PARTS_OF
        ):
            continue
        found.append((Span(first, first + len(said)), _read(said, key, context)))
    return found


_PARTS_OF = frozenset({"morning", "evening", "night", "afternoon", "hours", "end", "beginning", "start", "middle"})


def _is_none(said: str, text: str, at: int) -> bool:
    """The word "may", a "second", "sun": names of time that mean another thing here."""
    low = said.lower()
    if low in {"may", "march", "sun", "sat", "in may", "mar", "mon", "wed"}:
        return (
            low in {"may", "march", "sun", "sat", "mar", "mon", "wed"} or not said.rsplit(maxsplit=1)[-1][0].isupper()
        )
    del text, at
    return low in {"morning", "night", "evening", "the morning", "the night", "noon"}


def _read(said: str, language: str, context: Context) -> Time:
    zone = zone_of(said) or context.zone
    plain = _OFFSET.sub("", said).replace("(", " ").replace(")", " ")
    plain = re.sub(r"(?<=\d)\s?(?:hours|hrs|h)\b", "", plain)
    plain = re.sub(
        r"\b(\d\d)(\d\d)(?=\s?(?:Z\b|UTC|GMT|local))|(?<=\bat )(\d\d)(\d\d)\b(?!\s*[A-Za-z])",
        lambda each: f"{each[1] or each[3]}:{each[2] or each[4]}",
        plain,
    )
    plain = re.sub(r"(?<=\bat )(\d\d?)\.(\d\d)(?!\d)(?!\s?[ap]\.?m)", r"\1:\2", plain)
    clock = re.search(r"\d:\d\d|\d\s?[ap]\.?m|noon|midnight|midday", plain, re.IGNORECASE)
    if _OFFSET.search(said) is not None:
        context.zone = zone
    has_day = _has_day(plain, language)
    base = context.day or context.published
    between = _BETWEEN.match(plain)
    if between is not None:
        first, until = _between(between, language, context, zone)
    elif (back := _back(plain, base, context.published)) is not None:
        first, until = resolved(back.isoformat(), None, language, zone)
    elif clock is not None and not has_day:
        first, until = (
            (None, None)
            if base is None
            else resolved(f"{' '.join(plain.split())} {base.isoformat()}", base, language, zone)
        )
    else:
        first, until = resolved(" ".join(plain.split()), context.published, language, zone)
    if first is not None and until is not None and has_day and until - first <= 36 * 3600 * SECOND:
        found = datetime.fromtimestamp(first // SECOND, UTC)
        context.day = found.astimezone(zone).date() if clock is not None else (found + timedelta(hours=12)).date()
    return Time(said, first, until)


_BETWEEN = re.compile(
    r"(?:between|from)\s+(?P<lead>the (?:evenings?|mornings?|nights?) of )?(?P<one>[\w: ]+?)\s+(?:and|to|until)\s+(?P<other>.+)$",
    re.IGNORECASE,
)
_AGO = re.compile(r"(?P<count>\w+)\s+(?P<unit>days?|weeks?)\s+(?P<how>ago|earlier|before)$", re.IGNORECASE)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def _between(
    found: re.Match[str], language: str, context: Context, zone: tzinfo
) -> tuple[Instant | None, Instant | None]:
    """From the first instant of the one to the last of the other. A day without its month has the month of the other."""
    one, other = found["one"].strip(), found["other"].strip()
    if re.fullmatch(r"\d{1,2}", one) and (rest := re.match(r"\d{1,2}\s+(.+)$", other)) is not None:
        one = f"{one} {rest[1]}"
    base = context.day or context.published
    ends = []
    for each in (one, other):
        plain = re.sub(r"\b(\d\d)(\d\d)$", r"\1:\2", each)
        is_clock = re.search(r"\d:\d\d", plain) is not None and not _has_day(plain, language)
        ends.append(
            resolved(
                f"{plain} {base.isoformat()}" if is_clock and base is not None else plain,
                context.published,
                language,
                zone,
            )
        )
    first, until = ends[0][0], ends[1][1]
    return (first, until) if first is not None and until is not None and first < until else (None, None)


def _back(said: str, base: date | None, published: date | None) -> date | None:
    """Which day is so many days ago, or before the one that was named last?"""
    low = said.lower().strip()
    found = _AGO.search(low)
    if found is not None:
        count = _COUNTS.get(found["count"], int(found["count"]) if found["count"].isdecimal() else 0)
        start = published if found["how"] == "ago" else base
        return (
            None
            if not count or start is None or count > 3650
            else start - timedelta(days=count * (7 if found["unit"].startswith("week") else 1))
        )
    if base is not None and re.fullmatch(r"(?:on )?the (?:previous|preceding) day|the day before|(?:on )?the eve", low):
        return base - timedelta(days=1)
    if base is not None and re.fullmatch(
        r"(?:on )?(?:the )?(?:same|that) (?:day|evening|morning|night|afternoon)", low
    ):
        return base
    return None


def _has_day(said: str, language: str) -> bool:
    words = LANGUAGES[language]
    low = said.lower()
    return (
        any(re.search(rf"\b{re.escape(name)}\b", low) for name in (*words.weekdays, *words.months, *words.spans, "ago"))
        or re.search(r"\d{4}-\d\d", low) is not None
    )


def zone_of(said: str) -> tzinfo | None:
    """Which zone do these words name by its distance from UTC? None where they name none so."""
    found = _OFFSET.search(said)
    if found is None:
        return UTC if re.search(r"\b(?:in )?UTC\b|\btimes Z\b|\bZulu\b", said) else None
    sign, hours, minutes = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], None)
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return None if ahead > timedelta(hours=14) else timezone(ahead if sign == "+" else -ahead)


def clock(said: str, day: date | None, zone: tzinfo) -> Time:
    """The minute that the clock at the head of a line of a log shows, on this day."""
    digits = re.sub(r"\D", "", said)
    hour, minute = int(digits[:-2] or 0), int(digits[-2:])
    if len(digits) > 4:
        hour, minute = int(digits[:-4]), int(digits[-4:-2])
    if day is None or hour > 23 or minute > 59:
        return Time(said, None, None)
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    first = int((at - _EPOCH).total_seconds()) * SECOND
    return Time(said, first, first + 60 * SECOND)  # type: ignore[arg-type]
