"""The register and the processes that share it: at once, killed, of root and of others."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from hall_trust.register import Register

ME = "ky-thuat"


RACE = """
import sys
from pathlib import Path
from hall_trust.key import new_key, public_of
from hall_trust.register import Register, Waiting
register = Register(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(30):
    answer = register.ask(f"claim-{n}", f"kiosk-{n}", public_of(new_key()), int(sys.argv[2]))
    print("mine" if isinstance(answer, Waiting) else answer)
"""


def test_of_two_processes_at_once_one_has_each_claim(register, made, tmp_path: Path, at) -> None:
    for n in range(30):
        register.open_claim(made.claim(f"claim-{n}", at), f"kiosk-{n}", ME)
    words = [sys.executable, "-c", RACE, str(tmp_path / "register.sqlite"), str(at)]
    pipe = subprocess.PIPE
    racers = [subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    told = [racer.communicate()[0].split() for racer in racers]
    assert [sorted(pair) for pair in zip(*told, strict=True)] == [["claim-used", "mine"]] * 30
    assert len(register.waiting()) == 30


def test_the_register_is_its_owner_s_alone(register, tmp_path) -> None:
    assert (tmp_path / "register.sqlite").stat().st_mode & 0o777 == 0o600


KILLED = """
import sys
from pathlib import Path
from hall_trust.ca import Authority, new_authority
from hall_trust.key import new_key, public_of
from hall_trust.register import Register
at, register = int(sys.argv[2]), Register(Path(sys.argv[1]))
authority = Authority(*new_authority("thu", "Thử", at))
for n in range(1_000_000):
    register.record(authority.for_device("kiosk-1", public_of(new_key()), at + n), "enrolled", "ky-thuat")
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [0, 3, 11])
def test_whenever_a_process_is_killed_there_is_one_certificate_in_force(tmp_path: Path, at, after) -> None:
    file = tmp_path / "killed.sqlite"
    words = [sys.executable, "-c", KILLED, str(file), str(at)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writer:
        said = [int(writer.stdout.readline()) for _ in range(after + 1)]
        writer.kill()  # SIGKILL
        said += [int(line) for line in writer.stdout]
    register = Register(file)
    held = register.history("kiosk-1")
    register.close()
    assert len(held) >= said[-1] + 1
    assert [each.revoked is None for each in held] == [False] * (len(held) - 1) + [True]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
def test_what_root_leaves_beside_the_register_is_its_owner_s(tmp_path: Path, made, at) -> None:
    file, who = tmp_path / "owned.sqlite", pwd.getpwnam("daemon")
    file.touch(mode=0o600)
    os.chown(file, who.pw_uid, who.pw_gid)
    register = Register(file)
    register.record(made.device("kiosk-1", at), "enrolled", ME)
    beside = list(tmp_path.glob("owned.sqlite*"))
    assert len(beside) == 3
    assert {(each.stat().st_uid, each.stat().st_mode & 0o777) for each in beside} == {(who.pw_uid, 0o600)}
    register.close()
