r"""Which bytes are this notice, for whoever hashes, signs or compares it?

One line that says what follows, then JSON of canonical values: names in order of their code points, no white space, whole
numbers only, everything beyond ASCII as `\u` escapes, so that no byte depends on how a system writes text (a pair of
them beyond U+FFFF). Text is not normalised: what a party wrote is what it signs. What a notice keeps unread is part of
it; where it was read is not.

Values were rounded as they were read: coordinates to the nearest 1e-9 degree (a tie to the even one), buffers,
uncertainties and greatest speeds up, height bands outward, least speeds down; instants and windows are exact.
"""

from __future__ import annotations

import json

from herald.geometry.place import Place, Polygon
from herald.notice.model import Area, Band, Departure, Json, Notice, Route, Shape, Spot, Window, Windows

DOMAIN = b"herald notice 1\n"
"""No bytes of another kind of entry begin so: a signature over a notice is good for nothing else."""


def canonical_bytes(notice: Notice) -> bytes:
    """Which bytes are this notice? The same for two notices if, and only if, they differ in nothing but their origins.

    Source: the separation of domains follows RFC 6962, section 2.1; the order of names is by code point, where RFC 8785
    has UTF-16 (they differ only for kept names beyond U+FFFF).
    """
    return DOMAIN + json.dumps(_notice(notice), sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _notice(notice: Notice) -> dict[str, Json]:
    return {
        "id": notice.id,
        "party": notice.party,
        "kind": notice.kind.value,
        "action": notice.action.value,
        "replaces": notice.replaces,
        "shape": _shape(notice.shape),
        "altitude_ref": notice.reference.value,
        "buffer_mm": notice.buffer_mm,
        "place_uncertainty_mm": notice.place_uncertainty_mm,
        "submitted_at_us": notice.submitted_at,
        "observed": notice.observed,
        "max_speed_um_s": notice.max_speed_um_s,
        "kept": dict(notice.kept),
    }


def _shape(shape: Shape | None) -> Json:
    match shape:
        case None:
            return None
        case Route():
            return {
                "path": shape.path.value,
                "places_e9": [_place(place) for place in shape.places],
                "bands_mm": [_band(band) for band in shape.bands],
                "schedule": _schedule(shape.schedule),
            }
        case Spot():
            return {"place_e9": _place(shape.place), "band_mm": _band(shape.band), "window_us": _window(shape.window)}
        case Area():
            return {
                "path": shape.polygon.path.value,
                "rings_e9": _rings(shape.polygon),
                "band_mm": _band(shape.band),
                "window_us": _window(shape.window),
            }


def _schedule(schedule: Windows | Departure) -> Json:
    match schedule:
        case Windows():
            return {"windows_us": [_window(window) for window in schedule.each]}
        case Departure():
            return {
                "depart_us": _window(schedule.window),
                "speed_um_s": [schedule.slowest_um_s, schedule.fastest_um_s],
                "halts_us": [[halt.vertex, halt.least, halt.most] for halt in schedule.halts],
            }


def _rings(polygon: Polygon) -> Json:
    return [[_place(place) for place in ring] for ring in polygon.rings]


def _place(place: Place) -> Json:
    return [place.lon_e9, place.lat_e9]


def _band(band: Band) -> Json:
    return [band.low_mm, band.high_mm]


def _window(window: Window) -> Json:
    return [window.earliest, window.latest]
