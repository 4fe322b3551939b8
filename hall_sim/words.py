"""A report as a person reads it in a terminal."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from hall_core.domain.plan import Plan
from hall_core.errors import MotcuaError
from hall_sim.report import Report, Waits

YEARS = range(2000, 2100)


class FolderError(MotcuaError):
    """What was asked for cannot be written there; the message says why and what to do."""

    key = "storage"


def a_day(text: str) -> str:
    """For a command line."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date such as 2026-11-23") from error
    if day.year not in YEARS:
        raise ArgumentTypeError(f"{text!r} is no day of a hall: give one of the years {YEARS[0]} to {YEARS[-1]}")
    return day.isoformat()


def to_write_in(folder: Path, option: str) -> None:
    """Makes the folder, and sees whether files can be made in it, before anybody works for it. FolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise unwritten(folder, option, error) from error


def unwritten(folder: Path, option: str, error: OSError) -> FolderError:
    words = "is no folder" if isinstance(error, FileExistsError | NotADirectoryError) else error.strerror or error
    return FolderError(f"{option} {error.filename or folder}: {words}; give a folder in which files can be written")


def short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def minutes(seconds: int) -> str:
    return f"{seconds / 60:.1f}"


def counted(report: Report) -> list[tuple[str, str]]:
    """What there is but for waits: words and figures, in the order in which a visit goes."""
    away = ", ".join(f"{count} {why}" for why, count in sorted(report.turned_away.items()))
    return [
        ("tickets", str(report.tickets)),
        ("turned away", away or "0"),
        ("numbers of kiosks' own; the hub's as well", f"{report.reserve}; {report.renumbered}"),
        ("papers that failed", f"{report.papers_failed}, printed afterwards {report.reprinted}"),
        ("calls", f"{report.calls}, {report.recalls} of them repeated"),
        ("calls that nobody saw; heard", f"{report.unseen}; {report.unheard}"),
        ("calls that stepped over somebody", str(report.stepped_over)),
        ("most overtaken; promised at most", f"{report.most_overtaken}; {report.bound}"),
        ("served", str(report.served)),
        ("no-shows; missed and taken back", f"{report.no_shows}; {report.back}"),
        ("left, and said so", str(report.left)),
        ("still open at the end", str(report.still_open)),
        ("votes", str(report.votes)),
        ("longest queue of the hall", str(report.longest_queue)),
    ]


def waits_of(report: Report, plan: Plan) -> list[tuple[str, Waits]]:
    names = {service.id: service.name.en for service in plan.services}
    return [
        ("everybody", report.waits),
        ("priority and appointments", report.priority),
        ("the others", report.others),
        *((names[id], waits) for id, waits in report.by_service.items() if waits.people),
    ]


def in_words(report: Report, plan: Plan) -> Iterator[str]:
    yield f"{report.day}, hall {plan.hall.id}" + (f", digest {report.digest[:16]}" if report.digest else "")
    yield ""
    yield f"{'waits in minutes':<44}{'people':>8}{'median':>8}{'p90':>8}{'longest':>9}"
    for name, waits in waits_of(report, plan):
        told = f"{minutes(waits.median):>8}{minutes(waits.p90):>8}{minutes(waits.longest):>9}"
        yield f"{short(name, 42):<44}{waits.people:>8}{told}"
    yield ""
    for words, figure in counted(report):
        yield f"{words:<44}{figure}"
    yield ""
    yield "waiting, every quarter of an hour:"
    yield from _queue(report)
    if report.troubles:
        yield ""
        yield "what broke:"
        yield from (f"  {trouble}" for trouble in report.troubles)
    yield ""


def in_doubt(faults: list[str], more: str = "") -> Iterator[str]:
    """What the checks say; ``more``, where all hold."""
    if not faults:
        yield "every check holds" + (f"; {more}" if more else "")
        return
    yield f"{len(faults)} things that must not be:"
    yield from (f"  {fault}" for fault in faults)


def _queue(report: Report) -> Iterator[str]:
    by_hour: dict[str, list[str]] = {}
    for at, people in report.queue:
        by_hour.setdefault(at[:2], []).append(f"{people:>5}")
    for hour, people in by_hour.items():
        if any(figure.strip() != "0" for figure in people):
            yield f"  {hour}:00  {''.join(people)}"
