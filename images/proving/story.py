"""The points of the proof, in the order in which a technician and a citizen meet them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from demo.paper import PaperPrinter
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Caller
from hall_trust.bundle_files import HUBS, SECRETS
from images.proving import clock, dark, dead_card, pi, rig, speed, way_in
from images.proving.asking import Asker, Officer, Place, judge
from images.proving.glass import Glass, found, read
from images.proving.hall import ALL, BOARD, BROKER, CALLER, HALL_FILE, HUB, KIOSK, RIG, RIGS_CALLER, Hall
from images.proving.releases import forged, stick
from images.proving.report import Report
from images.proving.until import JUDGED, MOTCUA, UP, UPDATE, started, until
from images.proving.vm import Box, VmError
from images.tools import run

AT_LEAST, AT_MOST = 3, 12
"""Numbers that are asked for and answered between two cuts of the hub's plug."""
WAY = ("Lấy số thứ tự", "Hộ tịch", "khai sinh", "Không")
"""What a finger taps from the first screen to a number."""
SOON = 180
"""Seconds for what a person waits for."""
CALLERS = "journalctl -b --no-pager -u hall-caller"
KEYPAD = "/run/rig/keypad"
"""As the hall file of the proof has it; where QEMU's keyboard is depends on the machine that it plays."""
STICK = "/run/rig/stick"


class Story:
    """``again``: the boxes' cards are those of an earlier proof, as they were left then."""

    def __init__(self, hall: Hall, report: Report, pictures: Path, printer: PaperPrinter, *, again: bool) -> None:
        self._hall, self._report, self._printer, self._again = hall, report, printer, again
        self._pictures = pictures
        self._boxes: dict[str, Box] = {}
        self._glasses: dict[str, Glass] = {}

    def _box(self, id: str) -> Box:
        if id not in self._boxes:
            port = int(self._printer.url.rsplit(":", 1)[1])
            box = self._hall.box(id, self._hall.card(id), port if id == KIOSK else None)
            self._boxes[id], self._glasses[id] = box, Glass(box, self._pictures)
        return self._boxes[id]

    def close(self) -> None:
        for box in self._boxes.values():
            box.cut()
            self._report.line(
                f"{box.name} was switched on {box.switched_on} times", f"came up {box.came_up(rig.READY)}"
            )

    def without_a_bundle(self) -> None:
        """A box that nobody has told what it is says so, and waits."""
        disk = self._hall.blank("unknown")
        box = self._boxes["unknown"] = self._hall.box("unknown", disk)
        with self._report.point("a box without a bundle says what is missing, in large letters"):
            started(box)
            glass = Glass(box, self._pictures)
            glass.shows("chưa có địa chỉ")  # which its text console does not say
            box.sh(way_in.NOBODY_LISTENS)
        with self._report.point("a box whose battery clock is empty knows the time once a person has set it"):
            until(box, clock.BATTERY, "nonsense", SOON)
            until(box, clock.SHOW, "not sure", SOON)
            clock.set_by_hand(box)
        with self._report.point("… and goes on from that time when its battery clock comes back decades ahead"):
            box.cut()
            box.battery = clock.AHEAD
            started(box)
            clock.goes_on(box)
            clock.set_by_hand(box)
        box.cut()

    def on_a_pi(self) -> None:
        """The same image; nothing else is on."""
        for other in self._boxes.values():
            other.cut()
        disk = self._hall.blank("pi")
        box = self._boxes["pi"] = self._hall.pi(disk)
        with self._report.point("a key that somebody leans on does not hold its boot loader up"):
            started(box, leaning=True)
        pi.proved(box, self._report)
        box.cut()

    def the_hall(self, ids: Sequence[str] = ALL) -> None:
        """They are switched on at once, in no order."""
        if not self._again:
            self._hall.found()
            for id in ALL:
                with self._report.point(f"{id}: its card written and read back"):
                    self._hall.flash(id)
        for id in ids:
            self._box(id).on()
        hub, first = self._boxes[HUB], self._hall.folder / "first.img"
        if not self._again:
            dead_card.stick(first)
            hub.plug(first)
        for id in ids:
            self._box_up(id)
        way_in.proved(self._hall, hub, self._report)
        if not self._again:
            with self._report.point("a stick that was in the hub's box at its very first start has the ledger's copy"):
                dead_card.takes_the_copy(hub)
            hub.pull()
            way_in.claimed(self._hall, hub, self._report)
            hub.plug(first)

    def _box_up(self, id: str) -> None:
        box, role = self._boxes[id], id.partition("-")[0]
        with self._report.point(f"{id} has taken its bundle in and does its work"):
            box.wait_for(rig.READY)
            if id == KIOSK:
                self._glasses[id].put_panel()
            if id == CALLER:
                box.sh(f"mkdir -p /run/rig; ln -sf /dev/input/by-path/*-usb-*-event-kbd {KEYPAD}")
            until(box, UP.format(role=role), "^active")
        with self._report.point(
            f"{id}: root is read-only, /data took the disk, nothing failed, no key is left on the card"
        ):
            box.sh("! touch /etc/x 2>/dev/null; findmnt -no OPTIONS / | grep -q '^ro'")
            until(box, "lsblk -bno SIZE /dev/vda4", r"^\d{10}")
            until(box, "systemctl --failed --no-legend | cat", r"^\s*$")
            for secret in (*SECRETS, HUBS):
                box.sh(f"! test -e /boot/firmware/hall/{secret}")
            box.sh(f'[ "$(hostname)" = {id} ]')
        with self._report.point(f"{id}: it knows the time, {clock.WHOSE[id == CALLER]}"):
            clock.knows(box, from_the_hub=id == CALLER)
        if id in (KIOSK, BOARD):
            self._glasses[id].keep("up")

    def a_ticket(self) -> None:
        """A finger takes a number, the printer prints it, a key calls it, the board shows it."""
        kiosk, board, caller = (self._glasses[KIOSK], self._glasses[BOARD], self._boxes[CALLER])
        number = ""
        with self._report.point("a finger takes a number, and it is printed"):
            number = self._on_paper(kiosk)
        with self._report.point("a key of the call box calls it, and the board shows it"):
            desk = until(caller, f"{CALLERS} | grep counter: | tail -1", "counter: ", SOON)
            if "closed" in desk:
                self._press(caller, "kp_6", "key pause: done")
            elif "called" in desk:  # by the proof before this one
                self._serve(caller)
            self._press(caller, "kp_1", r"key next: done, A\d{4}")
            called = re.findall(r"key next: done, (A\d{4})", caller.sh(CALLERS))[-1]
            if called > number:
                raise VmError(f"{called} was called, and {number} was there before")
            board.shows(called, SOON)
        with self._report.point("what is done is done"):
            self._serve(caller)
        for id in (BOARD, CALLER):
            # Nothing more is asked of them, and without KVM they slow the others.
            self._boxes[id].cut()

    def _on_paper(self, kiosk: Glass) -> str:
        """The number that a finger takes."""
        before = len(self._printer.papers())
        kiosk.walk(WAY, lambda: len(self._printer.papers()) > before, SOON)
        ticket = self._printer.papers()[-1]
        said = run("zbarimg", "-q", "--raw", ticket)
        issued = re.search(r":(A\d{4}):", said)
        if issued is None or found(read(ticket), "Đăng ký khai sinh") is None:
            raise VmError(f"not as it should be: {ticket}, whose square says {said}")
        return issued[1]

    def _serve(self, caller: Box) -> None:
        self._press(caller, "kp_3", "key came: done")
        self._press(caller, "kp_4", "key done: done")

    def _press(self, caller: Box, key: str, does: str) -> None:
        before = len(re.findall(does, caller.sh(CALLERS)))
        caller.key(key)
        caller.wait(lambda: len(re.findall(does, caller.sh(CALLERS))) > before, does, SOON)

    def a_dark_screen(self) -> None:
        board = self._box(BOARD)
        board.cut()
        dark.proved(board, self._glasses[BOARD], self._report)

    def a_frozen_program(self) -> None:
        kiosk, glass = self._boxes[KIOSK], self._glasses[KIOSK]
        begin, then = WAY[:2]
        with self._report.point("a kiosk that stands still is started anew by systemd"):
            glass.walk([begin], lambda: glass.sees(then), SOON)
            before = kiosk.sh("systemctl show -P MainPID hall-kiosk").strip()
            kiosk.sh("systemctl kill -s STOP hall-kiosk")
            until(kiosk, "systemctl show -P MainPID hall-kiosk", rf"^(?!{before}\b)[1-9]")
            until(kiosk, UP.format(role="kiosk"), "^active")
        with self._report.point("… and feels a finger on the very spot where the last one was"):
            # The kernel does not tell its new reader where that is.
            glass.walk([begin], lambda: glass.sees(then), SOON)
        with self._report.point("a broker that stands still is missed by the hub, and started anew"):
            hub, pid = self._boxes[HUB], "systemctl show -P MainPID hall-broker"
            before = hub.sh(pid).strip()
            hub.sh("systemctl kill -s STOP hall-broker")
            until(hub, pid, rf"^(?!{before}\b)[1-9]")
            until(hub, "journalctl -b --no-pager -u hall-hub | grep linked | tail -1", r"linked to the broker", SOON)
            until(kiosk, "cat /run/motcua/kiosk/program.json", r'"linked":true')
        with self._report.point("a box whose systemd stands still is started anew by the board's watchdog"):
            kiosk.sh("kill -s SEGV 1")
            self._up_again(kiosk)

    def _up_again(self, kiosk: Box) -> None:
        """It is starting, by itself or because it was switched on."""
        kiosk.wait_for(rig.READY)
        self._glasses[KIOSK].put_panel()
        until(kiosk, UP.format(role="kiosk"), "^active")

    def first_screen(self, starts: int) -> None:
        """All else is off."""
        for box in self._boxes.values():
            box.cut()
        with self._report.point("how long a kiosk takes to its first picture"):
            self._report.line(f"{starts} starts", speed.said(speed.measured(self._box(KIOSK), starts)))

    def _asker(self) -> Asker:
        return Asker(self._place(RIG), load(HALL_FILE).services[0].id)

    def _officer(self) -> Officer:
        caller = load(HALL_FILE).device(RIGS_CALLER)
        assert isinstance(caller, Caller), "in the hall file of the proof"
        [desk] = caller.all_desks
        return Officer(self._place(RIGS_CALLER), desk)

    def _place(self, id: str) -> Place:
        hall, folder = load(HALL_FILE).hall.id, self._hall.folder / "rig/data"
        return Place(hall=hall, device=id, broker=BROKER, keys=self._hall.rigs_keys(id), folder=folder)

    def _hub_alone(self) -> Box:
        """The others are off: without KVM they would slow it."""
        hub = self._box(HUB)
        for box in self._boxes.values():
            box.cut()
        started(hub)
        return hub

    def a_dead_card(self) -> None:
        """The hub's card dies, and another one goes on."""
        others = [self._box(KIOSK), self._box(CALLER)]
        hub, asker = self._hub_alone(), self._asker()
        try:
            dead_card.proved(self._hall, hub, others, asker, self._report)
        finally:
            asker.stop()

    def power_cuts(self, cuts: int, seed: int) -> None:
        """The hub's plug is pulled while numbers are given out."""
        chance = random.Random(seed)
        hub, asker, officer = self._hub_alone(), self._asker(), self._officer()
        try:
            with self._report.point(
                f"the hub's plug pulled {cuts} times while numbers are given out, called and served: all is there, once"
            ):
                for cut in range(cuts):
                    asker.wait_for(chance.randint(AT_LEAST, AT_MOST))
                    officer.wait_for(chance.randint(0, AT_LEAST))
                    hub.cut()
                    started(hub)
                    until(hub, "systemctl is-active hall-hub.service", "^active")
                    self._report.line(f"cut {cut + 1}", judge(hub, asker, officer))
                asker.wait_for(AT_LEAST)
                officer.wait_for(AT_LEAST)
                calls = sum(told.startswith("ticket-called") for told in officer.answers.values())
                self._report.line("of them", f"{len(asker.answers)} numbers, {calls} calls")
        finally:
            asker.stop()
            officer.stop()

    def updates(self, good: Path, bad: Path) -> None:
        """The hub is brought a good release and one whose kiosk does not start. The kiosk is to take them first;
        the good one then a board whose television is off."""
        hub, kiosk = self._boxes[HUB], self._boxes[KIOSK]
        with self._report.point("the hub's box takes both releases, and refuses one that was changed"):
            hub.cut()
            hub.bring(stick([good, bad, forged(good)], self._hall.folder / "stick.img"))
            started(hub)
            until(hub, "systemctl is-active hall-hub.service", "^active")
            hub.sh(f"mkdir -p {STICK}; mount -o ro /dev/vdb {STICK}")
            for file in (good, bad):
                hub.sh(f"{MOTCUA} release take {STICK}/{file.name}")
            hub.sh(f"! {MOTCUA} release take {STICK}/forged.raucb")
            hub.sh(f"umount {STICK}")
        with self._report.point("the kiosk's plug is pulled while it writes a release: it starts as it was"):
            self._offer(hub, _version(good))
            until(kiosk, UPDATE, r'"state":"installing".*"percent":[1-9]', JUDGED)
            kiosk.cut()
            kiosk.on()
            self._up_again(kiosk)
            kiosk.sh("grep -q rauc.slot=A /proc/cmdline")
        with self._report.point("the kiosk updates itself all the same, and is judged good"):
            until(kiosk, "cat /proc/cmdline", r"rauc\.slot=B", JUDGED)
            until(kiosk, UPDATE, r'"state":"running"', JUDGED)
            self._up_again(kiosk)
            self._glasses[KIOSK].keep("updated")
        with self._report.point("… and it prints"):
            self._on_paper(self._glasses[KIOSK])
        board, version = self._box(BOARD), _version(good)
        board.cut()
        dark.updated(board, hub, self._glasses[BOARD], self._report, version, lambda: self._offer(hub, version, BOARD))
        with self._report.point("a release whose kiosk does not start is rolled back without a person"):
            self._offer(hub, _version(bad))
            until(kiosk, "cat /proc/cmdline", r"rauc\.slot=A", JUDGED)
            until(kiosk, "cat /proc/cmdline", r"rauc\.slot=B", JUDGED)
            until(kiosk, UPDATE, "rolled-back")
            until(kiosk, UP.format(role="kiosk"), "^active")
            self._glasses[KIOSK].keep("rolled back")
        with self._report.point("the hub has stopped the rollout"):
            until(hub, f"{MOTCUA} release show", "stopped")

    def _offer(self, hub: Box, version: str, first: str = KIOSK) -> None:
        hub.sh(f"{MOTCUA} release offer {version} --first {first}; {MOTCUA} release now")


def _version(file: Path) -> str:
    """``motcua-1.2.0-amd64.raucb``."""
    return file.name.split("-")[1]
