"""Which words does an incident know? Code lists, each a closed set; what none of them says stays in the exact words.

No code says who did right. An act's code is what somebody says was done. Source: docs/codes.md, which holds these tables in words.
"""

from __future__ import annotations

from enum import StrEnum


class ActCode(StrEnum):
    """What is said to have been done? `UNSPECIFIED`: something, in words that do not say what; `OTHER`: no code fits."""

    BLOCK = "block"
    RAM = "ram"
    BUMP = "bump"
    BOX_IN = "box-in"
    FORCE_OUT = "force-out"
    FOLLOW = "follow"
    LOW_PASS = "low-pass"  # noqa: S105  a way of flying
    LOW_HOVER = "low-hover"
    LASER = "laser"
    LOCK_ON = "lock-on"
    JAMMING = "jamming"
    GPS_INTERFERENCE = "gps-interference"
    WARNING_SHOTS = "warning-shots"
    SHELLED = "shelled"
    AIRSTRIKE = "airstrike"
    DETENTION = "detention"
    DENIAL_OF_PASSAGE = "denial-of-passage"
    SEIZURE = "seizure"
    LOOTING = "looting"
    THREAT = "threat"
    UNSAFE_MANOEUVRE = "unsafe-manoeuvre"
    INJURED = "injured"
    KILLED = "killed"
    DAMAGED = "damaged"
    NOTICE_GIVEN = "notice-given"
    NOTICE_ACKNOWLEDGED = "notice-acknowledged"
    PASSAGE_ASKED = "passage-asked"
    CALL_HELD = "call-held"
    BREACH_CLAIMED = "breach-claimed"
    AGREED = "agreed"
    POSTS_AGREED = "posts-agreed"
    PATROLLED = "patrolled"
    MOVED = "moved"
    WAS_AT = "was-at"
    WITHDREW = "withdrew"
    DEPLOYED = "deployed"
    DISPLACED = "displaced"
    ENCOUNTERED = "encountered"
    CONFRONTED = "confronted"
    APPEAL = "appeal"
    CRITICISED = "criticised"
    UNSPECIFIED = "unspecified"
    OTHER = "other"


class Modality(StrEnum):
    """How is it said? An opinion, an intent, a call and a threat are no events: nothing was done by them but saying so."""

    ASSERTS = "asserts"
    DENIES = "denies"
    APPEARS = "appears"
    POSSIBLY = "possibly"
    OPINION = "opinion"
    INTENT = "intent"
    CALLS_ON = "calls-on"
    THREATENS = "threatens"


class SpeakerKind(StrEnum):
    """Who speaks? The author of a report is a speaker too; `aggregate` is several at once, like "media report"."""

    AUTHOR = "author"
    NAMED = "named"
    UNNAMED = "unnamed"
    AGGREGATE = "aggregate"
    DOCUMENT = "document"


class AccountChannel(StrEnum):
    """How was an account given?"""

    STATEMENT = "statement"
    BRIEFING = "briefing"
    CALL = "call"
    SOCIAL = "social"
    INTERVIEW = "interview"
    DRAFT = "draft"
    REPORT = "report"
    VIDEO = "video"
    LETTER = "letter"
    IN_PERSON = "in-person"


class Known(StrEnum):
    """What is known of a number? `number`: bounds; `in-words`: only words like "dozens"; else why there is none."""

    NUMBER = "number"
    IN_WORDS = "in-words"
    NOT_STATED = "not-stated"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


class Harm(StrEnum):
    """What happened to people?"""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DISPLACED = "displaced"
    DETAINED = "detained"


class People(StrEnum):
    """Who are they, as far as it is said?"""

    CIVILIAN = "civilian"
    MILITARY = "military"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """What is counted?"""

    PEOPLE = "people"
    FAMILIES = "families"
    HOUSEHOLDS = "households"


class Verification(StrEnum):
    """How far was a figure looked into, as whoever entered it says?"""

    CLAIMED = "claimed"
    PARTLY_VERIFIED = "partly-verified"
    VERIFIED = "verified"


class SourceKind(StrEnum):
    """What is a source?"""

    ARTICLE = "article"
    STATEMENT = "statement"
    BROADCAST = "broadcast"
    POST = "post"
    DOCUMENT = "document"
    VIDEO = "video"
    LOG = "log"
    PERSON = "person"
    UNNAMED = "unnamed"
    AGGREGATE = "aggregate"


class Edge(StrEnum):
    """How does one source go back to another?"""

    QUOTES = "quotes"
    PARAPHRASES = "paraphrases"
    TRANSLATES = "translates"
    SUMMARISES = "summarises"
    CITES_UNNAMED = "cites-unnamed"


class Filmer(StrEnum):
    """Who filmed or wrote it, as far as it can be said?"""

    BYSTANDER = "bystander"
    PARTY = "party"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


class CustodyStep(StrEnum):
    """What was done with evidence? `identity-read`: the vault was opened; `recalled`: whoever gave it wants it back."""

    OPENED = "opened"
    COPIED = "copied"
    DERIVED = "derived"
    EXPORTED = "exported"
    VERIFIED = "verified"
    IDENTITY_READ = "identity-read"
    IDENTITY_ERASED = "identity-erased"
    RECALLED = "recalled"


class AssessmentOf(StrEnum):
    """Which question does an assessment answer?"""

    GEOLOCATION = "geolocation"
    CHRONOLOCATION = "chronolocation"
    SEQUENCE = "sequence"
    FILMER = "filmer"
    GRADING = "grading"
    DRIFT = "drift"
    AUTHENTICITY = "authenticity"


class AssessmentStep(StrEnum):
    """A finding is put forward, and others agree with it or do not."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DISAGREED = "disagreed"


class BreachStep(StrEnum):
    """What is done with a breach claim? Nothing is decided here: `settled` is what one side says, and counts where both do."""

    CLAIMED = "claimed"
    ANSWERED = "answered"
    COUNTERED = "countered"
    EXAMINED = "examined"
    UNRESOLVED = "unresolved"
    SETTLED = "settled"


class IncidentStep(StrEnum):
    """An incident is opened, and afterwards how it stands may change."""

    OPENED = "opened"
    CHANGED = "changed"


class IncidentState(StrEnum):
    """How does an incident stand? Whatever it is, what was entered stays."""

    PRELIMINARY = "preliminary"
    UNDER_INQUIRY = "under-inquiry"
    CLOSED = "closed"


class ClaimsLink(StrEnum):
    """How does one claim stand to another, as whoever links them sees it?"""

    DISPUTES = "disputes"
    REPEATS = "repeats"
    ANSWERS = "answers"
    REVISES = "revises"


class ActorKind(StrEnum):
    """What is an actor in the register?"""

    PARTY = "party"
    UNIT = "unit"
    BODY = "body"
    PERSON = "person"
    OUTLET = "outlet"


class Relation(StrEnum):
    """How does one actor stand to another, as somebody says?"""

    PART_OF = "part-of"
    COMMANDS = "commands"
    SPEAKS_FOR = "speaks-for"
    ALLIED_WITH = "allied-with"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    SAME_AS = "same-as"


class NameManner(StrEnum):
    """How is a name of an actor to be taken?"""

    NATIVE = "native"
    TRANSLITERATED = "transliterated"
    TRANSLATED = "translated"
    ALIAS = "alias"
    CALL_SIGN = "call-sign"


class Reference(StrEnum):
    """Above what is a height stated? `unknown` where nobody said."""

    AGL = "AGL"
    AMSL = "AMSL"
    WGS84 = "WGS84"
    FL = "FL"
    UNKNOWN = "unknown"
