"""Draws a NoticesView, decides nothing. A picture is decoded and a video played only while it is on the glass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from display_app.board import FileFailed
from display_app.parts.notices.film import Film
from display_app.parts.notices.layout import DOT, DOTS_MOST, Layout
from display_app.parts.notices.page import Picture
from display_app.parts.notices.pictures import UnshowableError, decoded
from display_app.parts.notices.view import NoticesView
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen
from display_app.widgets.text_line import TextLine
from hall_core.ui.theme import theme
from hall_core.ui.ui_thread import UiThread
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon

log = logging.getLogger(__name__)

UPRIGHT = (0, 1, 1, 1, 1, 0, 0, 0)
"""Corners of a texture whose first row is the uppermost."""

load_kv(__file__, Icon, Panel, TextLine)


class NoticePicture(Widget):
    """Where a picture or a video stands; ``picture`` is a Picture or None."""

    def __init__(self, fail: Callable[[Picture], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.picture: Picture | None = None
        self._fail = fail
        self._film: Film | None = None
        self._waiting = 0
        """Frames of the film that are not on the glass yet."""
        self._texture: Any = None
        self._decoder: ThreadPoolExecutor | None = None
        self._ui: UiThread[Callable[[], None]] = UiThread(lambda do: do())
        canvas: Any = self.canvas
        with canvas:
            self._tint = Color(1, 1, 1, 0)
            self._ink = Rectangle(size=(0, 0), tex_coords=UPRIGHT)

    @property
    def drawn(self) -> bool:
        """Whether there is something on the glass."""
        return self._texture is not None

    @property
    def film(self) -> Film | None:
        return self._film

    def show(self, picture: Picture | None) -> None:
        """None: ends what there is, and gives its memory back."""
        if picture == self.picture:
            return
        self._end()
        self.picture = picture
        if picture is None:
            return
        box = picture.box
        if picture.kind == "video":
            self._film = Film(picture.path, (box.width, box.height), self._give, self._ready, self._failing(picture))
            self._film.start()
            return
        self._decoder = self._decoder or ThreadPoolExecutor(1, "pictures")
        self._decoder.submit(self._decode, picture)

    def _end(self) -> None:
        if self._film is not None:
            self._film.stop()
            self._film = None
        self._waiting = 0
        self._tint.a = 0
        self._texture = self._ink.texture = None
        self._ink.size = (0, 0)

    # --- on other threads ------------------------------------------------------------------------------------------

    def _decode(self, picture: Picture) -> None:
        if picture is not self.picture:
            return  # It has left the glass before its turn came.
        try:
            size = picture.box.width, picture.box.height
            pixels = decoded(picture.path, picture.digest, size)
        except UnshowableError as error:
            log.warning("%s %s", picture.path, error)
            self._failing(picture)()
            return
        self._ui.post(lambda: self._put(picture, pixels, *size))

    def _give(self, pixels: bytes, width: int, height: int) -> None:
        picture = self.picture
        self._waiting += 1
        self._ui.post(lambda: self._put(picture, pixels, width, height))

    def _ready(self) -> bool:
        return self._waiting == 0

    def _failing(self, picture: Picture) -> Callable[[], None]:
        return lambda: self._ui.post(lambda: self._fail(picture))

    # --- on Kivy's -------------------------------------------------------------------------------------------------

    def _put(self, picture: Picture | None, pixels: bytes, width: int, height: int) -> None:
        if picture is None or picture is not self.picture:
            return
        self._waiting = 0
        if self._texture is None or self._texture.size != (width, height):
            self._texture = Texture.create(size=(width, height), colorfmt="rgb")
            box = picture.box
            self._ink.texture, self._ink.size = self._texture, (width, height)
            self._ink.tex_coords = UPRIGHT
            self._ink.pos = (box.x + (box.width - width) // 2, box.y + (box.height - height) // 2)
            self._tint.a = 1
        self._texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
        canvas: Any = self.canvas
        canvas.ask_update()


class NoticesScreen(PartScreen):
    mark_y = NumericProperty(0)
    mark_height = NumericProperty(0)
    """Of the line beside a message, as high as its words."""

    def build(self, layout: Layout) -> None:
        self._picture = NoticePicture(self._failed)
        self._lines = [TextLine() for _ in range(layout.lines)]
        side = round(DOT * theme.font.caption)
        self._dots = [Panel(shown=False, radius=side / 2, around="surface") for _ in range(DOTS_MOST)]
        self._count = TextLine(px=theme.font.caption, tone="quiet", align="right")
        foot = layout.foot
        self._count.pos, self._count.size = (foot.x, foot.y), (foot.width, foot.height)
        for dot in self._dots:
            dot.size = (side, side)
        for widget in (self._picture, *self._lines, *self._dots, self._count):
            self.add_widget(widget)

    def fill(self, view: NoticesView) -> None:
        for place, line in enumerate(self._lines):
            given = view.lines[place] if place < len(view.lines) else None
            if given is None:
                line.text = ""
                continue
            line.px, line.weight, line.tone, line.align = theme.font[given.role], given.weight, given.tone, given.align
            line.pos, line.size = (given.box.x, given.box.y), (given.box.width, given.box.height)
            line.text = given.text
        if view.message:
            self.mark_y = view.lines[-1].box.y
            self.mark_height = view.lines[0].box.top - self.mark_y
        self._fill_dots(view)
        self._show_picture()

    def on_parent(self, *_: Any) -> None:
        """Off the glass, above all for a call, a video is at an end and a picture's memory free."""
        self._show_picture()

    def _show_picture(self) -> None:
        self._picture.show(self.view.picture if self.parent is not None else None)

    def _fill_dots(self, view: NoticesView) -> None:
        counted = 1 < view.pages <= DOTS_MOST
        foot, side = self.layout.foot, self._dots[0].width
        for place, dot in enumerate(self._dots):
            dot.shown = counted and place < view.pages
            dot.tone = "figure" if place == view.page else "line"
            dot.pos = (foot.right - side * (2 * (view.pages - place) - 1), foot.y + (foot.height - side) / 2)
        self._count.text = f"{view.page + 1}/{view.pages}" if view.pages > DOTS_MOST else ""

    def _failed(self, picture: Picture) -> None:
        if self.tell is not None:
            self.tell(FileFailed(picture.digest))
