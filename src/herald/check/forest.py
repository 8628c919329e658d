"""Who could meet whom, of all the rows there are? One notice against many, or all pairs, while notices come and go.

Rows stand in packed trees; what was added last stands in the order it came, in a tail of a few thousand rows. A full tail
becomes a tree, and trees of like size become one, so that a row is packed a dozen times at most however many there are.
What is withdrawn loses its party, and its rows go with the next packing. Source: design/search.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from herald.check.compiled import Pairs
from herald.check.rows import LINE, MANNER, Numbers, Rows, join_rows
from herald.check.search import (
    Filed,
    Hits,
    Within,
    best_of_each,
    candidates,
    delays,
    met,
    met_at_once,
    together,
    worth_compiling,
)
from herald.check.tree import FAN, Tree, fill, laid, packed
from herald.geometry.ellipsoid import Floats, arc_m

TAIL = 256
"""How many leaves the tail has."""
GATHERED = 1 << 22
"""How many pairs of rows are kept before they are gathered by their notices."""
SHARE = 1024
"""How many leaves are asked at once when all pairs are."""

Spread = Callable[[Callable[[range], Hits], Iterable[range]], Iterable[Hits]]
"""How the parts of a large question are worked through: `map`, one after another; or a pool's, in several threads."""


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Which notices come within the limits of each other on the widest reading, and where they are nearest: n pairs.

    In order of the two notices' numbers, each pair once.
    """

    hits: Hits

    def __len__(self) -> int:
        """How many pairs of notices?"""
        return len(self.hits)

    @property
    def a(self) -> Pairs:
        """The first notice's number."""
        return self.hits.notices >> 32

    @property
    def b(self) -> Pairs:
        """The second notice's number."""
        return self.hits.notices & _LOWER

    @property
    def a_number(self) -> Pairs:
        """Which of the first notice's rows is nearest to the limit?"""
        return self.hits.numbers >> 32

    @property
    def b_number(self) -> Pairs:
        """Which of the second notice's rows is?"""
        return self.hits.numbers & _LOWER

    @property
    def closest_m(self) -> Floats:
        """How far apart on the ground are they there?"""
        return arc_m(self.hits.near[:, 0])

    @property
    def at(self) -> Floats:
        """At which fractions of the two rows? (n, 2)."""
        return self.hits.near[:, 1:3]

    @property
    def beyond_m(self) -> Floats:
        """How far beyond their limit is that, in the plane? Never more than 0."""
        return self.hits.near[:, 3]

    @property
    def pairs(self) -> Pairs:
        """How many of their rows come within the limits?"""
        return self.hits.pairs


_LOWER = 0xFFFFFFFF


class Forest:
    """The rows of many notices, kept so that any can be asked against all.

    `party` (notices,) is a number for each notice's party, not negative; rows of one party are not asked of each other. Instants
    are in us from one epoch, which is the caller's. Answers are on the widest reading; which notices meet, and in how many
    rows, is the same whatever the order in which they came, compiled or not; distances to the last digits.
    """

    def __init__(self, rows: Rows, party: Numbers, fast: bool | None = None) -> None:
        """Take these rows. `fast`: compiled or not; None: where Numba is installed and there are many."""
        self._party = party.astype(np.int32)
        self._manners = rows.manners
        self._manner_of = {line.tobytes(): number for number, line in enumerate(rows.manners)}
        self._trees = [packed(rows)] if len(rows) else []
        self._tail, self._filled = _empty_tail(), 0
        self._fast = fast
        self._rows = np.bincount(rows.notice, minlength=len(party))
        self._gone = 0

    def __len__(self) -> int:
        """How many rows, without those withdrawn?"""
        return int(self._rows.sum()) - self._gone

    @property
    def nbytes(self) -> int:
        """How many bytes do the rows and the search take?"""
        return sum(tree.nbytes for tree in [*self._trees, self._tail]) + self._party.nbytes + self._manners.nbytes

    @property
    def fast(self) -> bool:
        """Is the search compiled?"""
        if self._fast is None:
            return worth_compiling(len(self))
        return self._fast

    def within(self, separation_m: float, vertical_m: float, us: float = 0.0) -> Within:
        """These limits, for this forest."""
        return Within(separation_m, vertical_m, us, self.fast)

    def add(self, rows: Rows, party: int) -> int:
        """Take one more notice; returns its number. `rows` are all its own, whatever number they say, and in their order.

        Raises ValueError for a negative party, which says that a notice is withdrawn.
        """
        if party < 0:
            raise ValueError(f"a party is a number from 0; saw {party}")
        notice = len(self._party)
        self._party = np.append(self._party, np.int32(party))
        self._rows = np.append(self._rows, len(rows))
        known = self._known(rows.manners)[rows.manner]
        rows = Rows(rows.line, np.full(len(rows), notice, np.int32), rows.number, known, self._manners)
        leaves = -(-len(rows) // FAN)
        if self._filled + leaves > TAIL:
            self._settle(rows)
        else:
            self._filled = fill(self._tail, self._filled, rows)
        return notice

    def withdraw(self, notice: int) -> None:
        """Leave this notice out from now on. Raises KeyError where there is none, or it is out already."""
        if not 0 <= notice < len(self._party) or self._party[notice] < 0:
            raise KeyError(notice)
        self._party[notice] = -1
        self._gone += int(self._rows[notice])
        if self._gone > int(self._rows.sum()) // 2:
            rows = [self._standing(tree) for tree in [*self._trees, self._tail]]
            self._trees = [packed(join_rows(rows))] if len(self) else []
            self._tail, self._filled, self._gone = _empty_tail(), 0, 0
            self._rows[self._party < 0] = 0

    def near(self, asked: Filed, within: Within) -> Meetings:
        """Whom could one notice meet? `asked` as :func:`asking` makes it; `a` is 0 throughout."""
        found = [met_at_once(asked, filed, within) for filed in self._all()]
        return Meetings(found[0] if len(found) == 1 else best_of_each(together(found), within))

    def delays(self, asked: Filed, within: Within) -> tuple[Floats, Numbers]:
        """Which delays of one notice let it meet others? (n, 2) closed intervals in us, and (n,) the number of the other notice.

        Complete for delays of up to `within.us` either way.
        """
        each, owner = [np.zeros((0, 2))], [np.zeros(0, np.int32)]
        for filed in self._all():
            for found in candidates(asked, filed, within):
                some = delays(asked, filed, found, within)
                meeting = np.flatnonzero(some[:, 0] <= some[:, 1])
                each.append(some[meeting])
                owner.append(filed.owner(found[meeting, 1]))
        return np.concatenate(each), np.concatenate(owner)

    def pairs(self, within: Within, spread: Spread = map) -> Meetings:
        """Which of all notices could meet which? `a` is the smaller number."""
        parts: list[Hits] = []
        most = GATHERED
        for a, b in combinations_with_replacement(self._all(), 2):
            shares = [range(at, min(at + SHARE, len(a.tree.block))) for at in range(0, len(a.tree.block), SHARE)]
            for found in spread(_Asking(a, b, within), shares):
                parts.append(found)
                if sum(len(part) for part in parts) > most:
                    parts = [best_of_each(together(parts), within)]
                    most = max(most, 2 * len(parts[0]))
        return Meetings(best_of_each(together(parts), within))

    def _all(self) -> list[Filed]:
        trees = [*self._trees, self._tail] if self._filled else self._trees
        return [Filed(tree, self._manners, self._party) for tree in trees]

    def _known(self, manners: Floats) -> Numbers:
        """Where these manners stand in the table; new ones are entered."""
        lines = [line.tobytes() for line in manners]
        new = [line for line in dict.fromkeys(lines) if line not in self._manner_of]
        if new:
            self._manner_of.update({line: len(self._manners) + at for at, line in enumerate(new)})
            self._manners = np.vstack([self._manners, np.frombuffer(b"".join(new)).reshape(-1, MANNER)])
        return np.array([self._manner_of[line] for line in lines], np.int32)

    def _standing(self, tree: Tree) -> Rows:
        """The rows of a tree that are not withdrawn."""
        rows = tree.rows(self._manners)
        return rows.take(np.flatnonzero(self._party[rows.notice] >= 0))

    def _settle(self, rows: Rows) -> None:
        """Make the tail and these rows a tree, and trees of like size one."""
        parts = [self._standing(self._tail), rows]
        while self._trees and len(self._trees[-1].block) < 2 * sum(len(part) for part in parts) / FAN:
            parts.append(self._standing(self._trees.pop()))
        self._trees.append(packed(join_rows(parts)))
        self._tail, self._filled = _empty_tail(), 0


@dataclass(frozen=True, slots=True)
class _Asking:
    """A share of a question, worked through by whoever is free."""

    a: Filed
    b: Filed
    within: Within

    def __call__(self, leaves: range) -> Hits:
        return best_of_each(together(list(met(self.a, self.b, self.within, leaves))), self.within)


def asking(rows: Rows, party: int) -> Filed:
    """The rows of one notice, made ready to be asked, whatever number they say. At least one row."""
    rows = Rows(rows.line, np.zeros(len(rows), np.int32), rows.number, rows.manner, rows.manners)
    return Filed(laid(rows), rows.manners, np.array([party], np.int32))


def _empty_tail() -> Tree:
    nothing = Rows(np.zeros((0, LINE)), *(np.zeros(0, np.int32),) * 3, np.zeros((1, MANNER)))
    return laid(nothing, TAIL)
