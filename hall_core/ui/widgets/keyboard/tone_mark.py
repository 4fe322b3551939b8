"""A tone by itself, over the place of a letter: the font has no such sign, and "á" would promise a letter."""

from __future__ import annotations

from math import cos, pi, sin

from kivy.graphics import SmoothEllipse, SmoothLine

# In a square of 24 x 24 with y upwards: the letter's place is a dotted circle, and the mark stands where it is written.
PLACE = (12.0, 10.2, 5.2)
_WAVE = [(6.5 + 11 * t / 12, 19.4 + 1.6 * sin(2 * pi * t / 12)) for t in range(13)]
_BOW = [(11.8 + 2.8 * cos(a * pi / 180), 21.0 + 2.4 * sin(a * pi / 180)) for a in range(160, -91, -25)]
MARKS: dict[str, list[list[tuple[float, float]]]] = {
    "tone-acute": [[(10.2, 17.2), (15.0, 22.6)]],
    "tone-grave": [[(13.8, 17.2), (9.0, 22.6)]],
    "tone-hook": [[*_BOW, (11.9, 16.8)]],
    "tone-tilde": [_WAVE],
    "tone-dot": [[(12.0, 1.4)]],
    "tone-none": [[(9.6, 17.4), (14.4, 22.2)], [(9.6, 22.2), (14.4, 17.4)]],
}
"""Lines, and one dot. What takes a tone away is a cross in its place."""
STEPS = 8
"""Dashes of the circle."""
PLACE_STROKE = 1.5
MARK_STROKE = 2.6
DOT = 1.8
"""Widths of the lines and the radius of the dot, in the same parts."""


def draw_tone(name: str, left: float, bottom: float, side: float) -> None:
    """One of MARKS in a square of ``side`` pixels, on the canvas and in the colour that are open."""
    unit = side / 24
    x, y, radius = PLACE
    for start in range(0, 360, 360 // STEPS):
        circle = (left + x * unit, bottom + y * unit, radius * unit, start, start + 180 // STEPS)
        SmoothLine(circle=circle, width=PLACE_STROKE * unit / 2)
    for stroke in MARKS[name]:
        points = [(left + a * unit, bottom + b * unit) for a, b in stroke]
        if len(points) == 1:
            (a, b), r = points[0], DOT * unit
            SmoothEllipse(pos=(a - r, b - r), size=(2 * r, 2 * r))
        else:
            SmoothLine(points=[at for point in points for at in point], width=MARK_STROKE * unit / 2)
