"""What may an addressee's machine not forget? The bodies that are addressed to its party, which are missing, and what was accused.

It stands in the file of the mirror, beside the log's part (:mod:`herald.store.witness.store`), readable by its owner alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from herald import canonical
from herald.members import Where
from herald.ports import Foreign
from herald.record import opening, tally
from herald.record.holding import Accusation
from herald.record.mirroring import Held, Lot, Opened
from herald.record.opening import Opening
from herald.record.sealed import Sealed
from herald.record.tally import Numbered, Tally
from herald.store.witness.store import WitnessStore
from herald.tlog import note, tree
from herald.tlog.keys import VerifierKey
from herald.tlog.note import Note
from herald.tlog.tree import Edge
from herald.units import PartyId

_TABLES = (
    # What is known of each number: where it stands, and its body if that is here. `line` is what was signed when it was opened.
    """CREATE TABLE IF NOT EXISTS numbers (
      origin TEXT NOT NULL, seq INTEGER NOT NULL, idx INTEGER NOT NULL, leaf BLOB NOT NULL,
      note BLOB, envelope BLOB, salt BLOB, fields BLOB, line BLOB,
      PRIMARY KEY (origin, seq)
    ) STRICT""",
    # A number that was addressed to the party and was not here when a log of so many entries was shown.
    """CREATE TABLE IF NOT EXISTS gaps (
      origin TEXT NOT NULL, seq INTEGER NOT NULL, size INTEGER NOT NULL, line BLOB NOT NULL,
      PRIMARY KEY (origin, seq)
    ) STRICT""",
    # For each number that was ever said to be the last, the tally that said so of the longest log.
    """CREATE TABLE IF NOT EXISTS tallies (
      origin TEXT NOT NULL, seq INTEGER NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL,
      PRIMARY KEY (origin, seq)
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS accusations (
      origin TEXT NOT NULL, code TEXT NOT NULL, idx INTEGER NOT NULL, words TEXT NOT NULL,
      first BLOB NOT NULL, second BLOB NOT NULL,
      PRIMARY KEY (origin, code, idx, first, second)
    ) STRICT""",
    "CREATE INDEX IF NOT EXISTS leaves_found ON leaves (origin, leaf)",
    "CREATE INDEX IF NOT EXISTS tallies_by_size ON tallies (origin, size)",
)
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Line:
    """One number: where it stands, if that is known, and its body if it is here."""

    seq: int
    index: int | None
    body: Sealed | None
    fields: bytes

    def openings(self) -> dict[str, Opening]:
        """What was opened of it? Raises Malformed."""
        file = f"openings of entry {self.index}"
        return opening.read(canonical.read(file, self.fields), Where(file))


class MirrorStore(WitnessStore):
    """The file at `path`, of the machine with this key and of no other."""

    def __init__(self, path: Path, key: VerifierKey | None = None, *, new: bool = False) -> None:
        """Open it, or make it for this key. Without a key it is only read. Raises as :class:`WitnessStore` does."""
        super().__init__(path, key, new=new)
        self._edges: dict[str, Edge] = {}
        try:
            with self._transaction() as run:
                made = run.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'numbers'").fetchone()[0]
                if key is None and not made:
                    raise Foreign(f"{path} is a witness's file, and no mirror's")
                for table in _TABLES:
                    run.execute(table)
        except BaseException:
            self.close()
            raise

    # -- What is held ----------------------------------------------------------------------------------------------------------

    def held(self, origin: str, party: PartyId) -> Held:
        """What is held of this log? Its functions may be asked later too: what is here never changes."""
        kept = self.kept(origin)
        known, full = self._known(origin)
        return Held(
            party=party,
            size=self.next_entry(origin),
            checkpoint=None if kept is None else note.read(kept.note),
            edge=self._edge(origin),
            leaf=lambda index: self.leaves(origin, index, index + 1)[0],
            index_of=lambda leaf: self._index_of(origin, leaf),
            known=known,
            full=full,
            numbered=lambda seq: self._numbered(origin, seq),
            has=lambda seq: self._has(origin, seq),
            is_told=lambda seq: self._is_told(origin, seq),
            tallies=lambda seq: self._denying(origin, seq),
        )

    def numbered(self, origin: str) -> tuple[Line, ...]:
        """All numbers up to the last that is known, in order; also those of which nothing else is."""
        rows = self._rows(
            "SELECT seq, idx, note, envelope, salt, fields FROM numbers WHERE origin = ? ORDER BY seq", origin
        )
        found = {seq: _line(seq, *rest) for seq, *rest in rows}
        return tuple(found.get(seq, Line(seq, None, None, b"")) for seq in range(1, self._known(origin)[0] + 1))

    def bodies_at(self, index: int) -> tuple[tuple[str, Line], ...]:
        """Of which logs is the body of the entry at this index here?"""
        asked = "SELECT origin, seq, idx, note, envelope, salt, fields FROM numbers WHERE idx = ? AND note NOT NULL"
        return tuple((origin, _line(*rest)) for origin, *rest in self._rows(asked, index))

    def lines(self, origin: str, first: int, last: int) -> tuple[bytes, ...]:
        """What was signed of these numbers: for a body that is here, else for its gap?"""
        asked = (
            "SELECT seq, line FROM numbers WHERE origin = ?1 AND seq BETWEEN ?2 AND ?3 AND line NOT NULL UNION ALL"
            " SELECT seq, line FROM gaps WHERE origin = ?1 AND seq BETWEEN ?2 AND ?3 AND seq NOT IN"
            " (SELECT seq FROM numbers WHERE origin = ?1 AND note NOT NULL) ORDER BY 1"
        )
        return tuple(line for _, line in self._rows(asked, origin, first, last))

    def tallies(self, origin: str) -> tuple[Note, ...]:
        """What did the cell's machine sign, for each number the note of the longest log? A receipt may show one to be false."""
        rows = self._rows("SELECT note FROM tallies WHERE origin = ? ORDER BY seq", origin)
        return tuple(note.read(signed) for (signed,) in rows)

    def accusations(self) -> tuple[tuple[str, Accusation], ...]:
        """Of what are which logs accused?"""
        rows = self._rows("SELECT origin, code, idx, words, first, second FROM accusations ORDER BY rowid")
        return tuple(
            (origin, Accusation(code, None if index == _NOWHERE else index, words, _notes(first, second)))
            for origin, code, index, words, first, second in rows
        )

    def logs(self) -> tuple[str, ...]:
        """Of which logs is anything held?"""
        asked = (
            "SELECT origin FROM latest UNION SELECT origin FROM numbers UNION SELECT origin FROM accusations ORDER BY 1"
        )
        return tuple(origin for (origin,) in self._rows(asked))

    def _rows(self, asked: str, *given: object) -> list[tuple[Any, ...]]:
        with self._transaction() as run:
            return run.execute(asked, given).fetchall()

    def _edge(self, origin: str) -> Callable[[int], Edge]:
        """The tree of the first so many leaves. A leaf never changes: what was hashed once is gone on from."""

        def edge(count: int) -> Edge:
            before = self._edges.get(origin, Edge())
            before = before if before.size <= count else Edge()
            leaves = self.leaves(origin, before.size, count)
            found = tree.append(before, map(tree.leaf_hash, leaves))[0]
            if found.size > self._edges.get(origin, Edge()).size:
                self._edges[origin] = found
            return found

        return edge

    def _known(self, origin: str) -> tuple[int, int]:
        """Up to which number is anything known, and up to which are all bodies here?"""
        known = self._rows(
            "SELECT max(coalesce((SELECT max(seq) FROM numbers WHERE origin = ?1), 0),"
            " coalesce((SELECT max(seq) FROM tallies WHERE origin = ?1), 0))",
            origin,
        )
        if not self._has(origin, 1):
            return known[0][0], 0
        full = self._rows(
            "SELECT min(seq) FROM numbers AS one WHERE origin = ?1 AND note NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM numbers WHERE origin = ?1 AND seq = one.seq + 1 AND note NOT NULL)",
            origin,
        )
        return known[0][0], full[0][0]

    def _index_of(self, origin: str, leaf: bytes) -> int | None:
        index: int | None = self._rows("SELECT min(idx) FROM leaves WHERE origin = ? AND leaf = ?", origin, leaf)[0][0]
        return index

    def _numbered(self, origin: str, seq: int) -> Numbered | None:
        rows = self._rows("SELECT idx, leaf FROM numbers WHERE origin = ? AND seq = ?", origin, seq)
        return Numbered(seq, *rows[0]) if rows else None

    def _has(self, origin: str, seq: int) -> bool:
        return bool(self._rows("SELECT 1 FROM numbers WHERE origin = ? AND seq = ? AND note NOT NULL", origin, seq))

    def _is_told(self, origin: str, seq: int) -> bool:
        return bool(self._rows("SELECT 1 FROM gaps WHERE origin = ? AND seq = ?", origin, seq))

    def _denying(self, origin: str, seq: int) -> Sequence[tuple[Note, Tally]]:
        """Of the tallies that name less than this number the one for the longest log, and the one that names just as many."""
        less = "SELECT note FROM tallies WHERE origin = ? AND seq < ? ORDER BY size DESC LIMIT 1"
        same = "SELECT note FROM tallies WHERE origin = ? AND seq = ?"
        kept = [note.read(signed) for asked in (less, same) for (signed,) in self._rows(asked, origin, seq)]
        return [(signed, tally.read(signed)) for signed in kept]

    # -- What is kept ----------------------------------------------------------------------------------------------------------

    def take(self, origin: str, lot: Lot) -> None:
        """Keep leaves, bodies, numbers, the tally, what was signed, and accusations. What is there already stays as it is.

        A crash leaves all of it or nothing. Raises ValueError where leaves would be missing.
        """
        found = lot.taken
        self.add(origin, found.checkpoint.size - len(found.leaves), found.leaves)
        with self._transaction() as run:
            for each in found.known:
                run.execute(
                    "INSERT OR IGNORE INTO numbers (origin, seq, idx, leaf) VALUES (?, ?, ?, ?)",
                    (origin, each.seq, each.index, each.leaf),
                )
            for body in found.opened:
                run.execute(
                    "UPDATE numbers SET note = ?, envelope = ?, salt = ?, fields = ?, line = ?"
                    " WHERE origin = ? AND seq = ? AND leaf = ? AND note IS NULL",
                    (*_columns(body, lot.consigned), origin, body.at.seq, body.at.leaf),
                )
            gaps = [(origin, seq, found.checkpoint.size, line) for seq, line in lot.gaps.items()]
            run.executemany("INSERT OR IGNORE INTO gaps VALUES (?, ?, ?, ?)", gaps)
            run.execute(
                "INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT (origin, seq) DO UPDATE SET size = excluded.size,"
                " note = excluded.note WHERE excluded.size > size",
                (origin, found.tally.seq, found.tally.size, bytes(lot.tally)),
            )
            for accusation in found.accusations:
                _accuse(run, origin, accusation)

    def mirror(self, origin: str, size: int, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that this log is mirrored up to `size`? None where it is mirrored further by now.

        None too as long as something is missing that is addressed to the party, or nobody said how much is: whoever brought the
        leaves, and by whichever call.
        """
        known, full = self._known(origin)
        counted = self._rows("SELECT max(size) FROM tallies WHERE origin = ?", origin)[0][0]
        if counted is None or size > counted or full < known:
            return None
        return super().mirror(origin, size, note, now_s)

    def accuse(self, origin: str, accusation: Accusation) -> None:
        """Keep it, if the same is not kept already."""
        with self._transaction() as run:
            _accuse(run, origin, accusation)


def _accuse(run: sqlite3.Connection, origin: str, of: Accusation) -> None:
    first, *second = map(bytes, of.evidence)
    index = _NOWHERE if of.index is None else of.index
    row = (origin, of.code, index, of.words, first, second[0] if second else b"")
    run.execute("INSERT OR IGNORE INTO accusations VALUES (?, ?, ?, ?, ?, ?)", row)


def _columns(of: Opened, consigned: Mapping[int, bytes]) -> tuple[bytes | None, ...]:
    sealed = of.sealed
    return sealed.note, sealed.envelope, sealed.salt, opening.written(of.fields), consigned.get(of.at.seq)


def _line(seq: int, index: int, *body: bytes | None) -> Line:
    signed, envelope, salt, fields = body
    if signed is None or envelope is None or salt is None:
        return Line(seq, index, None, b"")
    return Line(seq, index, Sealed(index, signed, envelope, salt), fields or b"")


def _notes(*signed: bytes) -> tuple[Note, ...]:
    return tuple(note.read(each) for each in signed if each)
