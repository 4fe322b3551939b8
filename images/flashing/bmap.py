"""Which blocks of an image have something in them, by the ``.bmap`` that ``bmaptool`` has made of it."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from images.flashing.layout import BLOCK, Span
from images.flashing.trouble import RefusedError

LARGEST = 16_000_000
"""Bytes; one for an image of ours has some 100 kB."""


class Mapped(Struct, frozen=True, kw_only=True):
    size: int
    """Of the image, in bytes."""
    spans: list[Span]
    digests: dict[Span, str]
    """SHA-256 of those spans that have one."""


def beside(image: Path, ending: str = ".bmap") -> Path | None:
    """The file that belongs to the image: ``x.img.zst`` has ``x.img.zst.bmap``, ``x.img.bmap`` or ``x.bmap``."""
    name = image.name
    names = [name, *(name := name.removesuffix(last) for last in (".zst", ".img") if name.endswith(last))]
    files = [image.with_name(f"{each}{ending}") for each in names]
    return next((file for file in files if file.is_file()), None)


def read(file: Path) -> Mapped:
    """RefusedError when it is no bmap, or not as it was made."""
    try:
        return _told(file.read_bytes())
    except (OSError, ValueError, ElementTree.ParseError) as error:
        raise RefusedError(f"{file} cannot be used ({error}): get it again, or take it away") from error


def _told(data: bytes) -> Mapped:
    if len(data) > LARGEST or b"<!ENTITY" in data:
        raise ValueError("it is too large, or defines entities, which no bmap does")
    root = ElementTree.fromstring(data)
    if _text(root, "ChecksumType") != "sha256":
        raise ValueError("its checksums are not SHA-256")
    own = _text(root, "BmapFileChecksum")
    if hashlib.sha256(data.replace(own.encode(), b"0" * len(own))).hexdigest() != own:
        raise ValueError("its own checksum is wrong")
    if int(_text(root, "BlockSize")) != BLOCK:
        raise ValueError(f"its blocks are not of {BLOCK} bytes")
    size = int(_text(root, "ImageSize"))
    found = [(_span(node.text or "", size), node.get("chksum")) for node in root.iterfind("BlockMap/Range")]
    spans = [span for span, _ in found]
    if spans != sorted(spans) or any(a.end > b.start for a, b in pairwise(spans)):
        raise ValueError("its ranges do not follow one another")
    return Mapped(size=size, spans=spans, digests={span: sum for span, sum in found if sum})


def _text(root: ElementTree.Element, name: str) -> str:
    text = (root.findtext(name) or "").strip()
    if not text:
        raise ValueError(f"it has no {name}")
    return text


def _span(text: str, size: int) -> Span:
    first, _, last = text.strip().partition("-")
    span = Span(int(first) * BLOCK, min((int(last or first) + 1) * BLOCK, size))
    if not 0 <= span.start < span.end:
        raise ValueError(f"the range {text.strip()} is none")
    return span
