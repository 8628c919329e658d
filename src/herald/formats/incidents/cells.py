"""What does one cell say? Acts, amounts, places, heights, chains: each in a short form that can be typed and read.

An empty cell states nothing, and becomes nothing: never 0. Several things in one cell are parted by semicolons. Each reader raises
ValueError with what was expected. Source: docs/incident-tables.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from math import ceil
from typing import TypeVar

from herald.geometry import coordinates
from herald.incident.codes import ActCode, Edge, Harm, Known, People, Reference, Unit
from herald.incident.contents import ActSaid, Amount, ChainStep, Differs, Figure, Height, Named, Place
from herald.units import PartyId

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

_PARTY = re.compile(r"^(.*\S)\s*\[([^\[\]]+)\]$")
_NOTICE = re.compile(r"\s+#(\d+)$")
_BOUNDS = re.compile(r"(\d+)?\s*(?:(-|\u2013|to|\+)\s*(\d+)?)?")
_WITHIN = re.compile(r"\s+within\s+([0-9.]+)\s*(km|m)$")
_METRES = re.compile(r"(-?[0-9.]+)?\s*(?:-|to)\s*(-?[0-9.]+)?\s*m\s+(AGL|AMSL|WGS84|FL|unknown)", re.IGNORECASE)
_WHY_NONE = {state.value.replace("-", " "): state for state in Known if state is not Known.NUMBER}
_MM_PER_M, _M_PER_KM = 1_000, 1_000


def several(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of several, parted by semicolons."""
    return lambda text: tuple(read(part.strip()) for part in text.split(";") if part.strip())


def code(of: type[Word]) -> Callable[[str], Word]:
    """A reader of one of these words, in any case, with blanks for hyphens."""
    words = {_plain(word.value): word for word in of}

    def read(text: str) -> Word:
        found = words.get(_plain(text))
        if found is None:
            raise ValueError(f"one of {', '.join(of)}")
        return found

    return read


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def yes(text: str) -> bool:
    """Is it so? Yes or no."""
    if text.casefold() not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError("yes or no")
    return text.casefold() in {"yes", "true", "1"}


def words(text: str) -> str:
    """These words, as they are."""
    return text


def whole(text: str) -> int:
    """A whole number, not below zero."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a whole number")
    return int(text)


# -- Who -------------------------------------------------------------------------------------------------------------------


def party(text: str) -> PartyId:
    """A party, by its id in the agreement."""
    return PartyId(text)


def named(text: str) -> Named:
    """Somebody as named, and in square brackets the party that is meant: `their patrol [birch]`."""
    found = _PARTY.match(text)
    return Named(None, None, text) if found is None else Named(None, PartyId(found[2].strip()), found[1])


def act(text: str) -> ActSaid:
    """An act: `block: their patrol [birch] -> our column [aster] #12`. All but the code may be missing; #12 is a notice's index."""
    notice = _NOTICE.search(text)
    rest = text[: notice.start()] if notice else text
    which, _, who = rest.partition(":")
    actor, _, towards = who.partition("->")
    try:
        of = code(ActCode)(which.strip())
    except ValueError:
        raise ValueError("a code of docs/codes.md, like `block: their patrol [birch] -> our column [aster]`") from None
    return ActSaid(_maybe(actor), of, int(notice[1]) if notice else None, _maybe(towards))


def _maybe(text: str) -> Named | None:
    return named(text.strip()) if text.strip() else None


def step(text: str) -> ChainStep:
    """A step of a chain: how it goes back, and to whom: `quotes Harbour Daily`."""
    edge, _, who = text.partition(" ")
    if edge.casefold() not in set(Edge) or not who.strip():
        raise ValueError(f"one of {', '.join(Edge)}, then who, like `quotes Harbour Daily`")
    return ChainStep(Edge(edge.casefold()), who.strip())


# -- How many --------------------------------------------------------------------------------------------------------------


def amount(text: str) -> Amount:
    """How many of what: `injured: four (4)`, `shells: 4-7`, `displaced: mass (in words)`, `injured: (not stated)`."""
    of, _, said = text.partition(":")
    if not of.strip() or not said.strip():
        raise ValueError("of what and how many, like `injured: four (4)` or `injured: (not stated)`")
    spoken, low, high, state = number(said.strip())
    return Amount(high, low, of.strip(), spoken, state)


def number(text: str) -> tuple[str, int | None, int | None, Known]:
    """A number as it was said, its bounds and what is known of it: `four (4)`, `4-7`, `at least 4 (4+)`, `mass (in words)`.

    Without brackets it is read as a number where it is one, else it is `in words`: "dozens" is not 12.
    """
    said, _, inner = text.partition("(")
    spoken, meant = said.strip(), inner.strip().removesuffix(")").strip()
    if inner and not inner.strip().endswith(")"):
        raise ValueError("brackets that are closed")
    if (why := _WHY_NONE.get(_plain(meant))) is not None:
        return spoken or why.value.replace("-", " "), None, None, why
    bounds = _bounds(meant or spoken)
    if bounds is None:
        if meant:
            raise ValueError("in brackets a number, a range like 4-7, 4+ or -7, or one of " + ", ".join(_WHY_NONE))
        return spoken, None, None, Known.IN_WORDS
    return spoken or meant, *bounds, Known.NUMBER


def _bounds(text: str) -> tuple[int | None, int | None] | None:
    found = _BOUNDS.fullmatch(text)
    if found is None or (found[1] is None and found[3] is None):
        return None
    low, how, high = found.groups()
    if how is None:
        return int(low), int(low)
    return None if low is None else int(low), None if high is None else int(high)


def figure(
    text: str, *, harm: Harm, group: str, people: People, unit: Unit, party: PartyId | None, severity: str | None
) -> Figure:
    """How many of a group came to this harm, from such a number."""
    said, low, high, state = number(text)
    return Figure(group, harm, high, low, party, people, said, severity, state, unit)


# -- Where -----------------------------------------------------------------------------------------------------------------


def place(text: str) -> Place:
    """A place as said, and where that is: `near the crossing @ 31.93S 24.92W within 2 km`; without @ nobody placed it."""
    said, at, typed = text.rpartition("@")
    if not at:
        return Place(None, None, text, None)
    within = _WITHIN.search(typed)
    where = (typed[: within.start()] if within else typed).strip()
    read = coordinates.read(where)
    metres = read.uncertainty_m
    if within is not None:
        metres = max(metres, float(within[1]) * (_M_PER_KM if within[2] == "km" else 1))
    return Place(read.place.lat_e9, read.place.lon_e9, said.strip() or where, ceil(metres * _MM_PER_M))


def height(text: str) -> Height:
    """A height as said, in brackets its bounds: `very low (10-30 m AGL)`; without them it is unknown, which is not zero."""
    said, _, inner = text.partition("(")
    if not inner:
        return Height(None, None, Reference.UNKNOWN, text)
    found = _METRES.fullmatch(inner.strip().removesuffix(")").strip())
    if found is None or (found[1] is None and found[2] is None):
        raise ValueError("in brackets bounds and reference, like `very low (10-30 m AGL)`")
    low, high = (None if each is None else round(float(each) * _MM_PER_M) for each in (found[1], found[2]))
    reference = next(each for each in Reference if each.value.casefold() == found[3].casefold())
    return Height(high, low, reference, said.strip() or inner.strip().removesuffix(")"))


def differs(text: str) -> Differs:
    """What a copy has, and what its original has in its place: `Aster | joint`."""
    here, _, there = text.partition("|")
    if not here.strip() or not there.strip():
        raise ValueError("what the copy has and what the original has, like `Aster | joint`")
    return Differs(here.strip(), there.strip())
