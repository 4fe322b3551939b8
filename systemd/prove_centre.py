"""What ``prove`` does of the line to the centre, and of a broker that dies: a province beside the hall, and what the
units make of it."""

from __future__ import annotations

import re
import time
from typing import Protocol

CENTRE, FOR_HALLS, FOR_THE_GATEWAY = "localhost", 8894, 8884
"""The province's broker, on the same box."""
PROVINCE, KEPT = "/var/lib/motcua/province", "/tmp/province"
GATEWAY = f"{KEPT}/gateway/gateway-ingest"
FINGERPRINT = r"((?:[0-9A-F]{4}-)+[0-9A-F]{4})"


class Box(Protocol):
    """The other systemd, as ``prove`` sees it."""

    def do(self, *argv: str, check: bool = False) -> str: ...

    def wait(self, what: str, true: object, seconds: float = ...) -> None: ...


def found(form: str, text: str) -> str:
    match = re.search(form, text, re.MULTILINE)
    if match is None:
        raise TimeoutError(f"there is none: {text}")
    return match[1]


def lay_the_line(box: Box, tool: str, hall_file: str) -> None:
    """A province with one broker, and the hall's line to it by the safer way (docs/centre/line.md)."""

    def province(*words: str) -> str:
        return box.do(tool, "province", *words, check=True)

    province("init", PROVINCE, "--name", "Tỉnh Thử", "--address", f"{CENTRE}:{FOR_HALLS}")
    province("node", "--name", CENTRE, "--out", f"{KEPT}/node")
    province("gateway", "--out", f"{KEPT}/gateway")
    asked = f"{KEPT}/request.json"
    said = box.do(tool, "hall", "line", "request", "--hall", hall_file, "--out", asked, check=True)
    hall = found(r'^id *= *"(.*)"', box.do("cat", hall_file))
    asking = ["--request", asked, "--fingerprint", found(FINGERPRINT, said)]
    given = province("enrol", hall, *asking, "--out", f"{KEPT}/given")
    take = ["take", f"{KEPT}/given/line", "--fingerprint", found(FINGERPRINT, given), "--hall", hall_file]
    box.do(tool, "hall", "line", *take, check=True)
    public = f"{PROVINCE}/public"
    broker = [tool, "central", "broker", "mosquitto", "--users", f"{public}/users.json", "--keys", f"{KEPT}/node"]
    broker += ["--revoked", f"{public}/revoked.pem", "--node", f"a={CENTRE}", "--port", str(FOR_HALLS)]
    box.do(*broker, "--out", KEPT, check=True)
    box.do("sh", "-c", f"echo user root >>{KEPT}/mosquitto.conf", check=True)
    box.do("systemd-run", "-q", "--unit=centre", "/usr/sbin/mosquitto", "-c", f"{KEPT}/mosquitto.conf", check=True)


def takes_the_calendar(box: Box, tool: str) -> bool:
    """The hub finds out, shut in as it is, that the province has signed it."""
    feeds = "/var/lib/motcua/hub/feeds"
    box.do("sh", "-c", f"echo 'holidays = [\"2026-01-02\"]' >{KEPT}/calendar.toml", check=True)
    box.do(tool, "province", "sign", f"{KEPT}/calendar.toml", check=True)
    for name in ("calendar.toml.sig", "calendar.toml"):
        box.do("install", "-o", "hall-hub", "-m", "640", f"{KEPT}/{name}", f"{feeds}/{name}", check=True)
    report = ["sh", "-c", f"cat {feeds}/calendar.report.txt 2>&-"]
    try:
        box.wait("the hub has judged the calendar", lambda: bool(box.do(*report)), 40.0)
    except TimeoutError as error:
        print(f"BAD hall-hub.service  {error}")
        return False
    said = box.do(*report)
    good = "the centre's override" in said and said.endswith("is used")
    print(f"{'ok ' if good else 'BAD'} hall-hub.service        {said}")
    return good


def speaks_with_the_centre(box: Box) -> bool:
    """The courier's word arrives, also after each of the two was killed; a line that is reloaded stays."""
    whole = ["--cafile", f"{GATEWAY}/ca.pem", "--cert", f"{GATEWAY}/device.pem", "--key", f"{GATEWAY}/device.pem"]
    where = ["-h", CENTRE, "-p", str(FOR_THE_GATEWAY), "-t", "motcua/v1/+/up/hello", "-C", "1", "-W", "90"]

    def heard() -> None:
        said = box.do("mosquitto_sub", *whole, *where)
        if '"hello"' not in said:
            raise TimeoutError(f"the centre hears nothing of the hall: {said}")

    def pid(unit: str) -> str:
        return box.do("systemctl", "show", "-P", "MainPID", unit)

    try:
        heard()
        before = pid("hall-line.service")
        box.do("systemctl", "reload", "hall-line.service", check=True)
        box.wait("a line that is reloaded stays", lambda: pid("hall-line.service") == before, 1.0)
        heard()
        for unit in ("hall-line.service", "hall-courier.service"):
            before = pid(unit)
            box.do("kill", "-9", before, check=True)
            box.wait(f"{unit} is started anew", lambda unit=unit, before=before: pid(unit) not in ("0", before), 20.0)
            heard()
    except TimeoutError as error:
        print(f"BAD hall-line, hall-courier  {error}")
        return False
    print("ok  hall-line, hall-courier  the centre hears the hall, also after a reload and after each was killed")
    return True


def shut_in(box: Box, unit: str) -> bool:
    """What it must not see is empty where it is."""
    pid = box.do("systemctl", "show", "-P", "MainPID", unit)
    hidden = [path.lstrip("-") for path in box.do("systemctl", "show", "-P", "InaccessiblePaths", unit).split()]
    there = [path for path in hidden if box.do("ls", "-A", path)]
    seen = [path for path in there if box.do("ls", "-A", f"/proc/{pid}/root{path}")]
    good = bool(there) and not seen
    print(f"{'ok ' if good else 'BAD'} {unit:<24}sees nothing of {' '.join(seen or there)}")
    return good


def comes_back(box: Box, linked: str) -> bool:
    """A broker that dies as Mosquitto 2.0.11 may after a signal (docs/broker.md): everybody is back by himself."""

    def links() -> int:
        return box.do("journalctl", "-q", "-b", "-u", "hall-hub", "--no-pager").count(linked)

    before, began = links(), time.monotonic()
    box.do("systemctl", "kill", "-s", "SEGV", "hall-broker.service", check=True)
    try:
        box.wait("the hub is linked again", lambda: links() > before, 30.0)
    except TimeoutError as error:
        print(f"BAD hall-broker.service  {error}")
        return False
    print(f"ok  hall-broker.service     dies, and the hub is linked again {time.monotonic() - began:.1f} s later")
    return True
