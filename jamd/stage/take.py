"""Turns the log of a take into a MIDI file: a track for each musician, the tempo map, the form.

Strategy: the keyboardist's messages are written as they came, and a part of the band that shares a channel with them is
moved to one that is free. While the clock runs, the form's own ticks are kept. What was played before the first start
is placed before it in its own time, and a later start goes to the next bar line after everything played so far.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from jamd.errors import FileError
from jamd.files.channels import apart, channels_of, moved, on_channel, opening
from jamd.files.form_marks import FormMarks, place_of
from jamd.files.held import Held
from jamd.files.midi_file import TRACKS, UNTITLED, write_midi
from jamd.files.regular_file import read_regular
from jamd.music.channel_messages import is_channel_message
from jamd.music.events import Clock, Event, Heard, Played, Ports, State
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.lock import is_locked
from jamd.stage.log import Header, Reading, holds_a_note, read_log
from jamd.stage.take_name import LOGS

_TORN: Final = 1  # lines that a kill or a power cut tears
_JUMP: Final = TICKS_PER_BEAT // 4  # a clock that moves by more has been restarted; that is no change of tempo

Messages = list[tuple[Tick, bytes]]


def recover(folder: Path, tell: Callable[[str], None] = lambda sentence: None) -> list[Path]:
    """Write the MIDI file of each take that was interrupted; returns the files written. Each gets a sentence.

    A log that is still being written, or that has its MIDI file, is left alone. One without a note is removed, unless
    lines of it could not be read. One that cannot be read or written is reported, and kept for the next start.
    """
    written: list[Path] = []
    for log in sorted(folder.glob(LOGS)):
        take = log.with_suffix(".mid")
        try:
            if take.exists() or is_locked(log):
                continue
            reading = read_log(read_regular(log))
            if _write(reading, take, tell):
                written.append(take)
                tell(f"recovered an interrupted take: {take}{_unread(reading)}")
            elif reading.skipped <= _TORN:
                log.unlink()
        except FileError as error:
            tell(str(error))
        except OSError as error:
            tell(f"{log}: cannot be read ({error.strerror})")
        except Exception as fault:  # whatever is wrong with one old log, today's take must begin
            tell(f"{log}: cannot be turned into a MIDI file ({type(fault).__name__}); the log is kept")
    return written


def write_take(log: bytes, path: Path, tell: Callable[[str], None] = lambda sentence: None) -> bool:
    """Write the MIDI file of a log; `tell` gets a sentence for each part that is not on its own channel there. False,
    and no file, if the log has no note. FileError if the file cannot be written."""
    return _write(read_log(log), path, tell)


def _write(reading: Reading, path: Path, tell: Callable[[str], None]) -> bool:
    events = reading.events
    if not any(map(holds_a_note, events)):
        return False
    header = next((event for event in events if isinstance(event, Header)), Header(""))
    reel = _Reel(header, events)
    for event in events:
        reel.take(event)
    for draft in path.parent.glob(f".{path.name}.*"):  # an earlier attempt was killed
        with contextlib.suppress(OSError):
            draft.unlink()
    tracks = reel.tracks()
    yours, wanted = channels_of(tracks["You"]), _wanted(tracks)
    channels = apart(yours, wanted)
    for part, channel in channels.items():
        track = tracks[TRACKS[part]]
        if channel != wanted[part]:
            track = on_channel(track, channel)
        sound = opening(part, channel, wanted[part], header.programs.get(part))
        tracks[TRACKS[part]] = [(track[0][0], data) for data in sound] + track
    shared = [TRACKS[part] for part, channel in channels.items() if channel in yours]
    form = reel.form
    (_, meter), *later = form.meters
    first = min((track[0][0] for track in tracks.values() if track), default=0) // meter.bar * meter.bar
    markers = [mark for mark in form.markers if mark[0] >= min(0, first)]  # a silent count-in is not in the file
    title = header.tune or UNTITLED
    write_midi(path, tracks, reel.tempos, meter, markers, meters=later, keys=form.keys, second_port=shared, title=title)
    for sentence in moved(yours, wanted, channels):
        tell(f"{path}: {sentence}")
    return True


def _wanted(tracks: dict[str, Messages]) -> dict[BandPart, int]:
    """The channel of each part that played: one that it shares with the keyboardist, if there is one."""
    yours = channels_of(tracks["You"])
    used = {part: channels_of(tracks[TRACKS[part]]) for part in BAND if tracks[TRACKS[part]]}
    return {part: min(channels & yours or channels) for part, channels in used.items()}


def _unread(reading: Reading) -> str:
    """A torn last line is what an interruption leaves; more than that is worth a word."""
    return f" ({reading.skipped} lines of its log could not be read)" if reading.skipped > _TORN else ""


class _Reel:
    """Events go in, in order; the tracks of a MIDI file come out."""

    def __init__(self, header: Header, events: Sequence[Event]) -> None:
        line, self._meter = _first_bar(header, events)
        self._has_count_in = header.count_in
        self._timeline = _first_timeline(header, events)
        self._running = self._ever_ran = False
        self._input: str | None = None
        self._offset = -max(0, line)  # from the form's ticks to the file's
        self._end = Tick(0)
        self._tracks: dict[str, Messages] = {name: [] for name in TRACKS.values()}
        self._held = {name: Held() for name in self._tracks}
        self.tempos = [(Tick(0), self._timeline.bpm)]
        self.form = FormMarks(self._meter)

    def take(self, event: Event) -> None:
        if isinstance(event, Heard):
            self._message("You", event.ns, event.tick, event.data)
        elif isinstance(event, Played) and event.part in BAND and not self._leaves_out(event):
            self._message(TRACKS[event.part], event.ns, event.tick, event.data)
        elif isinstance(event, Clock):
            self._clock(event)
        elif isinstance(event, State) and self._running:
            self.form.take(place_of(event, self._offset, self._meter))
        elif isinstance(event, Ports):
            if self._input not in (None, event.input):  # the keyboard was unplugged, and its note-offs are lost
                self._close("You", self._at(event.ns))
            self._input = event.input

    def tracks(self) -> dict[str, Messages]:
        """The messages of each musician; keys and pedals that are still down are let go."""
        for name in self._tracks:
            self._close(name, self._end)
        return self._tracks

    def _at(self, ns: Nanos) -> Tick:
        return Tick(self._offset + self._timeline.tick_at(ns))

    def _message(self, name: str, ns: Nanos, tick: Tick | None, data: bytes) -> None:
        if not is_channel_message(data):
            return
        place = self._at(ns) if tick is None or not self._running else Tick(self._offset + tick)
        track = self._tracks[name]
        if track:  # a clock that is set back a little changes no order
            place = max(place, track[-1][0])
        track.append((place, data))
        self._end = max(self._end, place)
        self._held[name].hear(data)

    def _leaves_out(self, event: Played) -> bool:
        """The clicks of a count-in that is not wanted in the file; what the keyboardist plays over them stays."""
        return not self._has_count_in and event.tick is not None and event.tick < 0

    def _close(self, name: str, at: Tick) -> None:
        if self._tracks[name]:
            at = max(at, self._tracks[name][-1][0])
        self._tracks[name] += [(at, data) for data in self._held[name].let_go()]

    def _clock(self, clock: Clock) -> None:
        if clock.running:
            here, there = self._at(clock.ns), clock.timeline.tick_at(clock.ns)
            goes_on = self._running and abs(self._offset + there - here) <= _JUMP
            if self._ever_ran and not goes_on:
                self._offset = _bars_up(here - there, self._meter)
            if not goes_on:
                counted = max(0, -there) // self._meter.bar * self._meter.bar
                self.form.begin(Tick(self._offset - counted), counts_in=counted > 0 and self._has_count_in)
            self._timeline = clock.timeline
            if clock.timeline.bpm != self.tempos[-1][1]:
                self.tempos.append((self._at(clock.ns), clock.timeline.bpm))
            self._ever_ran = True
        self._running = clock.running


def _first_timeline(header: Header, events: Iterable[Event]) -> Timeline:
    """The first clock that ran, extended back to the first event; without one, the tempo of the header."""
    first = Nanos(0)
    for event in events:
        if isinstance(event, Clock) and event.running:
            return event.timeline
        if isinstance(event, Heard | Played) and not first:
            first = event.ns
    return Timeline.at_bpm(header.bpm, first, Tick(0))


def _first_bar(header: Header, events: Iterable[Event]) -> tuple[int, Meter]:
    """Where the bar begins in which the first clock runs, and its meter: a take that starts in the middle of a jam
    starts with the bar that sounds then, not with the jam's first bar."""
    tick, line, meter = 0, 0, header.meter
    clock = next((event for event in events if isinstance(event, Clock) and event.running), None)
    if clock is not None:
        tick = clock.timeline.tick_at(clock.ns)
    state = next((event for event in events if isinstance(event, State) and event.bar_line is not None), None)
    if state is not None and state.bar_line is not None:
        line, meter = state.bar_line, Meter(state.beats)
    return line + (tick - line) // meter.bar * meter.bar, meter


def _bars_up(ticks: int, meter: Meter) -> int:
    return -(-ticks // meter.bar) * meter.bar
