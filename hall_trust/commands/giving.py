"""What a box is given: a claim, or a key and a certificate in a boot bundle."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall_core.domain.plan_devices import Device
from hall_trust import bundle, removable, technician
from hall_trust.ca import CLAIM_HOURS, HOUR
from hall_trust.claim import ClaimCode, text_of
from hall_trust.commands import gifts
from hall_trust.commands.gifts import Gift
from hall_trust.commands.here import Here, left
from hall_trust.commands.network import own_in
from hall_trust.error import TrustError
from hall_trust.register import How


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
    if given.technician_key and given.out is None and not given.usb:
        raise TrustError("--technician-key goes into a bundle: with --out DIR or --usb")
    with _place(given) as place:
        gift = gifts.claiming(here, device, given.hours)
        assert isinstance(gift.gives, ClaimCode)
        if place is not None:
            folder = bundle.write(_bundle(here, given, gift), place, force=given.force)
            print(f"boot bundle of {device.id} with its claim: {folder}")
            print(technician.said_of(folder))
    _show(here, given, device, gift.gives)
    gifts.count(here, gift)
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
    with _place(given) as place:
        assert place is not None
        gift = gifts.keyed(here, device)
        # First the bundle: a card that cannot be written must not cost the device the certificate it has.
        folder = bundle.write(_bundle(here, given, gift), place, force=given.force)
        keys = technician.said_of(folder)
    gifts.count(here, gift, how)
    print(f"boot bundle of {device.id}: {folder}; certificate {left(gift.made.until, here.at)}")
    print(keys)
    print("it holds a private key: hand it to nobody, and delete it where it is not needed any more")


@contextmanager
def _place(given: argparse.Namespace) -> Iterator[Path | None]:
    if not given.usb:
        yield given.out
        return
    with removable.the_one() as stick:
        yield stick.place
    print(f"all of it is on {stick.what}{', which can be pulled out' if stick.ours else ''}")


def _bundle(here: Here, given: argparse.Namespace, gift: Gift) -> bundle.Bundle:
    return gifts.bundle_for(here, gift, own_in(given))
