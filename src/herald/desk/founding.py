"""How does a mission begin, and what does the cell itself do in it? The mission's entry, its machine's key, agreements, roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from herald.canonical import Json
from herald.check.answer import Limits
from herald.desk.books import Books, read_agreement
from herald.desk.sequencer import Outcome, Sealing, Sequencer
from herald.desk.witnessed import last
from herald.ports import Broken, Lots, Record
from herald.record.acts import Act, AgreementVersion, Mission, Role
from herald.record.agreementtext import digest
from herald.record.drafting import NO_POSSESSION, Author, Place, draft, key_act, place
from herald.record.entry import Seen, with_possession
from herald.record.missionfile import MissionFile, policy_text
from herald.tlog import checkpoint
from herald.tlog.keys import SigningKey, VerifierKey, read_verifier
from herald.units import Instant, PartyId
from herald.wording import slug


@dataclass(frozen=True, slots=True)
class CellKeys:
    """The three keys of a cell: its root, which is used seldom and kept apart, its machine's, and its log's."""

    root: SigningKey
    node: SigningKey
    log: SigningKey


def origin(name: str, lot: bytes, *, exercise: bool) -> str:
    """By which name does a mission's log call itself? The name in plain letters, four bytes drawn by lot, and `/exercise`.

    >>> origin("Lapwing Cross", bytes(4), exercise=True)
    'herald/lapwing-cross-00000000/exercise'
    """
    return f"herald/{slug(name)}-{lot.hex()}{'/exercise' if exercise else ''}"


def found(
    sequencer: Sequencer, keys: CellKeys, cell: PartyId, text: Json, limits: Limits, now: Instant, lots: Lots
) -> tuple[Outcome, ...]:
    """Begin a mission: its own entry, the key of its machine, the first version of its agreement.

    The origin is the name of the log's key. Raises Malformed for a text that is no agreement; ports.Broken.
    """
    agreement = read_agreement(text)
    name, root = keys.log.name, Author(keys.root, cell)
    exercise = name.endswith("/exercise")
    act = with_possession(
        Mission(
            cell,
            str(keys.log.verifier),
            keys.root.verifier.public,
            NO_POSSESSION,
            round(limits.separation_m * 1000),
            round(limits.vertical_m * 1000),
        ),
        keys.root,
        name,
    )
    begun = sequencer.seal([draft(Place(name, exercise, None), root, act, {}, int(now), now, lots).line()])
    at = Place(name, exercise, _seen(begun[0]))
    node = key_act(keys.node, cell, Role.NODE, name, now, None, None)
    version = AgreementVersion(agreement.id, 1, digest(text))
    lines = (
        draft(at, root, node, {}, int(now) + 1, now, lots),
        draft(at, root, version, {"text": text}, int(now) + 2, now, lots),
    )
    return (*begun, *sequencer.seal([line.line() for line in lines]))


def _seen(outcome: Outcome) -> Seen:
    if not isinstance(outcome, Sealing):
        raise Broken(f"the mission's own entry was refused: {outcome.refused.why}")
    stated = checkpoint.read(outcome.receipt.proof.checkpoint.text)
    return Seen(stated.size, stated.root)


def by_the_cell(
    mission: MissionFile, root: SigningKey, act: Act, values: Mapping[str, Json], number: int, now: Instant, lots: Lots
) -> bytes:
    """By which line does the cell's root do this: admit a party's root, seal a version of the agreement, revoke, erase?"""
    return draft(place(mission), Author(root, mission.cell), act, values, number, now, lots).line()


def next_version(books: Books, text: Json) -> AgreementVersion:
    """As which version is this text sealed? Raises Malformed for a text that is no agreement."""
    version = 1 if books.version is None else books.version.version + 1
    return AgreementVersion(read_agreement(text).id, version, digest(text))


def mission_file(record: Record, books: Books) -> MissionFile:
    """What must parties know of this mission, as it stands now?

    Its checkpoint is one that its policy trusts: the last that the quorum cosigned. As long as it has cosigned none, the last
    one of all, with the policy that trusts the log alone: whoever reads the file finds that no one else vouches for it.
    """
    head, mission = record.head(), books.mission
    if head is None or mission is None:
        raise Broken("the mission has not begun")
    parties = () if books.agreement is None else tuple(party.id for party in books.agreement.parties)
    signed, trust = head.checkpoint, books.policy_text
    if (asked := books.policy).quorum is not None:
        found = last(record, asked)
        signed = head.checkpoint if found is None else found.checkpoint
        trust = policy_text(log_key(mission)) if found is None else trust
    return MissionFile(books.origin, books.exercise, mission.cell, books.version, parties, signed.decode(), trust)


def log_key(mission: Mission) -> VerifierKey:
    """Which key signs this mission's checkpoints?"""
    return read_verifier(mission.log)
