"""What a bundle says of the network and of the time, as systemd and chrony read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_box import network
from hall_box.clock import Keeper
from hall_box.machine import Machine
from hall_box.network import chrony, networkd, set_up
from hall_box.places import Places
from hall_trust.told import Broker, Network, Time, Told, ToldError, Whose, network_mistakes, told_in
from tests.hall_box.conftest import Box

TOLD = Told(
    device=Whose(id="kiosk-1", role="kiosk", hall="phuong-ben-nuoc"), broker=Broker(host="192.168.1.10", port=8883)
)
FIXED = Network(address="192.168.1.21/24", gateway="192.168.1.1", dns=["192.168.1.1", "192.168.1.2"])
HUB = Whose(id="hub", role="hub", hall="phuong-ben-nuoc")


def test_without_a_word_the_hall_s_router_says_it_all(box: Box) -> None:
    assert networkd(None) == ""
    set_up(box.places, TOLD, box.machine)
    assert not list(box.places.networkd.glob("*"))


def test_a_fixed_address_is_that_of_the_one_real_port() -> None:
    assert networkd(FIXED).splitlines() == [
        "[Match]",
        "Type=ether",
        "Kind=!*",
        "",
        "[Network]",
        "DHCP=no",
        "Address=192.168.1.21/24",
        "Gateway=192.168.1.1",
        "DNS=192.168.1.1",
        "DNS=192.168.1.2",
    ]
    assert "Name=enp1s0" in networkd(replace(FIXED, interface="enp1s0"))


def asked(told: Told) -> list[str]:
    return [line.split()[1] for line in chrony(told).splitlines() if line.startswith("server ")]


def test_the_hub_tells_the_others_the_time_unless_somebody_else_is_named() -> None:
    named = Time(servers=["10.0.0.1", "ntp.lan"])
    assert asked(TOLD) == ["192.168.1.10"]
    assert asked(replace(TOLD, time=named)) == ["10.0.0.1", "ntp.lan"]
    assert asked(replace(TOLD, device=HUB)) == []
    assert asked(replace(TOLD, device=HUB, time=named)) == ["10.0.0.1", "ntp.lan"]


def test_the_hub_alone_answers() -> None:
    assert "allow 192.168.0.0/16" in chrony(replace(TOLD, device=HUB)).splitlines()
    assert "allow" not in chrony(TOLD)


def test_the_hub_goes_by_itself_where_nobody_is_heard_once_it_knows_the_time(box: Box) -> None:
    hub = replace(TOLD, device=HUB)
    set_up(box.places, hub, box.machine)
    assert (box.places.chrony / "hub.conf").read_text() == "local stratum 10\n", "a box without the image's file"
    box.places.unsure.parent.mkdir(parents=True, exist_ok=True)
    box.places.unsure.touch()
    set_up(box.places, hub, box.machine)
    assert [file.name for file in sorted(box.places.chrony.iterdir())] == ["hall.conf", "hub.sure"]
    set_up(box.places, TOLD, box.machine)
    assert [file.name for file in box.places.chrony.iterdir()] == ["hall.conf"], "what was a hub is none any more"


def test_a_hub_that_comes_to_know_the_time_while_it_is_set_up_tells_it_from_then_on(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each file that is written in turn: whoever says so finds what is there by then."""
    hub = replace(TOLD, device=HUB)
    written = network._written
    for step in range(4):
        shutil.rmtree(box.places.chrony, ignore_errors=True)
        box.places.unsure.parent.mkdir(parents=True, exist_ok=True)
        box.places.unsure.touch()
        files: list[Path] = []

        def meanwhile(file: Path, text: str, step: int = step, files: list[Path] = files) -> bool:
            if len(files) == step:
                Keeper(box.places, box.machine).sure("server", "a time server is heard")
            files.append(file)
            return written(file, text)

        monkeypatch.setattr(network, "_written", meanwhile)
        set_up(box.places, hub, box.machine)
        assert (len(files), box.places.unsure.exists()) == (4, False)
        assert [file.name for file in sorted(box.places.chrony.iterdir())] == ["hall.conf", "hub.conf"]
        assert (box.places.chrony / "hub.conf").read_text() == "local stratum 10\n"


@pytest.mark.parametrize("first", [True, False])
def test_so_does_one_that_is_set_up_while_it_is_told_the_time(
    box: Box, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    hub = replace(TOLD, device=HUB)
    box.places.unsure.parent.mkdir(parents=True, exist_ok=True)
    box.places.unsure.touch()

    def knows_the_time(places: Places, machine: Machine) -> None:
        monkeypatch.undo()
        if first:
            set_up(places, hub, machine)
        network.knows_the_time(places, machine)
        if not first:
            set_up(places, hub, machine)

    monkeypatch.setattr(network, "knows_the_time", knows_the_time)
    Keeper(box.places, box.machine).sure("server", "a time server is heard")
    assert [file.name for file in sorted(box.places.chrony.iterdir())] == ["hall.conf", "hub.conf"]


def test_the_hub_s_clock_is_set_when_a_server_is_first_heard_the_others_go_with_it() -> None:
    assert "makestep 1 3\n" in chrony(replace(TOLD, device=HUB))
    assert "makestep 1 -1\n" in chrony(TOLD)


def test_what_has_changed_is_read_anew_and_what_has_not_is_left_alone(box: Box) -> None:
    told = replace(TOLD, network=FIXED)
    set_up(box.places, told, box.machine)
    assert box.machine.said == ["systemctl --no-block try-restart systemd-networkd.service chrony.service"]
    assert (box.places.networkd / "10-hall.network").stat().st_mode & 0o777 == 0o644
    set_up(box.places, told, box.machine)
    assert len(box.machine.said) == 1
    set_up(box.places, TOLD, box.machine)
    assert box.machine.said[1:] == ["systemctl --no-block try-restart systemd-networkd.service"]
    assert not list(box.places.networkd.glob("*"))


@pytest.mark.parametrize(
    ("network", "wrong"),
    [
        (Network(address="192.168.1.21"), "is no address with its prefix"),
        (Network(address="192.168.1.300/24"), "is no address with its prefix"),
        (Network(address="192.168.1.21/32"), "is no address with its prefix"),
        (Network(address="192.168.1.0/24"), "the network itself or all of it"),
        (Network(address="192.168.1.255/24"), "the network itself or all of it"),
        (Network(address="192.168.1.21/24", gateway="192.168.2.1"), "is no address in 192.168.1.0/24"),
        (Network(address="192.168.1.21/24", gateway="router"), "is no address in 192.168.1.0/24"),
        (Network(address="192.168.1.21/24", dns=["router"]), "is no address"),
    ],
)
def test_what_cannot_be_is_named(network: Network, wrong: str) -> None:
    assert wrong in "; ".join(network_mistakes(network))


HEAD = """[device]
id = "kiosk-1"
role = "kiosk"
hall = "thu"
made = 2026-11-22T00:00:00Z
[broker]
host = "a"
port = 1
"""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (HEAD.replace("2026-11-22T00:00:00Z", "2026-11-22"), "device.made: must be a date and time"),
        (HEAD.replace('"kiosk-1"', '"hub"'), 'the box with the role "hub" is called "hub"'),
        (HEAD.replace('role = "kiosk"', 'role = "console"'), '"console" is not allowed'),
        (HEAD + '[network]\nadress = "10.0.0.2/8"\n', 'did you mean "address"?'),
        (HEAD + '[network]\naddress = "10.0.0.2"\n', "network.address"),
        (HEAD + '[time]\nservers = "10.0.0.1"\n', "time.servers"),
        (HEAD.replace("port = 1", "port = 0"), "broker.port: 0 is not allowed"),
        ("[device", "is not TOML"),
        ("[[device]]\n", "device"),
    ],
)
def test_a_device_toml_with_a_mistake_is_told_with_its_place(text: str, wrong: str) -> None:
    with pytest.raises(ToldError) as found:
        told_in(text.encode())
    assert wrong in str(found.value)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_reads_what_was_written(tmp_path: Path) -> None:
    networkd_program = Path("/lib/systemd/systemd-networkd")
    if not networkd_program.exists():
        pytest.skip("needs systemd-networkd")
    folder = tmp_path / "etc/systemd/network"
    folder.mkdir(parents=True)
    (folder / "10-hall.network").write_text(networkd(FIXED))
    done = subprocess.run(
        ["systemd-analyze", "cat-config", f"--root={tmp_path}", "systemd/network/10-hall.network"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Address=192.168.1.21/24" in done.stdout
