"""Who may know what of an incident? The neutral cell everything; a party its own, what is addressed to it, and what was let out.

What two different persons of the cell let out to a party it may know; an account with its claims; the incident itself with all
that is in it but figures of casualties, which are let out one by one, and which persons of the cell did what. Let out is what was
there when both let it out: what is entered later neither of them saw. Until then a party is told of an account, a claim or a figure
that is not its own neither what it says nor that there is one; and what the record says to claims is told to nobody, for that
speaks of notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from herald.acknowledgement.ladders import Manner
from herald.disclosure.viewer import Viewer
from herald.incident.chains import Cites, Graph, Independence, Node, graph
from herald.incident.codes import ActCode, BreachStep, ClaimsLink, IncidentState, SpeakerKind
from herald.incident.contents import Citation, Claim, IncidentOpened, NamedBy, Reason, Source
from herald.incident.drift import Drift, drifts
from herald.incident.holding import Held
from herald.record.incidents import (
    BreachClaimed,
    CasualtiesStated,
    Cited,
    ClaimMade,
    ClaimsLinked,
    Incident,
    Released,
)
from herald.record.onrecord import AUTHORISERS, Item, OnRecord
from herald.units import Instant, PartyId

ItemShown = Item
"""An entry as a viewer may see it: which person of a party entered it is the cell's business."""


@dataclass(frozen=True, slots=True)
class AlibiAnswer:
    """What was answered to the question that the entry at `index` asks: could it have been there? None: it cannot be told."""

    index: int
    could: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class SealedShown:
    """An entry that a claim is held against: of which kind, whose, received when."""

    index: int
    kind: str
    party: PartyId
    received: Instant


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything there is of one incident. `sealed` are the entries that `held` names.

    `size` and `root` are those of the log as it is, `now` is when that is.
    """

    of: OnRecord
    held: tuple[Held, ...]
    alibis: tuple[AlibiAnswer, ...]
    origin: str
    size: int
    root: bytes
    now: Instant
    sealed: tuple[SealedShown, ...]


@dataclass(frozen=True, slots=True)
class LinkShown:
    """How a claim stands to another, as the author of the entry sees it. `turned`: it is the other that stands so to this one."""

    index: int
    link: ClaimsLink
    other: int
    by: PartyId
    reason: str
    turned: bool


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim as it stands, with those that it corrected, its links, and what the record says (None: not for this viewer).

    `silent` are the other sides of a call that it speaks of, of which no account of that call is given; only the cell can tell.
    """

    item: Item
    content: Claim
    earlier: tuple[Item, ...]
    links: tuple[LinkShown, ...]
    held: tuple[Held, ...] | None
    independence: Independence | None
    silent: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account with its claims, and with no other's."""

    item: Item
    claims: tuple[ClaimShown, ...]


@dataclass(frozen=True, slots=True)
class AloneShown:
    """Claims of one account that were let out without it: its entry is known from theirs, and nothing else of it."""

    account: int
    claims: tuple[ClaimShown, ...]


@dataclass(frozen=True, slots=True)
class BreachShown:
    """A breach claim, and what was said to it, step by step."""

    item: Item
    steps: tuple[Item, ...]

    @property
    def settled(self) -> bool:
        """Do both of its sides say for themselves that it is settled? Nobody else can."""
        act = self.item.act
        assert isinstance(act, BreachClaimed)  # noqa: S101  a breach claim
        said = {
            step.act.whose
            for step in self.steps
            if isinstance(step.act, BreachClaimed)
            and step.act.step is BreachStep.SETTLED
            and step.act.manner is Manner.SIGNED
        }
        return act.whose is not None and act.against is not None and {act.whose, act.against} <= said


@dataclass(frozen=True, slots=True)
class CitationShown:
    """Which source goes back to which, and where the copy differs from its original."""

    item: Item
    cites: Cites
    drift: tuple[Drift, ...]


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What an analyst found, and what others said to it."""

    item: Item
    reviews: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """Evidence, what was done with it, what was found. Never its bytes, nor who filmed it."""

    item: Item
    custody: tuple[Item, ...]
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True, slots=True)
class DossierShown:
    """An incident as one viewer may know it. `opened` is None where only something in it was let out.

    `not_given` are those named as parties of whom no account stands here: only the cell sees that none was given.
    """

    exercise: bool
    viewer: PartyId | None
    number: int
    opened: Item | None
    changes: tuple[Item, ...]
    accounts: tuple[AccountShown, ...]
    alone: tuple[AloneShown, ...]
    not_given: tuple[NamedBy, ...]
    casualties: tuple[Item, ...]
    breaches: tuple[BreachShown, ...]
    sources: tuple[Item, ...]
    citations: tuple[CitationShown, ...]
    graph: Graph
    evidence: tuple[EvidenceShown, ...]
    alibis: tuple[tuple[Item, AlibiAnswer | None], ...]
    sealed: tuple[SealedShown, ...]
    items: tuple[Item, ...]
    whole: bool
    origin: str
    size: int
    root: bytes
    now: Instant

    @property
    def content(self) -> IncidentOpened | None:
        """What does its opening state?"""
        content = None if self.opened is None else self.opened.stated.content
        return content if isinstance(content, IncidentOpened) else None


def knows_of(of: OnRecord, viewer: Viewer) -> bool:
    """May this viewer know that there is such an incident?"""
    return bool(visible(of, viewer))


def visible(of: OnRecord, viewer: Viewer) -> tuple[Item, ...]:
    """Which entries of the incident may this viewer know? In the order of the log."""
    if viewer.party is None:
        return of.items
    party, releases = viewer.party, _releases(of, viewer.party)
    told = party in of.told or of.opened.party == party
    return tuple(
        replace(item, person=None)  # which person of whom did it is the cell's business
        for item in of.items
        if item.party == party or _is_addressed(item, of, party, told=told) or _is_out(item, of, releases)
    )


Releases = Mapping[int, tuple[tuple[int, str], ...]]
"""By the entry that is let out to a party: at which entries, and by which persons of the cell."""


def _releases(of: OnRecord, party: PartyId) -> Releases:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for item in of.of_type(Released):
        if isinstance(item.act, Released) and item.person is not None and party in item.act.to:
            found[item.of] = (*found.get(item.of, ()), (item.index, item.person))
    return found


def _both(releases: Releases, index: int, there: int) -> bool:
    """Did two persons let out the entry at `index`, with what is entered at `there`? Each of them after it was entered."""
    return len({person for at, person in releases.get(index, ()) if at > there}) >= AUTHORISERS


def _is_out(item: Item, of: OnRecord, releases: Releases) -> bool:
    match item.act:
        case Released():
            return any(at == item.index for at, _ in releases.get(item.of, ())) and _both(releases, item.of, item.of)
        case CasualtiesStated():
            return _both(releases, item.index, item.index)
    carried = {item.index, of.number, item.of} if isinstance(item.act, ClaimMade) else {item.index, of.number}
    return any(_both(releases, index, item.index) for index in carried)


def _is_addressed(item: Item, of: OnRecord, party: PartyId, *, told: bool) -> bool:
    """Of an incident whoever was told of it, and what became of it; of a breach claim both of its sides."""
    match item.act:
        case Incident():
            return told
        case BreachClaimed():
            return party in _sides(item, of)
    return False


def _is_whole(of: OnRecord, viewer: Viewer) -> bool:
    """Is this the cell, or was the incident itself let out to it?"""
    return viewer.party is None or _both(_releases(of, viewer.party), of.number, of.number)


def _sides(item: Item, of: OnRecord) -> frozenset[PartyId]:
    """Who is told of a breach claim, and of what is said to it? Nobody, where the claimant did not sign it itself."""
    claim = item
    while isinstance(claim.act, BreachClaimed) and claim.act.step is not BreachStep.CLAIMED:
        before = of.at(claim.of)
        if before is None:
            break
        claim = before
    act = claim.act
    assert isinstance(act, BreachClaimed)  # noqa: S101  what is said to a breach claim begins with one
    if act.manner is not Manner.SIGNED:
        return frozenset()
    return frozenset(party for party in (act.whose, act.against) if party is not None)


def dossier(facts: Facts, viewer: Viewer) -> DossierShown | None:
    """What does this viewer see of the incident? None where it may not even know that there is one."""
    items = visible(facts.of, viewer)
    if not items:
        return None
    of = replace(facts.of, items=items)
    opened = of.at(of.number)
    whole = _is_whole(facts.of, viewer)
    sources = graph(_nodes(of), (citation.cites for citation in _citations(of)))
    held = {each: tuple(one for one in facts.held if one.claim == each) for each in {one.claim for one in facts.held}}
    # Whoever may not see every account cannot be told that somebody gave none.
    claims = {
        account: _claims(of, account, sources, held if whole else None, calls=viewer.is_cell)
        for account in sorted({item.of for item in of.of_type(ClaimMade)})
    }
    return DossierShown(
        exercise=of.exercise,
        viewer=viewer.party,
        number=of.number,
        opened=opened,
        changes=tuple(item for item in of.of_type(Incident) if item is not opened),
        accounts=tuple(AccountShown(item, claims.pop(item.index, ())) for item in of.accounts()),
        alone=tuple(AloneShown(account, these) for account, these in claims.items()),
        not_given=_not_given(opened, of) if whole else (),
        casualties=of.casualties(),
        breaches=tuple(BreachShown(item, _steps(of, item)) for item in of.breaches()),
        sources=of.sources(),
        citations=_citations(of),
        graph=sources,
        evidence=tuple(
            EvidenceShown(item, of.custody(item.index), _findings(of, item.index)) for item in of.evidence()
        ),
        alibis=tuple((item, _answer(facts, item.index)) for item in of.alibis()) if whole else (),
        sealed=_sealed(facts, items) if whole else (),
        items=items,
        whole=whole,
        origin=facts.origin,
        size=facts.size,
        root=facts.root,
        now=facts.now,
    )


def _claims(
    of: OnRecord, account: int, sources: Graph, held: Mapping[int, tuple[Held, ...]] | None, *, calls: bool
) -> tuple[ClaimShown, ...]:
    found = []
    for item in of.claims(account):
        content = item.stated.content
        assert isinstance(content, Claim)  # noqa: S101  its kind says so
        found.append(
            ClaimShown(
                item,
                content,
                tuple(of.corrects(item)),
                _links(of, item.index),
                None if held is None else held.get(item.index, ()),
                _independence(content, sources),
                _silent(of, account, content) if calls else (),
            )
        )
    return tuple(found)


def _independence(claim: Claim, sources: Graph) -> Independence | None:
    """To how many roots does it go back, among the sources that it names?

    None where it names none, or not all of them are shown. What else the report that it is taken from goes back to is nothing to
    this claim, and would only seem to make it independent. What an author says in its own voice goes back to where it stands, and
    no further.
    """
    if not claim.sources or not sources.nodes.keys() >= set(claim.sources):
        return None
    named = [node for index, node in sources.nodes.items() if index in claim.sources]
    own_voice = claim.speaker.kind is SpeakerKind.AUTHOR
    return graph(named, () if own_voice else sources.cites).independence(claim.sources)


def _silent(of: OnRecord, account: int, claim: Claim) -> tuple[PartyId, ...]:
    """Of a call that it speaks of, which other side gives no account of a call?"""
    named = [each for act in claim.acts if act.code is ActCode.CALL_HELD for each in (act.actor, act.object)]
    sides = dict.fromkeys(each.party for each in named if each is not None and each.party is not None)
    own = next((getattr(other.act, "whose", None) for other in of.accounts() if other.index == account), None)
    telling = {
        getattr(other.act, "whose", None)
        for other in of.accounts()
        for item in of.claims(other.index)
        if isinstance(item.stated.content, Claim)
        and any(act.code is ActCode.CALL_HELD for act in item.stated.content.acts)
    }
    return tuple(party for party in sides if party != own and party not in telling)


def _links(of: OnRecord, claim: int) -> tuple[LinkShown, ...]:
    found = []
    for item in of.links():
        act, content = item.act, item.stated.content
        if isinstance(act, ClaimsLinked) and isinstance(content, Reason) and claim in {act.of, act.other}:
            turned = act.other == claim
            found.append(
                LinkShown(item.index, act.link, act.of if turned else act.other, item.party, content.reason, turned)
            )
    return tuple(found)


def _steps(of: OnRecord, breach: Item) -> tuple[Item, ...]:
    """What was said to it, and to that, in the order of the log; a breach that is claimed in return stands for itself."""
    here, found = {breach.index}, list[Item]()
    for item in of.of_type(BreachClaimed):
        act = item.act
        assert isinstance(act, BreachClaimed)  # noqa: S101  asked for
        if item.of in here and item.index not in here:
            found.append(item)
            if act.step is not BreachStep.COUNTERED:
                here.add(item.index)
    return tuple(found)


def _findings(of: OnRecord, index: int) -> tuple[FindingShown, ...]:
    return tuple(FindingShown(item, of.about(item.index)) for item in of.findings(index))


def _nodes(of: OnRecord) -> tuple[Node, ...]:
    return tuple(Node(item.index, content.kind, _what(content)) for item, content in _sources(of))


def _sources(of: OnRecord) -> tuple[tuple[Item, Source], ...]:
    return tuple((item, item.stated.content) for item in of.sources() if isinstance(item.stated.content, Source))


def _what(source: Source) -> str:
    """How is a source called?"""
    named = ", ".join(each for each in (source.outlet, source.title) if each is not None)
    return named or source.described or source.kind.value


def _citations(of: OnRecord) -> tuple[CitationShown, ...]:
    found = []
    for item in of.citations():
        act, content = item.act, item.stated.content
        if isinstance(act, Cited) and isinstance(content, Citation):
            cites = Cites(item.index, act.of, act.cites, act.edge)
            found.append(CitationShown(item, cites, drifts(act.edge, content.here, content.there)))
    return tuple(found)


def _not_given(opened: Item | None, of: OnRecord) -> tuple[NamedBy, ...]:
    """Which parties are named as parties to it, and gave no account?"""
    content = None if opened is None else opened.stated.content
    if not isinstance(content, IncidentOpened):
        return ()
    given = {getattr(item.act, "whose", None) for item in of.accounts()}
    return tuple(each for each in content.parties if each.named.party not in given)


def _sealed(facts: Facts, items: Iterable[Item]) -> tuple[SealedShown, ...]:
    """Those that claims among these entries are held against."""
    claims = {item.index for item in items}
    named = {entry for each in facts.held if each.claim in claims for entry in each.entries}
    return tuple(each for each in facts.sealed if each.index in named)


def _answer(facts: Facts, index: int) -> AlibiAnswer | None:
    return next((each for each in facts.alibis if each.index == index), None)


@dataclass(frozen=True, slots=True)
class FoundShown:
    """An entry that a query found: in which incident (None: in the register of actors), what it is, in its own words."""

    index: int
    incident: int | None
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ListedShown:
    """An incident in a list: how it stands, how many accounts and claims of it the viewer may know."""

    number: int
    title: str | None
    state: IncidentState | None
    accounts: int
    claims: int


def listed(of: OnRecord, viewer: Viewer) -> ListedShown | None:
    """How does it stand in a list? None where this viewer may not know that there is one."""
    items = visible(of, viewer)
    if not items:
        return None
    seen = replace(of, items=items)
    opened = seen.at(of.number)
    content = None if opened is None else opened.stated.content
    title = content.title if isinstance(content, IncidentOpened) else None
    state = next((item.act.state for item in reversed(items) if isinstance(item.act, Incident)), None)
    return ListedShown(of.number, title, state, len(seen.accounts()), len(seen.claims()))


def may_see(of: OnRecord, index: int, viewer: Viewer) -> bool:
    """May this viewer know the entry at this index of the incident?"""
    return any(item.index == index for item in visible(of, viewer))
