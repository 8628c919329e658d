"""`herald log`: what proves the record, and whether it is what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options, records
from herald.commandline.outcome import Code, Undelivered, deliver, say, telling_problems
from herald.commandline.page import mistake
from herald.wording import plain

if TYPE_CHECKING:
    from herald.record.holding import Accusation

app = typer.Typer(no_args_is_help=True, help="What proves the record, and whether it is what it was.")

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Of which entry.", show_default=False)]


@app.command(short_help="A file that proves one entry, offline.")
def prove(
    index: Index,
    out: Annotated[str, typer.Option("--out", metavar="N.herald", help="The file to write.", show_default=False)],
    mission: records.MissionPath = None,
    reveal: Annotated[
        str | None, typer.Option("--reveal", metavar="FIELD,...", help="What it shows; else the times alone.")
    ] = None,
    party: records.As = None,
) -> Code:
    """Write the bundle that proves what is sealed at this index, and say first what it reveals.

    `python verify.py N.herald` verifies it where Herald never was; the verifier is in the file too. `--reveal ""` shows nothing but
    that the entry is there.
    """
    from herald import files
    from herald.commandline import bundling
    from herald.formats.mission import words

    if why := mistake(Path(out), (str(records.path_of(mission)),)):
        raise typer.BadParameter(f"{out}: {why}", param_hint="--out")
    chosen = None if reveal is None else [name for name in reveal.split(",") if name]
    with records.moment(mission) as at, _at_its_index(index):
        made, shown = bundling.bundled(at, index, chosen, party)
    say(*words.preview(shown).splitlines())
    try:
        files.write_whole(Path(out), made)
    except OSError as error:
        raise Undelivered(f"{out} could not be written: {error.strerror}") from error
    deliver(f"{out}\n")
    return Code.NOTHING_LISTED


@contextmanager
def _at_its_index(index: int) -> Iterator[None]:
    try:
        yield
    except IndexError:
        raise typer.BadParameter(f"{index}: nothing is sealed there yet", param_hint="INDEX") from None


@app.command(name="say", short_help="The figures by which an entry is read aloud.")
def say_aloud(index: Index, mission: records.MissionPath = None) -> Code:
    """Say the index with its check figure, and five groups of three figures of its leaf, to be compared by voice.

    They hold once somebody beside the cell has cosigned a checkpoint with the entry in it; the command says since when that is so.
    """
    from herald.desk.witnessed import witnessed
    from herald.formats.mission.words import UNWITNESSED
    from herald.record import aloud
    from herald.units import format_instant

    with records.moment(mission) as at, _at_its_index(index):
        figures = aloud.digits(index, at.record.sealed(index).leaf)
        seen = witnessed(at.record, at.books, index)
    deliver(f"{figures}\n")
    say(
        f"herald: {UNWITNESSED}"
        if seen is None
        else f"herald: witnessed since {format_instant(seen.at_us)}: the figures hold"
    )
    return Code.NOTHING_LISTED


@app.command(short_help="The record, held against what others kept of it.")
def verify(
    mission: records.MissionPath = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="FILE", help="A bundle, .mission file, proof or checkpoint."),
    ] = None,
    as_json: options.AsJson = False,
) -> Code:
    """Verify that the log's last checkpoint is signed by its key and fits its tree, and that it only grew since each FILE was made.

    Ends with 4, and names the two signed statements that contradict each other, where it did otherwise.
    """
    from herald import files
    from herald.desk import holding
    from herald.desk.founding import log_key
    from herald.formats import answer, kept
    from herald.record.holding import held

    contents = files.contents(against or [])
    with telling_problems(as_json=as_json), records.moment(mission) as at:
        if at.books.mission is None:
            raise typer.BadParameter("the mission has not begun", param_hint="M.db")
        shown, key, accusations = holding.shown(at.record), log_key(at.books.mission), []
        own = [] if shown.checkpoint is None else [("", shown.checkpoint)]
        for name, holder in [*own, *((name, kept.read(name, data)) for name, data in contents.items())]:
            accusations += [(name, each) for each in held(holder, shown, key)]
    if as_json:
        deliver(answer.text({"held": len(contents), "accusations": [_accused(*each) for each in accusations]}))
    else:
        deliver("".join(_in_words(*each) for each in accusations))
        said = "is not what was kept of it" if accusations else "is signed by its key, and has only grown"
        deliver(f"The log {said}: {len(contents)} files were held against it.\n")
    return Code.UNVERIFIED if accusations else Code.NOTHING_LISTED


@app.command(short_help="The record, recomputed; what is wrong is named.")
def fsck(
    mission: records.MissionPath = None,
    full: Annotated[bool, typer.Option("--full", help="Also every signature, and every table made anew.")] = False,
    as_json: options.AsJson = False,
) -> Code:
    """Recompute everything that stands in the record, and name what is wrong, by index. Ends with 4 if something is."""
    from dataclasses import asdict

    from herald.commandline.progress import Progress, looking
    from herald.desk.audit.auditing import fsck as audited
    from herald.formats import answer, sealed

    with records.moment(mission) as at, Progress(sys.stderr, words=looking) as progress:
        head = at.record.head()
        faults = audited(at.record, sealed.read, full, progress)
    size = 0 if head is None else head.size
    if as_json:
        deliver(answer.text({"entries": size, "full": full, "faults": [asdict(fault) for fault in faults]}))
    else:
        deliver("".join(f"{plain(str(fault))}\n" for fault in faults))
        deliver(f"{size:,} entries recomputed{', with every signature' if full else ''}: {len(faults)} faults\n")
    return Code.UNVERIFIED if faults else Code.NOTHING_LISTED


@app.command(short_help="The tables, made anew from the entries.")
def rebuild(mission: records.MissionPath = None, as_json: options.AsJson = False) -> Code:
    """Make every table that follows from the entries anew, and say which were not what they should be. Ends with 4 if any was."""
    from herald.desk.audit.rebuilding import rebuild as rebuilt
    from herald.formats import answer, sealed

    with telling_problems(as_json=as_json), records.store(mission) as store:
        found = rebuilt(store, sealed.read)
    if as_json:
        deliver(answer.text({"tables": list(found.tables)}))
    else:
        deliver(f"Made anew. Not what they should have been: {', '.join(found.tables) or 'none'}.\n")
    return Code.UNVERIFIED if found.differed else Code.NOTHING_LISTED


def _accused(file: str, of: Accusation) -> dict[str, object]:
    evidence = [bytes(each).decode() for each in of.evidence]
    return {"file": file, "code": of.code, "index": of.index, "words": of.words, "evidence": evidence}


def _in_words(file: str, of: Accusation) -> str:
    """What the log did otherwise, and the statements of its own that show it."""
    evidence = "\n".join(plain(line) for each in of.evidence for line in bytes(each).decode().split("\n"))
    return f"{plain(file) or 'The log itself'}: {plain(of.words)} ({of.code})\n\n{evidence}\n"


from herald.commandline.mirror import app as mirror  # noqa: E402
from herald.commandline.witness import app as witness  # noqa: E402  the witness's commands stand after the log's own

app.add_typer(witness, name="witness", short_help="A neutral witness of the log: it signs that the log only grew.")
app.add_typer(mirror, name="mirror", short_help="A party's own machine: it holds what is addressed to it.")
