"""The certificate of this box on its own disk: when it ends, and how a new one is put in its place.

What comes over the line is believed only after this box has looked at it as the broker will: the handshake that the
broker would make is made here, in memory, against the hall's own authority.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from hall_core.contract.trust import Granted
from hall_core.domain.names import Millis
from hall_core.durable import replace_durably, write_durably
from hall_core.errors import MotcuaError
from hall_core.keys import SECRET, SHARED, Keys

DAY = 24 * 3600 * 1000
WARN = 30 * DAY
"""Milliseconds before the end at which somebody must hear of it: weeks, for it may need a technician's visit."""


class CertificateError(MotcuaError):
    """It is not for this box, or cannot be kept; the one before stays."""

    key = "certificate"


class Life(Struct, frozen=True):
    """Of a certificate: since when it holds and when it ends."""

    since: Millis
    until: Millis

    @property
    def due(self) -> Millis:
        """When it is to be renewed: after two thirds, which leaves a year's certificate four months for it."""
        return self.since + (self.until - self.since) * 2 // 3

    @property
    def late(self) -> Millis:
        """When somebody must hear that it has not been."""
        return self.until - min(WARN, (self.until - self.since) // 6)

    def line(self) -> bytes:
        """What stands in :attr:`hall_core.keys.Keys.until`, where :func:`life` reads it."""
        return f"{self.until} {self.since}\n".encode()


def life(keys: Keys) -> Life | None:
    """As the file beside the certificate tells; None when there is none, or it is garbled."""
    try:
        until, since = map(int, keys.until.read_text("ascii").split())
    except (OSError, ValueError):
        return None
    return Life(since, until)


def install(keys: Keys, device: str, granted: Granted, asked: Keys) -> None:
    """What was granted for the key in the ``next.key`` of ``asked`` becomes the certificate of this box, and the
    authority there its authority. Whatever cuts it off, there is a whole one, and doing it again ends it.
    CertificateError when it is not for ``device``, for this key or of this hall, and when the disk refuses."""
    import ssl  # once a year: 15 ms that no screen should wait for

    candidate = keys.own.with_name("next.pem")
    try:
        candidate.unlink(missing_ok=True)
        write_durably(candidate, asked.next_key.read_bytes() + granted.certificate.encode(), SECRET)
        name = shown_to_the_broker(asked.ca, candidate)
        if name != device:
            raise CertificateError(f'the certificate is for "{name}", not for "{device}"')
        if asked.ca != keys.ca:
            write_durably(keys.ca, asked.ca.read_bytes(), SHARED)
        replace_durably(candidate, keys.own)
        # After the certificate: cut off in between, an old end makes it be renewed once more, a new one never.
        write_durably(keys.until, Life(granted.since, granted.until).line(), SHARED)
    except ssl.SSLError as error:
        raise CertificateError(f"the certificate is no good here: {error.reason or error}") from error
    except OSError as error:
        raise CertificateError(f"{error.filename or keys.folder}: {error.strerror or error}") from error


def shown_to_the_broker(ca: Path, own: Path) -> str:
    """Which name the broker of the authority ``ca`` would read in ``own`` (private key and certificate), PEM both.
    ssl.SSLError when it would not take it, OSError when a file cannot be read."""
    import ssl

    broker = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    broker.verify_mode = ssl.CERT_REQUIRED
    broker.load_verify_locations(ca)
    box = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # It plays the broker with the box's own certificate, at which the box does not look.
    box.check_hostname = False
    box.verify_mode = ssl.CERT_NONE
    for side in (broker, box):
        side.load_cert_chain(own, password="")
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asked, asking = broker.wrap_bio(there, back, server_side=True), box.wrap_bio(back, there)
    shaking = [asking, asked]
    while shaking:
        for side in tuple(shaking):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            shaking.remove(side)
    subject = (asked.getpeercert() or {}).get("subject", ())
    return next((str(value) for ((name, value), *_) in subject if name == "commonName"), "")
