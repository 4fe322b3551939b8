"""The broker's access list names everybody, and gives nobody a whole branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_config.access_list import access_list
from hall_core.contract.access import grants
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan

HALLS = sorted((Path(__file__).parents[2] / "halls").glob("*.toml"))


@pytest.fixture(params=HALLS, ids=lambda hall: hall.stem)
def example(request: pytest.FixtureRequest) -> Plan:
    return load(request.param)


def blocks(text: str) -> dict[str, list[str]]:
    """Whose block to its lines; the patterns stand under ``""``."""
    told: dict[str, list[str]] = {"": []}
    who = ""
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "user":
            assert rest not in told, "a second block"
            told[rest] = []
            who = rest
        elif word == "topic":
            assert who, "a line for everybody"
            told[who].append(rest)
        elif word == "pattern":
            told[""].append(rest)
        else:
            assert word in ("", "#")
    return told


def test_everybody_in_the_hall_has_a_block_and_nobody_else(example: Plan) -> None:
    devices = {device.id for device in example.devices}
    assert set(blocks(access_list(example))) == devices | {"hub", "authority", ""}


def test_a_block_is_what_the_contract_grants(example: Plan) -> None:
    for name, granted in grants(example).items():
        assert blocks(access_list(example))[name] == [f"{grant.verb} {grant.filter}" for grant in granted]


def test_nobody_gets_a_whole_branch_or_another_hall(example: Plan) -> None:
    """No ``#``, and ``+`` for one name alone, never for what is said of it."""
    root = f"motcua/v1/{example.hall.id}/"
    for lines in blocks(access_list(example)).values():
        for line in lines:
            verb, filter = line.split(" ")
            assert verb in ("read", "write")
            assert filter.startswith(root)
            assert "#" not in filter
            assert filter.count("+") <= 1 or filter == f"{root}dev/+/alert/+"


def test_patterns_which_stand_for_everybody_are_the_request_for_a_certificate_and_its_answer(plan: Plan) -> None:
    assert blocks(access_list(plan))[""] == ["write motcua/v1/thu/enrol/%u/csr", "read motcua/v1/thu/enrol/%u/crt"]


def test_who_is_shut_out_has_no_block_and_the_others_have_theirs(plan: Plan) -> None:
    whole, shut = blocks(access_list(plan)), blocks(access_list(plan, ["kiosk-1", "nobody"]))
    assert shut == {name: lines for name, lines in whole.items() if name != "kiosk-1"}


def test_a_device_writes_nothing_but_in_its_own_name(example: Plan) -> None:
    for device in example.devices:
        for line in blocks(access_list(example))[device.id]:
            assert line.startswith("read ") or f"/dev/{device.id}/" in line
