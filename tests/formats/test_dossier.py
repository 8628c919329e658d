"""What does a dossier say to a machine, and on a terminal? Every member is documented; what is unknown is null, never a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from herald.disclosure.dossierview import view
from herald.disclosure.viewer import Viewer
from herald.formats import answer
from herald.formats.mission import dossier as words
from herald.incident.codes import Known
from herald.incident.contents import Place
from tests.disclosure.affairs import Affair, affair
from tests.disclosure.test_dossier_worlds import ASTER, CEDAR, ONE, OTHER, claimed, given_by, known, release, shown_to
from tests.house.test_documented import said
from tests.pages.test_dossier import Told

AS_SEALED = {"act", "stated"}
"""What is in these stands in docs/record-format.md."""


@pytest.fixture(scope="module")
def made() -> Affair:
    return affair()


@pytest.fixture(scope="module")
def document(made: Affair) -> dict[str, Any]:
    shown = made.shown()
    assert shown is not None
    read: dict[str, Any] = json.loads(answer.text(words.document(shown)))
    return read


def members(of: object) -> Iterator[str]:
    if isinstance(of, dict):
        for name, inside in of.items():
            yield name
            yield from () if name in AS_SEALED else members(inside)
    elif isinstance(of, list):
        for inside in of:
            yield from members(inside)


def test_every_member_of_a_dossier_is_documented(document: dict[str, Any]) -> None:
    met = set(members(document))
    assert len(met) > 45
    assert met - said("dossier.md") == set()


def test_every_list_of_it_holds_something_here_so_that_its_members_are_met(document: dict[str, Any]) -> None:
    assert {name for name, held in document.items() if held == []} == {"changes", "alone", "not_given"}


def test_a_claim_that_is_let_out_alone_names_its_account_by_its_index_and_its_own_speaker() -> None:
    let_out = [
        given_by(31, CEDAR, "EXERCISE: a third's"),
        claimed(32, 31, CEDAR, "it was quiet"),
        release(33, 32, ASTER, ONE),
        release(34, 32, ASTER, OTHER),
    ]
    text = shown_to(ASTER, {each.index: each for each in let_out} | known(), ())
    (alone,) = re.findall(r'"alone": (\[.*?\n  \]),\n', text, re.DOTALL)
    (each,) = json.loads(alone)
    assert set(each) == {"account", "claims"}
    assert (each["account"], [claim["name"] for claim in each["claims"]]) == (31, ["EXERCISE: N. 32"])
    assert set(members(each)) - said("dossier.md") == set()


def test_exact_words_and_spans_are_as_they_were_sealed(document: dict[str, Any]) -> None:
    (first, *_), *_ = (account["claims"] for account in document["accounts"])
    assert first["stated"]["words"] == "EXERCISE: they blocked our column"
    assert first["stated"]["when"]["until_us"] - first["stated"]["when"]["from_us"] == 300_000_000


def test_what_nobody_stated_is_null_and_says_which_way_it_is_missing() -> None:
    told = Told()
    somewhere = Place(None, None, "EXERCISE: somewhere", None)
    told.claim(told.account(0), "EXERCISE: it hovered", places=(somewhere,))
    told.casualties("EXERCISE: one", state=Known.WITHHELD, low=None, high=None)
    read = json.loads(answer.text(words.document(told.shown())))
    ((made,),) = (account["claims"] for account in read["accounts"])
    assert made["stated"]["places"] == [{"lat_e9": None, "lon_e9": None, "said": somewhere.said, "within_mm": None}]
    assert made["stated"]["height"] is None
    (figure,) = read["casualties"][0]["stated"]["figures"]
    assert (figure["low"], figure["high"], figure["state"]) == (None, None, "withheld")


def test_a_party_that_is_not_told_what_the_record_says_has_null_and_not_an_empty_list(made: Affair) -> None:
    shown = made.shown(Viewer(made.first))
    assert shown is not None
    read = json.loads(answer.text(words.document(shown)))
    assert {claim["record"] for account in read["accounts"] for claim in account["claims"]} == {None}
    assert (read["alibis"], read["sealed"], read["not_given"]) == ([], [], [])


def test_the_terminal_says_each_result_with_its_reason_and_never_two_accounts_in_one_line(made: Affair) -> None:
    shown = made.shown()
    assert shown is not None
    text = words.comparisons(view(shown))
    assert text.startswith("EXERCISE")
    assert "CANNOT TELL" in text
    assert "NOT IN RECORD" in text
    assert "a warning by another channel would not be in it" in text
    spoken = [claim.content.words for account in shown.accounts for claim in account.claims]
    assert all(sum(each in line for each in spoken) <= 1 for line in text.splitlines())


def test_a_hostile_name_moves_no_cursor_and_begins_no_line_of_its_own() -> None:
    told = Told()
    of = told.account(0, title="EXERCISE: \x1b[2J\nACCOUNT 99: forged")
    told.items[-1] = replace(told.items[-1], stated=replace(told.items[-1].stated, name="\u202eforged"))
    told.claim(of, "EXERCISE: one\nACCOUNT 99: forged")
    text = words.comparisons(told.view())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not [line for line in text.splitlines() if line.startswith("ACCOUNT 99")]
