"""What a person types of an incident: tables filled in, read row by row; every problem told at once."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from herald.formats.incidents import cells, lines, reading, template
from herald.formats.incidents.columns import TABLES, Table
from herald.formats.incidents.rows import waves
from herald.incident import contents
from herald.incident.codes import ActCode, Edge, Known, Reference
from herald.incident.contents import Account, Casualties, Claim, Named, Source, When
from herald.incident.saidtime import UNKNOWN, resolved
from herald.malformed import Malformed
from herald.members import Where
from herald.units import PartyId, parse_instant
from tests.house import committed


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


def test_a_template_of_an_exercise_says_so_above_its_header_and_reads_back() -> None:
    from openpyxl import load_workbook

    rows = dict(filled())
    for name, of in TABLES.items():
        empty = template.template(name, exercise=True)
        assert empty.decode("utf-8-sig").splitlines()[0] == template.EXERCISE
        assert template.EXERCISE not in template.template(name).decode("utf-8-sig").splitlines()[0]
        body = rows[f"{name}.csv"].decode().partition("\r\n")[2]
        order = list(csv.DictReader(io.StringIO(rows[f"{name}.csv"].decode())).fieldnames or ())
        assert order == [column.name for column in of.columns]
        rows[f"{name}.csv"] = empty + body.encode()
    read = reading.read(rows.items())
    assert [each.stated for each in read] == [each.stated for each in reading.read(filled())]
    book = load_workbook(io.BytesIO(template.template(exercise=True)))
    assert all(book[name].cell(1, 1).value == template.EXERCISE for name in TABLES)
    assert problems(("book.xlsx", template.workbook(exercise=True))) == [("book.xlsx", "the whole")]


def test_quotes_that_do_not_match_are_told_where_they_are() -> None:
    name, data = table("accounts", ACCOUNT)
    assert problems((name, data + b'a2,"open')) == [("accounts.csv", "accounts, below row 2")]


def test_each_column_of_the_workbook_has_its_help_and_where_few_words_can_stand_their_list() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template.workbook()))
    for name, of in TABLES.items():
        sheet = book[name]
        listed = {next(iter(each.sqref.ranges)).min_col: each for each in sheet.data_validations.dataValidation}
        for number, column in enumerate(of.columns, 1):
            assert column.about[1:] in (sheet.cell(1, number).comment or Comment("", "")).text
            assert (listed[number].type == "list") is bool(column.choices)
            if column.choices:
                titled, place = listed[number].formula1.split("!")
                held = [cell.value for (cell,) in book[titled.strip("'")][place.replace("$", "")]]
                assert held == list(column.choices)


def test_a_first_line_that_tells_spreadsheets_the_delimiter_is_no_row() -> None:
    name, data = table("accounts", ACCOUNT | {"channel": "shouted"}, delimiter=";")
    assert problems((name, b"sep=;\r\n" + data)) == [("accounts.csv", "accounts, row 2, channel")]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    _, data = table(
        "accounts", ACCOUNT | {"title": "EXERCISE\none row of two lines"}, ACCOUNT | {"id": "a2", "channel": "x"}
    )
    header, _, rest = data.partition(b"\r\n")
    assert problems(("accounts.csv", header + b"\r\n\r\n" + rest)) == [
        ("accounts.csv", "accounts, row 3, title"),
        ("accounts.csv", "accounts, row 4, channel"),
    ]


def test_exact_words_are_kept_as_they_are_whatever_a_program_would_make_of_them() -> None:
    for typed, kept in {
        "json: [1]": "json: [1]",
        "'=1+1": "=1+1",
        "'Ayn Issa": "'Ayn Issa",
        "two\r\nlines": "two\nlines",
        '"quoted"; and more, \u0441 \u043a\u0430\u0432\u044b\u0447\u043a\u0430\u043c\u0438': None,
    }.items():
        assert claim(words=typed).words == (typed if kept is None else kept)


def test_a_column_that_nobody_knows_is_left_out_and_told() -> None:
    files = [table("accounts", ACCOUNT | {"my notes": "EXERCISE ask again"})]
    found = reading.read_known(files)
    assert len(found.drafts) == 1
    assert [(each.field, each.seen) for each in found.left_out] == [
        ("accounts, row 1, my_notes", "a column that nobody knows")
    ]
    assert problems(*files) == [("accounts.csv", "accounts, row 1, my_notes")]


def workbook(**sheets: Sequence[Sequence[object]]) -> tuple[str, bytes]:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return "book.xlsx", out.getvalue()


LINK = [list(TABLES["links"].by_name), ["#1", "disputes", "#2", "EXERCISE of one moment"]]


def test_a_sheet_is_known_by_its_name_or_its_columns_and_another_one_is_told() -> None:
    found = reading.read_known([workbook(Tabelle1=LINK, notes=[["EXERCISE", "to do"]], empty=[])])
    assert [draft.table for draft in found.drafts] == ["links"]
    assert [each.field for each in found.left_out] == ["notes"]


def test_dates_numbers_and_truths_of_a_workbook_read_as_they_are_shown() -> None:
    row: dict[str, object] = {**ACCOUNT, "when": date(2026, 3, 10), "zone": "+01:00", "id": 7, "title": 3.5}
    row["published"], row["from"] = datetime(2026, 3, 12), datetime(2026, 3, 10, 9, 30)  # noqa: DTZ001 -- as a cell has it
    claims: dict[str, object] = {**CLAIM, "account": 7, "quoted": True, "amounts": "EXERCISE vehicles: 2"}
    account, said = reading.read([workbook(accounts=[[*row], [*row.values()]], claims=[[*claims], [*claims.values()]])])
    assert isinstance(account.stated, Account)
    assert isinstance(said.stated, Claim)
    assert (account.id, account.stated.title, said.stated.quoted) == ("7", "3.5", True)
    assert account.stated.issued is not None
    assert (account.stated.issued.said, account.stated.issued.from_us) == (
        "2026-03-10",
        parse_instant("2026-03-10T08:30:00Z"),
    )


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


def test_a_column_that_is_nearly_a_known_one_is_a_problem() -> None:
    for name in ("speakr_name", "speaker-nane", "chanel"):
        with pytest.raises(Malformed) as caught:
            reading.read_known([table("accounts", ACCOUNT | {name: "x"})])
        assert "a name less like it" in caught.value.problems[0].expected


def test_an_example_that_was_changed_is_somebodys_row_and_not_lost() -> None:
    of = TABLES["links"]
    changed = {**template.example(of), "reason": "EXERCISE another reason"}
    assert problems(table("links", changed)) == [("links.csv", "links, row 2, claim")]


def test_rows_of_one_statement_of_casualties_must_agree_and_later_ones_need_not_repeat_it() -> None:
    row = example(TABLES["casualties"], id="k1")
    group = {"id": "k1", "group": "EXERCISE others", "harm": "killed", "number": "(unknown)"}
    (found,) = reading.read([table("casualties", row, group)])
    assert isinstance(found.stated, Casualties)
    assert [figure.group for figure in found.stated.figures] == [row["group"], "EXERCISE others"]
    wrong = group | {"words": "EXERCISE other words", "speaker_name": "EXERCISE somebody"}
    assert sorted(problems(table("casualties", row, wrong))) == [
        ("casualties.csv", "casualties, row 3, speaker_name"),
        ("casualties.csv", "casualties, row 3, words"),
    ]


def test_nothing_is_linked_to_itself_and_no_source_cites_itself() -> None:
    link = example(TABLES["links"], claim="#3", other="#3")
    cite = example(TABLES["citations"], source="#4", cites="#4")
    assert problems(table("links", link), table("citations", cite)) == [
        ("citations.csv", "citations, row 2, cites"),
        ("links.csv", "links, row 2, other"),
    ]


def test_a_claim_is_corrected_within_its_account() -> None:
    accounts = table("accounts", ACCOUNT, ACCOUNT | {"id": "a2"})
    claims = table("claims", CLAIM, CLAIM | {"id": "c2", "account": "a2", "replaces": "c1"})
    assert problems(accounts, claims) == [("claims.csv", "claims, row 3, replaces")]


def test_a_name_leads_to_a_row_of_the_right_table() -> None:
    claims = table("claims", CLAIM | {"account": "c1", "sources": "a1; #x; s9"})
    assert problems(table("accounts", ACCOUNT), claims) == [
        ("claims.csv", "claims, row 2, sources"),
        ("claims.csv", "claims, row 2, account"),
    ]
    assert problems(
        table("accounts", ACCOUNT | {"id": "#1"}), table("links", example(TABLES["links"], claim="a;b"))
    ) == [
        ("accounts.csv", "accounts, row 2, id"),
        ("links.csv", "links, row 2, claim"),
        ("links.csv", "links, row 2, claim"),
        ("links.csv", "links, row 2, claim"),
        ("links.csv", "links, row 2, other"),
    ]


def test_nobody_signs_by_filling_in_a_table() -> None:
    assert problems(table("accounts", ACCOUNT | {"manner": "signed"})) == [("accounts.csv", "accounts, row 2, manner")]


def test_what_the_record_would_refuse_is_told_in_its_column() -> None:
    wrong = {
        "language": "English",
        "speaker_party": "two\nlines",
        "amounts": "injured: 7-4",
        "acts": "block: two\nlines",
        "until": "2026-03-10T09:00:00Z",
        "from": "2026-03-10T10:00:00Z",
        "zone": "MSK",
        "published": "March",
    }
    found = {field for _, field in problems(table("accounts", ACCOUNT), table("claims", CLAIM | wrong))}
    assert found == {f"claims, row 2, {column}" for column in wrong if column != "from"}


def test_more_rows_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_ROWS", 3)
    row = example(TABLES["links"], claim="#1", other="#2")
    name, data = table("links", row, row)
    assert len(reading.read([(name, data + b"\r\n" * 9)])) == 2
    assert problems(table("links", row, row, row)) == [("links.csv", "links")]
    assert problems(workbook(links=[*LINK, LINK[1], LINK[1]])) == [("book.xlsx", "links")]
    assert len(reading.read([workbook(links=[*LINK, [], [], [], LINK[1]])])) == 2
    monkeypatch.setattr(lines, "MOST_BYTES", 10)
    assert problems(table("links", row)) == [("links.csv", "document")]


def test_errors_and_merged_cells_of_a_workbook_are_told() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook(links=[*LINK, ["#1", "disputes", "#2", "#REF!"]])[1]))
    book["links"].merge_cells("A5:B6")
    out = io.BytesIO()
    book.save(out)
    assert problems(("book.xlsx", out.getvalue())) == [
        ("book.xlsx", "links, A5:B6"),
        ("book.xlsx", "links, row 3, reason"),
    ]


def test_a_workbook_that_declares_anything_is_not_parsed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(links=LINK)[1])) as whole, zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            declared = b"<!DOCTYPE x>" if name.endswith("sheet1.xml") else b""
            changed.writestr(name, declared + whole.read(name))
    assert problems(("book.xlsx", out.getvalue())) == [("book.xlsx", 'member "xl/worksheets/sheet1.xml"')]


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


TYPED = st.sampled_from(
    [
        "4 (four)", "injured: 4-7; x: dozens", "ram: A [birch, #3] -> B [aster] #12", "x @ 31.93S 24.92W within 2 km",
        "very low (to 30 ft AGL)", "on Thursday", "2026-03-12", "Asia/Damascus", "yes", "quotes X; cites-unnamed y", "a | b",
        "2026-03-10T10:00:00Z", "named", "asserts", "claimed", "#5; #6", "en", "injured", "unknown", "EXERCISE two\nlines",
    ]
)  # fmt: skip


@given(st.data())
def test_what_is_read_of_a_row_is_what_the_record_takes(data: st.DataObject) -> None:
    for of in TABLES.values():
        row = {column.name: column.example for column in of.columns if column.required or data.draw(st.booleans())}
        for name in data.draw(st.lists(st.sampled_from([*of.by_name]), min_size=1, max_size=3)):
            row[name] = data.draw(TYPED | st.text(max_size=20))
        row |= {
            column.name: f"#{number}" for number, column in enumerate(of.columns) if column.to and column.name in row
        }
        if row.get("step", "claimed") == "claimed":
            row.pop("of", None)
        try:
            (draft,) = reading.read([table(of.name, row)])
        except Malformed:
            continue
        stated, _ = draft.completed({})
        assert isinstance(stated, contents.Content)
        assert contents.read(type(stated), stated.json(), Where("")) == stated


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
        ("4 (four)", "four", 4, 4, Known.NUMBER),
        ("not stated (injuries)", "injuries", None, None, Known.NOT_STATED),
        ("in words (mass)", "mass", None, None, Known.IN_WORDS),
        ("unknown", "unknown", None, None, Known.UNKNOWN),
        ("not stated", "not stated", None, None, Known.NOT_STATED),
        ("dozens (24+)", "dozens", 24, None, Known.NUMBER),
        ("about 40 people", "about 40 people", None, None, Known.IN_WORDS),
        ("0", "0", 0, 0, Known.NUMBER),
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


@pytest.mark.parametrize("typed", ["1,500", "1 500", "1.5", "7-4", "4-", "+4", "4 (5)", "unknown (4)", "-4-7"])
def test_what_could_be_several_numbers_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"number|range"):
        cells.number(typed)


def test_an_act_is_a_code_and_whoever_is_named() -> None:
    full = cells.act("block: their patrol [birch] -> our column [aster] #12")
    assert (full.code, full.notice) == (ActCode.BLOCK, 12)
    assert full.actor == Named(None, PartyId("birch"), "their patrol")
    assert full.object == Named(None, PartyId("aster"), "our column")
    bare = cells.act("low hover")
    assert (bare.code, bare.actor, bare.object, bare.notice) == (ActCode.LOW_HOVER, None, None, None)
    assert cells.act("injured: -> the crew").actor is None
    assert cells.act("ram: a vehicle [birch, #9] \u2192 theirs [#4]").actor == Named(9, PartyId("birch"), "a vehicle")
    assert cells.act("ram: a vehicle [#9]").actor == Named(9, None, "a vehicle")
    with pytest.raises(ValueError, match="low-hover"):
        cells.act("hover")
    for wrong in (
        "ram: a vehicle [birch",
        "ram: [birch]",
        "ram: a vehicle []",
        "ram: a [birch] vehicle",
        "ram: -> a [b, c]",
    ):
        with pytest.raises(ValueError, match="square brackets"):
            cells.act(wrong)


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


def test_the_datum_of_coordinates_stands_in_brackets() -> None:
    stated, unstated = cells.place("x @ 36 12.1N 37 08.0E (SK-42)"), cells.place("x @ 36 12.1N 37 08.0E")
    assert (stated.lat_e9, stated.lon_e9) != (unstated.lat_e9, unstated.lon_e9)
    with pytest.raises(ValueError, match="WGS 84"):
        cells.place("x @ 36 12.1N 37 08.0E (nobody knows)")


def test_a_height_without_bounds_is_unknown() -> None:
    low = cells.height("very low")
    assert (low.low_mm, low.high_mm, low.reference) == (None, None, Reference.UNKNOWN)
    stated = cells.height("very low (10-30 m AGL)")
    assert (stated.low_mm, stated.high_mm, stated.reference, stated.said) == (10_000, 30_000, Reference.AGL, "very low")
    for typed, low_mm, high_mm in [
        ("low (30 m AGL)", 30_000, 30_000),
        ("low (to 30 m AGL)", None, 30_000),
        ("high (500+ ft AMSL)", 152_400, None),
        ("in a pit (-30 m AGL)", -30_000, -30_000),
    ]:
        assert (cells.height(typed).low_mm, cells.height(typed).high_mm) == (low_mm, high_mm)
    for typed in ("very low (10)", "low (30 m AGL", "low (30-10 m AGL)", "low (so he says)"):
        with pytest.raises(ValueError, match=r"brackets|low_mm"):
            cells.height(typed)


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


def read_when(claim_: dict[str, str], account: dict[str, str], *sources: dict[str, str]) -> When | None:
    of = [table("sources", *(example(TABLES["sources"]) | each for each in sources))] if sources else []
    found = reading.read(
        [*of, table("accounts", ACCOUNT | account), table("claims", CLAIM | {"when": "on Thursday"} | claim_)]
    )
    stated = found[-1].stated
    assert isinstance(stated, Claim)
    return stated.when


def test_words_of_a_claim_are_read_by_the_day_and_the_zone_of_its_account_or_its_sources() -> None:
    thursday = When(parse_instant("2020-08-26T21:00:00Z"), "on Thursday", parse_instant("2020-08-27T21:00:00Z"))
    said = {"published": "28 August 2020", "zone": "Asia/Damascus"}
    source = {"id": "s1"} | said
    assert read_when(said, {}) == thursday
    assert read_when({}, said) == thursday
    assert read_when({}, {"when": "2020-08-28", "zone": "+03:00"}) == thursday
    assert read_when({"sources": "s1"}, {}, source) == thursday
    assert read_when({}, {"sources": "s1"}, source) == thursday
    assert read_when({"published": "2020-08-28"}, {"published": "2020-09-20", "zone": "Asia/Damascus"}) == thursday


def test_where_account_and_source_were_of_different_days_the_words_stay_as_they_are() -> None:
    later = {"id": "s1", "published": "2020-09-20"}
    assert read_when({"sources": "s1"}, {"published": "2020-08-28"}, later) == When(None, "on Thursday", None)
    assert read_when({}, {}) == When(None, "on Thursday", None)


def test_a_day_whose_zone_nobody_states_is_widened_to_every_zone() -> None:
    assert read_when({"published": "2020-08-28"}, {}) == When(
        parse_instant("2020-08-26T10:00:00Z"), "on Thursday", parse_instant("2020-08-28T12:00:00Z")
    )


def test_words_in_another_language_are_read_by_it_and_else_by_english() -> None:
    day = {"published": "2020-08-28", "zone": "UTC", "language": "ru"}
    russian = claim(**day, when="\u0432 \u0447\u0435\u0442\u0432\u0435\u0440\u0433").when
    english = claim(**day, when="on Thursday").when
    assert russian is not None
    assert english is not None
    assert (russian.from_us, russian.until_us) == (english.from_us, english.until_us) != (None, None)


def test_when_a_source_was_published_is_known_by_either_column() -> None:
    row = example(TABLES["sources"], id="s1", zone="UTC")
    for columns in ({"when": "12 March 2026"}, {"published": "12 March 2026"}):
        (found,) = reading.read([table("sources", row | columns)])
        assert isinstance(found.stated, Source)
        assert found.stated.published == When(
            parse_instant("2026-03-12T00:00:00Z"), "12 March 2026", parse_instant("2026-03-13T00:00:00Z")
        )


def test_five_thousand_rows_are_read_within_two_seconds_of_cpu() -> None:
    row = CLAIM | {
        column: TABLES["claims"].by_name[column].example for column in ("acts", "amounts", "when", "published")
    }
    rows = [
        row | {"id": f"c{number}", "words": f"EXERCISE {number}", "places": f"EXERCISE near {number}"}
        for number in range(5_000)
    ]
    files = [table("accounts", ACCOUNT), table("claims", *rows)]
    before = process_time()
    found = reading.read(files)
    taken = process_time() - before
    assert len(waves(found)) == 2
    assert len(found) == 5_001
    assert taken <= 2


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


# -- The page --------------------------------------------------------------------------------------------------------------

PAGE = (committed.ROOT / "docs" / "incident-tables.md").read_text(encoding="utf-8")


def test_the_page_has_each_table_with_each_column_what_it_means_whether_it_is_needed_and_an_example() -> None:
    sections = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")}
    for name, of in TABLES.items():
        assert f"{of.about[0].upper()}{of.about[1:]}." in sections[name]
        shown = [line for line in sections[name].splitlines() if line.startswith("| `")]
        assert shown == [
            f"| `{column.name}` | {'needed' if column.required else ''} | "
            f"{column.about} | `{column.example}` |".replace(" | there`", " \\| there`").replace(
                "Aster | ", "Aster \\| "
            )
            for column in of.columns
        ]


def test_what_the_page_says_of_times_is_so() -> None:
    section = PAGE.partition("\n## Times")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    thursday = date(2026, 3, 12)
    for words, read_as in rows:
        for said in re.findall(r"`([^`]+)`", words):
            with_a_day = (said, f"{said} on Tuesday", f"Tuesday {said}", f"{said} of Tuesday")
            is_read = any(resolved(each, thursday) != UNKNOWN for each in with_a_day)
            assert is_read is (read_as.strip() != "unknown"), said


def test_what_the_page_says_of_cells_is_read() -> None:
    section = PAGE.partition("\n## How a cell")[2].partition("\n## ")[0]
    readers = {
        "an act": cells.act,
        "somebody": cells.named,
        "a number": cells.number,
        "no number": cells.number,
        "an amount": cells.amount,
        "a place": cells.place,
        "a height": cells.height,
        "a chain": cells.several(cells.step),
        "what differs": cells.differs,
        "a choice": cells.code(ActCode),
        "yes or no": cells.yes,
    }
    rows = [re.split(r"(?<!\\)\|", line)[1:3] for line in section.splitlines() if line.startswith("| ")][1:]
    assert [what.strip() for what, _ in rows] == list(readers)
    for what, written in rows:
        for typed in re.findall(r"`([^`]+)`", written):
            assert readers[what.strip()](typed.replace("\\|", "|")) is not None
    assert {cells.number(typed)[3] for typed in re.findall(r"`([^`]+)`", rows[3][1])} == {*Known} - {Known.NUMBER}
