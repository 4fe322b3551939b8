"""A short video, made where it is needed: nothing of the kind is kept."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path


def make_clip(file: Path, *, seconds: float = 2.0, size: tuple[int, int] = (320, 180), rate: int = 25) -> Path:
    """A bright bar that moves over a coloured ground, H.264 in MP4."""
    import av
    from PIL import Image, ImageDraw

    with av.open(str(file), "w") as film:
        stream = film.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = Fraction(1, rate)
        for n in range(round(seconds * rate)):
            picture = Image.new("RGB", size, (18, 64, 110))
            left = n * 4 % size[0]
            ImageDraw.Draw(picture).rectangle((left, 0, left + size[0] // 8, size[1]), fill=(255, 209, 102))
            frame = av.VideoFrame(*size, "rgb24")
            frame.planes[0].update(_padded(picture.tobytes(), size, frame.planes[0].line_size))
            frame.pts = n
            for packet in stream.encode(frame):
                film.mux(packet)
        for packet in stream.encode():
            film.mux(packet)
    return file


def _padded(pixels: bytes, size: tuple[int, int], line: int) -> bytes:
    row = size[0] * 3
    return b"".join(pixels[n * row : (n + 1) * row].ljust(line, b"\0") for n in range(size[1]))
