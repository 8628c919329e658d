"""How does a dossier look? One self-contained HTML file without a script, the accounts side by side, made to be printed on A4."""

from __future__ import annotations

from herald.disclosure import incidentwords as words
from herald.disclosure.dossierview import DossierView
from herald.pages import incidentchart
from herald.pages.papers import page
from herald.units import Instant
from herald.wording import date_time_group


def dossier(of: DossierView) -> str:
    """Which file shows this dossier? HTML in UTF-8; the same dossier gives the same bytes."""
    ends: dict[Instant, str] = {at: date_time_group(at) for each in of.timed for at in (each.first, each.until)}
    lanes = [f"account {account.index}" for account in of.accounts]
    return page(
        "dossier.html.j2",
        wide=True,
        exercise=of.exercise,
        title=of.title,
        view=of,
        apart=words.APART,
        scope=words.SCOPE,
        timeline=incidentchart.timeline(lanes, of.timed, ends),
        places=incidentchart.places(of.spots),
        graph=incidentchart.sources(of.graph, of.drifting),
    )
