"""`herald mission`: one record of one agreement, kept by a neutral cell."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options, records, standing
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.commandline.page import mistake
from herald.wording import slug

if TYPE_CHECKING:
    from herald.desk.sequencer import Outcome
    from herald.record.missionfile import MissionFile
    from herald.store.sqlite.store import SqliteStore

app = typer.Typer(no_args_is_help=True, help="One record of one agreement, kept by a neutral cell.")
app.command(short_help="What needs somebody now, and how far all has come.")(standing.board)
app.command(short_help="What changed since, and what is still open.")(standing.handover)

New = Annotated[str, typer.Argument(metavar="M.db", help="The file to begin.", show_default=False)]
Agreed = Annotated[
    str, typer.Option("--agreement", metavar="A.toml", help="What the parties agreed.", show_default=False)
]
ENDING = ".mission"


@app.command(short_help="Begin a mission.")
def init(
    mission: New,
    agreement: Agreed,
    exercise: Annotated[bool, typer.Option("--exercise", help="Everything in it is invented, and marked so.")] = False,
    cell: Annotated[str, typer.Option("--cell", metavar="ID", help="What the neutral cell is called.")] = "cell",
    separation_m: options.SeparationM = 1000,
    vertical_m: options.VerticalM = 300,
) -> Code:
    """Begin a mission: its file, the cell's three keys, and the `.mission` file that parties and judges need.

    The file is whole or not there. Whoever holds it sees everything that is filed: it is the cell's, and readable by nobody else.
    """
    from herald import files
    from herald.commandline import clock, keys
    from herald.desk import founding
    from herald.desk.founding import CellKeys
    from herald.desk.sequencer import Sequencer
    from herald.formats import sealed
    from herald.ports import Signers
    from herald.store.sqlite.store import begun
    from herald.units import PartyId

    limits, path = options.limits(separation_m, vertical_m), Path(mission)
    facts_path = path.with_suffix(ENDING)
    for target in (path, facts_path):
        if target.exists():
            raise typer.BadParameter(f"{target}: there is such a file already", param_hint="M.db")
        if why := mistake(target, ()):
            raise typer.BadParameter(f"{target}: {why}", param_hint="M.db")
    with telling_problems(as_json=False):
        text = files.agreement_text(agreement)
    name = founding.origin(path.stem, os.urandom(4), exercise=exercise)
    made = CellKeys(keys.drawn(), keys.drawn(), keys.drawn(name))

    def begin(store: SqliteStore) -> MissionFile:
        sealing = Sequencer(store, Signers(made.log, made.node), clock.now, os.urandom, sealed.read)
        _all_sealed(founding.found(sealing, made, PartyId(cell), text, limits, clock.now(), os.urandom))
        with store.reading() as record:
            return founding.mission_file(record, records.caught_up(record))

    stem, secret = slug(path.stem)[:30], keys.once(lambda label: keys.passphrase(label, new=True))
    for key, role in ((made.root, "root"), (made.node, "node"), (made.log, "log")):
        keys.keep(key, f"{stem}-{role}", cell, role, secret(f"{stem}-{role}"))
    facts = begun(path, begin)
    keys.folder().bind(f"{stem}-root", bytes(facts))
    files.write_whole(facts_path, bytes(facts))
    deliver(
        f"{'EXERCISE. ' if exercise else ''}Begun: {name}\n"
        f"The record:                  {path}\n"
        f"For parties and judges:      {facts_path}\n"
        f"The cell's keys, in {keys.folder().path}: {stem}-root (keep a copy apart), {stem}-node, {stem}-log\n"
    )
    return Code.NOTHING_LISTED


@app.command(short_help="A party joins, with the file that it made.")
def join(
    joining: Annotated[str, typer.Argument(metavar="FILE.join", help="What the party made.", show_default=False)],
    mission: records.MissionPath = None,
    as_json: options.AsJson = False,
) -> Code:
    """Admit a party's root and the keys that it introduces, signed by the cell's root.

    Compare the figures of the root with the party by voice before you do: whoever holds that root files in the party's name.
    """
    from herald import files
    from herald.commandline import keys, sealing
    from herald.record import drafting

    with telling_problems(as_json=as_json):
        introduced = drafting.joining(files.contents([joining])[joining], joining)
    with records.sequencer(mission) as (store, sequencer):
        with store.reading() as record:
            books = records.caught_up(record)
        root = introduced.root
        known = root is not None and root.id in books.ring.keys
        lines = list(introduced.lines)
        if root is not None and not known:
            say(f"herald: the root of {root.holder}, to compare by voice: {keys.fingerprint(root.public)}")
            lines.insert(0, sealing.admitting(store, root))
        return sealing.sealed(store, sequencer, lines, as_json=as_json)


@app.command(short_help="How a mission stands.")
def status(mission: records.MissionPath = None, party: records.As = None, as_json: options.AsJson = False) -> Code:
    """Say how the mission stands: its log, its agreement, who has joined, what stands."""
    from herald.commandline import clock
    from herald.desk import stating
    from herald.desk.standing import standing as how_far
    from herald.disclosure.status import status as shown
    from herald.formats import answer
    from herald.formats.mission import documents, words

    viewer = records.viewer(party)
    with records.moment(mission) as at:
        come = how_far(at.record, at.books, clock.now(), told_of_over=not viewer.is_cell)
        seen = shown(stating.mission(at.record, at.books), viewer, come)
    deliver(answer.text(documents.status(seen)) if as_json else words.status(seen))
    return Code.NOTHING_LISTED


@app.command(short_help="The next version of the agreement.")
def agree(
    agreement: Annotated[str, typer.Argument(metavar="A.toml", help="What the parties agreed.", show_default=False)],
    mission: records.MissionPath = None,
    as_json: options.AsJson = False,
) -> Code:
    """Seal the next version of the agreement, signed by the cell's root. It counts for what is filed from then on.

    What stands already was checked under the version before: the words say how to check it anew.
    """
    from herald import files
    from herald.commandline import sealing

    with telling_problems(as_json=as_json):
        text = files.agreement_text(agreement)
    with records.sequencer(mission) as (store, sequencer):
        code = sealing.sealed(store, sequencer, [sealing.agreeing(store, text)], as_json=as_json)
    say(
        "herald: notices that stand were checked under the version before; `herald mission check` holds them against this one"
    )
    return code


@app.command(short_help="What is due, done: brought, cosigned, sealed.")
def tick(mission: records.MissionPath = None, as_json: options.AsJson = False) -> Code:
    """Bring to their addressees what they do not hold yet, have witnesses cosign, and seal what is due, silence too.

    To be called by a timer, every minute or so; every command that seals does the sealing part of it first. Whatever the machine
    slept through is sealed when it wakes, with the deadline and the time of sealing in it.
    """
    from herald.commandline import ticking
    from herald.formats import answer

    with records.sequencer(mission) as (store, sequencer):
        path = records.path_of(mission)
        done = ticking.round_of(store, sequencer, path, ticking.by_network(path))
    deliver(answer.text(ticking.document(done)) if as_json else ticking.words(done))
    return Code.NOTHING_LISTED


@app.command(short_help="Which witnesses count from now on.")
def policy(
    text: Annotated[str, typer.Argument(metavar="POLICY", help="A tlog-policy.", show_default=False)],
    mission: records.MissionPath = None,
    unasked: Annotated[
        bool, typer.Option("--unasked", help="Although a witness names another log, which was found to be its fault.")
    ] = False,
    as_json: options.AsJson = False,
) -> Code:
    """Seal whose cosignatures count from now on, signed by the cell's root: the log's key, the witnesses, the quorum.

    Without a line of the log that is put in front. Hand the `.mission` file out anew: parties trust by it.
    """
    from herald import files
    from herald.commandline import sealing

    with records.sequencer(mission, unasked=unasked) as (store, sequencer):
        line = sealing.witnessing(store, files.contents([text])[text])
        code = sealing.sealed(store, sequencer, [line], as_json=as_json)
        _write_facts(store, records.path_of(mission))
    return code


@app.command(short_help="Everything that stands, checked anew.")
def check(mission: records.MissionPath = None, as_json: options.AsJson = False, html: options.Html = None) -> Code:
    """Check everything that stands against everything else that stands, under the agreement that counts now.

    For the cell's eyes: it shows every party's routes. Ends as `herald check` does.
    """
    from herald.commandline import page
    from herald.commandline.check import answered, style
    from herald.desk.answering import scope
    from herald.formats import answer as machine
    from herald.formats import terminal
    from herald.notice.model import marked

    destination = None if html is None else page.destination(html, [str(records.path_of(mission))])
    with records.moment(mission) as at:
        notices = at.books.notices(at.record, at.record.standing())
        if at.books.exercise:
            notices = [marked(notice) for notice in notices]
        filed, agreement, limits = scope(at.record), at.books.agreement, at.books.limits
    found = replace(answered(notices, agreement, limits), scope=filed)
    if destination is not None:
        page.write(destination, found, notices, agreement, limits)
    if as_json:
        deliver(machine.render(found))
    else:
        deliver(terminal.render(found, notices, agreement, limits, style()))
    return Code.SOMETHING_LISTED if found.encounters else Code.NOTHING_LISTED


@app.command(short_help="Details of an entry, forgotten.")
def erase(
    index: Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which entry.", show_default=False)],
    mission: records.MissionPath = None,
    as_json: options.AsJson = False,
) -> Code:
    """Forget what can name a person: the details of a notice, or the name that goes with a key.

    The commitments stay, and the log still verifies. That it was done is itself sealed.
    """
    from herald.commandline import sealing

    with records.sequencer(mission) as (store, sequencer):
        code = sealing.sealed(store, sequencer, [sealing.erasing(store, index)], as_json=as_json)
        store.forget()
        return code


def _write_facts(store: SqliteStore, path: Path) -> None:
    """The `.mission` file beside the mission, as it stands now."""
    from herald import files
    from herald.desk import founding

    with store.reading() as record:
        facts = founding.mission_file(record, records.caught_up(record))
    files.write_whole(path.with_suffix(ENDING), bytes(facts))
    say(f"herald: for parties and judges, as it stands now: {path.with_suffix(ENDING)}")


def _all_sealed(outcomes: tuple[Outcome, ...]) -> None:
    from herald.desk.sequencer import Refusing
    from herald.ports import Broken

    for outcome in outcomes:
        if isinstance(outcome, Refusing):
            raise Broken(f"the mission could not begin: {outcome.refused.why}")
