"""Which states are news: the hub's by epoch and version, a device's by its start."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract import examples
from hall_core.contract.codec import Sealer
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState
from hall_core.mqtt.newest import Newest
from tests.conftest import HandClock

SERVICE = examples.BODIES["service"][0]
ONLINE = DeviceState(online=True, role="kiosk", version="0.1", plan="")
HEALTH = examples.BODIES["device-health"][0]


def told(newest: Newest, body: object, boot: int = 1, of: str = "kiosk-1") -> bool:
    envelope = Sealer(boot, HandClock()).seal(body, new_id())
    return newest.takes(f"motcua/v1/thu/{type(body).__name__}/{of}", of, envelope)


def test_of_a_service_nothing_older_is_taken_and_a_new_epoch_begins_anew() -> None:
    newest = Newest()
    orders = ((1, 5), (1, 4), (1, 5), (2, 1), (1, 9))
    assert [told(newest, replace(SERVICE, epoch=e, version=v)) for e, v in orders] == [True, False, True, True, False]


def test_the_last_will_of_an_earlier_start_is_not_believed() -> None:
    newest = Newest()
    assert told(newest, ONLINE, boot=8)
    assert not told(newest, replace(ONLINE, online=False), boot=7)
    assert told(newest, replace(ONLINE, online=False), boot=8)


def test_health_of_an_earlier_start_is_not_believed_once_the_device_has_said_that_it_is_there() -> None:
    newest = Newest()
    assert told(newest, ONLINE, boot=8)
    assert not told(newest, HEALTH, boot=7)
    assert told(newest, HEALTH, boot=8)


def test_devices_are_ordered_each_by_itself() -> None:
    newest = Newest()
    assert told(newest, ONLINE, boot=8)
    assert told(newest, ONLINE, boot=3, of="kiosk-2")


def test_what_the_authority_says_of_a_device_follows_its_start_and_its_count() -> None:
    newest = Newest()
    standing = examples.BODIES["trust"][0]
    assert told(newest, standing, boot=8)
    assert told(newest, ONLINE, boot=2), "it is not the device's own start"
    assert not told(newest, standing, boot=7)
    assert told(newest, standing, boot=9)
