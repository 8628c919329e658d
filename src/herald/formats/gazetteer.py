"""Which places does a gazetteer file hold? The form that `tools/gazetteer.py` writes and describes."""

from __future__ import annotations

import json
import lzma

import numpy as np

from herald.geometry.gazetteer import Gazetteer

MAGIC = b"herald gazetteer 1\n"
_COLUMNS = 4
_WIDTH = 4


def read(data: bytes) -> Gazetteer:
    """Which gazetteer do these bytes hold? Raises ValueError where they are none."""
    if not data.startswith(MAGIC):
        raise ValueError(f"expected a gazetteer, which begins with {MAGIC.decode().strip()!r}")
    head, _, packed = data[len(MAGIC) :].partition(b"\n")
    about = json.loads(head)
    parts = packed[: about["columns"]], packed[about["columns"] : about["columns"] + about["text"]]
    try:
        columns, text = (lzma.decompress(part) for part in parts)
    except lzma.LZMAError as error:
        raise ValueError(f"expected a whole gazetteer: {error}") from None
    return _unpacked(columns, text.decode("utf-8"))


def _unpacked(columns: bytes, text: str) -> Gazetteer:
    planes = np.frombuffer(columns, np.uint8).reshape(_COLUMNS, _WIDTH, -1)
    numbers = np.ascontiguousarray(planes.transpose(0, 2, 1)).view("<i4")[:, :, 0].astype(np.int64)
    runs, *lines = text.split("\n")
    codes, sizes = zip(*(run.split(":") for run in runs.split(" ")), strict=True)
    countries = tuple((code[:2], code[3:]) for code in codes)
    return Gazetteer(
        ids=np.cumsum(numbers[0]),
        lon_e5=numbers[1],
        lat_e5=numbers[2],
        population=numbers[3],
        regions=countries,
        region=np.repeat(np.arange(len(countries)), [int(size) for size in sizes]),
        lines=tuple(lines),
    )
