"""What is said to be done, by whom, to what? Words of the tables, with the words beside them: candidates for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from herald.incident.codes import ActCode, Modality
from herald.reading.model import Act, Span
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
_STOPS = frozenset(
    "that which who when where while because although but and or if as than so to of for with by from in on at "
    "into onto against after before during near over under through without about is are was were be been being "
    "has have had do does did will would could can may might must should shall not".split()
)
_ENDS = _STOPS - {"of"}
_ARTICLES = frozenset({"the", "a", "an"})
_MOST = 4


def acts(
    tokens: Sequence[Token], text: str, modality: Modality, framed: Sequence[Span], rules: Rules
) -> tuple[Act, ...]:
    """What these words say was done, in the order of the words; the same code for the same object once.

    `framed` are the words that say who says it: nobody in them does what is said to be done, but where saying is the act.
    """
    if not tokens:
        return ()
    first, until = tokens[0].first, tokens[-1].until
    low = text[first:until].lower().replace("\u2019", "'")
    if len(low) != until - first:  # a letter that grows when it is made small: every place would be off
        low = "".join(each if len(each.lower()) != 1 else each.lower() for each in text[first:until]).replace(
            "\u2019", "'"
        )
    found = sorted(_matches(low, rules), key=lambda each: (each[0], -each[1]))
    kept: list[Act] = []
    reached, seen = -1, set[ActCode]()
    for start, end, code in found:
        if (
            start < reached
            or len(kept) >= _MOST
            or (code in seen and code is not ActCode.RAM)
            or _is_off(code, modality, kept)
        ):
            continue
        reached = end
        seen.add(code)
        before, behind = _around(tokens, first + start, first + end)
        if code not in {ActCode.APPEAL, ActCode.BREACH_CLAIMED}:
            before = [each for each in before if not any(span.first <= each.first < span.until for span in framed)]
        kept.append(_act(code, before, behind, low[start:end], rules))
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
    return modality in {Modality.INTENT, Modality.OPINION, Modality.THREATENS} and code in {
        ActCode.OTHER,
        ActCode.INJURED,
        ActCode.KILLED,
        ActCode.DAMAGED,
        ActCode.BREACH_CLAIMED,
    }


def _around(tokens: Sequence[Token], first: int, until: int) -> tuple[list[Token], list[Token]]:
    before = [each for each in tokens if each.until <= first]
    behind = [each for each in tokens if each.first >= until]
    return before, behind


def _act(code: ActCode, before: list[Token], behind: list[Token], said: str, rules: Rules) -> Act:
    first = said.split(maxsplit=1)[0]
    passive = bool(before) and before[-1].low in _BE and first.endswith(("ed", "en", "ck", "ld", "rt"))
    if code in _HARM:
        is_noun = first.endswith(("ies", "y", "s", "th", "ment", "tion", "ion"))
        return Act(code, None, _right(behind, rules) if is_noun and not passive else _left(before, rules))
    if passive:
        return Act(code, _by(behind), _left(before, rules))
    return Act(code, _left(before, rules), _right(behind, rules))


_HARM = frozenset({ActCode.INJURED, ActCode.KILLED, ActCode.DISPLACED, ActCode.DETENTION})
_BE = frozenset({"was", "were", "been", "being", "be", "is", "are", "got", "get", "gets"})
_SKIPPED = _BE | frozenset(
    "has have had not then also did to tried trying attempted will would again never later deliberately "
    "repeatedly may might having first on".split()
)
_NO_OBJECT = frozenset(
    "beforehand again twice once today yesterday tonight earlier later two three very low here there everywhere "
    "away back soon immediately at then too also".split()
)


def _left(tokens: list[Token], rules: Rules) -> str | None:
    """The words before the verb that name who does it."""
    end = len(tokens)
    while end and (
        tokens[end - 1].low in _SKIPPED
        or tokens[end - 1].low.endswith("ly")
        or tokens[end - 1].text in "\u201c\"\u2018'\u00ab"
    ):
        end -= 1
    first = end
    while (
        first
        and tokens[first - 1].is_word
        and tokens[first - 1].low not in _ENDS
        and not _is_verb(tokens[first - 1], rules)
        and end - first < 7
    ):
        first -= 1
    return _noun(tokens[first:end])


def _is_verb(each: Token, rules: Rules) -> bool:
    return not each.is_capital and (
        each.low in rules.verbs
        or (
            each.low.endswith("ing")
            and each.low
            not in {
                "building",
                "meeting",
                "shelling",
                "crossing",
                "morning",
                "evening",
                "landing",
                "king",
                "fighting",
                "nothing",
                "something",
            }
        )
    )


def _right(tokens: list[Token], rules: Rules) -> str | None:
    """The words behind the verb that name to what or whom it is done."""
    at = 0
    while at < min(2, len(tokens)) and (
        tokens[at].low in {"in", "on", "into", "over", "with", "to", "of", "among", "the"}
        or tokens[at].text in '\u201c"\u2018'
    ):
        at += 1
    if at < len(tokens) and tokens[at].low in _NO_OBJECT:
        return None
    end = at
    while (
        end < len(tokens)
        and tokens[end].is_word
        and tokens[end].low not in _ENDS | {"on", "while"}
        and not _is_verb(tokens[end], rules)
        and end - at < 6
    ):
        end += 1
    return _noun(tokens[at:end])


def _by(tokens: list[Token]) -> str | None:
    """Behind "by": whoever did what was done."""
    for at, each in enumerate(tokens[:12]):
        if each.low == "by":
            end = at + 1
            while end < len(tokens) and tokens[end].is_word and (tokens[end].low not in _ENDS) and end - at < 7:
                end += 1
            return _noun(tokens[at + 1 : end])
    return None


def _noun(words: list[Token]) -> str | None:
    while words and words[0].low in _ARTICLES:
        words = words[1:]
    while words and words[-1].low in {"of", "then"}:
        words = words[:-1]
    nobody = not words or words[0].low in {
        "nobody",
        "no",
        "none",
        "nothing",
        "it's",
        "there",
        "neither",
        "everyone",
        "anyone",
        "someone",
        "somebody",
    }
    if nobody or not any(each.text[0].isalpha() for each in words) or all(each.low in _NO_OBJECT for each in words):
        return None
    return text_of(words) or None
