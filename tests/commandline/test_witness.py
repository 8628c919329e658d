"""A witness from the command line: made, asked over HTTP and by file, and what it keeps of a history that was rewritten."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import Result

from herald.courier.asking import Courier
from herald.desk import witnessing as cell_side
from herald.desk.witnessing import gathered
from herald.malformed import Malformed
from herald.record import keyfile
from herald.record.keyfile import KeyRole, private_key
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.tlog import policy
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.policy import Witness
from herald.units import PartyId
from tests.commandline.calls import environment, herald, invocation
from tests.desk.missions import ASTER, Exercise, movement
from tests.desk.signing import copied, size

UNDER = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyfile, "_stretched", lambda passphrase, salt, cost: sha256(passphrase + salt).digest())


@pytest.fixture
def slow_passphrases(quick_passphrases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own stretches passphrases as it always does."""
    monkeypatch.undo()


class Room:
    """A machine of the witness, and a mission beside it."""

    def __init__(self, folder: Path, e: Exercise) -> None:
        self.folder, self.e = folder, e
        self.env = {"HERALD_KEYS": str(folder / "keys"), "HERALD_PASSPHRASE": UNDER}
        self.facts, self.state = folder / "lapwing.mission", folder / "birch.witness"
        self.facts.write_bytes(bytes(e.file()))

    def call(self, *arguments: str | Path, code: int = 0) -> Result:
        ended = herald("log", "witness", *arguments, env=self.env)
        assert ended.exit_code == code, (ended.exit_code, ended.stdout, ended.stderr)
        return ended

    def made(self) -> Witness:
        """The witness, as a policy names it."""
        said = self.call("new", "birch", "--name", "birch-witness", "--party", "Birch", "--state", self.state).stdout
        (witness,) = policy.read(f"{said}quorum none\n".encode()).witnesses
        return witness

    def request(self, old: int, e: Exercise | None = None) -> Path:
        """What the cell would carry to the witness."""
        path = self.folder / "ask.checkpoint-request"
        with (e or self.e).store.reading() as record:
            path.write_bytes(cell_side.request(record, old))
        return path

    def cosign(self, request: Path, code: int = 0, key: str = "birch", state: Path | None = None) -> Result:
        out = self.folder / "answer.cosignature"
        arguments = (request, "--key", key, "--state", state or self.state, "--log", self.facts, "--out", out)
        return self.call("cosign", *arguments, code=code)

    @property
    def answer(self) -> bytes:
        return (self.folder / "answer.cosignature").read_bytes()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path, Exercise(MemoryStore()).begun())


@contextmanager
def serving(room: Room, *more: str) -> Iterator[str]:
    """The witness as a process of its own, from when it listens until it is interrupted."""
    arguments = ("log", "witness", "serve", "--key", "birch", "--log", room.facts, "--state", room.state, "--port", "0")
    with subprocess.Popen(
        invocation(*arguments, *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=environment(room.env),
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)
            try:
                _, words = process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()  # or whoever waits for it waits for ever
                raise
    assert (process.returncode, words) == (0, "herald: the witness has stopped listening\n")


# -- Made ----------------------------------------------------------------------------------------------------------------------


def test_a_new_witness_has_a_key_for_cosignatures_and_a_file_that_nobody_else_can_read(room: Room) -> None:
    witness = room.made()
    assert (witness.name, witness.key.name, witness.key.kind) == (b"birch-witness", "birch-witness", Kind.COSIGNATURE)
    assert stat.S_IMODE(room.state.stat().st_mode) == 0o600
    (head,) = json.loads(herald("key", "list", "--json", env=room.env).stdout)["keys"]
    assert head == {"label": "birch", "party": "Birch", "role": "witness", "key": "birch-witness"}


def test_without_more_words_label_name_party_and_file_are_called_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.folder)
    assert room.call("new", "cedar").stdout.startswith("witness cedar cedar+")
    assert (room.folder / "cedar.witness").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("new", "a b"), 2, "letters, digits"),
        (("new", "birch", "--name", "herald/a-01234567"), 3, "a witness's name"),
        (("new", "birch", "--name", "a b"), 3, "a name without spaces"),
        (("new", "birch", "--state", "{facts}"), 2, "is there already"),
    ],
)
def test_what_cannot_be_a_witness_is_refused_and_leaves_no_key(
    room: Room, arguments: tuple[str, ...], code: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.folder)
    ended = room.call(*(each.format(facts=room.facts) for each in arguments), code=code)
    assert says in ended.stderr
    assert json.loads(herald("key", "list", "--json", env=room.env).stdout) == {"keys": []}


def test_only_a_witness_signs_cosignatures_and_a_witness_signs_nothing_else() -> None:
    seed, number = bytes(range(32)), "0123456789abcdef" * 2
    for name, kind, role in (
        ("birch-witness", Kind.NOTE, KeyRole.WITNESS),
        (number, Kind.COSIGNATURE, KeyRole.NODE),
        ("herald/a-01234567", Kind.COSIGNATURE, KeyRole.LOG),
    ):
        with pytest.raises(ValueError, match="what its role is for"):
            private_key(SigningKey(name, kind, seed), "x", PartyId("Birch"), role)
    witness = private_key(SigningKey("birch-witness", Kind.COSIGNATURE, seed), "x", PartyId("Birch"), KeyRole.WITNESS)
    data = keyfile.sealed(witness, UNDER, bytes(16), bytes(12))
    assert keyfile.opened(data, UNDER) == witness
    with pytest.raises(Malformed, match=r"head\.role|head\.name"):
        keyfile.public_part(data.replace(b'"role":"witness"', b'"role":"node"'))


# -- By file -------------------------------------------------------------------------------------------------------------------


def test_a_checkpoint_that_is_brought_as_a_file_is_cosigned_and_the_answer_carried_back(room: Room) -> None:
    witness = room.made()
    old = 0
    for _ in range(3):
        room.cosign(room.request(old))
        old = size(room.e)
        room.e.party(ASTER) if not room.e.parties else room.e.filed(movement(f"column-{old}", ASTER))
        with room.e.store.reading() as record:
            found = cell_side.taken(record, [witness], room.answer)
        assert (found.size, set(found.lines)) == (old, {"birch-witness"})


def test_a_request_from_another_size_is_told_the_size_and_writes_nothing(room: Room) -> None:
    room.made()
    room.cosign(room.request(0))
    (room.folder / "answer.cosignature").unlink()
    ended = room.cosign(room.request(1), code=4)
    assert f"has {size(room.e)} entries" in ended.stderr
    assert not (room.folder / "answer.cosignature").exists()


def test_a_rewritten_history_that_is_brought_as_a_file_is_refused_told_and_kept(room: Room) -> None:
    room.made()
    assert room.call("evidence", "--state", room.state).stdout == "No evidence.\n"
    room.cosign(room.request(0))
    other, before = copied(room.e), size(room.e)
    other.lots.begun = "other lots"
    room.e.party(ASTER)
    room.cosign(room.request(before))
    other.party(ASTER)
    asked = room.request(before, other)
    ended = room.cosign(asked, code=4)
    assert [line.split(":")[1] for line in ended.stderr.splitlines() if "REFUSED" in line] == [
        " REFUSED (another-root)"
    ]
    out = room.folder / "evidence"
    listed = room.call("evidence", "--state", room.state, "--out", out, code=1)
    assert listed.stdout.count("\n") == 1
    assert (out / "1.checkpoint-request").read_bytes() == asked.read_bytes()
    with room.e.store.reading() as record:
        assert (out / "1.checkpoint").read_bytes() == record.checkpoint(size(room.e))
    (each,) = json.loads(room.call("evidence", "--state", room.state, "--json", code=1).stdout)["evidence"]
    assert each["request"].encode() == asked.read_bytes()


@pytest.mark.parametrize("content", [b"", b"old 0\n", b"\xff"])
def test_what_is_no_request_ends_with_3(room: Room, content: bytes) -> None:
    room.made()
    path = room.folder / "bad.checkpoint-request"
    path.write_bytes(content)
    room.cosign(path, code=3)


def test_a_witness_without_its_file_does_not_begin_a_new_one(room: Room) -> None:
    room.made()
    room.state.unlink()
    ended = room.cosign(room.request(0), code=2)
    assert "is made anew, with another key" in ended.stderr
    assert not room.state.exists()


def test_a_file_is_of_one_key_and_a_mission_is_no_witness(room: Room) -> None:
    room.made()
    other = room.folder / "cedar.witness"
    room.call("new", "cedar", "--state", other)
    assert "another witness" in room.cosign(room.request(0), code=2, state=other).stderr
    mission = room.folder / "mission.db"
    SqliteStore(mission, new=True).close()
    assert "is not a witness's file" in room.cosign(room.request(0), code=2, state=mission).stderr
    herald("key", "new", "anna", "--party", "birch", env=room.env)
    assert "no witness's key" in room.cosign(room.request(0), code=2, key="anna").stderr


# -- Over HTTP -----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("slow_passphrases")
def test_a_witness_that_listens_cosigns_what_the_cell_asks_and_forgets_nothing_when_it_is_ended(room: Room) -> None:
    witness = room.made()
    for _ in range(2):
        with serving(room) as url, room.e.store.reading() as record:
            assert url.startswith("http://127.0.0.1:")
            asked = Witness(witness.name, witness.key, url.encode())
            found = gathered(record, [asked], Courier())
            assert set(found.lines) == {"birch-witness"}, found
            again = Courier().add_checkpoint(url, cell_side.request(record, 0))
        assert (again.status, again.body) == (409, b"%d\n" % size(room.e))
        room.e.party(ASTER)
