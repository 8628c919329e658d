"""What does this line hand in, if it files a notice and nothing is wrong with it? The short way of most lines.

Anything else, or what might be, is None here and left to the strict readers of `opening` and `entry`; what is read here is what
they would read. Where a value begins and ends is known once its text is canonical, so that nothing is written again to be hashed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from json import JSONDecoder

from herald import canonical
from herald.canonical import Json
from herald.malformed import Malformed
from herald.notice.model import Action
from herald.record import glance
from herald.record.acts import NOTICE_FIELDS, Filing, Kind
from herald.record.entry import Entry, Seen, Statement
from herald.record.opening import DOMAIN, LONGEST_LINE, SALT_BYTES, Opening, Submission
from herald.units import Instant

_BEFORE, _BETWEEN, _END = '{"fields":', ',"note":', "}"
_AGREEMENT = re.compile(rb'"agreement":(?:null|"(.{64})")')
_HELD = {
    field: (len(f'"{field}":{{"salt":"","value":') + 2 * SALT_BYTES, field.encode() + b"\n") for field in NOTICE_FIELDS
}
"""Of each field: how many characters stand between its beginning and its value's, and what names it in its commitment."""
_OPENING = {"salt", "value"}
_decode = JSONDecoder().raw_decode


def submission(line: bytes) -> Submission | None:
    """What is handed in by this line, without its newline, if it is an ordinary one?"""
    try:
        return _submission(line.decode("ascii")) if len(line) <= LONGEST_LINE else None
    except (Malformed, KeyError, ValueError):
        return None


def _submission(line: str) -> Submission:
    held, _, signed = line.removeprefix(_BEFORE).removesuffix(_END).rpartition(_BETWEEN)
    note, end = _decode(signed)
    # That both texts are canonical, and this between them, is all that it takes for the line to be.
    if line != f"{_BEFORE}{held}{_BETWEEN}{signed}{_END}" or end != len(signed) or not isinstance(note, str):
        raise ValueError
    if canonical.write(note).decode() != signed:
        raise ValueError
    openings, committed = _openings(held)
    return Submission(_entry(note.encode(), committed), openings)


def _openings(held: str) -> tuple[dict[str, Opening], dict[str, bytes]]:
    """The openings in this text of the fields, and their commitments. The list about them is as deep as the line's object."""
    listed = canonical.read("", f"[{held}]".encode())
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict):
        raise ValueError
    openings, committed, at = {}, {}, 1
    for field, opened in listed[0].items():
        salt, value = _opened(opened)
        before, name = _HELD[field]
        _, end = _decode(held, at + before)
        text = held[at + before : end].encode()
        openings[field] = Opening(salt, value, text)
        committed[field] = sha256(b"%b%b%b%b" % (DOMAIN, salt, name, text)).digest()
        at = end + len("},")
    return openings, committed


def _opened(opened: Json) -> tuple[bytes, Json]:
    if not isinstance(opened, dict) or opened.keys() != _OPENING or not isinstance(opened["salt"], str):
        raise ValueError
    salt = bytes.fromhex(opened["salt"])
    if len(salt) != SALT_BYTES or salt.hex() != opened["salt"]:
        raise ValueError
    return salt, opened["value"]


def _entry(note: bytes, committed: Mapping[str, bytes]) -> Entry:
    """The entry, if it is a notice's with just these commitments."""
    said, agreement = glance.signed(note), _AGREEMENT.search(note)
    stated = ",".join([f'"{field}":"{commitment.hex()}"' for field, commitment in committed.items()])
    if said is None or agreement is None or said.fields != stated or committed.keys() != NOTICE_FIELDS:
        raise ValueError
    return Entry(
        note,
        Statement(
            origin=said.origin,
            exercise=said.exercise,
            party=said.party,
            key=said.key,
            seq=said.seq,
            seen=Seen(said.size, bytes.fromhex(said.root)),
            filed=Instant(said.filed),
            machine=said.machine,
            kind=Kind.NOTICE,
            act=Filing(Action(said.action), None if agreement[1] is None else bytes.fromhex(agreement[1].decode())),
            fields=committed,
        ),
    )
