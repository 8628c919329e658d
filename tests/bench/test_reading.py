"""Is a large file read in memory that grows with what it says, and no more?"""

from __future__ import annotations

import pytest

from bench import reading
from bench.trial import apart
from herald.formats.notices import read
from herald.notice.model import Departure, Route, Windows

MB = 2**20


@pytest.mark.parametrize(("departing", "schedule"), [(False, Windows), (True, Departure)])
def test_the_file_that_is_measured_holds_routes_of_ten_legs(departing: bool, schedule: type) -> None:
    notices = read([("drawn.geojson", reading.geojson(20, departing))])
    assert len(notices) == 20
    for notice in notices:
        assert isinstance(notice.shape, Route)
        assert len(notice.shape.places) == 11
        assert isinstance(notice.shape.schedule, schedule)


@pytest.mark.deep
@pytest.mark.parametrize("departing", [False, True])
def test_nothing_is_held_beside_the_file_and_its_notices(departing: bool) -> None:
    """Neither the tree of the JSON nor its text: both grow with the file, and would be hundreds of MB here."""
    small, large = (apart(reading.reading, legs, departing) for legs in (100_000, 1_000_000))
    assert large.file > 50 * MB
    assert large.above < 24 * MB
    assert large.kept < 11 * small.kept + 24 * MB
