"""How many of what is said? A number with its bounds, or the words that stand for one: "dozens" is not 12, and no number is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from herald.reading.model import Quantity, Span
from herald.reading.rules import Rules
from herald.reading.tokens import Token

Number = int | float
_DIGITS = re.compile(r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_RANGE = re.compile(r"^(\d+(?:[.,]\d+)?)[-\u2013](\d+(?:[.,]\d+)?)$")
_UNITS = frozenset(
    "m km metres meters kilometres kilometers feet ft miles litres liters tonnes tons kg grams g hours hour "
    "minutes minute mins min days day seconds weeks months per cent percent % knots nm yards".split()
)
_SKIP = frozenset(
    "of the its their our his her more other further additional new fresh heavy light armed unarmed armoured "
    "armored military civilian joint local russian american u.s wounded".split()
)
_NOT_COUNTED = frozenset(
    "times time hand side part way p.m a.m utc gmt z local o'clock january february march april may june july "
    "august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mm calibre "
    "caliber cm".split()
)
_NUMBERED = frozenset(
    "no nos number crossing checkpoint post point route highway grid bulletin channel km patrol team convoy elm "
    "base unit lorry truck car camera page article clause paragraph section rule ambulance phase resolution "
    "flight level day item gate zone sector hill lane buoy pier berth position brigade battalion regiment".split()
)


def quantities(tokens: Sequence[Token], taken: Sequence[Span], rules: Rules) -> tuple[Quantity, ...]:
    """Every quantity that these words state, in order. `taken` are words that say when."""
    return tuple(quantity for quantity, _ in _found(tokens, taken, rules))


def _found(tokens: Sequence[Token], taken: Sequence[Span], rules: Rules) -> Iterator[tuple[Quantity, int]]:
    at = 0
    harmed = False
    while at < len(tokens):
        each = tokens[at]
        if any(span.first <= each.first < span.until for span in taken):
            at += 1
            continue
        vague = _phrase(tokens, at, rules.of["numbers.vague"])
        nothing = _phrase(tokens, at, rules.of["numbers.nothing"])
        number = None if vague or nothing else _number(tokens, at, rules)
        if nothing:
            of = _harm(tokens[at + nothing :], rules) or "number"
            yield Quantity(of, None, None, _said(tokens, at, at + nothing)), at
            harmed, at = True, at + nothing
        elif number is not None:
            end, low, high = number
            counted, _ = _counted(tokens, end, rules)
            if counted is not None:
                yield Quantity(counted, low, high, _said(tokens, at, end)), at
                harmed = harmed or counted in _HARMS
            at = max(end, at + 1)
        elif vague and not (each.low == "some" and _exact(tokens, at + 1, rules) is not None):
            counted, _ = _counted(tokens, at + vague, rules)
            if counted is not None:
                yield Quantity(counted, None, None, _said(tokens, at, at + vague)), at
                harmed = harmed or counted in _HARMS
            at += vague
        elif (
            each.low in rules.of["numbers.unstated"]
            and not harmed
            and not (at and tokens[at - 1].low in {"no", "without", "nobody"})
        ):
            unstated = _of_word(each.low, rules)
            after = _number(tokens, at + 1, rules) if at + 1 < len(tokens) else None
            if unstated is not None and after is not None and _counted(tokens, after[0], rules)[0] is None:
                yield (
                    Quantity(unstated, after[1], after[2], _said(tokens, at + 1, after[0])),
                    at,
                )  # "injured at least seven"
                harmed, at = True, after[0]
                continue
            if unstated is not None:
                yield Quantity(unstated, None, None, each.text), at
                harmed = True
            at += 1
        else:
            at += 1


_HARMS = ("injured", "killed", "displaced", "detained")


def _said(tokens: Sequence[Token], first: int, end: int) -> str:
    said = ""
    for at in range(first, end):
        joined = at == first or tokens[at - 1].until == tokens[at].first
        said += tokens[at].text if joined else f" {tokens[at].text}"
    return said


@lru_cache(maxsize=64)
def _firsts(of: frozenset[str]) -> frozenset[str]:
    return frozenset(each.split()[0] for each in of)


def _phrase(tokens: Sequence[Token], at: int, of: frozenset[str]) -> int:
    """How many words, from here on, are one of these phrases? The longest."""
    if tokens[at].low not in _firsts(of):
        return 0
    for length in range(min(5, len(tokens) - at), 0, -1):
        if " ".join(each.low for each in tokens[at : at + length]) in of:
            return length
    return 0


def _number(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[int, Number | None, Number | None] | None:
    """A number with what bounds it: where it ends, least and most."""
    for name in ("least", "most", "over", "under", "about"):
        length = _phrase(tokens, at, rules.of[f"numbers.{name}"])
        if length:
            exact = _exact(tokens, at + length, rules)
            if exact is None:
                continue
            end, low, high = exact
            return end, *_BOUNDED[name](low, high)
    exact = _exact(tokens, at, rules)
    if exact is None:
        return None
    end, low, high = exact
    behind = (
        _exact(tokens, end + 1, rules) if end < len(tokens) and tokens[end].low in {"or", "to", "-", "\u2013"} else None
    )
    if behind is not None and behind[1] > high and behind[1] <= 20 * max(1, high):
        return behind[0], low, behind[2]
    return end, low, high


def _step(of: Number) -> Number:
    return of + 1 if isinstance(of, int) else of


def _least(low: Number, high: Number) -> tuple[Number | None, Number | None]:
    del high
    return low, None


def _most(low: Number, high: Number) -> tuple[Number | None, Number | None]:
    del low
    return None, high


def _over(low: Number, high: Number) -> tuple[Number | None, Number | None]:
    del high
    return _step(low), None


def _under(low: Number, high: Number) -> tuple[Number | None, Number | None]:
    del low
    return None, high - 1 if isinstance(high, int) else high


def _as_said(low: Number, high: Number) -> tuple[Number | None, Number | None]:
    return low, high


_BOUNDED: Mapping[str, Callable[[Number, Number], tuple[Number | None, Number | None]]] = {
    "least": _least,
    "most": _most,
    "over": _over,
    "under": _under,
    "about": _as_said,
}


def _exact(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[int, Number, Number] | None:
    """A number in digits or words: where it ends, and what it is; both ends where it is a range."""
    if at >= len(tokens):
        return None
    text, low = tokens[at].text, tokens[at].low
    span = _RANGE.match(text)
    if span is not None:
        return at + 1, _value(span[1]), _value(span[2])
    if _DIGITS.fullmatch(text):
        first, end = _value(text), at + 1
        if (
            end + 1 < len(tokens)
            and tokens[end].text in "-\u2013"
            and _DIGITS.fullmatch(tokens[end + 1].text)
            and tokens[end].first == tokens[at].until
        ):
            return end + 2, first, _value(tokens[end + 1].text)
        if end < len(tokens) and tokens[end].low in rules.scales:
            scaled = first * rules.scales[tokens[end].low]
            return end + 1, scaled, scaled
        return end, first, first
    if low == "a" and at + 1 < len(tokens) and tokens[at + 1].low in {"dozen", "hundred", "thousand"}:
        value = {"dozen": 12, "hundred": 100, "thousand": 1000}[tokens[at + 1].low]
        return at + 2, value, value
    return _in_words(tokens, at, rules)


def _in_words(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[int, int, int] | None:
    total, end = None, at
    while end < len(tokens):
        low = tokens[end].low
        parts = low.split("-")
        if all(part in rules.numbers for part in parts):
            value = sum(rules.numbers[part] for part in parts)
            if total is not None and not (total % 100 >= 20 and value < 10) and total % 100:
                break
            total = (total or 0) + value
        elif low in rules.scales and total is not None:
            total *= rules.scales[low]
        elif low == "dozen" and total is not None:
            total *= 12
        elif (
            low == "and"
            and total is not None
            and total >= 100
            and end + 1 < len(tokens)
            and tokens[end + 1].low in rules.numbers
        ):
            pass
        else:
            break
        end += 1
    return None if total is None else (end, total, total)


def _value(digits: str) -> Number:
    plain = re.sub(r"[,\u202f\u00a0](?=\d{3}\b)", "", digits).replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _counted(tokens: Sequence[Token], at: int, rules: Rules) -> tuple[str | None, int]:
    """Of what? The word behind the number, or, of people who came to harm, that word. None: it counts nothing."""
    before = tokens[at - 2].low if at > 1 else ""
    number = tokens[at - 1]
    if number.text[:1].isdigit() and (
        before in _NUMBERED or (at > 2 and tokens[at - 2].text == "." and tokens[at - 3].low in _NUMBERED)
    ):
        return None, at
    ahead = list(tokens[at : at + 14])
    first = next((each for each in ahead if each.is_word), None)
    if first is not None and (
        (first.low.rstrip(".") in _NOT_COUNTED and first.low not in {"min"})
        or (number.text[:1].isdigit() and re.fullmatch(r"(?:19|20)\d\d", number.text) and first.low not in _UNITS)
    ):
        return None, at
    if ahead and ahead[0].low in _UNITS:
        return ahead[0].text, at + 1
    harm = _harm(ahead, rules)
    if harm is not None:
        return harm, at
    if number.low == "nobody" or (number.low in {"one", "no", "none"} and at < len(tokens) and tokens[at].low == "of"):
        return None, at
    if number.low in {"one", "no", "none", "nobody"} and (
        first is None
        or not ahead
        or not ahead[0].is_word
        or first.low
        in {
            "of",
            "side",
            "another",
            "is",
            "was",
            "who",
            "that",
            "in",
            "on",
            "at",
            "or",
            "and",
            "more",
            "else",
            "such",
            "longer",
            "way",
            "to",
            "with",
            "can",
            "would",
            "side's",
            "for",
        }
    ):
        return None, at
    if number.low in {"no"}:
        return None, at
    noun = None
    for each in ahead:
        if not each.is_word:
            if noun is None and each.text == ",":
                return None, at
            break
        if each.low in _SKIP and noun is None:
            continue
        if noun is not None and (
            each.low
            in rules.of["places.before"]
            | {
                "and",
                "or",
                "were",
                "was",
                "are",
                "is",
                "had",
                "have",
                "has",
                "that",
                "who",
                "which",
                "with",
                "without",
                "on",
                "as",
                "a",
                "the",
            }
            or each.low in rules.verbs
            or each.low.endswith("ed")
            or each.is_capital
        ):
            break
        noun = each
        if each.low.endswith("s") and not each.low.endswith("ss"):
            break
    return (None, at) if noun is None else (noun.text, at)


def _harm(ahead: Sequence[Token], rules: Rules) -> str | None:
    """Are these people who were hurt, killed, displaced or held? Looked for as far as the sentence goes on about them."""
    for at, each in enumerate(ahead[:10]):
        if each.text in ".;:!?()\u2014" or (
            each.text == "," and at > 1 and not any(one.low in {"including"} for one in ahead[at : at + 2])
        ):
            break
        if at and each.low in {"and", "but", "while", "after", "because", "saying"}:
            break
        found = _of_word(each.low, rules)
        if found is not None:
            return found
    return None


def _of_word(low: str, rules: Rules) -> str | None:
    return next((harm for harm in _HARMS if low in rules.of[f"harms.{harm}"]), None)
