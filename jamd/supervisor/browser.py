"""Opens the page in the browser, where the person who starts jamd sits in front of a desktop."""

import socket
import sys
import time
import webbrowser
from collections.abc import Mapping
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

_PATIENCE_S: Final = 20.0  # until the page is served
_RETRY_S: Final = 0.1


def has_desktop(environment: Mapping[str, str], platform: str, is_terminal: bool) -> bool:
    """Whether a browser would open where somebody sees it: not for a service, and not over ssh without a display."""
    if not is_terminal or "INVOCATION_ID" in environment:  # of systemd
        return False
    if platform.startswith(("win", "darwin")):
        return "SSH_CONNECTION" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_when_served(address: str) -> None:
    """Beside all else: nobody waits for a browser."""
    Thread(target=_open, args=(address,), name="browser", daemon=True).start()


def _open(address: str) -> None:
    if _is_served(address) and not webbrowser.open(address):
        print(f"jamd: no browser was found; the page is {address}", file=sys.stderr)


def _is_served(address: str) -> bool:
    where = urlsplit(address)
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        try:
            socket.create_connection((str(where.hostname), where.port or 80), 1.0).close()
            return True
        except OSError:
            time.sleep(_RETRY_S)
    return False
