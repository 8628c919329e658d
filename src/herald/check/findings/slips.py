"""What looks like a slip of the pen? Speeds nobody drives, and notices that replace what is not there."""

from __future__ import annotations

from math import inf

from herald.agreement.model import Period
from herald.check.answer import Finding
from herald.check.findings.subject import Subject, on_the_ground
from herald.check.findings.words import counted
from herald.check.legs import SPEED_TOLERANCE
from herald.notice.model import Action, Departure, Notice, Route
from herald.units import SECOND
from herald.wording import kilometres

FASTEST_ON_THE_GROUND_KMH = 130.0
FASTEST_IN_FLIGHT_KMH = 1200.0
_UM_S_A_KMH = 1e9 / 3600


def replaces_not_found(notice: Notice) -> Finding:
    """What is to be said of a notice whose predecessor is in none of the files?"""
    does = "cancels" if notice.action is Action.CANCEL else "replaces"
    message = (
        f"It {does} {notice.replaces}, which is in none of the files given: add the file that holds it, "
        "or another check may still count what no longer stands."
    )
    return Finding(notice.id, "replaces-not-found", message, None)


def speed_implausible(subject: Subject) -> Finding | None:
    """Does a leg need more speed than anyone has, at the least its windows allow?

    The least speed of a leg is its length over the time from the earliest instant at its start to the latest at its end;
    a leg with a length and no time needs more than any. A missing end bounds nothing. The limit is 130 km/h on the
    ground, 1,200 km/h otherwise, and for tracks of the past also the greatest speed they state. A notice that states a
    departure is held to the slowest speed it states.
    """
    notice, shape = subject.notice, subject.shape
    if not isinstance(shape, Route):
        return None
    limit, of_what = _limit(notice)
    if isinstance(shape.schedule, Departure):
        slowest = shape.schedule.slowest_um_s / _UM_S_A_KMH
        said = f"The slowest speed it states is {slowest:,.1f} km/h" if slowest > limit else ""
    else:
        said = _too_fast(subject, limit)
    if not said:
        return None
    message = f"{said}, and {of_what} {limit:,.0f} km/h; check the times and the places."
    return Finding(notice.id, "speed-implausible", message, None)


def _limit(notice: Notice) -> tuple[float, str]:
    """How fast may it be taken to be, in km/h, and by what measure?"""
    ground = on_the_ground(notice)
    limit = FASTEST_ON_THE_GROUND_KMH if ground else FASTEST_IN_FLIGHT_KMH
    if notice.observed and notice.max_speed_um_s is not None and notice.max_speed_um_s / _UM_S_A_KMH < limit:
        return notice.max_speed_um_s / _UM_S_A_KMH, "the greatest speed it states is"
    return limit, "the limit on the ground is" if ground else "the limit in flight is"


def _too_fast(subject: Subject, limit_kmh: float) -> str:
    """Which legs need more than this speed? In words; none where none does."""
    needs = [_least_kmh(length, time) for length, time in zip(subject.leg_m, subject.times, strict=True)]
    fast = [leg for leg, need in enumerate(needs) if need > limit_kmh * (1 + SPEED_TOLERANCE)]
    if not fast:
        return ""
    worst = max(fast, key=lambda leg: needs[leg])
    which = counted("Leg", "Legs", fast)
    if needs[worst] == inf:
        return f"{which}: the windows leave no time for {kilometres(subject.leg_m[worst])}"
    return f"{which}: the windows ask for at least {needs[worst]:,.1f} km/h"


def _least_kmh(length_m: float, time: Period) -> float:
    """At which speed must this leg be passed at least? inf where no time is left; a millimetre is no length."""
    if time.start is None or time.end is None or length_m <= 0.001:
        return 0.0
    spare = time.end - time.start
    return length_m * 3.6 * SECOND / spare if spare > 0 else inf
