"""What a batch leaves to be said once it is committed, and not before."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.contract.messages import FactsRecorded
from hall_core.domain.commands import Command
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.link import Publication
from hall_hub.post import Post
from hall_hub.sentences import tag

LINE = 8
"""Of what a batch has brought, so much stands in one line of the log. A line costs as much as a decision; most batches
are of one message, and only in a rush do they share one."""


class Outcome:
    def __init__(self) -> None:
        self.leaving: list[Publication] = []
        """Answers and calls, in order."""
        self.acks: dict[str, FactsRecorded] = {}
        """Device to up to where its outbox is recorded: the last one tells all."""
        self.told: list[str] = []
        """What happened, for people."""

    def reply(self, post: Post, device: str, reply: object) -> None:
        self.leaving.append(post.to("reply", device, reply))

    def command(self, device: str, command: Command, done: str | Refusal) -> None:
        """What a command has brought, or why it has brought nothing."""
        who = device if command.by is None else f"{device} {command.by}"
        what = f"refused, {done.reason} {done.about}" if isinstance(done, Refusal) else done
        self.told.append(f"{who} {tag(command)}: {what}")

    def lines(self) -> Iterator[str]:
        """For the log."""
        for first in range(0, len(self.told), LINE):
            yield "; ".join(self.told[first : first + LINE])
