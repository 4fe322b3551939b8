"""Dossiers, from the file that the centre drops to what a kiosk is told; and what of it is kept nowhere."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.codec import encode
from hall_core.contract.examples import envelope
from hall_core.contract.limits import MAX_BYTES
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import NAME_MOST, Fee
from hall_core.domain.plan import Plan, Policy
from hall_core.domain.scanned import IdCard
from hall_core.domain.working_days import Term
from hall_hub.feeds.dossiers import OPTIONAL, REQUIRED, STATES
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, taken

CARD = "001099012345"
COLUMNS = (*REQUIRED, *OPTIONAL)
ROW = {
    "code": "H41.16-210612-0001",
    "procedure_vi": "Đăng ký khai sinh",
    "procedure_en": "Birth registration",
    "agency_vi": "Ủy ban nhân dân phường",
    "agency_en": "Ward People's Committee",
    "state": "processing",
    "received": "2026-11-18",
    "due": "24/11/2026",
}


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    """A hall that allows looking up by card."""
    bench = Bench(replace(plan, policy=Policy(id_card=True)), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def drop(bench: Bench, *changes: dict[str, str], first: str = "") -> None:
    """A file with one row for each of ``changes`` to the usual one."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({**ROW, **change} for change in changes)
    (bench.feeds / "dossiers.csv").write_text(first + text.getvalue(), encoding="utf-8")
    taken(bench)


def report(bench: Bench) -> list[str]:
    return (bench.feeds / "dossiers.report.txt").read_text("utf-8").splitlines()


def told(bench: Bench, code: str = ROW["code"]) -> Any:
    return bench.wonder("kiosk-1", q.AskDossier(code=code))


def test_a_dossier_is_told_by_its_code(bench: Bench) -> None:
    drop(bench, {"fee_amount": "1.250.000", "fee_bank": "970403", "fee_account": "0011 012345678", "fee_paid": "chưa"})
    dossier = told(bench).dossier
    assert (dossier.state, dossier.received, dossier.due) == ("processing", "2026-11-18", "2026-11-24")
    assert dossier.fee == Fee(amount=1_250_000, bank="970403", account="0011012345678")


def test_a_fee_of_nothing_is_no_fee(bench: Bench) -> None:
    drop(bench, {"fee_amount": "0", "fee_bank": "", "fee_account": ""})
    assert told(bench).dossier.fee is None


def test_a_code_the_hall_does_not_have_is_told_with_the_age_of_the_copy(bench: Bench) -> None:
    drop(bench, {}, first="# as_of=2026-11-21T08:00\n")
    answer = told(bench, "H41.16-210612-9999")
    assert answer == q.DossierTold(dossier=None, as_of=moment_of(_at(8)))


def _at(hour: int) -> Any:
    from datetime import datetime

    return datetime(2026, 11, 21, hour)


@pytest.mark.parametrize("first", ["# as_of=2026-11-21T08:00,,,,\n", "﻿#as_of = 2026-11-21T01:00Z\r\n"])
def test_the_remark_on_the_first_line_says_of_when_the_copy_is(bench: Bench, first: str) -> None:
    drop(bench, {"state": "no such state"}, *({"code": f"H41-{n:06d}"} for n in range(20)), first=first)
    assert told(bench).as_of == moment_of(_at(8))
    assert report(bench)[1].startswith("dossiers.csv: line 3: "), "lines are counted as an editor does"


@pytest.mark.parametrize("first", ["", "# as_of=soon\n", "# as_of=0001-01-01T00:00\n", "# as_of=9999-12-31T23:59Z\n"])
def test_without_a_remark_that_can_be_it_is_of_when_the_file_was_written(bench: Bench, first: str) -> None:
    drop(bench, {}, first=first)
    assert told(bench).as_of == int((bench.feeds / "dossiers.csv").stat().st_mtime * 1000)


def test_before_any_copy_nothing_is_known_and_that_is_said(bench: Bench) -> None:
    assert told(bench) == q.DossierTold(dossier=None, as_of=None)


def test_a_state_may_be_told_by_its_number_among_the_ten(bench: Bench) -> None:
    drop(bench, *({"code": f"H41-00000{n}", "state": str(n + 1)} for n in range(10)))
    assert tuple(told(bench, f"H41-00000{n}").dossier.state for n in range(10)) == STATES


def test_a_card_finds_its_dossiers_in_its_bucket_and_who_asks_by_code_learns_no_owner(bench: Bench) -> None:
    drop(bench, {"id_card": CARD}, {"code": "H41-000002", "id_card": "001099054321"}, {"code": "H41-000003"})
    token = IdCard(CARD).token((bench.file.parent / "id.key").read_bytes())
    answer = bench.wonder("kiosk-1", q.AskDossiers(bucket=token[:2]))
    assert [d.code for d in answer.dossiers if d.owner == token] == [ROW["code"]]
    assert told(bench).dossier.owner == ""


def test_a_bucket_that_is_too_large_for_one_message_is_told_in_pages(bench: Bench) -> None:
    """The longest texts that are taken, all of one person; every page goes through the codec."""
    long = {"procedure_vi": "Ụ" * 2_000, "agency_vi": "Ự " * 900, "note_vi": "Ộ " * 2_000, "id_card": CARD}
    drop(bench, *({**long, "code": f"H41-{n:06d}"} for n in range(12)))
    bucket = IdCard(CARD).token((bench.file.parent / "id.key").read_bytes())[:2]
    codes: list[str] = []
    page, pages = 0, 1
    while page < pages:
        answer = bench.wonder("kiosk-1", q.AskDossiers(bucket=bucket, page=page))
        assert isinstance(answer, q.DossiersTold)
        assert len(encode(envelope("answer", q.Answer(to=bench.new_id(), body=answer)))) <= MAX_BYTES
        codes += [dossier.code for dossier in answer.dossiers]
        page, pages = page + 1, answer.pages
    assert codes == [f"H41-{n:06d}" for n in range(12)]
    assert pages > 1
    assert bench.wonder("kiosk-1", q.AskDossiers(bucket=bucket, page=99)).dossiers == []


def test_a_name_longer_than_anybody_reads_is_shortened_at_a_word(bench: Bench) -> None:
    drop(bench, {"procedure_vi": "Thủ tục " * 130})
    name = told(bench).dossier.procedure.vi
    assert len(name) <= NAME_MOST
    assert name.removesuffix(" …").split() == ["Thủ", "tục"] * 29 + ["Thủ"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "x"}, '"code" must be 6 to 40 of'),
        ({"state": "11"}, '"state" must be 1 to 10'),
        ({"state": "9" * 5_000}, '"state" must be 1 to 10'),
        ({"fee_amount": "9" * 5_000}, '"fee_amount" must be whole đồng'),
        ({"due": "2026-02-30"}, '"due": there is no such day'),
        ({"due": "soon"}, '"due" must be a date'),
        ({"agency_vi": ""}, "must not be empty"),
        ({"fee_amount": "12,5"}, '"fee_amount" must be whole đồng'),
        ({"fee_amount": "5000", "fee_bank": "12"}, "fee.bank"),
        ({"fee_amount": "5000", "fee_bank": "970403", "fee_account": "1", "fee_paid": "?"}, '"fee_paid" must be yes'),
        ({"id_card": "12345"}, '"id_card" must be 12 digits'),
        ({"note_vi": CARD}, '"note_vi" holds what looks like a citizen\'s number'),
        ({"procedure_vi": "Tách <b>thửa</b>"}, "HTML"),
    ],
)
def test_a_bad_row_is_left_out_and_told_by_line_and_reason(bench: Bench, change: dict[str, str], reason: str) -> None:
    drop(bench, {**change}, *({"code": f"H41-{n:06d}"} for n in range(20)))
    verdict, finding, *more = report(bench)
    assert verdict == "dossiers.csv is used: 20 of 21 rows"
    assert finding.startswith("dossiers.csv: line 2: ")
    assert reason in finding
    assert more == []
    assert bench.problems() == []


def test_a_citizens_number_is_kept_nowhere_and_said_nowhere(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Good rows, rows that slipped, spoilt rows and a refused file; then everything the hub has is searched."""
    caplog.set_level(logging.DEBUG)
    good = [{"code": f"H41-{n:06d}", "id_card": CARD} for n in range(30)]
    drop(bench, *good, {"note_en": CARD}, {"id_card": f"{CARD} á»™"}, first="# as_of=2026-11-21T08:00\n")
    bench.wonder("kiosk-1", q.AskDossiers(bucket="a7"))
    drop(bench, *({"code": CARD, "id_card": CARD} for _ in range(3)))
    assert bench.problems()
    bench.close()
    kept = [file for file in bench.file.parent.rglob("*") if file.is_file() and file.name != "dossiers.csv"]
    assert {"copies.sqlite", "dossiers.report.txt", "ledger.sqlite"} <= {file.name for file in kept}
    assert [file.name for file in kept if CARD.encode() in file.read_bytes()] == []
    assert CARD not in caplog.text
    bench.start()


def test_a_site_that_does_not_allow_cards_keeps_no_token(plan: Plan, clock: HandClock, tmp_path: Path) -> None:
    bench = Bench(plan, tmp_path / "ledger.sqlite", clock)
    drop(bench, {"id_card": CARD})
    token = IdCard(CARD).token((tmp_path / "id.key").read_bytes())
    assert bench.knowledge.copies.bucket(token[:2]) == []
    for question in (q.AskDossiers(bucket=token[:2]), q.AskCardKey()):
        assert bench.wonder("kiosk-1", question) == q.CannotTell(reason="not-yours")
    bench.close()


def test_the_halls_secret_is_the_hubs_alone_and_lasts(bench: Bench) -> None:
    file = bench.file.parent / "id.key"
    key = file.read_bytes()
    assert (file.stat().st_mode & 0o777, len(key)) == (0o600, 32)
    bench.restart()
    assert file.read_bytes() == key


@pytest.mark.parametrize(
    ("cells", "term"),
    [
        ("3,,", Term(amount=3, unit="working-day")),
        ("2,hour,09:30", Term(amount=2, unit="hour", received_at=moment_of(datetime(2026, 11, 5, 9, 30)))),
        (",,", None),
    ],
)
def test_how_long_it_may_take_is_read_where_there_is_no_due_date(bench: Bench, cells: str, term: Term | None) -> None:
    head = "code,procedure_vi,agency_vi,state,received,term,term_unit,received_time"
    (bench.feeds / "dossiers.csv").write_text(f"{head}\nH41-000001,A,B,processing,2026-11-05,{cells}\n", "utf-8")
    taken(bench)
    dossier = bench.knowledge.copies.dossier("H41-000001")
    assert dossier is not None
    assert dossier.term == term


@pytest.mark.parametrize("cells", ["x,,", "3,week,", "1000,,", "3,hour,25:00"])
def test_a_term_that_is_none_is_a_bad_row(bench: Bench, cells: str) -> None:
    head = "code,procedure_vi,agency_vi,state,received,term,term_unit,received_time"
    (bench.feeds / "dossiers.csv").write_text(f"{head}\nH41-000001,A,B,processing,2026-11-05,{cells}\n", "utf-8")
    taken(bench)
    assert bench.knowledge.copies.dossier("H41-000001") is None
