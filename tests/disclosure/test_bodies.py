"""What goes to an addressee is what is for it: nothing that a party may not know changes a byte of what it is brought."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from herald.disclosure import bodies
from herald.record import parcel
from herald.record.acts import Kind
from herald.record.body import FOR_ADDRESSEES
from herald.record.calling import CallStep, Purpose
from herald.record.entry import Statement
from herald.record.opening import Opening
from herald.record.parcel import Parcel
from herald.store.memory import MemoryStore
from herald.units import Instant, PartyId
from tests.desk import mirrors
from tests.desk.incidents import Incidents
from tests.desk.missions import ASTER, BIRCH, Exercise, movement
from tests.desk.telling import RELIEF, TOLD, Told
from tests.disclosure.worlds import SECRETS, World, filled

SECRET = st.sampled_from(sorted(SECRETS))
SLOTS = st.lists(st.one_of(st.sampled_from(("own", "told")), st.tuples(SECRET, SECRET)), min_size=1, max_size=6)
HASHED = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "(a hash)"),
    (re.compile(r"\\u2014 (\S+?) [0-9A-Za-z+/=]+"), r"(a signature by \1)"),
    (re.compile(r"[0-9A-Za-z+/]{43}="), "(a root)"),
)
KEYS = ((re.compile(r'(\\"keys\\":)\[[^\]]*\]'), r"\1(keys)"),)
"""How many entries about its keys stand before its author's, which the envelope says."""


def brought(world: World) -> Parcel:
    return mirrors.parcel(world.e, world.viewer)


def without(of: Parcel, *kinds: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    said = bytes(of).decode()
    for pattern, by in (each for kind in kinds for each in kind):
        said = pattern.sub(by, said)
    return said


@given(slots=SLOTS)
@example(slots=["told", ("a notice that is near", "a refusal"), "told", ("a notice with details", "a stranger's root")])
@settings(max_examples=25)
def test_what_a_party_may_not_know_changes_no_byte_of_its_parcel(slots: list[str | tuple[str, str]]) -> None:
    """Equal but for salted hashes and what is signed over them; and how many keys the author of a notice has had."""
    first, second = (filled([slot if isinstance(slot, str) else slot[at] for slot in slots])[0] for at in (0, 1))
    one, other = brought(first), brought(second)
    assert without(one, HASHED, KEYS) == without(other, HASHED, KEYS)
    assert b"secret" not in bytes(one) + bytes(other)


@given(secrets=st.lists(SECRET, max_size=4))
@settings(max_examples=15)
def test_how_much_else_stands_there_changes_where_and_how_many_and_nothing_else(secrets: list[str]) -> None:
    bare, full = brought(filled(["told", "told"])[0]), brought(filled(["told", *secrets, "told"])[0])
    assert (full.first, len(full.bodies), full.size) == (
        bare.first,
        len(bare.bodies),
        bare.size + len(full.leaves) - len(bare.leaves),
    )
    for one, other in zip(bare.bodies, full.bodies, strict=True):
        assert one.fields == other.fields
        statements = [each.piece.sealed().entry().statement for each in (one, other)]
        assert timeless(statements[0]) == timeless(statements[1])


def timeless(of: Statement) -> Statement:
    return replace(of, seen=None, filed=Instant(0), seq=0)


def test_a_parcel_to_which_a_strangers_entry_was_added_would_be_found() -> None:
    world, _ = filled(["told", "a notice that is near"])
    with world.e.store.reading() as record:
        (index,) = (each for each in record.standing() if str(record.filed_at(each)).find("secret") >= 0)
        sealed, openings = record.sealed(index), record.openings(index)
    assert bodies.body(sealed, openings, world.viewer) is None
    told = bodies.body(sealed, openings, world.third)
    assert told is not None
    assert b"secret" in bytes(replace(brought(world), bodies=(told,)))


# -- Field by field ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told() -> Told:
    """A mission in which everything was said once."""
    made = Told(Exercise(MemoryStore()).begun(TOLD))
    made.mission.party(BIRCH)
    index = made.mission.filed(movement("column", ASTER)).receipt.sealed.index
    made.told(index, ASTER, BIRCH, RELIEF)
    made.rung(ASTER, BIRCH)
    Incidents(made).happened(ASTER, BIRCH, index)
    said = {"persons": ["EXERCISE: duty officer"], "words": "EXERCISE: the road is clear"}
    stated = {"channel": "radio", "purpose": Purpose.MOVEMENT, "language": "en"}
    made.seal(made.by_person(BIRCH, made.call(CallStep.START, ASTER, **stated), said))
    return made


def test_each_kind_of_entry_brings_the_fields_that_are_for_addressees_and_no_others(told: Told) -> None:
    seen: dict[Kind, set[str]] = {}
    for party in (ASTER, BIRCH, RELIEF):
        for body in mirrors.parcel(told.mission, party).bodies:
            kind = body.piece.sealed().entry().statement.kind
            seen.setdefault(kind, set()).update(body.fields)
    assert {kind: names for kind, names in seen.items() if names} == {
        kind: set(names) for kind, names in FOR_ADDRESSEES.items() if kind is not Kind.ENTERED
    }
    assert {Kind.ATTEMPT, Kind.DELIVERY, Kind.LAPSE, Kind.CONSIGNMENT, Kind.SPREAD, Kind.RECEIPT} <= set(seen)


def test_which_unit_was_told_who_spoke_and_what_the_check_found_is_in_no_parcel(told: Told) -> None:
    for party in (ASTER, BIRCH, RELIEF):
        said = bytes(mirrors.parcel(told.mission, party))
        for secret in (b"2nd Platoon", b"EXERCISE: duty officer", b"could_meet", b"Officer of"):
            assert secret not in said, (party, secret)


def test_an_entry_goes_to_nobody_that_it_is_not_addressed_to(told: Told) -> None:
    for party in (ASTER, BIRCH, RELIEF):
        for body in mirrors.parcel(told.mission, party).bodies:
            assert party in {link.party for link in body.piece.sealed().routing().to}
    with told.mission.store.reading() as record:
        for index in range(3):
            assert bodies.body(record.sealed(index), record.openings(index), PartyId("nobody")) is None


def test_openings_that_are_there_and_not_for_addressees_stay_where_they_are(told: Told) -> None:
    whole = mirrors.parcel(told.mission, BIRCH)
    sealed = whole.bodies[0].piece.sealed()
    with told.mission.store.reading() as record:
        openings = record.openings(sealed.index)
    assert "answer" in openings
    made = bodies.body(sealed, {**openings, "more": Opening(bytes(32), 1)}, BIRCH)
    assert made is not None
    assert set(made.fields) == FOR_ADDRESSEES[Kind.NOTICE]
    assert parcel.read(bytes(replace(whole, bodies=(made, *whole.bodies[1:])))).bodies[0] == made
