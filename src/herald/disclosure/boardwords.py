"""How does the board read? What needs somebody, line by line; the same on a page and a terminal."""

from __future__ import annotations

from herald.acknowledgement.hotline import StopOnRecord
from herald.disclosure.board import Board, Counted, NeedShown
from herald.disclosure.saying import begins, named, recipients
from herald.notice.itinerary import itinerary
from herald.wording import date_time_group

NOTHING = "Nothing needs anybody now, as far as the record tells."


def stop(of: StopOnRecord) -> str:
    """How does an open stop call read?"""
    open_ = ", ".join(named(each.party) for each in of.called if each.is_open)
    return f"OPEN STOP CALL {of.call.short} by {named(of.said.party)} since {date_time_group(of.said.at)}: open with {open_}"


def need(of: NeedShown) -> str:
    """How does one thing read that needs somebody?"""
    notice = of.movement.notice
    when = begins(itinerary(notice)) if of.due is None else f"by {date_time_group(of.due)}"
    return f"{of.what.value.upper()}: {named(notice.id)} of {named(notice.party)} ({when}): {recipients(of.about)}"


def called(of: Counted, board: Board) -> str:
    """Of what are these numbers?"""
    if of.party is not None:
        return f"Addressed to {named(of.party)}"
    return "All notices, with all addressees" if board.viewer is None else f"Filed by {named(board.viewer)}"
