"""`herald log mirror`: a party's own machine holds what is addressed to it, says what is not there, and cosigns the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options, serving
from herald.commandline.outcome import Code, Undelivered, deliver, say, telling_problems

if TYPE_CHECKING:
    from herald.courier.listening import Handler
    from herald.desk.mirror import Machine, Whose
    from herald.malformed import Problem
    from herald.notice.model import Notice
    from herald.record.entry import Statement
    from herald.record.holding import Accusation
    from herald.record.parcel import Answer
    from herald.store.mirror import Line, MirrorStore
    from herald.tlog.witnessing import Answered

app = typer.Typer(no_args_is_help=True, help="A party's own machine: it holds what is addressed to it.")

Key = Annotated[
    str, typer.Option("--key", metavar="LABEL", help="The key of this machine, a node's.", show_default=False)
]
Log = Annotated[
    str, typer.Option("--log", metavar="M.mission", help="The mission whose log it is.", show_default=False)
]
State = Annotated[str, typer.Option("--state", metavar="MIRROR.db", help="What the machine holds.", show_default=False)]
PORT = 8043


@app.command(short_help="The machine, listening over HTTP.")
def serve(
    key: Key,
    log: Log,
    state: State,
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes any that is free.")] = PORT,
    listen: Annotated[
        str, typer.Option("--listen", metavar="ADDRESS", help="Where it listens; the one given is this machine alone.")
    ] = "127.0.0.1",
) -> Code:
    """Listen for what the cell brings: keep every body addressed to the key's party, sign that it was opened, cosign what is whole.

    A number that was addressed to the party and is not here is told in one line, and nothing is cosigned past it. It listens until
    it is interrupted. It shows a body to nobody: `herald log mirror list` and `show` read its file.
    """
    from herald.courier.listening import Server

    with (
        telling_problems(as_json=False),
        _machine(key, log, state) as held,
        Server(held.table(), listen, port) as server,
    ):
        serving.serve(server, "the mirror")
    return Code.NOTHING_LISTED


@app.command(short_help="What lies in a folder for this party.")
def fetch(
    parcels: Annotated[
        str, typer.Argument(metavar="FOLDER|FILE.parcel", help="Where the cell left it.", show_default=False)
    ],
    key: Key,
    log: Log,
    state: State,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FOLDER", help="Where the answers are written; else beside the parcels."),
    ] = None,
) -> Code:
    """Take all parcels in their order, as over HTTP, and write an answer to each, to be carried back: where no network reaches.

    Ends with 1 if a number that was addressed to the party is not here, with 4 if the log contradicted what it had signed, with 3
    if a file is no parcel; the others are taken all the same.
    """
    from herald import files
    from herald.malformed import Malformed

    problems: list[Problem] = []
    with telling_problems(as_json=False), _machine(key, log, state) as held:
        accused = len(held.store.accusations())
        for path in _parcels(parcels):
            data = files.contents([str(path)])[str(path)]
            try:
                answer = held.machine.took(data, str(path))
            except Malformed as malformed:
                problems += malformed.problems
                continue
            _write(_answer_to(path, out), answer)
        gaps, contradicted = _missing(held.store), len(held.store.accusations()) > accused
    if problems:
        say(*(f"herald: {problem}" for problem in problems))
        return Code.MALFORMED
    return Code.UNVERIFIED if contradicted else Code.SOMETHING_LISTED if gaps else Code.NOTHING_LISTED


@app.command(name="list", short_help="What is held, and what is missing.")
def listed(state: State, as_json: options.AsJson = False) -> Code:
    """List what is held: its number among what is addressed to the party, where it stands, its kind, whose it is.

    What is missing stands first. Ends with 4 if the log contradicted what it had signed, and prints the signed statements; else
    with 1 if something is missing.
    """
    from herald.formats import answer

    with _opened(state) as store:
        logs = {origin: store.numbered(origin) for origin in store.logs()}
        accusations = store.accusations()
    missing = any(line.body is None for lines in logs.values() for line in lines)
    if as_json:
        deliver(answer.text(_document(logs, accusations)))
    else:
        deliver("".join(_list(origin, lines) for origin, lines in logs.items()) or "Nothing was brought yet.\n")
        deliver("".join(_accusation(*each) for each in accusations))
    return Code.UNVERIFIED if accusations else Code.SOMETHING_LISTED if missing else Code.NOTHING_LISTED


@app.command(short_help="One entry that is held.")
def show(
    index: Annotated[
        int, typer.Argument(metavar="INDEX", min=0, help="Where it stands in the log.", show_default=False)
    ],
    state: State,
    as_json: options.AsJson = False,
) -> Code:
    """Say what the entry at this index is, as far as it is for the party: a notice as `herald notice show` says one.

    Ends with 1 if it is not held here.
    """
    from herald.formats import answer

    with _opened(state) as store:
        found = [(origin, line, store.numbered(origin)) for origin, line in store.bodies_at(index)]
    if not found:
        words = f"Entry {index} is not here: nothing of it was addressed to this party, or it is missing.\n"
        deliver(answer.text({"entries": []}) if as_json else words)
        return Code.SOMETHING_LISTED
    shown = [_shown(origin, line, others) for origin, line, others in found]
    deliver(
        answer.text({"entries": [document for document, _ in shown]})
        if as_json
        else "\n".join(words for _, words in shown)
    )
    return Code.NOTHING_LISTED


# -- The machine ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    """The machine, and its file."""

    machine: Machine
    store: MirrorStore
    calls: Mapping[str, Callable[[bytes], Answered]]

    def table(self) -> Mapping[str, Handler]:
        """What is answered at which path?"""
        return {path: _handler(call) for path, call in self.calls.items()}


def _handler(call: Callable[[bytes], Answered]) -> Handler:
    def handler(body: bytes, _: Mapping[str, str]) -> tuple[int, str, bytes]:
        answer = call(body)
        return answer.status, answer.content_type, answer.body

    return handler


@contextmanager
def _machine(label: str, log: str, state: str) -> Iterator[_Held]:
    """The machine, with its key opened and its file held. Raises Malformed for what is no mission; Foreign; KeyFolderRefused."""
    from herald.commandline import clock, keys
    from herald.desk.mirror import Machine
    from herald.desk.mirroring import Mirror
    from herald.record.parcel import ADD_BODIES
    from herald.tlog.mirroring import ADD_ENTRIES
    from herald.tlog.witnessing import ADD_CHECKPOINT

    whose = _whose(label, log)

    def number() -> int:
        return keys.folder().next_seq(label, int(clock.now()))

    def tell(line: str) -> None:
        say(f"herald: {line}")

    with _made(state, whose) as store:
        machine = Machine(store, whose, number, clock.now, os.urandom, tell)
        public = Mirror(store, whose.cosigner, {whose.log.name: [whose.log]}, clock.now, tell)
        calls = {ADD_CHECKPOINT: public.add_checkpoint, ADD_ENTRIES: public.add_entries, ADD_BODIES: machine.add_bodies}
        yield _Held(machine, store, calls)


def _whose(label: str, log: str) -> Whose:
    from herald import files
    from herald.commandline import keys
    from herald.desk.mirror import Whose
    from herald.record import missionfile
    from herald.record.keyfile import KeyRole
    from herald.tlog import policy

    facts = missionfile.read(files.contents([log])[log], log)
    signers = policy.read(facts.policy.encode(), log).logs
    key = keys.opened(label)
    if key.head.role is not KeyRole.NODE:
        raise typer.BadParameter(
            f"{label} is no machine's key: herald key new LABEL --party ID --role node", param_hint="--key"
        )
    signer = next(each for each in signers if each.name == facts.origin)  # its checkpoint was judged by it
    return Whose(key.head.party, key.signing, facts.cell, signer, facts.exercise)


@contextmanager
def _made(state: str, whose: Whose) -> Iterator[MirrorStore]:
    """The file of the machine, which is made where there is none."""
    from herald.store.mirror import MirrorStore

    new = not Path(state).exists()
    store = MirrorStore(Path(state), whose.cosigner.verifier, new=new)
    if new:
        say(f"herald: {state} is new: the machine knows nothing of what it was brought or cosigned before")
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _opened(state: str) -> Iterator[MirrorStore]:
    from herald.store.mirror import MirrorStore

    store = MirrorStore(Path(state))
    try:
        yield store
    finally:
        store.close()


def _parcels(given: str) -> list[Path]:
    """Which files are parcels? Those of the folder in the order of the log; or the one that is named."""
    from herald.courier.dropping import PARCEL, named

    path = Path(given)
    if not path.is_dir():
        return [path]
    found = sorted((stretch, each) for each in path.glob(f"*{PARCEL}") if (stretch := named(each)) is not None)
    return [each for _, each in found]


def _answer_to(path: Path, out: str | None) -> Path:
    from herald.courier.dropping import ANSWER

    return (path if out is None else Path(out) / path.name).with_suffix(ANSWER)


def _write(target: Path, answer: Answer) -> None:
    from herald import files

    try:
        target.parent.mkdir(exist_ok=True)
        files.write_whole(target, bytes(answer))
    except OSError as error:
        raise Undelivered(f"{target} could not be written: {error.strerror}; fetch again") from error
    deliver(f"{target}\n")
    signed = "cosigned" if answer.cosignature is not None else "not cosigned"
    how = f"refused ({answer.refused})" if answer.refused is not None else signed
    say(f"herald: {target.stem}: {how}; everything is here up to number {answer.held}")


def _missing(store: MirrorStore) -> bool:
    return any(line.body is None for origin in store.logs() for line in store.numbered(origin))


# -- What is said --------------------------------------------------------------------------------------------------------------


def _list(origin: str, lines: tuple[Line, ...]) -> str:
    from herald.wording import plain

    gaps = [f"number {line.seq} was addressed to you and is not here\n" for line in lines if line.body is None]
    rows = [("number", "index", "kind", "whose"), *(_row(line) for line in lines if line.body is not None)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    ]
    return f"{plain(origin)}\n\n{''.join(gaps)}" + ("\n" if gaps else "") + "".join(table) + "\n"


def _row(line: Line) -> tuple[str, str, str, str]:
    from herald.wording import plain

    statement = _statement(line)
    return str(line.seq), str(line.index), statement.kind.value, plain(statement.party)


def _statement(line: Line) -> Statement:
    assert line.body is not None  # noqa: S101  asked of what is here alone
    return line.body.entry().statement


def _document(
    logs: Mapping[str, tuple[Line, ...]], accusations: tuple[tuple[str, Accusation], ...]
) -> dict[str, object]:
    return {
        "logs": [
            {
                "origin": origin,
                "missing": [line.seq for line in lines if line.body is None],
                "held": [_held_line(line) for line in lines if line.body is not None],
            }
            for origin, lines in logs.items()
        ],
        "accusations": [
            {"origin": origin, "code": of.code, "index": of.index, "words": of.words, "evidence": _evidence(of)}
            for origin, of in accusations
        ],
    }


def _held_line(line: Line) -> dict[str, object]:
    statement = _statement(line)
    return {"number": line.seq, "index": line.index, "kind": statement.kind.value, "party": statement.party}


def _evidence(of: Accusation) -> list[str]:
    return [bytes(each).decode() for each in of.evidence]


def _accusation(origin: str, of: Accusation) -> str:
    from herald.wording import plain

    evidence = "\n".join(plain(line) for each in _evidence(of) for line in each.split("\n"))
    return f"{plain(origin)}: {plain(of.words)} ({of.code})\n\n{evidence}\n"


def _shown(origin: str, line: Line, others: tuple[Line, ...]) -> tuple[dict[str, object], str]:
    """The entry for a machine, and for a person."""
    from herald.disclosure import bodies
    from herald.formats.mission import documents, words
    from herald.record.rungs import FILING

    statement = _statement(line)
    if statement.kind not in FILING or line.body is None:
        return _other(origin, line, statement)
    held = [_notice(each) for each in others if each.body is not None and _statement(each).kind in FILING]
    shown = bodies.held(_notice(line), line.body, held, exercise=statement.exercise)
    return {"origin": origin, "number": line.seq, **documents.notice(shown)}, words.notice(shown)


def _notice(line: Line) -> Notice:
    from herald.desk.books import notice_of
    from herald.formats import sealed

    return notice_of(sealed.read, f"entry {line.index}", _statement(line), line.openings())


def _other(origin: str, line: Line, statement: Statement) -> tuple[dict[str, object], str]:
    """What is not a notice: its act and its fields, as they were signed."""
    from herald.formats import answer
    from herald.wording import plain

    fields = {name: held.value for name, held in line.openings().items()}
    act = statement.act.json()
    document: dict[str, object] = {**_held_line(line), "origin": origin, "act": act, "fields": fields}
    head = f"Entry {line.index}, number {line.seq} of those addressed to you: {statement.kind.value} of {plain(statement.party)}"
    return document, f"{head}\n{answer.text({'act': act, 'fields': fields})}"
