from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.canonical import LARGEST, Json, flaws, read, write
from herald.malformed import Malformed

FILE = "one.entry"
WHOLE = st.integers(-LARGEST, LARGEST)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
DEEP = [b"[" * levels + b"]" * levels for levels in (32, 33, 34, 1000, 200_000)]
DEEP_OBJECTS = [b'{"a":' * levels + b"1" + b"}" * levels for levels in (32, 33)]
HIDDEN = b'["]",' * 40 + b"1" + b',"["]' * 40
"""Forty levels whose brackets, counted with those in the texts, would be one."""
QUOTED = rb'["\"",' + b'"]",["]",' * 40 + b"1" + b',"["],"["' * 40 + b"]"
ODD = [
    b"1.0",
    b"1e2",
    b"1E2",
    b"-0",
    b"01",
    b"+1",
    b"0x1",
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1.",
    b".5",
    b"-",
    b"1_0",
]


def told(data: bytes) -> list[tuple[str, str, str]]:
    """Field, seen and expected of every problem; none if it is read."""
    try:
        read(FILE, data)
    except Malformed as malformed:
        problems = malformed.problems
    else:
        return []
    assert problems
    assert all(one.file == FILE and str(one).isprintable() for one in problems)
    return [(one.field, one.seen, one.expected) for one in problems]


def same(a: object, b: object) -> bool:
    """Equal, and of the same types all the way down: True is not 1."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    return type(a) is type(b) and a == b


@given(VALUES)
@example(LARGEST)
@example(-LARGEST)
@example([10**18, 10**18 - 1, "0" * 40, "9" * 40])
@example({"\U0001f600": '"', "\ufffd": "\\", "\\ud800": "\\", "\x7f": "\n\x00"})
def test_what_is_written_is_read_again(value: Json) -> None:
    assert same(read(FILE, write(value)), value)
    assert list(flaws(value)) == []


@given(VALUES)
def test_every_other_way_to_write_a_value_is_refused(value: Json) -> None:
    ways = {
        json.dumps(value, **{"sort_keys": True, "separators": (",", ":"), **other}).encode()
        for other in (
            {},
            {"ensure_ascii": False},
            {"separators": (", ", ":")},
            {"separators": (",", ": ")},
            {"indent": 1},
            {"sort_keys": False},
        )
    }
    canonical = write(value)
    assert canonical in ways
    for way in (ways | {canonical + b"\n", b" " + canonical, b"\xef\xbb\xbf" + canonical}) - {canonical}:
        assert told(way)


@given(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_what_is_read_is_what_would_be_written(data: bytes) -> None:
    if not told(data):
        assert write(read(FILE, data)) == data


@given(VALUES, st.data())
def test_a_text_with_a_few_other_bytes_is_refused_or_another_value(value: Json, data: st.DataObject) -> None:
    text = write(value)
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.sampled_from([b"0", b"-", b".", b"e", b'"', b"\\", b"u", b"]", b"[", b" ", b"", b"\xc3\xa9"]))
    other = text[:at] + piece + text[at + data.draw(st.integers(0, 2)) :]
    if not told(other):
        assert write(read(FILE, other)) == other


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a/b", b'"a/b"'),
        ("\x7f", rb'"\u007f"'),
        ('"\\', rb'"\"\\"'),
        ("\b\t\n\f\r", rb'"\b\t\n\f\r"'),
        ("\x00\x0b\x1f", rb'"\u0000\u000b\u001f"'),
        ("\u00e9\u2028", rb'"\u00e9\u2028"'),
        ("\U0001f600", rb'"\ud83d\ude00"'),
        ({"\U0001f600": 1, "\uffff": 2, "a": 3}, rb'{"a":3,"\uffff":2,"\ud83d\ude00":1}'),
        ([True, False, None, 0, -1], b"[true,false,null,0,-1]"),
        ({}, b"{}"),
    ],
)
def test_a_value_is_written_so(value: Json, text: bytes) -> None:
    """In particular names beyond U+FFFF are in the order of their code points, which is not that of their UTF-16."""
    assert write(value) == text
    assert same(read(FILE, text), value)


@pytest.mark.parametrize(
    "text",
    [
        rb'"\/"',
        b'"\x7f"',
        rb'"\u00E9"',
        rb'"\uD83D\uDE00"',
        rb'"\u0041"',
        rb'"\u000a"',
        '"é"'.encode(),
        b'"\xff"',
        b'"\n"',
        b'"a',
        b"'a'",
        b"",
        b"{",
        b"[1,]",
        b"[1] ",
        b"[1]x",
        b"[1][2]",
        b'{"b":1,"a":2}',
        rb'{"\ud83d\ude00":1,"\uffff":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'[1, "a"]',
        b"\xef\xbb\xbf1",
        b"1\n",
        b"True",
        b"nul",
        *ODD,
        *(b'{"a":[' + one + b"]}" for one in ODD),
    ],
)
def test_any_other_text_is_refused(text: bytes) -> None:
    assert told(text)


@pytest.mark.parametrize("text", [rb'"\ud800"', rb'"\udfff"', rb'"\ude00\ud83d"', rb'{"\ud83d":1}', rb'["a\ud83da"]'])
def test_half_of_a_surrogate_pair_is_refused(text: bytes) -> None:
    assert [expected for _, _, expected in told(text)] == ["text without half of a surrogate pair"]


@pytest.mark.parametrize("text", [rb'"\\ud800"', rb'"\\"', rb'["\"[","]"]', b'["[[[[","]"]', rb'"\ud83d\ude00\\ud83d"'])
def test_what_only_looks_like_a_fault_is_read(text: bytes) -> None:
    assert read(FILE, text) == json.loads(text)


@pytest.mark.parametrize("sign", [b"", b"-"])
def test_whole_numbers_end_with_64_bits(sign: bytes) -> None:
    assert read(FILE, sign + b"9223372036854775807") == int(sign + b"1") * LARGEST
    for beyond in (b"9223372036854775808", b"1" + b"0" * 40, b"9" * 5000):
        assert told(sign + beyond)
        assert told(b'{"a":[0,' + sign + beyond + b"]}")[0][0] == "a[1]"


def test_at_most_32_levels_are_read() -> None:
    assert [bool(told(one)) for one in DEEP] == [False, True, True, True, True]
    assert [bool(told(one)) for one in DEEP_OBJECTS] == [False, True]
    assert "32 levels" in told(DEEP[1])[0][2]


@pytest.mark.parametrize("hidden", [HIDDEN, QUOTED])
def test_no_bracket_in_a_text_hides_a_level(hidden: bytes) -> None:
    assert json.loads(hidden)
    assert "32 levels" in told(hidden)[0][2]


@pytest.mark.parametrize("levels", [31, 32, 33, 40])
@pytest.mark.parametrize("text", ["", "]", "[", "[]", '"', '"]', "\\", "é"])
def test_the_levels_are_counted_whatever_the_texts_hold(levels: int, text: str) -> None:
    value: Json = text
    for level in range(levels):
        value = [text, value, text] if level % 2 else {text: value}
    assert bool(told(write(value))) == (levels > 32)
    assert bool([*flaws(value)]) == (levels > 32)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'{"b":1,"a":2}', ("character 3", '"b":1,"a":2}"', '"a":2,"b":1}", as canonical JSON has it')),
        (b"[1] ", ("character 4", '" "', "the end of the text, as canonical JSON has it")),
        (b'{"a":1.0}', ("a", "1.0", "a whole number of at most 2^63 - 1 either way")),
        (b'{"a":1,"a":1}', ("a", '"a" again', "each name once")),
        (b"-0", ("character 1", '"-0"', '"0", as canonical JSON has it')),
    ],
)
def test_what_is_wrong_is_told_where_it_is(text: bytes, problem: tuple[str, str, str]) -> None:
    assert told(text) == [problem]


def test_every_flaw_of_a_value_is_told() -> None:
    value = {"a": [1.5, 2**63, "\ud800", True], "\udfff": {"b": (1,), "c": None}}
    found = [*flaws(value)]
    assert [path for path, _, _ in found] == ["a[0]", "a[1]", "a[2]", '["\\udfff"]', '["\\udfff"].b']
    assert all(path and seen and expected for path, seen, expected in found)
