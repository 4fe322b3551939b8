"""Mutual TLS for the link: knows ssl (docs/decisions/0019).

Imported with the first connection, after a screen's first picture. Whatever fails is raised as a LinkError, which says
what is wrong and what to do; the exceptions of ssl say neither.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from hall_core.keys import BROKER_NAME, Keys
from hall_core.mqtt.certificate import shown_to_the_broker
from hall_core.mqtt.outage import LinkError, Reason

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python gives no name."""

WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""No errors: the next packet, or room for one, is not there yet."""

BROKERS: dict[int, Reason] = {
    2: "foreign-broker",  # unable to get issuer certificate
    7: "foreign-broker",  # its signature is another authority's of the same name
    10: "broker-expired",
    18: "foreign-broker",  # self-signed
    19: "foreign-broker",  # self-signed at the end of its chain
    20: "foreign-broker",  # unable to get local issuer certificate
    26: "false-broker",  # made out to a client: a device of this hall plays the broker
    62: "false-broker",  # made out to another name
}
"""What is wrong with the broker's certificate, by OpenSSL's X509_V_ERR numbers."""

OURS: dict[str, Reason] = {
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "revoked",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "expired",
    "TLSV1_ALERT_UNKNOWN_CA": "stranger",
    "TLSV1_ALERT_DECRYPT_ERROR": "stranger",  # another authority of the same name
    "SSLV3_ALERT_BAD_CERTIFICATE": "unfit",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "unfit",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "unfit",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "unfit",
}
"""What the broker says of our certificate, by OpenSSL's names of TLS alerts."""

GARBLED = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"})
"""What OpenSSL says of an answer that is no TLS at all."""


class Connection(ssl.SSLSocket):
    """A socket that keeps why it broke: paho makes a "connection lost" of everything.

    It reads and writes where SSLSocket does after some more calls: paho takes a message in three reads, and what those
    calls cost is a sixth of what TLS adds to a round trip.
    """

    broke: OSError | None = None
    _sslobj: Any

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        try:
            return self._sslobj.read(buflen)
        except WAITING:
            raise
        except OSError as error:
            self.broke = error
            raise

    def send(self, data: Any, flags: int = 0) -> int:
        try:
            return self._sslobj.write(data)
        except WAITING:
            raise
        except OSError as error:
            self.broke = error
            # Under TLS 1.3 we have finished before the broker has looked at our certificate. One that refuses it
            # says why and hangs up, perhaps before our first word: then that cannot be sent, but its words are here.
            with suppress(OSError):
                self.recv(1)
            raise


class Context(ssl.SSLContext):
    """Makes connections to the hall's broker alone, whatever host was dialled, the handshake done."""

    sslsocket_class = Connection
    handshake_timeout: float

    def wrap_socket(self, sock: socket.socket, *_: Any, **__: Any) -> ssl.SSLSocket:
        connection = sock
        try:
            connection = super().wrap_socket(sock, server_hostname=BROKER_NAME, do_handshake_on_connect=False)
            connection.settimeout(self.handshake_timeout)
            connection.do_handshake()
        except OSError as error:
            connection.close()
            raise _of_handshake(error) from error
        except BaseException:
            connection.close()
            raise
        return connection


def context(keys: Keys, name: str, *, check_ends: bool, handshake_timeout: float) -> Context:
    """Made of the files as they are now, which must be those of ``name``. ``check_ends`` False: the clock of this box
    is not to be trusted, so the end of the broker's certificate says nothing. LinkError when the files are no good."""
    made = Context(ssl.PROTOCOL_TLS_CLIENT)  # verifies, checks the name, trusts nobody yet
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.handshake_timeout = handshake_timeout
    if not check_ends:
        made.verify_flags |= NO_CHECK_TIME
    _load(keys.ca, made.load_verify_locations)
    # Without a password OpenSSL would ask whoever sits at the terminal, and wait.
    _load(keys.own, partial(made.load_cert_chain, password=""))
    _check_name(keys, name)
    return made


def why_it_broke(sock: object) -> LinkError | None:
    """What the broker said of our certificate before the connection broke; None if nothing."""
    broke = sock.broke if isinstance(sock, Connection) else None
    if not isinstance(broke, ssl.SSLError):
        return None
    reason = OURS.get(broke.reason or "")
    return LinkError(reason) if reason else None


def _check_name(keys: Keys, name: str) -> None:
    """The broker would let it in under the other name, and silently take nothing that it says under this one. What the
    broker does not take at all it says itself."""
    with suppress(ssl.SSLError, OSError):
        shown = _shown(keys.ca, keys.own, keys.own.stat().st_mtime_ns)
        if shown != name:
            raise LinkError("others-keys", f'{keys.own} is of "{shown}", and this is "{name}"')


@lru_cache(maxsize=8)
def _shown(ca: Path, own: Path, changed: int) -> str:
    """As ``own`` stood then: to look costs as much as to connect."""
    return shown_to_the_broker(ca, own)


def _load(file: Path, load: Callable[[Path], object]) -> None:
    try:
        load(file)
    except ssl.SSLError as error:
        raise LinkError("keys", f"{file}: {_garbled(error)}") from error
    except OSError as error:
        raise LinkError("keys", f"{file}: {error.strerror or error}") from error


def _garbled(error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "the private key and the certificate do not belong together"
    return "holds not what it should, or is garbled"


def _of_handshake(error: OSError) -> LinkError:
    match error:
        case TimeoutError():
            return LinkError("away", "it does not answer")
        case ssl.SSLCertVerificationError():
            return LinkError(BROKERS.get(error.verify_code, "foreign-broker"), error.verify_message)
        case ssl.SSLEOFError() | ConnectionError():
            return LinkError("no-tls")
        case ssl.SSLError(reason=reason):
            known = OURS.get(reason or "") or ("no-tls" if reason in GARBLED else "no-agreement")
            return LinkError(known, reason or "")
        case _:
            return LinkError("away", error.strerror or error)
