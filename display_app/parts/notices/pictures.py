"""Decodes a picture to the size in which it stands on the glass, away from the screen's thread."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from hall_core.domain.names import Digest
from hall_core.errors import MotcuaError


class UnshowableError(MotcuaError):
    """The file is not what its digest says, or nothing that can be drawn here."""

    key = "notice"


def decoded(path: str, digest: Digest, size: tuple[int, int]) -> bytes:
    """Red, green and blue of each pixel, from the upper left. UnshowableError, also when the disk has spoilt it."""
    from PIL import Image  # 0.03 s

    try:
        data = Path(path).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise UnshowableError("is not what its digest says")
        with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as image:
            image.draft("RGB", (size[0] * 2, size[1] * 2))
            return image.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).tobytes()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnshowableError(f"cannot be drawn: {error}") from error
