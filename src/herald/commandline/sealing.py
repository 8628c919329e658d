"""What the cell's officer hands to the sequencer, and what is said of what became of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from herald.commandline import records
from herald.commandline.outcome import Code, deliver, say

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.desk.answering import Answered
    from herald.desk.sequencer import Outcome, Refusing, Sealing, Sequencer
    from herald.formats.answer import Document
    from herald.record.acts import Act, KeyStatement
    from herald.store.sqlite.store import SqliteStore

AT_ONCE = 256


def sealed(
    store: SqliteStore,
    sequencer: Sequencer,
    lines: Sequence[bytes],
    *,
    as_json: bool,
    receipts: Path | None = None,
) -> Code:
    """What becomes of these lines? Told one by one, in their order.

    Ends with 4 if one was refused, with 3 if one was no entry, else with 1 if a notice could meet another or it cannot be told.
    """
    from herald.formats.mission import words

    code, told = Code.NOTHING_LISTED, list[object]()
    if sequencer.books.exercise and not as_json:
        deliver(f"{words.EXERCISE}\n\n")
    for first in range(0, len(lines), AT_ONCE):
        for outcome in sequencer.seal(lines[first : first + AT_ONCE]):
            document, said, worse = _told(store, sequencer, outcome)
            code = max(code, worse)
            told.append(document)
            if not as_json:
                deliver(said)
            if receipts is not None and document.get("index") is not None:
                _hand_out(store, receipts, outcome)
    if as_json:
        from herald.formats import answer

        deliver(answer.text({"outcomes": told}))
    return code


def _told(store: SqliteStore, sequencer: Sequencer, outcome: Outcome) -> tuple[Document, str, Code]:
    from herald.desk.sequencer import Refusing

    if isinstance(outcome, Refusing):
        return _refused(outcome)
    return _sealed(store, sequencer, outcome)


def _refused(outcome: Refusing) -> tuple[Document, str, Code]:
    from dataclasses import asdict

    refused = outcome.refused
    index = None if outcome.refusal is None else outcome.refusal.sealed.index
    also = "" if index is None else f" The refusal is sealed at index {index}."
    problems = "".join(f"  {problem}\n" for problem in outcome.problems)
    words = f"REFUSED ({refused.code}): {refused.why}.{also} No receipt was given.\n{problems}\n"
    document: Document = {
        "refused": refused.code,
        "why": refused.why,
        "refusal": index,
        "problems": [asdict(each) for each in outcome.problems],
    }
    return document, words, Code.MALFORMED if refused.code == "malformed" else Code.UNVERIFIED


def _sealed(store: SqliteStore, sequencer: Sequencer, outcome: Sealing) -> tuple[Document, str, Code]:
    from herald.disclosure import receipts
    from herald.disclosure.viewer import CELL
    from herald.formats.mission import documents, words

    shown = receipts.receipt(outcome.receipt, CELL)
    assert shown is not None  # noqa: S101  the cell sees every receipt
    answered = _answered(store, sequencer, outcome.receipt.sealed.index)
    what = _what(outcome, answered) + (" (sealed before; handed in again)" if outcome.again else "")
    document: Document = {"exercise": sequencer.books.exercise, **documents.receipt(shown), "again": outcome.again}
    if answered is None:
        return document, f"{words.receipt(shown, what)}\n", Code.NOTHING_LISTED
    from herald.commandline.check import style
    from herald.formats import answer as machine
    from herald.formats import terminal

    books, found = sequencer.books, answered.answer
    said = terminal.render(found, answered.notices, books.agreement, books.limits, style())
    code = Code.SOMETHING_LISTED if found.encounters else Code.NOTHING_LISTED
    return {**document, **machine.document(found)}, f"{words.receipt(shown, what)}\n{said}\n", code


def _what(outcome: Sealing, answered: Answered | None) -> str:
    statement = outcome.receipt.sealed.entry().statement
    named = "" if answered is None else f"{answered.notices[0].id}, "
    return f"{named}{statement.kind.value} entry of {statement.party}"


def _answered(store: SqliteStore, sequencer: Sequencer, index: int) -> Answered | None:
    """The whole answer about a notice; None for an entry of another kind."""
    from herald import files
    from herald.check.findings import states_names
    from herald.desk.answering import answered

    with store.reading() as record:
        if record.filed_at(index) is None:
            return None
        notices = sequencer.books.notices(record, [index])
        names = files.gazetteer() if states_names(notices) else None
        return answered(record, sequencer.books, index, names)


def _hand_out(store: SqliteStore, folder: Path, outcome: Outcome) -> None:
    """The receipt as a bundle, for the author: it verifies offline, years later."""
    from herald import files
    from herald.commandline import bundling
    from herald.desk.sequencer import Sealing

    if isinstance(outcome, Sealing):
        folder.mkdir(exist_ok=True)
        index = outcome.receipt.sealed.index
        target = folder / f"{index}.herald"
        with store.reading() as record:
            made, _ = bundling.bundled(records.Moment(record, records.caught_up(record)), index, None, None)
        files.write_whole(target, made)
        say(f"herald: the receipt for its author: {target}")


# -- The cell's own acts -------------------------------------------------------------------------------------------------------


def admitting(store: SqliteStore, root: KeyStatement) -> bytes:
    """The line by which the cell's root admits a party's."""
    return _by_the_root(store, root, {})


def agreeing(store: SqliteStore, text: Json) -> bytes:
    """The line by which the cell's root seals the next version of the agreement."""
    from herald.desk.founding import next_version

    with store.reading() as record:
        act = next_version(records.caught_up(record), text)
    return _by_the_root(store, act, {"text": text})


def witnessing(store: SqliteStore, policy: bytes) -> bytes:
    """The line by which the cell's root says whose cosignatures count. Raises typer.BadParameter for what is no text."""
    from hashlib import sha256

    from herald.record.telling import Policy

    with store.reading() as record:
        begun = records.caught_up(record).mission
    try:
        stated = policy.decode()
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"no text: {error}", param_hint="POLICY") from None
    own = "" if begun is None or begun.log in stated else f"log {begun.log}\n"
    text = own + stated
    return _by_the_root(store, Policy(sha256(text.encode()).digest()), {"text": text})


def erasing(store: SqliteStore, index: int) -> bytes:
    """The line by which the cell's root has the erasable fields of an entry forgotten."""
    from herald.record.acts import ERASABLE, Erasure

    with store.reading() as record:
        kind = record.sealed(index).entry().statement.kind
    return _by_the_root(store, Erasure(index, tuple(sorted(ERASABLE.get(kind, ())))), {})


def _by_the_root(store: SqliteStore, act: Act, values: dict[str, Json]) -> bytes:
    from herald.commandline import clock, keys
    from herald.desk.founding import mission_file
    from herald.record.acts import Role
    from herald.record.drafting import Author, draft, place

    with store.reading() as record:
        books = records.caught_up(record)
        facts = mission_file(record, books)
    ring = books.ring
    counts = {key.name for key in ring.keys.values() if key.party == ring.cell and key.role is Role.ROOT}
    label = keys.labelled(lambda head: head.name in counts - set(ring.revoked), "the cell's root")
    root, now = keys.opened(label), clock.now()
    number = keys.folder().next_seq(label, int(now))
    return draft(place(facts), Author(root.signing, facts.cell), act, values, number, now, os.urandom).line()
