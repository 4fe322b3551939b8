"""What a box is given: a claim, or a key and a certificate in a boot bundle."""

from __future__ import annotations

import argparse
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from hall_core.domain.plan_check import CLAIM
from hall_core.domain.plan_devices import Device
from hall_trust import bundle, removable
from hall_trust.bundle import Bundle, OwnKey
from hall_trust.ca import CLAIM_HOURS, HOUR
from hall_trust.claim import ClaimCode, text_of
from hall_trust.commands.here import Here, left
from hall_trust.key import TrustError, new_key, public_of
from hall_trust.register import How

CLAIM_LETTERS = 8
"""Of its name. It is no secret: the key is."""


def enrol(here: Here, given: argparse.Namespace) -> None:
    device = here.device(given.id)
    held = here.register.in_force(device.id)
    if held is not None and held.until > here.at and not given.replace:
        raise TrustError(
            f"{device.id} has a certificate already, {left(held.until, here.at)}; "
            "--replace makes another one and revokes that"
        )
    shut = here.register.shut_out().get(device.id)
    _give_key(here, given, device, "enrolled")
    if shut is not None:
        print(f"{device.id} was shut out ({shut}); with this it takes part again")


def renew(here: Here, given: argparse.Namespace) -> None:
    device = here.device(given.id)
    if here.register.in_force(device.id) is None:
        raise TrustError(f"{device.id} has no certificate to renew: motcua device claim {device.id}")
    _give_key(here, given, device, "renewed")


def claim(here: Here, given: argparse.Namespace) -> None:
    """On the terminal, and where it was asked for."""
    device = here.device(given.id)
    if not 1 <= given.hours <= CLAIM_HOURS:
        raise TrustError(f"a claim is good for 1 to {CLAIM_HOURS} hours")
    place = _place(given)
    key = new_key()
    name = f"{CLAIM}{secrets.token_hex(CLAIM_LETTERS // 2)}"
    made = here.authority.for_claim(name, public_of(key), here.at, here.at + given.hours * HOUR)
    code = ClaimCode(
        hall=here.plan.hall.id,
        device=device.id,
        broker=here.settings.broker,
        ca=here.ca,
        key=key,
        certificate=made.pem.encode(),
    )
    if place is not None:
        folder = bundle.write(_bundle(here, device, code), place, force=given.force)
        print(f"boot bundle of {device.id} with its claim: {folder}")
    _show(here, given, device, code)
    here.register.open_claim(made, device.id, here.by)
    here.publish()
    print(f"good once, for {device.id}, within {given.hours} hours; then: motcua device requests")
    if here.register.in_force(device.id) is not None:
        print(f"the certificate that {device.id} has now is revoked when the box with this claim is approved")


def _show(here: Here, given: argparse.Namespace, device: Device, code: ClaimCode) -> None:
    from hall_trust import slip  # here: nobody else waits for codes and pictures

    text = text_of(code)
    if given.slip is not None:
        until = here.at + given.hours * HOUR
        slip.save(slip.Slip(text=text, hall=here.plan.hall.name, device=device.id, until=until), given.slip)
        print(f"slip: {given.slip}")
    if given.slip is None and given.out is None and not given.usb:
        print(text)
        wide = slip.columns(text)
        if shutil.get_terminal_size().columns >= wide:
            print(slip.terminal(text))
        else:
            print(f"(in a window of {wide} columns the code itself stands here; --slip FILE.png makes a picture)")


def _give_key(here: Here, given: argparse.Namespace, device: Device, how: How) -> None:
    place = _place(given)
    assert place is not None
    key = new_key()
    made = here.authority.for_device(device.id, public_of(key), here.at)
    gives = OwnKey(key=key, certificate=made.pem.encode(), since=made.since, until=made.until)
    # First the bundle: a card that cannot be written must not cost the device the certificate it has.
    folder = bundle.write(_bundle(here, device, gives), place, force=given.force)
    here.register.record(made, how, here.by)
    here.publish()
    print(f"boot bundle of {device.id}: {folder}; certificate {left(made.until, here.at)}")
    print("it holds a private key: hand it to nobody, and delete it where it is not needed any more")


def _place(given: argparse.Namespace) -> Path | None:
    return removable.the_one() if given.usb else given.out


def _bundle(here: Here, device: Device, gives: OwnKey | ClaimCode) -> Bundle:
    return Bundle(
        hall=here.plan.hall.id,
        device=device.id,
        role=str(type(device).__struct_config__.tag),
        broker=here.settings.broker,
        made=datetime.fromtimestamp(here.at / 1000, UTC),
        hall_file=Path(here.settings.hall_file).read_bytes(),
        ca=here.ca,
        gives=gives,
    )
