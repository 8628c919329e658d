"""Whose notices are told to whom? An invented mission of 21 parties in which every notice goes to 20, minute by minute.

Each notice is filed, tried, cosigned by a quorum of two, delivered; most addressees give a receipt and answer in time, some pass
it on to a unit, some only note it, answer late or stay silent. Everything goes through the sequencer, as in any mission; what each
does is drawn with a seed before, so that what must come of it is known without asking the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from time import perf_counter, process_time

from bench.measure import Whole
from bench.mission import NOON, SEED, Mission, all_sealed, begun, moving
from herald.acknowledgement.ladders import Answer, Channel, Manner, Step, Tried
from herald.agreement.model import Regime
from herald.desk import founding, ticking
from herald.desk.cosigning import Cosigner
from herald.desk.delivering import Carried
from herald.desk.sequencer import Sealing
from herald.desk.witnessing import reconciled
from herald.notice.model import Kind, Notice
from herald.ports import Store
from herald.record import drafting
from herald.record.acts import Act
from herald.record.drafting import Author, Place
from herald.record.entry import Seen
from herald.record.telling import Policy, ReceiptGiven, Response, Spreading
from herald.tlog import checkpoint, note
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import SigningKey
from herald.tlog.policy import Witness
from herald.tlog.witnessing import Answered, Evidence, Kept, Latest
from herald.units import DAY, HOUR, MINUTE, ClauseId, Instant, PartyId

PARTIES = tuple(PartyId(f"party-{number:02}") for number in range(21))
MOST = 256
"""Lines of one transaction."""
REPLIES_H = {Kind.GROUND_MOVEMENT: (ClauseId("1"), 24), Kind.PATROL: (ClauseId("2"), 36)}
"""Under which clause is a notice of this kind answered, within how many hours? Deadlines of earlier notices may be later."""
PATROLS = 1 / 3
LEAD_H = (16, 32)
"""So many hours after it is filed a movement begins: as many notices are live as are filed in a day."""
SEA_DEG = 24.0
MINUTES_A_DAY = DAY // MINUTE

# Of a hundred addressees so many ...
GIVE_A_RECEIPT, PASS_ON, CONFIRM = 85, 20, 15
ANSWER, ONLY_NOTE, ANSWER_LATE = 82, 4, 3
"""... and all others stay silent. To have noted it is no answer where the clause asks what is thought."""
ANSWERS = (Answer.NO_OBJECTION,) * 8 + (Answer.OBJECTION, Answer.CHANGE_ASKED, Answer.CANNOT_COMPLY)


def agreed() -> str:
    """The agreement, as TOML."""
    parties = "".join(f'[[party]]\nid = "{party}"\n' for party in PARTIES)
    clauses = "".join(
        f'[[clause]]\nid = "{clause}"\ntext = "EXERCISE: tell, and answer within {hours} h"\nkind = "{kind.value}"\n'
        f'regime = "{Regime.NOTIFY_OBJECT.value}"\nreply_h = {hours}\nseparation_m = 1000\nlead_time_h = 12\n'
        for kind, (clause, hours) in REPLIES_H.items()
    )
    return f'id = "exercise-2026"\nstatus = "held"\n{parties}{clauses}'


# -- Witnesses -----------------------------------------------------------------------------------------------------------------


class _Remembers:
    """What a witness keeps, as long as this process lasts."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def kept(self, origin: str) -> Kept | None:
        return self._kept.get(origin)

    def advance(self, origin: str, before: Latest | None, after: Latest, note: bytes, now_s: int) -> int | None:  # noqa: ARG002
        self._kept[origin] = Kept(after, note, now_s)
        return now_s

    def keep(self, evidence: Evidence) -> bool:
        raise AssertionError(evidence)


class Witnesses:
    """Two witnesses in this process, both of whom are asked for."""

    def __init__(self, mission: Mission, clock: Clock) -> None:
        """With keys of the mission's lot."""
        keys = [
            SigningKey(name, Signs.COSIGNATURE, mission.draw.randbytes(32))
            for name in ("cedar-witness", "dunlin-witness")
        ]
        log = mission.signers.log.verifier
        self._at = {
            f"http://{key.name}.invalid": Cosigner(_Remembers(), key, {mission.file.origin: [log]}, clock, _never)
            for key in keys
        }
        self.named = [
            Witness(f"w{number}".encode(), key.verifier, url.encode())
            for number, (key, url) in enumerate(zip(keys, self._at, strict=True))
        ]
        lines = [f"witness {each.name.decode()} {each.key} {(each.url or b'').decode()}\n" for each in self.named]
        names = " ".join(each.name.decode() for each in self.named)
        self.policy = f"log {log}\n{''.join(lines)}group both all {names}\nquorum both\n"

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        """What does the witness at this address answer?"""
        return self._at[url].answer(body)


def _never(told: str) -> None:
    raise AssertionError(told)


# -- What is done with a notice ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a party does with the notice at `of`, of which its answer is `due` by then."""

    party: PartyId
    of: int
    what: Step | Answer | Manner
    clause: ClauseId
    due: Instant


@dataclass(slots=True)
class Clock:
    """The exercise's clock: it stands until it is moved."""

    now: Instant = NOON

    def __call__(self) -> Instant:
        """What time is it?"""
        return self.now


Silence = tuple[Instant, int, PartyId]
"""By which deadline came no answer, to the notice at which index, from whom?"""


@dataclass(slots=True)
class Exercise:
    """A mission in which notices are told. `minute` counts from noon of the first day; a round comes every `step` of them."""

    mission: Mission
    clock: Clock
    witnesses: Witnesses
    a_day: int
    step: int
    draw: Random
    minute: int = 0
    deeds: defaultdict[int, list[_Deed]] = field(default_factory=lambda: defaultdict(list))
    silent: list[Silence] = field(default_factory=list)
    notices: int = 0
    sealing: list[Whole] = field(default_factory=list)

    # -- A minute ----------------------------------------------------------------------------------------------------------

    def day(self) -> list[Whole]:
        """Live through a day. What did each round of the machine take?"""
        return [self._minute() for _ in range(0, MINUTES_A_DAY, self.step)]

    def _minute(self) -> Whole:
        """What was due is done first, as by every command; then everybody acts; then their notices are brought and cosigned."""
        self.clock.now = Instant(NOON + self.minute * MINUTE)
        overdue = self.overdue()
        self._act()
        brought = self.brought()
        self.minute += self.step
        return Whole(overdue.cpu_s + brought.cpu_s, overdue.wall_s + brought.wall_s)

    def overdue(self) -> Whole:
        """Seal silences at their deadlines, and what counts as delivered by now, until nothing is due."""
        with timed([]) as took:
            while acts := self.due():
                for first in range(0, len(acts), MOST):
                    all_sealed(self.mission.sequencer.seal_own(acts[first : first + MOST]))
        return took[0]

    def sleep(self, until: Instant) -> None:
        """The machine sleeps. Whoever would have answered meanwhile did not, and nothing else comes any more."""
        for minute, deeds in self.deeds.items():
            at = NOON + minute * MINUTE
            settling = [each for each in deeds if isinstance(each.what, Answer) and each.what is not Answer.NOTED]
            self.silent += [(each.due, each.of, each.party) for each in settling if at <= each.due]
        self.deeds.clear()
        self.clock.now = until

    def due(self) -> tuple[Act, ...]:
        """What is due now, by the record alone?"""
        sequencer, now = self.mission.sequencer, self.clock()
        with self.mission.store.reading() as record:
            sequencer.books.catch_up(record)
            missed = ticking.missed(record, sequencer.books, now, self.mission.draw.randbytes)
            return (*ticking.silences(record, now), *missed, *ticking.deliveries(record, sequencer.books))

    def brought(self) -> Whole:
        """Leave with each addressee what was not tried yet, seal that, and have the witnesses cosign."""
        sequencer, store, now = self.mission.sequencer, self.mission.store, self.clock()
        with timed([]) as took:
            with store.reading() as record:
                wanted = ticking.to_try(record, now)
            carried = {party: Carried({Channel.DROP: Tried.LEFT}, (), None) for party in wanted}
            acts = ticking.attempts(wanted, carried, now)
            for first in range(0, len(acts), MOST):
                all_sealed(sequencer.seal_own(acts[first : first + MOST]))
            found = reconciled(store, self.witnesses.named, self.witnesses)
            if found.silent:
                raise AssertionError(found.silent)
            with store.writing() as writing:
                writing.cosign(found.size, found.lines)
        return took[0]

    # -- What people do ----------------------------------------------------------------------------------------------------

    def _act(self) -> None:
        """Everything that is done this minute: those who act sign, each apart, and then the cell seals it."""
        deeds, filed = self.deeds.pop(self.minute, []), list(self._filed())
        if not deeds and not filed:
            return
        lines = [*self.mission.lines(iter(filed)), *self._lines(deeds)]
        for first in range(0, len(lines), MOST):
            with timed(self.sealing):
                sealings = all_sealed(self.mission.sequencer.seal(lines[first : first + MOST]))
            for notice, one in zip(filed[first : first + MOST], sealings, strict=False):
                self._foresee(one, notice)

    def _filed(self) -> Iterator[Notice]:
        """Evenly over the day, by each party in turn."""
        until = (self.minute + self.step) * self.a_day // MINUTES_A_DAY
        for number in range(self.notices, until):
            place = (self.draw.uniform(-37, -37 + SEA_DEG), self.draw.uniform(-40, -40 + SEA_DEG))
            leaves = Instant(self.clock() + round(self.draw.uniform(*LEAD_H) * HOUR))
            made = moving(f"movement-{number}", PARTIES[number % len(PARTIES)], place, leaves, self.draw)
            yield replace(made, kind=Kind.PATROL) if self.draw.random() < PATROLS else made
        self.notices = until

    def _foresee(self, sealing: Sealing, notice: Notice) -> None:
        """What will each addressee do with this notice, and who will be silent at its deadline?"""
        of, (clause, hours) = sealing.receipt.sealed.index, REPLIES_H[notice.kind]
        due = Instant(self.clock() + hours * HOUR)
        for party in PARTIES:
            if party != notice.party and not self._foreseen(party, of, clause, due):
                self.silent.append((due, of, party))

    def _foreseen(self, party: PartyId, of: int, clause: ClauseId, due: Instant) -> bool:
        """Will this addressee answer in time? At its very deadline it does."""
        minutes = (due - self.clock()) // MINUTE

        def does(what: Step | Answer | Manner, first: int, last: int) -> None:
            later = self.draw.randint(first, last) // self.step * self.step
            self.deeds[self.minute + max(later, self.step)].append(_Deed(party, of, what, clause, due))

        if self._of_a_hundred() < GIVE_A_RECEIPT:
            does(Manner.SIGNED, 2, 120)
        if (passes := self._of_a_hundred()) < PASS_ON:
            does(Step.TOLD, 2, 120)
        if passes < CONFIRM:
            does(Step.CONFIRMED, 121, 240)
        drawn = self._of_a_hundred()
        if drawn < ANSWER:
            does(self.draw.choice(ANSWERS), 2, minutes)
        elif drawn < ANSWER + ONLY_NOTE:
            does(Answer.NOTED, 2, minutes)
        elif drawn < ANSWER + ONLY_NOTE + ANSWER_LATE:
            does(Answer.NO_OBJECTION, minutes + self.step, minutes + self.step + 120)
        return drawn < ANSWER

    def _of_a_hundred(self) -> float:
        return self.draw.uniform(0, 100)

    def _lines(self, deeds: Sequence[_Deed]) -> Iterator[bytes]:
        """As each party's machine signs them, having seen the last checkpoint and the notice."""
        if not deeds:
            return
        with self.mission.store.reading() as record:
            head = record.head()
            leaves = {of: record.sealed(of).leaf for of in {deed.of for deed in deeds}}
            signed = b"" if head is None else head.checkpoint
        stated = checkpoint.read(note.read(signed).text)
        file = self.mission.file
        at = Place(file.origin, file.exercise, Seen(stated.size, stated.root))
        authors = {author.party: author for author in self.mission.authors}
        for deed in deeds:
            yield self._line(at, authors[deed.party], deed, leaves[deed.of])

    def _line(self, at: Place, author: Author, deed: _Deed, leaf: bytes) -> bytes:
        now, values = self.clock(), {}
        act: Act
        match deed.what:
            case Manner():
                act = ReceiptGiven(now, "en", leaf, deed.what, deed.of, deed.party)
            case Step():
                act, values = Spreading(now, leaf, deed.of, deed.what), {"unit": f"EXERCISE: unit of {deed.party}"}
            case _:
                act, values = Response(deed.what, deed.clause, leaf, deed.of), {"reason": ""}
        return drafting.draft(at, author, act, values, self.mission.next(), now, self.mission.draw.randbytes).line()


def exercise(store: Store, a_day: int, step: int = 1, seed: int = SEED) -> Exercise:
    """The mission in this store, which is empty, with its witnesses; nothing was filed yet."""
    clock = Clock()
    mission = begun(store, seed, agreed(), PARTIES, clock)
    witnesses = Witnesses(mission, clock)
    policy, text = Policy(sha256(witnesses.policy.encode()).digest()), {"text": witnesses.policy}
    line = founding.by_the_cell(mission.file, mission.root, policy, text, mission.next(), NOON, mission.draw.randbytes)
    all_sealed(mission.sequencer.seal([line]))
    return Exercise(mission, clock, witnesses, a_day, step, Random(seed))  # noqa: S311 - an invented mission


@contextmanager
def timed(into: list[Whole]) -> Iterator[list[Whole]]:
    """What does this take? The last of the list, once it is done."""
    cpu, wall = process_time(), perf_counter()
    yield into
    into.append(Whole(process_time() - cpu, perf_counter() - wall))
