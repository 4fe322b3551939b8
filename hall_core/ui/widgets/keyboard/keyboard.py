"""The on-screen keyboard. It only says which key was meant; the text is made elsewhere (hall_core.domain.typing)."""

from __future__ import annotations

from typing import Any, Literal

from kivy.graphics import Canvas, Color, Rectangle
from kivy.input.motionevent import MotionEvent
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from hall_core.ui.widgets.keyboard.key import Key
from hall_core.ui.widgets.keyboard.key_face import KeyFace
from hall_core.ui.widgets.keyboard.key_picture import KeyPicture
from hall_core.ui.widgets.keyboard.keyboard_layout import KeyboardLayout
from hall_core.ui.widgets.keyboard.keyboard_words import LETTERS_PLANE, SIGNS_PLANE, KeyboardWords

OWN = ("plane", "method")
"""Keys that change the keyboard, and so wait for the finger to leave."""


class Keyboard(Widget):
    """``on_key(key)``, with the keys of ``typing.press``; ``on_method()`` when another typing method is wanted.

    A key counts when the finger leaves it, as everything that is touched; or when the next finger comes down on
    another key, so that two hands type in the order in which they strike. It is as large as its layout.
    """

    canvas: Canvas
    words = ObjectProperty(KeyboardWords(space="", clear="", method=""))
    plane = NumericProperty(0)
    __events__ = ("on_key", "on_method")

    def __init__(self, layout: KeyboardLayout, **kwargs: Any) -> None:
        self._layout = layout
        self._planes: dict[int, tuple[KeyPicture, list[Key]]] = {}
        self._down: list[Key] = []
        """Keys under a finger, in the order in which they were struck."""
        self._pressed: list[KeyFace] = []
        """How keys look under a finger: as many as there were fingers at once."""
        self._counted: set[Key] = set()
        """Those of them that have counted already."""
        super().__init__(size_hint=(None, None), size=(layout.width, layout.height), **kwargs)
        with self.canvas:
            Color(1, 1, 1)
            self._face = Rectangle(size=self.size)
        self.fbind("pos", self._place)
        self.fbind("words", self._label)
        self._show()

    @property
    def role(self) -> str:
        """Of single letters."""
        return self._layout.role

    @property
    def planes(self) -> int:
        """How many there are."""
        return len(self._layout.planes)

    def on_touch_down(self, touch: MotionEvent) -> Literal[True] | None:
        struck_before = list(self._down)
        taken = super().on_touch_down(touch)
        if len(self._down) > len(struck_before):
            for key in struck_before:
                if key.meaning not in OWN:
                    self._count(key)
        return taken

    def on_touch_up(self, touch: MotionEvent) -> None:
        """Nothing to tell the keys: the one that was struck has grabbed the finger, and hears of it by itself."""

    def on_plane(self, *_: Any) -> None:
        self._show()

    def on_key(self, key: str) -> None:
        """Bound by the page."""

    def on_method(self) -> None:
        """Bound by the page."""

    def _show(self) -> None:
        """The keys of the plane, made when it is first wanted."""
        self.clear_widgets()
        plane = int(self.plane)
        if plane not in self._planes:
            keys = [self._make(place.key) for place in self._layout.planes[plane]]
            self._planes[plane] = KeyPicture(self._layout, plane), keys
        picture, keys = self._planes[plane]
        for key in keys:
            self.add_widget(key)
        self._face.texture = picture.texture
        self._place()
        self._label()

    def _make(self, meaning: str) -> Key:
        key = Key(meaning=meaning, size_hint=(None, None), reach=self._layout.gap / 2)
        key.bind(pressed=self._struck, on_tap=self._tapped)
        return key

    def _place(self, *_: Any) -> None:
        self._face.pos = self.pos
        plane = int(self.plane)
        for key, place in zip(self._planes[plane][1], self._layout.planes[plane], strict=True):
            key.pos = self.x + place.x, self.y + place.y
            key.size = place.width, place.height
        self._show_pressed()

    def _label(self, *_: Any) -> None:
        texts = {
            "space": self.words.space,
            "clear": self.words.clear,
            "method": self.words.method,
            "plane": LETTERS_PLANE if self.plane else SIGNS_PLANE,
        }
        picture, keys = self._planes[int(self.plane)]
        picture.label(texts)
        for key in keys:
            key.text = texts.get(key.meaning, key.meaning if len(key.meaning) == 1 else "")

    def _struck(self, key: Key, pressed: bool) -> None:
        if pressed:
            self._down.append(key)
            self._counted.discard(key)
        else:
            self._down.remove(key)
        self._show_pressed()

    def _show_pressed(self) -> None:
        self.canvas.after.clear()
        shown = [key for key in self._down if key.parent is self]
        while len(self._pressed) < len(shown):
            self._pressed.append(KeyFace())
        for key, face in zip(shown, self._pressed, strict=False):
            face.show(key.meaning, key.text, self.role, (*key.pos, *key.size), pressed=True)
            self.canvas.after.add(face.canvas)

    def _tapped(self, key: Key, meaning: str) -> None:
        if meaning == "plane":
            self.plane = (self.plane + 1) % self.planes
        elif meaning == "method":
            self.dispatch("on_method")
        else:
            self._count(key)

    def _count(self, key: Key) -> None:
        if key not in self._counted:
            self._counted.add(key)
            self.dispatch("on_key", key.meaning)
