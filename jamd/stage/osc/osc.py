"""OSC on a thread of its own, beside the stage's: commands come in as datagrams, the state of the jam goes out.

Nothing that is sent here can reach the tape or hold up the music: what is too much, damaged or not allowed is left out
and counted. OSC has no password; `osc.allow` says which other machines may send.
"""

import contextlib
import ipaddress
import select
import socket
import threading
from collections.abc import Sequence
from typing import Any, Final

from jamd.errors import DeviceError
from jamd.ipc.bus import Waitable
from jamd.ipc.settings import OscSettings
from jamd.music.events import Clock, Controls, Delivery, Event, Notice, Ports, State
from jamd.music.time.notes import Nanos
from jamd.stage.allowance import Allowance
from jamd.stage.mailbox import Mailbox
from jamd.stage.osc.addresses import REFRESH, command_of
from jamd.stage.osc.faults import Faults
from jamd.stage.osc.packets import Message, PacketError, read, write
from jamd.stage.osc.told import Told, onset
from jamd.stage.view import View

_SHOWN: Final = Clock | Controls | Delivery | Ports | State
_LARGEST: Final = 65_536  # bytes of a datagram
_AT_ONCE: Final = 64  # datagrams, before what the band does is told
_BYTES: Final = 100  # cost as much as one message: a chart may be long, but not often
_MOST_EVENTS: Final = 20_000
_MOST_COMMANDS: Final = 2_000
_LEAVE_S: Final = 1.0


class Osc:
    """The stage's loop calls the first half; the rest runs on the thread. DeviceError if the port is taken."""

    def __init__(self, settings: OscSettings) -> None:
        self._settings = settings
        self._socket = _listen(settings.host, settings.port)
        self._sender: tuple[socket.socket, Any] | None = None  # and the address that it sends to
        self._allowed = [ipaddress.ip_network(network) for network in settings.allow]
        self._events: Mailbox[Event] = Mailbox(_MOST_EVENTS)
        self._outgoing: Mailbox[Event] = Mailbox(_MOST_COMMANDS)
        self._view = View()
        self._told = Told()
        self._allowance = Allowance()
        self._faults = Faults()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="osc", daemon=True)

    # -- the stage's side

    @property
    def addresses(self) -> str:
        """Where it listens and sends, for people."""
        settings = self._settings
        to = f", the state goes to {settings.send_to[0]}:{settings.send_to[1]}" if settings.send_to else ""
        return f"commands are taken at {settings.host}:{settings.port}{to}"

    def open(self) -> None:
        self._thread.start()

    def fileno(self) -> int:
        """Readable when there are commands."""
        return self._outgoing.fileno()

    def show(self, events: Sequence[Event]) -> None:
        if events:
            self._events.put(*events)

    def outgoing(self) -> list[Event]:
        """Commands for wire, and notices."""
        return self._outgoing.take()

    def close(self) -> None:
        self._leaving = True
        self._events.put()
        self._thread.join(_LEAVE_S)

    # -- the thread

    def _run(self) -> None:
        try:
            self._sender = self._connected()
            while not self._leaving:
                self._turn()
        except Exception as bug:  # the root of this thread: report it, and go on without OSC
            self._say(f"OSC has stopped because of a bug in jamd; the band plays on ({type(bug).__name__}: {bug})")
        self._socket.close()

    def _connected(self) -> tuple[socket.socket, Any] | None:
        """Where the state is sent to; the name of a machine may take a while to look up."""
        if self._settings.send_to is None:
            return None
        host, port = self._settings.send_to
        try:
            family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        except OSError as fault:
            self._say(f"OSC: nothing is sent, because {host} is not known ({fault.strerror})")
            return None
        sender = socket.socket(family, kind)
        sender.setblocking(False)
        return sender, address

    def _turn(self) -> None:
        readers: list[Waitable] = [self._socket, self._events]
        readable, _, _ = select.select(readers, [], [], self._faults.wait_s)
        if self._events in readable:
            self._show(self._events.take())
        if self._socket in readable:
            self._receive()
        if (sentence := self._faults.sentence()) is not None:
            self._say(sentence)

    def _show(self, events: Sequence[Event]) -> None:
        for event in events:
            self._view.take(event)
            if (begun := onset(event)) is not None:
                self._send(begun)
        if any(isinstance(event, _SHOWN) for event in events):
            self._tell()

    def _tell(self) -> None:
        for message in self._told.changes(self._view):
            self._send(message)

    def _send(self, message: Message) -> None:
        if self._sender is not None:
            sender, address = self._sender
            with contextlib.suppress(OSError):  # nobody is there, or the network is not
                sender.sendto(write(message), address)

    def _receive(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                packet, sender = self._socket.recvfrom(_LARGEST)
            except OSError:  # nothing more; on Windows also: nobody reads what we send
                return
            try:
                self._take(packet, sender[0])
            except PacketError as fault:
                self._faults.count(str(fault), sender[0])

    def _take(self, packet: bytes, sender: str) -> None:
        if not self._may_send(sender):
            raise PacketError("this sender is not in osc.allow")
        if self._allowance.exceeded_by(1 + len(packet) // _BYTES):
            raise PacketError("this is more than 200 messages, or 20 kB, a second")
        for message in read(packet):
            try:
                self._do(message)
            except PacketError as fault:
                self._faults.count(str(fault), sender)

    def _may_send(self, sender: str) -> bool:
        address = ipaddress.ip_address(sender.partition("%")[0])
        plain = getattr(address, "ipv4_mapped", None) or address
        return plain.is_loopback or any(plain in network for network in self._allowed)

    def _do(self, message: Message) -> None:
        if message.address == REFRESH:
            self._told.forget()
            self._tell()
        elif (command := command_of(message)) is not None:
            self._outgoing.put(command)

    def _say(self, sentence: str) -> None:
        self._outgoing.put(Notice(Nanos(0), sentence))


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        listener = socket.socket(family, kind)
    except OSError as fault:
        raise DeviceError(f"no OSC: {host} is not an address of this machine ({fault.strerror})") from None
    try:
        listener.bind(address)
    except OSError as fault:
        listener.close()
        why = f"port {port} is not available ({(fault.strerror or str(fault)).lower()})"
        raise DeviceError(f"no OSC: {why}; the band still plays; use another with --set osc.port=N") from None
    listener.setblocking(False)
    return listener
