"""What does this notice say, field by field, for whoever seals it? Eight values of canonical JSON, each committed to by itself.

Party and action are no fields: they stand in the statement of the entry. Where a notice was read is no part of it. Text is
not normalised: what a party wrote is what it signs. What a notice keeps unread are its details.

Values were rounded as they were read: coordinates to the nearest 1e-9 degree (a tie to the even one), buffers,
uncertainties and greatest speeds up, height bands outward, least speeds down; instants and windows are exact.
Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Sequence

from herald.canonical import Json
from herald.geometry.place import Place, Ring
from herald.notice.model import Area, Band, Departure, Notice, Route, Shape, Spot, Window, Windows

FIELDS = ("details", "heights", "id", "kind", "manner", "replaces", "route", "times")
"""The names of the fields, in their order."""


def fields(notice: Notice) -> dict[str, Json]:
    """Which fields is this notice? The same for two notices if, and only if, they differ only in party, action, origin."""
    return {
        "details": dict(notice.kept),
        "heights": {"bands_mm": [_band(band) for band in _bands(notice.shape)], "reference": notice.reference.value},
        "id": notice.id,
        "kind": notice.kind.value,
        "manner": {
            "buffer_mm": notice.buffer_mm,
            "max_speed_um_s": notice.max_speed_um_s,
            "observed": notice.observed,
            "place_uncertainty_mm": notice.place_uncertainty_mm,
            "submitted_at_us": notice.submitted_at,
        },
        "replaces": notice.replaces,
        "route": _route(notice.shape),
        "times": _times(notice.shape),
    }


def _route(shape: Shape | None) -> Json:
    match shape:
        case None:
            return None
        case Route():
            return {"path": shape.path.value, "places_e9": _places(shape.places)}
        case Spot():
            return {"place_e9": _place(shape.place)}
        case Area():
            return {"path": shape.polygon.path.value, "rings_e9": [_places(ring) for ring in shape.polygon.rings]}


def _times(shape: Shape | None) -> Json:
    match shape:
        case None:
            return None
        case Route():
            return _schedule(shape.schedule)
        case Spot() | Area():
            return {"window_us": _window(shape.window)}


def _schedule(schedule: Windows | Departure) -> Json:
    match schedule:
        case Windows():
            return {"windows_us": [_window(window) for window in schedule.each]}
        case Departure():
            return {
                "depart_us": _window(schedule.window),
                "halts_us": [[halt.vertex, halt.least, halt.most] for halt in schedule.halts],
                "speed_um_s": [schedule.slowest_um_s, schedule.fastest_um_s],
            }


def _bands(shape: Shape | None) -> Sequence[Band]:
    """A band for each place of a route, one for a presence, none for a cancel."""
    match shape:
        case None:
            return ()
        case Route():
            return shape.bands
        case Spot() | Area():
            return (shape.band,)


def _places(places: Ring) -> Json:
    return [_place(place) for place in places]


def _place(place: Place) -> Json:
    return [place.lon_e9, place.lat_e9]


def _band(band: Band) -> Json:
    return [band.low_mm, band.high_mm]


def _window(window: Window) -> Json:
    return [window.earliest, window.latest]
