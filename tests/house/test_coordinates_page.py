"""Is what the page of typed coordinates and times shows true? Every example is read, and every datum it lists is known."""

from __future__ import annotations

import re

import pytest

from herald import clocktext
from herald.geometry import coordinates
from herald.geometry.datums import NAMES, datum
from tests.house import committed

PAGE = (committed.ROOT / "docs" / "coordinates.md").read_text(encoding="utf-8")
POSITIONS, _, TIMES = PAGE.partition("## Times")


def shown(text: str, row: str) -> list[str]:
    """The examples in the second cell of the row of a table."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {row} |")]
    return re.findall(r"`([^`]+)`", line.split("|")[2])


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("decimal degrees", "decimal"),
        ("degrees and minutes", "DDM"),
        ("degrees, minutes, seconds", "DMS"),
        ("MGRS", "MGRS"),
        ("UTM", "UTM"),
        ("UPS", "UPS"),
    ],
)
def test_every_position_that_is_shown_is_read_in_its_form(row: str, form: str) -> None:
    read = [coordinates.read(text) for text in shown(POSITIONS, row)]
    assert read
    assert {str(typed.form) for typed in read} == {form}


@pytest.mark.parametrize("row", ["RFC 3339", "date-time group", "the month in letters"])
def test_every_time_that_is_shown_is_read(row: str) -> None:
    texts = shown(TIMES, row)
    assert len(texts) >= 2
    assert len({clocktext.read(text) for text in texts}) <= 3


@pytest.mark.parametrize("text", ["03/04/2026", "25 Aug 20"])
def test_what_is_shown_as_refused_is_refused_with_its_readings(text: str) -> None:
    assert f"`{text}`" in TIMES
    with pytest.raises(ValueError, match="it could be"):
        clocktext.read(f"{text} 10:00Z")


def test_every_datum_that_is_known_by_name_is_listed_and_no_other() -> None:
    _, _, after = PAGE.partition("from Greenwich:")
    listed = re.sub(r"\([^)]*\balso\b[^)]*\)", "", after.partition(".\n\n")[0].replace("\n", " ")).split(",")
    assert [datum(name.strip()).epsg for name in listed] == list(NAMES)


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    for text, metres in (("38SKG4904", 707), ("38SKG490045", 71)):
        assert round(coordinates.read(text, "WGS 84").uncertainty_m) == metres
        assert f"{metres} m" in PAGE
    for text, metres in (
        ("36\u00b000'N 42\u00b000'E", 2400),
        ("36\u00b000'00\"N 42\u00b000'00\"E", 40),
        ("36.0000 42.0000", 14),
    ):
        assert coordinates.read(text, "WGS 84").uncertainty_m == pytest.approx(metres, rel=0.05)
    unstated = [
        coordinates.read(f"{lat} {lon}").unstated_m for lat in ("33.5000", "37.1000") for lon in ("36.3000", "41.1000")
    ]
    assert all(210 <= round(each) <= 220 for each in unstated)
