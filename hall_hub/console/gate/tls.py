"""The console's certificate: TLS with what lies in a folder, and with what is put there later, without a restart."""

from __future__ import annotations

import logging
import ssl
import stat
import time
from collections.abc import Callable
from pathlib import Path

from hall_core.errors import MotcuaError
from hall_core.keys import Keys

log = logging.getLogger(__name__)

FILE = "web.pem"
"""Private key and certificate, with those that lead to its authority behind it, PEM, in one file: a renewal is one
rename."""
LOOK_EVERY = 1.0
"""Seconds from one look at the file to the next, at least; it is looked at when somebody comes."""
OLDER = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Ciphers for TLS 1.2, which browsers on old Windows speak: with forward secrecy, and sealed. TLS 1.3 has no others."""
OTHERS = stat.S_IROTH | stat.S_IWOTH


def folder_of(given: Path | None, keys: Keys | None) -> Path | None:
    """Where it is: as given, or beside the program's own keys, where ``motcua hall init`` puts it."""
    if given is None and keys is not None and (keys.folder / FILE).exists():
        return keys.folder
    return given


class CertificateError(MotcuaError):
    """The message says which file it is, and what is wrong with it."""


class WebCertificate:
    """CertificateError when there is none to begin with. One that is no good and comes later is told in the log, and
    the one before it goes on."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self.file = folder / FILE
        self._now = now
        self._looked = now()
        self._mark: tuple[int, ...] = self._stamp()
        self._current, self._trouble = self._loaded(), ""
        self.context = _context()
        """What connections begin with; each goes on with the newest certificate. (A context cannot forget a
        certificate: beside a new one of another kind of key it would keep the old one.)"""
        self.context.sni_callback = self._chosen

    def _chosen(self, connection: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        self._look()
        connection.context = self._current

    def _look(self) -> None:
        if self._now() - self._looked < LOOK_EVERY:
            return
        self._looked = self._now()
        try:
            mark = self._stamp()
            if mark == self._mark:
                return
            self._current, self._mark = self._loaded(), mark
        except CertificateError as error:
            if str(error) != self._trouble:
                log.error("%s; the certificate before it stays", error)  # noqa: TRY400 - the message says all
            self._trouble = str(error)
        else:
            self._trouble = ""
            log.info("%s: a new certificate", self.file)

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self.file.stat()
        except OSError as error:
            raise CertificateError(f"{self.file}: {error.strerror or error}") from error
        if found.st_mode & OTHERS:
            raise CertificateError(f"{self.file}: holds a private key and everybody may read it; chmod o= {self.file}")
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def _loaded(self) -> ssl.SSLContext:
        context = _context()
        try:
            context.load_cert_chain(self.file, password=_locked)
        except (OSError, ValueError) as error:
            why = (
                str(error) if isinstance(error, CertificateError) else f"no private key with its certificate ({error})"
            )
            raise CertificateError(f"{self.file}: {why}") from error
        return context


def _locked() -> str:
    # Without this OpenSSL would ask for the password on the terminal.
    raise ValueError("the private key is locked with a password")


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(OLDER)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    return context
