"""What many halls have said becomes rows in one transaction; what is to be answered is said only after that."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from central_gateway.intake.asking import Asked
from central_gateway.intake.judge import Batch, Verdict, judge
from central_gateway.intake.reading import Said
from central_gateway.store import halls, heard, records, sets
from central_gateway.store.connection import Db, transaction
from central_gateway.store.heard import Key
from hall_core.contract.centre.messages import Ask, Differs, Down, HallStatus, Hello, Recorded, Stands, Told
from hall_core.domain.names import Millis, Slug


class Work(Struct):
    """What is to be recorded together."""

    batches: dict[Key, list[Batch]] = msgspec.field(default_factory=dict[Key, list[Batch]])
    said: list[Said] = msgspec.field(default_factory=list[Said])

    def halls(self) -> set[Slug]:
        return {hall for hall, _ in self.batches} | {said.heard.hall for said in self.said}

    def by_hall(self) -> Iterator[Work]:
        for hall in sorted(self.halls()):
            yield Work(
                {key: batches for key, batches in self.batches.items() if key[0] == hall},
                [said for said in self.said if said.heard.hall == hall],
            )


class Outcome(Struct):
    verdicts: dict[Key, Verdict] = msgspec.field(default_factory=dict[Key, Verdict])
    answers: list[tuple[Slug, Down]] = msgspec.field(default_factory=list[tuple[Slug, Down]])
    """Without those about the streams in ``verdicts``."""
    unknown: list[Asked] = msgspec.field(default_factory=list[Asked])
    """Dossiers that halls ask for and that are on no shelf."""


def record(db: Db, work: Work, now: Millis) -> Outcome:
    """All of it is committed when this returns. StoreError: nothing is; StoreAway, its kind: another time it may be."""
    with transaction(db):
        outcome = Outcome(_put_batches(db, work.batches) if work.batches else {})
        halls.lock(db, {said.heard.hall for said in work.said})
        _keep_statuses(db, work.said)
        outcome.answers = [*_hellos(db, work.said, outcome), *_asks(db, work.said, outcome, now)]
        for said in work.said:
            if isinstance(said.body, Differs):
                sets.differs(db, said.heard.hall, said.body.set, said.body.buckets)
    return outcome


def _put_batches(db: Db, batches: dict[Key, list[Batch]]) -> dict[Key, Verdict]:
    records.writing(db)
    marks = heard.lock(db, batches)
    verdicts = {key: judge(marks[key], batches[key]) for key in batches}
    rows: dict[str, list[records.Row]] = {}
    for (hall, stream), verdict in verdicts.items():
        of_stream = rows.setdefault(stream, [])
        for batch in verdict.taken:
            of_stream += [records.Row(hall, batch.upto.epoch, each) for each in batch.records]
    for stream in heard.STREAMS:
        if stream in rows:
            records.put(db, stream, rows[stream])
    heard.move(db, {key: verdict.upto for key, verdict in verdicts.items() if verdict.taken})
    return verdicts


def _keep_statuses(db: Db, all_said: list[Said]) -> None:
    latest: dict[Slug, tuple[HallStatus, Millis]] = {}
    for said in all_said:
        if isinstance(said.body, HallStatus):
            before = latest.get(said.heard.hall)
            if before is None or before[1] <= said.at:
                latest[said.heard.hall] = (said.body, said.at)
    halls.keep_status(db, latest)


def _hellos(db: Db, all_said: list[Said], outcome: Outcome) -> Iterator[tuple[Slug, Down]]:
    latest: dict[Slug, tuple[Hello, Millis]] = {}
    for said in all_said:
        if isinstance(said.body, Hello):
            before = latest.get(said.heard.hall)
            if before is None or before[1] <= said.at:
                latest[said.heard.hall] = (said.body, said.at)
    if not latest:
        return
    halls.say_hello(db, {hall: hello for hall, (hello, _) in latest.items()})
    for hall, marks in heard.of(db, latest).items():
        for stream, upto in marks.items():
            if (hall, stream) not in outcome.verdicts:
                yield hall, Recorded(stream=stream, upto=upto)
        sets.has(db, hall, latest[hall][0].sets)
        for set, position in sets.standing(db, hall).items():
            yield hall, Stands(set=set, position=position)


def _asks(db: Db, all_said: list[Said], outcome: Outcome, now: Millis) -> Iterator[tuple[Slug, Down]]:
    for said in all_said:
        if isinstance(said.body, Ask):
            found = sets.dossier(db, said.heard.hall, said.body.code)
            if found is None:
                outcome.unknown.append(Asked(said.heard.hall, said.id, said.body.code))
            else:
                yield said.heard.hall, Told(to=said.id, dossier=found, as_of=now)
