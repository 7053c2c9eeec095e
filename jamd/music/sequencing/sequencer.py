"""Plans in, MIDI out in time: the queue of cues, the vamp, the late policy, and what sounds.

Used by wire live and by render in virtual time; it reads no clock. The rules:
- a plan replaces everything of its parts from its start on, but never what has already been played;
- every note-on is followed by its note-off, whatever happens in between;
- a note-on later than `max_late` is dropped and counted, a note-off is always sent;
- where no plan covers the drums, the last bar is repeated; where none covers the piano or the bass, they rest: the
  chords go on without them, and no time is lost that the drums do not keep;
- a part may be sent earlier (or later) than its instant: `ahead`, for a slow synth;
- while nothing plays, a plan waits for a start inside it, so that the first beat has its notes.
"""

from collections.abc import Iterator
from typing import Final

from jamd.commands.choices import Style
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Plan
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.vamp import Bars, plain_time, repeat_bar
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

_NEVER: Final = 2**63
_FAR_BARS: Final = 16  # no band plans this far ahead
_HISTORY_BARS: Final = 6  # far enough back to find a bar of plain time before a fill


class _Voice:
    """One part: notes that wait (sorted), notes that sound (pitch -> note), and how far plans reach."""

    def __init__(self, start: Tick) -> None:
        self.began = start
        self.played = Tick(start - 1)  # everything up to this tick has been dealt with
        self.waiting: list[Note] = []
        self.sounding: dict[int, Note] = {}
        self.history: list[Note] = []  # planned notes of the last bars, for the vamp
        self.covered = start
        self.planned = False  # a plan has come since the start

    def next_tick(self) -> Tick | None:
        ticks = [note.end for note in self.sounding.values()]
        if self.waiting:
            ticks.append(self.waiting[0].start)
        return min(ticks) if ticks else None


class Sequencer:
    """Called from wire's loop (or render's) alone; never blocks."""

    def __init__(self, meter: Meter, channels: dict[BandPart, int], max_late: Nanos) -> None:
        self._bars = Bars(meter, Tick(0))  # of the latest plan
        self.channels = channels
        self.max_late = max_late
        self.ahead: dict[BandPart, int] = dict.fromkeys(BAND, 0)  # ns; may change at any time
        self.timeline: Timeline | None = None
        self.vamps = 0  # bars repeated since the start
        self._voices: dict[BandPart, _Voice] = {}
        self._cued: Plan | None = None  # waits for the next start
        self._since = Nanos(0)  # the instant of the last start
        self._style: Style = "swing"  # of the latest plan

    @property
    def running(self) -> bool:
        return self.timeline is not None

    def start(self, timeline: Timeline, at: Tick, now: Nanos = Nanos(0)) -> None:
        """Start at tick `at`, with the plan that waits for it. What was due before `now` is not late: on an
        external Start it could not be earlier."""
        self.timeline = timeline
        self._since = now
        self.vamps = 0
        self._voices = {part: _Voice(at) for part in BAND}
        cued, self._cued = self._cued, None
        if cued is not None and cued.start <= at < cued.end:
            self.plan(cued)

    def stop(self, now: Nanos) -> list[Cue]:
        """Drop what waits and close what sounds, now."""
        if self.timeline is None:
            return []
        tick = self.timeline.tick_at(now)
        cues = [
            Cue(tick, part, note_off(self.channels[part], pitch), now)
            for part, voice in self._voices.items()
            for pitch in voice.sounding
        ]
        self.timeline = None
        self._voices = {}
        self._cued = None
        return cues

    def retime(self, timeline: Timeline) -> None:
        """Another tempo or phase; everything queued moves with it."""
        if self.running:
            self.timeline = timeline

    def plan(self, plan: Plan) -> bool:
        """Replace the future of the parts that the plan names; True if it came in time, before its own start."""
        self._style = plan.style
        if plan.meter is not None:
            self._bars = self._bars.followed_by(plan.meter, plan.bar_line)
        if not self.running:
            self._cued = plan
        elif plan.start > max(voice.covered for voice in self._voices.values()) + _FAR_BARS * self._bars.meter.bar:
            return False  # made for where the music was before a jump
        voices = [voice for part, voice in self._voices.items() if plan.parts.get(part)]  # what takes back is in time
        in_time = all(voice.played < plan.start or plan.start <= voice.began for voice in voices)
        for part, notes in plan.parts.items():
            voice = self._voices.get(part)
            if voice is None or plan.end <= voice.played:
                continue
            # Everything after the plan's start is new; where nothing was planned, everything after what was played.
            while part == "drums" and voice.covered < plan.start:  # never leave a hole in the time
                self._vamp(voice)
            cut = max(plan.start, min(Tick(voice.played + 1), voice.covered))
            self._release(voice, notes, cut)
            kept = [note for note in voice.waiting if note.start < cut]
            voice.waiting = kept + sorted(note for note in notes if cut <= note.start < plan.end)
            oldest = plan.end - _HISTORY_BARS * self._bars.meter.bar
            voice.history = [n for n in voice.history if oldest <= n.start < cut] + voice.waiting[len(kept) :]
            voice.covered = plan.end
            voice.planned = True
        return in_time

    def _release(self, voice: _Voice, notes: tuple[Note, ...], cut: Tick) -> None:
        """Notes that sound across the cut end where the plan says, or at the cut."""
        confirmed = {(note.start, note.pitch): note for note in notes if note.start < cut}
        for pitch, note in voice.sounding.items():
            if note.end > cut:
                new = confirmed.get((note.start, pitch))
                end = max(new.end, cut) if new is not None else cut
                voice.sounding[pitch] = Note(note.start, pitch, Tick(max(end, note.start + 1)), note.velocity)

    def next_ns(self) -> Nanos | None:
        """When to call `due` next; None while stopped."""
        if self.timeline is None:
            return None
        return Nanos(min(self._next_ns_of(part, voice) for part, voice in self._voices.items()))

    def _next_ns_of(self, part: BandPart, voice: _Voice) -> int:
        assert self.timeline is not None
        tick = voice.next_tick()
        if part == "drums":  # the vamp starts where no plan covers them
            tick = voice.covered if tick is None else min(tick, voice.covered)
        return _NEVER if tick is None else self.timeline.ns_at(tick) - self.ahead[part]

    def due(self, now: Nanos) -> list[Cue]:
        """Everything to be sent by now, in order, note-offs first."""
        if self.timeline is None:
            return []
        cues: list[Cue] = []
        for part, voice in self._voices.items():
            tick = self.timeline.tick_at(Nanos(now + self.ahead[part]))
            while part == "drums" and voice.covered <= tick:
                self._vamp(voice)
            cues += self._due_in(part, voice, tick, now)
            voice.played = max(voice.played, tick)
        return sorted(cues, key=lambda cue: cue.due_ns)

    def _vamp(self, drums: _Voice) -> None:
        assert self.timeline is not None
        bar = self._bars.meter.bar
        again = repeat_bar(drums.history, drums.covered, self._bars, self._style, self.timeline.bpm)
        if again is None or not drums.planned:
            first = drums.covered - (drums.covered - self._bars.since) % bar
            plain = plain_time(self._style, self._bars.meter, self.timeline.bpm)
            again = tuple(
                Note(Tick(first + turn + n.start), n.pitch, Tick(first + turn + n.end), n.velocity)
                for turn in (0, bar)
                for n in plain
                if drums.covered <= first + turn + n.start < drums.covered + bar
            )
        drums.waiting.extend(again)
        drums.history = [n for n in drums.history if n.start >= drums.covered - _HISTORY_BARS * bar] + list(again)
        drums.covered = Tick(drums.covered + bar)
        self.vamps += 1

    def _due_in(self, part: BandPart, voice: _Voice, tick: Tick, now: Nanos) -> Iterator[Cue]:
        while (next_tick := voice.next_tick()) is not None and next_tick <= tick:
            assert self.timeline is not None
            due = Nanos(self.timeline.ns_at(next_tick) - self.ahead[part])
            over = next((n for n in voice.sounding.values() if n.end == next_tick), None)
            if over is None:
                note = voice.waiting.pop(0)
                over = voice.sounding.get(note.pitch)  # struck again while it sounds: close it first
                if now - max(due, self._since) <= self.max_late:
                    if over is not None:
                        yield self._off(part, over, next_tick, due)
                    voice.sounding[note.pitch] = note
                    yield Cue(next_tick, part, note_on(self.channels[part], note.pitch, note.velocity), due)
                else:
                    yield Cue(next_tick, part, None, due)
            else:
                del voice.sounding[over.pitch]
                yield self._off(part, over, next_tick, due)

    def _off(self, part: BandPart, note: Note, tick: Tick, due: Nanos) -> Cue:
        return Cue(tick, part, note_off(self.channels[part], note.pitch), due)
