"""What officers wrote, taken out of a line of the ledger: the line says still that something was written, not what.

Digests and the archive are made of such lines, so words may go by rule while the proof of all else stays.
"""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

GONE = "[…]"
"""In place of words, in every language; so nobody takes what was deleted for what was never said."""
KEYS = frozenset({"note", "reason", "help", "vi", "en"})
"""What holds free words in events, commands and answers: notes, reasons, calls for help, messages to everybody."""
MACHINES = frozenset({"ticket-print-failed", "paper-reported", "vote-refused"})
"""Events whose reason no person wrote."""
_MAYBE = re.compile(rf'"(?:{"|".join(sorted(KEYS))})":"(?!")')


def wordless(body: str) -> str:
    """The same JSON with :data:`GONE` where words stood; the very same text where there were none."""
    if not _MAYBE.search(body):
        return body
    value: Any = msgspec.json.decode(body)
    return msgspec.json.encode(value).decode() if _take_out(value) else body


def only_less(before: Any, after: Any) -> bool:
    """Whether one value of JSON is the other but for words that are gone, whichever release has taken them out."""
    if after == GONE:
        return isinstance(before, str)
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("dict[str, Any]", before), cast("dict[str, Any]", after)
        return old.keys() == new.keys() and all(only_less(old[key], new[key]) for key in old)
    if isinstance(before, list) and isinstance(after, list):
        parts, left = cast("list[Any]", before), cast("list[Any]", after)
        return len(parts) == len(left) and all(map(only_less, parts, left))
    return before == after


def _take_out(value: Any) -> bool:
    """Whether there was anything."""
    found = False
    if isinstance(value, list):
        for part in cast("list[Any]", value):
            found |= _take_out(part)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        for key, part in () if fields.get("type") in MACHINES else fields.items():
            if isinstance(part, str):
                if key in KEYS and part not in ("", GONE):
                    fields[key], found = GONE, True
            # Why something was refused is a key of ours.
            elif key != "refusal":
                found |= _take_out(part)
    return found
