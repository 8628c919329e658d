"""Is every side drawn and named alike? Relabelled parties relabel the page, and change nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from herald.agreement.model import Agreement
from herald.pages.report import render
from herald.pages.view import report_view
from herald.units import PartyId
from tests.pages import worlds

NAMES = ("@one@", "@two@", "@three@")
"""Placeholders, in alphabetical order: the third sorts between the other two."""

# Reversed in the alphabet, of other lengths, in scripts that run the other way or have no capitals.
RELABELLED = [
    ("zinnia", "yarrow", "woad"),
    ("Z" * 60, "m", "a"),
    ("\u0632\u0646\u0628\u0642", "\u0431\u0435\u0440\u0435\u0437\u0430", "\u674f"),
    ("\u05e9\u05e7\u05d3 & <b>", "B", "\U0001f33f"),
]


def page(names: tuple[str, str, str], *, agreed: bool) -> str:
    answer, notices, agreement = worlds.small(parties=names)
    parties = tuple(
        replace(party, id=PartyId(name), name=f"{name} staff")
        for party, name in zip(_parties(agreement), names, strict=True)
    )
    agreement = replace(agreement, parties=parties[::-1]) if agreed and agreement else None
    return render(report_view(answer, notices, agreement, worlds.LIMITS, "A day at sea"))


def _parties(agreement: Agreement | None) -> tuple[worlds.Party, ...]:
    return agreement.parties if agreement else ()


def mapped_back(html: str, back: Mapping[str, str]) -> str:
    for name, placeholder in sorted(back.items(), key=lambda each: -len(each[0])):
        html = html.replace(name, placeholder)
    return html


@pytest.mark.parametrize("names", RELABELLED)
@pytest.mark.parametrize("agreed", [True, False])
def test_relabelled_parties_relabel_the_page_and_change_nothing_else(names: tuple[str, str, str], agreed: bool) -> None:
    escaped = tuple(name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for name in names)
    # One name is a single letter, which stands in many words: what is compared is the text around the isolating marks.
    html = page(names, agreed=agreed)
    before = page(NAMES, agreed=agreed)
    for opening, closing in (
        ("<bdi>", "</bdi>"),
        ("<bdi>", " staff</bdi>"),
        ("\u2068", "\u2069"),
        ("\u2068", " staff\u2069"),
    ):
        html = mapped_back(
            html,
            {opening + name + closing: opening + mark + closing for name, mark in zip(escaped, NAMES, strict=True)},
        )
    assert html == before


def test_the_sides_of_an_encounter_stand_as_filed_whatever_the_notices_are_called() -> None:
    """The answer's `a` is the smaller id; the page's first side is the one that was given first."""
    answer, notices, agreement = worlds.small()
    renamed = {each.id: worlds.NoticeId(f"{9 - i}-id") for i, each in enumerate(notices)}
    turned = tuple(
        replace(
            each, a=renamed[each.b], b=renamed[each.a],
            at=replace(each.at, a=each.at.b, b=each.at.a) if each.at else None,
            clears=each.clears[::-1] if each.clears else None, reason="why" if each.reason else None,
        )
        for each in answer.encounters
    )  # fmt: skip
    other = replace(
        answer,
        encounters=turned[::-1],
        findings=tuple(replace(each, notice=renamed[each.notice]) for each in answer.findings),
    )
    first = [(e.number, [s.number for s in e.sides], e.places, e.windows, [c.sentence for c in e.clearings]) for e in
             report_view(answer, notices, agreement, worlds.LIMITS).encounters]  # fmt: skip
    renumbered = tuple(replace(each, id=renamed[each.id]) for each in notices)
    second = [(e.number, [s.number for s in e.sides], e.places, e.windows, [c.sentence for c in e.clearings]) for e in
              report_view(other, renumbered, agreement, worlds.LIMITS).encounters]  # fmt: skip
    assert first == second


def test_letters_and_hues_follow_the_order_of_filing_not_of_names() -> None:
    marks = report_view(*worlds.small(parties=("zinnia", "yarrow", "woad")), worlds.LIMITS).parties
    assert [(mark.letter, mark.hue, mark.dash, mark.name) for mark in marks] == [
        ("A", 0, 0, "zinnia"), ("B", 1, 1, "yarrow"), ("C", 2, 2, "woad"),
    ]  # fmt: skip


def test_thirty_parties_have_thirty_looks() -> None:
    marks = report_view(*worlds.crowd(90, 3, parties=30), worlds.LIMITS).parties
    assert len({(mark.hue, mark.dash) for mark in marks}) == 30
    assert len({mark.letter for mark in marks}) == 30
