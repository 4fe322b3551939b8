"""What a box is told before its first start, as files in the folder ``hall`` of its boot partition or of a USB stick.

    hall.toml     the hall file
    device.toml   which of its devices this box is, and where the hub is; written last: without it there is no bundle
    ca.pem        the hall's authority
    device.pem    private key and certificate       } one of the two: the second is safer, for the key that counts is
    until         when that ends, see Keys.until    } then made in the box and never leaves it
    claim.txt     a claim (hall_trust.claim)

A boot partition is FAT, which knows no owners: whoever holds the card reads the key.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from hall_core.domain.names import Millis
from hall_core.durable import write_durably
from hall_core.keys import SECRET, Keys
from hall_core.mqtt.certificate import Life
from hall_trust import ca
from hall_trust.claim import ClaimCode, claim_in, text_of
from hall_trust.key import TrustError

FOLDER = "hall"
HALL, DEVICE, CLAIM = "hall.toml", "device.toml", "claim.txt"


class BundleError(TrustError):
    """It cannot be written there, or what was written is not what was meant."""

    key = "bundle"


class OwnKey(Struct, frozen=True, kw_only=True):
    """A private key that was made for the box, and its certificate."""

    key: bytes
    certificate: bytes
    since: Millis
    until: Millis


class Bundle(Struct, frozen=True, kw_only=True):
    hall: str
    device: str
    role: str
    broker: tuple[str, int]
    made: datetime
    hall_file: bytes
    ca: bytes
    """PEM."""
    gives: OwnKey | ClaimCode


def write(bundle: Bundle, place: Path, *, force: bool = False) -> Path:
    """The folder it made in ``place``, read back and found good. BundleError: what is there is another device's (but
    for ``force``), the disk refuses, or it did not hold what was written."""
    folder = place / FOLDER
    if not place.is_dir():
        raise BundleError(f"{place} is no folder")
    if not force:
        _check_free(folder, bundle)
    try:
        folder.mkdir(exist_ok=True)
        (folder / DEVICE).unlink(missing_ok=True)
        for name in (Keys(folder).own.name, Keys(folder).until.name, CLAIM):
            (folder / name).unlink(missing_ok=True)
        for name, data in _files(bundle):
            write_durably(folder / name, data, SECRET)
        _read_back(bundle, folder)
    except OSError as error:
        raise BundleError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return folder


def _check_free(folder: Path, bundle: Bundle) -> None:
    file = folder / DEVICE
    if not file.exists():
        return
    try:
        told = cast("dict[str, dict[str, Any]]", tomllib.loads(file.read_text("utf-8")))
        whose = told["device"]["hall"], told["device"]["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"{file} is there and cannot be read; --force writes over it") from error
    if whose != (bundle.hall, bundle.device):
        raise BundleError(f"{folder} is for {whose[1]} of hall {whose[0]}; --force writes over it")


def _files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    yield HALL, bundle.hall_file
    yield Keys(Path()).ca.name, bundle.ca
    match bundle.gives:
        case OwnKey() as own:
            yield Keys(Path()).own.name, own.key + own.certificate
            yield Keys(Path()).until.name, Life(own.since, own.until).line()
        case ClaimCode() as claim:
            yield CLAIM, f"{text_of(claim)}\n".encode()
    yield DEVICE, _device_toml(bundle).encode()


def _device_toml(bundle: Bundle) -> str:
    host, port = bundle.broker
    lines = [
        "# Which box this is. Made by motcua; another box needs a bundle of its own.",
        "[device]",
        f"id = {_quoted(bundle.device)}",
        f"role = {_quoted(bundle.role)}",
        f"hall = {_quoted(bundle.hall)}",
        f"made = {bundle.made.isoformat(timespec='seconds')}",
        "",
        "[broker]",
        f"host = {_quoted(host)}",
        f"port = {port}",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _read_back(bundle: Bundle, folder: Path) -> None:
    """As the box will: from the files alone."""
    for name, data in _files(bundle):
        if (folder / name).read_bytes() != data:
            raise BundleError(f"{folder / name} does not hold what was written to it: try another card")
    authority = Keys(folder).ca.read_bytes()
    match bundle.gives:
        case OwnKey():
            pem = Keys(folder).own.read_bytes()
            name = ca.check_pair(pem, pem, authority).name
        case ClaimCode():
            name = claim_in((folder / CLAIM).read_text("ascii")).device
    if name != bundle.device:
        raise BundleError(f"the certificate is for {name}, not for {bundle.device}")
