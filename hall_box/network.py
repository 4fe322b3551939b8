"""What the boot bundle says of the box's network and of the time, as systemd-networkd and chrony read it. Both read
/run, so the read-only root stays as it is; without a word of the network the image asks the hall's router (DHCP)."""

from __future__ import annotations

import logging
from pathlib import Path

from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_core.domain.names import HUB
from hall_trust.told import Network, Told

NETWORK = "10-hall.network"
"""Before the image's own, which says DHCP."""
TIME = "hall.conf"
OWN, LATER = "hub.conf", "hub.sure"
"""On the hub's box: that it tells its own time where it hears nobody; and that it will, once it knows the time."""
LOCAL = "local stratum 10"
log = logging.getLogger(__name__)
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
"""Where halls have their addresses: nobody else is told the time."""


def set_up(places: Places, told: Told, machine: Machine) -> None:
    """What has changed is read anew. OSError when /run refuses."""
    changed: list[str] = []
    if _written(places.networkd / NETWORK, networkd(told.network)):
        changed.append("systemd-networkd.service")
    its, now = told.device.role == HUB, not places.unsure.exists()
    own = _written(places.chrony / OWN, f"{LOCAL}\n" if its and now else "")
    _written(places.chrony / LATER, f"{LOCAL}\n" if its and not now else "")
    if _written(places.chrony / TIME, chrony(told)) or own:
        changed.append("chrony.service")
    if changed:
        machine.units("try-restart", *changed)
    if its and not places.unsure.exists():
        # It may have come to know the time meanwhile, before there was anything to be found here.
        knows_the_time(places, machine)


def knows_the_time(places: Places, machine: Machine) -> None:
    """The hub's box tells the others from now on, whether it hears somebody or not; other boxes tell nobody."""
    try:
        (places.chrony / LATER).replace(places.chrony / OWN)
    except FileNotFoundError:
        return
    try:
        # A chrony that starts anew would ask all its servers again.
        machine.do("chronyc", *LOCAL.split())
    except CommandError as error:
        log.warning("%s; chrony starts anew", error)
        machine.units("try-restart", "chrony.service")


def networkd(network: Network | None) -> str:
    """ "" where the router says it all."""
    if network is None:
        return ""
    # Real ports alone: bridges and the like have a kind.
    match = [f"Name={network.interface}"] if network.interface else ["Type=ether", "Kind=!*"]
    lines = ["[Match]", *match, "", "[Network]", "DHCP=no", f"Address={network.address}"]
    if network.gateway:
        lines.append(f"Gateway={network.gateway}")
    lines += [f"DNS={server}" for server in network.dns]
    return "\n".join(lines) + "\n"


def chrony(told: Told) -> str:
    """Whom the box asks for the time, and, on the hub's box, whom it tells."""
    asked = [f"server {server} iburst" for server in told.time.servers]
    if told.device.role == HUB:
        # By its clock the day is recorded: it is set when a server is first heard, not in the middle of the work. Where
        # nobody is heard it goes by itself, and once it knows the time that is the hall's all the same.
        own = ["makestep 1 3", *(f"allow {network}" for network in PRIVATE)]
    else:
        # The others follow at once wherever the hub's goes, which may learn the time long after them.
        asked = asked or [f"server {told.broker.host} iburst minpoll 4 maxpoll 6"]
        own = ["makestep 1 -1"]
    return "\n".join([*asked, *own]) + "\n"


def _written(file: Path, text: str) -> bool:
    """Whether that is anything new."""
    if not text:
        there = file.exists()
        file.unlink(missing_ok=True)
        return there
    if file.is_file() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o755)
    file.write_text(text, "utf-8")
    file.chmod(0o644)
    return True
