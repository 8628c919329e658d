"""Who is said to say it? Verbs of saying with their subjects, "according to", "citing"; from the outermost to whoever speaks.

A frame is one place of a sentence in which somebody is said to say something. Frames that follow one another go inward ("A said that
B denied"), one behind the words goes outward ("..., A reported"), "citing" goes further in, and "told" and "in an interview with" put
an outlet before the speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from herald.incident.codes import Edge, SpeakerKind
from herald.reading.model import Span, Speaker
from herald.reading.naming import Found, Voices, is_media, named, text_of
from herald.reading.rules import SAYS, Rules
from herald.reading.tokens import Token

_BE = frozenset({"be", "been", "being", "is", "are", "was", "were", "am", "'s", "'re"})
_HAVE = frozenset({"has", "have", "had", "having", "do", "does", "did"})
_WOULD = frozenset(
    {"will", "would", "could", "can", "may", "might", "must", "should", "shall", "to", "not", "never", "n't", "cannot"}
)
_ADVERBS = frozenset(
    "also later then again further once earlier yesterday today tonight meanwhile repeatedly now only still "
    "already even just both all previously officially publicly formally flatly firmly strongly categorically "
    "quietly briefly immediately twice therefore however separately afterwards subsequently initially originally "
    "here there vehemently angrily recently instead themselves himself herself itself simply always".split()
)
_STOPS = frozenset(
    "that which who whom whose when where while whereas because although though if but than so yet as since until "
    "unless whether nor or".split()
)
_NOUNY = frozenset(
    "report reports claim claims note notes order orders request requests demand demands record records post "
    "posts plan plans question questions answer answers state states offer offers promise promises fear fears "
    "object objects count protest protests comment comments respect appeal appeals document documents view views "
    "doubt doubts contest contests register reply replies hope hopes text texts radio radios message messages "
    "signals repeat read reads reported remark remarks blame ask".split()
)
_BEFORE_NOUN = frozenset(
    "the a an this that these those its his her their our my your no any some of in for to on by with from and "
    "several two three first second last own such joint short daily weekly written official monthly new other "
    "another more many few media news press".split()
)
_LIGHT_VERBS = frozenset(
    "read reads answer answers count counted observe observed register registered object objected shout relate "
    "related post posted document verify verified record recorded contest question questioned order ordered offer "
    "offered instruct instructed invite invited thank thanked ask asks asked request requests requested suspect "
    "view views suggest suggests suggested indicate indicates indicated continue continues continued respond "
    "responded responds answered informed inform informs hope fear describe agree conclude concluded recall "
    "recalled maintain maintained maintains specify specified reply".split()
)
_NEEDS_MORE = frozenset(
    "answered answers answer responded responds respond informed informs assured continued continues posts posted "
    "post continue recalled maintained maintains repeated repeats explained".split()
)
_COUNTS = frozenset(
    "record records recorded register registered count counted document documented verify verified observe "
    "observed".split()
)
_LABELS = frozenset({"this", "it", "that", "the", "them", "him", "her", "such", "these", "those", "what"})


def _goes_on(tokens: Sequence[Token], end: int) -> bool:
    """Does what is said follow, or does it stand before: "answered that", "answered.", and not "answered at noon"?"""
    if end < len(tokens) and tokens[end].text == "." and tokens[end - 1].low in {"informed", "assured"}:
        return False
    if end >= len(tokens) or tokens[end].quoted or tokens[end].text in ':,.\u201c"\u00ab\u2018':
        return True
    near = [each.low for each in tokens[end : end + 6]]
    return (
        "that" in near
        or any(each.quoted for each in tokens[end : end + 7])
        or near[0] in {"us", "me", "them", "him", "her"}
    )


def _is_label(tokens: Sequence[Token], end: int) -> bool:
    """Is something called something: "called this a bad joke"? Not whoever called back, or for help."""
    return (
        end < len(tokens)
        and tokens[end].low in _LABELS
        and (
            any(each.quoted for each in tokens[end : end + 10])
            or any(each.low in {"a", "an", "the"} for each in tokens[end + 1 : end + 6])
        )
    )


_PHRASE = re.compile(
    r"(?:(?:,\s*)?\b(?:late|early|earlier)?\s*(?:on|in|at|by|from|via|during|after|through|over|to)\s+(?:(?:a|an|the|its|his|her|their|that|this|one)\s+)?(?:[\w'’-]+\s+){0,3}?"
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|statement|briefing|interview|message|post|phone|telephone|radio|television|tv|letter|note|text|call|channel|tweet|twitter|facebook|telegram|day|morning|evening|night|afternoon|conference|week|reply|turn|part|event|meeting|page|january|february|march|april|june|july|august|september|october|november|december|\d{1,4}(?:st|nd|rd|th)?)(?:\s+\d{1,4})?"
    r"|\b(?:(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s*(?:morning|evening|night|afternoon)?|(?:two|three|a few|an?|some|\d+)\s+(?:days?|hours?|weeks?)\s+(?:later|afterwards|after(?: the)? [\w-]+)))\s*,?\s*$",
    re.IGNORECASE,
)
_QUOTED_AS = re.compile(
    r"\b(?:(?:is|are|was|were|has been|have been|had been|being)\s+)?(?:quoted|cited)\s+(?:by\s+(?P<by>[^,.;:]{2,60}?)\s+)?as\s+(?:saying|reporting|telling|stating|having said|confirming|denying)\b",
    re.IGNORECASE,
)
_COMMA = ","


@dataclass(frozen=True, slots=True)
class Frame:
    """Somebody says something: who, by a verb of which group, where these words stand. `outer`: goes outward of those before it.

    `outlet`: to whom it was told, where that is a newspaper or the like. `verb`: the words of the verb. `inner`: goes inward although it
    stands behind.
    """

    found: Found
    group: str
    span: Span
    verb: str
    outer: bool = False
    outlet: Speaker | None = None
    inner: bool = False
    how: Edge | None = None
    lead: bool = False


def frames(tokens: Sequence[Token], text: str, rules: Rules, known: Voices) -> list[Frame]:
    """Every frame of this sentence, from the outermost to the innermost."""
    if tokens and tokens[0].low in _HEARSAY:
        return []
    found = sorted(
        [
            *_rendered(tokens, text, rules, known),
            *_colon(tokens, text, rules, known),
            *_verbs(tokens, text, rules, known),
            *_leads(tokens, text, rules, known),
        ],
        key=lambda frame: frame.span.first,
    )
    ordered = _ordered(_without_repeats(found))
    for frame in ordered:
        if frame.outlet is not None:
            known.met(frame.outlet)
        known.met(frame.found.speaker)
    return ordered


_TOLD_OF = frozenset(
    "explain explains explained admitting agreed announce announced asked informed inform repeated called".split()
)
_HEARSAY = frozenset({"reportedly", "allegedly", "apparently", "purportedly", "supposedly"})


def _colon(tokens: Sequence[Token], text: str, rules: Rules, known: Voices) -> Iterator[Frame]:
    """Crane: "...": whoever stands before a colon says what is quoted behind it."""
    at = next((k for k, each in enumerate(tokens[:16]) if each.text == ":" and not each.quoted), None)
    if at is None or at == 0 or not any(each.quoted for each in tokens[at + 1 : at + 3]):
        return
    if any(each.text in ".;!?" for each in tokens[:at]) or _verb_among(tokens[:at], rules):
        return
    end = 0
    while (
        end < at
        and _in_name(tokens, end, 0, rules)
        and not (end and (tokens[end].low in _SIMPLE or tokens[end].low in {"by", "via", "described", "on"}))
    ):
        end += 1
    words = _without_lead(list(tokens[:end]), rules)
    if not words or not (_can_speak(words, rules, known) or words[0].text[0] == "@"):
        return
    found = named(words, [], rules, known)
    if found is not None:
        yield Frame(found, SAYS, Span(tokens[0].first, tokens[at].until), ":")
    del text


def _verb_among(tokens: Sequence[Token], rules: Rules) -> bool:
    return any(
        rules.verbs.get(each.low)
        and each.low not in _NOUNY | {"described", "describes", "describe"}
        and not each.text[0].isupper()
        for each in tokens
    )


_RENDERED = re.compile(
    r"\b(?:(?P<translates>translat(?:ed|ion)(?: from [\w ]{1,20})?)|(?P<summarises>summar(?:y|ised|ized)\b[^.\u201c\"]{0,70}?))\s+by\s+",
    re.IGNORECASE,
)


def _rendered(tokens: Sequence[Token], text: str, rules: Rules, known: Voices) -> Iterator[Frame]:
    """A translation or a summary by somebody: he stands between the report and whoever is translated."""
    if not tokens:
        return
    found = _RENDERED.search(text, tokens[0].first, tokens[-1].until)
    if found is None:
        return
    at = next((k for k, each in enumerate(tokens) if each.first >= found.end()), len(tokens))
    words, more, until = _behind(tokens, at, rules)
    who = named(words, more, rules, known) if words else None
    if who is not None:
        how = Edge.TRANSLATES if found["translates"] else Edge.SUMMARISES
        yield Frame(
            who, SAYS, Span(found.start(), tokens[max(until, at + 1) - 1].until), "by", outer=True, how=how, lead=True
        )


def _without_repeats(found: Sequence[Frame]) -> list[Frame]:
    kept: list[Frame] = []
    for frame in found:
        if not frame.lead and any(
            not other.lead and other.span.meets(frame.span) and other.span.first <= frame.span.first for other in kept
        ):
            continue
        kept.append(frame)
    return kept


def _ordered(found: Sequence[Frame]) -> list[Frame]:
    """Outward ones first, the last of them outermost; then the others, as they follow one another."""
    outward = [frame for frame in found if frame.outer]
    inward = [frame for frame in found if not frame.outer]
    says = [frame for frame in inward if not frame.inner]
    for frame in says[1:]:
        if frame.group in {"intent", "asserts", "threatens"} or frame.verb in _TOLD_OF or frame.found.refers:
            inward.remove(frame)
    return [*reversed(outward), *inward]


# -- Verbs -----------------------------------------------------------------------------------------------------------------------


def _verbs(tokens: Sequence[Token], text: str, rules: Rules, known: Voices) -> Iterator[Frame]:
    at = 0
    while at < len(tokens):
        match = _verb_at(tokens, at, rules)
        if match is None:
            at += 1
            continue
        end, form, group = match
        frame = _frame(tokens, at, end, form, group, text, rules, known)
        if frame is not None:
            yield frame
        at = end


def _verb_at(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[int, str, str] | None:
    """The longest form that begins here: where it ends, the form, its group."""
    for end in range(min(len(tokens), at + 4), at, -1):
        part = tokens[at:end]
        form = " ".join(each.low for each in part)
        group = rules.verbs.get(form)
        if (
            group is not None
            and (not part[0].text[0].isupper() or at == 0)
            and not (part[0].quoted and not _is_scare(tokens, at))
        ):
            return end, form, group
    return None


def _is_scare(tokens: Sequence[Token], at: int) -> bool:
    """Is a single word quoted: he "assured" them?"""
    alone_before = at == 0 or not tokens[at - 1].quoted
    alone_behind = at + 1 >= len(tokens) or not tokens[at + 1].quoted
    return alone_before and alone_behind


def _frame(
    tokens: Sequence[Token], at: int, end: int, form: str, group: str, text: str, rules: Rules, known: Voices
) -> Frame | None:
    before = tokens[at - 1].low if at else ""
    if (form in _NOUNY and (before in _BEFORE_NOUN or before.endswith(("'s", "s'")))) or (
        form in {"claim", "report", "note", "state"} and end < len(tokens) and tokens[end].low in {"of", "is", "was"}
    ):
        return None
    if before in _BE or before in {"be"} or (before in _ADVERBS and at > 1 and tokens[at - 2].low in _BE):
        if form.endswith("ing"):
            pass
        elif not (group == "opinion" and form in {"worried"}):
            return None
    if form in {"asked", "requested", "asks"} and any(
        each.low in {"named", "identified", "anonymity", "anonymous"} for each in tokens[end : end + 5]
    ):
        return None
    if (before in _WOULD and before not in {"not", "n't"}) or before in {
        "without",
        "of",
        "for",
        "after",
        "before",
        "by",
    }:
        return None
    if form.endswith("ing") and form not in {"saying"} and before not in {_COMMA, *_BE} and at:
        has_subject = before in _BE
        if not has_subject and not _is_participle(tokens, at):
            return None
    if form.endswith("ing") and (before == _COMMA or before in {"and"}):
        return None
    if (form in _NEEDS_MORE and not _goes_on(tokens, end)) or (
        form in {"called", "calls", "call"} and not _is_label(tokens, end)
    ):
        return None
    after = _after(tokens, at, end, form, group, text, rules, known)
    return after or _preposed(tokens, at, end, form, group, text, rules, known)


def _is_participle(tokens: Sequence[Token], at: int) -> bool:
    """ "has the delegate admitting": somebody has him say it."""
    return any(each.low in {"has", "have", "had", "with"} for each in tokens[max(0, at - 6) : at])


def _after(
    tokens: Sequence[Token], at: int, end: int, form: str, group: str, text: str, rules: Rules, known: Voices
) -> Frame | None:
    """ "...", said Orlov: the verb stands behind what is said, and before who says it."""
    if group != SAYS or at == 0 or end >= len(tokens) or tokens[end].quoted:
        return None
    before = tokens[at - 1]
    if not (before.text in "\"\u201d\u2019\u00bb',\u2013\u2014-" or before.quoted):
        return None
    if form in {"saying", "adding", "tell", "tells", "telling"}:
        return None
    words, more, until = _behind(tokens, end, rules)
    if not words or words[0].low in {"that", "it", "there", "in", "on"} | _STOPS:
        return None
    if before.text == _COMMA and not tokens[at - 1].quoted and not _begins_name(words, rules):
        return None
    found = named(words, more, rules, known)
    if found is None:
        return None
    outlet, outlet_end = _told_to(tokens, until, rules, known)
    return Frame(found, group, Span(tokens[at].first, tokens[outlet_end - 1].until), form, outer=True, outlet=outlet)


def _begins_name(words: Sequence[Token], rules: Rules) -> bool:
    first = words[0]
    return (
        first.is_capital
        or first.low
        in {
            "the",
            "a",
            "an",
            "one",
            "another",
            "he",
            "she",
            "they",
            "his",
            "her",
            "its",
            "their",
            "two",
            "some",
            "local",
        }
        or first.low
        in rules.of["offices.people"]
        | rules.of["offices.functions"]
        | rules.of["offices.aggregate"]
        | rules.of["offices.ranks"]
    )


def _behind(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[list[Token], list[list[Token]], int]:
    """The words that name somebody from here on, what stands between commas behind them, and where all of it ends."""
    end = at
    while end < len(tokens) and _in_name(tokens, end, at, rules):
        end += 1
    words = list(tokens[at:end])
    trimmed = _until_time(words)
    if len(trimmed) < len(words):
        return trimmed, [], at + len(trimmed)
    more: list[list[Token]] = []
    until = end
    while until < len(tokens) and tokens[until].text == _COMMA and not tokens[until].quoted:
        stop = until + 1
        while stop < len(tokens) and _in_name(tokens, stop, until + 1, rules):
            stop += 1
        part = list(tokens[until + 1 : stop])
        if not part or not _is_apposition(part, rules):
            break
        more.append(part)
        until = stop
    return words, more, until


def _in_name(tokens: Sequence[Token], at: int, first: int, rules: Rules) -> bool:
    each = tokens[at]
    if each.quoted or each.text in ',;:\u2014\u2013()"\u201c\u201d\u00ab\u00bb!?\u2026':
        return False
    if each.text in {".", "-"}:
        return (
            at + 1 < len(tokens) and tokens[at - 1].until == each.first and at > first and tokens[at - 1].low in _DOTS
        )
    low = each.low
    if low in _STOPS | {
        "adding",
        "saying",
        "after",
        "before",
        "during",
        "following",
        "amid",
        "via",
        "through",
        "without",
    }:
        return False
    if low in _BE | _HAVE | _WOULD and low != "to":
        return False
    return not (
        low in rules.verbs
        and at > first
        and not each.is_capital
        and low not in {"post", "record", "state", "order", "report", "plan", "note"}
    )


_DOTS = frozenset("lt col maj gen capt sgt cpl brig adm cmdr dr mr mrs ms prof st no".split())


def _until_time(words: Sequence[Token]) -> list[Token]:
    """Without "on Thursday", "in a statement" at its end."""
    for at, each in enumerate(words):
        if at and each.low in {
            "on",
            "in",
            "by",
            "late",
            "early",
            "yesterday",
            "today",
            "earlier",
            "afterwards",
            "later",
            "at",
            "to",
            "from",
            "over",
            "with",
            "when",
            "here",
        }:
            rest = " ".join(one.text for one in words[at:])
            if _PHRASE.search(rest) and (match := _PHRASE.search(rest)) is not None and match.start() <= 1:
                return list(words[:at])
            if each.low in {"yesterday", "today", "earlier", "later", "afterwards", "to", "here"}:
                return list(words[:at])
    return list(words)


def _is_apposition(words: Sequence[Token], rules: Rules) -> bool:
    """ "a spokesman for the army"; "head of the shelter"; "Sera Lind" behind an office."""
    lows = [each.low.rstrip(".") for each in words]
    if lows[0] in {"and", "but", "he", "she", "it", "they", "we", "who", "which", "there", "in", "on", "at", "adding"}:
        return False
    titles = rules.of["offices.functions"] | rules.of["offices.ranks"] | rules.of["offices.person"]
    return any(low in titles for low in lows[:7]) or (all(each.is_capital for each in words) and len(words) <= 3)


def _preposed(
    tokens: Sequence[Token], at: int, end: int, form: str, group: str, text: str, rules: Rules, known: Voices
) -> Frame | None:
    """The ministry said: the subject stands before the verb."""
    words, more, first = _before(tokens, at, text, rules)
    begins = None
    if not words and at and tokens[at - 1].low in {"and", "but", ",", "then", "also"}:
        words, begins = _at_the_beginning(tokens, at, rules), at
        if not words or not _can_speak(words, rules, known):
            return None
    if not words:
        return None
    if words[-1].low in {"neither", "who", "which"} or (words[0].low in {"they", "them"} and group == "opinion"):
        return None
    if (form in _LIGHT_VERBS or form in _NOUNY) and not _can_speak(words, rules, known):
        return None
    if group not in {SAYS} and not _can_speak(words, rules, known):
        return None
    found = named(words, more, rules, known)
    if found is None or (
        group == "asserts" and form in _COUNTS and found.speaker.kind in {SpeakerKind.AGGREGATE, SpeakerKind.UNNAMED}
    ):
        return None
    outer = begins is None and _stands_behind(tokens, first, end)
    if begins is not None:
        first = begins
    outlet, until = _told_to(tokens, end, rules, known)
    if outlet is None and first > 2:
        outlet, _ = _told_to(tokens[:first], 0, rules, known, lead=True)
    return Frame(found, group, Span(tokens[first].first, tokens[until - 1].until), form, outer=outer, outlet=outlet)


def _at_the_beginning(tokens: Sequence[Token], at: int, rules: Rules) -> list[Token]:
    """The subject with which the sentence begins: "My cousin was there and says"; "Crane rings again, says"."""
    end = 0
    while end < at and _in_name(tokens, end, 0, rules) and not (end and tokens[end].low in _SIMPLE):
        end += 1
    words = _without_lead(list(tokens[:end]), rules)
    return words if 0 < len(words) <= 8 and end < at else []


_PREPOSITIONS = frozenset(
    "in on at for after before during from by to of with under between and over against near about as into".split()
)
_SIMPLE = frozenset(
    "rang rings ring calls call came comes saw spoke speaks went goes works lives knows got gets back again at in "
    "on has".split()
)


def _can_speak(words: Sequence[Token], rules: Rules, known: Voices) -> bool:
    """Could it be somebody: a name, a pronoun, an office, a body? No bridge asks, and no truck orders."""
    lows = [each.low.rstrip(".") for each in words]
    if lows[-1] in {"he", "she", "they", "it", "we", "i", "who"}:
        return True
    lists = (
        "offices.functions",
        "offices.ranks",
        "offices.people",
        "offices.person",
        "offices.aggregate",
        "bodies.words",
        "bodies.media",
        "bodies.states",
        "offices.document",
    )
    if any(low in rules.of[name] for low in lows for name in lists):
        return True
    if any(each.name and lows[-1] == each.name.lower().split()[-1] for each in known.named):
        return True
    return words[-1].is_capital


def _stands_behind(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Does it come after what it speaks of: "..., the ministry said."? Then nothing follows that would be said."""
    if first == 0:
        return False
    before = tokens[first - 1]
    if not (before.text in ",\"\u201d\u2019\u00bb'\u2014\u2013-" or before.quoted):
        return False
    rest = [each for each in tokens[end:] if each.is_word]
    if not rest:
        return True
    if tokens[end].text in ",.;\u2014\u2013" and not tokens[end].quoted:
        return True
    tail = " ".join(each.text for each in tokens[end:] if each.text not in ".")
    return (bool(_PHRASE.match(tail)) and len(rest) <= 8) or (
        rest[0].low
        in {
            "to",
            "in",
            "on",
            "late",
            "yesterday",
            "today",
            "at",
            "citing",
            "quoting",
            "when",
            "after",
            "by",
            "via",
            "as",
            "reporters",
            "journalists",
            "me",
            "us",
        }
        and not any(each.low == "that" for each in rest[:3])
        and len(rest) <= 14
    )


def _before(tokens: Sequence[Token], at: int, text: str, rules: Rules) -> tuple[list[Token], list[list[Token]], int]:
    """The words that name the subject, what stands between commas behind them, and where all of it begins."""
    end = at
    while end > 0 and not tokens[end - 1].quoted:
        low = tokens[end - 1].low
        if (
            low in _ADVERBS
            or low in _HAVE
            or low in {"not", "n't"}
            or (
                low.endswith("ly")
                and low not in {"family", "supply", "daily", "weekly"}
                and not tokens[end - 1].is_capital
            )
        ):
            end -= 1
            continue
        break
    start_of_text = tokens[0].first
    if end > 1:
        said = text[start_of_text : tokens[end - 1].until]
        phrase = _PHRASE.search(said[-90:])
        if (phrase is not None and phrase.start() > 0) or (
            phrase is not None and len(said) <= 90 and phrase.start() == 0 and False
        ):
            cut = start_of_text + max(0, len(said) - 90) + phrase.start()
            kept = next((k for k in range(end) if tokens[k].first >= cut), end)
            if (
                0 < kept < end
                and not all(each.low in _STOPS for each in tokens[:kept])
                and not tokens[kept - 1].quoted
                and tokens[kept - 1].low not in {"it", "he", "she", "they"} | _STOPS
            ) or (0 < kept < end and tokens[kept - 1].low in {"it", "he", "she", "they"}):
                end = kept
    more: list[list[Token]] = []
    if end > 1 and tokens[end - 1].text == _COMMA and not tokens[end - 1].quoted:
        opened = _opened(tokens, end - 1)
        if opened is None:
            return [], [], at
        more += [
            piece
            for piece in _pieces(tokens[opened + 1 : end - 1])
            if piece[0].low not in {"according", "citing", "quoting"}
        ]
        end = opened
    if end > 1 and tokens[end - 1].text == ")":
        while end > 0 and tokens[end - 1].text != "(":
            end -= 1
        end = max(0, end - 1)
    first = end
    while first > 0 and _in_subject(tokens, first - 1, rules):
        first -= 1
    if first > 1 and tokens[first - 1].low in {"who"} and end - first <= 8:
        end = first - 1 if tokens[first - 2].text != _COMMA else first - 2
        first = end
        while (
            first > 0
            and _in_subject(tokens, first - 1, rules)
            and not (first < end and tokens[first].low in {"a", "an", "the"})
        ):
            first -= 1
    words = _without_lead(list(tokens[first:end]), rules)
    if not words:
        return [], [], at
    first = next(k for k in range(len(tokens)) if tokens[k] is words[0])
    return words, more, first


def _opened(tokens: Sequence[Token], closing: int) -> int | None:
    """Where is the comma that opens what the one at `closing` closes?"""
    commas = [k for k in range(max(0, closing - 30), closing) if tokens[k].text == _COMMA and not tokens[k].quoted]
    if not commas:
        return None
    for k in commas:
        part = tokens[k + 1 : closing]
        if (
            part
            and part[0].low
            in {
                "a",
                "an",
                "the",
                "who",
                "which",
                "whose",
                "citing",
                "quoting",
                "head",
                "in",
                "spokesman",
                "spokeswoman",
                "speaking",
                "deputy",
                "chief",
                "himself",
                "commander",
            }
        ) or (part and part[0].is_capital):
            return k
    return commas[-1]


def _pieces(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for each in tokens:
        if each.text == _COMMA:
            if part:
                yield part
            part = []
        else:
            part.append(each)
    if part:
        yield part


def _in_subject(tokens: Sequence[Token], at: int, rules: Rules) -> bool:
    each = tokens[at]
    if each.quoted or each.text in ',;:\u2014\u2013("\u201c\u201d\u00ab\u00bb!?\u2026)[]*/\u2022':
        return False
    if each.text in {".", "-"}:
        return at > 0 and tokens[at - 1].low in _DOTS and tokens[at - 1].until == each.first
    low = each.low
    if low == "and":
        return at > 0 and tokens[at - 1].is_capital and tokens[at + 1].is_capital if at + 1 < len(tokens) else False
    if low in _STOPS or low in _BE or low in _HAVE or low in _WOULD - {"to"} or low in {"heard", "saw", "neither"}:
        return False
    nouns = {
        "post",
        "posts",
        "record",
        "state",
        "order",
        "report",
        "reports",
        "plan",
        "note",
        "claim",
        "document",
        "demand",
        "call",
        "register",
        "view",
    }
    return not (low in rules.verbs and not each.is_capital and low not in nouns)


def _without_lead(words: list[Token], rules: Rules) -> list[Token]:
    """Without what leads up to the subject: "In Moscow the", "For their part", "Meanwhile"."""
    while (
        words
        and (
            words[0].low
            in _ADVERBS
            | {"and", "meanwhile", "however", "later", "upd", "upd2", "update", "rt", "so", "well", "ok", "now"}
            or not words[0].is_word
        )
        and len(words) > 1
    ):
        words = words[1:]
    for at in range(len(words) - 1, 0, -1):
        if (
            words[at].low in {"the", "a", "an"}
            and words[at - 1].low not in _PREPOSITIONS
            and not words[at - 1].low.endswith("'s")
        ):
            words = words[at:]
            break
    if not words or words[0].low not in {
        "in",
        "on",
        "at",
        "for",
        "after",
        "before",
        "during",
        "from",
        "by",
        "to",
        "under",
        "with",
        "as",
        "of",
        "about",
        "over",
        "since",
        "despite",
        "near",
        "across",
        "through",
        "around",
        "between",
        "among",
        "until",
        "against",
    }:
        return words
    for at in range(len(words) - 1, 0, -1):
        if words[at].low in {"the", "a", "an", "its", "their", "his", "her", "both", "some", "two"} and words[
            at - 1
        ].low not in {"in", "on", "at", "for", "after", "before", "during", "from", "by", "to", "of", "with", "under"}:
            return words[at:]
    for at in range(len(words)):
        if at > 1 and (
            words[at].low in {"he", "she", "it", "they"}
            or (
                words[at].is_capital
                and not words[at - 1].is_capital
                and words[at - 1].low not in {"in", "on", "at", "for", "of", "to", "the", "from", "by", "with", "near"}
            )
        ):
            return words[at:]
    last = words[-1]
    return [last] if last.low in {"he", "she", "it", "they"} or (last.low in rules.of["offices.people"]) else []


def _told_to(
    tokens: Sequence[Token], at: int, rules: Rules, known: Voices, *, lead: bool = False
) -> tuple[Speaker | None, int]:
    """To which outlet was it told? None for "reporters", and for whoever is no outlet."""
    if not lead and (at == 0 or at >= len(tokens)):
        return None, min(at, len(tokens))
    verb = "" if lead else tokens[at - 1].low
    words: list[Token] = []
    end = at
    if verb in {"tell", "tells", "told", "telling"}:
        while (
            end < len(tokens)
            and len(words) < 7
            and _in_name(tokens, end, at, rules)
            and tokens[end].low not in {"on", "in", "at", "by", "that", "how", "about", "of", "to"}
        ):
            words.append(tokens[end])
            end += 1
    else:
        rest = " ".join(each.low for each in tokens[at : at + 5])
        opening = re.match(
            r"(?:in|during) an? (?:\w+ )?(?:interview|conversation) (?:with|to|on|for)|in remarks (?:to|carried by)|in comments to|to",
            rest,
        )
        if opening is None:
            return None, at
        end = at + len(opening[0].split())
        while (
            end < len(tokens)
            and len(words) < 6
            and _in_name(tokens, end, at, rules)
            and tokens[end].low not in {"on", "in", "at", "that", "of"}
        ):
            words.append(tokens[end])
            end += 1
    if not words:
        return None, at
    found = named(words, [], rules, known) if words[0].is_capital or words[0].low == "the" else None
    if found is None or not (is_media(found.speaker, rules)) or found.speaker.kind is SpeakerKind.AUTHOR:
        return None, at if verb not in {"told", "tells"} else at
    return found.speaker, end


# -- According to, citing ----------------------------------------------------------------------------------------------------------


def _leads(tokens: Sequence[Token], text: str, rules: Rules, known: Voices) -> Iterator[Frame]:
    """Speakers without a verb of theirs."""
    at = 0
    while at < len(tokens):
        match = _lead_at(tokens, at, rules)
        if match is None:
            at += 1
            continue
        end, kind, form = match
        words, more, until = _behind(tokens, end, rules)
        words = [each for each in words if each.low not in {"from"}] if words and words[0].low == "from" else words
        words = _until_of_date(words)
        found = named(words, more, rules, known) if words and words[0].low not in _STOPS else None
        if found is None and kind == "according" and words and form != "under" and len(words) <= 6:
            held = [each for each in words if each.low not in {"the", "a", "an"}]
            if held:
                found = Found(known.like(Speaker(SpeakerKind.DOCUMENT, None, text_of(held))), 0.6)
        if form == "under" and (found is None or found.speaker.kind is not SpeakerKind.DOCUMENT):
            at = end
            continue
        if found is not None and form in _BY:
            before, _, first = _before(tokens, at - 1 if at and tokens[at - 1].text == _COMMA else at, text, rules)
            inner = named(before, [], rules, known) if before and not _is_subject(tokens, until) else None
            yield Frame(
                found, SAYS, Span(tokens[at].first, tokens[max(until, end + 1) - 1].until), form, outer=True, lead=True
            )
            if inner is not None and inner.speaker.kind is not SpeakerKind.AUTHOR:
                yield Frame(inner, SAYS, Span(tokens[first].first, tokens[at].first), form, inner=True, lead=True)
            at = max(until, end)
            continue
        comma = at > 0 and tokens[at - 1].text == _COMMA
        if (
            found is not None
            and kind == "citing"
            and not _is_subject_less_verb(tokens, at, form)
            and (comma or form in {"cited", "cites", "quoted", "quotes"})
        ):
            before, _, first = _before(tokens, at - 1 if comma else at, text, rules)
            who = (
                named(before, [], rules, known) if before and (not comma or _can_speak(before, rules, known)) else None
            )
            if who is not None and who.speaker.kind is not SpeakerKind.AUTHOR:
                yield Frame(who, SAYS, Span(tokens[first].first, tokens[at].first), form, lead=True)
        if found is not None and not (kind == "citing" and _is_subject_less_verb(tokens, at, form)):
            outer = kind == "according"
            yield Frame(
                found,
                SAYS,
                Span(tokens[at].first, tokens[max(until, end + 1) - 1].until),
                form,
                outer=outer,
                inner=kind == "citing",
                lead=True,
            )
        at = max(until, end) if found is not None else end


_BY = frozenset({"cited by", "quoted by", "as cited by", "as quoted by", "relayed by"})


def _is_subject(tokens: Sequence[Token], at: int) -> bool:
    """Does the sentence go on with what it is a subject of: "witnesses quoted by the paper blamed"?"""
    return at < len(tokens) and tokens[at].is_word and tokens[at].low not in {"on", "in"}


def _until_of_date(words: Sequence[Token]) -> list[Token]:
    """Kommersant of 28 December is Kommersant."""
    for at, each in enumerate(words):
        if at and each.low == "of" and at + 1 < len(words) and words[at + 1].low[:1].isdigit():
            return list(words[:at])
    return list(words)


def _lead_at(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[int, str, str] | None:
    if tokens[at].quoted:
        return None
    for end in range(min(len(tokens), at + 4), at, -1):
        form = " ".join(each.low for each in tokens[at:end])
        if rules.has("leads.according", form):
            return end, "according", form
        if form in _BY:
            return end, "by", form
        if form == "under" and at == 0:
            return end, "according", form
        if rules.has("leads.citing", form):
            return end, "citing", form
    return None


def _is_subject_less_verb(tokens: Sequence[Token], at: int, form: str) -> bool:
    """ "was cited", "cited by": no citing of somebody."""
    before = tokens[at - 1].low if at else ""
    return form in {"cited", "quoted", "cites", "quotes"} and (
        before in _BE or (at + 1 < len(tokens) and tokens[at + 1].low in {"by", "in", "as"})
    )
