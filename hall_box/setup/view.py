"""What that screen shows, from how the box stands and how far it has joined. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hall_box.fault import Fault
from hall_box.spoken import heading, state
from hall_box.standing import Standing
from hall_box.words import GUIDE, said
from hall_core.ui.roles import role_words
from hall_core.ui.translate import Say, Words
from hall_trust.join_words import FINAL, Shown
from hall_trust.join_words import said as join_said

BOTH = ("vi", "en")
"""Nobody can touch this screen, so it says everything twice."""


class SetupView(Struct, frozen=True, kw_only=True):
    """Two sentences of each, Vietnamese first; "" for what there is not."""

    name: str
    """In the largest letters."""
    role: str
    hall: str
    heading: tuple[str, str]
    remedy: tuple[str, str]
    notice: str
    detail: str
    fingerprint: str
    guide: str
    """What a phone reads from the QR code."""
    foot: str
    wrong: bool
    """Somebody must do something."""


def view(standing: Standing | None, joined: Shown | None, addresses: list[str], words: Words) -> SetupView:
    vi, en = (words.into(language) for language in BOTH)
    if standing is None:
        standing = Standing(state="starting")
    texts = [_texts(standing, joined, say) for say in (vi, en)]
    fault = _first(standing)
    joining = standing.state == "joining" and joined is not None
    detail = fault.detail if fault is not None else joined.detail if joining and joined is not None else ""
    return SetupView(
        name=standing.device or heading(standing, vi),
        role=" · ".join(_twice(role_words(vi, standing.role), role_words(en, standing.role))) if standing.role else "",
        hall=standing.hall_name or standing.hall,
        heading=(texts[0][0], texts[1][0]),
        remedy=(texts[0][1], texts[1][1]),
        notice=". ".join(_besides(standing, fault, vi)),
        detail=detail,
        fingerprint=joined.fingerprint if joining and joined is not None and joined.status == "waiting" else "",
        guide=GUIDE if standing.state == "setup" or (joining and _wrong(joined)) else "",
        foot=_foot(standing, addresses, vi),
        wrong=standing.state == "setup"
        or (joining and _wrong(joined))
        or fault is not None
        or standing.left is not None,
    )


def _wrong(joined: Shown | None) -> bool:
    """What waiting will not change."""
    stuck = ("unreadable", "claim-used", "claim-over", "refused", "unknown-device", "other-device", "shut-out")
    ill = ("malformed", "others-keys", "storage", "no-bundle")
    return joined is not None and joined.status in {*FINAL, *stuck, *ill}


def _first(standing: Standing) -> Fault | None:
    """Of what is wrong, what the largest letters say. A box that goes on is shown for a moment only for that."""
    if standing.fault is not None or standing.state != "starting":
        return standing.fault
    if standing.taken:
        return standing.left
    return next(iter(standing.faults), None)


def _besides(standing: Standing, first: Fault | None, say: Say) -> Iterator[str]:
    """What stands below the large letters."""
    if first is not None and first is standing.notice:
        yield say("Máy vẫn chạy như trước; những gì vừa đặt vào thẻ không có tác dụng.").removesuffix(".")
    yield from (said(say, other)[0] for other in standing.faults if other is not first)


def _texts(standing: Standing, joined: Shown | None, say: Say) -> tuple[str, str]:
    first = _first(standing)
    if first is not None:
        return said(say, first)
    match standing.state:
        case "joining" if joined is not None:
            return join_said(say, joined)
        case "joining":
            return state(standing, say), say("Máy đang nối với máy chủ {broker}.").format(broker=standing.broker)
        case "starting" if standing.taken:
            return say("Máy đã nhận cấu hình"), say("Khóa đã được xóa khỏi thẻ. Có thể lấy USB ra.")
        case "starting":
            return state(standing, say), say("Xin chờ trong giây lát.")
        case "setup":
            return state(standing, say), say("Xin chờ trong giây lát.")


def _foot(standing: Standing, addresses: list[str], say: Say) -> str:
    parts = [standing.hall, *addresses]
    if not addresses:
        parts.append(say("chưa có địa chỉ mạng"))
    if standing.broker:
        parts.append(say("Máy chủ: {address}").format(address=standing.broker))
    if standing.version:
        parts.append(say("Phiên bản {version}").format(version=standing.version))
    if standing.way_in:
        parts.append(f"SSH {standing.way_in}")
    return "  ·  ".join(filter(None, parts))


def _twice(vi: str, en: str) -> list[str]:
    return [vi] if vi == en else [vi, en]
