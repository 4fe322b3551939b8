"""What the authority makes, judged by OpenSSL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.keys import BROKER_NAME
from hall_trust import ca
from hall_trust.ca import Authority, ClockError, new_authority
from hall_trust.error import TrustError
from hall_trust.key import fingerprint, new_key, public_of

DAY = 24 * 60 * 60 * 1000
BOOT_WITHOUT_CLOCK = 5_000
AT = 1_795_226_400_000
KEY = public_of(new_key())
AUTHORITY = Authority(*new_authority("thu", "Trung tâm Thử", AT))


def test_a_device_is_a_client_of_this_hall(made, openssl, at) -> None:
    device = made.authority.for_device("kiosk-1", KEY, at)
    assert "OK" in openssl.verify(device.pem, at, "-purpose", "sslclient")
    assert "Subject: CN = kiosk-1\n" in openssl.text(device.pem)


def test_a_device_cannot_play_the_broker(made, openssl, at) -> None:
    told = openssl.verify(made.device("kiosk-1", at).pem, at, "-purpose", "sslserver", fails=True)
    assert "purpose" in told


def test_the_broker_is_a_server_under_its_fixed_name_and_no_client(made, openssl, at) -> None:
    broker = made.authority.for_broker(KEY, at).pem
    assert "OK" in openssl.verify(broker, at, "-purpose", "sslserver", "-verify_hostname", BROKER_NAME)
    assert "purpose" in openssl.verify(broker, at, "-purpose", "sslclient", fails=True)
    assert "mismatch" in openssl.verify(broker, at, "-verify_hostname", "broker", fails=True)


def test_a_box_that_woke_up_in_1970_finds_both_ends_good(made, openssl, at) -> None:
    for good in (made.device("kiosk-1", at), made.authority.for_broker(KEY, at), made.claim("claim-1", at)):
        assert "OK" in openssl.verify(good.pem, BOOT_WITHOUT_CLOCK)


def test_a_device_has_a_year(made, openssl, at) -> None:
    device = made.device("kiosk-1", at)
    assert device.until == at + 365 * DAY
    assert "OK" in openssl.verify(device.pem, device.until - 1000)
    assert "expired" in openssl.verify(device.pem, device.until + 1000, fails=True)


def test_a_claim_has_a_day(made, openssl, at) -> None:
    claim = made.claim("claim-1", at)
    assert "expired" in openssl.verify(claim.pem, at + DAY + 1000, fails=True)


def test_no_certificate_outlives_the_authority(made, at) -> None:
    last = at + 20 * 365 * DAY
    device = made.authority.for_device("kiosk-1", KEY, last - DAY)
    assert device.until == last


def test_another_hall_s_certificate_is_none_of_ours(made_for, openssl, at) -> None:
    stranger = made_for("khac").device("kiosk-1", at)
    assert "error" in openssl.verify(stranger.pem, at, fails=True)
    assert not ca.is_signed_by(stranger.pem.encode(), (openssl.folder / "ca.pem").read_bytes())


def test_a_hall_of_the_same_name_is_still_another_hall(made_for, openssl, at) -> None:
    twin = made_for("thu").device("kiosk-1", at)
    assert "error" in openssl.verify(twin.pem, at, fails=True)


def test_the_authority_signs_others_and_lists_and_nothing_below_it_does(made, openssl) -> None:
    told = openssl.text(made.pem.decode())
    assert "CA:TRUE, pathlen:0" in told
    assert "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n" in told


def test_a_device_cannot_sign_for_another(made, openssl, at) -> None:
    key = new_key()
    device = made.authority.for_device("kiosk-1", public_of(key), at)
    forged = Authority(key, device.pem.encode()).for_device("hub", KEY, at)
    (openssl.folder / "between.pem").write_text(device.pem)
    assert "error" in openssl.verify(forged.pem, at, "-untrusted", "between.pem", fails=True)


def test_the_web_certificate_is_for_the_names_and_addresses_of_the_console(made, openssl, at) -> None:
    web = made.authority.for_web(["xep-hang.lan", "192.168.1.20", "fd00::1"], KEY, at)
    for right in (
        ["-verify_hostname", "xep-hang.lan"],
        ["-verify_ip", "192.168.1.20"],
        ["-verify_ip", "fd00::1"],
    ):
        assert "OK" in openssl.verify(web.pem, at, "-purpose", "sslserver", *right)
    assert "mismatch" in openssl.verify(web.pem, at, "-verify_hostname", BROKER_NAME, fails=True)
    assert "purpose" in openssl.verify(web.pem, at, "-purpose", "sslclient", fails=True)


def test_the_web_certificate_is_no_longer_than_browsers_take(made, openssl, at) -> None:
    web = made.authority.for_web(["xep-hang.lan"], KEY, at)
    told = ca.read(web.pem.encode())
    assert web.until - told.since == 397 * DAY
    assert "not yet valid" in openssl.verify(web.pem, BOOT_WITHOUT_CLOCK, fails=True)


@pytest.mark.parametrize("names", [[], ["xep-hang.lan", BROKER_NAME], [BROKER_NAME.upper()]])
def test_no_web_certificate_without_a_name_or_in_the_broker_s(made, at, names) -> None:
    with pytest.raises(TrustError):
        made.authority.for_web(names, KEY, at)


def test_serial_numbers_cannot_be_guessed(made, at) -> None:
    serials = {int(made.authority.for_device("kiosk-1", KEY, at).serial, 16) for _ in range(20)}
    assert len(serials) == 20
    assert min(serials) > 2**120


def test_openssl_refuses_what_stands_in_the_list_and_nothing_else(made, openssl, at) -> None:
    stolen, good = made.device("kiosk-1", at), made.device("kiosk-2", at)
    (openssl.folder / "revoked.pem").write_bytes(made.authority.revoked_list([(stolen.serial, at)]))
    for moment in (BOOT_WITHOUT_CLOCK, at, at + 300 * DAY):
        checks = ["-crl_check", "-CRLfile", "revoked.pem"]
        assert "certificate revoked" in openssl.verify(stolen.pem, moment, *checks, fails=True)
        assert "OK" in openssl.verify(good.pem, moment, *checks)


def test_the_list_never_ends_and_says_when_each_was_revoked(made, openssl, at) -> None:
    (openssl.folder / "revoked.pem").write_bytes(made.authority.revoked_list([("ab12", at)]))
    told = openssl.run("crl", "-in", "revoked.pem", "-CAfile", "ca.pem", "-noout", "-text", "-verify")
    assert "verify OK" in told
    assert "Last Update: Jan  1 00:00:00 1970 GMT" in told
    assert "Next Update: Dec 31 23:59:59 9999 GMT" in told
    assert "Serial Number: AB12\n        Revocation Date: Nov 21 02:00:00 2026 GMT" in told


def test_the_same_list_is_the_same_to_the_byte(made, at) -> None:
    assert made.authority.revoked_list([("ab12", at)]) == made.authority.revoked_list([("ab12", at)])
    assert made.authority.revoked_list([("ab12", at)]) != made.authority.revoked_list([("ab13", at)])


@pytest.mark.parametrize("wrong", [0, 1_700_000_000_000])
def test_nothing_is_made_by_a_clock_that_cannot_be_right(made, wrong) -> None:
    acts: list[Callable[[], object]] = [
        lambda: new_authority("thu", "Thử", wrong),
        lambda: made.authority.for_device("kiosk-1", KEY, wrong),
        lambda: made.authority.for_claim("claim-1", KEY, wrong, wrong + DAY),
        lambda: made.authority.for_broker(KEY, wrong),
        lambda: made.authority.for_web(["xep-hang.lan"], KEY, wrong),
    ]
    for act in acts:
        with pytest.raises(ClockError, match="set its clock"):
            act()


def test_a_key_and_a_certificate_that_do_not_belong_together_are_no_authority(made, made_for) -> None:
    with pytest.raises(TrustError):
        Authority(made.key, made_for("khac").pem)


def test_the_fingerprint_is_of_the_public_key(made, openssl, at) -> None:
    key = new_key()
    (openssl.folder / "own.key").write_bytes(key)
    openssl.run("pkey", "-in", "own.key", "-pubout", "-outform", "DER", "-out", "own.der")
    digest = hashlib.sha256((openssl.folder / "own.der").read_bytes()).hexdigest().upper()
    told = made.authority.for_device("kiosk-1", public_of(key), at).fingerprint
    assert told == fingerprint(public_of(key)) == "-".join(digest[n : n + 4] for n in range(0, 20, 4))


@given(name=st.text(min_size=1, max_size=200).filter(str.strip))
def test_whatever_the_hall_is_called_its_authority_begins_with_its_id(name: str) -> None:
    _, pem = new_authority("trung-tam-phuc-vu-hanh-chinh-12", name, AT)
    read = ca.read(pem).name
    assert read.partition(" ")[0] == "trung-tam-phuc-vu-hanh-chinh-12"
    assert len(read.encode()) <= ca.NAME_MOST
