"""In which situations is a filing broken? In the midst of filing, when a mission is opened after a crash, and when it is begun."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from herald.check.answer import Limits
from herald.desk import founding
from herald.desk.sequencer import Outcome, Sequencer
from herald.formats import sealed as fields
from herald.ports import Broken, Signers, Store
from herald.record import drafting
from herald.record.acts import AgreementVersion
from herald.record.agreementtext import digest
from herald.record.drafting import Author
from herald.store.sqlite import store as kept
from herald.store.sqlite.store import SqliteStore
from tests.desk.missions import CELL, NOON, TEXT
from tests.faults import filer, judge
from tests.faults.filer import Filing, Opened, Told, handing_in
from tests.faults.ground import MISSION, Ground


@dataclass(frozen=True)
class Scene:
    """One situation: which files are there, what a process then does, what was told before, what can be filed afterwards."""

    name: str
    ground: Ground
    template: Path
    filing: Filing
    earlier: Sequence[Sequence[Told]] = ()
    further: judge.Act | None = None

    def judged(self, folder: Path, *told: Sequence[Told]) -> judge.Judgement:
        """What is left of it? Where no mission is there, nobody may have a receipt, and it must be possible to begin it."""
        given = [*self.earlier, *told]
        if (folder / MISSION).exists() or any("sealed" in one for process in given for one in process):
            return judge.judge(self.ground, folder, given, self.further)
        against = begins_again(self.ground, folder)
        found = judge.judge(self.ground, folder, given, self.further)
        found.unsound += [against] if against else []
        return found

    def by(self, opened: Opened) -> Scene:
        """The same, by another store."""
        return replace(self, filing=replace(self.filing, opened=opened))


def filing(ground: Ground) -> Scene:
    """A mission that lay closed is opened, filed into, of something erased, filed into again and closed."""
    *steps, last = handing_in(ground.steps)
    return Scene("filing", ground, ground.template, Filing((*steps, filer.Telling.forget, last)))


def after_a_crash(ground: Ground) -> Scene:
    """A process ended without closing; its write-ahead log is there. The next one reads it and files."""
    template = ground.template.parent / "crashed"
    with ground.copy() as folder:
        with filer.running(ground, folder, Filing(handing_in(ground.steps), close=False)) as process:
            process.go()
            process.ended()
            told = process.told()
        (folder / f"{MISSION}-shm").unlink()
        shutil.copytree(folder, template)
    return Scene("after a crash", ground, template, Filing(handing_in(ground.piles[0][:2])), [told])


def beginning(ground: Ground) -> Scene:
    """A mission is made and begun in an empty folder: it is there once it has begun, and then it is answered for."""
    template = ground.template.parent / "empty"
    template.mkdir()
    sealed: list[tuple[Sequence[bytes], Sequence[Outcome]]] = []

    def opened(path: Path) -> SqliteStore:
        # The name that the file has until then is drawn by lot: here it is one that strace can be told.
        kept.secrets = _Lots  # type: ignore[attr-defined]
        try:
            kept.begun(path, lambda store: _found(ground, _Noting.of(ground, store, sealed)))
        except OSError as error:
            raise Broken(str(error)) from error
        return filer.opened(path)

    def given(sequencer: filer.Telling) -> None:
        for lines, outcomes in sealed:
            sequencer.give(lines, outcomes)

    another = _another_version(ground)
    return Scene("beginning", ground, template, Filing((given, another), opened=opened), further=another)


class _Lots:
    token_hex = staticmethod(lambda count: "00" * count)


class _Noting(Sequencer):
    """The sequencer as it is; what it gives is noted, since nobody is answered before the mission is there."""

    sealed: list[tuple[Sequence[bytes], Sequence[Outcome]]]

    @classmethod
    def of(cls, ground: Ground, store: Store, sealed: list[tuple[Sequence[bytes], Sequence[Outcome]]]) -> _Noting:
        keys = ground.exercise.keys
        made = cls(store, Signers(keys.log, keys.node), lambda: NOON, ground.exercise.lots, fields.read)
        made.sealed = sealed
        return made

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        outcomes = super().seal(lines)
        self.sealed.append((lines, outcomes))
        return outcomes


def _found(ground: Ground, sequencer: Sequencer) -> Sequence[Outcome]:
    return founding.found(sequencer, ground.exercise.keys, CELL, TEXT, Limits(), NOON, ground.exercise.lots)


def _another_version(ground: Ground) -> judge.Act:
    """The cell seals another version of its agreement."""

    def agree(sequencer: Sequencer) -> Sequence[Outcome]:
        with sequencer._store.reading() as record:
            sequencer.books.catch_up(record)
            mission = founding.mission_file(record, sequencer.books)
        assert mission.agreement is not None, "the mission is there and has not begun"
        version = mission.agreement.version + 1
        act = AgreementVersion("exercise-2026", version, digest(TEXT))
        author, at = Author(ground.exercise.keys.root, CELL), drafting.place(mission)
        line = drafting.draft(
            at, author, act, {"text": TEXT}, int(NOON) + 1000 + version, NOON, ground.exercise.lots
        ).line()
        return sequencer.seal([line])

    return agree


def begins_again(ground: Ground, folder: Path) -> str | None:
    """Can the mission be begun where nothing is there? What stands against it."""
    if (folder / MISSION).exists():
        return None
    try:
        kept.begun(folder / MISSION, lambda store: _found(ground, _Noting.of(ground, store, [])))
    except Exception as error:  # noqa: BLE001  whatever it is, it cannot
        return f"it cannot be begun again: {type(error).__name__}: {error}"
    return None
