"""What does this member of a document say? A value of the kind asked for, or Malformed; and all that is wrong at once.

A *reader* takes a value and where it stands, and returns what it means or raises Malformed. `gather` and `each` run
several readers and raise together what each of them raised, so that one fault hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import TypeVar, overload
from unicodedata import category

from herald.jsontext import WHOLE, Unusable, item_path, member_path, quoted
from herald.malformed import Malformed, Problem
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, parse_instant

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
Choice = TypeVar("Choice", bound=StrEnum)

GREATEST = 10**9
"""No length, height or speed in the units of a file is greater: beyond it canonical integers would not fit 64 bits."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where does a value stand? In a file, in one of its features (or in none), at a path."""

    file: str
    feature: int | None = None
    field: str = ""

    def member(self, name: str) -> Where:
        """Where is this member of the object that stands here?"""
        return Where(self.file, self.feature, member_path(self.field, name))

    def item(self, index: int) -> Where:
        """Where is this item of the list that stands here?"""
        return Where(self.file, self.feature, item_path(self.field, index))

    def wrong(self, seen: str, expected: str) -> Malformed:
        """What is to be raised if the value here is not what it should be?"""
        whole_thing = WHOLE if self.feature is None else "feature"
        return Malformed([Problem(self.file, self.feature, self.field or whole_thing, seen, expected)])


Reader = Callable[[object, Where], T]


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one object, to be read by name."""

    values: Mapping[str, object]
    where: Where

    def __contains__(self, name: str) -> bool:
        """Does the object have this member?"""
        return name in self.values

    def need(self, name: str, read: Reader[T]) -> T:
        """What does this member say? Malformed if it is missing."""
        if name not in self.values:
            raise self.where.member(name).wrong("nothing", "this member")
        return read(self.values[name], self.where.member(name))

    def get(self, name: str, read: Reader[T], default: A) -> T | A:
        """What does this member say, or what holds where it is missing?"""
        return read(self.values[name], self.where.member(name)) if name in self.values else default

    def forbid(self, names: Sequence[str], expected: str) -> None:
        """Is none of these members here? Malformed for each that is."""
        each([name for name in names if name in self.values], lambda name: self._refuse(name, expected))

    def only(self, names: Sequence[str]) -> None:
        """Has the object no members but these? Malformed for each other one."""
        expected = f"one of {', '.join(names)}"
        each([name for name in self.values if name not in names], lambda name: self._refuse(name, expected))

    def _refuse(self, name: str, expected: str) -> None:
        raise self.where.member(name).wrong(said(self.values[name]), expected)


def caught(read: Callable[[], T]) -> tuple[T | None, tuple[Problem, ...]]:
    """What was read, or which problems were raised instead?"""
    try:
        return read(), ()
    except Malformed as malformed:
        return None, malformed.problems


def settled(outcome: tuple[T | None, tuple[Problem, ...]]) -> T:
    """What was read in this outcome of `caught`? Malformed with the problems caught there, if there is nothing."""
    value, problems = outcome
    if value is None:
        raise Malformed(problems)
    return value


@overload
def gather(a: Callable[[], A], b: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def gather(a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], /) -> tuple[A, B, C]: ...
@overload
def gather(a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], d: Callable[[], D], /) -> tuple[A, B, C, D]: ...
@overload
def gather(
    a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], d: Callable[[], D], e: Callable[[], E], /
) -> tuple[A, B, C, D, E]: ...
def gather(*reads: Callable[[], object]) -> tuple[object, ...]:
    """What do all of these say? Every one is asked; Malformed with the problems of all that raised."""
    return _asked(reads)


def each(items: Iterable[A], read: Callable[[A], T]) -> tuple[T, ...]:
    """What does each of these say, in order? Every one is asked; Malformed with the problems of all that raised."""
    return _asked([partial(read, item) for item in items])


def _asked(reads: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    results: list[T] = []
    problems: list[Problem] = []
    for read in reads:
        try:
            results.append(read())
        except Malformed as malformed:
            problems.extend(malformed.problems)
    if problems:
        raise Malformed(problems)
    return tuple(results)


def said(value: object) -> str:
    """How is a value shown to the person who must find it? Shortly, whatever it is and however deep it is nested."""
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return quoted(value)
        case Unusable():
            return quoted(value.text)
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case int() if abs(value) >= 10**30:
            return "a whole number of more than 30 digits"
    return str(value)[:60]


def text(value: object, where: Where) -> str:
    """Which text is this? It may be empty."""
    if not isinstance(value, str):
        raise where.wrong(said(value), "a text")
    return value


def name(value: object, where: Where) -> str:
    """Which id or name is this? A text that is not blank and holds no control character or line break.

    Without them a name stands on one line of every list, and no one can dress one name up as another with them.
    """
    if not isinstance(value, str) or not value.strip():
        raise where.wrong(said(value), "a text that is not blank")
    if not value.isprintable() and any(category(c) in {"Cc", "Zl", "Zp"} for c in value):
        raise where.wrong(said(value), "a text without control characters")
    return value


def flag(value: object, where: Where) -> bool:
    """Is this true or false? Nothing else is either."""
    if not isinstance(value, bool):
        raise where.wrong(said(value), "true or false")
    return value


def choice(kind: type[Choice]) -> Reader[Choice]:
    """A reader of one of these words, exactly as they are written."""
    words: Mapping[str, Choice] = {word.value: word for word in kind}

    def read(value: object, where: Where) -> Choice:
        if isinstance(value, str) and value in words:
            return words[value]
        raise where.wrong(said(value), f"one of {', '.join(kind)}")

    return read


def number(value: object, where: Where, expected: str) -> int | Decimal:
    """Which number is this, exactly? A truth value is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise where.wrong(said(value), expected)
    return value


def word(*words: str) -> Reader[str]:
    """A reader of one of these words."""

    def read(value: object, where: Where) -> str:
        if not isinstance(value, str) or value not in words:
            raise where.wrong(said(value), " or ".join(words))
        return value

    return read


def nonempty(value: object, where: Where) -> list[object]:
    """Which items has this list? At least one."""
    if not isinstance(value, list) or not value:
        raise where.wrong(said(value), "a list that is not empty")
    return value


def exactly(least: int | Decimal = -GREATEST, most: int = GREATEST) -> Reader[Fraction]:
    """A reader of a number between two limits, both allowed; exactly as written."""
    expected = f"a number from {least} to {most}"

    def read(value: object, where: Where) -> Fraction:
        if not least <= number(value, where, expected) <= most:
            raise where.wrong(said(value), expected)
        return Fraction(number(value, where, expected))

    return read


def quantity(
    unit: int | Fraction,
    round_to: Callable[[int | Fraction], int],
    least: int | Decimal = -GREATEST,
    most: int = GREATEST,
) -> Reader[int]:
    """A reader of a number between two limits, as an integer of canonical units: so many `unit` to one of the file's.

    Rounded once, by `math.floor` or `math.ceil`.
    """
    fraction = exactly(least, most)

    def read(value: object, where: Where) -> int:
        if type(value) is int and least <= value <= most:  # most are, and a fraction is slow
            return round_to(value * unit)
        return round_to(fraction(value, where) * unit)

    return read


def whole(value: object, where: Where) -> int:
    """Which whole number is this? `2.0` is one too."""
    stated = number(value, where, "a whole number")
    if stated != int(stated):
        raise where.wrong(said(value), "a whole number")
    return int(stated)


def span(low: Reader[A], high: Reader[B], expected: str) -> Reader[tuple[A, B]]:
    """A reader of a list of two, each with a reader of its own."""

    def read(value: object, where: Where) -> tuple[A, B]:
        if not isinstance(value, list) or len(value) != 2:
            raise where.wrong(said(value), expected)
        return gather(lambda: low(value[0], where.item(0)), lambda: high(value[1], where.item(1)))

    return read


def listed(read: Reader[T], expected: str) -> Reader[tuple[T, ...]]:
    """A reader of a list, item by item."""

    def read_all(value: object, where: Where) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise where.wrong(said(value), expected)
        return each(enumerate(value), lambda item: read(item[1], where.item(item[0])))

    return read_all


def interval(low: Reader[A], high: Reader[A]) -> Reader[tuple[A, A]]:
    """A reader of a list of two numbers, the lower first, each with a reader of its own; compared before any rounding."""
    read = span(low, high, "a list of two numbers, the lower first")

    def ordered(value: object, where: Where) -> tuple[A, A]:
        ends = read(value, where)
        if isinstance(value, list) and value[0] > value[1]:
            raise where.wrong(f"[{said(value[0])}, {said(value[1])}]", "the lower of the two first")
        return ends

    return ordered


def members(value: object, where: Where) -> Members:
    """Which members has this object?"""
    if not isinstance(value, dict):
        raise where.wrong(said(value), "an object")
    return Members(value, where)


def instant(value: object, where: Where) -> Instant:
    """Which instant is this? RFC 3339 with offset, within the years 1 to 9999 of UTC."""
    if not isinstance(value, str):
        raise where.wrong(said(value), "an instant like 2026-03-01T09:30:00Z")
    try:
        moment = parse_instant(value)
    except ValueError as error:
        raise where.wrong(said(value), str(error)) from None
    return in_calendar(moment, value, where)


def in_calendar(moment: int, seen: object, where: Where) -> Instant:
    """Can this instant be written in UTC? Offsets may carry it past either end of the calendar."""
    if not FIRST_INSTANT <= moment <= LAST_INSTANT:
        raise where.wrong(said(seen), "an instant within the years 1 to 9999 in UTC")
    return Instant(moment)
