"""What is said of a claim stands in one table: it is whole, says each thing once, and no more than the record can bear."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.agreement.model import Agreement, Clause, Delivered, Period, Regime, Status
from herald.incident.baserate import Filing, Rate, rate
from herald.incident.codes import ActCode, Modality
from herald.incident.holding import (
    LOOKED,
    NO_EVENT,
    ROWS,
    TABLE,
    UNCERTAIN,
    Case,
    Looked,
    Result,
    Row,
    clause_case,
    found,
    held,
    unheld,
)
from herald.units import ClauseId, Instant, PartyId
from tests.house import committed
from tools import comparing as tool

EACH = [pytest.param(row, id=f"{row.looked.name}-{row.case.value}") for row in ROWS]
EVENTS = [modality for modality in Modality if modality not in NO_EVENT]


def slots(row: Row) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(row.why) if name}


# -- The table -----------------------------------------------------------------------------------------------------------------


def test_every_code_of_an_act_has_a_place_where_it_is_looked() -> None:
    assert set(LOOKED) == set(ActCode)
    assert set(LOOKED.values()) == set(Looked)


def test_each_case_stands_once_for_each_place_and_none_is_idle() -> None:
    assert len(TABLE) == len(ROWS)
    assert {row.case for row in ROWS} == set(Case)
    assert {row.looked for row in ROWS} == set(Looked)


@pytest.mark.parametrize("row", EACH)
def test_a_denial_gets_the_mirror_image_or_where_could_have_been_is_not_was_no_answer(row: Row) -> None:
    mirrored = {
        Result.CONTRADICTED: {Result.CONSISTENT},
        Result.CONSISTENT: {Result.CONTRADICTED, Result.CANNOT_TELL},
        Result.NOT_IN_RECORD: {Result.NOT_IN_RECORD},
        Result.CANNOT_TELL: {Result.CANNOT_TELL},
    }
    assert row.denied in mirrored[row.result]


@pytest.mark.parametrize("looked", [Looked.PLACE, Looked.CLAUSE])
def test_that_something_could_have_been_or_was_in_force_contradicts_nobody(looked: Looked) -> None:
    for row in ROWS:
        if row.looked is looked and row.result is Result.CONSISTENT:
            assert row.denied is Result.CANNOT_TELL


def test_acts_that_the_record_does_not_see_and_words_that_are_no_numbers_are_never_decided() -> None:
    for row in ROWS:
        if row.looked is Looked.NOTHING:
            assert {row.result, row.denied} == {Result.NOT_IN_RECORD}
        if row.looked is Looked.RATE:
            assert {row.result, row.denied} == {Result.CANNOT_TELL}


@pytest.mark.parametrize("row", EACH)
def test_no_word_of_it_judges_anybody(row: Row) -> None:
    assert not re.search(
        r"\b(true|false|guilty|lie[sd]?|right|wrong|safe|approved|enemy|fault)\b", f"{row.means} {row.why}"
    )


@pytest.mark.parametrize("row", EACH)
def test_every_slot_is_filled_and_no_brace_is_left(row: Row) -> None:
    of = found(row.looked, row.case, 7, None, 7, 9, **dict.fromkeys(slots(row), "{x}"))
    assert of.entries == (7, 9)
    assert not re.search(r"[{}]", of.why.replace("{x}", ""))


NAMES = (("zulu", "alpha"), ("a", "a longer name, with a comma"), ("Ясень", "береза"), ("{actor}", "{towards}"))
OF_PARTIES = {"actor": 0, "towards": 1, "filer": 0, "addressee": 1, "given": 0, "other": 1}


@given(row=st.sampled_from(ROWS), names=st.sampled_from(NAMES), modality=st.sampled_from(EVENTS))
def test_with_other_names_every_word_is_renamed_and_nothing_else_changes(
    row: Row, names: tuple[str, str], modality: Modality
) -> None:
    def said(parties: tuple[str, str]) -> tuple[str, Result]:
        filled = {name: parties[OF_PARTIES[name]] if name in OF_PARTIES else "x" for name in slots(row)}
        of = held(3, 0, modality, found(row.looked, row.case, **filled))
        return of.why, of.result

    marked, result = said(("<A>", "<B>"))
    assert said(names) == (marked.replace("<A>", names[0]).replace("<B>", names[1]), result)


def test_the_page_is_the_table() -> None:
    page = (committed.ROOT / "docs" / "comparing.md").read_text(encoding="utf-8")
    assert tool.page() in page
    assert NOT_IN_RECORD.partition(": ")[2] in " ".join(page.split())


# -- Said of a claim -----------------------------------------------------------------------------------------------------------


def test_the_sentence_that_goes_with_not_in_record_goes_with_nothing_else() -> None:
    for row in ROWS:
        for modality in EVENTS:
            of = held(1, 0, modality, found(row.looked, row.case, **dict.fromkeys(slots(row), "x")))
            assert of.standing == (NOT_IN_RECORD if of.result is Result.NOT_IN_RECORD else None)


@pytest.mark.parametrize("modality", UNCERTAIN)
def test_what_only_appears_so_or_is_possible_gets_the_same_result_and_says_so_last(modality: Modality) -> None:
    of = found(Looked.NOTHING, Case.UNSEEN)
    doubted = held(1, 0, modality, of, "a note")
    assert doubted.result is held(1, 0, Modality.ASSERTS, of).result
    assert doubted.why == f"{of.why}; a note; {UNCERTAIN[modality]}"


def test_what_cannot_be_held_against_anything_cannot_be_told() -> None:
    of = unheld(4, NO_EVENT[Modality.OPINION])
    assert (of.claim, of.act, of.result, of.entries, of.standing) == (4, None, Result.CANNOT_TELL, (), None)


# -- In force ------------------------------------------------------------------------------------------------------------------


def period(start: int | None = None, end: int | None = None) -> Period:
    return Period(None if start is None else Instant(start), None if end is None else Instant(end))


def clause(name: str, of: Period) -> Clause:
    return Clause(
        ClauseId(name), "EXERCISE", None, Regime.NOTIFY, None, of, None, None, None, None, None, Delivered.AVAILABLE, ()
    )


def agreement(
    *clauses: Clause, of: Period | None = None, status: Status = Status.HELD, suspended: tuple[Period, ...] = ()
) -> Agreement:
    return Agreement("exercise", status, of or period(), suspended, (), (), clauses, None, None, None)


@pytest.mark.parametrize(
    ("of", "case"),
    [
        (agreement(), Case.IN_FORCE),
        (agreement(of=period(100, 199)), Case.IN_FORCE),
        (agreement(of=period(101)), Case.PARTLY_IN_FORCE),
        (agreement(of=period(None, 198)), Case.PARTLY_IN_FORCE),
        (agreement(of=period(199)), Case.PARTLY_IN_FORCE),
        (agreement(of=period(200)), Case.NOT_IN_FORCE),
        (agreement(of=period(None, 100)), Case.PARTLY_IN_FORCE),
        (agreement(of=period(None, 99)), Case.NOT_IN_FORCE),
        (agreement(suspended=(period(100, 199),)), Case.SUSPENDED),
        (agreement(suspended=(period(0, 120), period(90, 300))), Case.SUSPENDED),
        (agreement(suspended=(period(150, 160),)), Case.PARTLY_SUSPENDED),
        (agreement(suspended=(period(200),)), Case.IN_FORCE),
        (agreement(status=Status.SEALED), Case.NOT_HELD),
        (agreement(status=Status.NOT_PUBLIC), Case.NOT_HELD),
    ],
)
def test_an_agreement_was_in_force_suspended_or_neither_to_the_microsecond(of: Agreement, case: Case) -> None:
    assert clause_case(of, None, Instant(100), Instant(200)) is case


@pytest.mark.parametrize(
    ("of", "case"),
    [
        (agreement(clause("1", period())), Case.IN_FORCE),
        (agreement(clause("1", period(150))), Case.PARTLY_IN_FORCE),
        (agreement(clause("1", period(500))), Case.NOT_IN_FORCE),
        (agreement(clause("1", period()), of=period(500)), Case.NOT_IN_FORCE),
        (agreement(clause("11", period())), Case.NO_CLAUSE),
        (agreement(clause("11", period()), status=Status.PARTLY_HELD), Case.PARTLY_HELD),
        (agreement(clause("1", period()), status=Status.PARTLY_HELD), Case.IN_FORCE),
        (agreement(clause("1", period()), suspended=(period(),)), Case.SUSPENDED),
    ],
)
def test_a_clause_is_in_force_within_its_own_time_and_that_of_its_agreement(of: Agreement, case: Case) -> None:
    assert clause_case(of, "1", Instant(100), Instant(200)) is case


# -- How often -----------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.integers(0, 5))))
def test_a_rate_counts_each_notice_and_each_party_once(of: list[tuple[str, int, int]]) -> None:
    counted = rate(Filing(PartyId(party), could, untold) for party, could, untold in of)
    assert counted.notices == len(of)
    assert counted.parties == len(Counter(party for party, *_ in of))
    assert (counted.pairs, counted.untold) == (sum(each[1] for each in of), sum(each[2] for each in of))


def test_pairs_of_which_it_cannot_be_told_stand_beside_those_that_could_meet() -> None:
    words = Rate(1_200, 1, 3, 2).words("then")
    assert words.startswith("of 1,200 notices of 1 party, filed then, 3 pairs could meet")
    assert "of 2 more pairs it could not be told" in words
    assert "more pair" not in Rate(1, 1, 0, 0).words("then")
