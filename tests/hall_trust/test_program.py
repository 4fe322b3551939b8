"""Whom the authority's program tells to read its lists again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hall_trust.ca import DAY
from hall_trust.program import _ends, _told, main


@pytest.mark.parametrize(("name", "told"), [("mosquitto", False), ("sleep", True)])
def test_nobody_gets_a_signal_of_which_he_would_die(tmp_path: Path, name: str, told: bool) -> None:
    """A broker that is just starting is told later; a number that is another program's by now, never."""
    program = shutil.copy(str(shutil.which("sleep")), tmp_path / name)
    process = subprocess.Popen([program, "60"])
    try:
        # It has its new name a moment after Popen returns.
        deadline = time.monotonic() + 8
        while Path(f"/proc/{process.pid}/comm").read_text() != f"{name}\n":
            assert time.monotonic() < deadline
            time.sleep(0.01)
        (tmp_path / "pid").write_text(f"{process.pid}\n")
        assert _told(tmp_path / "pid") is told
        process.terminate()
        assert process.wait(8) == -signal.SIGTERM, "a SIGHUP from before would have come first"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("text", ["", "x\n", "999999999\n"])
def test_a_broker_that_is_not_there_reads_them_when_it_starts(tmp_path: Path, text: str) -> None:
    (tmp_path / "pid").write_text(text)
    assert _told(tmp_path / "pid")
    assert _told(tmp_path / "none")


def test_it_speaks_to_nobody_without_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--hall", str(tmp_path / "hall.toml"), "--data", str(tmp_path)])
    assert "give --keys DIR" in capsys.readouterr().err


def test_what_of_the_hub_s_box_ends_soon_is_told_weeks_ahead(register, made, at) -> None:
    for name, since in (("broker", at), ("hub", at + 100 * DAY), ("kiosk-1", at)):
        register.record(made.device(name, since), "own", "root")
    assert _ends(register, at + 335 * DAY) == ""
    assert _ends(register, at + 336 * DAY) == "broker ends in 29 days, motcua hall renew"
    later = _ends(register, at + 365 * DAY + 100 * DAY - 1)
    assert later == "broker has ended, motcua hall renew; hub ends in 0 days, motcua hall renew"
