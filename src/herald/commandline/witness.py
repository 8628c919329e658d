"""`herald log witness`: a party that is not the cell watches that the log only grows, and signs that it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options, records, serving
from herald.commandline.outcome import Code, Undelivered, deliver, say, telling_problems

if TYPE_CHECKING:
    from herald.desk.cosigning import Cosigner
    from herald.record.keyfile import PrivateKey
    from herald.store.witness.store import WitnessStore
    from herald.tlog.keys import VerifierKey
    from herald.tlog.witnessing import Answered, Evidence

app = typer.Typer(no_args_is_help=True, help="A neutral witness of the log: it signs that the log only grew.")

Key = Annotated[str, typer.Option("--key", metavar="LABEL", help="The witness's key.", show_default=False)]
State = Annotated[
    str,
    typer.Option("--state", metavar="W.witness", help="What the witness keeps, made with its key.", show_default=False),
]
Logs = Annotated[
    list[str], typer.Option("--log", metavar="M.mission", help="A mission whose log it knows.", show_default=False)
]
ENDING = ".witness"
PORT = 8042


@app.command(short_help="A witness's key, and the file of what it cosigned.")
def new(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What you call the key.", show_default=False)],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The witness's name for everybody; else LABEL.")
    ] = None,
    party: Annotated[str | None, typer.Option("--party", metavar="ID", help="Whose witness it is; else NAME.")] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="W.witness", help="The file to make; else LABEL.witness.")
    ] = None,
) -> Code:
    """Make a witness's key under a passphrase, and the empty file of what it cosigned; say the line that a policy names it by.

    Key and file belong together: a witness that lost its file could cosign a second history, and must be made anew, with another
    key.
    """
    from herald.commandline import keys
    from herald.record.keyfile import KeyRole, is_label
    from herald.store.witness.store import WitnessStore
    from herald.tlog.keys import KEY_BYTES, Kind, SigningKey

    path, called = Path(state or f"{label}{ENDING}"), name or label
    if not is_label(label):
        raise typer.BadParameter(f"{label}: letters, digits, - and _, at most 40, no - in front", param_hint="LABEL")
    if path.exists():
        raise typer.BadParameter(f"{path} is there already", param_hint="--state")
    with telling_problems(as_json=False):
        key = SigningKey(called, Kind.COSIGNATURE, _lots(KEY_BYTES))
        held = keys.keep(key, label, party or called, KeyRole.WITNESS.value, keys.passphrase(label, new=True))
    try:
        WitnessStore(path, held.signing.verifier, new=True).close()
    except OSError as error:
        raise Undelivered(f"{path} could not be made: {error.strerror}; the key {label} is of no use") from error
    deliver(f"witness {called} {held.signing.verifier}\n")
    say(f"herald: keep {path} with the key: it is what the witness may never forget")
    return Code.NOTHING_LISTED


@app.command(short_help="The witness, listening over HTTP.")
def serve(
    key: Key,
    logs: Logs,
    state: State,
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes any that is free.")] = PORT,
    listen: Annotated[
        str, typer.Option("--listen", metavar="ADDRESS", help="Where it listens; the one given is this machine alone.")
    ] = "127.0.0.1",
) -> Code:
    """Listen for checkpoints of the logs that are named, and cosign each that continues what was cosigned before.

    A history that was rewritten is refused, told in one line, and kept: `herald log witness evidence` shows it. It listens until it
    is interrupted. It learns how many entries a log has and when they come, and nothing else.
    """
    from herald.courier.listening import Server
    from herald.tlog.witnessing import ADD_CHECKPOINT

    with telling_problems(as_json=False), _witness(key, logs, state) as cosigner:

        def handler(body: bytes, _: Mapping[str, str]) -> tuple[int, str, bytes]:
            answer = cosigner.answer(body)
            return answer.status, answer.content_type, answer.body

        with Server({ADD_CHECKPOINT: handler}, listen, port) as server:
            serving.serve(server, "the witness")
    return Code.NOTHING_LISTED


@app.command(short_help="One checkpoint, brought as a file.")
def cosign(
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="The log's request.", show_default=False)],
    key: Key,
    logs: Logs,
    state: State,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Where the cosignature is written.", show_default=False)
    ],
) -> Code:
    """Cosign the checkpoint of a `.checkpoint-request` file, if it continues what was cosigned before: where no network reaches.

    What is decided, kept and written is the same as over HTTP. Ends with 4 if it is refused, with 3 if it is no request.
    """
    from herald import files

    body = files.contents([request])[request]
    with telling_problems(as_json=False), _witness(key, logs, state) as cosigner:
        answer = cosigner.answer(body)
    if answer.status != 200:
        return _refused(request, answer)
    try:
        files.write_whole(Path(out), answer.body)
    except OSError as error:
        raise Undelivered(f"{out} could not be written: {error.strerror}; ask again with the same request") from error
    deliver(f"{out}\n")
    return Code.NOTHING_LISTED


@app.command(short_help="The requests that rewrote a history.")
def evidence(
    state: State,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FOLDER", help="Also write the requests, and what they contradict.")
    ] = None,
    as_json: options.AsJson = False,
) -> Code:
    """List the requests by which a log contradicted what it had signed before. Ends with 1 if there is one.

    Each is written with the checkpoint that was cosigned before it: two signed statements of the log that cannot both be true, or
    of which nothing shows that they can.
    """
    from herald.formats import answer
    from herald.store.witness.store import WitnessStore

    store = WitnessStore(_there(state))
    try:
        kept = store.evidence()
    finally:
        store.close()
    if out is not None:
        _written(Path(out), kept)
    if as_json:
        deliver(answer.text({"evidence": [_document(each) for each in kept]}))
    else:
        deliver("".join(f"{number}. {_in_words(each)}\n" for number, each in enumerate(kept, 1)) or "No evidence.\n")
    return Code.SOMETHING_LISTED if kept else Code.NOTHING_LISTED


@app.command(short_help="What a witness without a network is to cosign.")
def ask(
    witness: Annotated[str, typer.Argument(metavar="NAME", help="Which witness of the policy.", show_default=False)],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Where the request is written.", show_default=False)
    ],
    mission: records.MissionPath = None,
    begins: Annotated[
        int | None, typer.Option("--from", min=0, metavar="SIZE", help="What it cosigned last, if it says so.")
    ] = None,
) -> Code:
    """Write the mission's last checkpoint as a file for a witness that is reached by hand, with the proof that the log only grew.

    It begins from what the witness is known to have cosigned last. The answer comes back by `herald log witness take`.
    """
    from herald import files
    from herald.desk import witnessing
    from herald.tlog.policy import shown

    with records.moment(mission) as at:
        names = [shown(each.name) for each in at.books.policy.witnesses]
        if witness not in names:
            raise typer.BadParameter(f"the policy names {', '.join(names) or 'no witness'}", param_hint="NAME")
        head = at.record.head()
        size = 0 if head is None else head.size
        old = begins if begins is not None else witnessing.last_known(at.record, size, [witness]).get(witness, 0)
        if old > size:
            raise typer.BadParameter(f"the log has {size} entries", param_hint="--from")
        data = witnessing.request(at.record, old)
    files.write_whole(Path(out), data)
    deliver(f"{out}\n")
    return Code.NOTHING_LISTED


@app.command(short_help="A cosignature, brought back as a file.")
def take(
    cosignature: Annotated[str, typer.Argument(metavar="FILE", help="What the witness wrote.", show_default=False)],
    mission: records.MissionPath = None,
) -> Code:
    """Keep what a witness of the policy cosigned and somebody carried back. Ends with 4 if it is no witness's word on this log."""
    from herald import files
    from herald.desk import witnessing

    data = files.contents([cosignature])[cosignature]
    with records.store(mission) as held:
        with held.reading() as record:
            books = records.caught_up(record)
            found = witnessing.taken(record, books.policy.witnesses, data)
        if not found.lines:
            say(f"herald: {cosignature}: no witness of the policy says this of a checkpoint of this log")
            return Code.UNVERIFIED
        with held.writing() as writing:
            writing.cosign(found.size, found.lines)
    deliver(f"Cosigned by {', '.join(sorted(found.lines))}: the log of {found.size} entries.\n")
    return Code.NOTHING_LISTED


# -- The witness ---------------------------------------------------------------------------------------------------------------


@contextmanager
def _witness(label: str, logs: list[str], state: str) -> Iterator[Cosigner]:
    """The witness, with its key opened and its file held. Raises Malformed for what is no mission; Foreign; KeyFolderRefused."""
    from herald.commandline import clock, keys
    from herald.desk.cosigning import Cosigner

    path, known, key = _there(state), _known(logs), keys.opened(label)
    with _store(path, key) as store:
        yield Cosigner(store, key.signing, known, clock.now, lambda line: say(f"herald: {line}"))


@contextmanager
def _store(path: Path, key: PrivateKey) -> Iterator[WitnessStore]:
    from herald.record.keyfile import KeyRole
    from herald.store.witness.store import WitnessStore

    if key.head.role is not KeyRole.WITNESS:
        raise typer.BadParameter(f"{key.head.label} is no witness's key", param_hint="--key")
    store = WitnessStore(path, key.signing.verifier)
    try:
        yield store
    finally:
        store.close()


def _there(state: str) -> Path:
    path = Path(state)
    if not path.exists():
        lost = "a witness that lost its file is made anew, with another key: herald log witness new"
        raise typer.BadParameter(f"{path}: there is no such file; {lost}", param_hint="--state")
    return path


def _known(paths: list[str]) -> dict[str, tuple[VerifierKey, ...]]:
    """Which keys sign for which origin? As the missions' files say."""
    from herald import files
    from herald.record import missionfile
    from herald.tlog import policy

    contents = files.contents(paths)
    keys = [
        key for path in paths for key in policy.read(missionfile.read(contents[path], path).policy.encode(), path).logs
    ]
    return {key.name: tuple(each for each in keys if each.name == key.name) for key in keys}


def _lots(count: int) -> bytes:
    import os

    return os.urandom(count)


# -- What is said --------------------------------------------------------------------------------------------------------------


def _refused(request: str, answer: Answered) -> Code:
    from herald.tlog.witnessing import SIZE

    words = answer.body.decode("utf-8", "replace").strip()
    if answer.content_type == SIZE:
        words = f"the last that was cosigned of this log has {words} entries: a request must begin from there"
    say(f"herald: {request}: not cosigned: {words}")
    return Code.MALFORMED if answer.status == 400 else Code.UNVERIFIED


def _written(folder: Path, kept: tuple[Evidence, ...]) -> None:
    from herald import files
    from herald.tlog.witnessing import REQUEST_ENDING

    try:
        folder.mkdir(exist_ok=True)
        for number, each in enumerate(kept, 1):
            files.write_whole(folder / f"{number}{REQUEST_ENDING}", each.request)
            files.write_whole(folder / f"{number}.checkpoint", each.kept)
    except OSError as error:
        raise Undelivered(f"{folder} could not be written: {error.strerror}") from error


def _document(of: Evidence) -> dict[str, object]:
    from herald.units import SECOND, Instant, format_instant

    return {
        "origin": of.origin,
        "contradiction": of.contradiction,
        "size": of.stated.size,
        "root": of.stated.root.hex(),
        "received": format_instant(Instant(of.received_s * SECOND)),
        "request": of.request.decode(),
        "kept": of.kept.decode(),
    }


def _in_words(of: Evidence) -> str:
    from herald.units import SECOND, Instant
    from herald.wording import date_time_group, plain

    received = date_time_group(Instant(of.received_s * SECOND))
    return f"{plain(of.origin)}: {of.stated.size} entries, {of.contradiction}, refused {received}"
