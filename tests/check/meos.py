"""What does MEOS say? The same movements without slack, asked of somebody else's engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from herald.notice.model import Notice, Route, Windows


@cache
def _engine() -> Any:
    """MEOS, started once; imported only where a test asks for it."""
    import pymeos

    pymeos.pymeos_initialize()
    return pymeos


def movement(of: Notice) -> Any:
    """The notice as MEOS's moving point on the ellipsoid: each vertex at its earliest instant."""
    route = of.shape
    assert isinstance(route, Route)
    assert isinstance(route.schedule, Windows)
    points = []
    for place, window in zip(route.places, route.schedule.each, strict=True):
        assert window.earliest == window.latest
        assert window.earliest is not None
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=window.earliest)
        points.append(f"POINT({place.lon_e9 / 1e9:.9f} {place.lat_e9 / 1e9:.9f})@{instant:%Y-%m-%d %H:%M:%S.%f}+00")
    return _engine().TGeogPointSeq(f"[{', '.join(points)}]")


def nearest_m(a: Any, b: Any) -> float | None:
    """How near do two movements come, at one instant? None where they share none."""
    found = a.nearest_approach_distance(b)
    return None if found is None or found > 1e300 else float(found)
