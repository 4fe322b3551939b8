"""TCVN3, the eight-bit letters of the old .VnTime fonts. Python has no codec for it."""

from __future__ import annotations

_FIRST = 0xA1
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ"  # A1 … AE
    "Ằ\u0300\u0309\u0303\u0301\u0323"  # AF … B4; the marks alone stand behind a capital
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"  # B5 … FE
)
_TABLE = "".join(map(chr, range(0x80))) + "\ufffd" * (_FIRST - 0x80) + _LETTERS + "\ufffd"


def decode(data: bytes) -> str:
    """Marks still stand apart from their letters where they were. ValueError when a byte is none of these letters."""
    text = data.decode("latin-1").translate(dict(enumerate(_TABLE)))
    if "\ufffd" in text:
        raise ValueError("not TCVN3")
    return text
