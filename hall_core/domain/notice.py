"""A notice of the centre, and when and where it is shown. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.domain.business_day import WEEKDAYS, local, minutes_of, moment_of
from hall_core.domain.names import Day, Digest, Millis, Ordinal, Slug

SECONDS_LEAST, SECONDS_MOST = 5, 120
"""How long one page may stand: long enough to be read, short enough for whoever waits for the next one."""
TITLE_MOST, TEXT_MOST = 160, 2_000
"""Characters in one language: two or three rows, and about six pages on a set that is read from eight metres."""
LOOKS_AHEAD = 370
"""Days in which the next showing is looked for: every date that a clerk may write comes round within a year."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Title = Annotated[str, Meta(max_length=TITLE_MOST)]
Text = Annotated[str, Meta(max_length=TEXT_MOST)]
Pixels = Annotated[int, Meta(ge=1, le=3_840)]


class Span(Struct, frozen=True):
    """Local time from ``begins`` up to ``ends``, such as 07:30 to 11:30; 24:00 is the end of the day."""

    begins: str
    ends: str


class NoticeFile(Struct, frozen=True, kw_only=True):
    """A picture or a video that belongs to a notice; fetched by its digest."""

    digest: Digest
    kind: Literal["picture", "video"]
    size: Ordinal
    """Bytes."""
    width: Pixels | None = None
    """In pixels, as ``height``; None for a video that nobody could look into."""
    height: Pixels | None = None
    seconds: Ordinal | None = None
    """Of a video, where it is known."""


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every text may be empty; a notice has a title, a text or a file."""

    id: Slug
    title_vi: Title = ""
    title_en: Title = ""
    text_vi: Text = ""
    text_en: Text = ""
    file: NoticeFile | None = None
    begins: Day | None = None
    """The first day; None: since ever."""
    ends: Day | None = None
    """The last day, itself included; None: for good."""
    days: tuple[Weekday, ...] = ()
    """Of the week; none: every day."""
    hours: tuple[Span, ...] = ()
    """None: the whole day."""
    seconds: Annotated[int, Meta(ge=SECONDS_LEAST, le=SECONDS_MOST)] | None = None
    """How long each of its pages stands; None: as long as it takes to read."""
    zones: tuple[Slug, ...] = ()
    boards: tuple[Slug, ...] = ()
    """Where it is shown; neither: everywhere."""

    @property
    def scheduled(self) -> bool:
        """Whether one has to know the time to know whether it is shown."""
        return bool(self.begins or self.ends or self.days or self.hours)


def belongs(notice: Notice, zone: Slug, board: Slug) -> bool:
    """Whether the notice is for this board in this zone."""
    return zone in notice.zones or board in notice.boards or not (notice.zones or notice.boards)


def due(notice: Notice, at: Millis) -> bool:
    """Whether it is shown at a moment of the hall's day."""
    now = local(at)
    return _on(notice, now) and any(begins <= _minute(now) < ends for begins, ends in _spans(notice))


def changes(notice: Notice, at: Millis) -> Millis | None:
    """The next moment after ``at`` at which it may come or go; None when it never will, as far as anybody looks."""
    if not notice.scheduled or (notice.ends is not None and local(at).date().isoformat() > notice.ends):
        return None
    present = due(notice, at)
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for ahead in range(LOOKS_AHEAD):
        day = midnight + timedelta(days=ahead)
        minutes = sorted({0, *(minute for span in _spans(notice) for minute in span)})
        for moment in (moment_of(day + timedelta(minutes=minute)) for minute in minutes):
            if moment > at and due(notice, moment) != present:
                return moment
    return None


def _on(notice: Notice, now: datetime) -> bool:
    today = now.date().isoformat()
    if (notice.begins or today) > today or (notice.ends or today) < today:
        return False
    return not notice.days or WEEKDAYS[now.weekday()] in notice.days


def _spans(notice: Notice) -> list[tuple[int, int]]:
    """Minutes after midnight."""
    return [(minutes_of(span.begins), minutes_of(span.ends)) for span in notice.hours] or [(0, 24 * 60)]


def _minute(now: datetime) -> int:
    return now.hour * 60 + now.minute
