"""Notices votes that come closer together at one device for one officer than people do.

An offer may be used once and belongs to one finished service, so nobody can vote twice; but services may be begun and
ended for nobody, only to be rated. A person walks up, sits down and is served in little less than a minute even where
only a result is handed over, and few rate at all. So ``VOTES`` services of one officer that all ended within ``WITHIN``
and were all rated on the same device are worth a look. What is compared is when the *services* ended: a pad that was
cut off tells its votes late and all at once, and is not blamed for that. The rule is ours, made by this reasoning.
A burst is shown beside the figures; it takes nothing out of them, for it proves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hall_core.domain.figures.rows import Burst, Step
from hall_core.domain.names import Slug

VOTES = 5
WITHIN = 5 * 60_000
"""Milliseconds."""
_SATISFIED = ("very-satisfied", "satisfied")


def bursts(steps: Iterable[Step]) -> list[Burst]:
    """In the order of device and officer, then time. One that goes on is one burst, not several."""
    rated: dict[tuple[Slug, Slug], list[Step]] = defaultdict(list)
    for step in steps:
        if step.rated_on is not None and step.officer is not None:
            rated[step.rated_on, step.officer].append(step)
    found: list[Burst] = []
    for _, votes in sorted(rated.items()):
        votes.sort(key=lambda step: step.ended)
        found += _bursts(votes)
    return found


def _bursts(votes: list[Step]) -> list[Burst]:
    spans: list[tuple[int, int]] = []
    for last in range(VOTES - 1, len(votes)):
        first = last - VOTES + 1
        if votes[last].ended - votes[first].ended > WITHIN:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [_burst(votes[first : last + 1]) for first, last in spans]


def _burst(votes: list[Step]) -> Burst:
    first = votes[0]
    assert first.rated_on is not None
    assert first.officer is not None
    return Burst(
        device=first.rated_on,
        officer=first.officer,
        votes=len(votes),
        since=first.ended,
        until=votes[-1].ended,
        satisfied=sum(vote.rating in _SATISFIED for vote in votes),
    )
