"""What does a mission say to a machine? JSON documents of what disclosure let out."""

from __future__ import annotations

from dataclasses import asdict

from herald.acknowledgement.claims import SAID
from herald.acknowledgement.ladders import LAPSED, RANKS
from herald.disclosure.ladder import LadderShown, WithOne
from herald.disclosure.receipts import NoticeShown, ReceiptShown
from herald.disclosure.status import Status
from herald.formats.answer import Document
from herald.formats.geojson.text import feature, json_text
from herald.jsontext import parse
from herald.units import Instant, format_instant


def status(of: Status) -> Document:
    """How does the mission stand? Null is what the viewer may not know."""
    stated = asdict(of)
    stated["received"] = format_instant(of.received)
    return stated


def receipt(of: ReceiptShown) -> Document:
    """What is sealed, and where?"""
    return {
        "index": of.index,
        "size": of.size,
        "received": format_instant(of.received),
        "checked_to": of.checked_to,
        "aloud": of.aloud,
        "proof": of.proof.decode(),
    }


def notice(of: NoticeShown) -> Document:
    """What was filed, and what became of it? `notice` is the Feature of the profile."""
    met = None if of.met is None else {"could_meet": list(of.met.could_meet), "cannot_tell": list(of.met.cannot_tell)}
    return {
        "exercise": of.exercise,
        "index": of.index,
        "received": format_instant(of.received),
        "fate": of.fate.value,
        "successor": of.successor,
        "addressees": list(of.addressees),
        "met": met,
        "receipt": None if of.receipt is None else receipt(of.receipt),
        "witnessed": None if of.witnessed is None else format_instant(of.witnessed),
        "notice": _feature(of),
    }


def ladder(of: LadderShown) -> Document:
    """How was a notice told, and what does that show? The claims as the stand-alone verifier has them."""
    return {
        "exercise": of.exercise,
        "index": of.index,
        "filer": of.filer,
        "entered": of.entered,
        "received": format_instant(of.received),
        "witnessed": _instant(of.seen),
        "witnesses": list(of.witnesses),
        "ladders": [_with_one(each, of) for each in of.each],
    }


def _with_one(one: WithOne, of: LadderShown) -> Document:
    stands = one.stands
    answers = {None: None, LAPSED: "lapsed"} | {rank: answer.value for answer, rank in RANKS.items()}
    return {
        "to": one.party,
        "level": int(of.level(one)),
        "delivery": stands.delivery.name.lower(),
        "delivered": stands.counts,
        "receipt": stands.receipt.name.lower(),
        "spread": stands.spread.name.lower().replace("_", "-"),
        "units_told": stands.told,
        "units_confirmed": stands.confirmed,
        "response": answers[stands.answer],
        "due": _instant(stands.due),
        "claims": [
            {
                "claim": each.claim.value,
                "said": SAID[each.claim][1],
                "by": SAID[each.claim][0].value,
                "verdict": each.verdict.value,
                "entry": each.entry,
                "missing": each.missing,
                "words": each.words,
            }
            for each in one.claims
        ],
    }


def _instant(of: Instant | None) -> str | None:
    return None if of is None else format_instant(of)


def _feature(of: NoticeShown) -> object:
    """The Feature, its numbers as any reader of JSON has them."""
    return _plain(parse("notice", json_text(feature(of.notice)).encode()))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_plain(held) for held in value]
    return value if value is None or isinstance(value, bool | int | str) else float(str(value))
