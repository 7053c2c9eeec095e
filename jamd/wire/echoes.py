"""Our own notes coming back. If a DAW echoes them, or input and output are the same port, the band would listen to
itself.

A loop is known by its pattern: most of the band's notes come back, always as much later (up to a quarter of a second),
on the same channel, perhaps some octaves higher or lower, whatever has become of their velocity (`echo_path.py`). Until
that is sure the keyboardist is heard in every note. Then each note of ours is ignored once, on its way back: where he
strikes the same key at the same time, two come in, and one of them is heard.

What comes straight back, to the letter, is known at once. Of thru's notes that is within 30 ms: nobody repeats himself
so soon. Of the band's it is within 4 ms, as from an output that is connected to the input: of 150 notes that somebody
plays in perfect unison with the band, one is so near and has the same velocity. A longer loop cannot be known by thru's
notes, because an arpeggiator sounds like one.
"""

from collections import deque
from typing import Final

from jamd.music.channel_messages import is_note_off, is_note_on
from jamd.music.time.notes import Nanos
from jamd.wire.echo_path import TOLERANCE_NS, EchoPath, Route, SentNote

_LONGEST_NS: Final = 250_000_000 + TOLERANCE_NS
_JUDGED_NS: Final = _LONGEST_NS + 50_000_000  # the driver may bring an echo late
_THRU_NS: Final = 30_000_000  # longer than a direct loop, shorter than a hand repeats a key
_DIRECT_NS: Final = 4_000_000  # three of JACK's periods of 64 frames
_OFF_NS: Final = 100_000_000  # a DAW may let a note ring so much longer
_AFTER_NOTES: Final = 0xA0  # status bytes below are note-offs and note-ons
_HIGHEST: Final = 36  # semitones
_MOST_PATHS: Final = 16  # one message costs some microseconds, even in a flood
_MOST: Final = 64  # messages of the band, and of thru

_Key = tuple[int, int]  # channel from 0, pitch


class Echoes:
    """Remembers what was sent in the last quarter of a second. Owned by `Output`, called under its lock.

    `is_echo` stands in thru's way, so it only matches what is known; what it lets through is weighed afterwards, in
    `heard`.
    """

    def __init__(self) -> None:
        self._band: deque[SentNote] = deque(maxlen=_MOST)  # note-ons that may still come back, oldest first
        self._thru: deque[SentNote] = deque(maxlen=_MOST)
        self._others: deque[tuple[bytes, Nanos]] = deque(maxlen=_MOST)  # thru's controllers, bends and so on
        self._last_note: dict[_Key, SentNote] = {}
        self._last_other: dict[bytes, tuple[bytes, Nanos]] = {}
        self._ignored: dict[_Key, deque[tuple[SentNote, int]]] = {}  # echoes whose off is to come; how late they were
        self._held: set[_Key] = set()  # by a person, as far as we know
        self._paths: list[EchoPath] = []
        self._sure: list[EchoPath] = []  # of them

    def sent(self, data: bytes, now: Nanos, yours: bool = False) -> None:
        """A message of the band's, or of thru's (`yours`), leaves."""
        if is_note_on(data):
            note = self._last_note[_key(data)] = SentNote(data, now, yours)
            (self._thru if yours else self._band).append(note)
        elif is_note_off(data):
            ended = self._last_note.get(_key(data))
            if ended is not None and ended.off_ns is None:
                ended.off_ns = now
        else:
            self._others.append((data, now))
            self._last_other[_source(data)] = data, now

    def is_echo(self, data: bytes, ns: Nanos) -> bool:
        """Whether a channel message that arrived at `ns` is one of ours."""
        if data[0] >= _AFTER_NOTES:
            return self._is_other_echo(data, ns)
        key = _key(data)
        if is_note_off(data):
            is_echo = self._is_off_echo(key, ns)
            if not is_echo:
                self._held.discard(key)
            return is_echo
        echo_of = self._on_a_sure_path(data, ns) if self._sure else None
        if echo_of is None:
            echo_of = self._straight_back(key, data, ns)
        if echo_of is None:
            self._held.add(key)
            return False
        self._ignored.setdefault(key, deque(maxlen=4)).append((echo_of, ns - echo_of.ns))
        return True

    def heard(self, data: bytes, ns: Nanos) -> None:
        """A channel message that was no echo, as far as we knew at `ns`: it may be the first of a loop."""
        if not is_note_on(data):
            return
        self._judge(ns)
        for note in (*self._band, *self._thru) if self._sure else self._band:
            delay = ns - note.ns
            if (data[1] - note.pitch) % 12 == 0 and 0 < delay <= _LONGEST_NS:
                known_delay = any(path.fits(delay) for path in self._sure)
                if known_delay or not note.yours:
                    self._suspect(note, data, ns, known_delay)

    # -- note-ons

    def _on_a_sure_path(self, data: bytes, ns: Nanos) -> SentNote | None:
        """The note of ours that comes back; each does once on each path."""
        self._judge(ns)
        echo_of = None
        for note in (*self._band, *self._thru):
            if (data[1] - note.pitch) % 12 or (echo_of is not None and echo_of.channel != note.channel):
                continue  # two channels of ours may come back on one: a message is a note of one of them
            route, delay = _route(note, data), ns - note.ns
            for path in self._sure:
                if path.route == route and path.fits(delay) and path not in note.paths:
                    path.returned(note, data[2], ns)
                    echo_of = note
        return echo_of

    def _straight_back(self, key: _Key, data: bytes, ns: Nanos) -> SentNote | None:
        note = self._last_note.get(key)
        if note is None or note.came_straight_back:
            return None
        note.came_straight_back = data == note.data and ns - note.ns <= (_THRU_NS if note.yours else _DIRECT_NS)
        if note.came_straight_back and not note.yours:
            self._suspect(note, data, ns, known_delay=False)  # others may take longer
        return note if note.came_straight_back else None

    def _suspect(self, note: SentNote, data: bytes, ns: Nanos, known_delay: bool) -> None:
        """A message may be this note."""
        route = _route(note, data)
        for path in self._paths:
            if path.route == route and path.fits(ns - note.ns):
                if not path.sure and path not in note.paths and path.returned(note, data[2], ns, known_delay):
                    self._sure.append(path)
                return
        if len(self._paths) < _MOST_PATHS and abs(route[2]) <= _HIGHEST:
            self._paths.append(EchoPath(route, note, data[2], ns))

    def _judge(self, now: Nanos) -> None:
        """Notes that have had their time to come back speak against each path that they have not taken."""
        for notes in (self._band, self._thru):
            while notes and now - notes[0].ns > _JUDGED_NS:
                note = notes.popleft()
                believed = [path for path in self._paths if path.judge(note)]
                if len(believed) < len(self._paths):
                    self._paths = believed
                    self._sure = [path for path in believed if path.sure]

    # -- other messages

    def _is_off_echo(self, key: _Key, ns: Nanos) -> bool:
        """The hand may let go of the same key: an off is an echo if its on was one, and comes when ours must come.
        Where a loop is known, the off of a key that nobody holds is an echo as well."""
        for ignored in self._ignored.get(key, ()):
            off_ns = ignored[0].off_ns
            if off_ns is not None and -TOLERANCE_NS <= ns - off_ns - ignored[1] <= _OFF_NS:
                self._ignored[key].remove(ignored)
                return True
        return bool(self._sure) and key not in self._held

    def _is_other_echo(self, data: bytes, ns: Nanos) -> bool:
        """They come back unchanged. Straight from thru only the last of a knob does: one that goes back at once is
        turned by hand."""
        last, sent_ns = self._last_other.get(_source(data), (b"", ns))
        if last == data and ns - sent_ns <= _THRU_NS:
            del self._last_other[_source(data)]
            return True
        for sent in self._others if self._sure else ():
            if sent[0][1:] == data[1:] and any(path.carries(sent[0][0], data[0], ns - sent[1]) for path in self._sure):
                self._others.remove(sent)
                return True
        return False


def _key(data: bytes) -> _Key:
    return data[0] & 0x0F, data[1]


def _route(note: SentNote, data: bytes) -> Route:
    return note.channel, data[0] & 0x0F, data[1] - note.pitch


def _source(data: bytes) -> bytes:
    """What a message is about, without its value."""
    return data[:2] if data[0] < 0xC0 else data[:1]
