"""What the console hears of the devices, for its diary."""

from __future__ import annotations

from hall_core.contract.messages import DeviceState, Health
from hall_core.domain.names import Millis, Slug
from hall_core.mqtt.heard import AlertHeard, Heard, LinkDown, LinkUp, StateHeard
from hall_hub.console.devices.watch import learned, worded
from hall_hub.console.diary.diary import Diary


class Witness:
    """Belongs to the event loop. ``own`` is this console, which does not watch itself."""

    def __init__(self, diary: Diary, own: Slug) -> None:
        self._diary = diary
        self._own = own

    def hear(self, heard: Heard, now: Millis) -> None:
        diary = self._diary
        match heard:
            case LinkUp() | LinkDown():
                diary.watching(isinstance(heard, LinkUp))
            case StateHeard(state=DeviceState() as state, name=name) if name != self._own:
                after = learned(diary.known.get(name), state, heard.boot, now, found=heard.kept)
                diary.learn(name, after, now, found=heard.kept)
            case StateHeard(state=Health() as health, name=name) if name != self._own:
                diary.measure(name, now, health)
            case AlertHeard(device=name, problem=problem, alert=alert) if alert is not None and name in diary.known:
                diary.learn(name, worded(diary.known[name], problem, alert.words), now)
            case _:
                pass
