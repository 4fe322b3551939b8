"""The hall's time as real chronyd takes and gives it: the hub's box and another one, with what is in the image and what
their bundles say. Their clocks are not touched (-x)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.programs import ROOT
from hall_box.network import PRIVATE, set_up
from hall_box.places import Places
from hall_trust.told import Broker, Told, Whose
from tests.hall_box.conftest import Bench

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
    # The leap indicator: 3 is a clock that is not synchronised.
    print("without the time" if asker.recv(512)[0] >> 6 == 3 else "told")
except (TimeoutError, ConnectionRefusedError):
    print("nothing")
"""
BOX = """
box=$PWD/$1
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
mkdir /var/lib/chrony
cp -r "$box/run/." /run
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


def in_the_hall(folder: Path, then: str, *, unsure: bool = False) -> list[str]:
    """What ``then`` says on another box, in a network where the hub's runs. ``unsure``: the hub's does not know the
    time, until there is a line in ``go``; then a server is heard."""
    told = Told(device=Whose(id="kiosk-1", role="kiosk", hall="phuong-ben-nuoc"), broker=Broker(host=HUB, port=8883))
    hub = Told(device=Whose(id="hub", role="hub", hall="phuong-ben-nuoc"), broker=told.broker)
    for name, box in (("kiosk", told), ("hub", hub)):
        places = Places.under(folder / name)
        places.unsure.parent.mkdir(parents=True)
        if unsure:
            places.unsure.touch()
        set_up(places, box, Bench())
    os.mkfifo(folder / "go")
    waits = f"(read _ <go; {sys.executable} -m motcua clock heard >&2) &\n" if unsure else ""
    for name, text in (
        ("box.sh", f"set -e\n{BOX}{waits}"),
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
        unshare --mount sh box.sh hub {CONF}
        unshare --mount sh kiosk.sh kiosk {CONF}
    """
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": PATH, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_box_goes_by_the_hub_s_clock_and_the_hub_by_its_own_once_it_knows_the_time(tmp_path: Path) -> None:
    ask = f"{sys.executable} ask.py 192.168.1.21 10"
    wait = "chronyc waitsync 60 0 0 0.25 >/dev/null"
    then = f"{ask}; echo >go; chronyc burst 4/8 >/dev/null; {wait}; {ask}; chronyc -n -c sources"
    before, after, source = in_the_hall(tmp_path, then, unsure=True)
    assert (before, after) == ("without the time", "told")
    assert source.split(",")[:4] == ["^", "*", HUB, "10"]


def test_chronys_own_clock_is_nobody_who_knows_the_time(tmp_path: Path) -> None:
    """By what waits for a server on a box of the image, asked twice and not for five minutes."""
    unit = Path("images/overlay/all/etc/systemd/system/motcua-clock-heard.service").read_text("utf-8")
    waits = unit.split("sh -c 'until ")[1].split("; do")[0].replace("waitsync 60 1 0 5", "waitsync 2 1 0 0.1")
    assert "waitsync 2" in waits
    then = f"chronyc local stratum 10 >/dev/null; {waits} && echo sure || echo unsure; chronyc -n -c tracking"
    waited, tracking = in_the_hall(tmp_path, then, unsure=True)
    assert (waited, tracking.split(",")[0], tracking.split(",")[-1]) == ("unsure", "7F7F0101", "Normal")


def test_who_waits_all_day_for_a_server_is_not_started_again_and_again(tmp_path: Path) -> None:
    """Or the doctor would find a hub ill that nobody gave a server."""
    unit = Path("images/overlay/all/etc/systemd/system/motcua-clock-heard.service").read_text("utf-8")
    words = unit.split("sh -c '")[1].split("'\n")[0]
    tried = tmp_path / "tried"
    chronyc = tmp_path / "chronyc"
    chronyc.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >>{tried}\ntest "$(wc -l <{tried})" = 3\n')
    chronyc.chmod(0o755)
    words = words.replace("sleep 10", "sleep 0").replace("/opt/motcua/bin/motcua clock heard", "echo heard")
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    said = subprocess.run(["sh", "-c", words], env=path, check=True, capture_output=True, text=True).stdout
    assert (said, tried.read_text().splitlines()) == ("heard\n", ["-n waitsync 60 1 0 5"] * 3)


def test_the_hub_tells_the_time_to_private_addresses_alone(tmp_path: Path) -> None:
    found = in_the_hall(tmp_path, f"{sys.executable} ask.py 192.168.1.21 10; {sys.executable} ask.py {STRANGER} 1")
    assert found == ["told", "nothing"]
    assert {"10.0.0.0/8", "fc00::/7"} <= set(PRIVATE)


def test_nobody_listens_but_the_hub_and_nobody_takes_commands(tmp_path: Path) -> None:
    """The kernel's own tables, once both have started: port 123, over IPv4 and IPv6, of one of them."""
    anybody = "awk '$3 ~ /:0000$/ { print $2 }' /proc/net/udp /proc/net/udp6"
    found = in_the_hall(tmp_path, anybody)
    assert [address.rpartition(":")[2] for address in found] == [f"{123:04X}"] * 2
