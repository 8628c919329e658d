"""May a witness cosign what a log asks it to, and what does the log make of its answer? The call `add-checkpoint`, both its ends.

Pure: the request's bytes, what the witness keeps and whom it trusts are given; who keeps, sends and listens is elsewhere.
Source: C2SP tlog-witness, section add-checkpoint.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from herald.malformed import Malformed
from herald.tlog import checkpoint, note
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.encoding import LARGEST, malformed, read_base64, read_decimal, read_text, write_base64
from herald.tlog.keys import SigningKey, VerifierKey
from herald.tlog.note import Note, Refused, Signature, Signed, open_note
from herald.tlog.proof import MOST_HASHES
from herald.tlog.tree import EMPTY_ROOT, HASH_BYTES, extends

ADD_CHECKPOINT = "/add-checkpoint"
"""What stands behind a witness's submission prefix."""
SIZE = "text/x.tlog.size"
WORDS = "text/plain; charset=utf-8"
LONGEST = note.LONGEST + 10_000
REQUEST_ENDING = ".checkpoint-request"
ANSWER_ENDING = ".cosignature"
"""The same bytes as files, for a witness that no network reaches."""

_OLD = "old "


@dataclass(frozen=True, slots=True)
class Request:
    """A log's signed checkpoint, and the proof that it begins with the `old` entries that the witness knows of."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __bytes__(self) -> bytes:
        """How does the body read? What `read` was given, to the byte."""
        lines = [f"{_OLD}{self.old}", *map(write_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + bytes(self.checkpoint)


def read(data: bytes, file: str = "add-checkpoint") -> Request:
    """What is asked? Raises Malformed. Whether the note is a checkpoint, and whose, is not looked at here."""
    head, blank, after = read_text(file, data, LONGEST).partition("\n\n")
    first, *lines = head.split("\n")
    if not first.startswith(_OLD) or not blank:
        raise malformed(file, "first line", first, "old and a size, and a blank line before the checkpoint")
    if len(lines) > MOST_HASHES:
        raise malformed(file, "proof", f"{len(lines)} lines", f"at most {MOST_HASHES}")
    old = read_decimal(file, "old size", first.removeprefix(_OLD))
    proof = tuple(_hash(file, at, line) for at, line in enumerate(lines))
    return Request(old, proof, note.read(after.encode(), file))


def _hash(file: str, at: int, line: str) -> bytes:
    value = read_base64(file, f"proof[{at}]", line)
    if len(value) != HASH_BYTES:
        raise malformed(file, f"proof[{at}]", line, f"a hash of {HASH_BYTES} bytes")
    return value


# -- The witness ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Latest:
    """The last checkpoint that the witness cosigned for a log."""

    size: int
    root: bytes


NOTHING = Latest(0, EMPTY_ROOT)
"""What a witness knows of a log that it never cosigned for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a witness keeps of a log: the latest, the note in which the log signed it, and the time of the cosignature."""

    latest: Latest
    note: bytes
    time_s: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A request, to the byte, by which a log contradicts what the witness keeps, and the note that it contradicts, or nothing.

    `contradiction` is as in :class:`Refuse`, `stated` what the request's checkpoint says; `received_s` by the witness's clock.
    """

    origin: str
    contradiction: str
    stated: Latest
    request: bytes
    kept: bytes
    received_s: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: a status of HTTP, the type of the content, and the content."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Cosign:
    """It fits all that is known: this checkpoint becomes the latest, and is cosigned once it is kept."""

    checkpoint: Checkpoint
    note: Note

    @property
    def latest(self) -> Latest:
        """What is known of the log from now on?"""
        return Latest(self.checkpoint.size, self.checkpoint.root)


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not cosigned, and `words` say why.

    `contradiction` is what the log itself signed against what is kept, `another-root` or `not-consistent`, or None: then the
    request is worth keeping. Two roots of one size are proved by the two signed checkpoints alone; that a proof does not fit
    may also be the fault of whoever carried it here, until the log is asked for another.
    """

    answer: Answered
    words: str
    checkpoint: Checkpoint | None = None
    contradiction: str | None = None

    @property
    def evidence(self) -> bool:
        """Is the request evidence of what the log did?"""
        return self.contradiction is not None


Logs = Mapping[str, Collection[VerifierKey]]
"""Which keys are trusted for which origin?"""


def decide(request: Request, latest: Latest | None, logs: Logs) -> Cosign | Refuse:
    """May this be cosigned by a witness that knows `latest` of the log, or nothing of it?

    In the order of the specification: is the log known (404), did it sign (403), is the old size no larger than the new (400),
    is it the size that is kept (409), and does the log then only grow (409 for another root of the same size, else 422)?
    """
    known = latest or NOTHING
    try:
        stated = checkpoint.read(request.checkpoint.text)
    except Malformed as wrong:
        return _refuse(400, str(wrong).splitlines()[0])
    if unknown := _unknown(request.checkpoint, stated, logs):
        return unknown
    if request.old > stated.size:
        return _refuse(400, f"the old size {request.old} is larger than the new one, {stated.size}", stated)
    if stated.size == known.size and stated.root != known.root:
        words = f"the log signed two roots of {known.size} entries"
        return Refuse(_size(known.size), words, stated, "another-root")
    if request.old != known.size:
        words = f"the last that was cosigned had {known.size} entries, not {request.old}"
        return Refuse(_size(known.size), words, stated)
    if not _grew(known, stated, request.proof):
        words = f"nothing shows that the {stated.size} entries begin with the {known.size} that were cosigned"
        return _refuse(422, words, stated, "not-consistent")
    return Cosign(stated, request.checkpoint)


def _unknown(signed: Note, stated: Checkpoint, logs: Logs) -> Refuse | None:
    keys = logs.get(stated.origin)
    if keys is None:
        return _refuse(404, "this witness does not know the log")
    opened = open_note(signed, keys)
    return _refuse(403, opened.reason, stated) if isinstance(opened, Refused) else None


def _grew(known: Latest, stated: Checkpoint, proof: tuple[bytes, ...]) -> bool:
    if known.size == 0:
        return not proof
    return extends(known.root, known.size, stated.root, stated.size, proof)


def _refuse(status: int, words: str, of: Checkpoint | None = None, contradiction: str | None = None) -> Refuse:
    return Refuse(Answered(status, WORDS, f"{words}\n".encode()), words, of, contradiction)


def _size(size: int) -> Answered:
    return Answered(409, SIZE, f"{size}\n".encode())


def signing_time(now_s: int, last_s: int | None) -> int:
    """Which time does a witness sign whose clock shows `now_s`? Never one before the last that it signed.

    A clock that was set back signs the last time again until it has caught up; one before 1970 signs 1970.
    """
    return min(max(now_s, last_s or 0, 0), LARGEST)


def cosignatures(text: str, key: SigningKey, time_s: int) -> bytes:
    """What does the witness answer? The line of its cosignature."""
    return f"{note.sign(text, key, time_s)}\n".encode()


def malformed_answer(problem: Malformed) -> Answered:
    """What is answered to a body that is no request?"""
    return _refuse(400, str(problem).splitlines()[0]).answer


# -- The log -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cosigned:
    """These keys cosigned, each at its time; `lines` are their signature lines, checked, as they are added to the note."""

    signed: tuple[Signed, ...]
    lines: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The witness says to have cosigned so many entries last. Nothing vouches for it: an answer is not signed."""

    size: int


@dataclass(frozen=True, slots=True)
class Declined:
    """It did not cosign: with this status, for this reason in its own words."""

    status: int
    words: str


Understood = Cosigned | Conflict | Declined
_SHOWN = 200


def understood(answer: Answered, text: str, keys: Collection[VerifierKey]) -> Understood:
    """What does this answer say about the checkpoint of this text, to one who knows these keys of the witness?

    Cosignatures of other keys are left out; an answer in which a known key's does not verify counts for nothing. No answer
    raises: what is not understood is Declined, with what is wrong.
    """
    try:
        if answer.status == 200:
            return _cosigned(answer.body, text, keys)
        if answer.status == 409 and answer.content_type.partition(";")[0].strip().lower() == SIZE:
            return Conflict(_stated_size(answer.body))
    except Malformed as wrong:
        return Declined(answer.status, f"the answer cannot be read: {str(wrong).splitlines()[0]}")
    return Declined(answer.status, ascii(answer.body[:_SHOWN].decode("utf-8", "replace").strip())[1:-1])


def _stated_size(body: bytes) -> int:
    text = read_text("answer", body, 100)
    return read_decimal("answer", "size", text[:-1])


def _cosigned(body: bytes, text: str, keys: Collection[VerifierKey]) -> Understood:
    given = note.read(f"{text}\n".encode() + body, "answer")
    if given.text != text:
        raise malformed("answer", "lines", body, "signature lines and nothing else")
    opened = open_note(given, keys)
    if isinstance(opened, Refused):
        return Declined(200, opened.reason)
    known = {(by.key.name, by.key.id) for by in opened}
    return Cosigned(opened, tuple(dict.fromkeys(line for line in given.signatures if (line.name, line.id) in known)))
