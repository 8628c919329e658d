"""What is said to be done, by whom, to what? Words of the tables, with the words beside them: candidates for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from herald.incident.codes import ActCode, Modality
from herald.reading.model import Act
from herald.reading.naming import text_of
from herald.reading.rules import Rules
from herald.reading.tokens import Token

CONTRACT = frozenset(
    {
        ActCode.BLOCK, ActCode.RAM, ActCode.BOX_IN, ActCode.LOW_HOVER, ActCode.NOTICE_GIVEN, ActCode.BREACH_CLAIMED, ActCode.CALL_HELD,
        ActCode.WITHDREW, ActCode.DEPLOYED, ActCode.SHELLED, ActCode.DISPLACED, ActCode.POSTS_AGREED, ActCode.APPEAL, ActCode.OTHER,
    }
)  # fmt: skip
"""The codes that whoever reads the answer is promised; a finer one goes out as `other`."""
_STOPS = frozenset("that which who when where while because although but and or if as than so to of for with by from in on at into onto against after before during near over under through without about is are was were be been being has have had do does did will would could can may might must should shall not".split())
_ENDS = _STOPS - {"of"}
_ARTICLES = frozenset({"the", "a", "an"})
_MOST = 4


def acts(tokens: Sequence[Token], text: str, modality: Modality, rules: Rules) -> tuple[Act, ...]:
    """What these words say was done, in the order of the words; the same code for the same object once."""
    if not tokens:
        return ()
    first, until = tokens[0].first, tokens[-1].until
    low = text[first:until].lower().replace("\u2019", "'")
    if len(low) != until - first:  # a letter that grows when it is made small: every place would be off
        low = "".join(each if len(each.lower()) != 1 else each.lower() for each in text[first:until]).replace("\u2019", "'")
    found = sorted(_matches(low, rules), key=lambda each: (each[0], -each[1]))
    kept: list[Act] = []
    reached, seen = -1, set[ActCode]()
    for start, end, code in found:
        if start < reached or len(kept) >= _MOST or (code in seen and code is not ActCode.RAM) or _is_off(code, modality, kept):
            continue
        reached = end
        seen.add(code)
        before, behind = _around(tokens, first + start, first + end)
        kept.append(_act(code, before, behind, low[start:end]))
    if any(each.code is not ActCode.OTHER for each in kept):
        kept = [each for each in kept if each.code is not ActCode.OTHER]
    return tuple(kept)


def _matches(low: str, rules: Rules) -> Iterator[tuple[int, int, ActCode]]:
    for code, pattern in rules.acts:
        for match in pattern.finditer(low):
            yield match.start(), match.end(), code


def _is_off(code: ActCode, modality: Modality, kept: Sequence[Act]) -> bool:
    """An intent or an opinion tells of no act but of such as have a code of their own."""
    del kept
    if code is ActCode.APPEAL:
        return modality is not Modality.CALLS_ON
    return modality in {Modality.INTENT, Modality.OPINION, Modality.THREATENS} and code in {ActCode.OTHER, ActCode.INJURED, ActCode.KILLED, ActCode.DAMAGED, ActCode.BREACH_CLAIMED}


def _around(tokens: Sequence[Token], first: int, until: int) -> tuple[list[Token], list[Token]]:
    before = [each for each in tokens if each.until <= first]
    behind = [each for each in tokens if each.first >= until]
    return before, behind


def _act(code: ActCode, before: list[Token], behind: list[Token], said: str) -> Act:
    passive = bool(before) and before[-1].low in {"was", "were", "been", "being", "be", "is", "are"} and said.split()[0].endswith(("ed", "en", "ck"))
    left, right = _left(before), _right(behind)
    if passive:
        return Act(code, _by(behind), left)
    return Act(code, left, right)


def _left(tokens: list[Token]) -> str | None:
    """The words before the verb that name who does it."""
    end = len(tokens)
    while end and (tokens[end - 1].low in {"was", "were", "been", "being", "be", "is", "are", "has", "have", "had", "not", "then", "also", "also", "did", "to", "tried", "trying", "attempted", "will", "would", "again", "never", "later", "deliberately", "repeatedly", "may", "might"} or tokens[end - 1].low.endswith("ly")):
        end -= 1
    first = end
    while first and tokens[first - 1].is_word and tokens[first - 1].low not in _ENDS and end - first < 7:
        first -= 1
    return _noun(tokens[first:end])


def _right(tokens: list[Token]) -> str | None:
    at = 0
    while at < len(tokens) and tokens[at].low in {"in", "on", "at", "into", "over", "with", "to", "by", "from", "each"} and at < 1:
        if tokens[at].low in {"by", "from", "each"}:
            break
        at += 1
    end = at
    while end < len(tokens) and tokens[end].is_word and (tokens[end].low not in _ENDS) and end - at < 6:
        end += 1
    return _noun(tokens[at:end])


def _by(tokens: list[Token]) -> str | None:
    for at, each in enumerate(tokens[:12]):
        if each.low == "by":
            end = at + 1
            while end < len(tokens) and tokens[end].is_word and tokens[end].low not in _ENDS and end - at < 7:
                end += 1
            return _noun(tokens[at + 1 : end])
    return None


def _noun(words: list[Token]) -> str | None:
    while words and words[0].low in _ARTICLES:
        words = words[1:]
    if not words or words[0].low in {"nobody", "no", "none", "nothing", "it's", "there"} or re.fullmatch(r"\W+|\d+[:.]\d+", words[0].text):
        return None
    return text_of(words) or None
