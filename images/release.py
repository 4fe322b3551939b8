"""Knows RAUC, openssl, zstd and bmaptool: what is handed on of a build, and the keys that sign it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from images.tools import BuildError, run

AUTHORITY, AUTHORITY_KEY = "release-ca.pem", "release-ca.key"
SIGNER, SIGNER_KEY = "release.pem", "release.key"
YEARS = {AUTHORITY: 30, SIGNER: 10}
MOST = 400_000_000
"""Bytes of what a hall downloads, image or update: a line of 8 Mbit/s brings that in seven minutes."""
PACKED = "-comp zstd -Xcompression-level 19 -b 1M -no-progress"
"""A tenth smaller than at level 12 and 512 KB, for a minute of the build."""

MANIFEST = """[update]
compatible=motcua-{arch}
version={version}

[bundle]
format=verity

[image.rootfs]
filename=root.ext4
"""


def keys(folder: Path) -> None:
    """An authority for releases, and a key it vouches for that signs them. The first is for a locked drawer, the second
    for whoever builds; boxes know the first one's certificate alone. What is there is never written over."""
    folder.mkdir(parents=True, exist_ok=True)
    there = [name for name in (AUTHORITY, AUTHORITY_KEY, SIGNER, SIGNER_KEY) if (folder / name).exists()]
    if there:
        raise BuildError(f"{folder} has {', '.join(there)} already: another folder, or put them aside yourself")
    before = os.umask(0o077)
    try:
        _made(folder)
    finally:
        os.umask(before)


def _made(folder: Path) -> None:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    run(
        *("openssl", "req", "-x509", *curve, "-keyout", folder / AUTHORITY_KEY, "-out", folder / AUTHORITY),
        *("-days", str(YEARS[AUTHORITY] * 365), "-subj", "/O=Motcua/CN=Motcua releases"),
        *("-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    asked = folder / "asked.csr"
    run(
        *(
            "openssl",
            "req",
            *curve,
            "-keyout",
            folder / SIGNER_KEY,
            "-out",
            asked,
            "-subj",
            "/O=Motcua/CN=Motcua release signer",
        )
    )
    extensions = folder / "extensions.cnf"
    # RAUC looks at a bundle as at a signed letter.
    extensions.write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=codeSigning,emailProtection\n",
        "utf-8",
    )
    run(
        *("openssl", "x509", "-req", "-in", asked, "-CA", folder / AUTHORITY, "-CAkey", folder / AUTHORITY_KEY),
        *("-set_serial", f"0x{os.urandom(16).hex()}", "-days", str(YEARS[SIGNER] * 365), "-extfile", extensions),
        *("-out", folder / SIGNER),
    )
    asked.unlink()
    extensions.unlink()


def bundle(root: Path, target: Path, arch: str, version: str, signed_by: Path, scratch: Path) -> None:
    """The root file system as an update: RAUC's, its every block under the signature (verity)."""
    content = scratch / "bundle"
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir(parents=True)
    (content / "manifest.raucm").write_text(MANIFEST.format(arch=arch, version=version), "utf-8")
    os.link(root, content / "root.ext4")
    target.unlink(missing_ok=True)
    trust = (f"--cert={signed_by / SIGNER}", f"--key={signed_by / SIGNER_KEY}", f"--keyring={signed_by / AUTHORITY}")
    run("rauc", *trust, f"--mksquashfs-args={PACKED}", "bundle", content, target)
    shutil.rmtree(content)


def packed(image: Path) -> tuple[Path, Path]:
    """The image compressed, and the map of what of it is to be written."""
    small, plan = image.with_name(f"{image.name}.zst"), image.with_suffix(".bmap")
    run("bmaptool", "create", "-o", plan, image)
    run("zstd", "-q", "-f", "-12", "-T2", image, "-o", small)
    return small, plan


def must_be_small(files: Iterable[Path], most: int = MOST) -> None:
    """BuildError: what nobody can download over a hall's line is no release, and the next one would be larger yet."""
    for file in files:
        if (size := file.stat().st_size) > most:
            raise BuildError(
                f"{file.name} has {size / 1e6:.0f} MB, more than {most / 1e6:.0f}: see what came with it "
                "(images/packages.toml, the .packages beside the last release) and take it out (images/system.py)"
            )


def sums(files: list[Path], target: Path) -> None:
    lines = []
    for file in files:
        with file.open("rb") as opened:
            lines.append(f"{hashlib.file_digest(opened, 'sha256').hexdigest()}  {file.name}\n")
    target.write_text("".join(lines), "utf-8")
