"""The boot bundle, read as a box reads it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.keys import Keys
from hall_trust import bundle
from hall_trust.bundle import Bundle, BundleError, OwnKey
from hall_trust.claim import ClaimCode, claim_in
from hall_trust.error import TrustError
from hall_trust.key import new_key, public_of

AN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK3DI4lgFrZzu6W0zBngY26b7Xj1xuBKf8iITFZBEkHs an 2026"
MADE = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.fixture
def own(made, at) -> Callable[[str], Bundle]:
    def bundle_of(device: str) -> Bundle:
        key = new_key()
        certificate = made.authority.for_device(device, public_of(key), at)
        gives = OwnKey(key=key, certificate=certificate.pem.encode(), since=at, until=certificate.until)
        return Bundle(
            hall="thu",
            device=device,
            role="kiosk",
            broker=("192.168.1.10", 8883),
            made=MADE,
            hall_file=b'[hall]\nid = "thu"\n',
            ca=made.pem,
            gives=gives,
        )

    return bundle_of


@pytest.fixture
def claiming(own, made, at) -> Bundle:
    key = new_key()
    certificate = made.authority.for_claim("claim-1", public_of(key), at, at + 1000).pem.encode()
    broker = ("192.168.1.10", 8883)
    claim = ClaimCode(hall="thu", device="kiosk-1", broker=broker, ca=made.pem, key=key, certificate=certificate)
    return replace(own("kiosk-1"), gives=claim)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_it_tells_the_box_which_one_it_is_and_where_the_hub_is(own, tmp_path) -> None:
    folder = bundle.write(own("kiosk-1"), tmp_path)
    assert folder == tmp_path / "hall"
    told = tomllib.loads((folder / "device.toml").read_text())
    assert told == {
        "device": {"id": "kiosk-1", "role": "kiosk", "hall": "thu", "made": MADE},
        "broker": {"host": "192.168.1.10", "port": 8883},
    }
    assert (folder / "hall.toml").read_bytes() == b'[hall]\nid = "thu"\n'


def test_its_files_are_those_of_a_keys_folder(own, tmp_path, openssl, at) -> None:
    made = own("kiosk-1")
    keys = Keys(bundle.write(made, tmp_path))
    assert keys.missing() is None
    assert keys.until.read_text() == f"{made.gives.until} {at}\n"
    assert keys.own.stat().st_mode & 0o777 == 0o600
    assert "OK" in openssl.verify(keys.own.read_text(), at, "-purpose", "sslclient")
    openssl.run("pkey", "-in", str(keys.own), "-noout", "-check")


def test_with_a_claim_there_is_no_private_key_but_the_claim_s(claiming, tmp_path) -> None:
    folder = bundle.write(claiming, tmp_path)
    assert names(folder) == {"hall.toml", "device.toml", "ca.pem", "claim.txt"}
    assert claim_in((folder / "claim.txt").read_text()) == claiming.gives


def test_the_one_kind_takes_the_place_of_the_other(own, claiming, tmp_path) -> None:
    bundle.write(own("kiosk-1"), tmp_path)
    assert "device.pem" not in names(bundle.write(claiming, tmp_path))
    assert "claim.txt" not in names(bundle.write(own("kiosk-1"), tmp_path))


def test_another_device_s_bundle_is_not_written_over(own, tmp_path) -> None:
    folder = bundle.write(own("kiosk-1"), tmp_path)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(BundleError, match="is for kiosk-1 of hall thu; --force"):
        bundle.write(own("kiosk-2"), tmp_path)
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    bundle.write(own("kiosk-2"), tmp_path, force=True)
    assert 'id = "kiosk-2"' in (folder / "device.toml").read_text()


def test_over_another_device_s_bundle_no_technician_s_key_of_it_stays(own, tmp_path) -> None:
    keys = tmp_path / "hall" / "technician.pub"
    bundle.write(replace(own("kiosk-1"), technicians=(AN,)), tmp_path)
    bundle.write(own("kiosk-1"), tmp_path)
    assert keys.read_text() == f"{AN}\n", "the same device's stay"
    bundle.write(own("kiosk-2"), tmp_path, force=True)
    assert not keys.exists()
    bundle.write(replace(own("kiosk-1"), technicians=(AN,)), tmp_path, force=True)
    (tmp_path / "hall" / "device.toml").write_text("")
    bundle.write(own("kiosk-1"), tmp_path, force=True)
    assert not keys.exists(), "nobody can tell whose they were"


def test_a_power_cut_leaves_no_key_of_another_device_beside_nobody_s_bundle(own, tmp_path, monkeypatch) -> None:
    bundle.write(replace(own("kiosk-1"), technicians=(AN,)), tmp_path)

    def cut(file: Path, data: bytes, mode: int) -> None:
        raise OSError(5, "the plug")

    with monkeypatch.context() as patch:
        patch.setattr(bundle, "write_durably", cut)
        with pytest.raises(BundleError):
            bundle.write(own("kiosk-2"), tmp_path, force=True)
    folder = bundle.write(own("kiosk-2"), tmp_path)
    assert "technician.pub" not in names(folder)


@pytest.mark.parametrize("text", ["", "device = 1\n", "[device]\nid = \n", "[device]\nid = 'kiosk-1'\n"])
def test_what_cannot_be_read_there_is_not_written_over(own, tmp_path, text) -> None:
    (tmp_path / "hall").mkdir()
    (tmp_path / "hall" / "device.toml").write_text(text)
    with pytest.raises(BundleError, match="--force"):
        bundle.write(own("kiosk-1"), tmp_path)


def test_a_place_that_is_not_there_is_told(own, tmp_path) -> None:
    with pytest.raises(BundleError, match="is no folder"):
        bundle.write(own("kiosk-1"), tmp_path / "usb")


def test_a_card_that_does_not_keep_what_is_written_is_noticed(own, tmp_path, monkeypatch) -> None:
    whole = bundle.write_durably

    def bad_card(file: Path, data: bytes, mode: int) -> None:
        whole(file, data[:-1] + b"\0" if file.name == "device.pem" else data, mode)

    monkeypatch.setattr(bundle, "write_durably", bad_card)
    with pytest.raises(BundleError, match="does not hold what was written"):
        bundle.write(own("kiosk-1"), tmp_path)


@pytest.mark.parametrize("wrong", ["key", "hall", "device"])
def test_parts_that_do_not_belong_together_are_noticed(own, made_for, tmp_path, at, wrong) -> None:
    good = own("kiosk-1")
    if wrong == "key":
        bad = replace(good, gives=replace(good.gives, key=new_key()))
    elif wrong == "hall":
        bad = replace(good, ca=made_for("khac").pem)
    else:
        bad = replace(good, gives=own("kiosk-2").gives)
    with pytest.raises(TrustError, match=r"another|kiosk-2"):
        bundle.write(bad, tmp_path)


def test_a_bundle_that_a_power_cut_has_left_half_is_none(own, tmp_path, monkeypatch) -> None:
    """Over a whole one, before each file."""
    bundle.write(own("kiosk-1"), tmp_path)
    whole = bundle.write_durably

    class PowerCutError(Exception):
        pass

    for last in range(5):
        left = last

        def cut(file: Path, data: bytes, mode: int) -> None:
            nonlocal left
            if left == 0:
                raise PowerCutError
            left -= 1
            whole(file, data, mode)

        with monkeypatch.context() as patch:
            patch.setattr(bundle, "write_durably", cut)
            with pytest.raises(PowerCutError):
                bundle.write(own("kiosk-1"), tmp_path)
        assert not (tmp_path / "hall" / "device.toml").exists()
    bundle.write(own("kiosk-1"), tmp_path)
