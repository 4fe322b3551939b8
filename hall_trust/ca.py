"""The hall's own authority: keys, certificates and the list of revoked ones, with ``cryptography``'s x509.

Keys and certificates come and go as bytes, PEM, and public keys as DER, so that nobody else needs the library. Times
are milliseconds since 1970; no clock is read here, but one that cannot be right is refused: what it makes would be over
when somebody sets it.

What is ours is good from 1970 on: a box or a hub that woke up without the time must get in, and what limits a
certificate is its end and the list of revoked ones. Only what browsers see begins when it is made, as they want it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from hall_core.contract.trust import Fingerprint
from hall_core.device.clock import BEGINNING
from hall_core.domain.names import BROKER, Millis
from hall_core.keys import BROKER_NAME
from hall_trust.error import TrustError
from hall_trust.key import SHA, UNREADABLE, PublicKey, der_of, fingerprint, new_key, private_of, public_in, public_of

HOUR = 60 * 60 * 1000
DAY = 24 * HOUR
CA_DAYS = 20 * 365
"""Longer than a hall's boxes last: a new authority means a new bundle for each."""
DEVICE_DAYS = 365
LINE_DAYS = 3 * 365
"""Of the province's brokers and of the halls' lines to them: somebody has to carry each new one there, and whom it no
longer counts for the brokers' own lists say."""
WEB_DAYS = 397
"""Browsers take no longer one (CA/Browser Forum ballot SC22; Apple applies it to own authorities too)."""
CLAIM_HOURS = 24
NAME_MOST = 64
"""Bytes of a common name. RFC 5280 (ub-common-name) counts signs, but not everybody who reads one does."""
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
FOR_EVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280, 4.1.2.5: there is no date. A list of revoked ones that ends would throw out a whole hall at that moment."""


class ClockError(TrustError):
    """The time of this box cannot be right."""


class Certificate(Struct, frozen=True, kw_only=True):
    """One that was made, or read."""

    name: str
    """Its common name: a device's id, ``hub``, ``broker``, ``authority``, ``claim-…``."""
    serial: str
    """Hexadecimal."""
    fingerprint: Fingerprint
    """Of its public key."""
    pem: str
    since: Millis
    """When it was made, which is not what stands in it."""
    until: Millis
    names: tuple[str, ...] = ()
    """Of a server, and its addresses."""


def read(pem: bytes) -> Certificate:
    """A certificate read back; ``since`` is what stands in it. TrustError when it is none."""
    return _told(_loaded(pem), since=None)


def new_authority(hall: str, name: str, at: Millis) -> tuple[bytes, bytes]:
    """(private key, certificate), PEM, of a new authority for the hall with this id and name."""
    key = new_key()
    private = private_of(key)
    own = _named(_short(f"{hall} {name}"))
    builder = (
        x509.CertificateBuilder(own, own, private.public_key(), x509.random_serial_number(), SINCE, _date(at, CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )
    return key, builder.sign(private, SHA).public_bytes(Encoding.PEM)


class Authority:
    """Whoever holds the hall's private key. Each certificate it makes has a random serial number of 159 bits."""

    def __init__(self, key: bytes, certificate: bytes) -> None:
        """PEM both. TrustError when they do not belong together."""
        self._key = private_of(key)
        self._own = _loaded(certificate)
        if der_of(self._own.public_key()) != der_of(self._key.public_key()):
            raise TrustError("the authority's private key and its certificate do not belong together")

    def for_device(self, name: str, key: PublicKey, at: Millis, until: Millis | None = None) -> Certificate:
        """For a device, the hub or the authority's own program: a client, nothing else. A year without ``until``."""
        year = _date(at, DEVICE_DAYS)
        builder = self._builder(name, key, SINCE, year if until is None else _instant(until))
        return self._signed(builder, ExtendedKeyUsageOID.CLIENT_AUTH, at)

    def for_claim(self, name: str, key: PublicKey, at: Millis, until: Millis) -> Certificate:
        """With which a new box may ask, and nothing else. A client too; the access list knows no such name."""
        return self.for_device(name, key, at, until)

    def for_broker(self, key: PublicKey, at: Millis) -> Certificate:
        """A server, nothing else: no other certificate of the hall can play the broker."""
        builder = self._builder(BROKER, key, SINCE, _date(at, DEVICE_DAYS))
        return self._signed(builder, ExtendedKeyUsageOID.SERVER_AUTH, at, [x509.DNSName(BROKER_NAME)])

    def for_web(self, names: Sequence[str], key: PublicKey, at: Millis) -> Certificate:
        """For the console's pages under these names and addresses. TrustError for none, or one that is not theirs."""
        if not names or BROKER_NAME in map(str.lower, names):
            raise TrustError(f'the console needs names of its own for its pages, and "{BROKER_NAME}" is the broker\'s')
        # From a day before: the clocks of browsers need not agree with ours.
        builder = self._builder(names[0][:NAME_MOST], key, _date(at, -1), _date(at, WEB_DAYS - 1))
        return self._signed(builder, ExtendedKeyUsageOID.SERVER_AUTH, at, [_alternative(name) for name in names])

    def for_line(self, hall: str, key: PublicKey, at: Millis) -> Certificate:
        """For a hall's line to the centre, or the gateway there: a client."""
        return self.for_device(hall, key, at, at + LINE_DAYS * DAY)

    def for_node(self, names: Sequence[str], key: PublicKey, at: Millis) -> Certificate:
        """For one of the province's brokers: a server under these names and addresses and, to its like, a client.
        TrustError for none."""
        if not names:
            raise TrustError("halls find a broker by its name or address, and check that: give at least one")
        builder = self._builder(names[0][:NAME_MOST], key, SINCE, _date(at, LINE_DAYS))
        called = [_alternative(name) for name in (*names, BROKER_NAME)]
        return self._signed(builder, ExtendedKeyUsageOID.SERVER_AUTH, at, called, ExtendedKeyUsageOID.CLIENT_AUTH)

    def revoked_list(self, revoked: Iterable[tuple[str, Millis]]) -> bytes:
        """The list the broker reads, PEM, of (serial, when). The same for the same, to the byte. Name all that ever
        were, in the order in which they were: their count is the number of the list."""
        entries = [x509.RevokedCertificateBuilder(int(serial, 16), _instant(at)).build() for serial, at in revoked]
        builder = (
            x509.CertificateRevocationListBuilder(self._own.subject, SINCE, FOR_EVER, [], entries)
            .add_extension(x509.CRLNumber(len(entries) + 1), critical=False)
            .add_extension(self._identifier(), critical=False)
        )
        return builder.sign(self._key, SHA, ecdsa_deterministic=True).public_bytes(Encoding.PEM)

    def _builder(self, name: str, key: PublicKey, since: datetime, until: datetime) -> x509.CertificateBuilder:
        serial = x509.random_serial_number()
        return x509.CertificateBuilder(
            self._own.subject, _named(name), public_in(key), serial, since, min(until, self._own.not_valid_after_utc)
        )

    def _signed(
        self,
        builder: x509.CertificateBuilder,
        use: x509.ObjectIdentifier,
        at: Millis,
        called: Sequence[x509.GeneralName] = (),
        *uses: x509.ObjectIdentifier,
    ) -> Certificate:
        builder = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_others=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use, *uses]), critical=True)
            .add_extension(self._identifier(), critical=False)
        )
        if called:
            builder = builder.add_extension(x509.SubjectAlternativeName(called), critical=False)
        return _told(builder.sign(self._key, SHA), since=at)

    def _identifier(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def is_signed_by(certificate: bytes, authority: bytes) -> bool:
    """Whether the one, PEM, was made by the other. TrustError when either is no certificate."""
    made, maker = _loaded(certificate), _loaded(authority)
    try:
        made.verify_directly_issued_by(maker)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def check_pair(key: bytes, certificate: bytes, authority: bytes) -> Certificate:
    """The certificate is for this private key, and made by this authority; all PEM. TrustError says what is not so."""
    if public_of(key) != der_of(_loaded(certificate).public_key()):
        raise TrustError("the certificate is for another private key")
    if not is_signed_by(certificate, authority):
        raise TrustError("the certificate was made by another hall's authority")
    return read(certificate)


def digest(certificate: bytes) -> str:
    """``AB:CD:…``: the SHA-256 of the certificate, as browsers show it."""
    return _loaded(certificate).fingerprint(SHA).hex(":").upper()


def to_der(certificate: bytes) -> bytes:
    """From PEM; the shortest way to write it."""
    return _loaded(certificate).public_bytes(Encoding.DER)


def to_pem(certificate: bytes) -> bytes:
    """From DER. TrustError when it is no certificate."""
    try:
        return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
    except UNREADABLE as error:
        raise TrustError("this is no certificate") from error


def _loaded(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except UNREADABLE as error:
        raise TrustError("this is no certificate") from error


def _told(made: x509.Certificate, since: Millis | None) -> Certificate:
    (name, *_) = [*made.subject.get_attributes_for_oid(NameOID.COMMON_NAME), None]
    return Certificate(
        name="" if name is None else str(name.value),
        serial=f"{made.serial_number:x}",
        fingerprint=fingerprint(der_of(made.public_key())),
        pem=made.public_bytes(Encoding.PEM).decode(),
        since=_millis(made.not_valid_before_utc) if since is None else since,
        until=_millis(made.not_valid_after_utc),
        names=tuple(_names(made)),
    )


def _names(made: x509.Certificate) -> Iterator[str]:
    for found in made.extensions:
        if isinstance(found.value, x509.SubjectAlternativeName):
            yield from (str(name.value) for name in found.value)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _short(name: str) -> str:
    """As many of its words as a common name holds."""
    while len(name.encode()) > NAME_MOST:
        name = name.rpartition(" ")[0] or name.encode()[:NAME_MOST].decode(errors="ignore")
    return name


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


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


def _instant(at: Millis) -> datetime:
    return SINCE + timedelta(seconds=at // 1000)


def _date(at: Millis, days: int) -> datetime:
    """``days`` after now. ClockError."""
    if at < BEGINNING:
        raise ClockError(f"this box says that it is {_instant(at):%Y-%m-%d}: set its clock first")
    return _instant(at) + timedelta(days=days)


def _millis(date: datetime) -> Millis:
    return int(date.timestamp()) * 1000
