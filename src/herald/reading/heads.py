"""Who writes, for whom, on which day, and under which headline? What the lines above a report's body say, and those below it.

A line of a head names whoever writes ("By Mira Tal, Harbour Agency"; "@harbourwatch"; "Station: Mill Post"), the body whose text it is, a
day, a number, the kind of text, or is a mark; one that does none of it is the headline, if it reads like one. The first line that is none
of these begins the body. Which words mark which line is in the tables ([heads]).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from herald.incident.codes import SpeakerKind
from herald.reading.model import Span, Speaker
from herald.reading.naming import Voices, named, offices_of
from herald.reading.rules import Rules
from herald.reading.tokens import Token, tokens

MARK = re.compile(
    r"[\W_]*(?:exercise)(?:[\W_]*(?:exercise|only|ends?|message|text|traffic|material|this is an exercise|for training|training|all names(?: are)? invented|not real))*[\W_]*",
    re.IGNORECASE,
)
TAGS = re.compile(r"(?:[#@]\w+[ \t,]*|https?://\S+[ \t]*|pic\.\S+[ \t]*)+")
END = re.compile(r"[.!?\u2026\u061f\u3002\uff01\uff1f][\"'\u2019\u201d\u00bb)\]]*$")
_MONTHS = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Za-z]*\.?"
)
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-\u2013/]\s*\d{{1,2}})?\s+(?:of\s+)?{_MONTHS},?\s+(?:\d{{4}}|\d\d\b)|{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})"
)
_DAY_OR_CLOCK = re.compile(
    rf"{DAY.pattern}|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}(?!\w)|\b{_MONTHS}\s+\d{{1,2}}\b|\b\d{{6}}Z?\s?{_MONTHS}\s?\d\d\b|\b\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\.?)?\b|\b\d{{4}}(?:Z|\s?(?:hrs|UTC|hours))\b|\b\d{{1,2}}\s?[ap]m\b|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b|\b(?:19|20)\d\d\b"
)
_CELL = re.compile(r"\s+[|\u00b7\u2022/]+\s+|\s+[\u2014\u2013-]+\s+|\s*\|\s*|\t+|\s{3,}|(?<=\S)\s*//+\s*|;\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_EXERCISE = re.compile(
    r"(?:[(\[]\s*\*{0,2}exercise\*{0,2}\s*(?:only|message|text)?\s*[)\]]|(?<!\w)\*{0,2}(?:exercise only|exercise message|exercise)\*{0,2}(?!\w))",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.])@\w+")
_BY = re.compile(
    r"(?:by|text by|words by|written by|story by|reporting by|reported by|posted by|compiled by|prepared by|issued by|translated by|attributable to|compiled for [a-z ]{3,30} by|from)\s+(?=[A-Z@\u0400-\u042f]|our\b|the\b)",
    re.IGNORECASE,
)
_OF_KIND = re.compile(r"(?P<kind>[A-Z][\w\u00e9\u00c9]*(?: [a-z]+)?) (?:by|of|from) (?P<who>(?:the )?[A-Za-z].{3,70})$")
_NAME = re.compile(
    r"[A-Z\u0400-\u042f][\w'\u2019-]*\.?(?:\s+(?:(?:al|el|de|van|von|der|bin|ibn|abu|da)\s+)?[A-Z\u0400-\u042f][\w'\u2019-]*\.?){0,3}"
)
_INITIAL = re.compile(r"\b[A-Z]\.$")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*\.?")
_MOST, _LONGEST, _LONGEST_TITLE, _FEWEST, _SHORT = 12, 130, 170, 3, 4


class Line(Enum):
    """What is a line of a head?"""

    MARK = "mark"
    WRITER = "who writes"
    ISSUER = "whose text it is"
    DATED = "a day, a number, a kind of text"
    TITLE = "a title"
    BODY = "no head"


@dataclass(frozen=True, slots=True)
class Author:
    """What a report says of whoever writes it. `day`: the words of the day that stands in its head."""

    name: str | None = None
    office: str | None = None
    body: str | None = None
    day: str | None = None

    @property
    def is_known(self) -> bool:
        """Does it say anything of them?"""
        return bool(self.name or self.office or self.body)


@dataclass(frozen=True, slots=True)
class Head:
    """How many chunks are head, which of them is the headline, and who writes."""

    count: int
    headline: int | None
    author: Author


def headed(text: str, chunks: Sequence[Span], is_log: Sequence[bool], rules: Rules) -> Head:
    """What stands before the body? `is_log`: which chunks are lines of a log or items of a list, with which no head goes on."""
    author, headline, count = Author(), None, 0
    for at, each in enumerate(chunks[:_MOST]):
        said = text[each.first : each.until]
        kind, told = line(said, rules, is_first=author.name is None and author.body is None)
        if is_log[at] and kind is not Line.WRITER and not (headline is None and _is_numbered_title(said)):
            break
        if kind in {Line.BODY, Line.TITLE} and at and author.name is None and _is_byline(said, rules):
            kind, told = Line.WRITER, Author(name=said.strip())
        if kind is Line.BODY:
            break
        if kind is Line.TITLE:
            is_title = (
                headline is None
                and _HANDLE.match(author.name or "") is None
                and (_is_alone(text, chunks, at) or _is_numbered_title(said) or _goes_on(text, chunks, at, rules))
            )
            if not is_title:
                break
            headline = at
        author = _joined(author, told)
        count = at + 1
    if count == len(chunks):
        count = max(0, count - 1) if headline is None or headline != count - 1 else count - 1
        headline = None if headline is not None and headline >= count else headline
    return Head(count, headline, author)


def footed(text: str, chunks: Sequence[Span], rules: Rules) -> tuple[int, Author]:
    """How many chunks at the end say nothing of the matter, and what do they say of whoever writes?"""
    author, count = Author(), 0
    for at, each in enumerate(reversed(chunks)):
        said = text[each.first : each.until]
        if at == len(chunks) - 1 and not MARK.fullmatch(said) and not TAGS.fullmatch(said):
            break
        kind, told = _foot(said, rules)
        if kind is Line.BODY:
            break
        author = _joined(told, author)
        count += 1
    return count, author


def _joined(first: Author, more: Author) -> Author:
    """What the first line does not say, the next one may. A body that stands above a name is the name's."""
    return Author(first.name or more.name, first.office or more.office, first.body or more.body, first.day or more.day)


def _is_byline(said: str, rules: Rules) -> bool:
    """Is it a person's name and nothing else?"""
    return (
        2 <= len(said.split()) <= 3 and _is_name(said, rules) and not _names_body(said, rules) and not END.search(said)
    )


def _goes_on(text: str, chunks: Sequence[Span], at: int, rules: Rules) -> bool:
    """Does a line that names who writes, or a day, stand behind it?"""
    if at + 1 >= len(chunks):
        return False
    kind, _ = line(text[chunks[at + 1].first : chunks[at + 1].until], rules, is_first=False)
    return kind in {Line.WRITER, Line.ISSUER, Line.DATED}


def _is_alone(text: str, chunks: Sequence[Span], at: int) -> bool:
    """Does an empty line, or a line of the head that names who writes, stand behind it?"""
    if at + 1 >= len(chunks):
        return False
    return (
        text.count("\n", chunks[at].until, chunks[at + 1].first) > 1
        or text.count("\r", chunks[at].until, chunks[at + 1].first) > 2
    )


def _is_numbered_title(said: str) -> bool:
    return re.match(r"\d{1,2}[.)]\s+[A-Z]", said) is not None and not END.search(said) and len(said) < 90


# -- One line --------------------------------------------------------------------------------------------------------------------


def line(said: str, rules: Rules, *, is_first: bool) -> tuple[Line, Author]:
    """What is this line, and what does it say of whoever writes? `is_first`: nobody is named so far."""
    if MARK.fullmatch(said):
        return Line.MARK, Author()
    if len(said) > _LONGEST_TITLE or ("\n" in said and len(said) > _LONGEST):
        return Line.BODY, Author()
    if (keyed := _keyed(said, rules)) is not None:
        return keyed
    plain = _unmarked(said)
    if (by := _BY.match(plain)) is not None and not _tells(plain, rules):
        return Line.WRITER, _writer(plain[by.end() :], rules)
    if (
        (of := _OF_KIND.match(plain)) is not None
        and of["kind"].lower() in rules.of["heads.kinds"]
        and not _tells(plain, rules)
    ):
        told = _writer(of["who"], rules)
        if told.is_known:
            return Line.WRITER, replace(told, day=_day(plain))
    if (handle := _HANDLE.search(plain)) is not None and _is_account(plain, handle):
        return Line.WRITER, Author(name=handle[0], day=_day(plain))
    if TAGS.fullmatch(said):
        return Line.BODY, Author()
    cells = _cells(said)
    if not cells:
        return Line.BODY, Author()
    if not _tells(plain, rules) and not END.search(plain) and (signed := _titled(plain, rules)) is not None:
        return Line.WRITER, signed
    sorts = [_cell(each, rules) for each in cells]
    tells = _tells(plain, rules) or (END.search(plain) is not None and not _is_dull_end(plain, rules))
    day = _day(said)
    if not tells and Line.ISSUER in sorts and len(said) < _LONGEST:
        body = _issuer(cells[sorts.index(Line.ISSUER)], rules)
        return Line.ISSUER, replace(_person_among(cells, sorts, rules), body=body, day=day)
    if not tells and Line.DATED in sorts and len(said) < _LONGEST:
        return Line.DATED, replace(_person_among(cells, sorts, rules) if is_first else Author(), day=day)
    if is_first and not tells and len(cells) <= 2 and _is_name(cells[0], rules):
        bare = cells[0].strip()
        return (Line.ISSUER, Author(body=bare)) if len(bare.split()) > 2 else (Line.WRITER, Author(name=bare))
    if END.search(said) and not END.search(said)[0].startswith("?"):  # type: ignore[index]
        return Line.BODY, Author()
    return (
        (Line.TITLE, Author(day=day))
        if _reads_as_title(plain, rules) or _reads_as_title(said, rules)
        else (Line.BODY, Author())
    )


def _foot(said: str, rules: Rules) -> tuple[Line, Author]:
    if (
        MARK.fullmatch(said)
        or TAGS.fullmatch(said)
        or re.fullmatch(r"[\W_]*(?:ends?|-30-|fin|over and out|end of \w+(?: \w+)?)[\W_]*", said, re.IGNORECASE)
    ):
        return Line.MARK, Author()
    if len(said) > 160 or _CLOCKED.match(said):
        return Line.BODY, Author()
    bare = said.strip("()[]*_ \u2014\u2013-")
    if (keyed := _keyed(bare, rules)) is not None and keyed[0] is not Line.TITLE:
        return keyed
    lead = rules.of["heads.closing"]
    first = next(
        (
            each
            for each in lead
            if bare.lower().startswith(each) and not bare.lower()[len(each) : len(each) + 1].isalpha()
        ),
        None,
    )
    if first is not None:
        rest = bare[len(first) :].strip(" :,.-\u2014\u2013\n")
        return Line.DATED, _writer(rest.split(";")[0], rules) if first in rules.of["heads.signing"] else Author()
    if re.search(r"https?://", said) and len(said.split()) < 12:
        return Line.MARK, Author()
    if _tells(bare, rules) or END.search(said):
        return Line.BODY, Author()
    if said[:1] in "(\u2014\u2013-[" and _NAME.match(bare) and len(bare.split()) <= 9:
        return Line.WRITER, _writer(bare, rules)
    if _day(said) and len(said) < 90:
        return Line.DATED, Author()
    words = bare.replace(",", " ").split()
    if 1 < len(words) <= 9 and _is_office_line(bare, rules):
        return Line.WRITER, _writer(bare, rules)
    return Line.BODY, Author()


_CLOCKED = re.compile(r"[\[(]?\d{1,2}[:.h]?\d{2}\b")


def _is_office_line(said: str, rules: Rules) -> bool:
    """A signature: a name with an office, a desk of a cell: capitals, or words of offices and bodies, and nothing told."""
    words = [each.lower().strip(".,") for each in said.split()]
    known = rules.of["offices.functions"] | rules.of["offices.ranks"] | rules.of["bodies.words"]
    return any(each in known for each in words) and (said[0].isupper() or words[0] in {"the", "for"})


def _unmarked(said: str) -> str:
    """Without the marks of an exercise."""
    bare = _EXERCISE.sub("", said)
    bare = bare.strip(" \t:|\u00b7\u2014\u2013/*_=#-").strip()
    return (bare.rstrip(".") if bare != said.strip() and not _INITIAL.search(bare) else bare) or said


def _tells(said: str, rules: Rules) -> bool:
    """Does somebody do or say something in it? Then it names nobody's office and no day alone."""
    words = _WORD.findall(said)
    telling = rules.of["heads.telling"]
    return any(
        (each.lower() in telling and (each[0].islower() or (at > 0 and len(each) > _SHORT)))
        or (each[0].islower() and each in rules.verbs and each not in rules.of["heads.kinds"])
        for at, each in enumerate(words)
    )


def _is_dull_end(said: str, rules: Rules) -> bool:
    """A stop behind a head's line: "All times UTC.", "Sgt.", "No." """
    del rules
    return (_DAY_OR_CLOCK.search(said) is not None and len(said) < 90) or re.search(
        r"(?:\b[A-Z]|times? [\w ]+|UTC|\bZ)\.$", said
    ) is not None


def _day(said: str) -> str | None:
    found = DAY.search(said)
    return None if found is None else found[0]


def _is_account(said: str, handle: re.Match[str]) -> bool:
    """Is the line an account, and no words to somebody: nothing before the handle but a name, little behind it?"""
    before, behind = (
        said[: handle.start()].strip(" (|\u00b7-\u2014\u2013,"),
        said[handle.end() :].strip(" )|\u00b7-\u2014\u2013,:"),
    )
    if re.match(r"(?:RT|via|h/t|cc)\b", before, re.IGNORECASE):
        return False
    is_bare = (
        not behind
        or (_DAY_OR_CLOCK.search(behind) is not None and len(behind) < 60)
        or re.match(r"\(|\d|EXERCISE|verified|official|followers|wrote$|posted$|reposted", behind) is not None
    )
    return len(before.split()) <= 8 and not END.search(before) and is_bare and not END.search(behind)


def _cells(said: str) -> list[str]:
    """The parts of a line: between bars, dashes and brackets, without marks."""
    found: list[str] = []
    for each in _CELL.split(_unmarked(said)):
        inner = [part for part in _BRACKETS.findall(each) if not MARK.fullmatch(part)]
        bare = _BRACKETS.sub("", each).strip(" ,:")
        found += [bare if _INITIAL.search(bare) else bare.rstrip("."), *inner]
    return [each for each in found if each]


def _cell(said: str, rules: Rules) -> Line:
    """What is one part of such a line?"""
    if MARK.fullmatch(said):
        return Line.MARK
    if not _tells(said, rules) and _issuer(said, rules) is not None:
        return Line.ISSUER
    return Line.DATED if any(_is_dull(each, rules) for each in said.split(",") if each.strip()) else Line.TITLE


def _is_dull(said: str, rules: Rules) -> bool:
    """A day, a clock, a number, a kind of text, a zone: at least as many words of these as of others."""
    left = _DAY_OR_CLOCK.sub(" ", said)
    words = [low for each in _WORD.findall(left) if (low := each.lower().strip(".")) not in _ASIDE]
    if not words:
        return True
    kinds = rules.of["heads.kinds"] - (
        rules.of["bodies.media"] if len(words) > 1 and words[-1] not in rules.of["heads.kinds"] else frozenset()
    )
    dull = sum(each in kinds for each in words)
    return (dull > 0 and dull * 2 >= len(words)) or (left != said and len(words) <= 1)


_ASIDE = frozenset({"at", "on", "from", "to", "of", "the", "for", "in", "and", "all", "z", "est", "gmt"})


def _names_body(said: str, rules: Rules) -> bool:
    words = _WORD.findall(said)
    low = f" {' '.join(each.lower() for each in words)} "
    if not any(each[0].isupper() for each in words):
        return False
    return any(
        f" {each} " in low for name in ("bodies.words", "bodies.media", "heads.issuers") for each in rules.of[name]
    )


def _issuer(said: str, rules: Rules) -> str | None:
    """Which body does this part of a line name: without what says only which kind of text it is, its number and its day?"""
    kinds = "|".join(sorted(map(re.escape, rules.of["heads.kinds"]), key=len, reverse=True))
    said = re.sub(
        rf"^(?:[A-Z]\w*\s+){{0,2}}?(?:{kinds})(?:\s+no\.?\s*\d+|\s+\d+)?\s+(?:of|by|from)\s+(?:the\s+)?",
        "",
        said,
        flags=re.IGNORECASE,
    )
    parts = [each.strip() for each in said.split(",") if each.strip()]
    kept = [(each, _without_kind(each, rules)) for each in parts]
    media = rules.of["bodies.media"]
    kept = [(each, bare if bare == each or bare.lower() not in media else "") for each, bare in kept]
    bodies = [bare for each, bare in kept if bare and _names_body(bare, rules) and not _is_dull(bare, rules)]
    if not bodies:
        return None
    if all(each == bare for each, bare in kept) and kept[0][1] == bodies[0]:
        return ", ".join(each for each in parts if not _is_dull(each, rules))
    return bodies[0]


def _without_kind(said: str, rules: Rules) -> str:
    """Cedar Relief duty log: Cedar Relief. A page that is called Ayn Issa Channel is called so."""
    words = _DAY_OR_CLOCK.sub(" ", said).split()
    kinds = rules.of["heads.kinds"] - (
        rules.of["bodies.media"] if len(words) > 1 and words[-1][0].isupper() else frozenset()
    )
    before = len(words)
    while words and (
        words[-1].lower().strip(".:#") in kinds
        or (not words[-1].strip(".:#").isalpha() and re.fullmatch(r"#?\d+[a-z]?[.:]?", words[-1]))
    ):
        words = words[:-1]
    while before > len(words) > 1 and words[-1].lower() in {
        "duty",
        "radio",
        "watch",
        "operations",
        "patrol",
        "net",
        "telephone",
        "hotline",
        "weekly",
        "daily",
        "situation",
        "incident",
        "evening",
        "morning",
        "running",
    }:
        words = words[:-1]
    return " ".join(words).strip(" ,.:") if len(words) < before else said


def _is_name(said: str, rules: Rules) -> bool:
    """Could these words be somebody's name, or a page's: one to four words with capitals, and nothing else?"""
    words = said.split()
    if not 1 <= len(words) <= 4 or any(each.lower().strip(".") in rules.of["heads.kinds"] for each in words):
        return False
    return (
        all(each[0].isupper() for each in words)
        and not any(each.isupper() and len(each) > 3 for each in words)
        and not said.endswith((":", "!", "?"))
    )


def _person_among(cells: Sequence[str], sorts: Sequence[Line], rules: Rules) -> Author:
    """A line like "Mira Tal | Harbour Daily | 4 March 2021": the part that is a name beside a body or a day."""
    for each, sort in zip(cells, sorts, strict=True):
        if (
            sort is Line.TITLE
            and _is_name(each, rules)
            and 2 <= len(each.split()) <= 3
            and len(cells) > 2
            and Line.ISSUER in sorts
        ):
            return Author(name=each)
    return Author()


def _reads_as_title(said: str, rules: Rules) -> bool:
    words = _WORD.findall(said)
    if len(words) < _FEWEST or not (words[0][0].isupper() or not words[0][0].isalpha()) or said.endswith((":", ",")):
        return False
    return any(each[0].islower() for each in words[1:]) or _tells(said, rules)


def _titled(said: str, rules: Rules) -> Author | None:
    """ "Emeka Solt, health correspondent, Marl"; "Governor of Saltmarsh Province, Ruta Venn": a name beside an office."""
    parts = [each.strip() for each in said.split(",")]
    if not 2 <= len(parts) <= 4 or not all(parts) or len(said) > _LONGEST:
        return None
    known = rules.of["offices.functions"] | rules.of["offices.ranks"]
    offices = [at for at, each in enumerate(parts) if any(word.lower() in known for word in _WORD.findall(each))]
    names = [
        at
        for at, each in enumerate(parts)
        if at not in offices and _is_name(each, rules) and 2 <= len(each.split()) <= 3
    ]
    names = [at for at in names if not _names_body(parts[at], rules) and not _is_dull(parts[at], rules)]
    if not names or not offices or abs(names[0] - offices[0]) != 1:
        return None
    office, _, body = parts[offices[0]].partition(" of ")
    if body and not body.removeprefix("the ")[:1].isupper():
        office, body = parts[offices[0]], ""
    return Author(parts[names[0]], office, body.removeprefix("the ") or None, _day(said))


# -- Keys and bylines ------------------------------------------------------------------------------------------------------------

_KEY = re.compile(r"(?P<key>[A-Za-z][A-Za-z /'\u2019-]{1,24}?)\s*(?::|=|\u2014)\s*(?P<value>\S.*)$")


def _keyed(said: str, rules: Rules) -> tuple[Line, Author] | None:
    """ "Station: Mill Post", "Date: 4 March 2021": several in one line too."""
    cells = [each for each in _CELL.split(_unmarked(said)) if each.strip()]
    found: list[tuple[Line, Author]] = []
    for each in cells:
        for part in re.split(r"(?:\.|,)\s+(?=[A-Z][a-z]+(?: [a-z]+)?:\s)", each):
            key = _KEY.match(part.strip())
            known = None if key is None else _key(key["key"].strip(), key["value"].strip(), rules)
            if known is not None:
                found.append(known)
    if not found:
        return None
    author = Author()
    for _, told in found:
        author = _joined(author, told)
    if author.body is None:
        bodies = (
            _issuer(each, rules) for each in cells if _KEY.match(each.strip()) is None and not _tells(each, rules)
        )
        author = replace(author, body=next((each for each in bodies if each is not None), None))
    kinds = [kind for kind, _ in found]
    kind = next((each for each in (Line.TITLE, Line.WRITER, Line.DATED) if each in kinds), Line.DATED)
    return kind, replace(author, day=author.day or _day(said))


def _key(said: str, value: str, rules: Rules) -> tuple[Line, Author] | None:
    key = said.lower()
    if key in rules.of["heads.author"]:
        return Line.WRITER, _writer(value, rules)
    if key in rules.of["heads.title"]:
        return Line.DATED, Author()
    if key in rules.of["offices.functions"] or key in rules.of["heads.keeper"]:
        told = _writer(value, rules)
        if told.name is None and told.body is None:
            return None
        return Line.WRITER, replace(told, office=", ".join(each for each in (said, told.office) if each))
    if key in rules.of["heads.dull"]:
        return Line.DATED, Author(day=_day(value))
    return None


def _writer(said: str, rules: Rules) -> Author:
    """Who is named here: "our correspondent Ivo Hale, Harbour Daily"; a name, an office, a body."""
    said = re.sub(r"^(?:our|the)\s+", "", _unmarked(said).strip(" .()\u2014\u2013-"))
    if (handle := _HANDLE.search(said)) is not None:
        return Author(name=handle[0])
    said = re.sub(r"\s+(?:in|at)\s+[A-Z][\w'\u2019-]*(?:\s[A-Z][\w'\u2019-]*)*$", "", said)
    staff = re.match(
        r"(?P<body>.+?)\s+(?:staff(?: writers?)?|newsroom|news desk|desk|correspondents?|reporters?|writers?)$", said
    )
    if staff is not None and staff["body"][0].isupper():
        return Author(body=staff["body"])
    if _names_body(said, rules) and not _has_office(said, rules) and _issuer(said, rules) == said:
        return Author(body=said)
    parts = [each.strip() for each in re.split(r",|\s[\u2014\u2013|/-]\s|\s*[()]\s*", said) if each.strip()]
    author = Author()
    for each in parts:
        author = _told_by(each, author, rules)
    return author


def _told_by(said: str, author: Author, rules: Rules) -> Author:
    if _is_dull(said, rules) and author.is_known:
        return replace(author, day=author.day or _day(said))
    first = re.split(r"\s+and\s+(?=[A-Z])", said)[0] if not _names_body(said, rules) else said
    words = [each for each in tokens(first, Span(0, len(first)), ()) if each.is_word]
    if not words:
        return author
    if _names_body(first, rules) and not _offices(words, rules):
        return replace(author, body=author.body or first)
    who = _who(words, rules)
    if who is None:
        if author.name is None and words[0].is_capital:
            return replace(author, name=first)
        is_body = author.name is not None and author.body is None and all(each.is_capital for each in words)
        return replace(author, body=first) if is_body else author
    office = ", ".join(each for each in (author.office, who.office) if each) or None
    name = author.name or who.name
    body = author.body or who.body or (who.name if author.name and who.name and not who.office else None)
    return replace(author, name=name, office=office, body=body)


def _has_office(said: str, rules: Rules) -> bool:
    return _offices([each for each in tokens(said, Span(0, len(said)), ()) if each.is_word], rules)


def _offices(words: Sequence[Token], rules: Rules) -> bool:
    known = rules.of["offices.functions"] | rules.of["offices.ranks"]
    return any(each.low.rstrip(".") in known for each in words)


def _who(words: Sequence[Token], rules: Rules) -> Speaker | None:
    if _offices(words, rules) and all(
        each.low.rstrip(".") in rules.of["offices.functions"] | rules.of["offices.ranks"] for each in words
    ):
        return Speaker(SpeakerKind.AUTHOR, None, offices_of(words, rules), None)
    found = named(list(words), [], rules, Voices(Speaker(SpeakerKind.AUTHOR)))
    return None if found is None else found.speaker


def lines(text: str, span: Span) -> Iterator[Span]:
    """The lines of this part of a text that hold anything."""
    for match in re.finditer(r"[^\r\n]+", text[span.first : span.until]):
        if match[0].strip():
            yield Span(span.first + match.start(), span.first + match.end())
