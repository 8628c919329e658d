"""What must the desk remember of a record between two acts? The keys, the agreement, the notices it has read; nothing else.

All of it follows from entries, which never change: it is read once, and what has come since is added.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from herald.agreement import toml
from herald.agreement.model import Agreement
from herald.canonical import Json
from herald.check.answer import Limits
from herald.notice.model import Notice
from herald.ports import NoticeReader, Record
from herald.record.acts import AgreementVersion, Erasure, Filing, Kind, Mission, Refusal, filer
from herald.record.entry import Statement
from herald.record.keyring import Keyring
from herald.record.missionfile import policy_text
from herald.record.opening import Openings
from herald.tlog import policy
from herald.tlog.keys import read_verifier
from herald.tlog.policy import Policy

MOST_NOTICES = 50_000
"""How many notices are kept in memory once they are read."""
ABOUT_KEYS = (Kind.MISSION, Kind.KEY, Kind.REVOCATION)


@dataclass(slots=True)
class Books:
    """What was read of one record so far."""

    read_notice: NoticeReader
    ring: Keyring = field(default_factory=Keyring)
    mission: Mission | None = None
    origin: str = ""
    exercise: bool = False
    agreement: Agreement | None = None
    version: AgreementVersion | None = None
    _ring_size: int = 0
    _version_index: int = -1
    _policy_index: int = -1
    _policy: str | None = None
    _notices: OrderedDict[int, Notice] = field(default_factory=OrderedDict)
    _erasures: int = 0
    _refusals: dict[tuple[bytes, str], int] = field(default_factory=dict)
    _refusals_read: int = 0

    def catch_up(self, record: Record) -> None:
        """Read what has come since, of keys and agreements, and forget what was erased since."""
        about = record.of_kind(*ABOUT_KEYS)
        for index in about[self._ring_size :]:
            statement = record.sealed(index).entry().statement
            self.ring = self.ring.after(index, statement)
            if isinstance(statement.act, Mission):
                self.mission, self.origin, self.exercise = statement.act, statement.origin, statement.exercise
        self._ring_size = len(about)
        versions = record.of_kind(Kind.AGREEMENT)
        if versions and versions[-1] != self._version_index:
            self._version_index = versions[-1]
            act = record.sealed(versions[-1]).entry().statement.act
            assert isinstance(act, AgreementVersion)  # noqa: S101  the table of kinds says so
            self.version, self.agreement = act, agreement_of(record.openings(versions[-1]))
        policies = record.of_kind(Kind.POLICY)
        if policies and policies[-1] != self._policy_index:
            self._policy_index = policies[-1]
            self._policy = str(record.openings(policies[-1])["text"].value)
        self._forget_erased(record)

    def _forget_erased(self, record: Record) -> None:
        erasures = record.of_kind(Kind.ERASURE)
        for index in erasures[self._erasures :]:
            act = record.sealed(index).entry().statement.act
            assert isinstance(act, Erasure)  # noqa: S101  the table of kinds says so
            self._notices.pop(act.index, None)
        self._erasures = len(erasures)

    def refusal(self, record: Record, entry: bytes, code: str) -> int | None:
        """At which index was the entry of this SHA-256 refused before for this reason? The earliest; None if it never was."""
        refusals = record.of_kind(Kind.REFUSAL)
        for index in refusals[self._refusals_read :]:
            act = record.sealed(index).entry().statement.act
            assert isinstance(act, Refusal)  # noqa: S101  the table of kinds says so
            self._refusals.setdefault((act.entry, act.code), index)
        self._refusals_read = len(refusals)
        return self._refusals.get((entry, code))

    @property
    def policy_text(self) -> str:
        """Which policy counts now, as it was sealed? Before the first: the log's own key, and no quorum.

        Raises ValueError before the mission has begun.
        """
        if self._policy is not None:
            return self._policy
        if self.mission is None:
            raise ValueError("before the mission has begun no policy counts")
        return policy_text(read_verifier(self.mission.log))

    @property
    def policy(self) -> Policy:
        """Whom does one have to trust, by the policy that counts now?"""
        return policy.read(self.policy_text.encode())

    @property
    def policy_index(self) -> int | None:
        """At which index was the policy sealed that counts now? None before the first."""
        return None if self._policy_index < 0 else self._policy_index

    @property
    def limits(self) -> Limits:
        """Which limits count where no clause governs?"""
        if self.mission is None:
            return Limits()
        return Limits(self.mission.separation_mm / 1000, self.mission.vertical_mm / 1000)

    def notices(self, record: Record, indices: Sequence[int]) -> list[Notice]:
        """Which notices were filed at these indices?"""
        return [self._notice(record, index) for index in indices]

    def _notice(self, record: Record, index: int) -> Notice:
        if index in self._notices:
            self._notices.move_to_end(index)
            return self._notices[index]
        statement = record.sealed(index).entry().statement
        notice = notice_of(self.read_notice, f"entry {index}", statement, record.openings(index))
        self.remember(index, notice)
        return notice

    def remember(self, index: int, notice: Notice) -> None:
        """Keep it, and let go of what was longest not asked for."""
        self._notices[index] = notice
        while len(self._notices) > MOST_NOTICES:
            self._notices.popitem(last=False)


def notice_of(read: NoticeReader, where: str, statement: Statement, openings: Openings) -> Notice:
    """Which notice does this entry file? Raises Malformed. Details that were erased are as if none had been filed."""
    action = statement.act.action.value if isinstance(statement.act, Filing) else ""
    values = {name: held.value for name, held in openings.items() if name in statement.fields}
    return read(where, filer(statement.party, statement.act), action, {"details": {}, **values})


def agreement_of(openings: Openings) -> Agreement:
    """Which agreement does this entry's text state? Raises Malformed."""
    value = openings["text"].value
    return read_agreement(value)


def read_agreement(value: Json) -> Agreement:
    """Which agreement is this: `{"files": {name: text}, "toml": text}`? Raises Malformed."""
    from herald.members import Where, members, text

    stated = members(value, Where("agreement"))
    stated.only(("files", "toml"))
    source = stated.need("toml", text)
    files = stated.need("files", members)
    texts = {name: text(held, files.where.member(name)) for name, held in files.values.items()}
    return toml.read("agreement", source.encode(), _loading(texts))


def _loading(files: dict[str, str]) -> Callable[[str], bytes]:
    def load(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(2, "is not among the files of the agreement", path)
        return files[path].encode()

    return load
