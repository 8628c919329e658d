"""Do other people's verifiers accept every proof of ours, and refuse every altered one? `make test` asks a slice of it.

The judges: Go's checksum database (golang.org/x/mod/sumdb, as Debian packs it, through the small program outside/verify.go)
and tlog-scales, a Python package that shares no line with ours.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from tlog_scales import signing as scales_signing
from tlog_scales import tlog as scales
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from herald.tlog import tiles, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.note import Note, sign
from herald.tlog.tiles import Tile
from herald.tlog.tree import Edge
from tests.tlog import cases
from tests.tlog.cases import Case, Consistency, Inclusion
from tests.tlog.logs import LOG, ORIGIN, Log, leaf

HERE = Path(__file__).parent
Judged = Callable[[str, int], None]
Judge = Callable[[Sequence[Case]], list[bool]]
SIZES = [
    pytest.param(32, 400, id="slice"),
    pytest.param(160, 5_000, id="all", marks=pytest.mark.outside),
]
"""The largest log, of which every proof at every size is asked, and how many are altered."""


@cache
def good_and_wrong(size: int, count: int, seed: int) -> tuple[list[Case], list[Case]]:
    good = list(cases.accepted(Log(size)))
    return good, cases.refused(good, count, seed)


def hold(judge: Judge, name: str, judged: Judged, good: Sequence[Case], wrong: Sequence[Case]) -> None:
    """Judge and we ourselves accept all of the good and none of the wrong."""
    for ours in good:
        assert ours.holds()
    assert [case for case in wrong if case.holds()] == []
    assert [case for case, said in zip(good, judge(good), strict=True) if not said] == []
    assert [case for case, said in zip(wrong, judge(wrong), strict=True) if said] == []
    judged(f"{name}, accepted", len(good))
    judged(f"{name}, altered and refused", len(wrong))


# -- Go ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[str]], list[str]]:
    """What does the Go program answer to these lines? It is built here, from Debian's sources, without a network."""
    folder = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder / "cache")}
    build = ["go", "build", "-o", str(folder / "verify"), str(HERE / "outside" / "verify.go")]
    subprocess.run(build, env=environment, check=True)

    def answers(lines: Sequence[str]) -> list[str]:
        text = "".join(f"{line}\n" for line in lines)
        done = subprocess.run([str(folder / "verify")], input=text, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    return answers


@pytest.mark.go
@pytest.mark.parametrize(("size", "count"), SIZES)
def test_go_accepts_our_proofs_and_refuses_altered_ones(
    size: int, count: int, seed: int, go: Callable[[Sequence[str]], list[str]], judged: Judged
) -> None:
    def judge(asked: Sequence[Case]) -> list[bool]:
        return [answer == "yes" for answer in go([case.line() for case in asked])]

    hold(judge, "Go x/mod/sumdb", judged, *good_and_wrong(size, count, seed))


@pytest.mark.go
def test_go_says_no_for_the_reason_we_expect_and_not_for_a_slip_of_ours(
    go: Callable[[Sequence[str]], list[str]],
) -> None:
    log = Log(9)
    right = Inclusion(log.roots[9], 9, 4, leaf(4), log.inclusion(4, 9))
    wrong = Inclusion(log.roots[9], 9, 4, leaf(5), log.inclusion(4, 9))
    assert go([right.line(), wrong.line()]) == ["yes", "no: invalid transparency proof"]


@pytest.mark.go
def test_go_finds_every_tile_where_we_put_it(go: Callable[[Sequence[str]], list[str]], judged: Judged) -> None:
    asked = [*tiles.tiles(70_000), *tiles.tiles(10**8 // 3), Tile(5, 1_234_067), Tile(63, 999_999_999, 255)][-3_000:]
    assert set(go([f"path {tile.level} {tile.index} {tile.width} {tile.path}" for tile in asked])) == {"yes"}
    judged("Go x/mod/sumdb, tile paths", len(asked))


# -- tlog-scales ---------------------------------------------------------------------------------------------------------------


def scales_say(case: Case) -> bool:
    """Does tlog-scales accept it? It says no by raising."""
    with suppress(Exception):
        if isinstance(case, Inclusion):
            scales.InclusionProof(case.index, case.size, list(case.proof)).check(case.leaf, case.root)
        elif isinstance(case, Consistency):
            scales.ConsistencyProof(case.old, case.size, list(case.proof)).check(case.old_root, case.root)
        else:
            checkpoint = scales.Checkpoint.from_text(bytes(case.note).decode())
            for key in case.keys:
                checkpoint.verify(scales_signing.Vkey.from_string(str(key)))
        return True
    return False


@pytest.mark.parametrize(("size", "count"), SIZES)
def test_tlog_scales_accepts_our_proofs_and_refuses_altered_ones(
    size: int, count: int, seed: int, judged: Judged
) -> None:
    hold(lambda asked: list(map(scales_say, asked)), "tlog-scales", judged, *good_and_wrong(size, count, seed))


@pytest.mark.parametrize(
    "size", [pytest.param(1_000, id="slice"), pytest.param(70_000, id="all", marks=pytest.mark.outside)]
)
def test_tlog_scales_reads_our_tiles_and_makes_the_same_proofs_of_them(
    size: int, tmp_path: Path, judged: Judged
) -> None:
    edge, new = tree.append(Edge(), map(leaf, range(size)))
    held = tiles.additions(new)
    for tile in tiles.tiles(size):
        path = tmp_path / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held[tile.level, tile.index])
    text = str(Checkpoint(ORIGIN, size, edge.root))
    (tmp_path / "checkpoint").write_bytes(bytes(Note(text, (sign(text, LOG),))))
    reader = TilesReader(LocalBackend(tmp_path))
    assert reader.get_checkpoint().root_hash == reader.calculate_root_hash() == edge.root
    nodes = tiles.reader(size, lambda tile: held[tile.level, tile.index])
    asked = list(sampled(size))
    for index in asked:
        inclusion = tree.hashes(tree.inclusion_parts(index, size), nodes)
        consistency = tree.hashes(tree.consistency_parts(index + 1, size), nodes)
        assert tuple(reader.get_inclusion_proof(index, size).node_hashes) == inclusion
        assert tuple(reader.get_consistency_proof(index + 1, size).node_hashes) == consistency
    judged("tlog-scales, our tiles", 2 * len(asked))


def sampled(size: int) -> Iterator[int]:
    """Indices all over the log, more of them near the ends and the borders of tiles."""
    borders = {0, 255, 256, 511, 512, 65_535, 65_536, size - 2, size - 1}
    yield from sorted({at for at in borders if at < size} | set(range(0, size, max(1, size // 60))))
