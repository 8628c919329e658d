"""`herald incident assess`, `review`: what an analyst finds of evidence, a source or a claim, and what another says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, incidentacts, options, records
from herald.commandline.incidentacts import Coordinates, From, Key, PlaceText, Until, WhenText, WithinKm
from herald.commandline.outcome import Code, telling_problems
from herald.incident.codes import AssessmentOf, AssessmentStep

if TYPE_CHECKING:
    from herald.commandline.acting import Signer
    from herald.record.acts import Act

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which entry.", show_default=False)]
Says = Annotated[str, typer.Option("--says", metavar="TEXT", help="What is found.", show_default=False)]
Basis = Annotated[str, typer.Option("--basis", metavar="TEXT", help="On which basis.", show_default=False)]


def assess(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    index: Index,
    what: Annotated[AssessmentOf, typer.Option("--what", help="Which question it answers.", show_default=False)],
    says: Says,
    basis: Basis,
    mission: records.MissionPath = None,
    method: Annotated[str | None, typer.Option("--method", metavar="TEXT", help="By which method.")] = None,
    confidence: Annotated[
        str | None, typer.Option("--confidence", metavar="TEXT", help="How sure, in your own words.")
    ] = None,
    place: PlaceText = None,
    coordinates: Coordinates = None,
    within_km: WithinKm = None,
    when: WhenText = None,
    from_: From = None,
    until: Until = None,
    reliability: Annotated[
        str | None, typer.Option("--reliability", metavar="A-F", help="How reliable the source is, by a letter.")
    ] = None,
    credibility: Annotated[
        int | None, typer.Option("--credibility", metavar="1-6", help="How credible what it says is, by a number.")
    ] = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Put forward a finding about evidence, a source, a citation or a claim: where or when it was, who filmed it, how it is graded.

    It stands beside what it is about, under your name, until another person has said to it what there is to say.
    """
    from herald.incident.contents import Assessment
    from herald.record.incidents import Assessed

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        where, time = incidentacts.place(place, coordinates, within_km), incidentacts.when(when, from_, until)
        content = Assessment(basis, confidence, credibility, method, where, reliability, says, time)
        leaf = acting.leaf_of(by, index, None)
        act = Assessed(_incident(by, index), leaf, index, AssessmentStep.PROPOSED, what)
        return incidentacts.entered(by, act, content, sign_only=False, as_json=as_json)


def review(
    index: Index,
    says: Says,
    basis: Basis,
    mission: records.MissionPath = None,
    disagree: Annotated[bool, typer.Option("--disagree", help="You do not agree; else you do.")] = False,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Say whether you agree with the finding at this index. Another person than the one who put it forward has to."""
    from herald.incident.contents import Assessment
    from herald.record.incidents import Assessed

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        leaf, found = acting.leaf_of(by, index, None), _act(by, index)
        if not isinstance(found, Assessed):
            raise typer.BadParameter(f"{index}: no finding stands there", param_hint="INDEX")
        step = AssessmentStep.DISAGREED if disagree else AssessmentStep.AGREED
        content = Assessment(basis, None, None, None, None, None, says, None)
        act = Assessed(found.incident, leaf, index, step, found.what)
        return incidentacts.entered(by, act, content, sign_only=False, as_json=as_json)


def _act(by: Signer, index: int) -> Act:
    with records.moment(by.database) as at:
        return at.record.sealed(index).entry().statement.act


def _incident(by: Signer, index: int) -> int:
    """Of which incident is the entry at this index? Raises typer.BadParameter."""
    with records.moment(by.database) as at:
        part = at.record.part(index)
    if part is None:
        raise typer.BadParameter(f"{index}: no entry of an incident stands there", param_hint="INDEX")
    return part.incident
