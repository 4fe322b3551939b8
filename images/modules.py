"""Whether what was taken out of the kernel's modules leaves any that cannot be loaded.

depmod is silent about that: it forgets what is not there, and the module fails on the box, with "Unknown symbol"."""

from __future__ import annotations

from pathlib import Path

from images.tools import BuildError

FOLDER = "usr/lib/modules"
NOT_MISSED = {
    # Storage and networks of computing centres.
    *("nvme-rdma", "nvmet-rdma", "rpcrdma", "rds_rdma", "smc", "smc_diag", "9pnet_rdma"),
    # A box that plays a camera, a table with cameras in it, two sound cards of the nineties with radio.
    *("usb_f_uvc", "sur40", "snd-es1968", "snd-fm801"),
}
"""These may stay without what they need."""
Needs = dict[Path, list[Path]]


def needs(root: Path) -> Needs:
    """Of each module that is there: which others it needs, as Debian's own depmod found them."""
    found: Needs = {}
    for table in root.glob(f"{FOLDER}/*/modules.dep"):
        for line in table.read_text("utf-8").splitlines():
            module, _, others = line.partition(":")
            found[table.parent / module] = [table.parent / other for other in others.split()]
    return found


def must_be_whole(before: Needs) -> None:
    """BuildError names what can no longer be loaded, and what it lacks."""
    torn = {
        module.name.split(".")[0]: ", ".join(other.name.split(".")[0] for other in others if not other.exists())
        for module, others in before.items()
        if module.exists() and not all(other.exists() for other in others)
    }
    missed = [f"{name} (needs {lacks})" for name, lacks in sorted(torn.items()) if name not in NOT_MISSED]
    if missed:
        raise BuildError(f"what is taken out of the image (images/system.py) is needed: {'; '.join(missed)}")
