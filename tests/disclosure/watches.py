"""A day of a mission with everything on its board, under any names; and what a party may not know of it, one secret at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from herald.acknowledgement.ladders import Answer, Manner, Outcome, Step
from herald.canonical import Json
from herald.desk import calling, standing
from herald.desk import handover as handovers
from herald.desk import sheet as sheets
from herald.disclosure.board import Board, board, wanted
from herald.disclosure.handover import Handover, handover
from herald.disclosure.sheet import Sheet, sheet
from herald.disclosure.viewer import Viewer
from herald.formats.mission import board as board_said
from herald.formats.mission import handover as handover_said
from herald.formats.mission import sheet as sheet_said
from herald.notice.model import Kind, Notice
from herald.pages import papers
from herald.ports import Record
from herald.record.acts import Role
from herald.record.calling import CallStep, Purpose
from herald.record.telling import Gap
from herald.store.memory import MemoryStore
from herald.units import DAY, HOUR, Instant, PartyId, parse_instant
from tests.desk import signing
from tests.desk.missions import Exercise, cancel, instead, key, movement
from tests.desk.telling import Told

NAMES = ("aster", "birch", "cedar-relief")
MIDNIGHT = parse_instant("2026-03-10T00:00:00Z")
AHEAD_MIN = 120


def agreed(names: tuple[str, str, str]) -> Json:
    """Their agreement, in this order: a clause for everything, and one that asks columns for an answer."""
    parties = "".join(f"[[party]]\nid = {json.dumps(name)}\n" for name in names)
    clauses = (
        '[[clause]]\nid = "1"\ntext = "EXERCISE: keep apart"\nregime = "notify"\nseparation_m = 1000\n'
        '[[clause]]\nid = "2"\ntext = "EXERCISE: tell, and answer"\nkind = "ground-movement"\n'
        'regime = "notify-object"\nreply_h = 6\n'
    )
    return {"files": {}, "toml": f'id = "exercise-2026"\nstatus = "held"\n{parties}{clauses}'}


@dataclass
class Watch:
    """A day: the first party's column is told everywhere, the second's patrol was replaced, the third's convoy called off."""

    names: tuple[str, str, str]
    e: Exercise
    column: int = -1
    late: int = -1
    shared: int = -1

    @property
    def told(self) -> Told:
        return Told(self.e)

    def party(self, number: int) -> PartyId:
        return PartyId(self.names[number])

    # -- What is seen ------------------------------------------------------------------------------------------------------

    def _read(self, viewer: Viewer, seen: Callable[[Record], object]) -> object:
        with self.e.store.reading() as record:
            self.e.sequencer.books.catch_up(record)
            return seen(record)

    def board(self, viewer: Viewer, now: Instant | None = None) -> Board:
        def seen(record: Record) -> Board:
            books = self.e.sequencer.books
            facts = standing.standing(record, books, self.e.clock() if now is None else now)
            facts = standing.with_read(record, books, facts, wanted(facts, viewer))
            return board(facts, viewer, calling.facts(record, books))

        found = self._read(viewer, seen)
        assert isinstance(found, Board)
        return found

    def sheet(self, viewer: Viewer, first: Instant = MIDNIGHT) -> Sheet:
        def seen(record: Record) -> Sheet:
            books = self.e.sequencer.books
            return sheet(sheets.day(record, books, first, Instant(first + DAY), viewer, self.e.clock()), viewer)

        found = self._read(viewer, seen)
        assert isinstance(found, Sheet)
        return found

    def handover(self, viewer: Viewer, hours: int = 24) -> Handover:
        def seen(record: Record) -> Handover:
            books, now = self.e.sequencer.books, self.e.clock()
            facts = handovers.watch(record, books, Instant(now - hours * HOUR), now)
            return handover(facts, viewer, calling.facts(record, books))

        found = self._read(viewer, seen)
        assert isinstance(found, Handover)
        return found

    def said(self, viewer: Viewer) -> dict[str, str]:
        """All three of them, on a terminal, to a machine, and as pages."""
        one, day, watch = self.board(viewer), self.sheet(viewer), self.handover(viewer)
        return {
            "board": board_said.words(one),
            "board.json": json.dumps(board_said.document(one), ensure_ascii=False),
            "board.html": papers.board(one),
            "sheet": sheet_said.words(day, AHEAD_MIN),
            "sheet.json": json.dumps(sheet_said.document(day, AHEAD_MIN), ensure_ascii=False),
            "sheet.html": papers.sheet(day, AHEAD_MIN),
            "handover": handover_said.words(watch),
            "handover.json": json.dumps(handover_said.document(watch), ensure_ascii=False),
            "handover.html": papers.handover(watch),
        }


def to(notice: Notice, *parties: str, **kept: Json) -> Notice:
    """The same, addressed to these alone."""
    return replace(notice, kept={"recipients": list(parties), **kept})


def day(names: tuple[str, str, str] = NAMES) -> Watch:
    """The whole day. A copy for each test."""
    made = _day(names)
    return replace(made, e=signing.copied(made.e))


@cache
def _day(names: tuple[str, str, str]) -> Watch:
    e = Exercise(MemoryStore()).begun(agreed(names))
    made, told = Watch(names, e), Told(e)
    first, second, third = (PartyId(name) for name in names)
    for party in (first, second, third):
        e.party(party)
    contacts: Json = [{"role": "duty officer", "reach": "radio 1"}]
    kept: dict[str, Json] = {
        "title": "EXERCISE: water",
        "contacts": contacts,
        "escort": "=none",
        "origin_name": "EXERCISE: jetty",
    }
    made.column = _filed(e, replace(movement("column 7", first), kept=kept))
    patrol = movement("patrol 3", second, lat=-31.7, at="2026-03-10T14:00:00Z")
    _filed(e, patrol)
    _filed(e, instead(patrol, movement("patrol 4", second, lat=-31.7, at="2026-03-10T15:30:00Z")))
    convoy = movement("convoy 1", third, lat=-31.5, at="2026-03-10T08:00:00Z")
    _filed(e, convoy)
    _filed(e, replace(movement("clinic", third, lat=-31.4), kind=Kind.STATIC_SITE))
    told.told(made.column, first, second, third)
    _filed(e, cancel("convoy 1 off", convoy))
    made.late = _filed(e, movement("column 8", first, lat=-31.2, at="2026-03-10T17:00:00Z"))
    told.seal(told.by_machine(told.attempt(made.late, second, third)))
    told.seal(told.by_machine(told.delivery(made.late, second, third)))
    told.seal(told.by_person(second, told.response(made.late, Answer.OBJECTION), {"reason": "EXERCISE: too near"}))
    told.rung(second, first)
    made.shared = _filed(e, movement("relief 2", third, lat=-31.0, at="2026-03-10T19:00:00Z"))
    told.seal(told.by_machine(told.attempt(made.shared, first, second)))
    told.seal(told.by_machine(told.delivery(made.shared, first, second)))
    # Keys that the secrets need are there in every world.
    told.officer()
    _SIGNERS[names] = told
    told.node(second)
    return made


_SIGNERS: dict[tuple[str, str, str], Told] = {}


def _filed(e: Exercise, notice: Notice) -> int:
    return e.filed(notice).receipt.sealed.index


# -- What the first party may not know: each of these is one entry ---------------------------------------------------------------


def _signer(of: Watch) -> Told:
    """With the keys of the officer and of the second party's machine that the day was made with."""
    held = _SIGNERS[of.names]
    return Told(of.e, dict(held.nodes), dict(held.officers))


def _person(of: Watch) -> bytes:
    act = signing.admission(of.e, of.party(1), Role.PERSON, key(of.e.lots))
    return signing.admitting(of.e, signing.root(of.e.party(of.party(1))), act)


_CALLED: Mapping[CallStep, Mapping[str, object]] = {
    CallStep.START: {"channel": "radio", "purpose": Purpose.MOVEMENT, "language": "en"},
    CallStep.STOP: {"language": "en"},
}


def _call(of: Watch, step: CallStep) -> bytes:
    act = _signer(of).call(step, of.party(2), call="d1" * 16, **_CALLED[step])
    return _signer(of).by_person(of.party(1), act, {"persons": [], "words": "EXERCISE: a word"})


def _outcome(of: Watch) -> bytes:
    act = _signer(of).outcome(of.shared, Outcome.DENIED, 40)
    return _signer(of).by_person(of.party(1), act, {"place": "", "words": ""})


def _notice(of: Watch) -> bytes:
    return of.e.line(to(movement("secret", of.party(1), lat=-31.93), of.names[2]))


def _receipt(of: Watch) -> bytes:
    return _signer(of).by_officer(_signer(of).receipt(of.shared, of.party(1), Manner.VOICE), {"account": "EXERCISE"})


SECRETS: Mapping[str, Callable[[Watch], bytes]] = {
    "a notice between the other two": _notice,
    "another addressee's answer": lambda of: _signer(of).by_person(
        of.party(1), _signer(of).response(of.shared, Answer.OBJECTION), {"reason": "EXERCISE: no"}
    ),
    "another addressee's unit": lambda of: _signer(of).by_person(
        of.party(1), _signer(of).spreading(of.shared, Step.CONFIRMED), {"unit": "EXERCISE: 4th Platoon"}
    ),
    "another addressee's receipt": _receipt,
    "what another addressee says came of it": _outcome,
    "what another's machine was not shown": lambda of: _signer(of).by_node(of.party(1), Gap(2, 20)),
    "a call between the other two": lambda of: _call(of, CallStep.START),
    "a stop call between the other two": lambda of: _call(of, CallStep.STOP),
}


def with_secret(secret: str | None, names: tuple[str, str, str] = NAMES) -> Watch:
    """The day with this secret; without one, with an entry about a key of the second party's in its place."""
    made = day(names)
    line = _person(made) if secret is None else SECRETS[secret](made)
    (outcome,) = made.e.seal(line)
    assert not hasattr(outcome, "refused"), outcome
    return made
