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
_CALLS_AS_OPINION = re.compile(r"\b(?:called|calls|calling|described|describes|branded|labelled|labeled)\s+(?:it|this|that|the|them|him|her|such|what|reports?|claims?|on)\b(?!\s+on\b)", re.IGNORECASE)
_ASKED = re.compile(r"\bask(?:s|ed)?\s+(?:[\w'\u2019-]+\s+){1,5}?(?:to|not to)\b", re.IGNORECASE)
_ASKED_FOR = re.compile(r"\bask(?:s|ed)?\s+for\b", re.IGNORECASE)
_WARNED = re.compile(r"\bwarn(?:s|ed|ing)?\s+(?:that|of|against|them|him|her|it|\w+ that|\u201c|\")", re.IGNORECASE)
_COULD = re.compile(r"\b(?:will|would|'ll|\u2019ll)\b", re.IGNORECASE)
_NO_DETAILS = re.compile(r"\b(?:no|not|n['\u2019]t|nobody|neither)\b.{0,30}\b(?:details?|figures?|information|known|know|say|comment|confirmed|verified|checked|reachable|answer|answered|respond|responded|immediately|clear|reply|replied|tell|word|idea|picked up|reach|sure|yet)\b", re.IGNORECASE)


def said(words: str, group: str | None, verb: str, rules: Rules) -> tuple[Modality, float]:
    """How are these words said, by a verb of this group? With how sure the rules are, from 0 to 1. `words`: without who says them."""
    low = " ".join(words.lower().replace("\u2019", "'").split())
    if group not in {None, SAYS, ASSERTS}:
        of_verb = Modality(group)
        if of_verb is Modality.INTENT and verb in {"hope", "hopes", "hoped", "offer", "offers", "offered"} or of_verb is not Modality.OPINION:
            return of_verb, _SURE
        hedged = _cued(low, rules)
        return (hedged, _LIKELY) if hedged in {Modality.CALLS_ON, Modality.THREATENS} else (of_verb, _SURE)
    if verb in {"asked", "asks", "ask"} and (_ASKED.search(f"{verb} {low}") or _ASKED_FOR.search(f"{verb} {low}")):
        return Modality.CALLS_ON, _SURE
    if group == ASSERTS:
        return Modality.ASSERTS, _SURE
    if _IMPERATIVE.match(words.strip(" \"\u201c\u201d\u2018\u2019'\u00ab\u00bb")):
        return Modality.CALLS_ON, _LIKELY
    if _ASKED.search(low):
        return Modality.CALLS_ON, _LIKELY
    cued = _cued(low, rules)
    if cued is Modality.DENIES and _NO_DETAILS.search(low):
        return Modality.ASSERTS, _GUESS
    if cued is not None:
        return cued, _LIKELY
    if _CALLS_AS_OPINION.search(low):
        return Modality.OPINION, _GUESS
    if _WARNED.search(low) and _COULD.search(low):
        return Modality.THREATENS, _GUESS
    return Modality.ASSERTS, _LIKELY


def _cued(low: str, rules: Rules) -> Modality | None:
    return next((code for code, pattern in rules.modality if pattern.search(low)), None)
