"""`osc:` in config.yaml: controllers and other programs that speak Open Sound Control, and which of them may send."""

import ipaddress
from typing import Annotated, ClassVar

from annotated_types import Ge, Le
from pydantic import AfterValidator, model_validator

from jamd.config.section import Section, Text
from jamd.ipc.settings import LOOPBACK


def _place(text: str | None) -> str | None:
    if text is not None:
        place(text)
    return text


def place(text: str) -> tuple[str, int]:
    """Host and port of HOST:PORT. ValueError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ValueError(f"'{text}' is not a machine and a port, as 192.168.1.20:9000")
    return host.strip("[]"), int(port)


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"'{text}' is neither an address nor a network, as 192.168.1.20 or 192.168.1.0/24") from None
    return text


class Osc(Section):
    """Open Sound Control, for controllers such as TouchOSC and for other programs: docs/osc.md."""

    takes: ClassVar[dict[str, str]] = {"allow": "a list: [192.168.1.20]"}
    enabled: Annotated[bool, "true: commands are taken, and what the band does is sent"] = False
    host: Annotated[Text, "127.0.0.1: this machine only; 0.0.0.0: allow says who else"] = "127.0.0.1"
    port: Annotated[int, Ge(1), Le(65535), "where commands arrive (UDP), 1 to 65535"] = 8000
    send_to: Annotated[
        Text | None, AfterValidator(_place), "where the state goes, as 192.168.1.20:9000; null: nowhere"
    ] = "127.0.0.1:9000"
    allow: Annotated[
        tuple[Annotated[str, AfterValidator(_network)], ...],
        "other machines that may send, as [192.168.1.20] or [192.168.1.0/24]",
    ] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "Osc":
        if self.enabled and self.host not in LOOPBACK and not self.allow:
            raise ValueError(f"host {self.host} is open to other machines, and OSC has no password: set allow")
        if self.send_to is not None and place(self.send_to) == (self.host, self.port):
            raise ValueError(f"send_to is jamd's own port: it would hear itself, so use another than {self.port}")
        return self
