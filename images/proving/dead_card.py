"""The hub's card dies: a new one goes on with the copy of the ledger from a stick, and the boxes bring back what that
lacks (docs/backup.md)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hall_core.domain.plan_backup import LABEL
from images.proving import rig
from images.proving.asking import Asker, judge
from images.proving.cable import straight_into
from images.proving.hall import ADDRESSES, HUB, Hall
from images.proving.report import Report
from images.proving.until import UP, started, until
from images.proving.vm import PATIENCE, Box
from images.proving.way_in import Way
from images.tools import run

SIZE = 256 * 1024
"""Of the stick, in KiB."""
NUMBERS = 5
"""That are given out before the copy stops, and after: those the rig alone still knows."""
COPIED = "cat /run/motcua/backup/copy.json"
GOOD = r'"as_of":[1-9]\d*,"trouble":""'
MOUNTED = "systemctl is-active run-motcua-sticks-ledger.mount"
RESTORE = "motcua restore --hall /etc/motcua/hall.toml"
RECOVERED = "journalctl -b --no-pager -u hall-hub | grep recovered:"


def stick(file: Path) -> Path:
    """An empty one, as the guide has it formatted."""
    file.unlink(missing_ok=True)
    run("mkfs.vfat", "-C", "-n", LABEL, file, str(SIZE))
    return file


def takes_the_copy(hub: Box) -> None:
    until(hub, MOUNTED, "^active")
    until(hub, COPIED, GOOD)


def proved(hall: Hall, hub: Box, others: Sequence[Box], asker: Asker, report: Report) -> None:
    """``hub`` is on, all others are off."""
    with_copy = stick(hall.folder / "copy.img")
    with report.point("a stick in the hub's box takes the copy; pulled out it is missed, and put back it goes on"):
        until(hub, UP.format(role=HUB), "^active")
        hub.plug(with_copy)
        takes_the_copy(hub)
        hub.pull()
        until(hub, COPIED, "no stick is mounted")
        hub.plug(with_copy)
        takes_the_copy(hub)
        asker.wait_for(NUMBERS)
    with report.point("a copy that lags, a card that is dead: a new card goes on with the copy"):
        hub.sh("systemctl stop hall-backup")
        asker.wait_for(NUMBERS)
        hub.cut()
        rig.put(hall.flash(HUB, again=True), hub.kind)
        # From here on as the guide has it. Whoever asked it would be told numbers that the copy has told already.
        with straight_into(HUB, ADDRESSES[HUB]) as laptop:
            started(hub)
            until(hub, UP.format(role=HUB), "^active")
            technician = Way(hub, hall.folder, laptop)
            technician.ssh(hall.technician, "systemctl stop hall.target")
            hub.plug(with_copy)
            until(hub, MOUNTED, "^active")
            said = technician.ssh(hall.technician, f"{RESTORE} --check && {RESTORE} --replace", seconds=PATIENCE)
            report.line("restore", said)
        Way(hub, hall.folder).ssh(hall.technician, "systemctl start hall-hub.target")
    with report.point("the boxes tell what they hold: each number that was told is there, and more are given"):
        for box in others:
            started(box)
        report.line("the hub", until(hub, RECOVERED, "recovered"))
        report.line("numbers", judge(hub, asker))
        asker.wait_for(NUMBERS)
