"""How do the sources of an incident look? Placed by their entries alone, told in words, the same for whoever cannot see it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.chains import Cites, Graph, Node, graph
from herald.incident.codes import Edge, SourceKind
from herald.incident.drift import Drift, drifts
from herald.pages.sourcegraph import DASHES, MOST_CITATIONS, MOST_SOURCES, MOST_STEPS, Row, sourcegraph
from herald.pages.sourceplan import Link, backward, plan
from tests.pages.test_browser import ARGUMENTS, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Judged = Callable[[str, int], None]
K = SourceKind
ARABIC = (
    "\u062a\u0645\u0631\u064a\u0646\u060c \u0635\u062d\u064a\u0641\u0629 \u0627\u0644\u0645\u064a\u0646\u0627\u0621"
)
HOSTILE = '</title><script>alert("x")</script>&amp;\u202egnp.exe'
ADDRESS = f"EXERCISE https://press.example.org/{'a-very-long-address/' * 9}"
OTHER_WORDS = drifts(Edge.PARAPHRASES, "an Aster ship, 4 hurt", "a Birch ship, several hurt")


def quarrel(one: str = "Aster", other: str = "Birch") -> Graph:
    """Everything there can be: every kind of citation, a circle, unnamed roots, one that is not entered, one that stands alone."""
    nodes = [
        Node(
            3,
            K.ARTICLE,
            f"EXERCISE Harbour Courier: {one} and {other} vessels met off Larch Bank, and people were hurt",
        ),
        Node(4, K.ARTICLE, "EXERCISE Evening Post"),
        Node(5, K.STATEMENT, f"EXERCISE Statement of {one}"),
        Node(6, K.VIDEO, ADDRESS),
        Node(7, K.UNNAMED, "EXERCISE an official"),
        Node(8, K.AGGREGATE, "EXERCISE media of the region"),
        Node(9, K.BROADCAST, "EXERCISE Radio Larch"),
        Node(10, K.POST, f"EXERCISE Post of {other}"),
        Node(11, K.ARTICLE, ARABIC),
        Node(12, K.LOG, HOSTILE),
        Node(13, K.DOCUMENT, "\u6f14\u7fd2" * 40),
    ]
    cites = [
        Cites(20, 3, 5, Edge.PARAPHRASES),
        Cites(21, 3, 7, Edge.CITES_UNNAMED),
        Cites(22, 4, 6, Edge.SUMMARISES),
        Cites(23, 4, 3, Edge.QUOTES),
        Cites(24, 9, 10, Edge.QUOTES),
        Cites(25, 10, 9, Edge.QUOTES),
        Cites(26, 11, 5, Edge.TRANSLATES),
        Cites(27, 8, 5, Edge.QUOTES),
        Cites(28, 13, 77, Edge.QUOTES),
    ]
    return graph(nodes, cites)


DRIFTS = {20: OTHER_WORDS}


def svg(of: Graph, drift: dict[int, tuple[Drift, ...]] | None = None) -> Element:
    picture = sourcegraph(of, drift or {}).picture
    assert picture is not None
    return fromstring(picture)  # noqa: S314  of our own making


def texts(of: Element) -> list[str]:
    return [each.text or "" for each in of.iter("text")]


def chain(count: int) -> Graph:
    nodes = [Node(number, K.ARTICLE, f"EXERCISE {number}") for number in range(count)]
    return graph(nodes, [Cites(1000 + number, number, number + 1, Edge.QUOTES) for number in range(count - 1)])


def star(count: int) -> Graph:
    """Many reports that quote one statement."""
    nodes = [Node(number, K.ARTICLE, f"EXERCISE {number}") for number in range(count)]
    return graph(nodes, [Cites(1000 + number, number, 0, Edge.QUOTES) for number in range(1, count)])


# -- In words ----------------------------------------------------------------------------------------------------------------


def test_every_citation_and_every_source_that_cites_nothing_has_a_row() -> None:
    of = quarrel()
    shown = sourcegraph(of, DRIFTS)
    assert len(shown.rows) == len(of.cites) + len(of.missing) + sum(not of.cited_by(each) for each in (5, 6, 7, 12))
    assert shown.rows[0] == Row(
        "3 EXERCISE Harbour Courier: Aster and Birch vessels met off Larch Bank, and people were hurt (article)",
        "paraphrases",
        "5 EXERCISE Statement of Aster (statement)",
        "name: the copy has \u201cAster\u201d where the original has \u201cBirch\u201d; "
        "number: the copy has \u201c4\u201d where the original has \u201cseveral\u201d",
    )
    assert Row("5 EXERCISE Statement of Aster (statement)", "cites nothing", "", "") in shown.rows
    assert shown.rows[-1].cited == "77, not entered"


def test_what_it_comes_to_is_said_in_a_sentence() -> None:
    assert sourcegraph(quarrel(), DRIFTS).said == (
        "11 sources, 9 citations; all go back to 6 to 7 roots. Cited and not entered: 77; what lies beyond is not known."
        " In a circle: 9, 10. The copy differs from its original in 1 citation."
    )
    assert sourcegraph(star(6), {}).said == "6 sources, 5 citations; all go back to 1 root."


def test_more_than_anybody_can_read_is_a_table_alone_and_says_so() -> None:
    assert sourcegraph(star(MOST_SOURCES), {}).picture is not None
    assert sourcegraph(chain(MOST_STEPS + 1), {}).picture is not None
    for many, rows in ((star(MOST_SOURCES + 1), MOST_SOURCES + 1), (chain(MOST_STEPS + 2), MOST_STEPS + 2)):
        shown = sourcegraph(many, {})
        assert shown.picture is None
        assert "not drawn: the table has them all" in shown.said
        assert len(shown.rows) == rows
    pairs = [(a, b) for a in range(30) for b in range(a)][: MOST_CITATIONS + 1]
    dense = graph(
        [Node(number, K.ARTICLE, "EXERCISE") for number in range(30)],
        [Cites(100 + number, a, b, Edge.QUOTES) for number, (a, b) in enumerate(pairs)],
    )
    assert sourcegraph(dense, {}).picture is None


def test_without_sources_there_is_nothing_to_draw_or_to_say_too_much_of() -> None:
    nothing = sourcegraph(graph((), ()), {})
    assert (nothing.picture, nothing.rows) == (None, ())
    assert "not drawn" not in nothing.said


# -- The picture -------------------------------------------------------------------------------------------------------------


def test_each_line_and_each_box_says_in_words_what_it_is() -> None:
    drawn = texts(svg(quarrel(), DRIFTS))
    for edge in Edge:
        assert edge.value.replace("-", " ") in drawn
    assert {
        "unnamed \u00b7 root",
        "unnamed \u00b7 perhaps a root",
        "root",
        "in a circle \u00b7 one root together",
    } <= set(drawn)
    assert {"not entered", "\u2190 quotes", "\u2260 drift: name +1"} <= set(drawn)
    assert "These cite nothing, and nothing cites them:" in drawn
    assert not [each for each in texts(svg(quarrel())) if "\u2260" in each]


def test_kinds_of_citation_differ_in_their_dashes_and_unnamed_roots_are_dashed() -> None:
    assert len(set(DASHES.values())) == len(Edge) == len(DASHES)
    boxes = {
        (group.findtext("title") or "").split(" ")[0]: rect
        for group in svg(quarrel()).iter("g")
        if (rect := group.find("rect")) is not None and group.find("title") is not None
    }
    dashed = {index for index, rect in boxes.items() if rect.get("stroke-dasharray")}
    assert dashed == {"7", "8", "77:"}
    heavy = {index for index, rect in boxes.items() if float(rect.get("stroke-width", "0")) > 2}
    assert heavy == {"5", "6", "7", "9", "10", "12"}


def test_it_brings_no_script_no_style_no_address_and_no_text_too_small_to_read() -> None:
    picture = sourcegraph(quarrel(), DRIFTS).picture or ""
    drawn = svg(quarrel(), DRIFTS)
    assert {each.tag for each in drawn.iter()} == {"svg", "title", "desc", "g", "rect", "path", "text"}
    names = {name for each in drawn.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or name in {"style", "href", "xlink:href"}]
    assert "<script" not in picture
    assert "url(" not in picture
    assert "\u202e" not in picture
    assert min(float(each.get("font-size", "0")) for each in drawn.iter("text")) >= 11


def test_who_does_not_see_it_is_told_what_it_shows() -> None:
    drawn = svg(quarrel(), DRIFTS)
    ids = {each.get("id"): each.text for each in drawn if each.get("id")}
    assert drawn.get("role") == "img"
    named = (drawn.get("aria-labelledby") or "").split()
    assert named == list(ids)
    assert (ids["sources-desc"] or "").startswith("11 sources, 9 citations")
    other = sourcegraph(quarrel(), {}, name="s7").picture or ""
    assert 'id="s7-title"' in other


def test_a_long_title_is_wrapped_and_what_has_no_room_stands_in_its_tooltip() -> None:
    drawn = svg(quarrel())
    lines = [text for text in texts(drawn) if text in ADDRESS or text.rstrip("\u2026") in ADDRESS]
    assert len([line for line in lines if len(line) > 5]) >= 3
    assert any(line.endswith("\u2026") for line in lines)
    assert f"6 \u00b7 video: {ADDRESS}" in [each.text for each in drawn.iter("title")]


def test_a_title_in_arabic_runs_from_the_right() -> None:
    rtl = [each for each in svg(quarrel()).iter("text") if each.get("direction") == "rtl"]
    assert " ".join(each.text or "" for each in rtl) == ARABIC


# -- Neutral -----------------------------------------------------------------------------------------------------------------


def test_other_names_are_written_in_the_same_places() -> None:
    first, second = (
        sourcegraph(quarrel(*names), DRIFTS).picture or "" for names in (("Aster", "Birch"), ("Birch", "Aster"))
    )
    swapped = second.replace("Aster", "\0").replace("Birch", "Aster").replace("\0", "Birch")
    assert first == swapped


def test_the_same_sources_give_the_same_bytes_in_whatever_order_they_come() -> None:
    of = quarrel()
    other = graph(reversed(list(of.nodes.values())), reversed([*of.cites, *of.missing]))
    assert sourcegraph(of, DRIFTS) == sourcegraph(other, DRIFTS)


# -- Places ------------------------------------------------------------------------------------------------------------------


@st.composite
def drawings(draw: st.DrawFn) -> tuple[dict[int, float], list[Link]]:
    heights = dict(enumerate(draw(st.lists(st.sampled_from([50.0, 84.0, 118.0]), min_size=1, max_size=14))))
    ends = st.integers(0, len(heights) - 1)
    pairs = [pair for pair in draw(st.lists(st.tuples(ends, ends), max_size=30)) if pair[0] != pair[1]]
    return heights, [Link(100 + number, *pair) for number, pair in enumerate(pairs)]


@given(drawings())
def test_turned_where_need_be_no_lines_run_in_a_circle_and_without_one_none_is_turned(
    drawing: tuple[dict[int, float], list[Link]],
) -> None:
    heights, links = drawing
    of = graph(
        [Node(key, K.POST, "") for key in heights],
        [Cites(link.key, link.left, link.right, Edge.QUOTES) for link in links],
    )
    back = backward(links)
    circles = of.circles()
    assert bool(back) == bool(circles)
    assert all(any({link.left, link.right} <= set(each) for each in circles) for link in links if link.key in back)
    plan(heights, _turned(links))  # which a circle would fail


def _turned(links: list[Link]) -> list[Link]:
    back = backward(links)
    return [Link(link.key, link.right, link.left) if link.key in back else link for link in links]


@given(drawings())
def test_no_box_covers_another_every_line_runs_to_the_right_and_none_through_a_box(
    drawing: tuple[dict[int, float], list[Link]],
) -> None:
    heights, links = drawing[0], _turned(drawing[1])
    found = plan(heights, links)
    for column in range(found.columns):
        stands = sorted((each for each in found.boxes.values() if each.column == column), key=lambda each: each.top)
        assert all(one.top + one.height < other.top for one, other in pairwise(stands))
    for link in links:
        left, right, heights_of = found.boxes[link.left], found.boxes[link.right], found.lines[link.key]
        assert left.column < right.column
        assert len(heights_of) == right.column - left.column + 1
        assert left.top <= heights_of[0] <= left.top + left.height
        assert right.top <= heights_of[-1] <= right.top + right.height
        for column, height in enumerate(heights_of[1:-1], left.column + 1):
            others = [each for each in found.boxes.values() if each.column == column]
            assert not [each for each in others if each.top <= height <= each.top + each.height]
    leads = {link.left for link in links}
    assert all(stand.column == found.columns - 1 for key, stand in found.boxes.items() if key not in leads)
    assert all(stand.top >= 0 and stand.top + stand.height <= found.height + 1e-6 for stand in found.boxes.values())


@given(drawings())
def test_lines_leave_a_box_far_enough_apart_for_a_word_on_each(drawing: tuple[dict[int, float], list[Link]]) -> None:
    links = _turned(drawing[1])
    found = plan(drawing[0], links)
    for box in found.boxes:
        leaving = sorted(found.lines[link.key][0] for link in links if link.left == box)
        assert all(other - one > 31 for one, other in pairwise(leaving))


def test_sources_that_cite_in_the_order_of_their_entries_stand_in_it() -> None:
    found = plan(dict.fromkeys(range(8), 50.0), [Link(10 + number, number, 4 + number) for number in range(4)])
    tops = [found.boxes[key].top for key in range(4)]
    assert tops == sorted(tops)
    assert [found.boxes[key].top for key in range(4, 8)] == tops


def test_lines_that_would_cross_are_straightened_out() -> None:
    found = plan(
        dict.fromkeys(range(6), 50.0), [Link(10, 0, 5), Link(11, 1, 4), Link(12, 2, 3), Link(13, 0, 4), Link(14, 1, 3)]
    )
    order = sorted((3, 4, 5), key=lambda key: found.boxes[key].top)
    assert order in ([5, 4, 3], [3, 4, 5])
    heights = [(found.lines[key][0], found.lines[key][-1]) for key in (10, 11, 12, 13, 14)]
    crossing = [(a, b) for a in heights for b in heights if a[0] < b[0] and a[1] > b[1]]
    assert crossing == []


# -- Asked of Chromium -------------------------------------------------------------------------------------------------------

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sources</title></head>'
    '<body style="font:15px system-ui,sans-serif"><main><h1>Sources</h1><p>{said}</p>'
    '<div style="overflow-x:auto" tabindex="0" role="region" aria-label="Sources, drawn">{picture}</div></main></body></html>'
)
CROWD = 60


def crowd() -> Graph:
    """Many that cite many, over several columns."""
    kinds, edges = tuple(K), tuple(Edge)
    nodes = [
        Node(each, kinds[each % len(kinds)], f"EXERCISE Outlet {each} on the meeting off Larch Bank")
        for each in range(CROWD)
    ]
    pairs = [(each, min(CROWD - 1, each + step)) for each in range(CROWD - 1) for step in (1 + each * 7 % 19, 30)]
    return graph(
        nodes, [Cites(100 + at, *pair, edges[at % len(edges)]) for at, pair in enumerate(dict.fromkeys(pairs))]
    )


GRAPHS = {
    "quarrel": (quarrel(), DRIFTS),
    "crowd": (crowd(), {100 + each: OTHER_WORDS for each in range(0, 90, 2)}),
    "chain": (chain(6), {}),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sources")
    for name, (of, drift) in GRAPHS.items():
        shown = sourcegraph(of, drift)
        page = PAGE.format(said=shown.said, picture=shown.picture)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in GRAPHS}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", GRAPHS)
def test_every_word_stands_within_its_box_and_none_over_another(
    browser: Browser, pages: dict[str, Path], name: str, judged: Judged
) -> None:
    with opened(browser, pages[name], viewport={"width": 1600, "height": 900}) as (page, _):
        outside = page.evaluate(
            """() => [...document.querySelectorAll('g > rect')].filter(each => each.parentNode.querySelector(':scope > title'))
            .flatMap(rect => { const box = rect.getBBox();
                return [...rect.parentNode.querySelectorAll(':scope > text')].filter(text => { const of = text.getBBox();
                    return of.x < box.x || of.x + of.width > box.x + box.width || of.y < box.y
                        || of.y + of.height > box.y + box.height; }).map(text => text.textContent); })"""
        )
        assert outside == []
        over = page.evaluate(
            """() => { const all = [...document.querySelectorAll('svg text')].map(each => [each.textContent, each.getBBox()]);
            const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
                && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;
            return all.flatMap(([one, a], at) => all.slice(at + 1)
                .filter(([, b]) => meet(a, b)).map(([other]) => [one, other])); }"""
        )
        assert over == []
        view = page.evaluate(
            "(() => { const of = document.querySelector('svg > g').getBBox(); return [of.width, of.height]; })()"
        )
        width, height = (float(each) for each in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', page.content())[0])
        assert view[0] <= width
        assert view[1] <= height
        judged("chromium, sources drawn", 1)


@pytest.mark.browser
def test_axe_finds_nothing_in_it_and_no_request_leaves(
    browser: Browser, pages: dict[str, Path], judged: Judged
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages["quarrel"], viewport={"width": 1360, "height": 800}) as (page, _):
        results = Axe().run(page).response
        assert [
            (each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in results["violations"]
        ] == []
        judged("axe, sources", 1)
