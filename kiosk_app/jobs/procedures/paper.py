"""The list of papers of one case as it goes on paper. Pure."""

from __future__ import annotations

from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from kiosk_app.devices.papers_list import ChannelLine, PaperLine, PapersFace
from kiosk_app.jobs.procedures.pages import PutOnPaper
from kiosk_app.jobs.procedures.phone import phone_text
from kiosk_app.jobs.procedures.words import channel_words, day_words, joint_words, name_words
from kiosk_app.where import clock_text, day_text


def papers_face(plan: Plan, effect: PutOnPaper, say: Say, at: Millis | None) -> PapersFace:
    """``at``: now, None when nobody knows."""
    language, procedure, opened = say.language, effect.opened.procedure, effect.opened
    case = procedure.cases[effect.case] if effect.case < len(procedure.cases) else None
    hall = plan.hall.name.into(language)
    return PapersFace(
        hall=hall,
        hotline=plan.hall.hotline,
        procedure=name_words(procedure.title, language),
        code=procedure.code,
        case=case.name.into(language) if case is not None else "",
        papers=tuple(
            PaperLine(paper.name.into(language), paper.originals, paper.copies)
            for paper in (case.papers if case is not None else ())
        ),
        channels=tuple(
            ChannelLine(channel_words(way.kind, say), way.time.into(language), way.fee.into(language))
            for way in procedure.channels
        ),
        where=procedure.where.into(language),
        joint=joint_words(len(opened.joint), say) if opened.joint else "",
        agencies=tuple(title.into(language) for title in (opened.agency, *opened.joint)) if opened.joint else (),
        edition=day_words(opened.as_of) if opened.as_of else "",
        time=f"{clock_text(at)}, {day_text(at)}" if at is not None else "",
        qr=phone_text(hall, opened, effect.case, say),
        language=language,
    )
