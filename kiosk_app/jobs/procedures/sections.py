"""A procedure as text under its five headings. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from hall_core.domain.procedure import Procedure
from hall_core.ui.paged import Block
from hall_core.ui.translate import Say
from kiosk_app.jobs.procedures.pages import OneProcedure
from kiosk_app.jobs.procedures.words import (
    capitalized,
    channel_words,
    counts_words,
    day_words,
    joint_words,
    kept_together,
    level_words,
)

BULLET = "•"


def blocks(page: OneProcedure, say: Say) -> tuple[Block, ...]:
    """What stands under the chosen heading; never nothing."""
    procedure = page.procedure
    match page.part:
        case "papers":
            found = chain(_joint(page, say), _papers(procedure, page.case, say))
        case "terms":
            found = _terms(procedure, say)
        case "where":
            found = chain(_where(procedure, say), _agencies(page, say))
        case "steps":
            steps = procedure.steps.lines(say.language)
            found = (Block("item", step, f"{number}.") for number, step in enumerate(steps, 1))
        case "basis":
            found = _basis(page, say)
    return tuple(found) or (Block("text", _unsaid(say)),)


def _unsaid(say: Say) -> str:
    return say("Danh mục không ghi phần này. Mời quý vị hỏi nhân viên hướng dẫn.")


def _papers(procedure: Procedure, case: int | None, say: Say) -> Iterator[Block]:
    cases = procedure.cases
    if case is None:
        yield Block("text", say("Mỗi trường hợp cần giấy tờ khác nhau. Mời quý vị chọn trường hợp của mình."))
        for each in cases:
            yield Block("item", each.name.into(say.language), BULLET)
        return
    if case >= len(cases):
        return
    for number, paper in enumerate(cases[case].papers, 1):
        counts = kept_together(counts_words(paper.originals, paper.copies, say))
        name = paper.name.into(say.language)
        yield Block("item", f"{name} ({counts})" if counts else name, f"{number}.")


def _terms(procedure: Procedure, say: Say) -> Iterator[Block]:
    """Time and fee in the catalogue's own words: they are never reckoned with."""
    for channel in procedure.channels:
        time, fee = channel.time.into(say.language), channel.fee.into(say.language)
        yield Block("heading", channel_words(channel.kind, say))
        yield Block("fact", time or say("Danh mục không ghi"), say("Thời hạn giải quyết"))
        yield Block("fact", fee or say("Danh mục không ghi"), say("Phí, lệ phí"))


def _where(procedure: Procedure, say: Say) -> Iterator[Block]:
    channels = ", ".join(channel_words(channel.kind, say).lower() for channel in procedure.channels)
    facts = (
        (say("Nơi nộp hồ sơ"), procedure.where.into(say.language)),
        (say("Cách nộp"), capitalized(channels)),
        (say("Ai được làm thủ tục này"), procedure.applicants.into(say.language)),
        (say("Người giải quyết"), procedure.responsible.into(say.language)),
        (say("Kết quả nhận được"), procedure.result.into(say.language)),
    )
    return (Block("fact", text, name) for name, text in facts if text)


def _joint(page: OneProcedure, say: Say) -> Iterator[Block]:
    """Before the papers, which are for all of them."""
    if page.opened.joint:
        yield Block("text", joint_words(len(page.opened.joint), say))


def _agencies(page: OneProcedure, say: Say) -> Iterator[Block]:
    """Which they are, the one that takes the dossier first."""
    if not page.opened.joint:
        return
    yield Block("heading", say("Các cơ quan cùng giải quyết"))
    yield Block("text", say("Các cơ quan chuyển hồ sơ cho nhau. Quý vị không phải đến từng nơi."))
    for agency in (page.opened.agency, *page.opened.joint):
        yield Block("item", agency.into(say.language), BULLET)


def _basis(page: OneProcedure, say: Say) -> Iterator[Block]:
    procedure, language = page.procedure, say.language
    facts = (
        (say("Tên đầy đủ"), procedure.name.into(language)),
        (say("Mã thủ tục"), procedure.code),
        (say("Lĩnh vực"), page.opened.field.into(language)),
        (say("Cơ quan"), page.opened.agency.into(language)),
        (say("Cấp thực hiện"), capitalized(level_words(procedure.level, say))),
        (say("Quyết định công bố"), procedure.decision),
        (say("Hiệu lực"), _validity(procedure, say)),
    )
    for name, text in facts:
        if text:
            yield Block("fact", text, name)
    if procedure.legal:
        yield Block("heading", say("Căn cứ pháp lý"))
        for document in procedure.legal:
            yield Block("item", document, BULLET)


def _validity(procedure: Procedure, say: Say) -> str:
    begins, ends = procedure.valid_from, procedure.valid_to
    if begins and ends:
        return say("Từ {begins} đến {ends}").format(begins=day_words(begins), ends=day_words(ends))
    if begins:
        return say("Từ {begins}").format(begins=day_words(begins))
    return say("Đến {ends}").format(ends=day_words(ends)) if ends else ""
