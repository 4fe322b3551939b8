"""What a program draws on that nobody sees."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hall_core.ui import unseen

PLAYED = """
#include <string.h>
static const char *const names[] = {NAMES};
static unsigned devices(int most, void **found, int *count) {
    int n = sizeof names / sizeof *names;
    for (*count = 0; *count < n && *count < most; ++*count) found[*count] = (void *)names[*count];
    return 1;
}
static const char *told(void *device, int what) { return what == 0x3055 ? device : 0; }
void *eglGetProcAddress(const char *name) {
    if (!strcmp(name, "eglQueryDevicesEXT")) return (void *)devices;
    return strcmp(name, "eglQueryDeviceStringEXT") ? 0 : (void *)told;
}
"""
"""An EGL library with graphics cards."""
CARD, PROCESSOR = "EGL_EXT_device_drm EGL_EXT_device_drm_render_node", "EGL_MESA_device_software EGL_EXT_something"


def egl(folder: Path, *devices: str) -> str:
    library = folder / "libEGL.so"
    names = ", ".join(f'"{name}"' for name in devices)
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library],
        input=PLAYED.replace("NAMES", names).encode(),
        check=True,
    )
    return str(library)


@pytest.mark.parametrize(
    ("devices", "number"),
    [((CARD, CARD, PROCESSOR), 2), ((PROCESSOR,), 0), ((CARD,), None)],
    ids=["two cards", "", "bare"],
)
def test_what_nobody_sees_is_drawn_by_the_processor_whatever_cards_there_are(
    tmp_path: Path, devices: tuple[str, ...], number: int | None
) -> None:
    assert unseen.processor(egl(tmp_path, *devices)) == number


@pytest.mark.parametrize("library", ["libnone.so", "libc.so.6"])
def test_without_egl_sdl_says_itself_what_it_lacks(library: str) -> None:
    assert unseen.processor(library) is None
