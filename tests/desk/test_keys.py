"""A key is lost, a key is stolen, a root is gone: what was filed stays proved, and what comes after is refused."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import pytest

from herald.desk import stating
from herald.desk.sequencer import Refusing, Sealing
from herald.record.acts import Kind, Reason, Role
from herald.record.drafting import Author
from herald.record.keyring import Keyring
from herald.tlog.keys import SigningKey
from herald.units import DAY, MINUTE, Instant, NoticeId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, CELL, Exercise, Party, cancel, key, movement
from tests.desk.signing import admission, admitting, filing, root


def ring(e: Exercise) -> Keyring:
    e.file()
    return e.sequencer.books.ring


def prove_all(e: Exercise) -> None:
    """Is every entry of the log still proved, by the mission's own policy?"""
    with e.store.reading() as record:
        proofs = stating.Proofs(record)
        head = record.head()
        assert head is not None
        receipts = [proofs.receipt(index) for index in range(head.size)]
    assert all(signing.is_proved(e, receipt) for receipt in receipts)


# -- The drill: a party's root is lost -------------------------------------------------------------------------------------------


def test_a_party_that_lost_its_root_joins_anew_and_nothing_that_was_filed_is_lost() -> None:
    e = refusals.mission()
    old = e.party(ASTER)
    before = e.filed(movement("before", ASTER, lat=-29))
    signing.sealed(e, signing.revoking(e, signing.cell(e), old.root))
    counts = ring(e)
    assert counts.root_of(ASTER) is None
    assert set(counts.revoked) == {old.root.name, old.person.name}
    assert e.refused(filing(e, movement("after", ASTER, lat=-29), old.author)) == "key-revoked"
    assert e.refused(e.admitting(old, key(e.lots))) == "key-revoked"

    new = Party(ASTER, key(e.lots), key(e.lots))
    assert all(isinstance(outcome, Sealing) for outcome in e.join(new))
    e.parties[ASTER] = new
    after = e.filed(movement("after", ASTER, lat=-29))
    assert after.met.could_meet == ()
    assert e.refused(filing(e, movement("still the old", ASTER), old.author)) == "key-revoked"
    assert signing.is_proved(e, before.receipt)
    prove_all(e)


def test_those_whom_the_old_root_had_admitted_are_introduced_anew_with_new_keys_and_the_same_number() -> None:
    e = refusals.mission()
    old = e.party(ASTER)
    number = ring(e).keys[old.person.name].person
    signing.sealed(e, signing.revoking(e, signing.cell(e), old.root))
    new = Party(ASTER, key(e.lots), key(e.lots))
    act = admission(e, ASTER, Role.ROOT, new.root)
    assert e.refused(admitting(e, root(old), admission(e, ASTER, Role.PERSON, key(e.lots)))) == "key-revoked"
    signing.sealed(e, e.by_the_cell(act))
    assert e.refused(admitting(e, root(new), admission(e, ASTER, Role.PERSON, old.person))) == "key-again"
    signing.sealed(e, e.admitting(new, new.person, number))
    assert ring(e).keys[new.person.name].person == number
    signing.sealed(e, filing(e, movement("anew", ASTER, lat=-29), new.author))


def test_between_two_roots_the_cell_revokes_what_the_party_no_longer_can() -> None:
    """Not with the root went a key that the cell's own root did not let go: none is left, whoever admitted it."""
    e = refusals.mission()
    aster = e.party(ASTER)
    spare = signing.another_person(e, aster)
    assert e.refused(signing.revoking(e, signing.cell(e), spare.key)) == "wrong-role"
    signing.sealed(e, signing.revoking(e, signing.cell(e), aster.root))
    assert {aster.person.name, spare.key.name} <= set(ring(e).revoked)
    assert e.refused(signing.revoking(e, signing.cell(e), spare.key)) == "key-unknown"


def test_a_party_without_a_root_is_known_to_have_left_and_the_others_are_not_touched() -> None:
    e = refusals.mission()
    signing.sealed(e, signing.revoking(e, signing.cell(e), e.party(ASTER).root))
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        facts = {each.party: each for each in stating.mission(record, e.sequencer.books).parties}
    assert (facts[ASTER].joined, facts[ASTER].persons, facts[ASTER].standing) == (False, 0, 1)
    assert (facts[BIRCH].joined, facts[BIRCH].persons, facts[BIRCH].standing) == (True, 1, 1)
    e.filed(movement("birch goes on", BIRCH, lat=-20))


# -- The cell's own root is lost ---------------------------------------------------------------------------------------------------


def with_a_spare(e: Exercise) -> Author:
    """A second root of the cell, admitted while the first was there."""
    spare = key(e.lots)
    signing.sealed(e, e.by_the_cell(admission(e, CELL, Role.ROOT, spare)))
    return Author(spare, CELL)


def test_a_cell_that_lost_its_root_goes_on_with_the_spare() -> None:
    e = refusals.mission()
    lost, spare, old_node = signing.cell(e), with_a_spare(e), e.keys.node
    signing.sealed(e, signing.revoking(e, spare, lost.key))
    assert set(ring(e).revoked) == {lost.key.name, old_node.name}
    assert e.refused(admitting(e, lost, admission(e, refusals.CEDAR, Role.ROOT, key(e.lots)))) == "key-revoked"
    # The parties' roots, which the lost root had admitted, still count, and so does whom they admit.
    e.filed(movement("goes on", ASTER, lat=-29))
    signing.another_person(e, e.party(BIRCH))
    new_node = key(e.lots)
    signing.sealed(e, admitting(e, spare, admission(e, CELL, Role.NODE, new_node)))
    e.keys = type(e.keys)(spare.key, new_node, e.keys.log)
    e.sequencer = e.another_sequencer()
    outcome = signing.refused(e, filing(e, refusals.COLUMN))
    assert outcome.refusal is not None
    assert outcome.refusal.sealed.entry().statement.key == new_node.name
    e.party(refusals.CEDAR)
    prove_all(e)


def test_a_spare_root_of_the_cell_outlives_the_root_that_admitted_it_and_the_other_way_round() -> None:
    e = refusals.mission()
    spare = with_a_spare(e)
    signing.sealed(e, signing.revoking(e, signing.cell(e), spare.key))
    assert set(ring(e).revoked) == {spare.key.name}
    assert e.refused(admitting(e, spare, admission(e, CELL, Role.NODE, key(e.lots)))) == "key-revoked"
    signing.sealed(e, admitting(e, signing.cell(e), admission(e, CELL, Role.NODE, key(e.lots))))


# -- A person's key ----------------------------------------------------------------------------------------------------------------


def test_a_person_goes_from_one_key_to_the_next_under_one_number() -> None:
    e = refusals.mission()
    aster = e.party(ASTER)
    number = ring(e).keys[aster.person.name].person
    assert number is not None
    fresh = key(e.lots)
    signing.sealed(e, e.admitting(aster, fresh, number), signing.revoking(e, root(aster), aster.person, Reason.RETIRED))
    keys = ring(e).keys
    assert {name for name, one in keys.items() if one.person == number} == {aster.person.name, fresh.name}
    assert e.refused(filing(e, refusals.ELSEWHERE)) == "key-revoked"
    signing.sealed(e, filing(e, refusals.ELSEWHERE, Author(fresh, ASTER)))


def test_what_a_thief_filed_before_the_revocation_stands_and_what_comes_after_is_refused_and_sealed() -> None:
    e = refusals.mission()
    aster = e.party(ASTER)
    thief = aster.author
    before = e.filed(movement("by the thief", ASTER, lat=-29))
    later = filing(e, movement("signed before", ASTER, lat=-28), thief)
    signing.sealed(e, signing.revoking(e, root(aster), aster.person, Reason.STOLEN))
    outcome = signing.refused(e, later)
    assert outcome.refused.code == "key-revoked"
    assert outcome.refusal is not None
    with e.store.reading() as record:
        assert record.filed(NoticeId("signed before")) is None
        e.sequencer.books.catch_up(record)
        shown = stating.notice(record, e.sequencer.books, NoticeId("by the thief"))
    assert shown is not None
    assert shown.successor is None
    assert signing.is_proved(e, before.receipt)
    honest = signing.another_person(e, aster)
    withdrawn = cancel("withdrawn", movement("by the thief", ASTER, lat=-29))
    signing.sealed(e, filing(e, withdrawn, honest))


def test_a_revocation_counts_from_its_own_place_in_the_log_whatever_the_clocks_say() -> None:
    e = refusals.mission()
    aster = e.party(ASTER)
    notice = filing(e, refusals.ELSEWHERE, filed=Instant(e.clock() - DAY))
    again = filing(e, movement("again", ASTER, lat=-28), filed=Instant(e.clock() - DAY))
    revoked = signing.revoking(e, root(aster), aster.person)
    first, gone, second = e.seal(notice, revoked, again)
    assert isinstance(first, Sealing)
    assert isinstance(gone, Sealing)
    assert isinstance(second, Refusing)
    assert first.receipt.sealed.routing().received == gone.receipt.sealed.routing().received
    e.clock.move(-MINUTE)
    assert e.refused(again) == "key-revoked"


# -- All orders of two keys' lives -------------------------------------------------------------------------------------------------


@dataclass
class Life:
    """What may become of one key: a model of a few lines beside the keyring."""

    admitted: bool = False
    revoked: bool = False

    def told(self, act: str) -> str:
        if act == "use":
            return "sealed" if self.admitted and not self.revoked else "key-revoked" if self.revoked else "key-unknown"
        if act == "revoke":
            said = "sealed" if self.admitted and not self.revoked else "key-unknown"
            self.revoked = self.revoked or said == "sealed"
            return said
        said = "key-again" if self.admitted else "sealed"
        self.admitted = True
        return said


ACTS = ("admit", "use", "revoke", "admit again")
ORDERS = sorted(set(permutations(ACTS)))


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one batch"])
def test_all_orders_of_the_lives_of_two_keys_are_as_the_model_says(together: bool) -> None:
    """Each order of one key's life, between the acts of another's: neither touches the other."""
    for number, first in enumerate(ORDERS):
        second = ORDERS[(number * 7 + 5) % len(ORDERS)]
        e = refusals.mission()
        keys = {0: key(e.lots), 1: key(e.lots)}
        lives = {0: Life(), 1: Life()}
        acts = [(which, act) for pair in zip(first, second, strict=True) for which, act in enumerate(pair)]
        acts += [(which, "use") for which in keys]
        lines = [told(e, keys[which], act, f"{at}") for at, (which, act) in enumerate(acts)]
        expected = [lives[which].told(act) for which, act in acts]
        outcomes = e.seal(*lines) if together else [one for line in lines for one in e.seal(line)]
        said = [one.refused.code if isinstance(one, Refusing) else "sealed" for one in outcomes]
        assert said == expected, (first, second)
        assert set(ring(e).revoked) == {keys[which].name for which, life in lives.items() if life.revoked}


def told(e: Exercise, one: SigningKey, act: str, at: str) -> bytes:
    aster = e.party(ASTER)
    if act == "use":
        return filing(e, movement(f"use {at}", ASTER, lat=-29), Author(one, ASTER))
    if act == "revoke":
        return signing.revoking(e, root(aster), one)
    return admitting(e, root(aster), admission(e, ASTER, Role.PERSON, one))


def test_the_keyring_after_a_restart_is_the_keyring_before() -> None:
    e = refusals.mission()
    spare = with_a_spare(e)
    signing.sealed(e, signing.revoking(e, spare, e.party(BIRCH).root))
    held = ring(e)
    fresh = e.another_sequencer()
    with e.store.reading() as record:
        fresh.books.catch_up(record)
        about = {kind: len(record.of_kind(kind)) for kind in (Kind.KEY, Kind.REVOCATION)}
    assert (fresh.books.ring.keys, fresh.books.ring.revoked, fresh.books.ring.cell) == (held.keys, held.revoked, CELL)
    assert about == {Kind.KEY: 6, Kind.REVOCATION: 1}


def test_a_mission_without_any_root_of_the_cell_left_still_takes_what_the_parties_file() -> None:
    e = refusals.mission()
    signing.sealed(e, signing.revoking(e, signing.cell(e), e.keys.root))
    assert e.refused(admitting(e, signing.cell(e), admission(e, CELL, Role.ROOT, key(e.lots)))) == "key-revoked"
    e.filed(refusals.ELSEWHERE)
