"""`herald call list`, `show`: how the hotline stands, and one call with each side by its own account."""

from __future__ import annotations

from typing import Annotated

import typer

from herald.commandline import acting, callsteps, options, records
from herald.commandline.callsteps import Number
from herald.commandline.outcome import Code, deliver


def listed(
    mission: records.MissionPath = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="INSTANT", help="Since when, else the last 24 h; open stop calls always."),
    ] = None,
    party: records.As = None,
    as_json: options.AsJson = False,
) -> Code:
    """List the open stop calls with their clocks, line checks that were missed or are due, and calls, the latest first.

    Ends with 1 as long as a stop call is open.
    """
    from herald.commandline import clock
    from herald.desk import calling
    from herald.disclosure import calls
    from herald.formats import answer
    from herald.formats.mission import calldocuments
    from herald.formats.mission import calling as words
    from herald.units import DAY, Instant

    now = clock.now()
    first = Instant(now - DAY) if since is None else acting.moment(since)
    with records.moment(mission) as at:
        facts = calling.facts(at.record, at.books, first)
    shown = calls.hotline_shown(facts, records.viewer(party), now, first)
    deliver(answer.text(calldocuments.hotline_document(shown)) if as_json else words.hotline(shown))
    return Code.SOMETHING_LISTED if any(stop.is_open for stop in shown.stops) else Code.NOTHING_LISTED


def show(
    number: Number,
    mission: records.MissionPath = None,
    party: records.As = None,
    as_json: options.AsJson = False,
) -> Code:
    """Show one call: each side beside the other under its own name, by its own account; `not given` where it sealed nothing."""
    from herald.commandline import clock
    from herald.commandline.check import style
    from herald.desk import calling
    from herald.disclosure import calls
    from herald.formats import answer
    from herald.formats.mission import calldocuments
    from herald.formats.mission import calling as words

    begins = callsteps.figures(number)
    with records.moment(mission) as at:
        facts = calling.facts_of(at.record, at.books, begins)
    found = calls.call(facts, records.viewer(party), begins, clock.now())
    if len(found) != 1:
        raise typer.BadParameter(callsteps.which(begins, [each.call for each in found]), param_hint="NUMBER")
    deliver(answer.text(calldocuments.call_document(found[0])) if as_json else words.call(found[0], style().width))
    return Code.NOTHING_LISTED
