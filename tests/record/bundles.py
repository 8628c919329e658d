"""A record and its bundles, written from docs/record-format.md alone: what the stand-alone verifier is tried on.

Nothing of Herald's record is asked, so that the two can be held against each other. Everything is the same in every run, and
every step can be changed before it is sealed (as a cell that cheats would) or afterwards (as a thief of the file would).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from herald.tlog import note, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.note import Note
from herald.tlog.proof import Proof
from herald.tlog.tree import Edge

Json = Any
ORIGIN = "herald/strait-0a1b2c3d/exercise"
CELL, ASTER, BIRCH = "Cell", "Aster", "Birch"
BEGIN_US = 1_900_000_000_000_000
MINUTE_US = 60_000_000
TEXT = {"files": {"strait.geojson": "{}"}, "toml": 'id = "strait"\nparties = ["Aster", "Birch"]\n'}
PARTS = ("note", "envelope", "salt", "fields", "proof")
MACHINES = {"refusal", "attempt", "delivery", "lapse", "consignment", "gap"}
LEAF, BODY = "the leaf of the entry spoken of", "the hash of its body"
"""In an act: what is known only once the entry that it speaks of is sealed."""


def canonical(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def drawn(what: str) -> bytes:
    """32 bytes by lot, the same in every run."""
    return sha256(f"drawn {what}".encode()).digest()


def key(label: str) -> SigningKey:
    """The key of this label; its name is 32 hex digits."""
    return SigningKey(drawn(f"name {label}").hex()[:32], Kind.NOTE, drawn(f"seed {label}"))


def log_key(origin: str = ORIGIN) -> SigningKey:
    return SigningKey(origin, Kind.NOTE, drawn(f"log {origin}"))


WITNESSES = tuple(SigningKey(f"witness.example/{at}", Kind.COSIGNATURE, drawn(f"witness {at}")) for at in (1, 2, 3))
WITNESSED_S = BEGIN_US // 10**6 + 86_400


def commitment(name: str, salt: bytes, value: Json) -> str:
    return sha256(b"herald field 1\n" + salt + name.encode() + b"\n" + canonical(value)).hexdigest()


@dataclass
class Step:
    """An act as it will be sealed. `said` and `added` replace members of the statement and of the envelope, last of all."""

    label: str
    kind: str
    act: dict[str, Json]
    by: str
    party: str
    fields: dict[str, Json] = field(default_factory=dict)
    about: str | None = None
    to: tuple[str, ...] = ()
    admits: str | None = None
    said: dict[str, Json] = field(default_factory=dict)
    added: dict[str, Json] = field(default_factory=dict)
    signer: str | None = None
    possession_by: str | None = None
    statement: Callable[[bytes], bytes] = bytes
    note: Callable[[bytes], bytes] = bytes


@dataclass
class Sealed:
    """An entry that stands in the log, with all that a bundle needs of it."""

    step: Step
    note: bytes
    envelope: bytes
    salt: bytes
    fields: dict[str, Json]
    routing: dict[str, Json]

    @property
    def leaf(self) -> bytes:
        length = len(self.note).to_bytes(8, "big")
        return sha256(b"herald leaf 1\n" + self.salt + length + self.note + self.envelope).digest()


def admission(label: str, holder: str, role: str, by: str, party: str, **changed: Json) -> Step:
    """The step by which a key is admitted."""
    act = {
        "from_us": BEGIN_US - MINUTE_US,
        "holder": holder,
        "id": key(label).name,
        "person": drawn(f"person {label}").hex()[:32] if role == "person" else None,
        "public": key(label).verifier.public.hex(),
        "role": role,
        "until_us": BEGIN_US + 1440 * MINUTE_US,
    }
    fields = {"name": f"Invented {holder}"} if role == "person" else {}
    return Step(label, "key", act | changed, by, party, fields, about=holder, admits=label)


def revocation(label: str, holder: str, by: str, party: str, reason: str = "stolen") -> Step:
    return Step(f"revoked {label}", "revocation", {"id": key(label).name, "reason": reason}, by, party, about=holder)


def notice(by: str = "aster person", party: str = ASTER, label: str = "notice") -> Step:
    fields: dict[str, Json] = {
        "details": {"name": "Invented ferry", "recipients": [BIRCH]},
        "heights": {"bands_mm": [[0, 3500], [0, 3500]], "reference": "AGL"},
        "id": "aster-7",
        "kind": "ground-movement",
        "manner": {
            "buffer_mm": 50000,
            "max_speed_um_s": None,
            "observed": False,
            "place_uncertainty_mm": 0,
            "submitted_at_us": None,
        },
        "replaces": None,
        "route": {"path": "geodesic", "places_e9": [[-30000000001, 45500000000], [-29900000000, 45500000000]]},
        "times": {"windows_us": [[BEGIN_US, BEGIN_US + MINUTE_US], [BEGIN_US + 90 * MINUTE_US, None]]},
    }
    other = BIRCH if party == ASTER else ASTER
    return Step(label, "notice", {"action": "new", "agreement": DIGEST}, by, party, fields, to=(other,))


DIGEST = sha256(b"herald agreement 1\n" + canonical(TEXT)).hexdigest()


def steps() -> list[Step]:
    """A small exercise: a cell, an agreement, two parties, a person each, a notice."""
    mission = {
        "cell": CELL,
        "root": key("cell root").verifier.public.hex(),
        "separation_mm": 500000,
        "vertical_mm": 300000,
    }
    agreement = {"digest": DIGEST, "id": "strait", "version": 1}
    return [
        Step("cell root", "mission", mission, "cell root", CELL, about=CELL, admits="cell root"),
        admission("cell node", CELL, "node", "cell root", CELL),
        Step("agreement", "agreement", agreement, "cell root", CELL, {"text": TEXT}),
        admission("aster root", ASTER, "root", "cell root", CELL),
        admission("birch root", BIRCH, "root", "cell root", CELL),
        admission("aster person", ASTER, "person", "aster root", ASTER),
        admission("birch person", BIRCH, "person", "birch root", BIRCH),
        notice(),
    ]


class Record:
    """A mission's log, sealed step by step."""

    def __init__(self, acts: Iterable[Step], origin: str = ORIGIN, signer: SigningKey | None = None) -> None:
        self.origin, self.signer = origin, signer or log_key(origin)
        self.exercise = origin.endswith("/exercise")
        self.sealed: list[Sealed] = []
        self.chains: dict[str, list[bytes]] = {}
        self.addressed: dict[str, list[bytes]] = {}
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.roots = [tree.EMPTY_ROOT]
        self.edge = Edge()
        self.counts: dict[str, int] = {}
        for act in acts:
            self.seal(act)

    def index(self, label: str) -> int:
        """Where does the step of this label stand?"""
        return next(at for at, one in enumerate(self.sealed) if one.step.label == label)

    def seal(self, step: Step) -> None:
        index = len(self.sealed)
        act = self.act(step)
        salts = {name: drawn(f"{index} {name}") for name in step.fields}
        self.counts[step.by] = self.counts.get(step.by, -1) + 1
        statement = {
            "act": act,
            "exercise": self.exercise,
            "fields": {name: commitment(name, salts[name], value) for name, value in step.fields.items()},
            "filed_us": BEGIN_US + index * MINUTE_US - 1_000_000,
            "key": key(step.by).name,
            "kind": step.kind,
            "machine": step.kind in MACHINES or act.get("step") == "missed",
            "origin": self.origin,
            "party": step.party,
            "seen": {"root": self.roots[index].hex(), "size": index} if index else None,
            "seq": self.counts[step.by],
        }
        text = "herald entry 1\n" + step.statement(canonical(statement | step.said)).decode() + "\n"
        signer = key(step.signer or step.by)
        named = SigningKey(key(step.by).name, Kind.NOTE, signer.seed)
        written = step.note(bytes(Note(text, (note.sign(text, named),))))
        answer, salt = {"cannot_tell": [], "could_meet": ["birch-3"]}, drawn(f"{index} answer")
        routing = (
            self.routing(
                step, index, commitment("answer", salt, answer) if step.kind in {"notice", "entered"} else None
            )
            | step.added
        )
        fields = {name: {"salt": salts[name].hex(), "value": value} for name, value in step.fields.items()}
        if routing["checked"]:
            fields["answer"] = {"salt": salt.hex(), "value": answer}
        envelope = b"herald envelope 1\n" + canonical(routing) + b"\n"
        self.append(Sealed(step, written, envelope, drawn(f"{index} leaf"), fields, routing))

    def act(self, step: Step) -> dict[str, Json]:
        act = step.act | (
            {"log": str(self.signer.verifier)} if step.kind == "mission" and "log" not in step.act else {}
        )
        act |= {name: self.resolved(act["of"], value) for name, value in act.items() if value in (LEAF, BODY)}
        if step.admits and "possession" not in act:
            stated = {"act": act, "key": key(step.admits).name, "origin": self.origin}
            message = b"herald possession 1\n" + canonical(stated) + b"\n"
            act = act | {"possession": key(step.possession_by or step.admits).sign(message).hex()}
        return act

    def resolved(self, of: int, asked: str) -> str:
        if asked == LEAF:
            return self.sealed[of].leaf.hex()
        body = {name: held for name, held in self.sealed[of].fields.items() if name != "answer"}
        return sha256(b"herald body 1\n" + canonical(body)).hexdigest()

    def routing(self, step: Step, index: int, answer: str | None) -> dict[str, Json]:
        def standing(party: str) -> dict[str, Json]:
            chain = self.chains.get(party, [])
            return {"last": chain[-1].hex() if chain else None, "party": party, "seq": len(chain)}

        def place(party: str, chain: list[bytes]) -> dict[str, Json]:
            return {"party": party, "prev": chain[-1].hex() if chain else None, "seq": len(chain) + 1}

        return {
            "checked": {"answer": answer, "size": index} if answer else None,
            "index": index,
            "keys": [standing(party) for party in dict.fromkeys([CELL, step.party])],
            "link": place(step.about, self.chains.get(step.about, [])) if step.about else None,
            "received_us": BEGIN_US + index * MINUTE_US,
            "to": [place(party, self.addressed.get(party, [])) for party in step.to],
        }

    def append(self, sealed: Sealed) -> None:
        self.sealed.append(sealed)
        self.edge, new = tree.append(self.edge, [tree.leaf_hash(sealed.leaf)])
        self.nodes.update(new)
        self.roots.append(self.edge.root)
        if sealed.step.about:
            self.chains.setdefault(sealed.step.about, []).append(sealed.leaf)
        for party in sealed.step.to:
            self.addressed.setdefault(party, []).append(sealed.leaf)

    def checkpoint(self, size: int, witnesses: Iterable[SigningKey] | Mapping[SigningKey, int] = ()) -> Note:
        """The signed note, cosigned by these, each at its second or all at one."""
        text = str(Checkpoint(self.origin, size, self.roots[size]))
        times = witnesses if isinstance(witnesses, Mapping) else dict.fromkeys(witnesses, WITNESSED_S)
        return Note(text, (note.sign(text, self.signer), *(note.sign(text, one, at) for one, at in times.items())))

    def policy(self, quorum: str = "none", *lines: str) -> bytes:
        named = [f"witness W{at} {one.verifier}" for at, one in enumerate(WITNESSES, 1)]
        return "".join(
            f"{line}\n" for line in (f"log {self.signer.verifier}", *named, *lines, f"quorum {quorum}")
        ).encode()

    def held(self, index: int) -> list[int]:
        """Which entries stand in the history of this one's bundle?"""
        target = self.sealed[index]
        parties = {claim["party"] for claim in target.routing["keys"]} | {target.step.about}
        cited = target.step.act.get("agreement") if target.step.kind == "notice" else None
        return [
            at
            for at, one in enumerate(self.sealed[:index])
            if one.step.about in parties - {None} or (one.step.kind == "agreement" and one.step.act["digest"] == cited)
        ]

    def members(
        self,
        index: int,
        reveal: Iterable[str] = (),
        history: Iterable[int] | None = None,
        witnesses: Iterable[SigningKey] = (),
        policy: bytes | None = None,
        text: bool = False,
    ) -> dict[str, bytes]:
        """What each member of the bundle of the entry at this index holds."""
        checkpoint = self.checkpoint(len(self.sealed), witnesses)
        found = {"VERDICT.txt": b"VERDICT: proved\n", "policy": self.policy() if policy is None else policy}
        found |= self.parts("entry", index, reveal, checkpoint)
        for at in self.held(index) if history is None else history:
            found |= self.parts(f"history/{at}", at, ["text"] if text else [], checkpoint)
        return found | {"verify.py": b"# a verifier in one file\n"}

    def proof(self, index: int, size: int, checkpoint: Note) -> bytes:
        return bytes(Proof(index, tree.hashes(tree.inclusion_parts(index, size), self.nodes.__getitem__), checkpoint))

    def parts(self, where: str, index: int, reveal: Iterable[str], checkpoint: Note) -> dict[str, bytes]:
        one, size = self.sealed[index], len(self.sealed)
        fields = {name: one.fields[name] for name in one.fields if name in set(reveal)}
        held = (one.note, one.envelope, f"{one.salt.hex()}\n".encode(), canonical(fields) + b"\n")
        return dict(
            zip((f"{where}/{part}" for part in PARTS), (*held, self.proof(index, size, checkpoint)), strict=True)
        )

    def mission_file(self, policy: bytes | None = None) -> bytes:
        """The `.mission` file."""
        said = {
            "agreement": {"digest": DIGEST, "id": "strait", "version": 1},
            "cell": CELL,
            "checkpoint": bytes(self.checkpoint(len(self.sealed))).decode(),
            "exercise": self.exercise,
            "origin": self.origin,
            "parties": [ASTER, BIRCH],
            "policy": (self.policy() if policy is None else policy).decode(),
        }
        return canonical(said) + b"\n"


def pack(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The ZIP archive of these members, in their order, each dated 1980-01-01."""
    pairs = members.items() if isinstance(members, Mapping) else members
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()
