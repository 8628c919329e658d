"""What did this witness cosign last, and what did it refuse? Compared and set in one transaction, on the disk before any answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from herald.ports import Broken, Busy, Foreign
from herald.store.sqlite.connection import Held, create, opened
from herald.tlog.keys import VerifierKey
from herald.tlog.witnessing import Evidence, Kept, Latest, signing_time

WITNESS = Held(0x48455257, "herald.store.witness", "witness's file")
"""Its application id reads `HERW`."""
MOST_EVIDENCE = 100
"""Of each log and each way to contradict. The oldest stay: what shows the first step aside is not pushed out by what follows."""
MOST_PENDING = 16
"""Checkpoints of a log towards which a mirror takes entries: the last so many, so that a slow upload is not overtaken."""

_EVIDENCE = "SELECT origin, contradiction, size, root, request, kept, received_s FROM evidence"
_LAST_TIME = "SELECT max(time_s) FROM (SELECT time_s FROM latest UNION ALL SELECT time_s FROM mirrored)"


class WitnessStore:
    """The file at `path`, of the witness or mirror with this key and of no other."""

    def __init__(self, path: Path, key: VerifierKey | None = None, *, new: bool = False) -> None:
        """Open it, or make it for this key. Without a key it is only read, whosever it is.

        Raises Foreign, also where the file is another witness's; Broken; FileExistsError for a new one where there is a file.
        """
        if new:
            create(path, WITNESS)
        self._path = path
        self._database = opened(path, WITNESS)
        self._lock = Lock()
        self._broken: str | None = None
        try:
            if key is not None:
                self._belongs(str(key), new=new)
        except BaseException:
            self._database.close()
            raise

    def _belongs(self, key: str, *, new: bool) -> None:
        with self._transaction() as run:
            if new:
                run.execute("INSERT INTO witness VALUES (1, ?)", (key,))
            row = run.execute("SELECT key FROM witness").fetchone()
        if row is None or row[0] != key:
            raise Foreign(f"{self._path} is the file of another witness: {'nobody' if row is None else row[0]}")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Alone, and all or nothing; a crash before COMMIT returns leaves what was there, and nobody was answered."""
        with self._lock:
            if self._broken is not None:
                raise Broken(self._broken)
            try:
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    yield self._database
                except sqlite3.Error:
                    raise
                except BaseException:
                    self._database.execute("ROLLBACK")
                    raise
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._given_up(error) from error

    def _given_up(self, error: sqlite3.Error) -> Broken | Busy:
        with suppress(sqlite3.Error):
            self._database.execute("ROLLBACK")
        if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
            return Busy(f"{self._path}: another process writes in it, and did not end in time; try again")
        self._broken = f"{self._path} cannot be written: {error}"
        return Broken(self._broken)

    # -- The witness -----------------------------------------------------------------------------------------------------------

    def kept(self, origin: str) -> Kept | None:
        """What was cosigned last for this log?"""
        with self._transaction() as run:
            return _kept(run, origin)

    def origins(self) -> tuple[str, ...]:
        """Of which logs is anything kept? By name."""
        with self._transaction() as run:
            found = run.execute("SELECT origin FROM latest UNION SELECT origin FROM evidence ORDER BY 1")
            return tuple(origin for (origin,) in found)

    def advance(self, origin: str, before: Latest | None, after: Latest, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that `after` is kept in place of `before`? None where something else is kept by now.

        Never a time before the last that this witness signed, for any log. It is on the disk when this returns.
        """
        with self._transaction() as run:
            kept = _kept(run, origin)
            if (None if kept is None else kept.latest) != before:
                return None
            time_s = signing_time(now_s, run.execute(_LAST_TIME).fetchone()[0])
            run.execute(
                "INSERT INTO latest VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
                " size = excluded.size, root = excluded.root, note = excluded.note, time_s = excluded.time_s",
                (origin, after.size, after.root, note, time_s),
            )
            return time_s

    def keep(self, evidence: Evidence) -> bool:
        """Is it kept now? No where the same contradiction is kept already, or as many of its kind as are ever kept."""
        of = (evidence.origin, evidence.contradiction)
        with self._transaction() as run:
            count = run.execute("SELECT count(*) FROM evidence WHERE origin = ? AND contradiction = ?", of).fetchone()
            if count[0] >= MOST_EVIDENCE:
                return False
            row = (*of, evidence.stated.size, evidence.stated.root, evidence.request, evidence.kept)
            done = run.execute(
                "INSERT OR IGNORE INTO evidence VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (*row, evidence.received_s)
            )
            return done.rowcount == 1

    def evidence(self) -> tuple[Evidence, ...]:
        """What was refused and kept? In the order in which it came."""
        with self._transaction() as run:
            rows = run.execute(f"{_EVIDENCE} ORDER BY number").fetchall()
        return tuple(
            Evidence(origin, contradiction, Latest(size, root), request, kept, at)
            for origin, contradiction, size, root, request, kept, at in rows
        )

    # -- The mirror ------------------------------------------------------------------------------------------------------------

    def expect(self, origin: str, stated: Latest, note: bytes) -> None:
        """Take entries towards this checkpoint, which is the latest that was kept; of earlier ones the last few remain."""
        with self._transaction() as run:
            row = (origin, stated.size, stated.root, note)
            run.execute("INSERT OR IGNORE INTO pending VALUES (?, ?, ?, ?)", row)
            run.execute(
                "DELETE FROM pending WHERE origin = ?1 AND size NOT IN"
                " (SELECT size FROM pending WHERE origin = ?1 ORDER BY size DESC LIMIT ?2)",
                (origin, MOST_PENDING),
            )

    def pending(self, origin: str, size: int | None = None) -> tuple[Latest, bytes] | None:
        """Which checkpoint of this size is expected, and its note? Without a size the last."""
        asked = "SELECT size, root, note FROM pending WHERE origin = ? AND (size = ? OR ? IS NULL) ORDER BY size DESC"
        with self._transaction() as run:
            row = run.execute(asked, (origin, size, size)).fetchone()
        return None if row is None else (Latest(row[0], row[1]), row[2])

    def next_entry(self, origin: str) -> int:
        """Which is the first entry of this log that is not here? None is ever missing before one that is."""
        with self._transaction() as run:
            return _next(run, origin)

    def leaves(self, origin: str, first: int, end: int) -> tuple[bytes, ...]:
        """The entries from `first` to before `end`, as far as they are here."""
        with self._transaction() as run:
            found = run.execute(
                "SELECT leaf FROM leaves WHERE origin = ? AND idx >= ? AND idx < ? ORDER BY idx", (origin, first, end)
            )
            return tuple(leaf for (leaf,) in found)

    def add(self, origin: str, first: int, leaves: Sequence[bytes]) -> int:
        """Which entry is next, now that these are here? Those that were here already are left as they are.

        All of them are proved before they come here. Raises ValueError where they would leave a gap.
        """
        with self._transaction() as run:
            here = _next(run, origin)
            if first > here:
                raise ValueError(f"the entries from {here} to {first} would be missing")
            rows = [(origin, index, leaf) for index, leaf in enumerate(leaves, first) if index >= here]
            run.executemany("INSERT INTO leaves VALUES (?, ?, ?)", rows)
            return here + len(rows)

    def mirror(self, origin: str, size: int, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that this log is mirrored up to `size`? None where it is mirrored further by now.

        Raises ValueError where entries are missing: they were never all here.
        """
        with self._transaction() as run:
            if size > _next(run, origin):
                raise ValueError(f"not all of the {size} entries are here")
            if size < _mirrored(run, origin):
                return None
            time_s = signing_time(now_s, run.execute(_LAST_TIME).fetchone()[0])
            run.execute(
                "INSERT INTO mirrored VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
                " size = excluded.size, note = excluded.note, time_s = excluded.time_s",
                (origin, size, note, time_s),
            )
            return time_s

    def mirrored(self, origin: str) -> tuple[int, bytes] | None:
        """Up to which size is this log mirrored, and by which checkpoint?"""
        with self._transaction() as run:
            row = run.execute("SELECT size, note FROM mirrored WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else (row[0], row[1])


def _kept(run: sqlite3.Connection, origin: str) -> Kept | None:
    row = run.execute("SELECT size, root, note, time_s FROM latest WHERE origin = ?", (origin,)).fetchone()
    return None if row is None else Kept(Latest(row[0], row[1]), row[2], row[3])


def _next(run: sqlite3.Connection, origin: str) -> int:
    row = run.execute("SELECT max(idx) FROM leaves WHERE origin = ?", (origin,)).fetchone()
    return 0 if row[0] is None else int(row[0]) + 1


def _mirrored(run: sqlite3.Connection, origin: str) -> int:
    row = run.execute("SELECT size FROM mirrored WHERE origin = ?", (origin,)).fetchone()
    return 0 if row is None else int(row[0])
