"""Which keys count at which place in the log? The keyring by itself, against the table of the formats."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from herald import canonical
from herald.record import acts, keyring
from herald.record.acts import (
    AgreementVersion,
    Erasure,
    Filing,
    KeyStatement,
    Kind,
    Mission,
    Reason,
    Refusal,
    Revocation,
    Role,
)
from herald.record.drafting import NO_POSSESSION
from herald.record.entry import Seen, Statement, with_possession
from herald.record.keyring import Keyring
from herald.tlog.keys import SigningKey
from herald.units import Instant, PartyId
from tests.desk.missions import ASTER, BIRCH, CELL, NOON, Lots, key

ORIGIN = "herald/lapwing-00000000/exercise"
LOTS = Lots("keyring")
ROOTS = {party: key(LOTS) for party in (CELL, ASTER, BIRCH)}
PERSONS = {party: key(LOTS) for party in (CELL, ASTER, BIRCH)}
NODES = {party: key(LOTS) for party in (CELL, ASTER, BIRCH)}
SPARE = key(LOTS)


def by(signer: SigningKey, party: PartyId, act: acts.Act, *, machine: bool = False) -> Statement:
    kind = next(kind for kind, (of, _) in acts.READERS.items() if isinstance(act, of))
    seen = None if kind is Kind.MISSION else Seen(1, bytes(32))
    return Statement(ORIGIN, True, party, signer.name, 1, seen, NOON, machine, kind, act, {})


def admission(of: SigningKey, holder: PartyId, role: Role, begins: int = 0, ends: int | None = None) -> KeyStatement:
    person = "0b" * 16 if role is Role.PERSON else None
    until = None if ends is None else Instant(ends)
    act = KeyStatement(holder, role, of.name, person, of.verifier.public, NO_POSSESSION, Instant(begins), until)
    return with_possession(act, of, ORIGIN)


MISSION = with_possession(
    Mission(CELL, f"{ORIGIN}+00000000+AQ==", ROOTS[CELL].verifier.public, NO_POSSESSION, 1_000_000, 300_000),
    ROOTS[CELL],
    ORIGIN,
)


def full() -> Keyring:
    """A cell with a spare root, two parties; of each a root, a person and a node."""
    ring = Keyring().after(0, by(ROOTS[CELL], CELL, MISSION))
    steps = [by(ROOTS[CELL], CELL, admission(ROOTS[party], party, Role.ROOT)) for party in (ASTER, BIRCH)]
    steps.append(by(ROOTS[CELL], CELL, admission(SPARE, CELL, Role.ROOT)))
    for keys, role in ((PERSONS, Role.PERSON), (NODES, Role.NODE)):
        steps += [by(ROOTS[party], party, admission(keys[party], party, role)) for party in keys]
    for index, step in enumerate(steps, 1):
        assert ring.objection(step, NOON) is None
        ring = ring.after(index, step)
    return ring


RING = full()
ACTS: dict[Kind, acts.Act] = {
    Kind.AGREEMENT: AgreementVersion("exercise-2026", 1, bytes(32)),
    Kind.NOTICE: Filing(acts.Action.NEW, None),
    Kind.REFUSAL: Refusal(PERSONS[ASTER].name, ASTER, "signature", bytes(32)),
    Kind.ERASURE: Erasure(5, ("details",)),
}
MAY = {
    Kind.AGREEMENT: {(Role.ROOT, CELL)},
    Kind.NOTICE: {(Role.PERSON, ASTER), (Role.PERSON, BIRCH)},
    Kind.REFUSAL: {(Role.NODE, CELL)},
    # Whose entry a person may erase of is asked where entries are at hand.
    Kind.ERASURE: {(Role.ROOT, CELL), (Role.PERSON, ASTER), (Role.PERSON, BIRCH), (Role.PERSON, CELL)},
}
SIGNERS = {
    (role, party): keys[party]
    for (role, keys), party in product(
        ((Role.ROOT, ROOTS), (Role.PERSON, PERSONS), (Role.NODE, NODES)), (CELL, ASTER, BIRCH)
    )
}


@pytest.mark.parametrize("kind", list(ACTS), ids=str)
def test_each_kind_of_act_is_signed_by_whom_the_formats_name_and_by_nobody_else(kind: Kind) -> None:
    for machine in (False, True):
        allowed = {
            who
            for who, signer in SIGNERS.items()
            if RING.objection(by(signer, who[1], ACTS[kind], machine=machine), NOON) is None
        }
        assert allowed == {who for who in MAY[kind] if (who[0] is Role.NODE) is machine}


def test_who_admits_which_key_is_as_the_formats_say() -> None:
    """A root by the cell's root; any other key by its own party's root. A party's second root beside the first by nobody."""
    for role, holder in product(Role, (CELL, ASTER, BIRCH, PartyId("cedar-relief"))):
        act = admission(key(Lots("fresh")), holder, role)
        allowed = {who for who, signer in SIGNERS.items() if RING.objection(by(signer, who[1], act), NOON) is None}
        if role is Role.ROOT:
            assert allowed == ({(Role.ROOT, CELL)} if holder not in (ASTER, BIRCH) else set())
        else:
            assert allowed == ({(Role.ROOT, holder)} if holder in ROOTS else set())


def test_who_revokes_which_key_is_as_the_formats_say() -> None:
    for (role, party), gone in SIGNERS.items():
        act = Revocation(gone.name, Reason.LOST)
        allowed = {who for who, signer in SIGNERS.items() if RING.objection(by(signer, who[1], act), NOON) is None}
        assert allowed == {(Role.ROOT, CELL if role is Role.ROOT else party)}
    without = RING.after(20, by(ROOTS[CELL], CELL, Revocation(ROOTS[ASTER].name, Reason.LOST)))
    late = without.after(21, by(ROOTS[CELL], CELL, admission(SPARE, ASTER, Role.NODE)))
    again = Revocation(SPARE.name, Reason.LOST)
    assert late.objection(by(ROOTS[CELL], CELL, again), NOON) is None
    assert late.objection(by(ROOTS[BIRCH], BIRCH, again), NOON) is not None


def test_a_key_is_revoked_from_the_entry_that_says_so_on_and_the_first_one_counts() -> None:
    gone = by(ROOTS[ASTER], ASTER, Revocation(PERSONS[ASTER].name, Reason.LOST))
    ring = RING.after(20, gone).after(25, gone)
    assert ring.revoked == {PERSONS[ASTER].name: 20}
    assert RING.revoked == {}


def test_with_a_root_go_the_keys_of_its_own_party_that_it_admitted_and_no_others() -> None:
    cells = RING.after(20, by(SPARE, CELL, Revocation(ROOTS[CELL].name, Reason.STOLEN)))
    assert set(cells.revoked) == {ROOTS[CELL].name, PERSONS[CELL].name, NODES[CELL].name}
    asters = RING.after(20, by(ROOTS[CELL], CELL, Revocation(ROOTS[ASTER].name, Reason.STOLEN)))
    assert set(asters.revoked) == {ROOTS[ASTER].name, PERSONS[ASTER].name, NODES[ASTER].name}
    node = RING.after(20, by(ROOTS[ASTER], ASTER, Revocation(NODES[ASTER].name, Reason.STOLEN)))
    assert set(node.revoked) == {NODES[ASTER].name}


def test_a_root_that_was_lost_is_followed_by_another_and_only_then() -> None:
    fresh = key(Lots("fresh root"))
    act = by(ROOTS[CELL], CELL, admission(fresh, ASTER, Role.ROOT))
    assert RING.root_of(ASTER) is not None
    assert RING.objection(act, NOON) == keyring.Refused(
        "root-again", "this party has a root that counts: revoke it first"
    )
    ring = RING.after(20, by(ROOTS[CELL], CELL, Revocation(ROOTS[ASTER].name, Reason.LOST)))
    assert ring.root_of(ASTER) is None
    assert ring.objection(act, NOON) is None
    after = ring.after(21, act).root_of(ASTER)
    assert after is not None
    assert (after.name, after.index, after.by) == (fresh.name, 21, ROOTS[CELL].name)


def test_entries_about_keys_are_told_of_their_party_and_others_of_none() -> None:
    assert Keyring().about(by(ROOTS[CELL], CELL, MISSION)) == CELL
    assert RING.about(by(ROOTS[CELL], CELL, admission(SPARE, BIRCH, Role.ROOT))) == BIRCH
    assert RING.about(by(ROOTS[CELL], CELL, Revocation(NODES[ASTER].name, Reason.LOST))) == ASTER
    assert RING.about(by(ROOTS[CELL], CELL, Revocation("0c" * 16, Reason.LOST))) is None
    assert [RING.about(by(PERSONS[ASTER], ASTER, act)) for act in ACTS.values()] == [None] * 4


def test_before_its_first_entry_a_log_knows_the_root_that_the_mission_names_and_nobody_else() -> None:
    empty, stranger = Keyring(), key(Lots("stranger"))
    begins = by(ROOTS[CELL], CELL, MISSION)
    assert empty.objection(begins, NOON) is None
    other = empty.objection(replace(begins, party=ASTER), NOON)
    assert other is not None
    assert other.code == "wrong-party"
    forged = with_possession(replace(MISSION, cell=CELL), stranger, ORIGIN)
    found = empty.objection(by(ROOTS[CELL], CELL, forged), NOON)
    assert found is not None
    assert found.code == "no-possession"
    unknown = empty.objection(by(PERSONS[ASTER], ASTER, ACTS[Kind.NOTICE]), NOON)
    assert unknown is not None
    assert unknown.code == "key-unknown"


# -- Possession --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [MISSION, admission(PERSONS[ASTER], ASTER, Role.PERSON)], ids=["mission", "key"])
def test_what_shows_possession_is_what_the_formats_say(act: Mission | KeyStatement) -> None:
    signer = ROOTS[CELL] if isinstance(act, Mission) else PERSONS[ASTER]
    named = {name: value for name, value in act.json().items() if name != "possession"}
    message = b"herald possession 1\n" + canonical.write({"act": named, "key": signer.name, "origin": ORIGIN}) + b"\n"
    assert acts.possessed(act, signer.name, ORIGIN) == message
    assert act.possession == signer.sign(message)


def test_possession_is_of_this_very_act_under_this_name_in_this_log() -> None:
    fresh = key(Lots("possession"))
    act = admission(fresh, ASTER, Role.PERSON, 5, 10**18)
    changed = (
        replace(act, role=Role.NODE, person=None),
        replace(act, person="0c" * 16),
        replace(act, from_us=Instant(6)),
        replace(act, until_us=None),
        replace(act, id="0d" * 16),
        replace(act, possession=act.possession[:-1] + bytes([act.possession[-1] ^ 1])),
        with_possession(act, fresh, "herald/another-00000000"),
        with_possession(act, key(Lots("another"), fresh.name), ORIGIN),
    )
    assert RING.objection(by(ROOTS[ASTER], ASTER, act), NOON) is None
    for other in changed:
        found = RING.objection(by(ROOTS[ASTER], ASTER, other), NOON)
        assert found is not None, other
        assert found.code == "no-possession"
    # Who holds the name but not the secret of another party's key shows nothing either.
    stolen = replace(act, holder=BIRCH)
    found = RING.objection(by(ROOTS[BIRCH], BIRCH, stolen), NOON)
    assert found is not None
    assert found.code == "no-possession"
