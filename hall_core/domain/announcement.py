"""What is said when a number is called: which clips follow one another, and the words each clip holds.

"Xin mời công dân số — A, không, một, hai — đến quầy số — ba." One clip holds one word or one fixed phrase, so
that a person can record the whole set in a quarter of an hour. The file name of a clip is its key.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Language, TicketNumber
from hall_core.domain.plan import Voice

MAX_NUMBER = 99_999
"""The largest ticket value there is: five digits (TicketNumber)."""

Clip = str
"""A key such as ``vi-7`` or ``en-letter-b``; ASCII, fit for a file name."""


class Manner(Struct, frozen=True, kw_only=True):
    """How a site wants its numbers read."""

    reading: Literal["digits", "number"] = "digits"
    """``digits`` says what is printed, with its zeros: read as a number, "A012" would become "A twelve"."""
    zero_tens: Literal["linh", "lẻ"] = "linh"
    """105: "một trăm linh năm" in the north, "một trăm lẻ năm" in the south."""
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    """Likewise."""


def manner_of(site: Voice) -> Manner:
    """That of a hall file's ``[voice]``."""
    return Manner(reading=site.reading, zero_tens=site.zero_tens, thousand=site.thousand)


class Sentence(Struct, frozen=True):
    """One language's announcement: phrases with a breath between them, each a row of clips."""

    language: Language
    phrases: tuple[tuple[Clip, ...], ...]

    @property
    def clips(self) -> list[Clip]:
        return [clip for phrase in self.phrases for clip in phrase]

    @property
    def words(self) -> str:
        """As a person would write it down."""
        return ", ".join(" ".join(WORDS[clip] for clip in phrase) for phrase in self.phrases)


def announce(number: TicketNumber, counter: int, language: Language, manner: Manner) -> list[Sentence]:
    """Vietnamese always; English after it when the ticket was taken in English. ``counter`` is 1-99."""
    spoken: list[Language] = ["vi", "en"] if language == "en" else ["vi"]
    return [
        Sentence(
            each,
            (
                (f"{each}-invite",),
                tuple(_ticket(number, each, manner)),
                (f"{each}-to-counter", *read_number(counter, each, manner)),
            ),
        )
        for each in spoken
    ]


def needed_clips(manner: Manner) -> list[Clip]:
    """Every clip that some announcement in this manner needs: a site need not record what it never says."""
    if manner.reading == "digits":
        never = {"vi-linh", "vi-le", "vi-tram", "vi-nghin", "vi-ngan", "en-hundred", "en-thousand", "en-and"}
    else:
        linh, nghin = _LINH[manner.zero_tens], _NGHIN[manner.thousand]
        never = {f"vi-{word}" for word in {*_LINH.values(), *_NGHIN.values()} - {linh, nghin}}
    return [clip for clip in WORDS if clip not in never]


def read_number(value: int, language: Language, manner: Manner) -> list[Clip]:
    """The clips that say ``value`` (0-99,999) as a number. ValueError outside of it."""
    if not 0 <= value <= MAX_NUMBER:
        raise ValueError(f"{value} is no number of a ticket or counter: 0 to {MAX_NUMBER} can be read")
    words = _vietnamese(value, manner) if language == "vi" else _english(value)
    return [f"{language}-{word}" for word in words]


def _ticket(number: TicketNumber, language: Language, manner: Manner) -> list[Clip]:
    letters = number.rstrip("0123456789")
    digits = number[len(letters) :]
    spelled = [f"{language}-letter-{letter.lower()}" for letter in letters]
    if manner.reading == "number":
        return spelled + read_number(int(digits), language, manner)
    return spelled + [f"{language}-{digit}" for digit in digits]


def _vietnamese(value: int, manner: Manner) -> list[str]:
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _vi_below_thousand(rest, manner, zero_hundred=False)
    words = [*_vi_below_hundred(thousands), _NGHIN[manner.thousand]]
    # 1005 is "một nghìn không trăm linh năm": without "không trăm" it could be heard as 1500 cut short.
    return words + (_vi_below_thousand(rest, manner, zero_hundred=True) if rest else [])


def _vi_below_thousand(value: int, manner: Manner, *, zero_hundred: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    if not hundreds and not zero_hundred:
        return _vi_below_hundred(rest)
    words = [str(hundreds), "tram"]
    if 0 < rest < 10:
        return [*words, _LINH[manner.zero_tens], str(rest)]
    return words + (_vi_below_hundred(rest) if rest else [])


def _vi_below_hundred(value: int) -> list[str]:
    """The last digit changes its name after a ten: hai mươi mốt, tư, lăm; mười lăm, but mười một, mười bốn."""
    tens, unit = divmod(value, 10)
    if not tens:
        return [str(unit)]
    words = ["10"] if tens == 1 else [str(tens), "muoi"]
    if not unit:
        return words
    if unit == 5:
        return [*words, "lam"]
    return [*words, {1: "mot", 4: "tu"}.get(unit, str(unit)) if tens > 1 else str(unit)]


def _english(value: int) -> list[str]:
    thousands, rest = divmod(value, 1000)
    words = [*_en_below_hundred(thousands), "thousand"] if thousands else []
    hundreds, last = divmod(rest, 100)
    if hundreds:
        words += [str(hundreds), "hundred"]
    if last and words:
        words.append("and")
    return words + (_en_below_hundred(last) if last or not words else [])


def _en_below_hundred(value: int) -> list[str]:
    if str(value) in _EN_WORDS:
        return [str(value)]
    tens, unit = divmod(value, 10)
    return [str(tens * 10), str(unit)]


_LINH: dict[str, str] = {"linh": "linh", "lẻ": "le"}
_NGHIN: dict[str, str] = {"nghìn": "nghin", "ngàn": "ngan"}

# Names of the letters as taught in school (Decision 31/2002/QĐ-BGDĐT); F, J, W and Z, which Vietnamese does not
# have, as people say them. Two are chosen to be told apart by ear: D is "đê", as in any code, because "dê" and "giê"
# are one sound in the north, and G is "gờ", because "giê" and "vê" are one sound in the south.
_VI_LETTERS = {
    "a": "a", "b": "bê", "c": "xê", "d": "đê", "e": "e", "f": "ép phờ", "g": "gờ", "h": "hát", "i": "i",
    "j": "ji", "k": "ca", "l": "e lờ", "m": "em mờ", "n": "en nờ", "o": "o", "p": "pê", "q": "quy", "r": "e rờ",
    "s": "ét sì", "t": "tê", "u": "u", "v": "vê", "w": "vê kép", "x": "ích xì", "y": "i dài", "z": "dét",
}  # fmt: skip

_VI_WORDS = {
    "invite": "xin mời công dân số", "to-counter": "đến quầy số",
    "0": "không", "1": "một", "2": "hai", "3": "ba", "4": "bốn", "5": "năm", "6": "sáu", "7": "bảy", "8": "tám",
    "9": "chín", "10": "mười", "muoi": "mươi", "mot": "mốt", "tu": "tư", "lam": "lăm", "linh": "linh", "le": "lẻ",
    "tram": "trăm", "nghin": "nghìn", "ngan": "ngàn",
}  # fmt: skip

_EN_WORDS = {
    "invite": "now serving number", "to-counter": "at counter",
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "13": "thirteen", "14": "fourteen",
    "15": "fifteen", "16": "sixteen", "17": "seventeen", "18": "eighteen", "19": "nineteen", "20": "twenty",
    "30": "thirty", "40": "forty", "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety",
    "hundred": "hundred", "thousand": "thousand", "and": "and",
}  # fmt: skip

WORDS: dict[Clip, str] = {
    **{f"vi-{key}": words for key, words in _VI_WORDS.items()},
    **{f"vi-letter-{letter}": name for letter, name in _VI_LETTERS.items()},
    **{f"en-{key}": words for key, words in _EN_WORDS.items()},
    **{f"en-letter-{letter}": letter.upper() for letter in _VI_LETTERS},
}
"""What each clip says. The set is complete: no announcement uses a clip that is not here."""
