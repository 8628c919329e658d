"""How does the report look? One self-contained HTML file: no request leaves it, it reads without a script, it prints.

The page may load nothing, and run nothing but its own style and script: its content security policy allows them by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from herald.pages.chart import Chart
from herald.pages.plane import number
from herald.pages.projection import HEIGHT, WIDTH
from herald.pages.track import Track
from herald.pages.view import ReportView, Timeline
from herald.units import SECOND, Instant
from herald.wording import LASTING

TABBED_MARKERS = 60
"""On a map with more markers than this the tables are the way for a keyboard, not a hundred stops on the map."""


def render(view: ReportView) -> str:
    """Which file shows this view? HTML in UTF-8; the same view gives the same bytes."""
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            view=view,
            style=style,
            script=script,
            policy=policy(style, script),
            data=script_data(view),
            width=number(WIDTH),
            height=number(HEIGHT),
            tabbed=view.chart is not None and len(view.chart.markers) <= TABBED_MARKERS,
        )
    )


def policy(style: str, script: str) -> str:
    """What may the page load and run? Its own style and script, word for word, and nothing else. Source: W3C CSP Level 3."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    """A style or script of ours, as it stands between its tags."""
    return (files("herald.pages") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Everything a notice says is escaped; a name the template does not know is an error, not an empty place."""
    return Environment(
        loader=PackageLoader("herald.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def script_data(view: ReportView) -> Mapping[str, object]:
    """What does the script need beyond the page itself? The projection, the time axis, and who is where when.

    Times are whole seconds after the start of the axis, rounded outward; null where an end is not stated or lasts.
    """
    return {
        "map": _map_data(view.chart) if view.chart else None,
        "time": _time_data(view.timeline) if view.timeline else None,
        "tracks": _track_data(view.chart, view.timeline) if view.chart and view.timeline else {},
        "stays": _stay_data(view.timeline) if view.timeline else {},
        "meetings": [
            [each.number, each.sides[0].number, each.sides[1].number, *_flat(each.spans, view.timeline)]
            for each in view.encounters
        ],
    }


def _map_data(chart: Chart) -> Mapping[str, object]:
    middle = chart.projection
    return {"lon": middle.lon_deg, "lat": middle.lat_deg, "unit": middle.unit_m, "width": WIDTH, "height": HEIGHT}


def _time_data(timeline: Timeline) -> Mapping[str, object]:
    return {"start": timeline.axis.start // SECOND, "step": timeline.step_s, "steps": timeline.steps}


def _track_data(chart: Chart, timeline: Timeline) -> Mapping[str, object]:
    return {str(number_): _run(track, timeline) for number_, track in chart.tracks.items()}


def _run(track: Track, timeline: Timeline) -> list[float | int | None]:
    """x, y, earliest, latest of each vertex in turn."""
    run: list[float | int | None] = []
    for v in track:
        run += [round(v.x, 2), round(v.y, 2), _floor(v.earliest, timeline), _ceil(v.latest, timeline)]
    return run


def _stay_data(timeline: Timeline) -> Mapping[str, object]:
    return {
        str(lane.entry.number): [
            _floor(lane.entry.window.earliest, timeline),
            _ceil(lane.entry.window.latest, timeline),
        ]
        for lane in (*timeline.first, *timeline.others)
        if not lane.entry.moves
    }


def _flat(spans: tuple[tuple[Instant, Instant], ...], timeline: Timeline | None) -> list[int | None]:
    if timeline is None:
        return []
    return [end for first, last in spans for end in (_floor(first, timeline), _ceil(last, timeline))]


def _floor(instant: Instant | None, timeline: Timeline) -> int | None:
    return None if instant is None else (instant - timeline.axis.start) // SECOND


def _ceil(instant: Instant | None, timeline: Timeline) -> int | None:
    return None if instant is None or instant >= LASTING else -((timeline.axis.start - instant) // SECOND)
