"""``motcua box begin``: at each start, before any program. Whatever it finds, the box ends up with a role or with a
screen that says why not."""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from hall_box import network, steps, way_in
from hall_box.card import public_digest, secret_digest
from hall_box.fault import Fault, FaultError
from hall_box.kept import Kept, kept
from hall_box.machine import Machine
from hall_box.places import Places
from hall_box.shown import shown
from hall_box.spoken import on_consoles
from hall_box.standing import Standing, tell, told
from hall_box.wiping import wipe
from hall_core.device import log as program_log
from hall_core.domain.names import HUB
from hall_core.domain.plan_backup import LABEL
from hall_trust.bundle_files import HALL, PUBLIC, SECRETS

if TYPE_CHECKING:
    from hall_box.brought import Brought

LEDGER_STICK = "run-motcua-sticks-ledger.mount"
SETUP, WATCH, SOON = "hall-setup.service", "motcua-box-watch.service", "motcua-role.timer"
GLASS = ("kiosk", "pad", "board")
"""Roles whose box shows what was left on its card before it goes on; of the others the doctor tells."""
Wiped = Literal["clean", "left"]
log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua box begin", description="At each start of a box (docs/box.md).")
    parser.parse_args(argv)
    os.umask(0o022)
    quiet = program_log.setup("box")
    try:
        places, machine = Places(), Machine()
        again = told(places) is not None
        standing = begin(places, machine)
        set_off(standing, machine, again=again)
        on_consoles(standing)
    finally:
        quiet()
    return 0


def begin(places: Places, machine: Machine, *, stick: bool = False) -> Standing:
    """Takes in what is on the card, calls the box by its name, and says how it stands; starts no program yet.
    ``stick``: the card is one, which anybody may have plugged in."""
    standing = judged(places, machine, stick=stick)
    if machine.image() and machine.is_mounted(places.lib):
        standing = way_in.at_start(places, machine, standing, stick=stick)
    tell(places, standing)
    log.info("%s: %s %s", standing.state, standing.role or "no role", standing.device)
    for fault in standing.faults:
        log.warning("%s: %s", fault.key, fault.detail)
    return standing


def judged(places: Places, machine: Machine, *, stick: bool = False) -> Standing:
    try:
        _must_be_kept(places, machine)
        steps.finish(places)
        return _judged(places, machine, stick=stick)
    except FaultError as error:
        return Standing(state="setup", fault=error.fault, version=machine.image())
    except OSError as error:
        detail = f"{error.filename or 'the disk'}: {error.strerror or error}"
        return Standing(state="setup", fault=Fault(key="storage", detail=detail), version=machine.image())
    except Exception as error:
        # Whatever else it is: a box that starts nothing and says nothing helps nobody.
        log.exception("the first start cannot be done")
        detail = f"{type(error).__name__}: {error}"
        return Standing(state="setup", fault=Fault(key="storage", detail=detail), version=machine.image())


def _must_be_kept(places: Places, machine: Machine) -> None:
    """FaultError: without its own partition an image's box seems never to have been anything, and what it takes in is
    gone with the power."""
    lost = [str(folder) for folder in (places.etc, places.lib) if machine.image() and not machine.is_mounted(folder)]
    if lost:
        detail = f"{', '.join(lost)}: /data is not mounted; the card or disk is spoilt, flash another one"
        raise FaultError(Fault(key="storage", detail=detail))


def _judged(places: Places, machine: Machine, *, stick: bool) -> Standing:
    own, unread = _own(places)
    if own is not None and (known := _known(places, own, machine)) is not None:
        return replace(_as(own, places, machine, notice=None, taken=False), left=_left(known, stick=stick))
    # Only here, with all that looks at certificates: no ordinary start waits for it.
    from hall_box.decision import Stay, Take, Wait, decide
    from hall_box.taking import take

    notice = None
    taken = False
    wiped: Wiped = "clean"
    match decide(own, _card(places, machine)):
        case Take(bundle):
            log.info("taking in the boot bundle of %s", bundle.whose)
            take(places, bundle, own)
            own, unread = _own(places)
            taken = True
            if bundle.secret or bundle.hub:
                wiped = _wipe(places, machine)
        case Stay(notice):
            pass
        case Wait(fault):
            return Standing(state="setup", fault=unread or fault, version=machine.image())
    if own is None:
        raise FaultError(unread or Fault(key="storage", detail=f"{places.etc} does not hold what was written to it"))
    return replace(_as(own, places, machine, notice, taken), left=_left(wiped, stick=stick))


def _own(places: Places) -> tuple[Kept | None, Fault | None]:
    """What the box is, or why it cannot tell: a good bundle mends that."""
    try:
        return kept(places), None
    except FaultError as error:
        return None, error.fault


def _card(places: Places, machine: Machine) -> Brought | Fault:
    from hall_box.brought import brought
    from hall_box.clock import kept_time
    from hall_box.clock_rule import at_least

    try:
        return brought(places.bundle, at_least(machine.wall(), kept_time(places)))
    except FaultError as error:
        return error.fault


def _known(places: Places, own: Kept, machine: Machine) -> Wiped | None:
    """None unless what lies on the card was taken already, or is what is left of it. Then it is wiped, should that have
    been cut off, whatever else is the matter with it."""
    try:
        public, secret = public_digest(places.bundle), secret_digest(places.bundle)
    except OSError as error:
        log.warning("the card cannot be read: %s", error)
        return None
    if public != own.taken.public:
        return None
    if secret == "":
        return "clean"
    if secret == own.taken.secret or isinstance(_card(places, machine), Fault):  # the latter: half wiped
        return _wipe(places, machine)
    return None


def _wipe(places: Places, machine: Machine) -> Wiped:
    """A card that refuses is tried again at the next start; a stick is pulled out by then."""
    try:
        with machine.writable(places.card):
            log.info("%d secret files wiped from %s", wipe(places.bundle), places.card)
    except OSError as error:
        log.warning("%s cannot be wiped: %s", places.card, error)
        return "left"
    return "clean"


def _left(wiped: Wiped, *, stick: bool) -> Fault | None:
    return None if wiped == "clean" else Fault(key="key-left-stick" if stick else "key-left-card")


def _as(own: Kept, places: Places, machine: Machine, notice: Fault | None, taken: bool) -> Standing:
    told = own.dated.told
    machine.call(told.device.id)
    network.set_up(places, told, machine)
    hall = shown(places.etc / HALL)
    fault = None
    state = "starting" if own.has_key and not own.has_claim else "joining" if own.has_claim else "setup"
    if state == "setup":
        fault = Fault(key="no-key", device=told.device.id, role=told.device.role, hall=told.device.hall)
    if told.device.role == HUB:
        from hall_box import hub

        try:
            hub.set_up(places, told, machine, anew=taken)
        except FaultError as error:
            state, fault = "setup", error.fault
    return Standing(
        state=state,
        role=told.device.role,
        device=told.device.id,
        hall=told.device.hall,
        hall_name="" if hall is None else hall.hall.name.vi,
        hall_name_en="" if hall is None else hall.hall.name.en,
        broker=f"{told.broker.host}:{told.broker.port}",
        version=machine.image(),
        fault=fault,
        notice=notice,
        taken=taken,
        rotate=0 if hall is None else hall.turned(told.device.id),
    )


def set_off(standing: Standing, machine: Machine, *, again: bool = True) -> None:
    """Starts what its standing asks for. ``again``: somebody may have been here since the box was switched on."""
    match standing.state:
        case "setup":
            machine.units("start", SETUP, WATCH)
        case "joining":
            # Anew: a claim that was taken in while another one was tried takes its place.
            machine.units("restart", f"hall-join@{standing.role}.service")
            machine.units("start", SETUP, WATCH)
        case "starting" if standing.taken or (standing.faults and standing.role in GLASS):
            # A person stands before it: long enough to read which box it has become, or what it did not take.
            machine.units("start", SETUP, SOON)
        case "starting":
            start_role(standing.role, machine, again=again)


def start_role(role: str, machine: Machine, *, again: bool = True) -> None:
    if again:
        # The screen is one: who says which box it is makes room for its program. And no more sticks are looked at.
        machine.units("stop", SETUP, WATCH)
    machine.units("start", f"hall-{role}.target")
    if role == "hub" and machine.has_disk(LABEL):
        # It was refused when it was seen: the box had no keys yet, and nobody asks for it a second time.
        machine.units("start", LEDGER_STICK)


def looked_at(card: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when somebody changes the bundle there, without reading it all."""
    folder = Places().with_card(card).bundle
    files = [folder / name for name in (*PUBLIC, *SECRETS)]
    return tuple((file.name, (info := file.stat()).st_size, info.st_mtime_ns) for file in files if file.is_file())
