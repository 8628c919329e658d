"""Parties that file at the same moment into one busy cell, and the judge of what they were told of each other.

Each filer is a process of its own, or a thread; who files into one record agrees on nothing but that record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

from pytest import MonkeyPatch  # noqa: PT013

from herald.check import pairs
from herald.check.answer import Answer, Encounter, Verdict
from herald.check.reach import Box
from herald.desk.books import Books
from herald.desk.sequencer import Outcome, Sealing, Sequencer
from herald.formats import sealed
from herald.geometry.place import Place
from herald.notice.model import Notice, Route, Window, Windows
from herald.ports import Record, Signers, Store, Writing
from herald.record import drafting
from herald.store.sqlite.store import SqliteStore
from herald.units import MINUTE, NANODEGREES, Instant, NoticeId
from tests.desk.missions import ASTER, BIRCH, NOON, Clock, Exercise, Lots, movement

FILERS = 8
MOST_TOGETHER = 3
PATIENCE_S = 120
LON, LAT, ACROSS = -24.915, -31.928, 0.07
HOURS = 6
Pair = tuple[NoticeId, NoticeId, Verdict]


def busy_cell(exercise: Exercise, notices: int, seed: int) -> list[bytes]:
    """Lines of notices within some seven kilometres and six hours, of two parties in turn; each meets a few of the others."""
    lot, form = Random(seed), movement("form", ASTER)
    parties = [exercise.party(name) for name in (ASTER, BIRCH)]
    mission = exercise.file()
    lines = []
    for number in range(notices):
        party = parties[number % 2]
        notice = replace(_somewhere(form, lot), id=NoticeId(f"notice {number}"), party=party.id)
        signed = drafting.notice(mission, party.author, notice, exercise.next(), exercise.clock(), exercise.lots)
        lines.append(signed.line())
    return lines


def _somewhere(form: Notice, lot: Random) -> Notice:
    route = form.shape
    assert isinstance(route, Route)
    ends = [(LON + lot.uniform(0, ACROSS), LAT + lot.uniform(0, ACROSS)) for _ in range(2)]
    begun = NOON + int(lot.uniform(24, 24 + HOURS) * 60) * MINUTE
    windows = [
        Window(Instant(begun + least * MINUTE), Instant(begun + most * MINUTE)) for least, most in ((0, 5), (10, 15))
    ]
    places = tuple(Place(round(lon * NANODEGREES), round(lat * NANODEGREES)) for lon, lat in ends)
    return replace(form, shape=replace(route, places=places, schedule=Windows(tuple(windows))))


# -- Filing --------------------------------------------------------------------------------------------------------------------


class TooEarly:
    """A store for a naive sequencer: who is near is looked up in what was there before the transaction began."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.reading = store.reading

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._store.reading() as before:
            before.head()  # from here on it is one moment
            with self._store.writing() as record:
                yield _Outdated(record, before)


class _Outdated:
    """A transaction that checks against another moment."""

    def __init__(self, record: Writing, before: Record) -> None:
        self._record, self._before = record, before

    def near(self, boxes: Sequence[Box]) -> tuple[int, ...]:
        return self._before.near(boxes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)


Wrapped = Callable[[SqliteStore], Store]


def as_it_is(store: SqliteStore) -> Store:
    return store


def by_processes(path: Path, signers: Signers, lines: Sequence[bytes], wrapped: Wrapped = as_it_is) -> None:
    """File them from several processes, each with a sequencer of its own."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    begin = context.Barrier(FILERS)
    filers = [
        context.Process(target=_file, args=(path, signers, lines[number::FILERS], number, begin, wrapped))
        for number in range(FILERS)
    ]
    for filer in filers:
        filer.start()
    for filer in filers:
        filer.join(PATIENCE_S)
    assert [filer.exitcode for filer in filers] == [0] * FILERS


def _file(path: Path, signers: Signers, lines: Sequence[bytes], number: int, begin: Barrier, wrapped: Wrapped) -> None:
    store, lot = SqliteStore(path), Random(number)
    sequencer = Sequencer(wrapped(store), signers, Clock(), Lots(f"filer {number}"), sealed.read)
    begin.wait(PATIENCE_S)
    at = 0
    while at < len(lines):
        together = lines[at : at + lot.randint(1, MOST_TOGETHER)]
        sealed_all(sequencer.seal(together))
        at += len(together)
    store.close()


def sealed_all(outcomes: Sequence[Outcome]) -> None:
    """Was every one of them sealed?"""
    assert all(isinstance(outcome, Sealing) and not outcome.again for outcome in outcomes), outcomes


# -- Judging -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What was sealed of who could meet whom, beside the check of everything together: (later, earlier, verdict)."""

    notices: int
    pairs: int
    missed: frozenset[Pair]
    too_many: frozenset[Pair]


def judge(store: Store) -> Judged:
    """Does every pair of the full check stand in the sealed answer of the later of the two, and no other pair?"""
    with store.reading() as record:
        books = Books(sealed.read)
        books.catch_up(record)
        at = record.standing()
        notices = books.notices(record, at)
        index = dict(zip((notice.id for notice in notices), at, strict=True))
        told = {pair for notice in notices for pair in _told(record, notice.id, index[notice.id])}
    joined = {_in_order(one, index) for one in _full_check(notices, books).encounters}
    assert sorted(index.values()) == list(range(min(index.values()), min(index.values()) + len(index)))
    return Judged(len(notices), len(joined), frozenset(joined - told), frozenset(told - joined))


def _full_check(notices: Sequence[Notice], books: Books) -> Answer:
    """The check itself, but for what would clear an encounter, which takes nearly all of its time and is not asked here."""
    with MonkeyPatch.context() as patch:
        patch.setattr(pairs, "clears", lambda _of, _notice: None)
        return pairs.check(notices, books.agreement, books.limits)


def _in_order(one: Encounter, index: Mapping[NoticeId, int]) -> Pair:
    later, earlier = (one.a, one.b) if index[one.a] > index[one.b] else (one.b, one.a)
    return later, earlier, one.verdict


def _told(record: Record, notice: NoticeId, index: int) -> Iterator[Pair]:
    answer = record.openings(index)["answer"].value
    assert isinstance(answer, dict)
    for name, verdict in (("could_meet", Verdict.COULD_MEET), ("cannot_tell", Verdict.CANNOT_TELL)):
        yield from ((notice, NoticeId(other), verdict) for other in answer[name])
