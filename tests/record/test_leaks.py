"""Whoever sees tiles and checkpoints alone learns how many entries there are, and nothing else: every byte is looked through."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from herald.canonical import Json
from herald.notice.model import Notice
from herald.ports import Record, Store
from herald.record.acts import Erasure, Reason
from herald.record.opening import Openings
from herald.record.sealed import Sealed
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.tlog import tiles, tree
from herald.units import HOUR, NoticeId, PartyId
from tests.desk import signing
from tests.desk.missions import Exercise, Lots, cancel, instead, movement
from tests.desk.signing import filing, line

PARTIES = ("marked-party-Aster", "marked-party-Birch-\u0431\u0435\u0440\u0451\u0437\u0430")
PLACES = ("marked-place-Lapwing Cross", "marked-place-Curlew Reach")
MARKED = "marked-"
TEXT: Json = {
    "files": {},
    "toml": "\n".join(
        [
            'id = "marked-agreement"',
            'status = "held"',
            *(f"[[party]]\nid = {json.dumps(name)}" for name in PARTIES),
            '[[clause]]\nid = "marked-clause"\ntext = "EXERCISE: marked-text"\nregime = "notify"\nseparation_m = 1000\n',
        ]
    ),
}


def notice(number: int) -> Notice:
    """Of a party, at a place, with an id and details of its own."""
    form = movement(f"marked-id-{number:05}", PartyId(PARTIES[number % 2]), lat=-31.928 + 0.002 * (number % 4))
    kept = {"origin_name": PLACES[0], "destination_name": PLACES[1], "cargo": f"marked-cargo-{number:05}"}
    return replace(form, kept=kept)


def filled(store: Store, notices: int) -> Exercise:
    """A mission with every kind of act in it, and as many notices."""
    e = Exercise(store).begun(TEXT)
    for first in range(0, notices, 50):
        e.clock.move(HOUR)
        e.submit(*[notice(number) for number in range(first, min(first + 50, notices))])
    one, other = notice(0), notice(1)
    e.filed(cancel("marked-id-cancels", one))
    e.filed(instead(other, replace(notice(3), id=NoticeId("marked-id-replaces"))))
    e.refused(filing(e, other))
    aster = e.party(PartyId(PARTIES[0]))
    spare = signing.another_person(e, aster)
    signing.sealed(e, signing.revoking(e, signing.root(aster), spare.key, Reason.STOLEN))
    signing.sealed(e, line(e, aster.author, Erasure(7, ("details",))))
    return e


def public(record: Record) -> Iterator[bytes]:
    """Everything that a witness or a mirror is shown: all tiles of every level, as wide as they ever were, and all checkpoints."""
    head = record.head()
    assert head is not None
    sizes = [size for size, _ in record.checkpoints()]
    assert sizes[-1] == head.size
    for tile in {tile for size in (*sizes[-3:], head.size) for tile in tiles.tiles(size)}:
        yield record.tile(tile)
    yield from (signed for _, signed in record.checkpoints())


def marks(everything: Iterator[tuple[Sealed, Openings]]) -> set[bytes]:
    """Everything that would say something: marked texts, names of keys, instants, bytes of entries, salts; 8 bytes at least."""
    found = {
        text.encode()
        for text in (*PARTIES, *PLACES, "neutral-cell", "marked-agreement", "marked-clause", "ground-movement")
    }
    for sealed, openings in everything:
        statement = sealed.entry().statement
        found |= {statement.key.encode(), str(statement.filed).encode(), statement.kind.value.encode() + b'"'}
        found |= {sealed.note, sealed.note[:64], sealed.envelope, sealed.salt, *statement.fields.values()}
        for held in openings.values():
            found |= {held.salt, *(text.encode() for text in texts(held.value) if text.startswith(MARKED))}
    return {mark for mark in found if len(mark) >= 8}


def texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)


def written(mark: bytes) -> set[bytes]:
    """Raw, in hex, and in base64 wherever the mark may begin among groups of three bytes."""
    within = {b64encode(bytes(before) + mark)[at:-4] for before, at in ((0, 0), (1, 2), (2, 3))}
    return {mark, mark.hex().encode(), mark.hex().upper().encode(), *(each for each in within if len(each) >= 8)}


def leaked(shown: bytes, sought: set[bytes]) -> list[bytes]:
    return sorted(mark for mark in sought if any(form in shown for form in written(mark)))


@cache
def mission() -> Exercise:
    return filled(MemoryStore(), 250)


def test_no_tile_and_no_checkpoint_holds_a_party_a_kind_a_place_an_id_or_a_salt() -> None:
    with mission().store.reading() as record:
        shown = b"\n".join(public(record))
        sought = marks(record.all_sealed())
        size = signing.size(mission())
    assert len(sought) > 4000
    assert size > 256
    assert {tile.level for tile in tiles.tiles(size)} == {0, 1}
    assert leaked(shown, sought) == []


def test_so_it_is_in_the_file_of_a_mission_too(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mission.db", new=True)
    e = filled(store, 4)
    with store.reading() as record:
        shown, sought = b"\n".join(public(record)), marks(record.all_sealed())
        assert signing.size(e) > 10
        assert leaked(shown, sought) == []
    store.close()


def test_what_is_shown_is_what_a_tree_of_the_leaves_would_be_and_nothing_beside_it() -> None:
    """32 bytes for each entry; checkpoints of three lines and one signature."""
    with mission().store.reading() as record:
        leaves = [tree.leaf_hash(sealed.leaf) for sealed, _ in record.all_sealed()]
        held = b"".join(record.tile(tile) for tile in tiles.tiles(len(leaves)) if tile.level == 0)
        signed = [note for _, note in record.checkpoints()]
    assert held == b"".join(leaves)
    assert {note.count(b"\n") for note in signed} == {5}
    assert all(note.startswith(b"herald/lapwing-cross-") for note in signed)


def test_two_entries_that_are_the_same_but_for_lots_have_leaves_with_nothing_in_common() -> None:
    one, other = (Exercise(MemoryStore(), Lots(begun)).begun(TEXT) for begun in ("one", "another"))
    with one.store.reading() as first, other.store.reading() as second:
        for index in range(3):
            a, b = first.sealed(index).leaf, second.sealed(index).leaf
            assert not [at for at in range(28) if a[at : at + 5] == b[at : at + 5]]


# -- The test can fail -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "leaf",
    [
        lambda sealed: sealed.note,
        lambda sealed: sealed.note.hex().encode(),
        lambda sealed: b64encode(sealed.note),
        lambda sealed: sealed.salt,
        lambda sealed: sealed.envelope[20:],
        lambda sealed: b"x" + b64encode(b"." + sealed.entry().statement.party.encode() + b"..."),
    ],
    ids=[
        "the entry itself",
        "the entry in hex",
        "the entry in base64",
        "its salt",
        "its envelope",
        "its party in base64",
    ],
)
def test_a_leaf_that_is_not_a_hash_of_all_is_found(leaf: object) -> None:
    assert callable(leaf)
    with mission().store.reading() as record:
        sealed = record.sealed(7)
        sought = marks(one for one in record.all_sealed() if one[0].index == 7)
        shown = b"\n".join([*public(record), leaf(sealed)])
    assert leaked(shown, sought) != []


def test_a_checkpoint_that_says_whose_entry_came_last_is_found() -> None:
    with mission().store.reading() as record:
        sought = marks(record.all_sealed())
        shown = b"\n".join(public(record)) + f"extra {PARTIES[1]}\n".encode()
    assert leaked(shown, sought) == [PARTIES[1].encode()]
