"""How is it said: as a fact, a denial, a guess, a wish? By the verb that says it, and by the words of what is said."""

from __future__ import annotations

import re

from herald.incident.codes import Modality
from herald.reading.rules import ASSERTS, SAYS, Rules

_SURE, _LIKELY, _GUESS = 0.95, 0.8, 0.6
_IMPERATIVE = re.compile(
    r"^(?:[\w' -]{2,30},\s+)?(?:please\s+)?(?:do not|don't|stop|stay|hold|keep|go|come|turn|move|pull|climb|bring|take|send|wait|leave|cease|clear|get|let|give|avoid|share|pray|tell|stand by|stand down|report|confirm|withdraw|remain|proceed|stand clear|back off|check|halt|switch|be careful|look|help|call|say again|advise|return|make way)\b(?!\s+(?:is|was|are|were|has|had|fire|over)\b)",
    re.IGNORECASE,
)
_CALLS_AS_OPINION = re.compile(
    r"\b(?:called|calls|calling|branded|labelled|labeled)\s+(?:it|this|that|them|him|her|such)\b(?!\s+on\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bask(?:s|ed)?\s+(?:[\w'\u2019-]+\s+){1,5}?(?:to|not to)\b", re.IGNORECASE)
_ASKED_FOR = re.compile(r"\bask(?:s|ed)?\s+for\b", re.IGNORECASE)
_WARNED = re.compile(r"\bwarn(?:s|ed|ing)?\s+(?:that|of|against|them|him|her|it|\w+ that|\u201c|\")", re.IGNORECASE)
_COULD = re.compile(r"\b(?:will|would|'ll|\u2019ll)\b", re.IGNORECASE)
_EDGES = " \"\u201c\u201d\u2018\u2019'\u00ab\u00bb"
_SENTENCE = re.compile(r"(?<=[.!?\u2026])[\"\u201d\u2019]?\s+")
_TO = re.compile(r"^(?:[\w' ]{1,30}\s)?(?:not )?to\b")
_TOLD_TO = re.compile(
    r"\b(?:[Tt]ell|[Tt]ells|[Tt]old)\s+(?:him|her|them|us|me|everyone|all|[A-Z]\w+)(?:\s+(?!that\b)\w+){0,4}?\s+(?:not\s+)?to\b"
)
_MONTH = re.compile(r"(?<=\d )May\b|\bMay(?= \d)|(?<=[a-z,] )May\b")
_ROUGHLY = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably)\s+(?=\d|a dozen|two|three|four|five|six|ten|twenty|thirty|forty|fifty|a hundred|half)"
)
_ZERO = re.compile(
    r"\b(?:no|nobody|no one|none)\b\s+(?:hurt|injured|wounded|killed|injuries|casualties|soldiers|losses|damage|further|one hurt|was hurt|was injured|were hurt|were injured|one was hurt|one was injured)\b"
)
_AGREED = re.compile(r"\bagreed\b.{0,40}\b(?:will|would|shall|to)\b")
_AUXILIARY = re.compile(
    r"(?:\b(?:will|would|shall|had|has|have|was|were|is|are|did|does|do|could|can|may|might|must)\b|'ll\b)"
)
_NO_DETAILS = re.compile(
    r"\b(?:no|not|n['\u2019]t|nobody|neither)\b.{0,30}\b(?:details?|figures?|information|known|know|say|comment|confirmed|verified|checked|reachable|answer|answered|respond|responded|immediately|clear|reply|replied|tell|word|idea|picked up|reach|sure|yet|given|public|published|reported|available|found|see|seen|established)\b",
    re.IGNORECASE,
)


def said(words: str, group: str | None, verb: str, rules: Rules) -> tuple[Modality, float]:
    """How are these words said, by a verb of this group? With how sure the rules are, from 0 to 1. `words`: without who says them."""
    low = _plain(words)
    if group not in {None, SAYS, ASSERTS}:
        of_verb = Modality(group)
        if (
            of_verb is Modality.INTENT and verb in {"hope", "hopes", "hoped", "offer", "offers", "offered"}
        ) or of_verb is not Modality.OPINION:
            return of_verb, _SURE
        hedged = _cued(low, rules)
        return (hedged, _LIKELY) if hedged in {Modality.CALLS_ON, Modality.THREATENS} else (of_verb, _SURE)
    if verb in {"warn", "warns", "warned", "warning"}:
        if re.search(r"\b(?:not )?to\b", low[:60]) and not _COULD.search(low):
            return Modality.CALLS_ON, _GUESS
        return (
            (Modality.THREATENS, _LIKELY) if _COULD.search(low) or "otherwise" in low else (Modality.ASSERTS, _LIKELY)
        )
    if verb in {"asked", "asks", "ask"} and (_ASKED.search(f"{verb} {low}") or _ASKED_FOR.search(f"{verb} {low}")):
        return Modality.CALLS_ON, _SURE
    if group == ASSERTS:
        return Modality.ASSERTS, _SURE
    if any(_IMPERATIVE.match(each.strip(_EDGES)) for each in _SENTENCE.split(words.removeprefix("heard "))):
        return Modality.CALLS_ON, _LIKELY
    if _TOLD_TO.search(words) or (verb in {"told", "tells", "tell"} and _TO.match(low)):
        return Modality.CALLS_ON, _LIKELY
    if _ASKED.search(low):
        return Modality.CALLS_ON, _LIKELY
    cued = _cued(low, rules)
    if cued is Modality.DENIES and (_NO_DETAILS.search(low) or _ZERO.search(low)):
        return Modality.ASSERTS, _GUESS
    if cued is Modality.INTENT and _AGREED.search(low):
        return Modality.ASSERTS, _GUESS
    if cued is not None:
        return cued, _LIKELY
    first = _AUXILIARY.search(low)
    if (
        first is not None
        and first[0] in {"will", "would", "shall", "'ll"}
        and not low[first.end() :].lstrip().startswith("have")
    ):
        return Modality.INTENT, _GUESS
    if _CALLS_AS_OPINION.search(low):
        return Modality.OPINION, _GUESS
    if _WARNED.search(low) and _COULD.search(low):
        return Modality.THREATENS, _GUESS
    return Modality.ASSERTS, _LIKELY


def _plain(words: str) -> str:
    """In small letters, without what only looks like a word of doubt: the month of May, "maybe 300"."""
    plain = _MONTH.sub("month", words).lower().replace("\u2019", "'")
    return " ".join(_ROUGHLY.sub(" ", plain).split())


def _cued(low: str, rules: Rules) -> Modality | None:
    return next((code for code, pattern in rules.modality if pattern.search(low)), None)
