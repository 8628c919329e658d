"""Is this record what it must be? Everything in it is computed anew, and what is wrong is named."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from os import cpu_count

from herald.desk.audit.authority import Authority
from herald.desk.audit.faults import Fault, Faults
from herald.desk.audit.growth import Growth
from herald.desk.audit.leaves import Asked, Look, Looked, Stored, looked
from herald.desk.audit.lockstep import Chained, Lockstep, same_box
from herald.desk.audit.rebuilding import projected
from herald.desk.audit.spreading import spread
from herald.members import caught
from herald.ports import NoticeReader, Record
from herald.record import entry
from herald.record.acts import Act, KeyStatement, Kind, Mission, Role
from herald.record.rows import MOST_KEYS, PIECES, Filed, Rows, key_rows, part_rows, succeeded, told_rows
from herald.record.rungs import MOST_RUNGS, Ends
from herald.tlog import checkpoint, note, policy
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import VerifierKey, read_verifier
from herald.tlog.tiles import WIDTH, Tile
from herald.tlog.tree import HASH_BYTES
from herald.units import NoticeId

Progress = Callable[[int, int], None]
"""So many of so many entries are done."""
_TOGETHER = 2 * WIDTH
_SIGNATURE = b"\n\xe2\x80\x94 "
_ADMITTING = (b'"kind":"key","machine":', b'"kind":"mission","machine":')


def fsck(
    record: Record,
    reader: NoticeReader,
    full: bool = False,
    progress: Progress | None = None,
    *,
    processes: int | None = None,
) -> tuple[Fault, ...]:
    """What is wrong with this record? Nothing, if it is what it must be.

    Of every entry: its form, its place, its chains, what its key may do, its openings; of the log: every tile, the root of
    every checkpoint, the last one's signature; of the tables: every row but where notices could be and how far they have come.
    With `full` these too, every signature, and that each notice can be read. All in one pass, with little in memory: the
    tree's edge, the keys and the numbers they used, what was erased. `processes` share the work of a long log: as many as
    there are processors, if it is not said.
    """
    faults = Faults()
    asked = _asked(record, full, faults)
    if asked is None:
        return faults.told()
    count = processes or cpu_count() or 1
    audit = _Audit(record, asked, faults)
    for piece in spread(partial(looked, asked=asked), audit.pieces(), count):
        audit.take(piece)
        if progress is not None:
            progress(audit.growth.size, audit.size)
    audit.end()
    audit.judge_signatures(count)
    if full:
        audit.judge_reach(reader, count)
        audit.judge_cosignatures()
    return faults.told()


def _asked(record: Record, full: bool, faults: Faults) -> Asked | None:
    """Which log is it? As the mission's entry says, or else its last checkpoint; None for one that has not begun."""
    first, signed = next(record.stored(), None), _last(record.checkpoints())
    if first is None and signed is None:
        return None
    statement = None if first is None else caught(first[0].entry)[0]
    if statement is not None and statement.statement.kind is Kind.MISSION:
        return Asked(statement.statement.origin, statement.statement.exercise, full)
    faults.tell("no-mission", 0, "the log does not begin with a mission's entry")
    stated = None if signed is None else caught(lambda: checkpoint.read(note.read(signed[1]).text))[0]
    return None if stated is None else Asked(stated.origin, stated.origin.endswith("/exercise"), full)


def _last(signed: Iterator[tuple[int, bytes]]) -> tuple[int, bytes] | None:
    found = deque(signed, maxlen=1)
    return found[0] if found else None


class _Audit:
    """What is read of a record in one pass, and what it is held against."""

    def __init__(self, record: Record, asked: Asked, faults: Faults) -> None:
        """Before the first entry."""
        self._record, self._asked, self._faults = record, asked, faults
        self._head = record.head()
        self.size = self._head.size if self._head is not None else 0
        self.growth = Growth(record, asked.origin, faults)
        self._authority = Authority(record, asked, faults)
        self._read = 0
        self._unknown: set[int] = set()
        self._succeeded: set[int] = set()
        self._acts, self._notices = Lockstep(record, "acts", faults), Lockstep(record, "notices", faults)
        self._addressed = Chained(record, "addressed", lambda envelope: envelope.to, faults)
        self._about = Chained(record, "about_keys", lambda envelope: [envelope.link] if envelope.link else [], faults)

    # -- Entries -----------------------------------------------------------------------------------------------------------

    def pieces(self) -> Iterator[list[Stored]]:
        """What is stored, some hundred leaves together, none missing between them."""
        publics: dict[bytes, bytes] = {}
        piece: list[Stored] = []
        for sealed, openings in self._record.stored():
            index = sealed.index
            if index != self._read and index >= self.size:
                self._faults.tell("entry-beyond", index, f"it stands beyond the {self.size} entries of the log")
                continue
            if piece and (index != self._read or index % _TOGETHER == 0):
                yield piece
                piece = []
            public = _public(sealed.note, publics) if self._asked.full else None
            piece.append((index, sealed.note, sealed.envelope, sealed.salt, openings, public))
            self._read = index + 1
        if piece:
            yield piece

    def take(self, piece: Looked) -> None:
        """These leaves are the next."""
        self._missing(piece.first)
        self.growth.take(piece.hashes)
        for fault in piece.faults:
            self._faults.take(fault)
        looks = [Look._make(look) for look in piece.looks if look is not None]
        self._unknown.update(piece.first + at for at, look in enumerate(piece.looks) if look is None)
        for look in looks:
            self._take(look)
        self._compare(looks, piece.first + len(piece.looks))

    def _missing(self, before: int) -> None:
        """For what is missing before this index the tree's own hash stands in, so that the rest can be judged."""
        for index in range(self.growth.size, before):
            self._faults.tell("entry-missing", index, "it is not there")
            self._unknown.add(index)
            tile, at = divmod(index, WIDTH)
            hashed = self._record.tile(Tile(0, tile))[at * HASH_BYTES : (at + 1) * HASH_BYTES]
            self.growth.take(hashed.ljust(HASH_BYTES, b"\0"))

    def _take(self, look: Look) -> None:
        self._authority.take(look)
        if look.seen is not None and not (look.seen[0] <= look.place and self.growth.signed(*look.seen)):
            self._faults.tell("seen-unknown", look.place, f"its author had seen another log of {look.seen[0]} entries")
        for party, seq, _ in look.to:
            self._addressed.take(party, seq, look.place, look.leaf)
        if look.link is not None:
            self._about.take(look.link[0], look.link[1], look.place, look.leaf)
        if look.filed is not None and look.filed[3] is not None:
            self._succeeded.add(hash((look.filed[3], look.filed[1])))

    def _compare(self, looks: Sequence[Look], end: int) -> None:
        """Are the rows of these entries what follows from them?"""
        acts = [
            (look.place, look.kind.value, look.key, look.seq, look.party, look.received, look.leaf) for look in looks
        ]
        notices = [(look.place, *look.filed) for look in looks if look.filed is not None]
        self._acts.compare(acts, end, self._unknown)
        self._notices.compare(notices, end, self._unknown)

    def end(self) -> None:
        """Nothing more is stored."""
        self._missing(self.size)
        self._compare([], self.growth.size)
        if self._head is None or self._head.size != self.growth.size:
            stated = "not how long it is" if self._head is None else f"that it has {self._head.size} entries"
            self._faults.tell("log-size", None, f"the log says {stated}, and has {self.growth.size}")
        self.growth.end()
        self._authority.end()
        for table in (self._acts, self._notices, self._addressed, self._about):
            table.end()

    # -- Signatures --------------------------------------------------------------------------------------------------------

    def judge_signatures(self, processes: int) -> None:
        """Did the log sign its last checkpoint, and if all is asked for, every one?"""
        last, log = self.growth.last, self._log()
        if last is None or last[0] != self.growth.size:
            self._faults.tell("checkpoint-missing", None, f"there is no checkpoint of all {self.growth.size} entries")
        if log is None:
            self._faults.tell("other-log", 0, "the mission names no key of this log")
            return
        asked = self._record.checkpoints() if self._asked.full else iter([] if last is None else [last])
        for sizes in spread(partial(_unsigned, log=log), _together(asked), processes):
            for size in sizes:
                self._faults.tell(
                    "checkpoint-signature", size - 1, f"the checkpoint of {size} entries is not signed by the log"
                )

    def judge_cosignatures(self) -> None:
        """Did each witness say what is kept as its word? By the keys of all policies that ever counted here."""
        known = _witnesses(self._record)
        for size in self._record.cosigned(0):
            signed = self._record.checkpoint(size)
            for name, line in self._record.cosignatures(size).items():
                keys = known.get(name, frozenset())
                if signed is None or not _cosigned(signed, line, keys):
                    what = (
                        f"what is kept as the word of the witness {name} on the log of {size} entries is not its word"
                    )
                    self._faults.tell("cosignature", None if signed is None else size - 1, what)

    def _log(self) -> VerifierKey | None:
        """Which key signs this log, as the mission's entry says?"""
        first = next(self._record.stored(), None)
        signed = None if first is None else caught(first[0].entry)[0]
        act = None if signed is None else signed.statement.act
        log = caught(lambda: read_verifier(act.log))[0] if isinstance(act, Mission) else None
        return log if log is not None and log.name == self._asked.origin else None

    # -- Where notices could be, and how far they have come --------------------------------------------------------------------

    def judge_reach(self, reader: NoticeReader, processes: int) -> None:
        """Can each notice be read; are the boxes those of the notices that stand, and the rungs those of the entries, made anew?"""
        table = Lockstep(self._record, "reach", self._faults, PIECES, same_box)
        rungs = Lockstep(self._record, "told", self._faults, MOST_RUNGS)
        spans = Lockstep(self._record, "spans", self._faults)
        parts = Lockstep(self._record, "parts", self._faults)
        words = Lockstep(self._record, "words", self._faults, MOST_KEYS)
        ends, filed = Ends(), dict[NoticeId, Filed]()
        for row in projected(self._record, reader, processes, self._unreadable):
            boxes = row.boxes if self._stands(row) else ()
            found = [(row.index * PIECES + number, *box) for number, box in enumerate(boxes)]
            table.compare(found, row.index + 1, self._unknown)
            rungs.compare(list(told_rows(row)), row.index + 1, self._unknown)
            stands = [(row.index, row.span.first, row.span.until)] if self._stands(row) else []
            spans.compare(stands, row.index + 1, self._unknown)
            parts.compare(list(part_rows(row)), row.index + 1, self._unknown)
            words.compare(list(key_rows(row)), row.index + 1, self._unknown)
            if row.filed is not None:
                filed[row.filed.id] = row.filed
            ends.take(row.opened, row.shut, succeeded(row, filed))
        for each in (table, rungs, spans, parts, words):
            each.compare([], self.growth.size, self._unknown)
            each.end()
        if [row for _, row in self._record.tables("open")] != list(ends.rows()):
            self._faults.tell("table-open", None, "the table open is not what follows from the entries")

    def _unreadable(self, index: int) -> None:
        if index not in self._unknown:
            self._faults.tell("notice-malformed", index, "the notice that it files cannot be read")
            self._unknown.add(index)

    def _stands(self, row: Rows) -> bool:
        filed = row.filed
        return filed is not None and filed.stands and hash((filed.id, filed.party)) not in self._succeeded


def _together(signed: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while together := list(islice(signed, _TOGETHER)):
        yield together


def _unsigned(signed: Sequence[tuple[int, bytes]], log: VerifierKey) -> list[int]:
    """Of which sizes are the checkpoints that this key did not sign?"""
    found = []
    for size, data in signed:
        read = caught(partial(note.read, data))[0]
        if read is None or isinstance(note.open_note(read, [log]), note.Refused):
            found.append(size)
    return found


def _witnesses(record: Record) -> Mapping[str, frozenset[VerifierKey]]:
    """By which keys does each witness sign, by the policies that ever counted, and each party's own machine?"""
    found: defaultdict[str, frozenset[VerifierKey]] = defaultdict(frozenset)
    for index in record.of_kind(Kind.KEY):
        admitted = caught(partial(_act_at, record, index))[0]
        if isinstance(admitted, KeyStatement) and admitted.role is Role.NODE:
            found[admitted.id] |= {VerifierKey(admitted.id, Signs.COSIGNATURE, admitted.public)}
    for index in record.of_kind(Kind.POLICY):
        held = caught(partial(record.openings, index))[0] or {}
        text = held.get("text")
        stated = None if text is None else caught(partial(policy.read, str(text.value).encode()))[0]
        for witness in () if stated is None else stated.witnesses:
            found[policy.shown(witness.name)] |= {witness.key}
    return found


def _act_at(record: Record, index: int) -> Act | None:
    """What is done at this index? None where nothing is sealed, whatever a table says: that is told elsewhere."""
    try:
        return record.sealed(index).entry().statement.act
    except IndexError:
        return None


def _cosigned(signed: bytes, line: bytes, keys: frozenset[VerifierKey]) -> bool:
    """Is this line, and nothing else, one of these keys' cosignature of the checkpoint?"""
    read = caught(lambda: note.read(signed + line))[0]
    if read is None or len(read.signatures) != 2:
        return False
    opened = note.open_note(read, keys)
    return not isinstance(opened, note.Refused)


def _public(data: bytes, publics: dict[bytes, bytes]) -> bytes | None:
    """Which key says to have signed this? Those that are admitted are learnt on the way."""
    if any(said in data for said in _ADMITTING):
        statement = caught(lambda: entry.read(data).statement)[0]
        act = None if statement is None else statement.act
        if isinstance(act, Mission) and statement is not None:
            publics.setdefault(statement.key.encode(), act.root)
        elif isinstance(act, KeyStatement):
            publics.setdefault(act.id.encode(), act.public)
    return publics.get(data.rpartition(_SIGNATURE)[2].partition(b" ")[0])
