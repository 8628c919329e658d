"""What does a person meet who opens the report? Asked of Debian's Chromium, and of axe for everybody who does not see it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from herald.pages.report import render
from herald.pages.view import report_view
from tests.pages import worlds
from tests.pages.test_report import page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
Judged = Callable[[str, int], None]

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ("small", "crowd", "arabic", "real")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages that are judged: an exercise, a crowd, names that run from right to left, a day that is no exercise."""
    folder = tmp_path_factory.mktemp("pages")
    arabic = "\u0642\u0627\u0641\u0644\u0629"
    texts = {
        "small": page_of(worlds.small()),
        "crowd": page_of(worlds.crowd(72, 64), exercise=None),
        "arabic": page_of(worlds.small(parties=(f"{arabic} 1", f"{arabic} 2", f"{arabic} 3"))),
        "real": page_of(worlds.small(exercise=False), exercise=None),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Heard:
    """What a page asked for and said while it was open."""

    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, path: Path, fragment: str = "", **context: object) -> Iterator[tuple[Page, Heard]]:
    """The page in a window of its own; a request but for the file itself, or a word on the console, fails the test."""
    window = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, "reduced_motion": "reduce", **context})  # type: ignore[arg-type]
    page, heard = window.new_page(), Heard()
    page.on("request", lambda request: heard.requests.append(request.url))
    page.on("console", lambda message: heard.messages.append(message.text))
    page.on("pageerror", lambda error: heard.messages.append(str(error)))
    page.goto(path.as_uri() + fragment)
    yield page, heard
    window.close()
    assert heard.requests == [path.as_uri()]
    assert heard.messages == []


def view_box(page: Page) -> list[float]:
    return [float(each) for each in str(page.get_attribute("#chart", "viewBox")).split()]


# Axe takes its time over a page: the one with everything is judged all four ways, the others where they are tightest.
FOUR_WAYS = [("small", width, scheme) for width in (1360, 360) for scheme in ("light", "dark")]


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [*FOUR_WAYS, ("arabic", 360, "light"), ("real", 1360, "dark"), ("crowd", 360, "dark")]
)
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str, judged: Judged
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], color_scheme=scheme, viewport={"width": width, "height": 800}) as (page, _):
        results = Axe().run(page).response
        found = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in results["violations"]]
        assert found == []
        assert len(results["passes"]) > 20
        judged("axe, pages", 1)
        judged("axe, rules passed", len(results["passes"]))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 360, 1100])
def test_no_page_scrolls_sideways(
    browser: Browser, pages: dict[str, Path], name: str, width: int, judged: Judged
) -> None:
    with opened(browser, pages[name], viewport={"width": width, "height": 800}) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        judged("chromium, widths", 1)


def test_everything_is_there_without_a_script(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["small"], java_script_enabled=False) as (page, _):
        assert page.locator(
            "text=leave 23 min 10 s later, or 41 min earlier, and it could meet no one."
        ).first.is_visible()
        assert page.locator("#rows tbody tr").count() == 3
        assert page.locator(".card").count() == 3
        assert page.locator("#chart .line").count() >= 2
        assert page.locator(".m").first.is_visible()
        assert page.locator(".lane .band").count() == 2
        for control in (".tools", ".clock", ".layers", "#theme", ".show >> nth=0"):
            assert not page.locator(control).is_visible()
        page.click("#meetings .m[data-e='2'] .head")
        assert page.url.endswith("#e2")
        judged("chromium, without a script", 13)


def test_keys_move_and_enlarge_the_map(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["small"]) as (page, _):
        page.focus("#map")
        rest = view_box(page)
        for key, moved in (("ArrowRight", (1, 0)), ("ArrowLeft", (0, 0)), ("ArrowDown", (0, 1)), ("ArrowUp", (0, 0))):
            page.keyboard.press(key)
            now = view_box(page)
            assert ((now[0] - rest[0] > 1, now[1] - rest[1] > 1)) == tuple(map(bool, moved))
        page.keyboard.press("+")
        assert view_box(page)[2] == pytest.approx(rest[2] / 1.5)
        page.keyboard.press("-")
        assert view_box(page) == pytest.approx(rest, abs=0.01)
        page.keyboard.press("-")
        assert view_box(page)[2] > rest[2]
        page.keyboard.press("0")
        assert view_box(page) == pytest.approx(rest, abs=0.01)
        judged("chromium, keys", 8)


def test_wheel_drag_and_buttons_move_the_map_too(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["small"]) as (page, _):
        page.locator("#map").scroll_into_view_if_needed()
        box = page.locator("#chart").bounding_box()
        assert box is not None
        rest = view_box(page)
        page.mouse.move(box["x"] + 300, box["y"] + 200)
        page.mouse.wheel(0, -400)
        page.wait_for_function(f"document.getElementById('chart').viewBox.baseVal.width < {rest[2] - 1}")
        near = view_box(page)
        # What was under the pointer stays there.
        for i, (at, size) in enumerate(((300, box["width"]), (200, box["height"]))):
            assert near[i] + at / size * near[i + 2] == pytest.approx(rest[i] + at / size * rest[i + 2], abs=2)
        page.mouse.down()
        page.mouse.move(box["x"] + 400, box["y"] + 200, steps=4)
        page.mouse.up()
        assert view_box(page)[0] == pytest.approx(near[0] - 100 / box["width"] * near[2], abs=1)
        for way, axis, sign in (("left", 0, -1), ("right", 0, 1), ("up", 1, -1), ("down", 1, 1)):
            before = view_box(page)
            page.click(f"[data-go={way}]")
            assert (view_box(page)[axis] - before[axis]) * sign > 0
        page.click("[data-go=all]")
        assert view_box(page) == pytest.approx(rest, abs=0.01)
        judged("chromium, wheel, drag and buttons", 7)


def test_the_script_draws_every_place_where_the_page_drew_it(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    """The projection is written twice, in Python and in the script: the graticule must not move when the script takes over."""
    with opened(browser, pages["small"], java_script_enabled=False) as (page, _):
        before = page.eval_on_selector_all("#grid text", "all => all.map(each => each.textContent)")
        shown = page.locator("#readout")
        assert not shown.is_visible()
    with opened(browser, pages["small"]) as (page, _):
        after = page.eval_on_selector_all("#grid text", "all => all.map(each => each.textContent)")
        assert set(before) == set(after)
        # The read-out under the pointer at the column's start says where the table says it is.
        page.locator("#map").scroll_into_view_if_needed()
        letter = page.locator("#letters [data-n='0'] circle").bounding_box()
        assert letter is not None
        page.mouse.move(letter["x"] + letter["width"] / 2, letter["y"] + letter["height"] / 2)
        numbers = [float(each) for each in re.findall(r"\d+\.\d+", page.inner_text("#readout"))]
        assert numbers == pytest.approx([32.053959, 25.212217], abs=0.003)
        judged("chromium, projection", 2)


def test_the_slider_shows_what_could_be_where_at_one_instant(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["small"]) as (page, _):
        assert page.inner_text("#instant") == "All times"
        assert page.locator("#now path").count() == 0
        _set_time(page, "2026-03-01T09:40:00Z")
        assert page.inner_text("#instant") == "010940Z MAR 2026"
        assert page.locator("#now path").count() == 2
        assert page.locator("#meetings .m:not(.off)").count() == 1
        assert page.locator("#cursor").is_visible()
        # At 09:40 the column may have passed its crossing (from 09:30) or not yet (till 09:45): it could be on both legs.
        ends = page.evaluate("""() => {
            const path = document.querySelector('#now path[data-n="0"]'), length = path.getTotalLength();
            const line = document.querySelector('#shapes [data-n="0"] .line'), all = line.getTotalLength();
            const at = (p) => { let best = 0, least = 1e9;
                for (let i = 0; i <= 2000; i++) { const q = line.getPointAtLength(all * i / 2000);
                const d = Math.hypot(p.x - q.x, p.y - q.y); if (d < least) { least = d; best = i / 2000; } } return best; };
            return [at(path.getPointAtLength(0)), at(path.getPointAtLength(length))];
        }""")
        crossing = 22 / (22 + 22)
        first = (40 - 10) / (45 - 10) * crossing  # latest instants run from 10 at the start to 45 at the crossing
        last = crossing + (40 - 30) / (60 - 30) * (
            1 - crossing
        )  # earliest ones from 30 at the crossing to 60 at the end
        assert ends == pytest.approx([first, last], abs=0.03)
        _set_time(page, "2026-03-01T10:28:00Z")  # the column's latest end is 10:25
        assert page.locator("#now path[data-n='0']").count() == 0
        assert page.locator("#shapes [data-n='0'].gone").count() == 1
        page.focus("#time")
        before = page.inner_text("#instant")
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#instant") > before
        page.click("#always")
        assert page.inner_text("#instant") == "All times"
        assert page.locator("#now path").count() == 0
        assert page.locator("#cursor").is_hidden()
        judged("chromium, slider", 13)


def _set_time(page: Page, instant: str) -> None:
    page.evaluate(
        """instant => { const { time } = JSON.parse(document.getElementById("data").textContent);
        const slider = document.getElementById("time");
        slider.value = (Date.parse(instant) / 1000 - time.start) / time.step; slider.dispatchEvent(new Event('input')); }""",
        instant,
    )


def test_an_encounter_is_picked_on_map_lanes_row_and_card_together(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["small"]) as (page, _):
        page.click("[data-show='2']")
        for part in ("#meetings .m", "#rows tr", ".card"):
            assert page.locator(f"{part}.sel").count() == 1
            assert page.get_attribute(f"{part}.sel", "data-e") == "2"
        assert sorted(set(page.eval_on_selector_all(".lane.sel", "all => all.map(each => each.dataset.n)"))) == [
            "0",
            "1",
        ]
        assert page.locator("#shapes .sel").count() == 2
        assert view_box(page)[2] < 1000
        page.click("#rows tr[data-e='1'] .verdict")
        assert page.get_attribute(".card.sel", "data-e") == "1"
        page.focus("#map")
        page.keyboard.press("Escape")
        assert page.locator(".sel").count() == 0
        page.focus("#meetings .m[data-e='2']")
        page.keyboard.press("Enter")
        assert page.get_attribute(".card.sel", "data-e") == "2"
        assert page.url.endswith("#e2")
        judged("chromium, picking", 12)


def test_an_address_picks_an_encounter_and_opens_its_card(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["crowd"], "#e7") as (page, _):
        assert page.get_attribute(".card.sel", "data-e") == "7"
        assert page.locator("#e7 details[open]").count() == 1
        assert page.locator("#e8 details[open]").count() == 0
        judged("chromium, addresses", 3)


def test_the_first_stops_of_a_keyboard_are_the_way_to_the_encounters_and_the_theme(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["small"]) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] == 0  # type: ignore[index]
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Tab")
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.keyboard.press("Enter")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        assert page.inner_text("#theme") == "Light"
        judged("chromium, keyboard", 4)


def test_layers_and_the_filter_hide_what_is_not_wanted(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["crowd"]) as (page, _):
        page.uncheck("[data-layer=grid]")
        assert page.locator("#grid path >> nth=0").is_hidden()
        page.check("[data-layer=grid]")
        assert page.evaluate("document.getElementById('grid').style.display") == ""
        rows = page.locator("#rows tbody tr:not([hidden])")
        assert rows.count() == 64
        page.fill("#filter", "N-00007")
        assert 0 < rows.count() < 10
        assert all("N-00007" in text for text in rows.all_inner_texts())
        judged("chromium, layers and filter", 5)


def test_nobody_who_asked_for_no_motion_is_shown_any(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    with opened(browser, pages["small"], reduced_motion="reduce") as (page, _):
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("document.getAnimations().length") == 0
        page.click("#play")
        assert page.get_attribute("#play", "aria-pressed") == "true"
        page.click("#play")
        assert page.inner_text("#play") == "Play"
        judged("chromium, motion", 4)


def test_time_runs_from_left_to_right_whatever_the_names(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    with opened(browser, pages["arabic"]) as (page, _):
        assert page.evaluate("getComputedStyle(document.getElementById('time')).direction") == "ltr"
        first, last = (page.locator(f".lane.scale text:not(.date) >> nth={n}").bounding_box() for n in (0, -1))
        assert first is not None
        assert last is not None
        assert first["x"] < last["x"]
        judged("chromium, direction", 2)


def test_every_printed_page_of_an_exercise_says_so(
    browser: Browser, pages: dict[str, Path], tmp_path: Path, judged: Judged
) -> None:
    with opened(browser, pages["small"]) as (page, _):
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('.watermark')).position") == "fixed"
        assert page.locator(".watermark").is_visible()
        assert not page.locator(".clock").is_visible()
        data = page.pdf(prefer_css_page_size=True)
        judged("chromium, printed", 4)
    # Chromium draws what is fixed on every page it prints; the count of its pages is in the file.
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 3


def test_a_view_of_another_day_is_another_page(browser: Browser, pages: dict[str, Path], judged: Judged) -> None:
    """So that a page that shows nothing could not pass for one that shows the day."""
    _, notices, agreement = worlds.small()
    empty = render(report_view(worlds.answer(notices, []), notices, agreement, worlds.LIMITS))
    path = pages["small"].with_name("empty.html")
    path.write_text(empty, encoding="utf-8")
    with opened(browser, path) as (page, _):
        assert page.locator(".card").count() == 0
        assert page.locator("text=no pair of different parties could meet").count() == 1
        judged("chromium, nothing found", 2)
