"""The vocabulary of tables: one meaning for every name, in any mix of five languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from herald.formats.geojson.names import KEPT, STATED
from herald.formats.notices import read
from herald.formats.tables import column_names, columns, form_words, tabled_notice, tabled_when
from herald.formats.tables.columns import Heading, folded, headings
from herald.geometry import datums
from herald.geometry.place import Path
from herald.notice.model import Action, Kind, Reference
from tests.house import committed

TABLES = {
    "columns": column_names.COLUMNS,
    "kinds": column_names.KINDS,
    "actions": column_names.ACTIONS,
    "references": column_names.REFERENCES,
    "paths": column_names.PATHS,
    "yes and no": column_names.TRUTHS,
    "priorities": column_names.PRIORITIES,
    "weekdays": column_names.WEEKDAYS,
    "sheets": column_names.SHEETS,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_name_means_two_things(table: Mapping[str, Sequence[str]]) -> None:
    meanings: dict[str, set[str]] = {}
    for canonical, names in table.items():
        for name in (*names, canonical):
            meanings.setdefault(folded(name), set()).add(canonical)
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_everything_has_a_name_in_each_language(table: Mapping[str, Sequence[str]]) -> None:
    assert all(len(names) >= len(column_names.LANGUAGES) and all(map(str.strip, names)) for names in table.values())


def test_every_member_of_a_notice_has_its_column() -> None:
    in_parts = {"altitude_m", "depart", "speed_kmh", "halts", "windows"}
    assert (KEPT | STATED) - in_parts - set(column_names.COLUMNS) == set()


def test_every_column_is_read() -> None:
    in_parts = {*tabled_notice.HEIGHTS, *tabled_when.DEPARTURE, *tabled_when.SPEEDS}
    assert columns.MEMBERS | columns.OF_A_ROW | tabled_notice.ASKED | in_parts == columns.KNOWN


def test_the_words_are_those_of_the_model() -> None:
    assert set(column_names.KINDS) == set(Kind)
    assert set(column_names.ACTIONS) == set(Action)
    assert set(column_names.REFERENCES) == set(Reference)
    assert set(column_names.PATHS) == set(Path)


def test_one_header_in_five_languages_is_read_as_one_table() -> None:
    mixed = ["Notice id", "Départ au plus tôt", "خط العرض", "Долгота", "Часовий пояс", "buffer (m)*"]
    assert [one.name for one in headings(mixed)] == ["id", "depart_earliest", "lat", "lon", "zone", "buffer_m"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Départ au plus tôt", "DEPART AU PLUS TOT"),
        ("الأبكر", "الابكر"),
        ("خط العرض", "خـط  العَرض"),
        ("المنطقة الزمنية", "المنطقه الزمنيه"),
        ("Подано", "подано"),
        ("depart_latest", "Depart-Latest"),
        ("speed_min_kmh", "Speed min (km/h)"),
    ],
)
def test_case_blanks_marks_and_forms_of_a_letter_make_no_difference(one: str, other: str) -> None:
    assert columns.known(one) == columns.known(other) is not None


@pytest.mark.parametrize("header", ["remarks", "Примечания", "ملاحظات", "plates", "notes", "Colour"])
def test_a_name_that_is_like_no_other_is_kept(header: str) -> None:
    assert headings([header]) == (Heading(header),)


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("lattitude", "lat"),
        ("bufer_m", "buffer_m"),
        ("partyy", "party"),
        ("Долгото", "lon"),
        ("Latest departue", "depart_latest"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_and_taken_for_what_it_likely_is(header: str, meant: str) -> None:
    (found,) = headings([header])
    assert found.name == meant and found.fault == (f'"{header}"', f"{meant}, or a name less like it")


def test_two_headers_of_one_meaning_are_told_in_whatever_languages() -> None:
    _, second = headings(["Latitude", "широта"])
    assert second == Heading("", ('"широта"', 'no second column that means "Latitude"'))


def test_the_form_says_everything_in_each_language() -> None:
    said = [
        *form_words.STEPS,
        *form_words.GROUPS.values(),
        *form_words.HELP.values(),
        form_words.STATEMENT,
        form_words.TITLE,
    ]
    assert all(len(one) == len(column_names.LANGUAGES) and len(set(one)) > 1 for one in said)
    assert form_words.STATEMENT[0] == "Voluntary. It does not create or remove legal protection. It is not a guarantee."


def test_the_help_beside_a_cell_is_no_longer_than_a_spreadsheet_shows() -> None:
    assert max(len(text) for texts in form_words.HELP.values() for text in texts) <= 255


def test_the_datums_and_zones_of_the_form_are_ones_that_are_read() -> None:
    from herald import clocktext
    from herald.formats.tables import xlsx_form

    assert {datums.datum(name).epsg for name in xlsx_form.DATUMS} >= {4326, 4284}
    assert all(clocktext.read("2026-03-10 08:00", zone) for zone in xlsx_form.ZONES)


PAGE = (committed.ROOT / "docs" / "forms.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_name_in_each_language_is_documented(table: Mapping[str, Sequence[str]]) -> None:
    if table is column_names.SHEETS:
        return
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    documented = {tuple(cell.strip(" |") for cell in row[-5:]) for row in rows}
    assert {tuple(names[:5]) for names in table.values()} - documented == set()


def test_the_limits_of_tables_are_documented() -> None:
    from herald.formats.tables import cells, csvtable, recurring, xlsx

    limits = [csvtable.MOST_ROWS, csvtable.MOST_COLUMNS, cells.LONGEST_CELL, recurring.MOST_DAYS]
    limits += [xlsx.MOST_NOTICES, xlsx.MOST_POINTS, xlsx.MOST_ROWS]
    assert [limit for limit in limits if f"{limit:,}" not in PAGE] == []


def test_the_example_of_the_page_is_a_table_that_is_read() -> None:
    lines = [line.removeprefix("    ") for line in PAGE.partition("## CSV")[2].splitlines() if line.startswith("    ")]
    (found,) = read([("page.csv", "\n".join([*lines, ""]).encode())])
    assert (found.id, found.party) == ("food", "cedar-relief")
