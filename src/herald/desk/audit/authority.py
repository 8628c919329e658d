"""Might each entry be signed by whoever signed it, and is each the next of its chains? A fold over the log."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from herald import canonical
from herald.desk.audit.faults import Faults
from herald.desk.audit.leaves import Asked, Look
from herald.malformed import Malformed
from herald.notice.model import Action
from herald.ports import Record
from herald.record.acts import ERASABLE, AgreementVersion, Erasure, Filing, Kind, Mission, Revocation
from herald.record.entry import Statement
from herald.record.keyring import Keyring, Refused
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, PartyId

_SIMPLE = frozenset({Kind.NOTICE, Kind.REFUSAL})
"""Of these only who signs matters, not what is said."""
_Chain = tuple[int, str | None]
"""How many entries it has, and the leaf of the last, in hex."""
_Right = tuple[Instant, Instant, Refused | None]
"""From when to when a key counts, and why it may not do a thing within that time."""


class Authority:
    """What follows, for who may do what, from the entries so far."""

    def __init__(self, record: Record, asked: Asked, faults: Faults) -> None:
        """Before the first entry."""
        self._record, self._asked, self._faults = record, asked, faults
        self._ring = Keyring()
        self._rights: dict[tuple[str, PartyId, bool, Kind], _Right] = {}
        self._about: defaultdict[PartyId, _Chain] = defaultdict(_no_chain)
        self._to: defaultdict[PartyId, _Chain] = defaultdict(_no_chain)
        self._ends: dict[PartyId, bytes] = {}
        self._used: defaultdict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("q"), array("q")))
        self._received = FIRST_INSTANT
        self._version = 0
        self._missing: set[tuple[int, str]] = set()
        self._erased: set[tuple[int, str]] = set()

    def take(self, look: Look) -> None:
        """Is this the next?"""
        tell, place, leaf = self._faults.tell, look.place, look.leaf.hex()
        if look.received < self._received:
            tell("clock-back", place, "it says that it came before the entry before it")
        self._received = Instant(look.received)
        refused = self._refused(look)
        if refused is not None:
            tell("not-allowed", place, f"its author might not do this: {refused.why}")
        if look.keys != self._keys(look.party):
            tell("keys", place, "it does not say how many entries about keys stand before it, and which is the last")
        for party, seq, prev in look.to:
            last = self._to[party]
            if (seq - 1, prev) != last:
                tell(
                    "addressee", place, f"it is not the next after the {last[0]} entries addressed to {party} before it"
                )
            self._to[party] = seq, leaf
        seqs, places = self._used[look.key]
        seqs.append(look.seq)
        places.append(place)
        if look.missing:
            self._missing.update((place, name) for name in look.missing)
        if look.statement is not None:
            self._by_kind(look, look.statement)
        if look.link is not None or look.kind in _ABOUT_KEYS:
            self._linked(look, leaf)

    # -- Keys --------------------------------------------------------------------------------------------------------------

    def _refused(self, look: Look) -> Refused | None:
        """Why might its key not sign it? What does not depend on what is said is asked once for each key."""
        received = Instant(look.received)
        if look.kind not in _SIMPLE and look.statement is not None:
            return self._ring.objection(look.statement, received)
        asked = look.key, look.party, look.machine, look.kind
        if asked not in self._rights:
            self._rights[asked] = self._right(look)
        begins, ends, refused = self._rights[asked]
        if not begins <= received <= ends:
            return Refused("key-expired", "the key did not count when the entry was received")
        return refused

    def _right(self, look: Look) -> _Right:
        key = self._ring.keys.get(look.key)
        begins = FIRST_INSTANT if key is None or key.begins is None else key.begins
        ends = LAST_INSTANT if key is None or key.ends is None else key.ends
        return Instant(begins), Instant(ends), self._ring.objection(self._stated(look), Instant(begins))

    def _stated(self, look: Look) -> Statement:
        """A statement of this kind by this key, whatever it says."""
        return Statement(
            origin=self._asked.origin,
            exercise=self._asked.exercise,
            party=look.party,
            key=look.key,
            seq=look.seq,
            seen=None,
            filed=Instant(look.received),
            machine=look.machine,
            kind=look.kind,
            act=Filing(Action.NEW, None),
            fields={},
        )

    def _keys(self, party: PartyId) -> bytes:
        """How far have the chains about keys come, as an envelope of this party's entry says it?"""
        if party not in self._ends:
            cell = self._ring.cell or party
            ends = [(each, self._about[each]) for each in dict.fromkeys((cell, party))]
            said = [{"last": last, "party": each, "seq": seq} for each, (seq, last) in ends]
            self._ends[party] = canonical.write(said)[1:-1]
        return self._ends[party]

    def _linked(self, look: Look, leaf: str) -> None:
        """The chain about keys that this entry is a link of, and the keys that there are from here on."""
        statement = look.statement
        about = None if statement is None else self._followed(look.place, statement)
        count, last = (0, None) if about is None else self._about[about]
        if look.link != (None if about is None else (about, count + 1, last)):
            self._faults.tell(
                "keys-chain", look.place, f"it is not the next after the {count} entries about keys of {about}"
            )
        if about is not None:
            self._about[about] = count + 1 if look.link is None else look.link[1], leaf
        self._rights.clear()
        self._ends.clear()

    def _followed(self, place: int, statement: Statement) -> PartyId | None:
        """The ring behind this entry, also where it ought not to be there: whose keys is it about?"""
        act = statement.act
        again = isinstance(act, Mission) and self._ring.cell is not None
        if not again and not (isinstance(act, Revocation) and act.id not in self._ring.keys):
            self._ring = self._ring.after(place, statement)
        return self._ring.about(statement)

    # -- What is said ------------------------------------------------------------------------------------------------------

    def _by_kind(self, look: Look, statement: Statement) -> None:
        match statement.act:
            case AgreementVersion(version=version):
                if version != self._version + 1:
                    self._faults.tell("version-gap", look.place, f"it is version {version} behind {self._version}")
                self._version = version
            case Erasure(index=index, names=names):
                if not self._erasable(look, statement, index, names):
                    self._faults.tell("not-allowed", look.place, f"its author might not erase this of entry {index}")
                self._erased.update((index, name) for name in names)

    def _erasable(self, look: Look, statement: Statement, index: int, names: tuple[str, ...]) -> bool:
        if index >= look.place:
            return False
        try:
            of = self._record.sealed(index).entry().statement
        except (IndexError, Malformed):
            return False
        held = ERASABLE.get(of.kind, frozenset()) & set(of.fields)
        return set(names) <= held and statement.party in {of.party, self._ring.cell}

    # -- At the end --------------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """What can be said only when all entries are read."""
        for place, name in sorted(self._missing - self._erased):
            self._faults.tell(
                "opening-missing", place, f"its field {name} cannot be opened, and nothing says that it was erased"
            )
        for place, name in sorted(self._erased - self._missing):
            self._faults.tell("not-erased", place, f"its field {name} is said to be erased, and is still there")
        for place, key, seq in self._twice():
            self._faults.tell("number-used", place, f"the key {key} had used the number {seq} before")

    def _twice(self) -> Iterator[tuple[int, str, int]]:
        for key, (seqs, places) in self._used.items():
            numbers, where = np.frombuffer(seqs, np.int64), np.frombuffer(places, np.int64)
            order = np.argsort(numbers, kind="stable")
            again = order[1:][np.diff(numbers[order]) == 0]
            yield from ((int(where[at]), key, int(numbers[at])) for at in again)


_ABOUT_KEYS = frozenset({Kind.MISSION, Kind.KEY, Kind.REVOCATION})


def _no_chain() -> _Chain:
    return 0, None
