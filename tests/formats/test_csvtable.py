# ruff: noqa: RUF001
"""Notices in CSV: what a table says, and that writing it and reading it again is the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats.filed import filed
from herald.formats.notices import format_of, read
from herald.formats.tables import cells, csvtable, csvtable_text
from herald.notice.model import Area, Departure, Notice, Route, Spot, Window
from herald.units import NoticeId, parse_instant
from tests.formats.filed import file, good
from tests.formats.tables import CSV, DAY, MOVEMENT, csv, notices
from tests.notice.content import content
from tests.notice.notices import notices as drawn
from tests.notice.notices import texts


def one(text: str) -> Notice:
    (found,) = notices(csv(text))
    return found


def route(text: str) -> Route:
    shape = one(text).shape
    assert isinstance(shape, Route)
    return shape


def test_a_movement_of_two_rows() -> None:
    found = route(MOVEMENT)
    assert [(place.lon_e9, place.lat_e9) for place in found.places] == [
        (-20 * 10**9, -31 * 10**9),
        (-19_500_000_000, -31 * 10**9),
    ]
    assert isinstance(found.schedule, Departure)
    assert found.schedule.window == Window(parse_instant("2026-03-10T08:00:00Z"), parse_instant("2026-03-10T08:30:00Z"))
    assert one(MOVEMENT).kept["input_times"] == {"depart": ["10 Mar 2026 08:00", "10 Mar 2026 08:30"]}


def test_a_byte_order_mark_a_line_for_spreadsheets_and_blank_rows_change_nothing() -> None:
    told = MOVEMENT.replace("\n,", "\n,,,,,,,,,,\n,") + "\n\n"
    marked = "\ufeffsep=,\n" + told
    assert content(one(marked)) == content(one(MOVEMENT))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_leave_the_comma_to_decimals(delimiter: str) -> None:
    text = MOVEMENT.replace(",", delimiter).replace("-19.5", "-19,5").replace("50", "0,5")
    assert content(one(text)) == content(one(MOVEMENT.replace("50", "0.5")))


def test_a_file_is_a_table_by_its_name_or_by_its_header() -> None:
    assert format_of("aster.txt", MOVEMENT.encode()).name == "CSV"
    assert format_of("aster.csv", b"whatever").name == "CSV"
    assert format_of("aster.txt", b"whatever").name == "GeoJSON"
    assert format_of("aster.csv", file(good())[1]).name == "GeoJSON"


def test_languages_may_be_mixed_in_headers_and_cells() -> None:
    text = "Номер уведомления;Partie;النوع;Earliest;Не пізніше;Широта;Longitude;Exercise only\n"
    text += f"пост-1;Aster;نقطة مراقبة;{DAY[0]};{DAY[1]};-31;-20;так\n"
    found = one(text)
    assert (found.id, found.kind.value, found.kept["exercise"]) == ("пост-1", "post", True)
    assert isinstance(found.shape, Spot)


def test_windows_stand_on_the_rows_and_a_blank_end_is_not_stated() -> None:
    text = "id,party,kind,lat,lon,earliest,latest\na,Aster,patrol,-31,-20,{0},\na,Aster,patrol,-31,-19,{0},not stated\n"
    schedule = route(text.format(DAY[0])).schedule
    start = parse_instant(DAY[0])
    assert getattr(schedule, "each", None) == (Window(start, None), Window(start, None))


def test_halts_in_minutes() -> None:
    text = "id,party,kind,depart_earliest,depart_latest,speed_min_kmh,speed_max_kmh,lat,lon,halt_min_minutes,halt_max_minutes\n"
    text += f"a,Aster,patrol,{DAY[0]},{DAY[0]},20,30,-31,-20,,\n,,,,,,,-31,-19.9,1.5,20\n,,,,,,,-31,-19.8,,\n"
    schedule = route(text).schedule
    assert isinstance(schedule, Departure)
    assert [(halt.vertex, halt.least, halt.most) for halt in schedule.halts] == [(1, 90_000_000, 1_200_000_000)]


def test_a_grid_reference_widens_the_notice_and_is_kept_as_it_was_typed() -> None:
    text = f"id,party,kind,place,datum,earliest,latest,place_uncertainty_m\na,Aster,post,38SKG4904,WGS 84,{DAY[0]},{DAY[1]},100\n"
    found = one(text)
    assert 100_000 + 707_000 < found.place_uncertainty_mm < 100_000 + 708_000
    assert (found.kept["input_text"], found.kept["datum"]) == ("38SKG4904", "WGS 84")


def test_a_datum_is_filled_down_and_degrees_on_it_are_brought_to_wgs_84() -> None:
    text = f"id,party,kind,lat,lon,datum,earliest,latest\na,Aster,patrol,37,42,SK-42,{DAY[0]},{DAY[1]}\n"
    text += f",,,37,42.1,,{DAY[0]},{DAY[1]}\n"
    found = one(text)
    assert isinstance(found.shape, Route)
    moved = [
        abs(place.lon_e9 - lon) for place, lon in zip(found.shape.places, (42 * 10**9, 42_100_000_000), strict=True)
    ]
    assert all(500_000 < one < 2_000_000 for one in moved)
    assert found.kept["datum"] == "SK-42" and found.place_uncertainty_mm > 1_000


def test_a_written_notice_whose_datum_is_kept_is_not_moved_again() -> None:
    text = f"id,party,kind,lat,lon,datum,earliest,latest\na,Aster,post,37,42,SK-42,{DAY[0]},{DAY[1]}\n"
    written, _ = csvtable_text.render([one(text)])
    assert content(read([(CSV, written)])[0]) == content(one(text))


def test_what_was_typed_is_written_too_and_read_back() -> None:
    text = "id,party,kind,place,datum,earliest,latest,zone\na,Aster,post,38SKG4904,WGS 84,10 Mar 2026 08:00,,Asia/Damascus\n"
    written, losses = csvtable_text.render([one(text)])
    assert losses == ()
    (again,) = read([(CSV, written)])
    assert content(again) == content(one(text))
    assert again.kept["input_times"] == {"windows": [["10 Mar 2026 08:00", None]]}
    assert again.kept["time_zone"] == "Asia/Damascus"


def test_the_corners_of_an_area_and_of_a_hole_in_it() -> None:
    corners = [(-20, -31), (-19, -31), (-19, -30), (-20, -30)]
    hole = [(-19.6, -30.6), (-19.4, -30.6), (-19.4, -30.4)]
    rows = [f"z,{lon},{lat},{ring}" for ring, each in enumerate((corners, hole), 1) for lon, lat in each]
    text = "id,lon,lat,ring,party,kind,earliest,latest\n" + "\n".join(
        f"{row},Aster,exercise,{DAY[0]},{DAY[1]}" for row in rows
    )
    shape = one(text).shape
    assert isinstance(shape, Area)
    assert [len(ring) for ring in shape.polygon.rings] == [4, 3]


def test_names_of_places_become_origin_destination_and_all_of_them() -> None:
    text = "id,party,kind,lat,lon,earliest,latest,place_name\n"
    for name in ("Tern", "Crossing", "Gull"):
        text += f"a,Aster,patrol,-31,-20,{DAY[0]},{DAY[1]},{name}\n"
    kept = one(text).kept
    assert (kept["origin_name"], kept["destination_name"]) == ("Tern", "Gull")
    assert kept["place_name"] == ["Tern", "Crossing", "Gull"]


def test_a_table_without_ids_is_one_notice_named_after_its_file() -> None:
    text = f"lat,lon,earliest,latest\n-31,-20,{DAY[0]},{DAY[1]}\n-31,-19,{DAY[0]},{DAY[1]}\n"
    (found,) = read([csv(text)], {"party": "Aster", "kind": "patrol"})
    assert found.id == "aster-1" and isinstance(found.shape, Route)


def test_an_unknown_column_is_kept_under_its_name() -> None:
    text = f"id,party,kind,lat,lon,earliest,latest,Примечания\na,Aster,post,-31,-20,{DAY[0]},{DAY[1]},за мостом\n"
    assert one(text).kept["Примечания"] == "за мостом"


def test_what_the_good_file_holds_is_read_back_from_its_table() -> None:
    before = read([file(good())])
    written, losses = csvtable_text.render(before)
    assert losses == ()
    assert [content(one) for one in read([(CSV, written)])] == [content(one) for one in before]


def without(notice: Notice, members: set[str]) -> Notice:
    """The notice, keeping only these members."""
    return replace(notice, kept={name: value for name, value in notice.kept.items() if name in members})


@given(st.lists(drawn(), min_size=1, max_size=3))
def test_a_table_loses_nothing_but_what_it_says(several: list[Notice]) -> None:
    numbered = [replace(one, id=NoticeId(f"{number}{one.id}")) for number, one in enumerate(several)]
    written, losses = csvtable_text.render(numbered)
    again = [one for each in csvtable.drafts(CSV, written).drafts for one in filed(CSV, [each]).notices]
    lost = {loss.partition(": ")[0] for loss in losses}
    for before, after in zip(numbered, again, strict=True):
        kept = set(after.kept) if f"notice {before.id}" in lost else set(before.kept)
        assert content(without(before, kept)) == content(after)


@given(
    texts | st.sampled_from(["=1+1", "'=1", "''@x", "-2", "+963 11", "@a", "\t=1", "'Ayn Issa", "''", "|calc", "＝1"])
)
def test_a_guarded_text_is_no_formula_and_is_read_back(text: str) -> None:
    guarded = cells.guarded(text)
    assert cells.text(guarded) == text or text.startswith(cells.JSON)
    assert not guarded.lstrip().startswith(("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"))


def test_no_cell_of_a_written_table_begins_like_a_formula() -> None:
    kept = {"title": "=HYPERLINK(1)", "contacts": "+44 1", "=cmd": "x", "cargo": ["@a"], "purpose": " =1"}
    found = one(MOVEMENT)
    written, losses = csvtable_text.render([replace(found, kept=kept)])
    text = written.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text and "'+44 1" in text and "=cmd" not in text.splitlines()[0]
    assert len(losses) == 1 and "=cmd" in losses[0]


@pytest.mark.parametrize(
    ("typed", "comma", "meant"),
    [
        ("36,5", True, Decimal("36.5")),
        ("36,5", False, None),
        ("1 500", False, 1500),
        ("1\u202f500,5", True, Decimal("1500.5")),
        ("٣٦٫٥", False, Decimal("36.5")),
        ("1e3", False, 1000),
        ("0x10", False, None),
        ("nan", False, None),
        ("1_000", False, None),
        ("", False, None),
    ],
)
def test_a_number_as_people_type_it(typed: str, comma: bool, meant: object) -> None:
    assert cells.number(typed, decimal_comma=comma) == meant


def test_a_comma_before_three_digits_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match=r"1500 or 1\.5"):
        cells.number("1,500", decimal_comma=True)
    assert cells.number("36,123", decimal_comma=True, degrees=True) == Decimal("36.123")
