"""`herald ack show`: how far a notice has come with each addressee, and what the record shows of each claim about it."""

from __future__ import annotations

from typing import Annotated

import typer

from herald.commandline import options, records
from herald.commandline.outcome import Code, deliver

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which notice.", show_default=False)]
To = Annotated[str | None, typer.Option("--to", metavar="PARTY", help="With this addressee alone; else with each.")]


def show(
    index: Index,
    mission: records.MissionPath = None,
    to: To = None,
    party: records.As = None,
    as_json: options.AsJson = False,
) -> Code:
    """Show how far a notice has come with each addressee: delivery, receipt, spread, response; and what that proves.

    Nine claims that either side may make afterwards are each proved, refuted or not provable, by which entry, and what is missing.
    """
    from herald.desk import stating
    from herald.desk.leading import leads
    from herald.disclosure.bundle import whole
    from herald.disclosure.ladder import ladder, lead_times
    from herald.formats import answer
    from herald.formats.mission import documents, leading, words
    from herald.units import PartyId

    viewer = records.viewer(party)
    with records.moment(mission) as at:
        try:
            shown = ladder(
                whole(stating.evidence(at.record, at.books, index), viewer), viewer, PartyId(to) if to else None
            )
        except IndexError:
            shown = None
        asked = () if shown is None else leads(at.record, at.books, index)
    if shown is None:
        raise typer.BadParameter(f"{index}: no notice is sealed there", param_hint="INDEX")
    if to is not None and not shown.each:
        raise typer.BadParameter(
            f"{to}: the notice is not addressed to it, or it is not yours to see", param_hint="--to"
        )
    times = lead_times(asked, shown)
    if as_json:
        deliver(answer.text({**documents.ladder(shown), "lead_times": leading.document(times)}))
    else:
        deliver(words.ladder(shown, times))
    return Code.NOTHING_LISTED
