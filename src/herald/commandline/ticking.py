"""What is due in a mission is done: asked of the witnesses, brought to the addressees, silence sealed at its deadline."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from herald.commandline import clock
from herald.commandline.outcome import say
from herald.wording import plain

if TYPE_CHECKING:
    from herald.acknowledgement.ladders import Channel
    from herald.desk.books import Books
    from herald.desk.delivering import Carried, Carrier
    from herald.desk.sequencer import Sequencer
    from herald.desk.witnessing import Asks, Gathered
    from herald.ports import Clock
    from herald.record.acts import Act
    from herald.store.sqlite.store import SqliteStore
    from herald.units import Instant, PartyId

DROP = ".drop"
"""How the folder beside a mission is called from which addressees fetch."""
MIRRORS = "HERALD_MIRRORS"
"""The variable that names the hosts where mirrors may be asked, beside this machine itself."""
TIMEOUT_S = 4.0
"""So long a witness or a mirror may take before it counts as not answering: a command waits for it."""


@dataclass(frozen=True, slots=True)
class Round:
    """With what is a round gone: who carries parcels, who carries requests to witnesses, and by which clock."""

    carriers: Mapping[Channel, Carrier]
    asks: Asks
    now: Clock


@dataclass(slots=True)
class Done:
    """What one round did: how many acts of the cell's machine it sealed, by kind, and what it could not do."""

    sealed: dict[str, int] = field(default_factory=dict)
    cosigned: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    held: dict[PartyId, int | None] = field(default_factory=dict)
    handed: int = 0


def overdue(sequencer: Sequencer, store: SqliteStore, now: Clock | None = None) -> dict[str, int]:
    """Seal what the record alone says is due: silences at their deadlines, deliveries that count by now, line checks missed.

    Run by every command that seals, before anything else: nobody's late answer stands before the silence it comes after.
    """
    counted: dict[str, int] = {}
    while acts := _due(sequencer, store, (now or clock.now)()):
        done = _sealed(sequencer, acts)
        for kind, number in done.items():
            counted[kind] = counted.get(kind, 0) + number
        if not done:  # another process was first; or it is refused for good, and would be asked for ever
            break
    return counted


def _due(sequencer: Sequencer, store: SqliteStore, now: Instant) -> tuple[Act, ...]:
    from herald.desk import ticking

    with store.reading() as record:
        sequencer.books.catch_up(record)
        if record.head() is None:
            return ()
        missed = ticking.missed(record, sequencer.books, now, os.urandom)
        return (*ticking.silences(record, now), *missed, *ticking.deliveries(record, sequencer.books))


def _sealed(sequencer: Sequencer, acts: Sequence[Act]) -> dict[str, int]:
    """Seal them, and count those that were, by kind. What another process of the cell sealed first is refused: no harm is done."""
    from herald.desk.sequencer import Sealing

    counted: dict[str, int] = {}
    for first in range(0, len(acts), 256):
        for outcome in sequencer.seal_own(acts[first : first + 256]):
            if isinstance(outcome, Sealing):
                kind = outcome.receipt.sealed.entry().statement.kind.value
                counted[kind] = counted.get(kind, 0) + 1
    return counted


# -- Witnesses -----------------------------------------------------------------------------------------------------------------


def reconciled(store: SqliteStore, books: Books, asks: Asks | None = None) -> Gathered | None:
    """Is the record the log that the witnesses know? Asked before anything is sealed; what they cosign meanwhile is kept.

    None where the policy names no witness with an address. Raises NotReconciled.
    """
    from herald.courier.asking import Courier
    from herald.desk.witnessing import reconciled as asked

    witnesses = [witness for witness in books.policy.witnesses if witness.url is not None] if books.mission else []
    if not witnesses:
        return None
    found = asked(store, witnesses, asks or Courier(TIMEOUT_S))
    _keep(store, found)
    return found


def _keep(store: SqliteStore, found: Gathered) -> None:
    if found.lines:
        with store.writing() as record:
            record.cosign(found.size, found.lines)


# -- A whole round -------------------------------------------------------------------------------------------------------------


def round_of(store: SqliteStore, sequencer: Sequencer, path: Path, by: Round) -> Done:
    """Bring what is to be brought, have it cosigned, seal what counts by then, and what is overdue.

    Raises NotReconciled where a witness or a mirror knows another log than this; what was done before stays done.
    """
    from herald.desk import ticking

    done = Done()
    _count(done, overdue(sequencer, store, by.now))
    with store.reading() as record:
        sequencer.books.catch_up(record)
        wanted = ticking.to_try(record, by.now())
    asked = _asked(store, sequencer, wanted, path)
    carried = {party: _carried(store, sequencer, party, by.carriers) for party in asked}
    done.handed = _hand_in(sequencer, [line for came in carried.values() for line in came.lines])
    done.held = {party: came.held for party, came in carried.items()}
    _keep_mirrors(store, carried)
    acts = ticking.attempts(wanted, carried, by.now())
    if acts:
        _count(done, _sealed(sequencer, acts))
    found = reconciled(store, sequencer.books, by.asks)
    if found is not None:
        done.cosigned = sorted(found.lines)
        done.silent = [f"{each.name}: {each.why}" for each in found.silent]
    _count(done, overdue(sequencer, store, by.now))
    return done


def _keep_mirrors(store: SqliteStore, carried: Mapping[PartyId, Carried]) -> None:
    """What the addressees' machines cosigned."""
    came = [(size, signed) for each in carried.values() for size, signed in each.cosigned.items()]
    if came:
        with store.writing() as writing:
            for size, signed in came:
                writing.cosign(size, signed)


def by_network(path: Path) -> Round:
    """A round with this mission's folder and the network."""
    from herald.courier.asking import Courier

    return Round(carriers(path), Courier(TIMEOUT_S), clock.now)


def carriers(path: Path) -> Mapping[Channel, Carrier]:
    """Who carries on which channel from this mission? A folder beside it, and HTTP."""
    from herald.acknowledgement.ladders import Channel
    from herald.courier.dropping import Dropping
    from herald.courier.mirrors import Mirrors

    allowed = frozenset(os.environ.get(MIRRORS, "").replace(",", " ").split())
    return {Channel.DROP: Dropping(path.with_suffix(DROP)), Channel.MIRROR: Mirrors(TIMEOUT_S, allowed)}


def _asked(store: SqliteStore, sequencer: Sequencer, wanted: Mapping[PartyId, object], path: Path) -> list[PartyId]:
    """To whom is anything brought? To whom something is to be tried, to every mirror, and whoever has not all of it in its folder.

    And to all as long as answers lie there.
    """
    from herald.acknowledgement.ladders import Channel
    from herald.courier.dropping import Dropping
    from herald.desk.channels import named

    drop = Dropping(path.with_suffix(DROP))
    answers = any(drop.folder.rglob("*.answer"))
    agreement = sequencer.books.agreement
    parties = () if agreement is None else tuple(party.id for party in agreement.parties)
    with store.reading() as record:
        mirrors = [party for party, said in named(record).items() if Channel.MIRROR in said.channels]
        ends = {party: record.addressed(party) for party in parties}
    behind = [party for party, end in ends.items() if end is not None and drop.lies(party, None, 0) <= end.index]
    return [party for party in parties if answers or party in wanted or party in mirrors or party in behind]


def _carried(store: SqliteStore, sequencer: Sequencer, party: PartyId, by: Mapping[Channel, Carrier]) -> Carried:
    from herald.desk.delivering import delivered

    with store.reading() as record:
        return delivered(record, sequencer.books, party, by, node=sequencer.node)


def _hand_in(sequencer: Sequencer, lines: Sequence[bytes]) -> int:
    """Seal what the addressees' machines signed. What is refused is told, and hinders nothing."""
    from herald.desk.sequencer import Refusing

    count = 0
    for first in range(0, len(lines), 256):
        for outcome in sequencer.seal(lines[first : first + 256]):
            if isinstance(outcome, Refusing):
                say(f"herald: an addressee's machine was refused ({outcome.refused.code}): {outcome.refused.why}")
            elif not outcome.again:
                count += 1
    return count


def _count(done: Done, counted: Mapping[str, int]) -> None:
    for kind, number in counted.items():
        done.sealed[kind] = done.sealed.get(kind, 0) + number


def words(done: Done) -> str:
    """What was done, in a few lines. Ends with a newline."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(done.sealed.items())) or "nothing was due"
    lines = [f"Sealed by the cell's machine: {kinds}."]
    if done.handed:
        lines.append(f"Signed by addressees' machines, and sealed: {done.handed}.")
    lines += [
        f"{plain(party)} says to hold everything up to its number {held}." for party, held in done.held.items() if held
    ]
    if done.cosigned:
        lines.append(f"Cosigned by: {', '.join(done.cosigned)}.")
    lines += [f"Did not cosign: {each}" for each in done.silent]
    return "\n".join(lines) + "\n"


def document(done: Done) -> dict[str, object]:
    """The same for a machine."""
    return {
        "sealed": dict(sorted(done.sealed.items())),
        "handed": done.handed,
        "held": dict(done.held),
        "cosigned": done.cosigned,
        "silent": done.silent,
    }
