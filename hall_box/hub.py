"""The hub's own box: the hall's authority and its keys are there, and the broker's configuration is that of the hall
file. Without a network: where the others reach it stands in the boot bundle."""

from __future__ import annotations

from hall_box.fault import Fault, FaultError
from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_core.domain.names import HUB
from hall_core.keys import Keys
from hall_trust.bundle_files import HALL
from hall_trust.folder import TrustFolder
from hall_trust.told import Told

BROKERS = "mosquitto.conf"
LINE = "line.pem"
"""The key of the line to the centre, where there is one."""


def set_up(places: Places, told: Told, machine: Machine, *, anew: bool) -> None:
    """``anew``: something was taken in. FaultError when it cannot be."""
    whole = TrustFolder(places.trust).settings.exists() and Keys(places.keys_of(HUB)).missing() is None
    configured = (places.etc / BROKERS).is_file()
    if whole and configured and not anew:
        return
    hall, broker = str(places.etc / HALL), told.broker
    host = f"[{broker.host}]" if ":" in broker.host else broker.host
    trust = ["--trust", str(places.trust)]
    at = ["--hall", hall, "--broker", f"{host}:{broker.port}", *_names(told), *trust]
    line = places.keys / "line"
    try:
        if TrustFolder(places.trust).settings.exists():
            machine.motcua("hall", "renew", *at)
        else:
            machine.motcua("hall", "init", *at, "--keys", str(places.keys))
        words = [hall, "--keys", str(places.keys / "broker"), *trust]
        if (line / LINE).is_file():
            words += ["--line", str(line)]
        machine.motcua("broker", *words, "--out", str(places.etc / BROKERS))
    except CommandError as error:
        whose = told.device
        raise FaultError(
            Fault(key="hub-init", device=whose.id, role=whose.role, hall=whose.hall, detail=str(error))
        ) from error


def _names(told: Told) -> list[str]:
    """Under which browsers reach it, where the hall file has none: nothing has an address yet at this time."""
    addresses = [told.broker.host]
    if told.network is not None:
        addresses.append(told.network.address.partition("/")[0])
    return [word for name in dict.fromkeys([told.device.id, *addresses]) for word in ("--name", name)]
