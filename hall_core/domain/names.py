"""The kinds of name that go round the hall, with their bounds: nothing else may be put in a topic."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta, Struct

# `$(?!\n)` rather than `$`, which in Python also matches before a last line break; JSON Schema reads it the same.
# A topic level: short enough for any broker and AMQP routing key, and free of '/', '+', '#', '.', '*'.
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$(?!\n)")]
# The parties on the hub's own box: in topics and certificates their names stand where a device's id does.
HUB, BROKER, AUTHORITY, COURIER = "hub", "broker", "authority", "courier"
# A UUID (version 7 where we make it), lower case, as text.
Uid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\n)")]
# What a citizen reads and hears, such as A012: capital letters and digits, no separator.
TicketNumber = Annotated[str, Meta(pattern=r"^[A-Z]{0,2}[0-9]{1,5}$(?!\n)")]
# What is printed on an appointment: capital letters and digits.
AppointmentCode = Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,12}$(?!\n)")]
# Opaque, as the central system prints it (docs/hall-file.md); at least six signs.
DossierCode = Annotated[str, Meta(pattern=r"^[A-Z0-9./-]{6,40}$(?!\n)")]
# Free words typed by a person, and what is said of a problem.
WORDS_MOST = 200
Words = Annotated[str, Meta(max_length=WORDS_MOST)]
# The same, for everybody who stands before a kiosk: two rows on the smallest one.
# Neither control characters nor breaks of lines: what draws letters raises at some of them, and others spoil a page.
_BREAKS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
NOT_IN_LINE = re.compile(f"[{_BREAKS}]")
LINE = rf"^[^{_BREAKS}]*$(?!\n)"
PublicWords = Annotated[str, Meta(max_length=80, pattern=LINE)]
# What is said to everybody on a board: some rows that are read in passing.
SAYING_MOST = 160
Saying = Annotated[str, Meta(max_length=SAYING_MOST, pattern=LINE)]
# 9999-01-01 UTC: a moment beyond has no date in any time zone's calendar.
MILLIS_MOST = 253_370_764_800_000
Millis = Annotated[int, Meta(ge=0, lt=MILLIS_MOST)]
"""Milliseconds since 1970-01-01 UTC."""
# What every reader of JSON takes exactly (RFC 7493). A larger one has no room in a database's column, where
# it would stop others' messages as well.
WHOLE_MOST = 2**53 - 1
Count = Annotated[int, Meta(ge=0, le=WHOLE_MOST)]
Ordinal = Annotated[int, Meta(ge=1, le=WHOLE_MOST)]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$(?!\n)")]
ApologyRef = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
"""What a board calls an apology that it shows: chance, from which nobody learns whose dossier it is about."""
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$(?!\n)")]
"""Its code in ISO 639, as the folders of ``hall_core/locale`` are named: ``vi``, ``en``, ``hmn``."""
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{8,64}$(?!\n)")]
"""Hexadecimal digest of an edition of something."""


NameText = Annotated[str, Meta(min_length=1, max_length=1200)]


class Name(Struct, frozen=True, omit_defaults=True, gc=False):
    """A name in the two languages of the hall, and in ``more`` where somebody has put it into others.

    What is not there is Vietnamese, never English: that is the official name, the one on the signs of the hall and
    the one that an officer can be shown.
    """

    vi: NameText
    en: NameText
    more: dict[Language, NameText] = {}

    def into(self, language: Language) -> str:
        return self.en if language == "en" else self.more.get(language, self.vi)
