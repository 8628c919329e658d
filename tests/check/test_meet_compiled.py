"""Which form answers, and what is compiled when: the choice changes no answer, and a person is told who must wait."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from herald.check import abreast, compiled, meet
from herald.commandline.progress import COMPILING
from tests.check.tables import REGIONS, Table, in_region, plain


@pytest.fixture(scope="module")
def table() -> Table:
    return in_region(*REGIONS["mid-latitude"], 4, 50)


def module(path: Path, source: str) -> ModuleType:
    """A module of its own, kept where Numba can keep what it makes of it."""
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    # Not by the loader: what Python compiled before it takes for this source, if both are as long and of the same second.
    exec(compile(source, str(path), "exec"), vars(made))  # noqa: S102
    return made


# -- Which form ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "form"),
    [
        (1, meet),
        (compiled.WORTH_ABREAST - 1, meet),
        (compiled.WORTH_ABREAST, abreast),
        (50, abreast),
    ],
)
def test_few_pairs_are_answered_one_by_one_and_more_of_them_abreast(
    pairs: int, form: ModuleType, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []
    for each in (meet, abreast):
        answer = each.closest_each
        monkeypatch.setattr(each, "closest_each", lambda *given, f=each, a=answer: (used.append(f), a(*given)))
    monkeypatch.setattr(compiled, "_at_hand", lambda _: False)
    part = table.a[:pairs], table.b[:pairs], table.up_m[:pairs], table.down_m[:pairs]
    answers = compiled.closest(*part)
    assert used == [form]
    monkeypatch.undo()
    expected = plain("closest_each", 3, *part)
    np.testing.assert_array_equal(answers, np.column_stack([np.sqrt(expected[:, 0]), expected[:, 1:]]))


@pytest.mark.parametrize("worth", [(1, 10**9), (10**9, 10**9), pytest.param((1, 1), marks=pytest.mark.compiled)])
def test_whichever_form_is_chosen_the_answers_are_the_same(
    worth: tuple[int, int], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_at_hand", lambda _: False)
    monkeypatch.setattr(compiled, "WORTH_ABREAST", worth[0])
    monkeypatch.setattr(compiled, "WORTH_COMPILING", worth[1])
    metres = np.sqrt(table.d2)
    rows = table.a, table.b, table.up_m, table.down_m
    for question in ("forbidden", "cuts", "steps"):
        answers = getattr(compiled, question)(*rows, metres)
        np.testing.assert_array_equal(answers, plain(f"{question}_each", 2, *rows, metres**2))
    met, at = table.meeting()
    metres, rows = np.sqrt(met.d2), (met.a, met.b, met.up_m, met.down_m)
    np.testing.assert_array_equal(compiled.window(*rows, metres, at), plain("window_each", 2, *rows, metres**2, at))


def test_without_numba_any_number_is_answered(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_at_hand", lambda _: False)
    monkeypatch.setattr(compiled, "installed", lambda: False)
    monkeypatch.setattr(compiled, "kernels", lambda: pytest.fail("Numba is not there"))
    monkeypatch.setattr(compiled, "WORTH_COMPILING", 1)
    near = compiled.closest(table.a, table.b, table.up_m, table.down_m)
    assert np.isfinite(near[:, 0]).any()


# -- What is compiled --------------------------------------------------------------------------------------------------------


@pytest.mark.compiled
def test_every_function_of_the_kernel_is_compiled() -> None:
    """A function left out would be called as plain Python, or break only where Numba is installed; of two namesakes one is lost."""
    for module, names in compiled._IN_ORDER.items():
        own = {name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
        assert own == set(names), module.__name__
    assert len(compiled.kernels()) == sum(map(len, compiled._IN_ORDER.values()))


@pytest.mark.compiled
def test_one_layout_of_arrays_is_all_that_is_ever_compiled_for(table: Table) -> None:
    """Views, and arrays that must not be written to, would each be compiled for anew, unannounced."""
    kernel = compiled.kernels()["closest_each"]
    compiled.kernels()["closest_each"](table.a, table.b, table.up_m, table.down_m, np.empty((50, 3)))
    types = len(kernel.signatures)
    limits = np.broadcast_to(np.float64(300.0), 25)
    compiled.closest(table.a[::2], np.asfortranarray(table.b[::2]), limits, limits)
    assert len(kernel.signatures) == types


@pytest.mark.compiled
def test_a_function_of_one_module_calls_the_compiled_functions_of_another_by_whatever_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is kept on disk for it is not used once the other module has changed: Numba looks at its own file alone."""
    monkeypatch.setitem(sys.modules, "near_one", ModuleType("near_one"))
    monkeypatch.setitem(sys.modules, "far_one", ModuleType("far_one"))
    caller = "from near_one import STEP, twice as doubled\ndef stepped(x): return doubled(x) + STEP\n"
    for source, answer in (
        ("STEP = 1.0\ndef twice(x): return 2.0 * x\n", 7.0),
        ("STEP = 1.0\ndef twice(x): return x + x + x\n", 10.0),
        ("STEP = 5.0\ndef twice(x): return x + x + x\n", 14.0),
    ):
        one = module(tmp_path / "near_one.py", source)
        other = module(tmp_path / "far_one.py", caller) if answer == 7.0 else _again(tmp_path / "far_one.py")
        assert compiled.bind({one: ("twice",), other: ("stepped",)})["stepped"](3.0) == answer


def _again(path: Path) -> ModuleType:
    """The module anew, its file untouched."""
    before = path.stat()
    made = module(path, path.read_text(encoding="utf-8"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return made


# -- Who is told -------------------------------------------------------------------------------------------------------------

ASKING = """
import sys
import numpy as np
import quick
from herald.check import compiled
from herald.commandline.progress import Progress

compiled.WORTH_COMPILING = 2
compiled._IN_ORDER = {quick: ("closest_each",)}
pairs = int(sys.argv[1])
rows, limits = np.zeros((pairs, 14)), np.full(pairs, 300.0)
rows[:, 0] = 6378137.0
with Progress(sys.stderr) as progress, compiled.telling(progress.compiling):
    near = compiled.closest(rows, rows, limits, limits)
    compiled.closest(rows, rows, limits, limits)
print(near[0, 0], "numba" in sys.modules)
"""
QUICK = "def closest_each(a, b, up_m, down_m, out): out[:, :] = 4.0\n"
"""Quickly compiled, and known by its answer."""


def asked(pairs: int, folder: Path) -> tuple[str, str]:
    """What a process of its own writes to standard output and error; Numba keeps its code in the folder."""
    (folder / "quick.py").write_text(QUICK, encoding="utf-8")
    os.utime(folder / "quick.py", ns=(10**18, 10**18))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", ASKING, str(pairs)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout, done.stderr


@pytest.mark.compiled
def test_a_first_compilation_is_announced_once_and_a_second_run_says_nothing(tmp_path: Path) -> None:
    small, first, second = asked(1, tmp_path), asked(2, tmp_path), asked(2, tmp_path)
    assert small == ("0.0 False\n", ""), "a small check does not even import Numba"
    assert first == ("2.0 True\n", f"{COMPILING}\n")
    assert second == ("2.0 True\n", "")


@pytest.mark.compiled
def test_whoever_listened_is_told_nothing_once_done(tmp_path: Path) -> None:
    told: list[str] = []
    made = module(tmp_path / "late_one.py", "def half(x): return x / 2.0\n")
    kernel = compiled.bind({made: ("half",)})["half"]
    with compiled.telling(lambda: told.append("within")):
        compiled.kernels()
        assert kernel(3.0) == 1.5
    assert told == ["within"]
    assert kernel(3) == 1.5
    assert told == ["within"]
