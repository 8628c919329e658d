"""Would `make mutants` notice? The seeded faults fit the source, the page shows them, and no outcome is taken for another."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from tests.house import committed
from tools import mutants
from tools.mutants import CAUGHT, SURVIVED, Fault

FAULTS = mutants.read()


def text(fault: Fault) -> str:
    return (committed.ROOT / fault.file).read_text(encoding="utf-8")


def test_the_page_shows_the_faults_as_they_are_listed() -> None:
    page = (committed.ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    assert mutants.page(FAULTS) in page
    assert page.count("\n|") == len(FAULTS) + 2


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.fault.replace("\n", " ")[:60])
def test_a_fault_still_fits_the_source_and_names_a_test_that_is_there(fault: Fault) -> None:
    ast.parse(mutants.harmed(fault, text(fault)))
    assert mutants.exists(fault.test)


def test_no_fault_is_listed_twice() -> None:
    assert len({(fault.file, mutants.harmed(fault, text(fault))) for fault in FAULTS}) == len(FAULTS)
    assert len({fault.fault for fault in FAULTS}) == len(FAULTS)


def test_the_kernel_the_search_the_retiming_the_proofs_the_log_and_the_record_are_all_seeded() -> None:
    seeded = {Path(fault.file).stem for fault in FAULTS}
    assert seeded >= {"meet", "abreast", "asking", "heights", "legs", "within", "ellipsoid", "pairs"}
    assert seeded >= {"rows", "tree", "search", "walk", "forest", "traffic"}
    assert seeded >= {"keys", "note", "policy", "proof", "tiles"}
    assert seeded >= {"canonical", "acts", "opening", "sealed", "keyring", "sequencer", "admission"}
    assert seeded >= {"amounts", "retime", "proposals", "explain", "recheck"}


# -- Each outcome is told from the others ----------------------------------------------------------------------------

SHOP = """
PRICE = 3


def total(count: int) -> int:
    return PRICE * count
"""
TESTS = """
from shop import total


def test_three_cost_nine() -> None:
    assert total(3) == 9


def test_nothing_costs_nothing() -> None:
    assert total(0) == 0


def test_a_wrong_hope() -> None:
    assert total(1) == 4
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A house of one room, laid out like this one."""
    for name in ("src", "tests", "design"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "shop.py").write_text(SHOP, encoding="utf-8")
    (tmp_path / "tests" / "test_shop.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["src"]\n', encoding="utf-8")
    return tmp_path


def test_each_outcome_is_told_from_the_others(shop: Path) -> None:
    doubled = Fault("doubled", "", "src/shop.py", "* count", "* count * 2", "tests/test_shop.py::test_three_cost_nine")
    faults = [
        doubled,
        replace(doubled, test="tests/test_shop.py::test_nothing_costs_nothing"),
        replace(doubled, new="* cuont"),
        replace(doubled, new="* * count"),
        replace(doubled, old="PRICE"),
        replace(doubled, test="tests/test_shop.py::test_a_wrong_hope"),
        replace(doubled, test="tests/test_shop.py::test_that_nobody_wrote"),
    ]
    said = [outcome.said for outcome in mutants.outcomes(faults, shop)]
    assert said[:2] == [CAUGHT, SURVIVED]
    assert "NameError" in said[2]
    assert "pytest ended with" in said[3]
    assert "stands there 2 times" in said[4]
    assert said[5] == "on the unharmed copy: failed"
    assert said[6] == "on the unharmed copy: there is no such test"
    assert (shop / "src" / "shop.py").read_text(encoding="utf-8") == SHOP


def test_a_test_that_does_not_end_has_noticed_nothing(shop: Path) -> None:
    (shop / "src" / "shop.py").write_text(f"{SHOP}\n\nwhile True:\n    pass\n", encoding="utf-8")
    assert mutants.run(shop, ["tests/test_shop.py::test_three_cost_nine"], longest_s=2) == "did not end in 2 s of CPU"
