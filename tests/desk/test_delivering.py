"""Does what is addressed to a party come to it on every channel it named, and is what came of it told as it was?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from herald.acknowledgement.ladders import Channel, Tried
from herald.courier.dropping import Dropping, NotLeft
from herald.desk.delivering import Goods
from herald.desk.sequencer import Sealing
from herald.desk.witnessing import NotReconciled
from herald.malformed import Malformed
from herald.ports import Broken
from herald.prevented import Prevented
from herald.record import opening, parcel
from herald.record.acts import Kind
from herald.record.parcel import Answer
from herald.record.telling import Channels
from herald.store.memory import MemoryStore
from herald.tlog import note
from herald.units import PartyId
from tests.desk import signing
from tests.desk.mirrors import Addressee, Straight, addressee, carried, machine
from tests.desk.missions import ASTER, BIRCH, Exercise, movement
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


@pytest.fixture
def drops(tmp_path: Path) -> Dropping:
    return Dropping(tmp_path / "mission.drop")


def filed(told: Told, *names: str) -> None:
    for name in names:
        told.mission.filed(movement(name, ASTER))


def fetched(drops: Dropping, by: Addressee) -> None:
    """What the party does in its folder: it reads all parcels in order, and lays an answer beside each."""
    for path in sorted(drops.of(by.whose.party).glob("*.parcel")):
        path.with_suffix(".answer").write_bytes(bytes(by.took(path.read_bytes())))


def names(drops: Dropping, party: PartyId = BIRCH) -> list[str]:
    return sorted(path.name for path in drops.of(party).iterdir())


# -- By folder -----------------------------------------------------------------------------------------------------------------


def test_a_party_that_named_no_channel_finds_a_parcel_in_its_folder(told: Told, drops: Dropping) -> None:
    filed(told, "one")
    came = carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert (came.tried, came.lines, came.held, came.cosigned) == ({Channel.DROP: Tried.LEFT}, (), None, {})
    assert names(drops) == [f"000000-{signing.size(told.mission):06d}.parcel"]
    assert stat.S_IMODE(drops.of(BIRCH).stat().st_mode) == 0o700


def test_what_lies_there_is_not_laid_there_again_and_what_came_since_is(told: Told, drops: Dropping) -> None:
    filed(told, "one")
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    before = names(drops)
    assert carried(told.mission, BIRCH, {Channel.DROP: drops}).tried == {Channel.DROP: Tried.LEFT}
    assert names(drops) == before
    size = signing.size(told.mission)
    filed(told, "two")
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert names(drops) == [*before, f"{size:06d}-{size + 1:06d}.parcel"]


def test_answers_that_lie_there_are_handed_in_and_say_that_it_was_taken(
    told: Told, drops: Dropping, birch: Addressee
) -> None:
    filed(told, "one", "two")
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    fetched(drops, birch)
    came = carried(told.mission, BIRCH, {Channel.DROP: drops})
    size = signing.size(told.mission)
    assert (came.tried, came.held, len(came.lines)) == ({Channel.DROP: Tried.TAKEN}, 2, 2)
    assert set(came.cosigned) == {size}
    assert set(came.cosigned[size]) == {birch.whose.node.name}
    assert all(isinstance(each, Sealing) and not each.again for each in told.mission.seal(*came.lines))
    assert carried(told.mission, BIRCH, {Channel.DROP: drops}).lines == ()


def test_answers_whose_entries_are_sealed_are_put_aside_but_the_last(
    told: Told, drops: Dropping, birch: Addressee
) -> None:
    for name in ("one", "two", "three"):
        filed(told, name)
        carried(told.mission, BIRCH, {Channel.DROP: drops})
    fetched(drops, birch)
    came = carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert len(came.lines) == 3
    assert [name for name in names(drops) if name.endswith(".answered")] == []
    told.mission.seal(*came.lines)
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert [name.rpartition(".")[2] for name in names(drops)].count("answered") == 2
    assert [name.rpartition(".")[2] for name in names(drops)].count("answer") == 1


def test_a_body_that_the_addressee_lacks_is_laid_there_again(told: Told, drops: Dropping, birch: Addressee) -> None:
    filed(told, "one", "two", "three")
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    (path,) = drops.of(BIRCH).glob("*.parcel")
    whole = parcel.read(path.read_bytes())
    path.with_suffix(".answer").write_bytes(bytes(birch.took(replace(whole, bodies=whole.bodies[::2]))))
    came = carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert (came.tried, came.held) == ({Channel.DROP: Tried.LEFT}, 1)
    again = parcel.read(sorted(drops.of(BIRCH).glob("*.parcel"))[-1].read_bytes())
    assert again.first == 2
    answer = birch.took(again)
    assert (answer.held, answer.cosignature is not None) == (3, True)


def test_a_folder_that_others_can_read_is_refused_and_the_try_has_failed(told: Told, drops: Dropping) -> None:
    filed(told, "one")
    drops.of(BIRCH).mkdir(mode=0o755, parents=True)
    drops.of(BIRCH).chmod(0o755)
    assert carried(told.mission, BIRCH, {Channel.DROP: drops}).tried == {Channel.DROP: Tried.FAILED}
    with pytest.raises(NotLeft, match="chmod 700"):
        drops.deliver(goods())


def goods() -> Goods:
    return Goods(BIRCH, None, 0, 5, b"parcel", lambda old: b"", lambda start, ticket: iter(()))


@pytest.mark.parametrize("name", ["../aster", ".", "..", "a/b", "Ясень", "a\\b", ".hidden"])
def test_no_name_of_a_party_leads_out_of_the_folder(drops: Dropping, name: str) -> None:
    folder = drops.of(PartyId(name))
    assert folder.parent == drops.folder
    assert folder.name not in {".", ".."}
    assert not folder.name.startswith(".")
    drops.deliver(replace(goods(), to=PartyId(name)))
    assert names(drops, PartyId(name)) == ["000000-000005.parcel"]


def test_what_is_no_answer_in_the_folder_changes_nothing(told: Told, drops: Dropping) -> None:
    filed(told, "one")
    carried(told.mission, BIRCH, {Channel.DROP: drops})
    (drops.of(BIRCH) / "000000-000001.answer").write_bytes(b"no answer\n")
    (drops.of(BIRCH) / "notes.answer").write_bytes(b"no answer\n")
    came = carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert (came.tried, came.held) == ({Channel.DROP: Tried.LEFT}, None)


# -- At once -------------------------------------------------------------------------------------------------------------------


def mirrored(told: Told) -> None:
    """Birch wants its mirror and its folder."""
    named = Channels((Channel.MIRROR, Channel.DROP))
    told.seal(told.by_person(BIRCH, named, {"addresses": {"mirror": "http://127.0.0.1:9"}}))


def test_a_party_is_reached_on_every_channel_that_it_named(told: Told, drops: Dropping, birch: Addressee) -> None:
    mirrored(told)
    filed(told, "one", "two")
    straight = Straight(birch)
    came = carried(told.mission, BIRCH, {Channel.DROP: drops, Channel.MIRROR: straight})
    assert came.tried == {Channel.DROP: Tried.LEFT, Channel.MIRROR: Tried.TAKEN}
    assert (came.held, len(came.lines)) == (2, 2)
    only = carried(told.mission, BIRCH, {Channel.DROP: drops})
    assert only.tried == {Channel.DROP: Tried.LEFT}


def test_a_mirror_that_has_all_but_the_last_is_brought_just_that(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    straight = Straight(birch)
    carried(told.mission, BIRCH, {Channel.DROP: straight})
    filed(told, "three")
    carried(told.mission, BIRCH, {Channel.DROP: straight})
    first, *_, last = [parcel.read(each) for each in straight.brought]
    assert (first.begin, len(last.bodies), last.first) == (0, 1, 3)


def test_what_a_mirror_cosigned_is_where_the_next_parcel_begins(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    came = carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)})
    with told.mission.store.writing() as record:
        for size, lines in came.cosigned.items():
            record.cosign(size, lines)
    size = signing.size(told.mission)
    filed(told, "three")
    again = Straight(birch)
    carried(told.mission, BIRCH, {Channel.DROP: again})
    assert [parcel.read(each).begin for each in again.brought] == [size]
    assert b"".join(came.cosigned[size].values()) in bytes(_at(told, size))


def _at(told: Told, size: int) -> note.Note:
    from herald.desk.parcelling import _cosigned

    with told.mission.store.reading() as record:
        return _cosigned(record, size)


def test_a_mirror_is_brought_pieces_until_it_has_all(
    told: Told, birch: Addressee, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(told, *(f"column {number}" for number in range(8)))
    monkeypatch.setattr("herald.desk.parcelling.MOST_BYTES", 9_000)
    straight = Straight(birch)
    came = carried(told.mission, BIRCH, {Channel.DROP: straight})
    assert (came.tried, came.held, len(came.lines)) == ({Channel.DROP: Tried.TAKEN}, 8, 8)
    assert len(straight.brought) > 2
    assert signing.size(told.mission) in came.cosigned


@dataclass
class Odd(Straight):
    """A mirror that answers something else."""

    answers: bytes | Prevented | None = None

    def waiting(self, to: PartyId, address: str | None) -> tuple[bytes, ...]:
        return ()

    def deliver(self, goods: Goods) -> bytes | None:
        if isinstance(self.answers, Prevented):
            raise self.answers
        return self.answers


@pytest.mark.parametrize(
    "answer",
    [
        b"no answer",
        bytes(Answer(0, 0, None, None, None, ())),
        bytes(Answer(10**9, 0, None, None, None, ())),
        bytes(Answer(10**9, 10**9, None, None, "ahead", ())),
        bytes(Answer(3, 0, None, "\u2014 stranger AAAA", None, (b"{}",))),
        Prevented("nobody there"),
    ],
)
def test_an_answer_that_shows_nothing_is_a_try_that_failed(
    told: Told, birch: Addressee, answer: bytes | Prevented
) -> None:
    filed(told, "one")
    came = carried(told.mission, BIRCH, {Channel.DROP: Odd(birch, answers=answer)})
    assert (came.tried, came.lines, came.cosigned) == ({Channel.DROP: Tried.FAILED}, (), {})


def test_only_what_the_addressees_machine_says_of_what_it_got_is_taken_from_an_answer(
    told: Told, birch: Addressee
) -> None:
    filed(told, "one")
    true = carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)})
    (line,) = true.lines
    strange = (
        told.mission.line(movement("of birch", BIRCH)),
        told.by_node(RELIEF, told.consignment(opened(line))),
        b"{}",
        line,
    )
    size = signing.size(told.mission)
    said = Answer(size, 1, None, None, None, strange)
    assert carried(told.mission, BIRCH, {Channel.DROP: Odd(birch, answers=bytes(said))}).lines == (line,)


def opened(line: bytes) -> int:
    act = opening.submission(line).entry.statement.act
    return int(act.of)  # type: ignore[union-attr]  # a consignment


def test_a_cosignature_of_a_machine_that_counts_no_more_is_none(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    assert carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)}).cosigned
    root = signing.root(told.mission.party(BIRCH))
    told.seal(signing.revoking(told.mission, root, told.node(BIRCH)))
    assert carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)}).cosigned == {}


def test_a_cosignature_is_kept_under_the_name_that_the_policy_has_for_it(told: Told, birch: Addressee) -> None:
    log = told.mission.file().policy.splitlines()[0]
    own = birch.whose.cosigner.verifier
    told.seal(told.policy(f"{log}\nwitness birch-mirror {own}\nquorum none\n"))
    filed(told, "one")
    came = carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)})
    assert [list(lines) for lines in came.cosigned.values()] == [["birch-mirror"]]


# -- Not this log --------------------------------------------------------------------------------------------------------------


def test_a_restored_copy_is_told_by_the_mirror_and_seals_nothing(told: Told, birch: Addressee, drops: Dropping) -> None:
    filed(told, "one")
    restored = signing.copied(told.mission)
    filed(told, "two")
    carried(told.mission, BIRCH, {Channel.DROP: Straight(birch)})
    with pytest.raises(NotReconciled, match="not in this record"):
        carried(restored, BIRCH, {Channel.DROP: Straight(birch)})
    restored.filed(movement("another", ASTER))
    restored.filed(movement("and another", ASTER))
    with pytest.raises(NotReconciled):
        carried(restored, BIRCH, {Channel.DROP: Straight(birch)})
    assert birch.codes == []
    assert birch.took(parcel_bytes(restored)).refused == birch.codes[0]
    answer = birch.machine.took(parcel_bytes(told.mission))
    assert answer.refused is None
    drops.deliver(replace(goods(), parcel=b"x"))
    (drops.of(BIRCH) / "000000-000005.answer").write_bytes(bytes(answer))
    with pytest.raises(NotReconciled):
        carried(restored, BIRCH, {Channel.DROP: drops})


def parcel_bytes(mission: Exercise) -> bytes:
    from tests.desk.mirrors import parcel as brought

    return bytes(brought(mission, BIRCH))


def test_a_checkpoint_that_the_log_never_signed_stops_nobody(told: Told, birch: Addressee) -> None:
    filed(told, "one")
    text = f"{told.mission.keys.log.name}\n1000\n{'A' * 43}=\n"
    forged = note.Note(text, (note.sign(text, signing.key(told.mission.lots, told.mission.keys.log.name)),))
    said = Answer(1000, 1, forged, None, None, ())
    came = carried(told.mission, BIRCH, {Channel.DROP: Odd(birch, answers=bytes(said))})
    assert came.tried == {Channel.DROP: Tried.TAKEN}


def test_before_a_mission_has_begun_nothing_is_brought() -> None:
    e = Exercise(MemoryStore())
    with pytest.raises(Broken, match="not begun"):
        carried(e, BIRCH, {})


def test_a_machine_that_was_never_admitted_is_not_believed(told: Told, tmp_path: Path) -> None:
    """It opens what it is brought, if the cell brings it; what it signs is refused, and its cosignature left out."""
    filed(told, "one")
    with machine(told.mission, signing.key(told.mission.lots), BIRCH, tmp_path) as stranger:
        came = carried(told.mission, BIRCH, {Channel.DROP: Straight(stranger)})
    assert came.cosigned == {}
    assert told.mission.refused(came.lines[0]) == "key-unknown"


def test_what_is_carried_is_read_again_as_it_was_made(told: Told, birch: Addressee) -> None:
    filed(told, "one", "two")
    straight = Straight(birch)
    carried(told.mission, BIRCH, {Channel.DROP: straight})
    (data,) = straight.brought
    assert bytes(parcel.read(data)) == data
    with pytest.raises(Malformed):
        parcel.read(data[:-1])
    with told.mission.store.reading() as record:
        assert record.of_kind(Kind.CONSIGNMENT) == ()
