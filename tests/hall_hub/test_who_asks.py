"""Which device may ask the hub what: the whole matrix, by hand."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.domain.plan import Policy
from hall_core.domain.plan_devices import Board, Device, Led, Sign, SignDisplay
from hall_hub.who_asks import may_wonder
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, uid
from tests.hall_hub.desk_plan import desk_plan

QUESTIONS = """
                     kiosk-1 bang-1 bang-ho-so bang-tin bang-hoi led-1 den-1 goi-1 ban-dieu-hanh
part:procedures      yes     -      -          -        -        -     -     -     -
part:dossier-board   -       -      yes        -        -        -     -     -     -
part:notices         -       -      -          yes      -        -     -     -     -
part:notice-file     -       -      -          yes      -        -     -     -     -
part:others          -       -      -          -        -        -     -     -     -
dossier              yes     -      -          -        -        -     -     -     -
dossiers             card    -      -          -        -        -     -     -     -
offer                yes     -      -          -        -        -     -     -     -
card-key             card    -      -          -        -        -     -     -     -
"""
"""``card``: where the site allows looking up by card."""


def part(catalogue: str) -> q.AskPart:
    return q.AskPart(catalogue=catalogue, digest="0f1e2d3c4b5a6978", index=0)


ASKED: dict[str, q.Question] = {
    **{f"part:{name}": part(name) for name in ("procedures", "dossier-board", "notices", "notice-file", "others")},
    "dossier": q.AskDossier(code="H41.16-210612-0001"),
    "dossiers": q.AskDossiers(bucket="a7"),
    "offer": q.AskOffer(ticket=uid(1)),
    "card-key": q.AskCardKey(),
}
DISPLAY = SignDisplay(address=1, counter="quay-1")
SHOW: list[Device] = [
    Board(id="bang-ho-so", zone="sanh", shows=["dossiers"]),
    Board(id="bang-tin", zone="sanh", shows=["calls", "notices"]),
    Led(id="led-1", zone="sanh"),
    Sign(id="den-1", zone="sanh", line="serial:/dev/null", displays=[DISPLAY]),
]
HEAD, *ROWS = [line.split() for line in QUESTIONS.strip("\n").splitlines()]
CELLS = [(row[0], who, may) for row in ROWS for who, may in zip(HEAD, row[1:], strict=True)]


@pytest.mark.parametrize(("asked", "who", "may"), CELLS)
def test_who_may_ask_what(asked: str, who: str, may: str) -> None:
    plan = desk_plan()
    [device] = [device for device in [*plan.devices, *SHOW] if device.id == who]
    told = [may_wonder(device, Policy(id_card=allowed), ASKED[asked]) for allowed in (False, True)]
    assert told == [may == "yes", may in ("yes", "card")]


def test_no_question_is_missing_in_the_matrix() -> None:
    assert {row[0] for row in ROWS} == ASKED.keys()
    assert {type(question) for question in ASKED.values()} == set(get_args(q.Question))


@pytest.fixture
def cards(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    """A site that looks up by card."""
    plan = desk_plan()
    bench = Bench(replace(plan, policy=replace(plan.policy, id_card=True)), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def test_what_is_not_a_devices_business_it_is_told_and_it_is_counted(bench: Bench) -> None:
    assert bench.wonder("goi-1", ASKED["dossier"]) == q.CannotTell(reason="not-yours")
    assert bench.wonder("bang-1", ASKED["part:procedures"]) == q.CannotTell(reason="not-yours")
    assert bench.hub.complaints.counted["not-yours"] == 2


def test_a_kiosk_is_told_the_halls_secret_and_nobody_else_is(cards: Bench) -> None:
    told: Any = cards.wonder("kiosk-1", q.AskCardKey())
    assert base64.b64decode(told.key) == (cards.file.parent / "id.key").read_bytes()
    for device in ("goi-1", "bang-1", "bang-hoi", "ban-dieu-hanh"):
        assert cards.wonder(device, q.AskCardKey()) == q.CannotTell(reason="not-yours")
    assert cards.wonder("la-ai", q.AskCardKey()) == q.CannotTell(reason="unknown-device")


def test_the_secret_stands_in_no_log_and_no_error(
    cards: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = (cards.file.parent / "id.key").read_bytes()
    text = base64.b64encode(key).decode()
    caplog.set_level("DEBUG")
    answer = q.Answer(to=uid(1), body=cards.wonder("kiosk-1", q.AskCardKey()))

    def stumbles(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(q, "CardKeyTold", stumbles)
    assert cards.wonder("kiosk-1", q.AskCardKey()) == q.CannotTell(reason="internal-error")
    for said in (repr(answer), caplog.text):
        assert "CardKeyTold" in said or "could not answer" in said
        assert not any(secret in said for secret in (text, key.hex(), repr(key)[2:-1]))


def test_the_secret_does_not_stay_with_the_broker(cards: Bench) -> None:
    [answer] = cards.hub.answers([cards.message("question", "kiosk-1", q.AskCardKey())])
    assert (answer.topic, answer.retain) == ("motcua/v1/thu/dev/kiosk-1/down/answer", False)
