"""The hub of the page's server: events of the jam go to every connected page, and their messages go to the jam.

Owned by the page's event loop. Nothing here waits or imports a web library. The contract is docs/api.md.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from jamd.music.events import Clock, Dropped, Event, Heard, Keyed, Notice, Plan, Played, Vamped
from jamd.music.time.notes import Nanos
from jamd.stage.client import TOO_MUCH, Client
from jamd.stage.learned_controls import LearnedControls
from jamd.stage.my_settings import Now
from jamd.stage.page_messages import Do, MessageError, Pedal, PlayedKey, Time, command, read
from jamd.stage.snapshot import Section, Snapshot, ms

MAX_CLIENTS: Final = 16
_KEY_TIMEOUT_NS: Final = 2_000_000_000  # a key that has not come back by then never will

_FIELDS: Final[dict[type, Callable[[Any], dict[str, object]]]] = {
    Played: lambda e: {"tick": e.tick, "part": e.part, "data": list(e.data), "late_ms": ms(e.late_ns)},
    Dropped: lambda e: {"tick": e.tick, "part": e.part, "late_ms": ms(e.late_ns)},
    Vamped: lambda e: {"tick": e.tick},
    Plan: lambda e: {"start": e.start, "end": e.end, "parts": e.parts},
    Notice: lambda e: {"text": e.text},
}


def _text(kind: str, **fields: object) -> str:
    return msgspec.json.encode({"type": kind, **fields}).decode()


def _now() -> float:
    return ms(time.monotonic_ns())


class Hub:
    """`send` takes what goes to the jam."""

    def __init__(self, snapshot: Snapshot, send: Callable[[Event], None]) -> None:
        self.snapshot = snapshot
        self._send = send
        self.controls = LearnedControls(send)
        self._clients: list[Client] = []
        self._shown: dict[str, Section] = {}
        self._numbered = 0  # so far
        self._keyed: deque[tuple[Nanos, bytes, int]] = deque(maxlen=1000)  # played on pages, not heard yet

    # -- pages connect and disconnect

    def attach(self) -> Client | None:
        """A client whose first text is the snapshot. None if too many are connected."""
        if len(self._clients) >= MAX_CLIENTS:
            return None
        self.send_changes()  # so that the others know what this one is shown, too
        self._numbered += 1
        client = Client(self._numbered)
        client.post(_text("snapshot", you=client.number, **self.state()))
        self._clients.append(client)
        return client

    def detach(self, client: Client) -> None:
        """The connection is closed: release the keys and the pedal it held."""
        self._clients = [other for other in self._clients if other is not client]
        for pitch in sorted(client.keys):
            self._play(client, PlayedKey(pitch, 0))
        if client.pedal:
            self._play(client, Pedal(False))

    def state(self) -> dict[str, Section]:
        """The whole snapshot."""
        return {"run": self.snapshot.run, "version": self.snapshot.version, "t": _now(), **self._sections()}

    def _sections(self) -> dict[str, Section]:
        return {**self.snapshot.sections(), "controls": self.controls.section()}

    def now(self) -> Now:
        """What could be saved."""
        return msgspec.structs.replace(self.snapshot.now(), controls=self.controls.bindings)

    # -- from the jam

    def show(self, events: Iterable[Event]) -> None:
        """In order."""
        for event in events:
            self.snapshot.take(event)
            self.controls.take(event)
            if not self._clients:
                continue
            if isinstance(event, Clock):
                self.send_changes()  # at once: the plans that follow depend on it
            elif (text := self._message(event)) is not None:
                self._post(text)

    def _message(self, event: Event) -> str | None:
        t = ms(getattr(event, "ns", 0)) or _now()
        if isinstance(event, Heard):
            return _text("heard", t=t, tick=event.tick, data=list(event.data), by=self._player_of(event))
        if (fields := _FIELDS.get(type(event))) is not None:
            return _text(type(event).__name__.lower(), t=t, **fields(event))
        return None

    def _player_of(self, event: Heard) -> int | None:
        """The number of the page that this was played on."""
        while self._keyed and event.ns - self._keyed[0][0] > _KEY_TIMEOUT_NS:
            self._keyed.popleft()
        for entry in self._keyed:
            if entry[1] == event.data and entry[0] <= event.ns:
                self._keyed.remove(entry)
                return entry[2]
        return None

    def takes_changed(self) -> None:
        """The list of takes has changed."""
        self.snapshot.tape_changed()
        self.send_changes()

    def library_changed(self) -> None:
        """The list of charts has changed, or that of set lists."""
        self.snapshot.library_changed(self.snapshot.set_list)
        self.send_changes()

    def send_changes(self) -> None:
        """Send the sections that have changed since the last call. To be called about 20 times a second."""
        sections = self._sections()
        changed = {name: section for name, section in sections.items() if section != self._shown.get(name)}
        self._shown = sections
        if changed and self._clients:
            self._post(_text("change", t=_now(), **changed))

    def _post(self, text: str) -> None:
        for client in self._clients:
            client.post(text)

    # -- from a page

    def receive(self, client: Client, text: str | None) -> None:
        """Handle one message of a page; None if it was not text."""
        if client.exceeds_rate():
            client.disconnect(TOO_MUCH)
            return
        try:
            if text is None:
                raise MessageError("messages must be text, not bytes")
            self._obey(client, text)
        except MessageError as fault:
            client.post(_text("error", id=fault.id, error=str(fault)))

    def _obey(self, client: Client, text: str) -> None:
        message = read(text)
        if isinstance(message, Time):
            client.post(_text("time", client=message.client, server=_now()))
        elif isinstance(message, Do):
            self._do(client, message)
        else:
            self._play(client, message)

    def _do(self, client: Client, do: Do) -> None:
        wanted = command(do)
        if do.name == "new take" and self.snapshot.recording is None:
            raise MessageError("nothing is being recorded: tape.keep is never", do.id)
        self._send(wanted)
        if do.id is not None:
            client.post(_text("done", id=do.id))

    def _play(self, client: Client, played: PlayedKey | Pedal) -> None:
        if isinstance(played, Pedal):
            client.pedal = played.down
        elif played.velocity:
            client.keys.add(played.pitch)
        else:
            client.keys.discard(played.pitch)
        keyed: Keyed = played.midi()
        self._keyed.append((Nanos(time.monotonic_ns()), keyed.data, client.number))
        self._send(keyed)
