"""Is a key admitted only if nobody could disown what it signs, and read only as it is written?"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from herald.malformed import Malformed
from herald.tlog import keys
from herald.tlog.encoding import write_base64
from herald.tlog.keys import LOW_ORDER, PRIME, Kind, SigningKey, VerifierKey
from tests.tlog.logs import LOG, WITNESSES, key

IDENTITY = bytes([1]) + bytes(31)
PUBLIC = LOG.verifier.public


def test_all_fourteen_encodings_of_low_order_are_refused() -> None:
    assert len(LOW_ORDER) == 14
    for encoding in LOW_ORDER:
        with pytest.raises(Malformed, match="no point of low order"):
            VerifierKey("witness.example", Kind.COSIGNATURE, encoding)


def test_the_table_is_eight_points_and_every_other_way_to_write_them() -> None:
    y = {int.from_bytes(encoding, "little") & (2**255 - 1) for encoding in LOW_ORDER}
    canonical = {encoding for encoding in LOW_ORDER if int.from_bytes(encoding, "little") & (2**255 - 1) < PRIME}
    assert len({value % PRIME for value in y}) == 5
    assert len(canonical) == 8 + 2
    assert {value for value in y if value >= PRIME} == {PRIME, PRIME + 1}
    assert all(encoding[:31] + bytes([encoding[31] ^ 0x80]) in LOW_ORDER for encoding in LOW_ORDER)


def test_the_library_alone_would_take_one_signature_for_every_message_under_the_identity() -> None:
    forged = IDENTITY + bytes(32)
    for message in (b"we warned you at 08:00", b"we never did"):
        Ed25519PublicKey.from_public_bytes(IDENTITY).verify(forged, message)
        assert not keys.verifies(IDENTITY, message, forged)


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, PRIME + 2, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_that_is_not_canonical_is_refused(y: int, sign: int) -> None:
    assert keys.flaw((y | sign << 255).to_bytes(32, "little")) is not None
    assert keys.flaw((PRIME - 2 | sign << 255).to_bytes(32, "little")) is None


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert keys.flaw(bytes([9]) * length) == "32 bytes"
    assert not keys.verifies(bytes([9]) * length, b"", bytes(64))


def test_a_signature_fits_its_message_and_its_key_alone() -> None:
    signature = LOG.sign(b"message")
    assert keys.verifies(PUBLIC, b"message", signature)
    assert not keys.verifies(PUBLIC, b"Message", signature)
    assert not keys.verifies(WITNESSES[0].verifier.public, b"message", signature)
    assert not keys.verifies(PUBLIC, b"message", signature + b"\0")
    assert not keys.verifies(PUBLIC, b"message", b"")


@pytest.mark.parametrize("signing", [LOG, *WITNESSES])
def test_a_key_is_read_back_as_it_is_written(signing: SigningKey) -> None:
    assert keys.read_verifier(str(signing.verifier)) == signing.verifier
    assert keys.read_secret(signing.secret_text()) == signing


def test_the_key_that_go_gives_as_its_example_is_read() -> None:
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    read = keys.read_verifier(text)
    assert (read.name, read.kind, read.id.hex(), str(read)) == ("PeterNeumann", Kind.NOTE, "c74f20a3", text)


def test_the_same_key_has_another_id_under_another_name_and_another_kind() -> None:
    ids = {VerifierKey(name, kind, PUBLIC).id for name in ("a.example", "b.example") for kind in Kind}
    assert len(ids) == 4


def changed(text: str, part: int, to: str) -> str:
    parts = text.split("+", 2)
    parts[part] = to
    return "+".join(parts)


GOOD = str(LOG.verifier)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", r"name\+id\+key"),
        ("name+00000000", r"name\+id\+key"),
        (changed(GOOD, 0, ""), r"name\+id\+key"),
        (changed(GOOD, 0, "two words"), r"name\+id\+key"),
        (changed(GOOD, 0, "\udc80"), r"name\+id\+key"),
        (changed(GOOD, 0, "herald.example/other"), "expected [0-9a-f]{8}"),
        (changed(GOOD, 1, "00000000"), LOG.verifier.id.hex()),
        (changed(GOOD, 1, LOG.verifier.id.hex().upper()), LOG.verifier.id.hex()),
        (changed(GOOD, 2, "AQ"), "standard base64"),
        (changed(GOOD, 2, ""), "signature type"),
        (changed(GOOD, 2, write_base64(b"\6" + PUBLIC)), "signature type"),
        (changed(GOOD, 2, write_base64(b"\1" + PUBLIC[1:])), "33 bytes"),
        (changed(GOOD, 2, write_base64(b"\1" + IDENTITY)), "no point of low order"),
        (GOOD + "A" * 3_000, "at most 2000 characters"),
    ],
)
def test_a_key_that_is_not_written_so_is_malformed(text: str, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        keys.read_verifier(text)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_private_key_with_a_slip_in_it_is_not_shown(part: int) -> None:
    secret = key("anna.example").secret_text().removeprefix("PRIVATE+KEY+")
    with pytest.raises(Malformed, match="not shown") as slip:
        keys.read_secret("PRIVATE+KEY+" + changed(secret, part, secret.split("+", 2)[part] + "A"))
    assert secret.split("+", 2)[2] not in str(slip.value)
    with pytest.raises(Malformed, match="not shown"):
        keys.read_secret(secret)


def test_a_private_key_shows_itself_only_when_it_is_asked_to() -> None:
    assert repr(LOG.seed) not in repr(LOG)
    assert write_base64(LOG.seed) not in f"{LOG}"


@pytest.mark.parametrize(("name", "seed"), [("", bytes(32)), ("a b", bytes(32)), ("a.example", bytes(31))])
def test_a_signing_key_without_a_name_or_a_whole_seed_cannot_be_made(name: str, seed: bytes) -> None:
    with pytest.raises(Malformed, match="a seed of 32 bytes"):
        SigningKey(name, Kind.NOTE, seed)
