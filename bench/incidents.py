"""How fast is one incident among thousands compared with the record, found by its words, and read? On SQLite, all of it sealed.

    python -m bench.incidents [--quick] [--keep FILE]

Two invented parties file movements for four weeks: each is tried, cosigned and delivered, some are answered, some replaced.
Of what is said afterwards each side gives its own account: ten claims an incident, half of them by either. What is asked then is
asked as by a command: of a file that was opened anew, by a desk that has read keys and agreement and nothing else.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from bench.account import Single
from bench.measure import Whole, load
from bench.mission import ASTER, BIRCH, NOON, SEED, Mission, all_sealed, begun, moving
from bench.table import single
from bench.told import MOST, Clock, Witnesses, timed
from bench.trial import apart
from bench.week import Figure, one, spread
from herald.acknowledgement.ladders import Answer, Channel, Manner, Tried
from herald.canonical import Json
from herald.desk import founding, incidents, ticking
from herald.desk.books import Books
from herald.desk.comparing import alibis, compared
from herald.desk.comparing import sealed as entries_of
from herald.desk.delivering import Carried
from herald.desk.witnessing import reconciled
from herald.disclosure.dossierview import view
from herald.disclosure.incidents import Facts, dossier
from herald.disclosure.viewer import CELL
from herald.formats import sealed
from herald.incident.codes import (
    AccountChannel,
    ActCode,
    IncidentState,
    IncidentStep,
    Modality,
    SpeakerKind,
)
from herald.incident.contents import (
    Account,
    ActSaid,
    Claim,
    ClauseSaid,
    IncidentOpened,
    Named,
    Place,
    Speaker,
    When,
)
from herald.notice.model import Action, Notice, Route, Windows
from herald.pages.dossier import dossier as page
from herald.ports import Record, Store
from herald.record import drafting
from herald.record.acts import Act
from herald.record.calling import Call, CallStep, Purpose
from herald.record.drafting import Place as Seen
from herald.record.entry import Seen as Head
from herald.record.incidents import AccountGiven, ClaimMade, Incident
from herald.record.sealed import Sealed
from herald.record.telling import Policy, Response
from herald.store.sqlite.store import SqliteStore
from herald.tlog import checkpoint, note
from herald.units import DAY, HOUR, MINUTE, ClauseId, Instant, NoticeId, PartyId
from herald.written import Written

DAYS, CLAIMS, TIMES = 28, 10, 3
SEA_DEG = 4.0
AGREED = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify-object"
reply_h = 6
separation_m = 1000
"""
PARTIES = (ASTER, BIRCH)
_WORDS = (
    "column patrol crossing harbour warned blocked turned overtook followed hovered shouted waited signalled left",
    "returned",
    "stopped lamp buoy channel convoy engine officer radio flare chart northern southern earlier nobody answered twice slowly",
)
ASKED = {
    "one word that stands in most of them": "exercise",
    "one word": "lantern-0017",
    "two words": "crossing convoy",
    "three words, of which the last begins so": "patrol blocked hov*",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How many incidents, and how many notices, over all days? `sample` says of how many incidents is asked."""

    incidents: int
    notices: int
    sample: int = 100
    days: int = DAYS


WHOLE = Scope(5_000, 2_800)
QUICK = Scope(60, 84, 10)


# -- What is sealed ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Said:
    """A mission in which movements are told of, and incidents spoken of afterwards, day by day."""

    mission: Mission
    clock: Clock
    witnesses: Witnesses
    draw: Random
    filed: list[tuple[Notice, int]] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    sealing: list[Whole] = field(default_factory=list)

    def day(self, number: int, notices: int, incidents: int) -> None:
        """What is filed on this day, and what is said of the movements of the days before."""
        self.clock.now = Instant(NOON + number * DAY)
        before = list(self.filed)
        self._file(number, notices)
        self._told()
        if before:
            self._said(before, incidents)

    def _file(self, number: int, notices: int) -> None:
        made = [self._movement(f"movement-{number}-{each}", PARTIES[each % 2]) for each in range(notices)]
        for first in range(0, len(made), MOST):
            some = made[first : first + MOST]
            outcomes = all_sealed(self.mission.sequencer.seal(self.mission.lines(iter(some))))
            self.filed += [(notice, each.receipt.sealed.index) for notice, each in zip(some, outcomes, strict=True)]

    def _movement(self, name: str, party: PartyId) -> Notice:
        """One in ten takes the place of one that was filed before."""
        place = (self.draw.uniform(-37, -37 + SEA_DEG), self.draw.uniform(-40, -40 + SEA_DEG))
        made = moving(name, party, place, Instant(self.clock() + round(self.draw.uniform(4, 20) * HOUR)), self.draw)
        own = [at for at, (notice, _) in enumerate(self.filed) if notice.party == party]
        if own and self.draw.random() < 0.1:
            gone, _ = self.filed.pop(self.draw.choice(own))
            return replace(made, action=Action.REPLACE, replaces=NoticeId(gone.id))
        return made

    def _told(self) -> None:
        """All of it is tried, cosigned, delivered; a half is answered."""
        sequencer, store = self.mission.sequencer, self.mission.store
        with store.reading() as record:
            wanted = ticking.to_try(record, self.clock())
        carried = {party: Carried({Channel.DROP: Tried.LEFT}, (), None) for party in wanted}
        self._own(ticking.attempts(wanted, carried, self.clock()))
        self._cosigned()
        self.clock.now = Instant(self.clock() + MINUTE)
        with store.reading() as record:
            sequencer.books.catch_up(record)
            acts = ticking.deliveries(record, sequencer.books)
        self._own(acts)
        self._cosigned()
        lines = []
        for notice, index in self.filed[-len(acts) :]:
            if self.draw.random() < 0.5:
                act = Response(Answer.NO_OBJECTION, ClauseId("1"), self._sealed(index).leaf, index)
                lines.append(self._line(_other(notice.party), act, {"reason": ""}))
        self._seal(lines)

    def _own(self, acts: Sequence[Act]) -> None:
        for first in range(0, len(acts), MOST):
            all_sealed(self.mission.sequencer.seal_own(acts[first : first + MOST]))

    def _cosigned(self) -> None:
        found = reconciled(self.mission.store, self.witnesses.named, self.witnesses)
        with self.mission.store.writing() as writing:
            writing.cosign(found.size, found.lines)

    # -- What is said ------------------------------------------------------------------------------------------------------

    def _said(self, before: Sequence[tuple[Notice, int]], incidents: int) -> None:
        """Each incident is opened by the one side, told to the other; each gives its account."""
        about = [self.draw.choice(before) for _ in range(incidents)]
        opened = self._seal([self._opening(notice, len(self.opened) + at) for at, (notice, _) in enumerate(about)])
        self.opened += [each.index for each in opened]
        of_each = list(zip(about, opened, strict=True))
        accounts = self._seal([self._account(party, incident) for (_, incident) in of_each for party in PARTIES])
        lines = []
        for at, ((notice, index), incident) in enumerate(of_each):
            for side, party in enumerate(PARTIES):
                account = accounts[2 * at + side]
                lines += [
                    self._line(party, ClaimMade(incident.index, account.leaf, account.index, None), said)
                    for said in self._claims(party, notice, index)
                ]
        self._seal(lines)
        self._seal([line for _, incident in of_each[::10] for line in self._calls(incident)])

    def _opening(self, notice: Notice, number: int) -> bytes:
        first = _first(notice)
        when = When(Instant(first - HOUR), "EXERCISE: that hour", Instant(first + HOUR))
        title = f"EXERCISE: {self._words(4)} lantern-{number:04}"
        content = IncidentOpened((), (ActCode.BLOCK,), (), (), _near(notice), title, when)
        act = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, (_other(notice.party),))
        return self._line(notice.party, act, _stated(content))

    def _account(self, party: PartyId, incident: Sealed) -> bytes:
        speaker = Speaker("EXERCISE: headquarters", SpeakerKind.NAMED, "EXERCISE: spokesman", party)
        content = Account(AccountChannel.STATEMENT, None, "en", (), speaker, "EXERCISE: statement")
        act = AccountGiven(incident.index, incident.leaf, Manner.SIGNED, incident.index, party)
        return self._line(party, act, {**_stated(content), "name": None})

    def _claims(self, party: PartyId, notice: Notice, index: int) -> Iterator[dict[str, Json]]:
        """Five of each side: of the notice, a call, where it was, the clause, how often."""
        filer, other = notice.party, _other(notice.party)
        denied = Modality.ASSERTS if party == filer else Modality.DENIES
        we, they = _named(party), _named(_other(party))
        acts = {
            ActCode.NOTICE_GIVEN: (_named(filer), _named(other), denied, None),
            ActCode.WAS_AT: (_named(filer), None, Modality.ASSERTS, index if party == filer else None),
            ActCode.CALL_HELD: (we, they, Modality.ASSERTS, None),
            ActCode.ENCOUNTERED if party == filer else ActCode.NOTICE_ACKNOWLEDGED: (we, they, Modality.ASSERTS, None),
            ActCode.BREACH_CLAIMED: (they, we, Modality.ASSERTS, None),
        }
        for code, (actor, towards, modality, of) in acts.items():
            breach = code is ActCode.BREACH_CLAIMED
            content = Claim(
                acts=(
                    ActSaid(actor, code, of, towards),
                    *((ActSaid(they, ActCode.BLOCK, None, we),) if breach else ()),
                ),
                amounts=(),
                chain=(),
                clause=ClauseSaid("exercise-2026", "1", "EXERCISE: what was agreed") if breach else None,
                confidence=None,
                headline=False,
                height=None,
                language="en",
                modality=modality,
                places=(),
                quoted=True,
                reading=None,
                sources=(),
                speaker=Speaker(None, SpeakerKind.NAMED, "EXERCISE: spokesman", party),
                when=None,
                words=f"EXERCISE: {self._words(16)}",
            )
            yield {**_stated(content), "name": None}

    def _calls(self, incident: Sealed) -> Iterator[bytes]:
        """A call, of which both sides seal their version, or the one alone."""
        number = self.draw.randbytes(16).hex()
        for party in PARTIES[: self.draw.randint(1, 2)]:
            for step in (CallStep.START, CallStep.SAID, CallStep.END):
                start = step is CallStep.START
                act = Call(
                    at_us=self.clock(),
                    call=number,
                    channel="radio" if start else None,
                    language="en" if step is not CallStep.END else None,
                    of=None,
                    others=(_other(party),),
                    purpose=Purpose.INCIDENT if start else None,
                    result=None,
                    rung=None,
                    step=step,
                )
                yield self._line(party, act, {"persons": None, "words": f"EXERCISE: of {incident.index}"})

    def _words(self, count: int) -> str:
        return " ".join(self.draw.choices(" ".join(_WORDS).split(), k=count))

    # -- Sealing -----------------------------------------------------------------------------------------------------------

    def _line(self, party: PartyId, act: Act, values: dict[str, Json]) -> bytes:
        author = next(each for each in self.mission.authors if each.party == party)
        lots, now = self.mission.draw.randbytes, self.clock()
        return drafting.draft(self._seen(), author, act, values, self.mission.next(), now, lots).line()

    def _seen(self) -> Seen:
        file = self.mission.file
        return Seen(file.origin, file.exercise, self.head())

    def head(self) -> Head:
        """Where does the log stand?"""
        with self.mission.store.reading() as record:
            head = record.head()
        stated = checkpoint.read(note.read(b"" if head is None else head.checkpoint).text)
        return Head(stated.size, stated.root)

    def _sealed(self, index: int) -> Sealed:
        with self.mission.store.reading() as record:
            return record.sealed(index)

    def _seal(self, lines: Sequence[bytes]) -> list[Sealed]:
        found = list[Sealed]()
        for first in range(0, len(lines), MOST):
            with timed(self.sealing):
                outcomes = all_sealed(self.mission.sequencer.seal(lines[first : first + MOST]))
            found += [each.receipt.sealed for each in outcomes]
        return found


def _stated(content: Written) -> dict[str, Json]:
    return {"stated": content.json()}


def _other(party: PartyId) -> PartyId:
    return PARTIES[1 - PARTIES.index(party)]


def _named(party: PartyId) -> Named:
    return Named(None, party, f"EXERCISE: the side of {party}")


def _first(notice: Notice) -> Instant:
    assert isinstance(notice.shape, Route) and isinstance(notice.shape.schedule, Windows)  # noqa: S101, PT018  as it was made
    return notice.shape.schedule.each[0].earliest or NOON


def _near(notice: Notice) -> Place:
    assert isinstance(notice.shape, Route)  # noqa: S101  as it was made
    place = notice.shape.places[0]
    return Place(place.lat_e9, place.lon_e9, "EXERCISE: near the crossing", 2_000_000)


def built(store: Store, scope: Scope, seed: int = SEED) -> Said:
    """The mission in this store, which is empty, with everything that is said in it."""
    clock = Clock()
    mission = begun(store, seed, AGREED, PARTIES, clock)
    witnesses = Witnesses(mission, clock)
    policy, text = Policy(sha256(witnesses.policy.encode()).digest()), {"text": witnesses.policy}
    line = founding.by_the_cell(mission.file, mission.root, policy, text, mission.next(), NOON, mission.draw.randbytes)
    all_sealed(mission.sequencer.seal([line]))
    said = Said(mission, clock, witnesses, Random(seed))  # noqa: S311 - an invented mission
    for number in range(scope.days):
        spoken = scope.incidents * number // (scope.days - 1) - len(said.opened)
        said.day(number, scope.notices * (number + 1) // scope.days - scope.notices * number // scope.days, spoken)
    return said


# -- What is asked -------------------------------------------------------------------------------------------------------------


def figures(scope: Scope, keep: Path | None = None) -> list[Figure]:
    """Seal all of it, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.mission" if keep is None else keep
        rows = list[Figure]()
        if keep is None or not path.exists():
            rows += apart(_building, path, scope)
        return [*rows, *apart(asked, path, scope.sample)]


def _building(path: Path, scope: Scope) -> list[Figure]:
    store = SqliteStore(path, new=True)
    with timed([]) as took:
        said = built(store, scope)
    size = said.head().size
    claims = len(said.opened) * CLAIMS
    cpu_s = sum(each.cpu_s for each in said.sealing)
    store.close()
    return [
        (
            f"{len(said.opened):,} incidents, {claims:,} claims, {scope.notices:,} notices: entries",
            size,
            size,
            "entries",
        ),
        ("sealing what is said of them", size, (len(said.opened) * 13) / cpu_s, "a CPU second"),
        *one("building all of it", size, took[0]),
        ("the mission's file", size, path.stat().st_size / 2**20, "MB"),
    ]


def asked(path: Path, sample: int) -> list[Figure]:
    """What do a comparison, a search and the reading of an incident take? To be called in a process of its own, like a command."""
    store = SqliteStore(path)
    with store.reading() as record:
        head, numbers = record.head(), incidents.numbers(record)
    store.close()
    size = 0 if head is None else head.size
    draw = Random(SEED)  # noqa: S311 - which incidents are asked of
    some = [draw.choice(numbers) for _ in range(sample)]
    rows = list[Figure]()
    _afresh(path, lambda record, books: _compared(record, books, some[0]))  # the kernel is compiled
    rows += spread(
        f"an incident of {CLAIMS} claims compared", size, [_least(path, _asking(_compared, number)) for number in some]
    )
    rows += spread("the entries of an incident read", size, [_least(path, _asking(_read, number)) for number in some])
    rows += spread("a dossier as a page", size, [_least(path, _asking(_dossier, number)) for number in some[:20]])
    for what, query in ASKED.items():
        found = len(_afresh_found(path, query))
        took = [_least(path, _asking(_found, query)) for _ in range(5)]
        rows += spread(f"searched by {what} ({found} shown)", size, took)
    return rows


def _asking(ask: Callable[[Record, Books, object], object], of: object) -> Callable[[Record, Books], object]:
    return lambda record, books: ask(record, books, of)


def _compared(record: Record, books: Books, number: object) -> object:
    held = incidents.on_record(record, books, int(str(number)))
    if held is None:
        raise AssertionError(number)
    return compared(record, books, held)


def _read(record: Record, books: Books, number: object) -> object:
    return incidents.on_record(record, books, int(str(number)))


def _dossier(record: Record, books: Books, number: object) -> object:
    held = incidents.on_record(record, books, int(str(number)))
    head = record.head()
    if held is None or head is None:
        raise AssertionError(number)
    said = compared(record, books, held)
    root = checkpoint.read(note.read(head.checkpoint).text).root
    facts = Facts(
        held, said, alibis(record, books, held), books.origin, head.size, root, NOON, entries_of(record, said)
    )
    shown = dossier(facts, CELL)
    if shown is None:
        raise AssertionError(number)
    return page(view(shown))


def _found(record: Record, books: Books, query: object) -> object:
    return incidents.found(record, books, str(query), 20)


def _afresh_found(path: Path, query: str) -> Sequence[object]:
    store, books = SqliteStore(path), Books(sealed.read)
    with store.reading() as record:
        books.catch_up(record)
        found = incidents.found(record, books, query, 20)
    store.close()
    return found


def _least(path: Path, ask: Callable[[Record, Books], object]) -> Whole:
    """Of three times the least: other work on the machine does not count."""
    took = [_afresh(path, ask) for _ in range(TIMES)]
    return Whole(min(each.cpu_s for each in took), min(each.wall_s for each in took))


def _afresh(path: Path, ask: Callable[[Record, Books], object]) -> Whole:
    """Of a desk that has read keys and agreement, and nothing else."""
    store, books = SqliteStore(path), Books(sealed.read)
    with store.reading() as record:
        books.catch_up(record)
        with timed([]) as took:
            ask(record, books)
    store.close()
    return took[0]


# -- By itself -----------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure this alone, and print it."""
    parser = ArgumentParser(prog="python -m bench.incidents", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="60 incidents")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="build the mission here, or ask the one that is there"
    )
    given = parser.parse_args()
    print(f"load {load():.2f}", flush=True)
    for figure in figures(QUICK if given.quick else WHOLE, given.keep):
        print(*single(Single(*figure)), sep="  ", flush=True)
    print(f"load {load():.2f}")


if __name__ == "__main__":
    main()
