"""What tells a box from all others: a folder with the hall's certificate, and its own with its private key.

Standard library only, for every program has it: what makes keys and certificates is ``hall_trust``.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

BROKER_NAME = "hall-broker"
"""What the broker's certificate is made out to. Clients check this and not an address, so that the hub's box may get
another one, and no other certificate of the hall will do in its place."""

SECRET, SHARED = 0o600, 0o644
"""Modes of files: its owner's alone; everybody's to read."""

OTHERS = 0o077
"""Of a file's mode: whatever anybody but its owner may do with it."""


class Keys(Struct, frozen=True):
    """The files in ``folder``. They are read anew at each connection: a renewed certificate needs no restart."""

    folder: Path

    @property
    def ca(self) -> Path:
        """The hall's own authority, PEM. Whose certificate it has signed belongs to this hall."""
        return self.folder / "ca.pem"

    @property
    def own(self) -> Path:
        """Private key and certificate, PEM, in one file, so that both change at once; readable by the program alone."""
        return self.folder / "device.pem"

    @property
    def next_key(self) -> Path:
        """A new private key while its certificate is asked for."""
        return self.folder / "next.key"

    @property
    def next_request(self) -> Path:
        """The request for its certificate, PEM."""
        return self.folder / "next.csr"

    @property
    def until(self) -> Path:
        """When the certificate ends and since when it holds, so that a program need not read certificates:
        :class:`hall_core.mqtt.certificate.Life`."""
        return self.folder / "until"

    def missing(self) -> Path | None:
        """The first file that must be there and is not."""
        return next((file for file in (self.ca, self.own) if not file.is_file()), None)
