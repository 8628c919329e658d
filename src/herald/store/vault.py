"""Who are the persons whom the log knows by a hash alone? A folder apart from log and evidence, of which each can be erased.

`<mission>.vault/` holds a file `head` and, for each identity, a file `<commitment>.identity`; once it is erased, that file is empty
and called `<commitment>.erased`. Each identity is sealed with ChaCha20-Poly1305 under a key of its own, drawn by lot. That key is
sealed under the vault's key, and the vault's under scrypt of a passphrase, as in a key file (:mod:`herald.record.keyfile`).
Associated data hold the format and the commitment in place. What is sealed is padded to whole KiB, so that its length tells little
of a name.

A folder rather than a database: a file of its own can be overwritten where it stands, with no journal, no free page and no
neighbour that might keep a copy. It is written whole under another name and renamed, so that there is never a second one.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from herald import canonical
from herald.canonical import Json
from herald.incident import identity
from herald.incident.identity import COMMITMENT_BYTES
from herald.malformed import Malformed
from herald.members import Where, gather, members, text, word
from herald.prevented import Prevented
from herald.record.keyfile import MOST, NONCE_BYTES, SALT_BYTES, TAG_BYTES, WRITTEN, Cost, WrongPassphrase, unfit
from herald.store import private
from herald.written import hexed, integer

FORMAT = "herald vault 1"
IDENTITY_FORMAT = "herald identity 1"
KEY_BYTES = 32
LONGEST = 65_536
"""Bytes of an identity in canonical JSON, with its salt."""
_PADDED = 1024
_LONGEST_FILE = 4 * LONGEST
_NAME = re.compile(r"([0-9a-f]{64})\.(identity|erased)", re.ASCII)


class VaultRefused(Prevented):
    """The vault of identities was left as it is; `code` says why."""

    code: ClassVar[str] = "vault"


class VaultMissing(VaultRefused):
    """There is no vault."""

    code: ClassVar[str] = "vault-missing"

    def __init__(self, folder: Path) -> None:
        """Where was it looked for?"""
        super().__init__(f"there is no vault of identities in {folder}; make one before an identity is put into it")


class VaultExists(VaultRefused):
    """There is a vault already."""

    code: ClassVar[str] = "vault-exists"

    def __init__(self, folder: Path) -> None:
        """Where is it?"""
        super().__init__(f"{folder} is a vault already, and is not written over")


class IdentityMissing(VaultRefused):
    """No identity of this commitment was ever put into this vault."""

    code: ClassVar[str] = "identity-missing"

    def __init__(self, folder: Path, commitment: bytes) -> None:
        """Which vault was asked for which commitment?"""
        super().__init__(f"no identity with the commitment {commitment.hex()} is in {folder}")


class IdentityErased(VaultRefused):
    """The identity was here and was erased; it cannot be had from here again."""

    code: ClassVar[str] = "identity-erased"

    def __init__(self, folder: Path, commitment: bytes) -> None:
        """Which vault was asked for which commitment?"""
        super().__init__(f"the identity with the commitment {commitment.hex()} was erased from {folder}")


class IdentityDamaged(VaultRefused):
    """The passphrase opens the vault, and what stands under this commitment is not what was put there."""

    code: ClassVar[str] = "identity-damaged"

    def __init__(self, path: Path) -> None:
        """Which file?"""
        super().__init__(f"{path} was changed or is damaged; the identity in it cannot be read")


@dataclass(frozen=True, slots=True)
class Vault:
    """The identities in one folder. One process at a time does anything in it; `draw` draws so many bytes by lot.

    Every method raises private.Exposed where others could read the folder, and OSError where the disk does not do what it should;
    all but `new` raise VaultMissing, and Malformed for a file that is no file of a vault. Whatever is begun in the vault first
    ends the erasures that a crash cut short, and removes what a crash left of a file that was being written.
    """

    folder: Path
    draw: Callable[[int], bytes] = secrets.token_bytes

    def exists(self) -> bool:
        """Is there a vault?"""
        return self._head.exists()

    def new(self, passphrase: str) -> None:
        """Make the vault, under this passphrase. Raises VaultExists, and ValueError for one that is `keyfile.unfit`.

        A crash leaves a vault without identities, or none.
        """
        if why := unfit(passphrase):
            raise ValueError(why)
        with private.room(self.folder):
            private.make(self.folder)
            with private.alone(self.folder):
                if self._head.exists():
                    raise VaultExists(self.folder)
                head = _Head(WRITTEN, self.draw(SALT_BYTES), self.draw(NONCE_BYTES))
                self._write(
                    self._head, head.written(head.lock(passphrase).encrypt(head.nonce, self._key(), head.bound()))
                )
            private.sync(self.folder.parent)

    def put(self, value: Json, salt: bytes, passphrase: str) -> bytes:
        """By which commitment is this identity known from now on? It is on the disk when this returns.

        The salt is drawn by lot for each identity and kept nowhere else. The same value under the same salt is there already.
        Raises WrongPassphrase; IdentityErased for what was erased under this salt; ValueError for what is longer than `LONGEST`,
        and as `identity.commitment` does.
        """
        commitment = identity.commitment(salt, value)
        body = canonical.write({"salt": salt.hex(), "value": value})
        if len(body) > LONGEST:
            raise ValueError(f"an identity has at most {LONGEST} bytes")
        with self._alone():
            key = self._opened(passphrase)
            if self._file(commitment, "erased").exists():
                raise IdentityErased(self.folder, commitment)
            if not self._file(commitment, "identity").exists():
                self._write(self._file(commitment, "identity"), self._sealed(commitment, body, key))
        return commitment

    def read(self, commitment: bytes, passphrase: str) -> Json:
        """Who is it? Whoever asks for this does something that is to be sealed, before it is shown.

        Raises WrongPassphrase, IdentityErased, IdentityMissing, IdentityDamaged.
        """
        return self.opening(commitment, passphrase)[1]

    def opening(self, commitment: bytes, passphrase: str) -> tuple[bytes, Json]:
        """The salt and the value that the commitment holds: what shows somebody else whose it is. Raises as `read` does."""
        with self._alone():
            key = self._opened(passphrase)
            path = self._there(commitment)
            return _unsealed(path, path.read_bytes(), commitment, key)

    def erase(self, commitment: bytes) -> None:
        """Make that nobody reads this identity any more: its key and its body are overwritten where they stand.

        It is called erased first, durably, so that a crash leaves an erasure which the next one to open the vault ends. It needs
        no room on the disk, and no passphrase: who may do this, and that it is sealed, is for the caller. What was erased before
        stays so. Raises IdentityMissing.
        """
        with self._alone():
            gone = self._file(commitment, "erased")
            if not gone.exists():
                self._there(commitment).replace(gone)
                private.sync(self.folder)
                _overwrite(gone)

    def has(self, commitment: bytes) -> bool:
        """Is the identity here, so that it could be read?"""
        return commitment in self.commitments()

    def erased(self, commitment: bytes) -> bool:
        """Was the identity here, and is erased?"""
        with self._alone():
            return self._file(commitment, "erased").exists()

    def commitments(self) -> tuple[bytes, ...]:
        """Which identities are here? In the order of their commitments."""
        with self._alone():
            return tuple(bytes.fromhex(name) for name in sorted(self._names("identity")))

    # -- Files -----------------------------------------------------------------------------------------------------------------

    @property
    def _head(self) -> Path:
        return self.folder / "head"

    def _file(self, commitment: bytes, kind: str) -> Path:
        if len(commitment) != COMMITMENT_BYTES:
            raise ValueError(f"a commitment has {COMMITMENT_BYTES} bytes")
        return self.folder / f"{commitment.hex()}.{kind}"

    def _names(self, kind: str) -> set[str]:
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return {match[1] for match in found if match and match[2] == kind}

    def _there(self, commitment: bytes) -> Path:
        if self._file(commitment, "erased").exists():
            raise IdentityErased(self.folder, commitment)
        path = self._file(commitment, "identity")
        if not path.exists():
            raise IdentityMissing(self.folder, commitment)
        return path

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self.exists():
            raise VaultMissing(self.folder)
        private.look(self.folder)
        with private.room(self.folder), private.alone(self.folder):
            self._finish()
            yield

    def _finish(self) -> None:
        """End what was begun: nobody else is in the vault, so a part has no writer, and what is called erased is to be so."""
        for part in self.folder.glob(private.PART):
            _overwrite(part)
            part.unlink()
        for gone in self.folder.glob("*.erased"):
            if gone.stat().st_size:
                _overwrite(gone)

    def _write(self, target: Path, data: bytes) -> None:
        """Put a file in its place, whole. What a failure or a crash leaves is a part, overwritten before it is removed.

        A rename, not a link: overwriting a part must never reach a file that has its place.
        """
        path = self.folder / f".herald-{secrets.token_hex(8)}.part"
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, private.FILE_MODE)
        try:
            try:
                private.write(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            path.replace(target)
        except BaseException:
            _overwrite(path)
            path.unlink()
            raise
        private.sync(self.folder)

    # -- Keys ------------------------------------------------------------------------------------------------------------------

    def _key(self) -> bytes:
        return self.draw(KEY_BYTES)

    def _opened(self, passphrase: str) -> bytes:
        """The vault's key. Its tag tells a wrong passphrase, also where the vault holds nothing yet."""
        with self._head.open("rb") as file:
            head, shut = _read_head(file.read(_LONGEST_FILE + 1), str(self._head))
        try:
            return head.lock(passphrase).decrypt(head.nonce, shut, head.bound())
        except (InvalidTag, ValueError):
            raise WrongPassphrase(str(self.folder)) from None

    def _sealed(self, commitment: bytes, body: bytes, vault_key: bytes) -> bytes:
        key, nonces = self._key(), (self.draw(NONCE_BYTES), self.draw(NONCE_BYTES))
        padded = body.ljust(-(-len(body) // _PADDED) * _PADDED)
        stated: dict[str, Json] = {
            "body": _shut(key, nonces[0], padded, _bound(commitment, "body")),
            "commitment": commitment.hex(),
            "format": IDENTITY_FORMAT,
            "key": _shut(vault_key, nonces[1], key, _bound(commitment, "key")),
        }
        return canonical.write(stated) + b"\n"


def _overwrite(path: Path) -> None:
    """Overwrite a file where it stands, wait until that is on the disk, and only then let go of where it stood."""
    fd = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        private.write(fd, bytes(os.fstat(fd).st_size))
        os.fsync(fd)
        os.ftruncate(fd, 0)
        os.fsync(fd)
    finally:
        os.close(fd)


# -- The head ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """How the vault's key is sealed."""

    cost: Cost
    salt: bytes
    nonce: bytes

    def open_part(self) -> dict[str, Json]:
        """Everything but what is sealed."""
        return {"format": FORMAT, "nonce": self.nonce.hex(), "salt": self.salt.hex(), "scrypt": self.cost.json()}

    def bound(self) -> bytes:
        """What the tag holds in place beside the key."""
        return f"{FORMAT}\n".encode() + canonical.write(self.open_part())

    def lock(self, passphrase: str) -> ChaCha20Poly1305:
        """The cipher under this passphrase. Raises ValueError for one that nobody can have chosen."""
        if why := unfit(passphrase):
            raise ValueError(why)
        secret = unicodedata.normalize("NFC", passphrase).encode()
        cost = self.cost
        return ChaCha20Poly1305(Scrypt(salt=self.salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(secret))

    def written(self, shut: bytes) -> bytes:
        """How does the file read?"""
        return canonical.write({**self.open_part(), "sealed": shut.hex()}) + b"\n"


def _read_head(data: bytes, file: str) -> tuple[_Head, bytes]:
    where = Where(file)
    stated = members(_line(data, where), where)
    _, cost, salt, nonce, shut = gather(
        lambda: gather(
            lambda: stated.only(("format", "nonce", "salt", "scrypt", "sealed")),
            lambda: stated.need("format", word(FORMAT)),
        ),
        lambda: stated.need("scrypt", _cost),
        lambda: stated.need("salt", hexed(SALT_BYTES)),
        lambda: stated.need("nonce", hexed(NONCE_BYTES)),
        lambda: stated.need("sealed", hexed(KEY_BYTES + TAG_BYTES)),
    )
    return _Head(cost, salt, nonce), shut


def _cost(value: object, where: Where) -> Cost:
    """How much work is a guess, as the head states it? Never more than a key file may ask of its reader."""
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


def _line(data: bytes, where: Where) -> Json:
    if len(data) > _LONGEST_FILE or not data.endswith(b"\n"):
        raise where.wrong(f"{len(data)} bytes", f"a line of at most {_LONGEST_FILE} bytes")
    return canonical.read(where.file, data[:-1])


# -- One identity --------------------------------------------------------------------------------------------------------------


def _bound(commitment: bytes, of: str) -> bytes:
    return f"{IDENTITY_FORMAT}\n{of}\n".encode() + commitment


def _shut(key: bytes, nonce: bytes, what: bytes, bound: bytes) -> dict[str, Json]:
    return {"nonce": nonce.hex(), "sealed": ChaCha20Poly1305(key).encrypt(nonce, what, bound).hex()}


def _box(value: object, where: Where) -> tuple[bytes, bytes]:
    stated = members(value, where)
    shut = stated.need("sealed", text)
    return stated.need("nonce", hexed(NONCE_BYTES)), stated.need("sealed", hexed(len(shut) // 2))


def _taken_out(box: tuple[bytes, bytes], key: bytes, bound: bytes) -> bytes:
    nonce, shut = box
    return ChaCha20Poly1305(key).decrypt(nonce, shut, bound)


def _unsealed(path: Path, data: bytes, commitment: bytes, vault_key: bytes) -> tuple[bytes, Json]:
    """Salt and value, where they are those of the commitment; IdentityDamaged for everything else."""
    where = Where(str(path))
    try:
        stated = members(_line(data, where), where)
        stated.only(("body", "commitment", "format", "key"))
        stated.need("format", word(IDENTITY_FORMAT))
        stated.need("commitment", word(commitment.hex()))
        key = _taken_out(stated.need("key", _box), vault_key, _bound(commitment, "key"))
        body = _taken_out(stated.need("body", _box), key, _bound(commitment, "body"))
        held = canonical.read(where.file, body.rstrip(b" "))
        salt = members(held, where).need("salt", hexed(identity.SALT_BYTES))
    except (InvalidTag, ValueError, Malformed):
        raise IdentityDamaged(path) from None
    value = held["value"] if isinstance(held, dict) else None
    if identity.commitment(salt, value) != commitment:
        raise IdentityDamaged(path)
    return salt, value
