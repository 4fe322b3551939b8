"""All keys of one plane as one picture, so that a frame costs a rectangle and not fifty keys."""

from __future__ import annotations

from kivy.graphics import Color, Fbo, Rectangle
from kivy.graphics.texture import Texture

from hall_core.ui.theme import theme
from hall_core.ui.widgets.keyboard.key_face import KeyFace
from hall_core.ui.widgets.keyboard.keyboard_layout import KeyboardLayout


class KeyPicture:
    """``texture`` is as large as the keyboard; between the keys it has the colour of the page."""

    def __init__(self, layout: KeyboardLayout, plane: int) -> None:
        self._role = layout.role
        self._keys = layout.planes[plane]
        self._texts: dict[str, str] | None = None
        self._fbo = Fbo(size=(layout.width, layout.height))
        with self._fbo:
            Color(*theme.colour.ground)
            Rectangle(size=self._fbo.size)
        self._fbo.draw()
        self._fbo.clear()  # of what was drawn; the picture stays
        self._stamp = KeyFace()
        self._fbo.add(self._stamp.canvas)

    @property
    def texture(self) -> Texture:
        return self._fbo.texture

    def label(self, texts: dict[str, str]) -> None:
        """Draws the keys, or anew those whose word has changed; ``texts`` are the words by key."""
        old, self._texts = self._texts, texts
        for key in self._keys:
            text = texts.get(key.key, "")
            if old is None or text != old.get(key.key, ""):
                self._stamp.show(key.key, text, self._role, (key.x, key.y, key.width, key.height), pressed=False)
                self._fbo.draw()
