"""Who signed this text? Signed notes: a text, a blank line, and a line for each signature. Source: C2SP signed-note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from herald.tlog.cosignature import cosign, cosigned_at
from herald.tlog.encoding import is_name, malformed, read_base64, read_text, write_base64
from herald.tlog.keys import ID_BYTES, Kind, SigningKey, VerifierKey, verifies

LONGEST = 1_000_000
MOST_SIGNATURES = 100
"""The limits of Go's sumdb/note. The format asks for room for 16 signatures at least. Source: section Format."""

_BEFORE = "\u2014 "


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: by which key, as it says of itself, and the bytes of the signature. Nothing here is verified."""

    name: str
    id: bytes
    data: bytes

    def __str__(self) -> str:
        """How does its line read?"""
        return f"{_BEFORE}{self.name} {write_base64(self.id + self.data)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures. It says nothing before it has been opened with keys that are trusted."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        """How does it read? What `read` was given, to the byte."""
        return "".join([self.text, "\n", *(f"{signature}\n" for signature in self.signatures)]).encode()


def read(data: bytes, file: str = "note") -> Note:
    """What does this note say, and who says to have signed it? Raises Malformed. Source: section Format."""
    text = read_text(file, data, LONGEST)
    body, blank, lines = text.rpartition("\n\n")
    if not blank:
        raise malformed(file, "blank line", "none", "a text, a blank line, and signatures")
    signatures = [_signature(file, at, line) for at, line in enumerate(lines.split("\n")[:-1][: MOST_SIGNATURES + 1])]
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise malformed(file, "signatures", f"{len(signatures)} or more", f"1 to {MOST_SIGNATURES} signatures")
    return Note(f"{body}\n", tuple(signatures))


def _signature(file: str, at: int, line: str) -> Signature:
    field = f"signatures[{at}]"
    name, _, data = line.removeprefix(_BEFORE).rpartition(" ")
    if not line.startswith(_BEFORE) or not is_name(name):
        raise malformed(file, field, line, "an em dash, a key's name and base64, with one space between them")
    decoded = read_base64(file, field, data)
    if len(decoded) <= ID_BYTES:
        raise malformed(file, field, data, "a key id of 4 bytes, and a signature")
    return Signature(name, decoded[:ID_BYTES], decoded[ID_BYTES:])


def sign(text: str, key: SigningKey, time_s: int | None = None) -> Signature:
    """What is this key's signature of the text? With a time it is a cosignature, without one it is not.

    Raises ValueError where key and time do not go together, and for a text without its last newline.
    Source: section Ed25519 signatures; C2SP tlog-cosignature.
    """
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends in a newline")
    if (time_s is None) is not (key.kind is Kind.NOTE):
        raise ValueError("a cosignature has a time, and no other signature has one")
    data = key.sign(text.encode()) if time_s is None else cosign(text, key, time_s)
    return Signature(key.name, key.verifier.id, data)


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature that was verified: by which key, and at which POSIX second if it states one."""

    key: VerifierKey
    time_s: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The text is to be ignored, for this reason."""

    reason: str


def open_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...] | Refused:
    """Which of these keys signed the note? At least one; otherwise the note is refused.

    Signatures of keys that are not given are skipped, also where they share a name or an id with one that is. One wrong
    signature under a given key refuses the whole note. Raises ValueError for two given keys with one name and one id.
    Source: section Signatures.
    """
    given = set(keys)
    known = {(key.name, key.id): key for key in given}
    if len(known) != len(given):
        raise ValueError("two keys have one name and one id: no signature could tell them apart")
    signed = []
    for signature in note.signatures:
        if key := known.get((signature.name, signature.id)):
            if (found := _checked(note.text, key, signature.data)) is None:
                return Refused(f"the signature of {key.name} does not fit the text")
            signed.append(found)
    return tuple(signed) if signed else Refused("no signature is by a key that is trusted here")


def _checked(text: str, key: VerifierKey, data: bytes) -> Signed | None:
    if key.kind is Kind.NOTE:
        return Signed(key, None) if verifies(key.public, text.encode(), data) else None
    time_s = cosigned_at(text, key, data)
    return None if time_s is None else Signed(key, time_s)
