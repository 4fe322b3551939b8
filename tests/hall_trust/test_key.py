"""Private keys and requests for certificates."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_trust import ca
from hall_trust.error import TrustError
from hall_trust.key import RequestError, key_of, new_key, number_of, public_of, request_for, requested

KEY = new_key()
REQUEST = request_for(KEY, "kiosk-1")
DER = base64.b64decode("".join(REQUEST.decode().split("\n")[1:-2]))


def pem_of(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE REQUEST-----\n"


def test_openssl_takes_our_request(openssl) -> None:
    (openssl.folder / "own.csr").write_bytes(REQUEST)
    told = openssl.run("req", "-in", "own.csr", "-noout", "-verify", "-subject")
    assert "verify OK" in told
    assert "CN = kiosk-1" in told


def test_nothing_is_taken_from_a_request_but_its_key(made, openssl, at) -> None:
    (openssl.folder / "own.key").write_bytes(KEY)
    wish = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "subjectAltName=DNS:hall-broker"]
    wish += ["-addext", "extendedKeyUsage=serverAuth", "-addext", "keyUsage=keyCertSign"]
    openssl.run("req", "-new", "-key", "own.key", "-subj", "/CN=hub", *wish, "-out", "own.csr")
    key = requested((openssl.folder / "own.csr").read_text())
    told = openssl.text(made.authority.for_device("kiosk-1", key, at).pem)
    assert "Subject: CN = kiosk-1\n" in told
    assert "CA:FALSE" in told
    for wished in ("hall-broker", "Web Server", "Certificate Sign"):
        assert wished not in told


@pytest.mark.parametrize(
    "kind",
    [
        ["rsa", "-pkeyopt", "rsa_keygen_bits:2048"],
        ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        ["ed25519"],
    ],
    ids=["rsa", "p384", "k1", "ed25519"],
)
def test_a_request_for_another_kind_of_key_is_refused(openssl, kind) -> None:
    name, *options = kind
    openssl.run("genpkey", "-algorithm", name, *options, "-out", "other.key")
    openssl.run("req", "-new", "-key", "other.key", "-subj", "/CN=kiosk-1", "-out", "own.csr")
    with pytest.raises(RequestError, match=r"P-256|no request"):
        requested((openssl.folder / "own.csr").read_text())


def test_a_request_whose_key_somebody_has_exchanged_is_refused() -> None:
    own, other = (bytes(public_of(key))[-64:] for key in (KEY, new_key()))
    with pytest.raises(RequestError):
        requested(pem_of(DER.replace(own, other)))


@given(place=st.integers(0, len(DER) - 1), mask=st.integers(1, 255))
def test_a_request_with_one_garbled_byte_is_refused(place: int, mask: int) -> None:
    garbled = bytearray(DER)
    garbled[place] ^= mask
    with pytest.raises(RequestError):
        requested(pem_of(bytes(garbled)))


@given(text=st.text(max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        requested(text)


def test_the_short_form_of_a_key_is_the_same_key() -> None:
    assert public_of(key_of(number_of(KEY))) == public_of(KEY)


@pytest.mark.parametrize("number", [bytes(32), b"\xff" * 32])
def test_a_number_that_is_no_key_is_refused(number: bytes) -> None:
    with pytest.raises(TrustError):
        key_of(number)


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", REQUEST])
def test_what_is_no_private_key_is_refused(pem: bytes) -> None:
    with pytest.raises(TrustError):
        public_of(pem)


def test_a_pair_from_two_boxes_is_told_apart(made, at) -> None:
    device = made.authority.for_device("kiosk-1", public_of(KEY), at).pem.encode()
    assert ca.check_pair(KEY, device, made.pem).name == "kiosk-1"
    with pytest.raises(TrustError, match="another private key"):
        ca.check_pair(new_key(), device, made.pem)


def test_a_request_of_a_version_that_does_not_exist_is_refused() -> None:
    assert DER.count(b"\x02\x01\x00") == 1, "an integer of one byte: the version, counted from 0"
    with pytest.raises(RequestError):
        requested(pem_of(DER.replace(b"\x02\x01\x00", b"\x02\x01\x04")))
