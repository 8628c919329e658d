"""Does a parcel come to an addressee's mirror over HTTP, on loopback, and its answer back?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

import pytest

from herald.acknowledgement.ladders import Channel, Tried
from herald.courier.asking import Courier
from herald.courier.listening import Handler, Server, listening
from herald.courier.mirrors import Mirrors, NotTaken
from herald.desk.delivering import Goods
from herald.desk.mirroring import Mirror
from herald.desk.sequencer import Sealing
from herald.prevented import Prevented
from herald.record import parcel
from herald.record.parcel import ADD_BODIES, MEDIA
from herald.record.telling import Channels
from herald.store.memory import MemoryStore
from herald.tlog.mirroring import ADD_ENTRIES
from herald.tlog.witnessing import ADD_CHECKPOINT, SIZE, Answered
from tests.desk import mirrors, signing
from tests.desk.mirrors import Addressee, addressee, carried
from tests.desk.missions import ASTER, BIRCH, Exercise, movement
from tests.desk.telling import TOLD, Told


@dataclass
class Listener:
    """Birch's mirror, and the calls that came to it."""

    birch: Addressee
    server: Server
    calls: list[tuple[str, int]] = field(default_factory=list)


@pytest.fixture
def told() -> Told:
    made = Told(Exercise(MemoryStore()).begun(TOLD))
    made.mission.party(BIRCH)
    made.node(BIRCH)
    return made


@pytest.fixture
def mirror(told: Told, tmp_path: Path) -> Iterator[Listener]:
    with addressee(told, BIRCH, tmp_path) as birch, served(birch) as made:
        address = {"addresses": {"mirror": made.server.url + "/"}}
        told.seal(told.by_person(BIRCH, Channels((Channel.MIRROR,)), address))
        yield made


@contextmanager
def served(birch: Addressee) -> Iterator[Listener]:
    """It answers as long as this lasts."""
    calls: list[tuple[str, int]] = []
    log = birch.whose.log
    public = Mirror(birch.store, birch.whose.cosigner, {log.name: [log]}, birch.mission.clock, birch.told.append)

    def handler(path: str, by: Callable[[bytes], Answered]) -> Handler:
        def answered(body: bytes, _headers: Mapping[str, str]) -> tuple[int, str, bytes]:
            found = by(body)
            calls.append((path, found.status))
            return found.status, found.content_type, found.body

        return answered

    paths = {
        ADD_CHECKPOINT: public.add_checkpoint,
        ADD_ENTRIES: public.add_entries,
        ADD_BODIES: birch.machine.add_bodies,
    }
    with listening({path: handler(path, by) for path, by in paths.items()}) as server:
        yield Listener(birch, server, calls)


def filed(told: Told, *names: str) -> None:
    for name in names:
        told.mission.filed(movement(name, ASTER))


def tried(told: Told) -> object:
    return carried(told.mission, BIRCH, {Channel.MIRROR: Mirrors(5)}).tried[Channel.MIRROR]


def test_what_is_addressed_to_a_party_comes_to_its_mirror_and_its_word_comes_back(told: Told, mirror: Listener) -> None:
    filed(told, "one", "two")
    came = carried(told.mission, BIRCH, {Channel.MIRROR: Mirrors(5)})
    assert (came.tried, came.held) == ({Channel.MIRROR: Tried.TAKEN}, 2)
    assert set(came.cosigned) == {signing.size(told.mission)}
    assert all(isinstance(each, Sealing) for each in told.mission.seal(*came.lines))
    assert [path for path, _ in mirror.calls] == [ADD_BODIES, ADD_CHECKPOINT, ADD_ENTRIES, ADD_BODIES]


def test_the_leaves_alone_are_not_cosigned_and_with_the_bodies_they_are(told: Told, mirror: Listener) -> None:
    """The answer to the leaves is 409, and says that all of them are here; once the bodies are, the same call is answered."""
    filed(told, "one")
    assert tried(told) is Tried.TAKEN
    assert (ADD_ENTRIES, 409) in mirror.calls
    with told.mission.store.reading() as record:
        sent = list(_goods(told, mirror, record).uploads(0, b""))
    assert [mirror_answer(mirror, body).status for body in sent] == [200]


def mirror_answer(mirror: Listener, body: bytes) -> Answered:
    return Courier(5).add_entries(mirror.server.url, body)


def _goods(told: Told, mirror: Listener, record: object) -> Goods:
    from herald.desk.delivering import _Desk
    from herald.desk.parcelling import parcel_for

    mission = told.mission
    desk = _Desk(record, mission.sequencer.books, BIRCH, mission.keys.node)  # type: ignore[arg-type]  # a record
    chunk = parcel_for(record, mission.sequencer.books, BIRCH, 0, mission.keys.node)  # type: ignore[arg-type]
    return desk._goods(chunk, 0, mirror.server.url)


def test_a_log_that_grows_is_brought_from_where_the_mirror_is(told: Told, mirror: Listener) -> None:
    filed(told, "one")
    assert tried(told) is Tried.TAKEN
    filed(told, "two", "three")
    assert tried(told) is Tried.TAKEN
    assert mirror.birch.store.next_entry(mirror.birch.origin) == signing.size(told.mission)
    assert all(status in {200, 409} for _, status in mirror.calls)
    assert mirror.birch.told == []


def test_a_mirror_that_has_everything_is_brought_nothing(told: Told, mirror: Listener) -> None:
    filed(told, "one")
    assert tried(told) is Tried.TAKEN
    before = len(mirror.calls)
    assert tried(told) is Tried.TAKEN
    assert [path for path, _ in mirror.calls[before:]] == [ADD_BODIES]


def test_a_body_that_is_kept_back_over_http_is_a_gap_and_nothing_is_cosigned(told: Told, mirror: Listener) -> None:
    filed(told, "one", "two", "three")
    brought = mirrors.parcel(told.mission, BIRCH)
    short = replace(brought, bodies=(brought.bodies[0], brought.bodies[2]))
    answer = Courier(5).post(mirror.server.url + ADD_BODIES, bytes(short), MEDIA)
    said = parcel.answer(answer.body)
    assert (answer.status, said.held, said.cosignature) == (200, 1, None)
    assert tried(told) is Tried.TAKEN


def test_two_who_bring_at_once_are_both_answered(told: Told, mirror: Listener) -> None:
    filed(told, "one", "two", "three")
    brought = bytes(mirrors.parcel(told.mission, BIRCH))
    answers: list[Answered] = []
    threads = [
        Thread(target=lambda: answers.append(Courier(20).post(mirror.server.url + ADD_BODIES, brought, MEDIA)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [parcel.answer(each.body) for each in answers]
    assert [each.held for each in said] == [3] * 4
    assert len({each.lines for each in said}) == 1
    assert len(set(said[0].lines)) == 3


def test_a_mirror_that_does_not_answer_is_a_try_that_failed(told: Told) -> None:
    address = {"addresses": {"mirror": "http://127.0.0.1:9"}}
    told.seal(told.by_person(BIRCH, Channels((Channel.MIRROR,)), address))
    filed(told, "one")
    assert tried(told) is Tried.FAILED


def test_without_an_address_nobody_is_asked(told: Told) -> None:
    told.seal(told.by_person(BIRCH, Channels((Channel.MIRROR,)), {"addresses": {}}))
    filed(told, "one")
    assert tried(told) is Tried.FAILED


@pytest.mark.parametrize(
    "answers",
    [
        {ADD_CHECKPOINT: (404, "text/plain", b"")},
        {ADD_CHECKPOINT: (409, SIZE, b"100000\n"), ADD_ENTRIES: (409, "text/plain", b"")},
        {ADD_CHECKPOINT: (409, SIZE, b"x\n")},
        {ADD_CHECKPOINT: (200, "text/plain", b""), ADD_ENTRIES: (409, "text/x.tlog.mirror-info", b"no info")},
        {ADD_CHECKPOINT: (200, "text/plain", b""), ADD_ENTRIES: (409, "text/x.tlog.mirror-info", b"0\n0\n\n")},
        {ADD_CHECKPOINT: (200, "text/plain", b""), ADD_ENTRIES: (500, "text/plain", b"")},
    ],
)
def test_whatever_a_machine_without_a_mirror_of_the_log_answers_the_bodies_are_brought(
    told: Told, tmp_path: Path, answers: Mapping[str, tuple[int, str, bytes]]
) -> None:
    table: dict[str, Handler] = {path: (lambda _body, _headers, each=each: each) for path, each in answers.items()}
    with addressee(told, BIRCH, tmp_path) as birch:

        def bodies(body: bytes, _headers: Mapping[str, str]) -> tuple[int, str, bytes]:
            found = birch.machine.add_bodies(body)
            return found.status, found.content_type, found.body

        with listening({**table, ADD_BODIES: bodies}) as server:
            address = {"addresses": {"mirror": server.url}}
            told.seal(told.by_person(BIRCH, Channels((Channel.MIRROR,)), address))
            filed(told, "one")
            assert tried(told) is Tried.TAKEN


def test_an_answer_that_is_none_of_a_mirror_is_told_as_what_it_was(told: Told) -> None:
    with listening({}) as server, pytest.raises(NotTaken, match="answered 404"):
        Mirrors(5).waiting(BIRCH, server.url)
    with pytest.raises(NotTaken, match="no address"):
        Mirrors(5).waiting(BIRCH, None)
    assert issubclass(NotTaken, Prevented)


@pytest.mark.parametrize(
    ("address", "allowed", "asked"),
    [
        ("http://10.0.0.7:8042", (), False),
        ("http://10.0.0.7:8042", ("10.0.0.7",), True),
        ("http://10.0.0.7:8042", ("10.0.0.7:8042",), True),
        ("http://10.0.0.7:80", ("10.0.0.7:8042",), False),
        ("http://127.0.0.1@10.0.0.7/", (), False),
        ("file:///etc/hostname", (), False),
    ],
)
def test_a_party_cannot_have_the_cell_ask_whom_the_cell_has_not_allowed(
    address: str, allowed: tuple[str, ...], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []

    def post(self: Courier, url: str, *_: object) -> Answered:
        went.append(url)
        return Answered(200, "", b"")

    monkeypatch.setattr(Courier, "post", post)
    with nullcontext() if asked else pytest.raises(NotTaken, match="HERALD_MIRRORS"):
        Mirrors(5, frozenset(allowed)).waiting(BIRCH, address)
    assert bool(went) is asked
