"""Is a mission told the same whoever its parties are? Swapped roles, other names and scripts: nothing changes but the names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from herald.acknowledgement.ladders import Answer, Channel, Manner, Outcome, Step, Tried
from herald.desk import standing, stating
from herald.desk.audit.auditing import fsck
from herald.desk.sequencer import Sealing
from herald.disclosure.board import board, wanted
from herald.disclosure.bundle import whole
from herald.disclosure.ladder import ladder
from herald.disclosure.viewer import CELL as BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import answer as answers
from herald.formats import sealed
from herald.formats.mission import board as boards
from herald.formats.mission import documents, words
from herald.ports import Store
from herald.record.rungs import What
from herald.record.telling import Channels
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import HOUR, MINUTE, NoticeId, PartyId
from tests.desk.days import Day, quorum
from tests.desk.missions import Exercise, cancel, instead, movement
from tests.desk.telling import Told

AS_THEY_ARE = ("aster", "birch", "cedar-relief")
OTHERWISE: Sequence[tuple[str, ...]] = (
    ("birch", "aster", "cedar-relief"),
    ("cedar-relief", "birch", "aster"),
    ("zz", "اتحاد-المزارعين", "яблоня-под-довольно-длинным-именем"),
    ("яблоня", "quite-a-long-name-for-a-party-that-comes-last", "aa"),
)
"""The same three, in the agreement's order, under each other's names; and under names whose order is turned round."""
AGREED = """
id = "exercise-2026"
status = "held"
[[party]]
id = "{0}"
[[party]]
id = "{1}"
[[party]]
id = "{2}"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify"
separation_m = 1000
lead_time_h = 24
[[clause]]
id = "2"
text = "EXERCISE: a column is told of"
kind = "ground-movement"
regime = "notify-object"
reply_h = 6
delivered = "available"
"""
RUNS = 1
DEEP = 60
STEPS = 20


class World:
    """One mission under these names, in which everything is done by roles: first, second and third party of the agreement."""

    def __init__(self, names: Sequence[str], store: Store, *, many: bool) -> None:
        """`many`: a notice may go to several parties at once."""
        self.names, self.many = tuple(map(PartyId, names)), many
        mission = Exercise(store).begun({"files": {}, "toml": AGREED.format(*names)})
        self.day = Day(Told(mission), quorum(mission.keys.log.verifier), self.names[0], self.names[1])
        self.told, self.clock = self.day.told, mission.clock
        for party in self.names:
            mission.party(party)
            self.told.node(party)
        self.told.officer()
        self.told.seal(self.told.policy(self.day.quorum.policy()))
        self.filed: list[tuple[int, int]] = []

    def lived(self, random: Random) -> World:
        """A mission of steps that are drawn by lot, by role and never by name."""
        for number in range(STEPS):
            self.clock.move(random.randrange(1, 45) * MINUTE)
            step = random.choice((self.files, self.files, *[self.says] * 6, self.ticks, self.ticks, self.reached_on))
            step(random, number)
        self.clock.move(7 * HOUR)
        self.ticks(random, STEPS)
        return self

    # -- Steps -----------------------------------------------------------------------------------------------------------------

    def files(self, random: Random, number: int) -> None:
        role = random.randrange(3)
        new = movement(f"n-{number}", self.names[role], lon=-24.9 + number / 60, at="2026-03-12T10:00:00Z")
        to, everybody = random.choice([each for each in range(3) if each != role]), random.random() < 0.5
        if not (everybody and self.many):
            new = replace(new, kept={**new.kept, "recipients": [self.names[to]]})
        own = [of for of, whose in self.filed if whose == role]
        if own and random.random() < 0.25:
            old = movement(f"n-{random.choice(own)}", self.names[role])
            of = replace(old, id=NoticeId(self._id(random.choice(own))))
            new = cancel(f"n-{number}", of) if random.random() < 0.5 else instead(of, new)
        (outcome,) = self.day.mission.submit(new)
        if isinstance(outcome, Sealing):
            self.filed.append((outcome.receipt.sealed.index, role))

    def _id(self, of: int) -> str:
        with self.day.store.reading() as record:
            filed = record.filed_at(of)
        assert filed is not None
        return filed.id

    def reached_on(self, random: Random, _number: int) -> None:
        ways = random.choice(((Channel.DROP,), (Channel.MIRROR, Channel.DROP)))
        line = self.told.by_person(self.names[random.randrange(3)], Channels(ways), {"addresses": {}})
        self.told.seal(line)

    def ticks(self, random: Random, _number: int) -> None:
        came = {way: random.choice([*Tried]) for way in Channel}
        self.day.tried(lambda _party, way: came[way])
        if random.random() < 0.7:
            self.day.round()
        self.day.delivered()
        self.day.silences()

    def says(self, random: Random, _number: int) -> None:
        """An addressee, by role, says something of a notice; or the cell's officer, or the filer."""
        role, what, answer = random.randrange(3), random.randrange(9), random.choice([*Answer])
        of, whose = random.choice(self.filed) if self.filed else (0, 0)
        if not self.filed or role == whose:
            return
        told, to, unit = self.told, self.names[role], {"unit": "EXERCISE: 2nd Platoon"}
        lines: tuple[Callable[[], bytes], ...] = (
            lambda: told.by_person(to, told.receipt(of, to)),
            lambda: told.by_officer(told.receipt(of, to, Manner.VOICE), {"account": "EXERCISE: by radio"}),
            lambda: told.by_person(to, told.spreading(of), unit),
            lambda: told.by_person(to, told.spreading(of, Step.CONFIRMED), unit),
            lambda: told.by_node(to, told.consignment(of)),
            lambda: told.by_person(to, told.outcome(of, Outcome.IMPEDED), {"place": "", "words": ""}),
            lambda: told.by_person(to, told.response(of, answer), {"reason": ""}),
            lambda: told.by_person(to, told.response(of, answer, None), {"reason": ""}),
            lambda: told.by_person(to, told.response(of, Answer.NO_OBJECTION), {"reason": ""}),
        )
        self.day.mission.seal(lines[what]())

    # -- What comes out ----------------------------------------------------------------------------------------------------------

    def roles(self, text: str) -> str:
        """The same with the roles' numbers for the names, and without the marks that keep a name from turning what is round it."""
        spelt = {spelling: role for role, name in enumerate(self.names) for spelling in (name, json.dumps(name)[1:-1])}
        found = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(spelt, key=len, reverse=True)))})(?![\w-])")
        return found.sub(lambda name: f"<{spelt[name[1]]}>", re.sub("[\u2066-\u2069]", "", text))

    def told_of(self) -> Iterator[str]:
        """Everything that can be said of this mission, a line each, in the order in which it is said."""
        with self.day.store.reading() as record:
            books = self.day.books()
            yield from (str(fault) for fault in fsck(record, sealed.read, full=True, processes=1))
            for one, _ in record.all_sealed():
                statement, routing = one.entry().statement, one.routing()
                act = re.sub(r"'[0-9a-f]{64,128}'", "<hash>", str(statement.act.json()))
                to = [(link.party, link.seq) for link in routing.to]
                yield self.roles(f"{one.index} {statement.kind} {statement.party} {act} {to} {routing.received}")
            for of, _ in self.filed:
                yield from (self.roles(f"{each.party} {each}") for each in record.told(of))
                for viewer in (BY_THE_CELL, *map(Viewer, self.names)):
                    yield from self._shown(of, viewer)
            for what in What:
                yield from sorted(self.roles(str(each)) for each in record.still_open(what))
            facts = standing.standing(record, books, self.clock())
            for viewer in (BY_THE_CELL, *map(Viewer, self.names)):
                shown = board(standing.with_read(record, books, facts, wanted(facts, viewer)), viewer)
                yield self.roles(answers.text(boards.document(shown)))
                yield " ".join(self.roles(boards.words(shown)).split())

    def _shown(self, of: int, viewer: Viewer) -> Iterator[str]:
        from herald.disclosure.bundle import Withheld

        with self.day.store.reading() as record:
            evidence = stating.evidence(record, self.day.books(), of)
        try:
            shown = ladder(whole(evidence, viewer), viewer)
        except Withheld as withheld:
            yield str(withheld)
            return
        assert shown is not None
        yield self.roles(answers.text(documents.ladder(shown)))
        yield re.sub(r"[\s\-]+", " ", self.roles(words.ladder(shown)))


def the_same(lots: int, make: Callable[[], Store], names: Sequence[Sequence[str]] = OTHERWISE, *, many: bool) -> int:
    """How much is said in each of these worlds, the same in all of them?"""
    first = [*World(AS_THEY_ARE, make(), many=many).lived(Random(lots)).told_of()]
    for others in names:
        again = [*World(others, make(), many=many).lived(Random(lots)).told_of()]
        for one, other in zip(first, again, strict=True):
            assert one == other
    return len(first)


def test_nothing_that_is_sealed_or_shown_of_how_notices_were_told_depends_on_a_name(seed: int) -> None:
    assert sum(the_same(seed + run, MemoryStore, OTHERWISE[::2], many=True) for run in range(RUNS)) > 50 * RUNS


def test_nor_does_it_in_a_mission_that_is_kept_on_disk(seed: int, tmp_path: Path) -> None:
    numbers = iter(range(10))
    the_same(seed, lambda: SqliteStore(tmp_path / f"{next(numbers)}.db", new=True), OTHERWISE[1::2], many=False)


@pytest.mark.deep
def test_nothing_of_many_missions_depends_on_a_name(seed: int) -> None:
    assert sum(the_same(seed + run, MemoryStore, many=run % 2 == 0) for run in range(DEEP)) > 50 * DEEP
