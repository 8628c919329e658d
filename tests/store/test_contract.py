"""What every store owes to the record, whichever it is: one suite for all of them, and what SQLite owes beyond it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.acknowledgement.ladders import Ladder
from herald.agreement.model import Regime
from herald.check.reach import Box
from herald.desk.audit.lockstep import same_box
from herald.incident.searching import Word
from herald.notice.model import Action
from herald.ports import Broken, Foreign, Head, Record, Store, Writing
from herald.record import opening
from herald.record.acts import Kind
from herald.record.opening import Opening
from herald.record.rows import PIECES, Filed, Part, Rows
from herald.record.rungs import Open, Told, What
from herald.record.sealed import Link, Sealed
from herald.store.memory import MemoryStore
from herald.store.sqlite.connection import APPLICATION, migrations
from herald.store.sqlite.store import SqliteStore
from herald.tlog.tiles import Tile
from herald.units import ClauseId, Instant, NoticeId, PartyId
from tests.desk.attacks import honest
from tests.desk.missions import ASTER, BIRCH, CELL

HERE = Box(0, 10, 0, 10, 0, 10, 0, 10)
THERE = Box(90, 99, 90, 99, 90, 99, 90, 99)
KEY = "0" * 32
Making = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
def making(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Making]:
    """How is an empty store made?"""
    made: list[SqliteStore] = []

    def make() -> Store:
        if request.param == "memory":
            return MemoryStore()
        made.append(SqliteStore(tmp_path / f"{len(made)}.mission", new=True))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def store(making: Making) -> Store:
    return making()


# -- Acts, of which a store need not know that they are made up ------------------------------------------------------------------


def sealed(index: int) -> Sealed:
    return Sealed(index, f"note {index}".encode(), f"envelope {index}".encode(), sha256(bytes([index % 256])).digest())


def rows(
    index: int,
    filed: Filed | None = None,
    boxes: Sequence[Box] = (),
    kind: Kind | None = None,
    to: Sequence[Link] = (),
    link: Link | None = None,
    party: PartyId = ASTER,
    seq: int | None = None,
) -> Rows:
    return Rows(
        index=index,
        kind=kind or (Kind.REFUSAL if filed is None else Kind.NOTICE),
        key=KEY,
        seq=index if seq is None else seq,
        party=party if filed is None else filed.party,
        received=Instant(1_000 + index),
        leaf=sealed(index).leaf,
        to=tuple(to),
        link=link,
        filed=filed,
        boxes=tuple(boxes),
        gone=None if filed is None else filed.replaces,
    )


def filed(
    index: int, name: str, party: PartyId = ASTER, action: Action = Action.NEW, replaces: str | None = None
) -> Filed:
    return Filed(NoticeId(name), index, party, action, None if replaces is None else NoticeId(replaces))


def add(store: Store, *made: Rows, openings: dict[str, Opening] | None = None) -> None:
    """Seal these in one transaction."""
    with store.writing() as record:
        grown(record, *made, openings=openings or {})


def grown(record: Writing, *made: Rows, openings: dict[str, Opening] | None = None) -> None:
    for each in made:
        record.append(sealed(each.index), openings or {}, each)
    first, end = made[0].index, made[-1].index + 1
    added = {(0, 0): b"".join(bytes([index]) * 32 for index in range(first, end))}
    record.grow(first, end, added, f"checkpoint {end}".encode())


def tried(store: Store, *steps: Callable[[Writing], object]) -> None:
    """Do this in one transaction."""
    with store.writing() as record:
        for step in steps:
            step(record)


def told(record: Record, size: int, parties: Sequence[PartyId], names: Sequence[str]) -> dict[str, object]:
    """What does it answer to all that can be asked of it?"""
    head = record.head()
    return {
        "head": head,
        "sealed": [record.sealed(index) for index in range(size)],
        "all": [(sealed, dict(held)) for sealed, held in record.all_sealed()],
        "stored": list(record.stored()),
        "openings": [record.openings(index) for index in range(size)],
        "kept": [record.kept(index) for index in range(size + 1)],
        "tiles": [record.tile(Tile(level, index, 256)) for level in range(3) for index in range(2)],
        "checkpoints": list(record.checkpoints()),
        "signed": [record.checkpoint(index) for index in range(size + 2)],
        "filed": [record.filed(NoticeId(name)) for name in names],
        "filed_at": [record.filed_at(index) for index in range(size + 1)],
        "successors": [record.successor(NoticeId(name), party) for name in names for party in parties],
        "succeeded": [record.succeeded_since(first, party) for first in range(size + 1) for party in parties],
        "between": [record.filed_between(first, size, most) for first in range(size + 1) for most in (1, 3, size + 1)],
        "near": [record.near([box]) for box in (HERE, THERE)],
        "standing": record.standing(),
        "counts": {party: record.counts().get(party, 0) for party in parties},
        "kinds": [record.of_kind(kind) for kind in Kind] + [record.of_kind(Kind.NOTICE, Kind.KEY), record.of_kind()],
        "addressed": [record.addressed(party) for party in parties],
        "about_keys": [record.about_keys(party) for party in parties],
    }


def everything(store: Store) -> tuple[object, ...]:
    with store.reading() as record:
        return (told(record, 0 if record.head() is None else record.head().size, (ASTER,), ()), list(record.tables()))  # type: ignore[union-attr]


# -- What is asked --------------------------------------------------------------------------------------------------------------


def test_an_empty_record_has_nothing(store: Store) -> None:
    with store.reading() as record:
        assert record.head() is None
        assert list(record.all_sealed()) == list(record.stored()) == list(record.checkpoints()) == []
        assert list(record.tables()) == []
        assert record.standing() == record.of_kind(*Kind) == record.about_keys(ASTER) == record.near([HERE]) == ()
        assert record.filed(NoticeId("a")) is record.filed_at(0) is record.addressed(ASTER) is None
        assert record.used(KEY, 0) is record.checkpoint(0) is record.successor(NoticeId("a"), ASTER) is None
        assert dict(record.counts()) == {} and record.openings(0) == {} and record.tile(Tile(0, 0, 1)) == b""
        with pytest.raises(IndexError, match="index 0"):
            record.sealed(0)


def test_what_is_sealed_is_read_again_to_the_byte(store: Store) -> None:
    held = {
        "id": Opening(bytes(32), "a"),
        "details": Opening(bytes([7] * 32), {"\u00e4": [1, None, {"\U0001f6d1": -1}]}),
    }
    add(store, rows(0), rows(1), openings=held)
    add(store, rows(2))
    with store.reading() as record:
        assert record.head() == Head(3, b"checkpoint 3", Instant(1_002))
        assert [record.sealed(index) for index in range(3)] == [sealed(index) for index in range(3)]
        assert record.openings(0) == record.openings(1) == held
        assert record.openings(2) == record.openings(3) == {}
        assert [(each.index, dict(openings)) for each, openings in record.all_sealed(1)] == [(1, held), (2, {})]
        kept = canonical.write(opening.write(held))
        assert list(record.stored(1)) == [(sealed(1), kept), (sealed(2), b"{}")]
        for missing in (-1, 3):
            with pytest.raises(IndexError, match=f"index {missing}"):
                record.sealed(missing)


def test_tiles_grow_and_can_be_asked_for_as_they_were(store: Store) -> None:
    add(store, rows(0), rows(1))
    add(store, rows(2))
    with store.reading() as record:
        whole = b"".join(bytes([index]) * 32 for index in range(3))
        assert [record.tile(Tile(0, 0, width)) for width in (1, 2, 3, 256)] == [whole[:32], whole[:64], whole, whole]
        assert record.tile(Tile(0, 1, 1)) == record.tile(Tile(1, 0, 1)) == b""
        assert list(record.checkpoints()) == [(2, b"checkpoint 2"), (3, b"checkpoint 3")]
        assert [record.checkpoint(size) for size in range(5)] == [None, None, b"checkpoint 2", b"checkpoint 3", None]


def test_a_notice_stands_until_its_own_party_succeeds_it(store: Store) -> None:
    one, other, off = filed(0, "one"), filed(1, "other", BIRCH), filed(2, "off", ASTER, Action.CANCEL, "one")
    add(store, rows(0, one, [HERE]), rows(1, other, [HERE, THERE]))
    with store.reading() as record:
        assert (record.standing(), record.near([HERE]), record.near([THERE]), record.near([])) == (
            (0, 1),
            (0, 1),
            (1,),
            (),
        )
        assert dict(record.counts()) == {ASTER: 1, BIRCH: 1}
    add(store, rows(2, off))
    with store.reading() as record:
        assert record.standing() == record.near([HERE, THERE]) == (1,)
        assert dict(record.counts()) == {BIRCH: 1}
        assert [record.filed(NoticeId(name)) for name in ("one", "other", "off", "none")] == [one, other, off, None]
        assert [record.filed_at(index) for index in range(4)] == [one, other, off, None]
        assert record.successor(NoticeId("one"), ASTER) == off
        assert record.successor(NoticeId("one"), BIRCH) is record.successor(NoticeId("other"), BIRCH) is None
        assert [record.succeeded_since(first, ASTER) for first in (0, 2, 3)] == [(one,), (one,), ()]
        assert record.succeeded_since(0, BIRCH) == ()


def test_of_the_notices_between_two_indices_the_last_are_told_in_their_order(store: Store) -> None:
    made = [filed(index, f"notice {index}", (ASTER, BIRCH)[index % 2]) for index in range(5)]
    add(store, *(rows(each.index, None if each.index == 2 else each) for each in made))
    with store.reading() as record:
        assert record.filed_between(0, 5, 9) == (made[0], made[1], made[3], made[4])
        assert record.filed_between(1, 4, 9) == (made[1], made[3])
        assert record.filed_between(0, 5, 2) == (made[3], made[4])
        assert record.filed_between(2, 3, 9) == record.filed_between(4, 4, 9) == record.filed_between(7, 9, 9) == ()


def test_only_who_filed_a_notice_can_replace_it_also_where_that_is_asked_for_since_when(store: Store) -> None:
    add(store, rows(0, filed(0, "one"), [HERE]), rows(1, filed(1, "theirs", BIRCH, Action.CANCEL, "one")))
    with store.reading() as record:
        assert record.succeeded_since(0, ASTER) == record.succeeded_since(0, BIRCH) == ()


def test_a_successor_may_be_filed_before_the_notice_that_it_names(store: Store) -> None:
    add(store, rows(0, filed(0, "off", ASTER, Action.CANCEL, "late")))
    add(store, rows(1, filed(1, "late"), [HERE]), rows(2, filed(2, "late-of-another", BIRCH), [HERE]))
    with store.reading() as record:
        assert record.standing() == record.near([HERE]) == (2,)


def test_entries_are_found_by_how_a_word_begins_and_by_its_sound_within_the_bounds_asked(store: Store) -> None:
    words = (("crossing", "column"), ("column", "columns", "~klmn"), ("~klmn",), (), ("crossings", "col"))
    parts = [Part(index, 0, 0, Kind.CLAIM, ASTER) for index in range(len(words))]
    made = [replace(rows(index), part=parts[index], keys=tuple(sorted(each))) for index, each in enumerate(words)]
    add(store, *made)
    column, crossing = (
        Word("column", "column\U0010ffff", "~klmn", "column"),
        Word("crossing", "crossing\U0010ffff", None, ""),
    )
    with store.reading() as record:
        assert record.found(column, 0, 5) == {0, 1, 2}
        assert record.found(column, 1, 2) == {1} and record.found(column, 3, 5) == record.found(column, 2, 2) == set()
        assert record.found(crossing, 0, 5) == {0, 4} and record.found(crossing, 0, 4) == {0}
        assert [record.how_common(column, most) for most in (1, 4, 100)] == [1, 4, 5]
        assert record.how_common(crossing, 100) == 2


def test_chains_numbers_and_kinds_are_found(store: Store) -> None:
    first, second = Link(ASTER, 1, None), Link(ASTER, 2, sealed(0).leaf)
    add(
        store,
        rows(0, kind=Kind.MISSION, link=Link(CELL, 1, None), to=[first], seq=77),
        rows(1, kind=Kind.KEY, link=first),
        rows(2, kind=Kind.REVOCATION, link=Link(ASTER, 2, sealed(1).leaf), to=[second, Link(BIRCH, 1, None)]),
    )
    with store.reading() as record:
        end = record.addressed(ASTER)
        assert end is not None and (end.seq, end.index, end.leaf) == (2, 2, sealed(2).leaf)
        assert record.addressed(CELL) is None
        assert (record.about_keys(CELL), record.about_keys(ASTER), record.about_keys(BIRCH)) == ((0,), (1, 2), ())
        assert (record.used(KEY, 77), record.used(KEY, 1), record.used(KEY, 0), record.used("1" * 32, 1)) == (
            0,
            1,
            None,
            None,
        )
        assert record.of_kind(Kind.KEY, Kind.MISSION) == (0, 1) and record.of_kind(Kind.NOTICE) == ()


def test_tables_are_rows_in_the_order_of_their_keys_and_can_be_asked_for_by_name(store: Store) -> None:
    add(store, rows(0, filed(0, "b"), [HERE, THERE], to=[Link(BIRCH, 1, None)]), rows(1, link=Link(ASTER, 1, None)))
    with store.reading() as record:
        assert list(record.tables()) == [
            ("acts", (0, "notice", KEY, 0, ASTER, 1_000, sealed(0).leaf)),
            ("acts", (1, "refusal", KEY, 1, ASTER, 1_001, sealed(1).leaf)),
            ("notices", (0, "b", ASTER, "new", None)),
            ("addressed", (BIRCH, 1, 0, sealed(0).leaf)),
            ("about_keys", (ASTER, 1, 1, sealed(1).leaf)),
            ("reach", (0, *HERE)),
            ("reach", (1, *THERE)),
            ("spans", (0, 0, 99_000_000)),
        ]
        assert PIECES == 16
        assert [table for table, _ in record.tables("reach", "notices")] == ["notices", "reach", "reach"]


sides = st.integers(-1_000, 1_000)
spans = st.tuples(sides, st.integers(0, 300)).map(lambda span: (float(span[0]), float(span[0] + span[1])))
boxes = st.tuples(spans, spans, spans, spans).map(lambda four: Box(*(end for span in four for end in span)))


@given(st.lists(st.lists(boxes, max_size=3), max_size=12), st.lists(boxes, max_size=3))
def test_near_is_what_going_through_all_boxes_finds(held: list[list[Box]], asked: list[Box]) -> None:
    expected = tuple(index for index, own in enumerate(held) if any(overlap(a, b) for a in own for b in asked))
    store = MemoryStore()
    if held:
        add(store, *[rows(index, filed(index, str(index)), own) for index, own in enumerate(held)])
    with store.reading() as record:
        assert record.near(asked) == expected


def overlap(a: Box, b: Box) -> bool:
    return all(a[low] <= b[low + 1] and b[low] <= a[low + 1] for low in (0, 2, 4, 6))


# -- What is promised ----------------------------------------------------------------------------------------------------------


def test_what_fails_leaves_nothing(store: Store) -> None:
    add(store, rows(0, filed(0, "a"), [HERE]), openings={"id": Opening(bytes(32), "a")})
    before = everything(store)
    for fail in (ValueError, KeyboardInterrupt):
        with pytest.raises(fail):
            tried(
                store,
                lambda record: grown(record, rows(1, filed(1, "b", replaces="a", action=Action.REPLACE), [THERE])),
                lambda record: record.erase(0, ["id"]),
                lambda record: record.restore_tables(iter([])),
                lambda _, fail=fail: throw(fail),
            )
        assert everything(store) == before
    add(store, rows(1))


def adding(index: int) -> Callable[[Writing], object]:
    return lambda record: record.append(sealed(index), {}, rows(index))


def throw(what: type[BaseException]) -> None:
    raise what


def test_a_reading_does_not_see_what_is_committed_meanwhile(store: Store) -> None:
    add(store, rows(0))
    with store.reading() as before:
        add(store, rows(1, filed(1, "b"), [HERE]))
        head = before.head()
        assert head is not None and head.size == 1
        assert before.near([HERE]) == () and before.filed(NoticeId("b")) is None
        with store.reading() as after:
            head = after.head()
            assert head is not None and head.size == 2
            assert [len(list(each.stored())) for each in (before, after)] == [1, 2]


def test_a_writing_sees_what_it_has_added(store: Store) -> None:
    with store.writing() as record:
        record.append(sealed(0), {}, rows(0, filed(0, "a"), [HERE]))
        assert record.near([HERE]) == record.standing() == (0,)
        assert record.filed(NoticeId("a")) is not None and record.used(KEY, 0) == 0
        record.grow(0, 1, {(0, 0): bytes(32)}, b"checkpoint 1")


@pytest.mark.parametrize("old", [0, 2, 7])
def test_a_log_that_is_not_as_long_as_was_believed_does_not_grow_and_nothing_is_kept(store: Store, old: int) -> None:
    add(store, rows(0))
    before = everything(store)
    with pytest.raises(Broken, match="not"):
        tried(store, adding(1), lambda record: record.grow(old, 2, {(0, 0): bytes(32)}, b"checkpoint 2"))
    assert everything(store) == before


@pytest.mark.parametrize("size", [1, 3])
def test_a_log_does_not_grow_by_other_entries_than_were_added(store: Store, size: int) -> None:
    with pytest.raises(Broken):
        tried(store, adding(0), adding(1), lambda record: record.grow(0, size, {(0, 0): bytes(32)}, b"checkpoint"))
    with store.reading() as record:
        assert record.head() is None


def test_no_entry_is_left_out_of_the_order(store: Store) -> None:
    with pytest.raises(Broken):
        tried(store, adding(0), adding(2), lambda record: record.grow(0, 2, {(0, 0): bytes(64)}, b"checkpoint"))
    with store.reading() as record:
        assert record.head() is None


@pytest.mark.parametrize(
    "again",
    [
        rows(1, seq=0),
        rows(1, filed(1, "a", BIRCH)),
        rows(1, filed(1, "b", action=Action.CANCEL, replaces="gone")),
        rows(1, to=[Link(ASTER, 1, None)]),
        rows(1, link=Link(ASTER, 1, None)),
    ],
    ids=["a number of a key", "an id", "a successor", "a number of an addressee", "a number of a chain about keys"],
)
def test_what_can_be_there_once_is_not_taken_twice(store: Store, again: Rows) -> None:
    first = filed(0, "a", action=Action.REPLACE, replaces="gone")
    add(store, rows(0, first, to=[Link(ASTER, 1, None)], link=Link(ASTER, 1, None)))
    before = everything(store)
    with pytest.raises(Broken):
        add(store, again)
    assert everything(store) == before


def test_what_is_erased_is_gone_and_the_rest_is_there(store: Store) -> None:
    held = {name: Opening(bytes(32), name) for name in ("details", "id", "name")}
    add(store, rows(0), rows(1), openings=held)
    with store.writing() as record:
        record.erase(0, ["details", "name"])
    with store.reading() as record:
        assert record.openings(0) == {"id": held["id"]} and record.openings(1) == held
        assert record.sealed(0) == sealed(0)


def test_tables_that_are_made_anew_are_those_of_these_rows_and_of_no_others(store: Store, making: Making) -> None:
    made = [
        rows(0, filed(0, "a"), [HERE], to=[Link(BIRCH, 1, None)]),
        rows(1, filed(1, "b", BIRCH), [THERE]),
        rows(2, filed(2, "c", action=Action.REPLACE, replaces="a"), [THERE], link=Link(ASTER, 1, None)),
    ]
    add(store, *made)
    with store.reading() as record:
        before = list(record.tables())
    with store.writing() as record:
        record.restore_tables(iter(made))
    with store.reading() as record:
        assert list(record.tables()) == before
    with store.writing() as record:
        record.restore_tables(iter(made[:2]))
    other = making()
    add(other, *made[:2])
    with store.reading() as record, other.reading() as two:
        assert list(record.tables()) == list(two.tables())
        assert [each.index for each, _ in record.stored()] == [0, 1, 2]


# -- Both the same --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(3))
def test_a_mission_reads_the_same_in_both(tmp_path: Path, seed: int, number: int) -> None:
    stores: list[Store] = [MemoryStore(), SqliteStore(tmp_path / "same.mission", new=True)]
    were = [honest(store, Random(f"{seed} {number}"), moves=8) for store in stores]
    size = len(were[0].items)
    names = [str(item.openings["id"].value) for item in were[0].items if "id" in item.openings]
    with stores[0].reading() as one, stores[1].reading() as other:
        parties = (ASTER, BIRCH, CELL)
        assert told(one, size, parties, names) == told(other, size, parties, names)
        pairs = list(zip(one.tables(), other.tables(), strict=True))
        assert all(a == b for a, b in pairs if a[0] != "reach")
        boxes = [(a[1], b[1]) for a, b in pairs if a[0] == "reach"]
        assert boxes and all(same_box(b, a) for a, b in boxes)


# -- SQLite alone ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sqlite.mission"


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@given(st.lists(st.lists(boxes, max_size=3), min_size=1, max_size=8), st.lists(boxes, max_size=3))
def test_sqlite_finds_who_is_near_as_going_through_all_boxes_does(
    tmp_path_factory: pytest.TempPathFactory, held: list[list[Box]], asked: list[Box]
) -> None:
    store = SqliteStore(tmp_path_factory.mktemp("near") / "near.mission", new=True)
    add(store, *[rows(index, filed(index, str(index)), own) for index, own in enumerate(held)])
    with store.reading() as record:
        assert record.near(asked) == tuple(
            index for index, own in enumerate(held) if any(overlap(a, b) for a in own for b in asked)
        )
    store.close()


def test_how_far_notices_have_come_and_what_is_open_reads_the_same_in_both(path: Path, seed: int) -> None:
    draw, both = Random(seed), (MemoryStore(), SqliteStore(path, new=True))
    notices = [rows(index, filed(index, f"n{index}"), [HERE] if index % 3 else []) for index in range(12)]
    gone = rows(12, filed(12, "later", replaces="n4"), [THERE])
    told = [_drawn(draw, 13 + number, range(13)) for number in range(60)]
    for store in both:
        add(store, *notices, gone, *told)
    with both[0].reading() as one, both[1].reading() as other:
        for since in (0, 10_000_000, 50_000_000, 99_000_000):
            come = list(one.come(Instant(since)))
            assert come == list(other.come(Instant(since)))
            assert come or since > 10_000_000
        for what in What:
            for until in (None, Instant(50)):
                for of in (None, *range(13)):
                    assert one.still_open(what, until, of) == other.still_open(what, until, of)
    both[1].close()


def _drawn(draw: Random, index: int, of: range) -> Rows:
    """Rungs of any notices on any ladders, by any hand, and what is open then."""
    parties = [PartyId("aster"), PartyId("birch"), PartyId("cedar-relief")]
    told = [
        Told(
            draw.choice(of), draw.choice(parties), draw.choice(list(Ladder)), draw.randint(0, 4), Instant(index),
            draw.choice([None, "one", "two", "drop"]), index,
        )
        for _ in range(draw.randint(0, 4))
    ]  # fmt: skip
    opened = [
        Open(
            draw.choice(list(What)), Instant(draw.randint(0, 99)), draw.choice(of), draw.choice(parties),
            draw.choice([None, ClauseId("1"), ClauseId("2")]), draw.choice([None, *Regime]),
        )
    ]  # fmt: skip
    return replace(rows(index), told=tuple(told), opened=tuple(opened))


def test_every_commit_is_on_the_disk_before_it_returns(path: Path) -> None:
    store = SqliteStore(path, new=True)
    with store.writing() as record:
        asked = record._database.execute
        assert asked("PRAGMA journal_mode").fetchone() == ("wal",)
        assert asked("PRAGMA synchronous").fetchone() == (2,)
        assert asked("PRAGMA fullfsync").fetchone() == (1,)
        assert asked("PRAGMA secure_delete").fetchone() == (1,)
    store.close()


def test_nobody_else_can_read_the_file_or_what_stands_beside_it(path: Path) -> None:
    store = SqliteStore(path, new=True)
    add(store, rows(0))
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["sqlite.mission", "sqlite.mission-shm", "sqlite.mission-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


CHANGES = (
    "UPDATE entries SET note = x'00'",
    "DELETE FROM entries",
    "UPDATE checkpoints SET note = x'00'",
    "DELETE FROM checkpoints",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_what_is_sealed_can_be_neither_changed_nor_removed(path: Path, statement: str) -> None:
    store = SqliteStore(path, new=True)
    add(store, rows(0))
    store.close()
    database = raw(path)
    with pytest.raises(sqlite3.IntegrityError, match="is never"):
        database.execute(statement)
    database.close()


def test_a_file_that_is_no_mission_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"an exercise, but no mission\n" * 100)
    with pytest.raises(Foreign, match="file is not a database"):
        SqliteStore(path)
    assert path.read_bytes() == b"an exercise, but no mission\n" * 100
    with pytest.raises(Foreign, match="no such file"):
        SqliteStore(path.with_name("none.mission"))


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with raw(path) as database:
        database.execute("CREATE TABLE entries (idx)")
    database.close()
    before = path.read_bytes()
    with pytest.raises(Foreign, match="not a mission"):
        SqliteStore(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_mission_of_a_later_herald_is_refused_and_left_as_it_is(path: Path) -> None:
    SqliteStore(path, new=True).close()
    with raw(path) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        database.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    database.close()
    before = path.read_bytes()
    with pytest.raises(Foreign, match="later Herald"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_mission_is_not_made_where_there_is_a_file(path: Path) -> None:
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        SqliteStore(path, new=True)
    assert path.read_bytes() == b"mine"


def test_two_stores_of_one_file_cannot_both_grow_from_one_size(path: Path) -> None:
    one, other = SqliteStore(path, new=True), SqliteStore(path)
    add(one, rows(0))
    with pytest.raises(Broken, match="another sequencer"):
        tried(other, lambda record: record.grow(0, 1, {(0, 0): bytes(32)}, b"checkpoint of the other"))
    add(other, rows(1))
    for store in (one, other):
        with store.reading() as reading:
            assert list(reading.checkpoints()) == [(1, b"checkpoint 1"), (2, b"checkpoint 2")]
        store.close()


def test_what_was_committed_is_there_when_the_file_is_opened_anew(path: Path) -> None:
    store = SqliteStore(path, new=True)
    add(store, rows(0, filed(0, "a"), [HERE]))
    before = everything(store)
    store.close()
    again = SqliteStore(path)
    assert everything(again) == before
    again.close()


def test_what_was_erased_cannot_be_read_from_the_disk(path: Path) -> None:
    store = SqliteStore(path, new=True)
    add(store, rows(0), openings={"name": Opening(bytes(32), "Officer of an exercise")})
    with store.writing() as record:
        record.erase(0, ["name"])
    store.forget()
    for file in path.parent.iterdir():
        assert b"Officer of an exercise" not in file.read_bytes()
    store.close()
