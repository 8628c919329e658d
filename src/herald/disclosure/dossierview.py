"""How does a dossier read? Every claim within its own account, with its speaker; no sentence speaks of two accounts.

The same words on a page and in print, for every side alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from herald.disclosure import incidentwords as words
from herald.disclosure.dossierdrawn import Lane, Series, Spot, claims, lanes, series, spots
from herald.disclosure.incidents import AccountShown, AloneShown, BreachShown, ClaimShown, DossierShown, EvidenceShown
from herald.incident.chains import Graph
from herald.incident.contents import (
    Account,
    Alibi,
    Assessment,
    Breach,
    Casualties,
    Citation,
    Claim,
    Custody,
    Evidence,
    IncidentChanged,
    Source,
)
from herald.incident.drift import Drift
from herald.incident.holding import Held
from herald.record.acts import READERS
from herald.record.incidents import (
    AccountGiven,
    Assessed,
    BreachClaimed,
    CasualtiesStated,
    Cited,
    CustodyTaken,
    EvidenceTaken,
    Incident,
)
from herald.record.onrecord import Item
from herald.wording import date_time_group, plain

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the record says to one act, in words."""

    result: str
    of: str
    why: str
    entries: str
    standing: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as it reads; `lines` are its words as they were set."""

    index: int
    words: str
    lines: tuple[str, ...]
    quoted: bool
    headline: bool
    language: str
    speaker: str
    says: str
    reading: str
    facts: Pairs
    earlier: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    said: tuple[Said, ...]
    unsaid: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account as it reads. `note`: why not all of it is shown."""

    index: int
    title: str
    speaker: str
    facts: Pairs
    claims: tuple[ClaimView, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it reads: its columns, its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BreachView:
    """A breach claim and what was said to it."""

    index: int
    facts: Pairs
    steps: tuple[Pairs, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Evidence as it reads."""

    index: int
    title: str
    facts: Pairs
    custody: Table
    findings: Table


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything a dossier says, in words. `compared` is whether the viewer is told what the record says.

    `absent` is what is said of those who are named as parties and of whom no account stands here.
    """

    exercise: bool
    title: str
    head: Pairs
    accounts: tuple[AccountView, ...]
    not_given: tuple[tuple[str, str], ...]
    absent: str
    results: Table
    lanes: tuple[Lane, ...]
    times: Table
    spots: tuple[Spot, ...]
    placed: Table
    casualties: Table
    series: tuple[Series, ...]
    breaches: tuple[BreachView, ...]
    graph: Graph
    drifts: Mapping[int, tuple[Drift, ...]]
    sources: Table
    citations: Table
    evidence: tuple[EvidenceView, ...]
    alibis: Table
    proofs: Table
    checkpoint: str
    compared: bool


def view(of: DossierShown) -> DossierView:
    """What does this dossier say?"""
    title = plain(of.content.title) if of.content else f"Incident {of.number}"
    return DossierView(
        exercise=of.exercise,
        title=f"Dossier of incident {of.number}: {title}",
        head=_head(of),
        accounts=tuple(sorted([*map(_account, of.accounts), *map(_alone, of.alone)], key=lambda each: each.index)),
        not_given=tuple((words.named(each.named), plain(each.by)) for each in of.not_given),
        absent=words.NOT_GIVEN if of.viewer is None else words.NOT_GIVEN_HERE,
        results=_results(of),
        lanes=lanes(of),
        times=_times(of),
        spots=tuple(spots(of)),
        placed=_placed(of),
        casualties=_casualties(of),
        series=series(of),
        breaches=tuple(map(_breach, of.breaches)),
        graph=of.graph,
        drifts={each.item.index: each.drift for each in of.citations},
        sources=_sources(of),
        citations=_citations(of),
        evidence=tuple(map(_evidence, of.evidence)),
        alibis=_alibis(of),
        proofs=_proofs(of),
        checkpoint=f"{of.origin}, {of.size:,} entries, root {of.root.hex()}",
        compared=of.whole,
    )


def _head(of: DossierShown) -> Pairs:
    content, opened = of.content, of.opened
    last = next((item.act.state for item in reversed(of.items) if isinstance(item.act, Incident)), None)
    pairs = [("As of", date_time_group(of.now))]
    if opened is not None and content is not None:
        acts = ", ".join(words.code(each.value) for each in content.codes)
        parties = "; ".join(f"{words.named(each.named)}, by {plain(each.by)}" for each in content.parties)
        pairs += [
            ("Opened", f"{date_time_group(opened.received)}, by {plain(opened.party)} (entry {opened.index})"),
            ("Stands", "" if last is None else words.STATES[last]),
            ("When", words.NOT_STATED if content.when is None else words.when(content.when)),
            ("Where", words.NOT_STATED if content.place is None else words.place(content.place)),
            ("Acts spoken of", acts or words.NOT_STATED),
            ("Named as parties", parties or "nobody"),
        ]
    for item in of.changes:
        act, changed = item.act, item.stated.content
        if isinstance(act, Incident) and isinstance(changed, IncidentChanged):
            says = f"{words.STATES[act.state]}, as {plain(item.party)} says: {plain(changed.reason)}"
            pairs.append((f"Since {date_time_group(item.received)}", says))
    seen_by = "the neutral cell" if of.viewer is None else plain(of.viewer)
    part = "" if of.whole else ": its own, what is addressed to it, and what was let out to it"
    return (*pairs, ("For", f"{seen_by}{part}"))


# -- Accounts ----------------------------------------------------------------------------------------------------------------


def _account(of: AccountShown) -> AccountView:
    content, act = of.item.stated.content, of.item.act
    assert isinstance(content, Account) and isinstance(act, AccountGiven)  # noqa: S101, PT018  its kind says so
    facts = [
        ("Of", words.NOT_STATED if act.whose is None else plain(act.whose)),
        ("Given", f"{words.code(content.channel.value)}, in {content.language}"),
        ("Issued", words.NOT_STATED if content.issued is None else words.when(content.issued)),
        ("Entered", words.entered(of.item, act.whose, act.manner)),
    ]
    if content.sources:
        facts.append(("Sources", ", ".join(map(str, content.sources))))
    title = words.NOT_STATED if content.title is None else plain(content.title)
    return AccountView(
        of.item.index, title, words.speaker(content.speaker, of.item), tuple(facts), tuple(map(_claim, of.claims))
    )


def _alone(of: AloneShown) -> AccountView:
    return AccountView(of.account, "", "", (), tuple(map(_claim, of.claims)), words.ALONE)


def _claim(of: ClaimShown) -> ClaimView:
    content = of.content
    facts: list[tuple[str, str]] = [("Act", words.act(each)) for each in content.acts]
    facts += [("Number", words.amount(each)) for each in content.amounts]
    facts += [("Place", words.place(each)) for each in content.places]
    if content.height is not None:
        facts.append(("Height", words.height(content.height)))
    facts.append(("Time", words.NOT_STATED if content.when is None else words.when(content.when)))
    if content.clause is not None:
        facts.append(("Clause", words.clause(content.clause)))
    if content.confidence is not None:
        facts.append(("Doubt, in its words", plain(content.confidence)))
    facts += [(f"The call, by {plain(party)}", words.NOT_GIVEN) for party in of.silent]
    if content.chain:
        facts.append(("Chain", "; ".join(f"{words.code(step.edge.value)} {plain(step.who)}" for step in content.chain)))
    if content.sources:
        roots = "" if of.independence is None else f": {words.roots(of.independence)}"
        facts.append(("Sources", f"{', '.join(map(str, content.sources))}{roots}"))
    return ClaimView(
        index=of.item.index,
        words=plain(content.words),
        lines=tuple(map(plain, content.words.split("\n"))),
        quoted=content.quoted,
        headline=content.headline,
        language=content.language,
        speaker=words.speaker(content.speaker, of.item),
        says=words.MODALITIES[content.modality],
        reading="" if content.reading is None else plain(content.reading),
        facts=tuple(facts),
        earlier=tuple(
            (f"entry {item.index}", plain(item.stated.content.words))
            for item in of.earlier
            if isinstance(item.stated.content, Claim)
        ),
        links=tuple(map(words.link, of.links)),
        said=tuple(_said(each, content) for each in of.held or ()),
        unsaid=of.held is None,
    )


def _said(of: Held, claim: Claim) -> Said:
    what = "" if of.act is None else words.act(claim.acts[of.act])
    entries = ", ".join(map(str, of.entries))
    return Said(of.result.value, what, plain(of.why), entries, of.standing or "")


def _which(account: int, claim: ClaimShown) -> tuple[str, str]:
    """Of which account, which claim; neither is broken at the end of a line."""
    return f"account\u00a0{account}", f"claim\u00a0{claim.item.index}"


def _results(of: DossierShown) -> Table:
    """What the record says, claim by claim, in one table; the words of a claim stand in its account alone."""
    rows = [
        (*_which(account, claim), said.of, said.result, f"{said.why}.", said.entries)
        for account, claim in claims(of)
        for said in (_said(each, claim.content) for each in claim.held or ())
    ]
    return Table(("Account", "Claim", "Act", "The record", "Why", "Entries"), tuple(rows))


# -- Times and places --------------------------------------------------------------------------------------------------------


def _times(of: DossierShown) -> Table:
    rows = [
        (*_which(account, claim), plain(when.said), words.span(when))
        for account, claim in claims(of)
        if (when := claim.content.when) is not None
    ]
    sealed = [
        ("the record", f"entry\u00a0{each.index}", words.sealed(each), words.instant(each.received))
        for each in of.sealed
    ]
    return Table(("Account", "Claim", "As said", "Read as (UTC)"), (*rows, *sealed))


def _placed(of: DossierShown) -> Table:
    rows = [
        (*_which(account, claim), plain(place.said), words.where(place))
        for account, claim in claims(of)
        for place in claim.content.places
    ]
    return Table(("Account", "Claim", "As said", "Read as"), tuple(rows))


# -- Figures, breaches -------------------------------------------------------------------------------------------------------


def _casualties(of: DossierShown) -> Table:
    rows = []
    for item in of.casualties:
        content, act = item.stated.content, item.act
        assert isinstance(content, Casualties) and isinstance(act, CasualtiesStated)  # noqa: S101, PT018  its kind says so
        rows.append(
            (
                str(item.index),
                words.when(content.as_of),
                words.speaker(content.speaker, item),
                " \u00b7 ".join(map(words.figure, content.figures)),
                plain(content.words),
                words.code(content.verification.value),
                "" if act.revises is None else f"entry {act.revises}",
            )
        )
    columns = ("Entry", "As of", "Speaker", "Figures", "Words", "Looked into", "Takes the place of")
    return Table(columns, tuple(rows))


def _breach(of: BreachShown) -> BreachView:
    return BreachView(of.item.index, (*_step(of.item), *_status(of)), tuple(map(_step, of.steps)))


def _status(of: BreachShown) -> Pairs:
    if of.settled:
        return (("Stands", "settled, as both sides say"),)
    last = next((item for item in reversed(of.steps) if isinstance(item.act, BreachClaimed)), None)
    if last is None or not isinstance(last.act, BreachClaimed):
        return (("Stands", "unresolved: claimed, and not answered"),)
    return (("Stands", f"unresolved; last, {plain(last.party)} {words.STEPS[last.act.step]}"),)


def _step(item: Item) -> Pairs:
    content, act = item.stated.content, item.act
    assert isinstance(content, Breach) and isinstance(act, BreachClaimed)  # noqa: S101, PT018  its kind says so
    whose = "somebody who is no party" if act.whose is None else plain(act.whose)
    pairs = [("Who", f"{whose} {words.STEPS[act.step]}"), ("Speaker", words.speaker(content.speaker, item))]
    if act.against is not None:
        pairs.append(("Against", plain(act.against)))
    pairs += [("Words", plain(content.words)), ("Clause", words.clause(content.clause))]
    pairs += [("Act", words.act(each)) for each in content.acts]
    pairs.append(("Entered", words.entered(item, act.whose, act.manner)))
    return tuple(pairs)


# -- Sources, evidence, proofs -----------------------------------------------------------------------------------------------


def _sources(of: DossierShown) -> Table:
    rows = []
    for item in of.sources:
        content = item.stated.content
        assert isinstance(content, Source)  # noqa: S101  its kind says so
        author = words.NAME_ERASED if item.stated.erased else item.stated.name or words.NOT_STATED
        rows.append(
            (
                str(item.index),
                words.code(content.kind.value),
                plain(of.graph.nodes[item.index].what),
                plain(author),
                words.NOT_STATED if content.published is None else words.when(content.published),
                plain(content.url or ""),
            )
        )
    return Table(("Entry", "Kind", "What", "Author", "Published", "Where it can be found"), tuple(rows))


def _citations(of: DossierShown) -> Table:
    rows = []
    for each in of.citations:
        act, content = each.item.act, each.item.stated.content
        assert isinstance(act, Cited) and isinstance(content, Citation)  # noqa: S101, PT018  its kind says so
        seen = (f"{words.differs(one)}, as {plain(each.item.party)} sees it" for one in content.differs)
        drift = "; ".join([*map(words.drift, each.drift), *seen]) or "none seen"
        rows.append((str(act.of), words.code(act.edge.value), str(act.cites), drift))
    return Table(("Source", "How", "Goes back to", "Drift"), tuple(rows))


def _evidence(of: EvidenceShown) -> EvidenceView:
    content, act = of.item.stated.content, of.item.act
    assert isinstance(content, Evidence) and isinstance(act, EvidenceTaken)  # noqa: S101, PT018  its kind says so
    facts = [
        ("SHA-256", act.digest.hex()),
        ("Bytes", f"{act.length:,}, {plain(act.media)}"),
        ("Filmed by", f"{content.filmer.value}; on this basis: {plain(content.basis)}"),
        ("Who that is", "in the vault, apart" if act.vault is not None else "not known here"),
        ("Captured", words.NOT_STATED if content.captured is None else words.when(content.captured)),
        ("Posted", words.NOT_STATED if content.posted is None else words.when(content.posted)),
        ("Consent", words.NOT_STATED if content.consent is None else plain(content.consent)),
        ("Entered", words.entered(of.item, None, None)),
    ]
    facts += [
        (label, plain(text)) for label, text in (("Shown at", content.url), ("Captured with", content.tool)) if text
    ]
    return EvidenceView(
        of.item.index,
        plain(content.title),
        tuple(facts),
        Table(("Entry", "When", "What", "By", "Why", "To"), tuple(map(_custody, of.custody))),
        Table(
            ("Entry", "Question", "Step", "By", "What is found"),
            tuple(_finding(item) for each in of.findings for item in (each.item, *each.reviews)),
        ),
    )


def _custody(item: Item) -> tuple[str, ...]:
    act, content = item.act, item.stated.content
    assert isinstance(act, CustodyTaken) and isinstance(content, Custody)  # noqa: S101, PT018  its kind says so
    done, reason, to = words.code(act.step.value), plain(content.reason), plain(content.to or "")
    return (str(item.index), date_time_group(item.received), done, plain(item.party), reason, to)


def _finding(item: Item) -> tuple[str, ...]:
    act, content = item.act, item.stated.content
    assert isinstance(act, Assessed) and isinstance(content, Assessment)  # noqa: S101, PT018  its kind says so
    what, step = words.code(act.what.value), words.code(act.step.value)
    return (str(item.index), what, step, plain(item.party), words.finding(content))


def _alibis(of: DossierShown) -> Table:
    rows = []
    for item, answer in of.alibis:
        content = item.stated.content
        assert isinstance(content, Alibi)  # noqa: S101  its kind says so
        asked = (
            f"{words.place(content.place)}, {date_time_group(content.from_us)} to {date_time_group(content.until_us)}"
        )
        said = words.COULD[None if answer is None else answer.could]
        why = "" if answer is None else plain(answer.why)
        rows.append((str(item.index), asked, plain(content.reason), said, why))
    return Table(("Entry", "Where and when", "Why it was asked", "Answer", "In words"), tuple(rows))


def _proofs(of: DossierShown) -> Table:
    rows = tuple(
        (str(item.index), kind(item), item.leaf.hex(), date_time_group(item.received), plain(item.party))
        for item in of.items
    )
    return Table(("Entry", "Kind", "Leaf", "Received", "By"), rows)


def kind(item: Item) -> str:
    """Of which kind is an entry?"""
    return next(each.value for each, (of, _) in READERS.items() if isinstance(item.act, of))
