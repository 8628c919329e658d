"""How many acts are sealed a second, and how long does one take? The whole way of a notice into the record, on SQLite.

    python -m bench.record [--quick]

From a signed line to its receipt: that the line is canonical, its commitments, its signature, whom it could meet of all before it,
one transaction that is on the disk before anyone is told, and the proof. Lines are prepared before; what files them stands in the
same process. Wall time, unless CPU is said.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from threading import Barrier, Event, Lock
from time import perf_counter, process_time

import numpy as np

from bench.account import Single
from bench.longlog import lengthen
from bench.measure import load, whole
from bench.mission import SEED, Mission, all_sealed, begun, movements, resumed
from bench.table import single
from bench.trial import apart
from herald.desk.audit.auditing import fsck
from herald.desk.books import Books
from herald.desk.gathering import MOST, Gatherer
from herald.desk.sequencer import Outcome
from herald.formats import sealed
from herald.ports import Head
from herald.record.acts import Kind
from herald.record.receipt import receipt
from herald.store.sqlite.store import SqliteStore
from herald.tlog import tiles, tree

Figure = tuple[str, int | None, float, str]
"""What, of a log of how many entries, how much, in which unit."""

FILERS = 32
TOGETHER = 64
DESKS = 2
OFFERED = (250, 1000)
"""Lines that come each second."""
IN_FLIGHT = 256
SINGLES = 200
PROOFS = 1000
STARTS = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """How long is it sustained, and how long is the long log?"""

    seconds: float
    most: int
    entries: int


WHOLE = Scope(seconds=20.0, most=60_000, entries=1_000_000)
QUICK = Scope(seconds=3.0, most=8_000, entries=20_000)


def figures(scope: Scope) -> Iterator[Figure]:
    """Everything, each in a process of its own."""
    for measure in (batches, desks, gathered, offered):
        yield from apart(measure, scope)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mission.db"
        yield from apart(written, path, scope.entries)
        for of_long in (proofs, singles, checked):
            yield from apart(of_long, path)
        yield from cold_starts(path, scope.entries)


def _mission(folder: str) -> Mission:
    return begun(SqliteStore(Path(folder) / "mission.db", new=True))


# -- Many ----------------------------------------------------------------------------------------------------------------------


def batches(scope: Scope) -> list[Figure]:
    """How many receipts a second, where 256 lines at a time are handed to the sequencer?"""
    with tempfile.TemporaryDirectory() as folder:
        mission = _mission(folder)
        lines = mission.lines(movements(scope.most))
        all_sealed(mission.sequencer.seal(lines[:MOST]))
        wall, cpu = perf_counter(), process_time()
        sealed_, met = 0, 0
        for at in range(MOST, len(lines), MOST):
            told = all_sealed(mission.sequencer.seal(lines[at : at + MOST]))
            sealed_, met = sealed_ + len(told), met + sum(len(one.met.could_meet) for one in told)
            if perf_counter() - wall > scope.seconds:
                break
        wall, cpu = perf_counter() - wall, process_time() - cpu
        mission.store.close()
    return [
        (f"receipts, {MOST} lines at a time, for {wall:.0f} s", sealed_, sealed_ / wall, "a second"),
        ("the same, by CPU time", sealed_, sealed_ / cpu, "a CPU second"),
        ("the same: pairs that could meet, found", sealed_, met, "pairs"),
    ]


def desks(scope: Scope) -> list[Figure]:
    """How many receipts a second, and how soon, where two processes seal in one file, 64 lines at a time each?"""
    context = get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        _mission(folder).store.close()
        begin, path = context.Barrier(DESKS), Path(folder) / "mission.db"
        with ProcessPoolExecutor(DESKS, context, _meet, (begin,)) as each:
            told = list(each.map(_desk, [path] * DESKS, [scope] * DESKS, range(DESKS)))
    took = [one for row in told for one in row[0]]
    wall, cpu, sealed_ = max(row[1] for row in told), sum(row[2] for row in told), len(took) * TOGETHER
    what = f"receipts, {DESKS} processes with {TOGETHER} lines at a time, for {wall:.0f} s"
    return [
        (what, sealed_, sealed_ / wall, "a second"),
        ("the same, by CPU time", sealed_, sealed_ / cpu, "a CPU second"),
        *_spread("the same, from handing in to receipt", sealed_, took),
    ]


_begin: list[Barrier] = []


def _meet(begin: Barrier) -> None:
    _begin.append(begin)


def _desk(path: Path, scope: Scope, number: int) -> tuple[list[float], float, float]:
    """How many seconds did each batch of this desk take, and how many all of them, by the wall and by the CPU?"""
    mission = resumed(SqliteStore(path))
    mission.filed = number << 32
    lines = mission.lines(movements(scope.most // DESKS, seed=number, name=f"desk-{number}"))
    all_sealed(mission.sequencer.seal(lines[:1]))
    _begin[0].wait()
    wall, cpu, took = perf_counter(), process_time(), list[float]()
    for at in range(1, len(lines) - TOGETHER + 1, TOGETHER):
        begun_at = perf_counter()
        all_sealed(mission.sequencer.seal(lines[at : at + TOGETHER]))
        took.append(perf_counter() - begun_at)
        if perf_counter() - wall > scope.seconds:
            break
    wall, cpu = perf_counter() - wall, process_time() - cpu
    mission.store.close()
    return took, wall, cpu


def gathered(scope: Scope) -> list[Figure]:
    """How many receipts a second, where 32 file one after the other, each when it has its receipt?"""
    with tempfile.TemporaryDirectory() as folder:
        mission = _mission(folder)
        lines = mission.lines(movements(scope.most))
        all_sealed(mission.sequencer.seal(lines[:MOST]))
        counted = _Counting(mission)
        with Gatherer(counted) as gatherer, ThreadPoolExecutor(FILERS) as filers:
            wall, cpu = perf_counter(), process_time()
            left, until = iter(lines[MOST:]), wall + scope.seconds
            took = [
                one for filer in filers.map(lambda _: _filing(gatherer, left, until), range(FILERS)) for one in filer
            ]
            wall, cpu = perf_counter() - wall, process_time() - cpu
        mission.store.close()
    what = f"receipts, {FILERS} filers, for {wall:.0f} s"
    return [
        (what, len(took), len(took) / wall, "a second"),
        ("the same, by CPU time", len(took), len(took) / cpu, "a CPU second"),
        ("the same: lines in a commit", len(took), len(took) / counted.commits, "lines"),
        *_spread("the same", len(took), took),
    ]


class _Counting:
    """A sequencer that counts its commits."""

    def __init__(self, mission: Mission) -> None:
        self._sequencer, self.commits = mission.sequencer, 0

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        self.commits += 1
        return self._sequencer.seal(lines)


_turn = Lock()


def _filing(gatherer: Gatherer, left: Iterator[bytes], until: float) -> list[float]:
    took = []
    while perf_counter() < until:
        with _turn:
            line = next(left, None)
        if line is None:
            break
        begun_at = perf_counter()
        all_sealed((gatherer.submit(line),))
        took.append(perf_counter() - begun_at)
    return took


def offered(scope: Scope) -> list[Figure]:
    """How long after it came does a line have its receipt, where so many come each second, evenly?"""
    return [figure for rate in OFFERED for figure in _offered(rate, scope.seconds)]


def _offered(rate: int, seconds: float) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        mission = _mission(folder)
        lines = mission.lines(movements(MOST + round(seconds * rate)))
        all_sealed(mission.sequencer.seal(lines[:MOST]))
        with Gatherer(mission.sequencer) as gatherer, ThreadPoolExecutor(IN_FLIGHT) as filers:
            coming, start = iter(enumerate(lines[MOST:])), perf_counter() + 0.1
            each = filers.map(lambda _: _on_time(gatherer, coming, start, rate), range(IN_FLIGHT))
            took = [one for filer in each for one in filer]
        mission.store.close()
    return _spread(f"a receipt, {rate:,} lines a second coming", len(took), took)


def _on_time(gatherer: Gatherer, coming: Iterator[tuple[int, bytes]], start: float, rate: int) -> list[float]:
    """From when each was to come, not from when a thread was free for it."""
    took = []
    while True:
        with _turn:
            number, line = next(coming, (0, b""))
        if not line:
            return took
        due = start + number / rate
        Event().wait(max(0.0, due - perf_counter()))
        all_sealed((gatherer.submit(line),))
        took.append(perf_counter() - due)


def _spread(what: str, entries: int, took_s: Sequence[float], unit: str = "ms") -> list[Figure]:
    p50, p99 = np.percentile(np.array(took_s) * 1000, [50, 99]).tolist()
    return [(f"{what}: p50", entries, p50, unit), (f"{what}: p99", entries, p99, unit)]


# -- A long log ----------------------------------------------------------------------------------------------------------------


def written(path: Path, entries: int) -> list[Figure]:
    """Make the long log; how large is it?"""
    store = SqliteStore(path, new=True)
    lengthen(begun(store), entries)
    store.forget()
    store.close()
    size = sum(each.stat().st_size for each in path.parent.iterdir())
    return [
        ("a log's file", entries, size / 2**20, "MB"),
        ("a log's file, for an entry", entries, size / entries, "bytes"),
    ]


def proofs(path: Path) -> list[Figure]:
    """How long does the receipt of one entry take, whichever it is, from a store that was just opened to it?"""
    store, draw = SqliteStore(path), Random(SEED)  # noqa: S311 - which entries are asked of
    took, cpu, head = [], [], _head(store)
    for _ in range(PROOFS):
        index, begun_at, cpu_at = draw.randrange(head.size), perf_counter(), process_time()
        with store.reading() as record:
            receipt(record.sealed(index), head.checkpoint, tiles.reader(head.size, record.tile))
        took.append(perf_counter() - begun_at)
        cpu.append(process_time() - cpu_at)
    store.close()
    return [*_spread("a proof", head.size, took), *_spread("a proof, by CPU time", head.size, cpu, "CPU ms")]


def singles(path: Path) -> list[Figure]:
    """How long does one notice take that is filed alone, in a short log and in this one?"""
    with tempfile.TemporaryDirectory() as folder:
        short = _mission(folder)
        took = _alone(short)
        short.store.close()
    store = SqliteStore(path)
    long, head = resumed(store), _head(store)
    took_long = _alone(long)
    store.close()
    what = "one notice alone"
    return [*_spread(what, SINGLES, took), *_spread(what, head.size, took_long)]


def _alone(mission: Mission) -> list[float]:
    lines, took = mission.lines(movements(SINGLES + 1, name=f"alone-{mission.filed}")), []
    with Gatherer(mission.sequencer) as gatherer:
        all_sealed((gatherer.submit(lines[0]),))
        for line in lines[1:]:
            begun_at = perf_counter()
            all_sealed((gatherer.submit(line),))
            took.append(perf_counter() - begun_at)
    return took


def _head(store: SqliteStore) -> Head:
    with store.reading() as record:
        head = record.head()
    if head is None:
        raise AssertionError("the mission has not begun")
    return head


def checked(path: Path) -> list[Figure]:
    """How long does it take to compute everything in the log anew? Raises AssertionError where anything is wrong."""
    store = SqliteStore(path)
    with store.reading() as record:
        size = sum(1 for _ in record.of_kind(Kind.NOTICE))
        took, faults = whole(lambda: fsck(record, sealed.read))
    store.close()
    if faults:
        raise AssertionError(faults[0])
    return [("fsck", size, took.wall_s, "s"), ("fsck: this process alone", size, took.cpu_s, "CPU s")]


def cold_starts(path: Path, entries: int) -> list[Figure]:
    """How long until a process that has just begun could seal: its imports, and then the mission's file?"""
    imports = median(_imports_s() for _ in range(STARTS))
    opened = [apart(ready_s, path) for _ in range(STARTS)]
    return [
        ("cold start: imports", None, imports, "s"),
        ("cold start: the file, until it can be sealed in", entries, median(opened), "s"),
    ]


def ready_s(path: Path) -> float:
    """To be called in a process of its own. What is on the disk may still be in the system's memory."""
    begun_at = perf_counter()
    store = SqliteStore(path)
    books, head = Books(sealed.read), _head(store)
    with store.reading() as record:
        books.catch_up(record)
        tree.edge(head.size, tiles.reader(head.size, record.tile))
    took = perf_counter() - begun_at
    store.close()
    return took


def _imports_s() -> float:
    said = subprocess.run([sys.executable, "-c", _IMPORTS], capture_output=True, text=True, check=True)
    return float(said.stdout)


_IMPORTS = """
from time import perf_counter
begun = perf_counter()
import herald.desk.gathering, herald.formats.sealed, herald.store.sqlite.store
print(perf_counter() - begun)
"""


# -- By itself -----------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure this alone, and print it."""
    parser = ArgumentParser(prog="python -m bench.record", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="some seconds, and a log of 20,000 entries")
    parser.add_argument("--entries", type=int, metavar="N", help="entries of the long log")
    given = parser.parse_args()
    scope = QUICK if given.quick else WHOLE
    print(f"load {load():.2f}", flush=True)
    for figure in figures(replace(scope, entries=given.entries or scope.entries)):
        print(*single(Single(*figure)), sep="  ", flush=True)
    print(f"load {load():.2f}")


if __name__ == "__main__":
    main()
