"""A procedure, and a kiosk that looks it up: for tests of the job."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.procedure import Case, Procedure, Text, Title
from kiosk_app.catalogue.found import Shelf
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.messages import Key
from tests.kiosk_app.conftest import Hand

BIRTH = Procedure(code="1.001193", name=Title("Thủ tục đăng ký khai sinh"), agency="ubnd", field="ho-tich")
CASES = [Case(Text("Lần đầu"), []), Case(Text("Làm lại"), [])]
SHELF, OTHER = Shelf("ho-tich", Title("Hộ tịch"), 12), Shelf("cu-tru", Title("Cư trú"), 3)
AROUND = p.Around(total=15, agencies=(Shelf("ubnd", Title("Ủy ban"), 12), Shelf("cong-an", Title("Công an"), 3)))


def found(text: str, total: int = 1, first: int = 0) -> p.Found:
    hit = p.Hit(BIRTH.code, BIRTH.name, None, None, "")
    return p.Found(text, first, (hit,), total, guess=False, as_of="2026-11-20")


def opened(cases: int = 1) -> p.Opened:
    return p.Opened(replace(BIRTH, cases=CASES[:cases]), Title("Hộ tịch"), Title("Ủy ban"), "2026-11-20")


def typing(hand: Hand, keys: str) -> None:
    for key in keys:
        for effect in hand.hear(Key("space" if key == " " else key)):
            assert isinstance(effect, p.Find)
            hand.hear(found(effect.text))


def search_page(hand: Hand) -> p.Search:
    assert isinstance(hand.kiosk.page, p.Search)
    return hand.kiosk.page


def procedure_page(hand: Hand) -> p.OneProcedure:
    assert isinstance(hand.kiosk.page, p.OneProcedure)
    return hand.kiosk.page
