"""What the head of the centre sees: services, counters, devices. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Slug
from hall_core.ui.translate import Say
from hall_hub.console.desk import Device
from hall_hub.console.sentences import clock, status_words


class ServiceRow(Struct, frozen=True, kw_only=True):
    id: Slug
    name: str
    waiting: int
    since: str
    """When the first in line came."""
    issued: int
    cap: int | None
    stopped: str | None
    """Why; None: it is not stopped."""
    staffed: int


class CounterRow(Struct, frozen=True, kw_only=True):
    id: Slug
    number: int
    name: str
    status: str
    status_words: str
    since: str
    officer: str
    reason: str
    ticket: str
    ticket_words: str
    help: str | None
    version: int


class DeviceRow(Struct, frozen=True, kw_only=True):
    id: Slug
    role: str
    online: bool | None
    """None: never heard of."""
    since: str
    version: str
    problems: tuple[str, ...]
    health: str


class Services(Struct, frozen=True):
    rows: tuple[ServiceRow, ...]


class Counters(Struct, frozen=True):
    rows: tuple[CounterRow, ...]


class Devices(Struct, frozen=True):
    rows: tuple[DeviceRow, ...]


def services(hall: Hall, say: Say) -> Services:
    found: list[ServiceRow] = []
    for plan in hall.plan.services:
        lines = hall.waiting_for(plan.id)
        oldest = min((first for line in lines if (first := line.oldest()) is not None), default=None)
        found.append(
            ServiceRow(
                id=plan.id,
                name=plan.name.into(say.language),
                waiting=sum(map(len, lines)),
                since="" if oldest is None else clock(hall.who_came(oldest).issued_at),
                issued=hall.issued[plan.id],
                cap=hall.caps[plan.id],
                stopped=hall.stopped.get(plan.id),
                staffed=hall.staffed(plan.id),
            )
        )
    return Services(tuple(found))


def counters(hall: Hall, say: Say) -> Counters:
    found: list[CounterRow] = []
    for plan in hall.plan.counters:
        now = hall.counters[plan.id]
        officer = None if now.session is None else hall.officers.get(now.session.officer)
        ticket = None if now.ticket is None else hall.tickets[now.ticket]
        found.append(
            CounterRow(
                id=plan.id,
                number=plan.number,
                name="" if plan.name is None else plan.name.into(say.language),
                status=now.status,
                status_words=status_words(say, now.status),
                since="" if now.session is None else clock(now.session.since),
                officer="" if officer is None else officer.name,
                reason=now.reason,
                ticket="" if ticket is None else ticket.number,
                ticket_words="" if ticket is None else f"{ticket.number}, {clock(now.since)}",
                help=now.help,
                version=now.version,
            )
        )
    return Counters(tuple(found))


def devices(hall: Hall, heard: Mapping[Slug, Device], own: Slug, say: Say) -> Devices:
    """Those of the hall file and the hub, without the one that shows this; who has trouble first."""
    roles = {"hub": say("Máy chủ")} | {id: _role(say, type(x).__struct_config__.tag) for id, x in hall.devices.items()}
    rows = [_device(id, role, heard.get(id, Device()), say) for id, role in roles.items() if id != own]
    return Devices(tuple(sorted(rows, key=lambda x: (bool(x.online) and not x.problems, x.id))))


def _device(id: Slug, role: str, device: Device, say: Say) -> DeviceRow:
    state, health, told = device.state, device.health, list[str]()
    if health is not None and state is not None and state.online:
        if health.temperature_c is not None:
            told.append(f"{health.temperature_c:.0f} °C")
        if health.disk_free_mb is not None:
            told.append(say("trống {gb} GB").format(gb=f"{health.disk_free_mb / 1000:.1f}"))
        if health.outbox:
            told.append(say("chờ gửi {count}").format(count=health.outbox))
    return DeviceRow(
        id=id,
        role=role,
        online=None if state is None else state.online,
        since="" if state is None else clock(device.state_at),
        version="" if state is None else state.version,
        problems=() if state is None else tuple(_problem(say, problem) for problem in state.problems),
        health=", ".join(told),
    )


def _role(say: Say, tag: object) -> str:
    return {
        "kiosk": say("Ki-ốt"),
        "pad": say("Bảng đánh giá"),
        "board": say("Bảng hiển thị"),
        "led": say("Bảng LED"),
        "sign": say("Biển số quầy"),
        "caller": say("Bàn phím gọi số"),
        "console": say("Trang điều hành"),
    }.get(str(tag), str(tag))


def _problem(say: Say, problem: Problem) -> str:
    return {
        "touch-missing": say("mất màn hình cảm ứng"),
        "printer-missing": say("không thấy máy in"),
        "paper-out": say("hết giấy"),
        "paper-low": say("sắp hết giấy"),
        "printer-cover": say("nắp máy in mở"),
        "printer-offline": say("máy in không sẵn sàng"),
        "printer-cutter": say("kẹt dao cắt giấy"),
        "spare-printer": say("đang dùng máy in dự phòng"),
        "scanner-missing": say("không thấy máy quét"),
        "reserve-spent": say("hết số dự phòng"),
        "catalogue-refused": say("dữ liệu nhập bị từ chối"),
        "sound": say("lỗi âm thanh"),
        "clips-missing": say("thiếu tệp giọng đọc"),
        "notices": say("lỗi thông báo"),
        "keypad-missing": say("không thấy bàn phím"),
        "line-display-missing": say("mất màn hình hai dòng"),
        "display-missing": say("mất biển hiển thị"),
        "hall-file-differs": say("cấu hình trung tâm khác máy chủ"),
        "clock": say("đồng hồ sai"),
        "storage": say("không ghi được đĩa"),
        "access-denied": say("bị từ chối truy cập"),
    }.get(problem, problem)
