"""Where `jamd learn` learns: in a jam that is running, over its page's interface, or at the MIDI input itself."""

import contextlib
import http.client
from collections import deque
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from jamd.commands.binding import Binding
from jamd.config.process_settings import port_settings
from jamd.config.saving import save
from jamd.config.schema import Config
from jamd.errors import DeviceError, JamdError, Refused
from jamd.ipc.bindings import read_binding
from jamd.ipc.control_entry import entry_of
from jamd.ipc.saving import Saved, ToSave
from jamd.ipc.settings import LOOPBACK
from jamd.music.moved_control import ControlFinder, Moved
from jamd.music.time.notes import Nanos
from jamd.supervisor.page_token import tokens_at
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.ports import available_ports

_PATIENCE_S: Final = 40.0  # to save takes a while on a slow machine
_EVERYWHERE: Final = ("0.0.0.0", "::")
_HOW_TO_GET_IN: Final = (
    ": run JAMD_WEB_TOKEN=TOKEN jamd learn; TOKEN is that jam's web.token, or what follows token= in the link that "
    "jamd --stand shows in its terminal"
)


class Desk(Protocol):
    """Controls that can be learned. Refused where something cannot be."""

    place: str  # a sentence that says where this is

    def learn(self, on: bool) -> None:
        """Begin, go on, or end; after a control was added, it begins anew."""

    def moved(self) -> Moved | None:
        """The control that was moved last."""

    def entries(self) -> list[dict[str, Any]]: ...

    def add(self, entry: dict[str, Any]) -> None: ...

    def acted(self) -> int:
        """How often a control has given its command so far."""

    def save(self) -> Saved: ...

    def close(self) -> None: ...


class _Section(msgspec.Struct):
    list: list[dict[str, Any]]
    moved: Moved | None
    acted: dict[str, Any]


class RunningJam:
    """Of the page's interface: docs/api.md."""

    def __init__(self, host: str, port: int, token: str | None) -> None:
        """OSError: nothing answers there. Refused: it is no jamd, or wants another token."""
        self._at = host, port
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._ask("GET", "controls", kind=_Section)
        self.place = f"jamd is running at http://{host}:{port}/: what you learn acts at once."

    def _ask(self, method: str, path: str, body: Any = None, kind: Any = Any) -> Any:
        connection = http.client.HTTPConnection(*self._at, timeout=_PATIENCE_S)
        try:
            connection.request(method, f"/api/{path}", msgspec.json.encode(body), self._headers)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != http.client.OK:
                raise Refused(answer.status, msgspec.json.decode(data, type=dict[str, str])["error"])
            return msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, KeyError, http.client.HTTPException) as fault:
            raise Refused(502, f"what answers at port {self._at[1]} is no jamd ({type(fault).__name__})") from None
        finally:
            connection.close()

    def learn(self, on: bool) -> None:
        self._ask("POST", "learn", {"on": on})

    def moved(self) -> Moved | None:
        moved: Moved | None = self._ask("GET", "controls", kind=_Section).moved
        return moved

    def entries(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._ask("GET", "controls", kind=_Section).list
        return entries

    def add(self, entry: dict[str, Any]) -> None:
        self._ask("POST", "controls", entry)

    def acted(self) -> int:
        return int(self._ask("GET", "controls", kind=_Section).acted["times"])

    def save(self) -> Saved:
        saved: Saved = self._ask("POST", "settings/controls", kind=Saved)
        return saved

    def close(self) -> None:
        self.learn(False)


class OwnInput:
    """The MIDI input of the settings, while no jamd runs. The driver's thread calls `_hear`, all else is the talk's."""

    def __init__(self, settings: Config, file: Path) -> None:
        """DeviceError where there is no MIDI."""
        ports = port_settings(settings)
        found = available_ports(ports)
        if found.missing:
            raise DeviceError("\n".join(found.missing))
        self._file = file
        self._controls = self._saved = settings.controls
        self._heard: deque[tuple[Nanos, bytes]] = deque()
        self._finder = ControlFinder()
        self._moved: Moved | None = None
        self._guest = GuestPorts(found.backend, "jamd learn")
        if found.input:
            self._guest.listen_to(found.input, self._hear)
        else:
            self._guest.open_input(ports.own.input, self._hear)
        where = found.input or f"its own port '{ports.own.input}'"
        self.place = f"jamd is not running; it listens to {where}. What you learn acts when jamd is started."

    def _hear(self, ns: int, data: bytes) -> None:
        self._heard.append((Nanos(ns), data))

    def learn(self, on: bool) -> None:
        if not on:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._heard.clear()
        self._finder, self._moved = ControlFinder(), None

    def moved(self) -> Moved | None:
        while self._heard:
            ns, data = self._heard.popleft()
            self._moved = self._finder.take(data, ns) or self._moved
        return self._moved

    def entries(self) -> list[dict[str, Any]]:
        return [entry_of(binding) for binding in self._controls]

    def add(self, entry: dict[str, Any]) -> None:
        try:
            binding: Binding = read_binding(entry)
        except ValueError as fault:
            raise Refused(422, str(fault)) from None
        if binding not in self._controls:
            self._controls = (*self._controls, binding)
        self._begin_anew()

    def acted(self) -> int:
        return 0

    def save(self) -> Saved:
        saved = save(ToSave(str(self._file), controls=self._controls, controls_before=self._saved))
        self._saved = self._controls
        return saved

    def close(self) -> None:
        self._guest.close()


def desk(settings: Config, file: Path) -> Desk:
    """The jam that runs, else the input. DeviceError."""
    web = settings.web
    if web.enabled:
        host = LOOPBACK[0] if web.host in _EVERYWHERE else web.host
        with contextlib.suppress(OSError):  # nothing answers there
            return _running_jam(host, web.port, web.token)
    return OwnInput(settings, file)


def _running_jam(host: str, port: int, configured: str | None) -> RunningJam:
    """With the token that it has left for us, if it has one, else with the config's. OSError, JamdError."""
    for token in tokens_at(port):
        with contextlib.suppress(Refused):
            return RunningJam(host, port, token)
    try:
        return RunningJam(host, port, configured)
    except Refused as fault:
        help = _HOW_TO_GET_IN if fault.status == http.client.UNAUTHORIZED else ""
        raise JamdError(f"{fault}{help}") from None
