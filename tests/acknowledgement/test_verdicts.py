"""What does the record show of a claim? The whole table, each row reached by a case, and what may never depend on a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.acknowledgement.case import (
    Attempted,
    Case,
    Clock,
    Consigned,
    Forwarded,
    Lapsed,
    Missed,
    Receipted,
    Stood,
    Succeeded,
    Wanted,
    What,
)
from herald.acknowledgement.claims import LEVELS, MEANS, NOT_IN_RECORD, SAID, Claim, Level, Verdict
from herald.acknowledgement.ladders import Answer, Manner, Step
from herald.acknowledgement.verdicts import ROWS, TABLE, Judged, judged
from herald.acknowledgement.weighing import weigh
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.notice.model import Action
from herald.units import PartyId
from tests.acknowledgement.evidence import BOTH, DROP, answered, case, counted, drawn, due
from tests.house import committed
from tools import verdicts as tool

PROVED, REFUTED, OPEN = Verdict.PROVED, Verdict.REFUTED, Verdict.NOT_PROVABLE
CASES = st.randoms(use_true_random=False).map(lambda lots: drawn(Random(lots.getrandbits(64))))
TRIED, SIGNED, VOICE = Attempted(DROP), Receipted(Manner.SIGNED), Receipted(Manner.VOICE)
AVAILABLE = (TRIED, counted(1.5))


def of(made: Case, claim: Claim) -> Judged:
    return next(each for each in judged(made) if each.claim is claim)


# -- The table ------------------------------------------------------------------------------------------------------------------


def test_every_claim_with_every_level_by_either_clock_stands_in_exactly_one_row() -> None:
    keys = {(claim, level, clock) for claim in Claim for level in LEVELS[claim] for clock in Clock}
    counts = Counter((row.claim, row.level, clock) for row in ROWS for clock in row.clocks)
    assert counts == Counter(keys)
    assert set(TABLE) == keys
    assert set(MEANS) == {(claim, level) for claim, level, _ in keys}
    assert set(SAID) == set(Claim)


def test_what_is_not_provable_names_what_is_missing_and_what_is_decided_misses_nothing() -> None:
    assert all((row.missing is not None) is (row.verdict is OPEN) for row in ROWS)


def test_each_row_is_reached_by_a_case(judged: Callable[[str, int], None]) -> None:
    lots, reached = Random(7), Counter[tuple[Claim, Level, Clock]]()
    for _ in range(20_000):
        made = drawn(lots)
        for claim in Claim:
            weighed = weigh(made, claim)
            reached[claim, weighed.level, weighed.clock] += 1
    assert set(reached) == set(TABLE)
    judged("rows of the table of verdicts", len(reached))


@given(made=CASES)
def test_every_case_is_judged_in_the_order_of_the_claims_with_no_slot_left_open(made: Case) -> None:
    found = judged(made)
    assert tuple(each.claim for each in found) == tuple(Claim)
    for each in found:
        assert not re.search(r"[{}]|None", f"{each.words} {each.missing or ''}")
        assert each.entry is None or each.entry in {made.notice.index, *(piece.index for piece in made.pieces)}
        assert each.entry is not None or each.verdict is OPEN
        assert each.entry is not None or NOT_IN_RECORD in each.words


def test_the_page_is_the_table() -> None:
    page = (committed.ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    assert tool.page() in page
    assert NOT_IN_RECORD.partition(": ")[2] in " ".join(page.split())


# -- Neutral --------------------------------------------------------------------------------------------------------------------

NAMES = (("aster", "birch"), ("zz-top of the hill", "a"), ("Ясень", "береза"), ("{filer}", "{addressee}"))


@given(made=CASES, names=st.sampled_from(NAMES))
def test_with_other_names_every_word_is_renamed_and_nothing_else_changes(made: Case, names: tuple[str, str]) -> None:
    marked = judged(replace(made, filer=PartyId("<F>"), addressee=PartyId("<P>")))
    for filer, addressee in (names, names[::-1]):
        found = judged(replace(made, filer=PartyId(filer), addressee=PartyId(addressee)))
        assert [(each.claim, each.verdict, each.entry) for each in found] == [
            (each.claim, each.verdict, each.entry) for each in marked
        ]
        for each, mark in zip(found, marked, strict=True):
            assert each.words == mark.words.replace("<F>", filer).replace("<P>", addressee)
            assert each.missing == (mark.missing and mark.missing.replace("<F>", filer).replace("<P>", addressee))


@given(made=CASES)
def test_what_the_cell_alone_says_of_time_decides_nothing_against_a_party(made: Case) -> None:
    unseen = replace(
        made,
        notice=replace(made.notice, witnessed=None),
        pieces=tuple(replace(piece, witnessed=None) for piece in made.pieces),
    )
    found = {each.claim: each.verdict for each in judged(unseen)}
    assert found[Claim.WRITTEN_LATER] is found[Claim.TOLD_BEFORE] is OPEN
    assert found[Claim.NEVER_ANSWERED] is not PROVED
    assert found[Claim.WE_ANSWERED] is not REFUTED
    if found[Claim.NEVER_GIVEN] is REFUTED:
        assert any(piece.what in (SIGNED, Consigned()) for piece in unseen.pieces)


@given(made=CASES)
def test_no_two_claims_are_decided_against_each_other(made: Case) -> None:
    found = {each.claim: each.verdict for each in judged(made)}
    if found[Claim.TOLD_BEFORE] is PROVED:
        assert found[Claim.NEVER_GIVEN] is REFUTED
    if found[Claim.NEVER_SEEN] is REFUTED:
        assert found[Claim.NEVER_GIVEN] is REFUTED
    if found[Claim.WE_ANSWERED] is REFUTED:
        assert found[Claim.NEVER_ANSWERED] is PROVED
    if found[Claim.NEVER_ANSWERED] is REFUTED:
        assert found[Claim.WE_ANSWERED] is PROVED


# -- Claim by claim ---------------------------------------------------------------------------------------------------------------

HERE = pytest.mark.parametrize


@HERE(
    ("entered", "whats", "verdict", "entry", "missing"),
    [
        (False, (), REFUTED, 10, None),
        (True, (), OPEN, 10, "a confirmation signed by aster"),
        (True, (Stood(True),), REFUTED, 11, None),
        (True, (Stood(False),), OPEN, 11, "a signature of aster under it"),
        (True, (Stood(False), Stood(True)), REFUTED, 12, None),
        (True, (Stood(True), Stood(False)), REFUTED, 11, None),
    ],
)
@HERE("witnessed", [True, False])
def test_we_never_filed_that(
    *, entered: bool, whats: tuple[What, ...], verdict: Verdict, entry: int, missing: str | None, witnessed: bool
) -> None:
    found = of(case(*whats, entered=entered, witnessed=witnessed), Claim.NOT_OURS)
    assert (found.verdict, found.entry, found.missing) == (verdict, entry, missing)


def test_it_was_written_afterwards() -> None:
    seen, unseen = (of(case(witnessed=known), Claim.WRITTEN_LATER) for known in (True, False))
    assert (seen.verdict, seen.words) == (REFUTED, "entry 10 was in the log by 2026-03-09T12:00:30Z, as witnessed")
    assert (unseen.verdict, unseen.missing) == (OPEN, "cosignatures of the quorum of witnesses")


@HERE(
    ("whats", "witnessed", "verdict", "entry", "words"),
    [
        ((), True, OPEN, None, "not in record"),
        ((TRIED,), True, OPEN, 11, "tried first in entry 11"),
        ((VOICE,), True, OPEN, 11, "attested by its recorder alone"),
        ((TRIED, VOICE), True, OPEN, 12, "attested"),
        (AVAILABLE, True, REFUTED, 12, "available from 2026-03-09T12:01:30Z"),
        (AVAILABLE, (10, 11), REFUTED, 12, "available from 2026-03-09T12:01:30Z"),
        (AVAILABLE, (10, 12), OPEN, 12, "the word of the cell alone"),
        (AVAILABLE, (11, 12), OPEN, 12, "the word of the cell alone"),
        (AVAILABLE, False, OPEN, 12, "the word of the cell alone"),
        ((*AVAILABLE, Missed()), True, OPEN, 13, "says in entry 13 not to have got it"),
        ((*AVAILABLE, Missed()), False, OPEN, 13, "says in entry 13 not to have got it"),
        ((TRIED, counted(1)), True, OPEN, 12, "before any witness saw it"),
        ((TRIED, counted(9, counts=False)), True, OPEN, 12, "no clause that speaks of the notice takes for delivered"),
        ((TRIED, counted(9, counts=False), counted(9)), True, REFUTED, 13, "available from"),
        ((TRIED, counted(1), counted(9)), True, REFUTED, 13, "available from 2026-03-09T12:01:30Z"),
        ((TRIED, counted(9, by=Measure.CONSIGNED)), True, OPEN, 11, "tried first"),
        ((counted(9),), True, OPEN, None, "not in record"),
        ((Wanted(BOTH), TRIED, counted(9)), True, OPEN, 12, "tried first"),
        ((Wanted(BOTH), Attempted(BOTH), counted(9)), True, REFUTED, 13, "available from"),
        ((TRIED, Wanted(BOTH), counted(9)), True, OPEN, 11, "tried first"),
        ((TRIED, counted(9), Wanted(BOTH)), True, REFUTED, 12, "available from"),
        ((counted(9), TRIED), True, OPEN, 12, "tried first"),
        ((Attempted(BOTH), counted(9)), True, REFUTED, 12, "available from"),
        ((Consigned(),), False, REFUTED, 11, "the machine of birch signed in entry 11"),
        ((SIGNED,), False, REFUTED, 11, "a person of birch signed in entry 11"),
        ((*AVAILABLE, Missed(), Consigned()), True, REFUTED, 14, "the machine of birch signed"),
        ((SIGNED, Consigned()), True, REFUTED, 11, "a person of birch signed"),
    ],
)
def test_we_were_never_given_it(
    whats: tuple[What, ...], witnessed: bool | tuple[int, ...], verdict: Verdict, entry: int | None, words: str
) -> None:
    found = of(case(*whats, witnessed=witnessed), Claim.NEVER_GIVEN)
    assert (found.verdict, found.entry) == (verdict, entry)
    assert words in found.words


@HERE(
    ("whats", "verdict", "entry"),
    [((), OPEN, None), ((VOICE,), OPEN, 11), ((VOICE, SIGNED), REFUTED, 12), ((Consigned(),), OPEN, None)],
)
def test_no_officer_of_ours_had_it(whats: tuple[What, ...], verdict: Verdict, entry: int | None) -> None:
    for known in (True, False):
        found = of(case(*whats, witnessed=known), Claim.NEVER_SEEN)
        assert (found.verdict, found.entry) == (verdict, entry)


@HERE(
    ("whats", "witnessed", "first", "verdict", "entry"),
    [
        ((), True, 60, OPEN, None),
        ((TRIED,), True, 60, OPEN, None),
        ((Consigned(),), True, 1.5, PROVED, 11),
        ((Consigned(),), True, 1.49, REFUTED, 11),
        ((Consigned(),), True, None, OPEN, 11),
        ((Consigned(),), False, 60, OPEN, 11),
        ((VOICE,), True, 60, OPEN, None),
        ((SIGNED, Consigned()), (10, 12), 60, PROVED, 12),
        (AVAILABLE, True, 1.5, PROVED, 12),
        ((*AVAILABLE, Missed()), True, 60, OPEN, None),
        ((TRIED, counted(1)), True, 60, OPEN, None),
        ((TRIED, counted(9, counts=False)), True, 60, OPEN, None),
        ((*AVAILABLE, Consigned()), True, 1.5, PROVED, 12),
    ],
)
def test_you_had_it_before_it_began(
    whats: tuple[What, ...],
    witnessed: bool | tuple[int, ...],
    first: float | None,
    verdict: Verdict,
    entry: int | None,
) -> None:
    found = of(case(*whats, witnessed=witnessed, first=first), Claim.TOLD_BEFORE)
    assert (found.verdict, found.entry) == (verdict, entry)


LAPSE = Lapsed(due(2, regime=None))
ASKED = counted(0, due(2))
NOTED = answered(Answer.NOTED)


@HERE(
    ("whats", "never", "ours"),
    [
        ((), (OPEN, None), (OPEN, None)),
        ((ASKED, answered()), (REFUTED, 12), (PROVED, 12)),
        ((ASKED, NOTED), (OPEN, 12), (PROVED, 12)),
        ((counted(0, due(2, regime=Regime.NOTIFY)), NOTED), (REFUTED, 12), (PROVED, 12)),
        ((ASKED, answered(clause=None)), (OPEN, 12), (PROVED, 12)),
        ((answered(),), (REFUTED, 11), (PROVED, 11)),
        ((NOTED,), (REFUTED, 11), (PROVED, 11)),
        ((ASKED, TRIED, answered()), (OPEN, 13), (PROVED, 13)),
        ((ASKED, TRIED, LAPSE), (PROVED, 13), (REFUTED, 13)),
        ((ASKED, TRIED, LAPSE, answered()), (PROVED, 13), (PROVED, 14)),
        ((ASKED, NOTED, LAPSE), (PROVED, 13), (PROVED, 12)),
        ((counted(0, due(5)), NOTED, answered()), (REFUTED, 13), (PROVED, 12)),
        ((answered(), LAPSE), (REFUTED, 11), (PROVED, 11)),
        ((NOTED, TRIED, LAPSE), (PROVED, 13), (PROVED, 11)),
        ((ASKED, answered(clause="2"), TRIED, LAPSE), (PROVED, 14), (PROVED, 12)),
    ],
)
def test_they_never_answered_and_we_answered(
    whats: tuple[What, ...], never: tuple[Verdict, int | None], ours: tuple[Verdict, int | None]
) -> None:
    made = case(*whats)
    one, other = of(made, Claim.NEVER_ANSWERED), of(made, Claim.WE_ANSWERED)
    assert ((one.verdict, one.entry), (other.verdict, other.entry)) == (never, ours)


def test_silence_that_a_witness_saw_before_the_deadline_is_the_cells_word_alone() -> None:
    for minutes, verdicts in ((30, (OPEN, OPEN)), (7, (OPEN, OPEN)), (6, (PROVED, REFUTED))):
        made = case(Lapsed(due(minutes)))
        assert (of(made, Claim.NEVER_ANSWERED).verdict, of(made, Claim.WE_ANSWERED).verdict) == verdicts, minutes


def test_silence_by_the_cells_clock_alone_proves_nothing_against_the_addressee() -> None:
    made = case(ASKED, TRIED, LAPSE, witnessed=False)
    for claim in (Claim.NEVER_ANSWERED, Claim.WE_ANSWERED):
        found = of(made, claim)
        assert (found.verdict, found.entry) == (OPEN, 13)
        assert "cosignatures" in (found.missing or "")


def test_a_late_answer_is_named_with_its_time() -> None:
    found = of(case(ASKED, TRIED, LAPSE, answered()), Claim.NEVER_ANSWERED)
    assert "no answer by 2026-03-09T12:02:00Z under clause 1" in found.words
    assert "objection came late, in entry 14, received 2026-03-09T12:04:00Z by the cell's clock" in found.words


def unit(step: Step, name: str | None) -> Forwarded:
    return Forwarded(step, name)


@HERE(
    ("whats", "verdict", "entry", "words"),
    [
        ((), OPEN, None, "not confirmed forward"),
        ((unit(Step.TOLD, "n"),), OPEN, 11, "none confirmed"),
        ((unit(Step.TOLD, None),), OPEN, 11, "none confirmed"),
        ((unit(Step.TOLD, "n"), unit(Step.CONFIRMED, "n")), REFUTED, 12, "1 of 1 units"),
        ((unit(Step.CONFIRMED, "n"),), REFUTED, 11, "1 of 1 units"),
        ((unit(Step.TOLD, "n"), unit(Step.TOLD, "s"), unit(Step.CONFIRMED, "n")), OPEN, 13, "1 of 2 units"),
        ((unit(Step.TOLD, "n"), unit(Step.CONFIRMED, "s")), OPEN, 12, "1 of 2 units"),
        ((unit(Step.TOLD, None), unit(Step.CONFIRMED, None)), OPEN, 12, "is not revealed"),
        ((unit(Step.TOLD, None), unit(Step.CONFIRMED, "n")), OPEN, 12, "is not revealed"),
    ],
)
def test_a_unit_was_never_told(whats: tuple[What, ...], verdict: Verdict, entry: int | None, words: str) -> None:
    for known in (True, False):
        found = of(case(*whats, witnessed=known), Claim.UNIT_NOT_TOLD)
        assert (found.verdict, found.entry) == (verdict, entry)
        assert words in found.words


@HERE(
    ("whats", "verdict", "entry"),
    [
        ((), OPEN, None),
        ((Succeeded(Action.CANCEL, True),), PROVED, 11),
        ((Succeeded(Action.REPLACE, False),), OPEN, 11),
        ((Succeeded(Action.REPLACE, False), Succeeded(Action.CANCEL, True)), PROVED, 12),
    ],
)
def test_we_had_withdrawn_it(whats: tuple[What, ...], verdict: Verdict, entry: int | None) -> None:
    found = of(case(*whats), Claim.WITHDRAWN)
    assert (found.verdict, found.entry) == (verdict, entry)
    if verdict is PROVED:
        assert "not before" in found.words
