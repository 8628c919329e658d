"""Have the witnesses cosigned what the cell sealed, and is the cell's record still the one that they know? The cell's side.

Nothing here speaks to a network: who carries a request to a witness, and the answer back, is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from herald.desk.holding import consistency
from herald.ports import Broken, Head, Record, Store
from herald.prevented import Prevented
from herald.tlog import note, witnessing
from herald.tlog.note import Signature
from herald.tlog.policy import Witness, shown
from herald.tlog.witnessing import Answered, Conflict, Cosigned, Request, Understood

TRIES = 3
"""How often is a witness asked again that names another size? Once is enough, unless somebody else asks it meanwhile."""
LOOKS_BACK = 1_024
"""In so many of the last sizes is looked for what a witness cosigned last; else it is asked as one that knows nothing."""
_TO_DO = (
    "Nothing was sealed, and nothing may be: a restored copy would sign a second history. Get the missing entries from a mirror,"
    " or begin a new mission whose agreement cites the last checkpoint."
)


class Asks(Protocol):
    """Whoever carries a request to a witness."""

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        """What does the witness at this submission prefix answer? Raises Prevented where none comes."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A witness that did not cosign, for a reason that says nothing about the log."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A witness that knows another log than this record: it says to have cosigned `size` entries, None where it says no number."""

    name: str
    size: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the witnesses said of the checkpoint of this size. `lines` are signature lines, checked, each with its newline.

    They are added to the checkpoint as they are, and kept under the names that the witnesses have in the policy.
    """

    size: int
    lines: Mapping[str, bytes]
    silent: tuple[Silent, ...] = ()
    apart: tuple[Apart, ...] = ()


class NotReconciled(Prevented):
    """A witness knows a later log than this record, or another one. Whoever went on from here would sign a second history."""

    code = "not-reconciled"

    def __init__(self, size: int, apart: Sequence[Apart]) -> None:
        """Which witnesses, and what do they say?"""
        self.size, self.apart = size, tuple(apart)
        said = "; ".join(f"witness {each.name}: {each.words}" for each in apart)
        super().__init__(f"the record has {size} entries, and is not the log that was witnessed: {said}. {_TO_DO}")


def gathered(record: Record, witnesses: Iterable[Witness], asks: Asks) -> Gathered:
    """Which of these witnesses cosign the last checkpoint? Asked one after another; whoever does not answer is named.

    What they answer is not acted on: see `reconciled` for those who know another log. An empty record asks nobody.
    """
    head = record.head()
    if head is None:
        return Gathered(0, {})
    wanted = tuple(witnesses)
    known = last_known(record, head.size, [shown(witness.name) for witness in wanted])
    said = [_asked(record, head, witness, known.get(shown(witness.name), 0), asks) for witness in wanted]
    return Gathered(
        head.size,
        {name: line for each in said if isinstance(each, tuple) for name, line in [each]},
        tuple(each for each in said if isinstance(each, Silent)),
        tuple(each for each in said if isinstance(each, Apart)),
    )


def reconciled(store: Store, witnesses: Iterable[Witness], asks: Asks) -> Gathered:
    """Is this record the log that the witnesses know? Asked before anything is sealed: a restored copy must never sign.

    Raises NotReconciled where one has cosigned more entries than are here, or others. Whoever does not answer is named in what
    is returned, and hinders nobody. A witness that is ahead only of what was here when it was asked is asked again.
    """
    wanted = tuple(witnesses)
    for _ in range(TRIES):
        with store.reading() as record:
            found = gathered(record, wanted, asks)
        if not found.apart:
            return found
        with store.reading() as record:
            head = record.head()
        if head is None or head.size == found.size:
            break
    raise NotReconciled(found.size, found.apart)


def last_known(record: Record, size: int, names: Iterable[str]) -> Mapping[str, int]:
    """Up to which size is each of these known to have cosigned? Of those that are, within the last so many sizes."""
    wanted, found = set(names), dict[str, int]()
    for at in record.cosigned(max(0, size - LOOKS_BACK)):
        if at <= size:
            found.update(dict.fromkeys(wanted & set(record.cosignatures(at)), at))
    return found


def request(record: Record, old: int) -> bytes:
    """Which request shows a witness that knows `old` entries the last checkpoint? The body, and the file, of `add-checkpoint`.

    Raises Broken where there is none, or the record cannot prove that it only grew since.
    """
    head = record.head()
    if head is None:
        raise Broken("the mission has not begun: there is no checkpoint yet")
    return _request(record, head, old)


def taken(record: Record, witnesses: Iterable[Witness], answer: bytes) -> Gathered:
    """Of which checkpoint are these signature lines, that came as a file, and of which witnesses? Of none: no lines.

    Looked for from the last checkpoint back, among as many sizes as `LOOKS_BACK`.
    """
    head = record.head()
    size = 0 if head is None else head.size
    came, wanted = Answered(200, witnessing.WORDS, answer), tuple(witnesses)
    for at in range(size, max(0, size - LOOKS_BACK), -1):
        signed = record.checkpoint(at)
        text = "" if signed is None else note.read(signed).text
        lines = {shown(each.name): line for each in wanted if (line := _line(came, text, each)) is not None}
        if lines:
            return Gathered(at, lines)
    return Gathered(size, {}, tuple(Silent(shown(each.name), "no line of it in the file") for each in wanted))


# -- One witness ---------------------------------------------------------------------------------------------------------------


def _asked(record: Record, head: Head, witness: Witness, old: int, asks: Asks) -> tuple[str, bytes] | Silent | Apart:
    name, text = shown(witness.name), note.read(head.checkpoint).text
    if witness.url is None:
        return Silent(name, "the policy says no address: it is asked by file")
    for _ in range(TRIES):
        try:
            answer = asks.add_checkpoint(shown(witness.url), _request(record, head, old))
        except Broken:
            raise
        except Prevented as unreached:
            return Silent(name, str(unreached))
        said = witnessing.understood(answer, text, [witness.key])
        if isinstance(said, Cosigned):
            return name, _joined(said.lines)
        if not isinstance(said, Conflict) or said.size > head.size or said.size == old:
            return _not_cosigned(name, said, head.size)
        old = said.size
    return Silent(name, "it named another size each time it was asked")


def _not_cosigned(name: str, said: Understood, size: int) -> Silent | Apart:
    if isinstance(said, Conflict):
        words = "entries, more than are here" if said.size > size else "entries with another root"
        return Apart(name, said.size, f"cosigned {said.size} {words}")
    status, words = (said.status, said.words) if not isinstance(said, Cosigned) else (200, "")
    if status == 422:
        return Apart(name, None, f"finds that this log does not begin with what it cosigned ({words})")
    return Silent(name, f"answered {status}: {words}")


def _request(record: Record, head: Head, old: int) -> bytes:
    proof = consistency(record, old, head.size) if old else ()
    if proof is None:
        raise Broken(
            f"the record cannot prove that its {head.size} entries begin with {old}: herald log fsck names what is wrong"
        )
    return bytes(Request(old, proof, note.read(head.checkpoint)))


def _line(answer: Answered, text: str, witness: Witness) -> bytes | None:
    said = witnessing.understood(answer, text, [witness.key]) if text else None
    return _joined(said.lines) if isinstance(said, Cosigned) else None


def _joined(lines: Sequence[Signature]) -> bytes:
    """The witness's own line; of several the last, which has the latest time if the witness keeps its word."""
    return f"{lines[-1]}\n".encode()
