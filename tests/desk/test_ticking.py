"""Is everything sealed that is due, in its order, once, whenever the machine wakes?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.acknowledgement.ladders import ANSWERS, Answer, Channel, Ladder, Tried
from herald.acknowledgement.ladders import Delivery as Rung
from herald.agreement.model import Delivered, Regime
from herald.desk import ticking
from herald.desk.delivering import Carried
from herald.desk.sequencer import Refusing, Sealing
from herald.record.acts import Act, Kind
from herald.record.calling import CallStep, Schedule
from herald.record.rungs import What
from herald.record.telling import Attempt, Channels, Lapse
from herald.store.memory import MemoryStore
from herald.tlog import note
from herald.tlog.keys import Kind as KeyKind
from herald.tlog.keys import SigningKey
from herald.units import HOUR, MINUTE, SECOND, Instant
from tests.desk.missions import ASTER, BIRCH, NOON, Exercise, cancel, movement
from tests.desk.telling import RELIEF, TOLD, Told

CONSIGNING = TOLD["toml"].replace('delivered = "available"', 'delivered = "consigned"')  # type: ignore[index,union-attr,call-overload]


@pytest.fixture
def told() -> Told:
    return Told(Exercise(MemoryStore()).begun(TOLD))


def filed(told: Told, name: str = "column") -> int:
    told.mission.party(BIRCH)
    return told.mission.filed(movement(name, ASTER)).receipt.sealed.index


def sealed(told: Told, *acts: Act) -> list[int]:
    outcomes = told.mission.sequencer.seal_own(acts)
    assert all(isinstance(outcome, Sealing) for outcome in outcomes), outcomes
    return [outcome.receipt.sealed.index for outcome in outcomes if isinstance(outcome, Sealing)]


def delivered(told: Told) -> list[int]:
    with told.mission.store.reading() as record:
        told.mission.sequencer.books.catch_up(record)
        acts = ticking.deliveries(record, told.mission.sequencer.books)
    return sealed(told, *acts)


def silent(told: Told) -> list[Lapse]:
    with told.mission.store.reading() as record:
        acts = ticking.silences(record, told.mission.clock())
    sealed(told, *acts)
    return list(acts)


def answering(told: Told, of: int, answer: Answer = Answer.NO_OBJECTION) -> int:
    return told.seal(told.by_person(BIRCH, told.response(of, answer), {"reason": ""}))


# -- Silence -----------------------------------------------------------------------------------------------------------------------


def test_silence_is_sealed_at_its_deadline_and_once(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH, RELIEF)))
    delivered(told)
    told.mission.clock.move(6 * HOUR)
    assert silent(told) == []  # at that very instant an answer would still be in time
    told.mission.clock.move(1)
    assert silent(told) == [Lapse("2", NOON + 6 * HOUR, of, (BIRCH, RELIEF))]  # type: ignore[arg-type]
    assert silent(told) == []


def test_silence_is_sealed_although_the_machine_slept_through_it(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    delivered(told)
    told.mission.clock.move(9 * 24 * HOUR)
    (lapse,) = silent(told)
    (index,) = told.mission.store.reading().__enter__().of_kind(Kind.LAPSE)
    with told.mission.store.reading() as record:
        assert record.sealed(index).routing().received == NOON + 9 * 24 * HOUR
    assert lapse.due_us == NOON + 6 * HOUR


def test_who_answers_in_time_is_not_silent_and_who_answers_late_was(told: Told) -> None:
    first, second = filed(told), told.mission.filed(movement("later", ASTER, lon=-24.6)).receipt.sealed.index
    told.seal(told.by_machine(told.attempt(first, BIRCH)))
    told.seal(told.by_machine(told.attempt(second, BIRCH)))
    delivered(told)
    answering(told, first)
    told.mission.clock.move(6 * HOUR + 1)
    answering(told, second)
    assert [(lapse.of, lapse.to) for lapse in silent(told)] == [(second, (BIRCH,))]


def test_to_have_noted_is_no_answer_where_the_clause_asks_what_is_thought(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    delivered(told)
    answering(told, of, Answer.NOTED)
    told.mission.clock.move(6 * HOUR + 1)
    assert [lapse.to for lapse in silent(told)] == [(BIRCH,)]


def test_nobody_is_silent_on_a_notice_that_no_longer_holds(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH, RELIEF)))
    delivered(told)
    told.mission.filed(cancel("off", movement("column", ASTER)))
    told.mission.clock.move(7 * HOUR)
    assert silent(told) == []


def test_a_lapse_that_is_not_due_is_refused_and_the_refusal_is_not_sealed(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    delivered(told)
    (outcome,) = told.mission.sequencer.seal_own([told.lapse(of, Instant(NOON + 6 * HOUR), BIRCH)])
    assert isinstance(outcome, Refusing)
    assert (outcome.refused.code, outcome.refusal) == ("not-due", None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=6), st.integers(0, 40))
def test_deadlines_lapse_in_their_order_whenever_the_machine_wakes(days: list[tuple[int, bool]], sleep: int) -> None:
    told = Told(Exercise(MemoryStore()).begun(TOLD))
    told.mission.party(BIRCH)
    due: dict[int, int] = {}
    for number, (hours, answers) in enumerate(days):
        told.mission.clock.move(hours * HOUR + number)
        silent(told)
        name = movement(f"column {number}", ASTER, lon=-24.9 + number / 10, at="2026-04-10T10:00:00Z")
        of = told.mission.filed(name).receipt.sealed.index
        told.seal(told.by_machine(told.attempt(of, BIRCH)))
        delivered(told)
        if answers:
            answering(told, of)
        else:
            due[of] = told.mission.clock() + 6 * HOUR
    told.mission.clock.move(sleep * HOUR)
    silent(told)
    with told.mission.store.reading() as record:
        lapses = [record.sealed(index).entry().statement.act for index in record.of_kind(Kind.LAPSE)]
    found = [(act.due_us, act.of) for act in lapses if isinstance(act, Lapse)]
    assert found == sorted((at, of) for of, at in due.items() if at < told.mission.clock())


# -- Delivery ----------------------------------------------------------------------------------------------------------------------


def witnesses(told: Told) -> tuple[SigningKey, SigningKey]:
    """Two witnesses, both of whom are asked for."""
    made = told.mission.lots
    one, two = (SigningKey(name, KeyKind.COSIGNATURE, made(32)) for name in ("cedar-witness", "dunlin-witness"))
    log = told.mission.file().policy.splitlines()[0]
    named = f"witness one {one.verifier}\nwitness two {two.verifier}\ngroup both all one two\nquorum both\n"
    told.seal(told.policy(f"{log}\n{named}"))
    return one, two


def cosigned(told: Told, name: str, key: SigningKey, size: int | None = None) -> None:
    with told.mission.store.writing() as record:
        head = record.head()
        assert head is not None
        at = size or head.size
        signed = record.checkpoint(at)
        assert signed is not None
        line = str(note.sign(note.read(signed).text, key, told.mission.clock() // SECOND))
        record.cosign(at, {name: f"{line}\n".encode()})


def rungs(told: Told, of: int, ladder: Ladder = Ladder.DELIVERY) -> Iterator[tuple[str, int, Instant]]:
    with told.mission.store.reading() as record:
        yield from ((each.party, each.rank, each.at) for each in record.told(of) if each.ladder is ladder)


def test_a_notice_is_available_since_the_last_of_the_quorum_saw_that_it_was_tried(told: Told) -> None:
    one, two = witnesses(told)
    of = filed(told)
    cosigned(told, "one", one)
    cosigned(told, "two", two)
    assert delivered(told) == []  # nobody tried
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    assert delivered(told) == []  # nobody saw that
    told.mission.clock.move(MINUTE)
    cosigned(told, "one", one)
    assert delivered(told) == []
    told.mission.clock.move(MINUTE)
    cosigned(told, "two", two)
    (index,) = delivered(told)
    with told.mission.store.reading() as record:
        act = record.sealed(index).entry().statement.act.json()
    assert (act["at_us"], act["by"], act["counts"], act["size"]) == (NOON + 2 * MINUTE, "available", True, of + 2)
    assert delivered(told) == []


def test_a_machine_that_is_switched_off_is_no_veto(told: Told) -> None:
    one, two = witnesses(told)
    addresses = {"mirror": "http://127.0.0.1:9"}
    told.mission.party(BIRCH)
    told.seal(told.by_person(BIRCH, Channels((Channel.MIRROR, Channel.DROP)), {"addresses": addresses}))
    of = filed(told)
    tries = told.attempt(of, BIRCH).tries
    told.seal(told.by_machine(Attempt(of, tries)))
    cosigned(told, "one", one)
    cosigned(told, "two", two)
    assert delivered(told) == []  # only one of the two channels was tried
    failed = told.attempt(of, BIRCH, result=Tried.FAILED, channel=Channel.MIRROR).tries
    told.seal(told.by_machine(Attempt(of, failed)))
    told.mission.clock.move(MINUTE)
    cosigned(told, "one", one)
    cosigned(told, "two", two)
    assert len(delivered(told)) == 1
    assert (BIRCH, Rung.AVAILABLE, NOON + MINUTE) in rungs(told, of)


def test_where_the_clause_asks_for_more_being_available_counts_for_nothing() -> None:
    told = Told(Exercise(MemoryStore()).begun({"files": {}, "toml": CONSIGNING}))
    of = filed(told)
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    (index,) = delivered(told)
    with told.mission.store.reading() as record:
        act = record.sealed(index).entry().statement.act.json()
        assert (act["by"], act["counts"]) == (Delivered.AVAILABLE.value, True)  # clause 1 is content with it
        assert record.still_open(What.ANSWER) == ()  # and no clock of clause 2 runs
    told.mission.clock.move(HOUR)
    told.seal(told.by_node(BIRCH, told.consignment(of)))
    delivered(told)
    with told.mission.store.reading() as record:
        (due,) = record.still_open(What.ANSWER)
    assert (due.at, due.party, due.clause) == (NOON + 7 * HOUR, BIRCH, "2")


# -- Tries -------------------------------------------------------------------------------------------------------------------------


def test_what_failed_is_tried_again_after_an_hour_and_what_was_left_is_not(told: Told) -> None:
    of = filed(told)

    def wanted() -> dict[str, dict[int, frozenset[Channel]]]:
        with told.mission.store.reading() as record:
            return {party: dict(each) for party, each in ticking.to_try(record, told.mission.clock()).items()}

    assert wanted() == {BIRCH: {of: {Channel.DROP}}, RELIEF: {of: {Channel.DROP}}}
    carried = {
        BIRCH: Carried({Channel.DROP: Tried.LEFT}, (), None),
        RELIEF: Carried({Channel.DROP: Tried.FAILED}, (), None),
    }
    acts = ticking.attempts(wanted(), carried, told.mission.clock())  # type: ignore[arg-type]
    assert len(acts) == 1
    sealed(told, *acts)
    assert wanted() == {}
    told.mission.clock.move(HOUR)
    assert wanted() == {RELIEF: {of: {Channel.DROP}}}


def test_a_unit_that_is_called_like_a_channel_is_no_try(told: Told) -> None:
    of = filed(told)
    told.seal(told.by_person(BIRCH, told.spreading(of), {"unit": "drop"}))
    with told.mission.store.reading() as record:
        assert set(ticking.to_try(record, told.mission.clock())) == {BIRCH, RELIEF}


# -- Line checks -------------------------------------------------------------------------------------------------------------------


def test_a_line_that_nobody_tried_out_is_sealed_as_missed_once_each_time(told: Told) -> None:
    told.mission.party(BIRCH)
    told.seal(told.by_officer(Schedule(3_600, NOON, 600, BIRCH)))
    told.mission.clock.move(HOUR + 11 * MINUTE)

    def missed() -> list[Instant]:
        with told.mission.store.reading() as record:
            told.mission.sequencer.books.catch_up(record)
            books, now = told.mission.sequencer.books, told.mission.clock()
            acts = ticking.missed(record, books, now, told.mission.lots)
        sealed(told, *acts)
        assert all(act.step is CallStep.MISSED and act.others == (BIRCH,) for act in acts)
        return [act.at_us for act in acts]

    assert missed() == [NOON, NOON + HOUR]
    assert missed() == []


# -- Which answers exist -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("answer", list(Answer))
def test_no_answer_is_sealed_that_the_regime_does_not_know(regime: Regime, answer: Answer) -> None:
    text = str(TOLD["toml"]).replace("notify-object", regime.value)  # type: ignore[index,call-overload]
    told = Told(Exercise(MemoryStore()).begun({"files": {}, "toml": text}))
    of = filed(told)
    (outcome,) = told.mission.seal(told.by_person(BIRCH, told.response(of, answer), {"reason": ""}))
    assert isinstance(outcome, Sealing) is (answer in ANSWERS[regime])
    assert list(rungs(told, of, Ladder.RESPONSE)) != [] or isinstance(outcome, Refusing)
    if isinstance(outcome, Refusing):
        assert outcome.refused.code == "no-such-answer"
