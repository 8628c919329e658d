"""What does a commitment hold, and how does what was signed travel? Openings of fields, and the lines of an `.entry` file.

Source: docs/record-format.md, sections 2 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from herald import canonical
from herald.canonical import Json
from herald.malformed import Malformed, Problem
from herald.members import Members, Where, each, gather, members, text
from herald.record import entry
from herald.record.entry import Entry
from herald.written import hexed

SALT_BYTES = 32
LONGEST_LINE = 32 * 2**20
DOMAIN = b"herald field 1\n"


@dataclass(frozen=True, slots=True)
class Opening:
    """The value of a field and the salt that hides it from whoever would guess.

    `text` is the value in canonical JSON where whoever read it had that at hand: it is not written again then, and says no more.
    """

    salt: bytes
    value: Json
    text: bytes | None = field(default=None, repr=False, compare=False)

    def commitment(self, name: str) -> bytes:
        """By which hash is it held under this name?"""
        return committed(self.salt, name, self.written())

    def written(self) -> bytes:
        """How does the value read?"""
        return canonical.write(self.value) if self.text is None else self.text

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"salt": self.salt.hex(), "value": self.value}


Openings = Mapping[str, Opening]


def committed(salt: bytes, name: str, value: bytes) -> bytes:
    """Which hash holds this value, in canonical JSON, under this name?"""
    return sha256(DOMAIN + salt + name.encode() + b"\n" + value).digest()


@dataclass(frozen=True, slots=True)
class Submission:
    """An entry with the openings of its fields: what a party hands in."""

    entry: Entry
    openings: Openings

    def line(self) -> bytes:
        """How does its line of an `.entry` file read, without the newline that ends it?"""
        return canonical.write({"fields": write(self.openings), "note": self.entry.data.decode()})


def write(openings: Openings) -> dict[str, Json]:
    """How do openings read?"""
    return {name: opening.json() for name, opening in openings.items()}


def written(openings: Openings) -> bytes:
    """How do openings read, as canonical JSON?"""
    each = [
        b'%b:{"salt":"%b","value":%b}' % (canonical.write(name), held.salt.hex().encode(), held.written())
        for name, held in sorted(openings.items())
    ]
    return b"{%b}" % b",".join(each)


def read(value: object, where: Where) -> dict[str, Opening]:
    """Which openings are these? Raises Malformed."""
    stated = members(value, where)
    names = each(stated.values, lambda name: (name, stated.need(name, _opening)))
    return dict(names)


def _opening(value: object, where: Where) -> Opening:
    stated = members(value, where)
    _, salt, held = gather(
        lambda: stated.only(("salt", "value")),
        lambda: stated.need("salt", hexed(SALT_BYTES)),
        lambda: stated.need("value", lambda inner, _: inner),
    )
    return Opening(salt, held)  # type: ignore[arg-type]  # canonical.read gives nothing else


def lines(data: bytes) -> tuple[bytes, ...]:
    """Which lines has this file? Each ends in a newline; the last may lack it."""
    return tuple(line for line in data.split(b"\n") if line)


def submission(line: bytes, file: str = "entry") -> Submission:
    """What is handed in by this line, without its newline? Raises Malformed.

    Every field that the entry commits to is opened, no other is, and each opening fits. Nothing is verified that needs a key.
    """
    if len(line) > LONGEST_LINE:
        raise Malformed([Problem(file, None, "length", f"{len(line)} bytes", f"at most {LONGEST_LINE} bytes")])
    where = Where(file)
    stated = members(canonical.read(file, line), where)
    _, openings, signed = gather(
        lambda: stated.only(("fields", "note")),
        lambda: stated.need("fields", read),
        lambda: _entry(stated, file),
    )
    wrong = [name for name in sorted({*openings, *signed.statement.fields}) if not _fits(signed, openings, name)]
    if wrong:
        inside = where.member("fields")
        told = "an opening that fits the entry's commitment"
        each(wrong, lambda name: _refuse(inside.member(name), told))
    return Submission(signed, openings)


def _entry(stated: Members, file: str) -> Entry:
    try:
        data = stated.need("note", text).encode()
    except UnicodeEncodeError:
        raise stated.where.member("note").wrong("text that UTF-8 cannot write", "a signed note") from None
    return entry.read(data, file)


def _fits(signed: Entry, openings: Openings, name: str) -> bool:
    committed_to = signed.statement.fields.get(name)
    return name in openings and openings[name].commitment(name) == committed_to


def _refuse(where: Where, expected: str) -> None:
    raise where.wrong("none, or one that does not fit", expected)
