"""Two readers of paper that nobody here wrote: tesseract for the letters, zbar for the code."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image


def read_aloud(picture: Image.Image, folder: Path, languages: str, *options: str) -> str:
    """What tesseract reads, all lines in one, with the hyphen and the comma as they are written."""
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")
    picture.save(folder / "ocr.png")
    command = ["tesseract", str(folder / "ocr.png"), "-", "-l", languages, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    return re.sub(r", ?", ", ", " ".join(said.replace("-", "–").split()))


def scanned(picture: Image.Image, folder: Path) -> str:
    """What the one QR on it says."""
    if shutil.which("zbarimg") is None:
        pytest.skip("needs zbarimg: apt-get install zbar-tools")
    picture.save(folder / "qr.png")
    command = ["zbarimg", "-q", "--raw", str(folder / "qr.png")]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.removesuffix("\n")
