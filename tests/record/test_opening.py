"""What is handed in is an entry with every field that it commits to, opened as it was closed; nothing else is, and nothing less."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.canonical import LARGEST
from herald.malformed import Malformed
from herald.members import Where
from herald.record import acts, drafting, opening
from herald.record.acts import AgreementVersion
from herald.record.agreementtext import digest
from herald.record.drafting import Author, Place
from herald.record.entry import Seen
from herald.record.opening import LONGEST_LINE, Opening
from herald.units import PartyId, parse_instant
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, Lots, key, movement

Document = dict[str, Any]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)
LINE = signing.filing(refusals.mission(), movement("column b", ASTER))


def changed(change: Callable[[Document], object]) -> bytes:
    """The line with one thing in it changed after it was made, in canonical JSON."""
    document = json.loads(LINE)
    change(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


# -- Commitments -------------------------------------------------------------------------------------------------------------------


@given(salt=st.binary(min_size=32, max_size=32), name=st.sampled_from(["route", "times", "answer"]), value=JSON)
def test_a_commitment_is_the_hash_that_the_formats_say(salt: bytes, name: str, value: canonical.Json) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    expected = sha256(b"herald field 1\n" + salt + name.encode() + b"\n" + text).digest()
    assert Opening(salt, value).commitment(name) == expected


def test_a_commitment_holds_the_name_and_the_value_apart() -> None:
    """What ends one does not begin the other: one opening fits under one name alone."""
    salt = bytes(32)
    assert Opening(salt, None).commitment("route") != Opening(salt, None).commitment("times")
    assert not any("\n" in name for name in (*acts.NOTICE_FIELDS, "text", "name", "answer"))
    assert b"\n" not in canonical.write({"\n": "\n"})
    assert Opening(salt, 1).commitment("id") != Opening(salt, "1").commitment("id")


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.builds(Opening, st.binary(min_size=32, max_size=32), JSON)))
def test_openings_are_read_as_they_are_written(openings: dict[str, Opening]) -> None:
    data = canonical.write(opening.write(openings))
    assert opening.read(canonical.read("x", data), Where("x")) == openings


# -- Lines -------------------------------------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_written() -> None:
    read = opening.submission(LINE)
    assert read.line() == LINE
    assert changed(lambda document: None) == LINE
    assert set(read.openings) == set(read.entry.statement.fields)


FIELD = "details"
WRONG: tuple[Callable[[Document], object], ...] = (
    lambda document: document.pop("fields"),
    lambda document: document.pop("note"),
    lambda document: document.update(more=1),
    lambda document: document["fields"].pop(FIELD),
    lambda document: document["fields"].clear(),
    lambda document: document["fields"].update(answer=document["fields"][FIELD]),
    lambda document: document["fields"].update({FIELD: document["fields"]["route"]}),
    lambda document: document["fields"].update(route=document["fields"]["times"], times=document["fields"]["route"]),
    lambda document: document["fields"][FIELD].pop("salt"),
    lambda document: document["fields"][FIELD].pop("value"),
    lambda document: document["fields"][FIELD].update(more=1),
    lambda document: document["fields"][FIELD].update(salt="00" * 32),
    lambda document: document["fields"][FIELD].update(salt="00" * 31),
    lambda document: document["fields"][FIELD].update(salt=document["fields"][FIELD]["salt"].upper()),
    lambda document: document["fields"][FIELD].update(value={}),
    lambda document: document["fields"][FIELD].update(value=None),
    lambda document: document["fields"]["id"].update(value="another"),
    lambda document: document["fields"]["replaces"].update(value=""),
    lambda document: document.update(note=7),
    lambda document: document.update(note=""),
    lambda document: document.update(note=document["note"] + "\n"),
    lambda document: document.update(note=document["note"].replace("aster", "birch")),
    lambda document: document.update(fields=[]),
    lambda document: document.update(note="\ud83d"),
)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_not_opened_as_it_was_closed_is_refused(number: int) -> None:
    """One of them changes what was signed: that is an entry still, and its signature does not fit."""
    line = changed(WRONG[number])
    try:
        read = opening.submission(line)
    except Malformed:
        return
    assert b"birch" in line
    assert not read.entry.signed_by(refusals.mission().party(ASTER).person.verifier.public)


@pytest.mark.parametrize(
    "write",
    [
        lambda line: line + b"\n",
        lambda line: line + b" ",
        lambda line: b"\xef\xbb\xbf" + line,
        lambda line: line.replace(b'{"fields"', b'{ "fields"', 1),
        lambda line: line.replace(b'"note":', b'"note": ', 1),
        lambda line: line.replace(b"herald", b"\\u0068erald", 1),
        lambda line: line.replace(b"\\n", b"\\u000a", 1),
        lambda line: line.replace(b"\\u2014", "\u2014".encode(), 1),
        lambda line: line[:-1],
        lambda line: line + line,
        lambda line: b"[" + line + b"]",
        lambda line: line.replace(b'"fields"', b'"fields":{},"fields"', 1),
        lambda line: b"",
        lambda line: b"null",
        lambda line: b"\xff",
    ],
)
def test_a_line_that_is_written_in_another_way_is_refused(write: Callable[[bytes], bytes]) -> None:
    assert write(LINE) != LINE
    with pytest.raises(Malformed):
        opening.submission(write(LINE))


def test_what_is_too_long_is_not_even_looked_at() -> None:
    with pytest.raises(Malformed, match="length"):
        opening.submission(b" " * (LONGEST_LINE + 1))


@pytest.mark.parametrize(("lists", "is_read"), [(29, True), (30, False)])
def test_what_is_nested_too_deeply_is_refused(lists: int, is_read: bool) -> None:
    """Around a value stand the line, the fields and the opening; beyond 32 levels nothing is read."""
    value: canonical.Json = 0
    for _ in range(lists):
        value = [value]
    author = Author(key(Lots("deep")), PartyId("aster"))
    at = Place("herald/lapwing-00000000/exercise", True, Seen(3, bytes(32)))
    act = AgreementVersion("exercise-2026", 1, digest(value))
    deep = drafting.draft(at, author, act, {"text": value}, 1, parse_instant("2026-03-09T12:00:00Z"), Lots()).line()
    if is_read:
        assert opening.submission(deep).openings["text"].value == value
        return
    with pytest.raises(Malformed, match="level"):
        opening.submission(deep)


def test_a_field_may_be_as_long_as_its_author_likes_up_to_the_whole_line() -> None:
    e = refusals.mission()
    notice = movement("long", ASTER, lat=-20)
    long = replace(notice, kept={**notice.kept, "text": "x" * 2_000_000})
    (sealed,) = signing.sealed(e, signing.filing(e, long))
    with e.store.reading() as record:
        held = record.openings(sealed.receipt.sealed.index)["details"].value
    assert isinstance(held, dict)
    assert len(str(held["text"])) == 2_000_000


def test_a_file_of_entries_is_its_lines_and_the_last_may_lack_its_end() -> None:
    assert opening.lines(b"a\nb\n") == opening.lines(b"a\nb") == opening.lines(b"\na\n\nb\n") == (b"a", b"b")
    assert opening.lines(b"") == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_line_or_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        opening.submission(data)
