"""A report as HTML: a whole page for A4 that needs no network, no script and no other file, or the part of a page that
the console puts into its frame."""

from __future__ import annotations

from html import escape

from hall_core.domain.figures.report import Report
from hall_hub.figures import late_page as late
from hall_hub.figures import sections as s
from hall_hub.figures.markup import framed, note
from hall_hub.figures.wording import Wording


def to_html(report: Report, words: Wording) -> str:
    """For paper. Whoever signs does so beside the figures, before the definitions."""
    title = words.title(report)
    body = _head(report, words, title) + to_part(report, words, before_words=_sign(words))
    return framed(words.language, title, body)


def late_to_html(report: Report, words: Wording) -> str:
    """The list of late dossiers and of apologies, for paper that lies on its side."""
    title = late.title(words)
    body = _head(report, words, title, days=False) + late.one_by_one(report, words, before_words=_sign(words))
    return framed(words.language, title, body, wide=True)


def late_to_part(report: Report, words: Wording) -> str:
    return late.one_by_one(report, words)


def to_part(report: Report, words: Wording, before_words: str = "") -> str:
    """All that there is, for the head of the centre."""
    return "".join(
        (
            s.running(report, words),
            s.tiles(report, words),
            s.times(report, words),
            s.hours(report, words),
            s.by(report, words, "month"),
            s.by(report, words, "agency", whole=True),
            s.by(report, words, "service"),
            s.by(report, words, "counter"),
            s.officers(report, words),
            s.channels(report, words),
            s.ratings(report, words),
            s.dossiers(report, words),
            late.counts(report, words),
            s.turns(report, words),
            s.apart(report, words) if report.only is None else "",
            before_words,
            s.definitions(report, words),
        )
    )


def to_own(report: Report, words: Wording) -> str:
    """What an officer is shown of himself: nothing of colleagues, and no ratings that would tell who gave them."""
    ratings = words.say("Đánh giá của hôm nay được tính khi hết ngày, để không ai biết người vừa đánh giá là ai.")
    return "".join(
        (
            s.running(report, words),
            s.tiles(report, words),
            s.least(report, words),
            note(ratings) if report.running is not None else "",
            s.times(report, words),
            s.hours(report, words),
            s.by(report, words, "month"),
            s.by(report, words, "service"),
            s.turns(report, words),
            s.definitions(report, words, s.OWN_WORDS),
        )
    )


def _head(report: Report, words: Wording, title: str, *, days: bool = True) -> str:
    """``days``: with on how many of them anybody came."""
    hall, title = escape(words.into(report.roster.hall)), escape(title)
    told = words.say("Từ {first} đến {last} · {days} ngày có người đến") if days else words.say("Từ {first} đến {last}")
    period = told.format(first=words.day(report.period.first), last=words.day(report.period.last), days=report.days)
    only = "" if report.only is None else f"<p>{escape(words.only(report.only))}</p>"
    return f'<header><p class="hall">{hall}</p><h1>{title}</h1>{only}<p>{escape(period)}</p></header>'


def _sign(words: Wording) -> str:
    say = words.say
    place = say("……………, ngày …… tháng …… năm ………")
    drawn, head = say("NGƯỜI LẬP BÁO CÁO"), say("GIÁM ĐỐC TRUNG TÂM")
    by_name, by_seal = say("(Ký, ghi rõ họ tên)"), say("(Ký, ghi rõ họ tên, đóng dấu)")
    return (
        f'<section class="sign"><div><p>&nbsp;</p><p><b>{escape(drawn)}</b></p>'
        f'<p class="room"></p><p>{escape(by_name)}</p></div>'
        f"<div><p>{escape(place)}</p><p><b>{escape(head)}</b></p>"
        f'<p class="room"></p><p>{escape(by_seal)}</p></div></section>'
    )
