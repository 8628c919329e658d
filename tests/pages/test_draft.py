"""Does the page of a reading keep speakers apart, and the text exact? Claims with their speakers, letters as they were given."""

from __future__ import annotations

import html
import json
import re
import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.formats.incidents import drafting
from herald.incident.codes import SpeakerKind
from herald.pages import draft as pages
from herald.reading.model import Reading, Report, Span, Speaker
from herald.wording import plain
from tests.formats.labelled import NAMES, labelled
from tests.pages.drafts import ARABIC, HEAD, LATIN, TEXT, hard, page_of, reading
from tests.pages.reading import Element, parsed

_TAG = re.compile(r'<a class="tag".*?</a>')


def drawn(page: str) -> str:
    """The text as it is drawn, without the marks of the page."""
    panels = re.findall(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", _TAG.sub("", panel))) for panel in panels)


def written_out(text: str) -> str:
    """As a page may show it: what nobody sees is written out, but for blanks that keep their width."""
    is_crlf = text.count("\r\n") == text.count("\n") == text.count("\r")
    shown = text.replace("\r", "" if is_crlf else "\u240d")
    return "".join(each if each in "\n\t" or (each.isspace() and not _breaks(each)) else plain(each) for each in shown)


def _breaks(of: str) -> bool:
    return of in "\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def classed(page: str, name: str) -> list[Element]:
    return [each for each in parsed(page).elements if name in each.attributes.get("class", "").split()]


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_report_is_on_its_page_in_its_order(name: str) -> None:
    read = labelled(name)
    page = page_of(read, f"{name}.txt")
    assert parsed(page).problems == []
    assert drawn(page) == written_out(read.text)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
@example("a\rb\r\nc\td \u202e\u2028\x00\ufeff\udc80 \xa0e\u200d", 2, 9)
@example("\r\n\r\n<i>&amp;</i>\r\n", 3, 9)
def test_whatever_a_text_holds_each_letter_of_it_is_told_from_every_other(text: str, one: int, other: int) -> None:
    first, until = sorted((min(one, len(text)), min(other, len(text))))
    spans = (Span(first, until),) if text[first:until].strip() else ()
    read = Reading(text, bytes(32), None, "en", (Report(Span(0, len(text)), None, (), spans),))
    page = page_of(read)
    assert drawn(page) == written_out(text)
    assert parsed(page).problems == []
    page.encode()


def test_the_same_reading_gives_the_same_bytes_and_nothing_of_it_becomes_markup() -> None:
    page = page_of(hard())
    assert page == page_of(hard())
    assert "<script>alert" not in page
    assert "<i>official" not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    assert html.escape(LATIN.split()[-3]) in page
    assert len(parsed(page).ids()) == len(set(parsed(page).ids()))


def test_the_page_may_load_nothing_and_run_nothing_but_its_own() -> None:
    found = parsed(page_of(hard()))
    policy = next(each.attributes["content"] for each in found.all("meta") if "http-equiv" in each.attributes)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [each for each in found.elements if {"src", "style", "action"} & each.attributes.keys()]
    assert not [each for each in found.elements if not each.attributes.get("href", "#").startswith("#")]
    assert not [name for each in found.elements for name in each.attributes if name.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_stands_alone_with_its_exact_words_and_its_speaker(name: str) -> None:
    read = labelled(name)
    page = page_of(read, f"{name}.txt")
    claims = [(at, each) for at, report in enumerate(read.reports, 1) for each in report.claims]
    blocks = re.findall(r'<article class="claim.*?</article>', page, re.DOTALL)
    assert len(blocks) == len(claims)
    letters: dict[tuple[int, Speaker], str] = {}
    for block, (report, claim) in zip(blocks, claims, strict=True):
        words = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", block, re.DOTALL)
        assert words is not None
        assert html.unescape(re.sub(r"<[^>]*>", "", words[1])) == written_out(claim.text).replace("\u240d", "")
        badge = re.search(r'class="badge [^"]*">([A-Z]+)<', block)
        assert badge is not None
        assert letters.setdefault((report, claim.speaker), badge[1]) == badge[1]
        told = html.unescape(block)
        for part in (claim.speaker.name, claim.speaker.office, claim.speaker.body):
            assert part is None or f"<bdi>{html.escape(part, quote=False)}</bdi>" in block or part in told
        for quantity in claim.quantities:
            assert (quantity.low is None and quantity.high is None) <= ("no number was said" in block)
    assert len(set(letters.values())) == len(letters)
    assert list(letters.values()) == sorted(letters.values(), key=lambda letter: (len(letter), letter))


@pytest.mark.parametrize("name", NAMES)
def test_headline_and_what_is_not_attributed_stand_apart_and_are_no_claims(name: str) -> None:
    read = labelled(name)
    page = page_of(read, f"{name}.txt")
    rest = [each for report in read.reports for each in report.unattributed]
    assert len(re.findall(r'<span class="rest"><a class="tag"', page)) == len(rest)
    assert len(re.findall(r'<li id="n\d+">', page)) == len(rest)
    assert len(re.findall(r'<span class="head">', page)) == sum(each.headline is not None for each in read.reports)
    for each in rest:
        assert f"characters {each.first:,} to {each.until:,}</small></li>" in page


def test_several_reports_are_sections_of_their_own_and_share_no_speaker() -> None:
    read = labelled("agency-news-in-brief")
    page = page_of(read)
    sections = re.findall(r'<section class="report" id="r\d+".*?</section>', page, re.DOTALL)
    assert len(sections) == len(read.reports) == 3
    legends = [re.findall(r'<li><span class="badge [^"]*">([A-Z]+)<', section) for section in sections]
    assert [letter for legend in legends for letter in legend] == [*"ABCDEFG"]


def test_how_speakers_look_depends_on_their_order_and_not_on_who_they_are() -> None:
    texts = ["EXERCISE one.", "EXERCISE two.", "EXERCISE three."]
    speakers = [Speaker(SpeakerKind.NAMED, None, None, name) for name in ("Aster", "Birch", "Cedar Relief")]
    page = page_of(reading(texts, dict(enumerate(speakers))))
    other = page_of(reading(texts, dict(enumerate(reversed(speakers)))))
    turned = other.replace("Aster", "\0").replace("Cedar Relief", "Aster").replace("\0", "Cedar Relief")
    assert turned == page


def test_thirty_speakers_have_thirty_looks() -> None:
    texts = [f"EXERCISE {n}." for n in range(30)]
    page = page_of(reading(texts, {n: Speaker(SpeakerKind.NAMED, f"P{n}") for n in range(30)}))
    assert len(set(re.findall(r'<article class="claim (h\d u\d)"', page))) == 30


def test_quotations_scare_quotes_and_loaded_words_are_marked_in_the_text_and_told_in_words() -> None:
    page = page_of(hard())
    assert len(classed(page, "quo")) == 3  # the key, the text, the claim
    assert [each.text for each in classed(page, "scare")] == ["scare quotes", "so-called", "so-called"]
    assert [each.text for each in classed(page, "loaded")] == ["loaded word", "regime", "regime"]
    assert "<small>scare quotes</small>" in page
    assert "not ours" in page


def test_a_quotation_within_a_quotation_is_marked_within_it() -> None:
    page = page_of(labelled("agency-shelling-lower-elm"))
    inner = [each for each in classed(page, "inner") if "We have no mortars" in each.text]
    assert len(inner) == 2
    assert all("quo" in each.attributes["class"] for each in inner)


def test_what_was_not_said_says_so_and_never_is_a_number() -> None:
    page = page_of(hard())
    assert "<bdi>\u201cdozens\u201d</bdi> <small>no number was said</small>" in html.unescape(page)
    assert "<bdi>\u201cnone\u201d</bdi> <small>0</small>" in html.unescape(page)
    assert "the words leave it open" in page
    assert "4 or more" in page
    assert page.count('<i class="untold">not said</i>') == 5  # two names, an office, a body, who rammed
    assert "placed by these coordinates" in page


def test_a_chain_is_drawn_as_words() -> None:
    page = page_of(hard())
    assert "The report <em>quotes</em> <bdi>EXERCISE Harbour Daily</bdi>, which <em>quotes</em> <bdi>" in page
    assert "The report <em>cites, without a name,</em> <bdi>senior\\u202e" in page
    assert "The report says so itself." in page_of(reading(["EXERCISE We left."]))


def test_text_that_runs_from_right_to_left_is_told_to_do_so_where_it_begins() -> None:
    page = page_of(hard())
    assert ARABIC.split("\u00ab")[0] in page
    panels = [each for each in parsed(page).all("div") if each.attributes.get("class") == "text"]
    assert [(each.attributes["dir"], each.attributes["lang"]) for each in panels] == [("auto", "ar")]
    assert "unicode-bidi: plaintext" in page


def test_carriage_returns_are_told_once_where_every_line_has_one_and_drawn_where_not() -> None:
    assert "every line ends with CR LF" in page_of(hard())
    assert "\u240d" not in page_of(hard())
    mixed = page_of(replace(hard(), text=TEXT.replace("\r\n", "\n\r", 1)))
    assert "every line ends with CR LF" not in mixed
    assert mixed.count("\u240d") == TEXT.count("\r")


def test_an_exercise_says_so_and_nothing_else_does() -> None:
    assert 'class="drill"' in page_of(hard(), exercise=True)
    assert 'class="drill"' not in page_of(hard(), exercise=False)
    assert f"EXERCISE: Drafted claims: {plain('a<b.txt')}".replace("<", "&lt;") in page_of(hard(), "a<b.txt")


def test_ten_megabytes_are_cut_and_the_page_says_what_is_not_on_it() -> None:
    texts = [
        f"EXERCISE {n:06} was seen at sea, and nobody said more of it than that it was there." for n in range(125_000)
    ]
    read = reading(texts)
    assert len(read.text) > 10_000_000
    made = drafting.tables(read, "long.txt")
    started = time.process_time()
    page = pages.draft(read, "long.txt", made)
    assert time.process_time() - started < 6
    assert len(page) < 6_000_000
    assert len(re.findall(r"<article", page)) == pages.MOST_CLAIMS
    left = html.unescape(page)
    assert f"{len(texts) - pages.MOST_CLAIMS:,} claims" in left
    assert "characters of the text" in left


def test_one_claim_of_ten_megabytes_is_no_claim_of_the_page_and_its_beginning_is_drawn() -> None:
    page = page_of(reading(["x" * 10_000_000]))
    assert drawn(page) == "x" * pages.MOST_TEXT
    assert "9,800,000 characters of the text, 1 claims" in page
    assert "None was drafted." in page


def test_a_long_claim_is_cut_beside_the_text_and_one_that_no_table_holds_says_so() -> None:
    page = page_of(reading(["EXERCISE " + "x " * 20_000, "EXERCISE short."]))
    assert "characters more: see the text" in page
    assert page.count("No table can hold so long a text") == 1
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]  # it is there
    assert [*data["claims"]] == ["2"]


def test_a_file_of_white_space_has_a_page() -> None:
    assert "nothing but white space" in page_of(Reading(" \n ", bytes(32), None, "en", ()))


def test_accounts_are_given_as_the_tables_say() -> None:
    assert pages.CHANNELS == drafting.AUTHORS


def test_the_headline_is_drawn_where_it_stands() -> None:
    assert written_out(HEAD) in drawn(page_of(hard()))
