"""Which notices does this GeoJSON file hold? A FeatureCollection, every Feature one act of notice."""

from __future__ import annotations

from herald.formats.filed import MOST_NOTICES, Draft, Drafts
from herald.geometry.geojson import document, typed
from herald.members import Where, caught, gather, members, nonempty


def drafts(file: str, data: bytes) -> Drafts:
    """The features of this file. They are read even if the collection round them is not what it should be."""
    where = Where(file)
    root, unread = caught(lambda: members(document(file, data), where))
    if root is None:
        return Drafts((), unread)
    _, amiss = caught(
        lambda: gather(lambda: typed(root.values, where, "FeatureCollection"), lambda: root.need("features", _features))
    )
    features, _ = caught(lambda: root.need("features", _features))
    return Drafts(tuple(map(Draft, features or ())), amiss)  # type: ignore[arg-type]  # what is no object is refused when it is read


def _features(value: object, where: Where) -> list[object]:
    """The features, if there are as many as one file may hold."""
    features = nonempty(value, where)
    if len(features) > MOST_NOTICES:
        raise where.wrong(f"{len(features)} features", f"at most {MOST_NOTICES}")
    return features
