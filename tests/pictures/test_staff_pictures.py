"""The technicians' corner on three panels, drawn to tests/pictures/out and measured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import Health
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import Words
from kiosk_app.jobs.staff import pages as p
from kiosk_app.kiosk import Given, Kiosk, Line, Manner
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.kiosk_app.conftest import ticket
from tests.pictures.test_kiosk_pictures import NOW, cut, every_page, faults
from tests.screens_support import PANELS, Glass, plan_in

KEYS = ("too small to touch", "too close")
"""A keyboard's keys are the one exception to the rules for what is touched (its own tests hold them to theirs)."""


def states(kiosk: Kiosk) -> Iterator[tuple[str, Kiosk]]:
    seen = p.BoxSeen(
        health=Health(uptime_s=90_000, temperature_c=83.2, disk_free_mb=12_034, memory_mb=142, outbox=3),
        broker="10.0.0.5:8883",
        scanner="evdev:/dev/input/by-id/usb-Scanner-event-kbd",
        printer="usb:04b8:0e15",
        spare="tcp://10.0.0.9:9100",
        reserve={service.id: place * 7 for place, service in enumerate(kiosk.setup.plan.services)},
        catalogue="2026-11",
        catalogue_count=2_713,
    )
    kiosk = replace(
        kiosk,
        line=Line(since=NOW.mono - 500_000, hub_at=NOW.at, plan="another"),
        problems=frozenset({"paper-low"}),
        last=Given(ticket(), "vi"),
        setup=replace(kiosk.setup, digest="1f8a9c0e77aa", scanner=True),
    )
    failed: dict[p.Check, str] = {"print": p.WELL, "spare": "printer-offline", "reboot": "Access denied"}
    pages = {
        "no-pin": p.NoPin(),
        "pin": p.Pin("12345"),
        "longest": p.Pin("123456789012"),
        "wrong": p.Pin(state="wrong", left=4),
        "locked": p.Pin(state="locked", until=NOW.mono + 290_000),
        "corner": p.Corner(seen=seen),
        "corner-unseen": p.Corner(),
        "corner-2": p.Corner(seen=seen, page=1),
        "checks": p.Checks(done=failed),
        "scan": p.TryScanner(),
        "scanned": p.TryScanner("IdCard", 153),
        "panel": p.Calibrate(),
        "reboot": p.Sure("reboot"),
    }
    for name, page in pages.items():
        yield name, replace(kiosk, page=page)
    # The longest there is to say of a link.
    line = replace(kiosk.line, down="broker-expired")
    yield "corner-cut-off", replace(kiosk, page=p.Corner(seen=seen), link=False, line=line)


PLAN = plan_in("ward.toml")
PAGES = [name for name, _ in states(dict(every_page(PLAN, 8))["home"])]
MANNERS = {
    "vi": Manner(),
    "en": Manner(language="en"),
    "vi-larger": Manner(larger=True),
    "vi-contrast": Manner(contrast=True),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("panel", PANELS)
def test_a_page_of_the_corner(glass: Glass, english_too: Words, panel: str, manner: str, page: str) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    how = MANNERS[manner]
    larger = looks.of(Manner(larger=True)).layout.tiles if looks.larger else None
    home = dict(every_page(PLAN, looks.of(Manner()).layout.tiles))["home"]
    home = replace(home, manner=how, setup=replace(home.setup, tiles_larger=larger))
    kiosk = dict(states(home))[page]
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, english_too.into(how.language), NOW), how)
    glass.show(stage)
    glass.keep(f"staff-{panel}-{manner}-{page}")
    pad = isinstance(kiosk.page, p.Pin)
    assert [fault for fault in faults(glass) if not (pad and fault.startswith(KEYS))] == []
    assert cut(glass) == []
