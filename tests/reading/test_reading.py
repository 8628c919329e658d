"""Does a reading hold what it promises of every text? Nothing dropped, nobody without a speaker, no words outside their span."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.files import rules
from herald.incident.codes import Edge, SpeakerKind
from herald.reading.drafting import read
from herald.reading.model import Reading, Report, Span
from tests.reports.scoring import labelled

EN = rules("en")
SEEN = {name: text for half in ("seen", "more") for name, text, _ in labelled(half)}
PIECES = st.sampled_from([line for text in SEEN.values() for line in text.splitlines(keepends=True)])
MIXED = st.lists(
    st.one_of(
        PIECES,
        st.text(max_size=40),
        st.sampled_from(["“", '"', "«", "\r\n", "---\n", "\ufeff", " and ", "\u202e", "قال المتحدث: ", "🙂"]),
    ),
    max_size=12,
).map("".join)


def reading(text: str) -> Reading:
    return read(text.encode("utf-8", "surrogatepass"), text, date(2021, 3, 5), EN)


def is_blank(words: str) -> bool:
    """Is it nothing but white space and byte order marks?"""
    return not words.replace("\ufeff", "").strip()


def spans(of: Report) -> list[Span]:
    headline = [] if of.headline is None else [of.headline]
    return sorted([*headline, *(each.span for each in of.claims), *of.unattributed])


def check(text: str) -> None:
    found = reading(text)
    at = 0
    for report in found.reports:
        assert report.span.first >= at
        assert is_blank(text[at : report.span.first])
        inner = report.span.first
        for span in spans(report):
            assert inner <= span.first < span.until
            assert is_blank(text[inner : span.first])
            inner = span.until
        assert is_blank(text[inner : report.span.until])
        for claim in report.claims:
            assert claim.text == text[claim.span.first : claim.span.until]
            assert all(quotation.within(claim.span) for quotation in claim.quotations)
            assert claim.speaker.kind is SpeakerKind.AUTHOR or claim.speaker.who
            assert (claim.speaker.kind is SpeakerKind.AUTHOR) == (not claim.chain)
            assert all(link.who and link.edge in set(Edge) for link in claim.chain)
            assert all(0 <= score <= 1 for score in (claim.scores.speaker, claim.scores.chain, claim.scores.modality))
            assert all(place in claim.text for place in claim.places)
        at = report.span.until
    assert is_blank(text[at:])


@pytest.mark.parametrize("name", sorted(SEEN))
def test_spans_and_what_is_left_give_back_a_report(name: str) -> None:
    check(SEEN[name])


@given(MIXED)
def test_spans_and_what_is_left_give_back_any_mixture(text: str) -> None:
    check(text)


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\ufeff", "\n\n", "\r", "---", '"', "\u202e\u202d", "\x00", "a" * 300_000, "😀" * 2000]
)
def test_odd_texts_are_read(text: str) -> None:
    check(text)


@given(MIXED)
def test_the_same_text_is_read_the_same_way(text: str) -> None:
    assert reading(text) == reading(text)
