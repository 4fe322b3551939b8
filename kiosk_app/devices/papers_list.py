"""The list of papers that one takes home from the look-up, as a value, and how it is set on the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from hall_core.domain.names import Language
from hall_core.ui.translate import Say
from kiosk_app.devices.papers_words import PapersWords, count_words, papers_words
from kiosk_app.devices.setting import Setting, blank, head, title

if TYPE_CHECKING:
    from PIL.Image import Image

    from kiosk_app.devices.paper import Paper

LONGEST = 8000
"""One metre. A longer list is a nuisance in the hand and empties the roll; the rest is on screen and phone."""
FOOT = 800
"""Room kept for what stands below the list: the word that it goes on, the largest code, the edition."""
BULLET = "–"
WORDY = 240
"""Signs in a name beyond which it is set like the text below it; the longest in the country has 1,094."""


class PaperLine(Struct, frozen=True):
    """One paper of the dossier; 0 where the catalogue gives no number."""

    name: str
    originals: int = 0
    copies: int = 0


class ChannelLine(Struct, frozen=True):
    """One way to file, with time and fee in the catalogue's words; an empty text leaves its line out."""

    name: str
    time: str = ""
    fee: str = ""


class PapersFace(Struct, frozen=True, kw_only=True):
    """What to bring for one case of one procedure. Texts are already in ``language``; empty ones are left out."""

    hall: str
    hotline: str = ""
    procedure: str
    code: str
    case: str = ""
    """Empty when the procedure has only one."""
    papers: tuple[PaperLine, ...]
    channels: tuple[ChannelLine, ...] = ()
    where: str = ""
    joint: str = ""
    """Of a joint procedure, what that means; empty otherwise."""
    agencies: tuple[str, ...] = ()
    """Those that take part in it, the one that takes the dossier first."""
    edition: str = ""
    """When the catalogue was last brought up to date, whole: ``20/11/2026``."""
    time: str = ""
    """When it was printed, whole; empty when the clock cannot be trusted."""
    qr: str = ""
    language: Language = "vi"


def draw_papers(face: PapersFace, dots: int, say: Say) -> Image:
    """The list, ``dots`` wide, whole or cut at a metre with a word that says so; mode ``1``, black is 0. ``say``:
    in its language.

    Raises ValueError for another width, or when the QR payload does not fit the paper in modules of 3 dots.
    """
    paper, setting = blank(dots)
    words = papers_words(say)
    head(paper, setting, face.hall, f"{words.hotline} {face.hotline}" if face.hotline else "")
    title(paper, setting, words.title, words.title_below)
    cut = False
    for part in _parts(paper, setting, face, say):
        before = paper.length
        part()
        if paper.length > LONGEST - FOOT:
            paper.take_back(before)
            cut = True
            break
    _foot(paper, setting, face, words, cut=cut)
    return paper.torn_off()


def _parts(paper: Paper, setting: Setting, face: PapersFace, say: Say) -> Iterator[Callable[[], None]]:
    """Piece by piece, none of which is torn apart; what matters most comes first."""
    words = papers_words(say)
    yield lambda: _name(paper, setting, face, words)
    for number, line in enumerate(face.papers, 1):
        yield lambda number=number, line=line: _paper_line(paper, setting, face, number, line, say)
    if not face.papers:
        yield lambda: paper.text(words.no_papers, setting.body)
    for place, channel in enumerate(face.channels):
        yield lambda first=place == 0, channel=channel: _channel(paper, setting, channel, words, first=first)
    if face.where:
        yield lambda: _where(paper, setting, face, words)
    if face.joint:
        yield lambda: _joint(paper, setting, face, words)


def _name(paper: Paper, setting: Setting, face: PapersFace, words: PapersWords) -> None:
    paper.space(14)
    wordy = len(face.procedure) > WORDY
    paper.centred(face.procedure, setting.small if wordy else setting.strong, bold=True)
    paper.space(12)
    paper.facts([(words.code, face.code), (words.case, face.case)], setting.body)
    paper.space(4)
    paper.rule(1)
    paper.space(8)


def _paper_line(paper: Paper, setting: Setting, face: PapersFace, number: int, line: PaperLine, say: Say) -> None:
    left = round(setting.body * (1.3 if len(face.papers) < 10 else 1.9))
    paper.item(f"{number}.", line.name, setting.body, left=left)
    if counts := count_words(say, line.originals, line.copies):
        paper.text(counts, setting.body, bold=True, left=left)
    paper.space(8)


def _channel(paper: Paper, setting: Setting, channel: ChannelLine, words: PapersWords, *, first: bool) -> None:
    if first:
        _heading(paper, setting, words.channels)
    paper.text(channel.name, setting.body, bold=True)
    paper.facts([(words.time, channel.time), (words.fee, channel.fee)], setting.body)
    paper.space(8)


def _where(paper: Paper, setting: Setting, face: PapersFace, words: PapersWords) -> None:
    _heading(paper, setting, words.where)
    paper.text(face.where, setting.body)
    paper.space(8)


def _joint(paper: Paper, setting: Setting, face: PapersFace, words: PapersWords) -> None:
    _heading(paper, setting, words.joint)
    paper.text(face.joint, setting.body)
    paper.space(4)
    for agency in face.agencies:
        paper.item(BULLET, agency, setting.body, left=round(setting.body))
    paper.space(8)


def _heading(paper: Paper, setting: Setting, text: str) -> None:
    paper.rule(1)
    paper.space(10)
    paper.text(text, setting.strong, bold=True)
    paper.space(4)


def _foot(paper: Paper, setting: Setting, face: PapersFace, words: PapersWords, *, cut: bool) -> None:
    if cut:
        paper.rule(3)
        paper.space(10)
        paper.centred(words.longer if face.qr else words.longer_unscanned, setting.strong, bold=True)
    else:
        paper.rule(1)
    if face.qr:
        paper.qr(face.qr, setting.qr)
        paper.centred(words.scan, setting.small)
    paper.space(10)
    for name, text in ((words.edition, face.edition), (words.printed, face.time)):
        if text:
            paper.centred(f"{name} {text}", setting.small)
    paper.space(8)
