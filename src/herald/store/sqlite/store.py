"""A mission's record in one SQLite file: the port's store."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar

from herald.ports import Broken, Busy
from herald.store.sqlite.connection import create, opened, settled
from herald.store.sqlite.record import SqliteRecord, SqliteWriting

T = TypeVar("T")
CACHE_KIB = 65_536
"""Of the file's pages so many are held by who writes: each notice is looked up, and goes, all over the tables."""


def begun(path: Path, begin: Callable[[SqliteStore], T]) -> T:
    """Make a mission's file that is there only once it has begun: whatever fails before leaves nothing under its name.

    Raises FileExistsError where there is such a file, OSError, Broken, and whatever `begin` raises.
    """
    part = path.with_name(f".herald-{secrets.token_hex(6)}.part")
    ahead = part.with_name(f"{part.name}-wal")
    try:
        store = SqliteStore(part, new=True)
        try:
            result = begin(store)
        finally:
            store.close()
        # Closing works the write-ahead log into the file, and says nothing if it cannot: then the log is still there.
        if ahead.exists():
            raise Broken(f"{path} was not begun: what was sealed could not all be written to the file")
        os.link(part, path)  # unlike a rename, it never takes the place of a mission that is there
    finally:
        for left in (part, ahead, part.with_name(f"{part.name}-shm")):
            left.unlink(missing_ok=True)
    settled(path.parent)
    return result


class SqliteStore:
    """The mission in the file at `path`."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open it, or make it. Raises Foreign, Broken; FileExistsError for a new one where there is a file."""
        if new:
            create(path)
        self._path = path
        self._writer = opened(path)
        self._writer.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._writing, self._idle_lock = Lock(), Lock()
        self._idle: list[sqlite3.Connection] = []
        self._broken: str | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._writer.close()
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[SqliteRecord]:
        """One moment of the record: what is committed meanwhile is not seen. Each has a connection of its own."""
        with self._idle_lock:
            database = self._idle.pop() if self._idle else None
        database = database or opened(self._path)
        try:
            database.execute("BEGIN")
            database.execute("SELECT size FROM log").fetchone()  # the moment is that of the first read, not of BEGIN
            yield SqliteRecord(database)
            database.execute("COMMIT")
        except sqlite3.Error as error:
            database.close()
            raise Broken(f"{self._path} cannot be read: {error}") from error
        except BaseException:
            database.close()
            raise
        with self._idle_lock:
            self._idle.append(database)

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        """A transaction.

        A crash before COMMIT returns leaves all of it or nothing of it; a receipt leaves only afterwards. After an error of the
        disk the file is not written to again: whether the last commit is on it can only be seen by opening it anew.
        """
        with self._writing:
            if self._broken is not None:
                raise Broken(self._broken)
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield SqliteWriting(self._writer)
                except sqlite3.Error:
                    raise
                except BaseException:
                    self._writer.execute("ROLLBACK")
                    raise
                self._writer.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._given_up(error) from error

    def _given_up(self, error: sqlite3.Error) -> Broken | Busy:
        with suppress(sqlite3.Error):
            self._writer.execute("ROLLBACK")
        if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
            return Busy(f"{self._path}: another process writes in it, and did not end in time; try again")
        self._broken = f"{self._path} cannot be written: {error}"
        return Broken(self._broken)

    def forget(self) -> None:
        """Let nothing that was erased stand in the write-ahead log: it is worked into the file and cut off. Raises Broken, Busy."""
        with self._writing:
            if self._broken is not None:
                raise Broken(self._broken)
            try:
                busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                raise self._given_up(error) from error
        if busy:
            raise Busy(
                f"{self._path}: another process reads; until it ends, what was erased stands in the log beside it"
            )
