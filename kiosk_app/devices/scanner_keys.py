"""From the keys that a scanner presses to the characters it means: US layout, which every scanner comes set to. Pure.

What the layout has no key for (Vietnamese letters) a scanner leaves out, or types as a number with Alt held, which
means nothing here: of a card's name and address nothing is wanted.
"""

from __future__ import annotations

from evdev import ecodes

END = "\n"
_UP, _DOWN = 0, 1

_LETTERS = {ecodes.ecodes[f"KEY_{letter}"]: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_SIGNS = {
    **{
        ecodes.ecodes[f"KEY_{digit}"]: digit + shifted
        for digit, shifted in zip("1234567890", "!@#$%^&*()", strict=True)
    },
    ecodes.KEY_MINUS: "-_",
    ecodes.KEY_EQUAL: "=+",
    ecodes.KEY_LEFTBRACE: "[{",
    ecodes.KEY_RIGHTBRACE: "]}",
    ecodes.KEY_BACKSLASH: "\\|",
    ecodes.KEY_SEMICOLON: ";:",
    ecodes.KEY_APOSTROPHE: "'\"",
    ecodes.KEY_GRAVE: "`~",
    ecodes.KEY_COMMA: ",<",
    ecodes.KEY_DOT: ".>",
    ecodes.KEY_SLASH: "/?",
    ecodes.KEY_SPACE: "  ",
}
"""Plain and with Shift."""
_PLAIN = {
    **{ecodes.ecodes[f"KEY_KP{digit}"]: digit for digit in "0123456789"},
    ecodes.KEY_KPDOT: ".",
    ecodes.KEY_KPMINUS: "-",
    ecodes.KEY_KPPLUS: "+",
    ecodes.KEY_KPASTERISK: "*",
    ecodes.KEY_KPSLASH: "/",
    **dict.fromkeys((ecodes.KEY_ENTER, ecodes.KEY_KPENTER, ecodes.KEY_TAB), END),
}
"""The same with Shift."""
_SHIFTS = frozenset((ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT))
_SILENCERS = frozenset(
    ecodes.ecodes[f"KEY_{side}{key}"] for side in ("LEFT", "RIGHT") for key in ("ALT", "CTRL", "META")
)
"""With one of these held, no other key is a character."""


class Keys:
    """Which keys are held, and the capitals lock."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._capitals = False

    def moved(self, key: int, value: int) -> str:
        """The character that the kernel's key event means; empty for most. A repeating key is not a character: no
        scanner holds one down."""
        if key in _SHIFTS or key in _SILENCERS:
            (self._held.discard if value == _UP else self._held.add)(key)
            return ""
        if value != _DOWN or self._held & _SILENCERS:
            return ""
        if key == ecodes.KEY_CAPSLOCK:
            self._capitals = not self._capitals
            return ""
        shift = bool(self._held & _SHIFTS)
        if key in _LETTERS:
            return _LETTERS[key].upper() if shift != self._capitals else _LETTERS[key]
        if key in _SIGNS:
            return _SIGNS[key][shift]
        return _PLAIN.get(key, "")

    def forget(self) -> None:
        """Nothing is held any more."""
        self._held.clear()
