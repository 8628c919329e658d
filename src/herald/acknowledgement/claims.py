"""What may somebody say of a notice afterwards, and how much evidence can there be for or against it? Words, not yet answers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

NOT_IN_RECORD = (
    "not in record: the record holds what was filed with this mission; a warning by another channel would not be in it"
)
"""Said wherever nothing was found: that nothing is here says nothing of what was said elsewhere."""


class Claim(StrEnum):
    """What does somebody say?"""

    NOT_OURS = "not-ours"
    WRITTEN_LATER = "written-later"
    NEVER_GIVEN = "never-given"
    NEVER_SEEN = "never-seen"
    TOLD_BEFORE = "told-before"
    NEVER_ANSWERED = "never-answered"
    WE_ANSWERED = "we-answered"
    UNIT_NOT_TOLD = "unit-not-told"
    WITHDRAWN = "withdrawn"


class Speaker(StrEnum):
    """Whose word is it?"""

    FILER = "the filer"
    ADDRESSEE = "the addressee"
    UNIT = "a unit of the addressee"
    ANYONE = "anyone"


SAID: Mapping[Claim, tuple[Speaker, str]] = MappingProxyType(
    {
        Claim.NOT_OURS: (Speaker.FILER, "We never filed that."),
        Claim.WRITTEN_LATER: (Speaker.ANYONE, "It was written afterwards."),
        Claim.NEVER_GIVEN: (Speaker.ADDRESSEE, "We were never given it."),
        Claim.NEVER_SEEN: (Speaker.ADDRESSEE, "No officer of ours had it."),
        Claim.TOLD_BEFORE: (Speaker.FILER, "You had it before it began."),
        Claim.NEVER_ANSWERED: (Speaker.FILER, "They never answered."),
        Claim.WE_ANSWERED: (Speaker.ADDRESSEE, "We objected, or we answered."),
        Claim.UNIT_NOT_TOLD: (Speaker.UNIT, "We were never told."),
        Claim.WITHDRAWN: (Speaker.FILER, "We had withdrawn it."),
    }
)
"""Who says each of them, and in which words."""


class Verdict(StrEnum):
    """What does the evidence show of a claim? `NOT_PROVABLE`: neither it nor its opposite, with the evidence that is here."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_PROVABLE = "not provable"


class Level(StrEnum):
    """How much evidence is there? Each claim has its own levels: `LEVELS`."""

    SIGNED = "signed"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    DISOWNED = "disowned"
    SEALED = "sealed"
    NOTHING = "nothing"
    TRIED = "tried"
    ATTESTED = "attested"
    EARLY = "early"
    UNCOUNTED = "uncounted"
    GAP = "gap"
    AVAILABLE = "available"
    RECEIPTED = "receipted"
    CONSIGNED = "consigned"
    UNTIMED = "untimed"
    BEFORE = "before"
    AFTER = "after"
    OPEN = "open"
    SETTLED = "settled"
    LAPSED = "lapsed"
    LATE = "late"
    UNDATED = "undated"
    TOLD = "told"
    UNNAMED = "unnamed"
    PARTLY = "partly"
    UNLINKED = "unlinked"
    SUCCEEDED = "succeeded"


LEVELS: Mapping[Claim, tuple[Level, ...]] = MappingProxyType(
    {
        Claim.NOT_OURS: (Level.SIGNED, Level.CONFIRMED, Level.DISOWNED, Level.ENTERED),
        Claim.WRITTEN_LATER: (Level.SEALED,),
        Claim.NEVER_GIVEN: (
            Level.CONSIGNED,
            Level.RECEIPTED,
            Level.GAP,
            Level.AVAILABLE,
            Level.UNCOUNTED,
            Level.EARLY,
            Level.ATTESTED,
            Level.TRIED,
            Level.NOTHING,
        ),
        Claim.NEVER_SEEN: (Level.SIGNED, Level.ATTESTED, Level.NOTHING),
        Claim.TOLD_BEFORE: (Level.BEFORE, Level.AFTER, Level.UNTIMED, Level.NOTHING),
        Claim.NEVER_ANSWERED: (Level.SETTLED, Level.LATE, Level.LAPSED, Level.UNDATED, Level.OPEN),
        Claim.WE_ANSWERED: (Level.SETTLED, Level.UNDATED, Level.LATE, Level.LAPSED, Level.OPEN),
        Claim.UNIT_NOT_TOLD: (Level.CONFIRMED, Level.PARTLY, Level.UNNAMED, Level.TOLD, Level.NOTHING),
        Claim.WITHDRAWN: (Level.SUCCEEDED, Level.UNLINKED, Level.NOTHING),
    }
)
"""The levels of evidence of each claim, the strongest first: where there is evidence of several, the first of them counts.

Of a movement's beginning (`before`, `after`) there is always only one; of several answers the first is named.
"""

MEANS: Mapping[tuple[Claim, Level], str] = MappingProxyType(
    {
        (Claim.NOT_OURS, Level.SIGNED): "a person of the filer signed the notice",
        (Claim.NOT_OURS, Level.CONFIRMED): "the cell entered it, and the filer confirmed it",
        (Claim.NOT_OURS, Level.DISOWNED): "the cell entered it, and the filer disowned it",
        (Claim.NOT_OURS, Level.ENTERED): "the cell entered it, and the filer has said nothing",
        (Claim.WRITTEN_LATER, Level.SEALED): "the notice is sealed",
        (Claim.NEVER_GIVEN, Level.CONSIGNED): "the addressee's machine opened it",
        (Claim.NEVER_GIVEN, Level.RECEIPTED): "a person of the addressee signed for it",
        (Claim.NEVER_GIVEN, Level.GAP): "it was available, and the addressee's machine says that it never got it",
        (Claim.NEVER_GIVEN, Level.AVAILABLE): "it is in the log, and was tried on every channel the addressee named",
        (Claim.NEVER_GIVEN, Level.UNCOUNTED): "the same, and the clause asks for more",
        (Claim.NEVER_GIVEN, Level.EARLY): "it is said to have been available before any witness saw it",
        (Claim.NEVER_GIVEN, Level.ATTESTED): "somebody else recorded a receipt, by voice or on paper",
        (Claim.NEVER_GIVEN, Level.TRIED): "it was tried, and no more",
        (Claim.NEVER_GIVEN, Level.NOTHING): "nothing",
        (Claim.NEVER_SEEN, Level.SIGNED): "a person of the addressee signed for it",
        (Claim.NEVER_SEEN, Level.ATTESTED): "somebody else recorded a receipt, by voice or on paper",
        (Claim.NEVER_SEEN, Level.NOTHING): "no receipt",
        (Claim.TOLD_BEFORE, Level.BEFORE): "delivered, not after the movement's first instant",
        (Claim.TOLD_BEFORE, Level.AFTER): "delivered, after the movement's first instant",
        (
            Claim.TOLD_BEFORE,
            Level.UNTIMED,
        ): "delivered, and the movement's times are not revealed, or have no beginning",
        (Claim.TOLD_BEFORE, Level.NOTHING): "not delivered",
        (Claim.NEVER_ANSWERED, Level.SETTLED): "an answer that the clause asks for, in time",
        (Claim.NEVER_ANSWERED, Level.LATE): "silence was sealed at the deadline, and an answer came after it",
        (Claim.NEVER_ANSWERED, Level.LAPSED): "silence was sealed at the deadline",
        (Claim.NEVER_ANSWERED, Level.UNDATED): "an answer, and no deadline at all",
        (Claim.NEVER_ANSWERED, Level.OPEN): "none of these",
        (Claim.WE_ANSWERED, Level.SETTLED): "an answer, the first of them in time",
        (Claim.WE_ANSWERED, Level.LATE): "an answer, the first of them late",
        (Claim.WE_ANSWERED, Level.UNDATED): "an answer, and no deadline for the first of them",
        (Claim.WE_ANSWERED, Level.LAPSED): "silence was sealed at the deadline, and no answer came",
        (Claim.WE_ANSWERED, Level.OPEN): "none of these",
        (Claim.UNIT_NOT_TOLD, Level.CONFIRMED): "every unit that was named confirmed",
        (Claim.UNIT_NOT_TOLD, Level.PARTLY): "some of the units that were named confirmed",
        (Claim.UNIT_NOT_TOLD, Level.UNNAMED): "units confirmed, and which they are is not revealed",
        (Claim.UNIT_NOT_TOLD, Level.TOLD): "units were told, and none confirmed",
        (Claim.UNIT_NOT_TOLD, Level.NOTHING): "no unit was told",
        (Claim.WITHDRAWN, Level.SUCCEEDED): "a notice of the filer replaces or cancels it",
        (
            Claim.WITHDRAWN,
            Level.UNLINKED,
        ): "a notice of the filer replaces or cancels one; that it is this one is not revealed",
        (Claim.WITHDRAWN, Level.NOTHING): "none",
    }
)
"""What each level is, in plain words."""
