"""The devices on the head's page: those with trouble first, and what needs somebody at its top. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hall_core.contract.access import COURIER
from hall_core.contract.messages import Alert, Problem
from hall_core.domain.names import HUB, Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from hall_hub.console.desk import Device
from hall_hub.console.devices.about import roles
from hall_hub.console.devices.watch import Known
from hall_hub.console.devices.words import believed, gigabytes, moment, problem_words, sentence

LINE: Problem = "centre-line"
"""Told by the courier once the line has been away, or the centre silent, for some minutes."""
CALLED = 5
"""Devices that are named at the top; how many more there are is said."""


class ProblemRow(Struct, frozen=True):
    name: str
    words: str
    """What the device says itself, in its technician's words; may be empty."""
    since: str


class DeviceRow(Struct, frozen=True, kw_only=True):
    id: Slug
    role: str
    online: bool | None
    """None: never heard of."""
    status: str
    version: str
    differs: tuple[str, ...]
    """In what it is not as the hub is."""
    problems: tuple[ProblemRow, ...]
    health: str

    @property
    def well(self) -> bool:
        return self.online is True and not self.problems and not self.differs


class Devices(Struct, frozen=True):
    rows: tuple[DeviceRow, ...]


class Trouble(Struct, frozen=True):
    id: Slug
    what: str


class Attention(Struct, frozen=True):
    """``more`` devices beside those that are named."""

    words: str
    named: tuple[Trouble, ...]
    more: int


def devices(
    plan: Plan, heard: Mapping[Slug, Device], known: Mapping[Slug, Known], own: Slug, say: Say, now: Millis
) -> Devices:
    """Those of the hall file and the hub, without the one that shows this; who has trouble first."""
    hub = heard.get(HUB, Device())
    rows = [
        _row(id, role, heard.get(id, Device()), known.get(id), hub, say, now)
        for id, role in roles(plan, say).items()
        if id != own
    ]
    return Devices(tuple(sorted(rows, key=_order)))


def _order(row: DeviceRow) -> tuple[int, str]:
    return (0 if row.online is False or row.problems else 1 if not row.well else 2), row.id


def attention(devices: Devices, say: Say) -> Attention | None:
    """What is gone or has a problem; None when nothing is. What never came is no news."""
    ill = [row for row in devices.rows if row.online is False or row.problems]
    if not ill:
        return None
    named = tuple(Trouble(row.id, _what(row)) for row in ill[:CALLED])
    return Attention(say.many("{count} thiết bị cần chú ý", len(ill)), named, len(ill) - len(named))


def _what(row: DeviceRow) -> str:
    gone = [row.status] if row.online is False else []
    return ", ".join([*gone, *(problem.name for problem in row.problems)])


def _row(id: Slug, role: str, device: Device, known: Known | None, hub: Device, say: Say, now: Millis) -> DeviceRow:
    state = device.state
    return DeviceRow(
        id=id,
        role=role,
        online=None if state is None else state.online,
        status=status(device, known, say, now),
        version="" if state is None else state.version,
        differs=differences(device, hub, say),
        problems=problems(device, known, say, now),
        health=", ".join(_of_the_line(device, say) if id == COURIER else _health(device, say)),
    )


def status(device: Device, known: Known | None, say: Say, now: Millis) -> str:
    """With since when, as exactly as that is known."""
    if device.state is None:
        return say("Chưa thấy")
    words = say("Đang chạy") if device.state.online else say("Mất kết nối")
    if known is None or known.online != device.state.online:
        return words
    since = moment(say, known.since, now)
    if not believed(known.since):
        return f"{words} {since}"
    told = say("từ trước {time}") if known.found else say("từ {time}")
    return f"{words} {told.format(time=since)}"


def differences(device: Device, hub: Device, say: Say) -> tuple[str, ...]:
    """In what the device is not as the hub is, and whether its clock is not to be believed."""
    state = device.state
    if state is None or not state.online:
        return ()
    found = list[str]()
    if hub.state is not None and state.version != hub.state.version:
        found.append(say("phiên bản khác máy chủ"))
    if hub.state is not None and state.plan and hub.state.plan and state.plan != hub.state.plan:
        found.append(say("cấu hình khác máy chủ"))
    if not device.clock_trusted:
        found.append(say("đồng hồ chưa tin cậy"))
    return tuple(found)


def problems(device: Device, known: Known | None, say: Say, now: Millis) -> tuple[ProblemRow, ...]:
    """Those that the device has, or had when it went."""
    if device.state is None:
        return ()
    ill: list[str] = [*device.state.problems] if device.state.online or known is None else [*known.problems]
    return tuple(_problem(device.alerts.get(problem), problem, say, now) for problem in ill)


def _problem(alert: Alert | None, problem: str, say: Say, now: Millis) -> ProblemRow:
    since = (
        ""
        if alert is None or not believed(alert.since)
        else say("từ {time}").format(time=moment(say, alert.since, now))
    )
    return ProblemRow(sentence(problem_words(say, problem)), "" if alert is None else alert.words, since)


def waiting_records(device: Device, say: Say) -> str:
    """Of the courier; empty while it has not said how many."""
    return "" if device.health is None else say.many("{count} bản ghi", device.health.outbox)


def _of_the_line(device: Device, say: Say) -> list[str]:
    """How the line to the centre is, while the courier that watches it is there; what is wrong stands below."""
    if device.state is None or not device.state.online:
        return []
    told = [] if LINE in device.state.problems else [say("đường truyền bình thường")]
    if records := waiting_records(device, say):
        told.append(say("chờ cấp trên ghi nhận: {records}").format(records=records))
    return told


def _health(device: Device, say: Say) -> list[str]:
    state, health, told = device.state, device.health, list[str]()
    if health is None or state is None or not state.online:
        return told
    if health.temperature_c is not None:
        told.append(f"{health.temperature_c:.0f} °C")
    if health.disk_free_mb is not None:
        told.append(say("trống {gb}").format(gb=gigabytes(say, health.disk_free_mb)))
    if health.outbox:
        told.append(say("chờ gửi {count}").format(count=health.outbox))
    return told
