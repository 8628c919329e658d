"""What does a person meet who opens a board, a sheet or a handover, and prints it? Asked of Debian's Chromium, and of axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from herald.desk import standing
from herald.disclosure.board import board, wanted
from herald.disclosure.viewer import CELL, Viewer
from herald.pages import papers
from herald.pages.dossier import dossier
from herald.store.memory import MemoryStore
from herald.units import PartyId
from tests.desk.crowded import crowded
from tests.disclosure.affairs import affair
from tests.disclosure.watches import AHEAD_MIN, NAMES, day
from tests.pages.test_browser import ARGUMENTS, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
Judged = Callable[[str, int], None]
PAGES = ("board", "sheet", "handover", "arabic", "crowd", "empty", "dossier", "dossier-of-a-party")
ARABIC = ("\u0642\u0627\u0641\u0644\u0629 1", "\u0642\u0627\u0641\u0644\u0629 2", "\u0642\u0627\u0641\u0644\u0629 3")
A4 = {(595, 842), (842, 595)}
"""In points, upright and across."""
PRINTED_PX = {"handover": 703}
"""How wide the text is on A4 between its margins; across it is 1,039 pixels."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages that are judged: a day, names that run from right to left, many notices, nothing at all."""
    folder, made, quarrel = tmp_path_factory.mktemp("papers"), day(), affair()
    texts = {
        "board": papers.board(made.board(CELL)),
        "sheet": papers.sheet(made.sheet(Viewer(PartyId(NAMES[2]))), AHEAD_MIN),
        "handover": papers.handover(made.handover(CELL)),
        "arabic": papers.sheet(day(ARABIC).sheet(CELL), AHEAD_MIN),
        "crowd": _crowd(),
        "empty": papers.sheet(made.sheet(Viewer(PartyId("nobody"))), 0),
        "dossier": dossier(quarrel.view()),
        "dossier-of-a-party": dossier(quarrel.view(Viewer(quarrel.first))),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def _crowd() -> str:
    e = crowded(MemoryStore(), 30, 8)
    with e.store.reading() as record:
        books = e.sequencer.books
        books.catch_up(record)
        facts = standing.standing(record, books, e.clock())
        return papers.board(board(standing.with_read(record, books, facts, wanted(facts, CELL)), CELL))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("board", 1360),
        ("board", 360),
        ("sheet", 1360),
        ("sheet", 360),
        ("handover", 360),
        ("arabic", 360),
        ("empty", 1360),
        ("dossier", 1360),
        ("dossier", 360),
        ("dossier-of-a-party", 1360),
    ],
)
def test_axe_finds_nothing_and_no_request_leaves(
    browser: Browser, pages: dict[str, Path], name: str, width: int, judged: Judged
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], viewport={"width": width, "height": 800}) as (page, _):
        results = Axe().run(page).response
        found = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in results["violations"]]
        assert found == []
        assert len(results["passes"]) > 12
        judged("axe, papers", 1)
        judged("axe, rules passed", len(results["passes"]))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 1100])
def test_no_page_scrolls_sideways_and_none_needs_a_script(
    browser: Browser, pages: dict[str, Path], name: str, width: int, judged: Judged
) -> None:
    with opened(browser, pages[name], viewport={"width": width, "height": 800}, java_script_enabled=False) as (page, _):
        box = page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= width
        judged("chromium, widths", 1)
    with opened(browser, pages[name], viewport={"width": width, "height": 800}) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_a4_and_nothing_reaches_over_the_edge(
    browser: Browser, pages: dict[str, Path], name: str, judged: Judged
) -> None:
    width = PRINTED_PX.get(name, 1039)
    with opened(browser, pages[name], viewport={"width": width, "height": 700}) as (page, _):
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = page.eval_on_selector_all("table", "all => all.map(each => each.getBoundingClientRect().right)")
        assert all(right <= width + 1 for right in wide)
        heads = page.eval_on_selector_all("thead", "all => all.map(each => getComputedStyle(each).display)")
        assert set(heads) <= {"table-header-group"}
        assert page.evaluate("getComputedStyle(document.querySelector('.watermark')).position") == "fixed"
        data = page.pdf(prefer_css_page_size=True)
        judged("chromium, printed", 5)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", data)
    assert {(round(float(across)), round(float(up))) for across, up in boxes} <= A4
    assert (len(boxes) > 3) is (name in {"crowd", "dossier"})


def test_in_grey_what_needs_somebody_is_still_told_apart(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["board"]) as (page, _):
        page.emulate_media(media="print")
        marked = page.evaluate(
            """() => [...document.querySelectorAll('.must')].map(each => [
                getComputedStyle(each).fontWeight, getComputedStyle(each, '::before').content, getComputedStyle(each).color])"""
        )
        assert len(marked) > 10
        assert {weight for weight, _, _ in marked} == {"700"}
        assert all("\u25b6" in content for _, content, _ in marked)
        assert {colour for _, _, colour in marked} == {"rgb(0, 0, 0)"}
        judged("chromium, marks", len(marked))
