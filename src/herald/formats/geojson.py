"""Which notices do these GeoJSON files hold? A FeatureCollection each, every Feature one act of notice.

Read strictly: every problem of every file is told at once, and nothing is half-loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain

from herald.formats.geojson_notice import act, notice
from herald.geometry.geojson import document, typed
from herald.malformed import Malformed, Problem
from herald.members import Where, caught, gather, members, nonempty
from herald.notice import lifecycle
from herald.notice.lifecycle import Act
from herald.notice.model import Notice, Origin

MOST_FEATURES = 100_000


@dataclass(frozen=True, slots=True)
class _Filed:
    """What one file holds: its notices, all acts that can be told, and what is wrong."""

    notices: tuple[Notice, ...]
    acts: tuple[Act, ...]
    problems: tuple[Problem, ...]


def read(files: Iterable[tuple[str, bytes]]) -> tuple[Notice, ...]:
    """Which notices do these files hold, in order? Each file is a name and its bytes.

    Raises Malformed with the problems of all files, in their order: of each file by itself, and of all acts together (an
    id twice, two successors of one notice), told where the later one stands even if its file has other faults.
    """
    given = list(files)
    read_files = [_filed(name, data) for name, data in given]
    together = lifecycle.problems(chain.from_iterable(one.acts for one in read_files))
    problems = [*chain.from_iterable(one.problems for one in read_files), *together]
    if problems:
        place = {name: at for at, (name, _) in enumerate(given)}
        raise Malformed(sorted(problems, key=lambda one: (place[one.file], -1 if one.feature is None else one.feature)))
    return tuple(chain.from_iterable(one.notices for one in read_files))


def _filed(file: str, data: bytes) -> _Filed:
    """What does this file hold? Features are read even if the collection round them is not what it should be."""
    where = Where(file)
    root, unread = caught(lambda: members(document(file, data), where))
    if root is None:
        return _Filed((), (), unread)
    _, amiss = caught(
        lambda: gather(lambda: typed(root.values, where, "FeatureCollection"), lambda: root.need("features", _features))
    )
    features, _ = caught(lambda: root.need("features", _features))
    each = [_feature(file, index, value) for index, value in enumerate(features or ())]
    return _Filed(
        tuple(found for found, _, _ in each if found),
        tuple(known for _, known, _ in each if known),
        (*amiss, *chain.from_iterable(wrong for _, _, wrong in each)),
    )


def _features(value: object, where: Where) -> list[object]:
    """The features, if there are as many as one file may hold."""
    features = nonempty(value, where)
    if len(features) > MOST_FEATURES:
        raise where.wrong(f"{len(features)} features", f"at most {MOST_FEATURES}")
    return features


def _feature(file: str, index: int, value: object) -> tuple[Notice | None, Act | None, tuple[Problem, ...]]:
    where, origin = Where(file, index), Origin(file, index)
    found, wrong = caught(partial(notice, value, where, origin))
    return found, lifecycle.act(found) if found else act(value, where, origin), wrong
