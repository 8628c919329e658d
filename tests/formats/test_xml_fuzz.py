"""Whatever a GPX, KML or KMZ file holds, it is read or it is malformed: never another error."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.formats import notices
from herald.formats.xml import gpx, gpx_text, kml, kml_text
from herald.members import caught
from tests.formats.filed import file, good

GIVEN = {"party": "Aster", "kind": "flight", "windows": [["2026-03-10T08:00:00Z", None]]}
TRACK = (
    b'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a</name><trkseg><trkpt lat="1" lon="2"><ele>3</ele>'
    b"<time>2026-03-10T08:00:00Z</time></trkpt></trkseg></trk></gpx>"
)
GX_TRACK = (
    b'<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Placemark><gx:Track>'
    b"<when>2026-03-10T08:00:00Z</when><gx:coord>2 1 3</gx:coord></gx:Track></Placemark></kml>"
)


def _packed(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doc.kml", data)
    return out.getvalue()


NOTICES = notices.read([file(good())])
WHOLE = {
    "a.gpx": gpx_text.render(NOTICES)[0],
    "a.kml": kml_text.render(NOTICES)[0],
    "a.kmz": _packed(kml_text.render(NOTICES)[0]),
    "track.gpx": TRACK,
    "track.kml": GX_TRACK,
}
WORDS = b"""< > & " & #0; <a> </a> <!-- ]]> <![CDATA[ NaN 1e999 - , 181 null <time/> <ele>x</ele> <coordinates/> <rtept/> <Point/>
<NetworkLink/> <MultiGeometry> <!DOCTYPE> <name>a</name> <TimeSpan/> \xd9\xa3 1_0 \xff\xfe \0"""
PIECES = st.sampled_from([*WORDS.split(), b" ", b"\n", b"9" * 600])


def is_read_or_malformed(name: str, data: bytes) -> None:
    for stated in (None, GIVEN):
        read, problems = caught(lambda stated=stated: notices.read([(name, data)], stated))  # type: ignore[misc]
        assert read or problems
        assert all(one.file == name and str(one).isprintable() for one in problems)
    for module in (gpx, kml):
        _, problems = module.tracks(name, data)
        assert all(one.file == name and str(one).isprintable() for one in problems)


def changed(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(PIECES | st.binary(max_size=3)) + data[at + draw(st.integers(0, 40)) :]
    return data


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(WHOLE)))
    return name, changed(draw, WHOLE[name])


@given(files())
def test_a_good_file_with_anything_put_in_anywhere(one: tuple[str, bytes]) -> None:
    is_read_or_malformed(*one)


@pytest.mark.deep
@settings(max_examples=100_000)
@given(files())
def test_a_good_file_with_anything_put_in_anywhere_deep(one: tuple[str, bytes]) -> None:
    is_read_or_malformed(*one)


@given(st.lists(PIECES | st.sampled_from([b"<gpx>", b"<rte>", b"<kml>", b"<Placemark>", b"<LineString>"]), max_size=8))
def test_random_pieces(pieces: list[bytes]) -> None:
    for root in (b"gpx", b"kml"):
        is_read_or_malformed("a.xml", b"<%s>" % root + b"".join(pieces) + b"</%s>" % root)
