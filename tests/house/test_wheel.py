"""Does the wheel hold all that Herald needs away from its clone?"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house import committed


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel, built from this clone by the locked build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=committed.ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = folder.glob("openherald-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_committed_file_of_the_package(held: set[str]) -> None:
    package = [path for path in committed.paths() if path.is_relative_to(committed.SOURCE)]
    assert {str(path.relative_to(committed.SOURCE.parent)) for path in package} <= held


def test_the_wheel_holds_the_exercise(held: set[str]) -> None:
    scenarios = committed.ROOT / "scenarios"
    filed = {f"herald/scenarios/{path.relative_to(scenarios)}" for path in scenarios.rglob("*") if path.is_file()}
    assert filed
    assert filed <= held


def test_the_wheel_holds_the_verifier_that_every_bundle_carries(held: set[str]) -> None:
    assert "herald/stand-alone/verify.py" in held


def test_the_wheel_holds_nothing_else(held: set[str]) -> None:
    others = {name for name in held if not name.startswith("herald/") and ".dist-info/" not in name}
    assert others == set()
    assert not {Path(name).suffix for name in held} & {".pyc", ".nbi", ".nbc", ".so"}


def test_the_wheel_carries_the_licence(held: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)
