"""In which words is an incident told? The same for every side, on a page, on a terminal, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.acknowledgement.ladders import Manner
from herald.disclosure.incidents import LinkShown, SealedShown
from herald.incident.chains import Independence
from herald.incident.codes import BreachStep, ClaimsLink, IncidentState, Known, Modality
from herald.incident.contents import (
    ActSaid,
    Amount,
    Assessment,
    ClauseSaid,
    Differs,
    Figure,
    Height,
    Named,
    Place,
    Speaker,
    When,
)
from herald.incident.drift import Drift
from herald.record.onrecord import Item
from herald.units import NANODEGREES, Instant
from herald.wording import date_time_group, decimal_degrees, kilometres, metres, plain

APART = "Accounts stand side by side, each as it was given. Nothing here is a finding of fact, and nothing says who is right."
SCOPE = "Held against the record of this mission alone. Movements nobody filed are not covered."
NOT_STATED, NAME_ERASED, NOT_GIVEN = "not stated", "name erased", "not given"
NOT_GIVEN_HERE = "not given, or not shown here"
"""Said to a party, which may not know whether there is an account that it is not shown."""
UNTOLD = "What the record says to these claims is told to the cell, and to whom the incident as a whole is let out."
ALONE = "This claim was let out without the account that it is in: of that nothing more is shown here."
GLOSSARY = (
    ("consistent", "The record holds what the claim says. It does not follow that it happened so."),
    ("contradicted", "The record holds something that cannot go with the claim. It says nothing of who is right."),
    ("not in record", f"{NOT_IN_RECORD.partition(': ')[2].capitalize()}."),
    (
        "cannot tell",
        "The record does not see it, or what was said is not enough to look for it. The reason stands with each.",
    ),
    (
        "not stated, unknown, withheld",
        "Nobody said it; somebody said that it is not known; somebody would not say. None is zero.",
    ),
    ("in words", "Only words like “dozens” were said. They stand as they were said, and no number is made of them."),
    ("paraphrase", "Somebody else's words for what was said. Only a speaker's own words stand in quotation marks."),
    (
        "our reading",
        "How whoever entered a claim understands it: which act, by whom, when, where. The words are above it.",
    ),
)
"""What the words of a dossier mean."""
UNSPECIFIED = "unspecified agreement"
STATES: Mapping[IncidentState, str] = MappingProxyType(
    {
        IncidentState.PRELIMINARY: "preliminary",
        IncidentState.UNDER_INQUIRY: "under inquiry",
        IncidentState.CLOSED: "closed",
    }
)
MODALITIES: Mapping[Modality, str] = MappingProxyType(
    {
        Modality.ASSERTS: "asserts",
        Modality.DENIES: "denies",
        Modality.APPEARS: "says that it appears",
        Modality.POSSIBLY: "says that it is possible",
        Modality.OPINION: "gives an opinion",
        Modality.INTENT: "says what is intended",
        Modality.CALLS_ON: "calls on somebody",
        Modality.THREATENS: "threatens",
    }
)
LINKS: Mapping[ClaimsLink, tuple[str, str]] = MappingProxyType(
    {
        ClaimsLink.DISPUTES: ("disputes", "is disputed by"),
        ClaimsLink.REPEATS: ("repeats", "is repeated by"),
        ClaimsLink.ANSWERS: ("answers", "is answered by"),
        ClaimsLink.REVISES: ("revises", "is revised by"),
    }
)
KNOWN: Mapping[Known, str] = MappingProxyType(
    {
        Known.NUMBER: "",
        Known.IN_WORDS: "no number stated",
        Known.NOT_STATED: "number not stated",
        Known.UNKNOWN: "unknown",
        Known.WITHHELD: "withheld",
    }
)
STEPS: Mapping[BreachStep, str] = MappingProxyType(
    {
        BreachStep.CLAIMED: "claims a breach",
        BreachStep.ANSWERED: "answers",
        BreachStep.COUNTERED: "claims a breach in return",
        BreachStep.EXAMINED: "says that it is being examined",
        BreachStep.UNRESOLVED: "says that it is unresolved",
        BreachStep.SETTLED: "says that it is settled",
    }
)


def code(word: str) -> str:
    """How does a code read?"""
    return word.replace("-", " ")


def instant(at: Instant) -> str:
    """How does an instant read?"""
    return date_time_group(at)


def span(of: When) -> str:
    """Which range is a time read as?"""
    if of.from_us is None and of.until_us is None:
        return "not resolved"
    first, until = (None if each is None else instant(each) for each in (of.from_us, of.until_us))
    if until is None:
        return f"from {first}"
    return f"before {until}" if first is None else f"{first} to {until}"


def where(of: Place) -> str:
    """Where is a place read to be?"""
    if of.lat_e9 is None or of.lon_e9 is None:
        return "not placed"
    degrees = decimal_degrees(of.lon_e9 / NANODEGREES, of.lat_e9 / NANODEGREES)
    if of.within_mm is None:
        return f"{degrees}, how exactly is not stated"
    return f"{degrees}, within {metres(of.within_mm / 1000) if of.within_mm < 1e6 else kilometres(of.within_mm / 1000)}"


def when(of: When) -> str:
    """When, as it was said and as it is read?"""
    return f"{plain(of.said)} ({span(of)})"


def place(of: Place) -> str:
    """Where, as it was said and as it is read?"""
    return f"{plain(of.said)} ({where(of)})"


def sealed(of: SealedShown) -> str:
    """Which entry is it that a claim is held against?"""
    return f"entry {of.index}, {code(of.kind)} by {plain(of.party)}"


def named(of: Named | None) -> str:
    """Who is named, and which party is meant?"""
    if of is None:
        return NOT_STATED
    party = "" if of.party is None or of.party == of.said else f" [{plain(of.party)}]"
    return f"{plain(of.said)}{party}"


def act(of: ActSaid) -> str:
    """Which act is spoken of?"""
    towards = "" if of.object is None else f" \u2192 {named(of.object)}"
    notice = "" if of.notice is None else f", of notice {of.notice}"
    return f"{code(of.code.value)}: {named(of.actor)}{towards}{notice}"


def bounds(low: int | None, high: int | None, state: Known) -> str:
    """How many? A number that nobody stated is none."""
    if state is not Known.NUMBER:
        return KNOWN[state]
    if low == high:
        return f"{low}"
    if high is None:
        return f"at least {low}"
    return f"at most {high}" if low is None else f"{low} to {high}"


def amount(of: Amount) -> str:
    """How many of what?"""
    return f"{plain(of.of)}: {bounds(of.low, of.high, of.state)} (said: {plain(of.said)})"


def figure(of: Figure) -> str:
    """How many of a group came to which harm?"""
    unit = "" if of.unit.value == "people" else f" {of.unit.value}"
    severity = "" if of.severity is None else f"; severity as said: {plain(of.severity)}"
    return (
        f"{code(of.harm.value)}: {bounds(of.low, of.high, of.state)}{unit}, {plain(of.group)}"
        f" ({of.people.value}; said: {plain(of.said)}{severity})"
    )


def height(of: Height) -> str:
    """How high?"""
    if of.low_mm is None and of.high_mm is None:
        return f"{plain(of.said)} (height unknown)"
    low, high = (None if each is None else f"{each / 1000:g}" for each in (of.low_mm, of.high_mm))
    said = (
        f"{low} to {high}"
        if low is not None and high is not None
        else f"at least {low}"
        if high is None
        else f"at most {high}"
    )
    return f"{plain(of.said)} ({said} m {of.reference.value})"


def clause(of: ClauseSaid) -> str:
    """Which clause of which agreement?"""
    agreement = UNSPECIFIED if of.agreement is None else plain(of.agreement)
    numbered = "" if of.clause is None else f", clause {plain(of.clause)}"
    return f"{agreement}{numbered} (said: {plain(of.said)})"


def speaker(of: Speaker, item: Item) -> str:
    """Who speaks? Never nobody: where no name is stated, the kind of speaker is."""
    name = NAME_ERASED if item.stated.erased else item.stated.name
    who = [plain(each) for each in (name, of.office, of.body) if each is not None]
    kind = {"author": "the author", "unnamed": "unnamed", "aggregate": "several at once", "document": "a document"}
    first = kind.get(of.kind.value)
    party = "" if of.party is None else f" [{plain(of.party)}]"
    unnamed = ["name not stated"] if first is None and name is None else []
    return f"{', '.join([*([first] if first else []), *who, *unnamed])}{party}"


def entered(item: Item, whose: str | None, manner: Manner | None) -> str:
    """Who entered it, and is it signed by the side whose it is?"""
    if whose is not None and manner is Manner.SIGNED:
        return f"entry {item.index}, signed by {plain(whose)}"
    by = f"entry {item.index}, entered by {plain(item.party)}"
    return by if whose is None else f"{by}, not signed by {plain(whose)}"


def link(of: LinkShown) -> str:
    """How does a claim stand to another, and who sees it so?"""
    return f"{LINKS[of.link][of.turned]} claim {of.other}, as {plain(of.by)} sees it (entry {of.index}): {plain(of.reason)}"


def drift(of: Drift) -> str:
    """Where does a copy differ?"""
    here, there = (f"\u201c{plain(each)}\u201d" if each else "nothing" for each in (of.here, of.there))
    return f"{of.kind.value}: the copy has {here} where the original has {there}"


def differs(of: Differs) -> str:
    """Where does a copy differ, as a person saw it?"""
    return f"the copy has \u201c{plain(of.here)}\u201d where the original has \u201c{plain(of.there)}\u201d"


def finding(of: Assessment) -> str:
    """What does an analyst find, on which basis?"""
    grades = "".join(str(each) for each in (of.reliability, of.credibility) if each is not None)
    parts = [
        plain(of.says),
        f"basis: {plain(of.basis)}",
        f"method: {plain(of.method)}" if of.method else "",
        f"confidence: {plain(of.confidence)}" if of.confidence else "",
        f"{plain(of.place.said)} ({where(of.place)})" if of.place is not None else "",
        f"{plain(of.when.said)} ({span(of.when)})" if of.when is not None else "",
        f"grade {grades}" if grades else "",
    ]
    return "; ".join(part for part in parts if part)


COULD: Mapping[bool | None, str] = MappingProxyType(
    {True: "could have been there", False: "could not have been there", None: "cannot tell"}
)


def roots(of: Independence) -> str:
    """To how many distinct roots does it go back?"""
    least, most = of.least, of.most
    many = f"{most}" if least == most else f"{least} to {most}"
    return f"goes back to {many} root{'' if most == 1 else 's'}"
