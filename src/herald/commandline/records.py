"""Which mission does a command speak of, and how is its record opened? Read by anyone who holds the file; sealed in by the cell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from herald.desk.books import Books
    from herald.desk.sequencer import Sequencer
    from herald.disclosure.viewer import Viewer
    from herald.ports import Record
    from herald.store.sqlite.store import SqliteStore

MissionPath = Annotated[
    str | None,
    typer.Argument(metavar="[M.db]", help="The mission; else HERALD_MISSION, else the one here.", show_default=False),
]
As = Annotated[
    str | None, typer.Option("--as", metavar="PARTY", help="As this party would see it; else as the cell does.")
]
VARIABLE = "HERALD_MISSION"
ENDING = ".db"


def path_of(given: str | None) -> Path:
    """Which file is the mission? Raises typer.BadParameter where none was named and there is not exactly one here."""
    named = given or os.environ.get(VARIABLE)
    if named is not None:
        return Path(named)
    here = sorted(Path().glob(f"*{ENDING}"))
    if len(here) != 1:
        seen = ", ".join(map(str, here[:5])) or "none"
        raise typer.BadParameter(f"which mission? Here: {seen}; name one, or set {VARIABLE}", param_hint="M.db")
    return here[0]


def viewer(party: str | None) -> Viewer:
    """For whose eyes?"""
    from herald.disclosure.viewer import CELL, Viewer
    from herald.units import PartyId

    return CELL if party is None else Viewer(PartyId(party))


@contextmanager
def store(given: str | None) -> Iterator[SqliteStore]:
    """The mission's record. Raises Foreign, Broken."""
    from herald.store.sqlite.store import SqliteStore

    held = SqliteStore(path_of(given))
    try:
        yield held
    finally:
        held.close()


@dataclass(frozen=True, slots=True)
class Moment:
    """The record at one moment, and what the desk must know of it."""

    record: Record
    books: Books


@contextmanager
def moment(given: str | None) -> Iterator[Moment]:
    """The record of this mission as it is now."""
    with store(given) as held, held.reading() as record:
        yield Moment(record, caught_up(record))


def caught_up(record: Record) -> Books:
    """The keys and the agreement of this record."""
    from herald.desk.books import Books
    from herald.formats import sealed

    books = Books(sealed.read)
    books.catch_up(record)
    return books


@contextmanager
def sequencer(given: str | None, *, unasked: bool = False) -> Iterator[tuple[SqliteStore, Sequencer]]:
    """The one that seals in this mission, with the cell's keys of this machine. One passphrase opens them all.

    Before it does, the witnesses are asked whether this is the log that they know, unless it must go without, and what is overdue
    is sealed. Raises NotReconciled.
    """
    from herald.commandline import clock, keys, ticking
    from herald.desk.sequencer import Sequencer
    from herald.formats import sealed
    from herald.ports import Signers

    with store(given) as held:
        with held.reading() as record:
            books = caught_up(record)
        log = keys.labelled(lambda head: head.name == books.origin, f"the key of the log {books.origin}")
        ring = books.ring
        own = {key.name for key in ring.keys.values() if key.party == ring.cell and key.name not in ring.revoked}
        node = keys.labelled(lambda head: head.role == "node" and head.name in own, "a key of the cell's machine")
        secret = keys.once(keys.passphrase)
        signers = Signers(keys.opened(log, secret).signing, keys.opened(node, secret).signing)
        sealing = Sequencer(held, signers, clock.now, os.urandom, sealed.read)
        sealing.books = books
        if not unasked:
            ticking.reconciled(held, books)
        ticking.overdue(sealing, held)
        yield held, sealing
