"""The doctor's units: every program that may be asked is watched, and has a folder to tell in."""

from __future__ import annotations

import re
from typing import get_args

from hall_core.contract.box import DOCTOR, LOOK, RUN
from hall_core.domain.plan_devices import Device
from tests.systemd.conftest import SYSTEMD

ROLES = {str(kind.__struct_config__.tag) for kind in get_args(Device)}


def unit(name: str) -> str:
    return (SYSTEMD / "system" / name).read_text("utf-8")


def test_whichever_program_asks_is_heard() -> None:
    watched = set(re.findall(r"^PathChanged=(.+)$", unit("motcua-doctor.path"), re.MULTILINE))
    assert watched == {str(RUN / role / LOOK) for role in ROLES}


def test_each_program_may_write_in_its_folder_and_that_is_made() -> None:
    folders = (SYSTEMD / "tmpfiles.d/motcua.conf").read_text("utf-8")
    for role in ROLES:
        assert re.search(rf"^d {RUN / role}\s+0755 hall-{role}\s+hall-{role}$", folders, re.MULTILINE), role
        assert f"ReadWritePaths={RUN / role} " in unit(f"hall-{role}.service"), role


def test_the_doctor_writes_its_file_and_nothing_else_and_starts_nothing() -> None:
    service = unit("motcua-doctor.service")
    assert re.findall(r"^ReadWritePaths=(.+)$", service, re.MULTILINE) == [str((RUN / DOCTOR).parent)]
    assert "ProtectSystem=strict" in service
    assert "SocketBindDeny=any" in service
    assert "Restart=" not in service


def test_it_sees_whether_the_clock_hears_a_server_and_cannot_set_it() -> None:
    service = unit("motcua-doctor.service")
    # A later line of systemd's filter outweighs an earlier one.
    assert re.findall(r"^SystemCallFilter=(.+)$", service, re.MULTILINE)[-1] == "adjtimex clock_adjtime"
    assert "CAP_SYS_TIME" not in str(re.findall(r"^CapabilityBoundingSet=(.+)$", service, re.MULTILINE))


def test_it_looks_by_itself_again_and_again() -> None:
    timer = unit("motcua-doctor.timer")
    assert "OnUnitInactiveSec=" in timer
    assert "OnBootSec=" in timer
