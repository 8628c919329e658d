"""Two evaluators, written apart from each other from one page, judge the same bundles: do they ever disagree?

One is the program, the other `verify.py`, which knows nothing of the program. Missions are drawn by lot, and what each side may
hand on of each notice is judged by both, claim by claim. Where nothing is provable no entry is relied on: each may name another.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from herald.acknowledgement.claims import Claim
from herald.acknowledgement.ladders import Answer, Channel, Manner, Step, Tried
from herald.acknowledgement.verdicts import judged as weighed
from herald.agreement.model import Delivered as Measure
from herald.desk import stating
from herald.disclosure.bundle import Bundle, Withheld, bundle
from herald.disclosure.ladder import cases
from herald.disclosure.viewer import CELL, Viewer
from herald.formats.mission.bundle import render
from herald.record.telling import Channels, Delivery, Gap, Reached
from herald.store.memory import MemoryStore
from herald.units import HOUR, MINUTE, Instant, PartyId
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, movement
from tests.desk.quorum import cosign, under
from tests.desk.quorum import policy as text_of
from tests.desk.telling import RELIEF, TOLD, Told

ROOT = Path(__file__).resolve().parents[2]
MISSIONS = 24
LONGEST = 26
REVEALS = (("times",), ("times", "id"), (), ("times", "id", "unit"), ("times", "id", "unit", "reason", "outcome"))
EYES = (None, ASTER, BIRCH, RELIEF)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", ROOT / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- Missions by lot --------------------------------------------------------------------------------------------------------------


class Drawn:
    """A mission by lot: two notices, one of them perhaps entered by the cell, and what may be sealed of both in any order.

    What does not fit is refused, and then not there.
    """

    def __init__(self, lots: Random) -> None:
        self.lots, self.e = lots, Exercise(MemoryStore()).begun(TOLD)
        self.told = Told(self.e)
        self.told.officer()
        for party in (ASTER, BIRCH):
            self.told.node(party)
        self.policy = lots.random() < 0.8
        if self.policy:
            under(self.e, text_of(self.e, *lots.choice(((), ("W1", "group most 2 W2 W3")))))
        self.column = replace(movement("column", ASTER), kept={"recipients": ["birch", "cedar-relief"]})
        if lots.random() < 0.4:
            self.column = replace(movement("column", RELIEF, lon=-24.6), kept={"recipients": ["birch", "aster"]})
        self.filer = self.column.party
        self.of = self._filed()
        self.to = [party for party in (ASTER, BIRCH, RELIEF) if party != self.filer]
        self.due: list[Instant] = []

    def _filed(self) -> int:
        if self.filer == RELIEF:
            return self.told.seal(self.told.entered(self.column))
        return self.e.filed(self.column).receipt.sealed.index

    def run(self) -> None:
        for _ in range(self.lots.randint(2, LONGEST)):
            self.e.clock.move(self.lots.choice((MINUTE, MINUTE, HOUR, 5 * HOUR)))
            self.lots.choice(STEPS)(self)

    def seal(self, line: bytes) -> None:
        self.e.seal(line)

    def one(self) -> PartyId:
        """An addressee who has keys."""
        return self.lots.choice([party for party in self.to if party != RELIEF])


def _attempt(of: Drawn) -> None:
    some = of.lots.sample(of.to, of.lots.randint(1, len(of.to)))
    result, channel = of.lots.choice([*Tried]), of.lots.choice((Channel.DROP, Channel.DROP, Channel.MIRROR))
    of.seal(of.told.by_machine(of.told.attempt(of.of, *some, result=result, channel=channel)))


def _channels(of: Drawn) -> None:
    named = of.lots.choice(((Channel.DROP,), (Channel.DROP, Channel.MIRROR)))
    of.seal(of.told.by_person(of.one(), Channels(named), {"addresses": {}}))


def _delivery(of: Drawn) -> None:
    """Honest about half the time: else it is dated back, or speaks of what was never tried."""
    some = of.lots.sample(of.to, of.lots.randint(1, len(of.to)))
    measure = of.lots.choice((Measure.AVAILABLE, Measure.AVAILABLE, Measure.CONSIGNED))
    made = of.told.delivery(
        of.of, *some, by=measure, due=of.lots.choice(("2", "2", None)), counts=of.lots.random() < 0.8
    )
    back = of.lots.choice((0, 0, MINUTE, 9 * HOUR))
    dated = Delivery(
        Instant(made.at_us - back),
        made.by,
        made.counts,
        made.of,
        made.size,
        tuple(_dated(each, back) for each in made.to),
    )
    of.due += [due.at_us for each in dated.to for due in each.due]
    of.seal(of.told.by_machine(dated))


def _dated(of: Reached, back: int) -> Reached:
    return replace(of, due=tuple(replace(due, at_us=Instant(due.at_us - back)) for due in of.due))


def _consignment(of: Drawn) -> None:
    of.seal(of.told.by_node(of.one(), of.told.consignment(of.of)))


def _gap(of: Drawn) -> None:
    party = of.one()
    with of.e.store.reading() as record:
        last = record.addressed(party)
    number = of.lots.randint(1, 1 if last is None else last.seq)
    of.seal(of.told.by_node(party, Gap(number, of.of + 1)))


def _receipt(of: Drawn) -> None:
    party = of.one()
    of.seal(of.told.by_person(party, of.told.receipt(of.of, party)))


def _attested(of: Drawn) -> None:
    made = of.told.receipt(of.of, of.lots.choice(of.to), of.lots.choice((Manner.VOICE, Manner.PAPER)))
    of.seal(of.told.by_officer(made, {"account": "EXERCISE: the duty officer"}))


def _spread(of: Drawn) -> None:
    step, unit = of.lots.choice([*Step]), of.lots.choice(("EXERCISE: north post", "EXERCISE: south post"))
    of.seal(of.told.by_person(of.one(), of.told.spreading(of.of, step), {"unit": unit}))


def _response(of: Drawn) -> None:
    answer, clause = of.lots.choice([*Answer]), of.lots.choice(("2", "2", "1", None))
    of.seal(of.told.by_person(of.one(), of.told.response(of.of, answer, clause), {"reason": ""}))


def _lapse(of: Drawn) -> None:
    """The cell's machine, once the deadline is over; here the clock is moved there now and then."""
    if not of.due:
        return
    due = of.lots.choice(of.due)
    if of.lots.random() < 0.7 and of.e.clock() <= due:
        of.e.clock.now = Instant(due + MINUTE)
    for party in of.to:
        of.seal(of.told.by_machine(of.told.lapse(of.of, due, party)))


def _outcome(of: Drawn) -> None:
    of.seal(of.told.by_person(of.one(), of.told.outcome(of.of), {"place": "", "words": "EXERCISE: held up"}))


def _confirmation(of: Drawn) -> None:
    act = of.told.confirmation(of.of, stands=of.lots.random() < 0.5)
    of.seal(of.told.by_person(of.filer, act))


def _successor(of: Drawn) -> None:
    if of.filer == RELIEF or of.lots.random() < 0.5:
        return
    later = cancel("gone", of.column) if of.lots.random() < 0.5 else instead(of.column, movement("later", ASTER))
    of.e.submit(later)


def _other_notice(of: Drawn) -> None:
    of.e.submit(movement(f"other-{of.e.number}", BIRCH, lon=-24.1))


def _cosigned(of: Drawn) -> None:
    cosign(of.e, *of.lots.choice(((1,), (1, 2), (2, 3), (3,), (1, 2, 3))), later_s=of.lots.randint(0, 30))


STEPS: Sequence[Callable[[Drawn], None]] = (
    _attempt,
    _attempt,
    _channels,
    _delivery,
    _delivery,
    _consignment,
    _gap,
    _receipt,
    _attested,
    _spread,
    _spread,
    _response,
    _response,
    _lapse,
    _outcome,
    _confirmation,
    _successor,
    _other_notice,
    _cosigned,
    _cosigned,
    _cosigned,
    _cosigned,
)


# -- Both judge -------------------------------------------------------------------------------------------------------------------


def bundles(of: Drawn) -> Iterator[tuple[str, Bundle]]:
    """What each side may hand on of it, with one reveal or another."""
    with of.e.store.reading() as record:
        of.e.sequencer.books.catch_up(record)
        evidence = stating.evidence(record, of.e.sequencer.books, of.of)
    for eyes in EYES:
        reveal = of.lots.choice(REVEALS)
        try:
            yield f"as {eyes}, {reveal}", bundle(evidence, CELL if eyes is None else Viewer(eyes), reveal)
        except Withheld:
            known = [name for name in ("times", "id") if name in reveal]
            yield f"as {eyes}, {known}", bundle(evidence, CELL if eyes is None else Viewer(eyes), known)


Answers = dict[tuple[str, str], tuple[str, int | None]]


def ours(made: Bundle) -> Answers:
    return {
        (case.addressee, each.claim.value): _said(each.verdict.value, each.entry)
        for case in cases(made)
        for each in weighed(case)
    }


def _said(verdict: str, entry: int | None) -> tuple[str, int | None]:
    return verdict, None if verdict == "not provable" else entry


def theirs(
    made: Bundle, verifier: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Answers, dict[str, object]]:
    path = folder / "one.herald"
    path.write_bytes(render(made, b"# the verifier", "(nothing)"))
    capsys.readouterr()
    verifier.main([str(path), "--json"])
    said = json.loads(capsys.readouterr().out)
    return {
        (one["to"], each["claim"]): _said(each["verdict"], each["entry"])
        for one in said.get("ladders", [])
        for each in one["claims"]
    }, said


def test_two_evaluators_agree_on_every_claim_of_every_bundle(
    verifier: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    judged: Callable[[str, int], None],
    seed: int,
) -> None:
    apart, seen, levels = list[str](), 0, Counter[tuple[str, str]]()
    for number in range(MISSIONS):
        drawn = Drawn(Random(seed * 1000 + number))
        drawn.run()
        for name, made in bundles(drawn):
            one, (other, said) = ours(made), theirs(made, verifier, tmp_path, capsys)
            assert other, (number, name, said.get("lines"))
            assert set(one) == set(other)
            seen += len(one)
            levels.update((claim, verdict) for (_, claim), (verdict, _) in one.items())
            apart += [f"{number} {name} {key}: {one[key]} / {other[key]}" for key in one if one[key] != other[key]]
    assert apart == []
    assert {claim for claim, _ in levels} == {claim.value for claim in Claim}
    judged("verify.py and herald.acknowledgement.verdicts, claims judged alike", seen)
