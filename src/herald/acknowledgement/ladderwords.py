"""How is it said how far a notice has come, and what numbers come to? The same words everywhere, for every party.

Words, never colours: each of them stands alone in grey and over a telephone.
"""

from __future__ import annotations

from collections.abc import Iterator

from herald.acknowledgement.ladders import LAPSED, RANKS, Delivery, Receipt, Spread
from herald.acknowledgement.numbers import Delay, Numbers, Outcomes
from herald.agreement.model import Regime
from herald.units import Instant
from herald.wording import date_time_group, span

NOT_PERMISSION = "Notice is not permission."
NOT_FORWARD = "not confirmed forward"
DELIVERY = {
    Delivery.ADDRESSED: "not sent yet",
    Delivery.FAILED: "every try failed",
    Delivery.TRIED: "tried",
    Delivery.AVAILABLE: "available",
    Delivery.CONSIGNED: "consigned",
}
RECEIPT = {
    Receipt.NONE: "no receipt",
    Receipt.PAPER: "receipt on paper",
    Receipt.VOICE: "receipt by voice",
    Receipt.SIGNED: "receipt signed",
}
SPREAD = {
    Spread.NOT_FORWARD: NOT_FORWARD,
    Spread.TOLD: "told, none confirms",
    Spread.PARTLY: "partly confirmed",
    Spread.CONFIRMED: "confirmed",
}
ANSWER = {None: "no answer yet", LAPSED: "no answer in time"} | {
    rank: answer.value.replace("-", " ") for answer, rank in RANKS.items()
}
ASKS = {
    Regime.NOTIFY: "notice alone",
    Regime.NOTIFY_OBJECT: "notice, and it may be objected to",
    Regime.CONSENT: "consent is asked",
    Regime.PROHIBIT: "the clause prohibits it",
    Regime.PERMIT: "the clause permits it",
}
"""What does a regime ask, in words that stand on the face of a notice?"""


def delivery(rung: int, *, delivered: bool) -> str:
    """How far is it on its way? That it counts as delivered by the clause is said beside the rung.

    >>> delivery(3, delivered=True), delivery(3, delivered=False), delivery(0, delivered=False)
    ('delivered (available)', 'not delivered (available)', 'not delivered (not sent yet)')
    """
    return f"{'delivered' if delivered else 'not delivered'} ({DELIVERY[Delivery(rung)]})"


def passed_on(rung: Spread, told: int | None, confirmed: int | None) -> str:
    """How far has it come with the units that were named? With their number, where it may be known.

    >>> passed_on(Spread.PARTLY, 3, 2), passed_on(Spread.PARTLY, None, None), passed_on(Spread.NOT_FORWARD, 0, 0)
    ('partly confirmed: 2 of 3 units', 'partly confirmed', 'not confirmed forward')
    """
    if not told:
        return SPREAD[rung]
    return f"{SPREAD[rung]}: {confirmed} of {told} unit{'' if told == 1 else 's'}"


def no_answer_by(due: Instant) -> str:
    """What is said of silence?

    >>> no_answer_by(Instant(0))
    'no answer by 010000Z JAN 1970'
    """
    return f"no answer by {date_time_group(due)}"


def answered(answer: int | None, due: Instant | None, silent_since: Instant | None) -> str:
    """What was answered, or by when is an answer due, or until when did none come?

    >>> answered(None, Instant(0), None), answered(0, None, Instant(0)), answered(2, None, None)
    ('answer due by 010000Z JAN 1970', 'no answer by 010000Z JAN 1970', 'no objection')
    """
    said = no_answer_by(silent_since) if answer == LAPSED and silent_since is not None else ANSWER[answer]
    if due is None:
        return said
    asked = f"answer due by {date_time_group(due)}"
    return asked if answer is None else f"{said}; {asked}"


def clause(name: str, regime: Regime) -> str:
    """How does a clause stand on the face of a notice, with its regime?

    >>> clause("2", Regime.CONSENT)
    'clause 2, consent: consent is asked'
    """
    return f"clause {name}, {regime.value}: {ASKS[regime]}"


def local(instant: Instant | None, ahead_min: int) -> str:
    """Which minute do clocks show that are so many minutes ahead of UTC? The month in letters, as everywhere.

    >>> local(Instant(0), 120), local(Instant(0), -210), local(None, 0)
    ('010200 JAN 1970 (+02:00)', '312030 DEC 1969 (-03:30)', 'not stated')
    """
    if instant is None:
        return "not stated"
    return f"{_shown(instant, ahead_min)} ({offset(ahead_min)})"


def local_span(first: Instant | None, last: Instant | None, ahead_min: int) -> str:
    """From which minute to which, on such clocks? Outward to the minute; how far they are ahead is said beside it.

    >>> local_span(Instant(0), Instant(61_000_000), 120)
    '010200 to 010202 JAN 1970'
    """
    moved = [None if each is None else Instant(each + ahead_min * 60_000_000) for each in (first, last)]
    return span(*moved).replace("Z", "")


def offset(ahead_min: int) -> str:
    """How is an offset written?

    >>> offset(0), offset(-210)
    ('+00:00', '-03:30')
    """
    hours, minutes = divmod(abs(ahead_min), 60)
    return f"{'-' if ahead_min < 0 else '+'}{hours:02d}:{minutes:02d}"


def _shown(instant: Instant, ahead_min: int) -> str:
    return date_time_group(Instant(instant + ahead_min * 60_000_000)).replace("Z", "")


# -- Numbers -------------------------------------------------------------------------------------------------------------------


def counted(of: Numbers) -> Iterator[tuple[str, str]]:
    """What do these numbers say, line by line? Each with what it is a part of."""
    yield "live notices", f"{of.notices:,}, with {of.pairs:,} addressee{'' if of.pairs == 1 else 's'}"
    yield "delivered", str(of.delivered)
    yield "receipted", str(of.receipted)
    yield "answered", str(of.answered)
    yield "no answer in time", str(of.silent)
    yield "all named units confirmed", str(of.all_confirmed)
    yield NOT_FORWARD, str(of.not_forward)
    if of.units is not None:
        yield "named units that confirmed", str(of.units)


def came(of: Outcomes) -> Iterator[tuple[str, str]]:
    """What do these say of movements that are over, or of which somebody said what came, line by line?"""
    yield "an outcome was stated", str(of.stated)
    for outcome, share in of.by_outcome:
        yield outcome.value, str(share)
    yield "stated differently by two parties", str(of.apart)
    yield "delay", delayed(of.delay)


def delayed(of: Delay) -> str:
    """How long were they delayed, and of how many was nothing stated?

    >>> from herald.acknowledgement.numbers import Minutes, Share
    >>> delayed(Delay(Share(2, 3), Minutes(20, 20, 95, 95))), delayed(Delay(Share(0, 1), None))
    ('stated of 2 of 3 (67 %): 20 to 95 min, median 20 to 95 min; not stated of 1', 'stated of 0 of 1 (0 %); not stated of 1')
    """
    unsaid = f"; not stated of {of.not_stated:,}" if of.stated.whole else ""
    if of.minutes is None:
        return f"stated of {of.stated}{unsaid}"
    low, high = of.minutes.median_low, of.minutes.median_high
    middle = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"stated of {of.stated}: {of.minutes.least:,} to {of.minutes.most:,} min, median {middle} min{unsaid}"
