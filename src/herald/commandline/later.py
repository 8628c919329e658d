"""A group of commands that is put together only when it is called: what `herald --help` lists costs it nothing."""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


def later(module: str, says: str) -> typer.Typer:
    """The group `app` of this module, whose help says this, without its commands until somebody asks for one of them."""

    class Later(TyperGroup):
        """Knows its commands once it is asked for them."""

        _held: MutableMapping[str, Any] | None = None

        @property
        def commands(self) -> Any:
            if self._held is None:
                group: typer.Typer = import_module(module).app
                group.rich_markup_mode = None  # as the command above it: plain text, on every terminal
                self._held = typer.main.get_group(group).commands
            return self._held

        @commands.setter
        def commands(self, _given: Any) -> None:
            """The library says that there are none yet."""

    return typer.Typer(cls=Later, no_args_is_help=True, help=says)
