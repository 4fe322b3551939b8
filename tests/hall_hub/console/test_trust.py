"""Boxes that ask to be let in, as the head of the centre sees and decides it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract import examples
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.contract.trust import Approve, Asking, Refuse, ShutOut, Standing, TrustWish
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.mqtt.heard import StateHeard
from hall_core.mqtt.link import Arrived, Link, Publication
from hall_core.ui.translate import Words
from hall_hub.console.desk import Desk
from hall_hub.console.trust import page
from hall_hub.console.trust.acts import act, settled, wish_of
from tests.hall_hub.console.conftest import Centre, Person, hall_file

AT = examples.AT
DAY = page.DAY
MARK = "3F2A-91C0-77DE-0B14-A6E8"
ASKING = Asking(fingerprint=MARK, claim="claim-7k2q9w4x", at=AT - 60_000)
IN_FORCE = Standing(device="kiosk-1", shut_out=False, fingerprint="AAAA-BBBB-CCCC-DDDD-EEEE", since=0, until=AT)


@pytest.fixture
def plan(tmp_path):
    return load(hall_file(tmp_path))


def test_a_box_that_asks_stands_on_the_heads_page_with_its_fingerprint(plan):
    asking = Standing(device="kiosk-1", shut_out=False, asking=ASKING)
    told = page.boxes(plan, {"kiosk-1": asking}, Words().into("en"), AT)
    assert told is not None
    assert [(row.id, row.fingerprint, row.replaces) for row in told.asking] == [("kiosk-1", MARK, False)]


def test_it_is_said_when_another_box_has_the_name_until_now(plan):
    asking = replace(IN_FORCE, until=AT + 300 * DAY, asking=ASKING)
    told = page.boxes(plan, {"kiosk-1": asking}, Words().into("en"), AT)
    assert told is not None
    assert told.asking[0].replaces


@pytest.mark.parametrize(("days", "told"), [(57, False), (55, True), (-1, True)])
def test_a_certificate_is_spoken_of_eight_weeks_before_its_end(plan, days, told):
    standing = replace(IN_FORCE, until=AT + days * DAY)
    assert (page.boxes(plan, {"kiosk-1": standing}, Words().into("vi"), AT) is not None) == told


def test_a_device_that_is_shut_out_is_not_reminded_of_its_certificate(plan):
    standing = replace(IN_FORCE, shut_out=True, words="Mất cắp")
    assert page.boxes(plan, {"kiosk-1": standing}, Words().into("vi"), AT) is None
    now = page.device(plan, "kiosk-1", standing, Words().into("en"), AT)
    assert now is not None
    assert (now.shut_out, now.why) == (True, "Mất cắp")


def test_of_devices_that_the_hall_file_does_not_have_nothing_is_shown(plan):
    standing = Standing(device="stranger", shut_out=False, asking=ASKING)
    assert page.boxes(plan, {"stranger": standing}, Words().into("vi"), AT) is None


@pytest.mark.parametrize("fields", [{}, {"type": ["approve"]}, {"type": ["next"], "device": ["kiosk-1"]}])
def test_a_form_that_makes_no_wish_makes_none(plan, fields):
    assert wish_of(fields, plan.officer("lanh-dao")) is None


def test_a_wish_is_in_the_name_of_who_is_signed_in_whatever_the_form_says(plan):
    fields = {"type": ["shut-out"], "device": ["kiosk-1"], "reason": ["Mất"], "by": ["can-bo-1"]}
    assert wish_of(fields, plan.officer("lanh-dao")) == ShutOut(device="kiosk-1", reason="Mất", by="lanh-dao")


@pytest.mark.parametrize(
    ("wish", "stands", "done"),
    [
        (Approve(device="kiosk-1", fingerprint=MARK, by="x"), replace(IN_FORCE, fingerprint=MARK), True),
        (Approve(device="kiosk-1", fingerprint=MARK, by="x"), replace(IN_FORCE, asking=ASKING), False),
        (Refuse(device="kiosk-1", fingerprint=MARK, by="x"), IN_FORCE, True),
        (Refuse(device="kiosk-1", fingerprint=MARK, by="x"), replace(IN_FORCE, asking=ASKING), False),
        (ShutOut(device="kiosk-1", reason="", by="x"), replace(IN_FORCE, shut_out=True), True),
        (ShutOut(device="kiosk-1", reason="", by="x"), IN_FORCE, False),
    ],
)
def test_what_came_of_a_wish_is_seen_in_how_the_device_stands(wish, stands, done):
    assert settled(wish, replace(IN_FORCE, asking=ASKING))(stands) == done


def wished(grants: int) -> tuple[bool, int]:
    """Of a wish that the authority grants when it hears it for the ``grants``-th time: whether it was granted, and how
    often it was said."""
    said: list[TrustWish] = []

    async def ask() -> bool:
        desk = Desk(lambda _: None, "dieu-hanh", lambda: AT, lambda *_: None)

        def heard(wish: TrustWish) -> None:
            said.append(wish)
            if len(said) == grants:
                desk.put(StateHeard(replace(IN_FORCE, shut_out=True), AT, True, "kiosk-1"))

        desk.asker = type("Asker", (), {"wish": staticmethod(heard)})()  # pyright: ignore
        wish = ShutOut(device="kiosk-1", reason="", by="lanh-dao")
        return await desk.wish(wish, settled(wish, None))

    return asyncio.run(ask()), len(said)


def test_a_wish_is_done_as_soon_as_the_device_stands_so(monkeypatch):
    monkeypatch.setattr("hall_hub.console.desk.WISH_AGAIN", 60.0)
    monkeypatch.setattr("hall_hub.console.desk.WISH_WITHIN", 60.0)
    assert wished(grants=1) == (True, 1)


def test_a_wish_that_changed_nothing_is_said_again(monkeypatch):
    monkeypatch.setattr("hall_hub.console.desk.WISH_AGAIN", 0.02)
    monkeypatch.setattr("hall_hub.console.desk.WISH_WITHIN", 60.0)
    granted, said = wished(grants=3)
    assert granted
    assert said >= 3


def test_a_wish_that_nobody_answers_is_given_up(monkeypatch):
    monkeypatch.setattr("hall_hub.console.desk.WISH_AGAIN", 0.02)
    monkeypatch.setattr("hall_hub.console.desk.WISH_WITHIN", 0.1)
    granted, said = wished(grants=0)
    assert not granted
    assert said


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "shut-out", "device": "kiosk-1", "reason": ""}, "nothing has changed"),
        ({"type": "shut-out", "device": "../kiosk"}, ""),
    ],
    ids=["no link", "no wish"],
)
def test_of_what_the_authority_was_not_asked_nothing_is_claimed(plan, fields, words):
    async def ask():
        desk = Desk(lambda _: None, "dieu-hanh", lambda: AT, lambda *_: None)
        form = {name: [value] for name, value in fields.items()}
        return await act(desk, Words().into("en"), plan.officer("lanh-dao"), "x", form)

    said, wish = asyncio.run(ask())
    assert (said.ok, wish) == (False, None)
    assert words in said.words


def test_of_a_box_that_has_only_asked_its_page_says_that_it_is_not_let_in(plan):
    now = page.device(plan, "kiosk-1", Standing(device="kiosk-1", shut_out=False), Words().into("vi"), AT)
    assert now is not None
    assert (now.words, now.well, now.fingerprint) == ("Chưa được nhận vào trung tâm", False, "")


class Authority:
    """Stands in for the hall's authority: grants every wish."""

    def __init__(self, centre: Centre) -> None:
        self._topics = Topics(centre.plan.hall.id)
        self._link = Link("authority", centre.broker.address, [(self._topics.to("trust-wish", "+"), 1)])
        self._sealer = Sealer(1, Clock())
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.heard: list[Any] = []
        self._first: list[Standing] = []

    def start(self, *first: Standing) -> Callable[[], None]:
        self._first = list(first)
        self._thread.start()
        return self._stop

    def _stop(self) -> None:
        self._ending.set()
        self._link.wake()
        self._thread.join()

    def say(self, standing: Standing) -> None:
        data = encode(self._sealer.seal(standing, new_id()))
        self._link.publish(Publication(self._topics.to("trust", standing.device), data, qos=1, retain=True))

    def _run(self) -> None:
        while not self._ending.is_set():
            for item in self._link.turn(0.2):
                if isinstance(item, Arrived):
                    self._grant(decode("trust-wish", item.payload).body)
                else:
                    for standing in self._first:
                        self.say(standing)
        self._link.close()

    def _grant(self, wish: TrustWish) -> None:
        self.heard.append(wish)
        match wish:
            case Approve(device=device, fingerprint=mark):
                self.say(Standing(device=device, shut_out=False, fingerprint=mark, since=AT, until=AT + 365 * DAY))
            case Refuse(device=device):
                self.say(Standing(device=device, shut_out=False))
            case ShutOut(device=device, reason=reason):
                self.say(Standing(device=device, shut_out=True, words=reason))


@pytest.fixture
def authority(centre: Centre) -> Iterator[Authority]:
    running = Authority(centre)
    stop = running.start(
        Standing(device="kiosk-1", shut_out=False, asking=ASKING),
        Standing(device="bang-1", shut_out=False, asking=replace(ASKING, fingerprint="0000-1111-2222-3333-4444")),
    )
    yield running
    stop()


def test_the_head_lets_a_box_in_refuses_another_and_shuts_one_out(authority: Authority, head: Person):
    head.wait_for("/head", MARK, "0000-1111-2222-3333-4444")
    said = head.do("approve", "/head", device="kiosk-1", fingerprint=MARK)
    assert said == "Đã nhận kiosk-1 vào trung tâm. Máy tự chạy trong vài giây."
    assert MARK not in head.page
    assert head.do("refuse", "/head", device="bang-1", fingerprint="0000-1111-2222-3333-4444").startswith("Đã từ chối")
    assert MARK in head.see("/devices/kiosk-1")
    assert (
        head.do("shut-out", "/devices/kiosk-1", device="kiosk-1", reason="Mất cắp") == "Đã loại kiosk-1 khỏi trung tâm."
    )
    assert "Mất cắp" in head.see("/devices/kiosk-1")
    # One that was answered late was said twice.
    assert [kind for kind, _ in groupby(authority.heard, type)] == [Approve, Refuse, ShutOut]
    assert {wish.by for wish in authority.heard} == {"lanh-dao"}
    done = ("Nhận thiết bị vào trung tâm", "Từ chối thiết bị", "Loại thiết bị khỏi trung tâm")
    head.wait_for("/audit", *(f"<strong>{words}</strong>" for words in done))


def test_an_officer_lets_nobody_in(authority: Authority, officer: Person):
    officer.see("/")
    said = officer.do("approve", "/", device="kiosk-1", fingerprint=MARK)
    assert said == "Việc này chỉ dành cho lãnh đạo trung tâm."
    assert authority.heard == []
