"""The form, filled in as people do: what it says, and every bad cell by sheet, row and column."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from time import thread_time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from herald.formats.notices import format_of
from herald.formats.tables import column_names, columns, form_words, xlsx, xlsx_form
from herald.notice.model import Area, Departure, Notice, Route, Spot, Windows
from herald.units import format_instant
from tests.formats.tables import XLSX, filled, movement, notices, problems, route, site, told

# What a cell holds: a date and a time on a wall, whose zone stands in another.
TEN, ELEVEN, LAST_DAY = (datetime.fromisoformat(one) for one in ("2020-08-25T10:00", "2020-08-25T11:00", "2026-03-24"))
NAMES = {
    "notices": [column for group in xlsx_form.NOTICES.values() for column in group],
    "points": [column for group in xlsx_form.POINTS.values() for column in group],
}


def at(sheet: str, column: str, row: int) -> str:
    """How is this cell called? The first row below the examples is 6 on the sheet of notices, 7 on that of points."""
    letter = openpyxl.utils.get_column_letter(NAMES[sheet].index(column) + 1)
    return f"{letter}{row}"


def departures(found: tuple[Notice, ...]) -> list[tuple[str, str]]:
    """The first and last instant of departure of each, without the zeros."""
    each = [one.shape.schedule for one in found if isinstance(one.shape, Route)]
    windows = [one.window for one in each if isinstance(one, Departure)]
    return [
        (format_instant(one.earliest or 0)[:16], format_instant(one.latest or 0)[:16])  # type: ignore[arg-type]
        for one in windows
    ]


@pytest.mark.parametrize("language", column_names.LANGUAGES)
def test_the_form_is_the_same_bytes_each_time_and_holds_no_notice(language: str) -> None:
    form = xlsx_form.render(language)
    assert form == xlsx_form.render(language)
    assert format_of("form", form).name == "XLSX"
    assert told((XLSX, form)) == [
        "document: saw a form that is not filled in; expected at least one notice below the header"
    ]


@pytest.mark.parametrize("language", column_names.LANGUAGES)
def test_the_form_of_each_language_has_its_sheets_frozen_headers_lists_and_help(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_form.render(language)))
    position = column_names.LANGUAGES.index(language)
    assert [sheet.title for sheet in book.worksheets] == [
        column_names.SHEETS[name][position] for name in ("help", "notices", "points", "codes")
    ]
    assert all(sheet.sheet_view.rightToLeft == (language == "ar") for sheet in book.worksheets)
    for sheet, names in zip(book.worksheets[1:3], NAMES.values(), strict=True):
        assert sheet.freeze_panes == "B4"
        assert [columns.known(str(cell.value)) for cell in sheet[xlsx_form.HEADER_ROW]] == names
        assert len(sheet.data_validations.dataValidation) == len(names)
        assert form_words.STATEMENT[position] in str(sheet["A1"].value)
    lists = [one.formula1 for one in book.worksheets[1].data_validations.dataValidation if one.type == "list"]
    assert len(lists) == 9


def test_a_date_within_arabic_is_marked_as_standing_left_to_right() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_form.render("ar")))
    shown = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    dated = [text for text in shown if "2026-03-10" in text]
    assert dated and all("\u200e2026-03-10 08:00" in text for text in dated)


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="one of en, fr, ar, ru, uk; saw de"):
        xlsx_form.render("de")


@pytest.mark.parametrize("language", column_names.LANGUAGES)
def test_an_example_under_an_id_of_its_own_is_a_notice(language: str) -> None:
    def own(heads: Worksheet, points: Worksheet) -> None:
        for sheet in (heads, points):
            for (cell,) in sheet.iter_rows(min_row=xlsx_form.FIRST_ROW, max_col=1):
                cell.value = str(cell.value)[-1:]

    moving, standing = notices(filled((), (), language, own))
    assert isinstance(moving.shape, Route) and isinstance(standing.shape, Spot)
    assert len(moving.shape.places) == 3
    assert departures((moving,)) == [("2026-03-10T08:00", "2026-03-10T08:30")]


@pytest.mark.parametrize("language", column_names.LANGUAGES)
def test_a_form_is_filled_in_with_the_words_of_its_language(language: str) -> None:
    position = column_names.LANGUAGES.index(language)
    words = {
        "kind": column_names.KINDS["flight"][position],
        "altitude_ref": column_names.REFERENCES["AMSL"][position],
        "exercise": column_names.TRUTHS["true"][position],
        "priority": column_names.PRIORITIES["emergency"][position],
    }
    (found,) = notices(filled([movement(**words, altitude_low_m=100, altitude_high_m=300)], route(), language))
    assert (found.kind.value, found.reference.value) == ("flight", "AMSL")
    assert (found.kept["exercise"], found.kept["priority"]) == (True, "emergency")


def test_a_site_a_route_and_an_area_in_one_form() -> None:
    corners = [
        {"id": "zone", "lat": lat, "lon": lon, "datum": "WGS 84", "ring": 1}
        for lat, lon in ((-31, -20), (-31, -19), (-30, -19))
    ]
    corners[0] |= {"earliest": "10 Mar 2026 08:00", "latest": "10 Mar 2026 09:00"}
    zone = {"id": "zone", "party": "Aster", "kind": "exercise", "zone": "UTC"}
    found = notices(filled([site(), movement(), zone], [*corners, *route()]))
    assert [type(one.shape) for one in found] == [Spot, Route, Area]
    assert [one.place_uncertainty_mm > 0 for one in found] == [True, False, False]


def test_points_without_an_id_go_on_with_the_notice_above() -> None:
    first, second = route()
    del second["id"]
    (found,) = notices(filled([movement()], [first, second]))
    assert isinstance(found.shape, Route)


def test_a_real_date_is_read_in_the_named_zone_in_either_epoch() -> None:
    heads = [movement(zone="Asia/Damascus", depart_earliest=TEN, depart_latest=ELEVEN)]
    expected = [("2020-08-25T07:00", "2020-08-25T08:00")]
    assert departures(notices(filled(heads, route()))) == expected

    def since_1904(sheet: Worksheet, _: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.epoch = CALENDAR_MAC_1904

    assert departures(notices(filled(heads, route(), change=since_1904))) == expected


def test_numbers_typed_as_text_with_a_decimal_comma() -> None:
    (found,) = notices(filled([movement(buffer_m="0,5", speed_min_kmh="20,5", speed_max_kmh="40")], route()))
    assert found.buffer_mm == 500


def test_degrees_without_a_datum_are_less_certain_where_other_sheets_are_in_use() -> None:
    typed = [{"id": "column", "lat": 37, "lon": 42}, {"id": "column", "lat": 37, "lon": 42.1}]
    (found,) = notices(filled([movement()], typed))
    assert found.place_uncertainty_mm > 80_000


def test_a_sheet_that_is_a_plain_table_is_read_as_one() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "party", "kind", "lat", "lon", "datum", "Au plus tôt", "latest"])
    for lon in (-20, -19.5):
        sheet.append(["a", "Aster", "patrol", -31, lon, "WGS 84", "2026-03-10T08:00:00Z", "2026-03-10T09:00:00Z"])
    out = io.BytesIO()
    book.save(out)
    (found,) = notices((XLSX, out.getvalue()))
    assert isinstance(found.shape, Route) and isinstance(found.shape.schedule, Windows)


# copy from another, and repeat


def test_a_copy_takes_what_is_blank_and_the_route() -> None:
    again = {
        "id": "again",
        "copy_from": "last",
        "depart_earliest": "11 Mar 2026 09:00",
        "depart_latest": "11 Mar 2026 09:10",
    }
    third = {"id": "third", "copy_from": "column", "party": "Birch"}
    one, two, three = notices(filled([movement(buffer_m=50), again, third], route()))
    assert one.shape is not None and isinstance(one.shape, Route) and isinstance(two.shape, Route)
    assert two.shape.places == one.shape.places and two.buffer_mm == one.buffer_mm and two.party == "Aster"
    assert departures((one, two, three))[1:] == [
        ("2026-03-11T09:00", "2026-03-11T09:10"),
        ("2026-03-10T08:00", "2026-03-10T08:30"),
    ]
    assert three.party == "Birch"


def test_a_copied_site_may_have_a_window_of_its_own() -> None:
    again = {"id": "again", "copy_from": "السابق", "latest": "12 Mar 2026 20:00", "earliest": "12 Mar 2026 08:00"}
    one, two = notices(filled([site(), again]))
    assert isinstance(one.shape, Spot) and isinstance(two.shape, Spot)
    assert two.shape.place == one.shape.place
    assert format_instant(two.shape.window.earliest or 0).startswith("2026-03-12T08:00")  # type: ignore[arg-type]


def test_a_daily_movement_keeps_its_local_time_when_the_clocks_change() -> None:
    heads = [
        movement(
            zone="Europe/Kyiv",
            depart_earliest="27 Mar 2026 08:00",
            depart_latest="27 Mar 2026 09:00",
            repeat_every_days=1,
            repeat_until="2026-03-30",
        )
    ]
    found = notices(filled(heads, route()))
    assert [one.id for one in found] == [f"column-2026-03-{day}" for day in (27, 28, 29, 30)]
    assert [first[11:] for first, _ in departures(found)] == ["06:00", "06:00", "05:00", "05:00"]


def test_where_a_local_time_comes_twice_or_never_the_window_holds_both_readings() -> None:
    def windows(day: str, until: str) -> tuple[str, str]:
        heads = [
            movement(
                zone="Europe/Kyiv",
                depart_earliest=f"{day} 03:30",
                depart_latest=f"{day} 03:30",
                repeat_every_days=1,
                repeat_until=until,
            )
        ]
        return departures(notices(filled(heads, route())))[-1]

    assert windows("28 Mar 2026", "2026-03-29") == ("2026-03-29T00:30", "2026-03-29T01:30")
    assert windows("24 Oct 2026", "2026-10-25") == ("2026-10-25T00:30", "2026-10-25T01:30")


@pytest.mark.parametrize("weekdays", ["Tue, Thu", "mardi jeudi", "الثلاثاء، الخميس", "вт, чт", "вівторок; четвер"])
def test_a_movement_on_weekdays_in_any_language(weekdays: str) -> None:
    found = notices(filled([movement(repeat_weekdays=weekdays, repeat_until="20 Mar 2026")], route()))
    assert [one.id[-5:] for one in found] == ["03-10", "03-12", "03-17", "03-19"]


def test_a_site_is_repeated_with_its_window() -> None:
    found = notices(filled([site(repeat_every_days=7, repeat_until=LAST_DAY)]))
    starts = [format_instant(one.shape.window.earliest or 0)[:16] for one in found if isinstance(one.shape, Spot)]  # type: ignore[arg-type]
    assert starts == ["2026-03-10T08:00", "2026-03-17T08:00", "2026-03-24T08:00"]


# what is wrong

CELLS = [
    ("kind", "parade", '(kind): saw "parade"; expected one of ground-movement'),
    ("kind", None, "(kind): saw nothing; expected a value"),
    ("party", None, "(party): saw nothing; expected a value"),
    ("id", None, "(notice id): saw nothing; expected a value"),
    (
        "depart_earliest",
        "03/04/2026 08:00",
        '(earliest departure): saw "03/04/2026 08:00"; expected the month in letters',
    ),
    ("depart_earliest", "=NOW()", "(earliest departure): saw a formula; expected a value"),
    ("depart_earliest", 46091.5, '(earliest departure): saw "46091.5"; expected a date and time'),
    ("depart_earliest", True, '(earliest departure): saw "yes"; expected a date, a time and a zone'),
    (
        "speed_min_kmh",
        "1,500",
        '(slowest speed (km/h)): saw "1,500"; expected a number that can be read in one way (1500 or 1.5)',
    ),
    ("speed_min_kmh", "=A1*2", "saw a formula"),
    ("speed_max_kmh", "#DIV/0!", "saw the error of a formula"),
    ("zone", "Damascus", '(time zone): saw "Damascus"'),
    ("buffer_m", "wide", '(lateral buffer (m)): saw "wide"; expected a number'),
    ("altitude_ref", "sky", '(height measured from): saw "sky"'),
    ("exercise", "perhaps", '(exercise only): saw "perhaps"; expected yes or no'),
    (
        "place",
        "36.5000 40.1000",
        '(coordinates): saw "36.5000 40.1000"; expected nothing: the notice has points of its own',
    ),
    ("copy_from", "nowhere", '(copy from): saw "nowhere"; expected the id of a notice further up'),
    ("replaces", "x", '(replaces notice): saw "x"; expected no predecessor of a new notice'),
    ("title", "a\tb" * 20_000, "expected at most 32767 in a cell"),
]


@pytest.mark.parametrize(("column", "value", "message"), CELLS, ids=[f"{one} {str(two)[:20]}" for one, two, _ in CELLS])
def test_a_bad_cell_has_one_message_that_names_it(column: str, value: object, message: str) -> None:
    points = [{**row, **({} if column != "id" else {"id": None})} for row in route()]
    if column == "title":
        value = "x" * 32_768
    found = told(with_cell(filled([movement()], points if column != "id" else ()), column, value))
    place = f"Notices!{at('notices', column, 6)} "
    assert [one for one in found if one.startswith(place) and message in one], found
    assert len(found) == (2 if column == "id" else 1), found


def with_cell(form: tuple[str, bytes], column: str, value: object) -> tuple[str, bytes]:
    """The form with another value in a column of its first notice."""
    book = openpyxl.load_workbook(io.BytesIO(form[1]))
    cell = book.worksheets[1][at("notices", column, 6)]
    if isinstance(value, float):
        cell.number_format = "General"
    if isinstance(value, str) and len(value) > 32_767:
        cell.value, cell._value = "", value
        cell.data_type = "s"
    else:
        cell.value = value
    out = io.BytesIO()
    book.save(out)
    return form[0], out.getvalue()


REPEATS: list[tuple[dict[str, object], str]] = [
    ({"repeat_every_days": 1}, "(repeat until): saw nothing; expected the last day"),
    ({"repeat_until": "2026-03-12"}, "(repeat on weekdays): saw nothing; expected either"),
    ({"repeat_every_days": 0, "repeat_until": "2026-03-12"}, "expected a whole number of days from 1 to 400"),
    ({"repeat_every_days": 1, "repeat_until": "12/03/2026"}, "expected a day like 2026-03-31"),
    ({"repeat_every_days": 1, "repeat_until": "2026-03-01"}, "expected a day from 2026-03-10 on"),
    ({"repeat_every_days": 1, "repeat_until": "2027-12-01"}, "expected at most 400 days, not 632"),
    ({"repeat_weekdays": "someday", "repeat_until": "2026-03-12"}, "expected days of the week like mon"),
    (
        {"repeat_weekdays": "mon", "repeat_until": "2026-03-12"},
        "expected tue among them, the day of the first movement",
    ),
    ({"repeat_every_days": 1, "repeat_weekdays": "tue", "repeat_until": "2026-03-12"}, "expected either"),
    (
        {"action": "cancel", "replaces": "x", "repeat_every_days": 1, "repeat_until": "2026-03-12"},
        "expected new, of a notice",
    ),
]


@pytest.mark.parametrize(("cells", "message"), REPEATS, ids=[message for _, message in REPEATS])
def test_a_repeat_that_cannot_be_meant_is_told(cells: dict[str, object], message: str) -> None:
    (found,) = told(filled([movement(**cells)], route()))
    assert message in found


CHANGES: list[tuple[str, Callable[[Worksheet, Worksheet], object], str]] = [
    ("merged cells", lambda _, points: points.merge_cells("A7:A8"), "Points!A7:A8: saw merged cells"),
    (
        "an example that was changed",
        lambda heads, _: heads.cell(4, 2, "Birch"),
        'Notices!A4 (notice id): saw "EXAMPLE-1"',
    ),
    ("points of no notice", lambda _, points: points.cell(9, 1, "other"), 'Points!A9 (notice id): saw "other"'),
    ("a value under no header", lambda heads, _: heads.cell(6, 60, "note"), 'Notices!BH6: saw "note"'),
    ("a header nearly known", lambda heads, _: heads.cell(3, 2, "Partyy"), 'Notices!B3: saw "Partyy"; expected party'),
    ("no header", lambda heads, _: heads.delete_rows(3), 'sheet "Notices": saw no header'),
]


@pytest.mark.parametrize(("what", "change", "message"), CHANGES, ids=[what for what, _, _ in CHANGES])
def test_a_form_out_of_shape(what: str, change: Callable[[Worksheet, Worksheet], object], message: str) -> None:
    found = told(filled([movement()], route(), change=lambda *sheets: change(*sheets) and None))
    assert any(one.startswith(message) for one in found), found


def test_a_bad_cell_of_a_repeated_or_copied_notice_is_not_hidden() -> None:
    heads = [
        movement(buffer_m="wide"),
        {"id": "again", "copy_from": "last", "repeat_every_days": 1, "repeat_until": "2026-03-12"},
    ]
    assert {one.field for one in problems(filled(heads, route()))} == {
        f"Notices!{at('notices', 'buffer_m', 6)} (lateral buffer (m))"
    }


def test_all_bad_cells_are_told_at_once() -> None:
    heads = [movement(kind="parade", buffer_m="=1"), site(earliest="soon", exercise="perhaps")]
    points = [{**one, "lat": 95} for one in route()]
    assert len(told(filled(heads, points))) == 6


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_NOTICES", 1)
    expected = "saw one row more; expected at most 1 rows on this sheet"
    assert told(filled([movement(), site()], route())) == [f"Notices!7:7: {expected}"]


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> tuple[str, bytes]:
    """The workbook with other bytes in its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return XLSX, out.getvalue()


def test_a_doctype_and_a_bomb_are_refused_before_the_workbook_is_opened() -> None:
    form = filled([movement()], route())[1]
    bomb = b"<!DOCTYPE x [<!ENTITY a 'b'>]>"
    found = told(repacked(form, lambda name, content: bomb + content if name.endswith("sheet2.xml") else content))
    assert found == ['member "xl/worksheets/sheet2.xml": saw a DOCTYPE, or UTF-16; expected plain XML in UTF-8']
    swollen = told(
        repacked(form, lambda name, content: content + b" " * 2**24 if name.endswith("sheet2.xml") else content)
    )
    assert len(swollen) == 1 and "from one packed byte; expected at most" in swollen[0]


def test_a_sheet_that_states_a_huge_size_is_read_as_what_it_holds() -> None:
    form = filled([movement()], route())[1]
    lying = repacked(
        form, lambda _, content: re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)
    )
    begun = thread_time()
    assert len(notices(lying)) == 1
    assert thread_time() - begun < 1


FORM = filled([movement(), site()], route())[1]
UNPACKED = {name: zipfile.ZipFile(io.BytesIO(FORM)).read(name) for name in zipfile.ZipFile(io.BytesIO(FORM)).namelist()}


def is_read_or_told(data: bytes) -> None:
    begun = thread_time()
    assert all(str(one).isprintable() for one in problems((XLSX, data)))
    assert thread_time() - begun < 1


@settings(max_examples=25)
@given(st.data())
def test_a_workbook_with_other_bytes_anywhere(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FORM)))
    is_read_or_told(FORM[:start] + data.draw(st.binary(max_size=4)) + FORM[start + data.draw(st.integers(0, 4)) :])


@settings(max_examples=25)
@given(st.sampled_from(sorted(UNPACKED)), st.data())
def test_a_workbook_with_other_bytes_in_a_member(name: str, data: st.DataObject) -> None:
    content = UNPACKED[name]
    start = data.draw(st.integers(0, len(content)))
    other = content[:start] + data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"<", b">", b"9", b"</c>"]))
    is_read_or_told(repacked(FORM, lambda one, held: other + content[start + 1 :] if one == name else held)[1])
