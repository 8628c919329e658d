"""How is an answer written for a machine? The JSON of the contract, the same bytes on every run.

Members stand in the contract's order. Printing rounds metres to a tenth of a millimetre and degrees to 1e-9; whatever
that rounds off is added to the printed `error_m`, so that the criterion and the recheck of `at` hold for the printed
numbers as they hold for the computed ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING

from herald.check.answer import Answer, Approach, Clears, Encounter, Proposals, Verdict
from herald.malformed import Problem
from herald.units import Instant, Metres, NoticeId, format_instant

if TYPE_CHECKING:
    from herald.check.explain import Certificate

Document = dict[str, object]

_STEP = Decimal("0.0001")
_EXACT = Context(prec=400)
"""Enough digits for any float, however large a distance somebody asks for."""
_PLACES_ROUNDED_M = Decimal("0.00016")
"""How far rounding two places to 1e-9 degree can move them apart: twice the half diagonal of a cell of 0.112 mm."""


def render(answer: Answer, certificate: Certificate | None = None) -> str:
    """What is the whole answer as JSON text? UTF-8 when encoded, never NaN, ends with a newline."""
    return text(document(answer, certificate))


def text(document: Mapping[str, object]) -> str:
    """How is any of Herald's JSON documents laid out?"""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def document(answer: Answer, certificate: Certificate | None = None) -> Document:
    """What is the answer as plain JSON values, with the certificate of one pair?

    A pair that is explained and cannot meet is listed too, with that verdict and nothing but its certificate.
    """
    encounters = {(each.a, each.b): _encounter(each) for each in answer.encounters}
    if certificate is not None:
        pair = certificate.a, certificate.b
        encounters[pair] = {**encounters.get(pair, _apart(*pair)), "certificate": _plain(certificate)}
    return {
        "scope": answer.scope,
        "checked": asdict(answer.checked),
        "encounters": [encounters[pair] for pair in sorted(encounters)],
        "findings": [asdict(each) for each in answer.findings],
        "limits": asdict(answer.limits),
    }


def problems(found: Iterable[Problem]) -> Document:
    """What is wrong with the input, as plain JSON values?"""
    return {"problems": [asdict(problem) for problem in found]}


def retimed(notice: NoticeId, clear: Iterable[tuple[int, int]], proposals: Proposals | None = None) -> Document:
    """By which whole seconds may a notice be shifted, as plain JSON values? Closed intervals, ascending; what else clears it."""
    shifts: Document = {"notice": notice, "clear": [list(interval) for interval in clear]}
    return shifts if proposals is None else {**shifts, **_proposals(proposals)}


def _proposals(found: Proposals) -> Document:
    return {
        "cuts": asdict(found.cuts),
        "holds": [asdict(hold) for hold in found.holds],
        "altitude_steps": asdict(found.altitude_steps),
    }


def _encounter(encounter: Encounter) -> Document:
    metres = _metres(encounter)
    return {
        "a": encounter.a,
        "b": encounter.b,
        "verdict": str(encounter.verdict),
        **metres,
        "at": _at(encounter.at),
        "windows": [_instants(first, last) for first, last in encounter.windows],
        "clause": encounter.clause,
        "reason": encounter.reason,
        "clears": _clears(encounter.clears),
    }


def _apart(a: NoticeId, b: NoticeId) -> Document:
    """A pair that cannot meet, with the members of any other."""
    unsaid = dict.fromkeys(("closest_m", "reach_m", "error_m", "separation_m", "at"))
    verdict = str(Verdict.CANNOT_MEET)
    return {"a": a, "b": b, "verdict": verdict, **unsaid, "windows": [], "clause": None, "reason": None, "clears": None}


def _plain(value: object) -> object:
    """Dataclasses as objects, tuples as lists, numbers to the last digit: a certificate is checked exactly. Infinite: null."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return str(value)
    return None if isinstance(value, float) and not isfinite(value) else value


def _metres(encounter: Encounter) -> Document:
    """The four distances as printed; `error_m` is rounded up and takes in what the others were rounded by."""
    exact = (encounter.closest_m, encounter.reach_m, encounter.separation_m)
    closest, reach, separation = (None if each is None else _nearest(each) for each in exact)
    error = _decimal(encounter.error_m) + (0 if encounter.at is None else _PLACES_ROUNDED_M)
    for computed, printed in zip(exact, (closest, reach, separation), strict=True):
        if computed is not None and printed is not None:
            error = _EXACT.add(error, abs(_EXACT.subtract(_decimal(computed), _decimal(printed))))
    error_m = float(error.quantize(_STEP, ROUND_CEILING, _EXACT))
    return {"closest_m": closest, "reach_m": reach, "error_m": error_m, "separation_m": separation}


def _decimal(metres: Metres) -> Decimal:
    """The number as anybody would write it: the shortest decimal that reads back as the same float."""
    return Decimal(repr(float(metres)))


def _nearest(metres: Metres) -> Metres:
    """To a tenth of a millimetre; adding 0.0 turns -0.0 into 0.0."""
    return float(_decimal(metres).quantize(_STEP, ROUND_HALF_EVEN, _EXACT)) + 0.0


def _at(at: Approach | None) -> Document | None:
    if at is None:
        return None
    return {"a": _place(at.a), "b": _place(at.b), "instants": _instants(at.first, at.last)}


def _place(place: tuple[float, float]) -> list[float]:
    """Longitude and latitude in degrees, 9 decimals at most; adding 0.0 turns -0.0 into 0.0."""
    return [round(float(degrees), 9) + 0.0 for degrees in place]


def _instants(first: Instant, last: Instant) -> list[str]:
    return [format_instant(first), format_instant(last)]


def _clears(clears: tuple[Clears, Clears] | None) -> Document | None:
    if clears is None:
        return None
    return {side: asdict(each) for side, each in zip("ab", clears, strict=True)}
