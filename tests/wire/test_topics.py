"""Topics, letter by letter: a change here breaks every box in the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.centre import topics as at_the_centre
from hall_core.contract.topics import ADDRESSES, Address, Topics

LITERAL = {
    ("device-state", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/state",
    ("device-health", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/health",
    ("device-alert", "kiosk-1", "paper-out"): "motcua/v1/thu/dev/kiosk-1/alert/paper-out",
    ("fact", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/up/fact",
    ("command", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/up/command",
    ("ack", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/down/ack",
    ("reply", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/down/reply",
    ("question", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/up/question",
    ("answer", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/down/answer",
    ("hall",): "motcua/v1/thu/state/hall",
    ("service", "khai-sinh"): "motcua/v1/thu/state/service/khai-sinh",
    ("counter", "quay-3"): "motcua/v1/thu/state/counter/quay-3",
    ("zone", "sanh"): "motcua/v1/thu/state/zone/sanh",
    ("call", "sanh"): "motcua/v1/thu/call/sanh",
    ("catalogue", "plan"): "motcua/v1/thu/catalogue/plan",
    ("csr", "claim-7k2q9w4x"): "motcua/v1/thu/enrol/claim-7k2q9w4x/csr",
    ("crt", "claim-7k2q9w4x"): "motcua/v1/thu/enrol/claim-7k2q9w4x/crt",
    ("trust", "kiosk-1"): "motcua/v1/thu/trust/kiosk-1",
    ("trust-wish", "console-1"): "motcua/v1/thu/dev/console-1/up/trust",
    ("doctor", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/doctor",
    ("look", "console-1", "kiosk-1"): "motcua/v1/thu/dev/console-1/up/look/kiosk-1",
    ("shown", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/up/shown",
    ("release", "kiosk-1"): "motcua/v1/thu/release/kiosk-1",
    ("box", "kiosk-1"): "motcua/v1/thu/dev/kiosk-1/box",
    ("rollout",): "motcua/v1/thu/state/rollout",
    ("release-wish", "console-1"): "motcua/v1/thu/dev/console-1/up/release",
    ("centre-up", "records"): "motcua/v1/thu/central/up/records",
    ("centre-down", "stands"): "motcua/v1/thu/central/down/stands",
}


def test_every_kind_is_pinned() -> None:
    assert {kind for kind, *_ in LITERAL} == set(ADDRESSES)


@pytest.mark.parametrize(("parts", "topic"), LITERAL.items())
def test_topics_are_these_letters_and_read_back(parts: tuple[str, ...], topic: str) -> None:
    assert Topics("thu").to(*parts) == topic
    kind, *names = parts
    assert Topics("thu").parse(topic) == Address(kind, *(names or [""]))


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "motcua/v1/khac/state/hall",
        "motcua/v2/thu/state/hall",
        "motcua/v1/thu/state/hall/extra",
        "motcua/v1/thu/dev/kiosk-1/up",
        "motcua/v1/thu/dev/KIOSK/state",
        "motcua/v1/thu/dev//state",
        "motcua/v1/thu/dev/" + "k" * 33 + "/state",
        "$SYS/broker/uptime",
    ],
)
def test_what_is_no_topic_of_this_hall_is_none(topic: str) -> None:
    assert Topics("thu").parse(topic) is None


@pytest.mark.parametrize("name", ["", "a/b", "#", "Ki", "số-1", "k" * 33, "a b", "$SYS"])
def test_a_name_that_could_change_the_topic_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a topic"):
        Topics("thu").to("command", name)


@given(st.text(max_size=80))
def test_any_text_is_parsed_without_an_error(text: str) -> None:
    address = Topics("thu").parse(text)
    assert address is None or text.startswith("motcua/v1/thu/")


def test_the_halls_branch_at_the_centre_is_one_subtree_and_the_level_that_a_bridge_takes_out_is_gone() -> None:
    assert at_the_centre.up("thu", "records") == "motcua/v1/thu/up/records"
    assert at_the_centre.down("thu", "stands") == "motcua/v1/thu/down/stands"
    assert at_the_centre.UP_FILTER == "motcua/v1/+/up/+"
    assert at_the_centre.sender("motcua/v1/thu/up/records") == ("thu", "records")


@pytest.mark.parametrize(
    "topic",
    ["motcua/v1/thu/down/stands", "motcua/v1/thu/up/records/x", "motcua/v2/thu/up/records", "motcua/v1/a.b/up/records"],
)
def test_what_is_no_topic_of_a_hall_has_no_sender(topic: str) -> None:
    assert at_the_centre.sender(topic) is None


def test_the_line_has_its_own_topic() -> None:
    assert Topics("thu").line == "motcua/v1/thu/central/line"
