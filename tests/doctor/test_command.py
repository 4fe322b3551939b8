"""``motcua doctor``: what it says, its exit status, and what its service writes."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from hall_core.contract.doctor import Report
from hall_core.doctor import __main__ as command
from hall_core.doctor.__main__ import main
from hall_core.doctor.box import see
from tests.doctor.fake_box import doing, put

WARD = (Path(__file__).parents[2] / "halls" / "ward.toml").read_text("utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A kiosk of the ward, hot and otherwise bare."""
    put(tmp_path, "etc/motcua/hall.toml", WARD)
    put(tmp_path, "etc/motcua/device.env", "MOTCUA_DEVICE=kiosk-1\nMOTCUA_BROKER=127.0.0.1:9\n")
    put(tmp_path, "sys/class/thermal/thermal_zone0/temp", "91000\n")
    return tmp_path


def test_the_box_is_known_by_its_own_files_and_by_what_its_program_tells(root: Path) -> None:
    put(root, "etc/motcua/hall.toml", WARD)
    told = doing("kiosk-1", problems={"paper-out": ""})
    put(root, "run/motcua/kiosk/program.json", msgspec.json.encode(told).decode())
    box = see(root)
    assert (box.role, box.broker, box.doing) == ("kiosk", ("127.0.0.1", 9), told)
    put(root, "etc/motcua/device.env", "MOTCUA_DEVICE=kiosk-2\n")
    assert see(root).doing is None, "what another device's program has left tells nothing"


def test_a_person_reads_what_is_wrong_first_and_what_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "--short"]) == 2
    said = capsys.readouterr().out
    assert "✖ Nhiệt độ: 91 °C" in said
    assert "→ Lau bụi" in said
    assert "✔" not in said
    main(["--root", str(root), "--language", "en"])
    assert "→ Clean the vents" in capsys.readouterr().out


def test_a_program_reads_the_findings(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "--json"]) == 2
    found = {finding["check"]: finding for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert found["temperature"]["about"] == {"celsius": 91.0}


def test_the_service_writes_one_file_that_everybody_may_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "REST", 0.0)
    file = root / "run/motcua/box/doctor.json"
    assert main(["--root", str(root), "--write", str(file)]) == 0
    report = msgspec.json.decode(file.read_bytes(), type=Report)
    assert report.findings[0].verdict == "alarm"
    assert file.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in file.parent.iterdir()] == ["doctor.json"]


def test_what_is_asked_while_it_looks_is_looked_for_once_more(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    asked = root / "run/motcua/kiosk/look"

    def write(file: Path, _: Report) -> None:
        written.append(file)
        if len(written) == 1:
            put(root, "run/motcua/kiosk/look")
        else:
            asked.unlink(missing_ok=True)

    monkeypatch.setattr(command, "REST", 0.0)
    monkeypatch.setattr(command, "write", write)
    main(["--root", str(root), "--write", "doctor.json"])
    assert len(written) == 2


def test_a_hall_file_with_mistakes_is_a_finding_and_no_end(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "etc/motcua/hall.toml", "[hall]\nid = 3\n")
    assert main(["--root", str(root), "--json"]) == 2
    assert '"broken"' in capsys.readouterr().out
