"""Does a question end, whatever the other side does? Answers that are too long, too slow, elsewhere, or none."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from herald.courier import asking
from herald.courier.asking import Courier, Unreached
from herald.courier.listening import listening

Line = Callable[[socket.socket], None]


@contextmanager
def answering(speak: Line) -> Iterator[str]:
    """A server of one connection that says what the test wants, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        waiting.settimeout(20)

        def run() -> None:
            with suppress(OSError):
                line, _ = waiting.accept()
                with line:
                    line.settimeout(20)
                    line.recv(65_536)
                    speak(line)

        thread = Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{waiting.getsockname()[1]}"
        thread.join(20)


def sends(data: bytes) -> Line:
    return lambda line: line.sendall(data)


def test_any_status_is_an_answer_and_a_redirection_is_not_followed() -> None:
    for status in (200, 404, 409, 422, 500):
        with answering(sends(b"HTTP/1.1 %d X\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nok" % status)) as url:
            answer = Courier().post(url, b"")
        assert (answer.status, answer.content_type, answer.body) == (status, "a/b", b"ok")
    with answering(sends(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) as url:
        assert Courier().post(url, b"").status == 307


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"nonsense\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", id="half"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf", id="half a chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", id="too many headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + bytes(2_000_000), id="a flood"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2_000_000), id="a flood without a length"),
    ],
)
def test_what_is_no_answer_is_told_as_none(data: bytes) -> None:
    with answering(sends(data)) as url, pytest.raises(Unreached) as refused:
        Courier().post(url, b"asked")
    assert refused.value.code == "unreached"
    assert url in str(refused.value)


def test_an_answer_that_trickles_is_cut_off() -> None:
    over = Event()

    def trickle(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while not over.wait(0.01):
            line.sendall(b"A: b\r\n")

    with answering(trickle) as url:
        with pytest.raises(Unreached):
            Courier(timeout_s=0.2).post(url, b"")
        over.set()


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Unreached, match="no answer"):
        Courier().add_checkpoint(f"http://127.0.0.1:{port}", b"")


@pytest.mark.parametrize(
    "url",
    ["", "witness.example", "ftp://witness.example", "file:///etc/passwd", "http://", "http://a:b@witness/",
     "http://witness.example:x/", "http://witness.example:99999/", "http://[::1", "http://w.example/#a", "http://w.example/a b"],
)  # fmt: skip
def test_what_is_no_address_of_a_witness_is_not_asked(url: str) -> None:
    with pytest.raises(Unreached):
        Courier(timeout_s=1).post(url, b"")


def test_entries_are_packed_and_small_ones_are_not() -> None:
    def told(body: bytes, headers: object) -> tuple[int, str, bytes]:
        assert isinstance(headers, dict)
        return 202, "text/plain", f"{len(body)} {headers.get('content-encoding')} {headers['content-type']}".encode()

    with listening({"/m/add-entries": told}) as server:
        ask = Courier()
        assert ask.add_entries(f"{server.url}/m", bytes(10)).body == b"10 None application/octet-stream"
        big = ask.add_entries(f"{server.url}/m/", bytes(2 * asking.LARGEST))
        assert big.body == b"%d gzip application/octet-stream" % (2 * asking.LARGEST)
