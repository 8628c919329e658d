"""Of what do acts consist? Readers of their members: hashes, keys, numbers, instants, parties. Each raises Malformed.

Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from herald.members import Reader, Where, name, said
from herald.tlog.keys import KEY_BYTES, flaw
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, PartyId

HASH_BYTES = 32
ID_DIGITS = 32
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


def public_key(value: object, where: Where) -> bytes:
    """Which public key is this? One that nobody could be held to is refused."""
    public = hexed(KEY_BYTES)(value, where)
    if expected := flaw(public):
        raise where.wrong(said(value), expected)
    return public


def party(value: object, where: Where) -> PartyId:
    """Which party is named?"""
    return PartyId(name(value, where))
