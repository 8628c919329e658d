"""What does one cell say? Acts, amounts, places, heights, chains: each in a short form that can be typed and read.

An empty cell states nothing, and becomes nothing: never 0. Several things in one cell are parted by semicolons. Each reader raises
ValueError with what was expected; what it returns is what the record takes. Source: docs/incident-tables.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import TypeVar
from zoneinfo import ZoneInfo

from herald import clocktext, written
from herald.acknowledgement.ladders import Manner
from herald.geometry import coordinates
from herald.incident import contents, saidtime
from herald.incident.codes import ActCode, Edge, Known, Reference
from herald.incident.contents import ActSaid, Amount, ChainStep, Differs, Height, Named, Place
from herald.incident.saidwords import LANGUAGES
from herald.malformed import Malformed
from herald.members import Reader, Where
from herald.members import name as one_line
from herald.units import PartyId
from herald.written import Written

T = TypeVar("T")
W = TypeVar("W", bound=Written)
Word = TypeVar("Word", bound=StrEnum)
Ref = str | int
"""The id of another row, or the index of an entry that is sealed (written `#117`)."""

_PARTY = re.compile(r"(.*\S)\s*\[\s*([^\[\]#,]*?)\s*,?\s*(?:#(\d{1,19}))?\s*\]", re.ASCII | re.DOTALL)
_NOTICE = re.compile(r"\s#(\d{1,19})$", re.ASCII)
_ARROW = re.compile("->|\u2192")
_BOUNDS = re.compile(r"(\d{1,15})?\s*(?:(-|\u2013|to|\+)\s*(\d{1,15})?)?", re.ASCII)
_DIGITS = re.compile(r"[\d.,' \u00a0+-]*\d[\d.,' \u00a0+-]*")
_WITHIN = re.compile(r"\s+within\s+(\d{1,9}(?:\.\d{1,6})?)\s*(km|m)$", re.ASCII)
_DATUM = re.compile(r"\s*\(([^()]+)\)$")
_NUMBER = r"(-?\d{1,6}(?:\.\d{1,3})?)"
_BAND = re.compile(
    rf"{_NUMBER}?\s*(?:(-|\u2013|to|\+)\s*{_NUMBER}?)?\s*(m|ft)\s+(AGL|AMSL|WGS84|FL|unknown)", re.ASCII | re.IGNORECASE
)
_WHY_NONE = {state.value.replace("-", " "): state for state in Known if state is not Known.NUMBER}
_MM_PER = {"m": Decimal(1_000), "km": Decimal(1_000_000), "ft": Decimal("304.8")}
_NOON = "2000-01-01 12:00"


def several(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of several, parted by semicolons."""
    return lambda text: tuple(read(part.strip()) for part in text.split(";") if part.strip())


def code(of: Iterable[Word]) -> Callable[[str], Word]:
    """A reader of one of these words, in any case, with blanks for hyphens."""
    words = {_plain(word.value): word for word in of}

    def read(text: str) -> Word:
        found = words.get(_plain(text))
        if found is None:
            raise ValueError(f"one of {', '.join(words.values())}")
        return found

    return read


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def strictly(read: Reader[T]) -> Callable[[str], T]:
    """A reader of a cell by a reader of the record."""

    def told(text: str) -> T:
        try:
            return read(text, Where(""))
        except Malformed as malformed:
            raise ValueError(malformed.problems[0].expected) from None

    return told


def _taken(of: W) -> W:
    """What was read, if the record takes it. Raises ValueError with what it would expect."""
    try:
        PARTS[type(of)](of.json(), Where(""))
    except Malformed as malformed:
        told = malformed.problems[0]
        raise ValueError(f"{told.expected} ({told.field}), where {told.seen} is") from None
    return of


PARTS: dict[type[Written], Reader[object]] = {
    ActSaid: contents.ACT,
    Amount: contents.AMOUNT,
    ChainStep: contents.CHAIN_STEP,
    Differs: contents.DIFFERS,
    Height: contents.HEIGHT,
    Place: contents.PLACE,
}
"""How the record reads each of them."""
words = strictly(contents.passage)
name = strictly(one_line)
language = strictly(written.language)
party = strictly(written.party)


def yes(text: str) -> bool:
    """Is it so? Yes or no."""
    if text.casefold() not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError("yes or no")
    return text.casefold() in {"yes", "true", "1"}


def id_(text: str) -> str:
    """A name by which other rows name this one."""
    if ";" in text or text.startswith("#"):
        raise ValueError("an id without semicolons that does not begin with #")
    return name(text)


def refs(text: str) -> tuple[Ref, ...]:
    """Which rows or entries are named? Ids, and indices like #117, each once."""
    return tuple(dict.fromkeys(several(_ref)(text)))


def _ref(text: str) -> Ref:
    if not text.startswith("#"):
        return name(text)
    if not (text[1:].isascii() and text[1:].isdigit() and len(text) <= 16):
        raise ValueError("an index like #117, or the id of a row")
    return int(text[1:])


def day(text: str) -> date:
    """One day, with its year: `2026-03-12`, `12 March 2026`."""
    found = next((each for language in LANGUAGES if (each := saidtime.day(text, language)) is not None), None)
    if found is None:
        raise ValueError("a day like 2026-03-12 or 12 March 2026")
    return found


def zone(text: str) -> tzinfo:
    """Where the clock hung: `+03:00`, `UTC`, `Asia/Damascus`."""
    noon = clocktext.read(_NOON, text)
    if "/" not in text:
        return timezone(timedelta(microseconds=clocktext.read(_NOON, "UTC") - noon))
    bare = text.strip().strip("[]")
    try:
        return ZoneInfo(bare)
    except (OSError, ValueError, KeyError):  # in other letters than the database has it
        return ZoneInfo(bare.title())


def manner(text: str) -> Manner:
    """How it came. Never signed: nobody signs by filling in a table."""
    return code([each for each in Manner if each is not Manner.SIGNED])(text)


# -- Who -------------------------------------------------------------------------------------------------------------------


def named(text: str) -> Named:
    """Somebody as named, and in square brackets who is meant: `their patrol [birch]`, `their patrol [birch, #12]`."""
    found = _PARTY.fullmatch(text)
    if found is None and not {"[", "]"} & {*text}:
        return Named(None, None, text)
    if found is None or not (found[2] or found[3]):
        raise ValueError("a name, then in square brackets a party, an #index of the register of actors, or both")
    who, party_, actor = found.groups()
    return Named(int(actor) if actor else None, PartyId(party_) if party_ else None, who)


def act(text: str) -> ActSaid:
    """An act: `block: their patrol [birch] -> our column [aster] #12`. All but the code may be missing; #12 is a notice's index."""
    notice = _NOTICE.search(text)
    rest = text[: notice.start()] if notice else text
    which, _, who = rest.partition(":")
    actor, *towards = _ARROW.split(who, maxsplit=1)
    try:
        of = code(ActCode)(which.strip())
    except ValueError:
        raise ValueError(f"a code, like `block: their patrol [birch] -> our column [aster]`: one of {_ACTS}") from None
    found = ActSaid(_maybe(actor), of, int(notice[1]) if notice else None, _maybe("".join(towards)))
    return _taken(found)


_ACTS = ", ".join(ActCode)


def _maybe(text: str) -> Named | None:
    return named(text.strip()) if text.strip() else None


def step(text: str) -> ChainStep:
    """A step of a chain: how it goes back, and to whom: `quotes Harbour Daily`."""
    edge, _, who = text.partition(" ")
    if not who.strip() or edge.casefold() not in set(Edge):
        raise ValueError(f"one of {', '.join(Edge)}, then who, like `quotes Harbour Daily`")
    return _taken(ChainStep(Edge(edge.casefold()), who.strip()))


# -- How many --------------------------------------------------------------------------------------------------------------


def amount(text: str) -> Amount:
    """How many of what: `injured: four (4)`, `shells: 4-7`, `displaced: mass (in words)`, `injured: injuries (not stated)`."""
    of, _, said = text.partition(":")
    if not of.strip() or not said.strip():
        raise ValueError("of what and how many, like `injured: four (4)` or `injured: (not stated)`")
    spoken, low, high, state = number(said.strip())
    return _taken(Amount(high, low, of.strip(), spoken, state))


Meant = tuple[int | None, int | None, Known]
"""The least and the most, and what is known of it."""
_IN_WORDS: Meant = (None, None, Known.IN_WORDS)
Number = tuple[str, int | None, int | None, Known]
"""As it was said, the bounds, and what is known of it."""


def number(text: str) -> Number:
    """A number as it was said, its bounds and what is known of it: `four (4)`, `4-7`, `at least 4 (4+)`, `mass (in words)`.

    Without brackets it is a number where it is one, else it is `in words`: "dozens" is not 12. `4 (four)` and `not stated
    (injuries)` say the same the other way round.
    """
    before, opened, inner = (part.strip() for part in text.partition("("))
    if not opened:
        return before, *(_meant(before) or _IN_WORDS)
    if not inner.endswith(")") or not inner[:-1].strip():
        raise ValueError("brackets that are closed, with something in them")
    inner = inner[:-1].strip()
    outside, inside = _meant(before), _meant(inner)
    if inside is None and outside is None:
        raise ValueError(f"in brackets a number, a range like 4-7, 4+ or -7, or one of {', '.join(_WHY_NONE)}")
    if inside is not None and outside is not None and inside != outside:
        raise ValueError(f"one number: {before}, or {inner}")
    spoken = (before or inner) if inside is not None else inner
    return spoken, *(inside or outside or _IN_WORDS)


def _meant(text: str) -> Meant | None:
    """Bounds, or why there are none. None: these are words. Raises ValueError where it could be several numbers."""
    if (why := _WHY_NONE.get(_plain(text))) is not None:
        return None, None, why
    found = _BOUNDS.fullmatch(text)
    if found is None or (found[1] is None and found[3] is None):
        if _DIGITS.fullmatch(text):
            raise ValueError("a whole number without signs between its digits, or a range like 4-7")
        return None
    low, high = (None if each is None else int(each) for each in (found[1], found[3]))
    if found[2] is None:
        high = low
    backwards = low is not None and high is not None and high < low
    if backwards or (found[2] == "+") is not (low is not None and high is None):
        raise ValueError("a range like 4-7, the lower number first, or 4+, or -7")
    return low, high, Known.NUMBER


# -- Where -----------------------------------------------------------------------------------------------------------------


def place(text: str) -> Place:
    """A place as said, and where that is: `near the crossing @ 31.93S 24.92W within 2 km`; without @ nobody placed it.

    Coordinates in any form that `herald coords` reads, their datum in brackets where it is stated: `@ 36 12.1N 37 08.0E (SK-42)`.
    """
    said, at, typed = text.rpartition("@")
    if not at:
        return _taken(Place(None, None, text, None))
    within = _WITHIN.search(typed)
    where = (typed[: within.start()] if within else typed).strip()
    datum = _DATUM.search(where)
    read = coordinates.read(where[: datum.start()] if datum else where, datum[1].strip() if datum else None)
    within_mm = ceil(read.uncertainty_m * 1_000)
    if within is not None:
        within_mm = max(within_mm, ceil(Decimal(within[1]) * _MM_PER[within[2]]))
    return _taken(Place(read.place.lat_e9, read.place.lon_e9, said.strip() or where, within_mm))


def height(text: str) -> Height:
    """A height as said, in brackets its bounds: `very low (10-30 m AGL)`; without them it is unknown, which is not zero."""
    said, opened, inner = (part.strip() for part in text.partition("("))
    if not opened:
        return _taken(Height(None, None, Reference.UNKNOWN, text))
    found = _BAND.fullmatch(inner.removesuffix(")").strip())
    if found is None or not inner.endswith(")") or (found[1] is None and found[3] is None):
        raise ValueError(
            "in brackets bounds and reference, like `very low (10-30 m AGL)`, `(500+ ft AMSL)` or `(to 30 m AGL)`"
        )
    low, how, high, unit, above = found.groups()
    reference = next(each for each in Reference if each.value.casefold() == above.casefold())
    low_mm, high_mm = (None if each is None else round(Decimal(each) * _MM_PER[unit.lower()]) for each in (low, high))
    if how == "+" and high is not None:
        raise ValueError("bounds like 10-30, 10+ or to 30")
    return _taken(Height(low_mm if how is None else high_mm, low_mm, reference, said or inner[:-1].strip()))


def differs(text: str) -> Differs:
    """What a copy has, and what its original has in its place: `Aster | joint`."""
    here, _, there = text.partition("|")
    if not here.strip() or not there.strip():
        raise ValueError("what the copy has and what the original has, like `Aster | joint`")
    return _taken(Differs(here.strip(), there.strip()))
