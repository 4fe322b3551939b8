"""What a device's own words change in what is known of it, and which beginnings and ends the diary has to hold. Pure.

Times are those of the console's box, which is the hub's. ``found``: it was so when the console came to look, so it
happened at some time before; nobody saw when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.messages import DeviceState
from hall_core.domain.names import Millis, Slug

Lasting = Literal["gone", "problem"]
"""What begins and ends."""


class Known(Struct, frozen=True, kw_only=True):
    """Of one device."""

    online: bool
    since: Millis
    """When it came, went or was last started."""
    found: bool = False
    """``since`` is only when it was found so."""
    boot: int = 0
    """How often its program had started."""
    version: str = ""
    problems: Mapping[str, str] = {}
    """Each with its words. Of a device that is gone: those that it had."""


class Began(Struct, frozen=True, kw_only=True):
    device: Slug
    what: Lasting
    at: Millis
    about: str = ""
    """Which problem."""
    words: str = ""
    boot: int = 0
    found: bool = False


class Ended(Struct, frozen=True, kw_only=True):
    device: Slug
    what: Lasting
    at: Millis
    about: str = ""
    found: bool = False


class Started(Struct, frozen=True, kw_only=True):
    """Its program was started, or it was seen for the first time."""

    device: Slug
    at: Millis
    boot: int
    version: str
    first: bool = False
    found: bool = False


class Worded(Struct, frozen=True, kw_only=True):
    """A problem that goes on is described in other words."""

    device: Slug
    at: Millis
    about: str
    words: str


Change = Began | Ended | Started | Worded


def learned(before: Known | None, state: DeviceState, boot: int, at: Millis, *, found: bool) -> Known:
    """Once the device has said ``state``, or its last will has."""
    problems: Mapping[str, str] = {} if before is None else before.problems
    if state.online:
        problems = {problem: problems.get(problem, "") for problem in state.problems}
    if before is not None and (before.online, before.boot) == (state.online, boot):
        return replace(before, problems=problems, version=state.version)
    return Known(online=state.online, since=at, found=found, boot=boot, version=state.version, problems=problems)


def worded(known: Known, problem: str, words: str) -> Known:
    """Once an alert has said ``words`` of a problem that the device has."""
    if known.problems.get(problem, words) == words:
        return known
    return replace(known, problems={**known.problems, problem: words})


def changes(device: Slug, before: Known | None, after: Known, at: Millis, *, found: bool = False) -> Iterator[Change]:
    """What leads from one to the other, of which the diary has the first."""
    if before is None:
        if after.online:
            yield Started(device=device, at=at, boot=after.boot, version=after.version, first=True, found=found)
        else:
            yield Began(device=device, what="gone", at=at, boot=after.boot, found=True)
    else:
        if before.online and not after.online:
            yield Began(device=device, what="gone", at=at, boot=after.boot, found=found)
        elif after.online and not before.online:
            yield Ended(device=device, what="gone", at=at, found=found)
        if after.online and after.boot != before.boot:
            yield Started(device=device, at=at, boot=after.boot, version=after.version, found=found)
    yield from _problems(device, {} if before is None else before.problems, after.problems, at, found)


def _problems(
    device: Slug, before: Mapping[str, str], after: Mapping[str, str], at: Millis, found: bool
) -> Iterator[Change]:
    for problem in before.keys() - after.keys():
        yield Ended(device=device, what="problem", about=problem, at=at, found=found)
    for problem, words in after.items():
        if problem not in before:
            yield Began(device=device, what="problem", about=problem, words=words, at=at, found=found)
        elif words and words != before[problem]:
            yield Worded(device=device, about=problem, words=words, at=at)
