"""What a scanner sends, cut into codes; and a scanner that has gone mad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.devices.scanner_gather import LONGEST, MOST, PAUSE, SILENCE, Gatherer


class Bench:
    """A gatherer under a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.shut_out: list[str] = []
        self._gatherer = Gatherer(self.shut_out.append)

    @property
    def patience(self) -> float | None:
        return self._gatherer.patience()

    def comes(self, text: str, after: float = 0.001) -> list[str]:
        self.now += after
        return self._gatherer.take(text.encode(), self.now)

    def silence(self) -> list[str]:
        """As long as it takes."""
        assert self.patience is not None
        self.now += self.patience
        return self._gatherer.silent(self.now)

    def drop(self) -> None:
        self._gatherer.drop("why")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_end_ends_a_code(bench: Bench, end: str) -> None:
    assert bench.comes("AB12") == []
    assert bench.comes(f"CD{end}EF") == ["AB12CD"]
    assert bench.comes(f"34{end}") == ["EF34"]
    assert bench.patience is None, "nothing is left that a pause could end"


def test_a_pause_ends_a_code_of_six_characters(bench: Bench) -> None:
    bench.comes("AB12CD")
    assert bench.patience == PAUSE
    assert bench.silence() == ["AB12CD"]
    assert bench.comes("EF34\n") == ["EF34"]


def test_fewer_characters_wait_for_the_rest_and_are_then_forgotten(bench: Bench) -> None:
    bench.comes("AB12C")
    assert bench.patience == SILENCE
    assert bench.silence() == []
    assert bench.comes("EF34\n") == ["EF34"]


def test_the_same_code_within_a_second_is_one_scan(bench: Bench) -> None:
    """However long it is held out."""
    assert bench.comes("AB12\n") == ["AB12"]
    assert bench.comes("AB12\nAB12\n") == []
    assert bench.comes("AB12\n", after=0.9) == []
    assert bench.comes("AB12\n", after=0.9) == []
    assert bench.comes("AB12\n", after=1.0) == ["AB12"]
    assert bench.comes("CD34\nAB12\n") == ["CD34", "AB12"]


def test_too_many_characters_without_an_end_are_dropped_until_it_is_silent(bench: Bench) -> None:
    for _ in range(LONGEST // 64):
        assert bench.comes("x" * 64) == []
    assert bench.shut_out == []
    assert bench.comes("x") == []
    assert bench.shut_out == ["more than 4096 characters without an end"]
    assert bench.comes("\nAB12\n") == []
    assert bench.patience == SILENCE
    assert bench.silence() == []
    assert bench.comes("AB12\n") == ["AB12"]


def test_too_long_a_code_is_dropped_also_when_it_comes_in_one_piece(bench: Bench) -> None:
    assert bench.comes("x" * (LONGEST + 1) + "\nAB12\n") == []
    assert len(bench.shut_out) == 1


def test_too_many_codes_are_dropped_until_it_is_silent_and_told_once(bench: Bench) -> None:
    told = [code for number in range(50) for code in bench.comes(f"AB{number:03}\n", after=0.02)]
    assert told == [f"AB{number:03}" for number in range(MOST)]
    assert bench.shut_out == ["more than 20 codes in 2 s"]
    assert bench.silence() == []
    assert bench.comes("AB12\n") == ["AB12"]
    assert bench.patience is None


def test_a_flood_in_one_piece_gives_nothing_at_all(bench: Bench) -> None:
    assert bench.comes("".join(f"AB{number:03}\n" for number in range(3 * MOST))) == []
    assert len(bench.shut_out) == 1


def test_a_scanner_that_repeats_one_code_too_often_has_gone_mad_too(bench: Bench) -> None:
    assert [code for _ in range(50) for code in bench.comes("AB12\n", after=0.02)] == ["AB12"]
    assert len(bench.shut_out) == 1


def test_a_busy_officer_is_not_shut_out(bench: Bench) -> None:
    told = [code for number in range(60) for code in bench.comes(f"AB{number:03}\n", after=0.11)]
    assert len(told) == 60
    assert bench.shut_out == []
    assert bench.comes("".join(f"CD{number:03}\n" for number in range(MOST))) == []
    assert len(bench.shut_out) == 1


def test_each_time_of_madness_is_told(bench: Bench) -> None:
    for _ in range(2):
        bench.comes("x" * (LONGEST + 1))
        bench.comes("x" * (LONGEST + 1))
        bench.silence()
    assert len(bench.shut_out) == 2


def test_a_code_of_which_a_part_was_lost_is_dropped_with_its_end(bench: Bench) -> None:
    bench.comes("AB1")
    bench.drop()
    assert bench.comes("2CD\n") == []
    assert bench.silence() == []
    assert bench.comes("AB12CD\n") == ["AB12CD"]


def test_what_is_no_utf_8_keeps_its_digits() -> None:
    gatherer = Gatherer(lambda why: None)
    assert gatherer.take("001199000001|NGUYỄN".encode("utf-16-le"), 0) == []
    assert gatherer.take(b"\n001199000001|NGUY\xc3N\n", 1)[-1] == "001199000001|NGUY\ufffdN"


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda t: not set(t) & set("\r\n")), max_size=15), st.data())
def test_how_the_bytes_are_cut_up_on_the_way_makes_no_difference(codes: list[str], data: st.DataObject) -> None:
    sent = "".join(f"{code}\r\n" for code in codes).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=10)))
    gatherer = Gatherer(lambda why: None)
    pieces = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    told = [code for piece in pieces for code in gatherer.take(piece, 0.0)]
    assert told == [code for number, code in enumerate(codes) if number == 0 or code != codes[number - 1]]
