"""How much was addressed to a party, as the cell's machine signed it? By a tally, keeping back the last body is a signed lie.

That a body in the middle is missing shows from the numbers of those after it. Behind the last one nothing stands; so the cell's
machine signs, for a log of so many entries, the number and the leaf of the last entry addressed to the party.
Source: docs/mirror.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald import canonical, written
from herald.canonical import LARGEST
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where, gather, members, name, said
from herald.record.holding import Accusation
from herald.record.receipt import Receipt, holds
from herald.tlog import checkpoint, note
from herald.tlog.keys import SigningKey, VerifierKey
from herald.tlog.note import Note, Refused, open_note
from herald.units import PartyId
from herald.written import HASH_BYTES, hexed, integer

HEADER = "herald tally 1"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the first `size` entries of the log `seq` are addressed to the party; the last of them has this leaf (None: none is)."""

    origin: str
    party: PartyId
    size: int
    seq: int
    leaf: bytes | None

    def text(self) -> str:
        """How does the text read that is signed?"""
        stated: dict[str, canonical.Json] = {
            "leaf": None if self.leaf is None else self.leaf.hex(),
            "origin": self.origin,
            "party": self.party,
            "seq": self.seq,
            "size": self.size,
        }
        return f"{HEADER}\n{canonical.write(stated).decode('ascii')}\n"

    def denies(self, of: Numbered) -> str | None:
        """Why can this tally and this number not both be true? None if they can.

        What stands at or behind `size` the tally does not speak of.
        """
        if of.index >= self.size or of.seq < self.seq:
            return None
        if of.seq > self.seq:
            said_so = f"of {self.size} entries {self.seq} were said to be addressed to the party"
            return f"{said_so}, and entry {of.index} is number {of.seq}"
        return None if of.leaf == self.leaf else f"number {of.seq} was said to have another leaf than entry {of.index}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """The `seq`-th entry that is addressed to a party: where it stands, and its leaf."""

    seq: int
    index: int
    leaf: bytes


def sign(tally: Tally, node: SigningKey) -> Note:
    """The cell's machine's word."""
    text = tally.text()
    return Note(text, (note.sign(text, node),))


def read(signed: Note, file: str = "tally") -> Tally:
    """What does this tally state? Raises Malformed. Nothing is verified that needs a key."""
    header, _, rest = signed.text.partition("\n")
    if header != HEADER or not rest.endswith("\n"):
        raise Malformed([Problem(file, None, "first line", quoted(header), f"{HEADER}, and a line after it")])
    where = Where(file)
    stated = members(canonical.read(file, rest[:-1].encode()), where)
    _, origin, party, (size, seq), leaf = gather(
        lambda: stated.only(("leaf", "origin", "party", "seq", "size")),
        lambda: stated.need("origin", name),
        lambda: stated.need("party", written.party),
        lambda: gather(
            lambda: stated.need("size", integer(1, LARGEST)), lambda: stated.need("seq", integer(0, LARGEST))
        ),
        lambda: stated.need("leaf", lambda value, at: None if value is None else hexed(HASH_BYTES)(value, at)),
    )
    if (leaf is None) is not (seq == 0):
        raise where.member("leaf").wrong(said(stated.values["leaf"]), "a leaf, and null where nothing was addressed")
    return Tally(origin, party, size, seq, leaf)


def opened(signed: Note, node: VerifierKey) -> Tally | None:
    """What does the cell's machine state there, if it is that key that does? None else."""
    if isinstance(open_note(signed, [node]), Refused):
        return None
    try:
        return read(signed)
    except Malformed:
        return None


def contradicts(signed: Note, receipt: Receipt, node: VerifierKey, log: VerifierKey) -> Accusation | None:
    """Does this receipt show that the tally was a lie? None if both can be true, or the receipt is of another party's entry.

    Raises Malformed for a tally that this machine never signed, and for a receipt that this log did not: with them nobody can be
    accused. The evidence are the tally and the checkpoint under which the entry stands; whoever has the entry, its envelope and
    its salt can judge them.
    """
    stated = opened(signed, node)
    if stated is None or stated.origin != log.name:
        raise _nothing_signed("tally", node)
    under = receipt.proof.checkpoint
    if (
        isinstance(open_note(under, [log]), Refused)
        or checkpoint.read(under.text).origin != log.name
        or not holds(receipt)
    ):
        raise _nothing_signed("receipt", log)
    routing = receipt.sealed.routing()
    if routing.index != receipt.sealed.index:
        raise _nothing_signed("receipt", log)
    own = (link for link in routing.to if link.party == stated.party)
    return next(
        (found for link in own if (found := accused(signed, stated, _numbered(receipt, link.seq), under))), None
    )


def accused(signed: Note, stated: Tally, of: Numbered, under: Note) -> Accusation | None:
    """The accusation, where this tally and a number that stands under this checkpoint cannot both be true."""
    why = stated.denies(of)
    return None if why is None else Accusation("tally", of.index, why, (signed, under))


def disagree(one: Note, other: Note, node: VerifierKey) -> Accusation | None:
    """Can two tallies for one party not both be true? None if they can, or speak of different parties or logs.

    Raises Malformed for one that this machine never signed.
    """
    both = opened(one, node), opened(other, node)
    if both[0] is None or both[1] is None:
        raise _nothing_signed("tally", node)
    first, second = sorted((both[0], both[1]), key=lambda each: each.size)
    if (first.origin, first.party) != (second.origin, second.party):
        return None
    shrank = second.seq < first.seq
    changed = second.seq == first.seq and second.leaf != first.leaf
    grew = second.size == first.size and second.seq > first.seq
    words = f"of {first.size} entries {first.seq} were said to be addressed to the party, and of {second.size} entries {second.seq}"
    if not (shrank or changed or grew):
        return None
    return Accusation("tally", None, words if not changed else f"{words}, the last with another leaf", (one, other))


def _numbered(of: Receipt, seq: int) -> Numbered:
    return Numbered(seq, of.sealed.index, of.sealed.leaf)


def _nothing_signed(what: str, key: VerifierKey) -> Malformed:
    return Malformed([Problem(what, None, "signature", "nothing that this key signed", f"the word of {key.name}")])
