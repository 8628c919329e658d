"""Does a proof file prove an entry to whoever has the policy, and to nobody anything else?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from herald.malformed import Malformed
from herald.tlog import policy, proof
from herald.tlog.note import Refused
from herald.tlog.policy import Trusted
from tests.tlog import logs
from tests.tlog.logs import WITNESSES, Log, leaf

TREE = Log(70)
TRUST = policy.read(logs.policy("G", "group G 2 W1 W2 W3"))
PROOF = TREE.proof(41, 70, *WITNESSES[:2])


def test_every_entry_is_proved_through_its_file() -> None:
    for size in (1, 2, 3, 69, 70):
        for index in range(0, size, 7):
            data = bytes(TREE.proof(index, size, *WITNESSES[:2]))
            assert isinstance(proof.verify(proof.read(data), leaf(index), TRUST), Trusted)


@pytest.mark.parametrize("made", [PROOF, TREE.proof(0, 1), TREE.proof(3, 4, extra=b"\0\xff" * 30)])
def test_a_proof_is_read_back_to_the_byte(made: proof.Proof) -> None:
    assert proof.read(bytes(made)) == made


def test_a_proof_reads_as_the_specification_shows_it() -> None:
    lines = bytes(TREE.proof(1, 4, extra=b"extra")).decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 1"]
    assert [len(line) for line in lines[3:6]] == [44, 44, 0]
    assert lines[6:8] == [logs.ORIGIN, "4"]


def test_another_entry_another_place_or_another_root_is_not_proved() -> None:
    other = TREE.proof(41, 69, *WITNESSES[:2]).checkpoint
    for wrong, entry in (
        (PROOF, leaf(40)),
        (replace(PROOF, index=40), leaf(41)),
        (replace(PROOF, index=70), leaf(41)),
        (replace(PROOF, hashes=PROOF.hashes[:-1]), leaf(41)),
        (replace(PROOF, checkpoint=other), leaf(41)),
    ):
        refused = proof.verify(wrong, entry, TRUST)
        assert isinstance(refused, Refused)
        assert "do not lead from this entry" in refused.reason


def test_a_proof_is_worth_no_more_than_its_checkpoint() -> None:
    assert isinstance(proof.verify(TREE.proof(41, 70, WITNESSES[0]), leaf(41), TRUST), Refused)
    forged = replace(PROOF.checkpoint, text=PROOF.checkpoint.text.replace("\n70\n", "\n71\n"))
    assert isinstance(proof.verify(replace(PROOF, checkpoint=forged), leaf(41), TRUST), Refused)


TEXT = bytes(PROOF).decode()
HEAD, _, AFTER = TEXT.partition("\n\n")
HEADER, INDEX, *HASHES = HEAD.split("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "ends in a newline"),
        (TEXT.replace("@v1", "@v2"), "c2sp.org/tlog-proof@v1"),
        (TEXT.replace("\n\n", "\n"), "a blank line before the checkpoint"),
        (f"{HEADER}\n\n{AFTER}", "a line that begins with index"),
        (TEXT.replace("index 41", "index 041"), "without leading zeroes"),
        (TEXT.replace("index 41", "index +41"), "without leading zeroes"),
        (TEXT.replace("index 41", "index  41"), "without leading zeroes"),
        (TEXT.replace("index 41", "extra "), "1 to 65536 bytes, or no such line"),
        (TEXT.replace("index 41", "extra AB==\nindex 41"), "no unused bits"),
        (TEXT.replace("index 41", "index 41\nextra AA=="), "standard base64"),
        (TEXT.replace("index 41", "extra AA==\nextra AA==\nindex 41"), "a line that begins with index"),
        (TEXT.replace("index 41", "extra " + "AAAA" * 21846 + "\nindex 41"), "1 to 65536 bytes"),
        (TEXT.replace(HASHES[0], HASHES[0][:-1]), "standard base64"),
        (TEXT.replace(HASHES[0], "AAAA"), "a hash of 32 bytes"),
        (TEXT.replace(HASHES[0], "\n".join([HASHES[0]] * 63)), "at most 63"),
        (TEXT.removesuffix(AFTER), "a blank line|ends in a newline|a text, a blank line"),
        (TEXT.replace("\n", "\r\n"), "no control character"),
        (TEXT + "\n", "signatures"),
    ],
)
def test_a_proof_that_is_not_written_so_is_malformed(text: str, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        proof.read(text.encode())


def test_a_note_that_is_no_checkpoint_is_malformed_when_it_is_to_be_verified() -> None:
    other = replace(PROOF.checkpoint, text="a poem\n")
    with pytest.raises(Malformed, match="origin, size and root"):
        proof.verify(replace(PROOF, checkpoint=other), leaf(41), TRUST)
