"""Which system calls does a filing make on the mission's files, and what if one fails? strace counts them and breaks one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.filer import Filer, Filing, Told, running
from tests.faults.ground import MISSION, Ground

_LINE = re.compile(r"^(?:\d+ +)?(?P<call>[a-z0-9_]+)\((?P<arguments>.*)\) += (?P<result>.*)$")
UNBEGUN = ".herald-000000000000.part"
"""As which file a mission is made that has not begun."""
_BESIDE = ("", "-wal", "-shm", "-journal")
_FIRED = re.compile(r"\(INJECTED\)|\+\+\+ killed by SIGKILL")


class Untraceable(Exception):
    """strace cannot attach to the process: nothing can be said."""


@dataclass(frozen=True)
class Call:
    """One system call as strace tells it."""

    name: str
    arguments: str
    result: str


@dataclass(frozen=True)
class Traced:
    """What strace told of a run, and what the run told itself."""

    lines: tuple[str, ...]
    told: list[Told]

    @property
    def fired(self) -> bool:
        """Was the fault there at all?"""
        return any(_FIRED.search(line) for line in self.lines)

    def calls(self) -> list[Call]:
        """The calls in order. What strace could not finish (the process was gone) is none."""
        found = (_LINE.match(line) for line in self.lines)
        return [Call(match["call"], match["arguments"], match["result"]) for match in found if match]


def trace(ground: Ground, folder: Path, filing: Filing, *options: str, receipts: bool = False) -> Traced:
    """File under strace, which looks at calls on the mission's files and folder alone. `options` say what it breaks.

    With `receipts` it also tells when a receipt was given.
    """
    with running(ground, folder, filing) as filer:
        lines = _under_strace(filer, folder, options, [filer.receipts] if receipts else [])
        return Traced(tuple(lines), filer.told())


def _under_strace(filer: Filer, folder: Path, options: Sequence[str], also: Sequence[Path]) -> list[str]:
    told = folder.parent / f"{folder.name}-strace"
    watched = [folder, *(folder / f"{name}{end}" for name in (MISSION, UNBEGUN) for end in _BESIDE), *also]
    paths = [word for path in watched for word in ("-P", str(path))]
    command = ["strace", "-f", "-y", "-p", str(filer.pid), "-o", str(told), *paths, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = next((line for line in strace.stderr if "Requested path" not in line), "")
        if "attached" not in said:
            raise Untraceable(said)
        filer.go()
        filer.ended()
        strace.stderr.read()
    lines = told.read_text().splitlines()
    told.unlink()
    return lines
