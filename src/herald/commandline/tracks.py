"""`herald tracks`: timed positions of the past as notices, ready for the check. What is odd in them is said, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.notice.model import Kind, Reference
from herald.units import PartyId

if TYPE_CHECKING:
    from herald.formats.tracks import Told
    from herald.notice.fixes import Oddity
    from herald.notice.model import Notice
    from herald.notice.past import Manner

MOST_SAID = 40
"""Findings that are said one by one."""

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE", help="GPX, KML, KMZ, or a table of fixes as CSV; - is standard input.", show_default=False
    ),
]
MaxSpeedKmh = Annotated[
    float,
    typer.Option(
        "--max-speed-kmh", metavar="V", help="The greatest speed of anything in these files.", show_default=False
    ),
]
Party = Annotated[str | None, typer.Option("--party", metavar="NAME", help="Whose all these tracks are.")]
PartyFrom = Annotated[
    str | None, typer.Option("--party-from", metavar="COLUMN", help="The column of a table that says whose a track is.")
]
KindOf = Annotated[
    Kind | None,
    typer.Option("--kind", help="What moves: ground-movement where not given, flight for ADS-B.", show_default=False),
]
AltitudeRef = Annotated[
    Reference | None,
    typer.Option(
        "--altitude-ref", help="What the heights are measured from; FL for ADS-B, else WGS84.", show_default=False
    ),
]
AltitudeHalfM = Annotated[
    float | None,
    typer.Option(
        "--altitude-half-m", metavar="METRES", help="How far a height may be off; 42 for ADS-B, else 0.", min=0
    ),
]
PlaceUncertaintyM = Annotated[
    float,
    typer.Option(
        "--place-uncertainty-m",
        metavar="METRES",
        help="How far places may be off, beyond the digits of AIS and ADS-B.",
        min=0,
    ),
]
MaxGap = Annotated[
    str | None,
    typer.Option(
        "--max-gap",
        metavar="6h",
        help="Part a track at longer silences; what lies between is then not covered.",
    ),
]


def tracks(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    files: Files,
    max_speed_kmh: MaxSpeedKmh,
    party: Party = None,
    party_from: PartyFrom = None,
    kind: KindOf = None,
    altitude_ref: AltitudeRef = None,
    altitude_half_m: AltitudeHalfM = None,
    place_uncertainty_m: PlaceUncertaintyM = 0,
    max_gap: MaxGap = None,
    as_json: options.AsJson = False,
) -> Code:
    """Write tracks of the past as notices, for `herald check` to say who could have met.

    The notices are GeoJSON on standard output, each with `observed: true`; what is odd in the tracks is said on standard error
    and kept with each notice. Ends with 0, also where something is odd, or with 3 if a file is malformed.
    """
    from herald import files as held
    from herald.formats import tracks as seen
    from herald.formats.geojson import text as geojson_text

    manner = _manner(max_speed_kmh, altitude_half_m, place_uncertainty_m, max_gap)
    manner = replace(manner, party=_whose(party), kind=kind, reference=altitude_ref)
    with telling_problems(as_json=as_json):
        found = held.read_tracks(files, party_from)
        notices, odd = seen.notices(found, manner)
    say(*_summary(notices), *_findings(odd))
    deliver(geojson_text.render(notices).decode())
    return Code.NOTHING_LISTED


def _manner(max_speed_kmh: float, half_m: float | None, aside_m: float, max_gap: str | None) -> Manner:
    """What is said of all tracks? What is no speed, length or duration is a mistake in the call."""
    from herald import api
    from herald.notice import past

    with options.mistakes_in_the_call():
        longest_gap_s = None if max_gap is None else api.horizon_s(max_gap)
        return past.manner(max_speed_kmh, half_m, aside_m, longest_gap_s)


def _whose(party: str | None) -> PartyId | None:
    """Which party is named? A name that no notice could have is a mistake in the call."""
    from herald.malformed import Malformed
    from herald.members import Where, name

    try:
        return None if party is None else PartyId(name(party, Where("--party")))
    except Malformed as malformed:
        raise typer.BadParameter(str(malformed)) from None


def _summary(notices: Sequence[Notice]) -> Iterator[str]:
    """How many tracks of how many parties, from when to when?"""
    from herald.notice.past import instants_of
    from herald.wording import count, span

    parties = len({notice.party for notice in notices})
    instants = [instant for notice in notices for instant in instants_of(notice)]
    when = f", {span(min(instants), max(instants))}" if instants else ""
    each = f"{count(len(notices), 'track')} of {parties:,} {'party' if parties == 1 else 'parties'}"
    yield f"herald: {each}, {len(instants):,} {'fix' if len(instants) == 1 else 'fixes'}{when}"


def _findings(odd: Sequence[Told]) -> Iterator[str]:
    """What is odd, a line for each track and code; of many the first, and how many of each code there are."""
    for told in odd[:MOST_SAID]:
        yield f"herald: {told.file}, track {told.name}: {_finding(told.oddity)}"
    if len(odd) > MOST_SAID:
        tracks, times = Counter(told.oddity.code for told in odd), Counter[str]()
        for told in odd:
            times[told.oddity.code] += told.oddity.count
        yield f"herald: and {len(odd) - MOST_SAID:,} findings more; in all:"
        yield from (f"herald:   {code}: {times[code]:,} in {tracks[code]:,} tracks" for code in sorted(tracks))


def _finding(odd: Oddity) -> str:
    """How is one of them said: its code, how often, when and where first, and what became of it?"""
    from herald.wording import count, decimal_degrees, exact

    when = "" if odd.instant is None else f", first {exact(odd.instant)}"
    where = "" if odd.place is None else f" at {decimal_degrees(odd.place.lon_e9 / 1e9, odd.place.lat_e9 / 1e9, 5)}"
    return f"{odd.code}, {count(odd.count, 'time')}{when}{where}: {odd.says}"
