"""Does the page say everything the answer says, to everybody, and load nothing?"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from herald.check.answer import Answer, Finding
from herald.notice.model import Action, Notice
from herald.pages import view as views
from herald.pages.baselayer import BaseLayer, Feature, Form, Layer
from herald.pages.chart import MOST_MARKERS, MOST_NOTICES
from herald.pages.report import render
from herald.pages.view import report_view
from tests.pages import worlds
from tests.pages.reading import Page, parsed

ISLET = BaseLayer(
    "Islet",
    (Feature(Layer.COAST, "Islet", Form.AREA, (((-25.1, -32.1), (-24.9, -32.1), (-24.9, -31.9), (-25.1, -32.1)),)),
     Feature(Layer.VILLAGE, "Wheatear", Form.POINT, (((-25.0, -32.05),),))),
)  # fmt: skip


def page_of(world: worlds.World, title: str | None = "A day at sea", exercise: BaseLayer | None = ISLET) -> str:
    answer, notices, agreement = world
    return render(report_view(answer, notices, agreement, worlds.LIMITS, title, exercise))


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(worlds.small())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return parsed(html)


def words_of(html: str) -> str:
    """The text a reader sees, tags and the data of the script left out."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    inline = re.sub(r"</?(?:bdi|span|b|small|a|code)\b[^>]*>", "", body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inline))


def test_every_tag_is_closed_where_it_was_opened_and_no_id_stands_twice(page: Page) -> None:
    assert page.problems == []
    assert len(page.ids()) == len(set(page.ids()))


def test_every_link_leads_to_a_place_on_the_page(page: Page) -> None:
    links = {each.attributes["href"] for each in page.all("a")}
    assert links
    assert {link.removeprefix("#") for link in links} <= set(page.ids())
    named = [name for each in page.elements for name in each.attributes.get("aria-labelledby", "").split()]
    assert named
    assert set(named) <= set(page.ids())


def test_nothing_is_loaded_from_anywhere(html: str, page: Page) -> None:
    addresses = set(
        re.findall(r"(?:https?:)?//[\w.-]+[^\s\"'<)]*", re.sub(r"/\*.*?\*/|^\s*// .*$", "", html, flags=re.MULTILINE))
    )
    assert addresses <= {"http://www.w3.org/2000/svg"}  # the name of SVG, which nobody fetches
    assert not [
        each for each in page.elements if {"src", "srcset", "action", "ping", "background"} & set(each.attributes)
    ]
    assert not page.all("link")
    assert "@import" not in html
    assert "url(" not in html.replace("url(#hatch", "")


def test_the_policy_allows_the_pages_own_style_and_script_alone(page: Page) -> None:
    (policy,) = [
        each.attributes["content"]
        for each in page.all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    (style,), (script,) = page.all("style"), [each for each in page.all("script") if "type" not in each.attributes]
    digest = {
        each.tag: base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode() for each in (style, script)
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest['style']}'; script-src 'sha256-{digest['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not [each for each in page.elements for name in each.attributes if name == "style" or name.startswith("on")]


def test_the_scope_and_the_fixed_statements_stand_on_the_page(html: str) -> None:
    text = words_of(html)
    assert (
        text.count(
            "Checked against 5 notices of 3 parties, as in the files given. Movements nobody filed are not covered."
        )
        == 2
    )
    assert "Voluntary; does not create or remove legal protection; not a guarantee." in text
    assert "Movements nobody filed are not covered." in text
    assert "Notice is not permission." in text


def test_the_headline_counts_every_pair_once(html: str) -> None:
    text = words_of(html)
    assert "2 could meet" in text
    assert "1 cannot tell" in text
    assert "5 cannot meet proved; of 8 pairs of different parties" in text


def test_a_could_meet_says_who_where_when_how_near_and_under_which_clause(html: str) -> None:
    card = words_of(re.search(r'<article class="card meet" id="e2".*?</article>', html, re.DOTALL)[0])  # type: ignore[index]
    for said in (
        "2 could meet A ASTER-COL-1 and B BIRCH-PAT-2",
        "Aster Command · ground movement · Column to the east",
        "010933Z to 010946Z MAR 2026",
        "2026-03-01T09:33:00Z / 2026-03-01T09:45:15Z",
        "31.991007° S 024.989396° W",
        "31°59\u203227.62\u2033 S 024°59\u203221.83\u2033 W",
        "2026-03-01T09:35:00Z / 2026-03-01T09:36:30Z",
        "closest 500.12 m \u2212 reach 300 m ≤ separation 1,000 m + error 0.02 m",
        "4.2 Columns keep apart. (asks for notice)",
    ):
        assert said in card


def test_the_smallest_changes_are_sentences(html: str) -> None:
    text = words_of(html)
    assert "ASTER-COL-1: leave 23 min 10 s later, or 41 min earlier, and it could meet no one." in text
    assert "BIRCH-PAT-2: leave 10 min later, and it could meet no one; no earlier start within 24 h clears it." in text
    assert "CEDAR-SITE-4: no shift within 24 h clears it." in text


def test_a_cannot_tell_names_what_is_missing(html: str) -> None:
    card = words_of(re.search(r'<article class="card untold".*?</article>', html, re.DOTALL)[0])  # type: ignore[index]
    assert "Why BIRCH-POST-3 (feature 2): the latest of its window is not stated" in card
    assert "What would clear it can be said once the missing thing is stated." in card


def test_the_tables_hold_every_notice_and_its_windows(html: str) -> None:
    text = words_of(html)
    assert "from 010800Z MAR 2026, end not stated" in text
    assert "lasting" in text
    assert "late-notice filed 3 h before it begins; the clause asks for 24 h 4.2" in text
    assert (
        "1 32.053959° S 025.212217° W 32°03\u203214.25\u2033 S 025°12\u203243.98\u2033 W 010900Z to 010910Z MAR 2026"
        in text
    )
    assert text.count("2026-03-01T10:00:00Z / 2026-03-01T10:25:00Z") == 1
    assert "Gorse no notice given" in text
    assert "buffer 100 m, uncertainty 50 m" in text


def test_an_exercise_says_so_on_screen_on_paper_and_on_the_map(html: str, page: Page) -> None:
    assert page.all("title")[0].text == "EXERCISE: A day at sea"
    assert {each.attributes.get("class") for each in page.elements} >= {"drill", "watermark", "stamp"}
    assert "@media print" in html
    assert "Natural Earth" not in html
    assert "Ground: Islet." in words_of(html)


def test_an_exercise_without_a_base_layer_is_never_drawn_over_a_real_place() -> None:
    html = page_of(worlds.small(), exercise=None)
    assert "EXERCISE" in html
    assert "Natural Earth" not in html
    assert "No base layer was given" in html


def test_one_notice_that_is_an_exercise_makes_the_whole_page_one() -> None:
    answer, notices, agreement = worlds.small(exercise=False)
    mixed = (replace(notices[0], kept={"exercise": True}), *notices[1:])
    html = page_of((answer, mixed, agreement), exercise=None)
    assert "EXERCISE: A day at sea" in html
    assert "Natural Earth" not in html


def test_a_day_that_is_no_exercise_is_drawn_over_the_real_outlines_with_their_credit() -> None:
    html = page_of(worlds.small(exercise=False), exercise=None)
    assert "EXERCISE" not in words_of(html)
    assert "Outlines: Natural Earth, public domain; lines carry no position on any border." in words_of(html)


def test_the_folders_of_whoever_ran_the_check_are_not_on_the_page(html: str) -> None:
    assert "a.geojson, b.geojson, c.geojson" in words_of(html)
    assert "folder" not in words_of(html)


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} </script> \u202e \u2067"


def evil_world() -> worlds.World:
    answer, notices, agreement = worlds.small()
    renamed: tuple[Notice, ...] = tuple(
        replace(each, id=f"{EVIL}{i}", party=f"{EVIL}{each.party}", kept={"title": EVIL, "exercise": True})  # type: ignore[arg-type]
        for i, each in enumerate(notices)
    )
    ids = {old.id: new.id for old, new in zip(notices, renamed, strict=True)}
    met = [replace(each, a=ids[each.a], b=ids[each.b], reason=EVIL) for each in answer.encounters]
    findings = (Finding(renamed[0].id, EVIL, EVIL, None),)
    evil: Answer = replace(answer, scope=EVIL, encounters=tuple(met), findings=findings)
    return evil, renamed, agreement


def test_whatever_a_party_calls_itself_stays_text() -> None:
    html = page_of(evil_world(), title=EVIL)
    page = parsed(html)
    assert page.problems == []
    assert len(page.all("script")) == 2
    assert not page.all("img")
    assert "49" not in {each.text.strip() for each in page.elements}
    assert "\u202e" not in html
    assert "\u2067" not in html
    json.loads(next(each.text for each in page.all("script") if "type" in each.attributes))


def test_every_name_is_isolated_so_that_its_direction_stays_its_own() -> None:
    arabic = "\u0642\u0627\u0641\u0644\u0629"
    answer, notices, agreement = worlds.small(parties=(f"{arabic}-1", f"{arabic}-2", f"{arabic}-3"))
    titled = tuple(replace(each, kept={"title": arabic, "exercise": True}) for each in notices)
    page = parsed(page_of((answer, titled, agreement), title=arabic))
    bearing = [each for each in page.elements if arabic in each.text]
    assert len(bearing) > 20
    assert [each for each in bearing if each.tag not in {"bdi", "title", "script"}] == []
    attributes = [value for each in page.elements for value in each.attributes.values() if arabic in value]
    assert attributes
    assert all(re.search(f"\u2068[^\u2069]*{arabic}", value) for value in attributes)


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert page_of(worlds.small()) == page_of(worlds.small())


def test_a_check_of_nothing_but_cancels_still_has_a_page() -> None:
    cancel = replace(worlds.notice("X-2", "aster", None), action=Action.CANCEL, replaces="X-1")
    html = page_of((worlds.answer([cancel], []), (cancel,), None), exercise=None)
    assert parsed(html).problems == []
    assert "cancels X-1" in words_of(html)
    assert "no instant is stated" in words_of(html)


@pytest.mark.parametrize("middle", [(180.0, 30.0), (0.0, 89.95), (-140.0, -60.0)])
def test_a_page_is_complete_at_the_antimeridian_and_near_the_pole(middle: tuple[float, float]) -> None:
    page = parsed(page_of(worlds.small(middle), exercise=None))
    assert page.problems == []
    drawn = [each.attributes["d"] for each in page.all("path") if each.attributes.get("class") == "line"]
    assert len(drawn) == 2
    numbers = [float(each) for path in drawn for each in re.findall(r"-?[\d.]+", path)]
    assert all(-10 <= each <= 1010 for each in numbers)


def test_a_crowded_page_is_bounded_and_says_what_it_leaves_out() -> None:
    number = MOST_NOTICES + 100
    html = page_of(worlds.crowd(number, 450, vertices=4), exercise=None)
    text = words_of(html)
    page = parsed(html)
    assert page.problems == []
    assert len(html) < 8_000_000
    assert (
        f"{MOST_NOTICES:,} of {number:,} notices are drawn, those of encounters first; the tables list the others."
        in text
    )
    assert f"{MOST_MARKERS} of 450 meeting places are marked" in text
    assert f"The first {views.MOST_CARDS} stand here in full; all 450 are in the table" in text
    rows = [each for each in page.all("tr") if "data-e" in each.attributes]
    assert len(rows) == 450
    assert len([each for each in page.all("tr") if "data-n" in each.attributes]) == number
    assert len(page.all("article")) == views.MOST_CARDS
    shapes = [each for each in page.all("g") if each.attributes.get("class", "").startswith("n ")]
    assert len({each.attributes["data-n"] for each in shapes}) == MOST_NOTICES


def test_a_page_that_cannot_hold_every_row_says_how_many_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 20)
    html = page_of(worlds.crowd(50, 40), exercise=None)
    assert "20 more encounters are not on this page. The JSON answer (--json) has them all." in words_of(html)
    assert "30 more notices are not on this page" in words_of(html)
