"""Are reports still read as well as they were? The floors are what was reached on those seen, rounded down."""

from __future__ import annotations

import pytest

from tests.reports.scoring import CLASSES, FIELDS, Scores, english, labelled, scored

FLOORS = {
    "claims": 0.95,
    "speaker": 0.93,
    "chain": 0.92,
    "modality": 0.91,
    "quotations": 0.99,
    "quantities": 0.90,
    "places": 0.85,
    "when": 0.75,
    "acts": 0.64,
}


@pytest.fixture(scope="module")
def scores() -> Scores:
    return scored("seen", english())


@pytest.mark.parametrize("field", FIELDS)
def test_what_was_reached_is_still_reached(field: str, scores: Scores) -> None:
    of = scores[field]["all"]
    print(f"{field}: {of.wanted} judged, F1 {of.f1:.3f}")
    assert of.wanted > 50
    assert of.f1 >= FLOORS[field], of.misses[:5]


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_there_are_thirty_reports_of_five_kinds(half: str) -> None:
    kinds = [labels["class"] for _, _, labels in labelled(half)]
    assert len(kinds) == 30
    assert {kind: kinds.count(kind) for kind in CLASSES} == dict.fromkeys(CLASSES, 6)


@pytest.mark.parametrize("half", ["seen", "more", "unseen"])
def test_labels_cover_their_reports(half: str) -> None:
    for name, text, labels in labelled(half):
        at = 0
        for part in labels.get("reports", [labels]):
            headline = [] if part["headline"] is None else [part["headline"]]
            pieces = [*headline, *(each["text"] for each in part["claims"]), *part["unattributed"]]
            assert all(piece in text[at:] for piece in pieces), name
            at = max((text.index(piece, at) for piece in pieces), default=at)
