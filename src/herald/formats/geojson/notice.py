"""Which notice is this Feature? One act of notice, read strictly, in canonical values."""

from __future__ import annotations

import math
from decimal import Decimal

from herald.canonical import Json
from herald.formats.geojson.names import STATED, likely_slips
from herald.formats.geojson.schedule import max_speed
from herald.formats.geojson.shape import located, sound_geometry
from herald.geometry.geojson import typed
from herald.members import Members, Where, caught, choice, flag, gather, instant, members, name, quantity, said, settled
from herald.notice.lifecycle import Act
from herald.notice.model import Action, Kind, Notice, Origin
from herald.units import Instant, NoticeId, PartyId

_MISPLACED = tuple(sorted(STATED - {"id"}))
"""Members that mean something only within properties; a Feature may have an `id` of its own."""
length = quantity(1000, math.ceil, 0)
"""A reader of a length, in mm, rounded up."""

Manner = tuple[int, int, Instant | None, bool, int | None]
"""Buffer and uncertainty in mm, filing time, whether a track of the past, its greatest speed in um/s."""


def notice(value: object, where: Where, origin: Origin) -> Notice:
    """Which notice does this Feature state?

    A cancel needs its id, party, kind, action and predecessor; see `geojson_shape.located` for what else it may carry.
    Raises Malformed with everything that is wrong with the Feature.
    """
    feature = members(value, where)
    given = caught(lambda: feature.need("properties", members))
    if given[0] is None:
        form = (lambda: typed(value, where, "Feature"), lambda: feature.need("geometry", sound_geometry))
        gather(*form, lambda: settled(given))
    properties = settled(given)
    return gather(
        lambda: typed(value, where, "Feature"),
        lambda: feature.forbid(_MISPLACED, "this member within properties"),
        lambda: _notice(feature, properties, origin),
    )[2]


def _notice(feature: Members, properties: Members, origin: Origin) -> Notice:
    _, act_read, kind, (buffer, uncertainty, filed, observed, fastest), (shape, reference) = gather(
        lambda: likely_slips(properties),
        lambda: _act(properties, origin),
        lambda: properties.need("kind", choice(Kind)),
        lambda: _manner(properties),
        lambda: located(feature, properties),
    )
    return Notice(
        id=act_read.id,
        party=act_read.party,
        kind=kind,
        shape=shape,
        action=act_read.action,
        replaces=act_read.replaces,
        reference=reference,
        buffer_mm=buffer,
        place_uncertainty_mm=uncertainty,
        submitted_at=filed,
        observed=observed,
        max_speed_um_s=fastest,
        kept={member: kept(one) for member, one in properties.values.items() if member not in STATED},
        origin=origin,
    )


def _manner(properties: Members) -> Manner:
    return gather(
        lambda: properties.get("buffer_m", length, 0),
        lambda: properties.get("place_uncertainty_m", length, 0),
        lambda: properties.get("submitted_at", instant, None),
        lambda: properties.get("observed", flag, default=False),
        lambda: properties.get("max_speed_kmh", max_speed, None),
    )


def act(value: object, where: Where, origin: Origin) -> Act | None:
    """As what act does this Feature take part in the lifecycle, whatever else is wrong with it? None if unknown."""
    return caught(lambda: _act(members(value, where).need("properties", members), origin))[0]


def _act(properties: Members, origin: Origin) -> Act:
    """Who does what to which notice? `replace` and `cancel` name a predecessor, `new` names none."""
    notice_id, party, (action, replaces) = gather(
        lambda: NoticeId(properties.need("id", name)),
        lambda: PartyId(properties.need("party", name)),
        lambda: gather(
            lambda: properties.get("action", choice(Action), Action.NEW), lambda: properties.get("replaces", name, None)
        ),
    )
    predecessor = properties.where.member("replaces")
    if action is Action.NEW and replaces is not None:
        raise predecessor.wrong(said(replaces), f"no predecessor of a new notice, or the action {Action.REPLACE}")
    if action is not Action.NEW and replaces is None:
        raise predecessor.wrong("nothing", f"the id of the notice it is to {action}")
    return Act(notice_id, party, action, NoticeId(replaces) if replaces is not None else None, origin)


def kept(value: object) -> Json:
    """A member as it is, in canonical JSON: a number that is not whole becomes its decimal text, the shortest.

    Half a degree is kept as `"0.5"`, however it was written; read again it is that text still.
    """
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else f"{value:f}".rstrip("0")
        case list():
            return [kept(item) for item in value]
        case dict():
            return {str(member): kept(item) for member, item in value.items()}
        case None | bool() | int() | str():
            return value
    raise TypeError(f"{type(value).__name__} is no JSON")
