"""Is a shift clear? By the slow way: the notice is filed anew for the later time and everything is checked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from herald.agreement import toml
from herald.agreement.model import Agreement
from herald.check.pairs import check
from herald.check.retime import clear_shifts
from herald.notice.model import Notice
from herald.units import SECOND
from tests.check.worlds import LIMITS, REGIONS, drawn, later

HORIZON_S = 7200
Region = str


def contradictions(seed: str, region: Region, agreement: Agreement | None = None) -> Iterator[tuple[bool, str]]:
    """For one world: at every end of every clear interval, one second to either side, and at random seconds.

    (judged, what is wrong): the check after filing anew lists the notice just where retime says it is not clear.
    """
    rng = Random(seed)
    notices = drawn(rng, region, 5, 0.15)
    mine, others = notices[0], notices[1:]
    clear = clear_shifts(mine.id, notices, agreement, LIMITS, HORIZON_S)
    ends = [second for first, last in clear for second in (first - 1, first, last, last + 1)]
    seconds = {0, *ends, *(rng.randint(-HORIZON_S, HORIZON_S) for _ in range(3))}
    for second in sorted(second for second in seconds if abs(second) <= HORIZON_S):
        listed = lists(mine, others, second, agreement)
        inside = any(first <= second <= last for first, last in clear)
        yield True, "" if listed != inside else f"{seed} {region} {second} s: listed {listed}, clear {clear}"


def lists(mine: Notice, others: Sequence[Notice], second: int, agreement: Agreement | None) -> bool:
    """Filed for so many seconds later, does the check list it?"""
    answer = check([later(mine, second * SECOND), *others], agreement, LIMITS)
    return any(mine.id in (encounter.a, encounter.b) for encounter in answer.encounters)


def zoned(region: Region, rng: Random) -> Agreement:
    """An agreement whose rule changes with the shift: a zone about half the region, in force for an hour, suspended for some."""
    lon, lat = REGIONS[region]
    side = 0.05
    corners = [[lon - side, lat - side], [lon, lat - side], [lon, lat + side], [lon - side, lat + side]]
    ring = [[round((x + 180) % 360 - 180, 6), round(y, 6)] for x, y in (*corners, corners[0])]
    start, hole = rng.randrange(6, 9), rng.randrange(10, 50)
    text = f"""
id = "zoned"
status = "held"
suspended = [["2026-03-10T0{start}:{hole}:00Z", "2026-03-10T0{start}:{hole + 7}:00Z"]]
[[zone]]
id = "half"
geojson = '{{"type": "Polygon", "coordinates": [{ring}]}}'
[[clause]]
id = "near"
text = "five kilometres in the half, for a while"
regime = "notify"
zone = "half"
from = "2026-03-10T0{start}:00:00Z"
to = "2026-03-10T0{start + 1}:00:00Z"
separation_m = {rng.choice([100, 5000])}
[[clause]]
id = "posts"
text = "two kilometres from posts"
regime = "notify"
kind = "post"
separation_m = 2000
"""
    return toml.read("zoned.toml", text.encode(), lambda _: b"")
