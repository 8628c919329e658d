"""Is anything ever called approved? In no form of the word and in no language, in any string, catalogue or help under src/herald.

A notice asks no leave. Only a clause whose regime is consent is answered, and then with *granted* or *refused*.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import committed
from tests.house.test_words import strings

MODULES = sorted([*committed.SOURCE.rglob("*.py"), committed.ROOT / "verify.py", committed.ROOT / "recheck.py"])
CATALOGUES = sorted(
    path
    for path in committed.SOURCE.rglob("*")
    if path.suffix in {".toml", ".j2", ".html", ".js", ".css", ".txt", ".svg", ".sql", ".json", ".csv"}
)
FORMS = {
    "en": r"approv|\bauthori[sz](?!er)|\bpermission (is |was )?given|\bcleared to\b",
    "fr": r"approuv|approbation|\bautoris|\bagréé|\bhomologu|\bvalidée? par\b",
    "ar": r"موافق|معتمد|اعتماد|مصادق|مرخص|ترخيص|مأذون|إذن|مسموح",
    "ru": r"одобр|утвержд|разреш[её]н|разрешени[еяю]|санкционир|согласован",
    "uk": r"схвал|затвердж|дозвіл|дозвол|санкціонов|погодж",
}
"""The word, its forms, and what would say the same, by their stems. *Not permission* is what is said of a notice."""
SAID = re.compile("|".join(f"(?:{form})" for form in FORMS.values()), re.IGNORECASE)
MARKS = re.compile(r"[\u064b-\u0652\u0640]")


def said(text: str) -> list[str]:
    return [found[0] for found in SAID.finditer(MARKS.sub("", unicodedata.normalize("NFC", text)))]


def helps(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The docstrings of functions: those of commands are their help."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.lineno, ast.get_docstring(node) or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(committed.ROOT)))
def test_no_string_and_no_help_calls_anything_approved(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    helped = helps(tree) if path.parent.name == "commandline" else ()
    assert [(line, said(text)) for line, text in (*strings(tree), *helped) if said(text)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(committed.SOURCE)))
def test_no_catalogue_and_no_template_calls_anything_approved(path: Path) -> None:
    assert said(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Approved.",
        "pre-approved",
        "awaiting approval",
        "Your movement is authorised.",
        "Le déplacement est approuvé.",
        "Mouvement autorisé",
        "تمت الموافقة: موافق عليه",
        "مُوَافَق عليه",
        "غير مصرح: التنقل معتمد",
        "Движение одобрено.",
        "План утверждён.",
        "Перемещение разрешено",
        "Маршрут схвалено.",
        "Маршрут затверджено",
        "Проїзд дозволено",
    ],
)
def test_a_form_of_it_would_be_found_in_each_language(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize(
    "text", ["Notice is not permission.", "granted", "refused", "no objection", "proved", "improve"]
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert said(text) == []
