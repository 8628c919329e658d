"""Who may know what of an incident; and that nothing of two accounts is ever in one."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from herald.disclosure.incidents import listed, may_see
from herald.disclosure.viewer import Viewer
from herald.formats import answer
from herald.formats.mission import dossier as words
from herald.pages.dossier import dossier as page
from herald.record.acts import Erasure
from herald.units import PartyId
from tests.disclosure.affairs import Affair, affair, words_of
from tests.disclosure.worlds import PLAIN, Names


@pytest.fixture(scope="module")
def whole() -> Affair:
    return affair()


@pytest.fixture
def made() -> Affair:
    return affair()


def said_to(of: Affair, party: PartyId) -> str:
    """Everything that this party is shown, in one text."""
    shown = of.shown(Viewer(party))
    return "" if shown is None else answer.text(words.document(shown)) + page(of.view(Viewer(party)))


# -- Who may know ----------------------------------------------------------------------------------------------------------


def test_the_cell_sees_every_account_and_what_the_record_says(whole: Affair) -> None:
    shown = whole.shown()
    assert shown is not None
    assert [account.item.index for account in shown.accounts] == list(whole.accounts)
    assert all(claim.held for account in shown.accounts for claim in account.claims)
    assert len(shown.alibis) == 1


def test_a_party_sees_its_own_account_and_not_that_there_is_another(whole: Affair) -> None:
    shown = whole.shown(Viewer(whole.first))
    assert shown is not None
    assert [account.item.index for account in shown.accounts] == [whole.accounts[0]]
    assert all(claim.held is None for account in shown.accounts for claim in account.claims)
    assert (shown.casualties, shown.evidence, shown.alibis, shown.sources) == ((), (), (), ())
    text = said_to(whole, whole.first)
    assert "no warning came" not in text
    assert "such meetings are rare" not in text
    assert "notice column" not in text


def test_a_breach_claim_that_its_claimant_signed_is_known_to_the_other_side(whole: Affair) -> None:
    shown = whole.shown(Viewer(whole.second))
    assert shown is not None
    (breach,) = shown.breaches
    assert len(breach.steps) == 1


def test_a_third_party_is_not_told_that_there_is_an_incident(whole: Affair) -> None:
    third = Viewer(PartyId(PLAIN.third))
    assert whole.shown(third) is None
    assert listed(whole.facts().of, third) is None
    assert not any(may_see(whole.facts().of, item.index, third) for item in whole.facts().of.items)


def test_one_person_lets_nothing_out_and_two_let_out_just_that(made: Affair) -> None:
    made.here.release(made.number, made.accounts[1], made.first)
    shown = made.shown(Viewer(made.first))
    assert shown is not None
    assert [account.item.index for account in shown.accounts] == [made.accounts[0]]
    assert not any(item.of == made.accounts[1] for item in shown.items)
    made.second_officer()
    made.here.release(made.number, made.accounts[1], made.first)
    shown = made.shown(Viewer(made.first))
    assert shown is not None
    assert [account.item.index for account in shown.accounts] == list(made.accounts[:2])
    assert "no warning came" in said_to(made, made.first)
    assert "such meetings are rare" not in said_to(made, made.first)


def test_figures_of_casualties_are_out_when_two_persons_say_so(made: Affair) -> None:
    made.let_out(made.figures, made.first)
    shown = made.shown(Viewer(made.first))
    assert shown is not None
    assert [item.index for item in shown.casualties] == [made.figures]


def test_an_incident_that_is_let_out_is_whole_but_for_which_persons_did_what(made: Affair) -> None:
    made.let_out(made.number, made.second)
    shown = made.shown(Viewer(made.second))
    assert shown is not None
    assert shown.whole
    assert len(shown.accounts) == 3
    assert all(claim.held for account in shown.accounts for claim in account.claims)
    assert all(item.person is None for item in shown.items)


def test_a_name_that_is_erased_is_shown_as_erased_and_the_claim_still_has_its_speaker(made: Affair) -> None:
    (first,) = made.facts().of.claims(made.accounts[0])
    made.here.told.seal(made.mission.by_the_cell(Erasure(first.index, ("name",))))
    text = page(made.view())
    assert "name erased, EXERCISE: spokesman" in text


# -- Nothing merges --------------------------------------------------------------------------------------------------------


class Apart(HTMLParser):
    """The text of a page, by the account and the claim in which it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[tuple[str, str | None, str | None, bool]] = []
        self.said: list[tuple[str | None, str | None, bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "link", "br", "rect", "circle", "line", "path"}:
            return
        stated = dict(attrs)
        self.within.append((tag, stated.get("data-account"), stated.get("data-claim"), stated.get("class") == "speaks"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A mark of a picture holds no text."""

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        account = next((each for _, each, _, _ in reversed(self.within) if each), None)
        claim = next((each for _, _, each, _ in reversed(self.within) if each), None)
        self.said.append((account, claim, any(speaks for *_, speaks in self.within), data))


def test_every_claim_stands_within_its_own_account_with_its_speaker_and_nowhere_else(whole: Affair) -> None:
    shown = whole.shown()
    assert shown is not None
    read = Apart()
    read.feed(page(whole.view()))
    judged = 0
    for account in shown.accounts:
        for claim in account.claims:
            here = {(at, which) for at, which, _, text in read.said if claim.content.words in text}
            assert here == {(str(account.item.index), str(claim.item.index))}
            speaks = "".join(text for at, which, speaks, text in read.said if speaks and which == str(claim.item.index))
            assert speaks.strip()
            judged += 1
    assert judged == 3


def test_no_sentence_has_words_of_two_accounts(whole: Affair) -> None:
    shown = whole.shown()
    assert shown is not None
    said = words_of(shown)
    read = Apart()
    read.feed(page(whole.view()))
    texts = [text for *_, text in read.said]
    texts += json.dumps(words.document(shown), ensure_ascii=False).split('"')
    for text in texts:
        assert len({account for account, all_of in said.items() if any(each in text for each in all_of)}) <= 1, text


def test_in_the_document_a_claim_is_a_member_of_its_account_and_names_its_speaker(whole: Affair) -> None:
    shown = whole.shown()
    assert shown is not None
    document = json.loads(answer.text(words.document(shown)))
    for account in document["accounts"]:
        for claim in account["claims"]:
            assert claim["of"] == account["index"]
            assert claim["stated"]["speaker"]["kind"]
    assert {name for name in document if "claim" in name} == set()


# -- Neutral ---------------------------------------------------------------------------------------------------------------

TURNED = Names("zulu", "alpha", PLAIN.third)


def test_relabelling_the_parties_relabels_everything_and_nothing_else(whole: Affair) -> None:
    turned = affair(TURNED)
    marked = {PLAIN.viewer: "\x01", PLAIN.other: "\x02", TURNED.viewer: "\x01", TURNED.other: "\x02"}

    def relabelled(of: Affair) -> str:
        shown = of.shown()
        assert shown is not None
        view = of.view()
        accounts = repr(
            (view.head, view.accounts, view.not_given, view.casualties, view.breaches, view.alibis, view.citations)
        )
        for name, mark in marked.items():
            accounts = accounts.replace(name, mark)
        return accounts

    assert relabelled(turned) == relabelled(whole)
