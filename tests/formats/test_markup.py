"""An XML document can be read and nothing else: whatever it holds, it is refused with one line, or it is elements."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from herald.formats.notices import read
from herald.formats.xml import markup
from herald.malformed import Malformed, Problem

FILE = "aster.gpx"
SEEN: list[str] = []
WATCHING: list[bool] = []
REACHING_OUT = (
    "open",
    "socket.",
    "urllib.",
    "subprocess.",
    "os.system",
    "os.posix_spawn",
    "http.",
    "ftplib.",
    "import",
)

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _audit(event: str, _arguments: tuple[object, ...]) -> None:
    if WATCHING and event.startswith(REACHING_OUT):
        SEEN.append(event)


sys.addaudithook(_audit)


@contextmanager
def nothing_outside_is_opened() -> Iterator[None]:
    SEEN.clear()
    WATCHING.append(True)
    try:
        yield
    finally:
        WATCHING.clear()
    assert SEEN == []


def wrong(data: bytes) -> Problem:
    """The one problem of this document."""
    with pytest.raises(Malformed) as malformed:
        markup.read(FILE, data)
    (problem,) = malformed.value.problems
    assert str(problem).isprintable()
    return problem


DOCTYPES = {
    "a doctype": "<!DOCTYPE gpx>",
    "an entity": '<!DOCTYPE gpx [<!ENTITY a "b">]>',
    "a thousand million laughs": f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]>',
    "a file as an entity": '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "an address as an entity": '<!DOCTYPE gpx [<!ENTITY a SYSTEM "http://192.0.2.1/a">]>',
    "an outside subset": '<!DOCTYPE gpx SYSTEM "http://192.0.2.1/a.dtd">',
    "a parameter entity": '<!DOCTYPE gpx [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_doctype_is_refused_before_it_means_anything(doctype: str) -> None:
    data = f'<?xml version="1.0"?>\n{doctype}<gpx>&l9;&a;</gpx>'.encode()
    with nothing_outside_is_opened():
        problem = wrong(data)
    assert (problem.field.partition(",")[0], problem.seen) == ("line 2", "a DOCTYPE")


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_file_of_notices_with_a_doctype_is_refused_too(doctype: str) -> None:
    with pytest.raises(Malformed, match="saw a DOCTYPE"):
        read([(FILE, f"{doctype}<gpx version='1.1'>&l9;</gpx>".encode())])


@pytest.mark.parametrize(
    ("data", "field", "seen"),
    [
        pytest.param(b"<gpx>\n<wpt></gpx>", "line 2, column 8", "mismatched tag", id="unclosed"),
        pytest.param(b"<gpx>", "line 1, column 6", "no element found", id="not ended"),
        pytest.param(b"", "line 1, column 1", "no element found", id="empty"),
        pytest.param(b"<gpx/><gpx/>", "line 1, column 7", "junk after document element", id="two roots"),
        pytest.param(b"<gpx>&nbsp;</gpx>", "line 1, column 6", "undefined entity", id="an entity of HTML"),
        pytest.param(b"<gpx a='1' a='2'/>", "line 1, column 12", "duplicate attribute", id="an attribute twice"),
        pytest.param(b"<a:gpx/>", "line 1, column 1", "unbound prefix", id="a prefix nobody bound"),
        pytest.param(b"<gpx>\xff</gpx>", "line 1, column 6", "not well-formed (invalid token)", id="not UTF-8"),
        pytest.param(b"<gpx>\x00</gpx>", "line 1, column 6", "not well-formed (invalid token)", id="a NUL"),
        pytest.param(
            b"<gpx>\n&#0;</gpx>", "line 2, column 1", "reference to invalid character number", id="a NUL by number"
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-16"?><gpx/>',
            "line 1, column 31",
            "encoding specified in XML declaration is incorrect",
            id="UTF-8 that says UTF-16",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-7"?><gpx>+ADw-</gpx>',
            "line 1, column 1",
            'the encoding "utf-7"',
            id="UTF-7",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="rot13"?><tck/>',
            "line 1, column 1",
            'the encoding "rot13"',
            id="no encoding",
        ),
        pytest.param(
            "<gpx/>".encode("utf-16-le"), "document", "UTF-16 without a byte order mark", id="UTF-16 unmarked"
        ),
        pytest.param(
            codecs.BOM_UTF16_LE + b"<\0g\0\0\xd8",
            "document",
            "bytes that are not UTF-16, after its mark",
            id="half a pair",
        ),
    ],
)
def test_what_is_no_xml_is_told_with_line_and_column(data: bytes, field: str, seen: str) -> None:
    problem = wrong(data)
    assert (problem.field, problem.seen) == (field, seen)


def test_utf_32_is_refused() -> None:
    assert wrong("<gpx/>".encode("utf-32")).expected == "well-formed XML"


LONG = b"x" * (markup.LONGEST_TAG + 1)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        pytest.param(b"<a>" * 100_000, "one level more", id="100,000 levels"),
        pytest.param(b'<a b="' + LONG + b'"/>', "a longer tag", id="one long attribute"),
        pytest.param(b'<a b="' + LONG, "a longer tag", id="one that never ends"),
        pytest.param(b'<a b="' + b">" * len(LONG) + b'"/>', "a longer tag", id="one full of ends"),
        pytest.param(b"<a " + b" ".join(b'a%d=""' % n for n in range(20_000)) + b"/>", "a longer tag", id="attributes"),
        pytest.param(b"<" + LONG + b"/>", "a longer tag", id="a long name"),
        pytest.param(b"<a></a" + b" " * len(LONG) + b">", "a longer tag", id="a long end"),
        pytest.param(b"<a>" + b" " * (markup.LONGEST_TEXT + 1) + b"</a>", "a longer text", id="text"),
        pytest.param(b"<a>" + b" " * markup.LARGEST_DOCUMENT + b"</a>", "more", id="bytes"),
    ],
)
def test_every_limit_is_held(data: bytes, seen: str) -> None:
    assert wrong(data).seen == seen


def test_no_more_elements_are_read_than_a_file_may_have() -> None:
    with pytest.raises(Malformed, match="saw more elements"):
        markup.read(FILE, b"<a>" + b"<b/>" * 1000 + b"</a>", most=1000)
    assert sum(1 for _ in markup.read(FILE, b"<a>" + b"<b/>" * 999 + b"</a>", most=1000).all()) == 1000


def test_a_long_tag_is_refused_before_the_parser_sees_it_in_utf_16_too() -> None:
    data = f'<a b="{LONG.decode()}"/>'.encode("utf-16")
    assert wrong(data).seen == "a longer tag"


def test_what_is_just_within_the_limits_is_read() -> None:
    deep = markup.DEEPEST_ELEMENT
    assert sum(1 for _ in markup.read(FILE, b"<a>" * deep + b"</a>" * deep).all()) == deep
    wide = b"<a>" + b"<b/>" * (markup.MOST_ELEMENTS // 10) + b"</a>"
    assert sum(1 for _ in markup.read(FILE, wide).all()) == markup.MOST_ELEMENTS // 10 + 1
    assert len(markup.read(FILE, b"<a>" + b"<![CDATA[<]]>" * 10_000 + b"</a>").text) == 10_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"])
def test_every_encoding_that_is_read_says_the_same(encoding: str) -> None:
    text = "\u00e9" if encoding != "us-ascii" else "&#233;"
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    data = f'<?xml version="1.0" encoding="{declared}"?>\n<a xmlns="b">{text}\n<c d="{text}"/></a>'.encode(encoding)
    root = markup.read(FILE, data)
    (inside,) = root
    assert (root.name, root.space, root.text, root.line) == ("a", "b", "\u00e9\n", 2)
    assert (inside.name, inside.attributes, inside.line) == ("c", {"d": "\u00e9"}, 3)
