"""What stands on the keys that are no letters, in the language of the screen. No Kivy."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.typing import Method
from hall_core.ui.translate import Say

LETTERS_PLANE = "abc"
SIGNS_PLANE = "123 ă"
"""On the key that leads to each plane."""


class KeyboardWords(Struct, frozen=True):
    space: str
    clear: str
    method: str
    """Of the method in use."""


def keyboard_words(say: Say, method: Method) -> KeyboardWords:
    methods: dict[Method, str] = {"telex": "Telex", "vni": "VNI", "plain": say("Không dấu")}
    return KeyboardWords(space=say("Dấu cách"), clear=say("Xóa hết"), method=methods[method])
