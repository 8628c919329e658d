"""How can evidence be shown without what its file says of whoever made it? As a derivative: what is seen and heard, no metadata.

Media are never decoded in this process. A picture is decoded and drawn anew by Pillow, a film or a recording by ffmpeg, in a
process of their own which has the original as its input and one new file as its output, with limits on time, memory and what it
may write (:mod:`herald.store.redrawing`); ffmpeg is told which format it is, and that it may open files alone, so that no list of
addresses that only looks like a film leads it anywhere. Whatever becomes of that process is told as DerivativeRefused, and
nothing is left of it.

What stays, because it is seen or heard: faces, voices, number plates, what a screen or a sign says, and the traces that a
sensor leaves in its pixels, by which a camera can be recognised. Nothing is blurred.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, ClassVar

from herald.jsontext import quoted
from herald.prevented import Prevented
from herald.store import private, redrawing
from herald.store.evidence import OriginalDamaged, Shelf, Taken
from herald.store.redrawing import Bounds, Ended, Wanted

SMALLEST_PX, LARGEST_PX = 16, 65_535


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may one derivative take? Seconds of a processor and of the clock, memory, bytes written, pixels of a picture."""

    cpu_s: int
    wall_s: int
    memory_bytes: int
    written_bytes: int
    pixels: int


PICTURE = Limits(cpu_s=60, wall_s=120, memory_bytes=3 * 2**30, written_bytes=2**29, pixels=120_000_000)
FILM = Limits(cpu_s=4 * 3600, wall_s=2 * 3600, memory_bytes=6 * 2**30, written_bytes=2**35, pixels=40_000_000)
"""An hour of film takes about an hour on two processors."""


class DerivativeRefused(Prevented):
    """There is no derivative of this original; the words say why. Nothing was put on the shelf."""

    code: ClassVar[str] = "derivative-refused"

    def __init__(self, digest: bytes, why: str) -> None:
        """Of which original, and why not?"""
        self.digest = digest
        super().__init__(f"no derivative of {digest.hex()}: {why}")


class ToolMissing(Prevented):
    """What makes derivatives of this kind is not installed. The words say how to install it."""

    code: ClassVar[str] = "derivative-tool"


@dataclass(frozen=True, slots=True)
class Derivative:
    """What was put on the shelf, of which original, and what made it: the program and its version."""

    of: bytes
    taken: Taken
    tool: str
    version: str


@dataclass(frozen=True, slots=True)
class _Stream:
    """What ffmpeg reads a medium as, and what it writes instead."""

    demuxer: str
    muxer: str = "mp4"


_PICTURES: Mapping[str, str] = MappingProxyType(
    {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/tiff": "TIFF"}
)
_STREAMS: Mapping[str, _Stream] = MappingProxyType(
    {
        "video/mp4": _Stream("mov"),
        "video/quicktime": _Stream("mov"),
        "video/webm": _Stream("matroska"),
        "video/x-matroska": _Stream("matroska"),
        "video/x-msvideo": _Stream("avi"),
        "application/ogg": _Stream("ogg"),
        "audio/mp4": _Stream("mov", "ipod"),
        "audio/mpeg": _Stream("mp3", "ipod"),
        "audio/wav": _Stream("wav", "ipod"),
        "audio/flac": _Stream("flac", "ipod"),
    }
)
_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "image/heic": "HEIC cannot be read here; take in a JPEG of it, made on the device that has it",
        "image/avif": "AVIF cannot be read here; take in a PNG of it",
        "application/pdf": "a PDF hides more than its metadata; print what may be shown, and take that in",
    }
)
_ENDED: Mapping[int, str] = MappingProxyType(
    {
        Ended.UNREADABLE: "it cannot be read as the picture that its first bytes announce: cut short, damaged, or another thing",
        Ended.TOO_LARGE: "it has more pixels than the {pixels:,} that are decoded",
        Ended.SEVERAL: "it holds several pictures, of which a derivative would show one; take in the one that is meant",
        Ended.NO_MEMORY: "decoding it takes more than the {memory_bytes:,} bytes of memory that it may take",
        Ended.NO_ROOM: "the derivative would have more than {written_bytes:,} bytes, or the disk is full",
        Ended.UNUSUAL: "its pixels are not plain colours, as in a raw photograph; take in a JPEG or PNG of it",
    }
)
_SIGNALS: Mapping[int, str] = MappingProxyType(
    {
        signal.SIGXCPU: "decoding it takes more than {cpu_s:,} s of a processor",
        signal.SIGXFSZ: "the derivative would have more than {written_bytes:,} bytes",
    }
)
_INSTALL_PILLOW = "pictures are drawn anew by Pillow, which is not installed: pip install pillow"
_INSTALL_FFMPEG = "films and recordings are made anew by ffmpeg, which is not installed: apt-get install ffmpeg"


def make(shelf: Shelf, digest: bytes, *, longest_px: int | None = None, limits: Limits | None = None) -> Derivative:
    """Which derivative without metadata has this original? It is on the shelf, under its own digest, when this returns.

    JPEG becomes JPEG, other pictures PNG, films MP4 (H.264, AAC), recordings M4A (AAC); all of it encoded anew. `longest_px` makes
    the longer side no longer than that. The same original gives the same bytes with the same versions of what makes it, as far as
    that program keeps to it. Raises DerivativeRefused, ToolMissing, private.NoRoom, and as `Shelf.open` and `Shelf.take` do;
    ValueError for a side of less than 16 or more than 65,535 pixels.
    """
    if longest_px is not None and not SMALLEST_PX <= longest_px <= LARGEST_PX:
        raise ValueError(f"a side has {SMALLEST_PX} to {LARGEST_PX} pixels")
    if not shelf.verify(digest):
        raise OriginalDamaged(shelf.folder, digest)
    media = shelf.media(digest)
    if media in _PICTURES:
        return _picture(shelf, digest, _PICTURES[media], longest_px, limits or PICTURE)
    if media in _STREAMS:
        return _stream(shelf, digest, _STREAMS[media], longest_px, limits or FILM)
    raise DerivativeRefused(digest, _OTHERWISE.get(media, f"{media} is neither a picture nor a film nor a recording"))


def _picture(shelf: Shelf, digest: bytes, form: str, longest_px: int | None, limits: Limits) -> Derivative:
    try:
        version = metadata.version("pillow")
    except metadata.PackageNotFoundError:
        raise ToolMissing(_INSTALL_PILLOW) from None
    wanted = Wanted(bounds=_bounds(limits), format=form, longest_px=longest_px, run=None)
    return Derivative(digest, _made(shelf, digest, wanted, limits, lambda _: True), "Pillow", version)


def _stream(shelf: Shelf, digest: bytes, stream: _Stream, longest_px: int | None, limits: Limits) -> Derivative:
    program = shutil.which("ffmpeg")
    if program is None:
        raise ToolMissing(_INSTALL_FFMPEG)
    command = [str(Path(program).absolute()), *_arguments(stream, longest_px, limits.pixels)]
    wanted = Wanted(bounds=_bounds(limits), format=None, longest_px=None, run=command)
    return Derivative(digest, _made(shelf, digest, wanted, limits, _is_whole), "ffmpeg", _version(program))


def _version(program: str) -> str:
    """As ffmpeg says it: `ffmpeg version 5.1.9-0+deb12u1 Copyright ...`."""
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603
    return said.split()[2]


def _arguments(stream: _Stream, longest_px: int | None, pixels: int) -> list[str]:
    """What ffmpeg is told: the first picture track and the first sound track, encoded anew, and nothing beside them.

    Encoding anew leaves behind what is written between the pictures (SEI, user data, captions); what the encoder itself would say
    there is filtered out. The picture is turned as its display matrix says. Pixels are made square, and
    sides even, as H.264 needs them.
    """
    longest = longest_px or LARGEST_PX
    size = f"min(1,{longest}/max(iw*sar,ih))"
    scale = f"scale=w='max(2,2*trunc(iw*sar*{size}/2))':h='max(2,2*trunc(ih*{size}/2))',setsar=1"
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "file", "-max_pixels", str(pixels), "-f", stream.demuxer, "-i", "file:/dev/fd/0"),
        *(("-map", "0:V:0?") if stream.muxer == "mp4" else ()),
        *("-map", "0:a:0?", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-vf", scale),
        *("-bsf:v", "filter_units=remove_types=6", "-c:a", "aac", "-b:a", "160k"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", stream.muxer, "file:/dev/fd/1"),
    ]


def _is_whole(fd: int) -> bool:
    """Is this film there to its last box? On a full disk ffmpeg may end as if all were well; the index would be missing then."""
    at, end, kinds = 0, os.fstat(fd).st_size, set[bytes]()
    while at < end:
        head = os.pread(fd, 16, at)
        length = int.from_bytes(head[8:16] if head[:4] == b"\0\0\0\1" else head[:4], "big")
        if length < 8:
            return False
        kinds.add(head[4:8])
        at += length
    return at == end and b"moov" in kinds


def _made(shelf: Shelf, digest: bytes, wanted: Wanted, limits: Limits, whole: Callable[[int], bool]) -> Taken:
    """Run the other process, and take in what it wrote. Nothing of it is left where it is refused."""
    with private.room(shelf.folder), shelf.open(digest) as original, shelf.part() as part:
        with tempfile.TemporaryFile() as errors:
            _run(digest, wanted, limits, (original, part.fd, errors))
        if not os.fstat(part.fd).st_size or not whole(part.fd):
            raise DerivativeRefused(digest, "what was made of it is not whole, as where the disk is full")
        os.lseek(part.fd, 0, os.SEEK_SET)
        return shelf.take(FileIO(part.fd, closefd=False))


def _run(digest: bytes, wanted: Wanted, limits: Limits, files: tuple[IO[bytes], int, IO[bytes]]) -> None:
    """One process, with nothing of ours but these three files. Raises DerivativeRefused unless all went well."""
    source, into, errors = files
    # -I: nothing of this folder or of the environment is imported there.
    command = [sys.executable, "-I", redrawing.__file__, json.dumps(wanted)]
    try:
        code = subprocess.run(  # noqa: S603
            command,
            check=False,
            timeout=limits.wall_s,
            stdin=source,
            stdout=into,
            stderr=errors,
            cwd="/",
            env={"LC_ALL": "C", "HOME": "/"},
        ).returncode
    except subprocess.TimeoutExpired:
        raise DerivativeRefused(digest, f"it took longer than {limits.wall_s:,} s") from None
    if code == Ended.NO_PILLOW:
        raise ToolMissing(_INSTALL_PILLOW)
    if code != Ended.DONE:
        raise DerivativeRefused(digest, _why(code, limits, errors, ffmpeg=wanted["run"] is not None))


def _why(code: int, limits: Limits, errors: IO[bytes], *, ffmpeg: bool) -> str:
    """Why did the process end so? What ffmpeg said is quoted, as it is partly the file's own words."""
    if code < 0:
        otherwise = f"what decodes it was ended by {_signal(-code)}, as by a file that is made to do that"
        return _SIGNALS.get(-code, otherwise).format_map(_bounds(limits))
    if ffmpeg:
        errors.seek(0)
        lines = errors.read(4096).decode("ascii", "replace").splitlines()
        return f"ffmpeg cannot read it: {quoted(lines[0], 120) if lines else 'it did not say why'}"
    return _ENDED.get(code, "what decodes it failed").format_map(_bounds(limits))


def _signal(number: int) -> str:
    return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"


def _bounds(limits: Limits) -> Bounds:
    return Bounds(
        cpu_s=limits.cpu_s,
        memory_bytes=limits.memory_bytes,
        written_bytes=limits.written_bytes,
        pixels=limits.pixels,
    )
