"""How many wrong tokens may be tried: a few at once, then one in a while, from each address. Without that, a token that
people can remember is found in minutes.
"""

import ipaddress
import time
from collections.abc import Callable
from typing import Final

_AT_ONCE: Final = 10.0  # wrong tokens
_PER_S: Final = 0.2  # and then
_MAX_ADDRESSES: Final = 1000  # the one that has been quiet longest is forgotten
_NETWORK: Final = 64  # bits of an IPv6 address that one machine cannot choose


class Guesses:
    """Owned by the page's event loop. `now` gives seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: dict[str, tuple[float, float]] = {}  # allowance, and when it was counted

    def allowed(self, address: str) -> bool:
        """Whether a token from there is looked at."""
        return self._allowance(_source(address)) >= 1

    def count(self, address: str) -> None:
        """One was wrong."""
        source = _source(address)
        left = self._allowance(source) - 1
        self._left.pop(source, None)
        self._left[source] = left, self._now()
        if len(self._left) > _MAX_ADDRESSES:
            del self._left[next(iter(self._left))]

    def _allowance(self, source: str) -> float:
        left, then = self._left.get(source, (_AT_ONCE, self._now()))
        return min(_AT_ONCE, left + (self._now() - then) * _PER_S)


def _source(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(parsed), _NETWORK), strict=False))
    return address
