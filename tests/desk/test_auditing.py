"""Whatever is altered in a record is named, and nothing is in one that was not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from herald.desk.audit import spreading
from herald.desk.audit.auditing import fsck
from herald.desk.audit.faults import MOST, Fault, Faults
from herald.desk.audit.rebuilding import rebuild
from herald.desk.audit.spreading import spread
from herald.formats import sealed
from herald.malformed import Malformed
from herald.ports import Record, Store
from herald.record import drafting, entry
from herald.record.acts import Erasure, Kind, Reason, Refusal, Revocation
from herald.record.entry import Seen, Statement
from herald.record.sealed import Envelope, Link
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.tlog import note, tiles
from herald.tlog.keys import Kind as KeyKind
from herald.tlog.keys import SigningKey
from herald.tlog.tiles import Tile
from herald.units import SECOND, Instant
from tests.desk.attacks import Bend, Honest, Item, honest, resealed
from tests.desk.incidents import Incidents
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, movement, stores
from tests.desk.telling import RELIEF, TOLD, Told

FROM_ENTRIES = ("acts", "notices", "addressed", "about_keys", "reach", "told", "open", "spans", "parts", "words")
KEYS = {
    "addressed": "party, seq",
    "about_keys": "party, seq",
    "reach": "id",
    "open": "what, of, party, clause",
    "cosignatures": "size, name",
}
"""By which columns is a row named, where it has no number of SQLite's?"""


def codes(faults: Sequence[Fault]) -> set[str]:
    return {fault.code for fault in faults}


def looked_at(store: Store, full: bool = True) -> tuple[Fault, ...]:
    with store.reading() as record:
        return fsck(record, sealed.read, full, processes=1)


def mission(store: Store) -> Exercise:
    """An exercise with something of everything in it."""
    exercise = Exercise(store).begun(TOLD)
    first, second = movement("aster-column", ASTER), movement("birch-patrol", BIRCH)
    exercise.submit(first, second)
    exercise.clock.move(1_000_000)
    exercise.filed(movement("birch-\u0436", BIRCH, km=30))
    exercise.filed(instead(second, movement("birch-later", BIRCH, at="2026-03-10T11:00:00Z")))
    exercise.filed(cancel("aster-off", first))
    exercise.refused(exercise.line(second))
    (index,) = indices_of(store, "birch-\u0436")
    exercise.seal(exercise.by_the_cell(Erasure(index, ("details",))))
    told = Told(exercise)
    told.told(indices_of(store, "birch-later")[0], BIRCH, ASTER, RELIEF)
    told.seal(told.by_machine(told.delivery(index, RELIEF)))
    incident = Incidents(told).happened(BIRCH, ASTER, indices_of(store, "birch-later")[0])
    with store.reading() as record:
        named = [part.index for part in record.parts(incident) if part.kind is Kind.CLAIM]
    told.seal(exercise.by_the_cell(Erasure(named[-1], ("name",))))
    witnessed(told)
    return exercise


def witnessed(told: Told) -> None:
    """A witness counts from here on, and has cosigned the checkpoint that says so."""
    mission = told.mission
    witness = SigningKey("cedar-witness", KeyKind.COSIGNATURE, mission.lots(32))
    log = mission.file().policy.splitlines()[0]
    told.seal(told.policy(f"{log}\nwitness cedar {witness.verifier}\nquorum cedar\n"))
    with mission.store.writing() as record:
        head = record.head()
        assert head is not None
        signed = note.read(head.checkpoint)
        line = str(note.sign(signed.text, witness, mission.clock() // SECOND))
        record.cosign(head.size, {"cedar": f"{line}\n".encode()})


def indices_of(store: Store, *names: str) -> list[int]:
    with store.reading() as record:
        return [index for _, (index, name, *_) in record.tables("notices") if name in names]


# -- Honest ----------------------------------------------------------------------------------------------------------------------


def test_an_honest_mission_has_no_fault_at_any_moment_and_its_tables_are_what_follows(tmp_path: Path) -> None:
    for store in stores(tmp_path):
        assert looked_at(store) == ()
        mission(store)
        assert looked_at(store) == looked_at(store, full=False) == ()
        assert not rebuild(store, sealed.read).differed
        assert looked_at(store) == ()


def test_progress_is_told_as_entries_are_read() -> None:
    store, told = MemoryStore(), []
    mission(store)
    with store.reading() as record:
        fsck(record, sealed.read, progress=lambda done, size: told.append((done, size)))
        head = record.head()
    assert head is not None and told == [(head.size, head.size)]


# -- Every column of every table -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alteration:
    """One column of one table, another value in it, and what is then wrong."""

    column: str
    to: Callable[[object, Random], object]
    codes: frozenset[str]

    @property
    def table(self) -> str:
        return self.column.partition(".")[0]


def beyond(value: object, _: Random) -> object:
    return int(str(value)) + 100_000


def flipped(value: object, random: Random) -> object:
    assert isinstance(value, bytes)
    at = random.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << random.randrange(8))]) + value[at + 1 :]


def longer(value: object, _: Random) -> object:
    assert isinstance(value, bytes)
    return value + bytes(32)


def shorter(value: object, _: Random) -> object:
    assert isinstance(value, bytes)
    return value[:-32]


def other(value: object, _: Random) -> object:
    return f"{value or ''}-other"


def lower(value: object, _: Random) -> object:
    assert isinstance(value, float)
    return value - 10_000


def higher(value: object, _: Random) -> object:
    assert isinstance(value, float)
    return value + 10_000


def of(table: str, names: str, to: Callable[[object, Random], object], *codes: str) -> list[Alteration]:
    return [Alteration(f"{table}.{name}", to, frozenset(codes)) for name in names.split()]


IN_A_CHECKPOINT = ("root", "checkpoint-malformed", "checkpoint-origin", "checkpoint-size", "checkpoint-signature")
IN_OPENINGS = ("openings-malformed", "opening-unfit", "opening-missing", "not-erased")
ALTERATIONS = [
    *of("entries", "idx", beyond, "entry-missing"),
    *of("entries", "note envelope salt", flipped, "tile"),
    *of("entries", "note envelope salt", longer, "tile"),
    *of("checkpoints", "size", beyond, "checkpoint-size", "log-size"),
    *of("checkpoints", "note", flipped, *IN_A_CHECKPOINT),
    *of("checkpoints", "note", longer, *IN_A_CHECKPOINT),
    *of("log", "size", beyond, "log-size"),
    *of("openings", "idx", beyond, "opening-missing"),
    *of("openings", "data", flipped, *IN_OPENINGS),
    *of("openings", "data", longer, *IN_OPENINGS),
    *of("tiles", "level idx", beyond, "tile"),
    *of("tiles", "data", flipped, "tile"),
    *of("tiles", "data", longer, "tile"),
    *of("tiles", "data", shorter, "tile"),
    *of("acts", "idx seq received_us", beyond, "table-acts"),
    *of("acts", "kind key party", other, "table-acts"),
    *of("acts", "leaf", flipped, "table-acts"),
    *of("notices", "idx", beyond, "table-notices"),
    *of("notices", "id party action replaces", other, "table-notices"),
    *of("addressed", "party", other, "table-addressed"),
    *of("addressed", "seq idx", beyond, "table-addressed"),
    *of("addressed", "leaf", flipped, "table-addressed"),
    *of("about_keys", "party", other, "table-about_keys"),
    *of("about_keys", "seq idx", beyond, "table-about_keys"),
    *of("about_keys", "leaf", flipped, "table-about_keys"),
    *of("reach", "id", beyond, "table-reach"),
    *of("reach", "x0 y0 z0 t0", lower, "table-reach"),
    *of("reach", "x1 y1 z1 t1", higher, "table-reach"),
    *of("told", "n of rank at_us", beyond, "table-told"),
    *of("told", "party ladder note", other, "table-told"),
    *of("open", "of at_us", beyond, "table-open"),
    *of("open", "what party clause regime", other, "table-open"),
    *of("spans", "idx first_us until_us", beyond, "table-spans"),
    *of("parts", "idx incident of", beyond, "table-parts"),
    *of("parts", "kind party", other, "table-parts"),
    *of("words", "n", beyond, "table-words"),
    *of("words", "key", other, "table-words"),
    *of("cosignatures", "size", beyond, "cosignature"),
    *of("cosignatures", "name", other, "cosignature"),
    *of("cosignatures", "line", flipped, "cosignature"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mission's file, from which the triggers that forbid changes are gone."""
    path = tmp_path_factory.mktemp("made") / "made.mission"
    store = SqliteStore(path, new=True)
    mission(store)
    store.close()
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
    database.close()
    return path


@dataclass
class Copy:
    """A copy of the mission, in which something can be altered."""

    path: Path
    whole: Path

    def rows(self, table: str) -> list[int]:
        """Its rows, by a number that SQLite gives each: those without one, by their place."""
        with sqlite3.connect(self.whole) as database:
            count = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        database.close()
        return list(range(count))

    def alter(self, change: Alteration, row: int, random: Random) -> SqliteStore:
        shutil.copy(self.whole, self.path)
        table, _, column = change.column.partition(".")
        keys = KEYS.get(table, "rowid")
        with sqlite3.connect(self.path) as database:
            found = database.execute(f"SELECT {keys}, {column} FROM {table} ORDER BY {keys} LIMIT 1 OFFSET {row}")  # noqa: S608
            *which, value = found.fetchone()
            where = " AND ".join(f"{key} = ?" for key in keys.split(", "))
            to = change.to(value, random)
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (to, *which))  # noqa: S608
        database.close()
        return SqliteStore(self.path)


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy.mission", made)


def test_every_column_is_among_those_that_are_altered(made: Path) -> None:
    with sqlite3.connect(made) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        own = [name for name in tables if not name.startswith("reach_")]
        columns = {f"{table}.{row[1]}" for table in own for row in database.execute(f"PRAGMA table_info({table})")}
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            database.execute("UPDATE log SET one = 2")
    database.close()
    assert columns - {"log.one"} == {change.column for change in ALTERATIONS}


def named(store: SqliteStore, change: Alteration) -> None:
    found = looked_at(store)
    assert codes(found) & change.codes, (change.column, found)
    if change.table in FROM_ENTRIES:
        assert rebuild(store, sealed.read).tables == (change.table,)
        assert looked_at(store) == ()
    store.close()


@pytest.mark.parametrize("change", ALTERATIONS, ids=lambda change: f"{change.column} {change.to.__name__}")
def test_whatever_column_is_altered_it_is_named_and_what_follows_from_entries_is_repaired(
    copy: Copy, change: Alteration, seed: int
) -> None:
    random = Random(f"{seed} {change.column}")
    rows = copy.rows(change.table)
    for row in {0, random.choice(rows)}:
        named(copy.alter(change, row, random), change)


@pytest.mark.deep
@pytest.mark.parametrize("change", ALTERATIONS, ids=lambda change: f"{change.column} {change.to.__name__}")
def test_in_whatever_row_a_column_is_altered_it_is_named(copy: Copy, change: Alteration, seed: int) -> None:
    random = Random(f"{seed} {change.column}")
    for row in copy.rows(change.table):
        for _ in range(20 if change.to is flipped else 1):
            named(copy.alter(change, row, random), change)


@pytest.mark.parametrize("table", ["entries", "openings", "tiles", *FROM_ENTRIES])
def test_a_row_that_is_gone_is_named(copy: Copy, table: str, seed: int) -> None:
    random = Random(f"{seed} {table}")
    expected = {"entries": "entry-missing", "openings": "opening-missing", "tiles": "tile"}.get(table, f"table-{table}")
    shutil.copy(copy.whole, copy.path)
    keys = KEYS.get(table, "rowid")
    with sqlite3.connect(copy.path) as database:
        rows = database.execute(f"SELECT {keys} FROM {table}").fetchall()  # noqa: S608
        where = " AND ".join(f"{key} = ?" for key in keys.split(", "))
        database.execute(f"DELETE FROM {table} WHERE {where}", random.choice(rows))  # noqa: S608
    database.close()
    store = SqliteStore(copy.path)
    assert expected in codes(looked_at(store))
    store.close()


def test_the_last_checkpoint_is_missed(copy: Copy) -> None:
    shutil.copy(copy.whole, copy.path)
    with sqlite3.connect(copy.path) as database:
        database.execute("DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)")
    database.close()
    store = SqliteStore(copy.path)
    assert "checkpoint-missing" in codes(looked_at(store, full=False))
    store.close()


def test_tables_of_entries_that_cannot_be_read_are_not_made_anew(copy: Copy) -> None:
    change = Alteration("entries.note", lambda value, _: bytes(reversed(bytes(str(value), "ascii"))), frozenset())
    store = copy.alter(change, 3, Random(1))
    with store.reading() as record:
        before = list(record.tables())
    with pytest.raises(Malformed):
        rebuild(store, sealed.read)
    with store.reading() as record:
        assert list(record.tables()) == before
    found = looked_at(store)
    assert {("entry-malformed", 3), ("tile", 3)} <= {(fault.code, fault.index) for fault in found}
    store.close()


# -- What a sequencer may do wrong and sign ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def was() -> Honest:
    return honest(MemoryStore(), Random(7), moves=6)


def bent(was: Honest, bend: Bend) -> tuple[set[str], int]:
    """What is found where one envelope says something else, all else fitting it? And at which index that is."""
    index = next(at for at in was.attackable() if was.items[at].to and at > was.attackable()[1])
    found = looked_at(resealed(was.items, was.sizes, was.keys, {index: bend}), full=False)
    assert all(fault.index is None or fault.index >= index for fault in found)
    return codes(found), index


def _links(envelope: Envelope, change: Callable[[Link], Link]) -> Envelope:
    return replace(envelope, to=(change(envelope.to[0]), *envelope.to[1:]))


BENT = {
    "envelope-index": lambda envelope: replace(envelope, index=envelope.index + 1),
    "clock-back": lambda envelope: replace(envelope, received=Instant(envelope.received - 10**12)),
    "not-checked": lambda envelope: replace(envelope, checked=None),
    "addressee": lambda envelope: _links(envelope, lambda link: replace(link, prev=bytes(32))),
    "keys": lambda envelope: replace(envelope, keys=envelope.keys[:1]),
}


@pytest.mark.parametrize("code", BENT)
def test_an_envelope_that_does_not_fit_is_named(was: Honest, code: str) -> None:
    assert code in bent(was, BENT[code])[0]


def test_a_chain_about_keys_that_leaves_one_out_is_named(was: Honest) -> None:
    def bend(envelope: Envelope) -> Envelope:
        assert envelope.link is not None
        return replace(envelope, link=replace(envelope.link, prev=bytes(32)))

    index = max(at for at, item in enumerate(was.items) if item.statement.kind is Kind.KEY)
    found = looked_at(resealed(was.items[: index + 1], was.sizes, was.keys, {index: bend}), full=False)
    assert [(fault.code, fault.index) for fault in found] == [("keys-chain", index)]


def test_a_check_against_less_than_was_there_is_named(was: Honest) -> None:
    def bend(envelope: Envelope) -> Envelope:
        assert envelope.checked is not None
        return replace(envelope, checked=replace(envelope.checked, size=envelope.index - 1))

    assert bent(was, bend)[0] == {"not-checked"}


def signed_anew(item: Item, by: SigningKey, **changed: object) -> Item:
    return replace(item, note=entry.sign(replace(item.statement, **changed), by).data)  # type: ignore[arg-type]


def with_item(was: Honest, index: int, item: Item) -> tuple[Fault, ...]:
    return judged(was, [*was.items[:index], item, *was.items[index + 1 :]])


def judged(was: Honest, items: list[Item]) -> tuple[Fault, ...]:
    """What is wrong with a log of these entries, whose tables follow from them?"""
    store = resealed(items, was.sizes, was.keys)
    rebuild(store, sealed.read)
    return looked_at(store)


def a_notice(was: Honest) -> tuple[int, Item, SigningKey]:
    index = was.attackable()[-1]
    item = was.items[index]
    return index, item, was.exercise.parties[item.statement.party].person


def test_what_the_author_did_not_sign_is_named_when_all_signatures_are_asked_for(was: Honest) -> None:
    index, item, key = a_notice(was)
    forged = signed_anew(item, SigningKey(key.name, key.kind, bytes(32)))
    assert [(fault.code, fault.index) for fault in with_item(was, index, forged)] == [("signature", index)]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("other-log", {"origin": "herald/other-00000000/exercise"}),
        ("exercise-mismatch", {"exercise": False}),
        ("clock-ahead", {"filed": Instant(9 * 10**15)}),
        ("seen-unknown", {"seen": Seen(2, bytes(32))}),
        ("seen-unknown", {"seen": Seen(10**6, bytes(32))}),
        ("not-allowed", {"machine": True}),
    ],
)
def test_what_may_not_be_said_here_is_named(was: Honest, code: str, changed: dict[str, object]) -> None:
    index, item, key = a_notice(was)
    found = with_item(was, index, signed_anew(item, key, **changed))
    assert [(fault.code, fault.index) for fault in found] == [(code, index)]


def test_what_is_signed_by_a_root_or_by_nobody_known_is_named(was: Honest) -> None:
    index, item, key = a_notice(was)
    root = was.exercise.parties[item.statement.party].root
    stranger = SigningKey("1" * 32, key.kind, bytes(range(32)))
    for other in (root, stranger):
        found = with_item(was, index, signed_anew(item, other, key=other.name))
        assert ("not-allowed", index) in {(fault.code, fault.index) for fault in found}


def test_what_a_revoked_key_signed_afterwards_is_named_and_what_it_signed_before_is_not(was: Honest) -> None:
    index, item, key = a_notice(was)
    party = was.exercise.parties[item.statement.party]
    place = drafting.place(was.exercise.file())
    act = Revocation(key.name, Reason.STOLEN)
    made = drafting.draft(
        place, drafting.Author(party.root, party.id), act, {}, 5, Instant(item.received), was.exercise.lots
    )
    revoked = Item(made.entry.data, {}, item.received, (), bytes(32))
    found = judged(was, [*was.items[:index], revoked, item])
    assert [(fault.code, fault.index) for fault in found] == [("not-allowed", index + 1)]


def test_what_came_when_its_key_no_longer_counted_is_named(was: Honest) -> None:
    index, item, _ = a_notice(was)
    late = replace(item, received=Instant(item.received + 40 * 86_400 * 10**6))
    found = judged(was, [*was.items[:index], late])
    assert [(fault.code, fault.index) for fault in found] == [("not-allowed", index)]


def test_openings_that_are_missing_are_named_unless_an_entry_says_that_they_were_erased(tmp_path: Path) -> None:
    for store in stores(tmp_path):
        mission(store)
        (index,) = indices_of(store, "birch-later")
        with store.writing() as record:
            record.erase(index, ["details"])
        assert [(fault.code, fault.index) for fault in looked_at(store)] == [("opening-missing", index)]


def test_what_is_said_to_be_erased_and_is_still_there_is_named() -> None:
    store = MemoryStore()
    exercise = mission(store)
    (index,) = indices_of(store, "birch-\u0436")
    with store.reading() as record:
        items = [
            Item(one.note, dict(held), one.routing().received, tuple(link.party for link in one.routing().to), one.salt)
            for one, held in record.all_sealed()
        ]
        sizes = [size for size, _ in record.checkpoints()]
    kept = replace(items[index], openings={**items[index].openings, "details": items[index - 1].openings["details"]})
    found = looked_at(resealed([*items[:index], kept, *items[index + 1 :]], sizes, exercise.keys), full=False)
    assert {("not-erased", index), ("opening-unfit", index)} <= {(fault.code, fault.index) for fault in found}


# -- Longer logs -----------------------------------------------------------------------------------------------------------------


def refusals(was: Honest, count: int) -> list[Item]:
    """A log that goes on with so many entries of the cell's machine."""
    node, received = was.keys.node, was.items[-1].received
    seen = Seen(1, bytes(32))  # signed anew when it is sealed
    said = was.items[-1].statement
    made = []
    for number in range(count):
        act = Refusal("2" * 32, BIRCH, "number-used", bytes(32))
        statement = Statement(
            said.origin,
            said.exercise,
            was.items[0].statement.party,
            node.name,
            number,
            seen,
            received,
            True,
            Kind.REFUSAL,
            act,
            {},
        )
        made.append(Item(entry.sign(statement, node).data, {}, received, (), number.to_bytes(32, "big")))
    return made


class Bent:
    """A record with one tile that says something else."""

    def __init__(self, record: Record, tile: tuple[int, int]) -> None:
        self._record, self._tile = record, tile

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    def tile(self, tile: Tile) -> bytes:
        data = self._record.tile(tile)
        return data[:-1] + bytes([data[-1] ^ 1]) if (tile.level, tile.index) == self._tile and data else data


@pytest.mark.parametrize("every", [1, 256])
def test_a_log_of_several_tiles_is_found_whole_wherever_its_checkpoints_are(was: Honest, every: int) -> None:
    base = len(was.items)
    items = [*was.items, *refusals(was, 300 - base)]
    sizes = [*was.sizes, *range(base + every, 300, every)]
    store = resealed(items, sizes, was.keys)
    assert looked_at(store, full=False) == ()
    with store.reading() as record:
        for tile in tiles.tiles(300):
            found = fsck(Bent(record, (tile.level, tile.index)), sealed.read, processes=1)  # type: ignore[arg-type]
            assert codes(found) == {"tile"}
            assert found[0].index == ((tile.index * 256 + tile.width - 1) << 8 * tile.level)


def test_one_number_used_twice_by_a_key_is_named_with_the_later_index(was: Honest) -> None:
    again = replace(refusals(was, 1)[0], again=True)
    found = looked_at(resealed([*was.items, *refusals(was, 2), again], was.sizes, was.keys), full=False)
    at = len(was.items) + 2
    assert ("number-used", at) in {(fault.code, fault.index) for fault in found}


# -- The parts ---------------------------------------------------------------------------------------------------------------------


def test_faults_are_told_once_and_not_without_end() -> None:
    faults = Faults()
    for index in range(MOST + 5):
        faults.tell("tile", index, "is another")
        faults.tell("tile", 0, "is another")
    told = faults.told()
    assert (len(told), told[0], str(told[-1])) == (MOST + 1, Fault("tile", 0, "is another"), "and 5 more faults (more)")
    assert str(told[1]) == "entry 1: is another (tile)"


def test_work_that_is_spread_comes_back_in_order_and_ends_when_nobody_takes_it() -> None:
    assert list(spread(abs, range(-3, 0), 2)) == [3, 2, 1]
    assert list(spread(abs, range(-40, 0), 2)) == list(range(40, 0, -1))
    coming: Iterator[int] = spread(abs, iter(range(-(10**9), 0)), 2)
    assert next(coming) == 10**9
    coming.close()  # type: ignore[attr-defined]


def test_a_mission_of_many_transactions_is_rebuilt_by_several_processes_as_by_one(
    was: Honest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "ALONE", 1)
    store = resealed([*was.items, *refusals(was, 600)], [*was.sizes, *range(100, 600, 100)], was.keys)
    assert rebuild(store, sealed.read, processes=2).tables == ("reach", "spans")  # they were sealed without boxes
    with store.reading() as record:
        assert fsck(record, sealed.read, processes=2) == ()
    assert not rebuild(store, sealed.read).differed
