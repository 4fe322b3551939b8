"""What updates a box: woken by each program that may hear of a release, and shut in."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from hall_box.update import PROGRAMS
from hall_core.contract.box import RELEASE, RUN
from tests.systemd.conftest import SYSTEMD
from tests.systemd.test_units import needs_systemd, unit_of

OURS = ("motcua-update.service", "motcua-health.service")


def test_every_program_that_hears_of_a_release_wakes_the_update() -> None:
    watched = unit_of("motcua-update.path")["PathChanged"]
    assert watched == [str(RUN / program / RELEASE) for program in PROGRAMS]
    folders = (SYSTEMD / "tmpfiles.d/motcua.conf").read_text(encoding="utf-8")
    for program in PROGRAMS:
        assert re.search(rf"^d {RUN}/{program} +0755 hall-{program} ", folders, re.MULTILINE), program


@pytest.mark.parametrize("name", OURS)
def test_it_writes_only_what_root_tells_and_keeps_of_the_box(name: str) -> None:
    unit = unit_of(name)
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["ReadWritePaths"] == ["/run/motcua/box -/var/lib/motcua/box"]
    assert unit["SocketBindDeny"] == ["any"]
    # A machine that was set up by hand has no second slot: nothing of this runs there.
    assert unit["ConditionPathExists"] == ["/etc/rauc/system.conf"]


@needs_systemd
@pytest.mark.timeout(60)
def test_they_are_shut_in_as_far_as_root_can_be(root: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--root={root}", "--no-pager", *OURS],
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(re.findall(r"exposure level for (\S+): ([\d.]+)", done.stdout))
    assert found.keys() == set(OURS)
    assert max(map(float, found.values())) <= 2.3
