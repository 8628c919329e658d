"""Where does a sentence end? Behind its stop, unless that belongs to an abbreviation or stands in a quotation that goes on.

A quotation is never broken: a sentence reaches to the end of every quotation that begins in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from herald.reading.model import Span
from herald.reading.rules import Rules

_STOP = re.compile(
    r"[.!?\u2026\u061f\u06d4\u3002\uff01\uff1f]+[\"'\u2019\u201d\u00bb\u203a)\]]*(?=\s|$)|[\u3002\uff01\uff1f]"
)
_WORD = re.compile(r"[\w.'\u2019-]*$")
_NEXT = re.compile(r"[\"'\u2018\u201c\u201e\u00ab(\[\u2014\u2013-]*\s*(\S)")
_ASKED = re.compile(r"[!?\u061f][\"'\u2019\u201d\u00bb]")
_CLOSED = re.compile(r"[\"\u2019\u201d\u00bb\u203a]$")
_LONGEST = 4_000
"""Characters of a sentence: what has no stop is parted at white space, so that no text takes longer than its length."""


def sentences(text: str, span: Span, quotations: Sequence[Span], rules: Rules) -> Iterator[Span]:
    """The sentences of this part of a text, in order, without the white space between them."""
    first = span.first
    outer = _outermost(quotations, span)
    for match in _STOP.finditer(text, span.first, span.until):
        if match.start() < first or not _ends(text, match, span, outer, rules):
            continue
        yield from _parted(text, first, match.end())
        first = match.end()
    yield from _parted(text, first, span.until)


def _outermost(quotations: Sequence[Span], span: Span) -> list[Span]:
    found: list[Span] = []
    for each in quotations:
        if each.meets(span) and not (found and each.within(found[-1])):
            found.append(each)
    return found


def _parted(text: str, first: int, until: int) -> Iterator[Span]:
    while first < until and text[first].isspace():
        first += 1
    end = until
    while end > first and text[end - 1].isspace():
        end -= 1
    while end - first > _LONGEST:
        at = max(text.rfind(" ", first, first + _LONGEST), text.rfind("\n", first, first + _LONGEST))
        at = first + _LONGEST if at <= first else at
        yield Span(first, at)
        first = at
        while first < end and text[first].isspace():
            first += 1
    if first < end:
        yield Span(first, end)


def _ends(text: str, stop: re.Match[str], span: Span, outer: Sequence[Span], rules: Rules) -> bool:
    at = bisect_left(outer, (stop.start() + 1, -1)) - 1
    if at >= 0 and stop.end() < outer[at].until:
        return False
    behind = _NEXT.match(text, _skipped(text, stop.end(), span.until), span.until)
    if behind is None:
        return True
    if behind[1].islower() and not stop[0].startswith(("!", "?")):
        word = _WORD.search(text, max(0, stop.start() - 24), stop.start())
        plain = "" if word is None else word[0].lower()
        return (
            stop[0] == "." and len(plain) > 3 and "." not in plain and plain not in rules.of["sentences.abbreviations"]
        )
    if behind[1].islower() and _CLOSED.search(stop[0]):
        return False
    if (
        stop[0][0] == "."
        and len(stop[0].rstrip("\"'\u2019\u201d\u00bb)]")) == 1
        and _is_abbreviation(text, stop.start(), behind[1], rules)
    ):
        return False
    return not (_ASKED.match(stop[0]) and _is_attributed(text, stop.end(), span.until, rules))


def _skipped(text: str, at: int, until: int) -> int:
    while at < until and text[at].isspace():
        at += 1
    return at


def _is_abbreviation(text: str, at: int, behind: str, rules: Rules) -> bool:
    found = _WORD.search(text, max(0, at - 24), at)
    word = "" if found is None else found[0]
    low = word.lower().lstrip("(\"'\u2018\u201c")
    if low in {"a.m", "p.m"}:
        return (
            not behind.isupper()
            or re.match(r"\.?\s+(?:[A-Z]\w+\s+time\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", text[at : at + 40])
            is not None
        )
    if low in {"no", "nos", "art", "fig", "para", "sec", "vol", "p", "pp"}:
        return behind.isdigit()
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", low):  # U.S. may end a sentence; what follows then begins one
        return not re.match(
            r"\s+(?:The|A|An|It|He|She|They|In|On|But|And|We|This|That|No|There|At|Its|His|Her|Their)\b",
            text[at + 1 : at + 12],
        )
    if len(low) == 1 and low.isalpha() and word.isupper():
        return True
    return low in rules.of["sentences.abbreviations"] and (
        low not in {"min", "max", "km", "ext", "ret", "st", "mar", "sec"} or behind.isdigit() or low == "st"
    )


def _is_attributed(text: str, at: int, until: int, rules: Rules) -> bool:
    """Does somebody say so right behind the quotation: "Why?" Orlov asked?"""
    words = re.findall(r"[\w'\u2019-]+", text[at : min(until, at + 120)])
    before_stop = re.split(r"[.!?\u201c\"]", text[at : min(until, at + 120)])[0]
    inside = re.findall(r"[\w'\u2019-]+", before_stop)
    return bool(words) and len(inside) <= 14 and any(word.lower() in rules.verbs for word in inside[:8])
