"""How is a mission's file, or a witness's, opened so that what was committed stays, whatever happens then?"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from herald.ports import Broken, Foreign

APPLICATION = 0x48455231
"""By this number a file says that it is a mission (`HER1`). Source: SQLite, PRAGMA application_id."""
WAIT_S = 60.0
"""How long does one process wait for another that is writing? A commit takes milliseconds; a rebuild may take a minute."""
_OLDEST = (3, 37, 0)
_FULL = 2


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept in a file: by which number the file says so, where its steps stand, and what it is called."""

    application: int
    home: str
    name: str


MISSION = Held(APPLICATION, "herald.store.sqlite", "mission")


def migrations(held: Held = MISSION) -> tuple[str, ...]:
    """Which steps lead from an empty file to the tables as they are? In order; a step is never changed once it was released."""
    folder = resources.files(held.home) / "migrations"
    return tuple(step.read_text("utf-8") for step in sorted(folder.iterdir(), key=lambda step: step.name))


def create(path: Path, held: Held = MISSION) -> None:
    """Make an empty file of its kind, readable by nobody else. Raises FileExistsError, OSError, Broken."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"):
        pass
    with _told(path):
        database = _connected(path)
        try:
            database.execute(f"PRAGMA application_id = {held.application}")
            _durable(database)
            _migrated(database, held)
        finally:
            database.close()
    settled(path.parent)


def opened(path: Path, held: Held = MISSION) -> sqlite3.Connection:
    """A connection to a file of this kind, its tables as this Herald knows them. Raises Foreign, or Broken."""
    with _told(path):
        if not path.is_file():
            raise Foreign(f"{path}: there is no such file")
        database = _connected(path)
        try:
            if database.execute("PRAGMA application_id").fetchone()[0] != held.application:
                raise Foreign(f"{path} is not a {held.name} of Herald")
            _durable(database)
            _migrated(database, held)
        except BaseException:
            database.close()
            raise
    return database


def _connected(path: Path) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST:
        raise Foreign(f"SQLite {sqlite3.sqlite_version} is too old: a mission needs 3.37 or newer")
    return sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)


def _durable(database: sqlite3.Connection) -> None:
    """Every commit is on the disk when it returns: asked for, and then asked whether it is so."""
    mode = database.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA fullfsync = ON")
    database.execute("PRAGMA secure_delete = ON")
    level = database.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", _FULL):
        raise Broken(f"the file system keeps no write-ahead log that is durable: mode {mode}, synchronous {level}")


def _migrated(database: sqlite3.Connection, held: Held) -> None:
    """The tables as this Herald knows them. A crash leaves the step before: each is one transaction with its number."""
    steps = migrations(held)
    if _version(database) == len(steps):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        at = _version(database)
        if at > len(steps):
            raise Foreign(f"the {held.name} was kept by a later Herald (tables of step {at}, known here: {len(steps)})")
        for step in steps[at:]:
            for statement in _statements(step):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(steps)}")
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _statements(step: str) -> Iterator[str]:
    """The statements of a step, one at a time: all of them in one call would commit what stands before."""
    begun = ""
    for line in step.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Only a file whose first bytes are not SQLite's is another's. After any other error nobody knows what it holds."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        foreign = getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB"
        raise (Foreign(f"{path}: {error}") if foreign else Broken(f"{path} cannot be opened: {error}")) from error


def settled(folder: Path) -> None:
    """Make sure that the folder itself knows the new file: without it a power cut may lose the name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
