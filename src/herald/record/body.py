"""What goes to an addressee with an entry, and by which hash does its machine say what it opened?

Not every field of an entry is for its addressees: which unit was told is its own party's business, and who spoke in a call too.
Source: docs/record-format.md, section 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from herald.record.acts import NOTICE_FIELDS, Kind
from herald.record.entry import Statement
from herald.record.opening import Opening, Openings, written

DOMAIN = b"herald body 1\n"
FOR_ADDRESSEES: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.NOTICE: NOTICE_FIELDS,
        Kind.ENTERED: NOTICE_FIELDS,
        Kind.RESPONSE: frozenset({"reason"}),
        Kind.OUTCOME: frozenset({"place", "words"}),
        Kind.CALL: frozenset({"words"}),
        Kind.ROSTER: frozenset({"places"}),
        Kind.INCIDENT: frozenset({"stated"}),
        Kind.BREACH: frozenset({"stated"}),
    }
)
"""The fields that go to an addressee; of entries of other kinds: none."""


def opened(statement: Statement, openings: Openings) -> dict[str, Opening] | None:
    """What is there for an addressee to open? None where a part of it was erased since."""
    names = FOR_ADDRESSEES.get(statement.kind, frozenset())
    return {name: openings[name] for name in sorted(names)} if names <= set(openings) else None


def digest(openings: Openings) -> bytes:
    """By which hash is it known what was opened?"""
    return sha256(DOMAIN + written(openings)).digest()
