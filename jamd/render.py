"""The jam in virtual time: the same machine and the same sequencer as live, fed from a file, written to a file.

Beat 0 of the keyboardist's file is the first beat of the form, unless a pickup comes before it; there is no count-in.
The keyboardist's messages are written as they came, and the band has channels of its own. The same seed and input give
the same bytes.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from jamd.band.process import make_jam
from jamd.config.channels import gave_way
from jamd.config.process_settings import band_settings, tempo, wire_settings
from jamd.config.schema import Config
from jamd.errors import FileError
from jamd.files.channels import apart, channels_of, moved, opening
from jamd.files.form_marks import FormMarks, place_of
from jamd.files.held import Held
from jamd.files.meters import differences
from jamd.files.midi_file import TRACKS, Recording, write_midi
from jamd.music.channel_messages import is_note_on
from jamd.music.charts.load import read_tune
from jamd.music.events import Clock, Event, FallbackUsed, Form, Heard, Notice, Plan, State
from jamd.music.planning.jam import Jam
from jamd.music.planning.route import Route
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Part, Tick
from jamd.music.time.tempo_step import stepped
from jamd.music.time.timeline import Timeline

MOST_BARS: Final = 10_000
_DEFAULT_BARS: Final = 24  # for the band alone: two choruses of a blues
_STANDARD_BPM: Final = 120.0  # of a MIDI file up to its first tempo

Messages = list[tuple[Tick, bytes]]
_What = TypeVar("_What")


class RenderReport(msgspec.Struct, frozen=True):
    """What was rendered."""

    out: str
    bars: int
    bpm: float
    seed: int
    notes: dict[Part, int]
    seconds: float  # of computing
    realtime_factor: float  # seconds of music for each second of computing
    notices: tuple[str, ...]


class Studio:
    """Plays one file through the jam machine; `band` holds what the band played. The first tempo stands where the file
    begins: before tick 0 if it has a pickup."""

    def __init__(self, jam: Jam, sequencer: Sequencer, tempos: Sequence[tuple[Tick, float]]) -> None:
        self._jam = jam
        self._sequencer = sequencer
        self._meter = jam.settings.meter
        self.tempos = list(tempos)
        self._step: tuple[Tick, float, float] | None = None  # of the tempo, as `Form` has it
        self._timeline = Timeline.at_bpm(tempos[0][1], Nanos(0), tempos[0][0])
        self._bpm = tempos[0][1]
        self.band: dict[BandPart, Messages] = {part: [] for part in BAND}
        self.form = FormMarks(self._meter)
        self.notices: list[str] = []
        self.fallbacks: list[FallbackUsed] = []

    def play(self, heard: Messages, end: Tick) -> Nanos:
        """Up to `end`; the length in ns."""
        self._sequencer.start(self._timeline, Tick(0))
        self._set_tempo(*self.tempos[0])
        for tick, what in self._agenda(heard, end):
            self._beats_until(tick)
            if isinstance(what, bytes):
                self._take(self._jam.handle(Heard(self._timeline.ns_at(tick), tick, what)))
            else:
                self._set_tempo(tick, what)
        self._beats_until(end)
        last = self._timeline.ns_at(end)
        self._keep(self._sequencer.stop(last))
        return last

    def _agenda(self, heard: Messages, end: Tick) -> Iterator[tuple[Tick, bytes | float]]:
        """Messages and tempo changes in order."""
        changes: list[tuple[Tick, bytes | float]] = [(tick, bpm) for tick, bpm in self.tempos[1:]]
        keys: list[tuple[Tick, bytes | float]] = list(heard)
        yield from (entry for entry in sorted(changes + keys, key=lambda entry: entry[0]) if entry[0] < end)

    def _beats_until(self, tick: Tick) -> None:
        """Let time pass up to a tick, and the tempo go its steps."""
        while (step := self._step) is not None and step[0] < tick:
            self._pass(step[0])
            if step == self._step:
                self._step, bpm = None, stepped(self._bpm, *step[1:])
                self.tempos.append((step[0], bpm))
                self._set_tempo(step[0], bpm)
        self._pass(tick)

    def _pass(self, tick: Tick) -> None:
        """Every cue at its instant, a plan at every beat."""
        until = self._timeline.ns_at(tick)
        while (wake := self._jam.wake_ns) is not None and wake < until:
            self._cues_before(wake)
            self._take(self._jam.advance(wake))
        self._cues_before(until)

    def _cues_before(self, ns: Nanos) -> None:
        while (due := self._sequencer.next_ns()) is not None and due < ns:
            self._keep(self._sequencer.due(due))

    def _set_tempo(self, tick: Tick, bpm: float) -> None:
        now, self._bpm = self._timeline.ns_at(tick), bpm
        self._timeline = Timeline.at_bpm(bpm, now, tick)
        self._sequencer.retime(self._timeline)
        self._take(self._jam.handle(Clock(now, True, self._timeline, self._meter)))

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Plan):
                self._sequencer.plan(event)
            elif isinstance(event, State):
                self.form.take(place_of(event, 0, self._meter))
            elif isinstance(event, Form):
                self._step = event.step
            elif isinstance(event, FallbackUsed):
                self.fallbacks.append(event)
            elif isinstance(event, Notice):
                self.notices.append(event.text)

    def _keep(self, cues: list[Cue]) -> None:
        for cue in cues:
            if cue.part is not None and cue.data is not None:
                self.band[cue.part].append((cue.tick, cue.data))


def render(
    config: Config, recording: Recording | None, bars: int | None, out: Path, bpm: float | None = None
) -> RenderReport:
    """Render a keyboardist's recording (None: the band alone) for `bars` bars (None: as long as the recording).

    `bpm` wins over the recording's tempo map, that over the config; the recording's meter wins over the config's.
    ChartError, ModelError, FileError.
    """
    began = time.perf_counter()
    if recording is not None and recording.meter is not None:
        config = config.model_copy(update={"clock": config.clock.model_copy(update={"meter": str(recording.meter)})})
    seed = config.jam.seed if config.jam.seed is not None else secrets.randbelow(2**32)
    wire = wire_settings(config)
    band = band_settings(config, seed)
    band = msgspec.structs.replace(band, jam=msgspec.structs.replace(band.jam, count_in=0))
    tempos = _tempos(config, recording, bpm)
    meter = wire.clock.meter
    pickup = recording.pickup if recording else Tick(0)
    jam = make_jam(band)
    length, end = _length(jam.arrangement.route, bars, recording)
    you = _until(recording, Tick(pickup + end)) if recording else []
    yours = channels_of(you)
    channels = apart(yours, wire.channels)
    studio = Studio(jam, Sequencer(meter, channels, Nanos(wire.max_late_ns)), _shifted(tempos, -pickup))
    music_ns = studio.play(_shifted(you, -pickup), end)
    openings = {part: opening(part, channels[part], wire.channels[part], wire.programs.get(part)) for part in BAND}
    band_tracks: dict[Part, Messages] = {
        part: _opened(openings[part], _shifted(studio.band[part], pickup)) for part in BAND
    }
    tracks: dict[Part, Messages] = {"you": you, **band_tracks}
    (_, first), *later = studio.form.meters
    write_midi(
        out,
        {TRACKS[part]: track for part, track in tracks.items()},
        sorted(_shifted(studio.tempos, pickup)),
        first,
        _shifted(studio.form.markers, pickup),
        meters=_shifted(later, pickup),
        keys=_shifted(studio.form.keys, pickup),
        pickup=pickup,
        second_port=[TRACKS[part] for part in BAND if channels[part] in yours],
    )
    seconds = time.perf_counter() - began
    return RenderReport(
        out=str(out),
        bars=length,
        bpm=tempos[0][1],
        seed=seed,
        notes={part: sum(is_note_on(data) for _, data in track) for part, track in tracks.items()},
        seconds=seconds,
        realtime_factor=music_ns / 1e9 / seconds,
        notices=(
            *_remarks(band.chart),
            *_notices(recording, first, _shifted(later, pickup)),
            *gave_way(config.parts),
            *moved(yours, wire.channels, {part: channels[part] for part in BAND if studio.band[part]}),
            *studio.notices,
        ),
    )


def _opened(opening: list[bytes], played: Messages) -> Messages:
    return [*((Tick(0), data) for data in opening if played), *played]


def _shifted(timed: Sequence[tuple[Tick, _What]], ticks: int) -> list[tuple[Tick, _What]]:
    return [(Tick(tick + ticks), what) for tick, what in timed]


def _tempos(config: Config, recording: Recording | None, bpm: float | None) -> list[tuple[Tick, float]]:
    if bpm is not None or recording is None or not recording.tempos:
        return [(Tick(0), bpm or tempo(config))]
    at_first = [tempo for tick, tempo in recording.tempos if tick <= 0]  # the last of several holds
    later = [entry for entry in recording.tempos if entry[0] > 0]
    return [(Tick(0), at_first[-1] if at_first else _STANDARD_BPM), *later]


def _length(route: Route, bars: int | None, recording: Recording | None) -> tuple[int, Tick]:
    """How many bars are played, and where they end: what was asked for, else as long as the recording. FileError."""
    if bars is None and recording is None:
        bars = _DEFAULT_BARS
    count, end = 1, route.next_bar(Tick(0))
    while count < bars if bars is not None else recording is not None and end < recording.end - recording.pickup:
        count, end = count + 1, route.next_bar(end)
        if count > MOST_BARS:
            raise FileError(f"the recording is over {MOST_BARS} bars long: ask for fewer with --bars")
    return count, end


def _until(recording: Recording, end: Tick) -> Messages:
    """The keyboardist's messages up to the end, as they are, and then every key and pedal up. Nothing is struck at the
    end where the recording goes on."""
    goes_on = recording.end > end
    kept = [
        (tick, data)
        for tick, data in recording.messages
        if tick < end or (tick == end and not (goes_on and is_note_on(data)))
    ]
    held = Held()
    for _, data in kept:
        held.hear(data)
    return kept + [(end, data) for data in held.releases()]


def _remarks(chart: str | None) -> tuple[str, ...]:
    """What of the chart is not played as it is written."""
    return read_tune(chart).remarks if chart else ()


def _notices(recording: Recording | None, meter: Meter, later: Sequence[tuple[Tick, Meter]]) -> Iterator[str]:
    """What of the file is not taken as it stands."""
    if recording is not None:
        yield from recording.notices
        changes = [(tick, (meter.beats, 4)) for tick, meter in later]
        yield from differences(recording.meters, meter, recording.end, changes=changes)
