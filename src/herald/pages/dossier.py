"""How does a dossier look? One self-contained HTML file without a script, the accounts side by side, made to be printed on A4."""

from __future__ import annotations

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.disclosure import incidentwords as words
from herald.disclosure.dossierview import DossierView
from herald.pages import incidentchart, outlines
from herald.pages.papers import STATEMENTS, page
from herald.pages.projection import HEIGHT, WIDTH
from herald.pages.sourcegraph import sourcegraph

FOOT = (words.APART, f"{NOT_IN_RECORD[0].upper()}{NOT_IN_RECORD[1:]}.", *STATEMENTS)


def dossier(of: DossierView) -> str:
    """Which file shows this dossier? HTML in UTF-8; the same dossier gives the same bytes."""
    return page(
        "dossier.html.j2",
        wide=True,
        exercise=of.exercise,
        title=of.title,
        view=of,
        foot=FOOT,
        scope=words.SCOPE,
        untold=words.UNTOLD,
        glossary=words.GLOSSARY,
        timeline=incidentchart.timeline(of.lanes),
        places=incidentchart.places(of.spots, None if of.exercise else outlines.world()),
        figures=incidentchart.figures(of.series),
        graph=sourcegraph(of.graph, of.drifts),
        width=WIDTH,
        height=HEIGHT,
    )
