"""Whom do these words name? A person, a body, somebody unnamed, several at once, a document; or somebody of whom was spoken before.

Out of "Colonel Pavel Orlov, a spokesman for the Aster defence ministry" come a name, two offices and a body. What is meant by "he",
"the ministry" or a surname is looked up among those whom the report named before; where nobody fits, it stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from herald.incident.codes import Edge, SpeakerKind
from herald.reading.model import Speaker
from herald.reading.rules import Rules
from herald.reading.tokens import Token

_ARTICLES = frozenset("the a an this that these those another its his her their our my your both all".split())
_INDEFINITE = frozenset({"a", "an", "another", "one", "some", "two", "three", "four", "several", "many", "other"})
_OWNED = frozenset({"its", "his", "her", "their", "our", "my", "your"})
_OF = frozenset(
    {"of", "for", "from", "with", "at", "in", "on", "to", "near", "by", "against", "about", "over", "after", "before"}
)
_OF_BODY = frozenset({"of", "for", "with", "from"})
_SMALL = frozenset({"al", "el", "de", "van", "von", "der", "bin", "ibn", "abu", "da", "di", "du", "la", "le", "of"})
_JOINS = frozenset({"of", "the", "for", "and", "&", "de"})
_UNIQUE = re.compile(
    r"(?:minister|head|chief|commander|governor|mayor|president|chairman|chairwoman|chair|director|ambassador|secretary|envoy|commissioner|coordinator|co-ordinator|officer|delegate|representative|negotiator|spokesman|spokeswoman|spokesperson|harbourmaster|prosecutor|king|prince|patriarch|bishop|general)$"
)
_HEADS = frozenset(
    "head chief director commander spokesman spokeswoman spokesperson chairman chairwoman chair president "
    "minister secretary mayor governor deputy manager coordinator leader representative delegate official officer "
    "member".split()
)
_SMALL_UNITS = frozenset(
    "patrol convoy post unit checkpoint team base station tower port shift platoon bus truck ambulance hospital "
    "party".split()
)
_SURE, _LIKELY, _GUESS = 1.0, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A speaker, and how sure the rules are. `refers`: it was looked up among those named before. `how`: his words come translated."""

    speaker: Speaker
    score: float
    refers: bool = False
    how: Edge | None = None


@dataclass(slots=True)
class Voices:
    """Who was named so far in this report, the last one last; and who writes it."""

    author: Speaker
    named: list[Speaker] = field(default_factory=list)
    sides: frozenset[str] = frozenset()

    def like(self, speaker: Speaker) -> Speaker:
        """The speaker, with what was said of him before where the name is the same."""
        other = next((each for each in reversed(self.named) if _same(each, speaker)), None)
        if other is None:
            return speaker
        name = _longer(other.name, speaker.name)
        return replace(speaker, name=name, office=other.office or speaker.office, body=other.body or speaker.body)

    def met(self, speaker: Speaker) -> None:
        """Take him up: he spoke last."""
        if speaker.kind is not SpeakerKind.AUTHOR:
            self.named = [*(each for each in self.named if not _same(each, speaker)), speaker]

    def last(self, fits: Iterable[bool]) -> Speaker | None:
        """The last of them for which this holds."""
        found = [speaker for speaker, does in zip(self.named, fits, strict=True) if does]
        return found[-1] if found else None


def _same(one: Speaker, other: Speaker) -> bool:
    if one.name and other.name:
        a, b = one.name.lower().split(), other.name.lower().split()
        return a == b or (
            a[-1] == b[-1] and (len(a) == 1 or len(b) == 1 or (a[0][0] == b[0][0] and min(len(a[0]), len(b[0])) <= 2))
        )
    if one.name or other.name:
        return False
    return (one.kind, _folded(one.office), _folded(one.body)) == (
        other.kind,
        _folded(other.office),
        _folded(other.body),
    )


def _longer(one: str | None, other: str | None) -> str | None:
    return max((each for each in (one, other) if each), key=len, default=None)


def _folded(words: str | None) -> str:
    return (words or "").lower().replace("\u2019", "'").removeprefix("the ")


# -- What words name --------------------------------------------------------------------------------------------------------------


def named(words: Sequence[Token], more: Sequence[Sequence[Token]], rules: Rules, known: Voices) -> Found | None:
    """Whom do these words name, with what is said of him between commas? None where they name nobody who could speak."""
    words = _bare(words)
    if not words:
        return None
    lows = [each.low.rstrip(".") for each in words]
    if len(words) == 1 and (found := _pronoun(lows[0], rules, known)) is not None:
        return found
    if lows[0] in {"he", "she", "it", "they", "we", "i"}:
        return _pronoun(lows[0], rules, known)
    found = _referred(words, lows, rules, known) if not more else None
    if found is None:
        found = _direct(words, lows, rules, known)
    if found is None:
        return None
    speaker = found.speaker
    for each in more:
        speaker = _apposed(speaker, _bare(each), rules, known)
    return replace(found, speaker=known.like(speaker) if speaker.kind is not SpeakerKind.AUTHOR else speaker)


def _bare(words: Sequence[Token]) -> list[Token]:
    """Without marks at either end."""
    kept = [each for each in words if each.is_word or each.text in "&'\u2019"]
    while kept and kept[-1].low in {"of", "and", "also", "then", "now", "later", "has", "have", "had"}:
        kept.pop()
    return kept


def _pronoun(low: str, rules: Rules, known: Voices) -> Found | None:
    if rules.has("pronouns.own", low):
        return Found(known.author, _SURE if known.author.who else _LIKELY, refers=True)
    if rules.has("pronouns.person", low):
        fits = [
            bool(each.name)
            or (
                bool(each.office)
                and each.kind in {SpeakerKind.NAMED, SpeakerKind.UNNAMED}
                and not (each.office or "").lower().endswith("s")
            )
            for each in known.named
        ]
    elif rules.has("pronouns.body", low):
        fits = [
            each.name is None and (each.office is None or each.kind is SpeakerKind.DOCUMENT) for each in known.named
        ]
    elif rules.has("pronouns.several", low):
        fits = [
            each.name is None and (each.kind in {SpeakerKind.UNNAMED, SpeakerKind.AGGREGATE} or each.office is None)
            for each in known.named
        ]
    else:
        return None
    found = known.last(fits)
    if found is None and known.author.body and rules.has("pronouns.body", low):
        return Found(known.author, _GUESS, refers=True)
    return None if found is None else Found(found, _LIKELY, refers=True)


def _referred(words: Sequence[Token], lows: Sequence[str], rules: Rules, known: Voices) -> Found | None:
    """A surname; "the ministry"; "the spokesman": of whom was spoken before."""
    whole = " ".join(lows)
    for each in reversed(known.named):
        name = (each.name or "").lower()
        if name and (
            whole == name
            or whole == name.split()[-1]
            or (lows[-1] == name.split()[-1] and set(lows[:-1]) <= _titles(rules))
        ):
            return Found(each, _SURE, refers=True)
    if lows[0] not in {"the", "this", "that"} and not (len(lows) == 1 and lows[0] in rules.of["bodies.words"]):
        return None
    core = [low for low in lows if low not in _ARTICLES]
    if not core:
        return None
    said = " ".join(core)
    author = known.author
    if author.body and (_ends(author.body, said, rules) or _folded(author.body) == said):
        return Found(author, _SURE, refers=True)
    for each in reversed(known.named):
        if (
            each.name is None
            and each.office is None
            and each.body
            and (_folded(each.body) == said or _ends(each.body, said, rules))
        ):
            return Found(each, _SURE, refers=True)
    for each in reversed(known.named):
        office = (each.office or "").lower()
        if office and (office == said or said in [part.strip() for part in office.split(",")] or _nearly(office, said)):
            return Found(each, _SURE, refers=True)
    if said in {
        "paper",
        "newspaper",
        "daily",
        "agency",
        "news agency",
        "broadcaster",
        "outlet",
        "channel",
        "magazine",
        "station",
        "weekly",
        "site",
        "website",
    }:
        media = known.last(
            [
                (each.name is None and each.office is None and _is_media(each.body, rules))
                or (each.body is not None and each.office is None and each.name is None and _is_outlet(each.body))
                for each in known.named
            ]
        )
        if media is not None:
            return Found(media, _LIKELY, refers=True)
    return None


def _is_outlet(body: str) -> bool:
    return body[0].isupper() and " " not in body


def _nearly(office: str, said: str) -> bool:
    """Is "deputy minister" the "deputy defence minister"? The same first and last word."""
    a, b = office.split(), said.split()
    return (len(b) > 1 and len(a) > len(b) and (a[0], a[-1]) == (b[0], b[-1])) or (
        len(b) == 1 and len(a) > 1 and a[-1].strip(",") == b[0] and "," not in office
    )


def _titles(rules: Rules) -> frozenset[str]:
    return rules.of["offices.ranks"] | rules.of["offices.functions"] | {"the"}


def _ends(body: str, said: str, rules: Rules) -> bool:
    """Is "the ministry" this body? It stands in its name as a word that makes a body, or ends it."""
    words = re.findall(r"[\w'\u2019-]+", body.lower())
    parts = said.split()
    if not parts or parts[-1] not in words:
        return False
    if words[-len(parts) :] == parts:
        return True
    return len(parts) == 1 and parts[0] in rules.of["bodies.words"] | rules.of["bodies.media"] and parts[0] in words


def _is_media(body: str | None, rules: Rules) -> bool:
    words = [] if body is None else re.findall(r"[\w'\u2019-]+", body.lower())
    return any(word in rules.of["bodies.media"] for word in words)


def is_media(speaker: Speaker, rules: Rules) -> bool:
    """Is it a newspaper, an agency, a channel, by its name?"""
    return speaker.kind is SpeakerKind.AGGREGATE or (speaker.name is None and _is_media(speaker.body, rules))


# -- Who stands there ------------------------------------------------------------------------------------------------------------


def _direct(words: list[Token], lows: list[str], rules: Rules, known: Voices) -> Found | None:
    first = 1 if lows[0] in _ARTICLES and len(words) > 1 else 0
    definite = lows[0] in {"the", "this", "that"}
    core, core_lows = words[first:], lows[first:]
    head, of = _of(core, core_lows, rules)
    head_lows = [each.low.rstrip(".") for each in head]
    if not head:
        return None
    if core[0].text.startswith("@"):
        return Found(Speaker(SpeakerKind.NAMED, name=core[0].text), _SURE)
    if head_lows[-1] in rules.of["offices.aggregate"] and not head[-1].is_capital:
        return Found(Speaker(SpeakerKind.AGGREGATE, None, text_of(head)), _SURE)
    if len(head) == 1 and head_lows[0] in rules.of["offices.aggregate"]:
        return Found(Speaker(SpeakerKind.AGGREGATE, None, text_of(head)), _LIKELY)
    if head_lows[-1] in _OWNED:
        return None
    person = _person(head, head_lows, of, rules, definite=definite, lead=lows[0], whole=core)
    if person is not None:
        return person
    return _thing(core, core_lows, head, head_lows, of, rules, known, definite=definite, lead=lows[0])


def _of(core: list[Token], lows: list[str], rules: Rules) -> tuple[list[Token], list[Token]]:
    """What stands before the first preposition, and behind it as far as the next: the body of an office."""
    whole = rules.of["offices.functions"]
    for at, low in enumerate(lows):
        if low == "of" and 0 < at < len(lows) - 1 and f"{lows[at - 1]} of {lows[at + 1]}" in whole:
            continue
        if low in _OF and at > 0:
            behind = core[at + 1 :]
            while behind and behind[0].low in {"the", "a", "an"}:
                behind = behind[1:]
            end = next(
                (
                    k
                    for k, each in enumerate(behind)
                    if each.low in _OF - {"of", "for"} or (each.low in {"of", "for"} and k == 0)
                ),
                len(behind),
            )
            kept = behind[:end]
            heads = lows[at - 1] in _HEADS
            is_body = (low in _OF_BODY and (heads or any(each.is_capital for each in kept))) or any(
                each.low in rules.of["bodies.words"] - {"hospital", "clinic", "checkpoint", "port"} for each in kept
            )
            return core[:at], kept if is_body and any(
                each.is_capital or each.low in rules.of["bodies.words"] or low in {"of", "for"} for each in kept
            ) else []
    return core, []


def text_of(words: Sequence[Token]) -> str:
    """These words as the report has them: with the dots of abbreviations, and no blank before an apostrophe."""
    said = ""
    for at, each in enumerate(words):
        joined = at == 0 or (words[at - 1].until == each.first)
        said += each.text if joined else f" {each.text}"
    return said


def _dotted(token: Token, text_after: str) -> str:
    return token.text + ("." if text_after.startswith(".") else "")


def _person(
    head: list[Token], lows: list[str], of: list[Token], rules: Rules, *, definite: bool, lead: str, whole: list[Token]
) -> Found | None:
    """Somebody with a name, or an office."""
    ranks, functions = rules.of["offices.ranks"], rules.of["offices.functions"]
    at = _last_title(lows, ranks | functions)
    if at is not None:
        start, end = at
        names = head[end:]
        before = head[:start]
        body, adjectives = _body_before(before, rules)
        if body and all(each.low in _SMALL_UNITS for each in body):
            body, adjectives = [], before
        offices = _offices(head[:end], len(body), lows, rules)
        if (
            names
            and all(each.is_capital or each.low in _SMALL for each in names)
            and not any(each.low in rules.of["bodies.words"] for each in names)
        ):
            body_said = text_of(of) or _plain_owner(body)
            return Found(Speaker(SpeakerKind.NAMED, text_of(names), offices or None, body_said or None), _SURE)
        if not names:
            office = text_of([*adjectives, *head[start:end]]) if adjectives or start < end else ""
            body_said = text_of(of) or _plain_owner(body)
            unique = (
                _UNIQUE.search(lows[end - 1]) is not None
                and (bool(body_said))
                and (definite or bool(body))
                and lead not in _INDEFINITE
            )
            if lows[-1] in rules.of["offices.people"] or (lows[-1].endswith("s") and lows[-1][:-1] in functions):
                unique = False
            kind = SpeakerKind.NAMED if unique else SpeakerKind.UNNAMED
            return Found(
                Speaker(kind, None, office or None, body_said or None), _SURE if lead in _ARTICLES or body else _LIKELY
            )
    people, person = rules.of["offices.people"], rules.of["offices.person"]
    last = lows[-1]
    plural_of_office = last.endswith("s") and last[:-1] in rules.of["offices.functions"] | person
    if last in people - rules.of["bodies.words"] or last in person or plural_of_office:
        if lead in {"a", "an", "the"}:
            body, rest = _body_before(head[:-1], rules)
            return Found(
                Speaker(
                    SpeakerKind.UNNAMED, None, text_of([*rest, head[-1]]), text_of(of) or _plain_owner(body) or None
                ),
                _SURE,
            )
        body, rest = _body_before(head[:-1], rules)
        return Found(
            Speaker(
                SpeakerKind.UNNAMED,
                None,
                text_of([*rest, head[-1]]),
                text_of(of) or _plain_owner(body) or None,
            ),
            _SURE,
        )
    if lows[0] in people or (lows[0] in {"most", "one", "both", "none", "half"} and len(lows) <= 2):
        return Found(
            Speaker(SpeakerKind.UNNAMED, None, text_of(whole if lows[0] in {"one", "both"} else head[:1])), _LIKELY
        )
    return None


def _last_title(lows: list[str], titles: frozenset[str]) -> tuple[int, int] | None:
    """From where to where stand ranks and functions that follow one another? The last run of them."""
    marked = [False] * len(lows)
    for start in range(len(lows)):
        for end in range(min(len(lows), start + 4), start, -1):
            if " ".join(lows[start:end]) in titles:
                marked[start:end] = [True] * (end - start)
                break
    if not any(marked):
        return None
    end = len(lows) - marked[::-1].index(True)
    start = end
    while start > 0 and marked[start - 1]:
        start -= 1
    return start, end


def offices_of(words: Sequence[Token], rules: Rules) -> str:
    """Ranks and functions that follow one another, parted by commas: Spokeswoman, Captain."""
    return _offices(list(words), 0, [each.low for each in words], rules)


def _offices(words: list[Token], skipped: int, lows: list[str], rules: Rules) -> str:
    """Ranks and functions, each by itself, parted by commas."""
    del lows
    found: list[list[Token]] = []
    kind = ""
    for each in words[skipped:]:
        low = each.low.rstrip(".")
        is_rank = low in _single(rules)
        now = "rank" if is_rank else "function"
        if now == kind and not (now == "rank" and found and not _goes_on(found[-1], each, rules)):
            found[-1].append(each)
        else:
            found.append([each])
        kind = now
    return ", ".join(_with_dots(part) for part in found)


def _single(rules: Rules) -> frozenset[str]:
    return frozenset(word for rank in rules.of["offices.ranks"] for word in rank.split())


def _goes_on(part: list[Token], each: Token, rules: Rules) -> bool:
    return " ".join([*(one.low.rstrip(".") for one in part), each.low.rstrip(".")]) in rules.of["offices.ranks"]


_DOTTED = frozenset(
    {"lt", "col", "maj", "gen", "capt", "sgt", "cpl", "brig", "adm", "cmdr", "dr", "mr", "mrs", "ms", "prof"}
)


def _with_dots(words: Sequence[Token]) -> str:
    """The words with the dots that stand behind abbreviations."""
    said = ""
    for each in words:
        dotted = each.text if each.text.endswith(".") or each.low not in _DOTTED else f"{each.text}."
        said += dotted if not said else f" {dotted}"
    return said


def _body_before(words: list[Token], rules: Rules) -> tuple[list[Token], list[Token]]:
    """The body that stands before an office, and what describes the office: Aster's | deputy defence; Aster army | ."""
    if not words:
        return [], []
    for at in range(len(words), 0, -1):
        if words[at - 1].low.endswith(("'s", "s'")):
            return words[:at], words[at:]
    ends = [at + 1 for at, each in enumerate(words) if each.low in rules.of["bodies.words"] | rules.of["bodies.media"]]
    if ends:
        return words[: ends[-1]], words[ends[-1] :]
    at = 0
    while (
        at < len(words)
        and words[at].is_capital
        and words[at].low not in _INDEFINITE | {"senior", "local", "elderly", "young"}
        and words[at].low not in rules.numbers
    ):
        at += 1
    at = at if at == 0 or words[0].is_capital else 0
    return words[:at], words[at:]


def _plain_owner(body: Sequence[Token]) -> str:
    """A body as it is named: Aster's without its 's where nothing follows."""
    said = text_of(body)
    return re.sub(r"(?:['\u2019]s|(?<=s)['\u2019])$", "", said)


def _thing(
    core: list[Token],
    lows: list[str],
    head: list[Token],
    head_lows: list[str],
    of: list[Token],
    rules: Rules,
    known: Voices,
    *,
    definite: bool,
    lead: str,
) -> Found | None:
    """A body, several voices, a document, or a name alone."""
    del definite
    last = head_lows[-1]
    if head_lows[0] == "no" or lead in {"no", "nobody"}:
        return None
    if " ".join(head_lows[-2:]) in rules.of["offices.aggregate"] or last in rules.of["offices.aggregate"]:
        capital_name = len(head) > 1 and all(each.is_capital for each in head) and last in rules.of["bodies.media"]
        if not capital_name and not (last in rules.of["bodies.words"] and head[-1].is_capital and len(head) > 1):
            return Found(Speaker(SpeakerKind.AGGREGATE, None, text_of(head)), _SURE)
    if last in rules.of["offices.document"] and not head[-1].is_capital:
        owner, rest = _body_before(head[:-1], rules)
        if (owner and owner[-1].low.endswith(("'s", "s'"))) or (
            of
            and any(each.is_capital for each in of)
            and last in {"statement", "communiqué", "communique", "release", "letter", "note"}
        ):
            return Found(Speaker(SpeakerKind.NAMED, None, None, _plain_owner(owner) or text_of(of)), _LIKELY)
        return Found(Speaker(SpeakerKind.DOCUMENT, None, text_of([*owner, *rest, head[-1]] if owner else head)), _SURE)
    is_body = (
        any(low in rules.of["bodies.words"] or low in rules.of["bodies.media"] for low in lows)
        or " ".join(lows) in rules.of["bodies.states"]
    )
    words = _name_of_body(core, lows, head, of, rules)
    said = text_of(words)
    while (
        words
        and words[0].low
        in {"newspaper", "daily", "agency", "channel", "broadcaster", "paper", "outlet", "magazine", "website"}
        and len(words) > 1
        and words[1].is_capital
    ):
        words = words[1:]
        said = text_of(words)
    if is_body:
        if _is_side(said, known):
            return Found(known.author, _LIKELY, refers=True)
        return Found(Speaker(SpeakerKind.NAMED, None, None, said), _SURE)
    capitals = [each for each in words if each.is_capital]
    if not capitals or not words[0].is_capital:
        if lead in {"a", "an", "another"} and not of and len(head) <= 3 and known.author.name != said:
            return Found(Speaker(SpeakerKind.UNNAMED, None, text_of(head)), _GUESS)
        return None
    if len(words) == 1 or lead == "the":
        if _is_side(said, known):
            return Found(known.author, _LIKELY, refers=True)
        return Found(Speaker(SpeakerKind.NAMED, None, None, said), _LIKELY)
    if (
        all(each.is_capital or each.low in _SMALL for each in words)
        and 2 <= len(words) <= 4
        and not any(each.low.endswith("'s") for each in words)
    ):
        is_person = (
            not any(any(c.isdigit() for c in each.text) or each.text.isupper() for each in words) and "and" not in lows
        )
        return Found(
            Speaker(SpeakerKind.NAMED, said if is_person else None, None, None if is_person else said), _LIKELY
        )
    return Found(Speaker(SpeakerKind.NAMED, None, None, said), _GUESS)


def _name_of_body(core: list[Token], lows: list[str], head: list[Token], of: list[Token], rules: Rules) -> list[Token]:
    """The whole name: Ministry of Defence of Birch; but of "the ministry in Moscow" the ministry alone."""
    if len(core) == len(head):
        return head
    joined = core[: len(head)]
    at = len(head)
    while at < len(core) and (lows[at] in _JOINS or core[at].is_capital or (lows[at] in rules.of["bodies.words"])):
        joined = core[: at + 1]
        at += 1
    while joined and joined[-1].low in _JOINS:
        joined = joined[:-1]
    del of
    return joined if any(each.low == "of" for each in joined[len(head) :]) or len(joined) == len(head) else head


def _is_side(said: str, known: Voices) -> bool:
    """Is it whose statement this is: "Aster" in one of the Ministry of Defence of the Republic of Aster?"""
    body = known.author.body
    return bool(body) and said.lower() in known.sides and said.lower() in (body or "").lower()


def _apposed(speaker: Speaker, words: list[Token], rules: Rules, known: Voices) -> Speaker:
    """With what stands between commas: an office, or a name."""
    if not words or words[0].low in {"who", "which", "whose", "where", "citing", "quoting"}:
        return speaker
    lows = [each.low.rstrip(".") for each in words]
    first = 1 if lows[0] in _ARTICLES and len(words) > 1 else 0
    head, of = _of(words[first:], lows[first:], rules)
    if not head:
        return speaker
    head_lows = [each.low.rstrip(".") for each in head]
    title = _last_title(head_lows, rules.of["offices.ranks"] | rules.of["offices.functions"])
    if title is None:
        is_name = (
            all(each.is_capital for each in head)
            and len(head) <= 4
            and speaker.name is None
            and speaker.office is not None
        )
        if is_name and not any(each.low in rules.of["bodies.words"] for each in head):
            return replace(speaker, kind=SpeakerKind.NAMED, name=text_of(head))
        return speaker
    start, end = title
    names = head[end:]
    if speaker.name is None and names and all(each.is_capital for each in names):
        offices = _offices(head[:end], 0, head_lows, rules)
        return replace(
            speaker,
            kind=SpeakerKind.NAMED,
            name=text_of(names),
            office=", ".join(each for each in (speaker.office, offices) if each),
        )
    if speaker.name is None:
        return speaker
    body, adjectives = _body_before(head[:start], rules)
    office = text_of([*adjectives, *head[start:end]])
    offices = ", ".join(each for each in (speaker.office, office) if each)
    del known
    return replace(speaker, office=offices, body=speaker.body or text_of(of) or _plain_owner(body) or None)
