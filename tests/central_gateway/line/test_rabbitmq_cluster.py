"""Three nodes of RabbitMQ with one quorum queue, each killed in turn while a hall tells: nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_gateway.engine.face import Engine
from demo.centre.authority import Authority
from tests.central_gateway.line.conftest import Province
from tests.central_gateway.line.rabbitmq_cluster import NODES, RabbitmqCluster

pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(600)]

EACH = 600
"""Messages while all stand, while one is dead, and while it comes back."""
AHEAD = 200
"""Said and not taken yet, as a courier does: more than a thousand have no room in a hall's Mosquitto."""
WITHIN = 60.0
"""Seconds in which something comes, also while the cluster looks for another leader."""


@pytest.fixture(scope="module")
def cluster(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitmqCluster]:
    cluster = RabbitmqCluster(authority, tmp_path_factory.mktemp("rabbitmq-cluster"))
    yield cluster
    cluster.close()


@pytest.fixture
def province(cluster: RabbitmqCluster, tmp_path: Path) -> Iterator[Province]:
    province = Province(cluster, tmp_path)
    yield province
    province.close()


def test_the_queue_lies_on_all_nodes_however_they_came_up(cluster: RabbitmqCluster) -> None:
    assert len(cluster.members()) == NODES


class Teller:
    """A hall that tells, and a worker that takes; ``came`` is what it has taken."""

    def __init__(self, province: Province) -> None:
        self._engine: Engine = province.engine()
        self._hall = province.hall("thu")
        self._hall.ear.expect_line(b"1")
        self.said = 0
        self.came: list[int] = []

    def tell(self, count: int) -> None:
        for _ in range(count):
            self.said += 1
            self._hall.up("records", b"%d" % self.said)
            if self.said % AHEAD == 0:
                self.take()

    def take(self) -> None:
        """All that was said comes."""
        deadline = time.monotonic() + WITHIN
        while len(set(self.came)) < self.said:
            assert time.monotonic() < deadline, f"of {self.said} are here: {len(set(self.came))}"
            heard = self._engine.take(100, 0.5)
            self._engine.done(heard)
            self.came += [int(each.payload) for each in heard]


def test_each_node_killed_in_turn_costs_nothing_that_was_said(cluster: RabbitmqCluster, province: Province) -> None:
    teller = Teller(province)
    teller.tell(EACH)
    for number in range(NODES):
        cluster.kill(number)
        teller.tell(EACH)
        cluster.start(number)
        teller.tell(EACH)
        cluster.wait_until_whole()
    teller.take()
    assert set(teller.came) == set(range(1, teller.said + 1))
