"""What the fuzzing found, each as small as it could be made: none of it comes back."""

from __future__ import annotations

import pytest

from tests.fuzz.judge import Judge
from tests.fuzz.readers import readers

FOUND = {
    "a column whose name holds a control character": ("tracks as CSV", b"id,time,lon,lat,alt\x18a\n"),
    "a quote that a tab follows, in a table of fixes": ("tracks as CSV", b'a\t"b"c\t'),
    "a quote that a tab follows, in a table of notices": ("CSV", b'id\tparty\tkind\n"b"c\t'),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_does_not_come_back(what: str) -> None:
    name, data = FOUND[what]
    (reader,) = (each for each in readers() if each.name == name)
    Judge(reader)(data)
