"""Writes a boot bundle (hall_trust.bundle_files), and reads it back."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from hall_core.domain.names import Millis
from hall_core.durable import sync, write_durably
from hall_core.keys import SECRET, Keys
from hall_core.mqtt.certificate import Life
from hall_trust import ca, technician
from hall_trust.bundle_files import CA, CLAIM, DEVICE, FOLDER, HALL, HUBS, KEYS, OWN, SECRETS, TECHNICIAN, TRUST, UNTIL
from hall_trust.claim import ClaimCode, claim_in, text_of
from hall_trust.error import TrustError
from hall_trust.told import BoxRole, Broker, Dated, Network, Time, Told, Whose
from hall_trust.told import text_of as told_text


class BundleError(TrustError):
    """It cannot be written there, or what was written is not what was meant."""

    key = "bundle"


class OwnKey(Struct, frozen=True, kw_only=True):
    """A private key that was made for the box, and its certificate."""

    key: bytes
    certificate: bytes
    since: Millis
    until: Millis


class HubsFolders(Struct, frozen=True, kw_only=True):
    """The authority and the keys of the hub's own box, made on another computer."""

    trust: Path
    keys: Path


class Bundle(Struct, frozen=True, kw_only=True):
    hall: str
    device: str
    role: BoxRole
    broker: tuple[str, int]
    made: datetime
    hall_file: bytes
    ca: bytes
    """PEM; empty for a hub's box that is to make its own authority."""
    gives: OwnKey | ClaimCode | HubsFolders | None
    """None for that box alone."""
    network: Network | None = None
    time: Time = Time()
    technicians: tuple[str, ...] = ()
    """Public keys of those who may type commands at the box. None: those stay that came with this device's bundle
    before, or were put there alone."""


def write(bundle: Bundle, place: Path, *, force: bool = False) -> Path:
    """The folder it made in ``place``, read back and found good. BundleError: what is there is another device's (but
    for ``force``), the disk refuses, or it did not hold what was written."""
    folder = place / FOLDER
    if not place.is_dir():
        raise BundleError(f"{place} is no folder")
    anothers = _anothers(folder, bundle)
    if anothers and not force:
        raise BundleError(f"{anothers}; --force writes over it")
    try:
        folder.mkdir(exist_ok=True)
        if anothers:  # before it is seen no more whose they were
            (folder / TECHNICIAN).unlink(missing_ok=True)
            sync(folder)
        (folder / DEVICE).unlink(missing_ok=True)
        for name in SECRETS:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / HUBS, ignore_errors=True)
        for name, data in _files(bundle):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_durably(folder / name, data, SECRET)
        _read_back(bundle, folder)
    except OSError as error:
        raise BundleError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return folder


def _anothers(folder: Path, bundle: Bundle) -> str:
    """What is there and not this device's; empty: nothing."""
    file = folder / DEVICE
    if not file.exists():
        return ""
    try:
        told = cast("dict[str, dict[str, Any]]", tomllib.loads(file.read_text("utf-8")))
        whose = told["device"]["hall"], told["device"]["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{file} is there and cannot be read"
    return "" if whose == (bundle.hall, bundle.device) else f"{folder} is for {whose[1]} of hall {whose[0]}"


def _files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    yield HALL, bundle.hall_file
    if bundle.ca:
        yield CA, bundle.ca
    if bundle.technicians:
        yield TECHNICIAN, technician.text_of(bundle.technicians)
    match bundle.gives:
        case OwnKey() as own:
            yield OWN, own.key + own.certificate
            yield UNTIL, Life(own.since, own.until).line()
        case ClaimCode() as claim:
            yield CLAIM, f"{text_of(claim)}\n".encode()
        case HubsFolders(trust=trust, keys=keys):
            yield from _all_in(trust, f"{HUBS}/{TRUST}")
            yield from _all_in(keys, f"{HUBS}/{KEYS}")
        case None:
            pass
    yield DEVICE, _device_toml(bundle).encode()


def _all_in(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"{name}/{file.relative_to(folder)}", file.read_bytes()


def _device_toml(bundle: Bundle) -> str:
    host, port = bundle.broker
    whose = Whose(id=bundle.device, role=bundle.role, hall=bundle.hall)
    told = Told(device=whose, broker=Broker(host=host, port=port), network=bundle.network, time=bundle.time)
    return told_text(Dated(told, bundle.made))


def _read_back(bundle: Bundle, folder: Path) -> None:
    """As the box will: from the files alone."""
    for name, data in _files(bundle):
        if (folder / name).read_bytes() != data:
            raise BundleError(f"{folder / name} does not hold what was written to it: try another card")
    match bundle.gives:
        case OwnKey():
            pem = Keys(folder).own.read_bytes()
            name = ca.check_pair(pem, pem, bundle.ca).name
        case ClaimCode():
            name = claim_in((folder / CLAIM).read_text("ascii")).device
        case HubsFolders():
            ca.Authority((folder / HUBS / TRUST / "ca.key").read_bytes(), bundle.ca)
            return
        case None:
            return
    if name != bundle.device:
        raise BundleError(f"the certificate is for {name}, not for {bundle.device}")
