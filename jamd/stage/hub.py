"""The middle of the page's server: events of the jam go out to every socket, what the sockets say goes to the jam.

Owned by the page's event loop; nothing here waits, and no web library is known. The contract is docs/api.md.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from jamd.music.events import Clock, Dropped, Event, Heard, Keyed, Notice, Plan, Played, Vamped
from jamd.music.time.notes import Nanos
from jamd.stage.page_messages import Do, MessageError, Pedal, PlayedKey, Time, command, read
from jamd.stage.seat import TOO_MUCH, Seat
from jamd.stage.snapshot import Section, Snapshot, ms

MOST_SEATS: Final = 16
_FORGET_NS: Final = 2_000_000_000  # a key that was not heard by then never will be

_SAID: Final[dict[type, Callable[[Any], dict[str, object]]]] = {
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
        self._seats: list[Seat] = []
        self._shown: dict[str, Section] = {}
        self._seated = 0  # so far
        self._keyed: deque[tuple[Nanos, bytes, int]] = deque(maxlen=1000)  # played on pages, not heard yet

    # -- sockets come and go

    def attach(self) -> Seat | None:
        """A seat whose first text is the snapshot; None where all are taken."""
        if len(self._seats) >= MOST_SEATS:
            return None
        self.tell_changes()  # so that the others, too, know what this one is shown
        self._seated += 1
        seat = Seat(self._seated)
        seat.post(_text("snapshot", you=seat.number, **self.state()))
        self._seats.append(seat)
        return seat

    def detach(self, seat: Seat) -> None:
        """The socket has gone: whatever it held is let go."""
        self._seats = [other for other in self._seats if other is not seat]
        for pitch in sorted(seat.keys):
            self._play(seat, PlayedKey(pitch, 0))
        if seat.pedal:
            self._play(seat, Pedal(False))

    def state(self) -> dict[str, Section]:
        """The whole snapshot."""
        return {"run": self.snapshot.run, "version": self.snapshot.version, "t": _now(), **self.snapshot.sections()}

    # -- the jam speaks

    def show(self, events: Iterable[Event]) -> None:
        """In the order in which they happened."""
        for event in events:
            self.snapshot.take(event)
            if not self._seats:
                continue
            if isinstance(event, Clock):
                self.tell_changes()  # at once: the plans that follow lie on it
            elif (text := self._said(event)) is not None:
                self._post(text)

    def _said(self, event: Event) -> str | None:
        t = ms(getattr(event, "ns", 0)) or _now()
        if isinstance(event, Heard):
            return _text("heard", t=t, tick=event.tick, data=list(event.data), by=self._player_of(event))
        if (fields := _SAID.get(type(event))) is not None:
            return _text(type(event).__name__.lower(), t=t, **fields(event))
        return None

    def _player_of(self, event: Heard) -> int | None:
        """The number of the page on which this was played."""
        while self._keyed and event.ns - self._keyed[0][0] > _FORGET_NS:
            self._keyed.popleft()
        for entry in self._keyed:
            if entry[1] == event.data and entry[0] <= event.ns:
                self._keyed.remove(entry)
                return entry[2]
        return None

    def takes_changed(self) -> None:
        """The list of takes is another one."""
        self.snapshot.tape_changed(self.snapshot.recording)
        self.tell_changes()

    def tell_changes(self) -> None:
        """Sections that are other ones than when they were told last. To be called some 20 times a second."""
        sections = self.snapshot.sections()
        changed = {name: section for name, section in sections.items() if section != self._shown.get(name)}
        self._shown = sections
        if changed and self._seats:
            self._post(_text("change", t=_now(), **changed))

    def _post(self, text: str) -> None:
        for seat in self._seats:
            seat.post(text)

    # -- a page speaks

    def hear(self, seat: Seat, text: str | None) -> None:
        """One message of a page; None: one that was no text."""
        if seat.says_too_much():
            seat.dismiss(TOO_MUCH)
            return
        try:
            if text is None:
                raise MessageError("messages are texts, not bytes")
            self._obey(seat, text)
        except MessageError as fault:
            seat.post(_text("error", id=fault.id, error=str(fault)))

    def _obey(self, seat: Seat, text: str) -> None:
        message = read(text)
        if isinstance(message, Time):
            seat.post(_text("time", client=message.client, server=_now()))
        elif isinstance(message, Do):
            self._do(seat, message)
        else:
            self._play(seat, message)

    def _do(self, seat: Seat, do: Do) -> None:
        wanted = command(do)
        if do.name == "new take" and self.snapshot.recording is None:
            raise MessageError("nothing is recorded: tape.keep is never", do.id)
        self._send(wanted)
        if do.id is not None:
            seat.post(_text("done", id=do.id))

    def _play(self, seat: Seat, played: PlayedKey | Pedal) -> None:
        if isinstance(played, Pedal):
            seat.pedal = played.down
        elif played.velocity:
            seat.keys.add(played.pitch)
        else:
            seat.keys.discard(played.pitch)
        keyed: Keyed = played.midi()
        self._keyed.append((Nanos(time.monotonic_ns()), keyed.data, seat.number))
        self._send(keyed)
