"""NATS JetStream: the only module that knows nats-py.

All that halls send lies in one stream, on as many nodes as the configuration says; workers share one durable consumer
of it and acknowledge each message by itself. nats-py wants an event loop: it has one in a thread of its own, and what
is called from outside is plain. Nodes that go and come back nats-py finds by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import api
from nats.js.errors import BadRequestError
from nats.js.errors import Error as JetStreamError

from central_gateway.config import Config, Nats
from central_gateway.engine.face import EngineError, Heard
from central_gateway.engine.tls import context
from hall_core.contract.centre.topics import UP_FILTER, down, sender

log = logging.getLogger(__name__)

STREAM = "HALLS"
CONSUMER = "intake"
SUBJECTS = UP_FILTER.replace("/", ".").replace("+", "*")
STREAM_BYTES = 8 << 30
"""On each node: of 3,300 halls more than a day, for each says some 1.4 kB a minute besides its records."""
START_WITHIN = 30.0
"""Seconds for the first connection and for the stream: a cluster that starts has no leader yet."""
AGAIN = 0.5
"""Seconds between two tries of either."""
ACK_WITHIN = 30.0
"""Seconds after which what a worker has not acknowledged goes to another: ten times the longest transaction."""
UNDER_WAY = 20_000
"""Messages that all workers together have taken and not acknowledged, at most."""
PULL_FOR = 2.0
"""Seconds for which a request for messages stands at the server. If its node dies, so long nothing is taken."""
PING_EVERY = 5
"""Seconds; a node that is silent for two of these is left for another one."""
FLUSH_WITHIN = 2
"""Seconds for the last words; without them others wait for ACK_WITHIN."""
UNANSWERED = 3
"""Requests without any word, after which it is looked whether what is asked is there at all."""
WAITED = ("404", "408")
"""With these a request ends when there was nothing (more) to be had. Any other end is something wrong, and asking again
at once would be answered so at once."""
DAY = 86_400

Given = TypeVar("Given")


def open_(config: Config, name: str, *, hears: bool) -> NatsEngine:
    broker = config.central.broker
    assert isinstance(broker, Nats)
    return NatsEngine(broker, _options(config, broker), name, hears=hears)


class NatsEngine:
    def __init__(self, broker: Nats, options: dict[str, Any], name: str, *, hears: bool) -> None:
        """EngineError when there is no cluster to speak with within half a minute."""
        self._broker = broker
        self._nats = Client()
        self._inbox = ""
        self._ear: Subscription | None = None
        self._change = threading.Condition()
        """Guards what is below; notified when something has come, or is no more."""
        self._came: deque[Heard] = deque()
        self._standing = (0, 0.0)
        """(how many messages a request may still bring, until when it stands)."""
        self._over = ""
        self._unanswered = 0
        """Requests since the server has said something, be it that there is nothing."""
        self._mends = False
        self._loop = asyncio.new_event_loop()
        # What nats-py does not catch in its own tasks; that a connection is gone it tells as well.
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns at each end of a connection with TLS
        self._loop.set_exception_handler(lambda _, context: log.debug("NATS: %s", context))
        self._thread = threading.Thread(target=self._loop.run_forever, name="nats", daemon=True)
        self._thread.start()
        try:
            self._do(self._start(options | {"name": f"motcua {name}"}, hears), START_WITHIN * 3)
        except BaseException:
            self._end_loop()
            raise

    def take(self, most: int, wait: float) -> list[Heard]:
        until = time.monotonic() + wait
        with self._change:
            while True:
                if self._over:
                    raise EngineError(f"NATS: {self._over}")
                if self._came:
                    return [self._came.popleft() for _ in range(min(most, len(self._came)))]
                now = time.monotonic()
                if now >= until:
                    return []
                if self._standing[0] <= 0 or now >= self._standing[1]:
                    self._unanswered += 1
                    if self._unanswered > UNANSWERED:
                        self._soon(self._mend())
                        self._unanswered = 0
                    self._standing = (most, now + PULL_FOR)
                    self._soon(self._pull(most))
                self._change.wait(min(until, self._standing[1]) - now)

    def done(self, heard: Iterable[Heard]) -> None:
        self._soon(self._publish_all([(each.token, b"+ACK") for each in heard]))

    def later(self, heard: Heard, seconds: float) -> None:
        self._soon(self._publish_all([(heard.token, _nak(seconds))]))

    def send(self, hall: str, way: str, payload: bytes) -> None:
        self._soon(self._publish_all([(down(hall, way).replace("/", "."), payload)]))

    def publish(self, topic: str, payload: bytes) -> None:
        """As a hall would: for whoever plays one."""
        self._soon(self._publish_all([(topic.replace("/", "."), payload)]))

    def flush(self) -> None:
        """Returns when the server has all that was published. EngineError when it does not answer."""
        self._do(self._nats.flush(int(START_WITHIN)), START_WITHIN)

    def leader(self) -> str:
        """The node through which everything goes just now; "" when there is but one, or nobody knows."""
        cluster = self._cluster()
        return (cluster and cluster.leader) or ""

    def whole(self) -> bool:
        """Whether all nodes that should have the stream have all of it."""
        cluster = self._cluster()
        others = (cluster and cluster.replicas) or []
        return len(others) == self._broker.replicas - 1 and all(each.current and not each.offline for each in others)

    def _cluster(self) -> api.ClusterInfo | None:
        try:
            return self._do(self._nats.jetstream().stream_info(STREAM), START_WITHIN).cluster
        except (JetStreamError, nats.errors.Error) as error:
            log.debug("NATS: %r", error)
            return None

    def close(self) -> None:
        """What was taken from the server and not from here goes to others at once."""
        if self._loop.is_closed():
            return
        with self._change:
            self._over = self._over or "it is closed"
        try:
            self._do(self._end(), 5.0)
        except EngineError as error:
            log.debug("NATS: closing: %s", error)
        self._end_loop()

    # ---- in the thread of the loop

    async def _start(self, options: dict[str, Any], hears: bool) -> None:
        try:
            # With no end to reconnecting there would be none to this either.
            await asyncio.wait_for(self._nats.connect(**options, **self._callbacks()), START_WITHIN)
        except (TimeoutError, nats.errors.Error, OSError) as error:
            why = "none of them answers" if isinstance(error, asyncio.TimeoutError) else error
            raise EngineError(f"NATS at {', '.join(self._broker.servers)}: {why}") from error
        if not hears:
            return
        await self._keep_trying(self._make_stream)
        await self._keep_trying(self._make_consumer)
        self._inbox = self._nats.new_inbox()
        self._ear = await self._nats.subscribe(self._inbox, cb=self._arrived)

    async def _keep_trying(self, make: Any) -> None:
        until = self._loop.time() + START_WITHIN
        while True:
            try:
                await make()
                return
            except (TimeoutError, JetStreamError, nats.errors.Error) as error:
                if self._loop.time() >= until or self._nats.is_closed:
                    raise EngineError(f"NATS: JetStream does not take the stream {STREAM}: {error!r}") from error
                await asyncio.sleep(AGAIN)

    async def _make_stream(self) -> None:
        stream = api.StreamConfig(
            name=STREAM,
            subjects=[SUBJECTS],
            storage=api.StorageType.FILE,
            num_replicas=self._broker.replicas,
            max_age=self._broker.keep_days * DAY,
            # The oldest go first, which mostly are done with. A stream that took no more would stop all halls.
            max_bytes=STREAM_BYTES,
            discard=api.DiscardPolicy.OLD,
            duplicate_window=0,
        )
        jetstream = self._nats.jetstream()
        try:
            await jetstream.add_stream(stream)
        except BadRequestError:
            await jetstream.update_stream(stream)

    async def _make_consumer(self) -> None:
        consumer = api.ConsumerConfig(
            durable_name=CONSUMER, ack_wait=ACK_WITHIN, max_ack_pending=UNDER_WAY, max_deliver=-1
        )
        await self._nats.jetstream().add_consumer(STREAM, consumer)

    async def _pull(self, most: int) -> None:
        request = {"batch": most, "expires": int(PULL_FOR * 1e9)}
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{CONSUMER}"
        await self._publish_all([(subject, json.dumps(request).encode())], reply=self._inbox)

    async def _arrived(self, message: Msg) -> None:
        with self._change:
            self._unanswered = 0
            if not message.reply:
                # Not a message but the server's word that the request is over.
                status = (message.headers or {}).get("Status", "")
                self._standing = (0, 0.0) if status in WAITED else (1, time.monotonic() + AGAIN)
                if status not in WAITED:
                    self._soon(self._mend())
            else:
                self._standing = (self._standing[0] - 1, self._standing[1])
                hall, way = sender(message.subject.replace(".", "/")) or ("", "")
                self._came.append(Heard(hall, way, message.data, message.reply))
            self._change.notify_all()

    async def _mend(self) -> None:
        """Nobody seems to know of what is to be taken: there is no leader now, or all nodes came back without their
        disks. Made anew it is empty, and the halls say again what nobody has recorded. Where it is, nothing changes."""
        if self._mends:
            return
        self._mends = True
        try:
            await self._make_stream()
            await self._make_consumer()
        except (TimeoutError, JetStreamError, nats.errors.Error) as error:
            log.debug("NATS: %r", error)
        finally:
            self._mends = False

    async def _publish_all(self, messages: Iterable[tuple[str, bytes]], reply: str = "") -> None:
        for subject, payload in messages:
            try:
                await self._nats.publish(subject, payload, reply=reply)
            except nats.errors.Error as error:
                # Away: what halls are told they ask for again, and what is not acknowledged comes again.
                log.debug("NATS: not sent: %s", error)
                return

    def _callbacks(self) -> dict[str, Any]:
        async def gone() -> None:
            if not self._over:
                log.warning("NATS: the connection is gone; looks for another node")

        async def back() -> None:
            log.info("NATS: connected to %s", self._nats.connected_url)
            with self._change:
                self._standing = (0, 0.0)
                self._change.notify_all()

        async def over() -> None:
            with self._change:
                self._over = self._over or f"the connection is over: {self._nats.last_error}"
                self._change.notify_all()

        async def error(error: Exception) -> None:
            log.debug("NATS: %r", error)

        return {"disconnected_cb": gone, "reconnected_cb": back, "closed_cb": over, "error_cb": error}

    async def _end(self) -> None:
        try:
            if self._ear is not None:
                # Before, and after a moment: or it is sent to this one's standing request once more, and is away
                # until nobody has acknowledged it (2.9.10).
                await asyncio.wait_for(self._ear.drain(), FLUSH_WITHIN)
            with self._change:
                left = list(self._came)
            await self._publish_all([(heard.token, _nak(AGAIN)) for heard in left])
            await self._nats.close()
        except (TimeoutError, nats.errors.Error, OSError) as error:
            log.debug("NATS: closing: %r", error)  # the node is gone: what this one had comes to others by itself

    # ---- between the threads

    def _do(self, work: Coroutine[Any, Any, Given], within: float) -> Given:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(within)
        except TimeoutError as error:
            raise EngineError("NATS: it does not answer") from error

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop)

    def _end_loop(self) -> None:
        with suppress(EngineError):  # whatever does not let itself be ended ends with the program
            self._do(_end_others(), FLUSH_WITHIN)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)
        self._loop.close()


async def _end_others() -> None:
    """nats-py leaves tasks behind when it is closed while it looks for a node."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _nak(seconds: float) -> bytes:
    return f'-NAK {{"delay": {int(seconds * 1e9)}}}'.encode()


def _options(config: Config, broker: Nats) -> dict[str, Any]:
    tls = context(config, broker)
    scheme = "nats" if tls is None else "tls"
    options = plain_options(broker, scheme) | {"tls": tls}
    if broker.user is not None and broker.password_file is not None:
        options |= {"user": broker.user, "password": config.secret(broker.password_file)}
    if broker.credentials is not None:
        options["user_credentials"] = str(config.private(broker.credentials, "broker.credentials"))
    return options


def plain_options(broker: Nats, scheme: str = "nats") -> dict[str, Any]:
    """Without TLS and secrets."""
    return {
        "servers": [f"{scheme}://{server}" for server in broker.servers],
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": AGAIN,
        "ping_interval": PING_EVERY,
    }
