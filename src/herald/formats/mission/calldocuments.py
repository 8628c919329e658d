"""How is the hotline shown to a machine? JSON documents of what disclosure let out; a side that sealed nothing is `not given`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from herald.acknowledgement.hotline import (
    Account,
    CallOnRecord,
    Check,
    Ringing,
    RosterOnRecord,
    Side,
    Step,
    StopOnRecord,
    Unseen,
)
from herald.acknowledgement.stopcall import Line
from herald.canonical import Json
from herald.disclosure.calls import CallShown, HotlineShown, RosterShown
from herald.formats.answer import Document
from herald.formats.mission.calling import NOT_GIVEN
from herald.units import Instant, PartyId, format_instant


def call_document(of: CallShown) -> Document:
    """The same of one call as JSON: a list of sides, each with its own steps alone."""
    return {
        "exercise": of.exercise,
        "at": format_instant(of.now),
        "call": of.call.number,
        "short": of.call.short,
        "sides": [_side_document(side) for side in of.call.sides],
        "stop_calls": [_stop_document(stop, of.now) for stop in of.stops],
    }


def _side_document(of: Side) -> Document:
    return {
        "party": of.party,
        "parts": list(of.parts),
        "account": "given" if of.is_given else NOT_GIVEN,
        "steps": [_step_document(step) for step in of.steps],
    }


def _step_document(of: Step) -> Document:
    return {
        "step": of.what,
        "at": format_instant(of.at),
        "others": list(of.others),
        "channel": of.channel,
        "language": of.language,
        "of": of.of,
        "purpose": of.purpose,
        "place": of.rung,
        "result": of.result,
        "persons": _field(of.persons),
        "words": _field(of.words),
        "index": of.index,
        "received": format_instant(of.received),
    }


def _field(value: Json | Unseen) -> Document:
    """What a field says, and why it does not, where that is so."""
    unseen = isinstance(value, Unseen)
    return {"stated": None if unseen else value, "unseen": value.value if isinstance(value, Unseen) else None}


def _stop_document(of: StopOnRecord, now: Instant) -> Document:
    return {
        "call": of.call.number,
        "caller": of.said.party,
        "at": format_instant(of.said.at),
        "of": of.said.of,
        "open": of.is_open,
        "called": [
            {
                "party": each.party,
                "open": each.is_open,
                "ended": _instant(each.ended),
                "by_caller": {"account": "given", **_clock_document(each.by_caller, now)},
                "by_party": {
                    "account": "given" if of.call.side(each.party).is_given else NOT_GIVEN,
                    **_clock_document(each.by_party, now),
                },
            }
            for each in of.called
        ],
    }


def _clock_document(of: Account, now: Instant) -> Document:
    found = of.clock(now)
    return {
        "since": format_instant(of.since),
        "understood": _instant(of.understood),
        "stopped": _instant(of.stopped),
        "until_understood_us": None if found is None else found.until_understood,
        "until_stopped_us": None if found is None else found.until_stopped,
        "so_far_us": None if found is None else found.in_all,
    }


def _instant(of: Instant | None) -> str | None:
    return None if of is None else format_instant(of)


def hotline_document(of: HotlineShown) -> Document:
    """The same of the hotline as JSON: open stop calls first, then calls from the latest on."""
    return {
        "exercise": of.exercise,
        "at": format_instant(of.now),
        "stop_calls": [_stop_document(stop, of.now) for stop in sorted(of.stops, key=lambda stop: not stop.is_open)],
        "line_checks": [_check_document(check) for check in of.checks],
        "next_checks": [{"party": due.party, "due": format_instant(due.at)} for due in of.due],
        "calls": [_listed_document(each) for each in reversed(of.calls)],
        "numbers": asdict(of.numbers),
    }


def _check_document(of: Check) -> Document:
    return {
        "party": of.party,
        "due": format_instant(of.due),
        "until": format_instant(of.end),
        "fate": of.fate.value,
        "done": of.done,
        "missed": of.missed,
    }


def _listed_document(of: CallOnRecord) -> Document:
    return {
        "call": of.number,
        "short": of.short,
        "at": format_instant(of.steps[0].at),
        "steps": len(of.steps),
        "sides": [{"party": side.party, "account": "given" if side.is_given else NOT_GIVEN} for side in of.sides],
    }


def roster_document(of: RosterShown) -> Document:
    """The same of a roster as JSON; null where none is in force that can be shown."""
    held = of.roster
    if held is None:
        return {"party": of.party, "roster": None}
    unseen = isinstance(held.places, Unseen)
    places = () if isinstance(held.places, Unseen) else held.places
    return {
        "party": of.party,
        "roster": {
            "index": held.index,
            "from": format_instant(held.begins),
            "until": format_instant(held.ends),
            "seconds": held.rung_s,
            "count": held.count,
            "unseen": Unseen.ERASED.value if unseen else None,
            "places": [
                {
                    "role": each.role,
                    "channel": each.channel,
                    "reach": each.reach,
                    "language": each.language,
                    "person": None if isinstance(each.person, Unseen) else each.person,
                }
                for each in places
            ],
        },
    }


def ring_document(party: PartyId, roster: RosterOnRecord | None, ringing: Ringing | None) -> Document:
    """The same of whom to ring as JSON."""
    held = None if roster is None or ringing is None else roster.place(ringing.place)
    return {
        "party": party,
        "place": None if ringing is None else ringing.place,
        "since": None if ringing is None else format_instant(ringing.since),
        "role": None if held is None else held.role,
        "channel": None if held is None else held.channel,
        "reach": None if held is None else held.reach,
        "language": None if held is None else held.language,
    }


def script_document(lines: Sequence[Line]) -> list[Document]:
    """The same of a script as JSON."""
    return [
        {
            "part": line.part.value,
            "card": line.card,
            "words": line.words,
            "aloud": list(line.aloud),
            "phrase": None if line.phrase is None else {"words": line.phrase.words, "aloud": line.phrase.aloud},
        }
        for line in lines
    ]
