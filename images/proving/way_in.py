"""A technician types at the hub's box, over the hall's cable: with the key of its card, and in no other way."""

from __future__ import annotations

import subprocess
from pathlib import Path

from images.proving.hall import ADDRESSES, HUB, RIG, Hall
from images.proving.report import Report
from images.proving.until import MOTCUA, until
from images.proving.vm import Box, VmError
from images.tools import run

HOST_KEY = "/var/lib/motcua/box/ssh_host_ed25519_key.pub"
DESK = "/data/technician"
REFUSED = "Permission denied (publickey)."
"""What is offered stands between the brackets: keys, and no password."""
NO_KEY = ("-o", "PubkeyAuthentication=no")
NOBODY_LISTENS = "! ss -Hltn 'sport = :22' | grep -q ."
TRIES, PATIENCE = 5, 120
"""An emulated box takes its time, and whoever has not come in after 20 s is sent away. Seconds."""


def words(key: Path, known: Path) -> list[str]:
    """For ``ssh`` and ``scp``: this key and no other, a host that is known, and nobody to ask."""
    said = {
        **{"BatchMode": "yes", "IdentitiesOnly": "yes", "IdentityAgent": "none"},
        **{"StrictHostKeyChecking": "yes", "UserKnownHostsFile": known, "GlobalKnownHostsFile": "none"},
    }
    return ["-F", "none", "-i", str(key), *(f"-o{name}={value}" for name, value in said.items())]


class Way:
    """To one box; ``source``: from this address of ours."""

    def __init__(self, box: Box, folder: Path, source: str = "") -> None:
        self._source = [f"-oBindAddress={source}"] if source else []
        self._host = f"root@{ADDRESSES[box.name]}"
        self._known = folder / "known"
        self._known.write_text(f"{ADDRESSES[box.name]} {box.sh(f'cat {HOST_KEY}').strip()}\n", "utf-8")

    def fingerprint(self) -> str:
        return run("ssh-keygen", "-lf", self._known).split()[1]

    def ssh(self, key: Path, command: str, *more: str, seconds: float = PATIENCE) -> str:
        return self._done("ssh", *words(key, self._known), *self._source, *more, self._host, command, seconds=seconds)

    def bring(self, key: Path, file: Path, folder: str) -> None:
        self._done("scp", "-q", *words(key, self._known), *self._source, str(file), f"{self._host}:{folder}/")

    def refuses(self, key: Path, *more: str) -> None:
        try:
            said = self.ssh(key, "id", *more)
        except VmError as error:
            if REFUSED not in str(error):
                raise
        else:
            raise VmError(f"somebody was let in: {said}")

    def _done(self, *command: str, seconds: float = PATIENCE) -> str:
        """VmError with what it said, at once when it was refused."""
        said = ""
        for _ in range(TRIES):
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, check=False, timeout=seconds, stdin=subprocess.DEVNULL
                )
            except subprocess.TimeoutExpired as error:
                said = str(error)
                continue
            if done.returncode == 0:
                return done.stdout
            said = f"{' '.join(command[-2:])} ended with {done.returncode}: {done.stderr.strip()}"
            if done.returncode != 255 or REFUSED in said:
                break
        raise VmError(said)


def proved(hall: Hall, hub: Box, report: Report) -> None:
    with report.point("a technician types at the hub's box, with the key that was on its card, and brings it a file"):
        way = Way(hub, hall.folder)
        if way.fingerprint() not in hub.sh(f"{MOTCUA} box show --english"):
            raise VmError("the box does not say the fingerprint of its own key")
        said = way.ssh(hall.technician, f'id -u; motcua device list; test -z "$(ls {DESK})"')
        if not said.startswith("0\n") or any(id not in said for id in ADDRESSES if id != HUB):
            raise VmError(f"not what was asked for: {said}")
        way.bring(hall.technician, hall.technician.with_suffix(".pub"), DESK)
        hub.sh(f"cmp {DESK}/{hall.technician.stem}.pub /var/lib/motcua/box/technician.pub")
    with report.point("… and neither another key nor a password opens it"):
        way = Way(hub, hall.folder)
        way.refuses(hall.key("stranger"))
        way.refuses(hall.technician, *NO_KEY)


def claimed(hall: Hall, hub: Box, report: Report) -> None:
    """No other stick is plugged in. The rig keeps the certificate that it has: nobody approves the claim."""
    with report.point("a claim is typed onto the stick that is plugged into the hub's box, as a new box's screen says"):
        stick = hall.folder / "claim.img"
        stick.unlink(missing_ok=True)
        run("mkfs.vfat", "-C", "-n", "KTV", stick, "65536")
        hub.plug(stick)
        try:
            until(hub, "lsblk -no LABEL", r"(?m)^KTV\b")
            said = Way(hub, hall.folder).ssh(hall.technician, f"motcua device claim {RIG} --usb")
            if "which can be pulled out" not in said:
                raise VmError(f"not what was asked for: {said}")
        finally:
            hub.pull()
        run("mtype", "-i", stick, "::/hall/claim.txt")
