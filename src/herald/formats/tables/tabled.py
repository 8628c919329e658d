"""What do the rows of a table say of one notice, and where does each part of it stand?

The members of a notice stand on its first row (and may be repeated below), a vertex on each row. What the profile would refuse is
left as it was typed, for the one strict reader to find and to tell by its cell; where a cell's reader knows better what was
expected (a time that can be read in two ways) its words stand in place of the strict reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from herald.formats.tables import cells, columns
from herald.jsontext import quoted
from herald.malformed import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells that are not blank, by column, and how the place of a column in it is told ("": of the row)."""

    cells: Mapping[str, str]
    tell: Callable[[str], str]

    def __contains__(self, column: str) -> bool:
        """Does anything stand in this column?"""
        return column in self.cells


@dataclass(frozen=True, slots=True)
class Tabled:
    """The rows of one notice: a head that speaks of the whole notice, and the rows that may each be a vertex.

    In a table filled in `by_hand` degrees without a datum may be on any that is in use there; in one that a program wrote they are
    WGS 84.
    """

    head: Row
    vertices: tuple[Row, ...]
    decimal_comma: bool
    by_hand: bool = False

    def down(self, column: str) -> tuple[str | None, ...]:
        """What does this column say of the notice, and then of each vertex? A blank cell repeats what is above it."""
        said = [self.head.cells.get(column)]
        for row in self.vertices:
            said.append(row.cells.get(column, said[-1]))
        return tuple(said)


def headed(file: str, number: int, rows: Sequence[Row]) -> tuple[Row, tuple[Problem, ...]]:
    """What do these rows say of the notice as a whole? A value may stand on several of them, if it is the same one.

    What the first row says of its vertex stands in the head too. `number` is that of the notice in the file, from 0.
    """
    start = rows[0]
    first = dict.fromkeys(start.cells, start)
    merged = dict(start.cells)
    problems = []
    for row in rows[1:]:
        for column, text in row.cells.items():
            if column in columns.OF_A_ROW or merged.setdefault(column, text) == text:
                first.setdefault(column, row)
            else:
                told = f"{quoted(merged[column])} as in {first[column].tell(column)}, or nothing"
                problems.append(Problem(file, number, row.tell(column), quoted(text), told))
    return Row(merged, lambda column: first.get(column, start).tell(column)), tuple(problems)


class Stands(Mapping[str, str]):
    """Where the parts of a Feature stand in a table, by path; put into words only when one is asked for."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        """Nothing stands anywhere yet."""
        self.places: dict[str, tuple[Row, str]] = {}

    def __getitem__(self, path: str) -> str:
        """Where does the part at this path stand?"""
        row, column = self.places[path]
        return row.tell(column)

    def __iter__(self) -> Iterator[str]:
        """Each path whose place is known."""
        return iter(self.places)

    def __len__(self) -> int:
        """How many are known?"""
        return len(self.places)


@dataclass(slots=True)
class Reading:
    """One notice while its rows are read: where its parts stand, and what is wrong so far."""

    file: str
    number: int
    tabled: Tabled
    stands: Stands = field(default_factory=Stands)
    amiss: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, path: str, row: Row, column: str) -> None:
        """The part at this path stands there."""
        self.stands.places[path] = (row, column)

    def wrong(self, row: Row, column: str, seen: str, expected: str) -> None:
        """A cell is wrong in a way that the strict reader would not see."""
        self.problems.append(Problem(self.file, self.number, row.tell(column), seen, expected))

    def believed(self, column: str, instead: str, sound: Callable[[str], object]) -> tuple[str | None, ...]:
        """What does this column say of the notice and of each vertex, blank cells repeating what is above them?

        A cell that is not `sound` is told, once, and `instead` stands for it: what depends on it is not told too.
        """
        head = self.tabled.head
        said = [self._sound(head, column, instead, sound)]
        for row in self.tabled.vertices:
            as_in_head = row.cells.get(column) == head.cells.get(column)
            own = said[0] if as_in_head else self._sound(row, column, instead, sound)
            said.append(own if column in row else said[-1])
        return tuple(said)

    def _sound(self, row: Row, column: str, instead: str, sound: Callable[[str], object]) -> str | None:
        typed = row.cells.get(column)
        if typed is None:
            return None
        try:
            sound(typed)
        except ValueError as error:
            self.wrong(row, column, quoted(typed), str(error))
            return instead
        return typed

    def missing(self, path: str, row: Row, column: str, expected: str) -> None:
        """Nothing stands where the strict reader, if it misses it, is to say that this was expected."""
        self.put(path, row, column)
        self.amiss[path] = ("nothing", expected)

    def numeral(self, row: Row, column: str, path: str) -> object:
        """Which number stands in this cell? None where nothing does; what is no number as it was typed."""
        self.put(path, row, column)
        typed = row.cells.get(column)
        if typed is None:
            self.amiss[path] = ("nothing", "a number")
            return None
        try:
            found = cells.number(typed, decimal_comma=self.tabled.decimal_comma, degrees=column in {"lat", "lon"})
        except ValueError as error:
            self.amiss[path] = (quoted(typed), str(error))
            return typed
        return typed if found is None else found

    def text(self, row: Row, column: str) -> object:
        """Which value does this cell of text keep?"""
        typed = row.cells[column]
        try:
            return cells.text(typed)
        except ValueError as error:
            self.wrong(row, column, quoted(typed), str(error))
            return typed
