"""What must a party know of a mission in order to sign for it, and a judge in order to trust its log? The `.mission` file.

Nothing signs it: it is handed over as keys are, and compared. Source: docs/record-format.md, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald import canonical, written
from herald.canonical import Json
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where, flag, gather, listed, members, name, text
from herald.record.acts import AgreementVersion
from herald.record.entry import Seen
from herald.tlog import checkpoint, note, policy
from herald.tlog.keys import VerifierKey
from herald.tlog.note import Refused
from herald.units import PartyId
from herald.written import HASH_BYTES, hexed, integer

LONGEST = 2**20
_MEMBERS = ("agreement", "cell", "checkpoint", "exercise", "origin", "parties", "policy")


@dataclass(frozen=True, slots=True)
class MissionFile:
    """The facts of a mission, and the last checkpoint that whoever wrote the file had seen."""

    origin: str
    exercise: bool
    cell: PartyId
    agreement: AgreementVersion | None
    parties: tuple[PartyId, ...]
    checkpoint: str
    policy: str

    def __bytes__(self) -> bytes:
        """How does it read?"""
        said: Json = {
            "agreement": None if self.agreement is None else self.agreement.json(),
            "cell": self.cell,
            "checkpoint": self.checkpoint,
            "exercise": self.exercise,
            "origin": self.origin,
            "parties": list(self.parties),
            "policy": self.policy,
        }
        return canonical.write(said) + b"\n"

    @property
    def seen(self) -> Seen:
        """Which checkpoint does it show?"""
        stated = checkpoint.read(note.read(self.checkpoint.encode()).text)
        return Seen(stated.size, stated.root)


def policy_text(log: VerifierKey) -> str:
    """Which policy trusts this log, as long as nobody witnesses it?"""
    return f"log {log}\nquorum none\n"


def read(data: bytes, file: str = "mission") -> MissionFile:
    """Which mission does this file state? Raises Malformed, also where its checkpoint is not signed as its policy asks."""
    if len(data) > LONGEST or not data.endswith(b"\n"):
        raise Malformed([Problem(file, None, "length", f"{len(data)} bytes", f"one line, at most {LONGEST} bytes")])
    where = Where(file)
    stated = members(canonical.read(file, data[:-1]), where)
    _, (origin, exercise, cell), agreement, parties, (signed, trust) = gather(
        lambda: stated.only(_MEMBERS),
        lambda: gather(
            lambda: stated.need("origin", name),
            lambda: stated.need("exercise", flag),
            lambda: stated.need("cell", name),
        ),
        lambda: stated.need("agreement", _version),
        lambda: stated.need("parties", listed(written.party, "a list of parties")),
        lambda: gather(lambda: stated.need("checkpoint", text), lambda: stated.need("policy", text)),
    )
    judged = policy.judge(note.read(signed.encode(), file), policy.read(trust.encode(), file), file)
    if isinstance(judged, Refused) or judged.checkpoint.origin != origin:
        why = judged.reason if isinstance(judged, Refused) else f"of {judged.checkpoint.origin}"
        raise where.member("checkpoint").wrong(quoted(why, 200), "a checkpoint of this log that its policy trusts")
    return MissionFile(origin, exercise, PartyId(cell), agreement, parties, signed, trust)


def _version(value: object, where: Where) -> AgreementVersion | None:
    if value is None:
        return None
    stated = members(value, where)
    _, its_id, version, digest = gather(
        lambda: stated.only(("digest", "id", "version")),
        lambda: stated.need("id", name),
        lambda: stated.need("version", integer(1, 2**63 - 1)),
        lambda: stated.need("digest", hexed(HASH_BYTES)),
    )
    return AgreementVersion(its_id, version, digest)
