"""Draws the view: name and state on the left, or above; fingerprint or QR code beside them, or below."""

from __future__ import annotations

from itertools import product
from typing import Any

from kivy.graphics import Canvas, Color, Rectangle
from kivy.uix.widget import Widget

from hall_box.setup.view import SetupView
from hall_core.ui.theme import theme
from hall_core.ui.tokens import Role
from hall_core.ui.widgets.qr_code.qr_code import QrCode
from hall_core.ui.widgets.text_block.text_block import TextBlock, fits, measure, rows
from hall_core.ui.wrap import wrap

QR_SHARE = 0.36
"""Of the width, or upright of the height, that the code takes: with its 300 letters a phone must read it."""
HEAD_SHARE = 0.3
"""Of the height, that name and role take at most."""
MANY = 99
LEVELS: list[tuple[Role, Role, Role, Role]] = [
    ("title", "action", "action", "body"),
    ("title", "body", "action", "body"),
    ("action", "body", "body", "caption"),
    ("body", "body", "body", "caption"),
    ("body", "caption", "caption", "caption"),
    ("caption", "caption", "caption", "caption"),
]
"""Letters of the Vietnamese heading and remedy and of the English ones, from the largest on."""
MARKS: list[Role] = ["hero", "number", "title", "action", "body"]
"""Letters of a fingerprint, which stands on one line."""
_Part = tuple[str, Role, str, float]
"""Text, letters, weight, and the space above it."""


class SetupScreen(Widget):
    canvas: Canvas

    def __init__(self, first: SetupView, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._view = first
        self.bind(size=self._lay_out, pos=self._lay_out)
        self._lay_out()

    def show(self, view: SetupView) -> None:
        """Draws when it is another one."""
        if view != self._view:
            self._view = view
            self._lay_out()

    def _lay_out(self, *_: Any) -> None:
        self.clear_widgets()
        self._head_ground()
        gap, view = theme.space["l"], self._view
        left, right = self.x + gap, self.right - gap
        top = self._head(left, right, self.top - theme.space["m"]) - theme.space["m"]
        bottom = self._foot(left, right, self.y + theme.space["s"]) + theme.space["s"]
        if view.guide:
            if self.width > self.height:
                side = min(int(self.width * QR_SHARE), int(top - bottom))
                self._code(right - side, top - side, side)
                right -= side + gap
            else:
                side = min(int(self.height * QR_SHARE), int(right - left))
                self._code((left + right - side) / 2, bottom, side)
                bottom += side + gap
        self._body(left, right, bottom, top)

    def _head_ground(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            Color(rgba=theme.colour.accent)
            self._band = Rectangle(pos=self.pos, size=(0, 0))

    def _head(self, left: float, right: float, top: float) -> float:
        """The band with name, role and hall; its lower edge."""
        view = self._view
        room = self.height * HEAD_SHARE
        wide = right - left
        names: list[Role] = ["hero", "number", "title", "action"]
        fitting: list[Role] = [role for role in names if theme.row[role] < room * 0.6 and _one(view.name, wide, role)]
        name: Role = fitting[0] if fitting else "action"
        y = top
        lines: list[tuple[str, Role, str]] = [
            (view.name, name, "bold"),
            (view.role, "title" if view.role and _one(view.role, wide, "title") else "body", "strong"),
            (view.hall, "body", "regular"),
        ]
        for text, role, weight in lines:
            if text:
                y -= theme.row[role]
                self._text(text, [role, "caption"], weight, "on_accent", left, y, wide, theme.row[role])
        edge = y - theme.space["m"]
        self._band.pos, self._band.size = (self.x, edge), (self.width, self.top - edge)
        return edge

    def _foot(self, left: float, right: float, bottom: float) -> float:
        lines = wrap(self._view.foot, right - left, measure("caption", "regular"), most=2)
        room = theme.row["caption"] * min(2, len(lines))
        self._text(self._view.foot, ["caption"], "regular", "quiet", left, bottom, right - left, room)
        return bottom + room

    def _body(self, left: float, right: float, bottom: float, top: float) -> None:
        """In the largest letters in which all of it has room; what a technician alone needs gives way first."""
        view = self._view
        if view.wrong:
            # Colour alone says nothing here: what is wrong stands beside it in words.
            with self.canvas.before:
                Color(rgba=theme.colour.alarm_mark)
                Rectangle(pos=(left, bottom), size=(theme.space["s"], top - bottom))
            left += theme.space["l"]
        wide, room = right - left, top - bottom
        parts: list[_Part] = []
        for smaller, roles in product(range(len(MARKS)), LEVELS):
            parts = self._parts(roles, wide, smaller)
            if sum(_height(part, wide) for part in parts) <= room:
                break
        y = top
        for index, part in enumerate(parts):
            after = sum(_height(other, wide) for other in parts[index + 1 :] if other[0] != view.detail)
            text, role, weight, gap = part
            y -= gap
            least = theme.row[role]
            high = min(_height(part, wide) - gap, max(y - bottom - after, least))
            self._text(text, [role], weight, "ink" if text != view.detail else "quiet", left, y - high, wide, high)
            y -= high

    def _parts(self, roles: tuple[Role, Role, Role, Role], wide: float, smaller: int) -> list[_Part]:
        """What there is to say, with the space above each. The fingerprint, which somebody reads out, is as large as
        can be: all else gives way to it first, and only then is it so much ``smaller``."""
        view, (heading, remedy, second, small) = self._view, roles
        near, far = theme.space["xs"], theme.space["m"]
        marks: list[Role] = [role for role in MARKS if _one(view.fingerprint, wide, role)] or MARKS[-1:]
        mark = marks[min(smaller, len(marks) - 1)]
        parts: list[_Part] = [
            (view.heading[0], heading, "bold", 0),
            (view.remedy[0], remedy, "regular", near),
            (view.fingerprint, mark, "bold", near),
            (view.heading[1], second, "strong", far if heading != "caption" else near),
            (view.remedy[1], small, "regular", near),
            (view.notice, small, "strong", near),
            (view.detail, "caption", "regular", near),
        ]
        return [part for part in parts if part[0]]

    def _text(
        self, text: str, roles: list[Role], weight: str, tone: str, x: float, y: float, wide: float, room: float
    ) -> float:
        """In the largest of the roles in which all of it has room, at the top of it; the height it takes."""
        role = next((role for role in roles if fits(text, wide, room, role, weight) and theme.row[role] <= room), None)
        role = role or roles[-1]
        room = max(room, theme.row[role])
        look = {"role": role, "weight": weight, "tone": tone, "valign": "top"}
        self.add_widget(TextBlock(text=text, room=room, size=(wide, room), pos=(x, y), **look))
        return theme.row[role] * len(wrap(text, wide, measure(role, weight), most=rows(room, role)))

    def _code(self, x: float, y: float, side: float) -> None:
        self.add_widget(QrCode(content=self._view.guide, pos=(x, y), size=(side, side)))


def _one(text: str, wide: float, role: Role) -> bool:
    return fits(text, wide, theme.row[role], role, "bold")


def _height(part: _Part, wide: float) -> float:
    text, role, weight, gap = part
    return gap + theme.row[role] * len(wrap(text, wide, measure(role, weight), most=MANY))
