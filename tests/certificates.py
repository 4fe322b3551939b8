"""A hall's authority for tests: certificates as good and as bad as a test wants them."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hall_core.keys import BROKER_NAME, Keys

SINCE = datetime(1970, 1, 1, tzinfo=UTC)
UNTIL = datetime(2099, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""The end of a certificate that has expired, whenever the test runs."""


class Certificate:
    """A private key and what was certified of it."""

    def __init__(
        self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, *signers: x509.Certificate
    ) -> None:
        self.certificate = certificate
        self.key = key
        self._signers = signers

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.DER)

    def pem(self, password: bytes = b"") -> bytes:
        """Private key and certificate, as a box has them; the key locked by ``password`` if there is one."""
        lock = BestAvailableEncryption(password) if password else NoEncryption()
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        return key + b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *self._signers))


class Authority:
    """``Authority()`` twice are two halls. ``name`` is none that a device has: whoever is called like its signer is
    taken for self-signed."""

    def __init__(self, name: str = "Thu hall") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        own = _certificate(self._name, self._name, self._key.public_key(), UNTIL)
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        own = own.add_extension(_usage(signs_others=True), critical=True)
        own = own.add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
        self.certificate = own.sign(self._key, hashes.SHA256())
        self.pem = self.certificate.public_bytes(Encoding.PEM)

    def device(self, name: str, until: datetime = UNTIL) -> Certificate:
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, until)

    def broker(self, until: datetime = UNTIL, called: str = BROKER_NAME) -> Certificate:
        return self._issue("broker", ExtendedKeyUsageOID.SERVER_AUTH, until, called)

    def revoked(self, *revoked: Certificate) -> bytes:
        """The list, PEM."""
        told = x509.CertificateRevocationListBuilder(self._name, SINCE, UNTIL)
        for each in revoked:
            entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, SINCE).build()
            told = told.add_revoked_certificate(entry)
        told = told.add_extension(x509.CRLNumber(len(revoked) + 1), critical=False)
        told = told.add_extension(self._authority(), critical=False)
        return told.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def keys(self, folder: Path, own: Certificate) -> Keys:
        """``own`` in ``folder``, as a box has it, with this authority's certificate."""
        folder.mkdir(parents=True, exist_ok=True)
        keys = Keys(folder)
        keys.ca.write_bytes(self.pem)
        keys.own.touch(mode=0o600)
        keys.own.write_bytes(own.pem())
        return keys

    def _issue(self, name: str, use: x509.ObjectIdentifier, until: datetime, called: str = "") -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_named(name), self._name, key.public_key(), until)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage(signs_others=False), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        made = made.add_extension(self._authority(), critical=False)
        if called:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(called)]), critical=False)
        return Certificate(made.sign(self._key, hashes.SHA256()), key)

    def _authority(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def self_signed(name: str) -> Certificate:
    """A device's certificate that nobody but itself has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(_named(name), _named(name), key.public_key(), UNTIL)
    return Certificate(made.sign(key, hashes.SHA256()), key)


def signed_by(device: Certificate, name: str) -> Certificate:
    """What a thief can make with a device's key: a certificate that it has signed, and after it the device's own."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(_named(name), device.certificate.subject, key.public_key(), UNTIL)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return Certificate(made.sign(device.key, hashes.SHA256()), key, device.certificate)


def _named(name: str) -> x509.Name:
    # Unchecked: what no authority would sign is what a broker must be tried with.
    with warnings.catch_warnings(action="ignore"):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), SINCE, until)


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
