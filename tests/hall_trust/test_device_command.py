"""``motcua device``: from a first box to a stolen one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable

import pytest

import motcua
from hall_core.keys import Keys
from hall_trust.ca import read
from hall_trust.claim import claim_in
from hall_trust.commands import here
from hall_trust.key import fingerprint, new_key, public_of
from tests.hall_trust.desk import DAY, WARD, Desk
from tests.hall_trust.test_bundle import AN


def test_every_device_and_how_it_stands_is_listed(hall) -> None:
    hall.type("device enrol board-1 --out DIR")
    hall.type("device revoke caller-1 --reason hỏng")
    told = {line.split()[0]: line for line in hall.type("device list").splitlines()}
    assert "until 2027-11-21, 365 days" in told["board-1"]
    assert "shut out: hỏng" in told["caller-1"]
    assert "no certificate" in told["kiosk-1"]


def test_enrol_makes_a_bundle_that_lets_the_box_in(hall, openssl) -> None:
    told = hall.type("device enrol kiosk-1 --out DIR")
    own = Keys(hall.folder / "hall").own.read_text()
    checks = ["-purpose", "sslclient", "-crl_check", "-CRLfile", str(hall.trust.revoked)]
    assert "OK" in openssl.verify(own, hall.at, *checks)
    assert "delete it where it is not needed" in told
    assert (hall.folder / "hall" / "hall.toml").read_bytes() == WARD.read_bytes()


def test_who_writes_a_bundle_is_told_whose_keys_lie_there(hall) -> None:
    (hall.folder / "an.pub").write_text(AN)
    (hall.folder / "unnamed.pub").write_text(AN.rsplit(" ", 2)[0])
    assert "no technician's key" in hall.type("device enrol kiosk-1 --out DIR")
    said = "who may type at the box with it, and nobody else: "
    assert f"{said}an 2026\n" in hall.type("device renew kiosk-1 --out DIR --technician-key DIR/an.pub")
    assert f"{said}an 2026\n" in hall.type("device claim kiosk-1 --out DIR"), "also when they lay there before"
    assert f"{said}SHA256:" in hall.type("device claim kiosk-1 --out DIR --technician-key DIR/unnamed.pub")
    (hall.folder / "hall/technician.pub").write_text("nonsense")
    assert "has a mistake: technician.pub, line 1" in hall.type("device claim kiosk-1 --out DIR")
    (hall.folder / "hall/technician.pub").write_text("")
    assert "nobody may type at the box any more" in hall.type("device claim kiosk-1 --out DIR")
    assert "no technician's key" in hall.type("device claim board-1 --out DIR --force")


def test_enrol_asks_before_it_throws_out_a_box_that_takes_part(hall, openssl) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    first = Keys(hall.folder / "hall").own.read_text()
    assert "--replace" in hall.type("device enrol kiosk-1 --out DIR", status=1)
    hall.type("device enrol kiosk-1 --out DIR --replace")
    checks = ["-crl_check", "-CRLfile", str(hall.trust.revoked)]
    assert "certificate revoked" in openssl.verify(first, hall.at, *checks, fails=True)
    assert "OK" in openssl.verify(Keys(hall.folder / "hall").own.read_text(), hall.at, *checks)


def test_while_nobody_has_set_the_clock_nobody_gets_a_certificate_and_one_is_told_what_to_do(
    hall: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.type("device enrol board-1 --out DIR")
    key, _ = claimed(hall)
    unsure = hall.folder / "clock-unsure"
    unsure.touch()
    monkeypatch.setattr(here, "CLOCK_UNSURE", unsure)
    approve = f"approve kiosk-1 {fingerprint(key)}"
    for act in ("claim pad-1", approve, "enrol caller-1 --out DIR --force", "renew board-1 --out DIR"):
        assert 'motcua clock set "' in hall.type(f"device {act}", status=1), act
    assert "kiosk-1" in hall.type("device requests")
    hall.type("device revoke board-1 --reason hỏng")
    listed = hall.type("device list")
    assert "shut out: hỏng" in listed, "shutting out needs no time"
    assert "no certificate" in next(line for line in listed.splitlines() if line.startswith("kiosk-1"))
    unsure.unlink()
    hall.type(f"device {approve}")


def test_a_card_that_cannot_be_written_costs_no_certificate(hall, openssl) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    own = Keys(hall.folder / "hall").own.read_text()
    hall.type("device enrol kiosk-1 --replace --out DIR/gone", status=1)
    assert "OK" in openssl.verify(own, hall.at, "-crl_check", "-CRLfile", str(hall.trust.revoked))


def test_renew_of_a_device_leaves_the_old_one_good_meanwhile(hall, openssl) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    old = Keys(hall.folder / "hall").own.read_text()
    hall.at += 300 * DAY
    hall.type("device renew kiosk-1 --out DIR")
    new = Keys(hall.folder / "hall").own.read_text()
    checks = ["-crl_check", "-CRLfile", str(hall.trust.revoked)]
    assert "OK" in openssl.verify(old, hall.at, *checks)
    assert "OK" in openssl.verify(new, hall.at + 360 * DAY, *checks)
    assert "no certificate to renew" in hall.type("device renew board-1 --out DIR --force", status=1)


def test_a_device_that_there_is_not_is_asked_about(hall) -> None:
    for act in ("claim kiosk1", "enrol kiosk1 --out DIR", "renew kiosk1 --out DIR", "revoke kiosk1 --reason x"):
        assert 'did you mean "kiosk-1"?' in hall.type(f"device {act}", status=1)


def claimed(hall: Desk, device: str = "kiosk-1") -> tuple[bytes, str]:
    """A box that has asked with a claim: its public key, and the claim's name."""
    told = hall.type(f"device claim {device}")
    text = next(line for line in told.splitlines() if line.startswith("MOTCUA1:"))
    name = read(claim_in(text).certificate).name
    key = public_of(new_key())
    register = hall.register()
    register.ask(name, device, key, hall.at)
    register.close()
    return key, name


def test_a_claim_is_one_line_that_a_box_can_use(hall, openssl) -> None:
    told = hall.type("device claim kiosk-1 --hours 2")
    claim = claim_in(next(line for line in told.splitlines() if line.startswith("MOTCUA1:")))
    assert (claim.hall, claim.device, claim.broker) == ("phuong-ben-nuoc", "kiosk-1", ("192.168.1.10", 8883))
    assert "OK" in openssl.verify(claim.certificate.decode(), hall.at, "-purpose", "sslclient")
    late = openssl.verify(claim.certificate.decode(), hall.at + DAY // 12 + 1000, fails=True)
    assert "expired" in late
    assert "user claim-" not in hall.trust.access.read_text()


def test_a_claim_shows_its_code_where_there_is_room(hall, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "--slip FILE.png" in hall.type("device claim kiosk-1")
    monkeypatch.setenv("COLUMNS", "140")
    assert "▄" in hall.type("device claim kiosk-1")


def test_a_claim_can_go_into_a_bundle_and_onto_paper_and_then_not_onto_the_terminal(hall) -> None:
    told = hall.type("device claim kiosk-1 --out DIR --slip DIR/slip.png")
    assert "MOTCUA1" not in told
    assert (hall.folder / "slip.png").is_file()
    assert claim_in((hall.folder / "hall" / "claim.txt").read_text()).device == "kiosk-1"


@pytest.mark.parametrize("hours", ["0", "25", "-3"])
def test_a_claim_is_good_for_a_day_at_most(hall, hours) -> None:
    assert "1 to 24 hours" in hall.type(f"device claim kiosk-1 --hours {hours}", status=1)


@pytest.mark.parametrize("copied", [str, str.lower, lambda text: text.replace("-", " ").replace(" ", "")])
def test_a_box_that_asks_is_listed_and_approved_by_its_fingerprint(hall, copied: Callable[[str], str]) -> None:
    key, name = claimed(hall)
    told = hall.type("device requests")
    assert fingerprint(key) in told
    assert name in told
    assert "365 days" in hall.type(f"device approve kiosk-1 {copied(fingerprint(key))}")
    register = hall.register()
    assert register.in_force("kiosk-1").fingerprint == fingerprint(key)
    register.close()
    assert "nobody asks" in hall.type("device requests")


def test_a_fingerprint_that_nobody_has_is_not_approved(hall) -> None:
    claimed(hall)
    assert "no box with the fingerprint" in hall.type("device approve kiosk-1 0000-0000-0000-0000-0000", status=1)
    assert "five groups of four" in hall.type("device approve kiosk-1 12AB", status=1)
    assert "no certificate" in hall.type("device list")


def test_a_box_that_is_refused_needs_another_claim(hall) -> None:
    key, _ = claimed(hall)
    assert "another claim" in hall.type(f"device refuse kiosk-1 {fingerprint(key)}")
    assert "no box with" in hall.type(f"device approve kiosk-1 {fingerprint(key)}", status=1)


def test_a_stolen_box_is_shut_out_at_once_and_a_new_one_takes_its_place(hall, openssl) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    stolen = Keys(hall.folder / "hall").own.read_text()
    hall.type("device revoke kiosk-1 --reason bị_lấy_cắp")
    checks = ["-crl_check", "-CRLfile", str(hall.trust.revoked)]
    assert "certificate revoked" in openssl.verify(stolen, hall.at, *checks, fails=True)
    assert "user kiosk-1\n" not in hall.trust.access.read_text()
    key, _ = claimed(hall)
    hall.type(f"device approve kiosk-1 {fingerprint(key)}")
    assert "user kiosk-1\n" in hall.trust.access.read_text()
    assert "certificate revoked" in openssl.verify(stolen, hall.at, *checks, fails=True)


def test_what_was_taken_out_of_the_hall_file_is_named_and_can_be_revoked(hall, tmp_path) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    smaller = tmp_path / "smaller.toml"
    text = WARD.read_text("utf-8").replace('id = "kiosk-1"', 'id = "kiosk-7"').replace("kiosk-1 =", "kiosk-7 =")
    smaller.write_text(text.replace('"kiosk-1"', '"kiosk-7"'), "utf-8")
    hall.type(f"hall renew --hall {smaller}")
    assert "kiosk-1 has a certificate and is not in the hall file" in hall.type("device list")
    hall.type("device revoke kiosk-1 --reason tháo_bỏ")
    assert "kiosk-1 has" not in hall.type("device list")


def test_a_clock_that_cannot_be_right_makes_nothing_and_still_shuts_out(hall) -> None:
    hall.type("device enrol kiosk-1 --out DIR")
    hall.at = 1_000_000_000_000
    for words in ("claim kiosk-1", "enrol board-1 --out DIR --force"):
        assert "set its clock" in hall.type(f"device {words}", status=1)
    hall.type("device revoke kiosk-1 --reason bị_lấy_cắp")
    assert "user kiosk-1\n" not in hall.trust.access.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.usefixtures("passable")
def test_who_may_not_read_the_key_is_told_how(hall) -> None:
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        told = hall.type("device list", status=1)
    finally:
        os.seteuid(0)
    assert "as root, or as hall-authority" in told


def test_help_names_every_act(capsys) -> None:
    for command, acts in (
        ("hall", ["init", "renew", "show"]),
        ("device", ["list", "claim", "requests", "approve", "refuse", "enrol", "renew", "revoke"]),
    ):
        with pytest.raises(SystemExit):
            motcua.main([command, "--help"])
        told = capsys.readouterr().out
        assert [act for act in acts if act not in told] == []
