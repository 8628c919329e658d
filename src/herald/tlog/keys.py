"""Whose key is this, and may it be trusted at all? Ed25519 keys with a name, as signed notes write them.

The signatures are made and checked by the library `cryptography`; ours is only the table of keys that nobody may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from herald.malformed import Malformed
from herald.tlog.encoding import is_name, malformed, read_base64, write_base64

KEY_BYTES = 32
SIGNATURE_BYTES = 64
ID_BYTES = 4
PRIME = 2**255 - 19
LONGEST = 2_000
"""Characters of a key as it is written, name included."""

LOW_ORDER = frozenset(
    bytes.fromhex(encoding)
    for encoding in (
        "0000000000000000000000000000000000000000000000000000000000000000",  # order 4
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",  # order 4
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0100000000000000000000000000000000000000000000000000000000000000",  # order 1
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # order 8
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",  # order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  # order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",  # order 8
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # order 2
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)
"""Every encoding of a point of low order: eight points, and below each the other ways to write it.

Under such a key one signature fits every message, or every few, so that whoever names it can disown all that it signed.
Source: C2SP CCTV, ed25519/README.md, "Low-order edwards25519 point encodings".
"""


class Kind(IntEnum):
    """What does a signature of this key say? The type byte of C2SP signed-note, section Signature types."""

    NOTE = 0x01
    COSIGNATURE = 0x04


def flaw(public: bytes) -> str | None:
    """Why may this public key not be admitted? None if it may.

    Refused are another length than 32 bytes, every encoding of a low-order point, and a y that is not below 2**255 - 19.
    A key that is no point of the curve, or a sum of a low-order point and another, is not told here: the first verifies
    nothing, the second is its owner's own risk. Source: RFC 8032, section 5.1.3; C2SP CCTV, ed25519.
    """
    if len(public) != KEY_BYTES:
        return f"{KEY_BYTES} bytes"
    if public in LOW_ORDER:
        return "no point of low order"
    if int.from_bytes(public, "little") & (2**255 - 1) >= PRIME:
        return "a canonical encoding: y below 2**255 - 19"
    return None


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Did the holder of this key sign this message? A key that may not be admitted signed nothing. Source: RFC 8032."""
    if flaw(public) or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and what its signatures say. One that may not be admitted cannot be made: Malformed."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        """Is it a name, and may the key be admitted?"""
        if not is_name(self.name):
            raise malformed("key", "name", self.name, "a name without spaces and plus signs")
        if expected := flaw(self.public):
            raise malformed("key", "public key", self.public.hex(), expected)

    @property
    def id(self) -> bytes:
        """By which four bytes do its signatures name it? Source: C2SP signed-note, section Signatures.

        Short, so that another key may have the same: it names, it proves nothing.
        """
        named = f"{self.name}\n".encode() + bytes([self.kind]) + self.public
        return sha256(named).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """How is it written? Source: C2SP signed-note, section Verifier keys."""
        return f"{self.name}+{self.id.hex()}+{write_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name and what its signatures say. The seed is its secret: it is in no text but `secret_text`."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Is it a name, and a seed?"""
        if not is_name(self.name) or len(self.seed) != KEY_BYTES:
            raise malformed("key", "name", self.name, "a name without spaces and plus signs, and a seed of 32 bytes")

    @property
    def verifier(self) -> VerifierKey:
        """Which key do others need to check its signatures?"""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, self.kind, public.public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """What is its signature of exactly these bytes? 64 bytes. Source: RFC 8032, section 5.1.6."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def secret_text(self) -> str:
        """How is it written, secret and all? As Go's sumdb/note and every tool beside it writes it."""
        return f"{_SECRET}{self.name}+{self.verifier.id.hex()}+{write_base64(bytes([self.kind]) + self.seed)}"


_SECRET = "PRIVATE+KEY+"  # noqa: S105  it says that what follows is one


def read_verifier(text: str, file: str = "verifier key") -> VerifierKey:
    """Which key is this? `<name>+<key id in hex>+<base64 of type and key>`.

    Raises Malformed, also where the id is not that of the key. Source: C2SP signed-note, section Verifier keys.
    """
    name, stated_id, kind, public = _parts(file, text)
    try:
        key = VerifierKey(name, kind, public)
    except Malformed as refused:
        problem = refused.problems[0]
        raise malformed(file, problem.field, text, problem.expected) from None
    if stated_id != key.id.hex():
        raise malformed(file, "key id", stated_id, key.id.hex())
    return key


def read_secret(text: str, file: str = "signing key") -> SigningKey:
    """Which private key is this? `PRIVATE+KEY+<name>+<key id in hex>+<base64 of type and seed>`.

    Raises Malformed, which shows nothing of the text: it may be a secret with a slip in it.
    """
    try:
        if not text.startswith(_SECRET):
            raise malformed(file, "beginning", "another beginning", _SECRET)
        name, stated_id, kind, seed = _parts(file, text.removeprefix(_SECRET))
        key = SigningKey(name, kind, seed)
        if stated_id != key.verifier.id.hex():
            raise malformed(file, "key id", "another id", key.verifier.id.hex())
    except Malformed as slip:
        (problem,) = slip.problems
        raise malformed(file, problem.field, "(not shown: it may be secret)", problem.expected) from None
    return key


def _parts(file: str, text: str) -> tuple[str, str, Kind, bytes]:
    """Name, stated id, kind, and what follows the kind. Base64 may itself have plus signs, so only two of them part."""
    parts = text.split("+", 2)
    if len(text) > LONGEST or len(parts) != 3 or not is_name(parts[0]):
        raise malformed(file, "key", text, f"name+id+key of at most {LONGEST} characters")
    data = read_base64(file, "key", parts[2])
    if data[:1] not in {bytes([kind]) for kind in Kind}:
        raise malformed(file, "signature type", data[:1].hex(), "01 (note) or 04 (cosignature)")
    if len(data) != 1 + KEY_BYTES:
        raise malformed(file, "key", f"{len(data)} bytes", f"{1 + KEY_BYTES} bytes: the type and the key")
    return parts[0], parts[1], Kind(data[0]), data[1:]
