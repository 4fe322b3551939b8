"""What the hub's box was given for its line to the centre: a folder, made by ``motcua hall line take``.

ca.pem       who has signed the province's brokers; everybody may read it
line.pem     private key and certificate of this hall's line        the broker alone
line.toml    whose it is, and where the province's brokers are
secret.toml  client id and password                                 the broker alone
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from broker_config.guard import BrokerConfigError
from hall_core.domain.names import Slug

Address = Annotated[str, Meta(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$(?!\n)")]
"""``HOST:PORT``."""
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,128}$(?!\n)")]
"""Stands in a line of mosquitto.conf, where spaces would mean something."""


class LineFolder(Struct, frozen=True):
    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def own(self) -> Path:
        return self.folder / "line.pem"

    @property
    def told(self) -> Path:
        return self.folder / "line.toml"

    @property
    def secret(self) -> Path:
        return self.folder / "secret.toml"

    @property
    def next_key(self) -> Path:
        """A private key whose certificate is asked for."""
        return self.folder / "next.key"


class Told(Struct, frozen=True, kw_only=True):
    """``line.toml``."""

    hall: Slug
    addresses: Annotated[list[Address], Meta(min_length=1, max_length=9)]


class Secret(Struct, frozen=True, kw_only=True):
    """``secret.toml``."""

    client_id: Word
    password: Word


class Line(Struct, frozen=True, kw_only=True):
    folder: LineFolder
    told: Told
    secret: Secret


def read_line(folder: LineFolder) -> Line:
    """BrokerConfigError names the first file that is not there or cannot be used."""
    for file in (folder.ca, folder.own):
        if not file.is_file():
            raise BrokerConfigError(f"{file} is not there: motcua hall line take puts it there")
    return Line(folder=folder, told=read_told(folder), secret=read_secret(folder))


def read_told(folder: LineFolder) -> Told:
    return _read(folder.told, Told)


def read_secret(folder: LineFolder) -> Secret:
    return _read(folder.secret, Secret)


def _read(file: Path, type: Any) -> Any:
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), type)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BrokerConfigError(f"{file}: cannot be used: {error}") from error
    except OSError as error:
        raise BrokerConfigError(f"{file}: cannot be read: {error.strerror or error}") from error
