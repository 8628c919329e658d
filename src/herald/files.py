"""Which notices and which agreement do these files hold? The one place where the house opens a file, and writes one.

A path that cannot be opened is the caller's mistake (:class:`Unopenable`); what stands in a file and is wrong is
:class:`~herald.malformed.Malformed`. Both are told for all files at once, and nothing is half-loaded.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from herald.malformed import Malformed, Problem

if TYPE_CHECKING:
    from datetime import date

    from herald.acknowledgement.cards import Card
    from herald.agreement.model import Agreement
    from herald.canonical import Json
    from herald.formats.tracks import Seen
    from herald.geometry.gazetteer import Gazetteer
    from herald.notice.model import Notice
    from herald.reading.model import Reading
    from herald.reading.rules import Rules

FilePath = str | os.PathLike[str]

LARGEST_BYTES = 256 * 2**20
"""The contract's limit for one file. One byte more is read, so that the parser sees that there is more."""
STANDARD_INPUT = "-"

Read = TypeVar("Read")


class Unopenable(Exception):
    """These files cannot be opened; nothing was read.

    `files` pairs each path, as given, with the reason the system states.
    """

    code = "unopenable"

    def __init__(self, files: Sequence[tuple[str, str]]) -> None:
        """Which files, each with the reason?"""
        self.files = tuple(files)
        super().__init__("\n".join(f"cannot open {path}: {why}" for path, why in self.files))


def read(
    notices: Sequence[FilePath],
    agreement: FilePath | None = None,
    *,
    given: Mapping[str, object] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Notice, ...], Agreement | None]:
    """Which notices do these files hold, and which agreement? The path `-` is standard input.

    `given` are members for notices that do not state them; `progress` is called with how many bytes are about read, of how many.
    Raises Unopenable naming every file that cannot be opened, else Malformed with every problem of every file.
    """
    from herald.agreement import toml
    from herald.formats import notices as filed_notices

    paths = [os.fspath(path) for path in notices]
    rules = [] if agreement is None else [os.fspath(agreement)]
    held = contents([*paths, *rules])
    filed, unfit = _taken(lambda: filed_notices.read([(path, held[path]) for path in paths], given, progress))
    agreed, unfit_rules = _taken(lambda: [toml.read(path, held[path], beside(path)) for path in rules])
    if filed is None or agreed is None:
        raise Malformed([*unfit, *unfit_rules])
    return filed, agreed[0] if agreed else None


def read_tracks(paths: Sequence[FilePath], party_from: str | None = None) -> tuple[Seen, ...]:
    """Which tracks of the past do these files hold? The path `-` is standard input.

    `party_from` names a column of tables that says whose a track is. Raises Unopenable or Malformed, for all files at once.
    """
    from herald.formats import tracks

    names = list(dict.fromkeys(os.fspath(path) for path in paths))
    held = contents(names)
    return tracks.read([(name, held[name]) for name in names], party_from)


def read_agreement(path: FilePath) -> Agreement:
    """What did the parties agree, as far as this TOML file holds it? Raises Unopenable or Malformed."""
    from herald.agreement import toml

    name = os.fspath(path)
    return toml.read(name, contents([name])[name], beside(name))


def agreement_text(path: FilePath) -> dict[str, Json]:
    """What is the text of this agreement, as the record seals it: the TOML file, and the files that its zones name?

    Raises Unopenable or Malformed, the same as :func:`read_agreement`.
    """
    from herald.agreement import toml
    from herald.jsontext import decoded

    name = os.fspath(path)
    named: dict[str, Json] = {}
    load, data = beside(name), contents([name])[name]

    def remembered(file: str) -> bytes:
        held = load(file)
        named[file] = decoded(file, held)
        return held

    toml.read(name, data, remembered)
    return {"files": named, "toml": data.decode()}


def read_report(path: FilePath, published: date | None, rules: Rules) -> Reading:
    """Which claims does this report make, as far as these rules can draft them? The path `-` is standard input.

    Raises Unopenable, or Malformed where its bytes are not UTF-8.
    """
    from herald.jsontext import decoded
    from herald.reading.drafting import read

    name = os.fspath(path)
    data = contents([name])[name]
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""  # it counts: offsets are those of the text as it is
    return read(data, mark + decoded(name, data.removeprefix(b"\xef\xbb\xbf")), published, rules)


@cache
def rules(language: str) -> Rules:
    """Which words do the rules of this language know? Raises ValueError where it has none."""
    from importlib.resources import files

    from herald.formats.reading import rules as held

    folder = files("herald.reading") / "words"
    known = sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))
    if language not in known:
        raise ValueError(f"{language}: there are rules for {', '.join(known)}")
    return held(f"{language}.toml", (folder / f"{language}.toml").read_bytes())


@cache
def gazetteer() -> Gazetteer:
    """Which named places does Herald know? Read from the package once."""
    from importlib.resources import files

    from herald.formats.gazetteer import read as places

    return places((files("herald.formats") / "data" / "gazetteer.bin").read_bytes())


def beside(path: FilePath) -> Callable[[str], bytes]:
    """How are the files read that this file names? Relative to its folder, and only from within it.

    Symbolic links are followed before the folder is compared, so that no link leads out. The loader raises OSError with
    the reason: outside the folder, not a regular file (a pipe would wait for ever), or what the system states.
    """
    home = Path(os.path.realpath(Path(path).parent))

    def load(name: str) -> bytes:
        if "\0" in name:
            raise FileNotFoundError("a file name holds no NUL")
        target = Path(os.path.realpath(home / name))
        if not target.is_relative_to(home):
            raise PermissionError("it lies outside the agreement's folder")
        if target.exists() and not target.is_file():
            raise PermissionError("it is not a regular file")
        return _read(target)

    return load


def write_whole(path: FilePath, content: bytes) -> None:
    """Write the file so that it is there whole or not at all.

    A crash leaves the path as it was, and beside it at most one `.herald-*.part` that nobody reads. A device or a pipe
    (`/dev/stdout`) is written to as it is: it cannot be replaced. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    part = target.with_name(f".herald-{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _taken(read: Callable[[], Read]) -> tuple[Read | None, tuple[Problem, ...]]:
    """What was read, or every problem of it, so that another reader may tell its own."""
    try:
        return read(), ()
    except Malformed as malformed:
        return None, malformed.problems


def contents(paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes of every file, each opened once. Raises Unopenable naming every file that cannot be opened."""
    held, refused = {}, []
    for path in dict.fromkeys(paths):
        try:
            held[path] = _standard_input() if path == STANDARD_INPUT else _read(Path(path))
        except OSError as error:
            refused.append((path, error.strerror or str(error)))
        except ValueError as error:  # a NUL in the path
            refused.append((path, str(error)))
    if refused:
        raise Unopenable(refused)
    return held


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read(LARGEST_BYTES + 1)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_BYTES + 1)


@cache
def phrase_cards() -> tuple[Card, ...]:
    """Which phrase cards does Herald bring, in the order of their numbers? Read from the package once."""
    from importlib.resources import files

    from herald.acknowledgement.cards import Language
    from herald.formats import phrasecards

    folder = files("herald.formats") / "cards"
    return phrasecards.read([(f"{code}.toml", (folder / f"{code}.toml").read_bytes()) for code in Language])
