"""Bytes that somebody exported, to text: whichever of the encodings in use they are in, and which one it was. Pure."""

from __future__ import annotations

import codecs
import re
import unicodedata

from msgspec import Struct

from central_gateway.adapters import tcvn3

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LOOKED_AT = 4_096
"""Bytes in which the zeros of UTF-16 show: the head of any table is ASCII."""
_TCVN3_OFTEN = frozenset(range(0xA1, 0xAF))
"""Ă Â Ê Ô Ơ Ư Đ and their small letters; signs that hardly occur in windows-1258."""
_CP1258_OFTEN = frozenset(b"\xcc\xd2\xde\xec\xf2")
"""The five tone marks of windows-1258, each a byte behind its vowel."""
_OFTEN = 1 / 6
"""Of the letters that are not ASCII: each sixth letter of Vietnamese is one of those, or has a tone mark."""

MANGLED = re.compile("\ufffd|áº|á»|Ä‘|Æ°|Ã[\u00a0-¿]|[®¨©¬][a-z¨µ-ÿ]")
"""Letters lost, UTF-8 that was once read as Western European, and TCVN3 that was: nobody can read that."""


class NoText(ValueError):
    """In none of these encodings, or no text at all; the message says what it is."""


class Text(Struct, frozen=True):
    text: str
    """NFC."""
    encoding: str
    """As people call it."""
    in_pieces: bool
    """It was NFD: letters and their marks stood apart."""


def decode(data: bytes) -> Text:
    """NoText when nobody can say what it is; nothing else is raised, whatever comes."""
    text, encoding = _decoded(data)
    if "\0" in text:
        raise NoText("holds zeros: this is no text")
    whole = unicodedata.normalize("NFC", text)
    # Both of the old encodings have marks of their own; of those nothing need be said.
    return Text(whole, encoding, encoding.startswith("UTF") and len(whole) < len(text))


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], codec), codec.removesuffix("-le").removesuffix("-be").upper()
    head = data[:_LOOKED_AT]
    if head.count(0) > len(head) // 4:
        return _strictly(data, "utf-16-le" if 0 in head[1::2] else "utf-16-be"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _of_old(data, error)


def _of_old(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    high = [byte for byte in data if byte >= 0x80]
    try:
        if sum(byte in _TCVN3_OFTEN for byte in high) > len(high) * _OFTEN:
            return tcvn3.decode(data), "TCVN3"
        if sum(byte in _CP1258_OFTEN for byte in high) > len(high) * _OFTEN:
            return data.decode("cp1258"), "windows-1258"
    except ValueError:
        pass  # told below: it looked like one of them and is not
    line = data.count(b"\n", 0, error.start) + 1
    if error.end == len(data) and error.reason == "unexpected end of data":
        raise NoText(f"line {line}: ends in the middle of a letter") from error
    raise NoText(f"line {line}: is neither UTF-8, UTF-16, windows-1258 nor TCVN3") from error


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise NoText(f"says that it is {codec.upper()}, and is not, or ends in the middle of a letter") from error
