"""The hall's time as real chronyd takes and gives it: the hub's box and another one, with what is in the image and what
their bundles say. Their clocks are not touched (-x)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hall_box.network import PRIVATE, chrony
from hall_trust.told import Broker, Told, Whose

CONF = Path("images/overlay/all/etc/chrony/chrony.conf").resolve()
HUB, STRANGER = "192.168.1.10", "203.0.113.9"
UNSHARE = ["unshare", *(() if os.geteuid() == 0 else ("-r",)), "--mount", "--net", "--pid", "--fork", "--kill-child"]
UNPACKED = Path("build/chrony/usr").resolve()
"""By ./run, for a chrony that is installed keeps the machine's clock."""
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin:{UNPACKED}/sbin:{UNPACKED}/bin"
QUESTION = b"\x23" + bytes(47)
"""Of an NTP client, version 4 (RFC 5905)."""

ASK = f"""
import socket, sys
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.bind((sys.argv[1], 0))
asker.settimeout(float(sys.argv[2]))
asker.sendto({QUESTION!r}, ("{HUB}", 123))
try:
    print("told" if len(asker.recv(512)) == 48 else "garbled")
except (TimeoutError, ConnectionRefusedError):
    print("nothing")
"""
BOX = """
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
mkdir /var/lib/chrony
mkdir /run/chrony.d
cp "$1" /run/chrony.d/hall.conf
chronyd -x -u root -f "$2"
"""
"""What is said of the time is in /run, and the program's own socket as well: each box has its own."""


def _possible() -> bool:
    tools = all(shutil.which(tool, path=PATH) for tool in ("unshare", "ip", "chronyd", "chronyc"))
    return tools and subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(not _possible(), reason="needs chrony, and a network namespace of its own"),
]


def in_the_hall(folder: Path, then: str) -> list[str]:
    """What ``then`` says on another box, in a network where the hub's runs."""
    told = Told(device=Whose(id="kiosk-1", role="kiosk", hall="phuong-ben-nuoc"), broker=Broker(host=HUB, port=8883))
    hub = Told(device=Whose(id="hub", role="hub", hall="phuong-ben-nuoc"), broker=told.broker)
    for name, text in (
        ("kiosk.conf", chrony(told)),
        ("hub.conf", chrony(hub)),
        ("box.sh", f"set -e\n{BOX}"),
        ("kiosk.sh", f"set -e\n{BOX}{then}"),
        ("ask.py", ASK),
    ):
        (folder / name).write_text(text, "utf-8")
    script = f"""
        set -e
        ip link set lo up
        ip address add {HUB}/24 dev lo
        ip address add 192.168.1.21/24 dev lo
        ip address add {STRANGER}/24 dev lo
        cd {folder}
        unshare --mount sh box.sh hub.conf {CONF}
        unshare --mount sh kiosk.sh kiosk.conf {CONF}
    """
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", script], capture_output=True, text=True, check=False, env={"PATH": PATH}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split()


def test_a_box_goes_by_the_hub_s_clock_and_the_hub_by_its_own(tmp_path: Path) -> None:
    found = in_the_hall(tmp_path, "chronyc waitsync 20 0 0 0.5 >/dev/null\nchronyc -n -c sources")
    (source,) = (line.split(",") for line in found)
    assert source[:4] == ["^", "*", HUB, "10"]


def test_the_hub_tells_the_time_to_private_addresses_alone(tmp_path: Path) -> None:
    found = in_the_hall(tmp_path, f"{sys.executable} ask.py 192.168.1.21 10; {sys.executable} ask.py {STRANGER} 1")
    assert found == ["told", "nothing"]
    assert {"10.0.0.0/8", "fc00::/7"} <= set(PRIVATE)


def test_nobody_listens_but_the_hub_and_nobody_takes_commands(tmp_path: Path) -> None:
    """The kernel's own tables, once both have started: port 123, over IPv4 and IPv6, of one of them."""
    anybody = "awk '$3 ~ /:0000$/ { print $2 }' /proc/net/udp /proc/net/udp6"
    found = in_the_hall(tmp_path, anybody)
    assert [address.rpartition(":")[2] for address in found] == [f"{123:04X}"] * 2
