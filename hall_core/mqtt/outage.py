"""Why there is no link, as values and in words. Light, for screens import it before the network."""

from __future__ import annotations

from typing import Literal

from hall_core.errors import MotcuaError

Reason = Literal[
    "away",
    "refused",
    "keys",
    "others-keys",
    "revoked",
    "expired",
    "stranger",
    "unfit",
    "foreign-broker",
    "false-broker",
    "broker-expired",
    "no-tls",
    "tls",
    "no-agreement",
]

WORDS: dict[Reason, str] = {
    "away": "there is no broker, or the line to it broke",
    "refused": "the broker knows this program and does not let it in; see the broker's log",
    "keys": "this program's own keys cannot be used",
    "others-keys": "these keys are another program's; give this one its own, or enrol it",
    "revoked": "the certificate of this program is on the hall's list of revoked ones; if that is a mistake, enrol it "
    "anew",
    "expired": "the certificate of this program has ended; enrol it anew",
    "stranger": "the certificate of this program is not of this hall; enrol it in this hall",
    "unfit": "the broker takes the certificate of this program for none that a program may have; enrol it anew",
    "foreign-broker": "the broker is not of this hall: its certificate is not signed by this hall's authority; is the "
    "address right, and ca.pem this hall's?",
    "false-broker": "what answers there is not the hall's broker, though it has a certificate of this hall: somebody "
    "may be listening in; look at what stands at this address",
    "broker-expired": "the broker's certificate has ended, or the clock of this box is wrong",
    "no-tls": "what answers there does not speak TLS; is the port right, or is it a broker without certificates?",
    "tls": "the broker broke off before it said anything; if it wants certificates, give this program its --keys",
    "no-agreement": "the broker and this program find no way of speaking TLS; see the broker's log",
}
"""For a log: what is wrong, and what to do."""


class LinkError(MotcuaError):
    """There can be no link for ``reason``; ``detail`` is more of it, such as which file."""

    key = "link"

    def __init__(self, reason: Reason, detail: object = "") -> None:
        super().__init__(f"{WORDS[reason]} ({detail})" if str(detail) else WORDS[reason])
        self.reason: Reason = reason
