"""Who gets in at the province's brokers: names, and passwords as each kind of broker wants to have them hashed.

The province's authority writes the list, the brokers' configuration is made from it. A password is 256 bits of chance,
so that nobody finds it from its hash, and hashing need not be slow: 3,300 halls may come back at once.
"""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
import hashlib
import secrets
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from hall_core.domain.names import Slug
from hall_core.errors import MotcuaError

GATEWAY = "gateway"
"""The one that is no hall."""
GATEWAY_PROGRAMS = ("ingest", "carry")
"""Its programs that speak with the brokers. At a Mosquitto each comes under its own certificate, ``gateway-ingest``."""
PASSWORD_BYTES, CLIENT_ID_BYTES = 32, 16
BCRYPT = "$2a$04$"
"""The least cost there is, and the one form that NATS 2.9 takes for a hash."""
_BCRYPT_SIGNS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BCRYPT_LAST = ".Oeu"
"""The 22nd sign of a salt of 128 bits stands for two bits."""
ROUNDS = 101
"""As mosquitto_passwd of 2.0.11 does."""


class HashError(MotcuaError):
    """This box cannot hash a password."""

    key = "hash"


class Hashed(Struct, frozen=True, kw_only=True):
    """One password, three times; no two are alike for the same password."""

    nats: Annotated[str, Meta(pattern=r"^\$2a\$04\$[./A-Za-z0-9]{53}$(?!\n)")]
    rabbitmq: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/=]{48}$(?!\n)")]
    mosquitto: Annotated[str, Meta(pattern=r"^\$7\$101\$[A-Za-z0-9+/=]{16}\$[A-Za-z0-9+/=]{88}$(?!\n)")]


class LineUser(Struct, frozen=True, kw_only=True):
    name: Slug
    """The hall's id; it names the one subtree that is its own."""
    password: Hashed


class LineUsers(Struct, frozen=True, kw_only=True):
    """By name."""

    halls: list[LineUser] = []
    gateway: Hashed | None = None


def new_password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def new_client_id() -> str:
    """That nobody can guess: who knows it could throw a hall off its line."""
    return secrets.token_hex(CLIENT_ID_BYTES)


def hashed(password: str) -> Hashed:
    """HashError."""
    data = password.encode()
    salt = secrets.token_bytes(4)
    grains = secrets.token_bytes(12)
    derived = hashlib.pbkdf2_hmac("sha512", data, grains, ROUNDS)
    return Hashed(
        nats=_bcrypt(data),
        rabbitmq=_text(salt + hashlib.sha256(salt + data).digest()),
        mosquitto=f"$7${ROUNDS}${_text(grains)}${_text(derived)}",
    )


def read_users(data: bytes) -> LineUsers:
    """HashError says what is wrong with the list."""
    try:
        return msgspec.json.decode(data, type=LineUsers)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HashError(f"this is no list of who gets in: {error}") from error


def _bcrypt(password: bytes) -> str:
    """By the C library's companion, which every Debian has: Python has none of its own any more."""
    try:
        crypt = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1").crypt
    except OSError as error:
        raise HashError("there is no libcrypt on this machine: sudo apt install libcrypt1") from error
    crypt.restype = ctypes.c_char_p
    salt = "".join(secrets.choice(_BCRYPT_SIGNS) for _ in range(21)) + secrets.choice(_BCRYPT_LAST)
    made: bytes | None = crypt(password, f"{BCRYPT}{salt}".encode())
    if made is None or not made.startswith(BCRYPT.encode()):
        raise HashError("libcrypt of this machine makes no bcrypt")
    return made.decode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
