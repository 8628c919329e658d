"""`herald incident account`, `claim`, ... and `enter`: what is said, row by row or by tables, read before anything is sealed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from herald.commandline import incidentacts, options, records
from herald.commandline.incidentacts import Key, Number
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.formats.incidents.columns import TABLES, Column

if TYPE_CHECKING:
    from herald.commandline.acting import Signer
    from herald.desk.sequencer import Sequencer
    from herald.formats.incidents.rows import Draft
    from herald.record.acts import Act
    from herald.record.drafting import Author
    from herald.store.sqlite.store import SqliteStore

SINGLE: Mapping[str, tuple[str, str]] = {
    "account": ("accounts", "Enter who tells it, how, and when; its claims are entered under it."),
    "claim": ("claims", "Enter one claim of an account: the exact words, and apart from them how they are read."),
    "link": ("links", "Say how one claim stands to another, as you see it. Neither changes by it."),
    "casualties": ("casualties", "Enter what one source says of people who came to harm. Unknown stays unknown."),
    "breach": ("breaches", "Enter who claims a breach against whom, or what was answered. Nothing is decided by it."),
    "source": ("sources", "Enter a source: where something was said or written; an unnamed source is one too."),
    "citation": ("citations", "Enter which source goes back to which, and how."),
}
"""The commands that enter one row, of which table, and what they do."""
_REFS = frozenset({"account", "sources", "replaces", "of", "claim", "other", "revises", "source", "cites"})
_NOT_TYPED = frozenset({"id"})
_AT_ONCE = 256
Tables = Annotated[
    list[Path], typer.Argument(metavar="TABLE...", help="CSV files or workbooks (.xlsx).", show_default=False)
]


# -- One row ---------------------------------------------------------------------------------------------------------------


def single(command: str) -> Callable[..., Code]:
    """The command that enters one row of a table: an option for each column."""
    table, says = SINGLE[command]
    columns = [column for column in TABLES[table].columns if column.name not in _NOT_TYPED]

    def entered(**given: Any) -> Code:
        row = {
            column.name: _typed(column.name, given[f"_{column.name}"]) for column in columns if given[f"_{column.name}"]
        }
        with telling_problems(as_json=given["as_json"]):
            by = incidentacts.signer(given["key"], given["mission"])
            return _entered(by, given["number"], _drafted(table, row), as_json=given["as_json"])

    parameters = [
        _parameter("number", Number, Parameter.empty),
        _parameter("mission", records.MissionPath, None),
        _parameter("key", Key, None),
        *(_parameter(f"_{column.name}", _option(column), None) for column in columns),
        _parameter("as_json", options.AsJson, False),
    ]
    entered.__doc__ = says
    entered.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": Code}
    entered.__signature__ = Signature(parameters, return_annotation=Code)  # type: ignore[attr-defined]  # what the library reads
    return entered


def _parameter(name: str, annotation: object, default: object) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation)


def _option(column: Column) -> object:
    needed = "Needed: " if column.required else ""
    words = f"{needed}{column.about}"
    return Annotated[
        str | None,
        typer.Option(f"--{column.name.replace('_', '-')}", metavar="TEXT", help=f"{words[0].upper()}{words[1:]}."),
    ]


def _typed(name: str, text: str) -> str:
    """An entry is typed by its number; in a table it is written with # before it, as other rows are named there too."""
    if name not in _REFS:
        return text
    return "; ".join(f"#{part.strip()}" if part.strip().isdigit() else part for part in text.split(";"))


def _drafted(table: str, row: Mapping[str, str]) -> tuple[Draft, ...]:
    from herald.formats.incidents import rows

    return rows.drafts([(rows.Place("what was typed", table, 1), row)])


# -- Tables ----------------------------------------------------------------------------------------------------------------


def enter(
    number: Number,
    tables: Tables,
    mission: Annotated[
        str | None, typer.Option("--mission", metavar="M.db", help="The mission; else HERALD_MISSION, or the one here.")
    ] = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Enter tables that were filled in. All rows are read first: if anything is wrong, every problem is told and nothing is sealed.

    Rows are sealed in the order in which they name one another. What the record refuses then is told; what was sealed before stays.
    """
    from herald import files
    from herald.formats.incidents import reading

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        paths = [str(path) for path in tables]
        held = files.contents(paths)
        found = reading.read_known([(path, held[path]) for path in paths])
        for each in found.left_out:
            say(f"herald: left out: {each}")
        return _entered(by, number, found.drafts, as_json=as_json)


def template(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET", help="A workbook (.xlsx) of all tables, or a .csv of the table it is named for."
        ),
    ],
    exercise: Annotated[bool, typer.Option("--exercise", help="Mark every table as of an exercise.")] = False,
) -> Code:
    """Write the tables to fill in: all as a workbook, or one as a CSV file, like claims.csv."""
    from herald import files
    from herald.formats.incidents import template as tables

    if target.suffix.casefold() == ".xlsx":
        data = tables.workbook(exercise=exercise)
    elif target.stem in TABLES and target.suffix.casefold() == ".csv":
        data = tables.text(TABLES[target.stem], exercise=exercise)
    else:
        raise typer.BadParameter(f"{target}: an .xlsx, or one of {', '.join(f'{name}.csv' for name in TABLES)}")
    if target.exists():
        raise typer.BadParameter(f"{target}: something is there already")
    files.write_whole(target, data)
    say(f"herald: written: {target}")
    return Code.NOTHING_LISTED


# -- Sealing ---------------------------------------------------------------------------------------------------------------


def _entered(by: Signer, incident: int, found: Sequence[Draft], *, as_json: bool) -> Code:
    """Sign and seal these, wave by wave: each names only what is sealed."""
    from herald.formats.incidents.rows import waves

    if by.database is None:
        raise typer.BadParameter("the mission itself must be here", param_hint="M.db")
    indices: dict[str, int] = {}
    documents: list[object] = []
    code = Code.NOTHING_LISTED
    with records.sequencer(by.database) as (store, sequencer):
        author = _author(by)
        for wave in waves(found):
            for first in range(0, len(wave), _AT_ONCE):
                drafts = wave[first : first + _AT_ONCE]
                lines = [_line(by, author, store, incident, draft, indices) for draft in drafts]
                worse = _sealed(sequencer, drafts, lines, indices, documents, as_json=as_json)
                code = max(code, worse)
            if code is not Code.NOTHING_LISTED:
                break
    if as_json:
        from herald.formats import answer

        deliver(answer.text({"exercise": sequencer.books.exercise, "incident": incident, "entered": documents}))
    return code


def _sealed(
    sequencer: Sequencer,
    drafts: Sequence[Draft],
    lines: Sequence[bytes],
    indices: dict[str, int],
    documents: list[object],
    *,
    as_json: bool,
) -> Code:
    from herald.desk.sequencer import Sealing

    code = Code.NOTHING_LISTED
    for draft, outcome in zip(drafts, sequencer.seal(lines), strict=True):
        where = f"{draft.place.table}, row {draft.place.row}" if draft.place.row > 1 else draft.place.table
        if isinstance(outcome, Sealing):
            index = outcome.receipt.sealed.index
            if draft.id is not None:
                indices[draft.id] = index
            documents.append({"table": draft.table, "row": draft.place.row, "id": draft.id, "index": index})
            if not as_json:
                deliver(f"{index}  {where}{'' if draft.id is None else f'  {draft.id}'}\n")
            continue
        code = Code.UNVERIFIED
        refused = outcome.refused
        documents.append({"table": draft.table, "row": draft.place.row, "id": draft.id, "refused": refused.code})
        say(f"herald: {where}: REFUSED ({refused.code}): {refused.why}", *(f"  {each}" for each in outcome.problems))
    return code


def _author(by: Signer) -> Author:
    from herald.commandline import keys
    from herald.record.drafting import Author

    return Author(keys.opened(by.label).signing, by.party)


def _line(
    by: Signer, author: Author, store: SqliteStore, incident: int, draft: Draft, indices: Mapping[str, int]
) -> bytes:
    from herald.canonical import Json
    from herald.commandline import clock, keys
    from herald.record import drafting

    stated, named = draft.completed(indices)
    of = named.get("of")
    at = incident if of is None else of
    act = _act(by, incident, at, _leaf(store, at), draft, named)
    values: dict[str, Json] = {"stated": stated.json()}
    if draft.table not in {"citations", "links"}:
        values["name"] = draft.name
    now = clock.now()
    number = keys.folder().next_seq(by.label, int(now))
    return drafting.draft(drafting.place(by.facts), author, act, values, number, now, os.urandom).line()


def _leaf(store: SqliteStore, index: int) -> bytes:
    with store.reading() as record:
        try:
            return record.sealed(index).leaf
        except IndexError:
            raise typer.BadParameter(f"{index}: nothing is sealed there yet") from None


def _act(by: Signer, incident: int, of: int, leaf: bytes, draft: Draft, named: Mapping[str, int | None]) -> Act:
    """The act of this row. What a side says itself it signs; what another enters for it is not signed by it."""
    from herald.acknowledgement.ladders import Manner
    from herald.record import incidents

    said = draft.said
    manner = Manner.SIGNED if said.get("whose") == by.party else said.get("manner", Manner.PAPER)
    match draft.table:
        case "sources":
            return incidents.SourceNamed(None, incident, leaf, of)
        case "citations":
            return incidents.Cited(named["cites"] or 0, said["edge"], incident, leaf, of)
        case "accounts":
            return incidents.AccountGiven(incident, leaf, manner, of, said["whose"])
        case "claims":
            return incidents.ClaimMade(incident, leaf, of, named["replaces"])
        case "links":
            return incidents.ClaimsLinked(incident, leaf, said["link"], of, named["other"] or 0)
        case "casualties":
            return incidents.CasualtiesStated(named["claim"], incident, leaf, of, named["revises"])
    return incidents.BreachClaimed(said["against"], incident, leaf, manner, of, said["step"], said["whose"])
