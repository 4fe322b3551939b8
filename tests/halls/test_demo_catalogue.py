"""The catalogue and the feeds of the demo: what the product itself would say to a centre that brought them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from hall_core.device.catalogue_folder import read
from hall_core.device.hall_file import load
from hall_core.domain.catalogue_check import Checked
from hall_core.domain.dossier import State
from hall_core.domain.plan import Plan
from hall_core.domain.procedure import Catalogue
from hall_core.domain.vietnamese import fold
from hall_hub.feeds.appointments import appointments
from hall_hub.feeds.dossiers import dossiers
from hall_hub.feeds.drop import judge

HALLS = Path(__file__).parents[2] / "halls"
REPEALED, HIDDEN = "2.001009", "2.000986"
LONGEST_NAME = 1_094
"""Characters, of 1.013980: the longest in the country."""
TILE = 60
"""Characters of a short name that fit a tile and a line of paper."""
AS_OF = "2026-11-20"
"""The last working day before the feeds were written."""


@pytest.fixture(scope="module")
def checked() -> Checked:
    return read(HALLS / "catalogue", 0)


@pytest.fixture(scope="module")
def catalogue(checked: Checked) -> Catalogue:
    assert checked.catalogue is not None, checked.report
    return checked.catalogue


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(HALLS / "demo.toml")


def _shown(catalogue: Catalogue) -> list[Any]:
    return [procedure for procedure in catalogue.procedures if procedure.status == "active"]


def _rows(file: str) -> list[dict[str, str]]:
    with (HALLS / file).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_the_catalogue_is_accepted_with_no_finding_at_all(checked: Checked) -> None:
    assert checked.report == f"accepted: {checked.count} of {checked.count} procedures are good\n"


def test_there_are_64_procedures_of_six_agencies_in_twelve_fields_to_look_up(catalogue: Catalogue) -> None:
    shown = _shown(catalogue)
    assert len(shown) >= 64
    assert len({procedure.agency for procedure in shown}) >= 6
    assert len({procedure.field for procedure in shown}) >= 12


def test_no_agency_and_no_field_leads_to_an_empty_page(catalogue: Catalogue) -> None:
    shown = _shown(catalogue)
    assert {agency.id for agency in catalogue.agencies} == {procedure.agency for procedure in shown}
    assert {(field.id, field.agency) for field in catalogue.fields} == {(one.field, one.agency) for one in shown}


def test_the_repealed_and_the_hidden_one_are_there_to_be_kept_from_people(catalogue: Catalogue) -> None:
    held_back = {one.code: one.status for one in catalogue.procedures if one.status != "active"}
    assert held_back == {REPEALED: "repealed", HIDDEN: "hidden"}


def test_the_longest_name_of_the_country_is_among_them(catalogue: Catalogue) -> None:
    assert max(len(procedure.name.vi) for procedure in catalogue.procedures) == LONGEST_NAME


@pytest.mark.parametrize(
    "file", ["procedures.csv", "papers.csv", "channels.csv", "agencies.csv", "fields.csv", "../feeds/dossiers.csv"]
)
def test_what_stands_in_vietnamese_stands_in_english_too(file: str) -> None:
    rows = _rows(f"catalogue/{file}")
    texts = [column.removesuffix("_vi") for column in rows[0] if column.endswith("_vi")]
    assert [(row, text) for row in rows for text in texts if bool(row[f"{text}_vi"]) != bool(row[f"{text}_en"])] == []


def test_a_short_name_fits_a_tile_in_both_languages(catalogue: Catalogue) -> None:
    names = [name for one in catalogue.procedures for name in (one.short.vi, one.short.en)]
    assert [name for name in names if not 1 <= len(name) <= TILE] == []


def test_every_procedure_shown_says_how_to_file_it_and_in_which_steps(catalogue: Catalogue) -> None:
    for procedure in _shown(catalogue):
        assert procedure.channels, procedure.code
        assert 3 <= len(procedure.steps.lines("vi")) <= 6, procedure.code
        assert len(procedure.steps.lines("vi")) == len(procedure.steps.lines("en")), procedure.code


def test_no_way_of_filing_leaves_its_time_or_its_fee_open(catalogue: Catalogue) -> None:
    channels = [channel for one in _shown(catalogue) for channel in one.channels]
    assert all(channel.time.vi and channel.fee.vi for channel in channels)


def test_cases_have_names_where_there_is_more_than_one(catalogue: Catalogue) -> None:
    several = [case for one in catalogue.procedures if len(one.cases) > 1 for case in one.cases]
    assert all(case.name.vi for case in several)


def test_a_number_can_be_taken_for_them_only_in_services_that_the_demo_has(catalogue: Catalogue, plan: Plan) -> None:
    taken = {procedure.service for procedure in catalogue.procedures if procedure.service}
    assert taken == {service.id for service in plan.services}


def test_no_text_has_spaces_too_many() -> None:
    for file in (HALLS / "catalogue").glob("*.csv"):
        for row in _rows(f"catalogue/{file.name}"):
            spoilt = [cell for cell in row.values() if cell != cell.strip() or "  " in cell or " \n" in cell]
            assert spoilt == [], file.name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ba mẹ mất", "1.000656"),
        ("má mất", "1.000656"),
        ("sinh con", "1.001193"),
        ("lấy vợ", "1.000894"),
        ("giấy độc thân", "1.004873"),
        ("sổ đỏ lần đầu", "1.013978"),
        ("mở quán", "1.001612"),
        ("sao y", "2.000815"),
        ("chứng thực chữ ký", "2.000884"),
        ("tạm trú", "1.004194"),
        ("nhập hộ khẩu", "1.004222"),
        ("sang tên xe", "1.013076"),
    ],
)
def test_everyday_words_lead_first_to_what_is_meant(catalogue: Catalogue, words: str, code: str) -> None:
    assert [found.codes[0] for found in catalogue.synonyms if found.words == words] == [code]


def test_there_are_120_everyday_words_and_no_two_are_the_same_without_accents(catalogue: Catalogue) -> None:
    words = [fold(synonym.words).casefold() for synonym in catalogue.synonyms]
    assert len(words) >= 120
    assert len(set(words)) == len(words)


def test_every_procedure_shown_has_everyday_words_and_no_other_has(catalogue: Catalogue) -> None:
    meant = {code for synonym in catalogue.synonyms for code in synonym.codes}
    assert meant == {procedure.code for procedure in _shown(catalogue)}


def test_the_dossiers_are_taken_with_no_finding_at_all() -> None:
    judged = judge(HALLS / "feeds" / "dossiers.csv", dossiers(b"a secret of the demo"))
    assert judged.findings == []
    assert judged.whole
    assert {dossier.state for dossier in judged.good} == set(get_args(State))


def test_two_dossiers_can_be_found_by_card() -> None:
    judged = judge(HALLS / "feeds" / "dossiers.csv", dossiers(b"a secret of the demo"))
    assert len({dossier.owner for dossier in judged.good if dossier.owner}) == 2


def test_some_dossiers_are_late_with_an_apology_and_one_still_without() -> None:
    judged = judge(HALLS / "feeds" / "dossiers.csv", dossiers(None))
    late = [one for one in judged.good if one.state == "processing" and one.due and one.due < AS_OF]
    assert len([one for one in late if one.new_due and one.new_due > AS_OF and one.note]) >= 3
    assert [one for one in late if not one.new_due] != []


def test_a_fee_is_due_for_some_and_paid_for_one() -> None:
    judged = judge(HALLS / "feeds" / "dossiers.csv", dossiers(None))
    assert all((one.fee is not None) == (one.state == "fee-due") for one in judged.good)
    assert {one.fee.paid for one in judged.good if one.fee} == {False, True}


def test_no_dossier_ends_or_falls_due_before_it_was_received() -> None:
    for row in _rows("feeds/dossiers.csv"):
        received = date.fromisoformat(row["received"])
        assert all(date.fromisoformat(row[day]) >= received for day in ("due", "new_due", "ended") if row[day])


def test_the_appointments_are_taken_with_no_finding_at_all(plan: Plan) -> None:
    judged = judge(HALLS / "feeds" / "appointments.csv", appointments([service.id for service in plan.services]))
    assert judged.findings == []
    assert len(judged.good) >= 5
