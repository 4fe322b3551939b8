"""What a hall's broker says to a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from central_gateway.engine.run import HOST, Node
from tests.central_gateway.engine.mqtt_client import Bridge


@pytest.fixture
def bridge(nats_node: Node) -> Iterator[Bridge]:
    """Of the hall "thu"."""
    opened = Bridge((HOST, nats_node.mqtt), "thu")
    yield opened
    opened.close()
