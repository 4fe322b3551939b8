"""By which way people came by their numbers, and what share each way has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.tally import Tally, share

ChannelKey = Literal["kiosk", "desk", "appointment", "reserve", "other", "roll", "told-late"]
"""In the order of tables; ``desk``: given at the console. The last two are counted apart, for nobody knows more."""
CHANNELS: tuple[ChannelKey, ...] = get_args(ChannelKey)
_ROLES: dict[str, ChannelKey] = {"kiosk": "kiosk", "console": "desk"}


class Channel(Struct, frozen=True):
    key: ChannelKey
    people: int
    share: float | None
    """Percent of all people, also of those counted apart."""


def channel_of(key: str, roster: Roster) -> ChannelKey:
    """Of what a day's summary has (see ``day``)."""
    match key.partition(":"):
        case "appointment" | "reserve" as channel, _, _:
            return channel
        case _, _, device:
            return _ROLES.get(roster.devices.get(device, ""), "other")


def shares(channels: Mapping[str, Tally], roll: int, told_late: int) -> list[Channel]:
    """Of those by which anybody came."""
    people: dict[ChannelKey, int] = {key: channels[key]["visits"] for key in CHANNELS if key in channels}
    people |= {"roll": roll, "told-late": told_late}
    whole = sum(people.values())
    return [Channel(key, count, share(count, whole)) for key, count in people.items() if count]
