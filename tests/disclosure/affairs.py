"""An incident of two parties, as each may see its dossier: told by both sides, filmed by somebody, held against the record."""

from __future__ import annotations

from dataclasses import dataclass, replace

from herald.desk import incidents as desk
from herald.desk.comparing import alibis, compared, sealed
from herald.disclosure.dossierview import DossierView, view
from herald.disclosure.incidents import DossierShown, Facts, dossier
from herald.disclosure.viewer import CELL as SEEN_BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.incident.codes import ActCode, AssessmentStep, BreachStep, ClaimsLink, Edge, Known, Modality, SourceKind
from herald.incident.contents import Claim, ClauseSaid, Place, When
from herald.record.acts import Role
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note
from herald.units import HOUR, MINUTE, Instant, PartyId
from tests.desk.incidents import AT_SEA, TEN, Incidents, act, casualties, claim, figure, named
from tests.desk.missions import CELL, Exercise, key, movement
from tests.desk.telling import Told
from tests.disclosure.worlds import PLAIN, Names


@dataclass
class Affair:
    """A mission with one incident. `number` is the incident's."""

    here: Incidents
    number: int
    first: PartyId
    second: PartyId
    accounts: tuple[int, int, int]
    figures: int

    @property
    def mission(self) -> Exercise:
        return self.here.told.mission

    def facts(self) -> Facts:
        with self.mission.store.reading() as record:
            books = self.mission.sequencer.books
            books.catch_up(record)
            of, head = desk.on_record(record, books, self.number), record.head()
            assert of is not None
            assert head is not None
            root = checkpoint.read(note.read(head.checkpoint).text).root
            held = compared(record, books, of)
            now, entries = self.mission.clock(), sealed(record, held)
            return Facts(of, held, alibis(record, books, of), books.origin, head.size, root, now, entries)

    def shown(self, viewer: Viewer = SEEN_BY_THE_CELL) -> DossierShown | None:
        return dossier(self.facts(), viewer)

    def view(self, viewer: Viewer = SEEN_BY_THE_CELL) -> DossierView:
        found = self.shown(viewer)
        assert found is not None
        return view(found)

    def second_officer(self) -> None:
        """From here on it is another person of the cell who enters what the cell enters."""
        told = self.here.told
        told.officers.pop(CELL)
        told.officers[CELL] = key(self.mission.lots)
        told._admit(told.officers[CELL], CELL, Role.PERSON, self.mission.keys.root)

    def let_out(self, of: int, to: PartyId) -> None:
        self.here.release(self.number, of, to)
        self.second_officer()
        self.here.release(self.number, of, to)


def at(minutes: int, length: int = 5) -> When:
    first = Instant(TEN + minutes * MINUTE)
    return When(first, f"EXERCISE: {minutes} minutes past ten", Instant(first + length * MINUTE))


def near(metres: int, said: str) -> Place:
    return Place(-31_928_000_000 + metres * 9_000, -24_915_000_000 + metres * 10_000, f"EXERCISE: {said}", metres * 500)


def affair(names: Names = PLAIN, arabic: str = "قطعوا الطريق على القافلة") -> Affair:
    """Both sides tell it, an author writes of it, somebody filmed it."""
    told = Told(Exercise(MemoryStore()).begun(names.text()))
    mission, one, other = told.mission, PartyId(names.viewer), PartyId(names.other)
    for party in (one, other, PartyId(names.third)):
        mission.party(party)
    notice = mission.filed(movement("column", one)).receipt.sealed.index
    here = Incidents(told)
    number = here.opened(one, other, notices=(notice,))
    statement = here.source(number, SourceKind.STATEMENT, outlet="EXERCISE: ministry", title="EXERCISE: statement")
    report = here.source(
        number, outlet="EXERCISE: Harbour Daily", title="EXERCISE: columns meet", name="EXERCISE: A. Writer"
    )
    second = here.source(number, outlet="EXERCISE: Island Post", title="EXERCISE: what was said")
    unnamed = here.source(number, SourceKind.UNNAMED, outlet=None, title=None, described="EXERCISE: a senior official")
    here.citation(number, report, statement, here="EXERCISE: four vehicles", there="EXERCISE: seven vehicles")
    here.citation(number, second, report, Edge.PARAPHRASES)
    here.citation(number, report, unnamed, Edge.CITES_UNNAMED)
    we, they = named("EXERCISE: our column", one), named("EXERCISE: their patrol", other)
    ours = here.account(
        number,
        one,
        by=one,
        name="EXERCISE: Maj. Alder",
        sources=(statement,),
        title="EXERCISE: what the first side says",
    )
    theirs = here.account(number, other, name="EXERCISE: Capt. Birk", title="EXERCISE: what the second side says")
    author = here.account(number, None, title="EXERCISE: what the paper says")
    blocked = claim(
        "EXERCISE: they blocked our column",
        act(ActCode.BLOCK, they, we),
        act(ActCode.NOTICE_GIVEN, we, they),
        party=one,
        when=at(0),
        places=(near(400, "before the bridge"),),
        clause=ClauseSaid(None, None, "EXERCISE: the agreements there are"),
        sources=(report,),
    )
    first = here.claim(number, ours, blocked, by=one, name="EXERCISE: Maj. Alder")
    denied = claim(arabic, act(ActCode.NOTICE_GIVEN, we, they), party=other, modality=Modality.DENIES, language="ar")
    wrong = here.claim(number, theirs, denied)
    against = here.claim(
        number, theirs, replace(denied, when=at(3), reading="EXERCISE: no warning came"), replaces=wrong
    )
    rare = claim(
        "EXERCISE: such meetings are rare",
        act(ActCode.ENCOUNTERED, we, they),
        quoted=False,
        headline=True,
        when=at(10, 20),
        places=(near(900, "at the crossing"), AT_SEA, Place(None, None, "EXERCISE: somewhere", None)),
    )
    here.claim(number, author, rare, name="EXERCISE: A. Writer")
    here.link(number, first, against, ClaimsLink.DISPUTES)
    stated = here.casualties(number, casualties(figure(Known.NOT_STATED, None, None, said="EXERCISE: some")))
    figures = here.casualties(number, casualties(figure(low=4, high=7)), revises=stated)
    claimed = here.breach(number, one, other, by=one)
    here.breach(number, other, None, of=claimed, step=BreachStep.ANSWERED, by=other)
    video = here.evidence(number, vault=bytes(32), source=report)
    here.custody(number, video)
    placed = here.assessed(number, video, by=one)
    here.assessed(number, placed, AssessmentStep.AGREED)
    here.alibi(number, notice)
    mission.clock.move(HOUR)
    return Affair(here, number, one, other, (ours, theirs, author), figures)


def words_of(of: DossierShown) -> dict[int, list[str]]:
    """The words of all claims, by account."""
    return {
        account.item.index: [each.content.words for each in account.claims if isinstance(each.content, Claim)]
        for account in of.accounts
    }
