"""The part ``notices`` on its panels: drawn to tests/pictures/out and measured."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from display_app.board import Board, BoardNotice, HubClock
from display_app.parts.notices.view import NoticesView
from hall_core.domain.notice import Notice, NoticeFile
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.clip import make_clip
from tests.pictures.board_shown import LANDSCAPE, NOW, OPEN, PORTRAIT, Shown, call
from tests.screens_support import Glass, plan_in

pytestmark = pytest.mark.screens

ULTRA = Panel(width_px=3840, height_px=2160, width_mm=1880)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)
PANELS = [
    ("landscape-6m", LANDSCAPE, 6.0),
    ("portrait-5m", PORTRAIT, 5.0),
    ("ultra-8m", ULTRA, 8.0),
    ("small-1m", SMALL, 1.0),
]
LONG = (
    "Từ ngày 01/12/2026, Trung tâm tiếp nhận hồ sơ cấp đổi thẻ căn cước vào cả sáng thứ Bảy hằng tuần, từ 7 giờ 30 "
    "đến 11 giờ 30. Người dân khi đến làm thủ tục mang theo thẻ căn cước cũ hoặc giấy chứng nhận căn cước.\n\n"
    "Trẻ em dưới 14 tuổi đi cùng cha, mẹ hoặc người giám hộ. Người cao tuổi, phụ nữ mang thai, người khuyết tật được "
    "ưu tiên phục vụ trước; xin bấm mục ưu tiên khi lấy số tại máy.\n"
    "Hồ sơ nộp trực tuyến trên Cổng dịch vụ công quốc gia được giảm một nửa lệ phí. Bàn hướng dẫn ở cửa chính giúp "
    "mở tài khoản, chụp ảnh và điền tờ khai, không thu tiền. Quý vị chưa có tài khoản định danh điện tử mức 2 có thể "
    "đăng ký ngay tại quầy Công an.\n" * 2
).strip()
SHORT = "Chiều thứ Sáu 27/11, Trung tâm nghỉ để sửa điện từ 15 giờ. Mời quý vị trở lại sáng thứ Hai."


def picture(folder: Path, name: str, size: tuple[int, int]) -> tuple[NoticeFile, str]:
    """Something that looks like a poster."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image = Image.blend(image, Image.new("RGB", size, (23, 64, 109)), 0.6)
    pen = ImageDraw.Draw(image)
    side = min(size)
    pen.ellipse(
        (size[0] / 2 - side / 4, size[1] / 2 - side / 4, size[0] / 2 + side / 4, size[1] / 2 + side / 4), "#ffd166"
    )
    pen.rectangle((2, 2, size[0] - 3, size[1] - 3), outline="#ffffff", width=max(2, side // 60))
    path = folder / name
    image.save(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    file = NoticeFile(digest=digest, kind="picture", size=path.stat().st_size, width=size[0], height=size[1])
    return file, str(path)


def notices(folder: Path) -> dict[str, BoardNotice]:
    wide, tall = picture(folder, "rong.png", (1600, 900)), picture(folder, "cao.png", (900, 1600))
    title = "Nghỉ sửa điện chiều thứ Sáu"
    return {
        "short": BoardNotice(Notice(id="a", title_vi=title, text_vi=SHORT)),
        "long": BoardNotice(Notice(id="b", title_vi="Cấp đổi thẻ căn cước vào sáng thứ Bảy hằng tuần", text_vi=LONG)),
        "title": BoardNotice(Notice(id="c", title_vi="Xin giữ yên lặng trong phòng chờ")),
        "wide": BoardNotice(Notice(id="d", file=wide[0]), wide[1]),
        "wide-title": BoardNotice(Notice(id="e", title_vi=title, file=wide[0]), wide[1]),
        "wide-text": BoardNotice(Notice(id="f", title_vi=title, text_vi=SHORT, file=wide[0]), wide[1]),
        "tall": BoardNotice(Notice(id="g", file=tall[0]), tall[1]),
        "tall-text": BoardNotice(Notice(id="h", title_vi=title, text_vi=SHORT, file=tall[0]), tall[1]),
        "tall-long": BoardNotice(Notice(id="i", title_vi="Cấp đổi căn cước", text_vi=LONG, file=tall[0]), tall[1]),
    }


def hall(*shown: BoardNotice, **more: Any) -> Board:
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    return Board(voice=True, hall=OPEN, beats=2, stale=None, clock=clock, notices=shown, **more)


def settle(glass: Glass, shown: Shown) -> None:
    """Until the picture, if there is one, is on the glass."""
    from display_app.parts.notices.screen import NoticePicture

    places = [widget for widget in shown.screen.walk() if isinstance(widget, NoticePicture)]
    glass.wait(lambda: all(place.picture is None or place.drawn for place in places), frames=20_000)


def page(shown: Shown, board: Board, number: int) -> NoticesView:
    """Shows that page of the part."""
    from msgspec.structs import replace

    from display_app.screens.board.board import BoardScreen
    from display_app.turns import Turns

    cues = shown.scene.cues(NOW)
    _, view = shown.scene(board, cues, NOW)
    made: Any = shown.scene._views["notices"](board, Turns(NOW), number)
    parts = tuple((part, made if part == "notices" else other) for part, other in view.parts)
    shown.screen = BoardScreen(shown.layout, replace(view, parts=parts))
    shown.glass.show(shown.screen)
    return made


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "panel", "metres"), PANELS, ids=[panel[0] for panel in PANELS])
def test_a_notice_has_its_words_and_its_picture_in_their_place(
    glass: Glass, english_too: Words, tmp_path: Path, name: str, panel: Panel, metres: float
):
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", panel, metres, english_too, shows=("notices",))
    for what, notice in notices(tmp_path).items():
        board = hall(notice)
        first = page(shown, board, 0)
        for number in {0, first.pages - 1}:
            page(shown, board, number)
            settle(glass, shown)
            glass.keep(f"board-notices-{name}-{what}" + (f"-{number + 1}" if number else ""))
            assert shown.faults() == [], f"{what} {number}"
    page(shown, hall(), 0)
    glass.keep(f"board-notices-{name}-none")
    assert shown.faults() == []


MIXES: list[tuple[str, tuple[BoardPart, ...], Panel, float]] = [
    ("landscape", ("calls", "notices"), LANDSCAPE, 5.0),
    ("portrait", ("calls", "notices"), PORTRAIT, 4.0),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("name", "shows", "panel", "metres"), MIXES, ids=[mix[0] for mix in MIXES])
def test_notices_stand_beside_calls(
    glass: Glass,
    english_too: Words,
    tmp_path: Path,
    name: str,
    shows: tuple[BoardPart, ...],
    panel: Panel,
    metres: float,
):
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", panel, metres, english_too, shows=shows, arrange="beside")
    calls = tuple(call(n, f"A{n:03d}", n % 4 + 1) for n in range(12, 6, -1))
    for what, notice in notices(tmp_path).items():
        page(shown, hall(notice, calls=calls), 0)
        settle(glass, shown)
        glass.keep(f"board-notices-beside-{name}-{what}")
        assert shown.faults() == [], what


@pytest.mark.timeout(60)
def test_a_video_stands_where_a_picture_would(glass: Glass, english_too: Words, tmp_path: Path):
    pytest.importorskip("av")
    clip = make_clip(tmp_path / "clip.mp4")
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", LANDSCAPE, 6.0, english_too, shows=("notices",))
    file = NoticeFile(digest="0" * 64, kind="video", size=clip.stat().st_size, width=320, height=180, seconds=2)
    notice = Notice(id="v", title_vi="Cách lấy số tại máy", file=file)
    page(shown, hall(BoardNotice(notice, str(clip))), 0)
    settle(glass, shown)
    glass.keep("board-notices-video")
    assert shown.faults() == []
    glass.clear()
