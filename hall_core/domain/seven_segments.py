"""What a seven-segment cell can show, and what people read there. Pure.

A cell is a number of seven bits: segment a (top) is bit 0, then clockwise b, c, d, e, f, and g (the middle) is bit 6.
"""

from __future__ import annotations

DIGITS = (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F)
LETTERS = {
    "A": 0x77,
    "B": 0x7C,
    "C": 0x39,
    "D": 0x5E,
    "E": 0x79,
    "F": 0x71,
    "H": 0x76,
    "J": 0x1E,
    "L": 0x38,
    "N": 0x54,
    "O": 0x5C,
    "P": 0x73,
    "R": 0x50,
    "T": 0x78,
    "U": 0x3E,
    "Y": 0x6E,
}
"""Capital letter to its picture, which is that of the small letter for b, d, n, o, r, t and y. Left out are those with
no picture (K, M, V, W, X) and those that would be read as a digit: G 6, I 1, Q 9, S 5, Z 2."""
PUT_INSTEAD = "_"
"""What stands for a letter that cannot be shown: the lowest segment, which is no letter and no digit."""
CELLS = {str(value): cell for value, cell in enumerate(DIGITS)} | LETTERS | {" ": 0x00, "-": 0x40, PUT_INSTEAD: 0x08}


def looks(text: str) -> str:
    """``text`` as it is read there: each sign that no cell can show is the lowest segment."""
    return "".join(sign if sign in CELLS else PUT_INSTEAD for sign in text.upper())


def cells(text: str) -> bytes:
    """One cell a sign."""
    return bytes(CELLS[sign] for sign in looks(text))
