"""How is a file parted? Into reports, and each into its head, its paragraphs, its lists and the lines of its log.

Spans cover everything but white space. What begins or ends a report and says nothing itself (who writes, where, on which day, that it
is an exercise) is told apart from what does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from herald.reading.heads import END, MARK, TAGS, Author, footed, headed
from herald.reading.model import Span
from herald.reading.rules import Rules

_RULE = re.compile(r"^[ \t]*(?:([-=_*~#+\u2013\u2014\u2022\u2500\u2550])(?:[ \t]*\1){2,}|\f)[ \t]*\r?$", re.MULTILINE)
_WRAPPED = re.compile(r"[^.!?:;\s]{2}[ \t]{0,8}\r?\n[ \t]{0,80}[a-z]+[ ,.]")
_LINE = re.compile(r"[^\r\n\f\v\u0085\u2028\u2029]+")
_ITEM = re.compile(
    r"[ \t]*(?:[-\u2013\u2014*\u2022\u00b7\u25cf\u25aa\u2023>+][ \t]+(?!\d{1,2}[:.]?\d{2}\b.{0,12}:)|\(?(?:\d{1,2}|[a-z])[.)][ \t]+)"
)
_CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?|\d{4})"
_LOG = re.compile(
    rf"[ \t]*(?:[-\u2022*][ \t]+)?[\[(]?(?P<clock>{_CLOCK})[ \t]*(?P<zone>Z|UTC|GMT|[A-Z](?![A-Za-z])|hrs?|h|LT|local)?[\])]?[ \t]*(?:[-\u2013\u2014:|/.,][ \t]+)?(?=\S)"
)
_CALLED = re.compile(
    r"(?P<who>(?:[A-Z\u0400-\u042f][\w'\u2019./-]*|\d+|[A-Z]{2,}\d*)(?:[ \t]+(?:[A-Z\u0400-\u042f0-9][\w'\u2019./-]*|of|the|post|patrol|desk|base|control|one|two|three|four|five|six))*)"
    r"(?:[ \t]*(?:\([^()\n]{1,40}\)))?(?:[ \t]*(?:to|>|->|\u2192|/)[ \t]*(?P<to>[^:\n]{1,40}?))?[ \t]*:[ \t]*(?=\S)"
)
_BYLINE = re.compile(r"(?:By|BY) [A-Z][^.]{3,80}$")
_ACCOUNT = re.compile(r"(?:[^@\n.]{0,40}[ (])?@\w+\)?(?:[ \t]*[\u00b7|,\u2013\u2014-].{0,60})?:?$")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z\u00c0-\u00de'\u2019.\-]+(?:[ ,/]+[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u00de'\u2019.\-]*){0,5}|[A-Z][\w'\u2019-]+(?:[ ][A-Z][\w'\u2019-]+){0,3})"
    r"(?:,?[ \t]+(?:(?:\w+,?[ \t]+)?\d{1,2}[ \t]+[A-Z][a-z]+\.?|[A-Z][a-z]{2,8}\.?[ \t]+\d{1,2})(?:,?[ \t]+\d{4})?)?"
    r"(?:[ \t]*[(/\[](?P<agency>[^()/\[\]\n]{2,50})[)/\]])?[ \t]*(?:[\u2014\u2013:]|--|-)[ \t]+"
)


_LONGEST_ENTRY = 2_000
"""Characters of a line of a log: what is longer is a paragraph that begins with a clock."""


_TURN = re.compile(
    r"(?P<who>[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){0,3})(?: \((?P<of>[^()\n]{1,40})\))?[ \t]*:[ \t]+(?=\S)"
)
_FEWEST_TURNS, _LONGEST_TURN = 3, 100


class Sort(Enum):
    """What is a block?"""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    LOG = "log"
    LEAD = "lead"
    HEAD = "head"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item, a line of a log or of the head. `body` begins behind a bullet, a clock or a dateline.

    `clock` and `zone` are those at the head of a line of a log; `called` is who is said there to speak.
    """

    sort: Sort
    span: Span
    body: int
    clock: Span | None = None
    zone: str | None = None
    called: Span | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """One report: its blocks, and what it says of its author."""

    span: Span
    blocks: tuple[Block, ...]
    author: Author


def parted(text: str, rules: Rules) -> Iterator[Parted]:
    """The reports of a file, in order. A line of nothing but dashes, stars or the like parts them, and belongs to the one before it.

    Whoever writes the first one writes the others too, where they name nobody else.
    """
    author = Author()
    first = 0
    for rule in [*_RULE.finditer(text), None]:
        span = _stripped(text, first, len(text) if rule is None else rule.start())
        mark = None if rule is None else _stripped(text, rule.start(), rule.end())
        first = len(text) if rule is None else rule.end()
        if span is not None or mark is not None:
            found = _report(text, span, mark, rules, author)
            author = found.author
            yield found


def _stripped(text: str, first: int, until: int) -> Span | None:
    while first < until and (text[first].isspace() or text[first] == "\ufeff"):
        first += 1
    while until > first and text[until - 1].isspace():
        until -= 1
    return Span(first, until) if first < until else None


def _report(text: str, span: Span | None, mark: Span | None, rules: Rules, before: Author) -> Parted:
    chunks = [] if span is None else list(_chunks(text, span))
    head = headed(text, chunks, [_begins(text, each) for each in chunks], rules)
    rest = chunks[head.count :]
    feet, foot = footed(text, rest, rules)
    end = len(rest) - feet
    blocks = [
        Block(Sort.HEADLINE if at == head.headline else Sort.HEAD, each, each.first)
        for at, each in enumerate(chunks[: head.count])
    ]
    agency = None
    transcript = _is_transcript(text, rest[:end])
    for each in rest[:end]:
        turn = _TURN.match(text, each.first, min(each.until, each.first + _LONGEST_TURN)) if transcript else None
        if turn is None:
            blocks += _block(text, each)
        else:
            of = "of" if turn["of"] else "who"
            blocks.append(Block(Sort.PARAGRAPH, each, turn.end(), called=Span(*turn.span(of))))
        agency = agency or _agency(text, each)
    blocks += [Block(Sort.HEAD, each, each.first) for each in rest[end:]]
    if mark is not None:
        blocks.append(Block(Sort.HEAD, mark, mark.first))
    author = _written(head.author, foot, agency, before)
    return Parted(Span(blocks[0].span.first, blocks[-1].span.until), tuple(blocks), author)


def _is_transcript(text: str, chunks: Sequence[Span]) -> bool:
    """Do its paragraphs begin with who speaks, several times the same: MR ROTH: ..."""
    turns = [_TURN.match(text, each.first, min(each.until, each.first + _LONGEST_TURN)) for each in chunks]
    names = [turn["who"] for turn in turns if turn is not None]
    return len(names) >= _FEWEST_TURNS and len(set(names)) < len(names)


def _written(head: Author, foot: Author, agency: str | None, before: Author) -> Author:
    """Who writes: as the head says, then the dateline, then the foot; else whoever wrote the report before."""
    body = head.body or agency or (foot.body if not head.is_known or head.name is None else None)
    name, office = (
        (head.name, head.office)
        if head.name or head.office or (body == head.body and body)
        else (foot.name, foot.office)
    )
    told = Author(name, office, body, head.day or before.day)
    return told if told.is_known else replace(before, day=head.day or before.day)


# -- Lines and what belongs together ---------------------------------------------------------------------------------------------


def _chunks(text: str, span: Span) -> Iterator[Span]:
    """Paragraphs, items and lines of logs: lines that go on in the next one are one."""
    open_since: int | None = None
    end = span.first
    is_wrapped = len(_WRAPPED.findall(text, span.first, span.until)) > 1
    for match in _LINE.finditer(text, span.first, span.until):
        line = _stripped(text, match.start(), match.end())
        if line is None:
            continue
        if open_since is None:
            open_since = line.first
        elif not is_wrapped or _parts(text, Span(open_since, end), line):
            yield Span(open_since, end)
            open_since = line.first
        end = line.until
    if open_since is not None:
        yield Span(open_since, end)


def _parts(text: str, before: Span, line: Span) -> bool:
    """Does something new begin with this line? Always behind an empty one; else where the line before is done, or this one is marked."""
    if text.count("\n", before.until, line.first) > 1 or text.count("\r", before.until, line.first) > 1:
        return True
    said, last = text[line.first : line.until], text[before.first : before.until]
    if (
        _begins(text, line)
        or TAGS.fullmatch(said)
        or _ACCOUNT.match(said)
        or MARK.fullmatch(said)
        or _BYLINE.match(said)
    ):
        return True
    of_line = last.rpartition("\n")[2]
    if _begins(text, before):
        return not (said[0].islower() and len(of_line) > 40)
    if END.search(last) or last.endswith((":", "|")) or len(of_line.strip()) < 60:
        return True
    return not (said[0].islower() or said[0] in "\"'(\u201c\u2018" or len(of_line.strip()) > 64)


def _begins(text: str, line: Span) -> bool:
    return _ITEM.match(text, line.first, line.until) is not None or _log(text, line) is not None


def _log(text: str, line: Span) -> re.Match[str] | None:
    """A line of a log begins with a clock, which no year is."""
    found = _LOG.match(text, line.first, line.until)
    if found is None or line.until - line.first > _LONGEST_ENTRY:
        return None
    clock = re.sub(r"\D", "", found["clock"])
    shown = int(clock[:-2] if len(clock) <= 4 else clock[:-4] or 0) < 24 and int(clock[-2:]) < 60
    is_bare = found["clock"].isdecimal()
    return found if shown and not (is_bare and text[found.end() : found.end() + 1].islower()) else None


# -- What stands between head and foot ----------------------------------------------------------------------------------------------


def _dateline(text: str, span: Span) -> re.Match[str] | None:
    """PORT ASTER, 4 March (Agency) -: a place in capitals, or one with a day or an agency."""
    found = _DATELINE.match(text, span.first, min(span.until, span.first + 140))
    if found is None or found.end() >= span.until or MARK.fullmatch(found["place"]):
        return None
    if not END.search(text, found.end(), span.until):
        return None
    said = found[0].rstrip()
    place = found["place"]
    has_more = found["agency"] is not None or re.search(r"\d", said) is not None
    if said.endswith(":") and not has_more:
        return None
    return found if place.upper() == place or has_more else None


def _agency(text: str, span: Span) -> str | None:
    """For whom is written: PORT ASTER (Harbour Agency) -."""
    found = _dateline(text, span)
    agency = None if found is None else found["agency"]
    return None if not agency or MARK.fullmatch(agency) else agency.strip()


def _block(text: str, span: Span) -> Iterator[Block]:
    said = text[span.first : span.until]
    if MARK.fullmatch(said) or TAGS.fullmatch(said):
        yield Block(Sort.HEAD, span, span.first)
        return
    log = _log(text, span)
    if log is not None:
        clock = Span(*log.span("clock"))
        called = _CALLED.match(text, log.end(), min(span.until, log.end() + 90))
        who = None if called is None else Span(*called.span("who"))
        yield Block(Sort.LOG, span, log.end() if called is None else called.end(), clock, log["zone"], who)
        return
    item = _ITEM.match(text, span.first, span.until)
    if item is not None and item.end() < span.until:
        yield Block(Sort.ITEM, span, item.end())
        return
    dateline = _dateline(text, span)
    if dateline is not None:
        end = len(text[: dateline.end()].rstrip())
        yield Block(Sort.HEAD, Span(span.first, end), span.first)
        yield Block(Sort.PARAGRAPH, Span(dateline.end(), span.until), dateline.end())
        return
    if said.rstrip().endswith(":") and len(said) < 240 and "." not in said[:-1].replace("No.", ""):
        yield Block(Sort.LEAD, span, span.first)
        return
    if (
        len(said) < 60
        and not END.search(said)
        and len(said.split()) <= 6
        and not re.search(r"[a-z]{3,}ed\b|\b(?:is|are|was|were|has|have|says?|said)\b", said)
        and said[0].isupper()
        and "\n" not in said
    ):
        yield Block(Sort.HEAD, span, span.first)
        return
    yield Block(Sort.PARAGRAPH, span, span.first)
