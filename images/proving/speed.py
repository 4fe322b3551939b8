"""How long a kiosk takes to its first picture, beside the same image with nothing of ours and a bare Kivy window."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from msgspec import Struct

from images.proving import rig
from images.proving.vm import Box, VmError

OURS = (
    *("box.service", "health.service", "doctor.timer", "doctor.path", "update.timer", "update.path", "clock.timer"),
    *("clock-battery.service", "clock-heard.service", "clock-wished.path"),
)
WITHOUT = " ".join(f"systemd.mask=motcua-{name}" for name in OURS)
UPTIME = "cut -d' ' -f1 /proc/uptime"
WINDOW = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1", KIVY_WINDOW="sdl2")
from kivy.app import App
from kivy.core.window import Window
from kivy.uix.label import Label

def flipped(*_):
    os.write(1, open("/proc/uptime", "rb").read())
    os._exit(0)

class Bare(App):
    def build(self):
        Window.bind(on_flip=flipped)
        return Label(text="A0001", font_size=200)

Bare().run()
"""


class Start(Struct, frozen=True):
    """Seconds since the kernel began; what comes before it is the same for both."""

    picture: float
    booted: float
    window: float

    @property
    def bare(self) -> float:
        return self.booted + self.window


def measured(kiosk: Box, starts: int) -> list[Start]:
    """One after the other, each time anew, with nothing else on."""
    return [Start(_ours(kiosk), *_bare(kiosk)) for _ in range(starts)]


GOAL = 1.3
"""Times the bare start and the bare window."""


def said(found: Sequence[Start]) -> str:
    """VmError when it took longer than that."""
    ours, bare = (statistics.median(each) for each in ([s.picture for s in found], [s.bare for s in found]))
    told = (
        f"first picture {ours:.1f} s, bare boot and bare window {bare:.1f} s: {ours / bare:.2f} times "
        f"({', '.join(f'{s.picture:.1f} beside {s.booted:.1f} + {s.window:.1f}' for s in found)})"
    )
    if ours > GOAL * bare:
        raise VmError(f"{told}; the goal is {GOAL}")
    return told


def _on(box: Box, more: str = "") -> None:
    if box.is_on:
        # So many starts that nobody lives to judge would take all tries of its slot.
        box.sh("rauc status mark-good")
    box.cut()
    rig.put(box.disk, box.kind, more)
    box.on()
    box.wait_for(rig.READY)


def _ours(box: Box) -> float:
    _on(box)
    asked = "journalctl -b -o short-monotonic --no-pager -u hall-kiosk | grep 'first picture' || true"
    found = box.wait(lambda: re.search(r"\[\s*([\d.]+)\]", box.sh(asked)), "the kiosk's first picture")
    return float(found[1])


def _bare(box: Box) -> tuple[float, float]:
    _on(box, WITHOUT)
    booted = "systemctl show --property=ActiveEnterTimestampMonotonic --value multi-user.target"
    at = int(box.wait(lambda: int(box.sh(booted)), "multi-user.target")) / 1e6
    box.sh(f"mkdir -p /run/rig/kivy; cat >/run/rig/window.py <<'END'\n{WINDOW}\nEND")
    settings = "KIVY_HOME=/run/rig/kivy SDL_VIDEODRIVER=kmsdrm SDL_AUDIODRIVER=dummy MESA_SHADER_CACHE_DISABLE=true"
    lines = box.sh(f"{UPTIME}; {settings} python3 /run/rig/window.py").split()
    if len(lines) < 2:
        raise VmError(f"{box.name}: the bare window said {lines}")
    return at, float(lines[1]) - float(lines[0])
