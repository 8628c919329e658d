"""Is what is sent to an addressee read only as it was written, with all that is wrong told at once?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.malformed import Malformed
from herald.record import parcel
from herald.record.parcel import Answer, Parcel
from herald.store.memory import MemoryStore
from tests.desk import mirrors, signing
from tests.desk.missions import ASTER, BIRCH, Exercise, movement


@cache
def sent() -> Parcel:
    e = Exercise(MemoryStore()).begun()
    e.party(BIRCH)
    for number in range(3):
        e.filed(movement(f"column {number}", ASTER))
    signing.sealed(
        e,
        signing.admitting(
            e, signing.root(e.party(ASTER)), signing.admission(e, ASTER, signing.Role.NODE, signing.key(e.lots))
        ),
    )
    return mirrors.parcel(e, BIRCH, 2)


def said() -> Answer:
    return Answer(sent().size, 3, sent().checkpoint, "\u2014 name base64", None, (b'{"fields":{},"note":"x"}', b"{}"))


def lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.splitlines()]


def told(documents: list[Any]) -> bytes:
    return b"".join(canonical.write(each) + b"\n" for each in documents)


def test_a_parcel_is_read_as_it_was_written() -> None:
    assert parcel.read(bytes(sent())) == sent()
    assert (sent().begin, sent().size, sent().first, len(sent().bodies)) == (2, 2 + len(sent().leaves), 1, 3)


def test_the_lines_are_canonical_json_one_for_each_body() -> None:
    head, *bodies = lines(bytes(sent()))
    assert told([head, *bodies]) == bytes(sent())
    assert sorted(head) == ["bodies", "checkpoint", "first", "from", "leaves", "node", "origin", "party", "tally"]
    assert [sorted(each) for each in bodies] == [["envelope", "erased", "fields", "note", "salt"]] * 3


def test_a_piece_is_the_entry_that_its_leaf_holds() -> None:
    for body in sent().bodies:
        sealed = body.piece.sealed()
        assert sealed.leaf == sent().leaves[sealed.index - sent().begin]


def test_what_the_check_found_is_in_no_parcel() -> None:
    assert all("answer" not in body.fields for body in sent().bodies)


Change = Callable[[list[Any]], object]
WRONG: dict[str, Change] = {
    "a member more": lambda told: told[0].update(more=1),
    "a member less": lambda told: told[0].pop("tally"),
    "a body more than stated": lambda told: told[0].update(bodies=4),
    "a body less than stated": lambda told: told.pop(),
    "too many bodies": lambda told: told[0].update(bodies=257),
    "a leaf less than the checkpoint": lambda told: told[0]["leaves"].pop(),
    "a leaf that is no hash": lambda told: told[0]["leaves"].append("00"),
    "another beginning": lambda told: told[0].update({"from": 1}),
    "a number below one": lambda told: told[0].update(first=0),
    "a checkpoint that is no note": lambda told: told[0].update(checkpoint="no note"),
    "a checkpoint that is none": lambda told: told[0].update(checkpoint=told[0]["tally"]),
    "a tally that is no note": lambda told: told[0].update(tally=""),
    "a machine without its key": lambda told: told[0].update(node=None),
    "a party that is none": lambda told: told[0].update(party="\n"),
    "half of a surrogate pair": lambda told: told[1].update(note="\ud800"),
    "a body's member more": lambda told: told[2].update(more=1),
    "a salt that is too short": lambda told: told[2].update(salt="00"),
    "a field without its salt": lambda told: told[2]["fields"]["id"].pop("salt"),
    "fields that are none": lambda told: told[2].update(fields=[]),
    "an erasure that is half there": lambda told: told[2].update(erased={"note": "x"}),
}


@pytest.mark.parametrize("change", WRONG)
def test_what_is_no_parcel_is_refused(change: str) -> None:
    documents = lines(bytes(sent()))
    WRONG[change](documents)
    with pytest.raises(Malformed):
        parcel.read(
            json.dumps(documents[0], separators=(",", ":"), sort_keys=True).encode()
            + b"\n"
            + told_loosely(documents[1:])
        )


def told_loosely(documents: list[Any]) -> bytes:
    return b"".join(json.dumps(each, separators=(",", ":"), sort_keys=True).encode() + b"\n" for each in documents)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    documents = lines(bytes(sent()))
    documents[0]["first"] = 0
    documents[1]["salt"] = "00"
    documents[3]["fields"] = []
    with pytest.raises(Malformed) as raised:
        parcel.read(told(documents))
    assert {problem.file for problem in raised.value.problems} == {"parcel", "parcel, line 2", "parcel, line 4"}


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"{}", b"\xff\n", b"[]\n", b"null\n"])
def test_what_is_nothing_of_the_kind_is_refused(data: bytes) -> None:
    for read in (parcel.read, parcel.answer):
        with pytest.raises(Malformed):
            read(data)


@given(at=st.integers(0, 200_000), by=st.integers(1, 255))
def test_an_altered_byte_is_refused_or_reads_as_what_it_then_says(at: int, by: int) -> None:
    data = bytearray(bytes(sent()))
    data[at % len(data)] ^= by
    try:
        read = parcel.read(bytes(data))
    except Malformed:
        return
    assert bytes(read) == bytes(data)
    assert read != sent()


# -- The answer ----------------------------------------------------------------------------------------------------------------


def test_an_answer_is_read_as_it_was_written() -> None:
    for each in (said(), replace(said(), checkpoint=None, cosignature=None, refused="ahead", lines=())):
        assert parcel.answer(bytes(each)) == each


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(more=1),
        lambda told: told.pop("held"),
        lambda told: told.update(held=-1),
        lambda told: told.update(size="1"),
        lambda told: told.update(checkpoint="no note"),
        lambda told: told.update(cosignature=1),
        lambda told: told.update(refused=""),
    ],
)
def test_what_is_no_answer_is_refused(change: Callable[[Any], object]) -> None:
    head, *rest = lines(bytes(said()))
    change(head)
    with pytest.raises(Malformed):
        parcel.answer(told([head, *rest]))
