"""Do we say what those say who wrote the vectors? They, and what was done to them, stand in tests/tlog/vectors/README.md."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from herald.tlog import checkpoint, keys, note, tree

VECTORS = Path(__file__).parent / "vectors"
Judged = Callable[[str, int], None]


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def test_every_inclusion_proof_of_the_merkle_vectors_is_judged_as_published(judged: Judged) -> None:
    cases = vectors("merkle/inclusion.json")
    for case in cases:
        root, leaf, *proof = map(b64decode, (case["root"], case["leafHash"], *case["proof"]))
        said = tree.includes(root, case["treeSize"], case["leafIdx"], leaf, proof)
        assert said is not case["wantErr"], case["desc"]
    judged("transparency-dev/merkle, inclusion", len(cases))
    assert len(cases) == 98


def test_every_consistency_proof_of_the_merkle_vectors_is_judged_as_published(judged: Judged) -> None:
    cases = vectors("merkle/consistency.json")
    for case in cases:
        old_root, root, *proof = map(b64decode, (case["root1"], case["root2"], *case["proof"]))
        said = tree.extends(old_root, case["size1"], root, case["size2"], proof)
        assert said is not case["wantErr"], case["desc"]
    judged("transparency-dev/merkle, consistency", len(cases))
    assert len(cases) == 98
    assert sum(case["size1"] == 0 < case["size2"] for case in cases) >= 3


def test_every_wycheproof_signature_is_judged_as_published(judged: Judged) -> None:
    count = 0
    for group in vectors("ed25519/wycheproof.json")["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            said = keys.verifies(public, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            if case["result"] != "acceptable":
                assert said is (case["result"] == "valid"), case["comment"]
            assert (keys.flaw(public) is not None) is ("SmallOrderPublicKey" in case["flags"]), case["comment"]
            count += 1
    judged("Wycheproof, Ed25519", count)
    assert count == 210


def test_every_low_order_and_every_non_canonical_key_of_cctv_is_refused(judged: Judged) -> None:
    cases = vectors("ed25519/cctv.json")
    refused = set()
    for case in cases:
        public, flags = bytes.fromhex(case["key"]), set(case["flags"] or ())
        assert (keys.flaw(public) is not None) is bool({"low_order_A", "non_canonical_A"} & flags), case
        if keys.flaw(public):
            refused.add(public)
            assert not keys.verifies(public, case["msg"].encode(), bytes.fromhex(case["sig"]))
    judged("C2SP CCTV, Ed25519", len(cases))
    assert len(cases) == 914
    assert refused == keys.LOW_ORDER


def test_no_signature_of_cctv_with_a_wrong_point_verifies() -> None:
    cases = vectors("ed25519/cctv.json")
    for case in cases:
        said = keys.verifies(bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"]))
        assert said is not bool({"low_order_A", "non_canonical_R", "low_order_residue"} & set(case["flags"] or ())), (
            case
        )


def test_the_note_of_the_specification_is_read_and_written_back(judged: Judged) -> None:
    data = (VECTORS / "c2sp" / "note.txt").read_bytes()
    read = note.read(data)
    assert read.text.endswith("\n\ned è subito sera.\n")
    assert [signature.name for signature in read.signatures] == ["quasimodo.example/salvatore"]
    assert bytes(read) == data
    judged("C2SP, examples", 1)


def test_the_cosigned_checkpoint_of_the_specification_is_read_and_written_back(judged: Judged) -> None:
    data = (VECTORS / "c2sp" / "cosigned.txt").read_bytes()
    read = note.read(data)
    stated = checkpoint.read(read.text)
    assert (stated.origin, stated.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert str(stated) == read.text
    assert bytes(read) == data
    log, witness = read.signatures
    assert len(log.data) == 64
    assert int.from_bytes(witness.data[:8], "big") == 1_679_315_147
    judged("C2SP, examples", 1)
