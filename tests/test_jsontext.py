from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.jsontext import DEEPEST, LONGEST_NUMBER, Unusable, decoded, exact, parse, quoted
from herald.malformed import Malformed

FILE = "text.json"


def problems(data: bytes) -> list[tuple[str, str, str]]:
    """Field, seen and expected of every problem."""
    with pytest.raises(Malformed) as caught:
        parse(FILE, data)
    assert all(one.file == FILE and one.feature is None for one in caught.value.problems)
    return [(one.field, one.seen, one.expected) for one in caught.value.problems]


def fields(data: bytes) -> list[str]:
    return [field for field, _, _ in problems(data)]


def test_the_value_of_a_text_is_read() -> None:
    data = ' {"a": [1, -2, true, false, null, "\\u00e9\\ud83d\\ude00é"], "b": {}} '.encode()
    assert parse(FILE, data) == {"a": [1, -2, True, False, None, "é😀é"], "b": {}}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1", Decimal("0.1")),
        ("1.50", Decimal("1.50")),
        ("-0", 0),
        ("1E2", Decimal(100)),
        ("9007199254740993", 9007199254740993),
        ("0.1234567890123456789012345678901234567890", Decimal("0.1234567890123456789012345678901234567890")),
    ],
)
def test_a_number_is_read_exactly(text: str, number: object) -> None:
    found = parse(FILE, text.encode())
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(
    ("data", "field", "seen"),
    [
        (b"", "line 1, column 1", "the end of the text"),
        (b"  \n ", "line 2, column 2", "the end of the text"),
        (b"{", "line 1, column 2", "the end of the text"),
        (b'{"a": 1; "b": 2}', "line 1, column 8", '";"'),
        (b"[1, 2", "line 1, column 6", "the end of the text"),
        (b"[1]\n\n x", "line 3, column 2", '"x"'),
        ("[é,\n 'a']".encode(), "line 1, column 2", '"é"'),
        (b"[01]", "line 1, column 3", '"1"'),
        (b"[1.]", "line 1, column 3", '"."'),
        (b"[+1]", "line 1, column 2", '"+"'),
        (b'["a\nb"]', "line 1, column 4", '"\\n"'),
        (b'["\\x"]', "line 1, column 3", '"\\"'),
        (b"// no\n1", "line 1, column 1", '"/"'),
        (b"\xa01", "line 1, column 1", "the byte 0xa0"),
        ("[\n\u00a01]".encode(), "line 2, column 1", '"\\xa0"'),
    ],
)
def test_what_is_no_json_is_told_by_line_and_column(data: bytes, field: str, seen: str) -> None:
    ((told, saw, _),) = problems(data)
    assert (told, saw) == (field, seen)


def test_a_byte_order_mark_is_told_as_such() -> None:
    assert problems(b"\xef\xbb\xbf{}") == [("line 1, column 1", "a byte order mark", "UTF-8 text without one")]


@pytest.mark.parametrize(
    "data", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", "é".encode("utf-16")]
)
def test_what_is_no_utf_8_is_told_by_its_first_byte(data: bytes) -> None:
    ((field, seen, expected),) = problems(b'["\n' + data + b'"]')
    assert (field, seen, expected) == ("line 2, column 1", f"the byte 0x{data[0]:02x}", "UTF-8 text")


def test_every_name_used_twice_is_told_with_its_path() -> None:
    data = b'{"a": 1, "b": [{"c": 1, "c": 2, "d": 3, "c": 4}], "a": {"e": 1, "\\u0065": 2}, "odd name": {"": 1, "": 1}}'
    assert fields(data) == ["a", "a.e", "b[0].c", "b[0].c", '["odd name"][""]']


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "1e501", "1e-501", "1e999999999", "9" * 501, "0." + "1" * 499]
)
def test_a_number_nobody_can_mean_is_told_with_its_path(text: str) -> None:
    assert fields(f'{{"a": [0, {text}]}}'.encode()) == ["a[1]"]
    assert fields(text.encode()) == ["document"]


@pytest.mark.parametrize("text", ["1e500", "1e-500", "9" * 500])
def test_a_number_at_the_limit_is_read(text: str) -> None:
    assert parse(FILE, text.encode()) == Decimal(text)
    assert LONGEST_NUMBER == 500


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\udc00\\ud800"', '"a\\uDBFFb"'])
def test_half_of_a_surrogate_pair_is_told(text: str) -> None:
    assert fields(text.encode()) == ["document"]
    assert fields(f'{{"a": {{{text}: 1}}}}'.encode())[0].startswith("a[")


def test_a_backslash_before_a_u_is_no_surrogate() -> None:
    assert parse(FILE, b'"\\\\ud800"') == "\\ud800"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_thirty_two_levels_are_read_and_one_more_is_not(opening: str, closing: str) -> None:
    inside = "[]" if opening == "[" else "{}"
    deep = opening * (DEEPEST - 1) + inside + closing * (DEEPEST - 1)
    parse(FILE, deep.encode())
    assert DEEPEST == 32
    ((field, _, expected),) = problems(f"{opening}{deep}{closing}".encode())
    assert field == f"line 1, column {len(opening) * 32 + 1}"
    assert expected == "at most 32 levels of lists and objects"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 10**6,
        b'{"a":' * 10**5,
        b"[" * 10**5 + b"]" * 10**5,
        b"[" * 10**5 + b"x" + b"]" * 10**5,
        b"[" * 40 + b'"' + b"]" * 40,
        b'["\\"", ' + b"[" * 10**5,
    ],
)
def test_no_depth_exhausts_the_parser(data: bytes) -> None:
    ((_, seen, _),) = problems(data)
    assert seen == "one level more"


@pytest.mark.parametrize("data", [b'"' + b"[" * 100 + b'"', b'["' + b"{" * 99 + b'", "\\"[[["]', b'{"[[[": "\\\\"}'])
def test_brackets_in_text_are_no_depth(data: bytes) -> None:
    assert parse(FILE, data) is not None


@pytest.mark.parametrize("data", [b'"\\' * 10**5, b"[" + b'"\\' * 10**5, b"]" * 10**6, b'"' * 10**5 + b"[" * 20])
def test_hostile_quotes_take_no_longer_than_their_length(data: bytes) -> None:
    assert problems(data)


def test_many_names_one_of_them_twice_take_no_longer_than_their_length() -> None:
    names = ",".join(f'"k{at}":1' for at in range(10**5))
    assert fields(f'{{{names},"k0":2}}'.encode()) == ["k0"]


def test_an_exact_number_is_for_toml_too() -> None:
    assert exact("1_000.5") == Decimal("1000.5")
    assert exact("inf") == Unusable("inf")
    assert exact("nan") == Unusable("nan")


def test_text_is_quoted_without_anything_a_terminal_would_obey() -> None:
    assert quoted('a\x1b[31m\u202eb\x9b\n"') == '"a\\x1b[31m\\u202eb\\x9b\\n""'
    assert quoted("a" * 61) == f'"{"a" * 60}..." (61 characters)'


def test_the_text_of_bytes_is_read_strictly() -> None:
    assert decoded(FILE, "é".encode()) == "é"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_whatever_is_written_as_json_is_read_as_it_was(value: object, plain: bool, indent: int | None) -> None:
    assert parse(FILE, json.dumps(value, ensure_ascii=plain, indent=indent).encode()) == value


@given(st.binary() | st.text(alphabet='[]{}",:\\u09dDe-+.1aNtrueflsn \n', max_size=60).map(str.encode))
@example(b"[\x00]")
@example(b"1e")
@example(b'"\\u"')
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    try:
        value = parse(FILE, data)
    except Malformed as malformed:
        told = malformed.problems
    else:
        assert json.loads(data.decode(), parse_float=Decimal) == value
        return
    assert told
    assert all(str(one).isprintable() for one in told)
