"""How a device is by its own doctor: what was found, what that means, what to do; what a head may ask of it. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.doctor import Denial, Report, Wish
from hall_core.doctor.examine import name, told
from hall_core.domain.names import HUB, Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Kiosk, Pad
from hall_core.ui.translate import Say
from hall_hub.console.devices.looks import Outcome, Taken
from hall_hub.console.devices.words import moment
from hall_hub.console.diary.diary import What

DONE: dict[str, tuple[Wish, What]] = {
    "look-again": ("again", "device-looked"),
    "look-screen": ("screen", "device-screen"),
    "look-log": ("log", "device-log"),
}
"""Kinds of form: what is asked of the box, and what the diary calls it."""
MARKS = {"alarm": "alarm", "caution": "caution", "unknown": "plain"}


class FindingRow(Struct, frozen=True):
    mark: str
    name: str
    found: str
    means: str
    do: str


class DeviceDoctor(Struct, frozen=True, kw_only=True):
    id: Slug
    at: str
    """When it was looked at; empty: never, as far as is known."""
    rows: tuple[FindingRow, ...]
    """What is not well, the worst first."""
    good: tuple[tuple[str, str], ...]
    screen: bool
    """Whether it has one of which a picture can be taken."""
    picture: str
    """When the picture was taken that can be looked at now; empty: there is none."""
    picture_mark: Millis
    log: str


def doctor(
    plan: Plan, id: Slug, report: Report | None, picture: Taken | None, lines: Taken | None, say: Say, at: Millis
) -> DeviceDoctor | None:
    """None of what is no box of its own."""
    device = plan.device(id)
    if device is None and id != HUB:
        return None
    findings = [] if report is None else report.findings
    words = [(finding, told(finding, say)) for finding in findings]
    return DeviceDoctor(
        id=id,
        at="" if report is None else moment(say, report.at, at),
        rows=tuple(
            FindingRow(MARKS[finding.verdict], name(finding, say), its.found, its.means, its.do)
            for finding, its in words
            if finding.verdict in MARKS
        ),
        good=tuple((name(finding, say), its.found) for finding, its in words if finding.verdict == "good"),
        screen=isinstance(device, Kiosk | Pad | Board),
        picture="" if picture is None else moment(say, picture.at, at),
        picture_mark=0 if picture is None else picture.at,
        log="" if lines is None else moment(say, lines.at, at),
    )


def outcome_words(wish: Wish, outcome: Outcome, say: Say) -> str:
    if outcome == "done":
        return {
            "again": say("Máy đang tự kiểm tra; kết quả hiện ở đây trong vài giây."),
            "screen": say("Đã chụp màn hình."),
            "log": say("Đã lấy nhật ký."),
        }[wish]
    denials: dict[Denial | str, str] = {
        "somebody-there": say("Có người đang dùng máy nên không chụp màn hình. Mời thử lại sau ít phút."),
        "no-screen": say("Thiết bị này không có màn hình nào đang bật để chụp."),
        "no-doctor": say("Máy này chưa cài phần tự kiểm tra."),
        "busy": say("Máy đang gửi thứ vừa được yêu cầu. Mời thử lại sau vài giây."),
        "failed": say("Máy không làm được; nhật ký của máy có lý do."),
    }
    return denials.get(outcome, say("Máy không trả lời. Có thể máy đang tắt hoặc mất mạng."))
