"""``motcua backup`` that looks, and tells, without a pause."""

from __future__ import annotations

import sys

from hall_hub.backup import __main__ as backup

SOON = 0.01


def main() -> int:
    backup.EVERY = backup.AGAIN = SOON
    backup.TELL_EVERY = 0.0
    return backup.main()


if __name__ == "__main__":
    sys.exit(main())
