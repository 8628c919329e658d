"""Does a derivative show what the original shows, and say nothing else? And does a file made to do harm come to nothing?"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps, PngImagePlugin

from herald.store import derivatives
from herald.store.derivatives import PICTURE, Derivative, DerivativeRefused, ToolMissing, make
from herald.store.evidence import Arrival, OriginalDamaged, OriginalMissing, Shelf
from tests.conftest import UNDER_CI

Judged = Callable[[str, int], None]

SECRET = b"EXERCISE what nobody is to read"
ORIENTATION, DESCRIPTION, GPS_IFD = 0x0112, 0x010E, 0x8825


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "exercise.evidence")


def files(shelf: Shelf) -> list[Path]:
    return sorted(path for path in shelf.folder.rglob("*") if not path.is_dir())


def derived(shelf: Shelf, data: bytes, **asked) -> tuple[Derivative, bytes]:
    """The derivative of these bytes, and its own."""
    derivative = make(shelf, shelf.take(io.BytesIO(data)).digest, **asked)
    with shelf.open(derivative.taken.digest) as stream:
        return derivative, stream.read()


def refused(shelf: Shelf, data: bytes, **asked) -> str:
    """Why is there no derivative of these bytes? And nothing but the original is left on the shelf."""
    digest = shelf.take(io.BytesIO(data)).digest
    with pytest.raises(DerivativeRefused, match=digest.hex()) as why:
        make(shelf, digest, **asked)
    assert why.value.code == "derivative-refused"
    assert len(files(shelf)) == 1
    assert shelf.verify(digest)
    return str(why.value).partition(": ")[2]


def corners(size: tuple[int, int] = (48, 32), mode: str = "RGB") -> Image.Image:
    """A picture that looks different whichever way it is turned."""
    image = Image.new("RGB", size, "white")
    for place, colour in (((0, 0), "red"), ((size[0] // 2, 0), "green"), ((0, size[1] // 2), "blue")):
        image.paste(colour, (*place, place[0] + size[0] // 2, place[1] + size[1] // 2))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **how) -> bytes:
    into = io.BytesIO()
    image.save(into, form, **how)
    return into.getvalue()


def marked(form: str, orientation: int = 1) -> bytes:
    """A picture with the secret wherever this format has a place for it, and GPS."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = SECRET.decode()
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (36.0, 30.0, 0.0), 3: "E", 4: (36.0, 12.0, 0.0)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!--' + SECRET + b"--></x:xmpmeta>"
    beside: dict[str, object] = {"exif": exif, "icc_profile": SECRET.ljust(128, b"\0")}
    if form == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", SECRET.decode())
        texts.add_text("Comment", SECRET.decode(), zip=True)
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        beside["pnginfo"] = texts
    if form == "JPEG":
        beside["comment"] = SECRET
    if form in {"JPEG", "WEBP"}:
        beside["xmp"] = xmp
    if form == "WEBP":
        beside["lossless"] = True
    return saved(corners(), form, **beside) + SECRET


FORMS = ("JPEG", "PNG", "WEBP", "TIFF")
OUT = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "PNG", "TIFF": "PNG", "GIF": "PNG"}


def alike(one: Image.Image, other: Image.Image) -> bool:
    """The same picture, but for what JPEG loses."""
    if one.size != other.size:
        return False
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    differences = [abs(a - b) for a, b in pairs]
    return sum(differences) < 4 * len(differences)


# -- What is seen stays, and nothing else --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_derivative_shows_the_same_and_holds_none_of_what_stood_beside_the_pixels(shelf: Shelf, form: str) -> None:
    data = marked(form)
    assert data.count(SECRET) >= 2
    derivative, made = derived(shelf, data)
    assert SECRET not in made
    with Image.open(io.BytesIO(made)) as image, Image.open(io.BytesIO(data)) as before:
        assert image.format == OUT[form]
        assert alike(image, before)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not dict(image.getexif())
        assert image.tell() == 0 and getattr(image, "n_frames", 1) == 1
    assert derivative.tool == "Pillow"
    assert derivative.version[0].isdigit()


@pytest.mark.parametrize(
    ("form", "orientation"), [*(("JPEG", each) for each in range(2, 9)), ("PNG", 6), ("WEBP", 6), ("TIFF", 6)]
)
def test_a_picture_is_turned_as_the_camera_was_held(shelf: Shelf, form: str, orientation: int) -> None:
    _, made = derived(shelf, marked(form, orientation))
    with Image.open(io.BytesIO(made)) as image, Image.open(io.BytesIO(marked(form, orientation))) as before:
        upright = ImageOps.exif_transpose(before)
        assert image.size == ((32, 48) if orientation >= 5 else (48, 32))
        assert alike(image, upright)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "LA"),
        ("GIF", "P"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("TIFF", "CMYK"),
        ("TIFF", "YCbCr"),
        ("TIFF", "RGBA"),
    ],
)
def test_pictures_of_every_kind_of_pixels_show_the_same(shelf: Shelf, form: str, mode: str) -> None:
    image = corners(mode=mode)
    _, made = derived(shelf, saved(image, form))
    with Image.open(io.BytesIO(made)) as after:
        assert after.format == OUT[form]
        assert after.mode == ("L" if mode in {"1", "L", "LA"} else "RGB")
        assert alike(after, image)


def test_sixteen_bits_of_grey_stay_sixteen(shelf: Shelf) -> None:
    image = Image.frombytes("I;16", (4, 2), struct.pack("<8H", *range(0, 64_000, 8_000)))
    _, made = derived(shelf, saved(image, "PNG"))
    with Image.open(io.BytesIO(made)) as after:
        assert (after.mode, after.tobytes()) == ("I;16", image.tobytes())


def test_what_lies_under_transparent_parts_is_not_carried_over(shelf: Shelf) -> None:
    image = Image.new("RGBA", (8, 8), (10, 20, 30, 0))
    image.putpixel((0, 0), (200, 0, 0, 255))
    _, made = derived(shelf, saved(image, "PNG"))
    with Image.open(io.BytesIO(made)) as after:
        assert {colour for _, colour in after.getcolors()} == {(255, 255, 255), (200, 0, 0)}


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_smaller_derivative_keeps_the_shape_of_the_picture_and_is_never_larger(shelf: Shelf, form: str) -> None:
    data = saved(corners((300, 200)), form)
    for longest, size in ((30, (30, 20)), (1_000, (300, 200))):
        _, made = derived(shelf, data, longest_px=longest)
        with Image.open(io.BytesIO(made)) as image:
            assert image.size == size


@pytest.mark.parametrize("longest", [0, 15, 65_536, -1])
def test_a_side_that_no_picture_has_is_refused(shelf: Shelf, longest: int) -> None:
    with pytest.raises(ValueError, match="16 to 65535"):
        make(shelf, bytes(32), longest_px=longest)


def test_the_same_original_gives_the_same_derivative(shelf: Shelf) -> None:
    first, _ = derived(shelf, marked("JPEG"))
    again, _ = derived(shelf, marked("JPEG"))
    assert first.taken.digest == again.taken.digest != first.of == again.of
    assert (first.taken.arrival, again.taken.arrival) == (Arrival.NEW, Arrival.THERE)
    assert first.taken.media == "image/jpeg"
    assert len(files(shelf)) == 2


def test_nothing_is_made_of_an_original_that_is_missing_or_damaged(shelf: Shelf) -> None:
    with pytest.raises(OriginalMissing):
        make(shelf, bytes(32))
    digest = shelf.take(io.BytesIO(marked("PNG"))).digest
    (path,) = files(shelf)
    path.chmod(0o600)
    path.write_bytes(marked("PNG") + b"x")
    with pytest.raises(OriginalDamaged):
        make(shelf, digest)


# -- The outside judge of metadata ---------------------------------------------------------------------------------------------


def program(name: str, *, excused: bool) -> str:
    """Where this program is. Where it is missing the test could not run; under CI only one that is excused may be."""
    found = shutil.which(name)
    if found is None and UNDER_CI and not excused:
        pytest.fail(f"under CI nothing may be missing; not on the path: {name}", pytrace=False)
    if found is None:
        pytest.skip(f"could not run; not on the path: {name}")
    return found


@pytest.fixture
def exiftool() -> str:
    return program("exiftool", excused=False)


@pytest.fixture
def ffmpeg() -> str:
    """Of 150 MB with what it needs, so that no run installs it only for this."""
    return program("ffmpeg", excused=True)


FACTS = {
    "JPEG": {
        *("File:FileType", "File:FileTypeExtension", "File:MIMEType", "File:ImageWidth", "File:ImageHeight"),
        *("File:EncodingProcess", "File:BitsPerSample", "File:ColorComponents", "File:YCbCrSubSampling"),
        *("JFIF:JFIFVersion", "JFIF:ResolutionUnit", "JFIF:XResolution", "JFIF:YResolution"),
        *("Composite:ImageSize", "Composite:Megapixels"),
    },
    "PNG": {
        *("File:FileType", "File:FileTypeExtension", "File:MIMEType", "PNG:ImageWidth", "PNG:ImageHeight"),
        *("PNG:BitDepth", "PNG:ColorType", "PNG:Compression", "PNG:Filter", "PNG:Interlace"),
        *("Composite:ImageSize", "Composite:Megapixels"),
    },
}
"""What each format must say of itself to be shown at all."""
HERE = {"Composite:GPSPosition"}


def told(exiftool: str, folder: Path, *datas: bytes) -> list[dict[str, object]]:
    """Everything that exiftool finds in each of these, unknown tags as well, but for what it says of the disk and of itself."""
    paths = [folder / f"shown-{number:03}" for number in range(len(datas))]
    for path, data in zip(paths, datas, strict=True):
        path.write_bytes(data)
    command = [exiftool, "-json", "-G1", "-a", "-u", "-ee", *map(str, paths)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert [one["SourceFile"] for one in found] == list(map(str, paths))
    of_the_disk = ("SourceFile", "System:", "ExifTool:")
    return [{name: said for name, said in one.items() if not name.startswith(of_the_disk)} for one in found]


def written_to(exiftool: str, data: bytes, folder: Path, suffix: str) -> bytes:
    """The same picture with what a camera, a phone and an agency write into it, by exiftool."""
    path, thumbnail = folder / f"camera{suffix}", folder / "thumbnail.jpg"
    path.write_bytes(data)
    thumbnail.write_bytes(saved(corners((16, 12)), "JPEG"))
    tags = [
        *("-GPSLatitude=36.5", "-GPSLatitudeRef=N", "-GPSLongitude=36.2", "-GPSLongitudeRef=E", "-Make=EXERCISE"),
        *("-SerialNumber=EXERCISE 7", "-Artist=EXERCISE Ida", "-DateTimeOriginal=2026:03:10 08:00:00"),
        *("-XMP:Creator=EXERCISE Ida", "-XMP:GPSLatitude=36.5", "-XMP:GPSLongitude=36.2", "-Comment=EXERCISE"),
        *("-IPTC:Keywords=EXERCISE", "-IPTC:By-line=EXERCISE Ida", f"-ThumbnailImage<={thumbnail}"),
    ]
    command = [exiftool, "-q", "-q", "-m", "-overwrite_original", *tags, str(path)]
    subprocess.run(command, capture_output=True, check=True)
    return path.read_bytes()


def test_exiftool_finds_where_a_picture_was_taken_and_in_its_derivative_nothing_but_what_the_format_must_say(
    shelf: Shelf, tmp_path: Path, exiftool: str, judged: Judged
) -> None:
    forms, originals, made = [], [], []
    for form in FORMS:
        by_exiftool = written_to(exiftool, marked(form)[: -len(SECRET)], tmp_path, f".{form.lower()}")
        for original, asked in ((marked(form), {}), (by_exiftool, {}), (by_exiftool, {"longest_px": 24})):
            forms.append(form)
            originals.append(original)
            made.append(derived(shelf, original, **asked)[1])
    before = [set(each) >= HERE for each in told(exiftool, tmp_path, *originals)]
    assert before == [each != marked("TIFF") for each in originals]  # Pillow writes no GPS into a TIFF
    after = told(exiftool, tmp_path, *made)
    assert [set(each) for each in after] == [FACTS[OUT[form]] for form in forms]
    judged("exiftool, pictures without metadata", len(after))


def test_exiftool_finds_everything_that_was_put_beside_a_picture_before(tmp_path: Path, exiftool: str) -> None:
    """Or the test above would judge nothing."""
    by_exiftool = written_to(exiftool, marked("JPEG")[: -len(SECRET)], tmp_path, ".jpg")
    found, in_png = map(set, told(exiftool, tmp_path, by_exiftool, marked("PNG")))
    groups = {name.partition(":")[0] for name in found}
    assert {"IFD0", "ExifIFD", "GPS", "IFD1", "IPTC", "XMP-dc", "File", "JFIF"} <= groups
    assert {"IFD1:ThumbnailImage", "File:Comment", "Composite:GPSPosition"} <= found
    assert {"PNG:Author", "PNG:Comment", "GPS:GPSLatitude", "IFD0:ImageDescription"} <= in_png


# -- Films and recordings ------------------------------------------------------------------------------------------------------

TAGS = [
    *("-metadata", "title=EXERCISE film", "-metadata", "artist=EXERCISE Ida", "-metadata", "comment=EXERCISE"),
    *("-metadata", "location=+36.5000+036.2000/", "-metadata", "creation_time=2026-03-10T08:00:00Z"),
    *("-metadata:s", "language=fra", "-metadata:s", "handler_name=EXERCISE handler"),
]
SEI = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+EXERCISE-36.5-36.2"
PICTURE_IN = ["-f", "lavfi", "-i", "testsrc=size=65x49:rate=5:duration=1"]
SOUND_IN = ["-f", "lavfi", "-i", "sine=duration=1"]
FILMS = {
    "film.mp4": [*PICTURE_IN, *SOUND_IN, "-c:v", "libx264", "-bsf:v", SEI, "-c:a", "aac"],
    "film.mov": [*PICTURE_IN, "-c:v", "libx264", "-bsf:v", SEI],
    "film.mkv": [*PICTURE_IN, *SOUND_IN, "-c:v", "libx264", "-bsf:v", SEI, "-c:a", "flac"],
    "film.webm": [*PICTURE_IN, "-c:v", "libvpx"],
    "film.avi": [*PICTURE_IN, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"],
    "sound.m4a": [*SOUND_IN, "-c:a", "aac"],
    "sound.mp3": [*SOUND_IN, "-c:a", "libmp3lame"],
    "sound.wav": [*SOUND_IN, "-c:a", "pcm_s16le"],
    "sound.flac": [*SOUND_IN, "-c:a", "flac"],
}
SOUND_ALONE = {"sound.m4a", "sound.mp3", "sound.wav", "sound.flac"}
HANDLERS = {"VideoHandler", "SoundHandler"}
OF_THE_FORMAT = {"File", "QuickTime", "Track1", "Track2", "Composite"}


def filmed(ffmpeg: str, folder: Path, name: str) -> bytes:
    path = folder / name
    command = [ffmpeg, "-nostdin", "-loglevel", "error", "-y", *FILMS[name], *TAGS, str(path)]
    subprocess.run(command, capture_output=True, check=True)
    return path.read_bytes()


def test_exiftool_finds_in_the_derivative_of_a_film_or_a_recording_only_what_the_format_must_say(
    shelf: Shelf, tmp_path: Path, ffmpeg: str, exiftool: str, judged: Judged
) -> None:
    made = []
    for name in FILMS:
        original = filmed(ffmpeg, tmp_path, name)
        assert b"EXERCISE" in original
        derivative, data = derived(shelf, original)
        media = "audio/mp4" if name in SOUND_ALONE else "video/mp4"
        assert (derivative.tool, derivative.taken.media) == ("ffmpeg", media)
        assert b"EXERCISE" not in data and b"x264" not in data.replace(b"Lavc libx264", b"")
        made.append(data)
    for after in told(exiftool, tmp_path, *made):
        assert {group.partition(":")[0] for group in after} <= OF_THE_FORMAT
        dates = {said for tag, said in after.items() if tag.endswith("Date")}
        handlers = {said for tag, said in after.items() if tag.endswith("HandlerDescription")}
        languages = {said for tag, said in after.items() if "Language" in tag}
        assert (dates, languages) == ({"0000:00:00 00:00:00"}, {"und"})
        assert handlers <= HANDLERS
        assert not [tag for tag in after if "GPS" in tag or "Location" in tag or "Encoder" in tag]
    judged("exiftool, films without metadata", len(made))


def test_exiftool_finds_where_a_film_was_taken_before(tmp_path: Path, ffmpeg: str, exiftool: str) -> None:
    """Or the test above would judge nothing."""
    (found,) = told(exiftool, tmp_path, filmed(ffmpeg, tmp_path, "film.mp4"))
    assert set(found) >= HERE


def test_a_film_keeps_its_picture_and_sound_and_nothing_that_travels_beside_them(
    shelf: Shelf, tmp_path: Path, ffmpeg: str
) -> None:
    """Subtitles, chapters and a second sound track are left out."""
    (tmp_path / "said.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nEXERCISE said\n")
    (tmp_path / "chapters").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=EXERCISE chapter\n"
    )
    path = tmp_path / "film.mkv"
    inputs = [*PICTURE_IN, *SOUND_IN, *SOUND_IN, "-i", str(tmp_path / "said.srt"), "-i", str(tmp_path / "chapters")]
    maps = [word for number in range(4) for word in ("-map", str(number))]
    attached = ["-attach", str(tmp_path / "chapters"), "-metadata:s:t", "mimetype=text/plain"]
    command = [ffmpeg, "-nostdin", "-loglevel", "error", *inputs, *maps, "-map_chapters", "4", *attached, str(path)]
    subprocess.run(command, capture_output=True, check=True)
    assert path.read_bytes().count(b"EXERCISE") >= 2
    _, made = derived(shelf, path.read_bytes())
    assert b"EXERCISE" not in made
    assert sorted(streams(made, tmp_path)) == ["audio", "video"]


def streams(data: bytes, folder: Path, of: str = "codec_type") -> list[str]:
    path = folder / "looked-at.mp4"
    path.write_bytes(data)
    command = ["ffprobe", "-v", "error", "-show_entries", f"stream={of}", "-of", "csv=p=0", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_film_is_turned_as_the_camera_was_held_and_made_smaller_where_asked(
    shelf: Shelf, tmp_path: Path, ffmpeg: str
) -> None:
    plain = tmp_path / "film.mp4"
    plain.write_bytes(filmed(ffmpeg, tmp_path, "film.mp4"))
    turned = tmp_path / "turned.mp4"
    command = [ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(plain), "-c", "copy", "-metadata:s:v", "rotate=90"]
    subprocess.run([*command, str(turned)], capture_output=True, check=True)
    _, made = derived(shelf, turned.read_bytes())
    assert streams(made, tmp_path, "width,height") in (["48,64"], ["48,64", ""], ["64,48"])
    _, small = derived(shelf, plain.read_bytes(), longest_px=32)
    assert streams(small, tmp_path, "width,height")[0] == "32,24"


@pytest.mark.parametrize(
    "head", [b"\0\0\0\x18ftypisom", b"\x1a\x45\xdf\xa3", b"RIFF\x10\0\0\0WAVE", b"ID3", b"OggS", b"fLaC"]
)
def test_what_only_begins_like_a_film_or_a_recording_is_refused_and_what_ffmpeg_said_is_quoted(
    shelf: Shelf, ffmpeg: str, head: bytes
) -> None:
    said = refused(shelf, head + SECRET * 9)
    assert said.startswith('ffmpeg cannot read it: "')
    assert said.isprintable()


def test_a_list_of_addresses_is_no_film_whatever_it_begins_with(shelf: Shelf, ffmpeg: str, tmp_path: Path) -> None:
    """Read as what it is, it would make ffmpeg open what it names."""
    (tmp_path / "other.wav").write_bytes(filmed(ffmpeg, tmp_path, "sound.wav"))
    listed = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:{tmp_path}/other.wav\n#EXT-X-ENDLIST\n".encode()
    assert refused(shelf, listed).startswith("application/octet-stream is neither")
    (path,) = files(shelf)
    path.unlink()
    refused(shelf, b"ID3\n" + listed)


def test_without_ffmpeg_one_line_says_what_to_install(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivatives.shutil, "which", lambda name: None)
    digest = shelf.take(io.BytesIO(b"\0\0\0\x18ftypisom")).digest
    with pytest.raises(ToolMissing, match=r"apt-get install ffmpeg$") as missing:
        make(shelf, digest)
    assert "\n" not in str(missing.value)


def test_without_pillow_one_line_says_what_to_install(shelf: Shelf, tmp_path: Path, monkeypatch) -> None:
    lacking = tmp_path / "python"
    lacking.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    lacking.chmod(0o755)
    digest = shelf.take(io.BytesIO(marked("PNG"))).digest
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(lacking))
        with pytest.raises(ToolMissing, match=r"pip install pillow$"):
            make(shelf, digest)


# -- What is made to do harm ---------------------------------------------------------------------------------------------------


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG of this size, one bit to a pixel, with these compressed rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def black(width: int, height: int) -> bytes:
    """The compressed rows of a picture all in black: a few KiB for a hundred million pixels."""
    return zlib.compress(bytes(height * (1 + -(-width // 8))))


def test_a_picture_of_more_pixels_than_are_decoded_is_refused(shelf: Shelf) -> None:
    assert "more pixels than the 120,000,000" in refused(shelf, png(60_000, 60_000))


def test_a_picture_that_unpacks_to_far_more_than_it_is_ends_at_the_limit_of_memory(shelf: Shelf) -> None:
    data = png(10_900, 10_900, black(10_900, 10_900))
    assert len(data) < 20_000
    assert "takes more than the 268,435,456 bytes" in refused(shelf, data, limits=replace(PICTURE, memory_bytes=2**28))


def test_a_picture_that_takes_too_long_ends_at_the_limit_of_time(shelf: Shelf) -> None:
    data = png(10_900, 10_900, black(10_900, 10_900))
    assert "more than 1 s of a processor" in refused(shelf, data, limits=replace(PICTURE, cpu_s=1))
    assert "took longer than 0 s" in refused(shelf, data, limits=replace(PICTURE, wall_s=0))


def test_a_derivative_that_would_be_too_long_is_refused(shelf: Shelf) -> None:
    noise = Image.frombytes("RGB", (64, 64), random.Random(1).randbytes(64 * 64 * 3))
    for form in ("PNG", "JPEG"):
        shelf_of = Shelf(shelf.folder / form)
        said = refused(shelf_of, saved(noise, form), limits=replace(PICTURE, written_bytes=1_000))
        assert "more than 1,000 bytes" in said


@pytest.mark.parametrize("form", [*FORMS, "GIF"])
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_picture_that_is_cut_short_is_refused(shelf: Shelf, form: str, share: float) -> None:
    noise = Image.frombytes("RGB", (64, 64), random.Random(2).randbytes(64 * 64 * 3))
    data = saved(noise, form)
    said = refused(shelf, data[: int(len(data) * share)])
    assert "it cannot be read as the picture that its first bytes announce" in said


def test_a_picture_that_is_an_archive_as_well_leaves_a_picture_alone(shelf: Shelf) -> None:
    archive = io.BytesIO(marked("JPEG"))
    with zipfile.ZipFile(archive, "a") as inside:
        inside.writestr("EXERCISE.txt", SECRET)
    assert zipfile.is_zipfile(archive)
    _, made = derived(shelf, archive.getvalue())
    assert not zipfile.is_zipfile(io.BytesIO(made))
    assert made.endswith(b"\xff\xd9")


def test_a_picture_under_the_first_bytes_of_another_is_refused(shelf: Shelf) -> None:
    said = refused(shelf, b"\x89PNG\r\n\x1a\n" + marked("JPEG"))
    assert "cannot be read" in said


def test_a_page_description_that_only_begins_like_a_picture_is_never_run(shelf: Shelf) -> None:
    assert "cannot be read" in refused(shelf, b"II*\0%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")


def test_several_pictures_in_one_are_refused_rather_than_shown_in_part(shelf: Shelf) -> None:
    data = saved(corners(), "GIF", save_all=True, append_images=[corners().rotate(90)])
    assert "holds several pictures" in refused(shelf, data)


def test_the_small_picture_in_front_of_a_raw_photograph_is_not_shown_in_its_place(shelf: Shelf) -> None:
    assert "raw photograph" in refused(shelf, saved(corners(), "TIFF", tiffinfo={50706: b"\x01\x04\x00\x00"}))


def test_measurements_are_no_colours(shelf: Shelf) -> None:
    assert "not plain colours" in refused(shelf, saved(Image.new("F", (9, 9), 4.5), "TIFF"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n", "a PDF hides more than its metadata; print"),
        (b"\0\0\0\x18ftypheic", "HEIC cannot be read here; take in a JPEG"),
        (b"PK\x03\x04", "application/zip is neither a picture nor a film"),
        (b"EXERCISE", "application/octet-stream is neither"),
        (b"", "application/octet-stream is neither"),
    ],
)
def test_what_has_no_derivative_is_refused_with_what_to_do(shelf: Shelf, data: bytes, said: str) -> None:
    assert refused(shelf, data).startswith(said)


def test_pictures_with_a_few_bytes_changed_give_a_derivative_or_are_refused(shelf: Shelf, seed: int) -> None:
    """And nothing else comes of any of them."""
    drawn, outcomes, said = random.Random(seed), set(), []
    for form in FORMS:
        sound = marked(form)
        for _ in range(6):
            harmed = bytearray(sound)
            for at in drawn.sample(range(8, len(sound)), 12):
                harmed[at] = drawn.randrange(256)
            digest = shelf.take(io.BytesIO(harmed)).digest
            try:
                outcomes.add(type(make(shelf, digest)))
            except DerivativeRefused as refusal:
                outcomes.add(type(refusal))
                said.append(str(refusal))
    assert not [each for each in said if "ended by" in each]
    assert outcomes == {Derivative, DerivativeRefused}
    assert shelf.sweep() == 0


def test_a_decoder_that_is_brought_down_brings_down_nothing_else(shelf: Shelf, tmp_path: Path, monkeypatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nkill -SEGV $$\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    assert "was ended by SIGSEGV" in refused(shelf, marked("PNG"))


def test_the_process_that_asks_never_loads_a_decoder(shelf: Shelf) -> None:
    digest = shelf.take(io.BytesIO(marked("JPEG"))).digest
    source = (
        "import sys\nfrom pathlib import Path\nfrom herald.store.derivatives import make\n"
        "from herald.store.evidence import Shelf\nmake(Shelf(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]))\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'PIL'])\n"
    )
    command = [sys.executable, "-c", source, str(shelf.folder), digest.hex()]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "made", ["", "made", "\\000\\000\\000\\010ftyp", "\\000\\000\\000\\020moov", "\\000\\000\\000\\000moov"]
)
def test_a_film_that_is_not_whole_is_refused_though_all_seemed_well(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    spy = tmp_path / "ffmpeg"
    spy.write_text(f"#!/bin/sh\nprintf '{made}'\n")
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "is not whole" in refused(shelf, b"\0\0\0\x18ftypisom")


def test_the_process_that_decodes_has_the_limits_and_none_of_our_surroundings(
    shelf: Shelf, tmp_path: Path, monkeypatch
) -> None:
    """A stand-in for ffmpeg writes down in what it was run."""
    spy = tmp_path / "ffmpeg"
    spy.write_text(
        '#!/bin/sh\n[ "$1" = -version ] && { echo ffmpeg version 9.9 x; exit; }\n'
        f"{{ ulimit -t; ulimit -c; ulimit -v; ulimit -n; env | sort; pwd; ls /dev/fd; }} > {tmp_path}/told\n"
        "printf '\\000\\000\\000\\010moov'\n"
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("HERALD_PASSPHRASE", SECRET.decode())
    limits = replace(derivatives.FILM, cpu_s=77, memory_bytes=2**31)
    derivative, made = derived(shelf, b"\0\0\0\x18ftypisom", limits=limits)
    assert (made, derivative.version) == (b"\0\0\0\x08moov", "9.9")
    lines = (tmp_path / "told").read_text().splitlines()
    assert lines[:4] == ["77", "0", str(2**21), "64"]
    assert {"HOME=/", "LC_ALL=C"} <= set(lines)
    assert SECRET.decode() not in "".join(lines)
