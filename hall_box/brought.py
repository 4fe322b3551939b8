"""The boot bundle on the card, all of it looked at before any of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from hall_box import brought_hub
from hall_box.fault import Fault, FaultError, FaultKey
from hall_box.reading import bounded
from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.names import HUB, Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest
from hall_core.keys import Keys
from hall_core.mqtt.certificate import life
from hall_trust import ca
from hall_trust.bundle_files import CA, CLAIM, DEVICE, HALL, OWN, PUBLIC, SECRETS, UNTIL
from hall_trust.ca import Certificate
from hall_trust.claim import claim_in
from hall_trust.error import TrustError
from hall_trust.told import Dated, ToldError, told_in

LINES = 3
"""Of a hall file's mistakes on a screen; ``motcua check-hall`` names them all."""


class Brought(Struct, frozen=True, kw_only=True):
    """A bundle in which everything fits together."""

    dated: Dated
    public: Mapping[str, bytes]
    secret: Mapping[str, bytes]
    """File name to what is in it; ``device.pem`` and ``until``, or ``claim.txt``, or nothing."""
    hub: Mapping[str, bytes]
    """``trust/ca.key`` and so on to what is in it, for the hub's box."""
    plan: Plan

    @property
    def gives(self) -> bool:
        """A key, or a claim for one."""
        return OWN in self.secret or CLAIM in self.secret

    @property
    def whose(self) -> str:
        return self.dated.told.device.id


def brought(folder: Path, at: Millis | None) -> Brought:
    """FaultError names what is wrong first. ``at``: a moment that has passed by now, if one is known."""
    try:
        return _brought(folder, at)
    except OSError as error:
        where = Path(error.filename).name if error.filename else folder
        raise FaultError(Fault(key="unreadable", detail=f"{where}: {error.strerror or error}")) from error


def _brought(folder: Path, at: Millis | None) -> Brought:
    if not (folder / DEVICE).is_file():
        left = [name for name in (HALL, CA, *SECRETS) if (folder / name).exists()]
        if not left:
            raise FaultError(Fault(key="no-bundle"))
        raise FaultError(Fault(key="unfinished", detail=f"{folder.name}/{DEVICE} is not there, {left[0]} is"))
    try:
        dated = told_in(bounded(folder / DEVICE))
    except ToldError as error:
        raise FaultError(Fault(key="garbled", detail=f"{DEVICE}: {'; '.join(error.lines[:LINES])}")) from error
    whose = dated.told.device
    _needed(folder / HALL, dated)
    plan = _plan(folder / HALL, dated)
    public = {name: bounded(folder / name) for name in PUBLIC if (folder / name).is_file()}
    secret = {name: bounded(folder / name) for name in SECRETS if (folder / name).is_file()}
    hub: dict[str, bytes] = {}
    if whose.role == HUB:
        hub = brought_hub.brought(folder, dated, plan)
    else:
        _check_device(plan, dated)
        authority = _authority(folder, dated)
        if OWN in secret:
            _check_key(folder, secret[OWN], authority, dated, at)
        elif CLAIM in secret:
            _check_claim(secret[CLAIM], authority, dated, at)
    return Brought(dated=dated, public=public, secret=secret, hub=hub, plan=plan)


def fault_of(key: FaultKey, dated: Dated, detail: str = "") -> FaultError:
    whose = dated.told.device
    return FaultError(Fault(key=key, device=whose.id, role=whose.role, hall=whose.hall, detail=detail))


def _plan(file: Path, dated: Dated) -> Plan:
    try:
        plan = load(file)
    except HallFileError as error:
        lines = [line.removeprefix(f"{file}: ") for line in error.lines]
        more = f" (and {len(lines) - LINES} more)" if len(lines) > LINES else ""
        raise fault_of("hall-file", dated, f"{HALL}: {'; '.join(lines[:LINES])}{more}") from error
    if plan.hall.id != dated.told.device.hall:
        detail = f'{HALL} is of hall "{plan.hall.id}", {DEVICE} says "{dated.told.device.hall}"'
        raise fault_of("other-hall-file", dated, detail)
    return plan


def _check_device(plan: Plan, dated: Dated) -> None:
    whose = dated.told.device
    device = plan.device(whose.id)
    if device is None:
        known = suggest(whose.id, [each.id for each in plan.devices])
        raise fault_of("unknown-device", dated, f'{HALL} has no device "{whose.id}"; {known}')
    role = str(type(device).__struct_config__.tag)
    if role != whose.role:
        raise fault_of("other-role", dated, f'"{whose.id}" is a {role} in {HALL}, {DEVICE} says {whose.role}')


def _authority(folder: Path, dated: Dated) -> bytes:
    pem = _needed(folder / CA, dated)
    check_authority(pem, dated)
    return pem


def check_authority(pem: bytes, dated: Dated) -> None:
    """FaultError when it is none, or another hall's than the bundle says."""
    try:
        hall = ca.read(pem).name.partition(" ")[0]
    except TrustError as error:
        raise fault_of("no-authority", dated, f"{CA}: {error}") from error
    if hall != dated.told.device.hall:
        raise fault_of("other-authority", dated, f'{CA} is the authority of hall "{hall}"')


def _check_key(folder: Path, pem: bytes, authority: bytes, dated: Dated, at: Millis | None) -> None:
    try:
        found = ca.check_pair(pem, pem, authority)
    except TrustError as error:
        raise fault_of("key", dated, f"{OWN}: {error}") from error
    if found.name != dated.told.device.id:
        raise fault_of("other-key", dated, f'{OWN} is for "{found.name}"')
    _check_end(found, dated, at, OWN)
    if life(Keys(folder)) is None:
        raise fault_of("unfinished", dated, f"{UNTIL} is not there, or is garbled")


def _check_claim(text: bytes, authority: bytes, dated: Dated, at: Millis | None) -> None:
    try:
        code = claim_in(text.decode("ascii", "replace"))
        ends = ca.read(code.certificate)
        same = ca.to_der(code.ca) == ca.to_der(authority)
    except TrustError as error:
        raise fault_of("claim", dated, f"{CLAIM}: {error}") from error
    whose = dated.told.device
    if (code.hall, code.device) != (whose.hall, whose.id):
        raise fault_of("other-claim", dated, f'{CLAIM} is for "{code.device}" of hall "{code.hall}"')
    if not same:
        raise fault_of("other-authority", dated, f"{CLAIM} and {CA} are of two authorities")
    _check_end(ends, dated, at, CLAIM)


def _check_end(certificate: Certificate, dated: Dated, at: Millis | None, name: str) -> None:
    if at is not None and certificate.until <= at:
        hours = (at - certificate.until) // ca.HOUR
        raise fault_of("over", dated, f"{name} ended {hours // 24} days and {hours % 24} hours ago")


def _needed(file: Path, dated: Dated) -> bytes:
    if not file.is_file():
        raise fault_of("unfinished", dated, f"{file.parent.name}/{file.name} is not there")
    return bounded(file)
