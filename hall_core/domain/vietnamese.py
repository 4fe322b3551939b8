"""Vietnamese letters: one way to store them, and their plain forms for search and for displays without accents."""

from __future__ import annotations

import unicodedata

# "đ" is a letter of its own: Unicode does not take it apart, so removing the marks leaves it as it is.
_CROSSED_D = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """The composed form, the only one that is stored and sent."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """``text`` without tone marks, hats and horns, ``đ`` as ``d``; case, digits and signs stay as they are.

    Composed and decomposed spellings of the same words give the same answer.
    """
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_CROSSED_D)
