"""Knows pip: the product in ``/opt/motcua`` of an image, as a Python environment on the image's own Python 3.13.

What Debian brings (Kivy, evdev and what Kivy needs) is left out of our pins; everything else is installed from wheels
with the hashes that the requirements name, for the image's architecture and not this machine's.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from images.tools import BuildError, run

PYTHON = "3.13"
HOME = Path("opt/motcua")
SITE = HOME / f"lib/python{PYTHON}/site-packages"

FROM_DEBIAN = {
    *(
        "kivy",
        "kivy-garden",
        "docutils",
        "pygments",
        "filetype",
        "requests",
        "certifi",
        "charset-normalizer",
        "urllib3",
    ),
    "evdev",
}
ONLY_TO_BUILD = {"babel"}
"""It compiles the translations, which are in the wheel."""
FILMS = "av"
"""Plays the films among the notices: an extra that a hall may do without, and an image for all does not."""
NOT_ON_A_BOX = ("central_gateway", "demo", "hall_sim")
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
GLIBC = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")

COMPILE = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash")
"""The root is read-only: what is not compiled now is compiled at each start, and nothing changes under it."""

STARTER = "#!/opt/motcua/bin/python3\nimport sys\n\nfrom motcua import main\n\nsys.exit(main())\n"
SETTINGS = f"home = /usr/bin\ninclude-system-site-packages = true\nversion = {PYTHON}\n"


def put(root: Path, source: Path, arch: str, scratch: Path) -> None:
    """The product of the checkout ``source`` is in the tree ``root``, compiled."""
    site = root / SITE
    site.mkdir(parents=True)
    pins = scratch / "pins.txt"
    pins.write_text("".join(pinned(source)), "utf-8")
    _install(site, arch, "--require-hashes", "-r", pins)
    _install(site, arch, _wheel(source, scratch))
    for name in NOT_ON_A_BOX:
        shutil.rmtree(site / name)
    shutil.rmtree(site / "bin", ignore_errors=True)
    environment(root)
    # What stands between docs and code in every checkout stands so on the box too.
    shutil.copytree(source / "docs", root / HOME / "docs", ignore=shutil.ignore_patterns("*.png"))
    run("chroot", root, f"/usr/bin/python{PYTHON}", *COMPILE, f"/{SITE}")


def pinned(source: Path) -> Iterator[str]:
    """The pins of the image, each with its hashes."""
    for name, text in _entries(source / "requirements.txt"):
        if name not in FROM_DEBIAN | ONLY_TO_BUILD:
            yield text
    films = [text for name, text in _entries(source / "requirements-test.txt") if name == FILMS]
    if not films:
        raise BuildError(f"requirements-test.txt does not pin {FILMS}")
    yield from films


def _entries(file: Path) -> Iterator[tuple[str, str]]:
    """Each pin that counts on the image, without its condition: pip would ask this machine's Python."""
    on_the_box = {
        "python_version": PYTHON,
        "python_full_version": f"{PYTHON}.0",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    for entry in file.read_text("utf-8").replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        said, *hashes = entry.split(" --hash=")
        wanted = Requirement(said.strip())
        if wanted.marker is None or wanted.marker.evaluate({**on_the_box, "implementation_name": "cpython"}):
            yield (
                wanted.name,
                " ".join([f"{wanted.name}{wanted.specifier}", *(f"--hash={h.strip()}" for h in hashes)]) + "\n",
            )


def _install(site: Path, arch: str, *what: str | Path) -> None:
    platforms = [f"--platform={libc}_{MACHINES[arch]}" for libc in GLIBC]
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    there = (
        "--no-deps",
        "--no-compile",
        "--only-binary=:all:",
        f"--python-version={PYTHON}",
        "--implementation=cp",
        "--ignore-requires-python",
    )
    run(
        *pip,
        "install",
        *there,
        "--abi=cp313",
        "--abi=abi3",
        "--abi=none",
        *platforms,
        f"--target={site}",
        "--upgrade",
        *what,
    )


def _wheel(source: Path, scratch: Path) -> Path:
    """Made from a copy, so that nothing that an earlier build left in the checkout gets in."""
    copy = scratch / "source"
    kept = shutil.ignore_patterns("__pycache__", "*.egg-info", "out")
    for path in sorted(source.iterdir()):
        if (path / "__init__.py").is_file() and path.name not in {"tests", "benchmarks", "images"}:
            shutil.copytree(path, copy / path.name, ignore=kept)
    for name in ("pyproject.toml", "README.md", "motcua.py"):
        shutil.copy2(source / name, copy / name)
    # In the copy: a checkout without compiled translations would make boxes that speak Vietnamese alone.
    run(sys.executable, "-m", "motcua", "languages", "--compile", where=copy)
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", f"--wheel-dir={scratch}", copy)
    (wheel,) = scratch.glob("motcua-*.whl")
    return wheel


def environment(root: Path) -> None:
    """What starts the product, also by its name alone."""
    programs, usual = root / HOME / "bin", root / "usr/local/bin"
    for folder in (programs, usual):
        folder.mkdir(parents=True, exist_ok=True)
    (root / HOME / "pyvenv.cfg").write_text(SETTINGS, "utf-8")
    for name in ("python3", "python"):
        (programs / name).symlink_to(f"/usr/bin/python{PYTHON}")
    starter = programs / "motcua"
    starter.write_text(STARTER, "utf-8")
    starter.chmod(0o755)
    # As the guides have it: motcua doctor.
    (usual / "motcua").symlink_to(f"/{HOME}/bin/motcua")
