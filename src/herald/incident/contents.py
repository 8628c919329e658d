"""What is stated in an incident? The contents of accounts, claims, figures, sources and the rest, each read strictly.

All of it is what somebody says, and stays so. A number that nobody stated is no number here: `Known` says which way it is missing.
Places are in 1e-9 degree and mm, instants in microseconds UTC; `until_us` is exclusive. What was said is kept beside our reading
of it. Names of persons are not in here: they stand in a field of their own, which can be erased. Source: docs/record-format.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from herald.canonical import LARGEST, Json
from herald.incident.codes import (
    AccountChannel,
    ActCode,
    Edge,
    Filmer,
    Harm,
    Known,
    Modality,
    NameManner,
    People,
    Reference,
    Relation,
    SourceKind,
    SpeakerKind,
    Unit,
    Verification,
)
from herald.members import Reader, Where, choice, flag, gather, listed, members, name, said
from herald.units import NANODEGREES, Instant, PartyId
from herald.written import (
    HASH_BYTES,
    Table,
    Written,
    built,
    hexed,
    integer,
    key_id,
    language,
    maybe,
    moment,
    once,
    party,
    some,
)

MOST_TEXT = 65_536
"""Characters of one passage: exact words, a reading, a reason."""
_EARTH_MM = 20_100_000_000
_MOST_COUNT = 10**12
_HIGHEST_MM = 10**9


# -- Parts ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class When(Written):
    """A time as it was said, and the range that it is read as. None: that end is not known."""

    from_us: Instant | None
    said: str
    until_us: Instant | None


@dataclass(frozen=True, slots=True)
class Place(Written):
    """A place as it was said, and where it is read to be: somewhere within so many mm. None: nobody placed it."""

    lat_e9: int | None
    lon_e9: int | None
    said: str
    within_mm: int | None


@dataclass(frozen=True, slots=True)
class Height(Written):
    """A height as it was said. Without bounds it is unknown, which is not zero."""

    high_mm: int | None
    low_mm: int | None
    reference: Reference
    said: str


@dataclass(frozen=True, slots=True)
class Named(Written):
    """Somebody, as named by whoever speaks, and whom that is read as: a party, an entry of the register of actors, or nobody."""

    actor: int | None
    party: PartyId | None
    said: str


@dataclass(frozen=True, slots=True)
class ActSaid(Written):
    """An act that is spoken of: who is said to have done it, and to whom. `notice` is the entry that it is said to be about."""

    actor: Named | None
    code: ActCode
    notice: int | None
    object: Named | None


@dataclass(frozen=True, slots=True)
class Amount(Written):
    """How many of what, as it was said. Bounds only where `state` is `number`; either may be open."""

    high: int | None
    low: int | None
    of: str
    said: str
    state: Known


@dataclass(frozen=True, slots=True)
class ClauseSaid(Written):
    """Which agreement is spoken of, in whose words; without `agreement` it is an unspecified one."""

    agreement: str | None
    clause: str | None
    said: str


@dataclass(frozen=True, slots=True)
class Speaker(Written):
    """Who speaks, in which office, of which body, for which party as far as it is one. The name stands apart."""

    body: str | None
    kind: SpeakerKind
    office: str | None
    party: PartyId | None


@dataclass(frozen=True, slots=True)
class ChainStep(Written):
    """One step from the outermost report to the speaker: who, and how the one before it goes back to it."""

    edge: Edge
    who: str


@dataclass(frozen=True, slots=True)
class NamedBy(Written):
    """A party to the incident, and who named it as one."""

    by: str
    named: Named


@dataclass(frozen=True, slots=True)
class Differs(Written):
    """What a copy has, and what its original has in its place."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Related(Written):
    """How an actor stands to another, from when to when, as somebody says."""

    by: str
    relation: Relation
    to: int
    when: When | None


@dataclass(frozen=True, slots=True)
class ActorName(Written):
    """One name of an actor, in its script; `language` None where it belongs to none."""

    language: str | None
    manner: NameManner
    text: str


# -- Contents ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IncidentOpened(Written):
    """An incident: what it is called, where, when, which acts, who is named as a party to it and by whom, and what it is about."""

    calls: tuple[str, ...]
    codes: tuple[ActCode, ...]
    notices: tuple[int, ...]
    parties: tuple[NamedBy, ...]
    place: Place | None
    title: str
    when: When | None


@dataclass(frozen=True, slots=True)
class IncidentChanged(Written):
    """Why an incident stands otherwise from here on; what was asked of whom, and by when, if anything was."""

    asked: Named | None
    due_us: Instant | None
    reason: str


@dataclass(frozen=True, slots=True)
class Account(Written):
    """One side's account as a whole: who gives it, how, when, in which language. Its claims are entries of their own."""

    channel: AccountChannel
    issued: When | None
    language: str
    sources: tuple[int, ...]
    speaker: Speaker
    title: str | None


@dataclass(frozen=True, slots=True)
class Claim(Written):
    """One claim: the exact words, our reading apart from them, how it is said, of what, where, when, against which clause.

    `quoted`: the words are the speaker's own, not somebody's paraphrase. `headline`: they stand in one, apart from the body.
    `chain` begins with the outermost report and ends with the speaker. `confidence` are the words in which doubt is said.
    """

    acts: tuple[ActSaid, ...]
    amounts: tuple[Amount, ...]
    chain: tuple[ChainStep, ...]
    clause: ClauseSaid | None
    confidence: str | None
    headline: bool
    height: Height | None
    language: str
    modality: Modality
    places: tuple[Place, ...]
    quoted: bool
    reading: str | None
    sources: tuple[int, ...]
    speaker: Speaker
    when: When | None
    words: str


@dataclass(frozen=True, slots=True)
class Figure(Written):
    """How many of a group came to which harm. Bounds only where `state` is `number`; `severity` in the words of whoever says so."""

    group: str
    harm: Harm
    high: int | None
    low: int | None
    party: PartyId | None
    people: People
    said: str
    severity: str | None
    state: Known
    unit: Unit


@dataclass(frozen=True, slots=True)
class Casualties(Written):
    """What one source says of casualties, as of when. A later figure stands beside it, and takes nothing away."""

    as_of: When
    figures: tuple[Figure, ...]
    language: str
    sources: tuple[int, ...]
    speaker: Speaker
    verification: Verification
    words: str


@dataclass(frozen=True, slots=True)
class Breach(Written):
    """A breach claim, an answer to it, or what became of it: in whose words, by which acts, against which clause."""

    acts: tuple[ActSaid, ...]
    clause: ClauseSaid
    language: str
    sources: tuple[int, ...]
    speaker: Speaker
    words: str


@dataclass(frozen=True, slots=True)
class Source(Written):
    """A source: what it is, where it appeared, when. Of an unnamed one, how it was described. The author's name stands apart."""

    described: str | None
    kind: SourceKind
    language: str | None
    outlet: str | None
    published: When | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Citation(Written):
    """The words as the copy has them, and as the original has them; None where they are not held. What a person saw to differ."""

    differs: tuple[Differs, ...]
    here: str | None
    there: str | None


@dataclass(frozen=True, slots=True)
class Evidence(Written):
    """How evidence was got: where it was shown, when posted and captured, with what; who filmed it, and why that is said.

    Whose account it was, and who that is, is not in here, but in the vault.
    """

    basis: str
    captured: When | None
    consent: str | None
    filmer: Filmer
    headers: bytes | None
    operator: str | None
    posted: When | None
    source: int | None
    title: str
    tool: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Custody(Written):
    """Why it was done, with what, and to whom it went."""

    reason: str
    to: str | None
    tool: str | None


@dataclass(frozen=True, slots=True)
class Assessment(Written):
    """What an analyst finds, by which method, in which words of confidence. Grades are two axes, each optional."""

    basis: str
    confidence: str | None
    credibility: int | None
    method: str | None
    place: Place | None
    reliability: str | None
    says: str
    when: When | None


@dataclass(frozen=True, slots=True)
class Actor(Written):
    """What is said of an actor in the register: its party, its rank and office and when, how it stands to others."""

    office: str | None
    party: PartyId | None
    rank: str | None
    related: tuple[Related, ...]
    when: When | None


@dataclass(frozen=True, slots=True)
class Alibi(Written):
    """Could it have been there, in this window? And why that is asked."""

    from_us: Instant
    place: Place
    reason: str
    until_us: Instant


@dataclass(frozen=True, slots=True)
class Reason(Written):
    """Why?"""

    reason: str


Content = (
    IncidentOpened
    | IncidentChanged
    | Account
    | Claim
    | Casualties
    | Breach
    | Source
    | Citation
    | Evidence
    | Custody
    | Assessment
    | Actor
    | Alibi
    | Reason
)


# -- Reading -------------------------------------------------------------------------------------------------------------------

_INDEX = integer(0, LARGEST)
_COUNT = maybe(integer(0, _MOST_COUNT))
_GRADES = "ABCDEF"


def passage(value: object, where: Where) -> str:
    """Which text is this? Some words at least, and not a book."""
    if not isinstance(value, str) or not value.strip():
        raise where.wrong(said(value), "some words")
    if len(value) > MOST_TEXT:
        raise where.wrong(f"{len(value)} characters", f"at most {MOST_TEXT}")
    return value


def grade(value: object, where: Where) -> str:
    """How reliable is a source, by the letters A to F?"""
    if not isinstance(value, str) or len(value) != 1 or value not in _GRADES:
        raise where.wrong(said(value), "a letter from A to F")
    return value


@dataclass(frozen=True, slots=True)
class Flaw:
    """Two members that do not go together: at which, what was seen, what was expected."""

    member: str
    seen: str
    expected: str


def part(
    of: Callable[..., Written], table: Table, flaw: Callable[[object], Flaw | None] | None = None
) -> Reader[object]:
    """A reader of an object with just these members; `flaw` says which of them do not go together, if any do not."""
    inner = built(of, table)

    def read(value: object, where: Where) -> object:
        stated = members(value, where)
        found = gather(lambda: stated.only(tuple(table)), lambda: inner(stated))[1]
        amiss = None if flaw is None else flaw(found)
        if amiss is not None:
            raise where.member(amiss.member).wrong(amiss.seen, amiss.expected)
        return found

    return read


def _range(found: object) -> Flaw | None:
    assert isinstance(found, When | Alibi)  # noqa: S101  built of one of them
    first, until = found.from_us, found.until_us
    if first is not None and until is not None and until <= first:
        return Flaw("until_us", str(until), "an instant after from_us")
    return None


def _placed(found: object) -> Flaw | None:
    assert isinstance(found, Place)  # noqa: S101  built of it
    if (found.lat_e9 is None) is not (found.lon_e9 is None):
        return Flaw("lat_e9", said(found.lat_e9), "both coordinates, or neither")
    if found.lat_e9 is None and found.within_mm is not None:
        return Flaw("within_mm", said(found.within_mm), "null, as the place has no coordinates")
    return None


def _bounds(found: object) -> Flaw | None:
    assert isinstance(found, Amount | Figure)  # noqa: S101  built of one of them
    low, high, state = found.low, found.high, found.state
    if (state is Known.NUMBER) is (low is None and high is None):
        expected = "a bound at least" if state is Known.NUMBER else f"no bounds, as the number is {state.value}"
        return Flaw("low", said(high if low is None else low), expected)
    if low is not None and high is not None and high < low:
        return Flaw("high", str(high), "a number not below low")
    return None


def _heights(found: object) -> Flaw | None:
    assert isinstance(found, Height)  # noqa: S101  built of it
    if found.low_mm is not None and found.high_mm is not None and found.high_mm < found.low_mm:
        return Flaw("high_mm", str(found.high_mm), "a height not below low_mm")
    return None


_LAT = maybe(integer(-90 * NANODEGREES, 90 * NANODEGREES))
_LON = maybe(integer(-180 * NANODEGREES, 180 * NANODEGREES))
_MM = maybe(integer(-_HIGHEST_MM, _HIGHEST_MM))

WHEN = part(When, {"from_us": maybe(moment), "said": passage, "until_us": maybe(moment)}, _range)
PLACE = part(
    Place, {"lat_e9": _LAT, "lon_e9": _LON, "said": passage, "within_mm": maybe(integer(0, _EARTH_MM))}, _placed
)
HEIGHT = part(Height, {"high_mm": _MM, "low_mm": _MM, "reference": choice(Reference), "said": passage}, _heights)
NAMED = part(Named, {"actor": maybe(_INDEX), "party": maybe(party), "said": name})
ACT = part(ActSaid, {"actor": maybe(NAMED), "code": choice(ActCode), "notice": maybe(_INDEX), "object": maybe(NAMED)})
AMOUNT = part(Amount, {"high": _COUNT, "low": _COUNT, "of": name, "said": passage, "state": choice(Known)}, _bounds)
CLAUSE = part(ClauseSaid, {"agreement": maybe(name), "clause": maybe(name), "said": passage})
SPEAKER = part(
    Speaker, {"body": maybe(name), "kind": choice(SpeakerKind), "office": maybe(name), "party": maybe(party)}
)
CHAIN_STEP = part(ChainStep, {"edge": choice(Edge), "who": name})
NAMED_BY = part(NamedBy, {"by": name, "named": NAMED})
DIFFERS = part(Differs, {"here": passage, "there": passage})
RELATED = part(Related, {"by": name, "relation": choice(Relation), "to": _INDEX, "when": maybe(WHEN)})
ACTOR_NAME = part(ActorName, {"language": maybe(language), "manner": choice(NameManner), "text": name})
FIGURE = part(
    Figure,
    {
        "group": name,
        "harm": choice(Harm),
        "high": _COUNT,
        "low": _COUNT,
        "party": maybe(party),
        "people": choice(People),
        "said": passage,
        "severity": maybe(passage),
        "state": choice(Known),
        "unit": choice(Unit),
    },
    _bounds,
)
_SOURCES = once(listed(_INDEX, "a list of entries of sources"))
_ACTS = listed(ACT, "a list of acts")

MEMBERS: Mapping[type[Written], Table] = {
    IncidentOpened: {
        "calls": once(listed(key_id, "a list of numbers of calls")),
        "codes": once(listed(choice(ActCode), "a list of codes of acts")),
        "notices": once(listed(_INDEX, "a list of entries of notices")),
        "parties": listed(NAMED_BY, "a list of parties, each with who named it"),
        "place": maybe(PLACE),
        "title": name,
        "when": maybe(WHEN),
    },
    IncidentChanged: {"asked": maybe(NAMED), "due_us": maybe(moment), "reason": passage},
    Account: {
        "channel": choice(AccountChannel),
        "issued": maybe(WHEN),
        "language": language,
        "sources": _SOURCES,
        "speaker": SPEAKER,
        "title": maybe(name),
    },
    Claim: {
        "acts": _ACTS,
        "amounts": listed(AMOUNT, "a list of amounts"),
        "chain": listed(CHAIN_STEP, "a list of steps from the report to the speaker"),
        "clause": maybe(CLAUSE),
        "confidence": maybe(passage),
        "headline": flag,
        "height": maybe(HEIGHT),
        "language": language,
        "modality": choice(Modality),
        "places": listed(PLACE, "a list of places"),
        "quoted": flag,
        "reading": maybe(passage),
        "sources": _SOURCES,
        "speaker": SPEAKER,
        "when": maybe(WHEN),
        "words": passage,
    },
    Casualties: {
        "as_of": WHEN,
        "figures": some(FIGURE),
        "language": language,
        "sources": _SOURCES,
        "speaker": SPEAKER,
        "verification": choice(Verification),
        "words": passage,
    },
    Breach: {
        "acts": _ACTS,
        "clause": CLAUSE,
        "language": language,
        "sources": _SOURCES,
        "speaker": SPEAKER,
        "words": passage,
    },
    Source: {
        "described": maybe(passage),
        "kind": choice(SourceKind),
        "language": maybe(language),
        "outlet": maybe(name),
        "published": maybe(WHEN),
        "title": maybe(name),
        "url": maybe(name),
    },
    Citation: {"differs": listed(DIFFERS, "a list of what differs"), "here": maybe(passage), "there": maybe(passage)},
    Evidence: {
        "basis": passage,
        "captured": maybe(WHEN),
        "consent": maybe(passage),
        "filmer": choice(Filmer),
        "headers": maybe(hexed(HASH_BYTES)),
        "operator": maybe(name),
        "posted": maybe(WHEN),
        "source": maybe(_INDEX),
        "title": name,
        "tool": maybe(name),
        "url": maybe(name),
    },
    Custody: {"reason": passage, "to": maybe(name), "tool": maybe(name)},
    Assessment: {
        "basis": passage,
        "confidence": maybe(passage),
        "credibility": maybe(integer(1, 6)),
        "method": maybe(passage),
        "place": maybe(PLACE),
        "reliability": maybe(grade),
        "says": passage,
        "when": maybe(WHEN),
    },
    Actor: {
        "office": maybe(name),
        "party": maybe(party),
        "rank": maybe(name),
        "related": listed(RELATED, "a list of relations"),
        "when": maybe(WHEN),
    },
    Alibi: {"from_us": moment, "place": PLACE, "reason": passage, "until_us": moment},
    Reason: {"reason": passage},
}
"""The members of each content, and how each is read."""
_FLAWS: Mapping[type[Written], Callable[[object], Flaw | None]] = {Alibi: _range}
READERS: Mapping[type[Written], Reader[object]] = {of: part(of, table, _FLAWS.get(of)) for of, table in MEMBERS.items()}
_NAMES = some(ACTOR_NAME)
_NAME = maybe(name)


def read(of: type[Written], value: Json, where: Where) -> Content:
    """Which content of this type is stated? Raises Malformed, with every problem at once."""
    found = READERS[of](value, where)
    assert isinstance(found, Content)  # noqa: S101  the table says so
    return found


def names(value: Json, where: Where) -> tuple[ActorName, ...]:
    """Which names has an actor? At least one. Raises Malformed."""
    return tuple(each for each in _NAMES(value, where) if isinstance(each, ActorName))


def speaker_name(value: Json, where: Where) -> str | None:
    """What is the name of whoever speaks? None where it is not stated. Raises Malformed."""
    found = _NAME(value, where)
    return found if isinstance(found, str) else None
