"""All checks, one after the other; one that breaks costs the others nothing."""

from __future__ import annotations

import logging
import re

import msgspec
from msgspec.structs import replace

from hall_core.contract.doctor import Finding, Report
from hall_core.contract.limits import MAX_BYTES
from hall_core.doctor.box import Box
from hall_core.doctor.checks import BY_NAME, CHECKS
from hall_core.doctor.finding import ON, Check, Told, of_hub
from hall_core.domain.names import WORDS_MOST
from hall_core.ui.translate import Say, Words

ORDER = ("alarm", "caution", "unknown", "good")
ENVELOPE = 600
"""Bytes of a message beside its body, at most."""
log = logging.getLogger(__name__)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def examine(box: Box, checks: tuple[Check, ...] = CHECKS) -> Report:
    """The worst first; small enough to be told."""
    say = Words().into("vi")
    found = [finding for check in checks if (finding := _look(check, box)) is not None]
    found = [_worded(finding, say) for finding in found]
    return fitted(Report(at=box.now, findings=sorted(found, key=lambda finding: ORDER.index(finding.verdict))))


def _look(check: Check, box: Box) -> Finding | None:
    try:
        finding = check.look(box)
    except Exception:
        log.exception("the check %s broke", check.CHECK)
        return Finding(check=check.CHECK, verdict="unknown", case="broken")
    return of_hub(finding) if finding is not None and box.hub else finding


def _worded(finding: Finding, say: Say) -> Finding:
    """With its words where something is wrong. What the kernel and a command said is one line of plain letters."""
    about = {key: _CONTROL.sub(" ", value) if isinstance(value, str) else value for key, value in finding.about.items()}
    finding = replace(finding, about=about)
    if finding.verdict == "good":
        return finding
    return replace(finding, words=told(finding, say).found[:WORDS_MOST])


def fitted(report: Report) -> Report:
    """As much as one message holds: what is good goes first, then words, which the console has itself."""
    room = MAX_BYTES - ENVELOPE
    if _size(report) > room:
        ill = [finding for finding in report.findings if finding.verdict != "good"]
        report = replace(report, findings=ill)
    for place in reversed(range(len(report.findings))):
        if _size(report) <= room:
            break
        findings = list(report.findings)
        its = findings[place].about
        findings[place] = replace(findings[place], words="", about={ON: its[ON]} if ON in its else {})
        report = replace(report, findings=findings)
    return report


def _size(report: Report) -> int:
    return len(msgspec.json.encode(report))


def name(finding: Finding, say: Say) -> str:
    """Of its check; of one that is not known here what it is called."""
    check = BY_NAME.get(finding.check)
    return finding.check if check is None else check.name(say)


def told(finding: Finding, say: Say) -> Told:
    if finding.case == "broken" and finding.verdict == "unknown":
        return Told(say("Không kiểm tra được"), "", say("Báo nơi cung cấp kèm nhật ký."))
    check = BY_NAME.get(finding.check)
    return Told(finding.words) if check is None else check.tell(finding, say)
