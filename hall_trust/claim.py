"""A claim as one line of text, for a QR code and for ``claim.txt``: all that a box needs to ask for its certificate.

    MOTCUA1:<base32>        base32 of: 8 bytes of SHA-256 over the rest, then the rest, deflated MessagePack

Base32 and not base45: its letters come through a scanner that types and through a text file, and on paper that is 48 mm
wide both give 3 dots a module. The authority's certificate is inside (deflated with the claim's, which repeats most of
it, it costs 150 bytes), so that a box needs nothing else. It holds a private key: who copies it before it is used can
ask in the box's place, though not past the eyes of who compares fingerprints.
"""

from __future__ import annotations

import zlib
from base64 import b32decode, b32encode
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from hall_core.domain.names import Slug
from hall_trust import ca
from hall_trust.error import TrustError
from hall_trust.key import NUMBER_BYTES, key_of, number_of

TAG = "MOTCUA1:"
SUM = 8
"""Bytes: enough to tell what is garbled."""
LARGEST = 4_096
"""Bytes, inflated: three times what there is."""
MOST_TEXT = 4_000


class ClaimError(TrustError):
    """A text that is no claim."""

    key = "claim"


class ClaimCode(Struct, frozen=True, kw_only=True):
    hall: Slug
    device: Slug
    broker: tuple[str, int]
    """Host and port."""
    ca: bytes
    """The authority's certificate, PEM."""
    key: bytes
    """The claim's own private key, PEM."""
    certificate: bytes
    """Of that key, PEM."""

    def __repr__(self) -> str:
        """Without the key: this may come to stand in a log."""
        return f"ClaimCode(hall={self.hall!r}, device={self.device!r}, broker={self.broker!r})"


class _Packed(Struct, frozen=True, array_like=True):
    hall: Slug
    device: Slug
    host: Annotated[str, Meta(min_length=1, max_length=253)]
    port: Annotated[int, Meta(ge=1, le=65_535)]
    key: Annotated[bytes, Meta(min_length=NUMBER_BYTES, max_length=NUMBER_BYTES)]
    certificate: bytes
    ca: bytes


def text_of(claim: ClaimCode) -> str:
    host, port = claim.broker
    key = number_of(claim.key)
    packed = _Packed(claim.hall, claim.device, host, port, key, ca.to_der(claim.certificate), ca.to_der(claim.ca))
    data = zlib.compress(msgspec.msgpack.encode(packed), 9, wbits=-zlib.MAX_WBITS)
    return TAG + b32encode(sha256(data).digest()[:SUM] + data).decode().rstrip("=")


def claim_in(text: str) -> ClaimCode:
    """ClaimError for anything that :func:`text_of` has not made; space around it, line breaks in it and small letters
    do not matter."""
    text = "".join(text[: 2 * MOST_TEXT].split()).upper()
    if not text.startswith("MOTCUA"):
        raise ClaimError("this is no claim of a hall: it does not begin with MOTCUA")
    if not text.startswith(TAG):
        raise ClaimError("this claim was made by another version of Motcua")
    try:
        claim = _unpacked(text[len(TAG) :])
    except (ValueError, zlib.error, msgspec.DecodeError, TrustError) as error:
        raise ClaimError("this claim is not whole: read it again, or have a new one made") from error
    return claim


def _unpacked(letters: str) -> ClaimCode:
    data = b32decode(letters + "=" * (-len(letters) % 8))
    if b32encode(data).decode().rstrip("=") != letters or sha256(data[SUM:]).digest()[:SUM] != data[:SUM]:
        raise ValueError("garbled")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = msgspec.msgpack.decode(inflate.decompress(data[SUM:], LARGEST), type=_Packed)
    certificate, authority = ca.to_pem(packed.certificate), ca.to_pem(packed.ca)
    key = key_of(packed.key)
    ca.check_pair(key, certificate, authority)
    return ClaimCode(
        hall=packed.hall,
        device=packed.device,
        broker=(packed.host, packed.port),
        ca=authority,
        key=key,
        certificate=certificate,
    )
