"""The other brokers that a province may run, beside the NATS of the demo: with the very configuration that ships."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from broker_config.run import free_ports
from central_gateway.brokers import mosquitto, rabbitmq
from central_gateway.brokers.node import Place
from demo.centre.brokers import HALLS, Centre, Process

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Of Debian; what is in the path starts it as a service."""


class MosquittoCentre(Centre):
    def learn(self) -> None:
        self._write(self.places[0])
        self.processes[0].reload()

    def _begin(self, place: Place) -> Process:
        conf = self._write(place)
        user = "user root\n" if os.geteuid() == 0 else ""
        conf.write_text(f"{user}{conf.read_text('utf-8')}")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        return Process(place, [program, "-c", str(conf)], conf.parent / "log")

    def _write(self, place: Place) -> Path:
        folder = self.node(place).data.parent
        lists = mosquitto.Lists(folder)
        lists.passwords.touch(mode=0o600)
        lists.passwords.write_text(mosquitto.passwords(self.authority.users))
        lists.halls.write_text(mosquitto.halls_acl())
        lists.gateway.write_text(mosquitto.gateway_acl())
        for file in (lists.halls, lists.gateway):
            file.chmod(0o640)
        conf = folder / "mosquitto.conf"
        if not conf.exists():
            conf.write_text(mosquitto.mosquitto_conf(self.node(place), lists, self.authority.revoked, HALLS))
        return conf


class RabbitmqCentre(Centre):
    """One node: what it does as a cluster is RabbitMQ's own affair, and each takes seconds to start."""

    def learn(self) -> None:
        data = self._write_definitions(self.places[0])
        self.control("import_definitions", str(data))
        there = [
            line.split("\t")[0] for line in self.control("list_users", "--quiet", "--no-table-headers").split("\n")
        ]
        for name in rabbitmq.gone(self.authority.users, [name for name in there if name]):
            self.control("delete_user", name)

    def close(self) -> None:
        super().close()
        # Erlang's names outlive it.
        subprocess.run(["epmd", "-kill"], env={**os.environ, **self._env}, check=False, capture_output=True)

    def control(self, *words: str) -> str:
        command = [*_as_rabbitmq(), str(RABBITMQ.with_name("rabbitmqctl")), "-n", self._name, *words]
        env = {**os.environ, **self._env}
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True, timeout=60).stdout

    def _begin(self, place: Place) -> Process:
        folder = self.node(place).data.parent
        self._write_definitions(place)
        (folder / "rabbitmq.conf").write_text(rabbitmq.rabbitmq_conf(self.node(place)))
        (folder / "enabled_plugins").write_text(rabbitmq.enabled_plugins())
        dist, epmd = free_ports(2)
        self._name = f"motcua{place.gateway}@localhost"
        self._env = {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_DIST_PORT": str(dist),
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_RELAXED_COMMAND_CHECK": "true",  # it may be ended while it still knows a name
        }
        _give_to_rabbitmq(folder, self.authority.node.folder)
        return Process(place, [*_as_rabbitmq(), str(RABBITMQ)], folder / "log", self._env)

    def _write_definitions(self, place: Place) -> Path:
        node = self.node(place)
        node.data.mkdir(exist_ok=True)
        (node.data / "definitions.json").write_text(rabbitmq.definitions(self.authority.users, len(self.places)))
        return node.data / "definitions.json"


def _as_rabbitmq() -> list[str]:
    return ["setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--clear-groups"] if os.geteuid() == 0 else []


def _give_to_rabbitmq(*folders: Path) -> None:
    if os.geteuid() != 0:
        return
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "rabbitmq", "rabbitmq")
        for above in folder.parents[:-2]:
            above.chmod(above.stat().st_mode | 0o011)
