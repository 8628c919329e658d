"""Whom does one have to trust here? Which logs, which witnesses, and how many of them must have cosigned.

Source: C2SP tlog-policy. Names are bytes, as there: they are compared, never interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from herald.malformed import Malformed, Problem
from herald.tlog import checkpoint
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.encoding import LARGEST, malformed, read_decimal
from herald.tlog.keys import Kind, VerifierKey, read_verifier
from herald.tlog.note import Note, Refused, Signed, open_note

LONGEST = 200_000
MOST_OF_EACH = 1_000
"""Logs, witnesses and groups, each. The format asks for 32. Source: section Implementation limits."""

NONE = b"none"
_OTHER_OCTETS = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_BLANKS = re.compile(rb"[ \t]+")


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness, by the name that it has in this policy."""

    name: bytes
    key: VerifierKey
    url: bytes | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """It has witnessed a checkpoint if at least `threshold` of its members have."""

    name: bytes
    threshold: int
    members: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs that are accepted, and whose cosignatures make up the quorum; `quorum` is None where none are asked for.

    `groups` stand in the order of the file, so that each has only members from before it.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: bytes | None

    def is_met_by(self, names: Collection[bytes]) -> bool:
        """Are the cosignatures of these witnesses enough? Source: sections Defining the quorum, Defining a witness group."""
        witnessed = {witness.name for witness in self.witnesses} & set(names)
        for group in self.groups:
            if len(witnessed.intersection(group.members)) >= group.threshold:
                witnessed.add(group.name)
        return self.quorum is None or self.quorum in witnessed

    def met_at(self, times: Mapping[bytes, int]) -> int | None:
        """Since when were enough cosignatures there, if the witnesses of these names cosigned at these POSIX seconds?

        The earliest second up to which as many had cosigned as the quorum asks for, whatever the later ones say. None where they
        are not enough, and where no quorum is asked for: then no witness's clock says anything.
        """
        if self.quorum is None:
            return None
        until = sorted(set(times.values()))
        return next((at for at in until if self.is_met_by({name for name, each in times.items() if each <= at})), None)


@dataclass(frozen=True, slots=True)
class Trusted:
    """A checkpoint that the policy accepts: by which log's key, and when which of its witnesses cosigned it."""

    checkpoint: Checkpoint
    log: VerifierKey
    cosigned: tuple[tuple[Witness, int], ...]


def judge(note: Note, policy: Policy, file: str = "checkpoint") -> Trusted | Refused:
    """May this checkpoint be trusted? It is signed by a listed log of its own origin, and cosigned by the quorum.

    Raises Malformed for a note that is no checkpoint. Source: section What is a "policy"?; C2SP tlog-checkpoint, Signatures.
    """
    stated = checkpoint.read(note.text, file)
    signed = open_note(note, {*policy.logs, *(witness.key for witness in policy.witnesses)})
    if isinstance(signed, Refused):
        return signed
    log = next((by.key for by in signed if by.key in policy.logs and by.key.name == stated.origin), None)
    if log is None:
        return Refused(f"no log of the policy with the origin {stated.origin} signed it")
    cosigned = _cosigned(signed, policy)
    if not policy.is_met_by({witness.name for witness, _ in cosigned}):
        return Refused(f"the quorum did not cosign it; without a cosignature: {_absent(cosigned, policy)}")
    return Trusted(stated, log, cosigned)


def _cosigned(signed: tuple[Signed, ...], policy: Policy) -> tuple[tuple[Witness, int], ...]:
    by_key = {witness.key: witness for witness in policy.witnesses}
    return tuple((by_key[by.key], by.time_s) for by in signed if by.key in by_key and by.time_s is not None)


def _absent(cosigned: tuple[tuple[Witness, int], ...], policy: Policy) -> str:
    present = {witness for witness, _ in cosigned}
    return ", ".join(shown(witness.name) for witness in policy.witnesses if witness not in present)


def shown(name: bytes) -> str:
    """How does a name of the policy read for a person? What is not UTF-8 as escapes."""
    return name.decode("utf-8", "backslashreplace")


# -- Reading -------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """What the lines so far have defined."""

    file: str
    keys: dict[tuple[str, bytes], VerifierKey] = field(default_factory=dict)
    logs: dict[bytes, VerifierKey] = field(default_factory=dict)
    witnesses: dict[bytes, Witness] = field(default_factory=dict)
    witnesses_by_key: dict[bytes, Witness] = field(default_factory=dict)
    groups: dict[bytes, Group] = field(default_factory=dict)
    members: set[bytes] = field(default_factory=set)
    quorums: list[bytes] = field(default_factory=list)

    def is_defined(self, name: bytes) -> bool:
        """Did an earlier line define a witness or a group of this name?"""
        return name in self.witnesses or name in self.groups


def read(data: bytes, file: str = "policy") -> Policy:
    """Which policy does this text state? Raises Malformed with every line that is wrong.

    Source: section Policy file syntax and structure.
    """
    if len(data) > LONGEST:
        raise malformed(file, "length", f"{len(data)} bytes", f"at most {LONGEST} bytes")
    if other := _OTHER_OCTETS.search(data):
        raise malformed(file, f"byte {other.start()}", other[0], "no control characters but tab and newline")
    *lines, after = data.split(b"\n")
    draft = _Draft(file)
    problems: list[Problem] = []
    for at, line in enumerate(lines, 1):
        problems += _problems(draft, f"line {at}", line)
    if after:
        problems.append(_problem(file, "last line", after, "a line that ends in a newline"))
    if len(draft.quorums) != 1 and not problems:
        problems.append(_problem(file, "quorum", f"{len(draft.quorums)} quorum lines", "exactly one"))
    if problems:
        raise Malformed(problems)
    quorum = draft.quorums[0]
    groups = tuple(draft.groups.values())
    return Policy(
        tuple(draft.logs.values()), tuple(draft.witnesses.values()), groups, None if quorum == NONE else quorum
    )


def _problems(draft: _Draft, where: str, line: bytes) -> tuple[Problem, ...]:
    words = [word for word in _BLANKS.split(line) if word]
    if not words or words[0].startswith(b"#"):
        return ()
    try:
        reading = _LINES.get(words[0])
        if reading is None:
            raise malformed(draft.file, where, words[0], "log, witness, group or quorum")
        reading(draft, where, words[1:])
    except Malformed as wrong:
        return wrong.problems
    return ()


def _problem(file: str, where: str, seen: str | bytes, expected: str) -> Problem:
    return malformed(file, where, seen, expected).problems[0]


def _log(draft: _Draft, where: str, words: list[bytes]) -> None:
    """Source: section Defining a log."""
    if not 1 <= len(words) <= 2:
        raise malformed(draft.file, where, b" ".join(words), "log <vkey> [<url>]")
    key = _key(draft, where, words[0])
    if key.public in draft.logs:
        raise malformed(draft.file, where, words[0], "no second log with the same public key")
    _room(draft, where, len(draft.logs))
    draft.logs[key.public] = key


def _witness(draft: _Draft, where: str, words: list[bytes]) -> None:
    """Source: section Defining a witness."""
    if not 2 <= len(words) <= 3:
        raise malformed(draft.file, where, b" ".join(words), "witness <name> <vkey> [<url>]")
    _is_free(draft, where, words[0])
    key = _key(draft, where, words[1])
    if key.kind is not Kind.COSIGNATURE:
        raise malformed(draft.file, where, words[1], "a key for cosignatures (type 04)")
    if key.public in draft.witnesses_by_key:
        raise malformed(draft.file, where, words[1], "no second witness with the same public key")
    _room(draft, where, len(draft.witnesses))
    witness = Witness(words[0], key, words[2] if len(words) > 2 else None)
    draft.witnesses[words[0]] = draft.witnesses_by_key[key.public] = witness


def _group(draft: _Draft, where: str, words: list[bytes]) -> None:
    """Source: section Defining a witness group."""
    if len(words) < 3:
        raise malformed(draft.file, where, b" ".join(words), "group <name> all|any|<k> <name>...")
    name, quota, *members = words
    _is_free(draft, where, name)
    for member in members:
        if not draft.is_defined(member):
            raise malformed(draft.file, where, member, "a witness or group of an earlier line")
        if member in draft.members or members.count(member) > 1:
            raise malformed(draft.file, where, member, "a name that is a member only once")
    _room(draft, where, len(draft.groups))
    draft.members.update(members)
    draft.groups[name] = Group(name, _threshold(draft, where, quota, len(members)), tuple(members))


def _threshold(draft: _Draft, where: str, quota: bytes, count: int) -> int:
    if quota in {b"all", b"any"}:
        return count if quota == b"all" else 1
    least = read_decimal(draft.file, where, shown(quota), LARGEST)
    if not 1 <= least <= count:
        raise malformed(draft.file, where, quota, f"all, any, or a number from 1 to {count}")
    return least


def _quorum(draft: _Draft, where: str, words: list[bytes]) -> None:
    """Source: section Defining the quorum."""
    if len(words) != 1 or draft.quorums:
        raise malformed(draft.file, where, b" ".join(words), "quorum <name>, once in the file")
    if words[0] != NONE and not draft.is_defined(words[0]):
        raise malformed(draft.file, where, words[0], "none, or a witness or group of an earlier line")
    draft.quorums.append(words[0])


def _key(draft: _Draft, where: str, word: bytes) -> VerifierKey:
    try:
        key = read_verifier(word.decode("utf-8", "replace"))
    except Malformed as wrong:
        raise malformed(draft.file, where, word, f"a key: {wrong.problems[0].expected}") from None
    if draft.keys.setdefault((key.name, key.id), key) != key:
        raise malformed(draft.file, where, word, "no second key with the same name and id")
    return key


def _is_free(draft: _Draft, where: str, name: bytes) -> None:
    if name == NONE or draft.is_defined(name):
        raise malformed(draft.file, where, name, "a name that is not defined yet")


def _room(draft: _Draft, where: str, count: int) -> None:
    if count >= MOST_OF_EACH:
        raise malformed(draft.file, where, f"one more than {count}", f"at most {MOST_OF_EACH} of each")


_LINES: dict[bytes, Callable[[_Draft, str, list[bytes]], None]] = {
    b"log": _log,
    b"witness": _witness,
    b"group": _group,
    b"quorum": _quorum,
}
