"""What the bundle of the hub's own box brings besides: the hall's authority and the keys made with it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hall_box.card import hubs_files
from hall_box.fault import Fault, FaultError, FaultKey
from hall_box.reading import bounded
from hall_core.domain.plan import Plan
from hall_trust import ca, own_box
from hall_trust.bundle_files import HUBS, KEYS, TRUST
from hall_trust.error import TrustError
from hall_trust.folder import Settings, TrustFolder
from hall_trust.told import Dated

LARGEST = 64_000_000
"""Bytes of one file: a register of many years."""
SQLITE = b"SQLite format 3\0"
"""With which its files begin."""


def brought(folder: Path, dated: Dated, plan: Plan) -> dict[str, bytes]:
    """Name to what is in it; nothing when this box is to make its own authority. FaultError when it is not whole."""
    found = {name: bounded(file, LARGEST) for name, file in hubs_files(folder)}
    if not found:
        return {}
    try:
        _check(found, folder / HUBS, dated, plan)
    except (TrustError, msgspec.DecodeError) as error:
        raise _fault(dated, str(error)) from error
    return found


def _check(found: dict[str, bytes], hub: Path, dated: Dated, plan: Plan) -> None:
    trust = TrustFolder(hub / TRUST)
    for file in (trust.key, trust.ca, trust.register, trust.settings):
        if str(file.relative_to(hub)) not in found:
            raise _fault(dated, f"{HUBS}/{file.relative_to(hub)} is not there")
    key, pem = (found[str(file.relative_to(hub))] for file in (trust.key, trust.ca))
    ca.Authority(key, pem)
    hall = ca.read(pem).name.partition(" ")[0]
    if hall != plan.hall.id:
        raise _fault(dated, f'the authority in {HUBS}/{TRUST} is of hall "{hall}"', key="other-authority")
    if not found[str(trust.register.relative_to(hub))].startswith(SQLITE):
        raise _fault(dated, f"{HUBS}/{TRUST}/{trust.register.name} is no register")
    msgspec.json.decode(found[str(trust.settings.relative_to(hub))], type=Settings)
    for part in own_box.parts(plan, hub / KEYS, []):
        name = str(part.file.relative_to(hub))
        if name in found:
            ca.check_pair(found[name], found[name], pem)


def _fault(dated: Dated, detail: str, key: FaultKey = "hub-folders") -> FaultError:
    whose = dated.told.device
    return FaultError(Fault(key=key, device=whose.id, role=whose.role, hall=whose.hall, detail=detail))
