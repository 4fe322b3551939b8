"""Which box runs which release, as the head of the centre sees and orders it; and what a box fetches."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette

from hall_core.contract import release as r
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Console
from hall_core.domain.rollout import Phase
from hall_core.mqtt.heard import StateHeard
from hall_core.mqtt.link import Arrived, Link, Publication, Up
from hall_core.ui.translate import Words
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk
from hall_hub.console.releases import page
from hall_hub.console.releases.acts import act, settled, wish_of
from hall_hub.console.releases.giving import AGAIN, AT_ONCE, Giving
from hall_hub.release_folder import Kept, ReleaseFolder
from tests.hall_hub.console.conftest import Centre, Person, hall_file, until

AT = 1_795_226_400_000
OFFER = "019aa2c1-0000-7000-8000-000000000001"
RUNNING = r.BoxStanding(version="2026.11.0", machine="motcua-amd64", slot="A", state="running")
HERE = r.RolloutState(releases=[r.Release(version="2026.12.1", machines=["motcua-amd64"])])
GOES_ON = r.RolloutState(
    releases=HERE.releases, offer=OFFER, version="2026.12.1", first="kiosk-1", by="lanh-dao", at=AT, phase="first"
)
DATA = bytes(range(256)) * 400
PROVES = "kiosk-1 runs well on the new release; the other machines follow"


@pytest.fixture
def plan(tmp_path):
    return load(hall_file(tmp_path))


def shown(plan, boxes, rollout) -> page.Releases:
    card = page.releases(plan, boxes, rollout, Words().into("en"), AT)
    assert card is not None
    return card


def test_a_hall_without_images_hears_nothing_of_releases(plan):
    assert page.releases(plan, {}, None, Words().into("vi"), AT) is None
    assert page.releases(plan, {"stranger": RUNNING}, r.RolloutState(), Words().into("vi"), AT) is None


def test_versions_running_and_wanted_stand_beside_each_box(plan):
    card = shown(plan, {"kiosk-1": RUNNING}, GOES_ON)
    [row] = card.rows
    assert (row.id, row.version, row.wanted, row.mark) == ("kiosk-1", "2026.11.0, slot A", "2026.12.1", "good")
    assert card.told == "kiosk-1 is trying the new release"
    assert (card.offer, card.may_hurry, card.may_now) == (OFFER, True, True)


def test_the_hubs_own_box_is_not_asked_first_where_there_is_another(plan):
    hub = next(device.id for device in plan.devices if isinstance(device, Console))
    assert [first.id for first in shown(plan, {hub: RUNNING, "kiosk-1": RUNNING}, HERE).firsts] == ["kiosk-1"]
    assert [first.id for first in shown(plan, {hub: RUNNING}, HERE).firsts] == [hub]


def test_a_box_that_went_back_says_why(plan):
    back = replace(RUNNING, state="rolled-back", offer=OFFER, wanted="2026.12.1", why="programs", words="no picture")
    card = shown(plan, {"kiosk-1": back}, replace(GOES_ON, phase="stopped", stop="rolled-back", stopped_by="kiosk-1"))
    assert (card.rows[0].mark, card.rows[0].why, card.rows[0].words) == (
        "alarm",
        "the programs of the new release did not run well",
        "no picture",
    )
    assert card.told == "Stopped: kiosk-1 went back to its old release by itself"
    assert card.offer == "", "another one may be ordered"


def test_whose_screen_is_to_be_switched_on_is_said(plan):
    dark = replace(RUNNING, version="2026.12.1", state="trying", offer=OFFER, wanted="2026.12.1", dark=True)
    card = shown(plan, {"bang-1": dark, "kiosk-1": RUNNING}, replace(GOES_ON, phase="dark"))
    assert card.told == "Waiting for the screen of bang-1: switch it on"
    assert {row.id: row.state for row in card.rows} == {
        "bang-1": "runs the new release; whether it is good is seen once its screen is on",
        "kiosk-1": "runs well",
    }
    assert {row.id: row.mark for row in card.rows} == {"bang-1": "caution", "kiosk-1": "good"}


@pytest.mark.parametrize("phase", get_args(Phase))
def test_every_phase_has_its_sentence(plan, phase):
    assert shown(plan, {"kiosk-1": RUNNING}, replace(GOES_ON, phase=phase)).told


def test_to_update_in_opening_hours_somebody_has_to_say_that_he_is_sure(plan):
    head = plan.officer("lanh-dao")
    fields = {"type": ["release-now"], "offer": [OFFER]}
    assert wish_of(fields, head) is None
    assert wish_of({**fields, "sure": ["yes"]}, head) == r.InHours(offer=OFFER, by="lanh-dao")


def test_what_came_of_an_order_is_seen_in_what_the_hub_says():
    offer = r.Offer(version="2026.12.1", first="kiosk-1", by="x")
    assert settled(offer, HERE)(GOES_ON)
    assert not settled(offer, GOES_ON)(GOES_ON)
    stop = settled(r.Stopped(offer=OFFER, by="x"), GOES_ON)
    assert (stop(None), stop(GOES_ON), stop(replace(GOES_ON, stop="by-hand"))) == (False, False, True)


def ordered(plan, says: r.RolloutState | None, *, linked: bool = True, **fields: str) -> tuple[Said, object]:
    """What the head is told who sends this form when the hub then ``says`` that, and what the diary gets."""

    async def ask() -> tuple[Said, object]:
        desk = Desk(lambda _: None, "dieu-hanh", lambda: AT, lambda *_: None)
        desk.rollout = GOES_ON

        def heard(_: r.ReleaseWish) -> None:
            if says is not None:
                desk.put(StateHeard(says, AT, True, "hub"))

        if linked:
            desk.asker = type("Asker", (), {"wish": staticmethod(heard)})()  # pyright: ignore
        form = {name: [value] for name, value in fields.items()}
        return await act(desk, Words().into("en"), plan.officer("lanh-dao"), fields["type"], form)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("kind", "says", "words", "noted"),
    [
        ("stop-release", replace(GOES_ON, stop="by-hand"), "The update is stopped.", "release-stopped"),
        ("hurry-release", replace(GOES_ON, haste=True), "The other machines are updated once", "release-hurried"),
        ("release-now", replace(GOES_ON, now_until=AT + 1), "For the next two hours", "release-now"),
    ],
)
def test_what_the_hub_does_is_told_beside_the_button_and_in_the_diary_with_the_version(plan, kind, says, words, noted):
    said, done = ordered(plan, says, type=kind, offer=OFFER, sure="yes")
    assert said.ok
    assert said.words.startswith(words)
    assert done == (noted, "2026.12.1")


@pytest.mark.parametrize("linked", [True, False])
def test_of_an_order_that_the_hub_does_not_take_up_it_is_said_that_nothing_has_changed(plan, monkeypatch, linked):
    monkeypatch.setattr("hall_hub.console.desk.WISH_WITHIN", 0.05)
    said, done = ordered(plan, None, linked=linked, type="stop-release", offer=OFFER)
    assert (said.ok, done) == (False, None)
    assert "nothing has changed" in said.words


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "release-now", "offer": OFFER},
        {"type": "stop-release", "offer": "yesterday's"},
        {"type": "offer-release", "version": "2026.12.1"},
    ],
    ids=["not sure", "which", "who first"],
)
def test_a_form_that_makes_no_order_orders_nothing(plan, fields):
    said, done = ordered(plan, replace(GOES_ON, stop="by-hand", now_until=AT + 1), **fields)
    assert (said.ok, done) == (False, None)


@pytest.mark.parametrize(
    ("rollout", "told"),
    [
        (replace(GOES_ON, trouble="storage"), "The server cannot write to its disk"),
        (replace(GOES_ON, trouble="gone"), "The release is no longer on the server"),
        (replace(GOES_ON, phase="proving"), "kiosk-1 runs well on the new release; the other machines follow once it"),
        (
            replace(GOES_ON, phase="proving", haste=True),
            "kiosk-1 runs well on the new release; the other machines follow after",
        ),
    ],
)
def test_why_the_others_have_no_new_release_yet_is_said(plan, rollout, told):
    assert shown(plan, {"kiosk-1": RUNNING}, rollout).told.startswith(told)


def keeps(data: Path) -> Kept:
    """A release as a technician's command leaves it there."""
    folder = ReleaseFolder(data)
    folder.make()
    kept = Kept("2026.12.1", "motcua-amd64", hashlib.sha256(DATA).hexdigest(), len(DATA))
    folder.file(kept).write_bytes(DATA)
    (folder.folder / f"{folder.file(kept).name}.json").write_bytes(msgspec.json.encode(kept))
    return kept


def asked_for(giving: Giving, digest: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        wire = httpx.ASGITransport(Starlette(routes=giving.routes()))
        async with httpx.AsyncClient(transport=wire, base_url="http://hub") as box:
            return await box.get(f"/releases/{digest}")

    return asyncio.run(ask())


def test_while_as_many_fetch_as_may_a_further_one_is_told_when_to_come_again(tmp_path):
    digest, giving = keeps(tmp_path).digest, Giving(tmp_path)
    giving.begun(AT_ONCE)
    answer = asked_for(giving, digest)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(AGAIN))
    giving.begun(-1)
    assert [asked_for(giving, digest).content for _ in range(2)] == [DATA, DATA], "each makes room for the next"


def test_from_a_folder_that_cannot_be_read_nothing_is_given(tmp_path):
    digest = keeps(tmp_path).digest
    (ReleaseFolder(tmp_path).folder / "2026.12.2.motcua-amd64.raucb.json").write_text("half a not")
    assert asked_for(Giving(tmp_path), digest).status_code == 404


class Box:
    """kiosk-1, as far as it is updated."""

    def __init__(self, centre: Centre) -> None:
        topics, sealer = Topics(centre.plan.hall.id), Sealer(1, Clock())
        self.wanted: list[r.Wanted | None] = []
        self._link = Link("kiosk-1", centre.broker.address, [(topics.to("release", "kiosk-1"), 1)], None, Clock())
        self._stop = threading.Event()

        def said(kind, body: object) -> Publication:
            return Publication(topics.to(kind, "kiosk-1"), encode(sealer.seal(body, new_id())), 1, True)

        self._publish: Callable[..., Publication] = said
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def says(self, standing: r.BoxStanding) -> None:
        self._link.publish(self._publish("box", standing))

    def _run(self) -> None:
        while not self._stop.is_set():
            for item in self._link.turn(0.1):
                if isinstance(item, Up):
                    state = DeviceState(online=True, role="kiosk", version="0.1.0")
                    self._link.publish(self._publish("device-state", state))
                    self.says(RUNNING)
                elif isinstance(item, Arrived):
                    self.wanted.append(decode("release", item.payload).body if item.payload else None)

    def close(self) -> None:
        self._stop.set()
        self._link.wake()
        self._thread.join()
        self._link.close()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("centre"))
    centre.let_everybody_in()
    yield centre
    centre.close()


def test_a_head_offers_a_release_and_a_box_is_told_and_fetches_it(centre: Centre) -> None:
    keeps(centre.data)
    folder, box, head = ReleaseFolder(centre.data), Box(centre), Person(centre.address)
    try:
        head.sign_in("lanh-dao")
        head.wait_for("/head", "2026.11.0", "2026.12.1 (motcua-amd64)")
        order = {"where": "offer-release", "back": "/head", "version": "2026.12.1", "first": "kiosk-1"}
        head.send("/do", type="offer-release", **order)
        assert "Sẽ cập nhật lên 2026.12.1" in head.page
        sure = {"where": "release-now", "back": "/head", "offer": str(folder.rollout().id), "sure": "yes"}
        head.send("/do", type="release-now", **sure)
        until(lambda: box.wanted and box.wanted[-1], "what the box is to run")
        wanted = box.wanted[-1]
        assert wanted is not None
        part = head.wire.get(f"/releases/{wanted.digest}", headers={"range": "bytes=1000-"})
        assert (part.status_code, part.content) == (206, DATA[1000:])
        assert part.headers["content-range"] == f"bytes 1000-{len(DATA) - 1}/{len(DATA)}"
        assert head.wire.get(f"/releases/{'0' * 64}").status_code == 404
        back = replace(RUNNING, state="rolled-back", offer=wanted.offer, wanted="2026.12.1", why="programs")
        box.says(back)
        head.wait_for("/head", "Đã dừng: kiosk-1 tự quay về bản cũ")
        until(lambda: box.wanted[-1] is None, "that it is wanted no more")
        head.wait_for("/audit", "Cập nhật các máy", "Cập nhật khi đang mở cửa")
    finally:
        head.wire.close()
        box.close()


def test_an_officer_orders_no_update(centre: Centre) -> None:
    officer = Person(centre.address)
    officer.sign_in("can-bo-1")
    before = ReleaseFolder(centre.data).rollout()
    order = {"where": "offer-release", "back": "/", "version": "2026.12.1", "first": "kiosk-1"}
    officer.send("/do", type="offer-release", **order)
    assert "chỉ dành cho lãnh đạo" in officer.page
    assert ReleaseFolder(centre.data).rollout() == before
    officer.wire.close()
