"""The pictures and videos of notices: looked into, made no larger than any glass, and named by what they hold.

Every picture is made anew, so that a board gets one of two plain kinds, without what a camera writes into it (where it
was taken, with whose telephone).
"""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from hall_core.contract.notice_edition import PICTURE_MOST, VIDEO_MOST
from hall_core.domain.notice import SECONDS_MOST, NoticeFile
from hall_hub.feeds.drop import BadRow

PIXELS_MOST = 60_000_000
"""A sheet A4 at 600 dots an inch is 35 million; each takes three bytes of memory while it is made smaller."""
LONG, SHORT = 3_840, 2_160
"""Pixels of the largest glass."""
QUALITY = 90
"""Of a JPEG: beyond it files grow and eyes see nothing."""
PNG_MOST = 4_000_000
"""Bytes from which a PNG is a photograph, and becomes a JPEG."""
PAPER = (255, 255, 255)
"""What a transparent picture lies on: it was most likely drawn for paper."""
_BLOCK = 1 << 20
_MP4, _WEBM = b"ftyp", b"\x1a\x45\xdf\xa3"


class Medium:
    """A file that can be shown: its description, and its bytes in memory (a picture) or on the disk (a video)."""

    def __init__(self, file: NoticeFile, data: bytes | None, path: Path) -> None:
        self.file = file
        self.data = data
        self.path = path


def look_into(path: Path) -> Medium:
    """BadRow, without the file's name, when it is nothing that a board can show; OSError when it cannot be read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == _MP4 or head[:4] == _WEBM:
        return _video(path, size)
    if head[:8] != b"\x89PNG\r\n\x1a\n" and head[:3] != b"\xff\xd8\xff":
        raise BadRow("is neither PNG, JPEG, MP4 nor WebM")
    if size > PICTURE_MOST:
        raise BadRow(f"has {size // 1_000_000} MB, a picture may have {PICTURE_MOST // 1_000_000}")
    return _picture(path)


def _picture(path: Path) -> Medium:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower
            with Image.open(path, formats=["PNG", "JPEG"]) as image:
                data, kind_size = _made_anew(image)
    except Image.DecompressionBombError as error:
        raise BadRow(f"has more than {PIXELS_MOST // 1_000_000} million pixels; make it smaller") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadRow("is a picture that cannot be read to its end; save it anew") from error
    width, height = kind_size
    digest = hashlib.sha256(data).hexdigest()
    return Medium(NoticeFile(digest=digest, kind="picture", size=len(data), width=width, height=height), data, path)


def _made_anew(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    width, height = image.size
    if width * height > PIXELS_MOST:
        raise BadRow(f"has {width} x {height} pixels, at most {PIXELS_MOST // 1_000_000} million are allowed")
    format = image.format
    most = (LONG, SHORT) if width >= height else (SHORT, LONG)
    image.draft("RGB", (most[0] * 2, most[1] * 2))  # a large JPEG is read in a smaller size at once
    upright = ImageOps.exif_transpose(image)
    plain = _on_paper(upright)
    plain.thumbnail((LONG, SHORT) if plain.width >= plain.height else (SHORT, LONG), Image.Resampling.LANCZOS)
    data = _saved(plain, "JPEG") if format == "JPEG" else _saved(plain, "PNG")
    if len(data) > PNG_MOST and format != "JPEG":
        data = _saved(plain, "JPEG")
    return data, plain.size


def _on_paper(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    sheet = Image.new("RGB", seen.size, PAPER)
    sheet.paste(seen, mask=seen.getchannel("A"))
    return sheet


def _saved(image: Image.Image, format: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **({"quality": QUALITY} if format == "JPEG" else {"optimize": False}))
    return out.getvalue()


def _video(path: Path, size: int) -> Medium:
    if size > VIDEO_MOST:
        raise BadRow(f"has {size // 1_000_000} MB, a video may have {VIDEO_MOST // 1_000_000}")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    width, height, seconds = _frames(path)
    file = NoticeFile(digest=digest.hexdigest(), kind="video", size=size, width=width, height=height, seconds=seconds)
    return Medium(file, None, path)


def _frames(path: Path) -> tuple[int | None, int | None, int | None]:
    """Width, height and seconds; nothing where the library that reads videos is not installed."""
    try:
        import av  # 0.1 s, and an extra that a hall may do without
        from av.error import FFmpegError
    except ImportError:
        return None, None, None
    try:
        with av.open(str(path)) as film:
            if not film.streams.video:
                raise BadRow("is a video without a picture")
            stream = film.streams.video[0]
            width, height = stream.codec_context.width, stream.codec_context.height
            next(film.decode(stream))
            seconds = None if film.duration is None else max(1, round(film.duration / av.time_base))
    except (FFmpegError, StopIteration) as error:
        raise BadRow("is a video that cannot be played; save it anew as MP4 (H.264)") from error
    if max(width, height) > LONG or min(width, height) > SHORT:
        raise BadRow(f"has {width} x {height} pixels, a video may have {LONG} x {SHORT}")
    if seconds is not None and seconds > SECONDS_MOST:
        raise BadRow(f"lasts {seconds} seconds, a video may last {SECONDS_MOST}")
    return width, height, seconds
