"""What do the clauses, or plain sense, hold against a notice? Values, all at once, never an exception.

A finding is a sign of a slip, or of something still to do; never a verdict on anyone. It changes neither the encounters
nor the exit code. One stands for a notice, a code and a clause at most; it counts legs and vertices from 0, and names no
party.
"""

from __future__ import annotations

from herald.agreement.model import Agreement
from herald.check.answer import Finding, Limits
from herald.check.findings.breadth import blanket_notice, drawn_coarsely, route_coarse
from herald.check.findings.clauses import held_against_clauses
from herald.check.findings.placenames import place_name_mismatch, states_names
from herald.check.findings.sites import duplicate_sites
from herald.check.findings.slips import replaces_not_found, speed_implausible
from herald.check.findings.subject import subjects
from herald.check.findings.swaps import swap_suspected
from herald.geometry.gazetteer import Gazetteer
from herald.notice.lifecycle import Standing

__all__ = ["findings", "route_coarse", "states_names"]


def findings(
    standing: Standing, agreement: Agreement | None, limits: Limits, gazetteer: Gazetteer | None = None
) -> tuple[Finding, ...]:
    """What is to be said of these notices? By notice, code and clause (none first), by code point.

    Asked of the notices that are checked; `replaces-not-found` of cancels too. Names are compared only where there is a gazetteer.
    """
    asked = subjects(standing.checked, agreement, limits.road_factor)
    plain = (speed_implausible, drawn_coarsely, blanket_notice)
    found = [
        *(replaces_not_found(notice) for notice in standing.not_found),
        *(finding for subject in asked for question in plain if (finding := question(subject)) is not None),
        *swap_suspected(asked, agreement),
        *place_name_mismatch(asked, gazetteer),
        *duplicate_sites(asked),
        *(held_against_clauses(asked, agreement, limits) if agreement is not None else ()),
    ]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[str, str, bool, str]:
    return finding.notice, finding.code, finding.clause is not None, finding.clause or ""
