"""What a person types of an incident: tables filled in, read row by row; every problem told at once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats.incidents import cells, reading, template
from herald.formats.incidents.columns import TABLES, Table
from herald.formats.incidents.rows import waves
from herald.incident.codes import ActCode, Edge, Known, Reference
from herald.incident.contents import Account, Casualties, Claim, Named
from herald.malformed import Malformed
from herald.units import PartyId, parse_instant


def table(name: str, *rows: dict[str, str], delimiter: str = ",") -> tuple[str, bytes]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writing = csv.DictWriter(out, columns, delimiter=delimiter)
    writing.writeheader()
    writing.writerows(rows)
    return f"{name}.csv", out.getvalue().encode()


def example(of: Table, **other: str) -> dict[str, str]:
    """A row with all that must stand in it."""
    return {column.name: column.example for column in of.columns if column.required} | other


ACCOUNT = example(TABLES["accounts"], id="a1")
CLAIM = example(TABLES["claims"], id="c1", account="a1", sources="")


def problems(*files: tuple[str, bytes]) -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as caught:
        reading.read(files)
    return [(problem.file, problem.field) for problem in caught.value.problems]


def claim(**cells_: str) -> Claim:
    found = reading.read([table("accounts", ACCOUNT), table("claims", CLAIM | cells_)])
    stated = found[-1].stated
    assert isinstance(stated, Claim)
    return stated


# -- Whole tables ----------------------------------------------------------------------------------------------------------


def filled() -> list[tuple[str, bytes]]:
    """Every column of every table, with its example."""
    ids = {"sources": "s1", "accounts": "a1", "claims": "c1", "casualties": "k1", "breaches": "b1"}
    rows = {name: {column.name: column.example for column in of.columns} for name, of in TABLES.items()}
    for name, of in ids.items():
        rows[name]["id"] = of
    two = {name: [rows[name]] for name in TABLES}
    two["sources"].append(rows["sources"] | {"id": "s2"})
    two["claims"] = [rows["claims"] | {"replaces": ""}, rows["claims"] | {"id": "c2"}]
    two["casualties"] = [rows["casualties"] | {"revises": ""}]
    two["breaches"] = [rows["breaches"] | {"of": ""}]
    return [table(name, *of) for name, of in two.items()]


def test_every_column_of_every_table_is_read_and_rows_name_one_another() -> None:
    found = reading.read(filled())
    assert [draft.table for draft in found] == [
        "sources", "sources", "citations", "accounts", "claims", "claims", "links", "casualties", "breaches",
    ]  # fmt: skip
    assert [[draft.id for draft in wave] for wave in waves(found)] == [
        ["s1", "s2"],
        [None, "a1"],
        ["c1"],
        ["c2"],
        [None, "k1", "b1"],
    ]


def test_once_others_are_sealed_a_row_names_them_by_their_indices() -> None:
    found = {draft.id: draft for draft in reading.read(filled()) if draft.id}
    stated, named = found["c2"].completed({"s1": 7, "s2": 8, "a1": 9, "c1": 10})
    assert isinstance(stated, Claim)
    assert stated.sources == (7, 8)
    assert named == {"of": 9, "replaces": 10}


def test_a_sealed_entry_is_named_by_its_index() -> None:
    (draft,) = reading.read([table("claims", CLAIM | {"account": "#117", "sources": "#5"})])
    stated, named = draft.completed({})
    assert isinstance(stated, Claim)
    assert (stated.sources, named) == ((5,), {"of": 117, "replaces": None})


def test_a_template_filled_in_reads_back_and_its_example_row_is_passed_over() -> None:
    for of in TABLES.values():
        header, shown, *_ = template.text(of).decode("utf-8-sig").splitlines()
        assert header.split(",") == [column.name for column in of.columns]
        assert template.EXAMPLE in shown
    with pytest.raises(Malformed, match="no row"):
        reading.read([(f"{name}.csv", template.text(of)) for name, of in TABLES.items()])


def test_the_workbook_has_all_tables_and_what_is_filled_in_reads_as_from_csv() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template.workbook()))
    assert book.sheetnames == [*TABLES, template.CODES]
    for name, data in filled():
        sheet = book[name.removesuffix(".csv")]
        header = [cell.value for cell in sheet[1]]
        for number, row in enumerate(csv.DictReader(io.StringIO(data.decode())), 3):
            for column, value in row.items():
                sheet.cell(number, header.index(column) + 1, value or None)
    out = io.BytesIO()
    book.save(out)
    from_book, from_csv = reading.read([("book.xlsx", out.getvalue())]), reading.read(filled())
    assert [replace(each, place=other.place) for each, other in zip(from_book, from_csv, strict=True)] == list(from_csv)
    assert template.workbook() == template.workbook()


def test_semicolons_tabs_and_a_byte_order_mark_are_read_too() -> None:
    for delimiter in ",;\t":
        name, data = table("accounts", ACCOUNT, delimiter=delimiter)
        (found,) = reading.read([(name, b"\xef\xbb\xbf" + data)])
        assert isinstance(found.stated, Account)


def test_a_table_is_known_by_its_columns_where_its_file_is_called_otherwise() -> None:
    _, data = table("claims", CLAIM | {"account": "#3"})
    (found,) = reading.read([("thursday.csv", data)])
    assert found.table == "claims"


# -- What is wrong ---------------------------------------------------------------------------------------------------------


def test_every_problem_of_every_row_and_file_is_told_at_once_where_it_stands() -> None:
    wrong = CLAIM | {
        "modality": "surely",
        "acts": "kick: x",
        "words": "",
        "quoted": "perhaps",
        "when": "",
        "from": "noon",
    }
    claims = table("claims", wrong, CLAIM | {"id": "c1", "account": "nobody"}, CLAIM | {"places": "x @ 100N 200W"})
    found = problems(claims, table("links", example(TABLES["links"], claim="c1", other="c9")))
    rows = {2: "words quoted acts modality from account", 3: "id account", 4: "places id account"}
    expected = [("claims.csv", f"claims, row {row}, {name}") for row, names in rows.items() for name in names.split()]
    assert sorted(found) == sorted([*expected, ("links.csv", "links, row 2, other")])


def test_a_column_that_nobody_knows_is_told_and_so_is_one_that_stands_twice() -> None:
    assert problems(table("accounts", ACCOUNT | {"speakr_name": "x"})) == [
        ("accounts.csv", "accounts, row 1, speakr_name")
    ]
    header = b"id,whose,id\r\na1,aster,a2\r\n"
    assert ("accounts.csv", "accounts, row 1, id") in problems(("accounts.csv", header))


def test_rows_that_name_one_another_in_a_circle_are_told() -> None:
    claims = table("claims", CLAIM | {"replaces": "c2"}, CLAIM | {"id": "c2", "replaces": "c1"})
    assert problems(table("accounts", ACCOUNT), claims) == [
        ("claims.csv", "claims, row 2, id"),
        ("claims.csv", "claims, row 3, id"),
    ]


def test_a_formula_is_no_value() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].title = "links"
    for row in (["claim", "link", "other", "reason"], ["#1", "disputes", "=1+1", "x"]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    assert problems(("book.xlsx", out.getvalue())) == [("book.xlsx", "links, row 2, other")]


def test_what_is_no_table_is_told() -> None:
    assert problems(("x.csv", b"\xff\xfe")) == [("x.csv", "line 1, column 1")]
    assert problems(("x.xlsx", b"PK\x03\x04nothing")) == [("x.xlsx", "document")]
    assert problems(("x.csv", b"a,b\r\n1,2\r\n")) == [("x.csv", "x")]
    assert problems(("claims.csv", b"")) == [("claims.csv", "claims")]


@given(st.binary(max_size=300))
def test_whatever_bytes_are_handed_in_they_are_read_or_told_of(data: bytes) -> None:
    for name in ("claims.csv", "any.xlsx"):
        try:
            reading.read([(name, data)])
        except Malformed:
            continue


@given(st.text(max_size=200))
def test_whatever_is_typed_into_a_cell_is_read_or_told_of(typed: str) -> None:
    for of in TABLES.values():
        for column in of.columns:
            try:
                column.read(typed)
            except ValueError:
                continue


# -- Cells -----------------------------------------------------------------------------------------------------------------


def test_an_empty_cell_states_nothing_and_becomes_no_number() -> None:
    stated = claim()
    assert (stated.acts, stated.amounts, stated.places, stated.height, stated.when, stated.clause) == (
        (),
        (),
        (),
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("typed", "said", "low", "high", "state"),
    [
        ("four (4)", "four", 4, 4, Known.NUMBER),
        ("4", "4", 4, 4, Known.NUMBER),
        ("4-7", "4-7", 4, 7, Known.NUMBER),
        ("4 to 7", "4 to 7", 4, 7, Known.NUMBER),
        ("at least four (4+)", "at least four", 4, None, Known.NUMBER),
        ("up to seven (-7)", "up to seven", None, 7, Known.NUMBER),
        ("dozens", "dozens", None, None, Known.IN_WORDS),
        ("mass (in words)", "mass", None, None, Known.IN_WORDS),
        ("(not stated)", "not stated", None, None, Known.NOT_STATED),
        ("some (unknown)", "some", None, None, Known.UNKNOWN),
        ("(withheld)", "withheld", None, None, Known.WITHHELD),
    ],
)
def test_a_number_is_what_was_said_and_dozens_is_not_twelve(
    typed: str, said: str, low: int | None, high: int | None, state: Known
) -> None:
    assert cells.number(typed) == (said, low, high, state)


@pytest.mark.parametrize("typed", ["four (x)", "four (4", "x (7-)-"])
def test_brackets_hold_a_number_or_why_there_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="brackets"):
        cells.number(typed)


def test_an_act_is_a_code_and_whoever_is_named() -> None:
    full = cells.act("block: their patrol [birch] -> our column [aster] #12")
    assert (full.code, full.notice) == (ActCode.BLOCK, 12)
    assert full.actor == Named(None, PartyId("birch"), "their patrol")
    assert full.object == Named(None, PartyId("aster"), "our column")
    bare = cells.act("low hover")
    assert (bare.code, bare.actor, bare.object, bare.notice) == (ActCode.LOW_HOVER, None, None, None)
    assert cells.act("injured: -> the crew").actor is None


def test_a_step_of_a_chain_says_how_and_to_whom() -> None:
    step = cells.step("cites-unnamed a top official")
    assert (step.edge, step.who) == (Edge.CITES_UNNAMED, "a top official")
    for wrong in ("quotes", "cited somebody", ""):
        with pytest.raises(ValueError, match="one of"):
            cells.step(wrong)


def test_a_place_keeps_what_its_digits_leave_open_and_what_is_said_to_be_within() -> None:
    near = cells.place("near the crossing @ 31.928S 24.915W within 2 km")
    assert (near.said, near.lat_e9, near.lon_e9, near.within_mm) == (
        "near the crossing",
        -31928000000,
        -24915000000,
        2_000_000,
    )
    vague = cells.place("there @ 31.93S 24.92W")
    assert vague.within_mm is not None
    assert vague.within_mm > 500_000
    assert cells.place("somewhere").lat_e9 is None


def test_a_height_without_bounds_is_unknown() -> None:
    low = cells.height("very low")
    assert (low.low_mm, low.high_mm, low.reference) == (None, None, Reference.UNKNOWN)
    stated = cells.height("very low (10-30 m AGL)")
    assert (stated.low_mm, stated.high_mm, stated.reference, stated.said) == (10_000, 30_000, Reference.AGL, "very low")
    with pytest.raises(ValueError, match="brackets"):
        cells.height("very low (10)")


def test_a_time_is_read_from_its_words_given_the_day_they_were_said_or_as_stated() -> None:
    thursday = claim(when="on Thursday", published="2020-08-28", zone="UTC").when
    assert thursday is not None
    assert (thursday.said, thursday.from_us) == ("on Thursday", parse_instant("2020-08-27T00:00:00Z"))
    untold = claim(when="on Thursday").when
    assert untold is not None
    assert (untold.from_us, untold.until_us) == (None, None)
    stated = claim(when="about ten", **{"from": "2026-03-10T10:00:00Z"}).when
    assert stated is not None
    assert stated.until_us is None
    assert stated.from_us == parse_instant("2026-03-10T10:00:00Z")


def test_rows_of_one_id_are_one_statement_of_casualties() -> None:
    row = example(TABLES["casualties"], id="k1")
    found = reading.read([table("casualties", row, row | {"group": "EXERCISE others", "number": "(unknown)"})])
    assert len(found) == 1
    stated = found[0].stated
    assert isinstance(stated, Casualties)
    assert [figure.state for figure in stated.figures] == [Known.NUMBER, Known.UNKNOWN]


def test_an_answer_to_a_breach_claim_names_it_and_a_claim_names_none() -> None:
    row = example(TABLES["breaches"], id="b1")
    assert problems(table("breaches", row | {"step": "answered"})) == [("breaches.csv", "breaches, row 2, of")]
    assert problems(table("breaches", row | {"of": "#3"})) == [("breaches.csv", "breaches, row 2, of")]
