"""Local times of day in a hall file, and what changes with them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class Level(Struct, frozen=True, kw_only=True):
    """From ``at`` on, until the next level's time, day after day: how loud or how bright, in parts of a hundred."""

    at: ClockTime
    percent: Annotated[int, Meta(ge=0, le=100)]
