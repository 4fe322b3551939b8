"""What a broker reads that asks everybody for a certificate."""

from __future__ import annotations

import ssl
from pathlib import Path

from msgspec import Struct

from hall_core.errors import MotcuaError
from hall_core.keys import Keys

PUBLIC, REVOKED, ACCESS = "public", "revoked.pem", "access.acl"
"""The folder within that of the hall's authority which the broker reads, and its two lists there."""
END = "# The end.\n"
"""Of an access list: one that was cut short must not count."""


class BrokerConfigError(MotcuaError):
    """This broker would not be safe or cannot be had."""

    key = "broker"


class Guard(Struct, frozen=True):
    """The broker's own ``keys``, and the folder :data:`PUBLIC` of the hall's authority, which writes there and sends a
    SIGHUP. The broker reads all of it again then, and its own certificate too."""

    keys: Keys
    public: Path

    @property
    def revoked(self) -> Path:
        """Certificates that open nothing any more, PEM. The broker does not start without the file."""
        return self.public / REVOKED

    @property
    def access(self) -> Path:
        """Who may say and hear what: :func:`broker_config.access_list.access_list`."""
        return self.public / ACCESS

    def check(self) -> None:
        """BrokerConfigError names the first file that is not there or not whole. What Mosquitto says of it is hard to
        read, and one that runs goes on without the list, and lets everybody do everything: so this is asked before it
        is told to read its lists again."""
        missing = self.keys.missing() or next((x for x in (self.revoked, self.access) if not x.is_file()), None)
        if missing is not None:
            raise BrokerConfigError(f"{missing} is not there: the hall's authority makes it")
        try:
            lists = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            lists.load_verify_locations(self.keys.ca)
            lists.load_verify_locations(self.revoked)
            whole = self.access.read_text("utf-8").endswith(END)
        except (ssl.SSLError, UnicodeDecodeError) as error:
            files = f"{self.keys.ca}, {self.revoked} or {self.access}"
            raise BrokerConfigError(f"{files} cannot be read as what it is: {error}") from error
        except OSError as error:
            raise BrokerConfigError(f"{error.filename}: cannot be read: {error.strerror or error}") from error
        if not whole:
            raise BrokerConfigError(f"{self.access} is not whole: motcua hall renew writes it anew")
