"""Does a key file open to its own key under its own passphrase, and to nothing else?"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from herald import canonical
from herald.malformed import Malformed
from herald.record import keyfile
from herald.record.keyfile import (
    LONGEST,
    Cost,
    Head,
    KeyRole,
    PrivateKey,
    WrongPassphrase,
    opened,
    private_key,
    public_part,
    sealed,
    unfit,
)
from herald.tlog.keys import LOW_ORDER, Kind, SigningKey
from herald.units import PartyId

NAME = "0123456789abcdef" * 2
SEED = sha256(b"invented: a key of Aster, for an exercise").digest()
SALT, NONCE = bytes(range(16)), bytes(range(12))
PASSPHRASE = "seven grey herons"  # noqa: S105  it opens invented keys alone
ANNA = private_key(SigningKey(NAME, Kind.NOTE, SEED), "anna", PartyId("Aster"), KeyRole.PERSON, "fe" * 16)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash for scrypt, which would take hours here; as different for every passphrase, salt and cost."""
    monkeypatch.setattr(
        keyfile, "_stretched", lambda phrase, salt, cost: sha256(repr((phrase, salt, cost)).encode()).digest()
    )


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: object) -> bytes:
        raise AssertionError("the work was begun")

    monkeypatch.setattr(keyfile, "_stretched", never)


def changed(data: bytes, *path: str, to: object) -> bytes:
    """The same file with another value there, sealed as before."""
    stated = json.loads(data)
    inner = stated
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return canonical.write(stated) + b"\n"


def test_a_key_comes_back_with_its_head_and_signs_as_before() -> None:
    data = sealed(ANNA, PASSPHRASE, SALT, NONCE)
    assert opened(data, PASSPHRASE) == ANNA
    assert opened(data, PASSPHRASE).signing.sign(b"x") == ANNA.signing.sign(b"x")
    assert public_part(data) == ANNA.head == Head(NAME, "anna", "Aster", "person", "fe" * 16, ANNA.head.public)


def test_another_passphrase_opens_nothing_and_shows_nothing() -> None:
    data = sealed(ANNA, PASSPHRASE, SALT, NONCE)
    with pytest.raises(WrongPassphrase, match=r"anna\.key: the passphrase does not open it") as shut:
        opened(data, "seven grey heron", "anna.key")
    assert shut.value.code == "wrong-passphrase"
    assert "heron" not in str(shut.value)


def test_the_file_is_sealed_with_the_primitives_that_it_names() -> None:
    """Put together again from Python's own scrypt: whoever has only this page can open the file."""
    from hashlib import scrypt

    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    stated = json.loads(sealed(ANNA, PASSPHRASE, SALT, NONCE))
    shut = bytes.fromhex(stated.pop("sealed"))
    cost = stated["scrypt"]
    key = scrypt(PASSPHRASE.encode(), salt=SALT, n=cost["n"], r=cost["r"], p=cost["p"], maxmem=2**26, dklen=32)
    head = b"herald key 1\n" + json.dumps(stated, sort_keys=True, separators=(",", ":")).encode()
    assert ChaCha20Poly1305(key).decrypt(NONCE, shut, head) == SEED
    assert cost == {"n": 32768, "r": 8, "p": 1}


@pytest.mark.usefixtures("quick")
def test_a_flipped_bit_anywhere_never_opens_to_any_key() -> None:
    data = sealed(ANNA, PASSPHRASE, SALT, NONCE)
    outcomes = {"malformed": 0, "wrong-passphrase": 0}
    for at in range(len(data)):
        for bit in range(8):
            flipped = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            with pytest.raises((Malformed, WrongPassphrase)) as refused:
                opened(flipped, PASSPHRASE)
            outcomes[refused.value.code] += 1
    assert sum(outcomes.values()) == 8 * len(data)
    assert min(outcomes.values()) > 500


@pytest.mark.usefixtures("quick")
def test_a_file_cut_short_or_grown_opens_to_nothing() -> None:
    data = sealed(ANNA, PASSPHRASE, SALT, NONCE)
    for end in range(len(data)):
        with pytest.raises(Malformed):
            opened(data[:end], PASSPHRASE)
    for more in (b"\n", b" ", b"\0", data):
        with pytest.raises(Malformed):
            opened(data + more, PASSPHRASE)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("head", "party"), "Birch"),
        (("head", "label"), "bert"),
        (("head", "name"), "fe" * 16),
        (("head", "person"), "ab" * 16),
        (("scrypt", "p"), 2),
        (("salt",), "00" * 16),
    ],
)
def test_no_part_of_the_head_can_be_changed_unnoticed(path: tuple[str, ...], to: object) -> None:
    with pytest.raises(WrongPassphrase):
        opened(changed(sealed(ANNA, PASSPHRASE, SALT, NONCE), *path, to=to), PASSPHRASE)


@pytest.mark.usefixtures("quick")
def test_a_seed_that_is_not_the_heads_key_is_malformed_even_under_its_own_tag() -> None:
    other = replace(ANNA.head, public=SigningKey(NAME, Kind.NOTE, bytes(32)).verifier.public)
    resting = keyfile._Resting(other, keyfile.WRITTEN, SALT, NONCE)
    shut = resting.lock(PASSPHRASE.encode()).encrypt(NONCE, SEED, resting.associated())
    with pytest.raises(Malformed, match="the seed of another key") as refused:
        opened(keyfile._written(resting, shut), PASSPHRASE)
    assert SEED.hex() not in str(refused.value)


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("n", 2**18),
        ("n", 2**62),
        ("n", 2**14),
        ("n", 2),
        ("n", 0),
        ("n", -(2**15)),
        ("n", 40_000),
        ("n", True),
        ("r", 9),
        ("r", 2**30),
        ("r", 1),
        ("p", 5),
        ("p", 0),
        ("p", None),
    ],
)
def test_more_work_than_the_limit_or_less_than_the_least_is_refused_and_not_begun(member: str, value: object) -> None:
    resting = keyfile._Resting(ANNA.head, keyfile.WRITTEN, SALT, NONCE)
    data = changed(keyfile._written(resting, bytes(48)), "scrypt", member, to=value)
    with pytest.raises(Malformed, match=rf"scrypt\.{member}"):
        opened(data, PASSPHRASE)
    with pytest.raises(Malformed):
        public_part(data)


def test_the_limit_itself_stays_within_128_mebibytes() -> None:
    assert 128 * keyfile.MOST.n * keyfile.MOST.r == 128 * 2**20
    assert Cost(n=2**15, r=8, p=1) == keyfile.WRITTEN


@pytest.mark.usefixtures("quick")
def test_a_costlier_file_within_the_limit_is_opened() -> None:
    resting = keyfile._Resting(ANNA.head, keyfile.MOST, SALT, NONCE)
    shut = resting.lock(PASSPHRASE.encode()).encrypt(NONCE, SEED, resting.associated())
    assert opened(keyfile._written(resting, shut), PASSPHRASE) == ANNA


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(
    ("path", "to", "field"),
    [
        (("head", "label"), "", r"head\.label"),
        (("head", "label"), "../anna", r"head\.label"),
        (("head", "label"), "-anna", r"head\.label"),
        (("head", "label"), "a" * 41, r"head\.label"),
        (("head", "label"), "ann\u00e9", r"head\.label"),
        (("head", "name"), "AB" * 16, r"head\.name"),
        (("head", "name"), "herald/aster-01234567", r"head\.name"),
        (("head", "party"), "Aster\nBirch", r"head\.party"),
        (("head", "person"), None, r"head\.person"),
        (("head", "role"), "root", r"head\.person"),
        (("head", "role"), "cell", r"head\.role"),
        (("head", "public"), min(LOW_ORDER).hex(), r"head\.public"),
        (("head", "more"), 1, r"head\.more"),
        (("format",), "herald key 2", "format"),
        (("sealed",), "00" * 47, "sealed"),
        (("nonce",), "00" * 11, "nonce"),
        (("salt",), "00" * 17, "salt"),
        (("more",), 1, "more"),
    ],
)
def test_what_is_no_key_file_is_malformed_and_says_where(path: tuple[str, ...], to: object, field: str) -> None:
    resting = keyfile._Resting(ANNA.head, keyfile.WRITTEN, SALT, NONCE)
    with pytest.raises(Malformed, match=rf"anna\.key: {field}: saw"):
        opened(changed(keyfile._written(resting, bytes(48)), *path, to=to), PASSPHRASE, "anna.key")


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\n", b" " * (LONGEST + 1)])
def test_other_files_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        public_part(data)


@pytest.mark.usefixtures("quick")
def test_the_same_passphrase_typed_on_another_keyboard_opens_the_file() -> None:
    data = sealed(ANNA, "h\u00e9rons gris", SALT, NONCE)
    assert opened(data, "he\u0301rons gris") == ANNA
    with pytest.raises(WrongPassphrase):
        opened(data, "herons gris")


@pytest.mark.parametrize("passphrase", ["", "1234567", "e\u0301" * 7, "\ud800" * 8, "a" * 1_001])
def test_a_new_key_does_not_rest_under_a_passphrase_that_is_short_or_none(passphrase: str) -> None:
    assert unfit(passphrase)
    with pytest.raises(ValueError, match="a passphrase has at") as refused:
        sealed(ANNA, passphrase, SALT, NONCE)
    assert type(refused.value) is ValueError


@pytest.mark.parametrize("passphrase", ["12345678", "e\u0301" * 8, "\u0633" * 8, "a" * 1_000])
def test_eight_characters_of_any_script_are_enough(passphrase: str) -> None:
    assert unfit(passphrase) is None


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("passphrase", ["", "short", "\ud800" * 8, "a" * 10_000])
def test_a_passphrase_that_no_new_key_may_have_is_a_wrong_one_and_no_other_failure(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        opened(sealed(ANNA, PASSPHRASE, SALT, NONCE), passphrase)


@pytest.mark.usefixtures("quick")
def test_a_log_has_its_origin_for_a_name_and_the_others_have_a_number() -> None:
    origin = "herald/aster-01234567/exercise"
    log = private_key(SigningKey(origin, Kind.NOTE, SEED), "log", PartyId("Aster"), KeyRole.LOG)
    assert opened(sealed(log, PASSPHRASE, SALT, NONCE), PASSPHRASE) == log
    for name, role in ((NAME, KeyRole.LOG), (origin, KeyRole.NODE), ("aster", KeyRole.ROOT)):
        with pytest.raises(Malformed, match=r"head\.name"):
            sealed(private_key(SigningKey(name, Kind.NOTE, SEED), "x", PartyId("Aster"), role), PASSPHRASE, SALT, NONCE)


@pytest.mark.usefixtures("quick")
def test_a_party_of_any_script_is_held_in_ascii() -> None:
    party = PartyId("\u0411\u0435\u0440\u0451\u0437\u0430")
    birch = private_key(SigningKey(NAME, Kind.NOTE, SEED), "birch-node_2", party, KeyRole.NODE)
    data = sealed(birch, PASSPHRASE, SALT, NONCE)
    assert data.isascii()
    assert opened(data, PASSPHRASE) == birch


def test_a_head_and_a_key_that_are_not_each_others_make_no_private_key() -> None:
    for signing in (
        SigningKey(NAME, Kind.NOTE, bytes(32)),
        SigningKey("fe" * 16, Kind.NOTE, SEED),
        SigningKey(NAME, Kind.COSIGNATURE, SEED),
    ):
        with pytest.raises(ValueError, match="the one that its head names"):
            PrivateKey(ANNA.head, signing)


def test_a_private_key_shows_no_secret_when_it_is_printed() -> None:
    assert SEED.hex() not in repr(ANNA)
    assert repr(SEED) not in repr(ANNA)


@pytest.mark.parametrize(("salt", "nonce"), [(bytes(15), NONCE), (SALT, bytes(24)), (b"", b"")])
def test_a_salt_or_a_nonce_of_another_length_is_refused(salt: bytes, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes and a nonce 12"):
        sealed(ANNA, PASSPHRASE, salt, nonce)
