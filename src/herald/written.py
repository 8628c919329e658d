"""Of what do acts consist, and what they hold? Texts that read as their members, and the readers of these: as strict as can be.

Hashes in hex, numbers, instants, parties, lists in their order. Each reader raises Malformed, and tells of every problem at once.
Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum

from herald.canonical import Json
from herald.members import Members, Reader, Where, gather, listed, members, name, said
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, PartyId

HASH_BYTES = 32
ID_DIGITS = 32
MOST_LISTED = 256
"""A list has no more members than this, unless its reader says otherwise."""
_HEX = re.compile(r"[0-9a-f]*", re.ASCII)


def hexed(count: int) -> Reader[bytes]:
    """A reader of so many bytes in lower-case hex."""

    def read(value: object, where: Where) -> bytes:
        if not isinstance(value, str) or len(value) != 2 * count or _HEX.fullmatch(value) is None:
            raise where.wrong(said(value), f"{count} bytes in lower-case hex")
        return bytes.fromhex(value)

    return read


def key_id(value: object, where: Where) -> str:
    """Which key or person is named? By a number drawn by lot, so that the log knows nobody's name."""
    return hexed(ID_DIGITS // 2)(value, where).hex()


def integer(least: int, most: int) -> Reader[int]:
    """A reader of a whole number between two limits, both allowed."""

    def read(value: object, where: Where) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise where.wrong(said(value), f"a whole number from {least} to {most}")
        return value

    return read


def moment(value: object, where: Where) -> Instant:
    """Which instant is this, in microseconds since 1970?"""
    return Instant(integer(FIRST_INSTANT, LAST_INSTANT)(value, where))


def maybe(read: Reader[object]) -> Callable[[object, Where], object]:
    """A reader of what may be null."""
    return lambda value, where: None if value is None else read(value, where)


def party(value: object, where: Where) -> PartyId:
    """Which party is named?"""
    return PartyId(name(value, where))


# -- Written as members -------------------------------------------------------------------------------------------------------


class Written:
    """An act, or a part of one, that reads as its members: hashes in hex, lists in their order."""

    __slots__ = ()

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {each.name: _json(getattr(self, each.name)) for each in fields(self)}  # type: ignore[arg-type]  # a dataclass


def _json(value: object) -> Json:
    match value:
        case bytes():
            return value.hex()
        case StrEnum():
            return value.value
        case tuple():
            return [_json(each) for each in value]
        case Written():
            return value.json()
    return value  # type: ignore[return-value]  # texts, numbers, flags, None


# -- Read from members ---------------------------------------------------------------------------------------------------------

Table = Mapping[str, Reader[object]]


def built(of: Callable[..., object], table: Table) -> Callable[[Members], object]:
    """A reader of an object with just these members, which are the arguments of `of`. Tells of every problem at once."""

    def read(stated: Members) -> object:
        values = gather(*(lambda name=name, reader=reader: stated.need(name, reader) for name, reader in table.items()))
        return of(**dict(zip(table, values, strict=True)))

    return read


def part(of: Callable[..., object], table: Table) -> Reader[object]:
    """A reader of a part of an act."""
    inner = built(of, table)

    def read(value: object, where: Where) -> object:
        stated = members(value, where)
        return gather(lambda: stated.only(tuple(table)), lambda: inner(stated))[1]

    return read


def some(read: Reader[object], most: int = MOST_LISTED) -> Reader[tuple[object, ...]]:
    """A reader of a list that is not empty, and not longer than this."""
    each = listed(read, f"a list of 1 to {most}")

    def limited(value: object, where: Where) -> tuple[object, ...]:
        found = each(value, where)
        if not 1 <= len(found) <= most:
            raise where.wrong(f"{len(found)} of them", f"1 to {most}")
        return found

    return limited


def once(read: Reader[tuple[object, ...]], key: Callable[[object], object] = lambda each: each) -> Reader[object]:
    """A reader of a list in which nothing stands twice."""

    def single(value: object, where: Where) -> object:
        found = read(value, where)
        if len({key(each) for each in found}) != len(found):
            raise where.wrong(said(value), "each only once")
        return found

    return single


def language(value: object, where: Where) -> str:
    """Which language is named? Two or three lower-case letters, as ISO 639 has them."""
    found = name(value, where)
    if not (2 <= len(found) <= 3 and found.isascii() and found.isalpha() and found.islower()):
        raise where.wrong(said(value), "a language in two or three lower-case letters, like en")
    return found
