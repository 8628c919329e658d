"""What a party's machine makes by itself can be handed in later; what it may not make it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.desk.sequencer import Sealing
from herald.malformed import Malformed
from herald.notice.fields import fields
from herald.record import drafting, missionfile, opening
from herald.record.acts import Filing, Kind, Role
from herald.record.drafting import Joining
from herald.units import DAY, PartyId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, Party, key, movement
from tests.desk.refusals import CEDAR, ELSEWHERE


def test_a_notice_is_signed_without_the_record_and_sealed_days_later() -> None:
    e = refusals.mission()
    file = missionfile.read(bytes(e.file()))
    made = drafting.notice(file, e.party(ASTER).author, ELSEWHERE, 7, e.clock(), e.lots)
    e.clock.move(3 * DAY)
    e.filed(movement("meanwhile", BIRCH, lat=-20))
    (sealed,) = signing.sealed(e, made.line())
    statement = sealed.receipt.sealed.entry().statement
    assert statement == made.entry.statement
    assert (statement.kind, statement.seen, statement.seq) == (Kind.NOTICE, file.seen, 7)
    assert sealed.receipt.sealed.routing().received == statement.filed + 3 * DAY
    assert file.agreement is not None
    assert statement.act == Filing(ELSEWHERE.action, file.agreement.digest)


def test_its_fields_are_those_of_the_notice_each_under_a_salt_of_its_own() -> None:
    e = refusals.mission()
    made = drafting.notice(e.file(), e.party(ASTER).author, ELSEWHERE, 7, e.clock(), e.lots)
    assert {name: held.value for name, held in made.openings.items()} == fields(ELSEWHERE)
    assert len({held.salt for held in made.openings.values()}) == len(made.openings)
    assert opening.submission(made.line()) == made


def test_nobody_signs_another_partys_notice() -> None:
    e = refusals.mission()
    with pytest.raises(ValueError, match="birch"):
        drafting.notice(e.file(), e.party(ASTER).author, replace(ELSEWHERE, party=BIRCH), 7, e.clock(), e.lots)


# -- Joining -----------------------------------------------------------------------------------------------------------------------


def join() -> tuple[refusals.Exercise, Joining]:
    e = refusals.mission()
    return e, e.joining(Party(CEDAR, key(e.lots), key(e.lots)))


def test_a_joining_is_read_as_it_is_written_and_lets_a_party_in() -> None:
    e, made = join()
    read = drafting.joining(bytes(made))
    assert read == made
    assert read.root is not None
    outcomes = e.seal(e.by_the_cell(read.root), *read.lines)
    assert all(isinstance(outcome, Sealing) for outcome in outcomes)


def test_where_the_root_is_known_only_keys_are_introduced() -> None:
    e, _ = join()
    made = Joining(None, (e.admitting(e.party(ASTER), key(e.lots)),))
    assert bytes(made).startswith(b'{"root":null}\n')
    assert drafting.joining(bytes(made)) == made
    signing.sealed(e, *made.lines)


WRONG: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda head: head.pop("root"),
    lambda head: head.update(more=1),
    lambda head: head.update(root=7),
    lambda head: head["root"].pop("act"),
    lambda head: head["root"].pop("name"),
    lambda head: head["root"].update(name="Officer"),
    lambda head: head["root"].update(more=1),
    lambda head: head["root"]["act"].pop("possession"),
    lambda head: head["root"]["act"].update(role="person", person="0b" * 16),
    lambda head: head["root"]["act"].update(role="node"),
    lambda head: head["root"]["act"].update(public="01" + "00" * 31),
)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_joining_that_brings_no_root_or_more_than_one_is_refused(number: int) -> None:
    first, *lines = bytes(join()[1]).split(b"\n")
    head = json.loads(first)
    WRONG[number](head)
    with pytest.raises(Malformed):
        drafting.joining(b"\n".join([json.dumps(head, sort_keys=True, separators=(",", ":")).encode(), *lines]))


def test_a_key_act_is_held_to_whom_it_names() -> None:
    e, _ = join()
    fresh = key(e.lots)
    act = drafting.key_act(fresh, PartyId("aster"), Role.NODE, e.file().origin, e.clock(), None, None)
    assert (act.holder, act.role, act.id, act.person, act.public) == (
        "aster",
        Role.NODE,
        fresh.name,
        None,
        fresh.verifier.public,
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_a_joining_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        drafting.joining(data)
