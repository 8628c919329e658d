"""Is a key in its folder nobody else's, written once, and given each number once?"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from herald.canonical import LARGEST
from herald.malformed import Malformed
from herald.record.keyfile import WRITTEN, Head, KeyRole, _Resting, _written
from herald.store import keyfolder
from herald.store.keyfolder import KeyExists, KeyExposed, KeyFolder, KeyMissing
from herald.tlog.keys import Kind, SigningKey
from herald.units import PartyId

NOW_US = 1_790_000_000_000_000
NAME = "0123456789abcdef" * 2


def key(label: str) -> bytes:
    """A key file of that label. What is sealed in it does not matter here."""
    public = SigningKey(NAME, Kind.NOTE, label.encode().ljust(32)).verifier.public
    head = Head(NAME, label, PartyId("Aster"), KeyRole.NODE, None, public)
    return _written(_Resting(head, WRITTEN, bytes(16), bytes(12)), bytes(48))


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    made = KeyFolder(tmp_path / "keys")
    made.new(key("anna"))
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def parts(folder: KeyFolder) -> list[str]:
    return [each.name for each in folder.path.iterdir() if each.name.startswith(".")]


# -- Keys ----------------------------------------------------------------------------------------------------------------------


def test_a_key_that_was_put_there_is_listed_and_read(folder: KeyFolder) -> None:
    folder.new(key("birch_2"))
    assert folder.labels() == ("anna", "birch_2")
    assert [head.label for head in folder.heads()] == ["anna", "birch_2"]
    assert folder.read("anna") == key("anna")


def test_a_folder_that_is_not_there_holds_no_keys_and_is_made_with_the_first(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "not" / "yet")
    assert folder.labels() == ()
    assert not folder.path.exists()
    assert folder.new(key("anna")) == folder.path / "anna.key"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_folder_and_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        folder = KeyFolder(tmp_path / "keys")
        folder.new(key("anna"))
        folder.next_seq("anna", NOW_US)
        folder.bind("anna", b"mission\n")
    finally:
        os.umask(before)
    assert mode(folder.path) == 0o700
    assert {each.name: mode(each) for each in folder.path.iterdir()} == {
        "anna.key": 0o600,
        "anna.seq": 0o600,
        "anna.mission": 0o600,
    }


@pytest.mark.parametrize("bits", [0o701, 0o710, 0o720, 0o704, 0o702, 0o750, 0o755, 0o777])
def test_a_folder_that_others_can_enter_or_read_is_refused_with_the_chmod_that_mends_it(
    folder: KeyFolder, bits: int
) -> None:
    folder.path.chmod(bits)
    for ask in (
        folder.labels,
        lambda: folder.read("anna"),
        lambda: folder.new(key("bert")),
        lambda: folder.next_seq("anna", NOW_US),
        lambda: folder.bind("anna", b""),
        lambda: folder.bound("anna"),
    ):
        with pytest.raises(KeyExposed, match=rf"mode 0{bits:o}\): chmod 700 ") as refused:
            ask()
        assert refused.value.code == "key-exposed"
    subprocess.run(str(refused.value).rpartition("): ")[2], shell=True, check=True)  # noqa: S602  what it says to do
    assert folder.labels() == ("anna",)


@pytest.mark.parametrize("bits", [0o640, 0o620, 0o604, 0o602, 0o644, 0o666])
@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("anna.key", lambda folder: folder.read("anna")),
        ("anna.key", lambda folder: folder.next_seq("anna", NOW_US)),
        ("anna.seq", lambda folder: folder.next_seq("anna", NOW_US)),
        ("anna.mission", lambda folder: folder.bound("anna")),
    ],
)
def test_a_file_that_others_can_read_or_change_is_refused(folder: KeyFolder, bits: int, name: str, ask) -> None:
    folder.next_seq("anna", NOW_US)
    folder.bind("anna", b"mission\n")
    (folder.path / name).chmod(bits)
    with pytest.raises(KeyExposed, match=rf"{name} can be read .* \(mode 0{bits:o}\): chmod 600 .*{name}"):
        ask(folder)


def test_a_path_with_blanks_is_quoted_in_what_mends_it(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "my keys")
    folder.new(key("anna"))
    folder.path.chmod(0o755)
    with pytest.raises(KeyExposed, match=r"chmod 700 '.*my keys'"):
        folder.labels()


def test_a_key_is_never_written_over(folder: KeyFolder) -> None:
    before = folder.read("anna")
    with pytest.raises(KeyExists, match=r"anna\.key is there already") as refused:
        folder.new(key("anna"))
    assert refused.value.code == "key-exists"
    assert folder.read("anna") == before
    assert parts(folder) == []


def test_of_many_who_put_the_same_label_there_at_once_one_does(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")

    def put(_: int) -> bool:
        try:
            folder.new(key("anna"))
        except KeyExists:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        assert sum(many.map(put, range(40))) == 1
    assert parts(folder) == []


def test_a_missing_key_is_told_with_those_that_are_there(folder: KeyFolder) -> None:
    for ask in (folder.read, folder.bound, lambda label: folder.next_seq(label, 1)):
        with pytest.raises(KeyMissing, match=r"no key 'bert' in .*; the keys there: anna") as refused:
            ask("bert")
        assert refused.value.code == "key-missing"
    assert sorted(each.name for each in folder.path.iterdir()) == ["anna.key"]


@pytest.mark.parametrize("label", ["", "../anna", "anna.key", "a/b", "-rf", "a" * 41, "ann\u00e9", "anna\n", "."])
def test_what_is_no_label_names_no_file(folder: KeyFolder, label: str) -> None:
    for ask in (folder.read, folder.bound, lambda text: folder.next_seq(text, 1), lambda text: folder.bind(text, b"")):
        with pytest.raises(ValueError, match="a label has letters"):
            ask(label)


def test_a_key_that_was_copied_to_another_label_is_refused(folder: KeyFolder) -> None:
    (folder.path / "anna.key").rename(folder.path / "bert.key")
    with pytest.raises(Malformed, match=r"bert\.key: head\.label: saw anna; expected bert"):
        folder.read("bert")


def test_what_is_no_key_file_is_told_for_every_file(folder: KeyFolder) -> None:
    for label in ("bert", "carl"):
        folder.new(key(label))
        (folder.path / f"{label}.key").write_bytes(b"{}\n")
    with pytest.raises(Malformed) as refused:
        folder.heads()
    assert {Path(problem.file).name for problem in refused.value.problems} == {"bert.key", "carl.key"}
    with pytest.raises(Malformed):
        folder.new(b"{}\n")


def test_a_folder_or_a_pipe_in_the_place_of_a_key_is_an_error_of_the_system_and_nobody_waits(folder: KeyFolder) -> None:
    (folder.path / "pipe.key").mkdir(mode=0o700)
    os.mkfifo(folder.path / "fifo.key", 0o600)
    for label in ("pipe", "fifo"):
        with pytest.raises(OSError, match="not a regular file"):
            folder.read(label)


def test_a_file_in_the_place_of_the_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        KeyFolder(tmp_path / "keys").labels()


# -- Numbers -------------------------------------------------------------------------------------------------------------------


def test_numbers_grow_and_are_never_below_the_time(folder: KeyFolder) -> None:
    assert folder.next_seq("anna", NOW_US) == NOW_US
    assert folder.next_seq("anna", NOW_US) == NOW_US + 1
    assert folder.next_seq("anna", 0) == NOW_US + 2
    assert folder.next_seq("anna", -5) == NOW_US + 3
    assert folder.next_seq("anna", NOW_US + 1_000) == NOW_US + 1_000
    assert (folder.path / "anna.seq").read_bytes() == b"%019d\n" % (NOW_US + 1_000)


def test_the_first_number_without_a_time_is_zero(folder: KeyFolder) -> None:
    assert [folder.next_seq("anna", 0) for _ in range(3)] == [0, 1, 2]


def test_each_key_has_numbers_of_its_own(folder: KeyFolder) -> None:
    folder.new(key("bert"))
    assert [folder.next_seq(label, 7) for label in ("anna", "bert", "anna")] == [7, 7, 8]


@pytest.mark.parametrize("left", [b"", b"12\n", b"x" * 19 + b"\n", b"9" * 19 + b"\n", b"0" * 20 + b"\n", b"\0" * 20])
def test_a_lost_or_damaged_file_of_numbers_is_harmless(folder: KeyFolder, left: bytes) -> None:
    folder.next_seq("anna", NOW_US)
    (folder.path / "anna.seq").write_bytes(left)
    assert folder.next_seq("anna", NOW_US + 9) == NOW_US + 9
    assert folder.next_seq("anna", 0) == NOW_US + 10
    assert (folder.path / "anna.seq").stat().st_size == 20


def test_where_no_number_is_left_none_is_given(folder: KeyFolder) -> None:
    assert folder.next_seq("anna", LARGEST) == LARGEST
    for at_least in (0, LARGEST + 1):
        with pytest.raises(ValueError, match="a number from 0"):
            folder.next_seq("anna", at_least)


def test_a_number_is_on_the_disk_before_it_is_returned(folder: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    fsync = os.fsync

    def seen(fd: int) -> None:
        status = os.fstat(fd)
        synced.append("folder" if stat.S_ISDIR(status.st_mode) else os.pread(fd, 20, 0))
        fsync(fd)

    monkeypatch.setattr(os, "fsync", seen)
    folder.next_seq("anna", 41)
    folder.next_seq("anna", 0)
    assert synced == [b"%019d\n" % 41, "folder", b"%019d\n" % 42]


def test_a_full_disk_gives_no_number(folder: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: 5)
    with pytest.raises(OSError, match="No space"):
        folder.next_seq("anna", 1)


ASKS = """
import sys
from pathlib import Path
from herald.store import keyfolder
last = keyfolder._last
def dawdling(fd):
    found = last(fd)
    sum(range(20_000))  # so that without a lock the other one would come in between
    return found
keyfolder._last = dawdling
folder = keyfolder.KeyFolder(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(*(folder.next_seq("anna", 0) for _ in range(200)))
"""


def test_two_processes_that_ask_at_once_never_get_the_same_number(folder: KeyFolder) -> None:
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKS, str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for each in asking:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in asking:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    given = [list(map(int, each.communicate(timeout=60)[0].split())) for each in asking]
    assert [each.returncode for each in asking] == [0, 0]
    assert all(numbers == sorted(numbers) for numbers in given)
    assert sorted(given[0] + given[1]) == list(range(400))
    assert given[0][0] < given[1][-1] and given[1][0] < given[0][-1], "they did not ask at once"


def test_threads_of_one_process_never_get_the_same_number_either(folder: KeyFolder) -> None:
    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(lambda _: folder.next_seq("anna", 0), range(200))) == list(range(200))


# -- Missions, and crashes -----------------------------------------------------------------------------------------------------


def test_a_key_remembers_its_mission_and_a_newer_one_takes_its_place(folder: KeyFolder) -> None:
    assert folder.bound("anna") is None
    for data in (b"one\n", b"another, longer\n", b""):
        folder.bind("anna", data)
        assert folder.bound("anna") == data
    assert parts(folder) == []


def test_a_mission_of_a_key_that_is_not_there_is_not_kept(folder: KeyFolder) -> None:
    with pytest.raises(KeyMissing):
        folder.bind("bert", b"one\n")
    assert not (folder.path / "bert.mission").exists()


def crash(folder: KeyFolder, at: str, act: str) -> None:
    """Another process ends, without a word to anybody, when it comes to this call."""
    source = f"""
import os, sys
from pathlib import Path
from herald.store import keyfolder
def dies(*given, **named): os._exit(9)
{at} = dies
folder = keyfolder.KeyFolder(Path(sys.argv[1]))
{act}
"""
    done = subprocess.run([sys.executable, "-c", source, str(folder.path)], check=False)
    assert done.returncode == 9


@pytest.mark.parametrize("at", ["os.fsync", "os.link", "Path.hardlink_to"])
def test_a_crash_before_a_key_has_its_name_leaves_no_key(folder: KeyFolder, at: str) -> None:
    crash(folder, at, f"folder.new({key('bert')!r})")
    assert folder.labels() == ("anna",)
    assert len(parts(folder)) == 1
    folder.new(key("bert"))
    assert folder.read("bert") == key("bert")


@pytest.mark.parametrize("at", ["os.fsync", "Path.replace"])
def test_a_crash_before_a_mission_has_its_name_leaves_the_old_one(folder: KeyFolder, at: str) -> None:
    folder.bind("anna", b"old\n")
    crash(folder, at, "folder.bind('anna', b'new')")
    assert folder.bound("anna") == b"old\n"


@pytest.mark.parametrize("act", [f"folder.new({key('bert')!r})", "folder.bind('anna', b'new')"])
def test_a_crash_after_the_name_leaves_the_new_one_whole(folder: KeyFolder, act: str) -> None:
    crash(folder, "keyfolder._sync_folder", act)
    assert folder.read("bert") == key("bert") if "bert" in act else folder.bound("anna") == b"new"


@pytest.mark.parametrize("at", ["os.pwrite", "os.ftruncate", "os.fsync"])
def test_a_crash_while_a_number_is_given_wastes_one_at_most_and_leaves_nobody_waiting(
    folder: KeyFolder, at: str
) -> None:
    folder.next_seq("anna", 41)
    crash(folder, at, "folder.next_seq('anna', 0)")
    assert folder.next_seq("anna", 0) in {42, 43}


def test_a_disk_that_fails_leaves_the_old_mission_and_no_part_of_the_new(
    folder: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(fd: int) -> None:
        raise OSError(5, "Input/output error")

    folder.bind("anna", b"old\n")
    with monkeypatch.context() as broken:
        broken.setattr(keyfolder.os, "fsync", fails)
        with pytest.raises(OSError, match="Input/output"):
            folder.bind("anna", b"new\n")
    assert folder.bound("anna") == b"old\n"
    assert parts(folder) == []
