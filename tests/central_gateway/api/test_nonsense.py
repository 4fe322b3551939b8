"""Whatever is sent, the answer says what is wrong with it: never a fault of ours, and never half of it taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_gateway.api.rates import OF_A_CLIENT
from central_gateway.api.table import JSON, ROUTES, ZIP, Route
from tests.central_gateway.api.conftest import Wire
from tests.central_gateway.api.test_dossiers import told
from tests.central_gateway.api.test_strangers import path_of
from tests.conftest import HandClock

TEXTS = st.text(st.characters(exclude_categories=[]), max_size=20)
"""Also NUL, and halves of signs."""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    *("code", "site", "state", "told_at", "procedure", "procedure_name", "agency", "received", "due", "new_due"),
    *("ended", "note", "fee", "channel", "card"),
)
NONSENSE = st.one_of(
    VALUES,
    st.sampled_from(
        [
            *("2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "\0"),
            *(
                "2026-11-20T08:30:00+99:99",
                "H41.16-210612-0001",
                "0" * 12,
                "x" * 70_000,
                "\ud800",
                "０１２３４５６",
                -1,
            ),
            *({"vi": "x" * 1_200, "en": "\u0301" * 1_200}, {"vi": "\0"}, {"amount": 2**80, "bank": "000000"}),
        ]
    ),
)
ANY_BYTES = st.binary(max_size=60) | VALUES.map(lambda value: repr(value).encode("utf-8", "surrogatepass"))
IDS = TEXTS.filter(lambda text: text.strip("/") not in ("", ".", ".."))
WITH_BODY = [route for route in ROUTES if route.takes]
WITH_QUERY = [route for route in ROUTES if route.query]
WITH_ID = [route for route in ROUTES if "{" in route.path]
once = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sent(wire: Wire, clock: HandClock, method: str, path: str, **more: Any) -> int:
    clock.wait(int(1_000 / OF_A_CLIENT.per_second))
    return wire.ask(method, path, **more).status_code


@once
@given(wrong=st.dictionaries(st.sampled_from(FIELDS) | TEXTS, NONSENSE, min_size=1, max_size=4))
def test_a_dossier_of_nonsense_costs_the_one_beside_it_nothing(
    wrong: dict[str, Any], wire: Wire, clock: HandClock
) -> None:
    clock.wait(50)
    body = json.dumps({"dossiers": [{**told(2), **wrong}, told(1)]}).encode()
    answer = wire.ask("POST", "/v1/dossiers", content=body, headers={"content-type": JSON})
    if answer.status_code == 400:  # what is no JSON at all, for half a sign stands in it
        assert b"\\ud" in body
        return
    assert answer.status_code == 200
    assert answer.json()["results"][1]["result"] in ("taken", "same", "older")


@once
@given(
    route=st.sampled_from(WITH_BODY),
    body=ANY_BYTES,
)
def test_bytes_of_any_kind_are_refused(route: Route, body: bytes, wire: Wire, clock: HandClock) -> None:
    for media in (JSON, ZIP):
        status = sent(wire, clock, "POST", path_of(route), content=body, headers={"content-type": media})
        assert status in (200, 400, 404, 415, 422)


@pytest.mark.parametrize("depth", [500, 5_000, 200_000])
def test_json_that_is_deep_is_refused(depth: int, wire: Wire) -> None:
    for body in (b"[" * depth + b"]" * depth, b'{"dossiers":' * depth + b"1" + b"}" * depth):
        answer = wire.ask("POST", "/v1/dossiers", content=body, headers={"content-type": JSON})
        assert answer.status_code in (400, 422)


@once
@given(
    route=st.sampled_from(WITH_QUERY),
    query=st.dictionaries(st.sampled_from(["after", "limit", "hall", "day", "by", "from", "to", "source"]), TEXTS),
    more=st.dictionaries(TEXTS.filter(bool), TEXTS, max_size=1),
)
def test_nonsense_after_the_question_mark_is_refused(
    route: Route, query: dict[str, str], more: dict[str, str], wire: Wire, clock: HandClock
) -> None:
    given_ = {_bytes(name): _bytes(text) for name, text in {**query, **more}.items()}
    assert sent(wire, clock, "GET", f"{route.path}?{_joined(given_)}") in (200, 400, 409)


@once
@given(
    route=st.sampled_from(WITH_ID),
    id=IDS,
)
def test_nonsense_in_an_address_is_nothing(route: Route, id: str, wire: Wire, clock: HandClock) -> None:
    path = route.path.replace("{code}", _bytes(id)).replace("{id}", _bytes(id))
    assert sent(wire, clock, route.method, path) in (200, 404, 405, 409, 415)


@once
@given(token=st.binary(max_size=40))
def test_nonsense_for_a_token_is_no_token(token: bytes, wire: Wire, clock: HandClock) -> None:
    clock.wait(1_000)
    headers = {"authorization": b"Bearer " + bytes(byte for byte in token if byte >= 32 and byte != 127)}
    assert wire.ask("GET", "/v1/halls", headers=headers).status_code in (401, 429)


def _bytes(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _joined(query: dict[str, str]) -> str:
    return "&".join(f"{name}={text}" for name, text in query.items())
