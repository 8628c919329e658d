"""How are notices written in a format that others read, and what can that format not hold?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from herald.notice.model import Notice

Written = tuple[bytes, tuple[str, ...]]
"""The file, and what is not in it: a line of words for each notice and member that is lost."""

WRITERS: Mapping[str, str] = {
    "geojson": "herald.formats.geojson.text",
    "gpx": "herald.formats.xml.gpx_text",
    "kml": "herald.formats.xml.kml_text",
    "csv": "herald.formats.tables.csvtable_text",
}
"""The module of each format; it is loaded only to write."""


def written(notices: Iterable[Notice], form: str) -> Written:
    """Which file in this format holds these notices, and what of them can it not hold? One of `WRITERS`."""
    found: bytes | Written = import_module(WRITERS[form]).render(notices)
    return (found, ()) if isinstance(found, bytes) else found
