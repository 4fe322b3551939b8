"""Who may say and hear what, written by hand from the protocol (docs/protocol) and from nothing else.

A line is a name, ``says`` or ``hears``, and topics below ``motcua/v1/thu/``; ``{me}`` is the name itself.
"""

from __future__ import annotations

from tests.broker_config.guarded import SHUT_OUT

CLAIM, STRANGER, LINE = "claim-0a1b2c3d", "ki-ot-la", "thu"
"""A new box with a claim; somebody with a certificate of this hall who stands in no hall file; the line to the centre,
which is called as the hall is and has no certificate of it."""
ROOT = "motcua/v1/thu/"

_TABLE = """
everybody     says   enrol/{me}/csr
everybody     hears  enrol/{me}/crt
known         says   dev/{me}/state dev/{me}/health dev/{me}/alert/paper-out dev/{me}/alert/storage
device        hears  dev/{me}/down/ack dev/{me}/down/reply dev/{me}/down/answer state/hall
device        says   dev/{me}/box
device        hears  release/{me}
box           says   dev/{me}/doctor dev/{me}/up/shown
box           hears  dev/+/up/look/{me}

kiosk-1       says   dev/{me}/up/command dev/{me}/up/fact dev/{me}/up/question
kiosk-1       hears  state/service/+ catalogue/+
kiosk-2       says   dev/{me}/up/command dev/{me}/up/fact dev/{me}/up/question
kiosk-2       hears  state/service/+ catalogue/+
pad-1         says   dev/{me}/up/fact
pad-1         hears  state/counter/quay-1 catalogue/plan

bang-calls    says   dev/{me}/up/fact dev/{me}/up/question
bang-calls    hears  state/zone/sanh call/sanh state/service/+
bang-lau-2    says   dev/{me}/up/fact dev/{me}/up/question
bang-lau-2    hears  state/zone/lau-2 call/lau-2 state/service/+
bang-waiting  says   dev/{me}/up/fact dev/{me}/up/question
bang-waiting  hears  state/zone/sanh state/service/+
bang-counter  says   dev/{me}/up/fact dev/{me}/up/question
bang-counter  hears  state/zone/sanh call/sanh state/counter/quay-1
bang-dossiers says   dev/{me}/up/fact dev/{me}/up/question
bang-dossiers hears  state/zone/sanh catalogue/dossier-board
bang-notices  says   dev/{me}/up/fact dev/{me}/up/question
bang-notices  hears  state/zone/sanh catalogue/notices
led-1         says   dev/{me}/up/fact
led-1         hears  state/zone/sanh call/sanh
led-2         says   dev/{me}/up/fact
led-2         hears  state/zone/lau-2 call/lau-2 state/counter/quay-2
sign-1        says   dev/{me}/up/fact
sign-1        hears  state/zone/sanh call/sanh state/counter/quay-1 state/counter/quay-3

goi-1         says   dev/{me}/up/command
goi-1         hears  state/counter/quay-1 state/service/+
goi-2         says   dev/{me}/up/command
goi-2         hears  state/counter/quay-2 state/counter/quay-3 state/service/+
console-1     says   dev/{me}/up/command dev/{me}/up/trust
console-1     says   dev/{me}/up/look/+ dev/{me}/up/release
console-1     hears  state/counter/+ state/service/+ trust/+ dev/+/state dev/+/health dev/+/alert/+
console-1     hears  dev/+/doctor dev/+/up/shown dev/+/box state/rollout

hub           says   state/hall state/service/+ state/counter/+ state/zone/+ call/+ catalogue/+
hub           says   release/+ state/rollout
hub           hears  dev/+/box dev/+/up/release
hub           says   dev/+/down/ack dev/+/down/reply dev/+/down/answer
hub           hears  dev/+/up/command dev/+/up/fact dev/+/up/question dev/+/state trust/+
hub           says   central/up/ask
hub           hears  central/line central/down/told
courier       says   central/up/hello central/up/records central/up/status central/up/differs
courier       hears  central/line central/down/recorded central/down/stands central/down/changes central/down/bucket
courier       hears  state/hall state/service/+ state/counter/+ dev/+/state
thu           says   central/line
authority     says   enrol/+/crt trust/+
authority     hears  enrol/+/csr dev/+/up/trust trust/+
"""

DEVICES = sorted(
    {line.split()[0] for line in _TABLE.splitlines() if line} - {"everybody", "known", "device", "box", LINE}
)
"""All that stand in the table by name but the line, hub, authority and courier among them."""
_OF_THE_BOX = ("hub", "authority", "courier")
CONSOLE = "console-1"
"""On the hub's box, which it looks at itself."""
KNOCKING = [*DEVICES, CLAIM, STRANGER, SHUT_OUT, LINE]
"""All that have a certificate of this hall, and whoever might get one in the line's name."""

_OF_A_DEVICE = """
dev/{me}/state dev/{me}/health dev/{me}/alert/paper-out dev/{me}/alert/storage
dev/{me}/up/fact dev/{me}/up/command dev/{me}/up/question dev/{me}/up/trust
dev/{me}/doctor dev/{me}/up/shown dev/console-1/up/look/{me} dev/{me}/box dev/{me}/up/release release/{me}
dev/{me}/down/ack dev/{me}/down/reply dev/{me}/down/answer
enrol/{me}/csr enrol/{me}/crt
"""
_OF_THE_HALL = """
state/hall state/service/khai-sinh state/service/sao-y state/zone/sanh state/zone/lau-2
state/counter/quay-1 state/counter/quay-2 state/counter/quay-3 call/sanh call/lau-2
catalogue/plan catalogue/procedures catalogue/notices catalogue/dossier-board trust/kiosk-1 trust/goi-1 trust/hub
state/rollout
"""
_OF_THE_LINE = """
central/line central/up/hello central/up/records central/up/status central/up/differs central/up/ask
central/down/recorded central/down/stands central/down/changes central/down/bucket central/down/told
"""
_NOBODYS = """
dev/kiosk-1/down/want dev/kiosk-1/down/control dev/kiosk-1/log dev/kiosk-1/alert/hacked dev/kiosk-1/alert
dev/kiosk-1/state/x dev/kiosk-1/up dev/kiosk-1/up/fact/x dev/kiosk-1/doctor/x dev/console-1/up/look
dev/kiosk-2/up/look/kiosk-1 dev/kiosk-1 dev/KIOSK-1/state dev//state dev/kiosk-1//up/fact
state state/hall/x state/service state/queue/x call call/sanh/x catalogue catalogue/a/b trust trust/kiosk-1/x
enrol enrol/x enrol/kiosk-1/key central/up/tickets central/up central/down/stands/x central/line/x x x/y/z ki-ốt
"""
"""Named in no right, one level more or less, other letters, empty levels."""
_ELSEWHERE = """
motcua/v1/khac/state/hall motcua/v1/khac/dev/kiosk-1/state motcua/v1/khac/enrol/kiosk-1/csr motcua/v2/thu/state/hall
motcua/v1/thu motcua/v1/thu/ motcua/v1 motcua/v1//state/hall /motcua/v1/thu/state/hall Motcua/v1/thu/state/hall
state/hall dev/kiosk-1/state central/up/tickets central/down/dossiers x / // $x $x/y
"""

TOPICS = [
    *(ROOT + form.format(me=name) for name in KNOCKING for form in _OF_A_DEVICE.split()),
    *(ROOT + rest for rest in f"{_OF_THE_HALL} {_OF_THE_LINE} {_NOBODYS}".split()),
    *_ELSEWHERE.split(),
]


def rights(name: str, verb: str) -> list[str]:
    """Whole filters that ``name`` ``says`` or ``hears``."""
    kinds = {"everybody", name}
    if name in DEVICES:
        kinds |= {"known"} if name in _OF_THE_BOX else {"known", "device"}
        kinds |= set() if name in (*_OF_THE_BOX, CONSOLE) else {"box"}
    lines = [line.split() for line in _TABLE.splitlines() if line]
    return [
        ROOT + topic.format(me=name)
        for who, does, *topics in lines
        if who in kinds and does == verb
        for topic in topics
    ]


def fits(filter: str, topic: str) -> bool:
    """Whether MQTT's ``filter`` matches ``topic``."""
    wanted, have = filter.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in ("+", "#"):
        return False
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(have) or level not in ("+", have[place]):
            return False
    return len(wanted) == len(have)


def may(name: str, verb: str, topic: str) -> bool:
    return any(fits(filter, topic) for filter in rights(name, verb))
