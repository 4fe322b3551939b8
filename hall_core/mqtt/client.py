"""paho's client, as the sandbox of a box lets it connect. Imported with the first connection: it takes 45 ms."""

from __future__ import annotations

import socket

from paho.mqtt.client import Client


class OutwardClient(Client):
    """Connects and binds nothing.

    paho binds each socket to "any address, any port" before it connects, which the kernel does by itself; a unit that
    may open no door (``SocketBindDeny=any``) is refused that with EPERM."""

    def _create_socket_connection(self) -> socket.socket:
        return socket.create_connection((self._host, self._port), timeout=self._connect_timeout)
