"""One box in QEMU: its power switch, its glass, its keys, its printer, its serial lines."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from images.proving.lines import LOOK, Qmp, Shell, VmError

PATIENCE = 900
"""Seconds for anything a machine does; a start beside three others takes four minutes without KVM."""


def has_kvm() -> bool:
    """Whether QEMU can use this machine's processor. What only looks like KVM (a kernel without VMX or SVM) does not
    count: guests hang there."""
    flags = Path("/proc/cpuinfo").read_text("ascii", "replace")
    return os.access("/dev/kvm", os.R_OK | os.W_OK) and re.search(r"^flags.*\b(vmx|svm)\b", flags, re.M) is not None


WATCHED = "" if has_kvm() else "systemd.watchdog_sec=120"
"""For the kernel: the board's watchdog has patience with an emulated processor, which systemd sometimes waits for."""
SHARP = (1280, 800)
"""Pixels of the glass."""
MEMORY = 1024
"""MiB."""


class Kind(Struct, frozen=True):
    """An architecture, as QEMU has it."""

    program: str
    machine: Sequence[str]
    console: str
    """The kernel's name of the first serial line."""
    shell: str
    """… and of the one on which the rig's shell is."""
    more: str = ""
    """For the kernel's command line."""
    bare: bool = False
    """A board as it is soldered: a card, two serial lines and nothing that QEMU could plug in."""


def amd64(firmware: Path, settings: Path) -> Kind:
    """A mini PC with UEFI. ``settings`` is the machine's own copy of the firmware's variables."""
    # Newer processors that QEMU plays draw gradients wrong with Mesa's software renderer; older ones have no AES.
    processor = ["-accel", "kvm", "-cpu", "host"] if has_kvm() else ["-accel", "tcg,thread=multi", "-cpu", "Westmere"]
    return Kind(
        "qemu-system-x86_64",
        ["-M", "q35", *processor, *_flash(0, firmware, "on"), *_flash(1, settings, "off")],
        "ttyS0",
        "ttyS1",
        more=WATCHED,
    )


def _flash(unit: int, file: Path, readonly: str) -> list[str]:
    return ["-drive", f"if=pflash,unit={unit},format=raw,readonly={readonly},file={file}"]


def arm64(firmware: Path) -> Kind:
    return Kind(
        "qemu-system-aarch64",
        ["-M", "virt", "-cpu", "cortex-a53", "-accel", "tcg,thread=multi", "-bios", str(firmware)],
        "ttyAMA0",
        "hvc0",
        more=WATCHED,
    )


def raspberry_pi_3(loader: Path, tree: Path) -> Kind:
    """From U-Boot on: QEMU has neither the firmware before it nor its graphics, network, or a USB that works."""
    begins = ["-kernel", str(loader), "-dtb", str(tree)]
    # QEMU's board starts anew as soon as its watchdog is touched.
    return Kind(
        "qemu-system-aarch64",
        ["-M", "raspi3b", *begins],
        "ttyAMA0",
        "ttyS1",  # the small UART, the second one by the device tree
        more="module_blacklist=bcm2835_wdt",
        bare=True,
    )


class Box:
    """A machine that is switched on or off. ``folder`` holds its disk and all that it has said."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        disk: Path,
        folder: Path,
        *,
        network: Sequence[str] = (),
        printer: int | None = None,
        battery: str = "",
    ) -> None:
        """``network``: QEMU's words for its cards. ``printer``: the TCP port of a printer on this machine, which the
        box has at USB as a serial line. ``battery``: as the attribute."""
        self.battery = battery
        """The day on which its battery clock begins, each time it is switched on; empty: it is right."""
        self.name, self.folder, self.disk = name, folder.resolve(), disk.resolve()
        self.kind, self._network = kind, network
        line = f"socket,id=paper,host=127.0.0.1,port={printer},reconnect=1"
        usb = "usb-serial,chardev=paper,bus=usb.0,port=2"
        self._printer = [] if printer is None else ["-chardev", line, "-device", usb]
        self._brought: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self.switched_on = 0
        """Times."""
        folder.mkdir(parents=True, exist_ok=True)

    # The switch

    def on(self) -> None:
        self._read = 0
        self.switched_on += 1
        self.log.unlink(missing_ok=True)
        with (self.folder / "qemu.err").open("ab") as errors:
            self._process = subprocess.Popen(
                self._command(), stdout=errors, stderr=errors, stdin=subprocess.DEVNULL, cwd=self.folder
            )
        self._qmp = Qmp(self.folder / "qmp.sock", self._running)
        self._shell = Shell(self.folder / "shell.sock", self._running)

    def cut(self) -> None:
        """The plug is pulled: nothing in the machine hears of it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._qmp.close()
            self._shell.close()
            self._process = None

    def bring(self, file: Path) -> None:
        """From the next time it is switched on a file is there to be read, as a disk of its own."""
        at = len(self._brought) // 4
        drive = f"file={file.resolve()},if=none,id=brought{at},format=raw,readonly=on"
        self._brought += ["-drive", drive, "-device", f"virtio-blk-pci,drive=brought{at}"]

    def plug(self, stick: Path) -> None:
        """A stick comes into its USB, until it is pulled out or the box is switched off."""
        file = {"driver": "file", "filename": str(stick.resolve())}
        self._qmp.do("blockdev-add", **{"driver": "raw", "node-name": "stick", "file": file})
        self._qmp.do("device_add", driver="usb-storage", id="stick", drive="stick", bus="usb.0", port="3")

    def pull(self) -> None:
        """The stick is pulled out of it, and nobody was asked."""
        self._qmp.do("device_del", id="stick")
        self.wait(self._no_stick, "the stick to be out", seconds=60)

    def _no_stick(self) -> bool:
        """The machine lets it go some time after it was pulled."""
        try:
            self._qmp.do("blockdev-del", **{"node-name": "stick"})
        except VmError as error:
            if "in use" not in str(error):
                raise
            return False
        return True

    @property
    def is_on(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _running(self) -> None:
        if not self.is_on:
            raise VmError(
                f"{self.name}: QEMU has ended: {(self.folder / 'qemu.err').read_text('utf-8', 'replace')[-2000:]}"
            )

    def _command(self) -> list[str]:
        name, at = self.name, self.folder
        width, height = SHARP
        lines = [
            *("-chardev", f"file,id=log,path={self.log}"),
            *("-serial", "chardev:log"),
            *("-chardev", f"socket,id=shell,path={at / 'shell.sock'},server=on,wait=off"),
        ]
        if self.kind.shell == "hvc0":
            lines += ["-device", "virtio-serial-pci", "-device", "virtconsole,chardev=shell"]
        else:
            lines += ["-serial", "chardev:shell"]
        begin = [self.kind.program, *self.kind.machine, "-name", name, "-m", str(MEMORY), "-nodefaults"]
        lines += ["-display", "none", "-qmp", f"unix:{at / 'qmp.sock'},server=on,wait=off"]
        if self.kind.bare:
            return [*begin, "-drive", f"file={self.disk},if=sd,format=raw", *lines]
        return [
            *begin,
            *("-smp", "1"),
            *("-drive", f"file={self.disk},if=none,id=disk,format=raw,cache=writeback"),
            # Firmware that remembers what it started from puts its own shell before a disk that has moved.
            *("-device", "virtio-blk-pci,drive=disk,bootindex=1"),
            *self._brought,
            *("-device", f"virtio-gpu-pci,xres={width},yres={height}"),
            *("-device", "qemu-xhci,id=usb", "-device", "usb-kbd,bus=usb.0,port=1"),
            *self._printer,
            *("-device", "i6300esb", "-action", "watchdog=reset"),
            *("-device", "virtio-rng-pci"),
            *self._network,
            *(["-rtc", f"base={self.battery}T00:00:00"] if self.battery else []),
            *lines,
        ]

    # What it says

    @property
    def log(self) -> Path:
        """Of the first serial line, since it was last switched on."""
        return self.folder / f"serial-{self.switched_on:02d}.log"

    def came_up(self, words: str) -> int:
        """How often it has said so, by itself or because it was switched on."""
        logs = [self.folder / f"serial-{n:02d}.log" for n in range(1, self.switched_on + 1)]
        return sum(log.read_text("utf-8", "replace").count(words) for log in logs if log.exists())

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def wait_for(self, words: str, seconds: float = PATIENCE) -> re.Match[str]:
        """The next time the serial line says so."""

        def look() -> re.Match[str] | None:
            found = re.compile(words).search(self.said(), self._read)
            if found is not None:
                self._read = found.end()
            return found

        return self.wait(look, f"{words!r} on its serial line", seconds)

    def wait(self, look: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        deadline = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            self._running()
            if time.monotonic() > deadline:
                raise VmError(f"{self.name}: waited {seconds:.0f} s for {what}; it said last:\n{self.said()[-2000:]}")
            time.sleep(LOOK)
            self._shell.heed()

    # What is done to it

    def sh(self, command: str, seconds: float = PATIENCE) -> str:
        """What the rig's shell answers; VmError when the command fails."""
        status, text = self._shell.run(command, seconds)
        if status:
            raise VmError(f"{self.name}: {command[:200]!r} ended with {status}: {text[-1500:]}")
        return text

    def picture(self, file: Path) -> Path:
        """The glass as PNG."""
        file.unlink(missing_ok=True)
        self._qmp.do("screendump", filename=str(file.resolve()), format="png")
        return file

    def lean(self, until: bytes) -> None:
        """On a key of the second serial line, until that says so."""

        def heard() -> bool:
            self._shell.lean()
            return until in self._shell.unasked

        self.wait(heard, f"{until!r}, though somebody leans on a key")

    def key(self, name: str) -> None:
        for down in (True, False):
            press = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}
            self._qmp.do("input-send-event", events=[press])
            time.sleep(0.1)
