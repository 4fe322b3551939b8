"""The technicians' number as a hall file keeps it."""

from __future__ import annotations

import getpass
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import motcua
from hall_core.device import pin
from hall_core.device.hall_file import load

KEPT = pin.kept_of("4711", b"salt of the test")


def test_the_number_fits_and_no_other_does() -> None:
    assert pin.is_pin("4711", KEPT)
    for other in ("4712", "471", "47110", "", "4711 "):
        assert not pin.is_pin(other, KEPT)


def test_two_halls_with_one_number_keep_different_lines_and_never_the_number() -> None:
    other = pin.kept_of("4711", b"another salt ...")
    assert other != KEPT
    assert "4711" not in KEPT + other
    assert len(KEPT) <= 200  # what the hall file takes


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_what_is_no_kept_number_opens_nothing_and_breaks_nothing(text: str) -> None:
    assert not pin.is_kept(text)
    assert not pin.is_pin("4711", text)


@pytest.mark.parametrize(
    "broken",
    [
        KEPT.replace("16384", "1000"),
        KEPT.replace("16384", "9999999"),
        KEPT.replace("$8$", "$9$"),
        KEPT[:-2] + "!!",
        KEPT.rsplit("$", 1)[0] + "$A",
        KEPT.rsplit("$", 1)[0] + "$AA==",
    ],
)
def test_a_kept_number_that_was_damaged_opens_nothing(broken: str) -> None:
    assert not pin.is_pin("4711", broken)


@pytest.mark.parametrize(
    "weak", ["0000", "1111", "1234", "4321", "7890", "012345678901", "123", "1" * 13, "12a4", "٤٧١١"]
)
def test_what_everybody_tries_first_is_refused(weak: str) -> None:
    assert pin.why_not(weak)


@pytest.mark.parametrize("good", ["4711", "2580", "121212", "900913570246"])
def test_other_numbers_are_taken(good: str) -> None:
    assert pin.why_not(good) == ""


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> None:
    said = iter(given)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(said))


def test_motcua_pin_prints_a_line_that_a_hall_file_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answers(monkeypatch, "4711", "4711")
    assert motcua.main(["pin"]) == 0
    line = capsys.readouterr().out
    hall = (Path(__file__).parents[2] / "halls" / "ward.toml").read_text(encoding="utf-8")
    filled = re.sub(r"(?m)^staff_pin = .*$", lambda _: line.strip(), hall)
    assert filled != hall
    (tmp_path / "hall.toml").write_text(filled, encoding="utf-8")
    assert pin.is_pin("4711", load(tmp_path / "hall.toml").policy.staff_pin)


@pytest.mark.parametrize("given", [("1234",), ("4711", "4712")])
def test_a_weak_number_or_two_that_differ_print_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: tuple[str, ...]
) -> None:
    answers(monkeypatch, *given)
    assert motcua.main(["pin"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err
