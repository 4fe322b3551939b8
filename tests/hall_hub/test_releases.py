"""The hub tells its boxes what to run: one after the other, and as the head of the centre wishes."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract import release as r
from hall_core.contract.codec import encode
from hall_core.device.hall_file import load
from hall_core.domain.business_day import MINUTE
from hall_core.domain.plan import Hours
from hall_core.domain.rollout import LOST, NOW_LASTS
from hall_core.mqtt.link import Arrived
from hall_hub.release_folder import Ordered
from tests.conftest import HandClock
from tests.hall_hub.updating_hub import DIGEST, HEAD, NEW, OFFER, OFFICER, RUNNING, Hub


@pytest.fixture
def hub(tmp_path: Path, clock: HandClock) -> Hub:
    plan = replace(load(Path("halls/demo.toml")), hours=Hours())
    return Hub(tmp_path, clock, plan)


def full(_: object) -> None:
    raise OSError(28, "No space left on device")


def offered(hub: Hub, **more: Any) -> None:
    hub.here()
    hub.present(*(device.id for device in hub.plan.devices))
    hub.says()
    hub.hear("release-wish", "console-1", r.Offer(version=NEW, first="board-1", by=HEAD), **more)


def test_the_first_box_is_told_what_to_fetch(hub: Hub) -> None:
    offered(hub)
    wanted = hub.wanted(hub.says())
    assert wanted.keys() == {"board-1"}
    told = wanted["board-1"]
    assert told is not None
    assert (told.offer, told.version, told.digest, told.size) == (OFFER, NEW, DIGEST, 5)
    assert told.until > hub.clock.at
    assert hub.wanted(hub.says()) == {}, "once"


def test_consoles_are_told_what_there_is_and_how_far_it_is(hub: Hub) -> None:
    hub.here()
    assert hub.state() == r.RolloutState(releases=[r.Release(version=NEW, machines=["motcua-arm64"])])
    offered(hub)
    hub.says()
    state = hub.state()
    assert (state.version, state.first, state.by, state.phase, state.told) == (
        NEW,
        "board-1",
        HEAD,
        "first",
        ["board-1"],
    )


def test_a_hub_that_starts_anew_goes_on_where_it_was(hub: Hub) -> None:
    offered(hub)
    hub.says()
    hub.start()
    hub.present("board-1", "kiosk-1")
    assert {id for id, told in hub.wanted(hub.says()).items() if told} == {"board-1"}


def test_what_is_no_longer_wanted_is_taken_back(hub: Hub) -> None:
    offered(hub)
    hub.says()
    hub.hear("release-wish", "console-1", r.Stopped(offer=OFFER, by=HEAD))
    assert hub.wanted(hub.says(), back=True) == {"board-1": None}
    assert (hub.state().stop, hub.state().stopped_by) == ("by-hand", HEAD)


def test_a_box_that_went_back_stops_it_and_a_new_offer_begins_anew(hub: Hub) -> None:
    offered(hub)
    hub.says()
    back = replace(RUNNING, state="rolled-back", offer=OFFER, wanted=NEW, why="programs")
    hub.present("board-1", standing=back)
    assert hub.wanted(hub.says(), back=True) == {"board-1": None}
    assert (hub.state().stop, hub.state().stopped_by) == ("rolled-back", "board-1")
    other = "019aa2c1-0000-7000-8000-000000000002"
    hub.hear("release-wish", "console-1", r.Offer(version=NEW, first="board-1", by=HEAD), id=other)
    assert hub.wanted(hub.says()).keys() == {"board-1"}


def test_a_box_that_waits_for_its_screen_is_waited_for_however_long(hub: Hub) -> None:
    offered(hub)
    hub.says()
    hub.present("board-1", standing=replace(RUNNING, version=NEW, state="trying", offer=OFFER, wanted=NEW, dark=True))
    for _ in range(3):
        hub.clock.wait(2 * LOST)
        hub.says()
    assert (hub.state().phase, hub.state().stop) == ("dark", None)


def hub_starts_without_the_time(hub: Hub) -> None:
    """Its box was off for some hours, and does not know it."""
    hub.clock.since_start, hub.clock.trusted = 5_000, False
    hub.start()
    hub.present("board-1")


def test_a_box_is_not_lost_because_the_hubs_clock_is_set(hub: Hub) -> None:
    offered(hub)
    told = hub.wanted(hub.says())["board-1"]
    hub_starts_without_the_time(hub)
    assert hub.wanted(hub.says()) == {"board-1": told}, "in the same words, or what it fetches is broken off"
    hub.clock.wait(2 * LOST)
    hub.says()
    hub.clock.at += 20 * LOST
    hub.clock.trusted = True
    hub.says()
    assert hub.state().stop is None
    hub.clock.wait(LOST + 1)
    hub.says()
    assert hub.state().stop == "lost", "from then on it could have come to its end"


@pytest.mark.parametrize("way", [20 * LOST, -20 * LOST])
def test_now_that_was_said_before_the_clock_was_set_holds_for_two_hours_all_the_same(hub: Hub, way: int) -> None:
    offered(hub)
    hub_starts_without_the_time(hub)
    hub.hear("release-wish", "console-1", r.InHours(offer=OFFER, by=HEAD))
    hub.clock.wait(30 * MINUTE)
    hub.says()
    hub.clock.at += way
    hub.clock.trusted = True
    hub.says()
    assert hub.state().now_until == hub.clock.at + NOW_LASTS - 30 * MINUTE


def test_only_a_head_at_a_console_orders_anything(hub: Hub) -> None:
    offered(hub, retained=True)
    offer = r.Offer(version=NEW, first="board-1", by=HEAD)
    hub.hear("release-wish", "kiosk-1", offer)
    hub.hear("release-wish", "console-1", replace(offer, by=OFFICER))
    hub.hear("release-wish", "console-1", replace(offer, by="nobody"))
    hub.shut_out.add("console-1")
    hub.hear("release-wish", "console-1", offer)
    assert hub.wanted(hub.says()) == {}
    assert hub.state().offer is None


def test_a_recording_of_an_order_is_no_order(hub: Hub) -> None:
    hub.here()
    hub.present("board-1")
    topic = hub.topics.to("release-wish", "console-1")
    payload = encode(hub.sealer.seal(r.Offer(version=NEW, first="board-1", by=HEAD), OFFER))
    hub.clock.wait(10 * MINUTE)
    hub.releases.take([Arrived(topic, payload, False)])
    assert hub.wanted(hub.says()) == {}


def test_what_is_not_here_is_not_offered(hub: Hub) -> None:
    hub.present("board-1")
    hub.hear("release-wish", "console-1", r.Offer(version=NEW, first="board-1", by=HEAD))
    hub.here()
    hub.hear("release-wish", "console-1", r.Offer(version=NEW, first="board-9", by=HEAD))
    assert hub.state().offer is None


def test_a_box_of_another_kind_is_told_nothing(hub: Hub) -> None:
    offered(hub)
    hub.present("board-1", standing=replace(RUNNING, machine="motcua-amd64"))
    assert hub.wanted(hub.says()) == {}
    hub.here(machine="motcua-amd64")
    assert hub.wanted(hub.says()).keys() == {"board-1"}


def test_the_hub_s_own_box_proves_a_release_only_where_no_other_box_can_take_it(hub: Hub) -> None:
    hub.here()
    hub.present("console-1", "board-1")
    order = r.Offer(version=NEW, first="console-1", by=HEAD)
    hub.hear("release-wish", "console-1", order)
    assert hub.state().offer is None
    hub.present("board-1", standing=replace(RUNNING, machine="motcua-amd64"))
    hub.hear("release-wish", "console-1", order)
    assert hub.wanted(hub.says()).keys() == {"console-1"}


def test_a_technician_orders_on_the_hub_s_own_box(hub: Hub) -> None:
    hub.here()
    hub.present("board-1")
    hub.folder.order(Ordered(OFFER, r.Offer(version=NEW, first="board-1", by="ky-thuat")))
    assert hub.wanted(hub.says()).keys() == {"board-1"}
    assert not hub.folder.is_ordered()


def test_nobody_is_told_what_the_disk_does_not_keep(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(hub)
    monkeypatch.setattr(hub.folder, "keep", full)
    assert hub.wanted(hub.says()) == {}
    assert hub.state().trouble == "storage"
    monkeypatch.undo()
    assert hub.wanted(hub.says()).keys() == {"board-1"}
    assert hub.state().trouble == ""


def test_nobody_is_told_while_somebody_is_served(hub: Hub) -> None:
    offered(hub)
    assert hub.wanted(hub.says(quiet=False)) == {}
    hub.hear("release-wish", "console-1", r.InHours(offer=OFFER, by=HEAD))
    assert hub.wanted(hub.says(quiet=False)).keys() == {"board-1"}


def test_everything_is_said_again_to_a_broker_that_forgot_it(hub: Hub) -> None:
    offered(hub)
    hub.says()
    hub.releases.announce()
    wanted = hub.wanted(hub.says(), back=True)
    assert wanted.keys() == {device.id for device in hub.plan.devices}
    assert {id for id, told in wanted.items() if told} == {"board-1"}


def test_other_messages_are_the_hub_s(hub: Hub) -> None:
    other = Arrived(hub.topics.to("fact", "kiosk-1"), b"x", False)
    assert hub.releases.take([other]) == [other]


def test_a_wish_that_is_nobodys_to_have_is_logged_once(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.here()
    for n in range(5):
        wish = r.Offer(version=NEW, first="board-1", by=OFFICER)
        hub.hear("release-wish", "console-1", wish, id=f"{n:08x}-0000-7000-8000-000000000000")
    assert len([record for record in caplog.records if "is not done" in record.getMessage()]) == 1


def test_a_box_that_says_the_same_again_is_logged_once(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    hub.present("board-1", "board-1")
    hub.present("board-1", standing=replace(RUNNING, state="trying", offer=OFFER, wanted=NEW))
    said = [line for line in caplog.messages if line.startswith("board-1 runs")]
    assert said == ["board-1 runs 2026.11.0, running", f"board-1 runs 2026.11.0, trying with {NEW}"]


def test_an_offer_that_comes_twice_is_one_rollout(hub: Hub) -> None:
    offered(hub)
    began = hub.clock.at
    hub.says()
    hub.clock.wait(1_000)
    hub.hear("release-wish", "console-1", r.Offer(version=NEW, first="kiosk-1", by=HEAD))
    assert hub.wanted(hub.says(), back=True) == {}, "what the box fetches is not broken off"
    assert (hub.state().first, hub.state().at) == ("board-1", began)


def test_who_stopped_it_first_is_who_stopped_it(hub: Hub) -> None:
    offered(hub)
    hub.hear("release-wish", "console-1", r.Stopped(offer=OFFER, by=HEAD))
    hub.folder.order(Ordered(OFFER, r.Stopped(offer=OFFER, by="ky-thuat")))
    hub.says()
    assert hub.state().stopped_by == HEAD


def test_the_head_who_is_in_a_hurry_is_kept_through_a_restart(hub: Hub) -> None:
    offered(hub)
    hub.hear("release-wish", "console-1", r.Sooner(offer=OFFER, by=HEAD))
    hub.start()
    assert hub.state().haste


@pytest.mark.parametrize("kind", [r.Stopped, r.Sooner, r.InHours])
def test_a_wish_about_one_that_is_over_does_nothing(hub: Hub, caplog: pytest.LogCaptureFixture, kind: Any) -> None:
    offered(hub)
    before = hub.state()
    hub.hear("release-wish", "console-1", kind(offer=OFFER[:-1] + "9", by=HEAD))
    assert hub.state() == before
    assert caplog.messages[-1] == f"what {HEAD} wants is about a rollout that is over"


def test_an_order_that_the_disk_does_not_keep_is_not_begun(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(hub)
    hub.says()
    monkeypatch.setattr(hub.folder, "keep", full)
    hub.hear("release-wish", "console-1", r.Stopped(offer=OFFER, by=HEAD))
    state = hub.state()
    assert (state.stop, state.trouble, state.told) == (None, "storage", ["board-1"])


def test_of_a_folder_that_cannot_be_read_nothing_is_wanted(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    offered(hub)
    hub.says()
    (garbled := hub.folder.folder / "garbled.raucb.json").write_bytes(b"{")
    assert hub.wanted(hub.says(), back=True) == {"board-1": None}, "nobody fetches what may not be there"
    assert hub.state().trouble == "gone"
    assert len([line for line in caplog.messages if str(hub.folder.folder) in line]) == 1, "said once"
    garbled.unlink()
    assert hub.wanted(hub.says()).keys() == {"board-1"}
    assert hub.state().trouble == ""
