"""What does each leaf of a log hold, and is that much of it as it must be which can be seen without any other leaf?

Pure work on what is stored, so that it can be done for many leaves at once by several processes. Ordinary notices are read at a
glance (`herald.record.glance`), everything else strictly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from herald import canonical
from herald.canonical import Json
from herald.desk.audit.faults import Fault
from herald.desk.fitting import MOST_AHEAD
from herald.malformed import Malformed
from herald.members import Where, caught, text
from herald.record import glance, opening, sealed
from herald.record.acts import AgreementVersion, Filing, Kind, filer
from herald.record.agreementtext import digest
from herald.record.entry import Statement
from herald.record.glance import Link, Routed, Signed
from herald.record.met import ANSWER
from herald.record.opening import Opening
from herald.record.rungs import FILING
from herald.record.sealed import Envelope, Sealed
from herald.tlog import note, tree
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import VerifierKey
from herald.units import PartyId

Held = tuple[Sealed, bytes]
"""What is stored of one leaf: how it was made, and the openings of its fields as they are kept."""
Stored = tuple[int, bytes, bytes, bytes, bytes, bytes | None]
"""The same as it goes to another process, which plain tuples do soonest: index, note, envelope, salt, openings; and the public key
that the note names, None where none is known, or asked for."""
Filed = tuple[str, PartyId, str, str | None]
"""The id of a notice, whose it is, its action, the id of its predecessor."""
_HERE = Where("id")
_ID, _REPLACES = glance.OPENED.index("id"), glance.OPENED.index("replaces")


@dataclass(frozen=True, slots=True)
class Asked:
    """In which log do the leaves stand, and is every signature to be verified?"""

    origin: str
    exercise: bool
    full: bool


class Look(NamedTuple):
    """What one leaf holds, as far as others have to do with it.

    `keys` is the list of that name as it is written in the envelope, without its brackets; `missing` are the fields that cannot be
    opened any more. `statement` is None for an ordinary notice.
    """

    place: int
    leaf: bytes
    kind: Kind
    key: str
    seq: int
    party: PartyId
    machine: bool
    received: int
    seen: tuple[int, str] | None
    keys: bytes
    link: Link | None
    to: tuple[Link, ...]
    filed: Filed | None
    statement: Statement | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a row of leaves holds, from an index on: the columns of a `Look`, or None for one that cannot be read.

    `hashes` are theirs in the tree.
    """

    first: int
    looks: list[tuple[Any, ...] | None]
    hashes: bytes
    faults: list[Fault]


def looked(piece: Sequence[Stored], asked: Asked) -> Looked:
    """What do these leaves hold? At least one, and none missing between them."""
    faults: list[Fault] = []
    looks: list[tuple[Any, ...] | None] = []
    hashes = []
    for index, data, envelope, salt, openings, public in piece:
        one = Sealed(index, data, envelope, salt)
        look = _look(one, openings, public, asked, faults)
        looks.append(None if look is None else tuple(look))
        hashes.append(tree.leaf_hash(one.leaf if look is None else look.leaf))
    return Looked(piece[0][0], looks, b"".join(hashes), faults)


def _look(one: Sealed, openings: bytes, public: bytes | None, asked: Asked, faults: list[Fault]) -> Look | None:
    if public is not None and not signed_by(one.note, public):
        faults.append(Fault("signature", one.index, "its author's signature does not fit it"))
    signed, routed = glance.signed(one.note), glance.routed(one.envelope)
    if signed is not None and routed is not None:
        values = glance.values(openings, signed.fields, routed.answer)
        filed = None if values is None else _filed(signed, values)
        if filed is not None and _placed(one.index, signed, routed, asked):
            return _ordinary(one, signed, routed, filed)
    statement, wrong = caught(lambda: one.entry().statement)
    envelope, astray = caught(one.routing)
    for code, problems in (("entry-malformed", wrong), ("envelope-malformed", astray)):
        faults += [Fault(code, one.index, str(problem)) for problem in problems[:1]]
    if statement is None or envelope is None:
        return None
    return _other(one, statement, envelope, openings, asked, faults)


def _placed(index: int, signed: Signed, routed: Routed, asked: Asked) -> bool:
    return (
        routed.place == routed.checked == index
        and signed.origin == asked.origin
        and signed.exercise is asked.exercise
        and signed.filed <= routed.received + MOST_AHEAD
    )


def _filed(signed: Signed, values: Sequence[bytes]) -> Filed | None:
    """The notice's id, whose it is, its action, its predecessor's id; None where one is no text."""
    replaces = values[_REPLACES]
    try:
        return _text(values[_ID]), signed.party, signed.action, None if replaces == b"null" else _text(replaces)
    except Malformed:
        return None


def _text(written: bytes) -> str:
    if written[:1] == b'"' and b"\\" not in written:
        return written[1:-1].decode()
    return text(canonical.read("id", written), _HERE)


def _ordinary(one: Sealed, signed: Signed, routed: Routed, filed: Filed) -> Look:
    return Look(
        one.index,
        one.leaf,
        Kind.NOTICE,
        signed.key,
        signed.seq,
        signed.party,
        signed.machine,
        routed.received,
        (signed.size, signed.root),
        routed.keys,
        None,
        routed.to,
        filed,
        None,
        (),
    )


# -- Whatever is out of the ordinary -------------------------------------------------------------------------------------------


def _other(
    one: Sealed, statement: Statement, envelope: Envelope, data: bytes, asked: Asked, faults: list[Fault]
) -> Look:
    openings, missing, unfit = _opened(one.index, statement, envelope, data)
    faults += [*_astray(one.index, statement, envelope, asked), *unfit]
    filed = None
    if isinstance(statement.act, Filing):
        replaces = _value(openings, "replaces")
        whose = filer(statement.party, statement.act)
        filed = (
            str(_value(openings, "id")),
            whose,
            statement.act.action.value,
            None if replaces is None else str(replaces),
        )
    return Look(
        one.index,
        one.leaf,
        statement.kind,
        statement.key,
        statement.seq,
        statement.party,
        statement.machine,
        envelope.received,
        None if statement.seen is None else (statement.seen.size, statement.seen.root.hex()),
        canonical.write([end.json() for end in envelope.keys])[1:-1],
        None if envelope.link is None else _link(envelope.link),
        tuple(_link(link) for link in envelope.to),
        filed,
        statement,
        missing,
    )


def _link(link: sealed.Link) -> Link:
    return link.party, link.seq, None if link.prev is None else link.prev.hex()


def _value(openings: Mapping[str, Opening], name: str) -> Json:
    return openings[name].value if name in openings else None


def _astray(index: int, statement: Statement, envelope: Envelope, asked: Asked) -> Iterable[Fault]:
    """What does it say of itself that cannot be at this place of this log?"""
    if envelope.index != index:
        yield Fault("envelope-index", index, f"its envelope says that it stands at index {envelope.index}")
    if statement.origin != asked.origin:
        yield Fault("other-log", index, f"it was signed for the log {statement.origin}")
    if statement.exercise is not asked.exercise:
        yield Fault("exercise-mismatch", index, "an exercise and a real mission are never mixed")
    if statement.filed > envelope.received + MOST_AHEAD:
        yield Fault("clock-ahead", index, "its author's clock is more than 5 min ahead of when it was received")
    if (envelope.checked is None) is (statement.kind in FILING):
        yield Fault("not-checked", index, "a notice is checked when it is sealed, and nothing else is")
    elif envelope.checked is not None and envelope.checked.size != index:
        yield Fault(
            "not-checked", index, f"it was checked against {envelope.checked.size} entries, and stands behind {index}"
        )


def _opened(
    index: int, statement: Statement, envelope: Envelope, data: bytes
) -> tuple[Mapping[str, Opening], tuple[str, ...], list[Fault]]:
    """What is held of its fields, which are missing, and which do not fit what was signed?"""
    file = f"openings of entry {index}"
    openings, wrong = caught(lambda: opening.read(canonical.read(file, data), Where(file)))
    if openings is None:
        return {}, tuple(sorted(statement.fields)), [Fault("openings-malformed", index, str(wrong[0]))]
    committed = dict(statement.fields)
    if envelope.checked is not None:
        committed[ANSWER] = envelope.checked.answer
    faults = [
        Fault("opening-unfit", index, f"what is kept of its field {name} is not what was signed")
        for name, held in openings.items()
        if committed.get(name) != held.commitment(name)
    ]
    act = statement.act
    if isinstance(act, AgreementVersion) and "text" in openings and digest(openings["text"].value) != act.digest:
        faults.append(Fault("digest", index, "its digest is not that of the agreement's text"))
    return openings, tuple(sorted(committed.keys() - openings.keys())), faults


def signed_by(data: bytes, public: bytes) -> bool:
    """Is this note signed by the holder of this key, under the name that it signs with?"""
    try:
        read = note.read(data)
        key = VerifierKey(read.signatures[0].name, Signs.NOTE, public)
    except Malformed:
        return False
    return not isinstance(note.open_note(read, [key]), note.Refused)
