"""What does a person meet who looks a reading over, with the keyboard alone? Asked of Debian's Chromium, and of axe."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from herald.formats.incidents import drafting
from herald.formats.incidents import reading as entering
from herald.formats.incidents.rows import Draft
from herald.incident.codes import Edge, Modality, SpeakerKind
from herald.incident.contents import Account, Claim
from herald.reading.model import Reading
from tests.formats.labelled import labelled
from tests.pages.drafts import ARABIC, hard, page_of, reading
from tests.pages.test_browser import ARGUMENTS, Heard, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
Judged = Callable[[str, int], None]
READINGS: dict[str, Callable[[], Reading]] = {
    "report": lambda: labelled("agency-shelling-lower-elm"),
    "several": lambda: labelled("agency-news-in-brief"),
    "log": lambda: labelled("radio-two-channels"),
    "hard": hard,
    "many": lambda: reading([f"EXERCISE {n}: they left." for n in range(300)]),
    "empty": lambda: Reading(" ", bytes(32), None, "en", ()),
}
TABLES = ("sources", "accounts", "claims")
A4_PX = 695
"""How wide the text is on A4 between its margins."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages that are judged: a report, several in a file, a log, all that is hard to draw, many claims, none."""
    folder = tmp_path_factory.mktemp("drafts")
    for name, made in READINGS.items():
        (folder / f"{name}.html").write_text(page_of(made(), f"{name}.txt"), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in READINGS}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


def keys(page: Page, *pressed: str) -> None:
    for each in pressed:
        page.keyboard.press(each)


def told(page: Page, words: str) -> None:
    """Waits for what the live region says."""
    page.wait_for_function("words => document.getElementById('told').textContent.includes(words)", arg=words)


def tally(page: Page) -> tuple[int, int, int]:
    confirmed, still_open, rejected = (int(page.inner_text(f"#n-{each}")) for each in ("confirmed", "open", "rejected"))
    return confirmed, still_open, rejected


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def saved(page: Page, heard: Heard) -> dict[str, bytes]:
    """The tables, saved one after another with the keyboard. A file that the page made itself is no request to anybody."""
    keys(page, "d")
    assert focused(page) == "take-h"
    found = {}
    for name in TABLES:
        page.keyboard.press("Tab")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == f"{name}.csv"
        assert download.value.url.startswith("blob:")
        found[name] = Path(download.value.path()).read_bytes()
    heard.requests[:] = [each for each in heard.requests if not each.startswith("blob:")]
    return found


def entered(tables: dict[str, bytes]) -> tuple[Draft, ...]:
    return entering.read([(f"{name}.csv", data) for name, data in tables.items()])


def claims_of(found: tuple[Draft, ...]) -> list[Claim]:
    return [each.stated for each in found if isinstance(each.stated, Claim)]


# -- From the first key to the tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report", "several", "log", "hard"])
def test_what_is_confirmed_key_by_key_is_saved_as_the_very_tables(
    browser: Browser, pages: dict[str, Path], name: str, judged: Judged
) -> None:
    read = READINGS[name]()
    claims = sum(len(each.claims) for each in read.reports)
    with opened(browser, pages[name]) as (page, heard):
        keys(page, "j", *["c"] * claims)
        told(page, "None is open")
        assert tally(page) == (claims, 0, 0)
        found = saved(page, heard)
    assert found == {table: drafting.text(rows) for table, rows in drafting.tables(read, f"{name}.txt").items()}
    assert len(claims_of(entered(found))) == claims
    judged("chromium, tables", 3)


def test_only_confirmed_claims_are_saved_with_their_accounts_and_sources(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["several"]) as (page, heard):
        keys(page, "j", "c", "r", "k", "k")
        told(page, "Claim 2 is rejected. 1 confirmed, 8 open, 1 rejected.")
        assert focused(page) == "c1"
        keys(page, "j", "j", "j", "j", "c")
        told(page, "Claim 5 is confirmed.")
        assert page.inner_text("[data-table=accounts] small") == "2 rows"
        found = entered(saved(page, heard))
    assert [draft.table for draft in found] == ["sources"] * 2 + ["accounts"] * 2 + ["claims"] * 2
    assert [each.words for each in claims_of(found)] == [
        each.text for each in (READINGS["several"]().reports[0].claims[0], READINGS["several"]().reports[1].claims[1])
    ]
    judged("chromium, tables", 3)


def test_an_edited_claim_gets_an_account_of_its_own_and_another_end_of_its_chain(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, heard):
        keys(page, "j", "c", "e")
        told(page, "Editing claim 2")
        assert page.evaluate("document.activeElement.name") == "kind"
        keys(page, "u", "Tab", "Control+a")  # u is typed in here: it picks "unnamed", and undoes nothing
        page.keyboard.type("=EXERCISE; \u0632\u064a\u062f ")
        keys(page, "Tab", "Control+a", "Delete", "Tab", "Control+a", "Delete", "Tab", "d", "Tab", "Space", "Enter")
        told(page, "Claim 2 is edited, and open")
        assert focused(page) == "c2"
        assert page.inner_text("#c2 .state") == "open, edited"
        assert page.inner_text("#c2 .badge") == "E"
        assert page.inner_text("#t2 b") == "E"
        assert page.inner_text("#c2 .modality") == "denies"
        assert page.inner_text("#c2 .chain") == "The report cites, without a name, =EXERCISE, \u0632\u064a\u062f."
        assert page.locator("#l1 li").count() == 6
        assert page.locator("#c2 input, #c2 textarea").count() == 0
        keys(page, "c", "c")
        told(page, "Claim 3 is confirmed")
        found = saved(page, heard)
    drafts = entered(found)
    first, second, third = claims_of(drafts)
    assert (second.modality, second.speaker.kind, second.speaker.body) == (Modality.DENIES, SpeakerKind.UNNAMED, None)
    assert second.quoted
    assert [(each.edge, each.who) for each in second.chain] == [(Edge.CITES_UNNAMED, "=EXERCISE, \u0632\u064a\u062f")]
    assert second.words == READINGS["report"]().reports[0].claims[1].text
    accounts = [each for each in drafts if isinstance(each.stated, Account)]
    assert [each.name for each in accounts] == ["Ivo Hale", "=EXERCISE; \u0632\u064a\u062f", "Sera Lind"]
    assert [each.id for each in accounts] == ["report-a1", "report-a5", "report-a2"]
    assert b",'=EXERCISE; " in found["accounts"]
    assert (first.modality, third.modality) == (Modality.ASSERTS, Modality.ASSERTS)
    judged("chromium, editing", 12)


def test_an_edit_to_a_speaker_whom_the_report_has_joins_that_account(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, heard):
        keys(page, "j", "j", "e")
        page.fill("#edit [name=name]", "Anton  Reis")
        page.fill("#edit [name=office]", "Lt. Col.")
        page.fill("#edit [name=body]", "Birch army")
        keys(page, "Enter")
        told(page, "Claim 2 is edited")
        assert page.inner_text("#c2 .badge") == "C"
        assert page.locator("#l1 li").count() == 5
        keys(page, "c")
        rows = list(csv.DictReader(io.StringIO(saved(page, heard)["claims"].decode("utf-8-sig"))))
    assert [(row["id"], row["account"], row["chain"]) for row in rows] == [
        ("report-c2", "report-a3", "paraphrases Anton Reis")
    ]
    judged("chromium, editing", 3)


def test_a_speaker_who_is_nobody_is_not_kept_and_escape_leaves_all_as_it_was(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, _):
        keys(page, "j", "j", "e")
        for each in ("name", "office", "body"):
            page.fill(f"#edit [name={each}]", " ")
        keys(page, "Enter")
        assert "Say who it is" in page.inner_text("#wrong")
        keys(page, "Escape")
        told(page, "Claim 2 is as it was.")
        assert focused(page) == "c2"
        assert page.inner_text("#c2 .called") == "Sera Lind, head, parish shelter"
        keys(page, "e", "Enter")
        told(page, "Claim 2 is as it was.")
        assert page.inner_text("#c2 .state") == "open"
        judged("chromium, editing", 5)


def test_what_was_done_can_be_undone_step_by_step(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["report"]) as (page, _):
        assert page.is_disabled("#undo")
        keys(page, "j", "c", "r", "e")
        page.select_option("#edit [name=modality]", "possibly")
        keys(page, "Tab", "Enter")
        told(page, "Claim 3 is edited")
        assert tally(page) == (1, 9, 1)
        keys(page, "u")
        told(page, "Undone: claim 3 is open again")
        assert page.inner_text("#c3 .modality") == "asserts"
        assert page.inner_text("#c3 .state") == "open"
        keys(page, "u", "u")
        assert tally(page) == (0, 11, 0)
        assert focused(page) == "c1"
        keys(page, "u")
        told(page, "nothing to undo")
        judged("chromium, undoing", 7)


def test_an_edit_back_to_what_was_drafted_saves_the_drafted_rows(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, heard):
        for name in ("EXERCISE somebody", "Sera Lind"):
            keys(page, *([] if name == "Sera Lind" else ["j", "j"]), "e")
            page.fill("#edit [name=name]", name)
            keys(page, "Enter")
        keys(page, "c")
        rows = list(csv.reader(io.StringIO(saved(page, heard)["claims"].decode("utf-8-sig"))))
    assert rows[1] == list(drafting.tables(READINGS["report"](), "report.txt")["claims"][2])
    judged("chromium, editing", 1)


def test_what_a_report_is_can_be_said_and_goes_with_its_authors_account(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, heard):
        page.focus("[data-source='1']")
        assert page.input_value("[data-source='1']") == "article"
        page.select_option("[data-source='1']", "post")
        told(page, "Entered as: post.")
        page.focus("#help")
        keys(page, "j", "c", "c")
        found = saved(page, heard)
    assert b",post," in found["sources"]
    assert [row["channel"] for row in csv.DictReader(io.StringIO(found["accounts"].decode("utf-8-sig")))] == [
        "social",
        "report",
    ]
    judged("chromium, kinds", 2)


# -- Keys, focus and words ---------------------------------------------------------------------------------------------------


def test_the_first_keys_of_a_page_lead_to_its_text_and_decide_nothing(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, _):
        keys(page, "Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        keys(page, "c")
        told(page, "press the key again")
        assert focused(page) == "c1"
        assert tally(page) == (0, 11, 0)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        keys(page, "ArrowDown", "ArrowDown", "ArrowUp")
        assert focused(page) == "c2"
        keys(page, "k", "k")
        assert focused(page) == "c1"
        assert page.locator(".text .say.now").get_attribute("data-c") == "1"
        judged("chromium, keys", 7)


def test_keys_are_shown_helped_with_and_can_be_turned_off(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["report"]) as (page, _):
        assert "confirm" in page.inner_text(".hints")
        keys(page, "?")
        assert page.locator("#keys").is_visible()
        keys(page, "c", "j")
        assert tally(page) == (0, 11, 0)
        page.focus("#single")
        keys(page, "Space", "Escape")
        assert not page.locator("#keys").is_visible()
        keys(page, "j", "c")
        assert page.locator(".claim.now").count() == 0
        assert tally(page) == (0, 11, 0)
        page.focus("#c1")
        keys(page, "Tab", "Tab", "Enter")
        told(page, "Claim 1 is confirmed.")
        keys(page, "Control+c")
        assert tally(page) == (1, 10, 0)
        judged("chromium, keys", 6)


def test_buttons_and_marks_do_what_keys_do(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["report"]) as (page, _):
        page.click("#c4 [data-do=reject]")
        told(page, "Claim 4 is rejected.")
        assert focused(page) == "c5"
        page.click("#t7")
        assert focused(page) == "c7"
        page.click(".text .say[data-c='6'] .quo >> nth=0")
        assert focused(page) == "c6"
        page.click("#c6 [data-do=edit]")
        page.click("[data-do=cancel]")
        page.click("#undo")
        assert tally(page) == (0, 11, 0)
        judged("chromium, buttons", 4)


def test_a_claim_that_is_gone_to_is_seen_in_the_text_and_beside_it(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["many"]) as (page, _):
        page.click("#c250 [data-do=confirm]")
        keys(page, "k", "k")
        for each in ("#c249", "#t249"):
            box = page.locator(each).bounding_box()
            assert box is not None
            assert 0 <= box["y"] <= 900
        judged("chromium, seen", 2)


def test_whoever_closes_the_page_before_saving_is_asked(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    closing = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    with opened(browser, pages["report"]) as (page, heard):
        keys(page, "j")
        assert not page.evaluate(closing)
        keys(page, "c")
        assert page.evaluate(closing)
        saved(page, heard)
        assert not page.evaluate(closing)
        judged("chromium, closing", 3)


# -- Looks ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        *(("report", width, scheme) for width in (1360, 360) for scheme in ("light", "dark")),
        ("several", 1360, "light"),
        ("log", 360, "dark"),
        ("hard", 1360, "dark"),
        ("hard", 360, "light"),
        ("empty", 1360, "light"),
    ],
)
def test_axe_finds_nothing_and_no_request_leaves(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str, judged: Judged
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], color_scheme=scheme, viewport={"width": width, "height": 800}) as (page, _):
        if name == "report":  # with something decided, and the form open
            keys(page, "j", "c", "r", "e")
        results = Axe().run(page).response
        found = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in results["violations"]]
        assert found == []
        assert len(results["passes"]) > 15
        judged("axe, drafts", 1)
        judged("axe, rules passed", len(results["passes"]))


def test_axe_finds_nothing_in_the_list_of_keys(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages["report"]) as (page, _):
        keys(page, "?")
        results = Axe().run(page).response
        assert [each["id"] for each in results["violations"]] == []
        judged("axe, rules passed", len(results["passes"]))


@pytest.mark.parametrize("name", READINGS)
@pytest.mark.parametrize("width", [320, 700, 1100])
def test_no_page_scrolls_sideways(
    browser: Browser, pages: dict[str, Path], name: str, width: int, judged: Judged
) -> None:
    with opened(browser, pages[name], viewport={"width": width, "height": 800}) as (page, _):
        keys(page, *(["j", "e"] if name == "hard" else []))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        judged("chromium, widths", 1)


def test_everything_is_there_without_a_script(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["report"], java_script_enabled=False) as (page, _):
        assert page.locator(".claim").count() == 11
        assert page.locator("text=no number was said").first.is_visible()
        assert page.locator("noscript").first.is_visible()
        for control in ("#bar", "#take", ".source", ".claim .do >> nth=0", "#edit"):
            assert not page.locator(control).is_visible()
        page.click("#t7")
        assert page.url.endswith("#c7")
        page.click("#c7 footer a")
        assert page.url.endswith("#t7")
        judged("chromium, without a script", 10)


@pytest.mark.parametrize("name", ["report", "several", "hard", "many"])
def test_it_prints_on_a4_with_boxes_for_a_pen_and_nothing_reaches_over_the_edge(
    browser: Browser, pages: dict[str, Path], name: str, judged: Judged
) -> None:
    with opened(browser, pages[name], color_scheme="dark", viewport={"width": A4_PX, "height": 900}) as (page, _):
        keys(page, "j", "r")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator("#c1 .pen").is_visible()
        assert page.locator("#c1 .state").is_visible()
        for each in ("#bar", "#take", "#c1 .do", ".source >> nth=0"):
            assert not page.locator(each).is_visible()
        cut = page.eval_on_selector_all(
            ".text, blockquote", "all => all.filter(each => each.scrollHeight > each.clientHeight + 2).length"
        )
        assert cut == 0
        data = page.pdf(prefer_css_page_size=True)
        judged("chromium, printed", 9)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", data)
    assert {(round(float(across)), round(float(up))) for across, up in boxes} <= {(595, 842), (596, 842)}
    assert len(boxes) > 1


def test_speakers_are_told_apart_without_any_colour(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["report"], forced_colors="active") as (page, _):
        looks = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.text .say')].map(each =>
                [each.querySelector('b').textContent, getComputedStyle(each).textDecorationStyle]))"""
        )
        assert looks == {"A": "solid", "B": "dashed", "C": "dotted", "D": "double"}
        judged("chromium, without colour", 4)


def test_no_hue_is_that_of_a_side(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    """Friend and foe are drawn in strong red, green and blue: no hue of a speaker is one of these, by day or by night."""
    for scheme in ("light", "dark"):
        with opened(browser, pages["report"], color_scheme=scheme) as (page, _):
            hues = page.evaluate(
                """() => [0, 1, 2, 3, 4, 5].map(n => {
                    const style = getComputedStyle(document.documentElement).getPropertyValue(`--s${n}`).trim();
                    return [1, 3, 5].map(at => parseInt(style.slice(at, at + 2), 16)); })"""
            )
            assert len({tuple(hue) for hue in hues}) == 6
            assert all(sorted(hue)[2] < 2 * sorted(hue)[1] for hue in hues)
            judged("chromium, hues", 6)


def test_a_line_that_runs_from_right_to_left_begins_at_the_right(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["hard"]) as (page, _):
        panel, arabic, latin = (page.locator(each).bounding_box() for each in (".text", "#t1", "#t2"))
        assert panel is not None
        assert arabic is not None
        assert latin is not None
        assert arabic["x"] > panel["x"] + panel["width"] / 2 > latin["x"] + latin["width"]
        copied = page.evaluate(
            "() => { getSelection().selectAllChildren(document.querySelector('.text .say')); return getSelection().toString(); }"
        )
        assert copied.strip() == ARABIC  # the mark of the page is not copied with the words
        judged("chromium, direction", 2)
