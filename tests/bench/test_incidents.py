"""Is the mission in which incidents are measured one as any other, and are all of its figures there?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.incidents import CLAIMS, Said, Scope, asked, built
from herald.desk import incidents
from herald.desk.audit.auditing import fsck
from herald.desk.books import Books
from herald.desk.comparing import compared
from herald.formats import sealed
from herald.incident.holding import Result
from herald.record.acts import Kind
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore

SMALL = Scope(incidents=12, notices=18, sample=2, days=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("said") / "incidents.mission"


@pytest.fixture(scope="module")
def said(path: Path) -> Iterator[Said]:
    """Nothing is added to it any more."""
    store = SqliteStore(path, new=True)
    yield built(store, SMALL)
    store.close()


def test_what_is_said_is_found_whole_with_every_signature(said: Said) -> None:
    with said.mission.store.reading() as record:
        assert fsck(record, sealed.read, full=True, processes=1) == ()
        assert record.of_kind(Kind.REFUSAL) == ()
        assert len(incidents.numbers(record)) == SMALL.incidents
        assert len(record.of_kind(Kind.CLAIM)) == SMALL.incidents * CLAIMS
        assert len(record.of_kind(Kind.NOTICE)) == SMALL.notices


def test_what_is_compared_comes_to_every_result(said: Said) -> None:
    books, results = Books(sealed.read), set[Result]()
    with said.mission.store.reading() as record:
        books.catch_up(record)
        for number in incidents.numbers(record):
            of = incidents.on_record(record, books, number)
            assert of is not None
            results |= {each.result for each in compared(record, books, of)}
    assert results == set(Result)


def test_each_figure_says_what_it_is_of_how_much_and_in_which_unit(said: Said, path: Path) -> None:
    rows = asked(path, SMALL.sample)
    size = said.head().size
    assert {entries for _, entries, _, _ in rows} == {size}
    assert {unit for *_, unit in rows} == {"CPU ms", "ms"}
    for what in ("an incident of 10 claims compared: p50", "the entries of an incident read: p50"):
        assert sum(each[0] == what for each in rows) == 2


def test_the_same_seed_says_the_same() -> None:
    one, other = (built(MemoryStore(), Scope(3, 6, days=3)) for _ in range(2))
    assert one.head() == other.head()
