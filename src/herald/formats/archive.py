"""What does a zip archive hold, and may it be opened? Every limit is held before a member is unpacked, and again while it is.

The figures of an archive are its writer's word: they are compared with the limits first, and then enforced, so that a lie
about a size costs no more than the truth.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where

LARGEST_ARCHIVE = 64 * 2**20
"""Bytes of the archive itself."""
MOST_MEMBERS = 1_000
LARGEST_MEMBER = 64 * 2**20
"""Bytes of one member, unpacked."""
LARGEST_TOTAL = 128 * 2**20
"""Bytes of all members, unpacked."""
HIGHEST_RATIO = 200
"""So many bytes of a member come at most from one packed byte, where it is larger than `SMALL_MEMBER`."""
SMALL_MEMBER = 2**20
NESTED = frozenset(
    {"7z", "bz2", "docx", "gz", "jar", "kmz", "ods", "odt", "rar", "tar", "tgz", "xlsx", "xlsm", "xz", "zip"}
)
"""A member whose name ends so is an archive within the archive."""

_MEMBER, _EMPTY, _DIRECTORY = b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"
_HEADER_BYTES = 30
_ENCRYPTED = 0x2041
"""The flags for encryption, strong encryption and a masked directory."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LEAVES = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|\Z)|.*[\x00-\x1f\x7f]", re.DOTALL)
"""A name that could lead out of the folder it is unpacked to, on any system, or that hides what it is."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, RuntimeError, LookupError)
"""Whatever the library raises for bytes that are no archive; RuntimeError holds what it has not implemented."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that may be opened: the names of its members, and the way to what each holds."""

    file: str
    names: tuple[str, ...]
    _source: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """What does this member hold? As many bytes as it stated, whose checksum is right; otherwise Malformed."""
        stated = self._source.getinfo(name)
        where = Where(self.file, None, _named(name))
        try:
            with self._source.open(stated) as member:
                data = member.read(stated.file_size + 1)
        except _UNREADABLE as error:
            raise where.wrong(_reason(error), "a member that can be unpacked") from None
        if len(data) != stated.file_size:
            raise where.wrong(f"{len(data)} bytes", f"the {stated.file_size} bytes that the archive states")
        if data.startswith(_MEMBER):
            raise where.wrong("an archive within the archive", "no archive in an archive")
        return data


def begins(data: bytes) -> bool:
    """Does it begin as a zip archive does?"""
    return data.startswith((_MEMBER, _EMPTY))


def names(data: bytes) -> tuple[str, ...]:
    """Which members does it list, as far as that can be told cheaply? None of an archive that is not to be opened."""
    if not begins(data) or len(data) > LARGEST_ARCHIVE or data.count(_DIRECTORY) > MOST_MEMBERS:
        return ()
    try:
        return tuple(_opened(data).namelist())
    except _UNREADABLE:
        return ()


def read(file: str, data: bytes) -> Archive:
    """Which archive is this? Malformed with everything in it that breaks a limit; no member is unpacked for that."""
    where = Where(file)
    if len(data) > LARGEST_ARCHIVE:
        raise where.wrong("more", f"at most {_size(LARGEST_ARCHIVE)} of archive")
    if (count := data.count(_DIRECTORY)) > MOST_MEMBERS:
        raise where.wrong(f"{count} members", f"at most {MOST_MEMBERS} in an archive")
    try:
        source = _opened(data)
    except _UNREADABLE as error:
        raise where.wrong(f"an archive that cannot be read ({_reason(error)})", "a whole zip archive") from None
    members = source.infolist()
    problems = [*_as_a_whole(where, members), *(one for member in members for one in _of_one(where, member))]
    if problems:
        raise Malformed(problems)
    return Archive(file, tuple(member.filename for member in members if not member.is_dir()), source)


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive; only its directory is read."""
    return zipfile.ZipFile(io.BytesIO(data))


def _as_a_whole(where: Where, members: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    """What is wrong with all members together?"""
    total = sum(member.file_size for member in members)
    if total > LARGEST_TOTAL:
        yield from where.wrong(f"{_size(total)} unpacked", f"at most {_size(LARGEST_TOTAL)}").problems
    times = Counter(member.filename.casefold() for member in members)
    for name in (name for name, count in times.items() if count > 1):
        yield from where.wrong(f"{_named(name)} {times[name]} times", "each name once").problems
    if _overlap(members):
        yield from where.wrong("members that lie over one another", "members one after the other").problems


def _overlap(members: Iterable[zipfile.ZipInfo]) -> bool:
    """Do two members share bytes of the archive? So a small archive unpacks to a huge one."""
    spans = sorted((one.header_offset, one.header_offset + _HEADER_BYTES + one.compress_size) for one in members)
    return any(end > begin for (_, end), (begin, _) in pairwise(spans))


def _of_one(where: Where, member: zipfile.ZipInfo) -> Iterator[Problem]:
    """What is wrong with one member, by what the directory says of it?"""
    here = Where(where.file, None, _named(member.filename))
    linked = stat.S_ISLNK(member.external_attr >> 16)
    packed = max(member.compress_size, 1)
    swollen = member.file_size > SMALL_MEMBER and member.file_size > HIGHEST_RATIO * packed
    faults = (
        (not member.filename, "a member without a name", "a name within the archive"),
        (_LEAVES.match(member.orig_filename), "a name that leads elsewhere", "a name within the archive"),
        (linked, "a link", "a file"),
        (member.flag_bits & _ENCRYPTED, "an encrypted member", "one that is not encrypted"),
        (member.compress_type not in _METHODS, f"packing method {member.compress_type}", "stored or deflated"),
        (_suffix(member.filename) in NESTED, "an archive within the archive", "no archive in an archive"),
        (member.file_size > LARGEST_MEMBER, f"{_size(member.file_size)} unpacked", f"at most {_size(LARGEST_MEMBER)}"),
        (swollen, f"{member.file_size // packed} bytes from one packed byte", f"at most {HIGHEST_RATIO}"),
    )
    for fault, seen, expected in faults:
        if fault:
            yield from here.wrong(seen, expected).problems


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _named(name: str) -> str:
    return f"member {quoted(name)}"


def _size(count: int) -> str:
    return f"{count / 2**20:.0f} MiB" if count >= 2**20 else f"{count} bytes"


def _reason(error: Exception) -> str:
    """What does the library say, in one line that can be shown?"""
    return quoted(str(error) or type(error).__name__)[1:-1]
