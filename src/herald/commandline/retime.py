"""`herald retime`: by how much could this notice be shifted so that it meets no one? What else would clear it?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from herald.commandline import options
from herald.commandline.outcome import Code, deliver, telling_problems

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of the notice to shift.", show_default=False)]
Horizon = Annotated[
    str,
    typer.Option("--horizon", metavar="24h", help="How far, earlier and later: an integer with s, m, h or d."),
]
Proposals = Annotated[
    bool,
    typer.Option("--proposals", help="Also the least cut of slack, hold and step in height that clears it."),
]


def retime(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    notice: Id,
    files: options.Files,
    agreement: options.AgreementFile = None,
    separation_m: options.SeparationM = 1000,
    vertical_m: options.VerticalM = 300,
    road_factor: options.RoadFactor = 1,
    horizon: Horizon = "24h",
    proposals: Proposals = False,
    as_json: options.AsJson = False,
) -> Code:
    """Say by which whole seconds a notice could be shifted to meet no one, with nothing about it that cannot be told.

    Ends with 0 if it is clear as filed, with 1 if it is not, with 2 if no notice has this id.
    """
    from herald import api
    from herald.check import compiled
    from herald.check import proposals as others
    from herald.check import retime as shifts
    from herald.commandline.check import style
    from herald.commandline.progress import Progress
    from herald.commandline.reading import read
    from herald.formats import answer as machine
    from herald.formats import terminal

    limits = options.limits(separation_m, vertical_m, road_factor)
    with options.mistakes_in_the_call():
        seconds = api.horizon_s(horizon)
    with telling_problems(as_json=as_json):
        notices, agreed = read(files, agreement)
    with options.mistakes_in_the_call():
        asked = api.retimable(notice, notices)
    with Progress(sys.stderr) as progress, compiled.telling(progress.compiling):
        clear = shifts.clear_shifts(asked, notices, agreed, limits, seconds)
        more = others.propose(asked, notices, agreed, limits, seconds) if proposals else None
    deliver(
        machine.text(machine.retimed(asked, clear, more))
        if as_json
        else terminal.retimed(asked, clear, seconds, style(), more)
    )
    return Code.NOTHING_LISTED if any(first <= 0 <= last for first, last in clear) else Code.SOMETHING_LISTED
