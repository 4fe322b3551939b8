"""Dossiers as their systems push them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from central_gateway.api.app import Api
from central_gateway.api.bodies import BATCH_MOST
from central_gateway.store.connection import Db
from tests.central_gateway.api.conftest import Wire

CODE = "H41.16-210612-0001"
PATH = "/v1/dossiers"
CARD = "001199000001"


def told(n: int = 1, /, **more: Any) -> dict[str, Any]:
    dossier = {
        "code": f"H41.16-210612-{n:04}",
        "site": "thu-site",
        "state": "processing",
        "told_at": "2026-11-20T08:30:00+07:00",
        "procedure": "1.001193",
        "procedure_name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
        "agency": {"vi": "Ủy ban nhân dân phường"},
        "received": "2026-11-02",
        "due": "2026-11-30",
    }
    return {key: value for key, value in {**dossier, **more}.items() if value is not None}


def push(wire: Wire, *dossiers: Any) -> list[dict[str, Any]]:
    return wire.post(PATH, {"dossiers": list(dossiers)})["results"]


def results(wire: Wire, *dossiers: Any) -> list[str]:
    return [result["result"] for result in push(wire, *dossiers)]


def fault(wire: Wire, **wrong: Any) -> tuple[str, str, str]:
    [result] = push(wire, told(**wrong))
    assert result["result"] == "refused"
    [found] = result["faults"]
    return found["where"], found["wrong"], found["right"]


def test_what_is_pushed_is_what_its_hall_is_told(wire: Wire) -> None:
    assert results(wire, told()) == ["taken"]
    known = wire.get(f"{PATH}/{CODE}")
    dossier = {name: value for name, value in known["dossier"].items() if value is not None}
    assert dossier == {
        "code": CODE,
        "procedure": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
        "agency": {"vi": "Ủy ban nhân dân phường", "en": "Ủy ban nhân dân phường"},
        "state": "processing",
        "received": "2026-11-02",
        "due": "2026-11-30",
        "owner": "",
    }
    assert (known["hall"], known["site"], known["source"]) == ("thu", "thu-site", "igate")
    assert known["told_at"] == "2026-11-20T01:30:00Z"


def test_the_same_again_changes_nothing_and_says_so(wire: Wire) -> None:
    assert [results(wire, told()), results(wire, told())] == [["taken"], ["same"]]


def test_what_is_older_than_what_is_known_changes_nothing(wire: Wire) -> None:
    push(wire, told(state="finished", ended="2026-11-20", told_at="2026-11-20T10:00:00Z"))
    assert results(wire, told(told_at="2026-11-20T09:59:59Z")) == ["older"]
    assert wire.get(f"{PATH}/{CODE}")["dossier"]["state"] == "finished"


def test_a_site_that_no_hall_has_is_told_apart(wire: Wire) -> None:
    assert results(wire, told(site="nowhere")) == ["unknown-site"]
    wire.get(f"{PATH}/{CODE}", 404)
    assert wire.get("/v1/unknown-codes")["items"][0]["value"] == "nowhere"


def test_what_is_wrong_with_one_costs_none_of_the_others(wire: Wire) -> None:
    sent = [told(1), told(2, state="6"), None, told(3, site="nowhere"), told(4)]
    assert results(wire, *sent) == ["taken", "refused", "refused", "unknown-site", "taken"]
    report = wire.post(PATH, {"dossiers": sent})
    assert [result["place"] for result in report["results"]] == [0, 1, 2, 3, 4]
    assert [result["code"] for result in report["results"]][1:3] == ["H41.16-210612-0002", ""]
    assert report["counts"] == {"same": 2, "refused": 2, "unknown-site": 1}


def test_a_refusal_names_the_field_and_what_would_be_right(wire: Wire) -> None:
    assert fault(wire, due="31/11/2026") == (
        "due",
        '"31/11/2026" is not allowed',
        'must be a date such as "2026-09-02"',
    )
    assert fault(wire, due="2026-02-30") == ("due", '"2026-02-30" is no day', "must be one such as 2026-11-20")
    assert fault(wire, told_at="2026-11-20 08:30")[0] == "told_at"
    assert fault(wire, told_at="2026-11-20T25:30:00Z")[0] == "told_at"
    assert fault(wire, told_at="1970-01-01T00:00:00Z")[0] == "told_at"
    assert fault(wire, stat="6") == ("stat", "is not a key here", fault(wire, stat="6")[2])
    assert fault(wire, procedure_name={"en": "x"})[:2] == ("procedure_name.vi", "is missing")
    assert fault(wire, fee={"amount": -1, "bank": "970403", "account": "1"})[0] == "fee.amount"
    assert fault(wire, site=None) == ("site", "is missing", "must be a text of 1 to 100 characters")


def test_a_state_that_is_none_of_ours_is_refused_with_those_that_are(wire: Wire) -> None:
    where, wrong, right = fault(wire, state="proccessing")
    assert (where, wrong) == ("state", '"proccessing" is not allowed')
    assert 'did you mean "processing"?' in right


def test_a_number_that_is_nearly_one_of_a_card_is_shown_to_nobody(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        where, wrong, right = fault(wire, card=CARD[:-1])
    assert (where, wrong, right) == ("card", "is not allowed", "must be the 12 digits of an identity card")
    assert CARD[:-1] not in caplog.text


def test_whose_it_is_becomes_the_halls_token_and_the_number_is_nowhere(wire: Wire, db: Db) -> None:
    db.execute("UPDATE hall SET card_key = %s WHERE id = 'thu'", (b"k" * 32,))
    assert results(wire, told(card=CARD)) == ["taken"]
    [(body,)] = db.execute("SELECT body FROM shelf_item WHERE key = %s", (CODE,)).fetchall()
    assert '"owner":"' in body
    assert wire.get(f"{PATH}/{CODE}")["dossier"]["owner"] == ""
    everything = db.execute(
        "SELECT string_agg(t::text, ' ') FROM (SELECT s::text FROM dossier_source s UNION ALL SELECT i::text"
        " FROM shelf_item i UNION ALL SELECT c::text FROM shelf_change c) AS t"
    ).fetchone()
    assert everything is not None
    assert CARD not in everything[0]


def test_a_line_break_in_a_note_is_a_space(wire: Wire) -> None:
    push(wire, told(note={"vi": "Thiếu:\n- Giấy A\r\n\t- Giấy B"}))
    assert wire.get(f"{PATH}/{CODE}")["dossier"]["note"]["vi"] == "Thiếu: - Giấy A - Giấy B"


def test_a_code_with_slashes_is_found_as_it_is_and_encoded(wire: Wire) -> None:
    push(wire, told(code="03706/2026/07906"))
    for path in ("03706/2026/07906", "03706%2F2026%2F07906"):
        assert wire.get(f"{PATH}/{path}")["dossier"]["code"] == "03706/2026/07906"


def test_a_batch_may_have_so_many_and_no_more(wire: Wire) -> None:
    assert results(wire, *(told(n) for n in range(BATCH_MOST))) == ["taken"] * BATCH_MOST
    problem = wire.post(PATH, {"dossiers": [told()] * (BATCH_MOST + 1)}, 422)
    assert problem["faults"][0]["where"] == "dossiers"


@pytest.mark.parametrize("body", [[], {}, {"dossiers": {}}, {"dossiers": []}, {"dossiers": [1], "more": 1}, 5])
def test_what_is_no_batch_is_refused_as_a_whole(body: Any, wire: Wire) -> None:
    assert wire.post(PATH, body, 422)["type"] == "urn:motcua:problem:wrong"


def test_of_two_systems_that_tell_of_one_dossier_the_later_word_counts(api: Api, token: Callable[..., str]) -> None:
    one, other = Wire(api, token(id="igate")), Wire(api, token(id="portal"))
    push(one, told(told_at="2026-11-20T08:00:00Z"))
    push(other, told(told_at="2026-11-20T09:00:00Z", state="fee-due"))
    assert results(one, told(told_at="2026-11-20T08:30:00Z", state="received")) == ["older"]
    known = one.get(f"{PATH}/{CODE}")
    assert (known["source"], known["dossier"]["state"]) == ("portal", "fee-due")


def test_unknown_codes_can_be_asked_for_by_source(api: Api, token: Callable[..., str]) -> None:
    one, other = Wire(api, token(id="igate")), Wire(api, token(id="portal"))
    push(one, told(site="a"))
    push(other, told(site="b"))
    assert [item["value"] for item in one.get("/v1/unknown-codes", source="portal")["items"]] == ["b"]
    assert len(one.get("/v1/unknown-codes", limit=1)["items"]) == 1


def test_nothing_of_a_body_is_ever_in_the_log(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        push(wire, told(note={"vi": "Ông Thử, số bí mật"}), told(note={"vi": ["bí mật"]}), "bí mật")
        wire.post(PATH, {"bí mật": "bí mật"}, 422)
        wire.get(f"{PATH}/BI-MAT-123456", 404)
    ours = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert ours.count("/v1/dossiers") == 3
    assert "mật" not in ours
    assert "BI-MAT" not in ours
