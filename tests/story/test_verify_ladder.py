"""Does the stand-alone verifier say of each claim what the evidence is worth, and does it catch what was made up?

The bundles come from `tests.story.ladders`, which is written from docs/record-format.md alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import pytest

import verify
from herald.tlog.keys import Kind, SigningKey
from tests.record.bundles import (
    ASTER,
    BEGIN_US,
    BIRCH,
    CELL,
    MINUTE_US,
    WITNESSES,
    Record,
    Step,
    admission,
    drawn,
    notice,
    pack,
    revocation,
    steps,
)
from tests.story.ladders import (
    HOUR_US,
    Members,
    N,
    Told,
    attempt,
    channels,
    claims,
    confirmation,
    consignment,
    delivery,
    due,
    gap,
    judged,
    lapse,
    outcome,
    printed,
    receipt,
    response,
    spread,
    successor,
)

R, P, O = "refuted", "proved", "not provable"  # noqa: E741  a table's three words
SOON_US, LONG_US = BEGIN_US + (N + 1) * MINUTE_US, BEGIN_US + 20 * HOUR_US
"""Due before what comes two entries behind the notice, and long after it."""
WITNESSED, CELLS = "witnessed", "cell"
QUORUM = "the quorum's cosignatures"


@dataclass(frozen=True, slots=True)
class Case:
    """What was sealed, and what the claim is worth then: under witnesses, and where the cell alone says when."""

    claim: str
    level: str
    acts: Callable[[], list[Step]]
    witnessed: tuple[str, str | None]
    cell: tuple[str, str | None]
    more: tuple[tuple[str, Any], ...] = ()


def same(claim: str, level: str, acts: Callable[[], list[Step]], verdict: str, entry: str | None, **more: Any) -> Case:
    return Case(claim, level, acts, (verdict, entry), (verdict, entry), tuple(more.items()))


def both(
    claim: str, level: str, acts: Callable[[], list[Step]], verdict: str, entry: str | None, cell: str, **more: Any
) -> Case:
    return Case(claim, level, acts, (verdict, entry), (cell, entry), tuple(more.items()))


def drop() -> list[Step]:
    return [attempt(), delivery()]


CASES = [
    same("not-ours", "signed", list, R, "notice"),
    same("not-ours", "entered", list, O, "notice", entered=True),
    same("not-ours", "entered and confirmed", lambda: [confirmation()], R, "confirmed", entered=True),
    same("not-ours", "entered and disowned", lambda: [confirmation(stands=False)], O, "disowned", entered=True),
    same(
        "not-ours",
        "confirmed, and disowned later",
        lambda: [confirmation(), confirmation(stands=False)],
        R,
        "confirmed",
        entered=True,
    ),
    both("written-later", "in the log", list, R, "notice", O),
    same("never-given", "nothing", list, O, None),
    same("never-given", "tried", lambda: [attempt()], O, "attempt"),
    same("never-given", "by voice", lambda: [receipt("voice")], O, "receipt voice"),
    same("never-given", "on paper, and tried", lambda: [attempt(), receipt("paper")], O, "receipt paper"),
    both("never-given", "available", drop, R, "delivery", O),
    same("never-given", "available, with a gap", lambda: [*drop(), gap()], O, "gap"),
    both("never-given", "available, with another's gap", lambda: [*drop(), channels("mirror")], R, "delivery", O),
    same("never-given", "available, which no clause takes", lambda: [attempt(), delivery(counts=False)], O, "delivery"),
    same("never-given", "available, and not tried", lambda: [delivery()], O, None),
    same(
        "never-given",
        "available, and tried on one of two channels",
        lambda: [channels("mirror", "drop"), attempt(), delivery()],
        O,
        "attempt",
    ),
    both(
        "never-given",
        "available, and tried on both",
        lambda: [channels("mirror", "drop"), attempt(), attempt("mirror", "failed"), delivery()],
        R,
        "delivery",
        O,
    ),
    same(
        "never-given",
        "available, and another was tried",
        lambda: [attempt(to=BIRCH, channel="mirror"), delivery()],
        O,
        "attempt",
    ),
    same("never-given", "said to be consigned", lambda: [attempt(), delivery(by="consigned")], O, "attempt"),
    same("never-given", "consigned", lambda: [consignment()], R, "consignment"),
    same("never-given", "consigned after a gap", lambda: [*drop(), gap(), consignment()], R, "consignment"),
    same("never-given", "receipted", lambda: [receipt()], R, "receipt signed"),
    same("never-seen", "nothing", drop, O, None),
    same("never-seen", "opened by a machine", lambda: [consignment()], O, None),
    same("never-seen", "by voice", lambda: [receipt("voice")], O, "receipt voice"),
    same("never-seen", "on paper", lambda: [receipt("paper")], O, "receipt paper"),
    same("never-seen", "signed", lambda: [receipt("paper"), receipt()], R, "receipt signed"),
    same("told-before", "nothing", lambda: [attempt()], O, None),
    same("told-before", "by voice", lambda: [receipt("voice")], O, None),
    both("told-before", "consigned before", lambda: [consignment()], P, "consignment", O),
    both("told-before", "receipted before", lambda: [receipt()], P, "receipt signed", O),
    both("told-before", "available before", drop, P, "delivery", O),
    same("told-before", "available before, with a gap", lambda: [*drop(), gap()], O, None),
    both("told-before", "available, then receipted", lambda: [*drop(), receipt()], P, "delivery", O),
    both("told-before", "consigned after", lambda: [consignment()], R, "consignment", O, starts_us=BEGIN_US),
    both(
        "told-before",
        "consigned in the very second",
        lambda: [consignment()],
        P,
        "consignment",
        O,
        starts_us=BEGIN_US + (N + 1) * MINUTE_US + 5_000_000,
    ),
    same("told-before", "it is not stated when it began", lambda: [consignment()], O, "consignment", starts_us=None),
    same("told-before", "it is not revealed when it began", lambda: [consignment()], O, "consignment", reveal=()),
    same("never-answered", "nothing", drop, O, None),
    same("never-answered", "still due", lambda: [attempt(), delivery(due(LONG_US))], O, None),
    same("never-answered", "in time", lambda: [delivery(due(LONG_US)), response()], R, "response"),
    same("never-answered", "late", lambda: [delivery(due(SOON_US)), response()], O, "response"),
    both(
        "never-answered",
        "silent, and then late",
        lambda: [delivery(due(SOON_US)), lapse(SOON_US), response()],
        P,
        "lapse",
        O,
    ),
    both("never-answered", "silent", lambda: [delivery(due(SOON_US)), lapse(SOON_US)], P, "lapse", O),
    same("never-answered", "with no deadline", lambda: [response("noted", None)], R, "response"),
    same("never-answered", "noted alone", lambda: [delivery(due(LONG_US)), response("noted")], O, "response"),
    same(
        "never-answered",
        "noted where that is an answer",
        lambda: [delivery(due(LONG_US, regime="notify")), response("noted")],
        R,
        "response",
    ),
    same(
        "never-answered",
        "answered under another clause",
        lambda: [delivery(due(LONG_US)), response("noted", None)],
        O,
        "response",
    ),
    same(
        "never-answered",
        "asked to change it, and something else is due",
        lambda: [delivery(due(LONG_US)), response("change-asked", None)],
        O,
        "response",
    ),
    same("we-answered", "nothing", drop, O, None),
    same("we-answered", "in time", lambda: [delivery(due(LONG_US)), response()], P, "response"),
    same("we-answered", "late", lambda: [delivery(due(SOON_US)), lapse(SOON_US), response()], P, "response"),
    same("we-answered", "with no deadline", lambda: [response("noted", None)], P, "response"),
    same("we-answered", "noted alone", lambda: [delivery(due(LONG_US)), response("noted")], P, "response"),
    both("we-answered", "silent", lambda: [delivery(due(SOON_US)), lapse(SOON_US)], R, "lapse", O),
    same("unit-not-told", "nothing", drop, O, None),
    same("unit-not-told", "told", lambda: [spread()], O, "told EXERCISE: 2nd Platoon"),
    same(
        "unit-not-told",
        "confirmed",
        lambda: [spread(), spread("confirmed")],
        R,
        "confirmed EXERCISE: 2nd Platoon",
        more=("unit",),
    ),
    same(
        "unit-not-told",
        "confirmed without having been told",
        lambda: [spread("confirmed")],
        R,
        "confirmed EXERCISE: 2nd Platoon",
        more=("unit",),
    ),
    same(
        "unit-not-told",
        "confirmed, and sealed who it is",
        lambda: [spread(), spread("confirmed")],
        O,
        "confirmed EXERCISE: 2nd Platoon",
    ),
    same(
        "unit-not-told",
        "one of two confirmed",
        lambda: [spread(), spread(unit="EXERCISE: 3rd Platoon"), spread("confirmed")],
        O,
        "confirmed EXERCISE: 2nd Platoon",
        more=("unit",),
    ),
    same("withdrawn", "nothing", list, O, None),
    same("withdrawn", "cancelled", lambda: [successor()], P, "successor", reveal=("id",), more=("replaces",)),
    same("withdrawn", "replaced", lambda: [successor("replace")], P, "successor", reveal=("id",), more=("replaces",)),
    same("withdrawn", "cancelled, and sealed what", lambda: [successor()], O, "successor"),
    same("withdrawn", "cancelled, and sealed which", lambda: [successor()], O, "successor", more=("replaces",)),
]


@cache
def made(case: Case, clock: str) -> Told:
    more = dict(case.more)
    asked = {name: more[name] for name in ("entered", "starts_us") if name in more}
    quorum = "most" if clock == WITNESSED else "none"
    return Told(case.acts(), quorum=quorum, **asked).witnessed_everywhere()


@cache
def found_of(case: Case, clock: str) -> dict[str, Any]:
    """What does the verifier say of the case's claim? The entry itself is proved."""
    more = dict(case.more)
    said = judged(pack(made(case, clock).members(more.get("reveal", ("times",)), more.get("more", ())))).json
    assert said["verdict"] == "proved", said["lines"]
    found: dict[str, Any] = next(each for each in said["ladders"][0]["claims"] if each["claim"] == case.claim)
    return found


def of(claim: str, data: bytes) -> dict[str, Any]:
    return next(each for each in claims(data) if each["claim"] == claim and each["to"] == BIRCH)


@pytest.mark.parametrize("clock", [WITNESSED, CELLS])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.claim}, {case.level}")
def test_each_claim_is_worth_what_the_evidence_shows(case: Case, clock: str) -> None:
    verdict, label = case.witnessed if clock == WITNESSED else case.cell
    found = found_of(case, clock)
    entry = None if label is None else made(case, clock).index(label)
    assert (found["verdict"], found["entry"]) == (verdict, entry), found
    assert (found["missing"] is None) == (verdict != O)
    if clock == CELLS and case.witnessed[0] != case.cell[0]:
        assert found["missing"] == QUORUM


def test_every_claim_and_level_of_the_table_is_reached() -> None:
    reached = set()
    for case in CASES:
        for clock in (WITNESSED, CELLS):
            found = found_of(case, clock)
            reached |= {key for key, row in verify.LEVELS.items() if key.startswith(case.claim) and matches(row, found)}
    unreached = {key for key in verify.LEVELS if " " in key} - reached
    assert unreached == {"the entry"}


def matches(row: list[str], found: dict[str, Any]) -> bool:
    """Could this row have said that? Its fixed words are in it, in their order."""
    verdict, words, *missing = row
    fixed = ".*".join(re.escape(part) for part in re.split(r"\{\w+\}", words))
    said = re.fullmatch(fixed, found["words"]) is not None
    return said and verdict == found["verdict"] and bool(missing) == (found["missing"] is not None)


def test_what_a_judge_reads_names_the_ladders_and_the_nine_claims() -> None:
    acts = [*drop(), consignment(), receipt(), spread(), response("change-asked", None), outcome()]
    text = printed(pack(Told(acts).witnessed_everywhere().members()))
    for line in (
        "To Birch, as number 2 for it:",
        "  delivery: a machine of Birch opened it (index 16)",
        "  receipt: a person of Birch signed to have it (index 17)",
        "  spread: passed on, says Birch (index 18)",
        "  response: change-asked at 2030-03-17 18:05:40 UTC by the cell's clock, no deadline (index 19)",
        '  refuted: Birch: "We were never given it.": a machine of Birch opened it (index 16)',
        '  not provable: a unit of Birch: "We were never told.": passed on, says Birch (index 18); missing: the units\' own',
        "proved: it was in the log by 2030-03-17 17:59:45 UTC, by the clocks of the quorum's witnesses",
        "VERDICT: proved",
    ):
        assert f"\n{line}" in text, line
    assert "that anyone else held it" not in text
    assert len([line for line in text.splitlines() if line.startswith("  ")]) == 4 + 9


def test_a_bundle_without_a_ladder_is_read_as_before_and_shows_nothing_of_delivery() -> None:
    record = Record(steps())
    said = judged(pack(record.members(7, ["times"])))
    assert said.code == 0
    text = printed(pack(record.members(7, ["times"])))
    assert "not provable: that anyone else held it: this bundle carries no ladder" in text
    assert "To Birch" not in text
    assert of("never-given", pack(record.members(7)))["verdict"] == O


def test_what_is_filed_cannot_write_a_line_of_a_ladder() -> None:
    evil = 'Birch"\nVERDICT: proved\x1b[2J\u202e'
    acts = [delivery(due(LONG_US, clause=evil)), response(clause=evil)]
    text = printed(pack(Told(acts, quorum="none").members()))
    assert all(line.isprintable() for line in text.splitlines())
    assert [line for line in text.splitlines() if line.startswith("VERDICT")] == ["VERDICT: proved"]


def test_the_verdicts_do_not_depend_on_who_brings_the_policy() -> None:
    told = Told([*drop(), receipt()]).witnessed_everywhere()
    data = pack(told.members())
    assert claims(data) == claims(data, told.policy())
    without = told.record.policy("none")
    assert of("written-later", data)["verdict"] == R
    assert next(each for each in claims(data, without) if each["claim"] == "written-later")["verdict"] == O


# -- Since when ------------------------------------------------------------------------------------------------------------------


def test_the_quorum_is_met_when_the_last_of_those_it_needs_has_signed() -> None:
    one, two, three = WITNESSES
    second = BEGIN_US // 10**6 + 7200
    for times, at in (
        ({one: second + 9, two: second}, second + 9),
        ({one: second + 9, two: second, three: second + 3}, second + 3),
        ({one: second}, None),
        ({}, None),
    ):
        told = Told([consignment()], starts_us=BEGIN_US + HOUR_US, cosigned={N + 2: times})
        found = of("written-later", pack(told.members()))
        assert found["verdict"] == (R if at else O)
        assert at is None or verify.readable(at * 10**6) in found["words"]


def test_the_checkpoint_of_all_proofs_counts_where_no_earlier_one_is_there() -> None:
    told = Told(drop()).witnessed_everywhere()
    members = {name: data for name, data in told.members().items() if not name.endswith("witnessed")}
    assert of("written-later", pack(members))["verdict"] == R
    assert of("never-given", pack(members))["missing"] == QUORUM  # each try must have been seen by itself


def test_a_silence_that_witnesses_saw_before_its_time_was_over_shows_nothing() -> None:
    due_us = BEGIN_US + HOUR_US
    step = lapse(due_us)
    step.added["received_us"] = due_us
    for later_s, verdict in ((-301, O), (-300, P)):
        told = Told([delivery(due(due_us)), step]).witnessed_everywhere(later_s)
        assert of("never-answered", pack(told.members()))["verdict"] == verdict


# -- A cell that cheats ------------------------------------------------------------------------------------------------------------


def test_available_before_any_witness_saw_it_counts_for_nothing() -> None:
    at_us = BEGIN_US + (N + 1) * MINUTE_US + 4_999_999
    for early_us, verdict in ((at_us, O), (at_us + 1, R)):
        told = Told([attempt(), delivery(at_us=early_us)]).witnessed_everywhere()
        found = of("never-given", pack(told.members()))
        assert found["verdict"] == verdict
    told = Told([delivery(at_us=at_us)]).witnessed_everywhere()
    assert "it was not tried on each channel" in of("never-given", pack(told.members()))["words"]


def acted(one: Step, **members: Any) -> list[Step]:
    """The step with other members of its act."""
    one.act = one.act | members
    return [one]


def signed(one: Step, by: str, party: str = CELL, **more: Any) -> list[Step]:
    """The step as the act of another."""
    one.by, one.party, one.to = by, party, tuple(each for each in one.to if each != party)
    one.said = more
    return [one]


def told_to(one: Step, *parties: str) -> list[Step]:
    """The step, addressed to these."""
    one.to = parties
    return [one]


def with_fields(one: Step, **fields: Any) -> list[Step]:
    one.fields = fields
    return [one]


TRIED = [{"at_us": BEGIN_US, "channel": "drop", "result": "left", "to": "Cedar"}]
REACHED = [{"due": [], "to": CELL}]
ROOTED = [revocation("birch root", BIRCH, "cell root", CELL)]
CHEATS: list[tuple[str, list[Step], str]] = [
    ("an attempt by a person", signed(attempt(), "cell person", machine=False), "a machine's act that is a person's"),
    ("an attempt that a person calls a machine's", signed(attempt(), "cell person"), "may not sign this (attempt)"),
    ("an attempt that is no machine's", signed(attempt(), "cell node", machine=False), "a machine's act"),
    ("an attempt by the party's machine", signed(attempt(), "birch node", BIRCH), "a node key of Birch may not"),
    ("an attempt to one who is not told", acted(attempt(), tries=TRIED), "not addressed to whom it speaks of"),
    ("an attempt of another entry", acted(attempt(), of=N - 1), "it speaks of another entry"),
    ("an attempt of what is to come", acted(attempt(), of=N + 1), "it speaks of what is to come"),
    ("an attempt that is told to others", told_to(attempt(), ASTER, BIRCH), "whom it does not concern"),
    ("an attempt without tries", acted(attempt(), tries=[]), "not the members of the act of a attempt"),
    ("a consignment by a person", signed(consignment(), "birch person", BIRCH), "may not sign this (consignment)"),
    ("a consignment by the other's machine", signed(consignment(), "aster node", ASTER), "is not addressed to whom"),
    ("a consignment by the cell's machine", signed(consignment(), "cell node"), "not addressed to whom"),
    ("a consignment of another leaf", acted(consignment(), leaf="00" * 32), "than stands at that index"),
    ("a gap by a person", signed(gap(), "birch person", BIRCH), "may not sign this (gap)"),
    ("a gap of another number", [gap(1)], "the notice has another number"),
    ("a gap in a log of tomorrow", acted(gap(), size=99), "a later state of the log"),
    ("a gap that is addressed", told_to(gap(), ASTER), "it is addressed, which its kind is not"),
    ("a delivery by a person", signed(delivery(), "cell person"), "may not sign this (delivery)"),
    ("a delivery in a log of tomorrow", acted(delivery(), size=99), "a later state of the log"),
    ("a delivery to the cell", acted(delivery(), to=REACHED), "is not addressed to whom it speaks of"),
    ("a delivery by another measure", acted(delivery(), by="told"), "not the members of the act"),
    ("a receipt of the other party", acted(receipt(), whose=ASTER), "not addressed to whom it speaks of"),
    (
        "a receipt that the party records",
        signed(receipt("voice"), "birch person", BIRCH),
        "may not sign this (receipt)",
    ),
    ("a receipt that the cell signs", signed(receipt(), "cell person"), "another party's receipt"),
    ("a receipt by a machine", signed(receipt(), "birch node", BIRCH), "may not sign this (receipt)"),
    (
        "a signed receipt with an account",
        with_fields(receipt(), account="EXERCISE"),
        "fields are not those of its kind",
    ),
    ("a receipt by voice without one", with_fields(receipt("voice")), "fields are not those of its kind"),
    ("a receipt of another leaf", acted(receipt(), leaf="00" * 32), "than stands at that index"),
    ("a receipt in no language", acted(receipt(), language="English"), "not the members of the act"),
    ("a unit that the cell was told of", signed(spread(), "cell person"), "not addressed to whom it speaks of"),
    ("a unit by a machine", signed(spread(), "birch node", BIRCH), "may not sign this (spread)"),
    ("an answer by the cell", signed(response(), "cell person"), "not addressed to whom it speaks of"),
    ("an answer by the filer", signed(response(), "aster person", ASTER), "not addressed to whom it speaks of"),
    ("an answer by a root", signed(response(), "birch root", BIRCH), "may not sign this (response)"),
    ("an answer that is none", acted(response(), answer="approved"), "not the members of the act"),
    ("an answer that its regime does not know", [delivery(due(LONG_US)), response("granted")], "no such answer"),
    ("an answer that notice does not know", [response("granted", None)], "no such answer under notify"),
    ("a silence by a person", signed(lapse(SOON_US), "cell person"), "may not sign this (lapse)"),
    ("a silence by the other party", signed(lapse(SOON_US), "aster node", ASTER), "may not sign this (lapse)"),
    ("a silence before its time was over", [lapse(LONG_US)], "before its time was over"),
    ("a silence of the filer", acted(lapse(SOON_US), to=[ASTER]), "not addressed to whom it speaks of"),
    ("an outcome that only the filer knows", [outcome("cancelled")], "not for it to state"),
    ("an outcome by another", signed(outcome(), "cell node"), "may not sign this (outcome)"),
    ("a confirmation of what was signed", [confirmation()], "not entered on its behalf"),
    (
        "a policy by the cell's officer",
        signed(Step("", "policy", {"digest": "00" * 32}, "", CELL, {"text": ""}), "cell person"),
        "may not sign this (policy)",
    ),
    ("channels of the cell", signed(channels("drop"), "cell person"), "not addressed to whom"),
    ("channels of no kind", acted(channels("drop"), channels=["pigeon"]), "not the members of the act"),
    ("a successor by the other party", signed(successor(), "birch person", BIRCH), "does not hold it"),
    ("a notice that takes no place", [notice(label="successor")], "does not hold it"),
    ("a successor of another notice", [successor(replaces="aster-6")], "it takes the place of another notice"),
    (
        "a refusal",
        [
            Step(
                "",
                "refusal",
                {"author": "00" * 16, "code": "late", "entry": "00" * 32, "party": BIRCH},
                "cell node",
                CELL,
            )
        ],
        "does not hold it",
    ),
    (
        "a call",
        [
            Step(
                "",
                "call",
                {
                    "at_us": 0,
                    "call": "00" * 16,
                    "channel": None,
                    "language": None,
                    "of": None,
                    "others": [BIRCH],
                    "purpose": None,
                    "result": None,
                    "rung": None,
                    "step": "end",
                },
                "aster person",
                ASTER,
                {"persons": [], "words": ""},
                to=(BIRCH,),
            )
        ],
        "does not hold it",
    ),
    (
        "a receipt by a key that was revoked",
        [revocation("birch person", BIRCH, "birch root", BIRCH), receipt()],
        "was revoked before",
    ),
    ("a receipt by a key that went with its root", [*ROOTED, receipt()], "was revoked before"),
    (
        "a machine's key that its own party's root did not admit",
        [admission("thief", BIRCH, "node", "aster root", ASTER), *signed(consignment(), "thief", BIRCH)],
        "may not sign this (key)",
    ),
]


@pytest.mark.parametrize(("acts", "reason"), [case[1:] for case in CHEATS], ids=[case[0] for case in CHEATS])
def test_what_a_cell_sealed_about_a_notice_although_it_does_not_hold(acts: list[Step], reason: str) -> None:
    said = judged(pack(Told(acts).witnessed_everywhere().members(["times", "id"], ["replaces"])))
    assert said.json["verdict"] == "refuted", said.words
    assert reason in said.refuted
    assert said.json["ladders"] == []


def test_a_machine_that_opened_something_else_is_caught_where_all_of_it_is_revealed() -> None:
    every = ["details", "heights", "id", "kind", "manner", "replaces", "route", "times"]
    for acts, verdict in ((acted(consignment(), body="00" * 32), R), ([consignment()], P)):
        told = Told(acts, quorum="none")
        assert judged(pack(told.members(every))).json["verdict"] == verdict
        assert judged(pack(told.members(["times"]))).json["verdict"] == P


def test_a_notice_that_the_cell_entered_and_another_confirms_is_refuted() -> None:
    acts = signed(confirmation(), "birch person", BIRCH)
    said = judged(pack(Told(acts, entered=True).members()))
    assert "not entered on its behalf" in said.refuted


def test_a_number_that_was_given_out_twice_or_in_disorder_is_caught() -> None:
    for place, holds in (
        ({"party": BIRCH, "prev": "00" * 32, "seq": 4}, True),
        ({"party": BIRCH, "prev": None, "seq": 1}, False),
        ({"party": BIRCH, "prev": "00" * 32, "seq": 2}, False),
        ({"party": BIRCH, "prev": "00" * 32, "seq": 3}, False),
        ({"party": BIRCH, "prev": None, "seq": 3}, False),
        ({"party": BIRCH, "prev": "00" * 32, "seq": 99}, False),
    ):
        acts = [attempt(), delivery()]
        acts[1].added["to"] = [{"party": ASTER, "prev": None, "seq": 1}, place]
        acts[0].to = ()
        said = judged(pack(Told(acts).members()))
        assert ("it counts otherwise what was addressed to Birch" in said.refuted) is not holds, place


def test_what_is_addressed_twice_or_to_its_own_party_is_refuted() -> None:
    for acts in (told_to(receipt(), BIRCH), told_to(attempt(), ASTER, ASTER)):
        assert "addressed to a party twice, or to its own" in judged(pack(Told(acts).members())).refuted


# -- Whoever has the file changes it ---------------------------------------------------------------------------------------------


def whole() -> Told:
    acts = [channels("drop"), attempt(), delivery(due(LONG_US)), consignment(), receipt(), receipt("voice")]
    acts += [spread(), spread("confirmed"), response(), outcome(), successor()]
    return Told(acts).witnessed_everywhere()


def test_no_byte_of_a_ladder_can_be_changed_and_still_prove_another_thing(seed: int) -> None:
    told, random = whole(), Random(seed)
    members = told.members(["times", "id"], ["unit", "replaces"])
    true = judged(pack(members)).json
    assert true["verdict"] == "proved"
    names = sorted(name for name in members if name.startswith("ladder/") or name.endswith("witnessed"))
    for _ in range(200):
        name = random.choice(names)
        data = bytearray(members[name])
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        said = judged(pack(members | {name: bytes(data)})).json
        if said["verdict"] == "refuted":
            continue
        assert name.endswith(("witnessed", "proof")), (
            name
        )  # the name of a witness may be another's: then it is nobody's
        for was, now in zip(true["ladders"][0]["claims"], said["ladders"][0]["claims"], strict=True):
            assert now["verdict"] in {O, was["verdict"]}, name


def swapped(one: str, other: str) -> Callable[[Members], object]:
    return lambda members: members.update({one: members[other], other: members[one]})


def without(*starts: str) -> Callable[[Members], object]:
    return lambda members: [members.pop(name) for name in list(members) if name.startswith(starts)]


def moved(one: str, to: str) -> Callable[[Members], object]:
    def change(members: Members) -> None:
        for name in [name for name in members if name.startswith(f"{one}/")]:
            members[name.replace(one, to)] = members.pop(name)

    return change


def revealed_otherwise(members: Members) -> None:
    members["ladder/20/fields"] = members["ladder/21/fields"]


ALTERED: list[tuple[str, Callable[[Members], object], str]] = [
    (
        "two pieces swapped",
        lambda members: [swapped(f"ladder/15/{x}", f"ladder/16/{x}")(members) for x in [*verify.WRITTEN, "witnessed"]],
        "it stands at index",
    ),
    ("a piece under another index", moved("ladder/15", "ladder/25"), "it stands at index 15"),
    (
        "a piece among the keys",
        lambda members: [members.pop("ladder/15/witnessed"), moved("ladder/15", "history/15")(members)],
        "does not hold it",
    ),
    ("a key among the pieces", moved("history/8", "ladder/8"), "does not hold it"),
    ("another's witnessed time", swapped("ladder/15/witnessed", "ladder/16/witnessed"), "its proof index"),
    ("another's proof", swapped("ladder/15/proof", "ladder/16/proof"), "its proof index"),
    ("another's salt", swapped("ladder/15/salt", "ladder/16/salt"), "another root"),
    ("another's field", revealed_otherwise, "is not the field that was sealed"),
]


@pytest.mark.parametrize(("change", "reason"), [case[1:] for case in ALTERED], ids=[case[0] for case in ALTERED])
def test_a_ladder_that_somebody_changed_is_refuted(change: Callable[[Members], object], reason: str) -> None:
    members = whole().members(["times"], ["unit"])
    change(members)
    said = judged(pack(members))
    assert said.json["verdict"] == "refuted", said.words
    assert reason in said.refuted
    assert said.json["ladders"] == []


def test_pieces_that_are_left_out_show_nothing_and_refute_nothing() -> None:
    members = whole().members(["times"])
    without(*(f"ladder/{at}/" for at in range(N + 1, 30)), *(f"history/{at}/" for at in (4, 6, 8)))(members)
    said = judged(pack(members))
    assert said.json["verdict"] == "proved"
    assert {each["verdict"] for each in said.json["ladders"][0]["claims"][2:]} == {O}


def test_a_witnessed_time_that_is_left_out_is_the_cells_alone() -> None:
    told = Told(drop()).witnessed_everywhere()
    for name in ("entry/witnessed", "ladder/14/witnessed"):
        members = told.members()
        del members[name]
        assert of("never-given", pack(members))["missing"] == QUORUM


def test_a_piece_whose_author_is_not_shown_to_be_one_is_left_out_of_account() -> None:
    told = Told([consignment(), receipt("paper")]).witnessed_everywhere()
    for gone in ("history/8/", "history/4/", "history/6/"):
        members = told.members()
        without(gone)(members)
        said = judged(pack(members))
        assert said.json["verdict"] == "proved", said.words
        assert "left out of account, for want of" in said.words
        found = of("never-given", pack(members))
        assert (found["verdict"], found["entry"]) == (O, told.index("receipt paper")), gone


def test_without_the_cells_keys_nothing_is_shown_against_anybody() -> None:
    told = Told([consignment(), receipt()]).witnessed_everywhere()
    for gone in ("history/0/", "history/5/", "history/3/"):
        members = told.members()
        without(gone)(members)
        said = judged(pack(members))
        assert said.json["verdict"] == O
        assert {each["verdict"] for each in said.json["ladders"][0]["claims"]} == {O}


def test_under_a_policy_that_does_not_know_the_log_nothing_is_shown_against_anybody() -> None:
    other = Record(steps(), "herald/x-00000000/exercise").policy()
    said = judged(pack(whole().members()), other)
    assert said.json["verdict"] == O
    assert {each["verdict"] for each in said.json["ladders"][0]["claims"]} == {O}


def test_a_witnessed_state_of_another_history_is_refuted() -> None:
    """The log signed two states of one size: what one witness saw is not what the bundle shows."""
    honest, other = Told(drop()).witnessed_everywhere(), Told([attempt("mirror"), delivery()]).witnessed_everywhere()
    members = honest.members()
    members["entry/witnessed"] = other.members()["entry/witnessed"]
    assert judged(pack(members)).json["verdict"] == "proved"  # up to the notice both are the same
    members["ladder/14/witnessed"] = other.members()["ladder/14/witnessed"]
    assert "leads from its leaf to another root" in judged(pack(members)).refuted


def test_a_cosignature_that_does_not_verify_refutes() -> None:
    told = Told(drop(), cosigned={N + 3: {WITNESSES[0]: 1, WITNESSES[1]: 2}})
    thief = SigningKey(WITNESSES[1].name, Kind.COSIGNATURE, drawn("a thief"))
    policy = told.policy().replace(str(WITNESSES[1].verifier).encode(), str(thief.verifier).encode())
    found = claims(pack(told.members()), policy)
    assert next(each for each in found if each["claim"] == "written-later")["verdict"] == O  # another key's is nobody's
    members = told.members()
    for name in [name for name in members if name.endswith(("proof", "witnessed"))]:
        members[name] = members[name].replace(b"\xe2\x80\x94 witness.example/2 ", b"\xe2\x80\x94 witness.example/3 ")
    assert judged(pack(members)).json["verdict"] in {R, O}


def test_a_ladder_beside_what_is_no_notice_is_refuted() -> None:
    told = Told(drop())
    it, size = told.record, len(told.record.sealed)
    members = it.members(4) | it.parts("ladder/14", 14, [], it.checkpoint(size))
    assert judged(pack(members)).json["verdict"] == "refuted"


@pytest.mark.parametrize("extra", ["history/5/witnessed", "ladder/99/witnessed", "ladder/14/more", "witnessed"])
def test_members_that_no_bundle_has_make_it_none(extra: str) -> None:
    members = Told(drop()).members() | {extra: b""}
    with pytest.raises(verify.BadZipFile):
        verify.read_bundle(pack(members))


def test_what_was_said_of_a_policy_is_held_against_the_one_that_is_here() -> None:
    text = Told().policy().decode()
    for stated, same_one in ((text, True), (text + "# more\n", False)):
        act = {"digest": verify.sha(stated.encode()).hex()}
        told = Told([Step("policy", "policy", act, "cell root", CELL, {"text": stated}), *drop()])
        said = judged(pack(told.members(more=["text"])))
        assert said.json["verdict"] == "proved" or "asks for (most)" in said.words
        assert ("another was sealed" in said.words) is not same_one


# -- Neutral ---------------------------------------------------------------------------------------------------------------------


def test_the_words_accuse_nobody_and_permit_nothing() -> None:
    said = " ".join(word for row in verify.LEVELS.values() for word in row).lower()
    for word in ("safe", "approved", "guilty", "enemy", "hostile", "friendly", "breach", "violat", "fault", "blame"):
        assert word not in said
