"""To which sources does something go back, and how many of them are independent? Roots are counted, never articles.

A source that cites nothing is a root: the author of a report is a source too. What cites in a circle, and nothing beyond it, goes
back to itself alone and counts as one. Two unnamed sources of one description could be one person, so that independence is a
range: from all that could be one taken for one, to each taken for itself. Source: design/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from herald.incident.codes import Edge, SourceKind

UNNAMED = frozenset({SourceKind.UNNAMED, SourceKind.AGGREGATE})
"""Sources of which nobody says who they are: they could be one and the same."""


@dataclass(frozen=True, slots=True)
class Node:
    """A source, by the entry that names it. `what` is how it is called, or described where it is unnamed."""

    index: int
    kind: SourceKind
    what: str

    @property
    def is_unnamed(self) -> bool:
        """Does nobody say who it is?"""
        return self.kind in UNNAMED


@dataclass(frozen=True, slots=True)
class Cites:
    """One source goes back to another, as the entry at `index` says."""

    index: int
    citing: int
    cited: int
    edge: Edge


@dataclass(frozen=True, slots=True)
class Root:
    """Where it all begins: one source, or several that only cite one another. `is_unnamed`: nobody says who it is."""

    nodes: tuple[int, ...]
    is_unnamed: bool


@dataclass(frozen=True, slots=True)
class Independence:
    """How many distinct roots are there, at least and at most? And which."""

    least: int
    most: int
    roots: tuple[Root, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The sources of an incident, and which goes back to which. What cites a source that is not here is left out."""

    nodes: Mapping[int, Node]
    cites: tuple[Cites, ...]

    def cited_by(self, index: int) -> tuple[Cites, ...]:
        """To which sources does this one go back, in the order of the log?"""
        return tuple(each for each in self.cites if each.citing == index)

    def independence(self, of: Iterable[int]) -> Independence:
        """To how many distinct roots do these sources go back?"""
        reached = self._reached(of)
        roots = tuple(
            Root(group, any(self.nodes[index].is_unnamed for index in group))
            for group in _groups(reached, self.cites)
            if not any(each.cited not in group for index in group for each in self.cited_by(index))
        )
        named = [root for root in roots if not root.is_unnamed]
        could_be_one = {self._described(root) for root in roots if root.is_unnamed}
        return Independence(len(named) + len(could_be_one), len(roots), roots)

    def _described(self, root: Root) -> tuple[SourceKind, str]:
        first = self.nodes[root.nodes[0]]
        return first.kind, " ".join(first.what.casefold().split())

    def _reached(self, of: Iterable[int]) -> tuple[int, ...]:
        """These sources and all to which they go back, by index."""
        found, ahead = set[int](), [index for index in of if index in self.nodes]
        while ahead:
            index = ahead.pop()
            if index not in found:
                found.add(index)
                ahead += [each.cited for each in self.cited_by(index)]
        return tuple(sorted(found))

    def circles(self) -> tuple[tuple[int, ...], ...]:
        """Which sources cite one another in a circle? Each group once, by index: somebody should say how that can be."""
        return tuple(group for group in _groups(sorted(self.nodes), self.cites) if len(group) > 1)

    def chains(self, of: int) -> Iterator[tuple[Cites, ...]]:
        """By which ways does this source go back to its roots? Each from it on; a way ends where it would go in a circle."""
        yield from self._ways(of, ())

    def _ways(self, at: int, before: tuple[Cites, ...]) -> Iterator[tuple[Cites, ...]]:
        passed = {before[0].citing, *(each.cited for each in before)} if before else {at}
        onward = [each for each in self.cited_by(at) if each.cited not in passed]
        if not onward and before:
            yield before
        for each in onward:
            yield from self._ways(each.cited, (*before, each))

    def layers(self) -> tuple[tuple[int, ...], ...]:
        """In which columns do they stand, from the outermost report to the roots? Each left of all to which it goes back."""
        depth = dict.fromkeys(sorted(self.nodes), 0)
        groups = _groups(sorted(self.nodes), self.cites)
        of = {index: place for place, group in enumerate(groups) for index in group}
        for group in groups:  # each after all that cite it
            onward = max(depth[index] for index in group)
            for index in group:
                depth[index] = onward
                for each in self.cited_by(index):
                    if of[each.cited] != of[index]:
                        depth[each.cited] = max(depth[each.cited], onward + 1)
        columns = range(max(depth.values(), default=-1) + 1)
        return tuple(tuple(index for index in sorted(depth) if depth[index] == column) for column in columns)


def graph(nodes: Iterable[Node], cites: Iterable[Cites]) -> Graph:
    """The graph of these sources, by index."""
    known = {node.index: node for node in sorted(nodes, key=lambda node: node.index)}
    kept = (each for each in cites if each.citing in known and each.cited in known and each.citing != each.cited)
    return Graph(known, tuple(sorted(kept, key=lambda each: each.index)))


def _groups(of: Sequence[int], cites: Iterable[Cites]) -> tuple[tuple[int, ...], ...]:
    """Which of these cite one another in a circle? Everyone is in one group, alone or not; each group after those that cite it."""
    onward: dict[int, set[int]] = {index: set() for index in of}
    for each in cites:
        if each.citing in onward and each.cited in onward:
            onward[each.citing].add(each.cited)
    reached = {index: _beyond(index, onward) for index in of}
    group = {
        index: tuple(sorted({index, *(other for other in reached[index] if index in reached[other])})) for index in of
    }
    before: dict[tuple[int, ...], set[tuple[int, ...]]] = {group[index]: set() for index in of}
    for index in of:
        for other in onward[index]:
            if group[other] != group[index]:
                before[group[other]].add(group[index])
    return tuple(TopologicalSorter(before).static_order())


def _beyond(index: int, onward: Mapping[int, set[int]]) -> set[int]:
    """What can be reached from here, by at least one step?"""
    found, ahead = set[int](), list(onward[index])
    while ahead:
        at = ahead.pop()
        if at not in found:
            found.add(at)
            ahead += onward[at]
    return found
