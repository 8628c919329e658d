"""What on this disk is nobody else's? Folders and files that only their owner can read, and names that outlast a crash."""

from __future__ import annotations

import fcntl
import os
import shlex
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC, ENOTDIR
from pathlib import Path
from typing import ClassVar

from herald.prevented import Prevented

FOLDER_MODE = 0o700
FILE_MODE = 0o600
PART = ".herald-*.part"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FULL = {ENOSPC, EDQUOT, EFBIG}


class Exposed(Prevented):
    """Others can read or change what should be its owner's alone. The words say which chmod mends it."""

    code: ClassVar[str] = "folder-exposed"

    def __init__(self, path: Path, mode: int) -> None:
        """Which path, and what are its permissions?"""
        self.path = path
        super().__init__(
            f"{path} can be read or changed by others (mode {stat.S_IMODE(mode):04o}): "
            f"chmod {FOLDER_MODE:o} {shlex.quote(str(path))}"
        )


class NoRoom(Prevented):
    """The disk is full, or the file would be longer than it may be; nothing half written was left."""

    code: ClassVar[str] = "disk-full"

    def __init__(self, folder: Path, why: str) -> None:
        """Where was there no room, and what did the system say?"""
        self.folder = folder
        super().__init__(f"{folder}: {why}; nothing was kept. Make room there and try again")


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is being written and has no name yet by which anybody would read it."""

    path: Path
    fd: int


def make(folder: Path) -> None:
    """Make the folder, ours alone from its first moment, and see that it is no one else's. Raises Exposed."""
    if not folder.exists():
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    look(folder)


def look(folder: Path) -> None:
    """Is this folder its owner's alone? Raises Exposed, NotADirectoryError, FileNotFoundError."""
    mode = folder.stat().st_mode
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))
    if mode & _OTHERS:
        raise Exposed(folder, mode)


def sync(*folders: Path) -> None:
    """Until this has returned, a crash may leave a folder without a name that was just put into it."""
    for folder in folders:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


@contextmanager
def alone(folder: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """While this lasts, nobody else has this folder locked; with LOCK_SH, nobody has it for themselves alone."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, how)
        yield
    finally:
        os.close(fd)


@contextmanager
def part(folder: Path) -> Iterator[Part]:
    """A new file in this folder, 0600 from its first moment, which is gone afterwards unless it was given another name.

    It stays locked as long as its writer lives, so that `sweep` tells what a crash left from what is being written.
    """
    with alone(folder, fcntl.LOCK_SH):
        fd, name = tempfile.mkstemp(prefix=".herald-", suffix=".part", dir=folder)
        fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield Part(Path(name), fd)
    finally:
        os.close(fd)
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108  as it was made, by os


def sweep(folder: Path) -> int:
    """How many parts had no writer any more? They are removed; one that is being written is left alone."""
    if not folder.exists():
        return 0
    with alone(folder):
        return sum(_abandoned(path) for path in sorted(folder.glob(PART)))


def _abandoned(path: Path) -> bool:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        path.unlink()
        return True
    finally:
        os.close(fd)


def write(fd: int, data: bytes) -> None:
    """Write all of this; the system may take it piece by piece."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """What finds no room on the disk is told as NoRoom; every other error of the disk as the system has it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoRoom(folder, os.strerror(error.errno)) from error
