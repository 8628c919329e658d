"""What a party trusts a mission's log by is read whole, and only where its own checkpoint is signed as it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.record import missionfile
from herald.record.missionfile import MissionFile, policy_text
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note, policy
from herald.tlog.keys import Kind, SigningKey
from tests.desk import refusals, signing
from tests.desk.missions import CELL, Exercise, Lots

E = refusals.mission()
FILE = E.file()


def test_a_mission_file_is_read_as_it_is_written() -> None:
    assert missionfile.read(bytes(FILE)) == FILE
    without = replace(FILE, agreement=None, parties=())
    assert missionfile.read(bytes(without)) == without
    assert bytes(FILE).count(b"\n") == 1


def test_it_says_what_the_record_says() -> None:
    assert (FILE.origin, FILE.cell, FILE.exercise) == (E.keys.log.name, CELL, True)
    assert FILE.parties == ("aster", "birch", "cedar-relief")
    assert FILE.agreement is not None
    assert (FILE.agreement.id, FILE.agreement.version) == ("exercise-2026", 1)
    with E.store.reading() as record:
        assert FILE.seen == signing.seen_at(record, signing.size(E))
    assert policy.read(FILE.policy.encode()).logs == (E.keys.log.verifier,)
    assert FILE.policy == policy_text(E.keys.log.verifier) == f"log {E.keys.log.verifier}\nquorum none\n"


def told(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(bytes(FILE))
    change(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def other_log(origin: str) -> MissionFile:
    """The file of another log, by this name."""
    log = SigningKey(origin, Kind.NOTE, bytes(range(32)))
    text = str(checkpoint.Checkpoint(origin, 1, bytes(32)))
    signed = bytes(note.Note(text, (note.sign(text, log),))).decode()
    return replace(FILE, origin=origin, checkpoint=signed, policy=policy_text(log.verifier))


ELSE = other_log("herald/another-00000000/exercise")
NAMESAKE = other_log(FILE.origin)
WRONG: tuple[Callable[[dict[str, Any]], object], ...] = (
    *(lambda document, name=name: document.pop(name) for name in json.loads(bytes(FILE))),
    lambda document: document.update(more=1),
    lambda document: document.update(origin=ELSE.origin),
    lambda document: document.update(checkpoint=ELSE.checkpoint),
    lambda document: document.update(checkpoint=NAMESAKE.checkpoint),
    lambda document: document.update(policy=NAMESAKE.policy),
    lambda document: document.update(policy="quorum none\n"),
    lambda document: document.update(policy=""),
    lambda document: document.update(checkpoint=document["checkpoint"].replace("\n9\n", "\n8\n")),
    lambda document: document.update(checkpoint=""),
    lambda document: document.update(parties="aster"),
    lambda document: document.update(parties=[""]),
    lambda document: document.update(cell=""),
    lambda document: document.update(exercise=1),
    lambda document: document["agreement"].update(version=0),
    lambda document: document["agreement"].pop("digest"),
    lambda document: document["agreement"].update(more=1),
)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_missing_or_more_or_not_signed_as_it_says_is_refused(number: int) -> None:
    assert told(WRONG[number]) != bytes(FILE)
    with pytest.raises(Malformed):
        missionfile.read(told(WRONG[number]))


def test_other_logs_are_read_by_their_own_files() -> None:
    """So that what was refused above was refused for what does not fit together."""
    assert told(lambda document: None) == bytes(FILE)
    assert missionfile.read(bytes(ELSE)) == ELSE
    assert missionfile.read(bytes(NAMESAKE)) == NAMESAKE


@pytest.mark.parametrize(
    "data", [b"", b"\n", bytes(FILE)[:-1], bytes(FILE) + b"\n", b" " + bytes(FILE), b"x" * 2**20 + b"\n"]
)
def test_what_is_not_one_canonical_line_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        missionfile.read(data)


def test_a_real_mission_says_that_it_is_none_of_an_exercise() -> None:
    real = Exercise(MemoryStore(), Lots("real"), exercise=False).begun().file()
    assert not real.exercise
    assert not real.origin.endswith("/exercise")
    assert missionfile.read(bytes(real)) == real


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mission_file_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        missionfile.read(data)
