"""What does the mission's file hold, and how is it added to? The port's record, in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from herald import canonical
from herald.acknowledgement.ladders import Ladder
from herald.agreement.model import Regime
from herald.check.reach import Box
from herald.incident.searching import Word
from herald.members import Where
from herald.notice.model import Action
from herald.ports import Broken, ChainEnd, Head
from herald.record import opening
from herald.record.acts import Kind
from herald.record.opening import Opening, Openings
from herald.record.rows import MOST_KEYS, PIECES, Filed, Part, Rows, keys
from herald.record.rungs import MOST_RUNGS, Come, Open, Told, What
from herald.record.sealed import Sealed
from herald.tlog.tiles import Tile
from herald.tlog.tree import HASH_BYTES
from herald.units import FIRST_INSTANT, ClauseId, Instant, NoticeId, PartyId

_NEAR = (
    f"SELECT DISTINCT id / {PIECES} FROM reach"  # noqa: S608  a number of ours
    " WHERE x1 >= ? AND x0 <= ? AND y1 >= ? AND y0 <= ? AND z1 >= ? AND z0 <= ? AND t1 >= ? AND t0 <= ?"
)
_FILED = "SELECT id, idx, party, action, replaces FROM notices WHERE"
_SUCCEEDED = (
    "SELECT n.id, n.idx, n.party, n.action, n.replaces FROM notices later JOIN notices n"
    " ON n.id = later.replaces AND n.party = later.party WHERE later.idx >= ? AND later.party = ? ORDER BY n.idx"
)
_STANDING = (
    "FROM notices n WHERE action <> ? AND NOT EXISTS"
    " (SELECT 1 FROM notices later WHERE later.replaces = n.id AND later.party = n.party)"
)
# From the notices that stand to their rungs, in this order: the other way round every rung of the mission would be read.
_RUNGS = "FROM spans s CROSS JOIN told t ON t.of = s.idx WHERE (s.until_us IS NULL OR s.until_us >= ?)"
_COME = (
    "SELECT s.idx, t.party, max(CASE t.ladder WHEN 'delivery' THEN t.rank END),"
    " max(CASE t.ladder WHEN 'receipt' THEN t.rank END), max(CASE t.ladder WHEN 'response' THEN t.n * 16 + t.rank END)"
    f" {_RUNGS} GROUP BY s.idx, t.party ORDER BY s.idx, t.party"
)
_UNITS = (
    "SELECT s.idx, t.party, count(DISTINCT t.note), count(DISTINCT CASE t.rank WHEN 2 THEN t.note END)"
    f" {_RUNGS} AND t.ladder = 'spread' GROUP BY s.idx, t.party"
)
_PARTS = "SELECT idx, incident, of, kind, party FROM parts"
# By the index of keys: the planner would rather go through all words of these entries.
_FOUND = f"SELECT n / {MOST_KEYS} FROM words INDEXED BY words_by_key WHERE {{}} AND n >= ? AND n < ?"  # noqa: S608
_HOW_COMMON = (
    "SELECT count(*) FROM (SELECT 1 FROM words WHERE key >= ? AND key < ?"
    " UNION ALL SELECT 1 FROM words WHERE key = ? LIMIT ?)"
)
_REGIMES, _LADDERS = {regime.value: regime for regime in Regime}, {ladder.value: ladder for ladder in Ladder}
TABLES = (
    ("acts", "idx"),
    ("notices", "idx"),
    ("addressed", "party, seq"),
    ("about_keys", "party, seq"),
    ("reach", "id"),
    ("told", "n"),
    ("open", "what, of, party, clause"),
    ("spans", "idx"),
    ("parts", "idx"),
    ("words", "n"),
)
"""The tables that follow from the entries, and the order of their rows."""


class SqliteRecord:
    """One transaction's view of the file."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """The connection, within a transaction."""
        self._database = database

    def head(self) -> Head | None:
        """Where does the log stand?"""
        row = self._database.execute(
            "SELECT l.size, c.note, a.received_us FROM log l"
            " JOIN checkpoints c ON c.size = l.size JOIN acts a ON a.idx = l.size - 1"
        ).fetchone()
        return None if row is None else Head(row[0], bytes(row[1]), Instant(row[2]))

    def sealed(self, index: int) -> Sealed:
        """What is sealed at this index?"""
        row = self._database.execute("SELECT note, envelope, salt FROM entries WHERE idx = ?", (index,)).fetchone()
        if row is None:
            raise IndexError(f"nothing is sealed at index {index}")
        return Sealed(index, *row)

    def all_sealed(self, first: int = 0) -> Iterator[tuple[Sealed, Openings]]:
        """Everything sealed from this index on."""
        return ((sealed, _read(sealed.index, data)) for sealed, data in self.stored(first))

    def stored(self, first: int = 0) -> Iterator[tuple[Sealed, bytes]]:
        """The same as it is kept, nothing of it read."""
        found = self._database.execute(
            "SELECT e.idx, e.note, e.envelope, e.salt, o.data FROM entries e LEFT JOIN openings o USING (idx)"
            " WHERE e.idx >= ? ORDER BY e.idx",
            (first,),
        )
        for index, note, envelope, salt, data in found:
            yield Sealed(index, note, envelope, salt), b"{}" if data is None else data

    def openings(self, index: int) -> dict[str, Opening]:
        """What is still there of the fields of this entry?"""
        return _read(index, self.kept(index))

    def kept(self, index: int) -> bytes:
        """The same as it is kept, nothing of it read."""
        row = self._database.execute("SELECT data FROM openings WHERE idx = ?", (index,)).fetchone()
        return b"{}" if row is None else bytes(row[0])

    def tile(self, tile: Tile) -> bytes:
        """Which hashes has this tile?"""
        row = self._database.execute(
            "SELECT data FROM tiles WHERE level = ? AND idx = ?", (tile.level, tile.index)
        ).fetchone()
        return b"" if row is None else bytes(row[0][: tile.width * HASH_BYTES])

    def checkpoint(self, size: int) -> bytes | None:
        """Which checkpoint was signed at this size?"""
        row = self._database.execute("SELECT note FROM checkpoints WHERE size = ?", (size,)).fetchone()
        return None if row is None else bytes(row[0])

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """All checkpoints that were signed."""
        yield from self._database.execute("SELECT size, note FROM checkpoints ORDER BY size")

    def filed(self, notice: NoticeId) -> Filed | None:
        """When was the notice of this id filed?"""
        return self._filed("id = ?", notice)

    def filed_at(self, index: int) -> Filed | None:
        """Which notice was filed at this index?"""
        return self._filed("idx = ?", index)

    def successor(self, notice: NoticeId, party: PartyId) -> Filed | None:
        """With which notice did this party replace or cancel its own?"""
        return self._filed("replaces = ? AND party = ?", notice, party)

    def near(self, boxes: Sequence[Box]) -> tuple[int, ...]:
        """At which indices stand the notices that could be within any of these boxes?"""
        found: set[int] = set()
        for box in boxes:
            found.update(index for (index,) in self._database.execute(_NEAR, tuple(box)))
        return tuple(sorted(found))

    def succeeded_since(self, first: int, party: PartyId) -> tuple[Filed, ...]:
        """Which of its own notices did this party replace or cancel by an entry from this index on?"""
        return tuple(map(_filed, self._database.execute(_SUCCEEDED, (first, party))))

    def filed_between(self, first: int, until: int, most: int) -> tuple[Filed, ...]:
        """Which notices were filed from this index on, and before that one? The last of them."""
        found = self._database.execute(f"{_FILED} idx >= ? AND idx < ? ORDER BY idx DESC LIMIT ?", (first, until, most))
        return tuple(reversed([_filed(row) for row in found]))

    def standing(self) -> tuple[int, ...]:
        """At which indices stand the notices that nothing succeeds?"""
        return self._indices(f"SELECT idx {_STANDING} ORDER BY idx", Action.CANCEL.value)

    def counts(self) -> Mapping[PartyId, int]:
        """How many notices of each party stand?"""
        return dict(
            self._database.execute(f"SELECT party, count(*) {_STANDING} GROUP BY party", (Action.CANCEL.value,))
        )

    def used(self, key: str, seq: int) -> int | None:
        """At which index did this key use this number?"""
        row = self._database.execute("SELECT idx FROM acts WHERE key = ? AND seq = ?", (key, seq)).fetchone()
        return None if row is None else int(row[0])

    def of_kind(self, *kinds: Kind) -> tuple[int, ...]:
        """At which indices stand the entries of these kinds?"""
        wanted = ", ".join("?" * len(kinds))
        few = "" if Kind.NOTICE in kinds else "kind <> 'notice' AND"  # so that the index of all others is used
        return self._indices(f"SELECT idx FROM acts WHERE {few} kind IN ({wanted}) ORDER BY idx", *kinds)  # noqa: S608

    def addressed(self, party: PartyId) -> ChainEnd | None:
        """Which entry was the last that was addressed to this party?"""
        row = self._database.execute(
            "SELECT seq, idx, leaf FROM addressed WHERE party = ? ORDER BY seq DESC LIMIT 1", (party,)
        ).fetchone()
        return None if row is None else ChainEnd(*row)

    def about_keys(self, party: PartyId) -> tuple[int, ...]:
        """At which indices stand the entries about this party's keys?"""
        return self._indices("SELECT idx FROM about_keys WHERE party = ? ORDER BY seq", party)

    def first_since(self, at: Instant) -> int:
        """At which index stands the first entry that was received then or later? `received` never decreases: halved."""
        first, last = 0, self._size()
        while first < last:
            middle = (first + last) // 2
            row = self._database.execute("SELECT received_us FROM acts WHERE idx = ?", (middle,)).fetchone()
            first, last = (middle + 1, last) if row[0] < at else (first, middle)
        return first

    def _size(self) -> int:
        return int(self._database.execute("SELECT size FROM log").fetchone()[0])

    def told(self, of: int) -> tuple[Told, ...]:
        """Which rungs were reached of the notice at this index?"""
        found = self._database.execute(
            "SELECT of, party, ladder, rank, at_us, note, n / ? FROM told WHERE of = ? ORDER BY n", (MOST_RUNGS, of)
        )
        return tuple(
            Told(at, PartyId(party), _LADDERS[ladder], rank, Instant(when), note, index)
            for at, party, ladder, rank, when, note, index in found
        )

    def still_open(self, what: What, until: Instant | None = None, of: int | None = None) -> tuple[Open, ...]:
        """What is still to come, of this kind?"""
        # The index by time is of answers alone, and is found where they are named, not asked for. With the plus it is not taken:
        # what is open of one notice is found by its key.
        wanted, values, at = [f"what = '{what.value}'"], list[int](), "at_us" if of is None else "+at_us"
        for condition, value in ((f"{at} <= ?", until), ("of = ?", of)):
            if value is not None:
                wanted.append(condition)
                values.append(value)
        found = self._database.execute(
            f"SELECT at_us, of, party, clause, regime FROM open WHERE {' AND '.join(wanted)}"  # noqa: S608  from the list above
            f" ORDER BY {at}, of, party, clause",
            values,
        )
        return tuple(
            Open(
                what,
                Instant(when),
                index,
                PartyId(party),
                ClauseId(clause) if clause else None,
                None if regime is None else _REGIMES[regime],
            )
            for when, index, party, clause, regime in found
        )

    def come(self, since: Instant) -> Iterator[Come]:
        """How far has each notice come that stands and is about an instant at or after this one?"""
        run, none = self._database.execute, (None, 0)
        units = {(of, party): (told, confirmed) for of, party, told, confirmed in run(_UNITS, (since,))}
        for of, party, delivery, receipt, last in run(_COME, (since,)):
            told, confirmed = units.get((of, party), none)
            if delivery is None and receipt is None and told is None and last is None:
                continue  # whoever only states what came of the movement, or stands by it, is no addressee
            answer = None if last is None else last % 16
            yield Come(of, PartyId(party), delivery or 0, receipt or 0, told or 0, confirmed, answer)

    def live(self, since: Instant) -> tuple[int, ...]:
        """At which indices stand the notices that are about an instant at or after this one?"""
        return self._indices(
            "SELECT idx FROM spans WHERE until_us IS NULL OR until_us >= ? ORDER BY first_us, idx", since
        )

    def part(self, index: int) -> Part | None:
        """To which incident does the entry at this index belong?"""
        row = self._database.execute(f"{_PARTS} WHERE idx = ?", (index,)).fetchone()
        return None if row is None else _part(row)

    def parts(self, incident: int) -> tuple[Part, ...]:
        """Which entries belong to this incident?"""
        return tuple(map(_part, self._database.execute(f"{_PARTS} WHERE incident = ? ORDER BY idx", (incident,))))

    def found(self, word: Word, first: int, until: int) -> frozenset[int]:
        """Which of the entries from `first` up to `until`, exclusive, are found by this word?"""
        within = (first * MOST_KEYS, until * MOST_KEYS)
        by_itself = self._indices(_FOUND.format("key >= ? AND key < ?"), word.first, word.beyond, *within)
        by_sound = self._indices(_FOUND.format("key = ?"), word.skeleton, *within)
        return frozenset((*by_itself, *by_sound))

    def how_common(self, word: Word, most: int) -> int:
        """By how many rows of the table of words are entries found by this word? No more than `most` are counted."""
        (rows,) = self._indices(_HOW_COMMON, word.first, word.beyond, word.skeleton, most)
        return rows

    def cosignatures(self, size: int) -> Mapping[str, bytes]:
        """Which witnesses cosigned the checkpoint of this size?"""
        found = self._database.execute("SELECT name, line FROM cosignatures WHERE size = ? ORDER BY name", (size,))
        return {name: bytes(line) for name, line in found}

    def cosigned(self, least: int) -> Iterator[int]:
        """Checkpoints of which sizes has any witness cosigned?"""
        found = self._database.execute("SELECT DISTINCT size FROM cosignatures WHERE size >= ? ORDER BY size", (least,))
        return (size for (size,) in found)

    def tables(self, *names: str) -> Iterator[tuple[str, tuple[object, ...]]]:
        """Every row of every table that follows from the entries, or of these tables."""
        for table, order in (each for each in TABLES if not names or each[0] in names):
            for row in self._database.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608  from the list above
                yield table, row

    def _indices(self, sql: str, *values: object) -> tuple[int, ...]:
        return tuple(index for (index,) in self._database.execute(sql, values))

    def _filed(self, which: str, *values: object) -> Filed | None:
        row = self._database.execute(f"{_FILED} {which}", values).fetchone()
        return None if row is None else _filed(row)


class SqliteWriting(SqliteRecord):
    """A transaction that adds to the file."""

    def append(self, sealed: Sealed, openings: Openings, rows: Rows) -> None:
        """Add this entry, with what follows from it."""
        run = self._database.execute
        run("INSERT INTO entries VALUES (?, ?, ?, ?)", (sealed.index, sealed.note, sealed.envelope, sealed.salt))
        if openings:
            run("INSERT INTO openings VALUES (?, ?)", (sealed.index, opening.written(openings)))
        self._project(rows)

    def grow(self, old: int, size: int, added: Mapping[tuple[int, int], bytes], checkpoint: bytes) -> None:
        """Add to the tiles, and the signed checkpoint; only if the log is as long as the sequencer believes."""
        run = self._database.execute
        if run("UPDATE log SET size = ? WHERE size = ?", (size, old)).rowcount != 1:
            raise Broken(f"the log is not {old} entries long: another sequencer has sealed meanwhile")
        if run("SELECT count(*), max(idx) FROM entries WHERE idx >= ?", (old,)).fetchone() != (size - old, size - 1):
            raise Broken(f"the entries from {old} to {size - 1} are not those that were added")
        for (level, index), data in added.items():
            run(
                "INSERT INTO tiles VALUES (?, ?, ?) ON CONFLICT (level, idx)"
                " DO UPDATE SET data = CAST(data || excluded.data AS BLOB)",
                (level, index, data),
            )
        run("INSERT INTO checkpoints VALUES (?, ?)", (size, checkpoint))

    def cosign(self, size: int, lines: Mapping[str, bytes]) -> None:
        """Keep what these witnesses said."""
        self._database.executemany(
            "INSERT INTO cosignatures VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(size, name, line) for name, line in lines.items()],
        )

    def erase(self, index: int, names: Sequence[str]) -> None:
        """Forget what these fields held."""
        left = {name: held for name, held in self.openings(index).items() if name not in names}
        data = opening.written(left)
        self._database.execute("UPDATE openings SET data = ? WHERE idx = ?", (data, index))
        first = index * MOST_KEYS
        gone = self._database.execute("DELETE FROM words WHERE n >= ? AND n < ?", (first, first + MOST_KEYS)).rowcount
        if gone:
            self._find(index, keys(self.sealed(index).entry().statement.act, left))

    def restore_tables(self, rows: Iterator[Rows]) -> None:
        """Make all tables that follow from the entries anew."""
        for table, _ in TABLES:
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608  from the list above
        for each in rows:
            self._project(each)

    def _project(self, rows: Rows) -> None:
        run, leaf = self._database.execute, rows.leaf
        act = (rows.index, rows.kind.value, rows.key, rows.seq, rows.party, rows.received, leaf)
        run("INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?)", act)
        for link in rows.to:
            run("INSERT INTO addressed VALUES (?, ?, ?, ?)", (link.party, link.seq, rows.index, leaf))
        if rows.link is not None:
            run("INSERT INTO about_keys VALUES (?, ?, ?, ?)", (rows.link.party, rows.link.seq, rows.index, leaf))
        if rows.filed is not None:
            self._file(rows, rows.filed)
        self._tell(rows)
        if rows.part is not None:
            part = rows.part
            run(
                "INSERT INTO parts VALUES (?, ?, ?, ?, ?)",
                (part.index, part.incident, part.of, part.kind.value, part.party),
            )
        self._find(rows.index, rows.keys)

    def _find(self, index: int, found_by: Sequence[str]) -> None:
        """By these keys it is found."""
        if found_by:
            numbered = [(index * MOST_KEYS + number, key) for number, key in enumerate(found_by)]
            self._database.executemany("INSERT INTO words VALUES (?, ?)", numbered)

    def _tell(self, rows: Rows) -> None:
        """How far it has come, and what is still to come of it."""
        run = self._database.executemany
        first = rows.index * MOST_RUNGS
        run(
            "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (first + number, each.of, each.party, each.ladder.value, each.rank, each.at, each.note)
                for number, each in enumerate(rows.told)
            ],
        )
        for shut in rows.shut:
            regimes = tuple(regime.value for regime in shut.regimes)
            kinds = f"regime IN ({', '.join('?' * len(regimes))})" if regimes else "regime IS NULL"
            self._database.execute(
                f"DELETE FROM open WHERE what = ? AND of = ? AND party = ? AND clause = ? AND at_us >= ? AND {kinds}",  # noqa: S608  question marks
                (shut.what.value, shut.of, shut.party, shut.clause or "", shut.at or FIRST_INSTANT, *regimes),
            )
        run(
            "INSERT INTO open VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                (
                    each.what.value,
                    each.of,
                    each.party,
                    each.clause or "",
                    each.at,
                    None if each.regime is None else each.regime.value,
                )
                for each in rows.opened
            ],
        )

    def _file(self, rows: Rows, filed: Filed) -> None:
        """The notice, and where it could be as long as nothing succeeds it; what it succeeds is nowhere any more."""
        run = self._database.execute
        notice = (filed.index, filed.id, filed.party, filed.action.value, filed.replaces)
        run("INSERT INTO notices VALUES (?, ?, ?, ?, ?)", notice)
        gone = None if rows.gone is None else self.filed(rows.gone)
        if gone is not None:
            first = gone.index * PIECES
            self._database.executemany("DELETE FROM reach WHERE id = ?", [(first + n,) for n in range(PIECES)])
            run("DELETE FROM spans WHERE idx = ?", (gone.index,))
            run("DELETE FROM open WHERE of = ? AND what IN ('try', 'answer')", (gone.index,))
        if filed.stands and self.successor(filed.id, filed.party) is None:
            boxes = [(filed.index * PIECES + number, *box) for number, box in enumerate(rows.boxes)]
            self._database.executemany("INSERT INTO reach VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", boxes)
            span = rows.span
            run("INSERT INTO spans VALUES (?, ?, ?)", (filed.index, span.first, span.until))


def _filed(row: tuple[str, int, str, str, str | None]) -> Filed:
    notice, index, party, action, replaces = row
    return Filed(
        NoticeId(notice), index, PartyId(party), Action(action), None if replaces is None else NoticeId(replaces)
    )


def _part(row: tuple[int, int, int, str, str]) -> Part:
    index, incident, of, kind, party = row
    return Part(index, incident, of, Kind(kind), PartyId(party))


def _read(index: int, data: bytes) -> dict[str, Opening]:
    file = f"openings of entry {index}"
    return opening.read(canonical.read(file, bytes(data)), Where(file))
