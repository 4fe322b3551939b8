"""Private keys, and requests for a certificate of theirs, with ``cryptography``.

They come and go as PEM, public keys as DER, so that nobody else needs the library. All are EC P-256: small, fast on a
Raspberry Pi, known to every broker and browser.
"""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from hall_core.contract.trust import Fingerprint
from hall_trust.error import TrustError

SHA = hashes.SHA256()
NUMBER_BYTES = 32
"""Of the number that such a private key is."""
DIGITS = 20
"""Of a fingerprint."""

PublicKey = bytes
"""DER, SubjectPublicKeyInfo."""
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature, x509.InvalidVersion)
"""What the library raises at that of which it can make nothing."""


class RequestError(TrustError):
    """A request for a certificate that is none, or for a key that we do not sign."""


def new_key() -> bytes:
    """A private key, PEM (PKCS #8, not locked: the file's mode is what guards it)."""
    return _pem_of(ec.generate_private_key(ec.SECP256R1()))


def public_of(key: bytes) -> PublicKey:
    """Of a private key, PEM. TrustError when it is none of ours."""
    return der_of(private_of(key).public_key())


def request_for(key: bytes, name: str = "") -> bytes:
    """A request for a certificate of this private key, PEM. The ``name`` is for people who read it: the authority says
    what stands in the certificate."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
    return x509.CertificateSigningRequestBuilder(subject).sign(private_of(key), SHA).public_bytes(Encoding.PEM)


def requested(request: str) -> PublicKey:
    """All that we take from a request: whose private key has signed it. RequestError."""
    try:
        read = x509.load_pem_x509_csr(request.encode())
        key, signed = read.public_key(), read.is_signature_valid
    except UNREADABLE as error:
        raise RequestError("this is no request for a certificate") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestError("the request is for another kind of key than EC P-256")
    if not signed:
        raise RequestError("the request is not signed by its own key")
    return der_of(key)


def fingerprint(key: PublicKey) -> Fingerprint:
    """What is compared by eye: ``1A2B-3C4D-…``, see :data:`hall_core.contract.trust.Fingerprint`."""
    return _in_groups(hashlib.sha256(key).hexdigest().upper())


def fingerprint_in(text: str) -> Fingerprint:
    """As people copy one: with or without its strokes, in small letters too. TrustError."""
    digits = "".join(sign for sign in text.upper() if sign not in "- ")
    if len(digits) != DIGITS or not set(digits) <= set("0123456789ABCDEF"):
        raise TrustError("a fingerprint is five groups of four of 0-9 and A-F, as in motcua device requests")
    return _in_groups(digits)


def _in_groups(digits: str) -> Fingerprint:
    return "-".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def number_of(key: bytes) -> bytes:
    """The shortest way to write a private key."""
    return private_of(key).private_numbers().private_value.to_bytes(NUMBER_BYTES, "big")


def key_of(number: bytes) -> bytes:
    """Back from there. TrustError when it is no key's number."""
    try:
        key = ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
    except ValueError as error:
        raise TrustError("this is no private key") from error
    return _pem_of(key)


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private_of(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """As the library has it. TrustError when it is none of ours."""
    try:
        key = load_pem_private_key(pem, None)
    except UNREADABLE as error:
        raise TrustError("this is no private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TrustError("this private key is no EC P-256 key")
    return key


def public_in(key: PublicKey) -> ec.EllipticCurvePublicKey:
    """As the library has it."""
    read = load_der_public_key(key)
    if not isinstance(read, ec.EllipticCurvePublicKey):
        raise TrustError("this public key is no EC P-256 key")
    return read


def der_of(key: object) -> PublicKey:
    """From the library's. TrustError when it is none of ours."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TrustError("this key is no EC P-256 key")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
