"""What the boot bundle says of the box's network, as systemd-networkd and systemd-timesyncd read it. Both read /run, so
the read-only root stays as it is; without a word in the bundle the image asks the hall's router (DHCP)."""

from __future__ import annotations

from pathlib import Path

from hall_box.machine import Machine
from hall_box.places import Places
from hall_core.domain.names import HUB
from hall_trust.told import Network, Told

NETWORK = "10-hall.network"
"""Before the image's own, which says DHCP."""
TIME = "hall.conf"


def set_up(places: Places, told: Told, machine: Machine) -> None:
    """What has changed is read anew. OSError when /run refuses."""
    if _written(places.networkd / NETWORK, networkd(told.network)):
        machine.units("try-restart", "systemd-networkd.service")
    if _written(places.timesyncd / TIME, timesyncd(told)):
        machine.units("try-restart", "systemd-timesyncd.service")


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


def timesyncd(told: Told) -> str:
    """ "" for the hub's box when nobody tells it whom to ask: it asks whom Debian asks, where there is a way out."""
    servers = list(told.time.servers)
    if not servers and told.device.role != HUB:
        servers = [told.broker.host]
    return f"[Time]\nNTP={' '.join(servers)}\n" if servers else ""


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
