"""How a box gets its certificate, and what the hall's authority says of each.

A box makes its own private key, which never leaves it, and asks on ``enrol/<name>/csr``, where the name is that of the
certificate it is connected with: a claim's for a new box, its own for a renewal. It asks again until it is granted or
refused; the same key gets the same answer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.names import Millis, Slug, Uid, Words

ASK_AGAIN = 5.0
"""Seconds after which a box asks again."""

Pem = Annotated[str, Meta(min_length=60, max_length=4_000, pattern=r"^-----BEGIN [A-Z ]+-----\n")]
Fingerprint = Annotated[str, Meta(pattern=r"^[0-9A-F]{4}(-[0-9A-F]{4}){4}$(?!\n)")]
"""The first 80 bits of the SHA-256 of a public key (its DER): short enough to be compared by eye."""

Denial = Literal[
    "unknown-device",
    "claim-used",
    "claim-over",
    "other-device",
    "malformed",
    "refused",
    "shut-out",
]
"""Not in the hall file; another box was faster with this claim; the claim's time is over; the claim, or the certificate
with which it asks, is for another device; the request cannot be read; a person said no; it may not be renewed."""


class Request(Struct, frozen=True, kw_only=True):
    """A box asks to be ``device``."""

    device: Slug
    csr: Pem


class Granted(Struct, frozen=True, kw_only=True, tag_field="type", tag="granted"):
    """``certificate`` for the key that asked, made at ``since`` and good until ``until``."""

    to: Uid
    certificate: Pem
    since: Millis
    until: Millis


class Waits(Struct, frozen=True, kw_only=True, tag_field="type", tag="waits"):
    """Somebody has to compare this fingerprint with the one on the box, and say yes."""

    to: Uid
    fingerprint: Fingerprint


class Denied(Struct, frozen=True, kw_only=True, tag_field="type", tag="denied"):
    to: Uid
    denial: Denial
    words: Words = ""


Issued = Granted | Waits | Denied


class Asking(Struct, frozen=True, kw_only=True):
    """A box that waits for somebody's yes."""

    fingerprint: Fingerprint
    claim: Slug
    at: Millis
    """Since when."""


class Standing(Struct, frozen=True, kw_only=True):
    """What the authority says of one device (retained): whether it may take part, with which certificate, who asks."""

    device: Slug
    shut_out: bool
    """Whatever it says counts for nothing, from now on."""
    fingerprint: Fingerprint | None = None
    """Of the key whose certificate is in force; None without any."""
    since: Millis | None = None
    until: Millis | None = None
    """When that certificate ends."""
    asking: Asking | None = None
    words: Words = ""
    """Why it is shut out."""


class Approve(Struct, frozen=True, kw_only=True, tag_field="type", tag="approve"):
    """The box with this fingerprint is the device; a certificate it had until now is revoked."""

    device: Slug
    fingerprint: Fingerprint
    by: Slug


class Refuse(Struct, frozen=True, kw_only=True, tag_field="type", tag="refuse"):
    """It is not; its claim is spent."""

    device: Slug
    fingerprint: Fingerprint
    by: Slug


class ShutOut(Struct, frozen=True, kw_only=True, tag_field="type", tag="shut-out"):
    """Stolen, lost, scrapped: its certificates are revoked, and nothing it says counts."""

    device: Slug
    reason: Words
    by: Slug


TrustWish = Approve | Refuse | ShutOut
