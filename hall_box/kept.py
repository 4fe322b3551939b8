"""Which box this is, as it keeps it on its own disk: what was taken from a boot bundle, and what the programs read.

/etc/motcua/hall.toml, device.toml   as they were on the card
/etc/motcua/device.env               what the units are started with
/var/lib/motcua/box/taken            by which the box knows that card again
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from hall_box.fault import Fault, FaultError
from hall_box.places import Places
from hall_core.domain.names import HUB
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.keys import Keys
from hall_trust.bundle_files import DEVICE
from hall_trust.told import Dated, ToldError, told_in

ENVIRONMENT = "device.env"


class Taken(Struct, frozen=True, kw_only=True):
    """Digests of what lay on the card."""

    public: str
    secret: str


class Kept(Struct, frozen=True, kw_only=True):
    dated: Dated
    taken: Taken
    ca: bytes
    """Of the hall that the box believes; empty when it has none yet."""
    has_key: bool
    has_claim: bool
    has_authority: bool
    """It is the hub's box and the hall's authority is on it."""


def kept(places: Places) -> Kept | None:
    """None for a box that has no role yet. FaultError when its own disk cannot be read."""
    file = places.etc / DEVICE
    try:
        dated = told_in(file.read_bytes())
        taken = _taken(places)
        program = dated.told.device.role
        keys = Keys(places.keys_of(program))
        return Kept(
            dated=dated,
            taken=taken,
            ca=_read(keys.ca),
            has_key=program == HUB or keys.missing() is None,
            has_claim=places.claim_of(program).is_file(),
            has_authority=(places.trust / "ca.key").is_file(),
        )
    except FileNotFoundError:
        return None
    except ToldError as error:
        raise FaultError(Fault(key="storage", detail=f"{file}: {error}")) from error
    except OSError as error:
        raise FaultError(Fault(key="storage", detail=f"{error.filename}: {error.strerror or error}")) from error


def taken_file(places: Places) -> Path:
    return places.box / "taken"


def _taken(places: Places) -> Taken:
    """Nothing known when it cannot be read: the bundle on the card is then looked at once more, which does no harm."""
    try:
        return msgspec.json.decode(taken_file(places).read_bytes(), type=Taken)
    except (FileNotFoundError, msgspec.DecodeError):
        return Taken(public="", secret="")


def environment(dated: Dated, plan: Plan) -> str:
    """``device.env``: the hub's box has a console, which is a device, and finds the broker on itself."""
    told = dated.told
    if told.device.role == HUB:
        consoles = [device.id for device in plan.devices if isinstance(device, Console)]
        return "".join(f"MOTCUA_DEVICE={console}\n" for console in consoles[:1])
    host = f"[{told.broker.host}]" if ":" in told.broker.host else told.broker.host
    return f"MOTCUA_DEVICE={told.device.id}\nMOTCUA_BROKER={host}:{told.broker.port}\n"


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
