"""Are the limits of XML and archives what docs/formats.md says they are?"""

from __future__ import annotations

import re

import pytest

from herald.formats import archive
from herald.formats.xml import kml_shapes, markup
from tests.house import committed

PAGE = (committed.ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Limits of XML and archives")[2].partition("\n## ")[0]
MIB = 2**20


def stated(what: str) -> str:
    (found,) = re.findall(rf"^\| {re.escape(what)} \| (.*) \|$", SECTION, re.MULTILINE)
    return str(found)


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("a document", f"{markup.LARGEST_DOCUMENT // MIB} MiB"),
        ("elements in a file", f"{markup.MOST_ELEMENTS:,}"),
        ("positions in the coordinates of a KML file", f"{kml_shapes.MOST_POSITIONS:,}"),
        ("elements one inside the other", f"{markup.DEEPEST_ELEMENT}"),
        ("one tag with its attributes", f"{markup.LONGEST_TAG:,} bytes"),
        ("text directly within one element", f"{markup.LONGEST_TEXT // MIB} MiB"),
        ("encodings", ", ".join(markup.ENCODINGS).replace("UTF-16", "UTF-16 (with a byte order mark)")),
        ("the archive", f"{archive.LARGEST_ARCHIVE // MIB} MiB"),
        ("its members", f"{archive.MOST_MEMBERS:,}"),
        ("one member, unpacked", f"{archive.LARGEST_MEMBER // MIB} MiB"),
        ("all members, unpacked", f"{archive.LARGEST_TOTAL // MIB} MiB"),
        (f"bytes from one packed byte, in members over {archive.SMALL_MEMBER // MIB} MiB", f"{archive.HIGHEST_RATIO}"),
    ],
)
def test_every_limit_is_the_one_that_is_documented(what: str, limit: str) -> None:
    assert stated(what) == limit


def test_no_limit_is_documented_that_is_not_held() -> None:
    assert len(re.findall(r"^\| [^-|]* \| [^|]* \|$", SECTION, re.MULTILINE)) == 12 + 2
