"""What if: the same people on the same day, in a hall that is otherwise in one thing or another.

A variant is written as changes: ``counters=+1``, ``visitors=+10%``, or the place of a value in the hall file or in the
habits and what it is to be: ``policy.ahead_in_row=1``, ``services.sao-y.minutes=8``, ``habits.officers.breaks=0``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall_core.device import hall_file
from hall_core.domain.plan import Counter as CounterPlan
from hall_core.domain.plan import Officer, Plan
from hall_core.domain.plan_check import suggest
from hall_core.domain.plan_devices import Caller
from hall_core.errors import MotcuaError
from hall_hub.figures.charts import BESIDE
from hall_sim import habits as habit_file
from hall_sim.report import Report
from hall_sim.setting import MOST_VISITORS, Setting
from hall_sim.words import minutes

MOST = len(BESIDE) - 1
"""Variants beside the day as it is."""
MIXES = ("habits.citizens", "hours")
"""Changes by which other people come, or at other times."""
QUOTES = ('"', "'")
BRACKETS = {"[": "]", "{": "}", '"': '"', "'": "'"}
"""What holds a value together, and what closes it."""


class VariantError(MotcuaError):
    """What was asked for is no change of this hall; the message says what would be."""

    key = "hall-file"


class Variant(Struct, frozen=True):
    name: str
    report: Report


class Changed(Struct, frozen=True):
    """A day as a variant has it, and the one from which its people are."""

    setting: Setting
    people_of: Setting


def changed(plain: Setting, busiest: str, words: str) -> Changed:
    """``busiest``: the counter that a further one is to be like. VariantError, or HallFileError with what is wrong."""
    plan, habits, visitors = plain.plan, plain.habits, plain.visitors
    others = False
    for change in _changes(words):
        place, equals, value = change.partition("=")
        if not equals or not place or not value:
            raise VariantError(f"{change!r} is no change: write what=value, such as counters=+1")
        if place == "counters":
            plan = _with_counters(plan, busiest, value)
        elif place == "visitors":
            visitors = _visitors(visitors, value)
        elif place.startswith("habits."):
            raw = _put(_plain(habits), place.removeprefix("habits."), value)
            habits = habit_file.read(raw, plan, f"--and {change}")
        else:
            plan = hall_file.read(_put(_plain(plan), place, value), f"--and {change}")
        others = others or place.startswith(MIXES)
    setting = Setting(plan, plain.day, habits, plain.seed, visitors)
    mixed = setting if others else Setting(plain.plan, plain.day, plain.habits, plain.seed, visitors)
    return Changed(setting, mixed)


def _changes(words: str) -> list[str]:
    """The changes of a variant, between which there are commas, semicolons or spaces: not those inside of brackets or
    quotes, which are part of a value."""
    found, closes = [""], ""
    for letter in words.strip():
        quoted = closes[-1:] in QUOTES
        if closes and letter == closes[-1]:
            closes = closes[:-1]
        elif not quoted and letter in BRACKETS:
            closes += BRACKETS[letter]
        elif not closes and (letter in ",;" or letter.isspace()):
            found.append("")
            continue
        found[-1] += letter
    if closes:
        raise VariantError(f"{found[-1]!r} is no change: {closes[-1]} is missing at its end")
    return [change for change in found if change] or [""]


def busiest_counter(report: Report) -> str:
    """Who called most."""
    return max(report.by_counter, key=lambda counter: report.by_counter[counter])


def _with_counters(plan: Plan, busiest: str, value: str) -> Plan:
    """``+N``: so many more, as the busiest one is, each with an officer and a call box; ``-N``: the last ones go."""
    if re.fullmatch(r"[+-][1-9]\d?", value) is None:
        raise VariantError(f"counters={value}: write counters=+1 for one more, or counters=-1 for one fewer")
    more = int(value)
    if len(plan.counters) + more < 1:
        words = f"the hall has {len(plan.counters)}, and one at least must be left"
        raise VariantError(f"counters={value}: {words}")
    # The busiest one may have gone by a change before this one.
    like = plan.counter(busiest) or plan.counters[-1]
    for _ in range(more):
        number = _free([counter.number for counter in plan.counters])
        box = next((x for x in plan.devices if isinstance(x, Caller) and like.id in x.counters), None)
        sits = next((desk.officer for desk in box.all_desks if desk.counter == like.id), "") if box else ""
        own = plan.officer(sits)
        taken = {one.id for one in (*plan.counters, *plan.officers, *plan.devices)}
        nth = next(n for n in count(1) if f"them-{n}" not in taken)
        id = f"them-{nth}"
        plan = replace(
            plan,
            counters=[*plan.counters, CounterPlan(id=id, number=number, zone=like.zone, serves=like.serves)],
            officers=[*plan.officers, Officer(id=id, name=f"Thêm {nth}", serves=own.serves if own else {})],
            devices=[*plan.devices, Caller(id=id, counter=id, officer=id)],
        )
    for _ in range(-more):
        plan = _without(plan, plan.counters[-1].id)
    return hall_file.read(_plain(plan), f"--and counters={value}")


def _without(plan: Plan, counter: str) -> Plan:
    """The counter, and whatever stands at it alone."""
    devices = [
        replace(x, desks=[desk for desk in x.desks if desk.counter != counter]) if isinstance(x, Caller) else x
        for x in plan.devices
        if getattr(x, "counter", None) != counter
    ]
    devices = [x for x in devices if not isinstance(x, Caller) or x.all_desks]
    return replace(plan, counters=[x for x in plan.counters if x.id != counter], devices=devices)


def _free(taken: list[int]) -> int:
    number = next((number for number in range(1, 100) if number not in taken), None)
    if number is None:
        raise VariantError("there are 99 counters already, and a counter has a number of its own from 1 to 99")
    return number


def _visitors(before: int, value: str) -> int:
    found = re.fullmatch(r"(?:([+-])(\d{1,6})(%?)|(\d{1,6}))", value)
    if found is None:
        raise VariantError(f"visitors={value}: is no number of visitors; write 300, +50, -50 or +10%")
    sign, digits, percent, plain = found.groups()
    if plain is not None:
        come = int(plain)
    else:
        amount = round(before * int(digits) / 100) if percent else int(digits)
        come = before + amount if sign == "+" else before - amount
    if not 1 <= come <= MOST_VISITORS:
        raise VariantError(f"visitors={value}: {come} would come, of {before}; it must be 1 to {MOST_VISITORS}")
    return come


def _plain(value: Struct) -> dict[str, Any]:
    """As the tables of a file, which have nothing where there is nothing."""
    return _bare(msgspec.json.decode(msgspec.json.encode(value)))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items() if part is not None}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def _put(raw: dict[str, Any], place: str, text: str) -> dict[str, Any]:
    """``raw`` with another value at ``place``, whose parts are keys, and ids in lists. What the value may be is for
    whoever reads the file."""
    at: Any = raw
    *way, last = place.split(".")
    for part in way:
        if isinstance(at, list):
            ids = [one.get("id") if isinstance(one, dict) else None for one in at]
            found = next((one for one, id in zip(at, ids, strict=True) if id == part), None)
            if found is None:
                known = [str(id) for id in ids if id is not None]
                raise VariantError(f'{place}: nothing there is called "{part}"; {suggest(part, known)}')
            at = found
        elif isinstance(at, dict):
            at = at.setdefault(part, {})
        else:
            raise VariantError(f"{place}: {part!r} is in nothing that has parts")
    if not isinstance(at, dict):
        raise VariantError(f"{place}: say which of them, and which of its values")
    try:
        at[last] = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        at[last] = text
    return raw


COMPARED: tuple[tuple[str, Callable[[Report], str]], ...] = (
    ("tickets", lambda r: str(r.tickets)),
    ("median wait", lambda r: minutes(r.waits.median)),
    ("nine of ten waited no longer than", lambda r: minutes(r.waits.p90)),
    ("longest wait", lambda r: minutes(r.waits.longest)),
    ("with priority: nine of ten", lambda r: minutes(r.priority.p90)),
    ("others: nine of ten", lambda r: minutes(r.others.p90)),
    ("longest queue", lambda r: str(r.longest_queue)),
    ("most overtaken", lambda r: str(r.most_overtaken)),
    ("no-shows", lambda r: str(r.no_shows)),
    ("left, and said so", lambda r: str(r.left)),
    ("still open at the end", lambda r: str(r.still_open)),
    ("without a number", lambda r: str(sum(r.turned_away.values()))),
    ("served", lambda r: str(r.served)),
)
"""What stands side by side, times in minutes."""


def differences(plain: Report, variants: list[Variant]) -> list[str]:
    """One sentence for each variant."""
    return [f"{variant.name}: {_difference(plain, variant.report)}." for variant in variants]


def _difference(plain: Report, other: Report) -> str:
    p90 = _than("nine of ten wait no longer than", plain.waits.p90, other.waits.p90)
    median = _than("half of them no longer than", plain.waits.median, other.waits.median)
    parts = [p90, median]
    for words, before, after in (
        ("still open at the end", plain.still_open, other.still_open),
        ("no-shows", plain.no_shows, other.no_shows),
        ("left before their turn", plain.left, other.left),
        ("served", plain.served, other.served),
    ):
        if before != after:
            parts.append(f"{words} {after} instead of {before}")
    return "; ".join(parts)


def _than(words: str, before: int, after: int) -> str:
    if minutes(before) == minutes(after):
        return f"{words} {minutes(after)} min, as it is"
    return f"{words} {minutes(after)} min instead of {minutes(before)}"
