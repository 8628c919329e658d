"""The process that files and that is broken: it opens a mission, seals what it is handed, and tells each receipt at once.

It is forked from one that has everything imported, and waits at a gate until whoever breaks it is ready.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from herald.desk.sequencer import Outcome, Sealing, Sequencer
from herald.formats import sealed
from herald.ports import Broken, Busy, Clock, Signers
from herald.record.receipt import Receipt
from herald.store.sqlite import connection
from herald.store.sqlite.store import SqliteStore
from tests.desk.missions import NOON
from tests.faults.ground import MISSION, Ground, Steps

PAGES = 24
"""After so many pages the write-ahead log is worked into the file: often, so that a short run meets what a long one does."""
LONGEST_S = 180.0
"""No filing takes longer, however busy the machine is."""
_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)
Told = dict[str, Any]
Opened = Callable[[Path], SqliteStore]


def opened(path: Path) -> SqliteStore:
    """The store as it is, with a short write-ahead log."""
    store = SqliteStore(path)
    store._writer.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
    return store


class Telling(Sequencer):
    """The sequencer as it is; what it gives is told before anything else is done."""

    tell: Callable[[Told], object]

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        outcomes = super().seal(lines)
        self.give(lines, outcomes)
        return outcomes

    def give(self, lines: Sequence[bytes], outcomes: Sequence[Outcome]) -> None:
        """Tell what became of these lines."""
        for line, outcome in zip(lines, outcomes, strict=True):
            self.tell(_receipt(line, outcome))

    def forget(self) -> None:
        """Let nothing that was erased stand anywhere."""
        assert isinstance(self._store, SqliteStore)
        self._store.forget()


Act = Callable[[Telling], object]


def handing_in(steps: Steps) -> tuple[Act, ...]:
    """The acts of a desk that is handed these lines, one step after another."""
    return tuple(lambda sequencer, lines=lines: sequencer.seal(lines) for lines in steps)


@dataclass(frozen=True)
class Filing:
    """What one process does: these acts, with a store that is opened so, by this clock. `before` runs in it first."""

    acts: tuple[Act, ...]
    opened: Opened = opened
    clock: Clock = lambda: NOON
    before: Callable[[], None] = lambda: None
    close: bool = True
    wait_s: float = 0.3
    """How long it waits for another that is writing: alone, for nobody but a lock that could not be let go."""


@dataclass(frozen=True)
class Filer:
    """A process that files: its number, the gate behind which it waits, and where its receipts go."""

    pid: int
    gate: int
    receipts: Path

    def go(self) -> None:
        """Open the gate."""
        os.write(self.gate, b"!")
        os.close(self.gate)

    def ended(self, after_s: float | None = None) -> int:
        """Wait for it; after so long, end it. By which signal was it ended? 0: by none. Raises AssertionError if it hangs."""
        handle = os.pidfd_open(self.pid)
        try:
            if not select.select([handle], [], [], LONGEST_S if after_s is None else after_s)[0]:
                os.kill(self.pid, signal.SIGKILL)
                assert after_s is not None, f"it did not end within {LONGEST_S} s; it told {self.told()[-1:]}"
        finally:
            os.close(handle)
        _, status = os.waitpid(self.pid, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def told(self) -> list[Told]:
        """What did it tell before it ended? A line that it could not finish was not told."""
        lines = self.receipts.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]


def start(ground: Ground, folder: Path, filing: Filing, name: str) -> Filer:
    """Fork a process that will file, as soon as its gate is opened."""
    receipts = ground.template.parent / f"{folder.name}-{name}"
    out = os.open(receipts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    behind, gate = os.pipe()
    pid = os.fork()
    if pid:
        os.close(out)
        os.close(behind)
        return Filer(pid, gate, receipts)
    code = 1
    try:
        os.close(gate)
        # Where only a parent may trace: whoever is asked to break this process may.
        ctypes.CDLL(None).prctl(_SET_PTRACER, _ANY, 0, 0, 0)
        os.read(behind, 1)
        filing.before()
        connection.WAIT_S = filing.wait_s
        _file(ground, folder / MISSION, filing, lambda told: os.write(out, json.dumps(told).encode() + b"\n"))
        code = 0
    finally:
        os._exit(code)


@contextmanager
def running(ground: Ground, folder: Path, filing: Filing, name: str = "receipts") -> Iterator[Filer]:
    """The same, and nothing of it is left behind."""
    filer = start(ground, folder, filing, name)
    try:
        yield filer
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(filer.pid, signal.SIGKILL)
            os.waitpid(filer.pid, 0)
        with suppress(OSError):
            os.close(filer.gate)
        filer.receipts.unlink(missing_ok=True)


def _file(ground: Ground, path: Path, filing: Filing, tell: Callable[[Told], object]) -> None:
    """After an error it tries again, as a desk would that does not listen: the store must refuse by itself."""
    with _told(tell):
        store = filing.opened(path)
        keys = ground.exercise.keys
        sequencer = Telling(store, Signers(keys.log, keys.node), filing.clock, os.urandom, sealed.read)
        sequencer.tell = tell
        for act in filing.acts:
            with _told(tell):
                act(sequencer)
        if filing.close:
            store.close()


@contextmanager
def _told(tell: Callable[[Told], object]) -> Iterator[None]:
    try:
        yield
    except Busy as busy:  # another, or a lock that could not be let go, was in the way: nothing is wrong with the file
        tell({"busy": str(busy)})
    except Broken as broken:
        tell({"broken": str(broken)})
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        tell({"unclear": f"{type(error).__name__}: {error}"})


def _receipt(line: bytes, outcome: Outcome) -> Told:
    if isinstance(outcome, Sealing):
        return {"line": line.hex(), "sealed": _shown(outcome.receipt)}
    receipt = outcome.refusal
    return {"line": line.hex(), "refused": None if receipt is None else _shown(receipt), "code": outcome.refused.code}


def _shown(receipt: Receipt) -> Told:
    return {"index": receipt.sealed.index, "leaf": receipt.sealed.leaf.hex(), "proof": bytes(receipt.proof).decode()}
