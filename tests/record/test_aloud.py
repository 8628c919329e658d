"""Do two people who compare digits over the telephone notice every slip?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from itertools import product

import pytest

from herald.canonical import LARGEST
from herald.record import aloud
from herald.record.aloud import agrees, check_digit, digits, index_of

LEAF = sha256(b"an exercise of Aster and Birch").digest()
FIGURES = "0123456789"


def one_wrong(said: str) -> Iterator[str]:
    for at, figure in product(range(len(said)), FIGURES):
        if said[at] != figure:
            yield said[:at] + figure + said[at + 1 :]


def neighbours_exchanged(said: str) -> Iterator[str]:
    for at in range(len(said) - 1):
        if said[at] != said[at + 1]:
            yield said[:at] + said[at + 1] + said[at] + said[at + 2 :]


def test_the_check_digit_is_the_published_one() -> None:
    assert check_digit("572") == 4
    assert index_of("5724") == 572


def test_the_table_tells_every_single_slip_and_every_exchange_at_any_length() -> None:
    """Rows and columns are permutations, the diagonal is zero, and two digits exchanged after any others lead elsewhere."""
    table = aloud._DAMM
    ten = range(10)
    assert all(sorted(row) == list(ten) for row in table)
    assert all(sorted(column) == list(ten) for column in zip(*table, strict=True))
    assert all(table[x][x] == 0 for x in ten)
    assert all(table[table[c][x]][y] != table[table[c][y]][x] for c, x, y in product(ten, repeat=3) if x != y)


def test_no_index_of_four_digits_survives_a_slip() -> None:
    tried = 0
    for index in range(10**4):
        said = f"{index}{check_digit(str(index))}"
        assert check_digit(said) == 0
        for wrong in (*one_wrong(said), *neighbours_exchanged(said)):
            tried += 1
            assert check_digit(wrong) != 0
    assert tried > 450_000


def test_no_sampled_index_of_five_or_six_digits_survives_a_slip(seed: int) -> None:
    lots = random.Random(seed)
    for _ in range(1_000):
        index = lots.randrange(10**4, 10**6)
        said = f"{index}{check_digit(str(index))}"
        assert index_of(said) == index
        for wrong in (*one_wrong(said), *neighbours_exchanged(said)):
            assert index_of(wrong) is None


def test_no_wrong_reading_of_the_groups_passes(seed: int) -> None:
    lots = random.Random(seed)
    tried = passed = 0
    for index in range(0, 2_000, 7):
        leaf = lots.randbytes(32)
        said = digits(index, leaf)
        assert agrees(said, index, leaf)
        head, *groups = said.split()
        wrong = [f"{head} {' '.join(slip)}" for slip in ([*groups[:at], *groups[at + 1 :]] for at in range(5))]
        wrong += [f"{head}{slip}" for slip in one_wrong("".join(groups))]
        wrong += [f"{head}{slip}" for slip in neighbours_exchanged("".join(groups))]
        wrong += [f"{head} {' '.join(groups[at:] + groups[:at])}" for at in range(1, 5) if len(set(groups)) > 1]
        tried += len(wrong)
        passed += sum(agrees(slip, index, leaf) for slip in wrong)
    assert tried > 40_000
    assert passed == 0


def test_the_digits_are_the_index_and_five_groups_of_the_leaf() -> None:
    assert digits(42, bytes(8) + LEAF) == "42-7: 000 000 000 000 000"
    assert digits(0, b"\xff" * 32) == "0-0: 744 073 709 551 615"
    number = int.from_bytes(LEAF[:8], "big") % 10**15
    assert digits(42, LEAF).replace(" ", "") == f"42-7:{number:015d}"


@pytest.mark.parametrize(
    "said",
    [
        "42-7: 000 000 000 000 258",
        "427 000-000-000-000-258",
        "427000000000000258",
        " 42 7 / 000000 000000 258. ",
        "4\u20112\u20137\u2014000\u00a0000\u202f000\u2009000\u3000258",
        "\u200f\u0664\u0662\u0667: \u0660\u0660\u0660 \u0660\u0660\u0660 \u0660\u0660\u0660 \u0660\u0660\u0660 \u0662\u0665\u0668",
        "\u06f4\u06f2\u06f7 000 000 000 000 \u06f2\u06f5\u06f8",
        "\uff14\uff12\uff17 000 000 000 000 258",
        "\u096a\u0968\u096d 000 000 000 000 \u09e8\u09eb\u09ee",
    ],
)
def test_the_same_digits_agree_however_they_are_written(said: str) -> None:
    assert agrees(said, 42, bytes([0, 0, 0, 0, 0, 0, 1, 2]))
    assert index_of(said) == 42


@pytest.mark.parametrize(
    "said", ["", "   ", "4", "427 and then", "4\u00b27", "0427", "-", "427" * 40, "42.7e0", "\ud800427", "\u2463\u2461"]
)
def test_what_is_no_reading_names_no_index(said: str) -> None:
    assert index_of(said) is None
    assert not agrees(said, 42, LEAF)


def test_another_index_or_another_leaf_does_not_agree() -> None:
    said = digits(42, LEAF)
    assert not agrees(said, 43, LEAF)
    assert not agrees(said, 42, sha256(LEAF).digest())
    assert not agrees("427", 42, LEAF)


@pytest.mark.parametrize("index", [0, 9, 10, 10**9, LARGEST])
def test_every_index_that_a_log_can_have_is_read_back(index: int) -> None:
    assert index_of(digits(index, LEAF)) == index


def test_an_index_that_no_log_has_is_not_taken() -> None:
    beyond = str(LARGEST + 1)
    assert index_of(f"{beyond}{check_digit(beyond)}{'0' * 15}") is None
    for index in (-1, LARGEST + 1):
        with pytest.raises(ValueError, match="an index of a log"):
            digits(index, LEAF)
    with pytest.raises(ValueError, match="a leaf"):
        digits(1, b"short")
