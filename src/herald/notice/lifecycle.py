"""What became of a notice? It stands, or it was replaced or cancelled; a table says which, and what may not be.

A notice is never edited: `replace` and `cancel` name the notice they succeed. That one has then had its say for good:
if its replacement is cancelled in turn it does not come back, because its own party said that it no longer holds; who
still means it files it anew. A cancel may itself be replaced: the new notice then stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from herald.jsontext import quoted
from herald.malformed import Problem
from herald.notice.model import Action, Notice, Origin
from herald.units import NoticeId, PartyId


class Fate(StrEnum):
    """Is a notice checked, and if not, why not?"""

    STANDS = "stands"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    CANCELS = "cancels"


FATES: Mapping[tuple[Action, Action | None], Fate] = {
    # the notice's own action, that of its successor: its fate
    (Action.NEW, None): Fate.STANDS,
    (Action.NEW, Action.REPLACE): Fate.REPLACED,
    (Action.NEW, Action.CANCEL): Fate.CANCELLED,
    (Action.REPLACE, None): Fate.STANDS,
    (Action.REPLACE, Action.REPLACE): Fate.REPLACED,
    (Action.REPLACE, Action.CANCEL): Fate.CANCELLED,
    (Action.CANCEL, None): Fate.CANCELS,
    (Action.CANCEL, Action.REPLACE): Fate.CANCELS,
    (Action.CANCEL, Action.CANCEL): Fate.CANCELS,
}


@dataclass(frozen=True, slots=True)
class Act:
    """As much of a notice as its lifecycle depends on: what is known of it even if the rest cannot be read."""

    id: NoticeId
    party: PartyId
    action: Action
    replaces: NoticeId | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Standing:
    """Which notices are checked, which are skipped and why, and what may not be.

    `checked`, `skipped` and `not_found` are in the order given; `fates` has one for every notice, in that order.
    `not_found` are notices that name a predecessor nobody filed in this run: they stand or cancel all the same.
    """

    checked: tuple[Notice, ...]
    skipped: tuple[Notice, ...]
    fates: tuple[Fate, ...]
    not_found: tuple[Notice, ...]
    problems: tuple[Problem, ...]


def standing(notices: Sequence[Notice]) -> Standing:
    """Which of these notices stand?

    Where `problems` is not empty the rest is of no use: two successors, say, give two fates. The readers raise them.
    """
    successors = {notice.replaces: notice.action for notice in notices if notice.replaces is not None}
    fates = tuple(FATES[notice.action, successors.get(notice.id)] for notice in notices)
    known = {notice.id for notice in notices}
    return Standing(
        checked=tuple(notice for notice, fate in zip(notices, fates, strict=True) if fate is Fate.STANDS),
        skipped=tuple(notice for notice, fate in zip(notices, fates, strict=True) if fate is not Fate.STANDS),
        fates=fates,
        not_found=tuple(notice for notice in notices if notice.replaces is not None and notice.replaces not in known),
        problems=problems(act(notice) for notice in notices),
    )


def act(notice: Notice) -> Act:
    """What of this notice does its lifecycle depend on?"""
    return Act(notice.id, notice.party, notice.action, notice.replaces, notice.origin)


def problems(acts: Iterable[Act]) -> tuple[Problem, ...]:
    """What may not be among these acts? One id twice, another party's notice succeeded, two successors, a cycle."""
    every = tuple(acts)
    first = {one.id: one for one in reversed(every)}
    return (*_same_ids(every, first), *_wrong_successors(every, first), *_cycles(every, first))


def _same_ids(acts: Sequence[Act], first: Mapping[NoticeId, Act]) -> Iterator[Problem]:
    for one in acts:
        if first[one.id] is not one:
            seen = f"{quoted(one.id)}, as in {_place(first[one.id])}"
            yield _problem(one, "properties.id", seen, "an id no other notice has")


def _wrong_successors(acts: Sequence[Act], first: Mapping[NoticeId, Act]) -> Iterator[Problem]:
    earlier: dict[NoticeId, Act] = {}
    for one in acts:
        if one.replaces is None:
            continue
        named = first.get(one.replaces)
        if named and named.party != one.party:
            seen = f"{quoted(one.replaces)}, a notice of {quoted(named.party)}"
            yield _problem(one, "properties.replaces", seen, f"a notice of {quoted(one.party)}'s own")
        other = earlier.setdefault(one.replaces, one)
        if other.id != one.id:
            seen = f"{quoted(one.replaces)}, which {_place(other)} succeeds too"
            yield _problem(one, "properties.replaces", seen, "at most one successor of a notice")


def _cycles(acts: Sequence[Act], first: Mapping[NoticeId, Act]) -> Iterator[Problem]:
    """Which notices succeed themselves? One problem a cycle, at its first notice in the order given.

    Notices that no other leads to are taken away until none is left: what remains are cycles.
    """
    left = {name: one.replaces for name, one in first.items() if one.replaces is not None and one.replaces in first}
    followed = Counter(left.values())
    ends = [name for name in left if not followed[name]]
    while ends:
        named = left.pop(ends.pop())
        followed[named] -= 1
        if named in left and not followed[named]:
            ends.append(named)
    for one in acts:
        if one.id in left and first[one.id] is one:
            yield _problem(one, "properties.replaces", _around(one.id, left), "notices that do not succeed themselves")


def _around(start: NoticeId, left: dict[NoticeId, NoticeId]) -> str:
    """The cycle from this notice round to itself, in words; it is taken out of `left`."""
    names = [start]
    while (following := left.pop(names[-1])) != start:
        names.append(following)
    shown = [quoted(name) for name in names[:5]] + ["..."] * (len(names) > 5)
    return " -> ".join([*shown, quoted(start)])


def _place(one: Act) -> str:
    return f"{one.origin.file}, feature {one.origin.feature}"


def _problem(one: Act, field: str, seen: str, expected: str) -> Problem:
    return Problem(one.origin.file, one.origin.feature, field, seen, expected)
