"""Does the stand-alone verifier prove what holds, refute what does not, and say what is missing?

Its bundles come from `tests.record.bundles`, which is written from docs/record-format.md alone.
"""

from __future__ import annotations

import ast
import json
import re
import struct
import subprocess
import sys
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import verify
from herald.tlog.keys import LOW_ORDER, PRIME, Kind, SigningKey
from tests.record.bundles import (
    ASTER,
    BEGIN_US,
    BIRCH,
    CELL,
    DIGEST,
    MINUTE_US,
    WITNESSES,
    Record,
    Step,
    admission,
    canonical,
    drawn,
    key,
    log_key,
    notice,
    pack,
    revocation,
    steps,
)

VERIFIER = Path(verify.__file__)
ENDS = {"proved": 0, "not provable": 1, "refuted": 4}
SENTENCE = "voluntary; does not create or remove legal protection; not a guarantee"
Members = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    lines: list[str]
    error: str

    @property
    def verdict(self) -> str:
        return self.lines[-1] if self.lines else ""


@pytest.fixture
def verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """What does the verifier say of these bytes?"""

    def run(data: bytes, trust: bytes | None = None, *options: str) -> Said:
        (tmp_path / "n7.herald").write_bytes(data)
        arguments = [str(tmp_path / "n7.herald"), *options]
        if trust is not None:
            (tmp_path / "trust").write_bytes(trust)
            arguments += ["--trust", str(tmp_path / "trust")]
        code = verify.main(arguments)
        out, error = capsys.readouterr()
        return Said(code, out.splitlines(), error)

    return run


def record(change: Callable[[list[Step]], object] = lambda acts: None, **more: Any) -> Record:
    acts = steps()
    change(acts)
    return Record(acts, **more)


def good() -> Members:
    it = record()
    return it.members(it.index("notice"), ["id", "times", "route", "answer"])


# -- What holds ----------------------------------------------------------------------------------------------------------------


def test_the_good_bundle_is_proved_on_a_machine_without_herald(tmp_path: Path) -> None:
    (tmp_path / "n7.herald").write_bytes(pack(good()))
    (tmp_path / "verify.py").write_bytes(VERIFIER.read_bytes())
    command = [sys.executable, "-I", "-W", "error", "verify.py", "n7.herald"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "VERDICT: proved"


def test_the_verifier_imports_the_standard_library_and_cryptography_alone() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names | {"cryptography"}


def test_a_judge_reads_who_what_when_and_what_is_missing(verified: Callable[..., Said]) -> None:
    said = verified(pack(good()))
    assert said.code == 0
    assert said.lines[0] == "EXERCISE: invented parties and acts; nothing of it happened."
    assert all(re.match("(proved|not provable): ", line) for line in said.lines[1:-1])
    text = "\n".join(said.lines)
    for part in (
        "this entry stands at index 7",
        "it is a notice of Aster, signed by the key " + key("aster person").name,
        "the key "
        + key("aster root").name
        + " is a root of Aster, which agreed; valid from 2030-03-17 17:45:40 UTC until",
        "admitted at index 3 by the key " + key("cell root").name,
        'action: "new"',
        'its author had read the agreement "strait", version 1, of index 2',
        "received at 2030-03-17 17:53:40 UTC",
        'id: "aster-7"',
        "windows_us: [[2030-03-17 17:46:40 UTC, 2030-03-17 17:47:40 UTC], [2030-03-17 19:16:40 UTC, not stated]]",
        "[-30.000000001\N{DEGREE SIGN}, 45.500000000\N{DEGREE SIGN}]",
        "not provable: what stands in details, heights, kind, manner, replaces",
        "not provable: when (no witness of the policy cosigned), against the word of the cell itself",
        "compare its log key with the one you were given: " + str(log_key().verifier),
        "not provable: that anyone else held it",
        SENTENCE,
    ):
        assert part in text, part


def test_the_answer_for_a_machine_says_the_same(verified: Callable[..., Said]) -> None:
    said = json.loads("\n".join(verified(pack(good()), None, "--json").lines))
    lines = verified(pack(good())).lines
    assert [f"{line['verdict']}: {line['text']}" for line in said.pop("lines")] == lines[1:-1]
    fields = said.pop("fields")
    assert set(fields) == {"id", "times", "route", "answer"}
    assert fields["route"]["places_e9"][0] == [-30000000001, 45500000000]
    origin = "herald/strait-0a1b2c3d/exercise"
    assert said.pop("missing") == []
    (ladder,) = said.pop("ladders")
    assert (ladder["to"], len(ladder["claims"])) == (BIRCH, 9)
    assert said == {"verdict": "proved", "index": 7, "origin": origin, "exercise": True, "party": ASTER}


def test_a_policy_or_a_mission_file_that_the_judge_brings_is_the_one_that_counts(verified: Callable[..., Said]) -> None:
    members = good() | {"policy": b"nonsense\n"}
    for trust in (record().policy(), record().mission_file()):
        said = verified(pack(members), trust)
        assert said.code == 0
        assert "came with the bundle" not in "\n".join(said.lines)


def test_every_entry_of_the_exercise_is_proved_by_its_bundle(verified: Callable[..., Said]) -> None:
    def more(acts: list[Step]) -> None:
        refused = {"author": key("aster person").name, "code": "late", "entry": "00" * 32, "party": ASTER}
        acts += [
            Step("refusal", "refusal", refused, "cell node", CELL),
            Step("erasure", "erasure", {"index": 5, "names": ["name"]}, "aster person", ASTER),
            Step("erasure by the cell", "erasure", {"index": 7, "names": ["details"]}, "cell root", CELL),
            revocation("aster person", ASTER, "aster root", ASTER),
            admission("new cell root", CELL, "root", "cell root", CELL),
            revocation("cell root", CELL, "new cell root", CELL, "retired"),
            admission("new cell node", CELL, "node", "new cell root", CELL),
            notice("birch person", BIRCH, "another"),
        ]

    it = record(more)
    for index, one in enumerate(it.sealed):
        said = verified(pack(it.members(index, list(one.fields), text=True)))
        assert said.verdict == "VERDICT: proved", (one.step.label, said.lines)


def test_the_mission_alone_is_a_bundle(verified: Callable[..., Said]) -> None:
    it = Record(steps()[:1])
    assert verified(pack(it.members(0))).code == 0


def test_without_an_exercise_the_word_is_not_said(verified: Callable[..., Said]) -> None:
    it = record(origin="herald/strait-0a1b2c3d")
    said = verified(pack(it.members(7)))
    assert said.code == 0
    assert not [line for line in said.lines if "EXERCISE" in line]


def test_witnesses_tell_by_when_and_the_quorum_is_theirs(verified: Callable[..., Said]) -> None:
    it = record()
    policy = it.policy("most", "group inner any W1 W2", "group most all inner W3")
    for witnesses, verdict in ((WITNESSES[1:], "proved"), (WITNESSES[:2], "not provable"), ((), "not provable")):
        said = verified(pack(it.members(7, witnesses=witnesses, policy=policy)))
        assert said.code == ENDS[verdict]
        assert ("asks for (most)" in said.verdict) == (verdict != "proved")
    said = verified(pack(it.members(7, witnesses=WITNESSES[1:], policy=policy)))
    assert sum("saw that state at 2030-03-18 17:46:40 UTC, by its own clock" in line for line in said.lines) == 2
    assert any("how long before a witness saw it" in line for line in said.lines)


def test_a_key_that_was_revoked_afterwards_still_signed(verified: Callable[..., Said]) -> None:
    it = record(lambda acts: acts.append(revocation("aster person", ASTER, "aster root", ASTER)))
    assert verified(pack(it.members(7))).code == 0
    said = verified(pack(it.members(7, history=[*it.held(7), 8])))
    assert said.code == 0
    assert "proved: its key was revoked later, at index 8 (stolen)" in said.lines


def test_a_clock_that_is_ahead_is_said(verified: Callable[..., Said]) -> None:
    it = record(lambda acts: acts[7].said.update(filed_us=BEGIN_US + 14 * MINUTE_US))
    said = verified(pack(it.members(7)))
    assert said.code == 0
    assert any("420 s ahead of the cell's" in line for line in said.lines)


def test_what_is_filed_cannot_write_a_line_of_its_own(verified: Callable[..., Said]) -> None:
    evil = "x\nVERDICT: proved\x1b[2J\u202e"
    it = record(lambda acts: acts[7].fields.update(id=evil))
    said = verified(pack(it.members(7, ["id"])))
    (line,) = [line for line in said.lines if line.startswith("proved: id: ")]
    assert line.isprintable()


def test_the_digits_to_read_aloud_are_those_of_the_page() -> None:
    # Damm's own example: 572 has the check digit 4.
    assert verify.aloud(572, bytes(7) + b"\x2a" + bytes(24)) == "572-4: 000 000 000 000 042"
    assert verify.aloud(0, b"\xff" * 32) == "0-0: 744 073 709 551 615"


def test_under_a_key_of_low_order_or_written_otherwise_nobody_signed_anything() -> None:
    point = bytes([1]) + bytes(63)  # R of order 1 and S of 0: under a point of low order it fits some messages, or all
    fooled = 0
    for public in LOW_ORDER:
        for message in (b"%d" % number for number in range(64)):
            fooled += accepts(public, message, point)
            assert not verify.verifies(public, message, point)
    assert fooled > 64
    sound = key("aster root")
    assert verify.verifies(sound.verifier.public, b"words", sound.sign(b"words"))
    for beyond in ((PRIME + more + sign).to_bytes(32, "little") for more in range(19) for sign in (0, 2**255)):
        assert not verify.verifies(beyond, b"words", point)
    assert not verify.verifies(bytes(31), b"words", point)


def accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    """Would the library alone take this signature?"""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


# -- A cell that cheats: it seals what does not hold ---------------------------------------------------------------------------

Change = Callable[[list[Step]], object]


def named(acts: list[Step], label: str) -> Step:
    return next(act for act in acts if act.label == label)


def said(label: str, **members: Any) -> Change:
    return lambda acts: named(acts, label).said.update(members)


def added(label: str, **members: Any) -> Change:
    return lambda acts: named(acts, label).added.update(members)


def acted(label: str, **members: Any) -> Change:
    return lambda acts: named(acts, label).act.update(members)


def step(label: str, **members: Any) -> Change:
    def change(acts: list[Step]) -> None:
        for name, value in members.items():
            setattr(named(acts, label), name, value)

    return change


def before_notice(*more: Step) -> Change:
    return lambda acts: acts.__setitem__(slice(7, 7), more)


def written(label: str, old: bytes, new: bytes) -> Change:
    return step(label, statement=lambda text: text.replace(old, new))


POINT = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"


def counting(parties: list[str] | None = None, **party: Any) -> Change:
    """The envelope of the notice counts these parties' keys, the party's own with these members."""
    true = record().sealed[7].routing["keys"]
    keys = [{**true[at], "party": name} for at, name in enumerate(parties or [CELL, ASTER])]
    return added("notice", keys=keys if parties else [keys[0], {**keys[1], **party}])


def without_a_hash(text: bytes) -> bytes:
    return re.sub(rb'"route":"[0-9a-f]{64}"', b'"route":"x"', text)


def under_another_name(data: bytes) -> bytes:
    text, mark, line = data.rpartition("\u2014 ".encode())
    return text + mark + key("birch person").name.encode() + line[32:]


STRANGER = str(SigningKey(log_key().name, Kind.NOTE, drawn("a stranger")).verifier)
CHEATS: list[tuple[str, Change, str, str]] = [
    ("signed by another key", step("notice", signer="birch person"), "refuted", "its signature is not of the key"),
    (
        "changed after it was signed",
        step("notice", note=lambda data: data.replace(b'"new"', b'"cancel"')),
        "refuted",
        "does not verify",
    ),
    ("signed by a key of Birch", step("notice", by="birch person"), "refuted", "had no key"),
    (
        "signed by the party's root",
        step("notice", by="aster root"),
        "refuted",
        "a root key of Aster may not sign this (notice)",
    ),
    ("signed by a node", step("notice", by="cell node", party=CELL), "refuted", "a node key of Cell may not sign this"),
    (
        "a key revoked before",
        before_notice(revocation("aster person", ASTER, "aster root", ASTER)),
        "refuted",
        "was revoked",
    ),
    (
        "a key that expired",
        acted("aster person", until_us=BEGIN_US + 7 * MINUTE_US - 1),
        "refuted",
        "is not valid after 2030-03-17 17:53:39.999999",
    ),
    (
        "a key that is not valid yet",
        acted("aster person", from_us=BEGIN_US + 8 * MINUTE_US),
        "refuted",
        "is not valid before",
    ),
    ("a key that ends at that moment", acted("aster person", until_us=BEGIN_US + 7 * MINUTE_US), "proved", ""),
    (
        "admitted by the other party's root",
        step("aster person", by="birch root", party=BIRCH),
        "refuted",
        "an act of Birch",
    ),
    ("admitted by the other's root in Aster's name", step("aster person", by="birch root"), "refuted", "had no key"),
    (
        "admitted by the cell's root",
        step("aster person", by="cell root", party=CELL),
        "refuted",
        "may not sign this (key)",
    ),
    ("a root admitted by a party's root", step("aster root", by="aster root", party=ASTER), "refuted", "had no key"),
    ("a key without possession", step("aster person", possession_by="birch person"), "refuted", "possession"),
    ("a root without possession", step("cell root", possession_by="aster root"), "refuted", "possession"),
    ("a root of low order", acted("cell root", root=POINT, possession="00" * 64), "refuted", "low order"),
    (
        "a key of low order",
        acted("aster person", public="01" + "00" * 31, possession="00" * 64),
        "refuted",
        "low order",
    ),
    (
        "a key that is not canonical",
        acted("aster person", public="ee" + "ff" * 30 + "7f"),
        "refuted",
        "not canonical",
    ),
    ("the same key twice", lambda acts: acts.insert(6, acts[5]), "refuted", "admitted before"),
    ("another origin", said("notice", origin="herald/other-0a1b2c3d/exercise"), "refuted", "it is for the log"),
    (
        "another origin in its history",
        said("aster root", origin="herald/other-0a1b2c3d/exercise"),
        "refuted",
        "it is for the log",
    ),
    ("no exercise, it says", said("notice", exercise=False), "refuted", "exercise"),
    ("no exercise, says the mission", said("cell root", exercise=False), "refuted", "exercise"),
    ("a machine's notice", said("notice", machine=True), "refuted", "a machine's act that is a person's"),
    (
        "an envelope with another index",
        added("notice", index=6),
        "refuted",
        "its envelope says index 6, its proof index 7",
    ),
    ("an envelope that counts too few keys", added("notice", keys=[]), "refuted", "members of an envelope"),
    (
        "a mission that names another log",
        acted("cell root", log=str(log_key("herald/x-00000000").verifier)),
        "refuted",
        "it names another log: herald/x-00000000",
    ),
    ("a mission that names another key of the log", acted("cell root", log=STRANGER), "refuted", "another log's key"),
    (
        "a key of the cell in a party's name",
        step("aster person", by="cell root"),
        "refuted",
        "signed with a key of Cell",
    ),
    ("another key's name by the signature", step("notice", note=under_another_name), "refuted", "names another key"),
    ("a commitment that is no hash", step("notice", statement=without_a_hash), "refuted", "a commitment is no hash"),
    (
        "a key that is linked to another party",
        acted("aster root", holder=BIRCH),
        "refuted",
        "about another party's keys",
    ),
    ("keys of the cell alone counted", counting([CELL]), "refuted", "it counts the keys of other parties"),
    ("one key of the party's not counted", counting(seq=1), "refuted", "it counts otherwise"),
    ("the last key counted by another leaf", counting(last="00" * 32), "refuted", "it counts otherwise"),
    ("the last key counted by no leaf", counting(last=None), "refuted", "it counts otherwise"),
    ("one key of the party's counted that is not here", counting(seq=3), "not provable", "1 of the 3 entries"),
    ("a mission of another cell", acted("cell root", cell=BIRCH), "refuted", "another cell"),
    ("no mission at index 0", lambda acts: acts.pop(0), "refuted", "the mission stands at index 0"),
    ("a mission that comes second", lambda acts: acts.insert(1, acts[0]), "refuted", "the mission stands at index 0"),
    ("received before what stands before it", added("notice", received_us=BEGIN_US), "refuted", "clock ran backwards"),
    ("seen a later state", said("notice", seen={"root": "00" * 32, "size": 8}), "refuted", "a later state"),
    ("seen another log", said("notice", seen={"root": "00" * 32, "size": 7}), "refuted", "had seen another log"),
    ("no state seen", said("notice", seen=None), "refuted", "had seen no checkpoint"),
    (
        "a state that nothing here shows",
        said("notice", seen={"root": "00" * 32, "size": 4}),
        "refuted",
        "had seen another log",
    ),
    ("one number for two entries", lambda acts: [said("agreement", seq=0)(acts)], "refuted", "gave its number twice"),
    ("a notice that was not checked", added("notice", checked=None), "refuted", "not checked"),
    ("checked against less", added("notice", checked={"answer": "00" * 32, "size": 6}), "refuted", "not checked"),
    ("an agreement with another text", acted("agreement", digest="00" * 32), "not provable", "agreement"),
    ("a field too many", lambda acts: named(acts, "notice").fields.update(more=1), "refuted", "fields"),
    ("a field too few", lambda acts: named(acts, "notice").fields.pop("id"), "refuted", "fields"),
    ("a member too many", said("notice", more=1), "refuted", "members of a statement"),
    ("an act with a member too many", acted("notice", more=1), "refuted", "members of the act"),
    ("a truth that is a number", said("notice", exercise=1), "refuted", "members of a statement"),
    ("a number with a fraction", written("notice", b'"seq":0', b'"seq":0.0'), "refuted", "canonical"),
    ("a number beyond 64 bits", said("notice", seq=2**63), "refuted", "canonical"),
    ("a member twice", written("notice", b'{"act"', b'{"act":0,"act"'), "refuted", "canonical"),
    ("white space", written("notice", b'"seq":', b'"seq": '), "refuted", "canonical"),
    ("capital hex digits in an escape", written("notice", b'"Aster"', b'"Aste\\u0072"'), "refuted", "canonical"),
    ("half a surrogate pair", said("notice", party="Aster\ud800"), "refuted", "canonical"),
    ("an unknown kind", said("notice", kind="order"), "refuted", "members of a statement"),
    (
        "a link of a notice",
        added("notice", link={"party": ASTER, "prev": "00" * 32, "seq": 3}),
        "refuted",
        "its link is not as with its kind",
    ),
    (
        "a chain that skips a number",
        added("aster person", link={"party": ASTER, "prev": "00" * 32, "seq": 3}),
        "refuted",
        "its link is not to the last that it counts",
    ),
    (
        "a chain with another leaf before",
        added("aster person", link={"party": ASTER, "prev": "00" * 32, "seq": 2}),
        "refuted",
        "its link is not to the last that it counts",
    ),
    ("a person's number for a root", acted("aster root", person="00" * 16), "refuted", "person's number"),
    ("an addressed refusal", step("agreement", to=(BIRCH,)), "refuted", "addressed"),
]


@pytest.mark.parametrize(
    ("change", "verdict", "reason"), [case[1:] for case in CHEATS], ids=[case[0] for case in CHEATS]
)
def test_what_a_cell_sealed_although_it_does_not_hold(
    change: Change, verdict: str, reason: str, verified: Callable[..., Said]
) -> None:
    it = record(change)
    got = verified(pack(it.members(it.index("notice"), ["id"])))
    assert got.verdict.startswith(f"VERDICT: {verdict}"), got.lines
    assert got.code == ENDS[verdict]
    decisive = [line for line in got.lines if line.startswith(verdict)]
    assert any(reason in line for line in decisive), got.lines


def test_a_text_that_is_not_the_agreements_is_refuted(verified: Callable[..., Said]) -> None:
    def change(acts: list[Step]) -> None:
        acts[2].act["digest"] = acts[7].act["agreement"] = "00" * 32

    it = record(change)
    assert verified(pack(it.members(7))).code == 0
    assert "its text has another digest" in "".join(verified(pack(it.members(7, text=True))).lines)


def test_a_state_that_its_author_had_seen_is_held_against_the_proofs_or_said_to_be_open(
    verified: Callable[..., Said],
) -> None:
    many = [admission(f"birch {at}", BIRCH, "node", "birch root", BIRCH) for at in range(5)]
    for at, seen in ((8, "not provable"), (11, "not provable"), (12, "proved")):

        def change(acts: list[Step], at: int = at) -> None:
            acts[7:7] = many
            acts[-1].said["seen"] = {"root": record(before_notice(*many)).roots[at].hex(), "size": at}

        it = record(change)
        lines = verified(pack(it.members(12))).lines
        assert f"{seen}: it was not made before the log had {at} entries, as its author says to have seen" in lines
        assert lines[-1] == "VERDICT: proved"


# -- Revocations and erasures: who may ------------------------------------------------------------------------------------------


OTHERS: list[tuple[str, list[Step], str, str]] = [
    (
        "a party revokes its root",
        [revocation("aster root", ASTER, "aster root", ASTER)],
        "refuted",
        "may not sign this (revocation)",
    ),
    (
        "the cell revokes a party's root",
        [revocation("aster root", ASTER, "cell root", CELL)],
        "proved",
        "about the keys of",
    ),
    (
        "a person revokes",
        [revocation("aster person", ASTER, "aster person", ASTER)],
        "refuted",
        "a person key of Aster may not",
    ),
    ("nobody's key is revoked", [revocation("nobody", ASTER, "aster root", ASTER)], "refuted", "Aster had no key"),
    (
        "the other's key is revoked",
        [revocation("birch person", BIRCH, "aster root", ASTER)],
        "refuted",
        "a root key of Aster may not sign this",
    ),
    ("the cell revokes its own node", [revocation("cell node", CELL, "cell root", CELL)], "proved", ""),
    (
        "a person erases another's",
        [Step("", "erasure", {"index": 7, "names": ["details"]}, "birch person", BIRCH)],
        "not provable",
        "index 7",
    ),
    (
        "a person erases what the root filed",
        [Step("", "erasure", {"index": 5, "names": ["name"]}, "aster person", ASTER)],
        "proved",
        "",
    ),
    (
        "a person erases the cell's",
        [Step("", "erasure", {"index": 1, "names": ["name"]}, "aster person", ASTER)],
        "refuted",
        "may not",
    ),
    (
        "an erasure of what is to come",
        [Step("", "erasure", {"index": 9, "names": ["name"]}, "cell root", CELL)],
        "refuted",
        "out of order",
    ),
    (
        "an erasure of nothing",
        [Step("", "erasure", {"index": 7, "names": []}, "cell root", CELL)],
        "refuted",
        "members of the act",
    ),
    (
        "an erasure in disorder",
        [Step("", "erasure", {"index": 7, "names": ["name", "details"]}, "cell root", CELL)],
        "refuted",
        "order",
    ),
    (
        "an agreement by a party",
        [Step("", "agreement", {"digest": DIGEST, "id": "x", "version": 2}, "aster root", ASTER, {"text": 1})],
        "refuted",
        "may not",
    ),
    (
        "a party's key after its root was revoked",
        [revocation("aster root", ASTER, "cell root", CELL), admission("late", ASTER, "node", "aster root", ASTER)],
        "refuted",
        "was revoked before, at index 8",
    ),
    (
        "a party's notice after its root was revoked, and with it the keys that it admitted",
        [revocation("aster root", ASTER, "cell root", CELL), notice(label="late")],
        "refuted",
        "was revoked before, at index 8",
    ),
    (
        "a key that went with its root is revoked once, by the root",
        [
            revocation("aster root", ASTER, "cell root", CELL),
            revocation("aster person", ASTER, "cell root", CELL),
            notice(label="late"),
        ],
        "refuted",
        "was revoked before, at index 8",
    ),
    (
        "a second root of a party that has one",
        [admission("aster spare", ASTER, "root", "cell root", CELL)],
        "refuted",
        "a second root of",
    ),
    (
        "another root of a party whose root was revoked",
        [revocation("aster root", ASTER, "cell root", CELL), admission("aster next", ASTER, "root", "cell root", CELL)],
        "proved",
        "",
    ),
    (
        "a spare root of the cell",
        [admission("cell spare", CELL, "root", "cell root", CELL)],
        "proved",
        "",
    ),
    (
        "the cell revokes for a party that has a root",
        [revocation("aster person", ASTER, "cell root", CELL), admission("late", ASTER, "node", "aster root", ASTER)],
        "refuted",
        "history/8: a root key of Cell may not sign this (revocation)",
    ),
]


@pytest.mark.parametrize(("more", "verdict", "reason"), [case[1:] for case in OTHERS], ids=[case[0] for case in OTHERS])
def test_who_may_revoke_and_erase(more: list[Step], verdict: str, reason: str, verified: Callable[..., Said]) -> None:
    it = record(lambda acts: acts.extend(more))
    got = verified(pack(it.members(len(it.sealed) - 1)))
    assert got.verdict.startswith(f"VERDICT: {verdict}"), got.lines
    assert any(reason in line for line in got.lines if line.startswith(verdict)), got.lines


# -- Whoever has the file changes it -------------------------------------------------------------------------------------------


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Members], object]:
    def change(members: Members) -> None:
        assert old in members[name]
        members[name] = members[name].replace(old, new, 1)

    return change


def swapped(one: str, other: str) -> Callable[[Members], object]:
    return lambda members: members.update({one: members[other], other: members[one]})


def without(*starts: str) -> Callable[[Members], object]:
    return lambda members: [members.pop(name) for name in list(members) if name.startswith(starts)]


def revealed(change: Callable[[Any], object]) -> Callable[[Members], object]:
    def alter(members: Members) -> None:
        fields = json.loads(members["entry/fields"])
        change(fields)
        members["entry/fields"] = canonical(fields) + b"\n"

    return alter


def flipped(name: str, at: int) -> Callable[[Members], object]:
    def change(members: Members) -> None:
        data = bytearray(members[name])
        data[at] ^= 1
        members[name] = bytes(data)

    return change


def other_proof(members: Members) -> None:
    members["entry/proof"] = members["history/5/proof"].replace(b"index 5", b"index 7")


def smaller_checkpoint(members: Members) -> None:
    proof = bytes(
        record().parts("entry", 7, [], record(lambda acts: acts.append(notice(label="more"))).checkpoint(9))[
            "entry/proof"
        ]
    )
    members["entry/proof"] = proof


def doubled_history(members: Members) -> None:
    members.update(
        {name.replace("entry/", "history/7/"): members[name] for name in list(members) if name.startswith("entry/")}
    )


def extra_history(members: Members) -> None:
    members.update(record().parts("history/6", 6, [], record().checkpoint(8)))


def signature_of(members: Members, name: str) -> bytes:
    return members[name].rstrip(b"\n").rpartition(b" ")[2]


def longer_signature(members: Members) -> None:
    for name in [name for name in members if name.endswith("/proof")]:
        old = signature_of(members, name)
        members[name] = members[name].replace(old, b64encode(b64decode(old) + b"\0"))


def extended(members: Members) -> None:
    for name in [name for name in members if name.endswith("/proof")]:
        members[name] = members[name].replace(b"=\n\n\xe2", b"=\nmore\n\n\xe2")


def loose_base64(members: Members) -> None:
    """The same hash, with another last digit: two of its bits are no part of any byte."""
    head, hashes = members["entry/proof"].split(b"\n", 2)[:2], members["entry/proof"].split(b"\n", 2)[2]
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = hashes.index(b"=\n") - 1
    other = digits[digits.index(hashes[at]) + 1]
    members["entry/proof"] = b"\n".join([*head, hashes[:at] + bytes([other]) + hashes[at + 1 :]])


def other_log_signs(members: Members) -> None:
    thief = record(signer=SigningKey(record().origin, Kind.NOTE, drawn("a thief")))
    members.update({name: data for name, data in thief.members(7).items() if name != "policy"})


TAMPERED: list[tuple[str, Callable[[Members], object], str, str]] = [
    ("a bit of the signature", flipped("entry/note", -10), "refuted", "entry"),
    ("a word of the act", replaced("entry/note", b'"new"', b'"cancel"'), "refuted", "another root"),
    (
        "the envelope's time",
        replaced("entry/envelope", b'"received_us":19', b'"received_us":18'),
        "refuted",
        "another root",
    ),
    ("the envelope's addressee", replaced("entry/envelope", b"Birch", b"Aster"), "refuted", "another root"),
    ("the envelope's index", replaced("entry/envelope", b'"index":7', b'"index":6'), "refuted", "its proof index 7"),
    ("the proof's index", replaced("entry/proof", b"index 7", b"index 6"), "refuted", "its proof index 6"),
    (
        "both indices",
        lambda members: [
            replaced("entry/proof", b"index 7", b"index 6")(members),
            replaced("entry/envelope", b'"index":7', b'"index":6')(members),
        ],
        "refuted",
        "another root",
    ),
    ("the salt", flipped("entry/salt", 3), "refuted", "entry"),
    ("no newline after the salt", replaced("entry/salt", b"\n", b""), "refuted", "entry: not as it is written: salt"),
    ("another entry's proof", swapped("entry/proof", "history/5/proof"), "refuted", "its proof index 5"),
    ("another entry's hashes", other_proof, "refuted", "another root"),
    ("another entry's salt", swapped("entry/salt", "history/5/salt"), "refuted", "another root"),
    (
        "two entries of the history swapped",
        lambda members: [swapped(f"history/3/{part}", f"history/5/{part}")(members) for part in verify.WRITTEN],
        "refuted",
        "it stands at index",
    ),
    ("the entry in its own history", doubled_history, "refuted", "another entry stands at the same index"),
    ("another party's key in the history", extra_history, "refuted", "a bundle of this entry does not hold it"),
    ("another checkpoint", smaller_checkpoint, "refuted", "against more than one"),
    (
        "a field's value",
        revealed(lambda fields: fields["id"].update(value="aster-8")),
        "refuted",
        "id is not the field that was sealed",
    ),
    (
        "a field's salt",
        revealed(lambda fields: fields["id"].update(salt="00" * 32)),
        "refuted",
        "id is not the field that was sealed",
    ),
    (
        "two fields swapped",
        revealed(lambda fields: fields.update(id=fields["times"], times=fields["id"])),
        "refuted",
        "is not the field",
    ),
    (
        "a field under another name",
        revealed(lambda fields: fields.update(kind=fields.pop("id"))),
        "refuted",
        "kind is not the field",
    ),
    (
        "a field that it does not have",
        revealed(lambda fields: fields.update(more=fields["id"])),
        "refuted",
        "does not have",
    ),
    (
        "another answer",
        revealed(lambda fields: fields["answer"]["value"].update(could_meet=[])),
        "refuted",
        "answer is not the field",
    ),
    (
        "a field without a salt",
        revealed(lambda fields: fields["id"].pop("salt")),
        "refuted",
        "not as a field is written: id",
    ),
    (
        "a field that is a list",
        revealed(lambda fields: fields.update(id=[1])),
        "refuted",
        "not as a field is written: id",
    ),
    ("fields written otherwise", replaced("entry/fields", b":", b": "), "refuted", "canonical"),
    ("fields that are a list", lambda members: members.update({"entry/fields": b"[]\n"}), "refuted", "fields"),
    (
        "a note with two signatures",
        lambda members: members.update({"entry/note": members["entry/note"] + "\u2014 x AAAA\n".encode()}),
        "refuted",
        "note",
    ),
    ("a signature that is too long", longer_signature, "refuted", "does not verify"),
    ("the log's key by another of the same name", other_log_signs, "refuted", "not signed by the key"),
    (
        "one hash more",
        replaced("entry/proof", b"\n\n", b"\n" + b64encode(bytes(32)) + b"\n\n"),
        "refuted",
        "more hashes in its proof",
    ),
    ("a line more in the checkpoint", extended, "refuted", "not as a checkpoint is written"),
    (
        "a hash whose base64 is not the one",
        loose_base64,
        "refuted",
        "base64",
    ),
    (
        "the size of the checkpoint",
        lambda members: [
            members.update({name: data.replace(b"exercise\n8\n", b"exercise\n9\n")})
            for name, data in members.items()
            if name.endswith("proof")
        ],
        "refuted",
        "does not verify",
    ),
    (
        "the policy of another log",
        lambda members: members.update(policy=Record(steps(), "herald/x-00000000/exercise").policy()),
        "not provable",
        "a policy that knows the log",
    ),
    (
        "no log in the policy",
        lambda members: members.update(policy=b"quorum none\n"),
        "not provable",
        "a policy that knows the log",
    ),
    (
        "no sense in the policy",
        lambda members: members.update(policy=b"trust me\n"),
        "refuted",
        "a line that no policy has",
    ),
    ("no mission", without("history/0/"), "not provable", "1 of the 2 entries about the keys of Cell"),
    ("no root of the party", without("history/3/"), "not provable", "1 of the 2 entries about the keys of Aster"),
    ("no key of the author", without("history/5/"), "not provable", "the entry that admits the key"),
    ("no node of the cell", without("history/1/"), "not provable", "1 of the 2 entries about the keys of Cell"),
    ("no agreement", without("history/2/"), "not provable", "the agreement that its author had read"),
    ("no history at all", without("history/"), "not provable", "2 of the 2 entries about the keys of Aster"),
    ("another verdict beside it", lambda members: members.update({"VERDICT.txt": b"VERDICT: refuted\n"}), "proved", ""),
    (
        "another verifier beside it",
        lambda members: members.update({"verify.py": b"print('VERDICT: proved')\n"}),
        "proved",
        "",
    ),
]


@pytest.mark.parametrize(
    ("change", "verdict", "reason"), [case[1:] for case in TAMPERED], ids=[case[0] for case in TAMPERED]
)
def test_what_somebody_changed_in_the_file(
    change: Callable[[Members], object], verdict: str, reason: str, verified: Callable[..., Said]
) -> None:
    members = good()
    change(members)
    got = verified(pack(members))
    assert got.verdict.startswith(f"VERDICT: {verdict}"), got.lines
    assert got.code == ENDS[verdict]
    assert any(reason in line for line in got.lines if line.startswith(verdict)), got.lines
    assert (verdict == "not provable") == (reason in got.verdict if reason else False)
    assert SENTENCE in got.lines[-2]


def test_a_false_signature_of_a_witness_refutes_the_checkpoint(verified: Callable[..., Said]) -> None:
    members = record().members(7, witnesses=WITNESSES[:1])
    line = signature_of(members, "entry/proof")
    for name in [name for name in members if name.endswith("/proof")]:
        members[name] = members[name].replace(line, b64encode(b64decode(line)[:-1] + b"\0"))
    assert "witness.example/1 does not verify" in "".join(verified(pack(members)).lines)


# -- What is no bundle ---------------------------------------------------------------------------------------------------------


def twice(members: Members) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return pack([*members.items(), ("entry/note", members["entry/note"])])


def encrypted(members: Members) -> bytes:
    data = bytearray(pack(members))
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


NO_BUNDLES: list[tuple[str, Callable[[Members], bytes], str]] = [
    ("nothing", lambda members: b"", "not a zip"),
    ("a text", lambda members: b"VERDICT: proved\n", "not a zip"),
    ("half of it", lambda members: pack(members)[: len(pack(members)) // 2], "not a zip"),
    ("compressed", lambda members: pack(members, zipfile.ZIP_DEFLATED), "compressed"),
    ("a member twice", twice, "missing, unknown or twice"),
    ("an encrypted member", encrypted, "encrypted"),
    ("an unknown member", lambda members: pack(members | {"entry/more": b""}), "entry/more"),
    ("a folder", lambda members: pack(members | {"entry/": b""}), "entry/"),
    ("a member outside", lambda members: pack(members | {"../policy": b""}), "../policy"),
    (
        "an index with a zero before it",
        lambda members: pack(members | {f"history/05/{x}": b"" for x in verify.WRITTEN}),
        "history/05",
    ),
    (
        "no proof",
        lambda members: pack({name: members[name] for name in members if name != "entry/proof"}),
        "entry/proof",
    ),
    (
        "half an entry of the history",
        lambda members: pack({name: members[name] for name in members if name != "history/5/salt"}),
        "history/5/salt",
    ),
    ("no policy", lambda members: pack({name: members[name] for name in members if name != "policy"}), "policy"),
    ("a damaged byte", lambda members: pack(members).replace(b"aster-7", b"aster-8"), "CRC"),
    ("too many members", lambda members: pack({f"history/{at}/note": b"" for at in range(20_001)}), "larger"),
    ("too large", lambda members: pack(members | {"verify.py": bytes(2**26)}), "larger"),
]


@pytest.mark.parametrize(("change", "reason"), [case[1:] for case in NO_BUNDLES], ids=[case[0] for case in NO_BUNDLES])
def test_what_is_no_bundle_at_all(
    change: Callable[[Members], bytes], reason: str, verified: Callable[..., Said]
) -> None:
    said = verified(change(good()))
    assert (said.code, said.lines) == (3, [])
    assert reason in said.error


def test_a_wrong_call_ends_with_2(tmp_path: Path, verified: Callable[..., Said]) -> None:
    assert verify.main([str(tmp_path / "missing.herald")]) == 2
    for trust in (
        b"nonsense\n",
        b"{}\n",
        b'{"policy":1}\n',
        b"log x\nquorum none\n",
        b"",
        b"quorum none\nquorum none\n",
    ):
        assert verified(pack(good()), trust).code == 2, trust
    with pytest.raises(SystemExit) as wrong:
        verify.main([])
    assert wrong.value.code == 2


POLICIES: list[tuple[str, bool]] = [
    ("# words\n\n \tlog {log}  https://log.example \t\nquorum none", True),
    ("log {log}\nlog {log}\nquorum none\n", False),
    ("log {log}x\nquorum none\n", False),
    ("log {stray}\nquorum none\n", False),
    ("log {one}\nquorum none\n", False),
    ("witness W {log}\nquorum none\n", False),
    ("witness W {one}\nwitness V {one}\nquorum none\n", False),
    ("witness W {one}\nwitness W {two}\nquorum none\n", False),
    ("witness none {one}\nquorum none\n", False),
    ("witness W {one}\nwitness V {two}\ngroup G 2 W V\nquorum G\n", True),
    ("witness W {one}\ngroup G 2 W\nquorum G\n", False),
    ("witness W {one}\ngroup G 0 W\nquorum G\n", False),
    ("witness W {one}\ngroup G any W W\nquorum G\n", False),
    ("witness W {one}\ngroup G any W\ngroup H any W\nquorum G\n", False),
    ("group G any W\nwitness W {one}\nquorum G\n", False),
    ("group G any\nquorum G\n", False),
    ("group G any none\nquorum G\n", False),
    ("quorum G\n", False),
    ("quorum none\r\n", False),
]


@pytest.mark.parametrize(("text", "holds"), POLICIES)
def test_a_policy_is_read_as_its_page_says(text: str, holds: bool, verified: Callable[..., Said]) -> None:
    keys = {
        "stray": str(log_key().verifier).replace("+6bfcb829+", "+6bfcb828+"),
        "log": str(log_key().verifier),
        "one": str(WITNESSES[0].verifier),
        "two": str(WITNESSES[1].verifier),
    }
    assert (verified(pack(good()), text.format(**keys).encode()).code != 2) == holds


# -- No bytes may be proved that are not, and none may break it ------------------------------------------------------------------


def small() -> Members:
    return Record(steps()[:1]).members(0)


def never_proved(verified: Callable[..., Said], members: Members, name: str, at: int, bits: int) -> None:
    data = bytearray(members[name])
    data[at] ^= bits
    said = verified(pack(members | {name: bytes(data)}))
    if said.code == 0:
        assert name in {"VERDICT.txt", "verify.py"} or same_policy(members[name], bytes(data)), (name, at, bits)
    else:
        assert said.code in {1, 4}, (name, at, bits)


def same_policy(one: bytes, other: bytes) -> bool:
    """Do both trust the same? A name in it, or a space, may be another."""
    logs, known, quorum = verify.read_policy(one)
    logs_too, known_too, quorum_too = verify.read_policy(other)
    return (logs, [*known.values()], quorum) == (logs_too, [*known_too.values()], quorum_too)


def test_no_byte_of_a_small_bundle_can_be_changed_and_proved(verified: Callable[..., Said], seed: int) -> None:
    members, random = small(), Random(seed)
    for name, data in members.items():
        for at in range(len(data)):
            never_proved(verified, members, name, at, random.randrange(1, 256))


def test_some_bytes_of_a_notices_bundle_cannot_be_changed_and_proved(verified: Callable[..., Said], seed: int) -> None:
    members, random = good(), Random(seed)
    for _ in range(500):
        name = random.choice(sorted(members))
        never_proved(verified, members, name, random.randrange(len(members[name])), 1 << random.randrange(8))


@pytest.mark.deep
def test_no_byte_of_a_notices_bundle_can_be_changed_and_proved(verified: Callable[..., Said], seed: int) -> None:
    members, random = good(), Random(seed)
    for name, data in members.items():
        for at in range(len(data)):
            never_proved(verified, members, name, at, random.randrange(1, 256))


def metadata(data: bytes) -> set[int]:
    """Which bytes of the archive are about members and not in them, nor part of where they are or how long?"""
    free, at = set(), 0
    while data[at : at + 4] == b"PK\3\4":
        size, name, extra = struct.unpack("<IHH", data[at + 22 : at + 30])
        free |= set(range(at + 4, at + 30))
        at += 30 + name + extra + size
    return free | set(range(at, len(data)))


def test_a_changed_archive_is_proved_only_where_nothing_was_said(verified: Callable[..., Said], seed: int) -> None:
    data, random = pack(small()), Random(seed)
    about = metadata(data)
    for at in random.sample(range(len(data)), 1000):
        changed = bytearray(data)
        changed[at] ^= random.randrange(1, 256)
        said = verified(bytes(changed))
        assert said.code in {1, 3, 4} or (said.code == 0 and at in about), at


def test_a_bundle_that_is_cut_is_no_bundle(verified: Callable[..., Said]) -> None:
    data = pack(small())
    for end in (*range(0, len(data), 7), len(data) - 1):
        assert verified(data[:end]).code == 3, end


def test_members_that_are_cut_are_never_proved(verified: Callable[..., Said]) -> None:
    members = small()
    for name in members.keys() - {"VERDICT.txt", "verify.py"}:
        for end in range(0, len(members[name]), 9):
            assert verified(pack(members | {name: members[name][:end]})).code in {1, 4}, (name, end)


def test_deep_and_large_values_are_refused_in_time(verified: Callable[..., Said]) -> None:
    for value in (
        b"[" * 100_000 + b"]" * 100_000,
        b"[" * 10**6,
        b"9" * 10**6,
        b'"' + b"\\" * 10**6,
        b'{"a":' * 33 + b"1" + b"}" * 33,
    ):
        said = verified(pack(good() | {"entry/fields": b'{"id":' + value + b"}\n"}))
        assert said.code == 4
        assert "canonical" in said.lines[1]


def test_without_its_one_library_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "cryptography.py").write_text("raise ImportError")
    command = [sys.executable, verify.__file__, "any.herald"]
    done = subprocess.run(command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "verify: the library cryptography is not here: python3 -m pip install cryptography\n"
