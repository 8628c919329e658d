"""Herald from Python, on one screen: read notices, ask who could meet, ask how little would clear it.

    from herald.api import check, read_agreement, read_notices

    notices = read_notices("aster.geojson", "birch.geojson")
    answer = check(notices, read_agreement("agreement.toml"))
    for encounter in answer.encounters:
        print(encounter.a, encounter.b, encounter.verdict, encounter.windows)

Everything is a frozen dataclass in canonical units: integer microseconds UTC, 1e-9 degree, millimetres; metres of an
answer are floats. The command line gives the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from herald import files
from herald.agreement.model import Agreement
from herald.check import pairs, proposals
from herald.check import retime as shifts
from herald.check.answer import Answer, Encounter, Finding, Limits, Proposals, Verdict
from herald.check.findings import states_names
from herald.files import FilePath, Unopenable, read_agreement
from herald.formats.answer import render as answer_json
from herald.malformed import Malformed, Problem
from herald.notice.lifecycle import standing
from herald.notice.model import Notice
from herald.units import NoticeId

__all__ = [
    "Agreement",
    "Answer",
    "Encounter",
    "Finding",
    "Malformed",
    "Notice",
    "Problem",
    "Unopenable",
    "Verdict",
    "answer_json",
    "check",
    "could_meet",
    "propose",
    "read_agreement",
    "read_notices",
    "retime",
]

_HORIZON = re.compile(r"([0-9]{1,9})([smhd])")
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_GREATEST = 1e9
"""No two places on Earth are so many metres apart."""
_LONGEST_S = 3660 * 86400


def read_notices(*paths: FilePath) -> tuple[Notice, ...]:
    """Which notices do these files hold, in any format that is read (docs/formats.md, docs/forms.md)?

    Raises Unopenable for paths that cannot be opened, Malformed with every problem of every file.
    """
    return files.read(paths)[0]


def check(
    notices: Sequence[Notice],
    agreement: Agreement | None = None,
    *,
    separation_m: float = 1000,
    vertical_m: float = 300,
    road_factor: float = 1,
) -> Answer:
    """Which notices of different parties could meet, where, when, and how little would clear it?

    The limits count where no clause of the agreement governs. A pair that is not listed is proved *cannot meet*.
    Raises ValueError for a limit that is none, or an id that stands twice.
    """
    _distinct(notices)
    names = files.gazetteer() if states_names(notices) else None
    return pairs.check(notices, agreement, limits(separation_m, vertical_m, road_factor), gazetteer=names)


def could_meet(
    a: Notice,
    b: Notice,
    agreement: Agreement | None = None,
    *,
    separation_m: float = 1000,
    vertical_m: float = 300,
    road_factor: float = 1,
) -> Encounter | None:
    """Could these two meet? None: proved that they cannot. Where it cannot be told, `reason` names what is missing.

    Raises ValueError where nothing is asked: two notices of one party, or one that cancels or replaces the other.
    """
    answer = check((a, b), agreement, separation_m=separation_m, vertical_m=vertical_m, road_factor=road_factor)
    if answer.checked.pairs_asked != 1:
        raise ValueError(
            f"{a.id} and {b.id} are not two standing notices of different parties: nothing is asked of them"
        )
    return answer.encounters[0] if answer.encounters else None


def retime(
    notice_id: str,
    notices: Sequence[Notice],
    agreement: Agreement | None = None,
    *,
    horizon: str | int = "24h",
    separation_m: float = 1000,
    vertical_m: float = 300,
    road_factor: float = 1,
) -> tuple[tuple[int, int], ...]:
    """By which whole seconds could this notice be shifted so that it could meet no one?

    Closed intervals, ascending, negative is earlier, within `horizon` ("24h", "90m" or seconds) either way.
    Raises ValueError for an id that is not checked, a track of the past, or a horizon or limit that is none.
    """
    _distinct(notices)
    asked = retimable(notice_id, notices)
    bounds = limits(separation_m, vertical_m, road_factor)
    return shifts.clear_shifts(asked, notices, agreement, bounds, horizon_s(horizon))


def propose(
    notice_id: str,
    notices: Sequence[Notice],
    agreement: Agreement | None = None,
    *,
    horizon: str | int = "24h",
    separation_m: float = 1000,
    vertical_m: float = 300,
    road_factor: float = 1,
) -> Proposals:
    """What else than a shift would clear this notice: how small a cut of its slack, hold at a vertex, step in height?

    Each is the least of its kind within `horizon`, was checked anew, and is enough alone. Raises ValueError as :func:`retime` does.
    """
    _distinct(notices)
    asked = retimable(notice_id, notices)
    bounds = limits(separation_m, vertical_m, road_factor)
    return proposals.propose(asked, notices, agreement, bounds, horizon_s(horizon))


def limits(separation_m: float, vertical_m: float, road_factor: float) -> Limits:
    """Are these limits? No distance negative, no road shorter than the line drawn, nothing past all measure.

    Raises ValueError.
    """
    for name, value, least in (
        ("separation_m", separation_m, 0),
        ("vertical_m", vertical_m, 0),
        ("road_factor", road_factor, 1),
    ):
        if not least <= value <= _GREATEST:  # also refuses what is not a number
            raise ValueError(f"{name}: expected a number, at least {least} and at most {_GREATEST:g}; saw {value:g}")
    return Limits(float(separation_m), float(vertical_m), float(road_factor))


def horizon_s(horizon: str | int) -> int:
    """How many seconds is this horizon? An integer with s, m, h or d, at most ten years.

    >>> horizon_s("90m"), horizon_s(3600)
    (5400, 3600)

    Raises ValueError.
    """
    match = _HORIZON.fullmatch(horizon if isinstance(horizon, str) else f"{horizon}s")
    seconds = int(match[1]) * _UNIT_S[match[2]] if match else None
    if seconds is None or seconds > _LONGEST_S:
        raise ValueError(f"horizon: expected an integer with s, m, h or d, like 24h, at most 3660d; saw {horizon}")
    return seconds


def retimable(notice_id: str, notices: Sequence[Notice]) -> NoticeId:
    """Is this the id of a notice whose time can be changed? Raises ValueError where it is not, and says why."""
    notice = next((each for each in notices if each.id == notice_id), None)
    if notice is None:
        raise ValueError(f"no notice has the id {notice_id}")
    if notice not in standing(notices).checked:
        raise ValueError(f"{notice_id} is not checked: it was replaced or cancelled, or is a cancel")
    if notice.observed:
        raise ValueError(f"{notice_id} is a track of the past, which is not re-timed")
    return notice.id


def _distinct(notices: Sequence[Notice]) -> None:
    seen: set[NoticeId] = set()
    for notice in notices:
        if notice.id in seen:
            raise ValueError(f"the id {notice.id} stands twice")
        seen.add(notice.id)
