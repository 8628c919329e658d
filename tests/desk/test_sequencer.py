"""What is sealed stands where its receipt says, is chained to what its readers must see, and was checked in log order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.canonical import Json
from herald.check import pairs
from herald.check.answer import Verdict
from herald.check.reach import reach
from herald.desk import founding, stating
from herald.desk.sequencer import Outcome, Refusing, Sealing
from herald.notice.model import Action, Notice, Route, Window, Windows
from herald.ports import Broken, Store
from herald.record.acts import AgreementVersion, Erasure, Kind, Reason, Revocation
from herald.record.entry import Statement
from herald.record.met import ANSWER, met_of
from herald.record.receipt import holds
from herald.record.sealed import End, Envelope, Link
from herald.store.memory import MemoryStore, MemoryWriting
from herald.store.sqlite.store import SqliteStore
from herald.tlog import checkpoint, note, policy, proof, tree
from herald.tlog.note import Refused
from herald.units import DAY, HOUR, NoticeId, PartyId
from tests.desk import signing
from tests.desk.incidents import Incidents
from tests.desk.missions import ASTER, BIRCH, CELL, NOON, Exercise, cancel, instead, movement
from tests.desk.signing import filing, line, root
from tests.desk.telling import RELIEF, TOLD, Told

CEDAR = PartyId("cedar-relief")
STORES = ("memory", "sqlite")


@contextmanager
def kept(name: str) -> Iterator[Store]:
    """A store of this kind, empty."""
    if name == "memory":
        yield MemoryStore()
        return
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "mission.db", new=True)
        yield store
        store.close()


@pytest.fixture(params=STORES)
def e(request: pytest.FixtureRequest) -> Iterator[Exercise]:
    """A mission that has begun, in each kind of store."""
    with kept(request.param) as store:
        yield Exercise(store).begun()


def a_busy_day(e: Exercise) -> None:
    """Every kind of act, alone and together."""
    column, patrol = movement("column", ASTER), movement("patrol", BIRCH)
    e.submit(column, patrol, movement("relief", CEDAR))
    signing.refused(e, filing(e, column))
    e.submit(replace(movement("for birch", ASTER, lat=-29), kept={"recipients": ["birch"]}), cancel("off", patrol))
    signing.another_person(e, e.party(BIRCH))
    e.clock.move(HOUR)
    e.seal(
        filing(e, instead(column, movement("column b", ASTER))),
        signing.revoking(e, root(e.party(CEDAR)), e.party(CEDAR).person),
        line(e, e.party(ASTER).author, Erasure(signing.size(e) - 3, ("details",))),
        signing.version(
            e, 2, {"files": {}, "toml": "id = 'x'\nstatus = 'held'\n[[party]]\nid = 'aster'\n[[party]]\nid = 'birch'\n"}
        ),
    )
    e.filed(movement("last", BIRCH, lat=-28))


def everything(e: Exercise) -> list[tuple[Statement, Envelope, bytes]]:
    with e.store.reading() as record:
        return [(one.entry().statement, one.routing(), one.leaf) for one, _ in record.all_sealed()]


# -- Receipts ----------------------------------------------------------------------------------------------------------------------


def test_a_receipt_proves_its_own_entry_at_its_own_place_and_no_other(e: Exercise) -> None:
    first, second = e.submit(movement("column", ASTER), movement("patrol", BIRCH))
    assert isinstance(first, Sealing)
    assert isinstance(second, Sealing)
    assert signing.is_proved(e, first.receipt)
    assert signing.is_proved(e, second.receipt)
    trust = policy.read(e.file().policy.encode())
    other = tree.leaf_hash(second.receipt.sealed.leaf)
    assert isinstance(proof.verify(first.receipt.proof, other, trust), Refused)
    swapped = replace(first.receipt, proof=replace(first.receipt.proof, index=second.receipt.sealed.index))
    assert not holds(swapped)
    assert holds(first.receipt)


def test_a_receipt_of_long_ago_and_one_of_now_prove_the_same_entry(e: Exercise) -> None:
    early = e.filed(movement("column", ASTER)).receipt
    e.submit(*[movement(f"later {n}", BIRCH, lat=-20 - n) for n in range(5)])
    with e.store.reading() as record:
        late = stating.Proofs(record).receipt(early.sealed.index)
    assert late.sealed == early.sealed
    assert checkpoint.read(late.proof.checkpoint.text).size > checkpoint.read(early.proof.checkpoint.text).size
    assert signing.is_proved(e, early)
    assert signing.is_proved(e, late)


def test_everything_that_was_sealed_can_be_proved_after_a_busy_day(e: Exercise) -> None:
    a_busy_day(e)
    with e.store.reading() as record:
        proofs = stating.Proofs(record)
        receipts = [proofs.receipt(index) for index in range(signing.size(e))]
    assert len(receipts) == 21
    assert all(signing.is_proved(e, one) for one in receipts)


# -- Envelopes ---------------------------------------------------------------------------------------------------------------------


def about(statement: Statement, holders: dict[str, PartyId]) -> PartyId | None:
    """Whose keys is it about? By the table of the record's formats."""
    act = statement.act.json()
    if statement.kind is Kind.MISSION:
        return PartyId(str(act["cell"]))
    if statement.kind is Kind.KEY:
        holders[str(act["id"])] = PartyId(str(act["holder"]))
        return holders[str(act["id"])]
    return holders[str(act["id"])] if statement.kind is Kind.REVOCATION else None


def test_every_chain_is_dense_and_each_link_names_the_leaf_before_it(e: Exercise) -> None:
    a_busy_day(e)
    assert_chains_hold(e)
    to = [link.party for _, envelope, _ in everything(e) for link in envelope.to]
    assert {party: to.count(party) for party in to} == {ASTER: 4, BIRCH: 4, CEDAR: 4}


def test_every_chain_is_dense_where_entries_of_every_kind_stand(e: Exercise) -> None:
    told = Told(e)
    told.seal(e.by_the_cell(next_version_of(e), {"text": TOLD}))
    of = e.filed(movement("column", ASTER)).receipt.sealed.index
    e.party(BIRCH)
    behalf = told.seal(told.entered(movement("convoy", RELIEF, lon=-24.6)))
    told.told(of, ASTER, BIRCH, RELIEF)
    told.seal(told.by_person(RELIEF, told.confirmation(behalf)))
    told.rung(ASTER, BIRCH)
    Incidents(told).happened(ASTER, BIRCH, of)
    e.refused(e.line(movement("column", ASTER, lon=-24.5)))
    told.seal(e.by_the_cell(Erasure(of, ("details",))))
    told.seal(e.by_the_cell(Revocation(e.parties[ASTER].root.name, Reason.LOST)))
    assert_chains_hold(e)
    assert {statement.kind for statement, _, _ in everything(e)} == set(Kind)


def next_version_of(e: Exercise) -> AgreementVersion:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
    return founding.next_version(e.sequencer.books, TOLD)


def assert_chains_hold(e: Exercise) -> None:
    of_keys, to = defaultdict[PartyId, list[bytes]](list), defaultdict[PartyId, list[bytes]](list)
    holders: dict[str, PartyId] = {}
    entries = everything(e)
    for index, (statement, envelope, leaf) in enumerate(entries):
        assert envelope.index == index
        parties = [CELL] if statement.party == CELL else [CELL, statement.party]
        assert envelope.keys == tuple(End(party, len(of_keys[party]), last(of_keys[party])) for party in parties)
        whose = about(statement, holders)
        assert envelope.link == (None if whose is None else Link(whose, len(of_keys[whose]) + 1, last(of_keys[whose])))
        for link in envelope.to:
            assert link == Link(link.party, len(to[link.party]) + 1, last(to[link.party]))
        if whose is not None:
            of_keys[whose].append(leaf)
        for link in envelope.to:
            to[link.party].append(leaf)


def last(chain: Sequence[bytes]) -> bytes | None:
    return chain[-1] if chain else None


OTHERS = (BIRCH, CEDAR)
RULES: tuple[tuple[str, dict[str, Json], tuple[PartyId, ...]], ...] = (
    ("ground-movement", {}, OTHERS),
    ("flight", {}, OTHERS),
    ("static-site", {}, ()),
    ("static-site", {"recipients": ["cedar-relief"]}, (CEDAR,)),
    ("ground-movement", {"recipients": ["cedar-relief", "birch"]}, OTHERS),
    ("ground-movement", {"recipients": ["birch", "birch", "aster", "nobody"]}, (BIRCH,)),
    ("ground-movement", {"recipients": []}, ()),
    ("ground-movement", {"recipients": None}, OTHERS),
    ("ground-movement", {"recipients": "birch"}, (BIRCH,)),
    ("ground-movement", {"recipients": "cedar-relief; birch"}, OTHERS),
    ("ground-movement", {"recipients": "nobody"}, ()),
    ("ground-movement", {"recipients": {"birch": True}}, ()),
    ("ground-movement", {"recipients": [["birch"], 7, None]}, ()),
)


def test_a_notice_is_addressed_to_whom_it_names_a_site_to_nobody_anything_else_to_all_others() -> None:
    e = Exercise(MemoryStore()).begun()
    for number, (kind, said, expected) in enumerate(RULES):
        form = movement(f"{number}", ASTER, lat=-20 - number)
        notice = replace(form, kind=type(form.kind)(kind), kept={**form.kept, **said})
        if kind == "static-site":
            notice = replace(notice, shape=signing.spot(form))
        sealed = e.filed(notice).receipt.sealed
        assert tuple(link.party for link in sealed.routing().to) == expected, (kind, said)
    others = [one for one in everything(e) if one[0].kind is not Kind.NOTICE]
    assert not any(envelope.to for _, envelope, _ in others)


def test_each_notice_was_checked_up_to_its_own_index_and_its_envelope_holds_the_answer(e: Exercise) -> None:
    a_busy_day(e)
    with e.store.reading() as record:
        for sealed, openings in record.all_sealed():
            checked = sealed.routing().checked
            if sealed.entry().statement.kind is not Kind.NOTICE:
                assert checked is None
                assert ANSWER not in openings
                continue
            assert checked is not None
            assert checked.size == sealed.index
            assert checked.answer == openings[ANSWER].commitment(ANSWER)


def test_a_clock_that_was_set_back_makes_nothing_earlier_than_what_is_there(e: Exercise) -> None:
    e.filed(movement("column", ASTER))
    for number, by in enumerate((-HOUR, 2 * DAY, -DAY, -HOUR, DAY + 2 * HOUR)):
        e.clock.move(by)
        e.filed(movement(f"patrol {number}", BIRCH, lat=-20 - number))
    received = [envelope.received for _, envelope, _ in everything(e)]
    late = NOON - HOUR + 2 * DAY
    assert received[-6:] == [NOON, NOON, late, late, late, late + HOUR]
    with e.store.reading() as record:
        head = record.head()
    assert head is not None
    assert head.received == received[-1]


# -- In the order of the log -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One filing: whose, where it is (0 and 1 are near each other, 2 is far, 3 states no end), and what it succeeds."""

    party: PartyId
    where: int
    action: Action
    of: int


STEPS = st.builds(
    Step, st.sampled_from((ASTER, BIRCH, CEDAR)), st.integers(0, 3), st.sampled_from(Action), st.integers(0, 7)
)
BATCHES = st.lists(st.lists(STEPS, min_size=1, max_size=4), min_size=1, max_size=3)
FORMS = tuple(movement("form", ASTER, lat=lat) for lat in (-31.928, -31.922, -20, -31.925))


def notice(step: Step, number: int) -> Notice:
    form = FORMS[step.where]
    assert isinstance(form.shape, Route)
    shape = form.shape
    if step.where == 3:
        assert isinstance(shape.schedule, Windows)
        first, *rest = shape.schedule.each
        shape = replace(shape, schedule=Windows((Window(first.earliest, None), *rest)))
    named = None if step.action is Action.NEW else NoticeId(f"n{step.of if step.of != number else number + 1}")
    return replace(
        form,
        id=NoticeId(f"n{number}"),
        party=step.party,
        action=step.action,
        replaces=named,
        shape=None if step.action is Action.CANCEL else shape,
    )


def expected(log: Sequence[Notice], at: int) -> tuple[list[str], list[str]]:
    """What a check of the last of these and of everything before it that still stands would list of the last."""

    def stands(one: Notice, before: int) -> bool:
        later = [each for each in log[:before] if each.replaces == one.id and each.party == one.party]
        return one.action is not Action.CANCEL and not later

    mine = log[at]
    if not stands(mine, at + 1):
        return [], []
    standing = [one for one in log[:at] if stands(one, at)]
    # Only whether they stand is asked of succession here: alone among those that stand, none of them succeeds another.
    alone = [replace(one, action=Action.NEW, replaces=None) for one in (*standing, mine)]
    found = pairs.check(alone, AGREED.agreement, AGREED.limits).encounters
    mine_of = [(one.b if one.a == mine.id else one.a, one.verdict) for one in found if mine.id in (one.a, one.b)]
    could = sorted(other for other, verdict in mine_of if verdict is Verdict.COULD_MEET)
    return could, sorted(other for other, verdict in mine_of if verdict is Verdict.CANNOT_TELL)


AGREED = Exercise(MemoryStore()).begun().sequencer.books


@pytest.mark.parametrize("store", STORES)
@given(batches=BATCHES)
@settings(max_examples=25)
def test_every_answer_is_that_of_the_check_of_everything_before_it_however_the_log_is_cut(
    store: str, batches: list[list[Step]]
) -> None:
    with kept(store) as held:
        e = Exercise(held).begun()
        e.file()
        for party in (ASTER, BIRCH, CEDAR):
            e.party(party)
        log: list[Notice] = []
        number = 0
        for batch in batches:
            notices = [notice(step, number + at) for at, step in enumerate(batch)]
            number += len(batch)
            for one, outcome in zip(notices, e.submit(*notices), strict=True):
                if isinstance(outcome, Sealing):
                    log.append(one)
                    found = list(outcome.met.could_meet), list(outcome.met.cannot_tell)
                    assert found == expected(log, len(log) - 1), (one.id, [each.id for each in log])
        _is_kept(e, log)


def _is_kept(e: Exercise, log: Sequence[Notice]) -> None:
    """Do the tables hold those that stand, and no others, and the sealed answers what was told?"""
    standing = [
        one
        for one in log
        if one.action is not Action.CANCEL and not [x for x in log if x.replaces == one.id and x.party == one.party]
    ]
    with e.store.reading() as record:
        found = [record.filed_at(index) for index in record.standing()]
        assert [filed.id for filed in found if filed] == [one.id for one in standing]
        boxes = [box for of in reach(standing) for box in of]
        assert record.near(boxes) == record.standing()
        for one in log:
            filed = record.filed(one.id)
            assert filed is not None
            assert met_of(record.openings(filed.index)[ANSWER].value) is not None


# -- What no longer stands ---------------------------------------------------------------------------------------------------------


def met(outcome: Outcome) -> tuple[NoticeId, ...]:
    assert isinstance(outcome, Sealing), outcome
    return outcome.met.could_meet


def test_what_was_replaced_or_cancelled_is_held_against_nobody_any_more(e: Exercise) -> None:
    column, patrol = movement("column", ASTER), movement("patrol", BIRCH)
    e.filed(column)
    assert met(e.filed(patrol)) == ("column",)
    e.filed(instead(column, movement("column b", ASTER)))
    assert met(e.filed(movement("patrol b", BIRCH))) == ("column b",)
    e.filed(cancel("off", movement("column b", ASTER)))
    assert met(e.filed(movement("patrol c", BIRCH))) == ()
    with e.store.reading() as record:
        boxes = [box for of in reach([column]) for box in of]
        at = [record.filed_at(index) for index in record.near(boxes)]
        assert [filed.id for filed in at if filed] == ["patrol", "patrol b", "patrol c"]
        assert dict(record.counts()) == {BIRCH: 3}


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one batch"])
@pytest.mark.parametrize("by", ["cancel", "replace"])
def test_nobody_takes_another_partys_notice_out_by_ending_it_in_advance(e: Exercise, by: str, together: bool) -> None:
    column = movement("column", ASTER)
    ending = cancel("x", column) if by == "cancel" else instead(column, movement("x", BIRCH, lat=-20))
    acts = (replace(ending, party=BIRCH), column, movement("patrol", BIRCH))
    outcomes = e.submit(*acts) if together else [outcome for act in acts for outcome in e.submit(act)]
    assert [met(outcome) for outcome in outcomes] == [(), (), ("column",)]
    assert met(e.filed(movement("patrol b", BIRCH))) == ("column",)
    with e.store.reading() as record:
        filed = record.filed(NoticeId("column"))
        assert filed is not None
        assert filed.index in record.standing()


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one batch"])
def test_a_party_may_end_its_own_notice_before_it_arrives(e: Exercise, together: bool) -> None:
    e.filed(movement("patrol", BIRCH))
    column = movement("column", ASTER)
    acts = (cancel("x", column), column, movement("patrol b", BIRCH, at="2026-03-10T10:01:00Z"))
    outcomes = e.submit(*acts) if together else [outcome for act in acts for outcome in e.submit(act)]
    assert [met(outcome) for outcome in outcomes] == [(), (), ()]


def test_two_that_arrive_together_meet_once_whoever_comes_first(e: Exercise) -> None:
    first, second = e.submit(movement("patrol", BIRCH), movement("column", ASTER))
    assert (met(first), met(second)) == ((), ("patrol",))


# -- All or nothing ----------------------------------------------------------------------------------------------------------------


class Torn(MemoryStore):
    """A store whose commits fail when it is told so."""

    torn = False

    @contextmanager
    def writing(self) -> Iterator[MemoryWriting]:
        with super().writing() as record:
            yield record
            if self.torn:
                raise Broken("EXERCISE: the disk is full")


def test_what_is_not_committed_has_no_receipt_and_left_nothing() -> None:
    store = Torn()
    e = Exercise(store).begun()
    handed = filing(e, movement("column", ASTER))
    size = signing.size(e)
    store.torn = True
    with pytest.raises(Broken, match="disk is full"):
        e.seal(handed)
    store.torn = False
    assert signing.size(e) == size
    (outcome,) = e.seal(handed)
    assert isinstance(outcome, Sealing)
    assert not outcome.again
    assert outcome.receipt.sealed.index == size


def test_receipts_are_made_of_what_the_store_gives_back_after_the_commit(e: Exercise) -> None:
    column = e.filed(movement("column", ASTER)).receipt
    with e.store.reading() as record:
        head = record.head()
        assert head is not None
        assert bytes(column.proof.checkpoint) == head.checkpoint
        assert record.checkpoint(head.size) == head.checkpoint


def test_a_log_that_is_longer_than_was_believed_is_not_grown(e: Exercise) -> None:
    size = signing.size(e)
    for believed in (size - 1, size + 1, 0):
        with pytest.raises(Broken), e.store.writing() as record:
            record.grow(believed, size + 1, {}, b"")
    assert signing.size(e) == size
    if isinstance(e.store, SqliteStore):
        return
    e.filed(movement("goes on", ASTER))


def test_a_tree_that_is_not_the_one_last_signed_is_not_grown() -> None:
    store = MemoryStore()
    e = Exercise(store).begun()
    handed = filing(e, movement("column", ASTER))
    store._state.tiles[0, 0] = bytes(32) + store._state.tiles[0, 0][32:]
    with pytest.raises(Broken, match="not the one that was last signed"):
        e.seal(handed)


def test_nothing_is_sealed_by_a_batch_in_which_nothing_may_be(e: Exercise) -> None:
    size = signing.size(e)
    outcomes = e.seal(b"", b"{}", b"\xff")
    assert all(isinstance(one, Refusing) and one.problems and one.refusal is None for one in outcomes)
    assert e.seal() == ()
    assert signing.size(e) == size
    with e.store.reading() as record:
        assert [at for at, _ in record.checkpoints()] == [1, size]
        signed = record.checkpoint(size)
    assert signed is not None
    assert checkpoint.read(note.read(signed).text).size == size
