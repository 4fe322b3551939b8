"""The one item of the set ``calendar``: what the centre signs of days off and days worked.

A file and the one beside it, as they are: so a hall without a line is brought the same two, and both are checked alike.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

OVERRIDE = "override"
"""Its key."""
FILE = "calendar.toml"
"""The name that is signed with it, and under which it is brought to a hall without a line."""


class SignedFile(Struct, frozen=True, kw_only=True):
    file: Annotated[str, Meta(max_length=6_000)]
    """TOML: ``holidays`` and ``worked``, lists of days; ``[[rules]]`` (docs/working-days.md)."""
    signature: Annotated[str, Meta(max_length=1_000)]
    """What ``motcua province sign`` puts beside the file."""
