"""Is what is read at a glance what the strict readers find, and nothing that they would not?"""

from __future__ import annotations

from random import Random

import pytest

from herald import canonical
from herald.malformed import Malformed
from herald.members import Where
from herald.record import entry, glance, opening, sealed
from herald.record.acts import Filing, Kind
from herald.record.met import ANSWER
from herald.record.sealed import Sealed
from herald.store.memory import MemoryStore
from tests.desk.attacks import honest
from tests.desk.missions import BIRCH, Exercise, movement

Stored = tuple[Sealed, bytes]
ALTERED = 4_000


@pytest.fixture(scope="module")
def notices() -> list[Stored]:
    """Notices as they are stored: new, replacing, cancelling, with a name in another script."""
    store = MemoryStore()
    honest(store, Random(11), moves=10)
    other = MemoryStore()
    Exercise(other).begun().filed(movement('birch "\u0436" \\ 1', BIRCH))
    found: list[Stored] = []
    for each in (store, other):
        with each.reading() as record:
            found += [held for held in record.stored() if held[0].entry().statement.kind is Kind.NOTICE]
    return found


def at_a_glance(held: Stored) -> tuple[glance.Signed, glance.Routed, dict[str, bytes]] | None:
    signed, routed = glance.signed(held[0].note), glance.routed(held[0].envelope)
    if signed is None or routed is None:
        return None
    values = glance.values(held[1], signed.fields, routed.answer)
    return None if values is None else (signed, routed, dict(zip(glance.OPENED, values, strict=True)))


def agree(held: Stored) -> bool:
    """If it is read at a glance: the strict readers must take it, and find the same. Their Malformed is a failure."""
    glanced = at_a_glance(held)
    if glanced is None:
        return False
    signed, routed, values = glanced
    statement, envelope = held[0].entry().statement, held[0].routing()
    assert isinstance(statement.act, Filing) and statement.seen is not None and envelope.checked is not None
    assert (signed.action, signed.exercise, signed.machine) == (
        statement.act.action,
        statement.exercise,
        statement.machine,
    )
    assert (signed.filed, signed.key, signed.seq) == (statement.filed, statement.key, statement.seq)
    assert (signed.origin, signed.party) == (statement.origin, statement.party)
    assert (signed.root, signed.size) == (statement.seen.root.hex(), statement.seen.size)
    assert (routed.answer, routed.checked) == (envelope.checked.answer.hex(), envelope.checked.size)
    assert (routed.place, routed.received, envelope.link) == (envelope.index, envelope.received, None)
    assert routed.keys == canonical.write([end.json() for end in envelope.keys])[1:-1]
    assert routed.to == tuple((link.party, link.seq, link.prev and link.prev.hex()) for link in envelope.to)
    openings = opening.read(canonical.read("openings", held[1]), Where("openings"))
    assert {name: canonical.read("value", value) for name, value in values.items()} == {
        name: one.value for name, one in openings.items()
    }
    commitments = {**statement.fields, ANSWER: envelope.checked.answer}
    assert {name: one.commitment(name) for name, one in openings.items()} == commitments
    return True


def test_every_ordinary_notice_is_read_at_a_glance_and_as_the_strict_readers_read_it(notices: list[Stored]) -> None:
    assert len(notices) > 10
    assert all(agree(held) for held in notices)


def test_nothing_else_is_read_at_a_glance() -> None:
    store = MemoryStore()
    honest(store, Random(12), moves=8)
    with store.reading() as record:
        for held in record.stored():
            if held[0].entry().statement.kind is not Kind.NOTICE:
                assert glance.signed(held[0].note) is None


def altered(data: bytes, random: Random) -> bytes:
    """One byte changed, left out, put in, or a piece said twice."""
    at = random.randrange(len(data))
    byte = bytes([random.choice(b'0123456789abcdefF"\\{}[],:- \n\x00\x7f\xc3')])
    return random.choice(
        (
            data[:at] + byte + data[at + 1 :],
            data[:at] + data[at + 1 :],
            data[:at] + byte + data[at:],
            data[:at] + data[max(0, at - 8) : at] + data[at:],
        )
    )


def alter(held: Stored, random: Random) -> Stored:
    one, data = held
    match random.randrange(3):
        case 0:
            return Sealed(one.index, altered(one.note, random), one.envelope, one.salt), data
        case 1:
            return Sealed(one.index, one.note, altered(one.envelope, random), one.salt), data
        case _:
            return one, altered(data, random)


def judged(notices: list[Stored], random: Random, count: int) -> None:
    """`keys` alone is read elsewhere, where it is held against what must stand there: who looks at it here leaves it as it was."""
    known = {routed.keys for one, _ in notices if (routed := glance.routed(one.envelope)) is not None}
    for _ in range(count):
        held = alter(random.choice(notices), random)
        routed = glance.routed(held[0].envelope)
        if routed is None or routed.keys in known:
            agree(held)


def test_whatever_is_altered_is_read_as_the_strict_readers_read_it_or_left_to_them(
    notices: list[Stored], seed: int
) -> None:
    judged(notices, Random(seed), ALTERED)


@pytest.mark.deep
def test_whatever_is_altered_is_never_read_otherwise(notices: list[Stored], seed: int) -> None:
    judged(notices, Random(seed), 100 * ALTERED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":1', b'"seq":01'),
        (b'"machine":false', b'"machine":0'),
        (b'"party":"aster"', b'"party":" "'),
        (b'"party":"aster"', b'"party":"\\u0061ster"'),
        (b"=\n", b"==\n"),
    ],
)
def test_another_way_to_write_the_same_is_left_to_the_strict_reader(
    notices: list[Stored], old: bytes, new: bytes
) -> None:
    note = next(one.note for one, _ in notices if b'"party":"aster"' in one.note)
    assert old in note and glance.signed(note) is not None
    other = note.replace(old, new)
    assert glance.signed(other) is None
    with pytest.raises(Malformed):
        entry.read(other)


def test_the_last_digit_of_a_signature_has_no_bits_to_spare(notices: list[Stored]) -> None:
    note = notices[0][0].note
    assert note.endswith(b"=\n")
    other = note[:-3] + bytes([note[-3] + 1]) + note[-2:]
    assert glance.signed(other) is None


def test_an_envelope_for_a_chain_that_nobody_names_is_left_to_the_strict_reader(notices: list[Stored]) -> None:
    envelope = notices[0][0].envelope
    assert (
        glance.routed(
            envelope.replace(b'"party":"birch","prev"', b'"party":" ","prev"').replace(
                b'"party":"aster","prev"', b'"party":" ","prev"'
            )
        )
        is None
    )
    assert sealed.read(envelope).index == notices[0][0].index
