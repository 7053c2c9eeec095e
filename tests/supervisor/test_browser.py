"""The page is opened where somebody sits in front of a desktop, once it is there."""

import socket
import threading

import pytest

from jamd.supervisor import browser

X11, WAYLAND, SSH = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"SSH_CONNECTION": "10.0.0.2 5 10.0.0.3 22"}
SERVICE = {"INVOCATION_ID": "8f0c"}


@pytest.mark.parametrize(
    ("environment", "platform", "is_terminal", "opens"),
    [
        (X11, "linux", True, True),
        (WAYLAND, "linux", True, True),
        ({}, "linux", True, False),
        (SSH, "linux", True, False),
        (SSH | X11, "linux", True, True),  # a forwarded display
        (X11, "linux", False, False),  # its output is read by a program
        (X11 | SERVICE, "linux", True, False),
        ({}, "darwin", True, True),
        (SSH, "darwin", True, False),
        ({}, "win32", True, True),
    ],
)
def test_a_browser_opens_only_where_somebody_sees_it(environment, platform, is_terminal, opens) -> None:
    assert browser.has_desktop(environment, platform, is_terminal) == opens


def test_the_page_is_opened_once_it_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, done = [], threading.Event()
    monkeypatch.setattr(browser.webbrowser, "open", lambda address: opened.append(address) or done.set() or True)
    with socket.socket() as page:
        page.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{page.getsockname()[1]}/"
        browser.open_when_served(address)
        assert not done.wait(0.2)
        page.listen()
        assert done.wait(5)
    assert opened == [address]
