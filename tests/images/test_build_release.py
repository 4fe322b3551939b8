"""What updates a box: signed, and refused in every other way."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from images import release
from images.tools import BuildError, run
from tests.images.conftest import NEEDED, there

pytestmark = pytest.mark.skipif(
    not there(*NEEDED, "rauc", "mksquashfs", "openssl"), reason="needs rauc and squashfs-tools"
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    release.keys(folder)
    return folder


@pytest.fixture(scope="module")
def update(pi_disk: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("update")
    target = place / "motcua.raucb"
    release.bundle(pi_disk.with_name("root.ext4"), target, "arm64", "1.2.3", keys, place)
    return target


def looked_at(update: Path, keys: Path) -> tuple[bool, str]:
    done = subprocess.run(
        ["rauc", "info", f"--keyring={keys / release.AUTHORITY}", update], capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


def test_a_box_of_its_kind_knows_it_and_what_is_in_it(update: Path, keys: Path) -> None:
    good, said = looked_at(update, keys)
    assert good, said
    for words in ("'motcua-arm64'", "'1.2.3'", "verity", "rootfs"):
        assert words in said


def test_another_authoritys_is_refused(update: Path, tmp_path: Path) -> None:
    release.keys(tmp_path / "others")
    good, said = looked_at(update, tmp_path / "others")
    assert (good, "signature verification failed" in said) == (False, True)


@pytest.mark.parametrize("back", [8, 300, 1000])
def test_one_changed_byte_of_what_is_signed_is_refused(update: Path, keys: Path, tmp_path: Path, back: int) -> None:
    forged = tmp_path / "forged.raucb"
    data = bytearray(update.read_bytes())
    data[-back] ^= 1
    forged.write_bytes(data)
    assert not looked_at(forged, keys)[0]


def test_the_keys_are_their_owners_alone_and_never_written_over(keys: Path) -> None:
    for name in (release.AUTHORITY_KEY, release.SIGNER_KEY):
        assert stat.S_IMODE((keys / name).stat().st_mode) == 0o600
    with pytest.raises(BuildError, match=r"has release-ca\.pem"):
        release.keys(keys)


def test_the_signer_may_sign_and_not_vouch_for_another(keys: Path) -> None:
    said = run("openssl", "x509", "-in", keys / release.SIGNER, "-noout", "-text")
    assert "CA:FALSE" in said
    run("openssl", "verify", "-CAfile", keys / release.AUTHORITY, keys / release.SIGNER)


def test_a_release_that_is_too_large_for_a_halls_line_is_no_release(tmp_path: Path) -> None:
    small, large = tmp_path / "small.raucb", tmp_path / "large.img.zst"
    small.write_bytes(bytes(1_000_000))
    large.write_bytes(bytes(1_000_001))
    release.must_be_small([small], most=1_000_000)
    with pytest.raises(BuildError, match=r"large\.img\.zst has 1 MB, more than 1: see what came with it"):
        release.must_be_small([small, large], most=1_000_000)
