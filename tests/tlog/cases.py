"""What is asked of other people's verifiers: proofs of ours that they must accept, and altered ones that they must refuse."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from herald.tlog import tree
from herald.tlog.keys import VerifierKey
from herald.tlog.note import Note, Refused, Signature, open_note
from tests.tlog.logs import LOG, WITNESSES, Log, leaf

KEYS = (LOG.verifier, *(witness.verifier for witness in WITNESSES[:3]))


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def listed(values: Sequence[str]) -> str:
    return ",".join(values) or "-"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Is this leaf there?"""

    root: bytes
    size: int
    index: int
    leaf: bytes
    proof: tuple[bytes, ...]

    def holds(self) -> bool:
        """What do we say?"""
        return tree.includes(self.root, self.size, self.index, self.leaf, self.proof)

    def line(self) -> str:
        """How is it asked of the Go program?"""
        hashes = listed([base64(value) for value in self.proof])
        return f"inclusion {base64(self.root)} {self.size} {self.index} {base64(self.leaf)} {hashes}"

    def altered(self, draw: Random) -> Inclusion:
        """The same with something in it that must make it fail."""
        at = draw.randrange(3)
        if at == 0:
            return replace(self, leaf=flipped(self.leaf, draw))
        if at == 1:
            return replace(self, root=flipped(self.root, draw))
        return replace(self, proof=changed(self.proof, draw))


@dataclass(frozen=True, slots=True)
class Consistency:
    """Did the log only grow?"""

    old_root: bytes
    old: int
    root: bytes
    size: int
    proof: tuple[bytes, ...]

    def holds(self) -> bool:
        """What do we say?"""
        return tree.extends(self.old_root, self.old, self.root, self.size, self.proof)

    def line(self) -> str:
        """How is it asked of the Go program?"""
        hashes = listed([base64(value) for value in self.proof])
        return f"consistency {base64(self.old_root)} {self.old} {base64(self.root)} {self.size} {hashes}"

    def altered(self, draw: Random) -> Consistency:
        """The same with something in it that must make it fail."""
        at = draw.randrange(3)
        if at == 0:
            return replace(self, old_root=flipped(self.old_root, draw))
        if at == 1:
            return replace(self, root=flipped(self.root, draw))
        return replace(self, proof=changed(self.proof, draw))


@dataclass(frozen=True, slots=True)
class Opened:
    """Do all of these keys have signed this checkpoint?"""

    note: Note
    keys: tuple[VerifierKey, ...] = KEYS

    def holds(self) -> bool:
        """What do we say?"""
        signed = open_note(self.note, self.keys)
        return not isinstance(signed, Refused) and len(signed) == len(self.keys)

    def line(self) -> str:
        """How is it asked of the Go program?"""
        return f"note {len(self.keys)} {listed([str(key) for key in self.keys])} {base64(bytes(self.note))}"

    def altered(self, draw: Random) -> Opened:
        """The same with another size in the text, or one signature with another bit, of another key, or gone."""
        at = draw.randrange(len(self.note.signatures))
        signature = self.note.signatures[at]
        others = self.note.signatures[:at], self.note.signatures[at + 1 :]
        choices: tuple[tuple[Signature, ...], ...] = (
            (replace(signature, data=flipped(signature.data, draw)),),
            (replace(signature, id=flipped(signature.id, draw)),),
            (),
        )
        choice = draw.randrange(4)
        if choice == 3:
            origin, size, rest = self.note.text.split("\n", 2)
            return replace(self, note=replace(self.note, text=f"{origin}\n{int(size) + 1}\n{rest}"))
        return replace(self, note=replace(self.note, signatures=(*others[0], *choices[choice], *others[1])))


Case = Inclusion | Consistency | Opened


def flipped(value: bytes, draw: Random) -> bytes:
    """One bit of it, turned round."""
    return (int.from_bytes(value, "big") ^ 1 << draw.randrange(8 * len(value))).to_bytes(len(value), "big")


def changed(proof: tuple[bytes, ...], draw: Random) -> tuple[bytes, ...]:
    """A hash with another bit, one gone, one twice, or one more; of an empty proof one more."""
    at, choice = draw.randrange(max(1, len(proof))), draw.randrange(4) if proof else 3
    put = ((flipped(proof[at], draw),), (), (proof[at], proof[at]))[choice] if choice < 3 else ()
    return (*proof, draw.randbytes(32)) if choice == 3 else (*proof[:at], *put, *proof[at + 1 :])


def accepted(log: Log) -> Iterator[Case]:
    """Every leaf at every size, every earlier size at every size, and every checkpoint, cosigned by three."""
    for size in range(1, log.size + 1):
        for index in range(size):
            yield Inclusion(log.roots[size], size, index, leaf(index), log.inclusion(index, size))
            yield Consistency(log.roots[index + 1], index + 1, log.roots[size], size, log.consistency(index + 1, size))
        yield Opened(log.checkpoint(size, *WITNESSES[:3]))


def refused(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """So many of them, altered. One that happens to come out as it was is altered again."""
    draw = Random(seed)
    altered: list[Case] = []
    while len(altered) < count:
        case = draw.choice(cases)
        wrong = case.altered(draw)
        if wrong != case:
            altered.append(wrong)
    return altered
