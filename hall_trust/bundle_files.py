"""What a box is told before its first start, as files in the folder ``hall`` of its boot partition or of a USB stick.

    hall.toml     the hall file
    device.toml   which of its devices this box is, and where the hub is; written last: without it there is no bundle
    ca.pem        the hall's authority
    device.pem    private key and certificate       } one of the two: the second is safer, for the key that counts is
    until         when that ends, see Keys.until    } then made in the box and never leaves it
    claim.txt     a claim (hall_trust.claim)
    hub/          for the hub's own box, instead of these: ``trust`` and ``keys`` as they are to lie in
                  /var/lib/motcua, made by ``motcua hall init`` elsewhere. Without it that box makes its own
    technician.pub  public keys of those who may type commands at the box (hall_trust.technician), or nothing. It is
                  no part of the bundle: put there alone later it counts as well

A boot partition is FAT, which knows no owners: whoever holds the card reads the key.
"""

from __future__ import annotations

from pathlib import Path

from hall_core.keys import Keys

FOLDER = "hall"
HALL, DEVICE, CLAIM = "hall.toml", "device.toml", "claim.txt"
CA, OWN, UNTIL = (file.name for file in (Keys(Path()).ca, Keys(Path()).own, Keys(Path()).until))
HUBS = "hub"
"""The folder with what only the hub's own box gets, in which are:"""
TRUST, KEYS = "trust", "keys"
TECHNICIAN = "technician.pub"
PUBLIC = (DEVICE, HALL, CA)
"""What stays on the card: it tells whoever finds it which box it belongs to, and opens nothing."""
SECRETS = (OWN, UNTIL, CLAIM)
