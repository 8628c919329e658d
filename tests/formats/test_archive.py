"""A zip archive is held to its limits before anything is unpacked, and to its word while it is."""

from __future__ import annotations

import io
import re
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from herald.formats import archive
from herald.formats.notices import read
from herald.malformed import Malformed
from herald.members import caught

FILE = "aster.kmz"
KML = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></kml>'
LOCAL, DIRECTORY = b"PK\x03\x04", b"PK\x01\x02"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members:
            file.writestr(name, data, method)
    return out.getvalue()


def said_otherwise(data: bytes, member: int, offset: int, form: str, value: int) -> bytes:
    """The archive with another figure in the directory's entry of this member."""
    at = -1
    for _ in range(member + 1):
        at = data.index(DIRECTORY, at + 1)
    changed = bytearray(data)
    struct.pack_into(form, changed, at + offset, value)
    return bytes(changed)


def linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def seen(data: bytes) -> list[str]:
    with pytest.raises(Malformed) as malformed:
        archive.read(FILE, data)
    assert all(str(one).isprintable() for one in malformed.value.problems)
    return [re.sub(r"^\d+ bytes from", "many bytes from", one.seen) for one in malformed.value.problems]


FLAGS, METHOD, PACKED_SIZE, SIZE, OFFSET = 8, 10, 20, 24, 42
TWO = packed(("a.kml", KML), ("b.kml", KML))
ZEROS = bytes(archive.LARGEST_MEMBER + 1)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            lambda: packed(("doc.kml", ZEROS)), ["64 MiB unpacked", "many bytes from one packed byte"], id="bomb"
        ),
        pytest.param(
            lambda: packed(("doc.kml", ZEROS[: 2 * archive.SMALL_MEMBER])),
            ["many bytes from one packed byte"],
            id="ratio",
        ),
        pytest.param(
            lambda: said_otherwise(packed(("doc.kml", KML)), 0, SIZE, "<I", 2**32 - 2),
            ["4096 MiB unpacked", "4096 MiB unpacked", "many bytes from one packed byte"],
            id="a stated size",
        ),
        pytest.param(lambda: packed(("../doc.kml", KML)), ["a name that leads elsewhere"], id="above"),
        pytest.param(lambda: packed(("a/../../doc.kml", KML)), ["a name that leads elsewhere"], id="above, hidden"),
        pytest.param(lambda: packed(("/doc.kml", KML)), ["a name that leads elsewhere"], id="absolute"),
        pytest.param(lambda: packed(("C:\\doc.kml", KML)), ["a name that leads elsewhere"], id="a drive"),
        pytest.param(
            lambda: packed(("a\\..\\..\\doc.kml", KML)), ["a name that leads elsewhere"], id="the other slash"
        ),
        pytest.param(lambda: packed(("a\ndoc.kml", KML)), ["a name that leads elsewhere"], id="a line break"),
        pytest.param(lambda: packed(("doc.kml", KML), ("a.zip", b"")), ["an archive within the archive"], id="nested"),
        pytest.param(lambda: packed((linked("doc.kml"), b"/etc/hostname")), ["a link"], id="a link"),
        pytest.param(lambda: said_otherwise(TWO, 0, FLAGS, "<H", 1), ["an encrypted member"], id="encrypted"),
        pytest.param(
            lambda: packed(("doc.kml", KML), method=zipfile.ZIP_LZMA), ["packing method 14"], id="another packing"
        ),
        pytest.param(
            lambda: packed(("doc.kml", KML), ("DOC.KML", KML)), ['member "doc.kml" 2 times'], id="a name twice"
        ),
        pytest.param(
            lambda: said_otherwise(TWO, 1, OFFSET, "<I", 0), ["members that lie over one another"], id="overlapping"
        ),
        pytest.param(
            lambda: packed(*((f"{n}.kml", b"") for n in range(archive.MOST_MEMBERS + 1))),
            ["1001 members"],
            id="members",
        ),
        pytest.param(
            lambda: packed(*((f"{n}.kml", ZEROS[: 50 * 2**20]) for n in range(3))),
            ["150 MiB unpacked", *["many bytes from one packed byte"] * 3],
            id="all together",
        ),
        pytest.param(lambda: LOCAL + bytes(archive.LARGEST_ARCHIVE), ["more"], id="bytes"),
        pytest.param(lambda: TWO[:-30], ["an archive that cannot be read (File is not a zip file)"], id="cut"),
        pytest.param(lambda: TWO[:40], ["an archive that cannot be read (File is not a zip file)"], id="a beginning"),
    ],
)
def test_an_archive_that_breaks_a_limit_is_refused_before_it_is_unpacked(
    data: Callable[[], bytes], expected: list[str]
) -> None:
    assert seen(data()) == expected


def test_a_bomb_costs_no_memory() -> None:
    bomb = packed(*((f"{n}.kml", ZEROS) for n in range(3)))
    tracemalloc.start()
    try:
        assert len(seen(bomb)) == 7
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("stated", [len(KML) - 1, len(KML) + 1, 0])
def test_a_size_that_is_not_the_true_one_is_refused_while_it_is_unpacked(stated: int) -> None:
    opened = archive.read(FILE, said_otherwise(packed(("doc.kml", KML)), 0, SIZE, "<I", stated))
    with pytest.raises(Malformed, match=r'member "doc\.kml"'):
        opened.read("doc.kml")


def test_a_lie_about_a_bomb_unpacks_no_more_than_it_states() -> None:
    opened = archive.read(FILE, said_otherwise(packed(("doc.kml", ZEROS)), 0, SIZE, "<I", 1000))
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            opened.read("doc.kml")
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_member_that_is_an_archive_under_another_name_is_refused_when_it_is_read() -> None:
    opened = archive.read(FILE, packed(("doc.kml", packed(("doc.kml", KML)))))
    with pytest.raises(Malformed, match="an archive within the archive"):
        opened.read("doc.kml")


@pytest.mark.parametrize("at", range(0, len(TWO), 7))
def test_an_archive_with_any_byte_changed_is_read_or_refused(at: int) -> None:
    data = bytearray(TWO)
    data[at] ^= 0xFF
    opened, problems = caught(lambda: archive.read(FILE, bytes(data)))
    for name in opened.names if opened else ():
        member, unread = caught(lambda name=name: opened.read(name))  # type: ignore[misc, union-attr]
        assert member == KML or unread
    assert opened or all(str(one).isprintable() for one in problems)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (packed(("readme.txt", b"a")), "a zip archive with neither KML nor a workbook in it"),
        (packed(("word/document.xml", b"<a/>")), "a zip archive with neither KML nor a workbook in it"),
        (packed(), "a zip archive with neither KML nor a workbook in it"),
        (packed(("../readme.txt", b"a")), "a name that leads elsewhere"),
        (b"<!-- a --><svg xmlns='http://www.w3.org/2000/svg'/>", "XML whose root is neither gpx nor kml"),
        (b"<gpxx>", "no element found"),
        (b"<html>", "no element found"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old office program"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n\0", "bytes that are no text"),
    ],
)
def test_a_file_of_no_format_that_is_read_gets_one_clear_problem(data: bytes, seen: str) -> None:
    with pytest.raises(Malformed) as malformed:
        read([("aster.geojson", data)])
    (problem,) = malformed.value.problems
    assert problem.seen == seen
