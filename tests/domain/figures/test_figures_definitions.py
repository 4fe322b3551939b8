"""What every figure means: under which name pages ask for it, and what heading they get."""

from __future__ import annotations

from pathlib import Path

from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.definitions_doc import table
from hall_core.domain.figures.tally import PERCENTS

HEADINGS = """
day Business day | running Day that is not over | visits Visits | steps Steps | called Called | completed Completed
transferred Sent on | no_show No-show | cancelled Cancelled | expired Expired | abandoned Abandoned | void Void tickets
wait_first Wait to first call | wait_last Wait to last call | walking Walking | service_time Service | hold Hold
sojourn Whole stay | percentiles p50, p90, p95 | service_level Service level | recalls Recalls | over Stepped over
out_of_order Out of order | requeued Requeued | declined Declined | passed Passed over | left Left with a ticket
took_over Took over | quick_no_show Marked absent too soon | print_failed Print failures | no_paper Without paper
staff Staff present | satisfied Satisfied | unanswered Unanswered | rating_least Fewest answers | burst Burst of ratings
channel Channel | roll Paper roll | told_late Told late | clock_moved Clock set
dossiers Dossiers early, on time, late | dossiers_open Dossiers open, overdue | late_days Working days late
apologised Dossiers apologised for on a board | promises New days promised
"""


def test_every_definition_stands_in_the_document_in_both_languages_under_the_heading_that_its_key_says() -> None:
    lines = (part.strip().partition(" ") for line in HEADINGS.strip().splitlines() for part in line.split("|"))
    assert {key: definition.name.en for key, definition in DEFINITIONS.items()} == {key: name for key, _, name in lines}
    assert table() in Path("docs/figures.md").read_text(encoding="utf-8")
    assert all(x.name.vi and x.name.en and x.says.vi != x.says.en for x in DEFINITIONS.values())


def test_the_percentiles_that_are_shown_are_those_that_are_defined() -> None:
    assert DEFINITIONS["percentiles"].name.en == ", ".join(f"p{percent}" for percent in PERCENTS)
