"""The units: systemd understands them, they are shut in as far as can be, and what runs all day has one."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from broker_config.tunnel import PORTS
from hall_core.domain.plan_backup import LABEL
from motcua import PROGRAMS
from tests.systemd.conftest import SYSTEMD, furnished

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")

EXPOSURE = {
    "hall-authority": 1.3,
    "hall-backup": 1.3,
    "hall-board": 1.7,
    "hall-broker": 1.3,
    "hall-broker-again": 1.1,
    "hall-broker-reload": 1.1,
    "hall-caller": 1.5,
    "hall-console": 1.3,
    "hall-courier": 1.3,
    "hall-hub": 1.3,
    "hall-join@": 1.3,
    "hall-kiosk": 1.7,
    "hall-led": 1.9,
    "hall-line": 1.3,
    "hall-pad": 1.7,
    "hall-renew": 1.6,
    "hall-setup": 1.7,
    "hall-sign": 1.5,
    "hall-usb-seen": 0.6,
}
"""``systemd-analyze security``, from 0 (nothing is exposed) to 10, as it may be at most; of Debian's systemd 252. The
screens draw through /dev/dri with code of the driver's own making, the lamps need a thread before all others."""
AS_ROOT = {"hall-broker-again", "hall-broker-reload", "hall-renew"}
"""Two speak to systemd, the other leaves each key to its owner."""
ALL_DAY = {"hub", "courier", "backup", "console", "kiosk", "board", "caller", "authority"}
"""Of :data:`motcua.PROGRAMS`; the others do one thing and end."""
DONE_AT_ONCE = {
    *("officer", "led-test", "sign-test", "broker", "voice", "catalogue", "figures", "pin", "check-hall", "languages"),
    *("asyncapi", "demo", "usb", "hall", "device", "box", "clock", "doctor", "release"),
    *("simulate", "replay", "restore"),
}
AT_THE_PROVINCE = {"central", "province"}
"""On no box of a hall: docs/centre."""
NEWER = re.compile(r"Unknown key '(RestartSteps|RestartMaxDelaySec)' in section \[Service\], ignoring\.$")
"""All that Debian 12's systemd (252) may complain of; Debian 13 has 257."""
UNITS = sorted(path.name for path in (SYSTEMD / "system").glob("*.*") if path.is_file())
SERVICES = [name.removesuffix(".service") for name in UNITS if name.startswith("hall") and name.endswith(".service")]
BY_ROLE = {
    "hub": {"authority", "broker", "hub", "console", "courier", "line", "backup"},
    **{role: {role} for role in ("kiosk", "pad", "board", "led", "sign", "caller")},
}
"""Services that run all day, by the target that makes a box what it is."""
WATCHED = set().union(*BY_ROLE.values()) - {"broker", "line"}
"""Debian's Mosquitto says when it is ready and nothing after that, its stunnel says nothing at all."""
WATCHDOG = 30
"""Seconds of silence after which a program is started anew."""


def settings(service: str) -> dict[str, list[str]]:
    """What stands in the unit's own file, without what counts for all."""
    return unit_of(f"{service}.service")


def unit_of(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    # What a template is for stands in its name; one of them stands for all here, and one start of the box.
    text = (SYSTEMD / "system" / name).read_text(encoding="utf-8").replace("%i", "kiosk").replace("%b", "5e" * 16)
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def commands() -> Iterator[tuple[str, list[str]]]:
    """What the services start of ours, with the parameters of a box."""
    known = {"MOTCUA_HALL": "/etc/motcua/hall.toml", "MOTCUA_DEVICE": "kiosk-1", "MOTCUA_BROKER": "10.0.0.2:8883"}
    for service in SERVICES:
        words = shlex.split(settings(service)["ExecStart"][0])
        if words[0].endswith("/motcua"):
            yield service, [re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], word) for word in words[1:]]


@needs_systemd
@pytest.mark.timeout(60)
def test_systemd_has_no_complaint(root: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={root}", "--man=no", *UNITS], capture_output=True, text=True, check=False
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if not NEWER.search(line)]
    assert said == []


@needs_systemd
@pytest.mark.timeout(60)
def test_every_service_is_shut_in(root: Path) -> None:
    names = [f"{service}.service" for service in SERVICES]
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--root={root}", "--no-pager", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"exposure level for (\S+)\.service: ([\d.]+)", done.stdout)
    exposed = {name.replace("@i", "@"): float(figure) for name, figure in found}  # it makes up a name for a template
    assert exposed.keys() == EXPOSURE.keys()
    assert {name: figure for name, figure in exposed.items() if figure > EXPOSURE[name]} == {}


def test_every_program_that_runs_all_day_has_a_unit() -> None:
    known = ALL_DAY | DONE_AT_ONCE | AT_THE_PROVINCE
    assert PROGRAMS.keys() <= known, "does a new program run all day? Then it needs a unit"
    assert {words[0] for _, words in commands()} >= ALL_DAY & PROGRAMS.keys()


@pytest.mark.parametrize(("service", "words"), list(commands()), ids=lambda each: each if isinstance(each, str) else "")
def test_the_program_understands_its_command_line(
    service: str, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # With "--help" at the end a program tells what it knows, once it has understood all that came before.
    module, _ = PROGRAMS[words[0]]
    with pytest.raises(SystemExit) as ended:
        import_module(module).main([*words[1:], "--help"])
    said = capsys.readouterr()
    assert (ended.value.code, said.err) == (0, "")
    assert all(word in said.out for word in words if word.startswith("--")), service


@pytest.mark.parametrize("role", BY_ROLE)
def test_one_target_makes_a_box_what_it_is(role: str) -> None:
    target = unit_of(f"hall-{role}.target")
    services = {name for name in target["Wants"] if name.endswith(".service")}
    assert services == {f"hall-{service}.service" for service in BY_ROLE[role]}
    # It comes up with the box, and `systemctl stop hall.target` stops it, started in whichever way.
    assert target["WantedBy"] == target["PartOf"] == target["Before"] == ["hall.target"]
    assert "hall.target" in target["Wants"]
    assert {"Requires", "BindsTo"} & target.keys() == set()


@needs_systemd
@pytest.mark.timeout(60)
@pytest.mark.parametrize("role", BY_ROLE)
def test_a_target_that_is_enabled_comes_up_with_the_box_in_an_order_that_there_is(role: str, tmp_path: Path) -> None:
    box = furnished(tmp_path)
    subprocess.run(["systemctl", "-q", f"--root={box}", "enable", f"hall-{role}.target"], check=True)
    at = box / "etc/systemd/system"
    assert (at / f"hall.target.wants/hall-{role}.target").is_symlink()
    assert (at / "multi-user.target.wants/hall.target").is_symlink()
    verify = ["systemd-analyze", "verify", f"--root={box}", "--man=no", "multi-user.target"]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert not re.search(r"hall.*cycle|cycle.*hall", done.stdout + done.stderr), done.stderr


def test_what_runs_all_day_belongs_to_a_target_and_to_nothing_else() -> None:
    starting = {service for service in SERVICES if settings(service).get("Restart") == ["always"]}
    assert {f"hall-{service}" for service in set().union(*BY_ROLE.values())} <= starting
    assert {service for service in SERVICES if {"WantedBy", "Also"} & settings(service).keys()} == set()


def test_no_service_waits_for_another_box() -> None:
    """Whatever comes up first: who has no broker yet tries again."""
    hubs = {f"hall-{service}" for service in BY_ROLE["hub"]}
    for service in SERVICES:
        own = settings(service)
        assert {"Requires", "BindsTo", "Requisite", "Upholds"} & own.keys() == set(), service
        if service not in hubs:
            others = {name for name in " ".join(own.get("After", [])).split() if name.startswith("hall-")}
            assert {name.removesuffix(".service") for name in others} & hubs <= {"hall-broker"}, service


def test_each_program_of_ours_that_runs_all_day_is_watched() -> None:
    watched = {service for service in SERVICES if "WatchdogSec" in settings(service)}
    assert watched >= {f"hall-{service}" for service in WATCHED}
    for service in watched:
        own = settings(service)
        assert (own["Type"], own["NotifyAccess"], own["WatchdogSec"]) == (["notify"], ["main"], [str(WATCHDOG)])
        assert int(own["TimeoutStartSec"][0]) > WATCHDOG, service


def test_only_a_hall_with_a_line_runs_what_is_for_it() -> None:
    assert settings("hall-courier")["ConditionPathExists"] == ["/var/lib/motcua/keys/courier/device.pem"]
    assert settings("hall-line")["ConditionPathExists"] == ["/etc/motcua/stunnel.conf"]


def test_nothing_runs_as_root_but_what_must() -> None:
    assert {service for service in SERVICES if "User" not in settings(service)} == AS_ROOT
    for service in set(SERVICES) - AS_ROOT:
        assert settings(service)["User"][0] not in ("root", "0"), service


def test_only_the_lamps_and_the_renewal_have_any_right_of_root() -> None:
    rights = {service: settings(service)["CapabilityBoundingSet"] for service in SERVICES}
    assert {service: right for service, right in rights.items() if right != [""]} == {
        "hall-led": ["CAP_SYS_NICE"],
        "hall-renew": ["CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER"],
    }


def test_what_counts_for_all_is_said_nowhere_else() -> None:
    # What the shared file says outweighs a unit's own: there it would be read by people and not by systemd.
    shared = (SYSTEMD / "system/hall-.service.d/sandbox.conf").read_text(encoding="utf-8")
    keys = set(re.findall(r"^(\w+)=", shared, re.MULTILINE))
    assert {service: own for service in SERVICES if (own := keys & settings(service).keys())} == {}


def test_nobody_listens_but_the_broker_the_line_and_the_console() -> None:
    free = {service for service in SERVICES if settings(service).get("SocketBindDeny") != ["any"]}
    alone = {service for service in free if settings(service).get("PrivateNetwork") == ["yes"]}
    assert free - alone - AS_ROOT == {"hall-console"}
    allowed = {
        service: settings(service)["SocketBindAllow"] for service in SERVICES if "SocketBindAllow" in settings(service)
    }
    entrances = f"tcp:{PORTS[0]}-{PORTS[-1]}"
    assert allowed == {"hall-broker": ["tcp:8883"], "hall-line": [entrances]}
    assert settings("hall-console")["SocketBindDeny"] == [entrances]


def test_the_broker_does_not_see_the_key_of_the_line_nor_the_line_the_broker_s() -> None:
    for service, other in (("hall-broker", "line"), ("hall-line", "broker")):
        assert f"-/var/lib/motcua/keys/{other}" in settings(service)["InaccessiblePaths"][0].split()


def test_no_device_can_be_opened_that_the_role_has_not() -> None:
    allowed = {service: settings(service).get("DeviceAllow", []) for service in SERVICES}
    hands = {service for service, devices in allowed.items() if "char-input rw" in devices}
    assert hands == {"hall-kiosk", "hall-pad", "hall-caller"}
    shut = {service for service, devices in allowed.items() if not devices}
    boxless = {"hub", "courier", "backup", "console", "authority", "broker", "line", "renew", "usb-seen"}
    assert shut >= {f"hall-{service}" for service in boxless}
    assert {s for s in shut if settings(s).get("PrivateDevices") != ["yes"]} == set()


BRINGS = {"drm": "drm", "snd": "alsa", "usbcore": "usb_device", "usbserial": "ttyUSB", "cdc_acm": "ttyACM"}
"""Module to the class of devices that it brings (/proc/devices); with Debian's kernels these are modules."""
ALWAYS = {"input", "gpiochip", "ttyAMA", "ttyS"}
"""… and these are in the kernel itself."""


def test_a_device_that_is_plugged_in_later_can_be_opened() -> None:
    """systemd looks in /proc/devices once, when a service starts (systemd.resource-control: DeviceAllow=)."""
    lines = (SYSTEMD / "modules-load.d/motcua.conf").read_text("utf-8").splitlines()
    assert {line for line in lines if not line.startswith("#")} == set(BRINGS)
    allowed = {device for service in SERVICES for device in settings(service).get("DeviceAllow", [])}
    classes = {device.split()[0].removeprefix("char-") for device in allowed if device.startswith("char-")}
    assert classes == ALWAYS | set(BRINGS.values())


def test_each_user_and_group_is_made() -> None:
    lines = (SYSTEMD / "sysusers.d/motcua.conf").read_text(encoding="utf-8").splitlines()
    made = {line.split()[1] for line in lines if line.startswith(("u ", "g "))}
    debian = {"audio", "dialout", "input", "lp", "render", "video"}
    for service in SERVICES:
        own = settings(service)
        wanted = {*own.get("User", []), *own.get("Group", []), *" ".join(own.get("SupplementaryGroups", [])).split()}
        assert wanted <= made | debian, service
    folders = (SYSTEMD / "tmpfiles.d/motcua.conf").read_text(encoding="utf-8").splitlines()
    owners = {name for line in folders if line.startswith("d ") for name in line.split()[3:5]}
    assert owners <= made | {"root"}


def test_a_stick_is_known_by_its_label_only_after_somebody_has_read_it() -> None:
    [rules] = [path for path in (SYSTEMD / "udev/rules.d").iterdir() if "ID_FS_LABEL" in path.read_text("utf-8")]
    assert rules.name > "60-persistent-storage.rules"
    assert f'ENV{{ID_FS_LABEL}}=="{LABEL}"' in rules.read_text("utf-8")


NOT_ITS_OWN = {
    ("hall-console", "/var/lib/motcua/hub/feeds/notices"): "hall-hub",
    # The stick below it is.
    ("hall-backup", "/run/motcua/sticks"): "root",
}


def test_each_folder_that_a_service_writes_is_made_and_is_its_own() -> None:
    lines = (SYSTEMD / "tmpfiles.d/motcua.conf").read_text(encoding="utf-8").splitlines()
    made = {line.split()[1]: (line.split()[2], line.split()[3]) for line in lines if line.startswith("d ")}
    for service in set(SERVICES) - AS_ROOT:
        own = settings(service)
        for folder in " ".join(own.get("ReadWritePaths", [])).split():
            mode, owner = made[folder]
            assert owner == NOT_ITS_OWN.get((service, folder), own["User"][0]), f"{service}: {folder}"
            if folder.startswith("/var/lib/motcua/keys/"):
                assert mode == "0700"


def test_no_change_of_the_brokers_lists_is_missed() -> None:
    """A path unit does not notice what is written while its service runs (docs/decisions/0018), and one with a limit of
    its own would fail for good."""
    assert "--no-block" in settings("hall-broker-reload")["ExecStart"][0].split()
    path = (SYSTEMD / "system/hall-broker-reload.path").read_text(encoding="utf-8")
    assert "TriggerLimit" not in path


def test_who_takes_the_glass_does_not_wait_for_the_setup_screen() -> None:
    """Nor does that stand there as failed for being ended while it was starting; killed by somebody else it begins
    anew."""
    own = settings("hall-setup")
    assert (own["KillSignal"], own["SuccessExitStatus"], own["Restart"]) == (["SIGKILL"], ["SIGKILL"], ["always"])


def test_no_console_of_the_box_waits_behind_the_picture(root: Path) -> None:
    masked = {path.name: str(path.readlink()) for path in (root / "etc/systemd/system").iterdir() if path.is_symlink()}
    assert masked.keys() == {"getty@.service", "autovt@.service", "ctrl-alt-del.target", "debug-shell.service"}
    assert set(masked.values()) == {"/dev/null"}


def test_every_service_has_its_figure() -> None:
    assert EXPOSURE.keys() == set(SERVICES)
    assert max(EXPOSURE.values()) <= 3.0
