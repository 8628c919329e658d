"""Does the server hand on what it should, and nothing that would hold it up? On loopback, with requests written byte by byte."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event

import pytest

from herald.courier import listening as module
from herald.courier.asking import Courier
from herald.courier.listening import CannotListen, Server, listening
from herald.prevented import Prevented
from herald.tlog.witnessing import Conflict, Cosigned, understood
from tests.courier.witnesses import KEY, witness
from tests.tlog.forks import Fork, entries, rewritten
from tests.tlog.logs import TIME_S


class Full(Prevented):
    code = "store-broken"


def echo(body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
    return 200, "text/plain", headers.get("x-said", "").encode() + body


def fails(body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
    raise KeyError("what nobody outside should read")


def cannot(body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
    raise Full("the path of a file that nobody outside should read")


@pytest.fixture
def server() -> Iterator[Server]:
    table = {"/echo": echo, "/fails": fails, "/cannot": cannot, "/add-entries": echo}
    with listening(table, idle_s=5, whole_s=20) as up:
        yield up


def connected(server: Server) -> socket.socket:
    return socket.create_connection((server.server_name, server.server_port), timeout=20)


def said(server: Server, *requests: bytes) -> bytes:
    """Everything that comes back on one connection until it ends."""
    with connected(server) as line:
        line.sendall(b"".join(requests))
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65_536), b""))


def tried(server: Server) -> bytes:
    """The same, where the connection may be refused."""
    with suppress(OSError):
        return said(server, post("/echo", b"again"))
    return b""


def post(path: str, body: bytes, *headers: str, length: int | None = None, verb: str = "POST") -> bytes:
    lines = [
        f"{verb} {path} HTTP/1.1",
        "Host: x",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode() + body


def statuses(answer: bytes) -> list[int]:
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


# -- What is handed on ---------------------------------------------------------------------------------------------------------


def test_a_body_is_handed_on_with_its_headers_and_answered_on_the_same_connection_again_and_again(
    server: Server,
) -> None:
    answer = said(server, post("/echo", b"one"), post("/echo", b"two", "X-Said: and "), post("/echo", b""))
    assert statuses(answer) == [200, 200, 200]
    assert [part.rpartition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"one", b"and two", b""]


def test_the_server_says_no_name_and_no_version(server: Server) -> None:
    for asked in (post("/echo", b""), post("/none", b""), b"nonsense\r\n\r\n", post("/echo", b"", verb="GET")):
        answer = said(server, asked).lower()
        assert b"server:" not in answer
        assert b"python" not in answer


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (post("/none", b""), 404),
        (post("/echo/", b""), 404),
        (post("/echo?x", b""), 404),
        (post("/echo", b"", verb="GET"), 405),
        (post("/echo", b"x", verb="PUT"), 405),
        (post("/echo", b"", verb="DELETE"), 405),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\n\r\n", 411),
        (post("/echo", b"0\r\n\r\n", "Transfer-Encoding: chunked"), 411),
        (post("/echo", b"ab", "Content-Length: 1"), 411),
        (post("/echo", b"", length=-1), 400),
        (b"POST /echo HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", 400),
        (b"POST /echo HTTP/1.1\r\nContent-Length: 1_0\r\n\r\nx", 400),
        (post("/echo", b"", length=2**20 + 1), 413),
        (post("/add-entries", b"", length=64 * 2**20 + 1), 413),
        (post("/echo", gzip.compress(b"x"), "Content-Encoding: gzip"), 415),
        (post("/add-entries", b"x", "Content-Encoding: br"), 415),
        (post("/fails", b""), 500),
        (post("/cannot", b""), 503),
        (b"POST /echo HTTP/9.9\r\n\r\n", 505),
        (b"POST /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"POST /echo HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_cannot_be_handed_on_is_refused_and_the_connection_ends(server: Server, asked: bytes, status: int) -> None:
    answer = said(server, asked, post("/echo", b"after"))
    assert statuses(answer) == [status]
    assert b"Connection: close" in answer
    assert b"nobody outside" not in answer


def test_the_largest_body_is_taken(server: Server) -> None:
    answer = said(server, post("/echo", bytes(2**20)))
    assert statuses(answer) == [200]
    assert answer.endswith(bytes(2**20))


# -- Packed bodies -------------------------------------------------------------------------------------------------------------


def packed(body: bytes) -> bytes:
    return post("/add-entries", body, "Content-Encoding: gzip")


def test_entries_may_come_packed(server: Server) -> None:
    answer = said(server, packed(gzip.compress(b"entries" * 1_000)))
    assert answer.endswith(b"\r\n\r\n" + b"entries" * 1_000)
    assert b"Accept-Encoding: gzip" in answer


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not gzip", 400),
        (zlib.compress(b"x"), 400),
        (gzip.compress(b"x" * 1_000)[:-1], 400),
        (gzip.compress(b"x") + b"y", 400),
        (gzip.compress(b"x") + gzip.compress(b"y"), 400),
    ],
)
def test_what_is_packed_wrongly_is_refused(server: Server, body: bytes, status: int) -> None:
    assert statuses(said(server, packed(body))) == [status]


def test_a_bomb_is_refused_before_it_has_grown(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_ENTRIES", 10_000_000)
    bomb = gzip.compress(bytes(10_000_001))
    assert len(bomb) < 20_000
    assert statuses(said(server, packed(bomb))) == [413]
    assert statuses(said(server, packed(gzip.compress(bytes(10_000_000))))) == [200]


# -- How long, and how many ----------------------------------------------------------------------------------------------------


def test_a_connection_that_says_nothing_ends() -> None:
    with listening({"/echo": echo}, idle_s=0.05) as up, connected(up) as line:
        assert line.recv(1) == b""


def test_a_body_that_never_comes_holds_nothing() -> None:
    with listening({"/echo": echo}, idle_s=0.05) as up, connected(up) as line:
        line.sendall(post("/echo", b"half", length=8))
        assert line.recv(1) == b""
        assert statuses(said(up, post("/echo", b"next"))) == [200]


def test_who_sends_a_byte_now_and_then_is_cut_off_all_the_same() -> None:
    with listening({"/echo": echo}, idle_s=20, whole_s=0.1) as up, connected(up) as line:
        line.sendall(b"POST /echo HTTP/1.1\r\nContent-Length: 100\r\n")
        assert line.recv(1) == b""


def test_one_connection_more_than_there_is_room_for_is_closed_and_the_room_comes_back() -> None:
    inside, go_on = Event(), Event()

    def waits(body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        inside.set()
        go_on.wait(20)
        return 200, "text/plain", b"there was room"

    with listening({"/waits": waits, "/echo": echo}, most=1) as up, ThreadPoolExecutor(1) as one:
        first = one.submit(said, up, post("/waits", b""))
        assert inside.wait(20)
        with connected(up) as line:
            assert line.recv(1) == b""
        go_on.set()
        assert first.result().endswith(b"there was room")
        assert any(tried(up).endswith(b"again") for _ in range(1_000))


def test_a_port_that_is_taken_is_told(server: Server) -> None:
    for port in (server.server_port, 99_999):
        with pytest.raises(CannotListen, match="cannot listen at 127") as refused:
            Server({}, port=port)
        assert refused.value.code == "cannot-listen"


def test_nobody_elsewhere_is_heard_unless_it_is_asked_for(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.server_port}"


# -- A witness behind it -------------------------------------------------------------------------------------------------------


def test_a_log_that_grows_is_cosigned_over_http(tmp_path: Path) -> None:
    log = Fork(entries(20))
    with witness(tmp_path / "w.db") as listener:
        for old, size in ((0, 1), (1, 7), (7, 7), (7, 20)):
            answer = Courier().add_checkpoint(f"{listener.url}/", bytes(log.request(old, size)))
            assert isinstance(understood(answer, log.checkpoint(size).text, [KEY.verifier]), Cosigned)
        stale = Courier().add_checkpoint(listener.url, bytes(log.request(1, 7)))
        assert understood(stale, log.checkpoint(7).text, [KEY.verifier]) == Conflict(20)
        assert listener.told == []


def test_of_two_logs_that_race_for_the_same_place_one_is_cosigned_and_of_the_other_the_request_is_kept(
    tmp_path: Path,
) -> None:
    """Each round two requests go off together; what is cosigned must be one history, whoever came first."""
    rounds = 12
    logs = [Fork([*entries(5), *(f"{side} {at}".encode() for at in range(rounds))]) for side in ("Aster", "Birch")]
    with witness(tmp_path / "w.db") as listener, ThreadPoolExecutor(2) as both:
        assert Courier().add_checkpoint(listener.url, bytes(logs[0].request(0, 5))).status == 200
        for size in range(6, 6 + rounds):
            together = Barrier(2)

            def ask(log: Fork, size: int = size, together: Barrier = together) -> int:
                together.wait(20)
                return Courier().add_checkpoint(listener.url, bytes(log.request(size - 1, size))).status

            got = list(both.map(ask, logs))
            assert sorted(got) in ([200, 409], [200, 422]), got
        kept = listener.store.kept(logs[0].checkpoint(1).text.split("\n")[0])
        assert kept is not None and kept.latest.root in {log.roots[5 + rounds] for log in logs}
        assert len(listener.store.evidence()) == len(listener.told) > 0


def test_many_who_race_with_one_log_never_take_it_back(tmp_path: Path) -> None:
    log, count = Fork(entries(40)), 8
    with witness(tmp_path / "w.db") as listener, ThreadPoolExecutor(count) as many:

        def climb(_: int) -> list[int]:
            """Ask for each size in turn, with whatever old size the witness names."""
            cosigned, old = [], 0
            for size in range(1, 41):
                while old <= size:
                    body = bytes(log.request(old, size))
                    answer = Courier().add_checkpoint(listener.url, body)
                    got = understood(answer, log.checkpoint(size).text, [KEY.verifier])
                    if isinstance(got, Conflict):
                        old = got.size
                        continue
                    assert isinstance(got, Cosigned), got
                    cosigned.append(size)
                    old = size
                    break
            return cosigned

        climbed = list(many.map(climb, range(count)))
        assert all(sizes == sorted(sizes) for sizes in climbed)
        assert max(map(max, filter(None, climbed))) == 40
        kept = listener.store.kept(log.checkpoint(1).text.split("\n")[0])
        assert kept is not None and kept.latest.size == 40
        assert (listener.store.evidence(), listener.told) == ((), [])


def test_a_rewritten_history_is_told_in_one_line_and_its_request_is_kept_to_the_byte(tmp_path: Path) -> None:
    log, other = Fork(entries(9)), Fork(rewritten(12, 3))
    body = bytes(other.request(9, 12))
    with witness(tmp_path / "w.db") as listener:
        Courier().add_checkpoint(listener.url, bytes(log.request(0, 9)))
        assert [Courier().add_checkpoint(listener.url, body).status for _ in range(3)] == [422, 422, 422]
        (kept,) = listener.store.evidence()
        assert (kept.request, kept.kept, kept.contradiction) == (body, bytes(log.checkpoint(9)), "not-consistent")
        assert kept.received_s == TIME_S
        assert len(listener.told) == 3 and all("\n" not in line for line in listener.told)
        assert listener.told[0].endswith("the request is kept")


def test_a_clock_that_was_set_back_signs_the_last_time_again(tmp_path: Path) -> None:
    log = Fork(entries(9))
    with witness(tmp_path / "w.db") as listener:
        times = []
        for size, now_s in ((1, TIME_S), (2, TIME_S - 86_400), (3, TIME_S + 5), (4, 0)):
            listener.now_s = now_s
            answer = Courier().add_checkpoint(listener.url, bytes(log.request(size - 1, size)))
            got = understood(answer, log.checkpoint(size).text, [KEY.verifier])
            assert isinstance(got, Cosigned)
            times += [by.time_s for by in got.signed]
        assert times == [TIME_S, TIME_S, TIME_S + 5, TIME_S + 5]
