"""Which notices do these files hold, whatever format each is in? The way of every notice into the house.

Read strictly: every problem of every file is told at once, and nothing is half-loaded. The format is told by what a file
begins with, not by its name; only a table of text has nothing to be told by but its name.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import accumulate, chain
from typing import cast

from herald.formats.filed import Draft, Drafts, Filed, Stated, completed, filed
from herald.formats.signs import UNREAD, Sign, sign
from herald.malformed import Malformed
from herald.members import caught
from herald.notice import lifecycle
from herald.notice.model import Notice

Reader = Callable[[str, bytes], Drafts]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that notices are read from: its name, its module, and how a file of it is recognised."""

    name: str
    module: str
    recognised: Callable[[str, bytes], bool]

    def read(self, file: str, data: bytes) -> Drafts:
        """What does this file hold? The module, and the library it needs, are loaded only now."""
        return cast(Reader, import_module(self.module).drafts)(file, data)


FORMATS = (
    Format("GPX", "herald.formats.xml.gpx", lambda _file, data: sign(data) is Sign.GPX),
    Format("KML", "herald.formats.xml.kml", lambda _file, data: sign(data) in {Sign.KML, Sign.KMZ}),
    Format("XLSX", "herald.formats.tables.xlsx", lambda _file, data: sign(data) is Sign.XLSX),
    Format("CSV", "herald.formats.tables.csvtable", lambda file, data: sign(data) is Sign.TEXT and _table(file, data)),
    Format("none that is read", "herald.formats.unread", lambda _file, data: sign(data) in UNREAD),
    Format("GeoJSON", "herald.formats.geojson.features", lambda _file, _data: True),
)
"""In the order in which they are tried; the last takes what no other is."""


def read(
    files: Iterable[tuple[str, bytes]], given: Stated | None = None, progress: Progress | None = None
) -> tuple[Notice, ...]:
    """Which notices do these files hold, in order? Each file is a name and its bytes.

    `given` are members for notices that do not state them; with it, who has no id is named after its file. Raises Malformed with
    the problems of all files, in their order: of each file by itself, and of all acts together (an id twice, two successors of
    one notice), told where the later one stands even if its file has other faults. `progress` is called with how many bytes are
    about read, of how many.
    """
    sources = list(files)
    *before, size = accumulate((len(data) for _, data in sources), initial=0)
    tells = [partial(_told, progress, size, begin) for begin in before]
    with _left_alone():
        read_files = [_filed(name, data, given, tell) for (name, data), tell in zip(sources, tells, strict=True)]
    together = lifecycle.problems(chain.from_iterable(one.acts for one in read_files))
    problems = [*chain.from_iterable(one.problems for one in read_files), *together]
    if problems:
        place = {name: at for at, (name, _) in enumerate(sources)}
        raise Malformed(sorted(problems, key=lambda one: (place[one.file], -1 if one.feature is None else one.feature)))
    return tuple(chain.from_iterable(one.notices for one in read_files))


@contextmanager
def _left_alone() -> Iterator[None]:
    """Is nothing looked through for cycles meanwhile? What is read has none, and a large file is a third sooner read.

    The collector goes through all objects again each time they have grown by a quarter, and a file makes millions.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _table(file: str, data: bytes) -> bool:
    """Is this text a table? By its name, or by a header of known columns, for which the vocabulary is loaded only now."""
    return file.endswith((".csv", ".tsv")) or bool(import_module("herald.formats.tables.csvtable").likely(data))


def format_of(file: str, data: bytes) -> Format:
    """In which format is this file?"""
    return next(one for one in FORMATS if one.recognised(file.casefold(), data))


def _told(progress: Progress | None, size: int, before: int, read: int) -> None:
    """So many bytes of a file are read, which begins after so many of all."""
    if progress is not None:
        progress(before + read, size)


def _filed(file: str, data: bytes, given: Stated | None, tell: Callable[[int], None]) -> Filed:
    found = format_of(file, data).read(file, data)
    drafts = _watched(found, len(data), tell)
    if given is not None:
        drafts = (completed(file, number, draft, given) for number, draft in enumerate(drafts))
    read_file, unread = caught(lambda: filed(file, drafts, found.problems))
    return read_file or Filed((), (), unread)


def _watched(found: Drafts, size: int, tell: Callable[[int], None]) -> Iterator[Draft]:
    """The drafts, telling at each how many bytes of the file are about read."""
    about = found.about or (len(found.drafts) if isinstance(found.drafts, Sized) else 0) or 1
    for number, draft in enumerate(found.drafts):
        tell(min(size, size * number // about))
        yield draft
