"""The scanner against emupos, a simulator that nobody here wrote."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.domain.scanned import IdCard, read
from kiosk_app.devices.scanner import Scanner
from tests.kiosk_app.devices.conftest import free_ports
from tests.kiosk_app.devices.scanning import CARD, NUMBER, Desk

START_SECONDS = 20.0  # emupos loads a web server first

CONFIG = """\
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - {{ id: lane, type: scanner, mode: serial, connections: [{{ serial: {{ pty: true }} }}] }}
"""


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Callable[[str], None]]]:
    """Where the simulated scanner is, and what makes it scan a text."""
    program = os.environ.get("MOTCUA_EMUPOS") or shutil.which("emupos")
    if program is None:
        pytest.skip("needs emupos: pip install emupos==0.4.0 (Python 3.13 or newer), its path in MOTCUA_EMUPOS")
    folder = tmp_path_factory.mktemp("emupos")
    (api,) = free_ports(1)
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api))
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", "NO_PROXY": "*"}
    running = subprocess.Popen(
        # Started in the background, a shell has it ignore the only signal that ends it well.
        ["env", "--default-signal=INT", program, "run", "--config", str(folder / "emupos.yaml")],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    def scan(text: str) -> None:
        order = [program, "--api", f"http://127.0.0.1:{api}", "scan", "--countdown", "0", text]
        subprocess.run(order, env=environment, check=True, capture_output=True, timeout=START_SECONDS)

    try:
        assert running.stdout is not None
        for line in running.stdout:
            if "Showing events" in line:
                break
        else:
            pytest.fail("emupos did not start")
        yield folder / "emupos" / "lane", scan
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=START_SECONDS)


@pytest.mark.timeout(60)
def test_a_simulated_serial_scanner_is_heard_letter_for_letter(
    simulated: tuple[Path, Callable[[str], None]],
) -> None:
    path, scan = simulated
    desk = Desk()
    stop = Scanner(f"serial:{path}?baud=9600", desk.scanned, desk.problem).start()
    try:
        desk.told(False)
        scan("H41.16-210612-0001")
        desk.hears("H41.16-210612-0001")
        scan(CARD)
        desk.hears("H41.16-210612-0001", CARD)
    finally:
        stop()
    assert read(desk.codes[1]) == IdCard(NUMBER)
