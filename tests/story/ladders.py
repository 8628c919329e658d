"""Notices and how they were told, sealed and bundled from docs/record-format.md alone: what the verifier's ladders are tried on.

Aster files, Birch is told; both are invented, and so is what they do. Everything is the same in every run.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import verify
from herald.tlog.keys import SigningKey
from tests.record.bundles import (
    ASTER,
    BEGIN_US,
    BIRCH,
    BODY,
    CELL,
    LEAF,
    MINUTE_US,
    WITNESSES,
    Record,
    Step,
    admission,
    notice,
    steps,
)

HOUR_US = 60 * MINUTE_US
STARTS_US = BEGIN_US + 24 * HOUR_US
"""When the movement of the notice begins at the earliest, if nothing else is said."""
ORIGINAL = "0a" * 32
N = 13
"""The index of the notice."""
Members = dict[str, bytes]


def world(entered: bool = False, starts_us: int | None = STARTS_US) -> list[Step]:
    """The mission up to the notice: the parties, a person and a machine of each, an officer of the cell."""
    before = [
        *steps()[:7],
        admission("cell person", CELL, "person", "cell root", CELL),
        admission("birch node", BIRCH, "node", "birch root", BIRCH),
        admission("aster node", ASTER, "node", "aster root", ASTER),
        Step("channels of aster", "channels", {"channels": ["drop"]}, "aster person", ASTER, {"addresses": {}}),
        notice(label="another", by="birch person", party=BIRCH),
        notice(label="first"),
    ]
    filed = notice()
    filed.fields["times"] = {"windows_us": [[starts_us, None], [STARTS_US + HOUR_US, None]]}
    if entered:
        filed.kind, filed.by, filed.party = "entered", "cell person", CELL
        filed.act = filed.act | {"manner": "paper", "original": ORIGINAL, "whose": ASTER}
    return [*before, filed]


# -- Acts ------------------------------------------------------------------------------------------------------------------------


def attempt(channel: str = "drop", result: str = "left", to: str = BIRCH, label: str = "attempt") -> Step:
    tries = [{"at_us": BEGIN_US, "channel": channel, "result": result, "to": to}]
    return Step(label, "attempt", {"of": N, "tries": tries}, "cell node", CELL, to=(ASTER,))


def channels(*names: str) -> Step:
    return Step("channels", "channels", {"channels": list(names)}, "birch person", BIRCH, {"addresses": {}})


def consignment() -> Step:
    act = {"body": BODY, "leaf": LEAF, "of": N}
    return Step("consignment", "consignment", act, "birch node", BIRCH, to=(ASTER,))


def gap(number: int = 2) -> Step:
    return Step("gap", "gap", {"number": number, "size": N + 1}, "birch node", BIRCH)


def due(at_us: int, clause: str = "2", regime: str = "notify-object") -> dict[str, Any]:
    return {"at_us": at_us, "clause": clause, "regime": regime}


def delivery(
    *what: dict[str, Any], by: str = "available", counts: bool = True, at_us: int = BEGIN_US + 10 * HOUR_US
) -> Step:
    to = [{"due": list(what), "to": BIRCH}]
    act = {"at_us": at_us, "by": by, "counts": counts, "of": N, "size": None, "to": to}
    return Step("delivery", "delivery", act, "cell node", CELL, to=(ASTER, BIRCH))


def receipt(manner: str = "signed") -> Step:
    act = {"at_us": BEGIN_US, "language": "en", "leaf": LEAF, "manner": manner, "of": N, "whose": BIRCH}
    by, party = ("birch person", BIRCH) if manner == "signed" else ("cell person", CELL)
    fields = {} if manner == "signed" else {"account": "EXERCISE: the duty officer"}
    return Step(f"receipt {manner}", "receipt", act, by, party, fields, to=(ASTER,))


def spread(step: str = "told", unit: str = "EXERCISE: 2nd Platoon") -> Step:
    act = {"at_us": BEGIN_US, "leaf": LEAF, "of": N, "step": step}
    return Step(f"{step} {unit}", "spread", act, "birch person", BIRCH, {"unit": unit}, to=(ASTER,))


def response(answer: str = "objection", clause: str | None = "2", label: str = "response") -> Step:
    act = {"answer": answer, "clause": clause, "leaf": LEAF, "of": N}
    return Step(label, "response", act, "birch person", BIRCH, {"reason": "EXERCISE"}, to=(ASTER,))


def lapse(due_us: int, clause: str = "2") -> Step:
    act = {"clause": clause, "due_us": due_us, "of": N, "to": [BIRCH]}
    return Step("lapse", "lapse", act, "cell node", CELL, to=(ASTER, BIRCH))


def outcome(word: str = "impeded", by: str = "birch person", party: str = BIRCH) -> Step:
    act = {"at_us": BEGIN_US, "delay_min": 95, "leaf": LEAF, "of": N, "outcome": word}
    to = tuple(each for each in (ASTER, BIRCH) if each != party)
    return Step("outcome", "outcome", act, by, party, {"place": "EXERCISE", "words": "held up"}, to=to)


def confirmation(stands: bool = True) -> Step:
    label = "confirmed" if stands else "disowned"
    act = {"leaf": LEAF, "of": N, "stands": stands}
    return Step(label, "confirmation", act, "aster person", ASTER, to=(BIRCH,))


def successor(action: str = "cancel", replaces: str = "aster-7") -> Step:
    step = notice(label="successor")
    step.act = step.act | {"action": action}
    step.fields |= {"id": "aster-8", "replaces": replaces}
    return step


# -- Bundles ---------------------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """A notice and what was sealed about it. `cosigned` says of checkpoints, by size, who cosigned each at which second."""

    acts: Iterable[Step] = ()
    entered: bool = False
    starts_us: int | None = STARTS_US
    cosigned: Mapping[int, Mapping[SigningKey, int]] = field(default_factory=dict)
    quorum: str = "most"
    record: Record = field(init=False)

    def __post_init__(self) -> None:
        self.record = Record([*world(self.entered, self.starts_us), *self.acts])

    def index(self, label: str) -> int:
        return self.record.index(label)

    def witnessed_everywhere(self, later_s: int = 5) -> Told:
        """Every checkpoint from the notice on is cosigned by two witnesses, the second of them so long after what it holds."""
        for size in range(N + 1, len(self.record.sealed) + 1):
            second = self.record.sealed[size - 1].routing["received_us"] // 10**6 + later_s
            self.cosigned = {**self.cosigned, size: {WITNESSES[0]: second - 1, WITNESSES[1]: second}}
        return self

    def policy(self) -> bytes:
        return self.record.policy(self.quorum, "group most 2 W1 W2 W3")

    def ladder(self) -> list[int]:
        """Where does what was sealed about the notice stand?"""
        keys = {"key", "revocation"}
        after = [at for at, one in enumerate(self.record.sealed) if at > N and one.step.kind not in keys]
        return [at for at, one in enumerate(self.record.sealed) if at < N and one.step.kind == "policy"] + after

    def history(self) -> list[int]:
        last = max([N, *self.ladder()])
        parties = {self.record.sealed[at].step.party for at in [N, *self.ladder()]} | {CELL}
        sealed = self.record.sealed
        return [at for at in range(last) if sealed[at].step.about in parties or at == 2]

    def members(
        self, reveal: Iterable[str] = ("times",), more: Iterable[str] = (), ladder: Iterable[int] | None = None
    ) -> Members:
        """`reveal` are fields of the notice, `more` fields of the ladder."""
        it, pieces = self.record, self.ladder() if ladder is None else list(ladder)
        size = max(self.cosigned, default=0)
        covers = size > max([N, *pieces])
        assert size in {0, len(it.sealed)} or not covers
        checkpoint = it.checkpoint(len(it.sealed), self.cosigned.get(len(it.sealed), {}) if covers else ())
        found = {"VERDICT.txt": b"", "policy": self.policy()} | it.parts("entry", N, reveal, checkpoint)
        found |= self.witnessed("entry", N)
        for at in self.history():
            found |= it.parts(f"history/{at}", at, [], checkpoint)
        for at in pieces:
            found |= it.parts(f"ladder/{at}", at, more, checkpoint) | self.witnessed(f"ladder/{at}", at)
        return found | {"verify.py": b""}

    def witnessed(self, where: str, index: int) -> Members:
        """The sixth member, where a checkpoint that holds the entry was cosigned."""
        size = min((size for size in self.cosigned if size > index), default=None)
        if size is None or self.quorum == "none":
            return {}
        checkpoint = self.record.checkpoint(size, self.cosigned[size])
        return {f"{where}/witnessed": self.record.proof(index, size, checkpoint)}


# -- What the verifier says of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """How it ended, and what it said for a machine."""

    code: int
    json: dict[str, Any]

    @property
    def refuted(self) -> str:
        return "; ".join(line["text"] for line in self.json["lines"] if line["verdict"] == "refuted")

    @property
    def words(self) -> str:
        return "\n".join(line["text"] for line in self.json["lines"])


def judged(bundle: bytes, policy: bytes | None = None) -> Said:
    """What does verify.py say of these bytes, trusting this policy or the one that came with them?"""
    code, said = _ran(bundle, policy, "--json")
    return Said(code, json.loads(said))


def printed(bundle: bytes) -> str:
    """What does verify.py print of these bytes?"""
    return _ran(bundle, None)[1]


def claims(bundle: bytes, policy: bytes | None = None) -> list[dict[str, Any]]:
    """Which claims does verify.py judge in this bundle, and how? Each with the addressee that it is about."""
    return [{"to": one["to"], **each} for one in judged(bundle, policy).json["ladders"] for each in one["claims"]]


def _ran(bundle: bytes, policy: bytes | None, *options: str) -> tuple[int, str]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(sys, "stdout", out):
        path, trust = Path(folder) / "one.herald", Path(folder) / "policy"
        path.write_bytes(bundle)
        trust.write_bytes(policy or b"")
        code = verify.main([str(path), *options, *(["--trust", str(trust)] if policy is not None else [])])
        out.flush()
    return code, out.buffer.getvalue().decode()  # type: ignore[attr-defined]  # a BytesIO
