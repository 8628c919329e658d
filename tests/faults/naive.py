"""Stores that look as if they kept their word. Each is wrong in one way, and a harness that does not see it proves nothing."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from herald.ports import Broken
from herald.store.sqlite.record import SqliteWriting
from herald.store.sqlite.store import SqliteStore
from tests.faults.faults import Fault, at_every_call
from tests.faults.filer import PAGES
from tests.faults.powerloss import power_losses
from tests.faults.scenes import Scene


class Piecemeal(SqliteStore):
    """Each statement commits by itself: the entry first, its checkpoint later."""

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        try:
            yield SqliteWriting(self._writer)
        except sqlite3.Error as error:
            raise self._given_up(error) from error


class Early(SqliteStore):
    """The receipt leaves first, and the commit comes with the next filing."""

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        try:
            self._settle()
            self._writer.execute("BEGIN IMMEDIATE")
            yield SqliteWriting(self._writer)
        except sqlite3.Error as error:
            raise self._given_up(error) from error

    def forget(self) -> None:
        self._settle()
        super().forget()

    def close(self) -> None:
        self._settle()
        super().close()

    def _settle(self) -> None:
        if self._writer.in_transaction:
            self._writer.execute("COMMIT")


class Unsynced(SqliteStore):
    """What is committed has been written, and nobody waits until it is on the disk."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        super().__init__(path, new=new)
        self._writer.execute("PRAGMA synchronous = NORMAL")


class Deaf(SqliteStore):
    """After an error of the disk it goes on as if nothing had been."""

    def _given_up(self, error: sqlite3.Error) -> Broken:
        broken = super()._given_up(error)
        self._broken = None
        return broken


@dataclass(frozen=True)
class Naive:
    """A store that is wrong, and by which of the faults that shows."""

    words: str
    store: type[SqliteStore]
    shown_by: Callable[[Fault], bool]

    def opened(self, path: Path) -> SqliteStore:
        """The mission, by this store."""
        store = self.store(path)
        store._writer.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
        return store

    def faults(self, scene: Scene, count: int, lots: random.Random) -> Sequence[Fault]:
        """So many of the faults that show it."""
        scene = scene.by(self.opened)
        every = power_losses(scene, 2, lots) if self.store is Unsynced else at_every_call(scene)
        found = [fault for fault in every if self.shown_by(fault)]
        return lots.sample(found, min(count, len(found)))


STORES = (
    Naive(
        "entry and checkpoint in commits of their own",
        Piecemeal,
        lambda fault: (fault.kind, fault.call) == ("process ended", "pwrite64"),
    ),
    Naive("receipt before the commit", Early, lambda fault: (fault.kind, fault.call) == ("process ended", "pwrite64")),
    Naive("commit without a sync", Unsynced, lambda fault: fault.call == "write"),
    Naive("filing on after an error", Deaf, lambda fault: (fault.kind, fault.call) == ("EIO", "fdatasync")),
)
