"""Is a note believed only for the signatures of keys that one trusts?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from herald.malformed import Malformed
from herald.tlog import checkpoint, cosignature, note
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.encoding import LARGEST
from herald.tlog.keys import Kind, VerifierKey
from herald.tlog.note import Note, Refused, Signature, Signed, open_note
from herald.tlog.tree import EMPTY_ROOT
from tests.tlog.logs import LOG, ORIGIN, TIME_S, WITNESSES, Log, key

TREE = Log(9)
NOTE = TREE.checkpoint(9, *WITNESSES[:2])
KEYS = (LOG.verifier, *(witness.verifier for witness in WITNESSES))


def test_every_key_that_signed_is_told_with_the_time_it_states() -> None:
    assert open_note(NOTE, KEYS) == (
        Signed(LOG.verifier, None),
        Signed(WITNESSES[0].verifier, TIME_S),
        Signed(WITNESSES[1].verifier, TIME_S + 1),
    )


def test_a_note_is_read_back_to_the_byte() -> None:
    assert note.read(bytes(NOTE)) == NOTE
    odd = Note("\n\nfirst\n\n", NOTE.signatures[:1])
    assert note.read(bytes(odd)) == odd


def test_signatures_of_unknown_keys_are_skipped() -> None:
    assert open_note(NOTE, [WITNESSES[1].verifier]) == (Signed(WITNESSES[1].verifier, TIME_S + 1),)
    assert isinstance(open_note(NOTE, [WITNESSES[5].verifier]), Refused)
    assert isinstance(open_note(NOTE, []), Refused)


def test_a_signature_that_shares_a_name_or_an_id_with_a_known_key_is_skipped() -> None:
    log = NOTE.signatures[0]
    strangers = (Signature(ORIGIN, b"\0\0\0\0", bytes(64)), Signature("stranger.example", log.id, bytes(64)))
    assert open_note(replace(NOTE, signatures=(*strangers, log)), KEYS) == (Signed(LOG.verifier, None),)


def test_one_wrong_signature_of_a_known_key_refuses_the_whole_note() -> None:
    wrong = replace(NOTE.signatures[1], data=NOTE.signatures[2].data)
    assert open_note(replace(NOTE, signatures=(NOTE.signatures[0], wrong)), KEYS) == Refused(
        "the signature of witness.example/1 does not fit the text"
    )


def test_a_changed_text_is_refused() -> None:
    assert isinstance(open_note(replace(NOTE, text=NOTE.text.replace("\n9\n", "\n8\n")), KEYS), Refused)


def test_a_cosignature_does_not_count_at_another_time() -> None:
    first = NOTE.signatures[1]
    later = replace(first, data=(TIME_S + 1).to_bytes(8, "big") + first.data[8:])
    assert isinstance(open_note(replace(NOTE, signatures=(later,)), KEYS), Refused)


def test_a_cosignature_says_what_the_specification_says() -> None:
    assert cosignature.message("example.com/behind-the-sofa\n20852163\nCsUYap\n", 1679315147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYap\n"
    )


def test_a_log_key_does_not_cosign_and_a_witness_does_not_sign() -> None:
    for signing, time_s in ((LOG, TIME_S), (WITNESSES[0], None)):
        with pytest.raises(ValueError, match="a cosignature has a time"):
            note.sign(NOTE.text, signing, time_s)
    as_log = VerifierKey(WITNESSES[0].name, Kind.NOTE, WITNESSES[0].verifier.public)
    as_note = Signature(as_log.name, as_log.id, NOTE.signatures[1].data[8:])
    assert isinstance(open_note(replace(NOTE, signatures=(as_note,)), [as_log]), Refused)


@pytest.mark.parametrize("time_s", [-1, LARGEST + 1, 2**64])
def test_a_time_that_cannot_be_written_is_refused(time_s: int) -> None:
    with pytest.raises(ValueError, match="no cosignature is of the second"):
        note.sign(NOTE.text, WITNESSES[0], time_s)


def test_a_time_after_the_greatest_is_no_time_even_if_it_is_signed() -> None:
    late = LARGEST + 1
    data = late.to_bytes(8, "big") + WITNESSES[0].sign(cosignature.message(NOTE.text, late))
    assert cosignature.cosigned_at(NOTE.text, WITNESSES[0].verifier, data) is None


def test_a_text_without_its_last_newline_is_not_signed() -> None:
    with pytest.raises(ValueError, match="ends in a newline"):
        note.sign("no newline", LOG)


def test_two_keys_that_no_signature_could_tell_apart_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VerifierKey, "id", b"same")
    twins = [VerifierKey("a.example", Kind.NOTE, key(name).verifier.public) for name in ("one", "two")]
    with pytest.raises(ValueError, match="no signature could tell them apart"):
        open_note(NOTE, twins)


LINE = str(NOTE.signatures[0])
MANY = f"{LINE}\n" * 100
WIDE = "a\u3000b"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "ends in a newline"),
        (b"text\n", "a text, a blank line, and signatures"),
        (b"text\n\n", "1 to 100 signatures"),
        (f"text\n\n{LINE}".encode(), "ends in a newline"),
        (f"text\n{LINE}\n".encode(), "a blank line"),
        (f"text\n\n{LINE}\n\n".encode(), "1 to 100 signatures"),
        (f"text\r\n\n{LINE}\n".encode(), "no control character but newline"),
        (f"te\0xt\n\n{LINE}\n".encode(), "no control character but newline"),
        (b"te\xffxt\n\n" + LINE.encode() + b"\n", "UTF-8"),
        (b"te\xed\xa0\x80xt\n\n" + LINE.encode() + b"\n", "UTF-8"),
        (f"text\n\n{LINE.replace('—', '-')}\n".encode(), "an em dash"),
        (f"text\n\n{LINE.replace('— ', '—')}\n".encode(), "an em dash"),
        (f"text\n\n{LINE.replace('— ', '—  ')}\n".encode(), "an em dash"),
        (f"text\n\n{LINE.replace(ORIGIN, 'two words')}\n".encode(), "an em dash"),
        (f"text\n\n{LINE.replace(ORIGIN, 'a+b')}\n".encode(), "an em dash"),
        (f"text\n\n{LINE.replace(ORIGIN, WIDE)}\n".encode(), "an em dash"),
        (f"text\n\n{LINE} \n".encode(), "an em dash"),
        (f"text\n\n{LINE}=\n".encode(), "standard base64"),
        ("text\n\n— name AAAAAA==\n".encode(), "a key id of 4 bytes, and a signature"),
        ("text\n\n— name AAAAAAB=\n".encode(), "no unused bits"),
        (f"text\n\n{LINE}\nmore\n".encode(), "an em dash"),
        (b"x" * 1_000_000 + b"\n", "at most 1000000 bytes"),
        (f"text\n\n{MANY}{LINE}\n".encode(), "1 to 100"),
    ],
)
def test_a_note_that_is_not_written_so_is_malformed(data: bytes, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        note.read(data)


def test_a_hundred_signatures_are_read() -> None:
    assert len(note.read(f"text\n\n{MANY}".encode()).signatures) == 100


# -- Checkpoints ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        Checkpoint(ORIGIN, 9, TREE.roots[9]),
        Checkpoint("a log that has spaces", LARGEST, TREE.roots[1], ("extension", "another one")),
        Checkpoint(ORIGIN, 0, EMPTY_ROOT),
    ],
)
def test_a_checkpoint_is_read_back_as_it_is_written(stated: Checkpoint) -> None:
    assert checkpoint.read(str(stated)) == stated


ROOT = "ERERERERERERERERERERERERERERERERERERERERERE="


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "ends in a newline"),
        (f"o\n1\n{ROOT}", "ends in a newline"),
        (f"\ud800\n1\n{ROOT}\n", "UTF-8"),
        (f"o\tp\n1\n{ROOT}\n", "no control character but newline"),
        ("o\n1\n", "origin, size and root"),
        (f"\n1\n{ROOT}\n", "no empty line"),
        (f"o\n1\n{ROOT}\n\n", "no empty line"),
        (f"o\n1\n{ROOT}\n\nx\n", "no empty line"),
        (f"o\n01\n{ROOT}\n", "without leading zeroes"),
        (f"o\n-1\n{ROOT}\n", "without leading zeroes"),
        (f"o\n1 \n{ROOT}\n", "without leading zeroes"),
        (f"o\n\u0661\n{ROOT}\n", "without leading zeroes"),
        (f"o\n{2**63}\n{ROOT}\n", "a decimal from 0 to"),
        (f"o\n1\n{ROOT[:-1]}\n", "standard base64"),
        ("o\n1\nAAAA\n", "a hash of 32 bytes"),
        (f"o\n0\n{ROOT}\n", "of an empty log the SHA-256 of nothing"),
    ],
)
def test_a_checkpoint_that_is_not_written_so_is_malformed(text: str, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        checkpoint.read(text)
