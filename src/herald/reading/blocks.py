"""How is a file parted? Into reports, and each into its head, its paragraphs, its lists and the lines of its log.

Spans cover everything but white space. What begins or ends a report and says nothing itself (who writes, where, on which day, that it
is an exercise) is told apart from what does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from herald.reading.model import Span
from herald.reading.rules import Rules

_RULE = re.compile(r"^[ \t]*(?:([-=_*~#+\u2013\u2014\u2022\u2500\u2550])(?:[ \t]*\1){2,}|\f)[ \t]*\r?$", re.MULTILINE)
_WRAPPED = re.compile(r"[^.!?:;\s]{2,}[ \t]*\r?\n[ \t]*[a-z]+[ ,.]")
_LINE = re.compile(r"[^\r\n\f\v\u0085\u2028\u2029]+")
_ITEM = re.compile(r"[ \t]*(?:[-\u2013\u2014*\u2022\u00b7\u25cf\u25aa\u2023>+][ \t]+(?!\d{1,2}[:.]?\d{2}\b.{0,12}:)|\(?(?:\d{1,2}|[a-z])[.)][ \t]+)")
_CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?|\d{4})"
_LOG = re.compile(
    rf"[ \t]*(?:[-\u2022*][ \t]+)?[\[(]?(?P<clock>{_CLOCK})[ \t]*(?P<zone>Z|UTC|GMT|[A-Z](?![A-Za-z])|hrs?|h|LT|local)?[\])]?[ \t]*(?:[-\u2013\u2014:|/.,][ \t]+)?(?=\S)"
)
_CALLED = re.compile(
    r"(?P<who>(?:[A-Z\u0400-\u042f][\w'\u2019./-]*|\d+|[A-Z]{2,}\d*)(?:[ \t]+(?:[A-Z\u0400-\u042f0-9][\w'\u2019./-]*|of|the|post|patrol|desk|base|control|one|two|three|four|five|six))*)"
    r"(?:[ \t]*(?:\([^()\n]{1,40}\)))?(?:[ \t]*(?:to|>|->|\u2192|/)[ \t]*(?P<to>[^:\n]{1,40}?))?[ \t]*:[ \t]*(?=\S)"
)
_BY = re.compile(r"(?:[Bb]y|BY)[ \t]+(?P<name>[A-Z][\w'\u2019.-]+(?:[ \t]+(?:[a-z]{1,3}[ \t]+)?[A-Z][\w'\u2019.-]*){0,4})(?:[ \t]+and[ \t]+[A-Z][^,|\n]*)?(?P<rest>(?:[ \t]*[,|(\u2014\u2013-].{0,60})?)$")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z\u00c0-\u00de'\u2019.\-]+(?:[ ,/]+[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u00de'\u2019.\-]*){0,5}|[A-Z][\w'\u2019-]+(?:[ ][A-Z][\w'\u2019-]+){0,3})"
    r"(?:,?[ \t]+(?:(?:\w+,?[ \t]+)?\d{1,2}[ \t]+[A-Z][a-z]+\.?|[A-Z][a-z]{2,8}\.?[ \t]+\d{1,2})(?:,?[ \t]+\d{4})?)?"
    r"(?:[ \t]*[(/\[](?P<agency>[^()/\[\]\n]{2,50})[)/\]])?[ \t]*(?:[\u2014\u2013:]|--|-)[ \t]+"
)
_HANDLE = re.compile(r"^(?:(?P<name>[^@\n]{0,60}?)[ \t(]*)?(?P<handle>@\w+)\)?(?:\s*\([^()]*\))?(?:[ \t]*[\u00b7|,\u2013\u2014-].{0,60})?:?$")
_TAGS = re.compile(r"^(?:[#@][\w]+[ \t,]*|https?://\S+[ \t]*|pic\.\S+[ \t]*)+$")
_MARK = re.compile(r"^[\W_]*(?:EXERCISE|Exercise)(?:[\W_]*(?:EXERCISE|Exercise|only|ONLY|ends|ENDS|message|text|This is an exercise))*[\W_]*$")
_END = re.compile(r"[.!?\u2026\u061f\u3002\uff01\uff1f][\"'\u2019\u201d\u00bb)\]]*$")
_DATE = re.compile(r"\b(?:\d{1,2}(?:st|nd|rd|th)?[ ]+[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}[ ]+\d{1,2}),?[ ]+\d{4}\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b")
_NUMBERED = re.compile(r"\bNo\.?\s*\d+|\bFor (?:immediate )?release\b|\b(?:[Ww]eekly|[Dd]aily) (?:note|report|summary)|\bSUMMARY\b|NEWS IN BRIEF|\b[Bb]ulletin\b|\b[Pp]ress [Oo]ffice\b|\b[Aa]ll times\b|\b[Tt]imes (?:are )?(?:in )?(?:UTC|Z\b|GMT|local)|\b[Ll]og\b|\b[Cc]ontact\b|\b[Ss]itrep\b|\bSITREP\b|\bFor immediate release\b|\bIssued\b|\b[Uu]nofficial translation\b")
_LONGEST_HEADLINE, _FEWEST, _MOST_HEADS = 170, 3, 8


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
    """One report: its blocks, and what it says of its author. `day`: the words of the day that stands in its head."""

    span: Span
    blocks: tuple[Block, ...]
    name: str | None
    office: str | None
    body: str | None
    day: str | None
    zone: str | None = None


@dataclass(slots=True)
class _Author:
    """What is known of whoever writes, as the head is gone through."""

    name: str | None = None
    office: str | None = None
    body: str | None = None
    day: str | None = None
    zone: str | None = None


def parted(text: str, rules: Rules) -> Iterator[Parted]:
    """The reports of a file, in order. A line of nothing but dashes, stars or the like parts them, and belongs to the one before it.

    Whoever writes the first one writes the others too, where they name nobody else.
    """
    author = _Author()
    first = 0
    for rule in [*_RULE.finditer(text), None]:
        span = _stripped(text, first, len(text) if rule is None else rule.start())
        mark = None if rule is None else _stripped(text, rule.start(), rule.end())
        first = len(text) if rule is None else rule.end()
        if span is not None or mark is not None:
            yield _report(text, span, mark, rules, author)


def _stripped(text: str, first: int, until: int) -> Span | None:
    while first < until and (text[first].isspace() or text[first] == "\ufeff"):
        first += 1
    while until > first and text[until - 1].isspace():
        until -= 1
    return Span(first, until) if first < until else None


def _report(text: str, span: Span | None, mark: Span | None, rules: Rules, author: _Author) -> Parted:
    chunks = [] if span is None else list(_chunks(text, span))
    heads = _heads(text, chunks, rules)
    if heads:
        _authored(text, chunks[:heads], rules, author)
    headline = _headline(text, chunks, heads, rules)
    blocks = [
        Block(Sort.HEADLINE if at == headline else Sort.HEAD, each, each.first) for at, each in enumerate(chunks[:heads])
    ]
    rest = chunks[heads:]
    tail = len(rest)
    while tail > 0 and _is_foot(text, rest[tail - 1], rules, is_first=tail == 1 and not heads):
        tail -= 1
    for each in rest[:tail]:
        blocks += _block(text, each, author)
    blocks += [Block(Sort.HEAD, each, each.first) for each in rest[tail:]]
    if mark is not None:
        blocks.append(Block(Sort.HEAD, mark, mark.first))
    whole = Span(blocks[0].span.first, blocks[-1].span.until)
    return Parted(whole, tuple(blocks), author.name, author.office, author.body, author.day, author.zone)


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
    if _begins(text, line) or _TAGS.match(said) or _HANDLE.match(said) or _MARK.match(said) or _BY.match(said):
        return True
    of_line = last.rpartition("\n")[2]
    if _begins(text, before):
        return not (said[0].islower() and len(of_line) > 40)
    if _END.search(last) or last.endswith((":", "|")) or len(of_line.strip()) < 60:
        return True
    return not (said[0].islower() or said[0] in "\"'(\u201c\u2018" or len(of_line.strip()) > 64)


def _begins(text: str, line: Span) -> bool:
    return _ITEM.match(text, line.first, line.until) is not None or _log(text, line) is not None


def _log(text: str, line: Span) -> re.Match[str] | None:
    """A line of a log begins with a clock, which no year is."""
    found = _LOG.match(text, line.first, line.until)
    if found is None:
        return None
    clock = re.sub(r"\D", "", found["clock"])
    shown = int(clock[:-2] if len(clock) <= 4 else clock[:-4] or 0) < 24 and int(clock[-2:]) < 60
    is_bare = found["clock"].isdecimal()
    return found if shown and not (is_bare and text[found["clock"] and found.end() : found.end() + 1].islower()) else None


# -- The head --------------------------------------------------------------------------------------------------------------------


def _heads(text: str, chunks: Sequence[Span], rules: Rules) -> int:
    """How many chunks at the beginning are head: lines that end like no sentence, before the first that does."""
    for at, each in enumerate(chunks[:_MOST_HEADS]):
        said = text[each.first : each.until]
        if _MARK.match(said) or _BY.match(said) or _from(said) or _HANDLE.match(said) or _NUMBERED.search(said[:60]) and len(said) < 130:
            continue
        if _begins(text, each) and not re.match(r"\d{1,2}[.)]\s", said):
            return at
        is_plain = not _is_issuer(said, rules) and not _is_dated(said)
        if is_plain and not _lone(text, chunks, at) and (_STATES.search(said) or len(said) > 60 or ". " in said):
            return at
        is_long = len(said) > _LONGEST_HEADLINE
        if is_long or _dateline(text, each) or (_END.search(said) and not _is_dated(said)) or said.endswith(":"):
            return at
        if at and not _lone(text, chunks, at) and not _is_issuer(said, rules) and not _is_dated(said) and at > 2:
            return at
    return max(0, len(chunks) - 1) if len(chunks) <= _MOST_HEADS else 0


def _lone(text: str, chunks: Sequence[Span], at: int) -> bool:
    """Does an empty line stand behind it?"""
    return at + 1 < len(chunks) and text.count("\n", chunks[at].until, chunks[at + 1].first) > 1


def _dateline(text: str, span: Span) -> re.Match[str] | None:
    """PORT ASTER, 4 March (Agency) -: a place in capitals, or one with a day or an agency."""
    found = _DATELINE.match(text, span.first, min(span.until, span.first + 140))
    if found is None or found.end() >= span.until or _MARK.match(found["place"]):
        return None
    if not _END.search(text, found.end(), span.until):
        return None
    said = found[0].rstrip()
    place = found["place"]
    has_more = found["agency"] is not None or re.search(r"\d", said) is not None
    if said.endswith(":") and not has_more:
        return None
    return found if place.upper() == place or has_more else None


def _is_dated(said: str) -> bool:
    found = _DATE.search(said)
    return found is not None and len(said) < 90 and (len(said) - len(found[0])) < 60


def _from(said: str) -> re.Match[str] | None:
    return re.match(r"(?:From|Reporting by|Text by|Written by|Posted by|Author:)\s+(?:our\s+)?(?P<office>[a-z]+(?:\s[a-z]+)?\s+)?(?P<name>[A-Z][\w'\u2019.-]+(?:\s[A-Z][\w'\u2019.-]*){0,3})(?:,\s*(?P<rest>.{0,60}))?$", said)


def _is_issuer(said: str, rules: Rules) -> bool:
    """Does it name a body, and say nothing of it?"""
    words = re.findall(r"[\w'\u2019-]+", said.lower())
    named = any(word in rules.of["bodies.words"] for word in words) or any(
        f" {each} " in f" {' '.join(words)} " for each in rules.of["bodies.words"] if " " in each
    )
    return (named or any(word in rules.of["bodies.media"] for word in words)) and not _STATES.search(said)


_STATES = re.compile(r"\b(?:say|says|said|after|as|is|are|was|were|has|have|will|trade|blame|blames|denies|deny|calls?|accuses?|reports?|meet|strengthens?|sends?|on the|about|regarding|concerning|inspect|inspects|rejects?|resumes?|closes?|agree|agrees|over|at|hits?|halts?|warns?|stops?)\b", re.IGNORECASE)


def _headline(text: str, all_chunks: Sequence[Span], heads: int, rules: Rules) -> int | None:
    """Which of the head's lines is the headline? The first one that neither names who writes, nor a day, a number or an exercise."""
    chunks = all_chunks[:heads]
    for at, each in enumerate(chunks):
        said = text[each.first : each.until]
        words = re.findall(r"[^\W\d_][\w'\u2019-]*", said)
        if _MARK.match(said) or _BY.match(said) or _from(said) or _HANDLE.match(said) or _TAGS.match(said) or _colon(said):
            continue
        is_named = _is_issuer(said, rules)
        if _NUMBERED.search(said) or _is_dated(said) or (is_named and not re.match(r"\d+[.)]\s", said)):
            continue
        if not _lone(text, all_chunks, at) or words and words[0][0].islower():
            continue
        if len(words) < _FEWEST or (at + 1 == len(chunks) and not _STATES.search(said) and "EXERCISE" in said):
            continue
        if sum(word[0].islower() for word in words) < 1 and not _STATES.search(said):
            continue
        return at
    return None


def _colon(said: str) -> re.Match[str] | None:
    return re.match(r"(?P<office>(?:[A-Z][a-z]+\s?){1,3}):\s+(?P<who>[A-Z].{2,60})$", said)


def _authored(text: str, chunks: Sequence[Span], rules: Rules, author: _Author) -> None:
    """Takes from the lines of a head who writes, for whom, and on which day."""
    fresh = _Author(day=author.day, zone=author.zone)
    for each in chunks:
        said = text[each.first : each.until]
        if (day := _DATE.search(said)) is not None:
            fresh.day = fresh.day or day[0]
        if (by := _BY.match(said)) is not None:
            fresh.name = by["name"]
            rest = by["rest"].strip(" ,|()\u2014\u2013-") if by["rest"] else ""
            fresh.body = fresh.body or (rest or None)
        elif (of := _from(said)) is not None:
            fresh.name, fresh.office = of["name"], (of["office"] or "").strip() or None
        elif (handle := _HANDLE.match(said)) is not None and len(said) < 80:
            fresh.name = handle["handle"]
        elif (colon := _colon(said)) is not None:
            words = colon["office"].strip()
            if words.lower() in rules.of["offices.functions"] or words.lower() in {"author", "by"}:
                ranks = [word for word in colon["who"].split() if word.lower().strip(".") in rules.of["offices.ranks"]]
                fresh.name = " ".join(word for word in colon["who"].split() if word not in ranks)
                fresh.office = ", ".join([words, *ranks])
        elif (brief := re.match(r"(?:Briefing|Statement|Remarks|Comment|Answers?) (?:by|of) (?:the )?(?P<office>[a-z][a-z -]+?) of (?:the )?", said)) is not None:
            fresh.office = brief["office"]
        elif fresh.body is None and _is_issuer(said, rules) and not _MARK.match(said):
            fresh.body = _issuer(said, rules)
        elif fresh.body is None and fresh.name is None and each is chunks[0] and not _MARK.match(said) and not _NUMBERED.search(said) and not _STATES.search(said):
            bare = re.sub(r"\s*[(/|\u2013\u2014-]\s*(?:EXERCISE|[^\x00-\x7f]).*$", "", said).strip()
            if 1 <= len(bare.split()) <= 4 and bare[0].isupper() and not (bare.endswith((".", "!", "?")) and not re.search(r"\b[A-Z]\.$", bare)):
                fresh.body, fresh.name = (bare, None) if len(bare.split()) > 2 else (None, bare)
    if fresh.name or fresh.body or fresh.office:
        author.name, author.office, author.body = fresh.name, fresh.office, fresh.body
    author.day = fresh.day


def _issuer(said: str, rules: Rules) -> str:
    """The body's name out of such a line: without what is in brackets, behind a dash, or only says what kind of text it is."""
    said = re.sub(r"^(?:By|By the|From)\s+(.*?)\s+(?:staff|newsroom|desk|correspondents?|reporters)$", r"\1", said)
    bare = re.sub(r"\s*\((?:EXERCISE|Exercise|official account)\).*$|\s*[\u2013\u2014/|-]\s+.*$", "", said).strip(" .,-\u2013\u2014")
    bare = re.sub(r"^(?:COMMUNIQU[ÉE]|STATEMENT|BULLETIN|PRESS RELEASE|Communiqu[ée]|Statement|Bulletin|Press release)(?:\s+No\.?\s*\d+)?\s+(?:OF|BY|FROM|of|by|from)\s+(?:THE|the)?\s*", "", bare)
    kind = r"(?:\s+(?:duty|radio|watch|operations|control|patrol|net))?\s+(?:log|logbook|record|notes|sitrep|bulletin|digest)$"
    parts = [re.sub(kind, "", each.strip(), flags=re.IGNORECASE) for each in bare.split(",")]
    dull = re.compile(r"\b(?:log|record|bulletin|note|channel|times?|digest|No\.?|\d{4}|watch|sitrep|report)\b", re.IGNORECASE)
    kept = [each for each in parts if not dull.search(each)]
    named = [each for each in kept if _is_issuer(each, rules)] or kept
    if not named:
        return re.sub(r"\s+(?:duty|radio|watch)?\s*(?:log|record|bulletin)\b.*$", "", parts[0])
    if len(kept) > 1 and kept[0] == named[0] and not any(dull.search(each) for each in parts):
        return ", ".join(kept)
    return named[0]


# -- The foot, and what stands between ---------------------------------------------------------------------------------------------


def _is_foot(text: str, span: Span, rules: Rules, *, is_first: bool) -> bool:
    """Is it a mark, a place with a day, a signature, an address: nothing that says anything?"""
    said = text[span.first : span.until]
    if _MARK.match(said) or _TAGS.match(said) or re.match(r"^[\W_]*(?:ENDS?|ends|Ends|-30-|\(?ends\)?)[\W_]*$", said):
        return True
    if is_first or len(said) > 110 or _log(text, span) is not None:
        return False
    if re.match(r"(?:Signed|For the|Contact|Press (?:office|contact|service)|Issued by|Distribution|Tel\b|Editing by|Reporting by|Our correspondent|Additional reporting)\b", said):
        return True
    if re.search(r"@\w+\.\w+|https?://", said) and len(said.split()) < 10:
        return True
    return _is_dated(said) and not _STATES.search(said) and not _END.search(said)


def _block(text: str, span: Span, author: _Author) -> Iterator[Block]:
    said = text[span.first : span.until]
    if _MARK.match(said) or _TAGS.match(said):
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
        agency = dateline["agency"]
        author.body = author.body or (agency.strip() if agency and not _MARK.match(agency) else None)
        yield Block(Sort.HEAD, Span(span.first, end), span.first)
        yield Block(Sort.PARAGRAPH, Span(dateline.end(), span.until), dateline.end())
        return
    if said.rstrip().endswith(":") and len(said) < 240 and "." not in said[:-1].replace("No.", ""):
        yield Block(Sort.LEAD, span, span.first)
        return
    if not _END.search(said) and len(said.split()) <= 6 and not re.search(r"[a-z]{3,}ed\b|\b(?:is|are|was|were|has|have|says?|said)\b", said) and len(said) < 60 and said[0].isupper() and "\n" not in said:
        yield Block(Sort.HEAD, span, span.first)
        return
    yield Block(Sort.PARAGRAPH, span, span.first)
