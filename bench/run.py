"""What is tried, on how many legs? The whole run and the quick one."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench import incidents, ours, reading, record, week
from bench.account import AllPairs, Notice, Results, Single
from bench.agreement import agreement
from bench.approximations import Approximation, approximations
from bench.measure import load, machine, versions
from bench.movements import drawn
from bench.peers import NAMES
from bench.trial import SEPARATION_M, STORED_SEED, Question, Trial, apart, of_peer

Tell = Callable[[str], None]
"""Called with what is tried next."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is tried? `sizes` are about how many legs are stored, `special` how many in the hub and among halts."""

    sizes: tuple[int, ...]
    special: int
    approximated: int
    amounts: int
    record: record.Scope
    week: week.Scope
    incidents: incidents.Scope
    peers: tuple[str, ...] = NAMES


PAIRS_UP_TO = 1_000_000
HUB_PAIRS_UP_TO = 100_000
"""Every route meets hundreds of others on the bridge: with ten times the legs there are a hundred times the meetings."""
WHOLE = Scope(
    sizes=(10_000, 100_000, 1_000_000, 5_000_000),
    special=1_000_000,
    approximated=100_000,
    amounts=1_000_000,
    record=record.WHOLE,
    week=week.WHOLE,
    incidents=incidents.WHOLE,
)
QUICK = Scope(
    sizes=(100_000,),
    special=100_000,
    approximated=20_000,
    amounts=100_000,
    record=record.QUICK,
    week=week.QUICK,
    incidents=incidents.QUICK,
)


def begun() -> Results:
    """An account without figures, of this machine as it is now."""
    return Results(machine(), versions(), SEPARATION_M, (load(), load()))


def run(results: Results, scope: Scope, tell: Tell) -> None:
    """Everything of this scope, one trial after the other, into the account."""
    for legs in scope.sizes:
        _side_by_side(results, Question(legs, all_pairs=legs <= PAIRS_UP_TO), scope.peers, tell)
        _besides(results, ours.Case(legs=legs, slack=True, all_pairs=legs <= PAIRS_UP_TO), tell)
    _side_by_side(results, Question(0, "harbour", all_pairs=False), scope.peers, tell)
    for case in _cases(scope):
        _besides(results, case, tell)
    tell("Herald: changes of what is stored")
    results.singles += [Single(*figure) for figure in apart(ours.changes, scope.amounts)]
    tell("Herald: reading")
    for departing in (False, True):
        results.singles += [Single(*figure) for figure in apart(reading.figures, scope.special, departing)]
    tell("the usual approximations")
    results.approximations += apart(_approximations, scope.approximated)
    tell("the sealed record")
    results.record += [Single(*figure) for figure in record.figures(scope.record)]
    tell("notices told for days on end")
    results.week += [Single(*figure) for figure in apart(week.figures, scope.week)]
    tell("incidents, compared and searched")
    results.record += [Single(*figure) for figure in incidents.figures(scope.incidents)]
    results.singles.append(Single("`herald --help`", None, help_s(), "CPU s"))
    results.load = (results.load[0], load())


def _cases(scope: Scope) -> Iterator[ours.Case]:
    """What is asked of Herald alone?"""
    most = max(size for size in scope.sizes if size <= PAIRS_UP_TO)
    yield ours.Case(legs=most, slack=True, compiled=False, all_pairs=False)
    yield ours.Case(legs=most, slack=True, threads=2, notices=0)
    yield ours.Case(legs=most, slack=True, retime=True, all_pairs=False)
    yield ours.Case(data="hub", legs=scope.special, slack=True, all_pairs=scope.special <= HUB_PAIRS_UP_TO)
    if scope.special > HUB_PAIRS_UP_TO:
        yield ours.Case(data="hub", legs=HUB_PAIRS_UP_TO, slack=True)
    yield ours.Case(data="halts", legs=scope.special, slack=True)
    yield ours.Case(data="harbour", slack=True)
    yield ours.Case(data="harbour", notices=0)
    yield ours.Case(data="wildfire", slack=True)
    yield ours.Case(data="wildfire")


def _side_by_side(results: Results, question: Question, peers: tuple[str, ...], tell: Tell) -> None:
    """Herald and its peers on the same movements without slack, and whether they find the same."""
    tell(f"Herald, no slack, {_what(question)}")
    mine = apart(ours.trial, ours.Case(question.data, question.legs, all_pairs=question.all_pairs))
    _enter(results, mine, "no slack", question.data)
    for name in peers:
        tell(f"{name}, {_what(question)}")
        theirs = _of_peer(name, question)
        if theirs.missing is not None:
            results.missing.append((f"{name}, {_what(question)}", theirs.missing))
            continue
        _enter(results, theirs, "no slack", question.data)
        _compare(results, mine, theirs, question)


def _what(of: Question | ours.Case) -> str:
    return f"{of.data}, {of.legs:,} legs" if of.legs else of.data


def _of_peer(name: str, question: Question) -> Trial:
    try:
        return apart(of_peer, name, question)
    except Exception as error:  # noqa: BLE001 - whatever another's engine dies of, the others are still measured
        return Trial(name, question.legs, missing=f"failed: {error!r:.200}")


def _compare(results: Results, mine: Trial, theirs: Trial, question: Question) -> None:
    stored, asked = question.movements()
    names = mine.title, theirs.title
    if mine.near is not None and theirs.near is not None:
        found = mine.near, theirs.near
        results.agreements.append(agreement(names, ("one notice", question.data), found, (asked, stored), SEPARATION_M))
    if mine.pairs is not None and theirs.pairs is not None:
        found = mine.pairs, theirs.pairs
        results.agreements.append(agreement(names, ("all pairs", question.data), found, (stored, stored), SEPARATION_M))


def _besides(results: Results, case: ours.Case, tell: Tell) -> None:
    """Herald alone."""
    tell(f"{case.title}, {case.question}, {_what(case)}")
    _enter(results, apart(ours.trial, case), case.question, case.data, case.threads)


def _enter(results: Results, trial: Trial, question: str, data: str, threads: int = 1) -> None:
    """One trial's figures into the account."""
    if trial.version:
        results.versions[trial.title] = trial.version
    if trial.notice is not None and trial.near is not None:
        took = trial.notice
        held = None if trial.nbytes is None else trial.nbytes / trial.legs
        loaded = None if trial.load is None else trial.load.cpu_s
        figures = took.calls, took.mean_us, took.p50_us, took.p99_us, len(trial.near), loaded, held
        results.notices.append(Notice(trial.title, question, data, trial.legs, *figures))
    if trial.all_pairs is not None and trial.pairs is not None:
        whole = trial.all_pairs.cpu_s, trial.all_pairs.wall_s, len(trial.pairs)
        results.all_pairs.append(AllPairs(trial.title, question, data, trial.legs, threads, *whole))


def _approximations(legs: int) -> list[Approximation]:
    return list(approximations(drawn(legs, STORED_SEED), ours.could_meet, SEPARATION_M))


def help_s() -> float:
    """How soon does `herald --help` answer? CPU seconds of the whole process, the least of three."""
    return min(_help_s() for _ in range(3))


def _help_s() -> float:
    before = _children_s()
    subprocess.run([sys.executable, "-m", "herald.commandline.main", "--help"], stdout=subprocess.DEVNULL, check=True)
    return _children_s() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
