"""What is sealed of how a notice was told, and of calls: every kind of it, by whose hand it must be, in a mission of a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from herald.acknowledgement.ladders import Answer, Channel, Manner, Outcome, Step, Tried
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.canonical import Json
from herald.desk.sequencer import Sealing
from herald.notice.fields import fields
from herald.notice.model import Notice
from herald.record import body, drafting
from herald.record.acts import Act, Entered, Role
from herald.record.calling import Call, CallStep, Purpose, Roster, Schedule
from herald.record.drafting import Author
from herald.record.telling import (
    Attempt,
    Channels,
    Confirmation,
    Consignment,
    Delivery,
    Due,
    Gap,
    Lapse,
    OutcomeStated,
    Policy,
    Reached,
    ReceiptGiven,
    Response,
    Spreading,
    Try,
)
from herald.tlog.keys import SigningKey
from herald.units import DAY, HOUR, ClauseId, Instant, PartyId
from tests.desk.missions import CELL, Exercise, key

RELIEF = PartyId("cedar-relief")
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
regime = "notify"
separation_m = 1000
lead_time_h = 24
[[clause]]
id = "2"
text = "EXERCISE: a column is told of, and may be objected to within six hours"
kind = "ground-movement"
regime = "notify-object"
reply_h = 6
delivered = "available"
"""
TOLD: Json = {"files": {}, "toml": AGREED}
"""An agreement under whose clause 2 an answer is due."""
CALL = "c0" * 16


@dataclass
class Told:
    """A mission in which notices are told. Keys of the cell's officer and of machines are made when they are asked for."""

    mission: Exercise
    nodes: dict[PartyId, SigningKey] = field(default_factory=dict)
    officers: dict[PartyId, SigningKey] = field(default_factory=dict)

    # -- Keys --------------------------------------------------------------------------------------------------------------

    def officer(self) -> SigningKey:
        """A person of the cell, admitted by the cell's root."""
        if CELL not in self.officers:
            self.officers[CELL] = key(self.mission.lots)
            self._admit(self.officers[CELL], CELL, Role.PERSON, self.mission.keys.root)
        return self.officers[CELL]

    def node(self, party: PartyId) -> SigningKey:
        """A party's own machine."""
        if party not in self.nodes:
            self.nodes[party] = key(self.mission.lots)
            self._admit(self.nodes[party], party, Role.NODE, self.mission.party(party).root)
        return self.nodes[party]

    def _admit(self, new: SigningKey, party: PartyId, role: Role, root: SigningKey) -> None:
        mission, now = self.mission.file(), self.mission.clock()
        person = self.mission.lots(16).hex() if role is Role.PERSON else None
        act = drafting.key_act(new, party, role, mission.origin, now, Instant(now + 30 * DAY), person)
        values: dict[str, Json] = {"name": f"EXERCISE: officer of {party}"} if role is Role.PERSON else {}
        self.seal(self.line(Author(root, party), act, values))

    # -- Lines -------------------------------------------------------------------------------------------------------------

    def line(self, author: Author, act: Act, values: Mapping[str, Json] | None = None) -> bytes:
        """The line by which this author does this."""
        made, now = self.mission, self.mission.clock()
        at = drafting.place(made.file())
        return drafting.draft(at, author, act, values or {}, made.next(), now, made.lots).line()

    def by_person(self, party: PartyId, act: Act, values: Mapping[str, Json] | None = None) -> bytes:
        return self.line(self.mission.party(party).author, act, values)

    def by_officer(self, act: Act, values: Mapping[str, Json] | None = None) -> bytes:
        return self.line(Author(self.officer(), CELL), act, values)

    def by_node(self, party: PartyId, act: Act) -> bytes:
        return self.line(Author(self.node(party), party, machine=True), act)

    def by_machine(self, act: Act) -> bytes:
        """The cell's own machine."""
        return self.line(Author(self.mission.keys.node, CELL, machine=True), act)

    def seal(self, line: bytes) -> int:
        """Where it stands; it must be sealed."""
        (outcome,) = self.mission.seal(line)
        assert isinstance(outcome, Sealing), outcome
        return outcome.receipt.sealed.index

    # -- Acts --------------------------------------------------------------------------------------------------------------

    def leaf(self, index: int) -> bytes:
        with self.mission.store.reading() as record:
            return record.sealed(index).leaf

    def attempt(self, of: int, *to: PartyId, result: Tried = Tried.LEFT, channel: Channel = Channel.DROP) -> Attempt:
        return Attempt(of, tuple(Try(self.mission.clock(), channel, result, party) for party in to))

    def consignment(self, of: int) -> Consignment:
        with self.mission.store.reading() as record:
            sealed, openings = record.sealed(of), record.openings(of)
        held = body.opened(sealed.entry().statement, openings)
        assert held is not None
        return Consignment(of, sealed.leaf, body.digest(held))

    def delivery(
        self, of: int, *to: PartyId, by: Measure = Measure.AVAILABLE, due: str | None = "2", counts: bool = True
    ) -> Delivery:
        now = self.mission.clock()
        clocks = () if due is None else (Due(Instant(now + 6 * HOUR), ClauseId(due), Regime.NOTIFY_OBJECT),)
        return Delivery(now, by, counts, of, None, tuple(Reached(clocks, party) for party in to))

    def receipt(self, of: int, whose: PartyId, manner: Manner = Manner.SIGNED) -> ReceiptGiven:
        return ReceiptGiven(self.mission.clock(), "en", self.leaf(of), manner, of, whose)

    def spreading(self, of: int, step: Step = Step.TOLD) -> Spreading:
        return Spreading(self.mission.clock(), self.leaf(of), of, step)

    def response(self, of: int, answer: Answer = Answer.NO_OBJECTION, clause: str | None = "2") -> Response:
        return Response(answer, None if clause is None else ClauseId(clause), self.leaf(of), of)

    def lapse(self, of: int, due: Instant, *to: PartyId) -> Lapse:
        return Lapse(ClauseId("2"), due, of, to)

    def outcome(self, of: int, outcome: Outcome = Outcome.IMPEDED, delay: int | None = 95) -> OutcomeStated:
        return OutcomeStated(self.mission.clock(), delay, self.leaf(of), of, outcome)

    def confirmation(self, of: int, *, stands: bool = True) -> Confirmation:
        return Confirmation(self.leaf(of), of, stands)

    def policy(self, text: str) -> bytes:
        """The line by which these witnesses count from here on."""
        return self.mission.by_the_cell(Policy(sha256(text.encode()).digest()), {"text": text})

    def call(self, step: CallStep, other: PartyId, **stated: object) -> Call:
        given: dict[str, object] = {"channel": None, "language": None, "of": None, "purpose": None, "result": None}
        given |= {"rung": None, "at_us": self.mission.clock(), "call": CALL, "others": (other,), "step": step} | stated
        return Call(**given)  # type: ignore[arg-type]  # as the act has them

    def entered(self, notice: Notice) -> bytes:
        """The line by which the cell's officer files a notice of a party without keys, as it came by mail."""
        with self.mission.store.reading() as record:
            self.mission.sequencer.books.catch_up(record)
        version = self.mission.sequencer.books.version
        digest = None if version is None else version.digest
        act = Entered(notice.action, digest, Manner.PAPER, sha256(b"as it came").digest(), notice.party)
        return self.by_officer(act, fields(notice))

    # -- A whole day -------------------------------------------------------------------------------------------------------

    def told(self, of: int, filer: PartyId, to: PartyId, absent: PartyId) -> None:
        """Everything that can be sealed about the notice at `of`: one addressee is told and answers, another is silent."""
        mission = self.mission
        log = mission.file().policy.splitlines()[0]
        self.seal(self.policy(f"{log}\nquorum none\n"))
        self.seal(
            self.by_person(
                to, Channels((Channel.MIRROR, Channel.DROP)), {"addresses": {"mirror": "http://127.0.0.1:9"}}
            )
        )
        self.seal(self.by_machine(self.attempt(of, to, absent)))
        delivered = self.delivery(of, to, absent)
        self.seal(self.by_machine(delivered))
        self.seal(self.by_node(to, self.consignment(of)))
        self.seal(self.by_machine(self.delivery(of, to, by=Measure.CONSIGNED, due=None, counts=False)))
        self.seal(self.by_node(to, Gap(1, of + 1)))
        self.seal(self.by_person(to, self.receipt(of, to)))
        self.seal(self.by_officer(self.receipt(of, absent, Manner.VOICE), {"account": "EXERCISE: the duty officer"}))
        self.seal(self.by_person(to, self.spreading(of), {"unit": "EXERCISE: 2nd Platoon"}))
        self.seal(self.by_person(to, self.spreading(of, Step.CONFIRMED), {"unit": "EXERCISE: 2nd Platoon"}))
        self.seal(self.by_person(to, self.response(of), {"reason": ""}))
        due = delivered.to[0].due[0].at_us
        mission.clock.now = Instant(due + 1)
        self.seal(self.by_machine(self.lapse(of, due, absent)))
        self.seal(self.by_person(filer, self.outcome(of), {"place": "EXERCISE: the crossing", "words": "held up"}))

    def rung(self, caller: PartyId, other: PartyId) -> None:
        """Everything that can be sealed about a hotline."""
        said = {"persons": ["EXERCISE: duty officer"], "words": "EXERCISE: a column is on the road"}
        now = self.mission.clock()
        for step, stated in (
            (CallStep.START, {"channel": "radio", "purpose": Purpose.MOVEMENT, "language": "en"}),
            (CallStep.SAID, {"language": "en"}),
            (CallStep.END, {}),
        ):
            self.seal(self.by_person(caller, self.call(step, other, **stated), said))
        self.seal(self.by_machine(self.call(CallStep.MISSED, other)))
        places: Json = [{"role": "duty officer", "reach": "radio 1"}]
        self.seal(self.by_person(other, Roster(now, 1, 60, Instant(now + DAY)), {"places": places}))
        self.seal(self.by_officer(Schedule(6 * 3_600, now, 600, other)))
