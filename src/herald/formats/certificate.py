"""How is a certificate written? The numbers of :mod:`herald.check.explain` as JSON, so that a stranger can recheck them.

Floats are printed so that they read back as the same numbers; what is unbounded is null.
"""

from __future__ import annotations

from math import isfinite

from herald.check.explain import Bound, Certificate, Piece
from herald.units import Instant, format_instant

Document = dict[str, object]


def document(certificate: Certificate) -> Document:
    """The certificate as plain JSON values."""
    return {
        "verdict": str(certificate.verdict),
        "epoch": format_instant(Instant(certificate.epoch)),
        "pieces": {
            "a": [_piece(piece) for piece in certificate.pieces_a],
            "b": [_piece(piece) for piece in certificate.pieces_b],
        },
        "bounds": [_bound(bound) for bound in certificate.bounds],
    }


def _piece(piece: Piece) -> Document:
    lon0, lat0, lon1, lat1 = piece.places
    return {
        "leg": piece.leg,
        "inside": piece.inside,
        "fractions": list(piece.fractions),
        "places": [[lon0, lat0], [lon1, lat1]],
        "earliest_us": None if piece.earliest is None else list(piece.earliest),
        "latest_us": None if piece.latest is None else list(piece.latest),
        "low_m": list(piece.low_m),
        "high_m": list(piece.high_m),
    }


def _bound(bound: Bound) -> Document:
    return {
        "a": bound.a,
        "b": bound.b,
        "clause": bound.clause,
        "plane_m": list(bound.plane),
        "direction": list(bound.direction),
        "half_planes": [[_finite(number) for number in plane] for plane in bound.planes],
        "multipliers": list(bound.multipliers),
        "bound_m": _finite(bound.bound_m),
        "limit_m": _finite(bound.limit_m),
    }


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None
