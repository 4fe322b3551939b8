"""The unit of the province's programs, which stand on no box of a hall."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from central_gateway.__main__ import main
from tests.systemd.conftest import SYSTEMD

UNIT = SYSTEMD / "province" / "motcua-central@.service"
ALL_DAY = ("ingest", "carry", "api", "adapters")
EXPOSURE = 1.6
"""``systemd-analyze security``: it speaks with the world, so no list of addresses shuts it in."""
NEWER = re.compile(r"Unknown key '(RestartSteps|RestartMaxDelaySec)' in section \[Service\], ignoring\.$")

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


@pytest.fixture
def province(root: Path) -> Path:
    place = root / "etc/systemd/system" / UNIT.name
    shutil.copyfile(UNIT, place)
    return root


def analysed(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", *words, f"--root={root}"], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.timeout(60)
@pytest.mark.parametrize("program", ALL_DAY)
def test_systemd_has_no_complaint(province: Path, program: str) -> None:
    said = analysed(province, "verify", "--man=no", f"motcua-central@{program}.service").splitlines()
    assert [line for line in said if not NEWER.search(line)] == []


@pytest.mark.timeout(60)
def test_it_is_shut_in(province: Path) -> None:
    said = analysed(province, "security", "--offline=true", "--no-pager", "motcua-central@api.service")
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= EXPOSURE


@pytest.mark.parametrize("program", ALL_DAY)
def test_the_program_understands_its_command_line(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = (line for line in UNIT.read_text("utf-8").splitlines() if line.startswith("ExecStart="))
    words = line.replace("%i", program).split()[1:]
    assert words[0] == "central"
    with pytest.raises(SystemExit) as ended:
        main([*words[1:], "--help"])
    assert (ended.value.code, capsys.readouterr().err) == (0, "")
