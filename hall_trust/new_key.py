"""``python -m hall_trust.new_key KEYS_DIR DEVICE``: a new private key for a box, and the request for its certificate.

Programs that run all day start this when their certificate is to be renewed, and never load the library for it. What is
there already stays: the same key asks again after a power cut. A box that has a key vouches with it for the new one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hall_core.durable import write_durably
from hall_core.keys import SECRET, Keys
from hall_trust.error import TrustError
from hall_trust.key import new_key, public_of, request_for, requested
from hall_trust.vouching import request_vouched_for, vouched_for


def make(keys: Keys, device: str) -> None:
    """``next.key`` and ``next.csr`` are there and belong together. OSError; TrustError when the box's own key, which is
    to vouch for them, is none."""
    old = keys.own.read_bytes() if keys.own.is_file() else None
    if keys.next_key.is_file() and keys.next_request.is_file():
        try:
            request = keys.next_request.read_text("ascii")
            if public_of(keys.next_key.read_bytes()) == requested(request) and (
                old is None or vouched_for(old, request)
            ):
                return
        except (ValueError, TrustError):
            pass  # what a dying disk has left: made anew
    key = new_key()
    write_durably(keys.next_key, key, SECRET)
    request = request_for(key, device) if old is None else request_vouched_for(key, device, old)
    write_durably(keys.next_request, request, SECRET)


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if len(words) != 2:
        print("usage: python -m hall_trust.new_key KEYS_DIR DEVICE", file=sys.stderr)
        return 2
    try:
        make(Keys(Path(words[0])), words[1])
    except (OSError, TrustError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        print(f"{words[0]}: no new key: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
