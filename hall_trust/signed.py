"""What somebody vouches for with a private key: bytes, what they are for, and a signature over both.

    python -m hall_trust.signed check FILE --ca CA.PEM

says on stdout since when the file is signed, and ends with 0; or why it does not count, on stderr, with 1. Programs
that run all day start it as a child and never load the library for it. Beside ``calendar.toml`` lies
``calendar.toml.sig``, and the name is part of what is signed: nothing that is signed for one thing counts for another.
"""

from __future__ import annotations

import argparse
import base64
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from hall_core.domain.names import Millis
from hall_trust.error import TrustError
from hall_trust.key import SHA, UNREADABLE, PublicKey, der_of, private_of, public_in

LARGEST = 1_000_000
"""Bytes of a file: a calendar of ten years has 20 kB."""
FORGED = 1
"""Exit status."""
_WHAT = b"motcua signed 1\0"
"""No certificate begins so: what the authority's key signs here can be taken for nothing else."""


class SignatureError(TrustError):
    """It was not signed by this key, for this, or has been changed since."""

    key = "signature"


class Signature(Struct, frozen=True, kw_only=True):
    """The file beside a signed one, JSON."""

    name: str
    at: Millis
    """When it was signed, which is signed too."""
    signature: str
    """Base64."""


def sign(key: bytes, purpose: str, data: bytes) -> str:
    """With a private key, PEM. Base64."""
    return base64.b64encode(private_of(key).sign(_whole(purpose, data), ec.ECDSA(SHA))).decode()


def check(key: PublicKey, purpose: str, data: bytes, signature: str) -> None:
    """SignatureError."""
    try:
        public_in(key).verify(base64.b64decode(signature, validate=True), _whole(purpose, data), ec.ECDSA(SHA))
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("the signature is not by this key for this, or it was changed since") from error


def beside(file: Path) -> Path:
    """Where its signature lies."""
    return file.with_name(f"{file.name}.sig")


def sign_file(key: bytes, file: Path, at: Millis) -> bytes:
    """What is to lie beside it. OSError, TrustError."""
    purpose = _purpose(file.name, at)
    return msgspec.json.encode(Signature(name=file.name, at=at, signature=sign(key, purpose, _read(file))))


def check_file(file: Path, ca: bytes) -> Millis:
    """When it was signed, by the authority with this certificate, PEM. SignatureError; OSError when one of the two
    files is not there."""
    try:
        told = msgspec.json.decode(beside(file).read_bytes(), type=Signature)
    except msgspec.DecodeError as error:
        raise SignatureError(f"{beside(file)} is no signature") from error
    if told.name != file.name:
        raise SignatureError(f"{beside(file)} is for {told.name}")
    check(_public_of(ca), _purpose(told.name, told.at), _read(file), told.signature)
    return told.at


def _purpose(name: str, at: Millis) -> str:
    return f"file {at} {name}"


def _whole(purpose: str, data: bytes) -> bytes:
    return _WHAT + purpose.encode() + b"\0" + data


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TrustError(f"{file} is larger than {LARGEST} bytes")
    return data


def _public_of(ca: bytes) -> PublicKey:
    try:
        return der_of(x509.load_pem_x509_certificate(ca).public_key())
    except UNREADABLE as error:
        raise TrustError("this is no certificate") from error


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hall_trust.signed", description="Looks whether a file is signed.")
    parser.add_argument("act", choices=["check"])
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--ca", metavar="CA.PEM", type=Path, required=True, help="of the authority that must have")
    given = parser.parse_args(argv)
    try:
        at = check_file(given.file, given.ca.read_bytes())
    except TrustError as error:
        print(f"{given.file}: {error}", file=sys.stderr)
        return FORGED
    except OSError as error:
        print(f"{error.filename}: {error.strerror or error}", file=sys.stderr)
        return FORGED
    print(f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
