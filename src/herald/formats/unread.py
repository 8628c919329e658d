"""What is said of a file whose format is not read? What it is, and what would be read instead."""

from __future__ import annotations

from herald.formats import archive
from herald.formats.filed import Drafts
from herald.formats.signs import Sign, sign
from herald.formats.xml import markup
from herald.malformed import Problem
from herald.members import Where, caught

READ_INSTEAD = "GeoJSON, GPX, KML, KMZ, CSV or XLSX"


def drafts(file: str, data: bytes) -> Drafts:
    """No notice, and one clear problem; or, where the file is not even sound as what it is, what is wrong with it."""
    what = sign(data)
    unsound: tuple[Problem, ...] = ()
    if what is Sign.XML:
        _, unsound = caught(lambda: markup.read(file, data))
    elif what is Sign.ZIP:
        _, unsound = caught(lambda: archive.read(file, data))
    return Drafts((), unsound or Where(file).wrong(what.value, READ_INSTEAD).problems)
