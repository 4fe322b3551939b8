"""``motcua hall``: the authority, and the certificates of the hub's own box."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from hall_core.keys import BROKER_NAME, Keys
from hall_trust import acts, own_box, owned
from hall_trust.ca import check_pair, read
from hall_trust.key import new_key, public_of
from tests.hall_trust.desk import DAY, OWN, WARD

NAMED = 21
"""Files that a first init makes."""


def test_init_makes_what_the_hub_s_box_needs(hall, openssl) -> None:
    for name, folder in OWN.items():
        keys = Keys(hall.keys / folder)
        purpose = ["-purpose", "sslserver" if name == "broker" else "sslclient"]
        assert "OK" in openssl.verify(keys.own.read_text(), hall.at, *purpose)
        openssl.run("pkey", "-in", str(keys.own), "-noout", "-check")
        assert keys.own.stat().st_mode & 0o777 == 0o600
        assert keys.ca.read_bytes() == hall.trust.ca.read_bytes()
        assert keys.until.read_text().split() == [str(hall.at + 365 * DAY), str(hall.at)]
    broker = Keys(hall.keys / "broker").own.read_text()
    assert "OK" in openssl.verify(broker, hall.at, "-verify_hostname", BROKER_NAME)
    web = (hall.keys / "console" / "web.pem").read_text()
    assert "OK" in openssl.verify(web, hall.at, "-purpose", "sslserver")
    assert "user kiosk-1\n" in hall.trust.access.read_text()
    assert hall.trust.revoked.is_file()


def test_init_says_what_it_made_and_what_comes_next(desk) -> None:
    told = desk.init()
    assert str(desk.trust.folder) in told
    assert "console-1/web" in told
    assert told.count("made now") == len(OWN) + 1, "and what browsers see"
    assert "192.168.1.10:8883" in told
    assert "motcua device claim ID" in told


def test_init_does_not_run_twice(hall) -> None:
    before = hall.trust.key.read_bytes()
    assert "boxes believe no other" in hall.init(status=1)
    assert hall.trust.key.read_bytes() == before


@pytest.mark.parametrize("last", range(NAMED + 1))
def test_an_init_that_a_power_cut_has_ended_goes_on(desk, monkeypatch, last: int) -> None:
    """The power goes before the next file after so many gets its name."""

    class PowerCutError(BaseException):
        pass

    whole, named = owned.replace_durably, 0

    def cut(new: Path, file: Path) -> None:
        nonlocal named
        if named == last:
            raise PowerCutError
        named += 1
        whole(new, file)

    with monkeypatch.context() as patch:
        patch.setattr(owned, "replace_durably", cut)
        if last == NAMED:
            desk.init()
        else:
            with pytest.raises(PowerCutError):
                desk.init()
            patch.undo()
            desk.init()
    for name, folder in OWN.items():
        pem = Keys(desk.keys / folder).own.read_bytes()
        assert check_pair(pem, pem, desk.trust.ca.read_bytes()).name == name
    desk.type("hall show")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
def test_the_broker_s_key_is_the_broker_s(hall) -> None:
    file = Keys(hall.keys / "broker").own.stat()
    assert file.st_uid == pwd.getpwnam("mosquitto").pw_uid
    assert Keys(hall.keys / "hub").own.stat().st_uid == 0


def test_renew_makes_nothing_anew_while_there_is_time(hall) -> None:
    before = {file: file.read_bytes() for file in hall.keys.rglob("*.pem")}
    hall.at += 200 * DAY
    assert "165 days" in hall.type("hall renew")
    assert {file: file.read_bytes() for file in hall.keys.rglob("*.pem")} == before


def test_renew_makes_anew_what_has_a_third_of_its_time_left(hall, openssl) -> None:
    before = {name: Keys(hall.keys / OWN[name]).own.read_bytes() for name in OWN}
    hall.at += 250 * DAY
    assert hall.type("hall renew").count("made now") == 4
    hall.at += 30 * DAY
    assert hall.type("hall renew").count("made now") == 1  # what browsers see is good for longer
    for name, folder in OWN.items():
        assert Keys(hall.keys / folder).own.read_bytes() != before[name]
        assert "OK" in openssl.verify(Keys(hall.keys / folder).own.read_text(), hall.at + 300 * DAY)


def test_renew_makes_again_what_was_lost(hall) -> None:
    Keys(hall.keys / "hub").own.unlink()
    told = hall.type("hall renew")
    assert told.count("made now") == 1
    assert Keys(hall.keys / "hub").missing() is None


def test_renew_lets_no_console_in_that_is_shut_out(hall) -> None:
    hall.type("device revoke console-1 --reason cũ")
    assert "console-1 is shut out" in hall.type("hall renew")
    assert "user console-1\n" not in hall.trust.access.read_text()


def test_a_console_on_another_box_is_left_to_that_box(hall) -> None:
    hall.type("device enrol console-1 --out DIR --replace")
    register = hall.register()
    given = register.in_force("console-1")
    register.close()
    hall.at += 300 * DAY
    assert "console-1 is shut out, or has its keys on another box" in hall.type("hall renew")
    register = hall.register()
    assert register.in_force("console-1") == given
    register.close()


def test_a_console_of_this_box_that_has_renewed_itself_is_still_of_this_box(hall) -> None:
    own = Keys(hall.keys / "console").own
    key = new_key()
    register = hall.register()
    held = acts.renew(register, hall.trust.open()[0], "console-1", public_of(key), hall.at)
    register.close()
    own.write_bytes(key + held.pem.encode())
    hall.at += 300 * DAY
    told = hall.type("hall renew")
    assert "another box" not in told
    assert own.read_bytes() != key + held.pem.encode()


def test_a_renewal_that_cannot_see_the_network_keeps_the_names_that_browsers_know(hall, monkeypatch) -> None:
    web = hall.keys / "console" / own_box.WEB
    before = read(web.read_bytes())
    assert before.names
    monkeypatch.setattr("hall_trust.commands.hall._addresses", list)
    hall.type("hall renew")
    assert read(web.read_bytes()) == before
    hall.at += 300 * DAY
    hall.type("hall renew")
    assert read(web.read_bytes()).names == before.names
    assert read(web.read_bytes()).until > before.until
    web.unlink()
    assert "write names into the hall file" in hall.type("hall renew")


def test_a_console_whose_names_are_others_now_gets_another_certificate(hall, tmp_path) -> None:
    other = tmp_path / "other.toml"
    text = WARD.read_text("utf-8")
    other.write_text(text.replace('id = "console-1"', 'id = "console-1"\nnames = ["xep-hang.lan"]'), "utf-8")
    hall.type(f"hall renew --hall {other}")
    assert read((hall.keys / "console" / own_box.WEB).read_bytes()).names == ("xep-hang.lan",)
    assert "made now" not in hall.type("hall renew")


def test_show_says_what_there_is(hall) -> None:
    told = hall.type("hall show")
    for word in ("phuong-ben-nuoc", "SHA-256", "192.168.1.10:8883", "365 days", "7300 days"):
        assert word in told


def test_renew_takes_another_address_of_the_broker(hall) -> None:
    hall.type("hall renew --broker 10.0.0.1:8883")
    assert "10.0.0.1:8883" in hall.type("hall show")


def test_without_an_authority_each_act_says_what_to_do(desk) -> None:
    for words in ("hall show", "hall renew", "device list", "device claim kiosk-1"):
        assert "motcua hall init" in desk.type(words, status=1)


def test_the_authority_of_another_hall_is_not_used(hall, tmp_path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(WARD.read_text("utf-8").replace('"phuong-ben-nuoc"', '"phuong-khac"'), "utf-8")
    told = hall.type(f"hall renew --hall {other}", status=1)
    assert 'the authority of hall "phuong-ben-nuoc"' in told
    hall.type("hall show")


def test_each_program_of_the_hub_s_box_has_its_folder_of_keys(hall) -> None:
    assert {folder.name for folder in hall.keys.iterdir()} == set(OWN.values())
    assert own_box.WEB in {file.name for file in (hall.keys / "console").iterdir()}
