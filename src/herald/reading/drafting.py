"""What does a text claim, and who says each of it? The reports of a file, each as claims with their speakers and what is left.

The way of a text: reports, blocks, sentences; of a sentence who is said to say it, where its halves part, how it is said, and what.
Nothing is decided: scores say how sure the rules are of one another. Source: docs/reading.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from hashlib import sha256

from herald.incident.codes import Edge, Modality, SpeakerKind
from herald.incident.saidtime import day as one_day
from herald.reading import timing
from herald.reading.attributing import Frame, frames
from herald.reading.blocks import Block, Parted, Sort, parted
from herald.reading.counting import quantities
from herald.reading.doing import acts
from herald.reading.model import Drafted, Link, Reading, Report, Scores, Span, Speaker, Time
from herald.reading.naming import Found, Voices, named
from herald.reading.placing import places
from herald.reading.quotations import among, quotations
from herald.reading.rules import Rules
from herald.reading.saying import said
from herald.reading.sentences import sentences
from herald.reading.tokens import Token, tokens

_JOINT = re.compile(
    r"(?P<comma>[,;:\u2014\u2013]?)\s+(?P<word>and|but|while|whereas|though|although|yet|nor|or)\s+|;\s+"
)
_CLAUSE = re.compile(
    r"(?:that\s+)?(?:(?:he|she|it|they|we|i|its|their|our|his|her|nobody|no|none|the|a|an|there|those|this|these|two|some|some of|neither|all|both|everyone|someone|not)\b|[A-Z])",
)
_QUOTING, _SCARE = 4, 3
_MOST_JOINTS = 16
"""In one sentence: what has more of them is a list, and no sentence of several speakers."""
_CHATTER = re.compile(
    r"^(?:(?:[\w' -]{2,24},\s*)?(?:[\w' -]{2,24},\s*)?(?:over|out|go ahead|roger|copy|copied|wilco|received|all copied|send|say again|acknowledged|standing by|stand by|affirm|radio check|loud and clear|good morning|good evening|message received|go|this is [\w ]+|read you [\w ]+)[.,!]*\s*)+(?:,?\s*(?:over|out))?[.!]?$",
    re.IGNORECASE,
)
_DULL = re.compile(
    r"^(?:watch handed over|log closed|line closed|log opened|watch opened|end of log|\[?unreadable\]?|shift change|nothing (?:further|to report)|well done all,? out|silence|static|\[.{0,30}\]|radio check.*|handover.*|end of watch.*|signed\b.*|line closed\b.*)[.!]?(?:\s+signed,?\b.*)?$",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"\b(?:no|number)\.?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of a sentence that will be one claim: who says it, in which chain, how."""

    span: Span
    chain: tuple[Found, ...]
    group: str | None
    verb: str
    words: str
    modality: Modality
    sure: float
    frames: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Running:
    """What carries over from sentence to sentence of a report."""

    known: Voices
    times: timing.Context
    last: tuple[Found, ...] = ()
    lead: tuple[Found, ...] | None = None
    lead_group: str | None = None
    lead_span: Span | None = None
    paragraph: int = -1
    is_party: bool = True


def read(data: bytes, text: str, published: date | None, rules: Rules) -> Reading:
    """Which claims does this text make? `data` are its bytes, of which only the hash is taken."""
    return Reading(
        text,
        sha256(data).digest(),
        published,
        rules.language,
        tuple(_report(text, each, published, rules) for each in parted(text, rules)),
    )


def _report(text: str, of: Parted, published: date | None, rules: Rules) -> Report:
    quoted = quotations(text, [(block.span.first, block.span.until) for block in of.blocks])
    author = Speaker(SpeakerKind.AUTHOR, of.author.name, of.author.office, of.author.body)
    context = timing.Context(published, _head_day(of, rules), _head_zone(text, of))
    running = _Running(Voices(author, sides=_sides(of)), context, is_party=_is_party(text, of))
    known = _places_named(text, of, rules)
    claims: list[Drafted] = []
    rest: list[Span] = []
    headline: Span | None = None
    for number, block in enumerate(of.blocks):
        if block.sort is Sort.HEADLINE:
            headline = block.span
        elif block.sort is Sort.HEAD:
            rest.append(block.span)
            running.lead = None if running.lead_span is None else running.lead
        else:
            for each in _of_block(text, block, number, among(quoted, block.span), running, rules):
                if isinstance(each, Span):
                    rest.append(each)
                else:
                    claims.append(_drafted(text, each, block, among(quoted, each.span), running, rules, known))
    return Report(of.span, headline, tuple(claims), tuple(sorted(rest)))


_PARTY = re.compile(
    r"\b(?:ministry|army|navy|air force|forces|command|military|government|defence|defense|council|staff|brigade|presidency|kremlin|police)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|i|my|me)\b", re.IGNORECASE)


def _is_party(text: str, of: Parted) -> bool:
    """Does whoever writes speak for a side, or of himself? Then what he says was not done he denies; another only reports it."""
    if _PARTY.search(of.author.body or ""):
        return True
    plain = text[of.span.first : of.span.until]
    outside = re.sub('[\u201c"\u00ab\u2018][^\u201d"\u00bb]{0,2000}[\u201d"\u00bb\u2019]', " ", plain)
    return _FIRST_PERSON.search(outside) is not None


def _sides(of: Parted) -> frozenset[str]:
    words = re.findall(r"[A-Z][\w'\u2019-]+", of.author.body or "")
    return frozenset(word.lower() for word in words) - {
        "ministry",
        "defence",
        "republic",
        "the",
        "of",
        "air",
        "command",
        "press",
        "office",
        "forces",
    }


def _head_day(of: Parted, rules: Rules) -> date | None:
    return None if of.author.day is None else one_day(of.author.day, rules.language)


def _head_zone(text: str, of: Parted) -> tzinfo:
    for block in of.blocks[:6]:
        if block.sort is Sort.HEAD and (zone := timing.zone_of(text[block.span.first : block.span.until])) is not None:
            return zone
    return UTC


def _places_named(text: str, of: Parted, rules: Rules) -> frozenset[str]:
    """Names that stand somewhere in this report behind a word for places: they are places everywhere in it."""
    found: set[str] = set()
    for block in of.blocks:
        words = tokens(text, block.span, ())
        for name in places(words, text, rules, frozenset(), frozenset()):
            low = name.lower()
            if not any(char.isdigit() for char in low) and low not in rules.of["bodies.states"]:
                found.add(low)
    return frozenset(found)


# -- Blocks and sentences --------------------------------------------------------------------------------------------------------


def _of_block(
    text: str, block: Block, number: int, quoted: Sequence[Span], running: _Running, rules: Rules
) -> Iterator[_Said | Span]:
    """The parts of a block that are claims; as spans those that are none."""
    if block.sort is Sort.LEAD:
        _lead(text, block, quoted, running, rules)
        yield block.span
        return
    if block.sort is not Sort.ITEM:
        running.lead = running.lead_group = running.lead_span = None
    if block.sort is Sort.LOG:
        yield from _of_log(text, block, quoted, running, rules)
        return
    running.paragraph = number
    whole = list(sentences(text, Span(block.body, block.span.until), quoted, rules))
    if (
        block.sort is Sort.ITEM
        and whole
        and not any(text[a:b].rstrip().endswith((".", "!", "?", "\u2026")) for a, b in whole[:-1])
    ):
        whole = [Span(whole[0].first, whole[-1].until)]
    held = () if block.called is None else _called(text, block.called, running, rules)
    for at, each in enumerate(whole):
        first = block.span.first if at == 0 else each.first
        found = list(
            _of_sentence(text, each, among(quoted, each), running, rules, outer=held, is_item=block.sort is Sort.ITEM)
        )
        yield from _widened(found, first)


def _widened(found: list[_Said | Span], first: int) -> Iterator[_Said | Span]:
    for at, each in enumerate(found):
        if at:
            yield each
        elif isinstance(each, Span):
            yield Span(first, each.until)
        else:
            yield replace(each, span=Span(first, each.span.until))


def _lead(text: str, block: Block, quoted: Sequence[Span], running: _Running, rules: Rules) -> None:
    """Somebody is said to say what the items of a list say."""
    words = tokens(text, block.span, quoted)
    found = frames(words, text, rules, running.known)
    running.lead_span = block.span
    if found:
        running.lead = _chained(found, running.known)
        running.lead_group = found[-1].group if found[-1].group != "says" else None
        if re.search(r"\bask(?:s|ed)?\b", text[block.span.first : block.span.until]):
            running.lead_group = "calls-on"
        return
    single = [each for each in words if each.is_word]
    running.lead = running.lead_group = None
    for length in range(1, min(9, len(single)) + 1):
        part = single[:length]
        is_whole = length == len(single) or (
            not (single[length].is_capital or single[length].text.isdigit())
            and single[length].low not in {"of", "and", "for"}
        )
        if (
            not is_whole
            or not (part[0].is_capital or part[0].low == "the")
            or part[0].low in {"in", "on", "at", "for", "from", "between"}
        ):
            continue
        held = named(part, [], rules, running.known)
        if held is not None and (held.refers or held.score >= 1.0):
            running.lead = None if held.speaker.kind is SpeakerKind.AUTHOR else (held,)
            running.known.met(held.speaker)
            return


def _called(text: str, who: Span, running: _Running, rules: Rules) -> tuple[Found, ...]:
    """Who speaks in a line that begins with a name or a call sign? Nobody but the author, where it is his."""
    said_by = text[who.first : who.until].strip()
    known = running.known
    one = next((each for each in (known.author, *known.named) if _is_short_for(said_by, each.name)), None)
    if one is not None:
        if one.kind is SpeakerKind.AUTHOR and _INITIALS.fullmatch(said_by):
            return ()
        return (Found(replace(one, kind=SpeakerKind.NAMED) if one.kind is SpeakerKind.AUTHOR else one, 0.8),)
    name = _named_before(text, who, said_by)
    if name is not None:
        speaker = Speaker(SpeakerKind.NAMED, name)
        known.met(speaker)
        return (Found(speaker, 0.6),)
    found = named(tokens(text, who, ()), [], rules, known)
    if found is not None and found.speaker.kind is SpeakerKind.AUTHOR:
        found = None
    if found is None or (found.speaker.name is not None and not found.refers and not _is_person(found)):
        found = Found(known.like(Speaker(SpeakerKind.NAMED, None, None, said_by)), 0.9)
    known.met(found.speaker)
    return (found,)


_NEAR = 4_000
_NAME = re.compile(r"\b[A-Z][\w'\u2019-]+ [A-Z][\w'\u2019-]+\b")
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")


def _named_before(text: str, who: Span, said: str) -> str | None:
    """The first name in the text before it for which these words are short."""
    names = (match[0] for match in _NAME.finditer(text, max(0, who.first - _NEAR), who.first))
    return next((name for name in names if _is_short_for(said, name)), None)


def _is_short_for(said: str, name: str | None) -> bool:
    """Are these the initials of the name, or its last word behind a title: T.L., MR ROTH?"""
    if not name or " " not in name:
        return False
    if _INITIALS.fullmatch(said) and len(said) <= 2 * len(name.split()):
        return said.replace(".", "") == "".join(word[0] for word in name.split())
    words = said.lower().split()
    return len(words) > 1 and words[-1] == name.lower().split()[-1] and words[0].strip(".") in {"mr", "ms", "mrs", "dr"}


def _of_log(text: str, block: Block, quoted: Sequence[Span], running: _Running, rules: Rules) -> Iterator[_Said | Span]:
    span = Span(block.body, block.span.until)
    words = text[span.first : span.until].strip()
    if _CHATTER.match(words) or _DULL.match(words):
        yield block.span
        return
    held = () if block.called is None else _called(text, block.called, running, rules)
    parts = list(_of_sentence(text, span, quoted, running, rules, outer=held, is_item=True))
    yield from _widened(parts, block.span.first)


def _is_person(found: Found) -> bool:
    return found.speaker.office is not None or " " in (found.speaker.name or "")


def _of_sentence(
    text: str,
    span: Span,
    quoted: Sequence[Span],
    running: _Running,
    rules: Rules,
    outer: tuple[Found, ...] = (),
    *,
    is_item: bool = False,
) -> Iterator[_Said | Span]:
    """The claims of a sentence: one, or its parts where they are said by others or otherwise. A span: nobody claims anything in it."""
    words = tokens(text, span, quoted)
    if not any(each.text[0].isalnum() for each in words):
        yield span
        return
    found = frames(words, text, rules, running.known)
    if not found and _is_question(text, span) and not (outer and is_item):
        yield span
        return
    parts = list(_parts(text, span, words, found, running, rules, outer, is_item=is_item))
    for each in parts:
        running.last = each.chain or running.last
        yield each


def _is_question(text: str, span: Span) -> bool:
    said_last = text[span.first : span.until].rstrip("\"'\u2019\u201d\u00bb) ")
    return said_last.endswith(("?", "\u061f"))


def _parts(
    text: str,
    span: Span,
    words: Sequence[Token],
    found: list[Frame],
    running: _Running,
    rules: Rules,
    outer: tuple[Found, ...],
    *,
    is_item: bool,
) -> Iterator[_Said]:
    whole = _one(text, span, words, found, running, rules, outer, None, is_item=is_item)
    at = span.first
    current: _Said | None = None
    for joint in _joints(text, span, words):
        left, right = Span(at, joint), Span(_behind_joint(text, joint), span.until)
        said_left = _one(
            text,
            left,
            _within(words, left),
            _frames_in(found, left),
            running,
            rules,
            outer,
            whole if current is None else current,
            is_item=is_item,
            is_part=True,
        )
        following = _next_joint(text, span, words, joint)
        near = Span(right.first, following)
        said_right = _one(
            text,
            near,
            _within(words, near),
            _frames_in(found, near),
            running,
            rules,
            outer,
            said_left,
            is_item=is_item,
            is_part=True,
        )
        if (
            _differs(said_left, said_right)
            and _has_verb(text[left.first : left.until], rules)
            and _stands_alone(text, near, found, said_right, rules)
        ):
            yield replace(said_left, span=Span(at, _trimmed(text, joint)))
            at, current = _start(text, joint), said_right
    if at == span.first:
        yield whole
        return
    last = Span(at, span.until)
    yield _one(
        text,
        last,
        _within(words, last),
        _frames_in(found, last),
        running,
        rules,
        outer,
        current,
        is_item=is_item,
        is_part=True,
    )


def _joints(text: str, span: Span, words: Sequence[Token]) -> list[int]:
    """Where could it be parted? Behind the comma that stands before "and", "but", "while"; nowhere within a quotation."""
    quoted = [(each.first, each.until) for each in words if each.quoted]
    found: list[int] = []
    for match in _JOINT.finditer(text, span.first, span.until):
        if len(found) == _MOST_JOINTS:
            break
        at = match.start()
        word = match.start("word") if match["word"] else at
        if at - span.first <= 12 or span.until - at <= 10:
            continue
        if not any(first <= place < until for first, until in quoted for place in (word, match.end() - 2)):
            found.append(at)
    return found


def _behind_joint(text: str, at: int) -> int:
    match = _JOINT.match(text, at)
    return at if match is None else match.end()


def _next_joint(text: str, span: Span, words: Sequence[Token], joint: int) -> int:
    del text, words, joint
    return span.until


def _start(text: str, at: int) -> int:
    """Where does the second half begin: with its "and"; a comma before it goes with the first."""
    if text[at] == ";":
        return at
    while text[at] in ",:\u2014\u2013" or text[at].isspace():
        at += 1
    return at


def _trimmed(text: str, at: int) -> int:
    return at + 1 if text[at] in "," else len(text[:at].rstrip()) if at and text[at - 1].isspace() else at


def _within(words: Sequence[Token], span: Span) -> list[Token]:
    return [each for each in words if span.first <= each.first < span.until]


def _frames_in(found: Sequence[Frame], span: Span) -> list[Frame]:
    return [each for each in found if span.first <= each.span.first < span.until]


def _differs(left: _Said, right: _Said) -> bool:
    return _who(left.chain) != _who(right.chain) or left.modality is not right.modality


def _who(chain: tuple[Found, ...]) -> Speaker | None:
    return chain[-1].speaker if chain else None


def _stands_alone(text: str, near: Span, found: Sequence[Frame], said_right: _Said, rules: Rules) -> bool:
    """Is the second half a sentence of its own: with a speaker of its own, or a subject?"""
    own = _frames_in(found, near)
    if own and own[0].span.first - near.first < 60 and not own[0].outer:
        return True
    if said_right.group is not None and said_right.words.split(" ")[0].lower() in {
        "asked",
        "told",
        "said",
        "says",
        "asks",
    }:
        return True
    if said_right.group not in {None, "says"} and said_right.words.split(" ")[0].lower() in {
        "called",
        "asked",
        "urged",
        "denied",
        "warned",
        "says",
        "said",
    }:
        return True
    strong = {
        Modality.DENIES,
        Modality.CALLS_ON,
        Modality.THREATENS,
        Modality.INTENT,
        Modality.ASSERTS,
        Modality.OPINION,
        Modality.POSSIBLY,
        Modality.APPEARS,
    }
    return (
        said_right.modality in strong
        and _CLAUSE.match(text, near.first) is not None
        and len(text[near.first : near.until].split()) > 3
        and _has_verb(text[near.first : near.until], rules)
    )


_OWN = re.compile(
    r"(?:(?:and|but|while|though|although)\s+)?(?:i|we|our|my|who knows|there (?:is|are|was|were) no)\b", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could|may|might|must|should|shall|'s|'ll|'re|'ve|\w{3,}ed|\w{2,}n't|came|went|saw|took|left|kept|fled|met|sent|rang|began|broke|hit|cut|ran|drove|flew|fell|got|say|says|said|told|gave|made|put|lost|held|stood|knew|thought|want|wants|feel|feels|know|knows|think|thinks)\b",
    re.IGNORECASE,
)


def _has_verb(words: str, rules: Rules) -> bool:
    plain = words.replace("\u2019", "'")
    return _VERB.search(plain) is not None or any(word in rules.verbs for word in plain.lower().split())


def _one(
    text: str,
    span: Span,
    words: Sequence[Token],
    found: Sequence[Frame],
    running: _Running,
    rules: Rules,
    outer: tuple[Found, ...],
    before: _Said | None,
    *,
    is_item: bool,
    is_part: bool = False,
) -> _Said:
    """Who says this part, and how? Where nobody is said to, whoever said what was before it, or the author."""
    del is_item
    chain = _chained(found, running.known)
    group = verb = None
    if found:
        inmost = _inmost(found)
        group, verb = inmost.group, inmost.verb
        lead_of_part = outer or (running.lead or () if chain else ())
        chain = (*lead_of_part, *(each for each in chain if each.speaker not in [one.speaker for one in lead_of_part]))
    elif (
        is_part
        and before is not None
        and before.chain
        and not (_is_authors(text, span) and not (words and words[-1].quoted))
    ):
        chain = before.chain
        coordinated = _coordinated(text, words, rules)
        group, verb = coordinated if coordinated is not None else (None, "")
    elif outer:
        chain = outer
    elif running.lead is not None:
        chain, group = running.lead, running.lead_group
    elif running.lead_group is not None:
        group = running.lead_group
    elif _is_quotation(words) and running.last and not is_part:
        chain = running.last
    if not found and is_part and (coordinated := _coordinated(text, words, rules)) is not None:
        group, verb = coordinated
    told = _told(text, span, found)
    modality, sure = said(told, group, verb or "", rules)
    if modality is Modality.DENIES and not chain and not running.is_party and group in {None, "says"}:
        modality, sure = Modality.ASSERTS, 0.6
    return _Said(span, tuple(chain), group, verb or "", told, modality, sure, tuple(each.span for each in found))


def _is_authors(text: str, span: Span) -> bool:
    """Does "but I can't check that" go back to the author? Where he speaks of himself, or "there is" what was denied."""
    return _OWN.match(text, span.first, span.until) is not None


def _coordinated(text: str, words: Sequence[Token], rules: Rules) -> tuple[str, str] | None:
    """A second verb of the same speaker: "... and called on them to stop"."""
    del text
    plain = [each for each in words if each.is_word]
    while plain and plain[0].low in {"and", "but", "also", "again", "then", "later", "that", "while", "now"}:
        plain = plain[1:]
    if not plain or plain[0].quoted:
        return None
    for length in (3, 2, 1):
        form = " ".join(each.low for each in plain[:length])
        if form in rules.verbs:
            return rules.verbs[form], form
    return None


def _inmost(found: Sequence[Frame]) -> Frame:
    return found[-1]


def _is_quotation(words: Sequence[Token]) -> bool:
    """Is nearly all of it quoted?"""
    plain = [each for each in words if each.is_word]
    return bool(plain) and sum(each.quoted for each in plain) >= 0.8 * len(plain)


def _chained(found: Sequence[Frame], known: Voices) -> tuple[Found, ...]:
    """From the outermost to the speaker; nobody twice, and the author not at all unless he alone speaks."""
    chain: list[Found] = []
    for frame in found:
        if frame.outlet is not None and frame.outlet not in [each.speaker for each in chain]:
            chain.append(Found(frame.outlet, 0.9))
        if frame.found.speaker not in [each.speaker for each in chain]:
            chain.append(frame.found)
    how = next((frame.how for frame in found if frame.how is not None), None)
    if how is not None and len(chain) > 1:
        chain[-1] = replace(chain[-1], how=how)
    others = [each for each in chain if each.speaker.kind is not SpeakerKind.AUTHOR]
    del known
    if chain and chain[-1].speaker.kind is SpeakerKind.AUTHOR:
        return ()
    return tuple(others)


def _told(text: str, span: Span, found: Sequence[Frame]) -> str:
    """What is said, without the words that say who says it."""
    said_words, at = "", span.first
    for frame in sorted(found, key=lambda each: each.span.first):
        if frame.span.first > at:
            said_words += text[at : frame.span.first] + " "
        at = max(at, frame.span.until)
    return (said_words + text[at : span.until]).strip()


# -- The claim -------------------------------------------------------------------------------------------------------------------


def _drafted(
    text: str,
    of: _Said,
    block: Block,
    quoted: Sequence[Span],
    running: _Running,
    rules: Rules,
    known_places: frozenset[str],
) -> Drafted:
    within = tuple(each for each in quoted if each.within(of.span))
    scare = tuple(each for each in within if len(text[each.first : each.until].split()) <= _SCARE)
    words = tokens(text, of.span, quoted)
    if block.sort is Sort.LOG:
        words = [each for each in words if each.first >= block.body or of.span.first > block.span.first]
    when_all = timing.times(
        text,
        Span(max(of.span.first, block.body if of.span.first <= block.body else of.span.first), of.span.until),
        rules.language,
        running.times,
    )
    when = _when(text, of, block, when_all, running)
    people = frozenset(
        word
        for each in running.known.named
        for word in ([each.name.lower(), each.name.lower().split()[-1]] if each.name else [])
    )
    speaker = of.chain[-1].speaker if of.chain else running.known.author
    links = tuple(Link(each.speaker.who or "", _edge(text, of, each, within)) for each in of.chain)
    score = of.chain[-1].score if of.chain else (0.9 if running.known.author.who or not within else 0.6)
    taken = [span for span, _ in when_all]
    return Drafted(
        span=of.span,
        text=text[of.span.first : of.span.until],
        speaker=speaker,
        chain=links,
        quotations=within,
        modality=of.modality,
        acts=acts(words, text, of.modality, of.frames, rules),
        quantities=quantities(words, taken, rules),
        places=places(words, text, rules, known_places, people),
        when=when,
        scores=Scores(
            round(score, 2), round(min([each.score for each in of.chain], default=1.0), 2), round(of.sure, 2)
        ),
        scare=scare,
        loaded=_loaded(text, of.span, rules),
        headed=running.lead_span if block.sort is Sort.ITEM and running.lead is not None else None,
    )


def _loaded(text: str, span: Span, rules: Rules) -> tuple[Span, ...]:
    words = tokens(text, span, ())
    return tuple(Span(each.first, each.until) for each in words if each.low in rules.of["loaded.words"])


_NOT_YET = frozenset({Modality.INTENT, Modality.CALLS_ON, Modality.THREATENS})


def _when(text: str, of: _Said, block: Block, found: Sequence[tuple[Span, Time]], running: _Running) -> Time | None:
    told = [time for at, time in found if not any(each.meets(at) for each in of.frames)]
    if told or found:
        chosen = told[0] if told else found[0][1]
        is_open = chosen.first is None and chosen.until is None
        return None if is_open and of.modality in _NOT_YET else chosen
    if block.sort is Sort.LOG and block.clock is not None and of.span.first <= block.clock.first:
        at = running.times
        return timing.clock(
            text[block.clock.first : block.clock.until],
            at.day or at.published,
            UTC if block.zone in {"Z", "UTC", "GMT"} else at.zone,
        )
    return None


def _edge(text: str, of: _Said, link: Found, within: Sequence[Span]) -> Edge:
    if link.speaker.kind in {SpeakerKind.UNNAMED, SpeakerKind.AGGREGATE}:
        return Edge.CITES_UNNAMED
    if link.how is not None:
        return link.how
    if any(len(text[each.first : each.until].split()) >= _QUOTING for each in within):
        return Edge.QUOTES
    return Edge.PARAPHRASES
