"""How the call box looks and sounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from msgspec.structs import replace

from counter_caller.messages import Outcome, Pressed, Ticked, Trouble
from counter_caller.patterns import LAMPS, OFF, ON, SLOW, TONES, Lamp, lit
from counter_caller.state import Said
from counter_caller.view import COLUMNS, view
from counter_caller.words import PHRASES, STANDINGS
from hall_core.contract.messages import HallState, Restored
from hall_core.domain.button_box import Duty
from hall_core.domain.names import Language
from hall_core.domain.refusal import Reason, Refusal
from hall_core.domain.vietnamese import fold, nfc
from hall_core.mqtt.heard import LinkDown, StateHeard

from .conftest import Box, counter_state, heard
from .patterns_table import ROWS, table

MakeBox = Callable[..., Box]
ANSWERS = ("asked", "done", "nobody-waiting", "refused", "no-link", "unanswered")
LONGEST = {"n": 99, "number": "AB12345", "calls": 99, "waiting": 9_999, "wish": "Vắng mặt", "about": "AB12345"}


@pytest.mark.parametrize(("one", "other"), list(combinations(ANSWERS, 2)))
def test_the_answers_differ_by_light_by_a_lone_light_and_by_sound(one: Outcome, other: Outcome) -> None:
    def lamp(outcome: Outcome) -> Lamp:
        return LAMPS["not-sent" if outcome == "no-link" else outcome]

    assert (lamp(one).ready, lamp(one).busy, lamp(one).fault) != (
        lamp(other).ready,
        lamp(other).busy,
        lamp(other).fault,
    )
    assert lamp(one).lone != lamp(other).lone
    assert TONES[one].beat != TONES[other].beat, "some beepers know one pitch alone"


def test_the_table_in_the_document_is_the_programs() -> None:
    assert table() in Path("docs/buttons.md").read_text(encoding="utf-8")
    assert {signal for _, signal in ROWS.values() if signal} == set(TONES) - {"late"}, "late is as refused"


def test_no_answer_leaves_the_lamp_dark() -> None:
    assert all(LAMPS["not-sent" if kind == "no-link" else kind].lone != OFF for kind in ANSWERS)


@pytest.mark.parametrize("key", PHRASES)
def test_every_short_form_fits_the_display_with_the_longest_number(key: str) -> None:
    for language in get_args(Language):
        short = PHRASES[key].short(language, **LONGEST, reason="unsupported-version")
        assert 0 < len(short) <= COLUMNS, short
        assert fold(short).isascii()


@pytest.mark.parametrize("key", PHRASES)
def test_every_phrase_is_composed_and_says_the_same_in_both_languages(key: str) -> None:
    phrase = PHRASES[key]
    vi, en = (
        {name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in (phrase.vi, phrase.en)
    )
    assert vi == en
    assert unicodedata.is_normalized("NFC", phrase.vi + phrase.short_vi)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("ticket", ["", "AB12345 called", "AB12345 called 99", "AB12345 serving"])
@pytest.mark.parametrize("status", ["open", "paused", "closed"])
def test_the_first_line_fits_whatever_stands_in_it(language: Language, status: str, ticket: str) -> None:
    long = counter_state(status=status)
    if ticket:
        short = counter_state(ticket=ticket.replace("AB12345", "A012"))
        assert short.ticket is not None
        long = replace(long, ticket=replace(short.ticket, number="AB12345"))
    box = Box(heard(long))
    for waiting in (0, 12, 9_999):
        state = replace(box.state, counter_number=99, waiting={"khai-sinh": waiting})
        assert len(view(state, language).line1) <= COLUMNS


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_refusal_has_a_sentence(box: MakeBox, reason: Reason) -> None:
    state = replace(box(ticket="A012 called").state, said=Said("refused", "next", "A012", Refusal(reason, "A012")))
    seen = view(state)
    assert seen.kind == "refused" and seen.sentence and "{" not in seen.sentence
    known = f"refused-{reason}" in PHRASES
    assert known or reason in seen.sentence, "an unknown refusal names its key"


@pytest.mark.parametrize(
    ("counter", "line1", "sentence"),
    [
        ({}, "QUẦY 3 MỞ     CHỜ 12", "Quầy 3 đang mở, có 12 người chờ. Bấm Mời tiếp."),
        ({"status": "closed"}, "QUẦY 3 ĐÓNG", "Quầy 3 đang đóng. Bấm phím Mở để mở quầy."),
        ({"status": "paused"}, "QUẦY 3 TẠM DỪNG", "Quầy 3 đang tạm dừng. Bấm phím Làm tiếp để tiếp tục."),
        (
            {"ticket": "A012 called"},
            "MỜI A012      CHỜ 12",
            "Đang mời số A012. Khi công dân đến, bấm Đã đến.",
        ),
        (
            {"ticket": "A012 called 2"},
            "MỜI A012 LẦN 2",
            "Đang mời lại số A012, lần 2. Khi công dân đến, bấm Đã đến.",
        ),
        ({"ticket": "A012 serving"}, "PHỤC VỤ A012  CHỜ 12", "Đang phục vụ số A012. Có 12 người chờ."),
        (
            {"status": "paused", "ticket": "A012 serving"},
            "PHỤC VỤ A012  CHỜ 12",
            "Quầy 3 tạm dừng, đang phục vụ số A012. Bấm Làm tiếp để tiếp tục nhận người.",
        ),
        (
            {"ticket": "A012 called", "seen": False},
            "MỜI A012      CHỜ 12",
            "Chú ý: chưa có bảng nào hiện số A012. Đề nghị mời trực tiếp.",
        ),
    ],
)
def test_at_rest_it_shows_how_the_counter_stands(
    box: MakeBox, counter: dict[str, str], line1: str, sentence: str
) -> None:
    state = replace(box(**counter).state, waiting={"khai-sinh": 10, "sao-y": 2})
    seen = view(state)
    assert (seen.line1, seen.sentence) == (nfc(line1), nfc(sentence))


def test_the_warning_that_no_board_shows_the_call_stays_beside_any_answer(box: MakeBox) -> None:
    state = box(ticket="A012 called", seen=False).state
    refused = view(replace(state, said=Said("refused", "next", "A012", Refusal("unanswered-call", "A012"))))
    assert refused.sentence.endswith("chưa có bảng nào hiện số A012. Đề nghị mời trực tiếp.")
    assert view(state).line2 == "BẢNG KHÔNG HIỆN"


def test_what_may_be_old_is_not_shown_as_a_warning_while_the_line_is_down(box: MakeBox) -> None:
    dark = box(ticket="A012 called", seen=False)
    dark.feed(LinkDown())
    assert view(dark.state).sentence == "Mất kết nối. Các phím tạm thời chưa dùng được."


def test_that_the_hub_recovers_is_shown_until_it_calls_again(box: MakeBox) -> None:
    seen = box()
    before = view(seen.state)
    hall = HallState(epoch=2, version=1, day="2026-11-21", open=True, changes_at=None)
    for recovering, line in ((True, "ĐANG KHÔI PHỤC, CHỜ"), (False, before.line2)):
        restored = Restored(epoch=1, seq=7, recovering=recovering)
        seen.feed(StateHeard(replace(hall, restored=restored), 0, True))
        assert view(seen.state).line2 == nfc(line)


def test_a_missing_keypad_is_shown_on_the_box_itself(box: MakeBox) -> None:
    broken = box()
    broken.feed(Trouble("keypad-missing", True))
    assert view(broken.state).line2 == "MẤT BÀN PHÍM"


def test_a_stuck_key_is_shown_on_the_box_itself(box: MakeBox) -> None:
    weighed = box()
    weighed.feed(Pressed(Duty("next"), 0, 3_000), Ticked(60_000))
    assert view(replace(weighed.state, said=None)).line2 == nfc("CÓ PHÍM BỊ KẸT")


@pytest.mark.parametrize(
    "beat", [beat for lamp in LAMPS.values() for beat in (lamp.ready, lamp.busy, lamp.fault, lamp.lone)]
)
def test_a_box_on_a_line_can_keep_every_rhythm(beat: tuple[int, ...]) -> None:
    """It counts in 20 ms, at most 127 of them, and knows eight spans."""
    assert len(beat) <= 8 and all(span % 20 == 0 and span <= 127 * 20 for span in beat)


@pytest.mark.parametrize("signal", TONES)
def test_a_box_on_a_line_can_sound_every_tone(signal: str) -> None:
    tone = TONES[signal]  # pyright: ignore[reportArgumentType]
    assert len(tone.beat) <= 8 and all(span % 20 == 0 for span in (*tone.beat, tone.hz))


def test_a_done_without_the_counter_in_the_answer_names_no_number(box: MakeBox) -> None:
    state = replace(box().state, said=Said("done", "next"))
    assert view(state).sentence == "Đã thực hiện."


def test_the_first_line_knows_every_standing() -> None:
    assert set(STANDINGS) == {"unknown", "closed", "open", "paused", "called", "called-again", "serving"}


@pytest.mark.parametrize(
    ("beat", "elapsed", "once", "expected"),
    [
        (OFF, 10, False, (False, None)),
        (ON, 123_456, False, (True, None)),
        (SLOW, 0, False, (True, 500)),
        (SLOW, 499, False, (True, 1)),
        (SLOW, 500, False, (False, 500)),
        (SLOW, 1_250, False, (True, 250)),
        ((100, 50, 100), 0, True, (True, 100)),
        ((100, 50, 100), 120, True, (False, 30)),
        ((100, 50, 100), 249, True, (True, 1)),
        ((100, 50, 100), 250, True, (False, None)),
    ],
)
def test_a_beat_tells_whether_it_is_on_and_until_when(
    beat: tuple[int, ...], elapsed: int, once: bool, expected: tuple[bool, int | None]
) -> None:
    assert lit(beat, elapsed, once=once) == expected
