"""The cable of the boot test, in a network of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from demo.programs import ROOT

UNSHARE = ["unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--net"]
HUB = """
import socket
print("there", flush=True)
input()
with socket.create_server(("10.77.0.1", 8883)) as server:
    print("listens", flush=True)
    while True:
        server.accept()[0].close()
"""
RIG = f"""
import socket, subprocess, sys, time
from images.proving import cable
from images.tools import run

def reached(source="", seconds=20):
    # Tried until then: a kernel takes its time to find that a cable was plugged in.
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            socket.create_connection(("10.77.0.1", 8883), left, (source, 0)).close()
            return True
        except OSError:
            pass
    return False

cable.lay()
hub = subprocess.Popen(["unshare", "--net", sys.executable, "-c", {HUB!r}], stdin=-1, stdout=-1, text=True)
try:
    hub.stdout.readline()
    run(*"ip link add to-hub type veth peer name eth0 netns".split(), hub.pid)
    run(*"ip link set to-hub master cable up".split())
    inside = ["nsenter", f"--net=/proc/{{hub.pid}}/ns/net", "ip"]
    run(*inside, *"address add 10.77.0.1/24 dev eth0".split())
    run(*inside, *"link set eth0 up".split())
    hub.stdin.write("go\\n")
    hub.stdin.flush()
    hub.stdout.readline()
    said = [reached()]
    with cable.straight_into("hub", "10.77.0.1") as laptop:
        said += [reached(laptop), reached(seconds=0.3)]
    print(*said, reached())
finally:
    hub.kill()
"""


def test_who_hangs_straight_at_a_box_reaches_it_and_the_hall_does_not_meanwhile() -> None:
    if not shutil.which("ip") or subprocess.run([*UNSHARE, "true"], check=False).returncode:
        pytest.skip("no network of its own can be made here")
    command = [*UNSHARE, sys.executable, "-c", RIG]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.stdout.split() == ["True", "True", "False", "True"], done.stderr
