"""What a screen says in signs, said in words: "07:30–11:30" becomes "từ bảy giờ ba mươi đến mười một giờ ba mươi".

Only what espeak-ng reads wrongly is written out: it drops the zeros of A001, says "không trăm" after every thousand,
and takes 1/2 for two numbers. What no rule knows stays as it is.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import cast

from msgspec import Struct

from hall_core.domain.announcement import WORDS, Manner, read_number
from hall_core.domain.names import Language
from hall_core.domain.vietnamese import nfc

LONGEST = 240
"""Letters said in one breath, about 16 s: a procedure's name of 1,094 letters is said in parts, each soon made."""
LARGEST = 10**12
"""From here on a number is read digit by digit."""
_MANNER = Manner()


class Tongue(Struct, frozen=True):
    """What is spoken, and how a site wants its numbers read."""

    language: Language
    manner: Manner

    @property
    def vi(self) -> bool:
        return self.language == "vi"


def spoken_text(text: str, language: Language, manner: Manner = _MANNER) -> str:
    """``text`` as one would read it aloud. Line breaks stay, as ends of sentences. What signs are in another language
    than Vietnamese and English is left to its voice."""
    if language not in ("vi", "en"):
        return nfc(text)
    to = Tongue(language, manner)
    return _SIGNS.sub(lambda found: _read(found, to), nfc(text))


def sentences(words: str) -> list[str]:
    """What is said one after another, with a breath between: none empty, none longer than LONGEST."""
    parts = (part.strip() for part in re.split(r"(?<=[.!?;:…])\s+|\n", words))
    return [piece for part in parts if re.search(r"\w", part) for piece in textwrap.wrap(part, LONGEST)]


def number_words(value: int, manner: Manner = _MANNER) -> str:
    """``value`` (0 to LARGEST - 1) in Vietnamese: 50,000 is "năm mươi nghìn", with nothing after it."""
    words: list[str] = []
    for power, unit in ((3, "tỷ"), (2, "triệu"), (1, manner.thousand), (0, "")):
        if group := value // 1000**power % 1000:
            # Behind a larger group, 5 is "không trăm linh năm": what read_number says after "một nghìn".
            clips = read_number(1000 + group, "vi", manner)[2:] if words else read_number(group, "vi", manner)
            words += [WORDS[clip] for clip in clips] + ([unit] if unit else [])
    return " ".join(words) or WORDS["vi-0"]


# --- Readers: each takes what one pattern below has found ---------------------------------------------------------


def _read(found: re.Match[str], to: Tongue) -> str:
    _, reader = _RULES[cast(int, found.lastindex) - 1]
    return reader(found[0], to)


def _hours(found: str, to: Tongue) -> str:
    return _from_to(found, [_hour(time, to) for time in re.findall(_TIME, found)], to)


def _hour(time: str, to: Tongue) -> str:
    hour, minute = (int(part or 0) for part in re.split(r"[:hg]", time))
    if to.vi:
        # "bảy giờ năm" alone sounds like something left out.
        minutes = f" {number_words(minute, to.manner)}" + (" phút" if minute < 10 else "") if minute else ""
        return f"{number_words(hour, to.manner)} giờ{minutes}"
    if hour % 12 == 0 and not minute:
        return "noon" if hour == 12 else "midnight"
    minutes = f" {'oh ' if minute < 10 else ''}{_english(minute)}" if minute else ""
    return f"{_english(hour % 12 or 12)}{minutes} {'PM' if 12 <= hour < 24 else 'AM'}"


def _english(value: int) -> str:
    return " ".join(WORDS[clip] for clip in read_number(value, "en", _MANNER))


def _days(found: str, to: Tongue) -> str:
    return _from_to(found, [_day(day, to) for day in re.findall(_DATE, found)], to)


def _day(day: str, to: Tongue) -> str:
    date, month, *year = (int(part) for part in day.split("/"))
    if to.vi:
        said = f"ngày {date} tháng {month}"
        return f"{said} năm {_number(year[0], to)}" if year else said
    name = _MONTHS[month - 1] if 1 <= month <= 12 else str(month)
    return " ".join([str(date), name, *map(str, year)])


def _month(found: str, to: Tongue) -> str:
    month, year = (int(part) for part in re.findall(r"\d+", found))
    return f"tháng {month} năm {_number(year, to)}" if to.vi else f"month {month} of {year}"


def _law(found: str, to: Tongue) -> str:
    number, year, kind = found.split("/")
    when = f"năm {_number(int(year), to)}" if to.vi else f"of {year}"
    return f"{number} {when}, {_spelled(kind, to)}"


def _page(found: str, to: Tongue) -> str:
    first, last = re.findall(r"\d+", found)
    word = re.match(r"\w*[^\W\d]", found)
    page = word[0] if word else "" if int(first) > int(last) else "trang" if to.vi else "page"
    return f"{page} {first} {'trên' if to.vi else 'of'} {last}".lstrip()


def _part(found: str, to: Tongue) -> str:
    return found.replace("/", " phần " if to.vi else " over ")


def _money(found: str, to: Tongue) -> str:
    value = int(re.sub(r"\D", "", found))
    return f"{_number(value, to)} đồng" if to.vi else f"{value:,} dong"


def _phone(found: str, to: Tongue) -> str:
    return _spelled(found, to)


def _span(found: str, to: Tongue) -> str:
    ends = re.findall(r"\d+", found)
    return _from_to(found, [_number(int(end), to) for end in ends] if to.vi else ends, to)


def _short(found: str, to: Tongue) -> str:
    return _SHORT[found][0 if to.vi else 1]


def _qr(found: str, to: Tongue) -> str:
    return "mã Q R" if to.vi else "Q R code"


def _sign(found: str, to: Tongue) -> str:
    if found.strip() == "&":
        return " và " if to.vi else " and "
    return ", "


def _token(found: str, to: Tongue) -> str:
    """A number, a code, or a word in capitals."""
    digits = re.sub(r"[.,]", "", found)
    if re.fullmatch(_THOUSANDS, found) or (digits == found and digits.isdigit() and len(digits) < 7):
        if found[0] != "0" or found == "0":
            return _number(int(digits), to) if to.vi else f"{int(digits):,}" if "." in found else found
    elif not re.search(r"\d", found) or re.fullmatch(r"\d+\.\d\d?", found):
        return found
    return _spelled(found, to)


def _number(value: int, to: Tongue) -> str:
    """In Vietnamese. espeak-ng reads what is below a thousand rightly, but has its own word for the zero in 105."""
    digits = str(value)
    if len(digits) <= 3 and not re.fullmatch("[1-9]0[1-9]", digits):
        return digits
    return number_words(value, to.manner) if value < LARGEST else _spelled(digits, to)


def _spelled(code: str, to: Tongue) -> str:
    """Letters and digits one by one, with a breath at each sign between them."""
    groups = re.findall(r"[A-ZĐ0-9]+", code)
    return ", ".join(" ".join(_name(sign, to) for sign in group) for group in groups)


def _name(sign: str, to: Tongue) -> str:
    if sign.isdigit():
        return WORDS[f"{to.language}-{sign}"]
    if sign == "A" and not to.vi:
        return "eh"  # within a sentence espeak-ng takes "A" for the article
    return WORDS[f"{to.language}-letter-{sign.replace('Đ', 'D').lower()}"]


def _from_to(found: str, ends: list[str], to: Tongue) -> str:
    if len(ends) == 1:
        return ends[0]
    opening = re.match(r"(?:từ|from)\b", found, re.IGNORECASE)
    word = opening[0] if opening else "từ" if to.vi else "from"
    return f"{word} {ends[0]} {'đến' if to.vi else 'to'} {ends[1]}"


# --- Patterns -----------------------------------------------------------------------------------------------------

_TO = r"\s*[-–—]\s*"
_FROM = r"(?:(?:[Tt]ừ|[Ff]rom)\s+)?"
_TIME = r"(?:[01]?\d|2[0-4])(?:[:hg][0-5]\d|h)"
_DATE = r"\d{1,2}/\d{1,2}/\d{4}"
_NUMBER = r"(?:\d{1,3}(?:[.,]\d{3}){1,4}|\d{1,12})"
_THOUSANDS = r"[1-9]\d{0,2}(?:\.\d{3}){1,4}"
_BEGIN = r"(?<![\w/:])(?<!\d[.,-])"
_END = r"(?![\w/:])(?![.,-]\d)"
_UNIT = r"(?=\s*(?:ngày|giờ|buổi|tháng|năm|day|hour|month|year))"

_SHORT = {
    "UBND": ("Ủy ban nhân dân", "People's Committee"),
    "HĐND": ("Hội đồng nhân dân", "People's Council"),
    "CCCD": ("căn cước công dân", "citizen identity card"),
    "CMND": ("chứng minh nhân dân", "identity card"),
    "TTHC": ("thủ tục hành chính", "administrative procedures"),
    "HCC": ("hành chính công", "public administration"),
    "BHXH": ("bảo hiểm xã hội", "social insurance"),
    "BHYT": ("bảo hiểm y tế", "health insurance"),
    "GPLX": ("giấy phép lái xe", "driving licence"),
    "TP.": ("thành phố", "city"),
    "VietQR": ("Việt Q R", "Viet Q R"),
    "VNeID": ("vi en e ai đi", "V N E I D"),
}
"""What stands in notices and names of procedures, in Vietnamese and English."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# The first that fits is taken: what is longer or more certain stands before what it contains. None has a group that
# captures: a rule's place is the number of the group around it.
_RULES: list[tuple[str, Callable[[str, Tongue], str]]] = [
    (rf"{_FROM}{_BEGIN}{_TIME}{_TO}{_TIME}{_END}", _hours),
    (rf"{_BEGIN}{_TIME}{_END}", _hours),
    (rf"{_FROM}(?:[Nn]gày\s+)?{_BEGIN}{_DATE}{_TO}{_DATE}{_END}", _days),
    (rf"(?:[Nn]gày\s+)?{_BEGIN}{_DATE}{_END}", _days),
    (rf"[Nn]gày\s+\d{{1,2}}/\d{{1,2}}{_END}", lambda found, to: _day(found.split()[1], to)),
    (rf"\b[Tt]háng\s+\d{{1,2}}/\d{{4}}{_END}", _month),
    (rf"{_BEGIN}\d{{1,4}}/\d{{4}}/[A-ZĐ][A-ZĐ0-9-]*{_END}", _law),
    (rf"{_BEGIN}\d/\d{_END}{_UNIT}", _part),
    (rf"(?:(?:[Tt]rang|[Pp]age)\s+)?{_BEGIN}\d{{1,3}}/\d{{1,3}}{_END}", _page),
    (rf"{_BEGIN}{_NUMBER}\s*(?:đồng|dong|đ|₫|VNĐ|VND)(?!\w)|\bVN[DĐ]\s*{_NUMBER}{_END}", _money),
    (rf"{_BEGIN}(?=(?:[ .]?\d){{8}})(?:0\d{{1,3}}|1[89]00)(?:[ .]\d{{2,4}}){{1,3}}{_END}", _phone),
    (rf"{_FROM}{_BEGIN}[1-9]\d{{0,3}}{_TO}[1-9]\d{{0,3}}{_END}", _span),
    (rf"\b(?:{'|'.join(map(re.escape, _SHORT))})(?!\w)", _short),
    (r"(?:\b[Mm]ã\s+)?\bQR\b(?:\s+code\b)?", _qr),
    (rf"{_BEGIN}[A-ZĐ0-9]+(?:[./-][A-ZĐ0-9]+)*{_END}", _token),
    (r"\s*[·•|→&]\s*", _sign),
]
# To Python \d is any digit of any script; no other script's digits have names here.
_SIGNS = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES).replace(r"\d", "[0-9]"))
