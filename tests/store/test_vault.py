"""Can an identity be read by whoever knows the passphrase, by nobody else, and by nobody at all once it was erased?"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from herald.incident import identity
from herald.malformed import Malformed
from herald.record.keyfile import WrongPassphrase
from herald.store import private, vault
from herald.store.private import Exposed, NoRoom
from herald.store.vault import (
    IdentityDamaged,
    IdentityErased,
    IdentityMissing,
    Vault,
    VaultExists,
    VaultMissing,
)

PASSPHRASE = "EXERCISE a long one"  # noqa: S105  of an exercise
WHO = {"name": "EXERCISE Ida of the quay", "reached": ["by the harbour master"], "consent": {"shown": False}}
OTHER = {"name": "EXERCISE Ole"}
SALT, SALT_2 = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs a tenth of a second; here it need not: the passphrase itself is what is stretched."""
    real = vault.Scrypt

    class Quick:
        def __init__(self, *, salt: bytes, length: int, n: int, r: int, p: int) -> None:
            assert (length, n, r, p) == (32, 2**15, 8, 1)
            self.quick = real(salt=salt, length=length, n=2, r=1, p=1)

        def derive(self, secret: bytes) -> bytes:
            return self.quick.derive(secret)

    monkeypatch.setattr(vault, "Scrypt", Quick)


class Drawn:
    """Lots that are remembered, so that the disk can be searched for them."""

    def __init__(self) -> None:
        self.lots: list[bytes] = []

    def __call__(self, count: int) -> bytes:
        self.lots.append(os.urandom(count))
        return self.lots[-1]


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


@pytest.fixture
def kept(tmp_path: Path, drawn: Drawn) -> Vault:
    made = Vault(tmp_path / "exercise.vault", drawn)
    made.new(PASSPHRASE)
    return made


def everything(folder: Path) -> bytes:
    """All bytes of all files there, whatever they are called, and the names."""
    return b"".join(
        path.name.encode() + (path.read_bytes() if path.is_file() else b"") for path in sorted(folder.rglob("*"))
    )


# -- The commitment ------------------------------------------------------------------------------------------------------------


def test_a_commitment_is_the_hash_of_domain_salt_and_canonical_value() -> None:
    written = b'{"name":"EXERCISE Ole"}'
    assert identity.commitment(SALT, OTHER) == sha256(b"herald identity 1\n" + SALT + written).digest()
    assert identity.commitment(SALT, OTHER) != identity.commitment(SALT_2, OTHER) != identity.commitment(SALT_2, WHO)


@pytest.mark.parametrize("salt", [b"", SALT[:-1], SALT + b"x"])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        identity.commitment(salt, OTHER)


@pytest.mark.parametrize("value", [{"age": 1.5}, {"name": "\ud800"}, {"n": 2**63}])
def test_what_canonical_json_cannot_write_is_no_identity(value) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        identity.commitment(SALT, value)


# -- Kept and read -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [WHO, OTHER, "EXERCISE Uma", None, 7, ["a", {"b": None}], {"name": "EXERCISE Ида"}])
def test_an_identity_is_read_by_its_commitment(kept: Vault, value) -> None:
    commitment = kept.put(value, SALT, PASSPHRASE)
    assert commitment == identity.commitment(SALT, value)
    assert kept.read(commitment, PASSPHRASE) == value
    assert kept.opening(commitment, PASSPHRASE) == (SALT, value)
    assert kept.has(commitment) and not kept.erased(commitment)
    assert kept.commitments() == (commitment,)


def test_identities_are_listed_in_the_order_of_their_commitments(kept: Vault) -> None:
    put = [kept.put({"name": f"EXERCISE {number}"}, SALT, PASSPHRASE) for number in range(9)]
    assert kept.commitments() == tuple(sorted(put))


def test_the_same_identity_under_the_same_salt_is_there_already(kept: Vault) -> None:
    first = kept.put(WHO, SALT, PASSPHRASE)
    before = everything(kept.folder)
    assert kept.put(WHO, SALT, PASSPHRASE) == first
    assert everything(kept.folder) == before
    assert kept.put(WHO, SALT_2, PASSPHRASE) != first


def test_nothing_that_was_put_in_stands_readable_on_the_disk(kept: Vault, drawn: Drawn) -> None:
    kept.put(WHO, SALT, PASSPHRASE)
    on_disk = everything(kept.folder)
    for secret in (
        b"Ida",
        b"harbour master",
        SALT,
        SALT.hex().encode(),
        *(lot for lot in drawn.lots if len(lot) == 32),
    ):
        assert secret not in on_disk
        assert secret.hex().encode() not in on_disk


def test_the_length_of_what_is_kept_does_not_tell_the_length_of_a_name(kept: Vault) -> None:
    for length in (1, 9, 200):
        kept.put({"name": "x" * length}, SALT, PASSPHRASE)
    assert len({path.stat().st_size for path in kept.folder.glob("*.identity")}) == 1


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_vault_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = Vault(tmp_path / "v")
        made.new(PASSPHRASE)
        made.erase(made.put(WHO, SALT, PASSPHRASE))
        made.put(OTHER, SALT, PASSPHRASE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()} == {0o600}


def test_a_vault_that_others_can_enter_is_refused(kept: Vault) -> None:
    commitment = kept.put(WHO, SALT, PASSPHRASE)
    kept.folder.chmod(0o710)
    for ask in (
        lambda: kept.read(commitment, PASSPHRASE),
        lambda: kept.put(OTHER, SALT, PASSPHRASE),
        lambda: kept.erase(commitment),
        kept.commitments,
    ):
        with pytest.raises(Exposed, match=r"mode 0710\): chmod 700"):
            ask()


# -- Passphrases ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["", "EXERCISE a long two", PASSPHRASE + " ", "x" * 1_001, "\ud800" * 9])
def test_a_wrong_passphrase_is_told_as_such_also_where_the_vault_is_empty(kept: Vault, wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        kept.put(WHO, SALT, wrong)
    commitment = kept.put(WHO, SALT, PASSPHRASE)
    with pytest.raises(WrongPassphrase) as refused:
        kept.read(commitment, wrong)
    assert refused.value.code == "wrong-passphrase"


def test_a_passphrase_is_the_same_on_every_keyboard_that_types_it(tmp_path: Path) -> None:
    made = Vault(tmp_path / "v")
    made.new("EXERCISE \u00e9t\u00e9")
    assert made.read(made.put(WHO, SALT, "EXERCISE e\u0301te\u0301"), "EXERCISE \u00e9t\u00e9") == WHO


@pytest.mark.parametrize("unfit", ["", "seven77", "x" * 1_001])
def test_a_vault_is_not_made_under_a_passphrase_that_no_key_may_rest_under(tmp_path: Path, unfit: str) -> None:
    with pytest.raises(ValueError, match="passphrase has"):
        Vault(tmp_path / "v").new(unfit)
    assert not (tmp_path / "v").exists()


def test_a_guess_at_the_passphrase_costs_as_much_as_one_at_a_keys(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.undo()
    made = Vault(tmp_path / "v")
    made.new(PASSPHRASE)
    head = json.loads((made.folder / "head").read_bytes())
    assert head["scrypt"] == {"n": 2**15, "r": 8, "p": 1}
    assert made.read(made.put(WHO, SALT, PASSPHRASE), PASSPHRASE) == WHO


# -- Missing and damaged -------------------------------------------------------------------------------------------------------


def test_where_there_is_no_vault_that_is_said(tmp_path: Path) -> None:
    none = Vault(tmp_path / "v")
    assert not none.exists()
    for ask in (
        lambda: none.put(WHO, SALT, PASSPHRASE),
        lambda: none.read(SALT, PASSPHRASE),
        lambda: none.erase(SALT),
        none.commitments,
    ):
        with pytest.raises(VaultMissing):
            ask()
    assert not none.folder.exists()


def test_a_vault_is_not_written_over(kept: Vault) -> None:
    before = everything(kept.folder)
    with pytest.raises(VaultExists):
        kept.new("EXERCISE another")
    assert everything(kept.folder) == before


def test_a_commitment_that_was_never_here_is_told_as_missing(kept: Vault) -> None:
    assert not kept.has(SALT) and not kept.erased(SALT)
    for ask in (lambda: kept.read(SALT, PASSPHRASE), lambda: kept.erase(SALT)):
        with pytest.raises(IdentityMissing, match=SALT.hex()):
            ask()
    with pytest.raises(ValueError, match="32 bytes"):
        kept.read(b"short", PASSPHRASE)


def test_an_identity_that_is_too_long_is_refused(kept: Vault) -> None:
    with pytest.raises(ValueError, match="65536"):
        kept.put("x" * 65_536, SALT, PASSPHRASE)
    assert kept.commitments() == ()


def test_every_change_of_any_byte_of_an_identity_is_told_as_damage_and_not_as_a_wrong_passphrase(kept: Vault) -> None:
    commitment = kept.put(OTHER, SALT, PASSPHRASE)
    path = kept.folder / f"{commitment.hex()}.identity"
    sound = path.read_bytes()
    for at in range(0, len(sound), 7):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with pytest.raises(IdentityDamaged, match="damaged"):
            kept.read(commitment, PASSPHRASE)
    for cut in (b"", sound[:99], sound + b"\n", sound * 99):
        path.write_bytes(cut)
        with pytest.raises(IdentityDamaged):
            kept.read(commitment, PASSPHRASE)


def test_one_identity_in_the_place_of_another_is_told_as_damage(kept: Vault) -> None:
    one, two = kept.put(WHO, SALT, PASSPHRASE), kept.put(OTHER, SALT, PASSPHRASE)
    (kept.folder / f"{one.hex()}.identity").write_bytes((kept.folder / f"{two.hex()}.identity").read_bytes())
    with pytest.raises(IdentityDamaged):
        kept.read(one, PASSPHRASE)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("format", "herald vault 2"),
        ("scrypt", {"n": 2**30, "r": 8, "p": 1}),
        ("scrypt", {"n": 2**15 + 1, "r": 8, "p": 1}),
        ("salt", ""),
        ("more", 1),
    ],
)
def test_a_head_that_no_vault_has_is_malformed_and_costs_nothing(kept: Vault, member: str, value) -> None:
    head = kept.folder / "head"
    stated = {**json.loads(head.read_bytes()), member: value}
    head.write_bytes(json.dumps(stated, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    with pytest.raises(Malformed):
        kept.put(WHO, SALT, PASSPHRASE)


def test_a_head_whose_salt_was_changed_stays_shut(kept: Vault) -> None:
    head = kept.folder / "head"
    stated = {**json.loads(head.read_bytes()), "salt": "00" * 16}
    head.write_bytes(json.dumps(stated, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    with pytest.raises(WrongPassphrase):
        kept.put(WHO, SALT, PASSPHRASE)


# -- Erasure -------------------------------------------------------------------------------------------------------------------


def sealed_parts(kept: Vault, commitment: bytes) -> list[bytes]:
    """What of this identity stands on the disk: its sealed key and its sealed body, as written and as bytes, in short pieces."""
    stated = json.loads((kept.folder / f"{commitment.hex()}.identity").read_bytes())
    texts = [stated[part][member] for part in ("key", "body") for member in ("nonce", "sealed")]
    pieces = [text[at : at + 16] for text in texts for at in range(0, len(text) - 15, 16)]
    assert len(pieces) > 100
    return [piece.encode() for piece in pieces] + [bytes.fromhex(piece) for piece in pieces]


def test_what_was_erased_cannot_be_read_and_no_piece_of_it_stands_on_the_disk(kept: Vault, tmp_path: Path) -> None:
    """Another name of the same file keeps hold of the place on the disk where it stood; that is searched as well."""
    commitment, other = kept.put(WHO, SALT, PASSPHRASE), kept.put(OTHER, SALT, PASSPHRASE)
    pieces = sealed_parts(kept, commitment)
    assert all(piece in everything(kept.folder) for piece in pieces[: len(pieces) // 2])
    kept.erase(commitment)
    assert not [piece for piece in pieces if piece in everything(tmp_path)]
    assert (kept.folder / f"{commitment.hex()}.erased").stat().st_size == 0
    with pytest.raises(IdentityErased, match=commitment.hex()) as refused:
        kept.read(commitment, PASSPHRASE)
    assert refused.value.code == "identity-erased"
    assert kept.erased(commitment) and not kept.has(commitment)
    assert kept.commitments() == (other,)
    assert kept.read(other, PASSPHRASE) == OTHER


def test_an_erasure_overwrites_the_very_place_where_the_identity_stood(
    kept: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the file is cut short, what stood in it is overwritten and on the disk: what the disk keeps of it then is nothing."""
    commitment = kept.put(WHO, SALT, PASSPHRASE)
    path = kept.folder / f"{commitment.hex()}.identity"
    before, seen = path.stat(), []
    real = {"ftruncate": os.ftruncate, "fsync": os.fsync}

    def told(name: str):
        def call(fd: int, *arguments: int) -> None:
            there = os.fstat(fd)
            if there.st_ino == before.st_ino:
                seen.append((name, there.st_size, set(os.pread(os.open(f"/dev/fd/{fd}", os.O_RDONLY), 99_999, 0))))
            real[name](fd, *arguments)

        return call

    for name in real:
        monkeypatch.setattr(os, name, told(name))
    kept.erase(commitment)
    assert seen == [("fsync", before.st_size, {0}), ("ftruncate", before.st_size, {0}), ("fsync", 0, set())]


def test_erasing_again_changes_nothing(kept: Vault) -> None:
    commitment = kept.put(WHO, SALT, PASSPHRASE)
    kept.erase(commitment)
    before = everything(kept.folder)
    kept.erase(commitment)
    assert everything(kept.folder) == before


def test_what_was_erased_is_not_put_back_under_its_salt(kept: Vault) -> None:
    commitment = kept.put(WHO, SALT, PASSPHRASE)
    kept.erase(commitment)
    with pytest.raises(IdentityErased):
        kept.put(WHO, SALT, PASSPHRASE)
    assert kept.read(kept.put(WHO, SALT_2, PASSPHRASE), PASSPHRASE) == WHO


def test_an_erasure_needs_no_room_on_the_disk(kept: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    commitment = kept.put(WHO, SALT, PASSPHRASE)

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, how, *mode, **more: (full if how & os.O_CREAT else real)(path, how, *mode)
    )
    with pytest.raises(NoRoom):
        kept.put(OTHER, SALT, PASSPHRASE)
    kept.erase(commitment)
    assert kept.erased(commitment)


def test_a_write_that_fails_leaves_nothing_of_the_identity(kept: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(kept.folder)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(NoRoom):
            kept.put(WHO, SALT, PASSPHRASE)
    assert everything(kept.folder) == before


# -- What a crash leaves -------------------------------------------------------------------------------------------------------

KILLED = """
import json, os, signal, sys
from pathlib import Path
from herald.store import vault
from herald.store.vault import Vault

CALLS = ("open", "close", "write", "fsync", "ftruncate", "unlink", "rename", "replace")
real = {name: getattr(os, name) for name in CALLS}
stretch = vault.Scrypt
vault.Scrypt = lambda *, salt, length, n, r, p: stretch(salt=salt, length=length, n=2, r=1, p=1)
PASSPHRASE, SALT = "EXERCISE a long one", bytes(32)
WHO = {"name": "EXERCISE Ida"}

def begun(folder, act):
    kept = Vault(folder)
    kept.new(PASSPHRASE)
    return kept.put(WHO, SALT, PASSPHRASE) if act == "erase" else None

def do(folder, act, commitment):
    Vault(folder).erase(commitment) if act == "erase" else Vault(folder).put(WHO, SALT, PASSPHRASE)

def killing(nth, after):
    left = [nth]
    def broken(name):
        def call(*arguments, **named):
            left[0] -= 1
            if left[0] == 0 and name == "write" and after:
                real["write"](arguments[0], arguments[1][: len(arguments[1]) // 2])
            if left[0] == 0 and (name == "write" or not after):
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real[name](*arguments, **named)
            finally:
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        return call
    for name in CALLS:
        setattr(os, name, broken(name))

def judged(folder, act, commitment, pieces):
    kept = Vault(folder)
    if act == "put":
        there = kept.commitments()
        assert all(kept.read(each, PASSPHRASE) == WHO for each in there)
        assert {path.name for path in folder.iterdir()} == {"head", *(each.hex() + ".identity" for each in there)}
        return len(there)
    erased = kept.erased(commitment)
    assert kept.has(commitment) is not erased
    on_disk = b"".join(path.read_bytes() for path in folder.iterdir())
    assert erased or kept.read(commitment, PASSPHRASE) == WHO
    assert not erased or not [piece for piece in pieces if piece in on_disk]
    return int(erased)

told = {}
for act in ("put", "erase"):
    for after in (False, True):
        for nth in range(1, 1000):
            folder = Path(sys.argv[1]) / f"{act}-{nth}-{after}.vault"
            commitment = begun(folder, act)
            sealed = (folder / f"{commitment.hex()}.identity").read_bytes() if commitment else b""
            pieces = [sealed[at : at + 16] for at in range(0, len(sealed), 16) if len(set(sealed[at : at + 16])) > 2]
            child = os.fork()
            if child == 0:
                killing(nth, after)
                do(folder, act, commitment)
                os._exit(0)
            status = os.waitpid(child, 0)[1]
            if os.WIFEXITED(status):
                assert os.WEXITSTATUS(status) == 0
                break
            told.setdefault(act, []).append(judged(folder, act, commitment, pieces))
print(json.dumps(told))
"""


def test_a_process_that_is_killed_anywhere_leaves_an_identity_whole_or_not_at_all_and_never_half_erased(
    tmp_path: Path,
) -> None:
    """kill -9 before and after each call that changes the disk; whoever opens the vault next ends what was begun."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    told = json.loads(done.stdout)
    assert len(told["put"]) > 15 and set(told["put"]) == {0, 1}
    assert len(told["erase"]) > 15 and set(told["erase"]) == {0, 1}


def test_what_a_crash_left_of_an_identity_being_written_is_overwritten_before_it_is_removed(
    kept: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = kept.folder / ".herald-left.part"
    part.write_bytes(b"EXERCISE half an identity")
    unlinked = []
    real = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path: (unlinked.append(path.read_bytes()), real(path)))
    assert kept.commitments() == ()
    assert unlinked == [b""]
    assert not [*kept.folder.glob(private.PART)]
