"""The authority's folder: whose it is, what the broker finds in it, and that nothing in it is ever half."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.keys import SHARED
from hall_trust import folder as folder_module
from hall_trust import owned
from hall_trust.folder import NoAuthorityError, Settings, TrustFolder, publish
from hall_trust.owned import UnsafeError

ROOT = os.geteuid() == 0
NOBODY = "nobody"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


@pytest.fixture
def trust(tmp_path: Path, made) -> TrustFolder:
    trust = TrustFolder(tmp_path / "trust")
    trust.make(made.key, made.pem)
    return trust


def test_the_private_key_and_the_register_are_their_owner_s_alone(trust) -> None:
    assert [mode(file) for file in (trust.key, trust.register)] == [0o600, 0o600]
    assert mode(trust.folder) & 0o066 == 0


@pytest.mark.skipif(not ROOT, reason="only root can be somebody else")
@pytest.mark.usefixtures("passable")
def test_the_broker_reads_what_is_public_and_nothing_else(tmp_path, made, plan, monkeypatch) -> None:
    monkeypatch.setattr(folder_module, "USER", "daemon")
    trust = TrustFolder(tmp_path / "trust")
    trust.make(made.key, made.pem)
    authority, register = trust.open()
    publish(trust, register, authority, plan)
    register.close()
    files = [trust.revoked, trust.access, trust.public_ca, trust.key, trust.register]
    for user, right in ((NOBODY, [True] * 3 + [False] * 2), ("daemon", [True] * 5)):
        who = pwd.getpwnam(user)

        def reads(file: Path, who: pwd.struct_passwd = who) -> bool:
            as_whom = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
            return subprocess.run(["cat", file], capture_output=True, check=False, cwd="/", **as_whom).returncode == 0

        assert [reads(file) for file in files] == right, user


@pytest.mark.skipif(not ROOT, reason="only root can be somebody else")
def test_what_root_writes_later_belongs_to_whom_the_folder_belongs(trust, made) -> None:
    who = pwd.getpwnam("daemon")
    os.chown(trust.public, who.pw_uid, who.pw_gid)
    owned.write(trust.access, b"", SHARED)
    found = trust.access.stat()
    assert (found.st_uid, found.st_gid, mode(trust.access)) == (who.pw_uid, who.pw_gid, 0o644)


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_modes_are_right_whatever_the_umask(tmp_path, made, umask) -> None:
    before = os.umask(umask)
    try:
        trust = TrustFolder(tmp_path / "var" / "trust")
        trust.make(made.key, made.pem)
    finally:
        os.umask(before)
    assert [mode(file) for file in (trust.key, trust.register, trust.ca)] == [0o600, 0o600, 0o644]
    assert [mode(trust.folder), mode(trust.public)] == [0o711, 0o755]
    assert mode(tmp_path / "var") == 0o755


def test_a_key_that_others_may_read_is_not_used(trust) -> None:
    trust.key.chmod(0o640)
    with pytest.raises(UnsafeError, match=r"others may read \(mode 0640\): chmod 600"):
        trust.open()


def test_a_folder_that_others_may_change_is_not_used(trust) -> None:
    trust.folder.chmod(0o730)
    with pytest.raises(UnsafeError, match="others may change"):
        trust.open()


def test_without_an_authority_it_says_what_to_do(tmp_path) -> None:
    with pytest.raises(NoAuthorityError, match="motcua hall init"):
        TrustFolder(tmp_path).open()
    with pytest.raises(NoAuthorityError, match="motcua hall init"):
        TrustFolder(tmp_path).told()


def test_a_hall_has_one_authority(trust, made_for) -> None:
    other, before = made_for("thu"), trust.key.read_bytes()
    with pytest.raises(FileExistsError):
        trust.make(other.key, other.pem)
    assert trust.key.read_bytes() == before


def test_an_authority_that_was_half_made_can_be_made(tmp_path, made, made_for, monkeypatch) -> None:
    """Power cut before each file gets its name."""
    steps = 0

    class PowerCutError(Exception):
        pass

    for last in range(10):
        trust = TrustFolder(tmp_path / f"trust-{last}")
        left = last
        whole = owned.replace_durably

        def cut(new: Path, file: Path, whole: Callable[[Path, Path], None] = whole) -> None:
            nonlocal left
            if left == 0:
                raise PowerCutError
            left -= 1
            whole(new, file)

        with monkeypatch.context() as patch:
            patch.setattr(owned, "replace_durably", cut)
            try:
                trust.make(made.key, made.pem)
                break
            except PowerCutError:
                steps += 1
        with pytest.raises(NoAuthorityError):
            trust.open()
        second = made_for("thu")
        trust.make(second.key, second.pem)
        trust.open()[1].close()
    assert steps == 3


def test_what_the_broker_reads_says_what_the_register_says(trust, plan, made, openssl, at) -> None:
    authority, register = trust.open()
    stolen = made.device("kiosk-1", at)
    register.record(stolen, "enrolled", "ky-thuat")
    assert publish(trust, register, authority, plan)
    assert "user kiosk-1\n" in trust.access.read_text()
    checks = ["-crl_check", "-CRLfile", str(trust.revoked)]
    assert "OK" in openssl.verify(stolen.pem, at, *checks)
    register.shut("kiosk-1", "bị lấy cắp", "ky-thuat", at)
    assert publish(trust, register, authority, plan)
    assert "user kiosk-1\n" not in trust.access.read_text()
    assert "certificate revoked" in openssl.verify(stolen.pem, at, *checks, fails=True)
    register.close()


def test_nothing_is_written_when_nothing_changed(trust, plan) -> None:
    authority, register = trust.open()
    publish(trust, register, authority, plan)
    before = [file.stat().st_ino for file in sorted(trust.public.iterdir())]
    assert not publish(trust, register, authority, plan)
    assert [file.stat().st_ino for file in sorted(trust.public.iterdir())] == before
    register.close()


def test_a_power_cut_between_the_two_lists_is_made_good_by_the_next_one(trust, plan, at, monkeypatch) -> None:
    authority, register = trust.open()
    publish(trust, register, authority, plan)
    register.shut("kiosk-1", "bị lấy cắp", "ky-thuat", at)

    def cut(_new: Path, _file: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(owned, "replace_durably", cut)
        publish(trust, register, authority, plan)
    assert "user kiosk-1\n" in trust.access.read_text()
    assert publish(trust, register, authority, plan)
    assert "user kiosk-1\n" not in trust.access.read_text()
    register.close()


WRITER = """
import sys
from pathlib import Path
from hall_core.device.hall_file import load
from hall_trust.folder import TrustFolder, publish
trust, plan, at = TrustFolder(Path(sys.argv[1])), load(sys.argv[2]), int(sys.argv[3])
authority, register = trust.open()
print("ready", flush=True)
sys.stdin.readline()
for device in sys.argv[4:]:
    register.shut(device, "thử", "ky-thuat", at)
    publish(trust, register, authority, plan)
"""


def test_of_two_processes_that_publish_none_writes_an_older_state_over_a_newer_one(trust, at) -> None:
    hall = Path("halls/ward.toml").resolve()
    callers = [f"caller-{n}" for n in range(1, 5)]
    pipe = subprocess.PIPE
    words = [sys.executable, "-c", WRITER, str(trust.folder), str(hall), str(at)]
    writers = [
        subprocess.Popen([*words, *half], stdin=pipe, stdout=pipe, text=True) for half in (callers[:2], callers[2:])
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n")
        assert writer.returncode == 0
    told = trust.access.read_text()
    assert "user kiosk-1\n" in told
    assert not [caller for caller in callers if f"user {caller}\n" in told]


def test_what_the_technician_said_is_kept(trust) -> None:
    said = Settings(hall_file="/etc/motcua/hall.toml", keys="/var/lib/motcua/keys", broker=("192.168.1.10", 8883))
    trust.save(said)
    assert trust.told() == said
