"""Runs nats-servers of our own, for the demo, the tests and the benchmarks: one, or a cluster, with JetStream and a
listener for MQTT, on free ports of this machine. Everybody there may everything."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from central_gateway.engine.face import EngineError

HOST = "127.0.0.1"
_UP_WITHIN = 20.0
"""Seconds; it takes a tenth of one on an idle machine."""
_LOOK_EVERY = 0.03


class Node:
    def __init__(self, name: str, folder: Path, ports: dict[str, int], routes: list[int]) -> None:
        self.name = name
        self.port, self.mqtt = ports["client"], ports["mqtt"]
        self._conf = folder / f"{name}.conf"
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        cluster = f"""
            cluster {{ name: centre, listen: "{HOST}:{ports["cluster"]}",
                routes: [{", ".join(f'"nats://{HOST}:{port}"' for port in routes)}] }}
        """
        self._conf.write_text(
            f"""
            server_name: {name}
            listen: "{HOST}:{self.port}"
            jetstream {{ store_dir: "{folder / name}", max_mem: 64MB, max_file: 20GB }}
            mqtt {{ listen: "{HOST}:{self.mqtt}", stream_replicas: {len(routes) or 1} }}
            {cluster if routes else ""}
            """
        )
        self.start()

    @property
    def server(self) -> str:
        return f"{HOST}:{self.port}"

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = ["nats-server", "-c", str(self._conf)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wait_until_up(self) -> None:
        """It accepts connections then."""
        deadline = time.monotonic() + _UP_WITHIN
        while True:
            try:
                for port in (self.port, self.mqtt):
                    socket.create_connection((HOST, port), 1).close()
                return
            except OSError as error:
                if time.monotonic() > deadline:
                    said = self._log.read_text("utf-8", "replace")[-2000:]
                    raise EngineError(f"nats-server does not start: {said}") from error
            time.sleep(_LOOK_EVERY)


def free_ports(count: int) -> list[int]:
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def start(folder: Path, count: int) -> list[Node]:
    """Each accepts connections; JetStream may still look for a leader."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = free_ports(count * 3)
    routes = ports[:count] if count > 1 else []
    named = [{"cluster": ports[n], "client": ports[count + n], "mqtt": ports[2 * count + n]} for n in range(count)]
    nodes = [Node(f"n{n + 1}", folder, each, routes) for n, each in enumerate(named)]
    for node in nodes:
        node.wait_until_up()
    return nodes
