"""Where the keys of the on-screen keyboard lie: pure, from the room a page leaves; refuses keys too small to hit.

    keyboard_layout(scale, "words", width=1200, height=420).planes[0][0]    # KeyPlace(key="ă", x=0, y=350, …)

A panel on which all keys of a kind would be too small shows them in two planes, and the key "plane" leads from one to
the other.
"""

from __future__ import annotations

from math import ceil
from typing import Literal, NamedTuple

from msgspec import Struct

from hall_core.ui.tokens import PRIMARY_MM, TOUCH_MM, IllegibleError, Role, Scale

Kind = Literal["words", "code", "digits"]

KEY_GAP_MM = 2.0
"""Between keys: less than between other things to touch, or hands would have to travel; a wrong key is soon undone."""
KEY_LEAST_MM = 11.0
"""No key is smaller, either way: what ten keys have across a seven-inch panel, and half the height of a button."""
KEY_WIDE_MM = 28.0
"""No key of one unit is wider: ten of them are as wide as both hands reach without moving the arms."""
KEY_HIGH_MM = PRIMARY_MM
KEY_HIGH_CAPITALS = 3.0
"""No key is higher than the larger of the two; in larger text letters of ``action`` need so many smallest capitals."""
WORD_WIDTH = 4.6
"""Of the widest word that says "clear" (Clear all), with the least margin, in font sizes."""
WORD_ROOM = 5.4
"""Of a key with that word where there is room: as far from its edges as a word on a button."""
LETTER_HEIGHT = 1.25
"""From the top of a hat to the foot of a tail, as a part of the font size."""
LETTER_SHARE = 0.9
"""Of a key's height that its letter may take."""

# Rows from top to bottom. A key is one unit wide unless a number follows; a row with "=" before it fills the width,
# any other one stands in the middle.
_TONES = "tone-acute tone-grave tone-hook tone-tilde tone-dot tone-none"
_TONES_OF_SEVEN = " ".join(f"{tone}:{7 / 6}" for tone in _TONES.split())
_READY = "ă â đ ê ô ơ ư"
_DIGITS = "1 2 3 4 5 6 7 8 9 0"
_LETTERS = ("q w e r t y u i o p", "a s d f g h j k l")
_THIRD = "z x c v b n m"


class _Arrangement(NamedTuple):
    units: int
    """Across."""
    planes: list[list[str]]
    clear: float = 2.5
    """Units of the narrowest key with a word on it."""

    @property
    def rows(self) -> int:
        return len(self.planes[0])


_ONE_PLANE = _Arrangement(
    10,
    [
        [
            f"= {_READY} {_TONES}",
            _DIGITS,
            *_LETTERS,
            f".:0.75 -:0.75 {_THIRD} backspace:1.5",
            "clear:2.5 space:4.5 method:3",
        ]
    ],
)
_TWO_PLANES = _Arrangement(
    10,
    [
        [*_LETTERS, f"plane:1.5 {_THIRD} backspace:1.5", "clear:2.5 space:4.5 method:3"],
        [_DIGITS, f"= {_READY}", f"plane:1.5 {_TONES_OF_SEVEN} backspace:1.5", "clear:2.5 space:4.5 .:1.5 -:1.5"],
    ],
)
_CODE = _Arrangement(
    11,
    [
        [
            f"{_DIGITS} /",
            f"{_LETTERS[0].upper()} -",
            f"{_LETTERS[1].upper()} .",
            f"clear:2.5 {_THIRD.upper()} backspace:1.5",
        ]
    ],
)
_PAD = _Arrangement(3, [["1 2 3", "4 5 6", "7 8 9", "clear 0 backspace"]], clear=1)
ARRANGEMENTS: dict[Kind, list[_Arrangement]] = {
    "words": [_ONE_PLANE, _TWO_PLANES],
    "code": [_CODE],
    "digits": [_PAD],
}
"""Of each kind what to try in turn; the last may have the smallest keys."""


class KeyPlace(Struct, frozen=True, kw_only=True):
    """One key and where it lies: pixels from the lower left corner of the keyboard."""

    key: str
    """What it emits; "plane" and "method" are for the keyboard itself."""
    x: int
    y: int
    width: int
    height: int


class KeyboardLayout(Struct, frozen=True, kw_only=True):
    kind: Kind
    width: int
    """Pixels, as all that follows."""
    height: int
    gap: int
    role: Role
    """Of single letters."""
    planes: tuple[tuple[KeyPlace, ...], ...]


def keyboard_layout(scale: Scale, kind: Kind, *, width: float, height: float) -> KeyboardLayout:
    """The largest keyboard of ``kind`` in so many pixels. IllegibleError when its keys would be too small, or too
    small for what stands on them."""
    gap = scale.px(KEY_GAP_MM)
    *larger, last = ARRANGEMENTS[kind]
    for way in larger:
        found = _arranged(scale, kind, way, width, height)
        if min(min(key.width, key.height) for key in found.planes[0]) >= scale.px(TOUCH_MM):
            return found
    least_width = last.units * _least_pitch(scale, last) - gap
    least_height = last.rows * (_least_high(scale) + gap) - gap
    if width < least_width or height < least_height:
        raise IllegibleError(
            f"a keyboard for {kind} needs {scale.mm(least_width):.0f} x {scale.mm(least_height):.0f} mm ({least_width} "
            f"x {least_height} pixels) to be read and hit, but the page has {width:.0f} x {height:.0f} pixels left "
            f"for it: use a larger panel"
        )
    return _arranged(scale, kind, last, width, height)


def _least_pitch(scale: Scale, way: _Arrangement, word_width: float = WORD_WIDTH) -> int:
    """From one key to the next, when the keys are as narrow as they may be."""
    gap = scale.px(KEY_GAP_MM)
    word = word_width * scale.font("caption")
    return max(scale.px(KEY_LEAST_MM) + gap, ceil((word + gap) / way.clear))


def _least_high(scale: Scale) -> int:
    return max(scale.px(KEY_LEAST_MM), ceil(scale.font("caption") * LETTER_HEIGHT / LETTER_SHARE))


def _arranged(scale: Scale, kind: Kind, way: _Arrangement, width: float, height: float) -> KeyboardLayout:
    gap = scale.px(KEY_GAP_MM)
    # Whole pixels from one key to the next, so that keys of one width are alike.
    widest = max(scale.px(KEY_WIDE_MM) + gap, _least_pitch(scale, way, WORD_ROOM))
    pitch = min((int(width) + gap) // way.units, widest)
    highest = max(scale.px(KEY_HIGH_MM), scale.px(KEY_HIGH_CAPITALS * scale.smallest_mm))
    high = min(highest, (int(height) + gap) // way.rows - gap)
    planes = tuple(
        tuple(
            key
            for n, row in enumerate(reversed(plane))
            for key in _row(row, way.units, pitch, gap, n * (high + gap), high)
        )
        for plane in way.planes
    )
    return KeyboardLayout(
        kind=kind,
        width=way.units * pitch - gap,
        height=way.rows * (high + gap) - gap,
        gap=gap,
        role=_letter_role(scale, high),
        planes=planes,
    )


def _letter_role(scale: Scale, high: int) -> Role:
    """The largest that has room on a key so high."""
    larger: list[Role] = ["action", "body"]
    for role in larger:
        if scale.font(role) * LETTER_HEIGHT <= high * LETTER_SHARE:
            return role
    return "caption"


def _row(row: str, units: int, pitch: int, gap: int, y: int, high: int) -> list[KeyPlace]:
    named = [(name, float(wide or 1)) for name, _, wide in (part.partition(":") for part in row.split())]
    fills = named[0][0] == "="
    named = named[fills:]
    total = sum(wide for _, wide in named)
    stretch = units / total if fills else 1.0
    left = 0.0 if fills else (units - total) / 2
    keys: list[KeyPlace] = []
    for name, wide in named:
        right = left + wide * stretch
        x = int(left * pitch + 0.5)
        keys.append(KeyPlace(key=name, x=x, y=y, width=int(right * pitch + 0.5) - gap - x, height=high))
        left = right
    return keys
