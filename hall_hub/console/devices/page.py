"""One device, for the head of the centre: what it is, how it is, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hall_core.contract.access import COURIER
from hall_core.domain.names import HUB, Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from hall_hub.console.desk import Device
from hall_hub.console.devices.about import Fact, about
from hall_hub.console.devices.history import History, Share
from hall_hub.console.devices.overview import LINE, ProblemRow, differences, problems, status, waiting_records
from hall_hub.console.devices.trend import HEIGHT, WIDTH, Tick, Trend
from hall_hub.console.devices.watch import Known
from hall_hub.console.devices.words import believed, gigabytes, lasting, moment, number, problem_words, sentence
from hall_hub.console.diary.store import Event

HOUR = 3_600_000


class DeviceNow(Struct, frozen=True, kw_only=True):
    id: Slug
    online: bool | None
    status: str
    problems: tuple[ProblemRow, ...]
    differs: tuple[str, ...]
    facts: tuple[Fact, ...]
    measured: tuple[Fact, ...]
    measured_at: str


class TrendRow(Struct, frozen=True, kw_only=True):
    name: str
    period: str
    told: str
    """The whole line in words."""
    lines: str
    dots: str
    ticks: tuple[Tick, ...]
    high: str
    low: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


class DeviceTrends(Struct, frozen=True):
    rows: tuple[TrendRow, ...]


class ShareRow(Struct, frozen=True):
    day: str
    share: str
    """Empty when nobody watched."""
    part: float
    """The same from 0 to 100."""
    watched: str
    """Of how long it is known; empty when that is all of the opening time."""


class DeviceShares(Struct, frozen=True):
    rows: tuple[ShareRow, ...]


class EventRow(Struct, frozen=True, kw_only=True):
    mark: str
    """``good``, ``caution``, ``alarm`` or none."""
    when: str
    what: str
    words: str
    lasts: str


class DeviceEvents(Struct, frozen=True, kw_only=True):
    id: Slug
    trouble: str
    """Why the history is not whole."""
    rows: tuple[EventRow, ...]
    older: int | None
    newest: bool


def now(
    plan: Plan,
    id: Slug,
    device: Device,
    known: Known | None,
    hub: Device,
    say: Say,
    at: Millis,
    lost: Event | None = None,
) -> DeviceNow:
    """``lost``: when the line to the centre was away last, as far as the history tells."""
    state, health = device.state, device.health
    facts = about(plan, id, say)
    if state is not None:
        facts.append((say("Phiên bản"), state.version))
        if state.online and id != HUB and state.plan and hub.state is not None and hub.state.plan:
            same = state.plan == hub.state.plan
            facts.append((say("Cấu hình"), say("giống máy chủ") if same else say("khác máy chủ")))
        facts.append((say("Đồng hồ"), say("tin cậy") if device.clock_trusted else say("chưa tin cậy")))
        if known is not None:
            facts.append((say("Số lần khởi động"), str(known.boot)))
    if id == COURIER and state is not None and state.online:
        facts.append((say("Đường truyền lên cấp trên"), _line(device, lost, say, at)))
    measured = list[Fact]()
    if health is not None:
        waits = say("Chờ cấp trên ghi nhận") if id == COURIER else say("Chờ gửi về máy chủ")
        measured.append((waits, waiting_records(device, say)))
        if health.temperature_c is not None:
            measured.append((say("Nhiệt độ"), f"{health.temperature_c:.0f} °C"))
        if health.disk_free_mb is not None:
            measured.append((say("Đĩa còn trống"), gigabytes(say, health.disk_free_mb)))
        if health.memory_mb is not None:
            measured.append((say("Bộ nhớ chương trình dùng"), f"{health.memory_mb} MB"))
        measured.append((say("Máy đã bật được"), lasting(say, health.uptime_s * 1000)))
        if id == HUB:
            measured.append((say("Bản tin không nhận được"), str(health.refused)))
    return DeviceNow(
        id=id,
        online=None if state is None else state.online,
        status=status(device, known, say, at),
        problems=problems(device, known, say, at),
        differs=differences(device, hub, say),
        facts=tuple(facts),
        measured=tuple(measured),
        measured_at="" if health is None else moment(say, device.health_at, at),
    )


def _line(device: Device, lost: Event | None, say: Say, at: Millis) -> str:
    assert device.state is not None, "only of one that is there"
    if LINE in device.state.problems:
        alert = device.alerts.get(LINE)
        gone = say("có sự cố")
        return gone if alert is None else f"{gone} {say('từ {time}').format(time=moment(say, alert.since, at))}"
    if lost is None or lost.until is None:
        return say("bình thường")
    since = say("từ trước {time}") if lost.found_until else say("từ {time}")
    return f"{say('bình thường')} {since.format(time=moment(say, lost.until, at))}"


def line_lost(history: History | None) -> Event | None:
    """When the line to the centre was away last, if the newest of the history tell of it."""
    events = () if history is None or history.before is not None else history.events
    return next((event for event in events if event.what == "problem" and event.about == LINE), None)


def trends(history: History, say: Say) -> DeviceTrends | None:
    """None when nothing was measured yet."""
    kinds = (
        (say("Nhiệt độ"), "°C", 0, history.trends.temperature),
        (say("Đĩa còn trống"), "GB", 1, history.trends.disk),
        (say("Chờ gửi"), "", 0, history.trends.outbox),
    )
    periods = say("24 giờ qua"), say("7 ngày qua")
    rows = tuple(
        _trend(name, period, unit, decimals, line, say)
        for name, unit, decimals, lines in kinds
        for period, line in zip(periods, lines, strict=True)
        if line is not None
    )
    return DeviceTrends(rows) if rows else None


def _trend(name: str, period: str, unit: str, decimals: int, line: Trend, say: Say) -> TrendRow:
    def told(value: float) -> str:
        return f"{number(say, value, decimals)} {unit}".rstrip()

    words = say("{name}, {period}: thấp nhất {least}, cao nhất {most}, mới nhất {last}").format(
        name=name, period=period, least=told(line.least), most=told(line.most), last=told(line.last)
    )
    return TrendRow(
        name=name,
        period=period,
        told=words,
        lines=line.lines,
        dots=line.dots,
        ticks=line.ticks,
        high=f"{line.high:g}",
        low=f"{line.low:g}",
        last=told(line.last),
    )


def shares(history: History, say: Say) -> DeviceShares | None:
    return DeviceShares(tuple(_share(share, say) for share in history.shares)) if history.shares else None


def _share(share: Share, say: Say) -> ShareRow:
    year, month, day = share.day.split("-")
    # Cut off, not rounded: 100 % is only what was whole.
    part = share.online * 1000 // share.watched / 10 if share.watched else 0.0
    watched = ""
    if share.watched < share.open:
        watched = say("chỉ biết {watched} trong {open}").format(
            watched=lasting(say, share.watched), open=lasting(say, share.open)
        )
    told = f"{number(say, part)} %" if share.watched else ""
    return ShareRow(f"{day}/{month}/{year}", told, part, watched)


def events(history: History, trouble: str, say: Say, at: Millis) -> DeviceEvents:
    trouble = (
        "" if not trouble else say("Không ghi được sổ theo dõi nên lịch sử có thể thiếu. Đề nghị báo kỹ thuật viên.")
    )
    return DeviceEvents(
        id=history.device,
        trouble=trouble,
        rows=tuple(_event(event, say, at) for event in history.events),
        older=history.older,
        newest=history.before is None,
    )


def unread(id: Slug, say: Say) -> DeviceEvents:
    """When the diary cannot be read."""
    words = say("Không đọc được sổ theo dõi nên chưa có lịch sử. Đề nghị báo kỹ thuật viên.")
    return DeviceEvents(id=id, trouble=words, rows=(), older=None, newest=True)


def _event(event: Event, say: Say, at: Millis) -> EventRow:
    mark, what = _what(event, say)
    return EventRow(mark=mark, when=_when(event, say, at), what=what, words=event.words, lasts=_lasts(event, say))


def _what(event: Event, say: Say) -> tuple[str, str]:
    match event.what:
        case "gone" | "problem":
            mark = "alarm" if event.until is None else ""
            return mark, say("Mất kết nối") if event.what == "gone" else sentence(problem_words(say, event.about))
        case "worded":
            return "", say("{problem}, chi tiết mới").format(problem=sentence(problem_words(say, event.about)))
        case "started":
            return "", say("Khởi động lại, phiên bản {version}").format(version=event.about)
        case "first":
            return "good", say("Thấy lần đầu, phiên bản {version}").format(version=event.about)
        case "clock":
            return "caution", say("Đồng hồ của máy chủ được chỉnh")
        case _:
            return "caution", _away(say).get(event.about, say("Không theo dõi"))


def _away(say: Say) -> Mapping[str, str]:
    return {
        "stop": say("Không theo dõi: trang điều hành đã tắt"),
        "link": say("Không theo dõi: trang điều hành mất kết nối"),
        "broken": say("Không theo dõi: trang điều hành bị ngắt đột ngột"),
        "disk": say("Không theo dõi: không ghi được sổ"),
        "first": say("Bắt đầu theo dõi"),
        "anew": say("Sổ theo dõi hỏng, đã cất riêng. Bắt đầu sổ mới"),
    }


def _when(event: Event, say: Say, at: Millis) -> str:
    start = moment(say, event.at, at)
    if event.found and believed(event.at):
        start = say("trước {time}").format(time=start)
    if event.until is None:
        return say("từ {time}").format(time=start)
    if event.until == event.at or not (believed(event.until) or believed(event.at)):
        return start
    end = moment(say, event.until, event.at if believed(event.at) else at)
    if event.what == "clock":
        return f"{start} → {end}"
    if event.found_until and believed(event.until):
        end = say("trước {time}").format(time=end)
    return f"{start} – {end}"


def _lasts(event: Event, say: Say) -> str:
    """Only where both ends were seen, by a clock that was set."""
    if event.until is None:
        return say("đang tiếp diễn") if event.what in ("gone", "problem") else ""
    if event.what in ("clock", "first", "started") or not (believed(event.at) and event.until > event.at):
        return ""
    about = lasting(say, event.until - event.at)
    if event.found:
        return say("ít nhất {time}").format(time=about)
    return say("nhiều nhất {time}").format(time=about) if event.found_until else about
