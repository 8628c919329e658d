"""How does a private key rest on its owner's disk? A head that everybody may read, and the seed under a passphrase.

The file is one line, the canonical JSON of `format` ("herald key 1"), `head` (label, name, party, person, public, role), `nonce`,
`salt`, `scrypt` (n, p, r) and `sealed`, and a newline; bytes are lower-case hex. `sealed` is the seed of 32 bytes and a tag of 16,
by ChaCha20-Poly1305 under scrypt(passphrase, salt). Its associated data are the line "herald key 1" and the canonical JSON of all
the other members, so that none of them can be changed and the file still be opened. The passphrase is UTF-8 in normalisation
form C: the same on every keyboard that types it.
Source: RFC 7914; RFC 8439, section 2.8; UAX #15. The primitives are those of the library `cryptography`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from herald import canonical
from herald.canonical import Json
from herald.members import Members, Where, choice, gather, members, name, said, word
from herald.prevented import Prevented
from herald.record.terms import public_key
from herald.tlog.encoding import is_name
from herald.tlog.keys import KEY_BYTES, Kind, SigningKey
from herald.units import PartyId
from herald.written import hexed, integer, key_id, party

FORMAT = "herald key 1"
LONGEST = 8_192
"""Bytes of a key file."""
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 1_000
"""Characters, in normalisation form C."""
LONGEST_LABEL = 40

_LABEL = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9_-]{{0,{LONGEST_LABEL - 1}}}", re.ASCII)
_ORIGIN = "herald/"
_LONGEST_ORIGIN = 200


class KeyRole(StrEnum):
    """What is a private key for? The three roles of a party's keys, the key of a mission's log, and that of a witness."""

    ROOT = "root"
    PERSON = "person"
    NODE = "node"
    LOG = "log"
    WITNESS = "witness"

    @property
    def kind(self) -> Kind:
        """What do its signatures say? A witness's are cosignatures, and no other key's are."""
        return Kind.COSIGNATURE if self is KeyRole.WITNESS else Kind.NOTE


@dataclass(frozen=True, slots=True)
class Head:
    """Which key is it? All of it may be read without the passphrase; nothing in it is secret.

    `name` is the key's number, 32 hex digits; or the origin of the log whose key it is; or a witness's name. `label` is what its
    owner calls it, on this disk alone. `person` is a person's number; None for other roles.
    """

    name: str
    label: str
    party: PartyId
    role: KeyRole
    person: str | None
    public: bytes

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {
            "label": self.label,
            "name": self.name,
            "party": self.party,
            "person": self.person,
            "public": self.public.hex(),
            "role": self.role.value,
        }


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key with which its holder signs, and whose it is. The two belong together, or there is no such key: ValueError."""

    head: Head
    signing: SigningKey

    def __post_init__(self) -> None:
        """Is it the key that its head names?"""
        signs = (self.signing.name, self.signing.kind, self.signing.verifier.public)
        if signs != (self.head.name, self.head.role.kind, self.head.public):
            raise ValueError("a private key is the one that its head names, and signs what its role is for")


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work is one guess at the passphrase? scrypt's n, r and p: 128 * n * r bytes of memory, p times over."""

    n: int
    r: int
    p: int

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"n": self.n, "p": self.p, "r": self.r}


WRITTEN = Cost(n=2**15, r=8, p=1)
"""Of new files: 32 MiB, a tenth of a second."""
MOST = Cost(n=2**17, r=8, p=4)
"""Of files that are read, 128 MiB at most: no file makes its reader spend more. Less than `WRITTEN` is refused as well."""


class WrongPassphrase(Prevented):
    """The passphrase does not open the key file, or somebody changed the file: from outside the two look the same."""

    code = "wrong-passphrase"

    def __init__(self, file: str) -> None:
        """Which file stayed shut?"""
        self.file = file
        super().__init__(f"{file}: the passphrase does not open it, or the file was changed")


@dataclass(frozen=True, slots=True)
class _Resting:
    """A key file as it is read: nothing in it is verified before it is opened."""

    head: Head
    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes = b""

    def open_part(self) -> dict[str, Json]:
        """Everything but what is sealed."""
        return {
            "format": FORMAT,
            "head": self.head.json(),
            "nonce": self.nonce.hex(),
            "salt": self.salt.hex(),
            "scrypt": self.cost.json(),
        }

    def associated(self) -> bytes:
        """What the tag holds in place beside the seed."""
        return f"{FORMAT}\n".encode() + canonical.write(self.open_part())

    def lock(self, passphrase: bytes) -> ChaCha20Poly1305:
        """The cipher under this passphrase."""
        return ChaCha20Poly1305(_stretched(passphrase, self.salt, self.cost))


def is_label(text: str) -> bool:
    """May a key be called that? Letters A to Z, digits, - and _, at most 40, no - in front: it names files, on every disk."""
    return _LABEL.fullmatch(text) is not None


def private_key(
    signing: SigningKey, label: str, holder: PartyId, role: KeyRole, person: str | None = None
) -> PrivateKey:
    """Whose is this key, and what is it for? `person` is the number of the person whose key it is, None for other roles."""
    return PrivateKey(Head(signing.name, label, holder, role, person, signing.verifier.public), signing)


def unfit(passphrase: str) -> str | None:
    """Why may a new key not rest under this passphrase? None if it may. Only its length is judged, in characters."""
    if _octets(passphrase) is None:
        return f"a passphrase has at most {LONGEST_PASSPHRASE} characters, each a whole one"
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        return f"a passphrase has at least {SHORTEST_PASSPHRASE} characters"
    return None


def sealed(key: PrivateKey, passphrase: str, salt: bytes, nonce: bytes) -> bytes:
    """Which file holds this key? Salt (16 bytes) and nonce (12) are drawn by lot for each file.

    Raises ValueError for a passphrase that is `unfit` and for salts and nonces of other lengths, Malformed for a head that no
    file can have.
    """
    secret = _octets(passphrase)
    if secret is None or unfit(passphrase):
        raise ValueError(unfit(passphrase))
    if len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes and a nonce {NONCE_BYTES}")
    resting = _Resting(key.head, WRITTEN, salt, nonce)
    # What could not be read again is refused here, while the key is still in somebody's hands.
    _read(_written(resting, bytes(KEY_BYTES + TAG_BYTES)), "new key")
    return _written(resting, resting.lock(secret).encrypt(nonce, key.signing.seed, resting.associated()))


def public_part(data: bytes, file: str = "key file") -> Head:
    """Which key rests in this file, as the file says? Raises Malformed.

    No passphrase is asked for, so nothing vouches for it: before it was opened once, the file may say anything.
    """
    return _read(data, file).head


def opened(data: bytes, passphrase: str, file: str = "key file") -> PrivateKey:
    """Which private key rests in this file? Raises Malformed for what is no key file, WrongPassphrase for one that stays shut.

    A file that states more work than `MOST` is malformed, and none of that work is done.
    """
    resting = _read(data, file)
    secret = _octets(passphrase)
    if secret is None:
        raise WrongPassphrase(file)
    try:
        seed = resting.lock(secret).decrypt(resting.nonce, resting.sealed, resting.associated())
    except InvalidTag:
        raise WrongPassphrase(file) from None
    try:
        return PrivateKey(resting.head, SigningKey(resting.head.name, resting.head.role.kind, seed))
    except ValueError:
        raise Where(file, None, "sealed").wrong("the seed of another key", "the seed of the head's key") from None


def _octets(passphrase: str) -> bytes | None:
    """The bytes of a passphrase; None for what nobody can have chosen. It stands in no exception: that would show it."""
    if len(passphrase) > LONGEST_PASSPHRASE:
        return None
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        return None


def _stretched(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(passphrase)


def _written(resting: _Resting, shut: bytes) -> bytes:
    return canonical.write({**resting.open_part(), "sealed": shut.hex()}) + b"\n"


# -- Reading -------------------------------------------------------------------------------------------------------------------


def _read(data: bytes, file: str) -> _Resting:
    where = Where(file)
    if len(data) > LONGEST:
        raise where.wrong(f"{len(data)} bytes", f"at most {LONGEST} bytes")
    if not data.endswith(b"\n"):
        raise where.wrong("no newline at its end", "a line")
    stated = members(canonical.read(file, data[:-1]), where)
    _, head, cost, (salt, nonce), shut = gather(
        lambda: gather(
            lambda: stated.only(("format", "head", "nonce", "salt", "scrypt", "sealed")),
            lambda: stated.need("format", word(FORMAT)),
        ),
        lambda: stated.need("head", _head),
        lambda: stated.need("scrypt", _cost),
        lambda: gather(
            lambda: stated.need("salt", hexed(SALT_BYTES)), lambda: stated.need("nonce", hexed(NONCE_BYTES))
        ),
        lambda: stated.need("sealed", hexed(KEY_BYTES + TAG_BYTES)),
    )
    return _Resting(head, cost, salt, nonce, shut)


def _head(value: object, where: Where) -> Head:
    stated = members(value, where)
    _, label, (holder, role), person, public = gather(
        lambda: stated.only(("label", "name", "party", "person", "public", "role")),
        lambda: stated.need("label", _label),
        lambda: gather(lambda: stated.need("party", party), lambda: stated.need("role", choice(KeyRole))),
        lambda: stated.need("person", _person),
        lambda: stated.need("public", public_key),
    )
    if (person is None) is (role is KeyRole.PERSON):
        raise where.member("person").wrong(said(person), "a number for a person's key, and null for any other")
    return Head(_name(stated, role), label, holder, role, person, public)


def _name(stated: Members, role: KeyRole) -> str:
    """The name that its signatures carry: a log's is its origin, a witness's any but that of a log."""
    return stated.need("name", _NAMES.get(role, key_id))


def _origin(value: object, where: Where) -> str:
    text = name(value, where)
    if not (text.startswith(_ORIGIN) and is_name(text) and len(text) <= _LONGEST_ORIGIN):
        raise where.wrong(said(value), f"the origin of a log: {_ORIGIN}..., at most {_LONGEST_ORIGIN} characters")
    return text


def _witness(value: object, where: Where) -> str:
    text = name(value, where)
    if not is_name(text) or text.startswith(_ORIGIN) or len(text) > _LONGEST_ORIGIN:
        expected = f"a witness's name: no blanks, no plus, not {_ORIGIN}..., at most {_LONGEST_ORIGIN} characters"
        raise where.wrong(said(value), expected)
    return text


_NAMES = {KeyRole.LOG: _origin, KeyRole.WITNESS: _witness}


def _label(value: object, where: Where) -> str:
    if not isinstance(value, str) or not is_label(value):
        raise where.wrong(said(value), f"a label of letters, digits, - and _, at most {LONGEST_LABEL}")
    return value


def _person(value: object, where: Where) -> str | None:
    return None if value is None else key_id(value, where)


def _cost(value: object, where: Where) -> Cost:
    stated = members(value, where)
    _, n, r, p = gather(
        lambda: stated.only(("n", "p", "r")),
        lambda: stated.need("n", integer(WRITTEN.n, MOST.n)),
        lambda: stated.need("r", integer(WRITTEN.r, MOST.r)),
        lambda: stated.need("p", integer(WRITTEN.p, MOST.p)),
    )
    if n & (n - 1):
        raise where.member("n").wrong(str(n), "a power of two")
    return Cost(n, r, p)
