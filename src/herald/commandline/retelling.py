"""The dispute of the exercise, in two versions: a notice told in time, and told too late; what each side says, what is shown.

Every part is real but the distance: two witnesses with files of their own, Birch's machine with its mirror, the cell's rounds, the
bundle, and the stand-alone verifier, which must come to the same verdicts. The clock is the exercise's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from herald.acknowledgement.ladders import Answer, Channel, Manner, Outcome, Step
from herald.commandline.rehearsal import Rehearsal, clear
from herald.units import MINUTE, Instant, PartyId, parse_instant

if TYPE_CHECKING:
    from herald.acknowledgement.verdicts import Judged
    from herald.canonical import Json
    from herald.commandline.ticking import Round
    from herald.desk.cosigning import Cosigner
    from herald.desk.delivering import Goods
    from herald.desk.mirror import Machine
    from herald.notice.model import Notice
    from herald.record.acts import Act
    from herald.tlog.keys import SigningKey
    from herald.tlog.witnessing import Answered

COLUMN = "aster-column"
ASTER, BIRCH = PartyId("aster"), PartyId("birch")
CONSENT = "5"
"""The clause under which Birch's consent is asked for; it answers within twelve hours, or its silence is sealed."""
ANSWERED = parse_instant("2026-03-10T06:30:00Z")
REVEALED = ("times", "unit")
WITNESSES = ("cedar-witness", "dunlin-witness")
ORDER = ("told-before", "never-given", "never-seen", "never-answered", "we-answered", "unit-not-told")


@dataclass(frozen=True, slots=True)
class Version:
    """How the exercise went: when the cell reached the others, whether Birch's officers did anything, what came of it."""

    name: str
    title: str
    reached: Instant
    heard: bool
    outcome: Outcome
    minutes: int | None


TOLD = Version("told", "TOLD IN TIME", parse_instant("2026-03-10T05:51:00Z"), True, Outcome.FACILITATED, None)
LATE = Version("late", "TOLD TOO LATE", parse_instant("2026-03-10T09:39:00Z"), False, Outcome.IMPEDED, 95)
STORY = """
THEY WERE TOLD, OR WERE THEY
Aster's column leaves at 09:20. It is filed at 05:50, in both versions of the exercise.
  told in time    a minute later the cell's machine brings it to Birch's, and two witnesses see it in the log. Birch's
                  officer signs for it at 06:10, answers at 06:30, and tells the patrol at 06:40, which confirms at 07:05.
  told too late   the cell's line is down until 09:39, when the column is on the road. Nobody at Birch signs, answers or
                  passes it on. The column is held up for 95 minutes.
Afterwards each side says what it says. What the sealed record shows of it:
"""


def retold(folder: Path, notices: Sequence[Notice], text: Json) -> str:
    """What is shown of each claim in both versions? Raises Broken where the stand-alone verifier comes to another verdict."""
    column = next(notice for notice in notices if notice.id == COLUMN)
    shown = {version: _played(folder, version, column, text) for version in (TOLD, LATE)}
    judged = sum(len(claims) for claims in shown.values())
    files = " and ".join(f"{version.name}.herald" for version in shown)
    return (
        f"{STORY}\n{''.join(_claim(code, shown) for code in ORDER)}"
        f"The stand-alone verifier, given {files}, comes to the same {judged} verdicts.\n"
    )


def _claim(code: str, shown: Mapping[Version, Sequence[Judged]]) -> str:
    from herald.acknowledgement.claims import SAID, Claim

    speaker, words = SAID[Claim(code)]
    lines = [f'"{words}" ({speaker.value})']
    for version, claims in shown.items():
        found = next(each for each in claims if each.claim.value == code)
        missing = "" if found.missing is None else f" Missing: {found.missing}."
        said = f"{found.verdict.value}: {found.words}.{missing}"
        lines += textwrap.wrap(said, 118, initial_indent=f"  {version.title.lower():14}  ", subsequent_indent=" " * 18)
    return "\n".join(lines) + "\n\n"


# -- One version ---------------------------------------------------------------------------------------------------------------


def _played(folder: Path, version: Version, column: Notice, text: Json) -> tuple[Judged, ...]:
    from herald import files
    from herald.commandline import bundling, records
    from herald.disclosure.ladder import ladder

    record = folder / f"{version.name}.db"
    for ending in (".db", *(f"-{name}.mirror" for name in (*WITNESSES, BIRCH))):
        clear(folder / f"{version.name}{ending}")
    with Rehearsal.begun(record, "Lapwing Cross", text) as mission:
        index = _day(folder, version, mission, column)
        facts = bytes(mission.facts())
    with records.moment(str(record)) as at:
        revealed = REVEALED if version.heard else None
        made, shown = bundling.bundled(at, index, revealed, None)
    bundle, trust = folder / f"{version.name}.herald", folder / f"{version.name}.mission"
    files.write_whole(bundle, made)
    files.write_whole(trust, facts)
    found = ladder(shown, to=BIRCH)
    assert found is not None  # noqa: S101  a notice stands there
    claims = found.each[0].claims
    _same(claims, bundle, trust)
    return claims


def _day(folder: Path, version: Version, mission: Rehearsal, column: Notice) -> int:
    """From the evening before to the evening after; where the notice stands in the log."""
    officers = {party: mission.joined(party) for party in (ASTER, BIRCH)}
    node = mission.machine(BIRCH)
    with _others(folder, version, mission, node) as round_of:
        mission.clock.now = parse_instant("2026-03-10T05:50:00Z")
        index = mission.filed(officers[ASTER], column)
        mission.clock.now = version.reached
        mission.round(round_of)
        if version.heard:
            _heard(mission, officers[BIRCH], index, round_of)
        mission.clock.now = parse_instant("2026-03-10T11:05:00Z")
        _outcome(mission, officers[ASTER], index, version)
        mission.clock.now = parse_instant("2026-03-10T22:00:00Z")
        mission.round(round_of)
        mission.clock.now = parse_instant("2026-03-10T22:01:00Z")
        mission.round(round_of)
    return index


def _heard(mission: Rehearsal, officer: SigningKey, index: int, by: Round) -> None:
    """What Birch's officer does when the notice is there in time; the cell's machine goes its round after each."""
    from herald.record.telling import ReceiptGiven, Response, Spreading
    from herald.units import ClauseId

    leaf, unit = mission.leaf(index), {"unit": "EXERCISE: the patrol of Dunnock"}
    signed, told, confirmed = (parse_instant(f"2026-03-10T{at}:00Z") for at in ("06:10", "06:40", "07:05"))
    day: tuple[tuple[Instant, Act, Mapping[str, Json]], ...] = (
        (signed, ReceiptGiven(signed, "en", leaf, Manner.SIGNED, index, BIRCH), {}),
        (ANSWERED, Response(Answer.GRANTED, ClauseId(CONSENT), leaf, index), {"reason": ""}),
        (told, Spreading(told, leaf, index, Step.TOLD), unit),
        (confirmed, Spreading(confirmed, leaf, index, Step.CONFIRMED), unit),
    )
    for at, act, values in day:
        mission.clock.now = at
        mission.acts(officer, BIRCH, act, values)
        mission.clock.now = Instant(at + MINUTE)
        mission.round(by)


def _outcome(mission: Rehearsal, officer: SigningKey, index: int, version: Version) -> None:
    from herald.record.telling import OutcomeStated

    act = OutcomeStated(mission.clock(), version.minutes, mission.leaf(index), index, version.outcome)
    mission.acts(officer, ASTER, act, {"place": "EXERCISE: Lapwing Cross", "words": ""})


# -- The others ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Near:
    """A carrier that hands parcels to Birch's machine, which stands beside the cell's in an exercise."""

    machine: Machine

    def waiting(self, to: PartyId, address: str | None) -> tuple[bytes, ...]:
        """None: it answers at once."""
        del to, address
        return ()

    def settled(self, to: PartyId, address: str | None, count: int) -> None:
        """Nothing was waiting."""

    def lies(self, to: PartyId, address: str | None, begin: int) -> int:
        """Nothing lies anywhere."""
        del to, address
        return begin

    def deliver(self, goods: Goods) -> bytes | None:
        """What does the machine answer?"""
        return bytes(self.machine.took(goods.parcel))


@dataclass(frozen=True, slots=True)
class _Witnesses:
    """Asks the witnesses, which stand beside the cell's machine too."""

    each: Mapping[str, Cosigner]

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        """What does the witness of this name answer?"""
        return self.each[url].answer(body)


@contextmanager
def _others(folder: Path, version: Version, mission: Rehearsal, node: SigningKey) -> Iterator[Round]:
    """Two witnesses, whom the policy asks for both, and Birch's machine, with a file each."""
    from herald.commandline.ticking import Round
    from herald.desk.cosigning import Cosigner
    from herald.desk.mirror import Machine, Whose
    from herald.record.telling import Channels
    from herald.store.mirror import MirrorStore
    from herald.store.witness.store import WitnessStore
    from herald.tlog.keys import KEY_BYTES, Kind, SigningKey

    log, clock = mission.cell.log.verifier, mission.clock
    keys = {name: SigningKey(name, Kind.COSIGNATURE, os.urandom(KEY_BYTES)) for name in WITNESSES}
    whose = Whose(BIRCH, node, mission.facts().cell, log, exercise=True)
    stores = {name: WitnessStore(_file(folder, version, name), key.verifier, new=True) for name, key in keys.items()}
    mirror = MirrorStore(_file(folder, version, BIRCH), whose.cosigner.verifier, new=True)
    try:
        lines = "".join(f"witness {name} {key.verifier} {name}\n" for name, key in keys.items())
        mission.policy(f"log {log}\n{lines}group neutral all {' '.join(keys)}\nquorum neutral\n")
        mission.acts(mission.officers[BIRCH], BIRCH, Channels((Channel.MIRROR,)), {"addresses": {"mirror": "beside"}})
        numbers = count(1)
        machine = Machine(mirror, whose, lambda: next(numbers), clock, os.urandom, lambda _: None)
        logs = {log.name: (log,)}
        asked = {name: Cosigner(stores[name], keys[name], logs, clock, lambda _: None) for name in keys}
        yield Round({Channel.MIRROR: _Near(machine)}, _Witnesses(asked), clock)
    finally:
        mirror.close()
        for store in stores.values():
            store.close()


def _file(folder: Path, version: Version, name: str) -> Path:
    return folder / f"{version.name}-{name}.mirror"


# -- The verifier --------------------------------------------------------------------------------------------------------------


def _same(claims: Sequence[Judged], bundle: Path, trust: Path) -> None:
    """Does the stand-alone verifier, run by itself, come to the same verdicts by the same entries?"""
    from herald.commandline import bundling
    from herald.ports import Broken

    command = [sys.executable, "-I", str(bundling.verifier_path()), str(bundle), "--trust", str(trust), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    ladders = json.loads(done.stdout).get("ladders", [])
    said = [each for with_one in ladders if with_one["to"] == BIRCH for each in with_one["claims"]]
    theirs = {each["claim"]: (each["verdict"], each["entry"]) for each in said}
    ours = {each.claim.value: (each.verdict.value, each.entry) for each in claims}
    if ours != theirs:
        raise Broken(f"the two verifiers differ on {bundle.name}: {ours} and {theirs}")
