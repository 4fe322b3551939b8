"""How much of the API one may use."""

from __future__ import annotations

from hall_core.domain.bucket import Rate

OF_A_CLIENT = Rate(per_second=20, at_once=200)
"""Each request may carry 500 dossiers or 5,000 rows: a province's whole day in a minute."""
OF_A_STRANGER = Rate(per_second=1, at_once=20)
"""Requests without a token that counts, of one address: a client that is wrongly set up sees why."""
OF_THE_PUBLIC = Rate(per_second=5, at_once=50)
"""Of what everybody may ask, of one address: some monitors behind one router."""
