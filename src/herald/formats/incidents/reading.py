"""What stands in the tables of an incident? CSV files, one for each table, and workbooks with a sheet for each.

Whose table it is the name of the file or sheet says, else the header. A column that nobody knows is left out, and that is told; one
that is nearly a known one is a problem, as what stands in it would be lost in silence. Source: docs/incident-tables.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from herald.formats.incidents import lines
from herald.formats.incidents.columns import TABLES, Table
from herald.formats.incidents.lines import Amiss, Cell, Line, Sheet
from herald.formats.incidents.rows import Draft, Place, Row, drafts
from herald.formats.incidents.template import CODES, EXAMPLE, example
from herald.malformed import Malformed, Problem
from herald.members import said

HEADER_WITHIN = 10
"""The header is one of the first rows: a title may stand above it."""
_COLUMNS = frozenset(column.name for table in TABLES.values() for column in table.columns)


@dataclass(frozen=True, slots=True)
class Read:
    """What is to be sealed, and what was left out: columns and sheets that nobody knows, each as it is to be told."""

    drafts: tuple[Draft, ...]
    left_out: tuple[Problem, ...]


def read(files: Iterable[tuple[str, bytes]]) -> tuple[Draft, ...]:
    """What is to be sealed by these files, together, if all that stands in them can be?

    Raises Malformed with every problem of all of them at once; what would be left out is one too.
    """
    found = read_known(files)
    if found.left_out:
        raise Malformed(found.left_out)
    return found.drafts


def read_known(files: Iterable[tuple[str, bytes]]) -> Read:
    """What is to be sealed by these files, together, and what of them is left out?

    Raises Malformed with every problem of all of them at once.
    """
    problems, left_out = list[Problem](), list[Problem]()
    rows = list[tuple[Place, Row]]()
    names = list[str]()
    for file, data in files:
        names.append(file)
        try:
            sheets = lines.sheets(file, data, lambda name: _folded(name) in _COLUMNS)
        except Malformed as malformed:
            problems += malformed.problems
            continue
        for sheet in sheets:
            if sheet.title == CODES and not sheet.alone:
                continue
            problems += sheet.problems
            rows += _table(sheet, problems, left_out)
    order = {table: number for number, table in enumerate(TABLES)}
    rows.sort(key=lambda each: order[each[0].table])
    try:
        found = drafts(rows)
    except Malformed as malformed:
        problems += malformed.problems
        found = ()
    if problems:
        raise Malformed((*problems, *left_out))
    if not found:
        of = names[0] if names else "tables"
        raise Malformed([Problem(of, None, "the whole", "no row", "at least one row below a header"), *left_out])
    return Read(found, tuple(left_out))


# -- One table -------------------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, problems: list[Problem], left_out: list[Problem]) -> Iterator[tuple[Place, Row]]:
    """The rows of one table; what is wrong joins the problems."""
    filled = [(number, line) for number, line in sheet.lines if any(line)]
    header = max(
        filled[:HEADER_WITHIN], key=lambda one: sum(name in _COLUMNS for name in _names(one[1])), default=(1, ())
    )
    names = _names(header[1])
    table = _which(sheet.title, names)
    if table is None or _COLUMNS.isdisjoint(names):
        if sheet.alone or table is not None or (names and {*names} <= _COLUMNS):
            problems.append(_no_table(sheet, names))
        elif sheet.lines:
            left_out.append(_no_table(sheet, names))
        return
    at = Place(sheet.file, table.name, header[0])
    problems += _header_problems(at, table, names)
    left_out += (
        at.problem(name, "a column that nobody knows", f"one of {', '.join(table.by_name)}: it is left out")
        for name in dict.fromkeys(names)
        if name and name not in table.by_name and near(name, table) is None
    )
    for line in sheet.lines:
        if line[0] > header[0]:
            yield from _row(Place(sheet.file, table.name, line[0]), table, names, line, problems)


def _no_table(sheet: Sheet, names: Sequence[str]) -> Problem:
    seen = f"columns {', '.join(names[:6])}" if any(names) else "no header"
    return sheet.problem("", seen, f"a table of one of these names, with its columns: {', '.join(TABLES)}")


def _names(line: Sequence[Cell]) -> list[str]:
    """The names of columns in this row, without blanks at its end."""
    names = [_folded(cell) if isinstance(cell, str) else cell.seen for cell in line]
    while names and not names[-1]:
        names.pop()
    return names


def _folded(name: str) -> str:
    return "_".join(name.replace("-", " ").replace("_", " ").casefold().rstrip("*").split())


def _which(title: str, names: Sequence[str]) -> Table | None:
    """Which table is it? By its name; else the one all of whose required columns are there, and most of the others."""
    called = title.strip().casefold()
    if called in TABLES:
        return TABLES[called]
    fitting = [table for table in TABLES.values() if {column.name for column in table.required} <= {*names}]
    among = [table for table in fitting if table.name in called] or fitting
    counts = {table.name: sum(name in table.by_name for name in names) for table in among}
    best = [table for table in among if counts[table.name] == max(counts.values())]
    return best[0] if len(best) == 1 else None


def _header_problems(at: Place, table: Table, names: Sequence[str]) -> Iterator[Problem]:
    if len(names) > lines.MOST_COLUMNS:
        yield at.problem("the whole", f"more than {lines.MOST_COLUMNS} columns", f"at most {lines.MOST_COLUMNS}")
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            yield at.problem(name, "twice", "each column once")
        meant = near(name, table) if name and name not in table.by_name else None
        if meant is not None:
            yield at.problem(name, said(name), f"{meant}, or a name less like it")


@lru_cache(maxsize=4096)
def _near(name: str, columns: tuple[str, ...]) -> str | None:
    from rapidfuzz.distance import Levenshtein

    edits = {each: Levenshtein.distance(name, each) for each in columns if len(each) >= 4}
    close = [each for each, count in edits.items() if count <= (1 if len(each) < 8 else 2)]
    return min(close, key=edits.__getitem__, default=None)


def near(name: str, table: Table) -> str | None:
    """Which column is this header, that is none, likely meant to be? One letter away; from eight letters on two."""
    return _near(name, tuple(table.by_name))


def _stand_in(name: str, table: Table, place: Place) -> Row:
    """What is read for a cell that cannot be taken, and was told: so that nothing is said to be missing that is there."""
    column = table.by_name.get(name)
    if column is None:
        return {}
    return {name: "#0" if column.to else f"? {place.row}" if name == "id" else column.example}


def _row(
    place: Place, table: Table, names: Sequence[str], line: Line, problems: list[Problem]
) -> Iterator[tuple[Place, Row]]:
    row: dict[str, str] = {}
    wrong = list[Problem]()
    for at, cell in enumerate(line[1]):
        name = names[at] if at < len(names) else ""
        if isinstance(cell, Amiss):
            wrong.append(place.problem(name or f"column {at + 1}", cell.seen, cell.expected))
            row |= _stand_in(name, table, place)
        elif cell and name in table.by_name:
            row[name] = cell
        elif cell and not name:
            wrong.append(place.problem(f"column {at + 1}", said(cell), "nothing, where no column has a name"))
    shown = example(table)
    first = table.columns[0].name
    if not wrong and row.get(first, "").casefold().startswith(EXAMPLE):
        if row != {name: text for name, text in shown.items() if name in names}:
            problems.append(place.problem(first, said(row[first]), "an id of its own, or the example as it was"))
        return
    problems += wrong
    if row:
        yield place, row
