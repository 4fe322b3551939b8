"""What lies on a card, and by what a box knows it again. Nothing of it is believed here (hall_box.brought)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from hall_box.reading import bounded
from hall_trust.bundle_files import DEVICE, HUBS, KEYS, PUBLIC, SECRETS, TRUST


def public_digest(folder: Path) -> str:
    """By which a box knows again what it has taken; "" when there is no bundle at all."""
    if not (folder / DEVICE).is_file():
        return ""
    parts = [sha256(_optional(folder / name)).digest() for name in PUBLIC]
    return sha256(b"".join(parts)).hexdigest()


def secret_digest(folder: Path) -> str:
    """Of what must not stay on the card; "" when nothing of it is there."""
    files = secret_files(folder)
    if not files:
        return ""
    told = [str(file.relative_to(folder)).encode() + b"\0" + sha256(bounded(file)).digest() for file in files]
    return sha256(b"".join(told)).hexdigest()


def secret_files(folder: Path) -> list[Path]:
    """That lie on the card, whole or not."""
    there = [folder / name for name in SECRETS if (folder / name).is_file()]
    return there + [file for _, file in hubs_files(folder)]


def hubs_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """``trust/ca.key`` and so on, all that is there."""
    for part in (TRUST, KEYS):
        for file in sorted((folder / HUBS / part).rglob("*")):
            if file.is_file():
                yield str(file.relative_to(folder / HUBS)), file


def _optional(file: Path) -> bytes:
    return bounded(file) if file.is_file() else b""
