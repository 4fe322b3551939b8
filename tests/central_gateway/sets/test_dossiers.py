from __future__ import annotations

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from central_gateway.config import Authority, Dossiers
from central_gateway.store import dossier_rows, dossiers, halls
from central_gateway.store.connection import Db
from central_gateway.store.dossiers import Report
from central_gateway.store.told import ASK, ToldDossier, Unknown
from hall_core.domain.dossier import Dossier, standing
from hall_core.domain.names import Name
from hall_core.domain.scanned import IdCard

NOW = 1_795_240_000_000
"""2026-11-21 12:26 in Hanoi."""
HOUR = 3_600_000
CODE = "H41.16-210612-0001"
ANY = Dossiers()
NUMBER = "001199000001"
KEY = b"a secret of sixteen bytes or more"

TOLD = ToldDossier(
    code=CODE,
    site="thu-site",
    state="processing",
    state_told="4",
    told_at=NOW - HOUR,
    procedure="1.001193.000.00.00.H41",
    procedure_name=Name(vi="Đăng ký khai sinh", en="Birth registration"),
    agency=Name(vi="Ủy ban nhân dân phường", en="Ward People's Committee"),
    received="2026-11-02",
    due="2026-11-20",
)


def shelf(db: Db, hall: str) -> dict[str, Dossier]:
    rows = db.execute(
        "SELECT key, body FROM shelf_item JOIN shelf ON id = shelf WHERE shelf.set = 'dossiers' AND scope = %s", (hall,)
    )
    return {key: msgspec.json.decode(body, type=Dossier) for key, body in rows}


def take(db: Db, *told: ToldDossier, source: str = "igate", rules: Dossiers = ANY, now: int = NOW) -> list[Report]:
    return dossiers.take(db, told, source, rules, now).reports


def unknown(db: Db) -> list[tuple[str, str, str, int, str]]:
    return db.execute("SELECT source, field, value, times, example FROM unknown_code ORDER BY 2, 3").fetchall()  # type: ignore[return-value]


def test_it_comes_to_the_hall_of_its_site(db: Db) -> None:
    assert take(db, TOLD) == [Report(CODE, "taken")]
    found = shelf(db, "thu")[CODE]
    assert (found.state, found.due, found.procedure.vi, found.owner) == (
        "processing",
        "2026-11-20",
        "Đăng ký khai sinh",
        "",
    )
    assert shelf(db, "ha-giang") == {}


def test_told_once_more_it_changes_nothing(db: Db) -> None:
    take(db, TOLD)
    assert take(db, replace(TOLD, told_at=NOW)) == [Report(CODE, "same")]
    assert db.execute("SELECT seq FROM shelf").fetchone() == (1,)


def test_codes_and_texts_are_kept_in_one_form(db: Db) -> None:
    told = replace(TOLD, code=" h41.16-210612-0001 ", agency=Name(vi="Ủy ban", en="x"), site=" thu-site ")
    assert take(db, told) == [Report(CODE, "taken")]
    assert shelf(db, "thu")[CODE].agency.vi == "Ủy ban"


def test_what_is_older_than_what_is_there_is_not_taken(db: Db) -> None:
    take(db, replace(TOLD, state="finished", ended="2026-11-20"))
    assert take(db, replace(TOLD, told_at=NOW - 2 * HOUR)) == [Report(CODE, "older")]
    assert shelf(db, "thu")[CODE].state == "finished"


def test_of_two_in_one_batch_the_newer_counts_whichever_comes_first(db: Db) -> None:
    newer = replace(TOLD, told_at=NOW, state="finished", ended="2026-11-21")
    assert [report.what for report in take(db, newer, TOLD)] == ["taken", "taken"]
    assert shelf(db, "thu")[CODE].state == "finished"


def test_a_clock_that_is_ahead_is_flagged_and_silences_nobody(db: Db) -> None:
    assert take(db, replace(TOLD, told_at=NOW + 9_000 * HOUR)) == [Report(CODE, "taken", ["clock-ahead"])]
    later = NOW + 60_000
    assert take(db, replace(TOLD, told_at=later, state="finished"), source="b", now=later) == [Report(CODE, "taken")]


def test_an_unknown_site_is_told_and_waits_until_it_is_known(db: Db) -> None:
    assert take(db, replace(TOLD, site="H41.99")) == [Report(CODE, "unknown-site")]
    assert unknown(db) == [("igate", "site", "H41.99", 1, CODE)]
    assert dossiers.let_in(db, ANY, "2026-11-21") == 0
    halls.add(db, "thu", "Trung tâm", ["H41.99"])
    assert dossiers.let_in(db, ANY, "2026-11-21") == 1
    assert shelf(db, "thu").keys() == {CODE}
    assert dossiers.let_in(db, ANY, "2026-11-21") == 0


def test_of_two_that_waited_for_their_sites_the_newer_is_let_in(db: Db) -> None:
    take(db, replace(TOLD, site="H41.98"))
    take(db, replace(TOLD, site="H41.99", told_at=NOW), source="tax")
    halls.add(db, "thu", "Trung tâm", ["H41.98"])
    halls.add(db, "ha-giang", "Trung tâm", ["H41.99"])
    assert dossiers.let_in(db, ANY, "2026-11-21") == 1
    assert (shelf(db, "thu").keys(), shelf(db, "ha-giang").keys()) == (set(), {CODE})


def test_a_dossier_whose_site_nobody_knows_any_more_stays_where_it_was_with_its_news(db: Db) -> None:
    take(db, TOLD)
    assert take(db, replace(TOLD, site="H41.99", told_at=NOW, state="fee-due")) == [Report(CODE, "unknown-site")]
    assert shelf(db, "thu")[CODE].state == "fee-due"


def test_a_dossier_may_move_to_another_hall(db: Db) -> None:
    take(db, TOLD)
    assert take(db, replace(TOLD, site="ha-giang-site", told_at=NOW)) == [Report(CODE, "taken", ["moved"])]
    assert shelf(db, "thu") == {}
    assert shelf(db, "ha-giang").keys() == {CODE}


def test_a_state_that_no_table_knows_is_shown_as_processing_and_never_as_late(db: Db) -> None:
    assert take(db, replace(TOLD, state=None, state_told="17")) == [Report(CODE, "taken", ["unknown-state"])]
    found = shelf(db, "thu")[CODE]
    assert (found.state, found.due, found.note) == ("processing", None, ASK)
    assert standing(found, "2027-01-01") == "open-ended"
    assert unknown(db) == [("igate", "state", "17", 1, CODE)]


def test_all_that_no_table_knows_is_counted(db: Db) -> None:
    flagged = replace(TOLD, state=None, unknown=(Unknown("state", "17"), Unknown("channel", "9")))
    take(db, flagged)
    take(db, replace(flagged, told_at=NOW))
    assert [(field, value, times) for _, field, value, times, _ in unknown(db)] == [
        ("channel", "9", 2),
        ("state", "17", 2),
    ]


@pytest.mark.parametrize(
    ("authority", "counts"),
    [
        (Authority(source="igate"), True),
        (Authority(source="tax"), False),
        (Authority(source="tax", procedures=["1.001193"]), False),
        (Authority(source="tax", procedures=["1.001193.000.00.00.H41"]), False),
        (Authority(source="tax", procedures=["2.000815"]), True),
        (Authority(source="tax", sites=["ha-giang-site"]), True),
        (Authority(source="tax", procedures=["1.001193"], sites=["thu-site"]), False),
    ],
)
def test_whose_word_counts_is_configured(db: Db, authority: Authority, counts: bool) -> None:
    rules = Dossiers(authorities=[authority])
    assert take(db, TOLD, rules=rules) == [Report(CODE, "taken" if counts else "not-its-word")]
    assert (CODE in shelf(db, "thu")) == counts
    assert db.execute("SELECT count(*) FROM dossier_source").fetchone() == (1,)


def test_who_has_the_word_now_takes_over_even_from_what_is_newer(db: Db) -> None:
    take(db, replace(TOLD, told_at=NOW))
    rules = Dossiers(authorities=[Authority(source="tax")])
    assert take(db, replace(TOLD, state="fee-due"), source="tax", rules=rules) == [Report(CODE, "taken")]
    assert take(db, replace(TOLD, told_at=NOW + 1), rules=rules) == [Report(CODE, "not-its-word")]
    assert shelf(db, "thu")[CODE].state == "fee-due"


def test_an_identity_number_becomes_the_halls_token_and_is_kept_nowhere(db: Db) -> None:
    db.execute("UPDATE hall SET card_key = %s WHERE id = 'thu'", (KEY,))
    take(db, replace(TOLD, card=IdCard(NUMBER)))
    assert shelf(db, "thu")[CODE].owner == IdCard(NUMBER).token(KEY)
    take(db, replace(TOLD, told_at=NOW, state="finished"))
    assert shelf(db, "thu")[CODE].owner == IdCard(NUMBER).token(KEY)
    everything = db.execute(
        "SELECT query_to_xml('SELECT * FROM shelf_item, shelf_change, dossier_source', true, true, '')::text"
    ).fetchone()
    assert everything is not None
    assert NUMBER not in everything[0]


def test_a_hall_without_looking_up_by_card_gets_no_token(db: Db) -> None:
    take(db, replace(TOLD, card=IdCard(NUMBER)))
    assert shelf(db, "thu")[CODE].owner == ""


def test_a_citizens_number_elsewhere_is_hidden_or_refused_and_not_repeated(db: Db) -> None:
    [refused] = take(db, replace(TOLD, code=NUMBER))
    assert (refused.what, refused.code) == ("unusable", "")
    assert NUMBER not in refused.why
    take(db, replace(TOLD, note=Name(vi=f"Ông số {NUMBER} đến quầy 3", en="-"), state_told=f"x {NUMBER}"))
    note = shelf(db, "thu")[CODE].note
    assert note is not None
    assert note.vi == "Ông số … đến quầy 3"
    assert db.execute("SELECT state_told FROM dossier_source").fetchone() == ("x …",)


def test_what_is_no_dossier_is_told_and_costs_the_others_nothing(db: Db) -> None:
    bad = [replace(TOLD, code="?"), replace(TOLD, due="2026-02-30"), replace(TOLD, site="")]
    assert [report.what for report in take(db, *bad, TOLD)] == ["unusable"] * 3 + ["taken"]


def test_without_names_it_is_shown_all_the_same(db: Db) -> None:
    take(db, replace(TOLD, procedure_name=None, agency=None))
    assert shelf(db, "thu")[CODE].procedure.vi == "Thủ tục hành chính"


def test_what_ended_long_ago_leaves_the_hall_and_does_not_come_again(db: Db) -> None:
    ended = replace(TOLD, state="returned", ended="2026-09-30")
    take(db, ended)
    assert shelf(db, "thu").keys() == {CODE}
    assert dossiers.tidy(db, date(2026, 9, 30)) == 0
    assert dossiers.tidy(db, date(2026, 10, 1)) == 1
    assert shelf(db, "thu") == {}
    later = NOW + 20 * 24 * HOUR
    assert take(db, replace(ended, told_at=NOW), now=later) == [Report(CODE, "over")]


def test_one_that_ended_without_a_day_counts_from_when_that_was_first_told(db: Db) -> None:
    take(db, replace(TOLD, state="withdrawn"))
    take(db, replace(TOLD, state="withdrawn", told_at=NOW + 1), now=NOW + 48 * HOUR)
    assert db.execute("SELECT ended::text FROM dossier_source").fetchone() == ("2026-11-21",)


def test_many_at_once_take_few_statements(db: Db) -> None:
    many = [replace(TOLD, code=f"H41.16-210612-{n:04}") for n in range(500)]
    assert dossiers.take(db, many, "igate", ANY, NOW).count() == {"taken": 500}
    assert db.execute("SELECT seq FROM shelf").fetchone() == (500,)


def test_a_source_whose_every_value_is_unknown_fills_no_disk(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_rows, "UNKNOWN_MOST", 3)
    take(db, *(replace(TOLD, code=f"{CODE}-{n}", unknown=(Unknown("channel", f"{n}"),)) for n in range(5)))
    take(db, replace(TOLD, unknown=(Unknown("channel", "9"),)), source="khac")
    assert [row[0] for row in unknown(db)] == ["igate", "igate", "igate", "khac"]
