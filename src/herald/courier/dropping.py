"""How does a party fetch what is addressed to it without a network? From a folder of its own, where its answers are laid too.

A parcel is named by the stretch of the log that it holds, `000000-000042.parcel`, and the answer to it `000000-000042.answer`.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from herald.prevented import Prevented

PARCEL, ANSWER, ASIDE = ".parcel", ".answer", ".answered"
LONGEST_ANSWER = 2**26
_NAMED = re.compile(r"([0-9]{6,19})-([0-9]{6,19})", re.ASCII)
_OTHERS = 0o077


class NotLeft(Prevented):
    """The parcel could not be laid into the folder, or the folder is not the addressee's alone."""

    code = "not-left"


class _Goods(Protocol):
    """What is to be left: for whom, from one size of the log to another."""

    @property
    def to(self) -> str: ...
    @property
    def begin(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def parcel(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Dropping:
    """Folders beside a mission, one for each party, in which parcels are left. Each is made for the cell's own user alone."""

    folder: Path

    def of(self, to: str) -> Path:
        """Which folder is that of this party? Its name stands in it so that no name leads out of the folder."""
        return self.folder / quote(to, safe="").replace(".", "%2E")

    def waiting(self, to: str, address: str | None) -> tuple[bytes, ...]:
        """Which answers lie there? In the order of the parcels that they answer. Raises NotLeft."""
        del address
        return tuple(_read(path) for path in self._answers(to))

    def settled(self, to: str, address: str | None, count: int) -> None:
        """The first `count` of them get another ending: nobody looks at them again. Raises NotLeft."""
        del address
        for path in self._answers(to)[:count]:
            try:
                path.replace(path.with_suffix(ASIDE))
            except OSError as error:
                raise NotLeft(f"{path} cannot be put aside: {error.strerror}") from error

    def _answers(self, to: str) -> list[Path]:
        found = [(stretch, path) for path in self._files(to, ANSWER) if (stretch := named(path)) is not None]
        return [path for _, path in sorted(found)]

    def lies(self, to: str, address: str | None, begin: int) -> int:
        """Up to which size do parcels lie there, one after another, from this one on? Raises NotLeft."""
        del address
        ends = dict(sorted(stretch for path in self._files(to, PARCEL) if (stretch := named(path)) is not None))
        reached = begin
        while ends.get(reached, reached) > reached:
            reached = ends[reached]
        return reached

    def deliver(self, goods: _Goods) -> None:
        """Leave the parcel, whole or not at all; on the disk when this returns. Nobody answers at once. Raises NotLeft."""
        target = self._made(goods.to) / f"{goods.begin:06d}-{goods.size:06d}{PARCEL}"
        try:
            _place(target, goods.parcel)
        except OSError as error:
            raise NotLeft(f"{target} could not be written: {error.strerror}") from error

    def _files(self, to: str, ending: str) -> list[Path]:
        folder = self.of(to)
        try:
            return sorted(folder.glob(f"*{ending}")) if folder.is_dir() else []
        except OSError as error:
            raise NotLeft(f"{folder} cannot be read: {error.strerror}") from error

    def _made(self, to: str) -> Path:
        """The party's folder. That above it is made as private, and may be opened later: it holds nothing but names of parties."""
        folder = self.of(to)
        try:
            for each in (self.folder, folder):
                each.mkdir(mode=0o700, exist_ok=True)
            exposed = folder.stat().st_mode & _OTHERS
        except OSError as error:
            raise NotLeft(f"{folder} cannot be made: {error.strerror}") from error
        if exposed:
            raise NotLeft(f"{folder} can be read or changed by others: chmod 700 {folder}")
        return folder


def named(path: Path) -> tuple[int, int] | None:
    """Which stretch of the log does a parcel of this name hold? None for a name that is none."""
    match = _NAMED.fullmatch(path.stem)
    return None if match is None else (int(match[1]), int(match[2]))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_ANSWER)
    except OSError as error:
        raise NotLeft(f"{path} cannot be read: {error.strerror}") from error


def _place(target: Path, data: bytes) -> None:
    """Written beside its place and only then named: whoever looks finds the whole of it, or nothing."""
    fd, part = tempfile.mkstemp(prefix=".herald-", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(target)
    finally:
        with suppress(OSError):
            Path(part).unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
