"""Three nodes of RabbitMQ on this machine, as one cluster."""

from __future__ import annotations

import re
import time
from pathlib import Path

from central_gateway.brokers import rabbitmq
from central_gateway.brokers.node import Place
from demo.centre.authority import Authority
from demo.centre.brokers import LOOK_EVERY, UP_WITHIN, Process
from tests.central_gateway.line.centres import RABBITMQ, RabbitmqCentre, _as_rabbitmq, _give_to_rabbitmq

NODES = 3


class RabbitmqCluster(RabbitmqCentre):
    def __init__(self, authority: Authority, folder: Path) -> None:
        self._epmd = 0
        super().__init__(authority, folder, NODES)
        try:
            self.wait_until_whole()
        except BaseException:
            self.close()
            raise

    def kill(self, number: int) -> None:
        self.processes[number].kill()

    def start(self, number: int) -> None:
        self.processes[number].start()
        self.processes[number].wait_until_up()

    def wait_until_whole(self) -> None:
        """Until the queue lies on all nodes, and all of them stand."""
        deadline = time.monotonic() + UP_WITHIN
        while len(self.members()) < NODES:
            assert time.monotonic() < deadline, f"the queue lies on {self.members()} alone"
            time.sleep(LOOK_EVERY)

    def members(self) -> list[str]:
        """The nodes that stand and have the queue; none when nobody knows."""
        told = self.control("list_queues", "--quiet", "--no-table-headers", "name", "online")
        found = re.search(rf"^{rabbitmq.QUEUE}\t\[(.*)\]", told, re.MULTILINE)
        return [name.strip() for name in found[1].split(",")] if found else []

    def _begin(self, place: Place) -> Process:
        self._epmd = self._epmd or self._port()
        folder = self.node(place).data.parent
        self._write_definitions(place)
        conf, env = rabbitmq.rabbitmq_conf(self.node(place)), rabbitmq.rabbitmq_env_conf(self.node(place))
        # Here they have one host, and so need names of their own.
        for number, each in enumerate(self.places, 1):
            conf = re.sub(rf"(nodes\.{number} =) rabbit@.*", rf"\1 {_name(each)}", conf)
        (folder / "rabbitmq.conf").write_text(conf)
        (folder / "rabbitmq-env.conf").write_text(env.replace(rabbitmq.name(place), _name(place)))
        (folder / "enabled_plugins").write_text(rabbitmq.enabled_plugins())
        cookie = folder / ".erlang.cookie"
        cookie.write_text("motcua")
        cookie.chmod(0o600)
        self._name = _name(place)
        self._env = {
            "HOME": str(folder),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_DIST_PORT": str(self._port()),
            "ERL_EPMD_PORT": str(self._epmd),
            "ERL_EPMD_RELAXED_COMMAND_CHECK": "true",
        }
        _give_to_rabbitmq(folder, self.authority.node.folder)
        return Process(place, [*_as_rabbitmq(), str(RABBITMQ)], folder / "log", self._env)


def _name(place: Place) -> str:
    return f"motcua-{place.name}-{place.gateway}@localhost"
