"""RabbitMQ: the only module that knows pika.

All that halls send lies in one quorum queue, which the cluster's definitions make (central_gateway.brokers.rabbitmq);
workers share it and acknowledge each message by itself. What a worker holds goes to another when it dies. Of several
nodes any one will do; when it goes the next is tried.
"""

from __future__ import annotations

import heapq
import logging
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pika
from msgspec import Struct
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ProbableAccessDeniedError, ProbableAuthenticationError

from central_gateway.config import Config, Rabbitmq
from central_gateway.engine.face import EngineError, Heard
from central_gateway.engine.tls import context
from hall_core.contract.centre.topics import down, sender

log = logging.getLogger(__name__)

QUEUE, EXCHANGE = "halls", "amq.topic"
AHEAD = 2_000
"""Messages that a worker has and has not acknowledged: some are being recorded, some wait to be tried again."""
START_WITHIN = 30.0
"""Seconds without any node after which somebody should look; a cluster chooses a leader within a few."""
AGAIN = 0.5
"""Seconds between two tries."""
HEARTBEAT = 20
"""Seconds; a connection that is silent for two of these is over."""
ANSWER_WITHIN = 5.0

Given = TypeVar("Given")


class Token(Struct, frozen=True):
    connection: int
    """The how many-th: of an earlier one nothing can be acknowledged any more, and all of it comes again."""
    tag: int


def open_(config: Config, name: str, *, hears: bool) -> RabbitmqEngine:
    broker = config.central.broker
    assert isinstance(broker, Rabbitmq)
    return RabbitmqEngine(_nodes(config, broker, name), hears=hears)


class RabbitmqEngine:
    def __init__(self, nodes: list[pika.ConnectionParameters], *, hears: bool) -> None:
        """EngineError when none of them answers within half a minute, or it does not let the gateway in."""
        self._nodes = nodes
        self._hears = hears
        self._came: deque[Heard] = deque()
        self._later: list[tuple[float, int]] = []
        """When, and which tag of this connection: goes back to the queue then."""
        self._generation = 0
        self._connection: pika.BlockingConnection | None = None
        self._channel: BlockingChannel | None = None
        self._with_channel(lambda channel: None)

    def take(self, most: int, wait: float) -> list[Heard]:
        until = time.monotonic() + wait
        while True:
            self._with_channel(self._give_back_due)
            self._with_channel(lambda _: self._listen(0.0 if self._came else min(until, self._next_due())))
            if self._came or time.monotonic() >= until:
                return [self._came.popleft() for _ in range(min(most, len(self._came)))]

    def done(self, heard: Iterable[Heard]) -> None:
        """Of those that came by a connection that is gone nothing can be said: they come again."""
        tags = [each.token.tag for each in heard if each.token.connection == self._generation]
        self._try(lambda channel: [channel.basic_ack(tag) for tag in tags])

    def later(self, heard: Heard, seconds: float) -> None:
        if heard.token.connection == self._generation:
            heapq.heappush(self._later, (time.monotonic() + seconds, heard.token.tag))

    def send(self, hall: str, way: str, payload: bytes) -> None:
        key = down(hall, way).replace("/", ".")

        def say(channel: BlockingChannel) -> None:
            # Whoever only speaks hears in this way that the node is alive, and says that he is.
            self._listen(0.0)
            channel.basic_publish(EXCHANGE, key, payload)

        self._with_channel(say)

    def close(self) -> None:
        if self._connection is not None and self._connection.is_open:
            try:
                self._connection.close()
            except AMQPError as error:
                log.info("RabbitMQ: %s", _words(error))
        self._connection = self._channel = None

    def _listen(self, until: float) -> None:
        connection: Any = self._connection  # the library's own types say whole seconds, and it takes parts of them
        connection.process_data_events(max(0.0, until - time.monotonic()))

    def _next_due(self) -> float:
        return self._later[0][0] if self._later else float("inf")

    def _give_back_due(self, channel: BlockingChannel) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            channel.basic_nack(heapq.heappop(self._later)[1], requeue=True)

    def _with_channel(self, does: Callable[[BlockingChannel], Given]) -> Given:
        """At whichever node; tried once more at another when that one goes meanwhile. EngineError."""
        until = time.monotonic() + START_WITHIN
        while True:
            try:
                return does(self._opened())
            except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
                raise EngineError(f"RabbitMQ at {self._nodes[0].host} does not let the gateway in: {error}") from error
            except (AMQPError, OSError) as error:
                self._lost(error)
                if time.monotonic() >= until:
                    raise EngineError(f"RabbitMQ at {self._nodes[0].host}: {_words(error)}") from error
                time.sleep(AGAIN)

    def _try(self, does: Callable[[BlockingChannel], object]) -> None:
        """On this connection or not at all."""
        if self._channel is None:
            return
        try:
            does(self._channel)
        except (AMQPError, OSError) as error:
            self._lost(error)

    def _lost(self, error: Exception) -> None:
        if self._channel is not None:
            log.warning("RabbitMQ: %s; looking for another node", _words(error))
        self.close()
        # The next one first: this one may be about to end.
        self._nodes = [*self._nodes[1:], self._nodes[0]]

    def _opened(self) -> BlockingChannel:
        if self._channel is not None and self._channel.is_open:
            return self._channel
        self._came.clear()
        self._later.clear()
        self._generation += 1
        self._connection = pika.BlockingConnection(self._nodes[0])
        channel = self._connection.channel()
        if self._hears:
            channel.basic_qos(prefetch_count=AHEAD)
            channel.basic_consume(QUEUE, self._take_in)
        self._channel = channel
        return channel

    def _take_in(self, channel: BlockingChannel, method: Any, _properties: Any, payload: bytes) -> None:
        whose = sender(method.routing_key.replace(".", "/"))
        if whose is None:
            # The binding lets none such in; what an operator has put there by hand is nobody's.
            channel.basic_ack(method.delivery_tag)
            return
        self._came.append(Heard(*whose, payload, Token(self._generation, method.delivery_tag)))


def _nodes(config: Config, broker: Rabbitmq, name: str) -> list[pika.ConnectionParameters]:
    password = None if broker.password_file is None else config.secret(broker.password_file)
    secure = context(config, broker)
    return [_node(server, broker, password, secure, name) for server in broker.servers]


def _node(
    server: str, broker: Rabbitmq, password: str | None, secure: ssl.SSLContext | None, name: str
) -> pika.ConnectionParameters:
    host, _, port = server.rpartition(":")
    bare = host.strip("[]")
    more: dict[str, Any] = {}
    if broker.user is not None and password is not None:
        more["credentials"] = pika.PlainCredentials(broker.user, password)
    if secure is not None:
        more["ssl_options"] = pika.SSLOptions(secure, bare)
    return pika.ConnectionParameters(
        host=bare,
        port=int(port),
        virtual_host=broker.virtual_host,
        heartbeat=HEARTBEAT,
        socket_timeout=ANSWER_WITHIN,
        blocked_connection_timeout=START_WITHIN,
        client_properties={"connection_name": f"gateway-{name}"},
        **more,
    )


def _words(error: Exception) -> str:
    """pika's errors often have no words of their own."""
    return str(error) or type(error).__name__
