"""The first start of the hub's own box: with the authority that a technician has made elsewhere, or its own."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from hall_box.begin import start_role
from hall_core.keys import Keys
from hall_trust import bundle
from hall_trust.bundle import Bundle, HubsFolders
from hall_trust.ca import read
from hall_trust.folder import Settings, TrustFolder
from hall_trust.register import Register
from hall_trust.told import Network, told_in
from tests.hall_box.conftest import WARD, Box, Workshop

MADE = datetime(2026, 11, 22, 2, tzinfo=UTC)
HALL = "phuong-ben-nuoc"


def hubs_card(place: Path, workshop: Workshop | None = None, made: datetime = MADE) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    folders = None if workshop is None else HubsFolders(trust=workshop.trust, keys=workshop.keys)
    return bundle.write(
        Bundle(
            hall=HALL,
            device="hub",
            role="hub",
            broker=("192.168.1.10", 8883),
            made=made,
            hall_file=WARD.read_bytes(),
            ca=b"" if workshop is None else (workshop.trust / "ca.pem").read_bytes(),
            gives=folders,
            network=Network(address="192.168.1.10/24", gateway="192.168.1.1"),
        ),
        place,
        force=True,
    )


@pytest.fixture(scope="module")
def hub_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hubs_card(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="module")
def hub_brought(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, cards: dict[str, Path]) -> Path:
    """Made after the boxes of the hall were enrolled on the same computer."""
    return hubs_card(tmp_path_factory.mktemp("hub"), workshop)


@pytest.fixture
def other_workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "other")


def test_a_hub_without_an_authority_makes_the_hall_s_own(box: Box, hub_alone: Path) -> None:
    box.insert(hub_alone)
    standing = box.start()
    assert (standing.state, standing.role, standing.device, standing.fault) == ("starting", "hub", "hub", None)
    trust = TrustFolder(box.places.trust)
    assert trust.told().broker == ("192.168.1.10", 8883)
    assert (box.places.etc / "device.env").read_text() == "MOTCUA_DEVICE=console-1\n"
    assert "listener 8883" in (box.places.etc / "mosquitto.conf").read_text()
    for program in ("broker", "hub", "authority", "console"):
        assert Keys(box.places.keys_of(program)).missing() is None, program


@pytest.mark.parametrize("disks", [set(), {"MOTCUA"}])
def test_a_stick_for_the_ledger_that_was_refused_while_the_box_was_no_hub_is_asked_for_again(
    box: Box, disks: set[str]
) -> None:
    box.machine.disks = disks
    start_role("hub", box.machine)
    start_role("kiosk", box.machine)
    asked = [said for said in box.machine.said if "run-motcua-sticks-ledger.mount" in said]
    assert len(asked) == len(disks)


def test_browsers_find_it_under_its_address_though_it_had_none_when_its_certificate_was_made(
    box: Box, hub_alone: Path
) -> None:
    box.insert(hub_alone)
    text = (box.places.bundle / "hall.toml").read_text("utf-8")
    (box.places.bundle / "hall.toml").write_text(text.replace("\nnames = ", "\n# names = "), "utf-8")
    box.start()
    assert set(read((box.places.keys_of("console") / "web.pem").read_bytes()).names) == {"hub", "192.168.1.10"}


def test_a_later_start_makes_nothing_anew(box: Box, hub_alone: Path) -> None:
    box.insert(hub_alone)
    box.start()
    before = box.disk()
    box.machine.said.clear()
    assert box.start().state == "starting"
    assert [said for said in box.machine.said if said.startswith("motcua")] == []
    assert box.disk() == before


def test_a_hub_that_was_cut_off_before_its_keys_were_made_makes_them_at_the_next_start(
    box: Box, hub_alone: Path
) -> None:
    box.insert(hub_alone)
    box.machine.broken = "hall"
    fault = box.start().fault
    assert fault is not None
    assert (fault.key, fault.detail) == ("hub-init", "motcua hall: it is broken")
    box.machine.broken = ""
    assert box.start().state == "starting"
    assert (box.places.etc / "mosquitto.conf").is_file()


def test_the_authority_made_on_a_technician_s_computer_becomes_the_hub_s(
    box: Box, hub_brought: Path, workshop: Workshop
) -> None:
    box.insert(hub_brought)
    assert box.start().state == "starting"
    trust = TrustFolder(box.places.trust)
    assert trust.key.read_bytes() == (workshop.trust / "ca.key").read_bytes()
    settings = msgspec.json.decode(trust.settings.read_bytes(), type=Settings)
    assert (settings.hall_file, settings.keys) == (str(box.places.etc / "hall.toml"), str(box.places.keys))
    register = Register(trust.register)
    try:
        assert register.in_force("kiosk-1") is not None, "boxes that were enrolled there are known here"
    finally:
        register.close()


def test_what_is_the_authority_s_nobody_else_may_read_and_the_card_loses_it(box: Box, hub_brought: Path) -> None:
    box.insert(hub_brought)
    box.start()
    modes = {
        name: stat.S_IMODE((box.places.lib / name).stat().st_mode)
        for name in (
            "trust",
            "trust/public",
            "trust/ca.key",
            "trust/register.sqlite",
            "keys/hub",
            "keys/hub/device.pem",
        )
    }
    assert modes == {
        "trust": 0o711,
        "trust/public": 0o755,
        "trust/ca.key": 0o600,
        "trust/register.sqlite": 0o600,
        "keys/hub": 0o700,
        "keys/hub/device.pem": 0o600,
    }
    assert box.on_card() == {"device.toml", "hall.toml", "ca.pem"}
    assert not (box.places.bundle / "hub").exists()


def test_a_newer_card_brings_its_hall_file_and_leaves_the_register_that_has_gone_on(
    box: Box, hub_brought: Path, workshop: Workshop, tmp_path: Path
) -> None:
    box.insert(hub_brought)
    box.start()
    register = TrustFolder(box.places.trust).register
    before = register.read_bytes()
    box.insert(hubs_card(tmp_path / "newer", workshop, MADE + timedelta(days=1)))
    text = (box.places.bundle / "hall.toml").read_text("utf-8")
    (box.places.bundle / "hall.toml").write_text(text.replace("Một cửa Bến Nước", "Một cửa Mới"), "utf-8")
    standing = box.start()
    assert (standing.taken, standing.notice) == (True, None)
    assert register.read_bytes()[:100] == before[:100]
    assert "Một cửa Mới" in (box.places.etc / "hall.toml").read_text("utf-8")
    assert told_in((box.places.etc / "device.toml").read_bytes()).made == MADE + timedelta(days=1)


def test_another_authority_of_the_same_hall_does_not_take_its_place(
    box: Box, hub_brought: Path, other_workshop: Workshop, tmp_path: Path
) -> None:
    box.insert(hub_brought)
    box.start()
    key = (box.places.trust / "ca.key").read_bytes()
    box.insert(hubs_card(tmp_path / "newer", other_workshop, MADE + timedelta(days=1)))
    standing = box.start()
    assert standing.notice is not None
    assert (standing.state, standing.notice.key) == ("starting", "hub-authority")
    assert (box.places.trust / "ca.key").read_bytes() == key


def test_the_hub_does_not_become_a_kiosk(box: Box, hub_brought: Path, cards: dict[str, Path]) -> None:
    box.insert(hub_brought)
    box.start()
    box.insert(cards["kiosk-1"])
    standing = box.start()
    assert standing.notice is not None
    assert (standing.role, standing.notice.key) == ("hub", "hub-stays")


@pytest.mark.parametrize(
    ("spoilt", "key"),
    [("trust/ca.key", "hub-folders"), ("trust/register.sqlite", "hub-folders"), ("trust/settings.json", "hub-folders")],
)
@pytest.mark.parametrize("how", ["gone", "garbled"])
def test_an_authority_that_is_not_whole_is_named(box: Box, hub_brought: Path, spoilt: str, key: str, how: str) -> None:
    box.insert(hub_brought)
    file = box.places.bundle / "hub" / spoilt
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(b"nonsense")
    fault = box.start().fault
    assert fault is not None
    assert fault.key == key
    assert box.disk() == {}


def test_keys_of_another_authority_are_named(box: Box, hub_brought: Path, other_workshop: Workshop) -> None:
    box.insert(hub_brought)
    shutil.copy(other_workshop.keys / "hub" / "device.pem", box.places.bundle / "hub" / "keys" / "hub")
    fault = box.start().fault
    assert fault is not None
    assert (fault.key, fault.detail) == ("hub-folders", "the certificate was made by another hall's authority")
