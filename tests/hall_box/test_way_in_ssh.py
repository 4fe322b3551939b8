"""A technician types at a box: a real sshd with the image's own settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_box import way_in
from tests.hall_box.sshd import Key, Sshd

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/usr/sbin/sshd").exists(), reason="needs root and openssh-server"
)


@pytest.fixture(scope="module")
def sshd(an: Key) -> Iterator[Sshd]:
    with Sshd(an) as running:
        yield running


def test_who_has_the_key_types_as_root_and_brings_and_fetches_files(sshd: Sshd, an: Key, tmp_path: Path) -> None:
    done = sshd.ssh(an, "id -u; echo $LANG")
    assert (done.returncode, done.stdout.split()) == (0, ["0", "C.UTF-8"])
    file = tmp_path / "hall.toml"
    file.write_text("một cửa")
    assert sshd.scp(an, str(file), f"{sshd.host}:{tmp_path}/there").returncode == 0
    assert sshd.scp(an, f"{sshd.host}:{tmp_path}/there", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back").read_text() == "một cửa"


def test_another_key_does_not_open_a_box(sshd: Sshd, binh: Key) -> None:
    done = sshd.ssh(binh, "id")
    assert (done.returncode, done.stdout) == (255, "")
    assert "Permission denied (publickey)." in done.stderr


def test_no_box_asks_for_a_password(sshd: Sshd, an: Key) -> None:
    asked = ("-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=none,password,keyboard-interactive")
    done = sshd.ssh(an, "id", *asked)
    assert done.returncode == 255
    assert "Permission denied (publickey)." in done.stderr, "nothing else is offered"


def test_nobody_but_root_is_let_in_with_the_key(sshd: Sshd, an: Key) -> None:
    for path, mode in ((sshd.places.box, 0o755), (way_in.kept(sshd.places), 0o644)):
        path.chmod(mode)  # that others cannot read them is not what keeps others out
    assert "Permission denied (publickey)." in sshd.ssh(an, "id", "-l", "daemon").stderr


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (("-W", "127.0.0.1:9"), "administratively prohibited"),
        (("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9"), "remote port forwarding failed"),
    ],
)
def test_a_box_is_no_way_to_another_machine(sshd: Sshd, an: Key, way: tuple[str, ...], said: str) -> None:
    done = sshd.ssh(an, "" if way[0] == "-W" else "id", *way)
    assert done.returncode == 255
    assert said in done.stderr


def test_a_key_that_was_taken_away_opens_nothing_from_then_on(sshd: Sshd, an: Key, binh: Key) -> None:
    way_in.keep(sshd.places, (binh.public,))
    try:
        assert sshd.ssh(an, "id").returncode == 255
        assert sshd.ssh(binh, "id -u").stdout == "0\n"
    finally:
        way_in.keep(sshd.places, (an.public,))
