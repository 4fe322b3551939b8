"""A board on the glass, for pictures: drawn from a state, and measured."""

from __future__ import annotations

from typing import Any

from display_app.board import Board
from display_app.scene import BoardView, Scene
from hall_core.contract.messages import CallMade, HallState, ServiceState
from hall_core.domain.names import Language
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui import colours, kivy_fonts
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import about_of, scene_layout
from tests.screens_support import Glass

LANDSCAPE = Panel(width_px=1920, height_px=1080, width_mm=1210)
PORTRAIT = Panel(width_px=1080, height_px=1920, width_mm=680)
NOW = 100_000
OPEN = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
# As long as the longest procedure name in the country, 1,094 characters.
LONGEST = ("Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất; " * 12)[:1094]


def call(n: int, number: str, counter: int, language: Language = "vi", at: int = NINE_IN_THE_MORNING) -> CallMade:
    return CallMade(
        id=f"00000000-0000-7000-8000-{n:012d}",
        zone="sanh",
        sequence=n,
        number=number,
        counter=f"quay-{counter}",
        counter_number=counter,
        language=language,
        at=at,
        again=False,
    )


def waiting(plan: Plan) -> dict[str, ServiceState]:
    """Many wait for some services, nobody for others."""
    return {
        service.id: ServiceState(
            epoch=1,
            version=1,
            service=service.id,
            waiting=(127, 3, 0, 41)[n % 4],
            oldest=None,
            estimate_minutes=None,
            issuing="open",
        )
        for n, service in enumerate(plan.services)
    }


class Shown:
    """One board; ``shows`` and ``more`` are keys of its device."""

    def __init__(
        self,
        glass: Glass,
        plan: Plan,
        zone: str,
        panel: Panel,
        distance_m: float,
        words: Words,
        shows: tuple[BoardPart, ...] = ("calls",),
        **more: Any,
    ) -> None:
        from display_app.widgets.text_line import em

        kivy_fonts.register()
        self.glass = glass
        about = about_of(plan, panel, distance_m, em, words=words, zone=zone, shows=shows, **more)
        self.scene = Scene(about, scene_layout(about))
        self.layout = self.scene.layout
        glass.use(self.layout.scale, colours.DARK)
        self.screen: Any = None

    def show(self, state: Board, now: int = NOW) -> BoardView:
        from display_app.screens.board.board import BoardScreen

        _, view = self.scene(state, self.scene.cues(now), now)
        self.screen = BoardScreen(self.layout, view)
        self.glass.show(self.screen)
        return view

    def faults(self) -> list[str]:
        """Text that leaves its place, or is drawn over other text."""
        from display_app.widgets.text_line import TextLine

        lines = [widget for widget in self.screen.walk() if isinstance(widget, TextLine) and widget.text]
        found = [f"{line.text!r} is wider than its place" for line in lines if line.ink_width > line.width + 1]
        boxes = [(line.text, line.ink_box) for line in lines]
        for place, (text, (x, y, right, top)) in enumerate(boxes):
            if not (x >= 0 and y >= 0 and right <= self.layout.scale.width and top <= self.layout.scale.height):
                found.append(f"{text!r} leaves the glass")
            for other, (x2, y2, right2, top2) in boxes[place + 1 :]:
                if x < right2 and x2 < right and y < top2 and y2 < top:
                    found.append(f"{text!r} is over {other!r}")
        return found
