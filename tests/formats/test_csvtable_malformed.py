"""Every bad cell of a table gives one message, by its line and column, and all at once."""

from __future__ import annotations

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats.filed import filed
from herald.formats.tables import csvtable
from tests.formats.tables import CSV, DAY, HEADER, MOVEMENT, csv, problems, told

LINES = MOVEMENT.splitlines()


def changed(column: str, value: str, line: int = 2, **others: str) -> str:
    """The movement with other values in these columns of one line."""
    names = [*HEADER.split(","), *(name for name in (column, *others) if name not in HEADER.split(","))]
    rows = [dict(zip(names, text.split(","), strict=False)) for text in LINES[1:]]
    rows[line - 2].update({column: value, **others})
    return "\n".join([",".join(names), *(",".join(f'"{row.get(name, "")}"' for name in names) for row in rows)]) + "\n"


CELLS = [
    ("kind", "parade", 'saw "parade"; expected one of ground-movement'),
    ("kind", "", "saw nothing; expected a value"),
    ("id", "", "saw nothing; expected a value"),
    ("party", "", "saw nothing; expected a value"),
    ("action", "amend", "expected one of new, replace, cancel"),
    ("path", "road", "expected one of geodesic, lonlat"),
    ("buffer_m", "wide", 'saw "wide"; expected a number from 0 to 1000000000'),
    ("buffer_m", "-1", "saw -1; expected a number from 0"),
    ("buffer_m", "0,5", 'saw "0,5"; expected a number from 0'),
    ("speed_min_kmh", "", "saw nothing; expected a number"),
    ("speed_max_kmh", "fast", 'saw "fast"; expected a number'),
    ("lat", "91", 'saw "91"; expected degrees from -90 to 90'),
    ("lon", "-200", 'saw "-200"; expected degrees from -180 to 180'),
    ("lon", "", "saw nothing; expected lon too"),
    ("lat", "north", 'line 2, column lat: saw "north -20"'),
    ("depart_earliest", "03/04/2026 08:00", "it could be 3 APR 2026 or 4 MAR 2026"),
    ("depart_earliest", "10 Mar 2026", "expected a date, a time and a zone"),
    ("depart_latest", "10 Mar 2026 07:00", "saw a latest before the earliest"),
    ("zone", "Asia/Nowhere", "it knows no Asia/Nowhere"),
    ("submitted_at", "yesterday", "expected a date, a time and a zone"),
    ("altitude_half_m", "5", "saw no third coordinate"),
    ("altitude_ref", "sky", "expected one of AGL, AMSL, WGS84, FL"),
    ("altitude_point_m", "high", 'line 2, column altitude_point_m: saw "high"'),
    ("halt_min_minutes", "5", "saw nothing; expected this member"),
    ("exercise", "perhaps", 'saw "perhaps"; expected yes or no'),
    ("observed", "perhaps", 'saw "perhaps"; expected yes or no'),
    ("title", "json:{", "expected JSON after json:"),
    ("point", "one", "expected a number above 0"),
    ("datum", "Atlantis", "expected one of WGS 84"),
    ("place", "-31.0000 -20.0000", "saw both; expected lat and lon, or place"),
    ("Fastest speed (km/h)", "50", 'expected no second column that means "speed_max_kmh"'),
    ("copy_from", "elsewhere", "expected the id of a notice further up, or: last"),
    ("repeat_every_days", "1", "saw nothing; expected the last day"),
    ("title", "a\x07b", "expected text without control characters"),
]


@pytest.mark.parametrize(("column", "value", "message"), CELLS, ids=[f"{column} {value}" for column, value, _ in CELLS])
def test_a_bad_cell_has_one_message(column: str, value: str, message: str) -> None:
    found = told(csv(changed(column, value)))
    assert len([one for one in found if message in one]) == 1, found
    assert len(found) == 1, found


def test_all_bad_cells_of_a_table_are_told_at_once() -> None:
    text = changed("kind", "parade", buffer_m="wide", exercise="perhaps", lat="91").replace("-19.5", "far")
    assert [one.partition(":")[0] for one in told(csv(text))] == [
        "line 2, column exercise",
        "line 2, column kind",
        "line 2, column buffer_m",
        "line 2, column lat",
        "line 3, column lat",
    ]


def test_a_value_that_contradicts_the_row_above_is_told_and_one_that_repeats_it_is_not() -> None:
    assert told(csv(changed("party", "Aster", 3))) == []
    assert told(csv(changed("party", "Birch", 3))) == [
        'line 3, column party: saw "Birch"; expected "Aster" as in line 2, column party, or nothing'
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MOVEMENT.replace("buffer_m", "bufer_m"), 'line 1, column 11: saw "bufer_m"; expected buffer_m'),
        (f"{HEADER},altitude_low_m\n{LINES[1]},5\n{LINES[2]},\n", "column altitude_high_m: saw nothing"),
        ("", 'line 1: saw ""; expected a header'),
        ("id,party,kind\n", "line 1: saw no row below the header"),
        ("a,b,c\n1,2,3\n", "expected a header with columns such as id"),
        (f"{MOVEMENT}x,y\n", "line 4: saw 2 cells; expected 11, as in the header"),
        (f"{MOVEMENT}{',' * 11}z\n", "line 4: saw 12 cells; expected 11, as in the header"),
        (f'{MOVEMENT}"x,y\n', "line 4: saw quotes that do not match"),
        ("id,party;kind\nx,y;z\n", "saw a header parted by"),
        (f"\u00ef\u00bb\u00bf{MOVEMENT}", "line 1: saw a byte order mark that was read as letters"),
        ("sep=|\nid|party\n", "expected sep=, or sep=;"),
        ("id,party,,kind\na,b,c,d\n", "expected nothing under a header that is blank"),
        (f"{HEADER}\n{'x' * 40_000}{',' * 10}\n", "expected at most 32767 in a cell"),
    ],
)
def test_a_table_out_of_shape(text: str, message: str) -> None:
    assert any(message in one for one in told(csv(text))), told(csv(text))


def test_bytes_that_are_no_utf_8_are_told_with_their_line() -> None:
    assert told((CSV, MOVEMENT.encode().replace(b"Aster", b"Ast\xe9r"))) == [
        "line 2, column 11: saw the byte 0xe9; expected UTF-8 text"
    ]


def test_a_notice_without_any_time_or_place_is_asked_for_both() -> None:
    found = told(csv("id,party,kind,buffer_m\na,Aster,patrol,5\n"))
    assert len(found) == 1 and "expected lat and lon, or place" in found[0]


def test_too_many_rows_and_too_large_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvtable, "MOST_ROWS", 1)
    assert any("line 3: saw one row more; expected at most 1" in one for one in told(csv(MOVEMENT)))
    monkeypatch.setattr(csvtable, "LARGEST_BYTES", 10)
    assert any("of CSV" in one for one in told(csv(MOVEMENT)))


def is_read_or_told(data: bytes) -> None:
    """A table is read, or malformed, within a second: never another error, and never half of it."""
    begun = thread_time()
    assert all(str(one).isprintable() for one in problems((CSV, data)))
    assert thread_time() - begun < 1


AMISS = st.sampled_from(
    [*(value for _, value, _ in CELLS if value.isprintable()), "json:[1]", "not stated", "last", "=1"]
)


@given(st.sampled_from([column for column, _, _ in CELLS]), AMISS, st.integers(2, 3))
def test_whatever_stands_in_a_cell_is_read_or_told(column: str, value: str, line: int) -> None:
    text = changed(column, value, line)
    is_read_or_told(text.encode())
    if not told(csv(text)):
        found = csvtable.drafts(CSV, text.encode())
        assert all(not getattr(draft, "amiss", {}) or filed(CSV, [draft]).notices for draft in found.drafts)


@given(st.data())
def test_a_good_table_cut_or_with_other_bytes_anywhere(data: st.DataObject) -> None:
    text = MOVEMENT.encode()
    at = data.draw(st.integers(0, len(text)))
    is_read_or_told(text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :])


@given(st.binary(max_size=60), st.sampled_from([b"", b"id,lat,lon\n", b"id;party;kind\n", b"sep=;\n"]))
def test_random_bytes(data: bytes, start: bytes) -> None:
    is_read_or_told(start + data)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "1", "a", "-31", "wgs 84", DAY[0], "36°", "x" * 30]), max_size=8), max_size=6
    )
)
def test_random_cells_under_known_columns(rows: list[list[str]]) -> None:
    header = "id,lat,lon,earliest,latest,ring,halt_min_s,repeat_weekdays"
    is_read_or_told("\n".join([header, *(",".join([*row, *[""] * (8 - len(row))]) for row in rows)]).encode())
