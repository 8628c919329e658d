"""An entry is read in one way or not at all: what is not canonical, not complete or not its author's is refused, never repaired."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.record import acts, entry
from herald.record.acts import Erasure, Filing, Kind, Revocation
from herald.record.entry import Entry, Seen, Statement
from herald.tlog import note
from herald.tlog.keys import LOW_ORDER, SigningKey
from herald.tlog.keys import Kind as Signs
from herald.units import PartyId, parse_instant
from tests.desk.missions import Lots, key

LOTS = Lots("entries")
KEY = key(LOTS)
ROOT = sha256(b"a tree").digest()
NOON = parse_instant("2026-03-09T12:00:00Z")
STATEMENT = Statement(
    origin="herald/lapwing-00000000/exercise",
    exercise=True,
    party=PartyId("aster"),
    key=KEY.name,
    seq=7,
    seen=Seen(3, ROOT),
    filed=NOON,
    machine=False,
    kind=Kind.NOTICE,
    act=Filing(acts.Action.NEW, None),
    fields={name: sha256(name.encode()).digest() for name in acts.NOTICE_FIELDS},
)
Document = dict[str, Any]


def signed(text: str, signing: SigningKey = KEY) -> bytes:
    return bytes(note.Note(text, (note.sign(text, signing),)))


def told(change: Callable[[Document], object]) -> bytes:
    """The statement with one thing in it told otherwise, in canonical JSON, signed by its author."""
    document = json.loads(STATEMENT.text().split("\n")[1])
    change(document)
    return signed(f"herald entry 1\n{json.dumps(document, sort_keys=True, separators=(',', ':'))}\n")


def written(change: Callable[[str], str]) -> bytes:
    """The same statement written otherwise, signed by its author."""
    header, line, _ = STATEMENT.text().split("\n")
    changed = change(line)
    assert changed != line
    return signed(f"{header}\n{changed}\n")


def test_what_was_signed_is_read_again_and_its_author_is_known() -> None:
    made = entry.sign(STATEMENT, KEY)
    read = entry.read(made.data)
    assert read == made
    assert read.statement == STATEMENT
    assert read.signed_by(KEY.verifier.public)
    assert not read.signed_by(key(LOTS).verifier.public)
    assert read.digest == sha256(made.data).digest()


def test_a_statement_is_signed_by_no_other_key_than_it_names() -> None:
    with pytest.raises(ValueError, match="key that it names"):
        entry.sign(STATEMENT, key(LOTS))


def test_the_text_is_the_one_of_the_formats() -> None:
    lines = STATEMENT.text().split("\n")
    assert lines[0] == "herald entry 1"
    assert lines[2:] == [""]
    assert lines[1].startswith('{"act":{"action":"new","agreement":null},"exercise":true,"fields":{"details":"')
    assert lines[1].endswith(
        f'"filed_us":{NOON},"key":"{KEY.name}","kind":"notice","machine":false,'
        f'"origin":"herald/lapwing-00000000/exercise","party":"aster","seen":{{"root":"{ROOT.hex()}","size":3}},"seq":7}}'
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(":", ": ", 1),
        lambda line: f" {line}",
        lambda line: f"{line} ",
        lambda line: line.replace('"seq":7', '"seq":7.0'),
        lambda line: line.replace('"seq":7', '"seq":7e0'),
        lambda line: line.replace('"seq":7', '"seq":07'),
        lambda line: line.replace('"seq":7', '"seq":-0'),
        lambda line: line.replace('"seq":7', '"seq":+7'),
        lambda line: line.replace('"seq":7', '"seq":9223372036854775808'),
        lambda line: line.replace('"seq":7', '"seq":7,"seq":7'),
        lambda line: line.replace('"aster"', '"\\u0061ster"'),
        lambda line: line.replace('"aster"', '"ast\\/er"'),
        lambda line: line.replace('"aster"', '"\u00e9toile"'),
        lambda line: line.replace('"aster"', '"\\u00E9toile"'),
        lambda line: line.replace('"aster"', '"\\ud83d"'),
        lambda line: line.replace('"seq":7}', "}").replace('{"act"', '{"seq":7,"act"'),
        lambda line: line.replace("true", "True"),
        lambda line: line.replace("null", "NaN"),
        lambda line: f"{line}{line}",
        lambda line: f"[{line}]",
        lambda line: line[:-1],
        lambda line: "",
        lambda line: "[" * 40 + "]" * 40,
    ],
)
def test_what_is_not_written_in_the_one_way_is_refused_though_its_author_signed_it(
    change: Callable[[str], str],
) -> None:
    with pytest.raises(Malformed):
        entry.read(written(change))


def put(name: str, value: object) -> Callable[[Document], object]:
    return lambda document: document.update({name: value})


def within(outer: str, name: str, value: object) -> Callable[[Document], object]:
    return lambda document: document[outer].update({name: value})


HALF = "00" * 31
OTHERWISE: tuple[Callable[[Document], object], ...] = (
    *(lambda document, name=name: document.pop(name) for name in json.loads(STATEMENT.text().split("\n")[1])),
    put("note", "one more"),
    within("act", "note", "one more"),
    within("seen", "note", "one more"),
    *(put("origin", value) for value in ("", " ", "a\nb", 7, None)),
    *(put("exercise", value) for value in (0, 1, None, "true")),
    *(put("machine", value) for value in (0, None)),
    *(put("party", value) for value in ("", "a\u0000", 3, None, ["aster"])),
    *(put("key", value) for value in (KEY.name.upper(), KEY.name[:-2], KEY.name[:-1] + "g", "0" * 32, None)),
    *(put("seq", value) for value in (-1, 2**63, True, None, "7")),
    *(put("filed_us", value) for value in (-(2**62), 2**62, True, None)),
    *(put("kind", value) for value in ("Notice", "incident", None, 1)),
    *(put("seen", value) for value in (None, {}, {"root": HALF, "size": 3}, {"root": "00" * 32, "size": 0})),
    within("seen", "size", True),
    *(put("fields", value) for value in (None, [], {})),
    lambda document: document["fields"].pop("route"),
    within("fields", "answer", "00" * 32),
    within("fields", "route", HALF),
    within("fields", "route", None),
    *(put("act", value) for value in (None, {}, [], {"action": "new"}, {"action": "edit", "agreement": None})),
    within("act", "agreement", HALF),
)


@pytest.mark.parametrize("number", range(len(OTHERWISE)))
def test_what_is_missing_or_more_or_of_another_kind_is_refused(number: int) -> None:
    with pytest.raises(Malformed):
        entry.read(told(OTHERWISE[number]))


def test_a_change_that_is_none_is_read() -> None:
    """So that the refusals above are for what was changed."""
    assert entry.read(told(lambda document: None)).statement == STATEMENT
    assert entry.read(told(put("seq", 2**63 - 1))).statement.seq == 2**63 - 1


NOTED = (
    lambda text: text.replace("herald entry 1", "herald entry 2"),
    lambda text: text.replace("herald entry 1", "Herald entry 1"),
    lambda text: text.removeprefix("herald entry 1\n"),
    lambda text: f"{text}one line more\n",
    lambda text: text.replace("\n", "\n\n", 1),
    lambda text: f"\n{text}",
)


@pytest.mark.parametrize("change", NOTED)
def test_another_header_or_another_number_of_lines_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(Malformed):
        entry.read(signed(change(STATEMENT.text())))


def test_an_entry_has_one_signature_and_by_the_key_that_it_names() -> None:
    text, other = STATEMENT.text(), key(LOTS)
    own, theirs = note.sign(text, KEY), note.sign(text, other)
    for signatures in ((theirs,), (own, theirs), (own, own)):
        with pytest.raises(Malformed):
            entry.read(bytes(note.Note(text, signatures)))
    with pytest.raises(Malformed):
        entry.read(text.encode())
    with pytest.raises(Malformed):
        entry.read(signed(text) + b"\n")


def test_a_signature_of_another_type_or_with_a_wrong_id_is_not_its_authors() -> None:
    text = STATEMENT.text()
    made = note.sign(text, KEY)
    cosigned = note.sign(text, SigningKey(KEY.name, Signs.COSIGNATURE, KEY.seed), 1_700_000_000)
    for wrong in (
        cosigned,
        replace(made, id=bytes(4)),
        replace(made, data=made.data[:-1]),
        replace(made, data=made.data + b"x"),
    ):
        read = Entry(bytes(note.Note(text, (wrong,))), STATEMENT)
        assert not read.signed_by(KEY.verifier.public)


@pytest.mark.parametrize("at", ["text", "signature"])
def test_no_bit_of_text_or_signature_can_be_another(at: str) -> None:
    made = entry.sign(STATEMENT, KEY)
    text, _, line = made.data.rpartition(b"\n\n")
    first = 16 if at == "text" else len(text) + 2 + line.rindex(b" ") + 1
    last = len(text) if at == "text" else len(made.data) - 3
    for place in range(first, last, 7):
        data = bytearray(made.data)
        data[place] ^= 1
        try:
            read = entry.read(bytes(data))
        except Malformed:
            continue
        assert not read.signed_by(KEY.verifier.public), place


def test_an_entry_of_more_than_32768_bytes_is_refused_and_one_of_as_many_is_read() -> None:
    spare = entry.LONGEST - len(entry.sign(STATEMENT, KEY).data)
    longest = entry.sign(replace(STATEMENT, party=PartyId("aster" + "x" * spare)), KEY)
    assert len(longest.data) == entry.LONGEST == 32_768
    assert entry.read(longest.data) == longest
    with pytest.raises(Malformed, match="length"):
        entry.read(entry.sign(replace(STATEMENT, party=PartyId("aster" + "x" * (spare + 1))), KEY).data)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_entry_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        entry.read(data)


# -- Acts --------------------------------------------------------------------------------------------------------------------------

WHERE = acts.Where("act")
KEY_ACT: Document = {
    "holder": "aster",
    "role": "person",
    "id": "0a" * 16,
    "person": "0b" * 16,
    "public": KEY.verifier.public.hex(),
    "possession": "00" * 64,
    "from_us": NOON,
    "until_us": NOON,
}


def test_a_key_is_read_as_it_is_written() -> None:
    assert acts.key_statement(KEY_ACT, WHERE).json() == KEY_ACT
    assert acts.key_statement({**KEY_ACT, "until_us": None}, WHERE).until_us is None


@pytest.mark.parametrize("encoding", sorted(LOW_ORDER), ids=lambda encoding: encoding.hex()[:8])
def test_a_key_of_low_order_is_never_read(encoding: bytes) -> None:
    with pytest.raises(Malformed):
        acts.key_statement({**KEY_ACT, "public": encoding.hex()}, WHERE)


@pytest.mark.parametrize(
    "changed",
    [
        {"public": (2**255 - 19 + 9).to_bytes(32, "little").hex()},
        {"public": KEY.verifier.public.hex().upper()},
        {"person": None},
        {"role": "root"},
        {"role": "node"},
        {"role": "log"},
        {"until_us": NOON - 1},
        {"from_us": None},
        {"possession": "00" * 63},
        {"id": "0A" * 16},
        {"id": "0a" * 15},
        {"more": 1},
    ],
)
def test_a_key_that_nobody_could_be_held_to_or_that_says_too_much_is_refused(changed: Document) -> None:
    with pytest.raises(Malformed):
        acts.key_statement({**KEY_ACT, **changed}, WHERE)


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (Kind.ERASURE, {"index": 5, "names": []}),
        (Kind.ERASURE, {"index": 5, "names": ["name", "details"]}),
        (Kind.ERASURE, {"index": 5, "names": ["details", "details"]}),
        (Kind.ERASURE, {"index": -1, "names": ["details"]}),
        (Kind.ERASURE, {"index": 5, "names": [f"{n:03}" for n in range(33)]}),
        (Kind.AGREEMENT, {"id": "x", "version": 0, "digest": "00" * 32}),
        (Kind.AGREEMENT, {"id": "", "version": 1, "digest": "00" * 32}),
        (Kind.REVOCATION, {"id": "0a" * 16, "reason": "forgotten"}),
        (Kind.REFUSAL, {"author": "0a" * 16, "party": "aster", "code": "", "entry": "00" * 32}),
        (
            Kind.MISSION,
            {
                "cell": "cell",
                "log": "x",
                "root": "01" + "00" * 31,
                "possession": "00" * 64,
                "separation_mm": 1,
                "vertical_mm": 1,
            },
        ),
        (
            Kind.MISSION,
            {
                "cell": "cell",
                "log": "x",
                "root": KEY.verifier.public.hex(),
                "possession": "00" * 64,
                "separation_mm": -1,
                "vertical_mm": 1,
            },
        ),
    ],
)
def test_an_act_out_of_its_limits_is_refused(kind: Kind, act: Document) -> None:
    with pytest.raises(Malformed):
        acts.read(kind, act, WHERE)


def test_an_entry_has_the_fields_of_its_act_and_no_others() -> None:
    for act, kind in (
        (Revocation("0a" * 16, acts.Reason.LOST), Kind.REVOCATION),
        (Erasure(5, ("details",)), Kind.ERASURE),
    ):
        bare = replace(STATEMENT, act=act, kind=kind, fields={})
        assert entry.read(entry.sign(bare, KEY).data).statement == bare
        with pytest.raises(Malformed, match="fields"):
            entry.read(entry.sign(replace(bare, fields={"name": bytes(32)}), KEY).data)
    root = acts.key_statement({**KEY_ACT, "role": "root", "person": None}, WHERE)
    person = acts.key_statement(KEY_ACT, WHERE)
    assert acts.fields_of(Kind.KEY, root) == frozenset()
    assert acts.fields_of(Kind.KEY, person) == {"name"}


def test_only_the_missions_own_entry_has_seen_nothing() -> None:
    assert entry.read(entry.sign(STATEMENT, KEY).data).statement.seen is not None
    with pytest.raises(Malformed, match="seen"):
        entry.read(entry.sign(replace(STATEMENT, seen=None), KEY).data)
