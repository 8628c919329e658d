"""Do others find our witness's cosignatures right, and does a witness of somebody else's find our log right?

The judges: Go's checksum database (through the program of tests/tlog, with a verifier of type 0x04), and `aics-witness`, which
needs Python 3.12 and so runs in a process and an environment of its own; `make outside` makes it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from herald.courier.asking import Courier
from herald.tlog import note
from herald.tlog.keys import VerifierKey, read_verifier
from herald.tlog.note import Note, Refused
from herald.tlog.witnessing import Conflict, Cosigned, Declined, understood
from tests.conftest import AICS
from tests.courier.witnesses import KEY, witness
from tests.tlog.cases import Opened, flipped
from tests.tlog.forks import Fork, entries, rewritten
from tests.tlog.logs import LOG, ORIGIN
from tests.tlog.test_outside import go  # noqa: F401  the fixture

Judged = Callable[[str, int], None]
Go = Callable[[Sequence[str]], list[str]]


def cosigned(url: str, log: Fork, old: int, size: int, key: VerifierKey) -> Note:
    """The checkpoint with the cosignature that came back."""
    answer = understood(Courier().add_checkpoint(url, bytes(log.request(old, size))), log.checkpoint(size).text, [key])
    assert isinstance(answer, Cosigned), answer
    signed = log.checkpoint(size)
    return replace(signed, signatures=(*signed.signatures, *answer.lines))


@pytest.mark.go
def test_go_accepts_what_our_witness_cosigned_over_http_and_refuses_it_altered(
    go: Go,  # noqa: F811
    tmp_path: Path,
    seed: int,
    judged: Judged,
) -> None:
    count, draw = 120, Random(seed)
    log, keys = Fork(entries(count)), (LOG.verifier, KEY.verifier)
    with witness(tmp_path / "w.witness") as listener:
        notes = [cosigned(listener.url, log, size - 1, size, KEY.verifier) for size in range(1, count + 1)]
    altered = []
    for each in notes:
        own, theirs = each.signatures
        altered.append(replace(each, signatures=(own, replace(theirs, data=flipped(theirs.data, draw)))))
    right = [Opened(each, keys) for each in notes]
    wrong = [Opened(each, keys) for each in altered]
    assert all(case.holds() for case in right) and not any(case.holds() for case in wrong)
    assert set(go([case.line() for case in right])) == {"yes"}
    assert "yes" not in go([case.line() for case in wrong])
    judged("Go x/mod/sumdb, our witness's cosignatures over HTTP", len(right))
    judged("Go x/mod/sumdb, the same altered and refused", len(wrong))


# -- aics-witness --------------------------------------------------------------------------------------------------------------


def aics(folder: Path, *arguments: str) -> str:
    """What does this command of it print?"""
    command = [str(AICS), *arguments, "--config", str(folder / "witness.json")]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=quiet(), cwd=folder).stdout


def quiet() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AICS_", "WITNESS_", "PYTHON"))}


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[tuple[str, VerifierKey]]:
    """Their witness on loopback, for our log: where it listens, and its key."""
    aics(tmp_path, "init", "--name", "witness.example/aics", "--listen", "127.0.0.1:0")
    aics(tmp_path, "add-log", "--origin", ORIGIN, "--vkey", str(LOG.verifier))
    key = read_verifier(json.loads(aics(tmp_path, "status", "--json"))["witness"]["vkey"])
    command = [str(AICS), "serve", "--config", str(tmp_path / "witness.json")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=quiet(), cwd=tmp_path) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "127.0.0.1:" in line)
        port = line.partition("127.0.0.1:")[2]
        yield f"http://127.0.0.1:{port[: next(at for at, c in enumerate(port + ' ') if not c.isdigit())]}", key
        process.terminate()
        process.stderr.read()


@pytest.mark.outside
@pytest.mark.aics
def test_a_witness_of_somebody_elses_cosigns_our_log_names_its_size_and_refuses_what_was_rewritten(
    foreign: tuple[str, VerifierKey], judged: Judged
) -> None:
    url, key = foreign
    count = 60
    log, other = Fork(entries(count)), Fork(rewritten(count + 9, 7))
    for size in range(1, count + 1):
        signed = note.open_note(cosigned(url, log, size - 1, size, key), [LOG.verifier, key])
        assert not isinstance(signed, Refused) and len(signed) == 2
    judged("aics-witness, growth cosigned", count)
    stale = 0
    for old in range(count):
        answer = Courier().add_checkpoint(url, bytes(log.request(old, count)))
        stale += understood(answer, log.checkpoint(count).text, [key]) == Conflict(count)
    assert stale == count
    judged("aics-witness, 409 with its size", stale)
    refused = 0
    for size in range(count, count + 10):
        for proof in (other.consistency(count, size), log.consistency(1, count), ()):
            request = replace(other.request(count, size), proof=proof)
            answer = understood(Courier().add_checkpoint(url, bytes(request)), other.checkpoint(size).text, [key])
            assert isinstance(answer, Declined) and answer.status == 422, answer
            refused += 1
    judged("aics-witness, a rewritten history refused", refused)


@pytest.mark.outside
@pytest.mark.aics
def test_what_is_not_signed_by_the_log_is_refused_there_too(foreign: tuple[str, VerifierKey], judged: Judged) -> None:
    url, key = foreign
    log = Fork(entries(3))
    for request, status in (
        (log.request(0, 3, key=replace(LOG, seed=bytes(32))), 403),
        (log.request(0, 3, origin="other.example"), 404),
        (replace(log.request(3, 3), old=4), 400),
    ):
        answer = understood(Courier().add_checkpoint(url, bytes(request)), log.checkpoint(3).text, [key])
        assert isinstance(answer, Declined) and answer.status == status
    judged("aics-witness, strangers refused", 3)
