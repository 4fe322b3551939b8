"""Style, script and letters: all from this box, the colours from the roles of all screens."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import get_args

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from hall_core.ui import fonts
from hall_core.ui.colours import DARK, LIGHT, ColourRole, Theme

FOLDER = Path(__file__).parent / "static"
KEPT = {"cache-control": "public, max-age=86400"}
"""Addresses carry the version of the product, so that a new one is fetched at once."""
FILES = {
    "console.css": "text/css",
    "figures.css": "text/css",
    "phone.css": "text/css",
    "console.js": "text/javascript",
    "phone.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
LETTERS: dict[str, fonts.Weight] = {f"{weight.lower()}.ttf": weight for weight in fonts.WEIGHTS}
"""As the screens have them."""


async def serve(request: Request) -> Response:
    name: str = request.path_params["name"]
    if name == "colours.css":
        return Response(colours(), media_type="text/css", headers=KEPT)
    if name in FILES:
        return FileResponse(FOLDER / name, media_type=FILES[name], headers=KEPT)
    if name in LETTERS:
        with suppress(fonts.FontMissingError):  # The system's own letters do.
            return FileResponse(fonts.path(LETTERS[name]), media_type="font/ttf", headers=KEPT)
    return Response(status_code=404)


@cache
def colours() -> str:
    """The roles as CSS variables, light, and dark where the reader's system asks for it."""
    return (
        f":root{{color-scheme:light dark;{_roles(LIGHT)}}}@media(prefers-color-scheme:dark){{:root{{{_roles(DARK)}}}}}"
    )


def _roles(theme: Theme) -> str:
    roles: tuple[ColourRole, ...] = get_args(ColourRole)
    return "".join(f"--{role.replace('_', '-')}:{getattr(theme, role)};" for role in roles)
