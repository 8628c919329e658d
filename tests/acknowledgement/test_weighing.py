"""Is evidence weighed at the instant itself? Told at the very beginning, available as it was seen, silent until the last moment."""

from __future__ import annotations

from herald.acknowledgement.case import Attempted, Case, Consigned, Lapsed
from herald.acknowledgement.claims import Claim, Verdict
from herald.acknowledgement.verdicts import judged
from tests.acknowledgement.evidence import DROP, case, counted, due


def verdict(of: Case, claim: Claim) -> Verdict:
    return next(each.verdict for each in judged(of) if each.claim is claim)


def test_who_is_told_at_the_very_instant_it_begins_was_told_before_it_began() -> None:
    """The consignment is witnessed half a minute after its own minute."""
    found = [verdict(case(Consigned(), first=minutes), Claim.TOLD_BEFORE) for minutes in (1.5, 1.5 - 1 / 60)]
    assert found == [Verdict.PROVED, Verdict.REFUTED]


def test_a_delivery_from_before_anybody_saw_the_try_is_believed_by_nobody() -> None:
    """The try is witnessed at a minute and a half."""
    found = [verdict(case(Attempted(DROP), counted(minutes)), Claim.NEVER_GIVEN) for minutes in (1.5, 1.5 - 1 / 60)]
    assert found == [Verdict.REFUTED, Verdict.NOT_PROVABLE]


def test_silence_that_a_witness_saw_before_its_time_was_over_is_believed_by_nobody() -> None:
    """The silence is witnessed at a minute and a half; clocks may be five minutes apart."""
    found = [verdict(case(Lapsed(due(minutes))), Claim.NEVER_ANSWERED) for minutes in (6.5, 6.5 + 1 / 60)]
    assert found == [Verdict.PROVED, Verdict.NOT_PROVABLE]
