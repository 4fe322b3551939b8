"""What MQTT 5 says beside a message, as paho wants it. paho is imported with the first connection: it takes 45 ms."""

from __future__ import annotations

from functools import cache
from typing import Any

from hall_core.contract.limits import WILL_DELAY


def connect_properties() -> Any:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.CONNECT)
    # A delayed will is spoken at once when the session ends, so the session must outlive the delay; nothing
    # else is kept in it, for every connection starts clean.
    properties.SessionExpiryInterval = WILL_DELAY * 2
    return properties


def will_properties() -> Any:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.WILLMESSAGE)
    properties.WillDelayInterval = WILL_DELAY
    return properties


@cache
def publish_properties(expires: int | None) -> Any:
    if expires is None:
        return None
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = expires
    return properties


def subscribe_options(qos: int) -> Any:
    from paho.mqtt.subscribeoptions import SubscribeOptions

    return SubscribeOptions(qos=qos, noLocal=True)
