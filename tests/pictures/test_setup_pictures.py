"""The screen of a box without a program, on each panel and in each state, drawn to tests/pictures/out."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from hall_box.fault import Fault, FaultKey
from hall_box.setup.sizes import setup_scale
from hall_box.setup.view import view
from hall_box.standing import Standing
from hall_core.ui import colours
from hall_core.ui.translate import Words
from hall_trust.join_words import Shown
from tests.screens_support import Glass

pytestmark = pytest.mark.screens

PANELS = [(1280, 800), (1920, 1080), (1080, 1920), (800, 480), (3840, 2160), (1024, 600)]
NAME = "Trung tâm Phục vụ hành chính công phường Bến Nước"
BOX: dict[str, Any] = {
    "role": "kiosk",
    "device": "kiosk-1",
    "hall": "phuong-ben-nuoc",
    "hall_name": NAME,
    "broker": "192.168.1.10:8883",
    "version": "2026.11.22",
}
LONG = (
    'hall.toml: line 12, column 4: devices[3] "kiosk-1".printer: "seriel" is not allowed; did you mean "serial"? ' * 3
)
NO_DATA = "/etc/motcua, /var/lib/motcua: /data is not mounted; the card or disk is spoilt, flash another one"
FINGERPRINT = "1A2B-3C4D-5E6F-7A8B-9C0D"


def joined(status: Any, **more: str) -> Shown:
    broker = "192.168.1.10:8883"
    return Shown(status=status, device="kiosk-1", broker=broker, fingerprint=FINGERPRINT, **more)


OWN_KEY = "SHA256:b0xAE1Wk0AnbwUz9ri+MbGHnmVRH3TbJnH1HDR9o8iw"
STATES: dict[str, tuple[Standing | None, Shown | None]] = {
    "before": (None, None),
    "no-bundle": (Standing(state="setup", fault=Fault(key="no-bundle"), version="2026.11.22"), None),
    "wrong": (
        Standing(
            state="setup", version="1", fault=Fault(key="hall-file", device="kiosk-1", hall="phuong-x", detail=LONG)
        ),
        None,
    ),
    "joining": (Standing(state="joining", **BOX), joined("waiting")),
    "away": (Standing(state="joining", **BOX), joined("away", detail="[Errno 113] No route to host")),
    "claim-used": (Standing(state="joining", **BOX), joined("claim-used")),
    "approved": (Standing(state="joining", **BOX), joined("done")),
    "taken": (Standing(state="starting", taken=True, way_in=OWN_KEY, **BOX), None),
    "notice": (
        Standing(
            state="starting",
            notice=Fault(key="other-hall", hall="phuong-khac", own="kiosk-1", own_hall="phuong-ben-nuoc"),
            **BOX,
        ),
        None,
    ),
    "no-data": (
        Standing(
            state="setup",
            version="2026.11.22",
            fault=Fault(
                key="storage",
                detail=NO_DATA,
            ),
        ),
        None,
    ),
    "longest": (
        Standing(
            state="setup",
            **{**BOX, "device": "kiosk-nhan-tra-ho-so-tang-2-cua-b"},
            fault=Fault(key="hub-init"),
            way_in=OWN_KEY,
        ),
        None,
    ),
}


def show(glass: Glass, words: Words, size: tuple[int, int], state: str) -> Any:
    from hall_box.setup.screen import SetupScreen

    glass.use(setup_scale(*size), colours.LIGHT)
    standing, shown = STATES[state]
    screen = SetupScreen(view(standing, shown, ["192.168.1.21"], words), size=size)
    glass.show(screen)
    return screen


def faults(screen: Any) -> list[str]:
    """Text that is cut off, leaves the glass, or lies over another."""
    from hall_core.ui.widgets.qr_code.qr_code import QrCode
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    found: list[str] = []
    boxes: list[tuple[str, float, float, float, float]] = []
    for widget in screen.children:
        if isinstance(widget, QrCode):
            boxes.append(("QR", widget.x, widget.y, widget.right, widget.top))
        elif isinstance(widget, TextBlock) and widget.text:
            # Of a technician's own line the end may be missing: motcua box show has all of it.
            if "…" in widget.shown and widget.text != LONG:
                found.append(f"cut off: {widget.text!r}")
            boxes.append((widget.text, widget.x, widget.top - widget.content_height, widget.right, widget.top))
    for index, (text, x, y, right, top) in enumerate(boxes):
        if x < 0 or y < 0 or right > screen.width or top > screen.height:
            found.append(f"{text!r} leaves the glass")
        for other, x2, y2, right2, top2 in boxes[index + 1 :]:
            if x < right2 and x2 < right and y < top2 - 1 and y2 < top - 1:
                found.append(f"{text!r} is over {other!r}")
    return found


@pytest.mark.parametrize("size", PANELS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
def test_the_setup_screen_can_be_read_on_every_panel(
    glass: Glass, english_too: Words, size: tuple[int, int], state: str
) -> None:
    screen = show(glass, english_too, size, state)
    glass.keep(f"setup-{state}-{size[0]}x{size[1]}")
    assert faults(screen) == []
    assert glass.colours() > 10


@pytest.mark.parametrize("key", get_args(FaultKey))
def test_every_fault_has_room_on_the_smallest_panel_with_its_detail(
    glass: Glass, english_too: Words, key: FaultKey
) -> None:
    from hall_box.setup.screen import SetupScreen

    glass.use(setup_scale(800, 480), colours.LIGHT)
    whose = {"device": "kiosk-nhan-tra-1", "role": "board", "hall": "phuong-ben-nuoc", "own": "k-1", "own_hall": "a-b"}
    fault = Fault(key=key, detail="device.pem: the certificate was made by another hall's authority", **whose)
    screen = SetupScreen(view(Standing(state="setup", fault=fault), None, [], english_too), size=(800, 480))
    glass.show(screen)
    assert faults(screen) == []


def test_a_phone_reads_the_guide_from_the_smallest_panel(glass: Glass, english_too: Words) -> None:
    import subprocess

    from hall_box.words import GUIDE

    show(glass, english_too, (800, 480), "no-bundle")
    picture = glass.picture("setup-guide-800x480")
    done = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == GUIDE
