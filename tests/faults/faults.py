"""Which faults are there, and what does each do to a filing? One that did not fire counts for nothing, and says so."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from herald.store.sqlite.connection import WAIT_S
from herald.store.sqlite.store import SqliteStore
from herald.units import DAY, Instant
from tests.desk.missions import NOON
from tests.faults import filer
from tests.faults.filer import Filing, handing_in
from tests.faults.ground import MISSION, Ground
from tests.faults.judge import Judgement, judge
from tests.faults.scenes import Scene
from tests.faults.traced import trace


@dataclass(frozen=True)
class Done:
    """What came of one fault: how often it fired, and what was left."""

    fired: int
    judgement: Judgement


class Fault(Protocol):
    """Something that goes wrong: of a kind, in a system call."""

    @property
    def kind(self) -> str: ...
    @property
    def call(self) -> str: ...
    def run(self) -> Done: ...


# -- A system call that fails, or at which the process is ended ---------------------------------------------------------------


@dataclass(frozen=True)
class AtCall:
    """At its so-manieth call of this name on the mission's files, `what` happens: an error's name, or KILL."""

    scene: Scene
    call: str
    nth: int
    what: str
    for_good: bool = False

    @property
    def kind(self) -> str:
        if self.what == "KILL":
            return "process ended"
        return f"{self.what}, for good" if self.for_good else self.what

    def run(self) -> Done:
        what = "signal=KILL" if self.what == "KILL" else f"error={self.what}"
        inject = f"inject={self.call}:{what}:when={self.nth}{'+' if self.for_good else ''}"
        with self.scene.ground.copy(self.scene.template) as folder:
            traced = trace(self.scene.ground, folder, self.scene.filing, "-e", f"trace={self.call}", "-e", inject)
            return Done(int(traced.fired), self.scene.judged(folder, traced.told))


_FULL = frozenset({"openat", "pwrite64", "write", "ftruncate", "fdatasync", "fsync", "fallocate", "link", "linkat"})
"""Calls that may find the disk full."""
_INTERRUPTED = frozenset({"openat", "pwrite64", "pread64", "ftruncate", "fdatasync", "fsync", "fcntl"})
_FOR_GOOD = frozenset({"pwrite64", "pread64", "fdatasync", "fsync", "ftruncate"})
_ASKING = frozenset({"pread64", "fcntl", "newfstatat", "fstat", "stat", "lstat"})
"""Calls that change nothing on the disk; there are many."""


def at_every_call(scene: Scene, asking: int = 1) -> Iterator[AtCall]:
    """Every call that this filing makes on the mission's files, in each way in which it can go wrong.

    Of those that only ask, each so-manieth. Where a way is much like another, only some: a full disk at each second write,
    a call that was interrupted or a disk that is gone for good at each fourth.
    """
    with scene.ground.copy(scene.template) as folder:
        traced = trace(scene.ground, folder, scene.filing)
        flaws = scene.judged(folder, traced.told).flaws
    assert not flaws, flaws
    for name, count in sorted(Counter(call.name for call in traced.calls()).items()):
        for nth in range(1, count + 1, asking if name in _ASKING else 1):
            for what, for_good in _ways(name, nth):
                yield AtCall(scene, name, nth, what, for_good)


def _ways(name: str, nth: int) -> Iterator[tuple[str, bool]]:
    yield from (("EIO", False), ("KILL", False))
    if name in _FULL and (nth % 2 or name != "pwrite64"):
        yield "ENOSPC", False
    if name in _INTERRUPTED and nth % 4 == 1:
        yield "EINTR", False
    if name in _FOR_GOOD and (nth % 4 == 1 or name not in {"pwrite64", "pread64"}):
        yield "EIO", True


# -- A write that is done in part -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShortWrite:
    """No file may be longer than this: the write that would pass it is done in part, and then refused."""

    scene: Scene
    limit: int
    kind = "short write"
    call = "pwrite64"

    def run(self) -> Done:
        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

        filing = replace(self.scene.filing, before=limited, opened=SqliteStore)
        with self.scene.ground.copy(self.scene.template) as folder:
            traced = trace(self.scene.ground, folder, filing, "-e", "trace=pwrite64")
            short = any(
                call.result.isdigit() and int(call.result) < int(call.arguments.rsplit(", ", 2)[-2])
                for call in traced.calls()
            )
            return Done(int(short), self.scene.judged(folder, traced.told))


def short_writes(scene: Scene, count: int, lots: random.Random) -> Iterator[ShortWrite]:
    size = (scene.template / MISSION).stat().st_size
    for limit in sorted(lots.sample(range(size + 1, size + 250_000), count)):
        yield ShortWrite(scene, limit)


# -- A disk that is full, until space is given back --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DiskFull:
    """On a file system of its own there is so little left; afterwards there is space again. As root only."""

    scene: Scene
    left: int
    kind = "disk full"
    call = "(file system)"

    def run(self) -> Done:
        ground = self.scene.ground
        with ExitStack() as stack:
            place = stack.enter_context(small_disk(ground.template.parent))
            elsewhere = replace(ground, template=place / "template")
            (place / "template").mkdir()
            folder = stack.enter_context(elsewhere.copy(self.scene.template))
            filler = place / "filler"
            with filler.open("wb") as out:
                free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
                out.write(bytes(max(0, free - self.left)))
            with filer.running(ground, folder, self.scene.filing) as process:
                process.go()
                process.ended()
                told = process.told()
            filler.unlink()
            fired = any("full" in one.get("broken", "") for one in told)
            return Done(int(fired), self.scene.judged(folder, told))


@contextmanager
def small_disk(beside: Path) -> Iterator[Path]:
    """A file system of 2 MB in memory. Raises CalledProcessError where it may not be mounted."""
    place = beside / f"disk-{os.getpid()}"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", place], check=True, capture_output=True)
        try:
            yield place
        finally:
            subprocess.run(["umount", place], check=True, capture_output=True)
    finally:
        place.rmdir()


def may_mount(beside: Path) -> bool:
    try:
        with small_disk(beside):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


@dataclass(frozen=True)
class FileFull:
    """The file may have so many pages more than it has."""

    scene: Scene
    pages: int
    kind = "disk full"
    call = "(pages of the file)"

    def run(self) -> Done:
        def opened(path: Path) -> SqliteStore:
            store = self.scene.filing.opened(path)
            (pages,) = store._writer.execute("PRAGMA page_count").fetchone()
            store._writer.execute(f"PRAGMA max_page_count = {pages + self.pages}")
            return store

        scene = self.scene.by(opened)
        with scene.ground.copy(scene.template) as folder:
            with filer.running(scene.ground, folder, scene.filing) as process:
                process.go()
                process.ended()
                told = process.told()
            fired = any("full" in one.get("broken", "") for one in told)
            return Done(int(fired), scene.judged(folder, told))


# -- A clock that jumps ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClockJumps:
    """Between one filing and the next the clock goes a day forward or back, as these lots say."""

    scene: Scene
    seed: int
    kind = "clock jumps a day"
    call = "(clock)"

    def run(self) -> Done:
        lots = random.Random(self.seed)
        now = [NOON]

        def clock() -> Instant:
            now[0] = Instant(now[0] + lots.choice((-DAY, DAY)))
            return now[0]

        filing = replace(self.scene.filing, clock=clock)
        with self.scene.ground.copy(self.scene.template) as folder:
            with filer.running(self.scene.ground, folder, filing) as process:
                process.go()
                process.ended()
                told = process.told()
            return Done(int(bool(told)), self.scene.judged(folder, told))


# -- Two sequencers, and one or both are ended at some instant ---------------------------------------------------------------------


@dataclass(frozen=True)
class TwoEnded:
    """Two processes file into one mission; after so long the first is ended, and after so long the second, or never."""

    ground: Ground
    after_s: tuple[float, float | None]
    opened: filer.Opened = field(default=filer.opened)
    kind = "one of two ended, at any instant"
    call = "(any)"

    def run(self) -> Done:
        with ExitStack() as stack:
            folder = stack.enter_context(self.ground.copy())
            both = [
                stack.enter_context(
                    filer.running(
                        self.ground, folder, Filing(handing_in(pile), opened=self.opened, wait_s=WAIT_S), name
                    )
                )
                for name, pile in zip(("one", "other"), self.ground.piles, strict=True)
            ]
            for process in both:
                process.go()
            ended = [process.ended(after_s) for process, after_s in zip(both, self.after_s, strict=True)]
            told = [process.told() for process in both]
            found = judge(self.ground, folder, told)
        for process_told, by in zip(told, ended, strict=True):
            if not by and sum("sealed" in one for one in process_told) != len(self.ground.piles[0]):
                found.unsound.append(f"a process that nobody ended could not file everything: {process_told[-1:]}")
        return Done(sum(by == signal.SIGKILL for by in ended), found)


def ended_together(ground: Ground, count: int, lots: random.Random) -> Iterator[TwoEnded]:
    for number in range(count):
        yield TwoEnded(ground, (lots.uniform(0.005, 0.4), None if number % 2 else lots.uniform(0, 0.2)))


def full_disks(scene: Scene) -> Iterator[Fault]:
    yield from (FileFull(scene, pages) for pages in range(12))
    if os.geteuid() == 0 and may_mount(scene.ground.template.parent):
        yield from (DiskFull(scene, left) for left in range(24_576, 180_000, 4_096))


def jumping_clocks(scene: Scene, count: int, lots: random.Random) -> Iterator[ClockJumps]:
    yield from (ClockJumps(scene, lots.randrange(2**32)) for _ in range(count))
