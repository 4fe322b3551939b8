"""What goes into a card's folder ``hall``: a bundle that somebody has made, or one made now by a hall's authority.

Bundles that are made here lie in memory while the card is written, and the authority's register learns of a key only
when the card with it was read back: a card that fails costs a device nothing that it has.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.names import HUB
from hall_core.keys import Keys
from hall_trust import bundle, ca, technician
from hall_trust.bundle import Bundle
from hall_trust.bundle_files import CLAIM, DEVICE, FOLDER, HALL, HUBS, TECHNICIAN, TRUST
from hall_trust.claim import ClaimError, claim_in
from hall_trust.error import TrustError
from hall_trust.told import Told, told_in
from images.flashing.trouble import RefusedError

MEMORY = Path("/dev/shm")


class Ready(Struct, frozen=True, kw_only=True):
    """A bundle to be written."""

    folder: Path
    told: Told

    @property
    def what(self) -> str:
        return f"{self.told.device.id} ({self.told.device.role}) of hall {self.told.device.hall}"


def given(place: Path) -> Ready:
    """A folder ``hall``, or one with such a folder in it. RefusedError for what its box would not take."""
    folder = place if (place / DEVICE).is_file() else place / FOLDER
    if not (folder / DEVICE).is_file():
        raise RefusedError(f"{place} holds no boot bundle (no {DEVICE}): motcua device enrol ID --out DIR makes one")
    if folder.resolve().name != FOLDER:
        raise RefusedError(f'{folder} must be called "{FOLDER}", as on the card')
    if odd := [file for file in folder.rglob("*") if file.is_symlink()]:
        raise RefusedError(f"{odd[0]} is a link: a bundle has files alone")
    try:
        told = told_in((folder / DEVICE).read_bytes()).told
        _check(folder, told)
    except (TrustError, HallFileError) as error:
        raise RefusedError(f"{folder}: {error}") from error
    except OSError as error:
        raise RefusedError(f"{error.filename or folder}: {error.strerror or error}") from error
    return Ready(folder=folder, told=told)


@contextmanager
def made(wanted: Bundle) -> Iterator[Ready]:
    """It lies in memory, and nowhere when this ends."""
    with tempfile.TemporaryDirectory(prefix="motcua-", dir=MEMORY if MEMORY.is_dir() else None) as place:
        bundle.write(wanted, Path(place))
        yield given(Path(place))


def _check(folder: Path, told: Told) -> None:
    """TrustError, HallFileError, OSError."""
    if (folder / TECHNICIAN).is_file():
        technician.keys_in((folder / TECHNICIAN).read_bytes())
    plan = load(folder / HALL)
    own = told.device
    if plan.hall.id != own.hall:
        raise TrustError(f'{DEVICE} is for hall "{own.hall}", and {HALL} is of hall "{plan.hall.id}"')
    if own.role == HUB:
        if (folder / HUBS).is_dir():
            trust = folder / HUBS / TRUST
            ca.Authority((trust / "ca.key").read_bytes(), (trust / "ca.pem").read_bytes())
        return
    device = plan.device(own.id)
    if device is None:
        raise TrustError(f'{HALL} has no device "{own.id}"')
    if (role := str(type(device).__struct_config__.tag)) != own.role:
        raise TrustError(f"{own.id} is a {own.role} in {DEVICE} and a {role} in {HALL}")
    _check_key(folder, own.id, own.hall)


def _check_key(folder: Path, device: str, hall: str) -> None:
    keys, claim = Keys(folder), folder / CLAIM
    if keys.own.is_file() == claim.is_file():
        raise TrustError(f"there must be either {keys.own.name} or {CLAIM}")
    if keys.own.is_file():
        pem = keys.own.read_bytes()
        found = ca.check_pair(pem, pem, keys.ca.read_bytes())
        name, until = found.name, found.until
    else:
        try:
            code = claim_in(claim.read_text("ascii"))
        except UnicodeDecodeError as error:
            raise ClaimError(f"{CLAIM} is no claim") from error
        if code.hall != hall:
            raise TrustError(f'the claim is for hall "{code.hall}"')
        name, until = code.device, ca.read(code.certificate).until
    if name != device:
        raise TrustError(f"its key is for {name}, not for {device}")
    if until <= time.time_ns() // 1_000_000:
        raise TrustError("its key has ended: have a new bundle made")
