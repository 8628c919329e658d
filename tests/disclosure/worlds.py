"""Two missions that differ only in what a party may not know, and everything that is said of each to a party."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from herald.canonical import Json
from herald.desk import stating
from herald.desk.sequencer import Outcome, Sealing
from herald.disclosure import receipts, status
from herald.disclosure.viewer import CELL as THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats.mission import documents, words
from herald.record.acts import Erasure, Role
from herald.store.memory import MemoryStore
from herald.units import MINUTE, PartyId
from tests.desk import signing
from tests.desk.missions import Exercise, cancel, key, movement
from tests.desk.signing import admission, admitting, filing, line, root


@dataclass(frozen=True)
class Names:
    """What the three parties of a mission are called. The first is the one that looks."""

    viewer: str
    other: str
    third: str

    def text(self, order: Sequence[str] | None = None) -> Json:
        """Their agreement; in this order, if it is to be another than that of the names."""
        parties = "".join(
            f"[[party]]\nid = {json.dumps(name)}\n" for name in order or (self.viewer, self.other, self.third)
        )
        head = 'id = "exercise-2026"\nstatus = "held"\n'
        clause = '[[clause]]\nid = "1"\ntext = "EXERCISE: keep apart"\nregime = "notify"\nseparation_m = 1000\n'
        return {"files": {}, "toml": head + parties + clause}


PLAIN = Names("aster", "birch", "cedar-relief")


@cache
def _joined(names: Names) -> Exercise:
    e = Exercise(MemoryStore()).begun(names.text())
    for name in (names.viewer, names.other, names.third):
        e.party(PartyId(name))
    return e


@dataclass
class World:
    """A mission of three parties, all joined."""

    names: Names
    e: Exercise

    @classmethod
    def begun(cls, names: Names = PLAIN) -> World:
        return cls(names, signing.copied(_joined(names)))

    @property
    def viewer(self) -> PartyId:
        return PartyId(self.names.viewer)

    @property
    def other(self) -> PartyId:
        return PartyId(self.names.other)

    @property
    def third(self) -> PartyId:
        return PartyId(self.names.third)


# -- What the viewer may know: the same in both worlds -------------------------------------------------------------------------


def own(world: World, number: int) -> bytes:
    """A notice of the viewer, addressed to all."""
    return filing(world.e, movement(f"own {number}", world.viewer, lat=-31.928 + 0.004 * (number % 2)))


def to_the_viewer(world: World, number: int) -> bytes:
    """A notice of another party that is addressed to the viewer."""
    notice = movement(f"told {number}", world.other, lat=-31.925)
    return filing(world.e, replace(notice, kept={"recipients": [world.viewer]}))


# -- What it may not: each of these may stand where any other does -------------------------------------------------------------

Secret = Callable[[World, str], bytes]


def _not_to(world: World, name: str, party: PartyId, **kept: Json) -> bytes:
    """Another party's notice that is addressed to the third party alone, and meets whatever is near."""
    notice = movement(f"secret {name}", party, lat=-31.926)
    return filing(world.e, replace(notice, kept={"recipients": [world.third], **kept}))


def _notice(world: World, name: str) -> bytes:
    return _not_to(world, name, world.other)


def _far_notice(world: World, name: str) -> bytes:
    notice = movement(f"secret {name}", world.other, lat=-20)
    return filing(world.e, replace(notice, kept={"recipients": []}))


def _details(world: World, name: str) -> bytes:
    return _not_to(world, name, world.other, cargo=f"secret {name}", people_count=len(name))


def _of_the_third(world: World, name: str) -> bytes:
    notice = movement(f"secret {name}", world.third)
    return filing(world.e, replace(notice, kept={"recipients": [world.other]}))


def _person(world: World, name: str) -> bytes:
    act = admission(world.e, world.other, Role.PERSON, key(world.e.lots))
    return line(world.e, root(world.e.party(world.other)), act, {"name": f"secret {name}"})


def _root(world: World, name: str) -> bytes:
    """A party that is no party of the agreement joins."""
    return admitting(
        world.e, signing.cell(world.e), admission(world.e, PartyId(f"secret {name}"), Role.ROOT, key(world.e.lots))
    )


def _refusal(world: World, name: str) -> bytes:
    """Another party's act that is refused, and the refusal sealed."""
    return filing(world.e, replace(movement(f"secret {name}", world.other), kept={"exercise": False}))


def _node(world: World, name: str) -> bytes:
    return admitting(
        world.e, signing.cell(world.e), admission(world.e, PartyId("neutral-cell"), Role.NODE, key(world.e.lots))
    )


SECRETS: Mapping[str, Secret] = {
    "a notice that is near": _notice,
    "a notice that is far": _far_notice,
    "a notice with details": _details,
    "a notice of the third party": _of_the_third,
    "a person": _person,
    "a stranger's root": _root,
    "a refusal": _refusal,
    "a machine of the cell": _node,
}


def filled(steps: Sequence[str], names: Names = PLAIN) -> tuple[World, list[Outcome]]:
    """The mission with these steps, and what the viewer was answered. A step is `own`, `told`, or the name of a secret.

    Steps that the viewer may know of draw the same lots in every world.
    """
    world, answered, known = World.begun(names), list[Outcome](), 0
    for number, step in enumerate(steps):
        world.e.clock.move(MINUTE)
        if step in SECRETS:
            _lots(world, f"secret {number}", 5000 + 10 * number)
            world.e.seal(SECRETS[step](world, f"{number} {step}"))
            continue
        known += 1
        _lots(world, f"known {known}", 10 * known)
        outcomes = world.e.seal((own if step == "own" else to_the_viewer)(world, known))
        answered += outcomes if step == "own" else ()
    return world, answered


def _lots(world: World, begun: str, number: int) -> None:
    world.e.lots.begun, world.e.lots.drawn, world.e.number = begun, 0, number


def ended(world: World) -> None:
    """The other party erases and ends what the viewer was not told of; of none of that the viewer is told.

    The end of what it was told of it is told too: tests/disclosure/test_who_may_know.py.
    """
    with world.e.store.reading() as record:
        filed = [record.filed_at(index) for index in record.standing()]
    theirs = [one for one in filed if one is not None and one.party == world.other]
    author = world.e.party(world.other).author
    _lots(world, "ended", 9000)
    hidden = [one for one in theirs if one.id.startswith("secret")]
    erasures = [line(world.e, author, Erasure(one.index, ("details",))) for one in hidden]
    ends = [
        replace(cancel(f"end of {one.id}", movement(one.id, world.other)), kept={"recipients": []}) for one in hidden
    ]
    signing.sealed(world.e, *erasures, *(filing(world.e, end) for end in ends))


# -- What is said --------------------------------------------------------------------------------------------------------------


def said(world: World, party: PartyId | None, answered: Sequence[Outcome] = ()) -> dict[str, str]:
    """Everything that is said to this party (None: to the cell): of the mission, of every notice, of its own receipts."""
    viewer, e = THE_CELL if party is None else Viewer(party), world.e
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        books = e.sequencer.books
        stands = status.status(stating.mission(record, books), viewer)
        found = {"status": words.status(stands), "status.json": text(documents.status(stands))}
        for index in range(signing.size(e)):
            filed = record.filed_at(index)
            if filed is None:
                continue
            shown = receipts.notice(stating.notice(record, books, filed.id), viewer, exercise=books.exercise)
            if shown is not None:
                found[f"show {filed.id}"] = words.notice(shown)
                found[f"show {filed.id}.json"] = text(documents.notice(shown))
    for at, outcome in enumerate(answered):
        assert isinstance(outcome, Sealing), outcome
        receipt = receipts.receipt(outcome.receipt, viewer)
        assert receipt is not None
        found[f"receipt {at}"] = words.receipt(receipt, "a notice")
        found[f"receipt {at}.json"] = text(documents.receipt(receipt))
    return found


def text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


HASHED = (
    (re.compile(r"(\d+-\d): (?:\d{3} ){4}\d{3}"), r"\1: (of a leaf)"),
    (re.compile(r"(?<=\\n)[0-9A-Za-z+/]{43}=(?=\\n)"), "(a hash)"),
    (re.compile("\u2014 (\\S+) [0-9A-Za-z+/=]+"), "(a signature by \\1)"),
)
"""What of a receipt is a salted hash, or signs one: figures of a leaf, hashes of a proof, the root, the log's signature."""
WHERE = (
    (re.compile(r'"(size|index|checked_to)": \d+'), r'"\1": (n)'),
    (re.compile(r"(?<=\\n)(\d+)(?=\\n\(a hash\))"), "(n)"),
    (re.compile(r"(?:\(a hash\)\\n)+"), "(hashes)"),
    (re.compile(r"index +\d+"), "index (n)"),
    (re.compile(r"in a log of [\d,]+ entries"), "in a log of (n) entries"),
    (re.compile(r"Entries    [\d,]+"), "Entries    (n)"),
    (re.compile(r"\d+-\d: \(of a leaf\)"), "(of a leaf)"),
    (re.compile(r"up to index \(n\)"), "up to (n)"),
)
"""What says how many entries there are, or how many stand before one."""
RECEIVED = ((re.compile(r'(received"?:? +"?)[0-9T:.-]+Z'), r"\1(when)"),)
"""When something was received: of the last entry every witness sees it."""


def without(found: Mapping[str, str], *kinds: Sequence[tuple[re.Pattern[str], str]]) -> dict[str, str]:
    """The same without what these patterns find."""
    made = dict(found)
    for pattern, instead_of in (each for kind in kinds for each in kind):
        made = {name: pattern.sub(instead_of, told) for name, told in made.items()}
    return made
