"""Does an addressee's machine hold everything that is addressed to it, or say plainly what it does not?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from herald.acknowledgement.ladders import Answer as Said
from herald.desk.parcelling import parcel_for
from herald.desk.sequencer import Refusing, Sealing
from herald.malformed import Malformed
from herald.ports import Foreign
from herald.record import body, opening, tally
from herald.record.acts import Erasure
from herald.record.opening import Opening
from herald.record.parcel import Answer, Body, Parcel
from herald.record.parcel import read as read_parcel
from herald.record.sealed import Envelope
from herald.record.sealed import read as read_envelope
from herald.record.telling import Consignment, Gap
from herald.store.memory import MemoryStore
from herald.store.mirror import MirrorStore
from herald.tlog import checkpoint, note
from herald.tlog.keys import Kind, SigningKey, VerifierKey
from herald.tlog.note import Note
from herald.units import MINUTE, PartyId
from tests.desk import signing
from tests.desk.mirrors import Addressee, addressee, parcel
from tests.desk.missions import ASTER, BIRCH, Exercise, Lots, movement
from tests.desk.telling import RELIEF, TOLD, Told


@pytest.fixture
def told() -> Told:
    made = Told(Exercise(MemoryStore()).begun(TOLD))
    made.mission.party(BIRCH)
    made.node(BIRCH)
    return made


@pytest.fixture
def birch(told: Told, tmp_path: Path) -> Iterator[Addressee]:
    with addressee(told, BIRCH, tmp_path) as made:
        yield made


def filed(told: Told, *names: str) -> list[int]:
    found = []
    for name in names:
        told.mission.clock.move(MINUTE)
        found.append(told.mission.filed(movement(name, ASTER)).receipt.sealed.index)
    return found


def without(of: Parcel, *places: int) -> Parcel:
    """The same with some of its bodies kept back."""
    return replace(of, bodies=tuple(each for at, each in enumerate(of.bodies) if at not in places))


def recounted(told: Told, of: Parcel, seq: int, leaf: bytes | None) -> Parcel:
    """The same with another tally, which the cell's machine signs."""
    stated = replace(tally.read(of.tally), seq=seq, leaf=leaf)
    return replace(of, tally=tally.sign(stated, told.mission.keys.node))


def acts(answer: Answer) -> list[object]:
    return [opening.submission(line).entry.statement.act for line in answer.lines]


def cosigned(of: Addressee, answer: Answer) -> int | None:
    """Of which size did it cosign the checkpoint, if it did?"""
    if answer.cosignature is None:
        return None
    assert answer.checkpoint is not None
    line = f"{answer.checkpoint.text}\n{answer.cosignature}\n".encode()
    signed = note.open_note(note.read(line), [of.whose.cosigner.verifier])
    assert not isinstance(signed, note.Refused)
    return checkpoint.read(answer.checkpoint.text).size


# -- Honest --------------------------------------------------------------------------------------------------------------------


def test_every_notice_that_was_opened_is_consigned_by_the_addressees_own_machine(told: Told, birch: Addressee) -> None:
    of = filed(told, "one", "two")
    answer = birch.took(parcel(told.mission, BIRCH))
    assert acts(answer) == [told.consignment(index) for index in of]
    assert (answer.held, answer.refused, cosigned(birch, answer)) == (2, None, signing.size(told.mission))
    assert all(isinstance(each, Sealing) for each in told.mission.seal(*answer.lines))
    assert birch.told == birch.codes == []


def test_what_is_no_notice_is_held_and_not_consigned(told: Told, birch: Addressee) -> None:
    """Tries of the cell to reach others are addressed to the one who filed; an answer to who asked."""
    told.mission.party(ASTER)
    own = told.mission.filed(movement("own", BIRCH)).receipt.sealed.index
    told.seal(told.by_machine(told.attempt(own, ASTER)))
    told.seal(told.by_person(ASTER, told.response(own, Said.NOTED, None), {"reason": "EXERCISE: noted"}))
    answer = birch.took(parcel(told.mission, BIRCH))
    assert (answer.held, answer.lines, cosigned(birch, answer)) == (2, (), signing.size(told.mission))
    (held,) = (each for each in birch.store.numbered(birch.origin) if b"reason" in each.fields)
    assert b"EXERCISE: noted" in held.fields


def test_a_log_in_which_nothing_is_addressed_to_the_party_is_cosigned_too(told: Told, birch: Addressee) -> None:
    answer = birch.took(parcel(told.mission, BIRCH))
    assert (answer.held, cosigned(birch, answer)) == (0, signing.size(told.mission))


def test_the_same_parcel_again_gets_the_same_signed_entries_and_is_sealed_once(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    brought = parcel(told.mission, BIRCH)
    first, again = birch.took(brought), birch.took(brought)
    assert first.lines == again.lines
    assert cosigned(birch, again) == brought.size
    told.mission.seal(*first.lines)
    assert all(isinstance(each, Sealing) and each.again for each in told.mission.seal(*again.lines))


def test_parcels_follow_one_another_and_may_overlap(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    first = birch.took(parcel(told.mission, BIRCH))
    filed(told, "two", "three")
    assert birch.took(parcel(told.mission, BIRCH, first.size)).held == 3
    filed(told, "four")
    answer = birch.took(parcel(told.mission, BIRCH, 1))
    assert (answer.held, len(answer.lines), birch.codes) == (4, 4, [])


def test_a_parcel_from_beyond_what_is_here_is_asked_for_from_where_it_is(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    answer = birch.took(parcel(told.mission, BIRCH, 8))
    assert (answer.refused, answer.size, answer.held, answer.lines) == ("ahead", 0, 0, ())


def test_an_old_parcel_is_no_contradiction_and_is_not_cosigned_again(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    old = parcel(told.mission, BIRCH)
    birch.took(old)
    filed(told, "two")
    new = birch.took(parcel(told.mission, BIRCH))
    answer = birch.took(old)
    assert (answer.size, answer.held, answer.cosignature, answer.checkpoint) == (new.size, 2, None, new.checkpoint)
    assert birch.codes == []


def test_details_that_were_erased_before_they_came_are_no_gap(told: Told, birch: Addressee) -> None:
    first, second = filed(told, "one", "two")
    signing.sealed(
        told.mission, signing.line(told.mission, told.mission.party(ASTER).author, Erasure(first, ("details",)))
    )
    brought = parcel(told.mission, BIRCH)
    answer = birch.took(brought)
    assert (answer.held, cosigned(birch, answer), birch.told) == (2, brought.size, [])
    assert [each.of for each in acts(answer) if isinstance(each, Consignment)] == [second]
    assert all(isinstance(each, Sealing) for each in told.mission.seal(*answer.lines))


def test_details_that_are_not_there_and_were_not_erased_are_a_gap(told: Told, birch: Addressee) -> None:
    first, _ = filed(told, "one", "two")
    signing.sealed(
        told.mission, signing.line(told.mission, told.mission.party(ASTER).author, Erasure(first, ("details",)))
    )
    brought = parcel(told.mission, BIRCH)
    bare = replace(brought, bodies=tuple(replace(each, erased=None) for each in brought.bodies))
    assert acts(birch.took(bare))[0] == Gap(1, brought.size)


# -- Kept back -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_body_that_is_kept_back_is_a_gap_and_nothing_is_cosigned_past_it(
    told: Told, birch: Addressee, at: int
) -> None:
    filed(told, "one", "two", "three")
    brought = parcel(told.mission, BIRCH)
    answer = birch.took(without(brought, at))
    assert (answer.held, answer.cosignature) == (at, None)
    assert Gap(at + 1, brought.size) in acts(answer)
    assert birch.told == [f"GAP: number {at + 1} was addressed to birch and is not here"]
    assert birch.codes == []
    assert all(isinstance(each, Sealing) for each in told.mission.seal(*answer.lines))


def test_a_gap_that_is_filled_is_held_and_cosigned(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two", "three")
    brought = parcel(told.mission, BIRCH)
    birch.took(without(brought, 1))
    answer = birch.took(brought)
    assert (answer.held, cosigned(birch, answer)) == (3, brought.size)
    assert [type(each) for each in acts(answer)] == [Consignment] * 3


def test_a_gap_is_signed_once_however_often_it_shows(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    first = birch.took(without(parcel(told.mission, BIRCH), 1))
    filed(told, "three")
    again = birch.took(without(parcel(told.mission, BIRCH), 1))
    assert set(first.lines) < set(again.lines)
    assert sum(isinstance(each, Gap) for each in acts(again)) == 1


def test_a_last_body_that_is_kept_back_with_a_false_tally_is_a_signed_lie_once_the_next_one_comes(
    told: Told, birch: Addressee
) -> None:
    _, second = filed(told, "one", "two")
    brought = parcel(told.mission, BIRCH)
    lie = recounted(told, without(brought, 1), 1, brought.bodies[0].piece.sealed().leaf)
    assert cosigned(birch, birch.took(lie)) == brought.size
    assert birch.codes == []
    filed(told, "three")
    answer = birch.took(without(parcel(told.mission, BIRCH), 1))
    assert (answer.held, answer.cosignature) == (1, None)
    ((_, found),) = birch.store.accusations()
    assert (found.code, found.index, found.evidence[0]) == ("tally", second, lie.tally)
    assert found.evidence[1].text == parcel(told.mission, BIRCH).checkpoint.text


def test_a_receipt_from_elsewhere_shows_the_same_lie(told: Told, birch: Addressee) -> None:
    """The party that filed has a receipt; with it the addressee holds both statements of the cell."""
    filed(told, "one")
    receipt = told.mission.filed(movement("two", ASTER)).receipt
    brought = parcel(told.mission, BIRCH)
    lie = recounted(told, without(brought, 1), 1, brought.bodies[0].piece.sealed().leaf)
    birch.took(lie)
    keys = told.mission.keys
    found = [
        tally.contradicts(signed, receipt, keys.node.verifier, keys.log.verifier)
        for signed in birch.store.tallies(birch.origin)
    ]
    assert [each and each.code for each in found] == ["tally"]


def test_a_tally_that_names_a_leaf_of_no_entry_is_a_lie(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    answer = birch.took(recounted(told, parcel(told.mission, BIRCH), 1, bytes(32)))
    assert (set(birch.codes), answer.cosignature) == ({"tally"}, None)


# -- Altered -------------------------------------------------------------------------------------------------------------------


def bent(of: Body, **changed: object) -> Body:
    return replace(of, piece=replace(of.piece, **changed))  # type: ignore[arg-type]  # as a piece has them


def renumbered(of: Envelope, seq: int) -> bytes:
    return bytes(replace(of, to=tuple(replace(link, seq=seq) for link in of.to)))


def altered(of: Parcel, at: int, by: Body) -> Parcel:
    return replace(of, bodies=tuple(by if number == at else each for number, each in enumerate(of.bodies)))


WRONGS = 15


def wrongs(of: Parcel) -> dict[str, Body]:
    """What may be wrong with the body in the middle, so that it is not the one that was sealed."""
    body, other = of.bodies[1], of.bodies[0]
    envelope = read_envelope(body.piece.envelope)
    times = body.fields["times"]
    later = Opening(times.salt, {"windows_us": [[0, 1], [2, 3]]})
    return {
        "another salt": bent(body, salt=bytes(32)),
        "another signature": bent(body, note=other.piece.note),
        "another instant": bent(body, envelope=bytes(replace(envelope, received=envelope.received + MINUTE))),
        "another number": bent(body, envelope=renumbered(envelope, 3)),
        "another place": bent(body, envelope=bytes(replace(envelope, index=envelope.index + 1))),
        "beyond the log": bent(body, envelope=bytes(replace(envelope, index=10**6))),
        "to nobody": bent(body, envelope=bytes(replace(envelope, to=()))),
        "no envelope": bent(body, envelope=b"x"),
        "no entry": bent(body, note=b"x"),
        "a field less": replace(body, fields={name: held for name, held in body.fields.items() if name != "route"}),
        "another value": replace(body, fields={**body.fields, "times": later}),
        "another's openings": replace(body, fields=other.fields),
        "no fields": replace(body, fields={}),
        "an erasure that is none": replace(body, fields={}, erased=other.piece),
        "the body before once more": other,
    }


@pytest.mark.parametrize("wrong", range(WRONGS))
def test_a_body_that_is_not_the_one_that_was_sealed_is_a_gap(told: Told, birch: Addressee, wrong: int) -> None:
    filed(told, "one", "two", "three")
    brought = parcel(told.mission, BIRCH)
    found = list(wrongs(brought).values())
    assert len(found) == WRONGS
    answer = birch.took(altered(brought, 1, found[wrong]))
    assert (answer.held, answer.cosignature) == (1, None)
    assert Gap(2, brought.size) in acts(answer)
    assert birch.codes == []
    assert birch.took(brought).held == 3


def test_a_field_that_is_not_for_addressees_is_not_kept(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    brought = parcel(told.mission, BIRCH)
    extra = replace(brought.bodies[0], fields={**brought.bodies[0].fields, "answer": Opening(bytes(32), {})})
    birch.took(altered(brought, 0, extra))
    (held,) = birch.store.numbered(birch.origin)
    assert b'"answer"' not in held.fields
    statement = brought.bodies[0].piece.sealed().entry().statement
    opened = body.opened(statement, brought.bodies[0].fields)
    assert opened is not None
    assert held.fields == opening.written(opened)


def test_what_the_cells_machine_did_not_count_is_not_taken(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    brought = parcel(told.mission, BIRCH)
    stated, other = tally.read(brought.tally), signing.key(told.mission.lots)
    for wrong in (
        replace(brought, tally=tally.sign(stated, other)),
        replace(brought, tally=tally.sign(stated, told.mission.keys.log)),
        replace(brought, tally=tally.sign(replace(stated, party=ASTER), told.mission.keys.node)),
        replace(brought, tally=tally.sign(replace(stated, size=stated.size - 1), told.mission.keys.node)),
        replace(brought, tally=tally.sign(replace(stated, seq=10**12), told.mission.keys.node)),
        replace(brought, node=brought.bodies[0].piece),
        replace(brought, node=replace(brought.node, salt=bytes(32))),
    ):
        answer = birch.took(wrong)
        assert (answer.refused, answer.size, answer.held) == ("no-tally", 0, 0)
    assert birch.took(brought).held == 1


def test_another_partys_parcel_and_another_logs_are_turned_away(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    assert birch.took(parcel(told.mission, ASTER)).refused == "other-party"
    other = Told(Exercise(MemoryStore(), Lots("other lots")).begun(TOLD))
    assert birch.took(parcel(other.mission, BIRCH)).refused == "unsigned"
    brought = parcel(told.mission, BIRCH)
    assert birch.took(replace(brought, origin="herald/other")).refused == "other-log"
    stranger = SigningKey(told.mission.keys.log.name, Kind.NOTE, bytes(range(32)))
    forged = Note(brought.checkpoint.text, (note.sign(brought.checkpoint.text, stranger),))
    assert birch.took(replace(brought, checkpoint=forged)).refused == "unsigned"
    assert birch.store.logs() == ()


def test_leaves_that_were_altered_on_the_way_accuse_nobody(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    brought = parcel(told.mission, BIRCH)
    wrong = replace(brought, leaves=(*brought.leaves[:-1], bytes(32)))
    assert birch.took(wrong).refused == "leaves"
    birch.took(brought)
    assert birch.took(wrong).refused == "leaves"
    assert birch.codes == []


def test_what_is_no_parcel_is_answered_with_400_and_changes_nothing(birch: Addressee) -> None:
    assert birch.machine.add_bodies(b"{}\n").status == 400
    with pytest.raises(Malformed):
        birch.took(b"")
    assert birch.store.logs() == ()


# -- Its file ------------------------------------------------------------------------------------------------------------------


def test_nobody_else_can_read_what_it_holds(told: Told, tmp_path: Path) -> None:
    filed(told, "one")
    with addressee(told, BIRCH, tmp_path) as made:
        made.took(parcel(told.mission, BIRCH))
        modes = [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()]
    assert set(modes) == {0o600}


def test_it_goes_on_from_its_file_and_no_other_machine_does(told: Told, tmp_path: Path) -> None:
    filed(told, "one")
    with addressee(told, BIRCH, tmp_path) as made:
        first = made.took(parcel(told.mission, BIRCH))
    filed(told, "two")
    with addressee(told, BIRCH, tmp_path) as made:
        answer = made.took(parcel(told.mission, BIRCH, first.size))
        assert (answer.held, cosigned(made, answer)) == (2, signing.size(told.mission))
    stranger = VerifierKey("cd" * 16, Kind.COSIGNATURE, signing.key(told.mission.lots).verifier.public)
    with pytest.raises(Foreign, match="another witness"):
        MirrorStore(tmp_path / "mirror.db", stranger)


def test_no_time_is_signed_that_is_before_the_last(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    first = birch.took(parcel(told.mission, BIRCH))
    told.mission.clock.move(-60 * MINUTE)
    told.mission.filed(movement("two", ASTER))
    second = birch.took(parcel(told.mission, BIRCH))
    times = []
    for each in (first, second):
        assert each.checkpoint is not None
        opened = note.open_note(
            note.read(f"{each.checkpoint.text}\n{each.cosignature}\n".encode()), [birch.whose.cosigner.verifier]
        )
        assert not isinstance(opened, note.Refused)
        times.append(opened[0].time_s)
    assert times[0] == times[1]


# -- Whatever is kept back, and however it is cut ------------------------------------------------------------------------------


@st.composite
def days(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Filings of either party, parcels from anywhere with some bodies kept back, in any order."""
    step = st.one_of(
        st.tuples(st.sampled_from(("aster", "birch", "to relief")), st.just(0)),
        st.tuples(st.just("parcel"), st.integers(0, 255)),
    )
    return draw(st.lists(step, min_size=4, max_size=14))


@given(steps=days())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_just_the_bodies_that_never_came_are_gaps_and_nobody_honest_is_accused(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    told = Told(Exercise(MemoryStore()).begun(TOLD))
    told.mission.party(ASTER), told.mission.party(BIRCH)
    came: set[int] = set()
    with addressee(told, BIRCH, tmp_path_factory.mktemp("mirror")) as birch:
        for number, (step, bits) in enumerate(steps):
            if step == "parcel":
                brought = parcel(told.mission, BIRCH, min(bits, birch.store.next_entry(birch.origin)))
                kept_back = {at for at in range(len(brought.bodies)) if bits >> at % 8 & 1}
                sent = without(brought, *kept_back)
                came |= {
                    link.seq for each in sent.bodies for link in each.piece.sealed().routing().to if link.party == BIRCH
                }
                answer = birch.took(sent)
                assert answer.refused is None
                last = tally.read(brought.tally).seq
                assert (answer.cosignature is not None) is (set(range(1, last + 1)) <= came)
            else:
                notice = movement(f"{step} {number}", PartyId(step if step != "to relief" else ASTER))
                to = {"recipients": [RELIEF]} if step == "to relief" else {}
                told.mission.filed(replace(notice, kept={**notice.kept, **to}))
        held = {each.seq for each in birch.store.numbered(birch.origin) if each.body is not None}
        assert held == came
        assert birch.codes == []


def test_a_parcel_is_cut_at_a_signed_checkpoint_and_the_pieces_make_the_whole(
    told: Told, birch: Addressee, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(told, *(f"column {number}" for number in range(9)))
    monkeypatch.setattr("herald.desk.parcelling.MOST_BYTES", 9_000)
    mission, sizes, answer = told.mission, [], Answer(0, 0, None, None, None, ())
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        while answer.size < signing.size(mission):
            chunk = parcel_for(record, mission.sequencer.books, BIRCH, answer.size, mission.keys.node)
            assert read_parcel(chunk.parcel).size == chunk.size
            answer = birch.took(chunk.parcel)
            assert cosigned(birch, answer) == chunk.size
            sizes.append(chunk.size)
    assert len(sizes) > 2
    assert (answer.held, birch.told) == (9, [])


def test_an_erasure_behind_a_piece_makes_it_longer(
    told: Told, birch: Addressee, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = filed(told, *(f"column {number}" for number in range(9)))
    signing.sealed(
        told.mission, signing.line(told.mission, told.mission.party(ASTER).author, Erasure(first, ("details",)))
    )
    monkeypatch.setattr("herald.desk.parcelling.MOST_BYTES", 9_000)
    brought = parcel(told.mission, BIRCH)
    assert brought.size == signing.size(told.mission)
    assert birch.took(brought).held == 9


def test_a_piece_in_which_nothing_is_addressed_to_the_party_counts_what_was_before(
    told: Told, birch: Addressee, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(told, "one")
    for number in range(6):
        notice = movement(f"to relief {number}", ASTER)
        told.mission.filed(replace(notice, kept={**notice.kept, "recipients": [RELIEF]}))
    filed(told, "two")
    monkeypatch.setattr("herald.desk.parcelling.MOST_BYTES", 67 * 3)
    size, firsts = birch.took(parcel(told.mission, BIRCH)).size, []
    while size < signing.size(told.mission):
        brought = parcel(told.mission, BIRCH, size)
        firsts.append((brought.first, tally.read(brought.tally).seq, len(brought.bodies)))
        size = birch.took(brought).size
    assert (2, 1, 0) in firsts
    assert firsts[-1][1] == 2
    assert birch.told == []


def test_the_gap_of_a_number_that_nobody_was_sent_is_refused_by_the_cell(told: Told) -> None:
    filed(told, "one")
    (refused,) = told.mission.seal(told.by_node(BIRCH, Gap(5, 3)))
    assert isinstance(refused, Refusing)
    assert refused.refused.code == "nothing-told"
