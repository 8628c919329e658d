"""Which keys does this machine hold? A folder that nobody else can read, with a few small files for each key.

`<label>.key` is the key at rest (:mod:`herald.record.keyfile`), written once and never again. `<label>.seq` holds the last number
that an entry of this key was given. `<label>.mission` is the mission that the key was introduced to. A key and a mission are there
whole or not at all; a crash leaves at most a `.herald-*.part` that nobody reads.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from errno import EINVAL, ENOSPC, ENOTDIR
from io import FileIO
from pathlib import Path
from typing import ClassVar

from herald.canonical import LARGEST
from herald.members import Where, each
from herald.prevented import Prevented
from herald.record import keyfile
from herald.record.keyfile import Head, is_label

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_SEQ = re.compile(rb"([0-9]{19})\n")
_SEQ_BYTES = 20


class KeyFolderRefused(Prevented):
    """The folder of keys was left as it is; `code` says why."""

    code: ClassVar[str] = "key-folder"


class KeyExposed(KeyFolderRefused):
    """Others can read or change a key, its folder or what stands beside it. The words say which chmod mends it."""

    code: ClassVar[str] = "key-exposed"

    def __init__(self, path: Path, mode: int) -> None:
        """Which path, and what are its permissions?"""
        self.path = path
        wanted = _FOLDER_MODE if stat.S_ISDIR(mode) else _FILE_MODE
        super().__init__(
            f"{path} can be read or changed by others (mode {stat.S_IMODE(mode):04o}): "
            f"chmod {wanted:o} {shlex.quote(str(path))}"
        )


class KeyMissing(KeyFolderRefused):
    """There is no key of this label in the folder."""

    code: ClassVar[str] = "key-missing"

    def __init__(self, folder: Path, label: str, there: tuple[str, ...]) -> None:
        """Which label was asked for, and which are there?"""
        self.label, self.there = label, there
        super().__init__(f"there is no key {label!r} in {folder}; the keys there: {', '.join(there) or 'none'}")


class KeyExists(KeyFolderRefused):
    """There is a key of this label already, and no key is ever written over."""

    code: ClassVar[str] = "key-exists"

    def __init__(self, path: Path) -> None:
        """Which file is there?"""
        self.path = path
        super().__init__(f"{path} is there already; no key is written over")


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The keys in one folder. Nothing is read before it is asked for, and what others could have read or changed is refused.

    Every method raises KeyExposed, and OSError where the disk does not do what it should; those that take a label raise
    KeyMissing, and ValueError for a text that is no label.
    """

    path: Path

    def labels(self) -> tuple[str, ...]:
        """Which keys are there, by label, in order? None where there is no such folder."""
        if not self.path.exists():
            return ()
        self._private()
        return tuple(sorted(file.stem for file in self.path.glob("*.key") if is_label(file.stem)))

    def heads(self) -> tuple[Head, ...]:
        """Which keys are there, as their files say? In order of their labels. Raises Malformed for all that are none."""
        return each(self.labels(), lambda label: keyfile.public_part(self.read(label), f"{label}.key"))

    def new(self, data: bytes) -> Path:
        """Put this key file into the folder, under the label of its head. Raises KeyExists and Malformed.

        A crash leaves the folder without the key, or with the whole of it. The folder is made if it is not there.
        """
        label = keyfile.public_part(data, "new key").label
        _make_private(self.path)
        self._private()
        target = self._file(label, "key")
        try:
            _place(target, data, _link)
        except FileExistsError:
            raise KeyExists(target) from None
        return target

    def read(self, label: str) -> bytes:
        """What does the file of this key hold? Raises Malformed where it is none, or the key of another label.

        A key under two labels would give two entries the same number; so a file that was copied to another name is refused.
        """
        self._private()
        path = self._file(label, "key")
        with self._key(label) as file:
            data = file.read(keyfile.LONGEST + 1)
        head = keyfile.public_part(data, str(path))
        if head.label != label:
            raise Where(str(path), None, "head.label").wrong(head.label, label)
        return data

    def next_seq(self, label: str, at_least: int) -> int:
        """Which number does the next entry of this key get? Above every one before it, and not below `at_least`.

        No two askers get the same, in whatever process. `at_least` is the current time in microseconds: should the file be
        lost or be an older one, the numbers still grow. It is on the disk before it is returned, so a crash wastes a number
        and gives none twice. Raises ValueError where no number is left.
        """
        self._private()
        with self._key(label), self._numbers(label) as file:
            last = _last(file.fileno())
            number = max(at_least, last + 1)
            if not 0 <= number <= LARGEST:
                raise ValueError(f"a number from 0 to {LARGEST}")
            _overwrite(file.fileno(), number)
            if last < 0:
                _sync_folder(self.path)
        return number

    def bind(self, label: str, data: bytes) -> None:
        """Introduce this key to a mission: keep the bytes of its `.mission` file. One that is there is replaced.

        A crash leaves the old one or the new one, whole.
        """
        self._private()
        with self._key(label):
            _place(self._file(label, "mission"), data, _replace)

    def bound(self, label: str) -> bytes | None:
        """To which mission was this key introduced? The bytes of its `.mission` file, None if to none."""
        self._private()
        with self._key(label):
            try:
                with _opened(self._file(label, "mission")) as file:
                    return file.read()
            except FileNotFoundError:
                return None

    def _file(self, label: str, kind: str) -> Path:
        if not is_label(label):
            raise ValueError(f"a label has letters, digits, - and _, at most {keyfile.LONGEST_LABEL}")
        return self.path / f"{label}.{kind}"

    def _private(self) -> None:
        """Raises KeyExposed where others could read the folder, or put a file into it."""
        with suppress(FileNotFoundError):
            mode = self.path.stat().st_mode
            if not stat.S_ISDIR(mode):
                raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(self.path))
            _refuse_exposed(self.path, mode)

    def _key(self, label: str) -> FileIO:
        """The file of the key, open for reading. Raises KeyMissing."""
        try:
            return _opened(self._file(label, "key"))
        except FileNotFoundError:
            raise KeyMissing(self.path, label, self.labels()) from None

    def _numbers(self, label: str) -> FileIO:
        """The file of the last number, open; nobody else has it until it is closed."""
        file = _opened(self._file(label, "seq"), os.O_RDWR | os.O_CREAT)
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        return file


def _opened(path: Path, how: int = os.O_RDONLY) -> FileIO:
    """A file that is nobody else's. Its permissions are those of what was opened, not of what stood there before."""
    # Without O_NONBLOCK a pipe of that name would keep us waiting for ever.
    fd = os.open(path, how | os.O_CLOEXEC | os.O_NONBLOCK, _FILE_MODE)
    try:
        mode = os.fstat(fd).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(EINVAL, "not a regular file", str(path))
        _refuse_exposed(path, mode)
        return FileIO(fd, "r+" if how & os.O_RDWR else "r")
    except BaseException:
        os.close(fd)
        raise


def _refuse_exposed(path: Path, mode: int) -> None:
    if mode & _OTHERS:
        raise KeyExposed(path, mode)


def _last(fd: int) -> int:
    """The last number that was given; -1 where the file is new, or damaged, which is as if it were new."""
    found = _SEQ.fullmatch(os.pread(fd, _SEQ_BYTES + 1, 0))
    return int(found[1]) if found and int(found[1]) <= LARGEST else -1


def _overwrite(fd: int, number: int) -> None:
    """Write the number where the last one stands, and return once it is on the disk.

    It is of one length and within one sector. Torn by a crash it still reads as a number below the next power of ten, or as
    none, which is as if the file were lost; and the number was given to nobody.
    """
    if os.pwrite(fd, b"%019d\n" % number, 0) != _SEQ_BYTES:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    os.ftruncate(fd, _SEQ_BYTES)
    os.fsync(fd)


def _make_private(folder: Path) -> None:
    """Make the folder, ours alone from its first moment, and its name durable."""
    if not folder.exists():
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _place(target: Path, data: bytes, name: Callable[[Path, Path], None]) -> None:
    """Write the file beside its place and only then name it: whoever looks finds the whole of it, or what was there before."""
    fd, part = tempfile.mkstemp(prefix=".herald-", suffix=".part", dir=target.parent)  # 0600 from its first moment
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        name(Path(part), target)
        _sync_folder(target.parent)
    finally:
        with suppress(OSError):
            Path(part).unlink(missing_ok=True)


def _link(part: Path, target: Path) -> None:
    """A rename would replace what is there; a link is refused, without a moment between the look and the act."""
    target.hardlink_to(part)


def _replace(part: Path, target: Path) -> None:
    part.replace(target)


def _sync_folder(folder: Path) -> None:
    """Until this has returned, a crash may leave the folder without the name."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
