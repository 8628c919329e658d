"""Does the model of a disk forget what a disk may forget, and nothing else?"""

from __future__ import annotations

import random

from tests.faults.powerloss import SECTOR, Disk, File, Write
from tests.faults.traced import Call


def states(file: File, count: int = 400) -> set[bytes]:
    lots = random.Random(20200825)
    return {file.cut(lots) for _ in range(count)}


def test_what_was_synced_is_there_in_every_state() -> None:
    file = File(b"before")
    file.since.append(Write(0, b"BEFORE"))
    file.sync()
    assert states(file) == {b"BEFORE"}


def test_of_two_writes_since_any_may_be_left() -> None:
    file = File(b"....", [Write(0, b"a"), Write(3, b"b")])
    assert states(file) >= {b"....", b"a...", b"...b"}
    assert file.whole() == b"a..b"
    assert file.cut(None) == b"...."


def test_a_write_is_torn_between_sectors_and_nowhere_else() -> None:
    file = File(bytes(3 * SECTOR), [Write(0, b"x" * 3 * SECTOR)])
    assert {state.count(b"x") for state in states(file)} == {0, SECTOR, 2 * SECTOR, 3 * SECTOR}


def test_a_file_may_be_as_long_as_it_was_or_as_it_was_cut() -> None:
    file = File(b"abcdef", [Write(2, None)])
    assert states(file) == {b"abcdef", b"ab"}


def test_a_name_is_certain_once_its_folder_was_synced() -> None:
    disk = Disk({}, {})
    made = Call("openat", f'AT_FDCWD, "{hexed("/m/new")}", O_RDWR|O_CREAT, 0600', "3")
    disk.after(made)
    lots = random.Random(20200825)
    assert {tuple(disk.cut(lots)) for _ in range(50)} == {(), ("new",)}
    disk.after(Call("fsync", f"4<{hexed('/m')}>", "0"))
    assert {tuple(disk.cut(lots)) for _ in range(50)} == {("new",)}


def test_what_was_removed_may_come_back() -> None:
    file = File(b"old")
    disk = Disk({"gone": file}, {"gone": file})
    disk.after(Call("unlink", f'"{hexed("/m/gone")}"', "0"))
    lots = random.Random(20200825)
    assert {tuple(disk.cut(lots).items()) for _ in range(50)} == {(), (("gone", b"old"),)}


def hexed(path: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in path.encode())
