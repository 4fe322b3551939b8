"""What has already happened on a device, told to the hub through the device's outbox. Past tense, frozen."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Uid, Words


class PaperPrinted(Struct, frozen=True, kw_only=True, tag_field="type", tag="printed"):
    """The printer took the whole ticket and answered that it is well."""

    ticket: Uid


class PaperFailed(Struct, frozen=True, kw_only=True, tag_field="type", tag="print-failed"):
    ticket: Uid
    reason: Words


class CallWasShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="call-shown"):
    """A board painted a call on its glass, or spoke it to the end."""

    call: Uid
    how: Literal["painted", "spoken"]


Fact = PaperPrinted | PaperFailed | CallWasShown
