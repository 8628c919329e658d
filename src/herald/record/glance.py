r"""What do an ordinary notice's entry, envelope and openings say? The short way of reading what most of a log consists of.

What is read here is written as the format asks, member for member, and is what the strict readers find, some thirty times sooner.
Whatever is written in any other way, or might be, is None here and left to `herald.record.entry.read`, `herald.record.sealed.read`
and `herald.record.opening.read`. Source: docs/record-format.md, sections 1 to 3.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from hashlib import sha256
from typing import NamedTuple

from herald import canonical
from herald import written as terms
from herald.malformed import Malformed
from herald.members import Where
from herald.record.acts import NOTICE_FIELDS
from herald.record.entry import HEADER, LONGEST
from herald.record.met import ANSWER
from herald.record.opening import DOMAIN
from herald.record.sealed import HEADER as ENVELOPE
from herald.units import FIRST_INSTANT, LAST_INSTANT, PartyId

Link = tuple[PartyId, int, str | None]
"""Party, number, and the leaf before in hex."""

_NAMES = tuple(sorted(NOTICE_FIELDS))
_FIELDS = ",".join(f'"{name}":"%s"' for name in _NAMES)
_LENGTH = len(_FIELDS) + 62 * len(_NAMES)
OPENED = (ANSWER, *_NAMES)
"""The openings of a notice, in their order."""
_BEGINS = b'{"' + ANSWER.encode()
_PARTS = tuple(
    (name.encode() + b"\n", b'},"' + after.encode() if after else b"}}")
    for name, after in zip(OPENED, (*_NAMES, ""), strict=True)
)
"""Of each opening the name as it is hashed, and what stands behind its value."""
_BETWEEN = b'":{"salt":"'
_VALUE = b'","value":'

_NUMBER = "(?:0|[1-9][0-9]{0,17})"
_COUNT = "[1-9][0-9]{0,17}"
_WHOLE = f"(?:-?{_COUNT}|0)"
_TEXT = r"(?:[ !#-\[\]-~]|\\u[0-9a-f]{4})+"
_ANY = "(.{64})"
"""Of any bytes, which takes no time to match; whether they are hex is asked of all hashes together."""
_ENTRY = re.compile(
    (
        rf'{HEADER}\n\{{"act":\{{"action":"(new|replace|cancel)","agreement":(?:null|"{_ANY}")\}},"exercise":(true|false),'
        rf'"fields":\{{(.{{{_LENGTH}}})\}},"filed_us":({_WHOLE}),"key":"(.{{32}})","kind":"notice","machine":(true|false),'
        rf'"origin":"({_TEXT})","party":"({_TEXT})","seen":\{{"root":"{_ANY}","size":({_COUNT})\}},"seq":({_NUMBER})\}}\n\n'
    ).encode()
    # The last digit of base64 has two bits to spare, which are zero.
    + b"\xe2\x80\x94 (.{32}) (.{90})[AEIMQUYcgkosw048]=\n",
    re.ASCII | re.DOTALL,
)
_ROUTING = re.compile(
    (
        rf'{ENVELOPE}\n\{{"checked":\{{"answer":"{_ANY}","size":({_NUMBER})\}},"index":({_NUMBER}),"keys":\[([^\]]*)\],'
        rf'"link":null,"received_us":({_WHOLE}),"to":\[([^\]]*)\]\}}\n'
    ).encode(),
    re.ASCII | re.DOTALL,
)
_LINK = re.compile(rf'"party":"({_TEXT})","prev":(?:null|"{_ANY}"),"seq":({_COUNT})'.encode(), re.ASCII | re.DOTALL)
_HEX = b"0123456789abcdef"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_MOST_PARTIES = 10_000


class Signed(NamedTuple):
    """What an ordinary notice's entry says. `fields` are its commitments as they are written there; `root` is in hex."""

    action: str
    exercise: bool
    fields: str
    filed: int
    key: str
    machine: bool
    origin: str
    party: PartyId
    root: str
    size: int
    seq: int


class Routed(NamedTuple):
    """What its envelope says. `keys` is what stands between the brackets there; the answer is in hex."""

    answer: str
    checked: int
    place: int
    keys: bytes
    received: int
    to: tuple[Link, ...]


def signed(note: bytes) -> Signed | None:
    """What did its author sign, if it is an ordinary notice's entry? The form of `fields` is left to `values`."""
    found = _ENTRY.fullmatch(note) if len(note) <= LONGEST else None
    if found is None:
        return None
    action, agreement, exercise, fields, filed, key, machine, origin, party, root, size, seq, by, signature = (
        found.groups()
    )
    named, log = _name(party), _name(origin)
    if named is None or log is None or key != by or not FIRST_INSTANT <= int(filed) <= LAST_INSTANT:
        return None
    if (key + root + (agreement or b"")).translate(None, _HEX) or signature.translate(None, _BASE64):
        return None
    if not fields.isascii():
        return None
    return Signed(
        action.decode(),
        exercise == b"true",
        fields.decode(),
        int(filed),
        key.decode(),
        machine == b"true",
        log,
        PartyId(named),
        root.decode(),
        int(size),
        int(seq),
    )


def routed(envelope: bytes) -> Routed | None:
    """What did the sequencer add, if it is an ordinary notice's envelope? The form of `keys` is left to who knows the chains."""
    found = _ROUTING.fullmatch(envelope)
    if found is None:
        return None
    answer, checked, place, keys, received, to = found.groups()
    links = _links(to)
    if links is None or answer.translate(None, _HEX) or not FIRST_INSTANT <= int(received) <= LAST_INSTANT:
        return None
    return Routed(answer.decode(), int(checked), int(place), keys, int(received), links)


def _links(written: bytes) -> tuple[Link, ...] | None:
    """Which links are listed so, between brackets?"""
    if not written:
        return ()
    if not (written.startswith(b"{") and written.endswith(b"}")):
        return None
    found = []
    for link in written[1:-1].split(b"},{"):
        part = _LINK.fullmatch(link)
        if part is None:
            return None
        party, prev, seq = part.groups()
        named = _name(party)
        if named is None or (prev is not None and prev.translate(None, _HEX)):
            return None
        found.append((PartyId(named), int(seq), None if prev is None else prev.decode()))
    return tuple(found)


def values(openings: bytes, fields: str, answer: str) -> tuple[bytes, ...] | None:
    """Which values, in canonical JSON and in the order of `OPENED`, do the openings of a notice hold?

    None unless all are there, and each has the hash that was committed to: what has it is what was committed to.
    """
    begins, *parts = openings.split(_BETWEEN)
    if len(parts) != len(OPENED) or begins != _BEGINS or not openings.isascii():
        return None
    if b"".join([part[:64] for part in parts]).translate(None, _HEX):
        return None
    found, hashes = [], []
    for part, (named, ends) in zip(parts, _PARTS, strict=True):
        if part[64:74] != _VALUE or not part.endswith(ends):
            return None
        value = part[74 : -len(ends)]
        found.append(value)
        hashes.append(sha256(DOMAIN + unhexlify(part[:64]) + named + value).hexdigest())
    if hashes[0] != answer or _FIELDS % tuple(hashes[1:]) != fields:
        return None
    return tuple(found)


_names: dict[bytes, str | None] = {}


def _name(written: bytes) -> str | None:
    """Which name is written so, between quotes in canonical JSON? None for what is no name."""
    if written not in _names:
        if len(_names) >= _MOST_PARTIES:
            _names.clear()
        try:
            _names[written] = terms.party(canonical.read("name", b'"' + written + b'"'), Where("name"))
        except Malformed:
            _names[written] = None
    return _names[written]
