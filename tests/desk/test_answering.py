"""The cell's whole answer about one notice is that of a check of everything that stands, and says how far it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.check import pairs
from herald.desk import answering
from herald.desk.answering import Answered
from herald.notice.model import Notice
from herald.record.acts import Filing
from herald.units import DAY, HOUR, NoticeId, PartyId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, movement
from tests.desk.refusals import CEDAR, COLUMN
from tests.desk.signing import filing, version

NOT_CURRENT = "agreement-not-current"


def asked(e: Exercise, notice: str) -> Answered:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        filed = record.filed(NoticeId(notice))
        assert filed is not None
        return answering.answered(record, e.sequencer.books, filed.index)


def met(of: Answered, notice: str) -> list[str]:
    return sorted(one.b if one.a == notice else one.a for one in of.answer.encounters)


def codes(of: Answered) -> set[str]:
    return {finding.code for finding in of.answer.findings}


def test_whom_it_could_meet_is_asked_of_everything_that_stands_now() -> None:
    """What was sealed was asked of what stood before; this, of what has come since as well."""
    e = refusals.mission()
    e.filed(movement("patrol b", BIRCH))
    assert met(asked(e, "column"), "column") == ["patrol b"]
    assert met(asked(e, "patrol b"), "patrol b") == ["column"]
    e.filed(cancel("off", movement("patrol b", BIRCH)))
    assert met(asked(e, "column"), "column") == []


def test_what_no_longer_stands_meets_nobody() -> None:
    e = refusals.mission()
    e.filed(movement("patrol b", BIRCH))
    e.filed(instead(COLUMN, movement("column b", ASTER)))
    e.filed(cancel("off", movement("column b", ASTER)))
    for gone in ("column", "column b", "off"):
        of = asked(e, gone)
        assert met(of, gone) == []
        assert of.answer.checked.skipped == 1
        assert of.answer.checked.pairs_asked == 0


def test_it_says_up_to_which_index_and_of_how_many_and_what_it_does_not_cover() -> None:
    e = refusals.mission()
    e.filed(movement("patrol b", BIRCH))
    of = asked(e, "column").answer
    last = signing.size(e) - 1
    assert of.scope == (
        f"Checked against 3 notices of 2 parties, filed up to index {last}. Movements nobody filed are not covered."
    )
    assert (of.checked.notices, of.checked.parties, of.checked.pairs_asked, of.checked.skipped) == (3, 2, 2, 0)


def test_where_no_notice_is_filed_there_is_no_answer() -> None:
    e = refusals.mission()
    with e.store.reading() as record, pytest.raises(IndexError):
        answering.answered(record, e.sequencer.books, 0)


def test_lead_time_counts_from_when_the_record_received_it_whatever_its_author_says() -> None:
    """The clause asks for 24 h. Birch says that it filed in time, a day before the record received it."""
    e = refusals.mission()
    in_time = movement("in time", BIRCH, lat=-29, at="2026-03-12T10:00:00Z")
    late = replace(movement("late", BIRCH, lat=-29, at="2026-03-09T20:00:00Z"), submitted_at=e.clock() - DAY)
    e.filed(in_time)
    signing.sealed(e, filing(e, late, filed=e.clock() - DAY))
    assert "late-notice" in codes(asked(e, "late"))
    assert "late-notice" not in codes(asked(e, "in time"))


def test_a_notice_signed_under_another_version_of_the_agreement_is_told_of() -> None:
    e = refusals.mission()
    assert NOT_CURRENT not in codes(asked(e, "column"))
    handed = filing(e, movement("under the first", BIRCH, lat=-29))
    wider = {
        "files": {},
        "toml": str(refusals.TEXT["toml"] if isinstance(refusals.TEXT, dict) else "").replace("1000", "1200"),
    }
    signing.sealed(e, version(e, 2, wider))
    signing.sealed(e, handed)
    e.filed(movement("under the second", BIRCH, lat=-28))
    assert NOT_CURRENT in codes(asked(e, "under the first"))
    assert NOT_CURRENT not in codes(asked(e, "column"))
    assert NOT_CURRENT not in codes(asked(e, "under the second"))


def test_a_notice_signed_without_any_agreement_is_told_of_too() -> None:
    e = refusals.mission()
    aster = e.party(ASTER)
    form = movement("unread", ASTER, lat=-29)
    line = signing.line(e, aster.author, Filing(form.action, None), signing.fields(form))
    signing.sealed(e, line)
    assert NOT_CURRENT in codes(asked(e, "unread"))


SPOTS = st.tuples(st.sampled_from((ASTER, BIRCH, CEDAR)), st.integers(0, 3), st.integers(0, 2))


def placed(spots: Sequence[tuple[PartyId, int, int]]) -> list[Notice]:
    return [
        movement(f"n{number}", party, lat=-31.928 + 0.006 * where, at=f"2026-03-10T{10 + hour}:00:00Z")
        for number, (party, where, hour) in enumerate(spots)
    ]


@given(spots=st.lists(SPOTS, min_size=2, max_size=7), moved=st.integers(0, 3))
@settings(max_examples=10)
def test_every_answer_is_that_of_the_check_of_everything_together(
    spots: list[tuple[PartyId, int, int]], moved: int
) -> None:
    """Encounter by encounter, to the proposals that would clear them."""
    e = signing.copied(refusals._begun(True))
    signing.sealed(e, *[line for notice in placed(spots) for line in [filing(e, notice)]])
    e.clock.move(moved * HOUR)
    notices = [refusals.COLUMN, refusals.PATROL, *placed(spots)]
    whole = pairs.check(notices, e.sequencer.books.agreement, e.sequencer.books.limits).encounters
    for notice in notices:
        expected = [one for one in whole if notice.id in (one.a, one.b)]
        assert list(asked(e, notice.id).answer.encounters) == expected
