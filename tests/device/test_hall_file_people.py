"""Officers, policy and consoles: what is misspelt or out of bounds is told with its place and what would be right."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hall_core.device.hall_file import HallFileError, read
from hall_core.domain.plan import Plan, Policy

ROOT = Path(__file__).parents[2]
WARD: dict[str, Any] = tomllib.loads((ROOT / "halls" / "ward.toml").read_text("utf-8"))

Edit = Callable[[dict[str, Any]], Any]


def plan_of(edit: Edit) -> Plan:
    raw = copy.deepcopy(WARD)
    edit(raw)
    return read(raw, "f")


def mistake(edit: Edit) -> str:
    """The one thing said about the ward's file after an edit."""
    with pytest.raises(HallFileError) as caught:
        plan_of(edit)
    [line] = caught.value.lines
    return line.removeprefix("f: ")


def device(raw: dict[str, Any], role: str) -> dict[str, Any]:
    return next(device for device in raw["devices"] if device["role"] == role)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda raw: raw["officers"][1].update(role="haed"),
            'officers[2] "ht-01".role: "haed" is not allowed; must be one of "head", "officer"; did you mean "head"?',
        ),
        (
            lambda raw: raw["officers"][1].update(serves={"sao-y": 1001}),
            'officers[2] "ht-01".serves.sao-y: 1001 is not allowed; must be a whole number from 0 to 1000',
        ),
        (
            lambda raw: device(raw, "console").update(prot=80),
            'devices[7] "console-1".prot: is not a key here; did you mean "port"?',
        ),
        (
            lambda raw: device(raw, "console").update(port=0),
            'devices[7] "console-1".port: 0 is not allowed; must be a whole number from 1 to 65535',
        ),
        (
            lambda raw: device(raw, "console").update(names=[""]),
            'devices[7] "console-1".names[1]: "" is not allowed; must be a text of 1 to 253 characters',
        ),
        (
            lambda raw: raw["policy"].update(out_of_order="haed-only"),
            'policy.out_of_order: "haed-only" is not allowed; must be one of "head-only", "never", "with-reason"; '
            'did you mean "head-only"?',
        ),
    ],
)
def test_each_mistake_is_told_alone(edit: Edit, told: str) -> None:
    assert mistake(edit) == told


def test_a_misspelt_role_is_not_told_as_a_missing_head_too() -> None:
    assert mistake(lambda raw: raw["officers"][0].update(role="heads")).startswith('officers[1] "gd-01".role: "heads"')


def test_what_the_file_says_of_officers_and_policy_is_what_the_programs_go_by() -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["officers"][1].update(role="officer", serves={"sao-y": 4})
        raw["policy"].update(
            ahead_in_row=5, out_of_order="never", recalls_most=0, recall_gap_s=30, defer_most_minutes=60
        )

    plan = plan_of(edit)
    officer = plan.officer("ht-01")
    assert officer is not None
    assert (officer.role, officer.serves) == ("officer", {"sao-y": 4})
    policy = plan.policy
    assert (policy.ahead_in_row, policy.out_of_order, policy.recalls_most) == (5, "never", 0)
    assert (policy.recall_gap_s, policy.defer_most_minutes) == (30, 60)


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("ahead_in_row", 1, 99), ("recalls_most", 0, 20), ("recall_gap_s", 0, 300), ("defer_most_minutes", 1, 720)],
)
def test_each_bound_of_the_policy_is_told_with_the_key(key: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(plan_of(lambda raw, value=value: raw["policy"].update({key: value})).policy, key) == value
    for value in (least - 1, most + 1):
        told = mistake(lambda raw, value=value: raw["policy"].update({key: value}))
        assert told == f"policy.{key}: {value} is not allowed; must be a whole number from {least} to {most}"


def test_the_wards_remarks_on_the_policy_are_true() -> None:
    """Each figure that stands in the file is what holds without it."""
    plan = plan_of(lambda raw: raw.pop("policy"))
    assert plan.policy == Policy()
    assert plan_of(lambda _: None).policy == Policy()
