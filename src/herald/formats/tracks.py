"""Which tracks of the past do these files hold, whatever format each is in? And which notices are they?

GPX, KML and KMZ are told by what they begin with; other text is read as a table of fixes, by its header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import chain, pairwise
from pathlib import PurePath
from typing import cast

from herald.formats.filed import MOST_NOTICES
from herald.formats.signs import Sign, sign
from herald.formats.tables import fixes
from herald.geometry.place import Path
from herald.geometry.rings import edge_fault
from herald.malformed import Malformed, Problem
from herald.members import Where, caught, name
from herald.notice.fixes import Oddity
from herald.notice.model import Notice, Origin, Route
from herald.notice.past import Manner, past
from herald.notice.track import Track

Reader = Callable[[str, bytes], tuple[tuple[Track, ...], tuple[Problem, ...]]]

_MODULES = {Sign.GPX: "herald.formats.xml.gpx", Sign.KML: "herald.formats.xml.kml", Sign.KMZ: "herald.formats.xml.kml"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A track as its file has it: the file, the name that its notice gets, and the track."""

    file: str
    name: str
    track: Track


@dataclass(frozen=True, slots=True)
class Told:
    """What was odd in the tracks of these files: each with the file and the name of its track."""

    file: str
    name: str
    oddity: Oddity


def read(files: Iterable[tuple[str, bytes]], party_from: str | None = None) -> tuple[Seen, ...]:
    """Which tracks do these files hold, in order, each under a name that is its own? Each file is a name and its bytes.

    `party_from` names a column of tables that says whose a track is. Raises Malformed with the problems of all files.
    """
    found = [(file, *_tracks(file, data, party_from)) for file, data in files]
    problems = [*chain.from_iterable(wrong for _, _, wrong in found)]
    if problems:
        raise Malformed(problems)
    return tuple(_named([(file, track) for file, tracks, _ in found for track in tracks]))


def notices(seen: Sequence[Seen], manner: Manner) -> tuple[tuple[Notice, ...], tuple[Told, ...]]:
    """Which notices do these tracks make, and what was odd in them?

    Raises Malformed for none, for more of them than a file may hold, and for two fixes on opposite ends of the Earth, between
    which there is no one line.
    """
    made: list[Notice] = []
    told: list[Told] = []
    for each in seen:
        of = past(each.track, each.name, manner, Origin(each.file, len(made)))
        made += of.notices
        told += [Told(each.file, each.name, oddity) for oddity in of.oddities]
    problems = [problem for notice in made for problem in _undrawable(notice)]
    if not made:
        files = dict.fromkeys(each.file for each in seen)
        problems += [problem for file in files for problem in Where(file).wrong("no fix", "at least one").problems]
    if len(made) > MOST_NOTICES:
        problems += (
            Where(made[-1].origin.file)
            .wrong(f"{len(made):,} tracks", f"at most {MOST_NOTICES:,} in one answer")
            .problems
        )
    if problems:
        raise Malformed(problems)
    return tuple(made), tuple(told)


def _undrawable(notice: Notice) -> tuple[Problem, ...]:
    if not isinstance(notice.shape, Route):
        return ()
    faults = ((at, edge_fault(a, b, Path.GEODESIC)) for at, (a, b) in enumerate(pairwise(notice.shape.places)))
    return tuple(
        Problem(
            notice.origin.file,
            None,
            f"track {notice.id}, fixes {at} and {at + 1}",
            f"a leg {fault}",
            "places less far apart",
        )
        for at, fault in faults
        if fault is not None
    )


def _tracks(file: str, data: bytes, party_from: str | None) -> tuple[tuple[Track, ...], tuple[Problem, ...]]:
    """The tracks of one file, and what is wrong with it. The module of its format, and what it needs, are loaded only now."""
    what = sign(data)
    if what is Sign.TEXT:
        return fixes.tracks(file, data, party_from)
    if what not in _MODULES:
        return (), Where(file).wrong(what.value, "GPX, KML, KMZ, or a table of fixes as CSV").problems
    if party_from is not None:
        expected = "a table of fixes as CSV: only there a column says whose a track is"
        return (), Where(file).wrong(what.value, expected).problems
    return cast(Reader, import_module(_MODULES[what]).tracks)(file, data)


def _named(tracks: Sequence[tuple[str, Track]]) -> Iterator[Seen]:
    """Every track under the name its source has for it; where that is taken, or is no name, with a number."""
    taken: set[str] = set()
    for number, (file, track) in enumerate(tracks, start=1):
        stated = caught(partial(name, track.name.strip(), Where(file)))[0] or f"{PurePath(file).stem}-{number}"
        free = next(each for each in _numbered(stated) if each not in taken)
        taken.add(free)
        yield Seen(file, free, track)


def _numbered(stated: str) -> Iterator[str]:
    yield stated
    number = 2
    while True:
        yield f"{stated} ({number})"
        number += 1
