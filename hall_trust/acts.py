"""What a person does with a device's certificate, at the console or on the command line: the same act either way.

Each is recorded before anything leaves; :func:`hall_trust.folder.publish` then tells the broker.
"""

from __future__ import annotations

from hall_core.contract.trust import Fingerprint
from hall_core.domain.names import Millis
from hall_trust.ca import Authority
from hall_trust.error import TrustError
from hall_trust.key import PublicKey, fingerprint
from hall_trust.register import Held, Register, Waiting


class NobodyWaitsError(TrustError):
    """No box with this fingerprint waits to be this device (any more)."""

    key = "nobody-waits"


def approve(register: Register, authority: Authority, device: str, key: Fingerprint, by: str, at: Millis) -> Held:
    """The box that waits with this fingerprint is the device. NobodyWaitsError. To say it twice is to say it once."""
    with register.alone():
        given = register.given_to(key)
        if given is None or given.name != device or given.revoked is not None:
            waiting = _waiting(register, device, key)
            register.grant(waiting, authority.for_device(device, waiting.key, at), by)
        return register.just_given(key)


def refuse(register: Register, device: str, key: Fingerprint, by: str, at: Millis) -> None:
    """It is not; its claim is spent. NobodyWaitsError."""
    with register.alone():
        register.refuse(_waiting(register, device, key), by, at)


def shut_out(register: Register, device: str, why: str, by: str, at: Millis) -> None:
    """Stolen, lost, scrapped."""
    register.shut(device, why, by, at)


def renew(register: Register, authority: Authority, device: str, key: PublicKey, at: Millis) -> Held | None:
    """A certificate for a new public key of a device that has a good one: the same for the same key. None when it has
    none in force, its time is over, or it is shut out."""
    mine = fingerprint(key)
    with register.alone():
        given, held = register.given_to(mine), register.in_force(device)
        if device in register.shut_out() or held is None or at >= held.until:
            return None
        if given is not None:
            return given if given.name == device and given.revoked is None else None
        register.record(authority.for_device(device, key, at), "renewed", device)
        return register.just_given(mine)


def _waiting(register: Register, device: str, key: Fingerprint) -> Waiting:
    for each in register.waiting():
        if each.device == device and each.fingerprint == key:
            return each
    raise NobodyWaitsError(f"no box with the fingerprint {key} waits to be {device}")
