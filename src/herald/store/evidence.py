"""Where do the bytes of evidence live? In a folder beside the mission, each file under the SHA-256 of its bytes, once.

`<mission>.evidence/originals/ab/cdef...` holds the original whose digest begins with ab; it can be read, and is never written
again. `<mission>.evidence/parts/` holds what is being taken in. Both are their owner's alone.

Nothing here seals anything. Whoever takes evidence in seals its entry after `take` has returned, when the bytes are on the disk
under their name. So a crash leaves at most a part, which nobody reads, or an original that no entry names (`Shelf.unnamed`); it
never leaves an entry without its bytes.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from errno import ELOOP, ENXIO
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from herald.prevented import Prevented
from herald.store import private
from herald.store.media import HEAD_BYTES, media
from herald.store.private import Part

PIECE_BYTES = 2**20
DIGEST_BYTES = 32
ORIGINAL_MODE = 0o400
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # without O_NONBLOCK a pipe would keep us waiting
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Readable(Protocol):
    """What evidence is taken from: a file, or anything that gives its bytes piece by piece."""

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


class SourceRefused(Prevented):
    """The file that was to be taken in was not; the words say why."""

    code: ClassVar[str] = "evidence-source"

    def __init__(self, path: Path, why: str) -> None:
        """Which path, and what is wrong with it?"""
        self.path = path
        super().__init__(f"{path}: {why}; nothing was taken in")


class OriginalMissing(Prevented):
    """No original of this digest is on the shelf."""

    code: ClassVar[str] = "evidence-missing"

    def __init__(self, folder: Path, digest: bytes) -> None:
        """Which shelf was asked for which digest?"""
        self.digest = digest
        super().__init__(
            f"no original with SHA-256 {digest.hex()} is in {folder}; take the same bytes in again from where they are kept"
        )


class OriginalDamaged(Prevented):
    """What stands under this digest does not have it."""

    code: ClassVar[str] = "evidence-damaged"

    def __init__(self, path: Path, digest: bytes) -> None:
        """Which file should have which digest?"""
        self.path, self.digest = path, digest
        super().__init__(
            f"{path} does not hold the bytes with SHA-256 {digest.hex()}; taking the same bytes in again mends it"
        )


class CopyRefused(Prevented):
    """The working copy was not made; what stands at its place was left as it is."""

    code: ClassVar[str] = "evidence-copy"

    def __init__(self, path: Path, why: str) -> None:
        """Where was it to be, and what is in the way?"""
        self.path = path
        super().__init__(f"{path}: {why}; no copy was made")


class Arrival(StrEnum):
    """Was an original there before? `mended` where one was there, damaged, and these bytes took its place."""

    NEW = "new"
    THERE = "there already"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: its SHA-256, how many bytes it has, and what its first bytes announce."""

    digest: bytes
    bytes: int
    media: str
    arrival: Arrival = Arrival.NEW


@dataclass(frozen=True, slots=True)
class Shelf:
    """The originals in one folder. Nothing is made before something is taken in.

    Every method raises private.Exposed where others could read the folder, and OSError where the disk does not do what it should.
    A digest is 32 bytes; ValueError for any other.
    """

    folder: Path

    def take(self, stream: Readable) -> Taken:
        """Which evidence is this? Its bytes are on the disk under their digest when this returns, and only then may be sealed.

        Read in pieces of 1 MiB, so that its length does not matter to the memory. The same bytes again are found to be there
        already; what is there is read for that, and if it was damaged these bytes take its place. A crash leaves at most a part
        (`sweep`) or an original that no entry names (`unnamed`). Raises private.NoRoom, and nothing is left then.
        """
        with private.room(self.folder), self.part() as part:
            taken = _poured(stream, part.fd)
            os.fchmod(part.fd, ORIGINAL_MODE)
            os.fsync(part.fd)
            return self._placed(part, taken)

    def take_file(self, path: Path) -> Taken:
        """The same of the file at this path. Raises SourceRefused for what is no file, or changes while it is read.

        A symbolic link is not followed: what it leads to may be another file by the time that somebody looks again.
        """
        with _source(path) as source:
            return self.take(source)

    def open(self, digest: bytes) -> BinaryIO:
        """The original, for reading alone. Raises OriginalMissing; whether its bytes are the right ones is asked of `verify`."""
        path = self._original(digest)
        self._look(digest)
        try:
            fd = os.open(path, _READ)
        except FileNotFoundError:
            raise OriginalMissing(self.folder, digest) from None
        except OSError as error:
            if error.errno in {ELOOP, ENXIO}:
                raise OriginalDamaged(path, digest) from None
            raise
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise OriginalDamaged(path, digest)
        return os.fdopen(fd, "rb")

    def verify(self, digest: bytes) -> bool:
        """Does the original still have the bytes that its name says? Raises OriginalMissing where there is none."""
        try:
            with self.open(digest) as stream:
                return _digest(stream) == digest
        except OriginalDamaged:
            return False

    def media(self, digest: bytes) -> str:
        """What do the first bytes of this original announce? Raises OriginalMissing."""
        with self.open(digest) as stream:
            return media(stream.read(HEAD_BYTES))

    def working_copy(self, digest: bytes, target: Path) -> None:
        """Make a copy to work on, apart from the original: whatever becomes of it, the original stays as it is.

        It is another file, 0600, never a link. Nothing that is there is written over. Whoever looks while it is made finds an
        empty file; a crash leaves that, and a part beside it. Raises CopyRefused, OriginalMissing, OriginalDamaged, NoRoom.
        """
        beside = target.parent
        with self.open(digest) as original, private.room(beside), _reserved(target), private.part(beside) as part:
            if _poured(original, part.fd).digest != digest:
                raise OriginalDamaged(self._original(digest), digest)
            os.fsync(part.fd)
            part.path.replace(target)

    def digests(self) -> tuple[bytes, ...]:
        """Which originals are there? By their names, in order; whether they have the bytes is asked of `verify`."""
        found = (self.folder / "originals").glob("??/*")
        names = sorted(f"{path.parent.name}{path.name}" for path in found)
        return tuple(bytes.fromhex(name) for name in names if _NAME.fullmatch(name))

    def unnamed(self, named: Collection[bytes]) -> tuple[bytes, ...]:
        """Which originals are not among these that entries name? In order.

        A crash, or somebody's change of mind, between the intake and the sealing leaves one. An intake that is under way may be
        among them as well, so nothing is removed here.
        """
        return tuple(digest for digest in self.digests() if digest not in named)

    def sweep(self) -> int:
        """How many parts were left by intakes that are over? They are removed; those under way are left alone."""
        return private.sweep(self.folder / "parts")

    def part(self) -> AbstractContextManager[Part]:
        """A file of ours on the same disk, gone when it is done with."""
        parts = self.folder / "parts"
        private.make(self.folder)
        private.make(parts)
        return private.part(parts)

    def _original(self, digest: bytes) -> Path:
        if len(digest) != DIGEST_BYTES:
            raise ValueError(f"a digest has {DIGEST_BYTES} bytes")
        name = digest.hex()
        return self.folder / "originals" / name[:2] / name[2:]

    def _look(self, digest: bytes) -> None:
        try:
            private.look(self.folder)
        except FileNotFoundError:
            raise OriginalMissing(self.folder, digest) from None

    def _placed(self, part: Part, taken: Taken) -> Taken:
        """Give the part its name, durably, also where another process gave it just before and may not have come so far.

        A link is refused where there is something already, without a moment between the look and the act. A crash before the
        part has lost its own name leaves both names on one file, which nobody writes.
        """
        target = self._original(taken.digest)
        private.make(target.parent.parent)
        private.make(target.parent)
        arrival = Arrival.NEW
        try:
            os.link(part.path, target)
        except FileExistsError:
            arrival = Arrival.THERE if self.verify(taken.digest) else Arrival.MENDED
        if arrival is Arrival.MENDED:
            part.path.replace(target)
        private.sync(target.parent, target.parent.parent, self.folder, self.folder.parent)
        return Taken(taken.digest, taken.bytes, taken.media, arrival)


_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _poured(stream: Readable, into: int) -> Taken:
    """Copy a stream to its end, and say what it was."""
    hashing, count, head = sha256(), 0, b""
    while piece := stream.read(PIECE_BYTES):
        hashing.update(piece)
        count += len(piece)
        head += piece[: HEAD_BYTES - len(head)]
        private.write(into, piece)
    return Taken(hashing.digest(), count, media(head))


def _digest(stream: BinaryIO) -> bytes:
    hashing = sha256()
    while piece := stream.read(PIECE_BYTES):
        hashing.update(piece)
    return hashing.digest()


# -- Where evidence comes from ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unchanging:
    """A file that is read once and must be the same at its end: otherwise the digest is of bytes that never were one file."""

    path: Path
    stream: Readable
    fd: int
    before: os.stat_result

    def read(self, count: int, /) -> bytes:
        """The next bytes, none at the end. Raises SourceRefused."""
        try:
            piece = self.stream.read(count)
        except OSError as error:
            raise SourceRefused(self.path, f"cannot be read: {error.strerror}") from error
        after = os.fstat(self.fd)  # at each piece, or one that grows as it is read would have no end
        if (after.st_size, after.st_mtime_ns) != (self.before.st_size, self.before.st_mtime_ns):
            raise SourceRefused(self.path, "was changed while it was read; try again when nobody writes to it")
        return piece


@contextmanager
def _source(path: Path) -> Iterator[_Unchanging]:
    """The file at this path, opened as it stands there."""
    try:
        fd = os.open(path, _READ)
    except OSError as error:
        why = {ELOOP: "is a symbolic link; name the file that it leads to", ENXIO: "is a socket, not a file"}
        said = why.get(error.errno or 0, f"cannot be opened: {error.strerror}")
        raise SourceRefused(path, said) from error
    try:
        before = os.fstat(fd)
        if not stat.S_ISREG(before.st_mode):
            kind = next((said for is_kind, said in _KINDS if is_kind(before.st_mode)), "something else")
            raise SourceRefused(path, f"is {kind}, not a file")
        yield _Unchanging(path, FileIO(fd, closefd=False), fd, before)
    finally:
        os.close(fd)


# -- Where copies go -----------------------------------------------------------------------------------------------------------


@contextmanager
def _reserved(target: Path) -> Iterator[None]:
    """Hold this name with an empty file, on disks that know no links too; given back if nothing comes of it."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, private.FILE_MODE))
    except FileExistsError:
        raise CopyRefused(target, "is there already, and is not written over") from None
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise CopyRefused(target, f"cannot be made: {error.strerror}") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise
