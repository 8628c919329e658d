"""Does anything ever come out as an answer that the clause does not know? Whatever was handed in, by whom, in whatever order."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from herald import canonical
from herald.acknowledgement.ladders import ANSWERS, RANKS, Answer, Ladder, Tried
from herald.acknowledgement.verdicts import Claim
from herald.agreement.model import Regime
from herald.canonical import Json
from herald.desk.sequencer import Outcome, Sealing
from herald.disclosure.bundle import whole
from herald.disclosure.ladder import ladder
from herald.disclosure.viewer import CELL as BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import answer as answers
from herald.formats.mission import documents, words
from herald.record.acts import Kind
from herald.record.drafting import Author
from herald.record.telling import Lapse, Response
from herald.store.memory import MemoryStore
from herald.units import MINUTE, ClauseId, Instant
from tests.desk.days import Day, quorum
from tests.desk.missions import ASTER, BIRCH, CELL, Exercise, cancel, instead, key, movement
from tests.desk.telling import RELIEF, Told

DELIVERED = ("available", "consigned")
AGREED = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[party]]
id = "cedar-relief"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "{one}"
separation_m = 1000
[[clause]]
id = "2"
text = "EXERCISE: a column is told of"
kind = "ground-movement"
regime = "{two}"
reply_h = 6
delivered = "{delivered}"
"""
CLAUSES = ("1", "1", "2", "2", "3", None)
MOST_ACTS = 40
RUNS = 10
DEEP = 1_000


class Chaos:
    """A mission in which everybody hands in whatever comes to mind."""

    def __init__(self, random: Random) -> None:
        self.random = random
        one, two = random.choice([*Regime]), random.choice([*Regime])
        self.regimes: Mapping[str | None, Regime] = {"1": one, "2": two, None: Regime.NOTIFY}
        text = AGREED.format(one=one.value, two=two.value, delivered=random.choice(DELIVERED))
        mission = Exercise(MemoryStore()).begun({"files": {}, "toml": text})
        self.told = Told(mission)
        self.filed: list[int] = []
        self.lines: list[bytes] = []
        for party in (ASTER, BIRCH):
            mission.party(party)
            self.told.node(party)
        self.told.officer()
        self.stranger = key(mission.lots)

    @property
    def mission(self) -> Exercise:
        return self.told.mission

    # -- Hands ---------------------------------------------------------------------------------------------------------------

    def author(self) -> Author:
        """Somebody, under some name: its own, or another's."""
        told, mission = self.told, self.mission
        hands = [
            *(Author(mission.parties[party].person, party) for party in (ASTER, BIRCH)),
            Author(told.officer(), CELL),
            Author(told.officer(), BIRCH),
            Author(mission.keys.node, CELL, machine=True),
            Author(mission.keys.root, CELL),
            Author(told.node(BIRCH), BIRCH, machine=True),
            Author(mission.parties[ASTER].person, BIRCH),
            Author(mission.parties[BIRCH].root, BIRCH),
            Author(self.stranger, BIRCH),
            Author(self.stranger, RELIEF),
        ]
        return self.random.choice(hands)

    def of(self) -> int:
        return (
            self.random.choice(self.filed) if self.filed and self.random.random() < 0.9 else self.random.randrange(30)
        )

    def leaf(self, of: int) -> bytes:
        with self.mission.store.reading() as record:
            head = record.head()
            assert head is not None
            other = self.random.randrange(head.size) if self.random.random() < 0.05 or of >= head.size else of
            return record.sealed(other).leaf

    # -- Acts ----------------------------------------------------------------------------------------------------------------

    def hand_in(self) -> None:
        """One act more, that may fit or not."""
        act = self.random.choice(
            (*[self.answer] * 6, self.file, self.file, self.tick, self.tick, self.lie, self.spoil, self.again)
        )
        self.mission.clock.move(self.random.randrange(1, 90) * MINUTE)
        act()

    def seal(self, line: bytes) -> tuple[Outcome, ...]:
        self.lines.append(line)
        return self.mission.seal(line)

    def answer(self) -> None:
        """Mostly by an addressee, to a notice that is there."""
        of, clause = self.of(), self.random.choice(CLAUSES)
        with self.mission.store.reading() as record:
            filed = record.filed_at(of)
        to = {ASTER: BIRCH, BIRCH: ASTER}.get(ASTER if filed is None else filed.party, ASTER)
        author = Author(self.mission.parties[to].person, to) if self.random.random() < 0.7 else self.author()
        act = Response(self.random.choice([*Answer]), None if clause is None else ClauseId(clause), self.leaf(of), of)
        self.seal(self.told.line(author, act, {"reason": self.random.choice(("", "EXERCISE: granted"))}))

    def file(self) -> None:
        party, number = self.random.choice((ASTER, BIRCH)), len(self.lines)
        new = movement(f"n-{number}", party, lon=-24.9 + number / 50, at="2026-04-10T10:00:00Z")
        with self.mission.store.reading() as record:
            filed = [record.filed_at(each) for each in self.filed]
        own = [each for each in filed if each is not None and each.party == party]
        if own and self.random.random() < 0.3:
            old = movement(self.random.choice(own).id, party)
            new = cancel(f"n-{number}", old) if self.random.random() < 0.5 else instead(old, new)
        for outcome in self.seal(self.mission.line(new)):
            if isinstance(outcome, Sealing):
                self.filed.append(outcome.receipt.sealed.index)

    def tick(self) -> None:
        """The cell's machine says what it has to say."""
        day = self.day()
        day.tried(lambda _party, _way: self.random.choice([*Tried]))
        day.delivered()
        day.silences()

    def day(self) -> Day:
        return Day(self.told, quorum(self.mission.keys.log.verifier), ASTER, BIRCH)

    def lie(self) -> None:
        """The cell's machine, or who says to be it, says something of silence or delivery that may not be so."""
        of = self.of()
        act = self.random.choice(
            (
                Lapse(ClauseId(self.random.choice(("1", "2"))), self.mission.clock(), of, (BIRCH,)),
                self.told.delivery(of, BIRCH),
                self.told.attempt(of, BIRCH),
            )
        )
        author = self.author() if self.random.random() < 0.5 else Author(self.mission.keys.node, CELL, machine=True)
        self.seal(self.told.line(author, act))

    def spoil(self) -> None:
        """A line that was handed in is handed in with other words in it, or with a byte less, or one more."""
        if not self.lines:
            return
        line = self.random.choice(self.lines)
        old, new = self.random.choice(_SPOILT)
        at = self.random.randrange(len(line))
        self.mission.seal(
            self.random.choice(
                (line.replace(old, new), line[:at] + line[at + 1 :], line[:at] + b"\x00" + line[at:], line[:at])
            )
        )

    def again(self) -> None:
        if self.lines:
            self.mission.seal(self.random.choice(self.lines))


_SPOILT = (
    (b"no-objection", b"granted"),
    (b'answer\\":\\"noted', b'answer\\":\\"approved'),
    (b'answer\\":\\"', b'answer\\":\\"granted\\",\\"was\\":\\"'),
    (b"refused", b"granted"),
    (b'clause\\":\\"1', b'clause\\":\\"2'),
    (b'clause\\":null', b'clause\\":\\"2\\"'),
    (b"birch", b"aster"),
)
_SHOWN = {answer: answer.value.replace("-", " ") for answer in Answer}


def chaos(random: Random) -> Chaos:
    made = Chaos(random)
    made.file()
    for _ in range(random.randrange(5, MOST_ACTS)):
        made.hand_in()
    return made


def judged(of: Chaos) -> int:
    """How many answers were shown, none of them one that its clause does not know? Wherever an answer comes out."""
    with of.mission.store.reading() as record:
        books = of.mission.sequencer.books
        books.catch_up(record)
        count = 0
        for index in of.filed:
            for told in record.told(index):
                if told.ladder is Ladder.RESPONSE and told.rank:
                    answer = next(each for each, rank in RANKS.items() if rank == told.rank)
                    assert answer in ANSWERS[of.regimes[told.note]], (told, of.regimes)
                    count += 1
        possible = {RANKS[answer] for regime in of.regimes.values() for answer in ANSWERS[regime]}
        for come in record.come(Instant(0)):
            assert come.answer in {None, 0, *possible}, come
        for index in of.filed:
            _in_its_bundles(of, index)
    return count


def _in_its_bundles(of: Chaos, index: int) -> None:
    from herald.desk import stating

    with of.mission.store.reading() as record:
        evidence = stating.evidence(record, of.mission.sequencer.books, index)
    for viewer in (BY_THE_CELL, Viewer(ASTER), Viewer(BIRCH)):
        made = whole(evidence, viewer)
        for piece in made.ladder:
            if piece.kind is Kind.RESPONSE:
                act = _act(piece.note)
                regime = of.regimes[act["clause"]]  # type: ignore[index]  # a text or null
                assert Answer(str(act["answer"])) in ANSWERS[regime], (act, of.regimes)
        shown = ladder(made, viewer)
        assert shown is not None
        if all(regime is not Regime.CONSENT for regime in of.regimes.values()):
            said = words.ladder(shown) + answers.text(documents.ladder(shown))
            assert "granted" not in said.lower().replace("exercise: granted", ""), said
        for one in shown.each:
            assert {claim.claim for claim in one.claims} == set(Claim)


def _act(note: bytes) -> Mapping[str, Json]:
    statement = canonical.read("note", note.split(b"\n")[1])
    assert isinstance(statement, dict)
    act = statement["act"]
    assert isinstance(act, dict)
    return act


def test_no_acts_of_any_hands_ever_show_an_answer_that_the_clause_does_not_know(seed: int) -> None:
    random = Random(seed)
    assert sum(judged(chaos(random)) for _ in range(RUNS)) > 2 * RUNS


@pytest.mark.deep
def test_no_acts_of_a_thousand_disorderly_missions_show_an_answer_that_the_clause_does_not_know(seed: int) -> None:
    random = Random(seed)
    assert sum(judged(chaos(random)) for _ in range(DEEP)) > 2 * DEEP
