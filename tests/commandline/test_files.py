from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from herald import files


def test_a_file_beside_the_agreement_is_read(tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "north.geojson").write_bytes(b"north")
    load = files.beside(tmp_path / "agreement.toml")
    assert load("zones/north.geojson") == b"north"
    assert load("./zones/../zones/north.geojson") == b"north"


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/hostname", "zones/../../secret", "link", "folder-link/secret", "~/secret", "loop"]
)
def test_no_name_leads_out_of_the_agreements_folder(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (home / "link").symlink_to(tmp_path / "secret")
    (home / "folder-link").symlink_to(tmp_path)
    (home / "loop").symlink_to("loop")
    with pytest.raises(OSError):  # noqa: PT011 -- whichever the system states
        files.beside(home / "agreement.toml")(name)


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "north.geojson").write_bytes(b"north")
    (tmp_path / "link").symlink_to("north.geojson")
    assert files.beside(tmp_path / "agreement.toml")("link") == b"north"


@pytest.mark.parametrize("name", ["nul\0", "", ".", "pipe", "gone"])
def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError):  # noqa: PT011 -- whichever the system states
        files.beside(tmp_path / "agreement.toml")(name)


def test_an_agreement_named_without_a_folder_reads_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "north.geojson").write_bytes(b"north")
    monkeypatch.chdir(tmp_path)
    assert files.beside("agreement.toml")("north.geojson") == b"north"


def test_a_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"older")
    files.write_whole(page, b"newer")
    assert page.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [page]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"older")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(page, b"newer")
    assert page.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [page]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "page.html").symlink_to("real.html")
    files.write_whole(tmp_path / "page.html", b"page")
    assert (tmp_path / "page.html").is_symlink()
    assert (tmp_path / "real.html").read_bytes() == b"page"


def test_others_may_read_the_page_as_far_as_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        files.write_whole(tmp_path / "page.html", b"page")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == 0o644


def test_a_device_is_written_to_and_stays_a_device() -> None:
    files.write_whole("/dev/null", b"page")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_no_more_than_the_limit_and_a_byte_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_BYTES", 4)
    (tmp_path / "large").write_bytes(b"123456789")
    assert files.beside(tmp_path / "agreement.toml")("large") == b"12345"


def test_every_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(files.Unopenable) as told:
        files.read([tmp_path / "gone", tmp_path, "nul\0"], tmp_path / "rules.toml")
    assert [path for path, _ in told.value.files] == [
        *(str(path) for path in (tmp_path / "gone", tmp_path)),
        "nul\0",
        str(tmp_path / "rules.toml"),
    ]
    assert all(why for _, why in told.value.files)
