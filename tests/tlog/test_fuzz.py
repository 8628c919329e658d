"""Whatever the bytes are, they are read or they are malformed: never another error, and what is read is written back the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.tlog import checkpoint, keys, mirroring, note, policy, proof, tiles, witnessing
from tests.tlog import logs
from tests.tlog.forks import Fork, entries
from tests.tlog.logs import LOG, WITNESSES, Log

TREE = Log(12)
FORK = Fork(entries(12))
UPLOAD = mirroring.Upload(logs.ORIGIN, 0, 3, b"T", (mirroring.Package(tuple(entries(3)), (bytes(32),)),))
NOTE = bytes(TREE.checkpoint(12, *WITNESSES))
PROOF = bytes(TREE.proof(5, 12, *WITNESSES[:2], extra=b"for you"))
POLICY = logs.policy("XY", "group X 2 W1 W2 W3", "group Y any W4 W5 W6", "group XY all X Y")
SPLICES = st.sampled_from(
    [
        *(b"\n", b"\n\n", b" ", b"\t", b"+", b"=", b"\0", b"\xff", b"0", b"-1", b"9" * 30),
        *("\u2014".encode(), "\u2014 ".encode(), "\u3000".encode(), b"\xed\xa0\x80"),
        *(b"none", b"all", b"quorum ", b"extra ", b"index ", b"tile/", b"x000/", b".p/1"),
    ]
)


def text(reading: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: reading(data.decode("utf-8", "surrogatepass"))


READERS: dict[str, tuple[bytes, Callable[[bytes], object], Callable[[object], bytes] | None]] = {
    "note": (NOTE, note.read, bytes),  # type: ignore[dict-item]
    "proof": (PROOF, proof.read, bytes),  # type: ignore[dict-item]
    "policy": (POLICY, policy.read, None),
    "what a witness is asked": (bytes(FORK.request(5, 11)), witnessing.read, bytes),  # type: ignore[dict-item]
    "what a mirror is sent": (
        bytes(UPLOAD),
        mirroring.read,
        None,
    ),  # what breaks off is left out, so not the same bytes
    "where a mirror stands": (b"700\n512\nVA==\n", mirroring.read_info, bytes),  # type: ignore[dict-item]
    "checkpoint": (NOTE.partition(b"\n\n")[0] + b"\n", text(checkpoint.read), lambda read: str(read).encode()),
    "verifier key": (str(LOG.verifier).encode(), text(keys.read_verifier), lambda read: str(read).encode()),
    "signing key": (
        LOG.secret_text().encode(),
        text(keys.read_secret),
        lambda read: read.secret_text().encode(),  # type: ignore[attr-defined]
    ),
    "tile path": (b"tile/0/x001/234.p/5", text(tiles.read_path), lambda read: read.path.encode()),  # type: ignore[attr-defined]
    "entries": (
        tiles.write_entries([b"one", b"", b"three"]),
        lambda data: tiles.read_entries("bundle", data, 3),
        tiles.write_entries,  # type: ignore[dict-item]
    ),
}


@st.composite
def altered(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with pieces cut out, doubled, overwritten or put in: most are nearly right."""
    data = good
    for _ in range(draw(st.integers(0, 4))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + draw(st.sampled_from([0, 1, 4, 60])))))
        piece = draw(SPLICES | st.binary(max_size=3) | st.just(data[begin:end] * 2) | st.just(b""))
        data = data[:begin] + piece + data[end:]
    return data


def tried(name: str, data: bytes) -> None:
    _, reading, writing = READERS[name]
    try:
        read = reading(data)
    except Malformed as malformed:
        problems = malformed.problems
    except UnicodeDecodeError:
        problems = ()
        assert name in {"checkpoint", "verifier key", "signing key", "tile path"}, "only the caller decodes these"
    else:
        problems = ()
        assert writing is None or writing(read) == data
    assert all(len(str(problem)) < 400 for problem in problems)


@pytest.mark.parametrize("name", READERS)
def test_what_is_nearly_right_is_read_or_malformed(name: str) -> None:
    @settings(max_examples=60)
    @given(altered(READERS[name][0]))
    def holds(data: bytes) -> None:
        tried(name, data)

    holds()


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_are_read_or_malformed(name: str) -> None:
    @given(st.binary(max_size=200) | st.lists(SPLICES, max_size=12).map(b"".join))
    def holds(data: bytes) -> None:
        tried(name, data)

    holds()


@pytest.mark.deep
@pytest.mark.parametrize("name", READERS)
def test_what_is_nearly_right_is_read_or_malformed_many_times(name: str) -> None:
    @settings(max_examples=4_000)
    @given(altered(READERS[name][0]))
    def holds(data: bytes) -> None:
        tried(name, data)

    holds()


@given(altered(PROOF))
def test_a_proof_that_was_altered_proves_nothing_unless_only_its_extra_or_its_signatures_went(data: bytes) -> None:
    trust = policy.read(logs.policy("G", "group G 2 W1 W2"))
    good = proof.read(PROOF)
    try:
        read = proof.read(data)
        said = proof.verify(read, logs.leaf(5), trust)
    except Malformed:
        return
    if isinstance(said, policy.Trusted):
        assert (read.index, read.hashes, read.checkpoint.text) == (good.index, good.hashes, good.checkpoint.text)
