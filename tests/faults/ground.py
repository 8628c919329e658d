"""The mission that is filed into while something breaks: a template to copy, and the signed lines that are handed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from herald.record import drafting
from herald.record.acts import Erasure
from herald.record.receipt import holds
from herald.store.sqlite.store import SqliteStore
from herald.units import NoticeId
from tests.desk.missions import ASTER, BIRCH, NOON, Exercise, cancel, instead, movement

MISSION = "mission.db"
PIPED = 48
"""How many lines each of two sequencers files while they are killed."""

Steps = tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True)
class Ground:
    """A mission of two parties with three notices in it, and what is handed in next.

    `steps` are handed in one after another, each step in one go; `later` is a line that nobody hands in before the judge does;
    `piles` are for two sequencers at once.
    """

    template: Path
    exercise: Exercise
    steps: Steps
    later: bytes
    piles: tuple[Steps, Steps]

    @contextmanager
    def copy(self, template: Path | None = None) -> Iterator[Path]:
        """A folder with this mission in it, or another, which is gone afterwards."""
        with TemporaryDirectory(dir=self.template.parent) as folder:
            shutil.copytree(template or self.template, folder, dirs_exist_ok=True)
            yield Path(folder)


def scratch() -> Path:
    """Where may thousands of missions come and go? In memory, if there is such a place: what a disk forgets is told by a model."""
    memory = Path("/dev/shm")
    return Path(mkdtemp(prefix="herald-faults-", dir=memory if memory.is_dir() else None))


def lay(folder: Path) -> Ground:
    """Begin the mission, and sign every line that will be handed in. The same in each run, byte for byte."""
    template = folder / "template"
    template.mkdir()
    store = SqliteStore(template / MISSION, new=True)
    exercise = Exercise(store).begun()
    first = [movement("aster-0", ASTER), movement("birch-0", BIRCH), movement("aster-00", ASTER, lat=-31.7)]
    for notice in first:
        assert holds(exercise.filed(notice).receipt)
    steps = _steps(exercise)
    piles = tuple(
        tuple((exercise.line(movement(f"{party}-pile-{n}", party, lat=-32.5 + n / 50)),) for n in range(PIPED))
        for party in (ASTER, BIRCH)
    )
    later = exercise.line(movement("birch-later", BIRCH))
    store.close()
    return Ground(template, exercise, steps, later, (piles[0], piles[1]))


def _steps(exercise: Exercise) -> Steps:
    """One by one and in batches; one that is refused, one replaced, one cancelled, one whose details are erased."""
    a, b = movement("aster-1", ASTER), movement("birch-1", BIRCH, lat=-31.93)
    batch = [movement(f"{party}-{n}", party, lat=-32 + n / 40) for n in range(2, 5) for party in (ASTER, BIRCH)]
    line = exercise.line
    return (
        (line(a),),
        (line(b),),
        tuple(line(notice) for notice in batch),
        (line(a),),
        (line(instead(a, movement("aster-5", ASTER, lat=-31.94))),),
        (line(cancel("birch-5", b)), line(movement("birch-6", BIRCH))),
        (_erasing(exercise),),
        (line(movement("aster-7", ASTER)),),
    )


def _erasing(exercise: Exercise) -> bytes:
    """The line by which Aster erases the details of its first notice."""
    with exercise.store.reading() as record:
        filed = record.filed(NoticeId("aster-00"))
    assert filed is not None
    party, at = exercise.party(ASTER), drafting.place(exercise.file())
    act = Erasure(filed.index, ("details",))
    return drafting.draft(at, party.author, act, {}, exercise.next(), NOON, exercise.lots).line()
