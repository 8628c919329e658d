"""What does a picture show, and nothing else? The one place where a picture is decoded: a process of its own, with limits.

It is run as a file, `python -I redrawing.py WANTED`, and never imported to decode anything (:mod:`herald.store.derivatives` runs
it). The original is its standard input, the derivative its standard output, both files; it opens nothing else by name. WANTED is
JSON: the limits, which are set before anything is read, and either the picture's format or the program to become. How it ended is
its exit code. It imports nothing of Herald's: only the standard library and Pillow.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import struct
import sys
import warnings
from enum import IntEnum
from io import BytesIO
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from PIL.Image import Image


class Ended(IntEnum):
    """What came of it? Every other code, and an end by a signal, says that the limits or the decoder ended it."""

    DONE = 0
    UNREADABLE = 11
    TOO_LARGE = 12
    SEVERAL = 13
    NO_MEMORY = 14
    NO_ROOM = 15
    NO_PILLOW = 16
    UNUSUAL = 17


class Bounds(TypedDict):
    """How much may it use?"""

    cpu_s: int
    memory_bytes: int
    written_bytes: int
    pixels: int


class Wanted(TypedDict):
    """What is to be done: a picture of this format, no longer than `longest_px` unless that is None; or another program."""

    bounds: Bounds
    format: str | None
    longest_px: int | None
    run: list[str] | None


class _Refused(Exception):
    """There will be no derivative."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended.name)
        self.ended = ended


BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    AttributeError,
    struct.error,
)
"""What Pillow raises where a file is not what it says."""
_FRONT = {"JPEG": "Jpeg", "PNG": "Png", "GIF": "Gif", "WEBP": "WebP", "TIFF": "Tiff"}
_ORIENTATION = 0x0112
_TURNED = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""How the pixels are turned for each orientation that EXIF knows; 1 is as they lie."""
_COLOURS = dict.fromkeys(("1", "L", "LA", "La"), "L") | dict.fromkeys(
    ("P", "PA", "RGB", "RGBX", "RGBA", "RGBa", "CMYK", "YCbCr", "LAB", "HSV"), "RGB"
)
"""In which mode each of Pillow's is written. Not in here: measurements rather than colours, as of a height model."""


def main(wanted: Wanted) -> int:
    """Do it within the bounds, and say how it ended."""
    bind(wanted["bounds"])
    if program := wanted["run"]:
        os.execve(program[0], program, {"LC_ALL": "C", "HOME": "/"})  # noqa: S606  no shell, and a path that is absolute
    try:
        picture(wanted["format"] or "", wanted["longest_px"], wanted["bounds"]["pixels"])
    except _Refused as refused:
        return refused.ended
    except MemoryError:
        return Ended.NO_MEMORY
    return Ended.DONE


def bind(bounds: Bounds) -> None:
    """Set the limits, for this process and what it becomes. They are lowered, never raised, and leave no core."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: bounds["cpu_s"],
        resource.RLIMIT_AS: bounds["memory_bytes"],
        resource.RLIMIT_FSIZE: bounds["written_bytes"],
        resource.RLIMIT_NOFILE: 64,
    }
    for which, wanted in limits.items():
        most = resource.getrlimit(which)[1]
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        # Of processor time a second more: at the first limit the signal says which limit it was, at the second none does.
        last = limit + 1 if which == resource.RLIMIT_CPU and limit != most else limit
        resource.setrlimit(which, (limit, last))


def picture(form: str, longest_px: int | None, pixels: int) -> None:
    """Decode standard input as this format and no other, and write what is seen to standard output: the pixels alone."""
    try:
        from PIL import Image

        importlib.import_module(f"PIL.{_FRONT[form]}ImagePlugin")
    except ImportError:
        raise _Refused(Ended.NO_PILLOW) from None
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        seen = _seen(form, pixels)
        if longest_px is not None:
            seen.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _Refused(Ended.TOO_LARGE) from None
    except BROKEN:
        raise _Refused(Ended.UNREADABLE) from None
    _write(seen, form)


def _seen(form: str, pixels: int) -> Image:
    """What the picture shows, upright, on white where it is transparent, and with nothing beside its pixels."""
    from PIL import Image

    with Image.open(sys.stdin.buffer, formats=[form]) as image:
        if image.width * image.height > pixels:
            raise _Refused(Ended.TOO_LARGE)
        _refuse_more_than_one(image, form)
        image.load()
        bare = _bare(image)
        turned = _TURNED.get(_orientation(image))
    return bare if turned is None else bare.transpose(Image.Transpose[turned])


def _refuse_more_than_one(image: Image, form: str) -> None:
    """A camera's JPEG may carry smaller ones of the same, which are left out. Of anything else, one picture would be a part."""
    if form == "TIFF" and {330, 50706} & set(getattr(image, "tag_v2", ())):
        raise _Refused(Ended.UNUSUAL)  # a raw photograph: its first picture is a small one
    if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise _Refused(Ended.SEVERAL)


def _bare(image: Image) -> Image:
    """The same pixels in a new picture. What lay under transparent parts is not seen, so it is not carried over."""
    from PIL import Image

    if image.mode == "I;16":
        return Image.frombytes(image.mode, image.size, image.tobytes())
    if image.mode not in _COLOURS:
        raise _Refused(Ended.UNUSUAL)
    bare = Image.new(_COLOURS[image.mode], image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        bare.paste(layer, mask=layer.getchannel("A"))
    else:
        bare.paste(image.convert(bare.mode))
    return bare


def _orientation(image: Image) -> int:
    """How the camera was held, where that can be read: a picture is not refused for what is to be left out of it."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except BROKEN:
        return 1


def _write(seen: Image, form: str) -> None:
    """Encode in memory, then write: where the disk is full, Pillow's encoder of JPEG stops in the middle and says nothing."""
    made = BytesIO()
    if form == "JPEG":
        seen.save(made, "JPEG", quality=92, subsampling=0)
    else:
        seen.save(made, "PNG")
    rest = made.getbuffer()
    try:
        while rest:
            rest = rest[os.write(1, rest) :]
    except OSError:
        raise _Refused(Ended.NO_ROOM) from None


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
