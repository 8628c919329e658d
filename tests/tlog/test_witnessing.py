"""Does a witness cosign whatever only grew, and nothing else? And does the log take its answer for no more than it is?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.tlog import note, witnessing
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import Kind
from herald.tlog.note import Note
from herald.tlog.witnessing import (
    SIZE,
    WORDS,
    Answered,
    Conflict,
    Cosign,
    Cosigned,
    Declined,
    Latest,
    Refuse,
    decide,
    understood,
)
from tests.tlog.forks import TRUSTED, Fork, entries, rewritten
from tests.tlog.logs import LOG, ORIGIN, TIME_S, WITNESSES, key

MOST = 40
HONEST = Fork(entries(MOST))
WITNESS = WITNESSES[0]
TEXT = HONEST.checkpoint(9).text


def refused(decision: Cosign | Refuse) -> Refuse:
    assert isinstance(decision, Refuse), decision
    return decision


def sizes(least: int = 0) -> st.SearchStrategy[tuple[int, int]]:
    """An old size and one that is not smaller."""
    return st.tuples(st.integers(least, MOST), st.integers(least, MOST)).map(sorted).map(tuple)


# -- The witness ---------------------------------------------------------------------------------------------------------------


@given(sizes())
def test_a_log_that_only_grew_is_always_cosigned(asked: tuple[int, int]) -> None:
    old, size = asked
    decision = decide(HONEST.request(old, size), HONEST.latest(old), TRUSTED)
    assert isinstance(decision, Cosign)
    assert decision.latest == Latest(size, HONEST.roots[size])


@given(st.data())
def test_a_history_in_which_an_entry_was_rewritten_is_always_refused_and_worth_keeping(data: st.DataObject) -> None:
    old = data.draw(st.integers(1, MOST))
    size = data.draw(st.integers(old, MOST))
    fork = Fork(rewritten(size, data.draw(st.integers(0, old - 1))))
    for request in (fork.request(old, size), replace(fork.request(old, size), proof=HONEST.consistency(old, size))):
        decision = refused(decide(request, HONEST.latest(old), TRUSTED))
        assert decision.evidence
        assert decision.answer.status == (409 if old == size else 422)
        assert decision.contradiction == ("another-root" if old == size else "not-consistent")


@given(sizes(1), st.integers(0, MOST))
def test_a_shorter_log_than_the_one_that_was_cosigned_gets_the_size_and_no_cosignature(
    asked: tuple[int, int], old: int
) -> None:
    size, kept = asked
    if size == kept or old > size:
        return
    decision = refused(decide(HONEST.request(min(old, size), size), HONEST.latest(kept), TRUSTED))
    assert decision.answer == Answered(409, SIZE, f"{kept}\n".encode())
    assert not decision.evidence


def test_an_old_request_that_is_replayed_gets_the_size_that_is_kept_now() -> None:
    request = HONEST.request(3, 7)
    assert isinstance(decide(request, HONEST.latest(3), TRUSTED), Cosign)
    assert refused(decide(request, HONEST.latest(7), TRUSTED)).answer.body == b"7\n"
    assert refused(decide(request, HONEST.latest(9), TRUSTED)).answer.body == b"9\n"


@given(st.integers(0, MOST), st.integers(1, MOST))
def test_two_roots_of_one_size_are_evidence_whatever_old_size_comes_with_them(old: int, size: int) -> None:
    fork = Fork(rewritten(size, size - 1))
    if old > size:
        return
    decision = refused(decide(fork.request(old, size), HONEST.latest(size), TRUSTED))
    assert (decision.answer.status, decision.answer.content_type) == (409, SIZE)
    assert decision.contradiction == "another-root"


def test_of_two_logs_that_part_a_witness_follows_the_first_and_keeps_what_shows_the_second() -> None:
    left, right = Fork([*entries(5), b"for Aster"]), Fork([*entries(5), b"for Birch", b"more"])
    assert isinstance(decide(left.request(5, 6), left.latest(5), TRUSTED), Cosign)
    assert refused(decide(right.request(5, 6), left.latest(6), TRUSTED)).contradiction == "another-root"
    assert refused(decide(right.request(6, 7), left.latest(6), TRUSTED)).contradiction == "not-consistent"


@pytest.mark.parametrize(
    ("request_", "kept", "status", "evidence"),
    [
        pytest.param(HONEST.request(0, 3, origin="other.example"), None, 404, False, id="a log that is not known"),
        pytest.param(HONEST.request(0, 3, key=key(ORIGIN + "2", Kind.NOTE)), None, 403, False, id="another name"),
        pytest.param(
            HONEST.request(0, 3, key=replace(LOG, seed=bytes(32))), None, 403, False, id="another key of that name"
        ),
        pytest.param(
            replace(HONEST.request(3, 3), old=4), HONEST.latest(3), 400, False, id="an old size that is larger"
        ),
        pytest.param(HONEST.request(0, 3), HONEST.latest(2), 409, False, id="an old size that is too small"),
        pytest.param(HONEST.request(2, 3), None, 409, False, id="an old size where nothing was cosigned"),
        pytest.param(replace(HONEST.request(0, 3), proof=(bytes(32),)), None, 422, True, id="a proof from nothing"),
        pytest.param(
            replace(HONEST.request(3, 3), proof=(bytes(32),)), HONEST.latest(3), 422, True, id="a proof of the same"
        ),
        pytest.param(replace(HONEST.request(2, 3), proof=()), HONEST.latest(2), 422, True, id="no proof"),
    ],
)
def test_each_refusal_has_the_status_of_the_specification(
    request_: witnessing.Request, kept: Latest | None, status: int, evidence: bool
) -> None:
    decision = refused(decide(request_, kept, TRUSTED))
    assert (decision.answer.status, decision.evidence) == (status, evidence)
    assert decision.answer.content_type == (SIZE if status == 409 else WORDS)
    assert decision.words


def test_what_nobody_trusted_has_signed_is_never_evidence() -> None:
    forged = Fork(rewritten(9, 2)).request(7, 9, key=replace(LOG, seed=bytes(32)))
    assert not refused(decide(forged, HONEST.latest(7), TRUSTED)).evidence


def test_a_checkpoint_without_a_root_is_refused_as_malformed() -> None:
    text = f"{ORIGIN}\n3\n"
    request = witnessing.Request(0, (), Note(text, (note.sign(text, LOG),)))
    assert refused(decide(request, None, TRUSTED)).answer.status == 400


def test_further_signatures_do_not_matter() -> None:
    signed = HONEST.checkpoint(5)
    stranger, cosigned = note.sign(signed.text, key("stranger", Kind.NOTE)), note.sign(signed.text, WITNESS, TIME_S)
    request = witnessing.Request(0, (), replace(signed, signatures=(stranger, *signed.signatures, cosigned)))
    assert isinstance(decide(witnessing.read(bytes(request)), None, TRUSTED), Cosign)


@pytest.mark.parametrize(
    ("now", "last", "signed"), [(7, None, 7), (7, 6, 7), (7, 7, 7), (7, 9, 9), (-3, None, 0), (2**70, None, 2**63 - 1)]
)
def test_no_time_is_signed_before_the_last_one(now: int, last: int | None, signed: int) -> None:
    assert witnessing.signing_time(now, last) == signed


# -- The request ---------------------------------------------------------------------------------------------------------------


def test_a_request_reads_as_the_specification_shows_it() -> None:
    lines = bytes(HONEST.request(3, 7)).decode().split("\n")
    assert lines[0] == "old 3"
    assert [len(line) for line in lines[1:6]] == [44, 44, 44, 44, 0]
    assert lines[6:8] == [ORIGIN, "7"]


@given(sizes())
def test_a_request_is_read_back_to_the_byte(asked: tuple[int, int]) -> None:
    request = HONEST.request(*asked)
    assert witnessing.read(bytes(request)) == request


def test_every_altered_byte_of_a_request_is_refused_or_harmless() -> None:
    """Harmless: what is cosigned then is the same checkpoint to the byte, since the signature holds it."""
    request = HONEST.request(5, 11)
    data, right = bytes(request), decide(request, HONEST.latest(5), TRUSTED)
    assert isinstance(right, Cosign)
    tried = statuses = 0
    for at in range(len(data)):
        for other in {data[at] ^ 1 << bit for bit in range(8)} | {0x0A, 0x20, 0x30}:
            if other == data[at]:
                continue
            tried += 1
            try:
                asked = witnessing.read(data[:at] + bytes([other]) + data[at + 1 :])
            except Malformed:
                continue
            decision = decide(asked, HONEST.latest(5), TRUSTED)
            statuses += isinstance(decision, Refuse)
            assert isinstance(decision, Refuse) or decision == right
    assert tried > 2_000 and statuses > 100


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"old 3",
        b"old 3\n",
        b"old 03\n\n",
        b"old -1\n\n",
        b"old 9223372036854775808\n\n",
        b"Old 3\n\n",
        b"old  3\n\n",
        b"old 3 \n\n",
        b"old 3\r\n\n",
        b"old 3\nAAAA\n\n",
        b"old 3\n" + b"A" * 43 + b"=\n" * 2,
        b"old 3\n" + (b"A" * 43 + b"=\n") * 64 + b"\n",
    ],
)
def test_what_is_no_request_is_malformed(wrong: bytes) -> None:
    with pytest.raises(Malformed):
        witnessing.read(wrong + bytes(HONEST.checkpoint(5)) if wrong.endswith(b"\n\n") else wrong)
    with pytest.raises(Malformed):
        witnessing.read(wrong)


def test_sixty_three_lines_of_proof_are_read_and_one_more_is_not() -> None:
    lines = (bytes(32),) * 63
    request = replace(HONEST.request(3, 7), proof=lines)
    assert witnessing.read(bytes(request)).proof == lines
    with pytest.raises(Malformed, match="at most 63"):
        witnessing.read(bytes(replace(request, proof=(*lines, bytes(32)))))


# -- The answer ----------------------------------------------------------------------------------------------------------------


def ok(body: bytes) -> Answered:
    return Answered(200, WORDS, body)


def test_a_cosignature_is_understood_with_its_time() -> None:
    body = witnessing.cosignatures(TEXT, WITNESS, TIME_S)
    answer = understood(ok(body), TEXT, [WITNESS.verifier])
    assert isinstance(answer, Cosigned)
    assert [(by.key, by.time_s) for by in answer.signed] == [(WITNESS.verifier, TIME_S)]
    assert "".join(f"{line}\n" for line in answer.lines).encode() == body


def test_lines_of_keys_that_are_not_known_are_left_out() -> None:
    lines = [str(note.sign(TEXT, witness, TIME_S)) for witness in WITNESSES[:3]]
    other = "\u2014 witness.example/1 " + "AAAA" * 30
    body = "".join(f"{line}\n" for line in (other, *lines, lines[0])).encode()
    answer = understood(ok(body), TEXT, [WITNESS.verifier])
    assert isinstance(answer, Cosigned)
    assert [str(line) for line in answer.lines] == [lines[0]]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n", id="an empty line"),
        pytest.param(witnessing.cosignatures(TEXT, WITNESSES[1], TIME_S), id="of another witness alone"),
        pytest.param(witnessing.cosignatures(HONEST.checkpoint(8).text, WITNESS, TIME_S), id="of another checkpoint"),
        pytest.param(witnessing.cosignatures(TEXT, WITNESS, TIME_S)[:-1], id="without its last newline"),
        pytest.param(f"more text\n\n{note.sign(TEXT, WITNESS, TIME_S)}\n".encode(), id="with text before it"),
        pytest.param(b"\xff" * 40, id="no text"),
    ],
)
def test_what_does_not_cosign_this_checkpoint_is_declined(body: bytes) -> None:
    assert isinstance(understood(ok(body), TEXT, [WITNESS.verifier]), Declined)


def test_every_altered_bit_of_a_cosignature_is_declined_or_of_no_known_key() -> None:
    body = witnessing.cosignatures(TEXT, WITNESS, TIME_S)
    for at in range(len(body) * 8):
        other = bytearray(body)
        other[at // 8] ^= 1 << at % 8
        assert isinstance(understood(ok(bytes(other)), TEXT, [WITNESS.verifier]), Declined)


@pytest.mark.parametrize("kind", [SIZE, "text/x.tlog.size; charset=utf-8", "TEXT/X.TLOG.SIZE"])
def test_a_conflict_says_which_size_is_kept(kind: str) -> None:
    assert understood(Answered(409, kind, b"41\n"), TEXT, []) == Conflict(41)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(WORDS, b"41\n"), (SIZE, b"41"), (SIZE, b"041\n"), (SIZE, b"-1\n"), (SIZE, b"4\n1\n"), (SIZE, b"")],
)
def test_a_conflict_that_says_no_size_is_declined(kind: str, body: bytes) -> None:
    assert isinstance(understood(Answered(409, kind, body), TEXT, []), Declined)


@given(st.integers(100, 599), st.binary(max_size=400))
def test_no_answer_whatsoever_raises(status: int, body: bytes) -> None:
    answer = understood(Answered(status, SIZE, body), TEXT, [WITNESS.verifier])
    assert not isinstance(answer, Cosigned)
    if isinstance(answer, Declined):
        assert answer.words.isascii() and "\n" not in answer.words


def test_a_log_that_is_empty_may_be_cosigned_and_only_once_it_is_empty() -> None:
    assert isinstance(decide(HONEST.request(0, 0), None, TRUSTED), Cosign)
    assert str(Checkpoint(ORIGIN, 0, HONEST.roots[0])) == HONEST.checkpoint(0).text
    assert refused(decide(HONEST.request(0, 0), HONEST.latest(3), TRUSTED)).answer.body == b"3\n"
