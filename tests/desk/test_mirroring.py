"""Does a mirror come to hold a log whole, however its entries come, and sign only then?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from herald.courier.asking import Courier
from herald.courier.listening import listening
from herald.desk.mirroring import Mirror
from herald.store.witness.store import WitnessStore
from herald.tlog import mirroring
from herald.tlog.mirroring import ADD_ENTRIES, INFO, Info, Package, Upload
from herald.tlog.witnessing import ADD_CHECKPOINT, Answered, Cosigned, understood
from herald.units import SECOND, Instant
from tests.tlog.forks import TRUSTED, Fork
from tests.tlog.logs import LOG, ORIGIN, TIME_S, WITNESSES

KEY = WITNESSES[5]
COUNT = 900
ENTRIES = [sha256(b"leaf %d" % number).digest() for number in range(COUNT)]
HONEST = Fork(ENTRIES)


class Copy:
    """A mirror, and its file."""

    def __init__(self, path: Path) -> None:
        self.store = WitnessStore(path, KEY.verifier, new=True)
        self.told: list[str] = []
        self.mirror = Mirror(self.store, KEY, TRUSTED, lambda: Instant(TIME_S * SECOND), self.told.append)

    def follow(self, old: int, size: int, log: Fork = HONEST) -> int:
        return self.mirror.add_checkpoint(bytes(log.request(old, size))).status

    def send(self, *of: Upload) -> list[Answered]:
        return [self.mirror.add_entries(bytes(each)) for each in of]

    @property
    def next(self) -> int:
        return self.store.next_entry(ORIGIN)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path / "mirror.witness")
    yield made
    made.store.close()


def upload(start: int, end: int, log: Fork = HONEST, least: int = 0, most: int = 32) -> Upload:
    placed = list(mirroring.spans(start, end))[least:most]
    nodes = log.stored.__getitem__
    packages = (mirroring.package(span, end, log.entries[span.first : span.end], nodes) for span in placed)
    return Upload(ORIGIN, start, end, b"", tuple(packages))


def cosigned(answer: Answered, size: int) -> bool:
    said = understood(answer, HONEST.checkpoint(size).text, [KEY.verifier])
    return isinstance(said, Cosigned)


def info(answer: Answered, status: int) -> Info:
    assert (answer.status, answer.content_type) == (status, INFO)
    return mirroring.read_info(answer.body)


def test_entries_that_come_in_any_steps_are_all_here_before_the_mirror_signs(copy: Copy) -> None:
    size = 0
    for step in (1, 255, 256, 300, 301, 900):
        assert copy.follow(size, step) == 200
        (answer,) = copy.send(upload(size, step))
        assert cosigned(answer, step)
        size = step
        assert copy.store.leaves(ORIGIN, 0, step + 1) == tuple(ENTRIES[:step])
        assert copy.store.mirrored(ORIGIN) == (step, bytes(HONEST.checkpoint(step)))


def test_a_checkpoint_alone_is_followed_and_not_signed(copy: Copy) -> None:
    answer = copy.mirror.add_checkpoint(bytes(HONEST.request(0, 9)))
    assert (answer.status, answer.body) == (200, b"")
    assert copy.store.mirrored(ORIGIN) is None


def test_a_mirror_that_nothing_is_known_of_says_where_it_stands(copy: Copy) -> None:
    assert info(*copy.send(upload(0, 0)), 409) == Info(0, 0)
    copy.follow(0, 700)
    assert info(*copy.send(upload(0, 0)), 409) == Info(700, 0)


def test_a_part_of_the_packages_is_kept_and_the_rest_may_follow(copy: Copy) -> None:
    copy.follow(0, COUNT)
    assert info(*copy.send(upload(0, COUNT, most=2)), 202) == Info(COUNT, 512)
    assert cosigned(*copy.send(upload(512, COUNT)), COUNT)


def test_a_body_that_breaks_off_leaves_what_was_whole(copy: Copy) -> None:
    copy.follow(0, COUNT)
    data = bytes(upload(0, COUNT))
    answer = copy.mirror.add_entries(data[: len(data) * 2 // 3])
    assert info(answer, 202).next == copy.next == 512
    assert copy.mirror.add_entries(bytes(upload(512, COUNT))[:60]).status == 400
    assert copy.next == 512


def test_entries_that_are_here_already_may_come_again(copy: Copy) -> None:
    copy.follow(0, COUNT)
    copy.send(upload(0, COUNT, most=1))
    assert cosigned(*copy.send(upload(100, COUNT)), COUNT)
    assert cosigned(*copy.send(upload(100, COUNT)), COUNT)
    assert copy.store.leaves(ORIGIN, 0, COUNT) == tuple(ENTRIES)


def test_entries_beyond_a_gap_are_not_taken(copy: Copy) -> None:
    copy.follow(0, COUNT)
    assert info(*copy.send(upload(256, COUNT)), 409) == Info(COUNT, 0)
    assert copy.next == 0


def test_a_slow_upload_is_finished_although_the_log_went_on(copy: Copy) -> None:
    copy.follow(0, 600)
    copy.send(upload(0, 600, most=1))
    copy.follow(600, COUNT)
    assert cosigned(*copy.send(upload(256, 600)), 600)
    assert cosigned(*copy.send(upload(600, COUNT)), COUNT)
    assert info(*copy.send(upload(0, 600)), 409) == Info(600, COUNT)


def test_an_upload_towards_a_checkpoint_that_nobody_showed_is_not_taken(copy: Copy) -> None:
    copy.follow(0, 600)
    assert info(*copy.send(upload(0, 599)), 409) == Info(600, 0)
    assert copy.next == 0


@pytest.mark.parametrize("at", [0, 255, 256, 511, 899])
def test_an_entry_that_was_rewritten_is_not_taken_nor_any_after_it(copy: Copy, at: int) -> None:
    copy.follow(0, COUNT)
    right = upload(0, COUNT)
    number = at // 256
    entries = list(right.packages[number].entries)
    entries[at % 256] = bytes(32)
    wrong = Package(tuple(entries), right.packages[number].proof)
    packages = (*right.packages[:number], wrong, *right.packages[number + 1 :])
    assert copy.send(replace(right, packages=packages))[0].status == 422
    assert copy.store.leaves(ORIGIN, 0, COUNT) == tuple(ENTRIES[: number * 256])
    assert copy.store.mirrored(ORIGIN) is None


def test_a_second_history_is_refused_before_its_entries_come(copy: Copy) -> None:
    other = Fork([bytes(32), *ENTRIES[1:]])
    copy.follow(0, 300)
    assert copy.follow(300, COUNT, other) == 422
    assert copy.send(upload(0, 300, other))[0].status == 422
    assert copy.next == 0 and len(copy.told) == 1
    assert len(copy.store.evidence()) == 1


def test_another_log_and_what_is_no_body_are_refused(copy: Copy) -> None:
    assert copy.send(replace(upload(0, 3), origin="other.example"))[0].status == 404
    assert copy.mirror.add_entries(b"").status == 400
    assert copy.mirror.add_checkpoint(b"").status == 400
    long = Fork([b"longer than a leaf of ours, which has 32 bytes"])
    assert copy.follow(0, 1, long) == 200
    assert copy.send(upload(0, 1, long))[0].status == 422


def test_a_log_of_many_entries_is_mirrored_over_http(copy: Copy) -> None:
    def handled(answer: Answered) -> tuple[int, str, bytes]:
        return answer.status, answer.content_type, answer.body

    def checkpoint(body: bytes, _: Mapping[str, str]) -> tuple[int, str, bytes]:
        return handled(copy.mirror.add_checkpoint(body))

    def entries(body: bytes, _: Mapping[str, str]) -> tuple[int, str, bytes]:
        return handled(copy.mirror.add_entries(body))

    with listening({ADD_CHECKPOINT: checkpoint, ADD_ENTRIES: entries}) as server:
        ask = Courier()
        assert ask.add_checkpoint(server.url, bytes(HONEST.request(0, COUNT))).status == 200
        assert cosigned(ask.add_entries(server.url, bytes(upload(0, COUNT))), COUNT)
    assert LOG.name == ORIGIN
