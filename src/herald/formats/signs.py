"""What is this file, by what it begins with? Its name is not asked: a name is easily wrong, and easily chosen to mislead."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from herald.formats import archive

SEEN_BYTES = 65_536
"""So far into a file its root element is looked for, past comments and white space."""


class Sign(StrEnum):
    """What a file is, in words that can be said of it."""

    GPX = "GPX"
    KML = "KML"
    XML = "XML whose root is neither gpx nor kml"
    KMZ = "KMZ"
    XLSX = "XLSX"
    ZIP = "a zip archive with neither KML nor a workbook in it"
    PDF = "a PDF document"
    OLE = "a document of an old office program"
    GZIP = "a gzip archive"
    JSON = "JSON"
    TEXT = "text"
    BYTES = "bytes that are no text"


UNREAD = frozenset({Sign.XML, Sign.ZIP, Sign.PDF, Sign.OLE, Sign.GZIP, Sign.BYTES})
"""What is recognised, and not read."""

_BEGINNINGS = ((b"%PDF-", Sign.PDF), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sign.OLE), (b"\x1f\x8b", Sign.GZIP))
_BEFORE_ROOT = re.compile(r"\s*+(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)", re.DOTALL)
_ROOT = re.compile(r"\s*+<(?:[^\s<>/:]++:)?(gpx|kml)[\s/>]")
_WORKBOOK = "xl/workbook.xml"


def sign(data: bytes) -> Sign:
    """What is this file? Told from its first bytes, and of a zip archive from the names of its members."""
    if archive.begins(data):
        return _zipped(data)
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            return what
    text = _beginning(data)
    if text.lstrip().startswith("<"):
        return _rooted(text)
    if text.lstrip().startswith(("{", "[")):
        return Sign.JSON
    return Sign.BYTES if "\0" in text else Sign.TEXT


def _rooted(text: str) -> Sign:
    """Which document is this, by its root element? One piece before it is passed at a time, so that none is read twice."""
    at = 0
    while piece := _BEFORE_ROOT.match(text, at):
        at = piece.end()
    root = _ROOT.match(text, at)
    return {"gpx": Sign.GPX, "kml": Sign.KML}[root[1]] if root else Sign.XML


def _zipped(data: bytes) -> Sign:
    names = archive.names(data)
    if _WORKBOOK in names:
        return Sign.XLSX
    return Sign.KMZ if any(name.casefold().endswith(".kml") for name in names) else Sign.ZIP


def _beginning(data: bytes) -> str:
    """The first characters, as well as they can be read; UTF-16 is told by its mark, or by the `<` it begins with."""
    head = data[:SEEN_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    if head.startswith((b"<\0", b"\0<")):
        return head.decode("utf-16-le" if head[0] else "utf-16-be", "replace")
    return head.decode("utf-8-sig", "replace")
