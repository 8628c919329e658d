"""What may a disk hold after the power was cut? Everything that was synced before, and of what was written since any part.

A filing is recorded call by call. At each call the power is cut: each file has what its last sync made certain and, of the
writes since, some that the lots choose, the last of them perhaps torn between two sectors; a new name is there for certain only
after a sync of its folder. Of the shared memory beside the file nothing is certain, so it is absent or holds rubbish.
Source: POSIX.1-2017, fdatasync; SQLite, "Atomic Commit In SQLite", section 2 (no powersafe overwrite is assumed beyond a sector).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.faults import Done
from tests.faults.filer import Told
from tests.faults.ground import MISSION
from tests.faults.scenes import Scene
from tests.faults.traced import Call, trace

SECTOR = 512
_PATH = re.compile(r"^\d+<(?P<of>(?:\\x[0-9a-f]{2})*)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_CHANGING = {"pwrite64", "write", "ftruncate", "fdatasync", "fsync", "openat", "unlink", "link", "linkat", "unlinkat"}


@dataclass(frozen=True)
class Write:
    """Bytes at a place of a file; None for its new length."""

    at: int
    data: bytes | None

    def onto(self, held: bytes) -> bytes:
        """What does the file hold then?"""
        if self.data is None:
            return held[: self.at].ljust(self.at, b"\0")
        return held.ljust(self.at, b"\0")[: self.at] + self.data + held[self.at + len(self.data) :]

    def torn(self, lots: random.Random) -> Write:
        """The same, as far as a sector's end."""
        if self.data is None:
            return self
        ends = list(range(SECTOR - self.at % SECTOR, len(self.data), SECTOR))
        return Write(self.at, self.data[: lots.choice([0, *ends])])


@dataclass
class File:
    """What is certain of a file, and what was written since."""

    certain: bytes = b""
    since: list[Write] = field(default_factory=list)

    def whole(self) -> bytes:
        """As every process sees it."""
        held = self.certain
        for write in self.since:
            held = write.onto(held)
        return held

    def sync(self) -> None:
        """From here on this is certain."""
        self.certain, self.since = self.whole(), []

    def cut(self, lots: random.Random | None) -> bytes:
        """What may be left of it? Without lots, only what is certain."""
        if lots is None:
            return self.certain
        held = self.certain
        chosen = [write for write in self.since if lots.random() < 0.5]
        if chosen and lots.random() < 0.5:
            chosen[-1] = chosen[-1].torn(lots)
        for write in chosen:
            held = write.onto(held)
        return held


@dataclass
class Disk:
    """The files of a folder, by name: as everybody sees them, and as far as their names are certain."""

    seen: dict[str, File]
    certain: dict[str, File]

    def after(self, call: Call) -> None:
        """What has this call made of it?"""
        name = _of(call)
        if call.name in {"openat", "unlink", "unlinkat", "link", "linkat"}:
            self._named(call)
        elif call.name in {"fdatasync", "fsync"}:
            if name in self.seen:
                self.seen[name].sync()
            else:
                self.certain = dict(self.seen)
        elif name in self.seen:
            self.seen[name].since.append(_write(call))

    def _named(self, call: Call) -> None:
        name, *other = (Path(path).name for path in _paths(call.arguments))
        if call.name.startswith("unlink"):
            self.seen.pop(name, None)
        elif call.name.startswith("link"):
            self.seen[other[0]] = self.seen[name]
        elif "O_CREAT" in call.arguments:
            self.seen.setdefault(name, File())

    def cut(self, lots: random.Random | None) -> dict[str, bytes]:
        """Which files may be left, and what may they hold?"""
        left: dict[str, File] = {}
        for name in sorted({*self.certain, *self.seen}):
            either = self.certain.get(name), self.seen.get(name)
            file = either[0] if lots is None else lots.choice(either)
            if file is not None and not name.endswith("-shm"):
                left[name] = file
        held = {id(file): file.cut(lots) for file in left.values()}  # two names may be one file: it is cut once
        return {name: held[id(file)] for name, file in left.items()}

    def _sure(self, name: str) -> bool:
        return self.certain.get(name) is self.seen.get(name)

    @property
    def unsure(self) -> bool:
        """Is there anything at all that a cut could take?"""
        written = any(file.since for name, file in self.seen.items() if not name.endswith("-shm"))
        named = any(not self._sure(name) for name in {*self.seen, *self.certain} if not name.endswith("-shm"))
        return written or named


def _of(call: Call) -> str:
    """On which file is this call made? Its name in the folder; the folder's own, or none."""
    match = _PATH.match(call.arguments)
    path = bytes.fromhex(match["of"].replace("\\x", "")).decode() if match else ""
    return Path(path.removesuffix("(deleted)")).name


def _bytes(arguments: str) -> bytes:
    quoted = _QUOTED.search(arguments)
    assert quoted is not None and not quoted[2], f"strace has shortened {arguments[:80]}"
    return bytes.fromhex(quoted[1].replace("\\x", ""))


def _paths(arguments: str) -> list[str]:
    return [bytes.fromhex(quoted[1].replace("\\x", "")).decode() for quoted in _QUOTED.finditer(arguments)]


def _write(call: Call) -> Write:
    if call.name == "ftruncate":
        return Write(int(call.arguments.rsplit(", ", 1)[1]), None)
    done, at = int(call.result), int(call.arguments.rsplit(", ", 1)[1])
    return Write(at, _bytes(call.arguments)[:done])


@dataclass(frozen=True)
class PowerLoss:
    """The power is cut after some calls of a recorded filing; `told` had been told by then."""

    scene: Scene
    files: dict[str, bytes]
    told: Sequence[Told]
    call: str
    fired: int
    kind = "power cut after"

    def run(self) -> Done:
        with TemporaryDirectory(dir=self.scene.ground.template.parent) as place:
            folder = Path(place)
            for name, data in self.files.items():
                (folder / name).write_bytes(data)
            return Done(self.fired, self.scene.judged(folder, self.told))


def power_losses(scene: Scene, draws: int, lots: random.Random) -> Iterator[PowerLoss]:
    """At each call of this filing: what is certain alone, and as many other states that may be, each once."""
    for call, disk, told in _recorded(scene):
        if not disk.unsure:
            continue
        states = [disk.cut(None), *(disk.cut(lots) for _ in range(draws))]
        for number, files in enumerate(states):
            if number % 2:
                files[f"{MISSION}-shm"] = lots.randbytes(32_768)
            yield PowerLoss(scene, files, told, call, 1)


def _recorded(scene: Scene) -> Iterator[tuple[str, Disk, list[Told]]]:
    """After each call: its name, the disk, and what had been told."""
    ground = scene.ground
    with ground.copy(scene.template) as folder:
        held = {path.name: path.read_bytes() for path in folder.iterdir()}
        options = ("-xx", "-s", "1000000", "-e", f"trace={','.join(sorted(_CHANGING))}")
        traced = trace(ground, folder, scene.filing, *options, receipts=True)
    files = {name: File(data) for name, data in held.items()}
    disk, told = Disk(files, dict(files)), []
    for call in traced.calls():
        if call.name == "write":
            told.append(json.loads(_bytes(call.arguments)))
        elif not call.result.startswith("-1"):
            disk.after(call)
        yield call.name, disk, list(told)
