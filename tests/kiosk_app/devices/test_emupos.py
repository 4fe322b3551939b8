"""The printed ticket against a printer simulator, a text recognition and a QR reader that nobody here wrote."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageChops

from demo.paper import PaperPrinter
from kiosk_app.devices.ticket import TicketFace, render

pytestmark = pytest.mark.timeout(40)


def same_dots(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.logical_xor(one.convert("1"), other.convert("1")).getbbox() is None


@pytest.fixture
def read_aloud() -> Callable[..., list[str]]:
    """The lines that tesseract reads in a picture, in Vietnamese."""
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")

    def read(picture: Path, *options: str) -> list[str]:
        read = subprocess.run(
            ["tesseract", str(picture), "-", "-l", "vie", "--psm", "4", *options],
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "OMP_THREAD_LIMIT": "1"},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        return [" ".join(line.split()) for line in read.stdout.splitlines() if line.strip()]

    return read
