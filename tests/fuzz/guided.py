"""Inputs that look for code no input has reached yet (Atheris, which drives libFuzzer). It ends the process: run it as one.

    python -m tests.fuzz.guided READER --runs 1000 --seed 1 --folder DIR

DIR keeps what was tried and was new; an input that fails is left there as `crash-...`, and its fault is printed. A line
of libFuzzer's own says how many inputs were judged.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["herald"], enable_loader_override=False):
    from tests.fuzz.judge import Judge
    from tests.fuzz.readers import Reader, readers

LONGEST = 6000
"""Bytes of an input."""


def main() -> None:
    """As many inputs as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=[reader.name for reader in readers()])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    (reader,) = (each for each in readers() if each.name == given.reader)
    judge = Judge(reader)
    atheris.Setup(_arguments(reader, given.runs, given.seed, given.folder), lambda data: _ask(judge, data))
    atheris.Fuzz()


def _ask(judge: Judge, data: bytes) -> None:
    try:
        judge(data)
    except BaseException:
        traceback.print_exc(limit=-6)
        raise


def _arguments(reader: Reader, runs: int, seed: int, folder: Path) -> list[str]:
    """How libFuzzer is told: where the seeds are, the words of the format, and no more inputs than asked."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(reader.seeds):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / "words.txt"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in reader.words), encoding="ascii")
    return [
        *(sys.argv[0], str(corpus), f"-dict={words}", f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST}"),
        *(f"-artifact_prefix={folder}/", "-timeout=60", "-rss_limit_mb=0", "-len_control=0", "-print_final_stats=1"),
    ]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8"))


if __name__ == "__main__":
    main()
