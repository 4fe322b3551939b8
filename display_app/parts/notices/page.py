"""The pages of one notice: its words in rows, its picture in its place. Pure.

Vietnamese comes first, then English where there is any; a video, which would begin anew, is shown once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from display_app.board import BoardNotice
from display_app.box import Box
from display_app.messages import texts_of
from display_app.parts.notices.layout import STYLES, TEXT_LEAST, TEXT_ROLE, TITLE_ROLE, Layout
from display_app.sizes import Em
from display_app.turns import reading
from hall_core.contract.messages import BoardMessage
from hall_core.domain.names import Digest, Millis
from hall_core.domain.notice import TEXT_MOST, Notice
from hall_core.ui.fonts import Weight
from hall_core.ui.tokens import Role
from hall_core.ui.wrap import accompanied, fit, wrap

TITLE_LINES = 3
"""Rows of a title in larger type; in the smallest it may take half the height, and is cut beyond."""
WORDS_AT_LEAST, WORDS_AT_MOST = 8_000, 40_000
"""Milliseconds for a page of words."""
PICTURE = 12_000
"""Milliseconds for a picture, beside the time for its words."""
FILM = 30_000
"""Milliseconds for a video whose length nobody knows."""
ENLARGED = 2.0
"""Times its size that a picture may be drawn: beyond it one sees its pixels."""
FILM_SHAPE = 16, 9
"""Of a video into which nobody could look."""
PICTURE_SHARE = 0.55
"""Of the height that a picture must keep beside the words below it."""
TITLE_WEIGHT: Weight = "Bold"
MESSAGE_ROLES: tuple[Role, ...] = ("title", "action", "body", "caption")
"""Type of a message, the largest first: what has room in it on one page stands in it. Only the last one pages."""
MESSAGE_ROW = 9.0
"""Room for a row of a message in larger type, in parts of the font size: three or four words."""
MESSAGE_WEIGHT: Weight = "SemiBold"


class Line(Struct, frozen=True):
    """One row of text."""

    text: str
    role: Role
    weight: Weight
    tone: str
    box: Box
    align: Literal["left", "center"] = "left"


class Picture(Struct, frozen=True):
    digest: Digest
    path: str
    kind: Literal["picture", "video"]
    box: Box


class Page(Struct, frozen=True):
    lines: tuple[Line, ...]
    picture: Picture | None
    stands: Millis
    message: bool = False
    """What the centre says to everybody just now, not one of its notices."""


class Composer:
    """Makes pages in one layout."""

    def __init__(self, layout: Layout, em: Em) -> None:
        self._layout = layout
        self._em = em

    def __call__(self, shown: BoardNotice) -> list[Page]:
        """Nothing for a notice whose file is not here and that has no words."""
        notice = shown.notice
        pages: list[Page] = []
        for title, text in _words(notice):
            if shown.path:
                pages += self._pictured(shown, title, text)
                if notice.file is not None and notice.file.kind == "video":
                    break
            elif title or text:
                pages += self._words(notice, title, text)
        return pages

    def message(self, message: BoardMessage) -> list[Page]:
        """Each language on pages of its own, in the same type."""
        texts, area = texts_of(message), self._layout.content
        for role in MESSAGE_ROLES:
            most = max(1, area.height // self._layout.scale.row(role))
            last = role == MESSAGE_ROLES[-1]
            rows = [self._rows(text, role, area.width, TEXT_MOST if last else most) for text in texts]
            # A word broken inside, or few words in a row, is a sign of too large a type.
            whole = all(" ".join(own).split() == text.split() for own, text in zip(rows, texts, strict=True))
            wide = area.width >= MESSAGE_ROW * self._layout.scale.font(role)
            if last or (whole and wide and max(map(len, rows), default=0) <= most):
                pages = [self._message_lines(page, role) for own in rows for page in _divided(own, most)]
                return [Page(lines, None, _time(lines), message=True) for lines in pages]
        raise AssertionError("the smallest type is the last")

    def _message_lines(self, rows: list[str], role: Role) -> tuple[Line, ...]:
        """In the middle of the area."""
        area, row = self._layout.content, self._layout.scale.row(role)
        lines = self._set([], rows, role, role, area, area.top - (area.height - row * len(rows)) // 2)
        return tuple(replace(line, weight=MESSAGE_WEIGHT) for line in lines)

    def _words(self, notice: Notice, title: str, text: str) -> list[Page]:
        pages = self.written(title, text, self._layout.content)
        return [Page(lines, None, _reading(notice, lines)) for lines in pages]

    def _pictured(self, shown: BoardNotice, title: str, text: str) -> Iterator[Page]:
        """The picture with its words beside or below it; a text that has no room there follows on pages of its own."""
        notice, content = shown.notice, self._layout.content
        for words in (text, ""):
            found = [(box, lines) for box, lines in self._arranged(notice, title, words, content) if lines is not None]
            if found or not words:
                break
        box, lines = max(found, key=lambda pair: pair[0].width * pair[0].height, default=(_fitted(notice, content), ()))
        assert notice.file is not None, "only a file has a path"
        picture = Picture(notice.file.digest, shown.path, notice.file.kind, box)
        yield Page(lines or (), picture, _looking(notice, lines or ()))
        if not words and text:
            yield from self._words(notice, title, text)

    def _arranged(
        self, notice: Notice, title: str, text: str, content: Box
    ) -> Iterator[tuple[Box, tuple[Line, ...] | None]]:
        """Places for picture and words; the words are None where they have no room."""
        layout, font = self._layout, self._layout.scale.font
        whole = _fitted(notice, content)
        if not title and not text:
            yield whole, ()
            return
        # Beside it: the words take what the picture leaves, or a third.
        for width in (content.width - whole.width - layout.air, content.width // 3):
            if width >= TEXT_LEAST * font(TEXT_ROLE):
                column = Box(content.right - width, content.y, width, content.height)
                room = Box(content.x, content.y, content.width - width - layout.air, content.height)
                yield _fitted(notice, room), self._one_page(title, text, column)
        # Below it: only so high as they need.
        rows = self._one_page(title, text, content, STYLES[-1:])
        if rows is not None:
            height = max(line.box.top for line in rows) - min(line.box.y for line in rows)
            if content.height - height - layout.gap >= content.height * PICTURE_SHARE:
                room = Box(content.x, content.y, content.width, content.height - height - layout.gap)
                picture = _fitted(notice, room)
                foot = content.y + (room.height - picture.height) // 2
                picture = replace(picture, y=foot + height + layout.gap)
                lines = self._one_page(title, text, Box(content.x, foot, content.width, height), STYLES[-1:]) or ()
                align = "left" if text else "center"
                yield picture, tuple(replace(line, align=align) for line in lines)

    def written(self, title: str, text: str, area: Box) -> list[tuple[Line, ...]]:
        """Pages of words alone."""
        one = self._one_page(title, text, area)
        if one is not None:
            return [one]
        scale = self._layout.scale
        heading = self._rows(title, TITLE_ROLE, area.width)
        if scale.row(TITLE_ROLE, len(heading)) > area.height // 2:
            most = max(1, area.height // 2 // scale.row(TITLE_ROLE))
            heading = fit(title, area.width, most, lambda t: self._em(t, TITLE_WEIGHT) * scale.font(TITLE_ROLE))
        rows = self._rows(text, TEXT_ROLE, area.width)
        above = scale.row(TITLE_ROLE, len(heading)) + (self._layout.gap if heading else 0)
        size = max(1, (area.height - above) // scale.row(TEXT_ROLE))
        return [self._set(heading, page, TITLE_ROLE, TEXT_ROLE, area, area.top) for page in _divided(rows, size)]

    def _one_page(
        self, title: str, text: str, area: Box, styles: tuple[tuple[Role, Role], ...] = STYLES
    ) -> tuple[Line, ...] | None:
        """All words in the largest type in which they have room, in the middle of the area."""
        for title_role, text_role in styles:
            most = area.height // self._layout.scale.row(text_role)
            heading = self._rows(title, title_role, area.width, most)
            rows = self._rows(text, text_role, area.width, most)
            height = self._height(len(heading), len(rows), title_role, text_role)
            few = title_role == TITLE_ROLE or len(heading) <= TITLE_LINES
            if few and height <= area.height:
                return self._set(heading, rows, title_role, text_role, area, area.top - (area.height - height) // 2)
        return None

    def _height(self, heading: int, rows: int, title_role: Role, text_role: Role) -> int:
        scale = self._layout.scale
        return (
            scale.row(title_role, heading) + (self._layout.gap if heading and rows else 0) + scale.row(text_role, rows)
        )

    def _set(
        self, heading: list[str], rows: list[str], title_role: Role, text_role: Role, area: Box, top: int
    ) -> tuple[Line, ...]:
        """Rows below one another from ``top``."""
        row = self._layout.scale.row
        lines: list[Line] = []
        for text in heading:
            top -= row(title_role)
            box = Box(area.x, top, area.width, row(title_role))
            lines.append(Line(text, title_role, TITLE_WEIGHT, "figure", box))
        top -= self._layout.gap if heading and rows else 0
        for text in rows:
            top -= row(text_role)
            lines.append(Line(text, text_role, "Regular", "ink", Box(area.x, top, area.width, row(text_role))))
        return tuple(line for line in lines if line.text)

    def _rows(self, text: str, role: Role, width: int, most: int = TEXT_MOST) -> list[str]:
        """``text`` in rows; an empty line of it is an empty row. Beyond ``most`` rows the rest is left out."""
        weight = TITLE_WEIGHT if role == TITLE_ROLE else "Regular"
        size = self._layout.scale.font(role)

        def measure(part: str) -> float:
            # Titles are bold in every type, and a little wider than a text of the same type: measured so for both.
            return max(self._em(part, weight), self._em(part, TITLE_WEIGHT)) * size

        rows: list[str] = []
        for line in text.splitlines():
            rows += accompanied(wrap(line, width, measure, most), width, measure) or [""]
            if len(rows) > most:
                break
        return rows


def _divided(rows: list[str], size: int) -> Iterator[list[str]]:
    """``rows`` on as few pages as hold them, of about the same length; none begins with an empty row."""
    left = -(-len(rows) // size)
    while rows:
        count = -(-len(rows) // max(1, left))
        page, rows, left = rows[:count], rows[count:], left - 1
        while page and not page[0]:
            page = page[1:]
        if page:
            yield page


def _words(notice: Notice) -> list[tuple[str, str]]:
    """Title and text in each language there is."""
    vietnamese, english = (notice.title_vi, notice.text_vi), (notice.title_en, notice.text_en)
    return [vietnamese, english] if any(english) and any(vietnamese) else [vietnamese if any(vietnamese) else english]


def _fitted(notice: Notice, room: Box) -> Box:
    """The picture in the middle of ``room``, as large as it may be."""
    file = notice.file
    known = file is not None and file.width is not None and file.height is not None
    width, height = (file.width or 1, file.height or 1) if file is not None and known else FILM_SHAPE
    scale = min(room.width / width, room.height / height)
    if known:
        scale = min(scale, ENLARGED)
    wide, high = max(1, int(width * scale)), max(1, int(height * scale))
    return Box(room.x + (room.width - wide) // 2, room.y + (room.height - high) // 2, wide, high)


def _reading(notice: Notice, lines: tuple[Line, ...]) -> Millis:
    if notice.seconds is not None:
        return notice.seconds * 1_000
    return _time(lines)


def _time(lines: tuple[Line, ...]) -> Millis:
    return min(max(reading(line.text for line in lines), WORDS_AT_LEAST), WORDS_AT_MOST)


def _looking(notice: Notice, lines: tuple[Line, ...]) -> Millis:
    file = notice.file
    if notice.seconds is not None:
        return notice.seconds * 1_000
    if file is not None and file.kind == "video":
        return FILM if file.seconds is None else max(file.seconds * 1_000, WORDS_AT_LEAST)
    return max(PICTURE, _reading(notice, lines))
