"""What LibreOffice opens, and saves again, is the same notices: a program that no one here wrote, and that many have."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from herald.formats.notices import read
from herald.formats.tables import column_names, csvtable_text, xlsx_form
from herald.notice.model import Notice
from tests.formats.filed import file, good
from tests.formats.tables import filled, movement, route, site
from tests.notice.content import content

pytestmark = pytest.mark.office
SHEET = "csv:Text - txt - csv (StarCalc):{delimiter},34,76,1,,0,false,true,false,false,false,1"
READ_AS = "--infilter=Text - txt - csv (StarCalc):44,34,76"
COMMA, SEMICOLON = 44, 59


def saved(folder: Path, to: str, *files: Path, read_as: tuple[str, ...] = ()) -> list[Path]:
    """The files, opened by LibreOffice and saved in this format, in a folder of their own."""
    out = folder / f"saved-{len(list(folder.iterdir()))}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *read_as, "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(out.iterdir())


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def same(before: tuple[Notice, ...], after: tuple[Notice, ...]) -> bool:
    return [content(one) for one in before] == [content(one) for one in after]


def test_a_filled_form_of_each_language_is_saved_by_libreoffice_as_the_same_notices(
    tmp_path: Path, judged: Callable[[str, int], None]
) -> None:
    heads = [movement(title="=text", buffer_m=12.5, repeat_every_days=2, repeat_until="2026-03-14"), site()]
    heads[0].pop("title")
    forms = {one: filled(heads, route(), one)[1] for one in column_names.LANGUAGES}
    paths = [written(tmp_path, f"{one}.xlsx", form) for one, form in sorted(forms.items())]
    again = saved(tmp_path, "xlsx", *paths)
    assert [one.name for one in again] == [one.name for one in paths]
    for before, after in zip(paths, again, strict=True):
        found = read([(before.name, before.read_bytes())])
        assert len(found) == 4
        assert same(found, read([(before.name, after.read_bytes())]))
    judged("LibreOffice: forms saved", len(again))


def test_the_template_of_each_language_opens_and_prints(tmp_path: Path, judged: Callable[[str, int], None]) -> None:
    paths = [written(tmp_path, f"{one}.xlsx", xlsx_form.render(one)) for one in column_names.LANGUAGES]
    pages = saved(tmp_path, "pdf", *paths)
    assert [one.read_bytes()[:5] for one in pages] == [b"%PDF-"] * len(paths)
    judged("LibreOffice: templates printed", len(pages))


def test_a_table_that_libreoffice_opens_and_saves_is_the_same_notices(
    tmp_path: Path, judged: Callable[[str, int], None]
) -> None:
    before = read([file(good())])
    table, _ = csvtable_text.render(before)
    source = written(tmp_path, "table.csv", table)
    for delimiter in (COMMA, SEMICOLON):
        (again,) = saved(tmp_path, SHEET.format(delimiter=delimiter), source, read_as=(READ_AS,))
        assert same(before, read([(again.name, again.read_bytes())]))
    judged("LibreOffice: tables saved", 2)
