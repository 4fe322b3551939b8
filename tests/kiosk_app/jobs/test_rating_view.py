"""What stands on the rating pages, in both languages; and a finger on them."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import RatingOffer
from hall_core.domain.names import Language
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.rating import LEVELS, REASONS, Level
from hall_core.mqtt.heard import LinkDown
from hall_core.ui.translate import Words
from kiosk_app.jobs.rating import pages as p
from kiosk_app.jobs.rating import views as v
from kiosk_app.jobs.rating.words import level_words, reason_words, why_words
from kiosk_app.kiosk import Page
from kiosk_app.looks import Looks
from kiosk_app.messages import GoBack, GoHome, ProblemSeen, Tap
from kiosk_app.spoken import spoken
from kiosk_app.view import view
from kiosk_app.views import HomeView, MessageView, TileView
from tests.kiosk_app.conftest import Hand
from tests.kiosk_app.jobs.rating_hands import OFFER, PadHand
from tests.screens_support import PANELS, Glass

BOTH: tuple[Language, ...] = ("vi", "en")


def shown(hand: Hand, words: Words, page: Page | None = None) -> Any:
    kiosk = hand.kiosk if page is None else replace(hand.kiosk, page=page)
    return view(kiosk, words.into(hand.kiosk.language), hand.now)


def rating_tile(hand: Hand, words: Words) -> TileView | None:
    seen = shown(hand, words)
    assert isinstance(seen, HomeView)
    return next((tile for tile in seen.jobs if tile.icon == "smile"), None)


def with_scanner(hand: Hand) -> Hand:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, scanner=True))
    return hand


def test_rating_is_offered_where_there_is_a_scanner_that_works(hand: Hand, english_too: Words) -> None:
    assert rating_tile(hand, english_too) is None
    tile = rating_tile(with_scanner(hand), english_too)
    assert tile is not None
    assert tile.tap == p.OpenRating()
    hand.hear(ProblemSeen("scanner-missing", True))
    assert rating_tile(hand, english_too) is None


def test_without_the_hub_the_first_page_says_that_nothing_can_be_rated(hand: Hand, english_too: Words) -> None:
    with_scanner(hand).hear(LinkDown())
    tile = rating_tile(hand, english_too)
    assert tile is not None
    assert (tile.tap, tile.detail) == (None, "Tạm thời chưa đánh giá được")


def test_an_idle_pad_says_its_counter_and_offers_what_can_be_rated(english_too: Words) -> None:
    pad = PadHand()
    seen = shown(pad, english_too)
    assert isinstance(seen, v.PadView)
    assert (seen.counter, seen.rate) == ("1", None)
    pad.offer(OFFER)
    pad.tap(GoHome())
    assert shown(pad, english_too).rate == ("Đánh giá", p.OpenOffer())
    pad.wait(1_800_000)
    assert shown(pad, english_too).rate is None


def test_the_four_faces_stand_from_the_best_to_the_worst_with_the_labels_in_use(hand: Hand, english_too: Words) -> None:
    seen = shown(hand, english_too, p.Faces(OFFER, "neutral"))
    assert isinstance(seen, v.FacesView)
    assert [(face.level, face.words) for face in seen.faces] == [
        (4, "Rất hài lòng"),
        (3, "Hài lòng"),
        (2, "Bình thường"),
        (1, "Không hài lòng"),
    ]
    assert seen.chosen == seen.faces[2].tap
    assert (seen.number, seen.skip) == ("Phiếu A012", ("Bỏ qua", GoHome()))


def test_the_reasons_of_the_chosen_level_can_be_ticked(hand: Hand, english_too: Words) -> None:
    seen = shown(hand, english_too, p.Reasons(OFFER, "dissatisfied", ("rude",)))
    assert isinstance(seen, v.ReasonsView)
    assert [reason.tap for reason in seen.reasons] == [p.Tick(OFFER.id, key) for key in REASONS["dissatisfied"]]
    assert [reason.words for reason in seen.reasons if reason.ticked] == ["Thái độ chưa tốt"]
    assert (seen.face.level, seen.back[1], seen.send) == (1, GoBack(), ("Gửi đánh giá", p.Send(OFFER.id)))


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_and_reason_has_words_of_its_own(english_too: Words, level: Level, language: Language) -> None:
    say = english_too.into(language)
    words = [reason_words(reason, level, say) for reason in REASONS[level]]
    assert len({level_words(level, say), *words}) == len(words) + 1
    assert all(words)


@pytest.mark.parametrize("language", BOTH)
def test_every_why_has_a_title_of_its_own_and_says_what_to_do(english_too: Words, language: Language) -> None:
    said = [why_words(why, english_too.into(language)) for why in get_args(p.Why)]
    assert len({one.title for one in said}) == len(said)
    assert all(one.lines for one in said)


def test_thanks_say_that_the_vote_counts_without_a_name(hand: Hand, english_too: Words) -> None:
    seen = shown(hand, english_too, p.Thanks())
    assert isinstance(seen, MessageView)
    assert seen.lines == ("Đã ghi nhận, không kèm tên quý vị.",)


def test_the_voice_reads_the_question_and_its_answers(hand: Hand, english_too: Words) -> None:
    said = spoken(shown(hand, english_too, p.Faces(OFFER)))
    assert said == ("Quý vị có hài lòng với dịch vụ không? Rất hài lòng. Hài lòng. Bình thường. Không hài lòng.")
    said = spoken(shown(hand, english_too, p.Reasons(OFFER, "neutral")))
    assert said.startswith("Bình thường. Điều gì cần làm tốt hơn? Phải chờ lâu.")


# --- A finger on the glass --------------------------------------------------------------------------------------


class Drawn:
    """A page on a panel, and what a finger says on it."""

    def __init__(self, glass: Glass, panel: str, words: Words) -> None:
        from kiosk_app.stage import Stage

        looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
        glass.use(looks.plain)
        self.taps: list[Tap] = []
        self._glass, self._words, self._stage = glass, words, Stage(looks.of, self.taps.append)
        glass.show(self._stage)

    def show(self, page: Page) -> None:
        self._stage.show(shown(PadHand(), self._words, page))
        self._glass.frames()


@pytest.fixture(params=PANELS)
def drawn(request: pytest.FixtureRequest, glass: Glass, english_too: Words) -> Drawn:
    return Drawn(glass, request.param, english_too)


def test_a_finger_on_a_face_chooses_it(drawn: Drawn, glass: Glass) -> None:
    from hall_core.ui.widgets.face.face import FaceCard

    drawn.show(p.Faces(OFFER))
    glass.tap(glass.find(FaceCard, text="Bình thường"))
    assert drawn.taps == [p.ChooseLevel(OFFER.id, "neutral")]


def test_a_finger_on_a_reason_ticks_it_and_one_on_the_button_sends(drawn: Drawn, glass: Glass) -> None:
    from hall_core.ui.widgets.check_chip.check_chip import CheckChip
    from hall_core.ui.widgets.push_button.push_button import PushButton

    drawn.show(p.Reasons(OFFER, "dissatisfied"))
    glass.tap(glass.find(CheckChip, text="Phải chờ lâu"))
    drawn.show(p.Reasons(OFFER, "dissatisfied", ("slow",)))
    assert glass.find(CheckChip, text="Phải chờ lâu").chosen
    glass.tap(glass.find(PushButton, main=True))
    assert drawn.taps == [p.Tick(OFFER.id, "slow"), p.Send(OFFER.id)]


def test_a_finger_that_is_down_when_the_next_ones_question_comes_up_chooses_nothing(drawn: Drawn, glass: Glass) -> None:
    from hall_core.ui.widgets.face.face import FaceCard

    drawn.show(p.Faces(OFFER))
    card = glass.find(FaceCard, text="Hài lòng")
    finger = glass.finger().down(*card.to_window(*card.center))
    drawn.show(p.Faces(RatingOffer(id="018f0000-0000-7000-8000-0000000000f2", number="A013", until=OFFER.until)))
    finger.up()
    glass.frames()
    assert drawn.taps == []


def test_the_reasons_of_another_level_take_the_place_of_those_before(drawn: Drawn, glass: Glass) -> None:
    from hall_core.ui.widgets.check_chip.check_chip import CheckChip

    drawn.show(p.Reasons(OFFER, "dissatisfied", ("rude",)))
    drawn.show(p.Reasons(OFFER, "satisfied"))
    glass.tap(glass.find(CheckChip, text="Nơi chờ thuận tiện"))
    assert drawn.taps == [p.Tick(OFFER.id, "place")]


def test_an_idle_pad_has_nothing_to_touch_but_the_language_until_there_is_something_to_rate(
    glass: Glass, english_too: Words
) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    pad = PadHand()
    drawn = Drawn(glass, "800x480", english_too)
    drawn.show(pad.kiosk.page)
    button = glass.find(PushButton, text="")
    glass.tap(button)
    assert drawn.taps == []
