"""Does Herald say only what it may say? The glossary's forbidden words stand in no text that a reader could see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import committed

MODULES = sorted(committed.SOURCE.rglob("*.py"))
TEXTS = sorted(
    path
    for path in committed.SOURCE.rglob("*")
    if path.suffix in {".html", ".jinja", ".j2", ".js", ".css", ".txt", ".svg"}
)
GLOSSARY = (committed.ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
FORBIDDEN = re.findall(r"^- \*\*(\w+)\*\*", GLOSSARY.partition("## Never said")[2].partition("\n## ")[0], re.MULTILINE)
SAID = re.compile(rf"\b({'|'.join(FORBIDDEN)})\b", re.IGNORECASE)
# Jinja's filter and CSS's keyword are not answers.
NOT_WORDS = re.compile(r"\|\s*safe\b|\bsafe-area\b|\bsafe (center|start|end)\b|-safe\b|\bsafe-")


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Which strings of a module could reach a reader? All but the docstrings, and the names of what it defines."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name.replace("_", " ")


def said(text: str) -> list[str]:
    return [match[0] for match in SAID.finditer(NOT_WORDS.sub(" ", text))]


def test_the_glossary_names_the_words_that_are_never_said() -> None:
    assert {"safe", "approved", "guilty", "enemy", "hostile", "friendly"} <= set(FORBIDDEN)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(committed.SOURCE)))
def test_no_module_says_a_forbidden_word(path: Path) -> None:
    found = [(line, said(text)) for line, text in strings(ast.parse(path.read_text(encoding="utf-8"))) if said(text)]
    assert found == []


def test_no_template_says_a_forbidden_word() -> None:
    assert [
        (path.name, said(path.read_text(encoding="utf-8"))) for path in TEXTS if said(path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize("text", ["It is safe to go.", "Approved", "the enemy's column", "a hostile act"])
def test_a_forbidden_word_is_found(text: str) -> None:
    assert len(said(text)) == 1


@pytest.mark.parametrize("text", ["{{ plan | safe }}", "unsafe agreement", "env(safe-area-inset-top)", "safety of all"])
def test_a_word_that_only_looks_like_one_is_not(text: str) -> None:
    assert said(text) == []


def test_a_docstring_may_name_the_word_it_forbids_but_a_string_may_not() -> None:
    tree = ast.parse('def f():\n    """Never "safe"."""\n    return "safe"\n')
    assert [line for line, text in strings(tree) if said(text)] == [3]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(committed.SOURCE)))
def test_every_module_says_what_it_answers(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
