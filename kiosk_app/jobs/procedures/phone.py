"""The list of papers as a code for the phone: plain text, so that it needs no line, no account and no site.

The more a code holds the finer it is, and a phone held by an unsteady hand gives up. 600 bytes make 97 modules across
(version 20 at most), which are 0.6 mm each on a seven-inch panel and 1.5 mm on a large one. Where the papers do not
all fit, the text says where they all stand.
"""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.procedures.pages import Opened
from kiosk_app.jobs.procedures.words import counts_words, joint_words, name_words

MOST_BYTES = 600
NAME_MOST = 80
"""Characters of each of the names above the papers."""


def phone_text(hall: str, opened: Opened, case: int, say: Say) -> str:
    """At most MOST_BYTES in UTF-8."""
    procedure = opened.procedure
    name = _cut(name_words(procedure.title, say.language), NAME_MOST)
    head = [_cut(hall, NAME_MOST), f"{name} ({procedure.code})"]
    papers = procedure.cases[case].papers if case < len(procedure.cases) else []
    if case < len(procedure.cases) and (of := procedure.cases[case].name.into(say.language)):
        head.append(_cut(of, NAME_MOST))
    if opened.joint:
        head.append(joint_words(len(opened.joint), say))
    lines = [*head, say("Giấy tờ cần chuẩn bị:")]
    more = say("Xem đủ tại Cổng Dịch vụ công quốc gia, tìm mã {code}").format(code=procedure.code)
    for number, paper in enumerate(papers, 1):
        counts = counts_words(paper.originals, paper.copies, say)
        line = f"{number}. {paper.name.into(say.language)}" + (f" ({counts})" if counts else "")
        rest = [] if number == len(papers) else [more]
        if _bytes([*lines, line, *rest]) > MOST_BYTES:
            return "\n".join([*(lines if number > 1 else head), more])
        lines.append(line)
    return "\n".join(lines if papers else [*head, more])


def _bytes(lines: list[str]) -> int:
    return len("\n".join(lines).encode())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
