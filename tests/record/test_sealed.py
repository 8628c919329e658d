"""A leaf is the hash that the formats say, of everything that was sealed and of nothing that could be read in two ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.canonical import LARGEST
from herald.malformed import Malformed
from herald.record import sealed
from herald.record.sealed import Checked, End, Envelope, Link, Sealed
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, PartyId

PARTY = st.sampled_from([PartyId("aster"), PartyId("birch"), PartyId("\u0431\u0435\u0440\u0451\u0437\u0430")])
HASH = st.binary(min_size=32, max_size=32)
NUMBER = st.integers(0, LARGEST)
LINK = st.builds(Link, PARTY, st.integers(1, LARGEST), st.none() | HASH)
ENVELOPE = st.builds(
    Envelope,
    NUMBER,
    st.integers(FIRST_INSTANT, LAST_INSTANT).map(Instant),
    st.lists(st.builds(End, PARTY, NUMBER, st.none() | HASH), max_size=2).map(tuple),
    st.none() | LINK,
    st.lists(LINK, max_size=3).map(tuple),
    st.none() | st.builds(Checked, NUMBER, HASH),
)
ONE = Envelope(
    5,
    Instant(1),
    (End(PartyId("cell"), 2, bytes(32)),),
    None,
    (Link(PartyId("birch"), 1, None),),
    Checked(5, bytes(32)),
)


@given(ENVELOPE)
def test_an_envelope_is_read_as_it_is_written(envelope: Envelope) -> None:
    assert sealed.read(bytes(envelope)) == envelope


def test_an_envelope_reads_as_the_formats_say() -> None:
    zeros = "00" * 32
    parts = (
        f'"checked":{{"answer":"{zeros}","size":5}}',
        '"index":5',
        f'"keys":[{{"last":"{zeros}","party":"cell","seq":2}}]',
        '"link":null',
        '"received_us":1',
        '"to":[{"party":"birch","prev":null,"seq":1}]',
    )
    assert bytes(ONE) == f"herald envelope 1\n{{{','.join(parts)}}}\n".encode()


def told(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(bytes(ONE).split(b"\n")[1])
    change(document)
    return b"herald envelope 1\n" + json.dumps(document, sort_keys=True, separators=(",", ":")).encode() + b"\n"


WRONG: tuple[Callable[[dict[str, Any]], object], ...] = (
    *(
        lambda document, name=name: document.pop(name)
        for name in ("checked", "index", "keys", "link", "received_us", "to")
    ),
    lambda document: document.update(more=1),
    lambda document: document.update(index=-1),
    lambda document: document.update(index=True),
    lambda document: document.update(received_us=2**62),
    lambda document: document.update(keys=None),
    lambda document: document["keys"][0].update(seq=-1),
    lambda document: document["keys"][0].update(last="00" * 31),
    lambda document: document["keys"][0].update(prev=None),
    lambda document: document["to"][0].update(seq=0),
    lambda document: document["to"][0].pop("prev"),
    lambda document: document["to"][0].update(party=""),
    lambda document: document.update(link={}),
    lambda document: document.update(checked={"answer": "00" * 32}),
    lambda document: document.update(checked={"answer": None, "size": 5}),
)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_missing_or_more_or_out_of_its_limits_is_refused(number: int) -> None:
    with pytest.raises(Malformed):
        sealed.read(told(WRONG[number]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"herald envelope 1\n",
        bytes(ONE)[:-1],
        bytes(ONE) + b"\n",
        b"\n" + bytes(ONE),
        bytes(ONE).replace(b"envelope 1", b"envelope 2"),
        bytes(ONE).replace(b":5", b": 5"),
        bytes(ONE).replace(b":5", b":5.0"),
        bytes(ONE).replace(b'"birch"', b'"\\u0062irch"'),
    ],
)
def test_what_is_written_in_another_way_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        sealed.read(data)


# -- Leaves ------------------------------------------------------------------------------------------------------------------------


@given(note=st.binary(max_size=50), envelope=st.binary(max_size=50), salt=HASH)
def test_a_leaf_is_the_hash_that_the_formats_say(note: bytes, envelope: bytes, salt: bytes) -> None:
    length = bytes([0, 0, 0, 0, 0, 0, 0, len(note)])
    expected = sha256(b"herald leaf 1\n" + salt + length + note + envelope).digest()
    assert Sealed(5, note, envelope, salt).leaf == expected


@given(data=st.binary(min_size=2, max_size=40), salt=HASH)
def test_what_belongs_to_the_entry_never_passes_for_the_envelopes(data: bytes, salt: bytes) -> None:
    """However the same bytes are cut in two, each cut has a leaf of its own."""
    cuts = [Sealed(5, data[:at], data[at:], salt).leaf for at in range(len(data) + 1)]
    assert len(set(cuts)) == len(cuts)


def test_every_part_of_what_is_sealed_changes_the_leaf() -> None:
    one = Sealed(5, b"note", bytes(ONE), bytes(32))
    others = (
        replace(one, note=b"Note"),
        replace(one, envelope=bytes(replace(ONE, index=6))),
        replace(one, envelope=bytes(replace(ONE, received=Instant(2)))),
        replace(one, salt=b"\1" + bytes(31)),
    )
    leaves = {each.leaf for each in (one, *others)}
    assert len(leaves) == 1 + len(others)
    assert replace(one, index=6).leaf == one.leaf


def test_the_place_of_an_entry_is_held_by_its_envelope() -> None:
    assert Sealed(5, b"", bytes(ONE), bytes(32)).routing().index == 5


@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        sealed.read(data)
