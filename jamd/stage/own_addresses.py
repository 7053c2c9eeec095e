"""By which addresses other machines reach this one."""

import contextlib
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from typing import Final

try:
    import fcntl
except ImportError:  # Windows, where the machine's name leads to all of its addresses
    fcntl = None  # type: ignore[assignment]

_ASK_ADDRESS: Final = 0xC0206921 if sys.platform == "darwin" else 0x8915  # SIOCGIFADDR
_ELSEWHERE: Final = ("192.0.2.1", 9)  # an address for documentation: nothing is sent there


def own_addresses() -> list[str]:
    """IPv4 addresses, first the one on the way to the internet; empty without a network. It may wait for DNS."""
    found = dict.fromkeys([*_towards_the_internet(), *_of_interfaces(), *_of_the_name()])
    return [address for address in found if not ipaddress.ip_address(address).is_loopback]


def _towards_the_internet() -> Iterator[str]:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        yield probe.getsockname()[0]


def _of_interfaces() -> Iterator[str]:
    """Of a machine that is its own network, too: there is no way to the internet from it."""
    if fcntl is None:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):  # an interface without an address
                answer = fcntl.ioctl(probe, _ASK_ADDRESS, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(answer[20:24])


def _of_the_name() -> Iterator[str]:
    with contextlib.suppress(OSError, UnicodeError):  # a name that DNS cannot have
        yield from socket.gethostbyname_ex(socket.gethostname())[2]
