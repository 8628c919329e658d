"""Which tables are there, and which columns has each? One truth for spreadsheets, for options of commands, and for their page.

A column has a reader of one cell. What several columns say together (a speaker, a time, a clause) is put together in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from herald.acknowledgement.ladders import Manner
from herald.formats.incidents import cells
from herald.incident.codes import (
    AccountChannel,
    BreachStep,
    ClaimsLink,
    Edge,
    Harm,
    Modality,
    People,
    SourceKind,
    SpeakerKind,
    Unit,
    Verification,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what stands in it, an example, how a cell is read. `choices` are all that can stand there, if few.

    `to` is the table whose rows it names, where it names others.
    """

    name: str
    about: str
    example: str
    read: Callable[[str], object] = cells.words
    required: bool = False
    choices: tuple[str, ...] = ()
    to: str | None = None


@dataclass(frozen=True)  # not slotted: what is asked of every cell is looked up once
class Table:
    """One table: a row for each thing that is said. `id` is by which others name it, where they do."""

    name: str
    about: str
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Its columns, by name."""
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """Columns in which something must stand in each row."""
        return tuple(column for column in self.columns if column.required)


def _choice(name: str, of: type[StrEnum], about: str, example: StrEnum, *, required: bool = False) -> Column:
    return Column(name, about, example.value, cells.code(of), required, tuple(of))


def _named(name: str, to: str, about: str, example: str, *, required: bool = False) -> Column:
    return Column(name, about, example, cells.refs, required, (), to)


ID = Column("id", "a name of your own, by which other rows name this one", "c1", cells.id_)
LANGUAGE = Column("language", "of the words, in two or three letters (ISO 639); else en", "en", cells.language)
SOURCES = _named("sources", "sources", "the sources it was taken from, by id or #index", "s1; s2")
SPEAKER = (
    _choice(
        "speaker_kind",
        SpeakerKind,
        "who speaks: the author of a report is a speaker too",
        SpeakerKind.NAMED,
        required=True,
    ),
    Column("speaker_name", "the speaker's name, if stated; it can be erased", "EXERCISE Maj. Alder", cells.name),
    Column("speaker_office", "in which office", "EXERCISE spokesman", cells.name),
    Column("speaker_body", "of which body", "EXERCISE headquarters", cells.name),
    Column("speaker_party", "for which party, by its id in the agreement", "aster", cells.party),
)
WHEN = (
    Column("when", "the time, as it is said", "on Thursday"),
    Column(
        "published",
        'the day on which it was said, so that words like "on Thursday" can be read; else that of its account or source',
        "2026-03-12",
        cells.day,
    ),
    Column(
        "zone",
        "where the clock hung, like +03:00 or Asia/Damascus; else that of its account or source, else it can be any",
        "UTC",
        cells.zone,
    ),
    Column(
        "from", "the first instant that it can mean, if that is known better than the words say", "2026-03-10T10:00Z"
    ),
    Column("until", "the first instant after it", "10 March 2026 10:30 UTC"),
)
CLAUSE = (
    Column("clause_said", "which agreement is spoken of, in whose words", "EXERCISE the agreements there are"),
    Column("agreement", "its id, if the words say which; else it is an unspecified one", "exercise-2026", cells.name),
    Column("clause", "its clause, if the words say which", "2", cells.name),
)
WORDS = Column("words", "the exact words", "EXERCISE They blocked our column.", required=True)
ACTS = Column(
    "acts",
    "what is said to have been done: `code: who [party] -> to whom [party] #notice`, parted by semicolons",
    "block: their patrol [birch] -> our column [aster]",
    cells.several(cells.act),
)
MANNER = Column(
    "manner",
    "how it came, where it is not signed by the side whose it is: voice or paper; else paper",
    Manner.PAPER.value,
    cells.manner,
    choices=(Manner.VOICE, Manner.PAPER),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            Table(
                "sources",
                "where it was said or written; an unnamed source is one too",
                (
                    ID,
                    _choice("kind", SourceKind, "what it is", SourceKind.ARTICLE, required=True),
                    Column("outlet", "where it appeared", "EXERCISE Harbour Daily", cells.name),
                    Column("title", "its title or headline", "EXERCISE Columns meet at the crossing", cells.name),
                    Column(
                        "author", "the author's name, if stated; it can be erased", "EXERCISE A. Writer", cells.name
                    ),
                    Column("url", "where it can be found", "https://example.org/columns", cells.name),
                    Column("language", "in which it is, in two or three letters (ISO 639)", "en", cells.language),
                    Column("described", "of an unnamed source, how it is described", "EXERCISE a senior official"),
                    *WHEN,
                ),
            ),
            Table(
                "citations",
                "which source goes back to which, and how",
                (
                    _named(
                        "source",
                        "sources",
                        "the source that goes back to another, by id or #index",
                        "s1",
                        required=True,
                    ),
                    _choice("edge", Edge, "how", Edge.QUOTES, required=True),
                    _named("cites", "sources", "the other source, by id or #index", "s2", required=True),
                    Column("here", "the words as the first has them", "EXERCISE an Aster vehicle"),
                    Column("there", "the words as the other has them", "EXERCISE a joint vehicle"),
                    Column(
                        "differs",
                        "what you see to differ: `here | there`, parted by semicolons",
                        "Aster | joint",
                        cells.several(cells.differs),
                    ),
                ),
            ),
            Table(
                "accounts",
                "who tells it: one row for each account; its claims are rows of their own",
                (
                    ID,
                    Column(
                        "whose",
                        "of which party it is, by its id in the agreement; none: of nobody who is a party",
                        "aster",
                        cells.party,
                    ),
                    *SPEAKER,
                    _choice("channel", AccountChannel, "how it was given", AccountChannel.STATEMENT, required=True),
                    LANGUAGE,
                    Column("title", "its title or headline", "EXERCISE Statement of 10 March", cells.name),
                    SOURCES,
                    MANNER,
                    *WHEN,
                ),
            ),
            Table(
                "claims",
                "what is said, claim by claim, in its order",
                (
                    ID,
                    _named("account", "accounts", "in which account, by id or #index", "a1", required=True),
                    WORDS,
                    Column(
                        "quoted",
                        "are they the speaker's own words, and no paraphrase? yes or no",
                        "yes",
                        cells.yes,
                        required=True,
                    ),
                    Column("headline", "do they stand in a headline? yes or no; else no", "no", cells.yes),
                    LANGUAGE,
                    *SPEAKER,
                    Column(
                        "chain",
                        "from the report to the speaker: how, and to whom, parted by semicolons",
                        "quotes Harbour Daily; cites-unnamed a senior official",
                        cells.several(cells.step),
                    ),
                    _choice("modality", Modality, "how it is said", Modality.ASSERTS, required=True),
                    ACTS,
                    Column(
                        "amounts",
                        "how many of what: `of: said (number, range, or why there is none)`, parted by semicolons",
                        "injured: several (in words); vehicles: two (2)",
                        cells.several(cells.amount),
                    ),
                    Column(
                        "places",
                        "where: `as said @ coordinates within 2 km`, parted by semicolons",
                        "near the crossing @ 31.928S 24.915W within 2 km",
                        cells.several(cells.place),
                    ),
                    Column(
                        "height",
                        "how high: `as said (low-high m AGL)`; without brackets it is unknown",
                        "very low",
                        cells.height,
                    ),
                    *WHEN,
                    *CLAUSE,
                    Column("confidence", "the words in which doubt is said", "apparently"),
                    Column(
                        "reading", "your reading, apart from the words", "EXERCISE the patrol stood across the road"
                    ),
                    SOURCES,
                    _named("replaces", "claims", "the claim that this one corrects, by id or #index; both stay", "c1"),
                ),
            ),
            Table(
                "links",
                "how one claim stands to another, as you see it; neither changes by it",
                (
                    _named("claim", "claims", "by id or #index", "c1", required=True),
                    _choice("link", ClaimsLink, "how it stands to the other", ClaimsLink.DISPUTES, required=True),
                    _named("other", "claims", "the other claim, by id or #index", "c2", required=True),
                    Column("reason", "why you see it so", "EXERCISE both speak of one moment", required=True),
                ),
            ),
            Table(
                "casualties",
                "how many came to harm, as one source says; rows of one id are one statement, with a group each",
                (
                    ID,
                    WORDS,
                    LANGUAGE,
                    *SPEAKER,
                    Column("group", "who they are", "EXERCISE the patrol's crew", cells.name, required=True),
                    _choice("harm", Harm, "what happened to them", Harm.INJURED, required=True),
                    Column(
                        "number",
                        "how many, as said: `four (4)`, `4-7`, `not stated`, `unknown`, `withheld`, `dozens (in words)`",
                        "four (4)",
                        cells.number,
                        required=True,
                    ),
                    Column("severity", "how badly, in the words of whoever says so", "EXERCISE lightly"),
                    _choice(
                        "people", People, "civilian or military, as far as it is said; else unknown", People.MILITARY
                    ),
                    _choice("unit", Unit, "what is counted; else people", Unit.PEOPLE),
                    Column("party", "of which party, by its id in the agreement", "birch", cells.party),
                    _choice(
                        "verification", Verification, "how far it was looked into; else claimed", Verification.CLAIMED
                    ),
                    *WHEN,
                    SOURCES,
                    _named("claim", "claims", "the claim that it goes with, by id or #index", "c1"),
                    _named("revises", "casualties", "what the same source said before, by id or #index", "k1"),
                ),
            ),
            Table(
                "breaches",
                "who claims a breach against whom, and what was answered; nothing is decided here",
                (
                    ID,
                    _choice("step", BreachStep, "what is done; else claimed", BreachStep.CLAIMED),
                    _named(
                        "of",
                        "breaches",
                        "the breach claim that it is about, by id or #index; none where it is claimed",
                        "b1",
                    ),
                    Column("whose", "which party says so, by its id in the agreement", "aster", cells.party),
                    Column("against", "where it is claimed: against which party, by its id", "birch", cells.party),
                    WORDS,
                    LANGUAGE,
                    *SPEAKER,
                    ACTS,
                    Column(
                        "clause_said",
                        "which agreement is spoken of, in whose words",
                        "EXERCISE the agreements there are",
                        required=True,
                    ),
                    *CLAUSE[1:],
                    SOURCES,
                    MANNER,
                ),
            ),
        )
    }
)
"""The tables, in the order in which their rows can be sealed."""
