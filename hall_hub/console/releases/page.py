"""Which box runs which release, and how far the hall is with another. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from hall_core.contract.release import BoxStanding, RolloutState
from hall_core.domain import rollout as r
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.ui.translate import Say
from hall_hub.console.devices.about import roles
from hall_hub.console.devices.words import moment


class Choice(Struct, frozen=True):
    id: str
    name: str


class BoxRow(Struct, frozen=True, kw_only=True):
    id: Slug
    role: str
    version: str
    wanted: str
    """Empty: what it runs."""
    mark: str
    """``good``, ``caution`` or ``alarm``."""
    state: str
    why: str
    words: str


class Releases(Struct, frozen=True, kw_only=True):
    rows: tuple[BoxRow, ...]
    versions: tuple[Choice, ...]
    firsts: tuple[Choice, ...]
    offer: str
    """Of the rollout that goes on; empty for none."""
    told: str
    """How far it is, in a sentence; empty when there was none."""
    mark: str
    ordered: str
    may_hurry: bool
    may_now: bool


def releases(
    plan: Plan, boxes: Mapping[Slug, BoxStanding], rollout: RolloutState | None, say: Say, at: Millis
) -> Releases | None:
    """None in a hall whose boxes run no images, and whose hub has none to give."""
    names = roles(plan, say)
    known = {id: boxes[id] for id in sorted(boxes) if id in names}
    rollout = rollout or RolloutState()
    if not known and not rollout.releases and rollout.offer is None:
        return None
    goes_on = rollout.offer is not None and rollout.phase not in ("done", "stopped") and rollout.stop is None
    return Releases(
        rows=tuple(_row(id, names[id], box, rollout, goes_on, say) for id, box in known.items()),
        versions=tuple(Choice(x.version, f"{x.version} ({', '.join(x.machines)})") for x in rollout.releases),
        firsts=tuple(Choice(id, f"{id} · {names[id]}") for id in r.firsts(_boxes(plan, known))),
        offer=rollout.offer if rollout.offer is not None and goes_on else "",
        told=_told(rollout, [id for id, box in known.items() if box.dark], say),
        mark="alarm" if rollout.stop or rollout.trouble else "good" if rollout.phase == "done" else "caution",
        ordered=_ordered(plan, rollout, say, at),
        may_hurry=goes_on and not rollout.haste,
        may_now=goes_on and rollout.now_until <= at,
    )


def _boxes(plan: Plan, known: Mapping[Slug, BoxStanding]) -> Iterator[r.Box]:
    for id, box in known.items():
        yield r.Box(id=id, group="", hub=isinstance(plan.device(id), Console), version=box.version)


def _row(id: Slug, role: str, box: BoxStanding, rollout: RolloutState, goes_on: bool, say: Say) -> BoxRow:
    mark = {"running": "good", "failed": "alarm", "rolled-back": "alarm"}.get(box.state, "caution")
    wanted = box.wanted or (rollout.version if goes_on else None)
    state = say("đã chạy bản mới, chờ màn hình được bật để xem có tốt không") if box.dark else _states(say)[box.state]
    if box.percent is not None:
        state = say("{state}: {percent} %").format(state=state, percent=box.percent)
    return BoxRow(
        id=id,
        role=role,
        version=f"{box.version}, {say('khe {slot}').format(slot=box.slot)}" if box.slot else box.version,
        wanted=wanted if wanted and wanted != box.version else "",
        mark=mark,
        state=state,
        why=_whys(say).get(box.why, ""),
        words=box.words,
    )


def _ordered(plan: Plan, rollout: RolloutState, say: Say, at: Millis) -> str:
    if rollout.by is None or rollout.version is None:
        return ""
    officer = plan.officer(rollout.by)
    return say("{who} yêu cầu {version} lúc {time}, {device} trước").format(
        who=say("Kỹ thuật viên") if officer is None else officer.name,
        version=rollout.version,
        time=moment(say, rollout.at, at),
        device=rollout.first,
    )


def _told(rollout: RolloutState, dark: Sequence[Slug], say: Say) -> str:
    """``dark``: whose screens are off while they try it."""
    if rollout.trouble == "storage":
        return say("Máy chủ không ghi được đĩa nên chưa cập nhật máy nào. Đề nghị báo kỹ thuật viên.")
    if rollout.trouble == "gone":
        return say("Bản cập nhật không còn trên máy chủ. Đề nghị báo kỹ thuật viên.")
    if rollout.stop is not None:
        return _stops(say)[rollout.stop].format(device=rollout.stopped_by or "")
    match rollout.phase:
        case None:
            return ""
        case "first":
            return say("{device} đang thử bản mới").format(device=rollout.first)
        case "proving" if rollout.haste:
            return say("{device} chạy tốt bản mới; nửa giờ nữa đến các máy khác").format(device=rollout.first)
        case "proving":
            return say("{device} chạy tốt bản mới; các máy khác cập nhật sau khi nó làm việc trọn một buổi").format(
                device=rollout.first
            )
        case "rest":
            return say("Các máy còn lại đang cập nhật: {devices}").format(devices=", ".join(rollout.told) or "–")
        case "dark":
            return say("Chờ màn hình của {devices}: bật màn hình lên").format(devices=", ".join(dark) or "–")
        case phase:
            return _waits(say)[phase]


def _waits(say: Say) -> Mapping[str, str]:
    return {
        "night": say("Chờ đến khi trung tâm đóng cửa"),
        "clock": say("Đồng hồ máy chủ chưa tin cậy nên chưa cập nhật"),
        "people": say("Chờ phục vụ xong người đang ở quầy"),
        "absent": say("Chờ các máy đang tắt hoặc không có bản phù hợp"),
        "done": say("Tất cả các máy đã chạy bản mới"),
        "stopped": say("Đã dừng"),
    }


def _stops(say: Say) -> Mapping[str, str]:
    return {
        "by-hand": say("Đã dừng theo yêu cầu. Máy đã cập nhật giữ bản mới."),
        "rolled-back": say("Đã dừng: {device} tự quay về bản cũ"),
        "failed": say("Đã dừng: {device} không nhận bản mới"),
        "lost": say("Đã dừng: {device} không báo gì sau khi cập nhật"),
    }


def _states(say: Say) -> Mapping[str, str]:
    return {
        "running": say("đang chạy tốt"),
        "trying": say("đang thử bản mới"),
        "fetching": say("đang tải"),
        "installing": say("đang cài"),
        "ready": say("đã cài, chờ lúc rảnh để khởi động lại"),
        "restarting": say("đang khởi động lại"),
        "failed": say("không cập nhật được"),
        "rolled-back": say("đã quay về bản cũ"),
    }


def _whys(say: Say) -> Mapping[str, str]:
    return {
        "unreachable": say("không tải được từ máy chủ"),
        "digest": say("tệp tải về không đúng"),
        "space": say("hết chỗ trên đĩa"),
        "signature": say("chữ ký không hợp lệ"),
        "machine": say("bản dành cho loại máy khác"),
        "install": say("không ghi được vào khe còn lại"),
        "not-started": say("bản mới không khởi động được"),
        "programs": say("chương trình của bản mới không chạy tốt"),
        "clock": say("đồng hồ của máy chưa tin cậy"),
    }
