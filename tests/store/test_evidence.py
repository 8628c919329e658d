"""Is evidence on the shelf byte for byte, once, unchanged by anybody, and whole or not at all whatever happens?"""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from herald.prevented import Prevented
from herald.store import private
from herald.store.evidence import (
    Arrival,
    CopyRefused,
    OriginalDamaged,
    OriginalMissing,
    Shelf,
    SourceRefused,
)
from herald.store.media import UNKNOWN, media
from herald.store.private import Exposed, NoRoom

NOTE = b"EXERCISE: what a bystander of Cedar Relief filmed\n"
DIGEST = sha256(NOTE).digest()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "exercise.evidence")


def files(shelf: Shelf) -> list[Path]:
    return sorted(path for path in shelf.folder.rglob("*") if not path.is_dir())


def original(shelf: Shelf, digest: bytes = DIGEST) -> Path:
    return shelf.folder / "originals" / digest.hex()[:2] / digest.hex()[2:]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class Pieces:
    """A stream that gives its bytes in pieces of so many, and then, if asked to, fails."""

    def __init__(self, data: bytes, count: int, fault: OSError | None = None) -> None:
        self.data, self.count, self.fault = io.BytesIO(data), count, fault

    def read(self, count: int, /) -> bytes:
        piece = self.data.read(min(count, self.count))
        if not piece and self.fault:
            raise self.fault
        return piece


# -- Intake --------------------------------------------------------------------------------------------------------------------


def test_what_was_taken_in_is_there_under_the_digest_of_its_bytes(shelf: Shelf) -> None:
    taken = shelf.take(io.BytesIO(NOTE))
    assert (taken.digest, taken.bytes, taken.media, taken.arrival) == (DIGEST, len(NOTE), UNKNOWN, Arrival.NEW)
    assert files(shelf) == [original(shelf)]
    assert original(shelf).read_bytes() == NOTE
    with shelf.open(DIGEST) as stream:
        assert stream.read() == NOTE
    assert shelf.verify(DIGEST)
    assert shelf.digests() == (DIGEST,)


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_shelf_is_its_owners_alone_and_an_original_can_only_be_read(shelf: Shelf, umask: int) -> None:
    before = os.umask(umask)
    try:
        shelf.take(io.BytesIO(NOTE))
    finally:
        os.umask(before)
    assert {mode(path) for path in [shelf.folder, *shelf.folder.rglob("*")] if path.is_dir()} == {0o700}
    assert mode(original(shelf)) == 0o400


def test_the_same_bytes_again_are_found_to_be_there_and_not_written_again(shelf: Shelf) -> None:
    shelf.take(io.BytesIO(NOTE))
    before = original(shelf).stat()
    again = shelf.take(io.BytesIO(NOTE))
    assert (again.digest, again.arrival) == (DIGEST, Arrival.THERE)
    assert (original(shelf).stat().st_ino, original(shelf).stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(shelf) == [original(shelf)]


def test_the_same_bytes_again_take_the_place_of_an_original_that_was_damaged_and_say_so(shelf: Shelf) -> None:
    shelf.take(io.BytesIO(NOTE))
    original(shelf).chmod(0o600)
    original(shelf).write_bytes(NOTE[:-1])
    assert not shelf.verify(DIGEST)
    assert shelf.take(io.BytesIO(NOTE)).arrival is Arrival.MENDED
    assert shelf.verify(DIGEST)
    assert mode(original(shelf)) == 0o400


@pytest.mark.parametrize("count", [1, 7, 100])
def test_a_stream_that_comes_in_small_pieces_is_the_same_evidence(shelf: Shelf, count: int) -> None:
    data = b"\xff\xd8\xff" + NOTE * 9
    taken = shelf.take(Pieces(data, count))
    assert (taken.digest, taken.bytes, taken.media) == (sha256(data).digest(), len(data), "image/jpeg")


def test_evidence_without_bytes_has_the_digest_of_no_bytes(shelf: Shelf) -> None:
    assert shelf.take(io.BytesIO()).digest == sha256().digest()
    assert shelf.verify(sha256().digest())


def test_a_stream_that_breaks_off_leaves_nothing(shelf: Shelf) -> None:
    with pytest.raises(OSError, match="the cable"):
        shelf.take(Pieces(NOTE, 7, OSError("the cable")))
    assert files(shelf) == []


def test_a_full_disk_is_told_as_such_and_leaves_nothing(shelf: Shelf) -> None:
    """No file may pass 8 MiB here: the write that would is refused by the system itself."""
    source = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from herald.store.evidence import Shelf\nfrom herald.store.private import NoRoom\n"
        "class Endless:\n    def read(self, count, /): return bytes(count)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2**23, 2**23))\n"
        "try: Shelf(Path(sys.argv[1])).take(Endless())\n"
        "except NoRoom as refused: print(refused.code)\n"
    )
    assert child(source, shelf.folder) == "disk-full\n"
    assert files(shelf) == []


def test_a_disk_that_fills_at_the_last_moment_leaves_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for call in ("fsync", "link", "mkdir", "write"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(NoRoom, match="Make room"):
                shelf.take(io.BytesIO(NOTE + call.encode()))
        assert files(shelf) == []
        shelf.take(io.BytesIO(NOTE))
        original(shelf).unlink()


def test_a_shelf_that_others_can_read_is_refused_with_the_chmod_that_mends_it(shelf: Shelf) -> None:
    shelf.take(io.BytesIO(NOTE))
    shelf.folder.chmod(0o750)
    for ask in (lambda: shelf.open(DIGEST), lambda: shelf.take(io.BytesIO(b"")), lambda: shelf.verify(DIGEST)):
        with pytest.raises(Exposed, match=r"mode 0750\): chmod 700 "):
            ask()


def child(source: str, *arguments: object) -> str:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


STREAMED = """
import json, resource, sys
from pathlib import Path
from herald.store.evidence import Shelf

class Generated:
    left = int(sys.argv[2])
    piece = bytes(range(256)) * 4096
    def read(self, count, /):
        piece = self.piece[: min(count, self.left)]
        self.left -= len(piece)
        return piece

shelf = Shelf(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
taken = shelf.take(Generated())
assert shelf.verify(taken.digest)
shelf.working_copy(taken.digest, Path(sys.argv[1] + ".copy"))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([taken.bytes, grown]))
"""


def grown_bytes(shelf: Shelf, count: int) -> int:
    """By how much does a process grow that takes in, verifies and copies a file of so many bytes?"""
    taken, grown = json.loads(child(STREAMED, shelf.folder, count))
    assert taken == count
    return grown * (1 if sys.platform == "darwin" else 1024)


def test_a_file_of_a_quarter_of_a_gibibyte_streams_with_flat_memory(shelf: Shelf) -> None:
    assert grown_bytes(shelf, 2**28) < 64 * 2**20


@pytest.mark.deep
def test_a_file_of_a_gibibyte_streams_with_flat_memory(shelf: Shelf) -> None:
    assert grown_bytes(shelf, 2**30) < 64 * 2**20


# -- Files as sources ----------------------------------------------------------------------------------------------------------


def test_a_file_is_taken_in_and_stays_where_it_was(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(NOTE)
    taken = shelf.take_file(path)
    path.write_bytes(b"changed since")
    assert taken.digest == DIGEST
    assert shelf.verify(DIGEST)


def made_link(path: Path) -> None:
    path.with_name("film").write_bytes(NOTE)
    path.symlink_to(path.with_name("film"))


def made_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (made_link, "is a symbolic link; name the file that it leads to"),
        (lambda path: path.symlink_to("nowhere"), "is a symbolic link"),
        (Path.mkdir, "is a folder, not a file"),
        (os.mkfifo, "is a pipe, not a file"),
        (made_socket, "is a socket, not a file"),
        (lambda path: None, "cannot be opened: No such file"),
    ],
)
def test_what_is_no_file_is_refused_and_nothing_is_made(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Path("source"))
    with pytest.raises(SourceRefused, match=f"source: {said}") as refused:
        shelf.take_file(Path("source"))
    assert isinstance(refused.value, Prevented)
    assert refused.value.code == "evidence-source"
    assert not shelf.folder.exists()


def test_a_device_is_refused(shelf: Shelf) -> None:
    with pytest.raises(SourceRefused, match="is a device, not a file"):
        shelf.take_file(Path(os.devnull))


def test_a_file_that_changes_while_it_is_read_is_refused(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(NOTE)

    def writing(fd: int, data: bytes) -> None:
        """Whoever writes goes on and on."""
        with path.open("ab") as film:
            film.write(b"and more")

    monkeypatch.setattr(private, "write", writing)
    with pytest.raises(SourceRefused, match="was changed while it was read"):
        shelf.take_file(path)
    assert files(shelf) == []


# -- Originals and copies ------------------------------------------------------------------------------------------------------


def test_a_digest_that_is_not_there_is_told_as_missing(shelf: Shelf) -> None:
    for there in (False, True):
        if there:
            shelf.take(io.BytesIO(b"another"))
        for ask in (shelf.open, shelf.verify, shelf.media, lambda digest: shelf.working_copy(digest, Path("copy"))):
            with pytest.raises(OriginalMissing, match=DIGEST.hex()):
                ask(DIGEST)


def test_a_digest_of_another_length_is_no_digest(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        shelf.open(DIGEST[:-1])


def test_an_original_cannot_be_written_through_what_is_opened(shelf: Shelf) -> None:
    shelf.take(io.BytesIO(NOTE))
    with shelf.open(DIGEST) as stream, pytest.raises(io.UnsupportedOperation):
        stream.write(b"x")


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(NOTE + b" "),
        lambda path: path.write_bytes(b""),
        lambda path: (path.unlink(), path.symlink_to("elsewhere")),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), os.mkfifo(path)),
    ],
)
def test_an_original_that_somebody_changed_does_not_verify_and_is_not_copied(
    shelf: Shelf, tmp_path: Path, harm
) -> None:
    shelf.take(io.BytesIO(NOTE))
    original(shelf).chmod(0o600)
    harm(original(shelf))
    assert not shelf.verify(DIGEST)
    with pytest.raises(OriginalDamaged):
        shelf.working_copy(DIGEST, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == [shelf.folder.name]


def test_a_working_copy_is_another_file_and_what_becomes_of_it_never_reaches_the_original(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.take(io.BytesIO(NOTE))
    copy = tmp_path / "copy"
    shelf.working_copy(DIGEST, copy)
    assert copy.read_bytes() == NOTE
    assert copy.stat().st_ino != original(shelf).stat().st_ino
    assert (copy.stat().st_nlink, original(shelf).stat().st_nlink, mode(copy)) == (1, 1, 0o600)
    with copy.open("r+b") as film:
        film.write(b"CHANGED")
    assert shelf.verify(DIGEST)


def test_a_working_copy_is_never_written_over_anything(shelf: Shelf, tmp_path: Path) -> None:
    shelf.take(io.BytesIO(NOTE))
    copy = tmp_path / "copy"
    copy.write_bytes(b"somebody's work")
    with pytest.raises(CopyRefused, match="is there already"):
        shelf.working_copy(DIGEST, copy)
    assert copy.read_bytes() == b"somebody's work"
    with pytest.raises(CopyRefused, match="cannot be made: No such file"):
        shelf.working_copy(DIGEST, tmp_path / "nowhere" / "copy")


# -- What a crash leaves -------------------------------------------------------------------------------------------------------


def test_originals_that_no_entry_names_are_listed_and_left(shelf: Shelf) -> None:
    digests = sorted(shelf.take(io.BytesIO(data)).digest for data in (b"one", b"two", b"three"))
    assert shelf.unnamed(digests[:1]) == tuple(digests[1:])
    assert shelf.unnamed(digests) == ()
    assert len(files(shelf)) == 3


def test_a_shelf_that_is_not_there_holds_nothing_and_is_not_made_by_asking(shelf: Shelf) -> None:
    assert (shelf.digests(), shelf.unnamed([]), shelf.sweep()) == ((), (), 0)
    assert not shelf.folder.exists()


def test_parts_of_intakes_that_are_over_are_swept_and_one_under_way_is_left(shelf: Shelf) -> None:
    with shelf.part() as part:
        left = part.path.with_name(".herald-left.part")
        left.write_bytes(NOTE[:9])
        assert shelf.sweep() == 1
        assert [path.name for path in files(shelf)] == [part.path.name]
    assert shelf.sweep() == 0


KILLED = """
import io, json, os, signal, sys
from hashlib import sha256
from pathlib import Path
from herald.store.evidence import Shelf

CALLS = ("open", "close", "mkdir", "write", "fchmod", "fsync", "link", "unlink", "replace", "stat")
DATA = b"EXERCISE" * (3 * 2**17) + b"."
real = {name: getattr(os, name) for name in CALLS}

def take(folder, nth, after):
    left = [nth]
    def broken(name):
        def call(*arguments, **named):
            left[0] -= 1
            if left[0] == 0 and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            if left[0] == 0 and name == "write":
                real["write"](arguments[0], arguments[1][: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real[name](*arguments, **named)
            finally:
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        return call
    for name in CALLS:
        setattr(os, name, broken(name))
    Shelf(folder).take(io.BytesIO(DATA))
    os._exit(0)

def judged(folder):
    shelf = Shelf(folder)
    originals = [path for path in (folder / "originals").rglob("*") if not path.is_dir()]
    for path in originals:
        assert sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name, path
    others = [path for path in folder.rglob("*") if not path.is_dir() and path not in originals]
    assert all(path.match("parts/.herald-*.part") for path in others), others
    assert shelf.sweep() == len(others)
    assert shelf.take(io.BytesIO(DATA)).digest == sha256(DATA).digest()
    assert shelf.verify(sha256(DATA).digest())
    return [len(originals), len(others)]

left, killed = [], 0
for after in (False, True):
    for nth in range(1, 1000):
        folder = Path(sys.argv[1]) / f"{nth}-{after}.evidence"
        child = os.fork()
        if child == 0:
            take(folder, nth, after)
        status = os.waitpid(child, 0)[1]
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        killed += 1
        left.append(judged(folder))
print(json.dumps([killed, left]))
"""


def test_a_process_that_is_killed_anywhere_in_an_intake_leaves_no_half_evidence(tmp_path: Path) -> None:
    """kill -9 before and after each call by which an intake changes the disk, and in the middle of each write."""
    killed, left = json.loads(child(KILLED, tmp_path))
    assert killed > 60
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} == {tuple(each) for each in left}


def test_a_process_that_is_killed_while_it_waits_for_a_slow_source_leaves_a_part_at_most(shelf: Shelf) -> None:
    source = (
        "import sys\nfrom pathlib import Path\nfrom herald.store.evidence import Shelf\n"
        "class Slow:\n    def read(self, count, /):\n"
        "        print('asked', flush=True)\n        return sys.stdin.buffer.read(5)\n"
        "Shelf(Path(sys.argv[1])).take(Slow())\n"
    )
    command = [sys.executable, "-c", source, str(shelf.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as slow:
        assert slow.stdin
        assert slow.stdout
        slow.stdin.write(NOTE[:5])
        slow.stdin.flush()
        assert [slow.stdout.readline() for _ in range(2)] == [b"asked\n"] * 2
        assert shelf.sweep() == 0
        slow.kill()
    assert shelf.digests() == ()
    assert [path.read_bytes() for path in files(shelf)] == [NOTE[:5]]
    assert shelf.sweep() == 1
    assert files(shelf) == []


# -- Media types ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\x00\x0amoov", "video/quicktime"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska", "video/x-matroska"),
        (b"RIFF\x10\0\0\0WAVE", "audio/wav"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"WARC/1.1\r\n", "application/warc"),
        (b"", UNKNOWN),
        (b" %PDF-1.7", UNKNOWN),
        (b"EXERCISE", UNKNOWN),
    ],
)
def test_the_first_bytes_say_what_a_file_calls_itself(head: bytes, said: str) -> None:
    assert media(head) == said
