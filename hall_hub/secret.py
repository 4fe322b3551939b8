"""The hall's secret: what turns an identity number into a token that says nothing without it (docs/privacy.md)."""

from __future__ import annotations

import secrets
from pathlib import Path

from hall_core.device.identity import DataFolderError
from hall_core.durable import write_durably

FILE = "id.key"
LENGTH = 32
"""Bytes: as long as the SHA-256 it is used with."""


def hall_key(folder: Path) -> bytes:
    """The key in the hub's data folder, made at the first start and readable by the hub alone. DataFolderError when it
    cannot be read or kept, or is garbled: another one would make every token of every kiosk useless."""
    file = folder / FILE
    try:
        if not file.exists():
            write_durably(file, secrets.token_bytes(LENGTH), mode=0o600)
        key = file.read_bytes()
    except OSError as error:
        raise DataFolderError(f"{file}: cannot be kept: {error.strerror or error}") from error
    if len(key) != LENGTH:
        raise DataFolderError(f"{file}: must hold {LENGTH} bytes; put the right one back, or remove it on all boxes")
    return key
