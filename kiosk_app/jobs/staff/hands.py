"""Carries out what a technician does at the kiosk."""

from __future__ import annotations

import logging
import subprocess
import time

from hall_core.device.health import health
from hall_core.device.pin import is_pin
from hall_core.domain.names import WORDS_MOST
from kiosk_app.box import Box, Hands
from kiosk_app.catalogue.keeping import FILE
from kiosk_app.catalogue.store import Store, StoreError
from kiosk_app.devices.trial import TrialFace
from kiosk_app.jobs.staff import pages as p
from kiosk_app.jobs.staff.gate import Gate
from kiosk_app.messages import Message
from kiosk_app.where import clock_text, day_text

log = logging.getLogger(__name__)

REBOOT_AT_MOST = 15.0
"""Seconds in which systemd must have taken the wish."""
SAMPLE = "MOTCUA:TEST"
"""In the code of a test print."""


def hands(box: Box) -> Hands:
    mine = _StaffHands(box)
    return Hands(
        quick={p.PlaySound: mine.play},
        slow={
            p.LookAtLock: mine.look_at_lock,
            p.CheckPin: mine.check,
            p.LookAtBox: mine.look,
            p.PrintTrial: mine.print,
            p.Reboot: mine.reboot,
        },
    )


class _StaffHands:
    def __init__(self, box: Box) -> None:
        self._box = box
        self._gate = Gate(box.data, time.monotonic)

    def look_at_lock(self, effect: p.LookAtLock) -> Message | None:
        return p.PinChecked(right=False, wait=wait) if (wait := self._gate.wait) else None

    def check(self, effect: p.CheckPin) -> Message:
        gate = self._gate
        if gate.wait:
            return p.PinChecked(right=False, wait=gate.wait)
        gate.count()
        if is_pin(effect.pin, self._box.plan.policy.staff_pin):
            gate.opened()
            log.warning("the staff corner was opened")
            return p.PinChecked(right=True)
        log.warning("a wrong PIN at the staff corner; %d tries left", gate.left)
        return p.PinChecked(right=False, left=gate.left, wait=gate.wait)

    def look(self, effect: p.LookAtBox) -> Message:
        box, kiosk = self._box, self._box.kiosk
        edition, count = self._catalogue()
        return p.BoxSeen(
            health=health(box.data, box.station.outbox.waiting()),
            reserve={
                service.id: box.station.outbox.left(service.id, effect.day, service.reserve[kiosk.id])
                for service in box.plan.services
                if kiosk.id in service.reserve
            },
            scanner=kiosk.scanner,
            printer=kiosk.printer,
            spare=kiosk.spare.printer if kiosk.spare else "",
            broker="{}:{}".format(*box.station.broker),
            catalogue=edition,
            catalogue_count=count,
        )

    def _catalogue(self) -> tuple[str, int]:
        try:
            store = Store(self._box.data / FILE)
        except StoreError:
            return "", 0
        try:
            return store.edition or store.digest[:8], store.count
        finally:
            store.close()

    def print(self, effect: p.PrintTrial) -> Message | None:
        box, kiosk = self._box, self._box.kiosk
        spare = kiosk.spare.printer if kiosk.spare else ""
        if box.printer is None:
            return p.Tried("spare" if effect.spare else "print", "printer-missing")
        at, _, trusted = box.clock()
        face = TrialFace(
            hall=box.plan.hall.name.vi,
            device=kiosk.id,
            printer=spare if effect.spare else kiosk.printer,
            time=f"{clock_text(at)}, {day_text(at)}" if trusted else "",
            qr=f"{SAMPLE}:{kiosk.id}",
        )
        box.printer.submit(p.TRIALS[effect.spare], face, only=int(effect.spare))
        return None

    def play(self, effect: p.PlaySound) -> Message:
        say = self._box.words.into(effect.language)
        self._box.voice.say(say("Xin kính chào quý vị"), effect.language)
        return p.Tried("sound", p.WELL)

    def reboot(self, effect: p.Reboot) -> Message | None:
        """None when it goes down: nobody reads an answer any more."""
        log.warning("a technician reboots the box")
        try:
            subprocess.run(["systemctl", "reboot"], check=True, capture_output=True, timeout=REBOOT_AT_MOST)
        except subprocess.CalledProcessError as error:
            trouble = error.stderr.decode(errors="replace").strip() or f"status {error.returncode}"
        except subprocess.TimeoutExpired:
            trouble = f"no answer in {REBOOT_AT_MOST:.0f} s"
        except OSError as error:
            trouble = f"systemctl: {error.strerror}"
        else:
            return None
        log.error("no reboot: %s", trouble)
        return p.Tried("reboot", trouble[:WORDS_MOST])
