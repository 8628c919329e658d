"""Which notices does this GeoJSON file hold? A FeatureCollection, every Feature one act of notice.

Features are read one at a time, so that a large file is never held as JSON beside what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from herald.formats.filed import MOST_NOTICES, Draft, Drafts
from herald.geometry.geojson import LARGEST_BYTES, document, typed
from herald.jsontext import Items, Undecided
from herald.malformed import Malformed, Problem
from herald.members import Where, caught, gather, members, nonempty

_FEATURES = "features"


def drafts(file: str, data: bytes) -> Drafts:
    """The features of this file. They are read even if the collection round them is not what it should be.

    Reading them raises Malformed if the file is no JSON, or holds too many.
    """
    amiss: list[Problem] = []
    return Drafts(_each(file, data, amiss), amiss, about=data.count(b'"Feature"'))


def _each(file: str, data: bytes, amiss: list[Problem]) -> Iterator[Draft]:
    """Every feature; `amiss` then holds what is wrong with the collection."""
    items, count = Items(data, _FEATURES), 0
    try:
        if len(data) > LARGEST_BYTES:
            raise Undecided
        for count, feature in enumerate(items, 1):
            if count > MOST_NOTICES:
                raise Undecided
            yield Draft(feature)
        if not count:
            raise Undecided
        amiss += caught(lambda: typed(items.others, Where(file), "FeatureCollection"))[1]
    except Undecided:
        yield from _further(file, data, count, amiss)


def _further(file: str, data: bytes, count: int, amiss: list[Problem]) -> Iterator[Draft]:
    """The features after so many, of a file that is read as a whole because something about it is not in order."""
    where = Where(file)
    root = members(document(file, data), where)
    _, wrong = caught(
        lambda: gather(lambda: typed(root.values, where, "FeatureCollection"), lambda: root.need(_FEATURES, _features))
    )
    features, _ = caught(lambda: root.need(_FEATURES, _features))
    if features is None and count:
        raise Malformed(wrong)
    amiss += wrong
    yield from map(Draft, (features or ())[count:])  # type: ignore[arg-type]  # what is no object is refused when it is read


def _features(value: object, where: Where) -> list[object]:
    """The features, if there are as many as one file may hold."""
    features = nonempty(value, where)
    if len(features) > MOST_NOTICES:
        raise where.wrong(f"{len(features)} features", f"at most {MOST_NOTICES}")
    return features
