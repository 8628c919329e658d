"""Which places do these words name? Names behind "in" or "near", names with a kind ("Dell bridge", "crossing 4"), and what is known already.

Candidates, never facts: a state or a side that does something is no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from herald.reading.rules import Rules
from herald.reading.tokens import Token

_GRID = re.compile(
    r"\b(?:grid\s+)?\d{1,2}[C-HJ-NP-X]\s?[A-Z]{0,2}\s?\d{3,5}\s?\d{3,5}\b|\b\d{1,2}\u00b0\s?\d{1,2}(?:[.'\u2032]\s?\d*)*[NS]?,?\s*\d{1,3}\u00b0\s?\d{1,2}(?:[.'\u2032]\s?\d*)*[EW]?|\b\d{1,2}\.\d{3,}\s?[NS]?,\s?\d{1,3}\.\d{3,}\s?[EW]?"
)
_JOINS = frozenset({"of", "al", "el", "the", "de"})
_SIDES = frozenset(
    "northeast northwest southeast southwest northeastern northwestern northern southern eastern western "
    "north-east south-west north south east west upper lower central".split()
)


def places(
    tokens: Sequence[Token], text: str, rules: Rules, known: frozenset[str], people: frozenset[str]
) -> tuple[str, ...]:
    """The places that these words name, each once, in order. `known` names are places of this report; `people` are none."""
    found: dict[str, None] = {}
    for first, end in _spans(tokens, rules, known):
        said = text[tokens[first].first : tokens[end - 1].until]
        said = re.sub(r"['\u2019]s$", "", said)
        if said.lower() not in people and not any(said != other and said in other for other in found):
            found[said] = None
    if tokens:
        for match in _GRID.finditer(text, tokens[0].first, tokens[-1].until):
            found[match[0].removeprefix("grid ")] = None
    return tuple(found)


_LONGEST_NAME = 12
"""Words and marks of a name."""


def _spans(tokens: Sequence[Token], rules: Rules, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(tokens):
        end = _place_at(tokens, at, rules, known)
        if end is None:
            at += 1
        else:
            yield at, end
            at = end


def _place_at(tokens: Sequence[Token], at: int, rules: Rules, known: frozenset[str]) -> int | None:
    """Where does the place end that begins here?"""
    each = tokens[at]
    if (
        each.low in rules.of["places.numbered"]
        and at + 1 < len(tokens)
        and re.fullmatch(r"\d{1,3}[A-Za-z]?", tokens[at + 1].text)
    ):
        is_place = each.low not in {
            "post",
            "position",
            "height",
            "km",
            "point",
            "camera",
            "grid",
            "line",
            "sector",
        } or _is_after(tokens, at, rules)
        return at + 2 if is_place else None
    if not each.is_capital or each.low in rules.of["places.never"]:
        return None
    end = at + 1
    while (
        end < min(len(tokens), at + _LONGEST_NAME)
        and (
            tokens[end].is_capital
            or (
                tokens[end].text in "-\u2019'"
                and end + 1 < len(tokens)
                and tokens[end + 1].is_capital
                and tokens[end].first == tokens[end - 1].until
            )
        )
        and tokens[end].low not in rules.of["places.never"]
    ):
        end += 1
    name_end = end
    has_kind = False
    if end < len(tokens) and tokens[end].low in rules.of["places.kinds"] and not tokens[end].is_capital:
        follows = tokens[end + 1].low if end + 1 < len(tokens) else ""
        if follows not in {
            "commander",
            "officer",
            "staff",
            "crew",
            "guard",
            "said",
            "says",
            "operator",
            "authorities",
            "chief",
        }:
            end += 1
            has_kind = True
    kinds = (tokens[name_end - 1].low in rules.of["places.kinds"] and name_end - at > 1) or (
        tokens[at].low in {"cape", "port", "mount", "lake", "lower", "upper", "fort", "camp"} and name_end - at > 1
    )
    name = " ".join(one.low for one in tokens[at:name_end])
    if (
        has_kind
        and not _is_after(tokens, at, rules)
        and tokens[end - 1].low
        in {"post", "base", "station", "port", "line", "point", "camp", "area", "sector", "zone"}
        and name not in known
    ):
        return None
    if has_kind or kinds or name in known or _is_after(tokens, at, rules):
        if not (has_kind or kinds) and _is_body(tokens, at, name_end, rules):
            return None
        if (
            not has_kind
            and not kinds
            and name not in known
            and name_end < len(tokens)
            and tokens[name_end].low
            in rules.of["bodies.words"]
            | rules.of["offices.functions"]
            | rules.of["offices.people"]
            | {"forces", "side", "troops", "soldiers", "vehicle", "vehicles", "column", "and"}
            and not (tokens[name_end].low == "and" and _is_after(tokens, at, rules) == "in")
        ):
            return None
        if not has_kind and tokens[name_end - 1].low.endswith(("'s", "s'")):
            return None
        return end
    return None


def _is_body(tokens: Sequence[Token], at: int, end: int, rules: Rules) -> bool:
    """Does the name end in a word that makes a body, or is it a state's?"""
    last = tokens[end - 1].low
    return last in rules.of["bodies.words"] | rules.of["bodies.media"] and last not in rules.of["places.kinds"]


def _is_after(tokens: Sequence[Token], at: int, rules: Rules) -> str:
    """Behind which word for a place does it stand? "" where behind none."""
    back = at - 1
    while back >= 0 and tokens[back].low in _SIDES | {"the", "rural"}:
        back -= 1
    if back < 0:
        return ""
    for length in (2, 1):
        if back - length + 1 >= 0:
            said = " ".join(each.low for each in tokens[back - length + 1 : back + 1])
            if said in rules.of["places.before"] and said not in {
                "to",
                "of",
                "for",
                "by",
                "from",
                "between",
                "over",
                "across",
                "behind",
                "left",
            }:
                return said
            if said in {"to", "from"} and tokens[back - 1].low in _MOVING:
                return said
            if (
                said in {"of"}
                and back > 0
                and tokens[back - 1].low
                in {
                    "north",
                    "south",
                    "east",
                    "west",
                    "outskirts",
                    "town",
                    "city",
                    "village",
                    "centre",
                    "center",
                    "edge",
                    "northeast",
                    "north-east",
                    "part",
                    "parts",
                    "area",
                    "district",
                    "province",
                    "suburb",
                    "streets",
                    "direction",
                    "vicinity",
                }
            ):
                return said
    return ""


_MOVING = frozenset(
    "back fled moved returned turned way road drove went came sent arrived travelled traveled north south east "
    "west km route units deployed police reinforcements returning bound evacuated people families convoy convoys "
    "withdrew withdrawn flour coming lorries go goes going open troops access line transferred boats patrol".split()
)
