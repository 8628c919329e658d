"""What the fuzzing found, each as small as it could be made: none of it comes back."""

from __future__ import annotations

import pytest

from tests.fuzz.judge import Judge
from tests.fuzz.readers import packed, readers

GPX = (
    b'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1" xmlns:herald="urn:openherald:notice:1"><rte>'
    b'<extensions><herald:member name="%s">x</herald:member></extensions><rtept lat="0" lon="0"/></rte></gpx>'
)
FOUND = {
    "a member whose name is cut where it is told: the place above it was looked for without end": (
        "GPX",
        GPX % (b"party" + b"_" * 60),
    ),
    "a member of an archive without a name": (
        "KMZ",
        packed({"qqq": b"", "doc.kml": b"<kml/>"}).replace(b"qqq", b"\0qq"),
    ),
    "a column whose name holds a control character": ("tracks as CSV", b"id,time,lon,lat,alt\x18a\n"),
    "a bad cell below a name with a control character": (
        "tracks as CSV",
        b"id,time,lon,lat\x1f\na,2026-03-10T08:00:00Z,1,x\n",
    ),
    "a quote that a tab follows, in a table of fixes": ("tracks as CSV", b'a\t"b"c\t'),
    "a quote that a tab follows, in a table of notices": ("CSV", b'id\tparty\tkind\n"b"c\t'),
    "an entry whose first line begins with a mark that nobody sees": (
        "entry",
        b"\xef\xbb\xbfherald entry 1\n{}\n\n\xe2\x80\x94 x AAAAAAA=\n",
    ),
    "an entry whose first line is empty": ("entry", b"\n{}\n\n\xe2\x80\x94 x AAAAAAA=\n"),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_does_not_come_back(what: str) -> None:
    name, data = FOUND[what]
    (reader,) = (each for each in readers() if each.name == name)
    Judge(reader)(data)
