"""Which public key is stated? Source: docs/record-format.md, section 2."""

from __future__ import annotations

from herald.members import Where, said
from herald.tlog.keys import KEY_BYTES, flaw
from herald.written import hexed


def public_key(value: object, where: Where) -> bytes:
    """Which public key is this? One that nobody could be held to is refused."""
    public = hexed(KEY_BYTES)(value, where)
    if expected := flaw(public):
        raise where.wrong(said(value), expected)
    return public
