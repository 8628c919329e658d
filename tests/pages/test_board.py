"""What do board, sheet and handover say on paper? Everything, without a script, a colour or a request."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from herald.disclosure.viewer import CELL, Viewer
from herald.formats.tables import xlsx_sheet
from herald.pages import papers
from herald.units import PartyId
from tests.desk.missions import movement
from tests.disclosure.watches import AHEAD_MIN, NAMES, Watch, day

ODD = '<script>alert("x")</script>\u202e=1+1'


class Read(HTMLParser):
    """Which tags has a page, in which order, and are they closed?"""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        assert not any(name in {"src", "href"} and not str(value).startswith("#") for name, value in attrs)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pages(of: Watch, viewer: Viewer = CELL) -> dict[str, str]:
    return {
        "board": papers.board(of.board(viewer)),
        "sheet": papers.sheet(of.sheet(viewer), AHEAD_MIN),
        "handover": papers.handover(of.handover(viewer)),
    }


@pytest.mark.parametrize("name", ["board", "sheet", "handover"])
def test_a_page_is_whole_and_asks_for_nothing_and_runs_nothing(name: str) -> None:
    page = pages(day())[name]
    read = Read()
    read.feed(page)
    assert read.open == []
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(read.tags)
    assert "default-src 'none'; style-src 'sha256-" in unescape(page)
    assert "url(" not in page
    assert "script-src" not in page


@pytest.mark.parametrize("name", ["board", "sheet", "handover"])
def test_every_page_says_that_it_is_an_exercise_and_that_notice_is_not_permission(name: str) -> None:
    page = pages(day())[name]
    assert "<title>EXERCISE: " in page
    assert '<div class="watermark" aria-hidden="true">EXERCISE</div>' in page
    assert "Notice is not permission." in page
    assert "Voluntary; does not create or remove legal protection; not a guarantee." in page


def test_what_is_no_exercise_is_marked_nowhere() -> None:
    made = day()
    page = papers.board(replace(made.board(CELL), exercise=False))
    assert '<aside class="drill"' not in page
    assert '<div class="watermark"' not in page
    assert "<title>Board for" in page


@pytest.mark.parametrize("name", ["board", "sheet", "handover"])
def test_the_same_gives_the_same_bytes(name: str) -> None:
    assert pages(day())[name] == pages(day())[name]


def test_what_others_wrote_is_text_on_every_page() -> None:
    made = day()
    made.e.filed(replace(movement("odd", PartyId("aster"), lat=-30.2), kept={"title": ODD, "escort": ODD}))
    for page in pages(made).values():
        assert "<script>alert" not in page
        assert "\u202e" not in page
    assert "&lt;script&gt;alert" in papers.sheet(made.sheet(CELL), AHEAD_MIN)


def test_the_board_says_each_word_and_marks_beside_it_what_needs_somebody() -> None:
    page = pages(day())["board"]
    for words in (
        "delivered (consigned)",
        "receipt by voice",
        "confirmed: 1 of 1 unit",
        "no objection",
        "receipt signed",
    ):
        assert f"<td>{words}</td>" in page
    for words in (
        "not confirmed forward",
        "not delivered (not sent yet)",
        "objection",
        "no answer by 091800Z MAR 2026",
    ):
        assert f'<td class="must">{words}</td>' in page
    assert "clause 2, notify-object: notice, and it may be objected to" in page


def test_the_sheet_strikes_what_no_longer_holds_and_says_it_in_words() -> None:
    page = pages(day(), Viewer(PartyId("birch")))["sheet"]
    convoy, patrol = re.findall(r'<tr class="gone">.*?</tr>', page, re.DOTALL)
    for row, name in ((convoy, "convoy 1"), (patrol, "patrol 3")):
        assert f"<del><bdi>{name}</bdi></del>" in row
        assert row.count("<del") == 9
        assert "no longer holds" in row
    assert "REPLACED by patrol 4 since 091200Z MAR 2026: it no longer holds" in page
    assert "CANCELLED by convoy 1 off since" in page
    assert "CHANGED since 091200Z MAR 2026: it takes the place of patrol 3" in page


def test_times_stand_in_utc_and_on_the_clocks_that_were_asked_for() -> None:
    page = pages(day())["sheet"]
    assert "departs 100950Z to 100955Z MAR 2026" in page
    assert "departs 101150 to 101155 MAR 2026" in page
    assert "When (UTC and +02:00)" in page
    utc = papers.sheet(day().sheet(CELL), 0)
    assert "When (UTC)" in utc
    assert "departs 100950 to" not in utc


def test_what_was_not_stated_says_so() -> None:
    page = pages(day())["sheet"]
    assert "<small>contacts</small> <bdi>reach: radio 1, role: duty officer</bdi>" in page
    assert "<small>contacts</small> <bdi>not stated</bdi>" in page
    assert "26J PK 94610 65695" in page
    assert "EXERCISE: jetty" in page


def test_boxes_are_for_what_the_reader_has_to_do_alone() -> None:
    boxes = {name: pages(day(), Viewer(PartyId(name)))["sheet"].count('class="box"') for name in NAMES}
    # Aster: receipt and units of patrol 4, receipt, units and answer of relief 2; Birch the same of column 8 and relief 2, but it
    # answered; Cedar: units and answer of column 7, receipt and units of patrol 4, receipt, units and answer of column 8.
    assert boxes == {"aster": 5, "birch": 5, "cedar-relief": 7}


def test_an_empty_page_says_that_nothing_is_known_and_not_that_nothing_is_there() -> None:
    nobody = Viewer(PartyId("nobody"))
    found = pages(day(), nobody)
    assert "No movement of that day is known here. Movements nobody filed are not covered." in found["sheet"]
    assert "Nothing needs anybody now, as far as the record tells." in found["board"]
    assert "none of 0" in found["board"]


# -- The workbook --------------------------------------------------------------------------------------------------------------


def cells(data: bytes) -> list[list[object]]:
    from openpyxl import load_workbook

    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_has_one_sheet_and_a_row_for_each_movement() -> None:
    data = xlsx_sheet.render(day().sheet(CELL), AHEAD_MIN)
    title, statement, header, *rows = cells(data)
    assert str(title[0]).startswith("EXERCISE. Movements for the neutral cell: ")
    assert str(statement[0]).startswith("Notice is not permission.")
    assert header[:3] == ["marks", "notice", "party"]
    assert "when (+02:00)" in header
    assert [row[1] for row in rows] == ["convoy 1", "column 7", "patrol 3", "patrol 4", "column 8", "relief 2"]
    assert str(rows[0][0]).startswith("EXERCISE; NO LONGER HOLDS; CANCELLED by convoy 1 off")
    assert data == xlsx_sheet.render(day().sheet(CELL), AHEAD_MIN)


def test_no_cell_is_a_formula_whatever_was_written() -> None:
    from openpyxl import load_workbook

    made = day()
    odd = {"title": "=HYPERLINK(1)", "contacts": "@SUM(1)", "escort": "+1", "origin_name": "\t=1"}
    made.e.filed(replace(movement("-2+3", PartyId("aster"), lat=-30.2), kept=odd))
    (sheet,) = load_workbook(io.BytesIO(xlsx_sheet.render(made.sheet(CELL), AHEAD_MIN))).worksheets
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in found} == {"s"}
    assert not [cell.value for cell in found if re.match(r"\s*[=+\-@]", str(cell.value))]
    assert "'=HYPERLINK(1)" in [cell.value for cell in found]


def test_the_workbook_of_an_empty_day_says_so() -> None:
    rows = cells(xlsx_sheet.render(day().sheet(Viewer(PartyId("nobody"))), 0))
    assert str(rows[-1][0]).startswith("No movement of that day is known here.")
