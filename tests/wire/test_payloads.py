"""Payloads, byte by byte, as ``payloads.jsonl`` pins them: what older boxes sent and expect."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract import asyncapi, examples
from hall_core.contract.codec import BODIES, ContractError, Envelope, decode, encode
from hall_core.contract.limits import MAX_BYTES
from hall_core.contract.questions import Question
from hall_core.domain.commands import Command, PauseCounter
from hall_core.domain.facts import Fact

PINNED = [json.loads(line) for line in (Path(__file__).parent / "payloads.jsonl").read_text("utf-8").splitlines()]
SAMPLES = [(kind, body) for kind, bodies in examples.BODIES.items() for body in bodies]


def test_every_example_is_pinned_in_these_bytes() -> None:
    sent = [{"kind": kind, "bytes": encode(examples.envelope(kind, body)).decode()} for kind, body in SAMPLES]
    assert sent == PINNED


@pytest.mark.parametrize("pinned", PINNED, ids=lambda p: p["kind"])
def test_pinned_bytes_still_read_as_what_they_meant(pinned: dict[str, str]) -> None:
    bodies = [body for kind, body in SAMPLES if kind == pinned["kind"]]
    assert decode(pinned["kind"], pinned["bytes"].encode()).body in bodies


@pytest.mark.parametrize("pinned", PINNED, ids=lambda p: p["kind"])
def test_pinned_bytes_fit_the_published_schema(pinned: dict[str, str]) -> None:
    document = asyncapi.document()
    schema = {**document["components"]["messages"][pinned["kind"]]["payload"], "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(json.loads(pinned["bytes"]))


def test_what_boxes_of_the_first_release_send_is_still_understood() -> None:
    for line in (Path(__file__).parent / "payloads-first.jsonl").read_text("utf-8").splitlines():
        first = json.loads(line)
        sent = json.loads(first["bytes"])
        assert _holds(msgspec.to_builtins(decode(first["kind"], first["bytes"].encode())), sent), line


def _holds(read: Any, sent: Any) -> bool:
    """Whether all that was sent is read as it was; what is new has its default."""
    if isinstance(sent, dict):
        return all(_holds(read[key], value) for key, value in sent.items())
    if isinstance(sent, list):
        return len(read) == len(sent) and all(map(_holds, read, sent))
    return read == sent


@pytest.mark.parametrize(("kind", "union"), [("command", Command), ("fact", Fact), ("question", Question)])
def test_each_thing_that_may_be_said_upwards_has_an_example(kind: Any, union: Any) -> None:
    assert {type(body) for body in examples.BODIES[kind]} == set(get_args(union))


@pytest.mark.parametrize("kind", sorted(examples.BODIES))
def test_the_longest_words_in_every_place_leave_a_message_small_enough(kind: Any) -> None:
    """Two hundred letters of which each takes three bytes."""
    for body in examples.BODIES[kind]:
        encode(examples.envelope(kind, _wordy(body)))


def _wordy(value: Any) -> Any:
    if not isinstance(value, msgspec.Struct):
        return value
    changes = {
        field.name: "ệ" * 200
        if field.name in ("reason", "words", "note", "help") and isinstance(getattr(value, field.name), str)
        else _wordy(getattr(value, field.name))
        for field in msgspec.structs.fields(value)
    }
    return msgspec.structs.replace(value, **changes)


def test_unknown_fields_are_ignored() -> None:
    data = json.loads(PINNED[0]["bytes"])
    data["later"] = 1
    data["body"]["later"] = {"more": True}
    assert decode(PINNED[0]["kind"], json.dumps(data).encode()).body == SAMPLES[0][1]


def test_a_problem_that_only_a_newer_release_knows_does_not_leave_a_box_unheard() -> None:
    line = next(json.loads(x["bytes"]) for x in PINNED if x["kind"] == "device-state" and "problems" in x["bytes"])
    line["body"]["problems"].append("of-tomorrow")
    assert "of-tomorrow" in decode("device-state", json.dumps(line).encode()).body.problems


def test_another_major_version_is_refused_by_name_with_the_id_to_answer() -> None:
    data = json.loads(next(p for p in PINNED if p["kind"] == "command")["bytes"])
    data["v"] = 2
    data["body"] = {"type": "of-the-future"}
    with pytest.raises(ContractError) as caught:
        decode("command", json.dumps(data).encode())
    assert caught.value.key == "unsupported-version"
    assert caught.value.message_id == examples.ID


def test_an_oversized_message_is_refused_before_it_is_read() -> None:
    with pytest.raises(ContractError) as caught:
        decode("command", b"[" * (MAX_BYTES + 1))
    assert caught.value.key == "oversized"


def test_a_message_that_its_receiver_would_refuse_is_not_sent() -> None:
    def sent(reason: str) -> bytes:
        return encode(examples.envelope("command", PauseCounter(counter="quay-1", reason=reason)))

    room = MAX_BYTES - len(sent(""))
    assert len(sent("a" * room)) == MAX_BYTES
    with pytest.raises(ContractError) as caught:
        sent("a" * (room + 1))
    assert (caught.value.key, caught.value.message_id) == ("oversized", examples.ID)


def test_text_goes_out_and_comes_in_as_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "Nghỉ trưa ở quầy")
    data = encode(examples.envelope("command", PauseCounter(counter="quay-3", reason=decomposed)))
    assert "Nghỉ trưa ở quầy".encode() in data
    raw = data.replace("Nghỉ trưa ở quầy".encode(), decomposed.encode())
    assert decode("command", raw).body.reason == "Nghỉ trưa ở quầy"


@given(st.sampled_from(sorted(BODIES)), st.binary(max_size=300))
def test_garbage_raises_nothing_but_a_contract_error(kind: Any, data: bytes) -> None:
    with pytest.raises(ContractError):
        decode(kind, data)


@given(st.sampled_from(PINNED), st.data())
def test_a_message_with_one_byte_changed_is_taken_or_refused_but_never_breaks(
    pinned: dict[str, Any], data: st.DataObject
) -> None:
    raw = bytearray(pinned["bytes"].encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(pinned["kind"], bytes(raw))
    except ContractError as error:
        assert error.key in ("malformed", "unsupported-version")


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Any body of this kind that its own types allow."""
    return st.sampled_from(examples.BODIES[kind]).flatmap(_varied)


def _varied(body: Any) -> st.SearchStrategy[Any]:
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    changes = {
        field.name: words.map(lambda text: unicodedata.normalize("NFC", text))
        for field in msgspec.structs.fields(body)
        if field.name in ("reason", "words")
    }
    return st.fixed_dictionaries(changes).map(lambda new: msgspec.structs.replace(body, **new))


@given(st.data(), st.sampled_from(sorted(BODIES)))
def test_what_is_encoded_decodes_to_the_same(data: st.DataObject, kind: Any) -> None:
    sent: Envelope[Any] = examples.envelope(kind, data.draw(_values(kind)))
    assert decode(kind, encode(sent)) == sent


@pytest.mark.parametrize("id", [examples.ID + "\n", examples.ID.upper(), examples.ID[:-1]])
def test_an_id_is_taken_only_in_its_exact_form(id: str) -> None:
    data = json.loads(next(p for p in PINNED if p["kind"] == "command")["bytes"])
    data["id"] = id
    with pytest.raises(ContractError):
        decode("command", json.dumps(data).encode())
