"""A report as one page of HTML that needs no network, no script and no other file."""

from __future__ import annotations

from html import escape

from hall_core.domain.plan import Plan
from hall_hub.figures.charts import bars, beside
from hall_hub.figures.markup import framed, note, section, table
from hall_sim.report import Report, Waits
from hall_sim.variants import COMPARED, Variant, differences
from hall_sim.words import counted, minutes, waits_of

NINE_OF_TEN = "Nine of ten who came in this hour waited no longer than, in minutes"
TOLD_FROM = 40
"""Bars from which on not every one has its value above it: they would run into each other."""


def to_html(report: Report, plan: Plan, variants: list[Variant], says: str) -> str:
    """``says``: how the day was made."""
    title = f"A day of the hall, {report.day}"
    head = f'<p class="hall">{escape(plan.hall.name.into("en"))}</p><h1>{escape(title)}</h1><p>{escape(says)}</p>'
    body = [f"<header>{head}</header>", *_lived(report, plan)]
    if variants:
        body.insert(1, _beside(report, variants))
    return framed("en", title, "".join(body))


def _lived(report: Report, plan: Plan) -> list[str]:
    rows = [
        [name, str(w.people), minutes(w.median), minutes(w.p90), minutes(w.longest)]
        for name, w in waits_of(report, plan)
    ]
    by_hour = [(f"{hour}:00", w.p90 / 60, minutes(w.p90)) for hour, w in report.by_hour.items() if w.people]
    queue = [(at, people) for at, people in report.queue if any(p for _, p in report.queue)]
    first = next((place for place, (_, people) in enumerate(queue) if people), 0)
    last = max((place for place, (_, people) in enumerate(queue) if people), default=0)
    shown = queue[first : last + 2]
    every = 1 if len(shown) < TOLD_FROM else 2
    line = [
        (at if at.endswith(":00") else "", float(people), str(people) if place % every == 0 and people else "")
        for place, (at, people) in enumerate(shown)
    ]
    waits = table("Waits", ["Waits in minutes", "People", "Median", "90 of 100", "Longest"], rows)
    happened = [list(row) for row in counted(report)]
    parts = [
        section("How long people waited", waits, bars(NINE_OF_TEN, by_hour)),
        section("How many waited", bars("People waiting, every quarter of an hour", line)),
        section("What happened", table("What happened", ["What", "Figure"], happened, texts=(1,))),
    ]
    if report.troubles:
        parts.append(section("What broke", *(note(trouble) for trouble in report.troubles)))
    told = report.faults or ["Every check holds."]
    return [*parts, section("What must always be true", *(note(fault) for fault in told))]


def _beside(report: Report, variants: list[Variant]) -> str:
    names = ["as it is", *(variant.name for variant in variants)]
    reports = [report, *(variant.report for variant in variants)]
    rows = [[words, *(told(one) for one in reports)] for words, told in COMPARED]
    hours = sorted({hour for one in reports for hour, waits in one.by_hour.items() if waits.people})
    groups = [(f"{hour}:00", [one.by_hour.get(hour, Waits()).p90 / 60 for one in reports]) for hour in hours]
    by_hour = [[hour, *(f"{value:.1f}" for value in values)] for hour, values in groups]
    chart = beside(NINE_OF_TEN, names, groups) + table(NINE_OF_TEN, ["Came at", *names], by_hour)
    told = "".join(note(words) for words in differences(report, variants))
    return section("The same day otherwise", told, table("Beside each other", ["", *names], rows), chart)
