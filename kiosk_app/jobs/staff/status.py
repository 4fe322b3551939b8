"""How a box is, as facts: trouble has the icon ``warning``. Pure."""

from __future__ import annotations

from hall_core import __version__
from hall_core.ui.translate import Say
from kiosk_app.jobs.staff.pages import BoxSeen
from kiosk_app.jobs.staff.words import FULL_DISK, HOT, ago_words, link_words, printer_words, problem_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import FactView
from kiosk_app.where import clock_text

TROUBLE = "warning"
DIGEST = 12
"""Letters of a digest that a technician reads out."""


def facts_of(kiosk: Kiosk, seen: BoxSeen | None, say: Say, now: Now) -> list[FactView]:
    """What is trouble comes first. ``seen`` None: the box has not been looked at yet."""
    facts = [
        _identity(kiosk, say),
        # First of all that may be trouble, and together: on a small panel two facts make a page.
        _link(kiosk, seen, say, now),
        *_down(kiosk, say),
        _hub(kiosk, say),
        _plan(kiosk, say),
    ]
    if seen is None:
        return [*facts, FactView("", say("Máy"), "…")]
    printer, broken = printer_words(kiosk, seen.printer, say)
    spare = "spare-printer" in kiosk.problems
    scanner = "scanner-missing" in kiosk.problems
    health = seen.health
    hot = health.temperature_c is not None and health.temperature_c >= HOT
    full = health.disk_free_mb is not None and health.disk_free_mb < FULL_DISK
    facts += [
        _fact(say("Máy in"), printer, broken),
        _fact(say("Máy in dự phòng"), _device(seen.spare, "spare-printer" if spare else "", say), spare),
        _fact(say("Máy quét"), _device(seen.scanner, "scanner-missing" if scanner else "", say), scanner),
        _fact(say("Âm thanh"), _sound(kiosk, say), "sound" in kiosk.problems),
        _fact(say("Chờ gửi lên máy chủ"), say.many("{count} bản ghi", health.outbox), False),
        _catalogue(seen, say),
        _fact(say("Đĩa còn trống"), _number(health.disk_free_mb, "MB"), full),
        _fact(
            say("Nhiệt độ · bộ nhớ"), f"{_number(health.temperature_c, '°C')} · {_number(health.memory_mb, 'MB')}", hot
        ),
        _fact(say("Máy đã chạy"), ago_words(health.uptime_s, say), False),
    ]
    return sorted(facts + _reserves(kiosk, seen, say), key=lambda fact: fact.icon != TROUBLE)


def _fact(label: str, text: str, trouble: bool) -> FactView:
    return FactView(TROUBLE if trouble else "", label, text)


def _identity(kiosk: Kiosk, say: Say) -> FactView:
    plan = kiosk.setup.plan
    return _fact(say("Thiết bị · phiên bản"), f"{kiosk.setup.me} (kiosk) · {plan.hall.id} · {__version__}", False)


def _plan(kiosk: Kiosk, say: Say) -> FactView:
    mine, hubs = kiosk.setup.digest, kiosk.line.plan
    same = say("chưa so được") if not hubs else say("giống máy chủ") if mine == hubs else say("khác máy chủ")
    return _fact(say("Tập tin của trung tâm"), f"{mine[:DIGEST]} · {same}", bool(hubs) and mine != hubs)


def _link(kiosk: Kiosk, seen: BoxSeen | None, say: Say, now: Now) -> FactView:
    broker = f" · {seen.broker}" if seen else ""
    state = say("đã nối") if kiosk.link else say("mất nối")
    since = "" if kiosk.line.since is None else " · " + ago_words((now.mono - kiosk.line.since) // 1000, say)
    return _fact(say("Kết nối"), f"{state}{since}{broker}", not kiosk.link)


def _down(kiosk: Kiosk, say: Say) -> list[FactView]:
    why = "" if kiosk.link else link_words(kiosk.line.down, say)
    return [_fact(say("Vì sao mất nối"), why, True)] if why else []


def _hub(kiosk: Kiosk, say: Say) -> FactView:
    heard = kiosk.line.hub_at
    if heard is None:
        return _fact(say("Máy chủ của trung tâm"), say("chưa nghe thấy"), True)
    state = say("im lặng") if kiosk.quiet else say("đang chạy")
    last = say("nghe lần cuối lúc {time}").format(time=clock_text(heard))
    return _fact(say("Máy chủ của trung tâm"), f"{state} · {last}", kiosk.quiet)


def _device(where: str, problem: str, say: Say) -> str:
    if not where:
        return say("không có")
    state = problem_words(problem, say) if problem else say("tốt")
    return f"{where} · {state}"


def _sound(kiosk: Kiosk, say: Say) -> str:
    return problem_words("sound", say) if "sound" in kiosk.problems else say("chưa thấy sự cố")


def _reserves(kiosk: Kiosk, seen: BoxSeen, say: Say) -> list[FactView]:
    """By service; those with the least left first, which are the first that cannot be served without the hub."""
    names = {service.id: service.name.into(kiosk.language) for service in kiosk.setup.plan.services}
    label = say("Số dự phòng còn lại")
    return [
        _fact(label, f"{left} · {names[service]}", left == 0)
        for service, left in sorted(seen.reserve.items(), key=lambda item: item[1])
    ]


def _catalogue(seen: BoxSeen, say: Say) -> FactView:
    if not seen.catalogue_count:
        return _fact(say("Danh mục thủ tục"), say("không có"), False)
    count = say.many("{count} thủ tục", seen.catalogue_count)
    return _fact(say("Danh mục thủ tục"), f"{seen.catalogue} · {count}", False)


def _number(value: float | None, unit: str) -> str:
    return "—" if value is None else f"{value:.0f} {unit}"
