"""``--keys``: no program speaks to another machine without them, nor with some that others may read."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest

from hall_core.device.program import check_keys_or_exit, options
from hall_core.keys import Keys

PROGRAMS = ["hall_hub", "hall_hub.console", "kiosk_app", "display_app", "counter_caller"]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    keys = Keys(tmp_path)
    keys.ca.write_text("ca")
    keys.own.touch(0o600)
    keys.own.write_text("own")
    return keys


def check(*arguments: str) -> Keys | None:
    given = options("hub", device=False).parse_args(["--hall", "h.toml", *arguments])
    check_keys_or_exit(given)
    return given.keys


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        check(*arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost", "[::1]"])
def test_the_broker_on_this_machine_needs_none(host: str) -> None:
    assert check("--broker", f"{host}:1883") is None


@pytest.mark.parametrize("host", ["hub.local", "10.0.0.5", "[fd00::5]", "0.0.0.0", "localhost.evil"])
def test_a_broker_on_another_machine_does(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "--broker", f"{host}:8883")
    assert told == (
        f"--broker {host.strip('[]')} is another machine, and without a certificate nobody there could tell who is "
        "who: give --keys DIR\n"
    )


@pytest.mark.parametrize("host", ["hub.local", "127.0.0.1"])
def test_with_keys_the_broker_may_be_anywhere(host: str, keys: Keys) -> None:
    assert check("--broker", f"{host}:8883", "--keys", str(keys.folder)) == keys


@pytest.mark.parametrize("name", ["ca.pem", "device.pem"])
def test_a_folder_that_lacks_a_file_is_refused(name: str, keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    (keys.folder / name).unlink()
    told = refused(capsys, "--keys", str(keys.folder))
    assert told == f"--keys {keys.folder}: there is no {name}; enrol this device first\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_private_key_that_others_may_touch_is_refused(
    mode: int, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.own.chmod(mode)
    told = refused(capsys, "--keys", str(keys.folder))
    assert f"may read (mode {mode:04o}): chmod 600 {keys.own}\n" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_keys_that_the_program_may_not_read_are_refused(keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    keys.own.chmod(0)
    assert refused(capsys, "--keys", str(keys.folder)) == f"--keys {keys.folder}: cannot be read: Permission denied\n"


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_looks_at_its_keys_before_it_does_anything(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the hall file is read."""
    device = [] if program == "hall_hub" else ["--device", "x"]
    with pytest.raises(SystemExit) as ended:
        import_module(f"{program}.__main__").main(["--hall", "none.toml", *device, "--broker", "hub.local:8883"])
    assert ended.value.code == 2
    assert "give --keys DIR" in capsys.readouterr().err
