"""Passwords that somebody who knows the hall would try: refused when they are set. Pure.

Length counts, and nothing is asked of kinds of signs (NIST SP 800-63B, 3.1.1.2). One is refused when next to nothing
is left of it once common words, rows of keys, the names of hall and officer, and digits are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from hall_core.domain.vietnamese import fold

LEFT_LEAST = 4
"""Letters that must be left."""
SIGNS_LEAST = 5
"""Different ones."""
ROW_LEAST = 4
"""So many neighbours are a row."""
WORD_LEAST = 3
"""Letters of a name: shorter ones are part of any sentence."""
DRESSED_UP = str.maketrans("@4031$5!", "aaoeissi")
"""Signs in the place of letters."""
COMMON = (
    *(
        "matkhau",
        "password",
        "admin",
        "administrator",
        "quantri",
        "quanly",
        "root",
        "login",
        "user",
        "test",
    ),
    *(
        "motcua",
        "dientu",
        "dichvu",
        "hanhchinhcong",
        "hanhchinh",
        "phucvu",
        "trungtam",
        "uyban",
        "nhandan",
        "ubnd",
        "hdnd",
    ),
    *("chinhquyen", "canbo", "congchuc", "congdan", "lanhdao", "giamdoc", "tiepdan", "phuong", "huyen", "quan", "tinh"),
    *("vietnam", "hanoi", "saigon", "hochiminh", "danang", "haiphong", "cantho", "anhyeuem", "emyeuanh", "yeuem"),
    *("yeuanh", "conyeu", "giadinh", "xinchao", "khongbiet", "deptrai", "xinhgai", "iloveyou", "welcome", "letmein"),
    *("changeme", "default", "secret", "dragon", "monkey", "football", "sunshine", "princess", "master", "hello"),
    *("computer", "internet", "windows", "samsung", "abc", "xyz", "queue", "hangdoi", "xephang"),
)
ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "abcdefghijklmnopqrstuvwxyz",
)


def is_weak(password: str, names: Iterable[str]) -> bool:
    """``names``: of the hall and of whose password it is."""
    told = {_plain(part) for name in names for part in _parts(name.split())}
    words = sorted({*COMMON, *(word for word in told if len(word) >= WORD_LEAST)}, key=len, reverse=True)
    undressed = _without_rows(fold(password).lower()).translate(DRESSED_UP)
    return any(_is_weak(_plain(one), words) for one in (password, undressed))


def _is_weak(plain: str, words: Sequence[str]) -> bool:
    if len(set(plain)) < SIGNS_LEAST or _repeats(plain):
        return True
    for word in words:
        plain = plain.replace(word, " ")
    return sum(letter.isalpha() for letter in _without_rows(plain)) < LEFT_LEAST


def _parts(words: Sequence[str]) -> Iterator[str]:
    """The name, and each word with the next: what people call a place by."""
    yield "".join(words)
    yield from map("".join, pairwise(words))


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text).lower() if letter.isalnum())


def _repeats(plain: str) -> bool:
    return plain in (plain * 2)[1:-1]


def _without_rows(plain: str) -> str:
    left, at = "", 0
    while at < len(plain):
        row = next((n for n in range(len(plain) - at, ROW_LEAST - 1, -1) if _is_row(plain[at : at + n])), 0)
        left += "" if row else plain[at]
        at += row or 1
    return left


def _is_row(part: str) -> bool:
    return any(part in row or part[::-1] in row for row in ROWS)
