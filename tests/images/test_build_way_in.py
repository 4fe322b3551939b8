"""A technician's way in, as the image has it: nothing of it is another's, and what is said twice is the same."""

from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path

import pytest

from hall_box import way_in
from hall_box.places import Places
from images import packages, product, system
from images.packages import ARCHS
from images.tools import run

OVERLAY = system.OVERLAY / "all/etc"


def said(file: str, key: str) -> list[str]:
    return re.findall(rf"^{key}[ =](.+)$", (OVERLAY / file).read_text("utf-8"), re.MULTILINE)


def test_sshd_and_its_socket_go_by_the_keys_that_the_box_keeps() -> None:
    places = Places()
    assert said("ssh/sshd_config", "HostKey") == [str(way_in.host_key(places))]
    assert said("ssh/sshd_config", "AuthorizedKeysFile") == [str(way_in.kept(places))]
    assert said(f"systemd/system/{way_in.SOCKET}", "ConditionFileNotEmpty") == [str(way_in.kept(places))]


def test_nothing_listens_by_itself() -> None:
    assert "[Install]" not in (OVERLAY / "systemd/system" / way_in.SOCKET).read_text("utf-8")
    assert {"ssh.service", "ssh.socket", "sshd.service", "sshd@.service"} <= set(system.MASKED)


def test_the_socket_never_closes_by_itself_because_somebody_knocks() -> None:
    """systemd closes one for good that is knocked at 200 times in two seconds, and slows it down before where told."""
    (burst,) = said(f"systemd/system/{way_in.SOCKET}", "PollLimitBurst")
    assert int(burst) < 200
    assert said(f"systemd/system/{way_in.SOCKET}", "PollLimitIntervalSec") == ["2s"]


def test_no_key_of_the_computer_that_built_it_is_in_an_image(tmp_path: Path) -> None:
    ssh = tmp_path / "etc/ssh"
    ssh.mkdir(parents=True)
    for name in ("ssh_host_ed25519_key", "ssh_host_ed25519_key.pub", "ssh_host_rsa_key", "moduli"):
        (ssh / name).touch()
    system.take_out(tmp_path, system.TAKEN_OUT)
    assert [path.name for path in ssh.iterdir()] == ["moduli"]


@pytest.mark.parametrize("arch", ARCHS)
def test_an_image_has_sshd_and_an_editor(arch: str) -> None:
    assert {"openssh-server", "nano"} <= set(packages.read(arch).names)


def test_motcua_is_found_without_its_path(tmp_path: Path) -> None:
    product.environment(tmp_path)
    link = tmp_path / "usr/local/bin/motcua"
    assert (tmp_path / str(link.readlink()).lstrip("/")).is_file()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("systemd-tmpfiles"), reason="needs root and systemd")
def test_what_a_technician_has_brought_is_gone_with_the_next_start(tmp_path: Path) -> None:
    brought, kept = tmp_path / "data/technician/release.raucb", tmp_path / "data/motcua/etc/hall.toml"
    for file in (brought, kept):
        file.parent.mkdir(parents=True)
        file.touch()
    settings = tmp_path / "etc/tmpfiles.d/motcua-image.conf"
    settings.parent.mkdir(parents=True)
    shutil.copyfile(OVERLAY / "tmpfiles.d/motcua-image.conf", settings)
    # As systemd-tmpfiles-setup.service does.
    run("systemd-tmpfiles", f"--root={tmp_path}", "--create", "--remove", "--boot", "--prefix=/data")
    assert not brought.exists()
    assert kept.exists()
    assert stat.S_IMODE(brought.parent.stat().st_mode) == 0o700
