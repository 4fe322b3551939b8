"""What a box is given, made but not yet counted: the register learns of it when it has safely arrived."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from msgspec import Struct

from hall_core.domain.names import HUB
from hall_core.domain.plan_check import CLAIM
from hall_core.domain.plan_devices import Device
from hall_trust.bundle import Bundle, HubsFolders, OwnKey
from hall_trust.ca import HOUR, Certificate
from hall_trust.claim import ClaimCode
from hall_trust.commands.here import Here
from hall_trust.commands.network import BoxsOwn
from hall_trust.key import new_key, public_of
from hall_trust.register import How
from hall_trust.told import BoxRole

CLAIM_LETTERS = 8
"""Of its name. It is no secret: the key is."""


class Gift(Struct, frozen=True, kw_only=True):
    """A private key and what it may be used for: to be the device, or to ask once whether it may be."""

    device: str
    gives: OwnKey | ClaimCode
    made: Certificate


def keyed(here: Here, device: Device) -> Gift:
    key = new_key()
    made = here.authority.for_device(device.id, public_of(key), here.at)
    gives = OwnKey(key=key, certificate=made.pem.encode(), since=made.since, until=made.until)
    return Gift(device=device.id, gives=gives, made=made)


def claiming(here: Here, device: Device, hours: int) -> Gift:
    key = new_key()
    name = f"{CLAIM}{secrets.token_hex(CLAIM_LETTERS // 2)}"
    made = here.authority.for_claim(name, public_of(key), here.at, here.at + hours * HOUR)
    code = ClaimCode(
        hall=here.plan.hall.id,
        device=device.id,
        broker=here.settings.broker,
        ca=here.ca,
        key=key,
        certificate=made.pem.encode(),
    )
    return Gift(device=device.id, gives=code, made=made)


def bundle_for(here: Here, gift: Gift, told: BoxsOwn) -> Bundle:
    device = here.device(gift.device)
    return _bundle(here, device.id, cast(BoxRole, type(device).__struct_config__.tag), gift.gives, told)


def hubs_bundle(here: Here, folders: HubsFolders, told: BoxsOwn) -> Bundle:
    """For the hub's own box, with the authority itself."""
    return _bundle(here, HUB, HUB, folders, told)


def count(here: Here, gift: Gift, how: How = "enrolled") -> None:
    """It has arrived: from now on it counts, and what the device had before does not."""
    if isinstance(gift.gives, ClaimCode):
        here.register.open_claim(gift.made, gift.device, here.by)
    else:
        here.register.record(gift.made, how, here.by)
    here.publish()


def _bundle(
    here: Here,
    id: str,
    role: BoxRole,
    gives: OwnKey | ClaimCode | HubsFolders,
    told: BoxsOwn,
) -> Bundle:
    return Bundle(
        hall=here.plan.hall.id,
        device=id,
        role=role,
        broker=here.settings.broker,
        made=datetime.fromtimestamp(here.at / 1000, UTC),
        hall_file=Path(here.settings.hall_file).read_bytes(),
        ca=here.ca,
        gives=gives,
        network=told.network,
        time=told.time,
        technicians=told.technicians,
    )
