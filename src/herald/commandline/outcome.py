"""How does a command end? Data on standard output, words on standard error, and one code that says which it was."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum
from functools import partial
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup

from herald.prevented import Prevented


class Code(IntEnum):
    """What the exit code says. A command never ends with 1 unless it has given an answer."""

    NOTHING_LISTED = 0
    SOMETHING_LISTED = 1
    USAGE = 2
    MALFORMED = 3
    UNVERIFIED = 4
    INTERNAL = 70
    INTERRUPTED = 130


NOBODYS_MISTAKE = {"store-broken", "store-busy", "disk-full", "evidence-damaged", "identity-damaged"}
"""What prevents a command and is no mistake in its call: the disk, what stands on it, another process."""


class Undelivered(Exception):
    """The answer exists and could not be written where it was wanted."""

    code = "undelivered"


class Commands(TyperGroup):
    """The commands of Herald, each ending with a code of :class:`Code`: their functions return it."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command that the arguments name, and end with its code."""
        run = partial(super().main, args, prog_name or "herald", complete_var, False, windows_expand_args, **extra)
        code = settled(run)
        if standalone_mode:
            sys.exit(code)
        return code


def settled(command: Callable[[], int | None]) -> int:
    """With which code does this command end, whatever happens in it?

    An interruption, a mistake in the call and a broken promise inside each get one line on standard error; the last
    shows its traceback only where HERALD_DEBUG is set.
    """
    from herald.files import Unopenable

    try:
        _prepare_streams()
        code = command() or Code.NOTHING_LISTED
    except (KeyboardInterrupt, typer.Abort):
        code = Code.INTERRUPTED
    except typer.TyperException as mistake:
        message = mistake.format_message()
        if "\n" in message:  # the help text, which is what a call without a command gets
            say(*message.splitlines())
        else:
            say(f"herald: {message}", "Try --help after the command for what it takes.")
        return Code.USAGE
    except Unopenable as unopenable:
        say(*(f"herald: cannot open {path}: {why}" for path, why in unopenable.files))
        return Code.USAGE
    except Prevented as prevented:
        say(f"herald: {prevented}")
        return Code.INTERNAL if prevented.code in NOBODYS_MISTAKE else Code.USAGE
    except SystemExit:
        # The library's way out when the reader of a help text has gone away.
        return Code.NOTHING_LISTED
    except Exception as failure:  # noqa: BLE001 -- the last line of defence: never a traceback, never a false code
        return _internal(failure)
    if code == Code.INTERRUPTED:  # the library, too, turns Ctrl-C into this code
        say("herald: interrupted; no answer was given")
    return code


def deliver(text: str) -> None:
    """Write the data on standard output, whole, in UTF-8.

    A reader that has read enough and gone away is no failure. Raises Undelivered where the bytes cannot be written (a
    full disk): what was written by then is not an answer.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_stdout()
    except OSError as error:
        _abandon_stdout()
        raise Undelivered(f"the answer could not be written on standard output: {error.strerror}") from error


def say(*lines: str) -> None:
    """Write words for a person on standard error, with nothing in them that a terminal would act on."""
    from herald.wording import plain

    if sys.stderr is not None:
        with suppress(OSError):
            print(*(plain(line) for line in lines), sep="\n", file=sys.stderr, flush=True)


@contextmanager
def telling_problems(*, as_json: bool) -> Iterator[None]:
    """Where an input is malformed: every problem, as JSON on standard output or a line each on standard error."""
    from herald.formats import answer
    from herald.malformed import Malformed

    try:
        yield
    except Malformed as malformed:
        if as_json:
            deliver(answer.text(answer.problems(malformed.problems)))
        else:
            say(*(f"herald: {problem}" for problem in malformed.problems))
        raise typer.Exit(Code.MALFORMED) from None


def _internal(failure: Exception) -> int:
    if os.environ.get("HERALD_DEBUG"):
        import traceback

        traceback.print_exception(failure, file=sys.stderr)
    if isinstance(failure, Undelivered):
        say(f"herald: {failure}")
    else:
        what = f"{type(failure).__name__}: {failure}".splitlines()[0]
        say(f"herald: internal failure, no answer was given: {what} (HERALD_DEBUG=1 shows where)")
    return Code.INTERNAL


def _prepare_streams() -> None:
    """UTF-8 whatever the locale; half of a surrogate pair, which UTF-8 cannot say, is written as JSON escapes it."""
    if sys.stdout is None:
        raise Undelivered("standard output is closed: there is nowhere to put an answer")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _abandon_stdout() -> None:
    """Nobody reads it any more: what is still buffered goes nowhere, or the interpreter would fail on it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
